/* Many bytes at once; the same answers with and without the processor's instructions for it. */
#ifndef ZONAL_BYTES_H
#define ZONAL_BYTES_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#ifdef __AVX2__
#include <immintrin.h>
#endif

/* In every copy of these what the caller gives as a constant is one. */
#define ZONAL_INLINE __attribute__((always_inline)) static inline

/* Eight bytes as they lie in memory, the first one lowest; from or to a number. */
static inline uint64_t zonal_bytes_order(uint64_t eight)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

static inline uint64_t zonal_bytes_load(const uint8_t *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return zonal_bytes_order(eight);
}

/* Bit i, of 16, is set when at[i] differs from at[i + 1]. */
static inline uint32_t zonal_bytes_change(const uint8_t *at)
{
#ifdef __SSE2__
    __m128i here, next;
    memcpy(&here, at, sizeof here);
    memcpy(&next, at + 1, sizeof next);
    return 0xffffu ^ (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(here, next));
#else
    uint32_t bits = 0;
    for (uint32_t i = 0; i < 16; i++) {
        bits |= (uint32_t)(at[i] != at[i + 1]) << i;
    }
    return bits;
#endif
}

/* Likewise of 64. */
static inline uint64_t zonal_bytes_changes(const uint8_t *at)
{
#ifdef __AVX2__
    const __m256i *here = (const __m256i *)(const void *)at;
    const __m256i *next = (const __m256i *)(const void *)(at + 1);
    const __m256i first = _mm256_cmpeq_epi8(_mm256_loadu_si256(here), _mm256_loadu_si256(next));
    const __m256i second =
        _mm256_cmpeq_epi8(_mm256_loadu_si256(here + 1), _mm256_loadu_si256(next + 1));
    const uint32_t west = (uint32_t)_mm256_movemask_epi8(first);
    const uint32_t east = (uint32_t)_mm256_movemask_epi8(second);
    return ~((uint64_t)east << 32 | west);
#else
    uint64_t bits = 0;
    for (uint32_t i = 0; i < 64; i += 16) {
        bits |= (uint64_t)zonal_bytes_change(at + i) << i;
    }
    return bits;
#endif
}

#endif
