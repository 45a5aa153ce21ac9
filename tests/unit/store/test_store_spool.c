/* Spool: what goes in comes out, in order; the same features give the same bytes; no damage passes.
 */
#include "support/lt_test.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "liangtian/spool.h"
#include "support/arena.h"
#include "support/files.h"

static char folder[64];
static struct lt_arena *arena;

static int set_up(void **state)
{
    (void)state;
    struct lt_error err = {0};
    snprintf(folder, sizeof folder, "%s", "/tmp/lt-spool-XXXXXX");
    return mkdtemp(folder) == NULL || lt_arena_create(&arena, &err) != LT_OK;
}

static int tear_down(void **state)
{
    (void)state;
    lt_arena_destroy(arena);
    return lt_folder_remove(folder, NULL) != LT_OK;
}

/* A square with a hole, moved by `k`. */
static struct lt_feature square(uint64_t k, struct lt_point points[10], uint32_t ring_end[2])
{
    const double x = 38500000.125 + (double)k, y = 3600000.25;
    const struct lt_point all[10] = {{x, y},         {x + 9, y},     {x + 9, y + 9}, {x, y + 9},
                                     {x, y},         {x + 2, y + 2}, {x + 2, y + 4}, {x + 4, y + 4},
                                     {x + 4, y + 2}, {x + 2, y + 2}};
    memcpy(points, all, sizeof all);
    ring_end[0] = 5;
    ring_end[1] = 10;
    return (struct lt_feature){
        .sequence = k,
        .layer = (enum lt_layer)(k % LT_LAYER_COUNT),
        .unit = 411702 + (uint32_t)(k % 3),
        .flags = LT_FEATURE_REPAIRED | LT_FEATURE_BORDER,
        .shape = {.n_rings = 2,
                  .n_points = 10,
                  .points = points,
                  .ring_end = ring_end,
                  .box = {x, y, x + 9, y + 9}},
        .gross_m2 = 77.0 / 3,
        .net_m2 = 77.0 / 3 * 0.95,
        .filed_m2 = 0,
        .attr = {[LT_ATTR_ID] = "411702000000000123", [LT_ATTR_NAME] = "粮田，㐂𠮷村"},
        .carried = k % 2 == 0 ? NULL : "2001010100\x1F\x1F水浇地\x1F",
    };
}

static uint64_t tile_of(uint64_t k)
{
    return (k * 2654435761u) % 7; /* many share a tile */
}

static void write_all(const char *path, uint64_t count, bool backwards, size_t expected_units)
{
    struct lt_error err = {0};
    struct lt_spool_writer *writer = NULL;
    struct lt_spool_written *units;
    size_t unit_count;
    assert_ok(lt_spool_writer_create(path, &writer, &err));
    for (uint64_t i = 0; i < count; i++) {
        struct lt_point points[10];
        uint32_t ring_end[2];
        const uint64_t k = backwards ? count - 1 - i : i;
        const struct lt_feature feature = square(k, points, ring_end);
        assert_ok(lt_spool_writer_add(writer, &feature, tile_of(k), &err));
    }
    assert_ok(lt_spool_writer_close(writer, 2, arena, &units, &unit_count, &err));
    assert_int_equal(unit_count, expected_units);
    for (size_t i = 0; i < unit_count; i++) {
        struct lt_spool *spool = NULL;
        assert_int_equal(units[i].unit, 411702 + i);
        assert_ok(lt_spool_open(lt_arena_printf(arena, "%s/%u.spool", path, units[i].unit), &spool,
                                &err));
        assert_string_equal(units[i].digest, lt_spool_digest(spool));
        lt_spool_close(spool);
    }
    lt_spool_writer_destroy(writer);
}

static void test_features_come_back_in_tile_order(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_spool *spool = NULL;
    write_all(folder, 5000, true, 3);
    size_t seen = 0;
    for (uint32_t unit = 411702; unit <= 411704; unit++) {
        assert_ok(lt_spool_open(lt_arena_printf(arena, "%s/%u.spool", folder, unit), &spool, &err));
        assert_int_equal(lt_spool_unit(spool), unit);
        for (size_t layer = 0; layer < LT_LAYER_COUNT; layer++) {
            uint64_t last_tile = 0, last_sequence = 0;
            for (size_t i = 0; i < lt_spool_count(spool, (enum lt_layer)layer); i++, seen++) {
                struct lt_feature got;
                struct lt_point points[10];
                uint32_t ring_end[2];
                lt_spool_feature(spool, (enum lt_layer)layer, i, &got);
                const struct lt_feature want = square(got.sequence, points, ring_end);
                assert_int_equal(got.layer, layer);
                assert_int_equal(got.layer, want.layer);
                assert_int_equal(got.unit, unit);
                assert_int_equal(got.flags, want.flags);
                assert_int_equal(got.unjudged, want.unjudged);
                assert_memory_equal(got.shape.points, points, sizeof points);
                assert_memory_equal(got.shape.ring_end, ring_end, sizeof ring_end);
                assert_memory_equal(&got.shape.box, &want.shape.box, sizeof want.shape.box);
                assert_near(got.gross_m2, want.gross_m2, 0);
                assert_near(got.net_m2, want.net_m2, 0);
                assert_near(got.filed_m2, want.filed_m2, 0);
                for (size_t a = 0; a < LT_ATTR_COUNT; a++) {
                    assert_string_equal(got.attr[a], want.attr[a] == NULL ? "" : want.attr[a]);
                }
                assert_string_equal(got.carried, want.carried == NULL ? "" : want.carried);
                const uint64_t tile = tile_of(got.sequence);
                assert_true(i == 0 || tile > last_tile ||
                            (tile == last_tile && got.sequence > last_sequence));
                last_tile = tile;
                last_sequence = got.sequence;
            }
        }
        lt_spool_close(spool);
    }
    assert_int_equal(seen, 5000);
}

