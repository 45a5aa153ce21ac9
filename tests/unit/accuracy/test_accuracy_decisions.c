/* Domains, floors, Holm, ranks. */
#include "accuracy_fixture.h"

enum { COUNTIES = 3 };

/* Two strata over three counties; county 2 has one point. */
static void counties(struct fixture *f, double areas[COUNTIES * 2])
{
    static const double area[] = {6000, 4000};
    static const double inside[COUNTIES * 2] = {3000, 1000, 2500, 2900, 500, 100};
    memcpy(areas, inside, sizeof inside);
    fixture_start(f, 2, area, 2);
    f->sample.domain_count = COUNTIES;
    f->sample.domain_area_m2 = areas;
    for (uint32_t i = 0; i < 120; i++) {
        struct lt_sample_point *p =
            fixture_add(f, i % 2, i % 2, i % 2 == 0 ? i % 10 == 0 : i % 5 != 1);
        p->domain = i == 119 ? 2 : i % 3 == 0 ? 0 : 1;
    }
}

static void test_domain_from_its_own_points(void **state)
{
    (void)state;
    struct fixture f;
    double areas[COUNTIES * 2];
    const bool set[] = {true, false};
    struct lt_estimate share, area, synthetic;
    counties(&f, areas);
    assert_ok(lt_share_in_domain(&f.sample, set, 0, f.arena, &share, &err));
    assert_ok(lt_area_in_domain(&f.sample, set, 0, f.arena, &area, &err));
    /* by hand: the domain's own strata of 3000 and 1000 m² */
    double y[2] = {0}, x[2] = {0}, variance = 0.0;
    const double w[2] = {3000, 1000};
    for (size_t i = 0; i < f.sample.point_count; i++) {
        const struct lt_sample_point *p = &f.points[i];
        x[p->stratum] += p->domain == 0;
        y[p->stratum] += p->domain == 0 && p->reference[0] == 0;
    }
    for (size_t h = 0; h < 2; h++) {
        variance += w[h] * w[h] * y[h] / x[h] * (1 - y[h] / x[h]) / (x[h] - 1);
    }
    assert_near(area.value, w[0] * y[0] / x[0] + w[1] * y[1] / x[1], 1e-9);
    assert_near(area.se, sqrt(variance), 1e-9);
    assert_near(area.value, 4000 * share.value, 1e-9);
    assert_near(area.se, 4000 * share.se, 1e-9);
    assert_near(area.high, 4000 * share.high, 1e-9);
    assert_false(area.synthetic);
    assert_int_equal(area.points, 40);
    /* a stratum with area there and no points: the ratio of two totals, 60 points a stratum */
    f.sample.domain_area_m2 = NULL;
    assert_ok(lt_share_in_domain(&f.sample, set, 0, f.arena, &share, &err));
    assert_near(share.value, (100 * y[0] + 4000 / 60.0 * y[1]) / (100 * x[0] + 4000 / 60.0 * x[1]),
                1e-14);
    f.sample.domain_area_m2 = areas;
    /* one point: no estimate of its own, only a borrowed one */
    assert_ok(lt_area_in_domain(&f.sample, set, 2, f.arena, &area, &err));
    assert_int_equal(area.method, LT_BY_NOTHING);
    assert_true(isnan(area.value));
    assert_ok(lt_area_synthetic(&f.sample, set, 2, f.arena, &synthetic, &err));
    assert_true(synthetic.synthetic);
    double q[2] = {0};
    for (size_t i = 0; i < f.sample.point_count; i++) {
        q[f.points[i].stratum] += (f.points[i].reference[0] == 0) / 60.0;
    }
    assert_near(synthetic.value, 500 * q[0] + 100 * q[1], 1e-9);
    assert_near(synthetic.se,
                sqrt(500.0 * 500 * q[0] * (1 - q[0]) / 59 + 100.0 * 100 * q[1] * (1 - q[1]) / 59),
                1e-9);
    fixture_finish(&f);
}

