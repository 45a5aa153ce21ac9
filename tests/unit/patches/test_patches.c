/* Patches on drawn matrices; every number by hand. A full cell has 100.02 m² gross and 90.018 m²
 * net. */
#include "support/lt_test.h"

#include <string.h>

#include "liangtian/patches.h"
#include "patches_fixture.h"
#include "support/lt_shape_text.h"

static struct lt_error err;
static const double NET = 90.018;

static struct lt_patches patches_of(struct drawn *d)
{
    struct lt_patches patches;
    assert_ok(lt_patches_draw(&d->input, d->overlay, d->arena, &patches, &err));
    for (size_t i = 0; i < patches.count; i++) {
        assert_int_equal(patches.items[i].rule, 3);
        assert_int_equal(patches.items[i].subject, 11);
        assert_true((patches.items[i].kind == LT_PATCH_CASE) ==
                    (patches.items[i].shape.n_rings > 0));
    }
    return patches;
}

/* The polygon relative to the window's south-west corner, metres. */
static const char *text_of(struct drawn *d, const struct lt_shape *shape)
{
    struct lt_shape local = *shape;
    struct lt_point *points = lt_arena_array(d->arena, shape->n_points, sizeof *points);
    for (uint32_t i = 0; i < shape->n_points; i++) {
        points[i].x = shape->points[i].x - 38500000.0;
        points[i].y = shape->points[i].y - 3650000.0;
    }
    local.points = points;
    return lt_shape_print(d->arena, &local);
}

/* The worked example of patches.h. */
static void test_a_block_of_sixteen_is_a_case(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 6, (const char *[]){"......", ".####.", ".####.", ".####.", ".####.", "......"}, NULL,
         NULL);
    const struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    assert_int_equal(p.items[0].full_cells, 16);
    assert_int_equal(p.items[0].touched_cells, 16);
    assert_int_equal(p.items[0].low_row, 6);
    assert_int_equal(p.items[0].low_col, 8);
    assert_int_equal(p.items[0].main_class, CODE_ORCHARD);
    assert_near(p.items[0].net_m2, 16 * NET, 1e-9);
    assert_near(p.case_m2, 16 * NET, 1e-9);
    assert_near(p.edge_m2 + p.small_m2, 0.0, 0.0);
    assert_string_equal(text_of(&d, &p.items[0].shape), "10 10, 50 10, 50 50, 10 50");
    draw_finish(&d);
}

static void test_a_strip_of_two_is_an_edge(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 4, (const char *[]){"########", "########", "........", "........"}, NULL, NULL);
    struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_EDGE);
    assert_int_equal(p.items[0].full_cells, 16);
    assert_near(p.edge_m2, 16 * NET, 1e-9);
    d.input.erosion_cells = 0; /* the gate is a setting */
    p = patches_of(&d);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    draw_finish(&d);
}

/* A 4 × 4 block survives one erosion (2 × 2 left), not two; 5 × 5 survives two. */
static void test_erosion_counts(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 5, (const char *[]){".....####", "#########", "#########", "#########", "#####...."},
         NULL, NULL);
    d.input.erosion_cells = 2;
    struct lt_patches p = patches_of(&d);
    assert_int_equal(p.items[0].kind, LT_PATCH_EDGE); /* 4 rows, notched at both ends */
    draw_finish(&d);
    draw(&d, 5, (const char *[]){"#####....", "#####....", "#####....", "#####....", "#####...."},
         NULL, NULL);
    d.input.erosion_cells = 2;
    p = patches_of(&d);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    d.input.erosion_cells = 3;
    p = patches_of(&d);
    assert_int_equal(p.items[0].kind, LT_PATCH_EDGE);
    draw_finish(&d);
}

static void test_three_cells_are_small(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 4, (const char *[]){"....", ".##.", ".#..", "...."}, NULL, NULL);
    const struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_SMALL);
    assert_near(p.small_m2, 3 * NET, 1e-9);
    draw_finish(&d);
}

static void test_a_ring_keeps_its_hole(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 7,
         (const char *[]){"#######", "#######", "#######", "###.###", "#######", "#######",
                          "#######"},
         NULL, NULL);
    const struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    assert_int_equal(p.items[0].full_cells, 48);
    assert_string_equal(text_of(&d, &p.items[0].shape),
                        "0 0, 70 0, 70 70, 0 70; 30 30, 30 40, 40 40, 40 30");
    draw_finish(&d);
}

/* Four-connectivity: blocks that share a corner are two cases, in the order of their lowest cells.
 */
static void test_diagonal_touch_is_two_patches(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 6, (const char *[]){"...###", "...###", "...###", "###...", "###...", "###..."}, NULL,
         NULL);
    const struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.items[0].low_row, 5);
    assert_int_equal(p.items[0].low_col, 10);
    assert_int_equal(p.items[1].low_row, 8);
    assert_int_equal(p.items[1].low_col, 7);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    assert_string_equal(text_of(&d, &p.items[0].shape), "30 30, 60 30, 60 60, 30 60");
    assert_string_equal(text_of(&d, &p.items[1].shape), "0 0, 30 0, 30 30, 0 30");
    draw_finish(&d);
}

/* One component whose cells meet at a corner: the enclosed cell is a hole that touches the outer ring there. Once
 * along the subject's border, where GEOS has the last word, once amid the subject, where the outline is the result. */
