/* tabulate: the exact tabulate-area tool on any polygon layer and any class rasters, without a city.
 *
 * Zones stream through: read, counted on every raster and written down chunk by chunk, on all threads, in the order of
 * the file. Nothing grows with the number of zones. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "run/run_tabulate.h"
#include "support/arena.h"
#include "support/parallel.h"

static const size_t CACHE_BYTES = (size_t)256 << 20;

/* --- rasters --- */

static enum lt_status open_raster(struct tabulating *tab, size_t index, struct lt_error *err)
{
    const struct lt_tabulate_options *options = tab->options;
    const struct lt_raster_config config = {.path = options->rasters[index],
                                            .crs = "",
                                            .sha256 = "",
                                            .image_from = "",
                                            .image_to = "",
                                            .legend = ""};
    const enum lt_status status = lt_raster_open(&config, NULL, tab->threads, UINT64_MAX,
                                                 &tab->diagnostics, &tab->rasters[index], err);
    if (status != LT_OK) {
        return status;
    }
    tab->raster_count++;
    const struct lt_grid *first = &lt_raster_source(tab->rasters[0])->grid;
    const struct lt_grid *grid = &lt_raster_source(tab->rasters[index])->grid;
    return strcmp(first->crs, grid->crs) == 0
               ? LT_OK
               : lt_fail(err, LT_E_INPUT, "'%s' is in %s, '%s' in %s: reproject one of them",
                         options->rasters[0], first->crs, options->rasters[index], grid->crs);
}

/* Seasons on one grid are one pass of the kernel. */
static void put_to_grid(struct tabulating *tab, unsigned season)
{
    const struct lt_grid *grid = &lt_raster_source(tab->rasters[season])->grid;
    size_t g = 0;
    while (g < tab->grid_count &&
           !lt_grid_same(grid, &lt_raster_source(tab->rasters[tab->grids[g].season[0]])->grid)) {
        g++;
    }
    tab->grid_count = g == tab->grid_count ? g + 1 : tab->grid_count;
    tab->grids[g].season[tab->grids[g].seasons++] = season;
}

/* A zone is off the rasters when it is off all of them. */
static void surround(struct tabulating *tab)
{
    tab->extent = lt_raster_source(tab->rasters[0])->grid;
    struct lt_grid *extent = &tab->extent;
    double east = extent->origin_x + extent->dx * (double)extent->cols;
    double south = extent->origin_y - extent->dy * (double)extent->rows;
    for (size_t i = 1; i < tab->raster_count; i++) {
        const struct lt_grid *grid = &lt_raster_source(tab->rasters[i])->grid;
        extent->origin_x = fmin(extent->origin_x, grid->origin_x);
        extent->origin_y = fmax(extent->origin_y, grid->origin_y);
        east = fmax(east, grid->origin_x + grid->dx * (double)grid->cols);
        south = fmin(south, grid->origin_y - grid->dy * (double)grid->rows);
    }
    extent->cols = (int64_t)ceil((east - extent->origin_x) / extent->dx - 1e-6);
    extent->rows = (int64_t)ceil((extent->origin_y - south) / extent->dy - 1e-6);
}

static enum lt_status open_kernels(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t cache = tab->options->cache_bytes == 0 ? CACHE_BYTES : tab->options->cache_bytes;
    uint64_t cells = 0;
    for (size_t g = 0; g < tab->grid_count; g++) {
        struct tabulate_grid *grid = &tab->grids[g];
        struct lt_zonal_setup setup = {.seasons = grid->seasons,
                                       .threads = tab->threads,
                                       .cache_bytes = cache / tab->grid_count};
        for (unsigned s = 0; s < grid->seasons; s++) {
            setup.sources[s] = lt_raster_source(tab->rasters[grid->season[s]]);
            cells += (uint64_t)setup.sources[s]->grid.cols * (uint64_t)setup.sources[s]->grid.rows;
        }
        LT_TRY(lt_zonal_create(&setup, &grid->zonal, err));
    }
    /* where every block stays in the cache, the order of zones costs little */
    tab->worth_gathering = tab->options->order == LT_TABULATE_AUTO && cells > cache / tab->threads;
out:
    return status;
}

static enum lt_status open_rasters(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < tab->options->raster_count; i++) {
        LT_TRY(open_raster(tab, i, err));
        put_to_grid(tab, (unsigned)i);
    }
    if (tab->options->form == LT_TABULATE_JOINT && tab->grid_count > 1) {
        status = lt_fail(err, LT_E_INPUT,
                         "--joint wants rasters on one grid: these differ in corner or cell size");
        goto out;
    }
    surround(tab);
    LT_TRY(open_kernels(tab, err));
out:
    return status;
}

/* A read that failed in the midst of the work: told as a fault of the raster. */
static void tell_fault(struct tabulating *tab, const struct lt_error *err)
{
    bool many = false;
    for (size_t i = 0; i < tab->raster_count; i++) {
        many = many || lt_raster_value_count(tab->rasters[i]) > LT_CLASS_MAX;
    }
    const struct lt_diagnostic item = {.severity = LT_REJECT,
                                       .quality = many ? LT_USABILITY : LT_COMPLETENESS,
                                       .code = many ? "raster.values" : "raster.unreadable",
                                       .layer = "",
                                       .feature = "",
                                       .field = many ? "value" : "path",
                                       .found = err->text,
                                       .expected = many ? "a raster of classes"
                                                        : "a raster whose every tile can be read",
                                       .action = many ? "export the classification, not the picture"
                                                      : "copy the file again from its source"};
    (void)lt_diagnostics_add(&tab->diagnostics, &item, NULL); /* the failure itself is answered */
}

