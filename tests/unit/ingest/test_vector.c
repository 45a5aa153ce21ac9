/* Layers: what they say in any encoding, where they lie, how large they are, and what is wrong with them. */
#include "ingest_fixture.h"
#include "liangtian/area.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/text.h"

#define GBK_ZHUMADIAN "\xD7\xA4\xC2\xED\xB5\xEA\xCA\xD0" /* 驻马店市 */

enum { KEPT = 16, TEXT = 64 };

struct kept {
    struct lt_feature feature;
    char attr[LT_ATTR_COUNT][TEXT], carried[TEXT];
    struct lt_point points[64];
    uint32_t ring_end[8];
};

struct taken {
    size_t count;
    struct kept items[KEPT];
};

static enum lt_status take(void *context, const struct lt_feature *feature, struct lt_error *err)
{
    (void)err;
    struct taken *taken = context;
    struct kept *kept = &taken->items[taken->count++ % KEPT];
    kept->feature = *feature;
    snprintf(kept->carried, TEXT, "%s", feature->carried);
    for (size_t a = 0; a < LT_ATTR_COUNT; a++) {
        snprintf(kept->attr[a], TEXT, "%s", feature->attr[a]);
        kept->feature.attr[a] = kept->attr[a];
    }
    if (feature->shape.n_points > 0 && feature->shape.n_points <= 64) {
        memcpy(kept->points, feature->shape.points, feature->shape.n_points * sizeof *kept->points);
        memcpy(kept->ring_end, feature->shape.ring_end,
               feature->shape.n_rings * sizeof *kept->ring_end);
    }
    kept->feature.shape.points = kept->points;
    kept->feature.shape.ring_end = kept->ring_end;
    return LT_OK;
}

static bool of_any(const struct lt_feature *feature)
{
    (void)feature;
    return true;
}

static bool of_cropland(const struct lt_feature *feature)
{
    return lt_starts_with(feature->attr[LT_ATTR_LAND_CLASS], "01");
}

struct reading {
    struct lt_config config;
    struct lt_layer_config layer;
    struct lt_layer_reader reader;
    struct lt_layer_summary summary;
    struct taken taken;
    char path[FIXTURE_PATH];
};

static struct reading *reading_of(const struct fixture *f, const char *file, const char *schema,
                                  enum lt_layer role)
{
    struct reading *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->config = (struct lt_config){.city_code = 411700,
                                   .schemas_dir = LT_SOURCE_DIR "/schemas",
                                   .repair_bound = 0.001,
                                   .limit_features = 1000,
                                   .limit_vertices = 1000,
                                   .operator_key = ""};
    r->layer = (struct lt_layer_config){.present = true,
                                        .path = fixture_path(f, file, r->path),
                                        .sublayer = "",
                                        .schema = schema,
                                        .encoding = "auto",
                                        .crs = "",
                                        .sha256 = ""};
    r->reader = (struct lt_layer_reader){.config = &r->config,
                                         .layer = &r->layer,
                                         .role = role,
                                         .grid = &f->grid,
                                         .take = take,
                                         .context = &r->taken};
    return r;
}

static void read_ok(struct fixture *f, struct reading *r)
{
    f->err = (struct lt_error){0};
    const enum lt_status status = lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err);
    if (status != LT_OK) {
        print_error("%s\n", f->err.text);
        for (size_t i = 0; i < f->diagnostics.count; i++) {
            print_error("  %s %s: %s\n", f->diagnostics.items[i].code,
                        f->diagnostics.items[i].field, f->diagnostics.items[i].found);
        }
    }
    assert_int_equal(status, LT_OK);
}

/* --- fixtures ---- */

static const struct fixture_field dltb[] = {{"BSM", OFTString, 18},    {"DLBM", OFTString, 5},
                                            {"ZLDWDM", OFTString, 19}, {"ZLDWMC", OFTString, 60},
                                            {"TBMJ", OFTReal, 15},     {"KCXS", OFTReal, 10},
                                            {"ZZSXDM", OFTString, 6},  {"TBDLMJ", OFTReal, 15}};

static struct fixture_layer layer_of(const char *name, const char *driver, int epsg,
                                     const struct fixture_row *rows, size_t count)
{
    static const char *const raw[] = {"ENCODING=", NULL};
    const bool shapefile = strcmp(driver, "ESRI Shapefile") == 0;
    return (struct fixture_layer){.name = name,
                                  .driver = driver,
                                  .layer = "DLTB",
                                  .epsg = epsg,
                                  .type = wkbPolygon,
                                  .fields = dltb,
                                  .field_count = 8,
                                  .rows = rows,
                                  .row_count = count,
                                  .options = shapefile ? raw : NULL};
}

/* 100 m × 100 m in zone 38, 20 km east of the meridian. */
#define SQUARE                                                                       \
    "POLYGON ((38520100 3654900,38520200 3654900,38520200 3654800,38520100 3654800," \
    "38520100 3654900))"

/* The land survey's own area of a ring given in zone 38. */
static double survey_area(const double (*ring)[2], size_t count)
{
    double lonlat[16][2];
    assert_true(count <= 16);
    for (size_t i = 0; i < count; i++) {
        lt_gauss_kruger_inverse(ring[i][0] - 38000000.0, ring[i][1], 114.0, &lonlat[i][0],
                                &lonlat[i][1]);
    }
    return fabs(lt_area_ring(&lonlat[0][0], &lonlat[0][1], count, 2));
}

static const double square_ring[4][2] = {
    {38520100, 3654900}, {38520200, 3654900}, {38520200, 3654800}, {38520100, 3654800}};

static void write_one(const struct fixture *f, const char *name, const char *driver,
                      const char *place)
{
    const struct fixture_row row = {SQUARE,
                                    {"411702100100000001", "0102", "4117020010010000000", place,
                                     "9999.96", "0.1", "LS", "8999.96"}};
    const struct fixture_layer layer = layer_of(name, driver, 4526, &row, 1);
    fixture_write_layer(f, &layer);
}

/* --- text ---- */

static void set_ldid(const struct fixture *f, const char *name, unsigned char ldid)
{
    unsigned char data[8192];
    const size_t size = fixture_read_bytes(f, name, data, sizeof data);
    data[29] = ldid;
    fixture_write_bytes(f, name, data, size);
}

/* Six shapefiles that say 驻马店市, in every way Chinese shapefiles do. */
static void text_is_read_in_the_encoding_its_bytes_show(void **state)
{
    struct fixture *f = *state;
    const struct {
        const char *bytes, *cpg, *config;
        unsigned char ldid;
        bool warned;
    } cases[] = {
        {GBK_ZHUMADIAN, NULL, "auto", 0x00, false},    /* no declaration: sniffed */
        {GBK_ZHUMADIAN, NULL, "auto", 0x57, false},    /* what GDAL turns to ×¤ÂíµêÊÐ */
        {GBK_ZHUMADIAN, NULL, "auto", 0x4D, false},    /* CP936 by LDID */
        {GBK_ZHUMADIAN, "CP936", "auto", 0x00, false}, /* by .cpg */
        {GBK_ZHUMADIAN, "UTF-8", "auto", 0x00, true},  /* a .cpg that the bytes disprove */
        {GBK_ZHUMADIAN, "UTF-8", "GBK", 0x00, false},  /* the config wins */
        {"驻马店市", NULL, "auto", 0x00, false},       /* UTF-8 and nothing says so */
        {"驻马店市", NULL, "auto", 0x57, false},       {"驻马店市", "UTF-8", "auto", 0x00, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char file[64], dbf[64], cpg[64];
        snprintf(file, sizeof file, "地类图斑%zu.shp", i);
        snprintf(dbf, sizeof dbf, "地类图斑%zu.dbf", i);
        snprintf(cpg, sizeof cpg, "地类图斑%zu.cpg", i);
        write_one(f, file, "ESRI Shapefile", cases[i].bytes);
        set_ldid(f, dbf, cases[i].ldid);
        if (cases[i].cpg != NULL) {
            fixture_write_bytes(f, cpg, cases[i].cpg, strlen(cases[i].cpg));
        }
        struct reading *r = reading_of(f, file, "DLTB", LT_LAYER_PARCEL);
        r->layer.encoding = cases[i].config;
        const size_t before = fixture_count(f, "text.cpg");
        read_ok(f, r);
        assert_int_equal(r->taken.count, 1);
        assert_string_equal(r->taken.items[0].attr[LT_ATTR_NAME], "驻马店市");
        assert_int_equal(fixture_count(f, "text.cpg") - before, cases[i].warned);
        free(r);
    }
}

/* What cannot be read is not what says nothing: the text would be read in another encoding. */
static void a_declaration_that_cannot_be_read_is_an_error(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH];
    write_one(f, "loop.shp", "ESRI Shapefile", GBK_ZHUMADIAN);
    (void)unlink(fixture_path(f, "loop.cpg", path));
    assert_int_equal(symlink("loop.cpg", path),
                     0); /* to itself: whoever opens it fails, root too */
    struct reading *r = reading_of(f, "loop.shp", "DLTB", LT_LAYER_PARCEL);
    r->layer.encoding = "auto";
    assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err), LT_E_IO);
    assert_non_null(strstr(f->err.text, "loop.cpg"));
    free(r);
}

