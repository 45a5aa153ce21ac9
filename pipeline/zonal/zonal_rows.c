#include "zonal/zonal_rows.h"

#include <math.h>

#include "support/quad.h"
#include "zonal/zonal_bytes.h"

/* Rows are gone through a few at a time: first what is to be done is listed, then it is done in loops that have few branches
 * and none that waits for a sum. */
enum { ROWS = 32, FOURS = ROWS * (ZONAL_NARROW / 4 + 2) };

struct list {
    uint32_t n_rows, n_fours, n_runs;
    double scale[ROWS]; /* m² of a cell in the row, in those that the table has */
    /* Four cells under edges: where, and what their covers go on from, an index of `cover`. */
    uint8_t four_row[FOURS], four_col[FOURS];
    uint16_t four_before[FOURS];
    /* Cells from … end − 1 between such, alike in cover. */
    uint8_t run_row[FOURS], run_from[FOURS], run_end[FOURS];
    uint16_t run_before[FOURS];
    uint16_t row_last[ROWS];
    double cover[FOURS + 1]; /* 0, where a row begins, and in the last cell of each four */
};

/* What does not change in a window: by value, since what is written may be anything, for all the compiler knows. */
struct window {
    double *acc;
    const uint64_t *touched;
    const uint8_t *codes[ZONAL_ROWS_SEASONS];
    size_t stride, pitch[ZONAL_ROWS_SEASONS];
    const lt_pair *west;
    const double *area;
    lt_pair *sums;
    uint8_t *seen;
};

ZONAL_INLINE void list_row(const struct window *window, uint32_t row, struct list *list)
{
    uint32_t at = 0, before = 0, fours = list->n_fours, runs = list->n_runs;
    uint64_t bits = window->touched[row];
    bits |= bits << 1 & bits >> 1; /* two cells alone are not worth a run */
    for (bits ^= bits << 1; bits != 0; bits &= bits - 1) {
        uint32_t from = (uint32_t)__builtin_ctzll(bits) << ZONAL_TOUCH_SHIFT;
        bits &= bits - 1;
        const uint32_t past = (uint32_t)__builtin_ctzll(bits) << ZONAL_TOUCH_SHIFT;
        from = from > at ? from : at;
        list->run_row[runs] = (uint8_t)row;
        list->run_from[runs] = (uint8_t)at;
        list->run_end[runs] = (uint8_t)from;
        list->run_before[runs] = (uint16_t)before;
        runs += (uint32_t)(from > at) & (uint32_t)(before > 0);
        for (; from < past; from += 4) {
            list->four_row[fours] = (uint8_t)row;
            list->four_col[fours] = (uint8_t)from;
            list->four_before[fours] = (uint16_t)before;
            before = ++fours;
        }
        at = from;
    }
    list->row_last[row] = (uint16_t)before;
    list->n_fours = fours;
    list->n_runs = runs;
}

/* Cells counted downwards, in four parts. */
struct tops {
    lt_quad_mask touched, full;
};

ZONAL_INLINE void count_fours(const struct window *window, unsigned seasons, struct list *list,
                              struct tops *ret_tops)
{
    struct tops tops = *ret_tops;
    const lt_quad noise = lt_quad_all(ZONAL_NOISE), whole = lt_quad_all(ZONAL_FULL);
    list->cover[0] = 0.0;
    for (uint32_t i = 0; i < list->n_fours; i++) {
        const size_t row = list->four_row[i], col = list->four_col[i];
        double *acc = window->acc + row * window->stride + col;
        const uint8_t *low = window->codes[0] + row * window->pitch[0] + col;
        const uint8_t *high = window->codes[1] + row * window->pitch[1] + col;
        const lt_quad before = lt_quad_all(list->cover[list->four_before[i]]);
        const lt_quad cover = lt_quad_sums(lt_quad_load(acc)) + before;
        lt_quad_store(acc, lt_quad_all(0.0));
        list->cover[i + 1] = cover[3];
        const lt_quad_mask some = lt_quad_reaches(lt_quad_abs(cover), noise);
        tops.touched += some;
        tops.full += lt_quad_reaches(cover, whole);
        const lt_quad cells = lt_quad_where(some, cover);
        const lt_quad m2 = cells * lt_quad_all(list->scale[row]) * lt_quad_load(window->area + col);
        const lt_quad even = __builtin_shufflevector(cells, m2, 0, 4, 2, 6);
        const lt_quad odd = __builtin_shufflevector(cells, m2, 1, 5, 3, 7);
        const lt_pair sums[4] = {lt_quad_low(even), lt_quad_low(odd), lt_quad_high(even),
                                 lt_quad_high(odd)};
        for (uint32_t k = 0; k < 4; k++) {
            const uint32_t key = low[k] | (seasons == 2 ? (uint32_t)high[k] << 8 : 0);
            zonal_tally_add(window->sums, window->seen, seasons, key, k, sums[k]);
        }
    }
    *ret_tops = tops;
}

