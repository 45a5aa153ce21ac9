#include "run/run_parcels.h"

#include <stdlib.h>

#include "run/run_sums.h"
#include "support/array.h"
#include "support/parallel.h"

static enum lt_status index_unit(void *context, unsigned thread, size_t unit, struct lt_error *err)
{
    struct lt_parcels *parcels = context;
    const struct lt_spool_layer view = {parcels->spools[unit], parcels->layer};
    const struct lt_shapes shapes = lt_spool_shapes(&view);
    (void)thread;
    return lt_box_index_create(&shapes, &parcels->indexes[unit], err);
}

enum lt_status lt_parcels_open(struct lt_spool *const *spools, size_t count, enum lt_layer layer,
                               unsigned threads, struct lt_parcels *ret_parcels,
                               struct lt_error *err)
{
    *ret_parcels = (struct lt_parcels){spools, count, layer, NULL};
    ret_parcels->indexes = calloc(count + 1, sizeof(struct lt_box_index *));
    return ret_parcels->indexes == NULL
               ? lt_fail_memory(err, "an index of parcels")
               : lt_parallel_for(threads, count, index_unit, ret_parcels, err);
}

void lt_parcels_close(struct lt_parcels *parcels)
{
    for (size_t u = 0; parcels->indexes != NULL && u < parcels->count; u++) {
        lt_box_index_destroy(parcels->indexes[u]);
    }
    free(parcels->indexes);
    parcels->indexes = NULL;
}

enum lt_status lt_shape_list_add(struct lt_shape_list *list, const struct lt_shape *shape,
                                 struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&list->shapes, &list->capacity, list->count + 1, sizeof *list->shapes,
                            err));
    list->shapes[list->count++] = *shape;
out:
    return status;
}

bool lt_parcels_may_claim(enum lt_layer layer, const struct lt_feature *plot)
{
    return plot->shape.n_rings > 0 && (layer != LT_LAYER_PARCEL || lt_is_farmland(plot));
}

struct claiming {
    const struct lt_spool *spool;
    enum lt_layer layer;
    lt_plot_test *may;
    size_t end; /* plots before it */
    struct lt_overlay *overlay;
    const struct lt_shape *shape;
    double least;
    struct lt_shape_list *list;
    enum lt_status status;
    struct lt_error *err;
};

static bool take_claim(void *context, size_t index)
{
    struct claiming *c = context;
    struct lt_feature plot;
    double planar = 0.0;
    if (index >= c->end) {
        return false;
    }
    lt_spool_feature(c->spool, c->layer, index, &plot);
    if (!c->may(c->layer, &plot)) {
        return true;
    }
    c->status = lt_overlay_area(c->overlay, c->shape, &plot.shape, &planar, c->err);
    if (c->status == LT_OK && planar > c->least) {
        c->status = lt_shape_list_add(c->list, &plot.shape, c->err);
    }
    return c->status == LT_OK;
}

static enum lt_status find_claiming(const struct lt_parcels *parcels, size_t unit,
                                    const struct claiming *how, struct lt_error *err)
{
    enum lt_status status;
    struct claiming c = *how;
    c.spool = parcels->spools[unit];
    c.layer = parcels->layer;
    c.err = err;
    LT_TRY(lt_box_index_query(parcels->indexes[unit], c.shape->box, take_claim, &c, err));
    LT_TRY(c.status);
out:
    return status;
}

enum lt_status lt_parcels_claiming(const struct lt_parcels *parcels, size_t unit,
                                   struct lt_overlay *overlay, const struct lt_shape *shape,
                                   double least, lt_plot_test *may, struct lt_shape_list *list,
                                   struct lt_error *err)
{
    const struct claiming how = {.overlay = overlay,
                                 .shape = shape,
                                 .least = least,
                                 .may = may,
                                 .end = SIZE_MAX,
                                 .list = list};
    return find_claiming(parcels, unit, &how, err);
}

enum lt_status lt_parcels_before(const struct lt_parcels *parcels, size_t unit, size_t index,
                                 struct lt_overlay *overlay, const struct lt_shape *shape,
                                 double least, struct lt_shape_list *list, struct lt_error *err)
{
    const struct claiming how = {.overlay = overlay,
                                 .shape = shape,
                                 .least = least,
                                 .may = lt_parcels_may_claim,
                                 .end = index,
                                 .list = list};
    return find_claiming(parcels, unit, &how, err);
}
