/* unit: stages 2 to 5 of one county, from its spool and the raster tiles that it touches. */
#include "run/run_unit.h"

#include <math.h>
#include <string.h>

#include "liangtian/kept.h"
#include "run/run_boundary.h"
#include "run/run_conversion.h"
#include "run/run_leases.h"
#include "run/run_lookback.h"
#include "run/run_stages.h"
#include "support/arena.h"

enum lt_status lt_unit_open_rasters(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_session *session = work->session;
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        if (session->rasters[slot] == NULL) {
            continue;
        }
        LT_TRY(lt_session_legend(session, (enum lt_raster_slot)slot, &work->legends[slot], err));
        LT_TRY(lt_session_open_raster(session, (enum lt_raster_slot)slot, &work->legends[slot],
                                      work->threads, &work->diagnostics, &work->rasters[slot],
                                      err));
    }
    const struct lt_raster_source *current = lt_raster_source(work->rasters[LT_RASTER_CURRENT]);
    work->sources[0] = current;
    work->seasons = 1;
    if (work->rasters[LT_RASTER_PREVIOUS] != NULL) {
        const struct lt_raster_source *previous =
            lt_raster_source(work->rasters[LT_RASTER_PREVIOUS]);
        if (lt_grid_same(&previous->grid, &current->grid)) {
            work->sources[0] = previous;
            work->sources[1] = current;
            work->seasons = 2;
        } else {
            work->apart = previous;
        }
    }
out:
    return status;
}

static void set_context(struct lt_unit_work *work)
{
    const struct lt_session *session = work->session;
    const bool joint = work->seasons == 2;
    const struct lt_grid *grid = &work->sources[0]->grid;
    work->context = (struct lt_rule_context){
        .legends = {joint ? &work->legends[LT_RASTER_PREVIOUS] : NULL,
                    &work->legends[LT_RASTER_CURRENT]},
        .flood = {joint && session->rasters[LT_RASTER_PREVIOUS]->flood,
                  session->rasters[LT_RASTER_CURRENT]->flood},
        .half = lt_period_half(session->options->period),
        .has_previous = joint,
        .has_approvals = session->period->layers[LT_LAYER_APPROVAL].present,
        .other_grid = work->apart != NULL,
        .cell_m = sqrt(lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows)),
    };
}

static void feature_of_layer(const void *context, size_t index, struct lt_feature *ret_feature)
{
    const struct lt_spool_layer *view = context;
    lt_spool_feature(view->spool, view->layer, index, ret_feature);
}

static enum lt_status evaluate(struct lt_unit_work *work, enum lt_layer layer, struct lt_error *err)
{
    struct lt_unit_layer *one = &work->layers[layer];
    const struct lt_rules_input input = {
        .rules = &work->session->config->rules,
        .context = &work->context,
        .layer = layer,
        .count = one->count,
        .tabulation = &one->table,
        .feature = feature_of_layer,
        .feature_context = &one->view,
        .observability = one->observability,
        .grain_season_share = work->session->config->grain_season_share,
    };
    return lt_rules_evaluate(&input, work->arena, &one->findings, err);
}

/* Cells are wanted under the unit's own polygons; of what came before, where there is something to look back at. */
static void expect_cells(const struct lt_unit_work *work)
{
    static const enum lt_layer counted[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE,
                                            LT_LAYER_CASE, LT_LAYER_FEEDBACK};
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        const bool joint = slot == LT_RASTER_CURRENT || slot == LT_RASTER_PREVIOUS;
        if (work->rasters[slot] == NULL) {
            continue;
        }
        lt_raster_expect(work->rasters[slot], NULL);
        for (size_t i = 0; joint && i < sizeof counted / sizeof *counted; i++) {
            const struct lt_spool_layer view = {work->spool, counted[i]};
            const struct lt_shapes shapes = lt_spool_shapes(&view);
            lt_raster_expect(work->rasters[slot], &shapes);
        }
    }
}

