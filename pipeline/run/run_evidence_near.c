/* The parcels of the chosen cases, and the features whose edges their sheets draw: found in one look over the spools. */
#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "run/run_evidence.h"
#include "support/arena.h"
#include "support/array.h"

static const enum lt_layer drawn[] = {LT_LAYER_PARCEL, LT_LAYER_PBF,      LT_LAYER_ZONE,
                                      LT_LAYER_LEASE,  LT_LAYER_APPROVAL, LT_LAYER_FEEDBACK};
enum { DRAWN = sizeof drawn / sizeof *drawn };
/* Of a frame with more features of a layer than this, only those at the case are drawn: the rest would be all ink. */
enum { NEAR_MOST = 1500 };

struct hit {
    uint32_t item; /* number in the source */
    uint32_t unit;
    uint32_t layer; /* index in `drawn` */
    uint32_t index; /* in the unit's spool */
};

struct lt_near {
    const struct lt_evidence_input *input;
    const struct lt_evidence_source *source;
    struct lt_arena *arena;
    struct lt_overlay *overlay;
    struct lt_shape *parcels; /* per case; views into the spools */
    struct lt_box *frames;
    struct hit *hits; /* ascending item, layer, unit, index */
    size_t count, capacity;
    size_t *first; /* per case, into hits */
};

/* --- parcels --- */

static void find_parcels(struct lt_near *near)
{
    const struct lt_evidence_input *input = near->input;
    for (size_t i = 0; i < near->source->count; i++) {
        const size_t item = (size_t)(near->source->cases[i] - input->ledger->cases);
        const struct lt_plot *plot = lt_plots_parcel(input->plots, item);
        struct lt_feature parcel;
        if (plot != NULL) {
            lt_spool_feature(input->spools[plot->unit], plot->layer, plot->index, &parcel);
            near->parcels[i] = parcel.shape;
        }
    }
}

/* --- features in the frames --- */

static void shape_of_frame(const void *context, size_t index, struct lt_shape *ret_shape)
{
    const struct lt_near *near = context;
    *ret_shape = (struct lt_shape){.n_rings = 1, .box = near->frames[index]};
}

struct looking {
    struct lt_near *near;
    struct hit at;
    enum lt_status status;
    struct lt_error *err;
};

static bool take_hit(void *context, size_t item)
{
    struct looking *looking = context;
    struct lt_near *near = looking->near;
    looking->status = lt_array_reserve(&near->hits, &near->capacity, near->count + 1,
                                       sizeof *near->hits, looking->err);
    if (looking->status == LT_OK) {
        near->hits[near->count] = looking->at;
        near->hits[near->count++].item = (uint32_t)item;
    }
    return looking->status == LT_OK;
}

/* Every county has all approvals and all that came from above: one of them is enough. */
static bool is_everywhere(enum lt_layer layer)
{
    return layer == LT_LAYER_APPROVAL || layer == LT_LAYER_FEEDBACK;
}

static enum lt_status look_through(struct lt_near *near, struct lt_box_index *index,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (uint32_t u = 0; u < near->input->session->plan.unit_count; u++) {
        const struct lt_spool *spool = near->input->spools[u];
        for (uint32_t layer = 0; layer < DRAWN; layer++) {
            const size_t count =
                is_everywhere(drawn[layer]) && u > 0 ? 0 : lt_spool_count(spool, drawn[layer]);
            for (size_t i = 0; i < count; i++) {
                struct lt_feature feature;
                lt_spool_feature(spool, drawn[layer], i, &feature);
                struct looking looking = {
                    .near = near,
                    .at = {.unit = u, .layer = layer, .index = (uint32_t)i},
                    .err = err,
                };
                if (feature.shape.n_rings > 0) {
                    LT_TRY(lt_box_index_query(index, feature.shape.box, take_hit, &looking, err));
                    LT_TRY(looking.status);
                }
            }
        }
    }
out:
    return status;
}

