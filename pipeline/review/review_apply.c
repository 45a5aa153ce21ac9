/* A file of reviews, row by row, into the ledger. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "review/review_work.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/text.h"

static const char *const result_words[] = {"", "FOUNDED", "NOT-FOUNDED", "LEGAL", "OTHER"};

bool lt_review_row_is_empty(const struct lt_review_row *row)
{
    const char *const texts[] = {row->actual_use,  row->evidence,      row->approval,
                                 row->reviewed_on, row->rectified_on,  row->deadline,
                                 row->city_on,     row->approval_until};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i][0] != '\0') {
            return false;
        }
    }
    return !row->unreadable && row->result == LT_RESULT_NONE && row->stage == LT_STAGE_NONE &&
           row->city == LT_CITY_NONE && row->remedy == LT_REMEDY_NONE;
}

enum lt_status review_reject(const struct review_work *work, struct review_item *item,
                             const char *code, const char *field, const char *found,
                             const char *expected, const char *action, struct lt_error *err)
{
    char layer[320];
    const char *id =
        item->index != SIZE_MAX ? work->input->ledger->cases[item->index].id : item->row->case_id;
    snprintf(layer, sizeof layer, "reviews %.*s:%llu",
             (int)lt_utf8_cut(work->input->file, strlen(work->input->file), 255), work->input->file,
             (unsigned long long)item->row->number);
    item->fate = REVIEW_REJECTED;
    const struct lt_diagnostic told = {
        .severity = LT_REJECT,
        .quality = LT_USABILITY,
        .code = code,
        .layer = layer,
        .feature = id,
        .field = field,
        .found = found,
        .expected = expected,
        .action = action,
    };
    return lt_diagnostics_list(work->diagnostics, work->listing, &told, err);
}

static enum lt_status end_listing(const struct review_work *work, struct lt_error *err)
{
    const char *label = lt_arena_printf(work->arena, "reviews %s", work->input->file);
    return label == NULL ? lt_fail_memory(err, "reviews")
                         : lt_diagnostics_list_end(work->diagnostics, work->listing, label, err);
}

/* --- what a row says, as one word --- */

static enum lt_status digest_row(const struct review_work *work, struct review_item *item,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_digest *digest = NULL;
    const struct lt_review_row *row = item->row;
    char numbers[32];
    snprintf(numbers, sizeof numbers, "%d %d %d %d", (int)row->result, (int)row->stage,
             (int)row->city, (int)row->remedy);
    const char *const texts[] = {"review 1",
                                 work->input->ledger->cases[item->index].id,
                                 lt_actor_name(work->input->actor),
                                 numbers,
                                 row->actual_use,
                                 row->evidence,
                                 row->approval,
                                 row->reviewed_on,
                                 row->rectified_on,
                                 row->deadline,
                                 row->approval_until,
                                 row->city_on};
    LT_TRY(lt_digest_create(&digest, err));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        lt_digest_add_text(digest, texts[i]);
    }
    lt_digest_hex(digest, item->digest);
out:
    lt_digest_destroy(digest);
    return status;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Rows that are in the ledger already. */
static enum lt_status find_taken(struct review_work *work, struct lt_error *err)
{
    const struct lt_ledger *ledger = work->input->ledger;
    const char **known = lt_arena_array(work->arena, ledger->review_count, sizeof *known);
    if (known == NULL) {
        return lt_fail_memory(err, "the reviews");
    }
    for (size_t i = 0; i < ledger->review_count; i++) {
        known[i] = ledger->reviews[i].digest;
    }
    if (ledger->review_count > 0) {
        qsort(known, ledger->review_count, sizeof *known, by_text);
    }
    for (size_t i = 0; i < work->input->row_count && ledger->review_count > 0; i++) {
        struct review_item *item = &work->items[i];
        const char *digest = item->digest;
        if (item->fate == REVIEW_TAKEN &&
            bsearch(&digest, known, ledger->review_count, sizeof *known, by_text) != NULL) {
            item->fate = REVIEW_ALREADY;
        }
    }
    return LT_OK;
}