/* Points where the strata know of no ground: no estimate, above all not one of nothing that breaks every floor. */
static void test_domain_without_area(void **state)
{
    (void)state;
    struct fixture f;
    double areas[COUNTIES * 2];
    const bool set[] = {true, false};
    struct lt_estimate share, own, any;
    counties(&f, areas);
    areas[2] = areas[3] = 0.0;
    assert_ok(lt_share_in_domain(&f.sample, set, 1, f.arena, &share, &err));
    assert_ok(lt_area_in_domain(&f.sample, set, 1, f.arena, &own, &err));
    assert_ok(lt_area_of_domain(&f.sample, set, 1, f.arena, &any, &err));
    assert_int_equal(share.method, LT_BY_NOTHING);
    assert_int_equal(own.method, LT_BY_NOTHING);
    assert_int_equal(any.method, LT_BY_NOTHING);
    fixture_finish(&f);
}

/* Strata that lie inside the domain: the ratio is the plain stratified estimate. */
static void test_domain_of_whole_strata(void **state)
{
    (void)state;
    static const double area[] = {500, 300, 700};
    struct fixture f, alone;
    struct lt_estimate part, plain;
    const bool set[] = {true, false};
    double inside[] = {500, 300, 0, 0, 0, 700};
    fixture_start(&f, 3, area, 2);
    fixture_start(&alone, 2, area, 2);
    f.sample.domain_count = 2;
    f.sample.domain_area_m2 = inside;
    for (uint32_t i = 0; i < 180; i++) {
        const uint32_t h = i % 3, reference = i % (4 + h) == 0;
        fixture_add(&f, h, h == 2, reference)->domain = h == 2;
        if (h < 2) {
            fixture_add(&alone, h, 0, reference);
        }
    }
    assert_ok(lt_area_in_domain(&f.sample, set, 0, f.arena, &part, &err));
    assert_ok(lt_area_of(&alone.sample, set, f.arena, &plain, &err));
    assert_near(part.value, plain.value, 1e-9);
    assert_near(part.se, plain.se, 1e-9);
    /* without known areas: the direct total, which here is the same */
    f.sample.domain_area_m2 = NULL;
    assert_ok(lt_area_in_domain(&f.sample, set, 0, f.arena, &part, &err));
    assert_near(part.value, plain.value, 1e-9);
    assert_near(part.se, plain.se, 1e-9);
    fixture_finish(&f);
    fixture_finish(&alone);
}

/* Two domains that make up the whole: direct totals add up to it. */
static void test_direct_totals_add_up(void **state)
{
    (void)state;
    struct fixture f;
    double areas[COUNTIES * 2], sum = 0.0;
    const bool set[] = {true, false};
    struct lt_estimate all, part;
    counties(&f, areas);
    f.sample.domain_area_m2 = NULL;
    f.points[119].domain = 1;
    assert_ok(lt_area_of(&f.sample, set, f.arena, &all, &err));
    for (uint32_t d = 0; d < 2; d++) {
        assert_ok(lt_area_in_domain(&f.sample, set, d, f.arena, &part, &err));
        sum += part.value;
    }
    assert_near(sum, all.value, 1e-9);
    fixture_finish(&f);
}

static struct lt_estimate normal(double value, double se)
{
    return (struct lt_estimate){
        .value = value, .se = se, .method = LT_BY_NORMAL, .points = 400, .least = 0, .most = 1e9};
}

