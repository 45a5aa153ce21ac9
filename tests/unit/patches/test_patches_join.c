/* Pieces of one offence in several plots: which of them are cases as part of the whole. Cells are drawn by hand: plots
 * of full cells, two columns wide, side by side. */
#include "support/lt_test.h"

#include "liangtian/patches.h"

enum { ROWS = 10, PLOTS = 5, MOST = 400 };

struct plot {
    struct lt_patches patches;
    struct lt_patch patch;
    struct lt_patch_cell cells[MOST];
};

/* A strip of one plot: columns first to end − 1 of ten rows, an EDGE. */
static void strip(struct plot *plot, int64_t first, int64_t end, double fraction)
{
    *plot = (struct plot){0};
    for (int64_t row = 0; row < ROWS; row++) {
        for (int64_t col = first; col < end; col++) {
            plot->cells[plot->patches.cell_count++] =
                (struct lt_patch_cell){row, col, 0, fraction, 100 * fraction, false};
        }
    }
    plot->patch.kind = LT_PATCH_EDGE;
    plot->patch.full_cells = fraction >= 1.0 ? (uint32_t)plot->patches.cell_count : 0;
    plot->patch.net_m2 = 100 * fraction * (double)plot->patches.cell_count;
    plot->patches.items = &plot->patch;
    plot->patches.count = 1;
    plot->patches.cells = plot->cells;
}

static void join(struct plot *plots, size_t count, const double *net_m2)
{
    struct lt_error err;
    struct lt_patches *patches[PLOTS];
    for (size_t i = 0; i < count; i++) {
        patches[i] = &plots[i].patches;
    }
    assert_ok(lt_patches_join(patches, net_m2, count, 8, 1, &err));
}

/* An orchard of 10 × 10 cells over five plots: the inner ones lie in its middle; the outer two keep one column of two,
 * and are cases where the strip is half of the plot. */
static void test_an_orchard_over_five_plots(void **state)
{
    static struct plot plots[PLOTS];
    const double wide[PLOTS] = {9000, 9000, 9000, 9000, 9000},
                 narrow[PLOTS] = {2000, 2000, 2000, 2000, 2000};
    (void)state;
    for (int i = 0; i < PLOTS; i++) {
        strip(&plots[i], 2 * i, 2 * i + 2, 1.0);
    }
    join(plots, PLOTS, wide);
    assert_false(plots[0].patch.joined);
    assert_true(plots[1].patch.joined && plots[2].patch.joined && plots[3].patch.joined);
    assert_false(plots[4].patch.joined);
    join(plots, PLOTS, narrow);
    assert_true(plots[0].patch.joined && plots[4].patch.joined);
}

/* Strips that do not touch stay strips; so does one alone. */
static void test_strips_apart(void **state)
{
    static struct plot plots[2];
    const double net[2] = {2000, 2000};
    (void)state;
    strip(&plots[0], 0, 2, 1.0);
    strip(&plots[1], 3, 5, 1.0);
    join(plots, 2, net);
    assert_false(plots[0].patch.joined || plots[1].patch.joined);
}

/* Half cells of two plots make whole ones together, but a piece without full cells of its own accuses nobody. */
static void test_half_cells(void **state)
{
    static struct plot plots[2];
    const double net[2] = {1500, 1500};
    (void)state;
    strip(&plots[0], 0, 3, 0.5);
    strip(&plots[1], 0, 3, 0.5);
    join(plots, 2, net);
    assert_false(plots[0].patch.joined || plots[1].patch.joined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_orchard_over_five_plots),
        cmocka_unit_test(test_strips_apart),
        cmocka_unit_test(test_half_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
