#include "run/run_plan.h"

#include <math.h>
#include <string.h>

#include "run/run_borders.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/parallel.h"

static const char *county_name(const struct planning *plan, uint32_t unit)
{
    for (size_t i = 0; i < plan->county_count; i++) {
        if (plan->counties[i].unit == unit) {
            return plan->counties[i].attr[LT_ATTR_NAME];
        }
    }
    return "";
}

struct describing {
    const struct planning *plan;
    struct lt_plan_unit *units;
    struct lt_spool **spools; /* beside the units */
    size_t count;
};

/* Layers whose polygons are counted cell by cell. */
static bool is_tabulated(enum lt_layer layer)
{
    return layer == LT_LAYER_PARCEL || layer == LT_LAYER_PBF || layer == LT_LAYER_ZONE ||
           layer == LT_LAYER_CASE || layer == LT_LAYER_FEEDBACK;
}

static double cell_below(const struct lt_grid *grid, const struct lt_box *box)
{
    const double x = 0.5 * (box->min_x + box->max_x), y = 0.5 * (box->min_y + box->max_y);
    return lt_grid_cell_area(grid, (x - grid->origin_x) / grid->dx,
                             (grid->origin_y - y) / grid->dy);
}

/* What it holds: the same numbers for any order of the features, and any number of threads. */
static enum lt_status measure_unit(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    const struct describing *describing = context;
    struct lt_plan_unit *unit = &describing->units[index];
    const struct lt_spool *spool = describing->spools[index];
    double cells = 0.0;
    (void)thread;
    (void)err;
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        const size_t count = lt_spool_count(spool, (enum lt_layer)layer);
        unit->features += count;
        for (size_t i = 0; i < count; i++) {
            struct lt_feature feature;
            lt_spool_feature(spool, (enum lt_layer)layer, i, &feature);
            unit->vertices += feature.shape.n_points;
            if (is_tabulated((enum lt_layer)layer) && feature.unjudged == LT_JUDGED) {
                cells += feature.gross_m2 / cell_below(&describing->plan->grid, &feature.shape.box);
            }
        }
    }
    unit->pixels = (uint64_t)llround(cells);
    unit->weight = lt_plan_weigh(unit);
    return LT_OK;
}

/* A unit's key names exactly what its result depends on. */
static enum lt_status name_unit(const struct planning *plan, struct lt_plan_unit *unit,
                                struct lt_error *err)
{
    struct lt_digest *digest = NULL;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status == LT_OK) {
        lt_digest_add_text(digest, plan->session->key);
        lt_digest_add_text(digest, unit->spool);
        lt_digest_add_text(digest, unit->border);
        lt_digest_hex(digest, unit->key);
        lt_digest_destroy(digest);
    }
    return status;
}

static enum lt_status open_spool(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    enum lt_status status;
    const struct describing *describing = context;
    (void)thread;
    LT_TRY(lt_session_open_spool(describing->plan->session, &describing->units[index],
                                 &describing->spools[index], err));
    LT_TRY(lt_spool_share(describing->spools[index], describing->count, err));
out:
    return status;
}

enum lt_status lt_plan_write_units(struct planning *plan, struct lt_plan *result,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = plan->session;
    struct lt_spool_written *written;
    struct describing describing = {.plan = plan};
    size_t count = 0;
    LT_TRY(lt_spool_writer_close(plan->writer, session->threads, session->arena, &written, &count,
                                 err));
    describing.units = lt_arena_array(session->arena, count, sizeof *describing.units);
    describing.spools = lt_arena_array(session->arena, count, sizeof *describing.spools);
    if (describing.units == NULL || describing.spools == NULL) {
        status = lt_fail_memory(err, "the plan");
        goto out;
    }
    describing.count = count;
    for (size_t i = 0; i < count; i++) {
        describing.units[i].unit = written[i].unit;
        describing.units[i].name = county_name(plan, written[i].unit);
        memcpy(describing.units[i].spool, written[i].digest, sizeof written[i].digest);
    }
    LT_TRY(lt_parallel_for(session->threads, count, open_spool, &describing, err));
    LT_TRY(lt_parallel_for(session->threads, count, measure_unit, &describing, err));
    LT_TRY(lt_borders_write(session, &plan->grid, describing.units, describing.spools, count, err));
    for (size_t i = 0; i < count; i++) {
        LT_TRY(name_unit(plan, &describing.units[i], err));
    }
    result->units = describing.units;
    result->unit_count = count;
out:
    for (size_t i = 0; describing.spools != NULL && i < count; i++) {
        lt_spool_close(describing.spools[i]);
    }
    return status;
}
