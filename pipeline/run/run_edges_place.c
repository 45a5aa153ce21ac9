/* A layer's polygons at one position against the raster: placed, tabulated, judged. */
#include "run/run_edges.h"

#include <math.h>
#include <string.h>

#include "support/arena.h"
#include "support/parallel.h"

void lt_edge_place_feature(const struct lt_edge_place *place, size_t at,
                           struct lt_feature *ret_feature)
{
    lt_unit_feature(place->work, place->layer, place->chosen[at], ret_feature);
    if (place->shapes != NULL) {
        ret_feature->shape = place->shapes[at];
        ret_feature->net_m2 = place->net_m2[at];
    }
}

static void feature_at(const void *context, size_t index, struct lt_feature *ret_feature)
{
    lt_edge_place_feature(context, index, ret_feature);
}

static void shape_at(const void *context, size_t index, struct lt_shape *ret_shape)
{
    struct lt_feature feature;
    lt_edge_place_feature(context, index, &feature);
    *ret_shape = feature.shape;
}

/* To move all polygons is to move the raster the other way: nothing is copied. */
static void move_grids(struct lt_edge_place *place)
{
    for (unsigned s = 0; s < place->work->seasons; s++) {
        struct lt_raster_source *source = &place->sources[s];
        *source = *place->work->sources[s];
        source->grid.origin_x -= lt_edge_east(place->position) * source->grid.dx;
        source->grid.origin_y -= lt_edge_north(place->position) * source->grid.dy;
    }
}

/* Net area in proportion to the planar one: the share of ridges in a field does not change with its outline. */
static enum lt_status resize_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    const struct lt_edge_place *place = context;
    const struct lt_grid *grid = &place->work->sources[0]->grid;
    const double half = 0.5 * sqrt(grid->dx * grid->dy);
    struct lt_feature feature;
    lt_unit_feature(place->work, place->layer, place->chosen[index], &feature);
    const double planar = lt_shape_planar_area(&feature.shape);
    const enum lt_status status = lt_overlay_buffer(
        place->overlays[thread], &feature.shape, place->position == LT_EDGE_INNER ? -half : half,
        place->arenas[thread], &place->shapes[index], err);
    if (status != LT_OK) {
        return lt_fail_in(err, "%s '%s'", lt_layer_name(place->layer), feature.attr[LT_ATTR_ID]);
    }
    const double now =
        place->shapes[index].n_rings == 0 ? 0.0 : lt_shape_planar_area(&place->shapes[index]);
    place->net_m2[index] = planar > 0.0 ? feature.net_m2 * now / planar : 0.0;
    return LT_OK;
}

static enum lt_status set_shapes(struct lt_edge_place *place, struct lt_error *err)
{
    if (place->position == LT_EDGE_INNER || place->position == LT_EDGE_OUTER) {
        place->shapes = lt_arena_array(place->arena, place->count, sizeof *place->shapes);
        return place->shapes == NULL
                   ? lt_fail_memory(err, "polygons that were shrunk or grown")
                   : lt_parallel_for(place->work->threads, place->count, resize_one, place, err);
    }
    for (size_t i = 0; i < place->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(place->work, place->layer, place->chosen[i], &feature);
        place->net_m2[i] = feature.net_m2;
    }
    return LT_OK;
}

static enum lt_status tabulate(struct lt_edge_place *place, struct lt_error *err)
{
    const struct lt_zonal_input input = {
        .shapes = {.count = place->count, .context = place, .get = shape_at},
        .seasons = place->work->seasons,
        .sources = {&place->sources[0], place->work->seasons == 2 ? &place->sources[1] : NULL},
        .threads = place->work->threads,
    };
    return lt_zonal_tabulate(&input, &place->table, err);
}

static enum lt_status judge(struct lt_edge_place *place, struct lt_error *err)
{
    const struct lt_config *config = place->work->session->config;
    for (size_t i = 0; i < place->count; i++) {
        struct lt_feature feature;
        lt_edge_place_feature(place, i, &feature);
        place->observability[i] =
            feature.shape.n_rings == 0
                ? LT_REASON_TOO_SMALL
                : lt_unit_observability(config, &feature, place->table.full_cells[i],
                                        place->table.touched_cells[i]);
    }
    const struct lt_rules_input input = {
        .rules = &config->rules,
        .context = &place->work->context,
        .layer = place->layer,
        .count = place->count,
        .tabulation = &place->table,
        .feature = feature_at,
        .feature_context = place,
        .observability = place->observability,
        .grain_season_share = config->grain_season_share,
    };
    return lt_rules_evaluate(&input, place->arena, &place->findings, err);
}

enum lt_status lt_edge_place_open(const struct lt_unit_work *work, enum lt_layer layer,
                                  enum lt_edge_position position, const uint32_t *chosen,
                                  size_t count, struct lt_overlay **overlays,
                                  struct lt_edge_place *ret_place, struct lt_error *err)
{
    enum lt_status status;
    struct lt_edge_place *place = ret_place;
    *place = (struct lt_edge_place){.work = work,
                                    .layer = layer,
                                    .position = position,
                                    .chosen = chosen,
                                    .count = count,
                                    .overlays = overlays};
    LT_TRY(lt_arena_create(&place->arena, err));
    place->net_m2 = lt_arena_array(place->arena, count, sizeof *place->net_m2);
    place->observability = lt_arena_array(place->arena, count, sizeof *place->observability);
    place->arenas = lt_arena_array(place->arena, work->threads, sizeof *place->arenas);
    if (place->net_m2 == NULL || place->observability == NULL || place->arenas == NULL) {
        LT_TRY(lt_fail_memory(err, "boundary sensitivity"));
    }
    for (unsigned t = 0; t < work->threads; t++) {
        LT_TRY(lt_arena_create(&place->arenas[t], err));
    }
    move_grids(place);
    LT_TRY(set_shapes(place, err));
    LT_TRY(tabulate(place, err));
    LT_TRY(judge(place, err));
out:
    return status;
}

void lt_edge_place_close(struct lt_edge_place *place)
{
    for (unsigned t = 0; place->arenas != NULL && t < place->work->threads; t++) {
        lt_arena_destroy(place->arenas[t]);
    }
    lt_tabulation_finish(&place->table);
    lt_arena_destroy(place->arena);
    *place = (struct lt_edge_place){0};
}
