/* A city over several half-years: fields that stay, offending places that come and go, and drawn layers that are cut
 * anew from year to year. Everything is a function of the seed, the parcel and the half-year.
 *
 * The ground is a lattice of fields. Offending places are boxes of whole raster cells inside one field, or across the
 * line between two fields of a pair. What is drawn (DLTB, basic farmland) starts as the fields and is then cut, joined,
 * redrawn and renumbered; zones stay as they were first drawn.
 */
#ifndef LT_BENCH_GENERATE_HISTORY_H
#define LT_BENCH_GENERATE_HISTORY_H

#include "bench_generate_scale.h"

enum { BENCH_HISTORY_FIRST_YEAR = 2024, BENCH_PLACE_BOXES = 2 };

struct bench_history {
    struct bench_history_options options;
    struct bench_scale city; /* its lattice, grid and shares; land and county come from there */
    uint32_t pairs_across;
    uint64_t pairs;
};

/* Two fields side by side. */
struct bench_pair {
    uint64_t index, west, east; /* of the pair; of its fields */
    uint32_t c, r, county;      /* c: column of the western field; county of the western field */
    const char *land_west, *land_east;
    bool one_county, one_land;
    bool pbf, zone;
};
void bench_history_pair(const struct bench_history *history, uint64_t index,
                        struct bench_pair *ret_pair);

/* ---- what lies on the ground ---- */
struct bench_cells {
    int col, row, cols, rows; /* from the north-western corner of the raster */
};
struct bench_place {
    uint8_t value; /* raster class; 0: the pair has no offending place */
    bool old;      /* there in the baseline of 2020 */
    int birth;     /* first half-year; −1: before the first */
    int end;       /* half-year from which it is clean; beyond the last: never */
    int again;     /* half-year of the relapse */
    int change;    /* half-year from which the second form holds */
    struct bench_cells forms[2][BENCH_PLACE_BOXES];
    int boxes[2]; /* of each form */
};
enum { BENCH_HISTORY_BASELINE = -9 }; /* the half-year of the baseline raster */
void bench_history_place(const struct bench_history *history, const struct bench_pair *pair,
                         struct bench_place *ret_place);
/* The boxes that offend in half-year `t`; answers how many. */
int bench_place_at(const struct bench_place *place, int t,
                   struct bench_cells boxes[BENCH_PLACE_BOXES]);
/* "2024H1" for t = 0. */
void bench_history_period(int t, char text[16]);

/* ---- what is drawn ---- */
/* Lines between the pieces of a pair in a year (0 …): bit k cuts at k + 1 quarters of the pair's width. */
unsigned bench_history_cuts(const struct bench_history *history, const struct bench_pair *pair,
                            int year);
enum lt_status bench_history_layers(struct bench_history *history, const char *folder,
                                    struct lt_error *err);
enum lt_status bench_history_rasters(const struct bench_history *history, const char *folder,
                                     struct lt_error *err);

/* ---- errors of the classifier ---- */
/* Spoils the raster of half-year `t`: `owners` are 1 + the field of each cell, 0 outside. Whole-field errors are drawn
 * by bench_noise_field(), when fields are painted. */
uint8_t bench_noise_field(const struct bench_history *history, uint64_t object, int t,
                          uint8_t value);
enum lt_status bench_noise_cells(const struct bench_history *history, const uint32_t *owners, int t,
                                 uint8_t *bytes, struct lt_error *err);

#endif
