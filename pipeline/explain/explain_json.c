/* An explanation as one JSON object. */
#include <string.h>

#include "explain/explain_json.h"
#include "liangtian/area.h"

/* --- places --- */

static const char *class_word(const struct lt_explain_class *one)
{
    return one->class != NULL ? one->class->crop : one->outside ? "outside" : "unseen";
}

static void add_class(struct lt_json *json, const struct lt_explain_class *one)
{
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "class", class_word(one));
    if (one->class != NULL) {
        lt_json_whole(json, "value", (uint64_t)one->class->value);
        lt_json_text(json, "group", lt_group_name(one->class->group));
        lt_json_text(json, "name_zh", one->class->name_zh);
        lt_json_text(json, "name_en", one->class->name_en);
    }
    lt_json_number(json, "cells", one->cells);
    lt_json_number(json, "share", one->share);
    lt_json_number(json, "net_m2", one->net_m2);
    lt_json_number(json, "net_mu", lt_mu(one->net_m2));
    lt_json_end(json, '}');
}

static void add_season(struct lt_json *json, const struct lt_explain_season *season)
{
    const struct lt_kept_season *source = season->source;
    if (!source->present) {
        return;
    }
    lt_json_begin(json, NULL, '{');
    period(json, "period", source->period);
    lt_json_text(json, "raster", source->raster);
    lt_json_text(json, "image_from", source->image_from);
    lt_json_text(json, "image_to", source->image_to);
    lt_json_truth(json, "flood", source->flood);
    lt_json_truth(json, "of_crop_year", season->of_crop_year);
    lt_json_text(json, "state", lt_season_state_name(season->state->state));
    lt_interval_json(json, "grain_m2", season->state->grain_m2);
    lt_json_number(json, "unseen_m2", season->state->unseen_m2);
    lt_json_number(json, "outside_m2", season->state->outside_m2);
    lt_json_begin(json, "classes", '[');
    for (size_t i = 0; i < season->class_count; i++) {
        add_class(json, &season->classes[i]);
    }
    lt_json_end(json, ']');
    lt_json_end(json, '}');
}

static void add_pairs(struct lt_json *json, const struct lt_explain_place *place)
{
    lt_json_begin(json, "pairs", '[');
    for (size_t i = 0; i < place->pair_count; i++) {
        const struct lt_explain_pair *pair = &place->pairs[i];
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "previous", class_word(&pair->previous));
        lt_json_text(json, "current", class_word(&pair->current));
        lt_json_number(json, "cells", pair->current.cells);
        lt_json_number(json, "share", pair->current.share);
        lt_json_number(json, "net_m2", pair->current.net_m2);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
}

static void add_year(struct lt_json *json, const struct lt_parcel_year *year)
{
    lt_json_begin(json, "crop_year", '{');
    lt_json_truth(json, "complete", year->complete);
    lt_interval_json(json, "grain_footprint_m2", year->grain_footprint_m2);
    lt_interval_json(json, "zero_grain_m2", year->zero_grain_m2);
    lt_interval_json(json, "idle_m2", year->idle_m2);
    lt_interval_json(json, "sown_grain_m2", year->sown_grain_m2);
    lt_json_text(json, "proposed", lt_planting_code(year->proposed));
    lt_json_end(json, '}');
}

static void add_rule(struct lt_json *json, const struct lt_rule *rule)
{
    static const char *const severities[] = {"grave", "ordinary", "notice"};
    lt_json_text(json, "rule", rule->id);
    lt_json_text(json, "title_zh", rule->title_zh);
    lt_json_text(json, "title_en", rule->title_en);
    lt_json_text(json, "clause", rule->clause);
    lt_json_text(json, "citation_zh", rule->citation_zh);
    lt_json_text(json, "severity", severities[rule->severity]);
    lt_json_text(json, "threshold_unit", rule->threshold_unit);
    lt_json_truth(json, "threshold_from_mandate", rule->threshold_from_mandate);
    lt_json_truth(json, "threshold_overridden", rule->threshold_overridden);
}

