#include "store/store_links.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"

static enum lt_status copy_bytes(int in, int out, const char *from, const char *to,
                                 struct lt_error *err)
{
    char buffer[65536];
    for (;;) {
        const ssize_t got = read(in, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return lt_fail(err, lt_io_status(errno), "cannot read '%s': %s", from, strerror(errno));
        }
        if (got == 0) {
            return LT_OK;
        }
        const enum lt_status status = lt_file_put(out, to, buffer, (size_t)got, err);
        if (status != LT_OK) {
            return status;
        }
    }
}

static enum lt_status copy_file(const char *from, const char *to, struct lt_error *err)
{
    enum lt_status status;
    const int in = open(from, O_RDONLY | O_CLOEXEC);
    const int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (in < 0 || out < 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot copy '%s' to '%s': %s", from, to,
                         strerror(errno));
    } else {
        status = copy_bytes(in, out, from, to, err);
    }
    if (in >= 0) {
        close(in);
    }
    if (out >= 0 && close(out) != 0 && status == LT_OK) {
        status = lt_fail(err, lt_io_status(errno), "cannot close '%s': %s", to, strerror(errno));
    }
    return status;
}

/* EMLINK, EXDEV, EPERM: a copy costs disk only. */
enum lt_status links_file(const char *from, const char *to, struct lt_error *err)
{
    return link(from, to) == 0 ? LT_OK : copy_file(from, to, err);
}

enum lt_status links_tree(const char *from, const char *to, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    char **names;
    size_t count;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_folder_make(to, err));
    LT_TRY(lt_folder_list(from, arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const char *source = lt_path_join(arena, from, names[i]);
        const char *target = lt_path_join(arena, to, names[i]);
        if (source == NULL || target == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        if (lstat(source, &info) == 0 && S_ISDIR(info.st_mode)) {
            LT_TRY(links_tree(source, target, err));
        } else {
            LT_TRY(links_file(source, target, err));
        }
    }
out:
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status make_files_read_only(const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    char **names;
    size_t count;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_folder_list(folder, arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const char *path = lt_path_join(arena, folder, names[i]);
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        if (lstat(path, &info) != 0) {
            status =
                lt_fail(err, lt_io_status(errno), "cannot look at '%s': %s", path, strerror(errno));
            goto out;
        }
        if (S_ISDIR(info.st_mode)) {
            LT_TRY(make_files_read_only(path, err));
        } else if (S_ISREG(info.st_mode) && (info.st_mode & 0222) != 0 &&
                   chmod(path, info.st_mode & 0555) != 0) {
            status = lt_fail(err, lt_io_status(errno), "cannot make '%s' read-only: %s", path,
                             strerror(errno));
            goto out;
        }
    }
out:
    lt_arena_destroy(arena);
    return status;
}

enum lt_status links_make_read_only(const char *folder, const char *like, struct lt_error *err)
{
    struct stat info;
    if (stat(like, &info) != 0 || chmod(folder, info.st_mode & 0777) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot set the permissions of '%s': %s", folder,
                       strerror(errno));
    }
    return make_files_read_only(folder, err);
}

enum lt_status links_point(const char *path, const char *next, const char *target,
                           struct lt_error *err)
{
    if (unlink(next) != 0 && errno != ENOENT) {
        return lt_fail(err, lt_io_status(errno), "cannot remove '%s': %s", next, strerror(errno));
    }
    if (symlink(target, next) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot make the symlink '%s': %s", next,
                       strerror(errno));
    }
    if (rename(next, path) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot put '%s' in place: %s", path,
                       strerror(errno));
    }
    return LT_OK;
}
