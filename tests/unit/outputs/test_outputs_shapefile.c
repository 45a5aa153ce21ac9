/* violations.shp, re-opened by OGR and by hand. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gdal.h>
#include <ogr_api.h>

#include "outputs_fixture.h"
#include "outputs_folder.h"
#include "support/arena.h"
#include "support/files.h"

static GDALDatasetH open_shapefile(const char *folder, OGRLayerH *ret_layer)
{
    char path[256];
    snprintf(path, sizeof path, "%s/violations.shp", folder);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    *ret_layer = GDALDatasetGetLayer(dataset, 0);
    return dataset;
}

static void test_records_are_the_open_cases(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    OGRLayerH layer;
    GDALDatasetH dataset = open_shapefile(folder, &layer);
    /* cases 1, 4, 5 of the fixture: 30 + 15 + 20 mu; UNPROVEN and EXEMPT stay out */
    assert_int_equal(OGR_L_GetFeatureCount(layer, TRUE), 3);
    OGRFeatureH feature = OGR_L_GetFeature(layer, 0);
    const char *expected[][2] = {{"AJBH", "411702-2026H1-00001"},
                                 {"GZMC", "永久基本农田种植林果"},
                                 {"RDJG", "疑似"},
                                 {"SJXZ", "新增"},
                                 {"XZQMC", "驿城区"},
                                 {"SCFXQ", "2026H1"},
                                 {"HCJG", ""},
                                 {"MJM", "30.00"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const int field = OGR_F_GetFieldIndex(feature, expected[i][0]);
        assert_true(field >= 0);
        assert_string_equal(OGR_F_GetFieldAsString(feature, field), expected[i][1]);
    }
    assert_near(OGR_F_GetFieldAsDouble(feature, OGR_F_GetFieldIndex(feature, "MJ")), 20000, 0);
    /* 120² − 10² + 30² of the drawn rectangle with its hole and second part */
    assert_near(OGR_G_Area(OGR_F_GetGeometryRef(feature)), 15200, 1e-6);
    assert_int_equal(wkbFlatten(OGR_G_GetGeometryType(OGR_F_GetGeometryRef(feature))),
                     wkbMultiPolygon);
    OGR_F_Destroy(feature);
    double sum = 0;
    OGR_L_ResetReading(layer);
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        sum += OGR_F_GetFieldAsDouble(feature, OGR_F_GetFieldIndex(feature, "MJ"));
        OGR_F_Destroy(feature);
    }
    assert_near(sum, f.model.city.cases_open_m2, 0.015);
    GDALClose(dataset);
    folder_remove(folder);
    fixture_destroy(&f);
}

/* ESRI Shapefile Technical Description: outer rings clockwise, holes the other way. */
static void test_rings_run_as_shapefiles_want(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    size_t size;
    const unsigned char *const data = folder_read(&f, folder, "violations.shp", &size);
    int32_t rings, points, parts[3];
    memcpy(&rings, data + 100 + 8 + 36, 4);
    memcpy(&points, data + 100 + 8 + 40, 4);
    assert_int_equal(rings, 3);
    assert_int_equal(points, 15);
    memcpy(parts, data + 100 + 8 + 44, sizeof parts);
    int outer = 0, holes = 0;
    for (int r = 0; r < 3; r++) {
        const int end = r == 2 ? points : parts[r + 1];
        double twice = 0, first[2] = {0, 0};
        for (int i = parts[r]; i + 1 < end; i++) {
            double xy[4];
            memcpy(xy, data + 100 + 8 + 44 + 12 + 16 * i, sizeof xy);
            if (i == parts[r]) {
                memcpy(first, xy, sizeof first);
            }
            twice +=
                (xy[0] - first[0]) * (xy[3] - first[1]) - (xy[2] - first[0]) * (xy[1] - first[1]);
        }
        outer += twice < 0;
        holes += twice > 0;
    }
    assert_int_equal(outer, 2);
    assert_int_equal(holes, 1);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_gbk_and_date_in_the_dbf(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    size_t size;
    const unsigned char *dbf = folder_read(&f, folder, "violations.dbf", &size);
    assert_memory_equal(dbf + 1, "\x7e\x07\x01", 3);             /* 2026-07-01: years since 1900 */
    assert_int_equal(dbf[29], 0x4d);                             /* LDID of CP936 */
    assert_non_null(folder_find(dbf, size, "\xd2\xc9\xcb\xc6")); /* 疑似 in GBK */
    assert_string_equal((const char *)folder_read(&f, folder, "violations.cpg", &size), "GBK");
    assert_non_null(strstr((const char *)folder_read(&f, folder, "violations.prj", &size), "38"));
    folder_remove(folder);
    fixture_destroy(&f);
}

/* 㐂 and 𠮷 are not in GBK: everything goes to UTF-8, and a note says so. */
static void test_falls_back_to_utf8(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    OGRLayerH layer;
    GDALDatasetH dataset = open_shapefile(folder, &layer);
    OGRFeatureH feature = OGR_L_GetFeature(layer, 0);
    assert_string_equal(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "TBBSM")),
                        "㐂𠮷村");
    OGR_F_Destroy(feature);
    /* 200 characters of three bytes: cut at 254 bytes on a character boundary, 84 characters */
    feature = OGR_L_GetFeature(layer, 1);
    const char *const approval =
        OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "PZWH"));
    assert_int_equal(strlen(approval), 252);
    assert_string_equal(approval + 249, "批");
    OGR_F_Destroy(feature);
    GDALClose(dataset);
    size_t size;
    assert_memory_equal(folder_read(&f, folder, "violations.cpg", &size), "UTF-8", 5);
    const char *const note = (const char *)folder_read(&f, folder, "violations.txt", &size);
    assert_non_null(strstr(note, "无法用 GBK 表示"));
    assert_non_null(strstr(note, "截短"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_gbk_cuts_between_characters(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    f.ledger.cases[0].parcel_id = "1"; /* now everything fits GBK: 200 bytes hold 100 characters */
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    OGRLayerH layer;
    GDALDatasetH dataset = open_shapefile(folder, &layer);
    OGRFeatureH feature = OGR_L_GetFeature(layer, 1);
    assert_int_equal(strlen(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "PZWH"))),
                     300);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_empty_is_valid(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, FIXTURE_EMPTY);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    OGRLayerH layer;
    GDALDatasetH dataset = open_shapefile(folder, &layer);
    assert_int_equal(OGR_L_GetFeatureCount(layer, TRUE), 0);
    assert_int_equal(wkbFlatten(OGR_L_GetGeomType(layer)), wkbPolygon);
    assert_non_null(OGR_L_GetSpatialRef(layer));
    assert_int_equal(OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer)), (int)f.schema.field_count);
    GDALClose(dataset);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_model_and_ledger_must_agree(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    f.model.city.cases_open_m2 += 1;
    assert_int_equal(lt_write_shapefile(&f.model, folder, &err), LT_E_BUG);
    assert_int_equal(lt_write_geopackage(&f.model, folder, &err), LT_E_BUG);
    assert_int_equal(lt_write_workbook(&f.model, folder, &err), LT_E_BUG);
    folder_is_empty(&f, folder);
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    GDALAllRegister();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_the_open_cases),
        cmocka_unit_test(test_rings_run_as_shapefiles_want),
        cmocka_unit_test(test_gbk_and_date_in_the_dbf),
        cmocka_unit_test(test_falls_back_to_utf8),
        cmocka_unit_test(test_gbk_cuts_between_characters),
        cmocka_unit_test(test_empty_is_valid),
        cmocka_unit_test(test_model_and_ledger_must_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
