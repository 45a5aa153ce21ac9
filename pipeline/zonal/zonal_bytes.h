/* Many bytes at once; the same answers with and without the processor's instructions for it. */
#ifndef ZONAL_BYTES_H
#define ZONAL_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Eight bytes, the first one lowest. */
static inline uint64_t zonal_bytes_load(const uint8_t *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

#ifdef __SSE2__
/* Of 16 bytes, those that equal the one after: set. */
static inline __m128i zonal_bytes_same(const uint8_t *at)
{
    __m128i here, next;
    memcpy(&here, at, sizeof here);
    memcpy(&next, at + 1, sizeof next);
    return _mm_cmpeq_epi8(here, next);
}
#endif

/* Bit i, of 16, is set when at[i] differs from at[i + 1]. */
static inline uint32_t zonal_bytes_change(const uint8_t *at)
{
#ifdef __SSE2__
    return 0xffffu ^ (uint32_t)_mm_movemask_epi8(zonal_bytes_same(at));
#else
    uint32_t bits = 0;
    for (uint32_t i = 0; i < 16; i++) {
        bits |= (uint32_t)(at[i] != at[i + 1]) << i;
    }
    return bits;
#endif
}

/* Whether 49 bytes are alike. */
static inline bool zonal_bytes_alike(const uint8_t *at)
{
#ifdef __SSE2__
    const __m128i two = _mm_and_si128(zonal_bytes_same(at), zonal_bytes_same(at + 16));
    return _mm_movemask_epi8(_mm_and_si128(two, zonal_bytes_same(at + 32))) == 0xffff;
#else
    return memcmp(at, at + 1, 48) == 0;
#endif
}

#endif
