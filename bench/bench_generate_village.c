#include "bench_generate_township.h"

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
    "    # labelled on cropland and beyond it, which a breach takes; dry wind and flood cut "
    "the yields of 2025\n"
    "    samples:\n"
    "      - {frame: cropland, points: samples/2025H2-points.csv, strata: "
    "samples/2025H2-strata.csv}\n"
    "      - {frame: outside, points: samples/2025H2-outside-points.csv, strata: "
    "samples/2025H2-outside-strata.csv}\n"
    "    yields: samples/yields-2025.csv\n"
    "  - period: 2026H1\n"
    "    raster: {path: rasters/2026H1.tif, image_from: 2026-04-15, image_to: 2026-05-06}\n"
    "    yields: samples/yields-2026.csv   # no sample yet: the output is shown and proves "
    "nothing\n"
    "  - period: 2026H2\n"
    "    raster: {path: rasters/2026H2.tif, image_from: 2026-08-08, image_to: 2026-09-04}\n"
    "    # drawn by accuracy draw and labelled: it decides SOWN-AREA and OUTPUT\n"
    "    samples:\n"
    "      - {frame: cropland, points: samples/2026H2-points.csv, strata: "
    "samples/2026H2-strata.csv}\n"
    "    yields: samples/yields-2026.csv\n"
    "# What a patch must hold is counted in cells: here the 800 m² and 10 m that 8 and 1 are on "
    "cells of 10 m.\n"
    "# One parcel that cannot be judged is much of a village: a real city keeps max_unjudged.\n"
    "thresholds: {full_cells: 800, erosion_cells: 10, max_unjudged: 0.01}\n"
    "rules:\n"
    "  FZ-SHELTERBELT: {threshold: 0.05}   # the city's own standard; no source gives one\n"
    "# scaled to the village; a real city keeps 970, 1900 and 160\n"
    "floors: {zone_area: 0.03, sown_area: 0.2, output: 0.015}\n"
    "# with the parcel that has no valid outline the tasks are met, without it they are missed\n"
    "targets:\n"
    "  - {county: 411702, zone_area: 0.03, sown_area: 0.2, cropland: 0.1402, pbf: 0.0973}\n"
    "output: {profile: internal, mark: 内部资料（虚构数据）, shapefile_encoding: GBK, language: "
    "zh}\n";

static const double WEST = 38504000.0, SOUTH = 3659000.0;
enum { ACROSS = 8, UP = 8, SIDE = 1000 };

static enum lt_status lay_lines(struct bench_town *town, struct lt_error *err)
{
    (void)err;
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
    return LT_OK;
}

enum lt_status bench_village(const char *folder, struct lt_error *err)
{
    static const char *const folders[] = {"layers", "rasters", NULL};
    const struct bench_town_plan plan = {.cases = bench_village_cases,
                                         .case_count = bench_village_case_count,
                                         .folders = folders,
                                         .config = CONFIG,
                                         .lay = lay_lines,
                                         .layers = bench_village_layers};
    return bench_town_write(&plan, folder, err);
}
