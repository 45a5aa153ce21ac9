/* A small ledger with everything in it that a ledger can hold. */
#ifndef LT_STORE_LEDGER_SAMPLE_H
#define LT_STORE_LEDGER_SAMPLE_H

#include <stdio.h>
#include <string.h>

#include "liangtian/ledger.h"
#include "support/arena.h"

static const struct lt_point sample_points[18] = {
    /* a square with a hole, and a second part */
    {38500000.1, 3600000.7}, {38500100, 3600000}, {38500100, 3600100}, {38500000, 3600100},
    {38500000.1, 3600000.7}, {38500040, 3600040}, {38500040, 3600060}, {38500060, 3600060},
    {38500060, 3600040},     {38500040, 3600040}, {38500200, 3600000}, {38500300, 3600000},
    {38500300, 3600100},     {38500200, 3600000}, {38500400, 3600000}, {38500500, 3600000},
    {38500500, 3600100},     {38500400, 3600000}};
static const uint32_t sample_ring_end[4] = {5, 10, 14, 18};

static inline struct lt_case sample_case(uint32_t i)
{
    struct lt_case c = {
        .unit = 411702 + i % 2,
        .first_period = 2 * 2025,
        .last_period = 2 * 2025 + 1,
        .finding = (enum lt_case_finding)(i % (LT_FINDING_UNPROVEN + 1)),
        .time = (enum lt_case_time)(i % (LT_TIME_RELAPSED + 1)),
        .handling = (enum lt_case_handling)(i % (LT_HANDLING_NONE + 1)),
        .open = i % 2 == 0,
        .rules = {"PBF-ORCHARD", i % 3 == 0 ? "CROPLAND-CONVERT" : NULL},
        .severity = (enum lt_rule_severity)(i % (LT_RULE_NOTICE + 1)),
        .grave = (enum lt_case_grave)(i % (LT_GRAVE_BY_REVIEW + 1)),
        .confirmed_on = i % 2 ? "" : "2025-08-20",
        .reason = i % 2 ? "" : "unseen",
        .parcel_id = "411702000000000123",
        .land_class = "0103",
        .planting = "LS",
        .town = "411702101",
        .class_zh = "果园'；DROP TABLE cases;--",
        .class_en = "orchard",
        .area_m2 = 1234.5 + i / 3.0,
        .pbf_m2 = 1000,
        .zone_m2 = 1.0 / 3,
        .exempt_m2 = 0,
        .share_low = 0.25,
        .share_high = 1,
        .approval = "驻自然资备〔2024〕12号",
        .feedback_id = "",
        .clean_before = i % 2 ? 0 : 2 * 2024 + 1,
        .successor_of = "411702-2024H2-00009 411702-2024H2-00010",
        .seen = (enum lt_case_seen)(i % (LT_SEEN_CLEAN + 1)),
        .remedy = (enum lt_case_remedy)(i % (LT_REMEDY_KEEP + 1)),
        .deadline = i % 2 ? "" : "2026-03-31",
        .reviewed_on = "2025-08-02",
        .rectified_on = "2025-08-01",
        .approval_until = i % 3 ? "" : "2027-01-01",
        .evidence = "照片 IMG_001 至 003",
        .actual_use = "葡萄园",
        .closed_state = (enum lt_case_state)(i % LT_STATE_COUNT),
        .closed_m2 = 1234.5 + i / 7.0,
        .shape = {.n_rings = i % 5 == 4 ? 0 : 4,
                  .n_points = i % 5 == 4 ? 0 : 18,
                  .points = sample_points,
                  .ring_end = sample_ring_end},
    };
    snprintf(c.id, sizeof c.id, "4117%02u-2025H1-%07u", 2u, i);
    if (i % 4 == 3) {
        const char *const full[LT_CASE_RULES] = {"A", "B", "C", "D", "E", "F", "G", "H"};
        memcpy(c.rules, full, sizeof full);
    }
    c.shape.box = lt_shape_compute_box(c.shape.points, c.shape.n_points);
    return c;
}

static inline struct lt_event sample_event(uint32_t i)
{
    struct lt_event e = {.period = 2 * 2025 + (lt_period)(i / 1000000),
                         .sequence = i % 1000000,
                         .kind = "continued",
                         .area_before_m2 = i / 7.0,
                         .area_after_m2 = i / 3.0,
                         .note = i % 2 ? "" : "被“合并”\n第二行"};
    snprintf(e.case_id, sizeof e.case_id, "411702-2025H1-%07u", i);
    return e;
}

static inline struct lt_transition sample_transition(uint32_t i)
{
    return (struct lt_transition){.period = 2 * 2025 + (lt_period)i,
                                  .unit = 411702,
                                  .from = (enum lt_case_state)(i % LT_STATE_COUNT),
                                  .to =
                                      (enum lt_case_state)(LT_STATE_COUNT - 1 - i % LT_STATE_COUNT),
                                  .n = i,
                                  .before_m2 = i / 3.0,
                                  .after_m2 = i / 7.0};
}