/* --- rows against each other --- */

static int by_case(const void *left, const void *right)
{
    const struct review_item *a = left, *b = right;
    const int by_index = (a->index > b->index) - (a->index < b->index);
    const int by_number = (a->row->number > b->row->number) - (a->row->number < b->row->number);
    return by_index != 0 ? by_index : by_number;
}

static bool has_case(const struct review_item *item)
{
    return item->fate == REVIEW_TAKEN && item->index != SIZE_MAX;
}

/* Rows first … end − 1 tell of one case: the same thing twice is once; different things are a conflict. */
static enum lt_status settle_group(struct review_work *work, size_t first, size_t end,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    bool same = true;
    for (size_t i = first + 1; i < end; i++) {
        same = same && strcmp(work->items[i].digest, work->items[first].digest) == 0;
    }
    for (size_t i = first; i < end && !same; i++) {
        char found[64];
        const size_t other = i == first ? first + 1 : first;
        snprintf(found, sizeof found, "row %llu says something else of the case",
                 (unsigned long long)work->items[other].row->number);
        LT_TRY(review_reject(work, &work->items[i], "review.conflict", "AJBH", found,
                             "one row for a case", "let the reviewers agree and leave one row",
                             err));
    }
    for (size_t i = first + 1; i < end && same; i++) {
        work->items[i].fate = REVIEW_ALREADY;
    }
out:
    return status;
}

static enum lt_status find_conflicts(struct review_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t count = work->input->row_count;
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        if (has_case(&work->items[i])) {
            while (end < count && has_case(&work->items[end]) &&
                   work->items[end].index == work->items[i].index) {
                end++;
            }
            LT_TRY(settle_group(work, i, end, err));
        }
        i = end;
    }
out:
    return status;
}

/* --- one row --- */

static enum lt_status check_case(struct review_work *work, struct review_item *item,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_case *one = &work->cases[item->index];
    char code[16];
    if (work->input->county != 0 && one->unit != work->input->county) {
        snprintf(code, sizeof code, "%u", work->input->county);
        LT_TRY(review_reject(work, item, "review.other_county", "XZQDM", one->id, code,
                             "take the row out, or say another --county", err));
    } else if (!one->open) {
        LT_TRY(review_reject(work, item, "review.not_open", "AJBH",
                             lt_case_state_name(lt_case_state_of(one)), "an open case",
                             "nothing is to be said of it any more; take the row out", err));
    }
out:
    return status;
}

struct adding {
    struct lt_ledger *ledger;
    size_t events, reviews; /* of the last period so far */
};

static void add_event(struct adding *adding, const struct lt_case *one, lt_period period,
                      const char *kind, double after_m2, const char *note)
{
    struct lt_event *event = &adding->ledger->events[adding->ledger->event_count++];
    *event = (struct lt_event){.period = period,
                               .sequence = (uint32_t)++adding->events,
                               .kind = kind,
                               .area_before_m2 = one->area_m2,
                               .area_after_m2 = after_m2,
                               .note = note};
    memcpy(event->case_id, one->id, sizeof event->case_id);
}

/* "ISSUED > FOUNDED > RECTIFYING by the county" */
static const char *tell_steps(struct review_work *work, enum lt_case_handling from,
                              const struct review_steps *steps)
{
    const char *text = lt_arena_text(work->arena, lt_case_handling_name(from));
    for (size_t i = 0; i < steps->count && text != NULL; i++) {
        text = lt_arena_printf(work->arena, "%s > %s", text, lt_case_handling_name(steps->to[i]));
    }
    return text == NULL ? NULL
                        : lt_arena_printf(work->arena, "%s by the %s", text,
                                          lt_actor_name(work->input->actor));
}

