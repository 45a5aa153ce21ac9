/* A class raster: header, directory, tiles and their compression. */
#include <string.h>

#include "fuzz.h"
#include "liangtian/ingest.h"

enum { MOST_PIXELS = 1 << 20, CLASSES = 31 };

static uint8_t code_of_value[LT_VALUE_COUNT];
static struct lt_class classes[CLASSES];
static const struct lt_legend legend = {
    .count = CLASSES, .classes = classes, .code_of_value = code_of_value, .id = "fuzz"};

/* Values 1 … 30 and 300; 0 is unseen. */
static void start(void)
{
    memset(code_of_value, LT_CLASS_UNKNOWN, sizeof code_of_value);
    code_of_value[0] = LT_CLASS_UNSEEN;
    for (uint8_t i = 0; i < CLASSES; i++) {
        classes[i] = (struct lt_class){.value = i + 1 < CLASSES ? i + 1 : 300,
                                       .group = LT_GROUP_OTHER,
                                       .crop = "crop",
                                       .name_zh = "",
                                       .name_en = ""};
        code_of_value[classes[i].value] = i;
    }
}

static void check_grid(const struct lt_grid *grid)
{
    FUZZ_REQUIRE(grid->cols > 0 && grid->rows > 0 && grid->cols * grid->rows <= MOST_PIXELS);
    FUZZ_REQUIRE(grid->dx > 0 && grid->dy > 0 && grid->crs[0] != '\0');
    const double area = lt_grid_cell_area(grid, 0.5, 0.5);
    FUZZ_REQUIRE(area > 0 && area < 1e14);
}

static void one(const uint8_t *data, size_t size)
{
    struct fuzz_run run;
    struct lt_raster *raster = NULL;
    fuzz_begin(&run);
    const struct lt_raster_config config = {.path = fuzz_file("season.tif", data, size),
                                            .crs = "",
                                            .sha256 = "",
                                            .image_from = "",
                                            .image_to = "",
                                            .legend = ""};
    enum lt_status status =
        lt_raster_open(&config, &legend, 1, MOST_PIXELS, &run.diagnostics, &raster, &run.err);
    FUZZ_REQUIRE((status == LT_OK) == (raster != NULL));
    if (status == LT_OK) {
        check_grid(&lt_raster_source(raster)->grid);
        status = lt_raster_survey(raster, &run.diagnostics, &run.err);
    }
    fuzz_check(&run, status);
    lt_raster_close(raster);
    fuzz_end(&run);
}
const struct fuzz_target fuzz_tiff = {"tiff", start, one};