static void test_a_corner_within_one_patch(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 4, (const char *[]){"####.", "###.#", "#####", "#####"}, NULL, NULL);
    struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    assert_string_equal(text_of(&d, &p.items[0].shape),
                        "0 0, 50 0, 50 30, 40 30, 40 40, 0 40; 30 20, 30 30, 40 30, 40 20");
    draw_finish(&d);
    draw(&d, 6, (const char *[]){".......", ".####..", ".###.#.", ".#####.", ".#####.", "......."},
         NULL, NULL);
    p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_string_equal(text_of(&d, &p.items[0].shape),
                        "10 10, 60 10, 60 40, 50 40, 50 50, 10 50; 40 30, 40 40, 50 40, 50 30");
    draw_finish(&d);
}

/* The subject's border halves the outer cells: they count by area, not as full cells. */
static void test_half_cells_at_the_border(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 5, (const char *[]){"#####", "#####", "#####", "#####", "#####"}, NULL,
         "5 5, 45 5, 45 45, 5 45");
    const struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_CASE);
    assert_int_equal(p.items[0].full_cells, 9);
    assert_int_equal(p.items[0].touched_cells, 25);
    assert_near(p.items[0].net_m2, (9 + 12 * 0.5 + 4 * 0.25) * NET, 1e-9);
    assert_near(p.case_m2, d.feature.net_m2, 1e-9);
    assert_string_equal(text_of(&d, &p.items[0].shape), "5 5, 45 5, 45 45, 5 45");
    d.input.min_full_cells = 10;
    assert_int_equal(patches_of(&d).items[0].kind, LT_PATCH_SMALL);
    draw_finish(&d);
}

/* A parcel with a hole in which another part of it lies, all of it orchard: the parts are not
 * connected over ground that is not the parcel's. */
static void test_part_in_a_hole(void **state)
{
    (void)state;
    struct drawn d;
    const char *rows[] = {"###########", "###########", "###########", "###########",
                          "###########", "###########", "###########", "###########",
                          "###########", "###########", "###########"};
    draw(&d, 11, rows, NULL,
         "0 0, 110 0, 110 110, 0 110; 30 30, 30 80, 80 80, 80 30; 40 40, 70 40, 70 70, 40 70");
    const struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.items[0].full_cells, 121 - 25);
    assert_int_equal(p.items[1].full_cells, 9);
    assert_string_equal(text_of(&d, &p.items[0].shape),
                        "0 0, 110 0, 110 110, 0 110; 30 30, 30 80, 80 80, 80 30");
    assert_string_equal(text_of(&d, &p.items[1].shape), "40 40, 70 40, 70 70, 40 70");
    assert_near(p.case_m2, d.feature.net_m2, 1e-9);
    draw_finish(&d);
}

/* Before: one row orchard already, one unseen, two wheat. Now: 3 rows orchard and one nursery. */
static void test_what_the_season_before_saw(void **state)
{
    (void)state;
    struct drawn d;
    const char *now[] = {"####", "####", "####", "pppp"};
    const char *before[] = {"####", "????", "wwww", "wwww"};
    draw(&d, 4, now, before, NULL);
    struct lt_patches p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_near(p.items[0].net_m2, 16 * NET, 1e-9);
    assert_near(p.items[0].twice_m2, 4 * NET, 1e-9);
    assert_near(p.items[0].clean_before_m2, 8 * NET, 1e-9);
    assert_int_equal(p.items[0].main_class, CODE_ORCHARD);
    /* A rule that needs both seasons is proven only where both show it. */
    d.rule.seasons = LT_SEASONS_TWO;
    p = patches_of(&d);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.items[0].kind, LT_PATCH_SMALL);
    assert_near(p.items[0].net_m2, 4 * NET, 1e-9);
    assert_near(p.items[0].twice_m2, 4 * NET, 1e-9);
    assert_near(p.items[0].clean_before_m2, 0.0, 0.0);
    draw_finish(&d);
}

static void test_nothing_offends(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 2, (const char *[]){"..?", "..."}, NULL, NULL);
    assert_int_equal(patches_of(&d).count, 0);
    draw_finish(&d);
}

/* The closure can fail: a finding that claims 1 m² more than the window shows. */
static void test_a_finding_that_does_not_add_up(void **state)
{
    (void)state;
    struct drawn d;
    draw(&d, 3, (const char *[]){"###", "###", "###"}, NULL, NULL);
    struct lt_finding finding = {.low_m2 = 9 * NET};
    struct lt_patches patches;
    d.input.finding = &finding;
    assert_int_equal(patches_of(&d).count, 1);
    finding.low_m2 += 1.0;
    assert_int_equal(lt_patches_draw(&d.input, d.overlay, d.arena, &patches, &err), LT_E_BUG);
    assert_non_null(strstr(err.text, "PBF-ORCHARD"));
    /* and a coverage that is not that of the polygon */
    d.input.finding = NULL;
    d.input.erosion_cells = 0;
    d.window.fraction[0] = 0.5;
    assert_int_equal(lt_patches_draw(&d.input, d.overlay, d.arena, &patches, &err), LT_E_BUG);
    draw_finish(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_block_of_sixteen_is_a_case),
        cmocka_unit_test(test_a_strip_of_two_is_an_edge),
        cmocka_unit_test(test_erosion_counts),
        cmocka_unit_test(test_three_cells_are_small),
        cmocka_unit_test(test_a_ring_keeps_its_hole),
        cmocka_unit_test(test_diagonal_touch_is_two_patches),
        cmocka_unit_test(test_a_corner_within_one_patch),
        cmocka_unit_test(test_half_cells_at_the_border),
        cmocka_unit_test(test_part_in_a_hole),
        cmocka_unit_test(test_what_the_season_before_saw),
        cmocka_unit_test(test_nothing_offends),
        cmocka_unit_test(test_a_finding_that_does_not_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
