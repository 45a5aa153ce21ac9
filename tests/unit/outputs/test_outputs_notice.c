/* notice.pdf and maps/: read back with poppler's programs. */
#include "support/lt_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outputs/outputs_draw.h"
#include "outputs/outputs_map.h"
#include "outputs_fixture.h"
#include "outputs_folder.h"
#include "support/arena.h"

enum { TEXT_MOST = 1 << 20 };

/* What a program prints of a file. */
static char *told(struct fixture *f, const char *command)
{
    char *const text = lt_arena_alloc(f->arena, TEXT_MOST);
    FILE *const stream = popen(command, "r");
    assert_non_null(text);
    assert_non_null(stream);
    text[fread(text, 1, TEXT_MOST - 1, stream)] = '\0';
    assert_int_equal(pclose(stream), 0);
    return text;
}

/* The text of a PDF without the breaks of its lines and pages. */
static char *text_of(struct fixture *f, const char *folder, const char *name)
{
    char command[256];
    snprintf(command, sizeof command, "pdftotext -raw %s/%s - | tr -d ' \\n\\f'", folder, name);
    return told(f, command);
}

static char *write_and_read(struct fixture *f, const char *folder)
{
    struct lt_error err = {0};
    assert_ok(lt_write_notice(&f->model, folder, &err));
    return text_of(f, folder, "notice.pdf");
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word)) {
        count++;
    }
    return count;
}

static void assert_says(const char *text, const char *word)
{
    if (strstr(text, word) == NULL) {
        print_error("not said: %s\n", word);
        fail();
    }
}

static void test_figures_of_the_model(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, 0);
    folder_make(folder);
    const char *const text = write_and_read(&f, folder);
    assert_says(text, "关于驻马店市（示意）2026年上半年");
    assert_says(text, "草稿，未经签发");
    assert_says(text, "2026-04-12至2026-05-08");
    assert_says(text, "在册疑似图斑3个、65.00亩，其中严重2个、45.00亩");
    assert_says(text, "须待秋季影像");
    assert_says(text, "未提供审批备案图层");
    assert_says(text, "不列表扬和约谈名单"); /* nothing is confirmed in the report's tables */
    assert_says(text, "附件2");
    /* conclusions stand first */
    assert_true(strstr(text, "主要结论") < strstr(text, "影像日期、口径与分母"));
    assert_null(strstr(text, "nan"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_fonts_are_embedded(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64], command[256];
    struct lt_error err = {0};
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_notice(&f.model, folder, &err));
    assert_ok(lt_write_maps(&f.model, folder, &err));
    static const char *const names[] = {"notice.pdf", "maps/city.pdf", "maps/411702.pdf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        /* name, type (two words), encoding, emb, sub, uni … */
        snprintf(command, sizeof command,
                 "pdffonts %s/%s | awk 'NR > 2 {n++; if ($(NF-4) != \"yes\" || $(NF-2) != \"yes\") "
                 "bad++} "
                 "END {print (n > 1 && !bad) ? \"good\" : \"bad\"}'",
                 folder, names[i]);
        assert_string_equal(told(&f, command), "good\n");
    }
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_long_tables_repeat_their_heads(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    folder_make(folder);
    const char *const text = write_and_read(&f, folder);
    assert_says(text, "此处列前30行，共252行，全部见summary.xlsx");
    /* every continued page of the list bears its head */
    const size_t heads = occurrences(text, "图斑编号县区问题");
    assert_true(heads >= 2);
    assert_true(occurrences(text, "（续表）") >= heads - 1);
    folder_remove(folder);
    fixture_destroy(&f);
}

/* No word reaches out of the page's margins: programs tell where each stands. */
static void assert_inside(struct fixture *f, const char *folder, const char *name)
{
    char command[512];
    snprintf(
        command, sizeof command,
        "pdftotext -bbox %s/%s - | LC_ALL=C awk -F'\"' '/<page/ {w = $2; h = $4} /<word/ {n++; "
        "if ($2 < 40 || $4 < 30 || $6 > w - 40 || $8 > h - 30) {print; bad++}} "
        "END {print (n > 20 && !bad) ? \"inside\" : \"outside\"}'",
        folder, name);
    assert_string_equal(told(f, command), "inside\n");
}

static void test_ten_thousand_cases_and_long_names(void **state)
{
    (void)state;
    static const unsigned options[] = {FIXTURE_CROWD, FIXTURE_CROWD | FIXTURE_ENGLISH,
                                       FIXTURE_EMPTY};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct fixture f;
        char folder[64];
        struct lt_error err = {0};
        fixture_create(&f, options[i]);
        folder_make(folder);
        const char *const text = write_and_read(&f, folder);
        assert_ok(lt_write_maps(&f.model, folder, &err));
        if (options[i] == FIXTURE_CROWD) {
            assert_says(text, "此处列前30行，共10,002行，全部见summary.xlsx");
            const char *const map = text_of(&f, folder, "maps/411702.pdf");
            assert_says(map, "未标注编号，见summary.xlsx");
            assert_says(map, "耕地种植状况与疑似图斑分布图");
        }
        assert_inside(&f, folder, "notice.pdf");
        assert_inside(&f, folder, "maps/city.pdf");
        assert_inside(&f, folder, "maps/411702.pdf");
        folder_remove(folder);
        fixture_destroy(&f);
    }
}

