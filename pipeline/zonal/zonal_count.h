/* One polygon's tuples while they are counted: a small open hash table, with the tuple of the cell
 * before kept at hand, because neighbouring cells mostly agree. */
#ifndef ZONAL_COUNT_H
#define ZONAL_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/zonal.h"

struct zonal_slot {
    struct lt_joint joint;
    bool taken;
};

struct zonal_counter {
    struct lt_joint current; /* not yet in the table */
    struct zonal_slot *slots;
    size_t capacity;  /* a power of two */
    uint32_t *filled; /* the slots taken, in order of taking; room for capacity / 2 */
    size_t count;
    bool failed; /* memory was out */
};

enum lt_status zonal_counter_begin(struct zonal_counter *counter, struct lt_error *err);
void zonal_counter_flush(struct zonal_counter *counter);
void zonal_counter_finish(struct zonal_counter *counter);

static inline void zonal_count(struct zonal_counter *counter, uint64_t key, double cells, double m2)
{
    if (key != counter->current.key) {
        zonal_counter_flush(counter);
        counter->current.key = key;
    }
    counter->current.cells += cells;
    counter->current.m2 += m2;
}

/* Ascending by key, tuples of one key added up; the same for any order of memory and threads. Answers how many. */
size_t zonal_joint_sort(struct lt_joint *joint, size_t count);

/* Adds the tuples of `more` to those of `joint`, both ascending; *ret has room for all. Answers how many there are. */
size_t zonal_joint_merge(const struct lt_joint *joint, size_t count, const struct lt_joint *more,
                         size_t more_count, struct lt_joint *ret);

/* After a flush: writes the `count` tuples by ascending key and empties the counter. */
void zonal_counter_take(struct zonal_counter *counter, struct lt_joint *ret_joint);

#endif
