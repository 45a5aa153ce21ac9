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
    struct lt_meeting *meeting;
    struct lt_kept **kept; /* one per unit */
    struct lt_feedback_kinds kinds;
    bool *found; /* per case: feedback found it too */
    struct lt_feedback_item *items;
    size_t count, capacity;
};

/* --- one polygon --- */

/* Grain of this half-year on the polygon, from what its county's process tabulated. */
static enum lt_status see_grain(struct matching *m, size_t unit, const struct lt_feature *feature,
                                struct lt_interval *ret_grain, struct lt_error *err)
{
    enum lt_status status;
    struct lt_kept_subject *found;
    size_t count;
    struct lt_explain_place place;
    *ret_grain = (struct lt_interval){0.0, feature->net_m2};
    LT_TRY(lt_kept_find(m->kept[unit], LT_LAYER_FEEDBACK, feature->attr[LT_ATTR_ID], m->arena,
                        &found, &count, err));
    if (count > 0) {
        LT_TRY(lt_explain_place(lt_kept_head(m->kept[unit]), found, m->arena, &place, err));
        *ret_grain = place.season[1].state->grain_m2;
    }
out:
    return status;
}

/* Adds a word to a list of words, each once. NULL when memory is out, or was before. */
static const char *add_word(struct lt_arena *arena, const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = list; at != NULL && *at != '\0'; at += *at == ' ') {
        if (strcspn(at, " ") == length && strncmp(at, word, length) == 0) {
            return list;
        }
        at += strcspn(at, " ");
    }
    return list == NULL ? NULL
                        : lt_arena_printf(arena, "%s%s%s", list, *list == '\0' ? "" : " ", word);
}

/* The cases that stand behind the result: covered ones where it is that they are covered, else open ones. */
static enum lt_status name_cases(struct matching *m, const struct lt_met *met, size_t count,
                                 struct lt_feedback_item *item, struct lt_error *err)
{
    const struct lt_case *cases = m->input->ledger->cases;
    for (size_t i = 0; i < count; i++) {
        const struct lt_case *one = &cases[met[i].index];
        if (met[i].exempt != (item->match == LT_FEEDBACK_APPROVED)) {
            continue;
        }
        item->case_ids = add_word(m->arena, item->case_ids, one->id);
        item->rules = add_word(m->arena, item->rules, one->rules[0]);
        item->shared_m2 += met[i].shared_m2;
        item->case_count++;
        m->found[met[i].index] = m->found[met[i].index] || item->match == LT_FEEDBACK_CONFIRMED;
    }
    return item->case_ids == NULL || item->rules == NULL ? lt_fail_memory(err, "feedback") : LT_OK;
}

static enum lt_status match_one(struct matching *m, size_t unit, const struct lt_feature *feature,
                                struct lt_error *err)
{
    enum lt_status status;
    const struct lt_session *session = m->input->session;
    const struct lt_met *met;
    size_t count;
    struct lt_feedback_item item = {
        .id = feature->attr[LT_ATTR_ID],
        .code = feature->attr[LT_ATTR_KIND],
        .from = feature->attr[LT_ATTR_FROM],
        .to = feature->attr[LT_ATTR_TO],
        .kind = lt_feedback_kind_of(&m->kinds, feature->attr[LT_ATTR_KIND]),
        .unit = session->plan.units[unit].unit,
        .net_m2 = feature->net_m2,
        .shape = feature->shape,
        .case_ids = "",
        .rules = "",
    };
    item.change = item.kind == NULL ? LT_CHANGE_UNKNOWN : item.kind->change;
    const struct lt_meeting_polygon polygon = {&item.shape, item.net_m2, item.change, item.to};
    LT_TRY(lt_meeting_polygon(m->meeting, &polygon, &met, &count, err));
    LT_TRY(see_grain(m, unit, feature, &item.grain_m2, err));
    struct lt_feedback_evidence evidence = {
        .change = item.change,
        .usable = item.shape.n_rings > 0,
        .to = item.to,
        .image_to = session->rasters[LT_RASTER_CURRENT]->image_to,
        .net_m2 = item.net_m2,
        .grain_low_m2 = item.grain_m2.low,
        .grain_share = session->config->grain_season_share,
    };
    for (size_t i = 0; i < count; i++) {
        *(met[i].exempt ? &evidence.met_exempt : &evidence.met_open) = true;
    }
    item.match = lt_feedback_judge(&evidence);
    LT_TRY(name_cases(m, met, count, &item, err));
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
    m->found = lt_arena_array(m->arena, m->input->ledger->case_count, sizeof *m->found);
    m->kept = lt_arena_array(m->arena, m->input->count, sizeof(void *));
    if (m->found == NULL || m->kept == NULL) {
        return lt_fail_memory(err, "feedback");
    }
    LT_TRY(lt_feedback_kinds_load(session->config->schemas_dir, &session->diagnostics, m->arena,
                                  &m->kinds, err));
    LT_TRY(lt_overlay_create(&m->overlay, err));
    LT_TRY(lt_meeting_create(m->input, m->arena, &m->meeting, err));
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
    const struct lt_config *config = input->session->config;
    const bool given = input->session->period->layers[LT_LAYER_FEEDBACK].present;
    struct lt_case_told *told = NULL;
    *ret_report = (struct lt_feedback_report){0};
    if (given) {
        LT_TRY(open_all(&m, err));
        LT_TRY(match_all(&m, err));
        LT_TRY(lt_meeting_told(m.meeting, &told, err));
    }
    const struct lt_grading grading = {.told = told,
                                       .by_feedback = config->grave_by_feedback,
                                       .by_review = config->grave_by_review};
    lt_ledger_grade(input->ledger, &grading);
    if (given) {
        LT_TRY(sum_up(&m, ret_report, err));
    }
out:
    for (size_t u = 0; m.kept != NULL && u < input->count; u++) {
        lt_kept_close(m.kept[u]);
    }
    lt_meeting_destroy(m.meeting);
    lt_overlay_destroy(m.overlay);
    free(m.items);
    return status;
}
