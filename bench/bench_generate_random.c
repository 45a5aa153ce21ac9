#include "bench_generate.h"

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit
 * out. */
static uint64_t mix(uint64_t z)
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t bench_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    return mix(mix(mix(mix(seed) ^ a) ^ b) ^ c);
}

double bench_unit(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    return (double)(bench_hash(seed, a, b, c) >> 11) * (1.0 / 9007199254740992.0);
}

double bench_signed(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    return 2.0 * bench_unit(seed, a, b, c) - 1.0;
}

uint64_t bench_permute(uint64_t seed, uint64_t index, uint64_t count)
{
    unsigned half = 1;
    while (half < 31 && (UINT64_C(1) << (2 * half)) < count) {
        half++;
    }
    const uint64_t mask = (UINT64_C(1) << half) - 1;
    uint64_t value = index;
    do { /* the network permutes 0 … 4^half − 1; values beyond the count walk on */
        uint64_t left = value >> half, right = value & mask;
        for (uint64_t round = 0; round < 4; round++) {
            const uint64_t next = left ^ (bench_hash(seed, round, right, 77) & mask);
            left = right;
            right = next;
        }
        value = left << half | right;
    } while (value >= count);
    return value;
}
