/* The single commit point: the folder is finished, named, and `current` points to it. */
#include <string.h>

#include "store/store_layout.h"
#include "store/store_links.h"
#include "store/store_publication_work.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/parallel.h"

struct listing {
    const struct lt_publication *p;
    struct manifest *manifest;
};

/* The disk takes the files while they are digested. */
static enum lt_status list_or_sync(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    const struct listing *listing = context;
    const struct lt_publication *p = listing->p;
    struct manifest *manifest = listing->manifest;
    (void)thread;
    return index == 0 ? manifest_scan(p->folder, p->threads, NULL, p->arena, &manifest->files,
                                      &manifest->count, err)
                      : lt_tree_sync(p->folder, err);
}

void publication_name(const char *parent, const char *base, const char *content, char ret_id[65])
{
    const char *const parts[] = {content};
    if (strcmp(parent, base) == 0) {
        memcpy(ret_id, content, strlen(content) + 1);
    } else {
        lt_generation_id(parent, parts, 1, "again", ret_id);
    }
}

static enum lt_status write_manifest(const struct lt_publication *p, struct manifest *manifest,
                                     const struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct listing listing = {p, manifest};
    LT_TRY(lt_parallel_for(2, 2, list_or_sync, &listing, err));
    memcpy(manifest->base, p->base.id, sizeof manifest->base);
    if (p->current.id[0] != '\0') {
        const char *path = lt_path_join(p->arena, p->current.folder, MANIFEST_NAME);
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        memcpy(manifest->parent, p->current.id, sizeof manifest->parent);
        LT_TRY(lt_digest_file(path, NULL, manifest->parent_sha256, err));
        LT_TRY(publication_compare_periods(p, manifest, err));
    }
    LT_TRY(manifest_write(p->folder, manifest, model, err));
out:
    return status;
}

/* Re-reads a finished generation: the manifest, and every file's bytes. */
static enum lt_status verify_folder(const struct lt_publication *p, const char *folder,
                                    const char *generation, struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    LT_TRY(manifest_read(folder, p->arena, &manifest, err));
    if (strcmp(manifest.generation, generation) != 0) {
        status = lt_fail(err, LT_E_IO, "the manifest in '%s' names another generation", folder);
        goto out;
    }
    LT_TRY(manifest_compare(folder, &manifest, p->threads, NULL, manifest_refuse,
                            (void *)(uintptr_t)folder, err));
out:
    return status;
}

static enum lt_status finish_folder(const struct lt_publication *p, struct manifest *manifest,
                                    const struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    const char *store = layout_store(p->arena, p->output_dir, "");
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(publication_link_periods(p, manifest, err));
    LT_TRY(write_manifest(p, manifest, model, err));
    LT_TRY(links_make_read_only(p->folder, store, err));
    publication_done(p, "manifest");
    LT_TRY(lt_tree_sync(p->folder, err)); /* the manifest, and what changed since */
    LT_TRY(verify_folder(p, p->folder, manifest->generation, err));
    publication_done(p, "verified");
out:
    return status;
}

/* Gives the folder its final name. One that was published earlier under it is taken as it is when
 * it is whole. */
static enum lt_status settle_folder(struct lt_publication *p, const struct lt_generation *mine,
                                    struct lt_error *err)
{
    enum lt_status status;
    bool there;
    const char *store = layout_store(p->arena, p->output_dir, "");
    const char *aside = layout_store(p->arena, p->output_dir, LAYOUT_TEMPORARY "damaged");
    if (store == NULL || aside == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_look(mine->folder, &there, err));
    if (there && verify_folder(p, mine->folder, mine->id, NULL) == LT_OK) {
        return LT_OK;
    }
    if (there) {
        LT_TRY(lt_path_move(mine->folder, aside, err));
    }
    LT_TRY(lt_path_move(p->folder, mine->folder, err));
    p->folder = NULL;
    LT_TRY(lt_file_sync(store, err));
    publication_done(p, "renamed");
    if (there) {
        const char *stale = layout_mark(p->arena, p->output_dir, mine->id);
        LT_TRY(stale == NULL ? lt_fail_memory(err, "a path") : lt_folder_remove(stale, err));
        LT_TRY(lt_folder_remove(aside, err));
    }
out:
    return status;
}

static enum lt_status make_period_link(const struct lt_publication *p, struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    bool there;
    LT_TRY(publication_check_link(p, &there, err));
    const char *path = lt_path_join(p->arena, p->output_dir, lt_period_format(p->period, text));
    const char *next = lt_path_join(p->arena, p->output_dir, LAYOUT_CURRENT_NEXT);
    const char *target = lt_arena_printf(p->arena, LAYOUT_CURRENT "/%s", text);
    if (path == NULL || next == NULL || target == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (!there) {
        LT_TRY(links_point(path, next, target, err));
    }
    LT_TRY(lt_file_sync(p->output_dir, err));
    publication_done(p, "period link");
out:
    return status;
}

/* The commit point. */
static enum lt_status point_current(const struct lt_publication *p,
                                    const struct lt_generation *mine, struct lt_error *err)
{
    enum lt_status status;
    const char *path = lt_path_join(p->arena, p->output_dir, LAYOUT_CURRENT);
    const char *next = lt_path_join(p->arena, p->output_dir, LAYOUT_CURRENT_NEXT);
    const char *target = lt_arena_printf(p->arena, LAYOUT_STORE "/%s", mine->id);
    if (path == NULL || next == NULL || target == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(links_point(path, next, target, err));
    publication_done(p, "current");
    LT_TRY(lt_file_sync(p->output_dir, err));
out:
    return status;
}

/* Nothing to do: the current generation closed this half-year with this very content. */
static enum lt_status published_already(const struct lt_publication *p, const char *content,
                                        bool *ret_already, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct manifest current;
    *ret_already = false;
    if (p->current.id[0] != '\0') {
        LT_TRY(manifest_read(p->current.folder, p->arena, &current, err));
        *ret_already = current.period == p->period && strcmp(current.content, content) == 0;
    }
out:
    return status;
}

enum lt_status lt_publication_commit(struct lt_publication *publication,
                                     const struct lt_report_model *model, const char content[65],
                                     unsigned threads, struct lt_error *err)
{
    enum lt_status status;
    struct lt_publication *p = publication;
    struct lt_generation mine = {0};
    struct manifest manifest = {.period = p->period};
    bool already;
    p->threads = threads;
    LT_TRY(LT_CHECK(layout_is_generation(content), err));
    LT_TRY(LT_CHECK(strcmp(content, p->base.id) != 0, err));
    LT_TRY(published_already(p, content, &already, err));
    if (!already) {
        publication_name(p->current.id, p->base.id, content, mine.id);
        LT_TRY(LT_CHECK(layout_is_generation(mine.id), err));
        mine.folder = layout_store(p->arena, p->output_dir, mine.id);
        if (mine.folder == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        memcpy(manifest.generation, mine.id, sizeof manifest.generation);
        memcpy(manifest.content, content, sizeof manifest.content);
        LT_TRY(publication_list_periods(p, mine.id, content, &manifest, err));
        LT_TRY(finish_folder(p, &manifest, model, err));
        LT_TRY(settle_folder(p, &mine, err));
        LT_TRY(make_period_link(p, err));
        LT_TRY(point_current(p, &mine, err));
        (void)publication_mark(p, &mine, NULL); /* the next begin makes up for it */
        publication_done(p, "marked");
    }
    lt_publication_abandon(p);
out:
    return status;
}
