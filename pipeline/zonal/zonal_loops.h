/* The loops over edges and cells, compiled for the plain processor and, where the compiler can, for one with AVX2: the
 * arithmetic is the same, and so are the bytes. */
#ifndef ZONAL_LOOPS_H
#define ZONAL_LOOPS_H

#include "zonal/zonal_piece.h"
#include "zonal/zonal_rows.h"

struct zonal_loops {
    double (*edges_add)(const struct zonal_band *band, const struct lt_point *points,
                        uint32_t count);
    void (*edges_add_parts)(const struct zonal_band *band, const struct lt_point *points,
                            uint32_t count);
    void (*piece_count)(struct zonal_sweep *sweep, const struct zonal_piece *piece);
    void (*rows_count)(struct zonal_sweep *sweep, const struct zonal_rows *rows);
};

/* Those that this machine is best served by. */
const struct zonal_loops *zonal_loops(void);

#endif