/* A field of 7 bytes holds three characters and half of the fourth: the half is dropped, not the field. */
static void a_cut_last_character_is_dropped(void **state)
{
    struct fixture *f = *state;
    struct fixture_field fields[8];
    memcpy(fields, dltb, sizeof fields);
    fields[3].width = 7;
    const struct fixture_row row = {SQUARE,
                                    {"1", "0102", "411702", "\xD7\xA4\xC2\xED\xB5\xEA\xCA"}};
    struct fixture_layer layer = layer_of("cut.shp", "ESRI Shapefile", 4526, &row, 1);
    layer.fields = fields;
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "cut.shp", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_NAME], "驻马店");
    assert_null(fixture_find(f, "text.undecodable"));
    free(r);
}

/* One broken value among many is that value's fault and turns no other into another language. */
static void one_bad_byte_does_not_change_the_encoding(void **state)
{
    struct fixture *f = *state;
    struct fixture_row rows[KEPT + 8];
    char ids[KEPT + 8][8];
    const size_t count = sizeof rows / sizeof *rows;
    for (size_t i = 0; i < count; i++) {
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        rows[i] = (struct fixture_row){
            SQUARE, {ids[i], "0102", "411702", i == 1 ? "驻马\xE5市" : "驻马店市"}};
    }
    for (int declared = 0; declared < 2; declared++) {
        const struct fixture_layer layer =
            layer_of("flip.shp", "ESRI Shapefile", 4526, rows, count);
        fixture_write_layer(f, &layer);
        if (declared) {
            fixture_write_bytes(f, "flip.cpg", "UTF-8", 5);
        }
        struct reading *r = reading_of(f, "flip.shp", "DLTB", LT_LAYER_PARCEL);
        read_ok(f, r);
        assert_string_equal(r->taken.items[(count - 1) % KEPT].attr[LT_ATTR_NAME], "驻马店市");
        assert_int_equal(fixture_count(f, "text.undecodable"), declared + 1);
        assert_int_equal(fixture_count(f, "text.cpg"), 0);
        free(r);
    }
}

/* What is no character of a line would forge lines in logs, tables and names. */
static void control_characters_become_spaces(void **state)
{
    struct fixture *f = *state;
    const struct fixture_row row = {SQUARE, {"41\n17", "0102", "411702", "驻马\r\n店\x1b[2J"}};
    const struct fixture_layer layer = layer_of("lines.gpkg", "GPKG", 4526, &row, 1);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "lines.gpkg", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_ID], "41 17");
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_NAME], "驻马  店 [2J");
    free(r);
}

/* --- formats, attributes ---- */

static void every_format_says_the_same(void **state)
{
    struct fixture *f = *state;
    const struct {
        const char *file, *driver, *place;
    } formats[] = {
        {"a.shp", "ESRI Shapefile", GBK_ZHUMADIAN},
        {"b.gpkg", "GPKG", "驻马店市"},
        {"c.fgb", "FlatGeobuf", "驻马店市"},
        {"d.geojson", "GeoJSON", "驻马店市"},
    };
    const double area = survey_area(square_ring, 4);
    assert_near(area, 9999.92, 0.1); /* 20 km off the meridian a planar area is 1e-5 too large */
    for (size_t i = 0; i < 4; i++) {
        write_one(f, formats[i].file, formats[i].driver, formats[i].place);
        struct reading *r = reading_of(f, formats[i].file, "DLTB", LT_LAYER_PARCEL);
        r->layer.crs = i == 3 ? "EPSG:4526" : "";
        read_ok(f, r);
        const struct kept *kept = &r->taken.items[0];
        assert_int_equal(r->taken.count, 1);
        assert_string_equal(kept->attr[LT_ATTR_ID], "411702100100000001");
        assert_string_equal(kept->attr[LT_ATTR_LAND_CLASS], "0102");
        assert_string_equal(kept->attr[LT_ATTR_PLANTING], "LS");
        assert_string_equal(kept->attr[LT_ATTR_NAME], "驻马店市");
        assert_near(kept->feature.gross_m2, area, 1e-4);
        assert_near(kept->feature.filed_m2, 9999.96, 1e-9);
        assert_near(kept->feature.net_m2, 8999.96, 1e-9); /* TBDLMJ as stored */
        assert_near(lt_shape_planar_area(&kept->feature.shape), 10000.0, 1e-6);
        assert_int_equal(kept->feature.unjudged, LT_JUDGED);
        assert_int_equal(r->summary.judged, 1);
        free(r);
    }
    if (GDALGetMetadataItem(GDALGetDriverByName("OpenFileGDB"), GDAL_DCAP_CREATE, NULL) == NULL) {
        print_message("FileGDB is not tested: this GDAL cannot write one\n");
        return;
    }
    write_one(f, "e.gdb", "OpenFileGDB", "驻马店市");
    struct reading *r = reading_of(f, "e.gdb", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_NAME], "驻马店市");
    assert_near(r->taken.items[0].feature.gross_m2, area, 1e-3);
    free(r);
}

/* Early files say GDZZSXDM; a city says 自有编号 for BSM; lower case comes from PostGIS. */
static void fields_are_found_under_other_names(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {{"自有编号", OFTString, 18},
                                                  {"dlbm", OFTString, 5},
                                                  {"zldwdm", OFTString, 19},
                                                  {"GDZZSXDM", OFTString, 6}};
    const struct fixture_row row = {SQUARE, {"k-1", "0101", "411702", "WG"}};
    struct fixture_layer layer = layer_of("names.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    layer.field_count = 4;
    fixture_write_layer(f, &layer);
    struct lt_field_alias alias = {"BSM", "自有编号"};
    struct reading *r = reading_of(f, "names.gpkg", "DLTB", LT_LAYER_PARCEL);
    r->layer.aliases = &alias;
    r->layer.alias_count = 1;
    read_ok(f, r);
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_ID], "k-1");
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_PLANTING], "WG");
    free(r);
}

/* What no rule asks for is handed on in the schema's order, free text is not; a number that is none stays out. */
static void fields_are_carried_where_asked_for(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {
        {"KCMJ", OFTString, 10}, {"BSM", OFTString, 18},  {"DLBM", OFTString, 5},
        {"TBMJ", OFTReal, 15},   {"TBBH", OFTString, 20}, {"ZLDWDM", OFTString, 19},
        {"BZ", OFTString, 60},   {"ysdm", OFTString, 10}};
    const struct fixture_row row = {SQUARE,
                                    {"abc", "k-1", "0101", "10000.5",
                                     "01\x1F"
                                     "3456789",
                                     "411702", "张三", "2001010100"}};
    struct fixture_layer layer = layer_of("carried.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "carried.gpkg", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_string_equal(r->taken.items[0].carried, "");
    assert_int_equal(fixture_count(f, "field.number") + fixture_count(f, "field.length"), 0);
    r->reader.carried = of_any;
    r->taken.count = 0;
    read_ok(f, r);
    /* YSDM, TBYBH, TBBH, DLMC, QSXZ, QSDWDM, QSDWMC, TBMJ; nothing behind it says anything */
    assert_string_equal(r->taken.items[0].carried, "2001010100\x1F\x1F"
                                                   "01 3456789\x1F\x1F\x1F\x1F\x1F"
                                                   "10000.50\x1F");
    assert_int_equal(fixture_count(f, "field.number"), 1);
    assert_int_equal(fixture_count(f, "field.length"), 1); /* TBBH has eight characters */
    free(r);
}

/* Of fields that no rule asks for a fault is told once, with a count and the first that has it, of what is handed on alone;
 * whatever the threads. 70,000 bytes are no text of a standard, and 8.6 is no grade. */
static void faults_of_carried_fields_are_told_once(void **state)
{
    enum { ROWS = 400, LONG = 70000 };
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {
        {"BSM", OFTString, 18},  {"DLBM", OFTString, 5}, {"ZLDWDM", OFTString, 19},
        {"HDMC", OFTString, 0},  {"GDDB", OFTReal, 10},  {"TBBH", OFTString, 0},
        {"KCMJ", OFTString, 80}, {"SJNF", OFTString, 80}};
    struct fixture_row *rows = calloc(ROWS, sizeof *rows);
    char(*ids)[8] = calloc(ROWS, sizeof *ids);
    char *island = malloc(LONG + 1);
    assert_true(rows != NULL && ids != NULL && island != NULL);
    memset(island, 'x', LONG);
    island[LONG] = '\0';
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(ids[i], sizeof ids[i], "k-%zu", i);
        rows[i] = (struct fixture_row){SQUARE,
                                       {ids[i], i % 2 == 0 ? "0301" : "0101", "411702",
                                        i == 3 ? island : "", "8.6", "123456789", "abc",
                                        i == 1 ? "2025" : "20250000000"}};
    }
    rows[1].values[4] = "8";
    rows[1].values[5] = "";
    rows[1].values[6] = "12.50000000000000000000000000000000000000000000";
    static const char *const drivers[][2] = {{"once.gpkg", "GPKG"}, {"once.geojson", "GeoJSON"}};
    for (unsigned d = 0; d < 2; d++) {
        struct fixture_layer layer = layer_of(drivers[d][0], drivers[d][1], 4526, rows, ROWS);
        layer.fields = fields;
        fixture_write_layer(f, &layer);
        for (unsigned threads = 1; threads <= 4; threads += 3) {
            struct reading *r = reading_of(f, drivers[d][0], "DLTB", LT_LAYER_PARCEL);
            r->reader.carried = of_cropland;
            r->reader.threads = threads;
            lt_diagnostics_finish(&f->diagnostics);
            assert_int_equal(lt_diagnostics_init(&f->diagnostics, &f->err), LT_OK);
            read_ok(f, r);
            fixture_expect(f, LT_WARNING, "field.length", "parcels once", "HDMC",
                           "features: 1; the first has 'a text of more than 65536 bytes'",
                           "shorten the text");
            fixture_expect(f, LT_WARNING, "field.length", "parcels once", "TBBH",
                           "features: 199; the first has '123456789'", "shorten the text");
            fixture_expect(f, LT_WARNING, "field.number", "parcels once", "GDDB",
                           "features: 199; the first has '8.6'", "left out");
            fixture_expect(f, LT_WARNING, "field.number", "parcels once", "KCMJ",
                           "features: 199; the first has 'abc'", "left out");
            fixture_expect(f, LT_WARNING, "field.number", "parcels once", "SJNF",
                           "features: 199; the first has '20250000000'", "left out");
            assert_int_equal(fixture_count(f, "field.length"), 2);
            assert_int_equal(fixture_count(f, "field.number"), 3);
            assert_string_equal(fixture_find(f, "field.number")->feature, "k-3");
            free(r);
        }
    }
    free(rows);
    free(ids);
    free(island);
}

