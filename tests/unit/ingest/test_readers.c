/* A layer read directly is the layer that OGR reads: every feature, bit by bit, with the same diagnostics. */
#include <sqlite3.h>

#include "ingest/ingest_stream.h"
#include "ingest_fixture.h"
#include "support/arena.h"

enum { MANY = 3000 };

static const struct fixture_field columns[] = {
    {"BSM", OFTString, 18}, {"WHOLE", OFTInteger, 9}, {"LONG", OFTInteger64, 18},
    {"REAL", OFTReal, 20},  {"NAME", OFTString, 40},  {"KEPT", OFTString, 40},
};
enum { COLUMNS = 6 };

/* All columns are asked for; what they mean does not matter here. */
static struct lt_schema_field schema_fields[COLUMNS];

static struct lt_layer_schema schema_of(void)
{
    static const uint32_t meanings[COLUMNS] = {
        1u << LT_ATTR_ID,     1u << LT_ATTR_KIND,
        1u << LT_ATTR_NUMBER, (uint32_t)LT_MEANING_FILED | 1u << LT_ATTR_AUTHORITY,
        1u << LT_ATTR_NAME,   0};
    for (size_t i = 0; i < COLUMNS; i++) {
        schema_fields[i] = (struct lt_schema_field){.name = columns[i].name,
                                                    .column = "",
                                                    .meanings = meanings[i],
                                                    .type = LT_FIELD_TEXT,
                                                    .to_m2 = 1.0,
                                                    .mandatory = true,
                                                    .title_zh = "",
                                                    .title_en = ""};
    }
    return (struct lt_layer_schema){.name = "",
                                    .title_zh = "",
                                    .title_en = "",
                                    .source = "",
                                    .fields = schema_fields,
                                    .field_count = COLUMNS};
}

static uint64_t seed = 7;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

static int at(char *text, size_t size, double x, double y, double r, bool reverse)
{
    const double d = reverse ? -r : r;
    return snprintf(text, size, "(%.17g %.17g,%.17g %.17g,%.17g %.17g,%.17g %.17g,%.17g %.17g)",
                    x - r, y - r, x + d, y - d, x + r, y + r, x - d, y + d, x - r, y - r);
}

/* Squares in either direction with holes, parts, islands in holes; none, empty, broken, with heights, and off the
 * raster. */
static char *random_wkt(void)
{
    char ring[4][400];
    const double x = WEST + 100 + (double)pick(800000) / 1000.0;
    const double y = NORTH - 100 - (double)pick(600000) / 1000.0;
    const double sizes[4] = {30, 12, 3, 7};
    for (int i = 0; i < 4; i++) {
        at(ring[i], sizeof ring[i], i == 3 ? x + 90 : x, y, sizes[i], pick(2) != 0);
    }
    char *wkt = malloc(2048);
    assert_non_null(wkt);
    switch (pick(12)) {
    case 0:
        free(wkt);
        return NULL;
    case 1:
        snprintf(wkt, 2048, "POLYGON EMPTY");
        break;
    case 2:
        snprintf(wkt, 2048, "POLYGON (%s,%s)", ring[0], ring[1]);
        break;
    case 3:
        snprintf(wkt, 2048, "MULTIPOLYGON ((%s,%s),(%s))", ring[0], ring[1], ring[2]);
        break;
    case 4:
        snprintf(wkt, 2048, "MULTIPOLYGON ((%s),(%s))", ring[3], ring[0]);
        break;
    case 5:
        snprintf(wkt, 2048, "POLYGON Z ((%.3f %.3f 1,%.3f %.3f 2,%.3f %.3f 3,%.3f %.3f 1))", x, y,
                 x + 9, y, x, y + 9, x, y);
        break;
    case 6:
        snprintf(wkt, 2048, "POLYGON ((%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f))", x, y,
                 x + 9, y + 9, x + 9, y, x, y + 9, x, y);
        break;
    case 7:
        snprintf(wkt, 2048, "POLYGON (%s,%s)", ring[1], ring[0]); /* the hole is the larger */
        break;
    case 8:
        snprintf(wkt, 2048, "MULTIPOLYGON ((%s))", ring[0]);
        break;
    default:
        snprintf(wkt, 2048, "POLYGON (%s)", ring[pick(4)]);
        break;
    }
    return wkt;
}

