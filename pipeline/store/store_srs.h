/* A CRS as a GeoPackage names it, without PROJ: the national grids have their definition here. */
#ifndef LT_STORE_SRS_H
#define LT_STORE_SRS_H

#include <stdbool.h>
#include <stdint.h>

#include "liangtian/status.h"

enum { SRS_DEFINITION = 1024 };

struct srs {
    int64_t id; /* srs_id */
    char name[64];
    const char *organization; /* "EPSG", or "NONE" for a CRS given as WKT */
    int64_t code;
    const char *definition; /* WKT; "undefined" where only the code is known: readers look it up */
    char text[SRS_DEFINITION];
};

/* `crs` is "EPSG:4526" or WKT. The result may point into `crs`. LT_E_BUG for anything else. */
enum lt_status srs_describe(const char *crs, struct srs *ret_srs, struct lt_error *err);

#endif
