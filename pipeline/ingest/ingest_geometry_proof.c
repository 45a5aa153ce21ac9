/* Valid rings that are proven so: "yes", or "don't know", and then GEOS decides. Rings that are not: how far they are
 * entangled, before GEOS is asked to repair them.
 *
 * Rings of coordinates that are finite are valid when no two edges meet but at the vertex that neighbours share, each
 * hole lies in its shell, and no other ring lies in another. Signs of areas are taken only where they are larger than
 * their rounding error (Shewchuk's filter), so nothing is proven that is not so. A ring that turns about a point of its
 * own in one direction, once, is simple (ingest_turns.h); all others are cut into chains that go one way along an axis, and chains
 * are compared by boxes and boxes of boxes.
 */
#include <math.h>
#include <stdlib.h>

#include "ingest_geometry.h"
#include "ingest_turns.h"
#include "support/array.h"

enum { CHAIN_EDGES = 8, FLAT_CHAINS = 24, LEVELS = 33 };
/* Knots: 2,000 crossings take GEOS a second to repair, and its time grows with their number to the power of 1.5; a border
 * that two parts share touches itself three times a vertex, and costs next to nothing. Holes: 50,000 take it a minute,
 * and its time grows with their square. */
enum { TOUCH = 1, CROSSING = 10, MOST_KNOTS = 20000, MOST_HOLES = 50000 };
enum { STEPS_PROOF = 200, STEPS_COUNT = 1000 }; /* per chain */

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

/* --- chains ---- */

struct proof_chain {
    struct lt_box box;
    uint32_t first, last; /* points */
    uint32_t ring;
};

struct proof {
    const struct ingest_rings *rings;
    const struct proof_chain *chains;
    struct lt_box *boxes; /* of two chains, of four, …, level after level */
    size_t at[LEVELS], count[LEVELS];
    uint64_t steps;       /* that are left: what takes more is GEOS's to judge */
    uint64_t knots, most; /* edges that meet, weighed; what counts above `most` ends the search */
};

/* Bits: towards greater x, smaller x, greater y, smaller y. */
static unsigned ways_of(struct lt_point a, struct lt_point b)
{
    return (unsigned)(b.x > a.x) | (unsigned)(b.x < a.x) << 1 | (unsigned)(b.y > a.y) << 2 |
           (unsigned)(b.y < a.y) << 3;
}

static void widen(struct lt_box *box, struct lt_point p)
{
    box->min_x = p.x < box->min_x ? p.x : box->min_x;
    box->max_x = p.x > box->max_x ? p.x : box->max_x;
    box->min_y = p.y < box->min_y ? p.y : box->min_y;
    box->max_y = p.y > box->max_y ? p.y : box->max_y;
}

/* Cuts the ring from point `start` to `end` into chains behind those there are; false where an edge has no length (which
 * is then a chain of its own). */
static bool cut_ring(const struct lt_point *points, uint32_t start, uint32_t end, uint32_t ring,
                     struct proof_chain *chains, size_t *count)
{
    bool all_long = true;
    for (uint32_t i = start; i + 1 < end;) {
        struct proof_chain *chain = &chains[(*count)++];
        unsigned ways = ways_of(points[i], points[i + 1]);
        *chain = (struct proof_chain){
            {points[i].x, points[i].y, points[i].x, points[i].y}, i, i + 1, ring};
        all_long = all_long && ways != 0;
        do {
            widen(&chain->box, points[++i]);
            chain->last = i;
            ways = i + 1 < end && i - chain->first < CHAIN_EDGES
                       ? ways & ways_of(points[i], points[i + 1])
                       : 0;
        } while (ways != 0);
    }
    return all_long;
}

static struct lt_box box_of(struct lt_point a, struct lt_point b)
{
    return (struct lt_box){a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, a.x < b.x ? b.x : a.x,
                           a.y < b.y ? b.y : a.y};
}

