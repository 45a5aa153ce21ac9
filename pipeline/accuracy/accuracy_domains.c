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

struct lt_estimate accuracy_nothing(uint64_t points)
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

double accuracy_domain_area(const struct lt_sample *sample, uint32_t domain)
{
    double sum = 0.0;
    for (size_t h = 0; h < sample->stratum_count; h++) {
        sum += sample->domain_area_m2[domain * sample->stratum_count + h];
    }
    return sum;
}

/* Points in a domain that the strata give no area say nothing of it. */
static bool has_no_area(const struct lt_sample *sample, uint32_t domain)
{
    return sample->domain_area_m2 != NULL && !(accuracy_domain_area(sample, domain) > 0.0);
}

/* The points inside as a stratified sample of the domain itself; `ret_cut` has no strata where a stratum that has an
 * area there has fewer than two points there, or points and no area. Which points fall inside is chance, but given
 * their numbers each stratum's are a simple random sample of its part (post-stratification). */
struct cut {
    struct lt_design design;
    struct lt_stratum *strata;
    int8_t *y;
};
static enum lt_status cut_out(const struct lt_sample *sample, const struct inside *in,
                              uint32_t domain, struct lt_arena *arena, struct cut *ret_cut,
                              struct lt_error *err)
{
    const size_t count = sample->stratum_count, points = in->design.point_count;
    struct lt_stratum *strata = lt_arena_array(arena, count, sizeof *strata);
    uint32_t *place = lt_arena_array(arena, count, sizeof *place);
    uint32_t *stratum_of = lt_arena_array(arena, points, sizeof *stratum_of);
    size_t *sizes = lt_arena_array(arena, count, sizeof *sizes), kept = 0, used = 0;
    int8_t *y = lt_arena_array(arena, points, sizeof *y);
    *ret_cut = (struct cut){0};
    if (strata == NULL || place == NULL || stratum_of == NULL || sizes == NULL || y == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < points; i++) {
        sizes[in->design.stratum_of[i]] += in->x[i] != 0;
    }
    for (size_t h = 0; h < count; h++) {
        const double area = sample->domain_area_m2[domain * count + h];
        if ((area > 0.0 && sizes[h] < 2) || (!(area > 0.0) && sizes[h] > 0)) {
            return LT_OK;
        }
        if (area > 0.0) {
            place[h] = (uint32_t)kept;
            strata[kept++].area_m2 = area;
        }
    }
    for (size_t i = 0; i < points; i++) {
        if (in->x[i] != 0) {
            stratum_of[used] = place[in->design.stratum_of[i]];
            y[used++] = in->y[i];
        }
    }
    *ret_cut = (struct cut){
        .design = {.strata = strata,
                   .stratum_count = kept,
                   .stratum_of = stratum_of,
                   .point_count = used},
        .strata = strata,
        .y = y,
    };
    return LT_OK;
}

/* The mean of y over the domain, times `factor`. */
static enum lt_status mean_inside(const struct lt_sample *sample, const struct inside *in,
                                  uint32_t domain, double factor, struct lt_arena *arena,
                                  struct lt_estimate *ret_mean, struct lt_error *err)
{
    enum lt_status status;
    struct cut cut = {0};
    const int most = (int)sample->seasons;
    if (in->points < 2 || has_no_area(sample, domain)) {
        *ret_mean = accuracy_nothing(in->points);
        return LT_OK;
    }
    if (sample->domain_area_m2 != NULL) {
        LT_TRY(cut_out(sample, in, domain, arena, &cut, err));
    }
    if (cut.design.stratum_count > 0) {
        const double area = accuracy_domain_area(sample, domain);
        for (size_t h = 0; h < cut.design.stratum_count; h++) {
            cut.strata[h].area_m2 *= factor / area;
        }
        LT_TRY(lt_estimate_total(&cut.design, cut.y, 0, most, arena, ret_mean, err));
    } else {
        LT_TRY(lt_estimate_ratio(&in->design, in->y, in->x, most, arena, ret_mean, err));
        if (ret_mean->method != LT_BY_NOTHING) {
            accuracy_scale(ret_mean, factor);
        }
    }
out:
    return status;
}

enum lt_status lt_share_in_domain(const struct lt_sample *sample, const bool *in_set,
                                  uint32_t domain, struct lt_arena *arena,
                                  struct lt_estimate *ret_share, struct lt_error *err)
{
    enum lt_status status;
    struct inside in;
    LT_TRY(look_inside(sample, in_set, domain, arena, &in, err));
    LT_TRY(mean_inside(sample, &in, domain, 1.0, arena, ret_share, err));
out:
    return status;
}

enum lt_status lt_area_in_domain(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err)
{
    enum lt_status status;
    struct inside in;
    LT_TRY(look_inside(sample, in_set, domain, arena, &in, err));
    if (sample->domain_area_m2 != NULL) {
        LT_TRY(mean_inside(sample, &in, domain, accuracy_domain_area(sample, domain), arena,
                           ret_area, err));
    } else if (in.points < 2) {
        *ret_area = accuracy_nothing(in.points);
    } else {
        LT_TRY(lt_estimate_total(&in.design, in.y, 0, (int)sample->seasons, arena, ret_area, err));
        ret_area->points = in.points;
    }
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

enum lt_status lt_area_of_domain(const struct lt_sample *sample, const bool *in_set,
                                 uint32_t domain, struct lt_arena *arena,
                                 struct lt_estimate *ret_area, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_area_in_domain(sample, in_set, domain, arena, ret_area, err));
    if (ret_area->method == LT_BY_NOTHING && sample->domain_area_m2 != NULL &&
        !has_no_area(sample, domain)) {
        LT_TRY(lt_area_synthetic(sample, in_set, domain, arena, ret_area, err));
    }
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

/* In order of rank, a tier ends where no rank so far reaches the next domain's first. */
void lt_tiers(const struct lt_rank *ranks, size_t count, uint32_t *ret_tiers)
{
    uint32_t tier = 0, reach = 0;
    for (size_t i = 0; i < count; i++) {
        ret_tiers[i] = 0;
    }
    for (uint32_t first = 1; first <= count; first++) {
        uint32_t last = 0;
        for (size_t i = 0; i < count; i++) {
            if (ranks[i].first == first && ranks[i].last > last) {
                last = ranks[i].last;
            }
        }
        tier += last > 0 && first > reach ? 1 : 0;
        reach = last > reach ? last : reach;
        for (size_t i = 0; i < count; i++) {
            if (ranks[i].first == first) {
                ret_tiers[i] = tier;
            }
        }
    }
}
