/* Cities of any size, for bench_generate_scale*.c: everything about parcel `index` is a function of the seed. */
#ifndef LT_BENCH_GENERATE_SCALE_H
#define LT_BENCH_GENERATE_SCALE_H

#include "bench_generate.h"

#define BENCH_SCALE_STEP 115.0 /* m: parcels of about 20 亩 */
#define BENCH_SCALE_SOUTH 3560000.0
enum { BENCH_COUNTIES_ACROSS = 5, BENCH_COUNTIES_UP = 2 };

struct bench_scale {
    struct bench_scale_options options; /* with the defaults filled in */
    struct bench_lattice lattice;
    struct bench_grid grid;
    int city_cols; /* of the grid; what lies east of them is there to make the raster larger */
    double crop_m2, zone_m2; /* known when the layers are written */
};

uint32_t bench_scale_county(const struct bench_scale *city, uint64_t index);
const char *bench_scale_land(const struct bench_scale *city, uint64_t index); /* DLBM */
bool bench_scale_cropland(const char *land);
/* What a parcel bears in season 0 (H1) or 1 (H2). */
uint8_t bench_scale_class(const struct bench_scale *city, uint64_t index, int season);
void bench_scale_shape(const struct bench_scale *city, uint64_t index,
                       struct bench_polygon *polygon);
/* The cells [c0, c1) × [r0, r1) of county `number` (0 …), and its code. */
uint32_t bench_scale_county_cells(const struct bench_scale *city, uint32_t number, uint32_t *c0,
                                  uint32_t *r0, uint32_t *c1, uint32_t *r1);

enum lt_status bench_scale_write_layers(struct bench_scale *city, const char *folder,
                                        struct lt_error *err);
/* XZQ alone. */
enum lt_status bench_scale_write_counties(const struct bench_scale *city, const char *folder,
                                          struct lt_error *err);
enum lt_status bench_scale_write_rasters(const struct bench_scale *city, const char *folder,
                                         struct lt_error *err);

#endif
