/* Errors of a classifier: which cells of a half-year's raster show something else. */
#include <stdlib.h>
#include <string.h>

#include "bench_generate_history.h"

enum {
    SALT_CELL = 2100,
    SALT_WRONG = 2150,
    SALT_OBJECT = 2200,
    SALT_SHIFT = 2250,
    SALT_EDGE = 2300,
    SALT_SHOWN = 2350
};

/* The baseline has a number of its own. */
static uint64_t when(int t)
{
    return t == BENCH_HISTORY_BASELINE ? 40 : (uint64_t)t;
}

/* Half of all errors look like an offence: trees or water. */
static uint8_t wrong(uint64_t hash, uint8_t right)
{
    static const uint8_t taken[] = {
        BENCH_ORCHARD, BENCH_ORCHARD, BENCH_ORCHARD,    BENCH_ORCHARD,    BENCH_FOREST,
        BENCH_FOREST,  BENCH_FOREST,  BENCH_NURSERY,    BENCH_WATER,      BENCH_WATER,
        BENCH_BARE,    BENCH_BARE,    BENCH_PEANUT,     BENCH_PEANUT,     BENCH_VEGETABLES,
        BENCH_WHEAT,   BENCH_WHEAT,   BENCH_OTHER_CROP, BENCH_OTHER_CROP, BENCH_GREENHOUSE};
    const size_t count = sizeof taken;
    size_t at = (size_t)(hash >> 20) % count;
    while (taken[at] == right) {
        at = (at + 1) % count;
    }
    return taken[at];
}

uint8_t bench_noise_field(const struct bench_history *history, uint64_t object, int t,
                          uint8_t value)
{
    const struct bench_history_options *options = &history->options;
    if (options->noise != BENCH_NOISE_FIELDS ||
        bench_unit(options->seed, SALT_OBJECT + when(t), object, 0) >= options->noise_rate) {
        return value;
    }
    return wrong(bench_hash(options->seed, SALT_WRONG + when(t), object, 1), value);
}

static void spoil_pixels(const struct bench_history *history, int t, uint8_t *bytes)
{
    const struct bench_history_options *options = &history->options;
    const size_t cells = (size_t)history->city.grid.cols * (size_t)history->city.grid.rows;
    for (size_t i = 0; i < cells; i++) {
        if (bytes[i] != BENCH_NODATA &&
            bench_unit(options->seed, SALT_CELL + when(t), i, 0) < options->noise_rate) {
            bytes[i] = wrong(bench_hash(options->seed, SALT_WRONG + when(t), i, 0), bytes[i]);
        }
    }
}

static enum lt_status shift(const struct bench_history *history, int t, uint8_t *bytes,
                            struct lt_error *err)
{
    static const int steps[8][2] = {{1, 0},  {1, 1},   {0, 1},  {-1, 1},
                                    {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};
    const int cols = history->city.grid.cols, rows = history->city.grid.rows;
    const int *step = steps[bench_hash(history->options.seed, SALT_SHIFT, when(t), 0) % 8];
    const size_t cells = (size_t)cols * (size_t)rows;
    uint8_t *from = malloc(cells);
    if (from == NULL) {
        return lt_fail_memory(err, "a raster");
    }
    memcpy(from, bytes, cells);
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            const int c = col - step[0], r = row - step[1];
            const bool inside = c >= 0 && c < cols && r >= 0 && r < rows;
            bytes[(size_t)row * (size_t)cols + (size_t)col] =
                inside ? from[(size_t)r * (size_t)cols + (size_t)c] : BENCH_NODATA;
        }
    }
    free(from);
    return LT_OK;
}

/* The field on the other side, where a cell lies at an edge; its own where it does not. */
static uint32_t beyond(const uint32_t *owners, size_t at, int col, int row, int cols, int rows)
{
    const size_t width = (size_t)cols;
    const uint32_t own = owners[at];
    if (col + 1 < cols && owners[at + 1] != own) {
        return owners[at + 1];
    }
    if (col > 0 && owners[at - 1] != own) {
        return owners[at - 1];
    }
    if (row + 1 < rows && owners[at + width] != own) {
        return owners[at + width];
    }
    return row > 0 && owners[at - width] != own ? owners[at - width] : own;
}

/* Both sides of an edge take one class, as a row of trees or a ditch would show. */
static void spoil_edges(const struct bench_history *history, const uint32_t *owners, int t,
                        uint8_t *bytes)
{
    static const uint8_t shown[] = {BENCH_FOREST, BENCH_FOREST, BENCH_ORCHARD, BENCH_OTHER_CROP,
                                    BENCH_BARE};
    const struct bench_history_options *options = &history->options;
    const int cols = history->city.grid.cols, rows = history->city.grid.rows;
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            const size_t at = (size_t)row * (size_t)cols + (size_t)col;
            const uint32_t own = owners[at], other = beyond(owners, at, col, row, cols, rows);
            const uint32_t low = own < other ? own : other, high = own < other ? other : own;
            if (own == 0 || other == own ||
                bench_unit(options->seed, SALT_EDGE + when(t), low, high) >= options->noise_rate) {
                continue;
            }
            bytes[at] =
                shown[bench_hash(options->seed, SALT_SHOWN + when(t), low, high) % sizeof shown];
        }
    }
}

enum lt_status bench_noise_cells(const struct bench_history *history, const uint32_t *owners, int t,
                                 uint8_t *bytes, struct lt_error *err)
{
    switch (history->options.noise) {
    case BENCH_NOISE_PIXELS:
        spoil_pixels(history, t, bytes);
        return LT_OK;
    case BENCH_NOISE_SHIFT:
        return shift(history, t, bytes, err);
    case BENCH_NOISE_EDGES:
        spoil_edges(history, owners, t, bytes);
        return LT_OK;
    case BENCH_NOISE_NONE:
    case BENCH_NOISE_FIELDS:
        break;
    }
    return LT_OK;
}
