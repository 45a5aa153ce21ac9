/* One half-year further: every place becomes a case, goes on as one, or is told why not. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_work.h"

static const double told_m2 = 0.005; /* a change of area below it is rounding and makes no event */

/* --- what a place says about its case ------------------------------------------------------------------ */

struct rule_entry {
    const char *id;
    enum lt_rule_severity severity;
};

/* The place's rules, and those of the case that this period could not judge; gravest first. */
static void set_rules(struct lt_ledger_work *work, struct lt_case *one,
                      const struct lt_place *place, const struct lt_recheck *recheck)
{
    struct rule_entry list[2 * LT_CASE_RULES];
    size_t count = 0;
    for (size_t r = 0; r < place->rule_count; r++) {
        const struct lt_rule *rule = &work->input->rules->rules[place->rules[r]];
        list[count++] = (struct rule_entry){lt_ledger_text(work, rule->id), rule->severity};
    }
    for (size_t r = 0; r < LT_CASE_RULES && one->rules[r] != NULL; r++) {
        const struct lt_rule *rule = lt_ledger_rule(work, one->rules[r]);
        const bool unjudged = r == 0 && recheck != NULL && !recheck->judged;
        const bool pending = rule != NULL && lt_period_half(work->input->period) == 1 &&
                             (rule->seasons == LT_SEASONS_CROP_YEAR || rule->earliest_half == 2);
        bool listed = false;
        for (size_t i = 0; i < count; i++) {
            listed = listed || strcmp(list[i].id, one->rules[r]) == 0;
        }
        if (!listed && (unjudged || pending)) {
            list[count++] =
                (struct rule_entry){one->rules[r], rule == NULL ? one->severity : rule->severity};
        }
    }
    for (size_t i = 1; i < count; i++) { /* stable: the order of a list of at most sixteen */
        const struct rule_entry moved = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].severity > moved.severity; at--) {
            list[at] = list[at - 1];
        }
        list[at] = moved;
    }
    for (size_t r = 0; r < LT_CASE_RULES; r++) {
        one->rules[r] = r < count ? list[r].id : NULL;
    }
    one->severity = list[0].severity;
}

/* Ground bare in both seasons of a crop year, and nothing else. */
static bool speaks_of_idleness(const struct lt_rule *rule)
{
    return rule->formula == LT_FORMULA_PATCH && rule->seasons == LT_SEASONS_CROP_YEAR &&
           rule->groups == 1u << LT_GROUP_BARE;
}

/* One crop year after the other makes the years; one that was not judged, or showed something else, ends the row. A
 * part that is split off has the years of the whole. */
static void count_idle_years(const struct lt_ledger_work *work, struct lt_case *one,
                             const struct lt_place *place)
{
    const lt_period period = work->input->period;
    const struct lt_case *before =
        place->ancestor == LT_NONE_INDEX ? one : &work->input->prior->cases[place->ancestor];
    const uint32_t years = before->idle_last == period - 2 ? before->idle_years : 0;
    bool idle = false;
    if (lt_period_half(period) != 2) {
        return;
    }
    for (size_t r = 0; r < place->rule_count; r++) {
        idle = idle || speaks_of_idleness(&work->input->rules->rules[place->rules[r]]);
    }
    one->idle_years = idle ? years + 1 : 0;
    one->idle_last = idle ? period : 0;
}

static void describe(struct lt_ledger_work *work, struct lt_case *one, const struct lt_place *place)
{
    const struct lt_candidate *primary = place->primary;
    const struct lt_legend *legend = work->input->legend;
    const uint8_t class = primary->patch.main_class;
    const bool known = legend != NULL && class < legend->count;
    one->described = true;
    one->last_period = work->input->period;
    one->reason = "";
    one->parcel_id = lt_ledger_text(work, primary->parcel_id);
    one->land_class = lt_ledger_text(work, primary->land_class);
    one->planting = lt_ledger_text(work, primary->planting);
    one->town = lt_ledger_text(work, primary->town);
    one->class_zh = lt_ledger_text(work, known ? legend->classes[class].name_zh : "");
    one->class_en = lt_ledger_text(work, known ? legend->classes[class].name_en : "");
    one->seen = LT_SEEN_SHOWN;
    one->share_low = primary->share_low;
    one->share_high = primary->share_high;
    one->edges = place->edges;
    one->approval = lt_ledger_text(work, place->approval);
    one->feedback_id = lt_ledger_text(work, place->feedback_id);
    one->area_m2 = place->net_m2;
    one->pbf_m2 = fmin(place->pbf_m2, place->net_m2);
    one->zone_m2 = fmin(place->zone_m2, place->net_m2);
    one->exempt_m2 = fmin(place->exempt_m2, place->net_m2);
    count_idle_years(work, one, place);
}

