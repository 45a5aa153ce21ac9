/* Rows of a ledger are only ever added. */
#ifndef LT_STORE_GROWTH_H
#define LT_STORE_GROWTH_H

#include <stdbool.h>

#include "liangtian/ledger.h"

/* Every event and review of `base` stands at the same place in `next`, every case is still there, and so are the half-years before
 * the last of `next` with their balances. Otherwise false, and what is missing. */
bool growth_holds(const struct lt_ledger *base, const struct lt_ledger *next,
                  const char **ret_what);
/* The events of each half-year are numbered 1, 2, 3 …: a row taken out leaves a gap. */
bool growth_is_whole(const struct lt_ledger *ledger, const char **ret_what);

#endif
