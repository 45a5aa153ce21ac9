/* An explanation as one JSON object. */
#include <string.h>

#include "explain/explain_json.h"
#include "liangtian/area.h"

/* --- places --- */

static const char *class_word(const struct lt_explain_class *one)
{
    return one->class != NULL ? one->class->crop : one->outside ? "outside" : "unseen";
}

static void add_class(struct json *json, const struct lt_explain_class *one)
{
    open_with(json, NULL, "{");
    text(json, "class", class_word(one));
    if (one->class != NULL) {
        whole(json, "value", (uint64_t)one->class->value);
        text(json, "group", lt_group_name(one->class->group));
        text(json, "name_zh", one->class->name_zh);
        text(json, "name_en", one->class->name_en);
    }
    number(json, "cells", one->cells);
    number(json, "share", one->share);
    number(json, "net_m2", one->net_m2);
    number(json, "net_mu", lt_mu(one->net_m2));
    close_with(json, "}");
}

static void add_season(struct json *json, const struct lt_explain_season *season)
{
    const struct lt_kept_season *source = season->source;
    if (!source->present) {
        return;
    }
    open_with(json, NULL, "{");
    period(json, "period", source->period);
    text(json, "raster", source->raster);
    text(json, "image_from", source->image_from);
    text(json, "image_to", source->image_to);
    truth(json, "flood", source->flood);
    truth(json, "of_crop_year", season->of_crop_year);
    text(json, "state", lt_season_state_name(season->state->state));
    interval(json, "grain_m2", season->state->grain_m2);
    number(json, "unseen_m2", season->state->unseen_m2);
    number(json, "outside_m2", season->state->outside_m2);
    open_with(json, "classes", "[");
    for (size_t i = 0; i < season->class_count; i++) {
        add_class(json, &season->classes[i]);
    }
    close_with(json, "]");
    close_with(json, "}");
}

static void add_pairs(struct json *json, const struct lt_explain_place *place)
{
    open_with(json, "pairs", "[");
    for (size_t i = 0; i < place->pair_count; i++) {
        const struct lt_explain_pair *pair = &place->pairs[i];
        open_with(json, NULL, "{");
        text(json, "previous", class_word(&pair->previous));
        text(json, "current", class_word(&pair->current));
        number(json, "cells", pair->current.cells);
        number(json, "share", pair->current.share);
        number(json, "net_m2", pair->current.net_m2);
        close_with(json, "}");
    }
    close_with(json, "]");
}

static void add_year(struct json *json, const struct lt_parcel_year *year)
{
    open_with(json, "crop_year", "{");
    truth(json, "complete", year->complete);
    interval(json, "grain_footprint_m2", year->grain_footprint_m2);
    interval(json, "zero_grain_m2", year->zero_grain_m2);
    interval(json, "idle_m2", year->idle_m2);
    interval(json, "sown_grain_m2", year->sown_grain_m2);
    text(json, "proposed", lt_planting_code(year->proposed));
    close_with(json, "}");
}

static void add_rule(struct json *json, const struct lt_rule *rule)
{
    static const char *const severities[] = {"grave", "ordinary", "notice"};
    text(json, "rule", rule->id);
    text(json, "title_zh", rule->title_zh);
    text(json, "title_en", rule->title_en);
    text(json, "clause", rule->clause);
    text(json, "citation_zh", rule->citation_zh);
    text(json, "severity", severities[rule->severity]);
    text(json, "threshold_unit", rule->threshold_unit);
    truth(json, "threshold_from_mandate", rule->threshold_from_mandate);
    truth(json, "threshold_overridden", rule->threshold_overridden);
}

static void add_finding(struct json *json, const struct lt_rule *rule, const struct lt_finding *f,
                        const struct lt_edges *edges)
{
    open_with(json, NULL, "{");
    add_rule(json, rule);
    number(json, "threshold", f->threshold);
    text(json, "verdict", lt_verdict_name(f->verdict));
    text(json, "reason", lt_reason_name(f->reason));
    number(json, "area_m2", f->area_m2);
    interval(json, "measured_m2", (struct lt_interval){f->low_m2, f->high_m2});
    number(json, "twice_m2", f->twice_m2);
    interval(json, "share", (struct lt_interval){f->share_low, f->share_high});
    number(json, "margin", f->margin);
    number(json, "flip_m2", f->flip_m2);
    if (edges != NULL) {
        explain_json_edges(json, edges);
    }
    close_with(json, "}");
}