/* --- states --------------------------------------------------------------------------------------------- */

static enum lt_status exempt(struct lt_ledger_work *work, struct lt_case *one, struct lt_error *err)
{
    one->finding = LT_FINDING_EXEMPT;
    one->handling = LT_HANDLING_NONE;
    one->open = false;
    one->reason = lt_reason_name(LT_REASON_EXEMPT);
    return lt_ledger_add_event(work, one, "exempted", one->area_m2, one->area_m2, one->approval,
                               err);
}

static enum lt_status keep_unproven(struct lt_ledger_work *work, struct lt_case *one,
                                    const char *reason, const char *kind, struct lt_error *err)
{
    one->finding = LT_FINDING_UNPROVEN;
    one->handling = LT_HANDLING_NONE;
    one->open = false;
    one->reason = reason;
    return lt_ledger_add_event(work, one, kind, one->area_m2, one->area_m2, reason, err);
}

static enum lt_status open_case(struct lt_ledger_work *work, struct lt_case *one,
                                enum lt_case_time time, const char *kind, struct lt_error *err)
{
    struct lt_balance *line = lt_ledger_line(work, one->unit);
    one->finding = LT_FINDING_SUSPECT;
    one->time = time;
    one->handling = LT_HANDLING_ISSUED;
    one->open = true;
    one->reason = "";
    switch (time) {
    case LT_TIME_STOCK:
        line->stock_n++;
        line->stock_m2 += one->area_m2;
        break;
    case LT_TIME_NEW:
        line->new_n++;
        line->new_m2 += one->area_m2;
        break;
    case LT_TIME_RELAPSED:
        line->relapsed_n++;
        line->relapsed_m2 += one->area_m2;
        break;
    default:
        line->undated_n++;
        line->undated_m2 += one->area_m2;
        break;
    }
    return lt_ledger_add_event(work, one, kind, 0.0, one->area_m2, lt_case_time_name(time), err);
}

/* --- cases that go on ----------------------------------------------------------------------------------- */

static enum lt_status tell_change(struct lt_ledger_work *work, const struct lt_case *one,
                                  double before_m2, struct lt_error *err)
{
    enum lt_status status;
    struct lt_balance *line = lt_ledger_line(work, one->unit);
    const double change = one->area_m2 - before_m2;
    line->grown_m2 += fmax(0.0, change);
    line->shrunk_m2 += fmax(0.0, -change);
    LT_TRY(lt_ledger_add_event(work, one, "continued", before_m2, one->area_m2, "", err));
    if (fabs(change) > told_m2 + LT_LEDGER_DUST * before_m2) {
        LT_TRY(lt_ledger_add_event(work, one, change > 0.0 ? "grown" : "shrunk", before_m2,
                                   one->area_m2, "", err));
    }
out:
    return status;
}

static enum lt_status go_on(struct lt_ledger_work *work, struct lt_place *place,
                            struct lt_error *err)
{
    enum lt_status status;
    const size_t index = (size_t)place->ancestor;
    struct lt_case *one = &work->cases[index];
    const double before_m2 = work->entries[index].area_before_m2;
    set_rules(work, one, place, work->entries[index].recheck);
    describe(work, one, place);
    one->shape = lt_ledger_shape(work, &place->shape);
    if (lt_ledger_is_exempt(place)) {
        struct lt_balance *line = lt_ledger_line(work, one->unit);
        line->closed_n++;
        line->closed_m2 += before_m2;
        LT_TRY(exempt(work, one, err));
        goto out;
    }
    LT_TRY(lt_ledger_keep_ground(work, index, one, err));
    LT_TRY(tell_change(work, one, before_m2, err));
    LT_TRY(lt_ledger_handle(work, one, err));
out:
    return status;
}

