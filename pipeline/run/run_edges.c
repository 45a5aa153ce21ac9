/* Boundary sensitivity of one unit: the polygons that matter, judged at every position, and what holds. */
#include "run/run_edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"

/* A cell of a patch as the polygons lie. */
struct base_cell {
    int64_t row, col;
    uint32_t patch; /* its number among those of its finding */
};

/* The patches of one finding as the polygons lie. */
struct base {
    uint32_t count;
    size_t cell_count;
    struct base_cell *cells; /* ascending row, column */
    int64_t *low_row, *low_col;
    struct lt_edges *edges;
    double *area;    /* of the position at hand */
    uint32_t *stamp; /* the last patch of the position at hand that was met, plus one */
};

struct edging {
    struct lt_unit_work *work;
    enum lt_layer layer;
    uint32_t *chosen;
    size_t count, finding_count;
    struct lt_edges *edges; /* per finding */
    uint32_t *rule;         /* per finding */
    struct base *bases;     /* per finding */
    struct lt_edges *grain; /* per subject: its grain shares alone */
    struct lt_arena *arena; /* bases: until the layer is done */
    struct lt_overlay **overlays;
    struct lt_relations relations;
};

/* --- what is looked at --- */

/* Could the rule be put to the polygon at all? What clouds leave open was asked. */
static bool is_asked(const struct lt_finding *finding)
{
    if (finding->verdict != LT_UNDECIDED) {
        return true;
    }
    switch (finding->reason) {
    case LT_REASON_NOT_SUBJECT:
    case LT_REASON_DISABLED:
    case LT_REASON_PENDING:
    case LT_REASON_TOO_SMALL:
    case LT_REASON_INVALID_GEOMETRY:
    case LT_REASON_RESOLUTION:
    case LT_REASON_NO_THRESHOLD:
    case LT_REASON_ONE_CROP:
        return false;
    default:
        return true;
    }
}

static enum lt_status choose(struct edging *e, enum lt_edge_mode mode, struct lt_error *err)
{
    struct lt_unit_layer *one = &e->work->layers[e->layer];
    one->edge_slot = lt_arena_array(e->work->arena, one->count, sizeof *one->edge_slot);
    e->chosen = lt_arena_array(e->work->arena, one->count, sizeof *e->chosen);
    if (one->edge_slot == NULL || e->chosen == NULL) {
        return lt_fail_memory(err, "boundary sensitivity");
    }
    memset(one->edge_slot, 0xff, one->count * sizeof *one->edge_slot);
    for (size_t i = 0; i < one->findings.count; i++) {
        const struct lt_finding *finding = &one->findings.items[i];
        const bool wanted = is_asked(finding) && (mode == LT_EDGES_ALL || finding->wants_patches ||
                                                  finding->verdict == LT_BELOW);
        if (wanted) {
            one->edge_slot[finding->subject] = 0;
        }
    }
    for (size_t i = 0; i < one->count; i++) {
        if (one->edge_slot[i] == 0) {
            one->edge_slot[i] = (uint32_t)e->count;
            e->chosen[e->count++] = (uint32_t)i;
        }
    }
    one->edge_count = e->count;
    return LT_OK;
}

/* --- one position --- */

static bool is_case(const struct lt_patch *patch)
{
    return patch->kind == LT_PATCH_CASE || patch->joined;
}

static void widen(double value, bool first, double *low, double *high)
{
    *low = first ? value : fmin(*low, value);
    *high = first ? value : fmax(*high, value);
}

static int by_cell(const void *left, const void *right)
{
    const struct base_cell *a = left, *b = right;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    return (a->col > b->col) - (a->col < b->col);
}