static void add_patch(struct json *json, const struct lt_kept_head *head,
                      const struct lt_kept_patch *patch)
{
    open_with(json, NULL, "{");
    text(json, "rule", head->rules[patch->rule].id);
    text(json, "layer", lt_layer_name(patch->layer));
    text(json, "subject", patch->subject_id);
    text(json, "parcel", patch->parcel_id);
    number(json, "net_m2", patch->net_m2);
    whole(json, "full_cells", patch->full_cells);
    whole(json, "touched_cells", patch->touched_cells);
    number(json, "twice_m2", patch->twice_m2);
    number(json, "clean_before_m2", patch->clean_before_m2);
    number(json, "pbf_m2", patch->pbf_m2);
    number(json, "zone_m2", patch->zone_m2);
    number(json, "exempt_m2", patch->exempt_m2);
    text(json, "approval", patch->approval);
    text(json, "feedback", patch->feedback_id);
    number(json, "feedback_m2", patch->feedback_m2);
    explain_json_edges(json, &patch->edges);
    close_with(json, "}");
}

static void add_past(struct json *json, const struct lt_explain_past *past)
{
    open_with(json, NULL, "{");
    period(json, "period", past->period);
    truth(json, "there", past->there);
    if (past->there) {
        number(json, "net_m2", past->net_m2);
        text(json, "state", lt_season_state_name(past->state));
        interval(json, "grain_m2", past->grain_m2);
        truth(json, "crop_year_complete", past->complete);
        interval(json, "grain_footprint_m2", past->footprint_m2);
        interval(json, "zero_grain_m2", past->zero_grain_m2);
        text(json, "proposed", lt_planting_code(past->proposed));
        truth(json, "excluded", past->excluded);
        text(json, "verdict", past->excluded ? "" : lt_verdict_name(past->verdict));
        text(json, "reason", lt_reason_name(past->reason));
        text(json, "rule", past->excluded ? "" : past->rule);
    }
    close_with(json, "}");
}

static void add_subject(struct json *json, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    text(json, "layer", lt_layer_name(s->layer));
    text(json, "id", s->id);
    whole(json, "county", place->head->unit);
    text(json, "unit_code", s->unit_code);
    text(json, "name", s->name);
    text(json, "land_class", s->land_class);
    text(json, "planting", s->planting);
    text(json, "target", s->target);
    text(json, "slope", s->slope);
    number(json, "gross_m2", s->gross_m2);
    number(json, "net_m2", s->net_m2);
    text(json, "net_from",
         (s->flags & LT_FEATURE_NET_FILED) != 0  ? "TBDLMJ"
         : (s->flags & LT_FEATURE_NET_KCXS) != 0 ? "KCXS"
                                                 : "gross");
    number(json, "filed_m2", s->filed_m2);
    text(json, "not_judged", lt_unjudged_name(s->unjudged));
    whole(json, "full_cells", s->full_cells);
    whole(json, "touched_cells", s->touched_cells);
}

static void add_outcome(struct json *json, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    open_with(json, "outcome", "{");
    truth(json, "excluded", s->excluded);
    text(json, "verdict", s->excluded ? "" : lt_verdict_name(s->verdict));
    text(json, "reason", lt_reason_name(s->reason));
    text(json, "rule", s->rule < place->head->rule_count ? place->head->rules[s->rule].id : "");
    interval(json, "share", (struct lt_interval){s->share_low, s->share_high});
    number(json, "flip_m2", s->flip_m2);
    close_with(json, "}");
}

static void add_place(struct json *json, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    open_with(json, NULL, "{");
    add_subject(json, place);
    open_with(json, "seasons", "[");
    add_season(json, &place->season[0]);
    add_season(json, &place->season[1]);
    close_with(json, "]");
    add_pairs(json, place);
    add_year(json, place->year);
    open_with(json, "rules", "[");
    for (size_t i = 0; i < s->finding_count; i++) {
        add_finding(json, &place->head->rules[s->findings[i].rule], &s->findings[i],
                    s->edges == NULL ? NULL : &s->edges[i]);
    }
    close_with(json, "]");
    open_with(json, "patches", "[");
    for (size_t i = 0; i < place->patch_count; i++) {
        add_patch(json, place->head, place->patches[i]);
    }
    close_with(json, "]");
    add_outcome(json, place);
    open_with(json, "half_years", "[");
    for (size_t i = 0; i < place->past_count; i++) {
        add_past(json, &place->past[i]);
    }
    close_with(json, "]");
    close_with(json, "}");
}

