#include "run/run_unit.h"

#include "support/arena.h"

void lt_unit_layer_finish(struct lt_unit_layer *layer)
{
    lt_tabulation_finish(&layer->table);
    lt_tabulation_finish(&layer->apart);
    lt_crop_year_finish(&layer->year);
    lt_crop_year_finish(&layer->last_autumn);
}

enum lt_reason lt_unit_observability(const struct lt_config *config,
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

static enum lt_status tabulate(const struct lt_unit_work *work, const struct lt_shapes *shapes,
                               const struct lt_raster_source *first,
                               const struct lt_raster_source *second, struct lt_tabulation *ret,
                               struct lt_error *err)
{
    const struct lt_zonal_input input = {
        .shapes = *shapes,
        .seasons = second == NULL ? 1 : 2,
        .sources = {first, second},
        .threads = work->threads,
    };
    return lt_zonal_tabulate(&input, ret, err);
}

/* In H2 the crop year is (previous, current), joint or, on two grids, bounded. In H1 it is the
 * current season alone, and the previous raster is the autumn of the crop year before. */
static enum lt_status compute_years(const struct lt_unit_work *work, const double *net_m2,
                                    struct lt_unit_years *years, struct lt_error *err)
{
    enum lt_status status;
    const int current = (int)work->seasons - 1;
    const bool second = work->context.half == 2, apart = work->apart != NULL;
    const struct lt_legend *previous = &work->legends[LT_RASTER_PREVIOUS];
    const struct lt_legend *now = &work->legends[LT_RASTER_CURRENT];
    struct lt_seasons_input input = {
        .table = &years->table,
        .column_h1 = second ? current - 1 : current,
        .column_h2 = second ? current : -1,
        .legends = {current == 1 ? previous : now, now},
        .net_m2 = net_m2,
        .grain_season_share = work->session->config->grain_season_share,
    };
    if (second && apart) {
        input.table = &years->apart;
        input.table_h2 = &years->table;
        input.column_h1 = 0;
        input.column_h2 = 1; /* its legend */
        input.legends[0] = previous;
    }
    LT_TRY(lt_seasons_compute(&input, &years->year, err));
    if (!second && (apart || current == 1)) {
        input.table = apart ? &years->apart : &years->table;
        input.column_h1 = -1;
        input.column_h2 = 0;
        input.legends[0] = previous;
        LT_TRY(lt_seasons_compute(&input, &years->last_autumn, err));
    }
out:
    return status;
}

enum lt_status lt_unit_years_of(struct lt_unit_work *work, const struct lt_shapes *shapes,
                                const double *net_m2, struct lt_unit_years *ret_years,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_years years = {0};
    LT_TRY(tabulate(work, shapes, work->sources[0], work->sources[1], &years.table, err));
    if (work->apart != NULL) {
        LT_TRY(tabulate(work, shapes, work->apart, NULL, &years.apart, err));
    }
    LT_TRY(compute_years(work, net_m2, &years, err));
    *ret_years = years;
    years = (struct lt_unit_years){0};
out:
    lt_unit_years_finish(&years);
    return status;
}

void lt_unit_years_finish(struct lt_unit_years *years)
{
    lt_tabulation_finish(&years->table);
    lt_tabulation_finish(&years->apart);
    lt_crop_year_finish(&years->year);
    lt_crop_year_finish(&years->last_autumn);
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
    const struct lt_shapes shapes = lt_spool_shapes(&one->view);
    struct lt_unit_years years;
    for (size_t i = 0; i < one->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, layer, i, &feature);
        one->net_m2[i] = feature.net_m2;
    }
    LT_TRY(lt_unit_years_of(work, &shapes, one->net_m2, &years, err));
    one->table = years.table;
    one->apart = years.apart;
    one->year = years.year;
    one->last_autumn = years.last_autumn;
    for (size_t i = 0; i < one->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, layer, i, &feature);
        one->observability[i] = lt_unit_observability(
            work->session->config, &feature, one->table.full_cells[i], one->table.touched_cells[i]);
    }
out:
    return status == LT_OK ? LT_OK : lt_fail_in(err, "layer '%s'", lt_layer_name(layer));
}
