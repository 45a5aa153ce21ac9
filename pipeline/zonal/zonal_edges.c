#include "zonal/zonal_edges.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "support/pair.h"

/* Parts of edges, each within one row, from one x to the other while descending by `height`; up where that is negative. */
enum { SPANS = 128 };
struct spans {
    double height[SPANS], from[SPANS], to[SPANS];
    uint32_t row[SPANS]; /* its first cell, in the band */
    uint32_t count;
};

static inline void put_span(struct spans *spans, double height, double from, double to,
                            uint32_t row)
{
    const uint32_t n = spans->count++;
    spans->height[n] = height;
    spans->from[n] = from;
    spans->to[n] = to;
    spans->row[n] = row;
}

typedef uint64_t units __attribute__((vector_size(16))); /* two numbers of units, modulo 2^64 */

/* Numbers from −1 to 1 in units of cover, rounded: from 2 to 4, a unit is the last place of a double. */
static inline units in_units(lt_pair value)
{
    const lt_pair three = lt_pair_both(3.0);
    return (units)(value + three) - (units)three;
}

static inline uint64_t one_in_units(double value)
{
    return in_units(lt_pair_both(value))[0];
}

static inline void add_mark(const struct zonal_band *band, uint32_t cell, uint32_t bits)
{
    uint8_t *byte = band->marks + cell / 8;
    const uint32_t shifted = bits << cell % 8;
    byte[0] |= (uint8_t)shifted;
    byte[1] |= (uint8_t)(shifted >> 8);
}

/* What a span of more than two cells adds: the cover of each cell less that of the one before. */
static void add_long_span(const struct zonal_band *band, uint32_t row, double height, double x0,
                          double x1)
{
    uint64_t *acc = band->acc + row;
    const uint32_t c0 = (uint32_t)(int32_t)x0, c = (uint32_t)(int32_t)x1;
    const uint32_t c1 = c + ((double)(int32_t)c < x1); /* one past the last cell */
    const double per_cell = 1.0 / (x1 - x0);
    const double in_first = 1.0 - (x0 - (double)(int32_t)c0);  /* of the first cell, right of x0 */
    const double in_last = x1 - (double)(int32_t)(c1 - 1);     /* of the last cell, left of x1 */
    const double first = 0.5 * per_cell * in_first * in_first; /* its covered part over height */
    const double missing = 0.5 * per_cell * in_last * in_last; /* the last cell's uncovered part */
    const double second = per_cell * (in_first + 0.5);
    uint64_t before = one_in_units(height * first);
    acc[c0] += before;
    for (uint32_t i = c0 + 1; i < c1 - 1; i++) {
        const double part = second + (double)(int32_t)(i - c0 - 1) * per_cell;
        const uint64_t cover = one_in_units(height * part);
        acc[i] += cover - before;
        before = cover;
    }
    const uint64_t last = one_in_units(height * (1.0 - missing));
    acc[c1 - 1] += last - before;
    acc[c1] += one_in_units(height) - last;
    for (uint32_t i = c0; i <= c1; i++) {
        add_mark(band, row + i, 1);
    }
}

/* What each span adds to its first cell and the two after, when it touches only two. Kept apart from the adding up, so
 * that many are under way at once. */
struct shares {
    uint64_t first[SPANS], second[SPANS], third[SPANS];
    double cell[SPANS], end[SPANS]; /* the first cell, and the span's end from there */
};

static inline void store_units(uint64_t *to, units two)
{
    memcpy(to, &two, sizeof two);
}

static void share_out(const struct spans *spans, struct shares *ret)
{
    const lt_pair half = lt_pair_both(0.5), one = lt_pair_both(1.0);
    for (uint32_t i = 0; i < spans->count; i += 2) {
        const lt_pair a = lt_pair_load(spans->from + i), b = lt_pair_load(spans->to + i);
        const lt_pair height = lt_pair_load(spans->height + i);
        const lt_pair west = lt_pair_min(a, b), cell = lt_pair_whole(west);
        const lt_pair from = west - cell, to = lt_pair_max(a, b) - cell;
        /* The span's middle is the mean of where its parts end up, 0, 1 and 2 cells on; what ends up two cells on is
         * the triangle left of it in the second cell, over the span's width. */
        const lt_pair middle = half * (from + to);
        const lt_pair in_second = lt_pair_max(to - one, lt_pair_both(0.0));
        const lt_pair width = to - from + lt_pair_both(1e-300); /* not 0 / 0 */
        const lt_pair triangle = half * in_second * in_second / width;
        const units third = in_units(height * triangle);
        const units second = in_units(height * (middle - triangle - triangle));
        store_units(ret->first + i, in_units(height) - second - third);
        store_units(ret->second + i, second);
        store_units(ret->third + i, third);
        lt_pair_store(ret->cell + i, cell);
        lt_pair_store(ret->end + i, to);
    }
}

