/* Schema, tables, partitions and views: made where they are missing, never taken away. */
#ifndef LT_POSTGIS_TABLES_H
#define LT_POSTGIS_TABLES_H

#include "postgis/postgis_package.h"
#include "postgis/postgis_sql.h"

/* The schema and its table `generation`. LT_E_INPUT where something else stands in its place. */
enum lt_status postgis_make_schema(struct lt_postgis *postgis, struct lt_error *err);
/* The layer's table with its index and comments, the partition of the half-year, and the view of each city's newest one.
 * LT_E_INPUT where a table that is there has a column of another type, and where something else stands in its place, in
 * that of the partition (one that was detached, too) or of the view. */
enum lt_status postgis_make_table(struct lt_postgis *postgis, const struct postgis_layer *layer,
                                  const char *period, struct lt_error *err);

#endif
