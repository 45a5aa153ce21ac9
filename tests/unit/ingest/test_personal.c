/* Numbers of people in what a county writes: left out however they are written, and nothing else is. */
#include <string.h>

#include "ingest/ingest_review.h"
#include "support/lt_test.h"
#include "support/text.h"

static void gives(const char *text, const char *wanted)
{
    struct lt_text kept = {0};
    const bool dropped = ingest_without_personal(text, &kept);
    assert_false(kept.failed);
    assert_string_equal(kept.data == NULL ? "" : kept.data, wanted);
    assert_int_equal(dropped, strcmp(text, wanted) != 0);
    lt_text_finish(&kept);
}

static void test_numbers_of_people_are_left_out(void **state)
{
    (void)state;
    gives("电话13803961234。", "电话〔…〕。");
    gives("电话0396-2912345", "电话〔…〕");
    gives("138 0396 1234", "〔…〕");
    gives("138\u30000396\u30001234", "〔…〕");
    gives("138·0396·1234", "〔…〕");
    gives("０３９６－２９１２３４５", "〔…〕");
    gives("手机１３８０３９６１２３４，王", "手机〔…〕，王");
    gives("412801 19800101 123X", "〔…〕");
    gives("41280119800101123x。", "〔…〕。");
    gives("４１２８０１１９８００１０１１２３Ｘ", "〔…〕");
    gives("2026-01-01 13803961234", "2026-01-01 〔…〕");
    gives("1990-11-12345", "〔…〕"); /* no day */
    gives("2026-13-0112", "〔…〕");
}

static void test_days_and_figures_stay(void **state)
{
    (void)state;
    gives("", "");
    gives("2026-01-01", "2026-01-01");
    gives("2026-01-01-2026-06-30", "2026-01-01-2026-06-30");
    gives("2026-01-01 2026-06-30", "2026-01-01 2026-06-30");
    gives("２０２６－０１－０１－２０２６－０６－３０",
          "２０２６－０１－０１－２０２６－０６－３０");
    gives("面积1234.50亩，涉及3户；苗木 12 株", "面积1234.50亩，涉及3户；苗木 12 株");
    gives("12345  67890", "12345  67890"); /* two blanks: two figures */
    gives("－1 X 2x", "－1 X 2x");
    gives("\xEF", "\xEF"); /* bytes that are no text are nobody's number */
    gives("1\xEF\xBC", "1\xEF\xBC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_of_people_are_left_out),
        cmocka_unit_test(test_days_and_figures_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
