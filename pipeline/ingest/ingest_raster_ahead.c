/* What will be wanted of a raster is fetched ahead, and nothing else: on a file system that many machines share, what is
 * read around it is what the others wait for. */
#include <math.h>
#include <stdlib.h>

#include "ingest_raster.h"

/* Tiles from the first to the last that [low, high] of cells meets, of `count`; none where last < first. */
struct span {
    int64_t first, last;
};

static struct span span_of(double low, double high, uint32_t size, int64_t count)
{
    struct span span = {0, -1};
    if (high >= 0.0 && low < (double)size * (double)count) {
        span.first = low > 0.0 ? (int64_t)(low / size) : 0;
        span.last = high / size < (double)(count - 1) ? (int64_t)(high / size) : count - 1;
    }
    return span;
}

static void mark(bool *marked, int64_t across, struct span cols, struct span rows)
{
    for (int64_t row = rows.first; row <= rows.last; row++) {
        for (int64_t col = cols.first; col <= cols.last; col++) {
            marked[row * across + col] = true;
        }
    }
}

static void mark_shapes(const struct lt_grid *grid, struct lt_tile_size unit, int64_t across,
                        int64_t down, const struct lt_shapes *shapes, bool *marked)
{
    for (size_t i = 0; i < shapes->count; i++) {
        struct lt_shape shape;
        shapes->get(shapes->context, i, &shape);
        if (shape.n_rings > 0) {
            const struct lt_box *box = &shape.box;
            mark(marked, across,
                 span_of((box->min_x - grid->origin_x) / grid->dx,
                         (box->max_x - grid->origin_x) / grid->dx, unit.cols, across),
                 span_of((grid->origin_y - box->max_y) / grid->dy,
                         (grid->origin_y - box->min_y) / grid->dy, unit.rows, down));
        }
    }
}

void lt_raster_expect(struct lt_raster *raster, const struct lt_shapes *shapes)
{
    struct ingest_tiff *first = raster->threads[0].tiff;
    for (uint32_t t = 0; t < raster->source.threads; t++) {
        if (raster->threads[t].tiff != NULL) {
            ingest_tiff_scatter(raster->threads[t].tiff);
        }
    }
    if (shapes == NULL || first == NULL) {
        return;
    }
    const struct lt_tile_size unit = ingest_tiff_unit(first);
    const int64_t across = (raster->source.grid.cols + unit.cols - 1) / unit.cols;
    const int64_t down = (raster->source.grid.rows + unit.rows - 1) / unit.rows;
    const size_t count = (size_t)(across * down);
    bool *marked = calloc(count, sizeof *marked);
    if (marked != NULL) { /* without memory nothing is fetched ahead, and all is read */
        mark_shapes(&raster->source.grid, unit, across, down, shapes, marked);
        ingest_tiff_fetch(first, marked, count);
        free(marked);
    }
}
