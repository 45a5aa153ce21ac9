/* One writer at a time. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "liangtian/store.h"
#include "support/arena.h"
#include "support/files.h"

struct lt_lock {
    int fd;
};

/* The process that wrote itself into the file; 0 when it has not yet. */
static long holder_of(int fd)
{
    char text[24] = {0};
    return pread(fd, text, sizeof text - 1, 0) > 0 ? strtol(text, NULL, 10) : 0;
}

static enum lt_status take(int fd, const char *path, struct lt_error *err)
{
    char text[24];
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            const long holder = holder_of(fd);
            return holder > 0
                       ? lt_fail(err, LT_E_LOCKED, "process %ld holds the lock '%s'", holder, path)
                       : lt_fail(err, LT_E_LOCKED, "another process holds the lock '%s'", path);
        }
        if (errno != EINTR) {
            return lt_fail(err, lt_io_status(errno), "cannot lock '%s': %s", path, strerror(errno));
        }
    }
    const int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", path, strerror(errno));
    }
    return lt_file_put(fd, path, text, (size_t)length, err);
}

enum lt_status lt_lock_take(const char *output_dir, struct lt_lock **ret_lock, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_lock *lock = calloc(1, sizeof *lock);
    if (lock == NULL) {
        return lt_fail_memory(err, "a lock");
    }
    lock->fd = -1;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_folder_make(output_dir, err));
    const char *path = lt_path_join(arena, output_dir, ".lock");
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock->fd < 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path, strerror(errno));
        goto out;
    }
    LT_TRY(take(lock->fd, path, err));
    *ret_lock = lock;
    lock = NULL;
out:
    lt_lock_release(lock);
    lt_arena_destroy(arena);
    return status;
}

/* The file stays: removing it would let two processes lock two files of one name. */
void lt_lock_release(struct lt_lock *lock)
{
    if (lock != NULL) {
        if (lock->fd >= 0) {
            close(lock->fd);
        }
        free(lock);
    }
}
