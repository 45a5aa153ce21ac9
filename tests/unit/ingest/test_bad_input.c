/* What people really hand over: each fault is told with its code, its file, its field and what to do. */
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest_fixture.h"
#include "liangtian/review.h"
#include "liangtian/schema.h"
#include "support/arena.h"

static const struct fixture_field columns[] = {
    {"BSM", OFTString, 18}, {"DLBM", OFTString, 5}, {"ZLDWDM", OFTString, 19}};
#define SQUARE(x)                                                                     \
    "POLYGON ((3852" x "100 3654900,3852" x "200 3654900,3852" x "200 3654800,3852" x \
    "100 3654800,3852" x "100 3654900))"
static const struct fixture_row rows[] = {{SQUARE("0"), {"a", "0102", "4117020010010000000"}},
                                          {SQUARE("0"), {"b", "0102", "4117020010010000000"}},
                                          {SQUARE("0"), {"c", "0102", "4117020010010000000"}}};

static int ones(int col, int row)
{
    (void)col;
    (void)row;
    return 1;
}

static enum lt_status ignore(void *context, const struct lt_feature *feature, struct lt_error *err)
{
    (void)feature;
    (void)err;
    ++*(size_t *)context;
    return LT_OK;
}

static struct fixture_layer good_layer(const char *name, const char *driver)
{
    return (struct fixture_layer){.name = name,
                                  .driver = driver,
                                  .layer = "DLTB",
                                  .epsg = 4526,
                                  .type = wkbPolygon,
                                  .fields = columns,
                                  .field_count = 3,
                                  .rows = rows,
                                  .row_count = 3};
}

static enum lt_status read_as(struct fixture *f, const char *name, enum lt_layer role)
{
    char path[FIXTURE_PATH];
    size_t taken = 0;
    const struct lt_config config = {.city_code = 411700,
                                     .schemas_dir = LT_SOURCE_DIR "/schemas",
                                     .repair_bound = 0.001,
                                     .limit_features = 3,
                                     .limit_vertices = 5,
                                     .operator_key = ""};
    const bool absolute = strchr(name, ':') != NULL || *name == '/';
    const struct lt_layer_config layer = {.present = true,
                                          .path = absolute ? name : fixture_path(f, name, path),
                                          .sublayer = "",
                                          .schema = "DLTB",
                                          .encoding = "auto",
                                          .crs = "",
                                          .sha256 = ""};
    const struct lt_layer_reader reader = {.config = &config,
                                           .layer = &layer,
                                           .role = role,
                                           .grid = &f->grid,
                                           .take = ignore,
                                           .context = &taken};
    struct lt_layer_summary summary = {0};
    return lt_layer_read(&reader, &f->diagnostics, &summary, &f->err);
}

static enum lt_status read_layer(struct fixture *f, const char *name)
{
    return read_as(f, name, LT_LAYER_PARCEL);
}

/* The layer is rejected, with one diagnostic of that code, and the failure's text names the file. */
static void rejected(struct fixture *f, const char *name, const char *code, const char *field,
                     const char *found, const char *action)
{
    const enum lt_status status = read_layer(f, name);
    if (status != LT_E_INPUT) {
        print_error("%s: status %d, %s\n", name, (int)status, f->err.text);
    }
    assert_int_equal(status, LT_E_INPUT);
    fixture_expect(f, LT_REJECT, code, strrchr(name, '/') == NULL ? name : "", field, found,
                   action);
    assert_int_equal(f->diagnostics.count_of[LT_REJECT], 1);
    assert_int_equal(f->err.status, LT_E_INPUT);
}

static void write_shapefile(const struct fixture *f, const char *name)
{
    const struct fixture_layer layer = good_layer(name, "ESRI Shapefile");
    fixture_write_layer(f, &layer);
}

static void the_good_one_is_read(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    assert_int_equal(read_layer(f, "图斑.shp"), LT_OK);
    assert_int_equal(f->diagnostics.count_of[LT_REJECT], 0);
}

static void no_prj(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    fixture_remove(f, "图斑.prj");
    rejected(f, "图斑.shp", "crs.missing", "crs", "no .prj", "add the .prj");
}

