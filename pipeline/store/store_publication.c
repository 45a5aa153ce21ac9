/* Building a generation beside what is published, and the single commit point. */
#include "store/store_publication.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_layout.h"
#include "store/store_links.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/parallel.h"
#include "support/text.h"

struct lt_publication {
    struct lt_arena *arena;
    const char *output_dir;
    struct lt_generation parent;
    lt_period period;
    unsigned threads; /* that digest files at once */
    char *folder;     /* .store/tmp-…; NULL once it has been renamed or removed */
    const char *period_folder;
    void (*step)(void *context, const char *name);
    void *step_context;
};

void publication_watch(struct lt_publication *publication,
                       void (*step)(void *context, const char *name), void *context)
{
    publication->step = step;
    publication->step_context = context;
}

static void done(const struct lt_publication *publication, const char *name)
{
    if (publication->step != NULL) {
        publication->step(publication->step_context, name);
    }
}

/* --- begin --- */

/* Where there are no symlinks there is no commit point: better said before the work than after it.
 */
static enum lt_status check_symlinks(const struct lt_publication *p, struct lt_error *err)
{
    const char *probe = layout_store(p->arena, p->output_dir, LAYOUT_TEMPORARY "symlink");
    if (probe == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (symlink(LAYOUT_CURRENT, probe) != 0) {
        const int cause = errno;
        const bool none = cause == EPERM || cause == EOPNOTSUPP || cause == ENOSYS;
        return lt_fail(err, LT_E_IO,
                       none ? "the file system of '%s' has no symlinks (%s): results cannot be "
                              "published safely there; choose an output folder on a local disk"
                            : "cannot make a symlink below '%s': %s",
                       p->output_dir, strerror(cause));
    }
    return unlink(probe) == 0
               ? LT_OK
               : lt_fail(err, LT_E_IO, "cannot remove '%s': %s", probe, strerror(errno));
}

/* <output>/<period> must be free or already the right symlink. */
static enum lt_status check_period_link(const struct lt_publication *p, bool *ret_there,
                                        struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    const char *target;
    const char *path = lt_path_join(p->arena, p->output_dir, lt_period_format(p->period, text));
    const char *wanted = lt_arena_printf(p->arena, LAYOUT_CURRENT "/%s", text);
    if (path == NULL || wanted == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(layout_read_link(path, p->arena, &target, err));
    *ret_there = strcmp(target, wanted) == 0;
    if (*target != '\0' && !*ret_there) {
        status = lt_fail(err, LT_E_IO, "'%s' is in the way: it points to '%s', not to '%s'", path,
                         target, wanted);
    }
out:
    return status;
}

/* Marks a generation as published, with the digest of its manifest. */
static enum lt_status mark(const struct lt_publication *p, const struct lt_generation *generation,
                           struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    const char *path = layout_mark(p->arena, p->output_dir, generation->id);
    const char *manifest = lt_path_join(p->arena, generation->folder, MANIFEST_NAME);
    const char *folder = layout_store(p->arena, p->output_dir, LAYOUT_PUBLISHED);
    if (path == NULL || manifest == NULL || folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (lt_file_exists(path)) {
        return LT_OK;
    }
    LT_TRY(lt_folder_make(folder, err));
    LT_TRY(lt_digest_file(manifest, NULL, hex, err));
    LT_TRY(lt_file_write(path, hex, strlen(hex), err));
out:
    return status;
}

/* Removes what killed runs left: temporary folders, and finished generations that never became
 * current. */
static enum lt_status collect_garbage(const struct lt_publication *p, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    char **names;
    size_t count;
    const char *store = layout_store(p->arena, p->output_dir, "");
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_generation_current(p->output_dir, p->arena, &current, err));
    if (current.id[0] != '\0') {
        LT_TRY(mark(p, &current, err)); /* its own run may have been killed before it could */
    }
    LT_TRY(lt_folder_list(store, p->arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        const char *path = lt_path_join(p->arena, store, names[i]);
        const char *marked = layout_mark(p->arena, p->output_dir, names[i]);
        if (path == NULL || marked == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        if (lt_starts_with(names[i], LAYOUT_TEMPORARY) ||
            (layout_is_generation(names[i]) && !lt_file_exists(marked))) {
            LT_TRY(lt_folder_remove(path, err));
        }
    }
out:
    return status;
}

static enum lt_status make_folder(struct lt_publication *p, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    const char *name = lt_arena_printf(p->arena, LAYOUT_TEMPORARY "%ld-XXXXXX", (long)getpid());
    char *folder = name == NULL ? NULL : layout_store(p->arena, p->output_dir, name);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (mkdtemp(folder) == NULL) {
        return lt_fail(err, LT_E_IO, "cannot create folder '%s': %s", folder, strerror(errno));
    }
    p->folder = folder;
    p->period_folder = lt_path_join(p->arena, folder, lt_period_format(p->period, text));
    return p->period_folder == NULL ? lt_fail_memory(err, "a path")
                                    : lt_folder_make(p->period_folder, err);
}

static enum lt_status link_earlier_periods(const struct lt_publication *p, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char **names;
    size_t count;
    if (p->parent.id[0] == '\0') {
        return LT_OK;
    }
    LT_TRY(lt_folder_list(p->parent.folder, p->arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        lt_period period;
        if (!lt_period_parse(names[i], &period) || period == p->period) {
            continue;
        }
        LT_TRY(LT_CHECK(period < p->period, err));
        const char *from = lt_path_join(p->arena, p->parent.folder, names[i]);
        const char *to = lt_path_join(p->arena, p->folder, names[i]);
        if (from == NULL || to == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(links_tree(from, to, err));
    }
out:
    return status;
}

static enum lt_status keep_arguments(struct lt_publication *p, const char *output_dir,
                                     const struct lt_generation *parent, lt_period period,
                                     struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_arena_create(&p->arena, err));
    p->output_dir = lt_arena_text(p->arena, output_dir);
    p->period = period;
    if (parent != NULL && parent->id[0] != '\0') {
        memcpy(p->parent.id, parent->id, sizeof p->parent.id);
        p->parent.folder = lt_arena_text(p->arena, parent->folder);
    } else {
        p->parent.folder = "";
    }
    if (p->output_dir == NULL || p->parent.folder == NULL) {
        status = lt_fail_memory(err, "a publication");
    }
out:
    return status;
}

enum lt_status lt_publication_begin(const char *output_dir, const struct lt_generation *parent,
                                    lt_period period, struct lt_publication **ret_publication,
                                    struct lt_error *err)
{
    enum lt_status status;
    bool there;
    struct lt_publication *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return lt_fail_memory(err, "a publication");
    }
    LT_TRY(keep_arguments(p, output_dir, parent, period, err));
    const char *store = layout_store(p->arena, output_dir, "");
    if (store == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_folder_make(store, err));
    LT_TRY(collect_garbage(p, err));
    LT_TRY(check_symlinks(p, err));
    LT_TRY(check_period_link(p, &there, err));
    LT_TRY(make_folder(p, err));
    LT_TRY(link_earlier_periods(p, err));
    *ret_publication = p;
    p = NULL;
out:
    lt_publication_abandon(p);
    return status;
}

const char *lt_publication_folder(const struct lt_publication *publication)
{
    return publication->folder;
}

const char *lt_publication_period_folder(const struct lt_publication *publication)
{
    return publication->period_folder;
}

/* --- commit --- */

/* The files of earlier periods must be those that their own generation listed. */
static enum lt_status compare_with_parent(const struct lt_publication *p,
                                          const struct manifest *mine,
                                          const struct manifest *parents, struct lt_error *err)
{
    for (size_t i = 0; i < mine->count; i++) {
        const struct manifest_file *file = &mine->files[i];
        char name[LT_PERIOD_TEXT] = "";
        lt_period period;
        const size_t length = strcspn(file->path, "/");
        memcpy(name, file->path, length < sizeof name ? length : 0);
        if (!lt_period_parse(name, &period) || period == p->period) {
            continue;
        }
        const struct manifest_file *theirs = manifest_find(parents, file->path);
        if (theirs == NULL || strcmp(theirs->sha256, file->sha256) != 0) {
            return lt_fail(err, LT_E_IO, "'%s/%s' has changed since it was published",
                           p->parent.folder, file->path);
        }
    }
    return LT_OK;
}

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

static enum lt_status write_manifest(const struct lt_publication *p, const char *generation,
                                     const struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest = {.period = p->period}, parents = {0};
    memcpy(manifest.generation, generation, sizeof manifest.generation);
    struct listing listing = {p, &manifest};
    LT_TRY(lt_parallel_for(2, 2, list_or_sync, &listing, err));
    if (p->parent.id[0] != '\0') {
        const char *path = lt_path_join(p->arena, p->parent.folder, MANIFEST_NAME);
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        memcpy(manifest.parent, p->parent.id, sizeof manifest.parent);
        LT_TRY(lt_digest_file(path, NULL, manifest.parent_sha256, err));
        LT_TRY(manifest_read(p->parent.folder, p->arena, &parents, err));
        LT_TRY(compare_with_parent(p, &manifest, &parents, err));
    }
    LT_TRY(manifest_write(p->folder, &manifest, model, err));
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

static enum lt_status finish_folder(const struct lt_publication *p, const char *generation,
                                    const struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    const char *store = layout_store(p->arena, p->output_dir, "");
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(write_manifest(p, generation, model, err));
    LT_TRY(links_make_read_only(p->folder, store, err));
    done(p, "manifest");
    LT_TRY(lt_tree_sync(p->folder, err)); /* the manifest, and what changed since */
    LT_TRY(verify_folder(p, p->folder, generation, err));
    done(p, "verified");
out:
    return status;
}

static enum lt_status move(const char *from, const char *to, struct lt_error *err)
{
    return rename(from, to) == 0
               ? LT_OK
               : lt_fail(err, LT_E_IO, "cannot rename '%s' to '%s': %s", from, to, strerror(errno));
}

/* Gives the folder its final name. One that was published earlier under it is taken as it is when
 * it is whole. */
static enum lt_status settle_folder(struct lt_publication *p, const struct lt_generation *mine,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *store = layout_store(p->arena, p->output_dir, "");
    const char *aside = layout_store(p->arena, p->output_dir, LAYOUT_TEMPORARY "damaged");
    if (store == NULL || aside == NULL) {
        return lt_fail_memory(err, "a path");
    }
    const bool there = lt_folder_exists(mine->folder);
    if (there && verify_folder(p, mine->folder, mine->id, NULL) == LT_OK) {
        return LT_OK;
    }
    if (there) {
        LT_TRY(move(mine->folder, aside, err));
    }
    LT_TRY(move(p->folder, mine->folder, err));
    p->folder = NULL;
    LT_TRY(lt_file_sync(store, err));
    done(p, "renamed");
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
    LT_TRY(check_period_link(p, &there, err));
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
    done(p, "period link");
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
    done(p, "current");
    LT_TRY(lt_file_sync(p->output_dir, err));
out:
    return status;
}

enum lt_status lt_publication_commit(struct lt_publication *publication,
                                     const struct lt_report_model *model, const char generation[65],
                                     unsigned threads, struct lt_error *err)
{
    enum lt_status status;
    struct lt_publication *p = publication;
    struct lt_generation current, mine = {0};
    p->threads = threads;
    LT_TRY(LT_CHECK(layout_is_generation(generation), err));
    LT_TRY(LT_CHECK(strcmp(generation, p->parent.id) != 0, err));
    LT_TRY(lt_generation_current(p->output_dir, p->arena, &current, err));
    if (strcmp(current.id, generation) != 0) {
        memcpy(mine.id, generation, sizeof mine.id);
        mine.folder = layout_store(p->arena, p->output_dir, generation);
        if (mine.folder == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(finish_folder(p, generation, model, err));
        LT_TRY(settle_folder(p, &mine, err));
        LT_TRY(make_period_link(p, err));
        LT_TRY(point_current(p, &mine, err));
        (void)mark(p, &mine, NULL); /* published already; the next begin makes up for it */
        done(p, "marked");
    }
    lt_publication_abandon(p);
out:
    return status;
}

void lt_publication_abandon(struct lt_publication *publication)
{
    if (publication == NULL) {
        return;
    }
    if (publication->folder != NULL) {
        (void)lt_folder_remove(publication->folder, NULL); /* or the next begin does */
    }
    lt_arena_destroy(publication->arena);
    free(publication);
}
