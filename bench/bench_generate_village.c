#include "bench_generate_township.h"

#include <stdlib.h>

#include "support/files.h"

static const char CONFIG[] =
    "# The sample village: invented data on cells of 1 m, which show ditches and belts. Cases: "
    "../README.md\n"
    "city: {name: 示例村（虚构数据）, name_en: Sample village (invented data), code: 411700}\n"
    "folders: {output: out, work: work}\n"
    "legend: legend.yaml\n"
    "layers:\n"
    "  parcels: {path: layers/DLTB.shp, schema: DLTB, encoding: auto}\n"
    "  pbf: {path: layers/YJJBNTTB.gpkg, schema: YJJBNTBHTB}\n"
    "  zones: {path: layers/LQDK.shp, schema: LQDK}\n"
    "  counties: {path: layers/XZQ.gpkg, schema: XZQ}\n"
    "baseline:\n"
    "  raster: {path: rasters/2020.tif, image_from: 2020-04-20, image_to: 2020-05-10}\n"
    "periods:\n"
    "  - period: 2025H1\n"
    "    raster: {path: rasters/2025H1.tif, image_from: 2025-04-12, image_to: 2025-05-08}\n"
    "  - period: 2025H2\n"
    "    raster: {path: rasters/2025H2.tif, image_from: 2025-08-05, image_to: 2025-09-02}\n"
    "  - period: 2026H1\n"
    "    raster: {path: rasters/2026H1.tif, image_from: 2026-04-15, image_to: 2026-05-06}\n"
    "  - period: 2026H2\n"
    "    raster: {path: rasters/2026H2.tif, image_from: 2026-08-08, image_to: 2026-09-04}\n"
    "# What a patch must hold is counted in cells: here the 800 m² and 10 m that 8 and 1 are on "
    "cells of 10 m.\n"
    "# One parcel that cannot be judged is much of a village: a real city keeps max_unjudged.\n"
    "thresholds: {full_cells: 800, erosion_cells: 10, max_unjudged: 0.01}\n"
    "rules:\n"
    "  FZ-SHELTERBELT: {threshold: 0.05}   # the city's own standard; no source gives one\n"
    "# scaled to the village; a real city keeps 970 and 1900\n"
    "floors: {zone_area: 0.03, sown_area: 0.2}\n"
    "# with the parcel that has no valid outline the tasks are met, without it they are missed\n"
    "targets:\n"
    "  - {county: 411702, zone_area: 0.03, sown_area: 0.2, cropland: 0.1402, pbf: 0.0973}\n"
    "output: {profile: internal, mark: 内部资料（虚构数据）, shapefile_encoding: GBK, language: "
    "zh}\n";

static const double WEST = 38504000.0, SOUTH = 3659000.0;
enum { ACROSS = 8, UP = 8, SIDE = 1000 };

static void lay_lines(struct bench_town *town)
{
    static const double widths[4] = {122, 125, 124, 126}, heights[4] = {121, 118, 122, 120};
    double x = WEST + 4.0, y = SOUTH + 4.0;
    town->x[0] = x;
    town->y[0] = y;
    for (uint32_t i = 0; i < ACROSS; i++) {
        town->gx[i] = i;
        town->x[i + 1] = x += widths[i % 4];
    }
    for (uint32_t i = 0; i < UP; i++) {
        town->gy[i] = i;
        town->y[i + 1] = y += heights[i % 4];
    }
    town->gx[ACROSS] = ACROSS;
    town->gy[UP] = UP;
    town->lattice.cols = ACROSS;
    town->lattice.rows = UP;
    town->border_col = ACROSS;
    town->river_row = UINT32_MAX;
    town->grid = (struct bench_grid){WEST, SOUTH + SIDE, 1.0, SIDE, SIDE};
    bench_town_bend(town, 2.0);
}

enum lt_status bench_village(const char *folder, struct lt_error *err)
{
    static const char *const folders[] = {"layers", "rasters"};
    struct bench_town *town = calloc(1, sizeof *town);
    struct lt_text text = {0};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    if (town == NULL) {
        return lt_fail_memory(err, "the village");
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        LT_TRY(bench_path(folder, folders[i], path, err));
        LT_TRY(lt_folder_make(path, err));
    }
    town->cases = bench_village_cases;
    town->case_count = bench_village_case_count;
    lay_lines(town);
    LT_TRY(bench_town_build(town, err));
    LT_TRY(bench_village_layers(town, folder, err));
    LT_TRY(bench_town_rasters(town, folder, err));
    LT_TRY(bench_town_table(town, folder, err));
    bench_legend_text(&text);
    LT_TRY(bench_write_text(folder, "legend.yaml", &text, err));
    lt_text_add(&text, CONFIG);
    LT_TRY(bench_write_text(folder, "liangtian.yaml", &text, err));
out:
    bench_town_finish(town);
    free(town);
    return status;
}