/* --- cases --- */

static void add_review(struct json *json, const struct lt_review_record *review)
{
    open_with(json, NULL, "{");
    period(json, "period", review->period);
    text(json, "actor", lt_actor_name(review->actor));
    text(json, "from", lt_case_handling_name(review->from));
    text(json, "to", lt_case_handling_name(review->to));
    text(json, "result", review->result);
    text(json, "reviewed_on", review->reviewed_on);
    text(json, "rectified_on", review->rectified_on);
    text(json, "deadline", review->deadline);
    text(json, "approval", review->approval);
    text(json, "approval_until", review->approval_until);
    text(json, "evidence", review->evidence);
    text(json, "actual_use", review->actual_use);
    close_with(json, "}");
}

static void add_photo(struct json *json, const struct lt_photo *photo)
{
    open_with(json, NULL, "{");
    period(json, "period", photo->period);
    text(json, "place", lt_photo_place_name(photo->place));
    text(json, "day", lt_photo_day_name(photo->day));
    if (photo->distance_m >= 0.0) {
        number(json, "distance_m", photo->distance_m);
    }
    text(json, "taken_on", photo->taken_on);
    text(json, "sha256", photo->sha256);
    close_with(json, "}");
}

static void add_event(struct json *json, const struct lt_event *event)
{
    open_with(json, NULL, "{");
    period(json, "period", event->period);
    text(json, "kind", event->kind);
    number(json, "area_before_m2", event->area_before_m2);
    number(json, "area_after_m2", event->area_after_m2);
    text(json, "note", event->note);
    close_with(json, "}");
}

static void add_case_facts(struct json *json, const struct lt_case *item)
{
    text(json, "id", item->id);
    whole(json, "county", item->unit);
    open_with(json, "rules", "[");
    for (size_t i = 0; i < LT_CASE_RULES && item->rules[i] != NULL; i++) {
        comma(json);
        add_string(json, item->rules[i]);
    }
    close_with(json, "]");
    period(json, "first_period", item->first_period);
    period(json, "last_period", item->last_period);
    text(json, "grave_by", lt_case_grave_name(item->grave));
    text(json, "finding", lt_case_finding_name(item->finding));
    text(json, "time", lt_case_time_name(item->time));
    text(json, "handling", lt_case_handling_name(item->handling));
    text(json, "seen", lt_case_seen_name(item->seen));
    truth(json, "open", item->open);
    text(json, "reason", item->reason);
    text(json, "parcel", item->parcel_id);
    text(json, "land_class", item->land_class);
    number(json, "area_m2", item->area_m2);
    number(json, "pbf_m2", item->pbf_m2);
    number(json, "zone_m2", item->zone_m2);
    number(json, "exempt_m2", item->exempt_m2);
    interval(json, "share", (struct lt_interval){item->share_low, item->share_high});
    text(json, "approval", item->approval);
    text(json, "feedback", item->feedback_id);
    text(json, "deadline", item->deadline);
}

static void add_case(struct json *json, const struct lt_explain_case *one)
{
    open_with(json, NULL, "{");
    add_case_facts(json, one->item);
    if (one->recheck != NULL) {
        open_with(json, "seen_again", "{");
        truth(json, "judged", one->recheck->judged);
        text(json, "reason", lt_reason_name(one->recheck->reason));
        interval(json, "offending_m2",
                 (struct lt_interval){one->recheck->low_m2, one->recheck->high_m2});
        number(json, "net_m2", one->recheck->net_m2);
        close_with(json, "}");
    }
    open_with(json, "events", "[");
    for (size_t i = 0; i < one->event_count; i++) {
        add_event(json, &one->events[i]);
    }
    close_with(json, "]");
    open_with(json, "reviews", "[");
    for (size_t i = 0; i < one->review_count; i++) {
        add_review(json, &one->reviews[i]);
    }
    close_with(json, "]");
    open_with(json, "photos", "[");
    for (size_t i = 0; i < one->photo_count; i++) {
        add_photo(json, &one->photos[i]);
    }
    close_with(json, "]");
    close_with(json, "}");
}

