/* The violation layer where one file would be larger than programs read, and the list of what its columns cannot hold. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

#include "liangtian/county_report.h"
#include "outputs/outputs_shapefile.h"
#include "outputs_fixture.h"
#include "outputs_folder.h"
#include "support/arena.h"
#include "support/files.h"

/* --- sizes near 2³¹, without the files --- */

/* A table of 55 columns and rows of 3,500 bytes: 32 + 55 · 32 + 1 before the first row, 1 after the last. */
static const struct lt_dbf_shape table = {.head = 1793, .row = 3500};

struct plan {
    struct lt_arena *arena;
    struct lt_case *cases;
    struct lt_book_cases list;
    struct lt_shapefile_parts parts;
};

/* `count` cases of rings of `points` points; the first `of_first` in county 411702, the others in 411724. */
static enum lt_status make_plan(struct plan *plan, size_t count, size_t of_first, uint32_t points)
{
    struct lt_error err = {0};
    *plan = (struct plan){0};
    assert_ok(lt_arena_create(&plan->arena, &err));
    plan->cases = lt_arena_array(plan->arena, count, sizeof *plan->cases);
    plan->list.items = lt_arena_array(plan->arena, count, sizeof *plan->list.items);
    plan->list.count = count;
    for (size_t i = 0; i < count; i++) {
        struct lt_case *const one = &plan->cases[i];
        one->unit = i < of_first ? 411702 : 411724;
        one->shape = (struct lt_shape){.n_rings = 1, .n_points = points};
        snprintf(one->id, sizeof one->id, "%u-2026H1-%07u", one->unit, (unsigned)i);
        plan->list.items[i] = one;
    }
    return lt_shapefile_plan(&plan->list, &table, LT_SHAPEFILE_LIMIT, plan->arena, &plan->parts,
                             &err);
}

/* ⌊(2147483647 − 1794) / 3500⌋ = 613566 rows of the table: one file; one more, and there are two. */
static void test_rows_up_to_two_gigabytes(void **state)
{
    (void)state;
    struct plan plan;
    assert_int_equal(LT_OK, make_plan(&plan, 613566, 613566, 5));
    assert_int_equal(plan.parts.count, 1);
    assert_string_equal(plan.parts.items[0].stem, "violations");
    assert_int_equal(plan.parts.items[0].dbf, 2147482794);
    assert_int_equal(plan.parts.items[0].shp, 83445076); /* 100 + 613566 · (8 + 44 + 4 + 5 · 16) */
    lt_arena_destroy(plan.arena);

    assert_int_equal(LT_OK, make_plan(&plan, 613567, 613567, 5));
    assert_int_equal(plan.parts.count, 2);
    assert_string_equal(plan.parts.items[0].stem, "violations-411702-1");
    assert_int_equal(plan.parts.items[0].cases.count, 613566);
    assert_string_equal(plan.parts.items[1].stem, "violations-411702-2");
    assert_int_equal(plan.parts.items[1].cases.count, 1);
    assert_int_equal(plan.parts.items[1].dbf, 5294);
    lt_arena_destroy(plan.arena);

    assert_int_equal(LT_OK, make_plan(&plan, 613567, 400000, 5));
    assert_int_equal(plan.parts.count, 2);
    assert_string_equal(plan.parts.items[0].stem, "violations-411702");
    assert_int_equal(plan.parts.items[0].cases.count, 400000);
    assert_string_equal(plan.parts.items[1].stem, "violations-411724");
    assert_int_equal(plan.parts.items[1].cases.count, 213567);
    lt_arena_destroy(plan.arena);
}

/* Of polygons with 1,000,000 points, 16,000,056 bytes each, 134 go into a .shp. */
static void test_points_up_to_two_gigabytes(void **state)
{
    (void)state;
    struct plan plan;
    assert_int_equal(LT_OK, make_plan(&plan, 134, 134, 1000000));
    assert_int_equal(plan.parts.count, 1);
    assert_int_equal(plan.parts.items[0].shp, 2144007604);
    lt_arena_destroy(plan.arena);
    assert_int_equal(LT_OK, make_plan(&plan, 140, 135, 1000000));
    assert_int_equal(plan.parts.count, 3);
    assert_string_equal(plan.parts.items[1].stem, "violations-411702-2");
    assert_string_equal(plan.parts.items[2].stem, "violations-411724");
    assert_int_equal(plan.parts.items[2].cases.count, 5);
    lt_arena_destroy(plan.arena);
    assert_int_equal(make_plan(&plan, 3, 3, 134217727), LT_E_LIMIT); /* 56 + 16 · 2²⁷ − 16 each */
    lt_arena_destroy(plan.arena);
}

/* --- small files --- */

enum { SMALL = 40000 };

static uint64_t bytes_of(const char *folder, const char *stem, const char *ending)
{
    char path[256];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s%s", folder, stem, ending);
    assert_int_equal(stat(path, &info), 0);
    return (uint64_t)info.st_size;
}

struct found {
    const char *ids[512];
    size_t count;
    double area_m2;
};