static void write_many(const struct fixture *f, const char *name, const char *driver, int epsg)
{
    static const char *const names[] = {"驻马店", "", NULL, "  a b ", "x\xFFy", "3.5"};
    const char *const options[] = {strcmp(driver, "GPKG") == 0 ? "SPATIAL_INDEX=NO" : "ENCODING=",
                                   NULL};
    struct fixture_row *rows = calloc(MANY, sizeof *rows);
    char(*texts)[4][32] = calloc(MANY, sizeof *texts);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(texts[i][0], 32, "4117%014u", pick(MANY * 20));
        snprintf(texts[i][1], 32, "%d", (int)pick(2000) - 1000);
        snprintf(texts[i][2], 32, "%lld", (long long)pick(1u << 30) * 987654);
        snprintf(texts[i][3], 32, "%.6f", (double)pick(1u << 30) / 1000003.0);
        rows[i].wkt = random_wkt();
        for (size_t c = 0; c < 4; c++) {
            rows[i].values[c] = pick(20) == 0 ? NULL : texts[i][c];
        }
        rows[i].values[4] = names[pick(6)];
        rows[i].values[5] = names[pick(6)];
    }
    const struct fixture_layer layer = {.name = name,
                                        .driver = driver,
                                        .layer = "DLTB",
                                        .epsg = epsg,
                                        .type = wkbPolygon,
                                        .fields = columns,
                                        .field_count = COLUMNS,
                                        .rows = rows,
                                        .row_count = MANY,
                                        .options = options};
    CPLPushErrorHandler(CPLQuietErrorHandler); /* these are meant to be unusual */
    fixture_write_layer(f, &layer);
    CPLPopErrorHandler();
    for (size_t i = 0; i < MANY; i++) {
        free((void *)rows[i].wkt);
    }
    free(rows);
    free(texts);
}

/* --- reading ---- */

static bool of_any(const struct lt_feature *feature)
{
    (void)feature;
    return true;
}

struct side {
    struct lt_stream stream;
    struct lt_chunk *chunk;
    struct lt_diagnostics diagnostics;
    size_t at; /* in the chunk */
    bool end;
    enum lt_status status;
    struct lt_error err;
};

static void open_side(const struct fixture *f, const char *path, bool by_ogr, struct side *side)
{
    side->stream.schema = schema_of();
    side->stream.layer = (struct lt_layer_config){.present = true,
                                                  .path = path,
                                                  .sublayer = "",
                                                  .schema = "",
                                                  .encoding = "auto",
                                                  .crs = "",
                                                  .sha256 = ""};
    const struct ingest_task task = {.layer = &side->stream.layer,
                                     .schema = &side->stream.schema,
                                     .label = "zones",
                                     .operator_key = "",
                                     .where = "",
                                     .role = LT_LAYER_ZONE,
                                     .grid = &f->grid,
                                     .repair_bound = 0.001,
                                     .limit_features = 1000000,
                                     .limit_vertices = 1000000,
                                     .measured = true,
                                     .carried = of_any,
                                     .by_ogr = by_ogr,
                                     .threads = 2};
    assert_int_equal(lt_diagnostics_init(&side->diagnostics, NULL), LT_OK);
    assert_int_equal(lt_arena_create(&side->stream.arena, NULL), LT_OK);
    assert_int_equal(lt_chunk_create(&side->chunk, NULL), LT_OK);
    side->status = ingest_stream_open(&task, &side->diagnostics, &side->stream, &side->err);
}

