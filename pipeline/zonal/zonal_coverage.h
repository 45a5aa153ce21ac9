/* Signed cover and area of one polygon over its own window of cells, a band of rows at a time.
 *
 * Memory: one band of at most 262144 cells or one row, whichever is more, whatever the polygon's
 * size; and for a polygon of several bands 8 bytes per vertex.
 */
#ifndef ZONAL_COVERAGE_H
#define ZONAL_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zonal/zonal_edges.h"
#include "zonal/zonal_frame.h"

/* In cells: less than this is rounding, not ground; a cell is covered wholly from here on. */
#define ZONAL_NOISE 1e-12
#define ZONAL_FULL (1.0 - 1e-9)

struct zonal_cover {
    struct zonal_frame frame;
    const struct lt_shape *shape;
    struct zonal_band band; /* the current one */
    uint32_t band_rows;     /* most rows in a band */
    uint32_t stop;          /* one past the last row asked for */
    size_t acc_capacity, marks_capacity, touched_capacity;
    /* Edges by the band in which they begin, and those still running: only when there are several
     * bands. An edge is the index of its first vertex. */
    uint32_t *order, *bucket, *active;
    size_t order_capacity, bucket_capacity, active_capacity;
    uint32_t n_active, bands, next;
    double area; /* of a polygon of one band, in cells */
};

/* Frames the shape; band.marked may be unset until rows are prepared, for a window of at most ZONAL_NARROW columns in one
 * band. LT_E_LIMIT, LT_E_BUG for a coordinate that is not finite. */
enum lt_status zonal_cover_begin(struct zonal_cover *cover, const struct lt_shape *shape,
                                 const struct lt_grid *grid, struct lt_error *err);
/* Then, as often as wanted: prepares for rows first … end − 1 of the window. */
enum lt_status zonal_cover_rows(struct zonal_cover *cover, uint32_t first, uint32_t end,
                                struct lt_error *err);
/* Fills the next band; false when there is none. The reader must have consumed every marked cell of the band
 * before. */
bool zonal_cover_next(struct zonal_cover *cover);
/* Whether the current band is the whole window. */
bool zonal_cover_whole(const struct zonal_cover *cover);
void zonal_cover_finish(struct zonal_cover *cover);

#endif
