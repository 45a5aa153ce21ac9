/* One polygon from above and our cases: which of them it is the same thing as, and what it says of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_feedback.h"
#include "support/arena.h"
#include "support/array.h"

/* Ground of a case on which polygons of this half-year say one thing, and the latest day of these. */
struct ground {
    struct lt_shape shape; /* each place once */
    const char *last;
};

struct said {
    struct ground same, other;
};

/* A case that the city has closed, and when. */
struct closing {
    const char *case_id, *day;
};

struct lt_meeting {
    const struct lt_feedback_input *input;
    struct lt_arena *arena;
    struct lt_overlay *overlay;
    struct lt_box_index *cases;
    struct lt_feedback_enough enough;
    struct said **said;       /* per case; NULL: nothing */
    struct closing *closings; /* ascending case, then day */
    size_t closing_count;
    char first_day[11]; /* of the half-year: the day of what has none */
    /* the polygon at hand */
    const struct lt_meeting_polygon *polygon;
    double planar;
    struct lt_met *met;
    size_t count, capacity;
    enum lt_status status;
    struct lt_error *err;
};

/* --- when ground was last known to be clean --- */

bool lt_feedback_is_later(const char *to, const struct lt_raster_config *clean)
{
    return clean == NULL || strcmp(to, clean->image_to) > 0;
}

static int by_case_and_day(const void *left, const void *right)
{
    const struct closing *a = left, *b = right;
    const int by_case = strcmp(a->case_id, b->case_id);
    return by_case != 0 ? by_case : strcmp(a->day, b->day);
}

static enum lt_status find_closings(struct lt_meeting *m, struct lt_error *err)
{
    const struct lt_ledger *ledger = m->input->ledger;
    m->closings = lt_arena_array(m->arena, ledger->review_count, sizeof *m->closings);
    if (m->closings == NULL) {
        return lt_fail_memory(err, "feedback");
    }
    for (size_t i = 0; i < ledger->review_count; i++) {
        const struct lt_review_record *review = &ledger->reviews[i];
        if (review->to == LT_HANDLING_CLOSED) {
            m->closings[m->closing_count++] =
                (struct closing){review->case_id, review->reviewed_on};
        }
    }
    if (m->closing_count > 0) {
        qsort(m->closings, m->closing_count, sizeof *m->closings, by_case_and_day);
    }
    return LT_OK;
}

