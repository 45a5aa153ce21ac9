#include "bench_generate_township.h"

#include <math.h>
#include <stdlib.h>

#include "support/files.h"

static const char CONFIG[] =
    "# The sample township: invented data at field scale. Cases: ../README.md\n"
    "city: {name: 示例乡镇（虚构数据）, name_en: Sample township (invented data), code: 411700}\n"
    "folders: {output: out, work: work}\n"
    "legend: legend.yaml\n"
    "layers:\n"
    "  # GBK without a .cpg, as most offices deliver it\n"
    "  parcels: {path: layers/2025/DLTB.shp, schema: DLTB, encoding: auto}\n"
    "  pbf: {path: layers/YJJBNTTB.gpkg, schema: YJJBNTBHTB}\n"
    "  zones: {path: layers/LQDK.shp, schema: LQDK}\n"
    "  zones_filed: {path: layers/2017/LQDK.shp, schema: LQDK}\n"
    "  # the survey that the current one is held against (进出平衡)\n"
    "  parcels_base: {path: layers/2024/DLTB.shp, schema: DLTB, encoding: auto}\n"
    "  counties: {path: layers/XZQ.gpkg, schema: XZQ}\n"
    "  leases: {path: layers/LZDK.geojson, schema: LZDK}\n"
    "  approvals: {path: layers/SPBA.gpkg, schema: SPBA}\n"
    "  feedback: {path: layers/JCTB.shp, schema: JCTB}\n"
    "baseline:\n"
    "  raster: {path: rasters/2020.tif, image_from: 2020-04-20, image_to: 2020-05-10}\n"
    "periods:\n"
    "  - period: 2025H1\n"
    "    raster: {path: rasters/2025H1.tif, image_from: 2025-04-12, image_to: 2025-05-08}\n"
    "    layers: {parcels: {path: layers/2024/DLTB.shp, schema: DLTB}}\n"
    "  - period: 2025H2\n"
    "    raster: {path: rasters/2025H2.tif, image_from: 2025-08-05, image_to: 2025-09-02}\n"
    "    layers: {parcels: {path: layers/2024/DLTB.shp, schema: DLTB}}\n"
    "  - period: 2026H1\n"
    "    raster: {path: rasters/2026H1.tif, image_from: 2026-04-15, image_to: 2026-05-06}\n"
    "  - period: 2026H2\n"
    "    raster: {path: rasters/2026H2.tif, image_from: 2026-08-08, image_to: 2026-09-04}\n"
    "# scaled to the township; a real city keeps 970 and 1900\n"
    "floors: {zone_area: 2.0, sown_area: 5.18}\n"
    "targets:\n"
    "  - {county: 411702, zone_area: 1.05, sown_area: 2.6, cropland: 1.8, pbf: 1.2}\n"
    "  - {county: 411728, zone_area: 1.0, sown_area: 2.6, cropland: 1.9, pbf: 1.3}\n"
    "leases: {large_area: 20}\n"
    "output: {profile: internal, mark: 内部资料（虚构数据）, shapefile_encoding: GBK, language: "
    "zh}\n";

static void add_ids(struct lt_text *text, const struct bench_town *town, int index, int what)
{
    char id[24];
    const char *separator = "";
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        if (parcel->case_index != index || !parcel->is_case || (what == 2025 && !parcel->in_2025) ||
            (what == 2026 && !parcel->in_2026) ||
            (what == 0 && (parcel->pbf == BENCH_PBF_NONE || !parcel->in_2025))) {
            continue;
        }
        if (what == 0) {
            bench_town_pbf_bsm(parcel, id);
        } else {
            bench_town_bsm(parcel, id);
        }
        lt_text_printf(text, "%s%s", separator, id);
        separator = " ";
    }
}

static void add_zone_ids(struct lt_text *text, const struct bench_town *town, int index)
{
    char id[24];
    for (size_t i = 0; i < town->n_zones; i++) {
        if (town->zones[i].case_index == index) {
            bench_town_zone_code(&town->zones[i], id);
            lt_text_add(text, id);
        }
    }
}