/* The values themselves: a grade that is whole, and a number however long its text, are handed on; the rest is not. */
static void only_numbers_are_carried_as_numbers(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {
        {"BSM", OFTString, 18}, {"DLBM", OFTString, 5},  {"ZLDWDM", OFTString, 19},
        {"GDDB", OFTReal, 10},  {"KCMJ", OFTString, 80}, {"SJNF", OFTString, 80}};
    static const char *const values[][4] = {
        {"8", "12.50000000000000000000000000000000000000000000", "2025", "12.5||8||2025|"},
        {"8.6", "1e400", "2025.5", ""}};
    for (size_t i = 0; i < 2; i++) {
        const struct fixture_row row = {
            SQUARE, {"k-1", "0101", "411702", values[i][0], values[i][1], values[i][2]}};
        struct fixture_layer layer =
            layer_of(i == 0 ? "good.gpkg" : "bad.gpkg", "GPKG", 4526, &row, 1);
        layer.fields = fields;
        layer.field_count = 6;
        fixture_write_layer(f, &layer);
        struct reading *r = reading_of(f, layer.name, "DLTB", LT_LAYER_PARCEL);
        r->reader.carried = of_any;
        read_ok(f, r);
        char got[TEXT], *to = got;
        for (const char *at = r->taken.items[0].carried; *at != '\0'; at++) {
            const char c = *at == LT_CARRIED_END ? '|' : *at;
            if (c != '|' || (to > got && (to[-1] != '|' || to - got < 2 || to[-2] != '|'))) {
                *to++ = c;
            }
        }
        *to = '\0';
        assert_string_equal(got, values[i][3]);
        assert_int_equal(fixture_count(f, "field.number"), i == 0 ? 0 : 3);
        free(r);
    }
}

/* 两区: no lengths are published, so none is held against the plots. */
static void unpublished_lengths_are_no_fault(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {{"LQDKDM", OFTString, 40},
                                                  {"ZZZW1", OFTString, 80}};
    const struct fixture_row row = {SQUARE, {"411702001", "longer than twenty characters of ours"}};
    struct fixture_layer layer = layer_of("plots.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    layer.field_count = 2;
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "plots.gpkg", "LQDK", LT_LAYER_ZONE);
    r->reader.carried = of_any;
    read_ok(f, r);
    assert_int_equal(fixture_count(f, "field.length"), 0);
    assert_non_null(strstr(r->taken.items[0].carried, "longer than twenty characters of ours"));
    free(r);
}

/* Two parcels with one id, a code outside the list, KCXS out of range, an area 1 % off: told, and both kept. */
/* A join in ArcGIS leaves a second column of the same name; the first one is read. */
static void a_column_that_stands_twice(void **state)
{
    struct fixture *f = *state;
    struct fixture_field fields[8];
    memcpy(fields, dltb, sizeof fields);
    fields[6].name = "BSX";
    const struct fixture_row row = {SQUARE, {"first", "0102", "411702", "", "", "", "second"}};
    struct fixture_layer layer = layer_of("twice.shp", "ESRI Shapefile", 4526, &row, 1);
    layer.fields = fields;
    fixture_write_layer(f, &layer);
    unsigned char data[8192];
    const size_t size = fixture_read_bytes(f, "twice.dbf", data, sizeof data);
    assert_memory_equal(data + 32 + 6 * 32, "BSX", 3);
    data[32 + 6 * 32 + 2] = 'M';
    fixture_write_bytes(f, "twice.dbf", data, size);
    struct reading *r = reading_of(f, "twice.shp", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_string_equal(r->taken.items[0].attr[LT_ATTR_ID], "first");
    free(r);
}

static void attribute_faults_are_told(void **state)
{
    struct fixture *f = *state;
    const struct fixture_row rows[] = {
        {SQUARE, {"7", "0199", "411702", "", "10100", "1.5", "LS", NULL}},
        {"POLYGON ((38520300 3654900,38520400 3654900,38520400 3654800,38520300 3654800,"
         "38520300 3654900))",
         {"7", "0102", "411702", "", "10001", "0.1", "LS", NULL}},
        {"POLYGON ((38520500 3654900,38520600 3654900,38520600 3654800,38520500 3654800,"
         "38520500 3654900))",
         {NULL, "0102", "411702", "", NULL, NULL, "LS", NULL}},
    };
    const struct fixture_layer layer = layer_of("faults.gpkg", "GPKG", 4526, rows, 3);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "faults.gpkg", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_int_equal(r->taken.count, 3);
    fixture_expect(f, LT_WARNING, "id.duplicate", "parcels faults.gpkg", "", "#0 and #1",
                   "another id");
    fixture_expect(f, LT_WARNING, "field.code", "faults.gpkg", "DLBM", "0199", "correct the code");
    fixture_expect(f, LT_WARNING, "field.kcxs", "faults.gpkg", "KCXS", "1.5", "without deduction");
    const struct lt_diagnostic *filed = fixture_expect(f, LT_WARNING, "area.filed", "faults.gpkg",
                                                       "", "10100.00", "compute the filed area");
    assert_int_equal(fixture_count(f, "area.filed"), 1); /* 10001 is within max(1 m², 0.1 %) */
    assert_near(filed->area_m2, 100.08, 0.1);
    fixture_expect(f, LT_WARNING, "id.missing", "faults.gpkg", "", "no id", "fill the id");
    assert_string_equal(r->taken.items[2].attr[LT_ATTR_ID], "#2");
    assert_true(r->taken.items[2].feature.flags & LT_FEATURE_NO_ID);
    assert_false(r->taken.items[1].feature.flags & LT_FEATURE_NO_ID);
    assert_near(r->taken.items[0].feature.net_m2, r->taken.items[0].feature.gross_m2, 1e-9);
    assert_near(r->taken.items[1].feature.net_m2, 0.9 * r->taken.items[1].feature.gross_m2, 1e-9);
    free(r);
}

/* The operator's code may be an ID number: only its keyed hash leaves; names are not read at all. */
static void personal_data_stays_behind(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {
        {"DKBM", OFTString, 22}, {"SRFBM", OFTString, 18},    {"SRFMC", OFTString, 50},
        {"LXDH", OFTString, 20}, {"LZQXKSRQ", OFTString, 10}, {"LZQXJSRQ", OFTString, 8},
        {"LZMJM", OFTReal, 15}};
    const struct fixture_row rows[] = {
        {SQUARE,
         {"4117020010010000001", "411702199001010011", "某某", "13800000000", "20240101", "202606",
          "15"}},
        {"POLYGON ((38520300 3654900,38520400 3654900,38520400 3654800,38520300 3654800,"
         "38520300 3654900))",
         {"4117020010010000002", "411702199001010011", "某某", "", "2024-13-01", NULL, "15"}}};
    struct fixture_layer layer = layer_of("lease.gpkg", "GPKG", 4526, rows, 2);
    layer.fields = fields;
    layer.field_count = 7;
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "lease.gpkg", "LZDK", LT_LAYER_LEASE);
    r->config.operator_key = "secret";
    read_ok(f, r);
    const struct kept *kept = &r->taken.items[0];
    assert_int_equal(r->summary.personal_columns, 2);
    fixture_expect(f, LT_NOTE, "field.personal", "lease.gpkg", "SRFMC, LXDH", "personal",
                   "not read");
    assert_int_equal(strlen(kept->attr[LT_ATTR_OPERATOR]), 32);
    assert_null(strstr(kept->attr[LT_ATTR_OPERATOR], "1990"));
    assert_string_equal(kept->attr[LT_ATTR_OPERATOR], r->taken.items[1].attr[LT_ATTR_OPERATOR]);
    assert_string_equal(kept->attr[LT_ATTR_FROM], "2024-01-01");
    assert_string_equal(kept->attr[LT_ATTR_TO], "2026-06-30");
    assert_near(kept->feature.filed_m2, 10000.0, 1e-9); /* 15 亩 */
    fixture_expect(f, LT_WARNING, "field.date", "lease.gpkg", "LZQXKSRQ", "2024-13-01", "correct");
    char first[TEXT];
    snprintf(first, sizeof first, "%s", kept->attr[LT_ATTR_OPERATOR]);
    free(r);
    r = reading_of(f, "lease.gpkg", "LZDK", LT_LAYER_LEASE);
    r->config.operator_key = "another";
    read_ok(f, r);
    assert_string_not_equal(first, r->taken.items[0].attr[LT_ATTR_OPERATOR]);
    free(r);
}

