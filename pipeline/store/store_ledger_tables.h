/* The tables of ledger.gpkg. */
#ifndef LT_STORE_LEDGER_TABLES_H
#define LT_STORE_LEDGER_TABLES_H

#include "store/store_columns.h"

enum {
    LEDGER_SCHEMA = 5,
    LEDGER_SCHEMA_FIRST = 3,
    GPKG_APPLICATION = 0x47504B47,
    GPKG_VERSION = 10300
};

/* A line of the balance together with its period, which the ledger keeps in an array beside. */
struct balance_row {
    lt_period period;
    struct lt_balance balance;
};

struct meta_row {
    const char *key, *value; /* "crs", "schema_version" */
};

/* Version of an opened file's tables; LT_E_IO when it is none of those that are read (the last one and those from
 * LEDGER_SCHEMA_FIRST on). */
enum lt_status ledger_open_version(struct columns_context *context, const char **ret_crs,
                                   struct lt_error *err);

/* Cases of a file before version 4: they were grave by their rule alone. Before version 5 nobody wrote down by which image
 * feedback confirmed a case: it counts from the first day of the half-year that last showed it. */
enum lt_status ledger_grade_older(const struct columns_context *context, struct lt_ledger *ledger,
                                  struct lt_error *err);

/* What the file holds, in the order in which it is made. */
struct ledger_content {
    const struct table *table;
    const char *type, *description;
};
extern const struct ledger_content ledger_contents[];
extern const size_t ledger_content_count;

extern const struct table ledger_meta;
extern const struct table ledger_cases, ledger_events, ledger_balances, ledger_periods;
extern const struct table ledger_transitions, ledger_reviews, ledger_photos, ledger_answers;

#endif
