/* The figure of docs/EXACTNESS.md is drawn here, from the kernel's own numbers; the test holds the file against the
 * drawing. `test_exactness_figure --write` writes the file anew. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/files.h"
#include "support/lt_memory_raster.h"
#include "zonal_exact.h"

enum { COLS = 8, ROWS = 5, UNIT = 4, PX = 90, LEFT = 70, TOP = 30, SHOWN = 1 };

static const char *const FILE_NAME = LT_SOURCE_DIR "/docs/images/coverage.svg";

static struct lt_error err;
static struct lt_arena *arena;

/* In quarters of a cell, x east and y north of the north-west corner; the second ring is a hole. */
static struct exact_shape example(void)
{
    static const int64_t rings[2][6][2] = {
        {{2, -9}, {5, -16}, {17, -18}, {30, -14}, {26, -3}, {8, -2}},
        {{14, -12}, {13, -7}, {20, -8}, {18, -13}},
    };
    struct exact_shape shape = exact_begin(arena, UNIT, 20, 2);
    for (int r = 0; r < 2; r++) {
        for (int i = 0; i < (r == 0 ? 6 : 4); i++) {
            exact_add(&shape, rings[r][i][0], rings[r][i][1]);
        }
        exact_close(&shape);
    }
    return shape;
}

static void cover(const struct exact_shape *shape, double fraction[ROWS][COLS])
{
    static const uint8_t codes[COLS * ROWS] = {0};
    struct lt_memory_raster raster;
    struct lt_window window;
    lt_memory_raster_init(&raster, codes, COLS, ROWS, 10.0, 100.0);
    raster.source.grid.origin_x = 38500000.0;
    raster.source.grid.origin_y = 3650000.0;
    const struct lt_raster_source *source = &raster.source;
    const struct lt_shape seen = exact_shape_at(arena, shape, 38500000.0, 3650000.0, 10.0);
    assert_ok(lt_test_window(&seen, &source, COLS * ROWS, arena, &window, &err));
    for (uint32_t i = 0; i < window.cols * window.rows; i++) {
        const int64_t row = window.row + i / window.cols, col = window.col + i % window.cols;
        fraction[row][col] = window.fraction[i];
        assert_near(window.fraction[i], exact_coverage(shape, col, row), 1e-15);
    }
}

static void draw_number(FILE *out, int x, int y, double value, bool sign)
{
    const int decimals = value == 0.0 || fabs(value) == 1.0 ? 0 : 4;
    fprintf(out, "<text x=\"%d\" y=\"%d\">%s%.*f</text>\n", x, y,
            value < 0.0 ? "\u2212" : (sign && value > 0.0 ? "+" : ""), decimals, fabs(value));
}

static void draw_cells(FILE *out, double fraction[ROWS][COLS])
{
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            fprintf(out,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#3b8f5a\" "
                    "fill-opacity=\"%.4f\" stroke=\"#999\"/>\n",
                    LEFT + col * PX, TOP + row * PX, PX, PX, 0.6 * fraction[row][col]);
        }
    }
}

static void draw_polygon(FILE *out, const struct exact_shape *shape)
{
    fprintf(out, "<path d=\"");
    for (uint32_t r = 0, i = 0; r < shape->n_rings; r++) {
        for (char step = 'M'; i + 1 < shape->ring_end[r]; i++, step = 'L') {
            fprintf(out, "%c%g %g", step, LEFT + (double)shape->points[i].x * PX / UNIT,
                    TOP - (double)shape->points[i].y * PX / UNIT);
        }
        fprintf(out, "Z");
        i++;
    }
    fprintf(out, "\" fill=\"none\" stroke=\"#111\" stroke-width=\"2\"/>\n");
}

/* What the edges add to each cell of one row, and the running sum: the fractions. */
static void draw_row(FILE *out, const double fraction[COLS])
{
    const int x = LEFT + PX / 2, y = TOP + ROWS * PX + 40;
    double before = 0.0;
    fprintf(out, "<g fill=\"#a33\">\n");
    for (int col = 0; col < COLS; col++) {
        draw_number(out, x + col * PX, y, fraction[col] - before, true);
        before = fraction[col];
    }
    fprintf(out, "</g>\n");
    for (int col = 0; col < COLS; col++) {
        draw_number(out, x + col * PX, y + 28, fraction[col], false);
    }
    fprintf(out, "<text x=\"%d\" y=\"%d\">row %d</text>\n", LEFT / 2, TOP + SHOWN * PX + PX / 2,
            SHOWN);
    fprintf(out, "<text x=\"%d\" y=\"%d\" fill=\"#a33\">added</text>\n", LEFT / 2, y);
    fprintf(out, "<text x=\"%d\" y=\"%d\">sum</text>\n", LEFT / 2, y + 28);
}

static char *draw(void)
{
    char *text = NULL;
    size_t size = 0;
    double fraction[ROWS][COLS] = {{0.0}}, sum = 0.0;
    const struct exact_shape shape = example();
    cover(&shape, fraction);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "font-family=\"sans-serif\" font-size=\"16\" text-anchor=\"middle\">\n"
            "<title>A polygon, its cells and the covered fraction of each</title>\n"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
            LEFT + COLS * PX + 30, TOP + ROWS * PX + 130);
    draw_cells(out, fraction);
    draw_polygon(out, &shape);
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            if (fraction[row][col] > 0.0) {
                draw_number(out, LEFT + col * PX + PX / 2, TOP + row * PX + PX / 2 + 6,
                            fraction[row][col], false);
            }
            sum += fraction[row][col];
        }
    }
    draw_row(out, fraction[SHOWN]);
    fprintf(out,
            "<text x=\"%d\" y=\"%d\">all fractions: %.5f cells; the polygon's own area: %.5f "
            "cells</text>\n</svg>\n",
            LEFT + COLS * PX / 2, TOP + ROWS * PX + 110, sum, exact_area(&shape));
    assert_int_equal(fclose(out), 0);
    return text;
}

static void the_figure_is_what_the_kernel_says(void **state)
{
    (void)state;
    char *drawn = draw(), *file = NULL;
    size_t size = 0;
    assert_ok(lt_file_read(FILE_NAME, 1 << 20, arena, &file, &size, &err));
    assert_int_equal(size, strlen(drawn));
    assert_memory_equal(file, drawn, size);
    free(drawn);
}

static int write_figure(void)
{
    char *drawn = draw();
    FILE *out = fopen(FILE_NAME, "w");
    const bool good = out != NULL && fputs(drawn, out) >= 0;
    free(drawn);
    return out != NULL && fclose(out) == 0 && good ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_figure_is_what_the_kernel_says)};
    if (lt_arena_create(&arena, &err) != LT_OK) {
        return 1;
    }
    const int failed = argc == 2 && strcmp(argv[1], "--write") == 0
                           ? write_figure()
                           : cmocka_run_group_tests(tests, NULL, NULL);
    lt_arena_destroy(arena);
    return failed;
}
