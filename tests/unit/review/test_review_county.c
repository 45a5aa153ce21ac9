/* A county's report into the ledger: whole or not at all, once, the last one stands. */
#include "lt_scene.h"

#include <stdlib.h>

#include "liangtian/county_report.h"
#include "liangtian/review.h"

static struct lt_form_item items[] = {
    {.key = "county", .kind = LT_ANSWER_COUNTY, .required = true},
    {.key = "half_year", .kind = LT_ANSWER_PERIOD, .required = true},
    {.key = "reported_on", .kind = LT_ANSWER_DATE, .required = true},
    {.key = "checked", .kind = LT_ANSWER_COUNT, .required = true},
    {.key = "founded", .kind = LT_ANSWER_COUNT, .at_most = "checked"},
    {.key = "cleared", .kind = LT_ANSWER_COUNT, .at_most = "checked", .with = "founded"},
    {.key = "problems", .kind = LT_ANSWER_TEXT},
    {.key = "next_due", .kind = LT_ANSWER_DATE, .after = "reported_on", .ahead = true},
};
enum { ITEMS = sizeof items / sizeof *items };
enum { COUNTY, HALF_YEAR, REPORTED_ON, CHECKED, FOUNDED, CLEARED, PROBLEMS, NEXT_DUE };
static struct lt_county_form form = {.items = items, .count = ITEMS};

struct desk {
    struct scene scene;
    struct lt_diagnostics list;
    struct lt_review_tally tally;
    struct lt_ledger before[8];
    size_t count;
};