static void add_finding(struct lt_json *json, const struct lt_rule *rule,
                        const struct lt_finding *f, const struct lt_edges *edges)
{
    lt_json_begin(json, NULL, '{');
    add_rule(json, rule);
    lt_json_number(json, "threshold", f->threshold);
    lt_json_text(json, "verdict", lt_verdict_name(f->verdict));
    lt_json_text(json, "reason", lt_reason_name(f->reason));
    lt_json_number(json, "area_m2", f->area_m2);
    lt_interval_json(json, "measured_m2", (struct lt_interval){f->low_m2, f->high_m2});
    lt_json_number(json, "twice_m2", f->twice_m2);
    lt_interval_json(json, "share", (struct lt_interval){f->share_low, f->share_high});
    lt_json_number(json, "margin", f->margin);
    lt_json_number(json, "flip_m2", f->flip_m2);
    if (edges != NULL) {
        explain_json_edges(json, edges);
    }
    lt_json_end(json, '}');
}

static void add_patch(struct lt_json *json, const struct lt_kept_head *head,
                      const struct lt_kept_patch *patch)
{
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "rule", head->rules[patch->rule].id);
    lt_json_text(json, "layer", lt_layer_name(patch->layer));
    lt_json_text(json, "subject", patch->subject_id);
    lt_json_text(json, "parcel", patch->parcel_id);
    lt_json_number(json, "net_m2", patch->net_m2);
    lt_json_whole(json, "full_cells", patch->full_cells);
    lt_json_whole(json, "touched_cells", patch->touched_cells);
    lt_json_number(json, "twice_m2", patch->twice_m2);
    lt_json_number(json, "clean_before_m2", patch->clean_before_m2);
    lt_json_number(json, "pbf_m2", patch->pbf_m2);
    lt_json_number(json, "zone_m2", patch->zone_m2);
    lt_json_number(json, "exempt_m2", patch->exempt_m2);
    lt_json_text(json, "approval", patch->approval);
    lt_json_text(json, "feedback", patch->feedback_id);
    lt_json_number(json, "feedback_m2", patch->feedback_m2);
    explain_json_edges(json, &patch->edges);
    lt_json_end(json, '}');
}

static void add_past(struct lt_json *json, const struct lt_explain_past *past)
{
    lt_json_begin(json, NULL, '{');
    period(json, "period", past->period);
    lt_json_truth(json, "there", past->there);
    if (past->there) {
        lt_json_number(json, "net_m2", past->net_m2);
        lt_json_text(json, "state", lt_season_state_name(past->state));
        lt_interval_json(json, "grain_m2", past->grain_m2);
        lt_json_truth(json, "crop_year_complete", past->complete);
        lt_interval_json(json, "grain_footprint_m2", past->footprint_m2);
        lt_interval_json(json, "zero_grain_m2", past->zero_grain_m2);
        lt_json_text(json, "proposed", lt_planting_code(past->proposed));
        lt_json_truth(json, "excluded", past->excluded);
        lt_json_text(json, "verdict", past->excluded ? "" : lt_verdict_name(past->verdict));
        lt_json_text(json, "reason", lt_reason_name(past->reason));
        lt_json_text(json, "rule", past->excluded ? "" : past->rule);
    }
    lt_json_end(json, '}');
}

