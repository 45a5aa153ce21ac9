/* Stage 2: exact tabulate area.
 *
 * in: polygons × k season rasters on one grid. out: a sparse joint table per polygon: for every tuple of
 * classes that occurs, the covered area. Coverage of a cell by a polygon is its true area fraction.
 *
 * Method: per polygon, signed cover-and-area accumulation over the cells that its edges touch, in double
 * precision; the interior of a row follows as runs. Unit and exactness: planar sums in cells, closing to
 * 1e-9 against the polygon's own area; m² by ellipsoidal cell area.
 * Threads: work is split by data, reduced in a fixed order; bytes are equal for any thread count.
 */
#ifndef LIANGTIAN_ZONAL_H
#define LIANGTIAN_ZONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/grid.h"
#include "liangtian/legend.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

enum { LT_SEASONS_MAX = 8 };

/* Where pixels come from: a file behind ingest, or an array in a test. Blocks tile the grid from its
 * north-west corner; `read` fills block_cols × block_rows bytes row by row; what lies beyond the grid may hold
 * anything. It is called from any thread with that thread's number (0 … threads − 1) and must
 * not share state between numbers. */
struct lt_raster_source {
    struct lt_grid grid;
    uint32_t block_cols, block_rows;
    uint32_t threads; /* how many thread numbers the source was opened for */
    void *context;
    enum lt_status (*read)(void *context, uint32_t thread, int64_t block_col, int64_t block_row,
                           uint8_t *ret_bytes, struct lt_error *err);
    /* The class codes that the 256 bytes stand for, so that a polygon's few tuples are translated and not every pixel;
     * NULL when a byte is a class code. */
    const uint8_t *code_of_byte;
    /* Gives a code to a byte whose code is LT_CLASS_UNKNOWN, the same for every thread; NULL when it stays unknown. */
    enum lt_status (*meet)(void *context, uint32_t thread, uint8_t byte, uint8_t *ret_code,
                           struct lt_error *err);
};

/* One cell tuple of one polygon. key holds 8 bits of class code per season, season 0 lowest. */
struct lt_joint {
    uint64_t key;
    double cells; /* Σ coverage, in cells */
    double m2;    /* Σ coverage × ellipsoidal cell area, unnormalised */
};
static inline uint8_t lt_joint_code(uint64_t key, unsigned season)
{
    return (uint8_t)(key >> (8u * season));
}

struct lt_tabulation {
    size_t count; /* polygons */
    unsigned seasons;
    uint64_t *first;        /* count + 1 offsets into joint */
    struct lt_joint *joint; /* ascending key within a polygon */
    double
        *planar_cells; /* polygon's own planar area in cells (shoelace): what the sums must reach */
    uint32_t *full_cells;    /* cells covered wholly (≥ 1 − 1e-9) and inside the raster */
    uint32_t *touched_cells; /* cells with any coverage */
    struct lt_arena *arena;  /* owns the arrays */
};

/* --- polygon by polygon, as they come --- */

/* The open kernel: block caches and buffers per thread, kept from polygon to polygon. */
struct lt_zonal;
struct lt_zonal_setup {
    unsigned seasons;                                       /* 1 … LT_SEASONS_MAX */
    const struct lt_raster_source *sources[LT_SEASONS_MAX]; /* same grid (lt_grid_same) */
    unsigned threads;   /* every source must be open for as many */
    size_t cache_bytes; /* for decoded blocks, all threads together; 0 = 256 MiB */
};
enum lt_status lt_zonal_create(const struct lt_zonal_setup *setup, struct lt_zonal **ret_zonal,
                               struct lt_error *err);
void lt_zonal_destroy(struct lt_zonal *zonal); /* NULL-safe */