static void layer_elsewhere(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    f->grid.origin_x += 100000;
    rejected(f, "图斑.shp", "layer.off_raster", "extent", "x 38520100.0 to 38520200.0",
             "check the crs of the layer and of the raster");
}

static void raster_cut(void **state)
{
    struct fixture *f = *state;
    static const char *const tiled[] = {"TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=32", NULL};
    struct fixture_raster r = fixture_raster_default("分类.tif", ones);
    r.options = tiled;
    fixture_write_raster(f, &r);
    fixture_cut(f, "分类.tif", 0.8);
    char path[FIXTURE_PATH];
    const struct lt_raster_config config = {
        .path = fixture_path(f, "分类.tif", path), .crs = "", .sha256 = ""};
    struct lt_raster *raster = NULL;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 2, 1000000, &f->diagnostics, &raster, &f->err), LT_OK);
    assert_int_equal(lt_raster_survey(raster, &f->diagnostics, &f->err), LT_E_INPUT);
    lt_raster_close(raster);
    fixture_expect(f, LT_REJECT, "raster.unreadable", "raster 分类.tif", "path", "tile",
                   "copy the file again");
    /* cut within its head it does not even open */
    fixture_cut(f, "分类.tif", 0.01);
    f->diagnostics.count = 0;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 2, 1000000, &f->diagnostics, &raster, &f->err),
        LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "raster.unreadable", "raster 分类.tif", "path", "",
                   "copy the file again");
}

/* One flipped bit in a compressed tile is noticed where the codec can notice it. */
static void raster_corrupt(void **state)
{
    struct fixture *f = *state;
    static const char *const deflate[] = {"COMPRESS=DEFLATE", "BLOCKYSIZE=40", NULL};
    struct fixture_raster r = fixture_raster_default("corrupt.tif", ones);
    r.options = deflate;
    fixture_write_raster(f, &r);
    unsigned char data[8192];
    const size_t size = fixture_read_bytes(f, "corrupt.tif", data, sizeof data);
    size_t at = size - 1; /* the last strip ends the file; its zlib header is a bit before */
    while (at > 0 && !(data[at] == 0x78)) {
        at--;
    }
    data[at + 1] ^= 0xFF;
    fixture_write_bytes(f, "corrupt.tif", data, size);
    char path[FIXTURE_PATH];
    const struct lt_raster_config config = {
        .path = fixture_path(f, "corrupt.tif", path), .crs = "", .sha256 = ""};
    struct lt_raster *raster = NULL;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 2, 1000000, &f->diagnostics, &raster, &f->err), LT_OK);
    assert_int_equal(lt_raster_survey(raster, &f->diagnostics, &f->err), LT_E_INPUT);
    lt_raster_close(raster);
    fixture_expect(f, LT_REJECT, "raster.unreadable", "raster corrupt.tif", "path", "strip 1",
                   "copy the file again");
}

static void dbf_cut(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    fixture_cut(f, "图斑.dbf", 0.8);
    rejected(f, "图斑.shp", "shapefile.dbf", ".dbf", "truncated", "copy all parts");
}

static void dbf_missing(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    fixture_remove(f, "图斑.dbf");
    rejected(f, "图斑.shp", "shapefile.dbf", ".dbf", "no .dbf", "copy all parts");
}

static void dbf_of_another_layer(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    unsigned char data[4096];
    const size_t size = fixture_read_bytes(f, "图斑.dbf", data, sizeof data);
    data[4] = 2;
    fixture_write_bytes(f, "图斑.dbf", data, size);
    rejected(f, "图斑.shp", "shapefile.dbf", ".dbf", "2 records", "copy all parts");
}

static void shp_cut(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    fixture_cut(f, "图斑.shp", 0.6);
    rejected(f, "图斑.shp", "shapefile.shp", ".shp", "truncated", "copy all parts");
}

static void shx_missing(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    fixture_remove(f, "图斑.shx");
    rejected(f, "图斑.shp", "shapefile.shx", ".shx", "no .shx", "copy all parts");
}

