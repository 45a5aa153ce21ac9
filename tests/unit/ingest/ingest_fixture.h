/* Small inputs made in a scratch folder: rasters and layers written by GDAL, or byte by byte where GDAL would not. */
#ifndef INGEST_FIXTURE_H
#define INGEST_FIXTURE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "liangtian/ingest.h"
#include "support/files.h"
#include "support/lt_test.h"

enum { FIXTURE_PATH = 512 };

/* Zone 38 around 114.2°E 33°N; 100 × 80 cells of 10 m. */
#define WEST 38520000.0
#define NORTH 3655000.0
enum { GRID_COLS = 100, GRID_ROWS = 80, CELL = 10 };

struct fixture {
    char folder[FIXTURE_PATH];
    struct lt_diagnostics diagnostics;
    struct lt_error err;
    uint8_t code_of_value[LT_VALUE_COUNT];
    struct lt_class classes[3];
    struct lt_legend legend;
    double area_value;
    struct lt_grid grid;
};

static inline const char *fixture_path(const struct fixture *f, const char *name, char *buffer)
{
    assert_true(snprintf(buffer, FIXTURE_PATH, "%s/%s", f->folder, name) < FIXTURE_PATH);
    return buffer;
}

/* Values 1, 2 and 300 are classes 0, 1 and 2; 0 and 200 are unseen. */
static inline int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *base = getenv("TMPDIR");
    snprintf(f->folder, sizeof f->folder, "%s/lt-ingest-XXXXXX", base == NULL ? "/tmp" : base);
    assert_non_null(mkdtemp(f->folder));
    strncat(f->folder, "/粮田 数据", sizeof f->folder - strlen(f->folder) - 1);
    assert_int_equal(lt_folder_make(f->folder, &f->err), LT_OK);
    assert_int_equal(lt_diagnostics_init(&f->diagnostics, &f->err), LT_OK);
    memset(f->code_of_value, LT_CLASS_UNKNOWN, sizeof f->code_of_value);
    f->code_of_value[0] = f->code_of_value[200] = LT_CLASS_UNSEEN;
    static const int values[3] = {1, 2, 300};
    for (uint8_t i = 0; i < 3; i++) {
        f->classes[i] = (struct lt_class){.value = values[i],
                                          .group = LT_GROUP_GRAIN,
                                          .crop = i == 0 ? "winter_wheat" : "maize",
                                          .name_zh = "",
                                          .name_en = ""};
        f->code_of_value[values[i]] = i;
    }
    f->legend = (struct lt_legend){
        .count = 3, .classes = f->classes, .code_of_value = f->code_of_value, .id = "test"};
    f->area_value = CELL * CELL;
    f->grid = (struct lt_grid){.origin_x = WEST,
                               .origin_y = NORTH,
                               .dx = CELL,
                               .dy = CELL,
                               .cols = GRID_COLS,
                               .rows = GRID_ROWS,
                               .areas = {.nx = 1, .ny = 1, .values = &f->area_value},
                               .crs = "EPSG:4526"};
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    *strrchr(f->folder, '/') = '\0';
    assert_int_equal(lt_folder_remove(f->folder, &f->err), LT_OK);
    lt_diagnostics_finish(&f->diagnostics);
    free(f);
    return 0;
}

static inline int fixture_start(void **state)
{
    (void)state;
    struct lt_error err = {0};
    return lt_ingest_start(&err) == LT_OK ? 0 : -1;
}

static inline int fixture_stop(void **state)
{
    (void)state;
    lt_ingest_stop();
    return 0;
}

static inline const struct lt_diagnostic *fixture_find(const struct fixture *f, const char *code)
{
    for (size_t i = 0; i < f->diagnostics.count; i++) {
        if (strcmp(f->diagnostics.items[i].code, code) == 0) {
            return &f->diagnostics.items[i];
        }
    }
    return NULL;
}

static inline size_t fixture_count(const struct fixture *f, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < f->diagnostics.count; i++) {
        count += strcmp(f->diagnostics.items[i].code, code) == 0;
    }
    return count;
}

/* A diagnostic with that code whose texts hold the words; shows what there is otherwise. */
static inline const struct lt_diagnostic *
fixture_expect(const struct fixture *f, enum lt_severity severity, const char *code,
               const char *layer, const char *field, const char *found, const char *action)
{
    const struct lt_diagnostic *item = fixture_find(f, code);
    for (size_t i = 0; i < f->diagnostics.count;
         i++) { /* the one of that field, where there are several */
        const struct lt_diagnostic *other = &f->diagnostics.items[i];
        if (strcmp(other->code, code) == 0 && other->severity == severity &&
            strcmp(other->field, field) == 0) {
            item = other;
            break;
        }
    }
    if (item == NULL) {
        for (size_t i = 0; i < f->diagnostics.count; i++) {
            print_error("have %s: %s\n", f->diagnostics.items[i].code,
                        f->diagnostics.items[i].found);
        }
        print_error("no diagnostic %s; %s\n", code, f->err.text);
        fail();
        return NULL;
    }
    const char *const have[] = {item->layer, item->field, item->found, item->action};
    const char *const want[] = {layer, field, found, action};
    for (size_t i = 0; i < 4; i++) {
        if (strstr(have[i], want[i]) == NULL) {
            print_error("%s: '%s' does not mention '%s'\n", code, have[i], want[i]);
            fail();
        }
    }
    assert_int_equal(item->severity, severity);
    return item;
}

static inline OGRSpatialReferenceH fixture_srs(int epsg)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, epsg), OGRERR_NONE);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    return srs;
}

/* --- rasters ---- */

struct fixture_raster {
    const char *name, *driver;
    int cols, rows;
    GDALDataType type;
    int bands;
    int epsg; /* 0 = none */
    double transform[6];
    double nodata; /* negative = none */
    const char *const *options;
    int (*value)(int col, int row);
};

