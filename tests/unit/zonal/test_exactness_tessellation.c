/* Polygons that cover the ground once: in every cell their fractions sum to 1, and their classes to the raster's
 * histogram. */
#include "support/lt_test.h"

#include <string.h>

#include "support/lt_memory_raster.h"
#include "zonal_mesh.h"
#include "zonal_numbered.h"

#include "zonal_arena.h" /* last: others name their arenas so */

/* A raster and the frame that is tessellated: the raster's outline moved out by `margin` cells (a whole number, or the
 * cells that it cuts are not covered once). */
struct field {
    uint32_t cols, rows, margin;
    double size, x, y; /* of the raster's north-west corner */
};

static const struct field FIELDS[] = {
    {120, 90, 0, 10.0, 38500000.0, 3650000.0},
    {120, 90, 3, 2.0, 38499998.0, 3650001.0},
    {97, 71, 1, 9.87, 38499871.37, 3649998.61},
    {120, 90, 0, 0.0001, 113.9, 33.1},
};
enum { N_FIELDS = sizeof FIELDS / sizeof FIELDS[0] };

static struct mesh mesh_over(const struct field *field, uint64_t seed, uint32_t nx, uint32_t ny,
                             uint32_t jags)
{
    const double m = field->margin, size = field->size;
    return mesh_make(arena, seed, nx, ny, jags, field->x - m * size,
                     field->y - (field->rows + m) * size, (field->cols + 2 * m) * size,
                     (field->rows + 2 * m) * size);
}

/* The frame of odd cells is rounded to doubles: its rim may lie this many cells off the cells' edges. */
static double rim_error(const struct field *field)
{
    return field->size == 10.0 || field->size == 2.0 ? 0.0 : 4e-9;
}

static double tolerance_at(const struct field *field, int64_t col, int64_t row)
{
    const int64_t m = field->margin;
    const bool rim = col <= -m || row <= -m || col >= (int64_t)field->cols + m - 1 ||
                     row >= (int64_t)field->rows + m - 1;
    return 1e-12 + (rim ? rim_error(field) : 0.0);
}

static void every_cell_is_tabulated_once(const struct field *field, const struct mesh *mesh)
{
    struct numbered raster;
    struct lt_tabulation table;
    const int64_t cols = field->cols, cells = cols * field->rows;
    double *sum = lt_arena_array(arena, (size_t)cells, sizeof *sum), outside = 0.0;
    numbered_init(&raster, cols, field->rows, field->size, field->x, field->y);
    assert_ok(numbered_tabulate(&raster, mesh->shapes, mesh->count, 2, &table, &err));
    for (uint64_t e = 0; e < table.first[mesh->count]; e++) {
        const int64_t cell = numbered_cell(&table.joint[e]);
        *(cell < 0 ? &outside : &sum[cell]) += table.joint[e].cells;
    }
    for (int64_t i = 0; i < cells; i++) {
        assert_near(sum[i], 1.0, tolerance_at(field, i % cols, i / cols));
    }
    const double m = field->margin;
    const double frame = (field->cols + 2 * m) * (field->rows + 2 * m);
    const double rim = 2.0 * (field->cols + field->rows + 4 * m) * rim_error(field);
    assert_near(outside, frame - (double)cells, 1e-12 * frame + rim);
    lt_tabulation_finish(&table);
}

/* Beyond the raster too, and nothing beyond the frame. */
static void every_cell_of_the_windows_once(const struct field *field, const struct mesh *mesh)
{
    enum { AROUND = 8 };
    struct numbered raster;
    struct lt_zonal_reader *reader = NULL;
    numbered_init(&raster, field->cols, field->rows, field->size, field->x, field->y);
    const struct lt_raster_source *source = &raster.sources[0];
    assert_ok(lt_zonal_reader_create(&source, 1, 0, 0, &reader, &err));
    const int64_t cols = field->cols + 2 * AROUND, rows = field->rows + 2 * AROUND;
    double *sum = lt_arena_array(arena, (size_t)(cols * rows), sizeof *sum);
    for (size_t i = 0; i < mesh->count; i++) {
        struct lt_window window;
        assert_ok(lt_zonal_window(reader, &mesh->shapes[i], UINT32_MAX, arena, &window, &err));
        for (uint32_t k = 0; k < window.cols * window.rows; k++) {
            const int64_t col = window.col + k % window.cols, row = window.row + k / window.cols;
            assert_true(col >= -AROUND && row >= -AROUND && col < cols - AROUND &&
                        row < rows - AROUND);
            sum[(row + AROUND) * cols + col + AROUND] += window.fraction[k];
        }
    }
    lt_zonal_reader_destroy(reader);
    for (int64_t i = 0; i < cols * rows; i++) {
        const int64_t col = i % cols - AROUND, row = i / cols - AROUND, m = field->margin;
        const bool inside =
            col >= -m && row >= -m && col < field->cols + m && row < field->rows + m;
        assert_near(sum[i], inside ? 1.0 : 0.0, tolerance_at(field, col, row));
    }
}

static void large_faces(void **state)
{
    (void)state;
    for (int i = 0; i < N_FIELDS; i++) {
        const struct mesh mesh = mesh_over(&FIELDS[i], 201 + (uint64_t)i, 11, 9, 25);
        every_cell_is_tabulated_once(&FIELDS[i], &mesh);
        every_cell_of_the_windows_once(&FIELDS[i], &mesh);
    }
}

