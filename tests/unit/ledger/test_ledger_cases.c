/* Stage 7: cases over half-years. Every drawing is in cells of 100 m²; a case id is county-period-sequence. */
#include "lt_scene.h"

#define A1 "411702-2025H1-00001"
#define A2 "411702-2025H1-00002"
#define A3 "411702-2025H1-00003"
#define A4 "411702-2025H1-00004"
#define B1 "411702-2025H2-00001"
#define B2 "411702-2025H2-00002"
#define C1 "411702-2026H1-00001"

/* First run. PBF-ORCHARD on four parcels:
 *   P1 nothing known → UNDATED          P2 on the baseline raster → STOCK
 *   P3 02xx in the base year → STOCK    P4 half under an approval → EXEMPT
 * A first period prints no increment, even where both seasons show it and the ground was clean before. */
static void test_first_run_has_no_history(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    struct lt_candidate *one = offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    one->patch.clean_before_m2 = 2000;
    one->feedback_m2 = 2000;
    one = offends(&scene, 0, PBF_ORCHARD, "P2", 10, 0, 5, 4);
    one->baseline_m2 = 1000; /* half of it */
    one->baseline_seen_m2 = 2000;
    one = offends(&scene, 0, PBF_ORCHARD, "P3", 20, 0, 5, 4);
    one->base_year_structure = true;
    one = offends(&scene, 0, PBF_ORCHARD, "P4", 30, 0, 5, 4);
    one->exempt_m2 = 1000;
    one->approval = "设施农用地备案 2024-17";
    close_period(&scene, "2025H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2000);
    assert_case(&scene, A2, "SUSPECT STOCK ISSUED open", 2000);
    assert_case(&scene, A3, "SUSPECT STOCK ISSUED open", 2000);
    assert_case(&scene, A4, "EXEMPT UNDATED - not open", 2000);
    assert_string_equal(case_of(&scene, A4)->approval, "设施农用地备案 2024-17");
    const struct lt_balance *city = line_of_last(&scene, 411700);
    assert_int_equal(city->opening_n, 0);
    assert_int_equal(city->undated_n, 1);
    assert_int_equal(city->stock_n, 2);
    assert_int_equal(city->new_n, 0);
    assert_int_equal(city->exempt_n, 1);
    assert_int_equal(city->closing_n, 3);
    assert_near(city->closing_m2, 6000, 1e-9);
    scene_end(&scene);
}

/* Later runs. PBF-ORCHARD appears in 2025H2 on ground that the ledger does not know:
 *   P1 clean in 2025H1, seen once       → UNPROVEN one_date, and NEW when 2026H1 sees it again
 *   P2 never seen clean, both seasons   → UNPROVEN no_clean_date
 *   P3 clean in 2025H1, and feedback covers half → NEW at once
 *   P4 clean on the baseline, both seasons      → NEW at once
 *   P5 on the baseline                          → STOCK
 *   P6 as P1, but 2026H1 sees it clean: a flicker, dropped from the book */
static void test_new_needs_proof(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4)->patch.clean_before_m2 = 1000;
    offends(&scene, 0, PBF_ORCHARD, "P2", 10, 0, 5, 4)->patch.twice_m2 = 2000;
    struct lt_candidate *one = offends(&scene, 0, PBF_ORCHARD, "P3", 20, 0, 5, 4);
    one->patch.clean_before_m2 = 2000;
    one->feedback_m2 = 1000;
    one->feedback_id = "JC-7";
    one = offends(&scene, 0, PBF_ORCHARD, "P4", 30, 0, 5, 4);
    one->patch.twice_m2 = one->baseline_seen_m2 = 2000;
    one = offends(&scene, 0, PBF_ORCHARD, "P5", 40, 0, 5, 4);
    one->baseline_m2 = one->baseline_seen_m2 = 2000;
    offends(&scene, 0, PBF_ORCHARD, "P6", 50, 0, 5, 4)->patch.clean_before_m2 = 2000;
    close_period(&scene, "2025H2");
    assert_case(&scene, "411702-2025H2-00001", "UNPROVEN UNDATED - not open", 2000);
    assert_string_equal(case_of(&scene, "411702-2025H2-00001")->reason, "one_date");
    assert_case(&scene, "411702-2025H2-00002", "UNPROVEN UNDATED - not open", 2000);
    assert_string_equal(case_of(&scene, "411702-2025H2-00002")->reason, "no_clean_date");
    assert_case(&scene, "411702-2025H2-00003", "SUSPECT NEW ISSUED open", 2000);
    assert_string_equal(case_of(&scene, "411702-2025H2-00003")->feedback_id, "JC-7");
    assert_case(&scene, "411702-2025H2-00004", "SUSPECT NEW ISSUED open", 2000);
    assert_case(&scene, "411702-2025H2-00005", "SUSPECT STOCK ISSUED open", 2000);
    char text[LT_PERIOD_TEXT];
    assert_string_equal(
        lt_period_format(case_of(&scene, "411702-2025H2-00001")->clean_before, text), "2025H1");
    const struct lt_balance *city = line_of_last(&scene, 411700);
    assert_int_equal(city->new_n, 2);
    assert_int_equal(city->stock_n, 1);
    assert_int_equal(city->unproven_n, 3);
    assert_near(city->unproven_m2, 6000, 1e-9);
    assert_int_equal(city->closing_n, 3); /* the book of the unproven is outside */

    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4)->patch.twice_m2 = 2000;
    offends(&scene, 0, PBF_ORCHARD, "P3", 20, 0, 5, 4);
    offends(&scene, 0, PBF_ORCHARD, "P4", 30, 0, 5, 4);
    offends(&scene, 0, PBF_ORCHARD, "P5", 40, 0, 5, 4);
    looks(&scene, 0, "411702-2025H2-00002", 0, 2000); /* under cloud: stays in the book */
    looks(&scene, 0, "411702-2025H2-00006", 0, 0);
    close_period(&scene, "2026H1");
    assert_case(&scene, "411702-2025H2-00001", "SUSPECT NEW ISSUED open", 2000);
    assert_int_equal(told(&scene, "411702-2025H2-00001", "proven"), 1);
    assert_case(&scene, "411702-2025H2-00002", "UNPROVEN UNDATED - not open", 2000);
    assert_case(&scene, "411702-2025H2-00006", "UNPROVEN UNDATED ENDED not open", 2000);
    assert_int_equal(told(&scene, "411702-2025H2-00006", "dropped"), 1);
    city = line_of_last(&scene, 411700);
    assert_int_equal(city->opening_n, 3);
    assert_int_equal(city->new_n, 1);
    assert_int_equal(city->closing_n, 4);
    assert_int_equal(city->unproven_n, 1);
    scene_end(&scene);
}

