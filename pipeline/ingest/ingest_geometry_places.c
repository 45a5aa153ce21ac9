/* Rings among each other: they are known not to meet, so one point of a ring speaks for all of it. */
#include <stdlib.h>

#include "ingest_geometry.h"
#include "ingest_turns.h"
#include "support/array.h"

struct proof_ring {
    struct lt_box box;
    uint32_t ring, shell;
};

struct places {
    const struct ingest_rings *rings;
    size_t housed;  /* holes found in their shells */
    uint64_t steps; /* that are left: what takes more is GEOS's to judge, which has an index */
};

/* 1 inside, 0 outside, −1 not to be told. */
static int point_in_ring(const struct lt_point *points, uint32_t start, uint32_t end,
                         struct lt_point p)
{
    int inside = 0;
    for (uint32_t i = start; i + 1 < end; i++) {
        const bool from = points[i].y > p.y, to = points[i + 1].y > p.y;
        if (from == to) {
            continue;
        }
        const int where = ingest_side(points[i], points[i + 1], p);
        if (where == 0) {
            return -1;
        }
        inside ^= (where > 0) == to;
    }
    return inside;
}

static int by_west(const void *a, const void *b)
{
    const struct proof_ring *left = a, *right = b;
    return (left->box.min_x > right->box.min_x) - (left->box.min_x < right->box.min_x);
}

static bool box_within(const struct lt_box *inner, const struct lt_box *outer)
{
    return inner->min_x >= outer->min_x && inner->max_x <= outer->max_x &&
           inner->min_y >= outer->min_y && inner->max_y <= outer->max_y;
}

static bool spend(struct places *places, uint64_t steps)
{
    const bool enough = places->steps >= steps;
    places->steps -= enough ? steps : places->steps;
    return enough;
}

/* A hole lies in its own shell; of other rings none lies in another. */
static bool pair_in_place(struct places *places, const struct proof_ring *outer,
                          const struct proof_ring *inner)
{
    const struct ingest_rings *rings = places->rings;
    if (!box_within(&inner->box, &outer->box)) {
        return true;
    }
    const uint32_t start = outer->ring == 0 ? 0 : rings->ring_end[outer->ring - 1];
    const uint32_t first = inner->ring == 0 ? 0 : rings->ring_end[inner->ring - 1];
    const uint32_t end = rings->ring_end[outer->ring];
    if (!spend(places, end - start)) {
        return false;
    }
    const int inside = point_in_ring(rings->points, start, end, rings->points[first]);
    const bool at_home = outer->ring == inner->shell && outer->ring != inner->ring;
    places->housed += at_home && inside == 1;
    return inside == (at_home ? 1 : 0);
}

bool ingest_rings_in_place(struct ingest_proof *room, const struct ingest_rings *rings)
{
    enum { STEPS = 200 }; /* per vertex */
    struct places places = {.rings = rings, .steps = 1000 + STEPS * (uint64_t)rings->point_count};
    size_t holes = 0;
    uint32_t start = 0, shell = 0;
    if (lt_array_reserve(&room->places, &room->place_capacity, rings->ring_count,
                         sizeof *room->places, NULL) != LT_OK) {
        return false;
    }
    struct proof_ring *const of = room->places;
    for (uint32_t r = 0; r < rings->ring_count; r++) {
        shell = rings->is_hole[r] ? shell : r;
        holes += rings->is_hole[r] != 0;
        of[r] = (struct proof_ring){
            lt_shape_compute_box(rings->points + start, rings->ring_end[r] - start), r, shell};
        start = rings->ring_end[r];
    }
    qsort(of, rings->ring_count, sizeof *of, by_west);
    for (size_t i = 0; i < rings->ring_count; i++) {
        for (size_t k = i + 1; k < rings->ring_count && of[k].box.min_x <= of[i].box.max_x; k++) {
            if (!spend(&places, 1) || !pair_in_place(&places, &of[i], &of[k]) ||
                !pair_in_place(&places, &of[k], &of[i])) {
                return false;
            }
        }
    }
    return places.housed == holes;
}