static void close_side(struct side *side)
{
    lt_chunk_destroy(side->chunk);
    ingest_stream_finish(&side->stream);
    lt_diagnostics_finish(&side->diagnostics);
}

/* NULL at the end, or where reading fails. */
static const struct lt_feature *next(struct side *side)
{
    while (side->status == LT_OK && !side->end && side->at >= lt_chunk_count(side->chunk)) {
        side->at = 0;
        side->status = lt_stream_take(&side->stream, side->chunk, &side->end, &side->err);
        if (side->status != LT_OK || side->end) {
            break;
        }
        assert_int_equal(lt_stream_load(&side->stream, 1, side->chunk, &side->err), LT_OK);
        side->status = lt_stream_settle(&side->stream, side->chunk, &side->diagnostics, &side->err);
        assert_true(lt_chunk_count(side->chunk) <= INGEST_BATCH);
    }
    return !side->end && side->at < lt_chunk_count(side->chunk)
               ? &lt_chunk_features(side->chunk)[side->at++]
               : NULL;
}

static void same_features(const struct lt_feature *a, const struct lt_feature *b)
{
    assert_int_equal(a->sequence, b->sequence);
    assert_int_equal(a->flags, b->flags);
    assert_int_equal(a->unjudged, b->unjudged);
    assert_memory_equal(&a->gross_m2, &b->gross_m2, sizeof a->gross_m2);
    assert_memory_equal(&a->filed_m2, &b->filed_m2, sizeof a->filed_m2);
    for (size_t k = 0; k < LT_ATTR_COUNT; k++) {
        assert_string_equal(a->attr[k], b->attr[k]);
    }
    assert_string_equal(a->carried, b->carried);
    assert_int_equal(a->shape.n_points, b->shape.n_points);
    assert_int_equal(a->shape.n_rings, b->shape.n_rings);
    if (a->shape.n_points > 0) {
        assert_memory_equal(a->shape.points, b->shape.points,
                            a->shape.n_points * sizeof *a->shape.points);
        assert_memory_equal(a->shape.ring_end, b->shape.ring_end,
                            a->shape.n_rings * sizeof *a->shape.ring_end);
        assert_memory_equal(&a->shape.box, &b->shape.box, sizeof a->shape.box);
    }
}

static void same_diagnostics(const struct lt_diagnostics *a, const struct lt_diagnostics *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct lt_diagnostic *left = &a->items[i], *right = &b->items[i];
        assert_int_equal(left->severity, right->severity);
        assert_string_equal(left->code, right->code);
        assert_string_equal(left->feature, right->feature);
        assert_string_equal(left->field, right->field);
        assert_string_equal(left->found, right->found);
        assert_memory_equal(&left->area_m2, &right->area_m2, sizeof left->area_m2);
    }
}

/* Answers how many features there were. */
static size_t compare(const struct fixture *f, const char *name, bool direct)
{
    char path[FIXTURE_PATH];
    struct side ogr = {0}, own = {0};
    size_t count = 0;
    fixture_path(f, name, path);
    open_side(f, path, true, &ogr);
    open_side(f, path, false, &own);
    assert_int_equal(ogr.status, LT_OK);
    assert_int_equal(own.status, LT_OK);
    assert_int_equal(ogr.stream.source->kind != own.stream.source->kind, direct);
    for (;; count++) {
        const struct lt_feature *a = next(&ogr), *b = next(&own);
        assert_int_equal(a == NULL, b == NULL);
        if (a == NULL) {
            break;
        }
        same_features(a, b);
    }
    assert_int_equal(ogr.status, own.status);
    same_diagnostics(&ogr.diagnostics, &own.diagnostics);
    close_side(&ogr);
    close_side(&own);
    return count;
}

static void run_sql(const struct fixture *f, const char *name, const char *sql)
{
    char path[FIXTURE_PATH];
    sqlite3 *base = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(fixture_path(f, name, path), &base), SQLITE_OK);
    if (sqlite3_exec(base, sql, NULL, NULL, &message) != SQLITE_OK) {
        print_error("%s: %s\n", sql, message);
        fail();
    }
    sqlite3_close(base);
}

