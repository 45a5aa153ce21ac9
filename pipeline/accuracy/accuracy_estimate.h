/* What the files of this folder share. */
#ifndef LT_ACCURACY_ESTIMATE_H
#define LT_ACCURACY_ESTIMATE_H

#include "liangtian/accuracy.h"

/* How often each value −2 … 2 was met in a stratum; `of[v + 2]`. */
struct lt_stratum_levels {
    double weight; /* m² */
    double cells;
    double n;
    double of[5];
};

/* Marginal sums of (y, x) in a stratum; whole numbers. */
struct accuracy_pair {
    double n, y, x, yy, xx, xy;
};

/* 1 − n/N, or 1 without a count of cells. */
double accuracy_correction(double n, double cells);
/* LT_E_INPUT when a stratum with area has fewer than two points and is no census. */
enum lt_status accuracy_check_strata(const struct lt_design *design, struct lt_arena *arena,
                                     struct lt_error *err);
/* A total over given stratum areas from the levels of the design's strata; see lt_estimate_total. */
enum lt_status accuracy_total(const struct lt_design *design, const double *weights,
                              const int8_t *y, int least, int most, struct lt_arena *arena,
                              struct lt_estimate *ret_estimate, struct lt_error *err);
/* No estimate, from so many points. */
struct lt_estimate accuracy_nothing(uint64_t points);
/* Σ areas of the strata inside the domain; they must be known. */
double accuracy_domain_area(const struct lt_sample *sample, uint32_t domain);
/* Value, standard error, bounds and range of a ratio times a known factor > 0. */
void accuracy_scale(struct lt_estimate *estimate, double factor);
/* Fills low … upper from the method. */
void accuracy_set_bounds(struct lt_estimate *estimate);
/* The design of a sample; `stratum_of` goes to the arena. */
enum lt_status accuracy_design(const struct lt_sample *sample, struct lt_arena *arena,
                               struct lt_design *ret_design, struct lt_error *err);
/* Per point: seasons in which a class of the set was found; or that minus the same of the earlier period. */
enum accuracy_what { ACCURACY_FIRST, ACCURACY_SECOND, ACCURACY_ALL, ACCURACY_CHANGE };
enum lt_status accuracy_levels(const struct lt_sample *sample, const bool *in_set,
                               enum accuracy_what what, struct lt_arena *arena, int8_t **ret_y,
                               struct lt_error *err);

#endif