/* A second date is one that saw the same offence on most of the ground. Seen once in 2025H2 (all clean before), so in
 * the book; in 2026H1, seen once and clean in 2025H2 where the entry did not lie:
 *   P1 8 cells then, 20 × 10 now around them: 192 of 200 cells were seen once → UNPROVEN one_date
 *   P2 bare twice (PBF-IDLE) then, an orchard now: another offence, seen once  → UNPROVEN one_date
 *   P3 two entries of 4 × 4 then, one place of 8 × 4 now: together all of it   → NEW */
static void test_a_second_date_saw_the_same_offence(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    close_period(&scene, "2024H1");
    close_period(&scene, "2024H2");
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 4, 2)->patch.clean_before_m2 = 800;
    offends(&scene, 0, PBF_ORCHARD, "P3", 60, 0, 4, 4)->patch.clean_before_m2 = 1600;
    offends(&scene, 0, PBF_ORCHARD, "P3", 64, 0, 4, 4)->patch.clean_before_m2 = 1600;
    offends(&scene, 0, PBF_IDLE, "P2", 30, 0, 5, 4)->patch.twice_m2 = 2000;
    close_period(&scene, "2025H2");
    assert_int_equal(line_of_last(&scene, 411700)->unproven_n, 4);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 20, 10)->patch.clean_before_m2 = 19200;
    offends(&scene, 0, PBF_ORCHARD, "P2", 30, 0, 5, 4)->patch.clean_before_m2 = 2000;
    offends(&scene, 0, PBF_ORCHARD, "P3", 60, 0, 8, 4)->patch.twice_m2 = 3200;
    close_period(&scene, "2026H1");
    assert_case(&scene, B1, "UNPROVEN UNDATED - not open", 20000);
    assert_string_equal(case_of(&scene, B1)->reason, "one_date");
    assert_case(&scene, B2, "UNPROVEN UNDATED - not open", 2000);
    assert_case(&scene, "411702-2025H2-00003", "SUSPECT NEW ISSUED open", 3200);
    scene_end(&scene);
}

/* A pond needs water at two dates, so the previous season never is its clean date: the half-year before that is.
 *   P1 dry in 2025H1, water in 2025H2 and 2026H1 → NEW, clean in 2025H1      P2 never seen dry → UNPROVEN */
static void test_a_pond_has_a_clean_date(void **state)
{
    (void)state;
    struct scene scene;
    char text[LT_PERIOD_TEXT];
    scene_begin(&scene);
    close_period(&scene, "2024H2");
    close_period(&scene, "2025H1");
    close_period(&scene, "2025H2");
    struct lt_candidate *one = offends(&scene, 0, PBF_POND, "P1", 0, 0, 5, 4);
    one->patch.twice_m2 = one->earlier_clean_m2 = 2000;
    assert_true(lt_period_parse("2025H1", &one->earlier));
    offends(&scene, 0, PBF_POND, "P2", 10, 0, 5, 4)->patch.twice_m2 = 2000;
    close_period(&scene, "2026H1");
    assert_case(&scene, C1, "SUSPECT NEW ISSUED open", 2000);
    assert_string_equal(lt_period_format(case_of(&scene, C1)->clean_before, text), "2025H1");
    assert_case(&scene, "411702-2026H1-00002", "UNPROVEN UNDATED - not open", 2000);
    scene_end(&scene);
}

/* A case of 5 × 2 cells, net 0.7 of gross: 700 m², less than 8 gross cells. Under cloud nothing of it was seen clean,
 * so it is carried; only when more than half of it was seen clean is it proposed as rectified. */
static void test_cloud_over_a_small_case_proposes_nothing(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    scene.net = 0.7;
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 2);
    close_period(&scene, "2025H1");
    looks(&scene, 0, A1, 0, 700);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED carried open", 700);
    looks(&scene, 0, A1, 0, 350);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED carried open", 700);
    looks(&scene, 0, A1, 0, 349);
    close_period(&scene, "2026H2");
    assert_case(&scene, A1, "SUSPECT UNDATED RECTIFIED-PROPOSED open", 700);
    scene_end(&scene);
}

/* PBF-IDLE cannot be concluded in H1. In the first autumn of the ledger it is as old as the watching: UNDATED, not
 * new. In the next summer it is PENDING: the case is carried. In the autumn after it is judged again. */
