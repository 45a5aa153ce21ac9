/* A packed tree of boxes, sorted tile by tile (Leutenegger, Lopez & Edgington 1997): complete
 * before create returns, read-only afterwards, so any thread may query. (GEOS's STRtree builds
 * itself at the first query.)
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "overlay/overlay_internal.h"
#include "support/array.h"

enum { FAN = 16, LEVELS_MAX = 17 };

struct entry {
    struct lt_box box;
    size_t shape; /* leaves only */
};

struct lt_box_index {
    struct entry *leaves; /* in tile order */
    size_t count;
    struct lt_box
        *nodes[LEVELS_MAX]; /* [0]: boxes of FAN leaves each; [k]: of FAN nodes of k − 1 */
    size_t node_count[LEVELS_MAX];
    unsigned levels;
};

static int compare_x(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    const double x = p->box.min_x + p->box.max_x, y = q->box.min_x + q->box.max_x;
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return p->shape < q->shape ? -1 : p->shape > q->shape;
}

static int compare_y(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    const double x = p->box.min_y + p->box.max_y, y = q->box.min_y + q->box.max_y;
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return p->shape < q->shape ? -1 : p->shape > q->shape;
}

static void grow(struct lt_box *box, struct lt_box more)
{
    box->min_x = fmin(box->min_x, more.min_x);
    box->min_y = fmin(box->min_y, more.min_y);
    box->max_x = fmax(box->max_x, more.max_x);
    box->max_y = fmax(box->max_y, more.max_y);
}

/* Vertical slices of whole nodes, each sorted from south to north. */
static void sort_tiles(struct entry *leaves, size_t count)
{
    if (count == 0) {
        return;
    }
    qsort(leaves, count, sizeof *leaves, compare_x);
    const double tiles = ceil((double)count / FAN);
    const size_t slice = (size_t)ceil(sqrt(tiles)) * FAN;
    for (size_t i = 0; i < count; i += slice) {
        const size_t n = count - i < slice ? count - i : slice;
        qsort(leaves + i, n, sizeof *leaves, compare_y);
    }
}

static enum lt_status build_level(struct lt_box_index *index, struct lt_error *err)
{
    const unsigned level = index->levels;
    const size_t below = level == 0 ? index->count : index->node_count[level - 1];
    const size_t count = below / FAN + (below % FAN != 0);
    struct lt_box *nodes = calloc(count, sizeof *nodes);
    if (nodes == NULL) {
        return lt_fail_memory(err, "a box index");
    }
    for (size_t i = 0; i < below; i++) {
        const struct lt_box box = level == 0 ? index->leaves[i].box : index->nodes[level - 1][i];
        if (i % FAN == 0) {
            nodes[i / FAN] = box;
        } else {
            grow(&nodes[i / FAN], box);
        }
    }
    index->nodes[level] = nodes;
    index->node_count[level] = count;
    index->levels++;
    return LT_OK;
}

enum lt_status lt_box_index_create(const struct lt_shapes *shapes, struct lt_box_index **ret_index,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_box_index *index = calloc(1, sizeof *index);
    if (index == NULL) {
        return lt_fail_memory(err, "a box index");
    }
    index->leaves = calloc(shapes->count + 1, sizeof *index->leaves);
    if (index->leaves == NULL) {
        LT_TRY(lt_fail_memory(err, "a box index"));
    }
    for (size_t i = 0; i < shapes->count; i++) {
        struct lt_shape shape;
        shapes->get(shapes->context, i, &shape);
        if (shape.n_rings != 0) {
            index->leaves[index->count++] = (struct entry){shape.box, i};
        }
    }
    sort_tiles(index->leaves, index->count);
    if (index->count != 0) {
        do {
            LT_TRY(build_level(index, err));
        } while (index->node_count[index->levels - 1] > 1);
    }
    *ret_index = index;
    index = NULL;
out:
    lt_box_index_destroy(index);
    return status;
}

void lt_box_index_destroy(struct lt_box_index *index)
{
    if (index == NULL) {
        return;
    }
    for (unsigned i = 0; i < index->levels; i++) {
        free(index->nodes[i]);
    }
    free(index->leaves);
    free(index);
}

enum { FEW_HITS = 64 };

struct hits {
    size_t *items; /* `few` as long as they are few */
    size_t count, capacity;
    size_t few[FEW_HITS];
};

static enum lt_status make_room(struct hits *hits, struct lt_error *err)
{
    if (hits->count + FAN <= hits->capacity) {
        return LT_OK;
    }
    if (hits->items != hits->few) {
        return lt_array_reserve(&hits->items, &hits->capacity, hits->count + FAN,
                                sizeof *hits->items, err);
    }
    size_t *items = malloc(4 * sizeof hits->few);
    if (items == NULL) {
        return lt_fail_memory(err, "the hits of a box index");
    }
    memcpy(items, hits->few, hits->count * sizeof *items);
    hits->items = items;
    hits->capacity = 4 * (size_t)FEW_HITS;
    return LT_OK;
}

static enum lt_status add_leaves(const struct lt_box_index *index, size_t node, struct lt_box box,
                                 struct hits *hits, struct lt_error *err)
{
    const enum lt_status status = make_room(hits, err);
    if (status != LT_OK) {
        return status;
    }
    for (size_t i = node * FAN; i < (node + 1) * FAN && i < index->count; i++) {
        if (lt_boxes_meet(&index->leaves[i].box, &box)) {
            hits->items[hits->count++] = index->leaves[i].shape;
        }
    }
    return LT_OK;
}

/* Depth is at most LEVELS_MAX. */
static enum lt_status descend(const struct lt_box_index *index, unsigned level, size_t node,
                              struct lt_box box, struct hits *hits, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (!lt_boxes_meet(&index->nodes[level][node], &box)) {
        return LT_OK;
    }
    if (level == 0) {
        return add_leaves(index, node, box, hits, err);
    }
    for (size_t i = node * FAN; i < (node + 1) * FAN && i < index->node_count[level - 1]; i++) {
        LT_TRY(descend(index, level - 1, i, box, hits, err));
    }
out:
    return status;
}

static int compare_sizes(const void *a, const void *b)
{
    const size_t p = *(const size_t *)a, q = *(const size_t *)b;
    return p < q ? -1 : p > q;
}

static void sort_hits(struct hits *hits)
{
    if (hits->count > FEW_HITS) {
        qsort(hits->items, hits->count, sizeof *hits->items, compare_sizes);
        return;
    }
    for (size_t i = 1; i < hits->count; i++) {
        const size_t item = hits->items[i];
        size_t k = i;
        for (; k > 0 && hits->items[k - 1] > item; k--) {
            hits->items[k] = hits->items[k - 1];
        }
        hits->items[k] = item;
    }
}

enum lt_status lt_box_index_query(const struct lt_box_index *index, struct lt_box box,
                                  bool (*visit)(void *context, size_t shape), void *context,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct hits hits;
    hits.items = hits.few;
    hits.count = 0;
    hits.capacity = FEW_HITS;
    if (index->levels == 0) {
        return LT_OK;
    }
    LT_TRY(descend(index, index->levels - 1, 0, box, &hits, err));
    sort_hits(&hits);
    for (size_t i = 0; i < hits.count && visit(context, hits.items[i]); i++) {
    }
out:
    if (hits.items != hits.few) {
        free(hits.items);
    }
    return status;
}
