#include "zonal/zonal_piece.h"

#include "zonal/zonal_bytes.h"

static inline bool is_nothing(uint64_t cover)
{
    return cover + (uint64_t)ZONAL_NOISE - 1 < 2 * (uint64_t)ZONAL_NOISE - 1;
}

/* --- marks --- */

enum { STEP = 48 }; /* cells that are looked at at once, by zonal_bytes_alike too */

/* The marks of STEP cells and more from `col` on. */
static inline uint64_t marks_at(const uint8_t *marks, uint32_t col)
{
    return zonal_bytes_load(marks + col / 8) >> col % 8;
}

/* The first marked cell from `col` on; `end` if there is none before. */
static inline uint32_t next_mark(const uint8_t *marks, uint32_t col, uint32_t end)
{
    uint64_t bits = marks_at(marks, col);
    while (bits == 0) {
        col = col / 8 * 8 + 64;
        if (col >= end) {
            return end;
        }
        bits = zonal_bytes_load(marks + col / 8);
    }
    col += (uint32_t)__builtin_ctzll(bits);
    return col < end ? col : end;
}

static inline uint64_t first_bits(uint32_t n) /* n < 64 */
{
    return (UINT64_C(1) << n) - 1;
}

bool zonal_piece_covers(const struct zonal_piece *piece)
{
    uint64_t cover = piece->cover[0];
    uint32_t col = piece->first;
    while (is_nothing(cover)) {
        col = next_mark(piece->marks, col, piece->end);
        if (col == piece->end) {
            return false;
        }
        cover += piece->acc[col++];
    }
    return true;
}

/* --- one row --- */

/* In every copy the number of seasons and the way of weighing are constants, and the line lies in registers. */
#define ALWAYS_INLINE __attribute__((always_inline))

/* A row from the piece's first column on, and where its sums go. By value and in constants as far as it can be: what is
 * written may be anything, for all the compiler knows, and would be read again for each run. */
struct line {
    uint64_t *acc;
    const uint8_t *marks;
    uint32_t first, size; /* column in the window; columns */
    const uint8_t *codes[LT_SEASONS_MAX];
    const lt_pair *west;
    lt_pair scale; /* cells and m² of a unit of cover */
    struct zonal_sweep *sweep;
    struct zonal_sum *sums;
    uint8_t *seen;
};
struct counts {
    uint64_t touched, full;
    size_t lane;
};

/* Where the codes change: bit i is set when those of cell `at` + i differ from the next one's; i < n. Reads codes of up to
 * 16 cells more. */
static inline uint64_t changes(const struct line *line, unsigned seasons, uint32_t at, uint32_t n)
{
    uint64_t bits = 0;
    for (unsigned s = 0; s < seasons; s++) {
        const uint8_t *codes = line->codes[s] + at;
        bits |= zonal_bytes_change(codes);
        for (uint32_t i = 16; i < n; i += 16) {
            bits |= (uint64_t)zonal_bytes_change(codes + i) << i;
        }
    }
    return bits;
}

/* Where to go on from `at`: past what is neither marked nor changes, in whole steps, but not to the end. */
static inline uint32_t pass_alike(const struct line *line, unsigned seasons, uint32_t at)
{
    while (line->size - at > STEP) {
        bool alike = (marks_at(line->marks, line->first + at) & first_bits(STEP)) == 0;
        for (unsigned s = 0; s < seasons; s++) {
            alike = alike && zonal_bytes_alike(line->codes[s] + at);
        }
        if (!alike) {
            return at;
        }
        at += STEP;
    }
    return at;
}

