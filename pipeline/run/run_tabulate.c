/* tabulate: the exact tabulate-area tool on any polygon layer and any class rasters, without a
 * city. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/ingest.h"
#include "liangtian/run.h"
#include "liangtian/spool.h"
#include "run/run_tiles.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/log.h"
#include "support/parallel.h"
#include "support/text.h"

enum { PLAIN_UNIT = 100000, PLAIN_CLASSES = LT_CLASS_MAX };

struct tabulating {
    const struct lt_tabulate_options *options;
    struct lt_arena *arena;
    struct lt_log log;
    unsigned threads;
    struct lt_diagnostics diagnostics;
    struct lt_legend legend;
    struct lt_raster *rasters[LT_SEASONS_MAX];
    struct lt_tabulation tables[LT_SEASONS_MAX];
    bool joint;   /* all rasters share a grid: one pass, tables[0] holds all seasons */
    char *folder; /* temporary, for the spool */
    struct lt_spool_writer *writer;
    struct lt_spool *spool;
    FILE *out;
};

/* Without a legend a value is its own class. */
static enum lt_status plain_legend(struct tabulating *tab, struct lt_error *err)
{
    struct lt_legend *legend = &tab->legend;
    *legend = (struct lt_legend){.count = PLAIN_CLASSES, .id = ""};
    legend->classes = lt_arena_array(tab->arena, PLAIN_CLASSES, sizeof *legend->classes);
    legend->code_of_value = lt_arena_alloc(tab->arena, LT_VALUE_COUNT);
    if (legend->classes == NULL || legend->code_of_value == NULL) {
        return lt_fail_memory(err, "a legend");
    }
    memset(legend->code_of_value, LT_CLASS_UNKNOWN, LT_VALUE_COUNT);
    for (int v = 0; v < PLAIN_CLASSES; v++) {
        legend->classes[v] =
            (struct lt_class){.value = v, .crop = "", .name_zh = "", .name_en = ""};
        legend->code_of_value[v] = (uint8_t)v;
    }
    return LT_OK;
}

static enum lt_status open_rasters(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    tab->joint = true;
    for (size_t i = 0; i < tab->options->raster_count; i++) {
        const struct lt_raster_config config = {.path = tab->options->rasters[i],
                                                .crs = "",
                                                .sha256 = "",
                                                .image_from = "",
                                                .image_to = "",
                                                .legend = ""};
        LT_TRY(lt_raster_open(&config, &tab->legend, tab->threads, UINT64_MAX, &tab->diagnostics,
                              &tab->rasters[i], err));
        LT_TRY(lt_raster_survey(tab->rasters[i], &tab->diagnostics, err));
        const struct lt_grid *first = &lt_raster_source(tab->rasters[0])->grid;
        const struct lt_grid *grid = &lt_raster_source(tab->rasters[i])->grid;
        tab->joint = tab->joint && lt_grid_same(first, grid);
        if (strcmp(first->crs, grid->crs) != 0) {
            status =
                lt_fail(err, LT_E_INPUT, "'%s' is in %s, '%s' in %s: reproject one of them",
                        tab->options->rasters[0], first->crs, tab->options->rasters[i], grid->crs);
            goto out;
        }
    }
out:
    return status;
}

static enum lt_status take(void *context, const struct lt_feature *feature, struct lt_error *err)
{
    struct tabulating *tab = context;
    struct lt_feature copy = *feature;
    copy.unit = PLAIN_UNIT;
    copy.layer = LT_LAYER_PARCEL;
    return lt_spool_writer_add(
        tab->writer, &copy, lt_tile_key(&lt_raster_source(tab->rasters[0])->grid, &copy.shape.box),
        err);
}

static enum lt_status read_zones(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status;
    struct lt_layer_summary summary = {0};
    uint32_t *units;
    size_t count;
    const char *temporary = tab->options->temporary;
    tab->folder = lt_arena_printf(tab->arena, "%s/liangtian-XXXXXX", temporary);
    if (tab->folder == NULL || mkdtemp(tab->folder) == NULL) {
        tab->folder = NULL;
        return lt_fail(err, LT_E_IO, "cannot create a temporary folder in '%s'", temporary);
    }
    LT_TRY(lt_spool_writer_create(tab->folder, &tab->writer, err));
    LT_TRY(lt_layer_read_plain(tab->options->zones, tab->options->sublayer, tab->options->id_field,
                               "", &lt_raster_source(tab->rasters[0])->grid, take, tab,
                               &tab->diagnostics, &summary, err));
    LT_TRY(lt_spool_writer_close(tab->writer, tab->arena, &units, &count, err));
    const char *path = lt_arena_printf(tab->arena, "%s/%d.spool", tab->folder, PLAIN_UNIT);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_spool_open(path, &tab->spool, err));
out:
    return status;
}

static void tell_progress(void *context, size_t done, size_t total)
{
    struct tabulating *tab = context;
    lt_log_progress(&tab->log, "zones", done, total);
}

static enum lt_status tabulate(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_spool_layer view = {tab->spool, LT_LAYER_PARCEL};
    const size_t passes = tab->joint ? 1 : tab->options->raster_count;
    for (size_t p = 0; p < passes; p++) {
        struct lt_zonal_input input = {
            .shapes = lt_spool_shapes(&view),
            .seasons = tab->joint ? (unsigned)tab->options->raster_count : 1,
            .threads = tab->threads,
            .progress = tell_progress,
            .progress_context = tab,
        };
        for (unsigned s = 0; s < input.seasons; s++) {
            input.sources[s] = lt_raster_source(tab->rasters[p + s]);
        }
        LT_TRY(lt_zonal_tabulate(&input, &tab->tables[p], err));
    }
out:
    lt_log_end(&tab->log);
    return status;
}

