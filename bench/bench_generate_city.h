/* The city while it is being made. */
#ifndef LT_BENCH_GENERATE_CITY_H
#define LT_BENCH_GENERATE_CITY_H

#include "bench_generate.h"

enum { BENCH_COUNTIES = 10, BENCH_CITY_LINES = 256 };

struct bench_county {
    uint32_t code;
    const char *name;
    uint32_t c0, r0, c1, r1; /* its cells */
    double zone_mu, crop_mu; /* totals, 亩 */
};

/* What a few parcels bear in their middle instead of crops. */
enum bench_city_case {
    BENCH_CITY_NONE,
    BENCH_CITY_ORCHARD_STOCK, /* since before the baseline */
    BENCH_CITY_ORCHARD,       /* since before the first half-year */
    BENCH_CITY_ORCHARD_NEW,   /* from 2025H2 on */
    BENCH_CITY_POND,          /* water in all seasons and in the baseline */
    BENCH_CITY_CLEARED,       /* orchard in 2025, crops in 2026 */
    BENCH_CITY_IDLE,          /* bare in 2025 */
};

struct bench_city_parcel {
    uint32_t c, r, county; /* county: index */
    const char *land_class;
    double kcxs, area_m2, net_m2;
    bool pbf, zone;
    uint8_t classes[BENCH_RASTERS];
    enum bench_city_case the_case;
};

struct bench_city_plan {
    struct bench_lattice lattice;
    double x[BENCH_CITY_LINES], y[BENCH_CITY_LINES];
    struct bench_grid grid;
    struct bench_county counties[BENCH_COUNTIES];
    struct bench_city_parcel *parcels; /* row by row from the south-west */
    size_t n_parcels;
    struct bench_polygon work;
};

extern const uint64_t bench_city_seed;

enum lt_status bench_city_rasters(struct bench_city_plan *city, const char *folder,
                                  struct lt_error *err);
enum lt_status bench_city_layers(struct bench_city_plan *city, const char *folder,
                                 struct lt_error *err);

#endif
