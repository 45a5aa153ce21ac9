#include "store/store_growth.h"

#include <string.h>

static bool same_event(const struct lt_event *a, const struct lt_event *b)
{
    return strcmp(a->case_id, b->case_id) == 0 && a->period == b->period &&
           a->sequence == b->sequence && strcmp(a->kind, b->kind) == 0 &&
           a->area_before_m2 == b->area_before_m2 && a->area_after_m2 == b->area_after_m2 &&
           strcmp(a->note, b->note) == 0;
}

static bool events_hold(const struct lt_ledger *base, const struct lt_ledger *next)
{
    bool holds = base->event_count <= next->event_count;
    for (size_t i = 0; holds && i < base->event_count; i++) {
        holds = same_event(&base->events[i], &next->events[i]);
    }
    return holds;
}

/* Both ascend by id, and cases come in between. */
static bool cases_hold(const struct lt_ledger *base, const struct lt_ledger *next)
{
    size_t at = 0;
    for (size_t i = 0; i < base->case_count; i++, at++) {
        while (at < next->case_count && strcmp(next->cases[at].id, base->cases[i].id) < 0) {
            at++;
        }
        if (at == next->case_count || strcmp(next->cases[at].id, base->cases[i].id) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_line(const struct lt_balance *a, const struct lt_balance *b)
{
    return a->unit == b->unit && a->opening_n == b->opening_n && a->closing_n == b->closing_n &&
           a->opening_m2 == b->opening_m2 && a->closing_m2 == b->closing_m2;
}

static bool balances_hold(const struct lt_ledger *base, const struct lt_ledger *next,
                          lt_period before)
{
    for (size_t i = 0; i < base->balance_count && base->balance_periods[i] < before; i++) {
        if (i >= next->balance_count || base->balance_periods[i] != next->balance_periods[i] ||
            !same_line(&base->balances[i], &next->balances[i])) {
            return false;
        }
    }
    return true;
}

static bool reviews_hold(const struct lt_ledger *base, const struct lt_ledger *next)
{
    bool holds = base->review_count <= next->review_count;
    for (size_t i = 0; holds && i < base->review_count; i++) {
        holds = strcmp(base->reviews[i].case_id, next->reviews[i].case_id) == 0 &&
                strcmp(base->reviews[i].digest, next->reviews[i].digest) == 0;
    }
    return holds;
}

static bool photos_hold(const struct lt_ledger *base, const struct lt_ledger *next)
{
    bool holds = base->photo_count <= next->photo_count;
    for (size_t i = 0; holds && i < base->photo_count; i++) {
        const struct lt_photo *a = &base->photos[i], *b = &next->photos[i];
        holds = strcmp(a->case_id, b->case_id) == 0 && strcmp(a->sha256, b->sha256) == 0 &&
                a->place == b->place && a->day == b->day && a->distance_m == b->distance_m;
    }
    return holds;
}

static bool answers_hold(const struct lt_ledger *base, const struct lt_ledger *next)
{
    bool holds = base->answer_count <= next->answer_count;
    for (size_t i = 0; holds && i < base->answer_count; i++) {
        const struct lt_county_answer *a = &base->answers[i], *b = &next->answers[i];
        holds = a->period == b->period && a->sequence == b->sequence && a->unit == b->unit &&
                a->about == b->about && strcmp(a->item, b->item) == 0 &&
                strcmp(a->answer, b->answer) == 0 && strcmp(a->digest, b->digest) == 0;
    }
    return holds;
}

static bool periods_hold(const struct lt_ledger *base, const struct lt_ledger *next)
{
    bool holds = base->period_count <= next->period_count;
    for (size_t i = 0; holds && i < base->period_count; i++) {
        const struct lt_period_row *a = &base->periods[i], *b = &next->periods[i];
        holds = a->period == b->period && strcmp(a->generation, b->generation) == 0 &&
                strcmp(a->published_at, b->published_at) == 0;
    }
    return holds;
}

bool growth_holds(const struct lt_ledger *base, const struct lt_ledger *next, const char **ret_what)
{
    const lt_period last =
        next->period_count == 0 ? 0 : next->periods[next->period_count - 1].period;
    *ret_what = !events_hold(base, next)           ? "events removed, changed or reordered"
                : !cases_hold(base, next)          ? "cases removed"
                : !balances_hold(base, next, last) ? "balances removed or changed"
                : !reviews_hold(base, next)        ? "reviews removed or changed"
                : !photos_hold(base, next)         ? "photographs removed or changed"
                : !answers_hold(base, next)        ? "county reports removed or changed"
                : !periods_hold(base, next)        ? "half-years removed or changed"
                                                   : "";
    return **ret_what == '\0';
}

bool growth_is_whole(const struct lt_ledger *ledger, const char **ret_what)
{
    uint32_t wanted = 0;
    *ret_what = "";
    for (size_t i = 0; i < ledger->event_count; i++) {
        const bool begins = i == 0 || ledger->events[i - 1].period != ledger->events[i].period;
        wanted = begins ? 1 : wanted + 1;
        if (ledger->events[i].sequence != wanted) {
            *ret_what = "events removed or reordered";
            return false;
        }
    }
    return true;
}
