#include "zonal/zonal_count.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 64 };

static enum lt_status allocate(struct zonal_counter *counter, size_t capacity, struct lt_error *err)
{
    struct zonal_slot *slots = calloc(capacity, sizeof *slots);
    uint32_t *filled = malloc(capacity / 2 * sizeof *filled);
    if (slots == NULL || filled == NULL) {
        free(slots);
        free(filled);
        return lt_fail_memory(err, "the tuples of a polygon");
    }
    counter->slots = slots;
    counter->filled = filled;
    counter->capacity = capacity;
    return LT_OK;
}

enum lt_status zonal_counter_begin(struct zonal_counter *counter, struct lt_error *err)
{
    *counter = (struct zonal_counter){0};
    return allocate(counter, FIRST_CAPACITY, err);
}

/* The key's slot, or the free one where it belongs. */
static size_t find(const struct zonal_counter *counter, uint64_t key)
{
    size_t i = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (counter->capacity - 1);
    while (counter->slots[i].taken && counter->slots[i].joint.key != key) {
        i = (i + 1) & (counter->capacity - 1);
    }
    return i;
}

static void put(struct zonal_counter *counter, struct lt_joint joint)
{
    const size_t i = find(counter, joint.key);
    counter->slots[i] = (struct zonal_slot){joint, true};
    counter->filled[counter->count++] = (uint32_t)i;
}

static bool grow(struct zonal_counter *counter)
{
    struct zonal_counter old = *counter;
    if (allocate(counter, 2 * old.capacity, NULL) != LT_OK) {
        counter->failed = true;
        return false;
    }
    counter->count = 0;
    for (size_t i = 0; i < old.count; i++) {
        put(counter, old.slots[old.filled[i]].joint);
    }
    free(old.slots);
    free(old.filled);
    return true;
}

void zonal_counter_flush(struct zonal_counter *counter)
{
    const struct lt_joint current = counter->current;
    counter->current.cells = counter->current.m2 = 0.0;
    if (current.cells == 0.0) {
        return;
    }
    const size_t i = find(counter, current.key);
    if (counter->slots[i].taken) {
        counter->slots[i].joint.cells += current.cells;
        counter->slots[i].joint.m2 += current.m2;
    } else if (counter->count < counter->capacity / 2 || grow(counter)) {
        put(counter, current);
    }
}

size_t zonal_joint_sort(struct lt_joint *joint, size_t count)
{
    static const size_t gaps[] = {29524, 9841, 3280, 1093, 364, 121, 40, 13, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++) {
        const size_t gap = gaps[g];
        if (gap >= count) {
            continue;
        }
        for (size_t i = gap; i < count; i++) {
            const struct lt_joint one = joint[i];
            size_t at = i;
            for (; at >= gap && joint[at - gap].key > one.key; at -= gap) {
                joint[at] = joint[at - gap];
            }
            joint[at] = one;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && joint[kept - 1].key == joint[i].key) {
            joint[kept - 1].cells += joint[i].cells;
            joint[kept - 1].m2 += joint[i].m2;
        } else {
            joint[kept++] = joint[i];
        }
    }
    return kept;
}

size_t zonal_joint_merge(const struct lt_joint *joint, size_t count, const struct lt_joint *more,
                         size_t more_count, struct lt_joint *ret)
{
    size_t i = 0, k = 0, n = 0;
    while (i < count || k < more_count) {
        if (k == more_count || (i < count && joint[i].key < more[k].key)) {
            ret[n++] = joint[i++];
        } else if (i == count || more[k].key < joint[i].key) {
            ret[n++] = more[k++];
        } else {
            ret[n] = joint[i++];
            ret[n].cells += more[k].cells;
            ret[n++].m2 += more[k++].m2;
        }
    }
    return n;
}

void zonal_counter_take(struct zonal_counter *counter, struct lt_joint *ret_joint)
{
    const size_t n = counter->count;
    for (size_t i = 0; i < n; i++) {
        struct zonal_slot *slot = &counter->slots[counter->filled[i]];
        ret_joint[i] = slot->joint;
        slot->taken = false;
    }
    counter->count = 0;
    zonal_joint_sort(ret_joint, n);
}

void zonal_counter_finish(struct zonal_counter *counter)
{
    free(counter->slots);
    free(counter->filled);
    *counter = (struct zonal_counter){0};
}
