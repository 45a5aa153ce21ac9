/* The matrix of a half-year: where each case stood when the one before was closed, and where it stands now. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_work.h"

struct step {
    struct lt_transition line;
    size_t index; /* of the case: sums are taken in this order */
};

static int by_cell(const void *left, const void *right)
{
    const struct lt_transition *a = &((const struct step *)left)->line,
                               *b = &((const struct step *)right)->line;
    const size_t i = ((const struct step *)left)->index, k = ((const struct step *)right)->index;
    const int by_unit = (a->unit > b->unit) - (a->unit < b->unit);
    const int by_from = (a->from > b->from) - (a->from < b->from);
    const int by_to = (a->to > b->to) - (a->to < b->to);
    return by_unit != 0 ? by_unit : by_from != 0 ? by_from : by_to != 0 ? by_to : (i > k) - (i < k);
}

enum lt_status lt_ledger_close_states(struct lt_ledger_work *work, struct lt_error *err)
{
    struct step *steps = lt_arena_array(work->scratch, work->case_count, sizeof *steps);
    work->transitions = lt_arena_array(work->scratch, work->case_count, sizeof *work->transitions);
    if (steps == NULL || work->transitions == NULL) {
        return lt_fail_memory(err, "the matrix");
    }
    for (size_t i = 0; i < work->case_count; i++) {
        struct lt_case *one = &work->cases[i];
        const struct lt_case *before = i < work->entry_count ? &work->input->prior->cases[i] : NULL;
        one->closed_state = lt_case_state_of(one);
        one->closed_m2 = one->area_m2;
        steps[i] = (struct step){
            .line = {.period = work->input->period,
                     .unit = one->unit,
                     .from = before == NULL ? LT_STATE_ABSENT : before->closed_state,
                     .to = one->closed_state,
                     .n = 1,
                     .before_m2 = before == NULL ? 0.0 : before->closed_m2,
                     .after_m2 = one->closed_m2},
            .index = i,
        };
    }
    if (work->case_count > 0) {
        qsort(steps, work->case_count, sizeof *steps, by_cell);
    }
    for (size_t i = 0; i < work->case_count; i++) {
        struct lt_transition *last =
            work->transition_count == 0 ? NULL : &work->transitions[work->transition_count - 1];
        const struct lt_transition *line = &steps[i].line;
        if (last != NULL && last->unit == line->unit && last->from == line->from &&
            last->to == line->to) {
            last->n++;
            last->before_m2 += line->before_m2;
            last->after_m2 += line->after_m2;
        } else {
            work->transitions[work->transition_count++] = *line;
        }
    }
    return LT_OK;
}

/* --- the check, from the rows alone --- */

struct count {
    uint64_t n;
    double m2;
};

static bool is_open(enum lt_case_state state)
{
    return state >= LT_STATE_HANDLING &&
           lt_case_handling_is_open((enum lt_case_handling)(state - LT_STATE_HANDLING));
}

static bool near(const struct count *a, const struct count *b)
{
    return a->n == b->n &&
           fabs(a->m2 - b->m2) <= 0.005 + 1e-9 * (a->m2 + b->m2) + 1e-6 * (double)a->n;
}

/* What the lines of one period and county say stood, or stands, in each state. The city is 0. */
static void sum_lines(const struct lt_ledger *ledger, lt_period period, uint32_t unit, bool to,
                      struct count ret_counts[LT_STATE_COUNT])
{
    memset(ret_counts, 0, LT_STATE_COUNT * sizeof *ret_counts);
    for (size_t i = 0; i < ledger->transition_count; i++) {
        const struct lt_transition *line = &ledger->transitions[i];
        if (line->period == period && (unit == 0 || line->unit == unit)) {
            struct count *count = &ret_counts[to ? line->to : line->from];
            count->n += line->n;
            count->m2 += to ? line->after_m2 : line->before_m2;
        }
    }
}

