#include "zonal/zonal_edges.h"

#include <stddef.h>

#include "support/pair.h"

/* Edges from north to south, so that an edge meets the rows at the same places for both its sides. */
struct edge {
    double x, y, bottom; /* its northern end, and how far down it goes */
    double west, east;
    double sign; /* −1 where the ring runs up */
    int32_t row, last;
};
struct edges {
    struct edge edge[ZONAL_EDGES + 1];
    double run[ZONAL_EDGES + 2], fall[ZONAL_EDGES + 2], slope[ZONAL_EDGES + 2];
    uint32_t count;
};

/* The edges that lie in the band and are not horizontal. No branch depends on where an edge runs: such branches cannot
 * be predicted, and cost more than all the arithmetic. */
static void prepare(const struct zonal_band *band, const struct lt_point *points, uint32_t step,
                    uint32_t count, struct edges *ret)
{
    static const double signs[2] = {1.0, -1.0};
    const int32_t first = (int32_t)band->first, end = (int32_t)band->end;
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct lt_point *p = points + (size_t)i * step;
        const uint32_t up = p[1].y < p[0].y;
        const struct lt_point a = p[up], b = p[1 - up];
        struct edge *edge = &ret->edge[n];
        edge->x = a.x;
        edge->y = a.y;
        edge->bottom = b.y;
        edge->west = a.x < b.x ? a.x : b.x;
        edge->east = a.x > b.x ? a.x : b.x;
        edge->sign = signs[up];
        ret->run[n] = b.x - a.x;
        ret->fall[n] = b.y - a.y;
        const int32_t from = (int32_t)a.y, to = (int32_t)b.y;
        const int32_t last = to - ((double)to == b.y);
        edge->row = from < first ? first : from;
        edge->last = last < end ? last : end - 1;
        n += (uint32_t)(a.y != b.y) & (uint32_t)(edge->row <= edge->last);
    }
    ret->count = n;
    ret->run[n] = ret->fall[n] = 1.0; /* the last pair is whole */
    for (uint32_t i = 0; i < n; i += 2) {
        lt_pair_store(ret->slope + i, lt_pair_load(ret->run + i) / lt_pair_load(ret->fall + i));
    }
}

/* What a span of more than two cells adds. */
static void add_long_span(double *acc, uint8_t *marks, double height, double x0, double x1)
{
    const uint32_t c0 = (uint32_t)(int32_t)x0, c = (uint32_t)(int32_t)x1;
    const uint32_t c1 = c + ((double)(int32_t)c < x1); /* one past the last cell */
    const double per_cell = 1.0 / (x1 - x0);
    const double in_first = 1.0 - (x0 - (double)(int32_t)c0);  /* of the first cell, right of x0 */
    const double in_last = x1 - (double)(int32_t)(c1 - 1);     /* of the last cell, left of x1 */
    const double first = 0.5 * per_cell * in_first * in_first; /* its covered part over height */
    const double missing = 0.5 * per_cell * in_last * in_last; /* the last cell's uncovered part */
    const double second = per_cell * (in_first + 0.5);
    acc[c0] += height * first;
    acc[c0 + 1] += height * (second - first);
    for (uint32_t i = c0 + 2; i < c1 - 1; i++) {
        acc[i] += height * per_cell;
    }
    const double before = second + (double)(int32_t)(c1 - c0 - 3) * per_cell;
    acc[c1 - 1] += height * (1.0 - missing - before);
    acc[c1] += height * missing;
    for (uint32_t g = c0 / ZONAL_GROUP; g <= c1 / ZONAL_GROUP; g++) {
        marks[g] = 1;
    }
}

/* Parts of edges, each within one row: from `west` to `east` while descending by |height|, up where that is negative. */
enum { SPANS = 128 };
struct spans {
    double height[SPANS], west[SPANS], east[SPANS];
    uint32_t row[SPANS]; /* in the band */
    uint32_t count;
};

/* What each span adds to its first cell and the two after, when it touches only two. Kept apart from the adding up, so
 * that many are under way at once. */
struct shares {
    double cell[SPANS], first[SPANS], second[SPANS], third[SPANS];
};

