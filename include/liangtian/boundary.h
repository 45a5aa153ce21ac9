/* FZ-BOUNDARY (M13): the function zones as they are against the zones as they were filed.
 *
 * A plot is compared with the plot of the same code (LQDKDM) first, then with all ground of the other layer, so that
 * codes that changed, and plots divided anew, are no cases. What counts is ground that left the zones or came into
 * them. Differences that are nowhere wider than the snapping tolerance are noise.
 */
#ifndef LIANGTIAN_BOUNDARY_H
#define LIANGTIAN_BOUNDARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/rules.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Planar area of the parts of a shape that are no snapping noise: a part (an outer ring with its holes) counts when
 * its mean width, 2 × area ÷ perimeter, is above `width` and its area above `least`. Squared CRS units. Pure.
 * Example: a strip of 0.5 × 100 has a mean width of 0.4975, a square of 10 × 10 one of 5. */
double lt_solid_area(const struct lt_shape *shape, double width, double least);

enum lt_boundary_kind {
    LT_BOUNDARY_SAME,
    LT_BOUNDARY_RECODED, /* the same ground under another code */
    LT_BOUNDARY_RECUT,   /* divided anew: all its ground is, and was, zone */
    LT_BOUNDARY_SHRUNK,
    LT_BOUNDARY_GROWN,
    LT_BOUNDARY_MOVED, /* ground left, other ground came */
    LT_BOUNDARY_VANISHED,
    LT_BOUNDARY_NEW,
    LT_BOUNDARY_COUNT,
};
const char *lt_boundary_title(enum lt_boundary_kind kind, bool chinese);

/* What the overlay says of one code. Areas without noise, ellipsoidal m². */
struct lt_boundary_facts {
    bool filed, current; /* the code stands in that layer */
    double away_m2;      /* in only one of the two plots of this code */
    double lost_m2;      /* of the filed plot: no zone any more */
    double gained_m2;    /* of the current plot: no zone when filed */
    bool kept_some;      /* a plot without its namesake shares ground with the other layer */
    bool alike;          /* … and one plot there is the same ground, to a hundredth */
};
/* Pure. */
enum lt_boundary_kind lt_boundary_kind_of(const struct lt_boundary_facts *facts);

/* One code that is not the same in both layers. */
struct lt_boundary_change {
    enum lt_boundary_kind kind;
    const char *code;
    double then_m2, now_m2; /* geometric; 0 where the code is in one layer only */
    double lost_m2, gained_m2;
    double exempt_m2;              /* of both, covered by approvals */
    const char *approval;          /* number; "" when none */
    enum lt_verdict_value verdict; /* BELOW: to be explained; MEETS: no case, or approved */
    enum lt_reason reason;         /* EXEMPT, NO_APPROVAL_DATA */
};

struct lt_boundary {
    bool given;                           /* a filed layer was */
    uint64_t filed, current;              /* plots */
    uint64_t count[LT_BOUNDARY_COUNT];    /* codes by kind; every code in one */
    uint64_t undecided;                   /* codes without a valid geometry */
    uint64_t approved;                    /* changes covered by half or more */
    double then_m2, now_m2;               /* Σ geometric area of the plots of either layer */
    double lost_m2, gained_m2, exempt_m2; /* Σ over changes, approved ones too */
    double approved_m2;                   /* lost and gained of approved changes */
    /* closure: then − left = now − came, but for ground that plots of one layer share */
    double left_m2, came_m2;            /* noise included */
    double shared_m2;                   /* most that sharing may come to */
    struct lt_boundary_change *changes; /* SAME and RECODED excepted; ascending code */
    size_t change_count;
};
/* LT_E_BUG when the ground kept, taken from either layer, differs by more than plots share. */
enum lt_status lt_boundary_check(const struct lt_boundary *boundary, uint32_t unit,
                                 struct lt_error *err);
/* Adds the numbers, not the changes. */
void lt_boundary_add(struct lt_boundary *into, const struct lt_boundary *from);

#ifdef __cplusplus
}
#endif
#endif
