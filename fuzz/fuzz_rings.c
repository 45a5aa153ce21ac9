/* Rings from a file into the kernel, with what must hold of the result whatever they are.
 *
 * An input is well-known bytes behind an odd first byte, else vertices of five bytes on a grid of 1/64 cell, where
 * shared corners, spikes and touching rings come up by themselves.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <geos_c.h>
#include <ogr_api.h>

#include "fuzz.h"
#include "ingest/ingest_crs.h"
#include "ingest/ingest_geometry.h"
#include "ingest/ingest_source.h"
#include "liangtian/zonal.h"
#include "support/lt_memory_raster.h"

enum {
    COLS = 100,
    ROWS = 80,
    VERTEX_BYTES = 5,
    END_OF_RING = 0x80,
    HOLE = 0x40,
    NUDGE = 0x1f,
    MOST_VERTICES = 20000,
    MOST_DENSE = 1 << 20,
    MOST_CELLS = 1 << 20,
    CLASSES = 5,
    MOST_AROUND = 50000, /* cells: more take seconds, and show nothing else */
    MOST_HELD = 4000,    /* vertices that are held against each other */
    MOST_CROSSINGS = 2000,
};
static const double repair_bound = 0.001, cell = 10;

static struct ingest_crs crs;
static struct ingest_transform transform;
static struct ingest_geometry geometry;
static struct ingest_rings rings;
static uint8_t codes[2][COLS * ROWS];
static struct lt_memory_raster rasters[2];
static const struct lt_raster_source *sources[2];
static struct lt_zonal *zonal;
static struct lt_zonal_reader *windows;
static struct fuzz_run kept;

static void start_raster(int season)
{
    for (int i = 0; i < COLS * ROWS; i++) {
        const int col = i % COLS, row = i / COLS;
        codes[season][i] =
            (uint8_t)((col * (3 + season) + row * 7 + (col / 9) * (row / 5)) % CLASSES);
    }
    lt_memory_raster_init(&rasters[season], codes[season], COLS, ROWS, cell, cell * cell);
    rasters[season].source.grid.origin_x = fuzz_grid.origin_x;
    rasters[season].source.grid.origin_y = fuzz_grid.origin_y;
    sources[season] = &rasters[season].source;
}

static void start(void)
{
    if (zonal != NULL) {
        return;
    }
    fuzz_begin(&kept);
    start_raster(0);
    start_raster(1);
    FUZZ_REQUIRE(ingest_crs_parse(fuzz_grid.crs, kept.arena, &crs, &kept.err) == LT_OK);
    FUZZ_REQUIRE(ingest_transform_init(&crs, fuzz_grid.crs, "fuzz", true, &kept.diagnostics,
                                       &transform, &kept.err) == LT_OK);
    FUZZ_REQUIRE(ingest_geometry_init(&geometry, &kept.err) == LT_OK);
    const struct lt_zonal_setup setup = {
        .seasons = 2, .sources = {sources[0], sources[1]}, .threads = 1, .cache_bytes = 1 << 20};
    FUZZ_REQUIRE(lt_zonal_create(&setup, &zonal, &kept.err) == LT_OK);
    FUZZ_REQUIRE(lt_zonal_reader_create(sources, 2, 0, 1 << 20, &windows, &kept.err) == LT_OK);
}

/* --- the input --- */

static enum lt_status take_ring(const struct lt_point *points, size_t count, bool hole,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_point *room;
    LT_TRY(ingest_rings_room(&rings, count + 1, &room, err));
    memcpy(room, points, count * sizeof *points);
    LT_TRY(ingest_rings_take(&rings, count, hole, err));
out:
    return status;
}

static bool vertices(const uint8_t *data, size_t size, struct lt_error *err)
{
    static struct lt_point ring[MOST_VERTICES];
    size_t in_ring = 0;
    for (size_t i = 0; i < MOST_VERTICES && size >= VERTEX_BYTES; i++) {
        const int16_t x = (int16_t)((uint16_t)data[1] | (uint16_t)data[2] << 8);
        const int16_t y = (int16_t)((uint16_t)data[3] | (uint16_t)data[4] << 8);
        const double nudge = (data[0] & NUDGE) * 1e-7;
        ring[in_ring++] = (struct lt_point){fuzz_grid.origin_x + (x / 64.0 + 30) * cell + nudge,
                                            fuzz_grid.origin_y - (y / 64.0 + 30) * cell - nudge};
        if ((data[0] & END_OF_RING) != 0) {
            const bool hole = rings.ring_count > 0 && (data[0] & HOLE) != 0;
            FUZZ_REQUIRE(take_ring(ring, in_ring, hole, err) == LT_OK);
            in_ring = 0;
        }
        data += VERTEX_BYTES;
        size -= VERTEX_BYTES;
    }
    return rings.ring_count > 0;
}

