/* The state machine: every cell of the table, and what images and the calendar do to cases that offices are handling. */
#include "lt_scene.h"

#define A1 "411702-2025H1-00001"
#define A2 "411702-2025H1-00002"
#define B1 "411702-2025H2-00001"
#define C1 "411702-2026H1-00001"

/* Rows: from. Columns: to, in the same order. Written down from the offices' chain 下发 → 核查举证 → 属实/不属实/合法 →
 * 整改中 → 已整改 → 县级验收 → 市级复核 → 销号, not from the program.
 *   .  nobody     R  the run alone     C  county and city     Y  the city alone
 *   B  run, county, city               Z  run and city */
static const char *const expected_table[LT_HANDLING_COUNT] = {
    /*                       I C F N L R O E P X T A V U D G - */
    /* I issued           */ "RCCCC...R......RR",
    /* C checking         */ ".RCCC..........RR",
    /* F founded          */ "..RCCC.C.CC....RR",
    /* N not founded      */ "..CRC.......YY.RR",
    /* L legal            */ "..CCR.......YY.RR",
    /* R rectifying       */ ".....ZRY.CC....RR",
    /* O overdue          */ ".....YRY.CC....RR",
    /* E exit planned     */ ".....CRZ.CC....RR",
    /* P proposed         */ "RCCCC...R......RR",
    /* X rectified        */ ".........R.C.B.RR",
    /* T rectified late   */ "..........RC.B.RR",
    /* A county accepted  */ "...........RYZ.RR",
    /* V city reviewed    */ "............RZYRR",
    /* U returned         */ ".CCCCC.C.CC..R.RR",
    /* D closed           */ "R.............R..",
    /* G ended            */ "...............R.",
    /* - in a book        */ "R..............RR",
};

static unsigned actors_of(char letter)
{
    switch (letter) {
    case 'R':
        return LT_ACTOR_RUN;
    case 'C':
        return LT_ACTOR_COUNTY | LT_ACTOR_CITY;
    case 'Y':
        return LT_ACTOR_CITY;
    case 'B':
        return LT_ACTOR_RUN | LT_ACTOR_COUNTY | LT_ACTOR_CITY;
    case 'Z':
        return LT_ACTOR_RUN | LT_ACTOR_CITY;
    default:
        return 0;
    }
}

static void test_every_cell_of_the_table(void **state)
{
    (void)state;
    for (int from = 0; from < LT_HANDLING_COUNT; from++) {
        assert_int_equal(strlen(expected_table[from]), LT_HANDLING_COUNT);
        for (int to = 0; to < LT_HANDLING_COUNT; to++) {
            const unsigned may =
                lt_case_may((enum lt_case_handling)from, (enum lt_case_handling)to);
            if (may != actors_of(expected_table[from][to])) {
                fail_msg("%s > %s: %u, expected '%c'",
                         lt_case_handling_name((enum lt_case_handling)from),
                         lt_case_handling_name((enum lt_case_handling)to), may,
                         expected_table[from][to]);
            }
        }
    }
}

/* Closing is the city's alone, and there is no way to it but through the city's review. */
static void test_only_the_city_closes(void **state)
{
    (void)state;
    for (int from = 0; from < LT_HANDLING_COUNT; from++) {
        const unsigned may = lt_case_may((enum lt_case_handling)from, LT_HANDLING_CLOSED);
        if (from == LT_HANDLING_CITY_REVIEWED) {
            assert_int_equal(may, LT_ACTOR_CITY);
        } else if (from != LT_HANDLING_CLOSED) {
            assert_int_equal(may, 0);
        }
        assert_int_equal(lt_case_may((enum lt_case_handling)from, LT_HANDLING_CITY_REVIEWED) &
                             LT_ACTOR_COUNTY,
                         0);
        assert_true(lt_case_handling_is_open((enum lt_case_handling)from) ==
                    (from < LT_HANDLING_CLOSED));
    }
}

