#include "liangtian/leases.h"

#include <string.h>

static void add(struct lt_interval *into, struct lt_interval from)
{
    into->low += from.low;
    into->high += from.high;
}

void lt_operator_add(struct lt_operator *into, const struct lt_operator *from)
{
    const bool differ =
        into->kind[0] != '\0' && from->kind[0] != '\0' && strcmp(into->kind, from->kind) != 0;
    if (into->kind[0] == '\0') {
        into->kind = from->kind;
    }
    into->leases += from->leases;
    into->kinds_differ += from->kinds_differ + (differ ? 1u : 0u);
    add(&into->leased_m2, from->leased_m2);
    add(&into->zero_grain_m2, from->zero_grain_m2);
    add(&into->footprint_m2, from->footprint_m2);
    for (int i = 0; i < 3; i++) {
        into->purpose_m2[i] += from->purpose_m2[i];
    }
}

/* --- what a kind of operator says --- */

static bool is_code(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        const char low = (char)(*c | 0x20);
        if (!(*c >= '0' && *c <= '9') && !(low >= 'a' && low <= 'z')) {
            return false;
        }
    }
    return true;
}

/* Where a word of the list stands in the kind, from `at` on; a code stands there only as the whole. */
static const char *find_word(const char *kind, const char *at, const char *word)
{
    if (is_code(word)) {
        return at == kind && strcmp(kind, word) == 0 ? kind : NULL;
    }
    return strstr(at, word);
}

/* Does the part of the kind lie inside a word of the list ("工商" in "个体工商户" with "工商户")? */
static bool lies_inside(const char *kind, const char *part, size_t length,
                        const struct lt_kind_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const size_t size = strlen(words->items[i]);
        const char *at = find_word(kind, kind, words->items[i]);
        while (at != NULL && at <= part) {
            if (at + size >= part + length) {
                return true;
            }
            at = find_word(kind, at + 1, words->items[i]);
        }
    }
    return false;
}

/* Does a word of the list stand in the kind, outside the words of the other one? */
static bool names(const char *kind, const struct lt_kind_words *words,
                  const struct lt_kind_words *but)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *at = find_word(kind, kind, words->items[i]);
        while (at != NULL) {
            if (!lies_inside(kind, at, strlen(words->items[i]), but)) {
                return true;
            }
            at = find_word(kind, at + 1, words->items[i]);
        }
    }
    return false;
}

static bool holds_codes(const struct lt_kind_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (is_code(words->items[i])) {
            return true;
        }
    }
    return false;
}

enum lt_truth lt_lease_is_capital(const char *kind, const struct lt_lease_gate *gate)
{
    static const struct lt_kind_words none = {0};
    const bool capital = names(kind, &gate->capital_kinds, &gate->other_kinds);
    const bool other = names(kind, &gate->other_kinds, &none);
    const bool unnamed = !capital && !other;
    if (kind[0] == '\0' || (capital && other) ||
        (unnamed && is_code(kind) && !holds_codes(&gate->capital_kinds))) {
        return LT_UNKNOWN;
    }
    return capital ? LT_TRUE : LT_FALSE;
}

/* --- the four conditions --- */

static enum lt_truth is_capital(const struct lt_operator *sum, const struct lt_lease_gate *gate)
{
    return sum->kinds_differ > 0 || sum->key[0] == '\0' ? LT_UNKNOWN
                                                        : lt_lease_is_capital(sum->kind, gate);
}

static enum lt_truth permits_planting(const struct lt_operator *sum)
{
    const double *purpose = sum->purpose_m2;
    if (purpose[1] <= 0.0 && purpose[2] <= 0.0) {
        return LT_TRUE;
    }
    return purpose[0] <= 0.0 && purpose[2] <= 0.0 ? LT_FALSE : LT_UNKNOWN;
}

static enum lt_truth is_large(const struct lt_operator *sum, const struct lt_lease_gate *gate)
{
    if (gate->large_m2 <= 0.0 || sum->key[0] == '\0') {
        return LT_UNKNOWN;
    }
    switch (lt_verdict_of(sum->leased_m2.low, sum->leased_m2.high, gate->large_m2)) {
    case LT_MEETS:
        return LT_TRUE;
    case LT_BELOW:
        return LT_FALSE;
    default:
        return LT_UNKNOWN;
    }
}

static enum lt_truth grows_no_grain(const struct lt_operator *sum, const struct lt_lease_gate *gate)
{
    const double share = gate->grain_season_share;
    if (!gate->crop_year_complete || sum->leased_m2.high <= 0.0) {
        return LT_UNKNOWN;
    }
    if (sum->footprint_m2.high < share * sum->leased_m2.low) {
        return LT_TRUE;
    }
    return sum->footprint_m2.low >= share * sum->leased_m2.high ? LT_FALSE : LT_UNKNOWN;
}

struct lt_lease_judged lt_lease_judge(const struct lt_operator *sum,
                                      const struct lt_lease_gate *gate)
{
    struct lt_lease_judged judged = {
        .condition = {[LT_LEASE_CAPITAL] = is_capital(sum, gate),
                      [LT_LEASE_USE] = permits_planting(sum),
                      [LT_LEASE_LARGE] = is_large(sum, gate),
                      [LT_LEASE_NO_GRAIN] = grows_no_grain(sum, gate)},
        .verdict = LT_BELOW,
    };
    for (int i = 0; i < LT_LEASE_CONDITIONS; i++) {
        if (judged.condition[i] == LT_FALSE) {
            judged.verdict = LT_MEETS;
        } else if (judged.condition[i] == LT_UNKNOWN && judged.verdict == LT_BELOW) {
            judged.verdict = LT_UNDECIDED;
        }
    }
    return judged;
}
