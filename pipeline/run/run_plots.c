/* The plots of every case: one look over the spools, a county a thread. */
#include "run/run_plots.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"

static const enum lt_layer judged[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};
enum { JUDGED = sizeof judged / sizeof *judged, NO_RANK = 0xff };
static const double noise = 1e-3; /* share of a case */

/* Which layers a case is held against. */
struct wanted {
    uint8_t rank[JUDGED]; /* NO_RANK: not at all */
    bool by_parcel;       /* a rule of it is judged by parcels */
};

struct found {
    struct lt_plot *items;
    size_t count, capacity;
};

struct finding {
    const struct lt_plots_input *input;
    struct lt_box_index *cases;
    struct wanted *wanted; /* per case */
    double *planar;        /* per case */
    struct lt_overlay **overlays;
    struct found *found; /* per unit */
};

/* --- what is looked for --- */

static enum lt_layer layer_of(const struct lt_config *config, const char *rule)
{
    const struct lt_rule *found = lt_rule_find(config->rules.rules, config->rules.count, rule);
    return found == NULL ? LT_LAYER_COUNT : found->layer;
}

/* A case that has gone into another has no plots of its own. */
static bool is_wanted(const struct lt_case *one)
{
    return one->shape.n_rings > 0 && one->handling != LT_HANDLING_ENDED;
}

static struct wanted wanted_of(const struct lt_config *config, const struct lt_case *one)
{
    struct wanted wanted = {.rank = {NO_RANK, NO_RANK, NO_RANK}};
    uint8_t next = 0;
    for (size_t r = 0; r < LT_CASE_RULES && one->rules[r] != NULL; r++) {
        const enum lt_layer layer = layer_of(config, one->rules[r]);
        for (size_t j = 0; j < JUDGED; j++) {
            if (judged[j] == layer && wanted.rank[j] == NO_RANK) {
                wanted.rank[j] = next++;
            }
        }
    }
    wanted.by_parcel = wanted.rank[0] != NO_RANK;
    if (!wanted.by_parcel) {
        wanted.rank[0] = next;
    }
    return wanted;
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
    const struct lt_feature *feature;
    struct lt_plot at;
    size_t judged;
    enum lt_status status;
    struct lt_error *err;
};

