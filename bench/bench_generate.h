/* The generator of invented cities: shared pieces.
 *
 * Everything is a function of a seed: no clock, no environment, no locale; coordinates are rounded
 * to a millimetre and computed with + − × ÷ √ only, so that the same bytes come out on every
 * machine with the same packages. All data is in EPSG:4526 (CGCS2000, 3-degree Gauss–Krüger zone
 * 38) unless said.
 */
#ifndef LT_BENCH_GENERATE_H
#define LT_BENCH_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"
#include "support/text.h"

enum {
    BENCH_EPSG = 4526,
    BENCH_EPSG_GEOGRAPHIC = 4490,
    BENCH_TILE = 256,
    BENCH_RASTERS = 5, /* the baseline of 2020, then 2025H1, 2025H2, 2026H1, 2026H2 */
};

/* Raster values of the sample legend. */
enum bench_class {
    BENCH_NODATA = 0,
    BENCH_WHEAT = 1,
    BENCH_MAIZE = 2,
    BENCH_RICE = 3,
    BENCH_SOYBEAN = 4,
    BENCH_SWEET_POTATO = 5,
    BENCH_PEANUT = 6,
    BENCH_RAPESEED = 7,
    BENCH_SESAME = 8,
    BENCH_VEGETABLES = 9,
    BENCH_SILAGE = 10,
    BENCH_OTHER_CROP = 11,
    BENCH_MULCH = 12,
    BENCH_BARE = 13,
    BENCH_ORCHARD = 14,
    BENCH_FOREST = 15,
    BENCH_NURSERY = 16,
    BENCH_WATER = 17,
    BENCH_GREENHOUSE = 18,
    BENCH_BUILT = 19,
    BENCH_RIDGE = 20,
    BENCH_EXCAVATION = 21,
    BENCH_CLOUD = 200,
};