/* --- GeoPackage ---- */

static void geopackages_are_read_alike(void **state)
{
    struct fixture *f = *state;
    write_many(f, "a.gpkg", "GPKG", 4526);
    assert_int_equal(compare(f, "a.gpkg", true), MANY);
    write_many(f, "degrees.gpkg", "GPKG", 4490);
    assert_int_equal(compare(f, "degrees.gpkg", true), MANY);
}

/* Values of other types than the column's, gaps, and ids below zero. */
static void geopackages_with_odd_rows(void **state)
{
    struct fixture *f = *state;
    write_many(f, "a.gpkg", "GPKG", 4526);
    run_sql(f, "a.gpkg",
            "UPDATE DLTB SET WHOLE = 'text' WHERE fid % 7 = 0;"
            "UPDATE DLTB SET REAL = '12.5' WHERE fid % 11 = 0;"
            "UPDATE DLTB SET NAME = 12, KEPT = 3.25 WHERE fid % 5 = 0;"
            "UPDATE DLTB SET NAME = x'410042' WHERE fid % 13 = 0;"
            "UPDATE DLTB SET LONG = 1e300 WHERE fid % 17 = 0;"
            "DELETE FROM DLTB WHERE fid % 3 = 0 OR fid BETWEEN 900 AND 2200;"
            "UPDATE DLTB SET fid = -fid WHERE fid < 40;");
    assert_true(compare(f, "a.gpkg", true) > 500);
    run_sql(f, "a.gpkg", "UPDATE DLTB SET fid = 4000000000000 WHERE fid = 2999;");
    assert_true(compare(f, "a.gpkg", false) > 500); /* too far apart: OGR walks */
}

/* Bytes that are no plain polygon: big-endian, a collection, a broken header, an arc. */
static void geopackages_with_odd_shapes(void **state)
{
    struct fixture *f = *state;
    write_many(f, "a.gpkg", "GPKG", 4526);
    run_sql(f, "a.gpkg",
            "UPDATE DLTB SET geom = x'4750000000000000"
            "00000000030000000100000004"
            "417312D000000000414BE29000000000417312D200000000414BE29000000000"
            "417312D200000000414BE29200000000417312D000000000414BE29000000000' WHERE fid = 5;"
            "UPDATE DLTB SET geom = x'4750000100000000010700000000000000' WHERE fid = 6;"
            "UPDATE DLTB SET geom = x'47500001000000000101000000000000000000F03F000000000000F03F'"
            " WHERE fid = 7;");
    assert_int_equal(compare(f, "a.gpkg", true), MANY);
    run_sql(f, "a.gpkg", "UPDATE DLTB SET geom = substr(geom, 1, 60) WHERE fid = 1500;");
    assert_true(compare(f, "a.gpkg", true) < MANY);
    run_sql(f, "a.gpkg", "UPDATE DLTB SET geom = x'0102' WHERE fid = 1500;");
    assert_true(compare(f, "a.gpkg", true) < MANY);
}

static void geopackages_that_ogr_reads(void **state)
{
    struct fixture *f = *state;
    write_many(f, "a.gpkg", "GPKG", 4526);
    run_sql(f, "a.gpkg", "ALTER TABLE DLTB ADD COLUMN twice INTEGER AS (WHOLE * 2);");
    assert_int_equal(compare(f, "a.gpkg", false), MANY);
}

/* --- shapefile ---- */

static void shapefiles_are_read_alike(void **state)
{
    struct fixture *f = *state;
    write_many(f, "a.shp", "ESRI Shapefile", 4526);
    assert_int_equal(compare(f, "a.shp", true), MANY);
}

enum { MOST_BYTES = 4 << 20 };

struct bytes {
    unsigned char *data;
    size_t size;
};

