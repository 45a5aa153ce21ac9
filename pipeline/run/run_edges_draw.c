/* The form of the patches at a position: no polygons, only cells. */
#include "run/run_edges.h"

#include <string.h>

#include "support/arena.h"
#include "support/parallel.h"

struct drawing {
    const struct lt_edge_place *place;
    const struct lt_relations *relations;
    struct lt_zonal_reader **readers; /* one per thread */
    size_t *wanted;                   /* findings that want patches */
    size_t count;
    double *net_m2; /* per wanted one: of what was drawn */
    struct lt_edge_patches *patches;
};

static const struct lt_rule *rule_of(const struct drawing *d, size_t index)
{
    const struct lt_rule_set *rules = &d->place->work->session->config->rules;
    return &rules->rules[d->place->findings.items[d->wanted[index]].rule];
}

static enum lt_status draw_subject(const struct drawing *d, unsigned thread, size_t index,
                                   const struct lt_feature *feature, struct lt_arena *scratch,
                                   struct lt_error *err)
{
    enum lt_status status;
    const struct lt_unit_work *work = d->place->work;
    const struct lt_config *config = work->session->config;
    const struct lt_rule *asked = rule_of(d, index);
    const struct lt_rule rule = lt_rule_on(asked, feature);
    const struct lt_finding *finding = &d->place->findings.items[d->wanted[index]];
    struct lt_window window;
    LT_TRY(lt_zonal_window(d->readers[thread], &feature->shape, LT_WINDOW_LIMIT, scratch, &window,
                           err));
    const struct lt_patches_input input = {
        .rule = &rule,
        .rule_index = finding->rule,
        .context = &work->context,
        .feature = feature,
        .subject = finding->subject,
        .window = &window,
        .seasons = work->seasons,
        .finding = asked->outside_pbf ? NULL : finding,
        .grid = &d->place->sources[0].grid,
        .min_full_cells = lt_rule_gate(asked, config->gate_full_cells),
        .erosion_cells = asked->formula == LT_FORMULA_DITCH ? 0 : config->gate_erosion_cells,
        .want_cells = true,
        .form_only = true,
    };
    LT_TRY(lt_patches_draw(&input, d->place->overlays[thread], d->place->arenas[thread],
                           &d->patches->of[d->wanted[index]], err));
out:
    return status;
}

static enum lt_status draw_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    enum lt_status status;
    const struct drawing *d = context;
    struct lt_feature feature;
    struct lt_arena *scratch = NULL;
    const size_t at = d->wanted[index];
    lt_edge_place_feature(d->place, d->place->findings.items[at].subject, &feature);
    LT_TRY(lt_arena_create(&scratch, err));
    if (rule_of(d, index)->outside_pbf) {
        LT_TRY(lt_relations_keep_ordinary(d->relations, d->place->overlays[thread], scratch,
                                          &feature, err));
    }
    if (feature.shape.n_rings > 0) {
        LT_TRY(draw_subject(d, thread, index, &feature, scratch, err));
    }
    const struct lt_patches *drawn = &d->patches->of[at];
    d->net_m2[index] = feature.net_m2;
    if (rule_of(d, index)->outside_pbf) {
        d->patches->low_m2[at] = drawn->case_m2 + drawn->edge_m2 + drawn->small_m2;
    }
out:
    lt_arena_destroy(scratch);
    return status == LT_OK
               ? LT_OK
               : lt_fail_in(err, "%s '%s', %s", lt_layer_name(d->place->layer),
                            feature.attr[LT_ATTR_ID], lt_edge_position_name(d->place->position));
}

static enum lt_status join_pieces(const struct drawing *d, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_config *config = d->place->work->session->config;
    struct lt_patches **list = lt_arena_array(d->place->arena, d->count, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "patches");
    }
    for (size_t i = 0; i < d->count; i++) {
        list[i] = &d->patches->of[d->wanted[i]];
    }
    for (size_t i = 0, end; i < d->count; i = end) {
        for (end = i + 1; end < d->count && rule_of(d, end) == rule_of(d, i); end++) {
        }
        if (rule_of(d, i)->formula == LT_FORMULA_PATCH) {
            LT_TRY(lt_patches_join(list + i, d->net_m2 + i, end - i,
                                   lt_rule_gate(rule_of(d, i), config->gate_full_cells),
                                   config->gate_erosion_cells, err));
        }
    }
out:
    return status;
}

static enum lt_status open_drawing(struct drawing *d, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_edge_place *place = d->place;
    const struct lt_raster_source *const sources[2] = {&place->sources[0], &place->sources[1]};
    const size_t findings = place->findings.count;
    d->wanted = lt_arena_array(place->arena, findings, sizeof *d->wanted);
    d->readers = lt_arena_array(place->arena, place->work->threads, sizeof *d->readers);
    d->patches->of = lt_arena_array(place->arena, findings, sizeof *d->patches->of);
    d->patches->low_m2 = lt_arena_array(place->arena, findings, sizeof *d->patches->low_m2);
    if (d->wanted == NULL || d->readers == NULL || d->patches->of == NULL ||
        d->patches->low_m2 == NULL) {
        d->readers = NULL;
        return lt_fail_memory(err, "boundary sensitivity");
    }
    for (size_t i = 0; i < findings; i++) {
        d->patches->low_m2[i] = place->findings.items[i].low_m2;
        if (place->findings.items[i].wants_patches) {
            d->wanted[d->count++] = i;
        }
    }
    d->net_m2 = lt_arena_array(place->arena, d->count, sizeof *d->net_m2);
    if (d->net_m2 == NULL) {
        return lt_fail_memory(err, "boundary sensitivity");
    }
    for (unsigned t = 0; d->count > 0 && t < place->work->threads; t++) {
        LT_TRY(lt_zonal_reader_create(sources, place->work->seasons, t, 0, &d->readers[t], err));
    }
out:
    return status;
}

enum lt_status lt_edge_draw(const struct lt_edge_place *place, const struct lt_relations *relations,
                            struct lt_edge_patches *ret_patches, struct lt_error *err)
{
    enum lt_status status;
    struct drawing d = {.place = place, .relations = relations, .patches = ret_patches};
    LT_TRY(open_drawing(&d, err));
    LT_TRY(lt_parallel_for(place->work->threads, d.count, draw_one, &d, err));
    LT_TRY(join_pieces(&d, err));
out:
    for (unsigned t = 0; d.readers != NULL && t < place->work->threads; t++) {
        lt_zonal_reader_destroy(d.readers[t]);
    }
    return status;
}
