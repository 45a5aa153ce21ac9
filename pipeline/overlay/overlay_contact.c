/* Two polygons whose boundaries meet only in vertices and edges that both have bit for bit, as neighbours of one survey
 * do: what they share is then told without building or summing anything.
 *
 * Cut each boundary at the vertices that both have. If the boundaries meet nowhere else, every piece lies wholly inside
 * the other polygon, wholly outside it, or on an edge of it. The edge of the ground that both share consists of pieces
 * that lie inside the other and of common edges that run the same way; without any, they share none. Every turn that
 * rounding leaves open ends the attempt, so an answer is exact.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "overlay/overlay_internal.h"

enum { PAIRS_MAX = 1 << 20, FEW = 256 };

/* What is known of an edge. */
enum {
    EDGE_FAR = 1,      /* does not reach the other's box */
    EDGE_POINT = 2,    /* no length */
    EDGE_FROM_ON = 4,  /* its first vertex is a vertex of the other */
    EDGE_TO_ON = 8,    /* its last */
    EDGE_SAME = 16,    /* the other has it too, in this direction */
    EDGE_OPPOSITE = 32 /* in the other direction: ground of both lies beside it */
};

struct side {
    const struct lt_shape *shape;
    unsigned char *edges; /* flags, by the edge's first vertex */
    uint32_t *near;       /* edges that reach the other's box */
    struct lt_box *boxes; /* of those */
    size_t near_count;
    bool inside, outside, same, opposite; /* there are such pieces */
    bool touches;                         /* there are common edges */
    unsigned char few_edges[FEW];
    uint32_t few_near[FEW];
    struct lt_box few_boxes[FEW];
};

static bool same_point(struct lt_point a, struct lt_point b)
{
    return a.x == b.x && a.y == b.y; // NOLINT: exact by intent
}

/* On which sides of the box a point lies: an edge whose ends share one does not reach the box. */
static unsigned sides(struct lt_point p, const struct lt_box *box)
{
    return (unsigned)(p.x < box->min_x) | (unsigned)(p.x > box->max_x) << 1 |
           (unsigned)(p.y < box->min_y) << 2 | (unsigned)(p.y > box->max_y) << 3;
}

static bool reaches(struct lt_point p, struct lt_point q, const struct lt_box *box)
{
    return (sides(p, box) & sides(q, box)) == 0;
}

/* --- gathering --- */

static bool side_open(struct side *side, const struct lt_shape *shape)
{
    const bool few = shape->n_points <= FEW;
    side->shape = shape;
    side->near_count = 0;
    side->inside = side->outside = side->same = side->opposite = side->touches = false;
    side->edges = few ? side->few_edges : malloc(shape->n_points);
    side->near = few ? side->few_near : malloc(shape->n_points * sizeof *side->near);
    side->boxes = few ? side->few_boxes : malloc(shape->n_points * sizeof *side->boxes);
    return side->edges != NULL && side->near != NULL && side->boxes != NULL;
}

static void side_close(struct side *side)
{
    if (side->edges != side->few_edges) {
        free(side->edges);
    }
    if (side->near != side->few_near) {
        free(side->near);
    }
    if (side->boxes != side->few_boxes) {
        free(side->boxes);
    }
}

static void gather(struct side *side, const struct lt_box *box)
{
    const struct lt_shape *shape = side->shape;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        const uint32_t end = shape->ring_end[r];
        unsigned next = start < end ? sides(shape->points[start], box) : 0;
        for (uint32_t i = start; i + 1 < end; i++) {
            const unsigned from = next;
            next = sides(shape->points[i + 1], box);
            if (from & next) {
                side->edges[i] = EDGE_FAR;
            } else if (same_point(shape->points[i], shape->points[i + 1])) {
                side->edges[i] = EDGE_POINT;
            } else {
                side->edges[i] = 0;
                side->near[side->near_count++] = i;
            }
        }
        start = end;
    }
}

/* --- pairs of edges --- */

static bool apart(struct lt_point p, struct lt_point q, struct lt_point r, struct lt_point s)
{
    const int first = overlay_turn(r, s, p);
    if (first != 0 && first == overlay_turn(r, s, q)) {
        return true;
    }
    const int second = overlay_turn(p, q, r);
    return second != 0 && second == overlay_turn(p, q, s);
}

/* Two edges from one vertex that surely have nothing else in common. */
static bool part_at(struct lt_point v, struct lt_point p, struct lt_point q)
{
    if (overlay_turn(v, p, q) != 0) {
        return true;
    }
    const double x = (p.x - v.x) * (q.x - v.x), y = (p.y - v.y) * (q.y - v.y);
    return x + y < -8.0 * DBL_EPSILON * (fabs(x) + fabs(y));
}