static struct bytes bytes_of(const struct fixture *f, const char *name)
{
    struct bytes bytes = {malloc(MOST_BYTES), 0};
    assert_non_null(bytes.data);
    bytes.size = fixture_read_bytes(f, name, bytes.data, MOST_BYTES);
    assert_true(bytes.size > 0 && bytes.size < MOST_BYTES);
    return bytes;
}

static uint32_t at_big(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void reverse_points(unsigned char *points, size_t count)
{
    for (size_t i = 0, k = count - 1; i < k; i++, k--) {
        unsigned char swap[16];
        memcpy(swap, points + 16 * i, 16);
        memcpy(points + 16 * i, points + 16 * k, 16);
        memcpy(points + 16 * k, swap, 16);
    }
}

/* Rings in any order and direction: holes first, outer rings the wrong way round, all alike. */
static void shuffle_rings(unsigned char *content)
{
    enum { RING = 5 }; /* all rings of these have five points */
    const unsigned parts = content[36];
    unsigned char *points = content + 44 + 4 * (size_t)parts;
    if (content[0] == 0 || content[40] != parts * RING) {
        return;
    }
    for (unsigned r = 0; r < parts; r++) {
        if (pick(3) == 0) {
            reverse_points(points + 16 * RING * (size_t)r, RING);
        }
    }
    if (parts > 1 && pick(2) == 0) {
        unsigned char swap[16 * RING];
        memcpy(swap, points, sizeof swap);
        memcpy(points, points + sizeof swap, sizeof swap);
        memcpy(points + sizeof swap, swap, sizeof swap);
    }
}

static void shapefiles_with_odd_rings(void **state)
{
    struct fixture *f = *state;
    write_many(f, "a.shp", "ESRI Shapefile", 4526);
    struct bytes shp = bytes_of(f, "a.shp"), shx = bytes_of(f, "a.shx"), dbf = bytes_of(f, "a.dbf");
    const size_t head = dbf.data[8] | (size_t)dbf.data[9] << 8;
    const size_t row = dbf.data[10] | (size_t)dbf.data[11] << 8;
    size_t deleted = 0;
    for (size_t i = 0; i < MANY; i++) {
        shuffle_rings(shp.data + 2 * (size_t)at_big(shx.data + 100 + 8 * i) + 8);
        if (pick(5) == 0) {
            dbf.data[head + i * row] = '*';
            deleted++;
        }
    }
    fixture_write_bytes(f, "a.shp", shp.data, shp.size);
    fixture_write_bytes(f, "a.dbf", dbf.data, dbf.size);
    assert_int_equal(compare(f, "a.shp", true), MANY - deleted);
    free(shp.data);
    free(shx.data);
    free(dbf.data);
}

/* One record at a time is damaged: what its numbers say, where its parts begin, what type it is. */
static void shapefiles_with_broken_records(void **state)
{
    static const struct {
        size_t at; /* in the content */
        unsigned char value;
    } damages[] = {{36, 0}, {36, 9},    {39, 0x7F}, {40, 0}, {40, 200}, {43, 0x80},
                   {44, 1}, {47, 0x80}, {0, 3},     {0, 15}, {0, 99}};
    struct fixture *f = *state;
    write_many(f, "a.shp", "ESRI Shapefile", 4526);
    struct bytes shp = bytes_of(f, "a.shp"), shx = bytes_of(f, "a.shx");
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        size_t record = 1200;
        while (shx.data[100 + 8 * record + 7] < 40) {
            record++; /* not one without a shape */
        }
        unsigned char *byte =
            shp.data + 2 * (size_t)at_big(shx.data + 100 + 8 * record) + 8 + damages[i].at;
        const unsigned char good = *byte;
        *byte = damages[i].value;
        fixture_write_bytes(f, "a.shp", shp.data, shp.size);
        compare(f, "a.shp", true);
        *byte = good;
    }
    free(shp.data);
    free(shx.data);
}

