/* The digest of an input: its main file alone where it has no companions, else the digests of all in name order. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "ingest_gdal.h"
#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

enum { MAX_COMPANIONS = 8 };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_geodatabase(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    return length > 4 && strncasecmp(path + length - 4, ".gdb", 4) == 0;
}

/* Lists the files whose bytes decide what is read. */
static enum lt_status list_files(const char *path, struct lt_arena *arena, char ***ret_files,
                                 size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    bool folder;
    *ret_count = 0;
    LT_TRY(lt_folder_look(path, &folder, err));
    if (folder && !is_geodatabase(path)) {
        return LT_OK; /* no input at all, as whoever opens it will say */
    }
    if (folder) {
        char **names;
        size_t count, kept = 0;
        status = lt_folder_list(path, arena, &names, &count, err);
        for (size_t i = 0; status == LT_OK && i < count; i++) {
            char *file = lt_path_join(arena, path, names[i]);
            if (file == NULL) {
                return lt_fail_memory(err, "a path");
            }
            /* ArcGIS leaves lock files that come and go */
            if (!ingest_has_extension(file, "lock") && !lt_folder_exists(file)) {
                names[kept++] = file;
            }
        }
        *ret_files = names;
        *ret_count = kept;
        return status;
    }
    static const char *const shapefile[] = {"shx", "dbf", "prj", "cpg", NULL};
    static const char *const tiff[] = {"tfw", NULL};
    static const char *const imagine[] = {"ige", NULL}; /* the cells of a large one */
    static const char *const envi[] = {"hdr", NULL};
    const bool shp = ingest_has_extension(path, "shp");
    const bool tif = ingest_has_extension(path, "tif") || ingest_has_extension(path, "tiff");
    const bool img = ingest_has_extension(path, "img");
    const bool single = ingest_has_extension(path, "gpkg") || ingest_has_extension(path, "fgb") ||
                        ingest_has_extension(path, "json") || ingest_has_extension(path, "geojson");
    const char *const *extension = shp ? shapefile : tif ? tiff : img ? imagine : envi;
    char **files = lt_arena_array(arena, MAX_COMPANIONS, sizeof *files);
    if (files == NULL) {
        return lt_fail_memory(err, "a list of files");
    }
    size_t count = 0;
    files[count++] = lt_arena_text(arena, path);
    for (; !single && *extension != NULL; extension++) {
        char *companion;
        LT_TRY(ingest_companion(arena, path, *extension, &companion, err));
        if (companion != NULL && strcmp(companion, path) != 0) {
            files[count++] = companion;
        }
    }
    qsort(files, count, sizeof *files, by_name);
    *ret_files = files;
    *ret_count = count;
out:
    return status;
}

enum lt_status lt_ingest_digest(const char *path, lt_stop_ask stop, uint64_t *ret_bytes,
                                char ret_hex[65], struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_digest *digest = NULL;
    char **files = NULL;
    size_t count = 0;
    uint64_t total = 0;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(list_files(path, arena, &files, &count, err));
    LT_TRY(lt_digest_create(&digest, err));
    for (size_t i = 0; i < count; i++) {
        uint64_t bytes = 0;
        struct stat info;
        if (stat(files[i], &info) == 0 && !S_ISREG(info.st_mode)) {
            status = lt_fail(err, LT_E_IO, "cannot read '%s': not a plain file", files[i]);
            goto out; /* a pipe would be waited for without end */
        }
        LT_TRY(lt_digest_long_file(files[i], stop, &bytes, ret_hex, err));
        total += bytes;
        lt_digest_add_text(digest, lt_path_name(files[i]));
        lt_digest_add_text(digest, ret_hex);
    }
    if (count != 1 || lt_folder_exists(path)) {
        lt_digest_hex(digest, ret_hex);
    }
    if (ret_bytes != NULL) {
        *ret_bytes = total;
    }
out:
    lt_digest_destroy(digest);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_ingest_stamp(const char *path, char ret_hex[65], struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_digest *digest = NULL;
    char **files = NULL;
    size_t count = 0;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(list_files(path, arena, &files, &count, err));
    LT_TRY(lt_digest_create(&digest, err));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        char text[96];
        if (stat(files[i], &info) != 0) {
            status = lt_fail(err, LT_E_IO, "cannot read '%s': %s", files[i], strerror(errno));
            goto out;
        }
        snprintf(text, sizeof text, "%lld %lld.%09ld", (long long)info.st_size,
                 (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
        lt_digest_add_text(digest, lt_path_name(files[i]));
        lt_digest_add_text(digest, text);
    }
    lt_digest_hex(digest, ret_hex);
out:
    lt_digest_destroy(digest);
    lt_arena_destroy(arena);
    return status;
}
