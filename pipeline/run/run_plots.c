/* The plots of every case, from the ground that it shares. */
#include "run/run_plots.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"

static const double noise = 1e-3; /* share of a case */

/* --- which are plots of the case --- */

/* A case that has gone into another has no plots of its own. */
static bool is_wanted(const struct lt_case *one)
{
    return one->shape.n_rings > 0 && one->handling != LT_HANDLING_ENDED;
}

/* The parcel layer is told of in any event; by no rule, then last. */
static bool is_judged_by_parcel(const struct lt_judged *judged)
{
    return judged->rank[0] != LT_JUDGED_NOT;
}

static struct lt_plot plot_of(const struct lt_plots_input *input, const struct lt_share *share,
                              const struct lt_judged *judged)
{
    const struct lt_case *one = &input->ledger->cases[share->item];
    struct lt_plot plot = {.item = share->item,
                           .layer = lt_judged_layers[share->judged],
                           .unit = share->unit,
                           .index = share->index,
                           .rank = judged->rank[share->judged],
                           .shared = share->planar};
    if (plot.layer == LT_LAYER_PARCEL) {
        struct lt_feature parcel;
        lt_spool_feature(input->spools[share->unit], plot.layer, share->index, &parcel);
        plot.named = strcmp(parcel.attr[LT_ATTR_ID], one->parcel_id) == 0;
        plot.rank = is_judged_by_parcel(judged) ? plot.rank : judged->count;
    }
    return plot;
}

static enum lt_status take_plots(const struct lt_plots_input *input, const struct lt_shares *shares,
                                 struct lt_arena *arena, struct lt_plots *plots,
                                 struct lt_error *err)
{
    plots->items = lt_arena_array(arena, shares->count, sizeof *plots->items);
    if (plots->items == NULL) {
        return lt_fail_memory(err, "the plots of cases");
    }
    for (size_t i = 0, end; i < shares->count; i = end) {
        const uint32_t item = shares->items[i].item;
        const struct lt_case *one = &input->ledger->cases[item];
        const struct lt_judged judged = lt_judged_of(&input->session->config->rules, one);
        const double least = noise * lt_shape_planar_area(&one->shape);
        for (end = i; end < shares->count && shares->items[end].item == item; end++) {
            const struct lt_share *share = &shares->items[end];
            if (is_wanted(one) && share->planar > least) {
                plots->items[plots->count++] = plot_of(input, share, &judged);
            }
        }
    }
    return LT_OK;
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
static size_t keep_first(const struct lt_plots_input *input, struct lt_plot *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1;
             end < count && items[end].item == items[i].item && items[end].rank == items[i].rank;
             end++) {
        }
        const struct lt_judged judged =
            lt_judged_of(&input->session->config->rules, &input->ledger->cases[items[i].item]);
        const bool one = items[i].layer == LT_LAYER_PARCEL && !is_judged_by_parcel(&judged);
        const size_t most = one ? 1 : LT_PLOTS_TOLD;
        const size_t of = one ? 1 : end - i;
        for (size_t p = i; p < end && p < i + most; p++) {
            items[kept] = items[p];
            items[kept++].of = (uint32_t)of;
        }
    }
    return kept;
}

enum lt_status lt_plots_find(const struct lt_plots_input *input, const struct lt_shares *shares,
                             struct lt_arena *arena, struct lt_plots *ret_plots,
                             struct lt_error *err)
{
    enum lt_status status;
    const size_t cases = input->ledger->case_count;
    struct lt_plots plots = {.first = lt_arena_array(arena, cases + 1, sizeof *plots.first)};
    if (plots.first == NULL) {
        return lt_fail_memory(err, "the plots of cases");
    }
    LT_TRY(take_plots(input, shares, arena, &plots, err));
    if (plots.count > 0) {
        qsort(plots.items, plots.count, sizeof *plots.items, by_telling);
    }
    plots.count = keep_first(input, plots.items, plots.count);
    for (size_t i = 0, at = 0; i <= cases; i++) {
        while (at < plots.count && plots.items[at].item < i) {
            at++;
        }
        plots.first[i] = at;
    }
    *ret_plots = plots;
out:
    return status;
}

const struct lt_plot *lt_plots_parcel(const struct lt_plots *plots, size_t item)
{
    for (size_t p = plots->first[item]; p < plots->first[item + 1]; p++) {
        if (plots->items[p].layer == LT_LAYER_PARCEL) {
            return &plots->items[p];
        }
    }
    return NULL;
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