static void add_subject(struct lt_json *json, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    lt_json_text(json, "layer", lt_layer_name(s->layer));
    lt_json_text(json, "id", s->id);
    lt_json_whole(json, "county", place->head->unit);
    lt_json_text(json, "unit_code", s->unit_code);
    lt_json_text(json, "name", s->name);
    lt_json_text(json, "land_class", s->land_class);
    lt_json_text(json, "planting", s->planting);
    lt_json_text(json, "target", s->target);
    lt_json_text(json, "slope", s->slope);
    lt_json_number(json, "gross_m2", s->gross_m2);
    lt_json_number(json, "net_m2", s->net_m2);
    lt_json_text(json, "net_from",
                 (s->flags & LT_FEATURE_NET_FILED) != 0  ? "TBDLMJ"
                 : (s->flags & LT_FEATURE_NET_KCXS) != 0 ? "KCXS"
                                                         : "gross");
    lt_json_number(json, "filed_m2", s->filed_m2);
    lt_json_text(json, "not_judged", lt_unjudged_name(s->unjudged));
    lt_json_whole(json, "full_cells", s->full_cells);
    lt_json_whole(json, "touched_cells", s->touched_cells);
    if (place->of > 0) {
        lt_json_whole(json, "plots_of_case", place->of);
    }
}

static void add_outcome(struct lt_json *json, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    lt_json_begin(json, "outcome", '{');
    lt_json_truth(json, "excluded", s->excluded);
    lt_json_text(json, "verdict", s->excluded ? "" : lt_verdict_name(s->verdict));
    lt_json_text(json, "reason", lt_reason_name(s->reason));
    lt_json_text(json, "rule",
                 s->rule < place->head->rule_count ? place->head->rules[s->rule].id : "");
    lt_interval_json(json, "share", (struct lt_interval){s->share_low, s->share_high});
    lt_json_number(json, "flip_m2", s->flip_m2);
    lt_json_end(json, '}');
}

static void add_place(struct lt_json *json, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    lt_json_begin(json, NULL, '{');
    add_subject(json, place);
    lt_json_begin(json, "seasons", '[');
    add_season(json, &place->season[0]);
    add_season(json, &place->season[1]);
    lt_json_end(json, ']');
    add_pairs(json, place);
    add_year(json, place->year);
    lt_json_begin(json, "rules", '[');
    for (size_t i = 0; i < s->finding_count; i++) {
        add_finding(json, &place->head->rules[s->findings[i].rule], &s->findings[i],
                    s->edges == NULL ? NULL : &s->edges[i]);
    }
    lt_json_end(json, ']');
    lt_json_begin(json, "patches", '[');
    for (size_t i = 0; i < place->patch_count; i++) {
        add_patch(json, place->head, place->patches[i]);
    }
    lt_json_end(json, ']');
    add_outcome(json, place);
    lt_json_begin(json, "half_years", '[');
    for (size_t i = 0; i < place->past_count; i++) {
        add_past(json, &place->past[i]);
    }
    lt_json_end(json, ']');
    lt_json_end(json, '}');
}

/* --- cases --- */

static void add_review(struct lt_json *json, const struct lt_review_record *review)
{
    lt_json_begin(json, NULL, '{');
    period(json, "period", review->period);
    lt_json_text(json, "actor", lt_actor_name(review->actor));
    lt_json_text(json, "from", lt_case_handling_name(review->from));
    lt_json_text(json, "to", lt_case_handling_name(review->to));
    lt_json_text(json, "result", review->result);
    lt_json_text(json, "reviewed_on", review->reviewed_on);
    lt_json_text(json, "rectified_on", review->rectified_on);
    lt_json_text(json, "deadline", review->deadline);
    lt_json_text(json, "approval", review->approval);
    lt_json_text(json, "approval_until", review->approval_until);
    lt_json_text(json, "evidence", review->evidence);
    lt_json_text(json, "actual_use", review->actual_use);
    lt_json_end(json, '}');
}

static void add_photo(struct lt_json *json, const struct lt_photo *photo)
{
    lt_json_begin(json, NULL, '{');
    period(json, "period", photo->period);
    lt_json_text(json, "place", lt_photo_place_name(photo->place));
    lt_json_text(json, "day", lt_photo_day_name(photo->day));
    if (photo->distance_m >= 0.0) {
        lt_json_number(json, "distance_m", photo->distance_m);
    }
    lt_json_text(json, "taken_on", photo->taken_on);
    lt_json_text(json, "sha256", photo->sha256);
    lt_json_end(json, '}');
}

