/* Vector layers: a table behind good shapes, shapes before a good table, and the pages of a GeoPackage. */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "fuzz_shapes.h"
#include "liangtian/ingest.h"
#include "support/text.h"

static enum lt_status take(void *context, const struct lt_feature *feature, struct lt_error *err)
{
    size_t *taken = context;
    (void)err;
    (*taken)++;
    for (int a = 0; a < LT_ATTR_COUNT; a++) {
        const char *text = feature->attr[a];
        FUZZ_REQUIRE(text != NULL && lt_utf8_valid(text, strlen(text)));
    }
    FUZZ_REQUIRE(isfinite(feature->gross_m2) && feature->gross_m2 >= 0);
    FUZZ_REQUIRE(isfinite(feature->net_m2) && feature->net_m2 >= 0);
    if (feature->unjudged == LT_JUDGED && feature->shape.n_rings > 0) {
        FUZZ_REQUIRE(lt_shape_planar_area(&feature->shape) > 0);
    }
    return LT_OK;
}

/* Once as the parcels of a city, once as polygons of anybody. */
static void read_layer(const char *path)
{
    struct fuzz_run run;
    size_t taken = 0;
    fuzz_begin(&run);
    const struct lt_config config = {.city_code = 411700,
                                     .schemas_dir = LT_SOURCE_DIR "/schemas",
                                     .repair_bound = 0.001,
                                     .limit_features = 4096,
                                     .limit_vertices = 100000,
                                     .operator_key = ""};
    const struct lt_layer_config layer = {.present = true,
                                          .path = path,
                                          .sublayer = "",
                                          .schema = "DLTB",
                                          .encoding = "auto",
                                          .crs = "",
                                          .sha256 = ""};
    const struct lt_layer_reader reader = {.config = &config,
                                           .layer = &layer,
                                           .role = LT_LAYER_PARCEL,
                                           .grid = &fuzz_grid,
                                           .threads = 1,
                                           .take = take,
                                           .context = &taken};
    struct lt_layer_summary summary = {0};
    const enum lt_status status = lt_layer_read(&reader, &run.diagnostics, &summary, &run.err);
    fuzz_check(&run, status);
    if (status == LT_OK) {
        FUZZ_REQUIRE(summary.features == taken);
        FUZZ_REQUIRE(summary.judged + summary.not_judged == summary.features);
    }
    fuzz_end(&run);
}

static void start(void)
{
    fuzz_file("layer.prj", fuzz_prj, strlen(fuzz_prj));
}

static void one_dbf(const uint8_t *data, size_t size)
{
    fuzz_squares("layer", fuzz_dbf_records(data, size));
    fuzz_file("layer.dbf", data, size);
    read_layer(fuzz_path("layer.shp"));
}
const struct fuzz_target fuzz_dbf = {"dbf", start, one_dbf};

static void one_shp(const uint8_t *data, size_t size)
{
    fuzz_table("layer", fuzz_index("layer", data, size));
    read_layer(fuzz_file("layer.shp", data, size));
}
const struct fuzz_target fuzz_shp = {"shp", start, one_shp};

static void one_gpkg(const uint8_t *data, size_t size)
{
    read_layer(fuzz_file("layer.gpkg", data, size));
}
const struct fuzz_target fuzz_gpkg = {"gpkg", NULL, one_gpkg};
