/* Chunks of work that all threads share and that leave in the order in which they came. */
#ifndef LT_SUPPORT_ORDERED_H
#define LT_SUPPORT_ORDERED_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/status.h"

/* Three steps per chunk. `slot` (0 … slots − 1) names the buffers that hold the chunk from `take` until
 * `deliver` has returned; they are reused. */
struct lt_ordered {
    unsigned threads;
    size_t slots; /* how many chunks may be under way; 0 = four per thread */
    /* Fetches the next chunk into the slot, or sets *ret_end. One call at a time, in order; keep it short. */
    enum lt_status (*take)(void *context, unsigned thread, size_t slot, bool *ret_end,
                           struct lt_error *err);
    /* Works on a chunk, any chunks at the same time. */
    enum lt_status (*work)(void *context, unsigned thread, size_t slot, struct lt_error *err);
    /* Hands the finished chunk on. One call at a time, in the order of `take`; may be NULL. */
    enum lt_status (*deliver)(void *context, unsigned thread, size_t slot, struct lt_error *err);
    /* What a thread does when it has nothing else to do, say a part of a chunk that is too large for one thread: answers
     * whether it did anything. May be NULL. */
    bool (*help)(void *context, unsigned thread);
    void *context;
};

/* Runs until `take` ends or a step fails. The failure of the earliest chunk is answered, whatever the timing; chunks
 * before it are delivered, chunks after it are not. Threads: the caller is thread 0. */
enum lt_status lt_ordered_run(const struct lt_ordered *ordered, struct lt_error *err);

#endif