static void test_idle_waits_for_the_autumn(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_IDLE, "P1", 0, 0, 5, 4)->patch.twice_m2 = 2000;
    struct lt_candidate *one = offends(&scene, 0, PBF_IDLE, "P9", 30, 0, 5, 4);
    one->patch.twice_m2 = one->baseline_seen_m2 = 2000; /* cropped on the baseline: that is proof */
    close_period(&scene, "2025H2");
    assert_case(&scene, B1, "SUSPECT UNDATED ISSUED open", 2000);
    assert_case(&scene, B2, "SUSPECT NEW ISSUED open", 2000);
    assert_string_equal(case_of(&scene, B1)->rules[0], "PBF-IDLE");
    not_judged(&scene, 0, B1, LT_REASON_PENDING);
    not_judged(&scene, 0, B2, LT_REASON_PENDING);
    close_period(&scene, "2026H1");
    assert_case(&scene, B1, "SUSPECT UNDATED ISSUED carried open", 2000);
    assert_string_equal(case_of(&scene, B1)->reason, "pending");
    assert_int_equal(line_of_last(&scene, 411700)->carried_n, 2);
    offends(&scene, 0, PBF_IDLE, "P1", 0, 0, 5, 4)->patch.twice_m2 = 2000;
    offends(&scene, 0, PBF_IDLE, "P2", 10, 0, 5, 4)->patch.twice_m2 =
        2000; /* no clean date known */
    close_period(&scene, "2026H2");
    assert_case(&scene, B1, "SUSPECT UNDATED ISSUED open", 2000);
    assert_case(&scene, "411702-2026H2-00001", "UNPROVEN UNDATED - not open", 2000);
    scene_end(&scene);
}

/* Split and merge of one orchard of 10 × 4:
 *   2025H1  |AAAAAAAAAA|          one parcel P1
 *   2025H2  |AAAAAA|bbbb|         the parcel was split: 6 × 4 keeps the number, 4 × 4 is its successor
 *   2026H1  |AAAAAAAAAA|          one parcel again: the larger share keeps, the other is merged
 * Balance: 2025H2 opening 4000, split 1600, shrunk 1600, closing 4000 in 2 cases;
 *          2026H1 opening 4000, grown 1600, merged 1600, closing 4000 in 1 case. */
static void test_split_and_merge(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4)->baseline_m2 = 4000;
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P1a", 6, 0, 4, 4);
    offends(&scene, 0, PBF_ORCHARD, "P1b", 0, 0, 6, 4);
    looks(&scene, 0, A1, 4000, 4000);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT STOCK ISSUED open", 2400);
    assert_string_equal(case_of(&scene, A1)->parcel_id, "P1b");
    assert_case(&scene, B1, "SUSPECT STOCK ISSUED open", 1600); /* its time is its parent's */
    assert_string_equal(case_of(&scene, B1)->successor_of, A1);
    assert_int_equal(case_of(&scene, B1)->first_period, case_of(&scene, A1)->first_period);
    assert_int_equal(told(&scene, A1, "shrunk"), 1);
    assert_int_equal(told(&scene, B1, "split"), 1);
    const struct lt_balance *line = line_of_last(&scene, 411702);
    assert_int_equal(line->split_n, 1);
    assert_near(line->split_m2, 1600, 1e-9);
    assert_near(line->shrunk_m2, 1600, 1e-9);
    assert_near(line->closing_m2, 4000, 1e-9);
    assert_int_equal(line->stock_n, 0); /* nothing new came in */

    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4);
    looks(&scene, 0, A1, 2400, 2400);
    looks(&scene, 0, B1, 1600, 1600);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT STOCK ISSUED open", 4000);
    assert_case(&scene, B1, "SUSPECT STOCK ENDED not open", 1600);
    assert_string_equal(case_of(&scene, B1)->reason, "merged");
    assert_string_equal(case_of(&scene, A1)->successor_of, B1);
    assert_int_equal(told(&scene, B1, "merged"), 1);
    line = line_of_last(&scene, 411702);
    assert_int_equal(line->merged_n, 1);
    assert_near(line->merged_m2, 1600, 1e-9);
    assert_near(line->grown_m2, 1600, 1e-9);
    assert_int_equal(line->closing_n, 1);
    scene_end(&scene);
}

/* Two equal halves: the first place (parcel id) keeps the number. Two equal cases under one place: the lowest id. */
static void test_ties_go_to_the_lowest(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P3", 0, 0, 5, 4);
    offends(&scene, 0, PBF_ORCHARD, "P2", 5, 0, 5, 4);
    looks(&scene, 0, A1, 4000, 4000);
    close_period(&scene, "2025H2");
    assert_string_equal(case_of(&scene, A1)->parcel_id, "P2");
    assert_string_equal(case_of(&scene, B1)->parcel_id, "P3");
    offends(&scene, 0, PBF_ORCHARD, "P9", 0, 0, 10, 4);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 4000);
    assert_case(&scene, B1, "SUSPECT UNDATED ENDED not open", 2000);
    scene_end(&scene);
}

/* The halves are equal on the map, but their areas differ in the last bits: still a tie. */
static void test_ties_survive_rounding(void **state)
{
    (void)state;
    for (int i = 1; i <= 40; i++) {
        struct scene scene;
        const double x = i / 7.0, half = 10.0 / 3;
        scene_begin(&scene);
        offends(&scene, 0, PBF_ORCHARD, "P1", x, 0, 2 * half, 4);
        close_period(&scene, "2025H1");
        offends(&scene, 0, PBF_ORCHARD, "P2", x + half, 0, half, 4);
        offends(&scene, 0, PBF_ORCHARD, "P3", x, 0, half, 4);
        close_period(&scene, "2025H2");
        assert_string_equal(case_of(&scene, A1)->parcel_id, "P2");
        scene_end(&scene);
    }
}

