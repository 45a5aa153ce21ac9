#include "zonal/zonal_sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/array.h"

#define FULL (1.0 - 1e-9)

enum lt_status zonal_sweep_begin(struct zonal_sweep *sweep, const struct lt_zonal_setup *setup,
                                 uint32_t thread, struct lt_error *err)
{
    enum lt_status status;
    const size_t cache_bytes = setup->cache_bytes / setup->threads / setup->seasons;
    sweep->grid = setup->sources[0]->grid;
    sweep->seasons = setup->seasons;
    sweep->weigh = sweep->grid.areas.nx >= 4 && sweep->grid.areas.ny >= 4;
    for (unsigned s = 0; s < setup->seasons; s++) {
        sweep->outside_key |= (uint64_t)LT_CLASS_OUTSIDE << (8u * s);
        LT_TRY(zonal_blocks_begin(&sweep->blocks[s], setup->sources[s], thread, cache_bytes, err));
    }
    lt_area_row_begin(&sweep->areas, &sweep->grid);
    LT_TRY(zonal_counter_begin(&sweep->counter, err));
out:
    return status;
}

void zonal_sweep_finish(struct zonal_sweep *sweep)
{
    zonal_cover_finish(&sweep->cover);
    zonal_counter_finish(&sweep->counter);
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        zonal_blocks_finish(&sweep->blocks[s]);
    }
    free(sweep->carry);
    *sweep = (struct zonal_sweep){0};
}

/* Fetches the segment's blocks, when the first covered cell shows that they are needed. */
static enum lt_status load(struct zonal_sweep *sweep, struct zonal_segment *segment,
                           struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const int64_t col = frame->col + segment->first, row = frame->row + sweep->strip_first;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const int64_t cols = sweep->blocks[s].source->block_cols;
        const int64_t rows = sweep->blocks[s].source->block_rows;
        const uint8_t *codes;
        const enum lt_status status =
            zonal_blocks_get(&sweep->blocks[s], col / cols, row / rows, &codes, err);
        if (status != LT_OK) {
            return status;
        }
        segment->codes[s] = codes + (row % rows) * cols + col % cols;
    }
    segment->loaded = true;
    return LT_OK;
}

/* One row of one segment, as its cells see it. */
struct line {
    struct zonal_sweep *sweep;
    const uint8_t *codes[LT_SEASONS_MAX]; /* of the segment's first column */
    uint32_t first;                       /* that column, in the window */
    bool outside, open;
};

static inline uint64_t key_at(const struct line *line, unsigned seasons, size_t i)
{
    uint64_t key = line->codes[0][i];
    for (unsigned s = 1; s < seasons; s++) {
        key |= (uint64_t)line->codes[s][i] << (8u * s);
    }
    return key;
}

/* How many cells from i on, before `end`, have the same codes as cell i in every season. */
static inline size_t constant(const struct line *line, unsigned seasons, size_t i, size_t end)
{
    size_t at = i + 1;
    for (; at + 8 <= end; at += 8) {
        uint64_t differ = 0;
        for (unsigned s = 0; s < seasons; s++) {
            uint64_t eight;
            memcpy(&eight, line->codes[s] + at, sizeof eight);
            differ |= eight ^ (line->codes[s][i] * UINT64_C(0x0101010101010101));
        }
        if (differ != 0) {
            break;
        }
    }
    for (; at < end; at++) {
        for (unsigned s = 0; s < seasons; s++) {
            if (line->codes[s][at] != line->codes[s][i]) {
                return at - i;
            }
        }
    }
    return at - i;
}

static inline void count_cell(struct line *line, unsigned seasons, uint32_t col, double coverage)
{
    struct zonal_sweep *sweep = line->sweep;
    const uint64_t key =
        line->outside ? sweep->outside_key : key_at(line, seasons, col - line->first);
    const double area =
        line->sweep->weigh ? lt_area_row_cell(&sweep->areas, sweep->cover.frame.col + col) : 0.0;
    zonal_count(&sweep->counter, key, coverage, coverage * area);
    sweep->touched++;
    sweep->full += coverage >= FULL && !line->outside;
}

/* Cells between two marks: all covered to the same share, mostly wholly. */
static void count_run(struct line *line, unsigned seasons, uint32_t col, uint32_t end,
                      double coverage)
{
    struct zonal_sweep *sweep = line->sweep;
    const uint32_t n = end - col;
    sweep->touched += n;
    sweep->full += line->outside || coverage < FULL ? 0 : n;
    sweep->cells += coverage * n;
    size_t i = col - line->first;
    const size_t stop = end - line->first;
    while (i < stop) {
        const size_t same = line->outside ? stop - i : constant(line, seasons, i, stop);
        const uint64_t key = line->outside ? sweep->outside_key : key_at(line, seasons, i);
        const int64_t at = sweep->cover.frame.col + line->first + (int64_t)i;
        const double area =
            line->sweep->weigh ? lt_area_row_sum(&sweep->areas, at, (int64_t)same) : 0.0;
        zonal_count(&sweep->counter, key, coverage * (double)same, coverage * area);
        i += same;
    }
}

