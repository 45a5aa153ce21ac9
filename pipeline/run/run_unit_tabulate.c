#include "run/run_unit.h"

#include "support/arena.h"

void lt_unit_layer_finish(struct lt_unit_layer *layer)
{
    lt_tabulation_finish(&layer->table);
    lt_crop_year_finish(&layer->year);
    lt_crop_year_finish(&layer->last_autumn);
}

static enum lt_reason observability_of(const struct lt_config *config,
                                       const struct lt_feature *feature, uint32_t full,
                                       uint32_t touched)
{
    switch (feature->unjudged) {
    case LT_UNJUDGED_NO_GEOMETRY:
    case LT_UNJUDGED_INVALID:
        return LT_REASON_INVALID_GEOMETRY;
    case LT_UNJUDGED_OFF_RASTER:
        return LT_REASON_OFF_RASTER;
    default:
        return lt_too_small(full, touched, config->gate_full_cells, config->small_lost_share)
                   ? LT_REASON_TOO_SMALL
                   : LT_REASON_NONE;
    }
}

static enum lt_status compute_year(struct lt_unit_work *work, const struct lt_tabulation *table,
                                   const double *net_m2, int column_h1, int column_h2,
                                   struct lt_crop_year *ret_year, struct lt_error *err)
{
    struct lt_seasons_input input = {
        .table = table,
        .column_h1 = column_h1,
        .column_h2 = column_h2,
        .net_m2 = net_m2,
        .grain_season_share = work->session->config->grain_season_share,
    };
    input.legends[0] = work->seasons == 2 ? work->context.legends[0] : work->context.legends[1];
    input.legends[1] = work->context.legends[1];
    return lt_seasons_compute(&input, ret_year, err);
}

enum lt_status lt_unit_year_of(struct lt_unit_work *work, const struct lt_tabulation *table,
                               const double *net_m2, struct lt_crop_year *ret_year,
                               struct lt_error *err)
{
    const int current = (int)work->seasons - 1;
    const bool second = work->context.half == 2;
    const int h1 = second ? current - 1 : current;
    return compute_year(work, table, net_m2, h1, second ? current : -1, ret_year, err);
}

enum lt_status lt_unit_tabulate(struct lt_unit_work *work, enum lt_layer layer,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_layer *one = &work->layers[layer];
    one->view = (struct lt_spool_layer){.spool = work->spool, .layer = layer};
    one->count = lt_spool_count(work->spool, layer);
    one->net_m2 = lt_arena_array(work->arena, one->count, sizeof *one->net_m2);
    one->observability = lt_arena_array(work->arena, one->count, sizeof *one->observability);
    if (one->net_m2 == NULL || one->observability == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    const struct lt_zonal_input input = {
        .shapes = lt_spool_shapes(&one->view),
        .seasons = work->seasons,
        .sources = {work->sources[0], work->sources[1]},
        .threads = work->threads,
    };
    LT_TRY(lt_zonal_tabulate(&input, &one->table, err));
    for (size_t i = 0; i < one->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, layer, i, &feature);
        one->net_m2[i] = feature.net_m2;
        one->observability[i] = observability_of(
            work->session->config, &feature, one->table.full_cells[i], one->table.touched_cells[i]);
    }
    LT_TRY(lt_unit_year_of(work, &one->table, one->net_m2, &one->year, err));
    if (work->context.half == 1 && work->seasons == 2) {
        LT_TRY(compute_year(work, &one->table, one->net_m2, -1, 0, &one->last_autumn, err));
    }
out:
    return status == LT_OK ? LT_OK : lt_fail_in(err, "layer '%s'", lt_layer_name(layer));
}