/* Dozens of polygons share each cell. */
static void faces_smaller_than_cells(void **state)
{
    (void)state;
    for (int i = 0; i < N_FIELDS; i++) {
        struct field field = FIELDS[i];
        field.cols = 15;
        field.rows = 12;
        const struct mesh mesh = mesh_over(&field, 211 + (uint64_t)i, 90, 70, 3);
        assert_true(mesh.count > 10000);
        every_cell_is_tabulated_once(&field, &mesh);
        every_cell_of_the_windows_once(&field, &mesh);
    }
}

/* Lots of a cell or two, straight edges. */
static void many_small_lots(void **state)
{
    (void)state;
    struct field field = FIELDS[0];
    field.cols = 300;
    field.rows = 200;
    const struct mesh mesh = mesh_over(&field, 221, 200, 150, 1);
    every_cell_is_tabulated_once(&field, &mesh);
}

/* --- classes --- */

static struct lt_memory_raster *classes(const struct field *field, uint64_t salt)
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, (size_t)field->cols * field->rows);
    for (uint64_t i = 0; i < (uint64_t)field->cols * field->rows; i++) {
        uint64_t patch = i % field->cols / 5 + 1000 * (i / field->cols / 4) + 77 * salt;
        shapes_random(&patch);
        codes[i] = (uint8_t)(9 * shapes_random(&patch));
        codes[i] = i % 89 == 0 ? LT_CLASS_UNSEEN : codes[i];
    }
    lt_memory_raster_init(raster, codes, field->cols, field->rows, field->size, 99.75);
    raster->source.grid.origin_x = field->x;
    raster->source.grid.origin_y = field->y;
    raster->source.block_cols = 16 + 9 * (uint32_t)salt;
    raster->source.block_rows = 16;
    return raster;
}

static void tabulate(const struct mesh *mesh, const struct lt_memory_raster *const *rasters,
                     unsigned seasons, struct lt_tabulation *table)
{
    struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(mesh->shapes, mesh->count), .seasons = seasons, .threads = 2};
    for (unsigned s = 0; s < seasons; s++) {
        input.sources[s] = &rasters[s]->source;
    }
    assert_ok(lt_zonal_tabulate(&input, table, &err));
}

static void classes_sum_to_the_histogram(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct field *field = &FIELDS[i];
        const struct mesh mesh = mesh_over(field, 231, 20, 15, 9);
        const struct lt_memory_raster *raster = classes(field, 1);
        struct lt_tabulation table;
        double cells[256] = {0}, m2[256] = {0}, histogram[256] = {0};
        for (uint32_t k = 0; k < field->cols * field->rows; k++) {
            histogram[raster->codes[k]] += 1.0;
        }
        const double m = field->margin;
        histogram[LT_CLASS_OUTSIDE] =
            (field->cols + 2 * m) * (field->rows + 2 * m) - (double)field->cols * field->rows;
        tabulate(&mesh, &raster, 1, &table);
        for (uint64_t e = 0; e < table.first[mesh.count]; e++) {
            cells[table.joint[e].key] += table.joint[e].cells;
            m2[table.joint[e].key] += table.joint[e].m2;
        }
        for (int k = 0; k < 256; k++) {
            assert_near(cells[k], histogram[k], 1e-12 * histogram[k]);
            assert_near(m2[k], 99.75 * histogram[k], 1e-12 * 99.75 * histogram[k]);
        }
        lt_tabulation_finish(&table);
    }
}

/* Summed over the other season, the joint table of two is the table of each. */
static void marginals_are_the_tables_of_each_season(void **state)
{
    (void)state;
    const struct field *field = &FIELDS[1];
    const struct mesh mesh = mesh_over(field, 232, 20, 15, 9);
    const struct lt_memory_raster *both[] = {classes(field, 1), classes(field, 2)};
    struct lt_tabulation joint, single;
    tabulate(&mesh, both, 2, &joint);
    for (unsigned s = 0; s < 2; s++) {
        tabulate(&mesh, &both[s], 1, &single);
        for (size_t i = 0; i < mesh.count; i++) {
            double cells[256] = {0}, m2[256] = {0};
            for (uint64_t e = joint.first[i]; e < joint.first[i + 1]; e++) {
                cells[lt_joint_code(joint.joint[e].key, s)] += joint.joint[e].cells;
                m2[lt_joint_code(joint.joint[e].key, s)] += joint.joint[e].m2;
            }
            for (uint64_t e = single.first[i]; e < single.first[i + 1]; e++) {
                const struct lt_joint *one = &single.joint[e];
                assert_near(cells[one->key], one->cells, 1e-12 * one->cells);
                assert_near(m2[one->key], one->m2, 1e-12 * one->m2);
                cells[one->key] = 0.0;
            }
            for (int k = 0; k < 256; k++) {
                assert_near(cells[k], 0.0, 0.0);
            }
        }
        const size_t bytes = mesh.count * sizeof(double), counts = mesh.count * sizeof(uint32_t);
        assert_memory_equal(joint.planar_cells, single.planar_cells, bytes);
        assert_memory_equal(joint.full_cells, single.full_cells, counts);
        assert_memory_equal(joint.touched_cells, single.touched_cells, counts);
        lt_tabulation_finish(&single);
    }
    lt_tabulation_finish(&joint);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(large_faces),
        TEST(faces_smaller_than_cells),
        TEST(many_small_lots),
        TEST(classes_sum_to_the_histogram),
        TEST(marginals_are_the_tables_of_each_season),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
