#include "cli/cli_assess.h"

#include <math.h>
#include <string.h>

#include "support/arena.h"

struct assessing {
    const struct lt_labelled *data;
    const struct lt_class_set *groups;
    size_t group_count;
    struct lt_arena *arena;
    struct lt_assessment *to;
};

/* The flags of a group, or of the class of that name; NULL when there is neither. */
static const bool *find_set(const struct assessing *a, const char *name, bool *set)
{
    const struct lt_names *classes = &a->data->classes;
    memset(set, 0, classes->count * sizeof *set);
    for (size_t g = 0; g < a->group_count; g++) {
        if (strcmp(a->groups[g].name, name) == 0) {
            for (size_t c = 0; c < a->groups[g].count; c++) {
                set[lt_names_find(classes, a->groups[g].classes[c])] = true;
            }
            return set;
        }
    }
    const uint32_t c = lt_names_find(classes, name);
    if (c == LT_NO_LABEL) {
        return NULL;
    }
    set[c] = true;
    return set;
}

/* What the map says of the first season; unknown where strata are not its classes, and of both seasons' sum. */
static double mapped(const struct assessing *a, const bool *set, uint32_t domain, bool sum_of_two)
{
    const struct lt_labelled *data = a->data;
    if (data->mapped_m2 == NULL || sum_of_two) {
        return NAN;
    }
    double sum = 0.0;
    const size_t strata = data->sample.stratum_count;
    for (size_t h = 0; h < strata; h++) {
        if (set[lt_names_find(&data->classes, data->strata.class_of[h])]) {
            sum += domain == LT_NO_LABEL ? data->sample.strata[h].area_m2
                   : data->strata.domain_area == NULL
                       ? NAN
                       : data->strata.domain_area[domain * strata + h];
        }
    }
    return sum;
}

static enum lt_status assess_matrices(const struct assessing *a, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (unsigned s = 0; s < a->data->sample.seasons; s++) {
        if (s == 0 || a->data->has_map) {
            LT_TRY(lt_confusion_of(&a->data->sample, s, a->arena, &a->to->matrix[s], err));
            a->to->has_matrix[s] = true;
        }
    }
out:
    return status;
}

static enum lt_status assess_area(const struct assessing *a, const char *name, bool is_group,
                                  const bool *set, enum lt_assess_season season,
                                  struct lt_error *err)
{
    enum lt_status status;
    const struct lt_sample *sample = &a->data->sample;
    struct lt_area_row *row = &a->to->areas[a->to->area_count++];
    *row = (struct lt_area_row){
        .is_group = is_group, .name = name, .season = season, .mapped_m2 = NAN};
    if (season == LT_ASSESS_SUM) {
        LT_TRY(lt_area_of(sample, set, a->arena, &row->area, err));
    } else if (season == LT_ASSESS_CHANGE) {
        LT_TRY(lt_area_change(sample, set, a->arena, &row->area, err));
    } else {
        LT_TRY(
            lt_area_of_season(sample, set, season == LT_ASSESS_SECOND, a->arena, &row->area, err));
    }
    if (season == LT_ASSESS_FIRST) {
        row->mapped_m2 = mapped(a, set, LT_NO_LABEL, false);
    }
out:
    return status;
}

static enum lt_status assess_areas(const struct assessing *a, bool *set, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t classes = a->data->classes.count;
    const bool two = a->data->sample.seasons == 2;
    a->to->areas = lt_arena_array(a->arena, 4 * (classes + a->group_count), sizeof *a->to->areas);
    if (a->to->areas == NULL) {
        return lt_fail_memory(err, "areas");
    }
    for (size_t i = 0; i < classes + a->group_count; i++) {
        const bool is_group = i >= classes;
        const char *name = is_group ? a->groups[i - classes].name : a->data->classes.names[i];
        memset(set, 0, classes * sizeof *set);
        if (is_group) {
            find_set(a, name, set);
        } else {
            set[i] = true;
        }
        LT_TRY(assess_area(a, name, is_group, set, LT_ASSESS_FIRST, err));
        if (two) {
            LT_TRY(assess_area(a, name, is_group, set, LT_ASSESS_SECOND, err));
            LT_TRY(assess_area(a, name, is_group, set, LT_ASSESS_SUM, err));
        }
        if (a->data->has_before) {
            LT_TRY(assess_area(a, name, is_group, set, LT_ASSESS_CHANGE, err));
        }
    }
out:
    return status;
}

static enum lt_status assess_domain(const struct assessing *a, const char *group, const bool *set,
                                    uint32_t domain, struct lt_domain_row *row,
                                    struct lt_error *err)
{
    enum lt_status status;
    const struct lt_sample *sample = &a->data->sample;
    *row = (struct lt_domain_row){.domain = domain,
                                  .group = group,
                                  .mapped_m2 = mapped(a, set, domain, sample->seasons == 2)};
    LT_TRY(lt_area_in_domain(sample, set, domain, a->arena, &row->area, err));
    LT_TRY(lt_share_in_domain(sample, set, domain, a->arena, &row->share, err));
    if (sample->domain_area_m2 != NULL) {
        LT_TRY(lt_area_synthetic(sample, set, domain, a->arena, &row->synthetic, err));
    }
out:
    return status;
}

