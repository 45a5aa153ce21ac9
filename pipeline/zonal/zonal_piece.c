#include "zonal/zonal_piece.h"

#include <math.h>

#include "support/quad.h"
#include "zonal/zonal_bytes.h"

enum {
    STEP = 48, /* cells whose codes are compared at once */
};

static inline bool is_nothing(double cover)
{
    return fabs(cover) < ZONAL_NOISE;
}

/* Marks of the columns from `col` on, 57 or more. */
static inline uint64_t marks_at(const uint8_t *marks, uint32_t col)
{
    return zonal_bytes_load(marks + col / 8) >> col % 8;
}

static inline uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

bool zonal_piece_covers(const struct zonal_piece *piece)
{
    enum { SKIP = 56 };
    double cover = piece->cover[0];
    bool covers = !is_nothing(cover);
    for (uint32_t col = piece->first; col < piece->end && !covers; col++) {
        if (marks_at(piece->marks, col) == 0) {
            col += SKIP - 1;
            continue;
        }
        cover += piece->acc[col];
        covers = !is_nothing(cover);
    }
    return covers;
}

/* A row of the piece, and where its sums go. By value and in constants as far as it can be: what is written may be anything,
 * for all the compiler knows, and would be read again for each run. */
struct line {
    double *acc;
    const uint8_t *marks;
    uint32_t first;                       /* column in the window */
    const uint8_t *codes[LT_SEASONS_MAX]; /* of `first` */
    const lt_pair *west;                  /* of the window's first column */
    const double *area;                   /* likewise */
    lt_pair scale;                        /* cells and m² of a cell that the table has */
    uint32_t beyond; /* so many columns more may be gone through: nothing is covered there */
    struct zonal_sweep *sweep;
    lt_pair *sums;
    uint8_t *seen;
};
struct counts {
    uint64_t touched, full;
    uint32_t lane; /* of the next run */
};

ZONAL_INLINE uint32_t key_at(const struct line *line, unsigned seasons, uint32_t col)
{
    const uint32_t at = col - line->first, low = line->codes[0][at];
    return seasons == 2 ? low | (uint32_t)line->codes[1][at] << 8 : low;
}

ZONAL_INLINE void add_sum(const struct line *line, unsigned seasons, uint32_t col, uint32_t lane,
                          lt_pair sum)
{
    struct zonal_tally *tally = &line->sweep->tally;
    if (seasons == 0) {
        tally->outside += sum;
    } else if (seasons > 2) {
        uint64_t key = 0;
        for (unsigned s = 0; s < seasons; s++) {
            key |= (uint64_t)line->codes[s][col - line->first] << (8u * s);
        }
        zonal_count(&tally->counter, key, sum[0], sum[1]);
    } else {
        zonal_tally_add(line->sums, line->seen, seasons, key_at(line, seasons, col), lane, sum);
    }
}

/* --- runs --- */

/* Where the codes change: bit i is set when those of column `col` + i differ from the next one's; of STEP columns. */
ZONAL_INLINE uint64_t changes(const struct line *line, unsigned seasons, uint32_t col)
{
    uint64_t bits = 0;
    for (unsigned s = 0; s < seasons; s++) {
        const uint8_t *codes = line->codes[s] + (col - line->first);
        bits |= zonal_bytes_change(codes) | (uint64_t)zonal_bytes_change(codes + 16) << 16 |
                (uint64_t)zonal_bytes_change(codes + 32) << 32;
    }
    return bits;
}

/* Columns from … end − 1, alike in cover and codes. */
ZONAL_INLINE void add_alike(const struct line *line, unsigned seasons, bool table, uint32_t from,
                            uint32_t end, double cover, struct counts *counts)
{
    const lt_pair run = table ? line->west[end] - line->west[from]
                              : zonal_weights_run(&line->sweep->weights, from, end);
    add_sum(line, seasons, from, counts->lane, lt_pair_both(cover) * line->scale * run);
    counts->lane = (counts->lane + 1) % ZONAL_LANES;
}

