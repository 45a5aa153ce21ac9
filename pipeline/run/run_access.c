#define _DEFAULT_SOURCE /* S_ISVTX */
#include "run/run_access.h"

#include <sys/stat.h>

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
