/* Where something offends, from when to when. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench_generate_history.h"

enum {
    SALT_PBF = 2000,
    SALT_ZONE,
    SALT_PLACE,
    SALT_KIND,
    SALT_FORM,
    SALT_BIRTH,
    SALT_END,
    SALT_CHANGE,
};
enum { MARGIN = 3, ROOM = 10 }; /* cells: what lies within is the field's own, whatever its edges */

static double unit(const struct bench_history *history, uint64_t salt, uint64_t a, uint64_t b)
{
    return bench_unit(history->options.seed, salt, a, b);
}

/* 0 … count − 1 */
static int pick(const struct bench_history *history, uint64_t salt, uint64_t a, uint64_t b,
                int count)
{
    return (int)(bench_hash(history->options.seed, salt, a, b) % (uint64_t)count);
}

void bench_history_period(int t, char text[16])
{
    snprintf(text, 16, "%dH%d", (BENCH_HISTORY_FIRST_YEAR + t / 2) % 10000, t % 2 + 1);
}

void bench_history_pair(const struct bench_history *history, uint64_t index,
                        struct bench_pair *ret_pair)
{
    const struct bench_scale *city = &history->city;
    struct bench_pair pair = {.index = index,
                              .c = 2 * (uint32_t)(index % history->pairs_across),
                              .r = (uint32_t)(index / history->pairs_across)};
    pair.west = (uint64_t)pair.r * city->lattice.cols + pair.c;
    pair.east = pair.west + 1;
    pair.county = bench_scale_county(city, pair.west);
    pair.land_west = bench_scale_land(city, pair.west);
    pair.land_east = bench_scale_land(city, pair.east);
    pair.one_county = pair.county == bench_scale_county(city, pair.east);
    pair.one_land = strcmp(pair.land_west, pair.land_east) == 0;
    if (bench_scale_cropland(pair.land_west) && bench_scale_cropland(pair.land_east)) {
        pair.pbf = unit(history, SALT_PBF, index, 0) < city->options.pbf_share;
        pair.zone = unit(history, SALT_ZONE, index, 0) < city->options.zone_share;
    }
    *ret_pair = pair;
}

/* ---- forms ---- */

/* The cell in which a point of the ground lies. */
static void cell_of(const struct bench_grid *grid, double x, double y, int *col, int *row)
{
    *col = (int)floor((x - grid->west) / grid->cell);
    *row = (int)floor((grid->north - y) / grid->cell);
}

/* Boxes within one field: 4 to 8 cells a side, with room to grow by two columns. */
static struct bench_cells in_one_field(const struct bench_history *history,
                                       const struct bench_pair *pair)
{
    const struct bench_lattice *lattice = &history->city.lattice;
    const int side = pick(history, SALT_FORM, pair->index, 0, 2); /* west or east */
    struct bench_cells box = {.cols = 4 + pick(history, SALT_FORM, pair->index, 1, 5),
                              .rows = 4 + pick(history, SALT_FORM, pair->index, 2, 5)};
    cell_of(&history->city.grid, lattice->origin_x + (pair->c + (uint32_t)side) * lattice->step,
            lattice->origin_y + (pair->r + 1) * lattice->step, &box.col, &box.row);
    box.col += MARGIN + pick(history, SALT_FORM, pair->index, 3, ROOM - 2 - box.cols + 1);
    box.row += MARGIN + pick(history, SALT_FORM, pair->index, 4, ROOM - box.rows + 1);
    return box;
}

/* Across the line between the two fields: 12 to 21 cells wide. */
static struct bench_cells across_the_line(const struct bench_history *history,
                                          const struct bench_pair *pair)
{
    const struct bench_lattice *lattice = &history->city.lattice;
    struct bench_cells box = {.cols = 12 + pick(history, SALT_FORM, pair->index, 1, 10),
                              .rows = 5 + pick(history, SALT_FORM, pair->index, 2, 4)};
    cell_of(&history->city.grid, lattice->origin_x + (pair->c + 1) * lattice->step,
            lattice->origin_y + (pair->r + 1) * lattice->step, &box.col, &box.row);
    box.col += 1 - box.cols / 2 + pick(history, SALT_FORM, pair->index, 3, 3) - 1;
    box.row += MARGIN + pick(history, SALT_FORM, pair->index, 4, ROOM - box.rows + 1);
    return box;
}