/* Columns from … end − 1, alike in cover. */
ZONAL_INLINE void add_run(const struct line *line, unsigned seasons, bool table, uint32_t from,
                          uint32_t end, double cover, struct counts *counts)
{
    if (is_nothing(cover)) {
        return;
    }
    const uint32_t cells = end - from;
    counts->touched += cells;
    counts->full += cover >= ZONAL_FULL ? cells : 0;
    for (uint32_t at = from, left = cells - 1; seasons > 0;) {
        uint64_t bits = changes(line, seasons, at);
        const bool more = left > STEP;
        bits &= (UINT64_C(1) << (more ? STEP : left)) - 1;
        for (; bits != 0; bits &= bits - 1) {
            const uint32_t next = at + (uint32_t)__builtin_ctzll(bits) + 1;
            add_alike(line, seasons, table, from, next, cover, counts);
            from = next;
        }
        if (!more) {
            break;
        }
        at += STEP;
        left -= STEP;
    }
    add_alike(line, seasons, table, from, end, cover, counts);
}

/* --- cells one by one --- */

ZONAL_INLINE double take_cell(const struct line *line, uint32_t col, double cover)
{
    cover += line->acc[col];
    line->acc[col] = 0.0;
    return cover;
}

ZONAL_INLINE double count_cells(const struct line *line, unsigned seasons, bool table,
                                uint32_t from, uint32_t end, double cover, struct counts *counts)
{
    for (uint32_t col = from; col < end; col++) {
        cover = take_cell(line, col, cover);
        add_run(line, seasons, table, col, col + 1, cover, counts);
    }
    return cover;
}

/* Cells counted downwards, in four parts. */
struct tops {
    lt_quad_mask touched, full;
};

/* The cover that counts of four cells. */
ZONAL_INLINE lt_quad note_cover(lt_quad cover, struct tops *tops)
{
    const lt_quad_mask some = lt_quad_reaches(lt_quad_abs(cover), lt_quad_all(ZONAL_NOISE));
    tops->touched += some;
    tops->full += lt_quad_reaches(cover, lt_quad_all(ZONAL_FULL));
    return lt_quad_where(some, cover);
}

/* Columns from `at` on, `fours` times four. */
ZONAL_INLINE double count_all(const struct line *line, unsigned seasons, uint32_t at,
                              uint32_t fours, double from_west, struct tops *tops)
{
    const lt_quad scale = lt_quad_all(line->scale[1]);
    const uint8_t *low = line->codes[0] + (at - line->first);
    const uint8_t *high = seasons == 2 ? line->codes[1] + (at - line->first) : NULL;
    const double *area = line->area + at;
    double *acc = line->acc + at;
    lt_quad cover = lt_quad_all(from_west);
    for (uint32_t i = 0; i < fours; i++) {
        cover += lt_quad_sums(lt_quad_load(acc));
        lt_quad_store(acc, lt_quad_all(0.0));
        const lt_quad cells = note_cover(cover, tops);
        const lt_quad m2 = cells * scale * lt_quad_load(area);
        cover = __builtin_shufflevector(cover, cover, 3, 3, 3, 3);
        const lt_quad even = __builtin_shufflevector(cells, m2, 0, 4, 2, 6);
        const lt_quad odd = __builtin_shufflevector(cells, m2, 1, 5, 3, 7);
        const lt_pair sums[4] = {
            __builtin_shufflevector(even, even, 0, 1), __builtin_shufflevector(odd, odd, 0, 1),
            __builtin_shufflevector(even, even, 2, 3), __builtin_shufflevector(odd, odd, 2, 3)};
        for (uint32_t k = 0; k < 4; k++) {
            const uint32_t key = low[k] | (seasons == 2 ? (uint32_t)high[k] << 8 : 0);
            zonal_tally_add(line->sums, line->seen, seasons, key, k, sums[k]);
        }
        acc += 4;
        area += 4;
        low += 4;
        high += seasons == 2 ? 4 : 0;
    }
    return cover[0];
}

/* Columns from `at` to `end`, all of them, and perhaps a few more, not beyond `last`: answers where it stopped. */
ZONAL_INLINE uint32_t count_group(const struct line *line, unsigned seasons, bool table,
                                  uint32_t at, uint32_t end, uint32_t last, double *cover,
                                  struct tops *tops, struct counts *counts)
{
    if (table && (seasons == 1 || seasons == 2)) {
        uint32_t fours = (end - at + 3) / 4;
        fours = at + 4 * fours <= last + line->beyond ? fours : (last - at) / 4;
        *cover = count_all(line, seasons, at, fours, *cover, tops);
        at += 4 * fours;
    }
    if (at < end) {
        *cover = count_cells(line, seasons, table, at, end, *cover, counts);
        at = end;
    }
    return smaller(at, last);
}

