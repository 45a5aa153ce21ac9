/* Counts the cells of a whole window of few columns, whose codes lie at hand. */
#ifndef ZONAL_ROWS_H
#define ZONAL_ROWS_H

#include "zonal/zonal_sweep.h"

enum { ZONAL_ROWS_SEASONS = 2 }; /* at most */

struct zonal_rows {
    const uint8_t *codes
        [ZONAL_ROWS_SEASONS]; /* of the window's first cell; ZONAL_BLOCKS_SLACK bytes more can be read */
    size_t pitch[ZONAL_ROWS_SEASONS]; /* bytes from row to row */
};

/* Adds the cells of the sweep's window, which its band holds whole and without marks, to its tally and to touched and full
 * cells, and consumes the differences. The weights must have a table. */
void zonal_rows_count(struct zonal_sweep *sweep, const struct zonal_rows *rows);

#endif
