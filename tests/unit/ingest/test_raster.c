/* Rasters: every cell as written, whatever the file's layout; true areas; faults told, not swallowed. */
#include <unistd.h>

#include "ingest_fixture.h"
#include "liangtian/area.h"

static int striped_values(int col, int row)
{
    return (col * 7 + row * 13) % 3; /* 0 unseen, 1, 2 */
}

static int wide_values(int col, int row)
{
    return (col + row) % 5 == 0 ? 300 : 1 + (col ^ row) % 2;
}

static struct lt_raster_config config_of(const struct fixture *f, const char *name, char *path)
{
    return (struct lt_raster_config){.path = fixture_path(f, name, path),
                                     .crs = "",
                                     .sha256 = "",
                                     .image_from = "",
                                     .image_to = "",
                                     .legend = ""};
}

static enum lt_status open_named(struct fixture *f, const char *name, uint32_t threads,
                                 struct lt_raster **ret_raster)
{
    char path[FIXTURE_PATH];
    const struct lt_raster_config config = config_of(f, name, path);
    return lt_raster_open(&config, &f->legend, threads, 1000000000, &f->diagnostics, ret_raster,
                          &f->err);
}

/* A block's class codes, whether the source hands on codes or the file's bytes. */
static enum lt_status read_block(const struct lt_raster_source *source, uint32_t thread,
                                 int64_t block_col, int64_t block_row, uint8_t *codes,
                                 struct lt_error *err)
{
    enum lt_status status = source->read(source->context, thread, block_col, block_row, codes, err);
    const size_t n = (size_t)source->block_cols * source->block_rows;
    for (size_t i = 0; status == LT_OK && source->code_of_byte != NULL && i < n; i++) {
        const size_t col = (size_t)block_col * source->block_cols + i % source->block_cols;
        const size_t row = (size_t)block_row * source->block_rows + i / source->block_cols;
        if (col >= (size_t)source->grid.cols || row >= (size_t)source->grid.rows) {
            codes[i] = LT_CLASS_OUTSIDE; /* may be anything */
            continue;
        }
        const uint8_t byte = codes[i];
        codes[i] = source->code_of_byte[byte];
        if (codes[i] == LT_CLASS_UNKNOWN && source->meet != NULL) {
            status = source->meet(source->context, thread, byte, &codes[i], err);
        }
    }
    return status;
}

/* Reads every block, each with another thread number, and compares cell by cell. */
static void compare_cells(struct fixture *f, const struct fixture_raster *r)
{
    struct lt_raster *raster = NULL;
    struct lt_error err = {0};
    const enum lt_status opened = open_named(f, r->name, 3, &raster);
    if (opened != LT_OK) {
        print_error("%s\n", f->err.text);
    }
    assert_int_equal(opened, LT_OK);
    const struct lt_raster_source *source = lt_raster_source(raster);
    assert_int_equal(source->grid.cols, r->cols);
    assert_int_equal(source->grid.rows, r->rows);
    assert_string_equal(source->grid.crs, "EPSG:4526");
    assert_true((size_t)source->block_cols * source->block_rows <= 1 << 20);
    const int64_t across = (source->grid.cols + source->block_cols - 1) / source->block_cols;
    const int64_t down = (source->grid.rows + source->block_rows - 1) / source->block_rows;
    uint8_t *codes = malloc((size_t)source->block_cols * source->block_rows);
    assert_non_null(codes);
    uint32_t thread = 0;
    for (int64_t i = across * down - 1; i >= 0; i--) { /* backwards: no order is needed */
        thread = (thread + 1) % source->threads;
        assert_ok(read_block(source, thread, i % across, i / across, codes, &err));
        for (uint32_t y = 0; y < source->block_rows; y++) {
            for (uint32_t x = 0; x < source->block_cols; x++) {
                const int64_t col = i % across * source->block_cols + x;
                const int64_t row = i / across * source->block_rows + y;
                const bool inside = col < r->cols && row < r->rows;
                const uint8_t expected =
                    inside ? f->code_of_value[r->value((int)col, (int)row)] : LT_CLASS_OUTSIDE;
                assert_int_equal(codes[(size_t)y * source->block_cols + x], expected);
            }
        }
    }
    assert_ok(read_block(source, 0, across, 0, codes, &err));
    assert_int_equal(codes[0], LT_CLASS_OUTSIDE);
    free(codes);
    assert_ok(lt_raster_survey(raster, &f->diagnostics, &err));
    lt_raster_close(raster);
}

