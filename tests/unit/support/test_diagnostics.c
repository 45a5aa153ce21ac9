/* Diagnostics as people read them. */
#include "support/lt_test.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/diagnostics.h"
#include "support/text.h"

static bool ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Every code that stands in the sources has a title in both languages, and in Chinese something to do. */
static void test_every_code_is_in_the_catalogue(void **state)
{
    (void)state;
    FILE *codes = popen("cd '" LT_SOURCE_DIR "/pipeline' && grep -rhoE --include='*.c' "
                        "'\"(area|config|crs|field|file|geometry|gpkg|id|layer|legend|raster|rule|"
                        "sample|schema|shapefile|store|text|topology|unit|yaml)\\.[a-z_]+\"' . | "
                        "tr -d '\"' | grep -v 'yaml$' | sort -u",
                        "r");
    assert_non_null(codes);
    char code[128];
    size_t count = 0;
    struct lt_text buffer = {0};
    while (fgets(code, sizeof code, codes) != NULL) {
        code[strcspn(code, "\n")] = '\0';
        const struct lt_diagnostic item = {.code = code,
                                           .layer = "",
                                           .feature = "",
                                           .field = "",
                                           .found = "",
                                           .expected = "",
                                           .action = "do so"};
        if (ascii(lt_diagnostic_title(code, true)) ||
            strcmp(lt_diagnostic_title(code, false), code) == 0 ||
            ascii(lt_diagnostic_say(&item, LT_PART_ACTION, true, &buffer))) {
            fail_msg("%s is not in the catalogue", code);
        }
        assert_string_equal(lt_diagnostic_say(&item, LT_PART_ACTION, false, &buffer), "do so");
        count++;
    }
    assert_int_equal(pclose(codes), 0);
    assert_true(count > 80);
    lt_text_finish(&buffer);
}

static void test_wording_in_chinese(void **state)
{
    (void)state;
    static const struct {
        enum lt_diagnostic_part part;
        const char *en, *zh;
    } texts[] = {
        {LT_PART_LAYER, "parcels DLTB.shp", "地类图斑 DLTB.shp"},
        {LT_PART_LAYER, "raster 2025H1.tif", "影像 2025H1.tif"},
        {LT_PART_LAYER, "parcelsX.shp", "parcelsX.shp"},
        {LT_PART_FIELD, "geometry", "图形"},
        {LT_PART_FIELD, "TBMJ", "TBMJ"},
        {LT_PART_FOUND, "53898.66 m² filed", "登记面积 53898.66 平方米"},
        {LT_PART_EXPECTED, "48123.80 m² on the ellipsoid, within 48.12 m²",
         "椭球面积 48123.80 平方米，允许差 48.12 平方米"},
        {LT_PART_FOUND, "3699.34 m2 shared with 411702210100000041",
         "与 411702210100000041 重叠 3699.34 平方米"},
        {LT_PART_FOUND, ".dbf has 12 bytes: truncated", ".dbf 只有 12 字节，不完整"},
        {LT_PART_EXPECTED, "column TBDLMJ or MJ", "字段 TBDLMJ 或 MJ"},
        {LT_PART_FOUND, "county 3.00 m2, parcels 2.00 m2, overlaps 0.00 m2, not covered 1.00 m2",
         "县界 3.00 平方米，图斑 2.00 平方米，重叠 0.00 平方米，未覆盖 1.00 平方米"},
        {LT_PART_FOUND, "other bytes", "内容已变"}, /* "* bytes" fits too */
        {LT_PART_FOUND, "a* strange {1} text", "a* strange {1} text"},
        {LT_PART_FOUND, "{9} m² filed", "登记面积 {9} 平方米"},
        {LT_PART_FOUND, "", ""},
        {LT_PART_ACTION, "was put to the county below it, 411728; fill the code",
         "已按重叠面积归入 411728；请补填县级代码"},
        {LT_PART_ACTION, "words that no one has translated", "更正代码"},
    };
    struct lt_text buffer = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct lt_diagnostic item = {.code = "field.code",
                                           .layer = texts[i].en,
                                           .field = texts[i].en,
                                           .found = texts[i].en,
                                           .expected = texts[i].en,
                                           .action = texts[i].en};
        assert_string_equal(lt_diagnostic_say(&item, texts[i].part, true, &buffer), texts[i].zh);
        assert_string_equal(lt_diagnostic_say(&item, texts[i].part, false, &buffer), texts[i].en);
    }
    lt_text_finish(&buffer);
}

/* An id with a line break forges a second line of the log, one with ESC takes over the terminal, and bytes that are
 * not UTF-8 make a workbook unreadable. */
static void test_strangers_text_is_made_harmless(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_diagnostics list;
    assert_ok(lt_diagnostics_init(&list, &err));
    const struct lt_diagnostic item = {.code = "id.duplicate",
                                       .feature = "4117\n\x1b[2J\x7f",
                                       .found = "code '\xE6\xB1'",
                                       .expected = "\xFF\xE6\xB1\x9D\xE5"};
    assert_ok(lt_diagnostics_add(&list, &item, &err));
    assert_string_equal(list.items[0].feature, "4117  [2J ");
    assert_string_equal(list.items[0].found, "code '?\?'");
    assert_string_equal(list.items[0].expected, "?\xE6\xB1\x9D?");
    lt_diagnostics_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_is_in_the_catalogue),
        cmocka_unit_test(test_wording_in_chinese),
        cmocka_unit_test(test_strangers_text_is_made_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
