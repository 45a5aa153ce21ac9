/* Edges into signed cover and area.
 *
 * Each edge adds to the cells that it crosses how much of their height it spans and which part of
 * them lies right of it, as differences along the row; a running sum over the row is then the
 * covered fraction of every cell (the method of anti-aliasing font rasterizers). Only groups of
 * cells that edges touch are marked; elsewhere the sum does not change.
 */
#ifndef ZONAL_EDGES_H
#define ZONAL_EDGES_H

#include <stdint.h>

#include "liangtian/geometry.h"

enum {
    ZONAL_GROUP = 4,  /* cells with one mark */
    ZONAL_BEYOND = 3, /* cells right of the window that an edge on its border may write to */
    ZONAL_EDGES = 64, /* edges added at once */
    ZONAL_SLACK = 8,  /* bytes that may be read behind the marks */
};

/* Rows first … end − 1 of a window. */
struct zonal_band {
    uint32_t first, end;
    uint32_t stride; /* cells in a row: those of the window and ZONAL_BEYOND, in whole groups */
    double
        *acc; /* (end − first) × stride differences; the reader sets back to 0 what it consumes */
    uint8_t *marks; /* (end − first) × stride / ZONAL_GROUP: 1 where acc may differ from 0 */
};

/* Adds edges (at most ZONAL_EDGES), in cells of the window: edge i runs from points[i · step] to the point after. West
 * edges of a counter-clockwise ring descend and cover what is east. */
void zonal_edges_add(const struct zonal_band *band, const struct lt_point *points, uint32_t step,
                     uint32_t count);

#endif