static void every_layout_reads_the_same_cells(void **state)
{
    struct fixture *f = *state;
    static const char *const tiled[] = {"TILED=YES",        "BLOCKXSIZE=64", "BLOCKYSIZE=32",
                                        "COMPRESS=DEFLATE", "PREDICTOR=2",   NULL};
    static const char *const large_tiles[] = {"TILED=YES", "BLOCKXSIZE=2048", "BLOCKYSIZE=1040",
                                              "COMPRESS=LZW", NULL};
    static const char *const big[] = {"BIGTIFF=YES", "COMPRESS=LZW", "PREDICTOR=2", "BLOCKYSIZE=7",
                                      NULL};
    static const char *const plain[] = {"BLOCKYSIZE=1", "ENDIANNESS=BIG", NULL};
    static const char *const one_strip[] = {"BLOCKYSIZE=1100", "COMPRESS=PACKBITS", NULL};
    static const char *const two_bits[] = {"NBITS=2", NULL};
    const struct {
        const char *driver, *const *options;
        int cols, rows;
        bool wide;
    } layouts[] = {
        {"GTiff", tiled, 300, 210, false},       {"GTiff", tiled, 1300, 70, true},
        {"GTiff", large_tiles, 2100, 90, false}, {"GTiff", big, 1111, 205, true},
        {"GTiff", plain, 1030, 300, true},       {"GTiff", one_strip, 50, 1100, false},
        {"GTiff", two_bits, 90, 70, false},      {"HFA", NULL, 130, 90, false},
        {"ENVI", NULL, 130, 90, true},
    };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        char name[64];
        snprintf(name, sizeof name, "分类%zu.%s", i,
                 strcmp(layouts[i].driver, "HFA") == 0    ? "img"
                 : strcmp(layouts[i].driver, "ENVI") == 0 ? "dat"
                                                          : "tif");
        struct fixture_raster r = fixture_raster_default(name, NULL);
        r.driver = layouts[i].driver;
        r.options = layouts[i].options;
        r.cols = layouts[i].cols;
        r.rows = layouts[i].rows;
        r.type = layouts[i].wide ? GDT_UInt16 : GDT_Byte;
        r.value = layouts[i].wide ? wide_values : striped_values;
        fixture_write_raster(f, &r);
        compare_cells(f, &r);
    }
}

static void nodata_of_the_file_is_unseen(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("nodata.tif", striped_values);
    r.nodata = 2;
    fixture_write_raster(f, &r);
    struct lt_raster *raster = NULL;
    assert_int_equal(open_named(f, r.name, 1, &raster), LT_OK);
    const struct lt_raster_source *source = lt_raster_source(raster);
    uint8_t *codes = malloc((size_t)source->block_cols * source->block_rows);
    assert_int_equal(read_block(source, 0, 0, 0, codes, &f->err), LT_OK);
    assert_int_equal(striped_values(2, 0), 2);
    assert_int_equal(codes[2], LT_CLASS_UNSEEN);
    assert_int_equal(codes[1], 0); /* value 1 */
    fixture_expect(f, LT_WARNING, "raster.nodata_class", "nodata.tif", "nodata", "maize", "unseen");
    free(codes);
    lt_raster_close(raster);
}

