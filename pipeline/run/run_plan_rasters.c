/* plan: the rasters. Every tile is decoded once, so that none is unreadable in a unit; what units need to know of the
 * whole of them is kept. */
#include <string.h>

#include "liangtian/picture.h"
#include "run/run_plan.h"
#include "support/arena.h"
#include "support/files.h"

static enum lt_status refuse_other_crs(struct planning *plan, const struct lt_raster_config *config,
                                       const char *crs, struct lt_error *err)
{
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_USABILITY,
        .code = "raster.other_crs",
        .layer = lt_path_name(config->path),
        .found = crs,
        .expected = plan->grid.crs,
        .action = "reproject the raster to the coordinate system of this half-year's raster",
    };
    return lt_diagnostics_add(&plan->session->diagnostics, &item, err);
}

/* Areas then lie between bounds, and what must be seen in one cell at two dates is not concluded. */
static enum lt_status tell_other_grid(struct planning *plan, const struct lt_raster_config *config,
                                      struct lt_error *err)
{
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_USABILITY,
        .code = "raster.other_grid",
        .layer = lt_path_name(config->path),
        .found = "cells that do not match those of this half-year's raster",
        .expected = "both half-years on one grid",
        .action = "resample one to the cells of the other (nearest neighbour); until then rules "
                  "that need two dates stay undecided",
    };
    return lt_diagnostics_add(&plan->session->diagnostics, &item, err);
}

static enum lt_status keep_crs(struct planning *plan, enum lt_raster_slot slot,
                               const struct lt_grid_crs *crs, struct lt_error *err)
{
    struct lt_grid_crs *kept = &plan->raster_crs[slot];
    *kept = *crs;
    kept->name = lt_arena_text(plan->session->arena, crs->name);
    kept->definition = lt_arena_text(plan->session->arena, crs->definition);
    return kept->name == NULL || kept->definition == NULL
               ? lt_fail_memory(err, "a coordinate system")
               : LT_OK;
}

static enum lt_status keep_grid(struct planning *plan, const struct lt_grid *grid,
                                struct lt_error *err)
{
    struct lt_arena *arena = plan->session->arena;
    const size_t nodes = (size_t)grid->areas.nx * grid->areas.ny;
    double *values = lt_arena_array(arena, nodes, sizeof *values);
    if (values == NULL) {
        return lt_fail_memory(err, "the grid");
    }
    memcpy(values, grid->areas.values, nodes * sizeof *values);
    plan->grid = *grid;
    plan->grid.crs = plan->raster_crs[LT_RASTER_CURRENT].name;
    plan->grid.areas.values = values;
    return LT_OK;
}

/* Opens, decodes every tile, and closes: an unknown value or an unreadable tile ends the run here,
 * not in a unit. */
static enum lt_status survey_raster(struct planning *plan, enum lt_raster_slot slot,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = plan->session;
    struct lt_raster *raster = NULL;
    struct lt_legend legend;
    LT_TRY(lt_session_legend(session, slot, &legend, err));
    LT_TRY(lt_session_open_raster(session, slot, &legend, session->threads, &session->diagnostics,
                                  &raster, err));
    LT_TRY(lt_raster_survey(raster, &session->diagnostics, err));
    LT_TRY(keep_crs(plan, slot, lt_raster_crs(raster), err));
    const struct lt_grid *grid = &lt_raster_source(raster)->grid;
    if (slot == LT_RASTER_CURRENT) {
        LT_TRY(keep_grid(plan, grid, err));
    } else if (strcmp(grid->crs, plan->grid.crs) != 0) {
        LT_TRY(refuse_other_crs(plan, session->rasters[slot], grid->crs, err));
    } else if (slot == LT_RASTER_PREVIOUS && !lt_grid_same(grid, &plan->grid)) {
        LT_TRY(tell_other_grid(plan, session->rasters[slot], err));
    }
out:
    lt_raster_close(raster);
    return status;
}

/* An image that only people look at must still be one, and lie where the cells lie. */
static enum lt_status check_pictures(struct planning *plan, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_session *session = plan->session;
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        struct lt_picture *picture = NULL;
        if (session->pictures[slot] != NULL) {
            LT_TRY(lt_session_open_picture(session, (enum lt_raster_slot)slot, plan->grid.crs,
                                           &session->diagnostics, &picture, err));
            lt_picture_close(picture);
        }
    }
out:
    return status;
}

enum lt_status lt_plan_survey_rasters(struct planning *plan, struct lt_error *err)
{
    static const enum lt_raster_slot order[] = {LT_RASTER_CURRENT, LT_RASTER_PREVIOUS,
                                                LT_RASTER_BASELINE, LT_RASTER_EARLIER};
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < LT_RASTER_COUNT; i++) {
        if (plan->session->rasters[order[i]] != NULL) {
            LT_TRY(survey_raster(plan, order[i], err));
        }
    }
    LT_TRY(check_pictures(plan, err));
out:
    return status;
}

const struct lt_grid_crs *lt_plan_raster_crs(const struct planning *plan, const char *path)
{
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        const struct lt_raster_config *raster = plan->session->rasters[slot];
        if (raster != NULL && strcmp(raster->path, path) == 0) {
            return &plan->raster_crs[slot];
        }
    }
    return NULL;
}