/* --- the answer --- */

struct place {
    uint64_t sequence;
    size_t index;
};

static int by_sequence(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static void write_row(struct lt_text *text, const char *zone, const char *season, int code,
                      double m2, double fraction)
{
    lt_text_add_csv(text, zone);
    lt_text_add(text, ",");
    lt_text_add_csv(text, season);
    lt_text_add(text, ",");
    if (code == LT_CLASS_UNSEEN) {
        lt_text_add(text, "unseen");
    } else if (code == LT_CLASS_OUTSIDE) {
        lt_text_add(text, "outside");
    } else {
        lt_text_printf(text, "%d", code);
    }
    lt_text_add(text, ",");
    lt_text_add_double(text, m2);
    lt_text_add(text, ",");
    lt_text_add_double(text, fraction);
    lt_text_add(text, "\n");
}

/* One zone, one season: the marginal of the joint table, classes ascending, then unseen, then
 * outside. */
static void write_marginal(const struct tabulating *tab, size_t index, size_t season,
                           const struct lt_feature *zone, struct lt_text *text)
{
    const struct lt_tabulation *table = &tab->tables[tab->joint ? 0 : season];
    const unsigned column = tab->joint ? (unsigned)season : 0;
    double share[256] = {0};
    bool seen[256] = {false};
    for (uint64_t e = table->first[index]; e < table->first[index + 1]; e++) {
        const uint8_t code = lt_joint_code(table->joint[e].key, column);
        share[code] += lt_tabulation_net(table, index, (size_t)e, 1.0);
        seen[code] = true;
    }
    for (int code = 0; code < 256; code++) {
        if (seen[code]) {
            write_row(text, zone->attr[LT_ATTR_ID], tab->options->names[season], code,
                      share[code] * zone->gross_m2, share[code]);
        }
    }
}

static enum lt_status write_text(struct tabulating *tab, struct lt_text *text, struct lt_error *err)
{
    const enum lt_status status = lt_text_check(text, err);
    if (status == LT_OK && fwrite(text->data, 1, text->length, tab->out) != text->length) {
        return lt_fail(err, LT_E_IO, "cannot write the table");
    }
    text->length = 0;
    return status;
}

static enum lt_status write_table(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    enum { FLUSH = 1 << 20 };
    const size_t count = lt_spool_count(tab->spool, LT_LAYER_PARCEL);
    struct lt_text text = {0};
    struct place *places = lt_arena_array(tab->arena, count, sizeof *places);
    if (places == NULL) {
        return lt_fail_memory(err, "the table");
    }
    for (size_t i = 0; i < count; i++) {
        struct lt_feature zone;
        lt_spool_feature(tab->spool, LT_LAYER_PARCEL, i, &zone);
        places[i] = (struct place){zone.sequence, i};
    }
    qsort(places, count, sizeof *places, by_sequence);
    lt_text_add(&text, "zone_id,season,class,area_m2,fraction\n");
    for (size_t i = 0; i < count; i++) {
        struct lt_feature zone;
        lt_spool_feature(tab->spool, LT_LAYER_PARCEL, places[i].index, &zone);
        for (size_t season = 0; season < tab->options->raster_count; season++) {
            write_marginal(tab, places[i].index, season, &zone, &text);
        }
        if (text.length > FLUSH) {
            LT_TRY(write_text(tab, &text, err));
        }
    }
    LT_TRY(write_text(tab, &text, err));
out:
    lt_text_finish(&text);
    return status;
}

/* A file appears whole or not at all. */
static enum lt_status deliver(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status;
    const char *path = tab->options->output;
    char *temporary = path == NULL ? NULL : lt_arena_printf(tab->arena, "%s.tmp", path);
    if (path != NULL && temporary == NULL) {
        return lt_fail_memory(err, "a path");
    }
    tab->out = path == NULL ? stdout : fopen(temporary, "w");
    if (tab->out == NULL) {
        return lt_fail(err, LT_E_IO, "cannot create '%s'", temporary);
    }
    status = write_table(tab, err);
    const bool flushed = path == NULL ? fflush(stdout) == 0 : fclose(tab->out) == 0;
    if (status == LT_OK && !flushed) {
        status = lt_fail(err, LT_E_IO, "cannot write the table");
    }
    if (path != NULL && status == LT_OK && rename(temporary, path) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot put '%s' in place", path);
    }
    if (path != NULL && status != LT_OK) {
        remove(temporary);
    }
    return status;
}

static void tell(const struct tabulating *tab)
{
    for (size_t i = 0; i < tab->diagnostics.count; i++) {
        const struct lt_diagnostic *d = &tab->diagnostics.items[i];
        if (d->severity != LT_NOTE || !tab->options->quiet) {
            fprintf(stderr, "%s: %s: %s %s %s: %s; %s\n", lt_severity_name(d->severity), d->code,
                    d->layer, d->feature, d->field, d->found, d->action);
        }
    }
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
    LT_TRY(plain_legend(&tab, err));
    LT_TRY(open_rasters(&tab, err));
    LT_TRY(read_zones(&tab, err));
    LT_TRY(tabulate(&tab, err));
    LT_TRY(deliver(&tab, err));
out:
    tell(&tab);
    lt_spool_close(tab.spool);
    lt_spool_writer_destroy(tab.writer);
    for (size_t i = 0; i < LT_SEASONS_MAX; i++) {
        lt_tabulation_finish(&tab.tables[i]);
        lt_raster_close(tab.rasters[i]);
    }
    if (tab.folder != NULL) {
        (void)lt_folder_remove(tab.folder, NULL); /* only a scratch folder is left behind */
    }
    lt_diagnostics_finish(&tab.diagnostics);
    lt_arena_destroy(tab.arena);
    lt_ingest_stop();
    return status;
}