/* Mapping a harmless field to a column of personal data does not open it. */
static void a_mapping_does_not_open_personal_data(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {{"DKBM", OFTString, 22},
                                                  {"SRFBM", OFTString, 18},
                                                  {"LXDH", OFTString, 20},
                                                  {"LZMJM", OFTReal, 15}};
    const struct fixture_row row = {SQUARE,
                                    {"4117020010010000001", "411702199001010011", "13800000000"}};
    struct fixture_layer layer = layer_of("lease.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    layer.field_count = 4;
    fixture_write_layer(f, &layer);
    for (size_t i = 1; i < 3; i++) {
        struct lt_field_alias alias = {"DKBM", fields[i].name};
        struct reading *r = reading_of(f, "lease.gpkg", "LZDK", LT_LAYER_LEASE);
        r->layer.aliases = &alias;
        r->layer.alias_count = 1;
        assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err),
                         LT_E_INPUT);
        assert_int_equal(r->taken.count, 0);
        assert_int_equal(fixture_count(f, "field.mapped_personal"), i);
        free(r);
    }
    fixture_expect(f, LT_REJECT, "field.mapped_personal", "lease.gpkg", "DKBM", "SRFBM",
                   "another column");
}

/* Nor where another layer's schema calls it personal: DLTB knows no LXDH, the leases' and the plots' do. */
static void a_mapping_does_not_open_what_another_schema_calls_personal(void **state)
{
    struct fixture *f = *state;
    static const char *const columns[] = {"LXDH",     "lxdh", "ZRRZJHM", "srf",
                                          "reviewer", "sfzh", "联系电话"};
    const struct fixture_field fields[] = {{"BSM", OFTString, 18},    {"DLBM", OFTString, 5},
                                           {"ZLDWDM", OFTString, 19}, {"LXDH", OFTString, 20},
                                           {"SRF", OFTString, 20},    {"ZRRZJHM", OFTString, 20},
                                           {"SFZH", OFTString, 18},   {"DM", OFTString, 20}};
    const struct fixture_row row = {SQUARE, {"k-1", "0101", "411702", "13800000000"}};
    struct fixture_layer layer = layer_of("mapped.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    layer.field_count = 8;
    fixture_write_layer(f, &layer);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct lt_field_alias alias = {"HDMC", columns[i]};
        struct reading *r = reading_of(f, "mapped.gpkg", "DLTB", LT_LAYER_PARCEL);
        r->layer.aliases = &alias;
        r->layer.alias_count = 1;
        assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err),
                         LT_E_INPUT);
        assert_int_equal(r->taken.count, 0);
        assert_int_equal(fixture_count(f, "field.mapped_personal"), i + 1);
        free(r);
    }
    fixture_expect(f, LT_REJECT, "field.mapped_personal", "parcels mapped.gpkg", "HDMC", "LXDH",
                   "another column");
    struct lt_field_alias harmless = {"HDMC", "DM"};
    struct reading *r = reading_of(f, "mapped.gpkg", "DLTB", LT_LAYER_PARCEL);
    r->layer.aliases = &harmless;
    r->layer.alias_count = 1;
    read_ok(f, r);
    free(r);
}

/* Writes cut.shp, whose seventh and eighth columns have those ten bytes as names. */
static void write_cut(struct fixture *f, const char *seventh, const char *eighth, const char *cpg)
{
    struct fixture_field fields[8];
    memcpy(fields, dltb, sizeof fields);
    fields[6] = (struct fixture_field){"SEVENTH", OFTString, 20};
    fields[7] = (struct fixture_field){"EIGHTH", OFTString, 20};
    const struct fixture_row row = {
        SQUARE, {"k-1", "0102", "411702", "", "", "", "412800197001010011", "x"}};
    struct fixture_layer layer = layer_of("cut.shp", "ESRI Shapefile", 4526, &row, 1);
    layer.fields = fields;
    fixture_write_layer(f, &layer);
    unsigned char data[8192];
    const size_t size = fixture_read_bytes(f, "cut.dbf", data, sizeof data);
    assert_memory_equal(data + 32 + 6 * 32, "SEVENTH", 7);
    strncpy((char *)data + 32 + 6 * 32, seventh, 11);
    strncpy((char *)data + 32 + 7 * 32, eighth, 11);
    fixture_write_bytes(f, "cut.dbf", data, size);
    fixture_write_bytes(f, "cut.cpg", cpg, strlen(cpg));
}

static enum lt_status read_mapped(struct fixture *f, const char *file, const char *city_field)
{
    struct lt_field_alias alias = {"HDMC", city_field};
    struct reading *r = reading_of(f, file, "DLTB", LT_LAYER_PARCEL);
    r->layer.aliases = &alias;
    r->layer.alias_count = 1;
    lt_diagnostics_finish(&f->diagnostics);
    assert_int_equal(lt_diagnostics_init(&f->diagnostics, &f->err), LT_OK);
    const enum lt_status status = lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err);
    assert_int_equal(r->taken.count, status == LT_OK);
    free(r);
    return status;
}

/* A shapefile keeps ten bytes of 承包方证件号码: five characters in GBK, three and a third in UTF-8. What is left of it opens
 * nothing, however the config spells it; nor does it in what was made of a shapefile. */
