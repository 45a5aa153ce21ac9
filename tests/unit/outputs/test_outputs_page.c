/* review.html: alone, escaped, the same bytes, and what is asked of the ground around the cases. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/evidence.h"
#include "outputs_fixture.h"
#include "outputs_folder.h"
#include "support/arena.h"

/* The page of a county; 0: the city's. */
static const char *write_and_read(struct fixture *f, uint32_t county, const char *folder,
                                  size_t *ret_size)
{
    struct lt_error err = {0};
    struct lt_review_pages *pages;
    assert_ok(lt_review_pages_create(&f->model, &pages, &err));
    assert_ok(lt_review_pages_write(pages, county, folder, &err));
    lt_review_pages_destroy(pages);
    return (const char *)folder_read(f, folder, "review.html", ret_size);
}

static void test_text_of_data_is_no_markup(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    size_t size;
    fixture_create(&f, FIXTURE_ODD_TEXT);
    f.config.mark = "</script><script>alert(1)</script><!--";
    folder_make(folder);
    const char *const html = write_and_read(&f, 0, folder, &size);
    assert_null(strstr(html, "<script>alert"));
    assert_null(strstr(html, "驿城<区>"));
    assert_non_null(strstr(html, "驿城\\u003c区>&"));
    assert_non_null(strstr(
        html, "\"mark\":\"\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u003c!--\""));
    assert_non_null(strstr(html, "\"cases\":3,\"open\":3,"));
    assert_non_null(strstr(html, "content=\"default-src 'none'; script-src 'sha256-"));
    assert_null(strstr(html, "unsafe"));
    folder_remove(folder);
    fixture_destroy(&f);
}

/* The whole city has the city's columns, a county's page has not, nor other counties. */
static void test_county_has_its_own(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    size_t size;
    fixture_create(&f, 0);
    folder_make(folder);
    const char *html = write_and_read(&f, 0, folder, &size);
    assert_non_null(strstr(html, "\"key\":\"city_result\""));
    assert_non_null(strstr(html, "\"code\":411724"));
    assert_non_null(
        strstr(html, "\"key\":\"review_result\",\"title\":\"核查结果\",\"type\":\"word\""));
    html = write_and_read(&f, f.units[0].unit, folder, &size);
    assert_null(strstr(html, "\"key\":\"city_result\""));
    assert_null(strstr(html, "411724"));
    folder_remove(folder);
    fixture_destroy(&f);
}

/* --- a teller in memory: every cell is of class (column + row) mod 2 --- */

struct asked {
    size_t told, looked;
    struct lt_box last;
    const struct lt_legend *legend;
};

static enum lt_status tell(void *context, const char *id, struct lt_arena *arena,
                           const char **ret_text, struct lt_error *err)
{
    struct asked *const asked = context;
    (void)err;
    asked->told++;
    *ret_text = lt_arena_printf(arena, "what is said of %s", id);
    return LT_OK;
}

static enum lt_status look(void *context, struct lt_box box, struct lt_arena *arena,
                           struct lt_panel ret_panels[LT_PANELS_MOST], size_t *ret_count,
                           struct lt_error *err)
{
    struct asked *const asked = context;
    (void)err;
    asked->looked++;
    asked->last = box;
    ret_panels[0] = (struct lt_panel){.period = 0, .image_from = "", .image_to = "", .gone = true};
    ret_panels[1] = (struct lt_panel){.period = 4052,
                                      .image_from = "2026-04-12",
                                      .image_to = "2026-05-08",
                                      .legend = asked->legend,
                                      .cells = {box.min_x, box.max_y, 10, 10, 64, 64},
                                      .codes = lt_arena_alloc(arena, 64 * 64)};
    *ret_count = 2;
    return LT_OK;
}

/* All cases lie on one parcel. */
static void parcel(void *context, const char *id, struct lt_shape *ret_shape,
                   uint64_t *ret_sequence)
{
    static const struct lt_point corners[] = {{0, 0}, {10, 0}, {10, 10}, {0, 0}};
    static const uint32_t ends[] = {4};
    (void)context, (void)id;
    *ret_shape = (struct lt_shape){.points = corners, .ring_end = ends, .n_rings = 1};
    *ret_sequence = 7;
}

