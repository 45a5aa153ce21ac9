/* The balance of a half-year: opened with what the one before closed, closed with what is open now. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_work.h"

void lt_balance_add(struct lt_balance *into, const struct lt_balance *from)
{
    uint64_t *const n[] = {&into->opening_n,
                           &into->undated_n,
                           &into->stock_n,
                           &into->new_n,
                           &into->relapsed_n,
                           &into->split_n,
                           &into->merged_n,
                           &into->closed_n,
                           &into->closing_n,
                           &into->carried_n,
                           &into->rectified_proposed_n,
                           &into->unproven_n,
                           &into->exempt_n};
    const uint64_t more_n[] = {from->opening_n,
                               from->undated_n,
                               from->stock_n,
                               from->new_n,
                               from->relapsed_n,
                               from->split_n,
                               from->merged_n,
                               from->closed_n,
                               from->closing_n,
                               from->carried_n,
                               from->rectified_proposed_n,
                               from->unproven_n,
                               from->exempt_n};
    double *const m2[] = {&into->opening_m2,
                          &into->undated_m2,
                          &into->stock_m2,
                          &into->new_m2,
                          &into->relapsed_m2,
                          &into->split_m2,
                          &into->merged_m2,
                          &into->closed_m2,
                          &into->grown_m2,
                          &into->shrunk_m2,
                          &into->closing_m2,
                          &into->carried_m2,
                          &into->rectified_proposed_m2,
                          &into->unproven_m2,
                          &into->exempt_m2};
    const double more_m2[] = {from->opening_m2,
                              from->undated_m2,
                              from->stock_m2,
                              from->new_m2,
                              from->relapsed_m2,
                              from->split_m2,
                              from->merged_m2,
                              from->closed_m2,
                              from->grown_m2,
                              from->shrunk_m2,
                              from->closing_m2,
                              from->carried_m2,
                              from->rectified_proposed_m2,
                              from->unproven_m2,
                              from->exempt_m2};
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        *n[i] += more_n[i];
    }
    for (size_t i = 0; i < sizeof m2 / sizeof *m2; i++) {
        *m2[i] += more_m2[i];
    }
}

struct lt_balance *lt_ledger_line(struct lt_ledger_work *work, uint32_t unit)
{
    size_t low = 0, high = work->line_count;
    while (low + 1 < high) {
        const size_t middle = low + (high - low) / 2;
        *(work->lines[middle].unit <= unit ? &low : &high) = middle;
    }
    return &work->lines[low]; /* every unit of a case or a candidate has a line */
}

static int by_code(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* A line for every county that is in this run, had a line before, or owns a case. */
static enum lt_status make_lines(struct lt_ledger_work *work, struct lt_error *err)
{
    const struct lt_ledger *prior = work->first_run ? NULL : work->input->prior;
    const size_t before = prior == NULL ? 0 : prior->balance_count;
    const size_t most = work->input->unit_count + work->place_count + work->entry_count + before;
    uint32_t *codes = lt_arena_array(work->scratch, most, sizeof *codes);
    work->lines = lt_arena_array(work->scratch, most, sizeof *work->lines);
    if (codes == NULL || work->lines == NULL) {
        return lt_fail_memory(err, "the balance");
    }
    size_t count = 0;
    for (size_t i = 0; i < work->input->unit_count; i++) {
        codes[count++] = work->input->units[i].unit;
    }
    for (size_t i = 0; i < work->place_count; i++) {
        codes[count++] = work->places[i].primary->unit;
    }
    for (size_t i = 0; i < work->entry_count; i++) {
        codes[count++] = work->cases[i].unit;
    }
    for (size_t i = 0; i < before; i++) {
        if (prior->balances[i].unit != work->input->city_code) {
            codes[count++] = prior->balances[i].unit;
        }
    }
    if (count > 0) {
        qsort(codes, count, sizeof *codes, by_code);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || codes[i] != codes[i - 1]) {
            work->lines[work->line_count++].unit = codes[i];
        }
    }
    return LT_OK;
}