/* False when the edges cross, or rounding leaves open whether they do. They are not the same edge. */
static bool settle_pair(struct side *a, uint32_t i, struct side *b, uint32_t j)
{
    const struct lt_point p = a->shape->points[i], q = a->shape->points[i + 1];
    const struct lt_point r = b->shape->points[j], s = b->shape->points[j + 1];
    const bool pr = same_point(p, r), ps = same_point(p, s);
    const bool qr = same_point(q, r), qs = same_point(q, s);
    if (!(pr || ps || qr || qs)) {
        return apart(p, q, r, s);
    }
    a->edges[i] |= (unsigned char)((pr || ps ? EDGE_FROM_ON : 0) | (qr || qs ? EDGE_TO_ON : 0));
    b->edges[j] |= (unsigned char)((pr || qr ? EDGE_FROM_ON : 0) | (ps || qs ? EDGE_TO_ON : 0));
    const bool at_p = pr || ps, at_r = pr || qr;
    return part_at(at_p ? p : q, at_p ? q : p, at_r ? s : r);
}

/* Marks the edge when both have it, and answers so. */
static bool match(struct side *a, uint32_t i, struct side *b, uint32_t j)
{
    const struct lt_point p = a->shape->points[i], q = a->shape->points[i + 1];
    const struct lt_point r = b->shape->points[j], s = b->shape->points[j + 1];
    const bool same = same_point(p, r) && same_point(q, s);
    if (!same && !(same_point(p, s) && same_point(q, r))) {
        return false;
    }
    const unsigned flags = EDGE_FROM_ON | EDGE_TO_ON | (same ? EDGE_SAME : EDGE_OPPOSITE);
    a->edges[i] = b->edges[j] = (unsigned char)flags;
    return true;
}

static size_t drop_common(struct side *side)
{
    size_t kept = 0;
    for (size_t i = 0; i < side->near_count; i++) {
        if ((side->edges[side->near[i]] & (EDGE_SAME | EDGE_OPPOSITE)) == 0) {
            side->near[kept++] = side->near[i];
        }
    }
    return kept;
}

/* Common edges cross no edge of either, for both boundaries are free of crossings; what is left are few. Neighbours run
 * along their border in opposite directions, so the edge before the last match is likely the next. */
static void match_edges(struct side *a, struct side *b)
{
    size_t last = 0;
    for (size_t i = 0; i < a->near_count; i++) {
        const struct lt_point p = a->shape->points[a->near[i]];
        if (last > 0 && match(a, a->near[i], b, b->near[last - 1])) {
            last--;
            continue;
        }
        for (size_t j = 0; j < b->near_count; j++) {
            const struct lt_point *edge = &b->shape->points[b->near[j]];
            if ((same_point(p, edge[0]) || same_point(p, edge[1])) &&
                match(a, a->near[i], b, b->near[j])) {
                last = j;
                break;
            }
        }
    }
    const size_t before = a->near_count;
    a->near_count = drop_common(a);
    b->near_count = drop_common(b);
    a->touches = a->touches || a->near_count < before;
}

static struct lt_box box_of(const struct side *side, uint32_t edge)
{
    const struct lt_point p = side->shape->points[edge], q = side->shape->points[edge + 1];
    return (struct lt_box){p.x < q.x ? p.x : q.x, p.y < q.y ? p.y : q.y, p.x < q.x ? q.x : p.x,
                           p.y < q.y ? q.y : p.y};
}

static bool settle_pairs(struct side *a, struct side *b)
{
    match_edges(a, b);
    for (size_t j = 0; j < b->near_count; j++) {
        b->boxes[j] = box_of(b, b->near[j]);
    }
    for (size_t i = 0; i < a->near_count; i++) {
        const struct lt_box box = box_of(a, a->near[i]);
        for (size_t j = 0; j < b->near_count; j++) {
            if (lt_boxes_meet(&box, &b->boxes[j]) && !settle_pair(a, a->near[i], b, b->near[j])) {
                return false;
            }
        }
    }
    return true;
}

/* --- pieces --- */

enum position { POSITION_OUT, POSITION_IN, POSITION_OPEN };

/* Where a point that is known up to `slack` lies. */
static enum position find_position(const struct lt_shape *shape, struct lt_point point,
                                   double slack)
{
    const struct lt_box box = {point.x - slack, point.y - slack, point.x + slack, point.y + slack};
    bool inside = false;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            const struct lt_point a = shape->points[i], b = shape->points[i + 1];
            const bool crosses = (a.y > point.y) != (b.y > point.y);
            bool left = a.x > point.x && b.x > point.x;
            if (reaches(a, b, &box)) {
                const double along = (b.x - a.x) * (point.y - a.y);
                const double across = (b.y - a.y) * (point.x - a.x);
                const double turn = along - across;
                const double bound = 8.0 * DBL_EPSILON * (fabs(along) + fabs(across)) +
                                     slack * (fabs(b.x - a.x) + fabs(b.y - a.y));
                if (fabs(turn) <= bound) {
                    return POSITION_OPEN;
                }
                left = (turn > 0.0) == (b.y > a.y);
            }
            inside ^= crosses && left;
        }
        start = shape->ring_end[r];
    }
    return inside ? POSITION_IN : POSITION_OUT;
}

