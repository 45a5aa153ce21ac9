/* What stands in the schema under the names that the program gives. */
#ifndef LT_POSTGIS_STANDING_H
#define LT_POSTGIS_STANDING_H

#include "postgis/postgis_sql.h"

/* Something under a name of ours, and whether it is what we would have made. */
struct postgis_standing {
    bool there, fits;
    char kind; /* pg_class.relkind */
};
/* Conditions for `fits`, on the row c of pg_class; the last one asks for the table and the half-year of the partition. */
extern const char postgis_is_table[], postgis_is_view[], postgis_is_partitioned[],
    postgis_is_partition[];
enum lt_status postgis_look_at(struct lt_postgis *postgis, const char *name, const char *fits,
                               const char *table, const char *period,
                               struct postgis_standing *ret_standing, struct lt_error *err);
/* LT_E_INPUT where something else than `title` says stands there. */
enum lt_status postgis_find_own(struct lt_postgis *postgis, const char *name, const char *fits,
                                const char *title, bool *ret_there, struct lt_error *err);

/* A table's columns, for postgis_type_of; the caller clears them, set only on LT_OK. */
enum lt_status postgis_ask_columns(struct lt_postgis *postgis, const char *table,
                                   PGresult **ret_columns, struct lt_error *err);
/* As the database writes it; NULL where there is no such column. */
const char *postgis_type_of(const PGresult *columns, const char *name);

#endif
