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

static enum lt_truth is_capital(const struct lt_operator *sum, const struct lt_lease_gate *gate)
{
    if (sum->kind[0] == '\0' || sum->kinds_differ > 0 || sum->key[0] == '\0') {
        return LT_UNKNOWN;
    }
    for (size_t i = 0; i < gate->capital_kind_count; i++) {
        const char *word = gate->capital_kinds[i];
        if (strncmp(sum->kind, word, strlen(word)) == 0) {
            return LT_TRUE;
        }
    }
    return LT_FALSE;
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
