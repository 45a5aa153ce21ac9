/* Random half-years keep every identity. Net area equals planar area here, so each case's area can be held against its
 * own polygon, and the polygons of open cases against each other: no ground counts twice. */
#include "lt_scene.h"

#include "liangtian/overlay.h"

enum { SEQUENCES = 80, HALF_YEARS = 7, PARCELS = 6 };

/* xorshift64*: the same sequence everywhere. */
static uint64_t random_state;
static uint32_t draw(uint32_t below)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * 2685821657736338717ull) >> 33) % below;
}

/* Offending ground in a county of 60 × 12 cells: up to 8 rectangles on whole cells, overlapping, under any rule. */
static void draw_ground(struct scene *scene, int unit, int half)
{
    static const int rules[] = {PBF_ORCHARD, PBF_POND, CROPLAND_CONVERT, PBF_IDLE};
    static const char *const parcels[PARCELS] = {"P1", "P2", "P3", "P4", "P5", "P6"};
    const uint32_t count = draw(9);
    for (uint32_t i = 0; i < count; i++) {
        const int rule = rules[draw(half == 1 ? 3 : 4)];
        const double w = 2 + draw(draw(2) == 0 ? 3 : 14), h = 2 + draw(5);
        struct lt_candidate *one = offends(scene, unit, rule, parcels[draw(PARCELS)],
                                           200.0 * unit + draw(50), draw(7), w, h);
        const double net = one->patch.net_m2;
        one->patch.twice_m2 = draw(2) * net;
        one->patch.clean_before_m2 = draw(2) * net;
        one->exempt_m2 = draw(8) == 0 ? net : 0;
        one->approval = "备案 1";
        one->feedback_m2 = draw(5) == 0 ? net : 0;
        one->baseline_m2 = draw(6) == 0 ? net : 0;
        one->baseline_seen_m2 = net;
    }
}

static void recheck_all(struct scene *scene)
{
    for (size_t i = 0; i < scene->ledger.case_count; i++) {
        const struct lt_case *one = &scene->ledger.cases[i];
        const int unit = one->unit == 411702 ? 0 : 1;
        const bool listed = one->open || one->finding == LT_FINDING_UNPROVEN;
        if (!listed || draw(10) == 0) {
            continue;
        }
        if (draw(4) == 0) {
            not_judged(scene, unit, one->id, LT_REASON_UNSEEN);
        } else {
            const double low = one->area_m2 * draw(3) / 2, rest = one->area_m2 - low;
            looks(scene, unit, one->id, low, low + rest * draw(3) / 2);
        }
    }
}

static void review_some(struct scene *scene)
{
    for (size_t i = 0; i < scene->ledger.case_count; i++) {
        if (scene->ledger.cases[i].open && draw(6) == 0) {
            review_closes(scene, scene->ledger.cases[i].id,
                          draw(2) ? LT_FINDING_NOT_FOUNDED : LT_FINDING_CONFIRMED);
        }
    }
}

