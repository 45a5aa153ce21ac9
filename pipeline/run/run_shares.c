/* Ground that cases share with the layers they are judged by: one look over the spools, a county a thread. */
#include "run/run_shares.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"

const enum lt_layer lt_judged_layers[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};

struct found {
    struct lt_share *items;
    size_t count, capacity;
};

struct finding {
    const struct lt_shares_input *input;
    struct lt_box_index *cases;
    struct lt_judged *judged; /* per case */
    struct lt_overlay **overlays;
    struct found *found; /* per unit */
};

/* --- what is looked for --- */

struct lt_judged lt_judged_of(const struct lt_rule_set *rules, const struct lt_case *one)
{
    struct lt_judged judged = {.rank = {LT_JUDGED_NOT, LT_JUDGED_NOT, LT_JUDGED_NOT}};
    for (size_t r = 0; r < LT_CASE_RULES && one->rules[r] != NULL; r++) {
        const struct lt_rule *rule = lt_rule_find(rules->rules, rules->count, one->rules[r]);
        for (size_t j = 0; rule != NULL && j < LT_JUDGED_LAYERS; j++) {
            if (lt_judged_layers[j] == rule->layer && judged.rank[j] == LT_JUDGED_NOT) {
                judged.rank[j] = judged.count++;
            }
        }
    }
    return judged;
}

/* A case that has gone into another shares nothing of its own. */
static bool is_wanted(const struct lt_case *one)
{
    return one->shape.n_rings > 0 && (one->open || one->handling != LT_HANDLING_ENDED);
}

static void shape_of_case(const void *context, size_t index, struct lt_shape *ret_shape)
{
    const struct lt_case *one = &((const struct lt_ledger *)context)->cases[index];
    *ret_shape = is_wanted(one) ? one->shape : (struct lt_shape){0};
}

/* --- looking --- */

struct looking {
    const struct finding *f;
    struct lt_overlay *overlay;
    struct found *found;
    struct lt_shape shape; /* of the feature */
    struct lt_share at;
    enum lt_status status;
    struct lt_error *err;
};

static bool visit(void *context, size_t item)
{
    struct looking *l = context;
    const struct lt_case *one = &l->f->input->ledger->cases[item];
    const bool parcel = lt_judged_layers[l->at.judged] == LT_LAYER_PARCEL;
    if (!is_wanted(one) || (!parcel && l->f->judged[item].rank[l->at.judged] == LT_JUDGED_NOT)) {
        return true;
    }
    l->status = lt_overlay_area(l->overlay, &one->shape, &l->shape, &l->at.planar, l->err);
    if (l->status == LT_OK && l->at.planar > 0.0) {
        l->status = lt_array_reserve(&l->found->items, &l->found->capacity, l->found->count + 1,
                                     sizeof *l->found->items, l->err);
        if (l->status == LT_OK) {
            l->at.item = (uint32_t)item;
            l->found->items[l->found->count++] = l->at;
        }
    }
    return l->status == LT_OK;
}

static enum lt_status look_through(void *context, unsigned thread, size_t unit,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct finding *f = context;
    const struct lt_spool *spool = f->input->spools[unit];
    struct looking looking = {
        .f = f, .overlay = f->overlays[thread], .found = &f->found[unit], .err = err};
    for (uint32_t j = 0; j < LT_JUDGED_LAYERS; j++) {
        const size_t count = lt_spool_count(spool, lt_judged_layers[j]);
        for (size_t i = 0; i < count; i++) {
            struct lt_feature feature;
            lt_spool_feature(spool, lt_judged_layers[j], i, &feature);
            looking.shape = feature.shape;
            looking.at =
                (struct lt_share){.judged = j, .unit = (uint32_t)unit, .index = (uint32_t)i};
            if (feature.shape.n_rings > 0) {
                LT_TRY(lt_box_index_query(f->cases, feature.shape.box, visit, &looking, err));
                LT_TRY(looking.status);
            }
        }
    }
out:
    return status;
}

/* --- in order --- */

static int by_case(const void *left, const void *right)
{
    const struct lt_share *a = left, *b = right;
    if (a->item != b->item) {
        return a->item < b->item ? -1 : 1;
    }
    if (a->judged != b->judged) {
        return a->judged < b->judged ? -1 : 1;
    }
    if (a->unit != b->unit) {
        return a->unit < b->unit ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static enum lt_status put_in_order(const struct finding *f, struct lt_arena *arena,
                                   struct lt_shares *ret_shares, struct lt_error *err)
{
    const size_t units = f->input->session->plan.unit_count;
    size_t count = 0;
    for (size_t u = 0; u < units; u++) {
        count += f->found[u].count;
    }
    struct lt_shares shares = {.items = lt_arena_array(arena, count, sizeof *shares.items)};
    if (shares.items == NULL) {
        return lt_fail_memory(err, "the ground of cases");
    }
    for (size_t u = 0; u < units; u++) {
        if (f->found[u].count > 0) {
            memcpy(shares.items + shares.count, f->found[u].items,
                   f->found[u].count * sizeof *shares.items);
            shares.count += f->found[u].count;
        }
    }
    if (shares.count > 0) {
        qsort(shares.items, shares.count, sizeof *shares.items, by_case);
    }
    *ret_shares = shares;
    return LT_OK;
}

static enum lt_status open_finding(struct finding *f, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_ledger *ledger = f->input->ledger;
    const struct lt_session *session = f->input->session;
    const struct lt_shapes shapes = {
        .count = ledger->case_count, .context = ledger, .get = shape_of_case};
    f->judged = lt_arena_array(arena, ledger->case_count, sizeof *f->judged);
    f->found = lt_arena_array(arena, session->plan.unit_count, sizeof *f->found);
    f->overlays = lt_arena_array(arena, session->threads, sizeof(void *));
    if (f->judged == NULL || f->found == NULL || f->overlays == NULL) {
        return lt_fail_memory(err, "the ground of cases");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        f->judged[i] = lt_judged_of(&session->config->rules, &ledger->cases[i]);
    }
    for (unsigned t = 0; t < session->threads; t++) {
        LT_TRY(lt_overlay_create(&f->overlays[t], err));
    }
    LT_TRY(lt_box_index_create(&shapes, &f->cases, err));
out:
    return status;
}

static void close_finding(struct finding *f)
{
    const struct lt_session *session = f->input->session;
    lt_box_index_destroy(f->cases);
    for (unsigned t = 0; f->overlays != NULL && t < session->threads; t++) {
        lt_overlay_destroy(f->overlays[t]);
    }
    for (size_t u = 0; f->found != NULL && u < session->plan.unit_count; u++) {
        free(f->found[u].items);
    }
}

enum lt_status lt_shares_find(const struct lt_shares_input *input, struct lt_arena *arena,
                              struct lt_shares *ret_shares, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct finding f = {.input = input};
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(open_finding(&f, scratch, err));
    LT_TRY(lt_parallel_for(input->session->threads, input->session->plan.unit_count, look_through,
                           &f, err));
    LT_TRY(put_in_order(&f, arena, ret_shares, err));
out:
    close_finding(&f);
    lt_arena_destroy(scratch);
    return status;
}
