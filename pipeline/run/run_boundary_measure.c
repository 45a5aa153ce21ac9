/* What a zone plot has that the other layer has not. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_boundary.h"
#include "support/arena.h"
#include "support/array.h"

/* two plots with this share in common are one plot with two codes; no case either way */
#define ALIKE 0.99

/* --- layers --- */

struct by_code {
    const struct lt_spool *spool;
    enum lt_layer layer;
};

static const char *code_of(const struct lt_spool *spool, enum lt_layer layer, size_t index)
{
    struct lt_feature feature;
    lt_spool_feature(spool, layer, index, &feature);
    return feature.attr[LT_ATTR_ID];
}

/* Merge sort: stable, and no state outside its arguments. */
static void sort_codes(const struct by_code *of, size_t *items, size_t *spare, size_t count)
{
    if (count < 2) {
        return;
    }
    const size_t half = count / 2;
    sort_codes(of, items, spare, half);
    sort_codes(of, items + half, spare + half, count - half);
    memcpy(spare, items, half * sizeof *items);
    for (size_t i = 0, j = half, k = 0; i < half; k++) {
        const bool second = j < count && strcmp(code_of(of->spool, of->layer, items[j]),
                                                code_of(of->spool, of->layer, spare[i])) < 0;
        items[k] = second ? items[j++] : spare[i++];
    }
}

enum lt_status lt_bounding_open(struct lt_bounding *b, enum lt_layer layer,
                                struct lt_bounding_side *side, struct lt_error *err)
{
    enum lt_status status;
    side->layer = layer;
    side->view = (struct lt_spool_layer){.spool = b->work->spool, .layer = layer};
    side->shapes = lt_spool_shapes(&side->view);
    side->count = lt_spool_count(b->work->spool, layer);
    side->by_code = lt_arena_array(b->work->arena, side->count, sizeof *side->by_code);
    size_t *spare = lt_arena_array(b->work->arena, side->count, sizeof *spare);
    if (side->by_code == NULL || spare == NULL) {
        return lt_fail_memory(err, "the zones' boundaries");
    }
    for (size_t i = 0; i < side->count; i++) {
        side->by_code[i] = i;
    }
    const struct by_code of = {b->work->spool, layer};
    sort_codes(&of, side->by_code, spare, side->count);
    LT_TRY(lt_box_index_create(&side->shapes, &side->index, err));
out:
    return status;
}

void lt_bounding_feature(const struct lt_bounding *b, const struct lt_bounding_side *side,
                         size_t index, struct lt_feature *ret_feature)
{
    lt_unit_feature(b->work, side->layer, index, ret_feature);
}

/* --- one plot against the other layer --- */

struct neighbours {
    const struct lt_bounding *bounding;
    const struct lt_bounding_side *side;
    const struct lt_shape *shape;
    struct lt_shape *shapes;
    size_t count, capacity;
    double largest, largest_planar; /* shared with the nearest of kin; its own area */
    const char *number;             /* of the largest, for approvals */
    enum lt_status status;
    struct lt_error *err;
};

static bool meet(void *context, size_t index)
{
    struct neighbours *n = context;
    struct lt_feature feature;
    double planar = 0.0;
    lt_bounding_feature(n->bounding, n->side, index, &feature);
    const bool approval = n->side->layer == LT_LAYER_APPROVAL;
    if (feature.shape.n_rings == 0 ||
        (approval && !lt_unit_runs_at_images(n->bounding->work, &feature))) {
        return true;
    }
    n->status = lt_overlay_area(n->bounding->overlay, n->shape, &feature.shape, &planar, n->err);
    if (n->status != LT_OK || !(planar > 0.0)) {
        return n->status == LT_OK;
    }
    n->status = lt_array_reserve(&n->shapes, &n->capacity, n->count + 1, sizeof *n->shapes, n->err);
    if (n->status != LT_OK) {
        return false;
    }
    n->shapes[n->count++] = feature.shape;
    if (planar > n->largest) {
        n->largest = planar;
        n->largest_planar = lt_shape_planar_area(&feature.shape);
        n->number = feature.attr[LT_ATTR_NUMBER];
    }
    return true;
}

