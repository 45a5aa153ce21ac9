/* Parts of the whole, such as counties: from the points inside, or borrowed from the whole. */
#include <math.h>

#include "accuracy_estimate.h"
#include "support/arena.h"

struct inside {
    struct lt_design design;
    int8_t *y, *x; /* zero outside the domain */
    uint64_t points;
};

static enum lt_status look_inside(const struct lt_sample *sample, const bool *in_set,
                                  uint32_t domain, struct lt_arena *arena, struct inside *ret_in,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct inside in = {0};
    LT_TRY(LT_CHECK(domain < sample->domain_count, err));
    LT_TRY(accuracy_design(sample, arena, &in.design, err));
    LT_TRY(accuracy_levels(sample, in_set, ACCURACY_ALL, arena, &in.y, err));
    in.x = lt_arena_array(arena, sample->point_count, sizeof *in.x);
    if (in.x == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < sample->point_count; i++) {
        in.x[i] = sample->points[i].domain == domain;
        in.y[i] = (int8_t)(in.y[i] * in.x[i]);
        in.points += in.x[i] != 0;
    }
    *ret_in = in;
out:
    return status;
}

static struct lt_estimate nothing(uint64_t points)
{
    return (struct lt_estimate){.value = NAN,
                                .se = NAN,
                                .low = NAN,
                                .high = NAN,
                                .lower = NAN,
                                .upper = NAN,
                                .method = LT_BY_NOTHING,
                                .points = points};
}

enum lt_status lt_share_in_domain(const struct lt_sample *sample, const bool *in_set,
                                  uint32_t domain, struct lt_arena *arena,
                                  struct lt_estimate *ret_share, struct lt_error *err)
{
    enum lt_status status;
    struct inside in;
    LT_TRY(look_inside(sample, in_set, domain, arena, &in, err));
    if (in.points < 2) {
        *ret_share = nothing(in.points);
        goto out;
    }
    LT_TRY(lt_estimate_ratio(&in.design, in.y, in.x, (int)sample->seasons, arena, ret_share, err));
out:
    return status;
}

static double domain_area(const struct lt_sample *sample, uint32_t domain)
{
    double sum = 0.0;
    for (size_t h = 0; h < sample->stratum_count; h++) {
        sum += sample->domain_area_m2[domain * sample->stratum_count + h];
    }
    return sum;
}

enum lt_status lt_area_in_domain(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err)
{
    enum lt_status status;
    struct inside in;
    if (sample->domain_area_m2 != NULL) {
        LT_TRY(lt_share_in_domain(sample, in_set, domain, arena, ret_area, err));
        if (ret_area->method != LT_BY_NOTHING) {
            accuracy_scale(ret_area, domain_area(sample, domain));
        }
        goto out;
    }
    LT_TRY(look_inside(sample, in_set, domain, arena, &in, err));
    if (in.points < 2) {
        *ret_area = nothing(in.points);
        goto out;
    }
    LT_TRY(lt_estimate_total(&in.design, in.y, 0, (int)sample->seasons, arena, ret_area, err));
    ret_area->points = in.points;
out:
    return status;
}

enum lt_status lt_area_synthetic(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err)
{
    enum lt_status status;
    struct lt_design design;
    int8_t *y;
    LT_TRY(LT_CHECK(sample->domain_area_m2 != NULL && domain < sample->domain_count, err));
    LT_TRY(accuracy_design(sample, arena, &design, err));
    LT_TRY(accuracy_check_strata(&design, arena, err));
    LT_TRY(accuracy_levels(sample, in_set, ACCURACY_ALL, arena, &y, err));
    const double *weights = sample->domain_area_m2 + domain * sample->stratum_count;
    LT_TRY(accuracy_total(&design, weights, y, 0, (int)sample->seasons, arena, ret_area, err));
    ret_area->synthetic = true;
out:
    return status;
}

static bool is_ranked(const struct lt_estimate *estimate)
{
    return estimate->method != LT_BY_NOTHING && !estimate->synthetic;
}

void lt_ranks(const struct lt_estimate *estimates, size_t count, struct lt_rank *ret_ranks)
{
    size_t ranked = 0;
    for (size_t i = 0; i < count; i++) {
        ranked += is_ranked(&estimates[i]);
    }
    const double z = ranked == 0 ? 0.0 : -lt_normal_quantile(0.025 / (double)ranked);
    for (size_t i = 0; i < count; i++) {
        ret_ranks[i] = (struct lt_rank){0};
        if (!is_ranked(&estimates[i])) {
            continue;
        }
        double low, high, other_low, other_high;
        struct lt_rank rank = {1, 1, (uint32_t)ranked};
        lt_estimate_bounds(&estimates[i], z, &low, &high);
        for (size_t j = 0; j < count; j++) {
            if (j != i && is_ranked(&estimates[j])) {
                lt_estimate_bounds(&estimates[j], z, &other_low, &other_high);
                rank.rank += estimates[j].value > estimates[i].value;
                rank.first += other_low > high;
                rank.last -= other_high < low;
            }
        }
        ret_ranks[i] = rank;
    }
}