static void share_out(const struct spans *spans, struct shares *ret)
{
    const lt_pair half = lt_pair_both(0.5), one = lt_pair_both(1.0);
    for (uint32_t i = 0; i < spans->count; i += 2) {
        const lt_pair west = lt_pair_load(spans->west + i),
                      height = lt_pair_load(spans->height + i);
        const lt_pair cell = lt_pair_whole(west);
        const lt_pair from = west - cell, to = lt_pair_load(spans->east + i) - cell;
        /* The span's middle is the mean of where its parts end up, 0, 1 and 2 cells on; what ends up two cells on is
         * the triangle left of it in the second cell, over the span's width. */
        const lt_pair middle = half * (from + to);
        const lt_pair in_second = lt_pair_max(to - one, lt_pair_both(0.0));
        const lt_pair width = to - from + lt_pair_both(1e-300); /* not 0 / 0 */
        const lt_pair triangle = half * in_second * in_second / width;
        lt_pair_store(ret->cell + i, cell);
        lt_pair_store(ret->first + i, height * (one - middle + triangle));
        lt_pair_store(ret->second + i, height * (middle - triangle - triangle));
        lt_pair_store(ret->third + i, height * triangle);
    }
}

static void add_spans(const struct zonal_band *band, struct spans *spans)
{
    struct shares shares;
    const uint32_t n = spans->count, groups = band->stride / ZONAL_GROUP;
    if (n % 2 == 1) { /* the last pair is whole */
        spans->height[n] = spans->height[n - 1];
        spans->west[n] = spans->west[n - 1];
        spans->east[n] = spans->east[n - 1];
    }
    share_out(spans, &shares);
    for (uint32_t i = 0; i < n; i++) {
        double *acc = band->acc + (size_t)spans->row[i] * band->stride;
        uint8_t *marks = band->marks + (size_t)spans->row[i] * groups;
        const uint32_t c = (uint32_t)(int32_t)shares.cell[i];
        if (spans->east[i] - shares.cell[i] > 2.0) {
            add_long_span(acc, marks, spans->height[i], spans->west[i], spans->east[i]);
            continue;
        }
        acc[c] += shares.first[i];
        acc[c + 1] += shares.second[i];
        acc[c + 2] += shares.third[i];
        marks[c / ZONAL_GROUP] = 1;
        marks[(c + 1 + (shares.third[i] != 0.0)) / ZONAL_GROUP] = 1;
    }
    spans->count = 0;
}

static inline lt_pair cross(const struct edge *edge, lt_pair slope, lt_pair y)
{
    const lt_pair x = lt_pair_both(edge->x) + (y - lt_pair_both(edge->y)) * slope;
    return lt_pair_min(lt_pair_max(x, lt_pair_both(edge->west)), lt_pair_both(edge->east));
}

/* Two rows at once; most edges have no more. */
static inline void cut(const struct zonal_band *band, const struct edge *edge, lt_pair slope,
                       struct spans *spans)
{
    int32_t row = edge->row;
    for (;;) {
        const double r = (double)row;
        const uint32_t n = spans->count, left = (uint32_t)(edge->last - row + 1);
        const lt_pair above = {r, r + 1.0}, below = {r + 1.0, r + 2.0};
        const lt_pair top = lt_pair_max(lt_pair_both(edge->y), above);
        const lt_pair bottom = lt_pair_min(lt_pair_both(edge->bottom), below);
        const lt_pair x0 = cross(edge, slope, top), x1 = cross(edge, slope, below);
        lt_pair_store(spans->height + n, lt_pair_both(edge->sign) * (bottom - top));
        lt_pair_store(spans->west + n, lt_pair_min(x0, x1));
        lt_pair_store(spans->east + n, lt_pair_max(x0, x1));
        spans->row[n] = (uint32_t)row - band->first;
        spans->row[n + 1] = spans->row[n] + 1;
        spans->count += left < 2 ? left : 2;
        if (spans->count > SPANS - 2) {
            add_spans(band, spans);
        }
        if (left <= 2) {
            return;
        }
        row += 2;
    }
}

void zonal_edges_add(const struct zonal_band *band, const struct lt_point *points, uint32_t step,
                     uint32_t count)
{
    struct edges edges;
    struct spans spans;
    prepare(band, points, step, count, &edges);
    spans.count = 0;
    for (uint32_t i = 0; i < edges.count; i++) {
        cut(band, &edges.edge[i], lt_pair_both(edges.slope[i]), &spans);
    }
    add_spans(band, &spans);
}
