#include "ingest_crs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "ingest_gdal.h"
#include "liangtian/area.h"
#include "support/arena.h"
#include "support/text.h"

/* "EPSG:n" where the CRS says so or where PROJ's database holds the same definition under a code; NULL where not. */
static enum lt_status authority_name(OGRSpatialReferenceH srs, struct lt_arena *arena,
                                     char **ret_name, struct lt_error *err)
{
    const char *authority = OSRGetAuthorityName(srs, NULL);
    const char *code = OSRGetAuthorityCode(srs, NULL);
    bool known = authority != NULL && code != NULL;
    int count = 0, *confidence = NULL;
    OGRSpatialReferenceH *matches = known ? NULL : OSRFindMatches(srs, NULL, &count, &confidence);
    for (int i = 0; i < count && !known; i++) {
        authority = OSRGetAuthorityName(matches[i], NULL);
        code = OSRGetAuthorityCode(matches[i], NULL);
        known = confidence[i] >= 90 && authority != NULL && code != NULL &&
                strcmp(authority, "EPSG") == 0;
    }
    *ret_name = known ? lt_arena_printf(arena, "%s:%s", authority, code) : NULL;
    OSRFreeSRSArray(matches);
    CPLFree(confidence);
    return known && *ret_name == NULL ? lt_fail_memory(err, "a name") : LT_OK;
}

