/* The confusion matrix, its accuracies, and areas of classes and sets of classes. */
#include <math.h>

#include "accuracy_estimate.h"
#include "support/arena.h"

enum lt_status accuracy_design(const struct lt_sample *sample, struct lt_arena *arena,
                               struct lt_design *ret_design, struct lt_error *err)
{
    uint32_t *stratum_of = lt_arena_array(arena, sample->point_count, sizeof *stratum_of);
    if (stratum_of == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < sample->point_count; i++) {
        stratum_of[i] = sample->points[i].stratum;
    }
    *ret_design = (struct lt_design){
        .strata = sample->strata,
        .stratum_count = sample->stratum_count,
        .stratum_of = stratum_of,
        .point_count = sample->point_count,
    };
    return LT_OK;
}

static enum lt_status allocate(const struct lt_sample *sample, struct lt_arena *arena,
                               struct lt_confusion *ret_confusion, struct lt_error *err)
{
    const size_t k = sample->class_count;
    *ret_confusion = (struct lt_confusion){
        .classes = k,
        .counts = lt_arena_array(arena, k * k, sizeof(uint64_t)),
        .proportions = lt_arena_array(arena, k * k, sizeof(double)),
        .users = lt_arena_array(arena, k, sizeof(struct lt_estimate)),
        .producers = lt_arena_array(arena, k, sizeof(struct lt_estimate)),
    };
    return ret_confusion->counts == NULL || ret_confusion->proportions == NULL ||
                   ret_confusion->users == NULL || ret_confusion->producers == NULL
               ? lt_fail_memory(err, "a confusion matrix")
               : LT_OK;
}

/* p_ij = Σ_h W_h n_hij/n_h: whole counts per stratum first, strata in their order. */
static enum lt_status fill_cells(const struct lt_sample *sample, unsigned season,
                                 struct lt_arena *arena, struct lt_confusion *confusion,
                                 struct lt_error *err)
{
    const size_t k = confusion->classes;
    uint64_t *in_stratum = lt_arena_array(arena, k * k, sizeof *in_stratum);
    if (in_stratum == NULL) {
        return lt_fail_memory(err, "a confusion matrix");
    }
    double area = 0.0;
    for (size_t h = 0; h < sample->stratum_count; h++) {
        area += sample->strata[h].area_m2;
    }
    for (size_t h = 0; h < sample->stratum_count; h++) {
        uint64_t n = 0;
        for (size_t i = 0; i < sample->point_count; i++) {
            const struct lt_sample_point *point = &sample->points[i];
            if (point->stratum == h) {
                const uint32_t map = point->map[season], reference = point->reference[season];
                if (map >= k || reference >= k) {
                    return lt_fail(err, LT_E_BUG, "internal check failed: no label at point %zu",
                                   i);
                }
                in_stratum[map * k + reference]++;
                n++;
            }
        }
        for (size_t c = 0; c < k * k; c++) {
            confusion->counts[c] += in_stratum[c];
            confusion->proportions[c] +=
                sample->strata[h].area_m2 / area * ((double)in_stratum[c] / (double)n);
            in_stratum[c] = 0;
        }
    }
    return LT_OK;
}

static enum lt_status estimate_accuracies(const struct lt_sample *sample, unsigned season,
                                          const struct lt_design *design, struct lt_arena *arena,
                                          struct lt_confusion *confusion, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t n = sample->point_count;
    double area = 0.0;
    int8_t *hit = lt_arena_array(arena, n, sizeof *hit), *mapped = lt_arena_array(arena, n, 1);
    int8_t *found = lt_arena_array(arena, n, 1), *both = lt_arena_array(arena, n, 1);
    double *weights = lt_arena_array(arena, sample->stratum_count, sizeof *weights);
    if (hit == NULL || mapped == NULL || found == NULL || both == NULL || weights == NULL) {
        return lt_fail_memory(err, "a confusion matrix");
    }
    for (size_t h = 0; h < sample->stratum_count; h++) {
        area += sample->strata[h].area_m2;
    }
    for (size_t h = 0; h < sample->stratum_count; h++) {
        weights[h] = sample->strata[h].area_m2 / area;
    }
    for (size_t i = 0; i < n; i++) {
        hit[i] = sample->points[i].map[season] == sample->points[i].reference[season];
    }
    LT_TRY(accuracy_total(design, weights, hit, 0, 1, arena, &confusion->overall, err));
    for (size_t c = 0; c < confusion->classes; c++) {
        for (size_t i = 0; i < n; i++) {
            mapped[i] = sample->points[i].map[season] == c;
            found[i] = sample->points[i].reference[season] == c;
            both[i] = mapped[i] && found[i];
        }
        LT_TRY(lt_estimate_ratio(design, both, mapped, 1, arena, &confusion->users[c], err));
        LT_TRY(lt_estimate_ratio(design, both, found, 1, arena, &confusion->producers[c], err));
    }
out:
    return status;
}

