#include "zonal/zonal_small.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/array.h"
#include "support/pair.h"

enum lt_status zonal_sweep_begin(struct zonal_sweep *sweep, struct zonal_blocks *const *blocks,
                                 const struct lt_zonal_setup *setup, uint32_t thread,
                                 struct lt_error *err)
{
    sweep->grid = setup->sources[0]->grid;
    sweep->seasons = setup->seasons;
    sweep->weigh = sweep->grid.areas.nx >= 4 && sweep->grid.areas.ny >= 4;
    for (unsigned s = 0; s < setup->seasons; s++) {
        const struct lt_raster_source *source = setup->sources[s];
        zonal_view_begin(&sweep->views[s], blocks[s], thread);
        for (unsigned i = 0; i < 256; i++) {
            sweep->codes[s][i] =
                source->code_of_byte == NULL ? (uint8_t)i : source->code_of_byte[i];
            sweep->translate = sweep->translate || sweep->codes[s][i] != i;
        }
    }
    lt_area_row_begin(&sweep->areas, &sweep->grid);
    return zonal_tally_begin(&sweep->tally, setup->seasons, err);
}

void zonal_sweep_finish(struct zonal_sweep *sweep)
{
    zonal_cover_finish(&sweep->cover);
    zonal_tally_finish(&sweep->tally);
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        zonal_view_finish(&sweep->views[s]);
    }
    free(sweep->carry);
    *sweep = (struct zonal_sweep){0};
}

static enum lt_status translate(struct zonal_sweep *sweep, uint64_t *key, struct lt_error *err)
{
    uint64_t codes = 0;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const struct zonal_view *view = &sweep->views[s];
        const uint8_t byte = lt_joint_code(*key, s);
        uint8_t *code = &sweep->codes[s][byte];
        if (*code == LT_CLASS_UNKNOWN && view->source->meet != NULL) {
            const enum lt_status status =
                view->source->meet(view->source->context, view->thread, byte, code, err);
            if (status != LT_OK) {
                return status;
            }
        }
        codes |= (uint64_t)*code << (8u * s);
    }
    *key = codes;
    return LT_OK;
}

enum lt_status zonal_sweep_take(struct zonal_sweep *sweep, struct lt_joint **ret_joint,
                                size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    size_t n;
    LT_TRY(zonal_tally_take(&sweep->tally, &n, err));
    struct lt_joint *joint = sweep->tally.joint;
    for (size_t i = 0; i < n && sweep->translate; i++) {
        LT_TRY(translate(sweep, &joint[i].key, err));
    }
    struct zonal_sum *outside = &sweep->tally.outside;
    const bool beyond = outside->cells != 0.0;
    if (beyond) {
        uint64_t key = 0;
        for (unsigned s = 0; s < sweep->seasons; s++) {
            key |= (uint64_t)LT_CLASS_OUTSIDE << (8u * s);
        }
        joint[n++] = (struct lt_joint){key, outside->cells, outside->m2};
        *outside = (struct zonal_sum){0.0, 0.0};
    }
    if (beyond || sweep->translate) {
        n = zonal_joint_sort(joint, n);
    }
    for (size_t i = 0; i < n && !sweep->weigh; i++) {
        joint[i].m2 = joint[i].cells * sweep->grid.areas.values[0];
    }
    *ret_joint = joint;
    *ret_count = n;
out:
    return status;
}

/* Asks for the rows of a window before they are needed: a polygon's rows lie far apart in a block, and each would be
 * waited for in turn. */
static void fetch_ahead(const uint8_t *codes, size_t stride, uint32_t rows, uint32_t cols)
{
    enum { LINE = 64, LINES_MAX = 512 };
    if ((uint64_t)rows * (cols / LINE + 1) > LINES_MAX) {
        return;
    }
    for (uint32_t row = 0; row < rows; row++, codes += stride) {
        for (uint32_t col = 0; col < cols; col += LINE) {
            __builtin_prefetch(codes + col);
        }
        __builtin_prefetch(codes + cols - 1);
    }
}

