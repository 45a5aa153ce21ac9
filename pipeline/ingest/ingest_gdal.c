#include "ingest_gdal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_frmts.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <proj.h>

#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/text.h"

/* GDAL declares those of its vector drivers for C++ alone. */
void RegisterOGRMEM(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRShape(void);
void RegisterOGROpenFileGDB(void);
void RegisterOGRGeoJSON(void);
void RegisterOGRFlatGeobuf(void);

/* Readers, and the writers that the outputs use; no other is registered, no plugin looked for. Memory drivers open no
 * files. */
static const struct {
    const char *name;
    void (*add)(void);
} allowed[] = {
    {"GTiff", GDALRegister_GTiff},
    {"COG", GDALRegister_COG},
    {"HFA", GDALRegister_HFA},
    {"ENVI", GDALRegister_ENVI},
    {"MEM", GDALRegister_MEM},
    {"Memory", RegisterOGRMEM},
    {"GPKG", RegisterOGRGeoPackage},
    {"ESRI Shapefile", RegisterOGRShape},
    {"OpenFileGDB", RegisterOGROpenFileGDB},
    {"GeoJSON", RegisterOGRGeoJSON},
    {"FlatGeobuf", RegisterOGRFlatGeobuf},
};

enum lt_status lt_ingest_start(struct lt_error *err)
{
    static const char *const options[][2] = {
        {"GDAL_PAM_ENABLED", "NO"}, /* an .aux.xml beside a file would override it */
        {"GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"},
        {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"},
        {"GDAL_HTTP_TIMEOUT", "1"},
        {"OGR_SQLITE_LOAD_EXTENSIONS", NULL},
        {"SHAPE_RESTORE_SHX", "NO"},
        {"SHAPE_ENCODING", NULL},
        {"PROJ_NETWORK", "OFF"},
        {"OGR_ENABLE_PARTIAL_REPROJECTION", "NO"},
        {"GTIFF_REPORT_COMPD_CS", "NO"},
        {"OGR_GEOJSON_MAX_OBJ_SIZE", "500"},
        /* cell areas need a projection and its ellipsoid; the way to WGS 84 costs searches of PROJ's database */
        {"OSR_ADD_TOWGS84_ON_EXPORT_TO_PROJ4", "NO"},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        CPLSetConfigOption(options[i][0], options[i][1]);
    }
    OSRSetPROJEnableNetwork(0);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        allowed[i].add();
        if (GDALGetDriverByName(allowed[i].name) == NULL) {
            return lt_fail(err, LT_E_IO, "this GDAL has no driver '%s'", allowed[i].name);
        }
    }
    return LT_OK;
}

void lt_ingest_stop(void)
{
    GDALDestroyDriverManager();
    OSRCleanup();
    proj_cleanup();
}

static void count_failure(CPLErr class, CPLErrorNum number, const char *message)
{
    (void)number;
    struct ingest_watch *watch = CPLGetErrorHandlerUserData();
    if (class != CE_Failure && class != CE_Fatal) {
        return;
    }
    if (watch->failures++ == 0) {
        snprintf(watch->first, sizeof watch->first, "%s", message);
        size_t length = strlen(watch->first);
        length = lt_utf8_cut(watch->first, length, sizeof watch->first - 4);
        watch->first[length] = '\0';
        if (!lt_utf8_valid(watch->first, length)) {
            for (char *c = watch->first; *c != '\0'; c++) {
                *c = (unsigned char)*c < 0x80 ? *c : '?';
            }
        }
        for (char *c = watch->first; *c != '\0'; c++) {
            *c = *c == '\n' || *c == '\r' ? ' ' : *c;
        }
    }
}

void ingest_watch_begin(struct ingest_watch *watch)
{
    *watch = (struct ingest_watch){0};
    CPLPushErrorHandlerEx(count_failure, watch);
    CPLErrorReset();
}

void ingest_watch_end(void)
{
    CPLPopErrorHandler();
    CPLErrorReset();
}

bool ingest_path_refused(const char *path)
{
    if (*path == '\0' || *path == '<' || *path == '{' || strncasecmp(path, "/vsi", 4) == 0) {
        return true;
    }
    /* "GTIFF_DIR:1:x.tif", "http://…", "PG:…": letters before a colon and no slash before it */
    const size_t word = strcspn(path, ":/");
    return path[word] == ':' || strstr(path, "/vsi") == path;
}

bool ingest_has_extension(const char *path, const char *extension)
{
    const char *dot = strrchr(lt_path_name(path), '.');
    return dot != NULL && strcasecmp(dot + 1, extension) == 0;
}

enum lt_status ingest_companion(struct lt_arena *arena, const char *path, const char *extension,
                                char **ret_path, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *name = lt_path_name(path);
    const char *dot = strrchr(name, '.');
    const size_t stem = dot == NULL ? strlen(path) : (size_t)(dot - path);
    char *candidate = lt_arena_alloc(arena, stem + strlen(extension) + 2);
    *ret_path = NULL;
    if (candidate == NULL) {
        return lt_fail_memory(err, "a path");
    }
    memcpy(candidate, path, stem);
    candidate[stem] = '.';
    for (int upper = 0; upper < 2 && *ret_path == NULL; upper++) {
        bool there = false;
        for (size_t i = 0; i <= strlen(extension); i++) {
            const char c = extension[i];
            candidate[stem + 1 + i] = upper && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
        if (strlen(lt_path_name(candidate)) <= NAME_MAX) { /* under a longer name nothing stands */
            LT_TRY(lt_file_look(candidate, &there, err));
        }
        *ret_path = there ? candidate : NULL;
    }
out:
    return status;
}

GDALDatasetH ingest_open(const char *path, unsigned flags, const char *driver,
                         const char *const *options, const char *const *siblings)
{
    const char *const drivers[] = {driver, NULL};
    return GDALOpenEx(path, flags | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, options,
                      siblings);
}

enum lt_status ingest_reject_text(const char *layer, const char *field, const char *found,
                                  struct lt_error *err)
{
    return lt_fail(err, LT_E_INPUT, "%s: %s%s%s", layer, *field == '\0' ? "" : field,
                   *field == '\0' ? "" : ": ", found);
}

enum lt_status ingest_reject(struct lt_diagnostics *diagnostics, enum lt_quality quality,
                             const char *code, const char *layer, const char *field,
                             const char *found, const char *expected, const char *action,
                             struct lt_error *err)
{
    const struct lt_diagnostic item = {.severity = LT_REJECT,
                                       .quality = quality,
                                       .code = code,
                                       .layer = layer,
                                       .field = field,
                                       .found = found,
                                       .expected = expected,
                                       .action = action};
    const enum lt_status status = lt_diagnostics_add(diagnostics, &item, err);
    if (status != LT_OK) {
        return status;
    }
    return ingest_reject_text(layer, field, found, err);
}

static enum lt_status check_digest(const char *path, const char *sha256, const char *layer,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    char hex[LT_DIGEST_TEXT];
    const enum lt_status status = lt_folder_exists(path)
                                      ? lt_ingest_digest(path, NULL, NULL, hex, err)
                                      : lt_digest_file(path, NULL, hex, err);
    if (status != LT_OK) {
        return status;
    }
    if (strcasecmp(hex, sha256) != 0) {
        return ingest_reject(diagnostics, LT_ACCURACY, "file.digest", layer, "sha256", hex, sha256,
                             "fetch the file again, or correct sha256 in the config", err);
    }
    return LT_OK;
}

enum lt_status ingest_check_file(const char *path, const char *sha256, const char *layer,
                                 struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    if (ingest_path_refused(path)) {
        return ingest_reject(diagnostics, LT_USABILITY, "file.refused", layer, "path", path,
                             "a plain file or .gdb folder on this machine",
                             "copy the data here and give its path in the config", err);
    }
    struct stat info;
    if (stat(path, &info) != 0) {
        char found[256];
        snprintf(found, sizeof found, "%s", strerror(errno));
        return ingest_reject(diagnostics, LT_COMPLETENESS, "file.missing", layer, "path", found,
                             "an existing file", "correct the path", err);
    }
    if (access(path, R_OK) != 0) {
        return lt_fail(err, LT_E_IO, "%s: cannot read '%s': %s", layer, path, strerror(errno));
    }
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
        return ingest_reject(diagnostics, LT_USABILITY, "file.refused", layer, "path",
                             "neither a file nor a folder", "a file or a .gdb folder",
                             "correct the path in the config", err);
    }
    if (S_ISREG(info.st_mode) && info.st_size == 0) {
        return ingest_reject(diagnostics, LT_COMPLETENESS, "file.empty", layer, "path", "0 bytes",
                             "a file with content", "copy the file again from its source", err);
    }
    const enum lt_status status = ingest_check_beside(path, layer, diagnostics, err);
    return status != LT_OK || *sha256 == '\0' ? status
                                              : check_digest(path, sha256, layer, diagnostics, err);
}
