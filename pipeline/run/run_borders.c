#include "run/run_borders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "run/run_tiles.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"

enum { BOUNDED = 3 };
static const enum lt_layer bounded[BOUNDED] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};

/* A feature of another unit. */
struct found {
    uint32_t owner, layer, index; /* place of its unit; in `bounded`; in its spool */
};

struct border {
    struct lt_box extent; /* of all that the unit holds of these layers */
    struct found *found;  /* ascending owner, layer, index */
    size_t count, capacity;
};

struct bordering {
    struct lt_spool *const *spools;
    struct border *borders; /* beside them */
    size_t count;
};

static enum lt_status measure_extent(void *context, unsigned thread, size_t place,
                                     struct lt_error *err)
{
    const struct bordering *all = context;
    struct lt_box extent = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    (void)thread;
    (void)err;
    for (size_t l = 0; l < BOUNDED; l++) {
        const struct lt_spool_layer view = {all->spools[place], bounded[l]};
        const struct lt_shapes shapes = lt_spool_shapes(&view);
        for (size_t i = 0; i < shapes.count; i++) {
            struct lt_shape shape;
            shapes.get(shapes.context, i, &shape);
            if (shape.n_rings > 0) {
                extent.min_x = fmin(extent.min_x, shape.box.min_x);
                extent.min_y = fmin(extent.min_y, shape.box.min_y);
                extent.max_x = fmax(extent.max_x, shape.box.max_x);
                extent.max_y = fmax(extent.max_y, shape.box.max_y);
            }
        }
    }
    all->borders[place].extent = extent;
    return LT_OK;
}

static bool note_one(void *context, size_t index)
{
    (void)index;
    *(bool *)context = true;
    return false;
}

/* Features of one layer of another unit that lie near. */
static enum lt_status look_at(const struct bordering *all, size_t place, size_t owner, size_t layer,
                              struct lt_box_index *const indexes[BOUNDED], struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct border *border = &all->borders[place];
    const struct lt_spool_layer view = {all->spools[owner], bounded[layer]};
    const struct lt_shapes shapes = lt_spool_shapes(&view);
    for (size_t i = 0; i < shapes.count; i++) {
        struct lt_shape shape;
        bool near = false;
        shapes.get(shapes.context, i, &shape);
        if (shape.n_rings == 0 || !lt_boxes_meet(&shape.box, &border->extent)) {
            continue;
        }
        for (size_t l = 0; l < BOUNDED && !near; l++) {
            LT_TRY(lt_box_index_query(indexes[l], shape.box, note_one, &near, err));
        }
        if (near) {
            LT_TRY(lt_array_reserve(&border->found, &border->capacity, border->count + 1,
                                    sizeof *border->found, err));
            border->found[border->count++] =
                (struct found){(uint32_t)owner, (uint32_t)layer, (uint32_t)i};
        }
    }
out:
    return status;
}

static enum lt_status find_border(void *context, unsigned thread, size_t place,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct bordering *all = context;
    struct lt_spool_layer views[BOUNDED];
    struct lt_box_index *indexes[BOUNDED] = {NULL};
    (void)thread;
    for (size_t l = 0; l < BOUNDED; l++) {
        views[l] = (struct lt_spool_layer){all->spools[place], bounded[l]};
        const struct lt_shapes shapes = lt_spool_shapes(&views[l]);
        LT_TRY(lt_box_index_create(&shapes, &indexes[l], err));
    }
    for (size_t owner = 0; owner < all->count; owner++) {
        if (owner == place ||
            !lt_boxes_meet(&all->borders[owner].extent, &all->borders[place].extent)) {
            continue;
        }
        for (size_t l = 0; l < BOUNDED; l++) {
            LT_TRY(look_at(all, place, owner, l, indexes, err));
        }
    }
out:
    for (size_t l = 0; l < BOUNDED; l++) {
        lt_box_index_destroy(indexes[l]);
    }
    return status;
}

static enum lt_status add_border(struct lt_spool_writer *writer, const struct bordering *all,
                                 const struct lt_grid *grid, uint32_t unit,
                                 const struct border *border, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < border->count; i++) {
        const struct found *one = &border->found[i];
        struct lt_feature feature;
        lt_spool_feature(all->spools[one->owner], bounded[one->layer], one->index, &feature);
        feature.unit = unit; /* whose spool it goes to */
        feature.carried = "";
        LT_TRY(lt_spool_writer_add(writer, &feature, lt_tile_key(grid, &feature.shape.box), err));
    }
out:
    return status;
}

static enum lt_status write_all(struct lt_session *session, const struct lt_grid *grid,
                                const struct bordering *all, struct lt_plan_unit *units,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_spool_writer *writer = NULL;
    struct lt_spool_written *written;
    size_t count, next = 0;
    const char *folder = lt_session_path(session, "borders");
    LT_TRY(folder == NULL ? lt_fail_memory(err, "a path")
                          : lt_spool_writer_create(folder, &writer, err));
    for (size_t i = 0; i < all->count; i++) {
        LT_TRY(add_border(writer, all, grid, units[i].unit, &all->borders[i], err));
    }
    LT_TRY(lt_spool_writer_close(writer, session->threads, session->arena, &written, &count, err));
    for (size_t i = 0; i < all->count && next < count; i++) {
        if (written[next].unit == units[i].unit) {
            memcpy(units[i].border, written[next++].digest, sizeof units[i].border);
        }
    }
out:
    lt_spool_writer_destroy(writer);
    return status;
}

enum lt_status lt_borders_write(struct lt_session *session, const struct lt_grid *grid,
                                struct lt_plan_unit *units, struct lt_spool *const *spools,
                                size_t count, struct lt_error *err)
{
    enum lt_status status;
    struct bordering all = {.spools = spools,
                            .borders = lt_arena_array(session->arena, count, sizeof *all.borders),
                            .count = count};
    if (all.borders == NULL) {
        return lt_fail_memory(err, "the borders");
    }
    LT_TRY(lt_parallel_for(session->threads, count, measure_extent, &all, err));
    LT_TRY(lt_parallel_for(session->threads, count, find_border, &all, err));
    LT_TRY(write_all(session, grid, &all, units, err));
out:
    for (size_t i = 0; i < count; i++) {
        free(all.borders[i].found);
    }
    return status;
}