static void test_any_order_of_input_gives_the_same_bytes(void **state)
{
    (void)state;
    struct lt_error err = {0};
    const char *a = lt_arena_printf(arena, "%s/a", folder);
    const char *b = lt_arena_printf(arena, "%s/b", folder);
    write_all(a, 3000, false, 3);
    write_all(b, 3000, true, 3);
    char **names, *left, *right;
    size_t count, left_size, right_size;
    assert_ok(lt_folder_list(a, arena, &names, &count, &err));
    assert_int_equal(count, 3); /* and no temporary file stays behind */
    for (size_t i = 0; i < count; i++) {
        assert_ok(lt_file_read(lt_path_join(arena, a, names[i]), 1 << 24, arena, &left, &left_size,
                               &err));
        assert_ok(lt_file_read(lt_path_join(arena, b, names[i]), 1 << 24, arena, &right,
                               &right_size, &err));
        assert_int_equal(left_size, right_size);
        assert_memory_equal(left, right, left_size);
    }
}

static void test_features_without_geometry_or_text(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_spool_writer *writer = NULL;
    struct lt_spool *spool = NULL;
    struct lt_spool_written *units;
    size_t count;
    struct lt_point points[10];
    uint32_t ring_end[2];
    struct lt_feature invalid = square(1, points, ring_end);
    invalid.layer = LT_LAYER_PARCEL;
    invalid.unjudged = LT_UNJUDGED_INVALID;
    const struct lt_feature empty = {
        .unit = 7, .layer = LT_LAYER_PARCEL, .unjudged = LT_UNJUDGED_NO_GEOMETRY};
    invalid.unit = 7;
    assert_ok(lt_spool_writer_create(folder, &writer, &err));
    assert_ok(lt_spool_writer_add(writer, &empty, 0, &err));
    assert_ok(lt_spool_writer_add(writer, &invalid, 0, &err));
    assert_ok(lt_spool_writer_close(writer, 2, arena, &units, &count, &err));
    lt_spool_writer_destroy(writer);
    assert_ok(lt_spool_open(lt_arena_printf(arena, "%s/000007.spool", folder), &spool, &err));
    assert_int_equal(lt_spool_count(spool, LT_LAYER_PARCEL), 2);
    assert_int_equal(lt_spool_count(spool, LT_LAYER_CASE), 0);
    struct lt_feature got;
    lt_spool_feature(spool, LT_LAYER_PARCEL, 0, &got);
    assert_int_equal(got.shape.n_points, 0);
    assert_string_equal(got.attr[LT_ATTR_OPERATOR], "");
    const struct lt_spool_layer view = {spool, LT_LAYER_PARCEL};
    const struct lt_shapes shapes = lt_spool_shapes(&view);
    struct lt_shape shape;
    assert_int_equal(shapes.count, 2);
    shapes.get(shapes.context, 1, &shape); /* unjudged: the kernel sees nothing */
    assert_int_equal(shape.n_points, 0);
    lt_spool_feature(spool, LT_LAYER_PARCEL, 1, &got); /* the map still draws it */
    assert_int_equal(got.shape.n_points, 10);
    lt_spool_close(spool);
}

static void test_no_features_no_units(void **state)
{
    (void)state;
    write_all(folder, 0, false, 0);
}

static void test_a_hundred_thousand(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_spool *spool = NULL;
    write_all(folder, 100000, false, 3);
    size_t seen = 0;
    for (uint32_t unit = 411702; unit <= 411704; unit++) {
        assert_ok(lt_spool_open(lt_arena_printf(arena, "%s/%u.spool", folder, unit), &spool, &err));
        for (size_t layer = 0; layer < LT_LAYER_COUNT; layer++) {
            seen += lt_spool_count(spool, (enum lt_layer)layer);
        }
        lt_spool_close(spool);
    }
    assert_int_equal(seen, 100000);
}

