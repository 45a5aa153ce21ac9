/* The two kinds of file behind liangtian/zones.h. */
#ifndef LT_OUTPUTS_ZONES_H
#define LT_OUTPUTS_ZONES_H

#include <stdint.h>

#include "liangtian/zones.h"
#include "support/text.h"

struct lt_zones_kind {
    enum lt_status (*create)(struct lt_zones *zones, struct lt_error *err);
    enum lt_status (*put)(struct lt_zones *zones, const char *id, const struct lt_shape *shape,
                          const double *values, struct lt_error *err);
    enum lt_status (*close)(struct lt_zones *zones, struct lt_error *err);
    void (*finish)(struct lt_zones *zones); /* after close, or to give up */
};
extern const struct lt_zones_kind lt_zones_geopackage, lt_zones_flatgeobuf;

struct lt_zones {
    const struct lt_zones_plan *plan;
    const struct lt_zones_kind *kind;
    void *own; /* the kind's */
    uint64_t count;
};

#endif
