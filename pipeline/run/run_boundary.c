/* FZ-BOUNDARY of one unit: both layers walked in the order of their codes. */
#include "run/run_boundary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"

static void judge(const struct lt_bounding *b, struct lt_boundary_change *change)
{
    const double changed = change->lost_m2 + change->gained_m2;
    change->verdict = LT_MEETS;
    if (change->kind == LT_BOUNDARY_RECUT) {
        return;
    }
    if (change->exempt_m2 > 0.0 && change->exempt_m2 >= 0.5 * changed * (1.0 - 1e-9)) {
        change->reason = LT_REASON_EXEMPT;
        return;
    }
    change->verdict = LT_BELOW;
    change->reason = b->work->context.has_approvals ? LT_REASON_NONE : LT_REASON_NO_APPROVAL_DATA;
}

static enum lt_status enter(struct lt_bounding *b, const struct lt_boundary_change *change,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_boundary *into = b->result;
    const bool listed = (change->kind != LT_BOUNDARY_SAME && change->kind != LT_BOUNDARY_RECODED) ||
                        change->verdict == LT_UNDECIDED;
    into->count[change->kind]++;
    into->lost_m2 += change->lost_m2;
    into->gained_m2 += change->gained_m2;
    into->exempt_m2 += change->exempt_m2;
    into->undecided += change->verdict == LT_UNDECIDED;
    if (change->reason == LT_REASON_EXEMPT) {
        into->approved++;
        into->approved_m2 += change->lost_m2 + change->gained_m2;
    }
    if (!listed) {
        return LT_OK;
    }
    LT_TRY(lt_array_reserve(&into->changes, &b->capacity, into->change_count + 1,
                            sizeof *into->changes, err));
    into->changes[into->change_count++] = *change;
out:
    return status;
}

static bool without_shape(const struct lt_feature *plot)
{
    return plot != NULL && plot->shape.n_rings == 0;
}

static double area_of(const struct lt_feature *plot)
{
    return plot == NULL || without_shape(plot) ? 0.0 : plot->gross_m2;
}

static const char *code_of(const struct lt_feature *then, const struct lt_feature *now)
{
    return (then != NULL ? then : now)->attr[LT_ATTR_ID];
}

/* One code: in either layer, or in both. */
static enum lt_status take_code(struct lt_bounding *b, const struct lt_feature *then,
                                const struct lt_feature *now, struct lt_error *err)
{
    enum lt_status status;
    struct lt_bounded left = {0}, came = {0};
    double largest = 0.0;
    LT_TRY(lt_arena_create(&b->scratch, err));
    if (then != NULL) {
        LT_TRY(lt_bounding_measure(b, then, now, &b->current, &left, err));
    }
    if (now != NULL) {
        LT_TRY(lt_bounding_measure(b, now, then, &b->filed, &came, err));
    }
    const struct lt_boundary_facts facts = {
        .filed = then != NULL,
        .current = now != NULL,
        .away_m2 = left.away_m2 + came.away_m2,
        .lost_m2 = left.outside_m2,
        .gained_m2 = came.outside_m2,
        .kept_some = left.kept_some || came.kept_some,
        .alike = left.alike || came.alike,
    };
    struct lt_boundary_change change = {
        .kind = lt_boundary_kind_of(&facts),
        .code = lt_arena_text(b->work->arena, code_of(then, now)),
        .then_m2 = area_of(then),
        .now_m2 = area_of(now),
        .lost_m2 = left.outside_m2,
        .gained_m2 = came.outside_m2,
        .approval = "",
    };
    if (then != NULL && left.outside_m2 > 0.0) {
        LT_TRY(lt_bounding_approve(b, &left, &change.exempt_m2, &change.approval, &largest,
                                   then->gross_m2 / lt_shape_planar_area(&then->shape), err));
    }
    if (now != NULL && came.outside_m2 > 0.0) {
        LT_TRY(lt_bounding_approve(b, &came, &change.exempt_m2, &change.approval, &largest,
                                   now->gross_m2 / lt_shape_planar_area(&now->shape), err));
    }
    b->result->left_m2 += left.all_outside_m2;
    b->result->came_m2 += came.all_outside_m2;
    b->result->then_m2 += change.then_m2;
    b->result->now_m2 += change.now_m2;
    if (without_shape(then) || without_shape(now)) {
        change.verdict = LT_UNDECIDED;
        change.reason = LT_REASON_INVALID_GEOMETRY;
    } else {
        judge(b, &change);
    }
    change.approval = lt_arena_text(b->work->arena, change.approval);
    if (change.code == NULL || change.approval == NULL) {
        status = lt_fail_memory(err, "the zones' boundaries");
        goto out;
    }
    LT_TRY(enter(b, &change, err));
out:
    lt_arena_destroy(b->scratch);
    b->scratch = NULL;
    return status;
}