/* GEOS must find valid whatever is proven to be. */
static void check_proof(void)
{
    struct lt_box box;
    if (!ingest_rings_bound(&rings, &box) || !ingest_rings_proven(&geometry.proof, &rings)) {
        return;
    }
    ingest_rings_orient(&rings);
    const struct lt_shape shape = {.n_rings = (uint32_t)rings.ring_count,
                                   .n_points = (uint32_t)rings.point_count,
                                   .ring_end = rings.ring_end,
                                   .points = rings.points};
    GEOSGeometry *made = ingest_geos_of_shape(geometry.geos, &shape);
    FUZZ_REQUIRE(made != NULL && GEOSisValid_r(geometry.geos, made) == 1);
    GEOSGeom_destroy_r(geometry.geos, made);
}

/* --- what must hold --- */

/* Which way c lies of the line from a to b, where that is certain; else 0. */
static int way(struct lt_point a, struct lt_point b, struct lt_point c)
{
    const long double left = ((long double)a.x - c.x) * ((long double)b.y - c.y);
    const long double right = ((long double)a.y - c.y) * ((long double)b.x - c.x);
    const long double sure = 1e-15L * (fabsl(left) + fabsl(right));
    return (left - right > sure) - (right - left > sure);
}

/* Pairs of edges that cross for certain, each held against each; of rings that enclose something. */
static size_t count_crossings(void)
{
    static struct lt_point edges[MOST_HELD][2];
    size_t count = 0, crossings = 0;
    uint32_t start = 0;
    bool shell_gone = false;
    for (size_t r = 0; r < rings.ring_count; r++) {
        const uint32_t end = rings.ring_end[r];
        const bool gone = end - start < 4 || (rings.is_hole[r] && shell_gone);
        shell_gone = rings.is_hole[r] ? shell_gone : gone;
        for (uint32_t i = start; !gone && i + 1 < end && count < MOST_HELD; i++) {
            edges[count][0] = rings.points[i];
            edges[count++][1] = rings.points[i + 1];
        }
        start = end;
    }
    for (size_t i = 0; i < count; i++) {
        const struct lt_point *a = edges[i];
        for (size_t k = i + 1; k < count; k++) {
            const struct lt_point *b = edges[k];
            crossings += way(a[0], a[1], b[0]) * way(a[0], a[1], b[1]) < 0 &&
                         way(b[0], b[1], a[0]) * way(b[0], b[1], a[1]) < 0;
        }
    }
    return crossings;
}

/* The shoelace formula once more, in longer numbers; the sum of the sizes of its terms bounds its error. */
static long double area_of(const struct lt_shape *shape, long double *ret_size)
{
    long double twice = 0, size = 0;
    uint32_t first = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        const struct lt_point origin = shape->points[first];
        for (uint32_t i = first; i + 1 < shape->ring_end[r]; i++) {
            const struct lt_point a = shape->points[i], b = shape->points[i + 1];
            const long double ax = (long double)a.x - origin.x, ay = (long double)a.y - origin.y;
            const long double bx = (long double)b.x - origin.x, by = (long double)b.y - origin.y;
            twice += ax * by - bx * ay;
            size += fabsl(ax * by) + fabsl(bx * ay);
        }
        first = shape->ring_end[r];
    }
    *ret_size = size / 2;
    return twice / 2;
}

static void check_window(const struct lt_shape *shape, double planar, double slack,
                         struct fuzz_run *run)
{
    struct lt_window window = {0};
    const enum lt_status status =
        lt_zonal_window(windows, shape, MOST_CELLS, run->arena, &window, &run->err);
    if (status == LT_E_LIMIT) {
        return;
    }
    FUZZ_REQUIRE(status == LT_OK);
    double sum = 0;
    for (size_t i = 0; i < (size_t)window.cols * window.rows; i++) {
        FUZZ_REQUIRE(window.fraction[i] >= 0 && window.fraction[i] <= 1);
        sum += window.fraction[i];
    }
    FUZZ_REQUIRE(fabs(sum - planar) <= slack);
}