/* What one polygon covers; `joint` is ascending by key and good until the thread's next call. */
struct lt_zonal_count {
    size_t count;
    const struct lt_joint *joint;
    double planar_cells;
    uint64_t full_cells, touched_cells;
};
/* Counts one polygon on the calling thread, whose number no other thread may use meanwhile. A polygon too large for one
 * thread is cut into slices of rows, the same for any number of threads, which lt_zonal_help takes over. Errors as
 * lt_zonal_tabulate. */
enum lt_status lt_zonal_polygon(struct lt_zonal *zonal, unsigned thread,
                                const struct lt_shape *shape, struct lt_zonal_count *ret_count,
                                struct lt_error *err);
/* Counts a slice of a large polygon that another thread is counting; false when there is none. */
bool lt_zonal_help(struct lt_zonal *zonal, unsigned thread);

/* --- all at once --- */

struct lt_zonal_input {
    struct lt_shapes shapes; /* best in tile order; any order is right */
    unsigned seasons;        /* 1 … LT_SEASONS_MAX */
    const struct lt_raster_source *sources[LT_SEASONS_MAX]; /* same grid (lt_grid_same) */
    unsigned threads;
    size_t cache_bytes; /* for decoded blocks, all threads together; 0 = 256 MiB */
    void (*progress)(void *context, size_t done,
                     size_t total); /* may be NULL; from one thread at a time */
    void *progress_context;
};

/* Errors, each naming the polygon by its index: LT_E_IO and LT_E_INPUT from a source; LT_E_LIMIT when memory is out or a
 * polygon's window is wider or higher than 2^22 cells; LT_E_BUG when the closure |Σ cells − planar_cells| ≤
 * 1e-9 · planar_cells + 1e-9 + 2^-52 · longer window side · boundary length (what rounding of vertices can
 * move) fails, a coordinate is not finite, or a polygon is wound clockwise. An empty shape yields no
 * entries; cells covered to less than 1e-12 are left out of the tuples and of touched_cells.
 * Threads: as many as `threads` and every source's own number allow; a block is decoded once for all of them.
 * Memory: the table twice while it is gathered, cache_bytes (but at least one block per thread and season), and per
 * thread a band of rows and, in a polygon of many bands, 8 bytes per vertex. */
enum lt_status lt_zonal_tabulate(const struct lt_zonal_input *input,
                                 struct lt_tabulation *ret_table, struct lt_error *err);
void lt_tabulation_finish(struct lt_tabulation *table);

/* The area of a polygon's tuple (`entry` indexes `joint`: first[polygon] … first[polygon + 1] − 1),
 * normalised so that the polygon's tuples sum to `net_m2`. */
double lt_tabulation_net(const struct lt_tabulation *table, size_t polygon, size_t entry,
                         double net_m2);

/* Coverage fractions of one polygon over its own window of cells, for patches, evidence sheets and explain.
 * The window may reach beyond the raster: codes are OUTSIDE there. */
struct lt_window {
    int64_t col, row; /* of the window's north-west cell; may be negative */
    uint32_t cols, rows;
    double *fraction;               /* rows × cols, 0…1 */
    uint8_t *codes[LT_SEASONS_MAX]; /* rows × cols each */
};
/* Decoded blocks of the season rasters (1 … LT_SEASONS_MAX, same grid) for windows; one per thread, within
 * `cache_bytes` (0 = 64 MiB) for all seasons together. */
struct lt_zonal_reader;
enum lt_status lt_zonal_reader_create(const struct lt_raster_source *const *sources,
                                      unsigned seasons, uint32_t thread, size_t cache_bytes,
                                      struct lt_zonal_reader **ret_reader, struct lt_error *err);
void lt_zonal_reader_destroy(struct lt_zonal_reader *reader); /* NULL-safe */
/* Memory: rows × cols × (8 + seasons) bytes from `arena`; LT_E_LIMIT above `max_cells`. An empty shape has
 * a window of 0 × 0 cells. */
enum lt_status lt_zonal_window(struct lt_zonal_reader *reader, const struct lt_shape *shape,
                               uint64_t max_cells, struct lt_arena *arena,
                               struct lt_window *ret_window, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