static void desk_begin(struct desk *desk)
{
    struct lt_error err;
    memset(desk, 0, sizeof *desk);
    for (size_t i = 0; i < ITEMS; i++) {
        items[i].at_most = items[i].at_most == NULL ? "" : items[i].at_most;
        items[i].with = items[i].with == NULL ? "" : items[i].with;
        items[i].after = items[i].after == NULL ? "" : items[i].after;
    }
    scene_begin(&desk->scene);
    offends(&desk->scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    offends(&desk->scene, 1, PBF_ORCHARD, "P3", 40, 0, 5, 4);
    close_period(&desk->scene, "2025H1");
    assert_ok(lt_diagnostics_init(&desk->list, &err));
}

static void desk_end(struct desk *desk)
{
    lt_diagnostics_finish(&desk->list);
    for (size_t i = desk->count; i > 0; i--) {
        lt_ledger_finish(&desk->before[i - 1]);
    }
    scene_end(&desk->scene);
}

/* What the reader makes of a cell in which something else stands: it has told so. */
static const char unreadable[] = "";

/* Answers in the order of the form; NULL: the row is not there. */
static void take(struct desk *desk, const char *const answers[ITEMS], uint32_t county)
{
    struct lt_error err;
    struct lt_ledger next;
    struct lt_report_row rows[ITEMS];
    struct lt_county_report report = {.form = &form, .given = true, .file = "r.xlsx", .rows = rows};
    for (size_t i = 0; i < ITEMS; i++) {
        if (answers[i] != NULL) {
            rows[report.count++] = (struct lt_report_row){.number = i + 4,
                                                          .item = &items[i],
                                                          .answer = answers[i],
                                                          .value = strtod(answers[i], NULL),
                                                          .unreadable = answers[i] == unreadable};
            report.faults += answers[i] == unreadable;
        }
    }
    lt_diagnostics_finish(&desk->list);
    assert_ok(lt_diagnostics_init(&desk->list, &err));
    const struct lt_review_input input = {.ledger = &desk->scene.ledger,
                                          .actor = LT_ACTOR_COUNTY,
                                          .county = county,
                                          .today = "2025-09-30",
                                          .file = "r.xlsx",
                                          .report = &report};
    assert_ok(lt_review_apply(&input, &desk->list, &next, &desk->tally, &err));
    desk->before[desk->count++] = desk->scene.ledger;
    desk->scene.ledger = next;
    assert_ok(lt_ledger_verify(&desk->scene.ledger, &err));
}

static const char *const good[ITEMS] = {"411702", "2025H1", "2025-08-10", "5",
                                        "3",      "2",      "苗木",       "2025-12-31"};

static void test_taken_once_and_the_last_stands(void **state)
{
    struct desk desk;
    const char *later[ITEMS];
    (void)state;
    desk_begin(&desk);
    take(&desk, good, 0);
    assert_int_equal(desk.tally.reports_taken, 1);
    assert_int_equal(desk.tally.report_faults, 0);
    assert_int_equal(desk.scene.ledger.answer_count, ITEMS);
    assert_int_equal(desk.scene.ledger.answers[7].sequence, 8);
    take(&desk, good, 411702);
    assert_int_equal(desk.tally.reports_already, 1);
    assert_int_equal(desk.tally.reports_taken, 0);
    assert_int_equal(desk.scene.ledger.answer_count, ITEMS);
    memcpy(later, good, sizeof later);
    later[REPORTED_ON] = "2025-09-01";
    later[FOUNDED] = "2";
    later[CLEARED] = NULL;
    take(&desk, later, 0);
    assert_int_equal(desk.scene.ledger.answer_count, 2 * ITEMS - 1);
    assert_int_equal(desk.scene.ledger.answers[ITEMS].sequence, 9);
    const struct lt_standing_report stands =
        lt_standing_report_of(&desk.scene.ledger, 411702, desk.scene.ledger.answers[0].about);
    assert_int_equal(stands.count, ITEMS - 1);
    assert_string_equal(lt_standing_answer(&stands, "founded"), "2");
    assert_string_equal(lt_standing_answer(&stands, "cleared"), "");
    assert_null(lt_standing_report_of(&desk.scene.ledger, 411721, stands.answers->about).answers);
    take(&desk, good, 0); /* an old file, taken before: nothing is turned back */
    assert_int_equal(desk.tally.reports_already, 1);
    assert_int_equal(desk.scene.ledger.answer_count, 2 * ITEMS - 1);
    desk_end(&desk);
}

static void refuse(size_t item, const char *answer, const char *code, uint32_t county)
{
    struct desk desk;
    const char *answers[ITEMS];
    desk_begin(&desk);
    memcpy(answers, good, sizeof answers);
    answers[item] = answer;
    take(&desk, answers, county);
    assert_int_equal(desk.tally.reports_taken, 0);
    assert_int_equal(desk.tally.report_faults, 1);
    assert_int_equal(desk.scene.ledger.answer_count, 0);
    assert_int_equal(desk.list.count, 1);
    assert_string_equal(desk.list.items[0].code, code);
    if (answer != NULL) {
        char layer[32];
        snprintf(layer, sizeof layer, "reviews r.xlsx:%zu", item + 4);
        assert_string_equal(desk.list.items[0].layer, layer);
    }
    assert_string_equal(desk.list.items[0].field, items[item].key);
    desk_end(&desk);
}

static void test_what_cannot_be_true(void **state)
{
    (void)state;
    refuse(COUNTY, "411799", "county_report.county", 0);
    refuse(COUNTY, "411700", "county_report.county", 0); /* the city reports to nobody */
    refuse(COUNTY, "411702", "county_report.county", 411721);
    refuse(COUNTY, "", "review.missing", 0);
    refuse(HALF_YEAR, "2024H2", "county_report.period", 0);
    refuse(REPORTED_ON, "2025-10-01", "review.date", 0);
    refuse(REPORTED_ON, "2024-12-31", "review.date", 0);
    refuse(CHECKED, "", "review.missing", 0);
    refuse(CHECKED, NULL, "review.missing", 0);
    refuse(CLEARED, "3", "county_report.contradicts", 0); /* 3 + 3 > 5 */
    refuse(NEXT_DUE, "2025-08-09", "review.date", 0);
}

/* Areas of two decimals that agree to the last one: 0.10 + 0.20 = 0.30, though not in binary. */
static void test_a_true_sum_of_decimals_is_taken(void **state)
{
    struct desk desk;
    const char *answers[ITEMS];
    (void)state;
    for (size_t i = CHECKED; i <= CLEARED; i++) {
        items[i].kind = LT_ANSWER_AREA;
    }
    desk_begin(&desk);
    memcpy(answers, good, sizeof answers);
    answers[CHECKED] = "0.30";
    answers[FOUNDED] = "0.10";
    answers[CLEARED] = "0.21";
    take(&desk, answers, 0);
    assert_int_equal(desk.tally.report_faults, 1);
    assert_string_equal(desk.list.items[0].code, "county_report.contradicts");
    answers[CLEARED] = "0.20";
    take(&desk, answers, 0);
    assert_int_equal(desk.tally.report_faults, 0);
    assert_int_equal(desk.tally.reports_taken, 1);
    desk_end(&desk);
    for (size_t i = CHECKED; i <= CLEARED; i++) {
        items[i].kind = LT_ANSWER_COUNT;
    }
}

/* A at eight, B at nine, A once more at ten, all dated alike: the last word stands each time, and that it is one is told. */
static void test_of_one_day_the_last_word_stands(void **state)
{
    struct desk desk;
    const char *other[ITEMS];
    (void)state;
    desk_begin(&desk);
    memcpy(other, good, sizeof other);
    other[FOUNDED] = "2";
    const char *const *const order[] = {good, other, other, good, good, other};
    const struct {
        uint64_t taken, warnings;
        const char *stands;
    } wanted[] = {{1, 0, "3"}, {1, 0, "2"}, {0, 0, "2"}, {1, 1, "3"}, {0, 0, "3"}, {1, 1, "2"}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        take(&desk, order[i], 0);
        assert_int_equal(desk.tally.reports_taken, wanted[i].taken);
        assert_int_equal(desk.tally.reports_already, 1 - wanted[i].taken);
        assert_int_equal(desk.tally.report_faults, 0);
        assert_int_equal(desk.list.count, wanted[i].warnings);
        if (wanted[i].warnings > 0) {
            assert_string_equal(desk.list.items[0].code, "county_report.again");
            assert_int_equal(desk.list.items[0].severity, LT_WARNING);
        }
        const struct lt_standing_report stands =
            lt_standing_report_of(&desk.scene.ledger, 411702, desk.scene.ledger.answers[0].about);
        assert_int_equal(stands.count, ITEMS);
        assert_string_equal(lt_standing_answer(&stands, "founded"), wanted[i].stands);
    }
    assert_int_equal(desk.scene.ledger.answer_count, 4 * ITEMS);
    desk_end(&desk);
}

/* The reader has told of the cell; that it is empty is not said as well. */
static void test_an_unreadable_cell_is_told_once(void **state)
{
    struct desk desk;
    const char *answers[ITEMS];
    (void)state;
    desk_begin(&desk);
    memcpy(answers, good, sizeof answers);
    answers[CHECKED] = unreadable;
    take(&desk, answers, 0);
    assert_int_equal(desk.tally.report_faults, 1);
    assert_int_equal(desk.tally.reports_taken, 0);
    assert_int_equal(desk.list.count, 0);
    desk_end(&desk);
}

static void test_an_older_report_is_refused(void **state)
{
    struct desk desk;
    const char *older[ITEMS];
    (void)state;
    desk_begin(&desk);
    take(&desk, good, 0);
    memcpy(older, good, sizeof older);
    older[REPORTED_ON] = "2025-08-09";
    take(&desk, older, 0);
    assert_int_equal(desk.tally.report_faults, 1);
    assert_string_equal(desk.list.items[0].code, "county_report.older");
    older[COUNTY] = "411721"; /* another county's is another matter */
    take(&desk, older, 0);
    assert_int_equal(desk.tally.reports_taken, 1);
    desk_end(&desk);
}

static void test_an_untouched_form_says_nothing(void **state)
{
    struct desk desk;
    const char *const empty[ITEMS] = {"411702", "2025H1", "", "", "", "", "", ""};
    (void)state;
    desk_begin(&desk);
    take(&desk, empty, 0);
    assert_int_equal(desk.tally.reports, 0);
    assert_int_equal(desk.tally.report_faults, 0);
    assert_int_equal(desk.scene.ledger.answer_count, 0);
    desk_end(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken_once_and_the_last_stands),
        cmocka_unit_test(test_what_cannot_be_true),
        cmocka_unit_test(test_a_true_sum_of_decimals_is_taken),
        cmocka_unit_test(test_of_one_day_the_last_word_stands),
        cmocka_unit_test(test_an_unreadable_cell_is_told_once),
        cmocka_unit_test(test_an_older_report_is_refused),
        cmocka_unit_test(test_an_untouched_form_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
