/* Which county a feature belongs to when its code does not say. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_geometry.h"
#include "ingest_vector.h"

struct county {
    uint32_t unit;
    struct lt_box box;
    GEOSGeometry *geometry;
    const GEOSPreparedGeometry *prepared;
};

struct ingest_units {
    GEOSContextHandle_t geos;
    struct county *items; /* ascending code */
    size_t count;
};

uint32_t ingest_unit_of_code(const char *code)
{
    uint32_t unit = 0;
    for (int i = 0; i < 6; i++) {
        if (code[i] < '0' || code[i] > '9') {
            return 0;
        }
        unit = unit * 10 + (uint32_t)(code[i] - '0');
    }
    return unit;
}

static int by_unit(const void *a, const void *b)
{
    const struct county *left = a, *right = b;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

enum lt_status ingest_units_create(const struct lt_feature *counties, size_t count,
                                   GEOSContextHandle_t geos, struct ingest_units **ret_units,
                                   struct lt_error *err)
{
    struct ingest_units *units = calloc(1, sizeof *units);
    if (units == NULL) {
        return lt_fail_memory(err, "the counties");
    }
    units->geos = geos;
    units->items = calloc(count + 1, sizeof *units->items);
    if (units->items == NULL) {
        ingest_units_destroy(units);
        return lt_fail_memory(err, "the counties");
    }
    for (size_t i = 0; i < count; i++) {
        struct county *county = &units->items[units->count++];
        county->unit = counties[i].unit;
        county->box = counties[i].shape.box;
        if (counties[i].shape.n_rings == 0) {
            continue; /* known by its code alone */
        }
        county->geometry = ingest_geos_of_shape(geos, &counties[i].shape);
        county->prepared = county->geometry == NULL ? NULL : GEOSPrepare_r(geos, county->geometry);
        if (county->prepared == NULL) {
            ingest_units_destroy(units);
            return lt_fail_memory(err, "the counties");
        }
    }
    qsort(units->items, units->count, sizeof *units->items, by_unit);
    *ret_units = units;
    return LT_OK;
}

void ingest_units_destroy(struct ingest_units *units)
{
    if (units == NULL) {
        return;
    }
    for (size_t i = 0; i < units->count; i++) {
        GEOSPreparedGeom_destroy_r(units->geos, units->items[i].prepared);
        GEOSGeom_destroy_r(units->geos, units->items[i].geometry);
    }
    free(units->items);
    free(units);
}

static double overlap(const struct ingest_units *units, const struct county *county,
                      const GEOSGeometry *shape)
{
    double area = 0.0;
    if (GEOSPreparedContains_r(units->geos, county->prepared, shape) == 1) {
        GEOSArea_r(units->geos, shape, &area);
        return area;
    }
    if (GEOSPreparedIntersects_r(units->geos, county->prepared, shape) != 1) {
        return 0.0;
    }
    GEOSGeometry *common = GEOSIntersection_r(units->geos, county->geometry, shape);
    if (common != NULL) {
        GEOSArea_r(units->geos, common, &area);
    }
    GEOSGeom_destroy_r(units->geos, common);
    return area;
}

/* A county may consist of several features (townships): their overlaps add up. Items ascend, so the first of equal
 * sums is the lowest code. */
static double best_overlap(const struct ingest_units *units, const struct lt_box *box,
                           const GEOSGeometry *shape, uint32_t *ret_unit)
{
    double best = 0.0;
    for (size_t i = 0; i < units->count;) {
        const uint32_t unit = units->items[i].unit;
        double sum = 0.0;
        for (; i < units->count && units->items[i].unit == unit; i++) {
            if (units->items[i].prepared != NULL && lt_boxes_meet(&units->items[i].box, box)) {
                sum += overlap(units, &units->items[i], shape);
            }
        }
        if (sum > best) {
            best = sum;
            *ret_unit = unit;
        }
    }
    return best;
}

static void nearest(const struct ingest_units *units, const GEOSGeometry *shape, uint32_t *ret_unit)
{
    double best = DBL_MAX;
    for (size_t i = 0; i < units->count; i++) {
        double distance = DBL_MAX;
        if (units->items[i].geometry != NULL &&
            GEOSDistance_r(units->geos, units->items[i].geometry, shape, &distance) == 1 &&
            distance < best) {
            best = distance;
            *ret_unit = units->items[i].unit;
        }
    }
}

enum lt_status ingest_units_place(const struct ingest_units *units, const struct lt_shape *shape,
                                  uint32_t *ret_unit, bool *ret_overlaps, struct lt_error *err)
{
    *ret_unit = units->count == 0 ? 0 : units->items[0].unit;
    *ret_overlaps = false;
    if (units->count == 0 || shape->n_rings == 0) {
        return LT_OK;
    }
    GEOSGeometry *geometry = ingest_geos_of_shape(units->geos, shape);
    if (geometry == NULL) {
        return lt_fail_memory(err, "a geometry");
    }
    *ret_overlaps = best_overlap(units, &shape->box, geometry, ret_unit) > 0.0;
    if (!*ret_overlaps) {
        nearest(units, geometry, ret_unit);
    }
    GEOSGeom_destroy_r(units->geos, geometry);
    return LT_OK;
}
