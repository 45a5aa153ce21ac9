/* A file that is replaced at one stroke, whoever else writes it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"
#include "support/held.h"

struct replacing {
    struct lt_arena *arena;
    char *temporary; /* that this writer holds; NULL none */
    int fd;
};

enum lt_status lt_file_write_as(const char *path, const void *data, size_t size, unsigned mode,
                                struct lt_error *err)
{
    enum lt_status status;
    struct replacing r = {.fd = -1};
    LT_TRY(lt_arena_create(&r.arena, err));
    char *folder = lt_path_folder(r.arena, path);
    LT_TRY(folder == NULL ? lt_fail_memory(err, "a path")
                          : lt_held_create(path, r.arena, &r.temporary, &r.fd, err));
    if (mode != 0 && fchmod(r.fd, mode) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot set permissions of '%s': %s",
                         r.temporary, strerror(errno));
        goto out;
    }
    LT_TRY(lt_file_put(r.fd, path, data, size, err));
    if (fsync(r.fd) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot fsync '%s': %s", r.temporary,
                         strerror(errno));
        goto out;
    }
    if (rename(r.temporary, path) != 0) { /* the lock is held until the name is the last one */
        status = lt_fail(err, lt_io_status(errno), "cannot put '%s' in place: %s", path,
                         strerror(errno));
        goto out;
    }
    r.temporary = NULL;
    LT_TRY(lt_file_sync(folder, err));
out:
    if (r.temporary != NULL) {
        unlink(r.temporary);
    }
    if (r.fd >= 0) {
        close(r.fd);
    }
    lt_arena_destroy(r.arena);
    return status;
}

enum lt_status lt_file_write(const char *path, const void *data, size_t size, struct lt_error *err)
{
    return lt_file_write_as(path, data, size, 0, err);
}
