/* A township or village while it is being made: fields, named cases, layers, rasters. */
#ifndef LT_BENCH_GENERATE_TOWNSHIP_H
#define LT_BENCH_GENERATE_TOWNSHIP_H

#include "bench_generate.h"
#include "bench_generate_cases.h"

enum {
    BENCH_COLS = 40, /* room for the lines of the lattice */
    BENCH_ROWS = 40,
    BENCH_COUNTY_WEST = 411702,
    BENCH_COUNTY_EAST = 411728,
};

enum bench_pbf { BENCH_PBF_NONE, BENCH_PBF_WHOLE, BENCH_PBF_WEST };

struct bench_parcel {
    struct bench_polygon shape;
    uint32_t c0, r0, c1, r1; /* cells of the lattice */
    uint32_t county, village, serial;
    const char *land_class;
    double kcxs, area_m2;
    uint8_t classes[BENCH_RASTERS];
    int case_index;        /* −1: none */
    bool is_case;          /* the parcel that the case speaks of, not its host or neighbour */
    bool noise;            /* single cells of other classes */
    bool in_2025, in_2026; /* in the DLTB of those half-years */
    bool no_code;
    bool leased;
    enum bench_pbf pbf;
    uint32_t pbf_serial;
};

struct bench_zone {
    uint32_t c0, r0, c1, r1;
    uint32_t county, serial;
    int case_index;
};

struct bench_town {
    const struct bench_case *cases;
    size_t case_count;
    struct bench_lattice lattice;
    double x[BENCH_COLS], y[BENCH_ROWS];
    uint32_t gx[BENCH_COLS], gy[BENCH_ROWS];
    bool road_col[BENCH_COLS], road_row[BENCH_ROWS]; /* of cells */
    uint32_t river_row, border_col;                  /* UINT32_MAX: no river; cols: one county */
    struct bench_grid grid;
    bool taken[BENCH_COLS][BENCH_ROWS]; /* the cell has its parcel */
    bool near[BENCH_COLS][BENCH_ROWS];  /* next to a named case: kept ordinary */
    struct bench_parcel *parcels;
    size_t n_parcels, parcel_capacity;
    struct bench_zone *zones;
    size_t n_zones, zone_capacity;
    uint32_t serial[2], pbf_serial[2], zone_serial[2]; /* by county */
    struct bench_polygon work;
};

/* bench_generate_fields.c: the lattice of the township with its settlements. */
enum lt_status bench_town_lay(struct bench_town *town, struct lt_error *err);
/* The lines are laid: what displaces them. */
void bench_town_bend(struct bench_town *town, double jitter);
/* Every parcel that is still missing, with its plan. */
enum lt_status bench_town_build(struct bench_town *town, struct lt_error *err);
void bench_town_finish(struct bench_town *town);
/* Adds a parcel over cells; its shape is still empty. Its address is good until the next call. */
enum lt_status bench_town_add(struct bench_town *town, uint32_t c0, uint32_t r0, uint32_t c1,
                              uint32_t r1, struct bench_parcel **ret_parcel, struct lt_error *err);
/* bench_generate_named.c: the named cases, each with room around it. */
enum lt_status bench_town_place_cases(struct bench_town *town, struct lt_error *err);
/* The first block of a case, in metres; the box of its parcel where it has none. */
struct lt_box bench_town_block(const struct bench_town *town, const struct bench_parcel *parcel,
                               const struct bench_block *block);

/* bench_generate_town_rasters.c, bench_generate_town_layers.c */
enum lt_status bench_town_rasters(struct bench_town *town, const char *folder,
                                  struct lt_error *err);
enum lt_status bench_town_layers(struct bench_town *town, const char *folder, struct lt_error *err);
/* Parcels of one survey, basic farmland, zones and the county alone. */
enum lt_status bench_village_layers(struct bench_town *town, const char *folder,
                                    struct lt_error *err);
/* cases.csv: where each case lies, under which ids, and what a correct run says. */
enum lt_status bench_town_table(struct bench_town *town, const char *folder, struct lt_error *err);

/* What one data set is: its named cases, how its ground is laid, and what is written of it. */
struct bench_town_plan {
    const struct bench_case *cases;
    size_t case_count;
    const char *const *folders; /* up to a NULL */
    const char *config;
    enum lt_status (*lay)(struct bench_town *town, struct lt_error *err);
    enum lt_status (*layers)(struct bench_town *town, const char *folder, struct lt_error *err);
};
enum lt_status bench_town_write(const struct bench_town_plan *plan, const char *folder,
                                struct lt_error *err);

/* The named case that the parcel speaks of, or NULL. */
const struct bench_case *bench_town_case(const struct bench_town *town,
                                         const struct bench_parcel *parcel);
void bench_town_bsm(const struct bench_parcel *parcel, char bsm[24]);
void bench_town_pbf_bsm(const struct bench_parcel *parcel, char bsm[24]);
void bench_town_zone_code(const struct bench_zone *zone, char code[24]);

#endif
