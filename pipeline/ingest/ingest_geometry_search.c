/* Chains of edges, held against each other by boxes. */
#include <math.h>
#include <stdlib.h>

#include "ingest_search.h"
#include "ingest_turns.h"
#include "support/array.h"

enum { CHAIN_EDGES = 8 };
enum meeting { APART, TOUCH, CROSSING };

/* --- chains ---- */

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

static void widen_by(struct lt_box *box, const struct lt_box *other)
{
    widen(box, (struct lt_point){other->min_x, other->min_y});
    widen(box, (struct lt_point){other->max_x, other->max_y});
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
            {points[i].x, points[i].y, points[i].x, points[i].y}, i, i + 1, ring, 0};
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

static enum meeting edges_meet(const struct lt_point *a, const struct lt_point *b)
{
    const struct lt_box first = box_of(a[0], a[1]), second = box_of(b[0], b[1]);
    if (!lt_boxes_meet(&first, &second)) {
        return APART;
    }
    const int of_b = ingest_side(a[0], a[1], b[0]) * ingest_side(a[0], a[1], b[1]);
    const int of_a = of_b > 0 ? 1 : ingest_side(b[0], b[1], a[0]) * ingest_side(b[0], b[1], a[1]);
    return of_a > 0 ? APART : of_a < 0 && of_b < 0 ? CROSSING : TOUCH;
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

static bool enough(const struct ingest_search *search)
{
    return search->crossings > search->most_crossings || search->touches > search->most_touches ||
           search->pairs > search->most_pairs;
}

/* Adds what meets of two chains; false once that is more than is asked for. */
static bool chains_apart(struct ingest_search *search, const struct proof_chain *a,
                         const struct proof_chain *b)
{
    search->pairs++;
    if (!search->of_edges) {
        return !enough(search);
    }
    const struct lt_point *points = search->rings->points;
    const uint32_t *ends = search->rings->ring_end;
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
            const enum meeting meeting =
                after    ? (goes_on(points[i], points[k], points[k + 1]) ? APART : TOUCH)
                : before ? (goes_on(points[k], points[i], points[i + 1]) ? APART : TOUCH)
                         : edges_meet(&points[i], &points[k]);
            search->crossings += meeting == CROSSING;
            search->touches += meeting == TOUCH;
            if (enough(search)) {
                return false;
            }
        }
    }
    return !enough(search);
}

/* The one that comes first in the rings goes first. */
static bool pair_apart(struct ingest_search *search, size_t i, size_t k)
{
    const struct proof_chain *a = &search->chains[i], *b = &search->chains[k];
    return a->first < b->first ? chains_apart(search, a, b) : chains_apart(search, b, a);
}

/* --- all chains ---- */

static const struct lt_box *box_at(const struct ingest_search *search, unsigned level, size_t index)
{
    return level == 0 ? &search->chains[index].box : &search->boxes[search->at[level] + index];
}

static bool parts_apart(struct ingest_search *search, unsigned level, size_t i, size_t k)
{
    if (search->steps == 0) {
        return false;
    }
    search->steps--;
    if (i != k && !lt_boxes_meet(box_at(search, level, i), box_at(search, level, k))) {
        return true;
    }
    if (level == 0) {
        return i == k || pair_apart(search, i, k);
    }
    const size_t below = search->count[level - 1];
    for (size_t a = 2 * i; a < 2 * i + 2 && a < below; a++) {
        for (size_t b = i == k ? a : 2 * k; b < 2 * k + 2 && b < below; b++) {
            if (!parts_apart(search, level - 1, a, b)) {
                return false;
            }
        }
    }
    return true;
}

static bool few_apart(struct ingest_search *search)
{
    for (size_t i = 0; i < search->count[0]; i++) {
        for (size_t k = i + 1; k < search->count[0]; k++) {
            if (lt_boxes_meet(&search->chains[i].box, &search->chains[k].box) &&
                !pair_apart(search, i, k)) {
                return false;
            }
        }
    }
    return true;
}