static enum lt_status wkt_name(OGRSpatialReferenceH srs, struct lt_arena *arena, char **ret_name,
                               struct lt_error *err)
{
    static const char *const options[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", NULL};
    enum lt_status status = LT_OK;
    char *wkt = NULL;
    if (OSRExportToWktEx(srs, &wkt, options) != OGRERR_NONE) {
        status = lt_fail(err, LT_E_INPUT, "a coordinate reference system cannot be written as WKT");
    } else {
        *ret_name = lt_arena_text(arena, wkt);
        status = *ret_name == NULL ? lt_fail_memory(err, "a name") : LT_OK;
    }
    CPLFree(wkt);
    return status;
}

static bool mentions(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

/* CGCS2000 under any of the names that EPSG and ESRI give it. */
static bool on_cgcs2000(OGRSpatialReferenceH srs)
{
    const char *code = OSRGetAuthorityCode(srs, "GEOGCS");
    const char *datum = OSRGetAttrValue(srs, "DATUM", 0);
    return (code != NULL && strcmp(code, "4490") == 0) || mentions(datum, "China_2000") ||
           mentions(datum, "CGCS2000") || mentions(datum, "China_Geodetic_Coordinate_System_2000");
}

static bool on_wgs84(OGRSpatialReferenceH srs)
{
    const char *code = OSRGetAuthorityCode(srs, "GEOGCS");
    return (code != NULL && strcmp(code, "4326") == 0) ||
           mentions(OSRGetAttrValue(srs, "DATUM", 0), "WGS_1984");
}

static bool near_value(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1.0, fabs(b));
}

static bool is_degrees(OGRSpatialReferenceH srs)
{
    return near_value(OSRGetAngularUnits(srs, NULL), 0.017453292519943295);
}

static void classify(struct ingest_crs *crs)
{
    OGRSpatialReferenceH srs = crs->srs;
    crs->kind = INGEST_CRS_OTHER;
    crs->geographic = OSRIsGeographic(srs) != 0;
    crs->metres = crs->geographic ? 0.0 : OSRGetLinearUnits(srs, NULL);
    const bool greenwich = near_value(OSRGetPrimeMeridian(srs, NULL), 0.0);
    if (crs->geographic) {
        if ((on_cgcs2000(srs) || on_wgs84(srs)) && is_degrees(srs) && greenwich) {
            crs->kind = INGEST_CRS_GEOGRAPHIC;
        }
        return;
    }
    const char *projection = OSRGetAttrValue(srs, "PROJECTION", 0);
    if (projection != NULL && strcmp(projection, SRS_PT_TRANSVERSE_MERCATOR) == 0 &&
        on_cgcs2000(srs) && greenwich && near_value(crs->metres, 1.0) &&
        near_value(OSRGetProjParm(srs, SRS_PP_SCALE_FACTOR, 1.0, NULL), 1.0) &&
        near_value(OSRGetProjParm(srs, SRS_PP_LATITUDE_OF_ORIGIN, 0.0, NULL), 0.0) &&
        near_value(OSRGetProjParm(srs, SRS_PP_FALSE_NORTHING, 0.0, NULL), 0.0)) {
        crs->kind = INGEST_CRS_GAUSS_KRUGER;
        crs->meridian = OSRGetProjParm(srs, SRS_PP_CENTRAL_MERIDIAN, 0.0, NULL);
        crs->easting_shift = OSRGetProjParm(srs, SRS_PP_FALSE_EASTING, 0.0, NULL) - 500000.0;
    }
}

/* Takes over a reference to `srs`. */
static enum lt_status describe(OGRSpatialReferenceH srs, struct lt_arena *arena,
                               struct ingest_crs *ret_crs, struct lt_error *err)
{
    *ret_crs = (struct ingest_crs){.srs = srs};
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    char *name;
    enum lt_status status = authority_name(srs, arena, &name, err);
    if (status == LT_OK && name == NULL) {
        status = wkt_name(srs, arena, &name, err);
    }
    if (status != LT_OK) {
        ingest_crs_finish(ret_crs);
        return status;
    }
    ret_crs->name = name;
    classify(ret_crs);
    return LT_OK;
}

enum lt_status ingest_crs_parse(const char *text, struct lt_arena *arena,
                                struct ingest_crs *ret_crs, struct lt_error *err)
{
    struct ingest_watch watch;
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    ingest_watch_begin(&watch);
    /* GDAL would also take file names and addresses: the text itself must be the definition */
    const bool wkt = strchr(text, '[') != NULL;
    const size_t authority = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    const bool code_only = authority > 0 && text[authority] == ':' && text[authority + 1] != '\0' &&
                           text[authority + 1 + strspn(text + authority + 1, "0123456789")] == '\0';
    OGRErr code = OGRERR_UNSUPPORTED_SRS;
    if (wkt) {
        char *start = (char *)text;
        code = OSRImportFromWkt(srs, &start);
    } else if (code_only) {
        code = OSRSetFromUserInput(srs, text);
    }
    enum lt_status status = LT_OK;
    if (code != OGRERR_NONE || watch.failures > 0) {
        OSRRelease(srs);
        status = lt_fail(err, LT_E_INPUT, "unknown coordinate reference system '%.80s'", text);
    } else {
        status = describe(srs, arena, ret_crs, err);
    }
    ingest_watch_end();
    return status;
}

void ingest_crs_finish(struct ingest_crs *crs)
{
    if (crs->srs != NULL) {
        OSRRelease(crs->srs);
    }
    *crs = (struct ingest_crs){0};
}

bool ingest_crs_same(const struct ingest_crs *a, const struct ingest_crs *b)
{
    static const char *const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                          "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS", NULL};
    if (strcmp(a->name, b->name) == 0 || OSRIsSameEx(a->srs, b->srs, options)) {
        return true;
    }
    /* ESRI names parameters and datums in its own way; what counts is the same figure on the same ground */
    return a->kind == b->kind &&
           ((a->kind == INGEST_CRS_GAUSS_KRUGER && near_value(a->meridian, b->meridian) &&
             near_value(a->easting_shift, b->easting_shift)) ||
            (a->kind == INGEST_CRS_GEOGRAPHIC && on_cgcs2000(a->srs) == on_cgcs2000(b->srs)));
}

static enum lt_status choose_from_config(const char *in_config, const char *layer,
                                         struct lt_arena *arena, struct lt_diagnostics *diagnostics,
                                         struct ingest_crs *ret_crs, struct lt_error *err)
{
    const enum lt_status status = ingest_crs_parse(in_config, arena, ret_crs, err);
    if (status != LT_E_INPUT) {
        return status;
    }
    return ingest_reject(diagnostics, LT_USABILITY, "crs.unknown", layer, "crs", in_config,
                         "a code such as EPSG:4526, or WKT", "correct crs in the config", err);
}

