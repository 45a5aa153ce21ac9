/* accuracy draw: a stratified sample of points on the farmland of a half-year. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_draw.h"
#include "run/run_stages.h"
#include "support/arena.h"
#include "support/files.h"

/* --- what is read --- */

static enum lt_status map_periods(struct lt_session *session, const struct lt_draw_options *o,
                                  struct lt_error *err)
{
    const struct lt_config *config = session->config;
    char text[LT_PERIOD_TEXT];
    const struct lt_period_config *now = lt_config_period(config, o->map);
    const struct lt_period_config *before = lt_config_period(config, o->map - 1);
    if (now == NULL) {
        return lt_fail(err, LT_E_INPUT, "the half-year %s is not in '%s'",
                       lt_period_format(o->map, text), config->path);
    }
    if (lt_period_half(o->map) != lt_period_half(session->options->period)) {
        return lt_fail(err, LT_E_USAGE, "the map of %s shows another season",
                       lt_period_format(o->map, text));
    }
    session->rasters[LT_RASTER_CURRENT] = &now->raster;
    session->rasters[LT_RASTER_PREVIOUS] = before == NULL ? NULL : &before->raster;
    return LT_OK;
}

/* Counties and parcels of the half-year, and the rasters that make the strata: nothing else is read. */
static enum lt_status choose_inputs(struct lt_session *session, const struct lt_draw_options *o,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_period_config *own = lt_arena_array(session->arena, 1, sizeof *own);
    if (own == NULL) {
        return lt_fail_memory(err, "the half-year");
    }
    if (o->map != 0) {
        LT_TRY(map_periods(session, o, err));
    }
    *own = *session->period;
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        own->layers[layer].present =
            own->layers[layer].present && (layer == LT_LAYER_COUNTY || layer == LT_LAYER_PARCEL);
    }
    own->sample_count = 0; /* what comes of the draw may be named already */
    own->yields_path = own->parcels_seen = own->parcel_strata = "";
    session->period = own;
    session->rasters[LT_RASTER_BASELINE] = NULL;
    session->rasters[LT_RASTER_EARLIER] = NULL;
    session->earlier = 0;
    memset(session->pictures, 0, sizeof session->pictures);
    const bool second = lt_period_half(session->options->period) == 2;
    const struct lt_raster_config *previous = session->rasters[LT_RASTER_PREVIOUS];
    bool there = false;
    LT_TRY(previous == NULL ? LT_OK : lt_file_look(previous->path, &there, err));
    if (o->by == LT_DRAW_BY_YEAR && (!second || !there)) {
        return lt_fail(err, LT_E_USAGE,
                       "a crop year is drawn from its second half-year, with both rasters");
    }
    if (o->by == LT_DRAW_BY_SEASON || !second || !there) {
        session->rasters[LT_RASTER_PREVIOUS] = NULL;
    }
out:
    return status;
}

static enum lt_status open_sources(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = d->session;
    const size_t units = session->plan.unit_count;
    LT_TRY(lt_ingest_start(err));
    LT_TRY(lt_arena_create(&d->work.arena, err));
    LT_TRY(lt_diagnostics_init(&d->work.diagnostics, err));
    LT_TRY(lt_unit_open_rasters(&d->work, err));
    if (d->work.apart != NULL && d->options->by == LT_DRAW_BY_YEAR) {
        status = lt_fail(err, LT_E_INPUT, "the rasters of the two half-years have other cells");
        goto out;
    }
    for (unsigned s = 0; s < d->work.seasons; s++) {
        const bool previous = d->work.seasons == 2 && s == 0;
        const struct lt_legend *legend =
            &d->work.legends[previous ? LT_RASTER_PREVIOUS : LT_RASTER_CURRENT];
        for (uint32_t c = 0; c < legend->count; c++) {
            d->seen[s][c] = true;
            d->grain[s][c] = legend->classes[c].grain_weight_high > 0.0;
        }
    }
    d->spools = lt_arena_array(d->work.arena, units + 1, sizeof *d->spools);
    d->readers = lt_arena_array(d->work.arena, d->work.threads, sizeof(struct lt_zonal_reader *));
    if (d->spools == NULL || d->readers == NULL) {
        status = lt_fail_memory(err, "the frame");
        goto out;
    }
    for (size_t u = 0; u < units; u++) {
        LT_TRY(lt_session_open_spool(session, &session->plan.units[u], &d->spools[u], err));
        LT_TRY(lt_spool_share(d->spools[u], units, err));
    }
    for (unsigned t = 0; t < d->work.threads; t++) {
        LT_TRY(lt_zonal_reader_create(d->work.sources, d->work.seasons, t, 0, &d->readers[t], err));
    }
out:
    return status;
}

static void close_sources(struct drawing *d)
{
    for (size_t u = 0; d->spools != NULL && u < d->session->plan.unit_count; u++) {
        lt_spool_close(d->spools[u]);
    }
    for (unsigned t = 0; d->readers != NULL && t < d->work.threads; t++) {
        lt_zonal_reader_destroy(d->readers[t]);
    }
    d->work.spool = NULL; /* closed above */
    free(d->pieces);
    free(d->parts);
    lt_unit_close(&d->work);
}

/* --- in order --- */

static enum lt_status draw(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = d->session;
    LT_TRY(open_sources(d, err));
    lt_log_line(&session->log, "draw.measuring",
                session->config->chinese ? "量算抽样范围" : "measuring the ground to draw from");
    LT_TRY(draw_collect(d, err));
    LT_TRY(draw_make_strata(d, err));
    LT_TRY(draw_place_points(d, err));
    LT_TRY(draw_publish(d->options->folder, d->work.arena, draw_write, d, err));
    draw_tell(d);
    if (fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the summary");
    }
out:
    close_sources(d);
    lt_ingest_stop();
    return status;
}

enum lt_status lt_draw(const struct lt_draw_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    LT_TRY(lt_session_open(&options->run, "draw-", &session, &lock, err));
    LT_TRY(draw_refuse_full_folder(options->folder, session.arena, err));
    LT_TRY(choose_inputs(&session, options, err));
    LT_TRY(lt_session_identify(&session, err));
    session.prior_ledger = ""; /* cases are no ground of their own */
    LT_TRY(lt_stage_plan_whole(&session, err));
    struct drawing d = {.options = options,
                        .session = &session,
                        .work = {.session = &session, .threads = session.threads}};
    LT_TRY(draw(&d, err));
out:
    if (session.arena != NULL && status != LT_OK) {
        (void)lt_session_tell(&session, lock != NULL, NULL); /* the failure itself matters more */
    }
    lt_lock_release(lock);
    lt_session_close(&session);
    return status;
}
