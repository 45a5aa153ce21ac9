#include "run/run_feedback.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/explain.h"
#include "liangtian/kept.h"
#include "liangtian/overlay.h"
#include "support/arena.h"
#include "support/array.h"

struct matching {
    const struct lt_feedback_input *input;
    struct lt_arena *arena;
    struct lt_overlay *overlay;
    struct lt_box_index *cases;
    struct lt_kept **kept; /* one per unit */
    struct lt_feedback_kinds kinds;
    bool *found; /* per case: feedback confirms it */
    bool *same;  /* per case: and says what the image shows of it, since it was clean */
    struct lt_feedback_item *items;
    size_t count, capacity;
    /* the polygon at hand */
    const struct lt_shape *shape;
    double net_m2;
    double open_m2, exempt_m2; /* the most that it shares with one */
    size_t open, exempt;       /* SIZE_MAX without */
    enum lt_status status;
    struct lt_error *err;
};

static void shape_of_case(const void *context, size_t index, struct lt_shape *ret_shape)
{
    const struct lt_ledger *ledger = context;
    *ret_shape = ledger->cases[index].shape;
}

/* --- one polygon --- */

static bool meet_case(void *context, size_t index)
{
    struct matching *m = context;
    const struct lt_case *one = &m->input->ledger->cases[index];
    const bool exempt = one->finding == LT_FINDING_EXEMPT;
    double planar = 0.0;
    if ((!one->open && !exempt) || one->shape.n_rings == 0) {
        return true;
    }
    m->status = lt_overlay_area(m->overlay, m->shape, &one->shape, &planar, m->err);
    const double m2 = planar / lt_shape_planar_area(m->shape) * m->net_m2;
    double *most = exempt ? &m->exempt_m2 : &m->open_m2;
    if (m->status == LT_OK && m2 > *most) {
        *most = m2;
        *(exempt ? &m->exempt : &m->open) = index;
    }
    return m->status == LT_OK;
}

static enum lt_status meet_cases(struct matching *m, const struct lt_feature *feature,
                                 struct lt_error *err)
{
    enum lt_status status;
    m->shape = &feature->shape;
    m->net_m2 = feature->net_m2;
    m->open_m2 = m->exempt_m2 = 0.0;
    m->open = m->exempt = SIZE_MAX;
    m->status = LT_OK;
    m->err = err;
    if (feature->shape.n_rings == 0) {
        return LT_OK;
    }
    LT_TRY(lt_box_index_query(m->cases, feature->shape.box, meet_case, m, err));
    LT_TRY(m->status);
out:
    return status;
}

/* Grain of this half-year on the polygon, from what its county's process tabulated. */
static enum lt_status see_grain(struct matching *m, size_t unit, const char *id,
                                struct lt_interval *ret_grain, struct lt_error *err)
{
    enum lt_status status;
    struct lt_kept_subject *found;
    size_t count;
    struct lt_explain_place place;
    *ret_grain = (struct lt_interval){0.0, m->net_m2};
    LT_TRY(lt_kept_find(m->kept[unit], LT_LAYER_FEEDBACK, id, m->arena, &found, &count, err));
    if (count > 0) {
        LT_TRY(lt_explain_place(lt_kept_head(m->kept[unit]), found, m->arena, &place, err));
        *ret_grain = place.season[1].state->grain_m2;
    }
out:
    return status;
}

bool lt_feedback_is_later(const char *to, const struct lt_raster_config *clean)
{
    return clean == NULL || strcmp(to, clean->image_to) > 0;
}

/* What a polygon saw before the ground of the case was seen clean says nothing of the case. */
static bool later_than_clean(const struct matching *m, const char *to, const struct lt_case *one)
{
    const struct lt_session *session = m->input->session;
    if (one->clean_before == 0) {
        return lt_feedback_is_later(
            to, one->time == LT_TIME_NEW ? session->rasters[LT_RASTER_BASELINE] : NULL);
    }
    const struct lt_period_config *clean = lt_config_period(session->config, one->clean_before);
    return clean != NULL && lt_feedback_is_later(to, &clean->raster);
}

