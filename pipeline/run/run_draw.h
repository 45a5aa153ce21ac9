/* What the parts of drawing points share. Private to run/. */
#ifndef LT_RUN_DRAW_H
#define LT_RUN_DRAW_H

#include "liangtian/draw.h"
#include "liangtian/run.h"
#include "run/run_unit.h"

/* What a cell is on the map: class codes of one or two seasons, and whether it is ground without grain beside grain. */
typedef uint32_t draw_key;
enum { DRAW_NEAR = 1u << 16, DRAW_KEYS = 1u << 17 };
static inline uint8_t draw_key_code(draw_key key, unsigned season)
{
    return (uint8_t)(key >> (8u * season));
}

/* Ground of one farmland parcel, or of a part of a large one, that no earlier parcel has. */
struct draw_piece {
    uint32_t unit; /* number in the plan */
    size_t feature;
    struct lt_shape shape;
    double net_m2;
};
/* Its net ground of one key. */
struct draw_part {
    uint32_t piece;
    draw_key key;
    double m2;
};

/* The cells of a piece, row by row. */
struct draw_cells {
    int64_t col, row;
    uint32_t cols, rows;
    draw_key *key;
    double gross_m2;  /* of all */
    double *net_m2;   /* sums to the piece's */
    double *fraction; /* of the cell */
};

/* A stratum: everything of certain keys, in one county or in all. */
struct draw_stratum {
    struct lt_draw_stratum to_draw; /* name, area, spread */
    double share[2];                /* of it thought to bear grain, by season */
    uint32_t unit;                  /* number in the plan; UINT32_MAX = all */
    bool pure;                      /* of one class (or pair of classes) */
    const char *classes[2];         /* their names, where it is pure */
    uint64_t points;
};

struct draw_point {
    uint32_t piece, stratum;
    uint64_t number; /* of its stream */
    draw_key key;
    double at_m2; /* net ground of that key in the piece before it */
    double x, y;
    double cell_m2; /* net ground of that key in its cell, as far as the piece has it */
};

struct drawing {
    const struct lt_draw_options *options;
    struct lt_session *session;
    struct lt_unit_work work; /* rasters and legends; its spool is that of the unit at hand */
    struct lt_spool **spools; /* per unit of the plan */
    struct lt_zonal_reader **readers; /* per thread */
    bool grain[2][256], seen[2][256]; /* per season and code */
    struct draw_piece *pieces;
    size_t piece_count, piece_capacity;
    struct draw_part *parts; /* ascending piece */
    size_t part_count, part_capacity;
    struct draw_stratum *strata;
    size_t stratum_count;
    double *unit_m2;      /* strata × units */
    uint32_t *stratum_of; /* DRAW_KEYS, or that × units */
    struct draw_point *points;
    size_t point_count;
    double total_m2, missing_m2, expected_se_m2;
    double
        claimed_m2; /* net ground of parcels that a county with a lower code has too: in the frame once */
};

/* The stratum of ground of that key in that unit. */
static inline uint32_t draw_stratum_of(const struct drawing *d, draw_key key, uint32_t unit)
{
    return d->stratum_of[(size_t)unit * DRAW_KEYS + key];
}

/* run_draw_folder.c: lists that people may have filled in are never written over; all lists or none. */
enum lt_status draw_refuse_full_folder(const char *folder, struct lt_arena *arena,
                                       struct lt_error *err);
enum lt_status draw_publish(const char *folder, struct lt_arena *arena,
                            enum lt_status (*write)(void *context, const char *folder,
                                                    struct lt_error *err),
                            void *context, struct lt_error *err);
/* run_draw_frame.c: the pieces, each place once: of parcels that share ground the first one's, of counties that do the
 * one's with the lower code. A parcel whose box has more than a million cells, or that has more than 65,536 vertices, is
 * several pieces, cut between cells, so that memory is bounded. */
enum lt_status draw_frame(struct drawing *d, struct lt_error *err);
/* run_draw_ground.c: the frame and what lies in it. */
enum lt_status draw_collect(struct drawing *d, struct lt_error *err);
enum lt_status draw_cells_of(struct drawing *d, unsigned thread, const struct draw_piece *piece,
                             struct lt_arena *arena, struct draw_cells *ret_cells,
                             struct lt_error *err);
/* run_draw_strata.c: strata from what was found, and how many points each gets. */
const char *draw_class_name(const struct drawing *d, draw_key key, unsigned season);
enum lt_status draw_make_strata(struct drawing *d, struct lt_error *err);
/* run_draw_points.c: which ground the places fall on, and where in its cells. */
enum lt_status draw_place_points(struct drawing *d, struct lt_error *err);
/* run_draw_lists.c: the files in the folder, and what is said of them. */
enum lt_status draw_write(void *drawing, const char *folder, struct lt_error *err);
void draw_tell(const struct drawing *d);

#endif