static bool visit(void *context, size_t item)
{
    struct looking *l = context;
    const struct lt_case *one = &l->f->input->ledger->cases[item];
    double shared = 0.0;
    if (!is_wanted(one) || l->f->wanted[item].rank[l->judged] == NO_RANK) {
        return true;
    }
    l->status = lt_overlay_area(l->overlay, &one->shape, &l->feature->shape, &shared, l->err);
    if (l->status == LT_OK && shared > noise * l->f->planar[item]) {
        l->status = lt_array_reserve(&l->found->items, &l->found->capacity, l->found->count + 1,
                                     sizeof *l->found->items, l->err);
        if (l->status == LT_OK) {
            l->at.item = (uint32_t)item;
            l->at.rank = l->f->wanted[item].rank[l->judged];
            l->at.named = l->at.layer == LT_LAYER_PARCEL &&
                          strcmp(l->feature->attr[LT_ATTR_ID], one->parcel_id) == 0;
            l->at.shared = shared;
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
    for (size_t j = 0; j < JUDGED; j++) {
        const size_t count = lt_spool_count(spool, judged[j]);
        for (size_t i = 0; i < count; i++) {
            struct lt_feature feature;
            lt_spool_feature(spool, judged[j], i, &feature);
            struct looking looking = {
                .f = f,
                .overlay = f->overlays[thread],
                .found = &f->found[unit],
                .feature = &feature,
                .at = {.layer = judged[j], .unit = (uint32_t)unit, .index = (uint32_t)i},
                .judged = j,
                .err = err,
            };
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

static int by_telling(const void *left, const void *right)
{
    const struct lt_plot *a = left, *b = right;
    if (a->item != b->item) {
        return a->item < b->item ? -1 : 1;
    }
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    if (a->named != b->named) {
        return a->named ? -1 : 1;
    }
    if (a->shared > b->shared || a->shared < b->shared) {
        return a->shared > b->shared ? -1 : 1;
    }
    if (a->unit != b->unit) {
        return a->unit < b->unit ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

/* The first of each layer stay. */
static size_t keep_first(const struct finding *f, struct lt_plot *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1;
             end < count && items[end].item == items[i].item && items[end].rank == items[i].rank;
             end++) {
        }
        const bool one = items[i].layer == LT_LAYER_PARCEL && !f->wanted[items[i].item].by_parcel;
        const size_t most = one ? 1 : LT_PLOTS_TOLD;
        const size_t of = one ? 1 : end - i;
        for (size_t p = i; p < end && p < i + most; p++) {
            items[kept] = items[p];
            items[kept++].of = (uint32_t)of;
        }
    }
    return kept;
}

static enum lt_status put_in_order(const struct finding *f, struct lt_arena *arena,
                                   struct lt_plots *ret_plots, struct lt_error *err)
{
    const size_t cases = f->input->ledger->case_count;
    const size_t units = f->input->session->plan.unit_count;
    size_t count = 0;
    for (size_t u = 0; u < units; u++) {
        count += f->found[u].count;
    }
    struct lt_plots plots = {
        .items = lt_arena_array(arena, count, sizeof *plots.items),
        .first = lt_arena_array(arena, cases + 1, sizeof *plots.first),
    };
    if (plots.items == NULL || plots.first == NULL) {
        return lt_fail_memory(err, "the plots of cases");
    }
    for (size_t u = 0; u < units; u++) {
        if (f->found[u].count > 0) {
            memcpy(plots.items + plots.count, f->found[u].items,
                   f->found[u].count * sizeof *plots.items);
            plots.count += f->found[u].count;
        }
    }
    if (plots.count > 0) {
        qsort(plots.items, plots.count, sizeof *plots.items, by_telling);
    }
    plots.count = keep_first(f, plots.items, plots.count);
    for (size_t i = 0, at = 0; i <= cases; i++) {
        while (at < plots.count && plots.items[at].item < i) {
            at++;
        }
        plots.first[i] = at;
    }
    *ret_plots = plots;
    return LT_OK;
}

static enum lt_status open_finding(struct finding *f, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_ledger *ledger = f->input->ledger;
    const struct lt_session *session = f->input->session;
    const struct lt_shapes shapes = {
        .count = ledger->case_count, .context = ledger, .get = shape_of_case};
    f->wanted = lt_arena_array(arena, ledger->case_count, sizeof *f->wanted);
    f->planar = lt_arena_array(arena, ledger->case_count, sizeof *f->planar);
    f->found = lt_arena_array(arena, session->plan.unit_count, sizeof *f->found);
    f->overlays = lt_arena_array(arena, session->threads, sizeof(void *));
    if (f->wanted == NULL || f->planar == NULL || f->found == NULL || f->overlays == NULL) {
        return lt_fail_memory(err, "the plots of cases");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *one = &ledger->cases[i];
        f->wanted[i] = wanted_of(session->config, one);
        f->planar[i] = is_wanted(one) ? lt_shape_planar_area(&one->shape) : 0.0;
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

enum lt_status lt_plots_find(const struct lt_plots_input *input, struct lt_arena *arena,
                             struct lt_plots *ret_plots, struct lt_error *err)
{
    enum lt_status status;
    struct finding f = {.input = input};
    LT_TRY(open_finding(&f, arena, err));
    LT_TRY(lt_parallel_for(input->session->threads, input->session->plan.unit_count, look_through,
                           &f, err));
    LT_TRY(put_in_order(&f, arena, ret_plots, err));
out:
    close_finding(&f);
    return status;
}

/* --- for explain --- */

enum lt_status lt_plots_of_case(const struct lt_plots_input *input, const struct lt_plots *plots,
                                size_t item, struct lt_arena *arena, struct lt_kept_case *ret_case,
                                struct lt_error *err)
{
    const size_t from = plots->first[item], count = plots->first[item + 1] - from;
    *ret_case = (struct lt_kept_case){
        .id = input->ledger->cases[item].id,
        .plots = lt_arena_array(arena, count, sizeof *ret_case->plots),
        .plot_count = count,
    };
    if (ret_case->plots == NULL) {
        return lt_fail_memory(err, "the plots of cases");
    }
    for (size_t i = 0; i < count; i++) {
        const struct lt_plot *plot = &plots->items[from + i];
        struct lt_feature feature;
        lt_spool_feature(input->spools[plot->unit], plot->layer, plot->index, &feature);
        ret_case->plots[i] = (struct lt_kept_plot){
            .layer = plot->layer,
            .unit = input->session->plan.units[plot->unit].unit,
            .id = feature.attr[LT_ATTR_ID],
            .sequence = feature.sequence,
            .of = plot->of,
        };
    }
    return LT_OK;
}

enum lt_status lt_plots_keep(const struct lt_plots_input *input, const struct lt_plots *plots,
                             struct lt_arena *arena, struct lt_kept_cases *ret_cases,
                             struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t cases = input->ledger->case_count;
    *ret_cases =
        (struct lt_kept_cases){.items = lt_arena_array(arena, cases, sizeof *ret_cases->items)};
    if (ret_cases->items == NULL) {
        return lt_fail_memory(err, "the plots of cases");
    }
    for (size_t i = 0; i < cases; i++) {
        if (plots->first[i] < plots->first[i + 1]) {
            LT_TRY(
                lt_plots_of_case(input, plots, i, arena, &ret_cases->items[ret_cases->count], err));
            ret_cases->count++;
        }
    }
out:
    return status;
}