/* Boxes of neighbours: what is near in a ring is near on the ground. */
static bool many_apart(struct ingest_search *search)
{
    unsigned level = 0;
    size_t used = 0;
    for (; search->count[level] > 1; level++) {
        const size_t below = search->count[level], count = (below + 1) / 2;
        for (size_t i = 0; i < count; i++) {
            struct lt_box box = *box_at(search, level, 2 * i);
            if (2 * i + 1 < below) {
                widen_by(&box, box_at(search, level, 2 * i + 1));
            }
            search->boxes[used + i] = box;
        }
        search->at[level + 1] = used;
        search->count[level + 1] = count;
        used += count;
    }
    return parts_apart(search, level, 0, 0);
}

bool ingest_search_run(struct ingest_search *search, uint64_t steps)
{
    search->steps = steps;
    return search->count[0] <= INGEST_SEARCH_FLAT ? few_apart(search) : many_apart(search);
}

/* --- making ---- */

static enum lt_status begin(struct ingest_search *search, struct ingest_proof *room,
                            const struct ingest_rings *rings, size_t most, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&room->chains, &room->chain_capacity, most, sizeof *room->chains, err));
    LT_TRY(lt_array_reserve(&room->boxes, &room->box_capacity, most + INGEST_SEARCH_LEVELS,
                            sizeof *room->boxes, err));
    *search = (struct ingest_search){.rings = rings, .chains = room->chains, .boxes = room->boxes};
out:
    return status;
}

enum lt_status ingest_search_edges(struct ingest_search *search, struct ingest_proof *room,
                                   const struct ingest_rings *rings, bool *ret_all_long,
                                   struct lt_error *err)
{
    const enum lt_status status = begin(search, room, rings, rings->point_count, err);
    uint32_t start = 0;
    bool all_long = true;
    for (uint32_t r = 0; status == LT_OK && r < rings->ring_count; r++) {
        all_long = cut_ring(rings->points, start, rings->ring_end[r], r, search->chains,
                            &search->count[0]) &&
                   all_long;
        start = rings->ring_end[r];
    }
    search->of_edges = true;
    *ret_all_long = all_long;
    return status;
}

enum lt_status ingest_search_rings(struct ingest_search *search, struct ingest_proof *room,
                                   const struct ingest_rings *rings, struct lt_error *err)
{
    const enum lt_status status = begin(search, room, rings, rings->ring_count, err);
    uint32_t start = 0;
    for (uint32_t r = 0; status == LT_OK && r < rings->ring_count; r++) {
        const uint32_t end = rings->ring_end[r];
        search->chains[search->count[0]++] = (struct proof_chain){
            lt_shape_compute_box(rings->points + start, end - start), start, end - 1, r, 0};
        start = end;
    }
    return status;
}

/* --- order on the ground ---- */

/* Bits of a number below 2^16 on every other place. */
static uint32_t spread(uint32_t bits)
{
    bits = (bits | bits << 8) & 0x00ff00ff;
    bits = (bits | bits << 4) & 0x0f0f0f0f;
    bits = (bits | bits << 2) & 0x33333333;
    return (bits | bits << 1) & 0x55555555;
}

static uint32_t place_along(double value, double low, double high)
{
    return high > low ? (uint32_t)((value - low) / (high - low) * 65535.0) : 0;
}

static int by_place(const void *a, const void *b)
{
    const struct proof_chain *left = a, *right = b;
    return left->place != right->place
               ? (left->place > right->place) - (left->place < right->place)
               : (left->first > right->first) - (left->first < right->first);
}

void ingest_search_order(struct ingest_search *search)
{
    const size_t count = search->count[0];
    if (count <= INGEST_SEARCH_FLAT) {
        return;
    }
    struct lt_box around = search->chains[0].box;
    for (size_t i = 1; i < count; i++) {
        widen_by(&around, &search->chains[i].box);
    }
    for (size_t i = 0; i < count; i++) {
        const struct lt_point middle = ingest_box_middle(&search->chains[i].box);
        search->chains[i].place = spread(place_along(middle.x, around.min_x, around.max_x)) |
                                  spread(place_along(middle.y, around.min_y, around.max_y)) << 1;
    }
    qsort(search->chains, count, sizeof *search->chains, by_place);
}