/* --- cases and entries that begin ------------------------------------------------------------------------ */

struct numbering {
    uint32_t unit, last;
};

static enum lt_status begin_case(struct lt_ledger_work *work, struct lt_place *place,
                                 struct numbering *numbering, struct lt_case **ret_case,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_case *one;
    char period[LT_PERIOD_TEXT];
    LT_TRY(lt_ledger_add_case(work, &one, err));
    place->result = (ptrdiff_t)work->case_count - 1;
    one->unit = place->primary->unit;
    if (numbering->unit != one->unit) {
        *numbering = (struct numbering){.unit = one->unit};
    }
    snprintf(one->id, sizeof one->id, "%06u-%s-%05u", one->unit,
             lt_period_format(work->input->period, period), ++numbering->last);
    one->first_period = work->input->period;
    one->successor_of = "";
    lt_ledger_forget_handling(one);
    set_rules(work, one, place, NULL);
    describe(work, one, place);
    one->shape = lt_ledger_shape(work, &place->shape);
    if (place->ancestor != LT_NONE_INDEX) {
        lt_ledger_add_ancestor(work, one, work->cases[place->ancestor].id);
    }
    *ret_case = one;
out:
    return status;
}

/* A part of an open case that goes on beside the part with the number. */
static enum lt_status split_off(struct lt_ledger_work *work, struct lt_place *place,
                                struct lt_case *one, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_case *parent = &work->input->prior->cases[place->ancestor];
    struct lt_balance *line = lt_ledger_line(work, one->unit);
    one->finding =
        parent->finding == LT_FINDING_CONFIRMED ? LT_FINDING_CONFIRMED : LT_FINDING_SUSPECT;
    one->time = parent->time;
    one->first_period = parent->first_period;
    one->clean_before = parent->clean_before;
    lt_ledger_inherit(work, parent, one);
    one->open = true;
    line->split_n++;
    line->split_m2 += one->area_m2;
    LT_TRY(lt_ledger_add_event(work, one, "split", 0.0, one->area_m2, parent->id, err));
    LT_TRY(lt_ledger_handle(work, one, err));
out:
    return status;
}

/* A case or entry whose beginning must be proven. `kind` tells it when it is. */
static enum lt_status prove(struct lt_ledger_work *work, const struct lt_place *place,
                            struct lt_case *one, const char *opened, const char *unproven,
                            struct lt_error *err)
{
    const struct lt_proof proof = lt_ledger_prove(work, place);
    one->clean_before = proof.clean_before;
    if (lt_ledger_is_exempt(place)) {
        one->time = proof.time;
        return exempt(work, one, err);
    }
    if (proof.proven) {
        return open_case(work, one, proof.time, opened, err);
    }
    one->time = proof.time;
    return keep_unproven(work, one, proof.reason, unproven, err);
}

/* An entry of the books, or a closed case, whose ground offends again. */
static enum lt_status take_up(struct lt_ledger_work *work, struct lt_place *place,
                              struct lt_error *err)
{
    enum lt_status status;
    const enum lt_prior_class class = work->entries[place->ancestor].class;
    struct lt_case *one = &work->cases[place->ancestor];
    const struct lt_proof proof = lt_ledger_prove(work, place);
    place->result = place->ancestor;
    set_rules(work, one, place, NULL);
    describe(work, one, place);
    one->shape = lt_ledger_shape(work, &place->shape);
    if (class == LT_PRIOR_CLOSED) {
        lt_ledger_forget_handling(one);
        LT_TRY(open_case(work, one, LT_TIME_RELAPSED, "relapsed", err));
    } else if (class == LT_PRIOR_EXEMPT && !lt_ledger_is_exempt(place) && proof.seen_before) {
        LT_TRY(open_case(work, one, proof.time, "opened", err)); /* seen for long, uncovered now */
    } else {
        LT_TRY(prove(work, place, one, "proven", "continued", err));
    }
out:
    return status;
}