/* Fetches the segment's blocks, when the first covered cell shows that they are needed. */
static enum lt_status load(struct zonal_sweep *sweep, struct zonal_segment *segment,
                           struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const int64_t col = frame->col + segment->first, row = frame->row + sweep->strip_first;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const int64_t cols = sweep->views[s].source->block_cols;
        const int64_t rows = sweep->views[s].source->block_rows;
        const uint8_t *codes;
        const enum lt_status status =
            zonal_view_get(&sweep->views[s], col / cols, row / rows, &codes, err);
        if (status != LT_OK) {
            return status;
        }
        segment->codes[s] = codes + (row % rows) * cols + col % cols;
        fetch_ahead(segment->codes[s], (size_t)cols, sweep->strip_end - sweep->strip_first,
                    segment->end - segment->first);
    }
    segment->loaded = true;
    return LT_OK;
}

/* One row of one segment, as its cells see it. */
struct line {
    struct zonal_sweep *sweep;
    struct zonal_segment *segment;
    const uint8_t *codes[LT_SEASONS_MAX]; /* of the segment's first column */
    uint32_t row;
    bool open;
    double sum;            /* of the differences so far */
    lt_mask touched, full; /* cells, in two parts; without those of runs */
};

static inline uint64_t key_at(const struct line *line, unsigned seasons, size_t i)
{
    uint64_t key = line->codes[0][i];
    for (unsigned s = 1; s < seasons; s++) {
        key |= (uint64_t)line->codes[s][i] << (8u * s);
    }
    return key;
}

/* The first byte of eight, in memory order, that is not 0; of eight that are not all 0. */
static inline unsigned first_byte(uint64_t eight)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (unsigned)__builtin_ctzll(eight) / 8;
#else
    return (unsigned)__builtin_clzll(eight) / 8;
#endif
}

/* How many cells from i on, before `end`, have the same codes as cell i in every season. Looks at up to
 * ZONAL_BLOCKS_SLACK bytes beyond. */
static inline size_t constant(const struct line *line, unsigned seasons, size_t i, size_t end)
{
    for (size_t at = i; at < end; at += 8) {
        uint64_t differ = 0;
        for (unsigned s = 0; s < seasons; s++) {
            uint64_t eight;
            memcpy(&eight, line->codes[s] + at, sizeof eight);
            differ |= eight ^ (line->codes[s][i] * UINT64_C(0x0101010101010101));
        }
        if (differ != 0) {
            const size_t stop = at + first_byte(differ);
            return (stop < end ? stop : end) - i;
        }
    }
    return end - i;
}

/* At the row's first covered cell: most rows of most segments have none. */
static enum lt_status open_line(struct line *line, struct lt_error *err)
{
    struct zonal_sweep *sweep = line->sweep;
    struct zonal_segment *segment = line->segment;
    if (!segment->outside) {
        if (!segment->loaded) {
            const enum lt_status status = load(sweep, segment, err);
            if (status != LT_OK) {
                return status;
            }
        }
        const size_t down = line->row - sweep->strip_first;
        for (unsigned s = 0; s < sweep->seasons; s++) {
            line->codes[s] = segment->codes[s] + down * sweep->views[s].source->block_cols;
        }
    }
    if (sweep->weigh) {
        lt_area_row_go(&sweep->areas, sweep->cover.frame.row + line->row);
    }
    line->open = true;
    return LT_OK;
}

/* The cells of one mark, whose differences may not be 0. All steps are taken for ZONAL_GROUP cells, of which the first n
 * count: without loops of many lengths there is nothing to predict. */
struct cells {
    double share[ZONAL_GROUP], m2[ZONAL_GROUP];
    lt_mask touched, full; /* how many, in two parts */
};
enum { PAIRS = ZONAL_GROUP / 2 };

/* Set for cell 2 · p and the next where these are among the first n. */
static inline lt_mask among(uint32_t n, uint32_t p)
{
    static const int64_t first[2 * ZONAL_GROUP] = {-1, -1, -1, -1};
    lt_mask mask;
    memcpy(&mask, first + ZONAL_GROUP - n + (size_t)2 * p, sizeof mask);
    return mask;
}

