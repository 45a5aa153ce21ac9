/* Area on the ellipsoid: a county of 50 km, its outline of 10,000 edges, on a raster opened as any other, against the
 * area of the geodesic polygon (Karney, J. Geodesy 87, 2013, as geodesic.h of PROJ has it) through the same line.
 *
 * The line is straight in the raster's CRS, so each edge is given to the oracle in pieces: the difference between a
 * straight piece and a geodesic falls with the cube of its length. */
#include "support/lt_test.h"

#include <stdlib.h>

#include <cpl_string.h>
#include <gdal.h>
#include <geodesic.h>
#include <ogr_srs_api.h>
#include <proj.h>

#include "liangtian/ingest.h"
#include "support/files.h"
#include "zonal_shapes.h"

enum { VERTICES = 10000, PIECES = 16, PATH = 300 };

static struct lt_error err;

/* A raster of nothing but zeros, around a middle; `reach` from there to its sides. */
struct ground {
    int epsg;
    double x, y, cell;       /* CRS units */
    double metre_x, metre_y; /* CRS units in a metre, about */
    double bend;             /* most that a lot may miss, relative */
};

struct scene {
    char folder[PATH], path[PATH + 20];
    struct lt_diagnostics diagnostics;
    struct lt_arena *arena;
    struct lt_raster *raster;
};

static void write_raster(const struct ground *ground, const char *path)
{
    char **options = CSLSetNameValue(NULL, "TILED", "YES");
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, ground->epsg), OGRERR_NONE);
    const double reach_x = 26000.0 * ground->metre_x, reach_y = 26000.0 * ground->metre_y;
    double transform[] = {ground->x - reach_x, ground->cell, 0, ground->y + reach_y, 0,
                          -ground->cell};
    options = CSLSetNameValue(options, "SPARSE_OK", "TRUE");
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), path, (int)(2 * reach_x / ground->cell),
                   (int)(2 * reach_y / ground->cell), 1, GDT_Byte, options);
    assert_non_null(dataset);
    GDALSetGeoTransform(dataset, transform);
    GDALSetSpatialRef(dataset, srs);
    GDALClose(dataset);
    OSRDestroySpatialReference(srs);
    CSLDestroy(options);
}

static void open_scene(struct scene *scene, const struct ground *ground)
{
    const char *base = getenv("TMPDIR");
    snprintf(scene->folder, sizeof scene->folder, "%s/lt-ground-XXXXXX",
             base == NULL ? "/tmp" : base);
    assert_non_null(mkdtemp(scene->folder));
    snprintf(scene->path, sizeof scene->path, "%s/raster.tif", scene->folder);
    write_raster(ground, scene->path);
    assert_ok(lt_arena_create(&scene->arena, &err));
    assert_ok(lt_diagnostics_init(&scene->diagnostics, &err));
    const struct lt_raster_config config = {.path = scene->path,
                                            .crs = "",
                                            .sha256 = "",
                                            .image_from = "",
                                            .image_to = "",
                                            .legend = ""};
    assert_ok(
        lt_raster_open(&config, NULL, 2, UINT64_MAX, &scene->diagnostics, &scene->raster, &err));
}

static void close_scene(struct scene *scene)
{
    lt_raster_close(scene->raster);
    lt_diagnostics_finish(&scene->diagnostics);
    lt_arena_destroy(scene->arena);
    assert_ok(lt_folder_remove(scene->folder, &err));
}

/* Bays and headlands of all sizes, down to the jitter of single vertices. */
static struct lt_shape outline(const struct ground *ground, struct lt_arena *arena)
{
    struct shape_draft draft = draft_begin(arena, VERTICES + 1, 1);
    uint64_t seed = 401;
    for (int i = 0; i < VERTICES; i++) {
        const double angle = 6.283185307179586 * i / VERTICES;
        const double radius = 25000.0 * (0.82 + 0.1 * sin(3 * angle + 1) + 0.04 * sin(11 * angle) +
                                         0.02 * sin(97 * angle)) +
                              20.0 * shapes_random(&seed);
        draft_point(&draft, ground->x + radius * cos(angle) * ground->metre_x,
                    ground->y + radius * sin(angle) * ground->metre_y);
    }
    draft_close(&draft);
    return draft_shape(&draft);
}

/* Longitude and latitude, degrees, of a point of the raster's CRS. */
static void to_degrees(PJ *to_geographic, struct lt_point p, double *ret_lon, double *ret_lat)
{
    *ret_lon = p.x;
    *ret_lat = p.y;
    if (to_geographic != NULL) {
        const PJ_COORD at = proj_trans(to_geographic, PJ_FWD, proj_coord(p.x, p.y, 0, 0));
        *ret_lon = at.xy.x;
        *ret_lat = at.xy.y;
    }
}

static double geodesic_area(const struct ground *ground, const struct lt_shape *shape,
                            double *ret_longest)
{
    PJ_CONTEXT *context = proj_context_create();
    PJ *normal = NULL;
    if (ground->epsg != 4490) {
        char source[32];
        snprintf(source, sizeof source, "EPSG:%d", ground->epsg);
        PJ *any = proj_create_crs_to_crs(context, source, "EPSG:4490", NULL);
        assert_non_null(any);
        normal = proj_normalize_for_visualization(context, any);
        proj_destroy(any);
    }
    struct geod_geodesic ellipsoid;
    struct geod_polygon polygon;
    geod_init(&ellipsoid, 6378137.0, 1.0 / 298.257222101);
    geod_polygon_init(&polygon, 0);
    for (uint32_t i = 0; i + 1 < shape->n_points; i++) {
        const struct lt_point p = shape->points[i], q = shape->points[i + 1];
        double lon, lat, lon_q, lat_q, length;
        for (int k = 0; k < PIECES; k++) {
            const double t = (double)k / PIECES;
            const struct lt_point at = {p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
            to_degrees(normal, at, &lon, &lat);
            geod_polygon_addpoint(&ellipsoid, &polygon, lat, lon);
        }
        to_degrees(normal, p, &lon, &lat);
        to_degrees(normal, q, &lon_q, &lat_q);
        geod_inverse(&ellipsoid, lat, lon, lat_q, lon_q, &length, NULL, NULL);
        *ret_longest = length > *ret_longest ? length : *ret_longest;
    }
    double area;
    geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area, NULL);
    proj_destroy(normal);
    proj_context_destroy(context);
    return area;
}

