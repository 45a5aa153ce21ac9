/* liangtian.gpkg, re-opened by OGR and by SQLite. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sqlite3.h>

#include "outputs_fixture.h"
#include "outputs_folder.h"

static double ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const double value = sqlite3_column_double(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static sqlite3 *open_database(const char *folder)
{
    char path[128];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/liangtian.gpkg", folder);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return db;
}

static void count_complaint(CPLErr class, CPLErrorNum number, const char *text)
{
    (void)number;
    if (class >= CE_Warning) {
        print_error("%s\n", text);
        ++*(int *)CPLGetErrorHandlerUserData();
    }
}

/* Every layer and table reads without a word of complaint. */
static void test_ogr_has_nothing_to_say(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], path[128];
    int complaints = 0;
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    snprintf(path, sizeof path, "%s/liangtian.gpkg", folder);
    CPLPushErrorHandlerEx(count_complaint, &complaints);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    assert_int_equal(GDALDatasetGetLayerCount(dataset), 10);
    for (int i = 0; i < 10; i++) {
        OGRFeatureH feature;
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
            OGR_F_Destroy(feature);
        }
    }
    GDALClose(dataset);
    CPLPopErrorHandler();
    assert_int_equal(complaints, 0);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_layers_as_ogr_sees_them(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int count;
    } layers[] = {{"counties", 2},   {"zones", 2},    {"pbf", 3},    {"parcels", 6},
                  {"violations", 3}, {"unproven", 1}, {"exempt", 1}, {"LQDKZT", 2}};
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], path[128];
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    snprintf(path, sizeof path, "%s/liangtian.gpkg", folder);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        OGRLayerH layer = GDALDatasetGetLayerByName(dataset, layers[i].name);
        assert_non_null(layer);
        assert_int_equal(OGR_L_GetFeatureCount(layer, TRUE), layers[i].count);
        const char *const crs = OSRGetAuthorityCode(OGR_L_GetSpatialRef(layer), NULL);
        assert_string_equal(crs, "4526");
        assert_true(OGR_L_TestCapability(layer, OLCFastSpatialFilter)); /* the R-tree is seen */
    }
    OGRLayerH violations = GDALDatasetGetLayerByName(dataset, "violations");
    OGRFeatureH feature = OGR_L_GetFeature(violations, 1);
    assert_near(OGR_G_Area(OGR_F_GetGeometryRef(feature)), 15200, 1e-6);
    assert_string_equal(OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "finding")),
                        "SUSPECT");
    assert_string_equal(
        OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "finding_title")), "疑似");
    assert_false(
        OGR_F_IsFieldSetAndNotNull(feature, OGR_F_GetFieldIndex(feature, "review_result")));
    OGR_F_Destroy(feature);
    /* a filter through the R-tree finds the second county's cases alone */
    OGR_L_SetSpatialFilterRect(violations, 38540000, 3650000, 38590000, 3670000);
    assert_int_equal(OGR_L_GetFeatureCount(violations, TRUE), 2);
    GDALClose(dataset);
    folder_remove(folder);
    fixture_destroy(&f);
}