/* GDAL would hand row 0 the shape of row 1 without a word. */
static void shx_swapped(void **state)
{
    struct fixture *f = *state;
    write_shapefile(f, "图斑.shp");
    unsigned char data[4096], entry[8];
    const size_t size = fixture_read_bytes(f, "图斑.shx", data, sizeof data);
    memcpy(entry, data + 100, 8);
    memcpy(data + 100, data + 108, 8);
    memcpy(data + 108, entry, 8);
    fixture_write_bytes(f, "图斑.shx", data, size);
    rejected(f, "图斑.shp", "shapefile.shx", ".shx", "does not match", "copy all parts");
}

static void no_features(void **state)
{
    struct fixture *f = *state;
    struct fixture_layer layer = good_layer("空.gpkg", "GPKG");
    layer.row_count = 0;
    fixture_write_layer(f, &layer);
    rejected(f, "空.gpkg", "layer.no_features", "features", "0 features", "export was complete");
}

/* A layer that a city may leave out may come empty, in every format; what is told depends on what it is for. */
static void no_features_of_an_optional_layer(void **state)
{
    struct fixture *f = *state;
    static const char *const files[][2] = {{"空.gpkg", "GPKG"},
                                           {"空.shp", "ESRI Shapefile"},
                                           {"空.fgb", "FlatGeobuf"},
                                           {"空.geojson", "GeoJSON"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct fixture_layer layer = good_layer(files[i][0], files[i][1]);
        layer.row_count = 0;
        fixture_write_layer(f, &layer);
        assert_int_equal(read_as(f, files[i][0], LT_LAYER_APPROVAL), LT_OK);
        fixture_expect(f, LT_NOTE, "layer.empty", files[i][0], "features", "0 features",
                       "there are none");
        assert_int_equal(read_as(f, files[i][0], LT_LAYER_PARCEL_BASE), LT_OK);
        fixture_expect(f, LT_WARNING, "layer.empty_base", files[i][0], "features", "0 features",
                       "nothing was held against it");
        assert_int_equal(f->diagnostics.count_of[LT_REJECT], 0);
        f->diagnostics.count = f->diagnostics.count_of[LT_NOTE] =
            f->diagnostics.count_of[LT_WARNING] = 0;
    }
    static const char bare[] = "{\"type\":\"FeatureCollection\",\"features\":[]}";
    fixture_write_bytes(f, "无.geojson", bare, sizeof bare - 1);
    assert_int_equal(read_as(f, "无.geojson", LT_LAYER_LEASE), LT_OK);
    fixture_expect(f, LT_NOTE, "layer.empty", "无.geojson", "features", "0 features", "none");
}

static void run_sql(const struct fixture *f, const char *name, const char *sql)
{
    char path[FIXTURE_PATH];
    sqlite3 *base = NULL;
    assert_int_equal(sqlite3_open(fixture_path(f, name, path), &base), SQLITE_OK);
    if (sqlite3_exec(base, sql, NULL, NULL, NULL) != SQLITE_OK) {
        print_error("%s\n", sqlite3_errmsg(base));
        fail();
    }
    sqlite3_close(base);
}

/* A table that is said to hold nothing, and holds something, is no empty layer. */
static void features_that_the_file_denies(void **state)
{
    struct fixture *f = *state;
    const struct fixture_layer layer = good_layer("假空.gpkg", "GPKG");
    fixture_write_layer(f, &layer);
    run_sql(f, "假空.gpkg", "UPDATE gpkg_ogr_contents SET feature_count = 0");
    assert_int_equal(read_as(f, "假空.gpkg", LT_LAYER_APPROVAL), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "file.unreadable", "假空.gpkg", "features", "3 features",
                   "copy the file again");
}

/* Reviews are read to the end, or not at all: no row stays behind in silence. */
static void reviews_that_the_file_denies(void **state)
{
    struct fixture *f = *state;
    const struct fixture_layer layer = good_layer("核查.gpkg", "GPKG");
    fixture_write_layer(f, &layer);
    static const char *const stated[] = {"1", "3", "4"};
    struct lt_arena *arena = NULL;
    assert_int_equal(lt_arena_create(&arena, &f->err), LT_OK);
    for (size_t i = 0; i < 3; i++) {
        char sql[80], path[FIXTURE_PATH];
        struct lt_layer_schema schema;
        struct lt_review_row *read = NULL;
        size_t count = 0;
        snprintf(sql, sizeof sql, "UPDATE gpkg_ogr_contents SET feature_count = %s", stated[i]);
        run_sql(f, "核查.gpkg", sql);
        lt_diagnostics_finish(&f->diagnostics);
        assert_int_equal(lt_diagnostics_init(&f->diagnostics, &f->err), LT_OK);
        assert_int_equal(lt_layer_schema_load(LT_SOURCE_DIR "/schemas", "WFTB", &f->diagnostics,
                                              arena, &schema, &f->err),
                         LT_OK);
        const struct lt_review_reader reader = {.path = fixture_path(f, "核查.gpkg", path),
                                                .sublayer = "",
                                                .schema = &schema,
                                                .grid = &f->grid,
                                                .limit_vertices = 1000,
                                                .may_lack = true,
                                                .arena = arena};
        const enum lt_status status =
            lt_review_read(&reader, &f->diagnostics, &read, &count, &f->err);
        assert_int_equal(status, i == 1 ? LT_OK : LT_E_INPUT);
        if (i != 1) {
            fixture_expect(f, LT_REJECT, "file.unreadable", "核查.gpkg", "features", "3 features",
                           "copy the file again");
        }
    }
    lt_arena_destroy(arena);
}

static void zero_bytes(void **state)
{
    struct fixture *f = *state;
    fixture_write_bytes(f, "空.gpkg", "", 0);
    rejected(f, "空.gpkg", "file.empty", "path", "0 bytes", "copy the file again");
}

static void zero_bytes_of_a_raster(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH];
    fixture_write_bytes(f, "空.tif", "", 0);
    const struct lt_raster_config config = {
        .path = fixture_path(f, "空.tif", path), .crs = "", .sha256 = ""};
    struct lt_raster *raster = NULL;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 1, 1000000, &f->diagnostics, &raster, &f->err),
        LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "file.empty", "raster 空.tif", "path", "0 bytes", "copy");
}

