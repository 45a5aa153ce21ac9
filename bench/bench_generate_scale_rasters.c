/* The rasters of a city of any size: one row of tiles at a time, on all threads. */
#include "bench_generate_scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate_tiles.h"
#include "support/ordered.h"

enum { SALT_NOISE = 1006, NOISE_BLOCK = 16, SEASONS = 2, SLOTS_PER_THREAD = 2 };

struct worker {
    struct bench_canvas owners; /* both seasons' classes of a cell's parcel */
    struct bench_canvas season;
    struct bench_polygon polygon;
};
struct slot {
    int row;
    struct bench_strip strips[SEASONS];
};
struct painting {
    const struct bench_scale *city;
    int seasons;
    struct bench_tiles_out *files[SEASONS];
    struct worker *workers;
    struct slot *slots;
    size_t n_slots;
    int next_row;
};

/* What a parcel's cells are painted with; 0 is no parcel. */
static uint32_t paint_of(const struct bench_scale *city, uint64_t index)
{
    return (uint32_t)bench_scale_class(city, index, 0) | (uint32_t)bench_scale_class(city, index, 1)
                                                             << 8;
}

static enum lt_status paint_strip(const struct bench_scale *city, struct worker *worker,
                                  struct lt_error *err)
{
    const struct bench_grid *grid = &city->grid;
    struct bench_canvas *owners = &worker->owners;
    const double top = grid->north - owners->first_row * grid->cell - BENCH_SCALE_SOUTH;
    const double low = top - owners->n_rows * grid->cell;
    const double rows = city->lattice.rows;
    /* a parcel reaches no farther than half a step out of its place */
    const uint32_t r0 = (uint32_t)fmax(0.0, fmin(rows, floor(low / BENCH_SCALE_STEP) - 1.0));
    const uint32_t r1 = (uint32_t)fmax(0.0, fmin(rows, ceil(top / BENCH_SCALE_STEP) + 1.0));
    const uint64_t cols = city->lattice.cols;
    memset(owners->owners, 0, (size_t)grid->cols * (size_t)owners->n_rows * sizeof *owners->owners);
    for (uint64_t i = r0 * cols; i < r1 * cols && i < city->options.parcels; i++) {
        bench_scale_shape(city, i, &worker->polygon);
        const enum lt_status status =
            bench_canvas_paint(owners, &worker->polygon, paint_of(city, i), err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

/* One stray cell in every block of 16 × 16, as a classifier leaves them. */
static void add_noise(const struct bench_scale *city, int season, const struct bench_canvas *owners,
                      uint8_t *bytes)
{
    static const uint8_t stray[] = {BENCH_WHEAT, BENCH_PEANUT, BENCH_BARE, BENCH_FOREST};
    const size_t cols = (size_t)city->grid.cols;
    for (size_t row = 0; row + NOISE_BLOCK <= (size_t)owners->n_rows; row += NOISE_BLOCK) {
        for (size_t col = 0; col + NOISE_BLOCK <= cols; col += NOISE_BLOCK) {
            const uint64_t h = bench_hash(city->options.seed, SALT_NOISE + 100 * (uint64_t)season,
                                          (size_t)owners->first_row + row, col);
            const size_t at = (row + h % NOISE_BLOCK) * cols + col + (h >> 8) % NOISE_BLOCK;
            if (bytes[at] != BENCH_NODATA) {
                bytes[at] = stray[(h >> 16) % 4];
            }
        }
    }
}

static void fill_season(const struct bench_scale *city, const struct bench_canvas *owners,
                        int season, uint8_t *bytes)
{
    const size_t cols = (size_t)city->grid.cols, city_cols = (size_t)city->city_cols;
    for (size_t row = 0; row < (size_t)owners->n_rows; row++) {
        const uint32_t *from = owners->owners + row * cols;
        uint8_t *to = bytes + row * cols;
        for (size_t col = 0; col < city_cols; col++) {
            to[col] = (uint8_t)(from[col] >> (8 * season));
        }
        memset(to + city_cols, BENCH_FOREST, cols - city_cols);
    }
    add_noise(city, season, owners, bytes);
}

static enum lt_status take_strip(void *context, unsigned thread, size_t slot, bool *ret_end,
                                 struct lt_error *err)
{
    (void)thread, (void)err;
    struct painting *painting = context;
    *ret_end = painting->next_row >= painting->city->grid.rows;
    painting->slots[slot].row = painting->next_row;
    painting->next_row += BENCH_TILE;
    return LT_OK;
}

static enum lt_status make_strip(void *context, unsigned thread, size_t slot_index,
                                 struct lt_error *err)
{
    struct painting *painting = context;
    const struct bench_scale *city = painting->city;
    struct slot *slot = &painting->slots[slot_index];
    struct worker *worker = &painting->workers[thread];
    const int left = city->grid.rows - slot->row;
    worker->owners.first_row = slot->row;
    worker->owners.n_rows = left < BENCH_TILE ? left : BENCH_TILE;
    enum lt_status status = LT_OK;
    LT_TRY(paint_strip(city, worker, err));
    for (int season = 0; season < painting->seasons; season++) {
        fill_season(city, &worker->owners, season, worker->season.bytes);
        LT_TRY(bench_strip_encode(&slot->strips[season], city->options.compress, city->grid.cols,
                                  worker->owners.n_rows, worker->season.bytes, err));
    }
out:
    return status;
}

static enum lt_status write_strip(void *context, unsigned thread, size_t slot_index,
                                  struct lt_error *err)
{
    (void)thread;
    struct painting *painting = context;
    for (int season = 0; season < painting->seasons; season++) {
        const enum lt_status status = bench_tiles_write(
            painting->files[season], &painting->slots[slot_index].strips[season], err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

static void finish_painting(struct painting *painting)
{
    const unsigned threads = painting->city->options.threads;
    for (int season = 0; season < SEASONS; season++) {
        bench_tiles_close(painting->files[season], NULL);
        for (size_t i = 0; painting->slots != NULL && i < painting->n_slots; i++) {
            bench_strip_finish(&painting->slots[i].strips[season]);
        }
    }
    for (unsigned i = 0; painting->workers != NULL && i < threads; i++) {
        bench_canvas_finish(&painting->workers[i].owners);
        bench_canvas_finish(&painting->workers[i].season);
        bench_polygon_finish(&painting->workers[i].polygon);
    }
    free(painting->slots);
    free(painting->workers);
}

static enum lt_status prepare(struct painting *painting, const char *folder, struct lt_error *err)
{
    static const char *const names[SEASONS] = {"rasters/2025H1.tif", "rasters/2025H2.tif"};
    const struct bench_scale *city = painting->city;
    const unsigned threads = city->options.threads;
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    painting->slots = calloc(painting->n_slots, sizeof *painting->slots);
    painting->workers = calloc(threads, sizeof *painting->workers);
    if (painting->slots == NULL || painting->workers == NULL) {
        return lt_fail_memory(err, "rasters");
    }
    for (unsigned i = 0; i < threads; i++) {
        struct worker *worker = &painting->workers[i];
        LT_TRY(bench_canvas_create(&city->grid, BENCH_TILE, true, &worker->owners, err));
        LT_TRY(bench_canvas_create(&city->grid, BENCH_TILE, false, &worker->season, err));
    }
    for (int i = 0; i < painting->seasons; i++) {
        LT_TRY(bench_path(folder, names[i], path, err));
        LT_TRY(bench_tiles_create(path, &city->grid, city->options.compress, &painting->files[i],
                                  err));
    }
out:
    return status;
}

enum lt_status bench_scale_write_rasters(const struct bench_scale *city, const char *folder,
                                         struct lt_error *err)
{
    struct painting painting = {.city = city,
                                .seasons = city->options.seasons,
                                .n_slots = (size_t)city->options.threads * SLOTS_PER_THREAD};
    enum lt_status status = LT_OK;
    LT_TRY(prepare(&painting, folder, err));
    const struct lt_ordered line = {.threads = city->options.threads,
                                    .slots = painting.n_slots,
                                    .take = take_strip,
                                    .work = make_strip,
                                    .deliver = write_strip,
                                    .context = &painting};
    LT_TRY(lt_ordered_run(&line, err));
    for (int i = 0; i < painting.seasons; i++) {
        struct bench_tiles_out *closing = painting.files[i];
        painting.files[i] = NULL;
        LT_TRY(bench_tiles_close(closing, err));
    }
out:
    finish_painting(&painting);
    return status;
}