/* Editing through OGR keeps the R-tree in step: the triggers are right. */
static void test_triggers_follow_an_edit(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], path[128];
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    snprintf(path, sizeof path, "%s/liangtian.gpkg", folder);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "violations");
    assert_int_equal(OGR_L_DeleteFeature(layer, 1), OGRERR_NONE);
    OGRFeatureH feature = OGR_L_GetFeature(layer, 2);
    OGR_F_SetFieldString(feature, OGR_F_GetFieldIndex(feature, "review_result"), "属实");
    assert_int_equal(OGR_L_SetFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(dataset);
    sqlite3 *db = open_database(folder);
    assert_near(ask(db, "SELECT count(*) FROM rtree_violations_geom"), 2, 0);
    assert_near(ask(db, "SELECT count(*) FROM violations WHERE review_result='属实'"), 1, 0);
    sqlite3_close(db);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_totals_and_styles(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], command[256];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(folder);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    sqlite3 *db = open_database(folder);
    assert_near(ask(db, "SELECT total(area_m2) FROM violations"), f.model.city.cases_open_m2,
                0.015);
    assert_near(ask(db, "SELECT total(net_m2) FROM parcels"), 60000, 0);
    assert_near(ask(db, "SELECT count(*) FROM violations WHERE parcel='㐂𠮷村'"), 1, 0);
    assert_near(ask(db,
                    "SELECT count(*) FROM parcels WHERE verdict='BELOW' AND state_h1='grain' AND"
                    " state_h1_title='种粮' AND verdict_title='疑似问题'"),
                2, 0);
    /* words are for programs, titles for people, in every layer alike */
    assert_near(ask(db, "SELECT count(*) FROM parcels WHERE reason='unseen' AND "
                        "reason_title='云或无影像覆盖' AND verdict='UNDECIDED' AND "
                        "verdict_title='待定'"),
                2, 0);
    assert_near(ask(db, "SELECT count(*) FROM unproven WHERE reason='one_date' AND "
                        "reason_title='仅一个时相' AND finding='UNPROVEN' AND time IS NULL"),
                1, 0);
    assert_near(ask(db, "SELECT count(*) FROM gpkg_contents WHERE identifier LIKE '%违法%'"), 0, 0);
    assert_near(ask(db, "SELECT count(*) FROM layer_styles WHERE f_table_name='violations' AND "
                        "styleQML LIKE '%value=\"NEW\"%label=\"新增\"%'"),
                1, 0);
    assert_near(
        ask(db, "SELECT count(*) FROM layer_styles WHERE update_time='2026-07-01T00:00:00.000Z'"),
        9, 0);
    assert_near(
        ask(db, "SELECT count(*) FROM gpkg_contents WHERE last_change='2026-07-01T00:00:00.000Z'"),
        10, 0);
    assert_near(ask(db, "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%CREATE VIRTUAL%' AND "
                        "sql NOT LIKE '%rtree%'"),
                0, 0);
    /* GDAL 3.6 does not read titles of columns; newer ones and ArcGIS do, QGIS takes the style's */
    assert_near(ask(db, "SELECT count(*) FROM gpkg_data_columns WHERE table_name='violations' AND "
                        "column_name='area_mu' AND title='面积（亩）'"),
                1, 0);
    assert_near(
        ask(db, "SELECT count(*) FROM layer_styles WHERE styleQML LIKE '%<alias %地类编码%'"), 5,
        0);
    assert_near(ask(db, "PRAGMA application_id"), 0x47504B47, 0);
    /* each style is well-formed XML and names the layer's states */
    sqlite3_stmt *styles;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT f_table_name, styleQML FROM layer_styles", -1,
                                        &styles, NULL),
                     SQLITE_OK);
    while (sqlite3_step(styles) == SQLITE_ROW) {
        char path[128];
        const char *const qml = (const char *)sqlite3_column_text(styles, 1);
        snprintf(path, sizeof path, "%s/style.xml", folder);
        assert_ok(lt_file_write(path, qml, strlen(qml), &err));
        snprintf(command, sizeof command,
                 "command -v xmllint >/dev/null || exit 0; xmllint --noout --nonet %s", path);
        assert_int_equal(system(command), 0);
    }
    sqlite3_finalize(styles);
    sqlite3_close(db);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_empty_and_public(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, FIXTURE_EMPTY);
    folder_make(folder);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    sqlite3 *db = open_database(folder);
    assert_near(ask(db, "SELECT count(*) FROM violations"), 0, 0);
    assert_near(ask(db, "SELECT min_x IS NULL FROM gpkg_contents WHERE table_name='violations'"), 1,
                0);
    sqlite3_close(db);
    folder_remove(folder);
    fixture_destroy(&f);

    fixture_create(&f, FIXTURE_PUBLIC); /* no geometry leaves the office */
    folder_make(folder);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    folder_is_empty(&f, folder);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_rows_must_be_the_models(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    f.model.city.sums.parcels++;
    assert_int_equal(lt_write_geopackage(&f.model, folder, &err), LT_E_BUG);
    folder_is_empty(&f, folder);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_streams_fast(void **state)
{
    (void)state;
    if (getenv("LT_SLOW") == NULL) {
        print_message("skipped: 200,000 parcels; set LT_SLOW to run it\n");
        skip();
    }
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, FIXTURE_BIG);
    folder_make(folder);
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_ok(lt_write_geopackage(&f.model, folder, &err));
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("200,000 parcels in %.1f s\n",
                  (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec));
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    GDALAllRegister();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ogr_has_nothing_to_say),
        cmocka_unit_test(test_layers_as_ogr_sees_them),
        cmocka_unit_test(test_triggers_follow_an_edit),
        cmocka_unit_test(test_totals_and_styles),
        cmocka_unit_test(test_empty_and_public),
        cmocka_unit_test(test_rows_must_be_the_models),
        cmocka_unit_test(test_streams_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
