#include "zonal/zonal_edges.h"

#include <stddef.h>
#include <string.h>

#include "support/quad.h"
#include "zonal/zonal_bytes.h"

/* Numbers from −1 to 1 rounded to units of cover: from 2 to 4, a unit is the last place of a double. */
ZONAL_INLINE lt_quad in_units(lt_quad value)
{
    const lt_quad three = lt_quad_all(3.0);
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
ZONAL_INLINE void add_few(const struct zonal_band *band, uint32_t cell, double height, double from,
                          double end, bool mark)
{
    double *acc = band->acc + cell;
    const lt_quad per_cell = lt_quad_all(0.5 * height / (end - from)), one = lt_quad_all(1.0);
    const lt_quad west = lt_quad_all(from), east = lt_quad_all(end), none = lt_quad_all(0.0);
    lt_quad t = {1.0, 2.0, 3.0, 4.0}, area = none, cover = none;
    for (uint32_t i = 0; i < FEW + 2; i += 4) {
        const lt_quad u = lt_quad_max(t - west, none), v = lt_quad_max(t - east, none);
        const lt_quad next = (u * u - v * v) * per_cell;
        const lt_quad part = next - __builtin_shufflevector(area, next, 3, 4, 5, 6);
        const lt_quad_mask over = lt_quad_reaches(t - one, east);
        const lt_quad to =
            lt_quad_where(over, lt_quad_all(height)) + lt_quad_where(~over, in_units(part));
        lt_quad_store(acc + i, lt_quad_load(acc + i) +
                                   (to - __builtin_shufflevector(cover, to, 3, 4, 5, 6)));
        area = next;
        cover = to;
        t += lt_quad_all(4.0);
    }
    if (mark) {
        const int32_t whole = (int32_t)end;
        add_marks(band, cell, (UINT64_C(2) << (whole + ((double)whole < end))) - 1);
    }
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
    for (uint32_t i = c0; band->marked && i <= c1; i += 64) {
        add_marks(band, row + i, c1 - i < 63 ? (UINT64_C(2) << (c1 - i)) - 1 : UINT64_MAX);
    }
}

/* Rows are numbered from here while edges are cut: a coordinate of at least 2 is a whole number of units, and so is every
 * height. */
enum { NORTH = 2 };

/* An edge from north to south, so that it meets row lines at the same places for both its sides. */
struct edge {
    double x, y;             /* where it begins */
    double south, sign;      /* the row where it ends; −1 where the ring runs up */
    double slope, half_rows; /* columns per row, half the rows per column */
};

struct edges {
    uint32_t count;
    int32_t row[ZONAL_EDGES + 1], last[ZONAL_EDGES + 1];
    struct edge edge[ZONAL_EDGES + 1];
};

/* Parts of edges, each within one row. */
enum { SPANS = 204, ROWS = 4 };
struct spans {
    double west[SPANS], east[SPANS], height[SPANS], half_rows[SPANS];
    int32_t row[SPANS]; /* of the band */
};

/* What each adds to its first cell and the two after, in the band's cells. */
struct parts {
    double first[SPANS], second[SPANS], third[SPANS];
    uint64_t touched[SPANS]; /* bits of its row */
    int32_t cell[SPANS];
    uint32_t n_long;
    uint32_t
        is_long[SPANS + ROWS]; /* which run through more than two cells, and add nothing here */
};

/* Rows `row` to `last` of an edge, ROWS at once, however few there are: what is behind them is written over. */
ZONAL_INLINE void cut_rows(const struct edge *edge, int32_t row, int32_t top, struct spans *spans,
                           uint32_t at)
{
    const lt_quad_ints rows = (lt_quad_ints){0, 1, 2, 3} + row;
    const lt_quad x = lt_quad_all(edge->x), y = lt_quad_all(edge->y);
    const lt_quad south = lt_quad_all(edge->south), sign = lt_quad_all(edge->sign);
    const lt_quad slope = lt_quad_all(edge->slope);
    const lt_quad line = lt_quad_of_ints(rows);
    const lt_quad from_y = lt_quad_max(line, y), to_y = lt_quad_min(line + lt_quad_all(1.0), south);
    const lt_quad a = x + (from_y - y) * slope, b = x + (to_y - y) * slope;
    lt_quad_store(spans->west + at, lt_quad_min(a, b));
    lt_quad_store(spans->east + at, lt_quad_max(a, b));
    lt_quad_store(spans->height + at, sign * (to_y - from_y));
    lt_quad_store(spans->half_rows + at, lt_quad_all(edge->half_rows));
    lt_quad_store_ints(spans->row + at, rows - top);
}

/* Four at once; what is behind the last may be anything finite. */
ZONAL_INLINE void share_out(const struct zonal_band *band, const struct spans *spans,
                            uint32_t count, bool mark, struct parts *parts)
{
    const lt_quad one = lt_quad_all(1.0), two = lt_quad_all(2.0), half = lt_quad_all(0.5);
    const lt_quad none = lt_quad_all(0.0), stride = lt_quad_all(band->stride);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i += 4) {
        const lt_quad west = lt_quad_load(spans->west + i),
                      height = lt_quad_load(spans->height + i);
        const lt_quad_ints col = lt_quad_to_ints(west), row = lt_quad_load_ints(spans->row + i);
        const lt_quad cell = lt_quad_of_ints(col), end = lt_quad_load(spans->east + i) - cell;
        /* The span's middle is the mean of where its parts end up, 0, 1 and 2 cells on; what ends up two cells on is the
         * triangle left of it in the second cell. */
        const lt_quad middle = half * ((west - cell) + end);
        const lt_quad in_second = lt_quad_max(end - one, none);
        const lt_quad triangle = in_second * in_second * lt_quad_load(spans->half_rows + i);
        const lt_quad_mask here = lt_quad_reaches(two, end);
        const lt_quad third = in_units(triangle);
        const lt_quad second = in_units(height * middle - (triangle + triangle));
        lt_quad_store(parts->first + i, lt_quad_where(here, height - second - third));
        lt_quad_store(parts->second + i, lt_quad_where(here, second));
        lt_quad_store(parts->third + i, lt_quad_where(here, third));
        lt_quad_store_ints(parts->cell + i, lt_quad_to_ints(lt_quad_of_ints(row) * stride + cell));
        if (!mark) {
            const lt_quad_words bit = {1, 1, 1, 1};
            const lt_quad_words from = lt_quad_words_of_ints(col >> ZONAL_TOUCH_SHIFT);
            const lt_quad_words to = lt_quad_words_of_ints((col + 2) >> ZONAL_TOUCH_SHIFT);
            const lt_quad_words touched = bit << from | bit << to;
            memcpy(parts->touched + i, &touched, sizeof touched);
        }
        if (lt_quad_any(~here)) {
            const struct lt_quad_lanes short_ones = lt_quad_lanes_of(here);
            for (uint32_t k = 0; k < 4; k++) {
                parts->is_long[n] = i + k;
                n += short_ones.lane[k] == 0;
            }
        }
    }
    parts->n_long = n;
}