static inline struct fixture_raster fixture_raster_default(const char *name, int (*value)(int, int))
{
    return (struct fixture_raster){.name = name,
                                   .driver = "GTiff",
                                   .cols = GRID_COLS,
                                   .rows = GRID_ROWS,
                                   .type = GDT_Byte,
                                   .bands = 1,
                                   .epsg = 4526,
                                   .transform = {WEST, CELL, 0, NORTH, 0, -CELL},
                                   .nodata = -1,
                                   .value = value};
}

static inline void fixture_write_raster(const struct fixture *f, const struct fixture_raster *r)
{
    char path[FIXTURE_PATH];
    GDALDriverH driver = GDALGetDriverByName(r->driver);
    assert_non_null(driver);
    /* ENVI opens again what it creates, and finds its header only in a listing */
    CPLSetThreadLocalConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "NO");
    GDALDatasetH dataset = GDALCreate(driver, fixture_path(f, r->name, path), r->cols, r->rows,
                                      r->bands, r->type, (char **)(void *)r->options);
    CPLSetThreadLocalConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", NULL);
    if (dataset == NULL) {
        print_error("%s: %s\n", r->name, CPLGetLastErrorMsg());
        fail();
    }
    if (r->transform[1] > 0) {
        GDALSetGeoTransform(dataset, (double *)r->transform);
    }
    if (r->epsg != 0) {
        OGRSpatialReferenceH srs = fixture_srs(r->epsg);
        GDALSetSpatialRef(dataset, srs);
        OSRRelease(srs);
    }
    int *row = calloc((size_t)r->cols, sizeof *row);
    for (int b = 1; b <= r->bands; b++) {
        GDALRasterBandH band = GDALGetRasterBand(dataset, b);
        if (r->nodata >= 0) {
            GDALSetRasterNoDataValue(band, r->nodata);
        }
        for (int y = 0; y < r->rows; y++) {
            for (int x = 0; x < r->cols; x++) {
                row[x] = r->value(x, y);
            }
            assert_int_equal(
                GDALRasterIO(band, GF_Write, 0, y, r->cols, 1, row, r->cols, 1, GDT_Int32, 0, 0),
                CE_None);
        }
    }
    free(row);
    GDALClose(dataset);
}

/* --- layers ---- */

struct fixture_field {
    const char *name;
    OGRFieldType type;
    int width;
};
struct fixture_row {
    const char *wkt; /* NULL = no geometry */
    const char *values[8];
};
struct fixture_layer {
    const char *name, *driver, *layer;
    int epsg;
    OGRwkbGeometryType type;
    const struct fixture_field *fields;
    size_t field_count;
    const struct fixture_row *rows;
    size_t row_count;
    const char *const *options; /* layer creation */
};

/* Text goes into the file byte for byte (ENCODING="" for shapefiles). */
static inline void fixture_write_layer(const struct fixture *f, const struct fixture_layer *l)
{
    char path[FIXTURE_PATH];
    GDALDriverH driver = GDALGetDriverByName(l->driver);
    assert_non_null(driver);
    GDALDatasetH dataset =
        GDALCreate(driver, fixture_path(f, l->name, path), 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    OGRSpatialReferenceH srs = l->epsg == 0 ? NULL : fixture_srs(l->epsg);
    OGRLayerH layer =
        GDALDatasetCreateLayer(dataset, l->layer, srs, l->type, (char **)(void *)l->options);
    assert_non_null(layer);
    for (size_t i = 0; i < l->field_count; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(l->fields[i].name, l->fields[i].type);
        OGR_Fld_SetWidth(field, l->fields[i].width);
        OGR_Fld_SetPrecision(field, l->fields[i].type == OFTReal ? 6 : 0);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    for (size_t i = 0; i < l->row_count; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        for (size_t k = 0; k < l->field_count; k++) {
            if (l->rows[i].values[k] != NULL) {
                OGR_F_SetFieldString(feature, (int)k, l->rows[i].values[k]);
            }
        }
        if (l->rows[i].wkt != NULL) {
            OGRGeometryH geometry = NULL;
            char *text = (char *)(void *)l->rows[i].wkt;
            assert_int_equal(OGR_G_CreateFromWkt(&text, NULL, &geometry), OGRERR_NONE);
            OGR_F_SetGeometryDirectly(feature, geometry);
        }
        assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    if (srs != NULL) {
        OSRRelease(srs);
    }
    GDALClose(dataset);
}

/* --- raw bytes ---- */

static inline void fixture_write_bytes(const struct fixture *f, const char *name, const void *data,
                                       size_t size)
{
    char path[FIXTURE_PATH];
    FILE *file = fopen(fixture_path(f, name, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline size_t fixture_read_bytes(const struct fixture *f, const char *name, void *data,
                                        size_t size)
{
    char path[FIXTURE_PATH];
    FILE *file = fopen(fixture_path(f, name, path), "rb");
    assert_non_null(file);
    const size_t got = fread(data, 1, size, file);
    fclose(file);
    return got;
}

/* Keeps the first `share` of a file. */
static inline void fixture_cut(const struct fixture *f, const char *name, double share)
{
    enum { MOST = 1 << 20 };
    char *data = malloc(MOST);
    assert_non_null(data);
    const size_t size = fixture_read_bytes(f, name, data, MOST);
    assert_true(size > 0 && size < MOST);
    fixture_write_bytes(f, name, data, (size_t)((double)size * share));
    free(data);
}

static inline void fixture_remove(const struct fixture *f, const char *name)
{
    char path[FIXTURE_PATH];
    assert_int_equal(remove(fixture_path(f, name, path)), 0);
}

#endif