/* Both layers in the order of their codes. A code that stands twice in a layer is paired once. */
static enum lt_status walk_codes(struct lt_bounding *b, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t i = 0, j = 0;
    while (i < b->filed.count || j < b->current.count) {
        struct lt_feature then, now;
        int order = i >= b->filed.count ? 1 : j >= b->current.count ? -1 : 0;
        if (i < b->filed.count) {
            lt_bounding_feature(b, &b->filed, b->filed.by_code[i], &then);
        }
        if (j < b->current.count) {
            lt_bounding_feature(b, &b->current, b->current.by_code[j], &now);
        }
        if (order == 0) {
            order = strcmp(then.attr[LT_ATTR_ID], now.attr[LT_ATTR_ID]);
        }
        LT_TRY(take_code(b, order <= 0 ? &then : NULL, order >= 0 ? &now : NULL, err));
        i += order <= 0;
        j += order >= 0;
    }
out:
    return status;
}

/* The rule's line of the rule table: every code of the current or the filed layer is a subject. */
static void tally(const struct lt_bounding *b)
{
    const struct lt_rule_set *rules = &b->work->session->config->rules;
    const struct lt_boundary *found = b->result;
    for (size_t r = 0; r < rules->count; r++) {
        if (rules->rules[r].formula != LT_FORMULA_BOUNDARY || !rules->rules[r].enabled) {
            continue;
        }
        struct lt_rule_tally *line = &b->work->result.tallies[r];
        for (int kind = 0; kind < LT_BOUNDARY_COUNT; kind++) {
            line->subjects += found->count[kind];
        }
        for (size_t i = 0; i < found->change_count; i++) {
            const struct lt_boundary_change *change = &found->changes[i];
            if (change->verdict == LT_BELOW) {
                line->below++;
                line->below_m2 += change->lost_m2 + change->gained_m2;
            }
        }
        line->undecided = found->undecided;
        line->meets = line->subjects - line->below - line->undecided;
    }
}

static void set_tolerance(struct lt_bounding *b)
{
    const struct lt_config *config = b->work->session->config;
    const double planar_per_m2 = lt_unit_planar_per_m2(b->work);
    b->width = config->boundary_shift_m * sqrt(planar_per_m2);
    b->least = config->overlap_min_m2 * planar_per_m2;
}

enum { MOST_EACH = 200 }; /* pairs for each plot, slivers along borders among them */

/* Ground that plots of one layer share is kept once by the other layer, and twice by this one. */
static enum lt_status add_shared(struct lt_bounding *b, const struct lt_bounding_side *side,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_overlap *pairs;
    size_t count;
    LT_TRY(lt_overlay_self_overlaps(b->overlay, &side->shapes, 0.0, MOST_EACH, b->work->arena,
                                    &pairs, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct lt_feature plot;
        lt_bounding_feature(b, side, pairs[i].a, &plot);
        const double planar = lt_shape_planar_area(&plot.shape);
        b->result->shared_m2 += planar > 0.0 ? pairs[i].area / planar * plot.gross_m2 : 0.0;
    }
out:
    return status;
}

static enum lt_status keep_changes(struct lt_bounding *b, struct lt_error *err)
{
    struct lt_boundary *result = b->result;
    struct lt_boundary_change *kept =
        lt_arena_array(b->work->arena, result->change_count, sizeof *kept);
    if (kept == NULL) {
        return lt_fail_memory(err, "the zones' boundaries");
    }
    if (result->change_count > 0) {
        memcpy(kept, result->changes, result->change_count * sizeof *kept);
    }
    free(result->changes);
    result->changes = kept;
    return LT_OK;
}

enum lt_status lt_unit_boundary(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_boundary found = {.given = true};
    struct lt_bounding b = {.work = work, .result = &found};
    if (!lt_unit_has_base(work, LT_LAYER_ZONE_FILED)) {
        return LT_OK;
    }
    set_tolerance(&b);
    LT_TRY(lt_overlay_create(&b.overlay, err));
    LT_TRY(lt_bounding_open(&b, LT_LAYER_ZONE_FILED, &b.filed, err));
    LT_TRY(lt_bounding_open(&b, LT_LAYER_ZONE, &b.current, err));
    LT_TRY(lt_bounding_open(&b, LT_LAYER_APPROVAL, &b.approvals, err));
    found.filed = b.filed.count;
    found.current = b.current.count;
    LT_TRY(walk_codes(&b, err));
    LT_TRY(add_shared(&b, &b.filed, err));
    LT_TRY(add_shared(&b, &b.current, err));
    LT_TRY(lt_boundary_check(&found, work->result.unit, err));
    LT_TRY(keep_changes(&b, err));
    tally(&b);
    work->result.boundary = found;
    found.changes = NULL;
out:
    if (status != LT_OK) {
        free(found.changes);
    }
    lt_box_index_destroy(b.filed.index);
    lt_box_index_destroy(b.current.index);
    lt_box_index_destroy(b.approvals.index);
    lt_overlay_destroy(b.overlay);
    return status;
}
