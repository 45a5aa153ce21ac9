#include "ingest_repairs.h"

#include <stddef.h>

/* Ten features at the bound of one, 7 s of GEOS. Faults of a drawing cost nothing (ingest_geometry_weigh.c): what is
 * charged is hatching, of which a layer has a feature or two. */
static const uint64_t OF_A_LAYER = 200000;

void ingest_repairs_begin(struct ingest_repairs *repairs)
{
    *repairs = (struct ingest_repairs){.begun = true, .left = OF_A_LAYER};
    pthread_mutex_init(&repairs->mutex, NULL);
    pthread_cond_init(&repairs->loaded, NULL);
}

void ingest_repairs_end(struct ingest_repairs *repairs)
{
    if (repairs->begun) {
        pthread_mutex_destroy(&repairs->mutex);
        pthread_cond_destroy(&repairs->loaded);
        repairs->begun = false;
    }
}

void ingest_repairs_taken(struct ingest_repairs *repairs, struct ingest_turn *turn)
{
    pthread_mutex_lock(&repairs->mutex);
    struct ingest_turn **end = &repairs->first;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    turn->next = NULL;
    *end = turn;
    pthread_mutex_unlock(&repairs->mutex);
}

void ingest_repairs_loaded(struct ingest_repairs *repairs, struct ingest_turn *turn)
{
    pthread_mutex_lock(&repairs->mutex);
    struct ingest_turn **at = &repairs->first;
    while (*at != NULL && *at != turn) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = turn->next;
    }
    pthread_cond_broadcast(&repairs->loaded);
    pthread_mutex_unlock(&repairs->mutex);
}

bool ingest_repairs_afford(struct ingest_repairs *repairs, const struct ingest_turn *turn,
                           uint64_t work)
{
    pthread_mutex_lock(&repairs->mutex);
    while (turn != NULL && repairs->first != turn) {
        pthread_cond_wait(&repairs->loaded, &repairs->mutex);
    }
    const bool enough = work <= repairs->left;
    repairs->left -= enough ? work : 0;
    pthread_mutex_unlock(&repairs->mutex);
    return enough;
}