static void a_mapping_does_not_open_what_is_left_of_a_personal_name(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *column, *cpg, *city_field, *found;
    } cases[] = {
        /* 承包方证件 */
        {"\xB3\xD0\xB0\xFC\xB7\xBD\xD6\xA4\xBC\xFE", "GBK", "承包方证件", "承包方证件"},
        {"\xB3\xD0\xB0\xFC\xB7\xBD\xD6\xA4\xBC\xFE", "GBK", "承包方证件类型", "承包方证件"},
        /* 承包方, and two bytes less or more of 证 */
        {"\xE6\x89\xBF\xE5\x8C\x85\xE6\x96\xB9\xE8", "UTF-8", "承包方", "承包方"},
        {"\xE6\x89\xBF\xE5\x8C\x85\xE6\x96\xB9\xE8", "UTF-8", "承包方证号", "承包方"},
        {"\xE6\x89\xBF\xE5\x8C\x85\xE6\x96\xB9", "UTF-8", "承包方说明", "承包方"},
        {"interprete", "UTF-8", "INTERPRETE", "INTERPRETE"},
        {"interprete", "UTF-8", "interpreted", "interprete"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_cut(f, cases[i].column, "OTHER", cases[i].cpg);
        assert_int_equal(read_mapped(f, "cut.shp", cases[i].city_field), LT_E_INPUT);
        fixture_expect(f, LT_REJECT, "field.mapped_personal", "parcels cut.shp", "HDMC",
                       cases[i].found, "another column");
        assert_int_equal(read_mapped(f, "cut.shp", "OTHER"), LT_OK);
    }
    struct fixture_field fields[8];
    memcpy(fields, dltb, sizeof fields);
    fields[6] = (struct fixture_field){"承包方证件", OFTString, 20};
    const struct fixture_row row = {SQUARE, {"k-1", "0102", "411702", "", "", "", "4128"}};
    struct fixture_layer layer = layer_of("cut.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    fixture_write_layer(f, &layer);
    assert_int_equal(read_mapped(f, "cut.gpkg", "承包方证件"), LT_E_INPUT);
}

/* 耕地种植说明 and 耕地种植面积 in UTF-8: 耕地种 and the first byte of 植, twice. Which is meant is asked, not guessed; where the
 * bytes that are left tell them apart, they do. */
static void names_that_are_cut_alike_are_told(void **state)
{
    struct fixture *f = *state;
    static const char cut[] = "\xE8\x80\x95\xE5\x9C\xB0\xE7\xA7\x8D\xE6";
    write_cut(f, cut, cut, "UTF-8");
    assert_int_equal(read_mapped(f, "cut.shp", "耕地种植说明"), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "field.ambiguous", "parcels cut.shp", "HDMC",
                   "columns 7 and 8 are both 耕地种", "rename one of them");
    write_cut(f, cut, "OTHER", "UTF-8");
    assert_int_equal(read_mapped(f, "cut.shp", "耕地种植说明"), LT_OK);
    /* 耕地等 and the first byte of 质 or 级 */
    write_cut(f, "\xE8\x80\x95\xE5\x9C\xB0\xE7\xAD\x89\xE8",
              "\xE8\x80\x95\xE5\x9C\xB0\xE7\xAD\x89\xE7", "UTF-8");
    assert_int_equal(read_mapped(f, "cut.shp", "耕地等级说明"), LT_OK);
    assert_int_equal(read_mapped(f, "cut.shp", "耕地等"), LT_E_INPUT); /* either */
}

/* A double holds 15 to 17 digits: the last ones of an 18-digit id are gone, and neighbours become one. */
static void ids_kept_as_doubles_are_refused(void **state)
{
    struct fixture *f = *state;
    struct fixture_field fields[8];
    memcpy(fields, dltb, sizeof fields);
    fields[0].type = OFTReal;
    fields[0].width = 0;
    const struct fixture_row good = {SQUARE, {"411702210100001", "0102", "411702"}};
    const struct fixture_row lost = {SQUARE, {"411702210100000011", "0102", "411702"}};
    const struct fixture_row *const rows[] = {&good, &lost};
    for (size_t i = 0; i < 2; i++) {
        struct fixture_layer layer =
            layer_of(i == 0 ? "real.gpkg" : "lost.gpkg", "GPKG", 4526, rows[i], 1);
        layer.fields = fields;
        fixture_write_layer(f, &layer);
        struct reading *r = reading_of(f, layer.name, "DLTB", LT_LAYER_PARCEL);
        if (i == 0) {
            read_ok(f, r);
            assert_string_equal(r->taken.items[0].attr[LT_ATTR_ID], "411702210100001");
        } else {
            assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err),
                             LT_E_INPUT);
            fixture_expect(f, LT_REJECT, "id.digits", "lost.gpkg", "BSM", "4.1170221", "as text");
        }
        free(r);
    }
}

/* --- geometry ---- */

/* Geodatabases and GeoPackages call any polygon a curve polygon; arcs become chords. */
static void curve_types_are_polygons(void **state)
{
    struct fixture *f = *state;
#define RING \
    "(38520100 3654900,38520200 3654900,38520200 3654800,38520100 3654800,38520100 3654900)"
    static const struct {
        const char *wkt;
        OGRwkbGeometryType type;
        double area;
    } shapes[] = {
        {"CURVEPOLYGON (" RING ")", wkbCurvePolygon, 10000},
        {"MULTISURFACE ((" RING "))", wkbMultiSurface, 10000},
        {"MULTISURFACE (CURVEPOLYGON (" RING "))", wkbMultiSurface, 10000},
        {"POLYGON Z ((38520100 3654900 7,38520200 3654900 7,38520200 3654800 7,38520100 3654800 7,"
         "38520100 3654900 7))",
         wkbPolygon25D, 10000},
        {"CURVEPOLYGON (CIRCULARSTRING (38520100 3654800,38520200 3654800,38520100 3654800))",
         wkbCurvePolygon, 7853.98},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char name[32];
        snprintf(name, sizeof name, "curve%zu.gpkg", i);
        const struct fixture_row row = {shapes[i].wkt, {"1", "0102", "411702"}};
        struct fixture_layer layer = layer_of(name, "GPKG", 4526, &row, 1);
        layer.type = shapes[i].type;
        fixture_write_layer(f, &layer);
        struct reading *r = reading_of(f, name, "DLTB", LT_LAYER_PARCEL);
        read_ok(f, r);
        assert_int_equal(r->taken.items[0].feature.unjudged, LT_JUDGED);
        assert_near(r->taken.items[0].feature.gross_m2, shapes[i].area, 12.0);
        free(r);
    }
}

/* Shell 400 × 400, hole 200 × 200 in it, island 100 × 100 in the hole, and a part of 50 × 50 apart:
 * 160000 − 40000 + 10000 + 2500 = 132500 m² in the plane. */
#define ISLANDS                                                                                 \
    "MULTIPOLYGON (((38520100 3654500,38520500 3654500,38520500 3654900,38520100 3654900,"      \
    "38520100 3654500),(38520200 3654600,38520200 3654800,38520400 3654800,38520400 3654600,"   \
    "38520200 3654600)),((38520250 3654650,38520350 3654650,38520350 3654750,38520250 3654750," \
    "38520250 3654650)),((38520600 3654500,38520650 3654500,38520650 3654550,38520600 3654550," \
    "38520600 3654500)))"

static void holes_follow_their_shell_and_turn_the_other_way(void **state)
{
    struct fixture *f = *state;
    static const char *const files[][2] = {{"islands.shp", "ESRI Shapefile"},
                                           {"islands.gpkg", "GPKG"}};
    for (size_t i = 0; i < 2; i++) {
        const struct fixture_row row = {ISLANDS, {"1", "0102", "411702"}};
        struct fixture_layer layer = layer_of(files[i][0], files[i][1], 4526, &row, 1);
        layer.type = i == 0 ? wkbPolygon : wkbMultiPolygon;
        fixture_write_layer(f, &layer);
        struct reading *r = reading_of(f, files[i][0], "DLTB", LT_LAYER_PARCEL);
        read_ok(f, r);
        const struct lt_shape *shape = &r->taken.items[0].feature.shape;
        assert_int_equal(shape->n_rings, 4);
        assert_int_equal(shape->n_points, 20);
        assert_near(lt_shape_planar_area(shape), 132500.0, 1e-6);
        uint32_t start = 0, holes = 0;
        for (uint32_t ring = 0; ring < 4; ring++) {
            const uint32_t n = shape->ring_end[ring] - start;
            const uint32_t end = n;
            const struct lt_shape one = {.n_rings = 1,
                                         .n_points = n,
                                         .ring_end = &end,
                                         .points = shape->points + start,
                                         .box = shape->box};
            assert_memory_equal(&one.points[0], &one.points[n - 1], sizeof one.points[0]);
            const double area = lt_shape_planar_area(&one);
            if (area < 0) {
                holes++;
                assert_near(area, -40000.0, 1e-6);
            } else if (area > 150000) {
                /* the hole comes next */
                assert_true(ring < 3);
                const struct lt_point next = shape->points[shape->ring_end[ring]];
                assert_true(next.x >= 38520200 && next.x <= 38520400);
            }
            start = shape->ring_end[ring];
        }
        assert_int_equal(holes, 1);
        assert_near(r->taken.items[0].feature.gross_m2, 132500.0, 3.0);
        free(r);
    }
}

