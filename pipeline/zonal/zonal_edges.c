#include "zonal/zonal_edges.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "support/pair.h"
#include "zonal/zonal_bytes.h"

/* Numbers from −1 to 1 rounded to units of cover: from 2 to 4, a unit is the last place of a double. */
static inline lt_pair in_units(lt_pair value)
{
    const lt_pair three = lt_pair_both(3.0);
    return (value + three) - three;
}

static inline double one_in_units(double value)
{
    return (value + 3.0) - 3.0;
}

/* Marks cells of the band: bit i of `bits` stands for cell + i. */
static inline void add_marks(const struct zonal_band *band, uint32_t cell, uint64_t bits)
{
    uint64_t *word = band->marks + cell / 64;
    const uint32_t at = cell % 64;
    word[0] |= zonal_bytes_order(bits << at);
    word[1] |= zonal_bytes_order(bits >> 1 >> (63 - at));
}

/* What a span adds that ends so few cells from its first, without a branch: of the area that lies left of a line t cells
 * on, second differences. */
enum { FEW = 6 };
static inline void add_few(const struct zonal_band *band, uint32_t cell, double height, double from,
                           double end)
{
    double *acc = band->acc + cell;
    const lt_pair per_cell = lt_pair_both(0.5 * height / (end - from));
    const lt_pair west = lt_pair_both(from), east = lt_pair_both(end), none = lt_pair_both(0.0);
    lt_pair t = {1.0, 2.0}, area = none, cover = none;
    for (uint32_t i = 0; i < FEW + 2; i += 2) {
        const lt_pair u = lt_pair_max(t - west, none), v = lt_pair_max(t - east, none);
        const lt_pair next = (u * u - v * v) * per_cell;
        const lt_pair part = next - (lt_pair){area[1], next[0]};
        const lt_mask over = (lt_mask)(t - lt_pair_both(1.0) >= east);
        const lt_pair to =
            lt_pair_where(over, lt_pair_both(height)) + lt_pair_where(~over, in_units(part));
        acc[i] += to[0] - cover[1];
        acc[i + 1] += to[1] - to[0];
        area = next;
        cover = to;
        t += lt_pair_both(2.0);
    }
    const int32_t whole = (int32_t)end;
    add_marks(band, cell, (UINT64_C(2) << (whole + ((double)whole < end))) - 1);
}

/* What a span of many cells adds: the cover of each cell less that of the one before. */
static void add_long_span(const struct zonal_band *band, uint32_t row, double height, double x0,
                          double x1)
{
    double *acc = band->acc + row;
    const uint32_t c0 = (uint32_t)(int32_t)x0, c = (uint32_t)(int32_t)x1;
    const uint32_t c1 = c + ((double)(int32_t)c < x1); /* one past the last cell */
    const double per_cell = 1.0 / (x1 - x0);
    const double in_first = 1.0 - (x0 - (double)(int32_t)c0);  /* of the first cell, right of x0 */
    const double in_last = x1 - (double)(int32_t)(c1 - 1);     /* of the last cell, left of x1 */
    const double first = 0.5 * per_cell * in_first * in_first; /* its covered part over height */
    const double missing = 0.5 * per_cell * in_last * in_last; /* the last cell's uncovered part */
    const double second = per_cell * (in_first + 0.5);
    double before = one_in_units(height * first);
    acc[c0] += before;
    for (uint32_t i = c0 + 1; i < c1 - 1; i++) {
        const double part = second + (double)(int32_t)(i - c0 - 1) * per_cell;
        const double cover = one_in_units(height * part);
        acc[i] += cover - before;
        before = cover;
    }
    const double last = one_in_units(height * (1.0 - missing));
    acc[c1 - 1] += last - before;
    acc[c1] += height - last;
    for (uint32_t i = c0; i <= c1; i += 64) {
        add_marks(band, row + i, c1 - i < 63 ? (UINT64_C(2) << (c1 - i)) - 1 : UINT64_MAX);
    }
}

/* Rows are numbered from here while edges are cut: a coordinate of at least 2 is a whole number of units, and so is every
 * height. */
enum { NORTH = 2 };

/* An edge from north to south, so that it meets row lines at the same places for both its sides. */
struct edge {
    lt_pair north;    /* where it begins */
    lt_pair end_sign; /* the row where it ends; a sign, −1 where the ring runs up */
    lt_pair slopes;   /* columns per row, half the rows per column */
};

