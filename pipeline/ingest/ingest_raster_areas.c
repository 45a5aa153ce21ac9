/* True cell areas on a lattice: the area scale of the projection, or the ellipsoid itself for degrees. */
#include <math.h>
#include <stdlib.h>

#include <proj.h>

#include "ingest_raster.h"
#include "support/arena.h"

static const double RADIANS = 0.017453292519943295;
static const double STEP_M = 20000.0;  /* first spacing tried */
static const double TOLERANCE = 1e-10; /* relative */
static const double FAR_M =
    1e9; /* no plane coordinate on Earth, with its zone before it, is as large */
enum { HALVINGS = 4, NODES_MAX = 4000 };

struct areas {
    const struct lt_grid *grid;
    const struct lt_grid_crs *crs;
    PJ_CONTEXT *context;
    PJ *projection; /* radians → metres of the ellipsoid's own projection; no datum, no database */
    double semi_major, e2;
};

/* ∫ M N cos φ dφ dλ over the cell by three Gauss points: exact to 1e-15 for cells up to 0.1°. */
static double degree_cell(const struct areas *areas, double lat)
{
    static const double at[3] = {-0.7745966692414834, 0.0, 0.7745966692414834};
    static const double weight[3] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
    const double height = areas->grid->dy * RADIANS, width = areas->grid->dx * RADIANS;
    double sum = 0.0;
    for (int i = 0; i < 3; i++) {
        const double phi = lat * RADIANS + 0.5 * height * at[i];
        const double s = sin(phi), w = 1.0 - areas->e2 * s * s;
        sum += weight[i] * areas->semi_major * areas->semi_major * (1.0 - areas->e2) * cos(phi) /
               (w * w);
    }
    return sum * height * width;
}

/* NaN where the projection has no inverse, and off the Earth. */
static double cell_at(const struct areas *areas, double col, double row)
{
    const double x = areas->grid->origin_x + col * areas->grid->dx;
    const double y = areas->grid->origin_y - row * areas->grid->dy;
    const double unit = areas->crs->geographic ? 1.0 : areas->crs->metres;
    const double most_x = areas->crs->geographic ? 540.0 : FAR_M;
    const double most_y = areas->crs->geographic ? 90.0 : FAR_M;
    if (!(fabs(x) * unit <= most_x && fabs(y) * unit <= most_y)) {
        return (double)NAN;
    }
    if (areas->crs->geographic) {
        return degree_cell(areas, y);
    }
    const PJ_COORD radians = proj_trans(areas->projection, PJ_INV, proj_coord(x, y, 0, 0));
    const PJ_FACTORS factors = proj_factors(areas->projection, radians);
    const double cell = areas->grid->dx * areas->grid->dy * areas->crs->metres * areas->crs->metres;
    return factors.areal_scale > 0.0 ? cell / factors.areal_scale : (double)NAN;
}

/* PROJ opens its settings and its database for every projection, and needs neither for one that is stated in full. */
static const char *no_file(PJ_CONTEXT *context, const char *name, void *unused)
{
    (void)context;
    (void)name;
    (void)unused;
    return "/dev/null/none"; /* NULL would have it look elsewhere */
}

/* Below any level it still says that there is no database. */
static void say_nothing(void *unused, int level, const char *text)
{
    (void)unused;
    (void)level;
    (void)text;
}

static enum lt_status start(struct areas *areas, struct lt_error *err)
{
    areas->semi_major = areas->crs->semi_major;
    const double flattening = 1.0 / areas->crs->inverse_flattening;
    areas->e2 = flattening * (2.0 - flattening);
    if (areas->crs->geographic) {
        return LT_OK;
    }
    areas->context = proj_context_create();
    proj_log_func(areas->context, NULL, say_nothing);
    proj_context_set_file_finder(areas->context, no_file, NULL);
    if (areas->crs->definition[0] != '\0') {
        areas->projection = proj_create(areas->context, areas->crs->definition);
    }
    return areas->projection != NULL
               ? LT_OK
               : lt_fail(err, LT_E_INPUT, "PROJ cannot compute with '%.80s'", areas->crs->name);
}

static void finish(struct areas *areas)
{
    proj_destroy(areas->projection);
    if (areas->context != NULL) {
        proj_context_destroy(areas->context);
    }
}

static enum lt_status sample(const struct areas *areas, struct lt_cell_areas *lattice,
                             struct lt_arena *arena, struct lt_error *err)
{
    double *values = lt_arena_array(arena, (size_t)lattice->nx * lattice->ny, sizeof *values);
    if (values == NULL) {
        return lt_fail_memory(err, "the lattice of cell areas");
    }
    for (uint32_t j = 0; j < lattice->ny; j++) {
        for (uint32_t i = 0; i < lattice->nx; i++) {
            const double area = cell_at(areas, i * lattice->step_cols, j * lattice->step_rows);
            if (!isfinite(area)) {
                return lt_fail(err, LT_E_INPUT,
                               "the raster reaches beyond where '%.80s' is defined",
                               areas->crs->name);
            }
            values[(size_t)j * lattice->nx + i] = area;
        }
    }
    lattice->values = values;
    return LT_OK;
}

/* The largest relative error at the middles between nodes, on a spread of at most 16 × 16 places. */
static double worst_error(const struct areas *areas, const struct lt_grid *grid)
{
    const struct lt_cell_areas *lattice = &grid->areas;
    const uint32_t skip_i = lattice->nx / 16 + 1, skip_j = lattice->ny / 16 + 1;
    double worst = 0.0;
    for (uint32_t j = 0; j + 1 < lattice->ny; j += skip_j) {
        for (uint32_t i = 0; i + 1 < lattice->nx; i += skip_i) {
            const double col = (i + 0.5) * lattice->step_cols;
            const double row = (j + 0.5) * lattice->step_rows;
            const double exact = cell_at(areas, col, row);
            const double error = fabs(lt_grid_cell_area(grid, col, row) / exact - 1.0);
            worst = error > worst || isnan(error) ? error : worst;
        }
    }
    return worst;
}

static uint32_t nodes(double cells, double step_cells)
{
    const double n = ceil(cells / step_cells) + 1.0;
    return n < 4.0 ? 4 : n > NODES_MAX ? NODES_MAX : (uint32_t)n;
}

enum lt_status ingest_cell_areas(const struct lt_grid_crs *crs, struct lt_grid *grid,
                                 struct lt_arena *arena, struct lt_error *err)
{
    struct areas areas = {.grid = grid, .crs = crs};
    enum lt_status status;
    double worst = INFINITY;
    double step = crs->geographic ? STEP_M / 111320.0 : STEP_M / crs->metres;
    LT_TRY(start(&areas, err));
    for (int i = 0; i <= HALVINGS && !(worst <= TOLERANCE); i++, step /= 2) {
        struct lt_cell_areas *lattice = &grid->areas;
        lattice->nx = crs->geographic ? 4 : nodes((double)grid->cols, step / grid->dx);
        lattice->ny = nodes((double)grid->rows, step / grid->dy);
        lattice->step_cols = (double)grid->cols / (lattice->nx - 1);
        lattice->step_rows = (double)grid->rows / (lattice->ny - 1);
        LT_TRY(sample(&areas, lattice, arena, err));
        worst = worst_error(&areas, grid);
    }
    if (!(worst <= TOLERANCE)) {
        status = lt_fail(err, LT_E_INPUT, "cell areas of '%.80s' vary too fast to be interpolated",
                         crs->name);
    }
out:
    finish(&areas);
    return status;
}