/* The last day on which it was closed; "" when it never was. */
static const char *closing_of(const struct lt_meeting *m, const char *id)
{
    size_t low = 0, high = m->closing_count;
    while (low < high) { /* behind the last of this case */
        const size_t middle = low + (high - low) / 2;
        if (strcmp(m->closings[middle].case_id, id) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && strcmp(m->closings[low - 1].case_id, id) == 0 ? m->closings[low - 1].day : "";
}

/* Of the case and of those that it continues. */
static const char *last_closing(const struct lt_meeting *m, const struct lt_case *one)
{
    const char *last = closing_of(m, one->id);
    for (const char *at = one->successor_of; *at != '\0';) {
        char id[LT_CASE_ID];
        const size_t length = strcspn(at, " ");
        snprintf(id, sizeof id, "%.*s", (int)(length < sizeof id ? length : sizeof id - 1), at);
        const char *day = closing_of(m, id);
        last = strcmp(day, last) > 0 ? day : last;
        at += length;
        at += strspn(at, " ");
    }
    return last;
}

/* What a polygon saw before the ground of the case was seen clean, or was closed, says nothing of the case. */
static bool later_than_clean(const struct lt_meeting *m, const char *to, const struct lt_case *one)
{
    const struct lt_session *session = m->input->session;
    if (one->time == LT_TIME_RELAPSED && strcmp(to, last_closing(m, one)) <= 0) {
        return false;
    }
    if (one->clean_before == 0) {
        return lt_feedback_is_later(
            to, one->time == LT_TIME_NEW ? session->rasters[LT_RASTER_BASELINE] : NULL);
    }
    const struct lt_period_config *clean = lt_config_period(session->config, one->clean_before);
    return clean != NULL && lt_feedback_is_later(to, &clean->raster);
}

/* --- what it says of a case --- */

/* What the image shows of it; false for a class that the legend no longer has. */
static bool group_of(const struct lt_meeting *m, const struct lt_case *one,
                     enum lt_group *ret_group)
{
    const struct lt_legend *legend = m->input->legend;
    for (uint32_t c = 0; c < legend->count; c++) {
        if (strcmp(legend->classes[c].name_zh, one->class_zh) == 0) {
            *ret_group = legend->classes[c].group;
            return true;
        }
    }
    return false;
}

static enum lt_status add_ground(struct lt_meeting *m, struct ground *ground,
                                 const struct lt_shape *shared, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *to = *m->polygon->to == '\0' ? m->first_day : m->polygon->to;
    if (ground->shape.n_rings == 0) {
        ground->shape = *shared;
    } else {
        const struct lt_shape both[] = {ground->shape, *shared};
        LT_TRY(lt_overlay_union(m->overlay, both, 2, m->arena, &ground->shape, err));
    }
    if (ground->last == NULL || strcmp(to, ground->last) > 0) {
        ground->last = to;
    }
out:
    return status;
}

static enum lt_status add_saying(struct lt_meeting *m, size_t index, const struct lt_shape *shared,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_case *one = &m->input->ledger->cases[index];
    enum lt_group group;
    if (!group_of(m, one, &group) || !later_than_clean(m, m->polygon->to, one)) {
        return LT_OK;
    }
    const bool same = lt_feedback_says_same(m->polygon->change, group);
    if (!same && !lt_feedback_says_other(m->polygon->change, group)) {
        return LT_OK;
    }
    if (m->said[index] == NULL) {
        m->said[index] = lt_arena_alloc(m->arena, sizeof *m->said[index]);
        LT_TRY(m->said[index] == NULL ? lt_fail_memory(err, "feedback") : LT_OK);
    }
    LT_TRY(add_ground(m, same ? &m->said[index]->same : &m->said[index]->other, shared, err));
out:
    return status;
}

/* --- which cases it meets --- */

static enum lt_status meet_case(struct lt_meeting *m, size_t index, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_case *one = &m->input->ledger->cases[index];
    struct lt_shape shared;
    LT_TRY(lt_overlay_apply(m->overlay, LT_INTERSECTION, m->polygon->shape, &one->shape, m->arena,
                            &shared, err));
    const struct lt_feedback_pair pair = {
        .polygon = m->planar,
        .item = lt_shape_planar_area(&one->shape),
        .shared = shared.n_rings == 0 ? 0.0 : lt_shape_planar_area(&shared),
        .width = lt_shape_mean_width(&shared),
    };
    if (!(pair.shared > 0.0)) {
        goto out;
    }
    if (one->open) {
        LT_TRY(add_saying(m, index, &shared, err));
    }
    if (lt_feedback_is_same(&pair, &m->enough)) {
        LT_TRY(lt_array_reserve(&m->met, &m->capacity, m->count + 1, sizeof *m->met, err));
        m->met[m->count++] = (struct lt_met){
            .index = index,
            .exempt = !one->open,
            .shared_m2 = pair.shared / m->planar * m->polygon->net_m2,
        };
    }
out:
    return status;
}

static bool visit(void *context, size_t index)
{
    struct lt_meeting *m = context;
    const struct lt_case *one = &m->input->ledger->cases[index];
    if ((one->open || one->finding == LT_FINDING_EXEMPT) && one->shape.n_rings > 0) {
        m->status = meet_case(m, index, m->err);
    }
    return m->status == LT_OK;
}

enum lt_status lt_meeting_polygon(struct lt_meeting *m, const struct lt_meeting_polygon *polygon,
                                  const struct lt_met **ret_met, size_t *ret_count,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    m->polygon = polygon;
    m->count = 0;
    m->status = LT_OK;
    m->err = err;
    if (polygon->shape->n_rings > 0) {
        m->planar = lt_shape_planar_area(polygon->shape);
        LT_TRY(lt_box_index_query(m->cases, polygon->shape->box, visit, m, err));
        LT_TRY(m->status);
    }
    *ret_met = m->met;
    *ret_count = m->count;
out:
    return status;
}

/* --- all of them --- */

static void shape_of_case(const void *context, size_t index, struct lt_shape *ret_shape)
{
    const struct lt_ledger *ledger = context;
    *ret_shape = ledger->cases[index].shape;
}

enum lt_status lt_meeting_create(const struct lt_feedback_input *input, struct lt_arena *arena,
                                 struct lt_meeting **ret_meeting, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_ledger *ledger = input->ledger;
    const struct lt_config *config = input->session->config;
    const struct lt_grid *grid = input->grid;
    const struct lt_shapes shapes = {
        .count = ledger->case_count, .context = ledger, .get = shape_of_case};
    struct lt_meeting *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return lt_fail_memory(err, "feedback");
    }
    m->input = input;
    m->arena = arena;
    m->enough = (struct lt_feedback_enough){
        .share = config->case_keep_share,
        .gate = config->gate_full_cells * grid->dx * grid->dy,
        .cell = grid->dx < grid->dy ? grid->dx : grid->dy,
    };
    lt_period_first_day(input->session->options->period, m->first_day);
    m->said = lt_arena_array(arena, ledger->case_count, sizeof(void *));
    LT_TRY(m->said == NULL ? lt_fail_memory(err, "feedback") : LT_OK);
    LT_TRY(find_closings(m, err));
    LT_TRY(lt_overlay_create(&m->overlay, err));
    LT_TRY(lt_box_index_create(&shapes, &m->cases, err));
    *ret_meeting = m;
    m = NULL;
out:
    lt_meeting_destroy(m);
    return status;
}

void lt_meeting_destroy(struct lt_meeting *m)
{
    if (m != NULL) {
        lt_box_index_destroy(m->cases);
        lt_overlay_destroy(m->overlay);
        free(m->met);
        free(m);
    }
}

/* They speak of the case where they lie on enough of it. */
static const char *day_of(const struct lt_meeting *m, const struct ground *ground, double planar)
{
    const bool enough = ground->shape.n_rings > 0 && lt_shape_planar_area(&ground->shape) >=
                                                         m->enough.share * planar * (1.0 - 1e-9);
    return enough ? ground->last : "";
}

enum lt_status lt_meeting_told(const struct lt_meeting *m, struct lt_case_told **ret_told,
                               struct lt_error *err)
{
    const struct lt_ledger *ledger = m->input->ledger;
    struct lt_case_told *told = lt_arena_array(m->arena, ledger->case_count, sizeof *told);
    if (told == NULL) {
        return lt_fail_memory(err, "feedback");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        told[i] = (struct lt_case_told){"", ""};
        if (m->said[i] != NULL) {
            const double planar = lt_shape_planar_area(&ledger->cases[i].shape);
            told[i].same_on = day_of(m, &m->said[i]->same, planar);
            told[i].other_on = day_of(m, &m->said[i]->other, planar);
        }
    }
    *ret_told = told;
    return LT_OK;
}
