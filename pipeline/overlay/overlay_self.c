#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "overlay/overlay_internal.h"
#include "support/arena.h"
#include "support/array.h"

enum { FEW_PAIRS = 100000 };

/* One shape against those behind it. */
struct search {
    struct lt_overlay *overlay;
    const struct lt_shapes *shapes;
    double min_area;
    size_t most; /* pairs */
    size_t a;
    struct lt_shape shape;
    struct lt_overlap *pairs;
    size_t count, capacity;
    enum lt_status status;
    struct lt_error *err;
};

static bool try_pair(void *context, size_t b)
{
    struct search *s = context;
    enum lt_status status = LT_OK;
    struct lt_shape other;
    double area = 0.0;
    if (b <= s->a) {
        return true;
    }
    s->shapes->get(s->shapes->context, b, &other);
    const double width =
        fmin(s->shape.box.max_x, other.box.max_x) - fmax(s->shape.box.min_x, other.box.min_x);
    const double height =
        fmin(s->shape.box.max_y, other.box.max_y) - fmax(s->shape.box.min_y, other.box.min_y);
    if (!(width * height > s->min_area)) {
        return true; /* not even the boxes share enough: neighbours along a straight border */
    }
    LT_TRY(lt_overlay_area(s->overlay, &s->shape, &other, &area, s->err));
    if (area > s->min_area && s->count >= s->most) {
        status = lt_fail(s->err, LT_E_LIMIT,
                         "more than %zu pairs of features share ground; leave out what the layer "
                         "has more than once",
                         s->most);
    } else if (area > s->min_area) {
        LT_TRY(lt_array_reserve(&s->pairs, &s->capacity, s->count + 1, sizeof *s->pairs, s->err));
        s->pairs[s->count++] = (struct lt_overlap){s->a, b, area};
    }
out:
    s->status = status;
    return status == LT_OK;
}

enum lt_status lt_overlay_self_overlaps(struct lt_overlay *overlay, const struct lt_shapes *shapes,
                                        double min_area, size_t most_each, struct lt_arena *arena,
                                        struct lt_overlap **ret_pairs, size_t *ret_count,
                                        struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_box_index *index = NULL;
    struct search s = {.overlay = overlay,
                       .shapes = shapes,
                       .min_area = min_area,
                       .most = FEW_PAIRS + most_each * shapes->count,
                       .err = err};
    LT_TRY(lt_box_index_create(shapes, &index, err));
    for (s.a = 0; s.a < shapes->count; s.a++) {
        shapes->get(shapes->context, s.a, &s.shape);
        if (s.shape.n_rings != 0) {
            LT_TRY(lt_box_index_query(index, s.shape.box, try_pair, &s, err));
            LT_TRY(s.status);
        }
    }
    struct lt_overlap *pairs = lt_arena_array(arena, s.count, sizeof *pairs);
    if (pairs == NULL) {
        LT_TRY(lt_fail_memory(err, "the overlaps of a layer"));
    }
    if (s.count != 0) {
        memcpy(pairs, s.pairs, s.count * sizeof *pairs);
    }
    *ret_pairs = pairs;
    *ret_count = s.count;
out:
    free(s.pairs);
    lt_box_index_destroy(index);
    return status;
}
