/* One feature's geometry from OGR to a valid shape in the working CRS, with its true area.
 *
 * Buffers are kept from feature to feature, so a result is good until the next call. One per thread.
 */
#ifndef LT_INGEST_GEOMETRY_H
#define LT_INGEST_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <geos_c.h>
#include <ogr_api.h>

#include "ingest_crs.h"
#include "ingest_repairs.h"
#include "liangtian/geometry.h"
#include "liangtian/status.h"

/* Closed rings; each shell is followed by its holes. */
struct ingest_rings {
    struct lt_point *points;
    size_t point_count, point_capacity;
    uint32_t *ring_end;
    size_t ring_count, ring_capacity;
    uint8_t *is_hole;
    size_t hole_capacity;
    /* The first `taken` points came through ingest_rings_take, which looks at them once: */
    size_t taken;
    struct lt_box box;
    struct lt_point sum; /* not finite where a coordinate is not */
    /* Where the file says that its middle is; the first ring is looked at from there */
    bool has_middle;
    struct lt_point middle;
    double area_of_turn; /* signed, where the first ring turns about it one way and once; else 0 */
};

/* Room for proofs; kept from feature to feature. */
struct proof_chain;
struct proof_ring;
struct ingest_proof {
    struct proof_chain *chains;
    size_t chain_capacity;
    struct lt_box *boxes;
    size_t box_capacity;
    struct proof_ring *places;
    size_t place_capacity;
    double area; /* of the last rings proven, signed, where the proof gave it; else 0 */
};
/* True: valid for certain. False: not known. Coordinates must be finite. Cost: nothing where ingest_rings_take found it
 * to turn about the stated middle, 1 ns a vertex where it turns about that of its box, 10 ns else; never more than proportional to the vertices. */
bool ingest_rings_proven(struct ingest_proof *room, const struct ingest_rings *rings);
/* Of rings that are known not to meet: each hole lies in its shell, and no other ring in another. False: not so, or not
 * known. Cost as above. */
bool ingest_rings_in_place(struct ingest_proof *room, const struct ingest_rings *rings);
/* What GEOS would have to do with rings. */
struct ingest_weight {
    bool seen; /* false: more lies side by side than can be looked through, and nothing is known */
    bool
        entangled; /* edges cross in more than 2,000 places, so they are not valid; counting ended there */
    uint64_t knots; /* pairs of edges that touch, and ten for each pair that crosses */
    uint64_t
        near; /* pairs of chains of edges whose boxes meet, above 16 for each, and a sixth of such pairs of rings */
    uint64_t holes;
    uint64_t
        work; /* what a repair takes more than its bytes account for, in touches (about 36 µs) */
};
/* Cost: below a second for 10,000 vertices, 400 steps more for each vertex beyond. */
enum lt_status ingest_rings_weigh(struct ingest_proof *room, const struct ingest_rings *rings,
                                  struct ingest_weight *ret_weight, struct lt_error *err);
/* Why GEOS is not asked. */
enum ingest_refusal {
    INGEST_REFUSED_NOT,
    INGEST_REFUSED_UNSEEN, /* neither judged nor repaired: so much lies side by side */
    INGEST_REFUSED_KNOTS, /* not repaired: edges cross in more than 2,000 places, or touch in 20,000 */
    INGEST_REFUSED_HOLES, /* not repaired: more than 50,000 holes */
    INGEST_REFUSED_NEAR,  /* not repaired: more than 2,000,000 pairs of chains side by side */
    INGEST_REFUSED_LAYER, /* not repaired: features before it left too little of what the layer may take */
};
/* Whether a repair would take longer than some ten seconds. */
enum ingest_refusal ingest_weight_refusal(const struct ingest_weight *weight);
void ingest_proof_free(struct ingest_proof *room);

enum ingest_geometry_fault {
    INGEST_GEOMETRY_GOOD,
    INGEST_GEOMETRY_MISSING,     /* NULL or empty */
    INGEST_GEOMETRY_NOT_POLYGON, /* points, lines, or mixed */
    INGEST_GEOMETRY_NOT_FINITE,  /* NaN, infinity, or beyond any coordinate on Earth */
    INGEST_GEOMETRY_INVALID,     /* and not to be repaired within the bound */
};

struct ingest_geometry {
    GEOSContextHandle_t geos;
    struct ingest_rings source; /* the layer's own CRS */
    struct ingest_rings grid;   /* the working CRS, densified */
    struct ingest_proof proof;
    struct ingest_repairs *repairs; /* set by the reader of a layer; NULL: any feature alone */
    const struct ingest_turn *turn; /* of its chunk; NULL: one thread alone */
    struct lt_point *lonlat;
    size_t lonlat_capacity;
    /* of the last feature */
    char reason[160]; /* why GEOS calls it invalid */
    bool repaired;
    enum ingest_refusal refused;
    double area_before, area_after; /* planar, in the layer's CRS: around a repair */
    double gross_m2, perimeter_m;
    double planar; /* area of the shape, in the working CRS's units */
    struct lt_box box;
};
enum lt_status ingest_geometry_init(struct ingest_geometry *geometry, struct lt_error *err);
void ingest_geometry_finish(struct ingest_geometry *geometry);

