/* When an offence began, and whether that is proven. A classifier's flicker is not a new violation. */
#include <string.h>

#include "ledger/ledger_work.h"

static bool closed_before(const struct lt_ledger *prior, lt_period period)
{
    for (size_t i = 0; prior != NULL && i < prior->period_count; i++) {
        if (prior->periods[i].period == period) {
            return true;
        }
    }
    return false;
}

/* Could an earlier half-year of this ledger have concluded the rule? Otherwise what it finds now may be as old as the
 * watching: it has no history, as nothing has in the first run. */
static bool has_history(const struct lt_ledger_work *work, const struct lt_rule *rule)
{
    const struct lt_ledger *prior = work->input->prior;
    for (size_t i = 0; prior != NULL && i < prior->period_count; i++) {
        const lt_period period = prior->periods[i].period;
        const bool half_suits =
            lt_period_half(period) >= rule->earliest_half &&
            (rule->seasons != LT_SEASONS_CROP_YEAR || lt_period_half(period) == 2);
        if (half_suits &&
            (rule->seasons == LT_SEASONS_CURRENT || closed_before(prior, period - 1))) {
            return true;
        }
    }
    return false;
}

static bool most_of(double part_m2, const struct lt_place *place)
{
    return part_m2 >= LT_LEDGER_HALF * place->net_m2 * (1.0 - LT_LEDGER_DUST) && part_m2 > 0.0;
}

/* What entries of earlier half-years saw on the place's ground, in planar m². */
struct sights {
    double seen, clean;     /* the same offence; of it, with a date when it was clean */
    lt_period clean_before; /* of the entry with most ground among those */
    double most;
};

bool lt_ledger_shares_a_rule(const struct lt_ledger_work *work, const struct lt_place *place,
                             const struct lt_case *entry)
{
    for (size_t r = 0; r < LT_CASE_RULES && entry->rules[r] != NULL; r++) {
        for (size_t i = 0; i < place->rule_count; i++) {
            if (strcmp(entry->rules[r], work->input->rules->rules[place->rules[i]].id) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Another offence on the ground, or the same on a corner of it, is no second date. */
static struct sights earlier_sights(const struct lt_ledger_work *work, const struct lt_place *place)
{
    struct sights sights = {0};
    const size_t index = (size_t)(place - work->places);
    if (place->ancestor == LT_NONE_INDEX) {
        return sights;
    }
    for (size_t i = 0; i < work->link_count; i++) {
        const struct lt_link *link = &work->links[i];
        const enum lt_prior_class class = work->entries[link->entry].class;
        const struct lt_case *entry = &work->input->prior->cases[link->entry];
        if (link->place != index || (class != LT_PRIOR_UNPROVEN && class != LT_PRIOR_EXEMPT) ||
            !lt_ledger_shares_a_rule(work, place, entry)) {
            continue;
        }
        sights.seen += link->planar;
        if (entry->clean_before != 0) {
            sights.clean += link->planar;
            if (link->planar > sights.most) {
                sights.most = link->planar;
                sights.clean_before = entry->clean_before;
            }
        }
    }
    return sights;
}

bool lt_ledger_tells_of(const struct lt_ledger_work *work, const struct lt_place *place,
                        const struct lt_case *one)
{
    return lt_ledger_shares_a_rule(work, place, one) || most_of(place->twice_m2, place) ||
           most_of(place->feedback_m2, place) || lt_ledger_is_exempt(place);
}

struct lt_proof lt_ledger_prove(const struct lt_ledger_work *work, const struct lt_place *place)
{
    const struct sights sights = earlier_sights(work, place);
    const double half = LT_LEDGER_HALF * place->planar * (1.0 - LT_LEDGER_DUST);
    struct lt_proof proof = {.reason = "", .seen_before = sights.seen > 0.0 && sights.seen >= half};
    if (sights.clean > 0.0 && sights.clean >= half) {
        proof.clean_before = sights.clean_before;
    } else if (most_of(place->clean_before_m2, place)) {
        proof.clean_before = work->input->period - 1;
    } else if (most_of(place->earlier_clean_m2, place)) {
        proof.clean_before = place->primary->earlier;
    }
    if (most_of(place->baseline_m2, place) || most_of(place->structure_m2, place)) {
        proof.proven = true;
        proof.time = LT_TIME_STOCK;
        return proof;
    }
    const bool twice =
        proof.seen_before || most_of(place->twice_m2, place) || most_of(place->feedback_m2, place);
    const bool clean = proof.clean_before != 0 || most_of(place->baseline_clean_m2, place);
    const struct lt_rule *rule = &work->input->rules->rules[place->primary->rule];
    if (!work->first_run && twice && clean) {
        proof.proven = true;
        proof.time = LT_TIME_NEW;
        return proof;
    }
    proof.time = LT_TIME_UNDATED;
    proof.proven = work->first_run || !has_history(work, rule);
    if (!proof.proven) {
        proof.reason = twice ? "no_clean_date" : lt_reason_name(LT_REASON_ONE_DATE);
    }
    return proof;
}