/* Remembers the cases of a finding as the polygons lie, so that they are known again. */
static enum lt_status remember(struct edging *e, size_t finding, const struct lt_patches *patches,
                               struct lt_error *err)
{
    struct base *base = &e->bases[finding];
    uint32_t *number = lt_arena_array(e->arena, patches->count, sizeof *number);
    base->cells = lt_arena_array(e->arena, patches->cell_count, sizeof *base->cells);
    base->low_row = lt_arena_array(e->arena, patches->count, sizeof *base->low_row);
    base->low_col = lt_arena_array(e->arena, patches->count, sizeof *base->low_col);
    base->edges = lt_arena_array(e->arena, patches->count, sizeof *base->edges);
    base->area = lt_arena_array(e->arena, patches->count, sizeof *base->area);
    base->stamp = lt_arena_array(e->arena, patches->count, sizeof *base->stamp);
    if (number == NULL || base->cells == NULL || base->low_row == NULL || base->low_col == NULL ||
        base->edges == NULL || base->area == NULL || base->stamp == NULL) {
        return lt_fail_memory(err, "boundary sensitivity");
    }
    for (size_t p = 0; p < patches->count; p++) {
        if (is_case(&patches->items[p])) {
            base->low_row[base->count] = patches->items[p].low_row;
            base->low_col[base->count] = patches->items[p].low_col;
            number[p] = base->count++;
        }
    }
    for (size_t c = 0; c < patches->cell_count; c++) {
        const struct lt_patch_cell *cell = &patches->cells[c];
        if (is_case(&patches->items[cell->patch])) {
            base->cells[base->cell_count++] =
                (struct base_cell){cell->row, cell->col, number[cell->patch]};
        }
    }
    if (base->cell_count > 0) {
        qsort(base->cells, base->cell_count, sizeof *base->cells, by_cell);
    }
    return LT_OK;
}

/* A case is found again in the cases that share a cell with it; they may be several. */
static void recognise(struct base *base, enum lt_edge_position position,
                      const struct lt_patches *patches)
{
    memset(base->area, 0, base->count * sizeof *base->area);
    memset(base->stamp, 0, base->count * sizeof *base->stamp);
    for (size_t c = 0; c < patches->cell_count; c++) {
        const struct lt_patch_cell *cell = &patches->cells[c];
        const struct lt_patch *patch = &patches->items[cell->patch];
        const struct base_cell key = {.row = cell->row, .col = cell->col};
        if (!is_case(patch)) {
            continue;
        }
        const struct base_cell *found =
            bsearch(&key, base->cells, base->cell_count, sizeof key, by_cell);
        if (found != NULL && base->stamp[found->patch] != cell->patch + 1) {
            base->stamp[found->patch] = cell->patch + 1;
            base->area[found->patch] += patch->net_m2;
            base->edges[found->patch].held |= 1u << position;
        }
    }
    for (uint32_t b = 0; b < base->count; b++) {
        struct lt_edges *edges = &base->edges[b];
        widen(base->area[b], edges->asked == 0, &edges->m2_low, &edges->m2_high);
        edges->asked |= 1u << position;
    }
}

/* Adds what a finding is at a position to the rule's sums; is it an offence there? */
static bool count_finding(const struct lt_finding *finding, const struct lt_patches *patches,
                          enum lt_edge_position position, struct lt_edge_sums *sums)
{
    bool found = false;
    if (!finding->wants_patches && finding->verdict == LT_BELOW) {
        sums->count[position]++;
        sums->m2[position] += finding->low_m2;
        return true;
    }
    for (size_t p = 0; p < patches->count; p++) {
        if (is_case(&patches->items[p])) {
            sums->count[position]++;
            sums->m2[position] += patches->items[p].net_m2;
            found = true;
        }
    }
    return found;
}