/* --- counties --- */

static void add_tallies(struct json *json, const struct lt_kept_head *head)
{
    open_with(json, "rules", "[");
    for (size_t r = 0; r < head->rule_count && r < head->tally_count; r++) {
        const struct lt_rule_tally *tally = &head->tallies[r];
        open_with(json, NULL, "{");
        text(json, "rule", head->rules[r].id);
        whole(json, "subjects", tally->subjects);
        whole(json, "meets", tally->meets);
        whole(json, "below", tally->below);
        whole(json, "undecided", tally->undecided);
        number(json, "below_m2", tally->below_m2);
        close_with(json, "}");
    }
    close_with(json, "]");
}

/* Every answer of every report taken; `stands` says which report was not replaced. */
static void add_answers(struct json *json, const struct lt_explain_county *county)
{
    const struct lt_ledger ledger = {.answers = (struct lt_county_answer *)county->answers,
                                     .answer_count = county->answer_count};
    open_with(json, "report_answers", "[");
    for (size_t i = 0; i < county->answer_count; i++) {
        const struct lt_county_answer *one = &county->answers[i];
        const struct lt_standing_report stands =
            lt_standing_report_of(&ledger, one->unit, one->about);
        open_with(json, NULL, "{");
        period(json, "half_year", one->about);
        period(json, "taken_into", one->period);
        text(json, "item", one->item);
        text(json, "answer", one->answer);
        truth(json, "stands", strcmp(stands.answers->digest, one->digest) == 0);
        close_with(json, "}");
    }
    close_with(json, "]");
}

static void add_county(struct json *json, const struct lt_explain_county *county)
{
    const struct lt_unit_sums *sums = &county->head->sums;
    open_with(json, NULL, "{");
    whole(json, "county", county->head->unit);
    text(json, "name", county->head->name);
    whole(json, "parcels", sums->parcels);
    whole(json, "farmland_parcels", sums->farmland_parcels);
    number(json, "farmland_m2", sums->farmland_m2);
    number(json, "pbf_m2", sums->pbf_m2);
    number(json, "zone_filed_m2", sums->zone_filed_m2);
    interval(json, "grain_h1_m2", sums->grain_m2[0]);
    interval(json, "grain_h2_m2", sums->grain_m2[1]);
    interval(json, "grain_footprint_m2", sums->footprint_m2);
    interval(json, "zero_grain_m2", sums->zero_grain_m2);
    interval(json, "idle_m2", sums->idle_m2);
    whole(json, "meets", sums->meets);
    whole(json, "below", sums->below);
    whole(json, "excluded", sums->excluded);
    add_tallies(json, county->head);
    open_with(json, "balances", "[");
    for (size_t i = 0; i < county->balance_count; i++) {
        const struct lt_balance *b = &county->balances[i];
        open_with(json, NULL, "{");
        period(json, "period", county->periods[i]);
        whole(json, "opening", b->opening_n);
        whole(json, "new", b->new_n);
        whole(json, "closed", b->closed_n);
        whole(json, "closing", b->closing_n);
        number(json, "closing_m2", b->closing_m2);
        close_with(json, "}");
    }
    close_with(json, "]");
    add_answers(json, county);
    close_with(json, "}");
}

void lt_explain_write_json(const struct lt_explanation *explanation, struct lt_text *out)
{
    struct json json = {out, true};
    open_with(&json, NULL, "{");
    text(&json, "id", explanation->id);
    period(&json, "period", explanation->period);
    text(&json, "mark", explanation->mark);
    open_with(&json, "places", "[");
    for (size_t i = 0; i < explanation->place_count; i++) {
        add_place(&json, &explanation->places[i]);
    }
    close_with(&json, "]");
    open_with(&json, "cases", "[");
    for (size_t i = 0; i < explanation->case_count; i++) {
        add_case(&json, &explanation->cases[i]);
    }
    close_with(&json, "]");
    open_with(&json, "counties", "[");
    for (size_t i = 0; i < explanation->county_count; i++) {
        add_county(&json, &explanation->counties[i]);
    }
    close_with(&json, "]");
    explain_json_floors(&json, explanation);
    close_with(&json, "}");
    lt_text_add(out, "\n");
}
