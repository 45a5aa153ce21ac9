/* The half-years that a generation shows besides its own: linked from where they were closed, and marked where they have
 * been overtaken. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_layout.h"
#include "store/store_links.h"
#include "store/store_publication_work.h"
#include "store/store_stale.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

/* --- which ones --- */

static enum lt_status read_manifest_of(const struct lt_publication *p,
                                       const struct lt_generation *generation,
                                       struct manifest *ret_manifest, struct lt_error *err)
{
    *ret_manifest = (struct manifest){0};
    return generation->id[0] == '\0'
               ? LT_OK
               : manifest_read(generation->folder, p->arena, ret_manifest, err);
}

static void enter_own(const struct lt_publication *p, const char *generation, const char *content,
                      const struct manifest *base, const struct manifest_period *replaced,
                      struct manifest_period *own)
{
    *own = (struct manifest_period){.period = p->period};
    memcpy(own->generation, generation, sizeof own->generation);
    memcpy(own->content, content, sizeof own->content);
    memcpy(own->closing, content, sizeof own->closing);
    if (p->imported_base != NULL) {
        memcpy(own->base, p->imported_base, strlen(p->imported_base) + 1);
    } else if (base->period != p->period) {
        memcpy(own->base, base->content, sizeof own->base);
    } else if (replaced != NULL) { /* a review: the half-year stays closed by its run */
        memcpy(own->base, replaced->base, sizeof own->base);
        memcpy(own->closing, replaced->closing, sizeof own->closing);
    }
}

enum lt_status publication_list_periods(const struct lt_publication *p, const char generation[65],
                                        const char content[65], struct manifest *manifest,
                                        struct lt_error *err)
{
    enum lt_status status;
    struct manifest current, base;
    size_t count = 0;
    LT_TRY(read_manifest_of(p, &p->current, &current, err));
    LT_TRY(read_manifest_of(p, &p->base, &base, err));
    struct manifest_period *list = lt_arena_array(p->arena, current.period_count + 1, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "the half-years");
    }
    size_t i = 0;
    while (i < current.period_count && current.periods[i].period < p->period) {
        list[count++] = current.periods[i++];
    }
    const struct manifest_period *replaced = manifest_period_at(&current, p->period);
    enter_own(p, generation, content, &base, replaced, &list[count++]);
    for (i += replaced != NULL; i < current.period_count; i++) {
        list[count++] = current.periods[i];
    }
    manifest_mark_stale(list, count);
    for (i = 0; i < count; i++) {
        const bool own = list[i].period == p->period;
        const bool kept = own && base.period == p->period && replaced != NULL; /* a review */
        list[i].built_on_stale = (own && !kept && list[i].stale) || list[i].built_on_stale ||
                                 (kept && replaced->built_on_stale);
    }
    manifest->periods = list;
    manifest->period_count = count;
out:
    return status;
}

enum lt_status lt_publication_periods(const struct lt_publication *publication,
                                      const char content[65], struct lt_arena *arena,
                                      struct lt_generation_period **ret_periods, size_t *ret_count,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest = {0};
    LT_TRY(publication_list_periods(publication, content, content, &manifest, err));
    LT_TRY(layout_tell_periods(manifest.periods, manifest.period_count, arena, ret_periods, err));
    *ret_count = manifest.period_count;
out:
    return status;
}

/* --- their files --- */

/* What a half-year keeps to be explained from; the ledger's own line of half-years has it already. */
static enum lt_status link_kept(const struct lt_publication *p, const char *folder,
                                const char *period, struct lt_error *err)
{
    enum lt_status status;
    bool kept_there, linked;
    const char *kept = lt_arena_printf(p->arena, LAYOUT_KEPT "/%s", period);
    const char *from = kept == NULL ? NULL : lt_path_join(p->arena, folder, kept);
    const char *to = kept == NULL ? NULL : lt_path_join(p->arena, p->folder, kept);
    if (from == NULL || to == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_look(from, &kept_there, err));
    LT_TRY(lt_folder_look(to, &linked, err));
    LT_TRY(kept_there && !linked ? links_tree(from, to, err) : LT_OK);
out:
    return status;
}