/* Parts of edges, each within one row, by edge and row. What each adds to its first cell and the two after. Kept apart from
 * the adding up, so that many are under way at once. */
enum { SPANS = 192, AT_ONCE = 8 };
struct spans {
    uint32_t edge[SPANS + AT_ONCE];
    int32_t row[SPANS + AT_ONCE];
    double first[SPANS + 2], second[SPANS + 2], third[SPANS + 2];
    int32_t cell[SPANS + 2];
    uint32_t is_long[SPANS + 2]; /* which go on from there, and add nothing here */
};

typedef uint32_t four_edges __attribute__((vector_size(16)));
typedef int32_t four_rows __attribute__((vector_size(16)));

/* Rows `row` to `last` of an edge: AT_ONCE are written, however few there are. */
static inline void put_spans(struct spans *spans, uint32_t at, uint32_t edge, int32_t row)
{
    const four_edges edges = {edge, edge, edge, edge};
    const four_rows steps = {0, 1, 2, 3}, rows = steps + row, more = rows + 4;
    memcpy(spans->edge + at, &edges, sizeof edges);
    memcpy(spans->edge + at + 4, &edges, sizeof edges);
    memcpy(spans->row + at, &rows, sizeof rows);
    memcpy(spans->row + at + 4, &more, sizeof more);
}

/* Answers how many are long. */
static inline uint32_t share_out(const struct zonal_band *band, const struct edge *edges,
                                 struct spans *spans, uint32_t count)
{
    const lt_pair one = lt_pair_both(1.0), half = lt_pair_both(0.5), none = lt_pair_both(0.0);
    const lt_pair top = lt_pair_both((double)band->first + NORTH);
    const lt_pair stride = lt_pair_both((double)band->stride);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i += 2) {
        const struct edge *p = edges + spans->edge[i], *q = edges + spans->edge[i + 1];
        const lt_pair x = lt_pair_firsts(p->north, q->north);
        const lt_pair y = lt_pair_seconds(p->north, q->north);
        const lt_pair south = lt_pair_firsts(p->end_sign, q->end_sign);
        const lt_pair sign = lt_pair_seconds(p->end_sign, q->end_sign);
        const lt_pair slope = lt_pair_firsts(p->slopes, q->slopes);
        const lt_pair half_rows = lt_pair_seconds(p->slopes, q->slopes);
        const lt_pair line = lt_pair_of_ints(spans->row + i);
        const lt_pair from_y = lt_pair_max(line, y), to_y = lt_pair_min(line + one, south);
        const lt_pair height = sign * (to_y - from_y);
        const lt_pair a = x + (from_y - y) * slope, b = x + (to_y - y) * slope;
        const lt_pair west = lt_pair_min(a, b), cell = lt_pair_whole(west);
        const lt_pair end = lt_pair_max(a, b) - cell;
        /* The span's middle is the mean of where its parts end up, 0, 1 and 2 cells on; what ends up two cells on is the
         * triangle left of it in the second cell. */
        const lt_pair middle = half * ((west - cell) + end);
        const lt_pair in_second = lt_pair_max(end - one, none);
        const lt_pair triangle = in_second * in_second * half_rows;
        const lt_mask here = (lt_mask)(end <= one + one);
        const lt_pair third = in_units(triangle);
        const lt_pair second = in_units(height * middle - (triangle + triangle));
        const lt_pair at = (line - top) * stride + cell;
        lt_pair_store(spans->first + i, lt_pair_where(here, height - second - third));
        lt_pair_store(spans->second + i, lt_pair_where(here, second));
        lt_pair_store(spans->third + i, lt_pair_where(here, third));
        spans->is_long[n] = i;
        n += (uint32_t)here[0] + 1;
        spans->is_long[n] = i + 1;
        n += (uint32_t)here[1] + 1;
        lt_pair_to_ints(spans->cell + i, at);
    }
    return n;
}

/* A span of more than two cells, from its edge. */
ZONAL_INLINE void add_long(const struct zonal_band *band, const struct edge *edge, int32_t row)
{
    const double line = (double)row, y = edge->north[1], end = edge->end_sign[0];
    const double from_y = line > y ? line : y, to_y = line + 1.0 < end ? line + 1.0 : end;
    const double a = edge->north[0] + (from_y - y) * edge->slopes[0];
    const double b = edge->north[0] + (to_y - y) * edge->slopes[0];
    const double west = a < b ? a : b, east = a < b ? b : a, cell = (double)(int32_t)west;
    const double height = edge->end_sign[1] * (to_y - from_y);
    const uint32_t at = ((uint32_t)(row - NORTH) - band->first) * band->stride;
    if (east - cell <= FEW) {
        add_few(band, at + (uint32_t)(int32_t)west, height, west - cell, east - cell);
    } else {
        add_long_span(band, at, height, west, east);
    }
}

