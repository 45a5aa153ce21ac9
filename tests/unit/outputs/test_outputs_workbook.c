/* summary.xlsx, re-opened by GDAL's XLSX driver and by hand; and the terminal summary. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>

#include "outputs_fixture.h"
#include "outputs_folder.h"

static GDALDatasetH open_workbook(const char *folder)
{
    char path[128];
    snprintf(path, sizeof path, "%s/summary.xlsx", folder);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    return dataset;
}

/* A cell by zero-based row and column; with HEADERS=DISABLE the first row is a row. */
static void cell(GDALDatasetH dataset, const char *sheet, int row, int column, char out[256])
{
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, sheet);
    assert_non_null(layer);
    OGRFeatureH feature = OGR_L_GetFeature(layer, row + 1);
    assert_non_null(feature);
    snprintf(out, 256, "%s", OGR_F_GetFieldAsString(feature, column));
    OGR_F_Destroy(feature);
}

static void test_sheets_and_cells(void **state)
{
    (void)state;
    static const char *const sheets[] = {"概况", "县区", "底线", "规则",
                                         "图斑", "台账", "质量", "诊断"};
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], text[256];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(folder);
    assert_ok(lt_write_workbook(&f.model, folder, &err));
    GDALDatasetH dataset = open_workbook(folder);
    assert_int_equal(GDALDatasetGetLayerCount(dataset), 8);
    for (int i = 0; i < 8; i++) {
        assert_string_equal(OGR_L_GetName(GDALDatasetGetLayer(dataset, i)), sheets[i]);
    }
    /* header + three cases, columns as in the schema */
    assert_int_equal(OGR_L_GetFeatureCount(GDALDatasetGetLayerByName(dataset, "图斑"), TRUE), 4);
    cell(dataset, "图斑", 0, 0, text);
    assert_string_equal(text, "图斑编号");
    cell(dataset, "图斑", 1, 14, text);
    assert_string_equal(text, "㐂𠮷村");
    cell(dataset, "图斑", 2, 14, text);
    assert_string_equal(text, "=cmd|' /C calc'!A0");
    double sum = 0;
    for (int row = 1; row <= 3; row++) {
        cell(dataset, "图斑", row, 18, text);
        sum += strtod(text, NULL);
    }
    assert_near(sum, f.model.city.cases_open_m2, 0.015);
    cell(dataset, "县区", 1, 10, text); /* the city's line: open suspects */
    assert_string_equal(text, "3");
    cell(dataset, "县区", 2, 1, text);
    assert_string_equal(text, "驿城<区>&");
    cell(dataset, "底线", 1, 3, text);
    assert_string_equal(text, "970");
    cell(dataset, "底线", 1, 4, text);
    assert_string_equal(text, "文件规定");
    cell(dataset, "底线", 3, 4, text);
    assert_string_equal(text, "配置（非文件规定）");
    cell(dataset, "台账", 1, 22, text); /* closing, mu: 30 + 15 + 20 */
    assert_near(strtod(text, NULL), 65, 1e-9);
    cell(dataset, "诊断", 1, 6, text);
    assert_string_equal(text, "=1+1");
    GDALClose(dataset);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_no_formula_and_a_list_to_choose_from(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], path[160];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(folder);
    assert_ok(lt_write_workbook(&f.model, folder, &err));
    static char xml[1 << 20];
    for (int i = 1; i <= 8; i++) {
        snprintf(path, sizeof path, "/vsizip/%s/summary.xlsx/xl/worksheets/sheet%d.xml", folder, i);
        VSILFILE *const stream = VSIFOpenL(path, "rb");
        assert_non_null(stream);
        const size_t size = VSIFReadL(xml, 1, sizeof xml - 1, stream);
        xml[size] = '\0';
        VSIFCloseL(stream);
        assert_null(strstr(xml, "<f>"));
        assert_null(strstr(xml, "hyperlink"));
        if (i == 5) {
            assert_non_null(strstr(xml, "<formula1>\"属实,不属实,合法,已整改,其他\"</formula1>"));
            assert_non_null(strstr(xml, "<autoFilter"));
            assert_non_null(strstr(xml, "state=\"frozen\""));
        }
    }
    snprintf(path, sizeof path, "/vsizip/%s/summary.xlsx/docProps/core.xml", folder);
    VSILFILE *const stream = VSIFOpenL(path, "rb");
    assert_non_null(stream);
    xml[VSIFReadL(xml, 1, sizeof xml - 1, stream)] = '\0';
    VSIFCloseL(stream);
    assert_non_null(strstr(xml, "2026-07-01T00:00:00Z"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_no_nan_and_no_broken_text(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    f.units[0].grain_share.low = NAN;
    assert_int_equal(lt_write_workbook(&f.model, folder, &err), LT_E_BUG);
    f.units[0].grain_share.low = 0.5;
    f.units[0].name = "\xc1\xb8\xcc\xef"; /* GBK */
    assert_int_equal(lt_write_workbook(&f.model, folder, &err), LT_E_BUG);
    folder_is_empty(&f, folder);
    folder_remove(folder);
    fixture_destroy(&f);
}

/* Cells that charts show are looked up by a program of its own. */
static void test_charts_show_the_cells(void **state)
{
    (void)state;
    static const unsigned options[] = {0, FIXTURE_ENGLISH, FIXTURE_PUBLIC, FIXTURE_EMPTY};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct fixture f;
        char folder[64], command[256];
        struct lt_error err = {0};
        fixture_create(&f, options[i]);
        folder_make(folder);
        assert_ok(lt_write_workbook(&f.model, folder, &err));
        snprintf(command, sizeof command, "python3 %s/tests/cases/check_charts.py %s/summary.xlsx",
                 LT_SOURCE_DIR, folder);
        assert_int_equal(system(command), 0);
        folder_remove(folder);
        fixture_destroy(&f);
    }
}

static void test_public_has_no_cases(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64];
    fixture_create(&f, FIXTURE_PUBLIC | FIXTURE_ENGLISH);
    folder_make(folder);
    assert_ok(lt_write_workbook(&f.model, folder, &err));
    GDALDatasetH dataset = open_workbook(folder);
    assert_int_equal(GDALDatasetGetLayerCount(dataset), 6);
    assert_null(GDALDatasetGetLayerByName(dataset, "cases"));
    assert_null(GDALDatasetGetLayerByName(dataset, "diagnostics"));
    GDALClose(dataset);
    folder_remove(folder);
    fixture_destroy(&f);
}