static void broken_shapes_are_repaired_within_the_bound_or_not_judged(void **state)
{
    struct fixture *f = *state;
    const struct fixture_row rows[] = {
        /* a bow-tie: two triangles of 2500 m²; its signed area is 0, so no repair is near it */
        {"POLYGON ((38520100 3654900,38520200 3654800,38520200 3654900,38520100 3654800,"
         "38520100 3654900))",
         {"bow", "0102", "411702", "", "5000"}},
        /* a spike of no width: removing it changes nothing */
        {"POLYGON ((38520300 3654800,38520400 3654800,38520400 3654900,38520400 3654950,"
         "38520400 3654900,38520300 3654900,38520300 3654800))",
         {"spike", "0102", "411702"}},
        {NULL, {"none", "0102", "411702", "", "1234.5"}},
        /* overlapping parts: 64 m² counted as 72 */
        {"MULTIPOLYGON (((38520500 3654800,38520506 3654800,38520506 3654806,38520500 3654806,"
         "38520500 3654800)),((38520504 3654802,38520510 3654802,38520510 3654808,"
         "38520504 3654808,38520504 3654802)))",
         {"overlap", "0102", "411702"}},
        /* a sliver: 100 m × 0.5 m, 2 · 201 / 50 = 8; and one of 5 mm: 2 · 200.01 / 0.5 = 800 */
        {"POLYGON ((38520600 3654800,38520700 3654800,38520700 3654800.5,38520600 3654800.5,"
         "38520600 3654800))",
         {"narrow", "0102", "411702"}},
        {"POLYGON ((38520600 3654700,38520700 3654700,38520700 3654700.005,38520600 3654700.005,"
         "38520600 3654700))",
         {"sliver", "0102", "411702"}},
        {"POLYGON ((1e30 3654700,38520700 3654700,38520700 3654705,1e30 3654700))",
         {"far", "0102", "411702"}},
    };
    struct fixture_layer layer = layer_of("broken.gpkg", "GPKG", 4526, rows, 7);
    layer.type = wkbUnknown;
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "broken.gpkg", "DLTB", LT_LAYER_PARCEL);
    r->layer.crs = "EPSG:4526";
    /* the far vertex would put the layer's extent anywhere; it still meets the raster */
    read_ok(f, r);
    const enum lt_unjudged expected[7] = {LT_UNJUDGED_INVALID, LT_JUDGED, LT_UNJUDGED_NO_GEOMETRY,
                                          LT_UNJUDGED_INVALID, LT_JUDGED, LT_JUDGED,
                                          LT_UNJUDGED_INVALID};
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(r->taken.items[i].feature.unjudged, expected[i]);
    }
    assert_near(r->taken.items[0].feature.gross_m2, 5000.0, 1e-9); /* as filed */
    assert_near(r->taken.items[2].feature.gross_m2, 1234.5, 1e-9);
    assert_int_equal(r->taken.items[1].feature.flags, LT_FEATURE_REPAIRED);
    assert_near(lt_shape_planar_area(&r->taken.items[1].feature.shape), 10000.0, 1e-6);
    assert_int_equal(r->taken.items[4].feature.flags, 0);
    assert_int_equal(r->taken.items[5].feature.flags, LT_FEATURE_SLIVER);
    assert_int_equal(r->summary.not_judged, 4);
    assert_int_equal(r->summary.repaired, 1);
    assert_int_equal(r->summary.slivers, 1);
    assert_int_equal(fixture_count(f, "geometry.invalid"), 2);
    fixture_expect(f, LT_WARNING, "geometry.invalid", "parcels broken.gpkg", "geometry",
                   "Self-intersection", "draw the feature again");
    fixture_expect(f, LT_WARNING, "geometry.missing", "broken.gpkg", "geometry", "no geometry",
                   "draw");
    fixture_expect(f, LT_WARNING, "geometry.not_finite", "broken.gpkg", "geometry", "", "draw");
    fixture_expect(f, LT_NOTE, "geometry.repaired", "broken.gpkg", "geometry", "10000.0000", "");
    free(r);
}

/* 64 KiB are more than any standard's field; what is longer ends the reading (exit code 5). */
static void texts_have_a_limit(void **state)
{
    struct fixture *f = *state;
    static char name[(1 << 16) + 2];
    const struct fixture_row row = {SQUARE, {"1", "0102", "411702", name}};
    for (size_t length = 1 << 16; length <= (1 << 16) + 1; length++) {
        memset(name, 'a', length);
        const struct fixture_layer layer =
            layer_of(length == 1 << 16 ? "fits.gpkg" : "long.gpkg", "GPKG", 4526, &row, 1);
        fixture_write_layer(f, &layer);
        struct reading *r = reading_of(f, layer.name, "DLTB", LT_LAYER_PARCEL);
        assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err),
                         length == 1 << 16 ? LT_OK : LT_E_LIMIT);
        free(r);
    }
    assert_non_null(strstr(f->err.text, "65537 bytes, more than the limit of 65536"));
}

/* A hole of 30,000 m² around a square of 10,000 m²: 20,000 less than nothing would hide as much ground that is not judged. */
static void holes_larger_than_their_shell_take_nothing_away(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_row row = {
        "POLYGON ((38520100 3654800,38520200 3654800,38520200 3654900,38520100 3654900,"
        "38520100 3654800),(38520050 3654750,38520050 3654950,38520200 3654950,38520200 3654750,"
        "38520050 3654750))",
        {"hole", "0102", "411702"}};
    const struct fixture_layer layer = layer_of("hole.gpkg", "GPKG", 4526, &row, 1);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "hole.gpkg", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_int_equal(r->taken.items[0].feature.unjudged, LT_UNJUDGED_INVALID);
    /* planar; the zone's scale at 20 km from its meridian is within 1e-4 of it */
    assert_near(r->taken.items[0].feature.gross_m2, 10000.0, 1.0);
    assert_near(r->summary.not_judged_m2, 10000.0, 1.0);
    free(r);
}

/* The same square in degrees: its vertices in zone 38 to 0.1 mm (the land survey's inverse against PROJ), and its area
 * that of the ring in degrees. */
static void degrees_come_to_the_zone(struct fixture *f, int epsg)
{
    double lonlat[4][2];
    char wkt[512];
    for (int i = 0; i < 4; i++) {
        lt_gauss_kruger_inverse(square_ring[i][0] - 38000000.0, square_ring[i][1], 114.0,
                                &lonlat[i][0], &lonlat[i][1]);
    }
    snprintf(wkt, sizeof wkt,
             "POLYGON ((%.12f %.12f,%.12f %.12f,%.12f %.12f,%.12f %.12f,%.12f %.12f))",
             lonlat[0][0], lonlat[0][1], lonlat[1][0], lonlat[1][1], lonlat[2][0], lonlat[2][1],
             lonlat[3][0], lonlat[3][1], lonlat[0][0], lonlat[0][1]);
    const struct fixture_row row = {wkt, {"1", "0102", "411702"}};
    const struct fixture_layer layer = layer_of("degrees.gpkg", "GPKG", epsg, &row, 1);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "degrees.gpkg", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    const struct lt_feature *feature = &r->taken.items[0].feature;
    assert_near(feature->gross_m2, fabs(lt_area_ring(&lonlat[0][0], &lonlat[0][1], 4, 2)), 1e-4);
    assert_near(feature->shape.box.min_x, 38520100, 2e-4);
    assert_near(feature->shape.box.max_x, 38520200, 2e-4);
    assert_near(feature->shape.box.min_y, 3654800, 2e-4);
    assert_near(feature->shape.box.max_y, 3654900, 2e-4);
    free(r);
}

static void degrees_come_to_the_rasters_zone(void **state)
{
    degrees_come_to_the_zone(*state, 4490);
}

/* WGS 84 agrees with CGCS2000 within a metre: taken as it is, and said. */
static void wgs84_is_taken_and_told(void **state)
{
    struct fixture *f = *state;
    degrees_come_to_the_zone(f, 4326);
    fixture_expect(f, LT_WARNING, "crs.wgs84", "degrees.gpkg", "crs", "EPSG:4326", "CGCS2000");
}

struct edges {
    size_t count[2];
    struct lt_point points[2][2048];
};

static enum lt_status take_edges(void *context, const struct lt_feature *feature,
                                 struct lt_error *err)
{
    (void)err;
    struct edges *edges = context;
    assert_true(feature->sequence < 2 && feature->shape.n_points <= 2048);
    edges->count[feature->sequence] = feature->shape.n_points;
    memcpy(edges->points[feature->sequence], feature->shape.points,
           feature->shape.n_points * sizeof(struct lt_point));
    return LT_OK;
}

/* An edge of 0.5° along a parallel bows by L² tan φ / 8R = 28 m in the zone. It gets vertices until the deviation is
 * below 1 mm, and two parcels that share it get the same ones. */
static void long_edges_are_densified_alike_from_both_sides(void **state)
{
    struct fixture *f = *state;
    f->grid.origin_x = 38400000;
    f->grid.cols = 20000;
    f->grid.origin_y = 3700000;
    f->grid.rows = 20000;
    const struct fixture_row rows[] = {
        {"POLYGON ((113.5 33,114.0 33,114.0 33.001,113.5 33.001,113.5 33))",
         {"n", "0102", "411702"}},
        {"POLYGON ((113.5 32.999,114.0 32.999,114.0 33,113.5 33,113.5 32.999))",
         {"s", "0102", "411702"}}};
    const struct fixture_layer layer = layer_of("long.gpkg", "GPKG", 4490, rows, 2);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "long.gpkg", "DLTB", LT_LAYER_PARCEL);
    struct edges *edges = calloc(1, sizeof *edges);
    assert_non_null(edges);
    r->reader.take = take_edges;
    r->reader.context = edges;
    read_ok(f, r);
    size_t shared = 0;
    for (size_t i = 0; i + 1 < edges->count[0]; i++) {
        bool found = false;
        for (size_t k = 0; k + 1 < edges->count[1]; k++) {
            found = found || memcmp(&edges->points[0][i], &edges->points[1][k],
                                    sizeof(struct lt_point)) == 0;
        }
        shared += found;
    }
    /* 28 m / 4^n is below 1 mm at n = 8: 2^8 pieces, so 257 vertices on the shared edge, ends included */
    assert_int_equal(shared, 257);
    assert_int_equal(edges->count[0], 2 * 257 + 1);
    /* vertices that are added count like those of the file: a comb of long teeth would fill the memory */
    r->config.limit_vertices = 515;
    read_ok(f, r);
    r->config.limit_vertices = 514;
    assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "more vertices than the limit of 514"));
    free(edges);
    free(r);
}

