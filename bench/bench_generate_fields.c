#include "bench_generate_township.h"

#include <stdlib.h>
#include <string.h>

#include "support/array.h"

enum { SEED = 20250611, FIELD_COLS = 25, FIELD_ROWS = 27 };
enum {
    SALT_LAND = 100,
    SALT_CROP,
    SALT_NEXT,
    SALT_SPLIT,
    SALT_PBF,
    SALT_KCXS,
    SALT_ZONE,
    SALT_LEASE
};

static const double EAST = 38503000.0, NORTH = 3658000.0;

/* Lines of the lattice: fields in groups of five, a road of 8 m between groups, a narrow last
 * column. */
static void lay_columns(struct bench_town *town)
{
    static const double widths[5] = {215, 247, 231, 205, 257};
    uint32_t n = 0, lines = 0;
    double x = EAST + 40.0;
    town->x[n] = x;
    town->gx[n] = lines++;
    for (uint32_t field = 0; field < FIELD_COLS; field++) {
        x += widths[field % 5];
        town->x[++n] = x;
        town->gx[n] = lines++;
        if (field == 12) {
            town->border_col = n;
        }
        if (field % 5 == 4) {
            town->road_col[n] = true;
            x += 8.0;
            town->x[++n] = x;
            town->gx[n] = town->gx[n - 1]; /* both sides of a road move together */
        }
    }
    town->x[++n] = x + 100.0;
    town->gx[n] = lines;
    town->lattice.cols = n;
}

static void lay_rows(struct bench_town *town)
{
    static const double heights[3] = {160, 196, 178};
    uint32_t n = 0, lines = 0;
    double y = NORTH + 40.0;
    town->y[n] = y;
    town->gy[n] = lines++;
    for (uint32_t field = 0; field < FIELD_ROWS; field++) {
        y += heights[field % 3];
        town->y[++n] = y;
        town->gy[n] = lines++;
        const bool river = field == 12;
        if (river || field == 3 || field == 7 || field == 17 || field == 22) {
            town->road_row[n] = true;
            if (river) {
                town->river_row = n;
            }
            y += river ? 60.0 : 7.0;
            town->y[++n] = y;
            town->gy[n] = town->gy[n - 1];
        }
    }
    town->lattice.rows = n;
}

static void lay_lattice(struct bench_town *town)
{
    lay_columns(town);
    lay_rows(town);
    town->grid = (struct bench_grid){EAST, NORTH + 5000.0, 10.0, 600, 500};
    bench_town_bend(town, 5.0);
    town->lattice.has_bump = true;
    town->lattice.bump_i = town->lattice.cols;
    town->lattice.bump_j = 11;
    town->lattice.bump_width = 185.0;
}

void bench_town_bend(struct bench_town *town, double jitter)
{
    struct bench_lattice *lattice = &town->lattice;
    lattice->x = town->x;
    lattice->y = town->y;
    lattice->gx = town->gx;
    lattice->gy = town->gy;
    lattice->seed = SEED;
    lattice->jitter = jitter;
    lattice->bend = 0.012;
    lattice->straight_below = 70.0;
    lattice->min_points = lattice->max_points = 3;
}

enum lt_status bench_town_add(struct bench_town *town, uint32_t c0, uint32_t r0, uint32_t c1,
                              uint32_t r1, struct bench_parcel **ret_parcel, struct lt_error *err)
{
    const enum lt_status status = lt_array_reserve(&town->parcels, &town->parcel_capacity,
                                                   town->n_parcels + 1, sizeof *town->parcels, err);
    if (status != LT_OK) {
        return status;
    }
    struct bench_parcel *parcel = &town->parcels[town->n_parcels++];
    const bool east = c0 >= town->border_col;
    *parcel = (struct bench_parcel){
        .c0 = c0,
        .r0 = r0,
        .c1 = c1,
        .r1 = r1,
        .county = east ? BENCH_COUNTY_EAST : BENCH_COUNTY_WEST,
        .village = (c0 / 6 + 7 * (r0 / 8)) % 12 + 1,
        .serial = ++town->serial[east],
        .land_class = "0102",
        .case_index = -1,
        .in_2025 = true,
        .in_2026 = true,
    };
    for (uint32_t c = c0; c < c1; c++) {
        for (uint32_t r = r0; r < r1; r++) {
            town->taken[c][r] = true;
        }
    }
    *ret_parcel = parcel;
    return LT_OK;
}

