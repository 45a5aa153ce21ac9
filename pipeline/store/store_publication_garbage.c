/* What killed runs leave in the store is removed: temporary folders, and finished generations that never became current.
 * Nothing else ever is: a generation that is lost cannot be computed again by a city that has lost it. */
#include <stdlib.h>
#include <string.h>

#include "store/store_layout.h"
#include "store/store_publication_work.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"
#include "support/text.h"

/* Generations that are published, and those that they name. */
struct standing {
    const struct lt_publication *p;
    const char **ids;
    size_t count, capacity;
};

static bool stands(const struct standing *standing, const char *id)
{
    size_t i = 0;
    while (i < standing->count && strcmp(standing->ids[i], id) != 0) {
        i++;
    }
    return i < standing->count;
}

static enum lt_status enter(struct standing *standing, const char *id, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (*id != '\0' && !stands(standing, id)) {
        LT_TRY(lt_array_reserve(&standing->ids, &standing->capacity, standing->count + 1,
                                sizeof *standing->ids, err));
        standing->ids[standing->count] = lt_arena_text(standing->p->arena, id);
        LT_TRY(standing->ids[standing->count] == NULL ? lt_fail_memory(err, "a generation")
                                                      : LT_OK);
        standing->count++;
    }
out:
    return status;
}

static enum lt_status enter_named(struct standing *standing, const struct manifest *manifest,
                                  struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(enter(standing, manifest->parent, err));
    LT_TRY(enter(standing, manifest->base, err));
    for (size_t i = 0; i < manifest->period_count; i++) {
        LT_TRY(enter(standing, manifest->periods[i].generation, err));
    }
out:
    return status;
}

/* From the current generation to the first. A store that was restored without its marks, or with a part of them, gets
 * them again. LT_E_IO where the chain cannot be followed to its end. */
static enum lt_status follow_chain(struct standing *standing, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_publication *p = standing->p;
    struct standing chain = {.p = p}; /* so far; forged manifests may name each other in a circle */
    struct lt_generation one = p->current;
    LT_TRY(enter(standing, one.id, err));
    while (one.id[0] != '\0' && !stands(&chain, one.id)) {
        struct manifest manifest;
        LT_TRY(enter(&chain, one.id, err));
        LT_TRY(manifest_read(one.folder, p->arena, &manifest, err));
        LT_TRY(enter_named(standing, &manifest, err));
        LT_TRY(publication_mark(p, &one, err));
        memcpy(one.id, manifest.parent, sizeof one.id);
        one.folder = layout_store(p->arena, p->output_dir, one.id);
        LT_TRY(one.folder == NULL ? lt_fail_memory(err, "a path") : LT_OK);
    }
out:
    free(chain.ids);
    return status;
}

static enum lt_status remove_unmarked(const struct lt_publication *p, char *const *names,
                                      size_t count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct standing standing = {.p = p};
    struct lt_error broken;
    /* what rests on a chain that is broken is told by `verify`; meanwhile nothing is taken for garbage */
    const enum lt_status followed = follow_chain(&standing, &broken);
    if (followed != LT_OK && followed != LT_E_IO) {
        if (err != NULL) {
            *err = broken;
        }
        status = followed;
        goto out;
    }
    for (size_t i = 0; followed == LT_OK && i < count; i++) {
        if (!stands(&standing, names[i])) {
            const char *path = layout_store(p->arena, p->output_dir, names[i]);
            LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : lt_folder_remove(path, err));
        }
    }
out:
    free(standing.ids);
    return status;
}

/* Only what is seen not to have a mark may be garbage. */
static enum lt_status list_unmarked(const struct lt_publication *p, char **names, size_t *count,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool marked = true;
        if (layout_is_generation(names[i])) {
            const char *mark = layout_mark(p->arena, p->output_dir, names[i]);
            LT_TRY(mark == NULL ? lt_fail_memory(err, "a path") : lt_path_look(mark, &marked, err));
        }
        if (!marked) {
            names[kept++] = names[i];
        }
    }
    *count = kept;
out:
    return status;
}

enum lt_status publication_collect_garbage(const struct lt_publication *p, struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count;
    const char *store = layout_store(p->arena, p->output_dir, "");
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (p->current.id[0] != '\0') {
        LT_TRY(publication_mark(p, &p->current,
                                err)); /* its own run may have been killed before it could */
    }
    LT_TRY(layout_collect_garbage(store, p->arena, err));
    LT_TRY(lt_folder_list(store, p->arena, &names, &count, err));
    LT_TRY(list_unmarked(p, names, &count, err));
    LT_TRY(count > 0 ? remove_unmarked(p, names, count, err) : LT_OK);
out:
    return status;
}
