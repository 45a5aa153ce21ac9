/* The identities of a ledger, from its rows alone. */
#include <math.h>
#include <string.h>

#include "ledger/ledger_work.h"

double lt_balance_slack(const struct lt_balance *line)
{
    const double terms = (double)(line->opening_n + line->undated_n + line->stock_n + line->new_n +
                                  line->relapsed_n + line->split_n + line->closing_n + 1);
    return 0.005 + 1e-9 * (line->opening_m2 + line->closing_m2 + line->grown_m2 + line->shrunk_m2) +
           1e-6 * terms;
}

enum lt_status lt_balance_check(const struct lt_balance *line, lt_period period,
                                struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    const uint64_t in = line->opening_n + line->undated_n + line->stock_n + line->new_n +
                        line->relapsed_n + line->split_n;
    const uint64_t out = line->merged_n + line->closed_n;
    const double in_m2 = line->opening_m2 + line->undated_m2 + line->stock_m2 + line->new_m2 +
                         line->relapsed_m2 + line->split_m2 + line->grown_m2;
    const double out_m2 = line->merged_m2 + line->closed_m2 + line->shrunk_m2;
    const double off = in_m2 - out_m2 - line->closing_m2;
    if (in != out + line->closing_n || !(fabs(off) <= lt_balance_slack(line))) {
        return lt_fail(err, LT_E_BUG,
                       "internal check failed: the balance of %u in %s does not add up: %llu in, "
                       "%llu out, %llu open; off by %.4f m2",
                       line->unit, lt_period_format(period, text), (unsigned long long)in,
                       (unsigned long long)out, (unsigned long long)line->closing_n, off);
    }
    return LT_OK;
}

static bool is_city(const struct lt_balance *line)
{
    return line->unit % 100 == 0;
}

static bool same(const struct lt_balance *a, const struct lt_balance *b)
{
    const double slack = lt_balance_slack(b);
    const double off[] = {a->opening_m2 - b->opening_m2,
                          a->undated_m2 - b->undated_m2,
                          a->stock_m2 - b->stock_m2,
                          a->new_m2 - b->new_m2,
                          a->relapsed_m2 - b->relapsed_m2,
                          a->split_m2 - b->split_m2,
                          a->merged_m2 - b->merged_m2,
                          a->closed_m2 - b->closed_m2,
                          a->grown_m2 - b->grown_m2,
                          a->shrunk_m2 - b->shrunk_m2,
                          a->closing_m2 - b->closing_m2,
                          a->carried_m2 - b->carried_m2,
                          a->rectified_proposed_m2 - b->rectified_proposed_m2,
                          a->unproven_m2 - b->unproven_m2,
                          a->exempt_m2 - b->exempt_m2};
    bool near = true;
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        near = near && fabs(off[i]) <= slack;
    }
    return near && a->opening_n == b->opening_n && a->undated_n == b->undated_n &&
           a->stock_n == b->stock_n && a->new_n == b->new_n && a->relapsed_n == b->relapsed_n &&
           a->split_n == b->split_n && a->merged_n == b->merged_n && a->closed_n == b->closed_n &&
           a->closing_n == b->closing_n && a->carried_n == b->carried_n &&
           a->rectified_proposed_n == b->rectified_proposed_n && a->unproven_n == b->unproven_n &&
           a->exempt_n == b->exempt_n;
}

/* The lines of one period, from `begin` on: counties sum to the city. Answers the end. */
static enum lt_status check_period(const struct lt_ledger *ledger, size_t begin, size_t *ret_end,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char text[LT_PERIOD_TEXT];
    const lt_period period = ledger->balance_periods[begin];
    const struct lt_balance *city = NULL;
    struct lt_balance sum = {0};
    size_t i = begin;
    for (; i < ledger->balance_count && ledger->balance_periods[i] == period; i++) {
        const struct lt_balance *line = &ledger->balances[i];
        LT_TRY(lt_balance_check(line, period, err));
        if (i > begin && ledger->balances[i - 1].unit >= line->unit) {
            return lt_fail(err, LT_E_BUG,
                           "internal check failed: the balances of %s are not in order",
                           lt_period_format(period, text));
        }
        if (is_city(line)) {
            city = line;
        } else {
            lt_balance_add(&sum, line);
        }
    }
    *ret_end = i;
    if (city == NULL || !same(&sum, city)) {
        return lt_fail(err, LT_E_BUG,
                       "internal check failed: the counties of %s do not sum to the city",
                       lt_period_format(period, text));
    }
out:
    return status;
}

static const struct lt_balance *line_of(const struct lt_ledger *ledger, size_t begin, size_t end,
                                        uint32_t unit)
{
    for (size_t i = begin; i < end; i++) {
        if (ledger->balances[i].unit == unit) {
            return &ledger->balances[i];
        }
    }
    return NULL;
}

