/* Exact overlay: short ways, canonical form, large coordinates, label points. Numbers by hand. */
#include "support/lt_test.h"

#include <string.h>

#include "liangtian/overlay.h"
#include "support/lt_shape_text.h"
#include "support/lt_wkt.h"

struct fixture {
    struct lt_overlay *overlay;
    struct lt_arena *arena;
};
static struct lt_error err;

static int set_up(void **state)
{
    static struct fixture fixture;
    assert_ok(lt_overlay_create(&fixture.overlay, &err));
    assert_ok(lt_arena_create(&fixture.arena, &err));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    lt_overlay_destroy(f->overlay);
    lt_arena_destroy(f->arena);
    lt_overlay_destroy(NULL);
    return 0;
}

static const char *apply(struct fixture *f, enum lt_overlay_operation operation,
                         const struct lt_shape *a, const struct lt_shape *b)
{
    struct lt_shape result;
    assert_ok(lt_overlay_apply(f->overlay, operation, a, b, f->arena, &result, &err));
    return lt_shape_print(f->arena, &result);
}

static double area(struct fixture *f, const struct lt_shape *a, const struct lt_shape *b)
{
    double ab, ba;
    assert_ok(lt_overlay_area(f->overlay, a, b, &ab, &err));
    assert_ok(lt_overlay_area(f->overlay, b, a, &ba, &err));
    assert_near(ab, ba, 1e-12 * (1.0 + ab));
    return ab;
}

static void test_two_squares_share_a_corner(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape a = lt_shape_of(f->arena, "0 0, 4 0, 4 4, 0 4");
    const struct lt_shape b = lt_shape_of(f->arena, "3 2, 7 2, 7 6, 3 6");
    assert_near(area(f, &a, &b), 2.0, 1e-15);
    assert_string_equal(apply(f, LT_INTERSECTION, &a, &b), "3 2, 4 2, 4 4, 3 4");
    assert_string_equal(apply(f, LT_DIFFERENCE, &a, &b), "0 0, 4 0, 4 2, 3 2, 3 4, 0 4");
    assert_string_equal(apply(f, LT_UNION, &a, &b), "0 0, 4 0, 4 2, 7 2, 7 6, 3 6, 3 4, 0 4");
}

/* The short ways answer the same as the overlay would, in canonical form. */
static void test_inside_and_apart(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape big = lt_shape_of(f->arena, "10 10, 0 10, 0 0, 10 0");
    const struct lt_shape small = lt_shape_of(f->arena, "3 3, 3 2, 4 2, 4 3");
    const struct lt_shape far = lt_shape_of(f->arena, "30 0, 31 0, 31 1, 30 1");
    assert_near(area(f, &big, &small), 1.0, 0.0);
    assert_near(area(f, &big, &far), 0.0, 0.0);
    assert_string_equal(apply(f, LT_INTERSECTION, &big, &small), "3 2, 4 2, 4 3, 3 3");
    assert_string_equal(apply(f, LT_INTERSECTION, &small, &big), "3 2, 4 2, 4 3, 3 3");
    assert_string_equal(apply(f, LT_UNION, &small, &big), "0 0, 10 0, 10 10, 0 10");
    assert_string_equal(apply(f, LT_DIFFERENCE, &small, &big), "");
    assert_string_equal(apply(f, LT_DIFFERENCE, &big, &small),
                        "0 0, 10 0, 10 10, 0 10; 3 2, 3 3, 4 3, 4 2");
    assert_string_equal(apply(f, LT_INTERSECTION, &big, &far), "");
    assert_string_equal(apply(f, LT_UNION, &far, &big),
                        "0 0, 10 0, 10 10, 0 10; 30 0, 31 0, 31 1, 30 1");
    assert_string_equal(apply(f, LT_DIFFERENCE, &far, &big), "30 0, 31 0, 31 1, 30 1");
}