static void test_floor_is_decided_by_one_sided_bounds(void **state)
{
    (void)state;
    struct lt_floor_test t;
    const double floor = 1000.0;
    struct lt_estimate e = normal(1000 + 1.6451 * 20, 20);
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_int_equal(t.decision, LT_FLOOR_COMPLIANCE_PROVEN);
    assert_int_equal(t.more_points, 0);
    e = normal(1000 + 1.6449 * 20, 20);
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_int_equal(t.decision, LT_FLOOR_UNDECIDED);
    assert_int_equal(t.more_points, 1);
    e = normal(1000 - 1.6451 * 20, 20);
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_int_equal(t.decision, LT_FLOOR_BREACH_PROVEN);
    assert_near(t.p_breach, lt_normal_cdf(-1.6451), 1e-9);
    assert_near(t.p_compliance, 1.0 - t.p_breach, 1e-9);
    /* half the distance that is needed: four times the points */
    e = normal(1000 - 0.8225 * 20, 20);
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_int_equal(t.decision, LT_FLOOR_UNDECIDED);
    assert_in_range(t.more_points, 1200, 1201);
    e = normal(1000, 20);
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_true(t.more_points == LT_NO_SAMPLE_DECIDES);
    assert_near(t.p_breach, 0.5, 1e-6);
    /* half of the variance is that of yields: at a distance under their bound no sample decides; beyond, more do */
    e = normal(1000 - 1.1 * 20, 20);
    e.fixed_se = 20 * sqrt(0.5);
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_true(t.more_points == LT_NO_SAMPLE_DECIDES);
    e.value = 1000 - 1.4 * 20;
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_in_range(t.more_points, 491, 493); /* 400 · (1.645²/2)/(1.4² − 1.645²/2) − 400 = 491.6 */
    e = normal(100, 20);
    e.synthetic = true; /* borrowed: proves nothing, however far */
    assert_ok(lt_floor_tests(&e, &floor, 1, &t, &err));
    assert_int_equal(t.decision, LT_FLOOR_UNDECIDED);
    assert_true(isnan(t.p_breach));
}

/* The bound and the decision never disagree, whatever the method. */
static void test_decision_is_the_bound(void **state)
{
    (void)state;
    static const double area[] = {6000, 4000};
    const bool set[] = {true, false};
    for (int errors = 0; errors < 30; errors += 3) {
        const int counts[] = {60 - errors, errors, errors / 2, 40 - errors / 2};
        struct fixture f;
        struct lt_estimate a;
        fixture_matrix(&f, 2, counts, area);
        assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
        for (double floor = 100; floor < 10000; floor += 37) {
            struct lt_floor_test t;
            assert_ok(lt_floor_tests(&a, &floor, 1, &t, &err));
            const enum lt_floor_decision by_bound = a.lower >= floor  ? LT_FLOOR_COMPLIANCE_PROVEN
                                                    : a.upper < floor ? LT_FLOOR_BREACH_PROVEN
                                                                      : LT_FLOOR_UNDECIDED;
            assert_int_equal(t.decision, by_bound);
        }
        fixture_finish(&f);
    }
}

/* Holm (1979): 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02. */
static void test_holm(void **state)
{
    (void)state;
    double p[] = {0.01, 0.04, NAN, 0.03, 0.005};
    assert_ok(lt_holm(p, 5, &err));
    assert_near(p[0], 0.03, 1e-15);
    assert_near(p[1], 0.06, 1e-15);
    assert_true(isnan(p[2]));
    assert_near(p[3], 0.06, 1e-15);
    assert_near(p[4], 0.02, 1e-15);
}

/* Ten counties at their floor exactly: alone, a twentieth of them would be accused; together hardly any. */
static void test_holm_over_counties(void **state)
{
    (void)state;
    struct lt_estimate e[10];
    double floors[10];
    struct lt_floor_test t[10], one;
    for (size_t i = 0; i < 10; i++) {
        e[i] = normal(1000.0 - 4.0 * (double)i, 20); /* z from 0 to −1.8 */
        floors[i] = 1000.0;
    }
    assert_ok(lt_floor_tests(e, floors, 10, t, &err));
    assert_ok(lt_floor_tests(&e[9], floors, 1, &one, &err));
    assert_int_equal(one.decision, LT_FLOOR_BREACH_PROVEN);
    assert_int_equal(t[9].decision, LT_FLOOR_UNDECIDED);
    assert_near(t[9].p_breach_holm, 10 * t[9].p_breach, 1e-12);
    floors[3] = 0.0; /* no target: not tested, and no part of the family */
    assert_ok(lt_floor_tests(e, floors, 10, t, &err));
    assert_near(t[9].p_breach_holm, 9 * t[9].p_breach, 1e-12);
    assert_true(t[3].more_points == LT_NO_SAMPLE_DECIDES && isnan(t[3].p_breach));
}