static void add_event(struct lt_json *json, const struct lt_event *event)
{
    lt_json_begin(json, NULL, '{');
    period(json, "period", event->period);
    lt_json_text(json, "kind", event->kind);
    lt_json_number(json, "area_before_m2", event->area_before_m2);
    lt_json_number(json, "area_after_m2", event->area_after_m2);
    lt_json_text(json, "note", event->note);
    lt_json_end(json, '}');
}

static void add_case_facts(struct lt_json *json, const struct lt_case *item)
{
    lt_json_text(json, "id", item->id);
    lt_json_whole(json, "county", item->unit);
    lt_json_begin(json, "rules", '[');
    for (size_t i = 0; i < LT_CASE_RULES && item->rules[i] != NULL; i++) {
        lt_json_text(json, NULL, item->rules[i]);
    }
    lt_json_end(json, ']');
    period(json, "first_period", item->first_period);
    period(json, "last_period", item->last_period);
    lt_json_text(json, "grave_by", lt_case_grave_name(item->grave));
    lt_json_text(json, "confirmed_on", item->confirmed_on);
    lt_json_text(json, "finding", lt_case_finding_name(item->finding));
    lt_json_text(json, "time", lt_case_time_name(item->time));
    lt_json_text(json, "handling", lt_case_handling_name(item->handling));
    lt_json_text(json, "seen", lt_case_seen_name(item->seen));
    lt_json_truth(json, "open", item->open);
    lt_json_text(json, "reason", item->reason);
    lt_json_text(json, "parcel", item->parcel_id);
    lt_json_text(json, "land_class", item->land_class);
    lt_json_number(json, "area_m2", item->area_m2);
    lt_json_number(json, "pbf_m2", item->pbf_m2);
    lt_json_number(json, "zone_m2", item->zone_m2);
    lt_json_number(json, "exempt_m2", item->exempt_m2);
    lt_interval_json(json, "share", (struct lt_interval){item->share_low, item->share_high});
    lt_json_text(json, "approval", item->approval);
    lt_json_text(json, "feedback", item->feedback_id);
    lt_json_text(json, "deadline", item->deadline);
}

static void add_case(struct lt_json *json, const struct lt_explain_case *one)
{
    lt_json_begin(json, NULL, '{');
    add_case_facts(json, one->item);
    if (one->recheck != NULL) {
        lt_json_begin(json, "seen_again", '{');
        lt_json_truth(json, "judged", one->recheck->judged);
        lt_json_text(json, "reason", lt_reason_name(one->recheck->reason));
        lt_interval_json(json, "offending_m2",
                         (struct lt_interval){one->recheck->low_m2, one->recheck->high_m2});
        lt_json_number(json, "net_m2", one->recheck->net_m2);
        lt_json_end(json, '}');
    }
    lt_json_begin(json, "events", '[');
    for (size_t i = 0; i < one->event_count; i++) {
        add_event(json, &one->events[i]);
    }
    lt_json_end(json, ']');
    lt_json_begin(json, "reviews", '[');
    for (size_t i = 0; i < one->review_count; i++) {
        add_review(json, &one->reviews[i]);
    }
    lt_json_end(json, ']');
    lt_json_begin(json, "photos", '[');
    for (size_t i = 0; i < one->photo_count; i++) {
        add_photo(json, &one->photos[i]);
    }
    lt_json_end(json, ']');
    lt_json_end(json, '}');
}

/* --- counties --- */

static void add_tallies(struct lt_json *json, const struct lt_kept_head *head)
{
    lt_json_begin(json, "rules", '[');
    for (size_t r = 0; r < head->rule_count && r < head->tally_count; r++) {
        const struct lt_rule_tally *tally = &head->tallies[r];
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "rule", head->rules[r].id);
        lt_json_whole(json, "subjects", tally->subjects);
        lt_json_whole(json, "meets", tally->meets);
        lt_json_whole(json, "below", tally->below);
        lt_json_whole(json, "undecided", tally->undecided);
        lt_json_number(json, "below_m2", tally->below_m2);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
}