static void tabulate(const struct scene *scene, const struct lt_shape *shapes, size_t count,
                     struct lt_tabulation *table)
{
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, count),
                                         .seasons = 1,
                                         .sources = {lt_raster_source(scene->raster)},
                                         .threads = 2};
    assert_ok(lt_zonal_tabulate(&input, table, &err));
    assert_int_equal(table->first[count], count); /* one class */
}

static void county(const struct ground *ground, const struct scene *scene)
{
    const struct lt_shape shape = outline(ground, scene->arena);
    struct lt_tabulation table;
    double longest = 0.0;
    tabulate(scene, &shape, 1, &table);
    const double area = geodesic_area(ground, &shape, &longest);
    assert_true(longest < 100.0);
    assert_near(table.joint[0].m2 / area, 1.0, 1e-10);
    lt_tabulation_finish(&table);
}

/* Column and row of the centroid. */
static struct lt_point centroid(const struct lt_grid *grid, const struct lt_shape *shape)
{
    const struct lt_point o = shape->points[0];
    double area = 0.0, x = 0.0, y = 0.0;
    for (uint32_t i = 0; i + 1 < shape->n_points; i++) {
        const struct lt_point p = {shape->points[i].x - o.x, shape->points[i].y - o.y};
        const struct lt_point q = {shape->points[i + 1].x - o.x, shape->points[i + 1].y - o.y};
        const double cross = p.x * q.y - q.x * p.y;
        area += cross;
        x += cross * (p.x + q.x) / 3.0;
        y += cross * (p.y + q.y) / 3.0;
    }
    return (struct lt_point){(o.x + x / area - grid->origin_x) / grid->dx,
                             (grid->origin_y - o.y - y / area) / grid->dy};
}

/* A cell that is partly covered has the weight of its middle, not of its covered part. For lots of about ten cells
 * this shows against the weight at the lot's centroid, which is right to the second order. */
static void lots(const struct ground *ground, const struct scene *scene)
{
    enum { LOTS = 2000 };
    static struct lt_shape shapes[LOTS];
    const struct lt_grid *grid = &lt_raster_source(scene->raster)->grid;
    struct lt_tabulation table;
    uint64_t seed = 402;
    double worst = 0.0;
    for (int i = 0; i < LOTS; i++) {
        struct shape_draft draft = draft_begin(scene->arena, 8, 1);
        draft_star(&draft, &seed, 0.0, 0.0, 5, 5.0, 30.0, 0.0, false);
        const double x = ground->x + 25000.0 * (2.0 * shapes_random(&seed) - 1.0) * ground->metre_x;
        const double y = ground->y + 25000.0 * (2.0 * shapes_random(&seed) - 1.0) * ground->metre_y;
        for (uint32_t k = 0; k < draft.n_points; k++) {
            draft.points[k].x = x + draft.points[k].x * ground->metre_x;
            draft.points[k].y = y + draft.points[k].y * ground->metre_y;
        }
        shapes[i] = draft_shape(&draft);
    }
    tabulate(scene, shapes, LOTS, &table);
    for (int i = 0; i < LOTS; i++) {
        const struct lt_point at = centroid(grid, &shapes[i]);
        const double area = table.planar_cells[i] * lt_grid_cell_area(grid, at.x, at.y);
        worst = fmax(worst, fabs(table.joint[i].m2 / area - 1.0));
    }
    assert_near(worst, 0.0, ground->bend);
    lt_tabulation_finish(&table);
}

static void measure(const struct ground *ground)
{
    struct scene scene = {.raster = NULL};
    open_scene(&scene, ground);
    county(ground, &scene);
    lots(ground, &scene);
    close_scene(&scene);
}

/* 140 km east of the central meridian of zone 38, where the scale of areas is 1.0005 and changes fastest. */
static void gauss_kruger(void **state)
{
    (void)state;
    measure(&(struct ground){4526, 38640000.0, 3650000.0, 10.0, 1.0, 1.0, 1e-8});
}

/* Odd cells of a zone of 6 degrees, whose scale at the meridian is 0.9996, 250 km west of it. */
static void utm(void **state)
{
    (void)state;
    measure(&(struct ground){32650, 250000.3, 3650000.7, 9.87, 1.0, 1.0, 1.5e-8});
}

/* Cells of 11 m by 9 m; the next row's are larger by a millionth. */
static void degrees(void **state)
{
    (void)state;
    measure(&(struct ground){4490, 114.2, 33.0, 0.0001, 1.0 / 93364.0, 1.0 / 111320.0, 1e-7});
}

static int start(void **state)
{
    (void)state;
    return lt_ingest_start(&err) != LT_OK;
}

static int stop(void **state)
{
    (void)state;
    lt_ingest_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gauss_kruger),
        cmocka_unit_test(utm),
        cmocka_unit_test(degrees),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