/* A span of more than two cells. */
ZONAL_INLINE void add_long(const struct zonal_band *band, const struct spans *spans, uint32_t i,
                           bool mark)
{
    const double west = spans->west[i], east = spans->east[i], height = spans->height[i];
    const uint32_t row = (uint32_t)spans->row[i], col = (uint32_t)(int32_t)west;
    if (!mark) {
        const uint32_t to = ((uint32_t)(int32_t)east + 1) >> ZONAL_TOUCH_SHIFT;
        band->touched[row] |= (UINT64_C(2) << to) - (UINT64_C(1) << (col >> ZONAL_TOUCH_SHIFT));
    }
    if (east - (double)col <= FEW) {
        add_few(band, row * band->stride + col, height, west - (double)col, east - (double)col,
                mark);
    } else {
        add_long_span(band, row * band->stride, height, west, east);
    }
}

ZONAL_INLINE void add_spans(const struct zonal_band *band, struct spans *spans, uint32_t count,
                            bool mark)
{
    struct parts parts;
    for (uint32_t i = count; i < count + 3; i++) { /* the last four are whole */
        spans->west[i] = spans->east[i] = spans->height[i] = spans->half_rows[i] = 0.0;
        spans->row[i] = 0;
    }
    share_out(band, spans, count, mark, &parts);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t cell = (uint32_t)parts.cell[i];
        double *acc = band->acc + cell;
        acc[0] += parts.first[i];
        acc[1] += parts.second[i];
        acc[2] += parts.third[i];
        if (mark) {
            uint64_t third;
            memcpy(&third, parts.third + i, sizeof third);
            add_marks(band, cell, third == 0 ? 3 : 7);
        } else {
            band->touched[spans->row[i]] |= parts.touched[i];
        }
    }
    for (uint32_t i = 0; i < parts.n_long; i++) {
        add_long(band, spans, parts.is_long[i], mark);
    }
}

