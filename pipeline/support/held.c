#include "support/held.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"

/* More writers of one file at once than there are ever; a name has 255 bytes at most. */
enum { NAMES = 100, NAME_TAIL = 200 };

/* Is it still this file that stands under the name? */
static bool stands_at(int fd, const char *name)
{
    struct stat own, there;
    return fstat(fd, &own) == 0 && lstat(name, &there) == 0 && own.st_dev == there.st_dev &&
           own.st_ino == there.st_ino;
}

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

static char *name_of(const char *path, unsigned n, struct lt_arena *arena)
{
    const char *name = lt_path_name(path);
    const size_t length = strlen(name);
    const char *folder = lt_arena_text_n(arena, path, (size_t)(name - path));
    if (length >
        NAME_TAIL) { /* the end tells more than the beginning; not from within a character */
        for (name += length - NAME_TAIL; ((unsigned char)*name & 0xC0) == 0x80; name++) {
        }
    }
    return folder == NULL ? NULL
           : n == 0       ? lt_arena_printf(arena, "%s%s.tmp", folder, name)
                          : lt_arena_printf(arena, "%s%s.%u.tmp", folder, name, n);
}

/* `take` answers 0, or an errno: EEXIST for a name that another writer took in between. */
static enum lt_status find_name(const char *path, struct lt_arena *arena,
                                int (*take)(const char *name, int *fd), int *fd, char **ret_name,
                                struct lt_error *err)
{
    for (unsigned n = 0; n < NAMES; n++) {
        char *name = name_of(path, n, arena);
        if (name == NULL) {
            return lt_fail_memory(err, "a path");
        }
        if (!clear(name)) {
            continue;
        }
        const int cause = take(name, fd);
        if (cause == 0) {
            *ret_name = name;
            return LT_OK;
        }
        if (cause != EEXIST) {
            return lt_fail(err, lt_io_status(cause), "cannot create '%s': %s", name,
                           strerror(cause));
        }
    }
    return lt_fail(err, LT_E_IO, "cannot create '%s.tmp': %s", path, strerror(EEXIST));
}

static int take_new(const char *name, int *fd)
{
    *fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (*fd < 0) {
        return errno;
    }
    if (locked(*fd) && stands_at(*fd, name)) {
        return 0;
    }
    close(*fd); /* another writer took it for a left one, before it was locked */
    *fd = -1;
    return EEXIST;
}

/* It is locked before it has a name, so nobody takes it for a left one. */
static int take_link(const char *name, int *fd)
{
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", *fd);
    return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

enum lt_status lt_held_create(const char *path, struct lt_arena *arena, char **ret_name,
                              int *ret_fd, struct lt_error *err)
{
    return find_name(path, arena, take_new, ret_fd, ret_name, err);
}

enum lt_status lt_held_link(int fd, const char *path, struct lt_arena *arena, char **ret_name,
                            struct lt_error *err)
{
    (void)locked(fd);
    return find_name(path, arena, take_link, &fd, ret_name, err);
}