enum lt_status publication_link_periods(const struct lt_publication *p,
                                        const struct manifest *manifest, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const lt_period since = manifest_stale_since(manifest->periods, manifest->period_count);
    for (size_t i = 0; i < manifest->period_count; i++) {
        const struct manifest_period *one = &manifest->periods[i];
        char name[LT_PERIOD_TEXT];
        lt_period_format(one->period, name);
        const char *folder = layout_store(p->arena, p->output_dir, one->generation);
        const char *from = folder == NULL ? NULL : lt_path_join(p->arena, folder, name);
        const char *to = lt_path_join(p->arena, p->folder, name);
        if (from == NULL || to == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        if (one->period != p->period) {
            LT_TRY(links_tree(from, to, err));
        }
        LT_TRY(link_kept(p, folder, name, err));
        if (one->stale) {
            LT_TRY(stale_mark_folder(to, one->period, since, p->arena, err));
        }
    }
out:
    return status;
}

static bool is_below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/';
}

static bool belongs_to(const struct manifest_file *file, const char *period)
{
    return is_below(file->path, period);
}

static bool is_kept_of(const struct manifest_file *file, const char *period)
{
    static const char kept[] = LAYOUT_KEPT "/";
    return lt_starts_with(file->path, kept) && is_below(file->path + sizeof kept - 1, period);
}

static bool lists(const struct manifest *manifest, const struct manifest_file *file)
{
    const struct manifest_file *listed = manifest_find(manifest, file->path);
    return listed != NULL && strcmp(listed->sha256, file->sha256) == 0;
}

static enum lt_status refuse(const char *folder, const struct manifest_file *file,
                             struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "'%s/%s' has changed since it was published", folder, file->path);
}

static bool keeps(const struct manifest *manifest, const char *period)
{
    size_t i = 0;
    while (i < manifest->count && !is_kept_of(&manifest->files[i], period)) {
        i++;
    }
    return i < manifest->count;
}

/* What is kept of a half-year comes from what is built upon, where that keeps it, else from what closed it (link_kept). */
static enum lt_status compare_kept(const char *folder, const char *period,
                                   const struct manifest *mine, const struct manifest *base,
                                   const struct manifest *theirs, struct lt_error *err)
{
    const struct manifest *source = keeps(base, period) ? base : theirs;
    for (size_t i = 0; i < mine->count; i++) {
        if (is_kept_of(&mine->files[i], period) && !lists(source, &mine->files[i])) {
            return refuse(folder, &mine->files[i], err);
        }
    }
    for (size_t i = 0; i < source->count; i++) {
        if (is_kept_of(&source->files[i], period) &&
            manifest_find(mine, source->files[i].path) == NULL) {
            return refuse(folder, &source->files[i], err);
        }
    }
    return LT_OK;
}

static enum lt_status compare_period(const struct lt_publication *p, const struct manifest *mine,
                                     const struct manifest *base, const struct manifest_period *one,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct manifest theirs;
    char period[LT_PERIOD_TEXT];
    lt_period_format(one->period, period);
    const char *folder = layout_store(p->arena, p->output_dir, one->generation);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(manifest_read(folder, p->arena, &theirs, err));
    for (size_t i = 0; i < mine->count; i++) {
        const struct manifest_file *file = &mine->files[i];
        if (!belongs_to(file, period) || (one->stale && stale_marks(lt_path_name(file->path)))) {
            continue;
        }
        if (!lists(&theirs, file)) {
            status = refuse(folder, file, err);
            goto out;
        }
    }
    for (size_t i = 0; i < theirs.count; i++) {
        if (belongs_to(&theirs.files[i], period) &&
            manifest_find(mine, theirs.files[i].path) == NULL) {
            status = refuse(folder, &theirs.files[i], err);
            goto out;
        }
    }
    LT_TRY(compare_kept(keeps(base, period) ? p->base.folder : folder, period, mine, base, &theirs,
                        err));
out:
    return status;
}

enum lt_status publication_compare_periods(const struct lt_publication *p,
                                           const struct manifest *manifest, struct lt_error *err)
{
    enum lt_status status;
    struct manifest base;
    LT_TRY(read_manifest_of(p, &p->base, &base, err));
    for (size_t i = 0; i < manifest->period_count; i++) {
        if (manifest->periods[i].period != p->period) {
            LT_TRY(compare_period(p, manifest, &base, &manifest->periods[i], err));
        }
    }
out:
    return status;
}