/* Does the polygon say what the image shows of the case? A class that the legend no longer has is not known. */
static bool says_same(const struct matching *m, enum lt_feedback_change change,
                      const struct lt_case *one)
{
    const struct lt_legend *legend = m->input->legend;
    for (uint32_t c = 0; c < legend->count; c++) {
        if (strcmp(legend->classes[c].name_zh, one->class_zh) == 0) {
            return lt_feedback_says_same(change, legend->classes[c].group);
        }
    }
    return false;
}

static enum lt_status match_one(struct matching *m, size_t unit, const struct lt_feature *feature,
                                struct lt_error *err)
{
    enum lt_status status;
    const struct lt_session *session = m->input->session;
    const struct lt_case *cases = m->input->ledger->cases;
    struct lt_feedback_item item = {
        .id = feature->attr[LT_ATTR_ID],
        .code = feature->attr[LT_ATTR_KIND],
        .from = feature->attr[LT_ATTR_FROM],
        .to = feature->attr[LT_ATTR_TO],
        .kind = lt_feedback_kind_of(&m->kinds, feature->attr[LT_ATTR_KIND]),
        .unit = session->plan.units[unit].unit,
        .net_m2 = feature->net_m2,
        .shape = feature->shape,
        .case_id = "",
        .rule = "",
    };
    item.change = item.kind == NULL ? LT_CHANGE_UNKNOWN : item.kind->change;
    LT_TRY(meet_cases(m, feature, err));
    LT_TRY(see_grain(m, unit, item.id, &item.grain_m2, err));
    const struct lt_feedback_evidence evidence = {
        .change = item.change,
        .usable = feature->shape.n_rings > 0,
        .to = item.to,
        .image_to = session->rasters[LT_RASTER_CURRENT]->image_to,
        .net_m2 = item.net_m2,
        .case_m2 = m->open_m2,
        .case_net_m2 = m->open == SIZE_MAX ? 0.0 : cases[m->open].area_m2,
        .exempt_m2 = m->exempt_m2,
        .exempt_net_m2 = m->exempt == SIZE_MAX ? 0.0 : cases[m->exempt].area_m2,
        .keep_share = session->config->case_keep_share,
        .grain_low_m2 = item.grain_m2.low,
        .grain_share = session->config->grain_season_share,
    };
    item.match = lt_feedback_judge(&evidence);
    const size_t which = item.match == LT_FEEDBACK_APPROVED ? m->exempt : m->open;
    if (which != SIZE_MAX) {
        item.case_id = cases[which].id;
        item.rule = cases[which].rules[0];
        item.shared_m2 = which == m->open ? m->open_m2 : m->exempt_m2;
        if (item.match == LT_FEEDBACK_CONFIRMED) {
            m->found[which] = true;
            m->same[which] = m->same[which] || (later_than_clean(m, item.to, &cases[which]) &&
                                                says_same(m, item.change, &cases[which]));
        }
    }
    LT_TRY(lt_array_reserve(&m->items, &m->capacity, m->count + 1, sizeof item, err));
    m->items[m->count++] = item;
out:
    return status;
}

/* --- all polygons, each once --- */

/* Every county's spool has them all: one counts where its middle lies, else where the first county is. */
static enum lt_status is_here(struct matching *m, size_t unit, const struct lt_feature *feature,
                              bool *ret_here, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_point middle;
    const size_t count = m->input->count;
    size_t home = count;
    if (feature->shape.n_rings > 0) {
        LT_TRY(lt_overlay_label_point(m->overlay, &feature->shape, &middle, err));
        for (home = 0; home < count && !lt_overlay_covers_point(&m->input->counties[home], middle);
             home++) {
        }
    }
    /* outside all of them: where it was filed, which the whole city's run gives to its first county */
    *ret_here = home < count ? home == unit : unit == 0 && m->input->session->options->unit == 0;
out:
    return status;
}

static enum lt_status match_all(struct matching *m, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t u = 0; u < m->input->count; u++) {
        const struct lt_spool *spool = m->input->spools[u];
        const size_t count = lt_spool_count(spool, LT_LAYER_FEEDBACK);
        for (size_t i = 0; i < count; i++) {
            struct lt_feature feature;
            bool here;
            lt_spool_feature(spool, LT_LAYER_FEEDBACK, i, &feature);
            LT_TRY(is_here(m, u, &feature, &here, err));
            if (here) {
                LT_TRY(match_one(m, u, &feature, err));
            }
        }
    }