enum lt_status lt_confusion_of(const struct lt_sample *sample, unsigned season,
                               struct lt_arena *arena, struct lt_confusion *ret_confusion,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_design design;
    struct lt_confusion confusion;
    LT_TRY(accuracy_design(sample, arena, &design, err));
    LT_TRY(accuracy_check_strata(&design, arena, err));
    LT_TRY(allocate(sample, arena, &confusion, err));
    LT_TRY(fill_cells(sample, season, arena, &confusion, err));
    LT_TRY(estimate_accuracies(sample, season, &design, arena, &confusion, err));
    *ret_confusion = confusion;
out:
    return status;
}

/* --- areas --- */

enum lt_status accuracy_levels(const struct lt_sample *sample, const bool *in_set,
                               enum accuracy_what what, struct lt_arena *arena, int8_t **ret_y,
                               struct lt_error *err)
{
    int8_t *y = lt_arena_array(arena, sample->point_count, sizeof *y);
    if (y == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < sample->point_count; i++) {
        const struct lt_sample_point *point = &sample->points[i];
        for (unsigned s = 0; s < sample->seasons; s++) {
            const bool asked = what == ACCURACY_ALL || what == ACCURACY_CHANGE || what == s;
            const uint32_t now = point->reference[s], before = point->before[s];
            if (now >= sample->class_count ||
                (what == ACCURACY_CHANGE && before >= sample->class_count)) {
                return lt_fail(err, LT_E_BUG, "internal check failed: no label at point %zu", i);
            }
            y[i] = (int8_t)(y[i] + (asked && in_set[now] ? 1 : 0) -
                            (what == ACCURACY_CHANGE && in_set[before] ? 1 : 0));
        }
    }
    *ret_y = y;
    return LT_OK;
}

static enum lt_status area(const struct lt_sample *sample, const bool *in_set,
                           enum accuracy_what what, struct lt_arena *arena,
                           struct lt_estimate *ret_area, struct lt_error *err)
{
    enum lt_status status;
    struct lt_design design;
    int8_t *y;
    const int seasons = (int)sample->seasons;
    const int least = what == ACCURACY_CHANGE ? -seasons : 0;
    const int most = what == ACCURACY_ALL || what == ACCURACY_CHANGE ? seasons : 1;
    LT_TRY(accuracy_design(sample, arena, &design, err));
    LT_TRY(accuracy_levels(sample, in_set, what, arena, &y, err));
    LT_TRY(lt_estimate_total(&design, y, least, most, arena, ret_area, err));
out:
    return status;
}

enum lt_status lt_area_of(const struct lt_sample *sample, const bool *in_set,
                          struct lt_arena *arena, struct lt_estimate *ret_area,
                          struct lt_error *err)
{
    return area(sample, in_set, ACCURACY_ALL, arena, ret_area, err);
}

enum lt_status lt_area_of_season(const struct lt_sample *sample, const bool *in_set,
                                 unsigned season, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err)
{
    return area(sample, in_set, season == 0 ? ACCURACY_FIRST : ACCURACY_SECOND, arena, ret_area,
                err);
}

enum lt_status lt_area_change(const struct lt_sample *sample, const bool *in_set,
                              struct lt_arena *arena, struct lt_estimate *ret_change,
                              struct lt_error *err)
{
    return area(sample, in_set, ACCURACY_CHANGE, arena, ret_change, err);
}
