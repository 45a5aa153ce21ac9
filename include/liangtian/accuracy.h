/* Design-based accuracy and area: what a probability sample of points says about a map.
 *
 * in: points drawn at random inside strata, each with the map's label and the reference label. out: confusion matrix,
 * accuracies, areas adjusted for class error, each with its standard error and 95 % bounds; verdicts against floors.
 * Pure: no files, no clock. Formulas with sources and a worked example: docs/UNCERTAINTY.md.
 *
 * Within a stratum all points have the same chance (simple random sampling); a stratum weighs by its area. Strata may
 * be the map's classes or anything else (Stehman 2014, Int. J. Remote Sensing 35, 4923–4939). Where they are the map's
 * classes and no cells are counted, every number is that of Olofsson et al. (2014), Remote Sensing of Environment 148.
 * Sums run over whole numbers per stratum, then over strata in their order: the order of the points does not matter.
 * Areas in m². Threads: pure functions; an arena belongs to one thread.
 */
#ifndef LIANGTIAN_ACCURACY_H
#define LIANGTIAN_ACCURACY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

/* --- distributions ------------------------------------------------------------------------------------------- */

/* The usual two-digit constants, a little wider than 95 %. */
#define LT_Z_TWO_SIDED 1.96
#define LT_Z_ONE_SIDED 1.645
#define LT_ALPHA_ONE_SIDED 0.04998490553912138 /* lt_normal_cdf(-LT_Z_ONE_SIDED) */

double lt_normal_cdf(double z);
double lt_normal_quantile(double p); /* 0 < p < 1; −inf and +inf at the ends */
/* Regularised incomplete beta function I_x(a, b), a > 0, b > 0, and its inverse in x. Relative error below 1e-10 for
 * a, b up to 1e6. Source: NIST Digital Library of Mathematical Functions 8.17.22 (continued fraction). */
double lt_beta_cdf(double x, double a, double b);
double lt_beta_quantile(double p, double a, double b);

/* Bounds of a proportion: `found` of `n` (both may be fractions of a point: an effective size), each bound with the
 * one-sided chance of error that belongs to z. Wilson (1927); Clopper and Pearson (1934).
 * Example: 0 of 50 at z = 1.96: Wilson [0, 0.0713], Clopper–Pearson [0, 0.0711]. */
void lt_wilson(double found, double n, double z, double *ret_low, double *ret_high);
void lt_clopper_pearson(double found, double n, double z, double *ret_low, double *ret_high);

/* --- estimates ----------------------------------------------------------------------------------------------- */

struct lt_stratum {
    double area_m2; /* > 0 */
    /* The number of whole cells from which points were drawn without replacement (finite population correction);
     * 0 = points in continuous ground, no correction. */
    double cells;
};

struct lt_design {
    const struct lt_stratum *strata;
    size_t stratum_count;
    const uint32_t *stratum_of; /* per point, < stratum_count */
    size_t point_count;
};

enum lt_interval_method {
    LT_BY_NOTHING, /* no estimate: nothing of its denominator was met */
    LT_BY_NORMAL,  /* value ± z · standard error */
    LT_BY_WILSON, /* totals: Wilson bounds per stratum, combined (MOVER); ratios: at the effective size */
    LT_BY_CLOPPER_PEARSON, /* exact binomial bounds at the effective size (Korn and Graubard 1998) */
};
const char *lt_interval_method_name(enum lt_interval_method method); /* "none", "normal", … */

struct lt_estimate {
    double value, se;    /* NAN where the method is LT_BY_NOTHING */
    double low, high;    /* two-sided 95 % */
    double lower, upper; /* one-sided 95 %, each on its own */
    enum lt_interval_method method;
    uint64_t points; /* that its denominator rests on */
    bool synthetic;  /* the matrix is borrowed from a larger area: the bounds leave its bias out */
    double
        fixed_se; /* part of the standard error that more points would not lessen: that of yields */
    double least, most, effective; /* range of the value; effective size of Clopper–Pearson */
    const struct lt_stratum_levels *means; /* of a total; in the arena */
    size_t stratum_count;
    int least_level, most_level; /* range of the quantity per point */
};

