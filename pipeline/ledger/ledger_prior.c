/* What the prior ledger brings: its cases, how they look now, and those that no place goes on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_work.h"

static const char merged_word[] = "merged", dropped_word[] = "not_seen_again";

/* Cleared by a review: not founded, or approved as long as the approval runs. */
static enum lt_prior_class class_of_closed(const struct lt_ledger_work *work,
                                           const struct lt_case *one)
{
    if (one->finding == LT_FINDING_NOT_FOUNDED) {
        return LT_PRIOR_CLEARED;
    }
    if (one->finding == LT_FINDING_EXEMPT) {
        const bool over = one->approval_until[0] != '\0' &&
                          strcmp(one->approval_until, lt_ledger_image_day(work)) < 0;
        return over ? LT_PRIOR_ENDED : LT_PRIOR_CLEARED;
    }
    return LT_PRIOR_CLOSED;
}

static enum lt_prior_class class_of(const struct lt_ledger_work *work, const struct lt_case *one)
{
    if (one->open) {
        return LT_PRIOR_OPEN;
    }
    switch (one->handling) {
    case LT_HANDLING_CLOSED:
        return class_of_closed(work, one);
    case LT_HANDLING_NONE:
        return one->finding == LT_FINDING_EXEMPT ? LT_PRIOR_EXEMPT : LT_PRIOR_UNPROVEN;
    default:
        return LT_PRIOR_ENDED;
    }
}

static int by_case_id(const void *left, const void *right)
{
    const struct lt_recheck *const *a = left, *const *b = right;
    return strcmp((*a)->case_id, (*b)->case_id);
}

/* The rechecks of all units in the order of the cases. */
static enum lt_status match_rechecks(struct lt_ledger_work *work, struct lt_error *err)
{
    size_t count = 0, at = 0;
    for (size_t u = 0; u < work->input->unit_count; u++) {
        count += work->input->units[u].recheck_count;
    }
    const struct lt_recheck **all = lt_arena_array(work->scratch, count, sizeof *all);
    if (all == NULL) {
        return lt_fail_memory(err, "rechecks");
    }
    for (size_t u = 0; u < work->input->unit_count; u++) {
        for (size_t i = 0; i < work->input->units[u].recheck_count; i++) {
            all[at++] = &work->input->units[u].rechecks[i];
        }
    }
    if (count > 0) {
        qsort(all, count, sizeof *all, by_case_id);
    }
    at = 0;
    for (size_t e = 0; e < work->entry_count; e++) {
        while (at < count && strcmp(all[at]->case_id, work->cases[e].id) < 0) {
            at++;
        }
        if (at < count && strcmp(all[at]->case_id, work->cases[e].id) == 0) {
            work->entries[e].recheck = all[at];
        }
    }
    return LT_OK;
}

static enum lt_status check_prior(const struct lt_ledger_work *work, struct lt_error *err)
{
    const struct lt_ledger *prior = work->input->prior;
    char last[LT_PERIOD_TEXT], now[LT_PERIOD_TEXT];
    if (work->first_run) {
        return LT_OK;
    }
    if (strcmp(prior->crs, work->input->crs) != 0) {
        return lt_fail(err, LT_E_INPUT, "the prior ledger is in '%s', this run in '%s'", prior->crs,
                       work->input->crs);
    }
    const lt_period period = prior->periods[prior->period_count - 1].period;
    if (period >= work->input->period) {
        return lt_fail(err, LT_E_INPUT, "the ledger's last period %s is not before %s",
                       lt_period_format(period, last), lt_period_format(work->input->period, now));
    }
    for (size_t i = 1; i < prior->case_count; i++) {
        if (strcmp(prior->cases[i - 1].id, prior->cases[i].id) >= 0) {
            return lt_fail(err, LT_E_INPUT, "the prior ledger's cases are not in order at '%s'",
                           prior->cases[i].id);
        }
    }
    return LT_OK;
}

enum lt_status lt_ledger_take_prior(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(check_prior(work, err));
    if (work->first_run) {
        goto out;
    }
    const struct lt_ledger *prior = work->input->prior;
    work->entry_count = prior->case_count;
    work->entries = lt_arena_array(work->scratch, work->entry_count, sizeof *work->entries);
    if (work->entries == NULL) {
        status = lt_fail_memory(err, "prior cases");
        goto out;
    }
    for (size_t e = 0; e < work->entry_count; e++) {
        struct lt_case *copy;
        LT_TRY(lt_ledger_add_case(work, &copy, err));
        lt_ledger_copy_case(work, &prior->cases[e], copy);
        work->entries[e] = (struct lt_entry){
            .class = class_of(work, copy),
            .planar = copy->shape.n_rings == 0 ? 0.0 : lt_shape_planar_area(&copy->shape),
            .area_before_m2 = copy->area_m2,
            .place = LT_NONE_INDEX,
            .first_merged = LT_NONE_INDEX,
            .next_merged = LT_NONE_INDEX,
        };
    }
    LT_TRY(match_rechecks(work, err));
out:
    return status;
}

const struct lt_rule *lt_ledger_rule(const struct lt_ledger_work *work, const char *id)
{
    return lt_rule_find(work->input->rules->rules, work->input->rules->count, id);
}

/* Ground that is too little to pass the patch gate of the case's rule, in net m². A case that is hardly larger than the
 * gate, or smaller in net m², is not past it because of a cloud: half of it must be seen clean. */