static void write_notice_and_maps(struct fixture *f, const char *folder)
{
    struct lt_error err = {0};
    assert_ok(lt_write_notice(&f->model, folder, &err));
    assert_ok(lt_write_maps(&f->model, folder, &err));
}

static void test_same_bytes_in_any_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"notice.pdf", "maps/city.pdf", "maps/city.png",
                                        "maps/411702.pdf", "maps/411702.png"};
    assert_same_in_any_locale(write_notice_and_maps, names, sizeof names / sizeof *names);
}

static void test_public_profile_has_no_places(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    struct lt_error err = {0};
    fixture_create(&f, FIXTURE_PUBLIC);
    folder_make(folder);
    const char *const text = write_and_read(&f, folder);
    assert_ok(lt_write_maps(&f.model, folder, &err));
    assert_false(lt_folder_exists(lt_path_join(f.arena, folder, "maps")));
    assert_null(strstr(text, "411702-2026H1-"));
    assert_null(strstr(text, "附件2"));
    assert_says(text, "公开版不附地图");
    assert_says(text, "审图号");
    assert_says(text, "正阳县"); /* county totals stay */
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_first_run_prints_no_increment(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_FIRST_RUN);
    folder_make(folder);
    const char *const text = write_and_read(&f, folder);
    assert_says(text, "本期为首期监测，没有可比的往期观测，不作增量判断");
    assert_null(strstr(text, "本期新增1个"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_empty_and_english(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_EMPTY | FIXTURE_ENGLISH);
    folder_make(folder);
    const char *const text = write_and_read(&f, folder);
    assert_says(text, "Opensuspects:0(0.00mu)");
    assert_says(text, "Draft,notissued");
    assert_null(strstr(text, "亩"));
    assert_null(strstr(text, "附件"));
    assert_null(strstr(text, "nan"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_a_map_tells_its_counties(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    struct lt_error err = {0};
    fixture_create(&f, 0);
    folder_make(folder);
    assert_ok(lt_write_maps(&f.model, folder, &err));
    const char *const city = text_of(&f, folder, "maps/city.pdf");
    assert_says(city, "正阳县");
    assert_says(city, "北");
    assert_says(city, "底线970.00万亩");
    const char *const county = text_of(&f, folder, "maps/411702.pdf");
    assert_says(county, "疑似（严重）");
    assert_says(county, "2026H1-00001"); /* a case by its number */
    folder_remove(folder);
    fixture_destroy(&f);
}

/* --- parts --- */

static void test_a_character_without_a_glyph_is_told(void **state)
{
    (void)state;
    struct lt_type *type;
    struct lt_error err = {0};
    uint32_t codes[4];
    assert_ok(lt_type_create(&type, &err));
    const struct lt_style style = {.face = LT_FACE_SONG, .size = 10};
    /* a private character, twice; one that the font has; a control character; markup stays text */
    PangoLayout *const layout = lt_type_lay(type, "\xEE\x80\x81村\x01<b>\xEE\x80\x81", &style, 0);
    assert_string_equal(pango_layout_get_text(layout), "〔U+E001〕村<b>〔U+E001〕");
    assert_int_equal(pango_layout_get_unknown_glyphs_count(layout), 0);
    g_object_unref(layout);
    assert_int_equal(lt_type_missing(type, codes, 4), 1);
    assert_int_equal(codes[0], 0xE001);
    assert_ok(lt_type_check(type, &err));
    lt_type_destroy(type);
}

static bool overlap(const struct lt_box *a, const struct lt_box *b)
{
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

static void test_names_do_not_collide(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena;
    const struct lt_box bounds = {0, 0, 300, 200};
    size_t placed = 0;
    assert_ok(lt_arena_create(&arena, &err));
    struct lt_labels labels = lt_labels_open(arena, 40);
    for (int i = 0; i < 40; i++) { /* crowded at one place, then in a corner */
        const struct lt_point at = i < 30 ? (struct lt_point){150, 100} : (struct lt_point){1, 1};
        struct lt_point centre;
        placed += lt_labels_place(&labels, at, 40, 12, 90, &bounds, &centre);
    }
    assert_true(placed > 10 && placed < 40); /* some find room, not all */
    assert_int_equal(labels.count, placed);
    for (size_t i = 0; i < labels.count; i++) {
        const struct lt_box *const box = &labels.boxes[i];
        assert_true(box->min_x >= 0 && box->max_x <= 300 && box->min_y >= 0 && box->max_y <= 200);
        for (size_t j = 0; j < i; j++) {
            assert_false(overlap(box, &labels.boxes[j]));
        }
    }
    lt_arena_destroy(arena);
}

/* However many symbols there are, no name covers one: 600 of them leave gaps of 8 × 6, too small for a name of 10. */
static void test_names_cover_no_symbol(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena;
    struct lt_point centre;
    const struct lt_box bounds = {0, 0, 300, 200};
    assert_ok(lt_arena_create(&arena, &err));
    struct lt_labels labels = lt_labels_open(arena, 601);
    for (int i = 0; i < 600; i++) {
        const double x = 10 * (i % 30), y = 10 * (double)(i / 30);
        lt_labels_block(&labels, (struct lt_box){x, y, x + 2, y + 4});
    }
    assert_false(
        lt_labels_place(&labels, (struct lt_point){255, 195}, 10, 6, 60, &bounds, &centre));
    assert_true(lt_labels_place(&labels, (struct lt_point){256, 197}, 7, 5, 60, &bounds, &centre));
    assert_near(centre.x, 256, 1e-9);
    lt_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_of_the_model),
        cmocka_unit_test(test_fonts_are_embedded),
        cmocka_unit_test(test_long_tables_repeat_their_heads),
        cmocka_unit_test(test_ten_thousand_cases_and_long_names),
        cmocka_unit_test(test_same_bytes_in_any_locale),
        cmocka_unit_test(test_public_profile_has_no_places),
        cmocka_unit_test(test_first_run_prints_no_increment),
        cmocka_unit_test(test_empty_and_english),
        cmocka_unit_test(test_a_map_tells_its_counties),
        cmocka_unit_test(test_a_character_without_a_glyph_is_told),
        cmocka_unit_test(test_names_do_not_collide),
        cmocka_unit_test(test_names_cover_no_symbol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
