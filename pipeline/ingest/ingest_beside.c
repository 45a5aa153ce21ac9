/* What a reader opens beside the file that it is given. A pipe there would be waited for without end. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ingest_gdal.h"
#include "support/arena.h"
#include "support/files.h"

/* Neither read to its end nor refused by whoever opens it. A link that leads nowhere is nothing. */
static bool is_odd(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static enum lt_status refuse(const char *path, const char *layer,
                             struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    char found[320];
    snprintf(found, sizeof found, "%s is neither a file nor a folder", lt_path_name(path));
    return ingest_reject(diagnostics, LT_USABILITY, "file.refused", layer, "path", found,
                         "plain files beside it", "copy all parts again from their source", err);
}

static enum lt_status check_folder(const char *path, const char *layer, struct lt_arena *arena,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count;
    LT_TRY(lt_folder_list(path, arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        const char *part = lt_path_join(arena, path, names[i]);
        LT_TRY(part == NULL ? lt_fail_memory(err, "a path") : LT_OK);
        LT_TRY(is_odd(part) ? refuse(part, layer, diagnostics, err) : LT_OK);
    }
out:
    return status;
}

/* Of every format, so that the check need not know which driver will read the file. */
static enum lt_status check_parts(const char *path, const char *layer, struct lt_arena *arena,
                                  struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    static const char *const in_place[] = {
        "shx", "SHX", "dbf", "DBF", "prj", "PRJ", "cpg", "CPG", "qix", "QIX", "sbn", "SBN",
        "sbx", "SBX", "idm", "IDM", "ind", "IND", "tfw", "TFW", "hdr", "HDR", "ige", "IGE",
        "rrd", "RRD", "aux", "AUX", "sta", "STA", "ovr", "OVR", "msk", "MSK"};
    static const char *const behind[] = {"-wal", "-journal", "-shm", ".hdr", ".HDR",
                                         ".msk", ".MSK",     ".ovr", ".OVR", ".aux.xml"};
    enum lt_status status = LT_OK;
    const char *dot = strrchr(lt_path_name(path), '.');
    const int stem = dot == NULL ? (int)strlen(path) : (int)(dot - path);
    for (size_t i = 0; i < sizeof in_place / sizeof *in_place; i++) {
        const char *part = lt_arena_printf(arena, "%.*s.%s", stem, path, in_place[i]);
        LT_TRY(part == NULL ? lt_fail_memory(err, "a path") : LT_OK);
        LT_TRY(is_odd(part) ? refuse(part, layer, diagnostics, err) : LT_OK);
    }
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        const char *part = lt_arena_printf(arena, "%s%s", path, behind[i]);
        LT_TRY(part == NULL ? lt_fail_memory(err, "a path") : LT_OK);
        LT_TRY(is_odd(part) ? refuse(part, layer, diagnostics, err) : LT_OK);
    }
out:
    return status;
}

enum lt_status ingest_check_beside(const char *path, const char *layer,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    status = lt_folder_exists(path) ? check_folder(path, layer, arena, diagnostics, err)
                                    : check_parts(path, layer, arena, diagnostics, err);
out:
    lt_arena_destroy(arena);
    return status;
}