/* A box inside another's box proves nothing: the hole and the notch are not inside. */
static void test_box_inside_is_not_shape_inside(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape ring = lt_shape_of(f->arena, "0 0, 9 0, 9 9, 0 9; 3 3, 3 6, 6 6, 6 3");
    const struct lt_shape in_hole = lt_shape_of(f->arena, "4 4, 5 4, 5 5, 4 5");
    const struct lt_shape hole = lt_shape_of(f->arena, "3 3, 6 3, 6 6, 3 6");
    const struct lt_shape u = lt_shape_of(f->arena, "0 0, 9 0, 9 9, 6 9, 6 3, 3 3, 3 9, 0 9");
    assert_near(area(f, &ring, &in_hole), 0.0, 0.0);
    assert_near(area(f, &ring, &hole), 0.0, 1e-15);
    assert_near(area(f, &u, &in_hole), 0.0, 0.0);
    assert_string_equal(apply(f, LT_INTERSECTION, &ring, &hole), "");
    assert_string_equal(apply(f, LT_UNION, &ring, &hole), "0 0, 9 0, 9 9, 0 9");
    assert_string_equal(apply(f, LT_UNION, &ring, &in_hole),
                        "0 0, 9 0, 9 9, 0 9; 3 3, 3 6, 6 6, 6 3; 4 4, 5 4, 5 5, 4 5");
}

/* Neighbours share a border and a corner: lines and points are no ground. */
static void test_touching_yields_nothing(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape a = lt_shape_of(f->arena, "0 0, 4 0, 4 4, 0 4");
    const struct lt_shape side = lt_shape_of(f->arena, "4 1, 8 1, 8 3, 4 3");
    const struct lt_shape corner = lt_shape_of(f->arena, "4 4, 5 4, 5 5, 4 5");
    assert_near(area(f, &a, &side), 0.0, 1e-15);
    assert_string_equal(apply(f, LT_INTERSECTION, &a, &side), "");
    assert_string_equal(apply(f, LT_INTERSECTION, &a, &corner), "");
    assert_string_equal(apply(f, LT_DIFFERENCE, &a, &corner), "0 0, 4 0, 4 4, 0 4");
    /* touches along one edge and overlaps elsewhere: a mixed result, of which the polygon stays */
    const struct lt_shape comb = lt_shape_of(f->arena, "4 0, 6 0, 6 4, 3 4, 3 3, 5 3, 5 1, 4 1");
    assert_string_equal(apply(f, LT_INTERSECTION, &a, &comb), "3 3, 4 3, 4 4, 3 4");
}

/* Zone-numbered Gauss–Krüger eastings: ulp is 7.5e-9 m. Vertices come back bit for bit and areas
 * agree with the same figure at the origin. */
static void test_large_coordinates_lose_nothing(void **state)
{
    struct fixture *f = *state;
    const double x = 38500000.0, y = 3650000.0;
    const char *first = "0.125 0.25, 400.5 0.25, 400.5 300.75, 0.125 300.75";
    const char *second = "200.0625 100.5, 900 100.5, 900 700, 200.0625 700";
    const struct lt_shape a0 = lt_shape_of(f->arena, first), b0 = lt_shape_of(f->arena, second);
    const struct lt_shape a = lt_shape_at(f->arena, first, x, y);
    const struct lt_shape b = lt_shape_at(f->arena, second, x, y);
    const double expected = (400.5 - 200.0625) * (300.75 - 100.5);
    assert_near(area(f, &a0, &b0), expected, 1e-9);
    assert_near(area(f, &a, &b), expected, 1e-9);
    assert_string_equal(apply(f, LT_INTERSECTION, &a, &b),
                        "38500200.0625 3650100.5, 38500400.5 3650100.5, 38500400.5 3650300.75, "
                        "38500200.0625 3650300.75");
}

static void test_order_of_input_does_not_show(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape parts[] = {
        lt_shape_of(f->arena, "5 5, 6 5, 6 6, 5 6"), lt_shape_of(f->arena, "0 0, 2 0, 2 2, 0 2"),
        lt_shape_of(f->arena, "1 1, 3 1, 3 3, 1 3"), {0},
        lt_shape_of(f->arena, "6 5, 7 5, 7 6, 6 6"),
    };
    const struct lt_shape back[] = {parts[4], parts[3], parts[2], parts[1], parts[0]};
    struct lt_shape one, two, none;
    assert_ok(lt_overlay_union(f->overlay, parts, 5, f->arena, &one, &err));
    assert_ok(lt_overlay_union(f->overlay, back, 5, f->arena, &two, &err));
    assert_string_equal(lt_shape_print(f->arena, &one), lt_shape_print(f->arena, &two));
    assert_near(lt_shape_planar_area(&one), 4 + 4 - 1 + 2, 1e-15);
    assert_int_equal(one.n_rings, 2);
    assert_ok(lt_overlay_union(f->overlay, parts, 0, f->arena, &none, &err));
    assert_int_equal(none.n_rings, 0);
    assert_ok(lt_overlay_union(f->overlay, parts + 3, 1, f->arena, &none, &err));
    assert_int_equal(none.n_rings, 0);
}

