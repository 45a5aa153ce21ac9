/* A file that is replaced at one stroke, whoever else writes it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"

/* More writers of one file at once than there are ever. */
enum { NAMES = 100 };

struct replacing {
    struct lt_arena *arena;
    const char *path;
    char *temporary; /* that this writer holds; NULL none */
    int fd;
};

/* Is it still this file that stands under the name? */
static bool stands_at(int fd, const char *name)
{
    struct stat own, there;
    return fstat(fd, &own) == 0 && lstat(name, &there) == 0 && own.st_dev == there.st_dev &&
           own.st_ino == there.st_ino;
}

/* Who writes holds the lock, which dies with him. A file system without locks has one writer at a time. */
static bool locked(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/* Removes what a killed writer left, and links that somebody put in the way; false where a writer is at it. */
static bool clear(const char *name)
{
    struct stat info;
    if (lstat(name, &info) != 0) {
        return errno == ENOENT;
    }
    if (!S_ISREG(info.st_mode)) {
        return unlink(name) == 0;
    }
    const int fd = open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return errno == ENOENT;
    }
    /* under the lock nobody else takes it away, so the name is this file's until it is removed */
    const bool gone = locked(fd) && (!stands_at(fd, name) || unlink(name) == 0);
    close(fd);
    return gone;
}

/* NAME.tmp; where another writer is at that, NAME.1.tmp and so on. */
static enum lt_status take_name(struct replacing *r, struct lt_error *err)
{
    for (unsigned n = 0; n < NAMES; n++) {
        char *name = n == 0 ? lt_arena_printf(r->arena, "%s.tmp", r->path)
                            : lt_arena_printf(r->arena, "%s.%u.tmp", r->path, n);
        if (name == NULL) {
            return lt_fail_memory(err, "a path");
        }
        if (!clear(name)) {
            continue;
        }
        const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd >= 0 && locked(fd) && stands_at(fd, name)) {
            r->temporary = name;
            r->fd = fd;
            return LT_OK;
        }
        if (fd >= 0) { /* another writer took it for a left one, before it was locked */
            close(fd);
        } else if (errno != EEXIST) {
            return lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", name,
                           strerror(errno));
        }
    }
    return lt_fail(err, LT_E_IO, "cannot create '%s.tmp': %s", r->path, strerror(EEXIST));
}

enum lt_status lt_file_write(const char *path, const void *data, size_t size, struct lt_error *err)
{
    enum lt_status status;
    struct replacing r = {.path = path, .fd = -1};
    LT_TRY(lt_arena_create(&r.arena, err));
    char *folder = lt_path_folder(r.arena, path);
    LT_TRY(folder == NULL ? lt_fail_memory(err, "a path") : take_name(&r, err));
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
