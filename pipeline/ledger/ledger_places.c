/* Places: candidates of one or several rules that lie on the same ground, each place once. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger_work.h"

struct group {
    const struct lt_candidate **candidates; /* those that may become cases, in unit order */
    struct lt_shape *shapes;
    double *planar;
    size_t *root; /* union-find; a root is its own */
    size_t count;
    struct lt_overlap *pairs;
    size_t pair_count;
};

static bool may_become_a_case(const struct lt_ledger_work *work, const struct lt_candidate *one)
{
    return one->patch.kind == LT_PATCH_CASE && one->patch.shape.n_rings > 0 &&
           one->rule < work->input->rules->count &&
           work->input->rules->rules[one->rule].severity != LT_RULE_NOTICE;
}

#define BY(a, b)                       \
    do {                               \
        if ((a) != (b)) {              \
            return (a) < (b) ? -1 : 1; \
        }                              \
    } while (0)

/* A full order, so that the ledger does not hang on the order in which candidates come. */
static int by_all(const void *left, const void *right)
{
    const struct lt_candidate *a = *(const struct lt_candidate *const *)left,
                              *b = *(const struct lt_candidate *const *)right;
    const int by_subject = strcmp(a->subject_id, b->subject_id);
    BY(a->unit, b->unit);
    BY(a->rule, b->rule);
    BY(by_subject, 0);
    BY(a->patch.low_row, b->patch.low_row);
    BY(a->patch.low_col, b->patch.low_col);
    BY(a->patch.net_m2, b->patch.net_m2);
    BY(a->patch.shape.box.max_x, b->patch.shape.box.max_x);
    BY(a->patch.shape.box.min_y, b->patch.shape.box.min_y);
    return 0;
}

static enum lt_status collect(struct lt_ledger_work *work, struct group *group,
                              struct lt_error *err)
{
    size_t most = 0;
    for (size_t u = 0; u < work->input->unit_count; u++) {
        most += work->input->units[u].candidate_count;
    }
    group->candidates = lt_arena_array(work->scratch, most, sizeof(void *));
    group->shapes = lt_arena_array(work->scratch, most, sizeof *group->shapes);
    group->planar = lt_arena_array(work->scratch, most, sizeof *group->planar);
    group->root = lt_arena_array(work->scratch, most, sizeof *group->root);
    if (group->candidates == NULL || group->shapes == NULL || group->planar == NULL ||
        group->root == NULL) {
        return lt_fail_memory(err, "candidates");
    }
    for (size_t u = 0; u < work->input->unit_count; u++) {
        const struct lt_unit_result *unit = &work->input->units[u];
        for (size_t c = 0; c < unit->candidate_count; c++) {
            if (may_become_a_case(work, &unit->candidates[c])) {
                group->candidates[group->count++] = &unit->candidates[c];
            }
        }
    }
    if (group->count > 0) {
        qsort(group->candidates, group->count, sizeof *group->candidates, by_all);
    }
    for (size_t i = 0; i < group->count; i++) {
        group->shapes[i] = group->candidates[i]->patch.shape;
        group->planar[i] = lt_shape_planar_area(&group->shapes[i]);
        group->root[i] = i;
    }
    return LT_OK;
}

static size_t root_of(const struct group *group, size_t at)
{
    while (group->root[at] != at) {
        group->root[at] = group->root[group->root[at]];
        at = group->root[at];
    }
    return at;
}

/* The lower index becomes the root, so that the result does not hang on the order of pairs. */
static void join(struct group *group, size_t a, size_t b)
{
    const size_t ra = root_of(group, a), rb = root_of(group, b);
    group->root[ra > rb ? ra : rb] = ra < rb ? ra : rb;
}

enum { MOST_EACH = 1000 }; /* pairs for each patch: of as many rules and layers as there are */

static enum lt_status group_by_ground(struct lt_ledger_work *work, struct group *group,
                                      struct lt_error *err)
{
    enum lt_status status;
    const struct lt_shapes shapes = lt_shapes_of_array(group->shapes, group->count);
    LT_TRY(lt_overlay_self_overlaps(work->overlay, &shapes, 0.0, MOST_EACH, work->scratch,
                                    &group->pairs, &group->pair_count, err));
    for (size_t i = 0; i < group->pair_count; i++) {
        const struct lt_overlap *pair = &group->pairs[i];
        if (pair->area > LT_LEDGER_NOISE * fmin(group->planar[pair->a], group->planar[pair->b])) {
            join(group, pair->a, pair->b);
        }
    }
out:
    return status;
}