/* Cases of 120 m, 300 m apart, on cells of 10 m: a tile of 640 m and a margin of 100 m. */
static void test_ground_is_asked_for_once(void **state)
{
    (void)state;
    static struct lt_class classes[] = {{.name_zh = "小麦<", .name_en = "wheat", .rgb = {1, 2, 3}}};
    static const struct lt_legend legend = {.count = 1, .classes = classes};
    struct asked asked = {.legend = &legend};
    const struct lt_case_teller teller = {tell, look, parcel, &asked};
    struct fixture f;
    char folder[64];
    size_t size, again;
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    f.model.teller = &teller;
    f.grid.origin_x = 38500000;
    f.grid.origin_y = 3700000;
    folder_make(folder);
    const char *const html = write_and_read(&f, 0, folder, &size);
    assert_int_equal(asked.told, 253); /* 250 grave, and three */
    const struct lt_grid *const grid = &f.grid;
    const double cols = (asked.last.max_x - asked.last.min_x) / grid->dx,
                 rows = (asked.last.max_y - asked.last.min_y) / grid->dy;
    assert_near(cols, 63.5, 1e-6);
    assert_near(rows, 63.5, 1e-6);
    size_t tiles = 0;
    const char *const ground = strstr(html, "<script id=\"data-ground\"");
    assert_non_null(ground);
    for (const char *at = ground; (at = strstr(at, ",\"eJ")) != NULL; at++) { /* a zlib stream */
        tiles++;
    }
    assert_int_equal(tiles, asked.looked);
    assert_true(tiles > 50 && tiles < 1000);
    assert_non_null(strstr(ground, "[\"小麦\\u003c\",1,2,3]"));
    assert_non_null(strstr(ground, "\"gone\":true"));
    assert_non_null(strstr(html, "\"with_ground\":253,\"texts\":true"));
    const char *const second = write_and_read(&f, 0, folder, &again);
    assert_int_equal(size, again);
    assert_memory_equal(html, second, size);
    folder_remove(folder);
    fixture_destroy(&f);
}

/* A county's page takes from the city's what is said and shown of its cases: nothing is asked for again. */
static void test_county_asks_for_nothing(void **state)
{
    (void)state;
    static const struct lt_legend legend = {0};
    struct asked asked = {.legend = &legend};
    const struct lt_case_teller teller = {tell, look, parcel, &asked};
    struct fixture f;
    struct lt_error err = {0};
    struct lt_review_pages *pages;
    char folder[64];
    size_t size;
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    f.model.teller = &teller;
    f.grid.origin_x = 38500000;
    f.grid.origin_y = 3700000;
    folder_make(folder);
    assert_ok(lt_review_pages_create(&f.model, &pages, &err));
    const size_t looked = asked.looked;
    assert_int_equal(asked.told, 253);
    assert_true(looked > 50);
    assert_ok(lt_review_pages_write(pages, 411702, folder, &err));
    const char *const html = (const char *)folder_read(&f, folder, "review.html", &size);
    assert_non_null(strstr(html, "\"cases\":251,\"open\":251,"));
    assert_non_null(strstr(html, "<script id=\"data-texts\" type=\"application/json\">[[32,\"eJ"));
    assert_non_null(strstr(html, "\"with_ground\":251,\"texts\":true"));
    assert_int_equal(asked.told, 253);
    assert_int_equal(asked.looked, looked);
    lt_review_pages_destroy(pages);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_none_in_public_and_without_cases(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    struct lt_review_pages *pages;
    char folder[64], path[128];
    size_t size;
    fixture_create(&f, FIXTURE_PUBLIC);
    folder_make(folder);
    assert_ok(lt_review_pages_create(&f.model, &pages, &err));
    assert_null(pages);
    assert_ok(lt_review_pages_write(pages, 0, folder, &err));
    snprintf(path, sizeof path, "%s/review.html", folder);
    assert_int_equal(access(path, F_OK), -1);
    fixture_destroy(&f);
    fixture_create(&f, FIXTURE_EMPTY);
    assert_non_null(strstr(write_and_read(&f, 0, folder, &size), "\"cases\":0,\"open\":0,"));
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_of_data_is_no_markup),
        cmocka_unit_test(test_county_has_its_own),
        cmocka_unit_test(test_ground_is_asked_for_once),
        cmocka_unit_test(test_county_asks_for_nothing),
        cmocka_unit_test(test_none_in_public_and_without_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
