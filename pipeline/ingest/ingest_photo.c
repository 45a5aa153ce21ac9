/* Which photographs came with a file of reviews: out of its own table, out of a folder. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "ingest_photo.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <gdal.h>
#include <ogr_api.h>

#include "ingest_crs.h"
#include "ingest_gdal.h"
#include "ingest_review.h"
#include "liangtian/ingest.h"
#include "liangtian/review.h"
#include "liangtian/schema.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/text.h"

enum { HEAD = 1 << 18, DEPTH = 4 };
static const size_t most_photos = 1 << 20;

/* A photograph that a table or a folder names. Of rows that name one file it is read once. */
struct named {
    dev_t device;
    ino_t file;
    const char *path;
    struct lt_review_photo photo;
};

struct photos {
    const struct lt_photo_reader *reader;
    struct lt_diagnostics *diagnostics;
    struct lt_listing listing; /* of faults */
    const char *label;
    const char *root; /* real path of the folder that they lie below */
    struct ingest_crs wgs84;
    struct ingest_transform transform;
    double unit_m; /* of the ledger's CRS; 0: degrees */
    unsigned char *head;
    struct named *items;
    size_t count, capacity;
};

static enum lt_status warn(struct photos *p, const char *code, const char *case_id,
                           const char *name, const char *expected, const char *action,
                           struct lt_error *err)
{
    char shown[160];
    snprintf(shown, sizeof shown, "%.*s", (int)lt_utf8_cut(name, strlen(name), 150), name);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_USABILITY,
        .code = code,
        .layer = p->label,
        .feature = case_id,
        .field = "ZPLJ",
        .found = shown,
        .expected = expected,
        .action = action,
    };
    return lt_diagnostics_list(p->diagnostics, &p->listing, &item, err);
}

static bool is_picture(const char *name)
{
    static const char *const known[] = {"jpg", "jpeg", "png", "heic", "heif",
                                        "tif", "tiff", "bmp", "webp"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (ingest_has_extension(name, known[i])) {
            return true;
        }
    }
    return false;
}

/* --- one photograph --- */

static enum lt_status set_position(const struct photos *p, const struct ingest_exif *exif,
                                   struct lt_review_photo *photo)
{
    static const double degree_m = 111320.0, radians = 0.017453292519943295;
    struct lt_point at = exif->lonlat;
    photo->has_position = exif->has_position && ingest_to_grid(&p->transform, &at, 1);
    if (photo->has_position) {
        photo->at = at;
        photo->unit_x_m = p->unit_m > 0.0 ? p->unit_m : degree_m * cos(exif->lonlat.y * radians);
        photo->unit_y_m = p->unit_m > 0.0 ? p->unit_m : degree_m;
    }
    return LT_OK;
}

static enum lt_status read_photo(struct photos *p, const char *path, struct lt_review_photo *photo,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct ingest_exif exif;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': %s", path, strerror(errno));
    }
    const size_t got = fread(p->head, 1, HEAD, file);
    const int cause = ferror(file) ? errno : 0;
    fclose(file);
    /* what was not read would make it a photograph without day and position */
    if (cause != 0) {
        return lt_fail(err, lt_io_status(cause), "cannot read '%s': %s", path, strerror(cause));
    }
    ingest_exif_read(p->head, got, &exif);
    memcpy(photo->taken_on, exif.taken_on, sizeof photo->taken_on);
    LT_TRY(set_position(p, &exif, photo));
    LT_TRY(lt_digest_file(path, NULL, photo->sha256, err));
out:
    return status;
}

static enum lt_status cannot_look(const char *path, int cause, struct lt_error *err)
{
    return lt_fail(err, lt_io_status(cause), "cannot look at '%s': %s", path, strerror(cause));
}

/* Is it the path's own fault that nothing is found? What else keeps the system from looking may be over the next moment,
 * and says nothing of the photograph. */
static bool leads_nowhere(int cause)
{
    return cause == ENOENT || cause == ENOTDIR || cause == ELOOP || cause == ENAMETOOLONG;
}

/* Where the path ends, links followed, and what stands there; NULL where it leads nowhere. To be freed. */
static enum lt_status follow(const char *path, char **ret_real, struct stat *ret_info,
                             struct lt_error *err)
{
    char *real = realpath(path, NULL);
    if (real != NULL && stat(real, ret_info) == 0) {
        *ret_real = real;
        return LT_OK;
    }
    const int cause = errno;
    free(real);
    *ret_real = NULL;
    return leads_nowhere(cause) ? LT_OK : cannot_look(path, cause, err);
}

/* A table may name any path. */
static bool is_below(const struct photos *p, const char *real)
{
    const size_t length = strlen(p->root);
    return strncmp(real, p->root, length) == 0 &&
           (real[length] == '/' || p->root[length - 1] == '/');
}