static int one_unknown(int col, int row)
{
    return col == 3 && row == 3 ? 99 : 1;
}

/* One cell of 10 m: 100 m² but for the scale of the projection 20 km off its meridian, 1e-5. */
static void unknown_legend_value(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("分类.tif", one_unknown);
    fixture_write_raster(f, &r);
    char path[FIXTURE_PATH];
    const struct lt_raster_config config = {
        .path = fixture_path(f, "分类.tif", path), .crs = "", .sha256 = ""};
    struct lt_raster *raster = NULL;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 1, 1000000, &f->diagnostics, &raster, &f->err), LT_OK);
    assert_int_equal(lt_raster_survey(raster, &f->diagnostics, &f->err), LT_E_INPUT);
    lt_raster_close(raster);
    const struct lt_diagnostic *item =
        fixture_expect(f, LT_REJECT, "legend.unknown_value", "raster 分类.tif", "value",
                       "value 99 in 1 cells, 100.00 m²", "add the value to the legend");
    assert_near(item->area_m2, 100.0, 0.002);
    assert_true(item->area_m2 < 100.0);
}

static void field_missing(void **state)
{
    struct fixture *f = *state;
    struct fixture_layer layer = good_layer("图斑.gpkg", "GPKG");
    layer.field_count = 1;
    fixture_write_layer(f, &layer);
    assert_int_equal(read_layer(f, "图斑.gpkg"), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "field.missing", "parcels 图斑.gpkg", "DLBM", "no such column",
                   "under fields in the config");
}

static void path_missing(void **state)
{
    struct fixture *f = *state;
    rejected(f, "没有.gpkg", "file.missing", "path", "No such file", "correct the path");
}

