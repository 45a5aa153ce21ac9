/* The files of a generation, digested and compared. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"

void manifest_memo_finish(struct manifest_memo *memo)
{
    free(memo->items);
    *memo = (struct manifest_memo){0};
}

static enum lt_status digest_known(const char *path, const struct stat *info,
                                   struct manifest_memo *memo, char ret_hex[LT_DIGEST_TEXT],
                                   struct lt_error *err)
{
    for (size_t i = 0; memo != NULL && i < memo->count; i++) {
        if (memo->items[i].device == info->st_dev && memo->items[i].inode == info->st_ino) {
            memcpy(ret_hex, memo->items[i].sha256, LT_DIGEST_TEXT);
            return LT_OK;
        }
    }
    enum lt_status status;
    LT_TRY(lt_digest_file(path, NULL, ret_hex, err));
    if (memo != NULL) {
        LT_TRY(lt_array_reserve(&memo->items, &memo->capacity, memo->count + 1, sizeof *memo->items,
                                err));
        struct manifest_memo_entry *entry = &memo->items[memo->count++];
        entry->device = info->st_dev;
        entry->inode = info->st_ino;
        memcpy(entry->sha256, ret_hex, LT_DIGEST_TEXT);
    }
out:
    return status;
}

struct scan {
    struct manifest_memo *memo;
    struct lt_arena *arena;
    struct manifest_file *files;
    size_t count, capacity;
};

static enum lt_status scan_file(struct scan *scan, const char *path, const char *inner,
                                const struct stat *info, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(
        lt_array_reserve(&scan->files, &scan->capacity, scan->count + 1, sizeof *scan->files, err));
    struct manifest_file *file = &scan->files[scan->count];
    *file = (struct manifest_file){.path = inner, .bytes = (uint64_t)info->st_size};
    LT_TRY(digest_known(path, info, scan->memo, file->sha256, err));
    scan->count++;
out:
    return status;
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
            status = lt_fail(err, LT_E_IO, "cannot look at '%s': %s", path, strerror(errno));
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

enum lt_status manifest_scan(const char *folder, struct manifest_memo *memo, struct lt_arena *arena,
                             struct manifest_file **ret_files, size_t *ret_count,
                             struct lt_error *err)
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
        memcpy(*ret_files, scan.files, scan.count * sizeof **ret_files);
        qsort(*ret_files, scan.count, sizeof **ret_files, by_path);
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
                                struct manifest_memo *memo,
                                enum lt_status (*fault)(void *context, enum manifest_fault kind,
                                                        const char *path, struct lt_error *err),
                                void *context, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct manifest there = {0};
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(manifest_scan(folder, memo, arena, &there.files, &there.count, err));
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
