/* Boundary sensitivity of one unit: polygons placed anew against the raster, and judged there. Private to run/. */
#ifndef LT_RUN_EDGES_H
#define LT_RUN_EDGES_H

#include "run/run_candidates.h"

/* A layer's polygons at one position. */
struct lt_edge_place {
    const struct lt_unit_work *work;
    enum lt_layer layer;
    enum lt_edge_position position;
    const uint32_t *chosen; /* indices in the layer, ascending */
    size_t count;
    struct lt_raster_source sources[2]; /* of the joint table, their grids moved */
    struct lt_arena *arena;             /* everything below but the table */
    struct lt_arena **arenas;           /* one per thread, for shapes */
    struct lt_overlay **overlays;       /* one per thread; borrowed */
    struct lt_shape *shapes;            /* shrunk or grown ones; NULL where they are only moved */
    double *net_m2;
    struct lt_tabulation table;
    enum lt_reason *observability;
    struct lt_findings findings; /* order: rule, subject; subjects are places in `chosen` */
};
/* Places, tabulates and judges. A polygon that vanishes has no rings and no area. */
enum lt_status lt_edge_place_open(const struct lt_unit_work *work, enum lt_layer layer,
                                  enum lt_edge_position position, const uint32_t *chosen,
                                  size_t count, struct lt_overlay **overlays,
                                  struct lt_edge_place *ret_place, struct lt_error *err);
void lt_edge_place_close(struct lt_edge_place *place);
/* The feature as it is placed. */
void lt_edge_place_feature(const struct lt_edge_place *place, size_t at,
                           struct lt_feature *ret_feature);

/* What is drawn at a position: the patches of each finding that wants some, all others empty. */
struct lt_edge_patches {
    struct lt_patches *of; /* per finding */
    double *
        low_m2; /* per finding: offending ground proven, where the rule leaves basic farmland to others */
};
/* Draws in the place's arenas, and joins what plots cut apart. */
enum lt_status lt_edge_draw(const struct lt_edge_place *place, const struct lt_relations *relations,
                            struct lt_edge_patches *ret_patches, struct lt_error *err);

#endif
