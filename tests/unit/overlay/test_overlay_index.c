/* The box index against a plain scan; overlaps within a layer. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/lt_shape_text.h"
#include "support/parallel.h"

enum { BOXES = 3000, QUERIES = 400 };

struct field {
    struct lt_shape shapes[BOXES];
    struct lt_box queries[QUERIES];
    struct lt_box_index *index;
};

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static struct lt_box random_box(uint64_t *seed, unsigned most)
{
    const double x = (double)(next_random(seed) % 1000), y = (double)(next_random(seed) % 1000);
    return (struct lt_box){x, y, x + (double)(next_random(seed) % most),
                           y + (double)(next_random(seed) % most)};
}

static bool meets(struct lt_box a, struct lt_box b)
{
    return !(a.max_x < b.min_x || b.max_x < a.min_x || a.max_y < b.min_y || b.max_y < a.min_y);
}

struct walk {
    const struct field *field;
    struct lt_box box;
    size_t next; /* first index not yet accounted for */
    bool wrong;
};

/* Every index that was passed over must not meet the box; this one must. */
static bool check_hit(void *context, size_t shape)
{
    struct walk *w = context;
    for (; w->next < shape; w->next++) {
        const struct lt_shape *skipped = &w->field->shapes[w->next];
        w->wrong |= skipped->n_rings != 0 && meets(skipped->box, w->box);
    }
    w->wrong |= shape < w->next || !meets(w->field->shapes[shape].box, w->box);
    w->next = shape + 1;
    return !w->wrong;
}

static enum lt_status query_one(void *context, unsigned thread, size_t i, struct lt_error *err)
{
    (void)thread;
    const struct field *field = context;
    struct walk w = {field, field->queries[i], 0, false};
    enum lt_status status = lt_box_index_query(field->index, w.box, check_hit, &w, err);
    for (; w.next < BOXES; w.next++) {
        w.wrong |= field->shapes[w.next].n_rings != 0 && meets(field->shapes[w.next].box, w.box);
    }
    return status != LT_OK ? status : LT_CHECK(!w.wrong, err);
}

/* Integer corners, so shared edges are common; every tenth shape is empty. Four threads read at
 * once. */
static void test_index_equals_a_scan(void **state)
{
    (void)state;
    struct lt_error err;
    static struct field field;
    uint64_t seed = 7;
    for (size_t i = 0; i < BOXES; i++) {
        field.shapes[i] = (struct lt_shape){.n_rings = i % 10 != 0, .box = random_box(&seed, 30)};
    }
    for (size_t i = 0; i < QUERIES; i++) {
        field.queries[i] = random_box(&seed, i % 5 == 0 ? 400 : 20);
    }
    const struct lt_shapes shapes = lt_shapes_of_array(field.shapes, BOXES);
    assert_ok(lt_box_index_create(&shapes, &field.index, &err));
    assert_ok(lt_parallel_for(4, QUERIES, query_one, &field, &err));
    lt_box_index_destroy(field.index);
}

static bool count_two(void *context, size_t shape)
{
    (void)shape;
    return ++*(size_t *)context < 2;
}

static void test_index_stops_and_is_empty(void **state)
{
    (void)state;
    struct lt_error err;
    struct lt_box_index *index = NULL;
    struct lt_shape boxes[40];
    for (size_t i = 0; i < 40; i++) {
        boxes[i] = (struct lt_shape){.n_rings = 1, .box = {0, 0, 1, 1}};
    }
    struct lt_shapes shapes = lt_shapes_of_array(boxes, 40);
    size_t seen = 0;
    assert_ok(lt_box_index_create(&shapes, &index, &err));
    assert_ok(lt_box_index_query(index, (struct lt_box){1, 1, 2, 2}, count_two, &seen, &err));
    assert_int_equal(seen, 2);
    lt_box_index_destroy(index);
    shapes.count = 0;
    seen = 0;
    assert_ok(lt_box_index_create(&shapes, &index, &err));
    assert_ok(lt_box_index_query(index, (struct lt_box){1, 1, 2, 2}, count_two, &seen, &err));
    assert_int_equal(seen, 0);
    lt_box_index_destroy(index);
    lt_box_index_destroy(NULL);
}

