#include "run/run_merge_units.h"

#include "liangtian/overlay.h"
#include "run/run_stages.h"
#include "support/arena.h"
#include "support/parallel.h"
#include "support/text.h"

struct opening {
    const struct lt_session *session;
    struct lt_merge_units *units;
    bool *missing;
};

/* A unit that is missing, damaged or of another plan is told together with all others of its kind. */
static enum lt_status open_unit(void *context, unsigned thread, size_t i, struct lt_error *err)
{
    const struct opening *opening = context;
    struct lt_merge_units *units = opening->units;
    struct lt_error own;
    (void)thread;
    enum lt_status status = lt_stage_unit_read(opening->session, i, &units->results[i], &own);
    if (status == LT_OK) {
        status = lt_session_open_spool(opening->session, &opening->session->plan.units[i],
                                       &units->spools[i], &own);
    }
    if (status == LT_OK) {
        status = lt_spool_share(units->spools[i], units->count, &own);
    }
    opening->missing[i] = status != LT_OK;
    if (status == LT_E_LIMIT || (status != LT_OK && lt_error_unreadable(&own))) {
        *err = own;
        return status;
    }
    return LT_OK;
}

static enum lt_status refuse_missing(const struct opening *opening, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_plan *plan = &opening->session->plan;
    struct lt_text list = {0};
    size_t missing = 0;
    for (size_t i = 0; i < plan->unit_count; i++) {
        const size_t place = plan->by_weight[i];
        if (opening->missing[place]) {
            const struct lt_plan_unit *unit = &plan->units[place];
            lt_text_printf(&list, "%s%zu (%06u %s)", missing == 0 ? "" : ", ", i + 1, unit->unit,
                           unit->name);
            missing++;
        }
    }
    if (missing > 0) {
        LT_TRY(lt_text_check(&list, err));
        status = lt_fail(err, LT_E_INPUT,
                         "%zu of %zu units are missing, or of another plan: %s; do them with "
                         "'liangtian unit PLAN NUMBER'",
                         missing, plan->unit_count, list.data);
    }
out:
    lt_text_finish(&list);
    return status;
}

/* A county may come as several features, such as its townships. */
static enum lt_status county_shape(struct lt_arena *arena, const struct lt_spool *spool,
                                   struct lt_shape *ret_shape, struct lt_error *err)
{
    enum lt_status status;
    struct lt_overlay *overlay = NULL;
    const size_t count = lt_spool_count(spool, LT_LAYER_COUNTY);
    struct lt_shape *parts = lt_arena_array(arena, count, sizeof *parts);
    if (parts == NULL) {
        return lt_fail_memory(err, "a county");
    }
    for (size_t i = 0; i < count; i++) {
        struct lt_feature county;
        lt_spool_feature(spool, LT_LAYER_COUNTY, i, &county);
        parts[i] = county.shape;
    }
    LT_TRY(lt_overlay_create(&overlay, err));
    LT_TRY(lt_overlay_union(overlay, parts, count, arena, ret_shape, err));
out:
    lt_overlay_destroy(overlay);
    return status;
}

enum lt_status lt_merge_units_open(struct lt_session *session, struct lt_arena *arena,
                                   struct lt_merge_units *ret_units, struct lt_error *err)
{
    enum lt_status status;
    const size_t count = session->plan.unit_count;
    struct lt_merge_units units = {
        .results = lt_arena_array(arena, count, sizeof *units.results),
        .spools = lt_arena_array(arena, count, sizeof *units.spools),
        .names = lt_arena_array(arena, count, sizeof *units.names),
        .shapes = lt_arena_array(arena, count, sizeof *units.shapes),
    };
    struct opening opening = {session, ret_units,
                              lt_arena_array(arena, count, sizeof *opening.missing)};
    if (units.results == NULL || units.spools == NULL || units.names == NULL ||
        units.shapes == NULL || opening.missing == NULL) {
        return lt_fail_memory(err, "the units");
    }
    units.count = count;
    *ret_units = units; /* closed by the caller, however far this comes */
    LT_TRY(lt_parallel_for(session->threads, count, open_unit, &opening, err));
    LT_TRY(refuse_missing(&opening, err));
    for (size_t i = 0; i < count; i++) {
        units.names[i] = session->plan.units[i].name;
        LT_TRY(county_shape(arena, units.spools[i], &units.shapes[i], err));
    }
out:
    return status;
}

void lt_merge_units_close(struct lt_merge_units *units)
{
    for (size_t i = 0; i < units->count; i++) {
        lt_unit_result_finish(&units->results[i]);
        lt_spool_close(units->spools[i]);
    }
    units->count = 0;
}
