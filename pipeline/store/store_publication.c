/* Building a generation beside what is published. The commit is in store_commit.c. */
#include "store/store_publication_work.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_layout.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/files.h"

void publication_watch(struct lt_publication *publication,
                       void (*step)(void *context, const char *name), void *context)
{
    publication->step = step;
    publication->step_context = context;
}

void publication_done(const struct lt_publication *publication, const char *name)
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
        return lt_fail(err, lt_io_status(cause),
                       none ? "the file system of '%s' has no symlinks (%s): results cannot be "
                              "published safely there; choose an output folder on a local disk"
                            : "cannot make a symlink below '%s': %s",
                       p->output_dir, strerror(cause));
    }
    return unlink(probe) == 0 ? LT_OK
                              : lt_fail(err, lt_io_status(errno), "cannot remove '%s': %s", probe,
                                        strerror(errno));
}

enum lt_status publication_check_link(const struct lt_publication *p, bool *ret_there,
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

enum lt_status publication_mark(const struct lt_publication *p,
                                const struct lt_generation *generation, struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    bool there;
    const char *path = layout_mark(p->arena, p->output_dir, generation->id);
    const char *manifest = lt_path_join(p->arena, generation->folder, MANIFEST_NAME);
    const char *folder = layout_store(p->arena, p->output_dir, LAYOUT_PUBLISHED);
    if (path == NULL || manifest == NULL || folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_path_look(path, &there, err));
    if (there) {
        goto out;
    }
    LT_TRY(lt_folder_make(folder, err));
    LT_TRY(lt_digest_file(manifest, NULL, hex, err));
    LT_TRY(lt_file_write(path, hex, strlen(hex), err));
out:
    return status;
}

static enum lt_status make_folder(struct lt_publication *p, struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    const char *store = layout_store(p->arena, p->output_dir, "");
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(layout_make_temporary(store, p->arena, &p->folder, err));
    p->period_folder = lt_path_join(p->arena, p->folder, lt_period_format(p->period, text));
    LT_TRY(p->period_folder == NULL ? lt_fail_memory(err, "a path")
                                    : lt_folder_make(p->period_folder, err));
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
        memcpy(p->base.id, parent->id, sizeof p->base.id);
        p->base.folder = lt_arena_text(p->arena, parent->folder);
    } else {
        p->base.folder = "";
    }
    if (p->output_dir == NULL || p->base.folder == NULL) {
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
    LT_TRY(lt_generation_current(p->output_dir, p->arena, &p->current, err));
    LT_TRY(publication_collect_garbage(p, err));
    LT_TRY(check_symlinks(p, err));
    LT_TRY(publication_check_link(p, &there, err));
    LT_TRY(make_folder(p, err));
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