enum lt_status ingest_crs_choose(OGRSpatialReferenceH in_file, const char *in_config,
                                 const char *layer, struct lt_arena *arena,
                                 struct lt_diagnostics *diagnostics, struct ingest_crs *ret_crs,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct ingest_crs file = {0}, config = {0};
    const bool usable = in_file != NULL && !OSRIsLocal(in_file) &&
                        (OSRIsGeographic(in_file) || OSRIsProjected(in_file));
    if (!usable && *in_config == '\0') {
        return ingest_reject(
            diagnostics, LT_COMPLETENESS, "crs.missing", layer, "crs",
            in_file == NULL ? "no coordinate reference system (no .prj)"
                            : "a coordinate reference system that is neither geographic nor "
                              "projected",
            "a coordinate reference system in the file",
            "add the .prj that came with the data, or set crs in the config after asking the "
            "producer",
            err);
    }
    if (*in_config != '\0') {
        LT_TRY(choose_from_config(in_config, layer, arena, diagnostics, &config, err));
    }
    if (usable) {
        OGRSpatialReferenceH copy = OSRClone(in_file);
        LT_TRY(describe(copy, arena, &file, err));
    }
    if (usable && config.srs != NULL && !ingest_crs_same(&file, &config)) {
        status = ingest_reject(
            diagnostics, LT_ACCURACY, "crs.conflict", layer, "crs", file.name, config.name,
            "remove crs from the config, or mend the file's own definition", err);
        goto out;
    }
    /* where both agree, the config's code is the shorter name for it */
    struct ingest_crs *chosen = config.srs != NULL ? &config : &file;
    *ret_crs = *chosen;
    *chosen = (struct ingest_crs){0};
    status = LT_OK;
out:
    ingest_crs_finish(&file);
    ingest_crs_finish(&config);
    return status;
}

/* WGS 84 and CGCS2000 are both realisations of the ITRS: they agree within a metre, and PROJ knows no parameters between
 * them but "none". Any other pair without parameters is refused. */
static bool same_frame(const struct ingest_crs *from, const struct ingest_crs *to)
{
    return (on_cgcs2000(from->srs) || on_wgs84(from->srs)) &&
           (on_cgcs2000(to->srs) || on_wgs84(to->srs));
}

static OGRCoordinateTransformationH make_transformation(const struct ingest_crs *from,
                                                        const struct ingest_crs *to)
{
    OGRCoordinateTransformationOptionsH options = OCTNewCoordinateTransformationOptions();
    OCTCoordinateTransformationOptionsSetBallparkAllowed(options, same_frame(from, to));
    struct ingest_watch watch;
    ingest_watch_begin(&watch);
    OGRCoordinateTransformationH made =
        OCTNewCoordinateTransformationEx(from->srs, to->srs, options);
    ingest_watch_end();
    OCTDestroyCoordinateTransformationOptions(options);
    return made;
}