/* 10 m cell at the corner of zone 38's city, against the area of its corners by the land survey's own formulas. */
static void cell_areas_are_those_of_the_ellipsoid(void **state)
{
    struct fixture *f = *state;
    static const double wests[] = {38415000.0, 38500000.0, 38612000.0};
    for (size_t i = 0; i < 3; i++) {
        struct fixture_raster r = fixture_raster_default("cells.tif", striped_values);
        r.cols = 40;
        r.rows = 40;
        const double cell = 1000.0;
        const double transform[6] = {wests[i], cell, 0, 3710000.0, 0, -cell};
        memcpy(r.transform, transform, sizeof transform);
        fixture_write_raster(f, &r);
        struct lt_raster *raster = NULL;
        assert_int_equal(open_named(f, r.name, 1, &raster), LT_OK);
        const struct lt_grid *grid = &lt_raster_source(raster)->grid;
        for (int c = 0; c < 40; c += 13) {
            double ring[400][2]; /* 100 vertices a side: edges straight in the projection */
            for (int k = 0; k < 400; k++) {
                const double t = (k % 100) / 100.0;
                const double u = k < 100 ? t : k < 200 ? 1 : k < 300 ? 1 - t : 0;
                const double v = k < 100 ? 1 : k < 200 ? 1 - t : k < 300 ? 0 : t;
                lt_gauss_kruger_inverse(wests[i] + (c + u) * cell - 38000000.0,
                                        3710000.0 - (c + v) * cell, 114.0, &ring[k][0],
                                        &ring[k][1]);
            }
            const double exact = fabs(lt_area_ring(&ring[0][0], &ring[0][1], 400, 2));
            assert_near(lt_grid_cell_area(grid, c + 0.5, c + 0.5) / exact, 1.0, 5e-9);
        }
        lt_raster_close(raster);
    }
}

/* In degrees parallels are straight, so the cells of a row sum to the area of a rectangle: 1e-10. */
static void degree_cells_sum_to_their_rectangle(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("degrees.tif", striped_values);
    r.epsg = 4490;
    r.cols = 200;
    r.rows = 1000;
    const double d = 0.001;
    const double transform[6] = {113.5, d, 0, 33.5, 0, -d};
    memcpy(r.transform, transform, sizeof transform);
    fixture_write_raster(f, &r);
    struct lt_raster *raster = NULL;
    assert_int_equal(open_named(f, r.name, 1, &raster), LT_OK);
    const struct lt_grid *grid = &lt_raster_source(raster)->grid;
    assert_string_equal(grid->crs, "EPSG:4490");
    double sum = 0.0;
    for (int row = 0; row < r.rows; row++) {
        sum += 200.0 * lt_grid_cell_area(grid, 77.5, row + 0.5);
    }
    const double box[4][2] = {{113.5, 32.5}, {113.7, 32.5}, {113.7, 33.5}, {113.5, 33.5}};
    assert_near(sum / lt_area_ring(&box[0][0], &box[0][1], 4, 2), 1.0, 1e-10);
    lt_raster_close(raster);
}

/* By what a plan has kept, the areas are the same to the last bit, in degrees and in metres. */
static void a_planned_system_gives_the_same_areas(void **state)
{
    struct fixture *f = *state;
    struct lt_error err = {0};
    static const double corners[2][3] = {{114.5, 33.5, 0.001}, {38612000.0, 3710000.0, 1000.0}};
    for (int i = 0; i < 2; i++) {
        struct fixture_raster r = fixture_raster_default("planned.tif", striped_values);
        char path[FIXTURE_PATH];
        const double cell = corners[i][2];
        const double transform[6] = {corners[i][0], cell, 0, corners[i][1], 0, -cell};
        memcpy(r.transform, transform, sizeof transform);
        r.epsg = i == 0 ? 4490 : r.epsg;
        r.cols = 60;
        r.rows = 40;
        fixture_write_raster(f, &r);
        struct lt_raster_config config = config_of(f, r.name, path);
        struct lt_raster *raster = NULL, *again = NULL;
        assert_ok(lt_raster_open(&config, NULL, 1, 1000000, &f->diagnostics, &raster, &err));
        config.planned = lt_raster_crs(raster);
        config.crs = "no system at all"; /* nobody asks for it again */
        assert_ok(lt_raster_open(&config, NULL, 1, 1000000, &f->diagnostics, &again, &err));
        const struct lt_grid *found = &lt_raster_source(raster)->grid;
        const struct lt_grid *taken = &lt_raster_source(again)->grid;
        assert_true(lt_grid_same(found, taken));
        assert_int_equal(taken->areas.nx, found->areas.nx);
        assert_int_equal(taken->areas.ny, found->areas.ny);
        assert_memory_equal(taken->areas.values, found->areas.values,
                            (size_t)found->areas.nx * found->areas.ny * sizeof(double));
        lt_raster_close(raster);
        lt_raster_close(again);
    }
}

