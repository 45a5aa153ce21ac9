/* Polygons as GeoPackage blobs: the standard's header with an envelope, then little-endian WKB. */
#ifndef LT_STORE_GEOMETRY_H
#define LT_STORE_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"
#include "support/text.h"

struct lt_arena;

/* Adds a MULTIPOLYGON. A ring that runs clockwise is a hole of the outer ring before it. */
void geometry_encode(const struct lt_shape *shape, int32_t srs_id, struct lt_text *into);
/* Is it what geometry_encode writes: rings of four points or more that end where they begin, on the Earth, of an area, the
 * first one counter-clockwise? */
bool geometry_holds(const struct lt_shape *shape);
/* The rings in the same order; arrays in the arena. LT_E_IO when the blob makes no sense. */
enum lt_status geometry_decode(const void *blob, size_t size, struct lt_arena *arena,
                               struct lt_shape *ret_shape, struct lt_error *err);

#endif
