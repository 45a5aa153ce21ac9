/* The tables of ledger.gpkg. */
#ifndef LT_STORE_LEDGER_TABLES_H
#define LT_STORE_LEDGER_TABLES_H

#include "store/store_columns.h"

enum { LEDGER_SCHEMA = 3, GPKG_APPLICATION = 0x47504B47, GPKG_VERSION = 10300 };

/* A line of the balance together with its period, which the ledger keeps in an array beside. */
struct balance_row {
    lt_period period;
    struct lt_balance balance;
};

struct meta_row {
    const char *key, *value; /* "crs", "schema_version" */
};

extern const struct table ledger_meta;
extern const struct table ledger_cases, ledger_events, ledger_balances, ledger_periods;
extern const struct table ledger_transitions, ledger_reviews, ledger_photos;

#endif
