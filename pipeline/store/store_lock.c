/* One writer at a time. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "liangtian/store.h"
#include "support/arena.h"
#include "support/files.h"

/* Whoever looks who holds the lock has a share in it for an instant; a writer outlasts that. A run that was killed holds
 * it until its last child is gone, which takes a while where that has much memory to give back. */
enum { TRIES = 20, TRIES_DYING = 1000, PAUSE_NS = 10 * 1000 * 1000 };

struct lt_lock {
    int fd;
    long left_by;
};

/* The process that wrote itself into the file; 0 when it has not yet, or let go. */
static long holder_of(int fd)
{
    char text[24] = {0};
    return pread(fd, text, sizeof text - 1, 0) > 0 ? strtol(text, NULL, 10) : 0;
}

static bool is_alive(long process)
{
    return process > 0 && (kill((pid_t)process, 0) == 0 || errno == EPERM);
}

static bool is_dying(int fd)
{
    const long holder = holder_of(fd);
    return holder > 0 && !is_alive(holder);
}

static enum lt_status refuse(int fd, const char *path, struct lt_error *err)
{
    const long holder = holder_of(fd);
    return holder > 0 ? lt_fail(err, LT_E_LOCKED, "process %ld holds the lock '%s'", holder, path)
                      : lt_fail(err, LT_E_LOCKED, "another process holds the lock '%s'", path);
}

static enum lt_status take(struct lt_lock *lock, const char *path, struct lt_error *err)
{
    char text[24];
    for (int tries = 0; flock(lock->fd, LOCK_EX | LOCK_NB) != 0;) {
        const int cause = errno; /* to look at the holder sets it anew */
        if (cause == EWOULDBLOCK && ++tries < (is_dying(lock->fd) ? TRIES_DYING : TRIES)) {
            nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
        } else if (cause == EWOULDBLOCK) {
            return refuse(lock->fd, path, err);
        } else if (cause != EINTR) {
            return lt_fail(err, lt_io_status(cause), "cannot lock '%s': %s", path, strerror(cause));
        }
    }
    lock->left_by = holder_of(lock->fd);
    const int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(lock->fd, 0) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", path, strerror(errno));
    }
    return lt_file_put(lock->fd, path, text, (size_t)length, err);
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
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock->fd < 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path, strerror(errno));
        goto out;
    }
    LT_TRY(take(lock, path, err));
    *ret_lock = lock;
    lock = NULL;
out:
    if (lock != NULL) { /* not ours: the name in it stays */
        if (lock->fd >= 0) {
            close(lock->fd);
        }
        free(lock);
    }
    lt_arena_destroy(arena);
    return status;
}

long lt_lock_left_by(const struct lt_lock *lock)
{
    return lock->left_by;
}

/* The file stays: removing it would let two processes lock two files of one name. Where the name cannot be taken out,
 * the next run believes that this one was killed, and does what it would have done anyway. */
void lt_lock_release(struct lt_lock *lock)
{
    if (lock != NULL) {
        const int emptied = ftruncate(lock->fd, 0);
        (void)emptied;
        close(lock->fd);
        free(lock);
    }
}

enum lt_status lt_lock_look(const char *output_dir, struct lt_lock_state *ret_state,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    int fd = -1;
    LT_TRY(lt_arena_create(&arena, err));
    const char *path = lt_path_join(arena, output_dir, ".lock");
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    *ret_state = (struct lt_lock_state){0};
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* whatever stands there */
    if (fd < 0) {
        status = errno == ENOENT ? LT_OK
                                 : lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path,
                                           strerror(errno));
        goto out;
    }
    ret_state->held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ret_state->process = holder_of(fd);
    ret_state->alive = is_alive(ret_state->process);
out:
    if (fd >= 0) {
        close(fd);
    }
    lt_arena_destroy(arena);
    return status;
}