/* A run of edges between two common vertices, or a whole ring without one. */
struct run {
    uint32_t first;
    size_t count;
    unsigned flags; /* of all its edges */
};

static bool settle_run(struct side *side, const struct lt_shape *other, const struct run *run)
{
    if (run->flags & (EDGE_SAME | EDGE_OPPOSITE)) {
        side->same = side->same || (run->flags & EDGE_SAME) != 0;
        side->opposite = side->opposite || (run->flags & EDGE_OPPOSITE) != 0;
        return true;
    }
    enum position position = POSITION_OUT;
    if ((run->flags & EDGE_FAR) == 0) {
        const struct lt_point *edge = &side->shape->points[run->first];
        const struct lt_point middle = {0.5 * (edge[0].x + edge[1].x),
                                        0.5 * (edge[0].y + edge[1].y)};
        const double slack = 4.0 * DBL_EPSILON * (fabs(middle.x) + fabs(middle.y));
        position = run->count > 1 ? find_position(other, edge[1], 0.0)
                                  : find_position(other, middle, slack);
    }
    side->inside = side->inside || position == POSITION_IN;
    side->outside = side->outside || position == POSITION_OUT;
    return position != POSITION_OPEN;
}

static bool settle_ring(struct side *side, const struct lt_shape *other, uint32_t start,
                        uint32_t count)
{
    uint32_t shift = 0;
    while (shift < count && (side->edges[start + shift] & EDGE_FROM_ON) == 0) {
        shift++;
    }
    struct run run = {0};
    uint32_t edge = start + (shift < count ? shift : 0);
    for (uint32_t k = 0; k < count; k++, edge = edge + 1 < start + count ? edge + 1 : start) {
        const unsigned flags = side->edges[edge];
        if (flags & EDGE_POINT) {
            continue;
        }
        if (run.count > 0 && (flags & EDGE_FROM_ON)) {
            if (!settle_run(side, other, &run)) {
                return false;
            }
            run = (struct run){0};
        }
        run.first = run.count == 0 ? edge : run.first;
        run.count++;
        run.flags |= flags;
        if (flags & EDGE_TO_ON) {
            if (!settle_run(side, other, &run)) {
                return false;
            }
            run = (struct run){0};
        }
    }
    return run.count == 0 || settle_run(side, other, &run);
}

static bool settle_side(struct side *side, const struct lt_shape *other)
{
    uint32_t start = 0;
    for (uint32_t r = 0; r < side->shape->n_rings; r++) {
        const uint32_t end = side->shape->ring_end[r];
        if (end > start + 1 && !settle_ring(side, other, start, end - start - 1)) {
            return false;
        }
        if (side->inside && side->outside) {
            return false; /* partly the one, partly the other */
        }
        start = end;
    }
    return true;
}

static bool touches(const struct side *side)
{
    if (side->touches) {
        return true;
    }
    for (size_t i = 0; i < side->near_count; i++) {
        if (side->edges[side->near[i]] & (EDGE_FROM_ON | EDGE_TO_ON)) {
            return true;
        }
    }
    return false;
}

static bool covered(const struct side *a, const struct side *b)
{
    return !a->outside && !a->opposite && !b->inside && (a->inside || a->same);
}

static enum overlay_relation conclude(struct side *a, struct side *b)
{
    if (a->near_count > PAIRS_MAX / (b->near_count + 1) || !settle_pairs(a, b) ||
        !settle_side(a, b->shape) || !settle_side(b, a->shape)) {
        return OVERLAY_MEET;
    }
    if (covered(a, b)) {
        return OVERLAY_A_IN_B;
    }
    if (covered(b, a)) {
        return OVERLAY_B_IN_A;
    }
    if (a->inside || b->inside || a->same) {
        return OVERLAY_MEET;
    }
    return touches(a) ? OVERLAY_TOUCH : OVERLAY_APART;
}

enum overlay_relation overlay_contact(const struct lt_shape *a, const struct lt_shape *b)
{
    enum overlay_relation relation = OVERLAY_MEET; /* also when memory is out: GEOS will say so */
    struct side one, two;
    const bool one_open = side_open(&one, a), two_open = side_open(&two, b);
    if (one_open && two_open) {
        gather(&one, &b->box);
        gather(&two, &a->box);
        relation = conclude(&one, &two);
    }
    side_close(&one);
    side_close(&two);
    return relation;
}