/* Gravest rule first; of one rule the larger patch; then the order of the list. */
static int by_gravity(const struct lt_rule_set *rules, const struct lt_candidate *a,
                      const struct lt_candidate *b)
{
    const int by_rule = lt_rule_gravity(&rules->rules[a->rule], &rules->rules[b->rule]);
    if (by_rule != 0) {
        return by_rule;
    }
    return (a->patch.net_m2 < b->patch.net_m2) - (a->patch.net_m2 > b->patch.net_m2);
}

static void add_rule(const struct lt_rule_set *rules, struct lt_place *place, uint32_t rule)
{
    size_t at = 0;
    while (at < place->rule_count &&
           lt_rule_gravity(&rules->rules[place->rules[at]], &rules->rules[rule]) < 0) {
        at++;
    }
    if (at >= LT_CASE_RULES || (at < place->rule_count && place->rules[at] == rule)) {
        return;
    }
    const size_t kept = place->rule_count < LT_CASE_RULES ? place->rule_count : LT_CASE_RULES - 1;
    memmove(&place->rules[at + 1], &place->rules[at], (kept - at) * sizeof place->rules[0]);
    place->rules[at] = rule;
    place->rule_count = kept + 1;
}

static void add_areas(struct lt_place *place, const struct lt_candidate *one)
{
    const double net = one->patch.net_m2;
    place->net_m2 += net;
    place->twice_m2 += one->patch.twice_m2;
    place->clean_before_m2 += one->patch.clean_before_m2;
    place->pbf_m2 += one->pbf_m2;
    place->zone_m2 += one->zone_m2;
    place->exempt_m2 += one->exempt_m2;
    place->feedback_m2 += one->feedback_m2;
    place->baseline_m2 += one->baseline_m2;
    place->baseline_clean_m2 += fmax(0.0, one->baseline_seen_m2 - one->baseline_m2);
    place->earlier_clean_m2 += one->earlier_clean_m2;
    place->structure_m2 += one->base_year_structure ? net : 0.0;
}

static void scale_areas(struct lt_place *place, double by)
{
    double *all[] = {&place->net_m2,           &place->twice_m2,    &place->clean_before_m2,
                     &place->pbf_m2,           &place->zone_m2,     &place->exempt_m2,
                     &place->feedback_m2,      &place->baseline_m2, &place->baseline_clean_m2,
                     &place->earlier_clean_m2, &place->structure_m2};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i] *= by;
    }
}

/* The place holds where any of its candidates holds. */
static void add_edges(const struct group *group, const size_t *members, size_t count,
                      struct lt_place *place)
{
    place->edges = place->primary->edges;
    for (size_t i = 0; lt_edges_given(&place->edges) && i < count; i++) {
        const struct lt_edges *one = &group->candidates[members[i]]->edges;
        place->edges.asked |= one->asked;
        place->edges.held |= one->held;
    }
}

/* Adds up one group. `members` ascending; largest approval and feedback name the place's. */
static enum lt_status make_place(struct lt_ledger_work *work, const struct group *group,
                                 const size_t *members, size_t count, struct lt_place *place,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    double planar = 0.0, exempt = 0.0, feedback = 0.0;
    *place = (struct lt_place){.approval = "",
                               .feedback_id = "",
                               .ancestor = LT_NONE_INDEX,
                               .result = LT_NONE_INDEX,
                               .low_row = INT64_MAX};
    struct lt_shape *shapes = lt_arena_array(work->scratch, count, sizeof *shapes);
    if (shapes == NULL) {
        return lt_fail_memory(err, "places");
    }
    for (size_t i = 0; i < count; i++) {
        const struct lt_candidate *one = group->candidates[members[i]];
        const struct lt_patch *patch = &one->patch;
        shapes[i] = patch->shape;
        planar += group->planar[members[i]];
        add_areas(place, one);
        add_rule(work->input->rules, place, one->rule);
        if (place->primary == NULL || by_gravity(work->input->rules, one, place->primary) < 0) {
            place->primary = one;
        }
        if (patch->low_row < place->low_row ||
            (patch->low_row == place->low_row && patch->low_col < place->low_col)) {
            place->low_row = patch->low_row;
            place->low_col = patch->low_col;
        }
        if (one->exempt_m2 > exempt) {
            exempt = one->exempt_m2;
            place->approval = one->approval;
        }
        if (one->feedback_m2 > feedback) {
            feedback = one->feedback_m2;
            place->feedback_id = one->feedback_id;
        }
    }
    add_edges(group, members, count, place);
    place->shape = shapes[0];
    place->planar = planar;
    if (count > 1) {
        LT_TRY(lt_overlay_union(work->overlay, shapes, count, work->scratch, &place->shape, err));
        place->planar = lt_shape_planar_area(&place->shape);
        scale_areas(place, planar > 0.0 ? place->planar / planar : 0.0);
    }
out:
    return status;
}

