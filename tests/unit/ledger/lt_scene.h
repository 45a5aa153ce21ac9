/* A small country for ledger tests: cells of 10 m × 10 m = 100 m², drawn from the south-west corner. Net area is the
 * planar area (times scene.net), so that every case's area can be held against its own polygon. */
#ifndef LT_SCENE_H
#define LT_SCENE_H

#include "support/lt_test.h"
#include "support/lt_test_legend.h"
#include "support/lt_test_rules.h"

#include <string.h>

#include "liangtian/ledger.h"
#include "support/arena.h"

enum { SCENE_UNITS = 2, SCENE_MOST = 256 };

static const double scene_cell[1] = {100.0};
static const struct lt_grid scene_grid = {.origin_x = 0,
                                          .origin_y = 10000,
                                          .dx = 10,
                                          .dy = 10,
                                          .cols = 1000,
                                          .rows = 1000,
                                          .areas = {1, 1, 1, 1, scene_cell},
                                          .crs = "EPSG:4526"};

struct scene {
    struct lt_arena *arena;
    struct lt_ledger ledger; /* as of the last half-year */
    bool begun;
    double net; /* net m² per planar m² */
    struct lt_unit_result units[SCENE_UNITS];
    struct lt_candidate candidates[SCENE_UNITS][SCENE_MOST];
    struct lt_recheck rechecks[SCENE_UNITS][SCENE_MOST];
};

static inline void scene_begin(struct scene *scene)
{
    struct lt_error err;
    memset(scene, 0, sizeof *scene);
    scene->net = 1.0;
    assert_ok(lt_arena_create(&scene->arena, &err));
    scene->units[0].unit = 411702;
    scene->units[1].unit = 411721;
    for (int u = 0; u < SCENE_UNITS; u++) {
        scene->units[u].candidates = scene->candidates[u];
        scene->units[u].rechecks = scene->rechecks[u];
    }
}

static inline void scene_end(struct scene *scene)
{
    lt_ledger_finish(&scene->ledger);
    lt_arena_destroy(scene->arena);
}

static inline struct lt_shape scene_box(struct scene *scene, double x, double y, double w, double h)
{
    struct lt_point *points = lt_arena_array(scene->arena, 5, sizeof *points);
    uint32_t *end = lt_arena_array(scene->arena, 1, sizeof *end);
    const double x0 = 10 * x, y0 = 10 * y, x1 = 10 * (x + w), y1 = 10 * (y + h);
    const struct lt_point ring[5] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
    memcpy(points, ring, sizeof ring);
    *end = 5;
    return (struct lt_shape){1, 5, end, points, {x0, y0, x1, y1}};
}

/* Offending ground of w × h cells at (x, y). It says nothing yet about when it began. */
static inline struct lt_candidate *offends(struct scene *scene, int unit, int rule,
                                           const char *parcel, double x, double y, double w,
                                           double h)
{
    struct lt_unit_result *result = &scene->units[unit];
    struct lt_candidate *one = &scene->candidates[unit][result->candidate_count++];
    *one = (struct lt_candidate){.unit = result->unit,
                                 .rule = (uint32_t)rule,
                                 .layer = test_rules[rule].layer,
                                 .subject_id = parcel,
                                 .parcel_id = parcel,
                                 .land_class = "0103",
                                 .planting = "LS",
                                 .town = "411702001",
                                 .approval = "",
                                 .feedback_id = "",
                                 .share_low = 0.5,
                                 .share_high = 0.5,
                                 .patch = {.rule = (uint32_t)rule,
                                           .kind = LT_PATCH_CASE,
                                           .low_row = 1000 - (int64_t)(y + h),
                                           .low_col = (int64_t)x,
                                           .net_m2 = w * h * 100 * scene->net,
                                           .main_class = ORCHARD,
                                           .shape = scene_box(scene, x, y, w, h)}};
    return one;
}

/* How an open case looks in this period: offending between low and high m². */
static inline void looks(struct scene *scene, int unit, const char *case_id, double low_m2,
                         double high_m2)
{
    struct lt_unit_result *result = &scene->units[unit];
    scene->rechecks[unit][result->recheck_count++] =
        (struct lt_recheck){.case_id = case_id,
                            .offending_low_m2 = low_m2,
                            .offending_high_m2 = high_m2,
                            .judged = true};
}

static inline void not_judged(struct scene *scene, int unit, const char *case_id,
                              enum lt_reason reason)
{
    struct lt_unit_result *result = &scene->units[unit];
    scene->rechecks[unit][result->recheck_count++] =
        (struct lt_recheck){.case_id = case_id, .reason = reason};
}