static inline void add_up(const struct zonal_band *band, const struct spans *spans, uint32_t count,
                          bool mark)
{
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t cell = (uint32_t)spans->cell[i];
        double *acc = band->acc + cell;
        acc[0] += spans->first[i];
        acc[1] += spans->second[i];
        acc[2] += spans->third[i];
        if (mark) {
            uint64_t third;
            memcpy(&third, spans->third + i, sizeof third);
            add_marks(band, cell, third == 0 ? 3 : 7);
        }
    }
}

ZONAL_TWICE static void add_spans(const struct zonal_band *band, const struct edge *edges,
                                  struct spans *spans, uint32_t count)
{
    spans->edge[count] = spans->edge[0]; /* the last pair is whole */
    spans->row[count] = spans->row[0];
    const uint32_t n = share_out(band, edges, spans, count);
    if (band->marked) {
        add_up(band, spans, count, true);
    } else {
        add_up(band, spans, count, false);
    }
    for (uint32_t i = 0; i < n && spans->is_long[i] < count; i++) {
        const uint32_t k = spans->is_long[i];
        add_long(band, edges + spans->edge[k], spans->row[k]);
    }
}

/* Cuts an edge at the row lines, and answers how many spans there are then. `clip` is false when the edge lies within the
 * band. */
static inline uint32_t cut(const struct zonal_band *band, const struct edge *edges, uint32_t index,
                           double from, double to, bool clip, struct spans *spans, uint32_t count)
{
    int32_t row = (int32_t)from, last = (int32_t)to;
    last -= (double)last == to;
    if (clip) {
        const int32_t top = (int32_t)band->first + NORTH, bottom = (int32_t)band->end + NORTH;
        row = row < top ? top : row;
        last = last < bottom ? last : bottom - 1;
        if (row > last) {
            return count;
        }
    }
    while (last - row >= AT_ONCE) {
        put_spans(spans, count, index, row);
        count += AT_ONCE;
        row += AT_ONCE;
        if (count >= SPANS - AT_ONCE) {
            add_spans(band, edges, spans, count);
            count = 0;
        }
    }
    put_spans(spans, count, index, row);
    return count + (uint32_t)(last - row + 1);
}

ZONAL_INLINE double add_edges(const struct zonal_band *band, const struct lt_point *points,
                              uint32_t step, uint32_t count, bool clip)
{
    static const double signs[2] = {1.0, -1.0};
    const lt_pair shift = {0.0, NORTH};
    struct edge edges[ZONAL_EDGES];
    struct spans spans;
    uint32_t n = 0;
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        const struct lt_point *p = points + (size_t)i * step;
        const uint32_t up = p[1].y < p[0].y;
        const lt_pair north = lt_pair_load(&p[up].x) + shift;
        const lt_pair south = lt_pair_load(&p[1 - up].x) + shift;
        if (!(north[1] < south[1])) {
            continue;
        }
        const lt_pair d = south - north;
        const lt_pair per = {d[1], lt_pair_abs(d)[0] + 1e-300}; /* not 0 / 0 */
        edges[i].north = north;
        edges[i].end_sign = (lt_pair){south[1], signs[up]};
        edges[i].slopes = d * (lt_pair){1.0, 0.5 * signs[up]} / per;
        sum -= (north[0] + south[0]) * (signs[up] * d[1]);
        n = cut(band, edges, i, north[1], south[1], clip, &spans, n);
        if (n >= SPANS - AT_ONCE) {
            add_spans(band, edges, &spans, n);
            n = 0;
        }
    }
    if (n > 0) {
        add_spans(band, edges, &spans, n);
    }
    return sum;
}

ZONAL_TWICE double zonal_edges_add(const struct zonal_band *band, const struct lt_point *points,
                                   uint32_t count)
{
    return add_edges(band, points, 1, count, false);
}

ZONAL_TWICE void zonal_edges_add_parts(const struct zonal_band *band, const struct lt_point *points,
                                       uint32_t count)
{
    add_edges(band, points, 2, count, true);
}