static void fill_classes(struct bench_parcel *parcel, uint8_t value)
{
    memset(parcel->classes, value, sizeof parcel->classes);
}

/* A parcel that is no cropland, over a block of cells. */
static enum lt_status add_other(struct bench_town *town, uint32_t c0, uint32_t r0, uint32_t c1,
                                uint32_t r1, const char *land_class, uint8_t value,
                                struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    const enum lt_status status = bench_town_add(town, c0, r0, c1, r1, &parcel, err);
    if (status != LT_OK) {
        return status;
    }
    parcel->land_class = land_class;
    fill_classes(parcel, value);
    bench_lattice_region(&town->lattice, c0, r0, c1, r1, &parcel->shape);
    return LT_OK;
}

static uint32_t lattice_col(uint32_t field)
{
    return field + field / 5;
}

static uint32_t lattice_row(uint32_t field)
{
    return field + (field > 3) + (field > 7) + (field > 12) + (field > 17) + (field > 22);
}

/* Villages, a small town, a reservoir, a wood: blocks of fields inside one group. */
static enum lt_status add_settlements(struct bench_town *town, struct lt_error *err)
{
    static const struct {
        uint32_t c, r, w, h;
        const char *land_class;
        uint8_t value;
    } blocks[] = {
        {0, 1, 2, 2, "0702", BENCH_BUILT},   {8, 1, 2, 2, "0702", BENCH_BUILT},
        {16, 0, 2, 2, "0702", BENCH_BUILT},  {22, 2, 2, 2, "0702", BENCH_BUILT},
        {3, 5, 2, 2, "0702", BENCH_BUILT},   {15, 5, 2, 2, "0702", BENCH_BUILT},
        {10, 9, 2, 2, "0702", BENCH_BUILT},  {16, 9, 3, 3, "0701", BENCH_BUILT},
        {5, 14, 2, 2, "0702", BENCH_BUILT},  {20, 14, 2, 2, "0702", BENCH_BUILT},
        {1, 19, 2, 2, "0702", BENCH_BUILT},  {10, 19, 2, 2, "0702", BENCH_BUILT},
        {16, 20, 2, 2, "0702", BENCH_BUILT}, {22, 18, 2, 2, "0702", BENCH_BUILT},
        {7, 24, 2, 2, "0702", BENCH_BUILT},  {15, 24, 2, 2, "0702", BENCH_BUILT},
        {0, 10, 2, 3, "1103", BENCH_WATER},  {21, 24, 3, 2, "0301", BENCH_FOREST},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        const uint32_t c = lattice_col(blocks[i].c), r = lattice_row(blocks[i].r);
        const enum lt_status status = add_other(town, c, r, c + blocks[i].w, r + blocks[i].h,
                                                blocks[i].land_class, blocks[i].value, err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

/* Roads and the river: runs of cells that nothing else has taken. A column of road goes through. */
static enum lt_status add_roads(struct bench_town *town, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const uint32_t cols = town->lattice.cols, rows = town->lattice.rows;
    for (uint32_t r = 0; r < rows; r++) { /* the river first: it cuts the roads */
        if (r == town->river_row) {
            /* cut at the county border, as a survey does */
            LT_TRY(add_other(town, 0, r, town->border_col, r + 1, "1101", BENCH_WATER, err));
            LT_TRY(add_other(town, town->border_col, r, cols, r + 1, "1101", BENCH_WATER, err));
        }
    }
    for (uint32_t c = 0; c < cols; c++) {
        for (uint32_t r = 0; r < rows && town->road_col[c];) {
            uint32_t end = r;
            while (end < rows && !town->taken[c][end]) {
                end++;
            }
            if (end > r) {
                LT_TRY(add_other(town, c, r, c + 1, end, "1006", BENCH_BUILT, err));
            }
            r = end + 1;
        }
    }
    for (uint32_t r = 0; r < rows; r++) {
        for (uint32_t c = 0; c < cols && town->road_row[r];) {
            uint32_t end = c;
            while (end < cols && !town->taken[end][r] && (end == c || end != town->border_col)) {
                end++;
            }
            if (end > c) {
                LT_TRY(add_other(town, c, r, end, r + 1, "1006", BENCH_BUILT, err));
            }
            c = end > c ? end : c + 1;
        }
    }
out:
    return status;
}

static uint8_t pick(double u, const double *shares, const uint8_t *classes, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        if (u < shares[i]) {
            return classes[i];
        }
        u -= shares[i];
    }
    return classes[count - 1];
}

static void plan_year(uint64_t key, uint64_t year, bool paddy, uint8_t *h1, uint8_t *h2)
{
    static const double winter[] = {0.87, 0.05, 0.04, 0.04};
    static const uint8_t winter_class[] = {BENCH_WHEAT, BENCH_RAPESEED, BENCH_VEGETABLES,
                                           BENCH_BARE};
    static const double summer[] = {0.50, 0.32, 0.06, 0.04, 0.03, 0.03, 0.02};
    static const uint8_t summer_class[] = {BENCH_MAIZE,     BENCH_PEANUT,       BENCH_SOYBEAN,
                                           BENCH_SESAME,    BENCH_SWEET_POTATO, BENCH_SILAGE,
                                           BENCH_VEGETABLES};
    *h1 = pick(bench_unit(SEED, SALT_CROP, key, 2 * year), winter, winter_class, 4);
    *h2 = pick(bench_unit(SEED, SALT_CROP, key, 2 * year + 1), summer, summer_class, 7);
    if (paddy) {
        *h2 = BENCH_RICE;
    }
    if (*h1 == BENCH_BARE) {
        *h2 = BENCH_PEANUT; /* winter fallow before spring peanut */
    }
}

static void plan_crops(struct bench_parcel *parcel, uint64_t key)
{
    const bool paddy = strcmp(parcel->land_class, "0101") == 0;
    uint8_t unused = 0;
    plan_year(key, 2020, paddy, &parcel->classes[0], &unused);
    plan_year(key, 2025, paddy, &parcel->classes[1], &parcel->classes[2]);
    plan_year(key, 2026, paddy, &parcel->classes[3], &parcel->classes[4]);
    if (bench_unit(SEED, SALT_NEXT, key, 0) < 0.6) { /* most fields keep their rotation */
        parcel->classes[3] = parcel->classes[1];
        parcel->classes[4] = parcel->classes[2];
    }
}

/* One ordinary field, whole or in two halves; a few are orchards, ponds or facilities in the survey
 * too. */
static enum lt_status add_field(struct bench_town *town, uint32_t c, uint32_t r,
                                struct lt_error *err)
{
    const uint64_t key = (uint64_t)c << 32 | r;
    const double land = bench_unit(SEED, SALT_LAND, key, 0);
    if (!town->near[c][r] && land < 0.04) {
        static const char *const classes[] = {"0201K", "0307", "1104", "1202"};
        static const uint8_t values[] = {BENCH_ORCHARD, BENCH_FOREST, BENCH_WATER,
                                         BENCH_GREENHOUSE};
        const size_t kind = (size_t)(land * 100.0);
        return add_other(town, c, r, c + 1, r + 1, classes[kind], values[kind], err);
    }
    const int pieces = bench_unit(SEED, SALT_SPLIT, key, 0) < 0.15 ? 2 : 1;
    for (int piece = 0; piece < pieces; piece++) {
        struct bench_parcel *parcel = NULL;
        const enum lt_status status = bench_town_add(town, c, r, c + 1, r + 1, &parcel, err);
        if (status != LT_OK) {
            return status;
        }
        parcel->land_class = land > 0.96 ? "0101" : land > 0.86 ? "0103" : "0102";
        parcel->noise = true;
        plan_crops(parcel, key << 1 | (uint64_t)piece);
        if (pieces == 2) {
            bench_lattice_half(&town->lattice, c, r, piece, &parcel->shape);
        } else {
            bench_lattice_region(&town->lattice, c, r, c + 1, r + 1, &parcel->shape);
        }
        parcel->kcxs = bench_unit(SEED, SALT_KCXS, key, 0) < 0.25 ? 0.0312 : 0.0;
        const double pbf = bench_unit(SEED, SALT_PBF, key, (uint64_t)piece);
        parcel->pbf = pbf < 0.62                  ? BENCH_PBF_WHOLE
                      : pbf < 0.68 && pieces == 1 ? BENCH_PBF_WEST
                                                  : BENCH_PBF_NONE;
        parcel->leased = bench_unit(SEED, SALT_LEASE, key, (uint64_t)piece) < 0.025;
    }
    return LT_OK;
}

static enum lt_status add_zone(struct bench_town *town, struct bench_zone zone,
                               struct lt_error *err)
{
    const enum lt_status status = lt_array_reserve(&town->zones, &town->zone_capacity,
                                                   town->n_zones + 1, sizeof *town->zones, err);
    if (status != LT_OK) {
        return status;
    }
    zone.serial = ++town->zone_serial[zone.county == BENCH_COUNTY_EAST];
    town->zones[town->n_zones++] = zone;
    return LT_OK;
}

/* Plots of the function zones: the named ones, then pairs of ordinary fields of cropland. */
static enum lt_status add_zones(struct bench_town *town, struct lt_error *err)
{
    const struct bench_parcel *at[BENCH_COLS][BENCH_ROWS] = {{NULL}};
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        const bool cropland = strncmp(parcel->land_class, "01", 2) == 0;
        if (cropland && parcel->case_index < 0) {
            at[parcel->c0][parcel->r0] = parcel;
        }
        if (parcel->is_case && town->cases[parcel->case_index].zone && parcel->in_2025) {
            const struct bench_zone zone = {.c0 = parcel->c0,
                                            .r0 = parcel->r0,
                                            .c1 = parcel->c1,
                                            .r1 = parcel->r1,
                                            .county = parcel->county,
                                            .case_index = parcel->case_index};
            const enum lt_status status = add_zone(town, zone, err);
            if (status != LT_OK) {
                return status;
            }
        }
    }
    for (uint32_t r = 0; r < town->lattice.rows; r++) {
        for (uint32_t c = 0; c + 1 < town->lattice.cols; c++) {
            const struct bench_parcel *west = at[c][r], *east = at[c + 1][r];
            if (west == NULL || east == NULL || west->county != east->county ||
                bench_unit(SEED, SALT_ZONE, c, r) > 0.7) {
                continue;
            }
            const struct bench_zone zone = {.c0 = c,
                                            .r0 = r,
                                            .c1 = c + 2,
                                            .r1 = r + 1,
                                            .county = west->county,
                                            .case_index = -1};
            const enum lt_status status = add_zone(town, zone, err);
            if (status != LT_OK) {
                return status;
            }
            c++;
        }
    }
    return LT_OK;
}

static enum lt_status measure(struct bench_town *town, struct lt_error *err)
{
    for (size_t i = 0; i < town->n_parcels; i++) {
        struct bench_parcel *parcel = &town->parcels[i];
        parcel->area_m2 = bench_polygon_area(&parcel->shape);
        if (parcel->is_case && town->cases[parcel->case_index].shape == BENCH_BOW_TIE) {
            /* what the surveyor meant: the ring itself has no area */
            bench_polygon_clear(&town->work);
            bench_polygon_add_box(&town->work, bench_polygon_box(&parcel->shape), true);
            parcel->area_m2 = bench_polygon_area(&town->work);
        }
        if (parcel->pbf != BENCH_PBF_NONE) {
            parcel->pbf_serial = ++town->pbf_serial[parcel->county == BENCH_COUNTY_EAST];
        }
        const enum lt_status status = bench_polygon_check(&parcel->shape, err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

enum lt_status bench_town_lay(struct bench_town *town, struct lt_error *err)
{
    lay_lattice(town);
    return add_settlements(town, err);
}

enum lt_status bench_town_build(struct bench_town *town, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    LT_TRY(bench_town_place_cases(town, err));
    LT_TRY(add_roads(town, err));
    for (uint32_t r = 0; r < town->lattice.rows; r++) {
        for (uint32_t c = 0; c < town->lattice.cols; c++) {
            if (!town->taken[c][r]) {
                LT_TRY(add_field(town, c, r, err));
            }
        }
    }
    LT_TRY(add_zones(town, err));
    LT_TRY(measure(town, err));
out:
    return status;
}

void bench_town_finish(struct bench_town *town)
{
    for (size_t i = 0; i < town->n_parcels; i++) {
        bench_polygon_finish(&town->parcels[i].shape);
    }
    free(town->parcels);
    free(town->zones);
    bench_polygon_finish(&town->work);
}