/* A parcel renumbered from P1 to Q7: the ground is the same, so is the case. */
static void test_renumbered_parcel_is_the_same_case(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "Q7", 0, 0, 5, 4);
    close_period(&scene, "2025H2");
    assert_int_equal(scene.ledger.case_count, 1);
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2000);
    assert_string_equal(case_of(&scene, A1)->parcel_id, "Q7");
    assert_int_equal(told(&scene, A1, "continued"), 1);
    assert_int_equal(told(&scene, A1, "grown") + told(&scene, A1, "shrunk"), 0);
    scene_end(&scene);
}

/* keep_share 0.5 of the smaller one. 8 × 4 beside 8 × 4 shifted by x cells:
 *   x = 4: half in common, the number stays. x = 5: 3 of 8; the case keeps its own ground and is judged by itself, and
 *   the place, cut to its 5 columns, begins anew. */
static void test_keep_share_at_the_edge(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 8, 4);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P1", 4, 0, 8, 4);
    looks(&scene, 0, A1, 1600, 1600);
    close_period(&scene, "2025H2");
    assert_int_equal(scene.ledger.case_count, 1);
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 3200);
    offends(&scene, 0, PBF_ORCHARD, "P1", 9, 0, 8, 4)->patch.clean_before_m2 = 3200;
    looks(&scene, 0, A1, 1200, 1200); /* still 12 cells of its 32: above the gate */
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 3200);
    assert_case(&scene, C1, "UNPROVEN UNDATED - not open", 2000);
    assert_near(lt_shape_planar_area(&case_of(&scene, C1)->shape), 2000, 1e-6);
    scene_end(&scene);
}

/* 10 × 4 grows to 12 × 4 and shrinks to 3 × 4: one number through all. */
static void test_growth_and_shrinkage(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 12, 4);
    looks(&scene, 0, A1, 4000, 4000);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 4800);
    assert_int_equal(told(&scene, A1, "grown"), 1);
    assert_near(line_of_last(&scene, 411700)->grown_m2, 800, 1e-9);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 3, 4);
    looks(&scene, 0, A1, 1200, 1200);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 1200);
    assert_int_equal(told(&scene, A1, "shrunk"), 1);
    assert_near(line_of_last(&scene, 411700)->shrunk_m2, 3600, 1e-9);
    scene_end(&scene);
}

/* Cloud over all of a case carries it. Cloud over 6 of its 10 columns takes nothing off it, though only 4 columns are
 * seen to offend; ground seen clean does come off when nothing is hidden. */
static void test_cloud_closes_nothing(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4);
    close_period(&scene, "2025H1");
    not_judged(&scene, 0, A1, LT_REASON_UNSEEN);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED carried open", 4000);
    assert_string_equal(case_of(&scene, A1)->reason, "unseen");
    looks(&scene, 0, A1, 0, 4000); /* judged, but it may all be under cloud */
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED carried open", 4000);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 4, 4);
    looks(&scene, 0, A1, 1600, 4000);
    close_period(&scene, "2026H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 4000);
    assert_near(lt_shape_planar_area(&case_of(&scene, A1)->shape), 4000, 1e-6);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 4, 4);
    looks(&scene, 0, A1, 1600, 1600);
    close_period(&scene, "2027H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 1600);
    scene_end(&scene);
}

/* A parcel of 8 × 5 offending cells is cut anew: 5 columns pass the gate in one parcel, 3 lie as a strip in the other and
 * make no patch. Nothing was seen clean, so the case keeps its 4000 m². The strip grows to 6 columns, a patch of its own:
 * it was the case's ground, so it is split off and is no new offence. Then 2 of the first 5 columns are seen clean. */
static void test_a_new_line_takes_no_ground_off(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 8, 5);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P2", 0, 0, 5, 5);
    looks(&scene, 0, A1, 4000, 4000);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 4000);
    assert_int_equal(told(&scene, A1, "shrunk"), 0);
    assert_near(lt_shape_planar_area(&case_of(&scene, A1)->shape), 4000, 1e-6);
    offends(&scene, 0, PBF_ORCHARD, "P2", 0, 0, 5, 5);
    struct lt_candidate *strip = offends(&scene, 0, PBF_ORCHARD, "P3", 5, 0, 6, 5);
    strip->patch.twice_m2 = 1500;
    strip->patch.clean_before_m2 = 1500;
    looks(&scene, 0, A1, 4000, 4000);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2500);
    assert_case(&scene, C1, "SUSPECT UNDATED ISSUED open", 3000);
    assert_int_equal(told(&scene, C1, "split"), 1);
    assert_string_equal(case_of(&scene, C1)->successor_of, A1);
    offends(&scene, 0, PBF_ORCHARD, "P2", 0, 0, 3, 5);
    looks(&scene, 0, A1, 1500, 1500);
    offends(&scene, 0, PBF_ORCHARD, "P3", 5, 0, 6, 5);
    looks(&scene, 0, C1, 3000, 3000);
    close_period(&scene, "2026H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 1500);
    scene_end(&scene);
}

/* Two parcels of 8 × 5 offending cells side by side, one case each. The line between them moves west by 6 columns: 2
 * columns are a strip, 14 a patch. The second case goes on and takes up the first, with its strip: 8000 m² throughout. */
