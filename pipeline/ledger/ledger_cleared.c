/* Ground that a review cleared stays quiet, unless the facts change: another offence, or ground beyond what was
 * cleared. */
#include <math.h>
#include <string.h>

#include "ledger/ledger_work.h"

static bool lists(const struct lt_case *one, const char *rule)
{
    for (size_t r = 0; r < LT_CASE_RULES && one->rules[r] != NULL; r++) {
        if (strcmp(one->rules[r], rule) == 0) {
            return true;
        }
    }
    return false;
}

/* Another rule that speaks of the same sight is no other offence: trees that a review found to be none are none in a
 * zone either, once a second image lets that rule speak. */
static bool same_sight(const struct lt_ledger_work *work, const struct lt_case *cleared,
                       const struct lt_rule *rule, uint32_t group)
{
    bool spoken_of = false;
    for (size_t r = 0; r < LT_CASE_RULES && cleared->rules[r] != NULL; r++) {
        const struct lt_rule *listed = lt_ledger_rule(work, cleared->rules[r]);
        spoken_of = spoken_of || (listed != NULL && (listed->groups & group) != 0);
    }
    return spoken_of && (rule->groups & group) != 0;
}

static bool clears(const struct lt_ledger_work *work, const struct lt_link *link)
{
    const struct lt_place *place = &work->places[link->place];
    const struct lt_case *cleared = &work->input->prior->cases[link->entry];
    const struct lt_legend *legend = work->input->legend;
    const uint8_t class = place->primary->patch.main_class;
    if (work->entries[link->entry].class != LT_PRIOR_CLEARED) {
        return false;
    }
    const uint32_t group =
        legend != NULL && class < legend->count ? 1u << legend->classes[class].group : 0;
    for (size_t r = 0; r < place->rule_count; r++) {
        const struct lt_rule *rule = &work->input->rules->rules[place->rules[r]];
        if (!lists(cleared, rule->id) && !same_sight(work, cleared, rule, group)) {
            return false;
        }
    }
    return true;
}

static bool counts_cells(const struct lt_rule *rule, const struct lt_grid *grid)
{
    return grid != NULL && rule != NULL && rule->threshold_unit != NULL &&
           strcmp(rule->threshold_unit, "cells") == 0;
}

double lt_ground_least(const struct lt_rule *rule, const struct lt_grid *grid, double whole)
{
    return counts_cells(rule, grid) ? rule->threshold * (1.0 - LT_LEDGER_DUST) * grid->dx * grid->dy
                                    : LT_LEDGER_NOISE * whole;
}

bool lt_ground_is_more_than_a_rim(const struct lt_shape *ground, const struct lt_rule *rule,
                                  const struct lt_grid *grid, double whole)
{
    const double planar = lt_shape_planar_area(ground);
    const double least = lt_ground_least(rule, grid, whole);
    if (!counts_cells(rule, grid)) {
        return planar > least;
    }
    return planar >= least &&
           lt_shape_mean_width(ground) > fmin(grid->dx, grid->dy) * (1.0 + LT_LEDGER_DUST);
}

enum lt_status lt_ledger_silence_cleared(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    double *before = lt_arena_array(work->scratch, work->place_count, sizeof *before);
    if (before == NULL) {
        return lt_fail_memory(err, "places");
    }
    for (size_t i = 0; i < work->link_count; i++) {
        const struct lt_link *link = &work->links[i];
        struct lt_place *place = &work->places[link->place];
        const bool goes_on = place->ancestor != LT_NONE_INDEX; /* an open case's neighbour grows */
        if (place->dead || !clears(work, link) ||
            (goes_on && link->planar >= (1.0 - LT_LEDGER_NOISE) * place->planar)) {
            continue;
        }
        if (before[link->place] == 0.0) {
            before[link->place] = place->planar;
        }
        LT_TRY(lt_ledger_cut_place(work, place, &work->cases[link->entry].shape, err));
    }
    for (size_t p = 0; p < work->place_count; p++) {
        struct lt_place *place = &work->places[p];
        if (before[p] > 0.0 && !place->dead && place->ancestor == LT_NONE_INDEX) {
            const struct lt_rule *rule = &work->input->rules->rules[place->primary->rule];
            place->dead =
                !lt_ground_is_more_than_a_rim(&place->shape, rule, work->input->grid,
                                              before[p]); /* a case beside cleared ground */
        }
    }
out:
    return status;
}