static int by_item(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    if (a->item != b->item) {
        return a->item < b->item ? -1 : 1;
    }
    if (a->layer != b->layer) {
        return a->layer < b->layer ? -1 : 1;
    }
    if (a->unit != b->unit) {
        return a->unit < b->unit ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static enum lt_status sort_hits(struct lt_near *near, struct lt_error *err)
{
    const size_t items = near->source->count;
    near->first = lt_arena_array(near->arena, items + 1, sizeof *near->first);
    if (near->first == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    if (near->count > 0) {
        qsort(near->hits, near->count, sizeof *near->hits, by_item);
    }
    for (size_t i = 0, at = 0; i <= items; i++) {
        while (at < near->count && near->hits[at].item < i) {
            at++;
        }
        near->first[i] = at;
    }
    return LT_OK;
}

static enum lt_status find_all(struct lt_near *near, struct lt_error *err)
{
    enum lt_status status;
    struct lt_box_index *index = NULL;
    const struct lt_evidence_source *source = near->source;
    const struct lt_shapes frames = {
        .count = source->count, .context = near, .get = shape_of_frame};
    find_parcels(near);
    for (size_t i = 0; i < source->count; i++) {
        near->frames[i] =
            lt_ground_frame(near->input->grid, &source->cases[i]->shape, &near->parcels[i]);
    }
    LT_TRY(lt_box_index_create(&frames, &index, err));
    LT_TRY(look_through(near, index, err));
    LT_TRY(sort_hits(near, err));
out:
    lt_box_index_destroy(index);
    return status;
}

enum lt_status lt_near_find(const struct lt_evidence_input *input,
                            const struct lt_evidence_source *source, struct lt_near **ret_near,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_near *near = calloc(1, sizeof *near);
    if (near == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    near->input = input;
    near->source = source;
    LT_TRY(lt_arena_create(&near->arena, err));
    LT_TRY(lt_overlay_create(&near->overlay, err));
    near->parcels = lt_arena_array(near->arena, source->count, sizeof *near->parcels);
    near->frames = lt_arena_array(near->arena, source->count, sizeof *near->frames);
    if (near->parcels == NULL || near->frames == NULL) {
        status = lt_fail_memory(err, "evidence sheets");
        goto out;
    }
    for (size_t i = 0; i < source->count; i++) {
        near->parcels[i] = (struct lt_shape){0};
    }
    LT_TRY(find_all(near, err));
    *ret_near = near;
    near = NULL;
out:
    lt_near_destroy(near);
    return status;
}

void lt_near_destroy(struct lt_near *near)
{
    if (near == NULL) {
        return;
    }
    lt_overlay_destroy(near->overlay);
    lt_arena_destroy(near->arena);
    free(near->hits);
    free(near);
}

/* --- one case --- */

static enum lt_status take_neighbour(struct lt_near *near, const struct hit *hit,
                                     const struct lt_shape *item, bool at_case_only,
                                     struct lt_evidence *evidence, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_feature feature;
    double shared = 0.0;
    lt_spool_feature(near->input->spools[hit->unit], drawn[hit->layer], hit->index, &feature);
    const bool at_case = item->n_rings > 0 && lt_boxes_meet(&feature.shape.box, &item->box);
    if (at_case_only && !at_case) {
        goto out;
    }
    if (at_case) {
        LT_TRY(lt_overlay_area(near->overlay, item, &feature.shape, &shared, err));
    }
    evidence->neighbours[evidence->neighbour_count++] = (struct lt_neighbour){
        .layer = feature.layer,
        .id = feature.attr[LT_ATTR_ID],
        .name = feature.attr[LT_ATTR_NAME],
        .shape = feature.shape,
        .shares = shared > 1e-3 * lt_shape_planar_area(item), /* less is snapping noise */
    };
out:
    return status;
}

enum lt_status lt_near_set(struct lt_near *near, size_t index, struct lt_arena *arena,
                           struct lt_evidence *evidence, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t from = near->first[index], to = near->first[index + 1];
    evidence->parcel = near->parcels[index];
    evidence->frame = near->frames[index];
    evidence->neighbours = lt_arena_array(arena, to - from, sizeof *evidence->neighbours);
    if (evidence->neighbours == NULL) {
        return lt_fail_memory(err, "an evidence sheet");
    }
    size_t of_layer[DRAWN] = {0};
    for (size_t i = from; i < to; i++) {
        of_layer[near->hits[i].layer]++;
    }
    for (size_t i = from; i < to; i++) {
        LT_TRY(take_neighbour(near, &near->hits[i], &near->source->cases[index]->shape,
                              of_layer[near->hits[i].layer] > NEAR_MOST, evidence, err));
    }
out:
    return status;
}