static int with_unknown(int col, int row)
{
    return row >= 40 && col < 5 ? (row % 2 == 0 ? 77 : 9) : 1;
}

/* 20 rows of 5 cells of 100 m² each, at a place where the projection's scale is 1 + 5e-6. */
static void unknown_values_are_told_with_their_area(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("unknown.tif", with_unknown);
    fixture_write_raster(f, &r);
    double areas[2];
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        struct lt_raster *raster = NULL;
        assert_int_equal(open_named(f, r.name, threads, &raster), LT_OK);
        assert_int_equal(lt_raster_survey(raster, &f->diagnostics, &f->err), LT_E_INPUT);
        lt_raster_close(raster);
        areas[threads / 2] = f->diagnostics.items[f->diagnostics.count - 1].area_m2;
    }
    const struct lt_diagnostic *item =
        fixture_expect(f, LT_REJECT, "legend.unknown_value", "raster unknown.tif", "value",
                       "value 9 in 100 cells", "add the value to the legend");
    assert_near(item->area_m2, 10000.0, 0.2);
    assert_int_equal(fixture_count(f, "legend.unknown_value"), 4);
    assert_memory_equal(&areas[0], &areas[1], sizeof areas[0]);
}

static int ones(int col, int row)
{
    (void)col;
    (void)row;
    return 1;
}

static void refused(struct fixture *f, const struct fixture_raster *r, const char *code,
                    const char *field, const char *found, const char *action)
{
    struct lt_raster *raster = NULL;
    fixture_write_raster(f, r);
    assert_int_equal(open_named(f, r->name, 1, &raster), LT_E_INPUT);
    assert_null(raster);
    fixture_expect(f, LT_REJECT, code, r->name, field, found, action);
}

static void odd_rasters_are_refused(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("rotated.tif", ones);
    r.transform[2] = 1.0;
    refused(f, &r, "raster.rotated", "transform", "10 1 0 -10", "resample");
    r = fixture_raster_default("bands.tif", ones);
    r.bands = 3;
    refused(f, &r, "raster.bands", "bands", "3 bands", "one band");
    r = fixture_raster_default("float.tif", ones);
    r.type = GDT_Float32;
    refused(f, &r, "raster.type", "type", "Float32", "whole numbers");
    r = fixture_raster_default("nocrs.tif", ones);
    r.epsg = 0;
    refused(f, &r, "crs.missing", "crs", "no coordinate reference system", "set crs in the config");
    r = fixture_raster_default("zero.tif", ones);
    r.transform[1] = 0;
    refused(f, &r, "raster.georeference", "transform", "no position", "georeference");
}

static void refused_as_off_the_earth(struct fixture *f, const struct fixture_raster *r)
{
    refused(f, r, "raster.crs", "crs", "reaches beyond where", "check the raster's crs");
}

/* Plane coordinates that are called degrees: cosines of such latitudes are below nothing as often as above. */
static void metres_called_degrees_are_refused(void **state)
{
    struct fixture_raster r = fixture_raster_default("metres.tif", ones);
    r.epsg = 4490;
    refused_as_off_the_earth(*state, &r);
}

static void cells_higher_than_the_earth_are_refused(void **state)
{
    struct fixture_raster r = fixture_raster_default("sky.tif", ones);
    r.transform[5] = -1e9;
    refused_as_off_the_earth(*state, &r);
}