static enum lt_status check_against(const struct count *a, const struct count *b, uint32_t unit,
                                    lt_period period, const char *what, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    for (int state = LT_STATE_ABSENT + 1; state < LT_STATE_COUNT; state++) {
        if (!near(&a[state], &b[state])) {
            return lt_fail(err, LT_E_BUG,
                           "internal check failed: the matrix of %u in %s counts %llu cases in %s, "
                           "%s %llu",
                           unit, lt_period_format(period, text), (unsigned long long)a[state].n,
                           lt_case_state_name((enum lt_case_state)state), what,
                           (unsigned long long)b[state].n);
        }
    }
    return LT_OK;
}

/* The balance of the same half-year opens and closes with the open states of the matrix. */
static enum lt_status check_balance(const struct lt_balance *line, const struct count *from,
                                    const struct count *to, lt_period period, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    struct count opening = {0}, closing = {0};
    for (int state = 0; state < LT_STATE_COUNT; state++) {
        if (is_open((enum lt_case_state)state)) {
            opening.n += from[state].n;
            opening.m2 += from[state].m2;
            closing.n += to[state].n;
            closing.m2 += to[state].m2;
        }
    }
    if (!near(&opening, &(struct count){line->opening_n, line->opening_m2}) ||
        !near(&closing, &(struct count){line->closing_n, line->closing_m2})) {
        return lt_fail(err, LT_E_BUG,
                       "internal check failed: the matrix of %u in %s goes from %llu open cases to "
                       "%llu, its balance from %llu to %llu",
                       line->unit, lt_period_format(period, text), (unsigned long long)opening.n,
                       (unsigned long long)closing.n, (unsigned long long)line->opening_n,
                       (unsigned long long)line->closing_n);
    }
    return LT_OK;
}

static void sum_cases(const struct lt_ledger *ledger, uint32_t unit,
                      struct count ret_counts[LT_STATE_COUNT])
{
    memset(ret_counts, 0, LT_STATE_COUNT * sizeof *ret_counts);
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *one = &ledger->cases[i];
        if (unit == 0 || one->unit == unit) {
            ret_counts[one->closed_state].n++;
            ret_counts[one->closed_state].m2 += one->closed_m2;
        }
    }
}

static enum lt_status check_line(const struct lt_ledger *ledger, size_t index, lt_period before,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct count from[LT_STATE_COUNT], to[LT_STATE_COUNT], other[LT_STATE_COUNT];
    const struct lt_balance *line = &ledger->balances[index];
    const lt_period period = ledger->balance_periods[index];
    const uint32_t unit = line->unit % 100 == 0 ? 0 : line->unit;
    sum_lines(ledger, period, unit, false, from);
    sum_lines(ledger, period, unit, true, to);
    LT_TRY(check_balance(line, from, to, period, err));
    sum_lines(ledger, before, unit, true, other);
    LT_TRY(check_against(from, other, line->unit, period, "the half-year before left", err));
    if (period == ledger->balance_periods[ledger->balance_count - 1]) {
        sum_cases(ledger, unit, other);
        LT_TRY(check_against(to, other, line->unit, period, "the list of cases has", err));
    }
out:
    return status;
}

static enum lt_status check_order(const struct lt_ledger *ledger, struct lt_error *err)
{
    for (size_t i = 1; i < ledger->transition_count; i++) {
        const struct lt_transition *a = &ledger->transitions[i - 1], *b = &ledger->transitions[i];
        const struct step left = {*a, 0}, right = {*b, 0};
        if (a->period > b->period || (a->period == b->period && by_cell(&left, &right) >= 0)) {
            return lt_fail(err, LT_E_BUG, "internal check failed: the matrix is not in order");
        }
    }
    return LT_OK;
}

enum lt_status lt_matrix_verify(const struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    lt_period before = 0;
    LT_TRY(check_order(ledger, err));
    for (size_t i = 0; i < ledger->balance_count; i++) {
        if (i > 0 && ledger->balance_periods[i] != ledger->balance_periods[i - 1]) {
            before = ledger->balance_periods[i - 1];
        }
        LT_TRY(check_line(ledger, i, before, err));
    }
out:
    return status;
}
