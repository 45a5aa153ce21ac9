#define _GNU_SOURCE /* O_TMPFILE, sync_file_range */
#include "support/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"

enum { SYNC_STEP = 8 << 20, NAME_TAIL = 200 };

struct lt_output {
    struct lt_arena *arena;
    const char *shown; /* for messages */
    char *path;        /* where it goes; NULL = it is written to straight */
    char *folder, *temporary;
    int fd;
    bool named;           /* something may stand at `temporary` */
    uint64_t put, synced; /* bytes */
};

/* Finds the file behind a symlink; answers whether it is something that a rename must not replace. */
static enum lt_status place(struct lt_output *output, const char *path, bool *ret_straight,
                            struct lt_error *err)
{
    struct stat info;
    char *real = realpath(path, NULL);
    const bool there = stat(path, &info) == 0;
    *ret_straight = there && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
    output->path = lt_arena_text(output->arena, real == NULL ? path : real);
    free(real);
    if (output->path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (there && S_ISDIR(info.st_mode)) {
        return lt_fail(err, LT_E_IO, "cannot write '%s': it is a folder", path);
    }
    output->folder = lt_path_folder(output->arena, output->path);
    if (output->folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    const char *name = lt_path_name(output->path);
    const size_t length = strlen(name);
    name +=
        length > NAME_TAIL ? length - NAME_TAIL : 0; /* names have a limit; the extension stays */
    output->temporary =
        lt_arena_printf(output->arena, "%s/.%ld-%s", output->folder, (long)getpid(), name);
    return output->temporary == NULL ? lt_fail_memory(err, "a path") : LT_OK;
}

static enum lt_status create(const char *path, struct lt_output **ret_output, struct lt_error *err)
{
    struct lt_arena *arena = NULL;
    const enum lt_status status = lt_arena_create(&arena, err);
    if (status != LT_OK) {
        return status;
    }
    struct lt_output *output = lt_arena_alloc(arena, sizeof *output);
    if (output == NULL) {
        lt_arena_destroy(arena);
        return lt_fail_memory(err, "an output");
    }
    *output = (struct lt_output){.arena = arena, .fd = -1, .shown = path};
    *ret_output = output;
    return LT_OK;
}

enum lt_status lt_output_open(const char *path, struct lt_output **ret_output, struct lt_error *err)
{
    struct lt_output *output = NULL;
    bool straight = false;
    enum lt_status status;
    LT_TRY(create(path == NULL ? "stdout" : path, &output, err));
    if (path == NULL) {
        output->fd = STDOUT_FILENO;
        goto out;
    }
    LT_TRY(place(output, path, &straight, err));
    if (straight) {
        output->fd = open(path, O_WRONLY | O_CLOEXEC);
        output->path = NULL;
    } else {
        output->fd = open(output->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
        if (output->fd < 0) { /* not every file system has files without a name */
            output->fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            output->named = output->fd >= 0;
        }
    }
    if (output->fd < 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", path, strerror(errno));
    }
out:
    if (status == LT_OK) {
        *ret_output = output;
    } else {
        lt_output_close(output);
    }
    return status;
}

enum lt_status lt_output_keep_private(struct lt_output *output, struct lt_error *err)
{
    return output->path == NULL || fchmod(output->fd, S_IRUSR | S_IWUSR) == 0
               ? LT_OK
               : lt_fail(err, lt_io_status(errno), "cannot set the permissions of '%s': %s",
                         output->shown, strerror(errno));
}

enum lt_status lt_output_reserve(const char *path, struct lt_output **ret_output,
                                 struct lt_error *err)
{
    struct lt_output *output = NULL;
    bool straight = false;
    enum lt_status status;
    LT_TRY(create(path, &output, err));
    LT_TRY(place(output, path, &straight, err));
    if (straight) {
        status = lt_fail(err, LT_E_IO, "cannot write '%s': it is not a file", path);
        goto out;
    }
    if (access(output->folder, W_OK) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", path, strerror(errno));
        goto out;
    }
    output->named = true;
out:
    if (status == LT_OK) {
        *ret_output = output;
    } else {
        lt_output_close(output);
    }
    return status;
}

const char *lt_output_temporary(const struct lt_output *output)
{
    return output->temporary;
}

enum lt_status lt_output_put(struct lt_output *output, const void *data, size_t size,
                             struct lt_error *err)
{
    const enum lt_status status = lt_file_put(output->fd, output->shown, data, size, err);
    output->put += size;
    if (status == LT_OK && output->path != NULL && output->put - output->synced >= SYNC_STEP) {
        /* the disk begins now, so that the fsync at the end waits for little; a hint that may fail */
        (void)sync_file_range(output->fd, (off_t)output->synced,
                              (off_t)(output->put - output->synced), SYNC_FILE_RANGE_WRITE);
        output->synced = output->put;
    }
    return status;
}

/* Gives a file without a name its temporary one. */
static enum lt_status give_name(struct lt_output *output, struct lt_error *err)
{
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", output->fd);
    if (linkat(AT_FDCWD, self, AT_FDCWD, output->temporary, AT_SYMLINK_FOLLOW) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", output->temporary,
                       strerror(errno));
    }
    output->named = true;
    return LT_OK;
}

enum lt_status lt_output_commit(struct lt_output *output, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (output->path == NULL) {
        return LT_OK;
    }
    if (output->fd < 0) {
        LT_TRY(lt_file_sync(output->temporary, err));
    } else {
        if (fsync(output->fd) != 0) {
            status = lt_fail(err, lt_io_status(errno), "cannot fsync '%s': %s", output->shown,
                             strerror(errno));
            goto out;
        }
        if (!output->named) {
            LT_TRY(give_name(output, err));
        }
        const int closed = close(output->fd);
        output->fd = -1;
        if (closed != 0) {
            status = lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", output->shown,
                             strerror(errno));
            goto out;
        }
    }
    if (rename(output->temporary, output->path) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot put '%s' in place: %s", output->shown,
                         strerror(errno));
        goto out;
    }
    output->named = false;
    LT_TRY(lt_file_sync(output->folder, err));
out:
    return status;
}

void lt_output_close(struct lt_output *output)
{
    if (output == NULL) {
        return;
    }
    if (output->fd >= 0 && output->fd != STDOUT_FILENO) {
        close(output->fd);
    }
    if (output->named) {
        (void)unlink(output->temporary); /* nothing may be there yet */
    }
    lt_arena_destroy(output->arena);
}
