/* LEASE-NONGRAIN (M17): business capital that leases on a large scale and grows no grain. A list for checking, never an
 * accusation: support stops only after confirmation. */
#ifndef LIANGTIAN_LEASES_H
#define LIANGTIAN_LEASES_H

#include "liangtian/verdict.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_lease_condition {
    LT_LEASE_CAPITAL, /* the operator is business capital */
    LT_LEASE_USE,     /* the contract permits planting, nothing else */
    LT_LEASE_LARGE,   /* leased area, all counties together, reaches the threshold */
    LT_LEASE_NO_GRAIN, /* less than a grain season's share of the ground bears grain in the crop year */
    LT_LEASE_CONDITIONS,
};

struct lt_kind_words {
    const char *const *items;
    size_t count;
};

struct lt_lease_gate {
    struct lt_kind_words capital_kinds,
        other_kinds; /* words that stand in kinds, and codes of kinds */
    double large_m2; /* 0 = not set */
    double grain_season_share;
    bool crop_year_complete;
};

struct lt_lease_judged {
    enum lt_truth condition[LT_LEASE_CONDITIONS];
    enum lt_verdict_value
        verdict; /* BELOW: on the list; MEETS: not on it; UNDECIDED: a condition is open */
};
/* Is that kind of operator business capital? A word of ASCII letters and digits is a code and must be the whole kind; any
 * other may stand anywhere in it. A word of capital_kinds that lies inside one of other_kinds does not count. Open: no
 * kind, words of both lists ("公司+农户"), or a code where capital_kinds names no code. Pure. */
enum lt_truth lt_lease_is_capital(const char *kind, const struct lt_lease_gate *gate);
/* BELOW when all four hold, MEETS when one does not, else UNDECIDED. Without the operator's key nothing can be added up:
 * what is large and what is capital stay open. Pure. */
struct lt_lease_judged lt_lease_judge(const struct lt_operator *sum,
                                      const struct lt_lease_gate *gate);
/* Adds what the same operator leases elsewhere. */
void lt_operator_add(struct lt_operator *into, const struct lt_operator *from);

#ifdef __cplusplus
}
#endif
#endif