static bool told_anything(const struct scene *scene, const char *id)
{
    const struct lt_ledger *ledger = &scene->ledger;
    for (size_t i = 0; i < ledger->event_count; i++) {
        if (ledger->events[i].period == ledger->periods[ledger->period_count - 1].period &&
            strcmp(ledger->events[i].case_id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* From the shapes alone: areas, disjointness, the closing balance, an event for every open case. */
static void check_ground(struct scene *scene, struct lt_overlay *overlay)
{
    struct lt_error err;
    const struct lt_ledger *ledger = &scene->ledger;
    struct lt_shape open[SCENE_MOST], all;
    struct lt_arena *arena;
    size_t count = 0;
    double sum = 0, common;
    assert_ok(lt_arena_create(&arena, &err));
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *one = &ledger->cases[i];
        assert_near(one->area_m2, lt_shape_planar_area(&one->shape), 1e-4);
        assert_true(one->open ==
                    ((one->finding == LT_FINDING_SUSPECT || one->finding == LT_FINDING_CONFIRMED) &&
                     lt_case_handling_is_open(one->handling)));
        assert_non_null(one->rules[0]);
        if (one->open) {
            assert_true(told_anything(scene, one->id));
            sum += one->area_m2;
            open[count++] = one->shape;
        }
    }
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++) {
            assert_ok(lt_overlay_area(overlay, &open[a], &open[b], &common, &err));
            assert_near(common, 0, 1e-4);
        }
    }
    if (count > 0) {
        assert_ok(lt_overlay_union(overlay, open, count, arena, &all, &err));
        assert_near(lt_shape_planar_area(&all), sum, 1e-3);
    }
    assert_near(line_of_last(scene, 411700)->closing_m2, sum, 0.01);
    assert_int_equal(line_of_last(scene, 411700)->closing_n, count);
    lt_arena_destroy(arena);
}

static bool same_ledgers(const struct lt_ledger *a, const struct lt_ledger *b)
{
    bool same = a->case_count == b->case_count && a->event_count == b->event_count &&
                a->balance_count == b->balance_count &&
                memcmp(a->balances, b->balances, a->balance_count * sizeof *a->balances) == 0;
    for (size_t i = 0; same && i < a->case_count; i++) {
        const struct lt_case *x = &a->cases[i], *y = &b->cases[i];
        same = strcmp(x->id, y->id) == 0 && x->area_m2 == y->area_m2 && x->time == y->time &&
               x->handling == y->handling && strcmp(x->successor_of, y->successor_of) == 0 &&
               x->shape.n_points == y->shape.n_points &&
               memcmp(x->shape.points, y->shape.points,
                      x->shape.n_points * sizeof *x->shape.points) == 0;
    }
    for (size_t i = 0; same && i < a->event_count; i++) {
        same = strcmp(a->events[i].case_id, b->events[i].case_id) == 0 &&
               strcmp(a->events[i].kind, b->events[i].kind) == 0;
    }
    return same;
}

/* The same half-year closed with its candidates and rechecks turned round gives the same ledger, to the last bit. */
static void check_order_does_not_matter(struct scene *scene, const char *period,
                                        const struct lt_ledger *straight)
{
    struct lt_error err;
    struct lt_ledger turned;
    for (int u = 0; u < SCENE_UNITS; u++) {
        struct lt_unit_result *unit = &scene->units[u];
        for (size_t i = 0; i < unit->candidate_count / 2; i++) {
            const struct lt_candidate kept = unit->candidates[i];
            unit->candidates[i] = unit->candidates[unit->candidate_count - 1 - i];
            unit->candidates[unit->candidate_count - 1 - i] = kept;
        }
        for (size_t i = 0; i < unit->recheck_count / 2; i++) {
            const struct lt_recheck kept = unit->rechecks[i];
            unit->rechecks[i] = unit->rechecks[unit->recheck_count - 1 - i];
            unit->rechecks[unit->recheck_count - 1 - i] = kept;
        }
    }
    const struct lt_ledger_input input = scene_input(scene, period);
    assert_ok(lt_ledger_advance(&input, &turned, &err));
    assert_true(same_ledgers(straight, &turned));
    lt_ledger_finish(&turned);
}

static void test_random_half_years(void **state)
{
    (void)state;
    static const char *const periods[HALF_YEARS] = {"2025H1", "2025H2", "2026H1", "2026H2",
                                                    "2027H1", "2027H2", "2028H1"};
    static struct scene scene;
    struct lt_error err;
    struct lt_overlay *overlay;
    size_t cases = 0, kinds[8] = {0};
    static const char *const names[8] = {"split",    "merged", "grown",    "shrunk",
                                         "relapsed", "proven", "exempted", "dropped"};
    assert_ok(lt_overlay_create(&overlay, &err));
    for (uint64_t seed = 1; seed <= SEQUENCES; seed++) {
        random_state = seed * 0x9E3779B97F4A7C15ull;
        scene_begin(&scene);
        for (int p = 0; p < HALF_YEARS; p++) {
            struct lt_ledger first;
            draw_ground(&scene, 0, 1 + p % 2);
            draw_ground(&scene, 1, 1 + p % 2);
            recheck_all(&scene);
            const size_t before = scene.ledger.case_count;
            const struct lt_ledger_input input = scene_input(&scene, periods[p]);
            if (lt_ledger_advance(&input, &first, &err) != LT_OK) {
                fail_msg("seed %llu, %s: %s", (unsigned long long)seed, periods[p], err.text);
            }
            check_order_does_not_matter(&scene, periods[p], &first);
            lt_ledger_finish(&first);
            close_period(&scene, periods[p]);
            assert_true(scene.ledger.case_count >= before); /* nothing is ever taken out */
            check_ground(&scene, overlay);
            if (p + 1 < HALF_YEARS) {
                review_some(&scene);
            }
            assert_ok(lt_ledger_verify(&scene.ledger, &err));
        }
        cases += scene.ledger.case_count;
        for (size_t i = 0; i < scene.ledger.event_count; i++) {
            for (size_t k = 0; k < 8; k++) {
                kinds[k] += strcmp(scene.ledger.events[i].kind, names[k]) == 0;
            }
        }
        scene_end(&scene);
    }
    assert_true(cases > 1000);
    for (size_t k = 0; k < 8; k++) { /* the sequences do reach every kind of event */
        if (kinds[k] < 20) {
            fail_msg("only %zu events '%s'", kinds[k], names[k]);
        }
    }
    lt_overlay_destroy(overlay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_half_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
