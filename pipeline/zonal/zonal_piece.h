/* Counts the cells of a piece of the window: a rectangle within one block of every season, or beyond the raster. */
#ifndef ZONAL_PIECE_H
#define ZONAL_PIECE_H

#include "zonal/zonal_sweep.h"

/* Columns first … end − 1 of some rows; what it points to is of its first row. */
struct zonal_piece {
    uint32_t first, end; /* in the window */
    uint32_t row, rows;  /* in the window, and how many */
    uint32_t stride;     /* cells from row to row, of acc and marks */
    double *acc;         /* of the window's first column, and likewise below */
    const uint8_t *marks;
    double *cover; /* for each row the sum of its differences west of here: in and out */
    bool outside;  /* beyond the raster: there are no codes */
    const uint8_t *codes[LT_SEASONS_MAX]; /* of column `first` */
    size_t pitch[LT_SEASONS_MAX];         /* bytes from row to row */
};

/* Whether any cell of the first row is covered. */
bool zonal_piece_covers(const struct zonal_piece *piece);
/* Adds its cells to the tally and to touched and full cells, consumes the differences and adds them to `cover`. */
void zonal_piece_count(struct zonal_sweep *sweep, const struct zonal_piece *piece);

#endif
