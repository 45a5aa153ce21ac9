/* A city over several half-years: what ties its parts together, and what is true of it. */
#include "bench_generate_history.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/files.h"

#define STEP \
    160.0 /* m: fields of 38 mu, so that the halves of an offending place still pass the patch gate */
#define MARGIN 40.0
#define CELL 10.0

static void lay_out(struct bench_history *history)
{
    struct bench_scale *city = &history->city;
    struct bench_lattice *lattice = &city->lattice;
    uint32_t cols = (uint32_t)ceil(sqrt((double)history->options.parcels));
    cols += cols % 2;
    city->options = (struct bench_scale_options){.seed = history->options.seed,
                                                 .cell = CELL,
                                                 .compress = "DEFLATE",
                                                 .pbf_share = 0.5,
                                                 .zone_share = 0.25,
                                                 .threads = 1};
    lattice->cols = cols;
    lattice->rows = (uint32_t)((history->options.parcels + cols - 1) / cols);
    lattice->step = STEP;
    lattice->origin_x = 38500000.0 - floor(cols * STEP / 2000.0) * 1000.0;
    lattice->origin_y = BENCH_SCALE_SOUTH;
    lattice->seed = history->options.seed;
    lattice->jitter = 14.0;
    lattice->bend = 0.05;
    lattice->min_points = 2;
    lattice->max_points = 6;
    history->pairs_across = cols / 2;
    history->pairs = (uint64_t)history->pairs_across * lattice->rows;
    city->options.parcels = 2 * history->pairs;
    city->grid.cell = CELL;
    city->grid.west = lattice->origin_x - MARGIN;
    city->grid.cols = city->city_cols = (int)((cols * STEP + 2.0 * MARGIN) / CELL);
    city->grid.rows = (int)((lattice->rows * STEP + 2.0 * MARGIN) / CELL);
    city->grid.north = BENCH_SCALE_SOUTH - MARGIN + city->grid.rows * CELL;
}

/* ---- the truth ---- */

static void tell_place(const struct bench_history *history, const struct bench_pair *pair,
                       const struct bench_place *place, int t, struct lt_text *text)
{
    struct bench_cells boxes[BENCH_PLACE_BOXES];
    char period[16] = "2020";
    const int count = bench_place_at(place, t, boxes);
    if (t != BENCH_HISTORY_BASELINE) {
        bench_history_period(t, period);
    }
    for (int k = 0; k < count; k++) {
        const struct bench_cells *box = &boxes[k];
        const double west = history->city.grid.west + box->col * CELL;
        const double north = history->city.grid.north - box->row * CELL;
        lt_text_printf(text, "%llu,%s,%d,%u,%s,%s,%d,%.0f,%.0f,%.0f,%.0f\n",
                       (unsigned long long)pair->index, period, place->value, pair->county,
                       pair->pbf ? "pbf" : "ordinary", pair->zone ? "zone" : "", place->birth, west,
                       north - box->rows * CELL, west + box->cols * CELL, north);
    }
}

/* A row per box and half-year in which it offends. */
static enum lt_status write_truth(const struct bench_history *history, const char *folder,
                                  struct lt_error *err)
{
    struct lt_text text = {0};
    lt_text_add(&text, "place,period,value,county,land,zone,birth,min_x,min_y,max_x,max_y\n");
    for (uint64_t i = 0; i < history->pairs; i++) {
        struct bench_pair pair;
        struct bench_place place;
        bench_history_pair(history, i, &pair);
        bench_history_place(history, &pair, &place);
        tell_place(history, &pair, &place, BENCH_HISTORY_BASELINE, &text);
        for (int t = 0; t < history->options.periods; t++) {
            tell_place(history, &pair, &place, t, &text);
        }
    }
    return bench_write_text(folder, "truth.csv", &text, err);
}

static enum lt_status write_config(const struct bench_history *history, const char *folder,
                                   struct lt_error *err)
{
    struct lt_text text = {0};
    lt_text_printf(&text, "# %llu invented parcels over %d half-years, seed %llu\n",
                   (unsigned long long)history->city.options.parcels, history->options.periods,
                   (unsigned long long)history->options.seed);
    lt_text_add(&text, "city: {name: 虚构市, name_en: Invented city, code: 411700}\n"
                       "folders: {output: out, work: work}\nlegend: legend.yaml\nlayers:\n"
                       "  parcels: {path: layers/2024/DLTB.gpkg, schema: DLTB}\n"
                       "  pbf: {path: layers/2024/YJJBNTTB.gpkg, schema: YJJBNTBHTB}\n"
                       "  zones: {path: layers/LQDK.gpkg, schema: LQDK}\n"
                       "  counties: {path: layers/XZQ.gpkg, schema: XZQ}\n"
                       "baseline:\n  raster: {path: rasters/2020.tif, image_from: 2020-04-20, "
                       "image_to: 2020-05-10}\nperiods:\n");
    for (int t = 0; t < history->options.periods; t++) {
        const int year = BENCH_HISTORY_FIRST_YEAR + t / 2;
        char period[16];
        bench_history_period(t, period);
        lt_text_printf(&text,
                       "  - period: %s\n    raster: {path: rasters/%s.tif, image_from: %d-%s, "
                       "image_to: %d-%s}\n",
                       period, period, year, t % 2 == 0 ? "04-12" : "08-05", year,
                       t % 2 == 0 ? "05-08" : "09-02");
        if (t >= 2 && !history->options.steady) {
            lt_text_printf(&text,
                           "    layers: {parcels: {path: layers/%d/DLTB.gpkg, schema: DLTB}, "
                           "pbf: {path: layers/%d/YJJBNTTB.gpkg, schema: YJJBNTBHTB}}\n",
                           year, year);
        }
    }
    lt_text_add(&text, "floors: {zone_area: ");
    lt_text_add_fixed(&text, lt_wanmu(history->city.zone_m2) * 0.98, 4);
    lt_text_add(&text, ", sown_area: ");
    lt_text_add_fixed(&text, lt_wanmu(history->city.crop_m2) * 1.35, 4);
    lt_text_add(&text, "}\n");
    return bench_write_text(folder, "liangtian.yaml", &text, err);
}

enum lt_status bench_history(const char *folder, const struct bench_history_options *options,
                             struct lt_error *err)
{
    static const char *const folders[] = {"layers", "rasters"};
    struct bench_history history = {.options = *options};
    struct lt_text text = {0};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        LT_TRY(bench_path(folder, folders[i], path, err));
        LT_TRY(lt_folder_make(path, err));
    }
    lay_out(&history);
    LT_TRY(bench_history_layers(&history, folder, err));
    LT_TRY(bench_history_rasters(&history, folder, err));
    bench_legend_text(&text);
    LT_TRY(bench_write_text(folder, "legend.yaml", &text, err));
    LT_TRY(write_config(&history, folder, err));
    LT_TRY(write_truth(&history, folder, err));
out:
    return status;
}