/* 4,098 vertices each are within the limit of a feature; 600 of them are a hundred times what the file holds. */
static void long_edges_of_many_features_have_a_limit(void **state)
{
    struct fixture *f = *state;
    enum { MANY = 600 };
    struct fixture_row *rows = calloc(MANY, sizeof *rows);
    char(*ids)[8] = calloc(MANY, sizeof *ids);
    assert_true(rows != NULL && ids != NULL);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        rows[i] = (struct fixture_row){"POLYGON ((110 33,118 33,118 33.001,110 33.001,110 33))",
                                       {ids[i], "0102", "411702"}};
    }
    const struct fixture_layer layer = layer_of("many.gpkg", "GPKG", 4490, rows, MANY);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "many.gpkg", "DLTB", LT_LAYER_PARCEL);
    r->config.limit_vertices = 20000;
    f->grid.origin_x = 38000000;
    f->grid.cols = 100000;
    assert_int_equal(lt_layer_read(&r->reader, &f->diagnostics, &r->summary, &f->err), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "vertices in neighbouring features"));
    free(r);
    free(rows);
    free(ids);
}

static void features_off_the_raster_are_told(void **state)
{
    struct fixture *f = *state;
    const struct fixture_row rows[] = {
        {SQUARE, {"in", "0102", "411702"}},
        {"POLYGON ((38519950 3654500,38520050 3654500,38520050 3654600,38519950 3654600,"
         "38519950 3654500))",
         {"half", "0102", "411702"}},
        {"POLYGON ((38510000 3654500,38510100 3654500,38510100 3654600,38510000 3654600,"
         "38510000 3654500))",
         {"off", "0102", "411702"}}};
    const struct fixture_layer layer = layer_of("off.gpkg", "GPKG", 4526, rows, 3);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "off.gpkg", "DLTB", LT_LAYER_PARCEL);
    read_ok(f, r);
    assert_int_equal(r->taken.items[1].feature.unjudged, LT_JUDGED);
    assert_int_equal(r->taken.items[2].feature.unjudged, LT_UNJUDGED_OFF_RASTER);
    assert_int_equal(r->summary.off_raster, 1);
    const struct lt_diagnostic *half = fixture_expect(f, LT_WARNING, "geometry.partly_off_raster",
                                                      "off.gpkg", "geometry", "beyond", "raster");
    assert_near(half->area_m2, 5000.0, 0.1);
    fixture_expect(f, LT_WARNING, "layer.partly_off_raster", "off.gpkg", "extent", "50.00 %",
                   "crs");
    free(r);
}

/* --- units ---- */

static void features_go_to_the_county_of_their_code_or_of_their_ground(void **state)
{
    struct fixture *f = *state;
    /* two counties, west and east of x = 38520500 */
    struct lt_point points[2][5];
    const uint32_t end = 5;
    struct lt_feature counties[2] = {{.unit = 411721}, {.unit = 411702}};
    for (int i = 0; i < 2; i++) {
        const double west = WEST + 500 * i, east = west + 500;
        const struct lt_point ring[5] = {{west, NORTH - 400},
                                         {east, NORTH - 400},
                                         {east, NORTH},
                                         {west, NORTH},
                                         {west, NORTH - 400}};
        memcpy(points[i], ring, sizeof ring);
        counties[i].shape = (struct lt_shape){.n_rings = 1,
                                              .n_points = 5,
                                              .ring_end = &end,
                                              .points = points[i],
                                              .box = lt_shape_compute_box(ring, 5)};
    }
    const struct fixture_row rows[] = {
        {SQUARE, {"code", "0102", "411702001"}},   /* the code wins over the ground */
        {SQUARE, {"ground", "0102", "999999001"}}, /* unknown code: 411721's ground */
        {"POLYGON ((38520450 3654800,38520550 3654800,38520550 3654900,38520450 3654900,"
         "38520450 3654800))",
         {"tie", "0102", ""}}, /* half and half: the lower code */
        {"POLYGON ((38520440 3654800,38520550 3654800,38520550 3654900,38520440 3654900,"
         "38520440 3654800))",
         {"larger", "0102", ""}}, /* 60 m west, 50 m east */
        {"POLYGON ((38520700 3654300,38520800 3654300,38520800 3654400,38520700 3654400,"
         "38520700 3654300))",
         {"none", "0102", ""}}, /* below both: the nearest */
    };
    const struct fixture_layer layer = layer_of("units.gpkg", "GPKG", 4526, rows, 5);
    fixture_write_layer(f, &layer);
    struct reading *r = reading_of(f, "units.gpkg", "DLTB", LT_LAYER_PARCEL);
    r->reader.counties = counties;
    r->reader.county_count = 2;
    read_ok(f, r);
    const uint32_t expected[5] = {411702, 411721, 411702, 411721, 411702};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(r->taken.items[i].feature.unit, expected[i]);
    }
    assert_int_equal(fixture_count(f, "unit.nearest"), 1);
    fixture_expect(f, LT_WARNING, "unit.nearest", "units.gpkg", "", "no county", "411702");
    free(r);
}

/* --- any layer, chunk by chunk ---- */

/* Reads all chunks one after the other; answers the first failure. */
static enum lt_status stream_all(struct fixture *f, const struct lt_stream_options *options,
                                 struct taken *taken, struct lt_layer_summary *summary)
{
    struct lt_stream *stream = NULL;
    struct lt_chunk *chunk = NULL;
    bool end = false;
    enum lt_status status = lt_stream_open(options, &f->diagnostics, &stream, &f->err);
    assert_int_equal(lt_chunk_create(&chunk, &f->err), LT_OK);
    while (status == LT_OK && !end) {
        status = lt_stream_take(stream, chunk, &end, &f->err);
        if (status == LT_OK && !end) {
            assert_int_equal(lt_stream_load(stream, 0, chunk, &f->err), LT_OK);
            status = lt_stream_settle(stream, chunk, &f->diagnostics, &f->err);
            for (size_t i = 0; i < lt_chunk_count(chunk); i++) {
                assert_int_equal(take(taken, &lt_chunk_features(chunk)[i], NULL), LT_OK);
            }
        }
    }
    if (status == LT_OK) {
        status = lt_stream_conclude(stream, &f->diagnostics, summary, &f->err);
    }
    lt_chunk_destroy(chunk);
    lt_stream_close(stream);
    return status;
}

static void any_layer_reads_plainly(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {{"地块", OFTString, 20}};
    const struct fixture_row row = {SQUARE, {"甲"}};
    struct fixture_layer layer = layer_of("plain.gpkg", "GPKG", 4526, &row, 1);
    layer.fields = fields;
    layer.field_count = 1;
    fixture_write_layer(f, &layer);
    char path[FIXTURE_PATH];
    struct lt_layer_summary summary;
    struct taken *taken = calloc(1, sizeof *taken);
    struct lt_stream_options options = {.path = fixture_path(f, "plain.gpkg", path),
                                        .sublayer = "",
                                        .id_field = "地块",
                                        .grid = &f->grid,
                                        .threads = 1};
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_OK);
    assert_string_equal(taken->items[0].attr[LT_ATTR_ID], "甲");
    options.id_field = NULL;
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_OK);
    assert_string_equal(taken->items[1].attr[LT_ATTR_ID], "#0");
    assert_int_equal(f->diagnostics.count, 0);
    options.id_field = "没有";
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "field.missing", "plain.gpkg", "没有", "no such column", "column");
    free(taken);
}

