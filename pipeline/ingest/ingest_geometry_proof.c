/* Valid rings that are proven so: "yes", or "don't know", and then GEOS decides.
 *
 * Rings of coordinates that are finite are valid when no two edges meet but at the vertex that neighbours share, each
 * hole lies in its shell, and no other ring lies in another. Signs of areas are taken only where they are larger than
 * their rounding error (Shewchuk's filter), so nothing is proven that is not so. A ring that turns about a point of its
 * own in one direction, once, is simple (ingest_turns.h); of all others edges are held against each other
 * (ingest_search.h).
 */
#include <stdlib.h>

#include "ingest_geometry.h"
#include "ingest_search.h"
#include "ingest_turns.h"

/* --- one turn about the middle of the box ---- */

static double turns_about_middle(const struct ingest_rings *rings)
{
    enum { AT_A_TIME = 16 };
    struct ingest_turns turns;
    const struct lt_point *points = rings->points;
    const size_t edges = rings->ring_end[0] - 1;
    const struct lt_point middle = ingest_box_middle(&rings->box);
    const double sure = ingest_turns_sure(&rings->box, middle);
    const lt_pair m = lt_pair_load(&middle.x);
    lt_pair a = lt_pair_load(&points[0].x) - m;
    size_t i = 0;
    ingest_turns_begin(&turns);
    while (i + 1 < edges) {
        const size_t stop = i + AT_A_TIME < edges - 1 ? i + AT_A_TIME : edges - 1;
        for (; i < stop; i += 2) {
            const lt_pair b = lt_pair_load(&points[i + 1].x) - m;
            const lt_pair c = lt_pair_load(&points[i + 2].x) - m;
            ingest_turns_add(&turns, a, b, c);
            a = c;
        }
        if (!ingest_turns_one_way(&turns, sure)) {
            return 0.0;
        }
    }
    if (i < edges) {
        ingest_turns_add_one(&turns, a, lt_pair_load(&points[i + 1].x) - m);
    }
    return ingest_turns_area(&turns, sure);
}

/* The signed area of a ring alone that turns once, 0 of any other: it may have been found when the ring was taken. */
static double area_of_turn(const struct ingest_rings *rings)
{
    const bool known = rings->ring_count == 1 && rings->taken == rings->point_count;
    return !known ? 0.0
           : rings->area_of_turn != 0.0 // NOLINT: none was found
               ? rings->area_of_turn
               : turns_about_middle(rings);
}

/* --- all together ---- */

void ingest_proof_free(struct ingest_proof *room)
{
    free(room->chains);
    free(room->boxes);
    free(room->places);
    *room = (struct ingest_proof){0};
}

static bool no_edges_meet(struct ingest_proof *room, const struct ingest_rings *rings)
{
    enum { STEPS = 200 }; /* per chain: what takes more is GEOS's to judge */
    struct ingest_search search;
    bool all_long;
    if (ingest_search_edges(&search, room, rings, &all_long, NULL) != LT_OK || !all_long) {
        return false;
    }
    search.most_pairs = UINT64_MAX;
    if (rings->ring_count > INGEST_SEARCH_FLAT) {
        ingest_search_order(&search);
    }
    return ingest_search_run(&search, 1000 + STEPS * (uint64_t)search.count[0]);
}

bool ingest_rings_proven(struct ingest_proof *room, const struct ingest_rings *rings)
{
    uint32_t start = 0;
    room->area = 0.0;
    for (size_t r = 0; r < rings->ring_count; r++) {
        if (rings->ring_end[r] - start < 4) {
            return false;
        }
        start = rings->ring_end[r];
    }
    if (rings->ring_count == 0 || rings->is_hole[0]) {
        return false;
    }
    room->area = area_of_turn(rings);
    return room->area != 0.0 || // NOLINT: none was found
           (no_edges_meet(room, rings) &&
            (rings->ring_count == 1 || ingest_rings_in_place(room, rings)));
}