static enum lt_status do_unit(struct lt_unit_work *work, struct lt_error *err)
{
    static const enum lt_layer judged[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};
    enum lt_status status;
    LT_TRY(lt_arena_create(&work->arena, err));
    LT_TRY(lt_session_open_spool(work->session, work->unit, &work->spool, err));
    LT_TRY(lt_unit_open_rasters(work, err));
    expect_cells(work);
    set_context(work);
    work->result.unit = work->unit->unit;
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
        LT_TRY(lt_unit_tabulate(work, judged[i], err));
        LT_TRY(evaluate(work, judged[i], err));
    }
    LT_TRY(lt_unit_tabulate(work, LT_LAYER_CASE, err));
    LT_TRY(lt_unit_tabulate(work, LT_LAYER_FEEDBACK, err));
    LT_TRY(lt_unit_candidates(work, err));
    LT_TRY(lt_unit_edges(work, err));
    LT_TRY(lt_unit_rechecks(work, err));
    LT_TRY(lt_unit_sum_up(work, err));
    LT_TRY(lt_unit_boundary(work, err));
    LT_TRY(lt_unit_leases(work, err));
    LT_TRY(lt_unit_lookback(work, err));
    LT_TRY(lt_unit_conversion(work, err));
out:
    return status;
}

void lt_unit_close(struct lt_unit_work *work)
{
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        lt_unit_layer_finish(&work->layers[layer]);
    }
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        lt_raster_close(work->rasters[slot]);
    }
    lt_spool_close(work->spool);
    lt_arena_destroy(work->arena);
    lt_diagnostics_finish(&work->diagnostics);
}

/* Where a unit leaves what it has found. */
struct unit_files {
    const char *result, *told;
    const char *kept; /* NULL where nothing is kept */
};

static enum lt_status files_of(const struct lt_session *session, const struct lt_plan_unit *unit,
                               struct lt_arena *arena, struct unit_files *ret_files,
                               struct lt_error *err)
{
    /* a check publishes nothing; neither does a county between half-years, but its merge reads what is kept */
    const bool keeps = !session->checking || session->options->unit != 0;
    *ret_files = (struct unit_files){
        .result = lt_session_unit_path_in(session, arena, unit->unit, ".result"),
        .told = lt_session_unit_path_in(session, arena, unit->unit, ".diag"),
        .kept = keeps ? lt_session_unit_path_in(session, arena, unit->unit, ".kept") : NULL,
    };
    return ret_files->result == NULL || ret_files->told == NULL ||
                   (keeps && ret_files->kept == NULL)
               ? lt_fail_memory(err, "a path")
               : LT_OK;
}

enum lt_status lt_stage_unit_read(const struct lt_session *session, size_t place,
                                  struct lt_unit_result *ret_result, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_plan_unit *unit = &session->plan.units[place];
    struct unit_files files;
    struct lt_arena *arena = NULL;
    struct lt_diagnostics list = {0};
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(files_of(session, unit, arena, &files, err));
    LT_TRY(files.kept == NULL ? LT_OK : lt_kept_check(files.kept, unit->key, err));
    LT_TRY(lt_diagnostics_init(&list, err));
    LT_TRY(lt_diagnostics_read(files.told, unit->key, &list, err));
    LT_TRY(lt_unit_result_read(files.result, unit->key, ret_result, err));
out:
    lt_diagnostics_finish(&list);
    lt_arena_destroy(arena);
    return status;
}

bool lt_stage_unit_is_done(const struct lt_session *session, size_t place)
{
    struct lt_unit_result result = {0};
    const bool done = lt_stage_unit_read(session, place, &result, NULL) == LT_OK;
    lt_unit_result_finish(&result);
    return done;
}

enum lt_status lt_stage_unit(struct lt_session *session, size_t place, unsigned threads,
                             struct lt_error *err)
{
    enum lt_status status;
    const struct lt_plan_unit *unit = &session->plan.units[place];
    struct lt_unit_work work = {
        .session = session, .unit = unit, .threads = threads < 1 ? 1 : threads};
    struct unit_files files;
    if (lt_stage_unit_is_done(session, place)) {
        return LT_OK;
    }
    lt_session_keep_private(session);
    LT_TRY(files_of(session, unit, session->arena, &files, err));
    LT_TRY(lt_ingest_start(err));
    LT_TRY(lt_diagnostics_init(&work.diagnostics, err));
    LT_TRY(do_unit(&work, err));
    LT_TRY(lt_session_inputs_unchanged(session,
                                       err)); /* else the unit's key would vouch for other bytes */
    if (files.kept != NULL) {
        LT_TRY(lt_unit_keep(&work, unit, files.kept, err));
    }
    LT_TRY(lt_diagnostics_write(files.told, unit->key, &work.diagnostics, err));
    LT_TRY(lt_unit_result_write(files.result, unit->key, &work.result, err));
out:
    lt_unit_close(&work);
    lt_ingest_stop();
    return status == LT_OK ? LT_OK : lt_fail_in(err, "unit %u %s", unit->unit, unit->name);
}
