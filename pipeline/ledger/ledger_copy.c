/* Rows of the next ledger: deep copies in its own arena, and its order. */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_work.h"
#include "support/array.h"

const char *lt_ledger_text(struct lt_ledger_work *work, const char *text)
{
    if (text == NULL || *text == '\0') {
        return "";
    }
    const char *copy = lt_arena_text(work->arena, text);
    work->failed = work->failed || copy == NULL;
    return copy == NULL ? "" : copy;
}

struct lt_shape lt_ledger_shape(struct lt_ledger_work *work, const struct lt_shape *shape)
{
    struct lt_shape copy = {0};
    work->failed = lt_shape_copy(work->arena, shape, &copy, NULL) != LT_OK || work->failed;
    return copy;
}

void lt_ledger_copy_case(struct lt_ledger_work *work, const struct lt_case *from,
                         struct lt_case *to)
{
    *to = *from;
    to->edges = (struct lt_edges){0}; /* of an earlier half-year */
    to->described = false;
    for (size_t r = 0; r < LT_CASE_RULES; r++) {
        to->rules[r] = from->rules[r] == NULL ? NULL : lt_ledger_text(work, from->rules[r]);
    }
    const char **texts[] = {&to->reason,       &to->parcel_id,      &to->land_class,
                            &to->planting,     &to->town,           &to->class_zh,
                            &to->class_en,     &to->approval,       &to->feedback_id,
                            &to->successor_of, &to->deadline,       &to->reviewed_on,
                            &to->rectified_on, &to->approval_until, &to->evidence,
                            &to->actual_use,   &to->confirmed_on};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = lt_ledger_text(work, *texts[i]);
    }
    to->shape = lt_ledger_shape(work, &from->shape);
}

void lt_ledger_add_ancestor(struct lt_ledger_work *work, struct lt_case *one, const char *id)
{
    const char *all = one->successor_of;
    if (strstr(all, id) != NULL) {
        return;
    }
    const char *joined = *all == '\0' ? lt_arena_text(work->arena, id)
                                      : lt_arena_printf(work->arena, "%s %s", all, id);
    work->failed = work->failed || joined == NULL;
    one->successor_of = joined == NULL ? "" : joined;
}

enum lt_status lt_ledger_add_case(struct lt_ledger_work *work, struct lt_case **ret_case,
                                  struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&work->cases, &work->case_capacity, work->case_count + 1,
                            sizeof *work->cases, err));
    *ret_case = &work->cases[work->case_count++];
    memset(*ret_case, 0, sizeof **ret_case);
out:
    return status;
}

enum lt_status lt_ledger_add_event(struct lt_ledger_work *work, const struct lt_case *about,
                                   const char *kind, double before_m2, double after_m2,
                                   const char *note, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&work->events, &work->event_capacity, work->event_count + 1,
                            sizeof *work->events, err));
    struct lt_event *event = &work->events[work->event_count];
    *event = (struct lt_event){.period = work->input->period,
                               .sequence = (uint32_t)work->event_count,
                               .kind = kind,
                               .area_before_m2 = before_m2,
                               .area_after_m2 = after_m2,
                               .note = lt_ledger_text(work, note)};
    memcpy(event->case_id, about->id, sizeof event->case_id);
    work->event_count++;
out:
    return status;
}

static int by_id(const void *left, const void *right)
{
    const struct lt_case *a = left, *b = right;
    return strcmp(a->id, b->id);
}