static void a_world_file_places_a_raster_without_position(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("world.tif", ones);
    r.transform[1] = 0;
    fixture_write_raster(f, &r);
    const char world[] = "10.000\r\n0.0\r\n0.0\r\n-10.000\r\n38520005.0\r\n3654995.0\r\n";
    fixture_write_bytes(f, "world.tfw", world, sizeof world - 1);
    struct lt_raster *raster = NULL;
    assert_int_equal(open_named(f, r.name, 1, &raster), LT_OK);
    assert_near(lt_raster_source(raster)->grid.origin_x, WEST, 1e-6);
    assert_near(lt_raster_source(raster)->grid.origin_y, NORTH, 1e-6);
    lt_raster_close(raster);
}

static void a_side_file_overrides_nothing(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("side.tif", ones);
    fixture_write_raster(f, &r);
    const char aux[] = "<PAMDataset><SRS>EPSG:4547</SRS><GeoTransform>1,2,0,3,0,-2</GeoTransform>"
                       "<PAMRasterBand band=\"1\"><NoDataValue>1</NoDataValue></PAMRasterBand>"
                       "</PAMDataset>";
    fixture_write_bytes(f, "side.tif.aux.xml", aux, sizeof aux - 1);
    compare_cells(f, &r);
}

static void limit_and_digest_are_held(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH], hex[65];
    struct fixture_raster r = fixture_raster_default("limit.tif", ones);
    fixture_write_raster(f, &r);
    struct lt_raster_config config = config_of(f, r.name, path);
    struct lt_raster *raster = NULL;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 1, 7999, &f->diagnostics, &raster, &f->err),
        LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "8000 pixels"));
    uint64_t bytes = 0;
    assert_int_equal(lt_ingest_digest(path, NULL, &bytes, hex, &f->err), LT_OK);
    config.sha256 = hex;
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 1, 8000, &f->diagnostics, &raster, &f->err), LT_OK);
    lt_raster_close(raster);
    hex[0] = hex[0] == '0' ? '1' : '0';
    assert_int_equal(
        lt_raster_open(&config, &f->legend, 1, 8000, &f->diagnostics, &raster, &f->err),
        LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "file.digest", "limit.tif", "sha256", "", "fetch the file again");
}

static int scattered(int col, int row)
{
    return (int)(((uint32_t)col * 2654435761u ^ (uint32_t)row * 40503u) >> 13) % 3;
}

/* Somebody copies another file over it: a failed read, where a mapping would end the program by SIGBUS. */
static void a_file_cut_while_it_is_read_is_a_failed_read(void **state)
{
    static const char *const tiled[] = {"TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256",
                                        "COMPRESS=DEFLATE", NULL};
    struct fixture *f = *state;
    char path[FIXTURE_PATH];
    struct lt_raster *raster = NULL;
    struct fixture_raster r = fixture_raster_default("cut.tif", scattered);
    r.options = tiled;
    r.cols = 1300;
    r.rows = 900;
    fixture_write_raster(f, &r);
    assert_int_equal(open_named(f, r.name, 1, &raster), LT_OK);
    const struct lt_raster_source *source = lt_raster_source(raster);
    uint8_t *codes = malloc((size_t)source->block_cols * source->block_rows);
    const int64_t last_col = (source->grid.cols - 1) / source->block_cols;
    const int64_t last_row = (source->grid.rows - 1) / source->block_rows;
    assert_int_equal(read_block(source, 0, 0, 0, codes, &f->err), LT_OK);
    assert_int_equal(truncate(fixture_path(f, r.name, path), 8192), 0);
    assert_int_equal(read_block(source, 0, last_col, last_row, codes, &f->err), LT_E_INPUT);
    free(codes);
    lt_raster_close(raster);
}

