/* Two doubles at once, by the compiler's vector types. What these have no operator for is an instruction where there is
 * one, and the same arithmetic written out elsewhere: the same bits either way. */
#ifndef LT_SUPPORT_PAIR_H
#define LT_SUPPORT_PAIR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef double lt_pair __attribute__((vector_size(16)));
typedef int64_t lt_mask __attribute__((vector_size(16)));
typedef uint64_t lt_bits __attribute__((vector_size(16)));

static inline lt_pair lt_pair_both(double value)
{
    return (lt_pair){value, value};
}

static inline lt_pair lt_pair_load(const double *from)
{
    lt_pair pair;
    memcpy(&pair, from, sizeof pair);
    return pair;
}

static inline void lt_pair_store(double *to, lt_pair pair)
{
    memcpy(to, &pair, sizeof pair);
}

/* The values where the mask is set, else 0. */
static inline lt_pair lt_pair_where(lt_mask mask, lt_pair pair)
{
    return (lt_pair)((lt_mask)pair & mask);
}

static inline lt_pair lt_pair_abs(lt_pair pair)
{
    return lt_pair_where((lt_mask){INT64_MAX, INT64_MAX}, pair);
}

/* a < b ? a : b */
static inline lt_pair lt_pair_min(lt_pair a, lt_pair b)
{
#ifdef __SSE2__
    return (lt_pair)_mm_min_pd((__m128d)a, (__m128d)b);
#else
    return (lt_pair){a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]};
#endif
}

/* a > b ? a : b */
static inline lt_pair lt_pair_max(lt_pair a, lt_pair b)
{
#ifdef __SSE2__
    return (lt_pair)_mm_max_pd((__m128d)a, (__m128d)b);
#else
    return (lt_pair){a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1]};
#endif
}

/* The first values of both, and the second ones. */
static inline lt_pair lt_pair_firsts(lt_pair a, lt_pair b)
{
    return (lt_pair){a[0], b[0]};
}

static inline lt_pair lt_pair_seconds(lt_pair a, lt_pair b)
{
    return (lt_pair){a[1], b[1]};
}

/* Is one of a mask's values set? */
static inline bool lt_pair_any(lt_mask mask)
{
#ifdef __SSE2__
    return _mm_movemask_pd((__m128d)mask) != 0;
#else
    return (mask[0] | mask[1]) != 0;
#endif
}

/* Are both values the same, bit by bit? */
static inline bool lt_pair_same(lt_pair a, lt_pair b)
{
#ifdef __SSE2__
    return _mm_movemask_epi8(_mm_cmpeq_epi32((__m128i)a, (__m128i)b)) == 0xFFFF;
#else
    return memcmp(&a, &b, sizeof a) == 0;
#endif
}

/* Where a and b are equal. gcc takes its own comparison apart where masks are joined. */
static inline lt_mask lt_pair_equal(lt_pair a, lt_pair b)
{
#ifdef __SSE2__
    return (lt_mask)_mm_cmpeq_pd((__m128d)a, (__m128d)b);
#else
    return a == b;
#endif
}

/* Are both masks set, in whatever bit? */
static inline bool lt_mask_both(lt_mask mask)
{
#ifdef __SSE2__
    const __m128i zero = _mm_cmpeq_epi32((__m128i)mask, _mm_setzero_si128());
    const int zeros = _mm_movemask_epi8(zero);
    return (zeros & 0xFF) != 0xFF && zeros >> 8 != 0xFF;
#else
    return mask[0] != 0 && mask[1] != 0;
#endif
}

#endif