static enum lt_status assess_domains(const struct assessing *a, bool *set, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t domains = a->data->domains.count;
    struct lt_assessment *to = a->to;
    to->domains = lt_arena_array(a->arena, domains * a->group_count + 1, sizeof *to->domains);
    struct lt_estimate *shares = lt_arena_array(a->arena, domains + 1, sizeof *shares);
    struct lt_rank *ranks = lt_arena_array(a->arena, domains + 1, sizeof *ranks);
    if (to->domains == NULL || shares == NULL || ranks == NULL) {
        return lt_fail_memory(err, "domains");
    }
    for (size_t g = 0; g < a->group_count; g++) {
        struct lt_domain_row *rows = to->domains + g * domains;
        find_set(a, a->groups[g].name, set);
        for (uint32_t d = 0; d < domains; d++) {
            LT_TRY(assess_domain(a, a->groups[g].name, set, d, &rows[d], err));
            shares[d] = rows[d].share;
        }
        lt_ranks(shares, domains, ranks);
        for (uint32_t d = 0; d < domains; d++) {
            rows[d].rank = ranks[d];
        }
    }
    to->domain_count = domains * a->group_count;
out:
    return status;
}

/* One target; with its own estimate where there is one, else with the borrowed one, which decides nothing. */
static enum lt_status assess_target(const struct assessing *a, const struct lt_target *target,
                                    bool *set, struct lt_floor_row *row, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_sample *sample = &a->data->sample;
    if (find_set(a, target->name, set) == NULL) {
        return lt_fail(err, LT_E_USAGE, "there is no group or class '%s' to hold against a floor",
                       target->name);
    }
    *row = (struct lt_floor_row){.domain = target->domain,
                                 .group = target->name,
                                 .mapped_m2 = mapped(a, set, target->domain, sample->seasons == 2)};
    if (target->domain == LT_NO_LABEL) {
        LT_TRY(lt_area_of(sample, set, a->arena, &row->area, err));
    } else {
        LT_TRY(lt_area_of_domain(sample, set, target->domain, a->arena, &row->area, err));
    }
out:
    return status;
}

/* Targets of the domains for one group are one family; a floor of the whole stands alone. */
static enum lt_status test_family(const struct assessing *a, size_t first, struct lt_error *err)
{
    enum lt_status status;
    struct lt_floor_row *rows = a->to->floors;
    const size_t count = a->to->floor_count;
    struct lt_estimate *estimates = lt_arena_array(a->arena, count, sizeof *estimates);
    double *floors = lt_arena_array(a->arena, count, sizeof *floors);
    struct lt_floor_test *tests = lt_arena_array(a->arena, count, sizeof *tests);
    size_t *index = lt_arena_array(a->arena, count, sizeof *index), members = 0;
    if (estimates == NULL || floors == NULL || tests == NULL || index == NULL) {
        return lt_fail_memory(err, "floors");
    }
    for (size_t i = first; i < count; i++) {
        const bool same =
            rows[i].domain != LT_NO_LABEL && strcmp(rows[i].group, rows[first].group) == 0;
        if (i == first || (rows[first].domain != LT_NO_LABEL && same)) {
            estimates[members] = rows[i].area;
            floors[members] = rows[i].test.floor_m2;
            index[members++] = i;
        }
    }
    LT_TRY(lt_floor_tests(estimates, floors, members, tests, err));
    for (size_t m = 0; m < members; m++) {
        rows[index[m]].test = tests[m];
    }
out:
    return status;
}

static enum lt_status assess_floors(const struct assessing *a, const struct lt_target *targets,
                                    size_t target_count, bool *set, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_assessment *to = a->to;
    to->floors = lt_arena_array(a->arena, target_count + 1, sizeof *to->floors);
    if (to->floors == NULL) {
        return lt_fail_memory(err, "floors");
    }
    for (size_t t = 0; t < target_count; t++) {
        LT_TRY(assess_target(a, &targets[t], set, &to->floors[t], err));
        to->floors[t].test.floor_m2 = targets[t].area_m2;
        to->floor_count++;
    }
    for (size_t i = 0; i < to->floor_count; i++) {
        bool done = false;
        for (size_t j = 0; j < i; j++) {
            done = done ||
                   (to->floors[i].domain != LT_NO_LABEL && to->floors[j].domain != LT_NO_LABEL &&
                    strcmp(to->floors[i].group, to->floors[j].group) == 0);
        }
        if (!done) {
            LT_TRY(test_family(a, i, err));
        }
    }
out:
    return status;
}

enum lt_status lt_assess(const struct lt_labelled *data, const struct lt_class_set *groups,
                         size_t group_count, const struct lt_target *targets, size_t target_count,
                         struct lt_arena *arena, struct lt_assessment *ret_assessment,
                         struct lt_error *err)
{
    enum lt_status status;
    struct lt_assessment assessment = {.data = data};
    const struct assessing a = {data, groups, group_count, arena, &assessment};
    bool *set = lt_arena_array(arena, data->classes.count + 1, sizeof *set);
    if (set == NULL) {
        return lt_fail_memory(err, "classes");
    }
    for (size_t h = 0; h < data->sample.stratum_count; h++) {
        assessment.area_m2 += data->sample.strata[h].area_m2;
    }
    LT_TRY(assess_matrices(&a, err));
    LT_TRY(assess_areas(&a, set, err));
    LT_TRY(assess_domains(&a, set, err));
    LT_TRY(assess_floors(&a, targets, target_count, set, err));
    *ret_assessment = assessment;
out:
    return status;
}

enum lt_status lt_assess_output(const struct lt_yield *yields, size_t yield_count, double floor_kg,
                                struct lt_arena *arena, struct lt_assessment *assessment,
                                struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_output_of(&assessment->data->sample, yields, yield_count, arena, &assessment->output,
                        err));
    LT_TRY(lt_floor_tests(&assessment->output, &floor_kg, 1, &assessment->output_test, err));
    assessment->has_output = true;
out:
    return status;
}