/* Every answer of every report taken; `stands` says which report was not replaced. */
static void add_answers(struct lt_json *json, const struct lt_explain_county *county)
{
    const struct lt_ledger ledger = {.answers = (struct lt_county_answer *)county->answers,
                                     .answer_count = county->answer_count};
    lt_json_begin(json, "report_answers", '[');
    for (size_t i = 0; i < county->answer_count; i++) {
        const struct lt_county_answer *one = &county->answers[i];
        const struct lt_standing_report stands =
            lt_standing_report_of(&ledger, one->unit, one->about);
        lt_json_begin(json, NULL, '{');
        period(json, "half_year", one->about);
        period(json, "taken_into", one->period);
        lt_json_text(json, "item", one->item);
        lt_json_text(json, "answer", one->answer);
        lt_json_truth(json, "stands", one >= stands.answers && one < stands.answers + stands.count);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
}

static void add_county(struct lt_json *json, const struct lt_explain_county *county)
{
    const struct lt_unit_sums *sums = &county->head->sums;
    lt_json_begin(json, NULL, '{');
    lt_json_whole(json, "county", county->head->unit);
    lt_json_text(json, "name", county->head->name);
    lt_json_whole(json, "parcels", sums->parcels);
    lt_json_whole(json, "farmland_parcels", sums->farmland_parcels);
    lt_json_number(json, "farmland_m2", sums->farmland_m2);
    lt_json_number(json, "pbf_m2", sums->pbf_m2);
    lt_json_number(json, "zone_filed_m2", sums->zone_filed_m2);
    lt_interval_json(json, "grain_h1_m2", sums->grain_m2[0]);
    lt_interval_json(json, "grain_h2_m2", sums->grain_m2[1]);
    lt_interval_json(json, "grain_footprint_m2", sums->footprint_m2);
    lt_interval_json(json, "zero_grain_m2", sums->zero_grain_m2);
    lt_interval_json(json, "idle_m2", sums->idle_m2);
    lt_json_whole(json, "meets", sums->meets);
    lt_json_whole(json, "below", sums->below);
    lt_json_whole(json, "excluded", sums->excluded);
    add_tallies(json, county->head);
    lt_json_begin(json, "balances", '[');
    for (size_t i = 0; i < county->balance_count; i++) {
        const struct lt_balance *b = &county->balances[i];
        lt_json_begin(json, NULL, '{');
        period(json, "period", county->periods[i]);
        lt_json_whole(json, "opening", b->opening_n);
        lt_json_whole(json, "new", b->new_n);
        lt_json_whole(json, "closed", b->closed_n);
        lt_json_whole(json, "closing", b->closing_n);
        lt_json_number(json, "closing_m2", b->closing_m2);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
    add_answers(json, county);
    lt_json_end(json, '}');
}

void lt_explain_write_json(const struct lt_explanation *explanation, struct lt_text *out)
{
    struct lt_json json = {out, true};
    lt_json_begin(&json, NULL, '{');
    lt_json_text(&json, "id", explanation->id);
    period(&json, "period", explanation->period);
    lt_json_text(&json, "mark", explanation->mark);
    lt_json_begin(&json, "places", '[');
    for (size_t i = 0; i < explanation->place_count; i++) {
        add_place(&json, &explanation->places[i]);
    }
    lt_json_end(&json, ']');
    lt_json_begin(&json, "cases", '[');
    for (size_t i = 0; i < explanation->case_count; i++) {
        add_case(&json, &explanation->cases[i]);
    }
    lt_json_end(&json, ']');
    lt_json_begin(&json, "counties", '[');
    for (size_t i = 0; i < explanation->county_count; i++) {
        add_county(&json, &explanation->counties[i]);
    }
    lt_json_end(&json, ']');
    explain_json_floors(&json, explanation);
    lt_json_end(&json, '}');
    lt_text_add(out, "\n");
}