/* Edges that rise or fall, and the rows that each crosses. A loop of its own: divisions of many edges are under way at once.
 * `clip` is false when all lie within the band. Answers twice the area that they enclose. */
ZONAL_INLINE double take_edges(const struct zonal_band *band, const struct lt_point *points,
                               uint32_t step, uint32_t count, bool clip, struct edges *edges)
{
    static const double signs[2] = {1.0, -1.0}, halves[2][2] = {{1.0, 0.5}, {1.0, -0.5}};
    const lt_pair shift = {0.0, NORTH};
    const int32_t top = (int32_t)band->first + NORTH, bottom = (int32_t)band->end + NORTH;
    uint32_t n = 0;
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        const struct lt_point *p = points + (size_t)i * step;
        const uint32_t up = p[1].y < p[0].y;
        const lt_pair north = lt_pair_load(&p[up].x) + shift;
        const lt_pair south = lt_pair_load(&p[1 - up].x) + shift;
        const lt_pair d = south - north;
        const lt_pair per = {d[1], lt_pair_abs(d)[0] + 1e-300}; /* not 0 / 0 */
        int32_t row = (int32_t)north[1], last = (int32_t)south[1];
        last -= (double)last == south[1];
        if (clip) {
            row = row < top ? top : row;
            last = last < bottom ? last : bottom - 1;
        }
        struct edge *edge = &edges->edge[n];
        lt_pair_store(&edge->x, north);
        edge->south = south[1];
        edge->sign = signs[up];
        lt_pair_store(&edge->slope, d * lt_pair_load(halves[up]) / per);
        edges->row[n] = row;
        edges->last[n] = last;
        n += (uint32_t)(north[1] < south[1]) & (uint32_t)(row <= last);
        sum -= (north[0] + south[0]) * (signs[up] * d[1]);
    }
    edges->count = n;
    return sum;
}

ZONAL_INLINE double add_edges(const struct zonal_band *given, const struct lt_point *points,
                              uint32_t step, uint32_t count, bool clip, bool mark)
{
    const struct zonal_band band = *given; /* which nothing that is written may change */
    const int32_t top = (int32_t)band.first + NORTH;
    struct edges edges;
    struct spans spans;
    const double sum = take_edges(&band, points, step, count, clip, &edges);
    uint32_t n = 0;
    for (uint32_t i = 0; i < edges.count; i++) {
        const int32_t last = edges.last[i];
        for (int32_t row = edges.row[i]; row <= last; row += ROWS) {
            if (n > SPANS - ROWS - 3) {
                add_spans(&band, &spans, n, mark);
                n = 0;
            }
            cut_rows(&edges.edge[i], row, top, &spans, n);
            n += last - row < ROWS ? (uint32_t)(last - row + 1) : ROWS;
        }
    }
    add_spans(&band, &spans, n, mark);
    return sum;
}

double zonal_edges_add(const struct zonal_band *band, const struct lt_point *points, uint32_t count)
{
    return band->marked ? add_edges(band, points, 1, count, false, true)
                        : add_edges(band, points, 1, count, false, false);
}

void zonal_edges_add_parts(const struct zonal_band *band, const struct lt_point *points,
                           uint32_t count)
{
    add_edges(band, points, 2, count, true, true);
}