/* Their coverage: the running sum, of which noise is none. */
static inline double take_coverage(struct cells *cells, double *acc, uint32_t n, double sum)
{
    lt_mask touched = {0, 0}, full = {0, 0};
    for (uint32_t p = 0; p < PAIRS; p++) {
        const lt_mask keep = n == ZONAL_GROUP ? (lt_mask){-1, -1} : among(n, p);
        const lt_pair found = lt_pair_load(acc + (size_t)2 * p);
        const lt_pair differences = lt_pair_where(keep, found);
        lt_pair_store(acc + (size_t)2 * p, lt_pair_where(~keep, found));
        const double both = differences[0] + differences[1];
        const lt_pair sums = lt_pair_both(sum) + (lt_pair){differences[0], both};
        const lt_mask here = (lt_mask)(lt_pair_abs(sums) >= lt_pair_both(ZONAL_NOISE)) & keep;
        lt_pair_store(cells->share + (size_t)2 * p, lt_pair_where(here, sums));
        touched -= here;
        full -= (lt_mask)(sums >= lt_pair_both(ZONAL_FULL)) & keep;
        sum += both;
    }
    cells->touched = touched;
    cells->full = full;
    return sum;
}

static inline double sum_of_all(const double values[ZONAL_GROUP])
{
    lt_pair sum = lt_pair_load(values);
    for (uint32_t p = 1; p < PAIRS; p++) {
        sum += lt_pair_load(values + (size_t)2 * p);
    }
    return sum[0] + sum[1];
}

/* share · area: lt_area_row_weigh for a group, mostly without the call. */
static inline void weigh(struct lt_area_row *areas, int64_t col, struct cells *cells)
{
    if (col < areas->from || col + ZONAL_GROUP > areas->to) {
        lt_area_row_weigh(areas, col, ZONAL_GROUP, cells->share, cells->m2);
        return;
    }
    const lt_pair c0 = lt_pair_both(areas->c[0]), c1 = lt_pair_both(areas->c[1]);
    const lt_pair c2 = lt_pair_both(areas->c[2]), c3 = lt_pair_both(areas->c[3]);
    const lt_pair scale = lt_pair_both(areas->col_scale), from = lt_pair_both(areas->first_col);
    const lt_pair first = lt_pair_both((double)col) + (lt_pair){0.5, 1.5};
    for (uint32_t p = 0; p < PAIRS; p++) {
        const lt_pair t = (first + lt_pair_both(2.0 * p)) * scale - from;
        lt_pair_store(cells->m2 + (size_t)2 * p, lt_pair_load(cells->share + (size_t)2 * p) *
                                                     (c0 + t * (c1 + t * (c2 + t * c3))));
    }
}

