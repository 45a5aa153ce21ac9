#define _XOPEN_SOURCE 700 /* realpath */
#include "support/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

enum lt_status lt_io_status(int cause)
{
    return cause == ENOSPC || cause == EDQUOT || cause == EFBIG || cause == ENOMEM ? LT_E_LIMIT
                                                                                   : LT_E_IO;
}

bool lt_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool lt_folder_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static enum lt_status looked(const char *path, int answer, bool *ret_there, struct lt_error *err)
{
    *ret_there = answer == 0;
    return answer == 0 || errno == ENOENT
               ? LT_OK
               : lt_fail(err, lt_io_status(errno), "cannot look at '%s': %s", path,
                         strerror(errno));
}

enum lt_status lt_path_look(const char *path, bool *ret_there, struct lt_error *err)
{
    struct stat info;
    return looked(path, lstat(path, &info), ret_there, err);
}

enum lt_status lt_file_look(const char *path, bool *ret_there, struct lt_error *err)
{
    struct stat info;
    return looked(path, stat(path, &info), ret_there, err);
}

enum lt_status lt_folder_look(const char *path, bool *ret_there, struct lt_error *err)
{
    struct stat info;
    const enum lt_status status = looked(path, stat(path, &info), ret_there, err);
    *ret_there = *ret_there && S_ISDIR(info.st_mode);
    return status;
}

/* A folder is durable with the one that it stands in. */
static enum lt_status sync_parent(const char *path, struct lt_error *err)
{
    struct lt_arena *arena = NULL;
    enum lt_status status;
    LT_TRY(lt_arena_create(&arena, err));
    const char *folder = lt_path_folder(arena, path);
    status = folder == NULL ? lt_fail_memory(err, "a path") : LT_OK;
    if (status == LT_OK &&
        access(folder, R_OK) == 0) { /* one may be entered that may not be listed */
        status = lt_file_sync(folder, err);
    }
out:
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_folder_make(const char *path, struct lt_error *err)
{
    char *copy = strdup(path);
    if (copy == NULL) {
        return lt_fail_memory(err, "a path");
    }
    enum lt_status status = LT_OK;
    for (char *slash = copy + 1; status == LT_OK; slash++) {
        slash = strchr(slash, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        if (mkdir(copy, 0777) == 0) {
            status = sync_parent(copy, err);
        } else if (errno != EEXIST) {
            status = lt_fail(err, lt_io_status(errno), "cannot create folder '%s': %s", copy,
                             strerror(errno));
        }
        if (slash == NULL) {
            break;
        }
        *slash = '/';
    }
    if (status == LT_OK && !lt_folder_exists(path)) {
        status = lt_fail(err, LT_E_IO, "'%s' is not a folder", path);
    }
    free(copy);
    return status;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum lt_status lt_folder_list(const char *path, struct lt_arena *arena, char ***ret_names,
                              size_t *ret_count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char **names = NULL;
    size_t count = 0, capacity = 0;
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return lt_fail(err, lt_io_status(errno), "cannot open folder '%s': %s", path,
                       strerror(errno));
    }
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL) {
            if (errno != 0) {
                status = lt_fail(err, lt_io_status(errno), "cannot read folder '%s': %s", path,
                                 strerror(errno));
                goto out;
            }
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        LT_TRY(lt_array_reserve(&names, &capacity, count + 1, sizeof *names, err));
        names[count] = lt_arena_text(arena, entry->d_name);
        if (names[count++] == NULL) {
            status = lt_fail_memory(err, "a folder listing");
            goto out;
        }
    }
    char **kept = lt_arena_array(arena, count, sizeof *kept);
    if (kept == NULL) {
        status = lt_fail_memory(err, "a folder listing");
        goto out;
    }
    if (count > 0) {
        qsort(names, count, sizeof *names, by_bytes);
        memcpy(kept, names, count * sizeof *kept);
    }
    *ret_names = kept;
    *ret_count = count;
out:
    free(names);
    closedir(dir);
    return status;
}

/* Calls `visit` for everything below `path`, contents before their folder, then for `path`. */
static enum lt_status
walk(const char *path, enum lt_status (*visit)(const char *path, bool folder, struct lt_error *err),
     struct lt_error *err)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        return errno == ENOENT ? LT_OK
                               : lt_fail(err, lt_io_status(errno), "cannot look at '%s': %s", path,
                                         strerror(errno));
    }
    if (!S_ISDIR(info.st_mode)) {
        return S_ISLNK(info.st_mode) || S_ISREG(info.st_mode) ? visit(path, false, err) : LT_OK;
    }
    struct lt_arena *arena = NULL;
    char **names;
    size_t count;
    enum lt_status status;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_folder_list(path, arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        char *inner = lt_path_join(arena, path, names[i]);
        if (inner == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(walk(inner, visit, err));
    }
    LT_TRY(visit(path, true, err));
out:
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status remove_one(const char *path, bool folder, struct lt_error *err)
{
    if ((folder ? rmdir(path) : unlink(path)) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot remove '%s': %s", path, strerror(errno));
    }
    return LT_OK;
}

enum lt_status lt_folder_remove(const char *path, struct lt_error *err)
{
    return walk(path, remove_one, err);
}

enum lt_status lt_path_move(const char *from, const char *to, struct lt_error *err)
{
    return rename(from, to) == 0
               ? LT_OK
               : lt_fail(err, lt_io_status(errno), "cannot rename '%s' to '%s': %s", from, to,
                         strerror(errno));
}

enum lt_status lt_file_sync(const char *path, struct lt_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path, strerror(errno));
    }
    const bool ok = fsync(fd) == 0;
    const int cause = errno;
    close(fd);
    return ok ? LT_OK
              : lt_fail(err, lt_io_status(cause), "cannot fsync '%s': %s", path, strerror(cause));
}