static int by_id_then_order(const void *left, const void *right)
{
    const struct lt_event *a = left, *b = right;
    const int by = strcmp(a->case_id, b->case_id);
    return by != 0 ? by : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

/* The arena's array of prior rows followed by room for `more`. NULL when memory is out. */
static void *extended(struct lt_ledger_work *work, const void *prior, size_t count, size_t more,
                      size_t size)
{
    void *rows = lt_arena_copy(work->arena, prior, count, count + more, size);
    work->failed = work->failed || rows == NULL;
    return rows;
}

static void gather_events(struct lt_ledger_work *work, const struct lt_ledger *prior,
                          struct lt_ledger *next)
{
    next->event_count = prior->event_count + work->event_count;
    next->events =
        extended(work, prior->events, prior->event_count, work->event_count, sizeof *next->events);
    if (next->events == NULL) {
        return;
    }
    for (size_t i = 0; i < prior->event_count; i++) {
        next->events[i].kind = lt_ledger_text(work, next->events[i].kind);
        next->events[i].note = lt_ledger_text(work, next->events[i].note);
    }
    if (work->event_count > 0) {
        qsort(work->events, work->event_count, sizeof *work->events, by_id_then_order);
    }
    for (size_t i = 0; i < work->event_count; i++) {
        struct lt_event *event = &next->events[prior->event_count + i];
        *event = work->events[i];
        event->sequence = (uint32_t)i + 1;
    }
}

static void gather_balances(struct lt_ledger_work *work, const struct lt_ledger *prior,
                            struct lt_ledger *next)
{
    const size_t more = work->line_count + 1;
    next->balance_count = prior->balance_count + more;
    next->balances =
        extended(work, prior->balances, prior->balance_count, more, sizeof *next->balances);
    next->balance_periods = extended(work, prior->balance_periods, prior->balance_count, more,
                                     sizeof *next->balance_periods);
    if (next->balances == NULL || next->balance_periods == NULL) {
        return;
    }
    struct lt_balance *lines = next->balances + prior->balance_count;
    struct lt_balance city = {.unit = work->input->city_code};
    size_t at = 0;
    bool placed = false;
    for (size_t i = 0; i < work->line_count; i++) {
        lt_balance_add(&city, &work->lines[i]);
    }
    for (size_t i = 0; i <= work->line_count; i++) {
        if (!placed && (i == work->line_count || city.unit < work->lines[i].unit)) {
            lines[at++] = city;
            placed = true;
        }
        if (i < work->line_count) {
            lines[at++] = work->lines[i];
        }
    }
    for (size_t i = 0; i < more; i++) {
        next->balance_periods[prior->balance_count + i] = work->input->period;
    }
}

static void gather_transitions(struct lt_ledger_work *work, const struct lt_ledger *prior,
                               struct lt_ledger *next)
{
    next->transition_count = prior->transition_count + work->transition_count;
    next->transitions = extended(work, prior->transitions, prior->transition_count,
                                 work->transition_count, sizeof *next->transitions);
    if (next->transitions != NULL && work->transition_count > 0) {
        memcpy(next->transitions + prior->transition_count, work->transitions,
               work->transition_count * sizeof *next->transitions);
    }
}

static void gather_reviews(struct lt_ledger_work *work, const struct lt_ledger *prior,
                           struct lt_ledger *next)
{
    next->review_count = prior->review_count;
    next->reviews = extended(work, prior->reviews, prior->review_count, 0, sizeof *next->reviews);
    for (size_t i = 0; next->reviews != NULL && i < next->review_count; i++) {
        struct lt_review_record *one = &next->reviews[i];
        const char **texts[] = {&one->result,   &one->reviewed_on,    &one->rectified_on,
                                &one->deadline, &one->approval_until, &one->approval,
                                &one->evidence, &one->actual_use,     &one->digest};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            *texts[t] = lt_ledger_text(work, *texts[t]);
        }
    }
}

static void gather_photos(struct lt_ledger_work *work, const struct lt_ledger *prior,
                          struct lt_ledger *next)
{
    next->photo_count = prior->photo_count;
    next->photos = extended(work, prior->photos, prior->photo_count, 0, sizeof *next->photos);
    for (size_t i = 0; next->photos != NULL && i < next->photo_count; i++) {
        next->photos[i].taken_on = lt_ledger_text(work, next->photos[i].taken_on);
        next->photos[i].sha256 = lt_ledger_text(work, next->photos[i].sha256);
    }
}

static void gather_answers(struct lt_ledger_work *work, const struct lt_ledger *prior,
                           struct lt_ledger *next)
{
    next->answer_count = prior->answer_count;
    next->answers = extended(work, prior->answers, prior->answer_count, 0, sizeof *next->answers);
    for (size_t i = 0; next->answers != NULL && i < next->answer_count; i++) {
        struct lt_county_answer *one = &next->answers[i];
        one->item = lt_ledger_text(work, one->item);
        one->answer = lt_ledger_text(work, one->answer);
        one->digest = lt_ledger_text(work, one->digest);
    }
}

static void gather_periods(struct lt_ledger_work *work, const struct lt_ledger *prior,
                           struct lt_ledger *next)
{
    next->period_count = prior->period_count + 1;
    next->periods = extended(work, prior->periods, prior->period_count, 1, sizeof *next->periods);
    if (next->periods == NULL) {
        return;
    }
    for (size_t i = 0; i < prior->period_count; i++) {
        next->periods[i].published_at = lt_ledger_text(work, next->periods[i].published_at);
        next->periods[i].crs = lt_ledger_text(work, next->periods[i].crs);
    }
    next->periods[prior->period_count] =
        (struct lt_period_row){.period = work->input->period, .published_at = "", .crs = next->crs};
}

enum lt_status lt_ledger_gather(struct lt_ledger_work *work, struct lt_ledger *ret_ledger,
                                struct lt_error *err)
{
    static const struct lt_ledger nothing = {0};
    const struct lt_ledger *prior = work->input->prior == NULL ? &nothing : work->input->prior;
    struct lt_ledger next = {.arena = work->arena,
                             .crs = lt_ledger_text(work, work->input->crs),
                             .case_count = work->case_count};
    next.cases = extended(work, work->cases, work->case_count, 0, sizeof *next.cases);
    gather_events(work, prior, &next);
    gather_balances(work, prior, &next);
    gather_periods(work, prior, &next);
    gather_transitions(work, prior, &next);
    gather_reviews(work, prior, &next);
    gather_photos(work, prior, &next);
    gather_answers(work, prior, &next);
    if (work->failed) {
        return lt_fail_memory(err, "the ledger");
    }
    if (next.case_count > 0) {
        qsort(next.cases, next.case_count, sizeof *next.cases, by_id);
    }
    *ret_ledger = next;
    return LT_OK;
}