/* Set for the first n bytes, in memory order, of eight. */
static inline uint64_t first_bytes(uint32_t n)
{
    static const uint8_t bytes[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t mask;
    memcpy(&mask, bytes + 8 - n, sizeof mask);
    return mask;
}

/* Whether cells i … i + n − 1, at most eight, have the same codes in every season. */
static inline bool are_alike(const struct line *line, unsigned seasons, size_t i, uint32_t n)
{
    uint64_t differ = 0;
    for (unsigned s = 0; s < seasons; s++) {
        uint64_t eight;
        memcpy(&eight, line->codes[s] + i, sizeof eight);
        differ |= eight ^ (line->codes[s][i] * UINT64_C(0x0101010101010101));
    }
    return (differ & first_bytes(n)) == 0;
}

static inline enum lt_status count_cells(struct line *line, unsigned seasons, double *acc,
                                         uint32_t col, uint32_t n, struct lt_error *err)
{
    struct zonal_sweep *sweep = line->sweep;
    struct cells cells;
    line->sum = take_coverage(&cells, acc, n, line->sum);
    if ((cells.touched[0] | cells.touched[1]) == 0) {
        return LT_OK;
    }
    if (!line->open) {
        const enum lt_status status = open_line(line, err);
        if (status != LT_OK) {
            return status;
        }
    }
    line->touched += cells.touched;
    line->full += cells.full;
    if (sweep->weigh) {
        weigh(&sweep->areas, sweep->cover.frame.col + col, &cells);
    }
    const size_t first = col - line->segment->first;
    if (line->segment->outside) {
        sweep->tally.outside.cells += sum_of_all(cells.share);
        sweep->tally.outside.m2 += sweep->weigh ? sum_of_all(cells.m2) : 0.0;
        return LT_OK;
    }
    if (are_alike(line, seasons, first, n)) {
        zonal_tally_add(&sweep->tally, seasons, key_at(line, seasons, first),
                        sum_of_all(cells.share), sweep->weigh ? sum_of_all(cells.m2) : 0.0);
        return LT_OK;
    }
    for (size_t i = 0; i < n; i++) {
        zonal_tally_add(&sweep->tally, seasons, key_at(line, seasons, first + i), cells.share[i],
                        sweep->weigh ? cells.m2[i] : 0.0);
    }
    return LT_OK;
}

/* Cells without a mark: all covered to the same share, mostly wholly. */
static enum lt_status count_run(struct line *line, unsigned seasons, uint32_t col, uint32_t end,
                                struct lt_error *err)
{
    struct zonal_sweep *sweep = line->sweep;
    const double share = line->sum;
    const int64_t at = sweep->cover.frame.col + col;
    if (!line->open) {
        const enum lt_status status = open_line(line, err);
        if (status != LT_OK) {
            return status;
        }
    }
    const size_t n = end - col;
    sweep->touched += n;
    if (line->segment->outside) {
        sweep->tally.outside.cells += share * (double)n;
        sweep->tally.outside.m2 +=
            sweep->weigh ? share * lt_area_row_sum(&sweep->areas, at, (int64_t)n) : 0.0;
        return LT_OK;
    }
    sweep->full += share < ZONAL_FULL ? 0 : n;
    const size_t first = col - line->segment->first;
    for (size_t i = 0; i < n;) {
        const size_t same = constant(line, seasons, first + i, first + n);
        const uint64_t key = key_at(line, seasons, first + i);
        const double area =
            sweep->weigh ? lt_area_row_sum(&sweep->areas, at + (int64_t)i, (int64_t)same) : 0.0;
        zonal_tally_add(&sweep->tally, seasons, key, share * (double)same, share * area);
        i += same;
    }
    return LT_OK;
}

/* The coverage that a sum between marks stands for: mostly nothing or a whole cell, and then exactly so, which
 * keeps rounding from adding up along the row; in a row that an edge of the polygon ends, a fraction. */
static inline double settle(double sum)
{
    return fabs(sum) < ZONAL_NOISE ? 0.0 : fabs(sum - 1.0) < ZONAL_NOISE ? 1.0 : sum;
}

/* The first marked group from g on, before `end`; `end` if there is none. Looks at up to 7 marks beyond. */
static inline uint32_t next_group(const uint8_t *marks, uint32_t g, uint32_t end)
{
    for (; g < end; g += 8) {
        uint64_t eight;
        memcpy(&eight, marks + g, sizeof eight);
        if (eight != 0) {
            g += first_byte(eight);
            return g < end ? g : end;
        }
    }
    return end;
}

static inline enum lt_status sweep_row(struct zonal_sweep *sweep, unsigned seasons,
                                       struct zonal_segment *segment, uint32_t row,
                                       struct lt_error *err)
{
    const struct zonal_band *band = &sweep->cover.band;
    const uint32_t in_band = row - band->first, groups = band->stride / ZONAL_GROUP;
    double *acc = band->acc + (size_t)in_band * band->stride;
    const uint8_t *marks = band->marks + (size_t)in_band * groups;
    enum lt_status status = LT_OK;
    struct line line;
    line.sweep = sweep;
    line.segment = segment;
    line.row = row;
    line.open = false;
    line.touched = line.full = (lt_mask){0, 0};
    line.sum = sweep->carry[in_band];
    uint32_t col = segment->first;
    /* No further than the segment: a row of many segments would be looked through once for each. */
    const uint32_t stop = (segment->end + ZONAL_GROUP - 1) / ZONAL_GROUP;
    while (col < segment->end) {
        const uint32_t at = next_group(marks, col / ZONAL_GROUP, stop) * ZONAL_GROUP;
        const uint32_t next = at < col ? col : at < segment->end ? at : segment->end;
        if (next > col) {
            line.sum = settle(line.sum);
            if (line.sum != 0.0) {
                LT_TRY(count_run(&line, seasons, col, next, err));
            }
            col = next;
        }
        if (col < segment->end) {
            const uint32_t last = (col / ZONAL_GROUP + 1) * ZONAL_GROUP;
            const uint32_t n = (last < segment->end ? last : segment->end) - col;
            LT_TRY(n == ZONAL_GROUP ? count_cells(&line, seasons, acc + col, col, ZONAL_GROUP, err)
                                    : count_cells(&line, seasons, acc + col, col, n, err));
            col += n;
        }
    }
    sweep->carry[in_band] = line.sum;
    sweep->touched += (uint64_t)(line.touched[0] + line.touched[1]);
    sweep->full += segment->outside ? 0 : (uint64_t)(line.full[0] + line.full[1]);
out:
    return status;
}

/* Where the next block of any season begins after position `at` (a column or row of the grid inside
 * it). */
static int64_t block_end(const struct zonal_sweep *sweep, int64_t at, bool down)
{
    int64_t end = down ? sweep->grid.rows : sweep->grid.cols;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const struct lt_raster_source *source = sweep->views[s].source;
        const int64_t size = down ? source->block_rows : source->block_cols;
        const int64_t stop = (at / size + 1) * size;
        end = stop < end ? stop : end;
    }
    return end;
}