static enum lt_status sync_one(const char *path, bool folder, struct lt_error *err)
{
    struct stat info;
    if (!folder && lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) {
        return LT_OK; /* a symlink is durable with its folder */
    }
    return lt_file_sync(path, err);
}

enum lt_status lt_tree_sync(const char *path, struct lt_error *err)
{
    return walk(path, sync_one, err);
}

enum lt_status lt_file_put(int fd, const char *path, const void *data, size_t size,
                           struct lt_error *err)
{
    const char *left = data;
    while (size > 0) {
        const ssize_t done = write(fd, left, size);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", path,
                           strerror(errno));
        }
        left += done;
        size -= (size_t)done;
    }
    return LT_OK;
}

bool lt_file_get(int fd, void *ret_data, size_t size, uint64_t at)
{
    unsigned char *to = ret_data;
    while (size > 0) {
        const ssize_t got = pread(fd, to, size, (off_t)at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            errno = got == 0 ? 0 : errno;
            return false;
        }
        to += got;
        at += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

enum lt_status lt_file_make_private(const char *path, struct lt_error *err)
{
    const enum lt_status status = lt_folder_remove(path, err);
    if (status != LT_OK) {
        return status;
    }
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", path, strerror(errno));
    }
    close(fd);
    return LT_OK;
}

static enum lt_status open_plain(const char *path, int *ret_fd, size_t *ret_size,
                                 struct lt_error *err)
{
    struct stat info;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
    *ret_fd = fd;
    if (fd < 0 || fstat(fd, &info) != 0) {
        const int cause = errno;
        const enum lt_status status =
            lt_fail(err, lt_io_status(cause), "cannot open '%s': %s", path, strerror(cause));
        lt_fail_cause(err, cause);
        return status;
    }
    *ret_size = (size_t)info.st_size;
    return S_ISREG(info.st_mode) ? LT_OK
                                 : lt_fail(err, LT_E_IO, "cannot read '%s': not a file", path);
}

enum lt_status lt_file_open(const char *path, FILE **ret_file, struct lt_error *err)
{
    int fd;
    size_t size;
    enum lt_status status = open_plain(path, &fd, &size, err);
    if (status == LT_OK) {
        *ret_file = fdopen(fd, "rb");
        status = *ret_file != NULL ? LT_OK
                                   : lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path,
                                             strerror(errno));
    }
    if (status != LT_OK && fd >= 0) {
        close(fd);
    }
    return status;
}

enum lt_status lt_file_read(const char *path, size_t limit, struct lt_arena *arena, char **ret_data,
                            size_t *ret_size, struct lt_error *err)
{
    enum lt_status status;
    int fd;
    size_t size;
    LT_TRY(open_plain(path, &fd, &size, err));
    if (size > limit) {
        status = lt_fail(err, LT_E_LIMIT, "'%s' has %zu bytes, more than the limit of %zu", path,
                         size, limit);
        goto out;
    }
    char *data = lt_arena_alloc(arena, size + 1);
    if (data == NULL) {
        status = lt_fail_memory(err, path);
        goto out;
    }
    size_t have = 0;
    while (have < size) {
        const ssize_t got = read(fd, data + have, size - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            const int cause = got == 0 ? 0 : errno;
            status = lt_fail(err, LT_E_IO, "cannot read '%s': %s", path,
                             got == 0 ? "it became shorter" : strerror(cause));
            lt_fail_cause(err, cause);
            goto out;
        }
        have += (size_t)got;
    }
    data[size] = '\0';
    *ret_data = data;
    *ret_size = size;
out:
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

char *lt_path_join(struct lt_arena *arena, const char *folder, const char *name)
{
    if (*name == '/' || *folder == '\0') {
        return lt_arena_text(arena, name);
    }
    const bool slash = folder[strlen(folder) - 1] == '/';
    return lt_arena_printf(arena, "%s%s%s", folder, slash ? "" : "/", name);
}

char *lt_path_folder(struct lt_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return lt_arena_text(arena, ".");
    }
    return lt_arena_text_n(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

enum lt_status lt_path_real_folder(struct lt_arena *arena, const char *path,
                                   const char **ret_folder, struct lt_error *err)
{
    const char *folder = lt_path_folder(arena, path);
    if (folder == NULL) {
        return lt_fail_memory(err, path);
    }
    char *real = realpath(folder, NULL);
    if (real == NULL) {
        return lt_fail(err, LT_E_IO, "cannot open '%s': %s", path, strerror(errno));
    }
    *ret_folder = lt_arena_text(arena, real);
    free(real);
    return *ret_folder == NULL ? lt_fail_memory(err, path) : LT_OK;
}

const char *lt_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

enum lt_status lt_path_check(const char *path, struct lt_error *err)
{
    const size_t length = strlen(path);
    if (length > LT_PATH_BYTES) {
        return lt_fail(err, LT_E_INPUT,
                       "a path of %zu bytes is longer than the %d that libraries can open: %s",
                       length, LT_PATH_BYTES, path);
    }
    return lt_utf8_valid(path, length)
               ? LT_OK
               : lt_fail(err, LT_E_INPUT, "the path '%s' is not UTF-8: rename its file or folder",
                         path);
}
