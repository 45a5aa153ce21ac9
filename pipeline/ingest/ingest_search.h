/* Pairs of edges that meet, or of rings whose boxes do, found by boxes and boxes of boxes.
 *
 * Rings are cut into chains of edges that go one way along an axis. The search ends where it has found more than is
 * asked for, or has taken more steps than it was given: then nothing is known. One per thread.
 */
#ifndef LT_INGEST_SEARCH_H
#define LT_INGEST_SEARCH_H

#include "ingest_geometry.h"

struct proof_chain {
    struct lt_box box;
    uint32_t first, last; /* points */
    uint32_t ring;
    uint32_t place; /* key of its middle, where chains are ordered by it */
};

enum { INGEST_SEARCH_LEVELS = 33 };
struct ingest_search {
    const struct ingest_rings *rings;
    struct proof_chain *chains;
    struct lt_box *boxes; /* of two chains, of four, …, level after level */
    size_t at[INGEST_SEARCH_LEVELS], count[INGEST_SEARCH_LEVELS];
    bool of_edges; /* else chains stand for whole rings, and are only held box against box */
    /* What was found: pairs of edges, pairs of chains whose boxes meet */
    uint64_t crossings, touches, pairs;
    /* More than this ends it */
    uint64_t most_crossings, most_touches, most_pairs;
    uint64_t steps; /* that are left; 0 at the end: it was not looked through */
};

/* How many chains take no tree. */
enum { INGEST_SEARCH_FLAT = 24 };

/* All rings as chains of edges; *ret_all_long false where an edge has no length. `room` must outlive the search. */
enum lt_status ingest_search_edges(struct ingest_search *search, struct ingest_proof *room,
                                   const struct ingest_rings *rings, bool *ret_all_long,
                                   struct lt_error *err);
/* Each ring as one chain. */
enum lt_status ingest_search_rings(struct ingest_search *search, struct ingest_proof *room,
                                   const struct ingest_rings *rings, struct lt_error *err);
/* Rings in a file may come in any order: chains that are near on the ground come near each other, and boxes of them
 * stay small. Cost: 0.1 µs a chain. */
void ingest_search_order(struct ingest_search *search);
/* True where all was looked through and no more was found than is asked for. Cost: 10 ns a step. */
bool ingest_search_run(struct ingest_search *search, uint64_t steps);

#endif