static int by_number(const void *left, const void *right)
{
    const struct lt_place *a = left, *b = right;
    const int by_parcel = strcmp(a->primary->parcel_id, b->primary->parcel_id);
    BY(a->primary->unit, b->primary->unit);
    BY(by_parcel, 0);
    BY(a->low_row, b->low_row);
    BY(a->low_col, b->low_col);
    return by_all(&a->primary,
                  &b->primary); /* neighbours that meet in one cell, cut by their parcels */
}

enum lt_status lt_ledger_cut_place(struct lt_ledger_work *work, struct lt_place *place,
                                   const struct lt_shape *ground, struct lt_error *err)
{
    enum lt_status status;
    struct lt_shape rest;
    LT_TRY(lt_overlay_apply(work->overlay, LT_DIFFERENCE, &place->shape, ground, work->scratch,
                            &rest, err));
    const double planar = rest.n_rings == 0 ? 0.0 : lt_shape_planar_area(&rest);
    scale_areas(place, place->planar > 0.0 ? planar / place->planar : 0.0);
    place->dead = place->dead || planar <= LT_LEDGER_DUST * place->planar;
    place->shape = rest;
    place->planar = planar;
out:
    return status;
}

/* Noise between neighbours goes to the earlier place, so that no ground counts twice. */
static enum lt_status share_noise(struct lt_ledger_work *work, const struct group *group,
                                  const size_t *place_of_root, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < group->pair_count; i++) {
        const struct lt_overlap *pair = &group->pairs[i];
        const size_t a = place_of_root[root_of(group, pair->a)];
        const size_t b = place_of_root[root_of(group, pair->b)];
        if (a != b &&
            pair->area > LT_LEDGER_DUST * fmin(group->planar[pair->a], group->planar[pair->b])) {
            struct lt_place *first = &work->places[a < b ? a : b];
            LT_TRY(lt_ledger_cut_place(work, &work->places[a < b ? b : a], &first->shape, err));
        }
    }
out:
    return status;
}

/* Places of all groups in the order of their numbers; answers for each root which place it became. */
static enum lt_status draw_places(struct lt_ledger_work *work, const struct group *group,
                                  size_t *place_of_root, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t *members = lt_arena_array(work->scratch, group->count, sizeof *members);
    size_t *next = lt_arena_array(work->scratch, group->count, sizeof *next);
    size_t *last = lt_arena_array(work->scratch, group->count, sizeof *last);
    if (members == NULL || next == NULL || last == NULL) {
        return lt_fail_memory(err, "places");
    }
    for (size_t i = 0; i < group->count; i++) { /* a chain of members behind each root */
        const size_t root = root_of(group, i);
        next[i] = SIZE_MAX;
        if (root != i) {
            next[last[root]] = i;
        }
        last[root] = i;
    }
    for (size_t i = 0; i < group->count; i++) {
        if (root_of(group, i) != i) {
            continue;
        }
        size_t count = 0;
        for (size_t m = i; m != SIZE_MAX; m = next[m]) {
            members[count++] = m;
        }
        struct lt_place *place = &work->places[work->place_count++];
        LT_TRY(make_place(work, group, members, count, place, err));
        place->result = (ptrdiff_t)i; /* the root, until the order is known */
    }
    if (work->place_count > 0) {
        qsort(work->places, work->place_count, sizeof *work->places, by_number);
    }
    for (size_t p = 0; p < work->place_count; p++) {
        place_of_root[work->places[p].result] = p;
        work->places[p].result = LT_NONE_INDEX;
    }
out:
    return status;
}

enum lt_status lt_ledger_make_places(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct group group = {0};
    LT_TRY(collect(work, &group, err));
    LT_TRY(group_by_ground(work, &group, err));
    work->places = lt_arena_array(work->scratch, group.count, sizeof *work->places);
    size_t *place_of_root = lt_arena_array(work->scratch, group.count, sizeof *place_of_root);
    if (work->places == NULL || place_of_root == NULL) {
        status = lt_fail_memory(err, "places");
        goto out;
    }
    LT_TRY(draw_places(work, &group, place_of_root, err));
    LT_TRY(share_noise(work, &group, place_of_root, err));
out:
    return status;
}
