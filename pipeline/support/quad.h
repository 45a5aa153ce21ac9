/* Four doubles at once, by the compiler's vector types: one instruction where the processor has it, two or four elsewhere;
 * the same bits either way. Where these are inlined, -Wno-psabi: nothing of the kind is passed to a function. */
#ifndef LT_SUPPORT_QUAD_H
#define LT_SUPPORT_QUAD_H

#include <string.h>

#include "support/pair.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

typedef double lt_quad __attribute__((vector_size(32)));
typedef int64_t lt_quad_mask __attribute__((vector_size(32)));
typedef int32_t lt_quad_ints __attribute__((vector_size(16)));

typedef uint64_t lt_quad_words __attribute__((vector_size(32)));

#define LT_QUAD_INLINE __attribute__((always_inline)) static inline

LT_QUAD_INLINE lt_quad lt_quad_all(double value)
{
    return (lt_quad){value, value, value, value};
}

LT_QUAD_INLINE lt_quad lt_quad_load(const double *from)
{
    lt_quad quad;
    memcpy(&quad, from, sizeof quad);
    return quad;
}

LT_QUAD_INLINE void lt_quad_store(double *to, lt_quad quad)
{
    memcpy(to, &quad, sizeof quad);
}

LT_QUAD_INLINE lt_quad_ints lt_quad_load_ints(const int32_t *from)
{
    lt_quad_ints ints;
    memcpy(&ints, from, sizeof ints);
    return ints;
}

LT_QUAD_INLINE void lt_quad_store_ints(int32_t *to, lt_quad_ints ints)
{
    memcpy(to, &ints, sizeof ints);
}

/* The values where the mask is set, else 0. */
LT_QUAD_INLINE lt_quad lt_quad_where(lt_quad_mask mask, lt_quad quad)
{
    return (lt_quad)((lt_quad_mask)quad & mask);
}

LT_QUAD_INLINE lt_quad lt_quad_abs(lt_quad a)
{
    return lt_quad_where((lt_quad_mask){INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}, a);
}

LT_QUAD_INLINE lt_pair lt_quad_low(lt_quad a)
{
    return __builtin_shufflevector(a, a, 0, 1);
}

LT_QUAD_INLINE lt_pair lt_quad_high(lt_quad a)
{
    return __builtin_shufflevector(a, a, 2, 3);
}

LT_QUAD_INLINE lt_quad lt_quad_of(lt_pair low, lt_pair high)
{
    return __builtin_shufflevector(low, high, 0, 1, 2, 3);
}

/* a < b ? a : b */
LT_QUAD_INLINE lt_quad lt_quad_min(lt_quad a, lt_quad b)
{
#ifdef __AVX2__
    return (lt_quad)_mm256_min_pd((__m256d)a, (__m256d)b);
#else
    return lt_quad_of(lt_pair_min(lt_quad_low(a), lt_quad_low(b)),
                      lt_pair_min(lt_quad_high(a), lt_quad_high(b)));
#endif
}

/* a > b ? a : b */
LT_QUAD_INLINE lt_quad lt_quad_max(lt_quad a, lt_quad b)
{
#ifdef __AVX2__
    return (lt_quad)_mm256_max_pd((__m256d)a, (__m256d)b);
#else
    return lt_quad_of(lt_pair_max(lt_quad_low(a), lt_quad_low(b)),
                      lt_pair_max(lt_quad_high(a), lt_quad_high(b)));
#endif
}

/* Where a ≥ b. */
LT_QUAD_INLINE lt_quad_mask lt_quad_reaches(lt_quad a, lt_quad b)
{
#ifdef __AVX2__
    return a >= b;
#else
    const lt_mask low = lt_quad_low(a) >= lt_quad_low(b);
    const lt_mask high = lt_quad_high(a) >= lt_quad_high(b);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3);
#endif
}

LT_QUAD_INLINE lt_quad_words lt_quad_words_of_ints(lt_quad_ints a)
{
#ifdef __AVX2__
    return (lt_quad_words)_mm256_cvtepi32_epi64((__m128i)a);
#else
    return __builtin_convertvector(a, lt_quad_words);
#endif
}

/* A mask's values one by one. */
struct lt_quad_lanes {
    int64_t lane[4];
};
LT_QUAD_INLINE struct lt_quad_lanes lt_quad_lanes_of(lt_quad_mask mask)
{
    struct lt_quad_lanes lanes;
    memcpy(lanes.lane, &mask, sizeof mask);
    return lanes;
}

/* Is one of a mask's values set? */
LT_QUAD_INLINE bool lt_quad_any(lt_quad_mask mask)
{
#ifdef __AVX2__
    return _mm256_movemask_pd((__m256d)mask) != 0;
#else
    const lt_mask low = __builtin_shufflevector(mask, mask, 0, 1);
    const lt_mask high = __builtin_shufflevector(mask, mask, 2, 3);
    return lt_pair_any(low | high);
#endif
}

/* Towards 0, for values of 32 bits; and back. */
LT_QUAD_INLINE lt_quad_ints lt_quad_to_ints(lt_quad a)
{
    return __builtin_convertvector(a, lt_quad_ints);
}

LT_QUAD_INLINE lt_quad lt_quad_of_ints(lt_quad_ints a)
{
#ifdef __AVX2__
    return (lt_quad)_mm256_cvtepi32_pd((__m128i)a);
#else
    return __builtin_convertvector(a, lt_quad);
#endif
}

/* Sums from the first value on. */
LT_QUAD_INLINE lt_quad lt_quad_sums(lt_quad a)
{
    const lt_quad none = lt_quad_all(0.0);
    a += __builtin_shufflevector(none, a, 0, 4, 0, 6);
    a += __builtin_shufflevector(none, a, 0, 1, 5, 5);
    return a;
}

#endif