/* --- zones --- */

static enum lt_status open_zones(struct tabulating *tab, struct lt_error *err)
{
    const struct lt_tabulate_options *options = tab->options;
    const struct lt_stream_options stream = {.path = options->zones,
                                             .sublayer = options->sublayer,
                                             .id_field = options->id_field,
                                             .where = options->where,
                                             .crs = "",
                                             .grid = &tab->extent,
                                             .threads = tab->threads};
    return lt_stream_open(&stream, &tab->diagnostics, &tab->stream, err);
}

static enum lt_status count_zones(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const bool always = tab->options->order == LT_TABULATE_GATHERED;
    struct lt_error fault = {0};
    while (status == LT_OK && !tab->stream_ended) {
        const bool gather = always || (tab->worth_gathering && atomic_load(&tab->disorder));
        atomic_store(&tab->disorder, false);
        status = gather ? tabulate_gather(tab, &fault) : tabulate_direct(tab, &fault);
    }
    lt_log_end(&tab->log);
    if (status == LT_E_INPUT && tab->diagnostics.count_of[LT_REJECT] == 0) {
        tell_fault(tab, &fault);
    }
    if (status != LT_OK) {
        return lt_fail(err, status, "%s", fault.text);
    }
    return tabulate_told_commit(tab, err);
}

/* --- the output --- */

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

static enum lt_status refuse_inputs(const struct lt_tabulate_options *options, const char *written,
                                    struct lt_error *err)
{
    bool input = written != NULL && same_file(written, options->zones);
    for (size_t i = 0; written != NULL && i < options->raster_count; i++) {
        input = input || same_file(written, options->rasters[i]);
    }
    return input ? lt_fail(err, LT_E_USAGE, "'%s' is an input: write somewhere else", written)
                 : LT_OK;
}

static enum lt_status open_output(struct tabulating *tab, struct lt_error *err)
{
    const struct lt_tabulate_options *options = tab->options;
    enum lt_status status;
    LT_TRY(refuse_inputs(options, options->output, err));
    LT_TRY(refuse_inputs(options, options->skipped, err));
    if (options->output != NULL && options->skipped != NULL &&
        (strcmp(options->output, options->skipped) == 0 ||
         same_file(options->output, options->skipped))) {
        status = lt_fail(err, LT_E_USAGE, "'%s' cannot hold both the table and what was left out",
                         options->output);
        goto out;
    }
    LT_TRY(options->format == LT_TABULATE_CSV
               ? lt_output_open(options->output, &tab->output, err)
               : lt_output_reserve(options->output, &tab->output, err));
out:
    return status;
}

static enum lt_status begin_table(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text header = {0};
    if (tab->options->form == LT_TABULATE_WIDE) {
        return tabulate_wide_create(tab, err);
    }
    LT_TRY(tabulate_rows_begin(tab, err));
    tabulate_add_header(tab, &header);
    LT_TRY(lt_text_check(&header, err));
    LT_TRY(lt_output_put(tab->output, header.data, header.length, err));
out:
    lt_text_finish(&header);
    return status;
}

static void close_all(struct tabulating *tab)
{
    lt_stream_close(tab->stream);
    for (size_t g = 0; g < tab->grid_count; g++) {
        lt_zonal_destroy(tab->grids[g].zonal);
    }
    for (size_t i = 0; i < tab->raster_count; i++) {
        lt_raster_close(tab->rasters[i]);
    }
    tabulate_wide_destroy(tab->wide);
    lt_output_close(tab->output);
    tabulate_told_destroy(tab->told);
    for (unsigned i = 0; tab->own != NULL && i < tab->threads; i++) {
        free(tab->own[i].rows);
        free(tab->own[i].tuples);
        free(tab->own[i].met);
    }
    lt_diagnostics_finish(&tab->diagnostics);
    lt_arena_destroy(tab->arena);
    lt_ingest_stop();
}

enum lt_status lt_tabulate(const struct lt_tabulate_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct tabulating tab = {
        .options = options,
        .log = {.quiet = options->quiet, .progress = options->progress},
        .threads = options->threads == 0 ? lt_processors() : options->threads,
    };
    LT_TRY(lt_ingest_start(err));
    LT_TRY(lt_arena_create(&tab.arena, err));
    LT_TRY(lt_diagnostics_init(&tab.diagnostics, err));
    tab.own = lt_arena_array(tab.arena, tab.threads, sizeof *tab.own);
    if (tab.own == NULL) {
        status = lt_fail_memory(err, "threads");
        goto out;
    }
    LT_TRY(open_output(&tab, err));
    LT_TRY(tabulate_told_create(&tab, err));
    LT_TRY(open_rasters(&tab, err));
    LT_TRY(open_zones(&tab, err));
    LT_TRY(begin_table(&tab, err));
    LT_TRY(count_zones(&tab, err));
    LT_TRY(lt_stream_conclude(tab.stream, &tab.diagnostics, &tab.summary, err));
    LT_TRY(tabulate_told_conclude(&tab, err));
    if (tab.wide != NULL) {
        LT_TRY(tabulate_wide_write(&tab, err));
    }
    LT_TRY(lt_output_commit(tab.output, err));
out:
    tabulate_told_print(&tab);
    close_all(&tab);
    return status;
}