static void test_a_line_that_moves_takes_no_ground_off(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 8, 5);
    offends(&scene, 0, PBF_ORCHARD, "P2", 8, 0, 8, 5);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P2", 2, 0, 14, 5);
    looks(&scene, 0, A1, 4000, 4000);
    looks(&scene, 0, A2, 4000, 4000);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ENDED not open", 4000);
    assert_int_equal(told(&scene, A1, "merged"), 1);
    assert_case(&scene, A2, "SUSPECT UNDATED ISSUED open", 8000);
    assert_near(lt_shape_planar_area(&case_of(&scene, A2)->shape), 8000, 1e-6);
    assert_near(line_of_last(&scene, 411700)->closing_m2, 8000, 1e-6);
    scene_end(&scene);
}

/* A case of 5 columns; the parcel is cut behind the third, and 3 columns more offend beyond: 5 columns in the other parcel,
 * of which 2 are the case's. These stay with it, year after year; only the 3 columns are new. */
static void test_what_is_a_cases_is_not_new(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 5);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 3, 5);
    struct lt_candidate *other = offends(&scene, 0, PBF_ORCHARD, "P2", 3, 0, 5, 5);
    other->patch.twice_m2 = 2500;
    other->baseline_seen_m2 = 1500; /* clean on it */
    looks(&scene, 0, A1, 2500, 2500);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2500);
    assert_case(&scene, B1, "SUSPECT NEW ISSUED open", 1500);
    assert_near(line_of_last(&scene, 411700)->new_m2, 1500, 1e-6);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 3, 5);
    offends(&scene, 0, PBF_ORCHARD, "P2", 3, 0, 5, 5);
    looks(&scene, 0, A1, 2500, 2500);
    looks(&scene, 0, B1, 1500, 1500);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2500);
    assert_case(&scene, B1, "SUSPECT NEW ISSUED open", 1500);
    assert_near(lt_shape_planar_area(&case_of(&scene, A1)->shape), 2500, 1e-6);
    assert_near(line_of_last(&scene, 411700)->closing_m2, 4000, 1e-6);
    scene_end(&scene);
}

/* The raster alone never closes a case:
 *   2025H2 clean → RECTIFIED-PROPOSED, open    2026H1 cloud → the proposal stands
 *   2026H2 offends again → ISSUED, no relapse  review closes it (属实, rectified)
 *   2027H1 offends again → RELAPSED under its number; 2027H2 7 cells left: less than a case → proposed again */
static void test_rectified_closed_relapsed(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H1");
    looks(&scene, 0, A1, 0, 0);
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "SUSPECT UNDATED RECTIFIED-PROPOSED open", 2000);
    assert_int_equal(line_of_last(&scene, 411700)->rectified_proposed_n, 1);
    assert_int_equal(line_of_last(&scene, 411700)->closing_n, 1);
    not_judged(&scene, 0, A1, LT_REASON_UNSEEN);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED RECTIFIED-PROPOSED open", 2000);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2026H2");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2000);
    review_closes(&scene, A1, LT_FINDING_CONFIRMED);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2027H1");
    assert_case(&scene, A1, "SUSPECT RELAPSED ISSUED open", 2000);
    const struct lt_balance *city = line_of_last(&scene, 411700);
    assert_int_equal(city->opening_n, 1);
    assert_int_equal(city->closed_n, 1);
    assert_int_equal(city->relapsed_n, 1);
    assert_int_equal(city->closing_n, 1);
    looks(&scene, 0, A1, 700, 700);
    close_period(&scene, "2027H2");
    assert_case(&scene, A1, "SUSPECT RELAPSED RECTIFIED-PROPOSED open", 2000);
    scene_end(&scene);
}

/* Found not founded by a review: it does not come back by itself. What lies beside it, 6 × 4 cells, is another matter, and
 * no more than that. */
static void test_not_founded_stays_closed(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H1");
    review_closes(&scene, A1, LT_FINDING_NOT_FOUNDED);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H2");
    assert_int_equal(scene.ledger.case_count, 1);
    assert_case(&scene, A1, "NOT-FOUNDED UNDATED CLOSED not open", 2000);
    assert_int_equal(line_of_last(&scene, 411700)->closing_n, 0);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 11, 4)->patch.clean_before_m2 = 4400;
    close_period(&scene, "2026H1");
    assert_int_equal(scene.ledger.case_count, 2);
    assert_case(&scene, C1, "UNPROVEN UNDATED - not open", 2400);
    scene_end(&scene);
}

/* An approval that comes later takes the case out of the balance; when it runs out the case is open again. */
static void test_approval_comes_and_goes(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, CROPLAND_CONVERT, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H1");
    struct lt_candidate *one = offends(&scene, 0, CROPLAND_CONVERT, "P1", 0, 0, 5, 4);
    one->exempt_m2 = 1500;
    one->approval = "临时用地 9";
    close_period(&scene, "2025H2");
    assert_case(&scene, A1, "EXEMPT UNDATED - not open", 2000);
    assert_string_equal(case_of(&scene, A1)->approval, "临时用地 9");
    assert_int_equal(line_of_last(&scene, 411700)->closed_n, 1);
    assert_int_equal(line_of_last(&scene, 411700)->exempt_n, 1);
    offends(&scene, 0, CROPLAND_CONVERT, "P1", 0, 0, 5, 4)->exempt_m2 = 999; /* under the half */
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 2000);
    assert_int_equal(line_of_last(&scene, 411700)->closing_n, 1);
    scene_end(&scene);
}

