/* The rows of a layer, streamed from the file into its table. */
#ifndef LT_POSTGIS_ROWS_H
#define LT_POSTGIS_ROWS_H

#include "postgis/postgis_package.h"
#include "postgis/postgis_sql.h"

/* LT_E_IO where the server took another number of rows than the file holds. */
enum lt_status postgis_copy_layer(struct lt_postgis *postgis, const struct postgis_package *package,
                                  const struct postgis_layer *layer, uint32_t city,
                                  const char *period, struct lt_error *err);

#endif