/* Total over the area, in m², of a whole-numbered quantity y per point, least ≤ y ≤ most, −2 ≤ least ≤ 0 ≤ most ≤ 2: 1
 * where a class was found, 0 … 2 for the grain seasons of a year, −2 … 2 for their change between two periods.
 *
 *   Ŷ = Σ A_h ȳ_h,   V = Σ A_h² (1 − n_h/N_h) s_h²/n_h   (Cochran 1977, 5.1 and 5.13)
 *
 * Bounds: Wilson's per stratum, combined by MOVER (Zou and Donner 2008, Statistics in Medicine 27, 1693–1702), always.
 * In a large sample they are value ± z · se. In a small one the plain interval errs to one side (a one-sided 5 % becomes
 * 8 % with 8 finds, tests/unit/accuracy), and a stratum without a single find would not widen it at all.
 *
 * Errors: LT_E_INPUT when a stratum has fewer than two points (and is no census); LT_E_LIMIT. */
enum lt_status lt_estimate_total(const struct lt_design *design, const int8_t *y, int least,
                                 int most, struct lt_arena *arena, struct lt_estimate *ret_estimate,
                                 struct lt_error *err);

/* Ratio of two totals, 0 ≤ y ≤ most · x, x ∈ {0, 1}: user's and producer's accuracy, shares of a domain.
 *
 *   R̂ = Ŷ/X̂,   V = Σ A_h² (1 − n_h/N_h) s²_h(y − R̂x)/n_h / X̂²   (Stehman 2014)
 *
 * Bounds: Wilson's at the effective size n* = n · (variance of a simple sample / variance found); with fewer than 5
 * finds or 5 misses among n*, or a standard error of 0, Clopper and Pearson's at min(n, n*) (Korn and Graubard 1998,
 * Survey Methodology 24, 193–201). LT_BY_NOTHING when no point has x = 1. */
enum lt_status lt_estimate_ratio(const struct lt_design *design, const int8_t *y, const int8_t *x,
                                 int most, struct lt_arena *arena, struct lt_estimate *ret_estimate,
                                 struct lt_error *err);

struct lt_json;
/* value, se, two_sided_95, one_sided_95, points, synthetic as one member; the caller has looked that there is one. In
 * model/. */
void lt_estimate_json(struct lt_json *json, const char *name, const struct lt_estimate *estimate);

/* Bounds at any z, by the estimate's own method; within [least, most]. */
void lt_estimate_bounds(const struct lt_estimate *estimate, double z, double *ret_low,
                        double *ret_high);

/* --- the labelled sample ------------------------------------------------------------------------------------- */

#define LT_NO_LABEL UINT32_MAX
enum { LT_SAMPLE_SEASONS = 2 };

struct lt_sample_point {
    uint32_t stratum;
    uint32_t domain;                       /* LT_NO_LABEL = in none */
    uint32_t map[LT_SAMPLE_SEASONS];       /* class on the map */
    uint32_t reference[LT_SAMPLE_SEASONS]; /* class found */
    uint32_t before[LT_SAMPLE_SEASONS];    /* class found in the earlier period */
};

struct lt_sample {
    const struct lt_stratum *strata;
    size_t stratum_count;
    const struct lt_sample_point *points;
    size_t point_count;
    size_t class_count, domain_count;
    unsigned seasons; /* 1 or 2: reference labels per point */
    /* Area of each stratum inside each domain, domain-major, m²; NULL = unknown. */
    const double *domain_area_m2;
};

struct lt_confusion {
    size_t classes;
    uint64_t *counts;    /* [map × classes + reference] */
    double *proportions; /* the same, estimated share of the area; sums to 1 */
    struct lt_estimate overall;
    struct lt_estimate *users, *producers; /* per class */
};
/* The matrix of one season (0 or 1). Everything lies in the arena. */
enum lt_status lt_confusion_of(const struct lt_sample *sample, unsigned season,
                               struct lt_arena *arena, struct lt_confusion *ret_confusion,
                               struct lt_error *err);