static double gate_m2(const struct lt_ledger_work *work, const struct lt_case *one)
{
    const struct lt_rule *rule = lt_ledger_rule(work, one->rules[0]);
    const struct lt_grid *grid = work->input->grid;
    const double least = 0.005 + LT_LEDGER_DUST * one->area_m2;
    if (rule == NULL || grid == NULL || rule->threshold_unit == NULL ||
        strcmp(rule->threshold_unit, "cells") != 0) {
        return least;
    }
    const double gross = lt_shape_planar_area(&one->shape) / (grid->dx * grid->dy);
    const double cells = fmin(rule->threshold, LT_LEDGER_HALF * gross);
    const double gate = gross > 0.0 ? cells / gross * one->area_m2 : 0.0;
    return gate > least ? gate * (1.0 - LT_LEDGER_DUST) : least;
}

static enum lt_status merge(struct lt_ledger_work *work, size_t entry, size_t into, bool balance,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_case *one = &work->cases[entry];
    struct lt_case *keeper = &work->cases[into];
    one->open = false;
    one->handling = LT_HANDLING_ENDED;
    one->reason = merged_word;
    if (balance) {
        struct lt_balance *line = lt_ledger_line(work, one->unit);
        line->merged_n++;
        line->merged_m2 += one->area_m2;
        work->entries[entry].next_merged = work->entries[into].first_merged;
        work->entries[into].first_merged = (ptrdiff_t)entry;
    }
    lt_ledger_add_ancestor(work, keeper, one->id);
    LT_TRY(lt_ledger_add_event(work, one, "merged", one->area_m2, 0.0, keeper->id, err));
out:
    return status;
}

/* The case keeps its ground: places that overlap it a little are cut. */
static enum lt_status keep_ground(struct lt_ledger_work *work, size_t entry, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = work->entries[entry].first_link; i < work->entries[entry].end_link; i++) {
        struct lt_place *place = &work->places[work->links[i].place];
        if (!place->dead) {
            LT_TRY(lt_ledger_cut_place(work, place, &work->cases[entry].shape, err));
        }
    }
out:
    return status;
}

static enum lt_status settle_one(struct lt_ledger_work *work, size_t entry, struct lt_error *err)
{
    static const char *const kinds[] = {
        [LT_SEEN_SHOWN] = "continued", [LT_SEEN_NOT_JUDGED] = "carried", [LT_SEEN_CLEAN] = "clean"};
    enum lt_status status;
    struct lt_case *one = &work->cases[entry];
    const struct lt_recheck *recheck = work->entries[entry].recheck;
    const double gate = gate_m2(work, one);
    LT_TRY(keep_ground(work, entry, err));
    one->seen = LT_SEEN_NOT_JUDGED;
    if (recheck == NULL || !recheck->judged) {
        const enum lt_reason reason = recheck == NULL ? LT_REASON_UNSEEN : recheck->reason;
        one->reason = lt_reason_name(reason == LT_REASON_NONE ? LT_REASON_UNSEEN : reason);
    } else if (recheck->offending_low_m2 < gate && work->entries[entry].other_offence) {
        one->reason = lt_reason_name(LT_REASON_ONE_DATE);
    } else if (recheck->offending_high_m2 < gate) {
        one->seen = LT_SEEN_CLEAN;
        one->reason = "";
    } else if (recheck->offending_low_m2 < gate) {
        one->reason =
            lt_reason_name(recheck->reason == LT_REASON_NONE ? LT_REASON_UNSEEN : recheck->reason);
    } else { /* still offending, but in strips and remnants that make no case of their own */
        one->seen = LT_SEEN_SHOWN;
        one->reason = lt_reason_name(LT_REASON_EDGE);
        one->last_period = work->input->period;
    }
    const bool proposal =
        one->seen == LT_SEEN_CLEAN &&
        (one->handling == LT_HANDLING_ISSUED || one->handling == LT_HANDLING_RECTIFIED_PROPOSED);
    LT_TRY(lt_ledger_add_event(work, one, proposal ? "rectified-proposed" : kinds[one->seen],
                               one->area_m2, one->area_m2, one->reason, err));
    LT_TRY(lt_ledger_handle(work, one, err));
out:
    return status;
}

enum lt_status lt_ledger_settle_open(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t e = 0; e < work->entry_count; e++) {
        const struct lt_entry *entry = &work->entries[e];
        if (entry->class != LT_PRIOR_OPEN) {
            continue;
        }
        const ptrdiff_t place = lt_ledger_strongest_place(work, e);
        if (place != LT_NONE_INDEX) {
            LT_TRY(lt_ledger_take_back(work, e, err));
        }
        if (entry->place != LT_NONE_INDEX) {
            continue;
        }
        if (place != LT_NONE_INDEX) {
            LT_TRY(merge(work, e, (size_t)work->places[place].ancestor, true, err));
        } else {
            LT_TRY(settle_one(work, e, err));
        }
    }
out:
    return status;
}

enum lt_status lt_ledger_settle_books(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t e = 0; e < work->entry_count; e++) {
        const struct lt_entry *entry = &work->entries[e];
        struct lt_case *one = &work->cases[e];
        if ((entry->class != LT_PRIOR_UNPROVEN && entry->class != LT_PRIOR_EXEMPT) ||
            entry->place != LT_NONE_INDEX) {
            continue;
        }
        const ptrdiff_t place = lt_ledger_strongest_place(work, e);
        const struct lt_recheck *recheck = entry->recheck;
        if (place != LT_NONE_INDEX && work->places[place].result != LT_NONE_INDEX) {
            LT_TRY(merge(work, e, (size_t)work->places[place].result, false, err));
        } else if (recheck != NULL && recheck->judged &&
                   recheck->offending_high_m2 < gate_m2(work, one)) {
            one->handling = LT_HANDLING_ENDED; /* what was approved or unproven is gone */
            one->reason = dropped_word;
            LT_TRY(lt_ledger_add_event(work, one, "dropped", one->area_m2, 0.0, "", err));
        }
    }
out:
    return status;
}