/* How much it weighs that two edges meet; 0 for edges that do not. */
static unsigned edges_meet(const struct lt_point *a, const struct lt_point *b)
{
    const struct lt_box first = box_of(a[0], a[1]), second = box_of(b[0], b[1]);
    if (!lt_boxes_meet(&first, &second)) {
        return 0;
    }
    const int of_b = ingest_side(a[0], a[1], b[0]) * ingest_side(a[0], a[1], b[1]);
    const int of_a = of_b > 0 ? 1 : ingest_side(b[0], b[1], a[0]) * ingest_side(b[0], b[1], a[1]);
    return of_a > 0 ? 0 : of_a < 0 && of_b < 0 ? CROSSING : TOUCH;
}

/* The edge from b does not run back over the edge to it. */
static bool goes_on(struct lt_point a, struct lt_point b, struct lt_point c)
{
    const double along = (b.x - a.x) * (c.x - b.x), across = (b.y - a.y) * (c.y - b.y);
    /* less than a right angle, or not along one line */
    return along + across >
               2.0 * INGEST_ROUNDING * (fabs(along) + fabs(across)) + INGEST_SMALLEST ||
           ingest_side(a, b, c) != 0;
}

/* The edges of a chain that reach into a box. */
static uint32_t edges_in(const struct lt_point *points, const struct proof_chain *chain,
                         const struct lt_box *box, uint32_t ret_edges[])
{
    uint32_t count = 0;
    for (uint32_t i = chain->first; i < chain->last; i++) {
        const struct lt_box edge = box_of(points[i], points[i + 1]);
        ret_edges[count] = i;
        count += (unsigned)(edge.min_x <= box->max_x) & (unsigned)(box->min_x <= edge.max_x) &
                 (unsigned)(edge.min_y <= box->max_y) & (unsigned)(box->min_y <= edge.max_y);
    }
    return count;
}

/* Adds what meets of two chains; false once that is too much. */
static bool chains_apart(struct proof *proof, const struct proof_chain *a,
                         const struct proof_chain *b)
{
    const struct lt_point *points = proof->rings->points;
    const uint32_t *ends = proof->rings->ring_end;
    const uint32_t start = a->ring == 0 ? 0 : ends[a->ring - 1], end = ends[a->ring];
    const bool follows = a->ring == b->ring && a->last == b->first;
    const bool closes = a->ring == b->ring && a->first == start && b->last == end - 1;
    uint32_t of_a[CHAIN_EDGES], of_b[CHAIN_EDGES];
    const uint32_t count_a = edges_in(points, a, &b->box, of_a);
    const uint32_t count_b = count_a == 0 ? 0 : edges_in(points, b, &a->box, of_b);
    for (uint32_t n = 0; n < count_a; n++) {
        const uint32_t i = of_a[n];
        for (uint32_t m = 0; m < count_b; m++) {
            const uint32_t k = of_b[m];
            const bool after = follows && i + 1 == k, before = closes && i == start && k + 2 == end;
            proof->knots += after    ? !goes_on(points[i], points[k], points[k + 1])
                            : before ? !goes_on(points[k], points[i], points[i + 1])
                                     : edges_meet(&points[i], &points[k]);
            if (proof->knots > proof->most) {
                return false;
            }
        }
    }
    return true;
}

/* --- all chains ---- */

static const struct lt_box *box_at(const struct proof *proof, unsigned level, size_t index)
{
    return level == 0 ? &proof->chains[index].box : &proof->boxes[proof->at[level] + index];
}

static bool parts_apart(struct proof *proof, unsigned level, size_t i, size_t k)
{
    if (proof->steps == 0) {
        return false;
    }
    proof->steps--;
    if (i != k && !lt_boxes_meet(box_at(proof, level, i), box_at(proof, level, k))) {
        return true;
    }
    if (level == 0) {
        return i == k || chains_apart(proof, &proof->chains[i], &proof->chains[k]);
    }
    const size_t below = proof->count[level - 1];
    for (size_t a = 2 * i; a < 2 * i + 2 && a < below; a++) {
        for (size_t b = i == k ? a : 2 * k; b < 2 * k + 2 && b < below; b++) {
            if (!parts_apart(proof, level - 1, a, b)) {
                return false;
            }
        }
    }
    return true;
}

