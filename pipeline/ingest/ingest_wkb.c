/* Polygons from well-known bytes, the way almost all are written: little-endian, closed parts, nothing curved. */
#include <string.h>

#include "ingest_source.h"

enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6, HEAD = 5 };

struct cursor {
    const unsigned char *at, *end;
};

static uint32_t little(const unsigned char *b)
{
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static bool take_count(struct cursor *cursor, uint32_t *ret_count)
{
    if (cursor->end - cursor->at < 4) {
        return false;
    }
    *ret_count = little(cursor->at);
    cursor->at += 4;
    return true;
}

/* A byte for the order and four for the type; Z and M by thousands, or Z by the highest bit. */
static bool take_head(struct cursor *cursor, uint32_t *ret_type, size_t *ret_dimensions)
{
    if (cursor->end - cursor->at < HEAD || cursor->at[0] != 1) {
        return false;
    }
    const uint32_t raw = little(cursor->at + 1);
    const bool old_z = (raw & 0x80000000u) != 0;
    const uint32_t code = raw & 0x7FFFFFFFu, thousands = code / 1000;
    cursor->at += HEAD;
    if (raw < 1000) { /* as almost all are */
        *ret_type = raw;
        *ret_dimensions = 2;
        return true;
    }
    *ret_type = code % 1000;
    *ret_dimensions = old_z || thousands == 1 || thousands == 2 ? 3 : thousands == 3 ? 4 : 2;
    return thousands <= 3 && !(old_z && thousands > 0);
}

static bool little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static enum lt_status take_ring(struct cursor *cursor, size_t dimensions, bool hole,
                                struct ingest_rings *rings, bool *ret_plain, struct lt_error *err)
{
    uint32_t count;
    struct lt_point *room;
    const size_t stride = 8 * dimensions;
    *ret_plain = take_count(cursor, &count) && count > 0 &&
                 count <= (size_t)(cursor->end - cursor->at) / stride;
    if (!*ret_plain) {
        return LT_OK;
    }
    const enum lt_status status = ingest_rings_room(rings, (size_t)count + 1, &room, err);
    if (status != LT_OK) {
        return status;
    }
    if (dimensions == 2 && little_endian()) {
        memcpy(room, cursor->at, count * stride);
    } else {
        for (size_t i = 0; i < count; i++) {
            const unsigned char *at = cursor->at + i * stride;
            room[i] = (struct lt_point){ingest_number(at), ingest_number(at + 8)};
        }
    }
    cursor->at += count * stride;
    return ingest_rings_take(rings, count, hole, err);
}

static enum lt_status take_polygon(struct cursor *cursor, size_t dimensions,
                                   struct ingest_rings *rings, bool *ret_plain,
                                   struct lt_error *err)
{
    uint32_t count;
    enum lt_status status = LT_OK;
    *ret_plain = take_count(cursor, &count) && count > 0;
    for (uint32_t r = 0; status == LT_OK && *ret_plain && r < count; r++) {
        status = take_ring(cursor, dimensions, r > 0, rings, ret_plain, err);
    }
    return status;
}

enum lt_status ingest_rings_of_wkb(struct ingest_rings *rings, const unsigned char *bytes,
                                   size_t size, const struct lt_box *stated, bool *ret_plain,
                                   struct lt_error *err)
{
    struct cursor cursor = {bytes, bytes + size};
    uint32_t type, count = 0;
    size_t dimensions;
    enum lt_status status = LT_OK;
    ingest_rings_clear(rings);
    if (stated != NULL) {
        ingest_rings_stated(rings, stated);
    }
    *ret_plain = take_head(&cursor, &type, &dimensions) &&
                 (type == WKB_POLYGON ||
                  (type == WKB_MULTIPOLYGON && take_count(&cursor, &count) && count > 0));
    if (*ret_plain && type == WKB_POLYGON) {
        return take_polygon(&cursor, dimensions, rings, ret_plain, err);
    }
    for (uint32_t i = 0; status == LT_OK && *ret_plain && i < count; i++) {
        *ret_plain = take_head(&cursor, &type, &dimensions) && type == WKB_POLYGON;
        if (*ret_plain) {
            status = take_polygon(&cursor, dimensions, rings, ret_plain, err);
        }
    }
    return status;
}