static enum lt_status take_finding(struct edging *e, const struct lt_edge_place *place,
                                   const struct lt_edge_patches *patches, size_t at,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_finding *finding = &place->findings.items[at];
    struct lt_edges *edges = &e->edges[at];
    if (place->position == LT_EDGE_BASE) {
        e->rule[at] = finding->rule;
    }
    if (!is_asked(finding)) {
        return LT_OK;
    }
    const double low_m2 = patches->low_m2[at], area = finding->area_m2;
    const bool found = count_finding(finding, &patches->of[at], place->position,
                                     &e->work->result.by_position[finding->rule]);
    widen(area > 0.0 ? low_m2 / area : 0.0, edges->asked == 0, &edges->share_low,
          &edges->share_high);
    widen(low_m2, edges->asked == 0, &edges->m2_low, &edges->m2_high);
    edges->asked |= 1u << place->position;
    edges->held |= found ? 1u << place->position : 0;
    if (place->position == LT_EDGE_BASE) {
        LT_TRY(remember(e, at, &patches->of[at], err));
    }
    if (e->bases[at].count > 0) {
        recognise(&e->bases[at], place->position, &patches->of[at]);
    }
out:
    return status;
}

/* Grain proven in this half-year's season. */
static enum lt_status take_grain(struct edging *e, const struct lt_edge_place *place,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_crop_year year = {0};
    const struct lt_unit_work *work = e->work;
    const int current = (int)work->seasons - 1, half = work->context.half;
    struct lt_seasons_input input = {
        .table = &place->table,
        .column_h1 = half == 1 ? current : -1,
        .column_h2 = half == 2 ? current : -1,
        .net_m2 = place->net_m2,
        .grain_season_share = work->session->config->grain_season_share,
    };
    input.legends[current] = &work->legends[LT_RASTER_CURRENT];
    LT_TRY(lt_seasons_compute(&input, &year, err));
    for (size_t i = 0; i < e->count; i++) {
        const double net = place->net_m2[i];
        struct lt_edges *grain = &e->grain[i];
        if (net > 0.0) {
            widen(year.parcels[i].season[half - 1].grain_m2.low / net, grain->asked == 0,
                  &grain->grain_low, &grain->grain_high);
            grain->asked |= 1u << place->position;
        }
    }
out:
    lt_crop_year_finish(&year);
    return status;
}

static enum lt_status open_lists(struct edging *e, size_t findings, struct lt_error *err)
{
    e->finding_count = findings;
    e->edges = lt_arena_array(e->work->arena, findings, sizeof *e->edges);
    e->rule = lt_arena_array(e->arena, findings, sizeof *e->rule);
    e->bases = lt_arena_array(e->arena, findings, sizeof *e->bases);
    e->grain = lt_arena_array(e->arena, e->count, sizeof *e->grain);
    return e->edges == NULL || e->rule == NULL || e->bases == NULL || e->grain == NULL
               ? lt_fail_memory(err, "boundary sensitivity")
               : LT_OK;
}

static enum lt_status take_position(struct edging *e, enum lt_edge_position position,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_edge_place place = {0};
    struct lt_edge_patches patches;
    LT_TRY(lt_edge_place_open(e->work, e->layer, position, e->chosen, e->count, e->overlays, &place,
                              err));
    if (position == LT_EDGE_BASE) {
        LT_TRY(open_lists(e, place.findings.count, err));
    }
    LT_TRY(LT_CHECK(place.findings.count == e->finding_count, err));
    LT_TRY(lt_edge_draw(&place, &e->relations, &patches, err));
    for (size_t i = 0; i < e->finding_count; i++) {
        LT_TRY(take_finding(e, &place, &patches, i, err));
    }
    LT_TRY(take_grain(e, &place, err));
out:
    lt_edge_place_close(&place);
    return status;
}

/* --- what holds --- */

static void count_held(struct lt_edge_sums *sums, const struct lt_edges *edges)
{
    if ((edges->held & 1u << LT_EDGE_BASE) != 0) {
        *(lt_edges_hold(edges) ? &sums->hold : &sums->hinge) += 1;
    }
}

