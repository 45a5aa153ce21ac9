/* OGC 12-128r15 clause 2.1.3 (blob header) and OGC 06-103r4 clause 8 (WKB). */
#include "store/store_geometry.h"

#include <math.h>
#include <string.h>

#include "support/arena.h"

enum { GP_LITTLE_ENDIAN = 1, GP_ENVELOPE_XY = 1 << 1, GP_HEADER = 8 + 4 * 8 };
enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6, WKB_START = 1 + 4 + 4 };

static void put(struct lt_text *into, uint64_t value, size_t bytes)
{
    char out[8];
    for (size_t i = 0; i < bytes; i++) {
        out[i] = (char)(unsigned char)(value >> (8 * i));
    }
    lt_text_add_n(into, out, bytes);
}

static void put_double(struct lt_text *into, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put(into, bits, 8);
}

static void put_wkb(struct lt_text *into, uint32_t type, uint32_t count)
{
    put(into, 1, 1);
    put(into, type, 4);
    put(into, count, 4);
}

static uint32_t ring_start(const struct lt_shape *shape, uint32_t ring)
{
    return ring == 0 ? 0 : shape->ring_end[ring - 1];
}

/* Twice its area, below 0 when it runs clockwise. */
static double ring_turn(const struct lt_shape *shape, uint32_t ring)
{
    const uint32_t start = ring_start(shape, ring), end = shape->ring_end[ring];
    double twice = 0;
    for (uint32_t i = start; i + 1 < end; i++) {
        const struct lt_point o = shape->points[start];
        const struct lt_point a = shape->points[i], b = shape->points[i + 1];
        twice += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    return twice;
}

static bool is_outer(const struct lt_shape *shape, uint32_t ring)
{
    return ring == 0 || ring_turn(shape, ring) > 0;
}

bool geometry_holds(const struct lt_shape *shape)
{
    const double farthest =
        1e9; /* m; coordinates of no projection lie beyond, and squares of it add up */
    bool holds = shape->n_rings > 0;
    for (uint32_t i = 0; i < shape->n_points; i++) {
        holds =
            holds && fabs(shape->points[i].x) <= farthest && fabs(shape->points[i].y) <= farthest;
    }
    for (uint32_t r = 0; holds && r < shape->n_rings; r++) {
        const uint32_t start = ring_start(shape, r), end = shape->ring_end[r];
        holds = end >= start + 4 && shape->points[start].x == shape->points[end - 1].x &&
                shape->points[start].y == shape->points[end - 1].y;
        const double turn = holds ? ring_turn(shape, r) : 0;
        holds = holds && (r == 0 ? turn > 0 : turn != 0);
    }
    return holds;
}

/* The number of rings of the polygon that begins with `ring`: itself and the holes behind it. */
static uint32_t polygon_rings(const struct lt_shape *shape, uint32_t ring)
{
    uint32_t next = ring + 1;
    while (next < shape->n_rings && !is_outer(shape, next)) {
        next++;
    }
    return next - ring;
}

static void put_polygon(struct lt_text *into, const struct lt_shape *shape, uint32_t ring,
                        uint32_t count)
{
    put_wkb(into, WKB_POLYGON, count);
    for (uint32_t r = ring; r < ring + count; r++) {
        const uint32_t start = ring_start(shape, r), end = shape->ring_end[r];
        put(into, end - start, 4);
        for (uint32_t i = start; i < end; i++) {
            put_double(into, shape->points[i].x);
            put_double(into, shape->points[i].y);
        }
    }
}

void geometry_encode(const struct lt_shape *shape, int32_t srs_id, struct lt_text *into)
{
    const struct lt_box box = lt_shape_compute_box(shape->points, shape->n_points);
    uint32_t polygons = 0;
    for (uint32_t ring = 0; ring < shape->n_rings; ring += polygon_rings(shape, ring)) {
        polygons++;
    }
    lt_text_add_n(into, "GP\0", 3);
    put(into, GP_LITTLE_ENDIAN | GP_ENVELOPE_XY, 1);
    put(into, (uint32_t)srs_id, 4);
    put_double(into, box.min_x);
    put_double(into, box.max_x);
    put_double(into, box.min_y);
    put_double(into, box.max_y);
    put_wkb(into, WKB_MULTIPOLYGON, polygons);
    for (uint32_t ring = 0; ring < shape->n_rings;) {
        const uint32_t count = polygon_rings(shape, ring);
        put_polygon(into, shape, ring, count);
        ring += count;
    }
}

/* --- reading --- */

struct cursor {
    const unsigned char *data;
    size_t size, at;
    bool bad;
};

static uint64_t take(struct cursor *c, size_t bytes)
{
    uint64_t value = 0;
    if (c->bad || bytes > c->size - c->at) {
        c->bad = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) {
        value |= (uint64_t)c->data[c->at + i] << (8 * i);
    }
    c->at += bytes;
    return value;
}

static double take_double(struct cursor *c)
{
    const uint64_t bits = take(c, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t take_wkb(struct cursor *c, uint32_t type)
{
    const bool good = take(c, 1) == 1 && take(c, 4) == type;
    const uint32_t count = (uint32_t)take(c, 4);
    c->bad = c->bad || !good;
    return c->bad ? 0 : count;
}

/* Walks the rings; where `points` is NULL it only counts. */
static void walk(struct cursor *c, struct lt_shape *shape, uint32_t *ring_end,
                 struct lt_point *points)
{
    const uint32_t polygons = take_wkb(c, WKB_MULTIPOLYGON);
    shape->n_rings = shape->n_points = 0;
    for (uint32_t p = 0; p < polygons && !c->bad; p++) {
        const uint32_t rings = take_wkb(c, WKB_POLYGON);
        for (uint32_t r = 0; r < rings && !c->bad; r++) {
            const uint32_t count = (uint32_t)take(c, 4);
            c->bad = c->bad || count > (c->size - c->at) / 16;
            for (uint32_t i = 0; points != NULL && i < count && !c->bad; i++) {
                const double x = take_double(c);
                points[shape->n_points + i] = (struct lt_point){x, take_double(c)};
            }
            if (points == NULL && !c->bad) {
                c->at += (size_t)count * 16;
            }
            shape->n_points += c->bad ? 0 : count;
            if (ring_end != NULL) {
                ring_end[shape->n_rings] = shape->n_points;
            }
            shape->n_rings++;
        }
    }
    c->bad = c->bad || c->at != c->size;
}

enum lt_status geometry_decode(const void *blob, size_t size, struct lt_arena *arena,
                               struct lt_shape *ret_shape, struct lt_error *err)
{
    struct cursor c = {.data = blob, .size = size};
    struct lt_shape shape = {0};
    if (size < GP_HEADER || memcmp(blob, "GP\0", 3) != 0 ||
        c.data[3] != (GP_LITTLE_ENDIAN | GP_ENVELOPE_XY)) {
        return lt_fail(err, LT_E_IO, "a geometry of the ledger has a strange header");
    }
    c.at = GP_HEADER;
    walk(&c, &shape, NULL, NULL);
    if (c.bad) {
        return lt_fail(err, LT_E_IO, "a geometry of the ledger is damaged");
    }
    uint32_t *ring_end = lt_arena_array(arena, shape.n_rings, sizeof *ring_end);
    struct lt_point *points = lt_arena_array(arena, shape.n_points, sizeof *points);
    if (ring_end == NULL || points == NULL) {
        return lt_fail_memory(err, "a geometry");
    }
    c.at = GP_HEADER;
    walk(&c, &shape, ring_end, points);
    shape.ring_end = ring_end;
    shape.points = points;
    shape.box = lt_shape_compute_box(points, shape.n_points);
    *ret_shape = shape;
    return LT_OK;
}