static void paths_that_are_no_files(void **state)
{
    struct fixture *f = *state;
    static const char *const paths[] = {"/vsizip/x.zip/a.shp", "/vsicurl/http://127.0.0.1:9/a.gpkg",
                                        "http://127.0.0.1:9/a.geojson", "PG:dbname=x",
                                        "GPKG:/etc/passwd:x"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(read_layer(f, paths[i]), LT_E_INPUT);
    }
    assert_int_equal(fixture_count(f, "file.refused"), 5);
}

/* A pipe in the place of a file would be waited for without end; a folder that is no geodatabase is not read whole. */
static void pipes_and_folders(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH], hex[65];
    uint64_t bytes = 1;
    assert_int_equal(mkfifo(fixture_path(f, "管道.gpkg", path), 0600), 0);
    alarm(20);
    assert_int_equal(lt_ingest_digest(path, NULL, &bytes, hex, &f->err), LT_E_IO);
    assert_non_null(strstr(f->err.text, "not a plain file"));
    rejected(f, "管道.gpkg", "file.refused", "path", "neither a file", "correct the path");
    alarm(0);
    fixture_remove(f, "管道.gpkg");
    assert_int_equal(lt_ingest_digest(f->folder, NULL, &bytes, hex, &f->err), LT_OK);
    assert_int_equal(bytes, 0);
}

/* In the place of a part: what the driver, GDAL, SQLite or a reader of ours would open beside the file. */
static void pipes_beside_a_file(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *driver, *name, *part;
    } parts[] = {
        {"ESRI Shapefile", "图斑.shp", "图斑.shx"}, {"ESRI Shapefile", "图斑.shp", "图斑.dbf"},
        {"ESRI Shapefile", "图斑.shp", "图斑.prj"}, {"ESRI Shapefile", "图斑.shp", "图斑.cpg"},
        {"ESRI Shapefile", "图斑.shp", "图斑.CPG"}, {"ESRI Shapefile", "图斑.shp", "图斑.qix"},
        {"GPKG", "图斑.gpkg", "图斑.gpkg-wal"},     {"GPKG", "图斑.gpkg", "图斑.gpkg-journal"},
    };
    alarm(60);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[FIXTURE_PATH], wanted[FIXTURE_PATH];
        const struct fixture_layer layer = good_layer(parts[i].name, parts[i].driver);
        fixture_write_layer(f, &layer);
        assert_int_equal(read_layer(f, parts[i].name), LT_OK);
        unlink(fixture_path(f, "图斑.cpg", path)); /* it is looked for in capitals then */
        unlink(fixture_path(f, parts[i].part, path));
        assert_int_equal(mkfifo(path, 0600), 0);
        snprintf(wanted, sizeof wanted, "%s is neither a file", parts[i].part);
        rejected(f, parts[i].name, "file.refused", "path", wanted, "copy all parts again");
        fixture_remove(f, parts[i].part);
        f->diagnostics.count = f->diagnostics.count_of[LT_REJECT] = 0;
        if (strcmp(parts[i].driver, "GPKG") == 0) {
            fixture_remove(f, parts[i].name);
        }
    }
    alarm(0);
}

static void pipes_beside_a_raster(void **state)
{
    struct fixture *f = *state;
    static const char *const parts[] = {"分类.tfw", "分类.tif.msk", "分类.hdr", "分类.tif.hdr"};
    struct fixture_raster r = fixture_raster_default("分类.tif", ones);
    fixture_write_raster(f, &r);
    alarm(60);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[FIXTURE_PATH], part[FIXTURE_PATH];
        const struct lt_raster_config config = {
            .path = fixture_path(f, "分类.tif", path), .crs = "", .sha256 = ""};
        struct lt_raster *raster = NULL;
        assert_int_equal(mkfifo(fixture_path(f, parts[i], part), 0600), 0);
        assert_int_equal(
            lt_raster_open(&config, &f->legend, 2, 1000000, &f->diagnostics, &raster, &f->err),
            LT_E_INPUT);
        fixture_expect(f, LT_REJECT, "file.refused", "raster 分类.tif", "path", parts[i],
                       "copy all parts again");
        f->diagnostics.count = f->diagnostics.count_of[LT_REJECT] = 0;
        fixture_remove(f, parts[i]);
    }
    alarm(0);
}

