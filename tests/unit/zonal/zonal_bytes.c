/* A digest of the bytes that the kernel answers for random polygons on odd grids. Built twice, as the kernel is and with
 * its plain arithmetic in place of the processor's instructions; given the path of another build, compares with it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "zonal_numbered.h"
#include "zonal_shapes.h"

enum { SIDE = 400, SHAPES = 300 };

static void add_bytes(uint64_t *digest, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) { /* FNV-1a */
        *digest = (*digest ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
    }
}

static struct lt_shape *draw(struct lt_arena *arena)
{
    struct lt_shape *shapes = lt_arena_array(arena, SHAPES, sizeof *shapes);
    uint64_t seed = 701;
    for (int i = 0; i < SHAPES; i++) {
        const uint32_t n = 3 + (uint32_t)(60 * shapes_random(&seed));
        const double x = 38499900.3 + 4100 * shapes_random(&seed);
        const double y = 3650100.7 - 4100 * shapes_random(&seed);
        const double r = 2.0 * pow(1000.0, shapes_random(&seed)), snap = i % 3 == 0 ? 9.87 : 0.0;
        struct shape_draft draft = draft_begin(arena, 200, 2);
        draft_star(&draft, &seed, x, y, n, 0.7 * r, r, snap, false);
        draft_star(&draft, &seed, x, y, n, 0.1 * r, 0.5 * r, snap, true);
        shapes[i] = draft_shape(&draft);
    }
    return shapes;
}

static enum lt_status digest_of(struct lt_arena *arena, unsigned seasons, uint64_t *digest,
                                struct lt_error *err)
{
    struct numbered raster;
    struct lt_tabulation table;
    double nodes[16];
    numbered_init(&raster, SIDE, SIDE, 9.87, 38500000.37, 3650000.61);
    struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(draw(arena), SHAPES), .seasons = seasons, .threads = 1};
    for (int i = 0; i < 16; i++) {
        nodes[i] = 97.0 + 0.01 * i + 0.003 * (i % 4) * (i / 4);
    }
    for (unsigned s = 0; s < seasons; s++) {
        raster.sources[s].grid.areas = (struct lt_cell_areas){4, 4, SIDE / 3.0, SIDE / 3.0, nodes};
        input.sources[s] = &raster.sources[s];
    }
    const enum lt_status status = lt_zonal_tabulate(&input, &table, err);
    if (status == LT_OK) {
        add_bytes(digest, table.joint, table.first[SHAPES] * sizeof *table.joint);
        add_bytes(digest, table.planar_cells, SHAPES * sizeof *table.planar_cells);
        add_bytes(digest, table.touched_cells, SHAPES * sizeof *table.touched_cells);
        lt_tabulation_finish(&table);
    }
    return status;
}

static int compare(const char *program, const char *own)
{
    char line[64] = "";
    FILE *other = popen(program, "r");
    const bool read = other != NULL && fgets(line, sizeof line, other) != NULL;
    if (other == NULL || pclose(other) != 0 || !read || strcmp(line, own) != 0) {
        fprintf(stderr, "%s: %shere: %s", program, line, own);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct lt_arena *arena = NULL;
    struct lt_error err;
    uint64_t digest = UINT64_C(14695981039346656037);
    char line[64];
    enum lt_status status = lt_arena_create(&arena, &err);
    for (unsigned seasons = 1; seasons <= NUMBERED_SEASONS && status == LT_OK; seasons++) {
        status = digest_of(arena, seasons, &digest, &err);
    }
    lt_arena_destroy(arena);
    if (status != LT_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    snprintf(line, sizeof line, "%016" PRIx64 "\n", digest);
    if (argc == 2) {
        return compare(argv[1], line);
    }
    fputs(line, stdout);
    return 0;
}