/* Approved ground that was seen cleared leaves the book of the exempt; under cloud it stays there. */
static void test_exempt_ground_that_is_cleared(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, CROPLAND_CONVERT, "P1", 0, 0, 5, 4)->exempt_m2 = 2000;
    close_period(&scene, "2025H1");
    looks(&scene, 0, A1, 0, 2000);
    close_period(&scene, "2025H2");
    assert_int_equal(line_of_last(&scene, 411700)->exempt_n, 1);
    looks(&scene, 0, A1, 0, 0);
    close_period(&scene, "2026H1");
    assert_case(&scene, A1, "EXEMPT UNDATED ENDED not open", 2000);
    assert_int_equal(told(&scene, A1, "dropped"), 1);
    assert_int_equal(line_of_last(&scene, 411700)->exempt_n, 0);
    scene_end(&scene);
}

/* One place under two rules, net 0.95 of gross. CROPLAND-CONVERT 10 × 4 at x = 0, PBF-ORCHARD 10 × 4 at x = 5:
 * planar union 15 × 4 = 6000 of 8000; net (3800 + 3800) · 6000 / 8000 = 5700. PBF-ORCHARD is the graver one. PBF 1900
 * becomes 1425. A notice (FZ-NO-GRAIN) never opens a case, nor does an EDGE. */
static void test_a_place_counts_once(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    scene.net = 0.95;
    offends(&scene, 0, CROPLAND_CONVERT, "P1", 0, 0, 10, 4);
    struct lt_candidate *one = offends(&scene, 0, PBF_ORCHARD, "P2", 5, 0, 10, 4);
    one->pbf_m2 = 1900;
    offends(&scene, 0, FZ_NO_GRAIN, "P3", 40, 0, 10, 4);
    offends(&scene, 0, PBF_ORCHARD, "P4", 60, 0, 10, 4)->patch.kind = LT_PATCH_EDGE;
    close_period(&scene, "2025H1");
    assert_int_equal(scene.ledger.case_count, 1);
    assert_case(&scene, A1, "SUSPECT UNDATED ISSUED open", 5700);
    const struct lt_case *found = case_of(&scene, A1);
    assert_string_equal(found->rules[0], "PBF-ORCHARD");
    assert_string_equal(found->rules[1], "CROPLAND-CONVERT");
    assert_null(found->rules[2]);
    assert_int_equal(found->severity, LT_RULE_GRAVE);
    assert_string_equal(found->parcel_id, "P2");
    assert_string_equal(found->class_en, "orchard");
    assert_near(found->pbf_m2, 1425, 1e-9);
    assert_near(lt_shape_planar_area(&found->shape), 6000, 1e-6);
    scene_end(&scene);
}

/* Neighbours that touch are two cases. A sliver of 0.5 % between them is noise and goes to the first. */
static void test_neighbours_stay_apart(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4);
    offends(&scene, 0, PBF_ORCHARD, "P2", 10, 0, 10, 4);
    offends(&scene, 0, PBF_ORCHARD, "P3", 19.95, 0, 10, 4);
    close_period(&scene, "2025H1");
    assert_int_equal(scene.ledger.case_count, 3);
    assert_case(&scene, A2, "SUSPECT UNDATED ISSUED open", 4000);
    assert_case(&scene, A3, "SUSPECT UNDATED ISSUED open", 3980);
    scene_end(&scene);
}

/* An open case of PBF-IDLE whose ground shows an orchard at one date: a flicker makes no grave case of it, neither where
 * idle waits (2026H1) nor where it was judged (2026H2). Seen at two dates it does. */
static void test_one_date_adds_no_rule(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_IDLE, "P1", 0, 0, 10, 4);
    close_period(&scene, "2025H2");
    for (int half = 1; half <= 2; half++) {
        if (half == 1) {
            not_judged(&scene, 0, B1, LT_REASON_PENDING);
        } else {
            looks(&scene, 0, B1, 0, 0);
        }
        offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4)->patch.clean_before_m2 = 4000;
        close_period(&scene, half == 1 ? "2026H1" : "2026H2");
        assert_case(&scene, B1, "SUSPECT UNDATED ISSUED carried open", 4000);
        assert_string_equal(case_of(&scene, B1)->reason, half == 1 ? "pending" : "one_date");
        assert_string_equal(case_of(&scene, B1)->rules[0], "PBF-IDLE");
        assert_null(case_of(&scene, B1)->rules[1]);
        assert_int_equal(case_of(&scene, B1)->severity, LT_RULE_ORDINARY);
        assert_int_equal(told(&scene, B1, "carried"), 1);
    }
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 10, 4)->patch.twice_m2 = 4000;
    close_period(&scene, "2027H1");
    assert_case(&scene, B1, "SUSPECT UNDATED ISSUED open", 4000);
    assert_string_equal(case_of(&scene, B1)->rules[0], "PBF-ORCHARD");
    scene_end(&scene);
}

/* A case of PBF-IDLE whose ground shows an orchard in summer: idle is not judged in H1, so both rules stand; in autumn
 * the orchard remains. The orchard covers half of it; the rest is not judged and stays. */
static void test_rules_that_wait_stay_on_the_case(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    close_period(&scene, "2025H1");
    offends(&scene, 0, PBF_IDLE, "P1", 0, 0, 10, 4);
    close_period(&scene, "2025H2");
    not_judged(&scene, 0, B1, LT_REASON_PENDING);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4)->patch.twice_m2 = 2000;
    close_period(&scene, "2026H1");
    assert_case(&scene, B1, "SUSPECT UNDATED ISSUED open", 4000);
    assert_string_equal(case_of(&scene, B1)->rules[0], "PBF-ORCHARD");
    assert_string_equal(case_of(&scene, B1)->rules[1], "PBF-IDLE");
    looks(&scene, 0, B1, 2000, 2000);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2026H2");
    assert_case(&scene, B1, "SUSPECT UNDATED ISSUED open", 2000);
    assert_null(case_of(&scene, B1)->rules[1]);
    scene_end(&scene);
}