static void check_count(const struct lt_shape *shape, struct fuzz_run *run)
{
    struct lt_zonal_count count = {0};
    const enum lt_status status = lt_zonal_polygon(zonal, 0, shape, &count, &run->err);
    if (status == LT_E_LIMIT) {
        return;
    }
    fuzz_check(run, status);
    FUZZ_REQUIRE(status == LT_OK);
    long double size;
    const double area = (double)(area_of(shape, &size) / (cell * cell));
    double sum = 0;
    for (size_t i = 0; i < count.count; i++) {
        const struct lt_joint *joint = &count.joint[i];
        FUZZ_REQUIRE(isfinite(joint->cells) && joint->cells > 0);
        FUZZ_REQUIRE(fabs(joint->m2 - joint->cells * cell * cell) <= 1e-9 * joint->m2 + 1e-9);
        FUZZ_REQUIRE(i == 0 || count.joint[i - 1].key < joint->key);
        sum += joint->cells;
    }
    /* a vertex is known to 2⁻⁵³ of its coordinate, an edge moves as much over its length */
    const double cells_around = (double)(size / (cell * cell));
    const double slack = 1e-9 + 1e-9 * area + 1e-11 * cells_around + 1e-12 * shape->n_points;
    FUZZ_REQUIRE(isfinite(count.planar_cells) && fabs(count.planar_cells - area) <= slack);
    FUZZ_REQUIRE(fabs(sum - area) <= slack + 1e-12 * (double)count.touched_cells);
    FUZZ_REQUIRE((double)count.full_cells <= area + slack);
    FUZZ_REQUIRE(count.full_cells <= count.touched_cells);
    check_window(shape, area, slack + 1e-12 * (double)count.touched_cells, run);
}

static void one(const uint8_t *data, size_t size)
{
    struct fuzz_run run;
    struct lt_shape shape = {0};
    enum ingest_geometry_fault fault = INGEST_GEOMETRY_MISSING;
    enum lt_status status = LT_OK;
    bool plain = false;
    size_t crossings = 0;
    if (size < 2) {
        return;
    }
    fuzz_begin(&run);
    ingest_rings_clear(&rings);
    if ((data[0] & 1) == 0) {
        plain = vertices(data + 1, size - 1, &run.err);
    } else {
        status = ingest_rings_of_wkb(&rings, data + 1, size - 1, NULL, &plain, &run.err);
        FUZZ_REQUIRE(status == LT_OK);
    }
    if (plain) {
        struct lt_box box;
        check_proof();
        crossings = ingest_rings_bound(&rings, &box) ? count_crossings() : 0;
        status = ingest_geometry_exchange(&geometry, &rings, &fault);
    } else if ((data[0] & 1) == 1) {
        OGRGeometryH made = NULL;
        if (OGR_G_CreateFromWkb(data + 1, NULL, &made, (int)size - 1) == OGRERR_NONE) {
            status = ingest_geometry_read(&geometry, made, MOST_VERTICES, &fault, &run.err);
        }
        OGR_G_DestroyGeometry(made);
    }
    if (status == LT_OK && fault == INGEST_GEOMETRY_GOOD) {
        status = ingest_geometry_make(&geometry, &transform, repair_bound, MOST_DENSE, true, &fault,
                                      &shape, &run.err);
    }
    FUZZ_REQUIRE(status == LT_OK || status == LT_E_LIMIT);
    /* what takes GEOS minutes is not given to it */
    FUZZ_REQUIRE(crossings <= MOST_CROSSINGS ||
                 (fault != INGEST_GEOMETRY_GOOD && geometry.refused != INGEST_REFUSED_NOT));
    const double wide = shape.box.max_x - shape.box.min_x, high = shape.box.max_y - shape.box.min_y;
    if (status == LT_OK && fault == INGEST_GEOMETRY_GOOD && wide + high < MOST_AROUND * cell) {
        check_count(&shape, &run);
    }
    fuzz_end(&run);
}
const struct fuzz_target fuzz_rings = {"rings", start, one};
