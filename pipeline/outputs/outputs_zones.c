#include "outputs_zones.h"

#include <stdlib.h>
#include <string.h>

enum lt_status lt_zones_create(const struct lt_zones_plan *plan, struct lt_zones **ret_zones,
                               struct lt_error *err)
{
    if (plan->column_count > LT_ZONES_COLUMNS_MAX) {
        return lt_fail(err, LT_E_LIMIT, "'%s': %zu columns, more than the limit of %d", plan->layer,
                       plan->column_count, LT_ZONES_COLUMNS_MAX);
    }
    struct lt_zones *zones = calloc(1, sizeof *zones);
    if (zones == NULL) {
        return lt_fail_memory(err, "a layer of zones");
    }
    const char *dot = strrchr(plan->path, '.');
    zones->plan = plan;
    zones->kind =
        dot != NULL && lt_same_word(dot, ".fgb") ? &lt_zones_flatgeobuf : &lt_zones_geopackage;
    const enum lt_status status = zones->kind->create(zones, err);
    if (status == LT_OK) {
        *ret_zones = zones;
    } else {
        lt_zones_destroy(zones);
    }
    return status;
}

enum lt_status lt_zones_put(struct lt_zones *zones, const char *id, const struct lt_shape *shape,
                            const double *values, struct lt_error *err)
{
    const enum lt_status status = zones->kind->put(zones, id, shape, values, err);
    zones->count += status == LT_OK;
    return status;
}

enum lt_status lt_zones_close(struct lt_zones *zones, struct lt_error *err)
{
    return zones->kind->close(zones, err);
}

void lt_zones_destroy(struct lt_zones *zones)
{
    if (zones != NULL) {
        zones->kind->finish(zones);
        free(zones);
    }
}
