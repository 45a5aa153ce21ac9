/* Output: area times yield, with the errors of both. */
#include "accuracy_fixture.h"

enum { WHEAT, MAIZE, BARE, CLASSES };

static void fields(struct fixture *f)
{
    static const double area[] = {6000, 4000};
    fixture_start(f, 2, area, CLASSES);
    f->sample.seasons = 2;
    f->sample.domain_count = 2;
    for (uint32_t i = 0; i < 100; i++) {
        struct lt_sample_point *p = fixture_add(f, i % 2, 0, i % 10 < 7 ? WHEAT : BARE);
        p->reference[1] = i % 5 < 3 ? MAIZE : BARE;
        p->domain = i % 3 == 0;
    }
}

static double area_of(struct fixture *f, uint32_t c, unsigned season)
{
    struct lt_estimate e;
    bool set[CLASSES] = {false};
    set[c] = true;
    assert_ok(lt_area_of_season(&f->sample, set, season, f->arena, &e, &err));
    return e.value;
}

static void test_area_times_yield(void **state)
{
    (void)state;
    static struct fixture f;
    struct lt_estimate kg, sown;
    const bool grain[] = {true, true, false};
    fields(&f);
    struct lt_yield yields[] = {{LT_NO_LABEL, WHEAT, 0.7, 0.0}, {LT_NO_LABEL, MAIZE, 0.6, 0.0}};
    assert_ok(lt_output_of(&f.sample, yields, 2, f.arena, &kg, &err));
    const double wheat = area_of(&f, WHEAT, 0), maize = area_of(&f, MAIZE, 1);
    assert_near(kg.value, 0.7 * wheat + 0.6 * maize, 1e-9 * kg.value);
    /* yields with an error: their share adds to that of the points, uncorrelated */
    const double points = kg.se;
    yields[0].se = 0.02;
    yields[1].se = 0.05;
    assert_ok(lt_output_of(&f.sample, yields, 2, f.arena, &kg, &err));
    assert_near(kg.se, sqrt(points * points + pow(0.02 * wheat, 2) + pow(0.05 * maize, 2)),
                1e-9 * kg.se);
    assert_near(kg.low, kg.value - 1.96 * kg.se, 1e-9 * kg.value);
    assert_near(kg.upper, kg.value + 1.645 * kg.se, 1e-9 * kg.value);
    /* one yield for all: output is the sown area, in other units, with its very standard error */
    const struct lt_yield one[] = {{LT_NO_LABEL, WHEAT, 0.5, 0.0}, {LT_NO_LABEL, MAIZE, 0.5, 0.0}};
    assert_ok(lt_output_of(&f.sample, one, 2, f.arena, &kg, &err));
    assert_ok(lt_area_of(&f.sample, grain, f.arena, &sown, &err));
    assert_near(kg.value, 0.5 * sown.value, 1e-9 * kg.value);
    assert_near(kg.se, 0.5 * sown.se, 1e-9 * kg.se);
    fixture_finish(&f);
}

static void test_yields_of_domains(void **state)
{
    (void)state;
    static struct fixture f;
    struct lt_estimate kg, here, rest;
    const bool wheat[] = {true, false, false};
    fields(&f);
    const struct lt_yield yields[] = {{1, WHEAT, 0.9, 0.01}, {LT_NO_LABEL, WHEAT, 0.6, 0.03}};
    assert_ok(lt_output_of(&f.sample, yields, 2, f.arena, &kg, &err));
    f.sample.seasons = 1; /* wheat is of the first season */
    assert_ok(lt_area_in_domain(&f.sample, wheat, 1, f.arena, &here, &err));
    assert_ok(lt_area_in_domain(&f.sample, wheat, 0, f.arena, &rest, &err));
    assert_near(kg.value, 0.9 * here.value + 0.6 * rest.value, 1e-9 * kg.value);
    /* wheat outside the domain of its only yield is no barren ground */
    assert_int_equal(lt_output_of(&f.sample, yields, 1, f.arena, &kg, &err), LT_E_INPUT);
    fixture_finish(&f);
}

static void test_order_of_points_is_nothing(void **state)
{
    (void)state;
    static struct fixture f;
    struct lt_estimate first, again;
    const struct lt_yield yields[] = {
        {1, WHEAT, 0.71, 0.013}, {LT_NO_LABEL, WHEAT, 0.63, 0.03}, {LT_NO_LABEL, MAIZE, 0.57, 0.1}};
    fields(&f);
    assert_ok(lt_output_of(&f.sample, yields, 3, f.arena, &first, &err));
    for (uint64_t seed = 1; seed < 20; seed++) {
        fixture_shuffle(&f, seed);
        assert_ok(lt_output_of(&f.sample, yields, 3, f.arena, &again, &err));
        assert_memory_equal(&first.value, &again.value, 6 * sizeof(double));
    }
    fixture_finish(&f);
}

/* The floor of the mandate, 160 亿斤 = 8e9 kg: 1 亩 of 500 kg is 1,000 斤. */
static void test_units(void **state)
{
    (void)state;
    static struct fixture f;
    static const double area[] = {1e8 * 2000.0 / 3.0}; /* 1 亿亩 */
    struct lt_estimate kg;
    fixture_start(&f, 1, area, 1);
    fixture_add(&f, 0, 0, 0);
    fixture_add(&f, 0, 0, 0);
    const struct lt_yield yield = {LT_NO_LABEL, 0, 500.0 / (2000.0 / 3.0), 0.0};
    assert_ok(lt_output_of(&f.sample, &yield, 1, f.arena, &kg, &err));
    assert_near(kg.value / LT_KG_PER_YIJIN, 1000.0, 1e-9);
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_area_times_yield),
        cmocka_unit_test(test_yields_of_domains),
        cmocka_unit_test(test_order_of_points_is_nothing),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