static inline void add_to_tally(const struct line *line, unsigned seasons, uint32_t col,
                                lt_pair sum, struct counts *counts)
{
    struct zonal_tally *tally = &line->sweep->tally;
    uint64_t key = seasons == 0 ? 0 : line->codes[0][col];
    for (unsigned s = 1; s < seasons; s++) {
        key |= (uint64_t)line->codes[s][col] << (8u * s);
    }
    if (seasons == 0) {
        tally->outside.cells += sum[0];
        tally->outside.m2 += sum[1];
    } else if (seasons > 2) {
        zonal_count(&tally->counter, key, sum[0], sum[1]);
    } else {
        zonal_tally_add(line->sums + counts->lane, line->seen, seasons, key, sum);
        counts->lane ^= zonal_tally_lane(seasons); /* sums do not wait for each other */
    }
}

/* Cells from … end − 1 of the line, alike in cover and codes. */
static inline void add_run(const struct line *line, unsigned seasons, bool table, uint32_t from,
                           uint32_t end, uint64_t cover, struct counts *counts)
{
    if (is_nothing(cover)) {
        return;
    }
    const lt_pair run =
        table ? line->west[end] - line->west[from]
              : zonal_weights_run(&line->sweep->weights, line->first + from, line->first + end);
    const uint64_t cells = end - from;
    counts->touched += cells;
    counts->full += (int64_t)cover >= ZONAL_FULL ? cells : 0;
    add_to_tally(line, seasons, from, lt_pair_both((double)(int64_t)cover) * line->scale * run,
                 counts);
}

/* Runs end where a cell is marked or codes change. */
ALWAYS_INLINE static inline uint64_t count_line(const struct line *line, unsigned seasons,
                                                bool table, uint64_t cover, struct counts *counts)
{
    uint32_t at = 0, from = 0;
    uint64_t carried = 0; /* codes changed at the end of the step before */
    do {
        if (is_nothing(cover)) { /* goes on to where something begins */
            at = next_mark(line->marks, line->first + at, line->first + line->size) - line->first;
            if (at == line->size) {
                return cover;
            }
            from = at;
            carried = 0;
        } else if (carried == 0) {
            at = pass_alike(line, seasons, at);
        }
        const uint32_t n = line->size - at < STEP ? line->size - at : STEP;
        const uint64_t differ = changes(line, seasons, at, n);
        const uint64_t marked = marks_at(line->marks, line->first + at);
        uint64_t ends = (marked | differ << 1 | carried) & first_bits(n);
        for (; ends != 0; ends &= ends - 1) {
            const uint32_t i = (uint32_t)__builtin_ctzll(ends), col = at + i;
            add_run(line, seasons, table, from, col, cover, counts);
            if (table || (marked >> i & 1) != 0) { /* in a wide window, far away in memory */
                cover += line->acc[col];
                line->acc[col] = 0;
            }
            from = col;
        }
        at += n;
        carried = differ >> (n - 1) & 1;
    } while (at < line->size);
    add_run(line, seasons, table, from, line->size, cover, counts);
    return cover;
}

/* --- all rows --- */

ALWAYS_INLINE static inline void
count_rows(struct zonal_sweep *sweep, const struct zonal_piece *piece, unsigned seasons, bool table)
{
    struct counts counts = {0, 0, 0};
    struct line line = {.acc = piece->acc + piece->first,
                        .marks = piece->marks,
                        .first = piece->first,
                        .size = piece->end - piece->first,
                        .sweep = sweep,
                        .sums = sweep->tally.sums,
                        .seen = sweep->tally.seen};
    const int64_t row = sweep->cover.frame.row + piece->row;
    line.west = sweep->weights.west + (table ? piece->first : 0);
    for (unsigned s = 0; s < seasons; s++) {
        line.codes[s] = piece->codes[s];
    }
    for (uint32_t i = 0; i < piece->rows; i++) {
        line.scale = lt_pair_both(ZONAL_UNIT) * zonal_weights_row(&sweep->weights, row + i);
        piece->cover[i] = count_line(&line, seasons, table, piece->cover[i], &counts);
        line.acc += piece->stride;
        line.marks += piece->stride / 8;
        for (unsigned s = 0; s < seasons; s++) {
            line.codes[s] += piece->pitch[s];
        }
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
