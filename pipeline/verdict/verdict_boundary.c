/* FZ-BOUNDARY: what is noise, what kind of change it is, and whether it adds up. */
#include <math.h>

#include "liangtian/boundary.h"

/* Signed area and length of a ring, relative to its first vertex. */
static double ring_area(const struct lt_point *points, uint32_t count, double *length)
{
    double twice = 0.0;
    for (uint32_t i = 0; i + 1 < count; i++) {
        const double x0 = points[i].x - points[0].x, y0 = points[i].y - points[0].y;
        const double x1 = points[i + 1].x - points[0].x, y1 = points[i + 1].y - points[0].y;
        twice += x0 * y1 - x1 * y0;
        *length += hypot(x1 - x0, y1 - y0);
    }
    return 0.5 * twice;
}

static double solid(double area, double length, double width, double least)
{
    return area > least && 2.0 * area > width * length ? area : 0.0;
}

double lt_solid_area(const struct lt_shape *shape, double width, double least)
{
    double sum = 0.0, area = 0.0, length = 0.0;
    uint32_t first = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        double around = 0.0;
        const double signed_area =
            ring_area(shape->points + first, shape->ring_end[r] - first, &around);
        if (signed_area > 0.0) { /* an outer ring begins the next part */
            sum += solid(area, length, width, least);
            area = length = 0.0;
        }
        area += signed_area;
        length += around;
        first = shape->ring_end[r];
    }
    return sum + solid(area, length, width, least);
}

/* Nothing of a plot without its namesake left the zones: it has another code, or is a part of other plots. */
static enum lt_boundary_kind within(const struct lt_boundary_facts *facts)
{
    return facts->alike ? LT_BOUNDARY_RECODED : LT_BOUNDARY_RECUT;
}

enum lt_boundary_kind lt_boundary_kind_of(const struct lt_boundary_facts *facts)
{
    const bool lost = facts->lost_m2 > 0.0, gained = facts->gained_m2 > 0.0;
    if (!facts->current) {
        return !lost ? within(facts) : facts->kept_some ? LT_BOUNDARY_SHRUNK : LT_BOUNDARY_VANISHED;
    }
    if (!facts->filed) {
        return !gained ? within(facts) : facts->kept_some ? LT_BOUNDARY_GROWN : LT_BOUNDARY_NEW;
    }
    if (lost || gained) {
        return !gained ? LT_BOUNDARY_SHRUNK : lost ? LT_BOUNDARY_MOVED : LT_BOUNDARY_GROWN;
    }
    return facts->away_m2 > 0.0 ? LT_BOUNDARY_RECUT : LT_BOUNDARY_SAME;
}

const char *lt_boundary_title(enum lt_boundary_kind kind, bool chinese)
{
    static const char *const titles[LT_BOUNDARY_COUNT][2] = {
        [LT_BOUNDARY_SAME] = {"未变", "same"},
        [LT_BOUNDARY_RECODED] = {"仅代码改变", "code changed only"},
        [LT_BOUNDARY_RECUT] = {"区内重划", "divided anew inside the zones"},
        [LT_BOUNDARY_SHRUNK] = {"缩小", "shrunk"},
        [LT_BOUNDARY_GROWN] = {"扩大", "grown"},
        [LT_BOUNDARY_MOVED] = {"移位", "moved"},
        [LT_BOUNDARY_VANISHED] = {"消失", "vanished"},
        [LT_BOUNDARY_NEW] = {"新增", "new"},
    };
    return titles[kind][chinese ? 0 : 1];
}

enum lt_status lt_boundary_check(const struct lt_boundary *b, uint32_t unit, struct lt_error *err)
{
    const double kept_then = b->then_m2 - b->left_m2, kept_now = b->now_m2 - b->came_m2;
    /* the two layers' plots turn planar into ellipsoidal area each by its own scale, which differs by some 1e-7 over a
     * plot */
    const double slack =
        b->shared_m2 + 1e-6 * (kept_then + kept_now) + 0.005 * (double)(1 + b->filed + b->current);
    return fabs(kept_then - kept_now) <= slack
               ? LT_OK
               : lt_fail(err, LT_E_BUG,
                         "internal check failed: zones of %u keep %.2f m2 of the filed layer, but "
                         "%.2f m2 of the current one",
                         unit, kept_then, kept_now);
}

void lt_boundary_add(struct lt_boundary *into, const struct lt_boundary *from)
{
    into->given = into->given || from->given;
    into->filed += from->filed;
    into->current += from->current;
    into->approved += from->approved;
    into->undecided += from->undecided;
    for (int kind = 0; kind < LT_BOUNDARY_COUNT; kind++) {
        into->count[kind] += from->count[kind];
    }
    double *const sums[] = {&into->then_m2,   &into->now_m2,    &into->lost_m2,
                            &into->gained_m2, &into->exempt_m2, &into->left_m2,
                            &into->came_m2,   &into->shared_m2, &into->approved_m2};
    const double more[] = {from->then_m2,   from->now_m2,    from->lost_m2,
                           from->gained_m2, from->exempt_m2, from->left_m2,
                           from->came_m2,   from->shared_m2, from->approved_m2};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        *sums[i] += more[i];
    }
}