/* Numbers follow county, parcel id, lowest row, lowest column, whatever the order of the candidates. Two counties have
 * lines of their own, also when one has no case. */
static void test_numbers_and_two_counties(void **state)
{
    (void)state;
    struct scene scene;
    scene_begin(&scene);
    offends(&scene, 1, PBF_ORCHARD, "P0", 100, 0, 5, 4);
    offends(&scene, 0, PBF_ORCHARD, "P2", 0, 0, 5, 4);   /* row 996 */
    offends(&scene, 0, PBF_ORCHARD, "P2", 20, 50, 5, 4); /* row 946, column 20 */
    offends(&scene, 0, PBF_ORCHARD, "P2", 10, 50, 5, 4); /* row 946, column 10 */
    offends(&scene, 0, PBF_ORCHARD, "P1", 30, 0, 5, 4);
    close_period(&scene, "2025H1");
    const struct {
        const char *id, *parcel;
        double min_x;
    } expected[] = {{A1, "P1", 300},
                    {A2, "P2", 100},
                    {A3, "P2", 200},
                    {A4, "P2", 0},
                    {"411721-2025H1-00001", "P0", 1000}};
    assert_int_equal(scene.ledger.case_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(scene.ledger.cases[i].id, expected[i].id);
        assert_string_equal(scene.ledger.cases[i].parcel_id, expected[i].parcel);
        assert_near(scene.ledger.cases[i].shape.box.min_x, expected[i].min_x, 0);
    }
    assert_int_equal(line_of_last(&scene, 411702)->closing_n, 4);
    assert_int_equal(line_of_last(&scene, 411721)->closing_n, 1);
    assert_int_equal(line_of_last(&scene, 411700)->closing_n, 5);
    looks(&scene, 1, "411721-2025H1-00001", 0, 0);
    for (size_t i = 0; i < 4; i++) {
        not_judged(&scene, 0, expected[i].id, LT_REASON_UNSEEN);
    }
    close_period(&scene, "2025H2");
    assert_int_equal(line_of_last(&scene, 411702)->carried_n, 4);
    assert_int_equal(line_of_last(&scene, 411721)->rectified_proposed_n, 1);
    assert_int_equal(line_of_last(&scene, 411700)->opening_n, 5);
    assert_int_equal(scene.ledger.balance_count, 6);
    assert_int_equal(scene.ledger.balances[3].unit, 411700);
    scene_end(&scene);
}

/* A grave rule first; then the sources that the city counts, for ordinary cases alone. */
static void test_why_a_case_is_grave(void **state)
{
    const char day[] = "2026-08-20";
    struct lt_case cases[] = {
        {.severity = LT_RULE_GRAVE, .finding = LT_FINDING_CONFIRMED, .confirmed_on = day},
        {.severity = LT_RULE_ORDINARY, .finding = LT_FINDING_CONFIRMED, .confirmed_on = day},
        {.severity = LT_RULE_ORDINARY, .finding = LT_FINDING_CONFIRMED, .confirmed_on = ""},
        {.severity = LT_RULE_ORDINARY, .confirmed_on = ""},
        {.severity = LT_RULE_NOTICE, .finding = LT_FINDING_CONFIRMED, .confirmed_on = day},
    };
    struct lt_ledger ledger = {.cases = cases, .case_count = 5};
    const enum lt_case_grave rule = LT_GRAVE_BY_RULE, above = LT_GRAVE_BY_FEEDBACK,
                             review = LT_GRAVE_BY_REVIEW, no = LT_GRAVE_NO;
    const struct {
        bool by_feedback, by_review;
        enum lt_case_grave wanted[5];
    } steps[] = {
        {false, false, {rule, no, no, no, no}},
        {true, false, {rule, above, no, no, no}},
        {false, true, {rule, review, review, no, no}},
        {true, true, {rule, above, review, no, no}},
    };
    (void)state;
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        const struct lt_grading grading = {NULL, steps[s].by_feedback, steps[s].by_review};
        lt_ledger_grade(&ledger, &grading);
        for (size_t i = 0; i < 5; i++) {
            assert_int_equal(cases[i].grave, steps[s].wanted[i]);
            assert_int_equal(lt_case_severity(&cases[i]),
                             cases[i].grave != LT_GRAVE_NO ? LT_RULE_GRAVE : cases[i].severity);
        }
    }
}

/* Half-year by half-year: what confirms, what is silent, what contradicts; the later image is right, and of one day doubt
 * speaks for the accused. */
static void test_what_feedback_says_over_the_years(void **state)
{
    struct lt_case one = {.severity = LT_RULE_ORDINARY, .open = true, .confirmed_on = ""};
    struct lt_ledger ledger = {.cases = &one, .case_count = 1};
    const struct {
        bool given;
        const char *same, *other, *wanted;
    } half_years[] = {
        {false, "", "", ""},
        {true, "", "2025-03-01", ""},
        {true, "2025-08-20", "", "2025-08-20"},
        {true, "", "", "2025-08-20"},           /* it need not come again */
        {false, "", "", "2025-08-20"},          /* nor any polygon at all */
        {true, "", "2025-08-19", "2025-08-20"}, /* what was seen before says nothing */
        {true, "2025-04-01", "", "2025-08-20"},
        {true, "2026-02-01", "2026-01-01", "2026-02-01"},
        {true, "2026-08-01", "2026-08-01", ""}, /* of one day */
        {true, "2026-08-01", "2026-08-02", ""},
        {true, "2026-08-03", "2026-08-02", "2026-08-03"},
        {true, "", "2026-08-03", ""},
        {true, "", "", ""},
    };
    (void)state;
    for (size_t h = 0; h < sizeof half_years / sizeof *half_years; h++) {
        const struct lt_case_told told = {half_years[h].same, half_years[h].other};
        const struct lt_grading grading = {half_years[h].given ? &told : NULL, true, false};
        lt_ledger_grade(&ledger, &grading);
        assert_string_equal(one.confirmed_on, half_years[h].wanted);
        assert_int_equal(one.grave,
                         half_years[h].wanted[0] == '\0' ? LT_GRAVE_NO : LT_GRAVE_BY_FEEDBACK);
    }
    const struct lt_case_told told = {"", "2026-12-31"};
    const struct lt_grading grading = {&told, true, false};
    one.confirmed_on = "2026-08-03";
    one.open = false; /* what is closed is history */
    lt_ledger_grade(&ledger, &grading);
    assert_string_equal(one.confirmed_on, "2026-08-03");
}