/* A VRT under a TIFF's name would read any file; it is no TIFF, so nothing opens it. */
static void disguised_files_are_refused(void **state)
{
    struct fixture *f = *state;
    struct lt_raster *raster = NULL;
    const char vrt[] = "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"></VRTDataset>";
    fixture_write_bytes(f, "vrt.tif", vrt, sizeof vrt - 1);
    assert_int_equal(open_named(f, "vrt.tif", 1, &raster), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "raster.format", "vrt.tif", "path", "", "GeoTIFF");
    static const char *const paths[] = {"/vsicurl/http://127.0.0.1:9/x.tif", "http://x/y.tif",
                                        "<VRTDataset/>", "GTIFF_DIR:1:x.tif"};
    for (size_t i = 0; i < 4; i++) {
        const struct lt_raster_config config = {.path = paths[i], .crs = "", .sha256 = ""};
        assert_int_equal(
            lt_raster_open(&config, &f->legend, 1, 8000, &f->diagnostics, &raster, &f->err),
            LT_E_INPUT);
    }
    assert_int_equal(fixture_count(f, "file.refused"), 4);
}

static int scattered_values(int col, int row)
{
    static const int values[] = {0, 7, 250, 253, 254, 255, 256, 40000, 65535};
    return values[(col / 16 + row / 16 * 3) % 9]; /* nine tiles differ */
}

static int too_many_values(int col, int row)
{
    return (col + row * 64) % 251;
}

static void values_become_classes_when_met(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("met.tif", scattered_values);
    static const char *const tiled[] = {"TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16", NULL};
    char path[FIXTURE_PATH];
    r.options = tiled;
    r.type = GDT_UInt16;
    r.cols = 1500;
    r.rows = 600;
    r.nodata = 7;
    fixture_write_raster(f, &r);
    const struct lt_raster_config config = config_of(f, r.name, path);
    struct lt_raster *raster = NULL;
    struct lt_error err = {0};
    assert_ok(lt_raster_open(&config, NULL, 2, 1000000, &f->diagnostics, &raster, &err));
    const struct lt_raster_source *source = lt_raster_source(raster);
    uint8_t *codes = malloc((size_t)source->block_cols * source->block_rows);
    assert_non_null(codes);
    for (int round = 0; round < 2; round++) { /* the second thread meets what the first has named */
        for (int64_t col = 0; col * source->block_cols < source->grid.cols; col++) {
            assert_ok(read_block(source, (uint32_t)((col + round) % 2), col, 1, codes, &err));
            const int value =
                scattered_values((int)(col * source->block_cols), (int)source->block_rows);
            if (value == 7) {
                assert_int_equal(codes[0], LT_CLASS_UNSEEN);
            } else {
                assert_true(codes[0] < LT_CLASS_MAX);
                assert_int_equal(lt_raster_value(raster, codes[0]), value);
            }
        }
    }
    free(codes);
    lt_raster_close(raster);
}

static void a_picture_is_no_raster_of_classes(void **state)
{
    struct fixture *f = *state;
    struct fixture_raster r = fixture_raster_default("picture.tif", too_many_values);
    char path[FIXTURE_PATH];
    fixture_write_raster(f, &r);
    const struct lt_raster_config config = config_of(f, r.name, path);
    struct lt_raster *raster = NULL;
    struct lt_error err = {0};
    assert_ok(lt_raster_open(&config, NULL, 1, 1000000, &f->diagnostics, &raster, &err));
    const struct lt_raster_source *source = lt_raster_source(raster);
    uint8_t *codes = malloc((size_t)source->block_cols * source->block_rows);
    assert_non_null(codes);
    assert_int_equal(read_block(source, 0, 0, 0, codes, &err), LT_E_INPUT);
    assert_non_null(strstr(err.text, "picture.tif: more than 250 different values"));
    free(codes);
    lt_raster_close(raster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_layout_reads_the_same_cells, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(nodata_of_the_file_is_unseen, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(cell_areas_are_those_of_the_ellipsoid, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(degree_cells_sum_to_their_rectangle, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_planned_system_gives_the_same_areas, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(unknown_values_are_told_with_their_area, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(odd_rasters_are_refused, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(metres_called_degrees_are_refused, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(cells_higher_than_the_earth_are_refused, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_world_file_places_a_raster_without_position,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_side_file_overrides_nothing, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(limit_and_digest_are_held, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_file_cut_while_it_is_read_is_a_failed_read, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(values_become_classes_when_met, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(a_picture_is_no_raster_of_classes, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(disguised_files_are_refused, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
