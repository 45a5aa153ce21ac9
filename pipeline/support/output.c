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
#include "support/held.h"

enum { SYNC_STEP = 8 << 20 };
/* What SQLite may leave beside a file that it was killed over, and would take for part of the next one. */
#define JOURNAL "-journal"

struct lt_output {
    struct lt_arena *arena;
    const char *shown; /* for messages */
    char *path;        /* where it goes; NULL = it is written to straight */
    char *folder;
    char *held; /* the temporary name that this writer holds (support/held.h); NULL: none yet */
    char *temporary; /* what takes the name in the end: that, or a library's file beside it */
    int fd;          /* of what is written, or holds the name */
    bool library;
    uint64_t put, synced; /* bytes */
};

/* Finds the file behind a symlink; answers whether it is something that a rename must not replace. */
static enum lt_status place(struct lt_output *output, const char *path, bool *ret_straight,
                            struct lt_error *err)
{
    struct stat info;
    char *real = realpath(path, NULL);
    const bool there = stat(path, &info) == 0;
    if (!there && errno != ENOENT) {
        free(real);
        return lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", path, strerror(errno));
    }
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
    return LT_OK;
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

/* Not every file system has files without a name. */
static bool has_no_nameless(int cause)
{
    return cause == EOPNOTSUPP || cause == EISDIR || cause == EINVAL;
}

static enum lt_status hold_name(struct lt_output *output, struct lt_error *err)
{
    const enum lt_status status =
        lt_held_create(output->path, output->arena, &output->held, &output->fd, err);
    output->temporary = output->held;
    return status;
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
    }
    if (output->fd < 0 && !straight && has_no_nameless(errno)) {
        LT_TRY(hold_name(output, err));
    } else if (output->fd < 0) {
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

static enum lt_status remove_librarys(const struct lt_output *output, struct lt_error *err)
{
    enum lt_status status;
    const char *journal = lt_arena_printf(output->arena, "%s" JOURNAL, output->temporary);
    LT_TRY(journal == NULL ? lt_fail_memory(err, "a path") : lt_folder_remove(journal, err));
    LT_TRY(lt_folder_remove(output->temporary, err));
out:
    return status;
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
    LT_TRY(hold_name(output, err));
    const char *dot = strrchr(lt_path_name(output->path), '.');
    output->library = true;
    output->temporary =
        lt_arena_printf(output->arena, "%s%s", output->held, dot == NULL ? "" : dot);
    LT_TRY(output->temporary == NULL ? lt_fail_memory(err, "a path") : LT_OK);
    LT_TRY(remove_librarys(output, err)); /* whoever left it is gone: the name is ours */
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

enum lt_status lt_output_commit(struct lt_output *output, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (output->path == NULL) {
        return LT_OK;
    }
    if (output->library) {
        LT_TRY(lt_file_sync(output->temporary, err));
    } else if (fsync(output->fd) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot fsync '%s': %s", output->shown,
                         strerror(errno));
        goto out;
    }
    if (output->held == NULL) {
        LT_TRY(lt_held_link(output->fd, output->path, output->arena, &output->held, err));
        output->temporary = output->held;
    }
    if (rename(output->temporary, output->path) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot put '%s' in place: %s", output->shown,
                         strerror(errno));
        goto out;
    }
    if (output->library) {
        (void)unlink(output->held);
    }
    output->held = NULL;
    LT_TRY(lt_file_sync(output->folder, err));
out:
    return status;
}

void lt_output_close(struct lt_output *output)
{
    if (output == NULL) {
        return;
    }
    if (output->library && output->held != NULL) {
        (void)remove_librarys(output, NULL); /* or the next writer does */
    }
    if (output->held != NULL) {
        (void)unlink(output->held);
    }
    if (output->fd >= 0 && output->fd != STDOUT_FILENO) {
        close(output->fd); /* lets the name go */
    }
    lt_arena_destroy(output->arena);
}
