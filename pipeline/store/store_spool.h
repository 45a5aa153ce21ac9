/* The bytes of a spool, shared by its writer and its reader.
 *
 * header · records (fixed size, sorted by layer, tile key, sequence) · payloads (points, ring ends,
 * texts). Every payload starts on a multiple of 16, so points and ring ends are read in place.
 */
#ifndef LT_STORE_SPOOL_H
#define LT_STORE_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/parcel.h"

#define SPOOL_MAGIC "LTSPOOL"
enum {
    SPOOL_ENDIAN = 0x01020304,
    SPOOL_FORMAT = 2,
    SPOOL_ALIGN = 16,
    SPOOL_PROGRAM = 32,
    SPOOL_DIGEST = 64,
    SPOOL_TEXTS = LT_ATTR_COUNT + 1, /* an odd number, else padding */
};

struct spool_header {
    char magic[8];
    uint32_t endian, format;
    char program[SPOOL_PROGRAM];
    uint32_t unit, record_size;
    uint64_t file_size;
    uint64_t payload_offset;
    uint64_t layer_first[LT_LAYER_COUNT + 1]; /* record numbers */
    char digest[SPOOL_DIGEST]; /* SHA-256 of the file with these bytes zero, hex, no end */
};

struct spool_record {
    uint64_t sequence;
    uint64_t payload; /* offset in the file */
    uint64_t size;    /* of the payload, padding included */
    struct lt_box box;
    double gross_m2, net_m2, filed_m2;
    uint32_t layer, unit, flags, unjudged;
    uint32_t n_rings, n_points;
    uint32_t text[SPOOL_TEXTS]; /* offsets in the payload: the attributes, then what is carried */
    uint32_t zero;
};

static inline const char *spool_text(const struct lt_feature *feature, size_t text)
{
    const char *const given = text < LT_ATTR_COUNT ? feature->attr[text] : feature->carried;
    return given == NULL ? "" : given;
}

static inline uint64_t spool_align(uint64_t size)
{
    return (size + SPOOL_ALIGN - 1) / SPOOL_ALIGN * SPOOL_ALIGN;
}

_Static_assert(sizeof(struct spool_header) % SPOOL_ALIGN == 8 ||
                   sizeof(struct spool_header) % SPOOL_ALIGN == 0,
               "records need 8-byte alignment");
_Static_assert(sizeof(struct spool_record) == 3 * 8 + 4 * 8 + 3 * 8 + 4 * (6 + SPOOL_TEXTS + 1),
               "a record must have no padding: its bytes are digested");

#endif