static void pipes_in_a_geodatabase(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH];
    assert_int_equal(lt_folder_make(fixture_path(f, "图斑.gdb", path), &f->err), LT_OK);
    assert_int_equal(mkfifo(fixture_path(f, "图斑.gdb/a00000001.gdbtable", path), 0600), 0);
    alarm(60);
    rejected(f, "图斑.gdb", "file.refused", "path", "a00000001.gdbtable is neither a file",
             "copy all parts again");
    alarm(0);
    fixture_remove(f, "图斑.gdb/a00000001.gdbtable");
}

/* The cells of an .img of more than 2 GB lie in its .ige. */
static void the_digest_knows_all_parts(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH], before[65], after[65];
    fixture_write_bytes(f, "a.img", "head", 4);
    fixture_write_bytes(f, "a.ige", "cells", 5);
    assert_int_equal(lt_ingest_digest(fixture_path(f, "a.img", path), NULL, NULL, before, &f->err),
                     LT_OK);
    fixture_write_bytes(f, "a.ige", "cellz", 5);
    assert_int_equal(lt_ingest_digest(path, NULL, NULL, after, &f->err), LT_OK);
    assert_string_not_equal(before, after);
}

static void unknown_format(void **state)
{
    struct fixture *f = *state;
    fixture_write_bytes(f, "图斑.csv", "a,b\n", 4);
    rejected(f, "图斑.csv", "layer.format", "path", "图斑.csv", "export the layer");
}

static void gpkg_with_foreign_objects(void **state)
{
    struct fixture *f = *state;
    static const char leak[] =
        "PRAGMA writable_schema=ON; INSERT INTO sqlite_master VALUES('table','leak','leak',0,"
        "'CREATE VIRTUAL TABLE leak USING VirtualText(''/etc/passwd'', UTF-8, 0)')";
    const char *const sql[] = {
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON DLTB BEGIN SELECT 1; END",
        leak,
        /* the same, dressed up as an rtree in a comment or in its own name */
        "PRAGMA writable_schema=ON; INSERT INTO sqlite_master VALUES('table','leak','leak',0,"
        "'CREATE VIRTUAL TABLE leak USING VirtualText/* USING rtree (*/(''/etc/passwd'', UTF-8, "
        "0)')",
        "PRAGMA writable_schema=ON; INSERT INTO sqlite_master VALUES('table','leak','leak',0,"
        "'CREATE/**/VIRTUAL TABLE leak USING VirtualText(''/etc/passwd'', UTF-8, 0)')",
        "PRAGMA writable_schema=ON; INSERT INTO sqlite_master VALUES('table','x USING rtree (',"
        "'x USING rtree (',0,'CREATE VIRTUAL TABLE \"x USING rtree (\" USING "
        "VirtualText(''/etc/passwd'', UTF-8, 0)')",
    };
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        char name[32];
        snprintf(name, sizeof name, "p%zu.gpkg", i);
        const struct fixture_layer layer = good_layer(name, "GPKG");
        fixture_write_layer(f, &layer);
        assert_int_equal(read_layer(f, name), LT_OK);
        run_sql(f, name, sql[i]);
        assert_int_equal(read_layer(f, name), LT_E_INPUT);
        assert_int_equal(fixture_count(f, "gpkg.foreign"), i + 1);
    }
    fixture_expect(f, LT_REJECT, "gpkg.foreign", "parcels p0.gpkg", "path", "view 'v'",
                   "export the layer to a new GeoPackage");
}