static void sum_up(struct edging *e)
{
    for (size_t i = 0; i < e->finding_count; i++) {
        struct lt_edges *edges = &e->edges[i];
        struct lt_edge_sums *sums = &e->work->result.by_position[e->rule[i]];
        const struct lt_edges *grain = &e->grain[i % e->count];
        edges->grain_low = grain->grain_low;
        edges->grain_high = grain->grain_high;
        for (uint32_t b = 0; b < e->bases[i].count; b++) {
            struct lt_edges *patch = &e->bases[i].edges[b];
            patch->share_low = edges->share_low;
            patch->share_high = edges->share_high;
            patch->grain_low = edges->grain_low;
            patch->grain_high = edges->grain_high;
            count_held(sums, patch);
        }
        if (e->bases[i].count == 0) {
            count_held(sums, edges);
        }
        const bool asked = (edges->asked & 1u << LT_EDGE_BASE) != 0;
        sums->elsewhere += asked && edges->held != 0 && (edges->held & 1u << LT_EDGE_BASE) == 0;
    }
}

/* The patch that a candidate is; what an approval cuts out of one is another, and is not told of. */
static void tell_candidates(const struct edging *e)
{
    const struct lt_unit_layer *one = &e->work->layers[e->layer];
    struct lt_unit_result *result = &e->work->result;
    for (size_t c = 0; c < result->candidate_count; c++) {
        struct lt_candidate *candidate = &result->candidates[c];
        if (candidate->layer != e->layer ||
            one->edge_slot[candidate->patch.subject] == UINT32_MAX) {
            continue;
        }
        for (size_t f = one->edge_slot[candidate->patch.subject]; f < e->finding_count;
             f += e->count) {
            const struct base *base = &e->bases[f];
            for (uint32_t b = 0; e->rule[f] == candidate->rule && b < base->count; b++) {
                if (base->low_row[b] == candidate->patch.low_row &&
                    base->low_col[b] == candidate->patch.low_col) {
                    candidate->edges = base->edges[b];
                }
            }
        }
    }
}

static enum lt_status look_at_layer(struct edging *e, enum lt_edge_mode mode, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_arena_create(&e->arena, err));
    LT_TRY(choose(e, mode, err));
    if (e->count == 0) {
        goto out;
    }
    for (int p = 0; p < LT_EDGE_POSITIONS; p++) {
        LT_TRY(take_position(e, (enum lt_edge_position)p, err));
    }
    sum_up(e);
    tell_candidates(e);
    e->work->layers[e->layer].edges = e->edges;
out:
    lt_arena_destroy(e->arena);
    return status;
}

enum lt_status lt_unit_edges(struct lt_unit_work *work, struct lt_error *err)
{
    static const enum lt_layer looked_at[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};
    enum lt_status status;
    const struct lt_config *config = work->session->config;
    const enum lt_edge_mode mode = lt_edge_mode_of(config->boundary_sensitivity);
    struct edging common = {.work = work};
    if (mode == LT_EDGES_NONE) {
        return LT_OK;
    }
    common.overlays = lt_arena_array(work->arena, work->threads, sizeof *common.overlays);
    work->result.by_position =
        lt_arena_array(work->arena, config->rules.count, sizeof *work->result.by_position);
    if (common.overlays == NULL || work->result.by_position == NULL) {
        return lt_fail_memory(err, "boundary sensitivity");
    }
    work->result.by_position_count = config->rules.count;
    for (unsigned t = 0; t < work->threads; t++) {
        LT_TRY(lt_overlay_create(&common.overlays[t], err));
    }
    LT_TRY(lt_relations_open(work, &common.relations, err));
    for (size_t i = 0; i < sizeof looked_at / sizeof *looked_at; i++) {
        struct edging one = common;
        one.layer = looked_at[i];
        LT_TRY(look_at_layer(&one, mode, err));
    }
out:
    for (unsigned t = 0; t < work->threads; t++) {
        lt_overlay_destroy(common.overlays[t]);
    }
    lt_relations_close(&common.relations);
    return status == LT_OK ? LT_OK : lt_fail_in(err, "boundary sensitivity");
}