enum lt_status ingest_transform_init(const struct ingest_crs *source, const char *grid_crs,
                                     const char *layer, bool surveyed,
                                     struct lt_diagnostics *diagnostics,
                                     struct ingest_transform *ret_transform, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct ingest_crs grid = {0}, geodetic = {0};
    *ret_transform = (struct ingest_transform){.source = source};
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(ingest_crs_parse(grid_crs, arena, &grid, err));
    LT_TRY(ingest_crs_parse("EPSG:4490", arena, &geodetic, err));
    ret_transform->grid_geographic = grid.geographic;
    /* one degree of latitude is never less than 110.5 km */
    ret_transform->tolerance =
        grid.geographic ? 1e-3 / 111700.0 : 1e-3 / (grid.metres > 0 ? grid.metres : 1.0);
    bool failed = false;
    if (!ingest_crs_same(source, &grid)) {
        ret_transform->to_grid = make_transformation(source, &grid);
        failed = ret_transform->to_grid == NULL;
    }
    if (source->kind == INGEST_CRS_OTHER) {
        ret_transform->to_geodetic = make_transformation(source, &geodetic);
        failed = failed || ret_transform->to_geodetic == NULL;
    }
    if (failed) {
        status = ingest_reject(diagnostics, LT_ACCURACY, "crs.no_transformation", layer, "crs",
                               source->name, grid.name,
                               "have the layer transformed to CGCS2000 with the official "
                               "parameters",
                               err);
    }
    if (status == LT_OK && surveyed && on_wgs84(source->srs) != on_wgs84(grid.srs)) {
        const struct lt_diagnostic item = {
            .severity = LT_WARNING,
            .quality = LT_ACCURACY,
            .code = "crs.wgs84",
            .layer = layer,
            .field = "crs",
            .found = source->name,
            .expected = grid.name,
            .action =
                "was taken as CGCS2000, which agrees within a metre; have it transformed where "
                "that is too much",
        };
        LT_TRY(lt_diagnostics_add(diagnostics, &item, err));
    }
out:
    if (status != LT_OK) {
        ingest_transform_finish(ret_transform);
    }
    ingest_crs_finish(&grid);
    ingest_crs_finish(&geodetic);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status ingest_transform_copy(const struct ingest_transform *from,
                                     struct ingest_transform *ret_transform, struct lt_error *err)
{
    *ret_transform = *from;
    ret_transform->to_grid = from->to_grid == NULL ? NULL : OCTClone(from->to_grid);
    ret_transform->to_geodetic = from->to_geodetic == NULL ? NULL : OCTClone(from->to_geodetic);
    if ((ret_transform->to_grid == NULL) != (from->to_grid == NULL) ||
        (ret_transform->to_geodetic == NULL) != (from->to_geodetic == NULL)) {
        ingest_transform_finish(ret_transform);
        return lt_fail_memory(err, "a transformation");
    }
    return LT_OK;
}

void ingest_transform_finish(struct ingest_transform *transform)
{
    if (transform->to_grid != NULL) {
        OCTDestroyCoordinateTransformation(transform->to_grid);
    }
    if (transform->to_geodetic != NULL) {
        OCTDestroyCoordinateTransformation(transform->to_geodetic);
    }
    *transform = (struct ingest_transform){0};
}

/* OGR wants separate arrays of int length; batches keep them on the stack. */
static bool run(OGRCoordinateTransformationH transformation, struct lt_point *points, size_t count)
{
    enum { BATCH = 256 };
    double x[BATCH], y[BATCH];
    int good[BATCH];
    for (size_t start = 0; start < count; start += BATCH) {
        const size_t n = count - start < BATCH ? count - start : BATCH;
        for (size_t i = 0; i < n; i++) {
            x[i] = points[start + i].x;
            y[i] = points[start + i].y;
        }
        OCTTransformEx(transformation, (int)n, x, y, NULL, good);
        for (size_t i = 0; i < n; i++) {
            if (!good[i] || !isfinite(x[i]) || !isfinite(y[i])) {
                return false;
            }
            points[start + i] = (struct lt_point){x[i], y[i]};
        }
    }
    return true;
}

bool ingest_to_grid(const struct ingest_transform *transform, struct lt_point *points, size_t count)
{
    return transform->to_grid == NULL || run(transform->to_grid, points, count);
}

bool ingest_to_geodetic(const struct ingest_transform *transform, const struct lt_point *points,
                        size_t count, struct lt_point *ret_lonlat)
{
    const struct ingest_crs *source = transform->source;
    if (count == 0) {
        return true;
    }
    if (source->kind == INGEST_CRS_GAUSS_KRUGER) {
        lt_gauss_kruger_inverse_ring(&points->x, count, source->easting_shift, source->meridian,
                                     &ret_lonlat->x);
    } else {
        memcpy(ret_lonlat, points, count * sizeof *points);
    }
    if (source->kind == INGEST_CRS_OTHER) {
        return run(transform->to_geodetic, ret_lonlat, count);
    }
    unsigned on_earth = 1;
    for (size_t i = 0; i < count; i++) {
        on_earth &=
            (unsigned)(fabs(ret_lonlat[i].x) <= 540.0) & (unsigned)(fabs(ret_lonlat[i].y) <= 90.0);
    }
    return on_earth != 0;
}