static void put_byte(const char *path, off_t at, unsigned char value)
{
    const int fd = open(path, O_WRONLY);
    assert_true(fd >= 0 && pwrite(fd, &value, 1, at) == 1);
    close(fd);
}

/* Every byte of a small spool, turned over one by one, is noticed and the file is named. */
static void test_damage_anywhere_is_found(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_spool *spool = NULL;
    char *bytes;
    size_t size;
    write_all(folder, 9, false, 3);
    const char *path = lt_arena_printf(arena, "%s/411702.spool", folder);
    assert_ok(lt_file_read(path, 1 << 20, arena, &bytes, &size, &err));
    for (size_t i = 0; i < size; i++) {
        put_byte(path, (off_t)i, (unsigned char)(bytes[i] ^ 0x10));
        assert_int_equal(lt_spool_open(path, &spool, &err), LT_E_IO);
        assert_non_null(strstr(err.text, path));
        put_byte(path, (off_t)i, (unsigned char)bytes[i]);
    }
    assert_ok(lt_spool_open(path, &spool, &err));
    lt_spool_close(spool);
    for (size_t cut = 0; cut < size; cut += 37) {
        assert_int_equal(truncate(path, (off_t)cut), 0);
        assert_int_equal(lt_spool_open(path, &spool, &err), LT_E_IO);
        assert_ok(lt_file_write(path, bytes, size, &err));
    }
}

static void test_a_stranger_is_named(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_spool *spool = NULL;
    write_all(folder, 9, false, 3);
    const char *path = lt_arena_printf(arena, "%s/411702.spool", folder);
    put_byte(path, 8, 0x01); /* the byte-order mark begins at 8 */
    put_byte(path, 11, 0x04);
    assert_int_equal(lt_spool_open(path, &spool, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "byte order"));
    assert_int_equal(lt_spool_open("/nonexistent/1.spool", &spool, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "/nonexistent/1.spool"));
}

static void test_a_killed_writer_leaves_nothing_to_the_next(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_spool_writer *writer = NULL;
    const char *left = lt_arena_printf(arena, "%s/.spool-411702-data", folder);
    assert_ok(lt_file_write(left, "half", 4, &err));
    assert_ok(lt_spool_writer_create(folder, &writer, &err));
    assert_false(lt_file_exists(left));
    lt_spool_writer_destroy(writer);
}

/* Pages of files that this process has mapped, in kB. */
static long mapped_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *file = fopen("/proc/self/status", "rbe");
    assert_non_null(file);
    while (kb < 0 && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "RssFile:", 8) == 0) {
            kb = strtol(line + 8, NULL, 10);
        }
    }
    fclose(file);
    assert_true(kb >= 0);
    return kb;
}

/* Checking its digest looks at all of a spool; one of 256 keeps 1 MB of it, and what is read stays the same. */
static void many_spools_share_memory(void **state)
{
    enum { FEATURES = 150000, SPOOLS = 256, EACH_KB = 4096 };
    (void)state;
    struct lt_error err = {0};
    struct lt_spool *spool = NULL;
    size_t seen = 0;
    write_all(folder, FEATURES, false, 3);
    const long before = mapped_kb();
    assert_ok(lt_spool_open(lt_arena_printf(arena, "%s/411702.spool", folder), &spool, &err));
    assert_true(mapped_kb() - before > 2 * EACH_KB);
    assert_ok(lt_spool_share(spool, SPOOLS, &err));
    for (size_t layer = 0; layer < LT_LAYER_COUNT; layer++) {
        for (size_t i = 0; i < lt_spool_count(spool, (enum lt_layer)layer); i++, seen++) {
            struct lt_feature got;
            struct lt_point points[10];
            uint32_t ring_end[2];
            lt_spool_feature(spool, (enum lt_layer)layer, i, &got);
            square(got.sequence, points, ring_end);
            assert_memory_equal(got.shape.points, points, sizeof points);
            if (i % 1000 == 0) {
                assert_true(mapped_kb() - before < EACH_KB);
            }
        }
    }
    assert_int_equal(seen, FEATURES / 3);
    lt_spool_close(spool);
}

int main(void)
{
#define SPOOL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SPOOL_TEST(test_features_come_back_in_tile_order),
        SPOOL_TEST(test_any_order_of_input_gives_the_same_bytes),
        SPOOL_TEST(test_features_without_geometry_or_text),
        SPOOL_TEST(test_no_features_no_units),
        SPOOL_TEST(test_a_hundred_thousand),
        SPOOL_TEST(many_spools_share_memory),
        SPOOL_TEST(test_damage_anywhere_is_found),
        SPOOL_TEST(test_a_stranger_is_named),
        SPOOL_TEST(test_a_killed_writer_leaves_nothing_to_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