static bool few_apart(struct proof *proof)
{
    for (size_t i = 0; i < proof->count[0]; i++) {
        for (size_t k = i + 1; k < proof->count[0]; k++) {
            const struct proof_chain *a = &proof->chains[i], *b = &proof->chains[k];
            if (lt_boxes_meet(&a->box, &b->box) && !chains_apart(proof, a, b)) {
                return false;
            }
        }
    }
    return true;
}

/* Boxes of neighbours along the rings: what is near in a ring is near on the ground. */
static bool many_apart(struct proof *proof, unsigned steps_per_chain)
{
    unsigned level = 0;
    size_t used = 0;
    for (; proof->count[level] > 1; level++) {
        const size_t below = proof->count[level], count = (below + 1) / 2;
        for (size_t i = 0; i < count; i++) {
            struct lt_box box = *box_at(proof, level, 2 * i);
            if (2 * i + 1 < below) {
                const struct lt_box *other = box_at(proof, level, 2 * i + 1);
                widen(&box, (struct lt_point){other->min_x, other->min_y});
                widen(&box, (struct lt_point){other->max_x, other->max_y});
            }
            proof->boxes[used + i] = box;
        }
        proof->at[level + 1] = used;
        proof->count[level + 1] = count;
        used += count;
    }
    proof->steps = 1000 + steps_per_chain * (uint64_t)proof->count[0];
    return parts_apart(proof, level, 0, 0);
}

/* --- all together ---- */

/* All rings as chains; false where an edge has no length. */
static bool cut(struct proof *proof, struct ingest_proof *room, const struct ingest_rings *rings)
{
    bool all_long = true;
    uint32_t start = 0;
    *proof = (struct proof){.rings = rings, .chains = room->chains, .boxes = room->boxes};
    for (uint32_t r = 0; r < rings->ring_count; r++) {
        all_long =
            cut_ring(rings->points, start, rings->ring_end[r], r, room->chains, &proof->count[0]) &&
            all_long;
        start = rings->ring_end[r];
    }
    return all_long;
}

static bool apart(struct proof *proof, unsigned steps_per_chain)
{
    return proof->count[0] <= FLAT_CHAINS ? few_apart(proof) : many_apart(proof, steps_per_chain);
}

static enum lt_status make_room(struct ingest_proof *room, const struct ingest_rings *rings,
                                struct lt_error *err)
{
    const size_t edges = rings->point_count;
    enum lt_status status;
    LT_TRY(
        lt_array_reserve(&room->chains, &room->chain_capacity, edges, sizeof *room->chains, err));
    LT_TRY(lt_array_reserve(&room->boxes, &room->box_capacity, edges + LEVELS, sizeof *room->boxes,
                            err));
out:
    return status;
}

void ingest_proof_free(struct ingest_proof *room)
{
    free(room->chains);
    free(room->boxes);
    free(room->places);
    *room = (struct ingest_proof){0};
}

bool ingest_rings_proven(struct ingest_proof *room, const struct ingest_rings *rings)
{
    struct proof proof;
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
           (make_room(room, rings, NULL) == LT_OK && cut(&proof, room, rings) &&
            apart(&proof, STEPS_PROOF) &&
            (rings->ring_count == 1 || ingest_rings_in_place(room, rings)));
}

enum lt_status ingest_rings_entangled(struct ingest_proof *room, const struct ingest_rings *rings,
                                      bool *ret_entangled, struct lt_error *err)
{
    struct proof proof;
    size_t holes = 0;
    for (size_t r = 0; r < rings->ring_count; r++) {
        holes += rings->is_hole[r] != 0;
    }
    *ret_entangled = holes > MOST_HOLES;
    if (*ret_entangled) {
        return LT_OK;
    }
    const enum lt_status status = make_room(room, rings, err);
    if (status == LT_OK) {
        cut(&proof, room, rings);
        proof.most = MOST_KNOTS;
        *ret_entangled = !apart(&proof, STEPS_COUNT);
    }
    return status;
}