static enum lt_status check_chain(const struct lt_ledger *ledger, size_t before, size_t begin,
                                  size_t end, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    for (size_t i = begin; i < end; i++) {
        const struct lt_balance *line = &ledger->balances[i];
        const struct lt_balance *last = line_of(ledger, before, begin, line->unit);
        const uint64_t n = last == NULL ? 0 : last->closing_n;
        const double m2 = last == NULL ? 0.0 : last->closing_m2;
        if (n != line->opening_n || !(fabs(m2 - line->opening_m2) <= lt_balance_slack(line))) {
            return lt_fail(err, LT_E_BUG,
                           "internal check failed: %u opens %s with %llu cases, the period before "
                           "closed with %llu",
                           line->unit, lt_period_format(ledger->balance_periods[i], text),
                           (unsigned long long)line->opening_n, (unsigned long long)n);
        }
    }
    return LT_OK;
}

/* What is open now, with what reviews closed since, is the last closing. */
static enum lt_status check_closing(const struct lt_ledger *ledger, struct lt_error *err)
{
    const struct lt_balance *city = NULL;
    const lt_period last = ledger->balance_periods[ledger->balance_count - 1];
    uint64_t n = 0;
    double m2 = 0.0;
    for (size_t i = 0; i < ledger->balance_count; i++) {
        if (ledger->balance_periods[i] == last && is_city(&ledger->balances[i])) {
            city = &ledger->balances[i];
        }
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        n += ledger->cases[i].open;
        m2 += ledger->cases[i].open ? ledger->cases[i].area_m2 : 0.0;
    }
    for (size_t i = 0; i < ledger->event_count; i++) {
        if (ledger->events[i].period == last && strcmp(ledger->events[i].kind, "closed") == 0) {
            n++;
            m2 += ledger->events[i].area_before_m2;
        }
    }
    if (city == NULL || n != city->closing_n ||
        !(fabs(m2 - city->closing_m2) <= lt_balance_slack(city))) {
        return lt_fail(
            err, LT_E_BUG,
            "internal check failed: %llu cases are open, the last balance ends with %llu",
            (unsigned long long)n, (unsigned long long)(city == NULL ? 0 : city->closing_n));
    }
    return LT_OK;
}

/* Ids of cases name files and stand in pages. */
static bool is_case_id(const char *id)
{
    enum { UNIT = 6, PERIOD = sizeof "2026H1" - 1, NUMBER = UNIT + 1 + PERIOD + 1, DIGITS = 5 };
    const char *const digits = "0123456789";
    char period[LT_PERIOD_TEXT] = "";
    lt_period found;
    if (strspn(id, digits) != UNIT || id[UNIT] != '-' || strlen(id) < NUMBER + DIGITS) {
        return false;
    }
    memcpy(period, id + UNIT + 1, PERIOD);
    return lt_period_parse(period, &found) && id[NUMBER - 1] == '-' &&
           strspn(id + NUMBER, digits) == strlen(id + NUMBER);
}

static enum lt_status check_ids(const struct lt_ledger *ledger, struct lt_error *err)
{
    for (size_t i = 0; i < ledger->case_count; i++) {
        if (!is_case_id(ledger->cases[i].id)) {
            return lt_fail(err, LT_E_BUG, "internal check failed: '%s' is no id of a case",
                           ledger->cases[i].id);
        }
    }
    return LT_OK;
}

static enum lt_status check_order(const struct lt_ledger *ledger, struct lt_error *err)
{
    for (size_t i = 1; i < ledger->case_count; i++) {
        if (strcmp(ledger->cases[i - 1].id, ledger->cases[i].id) >= 0) {
            return lt_fail(err, LT_E_BUG, "internal check failed: cases are not in order at '%s'",
                           ledger->cases[i].id);
        }
    }
    for (size_t i = 1; i < ledger->event_count; i++) {
        const struct lt_event *a = &ledger->events[i - 1], *b = &ledger->events[i];
        if (a->period > b->period || (a->period == b->period && a->sequence >= b->sequence)) {
            return lt_fail(err, LT_E_BUG, "internal check failed: events are not in order at '%s'",
                           b->case_id);
        }
    }
    return LT_OK;
}

enum lt_status lt_ledger_verify(const struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    size_t before = 0, begin = 0, end = 0;
    LT_TRY(check_ids(ledger, err));
    LT_TRY(check_order(ledger, err));
    while (begin < ledger->balance_count) {
        LT_TRY(check_period(ledger, begin, &end, err));
        if (end < ledger->balance_count &&
            ledger->balance_periods[end] <= ledger->balance_periods[begin]) {
            return lt_fail(err, LT_E_BUG, "internal check failed: balances are not in order");
        }
        LT_TRY(check_chain(ledger, before, begin, end, err));
        before = begin;
        begin = end;
    }
    if (ledger->balance_count > 0) {
        LT_TRY(check_closing(ledger, err));
    }
    LT_TRY(lt_matrix_verify(ledger, err));
out:
    return status;
}
