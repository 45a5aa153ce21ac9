#include "liangtian/draw.h"

#include <stdlib.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)
#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void lt_random_begin(struct lt_random *random, uint64_t seed, const char *name, uint64_t number)
{
    uint64_t hash = FNV_BASIS;
    for (const char *c = name; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * FNV_PRIME;
    }
    random->state = mix(mix(mix(seed + GOLDEN) ^ hash) + number * GOLDEN);
}

uint64_t lt_random_next(struct lt_random *random)
{
    return mix(random->state += GOLDEN);
}

double lt_random_unit(struct lt_random *random)
{
    return (double)(lt_random_next(random) >> 11) * 0x1p-53;
}

static int by_place(const void *left, const void *right)
{
    const struct lt_draw_place *a = left, *b = right;
    if (a->at_m2 != b->at_m2) { // NOLINT(clang-diagnostic-float-equal): an order
        return a->at_m2 < b->at_m2 ? -1 : 1;
    }
    return (a->number > b->number) - (a->number < b->number);
}

void lt_draw_places(uint64_t seed, const struct lt_draw_stratum *stratum, uint64_t count,
                    struct lt_draw_place *ret_places)
{
    for (uint64_t i = 0; i < count; i++) {
        struct lt_random random;
        lt_random_begin(&random, seed, stratum->name, i);
        ret_places[i] = (struct lt_draw_place){lt_random_unit(&random) * stratum->area_m2, i};
    }
    if (count > 0) {
        qsort(ret_places, count, sizeof *ret_places, by_place);
    }
}

uint64_t lt_draw_lot(uint64_t seed, const char *id)
{
    struct lt_random random;
    lt_random_begin(&random, seed, id, 0);
    return lt_random_next(&random);
}