static enum lt_status record(struct review_work *work, const struct review_item *item,
                             const struct review_steps *steps, enum lt_case_handling from,
                             struct adding *adding, struct lt_error *err)
{
    const struct lt_review_row *row = item->row;
    const struct lt_case *one = &work->cases[item->index];
    struct lt_ledger *ledger = adding->ledger;
    const lt_period period = ledger->periods[ledger->period_count - 1].period;
    const char *digest = lt_arena_text(work->arena, item->digest);
    const char *note = tell_steps(work, from, steps);
    if (digest == NULL || note == NULL) {
        return lt_fail_memory(err, "a review");
    }
    struct lt_review_record *review = &ledger->reviews[ledger->review_count++];
    *review = (struct lt_review_record){
        .period = period,
        .sequence = (uint32_t)++adding->reviews,
        .actor = work->input->actor,
        .from = from,
        .to = one->handling,
        .remedy = one->remedy,
        .result = result_words[row->result],
        .reviewed_on = row->city_on[0] != '\0' ? row->city_on : row->reviewed_on,
        .rectified_on = row->rectified_on,
        .deadline = row->deadline,
        .approval_until = row->approval_until,
        .approval = row->approval,
        .evidence = row->evidence,
        .actual_use = row->actual_use,
        .digest = digest,
    };
    memcpy(review->case_id, one->id, sizeof review->case_id);
    add_event(adding, one, period, "reviewed", one->area_m2, note);
    if (!one->open) {
        add_event(adding, one, period, "closed", 0.0, lt_case_finding_name(one->finding));
    }
    return LT_OK;
}

static enum lt_status take_row(struct review_work *work, struct review_item *item,
                               struct adding *adding, struct lt_review_tally *tally,
                               struct lt_error *err)
{
    enum lt_status status;
    struct review_steps steps;
    struct lt_case *one = &work->cases[item->index];
    LT_TRY(check_case(work, item, err));
    if (item->fate != REVIEW_TAKEN) {
        goto out;
    }
    review_derive_steps(one, item->row, &steps);
    LT_TRY(review_check_steps(work, item, &steps, err));
    LT_TRY(review_check_facts(work, item, &steps, err));
    if (item->fate != REVIEW_TAKEN) {
        goto out;
    }
    const enum lt_case_handling from = one->handling;
    review_take_steps(one, item->row, &steps);
    LT_TRY(record(work, item, &steps, from, adding, err));
    tally->closed += one->open ? 0 : 1;
    tally->closed_m2 += one->open ? 0.0 : one->area_m2;
out:
    return status;
}

/* --- the whole file --- */

static enum lt_status match_rows(struct review_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < work->input->row_count; i++) {
        struct review_item *item = &work->items[i];
        *item = (struct review_item){
            .row = &work->input->rows[i], .index = SIZE_MAX, .fate = REVIEW_TAKEN};
        if (lt_review_row_is_empty(item->row)) {
            item->fate = REVIEW_EMPTY;
            continue;
        }
        if (item->row->unreadable) {
            item->fate = REVIEW_REJECTED;
            continue;
        }
        LT_TRY(review_match(work, item, err));
        if (item->fate == REVIEW_TAKEN) {
            LT_TRY(digest_row(work, item, err));
        }
    }
    if (work->input->row_count > 0) {
        qsort(work->items, work->input->row_count, sizeof *work->items, by_case);
    }
    LT_TRY(find_conflicts(work, err));
    LT_TRY(find_taken(work, err));
out:
    return status;
}