/* A part has what the whole was told; a closed case that offends again has not. */
static void test_confirmation_through_split_and_relapse(void **state)
{
    struct scene scene;
    (void)state;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 20, 4);
    close_period(&scene, "2025H1");
    assert_string_equal(scene.ledger.cases[0].confirmed_on, "");
    scene.ledger.cases[0].confirmed_on = "2025-04-20";
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 12, 4);
    offends(&scene, 0, PBF_ORCHARD, "P1", 14, 0, 6, 4);
    close_period(&scene, "2025H2");
    assert_int_equal(scene.ledger.case_count, 2);
    assert_string_equal(scene.ledger.cases[0].confirmed_on, "2025-04-20");
    assert_string_equal(scene.ledger.cases[1].confirmed_on, "2025-04-20");
    review_closes(&scene, scene.ledger.cases[0].id, LT_FINDING_CONFIRMED);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 12, 4);
    offends(&scene, 0, PBF_ORCHARD, "P1", 14, 0, 6, 4);
    close_period(&scene, "2026H1");
    assert_int_equal(scene.ledger.cases[0].time, LT_TIME_RELAPSED);
    assert_string_equal(scene.ledger.cases[0].confirmed_on, "");
    assert_string_equal(scene.ledger.cases[1].confirmed_on, "2025-04-20");
    scene_end(&scene);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    struct scene scene;
    struct lt_error err;
    struct lt_ledger next;
    scene_begin(&scene);
    offends(&scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    close_period(&scene, "2025H2");
    struct lt_ledger_input input = scene_input(&scene, "2025H2");
    assert_int_equal(lt_ledger_advance(&input, &next, &err), LT_E_INPUT); /* not after the last */
    input = scene_input(&scene, "2026H1");
    input.crs = "EPSG:4527";
    assert_int_equal(lt_ledger_advance(&input, &next, &err), LT_E_INPUT);
    input.crs = "EPSG:4526";
    scene.ledger.cases[0].open = false; /* closed without a word */
    assert_int_equal(lt_ledger_advance(&input, &next, &err), LT_E_INPUT);
    assert_int_equal(lt_ledger_verify(&scene.ledger, &err), LT_E_BUG);
    scene.ledger.cases[0].open = true;
    assert_ok(lt_ledger_verify(&scene.ledger, &err));
    for (size_t i = 0; i < scene.ledger.balance_count; i++) {
        scene.ledger.balances[i].undated_m2 += 0.02;
        assert_int_equal(lt_ledger_verify(&scene.ledger, &err), LT_E_BUG);
        scene.ledger.balances[i].undated_m2 -= 0.02;
        scene.ledger.balances[i].unproven_n++; /* county and city must agree on the books too */
        assert_int_equal(lt_ledger_verify(&scene.ledger, &err), LT_E_BUG);
        scene.ledger.balances[i].unproven_n--;
    }
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_run_has_no_history),
        cmocka_unit_test(test_new_needs_proof),
        cmocka_unit_test(test_a_second_date_saw_the_same_offence),
        cmocka_unit_test(test_a_pond_has_a_clean_date),
        cmocka_unit_test(test_cloud_over_a_small_case_proposes_nothing),
        cmocka_unit_test(test_idle_waits_for_the_autumn),
        cmocka_unit_test(test_split_and_merge),
        cmocka_unit_test(test_ties_go_to_the_lowest),
        cmocka_unit_test(test_ties_survive_rounding),
        cmocka_unit_test(test_renumbered_parcel_is_the_same_case),
        cmocka_unit_test(test_keep_share_at_the_edge),
        cmocka_unit_test(test_growth_and_shrinkage),
        cmocka_unit_test(test_cloud_closes_nothing),
        cmocka_unit_test(test_a_new_line_takes_no_ground_off),
        cmocka_unit_test(test_a_line_that_moves_takes_no_ground_off),
        cmocka_unit_test(test_what_is_a_cases_is_not_new),
        cmocka_unit_test(test_rectified_closed_relapsed),
        cmocka_unit_test(test_not_founded_stays_closed),
        cmocka_unit_test(test_approval_comes_and_goes),
        cmocka_unit_test(test_exempt_ground_that_is_cleared),
        cmocka_unit_test(test_a_place_counts_once),
        cmocka_unit_test(test_neighbours_stay_apart),
        cmocka_unit_test(test_one_date_adds_no_rule),
        cmocka_unit_test(test_rules_that_wait_stay_on_the_case),
        cmocka_unit_test(test_numbers_and_two_counties),
        cmocka_unit_test(test_why_a_case_is_grave),
        cmocka_unit_test(test_what_feedback_says_over_the_years),
        cmocka_unit_test(test_confirmation_through_split_and_relapse),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