/* Two steps. First the rings as the file has them. LT_E_LIMIT above limit_vertices. */
enum lt_status ingest_geometry_read(struct ingest_geometry *geometry, OGRGeometryH from,
                                    uint64_t limit_vertices, enum ingest_geometry_fault *ret_fault,
                                    struct lt_error *err);
/* Or rings that are read already; `rings` gets the last ones, to be filled again. */
enum lt_status ingest_geometry_exchange(struct ingest_geometry *geometry,
                                        struct ingest_rings *rings,
                                        enum ingest_geometry_fault *ret_fault);
/* Then: checks, repairs and transforms. On GOOD fills *ret_shape. LT_E_LIMIT above limit_vertices, for long edges get more of
 * them (ingest_rings_to_grid). `measured` false: gross_m2 and perimeter_m are set
 * only on a fault, so that what is not judged is still counted. */
enum lt_status ingest_geometry_make(struct ingest_geometry *geometry,
                                    const struct ingest_transform *transform, double repair_bound,
                                    uint64_t limit_vertices, bool measured,
                                    enum ingest_geometry_fault *ret_fault,
                                    struct lt_shape *ret_shape, struct lt_error *err);
/* Sets gross_m2 and perimeter_m of the last feature from the layer's own coordinates. */
enum lt_status ingest_geometry_measure(struct ingest_geometry *geometry,
                                       const struct ingest_transform *transform, bool *ret_possible,
                                       struct lt_error *err);

/* The share of a shape's planar area that lies in a box, 0…1. */
double ingest_share_in_box(GEOSContextHandle_t geos, const struct lt_shape *shape,
                           const struct lt_box *box);
/* Leaves out rings that enclose nothing, repairs what GEOS calls invalid where the area stays within the bound. */
enum lt_status ingest_geometry_make_valid(struct ingest_geometry *geometry, double bound,
                                          enum ingest_geometry_fault *ret_fault,
                                          struct lt_error *err);
/* The box of all points; false where a coordinate is not finite or not on Earth. Costs nothing where all were taken. */
bool ingest_rings_bound(const struct ingest_rings *rings, struct lt_box *ret_box);
/* NULL when memory is out or GEOS refuses. */
GEOSGeometry *ingest_geos_of_shape(GEOSContextHandle_t geos, const struct lt_shape *shape);

/* --- parts, also for tests ---- */
void ingest_rings_clear(struct ingest_rings *rings);
/* Right after that: the box of the rings to come, as the file states it. What is proven does not rest on it. */
void ingest_rings_stated(struct ingest_rings *rings, const struct lt_box *box);
static inline struct lt_point ingest_box_middle(const struct lt_box *box)
{
    return (struct lt_point){0.5 * (box->min_x + box->max_x), 0.5 * (box->min_y + box->max_y)};
}
void ingest_rings_free(struct ingest_rings *rings);
enum lt_status ingest_rings_add_point(struct ingest_rings *rings, struct lt_point point,
                                      struct lt_error *err);
/* Room for `count` points behind the last ring, to be filled and then taken. */
enum lt_status ingest_rings_room(struct ingest_rings *rings, size_t count,
                                 struct lt_point **ret_room, struct lt_error *err);
/* Makes a ring of the `count` points put there: closed, and without vertices that repeat the one before. Room for one
 * more must have been asked for. */
enum lt_status ingest_rings_take(struct ingest_rings *rings, size_t count, bool hole,
                                 struct lt_error *err);
/* Ends the ring begun by the points added since the last one. */
enum lt_status ingest_rings_end(struct ingest_rings *rings, bool hole, struct lt_error *err);
/* Shells counter-clockwise, holes clockwise. Answers Σ |shell| − Σ |hole|, planar. */
double ingest_rings_orient(struct ingest_rings *rings);
/* The other way round. */
void ingest_ring_reverse(struct lt_point *points, size_t count);
/* Of one ring, signed. */
double ingest_ring_area(const struct lt_point *points, size_t count);
/* Σ |shell| − Σ |hole|, planar. */
double ingest_rings_area(const struct ingest_rings *rings);
/* Ellipsoidal area, never negative, and perimeter from longitudes and latitudes, of rings already oriented or not. */
void ingest_rings_measure(const struct ingest_rings *rings, const struct lt_point *lonlat,
                          double *ret_m2, double *ret_perimeter_m);
/* Transforms, adding vertices to edges until they deviate by less than 1 mm; the same edge gives the same vertices in
 * either direction. False where the transformation fails. LT_E_LIMIT above limit_vertices. */
enum lt_status ingest_rings_to_grid(const struct ingest_rings *from,
                                    const struct ingest_transform *transform,
                                    uint64_t limit_vertices, struct ingest_rings *to,
                                    bool *ret_possible, struct lt_error *err);

#endif