static void open_with_last_closing(struct lt_ledger_work *work, lt_period last)
{
    const struct lt_ledger *prior = work->input->prior;
    for (size_t i = 0; i < prior->balance_count; i++) {
        const struct lt_balance *closed = &prior->balances[i];
        if (prior->balance_periods[i] == last && closed->unit != work->input->city_code) {
            struct lt_balance *line = lt_ledger_line(work, closed->unit);
            line->opening_n = closed->closing_n;
            line->opening_m2 = closed->closing_m2;
        }
    }
}

static int id_to_case(const void *key, const void *item)
{
    return strcmp(key, ((const struct lt_case *)item)->id);
}

/* What reviews closed since the last half-year was published. */
static enum lt_status take_closings(struct lt_ledger_work *work, lt_period last,
                                    struct lt_error *err)
{
    const struct lt_ledger *prior = work->input->prior;
    for (size_t i = 0; i < prior->event_count; i++) {
        const struct lt_event *event = &prior->events[i];
        if (event->period != last || strcmp(event->kind, "closed") != 0) {
            continue;
        }
        const struct lt_case *one = bsearch(event->case_id, prior->cases, prior->case_count,
                                            sizeof *prior->cases, id_to_case);
        if (one == NULL) {
            return lt_fail(err, LT_E_INPUT, "the prior ledger closes '%s', which it does not list",
                           event->case_id);
        }
        struct lt_balance *line = lt_ledger_line(work, one->unit);
        line->closed_n++;
        line->closed_m2 += event->area_before_m2;
    }
    return LT_OK;
}

static enum lt_status check_opening(struct lt_ledger_work *work, struct lt_error *err)
{
    for (size_t i = 0; i < work->line_count; i++) {
        const struct lt_balance *line = &work->lines[i];
        uint64_t open_n = 0;
        double open_m2 = 0.0;
        for (size_t e = 0; e < work->entry_count; e++) {
            if (work->entries[e].class == LT_PRIOR_OPEN && work->cases[e].unit == line->unit) {
                open_n++;
                open_m2 += work->cases[e].area_m2;
            }
        }
        if (open_n + line->closed_n != line->opening_n ||
            !(fabs(open_m2 + line->closed_m2 - line->opening_m2) <= lt_balance_slack(line))) {
            return lt_fail(err, LT_E_INPUT,
                           "the prior ledger does not add up in %u: %llu open and %llu closed by "
                           "reviews, but the last balance ends with %llu",
                           line->unit, (unsigned long long)open_n,
                           (unsigned long long)line->closed_n, (unsigned long long)line->opening_n);
        }
    }
    return LT_OK;
}

enum lt_status lt_ledger_open_lines(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(make_lines(work, err));
    if (!work->first_run) {
        const struct lt_ledger *prior = work->input->prior;
        const lt_period last = prior->periods[prior->period_count - 1].period;
        open_with_last_closing(work, last);
        LT_TRY(take_closings(work, last, err));
        LT_TRY(check_opening(work, err));
    }
out:
    return status;
}

static void count_case(struct lt_ledger_work *work, const struct lt_case *one)
{
    struct lt_balance *line = lt_ledger_line(work, one->unit);
    if (one->open) {
        line->closing_n++;
        line->closing_m2 += one->area_m2;
        if (one->handling == LT_HANDLING_RECTIFIED_PROPOSED) {
            line->rectified_proposed_n++;
            line->rectified_proposed_m2 += one->area_m2;
        } else if (one->seen == LT_SEEN_NOT_JUDGED) {
            line->carried_n++;
            line->carried_m2 += one->area_m2;
        }
    } else if (one->handling == LT_HANDLING_NONE && one->finding == LT_FINDING_UNPROVEN) {
        line->unproven_n++;
        line->unproven_m2 += one->area_m2;
    } else if (one->handling == LT_HANDLING_NONE && one->finding == LT_FINDING_EXEMPT) {
        line->exempt_n++;
        line->exempt_m2 += one->area_m2;
    }
}

enum lt_status lt_ledger_close_lines(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < work->case_count; i++) {
        count_case(work, &work->cases[i]);
    }
    for (size_t i = 0; i < work->line_count; i++) {
        LT_TRY(lt_balance_check(&work->lines[i], work->input->period, err));
    }
out:
    return status;
}