/* Area of a set of classes (`in_set`, one flag per class), summed over all seasons of the sample: one quantity 0 … 2
 * per point, so that the seasons' errors need not be independent. Classes are collapsed before the variance. */
enum lt_status lt_area_of(const struct lt_sample *sample, const bool *in_set,
                          struct lt_arena *arena, struct lt_estimate *ret_area,
                          struct lt_error *err);
/* The same of one season. */
enum lt_status lt_area_of_season(const struct lt_sample *sample, const bool *in_set,
                                 unsigned season, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err);
/* After minus before on the same points: the variance is that of the difference. */
enum lt_status lt_area_change(const struct lt_sample *sample, const bool *in_set,
                              struct lt_arena *arena, struct lt_estimate *ret_change,
                              struct lt_error *err);
/* Mean over a domain, such as a county, from the points inside it (a share of its area; up to 2 with two seasons).
 * Where the areas of the strata inside it are known and each holds two of its points or more: the stratified mean of
 * the domain itself (post-stratification, Cochran 1977, 5A.9). Else the ratio of two totals. With fewer than two points
 * inside: LT_BY_NOTHING. */
enum lt_status lt_share_in_domain(const struct lt_sample *sample, const bool *in_set,
                                  uint32_t domain, struct lt_arena *arena,
                                  struct lt_estimate *ret_share, struct lt_error *err);
/* Its area: that mean times the domain's area where it is known, else the direct total. */
enum lt_status lt_area_in_domain(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err);
/* Inside a domain, from the stratum means of the whole area and the domain's stratum areas (must be known). Marked
 * synthetic: it supposes that the map errs there as it does elsewhere, and proves nothing. */
enum lt_status lt_area_synthetic(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err);

/* Its own estimate where its points give one, else the borrowed one where the areas are known, else LT_BY_NOTHING. */
enum lt_status lt_area_of_domain(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err);

/* --- output -------------------------------------------------------------------------------------------------- */

#define LT_KG_PER_YIJIN 5e7 /* 1 亿斤 = 10⁸ × 0.5 kg */

struct lt_yield {
    uint32_t domain; /* LT_NO_LABEL = wherever no other yield of the class is given */
    uint32_t of_class;
    double kg_per_m2,
        se; /* > 0; ≥ 0: standard error of this mean yield, the yields' errors being independent */
};
/* Output of all seasons in kg: per point the yields of what was found there, in its domain, summed; classes without a
 * yield bear none. The standard error is that of the points and that of the yields:
 *
 *   V = V_points(Σ yield) + Σ_u Â_u² V(yield_u),   Â_u the area over which yield u holds
 *
 * (Goodman 1960, J. American Statistical Association 55, 708–713, without the term that is taken off: a little wide).
 * Bounds: value ± z · se, for what a point bears is no longer a whole number.
 * Errors: as lt_estimate_total; LT_E_LIMIT. */
enum lt_status lt_output_of(const struct lt_sample *sample, const struct lt_yield *yields,
                            size_t yield_count, struct lt_arena *arena, struct lt_estimate *ret_kg,
                            struct lt_error *err);

/* Output of a domain. Its own: the points inside as a stratified sample of it (post-stratified, as lt_area_in_domain)
 * where each stratum that has an area there has two of them or more; where areas by domain are not known, the direct
 * total of the points inside. Else, where the areas are known, borrowed: all points, as if they lay in the domain, over
 * the domain's stratum areas and with its yields; marked synthetic, and proves nothing. Else, or where a class that was
 * found has a yield in other domains alone: LT_BY_NOTHING. `borrow`: the borrowed one whatever points lie inside. */
enum lt_status lt_output_of_domain(const struct lt_sample *sample, const struct lt_yield *yields,
                                   size_t yield_count, uint32_t domain, bool borrow,
                                   struct lt_arena *arena, struct lt_estimate *ret_kg,
                                   struct lt_error *err);