ZONAL_INLINE void count_runs(const struct window *window, unsigned seasons, const struct list *list,
                             struct zonal_sweep *sweep)
{
    uint64_t touched = 0, full = 0;
    uint32_t lane = 0;
    for (uint32_t i = 0; i < list->n_runs; i++) {
        const size_t row = list->run_row[i];
        const double cover = list->cover[list->run_before[i]];
        if (fabs(cover) < ZONAL_NOISE) {
            continue;
        }
        const uint8_t *low = window->codes[0] + row * window->pitch[0];
        const uint8_t *high = window->codes[1] + row * window->pitch[1];
        const lt_pair worth = lt_pair_both(cover) * (lt_pair){1.0, list->scale[row]};
        const uint32_t cells = list->run_end[i] - list->run_from[i];
        touched += cells;
        full += cover >= ZONAL_FULL ? cells : 0;
        uint32_t from = list->run_from[i];
        for (uint32_t at = from, left = cells - 1;; at += 64, left -= 64) {
            uint64_t bits = zonal_bytes_changes(low + at);
            if (seasons == 2) {
                bits |= zonal_bytes_changes(high + at);
            }
            const bool more = left >= 64;
            if (!more) { /* the last is the run's */
                bits = (bits & ((UINT64_C(1) << left) - 1)) | UINT64_C(1) << left;
            }
            for (; bits != 0; bits &= bits - 1) {
                const uint32_t next = at + (uint32_t)__builtin_ctzll(bits) + 1;
                const uint32_t key = low[from] | (seasons == 2 ? (uint32_t)high[from] << 8 : 0);
                zonal_tally_add(window->sums, window->seen, seasons, key, lane,
                                worth * (window->west[next] - window->west[from]));
                lane = (lane + 1) % ZONAL_LANES;
                from = next;
            }
            if (!more) {
                break;
            }
        }
    }
    sweep->touched += touched;
    sweep->full += full;
}

/* Four rows at once; behind the last, of rows that are not there. */
ZONAL_INLINE void fill_scales(const struct zonal_weights *weights, int64_t first, struct list *list)
{
    const double *d = weights->down;
    const lt_quad scale = lt_quad_all(weights->areas.row_scale);
    const lt_quad north = lt_quad_all(weights->areas.first_row);
    lt_quad row = lt_quad_all((double)first) + (lt_quad){0.5, 1.5, 2.5, 3.5};
    for (uint32_t i = 0; i < list->n_rows; i += 4, row += lt_quad_all(4.0)) {
        const lt_quad u = row * scale - north;
        const lt_quad by_two = lt_quad_all(d[2]) + u * lt_quad_all(d[3]);
        const lt_quad by_one = lt_quad_all(d[1]) + u * by_two;
        lt_quad_store(list->scale + i, lt_quad_all(d[0]) + u * by_one);
    }
}

/* Rows closed by their edges end in nothing. */
static double left_over(const struct list *list)
{
    double most = 0.0;
    for (uint32_t row = 0; row < list->n_rows; row++) {
        const double left = fabs(list->cover[list->row_last[row]]);
        most = left > most ? left : most;
    }
    return most;
}

ZONAL_INLINE void count_rows(struct zonal_sweep *sweep, const struct zonal_rows *rows,
                             unsigned seasons)
{
    const struct zonal_band *band = &sweep->cover.band;
    struct window window = {.acc = band->acc,
                            .touched = band->touched,
                            .codes = {rows->codes[0], rows->codes[seasons - 1]},
                            .stride = band->stride,
                            .pitch = {rows->pitch[0], rows->pitch[seasons - 1]},
                            .west = sweep->weights.west,
                            .area = sweep->weights.area,
                            .sums = sweep->tally.sums,
                            .seen = sweep->tally.seen};
    const uint32_t end = sweep->cover.frame.rows;
    struct tops tops = {{0, 0, 0, 0}, {0, 0, 0, 0}};
    struct list list;
    for (uint32_t first = 0; first < end; first += ROWS) {
        list.n_rows = end - first < ROWS ? end - first : ROWS;
        list.n_fours = list.n_runs = 0;
        for (uint32_t row = 0; row < list.n_rows; row++) {
            list_row(&window, row, &list);
        }
        fill_scales(&sweep->weights, sweep->cover.frame.row + first, &list);
        count_fours(&window, seasons, &list, &tops);
        count_runs(&window, seasons, &list, sweep);
        const double left = left_over(&list);
        sweep->left_over = left > sweep->left_over ? left : sweep->left_over;
        window.acc += ROWS * window.stride;
        window.touched += ROWS;
        window.codes[0] += ROWS * window.pitch[0];
        window.codes[1] += ROWS * window.pitch[1];
    }
    for (int k = 0; k < 4; k++) {
        sweep->touched -= (uint64_t)tops.touched[k];
        sweep->full -= (uint64_t)tops.full[k];
    }
}

void zonal_rows_count(struct zonal_sweep *sweep, const struct zonal_rows *rows)
{
    if (sweep->seasons == 2) {
        count_rows(sweep, rows, 2);
    } else {
        count_rows(sweep, rows, 1);
    }
}