/* Columns from `at` to `end`, of which few are marked: groups of those, and runs between them. */
ZONAL_INLINE double count_marked(const struct line *line, unsigned seasons, bool table, uint32_t at,
                                 uint32_t end, double cover, struct tops *tops,
                                 struct counts *counts)
{
    enum { AT_ONCE = 56 };
    for (uint32_t base = at; base < end; base += AT_ONCE) {
        const uint32_t n = end - base < AT_ONCE ? end - base : AT_ONCE;
        uint64_t bits = marks_at(line->marks, base) & ((UINT64_C(1) << n) - 1);
        bits = at > base ? bits >> (at - base) << (at - base) : bits;
        bits |=
            bits << 1; /* groups, with three cells more, so that they are gone through by fours */
        bits |= bits << 2;
        for (bits ^= bits << 1; bits != 0; bits &= bits - 1) {
            const uint32_t from = base + (uint32_t)__builtin_ctzll(bits);
            bits &= bits - 1;
            const uint32_t past = base + (uint32_t)__builtin_ctzll(bits) - 3;
            if (from > at) {
                add_run(line, seasons, table, at, from, cover, counts);
            }
            at = from + (past - from + 3) / 4 * 4;
            at = count_group(line, seasons, table, from, smaller(at, end), end, &cover, tops,
                             counts);
        }
    }
    if (end > at) {
        add_run(line, seasons, table, at, end, cover, counts);
    }
    return cover;
}

/* --- rows --- */

ZONAL_INLINE void count_rows(struct zonal_sweep *sweep, const struct zonal_piece *piece,
                             unsigned seasons, bool table)
{
    struct counts counts = {0, 0, 0};
    struct tops tops = {{0, 0, 0, 0}, {0, 0, 0, 0}};
    struct line line = {.acc = piece->acc,
                        .marks = piece->marks,
                        .first = piece->first,
                        .beyond = piece->end == sweep->cover.frame.cols ? ZONAL_BEYOND : 0,
                        .west = sweep->weights.west,
                        .area = sweep->weights.area,
                        .sweep = sweep,
                        .sums = sweep->tally.sums,
                        .seen = sweep->tally.seen};
    for (unsigned s = 0; s < seasons; s++) {
        line.codes[s] = piece->codes[s];
    }
    const int64_t row = sweep->cover.frame.row + piece->row;
    lt_pair scale = zonal_weights_row(&sweep->weights, row);
    for (uint32_t i = 0; i < piece->rows; i++) {
        double cover = piece->cover[i];
        line.scale = table || i == 0 ? scale : zonal_weights_row(&sweep->weights, row + i);
        if (table) { /* ahead of its row, which would wait for it */
            scale = zonal_weights_row(&sweep->weights, row + i + 1);
        }
        cover =
            count_marked(&line, seasons, table, piece->first, piece->end, cover, &tops, &counts);
        piece->cover[i] = cover;
        line.acc += piece->stride;
        line.marks += piece->stride / 8;
        for (unsigned s = 0; s < seasons; s++) {
            line.codes[s] += piece->pitch[s];
        }
    }
    for (int k = 0; k < 4; k++) {
        counts.touched -= (uint64_t)tops.touched[k];
        counts.full -= (uint64_t)tops.full[k];
    }
    sweep->touched += counts.touched;
    sweep->full += seasons == 0 ? 0 : counts.full;
}

void zonal_piece_count(struct zonal_sweep *sweep, const struct zonal_piece *piece)
{
    const bool table = sweep->weights.table;
    if (piece->outside) {
        count_rows(sweep, piece, 0, table);
    } else if (table && sweep->seasons == 1) {
        count_rows(sweep, piece, 1, true);
    } else if (table && sweep->seasons == 2) {
        count_rows(sweep, piece, 2, true);
    } else if (sweep->seasons == 1) {
        count_rows(sweep, piece, 1, false);
    } else {
        count_rows(sweep, piece, sweep->seasons, table);
    }
}
