/* What the repairs of a layer's crooked features may take together, spent in the order of the file.
 *
 * Features are loaded on any thread. One whose repair is to be paid for waits until all chunks before its own are
 * loaded, so that which ones are repaired does not hang on the threads; others wait for nothing.
 */
#ifndef LT_INGEST_REPAIRS_H
#define LT_INGEST_REPAIRS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* A chunk's place among those under way. */
struct ingest_turn {
    struct ingest_turn *next;
};

struct ingest_repairs {
    bool begun;
    pthread_mutex_t mutex;
    pthread_cond_t loaded;
    struct ingest_turn *first; /* of the chunks under way, in the order of the file */
    uint64_t left;             /* as `work` of ingest_weight */
};
void ingest_repairs_begin(struct ingest_repairs *repairs);
void ingest_repairs_end(struct ingest_repairs *repairs); /* zeroed is fine */

/* A chunk is taken: in order, one call at a time. */
void ingest_repairs_taken(struct ingest_repairs *repairs, struct ingest_turn *turn);
/* It is loaded, or failed to: every chunk that was taken must come to this, without waiting for a later one. */
void ingest_repairs_loaded(struct ingest_repairs *repairs, struct ingest_turn *turn);
/* Pays, or answers false where less is left. `turn`: of the chunk that is being loaded; NULL where there is one thread
 * alone. */
bool ingest_repairs_afford(struct ingest_repairs *repairs, const struct ingest_turn *turn,
                           uint64_t work);

#endif
