/* review.html: alone, escaped, the same bytes, and what is asked of the ground around the cases. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/evidence.h"
#include "outputs_fixture.h"
#include "outputs_folder.h"
#include "support/arena.h"

static const char *write_and_read(struct fixture *f, const char *folder, size_t *ret_size)
{
    struct lt_error err = {0};
    assert_ok(lt_write_review_page(&f->model, folder, &err));
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
    const char *const html = write_and_read(&f, folder, &size);
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
    const char *html = write_and_read(&f, folder, &size);
    assert_non_null(strstr(html, "\"key\":\"city_result\""));
    assert_non_null(strstr(html, "\"code\":411724"));
    assert_non_null(
        strstr(html, "\"key\":\"review_result\",\"title\":\"核查结果\",\"type\":\"word\""));
    f.model.city = f.units[0];
    f.ledger.case_count = 3; /* its own */
    html = write_and_read(&f, folder, &size);
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

/* Cases of 120 m, 300 m apart, on cells of 10 m: a tile of 640 m and a margin of 100 m. */
static void test_ground_is_asked_for_once(void **state)
{
    (void)state;
    static struct lt_class classes[] = {{.name_zh = "小麦<", .name_en = "wheat", .rgb = {1, 2, 3}}};
    static const struct lt_legend legend = {.count = 1, .classes = classes};
    struct asked asked = {.legend = &legend};
    const struct lt_case_teller teller = {tell, look, &asked};
    struct fixture f;
    char folder[64];
    size_t size, again;
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    f.model.teller = &teller;
    f.grid.origin_x = 38500000;
    f.grid.origin_y = 3700000;
    folder_make(folder);
    const char *const html = write_and_read(&f, folder, &size);
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
    const char *const second = write_and_read(&f, folder, &again);
    assert_int_equal(size, again);
    assert_memory_equal(html, second, size);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_none_in_public_and_without_cases(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char folder[64], path[128];
    size_t size;
    fixture_create(&f, FIXTURE_PUBLIC);
    folder_make(folder);
    assert_ok(lt_write_review_page(&f.model, folder, &err));
    snprintf(path, sizeof path, "%s/review.html", folder);
    assert_int_equal(access(path, F_OK), -1);
    fixture_destroy(&f);
    fixture_create(&f, FIXTURE_EMPTY);
    assert_non_null(strstr(write_and_read(&f, folder, &size), "\"cases\":0,\"open\":0,"));
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_of_data_is_no_markup),
        cmocka_unit_test(test_county_has_its_own),
        cmocka_unit_test(test_ground_is_asked_for_once),
        cmocka_unit_test(test_none_in_public_and_without_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