static void test_ranks_with_intervals(void **state)
{
    (void)state;
    struct lt_estimate e[] = {normal(0.90, 0.01), normal(0.89, 0.01), normal(0.50, 0.02),
                              normal(0.95, 0.01), normal(0.40, 0.02), {.method = LT_BY_NOTHING}};
    struct lt_rank r[6];
    e[3].synthetic = true;
    lt_ranks(e, 6, r);
    /* z for four: 2.498 */
    assert_true(r[0].rank == 1 && r[0].first == 1 && r[0].last == 2);
    assert_true(r[1].rank == 2 && r[1].first == 1 && r[1].last == 2);
    assert_true(r[2].rank == 3 && r[2].first == 3 && r[2].last == 3 + (0.1 < 2 * 2.498 * 0.02));
    assert_true(r[4].rank == 4 && r[4].last == 4);
    assert_true(r[3].rank == 0 && r[5].rank == 0);
}

/* The worked example of docs/UNCERTAINTY.md: 400 万亩 mapped as grain, where 90 of 100 points were grain, and 100 万亩
 * mapped as other, where 8 of 100 were; against a floor of 350 万亩. */
static void test_worked_example(void **state)
{
    (void)state;
    static const int counts[] = {90, 10, 8, 92};
    static const double area[] = {400 * 1e8 / 15, 100 * 1e8 / 15}; /* 1 万亩 = 10⁸/15 m² */
    struct fixture f;
    struct lt_confusion c;
    struct lt_estimate a;
    struct lt_floor_test t;
    const bool set[] = {true, false};
    const double floor = 350 * 1e8 / 15, wanmu = 1e8 / 15;
    fixture_matrix(&f, 2, counts, area);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_ok(lt_floor_tests(&a, &floor, 1, &t, &err));
    assert_near(a.value / wanmu, 368.00, 0.005);
    assert_near(a.se / wanmu, 12.36, 0.005);
    assert_near(a.low / wanmu, 338.00, 0.005);
    assert_near(a.high / wanmu, 387.23, 0.005);
    assert_near(a.lower / wanmu, 343.61, 0.005);
    assert_near(a.upper / wanmu, 384.70, 0.005);
    assert_near(c.overall.value, 0.904, 0.0005);
    assert_near(c.overall.se, 0.025, 0.0005);
    assert_near(c.users[0].value, 0.900, 0.0005);
    assert_near(c.producers[0].value, 0.978, 0.0005);
    assert_near(c.producers[0].se, 0.007, 0.0005);
    assert_int_equal(t.decision, LT_FLOOR_UNDECIDED);
    assert_near(t.p_compliance, 0.103, 0.0005);
    assert_int_equal(t.more_points, 168);
    const double lower_floor = 340 * wanmu;
    assert_ok(lt_floor_tests(&a, &lower_floor, 1, &t, &err));
    assert_int_equal(t.decision, LT_FLOOR_COMPLIANCE_PROVEN);
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domain_from_its_own_points),
        cmocka_unit_test(test_domain_without_area),
        cmocka_unit_test(test_domain_of_whole_strata),
        cmocka_unit_test(test_direct_totals_add_up),
        cmocka_unit_test(test_floor_is_decided_by_one_sided_bounds),
        cmocka_unit_test(test_decision_is_the_bound),
        cmocka_unit_test(test_holm),
        cmocka_unit_test(test_holm_over_counties),
        cmocka_unit_test(test_ranks_with_intervals),
        cmocka_unit_test(test_worked_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