static const struct bench_parcel *first_parcel(const struct bench_town *town, int index)
{
    for (size_t i = 0; i < town->n_parcels; i++) {
        if (town->parcels[i].case_index == index && town->parcels[i].is_case) {
            return &town->parcels[i];
        }
    }
    return NULL;
}

/* Cells of all blocks together; 0 where one of them is as large as the parcel. */
static int suspect_cells(const struct bench_case *the_case)
{
    int cells = 0;
    for (size_t b = 0; b < BENCH_BLOCKS; b++) {
        const struct bench_block *block = &the_case->blocks[b];
        if (block->w >= BENCH_BIG || block->h >= BENCH_BIG) {
            return 0;
        }
        cells += block->w * block->h;
    }
    return cells;
}

enum lt_status bench_town_table(struct bench_town *town, const char *folder, struct lt_error *err)
{
    struct lt_text text = {0};
    lt_text_add(&text, "case,title_zh,title_en,county,parcels_2025,parcels_2026,pbf,zone,x,y,cells,"
                       "2025H1,2025H2,2026H1,2026H2\n");
    for (size_t i = 0; i < town->case_count; i++) {
        const struct bench_case *the_case = &town->cases[i];
        const struct bench_parcel *parcel = first_parcel(town, (int)i);
        const struct bench_block *block = &the_case->blocks[0];
        const struct lt_box box = bench_town_block(town, parcel, block);
        const int cells = suspect_cells(the_case);
        lt_text_printf(&text, "%s,", the_case->key);
        lt_text_add_csv(&text, the_case->title_zh);
        lt_text_add(&text, ",");
        lt_text_add_csv(&text, the_case->title_en);
        lt_text_printf(&text, ",%u,", parcel->county);
        add_ids(&text, town, (int)i, 2025);
        lt_text_add(&text, ",");
        add_ids(&text, town, (int)i, 2026);
        lt_text_add(&text, ",");
        add_ids(&text, town, (int)i, 0);
        lt_text_add(&text, ",");
        add_zone_ids(&text, town, (int)i);
        const struct lt_box place = cells > 0 ? box : bench_polygon_box(&parcel->shape);
        lt_text_printf(&text, ",%.0f,%.0f,", (place.min_x + place.max_x) / 2,
                       (place.min_y + place.max_y) / 2);
        if (cells > 0) {
            lt_text_printf(&text, "%d", cells);
        }
        for (size_t period = 0; period < 4; period++) {
            lt_text_printf(&text, ",%s", the_case->expect[period]);
        }
        lt_text_add(&text, "\n");
    }
    return bench_write_text(folder, "cases.csv", &text, err);
}

enum lt_status bench_town_write(const struct bench_town_plan *plan, const char *folder,
                                struct lt_error *err)
{
    struct bench_town *town = calloc(1, sizeof *town);
    struct lt_text text = {0};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    if (town == NULL) {
        return lt_fail_memory(err, "the township");
    }
    for (size_t i = 0; plan->folders[i] != NULL; i++) {
        LT_TRY(bench_path(folder, plan->folders[i], path, err));
        LT_TRY(lt_folder_make(path, err));
    }
    town->cases = plan->cases;
    town->case_count = plan->case_count;
    LT_TRY(plan->lay(town, err));
    LT_TRY(bench_town_build(town, err));
    LT_TRY(plan->layers(town, folder, err));
    LT_TRY(bench_town_rasters(town, folder, err));
    LT_TRY(bench_town_table(town, folder, err));
    bench_legend_text(&text);
    LT_TRY(bench_write_text(folder, "legend.yaml", &text, err));
    lt_text_add(&text, plan->config);
    LT_TRY(bench_write_text(folder, "liangtian.yaml", &text, err));
out:
    bench_town_finish(town);
    free(town);
    return status;
}

enum lt_status bench_township(const char *folder, struct lt_error *err)
{
    static const char *const folders[] = {"layers/2017", "layers/2024", "layers/2025", "rasters",
                                          NULL};
    const struct bench_town_plan plan = {.cases = bench_cases,
                                         .case_count = bench_case_count,
                                         .folders = folders,
                                         .config = CONFIG,
                                         .lay = bench_town_lay,
                                         .layers = bench_town_layers};
    return bench_town_write(&plan, folder, err);
}