static void test_points(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape ring = lt_shape_of(f->arena, "0 0, 9 0, 9 9, 0 9; 3 3, 3 6, 6 6, 6 3");
    const struct {
        double x, y;
        bool covered;
    } cases[] = {{1, 1, true},       {4, 4, false},     {3, 4, true},   {0, 0, true},
                 {9, 9, true},       {4, 6, true},      {-1, 0, false}, {10, 9, false},
                 {4.5, 0, true},     {4.5, 9, true},    {2, 3, true},   {7, 6, true},
                 {9.0001, 4, false}, {5.9999, 5, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lt_point p = {cases[i].x, cases[i].y};
        if (lt_overlay_covers_point(&ring, p) != cases[i].covered) {
            fail_msg("(%g, %g) should be %scovered", p.x, p.y, cases[i].covered ? "" : "un");
        }
    }
    struct lt_point label;
    assert_ok(lt_overlay_label_point(f->overlay, &ring, &label, &err));
    assert_true(lt_overlay_covers_point(&ring, label));
    assert_false(label.x >= 3 && label.x <= 6 && label.y >= 3 && label.y <= 6);
    assert_int_equal(lt_overlay_label_point(f->overlay, &(struct lt_shape){0}, &label, &err),
                     LT_E_BUG);
}

/* GEOS's own words reach the error: a ring of two points is no ring. */
static void test_failure_carries_the_message(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape a = lt_shape_of(f->arena, "0 0, 4 0, 4 4, 0 4");
    const struct lt_shape hole = lt_shape_of(f->arena, "1 1, 1 5, 5 5, 5 1");
    struct lt_shape result;
    assert_int_equal(
        lt_overlay_apply(f->overlay, LT_INTERSECTION, &a, &hole, f->arena, &result, &err),
        LT_E_BUG);
    assert_non_null(strstr(err.text, "begins with a hole"));
    struct lt_shape nan = lt_shape_of(f->arena, "1 1, 5 1, 5 5, 1 5");
    ((struct lt_point *)nan.points)[4].x = 1.5; /* not closed */
    assert_int_equal(
        lt_overlay_apply(f->overlay, LT_INTERSECTION, &a, &nan, f->arena, &result, &err), LT_E_BUG);
    assert_non_null(strstr(err.text, "closed"));
}

/* Two results of overlays, as a half-year made them: rounded to the coordinates' last digit, the second one crosses itself
 * by some 1e-9 m where a parcel's edge runs almost along a cell's corner. An overlay of them must not end the run. By
 * hand: they only touch, so the union has the sum of their areas. */
static void test_operands_that_rounding_has_crossed(void **state)
{
    struct fixture *f = *state;
    const struct lt_shape a =
        lt_wkt(f->arena,
               "MULTIPOLYGON (((38507713.99754009 3580210, 38507800 3580210, 38507800 3580260, "
               "38507800 3580270, 38507790 3580270, 38507790 3580280, 38507780 3580280, 38507780 "
               "3580270, 38507707.56736435 3580270, 38507715.264 3580236.592, 38507714.95005205 "
               "3580230, 38507720 3580230, 38507720 3580220, 38507714.47379607 3580220, "
               "38507713.99754009 3580210), (38507740 3580230, 38507740 3580240, 38507750 3580240, "
               "38507750 3580230, 38507740 3580230)))");
    const struct lt_shape b =
        lt_wkt(f->arena,
               "MULTIPOLYGON (((38507713.49480726 3580200, 38507720 3580200, 38507720 3580210, "
               "38507713.99754009 3580210, 38507714.05009936 3580211.103592811, 38507713.533 "
               "3580200.246, 38507713.49480726 3580200)), ((38507714.47379607 3580220, 38507720 "
               "3580220, 38507720 3580230, 38507714.95005205 3580230, 38507714.47379607 3580220)), "
               "((38507740 3580230, 38507750 3580230, 38507750 3580240, 38507740 3580240, 38507740 "
               "3580230)), ((38507770 3580270, 38507780 3580270, 38507780 3580280, 38507770 "
               "3580280, 38507770 3580270)))");
    struct lt_shape whole;
    assert_ok(lt_overlay_apply(f->overlay, LT_UNION, &a, &b, f->arena, &whole, &err));
    assert_near(lt_shape_planar_area(&whole), lt_shape_planar_area(&a) + lt_shape_planar_area(&b),
                1e-5);
}

static struct lt_shape buffered(struct fixture *f, const char *text, double distance)
{
    const struct lt_shape shape = lt_shape_at(f->arena, text, 38500000, 3650000);
    struct lt_shape result;
    assert_ok(lt_overlay_buffer(f->overlay, &shape, distance, f->arena, &result, &err));
    return result;
}

/* Corners stay corners: areas by hand. */
static void test_shrunk_and_grown(void **state)
{
    struct fixture *f = *state;
    const char *square = "0 0, 10 0, 10 10, 0 10", *corner = "0 0, 10 0, 10 4, 4 4, 4 10, 0 10";
    const char *ring = "0 0, 10 0, 10 10, 0 10; 3 3, 3 7, 7 7, 7 3";
    const struct lt_shape small = buffered(f, square, -1), large = buffered(f, square, 1);
    assert_near(lt_shape_planar_area(&small), 64.0, 1e-6);
    assert_near(lt_shape_planar_area(&large), 144.0, 1e-6);
    assert_int_equal(large.n_points, 5);
    const struct lt_shape l_small = buffered(f, corner, -1), l_large = buffered(f, corner, 1);
    assert_near(lt_shape_planar_area(&l_small), 8 * 2 + 2 * 6, 1e-6);
    assert_near(lt_shape_planar_area(&l_large), 12 * 6 + 6 * 6, 1e-6);
    const struct lt_shape r_small = buffered(f, ring, -1), r_large = buffered(f, ring, 1);
    assert_near(lt_shape_planar_area(&r_small), 64.0 - 36.0, 1e-6);
    assert_near(lt_shape_planar_area(&r_large), 144.0 - 4.0, 1e-6);
    /* 3 wide: shrunk by 1.5 nothing is left, by a hair less a thread is; unmoved it is itself */
    assert_int_equal(buffered(f, "0 0, 3 0, 3 20, 0 20", -1.5).n_rings, 0);
    assert_int_equal(buffered(f, "0 0, 3 0, 3 20, 0 20", -1.4).n_rings, 1);
    const struct lt_shape same = buffered(f, square, 0);
    assert_true(lt_shape_planar_area(&same) == 100.0);
    /* two fields joined by a lane 1 wide come apart: the lane is gone, both are left */
    const struct lt_shape parts =
        buffered(f, "0 0, 10 0, 10 4, 20 4, 20 0, 30 0, 30 10, 20 10, 20 5, 10 5, 10 10, 0 10", -1);
    assert_int_equal(parts.n_rings, 2);
    assert_near(lt_shape_planar_area(&parts), 128.0, 1e-6);
    /* a spike of some 11 degrees grows by no more than twice the distance */
    const struct lt_shape spike = buffered(f, "0 0, 50 5, 0 10", 1);
    assert_true(spike.box.max_x < 38500052.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_squares_share_a_corner),
        cmocka_unit_test(test_inside_and_apart),
        cmocka_unit_test(test_box_inside_is_not_shape_inside),
        cmocka_unit_test(test_touching_yields_nothing),
        cmocka_unit_test(test_large_coordinates_lose_nothing),
        cmocka_unit_test(test_order_of_input_does_not_show),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_shrunk_and_grown),
        cmocka_unit_test(test_operands_that_rounding_has_crossed),
        cmocka_unit_test(test_failure_carries_the_message),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
