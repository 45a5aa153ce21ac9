#define _DEFAULT_SOURCE /* S_ISVTX */
#include "run/run_access.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"

static void look(struct lt_session *session, const char *path, bool sticky_helps)
{
    struct stat info;
    if (path == NULL || stat(path, &info) != 0 || (info.st_mode & S_IWOTH) == 0 ||
        (sticky_helps && (info.st_mode & S_ISVTX) != 0)) {
        return;
    }
    lt_log_warning(&session->log, "access.open",
                   session->config->chinese
                       ? "任何用户都能改写“%s”，结果可能被人改动；请收回他人的写权限：chmod o-w"
                       : "all may write '%s', so anybody may change what comes of it: take that "
                         "right away with chmod o-w",
                   path);
}

void lt_access_tell(struct lt_session *session)
{
    const struct lt_config *config = session->config;
    look(session, config->path, false);
    /* in a folder with the sticky bit nobody replaces another one's file, but anybody adds one */
    look(session, lt_path_folder(session->arena, config->path), true);
    look(session, config->schemas_dir, true);
    look(session, config->output_dir, false);
    look(session, config->work_dir, false);
}

/* Whose is a file that is made there? A share may have one owner for all, or none but root's be root's. */
static bool makes_own_files(const char *folder, struct lt_arena *arena)
{
    struct stat info;
    const char *path = lt_arena_printf(arena, "%s/.owner-%ld", folder, (long)getpid());
    const int fd =
        path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return false; /* whoever writes there says why not */
    }
    const bool own = fstat(fd, &info) == 0 && info.st_uid == geteuid();
    close(fd);
    unlink(path);
    return own;
}

enum lt_status lt_access_refuse(const char *folder, struct lt_arena *arena, struct lt_error *err)
{
    struct stat info;
    if (geteuid() != 0 || stat(folder, &info) != 0 || info.st_uid == 0 ||
        !makes_own_files(folder, arena)) {
        return LT_OK;
    }
    enum { ENTRY = 16384 };
    struct passwd entry, *owner = NULL;
    char *const buffer = lt_arena_array(arena, ENTRY, 1);
    if (buffer == NULL) {
        return lt_fail_memory(err, "a name");
    }
    (void)getpwuid_r(info.st_uid, &entry, buffer, ENTRY, &owner); /* no name: its number */
    const char *how = owner != NULL
                          ? lt_arena_printf(arena, "runuser -u %s --", owner->pw_name)
                          : lt_arena_printf(arena, "setpriv --reuid=%lu --regid=%lu --clear-groups",
                                            (unsigned long)info.st_uid, (unsigned long)info.st_gid);
    return how == NULL ? lt_fail_memory(err, "a name")
                       : lt_fail(err, LT_E_IO,
                                 "'%s' belongs to another user, who could not go on from what root "
                                 "writes there: begin the command with %s",
                                 folder, how);
}