/* ---- random: a hash of up to four numbers under a seed; no state to carry along ---- */
uint64_t bench_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
/* The same as a number in [0, 1) and in [−1, 1). */
double bench_unit(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
double bench_signed(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
/* A permutation of 0 … count − 1 without a table (Feistel network with cycle walking). */
uint64_t bench_permute(uint64_t seed, uint64_t index, uint64_t count);

/* ---- polygons: growing, checked once at the end ---- */
struct bench_ring {
    size_t
        end; /* one past its last point; rings are stored open (the first point is not repeated) */
    bool outer; /* a new part begins; otherwise a hole of the part before */
};
struct bench_polygon {
    struct lt_point *points;
    size_t n_points, point_capacity;
    struct bench_ring *rings;
    size_t n_rings, ring_capacity;
    double *scratch;
    size_t scratch_capacity;
    bool failed; /* memory ran out at some append */
};
void bench_polygon_finish(struct bench_polygon *polygon);
void bench_polygon_clear(struct bench_polygon *polygon);
void bench_polygon_add(struct bench_polygon *polygon, double x, double y); /* rounds to 1 mm */
void bench_polygon_end_ring(struct bench_polygon *polygon, bool outer);
/* One ring round a box; `outer` false adds it as a hole (reversed). */
void bench_polygon_add_box(struct bench_polygon *polygon, struct lt_box box, bool outer);
void bench_polygon_copy(struct bench_polygon *to, const struct bench_polygon *from);
enum lt_status bench_polygon_check(const struct bench_polygon *polygon, struct lt_error *err);
struct lt_box bench_polygon_box(const struct bench_polygon *polygon);
/* m² on the ellipsoid by the formula of the land survey: outer rings minus holes. */
double bench_polygon_area(struct bench_polygon *polygon);

/* ---- lattice: an irregular grid of cells whose edges are shared polylines ---- */
struct bench_lattice {
    uint32_t cols, rows; /* cells; lines are cols + 1 and rows + 1 */
    double *x, *y;       /* position of the lines; NULL: regular, origin + index · step */
    uint32_t *gx,
        *gy; /* lines of one group are displaced alike (the two sides of a road); NULL: index */
    double origin_x, origin_y, step;
    uint64_t seed;
    double jitter;    /* m by which a crossing is displaced */
    double bend;      /* share of an edge's length by which its points leave the straight line */
    uint64_t redrawn; /* another number draws other points between the same crossings */
    double straight_below;           /* m: shorter edges have no points between their ends */
    uint32_t min_points, max_points; /* points between the ends of an edge */
    bool has_bump; /* the edge of vertical line bump_i at row bump_j bulges east by bump_width */
    uint32_t bump_i, bump_j;
    double bump_width;
};
enum { BENCH_EDGE_POINTS = 16 };
/* Points of an edge, both ends included: vertical from (i, j) to (i, j + 1), horizontal to (i + 1,
 * j). */
size_t bench_lattice_edge(const struct bench_lattice *lattice, bool vertical, uint32_t i,
                          uint32_t j, struct lt_point points[BENCH_EDGE_POINTS]);
/* The outer ring, counter-clockwise, of the cells [c0, c1) × [r0, r1). */
void bench_lattice_region(const struct bench_lattice *lattice, uint32_t c0, uint32_t r0,
                          uint32_t c1, uint32_t r1, struct bench_polygon *polygon);
/* West (side 0) or east (side 1) half of a cell; needs edges with 3 points between their ends. */
void bench_lattice_half(const struct bench_lattice *lattice, uint32_t c, uint32_t r, int side,
                        struct bench_polygon *polygon);

/* ---- rasters ---- */
struct bench_grid {
    double west, north, cell; /* north-west corner, cell size in m */
    int cols, rows;
};
/* Paints `value` (as an item of 1 or 4 bytes) into the cells of rows [first_row, first_row +
 * n_rows) whose centre lies in the polygon. `data` holds those rows. */
struct bench_canvas {
    struct bench_grid grid;
    int first_row, n_rows;
    uint8_t *bytes;    /* either … */
    uint32_t *owners;  /* … or */
    double *crossings; /* scratch of bench_canvas_paint() */
    uint32_t *row_ends;
    size_t crossing_capacity, row_capacity;
};
enum lt_status bench_canvas_create(const struct bench_grid *grid, int n_rows, bool owners,
                                   struct bench_canvas *ret_canvas, struct lt_error *err);
void bench_canvas_finish(struct bench_canvas *canvas);
enum lt_status bench_canvas_paint(struct bench_canvas *canvas, const struct bench_polygon *polygon,
                                  uint32_t value, struct lt_error *err);

struct bench_tiff;
enum lt_status bench_tiff_create(const char *path, const struct bench_grid *grid,
                                 const char *compress, struct bench_tiff **ret_tiff,
                                 struct lt_error *err);
/* The same, but tiles that are never written take no room. */
enum lt_status bench_tiff_create_sparse(const char *path, const struct bench_grid *grid,
                                        const char *compress, struct bench_tiff **ret_tiff,
                                        struct lt_error *err);
/* Rows must come in order, BENCH_TILE at a time (fewer in the last call). */
enum lt_status bench_tiff_write(struct bench_tiff *tiff, int first_row, int n_rows,
                                const uint8_t *bytes, struct lt_error *err);
/* Closes; on success the file is complete. NULL-safe. */
enum lt_status bench_tiff_close(struct bench_tiff *tiff, struct lt_error *err);

/* ---- vector layers ---- */
enum bench_type { BENCH_TEXT, BENCH_DOUBLE, BENCH_INT, BENCH_DATE };
struct bench_field {
    const char *name;
    enum bench_type type;
    int width, decimals;
};
struct bench_layer;
/* `driver`: "GPKG", "FlatGeobuf", "ESRI Shapefile", "GeoJSON". `encoding` for shapefiles: "UTF-8", or "CP936",
 * which leaves neither a .cpg nor a language id behind, as most files from Chinese offices. The
 * GeoJSON is written in EPSG:4490 (degrees). A spatial index costs a third of a small GeoPackage:
 * `indexed`. */
enum lt_status bench_layer_create(const char *path, const char *driver, const char *name,
                                  const char *encoding, bool indexed,
                                  const struct bench_field *fields, size_t n_fields,
                                  struct bench_layer **ret_layer, struct lt_error *err);
void bench_layer_text(struct bench_layer *layer, int field, const char *value);
void bench_layer_number(struct bench_layer *layer, int field, double value);
void bench_layer_integer(struct bench_layer *layer, int field, int value);
void bench_layer_date(struct bench_layer *layer, int field, const char *iso_date);
/* Writes the feature with the fields set since the last call. */
enum lt_status bench_layer_add(struct bench_layer *layer, const struct bench_polygon *polygon,
                               struct lt_error *err);
enum lt_status bench_layer_close(struct bench_layer *layer, struct lt_error *err); /* NULL-safe */

/* ---- texts ---- */
void bench_legend_text(struct lt_text *text);
enum lt_status bench_write_text(const char *folder, const char *name, struct lt_text *text,
                                struct lt_error *err);
/* "folder/name" in a buffer of BENCH_PATH. */
enum { BENCH_PATH = 4096 };
enum lt_status bench_path(const char *folder, const char *name, char path[BENCH_PATH],
                          struct lt_error *err);

/* ---- the data sets ---- */
/* GDAL's settings under which the bytes repeat: no clock, no side files. After GDALAllRegister(). */
void bench_settings(void);
enum {
    BENCH_LAYER_PARCELS = 1,  /* DLTB */
    BENCH_LAYER_PBF = 2,      /* YJJBNTTB */
    BENCH_LAYER_ZONES = 4,    /* LQDK */
    BENCH_LAYER_COUNTIES = 8, /* XZQ: ten large polygons */
    BENCH_LAYER_CITY = 16,    /* CITY: the outline of all, as one polygon */
    BENCH_LAYERS_NONE = 32,   /* only the rasters */
    BENCH_LAYERS_OF_A_RUN =
        BENCH_LAYER_PARCELS | BENCH_LAYER_PBF | BENCH_LAYER_ZONES | BENCH_LAYER_COUNTIES,
};
/* The bytes do not depend on the number of threads. */
struct bench_scale_options {
    uint64_t parcels;
    double cell;          /* m */
    const char *compress; /* DEFLATE, LZW, ZSTD */
    bool shapefile;
    uint64_t seed;
    bool shuffle; /* features in random order instead of by place */
    double pbf_share, zone_share;
    double case_share;       /* of cropland that offends; 0: 0.02 */
    unsigned layers;         /* BENCH_LAYER_…; 0: those of a run */
    int seasons;             /* 1 or 2 rasters; 0: 2; negative: none */
    double wider;            /* the rasters reach east, this many times as wide; 0: 1 */
    uint64_t outline_points; /* at least so many in CITY */
    unsigned threads;        /* 0: 1 */
};
/* Errors of a classifier, drawn anew in each half-year. */
enum bench_noise {
    BENCH_NOISE_NONE,
    BENCH_NOISE_PIXELS, /* single cells, independent */
    BENCH_NOISE_FIELDS, /* whole fields and whole offending places */
    BENCH_NOISE_SHIFT,  /* the raster lies one cell off, in one of eight directions */
    BENCH_NOISE_EDGES,  /* cells on both sides of a field's edge */
};
enum { BENCH_HISTORY_MOST = 24 }; /* half-years */
struct bench_history_options {
    uint64_t parcels;
    int periods; /* half-years, from 2024H1 on */
    uint64_t seed;
    enum bench_noise noise;
    double noise_rate; /* share of the cells, fields or edges; SHIFT does not read it */
    double stock_rate; /* offending places that are older than the first half-year, per parcel */
    double birth_rate; /* those that begin in each later half-year, per parcel */
    double cloud_rate; /* share of the blocks of 40 by 24 cells that are hidden, each half-year */
    double recut_rate; /* share of the pairs of fields that are cut or joined anew, each year */
    bool steady;       /* the layers stay as they are in the first year */
};
enum lt_status bench_history(const char *folder, const struct bench_history_options *options,
                             struct lt_error *err);
enum lt_status bench_township(const char *folder, struct lt_error *err);
enum lt_status bench_village(const char *folder, struct lt_error *err);
enum lt_status bench_city(const char *folder, struct lt_error *err);
enum lt_status bench_scale(const char *folder, const struct bench_scale_options *options,
                           struct lt_error *err);

#endif