static enum lt_status settle_place(struct lt_ledger_work *work, struct lt_place *place,
                                   struct numbering *numbering, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_case *one;
    if (place->dead) {
        goto out;
    }
    const enum lt_prior_class class =
        place->ancestor == LT_NONE_INDEX ? LT_PRIOR_ENDED : work->entries[place->ancestor].class;
    if (place->takes_number && class == LT_PRIOR_OPEN) {
        place->result = place->ancestor;
        LT_TRY(go_on(work, place, err));
    } else if (place->takes_number && !(class == LT_PRIOR_CLOSED && lt_ledger_is_exempt(place))) {
        LT_TRY(take_up(work, place, err));
    } else {
        LT_TRY(begin_case(work, place, numbering, &one, err));
        if (class == LT_PRIOR_OPEN && !lt_ledger_is_exempt(place)) {
            LT_TRY(split_off(work, place, one, err));
        } else if (class == LT_PRIOR_CLOSED && !lt_ledger_is_exempt(place)) {
            LT_TRY(open_case(work, one, LT_TIME_RELAPSED, "relapsed", err));
        } else {
            LT_TRY(prove(work, place, one, "opened", "unproven", err));
        }
    }
out:
    return status;
}

/* --- the half-year --------------------------------------------------------------------------------------- */

static enum lt_status advance(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct numbering numbering = {0};
    lt_ledger_set_image_day(work);
    LT_TRY(lt_ledger_take_prior(work, err));
    LT_TRY(lt_ledger_make_places(work, err));
    LT_TRY(lt_ledger_link(work, err));
    LT_TRY(lt_ledger_open_lines(work, err));
    LT_TRY(lt_ledger_assign(work, LT_PRIOR_OPEN, err));
    LT_TRY(lt_ledger_settle_open(work, err));
    LT_TRY(lt_ledger_silence_cleared(work, err));
    LT_TRY(lt_ledger_assign(work, LT_PRIOR_CLOSED, err));
    LT_TRY(lt_ledger_assign(work, LT_PRIOR_EXEMPT, err));
    LT_TRY(lt_ledger_assign(work, LT_PRIOR_UNPROVEN, err));
    for (size_t p = 0; p < work->place_count; p++) {
        LT_TRY(settle_place(work, &work->places[p], &numbering, err));
    }
    LT_TRY(lt_ledger_settle_books(work, err));
    LT_TRY(lt_ledger_close_lines(work, err));
    LT_TRY(lt_ledger_close_states(work, err));
out:
    return status;
}

enum lt_status lt_ledger_advance(const struct lt_ledger_input *input, struct lt_ledger *ret_ledger,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_ledger next;
    struct lt_ledger_work work = {
        .input = input,
        .first_run = input->prior == NULL || input->prior->period_count == 0,
    };
    LT_TRY(lt_arena_create(&work.arena, err));
    LT_TRY(lt_arena_create(&work.scratch, err));
    LT_TRY(lt_overlay_create(&work.overlay, err));
    LT_TRY(advance(&work, err));
    LT_TRY(lt_ledger_gather(&work, &next, err));
    LT_TRY(lt_ledger_verify(&next, err));
    *ret_ledger = next;
    work.arena = NULL;
out:
    lt_overlay_destroy(work.overlay);
    lt_arena_destroy(work.scratch);
    lt_arena_destroy(work.arena);
    free(work.cases);
    free(work.links);
    free(work.events);
    return status;
}

static int id_to_case(const void *key, const void *item)
{
    return strcmp(key, ((const struct lt_case *)item)->id);
}

const struct lt_case *lt_ledger_case(const struct lt_ledger *ledger, const char *id)
{
    return ledger->case_count == 0
               ? NULL
               : bsearch(id, ledger->cases, ledger->case_count, sizeof *ledger->cases, id_to_case);
}

void lt_ledger_finish(struct lt_ledger *ledger)
{
    if (ledger != NULL) {
        lt_arena_destroy(ledger->arena);
        *ledger = (struct lt_ledger){0};
    }
}