static void layers_come_in_chunks(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {{"地块", OFTString, 20}, {"n", OFTInteger, 9}};
    static const struct fixture_row rows[] = {
        {SQUARE, {"甲", "1"}},
        {NULL, {"乙", "2"}},
        {"POLYGON ((38520100 3654900,38520200 3654800,38520200 3654900,38520100 3654800,38520100 "
         "3654900))",
         {"甲", "3"}},
        {"POLYGON ((38620100 3654900,38620200 3654900,38620200 3654800,38620100 3654800,38620100 "
         "3654900))",
         {NULL, "4"}},
    };
    struct fixture_layer layer = layer_of("plain.gpkg", "GPKG", 4526, rows, 4);
    layer.fields = fields;
    layer.field_count = 2;
    fixture_write_layer(f, &layer);
    char path[FIXTURE_PATH];
    struct lt_layer_summary summary = {0};
    struct taken *taken = calloc(1, sizeof *taken);
    struct lt_stream_options options = {.path = fixture_path(f, "plain.gpkg", path),
                                        .id_field = "地块",
                                        .grid = &f->grid,
                                        .threads = 1};
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_OK);
    assert_int_equal(taken->count, 4);
    static const char *const ids[] = {"甲", "乙", "甲", "#3"};
    static const enum lt_unjudged why[] = {LT_JUDGED, LT_UNJUDGED_NO_GEOMETRY, LT_UNJUDGED_INVALID,
                                           LT_UNJUDGED_OFF_RASTER};
    for (size_t i = 0; i < 4; i++) {
        const struct lt_feature *feature = &taken->items[i].feature;
        assert_int_equal(feature->sequence, i);
        assert_string_equal(feature->attr[LT_ATTR_ID], ids[i]);
        assert_int_equal(feature->unjudged, why[i]);
    }
    assert_int_equal(taken->items[0].feature.shape.n_points, 5);
    assert_true(fabs(taken->items[3].feature.gross_m2 - 10000.0) < 20.0);
    assert_int_equal(summary.features, 4);
    assert_int_equal(summary.judged, 1);
    static const char *const told[] = {"geometry.missing", "id.duplicate", "geometry.invalid",
                                       "id.missing", "geometry.off_raster"};
    assert_int_equal(f->diagnostics.count, 6); /* and the layer's own: partly off the raster */
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(f->diagnostics.items[i].code, told[i]);
    }
    free(taken);
}

static void conditions_choose_features(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_field fields[] = {{"ID", OFTString, 20}, {"CITY", OFTString, 20}};
    static const struct fixture_row rows[] = {
        {SQUARE, {"a", GBK_ZHUMADIAN}}, {SQUARE, {"b", "x"}}, {SQUARE, {"c", GBK_ZHUMADIAN}}};
    struct fixture_layer layer = layer_of("city.shp", "ESRI Shapefile", 4526, rows, 3);
    layer.fields = fields;
    layer.field_count = 2;
    fixture_write_layer(f, &layer);
    char path[FIXTURE_PATH];
    struct lt_layer_summary summary = {0};
    struct taken *taken = calloc(1, sizeof *taken);
    struct lt_stream_options options = {.path = fixture_path(f, "city.shp", path),
                                        .id_field = "ID",
                                        .where = "CITY = '驻马店市'",
                                        .grid = &f->grid,
                                        .threads = 1};
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_OK);
    assert_int_equal(taken->count, 2);
    assert_string_equal(taken->items[1].attr[LT_ATTR_ID], "c");
    assert_int_equal(taken->items[1].feature.sequence, 1);
    assert_int_equal(f->diagnostics.count, 0);
    options.where = "CITY = 'nowhere'";
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "layer.no_features", "city.shp", "where", "no feature", "correct");
    options.where = "CITY = ";
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_E_USAGE);
    assert_non_null(strstr(f->err.text, "not understood: "));
    options.where = "NOWHERE = 1";
    assert_int_equal(stream_all(f, &options, taken, &summary), LT_E_USAGE);
    assert_non_null(strstr(f->err.text, "NOWHERE"));
    free(taken);
}

/* --- threads ---- */

static enum lt_status write_down(void *context, const struct lt_feature *feature,
                                 struct lt_error *err)
{
    struct lt_text *text = context;
    (void)err;
    lt_text_printf(text, "%llu %s %lu %u %d %a %a", (unsigned long long)feature->sequence,
                   feature->attr[LT_ATTR_ID], (unsigned long)feature->unit, feature->flags,
                   (int)feature->unjudged, feature->gross_m2, feature->net_m2);
    for (uint32_t i = 0; i < feature->shape.n_points; i++) {
        lt_text_printf(text, " %a,%a", feature->shape.points[i].x, feature->shape.points[i].y);
    }
    lt_text_add(text, "\n");
    return LT_OK;
}

/* Everything that a reading says, as one text. */
static char *said(struct fixture *f, const char *file, unsigned threads)
{
    struct lt_text text = {0};
    struct reading *r = reading_of(f, file, "DLTB", LT_LAYER_PARCEL);
    r->config.limit_features = 100000;
    r->reader.threads = threads;
    r->reader.take = write_down;
    r->reader.context = &text;
    lt_diagnostics_finish(&f->diagnostics);
    assert_int_equal(lt_diagnostics_init(&f->diagnostics, &f->err), LT_OK);
    read_ok(f, r);
    for (size_t i = 0; i < f->diagnostics.count; i++) {
        const struct lt_diagnostic *d = &f->diagnostics.items[i];
        lt_text_printf(&text, "%s %s %s %s %a\n", d->code, d->feature, d->field, d->found,
                       d->area_m2);
    }
    lt_text_printf(&text, "%llu %llu %a %a\n", (unsigned long long)r->summary.features,
                   (unsigned long long)r->summary.judged, r->summary.gross_m2,
                   r->summary.not_judged_m2);
    free(r);
    assert_int_equal(lt_text_check(&text, &f->err), LT_OK);
    return text.data;
}

static void threads_change_nothing(void **state)
{
    enum { ROWS = 5000, WKT = 200 };
    struct fixture *f = *state;
    struct fixture_row *rows = calloc(ROWS, sizeof *rows);
    char(*wkt)[WKT] = calloc(ROWS, sizeof *wkt);
    char(*ids)[TEXT] = calloc(ROWS, sizeof *ids);
    for (int i = 0; i < ROWS; i++) {
        const double x = WEST + 20 + i % 97 * 10, y = NORTH - 30 - i / 97 * 14, r = 4 + i % 5;
        const double turn = i % 31 == 0 ? -r : r; /* bow-ties */
        snprintf(wkt[i], WKT, "POLYGON ((%f %f,%f %f,%f %f,%f %f,%f %f))", x, y, x + r, y, x + turn,
                 y + r, x, y + r, x, y);
        snprintf(ids[i], TEXT, "%d", i % 400 == 7 ? 7 : 100000 + i);
        rows[i].wkt = i % 113 == 5 ? NULL : wkt[i];
        rows[i].values[0] = i % 57 == 3 ? NULL : ids[i];
        rows[i].values[1] = i % 41 == 2 ? "9999" : "0101";
        rows[i].values[2] = "4117020010010000000";
        rows[i].values[4] = i % 3 == 0 ? "55.5" : NULL;
        rows[i].values[5] = i % 9 == 0 ? "0.1" : NULL;
    }
    static const char *const drivers[][2] = {
        {"t.gpkg", "GPKG"}, {"t.shp", "ESRI Shapefile"}, {"t.fgb", "FlatGeobuf"}};
    for (size_t d = 0; d < sizeof drivers / sizeof *drivers; d++) {
        const struct fixture_layer layer = layer_of(drivers[d][0], drivers[d][1], 4526, rows, ROWS);
        fixture_write_layer(f, &layer);
        char *one = said(f, drivers[d][0], 1);
        assert_true(f->diagnostics.count > 500);
        for (unsigned threads = 2; threads <= 5; threads += 3) {
            char *many = said(f, drivers[d][0], threads);
            assert_string_equal(one, many);
            free(many);
        }
        free(one);
    }
    free(rows);
    free(wkt);
    free(ids);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_is_read_in_the_encoding_its_bytes_show),
        TEST(a_declaration_that_cannot_be_read_is_an_error),
        TEST(a_cut_last_character_is_dropped),
        TEST(one_bad_byte_does_not_change_the_encoding),
        TEST(control_characters_become_spaces),
        TEST(every_format_says_the_same),
        TEST(a_mapping_does_not_open_personal_data),
        TEST(a_mapping_does_not_open_what_another_schema_calls_personal),
        TEST(a_mapping_does_not_open_what_is_left_of_a_personal_name),
        TEST(names_that_are_cut_alike_are_told),
        TEST(ids_kept_as_doubles_are_refused),
        TEST(curve_types_are_polygons),
        TEST(fields_are_found_under_other_names),
        TEST(a_column_that_stands_twice),
        TEST(fields_are_carried_where_asked_for),
        TEST(faults_of_carried_fields_are_told_once),
        TEST(only_numbers_are_carried_as_numbers),
        TEST(unpublished_lengths_are_no_fault),
        TEST(attribute_faults_are_told),
        TEST(personal_data_stays_behind),
        TEST(holes_follow_their_shell_and_turn_the_other_way),
        TEST(broken_shapes_are_repaired_within_the_bound_or_not_judged),
        TEST(texts_have_a_limit),
        TEST(holes_larger_than_their_shell_take_nothing_away),
        TEST(degrees_come_to_the_rasters_zone),
        TEST(wgs84_is_taken_and_told),
        TEST(long_edges_are_densified_alike_from_both_sides),
        TEST(long_edges_of_many_features_have_a_limit),
        TEST(features_off_the_raster_are_told),
        TEST(features_go_to_the_county_of_their_code_or_of_their_ground),
        TEST(any_layer_reads_plainly),
        TEST(layers_come_in_chunks),
        TEST(conditions_choose_features),
        TEST(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
