#include "bench_generate.h"

#include <math.h>

enum { SALT_X = 1, SALT_Y, SALT_COUNT, SALT_BEND, SALT_SPLIT };

static uint32_t group(const uint32_t *groups, uint32_t line)
{
    return groups != NULL ? groups[line] : line;
}

static struct lt_point node(const struct bench_lattice *lattice, uint32_t i, uint32_t j)
{
    const uint64_t key = (uint64_t)group(lattice->gx, i) << 32 | group(lattice->gy, j);
    const double x = lattice->x != NULL ? lattice->x[i] : lattice->origin_x + lattice->step * i;
    const double y = lattice->y != NULL ? lattice->y[j] : lattice->origin_y + lattice->step * j;
    return (struct lt_point){x + lattice->jitter * bench_signed(lattice->seed, SALT_X, key, 0),
                             y + lattice->jitter * bench_signed(lattice->seed, SALT_Y, key, 0)};
}

size_t bench_lattice_edge(const struct bench_lattice *lattice, bool vertical, uint32_t i,
                          uint32_t j, struct lt_point points[BENCH_EDGE_POINTS])
{
    const struct lt_point a = node(lattice, i, j);
    const struct lt_point b = vertical ? node(lattice, i, j + 1) : node(lattice, i + 1, j);
    size_t n = 0;
    points[n++] = a;
    if (vertical && lattice->has_bump && i == lattice->bump_i && j == lattice->bump_j) {
        points[n++] = (struct lt_point){a.x + lattice->bump_width, a.y};
        points[n++] = (struct lt_point){b.x + lattice->bump_width, b.y};
        points[n++] = b;
        return n;
    }
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double length = sqrt(dx * dx + dy * dy);
    if (length >= lattice->straight_below) {
        /* the two sides of a road have one key and so run in parallel */
        const uint64_t key = vertical ? (uint64_t)group(lattice->gx, i) << 32 | j
                                      : (uint64_t)group(lattice->gy, j) << 32 | i;
        const uint64_t turn = (vertical ? 8 : 0) + 16 * lattice->redrawn;
        const uint32_t spread = lattice->max_points - lattice->min_points + 1;
        const uint32_t inner =
            lattice->min_points +
            (uint32_t)(bench_hash(lattice->seed, SALT_COUNT + turn, key, 0) % spread);
        for (uint32_t k = 1; k <= inner; k++) {
            const double t = (double)k / (inner + 1);
            /* tapered towards the ends, so that neighbouring edges never cross */
            const double off = lattice->bend * 4.0 * t * (1.0 - t) *
                               bench_signed(lattice->seed, SALT_BEND + turn, key, k);
            points[n++] = (struct lt_point){a.x + t * dx - off * dy, a.y + t * dy + off * dx};
        }
    }
    points[n++] = b;
    return n;
}

/* Adds an edge without its last point, forward or backward. */
static void add_edge(const struct bench_lattice *lattice, bool vertical, uint32_t i, uint32_t j,
                     bool backward, struct bench_polygon *polygon)
{
    struct lt_point points[BENCH_EDGE_POINTS];
    const size_t n = bench_lattice_edge(lattice, vertical, i, j, points);
    for (size_t k = 0; k + 1 < n; k++) {
        const struct lt_point p = points[backward ? n - 1 - k : k];
        bench_polygon_add(polygon, p.x, p.y);
    }
}

void bench_lattice_region(const struct bench_lattice *lattice, uint32_t c0, uint32_t r0,
                          uint32_t c1, uint32_t r1, struct bench_polygon *polygon)
{
    for (uint32_t c = c0; c < c1; c++) {
        add_edge(lattice, false, c, r0, false, polygon);
    }
    for (uint32_t r = r0; r < r1; r++) {
        add_edge(lattice, true, c1, r, false, polygon);
    }
    for (uint32_t c = c1; c > c0; c--) {
        add_edge(lattice, false, c - 1, r1, true, polygon);
    }
    for (uint32_t r = r1; r > r0; r--) {
        add_edge(lattice, true, c0, r - 1, true, polygon);
    }
    bench_polygon_end_ring(polygon, true);
}

void bench_lattice_half(const struct bench_lattice *lattice, uint32_t c, uint32_t r, int side,
                        struct bench_polygon *polygon)
{
    struct lt_point low[BENCH_EDGE_POINTS], high[BENCH_EDGE_POINTS];
    const size_t nl = bench_lattice_edge(lattice, false, c, r, low);
    const size_t nh = bench_lattice_edge(lattice, false, c, r + 1, high);
    const size_t ml = nl / 2, mh = nh / 2;
    const double bend = 6.0 * bench_signed(lattice->seed, SALT_SPLIT, c, r);
    const struct lt_point middle = {(low[ml].x + high[mh].x) / 2 + bend,
                                    (low[ml].y + high[mh].y) / 2};
    if (side == 0) {
        for (size_t k = 0; k <= ml; k++) {
            bench_polygon_add(polygon, low[k].x, low[k].y);
        }
        bench_polygon_add(polygon, middle.x, middle.y);
        for (size_t k = mh; k > 0; k--) {
            bench_polygon_add(polygon, high[k].x, high[k].y);
        }
        add_edge(lattice, true, c, r, true, polygon);
    } else {
        for (size_t k = ml; k + 1 < nl; k++) {
            bench_polygon_add(polygon, low[k].x, low[k].y);
        }
        add_edge(lattice, true, c + 1, r, false, polygon);
        for (size_t k = nh - 1; k >= mh; k--) {
            bench_polygon_add(polygon, high[k].x, high[k].y);
        }
        bench_polygon_add(polygon, middle.x, middle.y);
    }
    bench_polygon_end_ring(polygon, true);
}