static void read_part(struct fixture *f, const char *folder, const char *stem, struct found *found)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s.shp", folder, stem);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    assert_string_equal(OGR_L_GetName(layer), stem);
    OGRFeatureH feature;
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        const char *const id =
            OGR_F_GetFieldAsString(feature, OGR_F_GetFieldIndex(feature, "AJBH"));
        assert_true(found->count < 512);
        assert_non_null(OGR_F_GetGeometryRef(feature));
        /* a part holds its county's cases alone */
        assert_int_equal(strncmp(id, stem + strlen("violations-"), 6), 0);
        found->ids[found->count++] = lt_arena_text(f->arena, id);
        found->area_m2 += OGR_F_GetFieldAsDouble(feature, OGR_F_GetFieldIndex(feature, "MJ"));
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}

static void test_parts_hold_every_case_once(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    struct lt_shapefile_set set;
    struct found found = {0};
    char folder[64];
    size_t size;
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    folder_make(folder);
    assert_ok(lt_shapefile_write(&f.model, folder, SMALL, f.arena, &set, &err));
    assert_true(set.stem_count > 10);
    assert_string_equal(set.stems[0], "violations-411702-1");
    assert_string_equal(set.stems[set.stem_count - 1], "violations-411724");
    for (size_t i = 0; i < set.stem_count; i++) {
        assert_true(bytes_of(folder, set.stems[i], ".shp") <= SMALL);
        assert_true(bytes_of(folder, set.stems[i], ".dbf") <= SMALL);
        read_part(&f, folder, set.stems[i], &found);
    }
    /* 250 + 1 in the one county, 2 in the other; the cases' order, none twice */
    assert_int_equal(found.count, 253);
    for (size_t i = 1; i < found.count; i++) {
        assert_true(strcmp(found.ids[i - 1], found.ids[i]) < 0);
    }
    assert_near(found.area_m2, f.model.city.cases_open_m2, 0.01 * 253);
    /* every file that is told of is there, and no other */
    char **names;
    size_t count;
    assert_ok(lt_folder_list(folder, f.arena, &names, &count, &err));
    assert_int_equal(count, set.name_count);
    const char *const xml =
        (const char *)folder_read(&f, folder, "violations-411702-2.shp.xml", &size);
    assert_non_null(strstr(xml, "liangtian-411700-2026H1-violations-411702-2"));
    assert_non_null(strstr(xml, "驿城区（第 2 部分）"));
    const char *const key = (const char *)folder_read(&f, folder, "violations.txt", &size);
    assert_non_null(strstr(key, "  violations-411702-1.shp  驿城区（第 1 部分）  "));
    assert_non_null(strstr(key, "  violations-411724.shp  "));
    assert_memory_equal(folder_read(&f, folder, "violations-411724.cpg", &size), "GBK", 3);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void write_parts(struct fixture *f, const char *folder)
{
    struct lt_error err = {0};
    struct lt_shapefile_set set;
    assert_ok(lt_shapefile_write(&f->model, folder, SMALL / 4, f->arena, &set, &err));
    assert_int_equal(set.stem_count, 2);
}

static void test_parts_in_the_same_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"violations-411702.shp", "violations-411702.dbf",
                                        "violations-411724.shx", "violations-411724.shp.xml",
                                        "violations.txt",        "violations-cut.csv"};
    assert_same_in_any_locale(write_parts, names, sizeof names / sizeof *names);
}

static void test_a_failure_leaves_no_part(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    struct lt_shapefile_set set;
    char folder[64], taken[128];
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    folder_make(folder);
    snprintf(taken, sizeof taken, "%s/violations-411724.shp.xml", folder);
    assert_ok(lt_folder_make(taken, &err)); /* where the last part's record should go */
    assert_int_equal(lt_shapefile_write(&f.model, folder, SMALL, f.arena, &set, &err), LT_E_IO);
    assert_ok(lt_folder_remove(taken, &err));
    folder_is_empty(&f, folder);
    folder_remove(folder);
    fixture_destroy(&f);
}

static bool in_package(char **names, const char *name)
{
    return CSLFindString((CSLConstList)names, name) >= 0;
}

/* A county's package goes by the same limit: its layer is one file, or its parts with a style each. */
static void test_packages_hold_the_parts(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], zip[128];
    const struct lt_county_form form = {0};
    struct lt_review_pages *pages;
    fixture_create(&f, FIXTURE_MANY_GRAVE | FIXTURE_ODD_TEXT);
    f.model.county_form = &form;
    folder_make(folder);
    assert_ok(lt_review_pages_create(&f.model, &pages, &err));
    assert_ok(lt_packages_write(&f.model, pages, folder, SMALL, &err));
    lt_review_pages_destroy(pages);
    snprintf(zip, sizeof zip, "/vsizip/%s/packages/411702.zip", folder);
    char **names = VSIReadDir(zip);
    assert_true(in_package(names, "violations-411702-1.shp"));
    assert_true(in_package(names, "violations-411702-2.dbf"));
    assert_true(in_package(names, "violations-411702-2.qml"));
    assert_true(in_package(names, "violations-411702-2.shp.xml"));
    assert_true(in_package(names, "violations.txt"));
    assert_true(in_package(names, "violations-cut.csv"));
    assert_false(in_package(names, "violations.shp"));
    assert_false(in_package(names, "violations.qml"));
    CSLDestroy(names);
    snprintf(zip, sizeof zip, "/vsizip/%s/packages/411724.zip", folder);
    names = VSIReadDir(zip);
    assert_true(in_package(names, "violations.shp"));
    assert_true(in_package(names, "violations.qml"));
    assert_false(in_package(names, "violations-411724.shp"));
    CSLDestroy(names);
    folder_remove(folder);
    fixture_destroy(&f);
}