/* Four parcels in a row: 0|1 share a border, 1 and 2 overlap by 0.5 × 10 m, 3 lies in 2 (1 m²); a
 * sliver of 0.05 m² between 0 and 4 is below the threshold. */
static void test_overlaps_of_a_layer(void **state)
{
    (void)state;
    struct lt_error err;
    struct lt_arena *arena = NULL;
    struct lt_overlay *overlay = NULL;
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(lt_overlay_create(&overlay, &err));
    const double x = 38500000.0, y = 3650000.0;
    const struct lt_shape parcels[] = {
        lt_shape_at(arena, "0 0, 10 0, 10 10, 0 10", x, y),
        lt_shape_at(arena, "10 0, 20.5 0, 20.5 10, 10 10", x, y),
        lt_shape_at(arena, "20 0, 30 0, 30 10, 20 10", x, y),
        lt_shape_at(arena, "25 5, 26 5, 26 6, 25 6", x, y),
        {0},
        lt_shape_at(arena, "0 9.995, 10 9.995, 10 20, 0 20", x, y),
    };
    const struct lt_shapes layer = lt_shapes_of_array(parcels, 6);
    struct lt_overlap *pairs = NULL;
    size_t count = 0;
    assert_ok(lt_overlay_self_overlaps(overlay, &layer, 0.1, 16, arena, &pairs, &count, &err));
    assert_int_equal(count, 2);
    assert_true(pairs[0].a == 1 && pairs[0].b == 2);
    assert_near(pairs[0].area, 5.0, 1e-9);
    assert_true(pairs[1].a == 2 && pairs[1].b == 3);
    assert_near(pairs[1].area, 1.0, 1e-9);
    assert_ok(lt_overlay_self_overlaps(overlay, &layer, 0.01, 16, arena, &pairs, &count, &err));
    assert_int_equal(count, 3);
    assert_near(pairs[0].area, 0.05, 1e-7); /* 9.995 is not exact at 3,659,995 m */
    lt_overlay_destroy(overlay);
    lt_arena_destroy(arena);
}

/* n plots on one spot are n (n − 1) / 2 pairs: 79,800 of 400 are told, 499,500 of 1,000 are too many. */
static void test_plots_on_one_spot_have_a_limit(void **state)
{
    (void)state;
    struct lt_error err;
    struct lt_arena *arena = NULL;
    struct lt_overlay *overlay = NULL;
    struct lt_shape plots[1000];
    struct lt_overlap *pairs = NULL;
    size_t count = 0;
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(lt_overlay_create(&overlay, &err));
    for (size_t i = 0; i < 1000; i++) {
        plots[i] = lt_shape_at(arena, "0 0, 10 0, 10 10, 0 10", 38500000.0, 3650000.0);
    }
    const struct lt_shapes few = lt_shapes_of_array(plots, 400);
    const struct lt_shapes many = lt_shapes_of_array(plots, 1000);
    assert_ok(lt_overlay_self_overlaps(overlay, &few, 0.1, 16, arena, &pairs, &count, &err));
    assert_int_equal(count, 79800);
    assert_int_equal(lt_overlay_self_overlaps(overlay, &many, 0.1, 16, arena, &pairs, &count, &err),
                     LT_E_LIMIT);
    assert_non_null(strstr(err.text, "more than 116000 pairs"));
    lt_overlay_destroy(overlay);
    lt_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_equals_a_scan),
        cmocka_unit_test(test_index_stops_and_is_empty),
        cmocka_unit_test(test_overlaps_of_a_layer),
        cmocka_unit_test(test_plots_on_one_spot_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