/* The next ledger: the prior rows, and room for two events and a review per row. */
static enum lt_status make_room(struct review_work *work, struct lt_ledger *next,
                                struct adding *adding, struct lt_error *err)
{
    const struct lt_ledger *prior = work->input->ledger;
    const size_t rows = work->input->row_count;
    const struct lt_county_report *report = work->input->report;
    const size_t answers = prior->answer_count + (report == NULL ? 0 : report->count);
    *next = *prior;
    next->arena = work->arena;
    struct lt_arena *arena = work->arena;
    next->cases = lt_arena_copy(arena, prior->cases, prior->case_count, prior->case_count,
                                sizeof *next->cases);
    next->events = lt_arena_copy(arena, prior->events, prior->event_count,
                                 prior->event_count + 2 * rows, sizeof *next->events);
    next->reviews = lt_arena_copy(arena, prior->reviews, prior->review_count,
                                  prior->review_count + rows, sizeof *next->reviews);
    next->photos =
        lt_arena_copy(arena, prior->photos, prior->photo_count,
                      prior->photo_count + work->input->photo_count, sizeof *next->photos);
    next->answers =
        lt_arena_copy(arena, prior->answers, prior->answer_count, answers, sizeof *next->answers);
    work->items = lt_arena_array(arena, rows, sizeof *work->items);
    if (next->cases == NULL || next->events == NULL || next->reviews == NULL ||
        next->photos == NULL || next->answers == NULL || work->items == NULL) {
        return lt_fail_memory(err, "the ledger");
    }
    work->next = next;
    work->cases = next->cases;
    const lt_period last = prior->periods[prior->period_count - 1].period;
    *adding = (struct adding){.ledger = next};
    if (prior->event_count > 0 && prior->events[prior->event_count - 1].period == last) {
        adding->events = prior->events[prior->event_count - 1].sequence;
    }
    if (prior->review_count > 0 && prior->reviews[prior->review_count - 1].period == last) {
        adding->reviews = prior->reviews[prior->review_count - 1].sequence;
    }
    return LT_OK;
}

static enum lt_status digest_taken(const struct review_work *work, struct lt_review_tally *tally,
                                   struct lt_error *err)
{
    struct lt_digest *digest = NULL;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status != LT_OK) {
        return status;
    }
    for (size_t i = 0; i < work->input->row_count; i++) {
        const struct review_item *item = &work->items[i];
        tally->empty += item->fate == REVIEW_EMPTY;
        tally->already += item->fate == REVIEW_ALREADY;
        tally->rejected += item->fate == REVIEW_REJECTED;
        if (item->fate == REVIEW_TAKEN) {
            tally->taken++;
            lt_digest_add_text(digest, item->digest);
        }
    }
    for (size_t i = work->input->ledger->photo_count; i < work->next->photo_count; i++) {
        lt_digest_add_text(digest, work->next->photos[i].case_id);
        lt_digest_add_text(digest, work->next->photos[i].sha256);
    }
    if (tally->reports_taken > 0) {
        lt_digest_add_text(digest, work->next->answers[work->next->answer_count - 1].digest);
    }
    tally->rows = work->input->row_count;
    lt_digest_hex(digest, tally->digest);
    lt_digest_destroy(digest);
    return LT_OK;
}

enum lt_status lt_review_apply(const struct lt_review_input *input,
                               struct lt_diagnostics *diagnostics, struct lt_ledger *ret_ledger,
                               struct lt_review_tally *ret_tally, struct lt_error *err)
{
    enum lt_status status;
    struct lt_ledger next;
    struct lt_review_tally tally = {0};
    struct adding adding;
    struct lt_listing listing = {0};
    struct review_work work = {.input = input, .diagnostics = diagnostics, .listing = &listing};
    LT_TRY(LT_CHECK(input->ledger->period_count > 0, err));
    LT_TRY(lt_arena_create(&work.arena, err));
    LT_TRY(lt_overlay_create(&work.overlay, err));
    LT_TRY(make_room(&work, &next, &adding, err));
    LT_TRY(review_take_photos(&work, &next, &tally, err));
    LT_TRY(review_take_county_report(&work, &next, &tally, err));
    LT_TRY(match_rows(&work, err));
    for (size_t i = 0; i < input->row_count; i++) {
        if (has_case(&work.items[i])) {
            LT_TRY(take_row(&work, &work.items[i], &adding, &tally, err));
        }
    }
    LT_TRY(end_listing(&work, err));
    LT_TRY(digest_taken(&work, &tally, err));
    LT_TRY(lt_ledger_verify(&next, err));
    *ret_ledger = next;
    *ret_tally = tally;
    work.arena = NULL;
out:
    lt_box_index_destroy(work.boxes);
    lt_overlay_destroy(work.overlay);
    lt_arena_destroy(work.arena);
    return status;
}