/* --- what the columns cannot hold --- */

static const char head_zh[] = "\xEF\xBB\xBF图斑编号,字段,字段名称,问题,GBK "
                              "没有的字,全文字节数,字段字节数,全文\r\n";

/* "批" two hundred times; the column takes 200 bytes of GBK, in UTF-8 254. */
static void add_approval(char *line, size_t size, const char *before)
{
    size_t at = (size_t)snprintf(line, size, "%s", before);
    for (int i = 0; i < 200; i++) {
        memcpy(line + at + 3 * i, "批", 3);
    }
    snprintf(line + at + 600, size - at - 600, "\r\n");
}

static void test_every_cut_is_listed_whole(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], line[1024], whole[2048];
    size_t size;
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    add_approval(line, sizeof line, "411724-2026H1-00004,PZWH,批准文号,截短,,600,254,");
    snprintf(whole, sizeof whole,
             "%s411702-2026H1-00001,TBBSM,地类图斑标识码,GBK 没有的字,㐂 U+3402 𠮷 "
             "U+20BB7,10,60,㐂𠮷村\r\n%s",
             head_zh, line);
    assert_string_equal((const char *)folder_read(&f, folder, "violations-cut.csv", &size), whole);
    const char *key = (const char *)folder_read(&f, folder, "violations.txt", &size);
    assert_non_null(strstr(key, "截短的属性值：1\r\n"));
    assert_non_null(strstr(key, "无法用 GBK 表示的属性值：1\r\n"));
    assert_non_null(strstr(key, "violations-cut.csv"));
    folder_remove(folder);

    f.ledger.cases[0].parcel_id = "1"; /* now all is GBK, where a character takes two bytes */
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    add_approval(line, sizeof line, "411724-2026H1-00004,PZWH,批准文号,截短,,400,200,");
    snprintf(whole, sizeof whole, "%s%s", head_zh, line);
    assert_string_equal((const char *)folder_read(&f, folder, "violations-cut.csv", &size), whole);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_nothing_cut_no_list(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], path[128];
    size_t size;
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_shapefile(&f.model, folder, &err));
    snprintf(path, sizeof path, "%s/violations-cut.csv", folder);
    assert_false(lt_file_exists(path));
    assert_null(
        strstr((const char *)folder_read(&f, folder, "violations.txt", &size), "violations-cut"));
    folder_remove(folder);
    fixture_destroy(&f);
}

/* 10,000 cases with a text of 600 bytes each: 10,000 lines beside the head. */
static void test_ten_thousand_cuts(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    struct lt_dbf_text text;
    struct lt_dbf_faults faults;
    struct lt_book_cases cases;
    char folder[64];
    size_t size, lines = 0;
    fixture_create(&f, FIXTURE_CROWD | FIXTURE_ODD_TEXT);
    folder_make(folder);
    f.ledger.cases[0].parcel_id = "1";
    for (size_t i = 0; i < f.ledger.case_count; i++) {
        f.ledger.cases[i].approval = f.ledger.cases[3].approval;
    }
    assert_ok(lt_book_select(&f.model, LT_BOOK_VIOLATIONS, f.arena, &cases, &err));
    assert_ok(lt_dbf_text_open(&f.model, &cases, &text, &err));
    assert_ok(lt_dbf_list_faults(&text, &cases, lt_path_join(f.arena, folder, "violations-cut.csv"),
                                 &faults, &err));
    assert_int_equal(faults.beyond_gbk, 0);
    /* of each case the approval; of those of one county its name of 60 characters too */
    const unsigned char *const csv = folder_read(&f, folder, "violations-cut.csv", &size);
    for (size_t i = 0; i < size; i++) {
        lines += csv[i] == '\n';
    }
    assert_int_equal(lines, faults.cut + 1);
    assert_true(faults.cut >= cases.count && cases.count == 10003);
    lt_dbf_text_close(&text);
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    GDALAllRegister();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_up_to_two_gigabytes),
        cmocka_unit_test(test_points_up_to_two_gigabytes),
        cmocka_unit_test(test_parts_hold_every_case_once),
        cmocka_unit_test(test_parts_in_the_same_bytes),
        cmocka_unit_test(test_a_failure_leaves_no_part),
        cmocka_unit_test(test_packages_hold_the_parts),
        cmocka_unit_test(test_every_cut_is_listed_whole),
        cmocka_unit_test(test_nothing_cut_no_list),
        cmocka_unit_test(test_ten_thousand_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
