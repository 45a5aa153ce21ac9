/* Where a raster's cells lie: its corner, the size of its cells, and its coordinate system. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>

#include "ingest_crs.h"
#include "ingest_gdal.h"
#include "ingest_raster.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

/* What placing needs to pass around. */
struct placing {
    struct lt_raster *raster;
    GDALDatasetH dataset;
    const struct lt_raster_config *config;
    struct lt_diagnostics *diagnostics;
};

static enum lt_status reject(const struct placing *placing, enum lt_quality quality,
                             const char *code, const char *field, const char *found,
                             const char *expected, const char *action, struct lt_error *err)
{
    return ingest_reject(placing->diagnostics, quality, code, placing->raster->label, field, found,
                         expected, action, err);
}

/* World files also write +10.0 and 0010.0, which a strict number is not. */
static bool parse_world_number(const char *word, double *ret_value)
{
    const bool negative = *word == '-';
    word += *word == '-' || *word == '+';
    while (word[0] == '0' && word[1] >= '0' && word[1] <= '9') {
        word++;
    }
    if (*word == '-' || !lt_parse_double(word, ret_value)) {
        return false;
    }
    *ret_value = negative ? -*ret_value : *ret_value;
    return true;
}

/* Six numbers of a world file, whose origin is the centre of the first cell. */
static bool read_world_file(struct lt_arena *arena, const char *path, double transform[6])
{
    char *world, *text = NULL, *rest = NULL;
    size_t size = 0;
    if (ingest_companion(arena, path, "tfw", &world, NULL) != LT_OK || world == NULL ||
        lt_file_read(world, 4096, arena, &text, &size, NULL) != LT_OK) {
        return false;
    }
    double value[6];
    int n = 0;
    for (char *word = strtok_r(text, " \t\r\n", &rest); word != NULL && n < 6;
         word = strtok_r(NULL, " \t\r\n", &rest)) {
        if (!parse_world_number(word, &value[n])) {
            return false;
        }
        n++;
    }
    if (n != 6) {
        return false;
    }
    transform[1] = value[0];
    transform[4] = value[1];
    transform[2] = value[2];
    transform[5] = value[3];
    transform[0] = value[4] - 0.5 * value[0] - 0.5 * value[2];
    transform[3] = value[5] - 0.5 * value[1] - 0.5 * value[3];
    return true;
}

static enum lt_status place_cells(const struct placing *placing, struct lt_error *err)
{
    double t[6];
    char found[256];
    struct lt_grid *grid = &placing->raster->source.grid;
    const bool in_file = GDALGetGeoTransform(placing->dataset, t) == CE_None;
    if (!in_file && !read_world_file(placing->raster->arena, placing->config->path, t)) {
        return reject(placing, LT_COMPLETENESS, "raster.georeference", "transform",
                      "no position in the file and no .tfw beside it", "cell size and corner",
                      "export the raster with its georeference", err);
    }
    if (t[2] != 0.0 || t[4] != 0.0 || !(t[1] > 0.0) || !(t[5] < 0.0) || !isfinite(t[0] + t[3])) {
        snprintf(found, sizeof found, "%.10g %.10g %.10g %.10g", t[1], t[2], t[4], t[5]);
        return reject(placing, LT_USABILITY, "raster.rotated", "transform", found,
                      "a north-up grid without rotation",
                      "resample the raster to a north-up grid "
                      "by nearest neighbour",
                      err);
    }
    grid->origin_x = t[0];
    grid->origin_y = t[3];
    grid->dx = t[1];
    grid->dy = -t[5];
    grid->cols = GDALGetRasterXSize(placing->dataset);
    grid->rows = GDALGetRasterYSize(placing->dataset);
    return LT_OK;
}

/* The projection as an operation: proj_factors() on a CRS would search PROJ's database for each point. */
static enum lt_status state_crs(const struct ingest_crs *crs, struct lt_arena *arena,
                                struct lt_grid_crs *ret_crs, struct lt_error *err)
{
    char *text = NULL;
    const bool stated = !crs->geographic && OSRExportToProj4(crs->srs, &text) == OGRERR_NONE;
    *ret_crs = (struct lt_grid_crs){
        .name = crs->name,
        .definition = lt_arena_text(arena, stated ? text : ""),
        .geographic = crs->geographic,
        .metres = crs->metres,
        .semi_major = OSRGetSemiMajor(crs->srs, NULL),
        .inverse_flattening = OSRGetInvFlattening(crs->srs, NULL),
    };
    CPLFree(text);
    return ret_crs->definition == NULL ? lt_fail_memory(err, "a coordinate system") : LT_OK;
}

static enum lt_status find_crs(const struct placing *placing, struct lt_error *err)
{
    struct lt_raster *raster = placing->raster;
    struct ingest_crs crs = {0};
    enum lt_status status;
    LT_TRY(ingest_crs_choose(GDALGetSpatialRef(placing->dataset), placing->config->crs,
                             raster->label, raster->arena, placing->diagnostics, &crs, err));
    LT_TRY(state_crs(&crs, raster->arena, &raster->crs, err));
out:
    ingest_crs_finish(&crs);
    return status;
}

static enum lt_status take_planned_crs(const struct placing *placing, struct lt_error *err)
{
    struct lt_raster *raster = placing->raster;
    raster->crs = *placing->config->planned;
    raster->crs.name = lt_arena_text(raster->arena, raster->crs.name);
    raster->crs.definition = lt_arena_text(raster->arena, raster->crs.definition);
    return raster->crs.name == NULL || raster->crs.definition == NULL
               ? lt_fail_memory(err, "a coordinate system")
               : LT_OK;
}

enum lt_status ingest_raster_place(struct lt_raster *raster, GDALDatasetH dataset,
                                   const struct lt_raster_config *config,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    const struct placing placing = {raster, dataset, config, diagnostics};
    LT_TRY(place_cells(&placing, err));
    LT_TRY(config->planned != NULL ? take_planned_crs(&placing, err) : find_crs(&placing, err));
    raster->source.grid.crs = raster->crs.name;
    status = ingest_cell_areas(&raster->crs, &raster->source.grid, raster->arena, err);
    if (status == LT_E_INPUT) {
        char reason[LT_ERROR_TEXT];
        snprintf(reason, sizeof reason, "%s", err == NULL ? "" : err->text);
        status = reject(&placing, LT_ACCURACY, "raster.crs", "crs", reason,
                        "a projection that is regular over the whole raster",
                        "check the raster's crs and its corner", err);
    }
out:
    return status;
}