static enum lt_status prepare(struct line *line, struct zonal_segment *segment, uint32_t row,
                              struct lt_error *err)
{
    struct zonal_sweep *sweep = line->sweep;
    if (!segment->outside) {
        if (!segment->loaded) {
            const enum lt_status status = load(sweep, segment, err);
            if (status != LT_OK) {
                return status;
            }
        }
        const size_t down = row - sweep->strip_first;
        for (unsigned s = 0; s < sweep->seasons; s++) {
            line->codes[s] = segment->codes[s] + down * sweep->blocks[s].source->block_cols;
        }
    }
    if (sweep->weigh) {
        lt_area_row_go(&sweep->areas, sweep->cover.frame.row + row);
    }
    line->open = true;
    return LT_OK;
}

/* At the row's first covered cell: most rows of most segments have none. */
static inline enum lt_status open_line(struct line *line, struct zonal_segment *segment,
                                       uint32_t row, struct lt_error *err)
{
    return line->open ? LT_OK : prepare(line, segment, row, err);
}

/* A mark means that the sum may change in this cell and in the next. */
static inline uint64_t marked(const uint64_t *marks, uint32_t word)
{
    return marks[word] | marks[word] << 1 | (word > 0 ? marks[word - 1] >> 63 : 0);
}

/* The coverage that a sum between marks stands for: mostly nothing or a whole cell, and then exactly so, which
 * keeps rounding from adding up along the row; in a row that an edge of the polygon ends, a fraction. */
static inline double settle(double sum)
{
    return fabs(sum) < ZONAL_NOISE ? 0.0 : fabs(sum - 1.0) < ZONAL_NOISE ? 1.0 : sum;
}

static inline enum lt_status sweep_row(struct zonal_sweep *sweep, unsigned seasons,
                                       struct zonal_segment *segment, uint32_t row,
                                       struct lt_error *err)
{
    const uint32_t in_band = row - sweep->cover.first;
    double *acc = sweep->cover.acc + (size_t)in_band * sweep->cover.stride;
    const uint64_t *marks = sweep->cover.marks + (size_t)in_band * sweep->cover.words;
    double sum = sweep->carry[in_band];
    enum lt_status status = LT_OK;
    uint32_t col = segment->first;
    struct line line;
    line.sweep = sweep;
    line.first = col;
    line.outside = segment->outside;
    line.open = false;
    for (uint32_t word = col / 64; word * 64 < segment->end; word++) {
        uint64_t todo = marked(marks, word);
        if (word == segment->first / 64) {
            todo &= ~UINT64_C(0) << (segment->first % 64);
        }
        if (segment->end - word * 64 < 64) {
            todo &= (UINT64_C(1) << (segment->end % 64)) - 1;
        }
        while (todo != 0) {
            const uint32_t next = word * 64 + (uint32_t)__builtin_ctzll(todo);
            todo &= todo - 1;
            if (next > col) {
                sum = settle(sum);
                if (sum != 0.0) {
                    LT_TRY(open_line(&line, segment, row, err));
                    count_run(&line, seasons, col, next, sum);
                }
            }
            sum += acc[next];
            acc[next] = 0.0;
            sweep->cells += sum;
            if (fabs(sum) >= ZONAL_NOISE) {
                LT_TRY(open_line(&line, segment, row, err));
                count_cell(&line, seasons, next, sum);
            }
            col = next + 1;
        }
    }
    if (col < segment->end) {
        sum = settle(sum);
        if (sum != 0.0) {
            LT_TRY(open_line(&line, segment, row, err));
            count_run(&line, seasons, col, segment->end, sum);
        }
    }
    sweep->carry[in_band] = sum;
out:
    return status;
}

/* Where the next block of any season begins after position `at` (a column or row of the grid inside
 * it). */
static int64_t block_end(const struct zonal_sweep *sweep, int64_t at, bool down)
{
    int64_t end = down ? sweep->grid.rows : sweep->grid.cols;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const struct lt_raster_source *source = sweep->blocks[s].source;
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
    const uint32_t cols = sweep->cover.stride;
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

enum lt_status zonal_sweep_shape(struct zonal_sweep *sweep, const struct lt_shape *shape,
                                 struct lt_error *err)
{
    enum lt_status status;
    sweep->cells = sweep->left_over = 0.0;
    sweep->full = sweep->touched = 0;
    LT_TRY(zonal_cover_begin(&sweep->cover, shape, &sweep->grid, err));
    while (zonal_cover_next(&sweep->cover)) {
        const uint32_t rows = sweep->cover.end - sweep->cover.first;
        LT_TRY(lt_array_reserve(&sweep->carry, &sweep->carry_capacity, rows, sizeof *sweep->carry,
                                err));
        memset(sweep->carry, 0, rows * sizeof *sweep->carry);
        for (uint32_t row = sweep->cover.first; row < sweep->cover.end; row = sweep->strip_end) {
            bool outside;
            sweep->strip_first = row;
            sweep->strip_end = stretch(sweep, row, sweep->cover.end, true, &outside);
            LT_TRY(sweep_strip(sweep, outside, err));
        }
        for (uint32_t i = 0; i < rows; i++) {
            const double left = fabs(sweep->carry[i]);
            sweep->left_over = left > sweep->left_over ? left : sweep->left_over;
        }
    }
    zonal_counter_flush(&sweep->counter);
    if (sweep->counter.failed) {
        status = lt_fail_memory(err, "the tuples of a polygon");
    }
out:
    return status;
}