/* What it looks like after its change: larger, smaller, in two, or in one after two. */
static void change_form(const struct bench_history *history, const struct bench_pair *pair,
                        struct bench_cells box, struct bench_place *place)
{
    const double u = unit(history, SALT_CHANGE, pair->index, 1);
    struct bench_cells west = box, east = box;
    place->boxes[0] = place->boxes[1] = 1;
    place->forms[0][0] = place->forms[1][0] = box;
    if (box.cols >= 12 && u < 0.5) { /* 2 columns between the parts */
        west.cols = box.cols / 2 - 1;
        east.cols = box.cols - west.cols - 2;
        east.col = box.col + west.cols + 2;
        const int apart = u < 0.25 ? 1 : 0;
        place->boxes[apart] = 2;
        place->forms[apart][0] = west;
        place->forms[apart][1] = east;
    } else if (u < 0.75) {
        place->forms[1][0].cols += 2;
    } else {
        place->forms[1][0].cols -= 1;
        place->forms[1][0].rows -= 1;
    }
}

/* ---- lives ---- */

static uint8_t kind_of(const struct bench_history *history, const struct bench_pair *pair)
{
    static const uint8_t basic[] = {BENCH_ORCHARD, BENCH_ORCHARD, BENCH_FOREST,
                                    BENCH_NURSERY, BENCH_WATER,   BENCH_WATER,
                                    BENCH_WATER,   BENCH_BARE,    BENCH_BARE};
    static const uint8_t ordinary[] = {BENCH_ORCHARD, BENCH_FOREST, BENCH_NURSERY,
                                       BENCH_WATER,   BENCH_WATER,  BENCH_BUILT};
    return pair->pbf ? basic[pick(history, SALT_KIND, pair->index, 0, (int)sizeof basic)]
                     : ordinary[pick(history, SALT_KIND, pair->index, 0, (int)sizeof ordinary)];
}

static void live(const struct bench_history *history, const struct bench_pair *pair,
                 struct bench_place *place)
{
    const int periods = history->options.periods;
    const int first = place->birth < 0 ? 0 : place->birth;
    place->end = place->again = place->change = BENCH_HISTORY_MOST + 1;
    const double u = unit(history, SALT_END, pair->index, 0);
    if (u < 0.4) {
        place->end = first + 2 + pick(history, SALT_END, pair->index, 1, periods);
    }
    if (u < 0.12) {
        place->again = place->end + 1 + pick(history, SALT_END, pair->index, 2, 2);
    }
    if (unit(history, SALT_CHANGE, pair->index, 0) < 0.4) {
        place->change = first + 1 + pick(history, SALT_CHANGE, pair->index, 2, 3);
    }
}

void bench_history_place(const struct bench_history *history, const struct bench_pair *pair,
                         struct bench_place *ret_place)
{
    const struct bench_history_options *options = &history->options;
    const int later = options->periods - 1;
    const double births = options->birth_rate * later;
    const double u = unit(history, SALT_PLACE, pair->index, 0);
    const bool cropland =
        bench_scale_cropland(pair->land_west) && bench_scale_cropland(pair->land_east);
    struct bench_place place = {0};
    *ret_place = place;
    if (!cropland || u >= 2.0 * (options->stock_rate + births)) { /* two parcels to a pair */
        return;
    }
    place.value = kind_of(history, pair);
    place.birth = u < 2.0 * options->stock_rate || later == 0
                      ? -1
                      : 1 + pick(history, SALT_BIRTH, pair->index, 0, later);
    place.old = place.birth < 0 && unit(history, SALT_BIRTH, pair->index, 1) < 0.5;
    live(history, pair, &place);
    const bool across =
        pair->one_county && pair->one_land && unit(history, SALT_FORM, pair->index, 5) < 0.4;
    change_form(history, pair,
                across ? across_the_line(history, pair) : in_one_field(history, pair), &place);
    *ret_place = place;
}

int bench_place_at(const struct bench_place *place, int t,
                   struct bench_cells boxes[BENCH_PLACE_BOXES])
{
    const bool there = t == BENCH_HISTORY_BASELINE
                           ? place->old
                           : (t >= place->birth && t < place->end) || t >= place->again;
    if (place->value == 0 || !there) {
        return 0;
    }
    const int form = t >= place->change ? 1 : 0;
    memcpy(boxes, place->forms[form], sizeof place->forms[form]);
    return place->boxes[form];
}
