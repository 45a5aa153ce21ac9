/* Output of a part, such as a county: from the points inside, or borrowed from the whole. */
#include <string.h>

#include "accuracy_estimate.h"
#include "support/arena.h"

/* Has the class a yield in the domain, or anywhere, or no yield at all (it bears none)? A yield in other domains alone
 * leaves a gap. */
static bool is_gap(const struct lt_yield *yields, size_t count, uint32_t domain, uint32_t of_class)
{
    bool elsewhere = false;
    for (size_t u = 0; u < count && of_class != LT_NO_LABEL; u++) {
        if (yields[u].of_class == of_class) {
            if (yields[u].domain == domain || yields[u].domain == LT_NO_LABEL) {
                return false;
            }
            elsewhere = true;
        }
    }
    return elsewhere;
}

/* A sample of the domain, of the points inside it or, borrowed, of all. */
struct part {
    struct lt_sample sample;
    bool
        whole; /* each stratum that has an area there has two points or more, and no point lies beside them */
};

static enum lt_status cut_out(const struct lt_sample *sample, uint32_t domain, bool borrow,
                              struct lt_arena *arena, struct part *ret_part, struct lt_error *err)
{
    const size_t count = sample->stratum_count;
    struct lt_stratum *strata = lt_arena_array(arena, count, sizeof *strata);
    uint32_t *place = lt_arena_array(arena, count, sizeof *place);
    size_t *sizes = lt_arena_array(arena, count, sizeof *sizes), kept = 0, used = 0;
    struct lt_sample_point *points = lt_arena_array(arena, sample->point_count, sizeof *points);
    bool whole = true;
    if (strata == NULL || place == NULL || sizes == NULL || points == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t h = 0; h < count; h++) {
        const double area = sample->domain_area_m2[domain * count + h];
        place[h] = area > 0.0 ? (uint32_t)kept : UINT32_MAX;
        if (area > 0.0) {
            strata[kept++].area_m2 = area;
        }
    }
    for (size_t i = 0; i < sample->point_count; i++) {
        const struct lt_sample_point *p = &sample->points[i];
        if (!borrow && p->domain != domain) {
            continue;
        }
        if (place[p->stratum] == UINT32_MAX) { /* inside, in a stratum without area there */
            whole = whole && borrow;
            continue;
        }
        points[used] = *p;
        points[used].domain = domain;
        points[used].stratum = place[p->stratum];
        sizes[points[used++].stratum]++;
    }
    for (size_t h = 0; h < kept; h++) {
        whole = whole && sizes[h] >= 2;
    }
    *ret_part = (struct part){.sample = *sample, .whole = whole && used > 0};
    ret_part->sample.strata = strata;
    ret_part->sample.stratum_count = kept;
    ret_part->sample.points = points;
    ret_part->sample.point_count = used;
    ret_part->sample.domain_area_m2 = NULL;
    return LT_OK;
}

static enum lt_status multiply(const struct lt_sample *sample, const struct lt_yield *yields,
                               size_t count, uint32_t domain, struct lt_arena *arena,
                               struct lt_estimate *ret_kg, struct lt_error *err)
{
    for (size_t i = 0; i < sample->point_count; i++) {
        const struct lt_sample_point *p = &sample->points[i];
        for (unsigned s = 0; s < sample->seasons && p->domain == domain; s++) {
            if (is_gap(yields, count, domain, p->reference[s])) {
                *ret_kg = accuracy_nothing(sample->point_count);
                return LT_OK;
            }
        }
    }
    return lt_output_of(sample, yields, count, arena, ret_kg, err);
}

/* Without areas by domain: points outside bear nothing of it. */
static enum lt_status total_inside(const struct lt_sample *sample, const struct lt_yield *yields,
                                   size_t count, uint32_t domain, uint64_t inside,
                                   struct lt_arena *arena, struct lt_estimate *ret_kg,
                                   struct lt_error *err)
{
    struct lt_sample bare = *sample;
    struct lt_sample_point *points = lt_arena_array(arena, sample->point_count, sizeof *points);
    if (points == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < sample->point_count; i++) {
        points[i] = sample->points[i];
        for (unsigned s = 0; s < sample->seasons && points[i].domain != domain; s++) {
            points[i].reference[s] = LT_NO_LABEL;
        }
    }
    bare.points = points;
    const enum lt_status status = multiply(&bare, yields, count, domain, arena, ret_kg, err);
    ret_kg->points = inside;
    return status;
}

enum lt_status lt_output_of_domain(const struct lt_sample *sample, const struct lt_yield *yields,
                                   size_t yield_count, uint32_t domain, bool borrow,
                                   struct lt_arena *arena, struct lt_estimate *ret_kg,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct part part;
    uint64_t inside = 0;
    LT_TRY(LT_CHECK(domain < sample->domain_count, err));
    for (size_t i = 0; i < sample->point_count; i++) {
        inside += sample->points[i].domain == domain;
    }
    if (sample->domain_area_m2 == NULL) {
        if (inside < 2 || borrow) {
            *ret_kg = accuracy_nothing(inside);
            return LT_OK;
        }
        return total_inside(sample, yields, yield_count, domain, inside, arena, ret_kg, err);
    }
    if (!(accuracy_domain_area(sample, domain) > 0.0)) {
        *ret_kg = accuracy_nothing(inside);
        return LT_OK;
    }
    LT_TRY(cut_out(sample, domain, borrow, arena, &part, err));
    const bool own = !borrow && part.whole;
    if (!own && !borrow) {
        LT_TRY(cut_out(sample, domain, true, arena, &part, err));
    }
    LT_TRY(multiply(&part.sample, yields, yield_count, domain, arena, ret_kg, err));
    ret_kg->synthetic = !own && ret_kg->method != LT_BY_NOTHING;
out:
    return status;
}