static inline struct lt_ledger_input scene_input(const struct scene *scene, const char *period)
{
    struct lt_ledger_input input = {.prior = scene->begun ? &scene->ledger : NULL,
                                    .units = scene->units,
                                    .unit_count = SCENE_UNITS,
                                    .rules = &test_rule_set,
                                    .legend = &test_legend,
                                    .grid = &scene_grid,
                                    .city_code = 411700,
                                    .keep_share = 0.5,
                                    .crs = "EPSG:4526"};
    assert_true(lt_period_parse(period, &input.period));
    return input;
}

/* Closes the half-year; what was drawn for it is used up. */
static inline void close_period(struct scene *scene, const char *period)
{
    struct lt_error err;
    struct lt_ledger next;
    const struct lt_ledger_input input = scene_input(scene, period);
    assert_ok(lt_ledger_advance(&input, &next, &err));
    lt_ledger_finish(&scene->ledger);
    scene->ledger = next;
    scene->begun = true;
    assert_ok(lt_ledger_verify(&scene->ledger, &err));
    for (int u = 0; u < SCENE_UNITS; u++) {
        scene->units[u].candidate_count = scene->units[u].recheck_count = 0;
    }
}

static inline struct lt_case *case_of(struct scene *scene, const char *id)
{
    for (size_t i = 0; i < scene->ledger.case_count; i++) {
        if (strcmp(scene->ledger.cases[i].id, id) == 0) {
            return &scene->ledger.cases[i];
        }
    }
    fail_msg("no case %s", id);
    return NULL;
}

/* "SUSPECT NEW ISSUED open", "… ISSUED carried open" when this half-year could not judge it */
static inline void assert_case(struct scene *scene, const char *id, const char *expected,
                               double area_m2)
{
    char text[96];
    const struct lt_case *one = case_of(scene, id);
    const bool carried = one->open && one->seen == LT_SEEN_NOT_JUDGED &&
                         one->handling != LT_HANDLING_RECTIFIED_PROPOSED;
    snprintf(text, sizeof text, "%s %s %s%s %s", lt_case_finding_name(one->finding),
             lt_case_time_name(one->time),
             one->handling == LT_HANDLING_NONE ? "-" : lt_case_handling_name(one->handling),
             carried ? " carried" : "", one->open ? "open" : "not open");
    if (strcmp(text, expected) != 0) {
        fail_msg("%s is '%s' (%s), expected '%s'", id, text, one->reason, expected);
    }
    assert_near(one->area_m2, area_m2, 1e-6);
}

static inline const struct lt_balance *line_of_last(const struct scene *scene, uint32_t unit)
{
    const struct lt_ledger *ledger = &scene->ledger;
    for (size_t i = ledger->balance_count; i > 0; i--) {
        if (ledger->balances[i - 1].unit == unit &&
            ledger->balance_periods[i - 1] == ledger->balance_periods[ledger->balance_count - 1]) {
            return &ledger->balances[i - 1];
        }
    }
    fail_msg("no line of %u", unit);
    return NULL;
}

/* How often the last period tells `kind` about the case. */
static inline int told(const struct scene *scene, const char *id, const char *kind)
{
    const struct lt_ledger *ledger = &scene->ledger;
    const lt_period last = ledger->periods[ledger->period_count - 1].period;
    int count = 0;
    for (size_t i = 0; i < ledger->event_count; i++) {
        const struct lt_event *event = &ledger->events[i];
        count += event->period == last && strcmp(event->case_id, id) == 0 &&
                 strcmp(event->kind, kind) == 0;
    }
    return count;
}

/* What a review does to the published ledger: the state, and an event of the last period. */
static inline void review_closes(struct scene *scene, const char *id, enum lt_case_finding finding)
{
    struct lt_ledger *ledger = &scene->ledger;
    struct lt_case *one = case_of(scene, id);
    struct lt_event *events =
        lt_arena_array(ledger->arena, ledger->event_count + 1, sizeof *events);
    memcpy(events, ledger->events, ledger->event_count * sizeof *events);
    struct lt_event *event = &events[ledger->event_count];
    *event = (struct lt_event){.period = ledger->periods[ledger->period_count - 1].period,
                               .sequence = (uint32_t)ledger->event_count + 1,
                               .kind = "closed",
                               .area_before_m2 = one->area_m2,
                               .note = ""};
    memcpy(event->case_id, one->id, sizeof event->case_id);
    one->finding = finding;
    one->handling = LT_HANDLING_CLOSED;
    one->open = false;
    ledger->events = events;
    ledger->event_count++;
}

#endif