/* One past the stretch of rows or columns that begins at `at` of the window and lies within one
 * block of every season, or beyond the raster; at most `end`. */
static uint32_t stretch(const struct zonal_sweep *sweep, uint32_t at, uint32_t end, bool down,
                        bool *ret_outside)
{
    const int64_t base = down ? sweep->cover.frame.row : sweep->cover.frame.col;
    const int64_t size = down ? sweep->grid.rows : sweep->grid.cols;
    const int64_t here = base + at;
    *ret_outside = here < 0 || here >= size;
    if (here >= size) {
        return end;
    }
    const int64_t stop = here < 0 ? 0 : block_end(sweep, here, down);
    return stop - base < (int64_t)end ? (uint32_t)(stop - base) : end;
}

static enum lt_status sweep_strip(struct zonal_sweep *sweep, bool outside, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const uint32_t cols = sweep->cover.frame.cols;
    struct zonal_segment segment = {.end = 0};
    while (segment.end < cols) {
        segment = (struct zonal_segment){.first = segment.end};
        segment.end = stretch(sweep, segment.first, cols, false, &segment.outside);
        segment.outside = segment.outside || outside;
        for (uint32_t row = sweep->strip_first; row < sweep->strip_end; row++) {
            /* A constant number of seasons lets the compiler unroll the two that matter. */
            switch (sweep->seasons) {
            case 1:
                LT_TRY(sweep_row(sweep, 1, &segment, row, err));
                break;
            case 2:
                LT_TRY(sweep_row(sweep, 2, &segment, row, err));
                break;
            default:
                LT_TRY(sweep_row(sweep, sweep->seasons, &segment, row, err));
            }
        }
    }
out:
    return status;
}

/* What the sum comes to beyond the window: 0 for closed rings. Clears what is there. */
static void close_rows(struct zonal_sweep *sweep)
{
    const struct zonal_band *band = &sweep->cover.band;
    const uint32_t cols = sweep->cover.frame.cols;
    for (uint32_t i = 0; i < band->end - band->first; i++) {
        double *beyond = band->acc + (size_t)i * band->stride + cols;
        const double left = fabs(sweep->carry[i] + beyond[0] + beyond[1] + beyond[2]);
        sweep->left_over = left > sweep->left_over ? left : sweep->left_over;
        beyond[0] = beyond[1] = beyond[2] = 0.0;
    }
}

enum lt_status zonal_sweep_shape(struct zonal_sweep *sweep, const struct lt_shape *shape,
                                 struct lt_error *err)
{
    sweep->left_over = 0.0;
    sweep->full = sweep->touched = 0;
    return zonal_cover_begin(&sweep->cover, shape, &sweep->grid, err);
}

enum lt_status zonal_sweep_rows(struct zonal_sweep *sweep, uint32_t first, uint32_t end,
                                struct lt_error *err)
{
    enum lt_status status;
    const struct zonal_band *band = &sweep->cover.band;
    LT_TRY(zonal_cover_rows(&sweep->cover, first, end, err));
    while (zonal_cover_next(&sweep->cover)) {
        const uint32_t rows = band->end - band->first;
        LT_TRY(lt_array_reserve(&sweep->carry, &sweep->carry_capacity, rows, sizeof *sweep->carry,
                                err));
        if (rows == sweep->cover.frame.rows && zonal_small_fits(sweep)) {
            LT_TRY(zonal_small_count(sweep, err));
            close_rows(sweep);
            continue;
        }
        memset(sweep->carry, 0, rows * sizeof *sweep->carry);
        for (uint32_t row = band->first; row < band->end; row = sweep->strip_end) {
            bool outside;
            sweep->strip_first = row;
            sweep->strip_end = stretch(sweep, row, band->end, true, &outside);
            LT_TRY(sweep_strip(sweep, outside, err));
        }
        close_rows(sweep);
    }
out:
    return status;
}