/* --- how many points, and where ------------------------------------------------------------------------------ */

/* Neyman's allocation in whole points, exactly: of all divisions with at least `minimum` (and 2) points a stratum and no
 * more than its cells, the one of least standard error, found point by point (Wright 2012, American Statistician 66,
 * 217–224). `shares`: what share of each stratum the class is thought to be, from a pilot or last year's sample; a
 * stratum of share 0 or 1 gets the minimum. Goes on until `points` are given out (0 = no such limit) or until the
 * standard error to be expected is at most `target_se_m2` (0 = no such target); one of the two must be set, and of both
 * the earlier ends it. `ret_points`: one per stratum; `ret_se_m2`: what to expect of the class's area.
 * Errors: LT_E_INPUT when the minima take more than `points`, or the target needs more than ten million points.
 * Example: Olofsson et al. (2014), 5.1.1: shares 0.70, 0.60, 0.90, 0.95 of 2, 1.5, 32 and 64.5 % of the area, target
 * 1 % of it: 641 points. Cost: strata × points. */
enum lt_status lt_allocate(const struct lt_stratum *strata, const double *shares, size_t count,
                           uint64_t minimum, uint64_t points, double target_se_m2,
                           uint64_t *ret_points, double *ret_se_m2, struct lt_error *err);

/* --- decisions ----------------------------------------------------------------------------------------------- */

enum lt_floor_decision {
    LT_FLOOR_UNDECIDED,
    LT_FLOOR_COMPLIANCE_PROVEN, /* one-sided lower bound ≥ floor */
    LT_FLOOR_BREACH_PROVEN,     /* one-sided upper bound < floor */
};
const char *lt_floor_decision_name(enum lt_floor_decision decision); /* in model/, as the next */
const char *lt_floor_decision_title(enum lt_floor_decision decision, bool chinese);

#define LT_NO_SAMPLE_DECIDES UINT64_MAX
struct lt_floor_test {
    double floor_m2;
    enum lt_floor_decision decision;
    double
        p_compliance; /* chance of so high an estimate if the area lay at the floor; small = compliance proven */
    double p_breach;                         /* of so low an estimate; small = breach proven */
    double p_compliance_holm, p_breach_holm; /* adjusted for all tests of one call */
    /* How many more points (inside the domain, where it is one), divided over its strata as before, would decide it if
     * the estimate stayed what it is; 0 when decided; LT_NO_SAMPLE_DECIDES where no number would. */
    uint64_t more_points;
};
/* Tests estimates[i] against floors_m2[i] (≤ 0 or NAN: not tested, UNDECIDED) with Holm's step-down over all that are
 * tested, compliance and breach each as one family at 5 %. One call with one floor is the plain test. Synthetic and
 * missing estimates stay UNDECIDED and are no part of the family. */
enum lt_status lt_floor_tests(const struct lt_estimate *estimates, const double *floors_m2,
                              size_t count, struct lt_floor_test *ret_tests, struct lt_error *err);
/* Holm (1979): adjusted p-values in place; NAN stays and is not counted. */
enum lt_status lt_holm(double *p, size_t count, struct lt_error *err);

/* Ranks by value, 1 = the largest, with joint 95 % intervals [first, last]: a rank is left out only where the domains'
 * intervals, together at 95 % (Bonferroni), do not overlap (Klein, Wright and Wieczorek 2020, J. Royal Statistical
 * Society C 69, 589–606). Synthetic and missing estimates are not ranked: all three are 0. */
struct lt_rank {
    uint32_t rank, first, last;
};
void lt_ranks(const struct lt_estimate *estimates, size_t count, struct lt_rank *ret_ranks);
/* Tiers from 1, the largest: a domain whose ranks overlap with those of another, directly or by way of others, shares
 * its tier. 0 where it is not ranked. */
void lt_tiers(const struct lt_rank *ranks, size_t count, uint32_t *ret_tiers);

#ifdef __cplusplus
}
#endif
#endif