/* Far behind the first batch: told by the reader when it comes there, in the words in which it is told before OGR reads. */
static void shapefiles_with_a_bad_index(void **state)
{
    enum { RECORD = 1500, ENTRY = 8 };
    static const unsigned char far[] = {0x70}, long_one[] = {0x01};
    struct fixture *f = *state;
    char path[FIXTURE_PATH];
    write_many(f, "a.shp", "ESRI Shapefile", 4526);
    struct bytes shx = bytes_of(f, "a.shx");
    unsigned char *const entry = shx.data + 100 + (size_t)ENTRY * RECORD;
    const struct {
        size_t at; /* in the entry */
        const unsigned char *bytes;
        size_t size;
        const char *said;
    } damages[] = {{0, far, 1, ".shx record 1500 points beyond the .shp"},
                   {0, entry - ENTRY, ENTRY, ".shx record 1500 does not match the .shp"},
                   {4, long_one, 1, ".shx record 1500 points beyond the .shp"}};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        unsigned char good[ENTRY];
        struct side ogr = {0}, own = {0};
        size_t before = 0;
        memcpy(good, entry, ENTRY);
        memcpy(entry + damages[i].at, damages[i].bytes, damages[i].size);
        fixture_write_bytes(f, "a.shx", shx.data, shx.size);
        fixture_path(f, "a.shp", path);
        open_side(f, path, true, &ogr);
        open_side(f, path, false, &own);
        assert_int_equal(ogr.status, LT_E_INPUT);
        assert_int_equal(own.status, LT_OK);
        while (next(&own) != NULL) {
            before++;
        }
        assert_int_equal(own.status, LT_E_INPUT);
        assert_true(before >= INGEST_BATCH && before <= RECORD);
        assert_non_null(strstr(own.err.text, damages[i].said));
        assert_string_equal(own.err.text, ogr.err.text);
        const struct lt_diagnostics *told = &own.diagnostics;
        assert_string_equal(told->items[told->count - 1].code, "shapefile.shx");
        close_side(&ogr);
        close_side(&own);
        memcpy(entry, good, ENTRY);
    }
    free(shx.data);
}

static void tables_with_odd_numbers(void **state)
{
    static const char *const texts[] = {"*********", "        1", "1        ", "1.5",       "1e3",
                                        "abc",       "-0",        "+7",        "",          "1 2",
                                        ".5",        "5.",        "999999999", "-999999999"};
    struct fixture *f = *state;
    write_many(f, "a.shp", "ESRI Shapefile", 4526);
    struct bytes dbf = bytes_of(f, "a.dbf");
    const size_t head = dbf.data[8] | (size_t)dbf.data[9] << 8;
    const size_t row = dbf.data[10] | (size_t)dbf.data[11] << 8;
    const size_t starts[3] = {1 + 18, 1 + 18 + 9, 1 + 18 + 9 + 18};
    const size_t widths[3] = {9, 18, 20};
    for (size_t i = 0; i < MANY; i++) {
        for (size_t c = 0; c < 3; c++) {
            if (pick(3) == 0) {
                unsigned char *cell = dbf.data + head + i * row + starts[c];
                const char *text = texts[pick(sizeof texts / sizeof *texts)];
                memset(cell, ' ', widths[c]);
                memcpy(cell, text, strlen(text));
            }
        }
    }
    fixture_write_bytes(f, "a.dbf", dbf.data, dbf.size);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    assert_int_equal(compare(f, "a.shp", true), MANY);
    CPLPopErrorHandler();
    free(dbf.data);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(geopackages_are_read_alike),     TEST(geopackages_with_odd_rows),
        TEST(geopackages_with_odd_shapes),    TEST(geopackages_that_ogr_reads),
        TEST(shapefiles_are_read_alike),      TEST(shapefiles_with_odd_rings),
        TEST(shapefiles_with_broken_records), TEST(tables_with_odd_numbers),
        TEST(shapefiles_with_a_bad_index),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
