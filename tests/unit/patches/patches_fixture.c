#include "patches_fixture.h"

#include "support/lt_test.h"

#include <string.h>

#include "support/lt_shape_text.h"

static const double WEST = 38500000.0, SOUTH = 3650000.0, CELL = 10.0, CELL_M2 = 100.02;

enum lt_truth lt_rule_predicate(const struct lt_rule *rule, const struct lt_rule_context *context,
                                const char *land_class, uint8_t previous, uint8_t current)
{
    (void)context;
    (void)land_class;
    if (current >= LT_CLASS_MAX || (rule->seasons == LT_SEASONS_TWO && previous >= LT_CLASS_MAX)) {
        return LT_UNKNOWN;
    }
    const bool now = (rule->groups >> current & 1u) != 0;
    const bool then = rule->seasons != LT_SEASONS_TWO || (rule->groups >> previous & 1u) != 0;
    return now && then ? LT_TRUE : LT_FALSE;
}

static uint8_t *codes_of(struct lt_arena *arena, uint32_t rows, uint32_t cols,
                         const char *const *map)
{
    uint8_t *codes = lt_arena_array(arena, rows, cols);
    for (uint32_t i = 0; i < rows * cols; i++) {
        const char c = map[i / cols][i % cols];
        codes[i] = c == '#'   ? CODE_ORCHARD
                   : c == 'p' ? CODE_NURSERY
                   : c == '?' ? LT_CLASS_UNSEEN
                              : CODE_WHEAT;
    }
    return codes;
}

void draw_subject(struct drawn *d, struct lt_shape subject)
{
    struct lt_error err;
    struct lt_window *w = &d->window;
    d->feature.shape = subject;
    d->feature.gross_m2 = lt_shape_planar_area(&subject) * CELL_M2 / (CELL * CELL);
    d->feature.net_m2 = 0.9 * d->feature.gross_m2;
    for (uint32_t row = 0; row < w->rows; row++) {
        for (uint32_t col = 0; col < w->cols; col++) {
            const double x = WEST + CELL * col, y = SOUTH + CELL * (w->rows - 1 - row);
            const struct lt_shape cell = lt_shape_at(d->arena, "0 0, 10 0, 10 10, 0 10", x, y);
            double area;
            assert_ok(lt_overlay_area(d->overlay, &cell, &subject, &area, &err));
            w->fraction[row * w->cols + col] = area / (CELL * CELL);
        }
    }
}

void draw(struct drawn *d, uint32_t rows, const char *const *current, const char *const *previous,
          const char *subject)
{
    struct lt_error err;
    static const double cell_m2[] = {CELL_M2};
    static const char *const attr_none = "";
    *d = (struct drawn){0};
    assert_ok(lt_arena_create(&d->arena, &err));
    assert_ok(lt_overlay_create(&d->overlay, &err));
    const uint32_t cols = (uint32_t)strlen(current[0]);
    /* The window begins at column 7, row 5 of the raster. */
    d->grid = (struct lt_grid){
        WEST - 7 * CELL, SOUTH + (5 + rows) * CELL, CELL, CELL, 100, 100, {1, 1, 0, 0, cell_m2},
        "EPSG:4526"};
    d->window = (struct lt_window){.col = 7, .row = 5, .cols = cols, .rows = rows};
    d->window.fraction = lt_arena_array(d->arena, (size_t)rows * cols, sizeof(double));
    d->window.codes[previous == NULL ? 0 : 1] = codes_of(d->arena, rows, cols, current);
    if (previous != NULL) {
        d->window.codes[0] = codes_of(d->arena, rows, cols, previous);
    }
    for (int i = 0; i < LT_ATTR_COUNT; i++) {
        d->feature.attr[i] = attr_none;
    }
    char *whole = lt_arena_printf(d->arena, "0 0, %u 0, %u %u, 0 %u", 10 * cols, 10 * cols,
                                  10 * rows, 10 * rows);
    draw_subject(d, lt_shape_at(d->arena, subject == NULL ? whole : subject, WEST, SOUTH));
    static const struct lt_legend legend = {.id = "drawn"};
    d->rule = (struct lt_rule){.id = "PBF-ORCHARD",
                               .seasons = LT_SEASONS_CURRENT,
                               .earliest_half = 1,
                               .groups = 1u << CODE_ORCHARD | 1u << CODE_NURSERY};
    d->context = (struct lt_rule_context){.legends = {previous == NULL ? NULL : &legend, &legend},
                                          .half = 1,
                                          .has_previous = previous != NULL};
    d->input = (struct lt_patches_input){.rule = &d->rule,
                                         .rule_index = 3,
                                         .context = &d->context,
                                         .feature = &d->feature,
                                         .subject = 11,
                                         .window = &d->window,
                                         .seasons = previous == NULL ? 1 : 2,
                                         .grid = &d->grid,
                                         .min_full_cells = 8,
                                         .erosion_cells = 1};
}

void draw_finish(struct drawn *d)
{
    lt_overlay_destroy(d->overlay);
    lt_arena_destroy(d->arena);
}
