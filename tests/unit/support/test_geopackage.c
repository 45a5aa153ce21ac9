/* GeoPackage blobs: bytes against the standard, and reading back. The file as a whole is opened by
 * OGR in tests/unit/outputs. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/geopackage.h"

/* Two parts, the first with a hole: areas 100 − 4 and 1. */
static const struct lt_point points[] = {
    {0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0},  {2, 2},  {2, 4},  {4, 4},
    {4, 2}, {2, 2},  {20, 0},  {21, 0}, {21, 1}, {20, 1}, {20, 0},
};
static const uint32_t ends[] = {5, 10, 15};
static const struct lt_shape shape = {3, 15, ends, points, {0, 0, 21, 10}};

static void test_bytes_of_a_blob(void **state)
{
    (void)state;
    struct lt_text blob = {0};
    lt_geopackage_add_shape(&blob, &shape, 4526);
    /* 8 header + 32 envelope + 9 collection + 2 × 9 polygons + 3 × 4 rings + 15 × 16 points */
    assert_int_equal(blob.length, 8 + 32 + 9 + 18 + 12 + 240);
    assert_memory_equal(blob.data, "GP\0\x03\xae\x11\0\0", 8); /* little-endian, envelope 1, 4526 */
    double max_x;
    memcpy(&max_x, blob.data + 16, 8);
    assert_near(max_x, 21, 0);
    assert_memory_equal(blob.data + 40, "\x01\x06\0\0\0\x02\0\0\0\x01\x03\0\0\0\x02\0\0\0", 18);
    lt_text_finish(&blob);
}

static void test_reads_back(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    assert_ok(lt_arena_create(&arena, &err));
    struct lt_text blob = {0};
    lt_geopackage_add_shape(&blob, &shape, 4526);
    struct lt_shape back;
    assert_ok(lt_geopackage_read_shape(blob.data, blob.length, arena, &back, &err));
    assert_int_equal(back.n_rings, 3);
    assert_int_equal(back.n_points, 15);
    assert_memory_equal(back.ring_end, ends, sizeof ends);
    assert_memory_equal(back.points, points, sizeof points);
    assert_near(back.box.max_x, 21, 0);
    /* every truncation is noticed, and so is a byte too many */
    for (size_t size = 0; size < blob.length; size++) {
        assert_int_equal(lt_geopackage_read_shape(blob.data, size, arena, &back, &err), LT_E_IO);
    }
    lt_text_add(&blob, "x");
    assert_int_equal(lt_geopackage_read_shape(blob.data, blob.length, arena, &back, &err), LT_E_IO);
    lt_text_finish(&blob);

    struct lt_text none = {0};
    lt_geopackage_add_shape(&none, &(struct lt_shape){0}, 4526);
    assert_ok(lt_geopackage_read_shape(none.data, none.length, arena, &back, &err));
    assert_int_equal(back.n_rings, 0);
    lt_text_finish(&none);
    lt_arena_destroy(arena);
}

static void test_srs_and_quoting(void **state)
{
    (void)state;
    assert_int_equal(lt_geopackage_srs_id("EPSG:4526"), 4526);
    assert_int_equal(lt_geopackage_srs_id("PROJCS[\"x\"]"), 100000);
    assert_int_equal(lt_geopackage_srs_id("EPSG:"), 100000);
    struct lt_text sql = {0};
    lt_sql_add_value(&sql, "a'b");
    lt_sql_add_name(&sql, "c\"d");
    assert_string_equal(sql.data, "'a''b'\"c\"\"d\"");
    lt_text_finish(&sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_of_a_blob),
        cmocka_unit_test(test_reads_back),
        cmocka_unit_test(test_srs_and_quoting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