/* One orchard, confirmed and being handled. */
static struct lt_case *handled(struct scene *scene, enum lt_case_handling handling)
{
    scene_begin(scene);
    offends(scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(scene, "2025H1");
    struct lt_case *one = case_of(scene, A1);
    one->finding = LT_FINDING_CONFIRMED;
    one->handling = handling;
    return one;
}

static void assert_after(struct scene *scene, const char *period, const char *expected,
                         const char *event)
{
    close_period(scene, period);
    assert_case(scene, A1, expected, 2000);
    assert_int_equal(told(scene, A1, event), 1);
}

/* Clouds over a case that is being rectified: it is carried, and is still being rectified until the day it was given. */
static void test_cloud_leaves_handling(void **state)
{
    (void)state;
    struct scene scene;
    handled(&scene, LT_HANDLING_RECTIFYING)->deadline = "2026-03-31";
    not_judged(&scene, 0, A1, LT_REASON_UNSEEN);
    assert_after(&scene, "2025H2", "CONFIRMED UNDATED RECTIFYING carried open", "carried");
    assert_int_equal(line_of_last(&scene, 411700)->carried_n, 1);
    not_judged(&scene, 0, A1, LT_REASON_UNSEEN);
    assert_after(&scene, "2026H1", "CONFIRMED UNDATED OVERDUE carried open", "overdue");
    scene_end(&scene);
}

/* What the image shows clean is not overdue, whatever the calendar says; nobody has reported it yet. */
static void test_clean_is_not_overdue(void **state)
{
    (void)state;
    struct scene scene;
    handled(&scene, LT_HANDLING_EXIT_PLANNED)->deadline = "2025-12-31";
    looks(&scene, 0, A1, 0, 0);
    assert_after(&scene, "2025H2", "CONFIRMED UNDATED EXIT-PLANNED open", "clean");
    assert_int_equal(case_of(&scene, A1)->seen, LT_SEEN_CLEAN);
    assert_int_equal(line_of_last(&scene, 411700)->rectified_proposed_n, 0);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    assert_after(&scene, "2026H1", "CONFIRMED UNDATED OVERDUE open", "overdue");
    scene_end(&scene);
}

/* Reported as rectified on 2025-09-20. Images from 2025-08-01 on may be older than that: they return nothing. The next
 * half-year's are not. */
static void test_a_later_image_returns(void **state)
{
    (void)state;
    static const enum lt_case_handling reported[] = {
        LT_HANDLING_RECTIFIED, LT_HANDLING_RECTIFIED_LATE, LT_HANDLING_COUNTY_ACCEPTED,
        LT_HANDLING_CITY_REVIEWED};
    for (size_t i = 0; i < sizeof reported / sizeof *reported; i++) {
        struct scene scene;
        char expected[64];
        handled(&scene, reported[i])->rectified_on = "2025-09-20";
        offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
        snprintf(expected, sizeof expected, "CONFIRMED UNDATED %s open",
                 lt_case_handling_name(reported[i]));
        assert_after(&scene, "2025H2", expected, "continued");
        offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
        assert_after(&scene, "2026H1", "CONFIRMED UNDATED RETURNED open", "returned");
        scene_end(&scene);
    }
}

/* Both halves of a field under an exit plan are under that plan. */
static void test_parts_are_handled_as_the_whole(void **state)
{
    (void)state;
    struct scene scene;
    struct lt_case *one = handled(&scene, LT_HANDLING_EXIT_PLANNED);
    one->deadline = "2027-12-31";
    one->remedy = LT_REMEDY_GRADUAL;
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 3, 4);
    offends(&scene, 0, PBF_ORCHARD, "P1", 3.5, 0, 1.5, 4);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "CONFIRMED UNDATED EXIT-PLANNED open", 1200);
    assert_case(&scene, B1, "CONFIRMED UNDATED EXIT-PLANNED open", 600);
    assert_string_equal(case_of(&scene, B1)->deadline, "2027-12-31");
    assert_int_equal(case_of(&scene, B1)->remedy, LT_REMEDY_GRADUAL);
    scene_end(&scene);
}

/* Cleared as an orchard: a pond on the same ground is another matter; a rim of one cell around it is none. */
static void test_cleared_until_the_facts_change(void **state)
{
    (void)state;
    static const enum lt_case_finding cleared[] = {LT_FINDING_NOT_FOUNDED, LT_FINDING_EXEMPT};
    for (int i = 0; i < 2; i++) {
        struct scene scene;
        scene_begin(&scene);
        offends(&scene, 0, PBF_ORCHARD, "P1", 2, 2, 5, 4);
        close_period(&scene, "2025H1");
        review_closes(&scene, A1, cleared[i]);
        offends(&scene, 0, PBF_ORCHARD, "P1", 1, 1, 7, 6); /* 22 cells more, one wide */
        close_period(&scene, "2025H2");
        assert_int_equal(scene.ledger.case_count, 1);
        struct lt_candidate *pond = offends(&scene, 0, PBF_POND, "P1", 2, 2, 5, 4);
        pond->patch.twice_m2 = 2000;
        pond->patch.main_class = WATER;
        close_period(&scene, "2026H1");
        assert_int_equal(scene.ledger.case_count, 2);
        assert_near(case_of(&scene, C1)->area_m2, 2000, 1e-6);
        scene_end(&scene);
    }
}

/* Trees of 5 × 4 cells that a review found to be none, beside 3 × 4 that stand. Another rule needs a second date: it
 * speaks of the same trees and does not bring them back. Then the line between the two goes: the open case does not take
 * the cleared ground up. */