static enum lt_status add_photo(struct photos *p, const char *case_id, const char *name,
                                const char *path, struct lt_error *err)
{
    enum lt_status status;
    char *real;
    struct stat info;
    LT_TRY(follow(path, &real, &info, err));
    const bool there = real != NULL;
    const bool inside = there && S_ISREG(info.st_mode) && is_below(p, real);
    free(real);
    if (!there) {
        return warn(p, "photo.missing", case_id, name, "a file below the folder of photographs",
                    "copy the photographs too, and say --photos FOLDER where they lie elsewhere",
                    err);
    }
    if (!inside) {
        return warn(p, "photo.refused", case_id, name, "a file below the folder of photographs",
                    "put the photograph into the folder", err);
    }
    if (!is_picture(name)) {
        return warn(p, "photo.kind", case_id, name, "a photograph", "send it as .jpg", err);
    }
    if (p->count >= most_photos) {
        return lt_fail(err, LT_E_LIMIT, "more than %zu photographs", most_photos);
    }
    LT_TRY(lt_array_reserve(&p->items, &p->capacity, p->count + 1, sizeof *p->items, err));
    p->items[p->count++] = (struct named){.device = info.st_dev,
                                          .file = info.st_ino,
                                          .path = path,
                                          .photo = {.case_id = case_id, .name = name}};
out:
    return status;
}

/* --- a table beside the violation layer --- */

/* Index of the first column that the schema's field may be called; −1 none. */
static int column_of(OGRFeatureDefnH definition, const struct lt_layer_schema *schema,
                     const char *name)
{
    const struct lt_schema_field *field = lt_layer_schema_field(schema, name);
    const int count = OGR_FD_GetFieldCount(definition);
    for (int i = 0; field != NULL && i < count; i++) {
        if (ingest_review_names(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)), field)) {
            return i;
        }
    }
    return -1;
}

/* In the arena, trimmed, valid; NULL when memory is out. */
static const char *text_of(const struct photos *p, OGRFeatureH feature, int column)
{
    const char *text = OGR_F_GetFieldAsString(feature, column);
    while (*text == ' ') {
        text++;
    }
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return lt_utf8_valid(text, length) ? lt_arena_text_n(p->reader->arena, text, length) : "";
}

static enum lt_status add_row(struct photos *p, OGRFeatureH feature, int case_column,
                              int photo_column, struct lt_error *err)
{
    const char *id = text_of(p, feature, case_column);
    char *name = (char *)(uintptr_t)text_of(p, feature, photo_column);
    if (id == NULL || name == NULL) {
        return lt_fail_memory(err, "photographs");
    }
    if (*name == '\0') {
        return LT_OK; /* a row that was begun, and no picture taken */
    }
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == '\\' ? '/' : *c; /* from Windows */
    }
    const char *path = lt_path_join(p->reader->arena, p->root, name);
    return path == NULL ? lt_fail_memory(err, "a path") : add_photo(p, id, name, path, err);
}

static enum lt_status read_layer(struct photos *p, OGRLayerH layer, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    OGRFeatureH feature;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    const int id = column_of(definition, p->reader->schema, "AJBH");
    const int photo = column_of(definition, p->reader->schema, "ZPLJ");
    if (id < 0 || photo < 0) {
        return LT_OK;
    }
    OGR_L_ResetReading(layer);
    while (status == LT_OK && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        status = add_row(p, feature, id, photo, err);
        OGR_F_Destroy(feature);
    }
    return status;
}

static enum lt_status read_tables(struct photos *p, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct ingest_watch watch;
    ingest_watch_begin(&watch);
    GDALDatasetH data = ingest_open(p->reader->path, GDAL_OF_VECTOR, "GPKG", NULL, NULL);
    if (data == NULL) {
        status = lt_fail(err, LT_E_IO, "cannot read '%s': %s", p->reader->path, watch.first);
        goto out;
    }
    for (int i = 0; i < GDALDatasetGetLayerCount(data); i++) {
        LT_TRY(read_layer(p, GDALDatasetGetLayer(data, i), err));
    }
    if (watch.failures > 0) {
        status = lt_fail(err, LT_E_INPUT, "cannot read '%s': %s", p->reader->path, watch.first);
    }
out:
    GDALClose(data);
    ingest_watch_end();
    return status;
}

/* --- a folder --- */

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* Length of the case id that the name begins with, such as 411702-2025H1-00001; 0 without one. */
static size_t case_prefix(const char *name)
{
    if (digits_at(name) != 6 || name[6] != '-' || digits_at(name + 7) != 4 ||
        (name[11] != 'H' && name[11] != 'h') || (name[12] != '1' && name[12] != '2') ||
        name[13] != '-') {
        return 0;
    }
    const size_t number = digits_at(name + 14);
    return number < 5 || 14 + number >= LT_CASE_ID ? 0 : 14 + number;
}

