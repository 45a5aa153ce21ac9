/* Samples for the tests: from matrices of counts, and at random from a seed. */
#ifndef LT_ACCURACY_FIXTURE_H
#define LT_ACCURACY_FIXTURE_H

#include "support/lt_test.h"

#include <string.h>

#include "liangtian/accuracy.h"
#include "support/arena.h"

enum { FIXTURE_POINTS = 4000, FIXTURE_STRATA = 16 };

static struct lt_error err;

struct fixture {
    struct lt_arena *arena;
    struct lt_stratum strata[FIXTURE_STRATA];
    struct lt_sample_point points[FIXTURE_POINTS];
    struct lt_sample sample;
};

static inline void fixture_start(struct fixture *f, size_t strata, const double *area_m2,
                                 size_t classes)
{
    memset(f, 0, sizeof *f);
    assert_ok(lt_arena_create(&f->arena, &err));
    for (size_t h = 0; h < strata; h++) {
        f->strata[h].area_m2 = area_m2[h];
    }
    f->sample = (struct lt_sample){.strata = f->strata,
                                   .stratum_count = strata,
                                   .points = f->points,
                                   .class_count = classes,
                                   .seasons = 1};
}

static inline void fixture_finish(struct fixture *f)
{
    lt_arena_destroy(f->arena);
}

static inline struct lt_sample_point *fixture_add(struct fixture *f, uint32_t stratum, uint32_t map,
                                                  uint32_t reference)
{
    assert_true(f->sample.point_count < FIXTURE_POINTS);
    struct lt_sample_point *point = &f->points[f->sample.point_count++];
    *point = (struct lt_sample_point){.stratum = stratum,
                                      .domain = LT_NO_LABEL,
                                      .map = {map, LT_NO_LABEL},
                                      .reference = {reference, LT_NO_LABEL},
                                      .before = {LT_NO_LABEL, LT_NO_LABEL}};
    return point;
}

/* Strata = map classes; counts[map × classes + reference]. */
static inline void fixture_matrix(struct fixture *f, size_t classes, const int *counts,
                                  const double *area_m2)
{
    fixture_start(f, classes, area_m2, classes);
    for (uint32_t i = 0; i < classes; i++) {
        for (uint32_t j = 0; j < classes; j++) {
            for (int n = 0; n < counts[i * classes + j]; n++) {
                fixture_add(f, i, i, j);
            }
        }
    }
}

/* splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t fixture_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline double fixture_uniform(uint64_t *state) /* [0, 1) */
{
    return (double)(fixture_random(state) >> 11) * 0x1p-53;
}

static inline void fixture_shuffle(struct fixture *f, uint64_t seed)
{
    for (size_t i = f->sample.point_count; i > 1; i--) {
        const size_t j = fixture_random(&seed) % i;
        const struct lt_sample_point kept = f->points[i - 1];
        f->points[i - 1] = f->points[j];
        f->points[j] = kept;
    }
}

/* The four-class example of Olofsson et al. (2014), section 5: deforestation, forest gain, stable forest, stable
 * non-forest; pixels of 30 m. */
static inline void fixture_olofsson(struct fixture *f)
{
    static const int counts[] = {66, 0, 5, 4, 0, 55, 8, 12, 1, 0, 153, 11, 2, 1, 9, 313};
    static const double area_m2[] = {200000 * 900.0, 150000 * 900.0, 3200000 * 900.0,
                                     6450000 * 900.0};
    fixture_matrix(f, 4, counts, area_m2);
}

#endif
