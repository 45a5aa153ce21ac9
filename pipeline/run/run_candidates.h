/* A unit's patches on their way to candidates. Private to run/. */
#ifndef LT_RUN_CANDIDATES_H
#define LT_RUN_CANDIDATES_H

#include "run/run_exempt.h"

struct lt_drawing {
    struct lt_unit_work *work;
    struct lt_finding **findings; /* those that want patches, in order */
    enum lt_layer *layers;        /* parallel: the layer of each */
    size_t count, capacity, layer_capacity;
    struct lt_drawn *drawn; /* parallel */
    double *net_m2;         /* parallel: what was drawn of each subject */
    struct lt_relations relations;
    struct lt_zonal_reader **readers; /* one per thread */
    struct lt_overlay **overlays;     /* one per thread */
    struct lt_arena **arenas;         /* one per thread; live until candidates are copied */
    struct lt_candidate *candidates;
    size_t candidate_count, candidate_capacity;
};

/* Strips and crumbs of all rules and layers: ground under several of them counts once, for the rule that has most of the
 * cell, and a strip or crumb that has none of its cells to itself is not counted. */
enum lt_status lt_unit_count_strips(struct lt_drawing *draw, struct lt_error *err);

/* What is exempt under one rule and a case under another is a case: takes that ground off the exempt candidates. */
enum lt_status lt_unit_part_exempt(struct lt_drawing *draw, struct lt_error *err);

#endif