static enum lt_status read_folder(struct photos *p, const char *folder, const char *case_id,
                                  unsigned depth, struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count;
    LT_TRY(lt_folder_list(folder, p->reader->arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const size_t prefix = case_prefix(names[i]);
        const char *path = lt_path_join(p->reader->arena, folder, names[i]);
        const char *own =
            prefix > 0 ? lt_arena_text_n(p->reader->arena, names[i], prefix) : case_id;
        if (path == NULL || own == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        const int cause = lstat(path, &info) == 0 ? 0 : errno;
        if (cause != 0 && cause != ENOENT) { /* one may be taken away meanwhile */
            status = cannot_look(path, cause, err);
            goto out;
        }
        if (names[i][0] == '.' || cause != 0 || S_ISLNK(info.st_mode)) {
            continue;
        }
        if (S_ISDIR(info.st_mode) && depth < DEPTH) {
            LT_TRY(read_folder(p, path, own, depth + 1, err));
        } else if (S_ISREG(info.st_mode) && (*own != '\0' || is_picture(names[i]))) {
            LT_TRY(add_photo(p, own, names[i], path, err));
        }
    }
out:
    return status;
}

/* --- together --- */

static int by_file(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    const int by_device = (a->device > b->device) - (a->device < b->device);
    const int by_number = (a->file > b->file) - (a->file < b->file);
    return by_device != 0 ? by_device : by_number != 0 ? by_number : strcmp(a->path, b->path);
}

static int by_case_and_digest(const void *left, const void *right)
{
    const struct lt_review_photo *a = left, *b = right;
    const int by_case = strcmp(a->case_id, b->case_id);
    const int by_digest = by_case != 0 ? by_case : strcmp(a->sha256, b->sha256);
    return by_digest != 0 ? by_digest : strcmp(a->name, b->name);
}

/* In the order of cases, each file read once. */
static enum lt_status read_photos(struct photos *p, struct lt_review_photo **ret_photos,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_review_photo *photos = lt_arena_array(p->reader->arena, p->count, sizeof *photos);
    if (photos == NULL) {
        return lt_fail_memory(err, "photographs");
    }
    *ret_photos = photos;
    if (p->count == 0) {
        return LT_OK;
    }
    qsort(p->items, p->count, sizeof *p->items, by_file);
    for (size_t i = 0; i < p->count; i++) {
        const struct named *one = &p->items[i];
        const bool read = i > 0 && one[-1].device == one->device && one[-1].file == one->file;
        photos[i] = read ? photos[i - 1] : one->photo;
        photos[i].case_id = one->photo.case_id;
        photos[i].name = one->photo.name;
        if (!read) {
            LT_TRY(read_photo(p, one->path, &photos[i], err));
        }
    }
    qsort(photos, p->count, sizeof *photos, by_case_and_digest);
out:
    return status;
}

static enum lt_status open_folder(struct photos *p, struct lt_error *err)
{
    enum lt_status status;
    char *real = NULL;
    struct stat info;
    const char *folder = p->reader->folder[0] != '\0'
                             ? p->reader->folder
                             : lt_path_folder(p->reader->arena, p->reader->path);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(follow(folder, &real, &info, err));
    if (real == NULL || !S_ISDIR(info.st_mode)) {
        status = lt_fail(err, LT_E_INPUT, "'%s' is no folder of photographs", folder);
        goto out;
    }
    p->root = lt_arena_text(p->reader->arena, real);
    p->head = lt_arena_alloc(p->reader->arena, HEAD);
    if (p->root == NULL || p->head == NULL) {
        status = lt_fail_memory(err, "photographs");
    }
out:
    free(real);
    return status;
}

static enum lt_status open_transform(struct photos *p, struct lt_error *err)
{
    enum lt_status status;
    struct ingest_crs ledger = {0};
    LT_TRY(ingest_crs_parse("EPSG:4326", p->reader->arena, &p->wgs84, err));
    LT_TRY(ingest_crs_parse(p->reader->crs, p->reader->arena, &ledger, err));
    p->unit_m = ledger.geographic ? 0.0 : ledger.metres;
    LT_TRY(ingest_transform_init(&p->wgs84, p->reader->crs, p->label, false, p->diagnostics,
                                 &p->transform, err));
out:
    ingest_crs_finish(&ledger);
    return status;
}

enum lt_status lt_photos_read(const struct lt_photo_reader *reader,
                              struct lt_diagnostics *diagnostics,
                              struct lt_review_photo **ret_photos, size_t *ret_count,
                              struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct photos p = {.reader = reader, .diagnostics = diagnostics};
    const bool tables = ingest_has_extension(reader->path, "gpkg");
    *ret_photos = NULL;
    *ret_count = 0;
    if (!tables && reader->folder[0] == '\0') {
        return LT_OK;
    }
    p.label = lt_arena_printf(reader->arena, "reviews %s", lt_path_name(reader->path));
    if (p.label == NULL) {
        return lt_fail_memory(err, "photographs");
    }
    LT_TRY(open_folder(&p, err));
    LT_TRY(open_transform(&p, err));
    if (tables) {
        LT_TRY(read_tables(&p, err));
    }
    if (reader->folder[0] != '\0') {
        LT_TRY(read_folder(&p, p.root, "", 0, err));
    }
    LT_TRY(read_photos(&p, ret_photos, err));
    *ret_count = p.count;
    LT_TRY(lt_diagnostics_list_end(diagnostics, &p.listing, p.label, err));
out:
    free(p.items);
    ingest_transform_finish(&p.transform);
    ingest_crs_finish(&p.wgs84);
    return status;
}