out:
    return status;
}

static int by_unit_and_id(const void *left, const void *right)
{
    const struct lt_feedback_item *a = left, *b = right;
    return a->unit != b->unit ? (a->unit < b->unit ? -1 : 1) : strcmp(a->id, b->id);
}

static enum lt_status sum_up(const struct matching *m, struct lt_feedback_report *report,
                             struct lt_error *err)
{
    const struct lt_feedback_input *input = m->input;
    report->items = lt_arena_array(m->arena, m->count, sizeof *report->items);
    report->counties = lt_arena_array(m->arena, input->count, sizeof *report->counties);
    if (report->items == NULL || report->counties == NULL) {
        return lt_fail_memory(err, "feedback");
    }
    if (m->count > 0) {
        qsort(m->items, m->count, sizeof *m->items, by_unit_and_id);
        memcpy(report->items, m->items, m->count * sizeof *m->items);
    }
    report->count = m->count;
    for (size_t u = 0; u < input->count; u++) {
        struct lt_feedback_county *county = &report->counties[u];
        const uint32_t unit = input->session->plan.units[u].unit;
        for (size_t i = 0; i < m->count; i++) {
            if (m->items[i].unit == unit) {
                lt_feedback_count(county, &m->items[i]);
            }
        }
        for (size_t i = 0; i < input->ledger->case_count; i++) {
            const struct lt_case *one = &input->ledger->cases[i];
            if (one->unit == unit && one->open) {
                county->cases++;
                county->ours += !m->found[i];
                county->ours_m2 += m->found[i] ? 0.0 : one->area_m2;
                county->two_sources_grave += m->found[i] && one->grave != LT_GRAVE_NO;
            }
        }
    }
    report->given = true;
    return LT_OK;
}

static enum lt_status open_all(struct matching *m, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = m->input->session;
    const struct lt_ledger *ledger = m->input->ledger;
    const struct lt_shapes shapes = {
        .count = ledger->case_count, .context = ledger, .get = shape_of_case};
    m->found = lt_arena_array(m->arena, ledger->case_count, sizeof *m->found);
    m->kept = lt_arena_array(m->arena, m->input->count, sizeof(void *));
    m->same = lt_arena_array(m->arena, ledger->case_count, sizeof *m->same);
    if (m->found == NULL || m->same == NULL || m->kept == NULL) {
        return lt_fail_memory(err, "feedback");
    }
    LT_TRY(lt_feedback_kinds_load(session->config->schemas_dir, &session->diagnostics, m->arena,
                                  &m->kinds, err));
    LT_TRY(lt_overlay_create(&m->overlay, err));
    LT_TRY(lt_box_index_create(&shapes, &m->cases, err));
    for (size_t u = 0; u < m->input->count; u++) {
        const char *path = lt_session_unit_path(session, session->plan.units[u].unit, ".kept");
        LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : lt_kept_open(path, &m->kept[u], err));
    }
out:
    return status;
}

enum lt_status lt_stage_feedback(const struct lt_feedback_input *input, struct lt_arena *arena,
                                 struct lt_feedback_report *ret_report, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct matching m = {.input = input, .arena = arena};
    const bool given = input->session->period->layers[LT_LAYER_FEEDBACK].present;
    *ret_report = (struct lt_feedback_report){0};
    if (given) {
        LT_TRY(open_all(&m, err));
        LT_TRY(match_all(&m, err));
    }
    const struct lt_grading grading = {.confirmed = m.same,
                                       .by_feedback = input->session->config->grave_by_feedback,
                                       .by_review = input->session->config->grave_by_review};
    lt_ledger_grade(input->ledger, &grading);
    if (given) {
        LT_TRY(sum_up(&m, ret_report, err));
    }
out:
    for (size_t u = 0; m.kept != NULL && u < input->count; u++) {
        lt_kept_close(m.kept[u]);
    }
    lt_box_index_destroy(m.cases);
    lt_overlay_destroy(m.overlay);
    free(m.items);
    return status;
}
