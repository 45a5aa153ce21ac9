/* The files of a generation, digested and compared. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"
#include "support/parallel.h"

void manifest_memo_finish(struct manifest_memo *memo)
{
    free(memo->items);
    *memo = (struct manifest_memo){0};
}

static const char *recall(const struct manifest_memo *memo, const struct stat *info)
{
    for (size_t i = 0; memo != NULL && i < memo->count; i++) {
        if (memo->items[i].device == info->st_dev && memo->items[i].inode == info->st_ino) {
            return memo->items[i].sha256;
        }
    }
    return NULL;
}

/* A file found, and what tells it from others. */
struct found {
    struct manifest_file file;
    const char *path;
    dev_t device;
    ino_t inode;
    bool known;
};

struct scan {
    struct manifest_memo *memo;
    struct lt_arena *arena;
    struct found *files;
    size_t count, capacity;
};

static enum lt_status scan_file(struct scan *scan, const char *path, const char *inner,
                                const struct stat *info, struct lt_error *err)
{
    const enum lt_status status =
        lt_array_reserve(&scan->files, &scan->capacity, scan->count + 1, sizeof *scan->files, err);
    if (status != LT_OK) {
        return status;
    }
    struct found *found = &scan->files[scan->count++];
    const char *sha256 = recall(scan->memo, info);
    *found = (struct found){.file = {.path = inner, .bytes = (uint64_t)info->st_size},
                            .path = path,
                            .device = info->st_dev,
                            .inode = info->st_ino,
                            .known = sha256 != NULL};
    if (found->known) {
        memcpy(found->file.sha256, sha256, LT_DIGEST_TEXT);
    }
    return LT_OK;
}

static enum lt_status digest_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    const struct scan *scan = context;
    struct found *found = &scan->files[index];
    (void)thread;
    return found->known ? LT_OK : lt_digest_file(found->path, NULL, found->file.sha256, err);
}

static enum lt_status remember(struct scan *scan, struct lt_error *err)
{
    struct manifest_memo *memo = scan->memo;
    for (size_t i = 0; memo != NULL && i < scan->count; i++) {
        const struct found *found = &scan->files[i];
        if (found->known) {
            continue;
        }
        const enum lt_status status = lt_array_reserve(&memo->items, &memo->capacity,
                                                       memo->count + 1, sizeof *memo->items, err);
        if (status != LT_OK) {
            return status;
        }
        struct manifest_memo_entry *entry = &memo->items[memo->count++];
        entry->device = found->device;
        entry->inode = found->inode;
        memcpy(entry->sha256, found->file.sha256, LT_DIGEST_TEXT);
    }
    return LT_OK;
}

/* `inside` is the folder's path within the generation, "" for its root. */
static enum lt_status scan_folder(struct scan *scan, const char *folder, const char *inside,
                                  struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count;
    LT_TRY(lt_folder_list(folder, scan->arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const char *path = lt_path_join(scan->arena, folder, names[i]);
        const char *inner = lt_path_join(scan->arena, inside, names[i]);
        if (path == NULL || inner == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        if (strcmp(inner, MANIFEST_NAME) == 0) {
            continue;
        }
        if (lstat(path, &info) != 0) {
            status =
                lt_fail(err, lt_io_status(errno), "cannot look at '%s': %s", path, strerror(errno));
            goto out;
        }
        if (S_ISDIR(info.st_mode)) {
            LT_TRY(scan_folder(scan, path, inner, err));
        } else if (S_ISREG(info.st_mode)) {
            LT_TRY(scan_file(scan, path, inner, &info, err));
        } else {
            status = lt_fail(err, LT_E_IO, "'%s' is not a plain file", path);
            goto out;
        }
    }
out:
    return status;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct manifest_file *)a)->path, ((const struct manifest_file *)b)->path);
}

/* Folder by folder, so that the file named in a failure does not depend on the order on disk. */
static int by_inner_path(const void *a, const void *b)
{
    return strcmp(((const struct found *)a)->file.path, ((const struct found *)b)->file.path);
}

enum lt_status manifest_scan(const char *folder, unsigned threads, struct manifest_memo *memo,
                             struct lt_arena *arena, struct manifest_file **ret_files,
                             size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    struct scan scan = {.memo = memo, .arena = arena};
    LT_TRY(scan_folder(&scan, folder, "", err));
    *ret_files = lt_arena_array(arena, scan.count, sizeof **ret_files);
    if (*ret_files == NULL) {
        status = lt_fail_memory(err, "a list of files");
        goto out;
    }
    if (scan.count > 0) {
        qsort(scan.files, scan.count, sizeof *scan.files, by_inner_path);
    }
    LT_TRY(lt_parallel_for(threads, scan.count, digest_one, &scan, err));
    LT_TRY(remember(&scan, err));
    for (size_t i = 0; i < scan.count; i++) {
        (*ret_files)[i] = scan.files[i].file;
    }
    *ret_count = scan.count;
out:
    free(scan.files);
    return status;
}

const struct manifest_file *manifest_find(const struct manifest *manifest, const char *path)
{
    const struct manifest_file key = {.path = path};
    return manifest->count == 0
               ? NULL
               : bsearch(&key, manifest->files, manifest->count, sizeof *manifest->files, by_path);
}

enum lt_status manifest_compare(const char *folder, const struct manifest *manifest,
                                unsigned threads, struct manifest_memo *memo,
                                enum lt_status (*fault)(void *context, enum manifest_fault kind,
                                                        const char *path, struct lt_error *err),
                                void *context, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct manifest there = {0};
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(manifest_scan(folder, threads, memo, arena, &there.files, &there.count, err));
    for (size_t i = 0; i < there.count; i++) {
        const struct manifest_file *found = &there.files[i];
        const struct manifest_file *listed = manifest_find(manifest, found->path);
        if (listed == NULL) {
            LT_TRY(fault(context, MANIFEST_EXTRA, found->path, err));
        } else if (listed->bytes != found->bytes || strcmp(listed->sha256, found->sha256) != 0) {
            LT_TRY(fault(context, MANIFEST_CHANGED, found->path, err));
        }
    }
    for (size_t i = 0; i < manifest->count; i++) {
        if (manifest_find(&there, manifest->files[i].path) == NULL) {
            LT_TRY(fault(context, MANIFEST_MISSING, manifest->files[i].path, err));
        }
    }
out:
    lt_arena_destroy(arena);
    return status;
}

enum lt_status manifest_refuse(void *context, enum manifest_fault kind, const char *path,
                               struct lt_error *err)
{
    static const char *const what[] = {"is missing", "is not in the manifest",
                                       "does not have the bytes that the manifest says"};
    return lt_fail(err, LT_E_IO, "'%s/%s' %s", (const char *)context, path, what[kind]);
}

enum lt_status manifest_check_file(const struct manifest *manifest, const char *name,
                                   const char *path, char ret_hex[LT_DIGEST_TEXT],
                                   struct lt_error *err)
{
    enum lt_status status;
    const struct manifest_file *listed = manifest_find(manifest, name);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_digest_file(path, NULL, ret_hex, err));
    if (listed == NULL || strcmp(listed->sha256, ret_hex) != 0) {
        status = lt_fail(err, LT_E_IO, "'%s' does not have the bytes that its manifest says", path);
    }
out:
    return status;
}