static void add_spans(const struct zonal_band *band, struct spans *spans)
{
    struct shares shares;
    const uint32_t n = spans->count;
    if (n % 2 == 1) { /* the last pair is whole */
        put_span(spans, 0.0, spans->from[n - 1], spans->to[n - 1], spans->row[n - 1]);
    }
    share_out(spans, &shares);
    for (uint32_t i = 0; i < n; i++) {
        if (shares.end[i] > 2.0) {
            const double a = spans->from[i], b = spans->to[i];
            add_long_span(band, spans->row[i], spans->height[i], a < b ? a : b, a < b ? b : a);
            continue;
        }
        const uint32_t cell = spans->row[i] + (uint32_t)(int32_t)shares.cell[i];
        uint64_t *acc = band->acc + cell;
        acc[0] += shares.first[i];
        acc[1] += shares.second[i];
        acc[2] += shares.third[i];
        add_mark(band, cell, 3u + 4u * (shares.third[i] != 0));
    }
    spans->count = 0;
}

/* Rows are numbered from here while edges are cut: a coordinate of at least 2 is a whole number of units, and so is every
 * height. */
enum { NORTH = 2 };

/* Cuts an edge at the row lines. It runs from north to south, so that it meets them at the same places for both its
 * sides; `sign` is −1 where the ring runs up. `clip` is false when the edge lies within the band. */
static inline void cut(const struct zonal_band *band, lt_pair north, lt_pair south, double sign,
                       bool clip, struct spans *spans)
{
    const int32_t top = (int32_t)band->first + NORTH, to = (int32_t)south[1];
    const int32_t end = to - 1 + ((double)to < south[1]); /* its last row */
    const double slope = (south[0] - north[0]) / (south[1] - north[1]);
    double x = north[0], y = north[1];
    int32_t row = (int32_t)y, stop = end;
    bool ends = true;
    if (clip) {
        const int32_t bottom = (int32_t)band->end + NORTH;
        if (row >= bottom || end < top) {
            return;
        }
        ends = end < bottom;
        stop = ends ? end : bottom;
        if (row < top) {
            row = top;
            x += ((double)row - y) * slope;
            y = (double)row;
        }
    }
    uint32_t cell = (uint32_t)(row - top) * band->stride;
    for (; row < stop; row++) {
        const double line = (double)row + 1.0;
        const double crossing = north[0] + (line - north[1]) * slope;
        put_span(spans, sign * (line - y), x, crossing, cell);
        if (spans->count == SPANS - 2) {
            add_spans(band, spans);
        }
        x = crossing;
        y = line;
        cell += band->stride;
    }
    if (ends) {
        put_span(spans, sign * (south[1] - y), x, south[0], cell);
    }
}

static inline double add_edges(const struct zonal_band *band, const struct lt_point *points,
                               uint32_t step, uint32_t count, bool clip)
{
    static const double signs[2] = {1.0, -1.0};
    const lt_pair shift = {0.0, NORTH};
    struct spans spans;
    double sum = 0.0;
    spans.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct lt_point *p = points + (size_t)i * step;
        const uint32_t up = p[1].y < p[0].y;
        const lt_pair north = lt_pair_load(&p[up].x) + shift;
        const lt_pair south = lt_pair_load(&p[1 - up].x) + shift;
        if (!(north[1] < south[1])) {
            continue;
        }
        sum -= (north[0] + south[0]) * (signs[up] * (south[1] - north[1]));
        cut(band, north, south, signs[up], clip, &spans);
        if (spans.count >= SPANS - 2) {
            add_spans(band, &spans);
        }
    }
    add_spans(band, &spans);
    return sum;
}

double zonal_edges_add(const struct zonal_band *band, const struct lt_point *points, uint32_t count)
{
    return add_edges(band, points, 1, count, false);
}

void zonal_edges_add_parts(const struct zonal_band *band, const struct lt_point *points,
                           uint32_t count)
{
    add_edges(band, points, 2, count, true);
}