static inline struct lt_review_record sample_review(uint32_t i)
{
    struct lt_review_record r = {.period = 2 * 2025,
                                 .sequence = i + 1,
                                 .actor = i % 2 ? LT_ACTOR_COUNTY : LT_ACTOR_CITY,
                                 .from = LT_HANDLING_ISSUED,
                                 .to = LT_HANDLING_RECTIFYING,
                                 .remedy = LT_REMEDY_GRADUAL,
                                 .result = "FOUNDED",
                                 .reviewed_on = "2025-08-02",
                                 .rectified_on = "",
                                 .deadline = "2026-03-31",
                                 .approval_until = "",
                                 .approval = "",
                                 .evidence = "照片‘一’；--",
                                 .actual_use = "葡萄园",
                                 .digest = "00ff"};
    snprintf(r.case_id, sizeof r.case_id, "411702-2025H1-%07u", i);
    return r;
}

static inline struct lt_photo sample_photo(uint32_t i)
{
    struct lt_photo p = {.period = 2 * 2025,
                         .sequence = i + 1,
                         .place = (enum lt_photo_place)(i % (LT_PHOTO_NO_POSITION + 1)),
                         .day = (enum lt_photo_day)(i % (LT_PHOTO_NO_DAY + 1)),
                         .distance_m = i % 3 == 2 ? -1.0 : i / 3.0,
                         .taken_on = i % 4 == 3 ? "" : "2025-08-02",
                         .sha256 = "00ff"};
    snprintf(p.case_id, sizeof p.case_id, "411702-2025H1-%07u", i);
    return p;
}

/* Numbers 1, 2, 3 … in the order of the fields. */
static inline struct lt_balance sample_balance(uint32_t unit, double first)
{
    struct lt_balance b = {.unit = unit};
    uint64_t *const n[] = {&b.opening_n,
                           &b.undated_n,
                           &b.stock_n,
                           &b.new_n,
                           &b.relapsed_n,
                           &b.split_n,
                           &b.merged_n,
                           &b.closed_n,
                           &b.closing_n,
                           &b.carried_n,
                           &b.rectified_proposed_n,
                           &b.unproven_n,
                           &b.exempt_n};
    double *const m2[] = {&b.opening_m2,
                          &b.undated_m2,
                          &b.stock_m2,
                          &b.new_m2,
                          &b.relapsed_m2,
                          &b.split_m2,
                          &b.merged_m2,
                          &b.closed_m2,
                          &b.grown_m2,
                          &b.shrunk_m2,
                          &b.closing_m2,
                          &b.carried_m2,
                          &b.rectified_proposed_m2,
                          &b.unproven_m2,
                          &b.exempt_m2};
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        *n[i] = i + 1;
    }
    for (size_t i = 0; i < sizeof m2 / sizeof *m2; i++) {
        *m2[i] = first + (double)i / 3;
    }
    return b;
}

static inline struct lt_county_answer sample_answer(uint32_t i)
{
    return (struct lt_county_answer){.period = 2 * 2025,
                                     .sequence = i + 1,
                                     .unit = 411702,
                                     .about = 2 * 2025 - (i < 2 ? 1 : 0),
                                     .item = i % 2 == 0 ? "rectified" : "problems",
                                     .answer = i % 2 == 0 ? "12" : "苗木未出圃",
                                     .digest = i < 2 ? "aa" : "bb"};
}

/* `last` closes the ledger; balances of two periods, periods up to it. */
static inline struct lt_ledger sample_ledger(struct lt_arena *arena, uint32_t cases, lt_period last)
{
    struct lt_ledger l = {.case_count = cases,
                          .event_count = cases,
                          .balance_count = 4,
                          .period_count = 2,
                          .transition_count = LT_STATE_COUNT,
                          .review_count = 3,
                          .photo_count = 5,
                          .answer_count = 4,
                          .crs = "EPSG:4526"};
    l.cases = lt_arena_array(arena, cases, sizeof *l.cases);
    l.events = lt_arena_array(arena, cases, sizeof *l.events);
    l.balances = lt_arena_array(arena, 4, sizeof *l.balances);
    l.balance_periods = lt_arena_array(arena, 4, sizeof *l.balance_periods);
    l.periods = lt_arena_array(arena, 2, sizeof *l.periods);
    l.transitions = lt_arena_array(arena, LT_STATE_COUNT, sizeof *l.transitions);
    l.reviews = lt_arena_array(arena, 3, sizeof *l.reviews);
    for (uint32_t i = 0; i < LT_STATE_COUNT; i++) {
        l.transitions[i] = sample_transition(i);
    }
    l.photos = lt_arena_array(arena, 5, sizeof *l.photos);
    for (uint32_t i = 0; i < 5; i++) {
        l.photos[i] = sample_photo(i);
    }
    for (uint32_t i = 0; i < 3; i++) {
        l.reviews[i] = sample_review(i);
    }
    l.answers = lt_arena_array(arena, 4, sizeof *l.answers);
    for (uint32_t i = 0; i < 4; i++) {
        l.answers[i] = sample_answer(i);
    }
    for (uint32_t i = 0; i < cases; i++) {
        l.cases[i] = sample_case(i);
        l.events[i] = sample_event(i);
    }
    for (uint32_t i = 0; i < 4; i++) {
        l.balances[i] = sample_balance(i % 2 ? 411702 : 411700, 0.1 + i);
        l.balance_periods[i] = last - 1 + (lt_period)(i / 2);
    }
    l.periods[0] = (struct lt_period_row){
        .period = last - 1, .published_at = "2025-07-01T00:00:00Z", .crs = "EPSG:4526"};
    l.periods[1] = (struct lt_period_row){
        .period = last, .published_at = "2026-01-01T00:00:00Z", .crs = "EPSG:4526"};
    memset(l.periods[0].generation, 'a', 64);
    return l;
}

#endif