static enum lt_status find_neighbours(const struct lt_bounding *b,
                                      const struct lt_bounding_side *side,
                                      const struct lt_shape *shape, struct neighbours *ret,
                                      struct lt_error *err)
{
    enum lt_status status;
    *ret = (struct neighbours){
        .bounding = b, .side = side, .shape = shape, .number = "", .status = LT_OK, .err = err};
    LT_TRY(lt_box_index_query(side->index, shape->box, meet, ret, err));
    status = ret->status;
out:
    return status;
}

static enum lt_status outside_layer(struct lt_bounding *b, const struct lt_feature *plot,
                                    const struct lt_bounding_side *other, double m2_per_planar,
                                    struct lt_bounded *ret, struct lt_error *err)
{
    enum lt_status status;
    struct neighbours near;
    struct lt_shape ground = {0};
    LT_TRY(find_neighbours(b, other, &plot->shape, &near, err));
    ret->outside = plot->shape;
    if (near.count > 0) {
        LT_TRY(lt_overlay_union(b->overlay, near.shapes, near.count, b->scratch, &ground, err));
        LT_TRY(lt_overlay_apply(b->overlay, LT_DIFFERENCE, &plot->shape, &ground, b->scratch,
                                &ret->outside, err));
    }
    const double planar = lt_shape_planar_area(&plot->shape);
    const double all = ret->outside.n_rings == 0 ? 0.0 : lt_shape_planar_area(&ret->outside);
    ret->all_outside_m2 = all * m2_per_planar;
    ret->outside_m2 = lt_solid_area(&ret->outside, b->width, b->least) * m2_per_planar;
    ret->kept_some = planar - all > b->least;
    ret->alike = near.largest >= ALIKE * fmax(planar, near.largest_planar);
out:
    free(near.shapes);
    return status;
}

enum lt_status lt_bounding_measure(struct lt_bounding *b, const struct lt_feature *plot,
                                   const struct lt_feature *namesake,
                                   const struct lt_bounding_side *other, struct lt_bounded *ret,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const double planar = lt_shape_planar_area(&plot->shape);
    const double scale = planar > 0.0 ? plot->gross_m2 / planar : 0.0;
    *ret = (struct lt_bounded){0};
    if (plot->shape.n_rings == 0) {
        return LT_OK;
    }
    if (namesake != NULL && namesake->shape.n_rings > 0) {
        if (lt_overlay_tell(&plot->shape, &namesake->shape) == LT_TOLD_WITHIN) {
            return LT_OK;
        }
        struct lt_shape away;
        LT_TRY(lt_overlay_apply(b->overlay, LT_DIFFERENCE, &plot->shape, &namesake->shape,
                                b->scratch, &away, err));
        ret->away_m2 = lt_solid_area(&away, b->width, b->least) * scale;
    } else {
        ret->away_m2 = plot->gross_m2;
    }
    LT_TRY(outside_layer(b, plot, other, scale, ret, err));
out:
    return status;
}

enum lt_status lt_bounding_approve(struct lt_bounding *b, const struct lt_bounded *side,
                                   double *exempt_m2, const char **number, double *largest,
                                   double m2_per_planar, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct neighbours near = {0};
    struct lt_shape ground, covered;
    if (!(side->outside_m2 > 0.0) || b->approvals.count == 0) {
        return LT_OK;
    }
    LT_TRY(find_neighbours(b, &b->approvals, &side->outside, &near, err));
    if (near.count > 0) {
        LT_TRY(lt_overlay_union(b->overlay, near.shapes, near.count, b->scratch, &ground, err));
        LT_TRY(lt_overlay_apply(b->overlay, LT_INTERSECTION, &side->outside, &ground, b->scratch,
                                &covered, err));
        *exempt_m2 +=
            fmin(side->outside_m2,
                 (covered.n_rings == 0 ? 0.0 : lt_shape_planar_area(&covered)) * m2_per_planar);
        if (near.largest > *largest) {
            *largest = near.largest;
            *number = near.number;
        }
    }
out:
    free(near.shapes);
    return status;
}
