#include "zonal/zonal_tally.h"

#include <stdlib.h>
#include <string.h>

#include "support/array.h"

enum lt_status zonal_tally_begin(struct zonal_tally *tally, unsigned seasons, struct lt_error *err)
{
    *tally = (struct zonal_tally){.seasons = seasons};
    if (seasons > 2) {
        return zonal_counter_begin(&tally->counter, err);
    }
    tally->sums = calloc((seasons == 1 ? 256 : 65536) * (size_t)ZONAL_LANES, sizeof *tally->sums);
    return tally->sums != NULL ? LT_OK : lt_fail_memory(err, "the tuples of a polygon");
}

void zonal_tally_finish(struct zonal_tally *tally)
{
    free(tally->sums);
    free(tally->joint);
    zonal_counter_finish(&tally->counter);
    *tally = (struct zonal_tally){0};
}

/* The bytes that occurred, ascending; `seen` is all 0 again. */
static size_t list_seen(uint8_t seen[256], uint8_t ret_bytes[256])
{
    size_t n = 0;
    for (size_t at = 0; at < 256; at += 8) {
        uint64_t eight;
        memcpy(&eight, seen + at, sizeof eight);
        if (eight == 0) {
            continue;
        }
        for (size_t i = at; i < at + 8; i++) {
            ret_bytes[n] = (uint8_t)i;
            n += seen[i];
        }
        memset(seen + at, 0, 8);
    }
    return n;
}

/* A key's sum over its lanes, which are then 0. */
static lt_pair take_sum(lt_pair *sums)
{
    lt_pair all = lt_pair_both(0.0);
    for (size_t lane = 0; lane < ZONAL_LANES; lane++) {
        all += sums[lane];
        sums[lane] = lt_pair_both(0.0);
    }
    return all;
}

static enum lt_status take_direct(struct zonal_tally *tally, size_t *ret_count,
                                  struct lt_error *err)
{
    uint8_t low[256], high[256] = {0};
    const size_t n_low = list_seen(tally->seen, low);
    const size_t n_high = tally->seasons == 1 ? 1 : list_seen(tally->seen + 256, high);
    const enum lt_status status = lt_array_reserve(&tally->joint, &tally->capacity,
                                                   n_low * n_high + 1, sizeof *tally->joint, err);
    if (status != LT_OK) {
        return status;
    }
    size_t n = 0;
    for (size_t h = 0; h < n_high; h++) {
        for (size_t l = 0; l < n_low; l++) {
            const size_t key = (size_t)high[h] << 8 | low[l];
            const lt_pair sum = take_sum(&tally->sums[key * ZONAL_LANES]);
            if (sum[0] != 0.0) {
                tally->joint[n++] = (struct lt_joint){key, sum[0], sum[1]};
            }
        }
    }
    *ret_count = n;
    return LT_OK;
}

enum lt_status zonal_tally_take(struct zonal_tally *tally, size_t *ret_count, struct lt_error *err)
{
    if (tally->seasons <= 2) {
        return take_direct(tally, ret_count, err);
    }
    zonal_counter_flush(&tally->counter);
    const size_t n = tally->counter.count;
    *ret_count = n;
    if (tally->counter.failed) {
        return lt_fail_memory(err, "the tuples of a polygon");
    }
    const enum lt_status status =
        lt_array_reserve(&tally->joint, &tally->capacity, n + 1, sizeof *tally->joint, err);
    if (status == LT_OK) {
        zonal_counter_take(&tally->counter, tally->joint);
    }
    return status;
}