/* An edit that is in the log of an editor only would be missed, so the file is refused. */
static void gpkg_that_is_still_open(void **state)
{
    struct fixture *f = *state;
    const struct fixture_layer layer = good_layer("p.gpkg", "GPKG");
    char path[FIXTURE_PATH];
    sqlite3 *base = NULL;
    fixture_write_layer(f, &layer);
    assert_int_equal(sqlite3_open(fixture_path(f, "p.gpkg", path), &base), SQLITE_OK);
    assert_int_equal(sqlite3_exec(base,
                                  "PRAGMA journal_mode=WAL; CREATE TABLE edited (x);"
                                  "INSERT INTO edited VALUES (1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(read_layer(f, "p.gpkg"), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "gpkg.unsaved", "parcels p.gpkg", "path", "p.gpkg-wal",
                   "close it in QGIS or QField, or save the layer as a new file");
    sqlite3_close(base); /* the log goes into the file */
    assert_int_equal(read_layer(f, "p.gpkg"), LT_OK);
}

/* A database, a GeoPackage and a FlatGeobuf cut in the middle; a GeoJSON whose end is missing. */
static void files_cut(void **state)
{
    struct fixture *f = *state;
    static const char *const files[][2] = {
        {"a.gpkg", "GPKG"}, {"b.fgb", "FlatGeobuf"}, {"c.geojson", "GeoJSON"}};
    for (size_t i = 0; i < 3; i++) {
        const struct fixture_layer layer = good_layer(files[i][0], files[i][1]);
        fixture_write_layer(f, &layer);
        fixture_cut(f, files[i][0], 0.7);
        const enum lt_status status = read_layer(f, files[i][0]);
        if (status != LT_E_INPUT) {
            print_error("%s cut: status %d %s\n", files[i][0], (int)status, f->err.text);
        }
        assert_int_equal(status, LT_E_INPUT);
    }
    assert_int_equal(f->diagnostics.count_of[LT_REJECT], 3);
}

static void limits(void **state)
{
    struct fixture *f = *state;
    struct fixture_row four[4] = {rows[0], rows[1], rows[2], rows[0]};
    struct fixture_layer layer = good_layer("many.gpkg", "GPKG");
    layer.rows = four;
    layer.row_count = 4;
    fixture_write_layer(f, &layer);
    assert_int_equal(read_layer(f, "many.gpkg"), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "4 features, more than the limit of 3"));
    /* what a GeoPackage says of itself is no bound */
    run_sql(f, "many.gpkg", "UPDATE gpkg_ogr_contents SET feature_count = 2");
    assert_int_equal(read_layer(f, "many.gpkg"), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "more features than the limit of 3"));
    four[0].wkt = "POLYGON ((38520100 3654900,38520150 3654900,38520200 3654900,38520200 3654800,"
                  "38520100 3654800,38520100 3654900))";
    layer.name = "long.gpkg";
    layer.row_count = 1;
    fixture_write_layer(f, &layer);
    assert_int_equal(read_layer(f, "long.gpkg"), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "6 vertices, more than the limit of 5"));
}

/* Between Xi'an 1980 and CGCS2000 only the survey's own parameters are right; PROJ's guess may be 100 m off. */
static void old_datum(void **state)
{
    struct fixture *f = *state;
    struct fixture_layer layer = good_layer("xian80.gpkg", "GPKG");
    layer.epsg = 2362; /* Xian 1980 / 3-degree Gauss-Kruger zone 38 */
    fixture_write_layer(f, &layer);
    rejected(f, "xian80.gpkg", "crs.no_transformation", "crs", "EPSG:2362", "official parameters");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_good_one_is_read),
        TEST(no_prj),
        TEST(layer_elsewhere),
        TEST(raster_cut),
        TEST(raster_corrupt),
        TEST(dbf_cut),
        TEST(dbf_missing),
        TEST(shp_cut),
        TEST(dbf_of_another_layer),
        TEST(shx_missing),
        TEST(shx_swapped),
        TEST(no_features),
        TEST(no_features_of_an_optional_layer),
        TEST(features_that_the_file_denies),
        TEST(reviews_that_the_file_denies),
        TEST(zero_bytes),
        TEST(field_missing),
        TEST(zero_bytes_of_a_raster),
        TEST(unknown_legend_value),
        TEST(path_missing),
        TEST(paths_that_are_no_files),
        TEST(pipes_and_folders),
        TEST(pipes_beside_a_file),
        TEST(pipes_beside_a_raster),
        TEST(pipes_in_a_geodatabase),
        TEST(the_digest_knows_all_parts),
        TEST(unknown_format),
        TEST(files_cut),
        TEST(gpkg_with_foreign_objects),
        TEST(gpkg_that_is_still_open),
        TEST(limits),
        TEST(old_datum),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
