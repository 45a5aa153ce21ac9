/* FZ-BOUNDARY (M13): what is noise, what kind of change, and the closure. Numbers by hand. */
#include "support/lt_test.h"

#include "liangtian/boundary.h"
#include "support/arena.h"
#include "support/lt_wkt.h"

static double solid_of(const char *wkt, double width)
{
    struct lt_error err;
    struct lt_arena *arena;
    assert_ok(lt_arena_create(&arena, &err));
    const struct lt_shape shape = lt_wkt(arena, wkt);
    const double area = lt_solid_area(&shape, width, 1.0);
    lt_arena_destroy(arena);
    return area;
}

/* Mean width = 2 × area ÷ perimeter: 0.4975 for the strip, 5 for the square, and each part by itself. */
static void test_strips_are_noise_and_pieces_are_not(void **state)
{
    (void)state;
    const char *strip = "POLYGON((0 0, 100 0, 100 0.5, 0 0.5, 0 0))";
    const char *square = "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))";
    assert_near(solid_of(strip, 1.0), 0, 0);
    assert_near(solid_of(strip, 0.4), 50, 1e-9);
    assert_near(solid_of(square, 1.0), 100, 1e-9);
    assert_near(solid_of("MULTIPOLYGON(((0 0, 100 0, 100 0.5, 0 0.5, 0 0)), "
                         "((0 20, 10 20, 10 30, 0 30, 0 20)))",
                         1.0),
                100, 1e-9);
}

/* A frame 0.5 wide around a square of 10: 21 m², length 44 + 40, mean width 0.5. */
static void test_a_frame_is_noise(void **state)
{
    (void)state;
    const char *frame = "POLYGON((0 0, 11 0, 11 11, 0 11, 0 0), "
                        "(0.5 0.5, 0.5 10.5, 10.5 10.5, 10.5 0.5, 0.5 0.5))";
    assert_near(solid_of(frame, 1.0), 0, 0);
    assert_near(solid_of(frame, 0.49), 21, 1e-9);
    assert_near(solid_of("POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))", 0.1), 0, 0); /* not above 1 m² */
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        struct lt_boundary_facts facts;
        enum lt_boundary_kind kind;
    } cases[] = {
        {{true, true, 0, 0, 0, true, false}, LT_BOUNDARY_SAME},
        {{true, true, 900, 0, 0, true, false}, LT_BOUNDARY_RECUT},
        {{true, true, 900, 900, 0, true, false}, LT_BOUNDARY_SHRUNK},
        {{true, true, 900, 0, 900, true, false}, LT_BOUNDARY_GROWN},
        {{true, true, 900, 400, 500, true, false}, LT_BOUNDARY_MOVED},
        {{true, false, 900, 0, 0, true, true}, LT_BOUNDARY_RECODED},
        {{true, false, 900, 0, 0, true, false}, LT_BOUNDARY_RECUT},
        {{true, false, 900, 300, 0, true, false}, LT_BOUNDARY_SHRUNK},
        {{true, false, 900, 900, 0, false, false}, LT_BOUNDARY_VANISHED},
        {{false, true, 900, 0, 0, true, true}, LT_BOUNDARY_RECODED},
        {{false, true, 900, 0, 300, true, false}, LT_BOUNDARY_GROWN},
        {{false, true, 900, 0, 900, false, false}, LT_BOUNDARY_NEW},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(lt_boundary_kind_of(&cases[i].facts), cases[i].kind);
    }
}

/* 5 million m² filed, 1 left; 6 million now, 2 came: 4 are kept either way. A square metre in a thousand is too much,
 * unless plots share ground. */
static void test_ground_kept_is_the_same_from_both_sides(void **state)
{
    (void)state;
    struct lt_error err;
    struct lt_boundary found = {
        .filed = 10, .current = 12, .then_m2 = 5e6, .left_m2 = 1e6, .now_m2 = 6e6, .came_m2 = 2e6};
    assert_ok(lt_boundary_check(&found, 411702, &err));
    found.came_m2 = 1.996e6;
    assert_int_equal(lt_boundary_check(&found, 411702, &err), LT_E_BUG);
    found.shared_m2 = 4000;
    assert_ok(lt_boundary_check(&found, 411702, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strips_are_noise_and_pieces_are_not),
        cmocka_unit_test(test_a_frame_is_noise),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_ground_kept_is_the_same_from_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