static enum lt_status keep(void *ctx, const char *text, struct lt_error *err)
{
    (void)err;
    char **const into = ctx;
    *into = strdup(text);
    return LT_OK;
}

static void test_terminal_summary(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char *text = NULL;
    fixture_create(&f, 0);
    assert_ok(lt_write_summary(&f.model, keep, &text, &err));
    assert_non_null(strstr(text, "粮食生产功能区划定面积 976.00 万亩，底线 970.00 万亩：达标"));
    assert_non_null(strstr(text, "秋季尚须完成 1,040.00–1,100.00 万亩"));
    assert_non_null(strstr(text, "在册疑似图斑 3 个、65.00 亩，其中严重 2 个、45.00 亩"));
    assert_non_null(strstr(text, "本期新增 1 个、30.00 亩"));
    free(text);
    f.model.first_run = true;
    assert_ok(lt_write_summary(&f.model, keep, &text, &err));
    assert_null(strstr(text, "本期新增")); /* the first period prints no increment */
    assert_non_null(strstr(text, "不判增量"));
    free(text);
    fixture_destroy(&f);
    fixture_create(&f, FIXTURE_ENGLISH);
    assert_ok(lt_write_summary(&f.model, keep, &text, &err));
    assert_non_null(strstr(text, "Open suspects: 3 (65.00 mu), of them grave 2 (45.00 mu)"));
    free(text);
    fixture_destroy(&f);
}

int main(void)
{
    GDALAllRegister();
    CPLSetConfigOption("OGR_XLSX_HEADERS", "DISABLE");
    CPLSetConfigOption("OGR_XLSX_FIELD_TYPES", "STRING");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sheets_and_cells),
        cmocka_unit_test(test_no_formula_and_a_list_to_choose_from),
        cmocka_unit_test(test_no_nan_and_no_broken_text),
        cmocka_unit_test(test_charts_show_the_cells),
        cmocka_unit_test(test_public_has_no_cases),
        cmocka_unit_test(test_terminal_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
