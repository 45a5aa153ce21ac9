/* Numbers by the million: decimals by whole-number arithmetic. */
#include <stdio.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "support/text.h"

/* The eight digits each of two values below 1e8 as the bytes of two words, the first digit lowest: halves, then pairs, then
 * digits, all of a kind at once by multiplication. */
static inline void digits_of(uint32_t first, uint32_t second, uint64_t ret_digits[2])
{
#ifdef __SSE2__
    const __m128i values = _mm_set_epi64x((int64_t)second, (int64_t)first);
    const __m128i high = _mm_srli_epi64(_mm_mul_epu32(values, _mm_set1_epi64x(0xD1B71759)), 45);
    const __m128i low = _mm_sub_epi64(values, _mm_mul_epu32(high, _mm_set1_epi64x(10000)));
    const __m128i halves = _mm_or_si128(high, _mm_slli_epi64(low, 32));
    const __m128i hundreds = _mm_srli_epi16(_mm_mulhi_epu16(halves, _mm_set1_epi16(5243)), 3);
    const __m128i ones = _mm_sub_epi16(halves, _mm_mullo_epi16(hundreds, _mm_set1_epi16(100)));
    const __m128i pairs = _mm_or_si128(hundreds, _mm_slli_epi32(ones, 16));
    const __m128i tens = _mm_mulhi_epu16(pairs, _mm_set1_epi16(6554));
    const __m128i units = _mm_sub_epi16(pairs, _mm_mullo_epi16(tens, _mm_set1_epi16(10)));
    _mm_storeu_si128((__m128i *)ret_digits, _mm_or_si128(tens, _mm_slli_epi16(units, 8)));
#else
    const uint32_t values[2] = {first, second};
    for (int i = 0; i < 2; i++) {
        uint64_t word = values[i] / 10000 | (uint64_t)(values[i] % 10000) << 32;
        const uint64_t hundreds = (word * 10486) >> 20 & UINT64_C(0x7F0000007F);
        word = hundreds | (word - 100 * hundreds) << 16;
        const uint64_t tens = (word * 103) >> 10 & UINT64_C(0x000F000F000F000F);
        ret_digits[i] = tens | (word - 10 * tens) << 8;
    }
#endif
}

/* Writes all eight bytes, whatever the order of bytes in a word. */
static inline void store(char *to, uint64_t digits)
{
    const uint64_t text = digits | UINT64_C(0x3030303030303030);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(to, &text, sizeof text);
#else
    for (int i = 0; i < 8; i++) {
        to[i] = (char)(text >> 8 * i & 0xFF);
    }
#endif
}

enum { EIGHT = 100000000 };

/* A value below 1e8 from its digits, without zeros before it. */
static inline char *put_small(char *to, uint64_t digits)
{
    const int zeros = digits == 0 ? 7 : __builtin_ctzll(digits) / 8;
    store(to, digits >> 8 * zeros);
    return to + 8 - zeros;
}

/* Exactly `digits` digits, 1 … 16, with leading zeros; the first ones first, as each word is written whole. */
static inline char *put_digits(char *to, uint64_t value, int digits)
{
    uint64_t words[2];
    digits_of((uint32_t)(value / EIGHT), (uint32_t)(value % EIGHT), words);
    if (digits > 8) {
        store(to, words[0] >> 8 * (16 - digits));
        to += digits - 8;
        digits = 8;
    }
    store(to, words[1] >> 8 * (8 - digits));
    return to + digits;
}

char *lt_put_whole(char *to, uint64_t value)
{
    static const uint64_t SIXTEEN = UINT64_C(10000000000000000);
    if (value < 10) {
        *to = (char)('0' + value);
        return to + 1;
    }
    if (value >= SIXTEEN) {
        return put_digits(lt_put_whole(to, value / SIXTEEN), value % SIXTEEN, 16);
    }
    uint64_t words[2];
    digits_of((uint32_t)(value / EIGHT), (uint32_t)(value % EIGHT), words);
    if (value < EIGHT) {
        return put_small(to, words[1]);
    }
    to = put_small(to, words[0]);
    store(to, words[1]);
    return to + 8;
}

/* A value below 1e8 with 1 … 8 decimals: both sides of the point at once. */
static inline char *put_both(char *to, uint32_t whole, uint32_t rest, int decimals)
{
    uint64_t words[2];
    digits_of(whole, rest, words);
    to = put_small(to, words[0]);
    *to++ = '.';
    store(to, words[1] >> 8 * (8 - decimals));
    return to + decimals;
}

char *lt_put_fixed(char *to, double value, int decimals)
{
    static const double powers[] = {1.0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                    1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    if (!(value >
          0.0)) { /* a sum of areas is never negative, and what is no number is caught by its maker */
        value = 0.0;
    }
    if (value >= 1e18) {
        to += snprintf(to, LT_FIXED_TEXT, "%.0f", value);
        if (decimals > 0) {
            *to++ = '.';
            memset(to, '0', (size_t)decimals);
        }
        return to + decimals;
    }
    /* the part behind the point is exact, so only its product is rounded: by less than 1e-3 of the last digit */
    int64_t whole = (int64_t)value;
    const double power = powers[decimals];
    int64_t rest = (int64_t)((value - (double)whole) * power + 0.5);
    if (rest >= (int64_t)power) {
        whole++;
        rest = 0;
    }
    if (whole < EIGHT && decimals > 0 && decimals <= 8) {
        return put_both(to, (uint32_t)whole, (uint32_t)rest, decimals);
    }
    to = lt_put_whole(to, (uint64_t)whole);
    if (decimals == 0) {
        return to;
    }
    *to++ = '.';
    return put_digits(to, (uint64_t)rest, decimals);
}