static void test_cleared_ground_comes_back_by_no_other_way(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    offends(&scene, 0, PBF_ORCHARD, "P2", 5, 0, 3, 4);
    close_period(&scene, "2025H1");
    review_closes(&scene, A1, LT_FINDING_NOT_FOUNDED);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    offends(&scene, 0, CROPLAND_CONVERT, "L1", 0, 0, 5, 4)->patch.twice_m2 = 2000;
    offends(&scene, 0, PBF_ORCHARD, "P2", 5, 0, 3, 4);
    close_period(&scene, "2025H2");
    assert_int_equal(scene.ledger.case_count, 2);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 8, 4);
    close_period(&scene, "2026H1");
    assert_int_equal(scene.ledger.case_count, 2);
    assert_case(&scene, A2, "SUSPECT UNDATED ISSUED open", 1200);
    scene_end(&scene);
}

/* An approval that a review named runs out: from then on the ground is as any other. */
static void test_approval_of_a_review_ends(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H1");
    review_closes(&scene, A1, LT_FINDING_EXEMPT);
    case_of(&scene, A1)->approval_until = "2025-12-31";
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H2");
    assert_int_equal(scene.ledger.case_count, 1);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2026H1");
    assert_int_equal(scene.ledger.case_count, 2);
    scene_end(&scene);
}

static uint64_t cell(const struct scene *scene, uint32_t unit, const char *from, const char *to,
                     double *ret_before, double *ret_after)
{
    const struct lt_ledger *ledger = &scene->ledger;
    const lt_period last = ledger->periods[ledger->period_count - 1].period;
    for (size_t i = 0; i < ledger->transition_count; i++) {
        const struct lt_transition *line = &ledger->transitions[i];
        if (line->period == last && line->unit == unit &&
            strcmp(lt_case_state_name(line->from), from) == 0 &&
            strcmp(lt_case_state_name(line->to), to) == 0) {
            *ret_before = line->before_m2;
            *ret_after = line->after_m2;
            return line->n;
        }
    }
    return 0;
}

/* 2025H1: two orchards of 20 cells in 411702, one of 10 in 411721. Then P1 grows by 4 cells, P2 is seen clean, P3 is
 * not judged, and P4 begins on the baseline raster:
 *   411702  ISSUED > ISSUED 1 (2000 → 2400)   ISSUED > RECTIFIED-PROPOSED 1 (2000)   ABSENT > ISSUED 1 (0 → 1600)
 *   411721  ISSUED > ISSUED 1 (1000 → 1000) */
static void test_matrix(void **state)
{
    (void)state;
    struct scene scene;
    struct lt_error err;
    double before, after;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    offends(&scene, 0, PBF_ORCHARD, "P2", 20, 0, 5, 4);
    offends(&scene, 1, PBF_ORCHARD, "P3", 40, 0, 5, 2);
    close_period(&scene, "2025H1");
    assert_int_equal(cell(&scene, 411702, "ABSENT", "ISSUED", &before, &after), 2);
    assert_near(after, 4000, 1e-6);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 6, 4);
    looks(&scene, 0, "411702-2025H1-00002", 0, 0);
    not_judged(&scene, 1, "411721-2025H1-00001", LT_REASON_UNSEEN);
    struct lt_candidate *one = offends(&scene, 0, PBF_ORCHARD, "P4", 60, 0, 4, 4);
    one->baseline_m2 = one->baseline_seen_m2 = 1600;
    close_period(&scene, "2025H2");
    assert_int_equal(cell(&scene, 411702, "ISSUED", "ISSUED", &before, &after), 1);
    assert_near(before, 2000, 1e-6);
    assert_near(after, 2400, 1e-6);
    assert_int_equal(cell(&scene, 411702, "ISSUED", "RECTIFIED-PROPOSED", &before, &after), 1);
    assert_near(after, 2000, 1e-6);
    assert_int_equal(cell(&scene, 411702, "ABSENT", "ISSUED", &before, &after), 1);
    assert_near(before, 0, 0);
    assert_near(after, 1600, 1e-6);
    assert_int_equal(cell(&scene, 411721, "ISSUED", "ISSUED", &before, &after), 1);
    assert_ok(lt_ledger_verify(&scene.ledger, &err));
    scene.ledger.transitions[scene.ledger.transition_count - 1].n++;
    assert_int_equal(lt_ledger_verify(&scene.ledger, &err), LT_E_BUG);
    scene.ledger.transitions[scene.ledger.transition_count - 1].n--;
    scene.ledger.transitions[scene.ledger.transition_count - 1].after_m2 += 1;
    assert_int_equal(lt_ledger_verify(&scene.ledger, &err), LT_E_BUG);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell_of_the_table),
        cmocka_unit_test(test_only_the_city_closes),
        cmocka_unit_test(test_cloud_leaves_handling),
        cmocka_unit_test(test_clean_is_not_overdue),
        cmocka_unit_test(test_a_later_image_returns),
        cmocka_unit_test(test_parts_are_handled_as_the_whole),
        cmocka_unit_test(test_cleared_until_the_facts_change),
        cmocka_unit_test(test_cleared_ground_comes_back_by_no_other_way),
        cmocka_unit_test(test_approval_of_a_review_ends),
        cmocka_unit_test(test_matrix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
