/* Matrices, accuracies and areas against published examples and by hand. */
#include "accuracy_fixture.h"

static void only(bool *set, size_t classes, size_t c)
{
    for (size_t k = 0; k < classes; k++) {
        set[k] = k == c;
    }
}

static double hectares(double m2)
{
    return m2 / 1e4;
}

/* Olofsson et al. (2014), section 5.2: areas to the printed hectare, accuracies to the printed hundredth. The paper
 * prints 0.23 and 0.01 for the producer's half-widths of forest gain and stable non-forest, where its own equation 7
 * gives 0.25 and 0.02; the equation is held here. */
static void test_olofsson_2014(void **state)
{
    (void)state;
    static const double area[] = {21158, 11686, 285770, 581386};
    static const double half[] = {6158, 3756, 15510, 16282};
    static const double users[] = {0.88, 0.73, 0.93, 0.96}, users_half[] = {0.07, 0.10, 0.04, 0.02};
    static const double producers[] = {0.75, 0.85, 0.93, 0.96};
    static const double producers_half[] = {0.21, 0.25, 0.03, 0.02};
    struct fixture f;
    struct lt_confusion c;
    fixture_olofsson(&f);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    for (size_t k = 0; k < 4; k++) {
        bool set[4];
        struct lt_estimate a;
        only(set, 4, k);
        assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
        assert_near(hectares(a.value), area[k], 0.5);
        assert_near(hectares(1.96 * a.se), half[k], 0.5);
        assert_near(c.users[k].value, users[k], 0.005);
        assert_near(1.96 * c.users[k].se, users_half[k], 0.005);
        assert_near(c.producers[k].value, producers[k], 0.005);
        assert_near(1.96 * c.producers[k].se, producers_half[k], 0.005);
        assert_true(a.low <= a.lower && a.lower <= a.value && a.value <= a.upper &&
                    a.upper <= a.high);
    }
    assert_near(c.overall.value, 0.95, 0.005);
    assert_near(1.96 * c.overall.se, 0.02, 0.005);
    assert_int_equal(c.counts[2 * 4 + 3], 11);
    /* table 9, in shares of the area */
    assert_near(c.proportions[0], 0.0176, 5e-5);
    assert_near(c.proportions[3 * 4 + 3], 0.6212, 5e-5);
    assert_near(c.proportions[2 * 4 + 3], 0.0213, 5e-5);
    double sum = 0.0;
    for (size_t i = 0; i < 16; i++) {
        sum += c.proportions[i];
    }
    assert_near(sum, 1.0, 1e-15);
    /* user's accuracy of deforestation is a plain binomial, 66 of 75 */
    double low, high;
    lt_wilson(66, 75, 1.96, &low, &high);
    assert_int_equal(c.users[0].method, LT_BY_WILSON);
    assert_near(c.users[0].low, low, 1e-12);
    assert_near(c.users[0].high, high, 1e-12);
    assert_int_equal(c.users[0].points, 75);
    fixture_finish(&f);
}

/* Collapsed before the variance: the two forest classes confuse with each other, and that does not count. */
static void test_collapsed_classes(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_estimate both, first, third;
    const bool set[] = {true, false, true, false}, a[] = {true, false, false, false},
               b[] = {false, false, true, false};
    fixture_olofsson(&f);
    assert_ok(lt_area_of(&f.sample, set, f.arena, &both, &err));
    assert_ok(lt_area_of(&f.sample, a, f.arena, &first, &err));
    assert_ok(lt_area_of(&f.sample, b, f.arena, &third, &err));
    assert_near(both.value, first.value + third.value, 1e-6 * both.value);
    assert_true(fabs(both.se - hypot(first.se, third.se)) > 0.01 * both.se);
    /* by hand: W² q(1−q)/(n−1) with the collapsed counts 71/75, 8/75, 154/165, 11/325 */
    const double n[] = {75, 75, 165, 325}, found[] = {71, 8, 154, 11};
    double variance = 0.0;
    for (size_t h = 0; h < 4; h++) {
        const double q = found[h] / n[h], w = f.strata[h].area_m2;
        variance += w * w * q * (1.0 - q) / (n[h] - 1.0);
    }
    assert_near(both.se, sqrt(variance), 1e-9 * both.se);
    fixture_finish(&f);
}

/* The numerical example of Stehman (2014): strata A–D of 40,000, 30,000, 20,000 and 10,000 pixels, ten points each. */
static void stehman(struct fixture *f)
{
    static const char s[] = "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDD";
    static const char m[] = "AAAAAAABBBABBBBBBBBBBBCCCCCCBBDDDDDDDDDD";
    static const char r[] = "AAAAACBABCABBBBBAABBCCCCCDDBBADDDDDDDCCB";
    static const double cells[] = {40000, 30000, 20000, 10000};
    fixture_start(f, 4, cells, 4);
    for (size_t h = 0; h < 4; h++) {
        f->strata[h].cells = cells[h];
    }
    for (size_t i = 0; i < 40; i++) {
        fixture_add(f, (uint32_t)(s[i] - 'A'), (uint32_t)(m[i] - 'A'), (uint32_t)(r[i] - 'A'));
    }
}

static void test_stehman_2014(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_confusion c;
    struct lt_estimate a;
    bool set[4];
    stehman(&f);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    only(set, 4, 0);
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_near(a.value / 1e5, 0.35, 5e-4);
    assert_near(a.se / 1e5, 0.082, 5e-4);
    only(set, 4, 2);
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_near(a.value / 1e5, 0.20, 5e-4);
    assert_near(a.se / 1e5, 0.064, 5e-4);
    assert_near(c.overall.value, 0.63, 5e-4);
    assert_near(c.overall.se, 0.085, 5e-4);
    assert_near(c.users[1].value, 0.574, 5e-4);
    assert_near(c.users[1].se, 0.125, 5e-4);
    assert_near(c.producers[1].value, 0.794, 5e-4);
    assert_near(c.producers[1].se, 0.1165479, 5e-7); /* by an independent program */
    assert_near(c.proportions[1 * 4 + 2], 0.08, 5e-4);
    fixture_finish(&f);
}

/* A census has no error; one point in a stratum has no standard error. */
/* Card (1982), as the manual of the R package mapac prints it for aa_card(): 436 points in each of two classes of
 * 828,837 and 33,067,283 units of area. Card divides the variance within a class by its n points where this library
 * divides by n − 1; the manual prints standard errors of the accuracies after the former, those of areas and of the
 * overall accuracy after the latter. */
static void test_card_1982(void **state)
{
    (void)state;
    static const int counts[] = {410, 26, 67, 369};
    static const double area_m2[] = {828837, 33067283}, whole = 828837.0 + 33067283.0;
    static const double proportions[] = {0.0229941, 0.001458163, 0.1499122, 0.825635581};
    static const double users[] = {0.9403670, 0.8463303}, users_se[] = {0.01134094, 0.01727113};
    static const double producers[] = {0.132986, 0.998237};
    static const double producers_se[] = {0.0130331827, 0.0003366146};
    static const double area[] = {0.1729063, 0.8270937};
    const double as_card = sqrt(435.0 / 436.0);
    struct fixture f;
    struct lt_confusion c;
    fixture_matrix(&f, 2, counts, area_m2);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    assert_near(c.overall.value, 0.84862969, 5e-9);
    assert_near(c.overall.se, 0.01687046, 5e-9);
    assert_near(c.proportions[0], proportions[0], 5e-8);
    assert_near(c.proportions[1], proportions[1], 5e-10);
    assert_near(c.proportions[2], proportions[2], 5e-8);
    assert_near(c.proportions[3], proportions[3], 5e-10);
    for (size_t k = 0; k < 2; k++) {
        bool set[2];
        struct lt_estimate a;
        only(set, 2, k);
        assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
        assert_near(a.value / whole, area[k], 5e-8);
        assert_near(a.se / whole, 0.01687046, 5e-9);
        assert_near(1.96 * a.se / whole, 0.03306609, 5e-9);
        assert_near(c.users[k].value, users[k], 5e-8);
        assert_near(c.users[k].se * as_card, users_se[k], 5e-9);
        assert_near(c.producers[k].value, producers[k], 5e-7);
        assert_near(c.producers[k].se * as_card, producers_se[k], 5e-11);
    }
    fixture_finish(&f);
}

static void test_finite_population(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_estimate a;
    const bool set[] = {true, false};
    const double area[] = {300, 100};
    fixture_start(&f, 2, area, 2);
    fixture_add(&f, 0, 0, 0);
    fixture_add(&f, 0, 0, 1);
    fixture_add(&f, 0, 0, 1);
    fixture_add(&f, 1, 1, 0);
    assert_int_equal(lt_area_of(&f.sample, set, f.arena, &a, &err), LT_E_INPUT);
    assert_non_null(strstr(err.text, "stratum 2 has 1 points"));
    f.strata[0].cells = 3;
    f.strata[1].cells = 1;
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_near(a.value, 200.0, 1e-12);
    assert_near(a.se, 0.0, 0.0);
    assert_near(a.high - a.low, 0.0, 1e-12);
    fixture_finish(&f);
}

static void test_order_of_points_is_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_confusion first, again;
    struct lt_estimate a, b;
    const bool set[] = {true, false, true, false};
    stehman(&f);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &first, &err));
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    for (uint64_t seed = 1; seed < 20; seed++) {
        fixture_shuffle(&f, seed);
        assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &again, &err));
        assert_ok(lt_area_of(&f.sample, set, f.arena, &b, &err));
        assert_memory_equal(first.proportions, again.proportions, 16 * sizeof(double));
        assert_memory_equal(&first.overall.value, &again.overall.value, 6 * sizeof(double));
        for (size_t k = 0; k < 4; k++) {
            assert_memory_equal(&first.users[k].value, &again.users[k].value, 6 * sizeof(double));
            assert_memory_equal(&first.producers[k].value, &again.producers[k].value,
                                6 * sizeof(double));
        }
        assert_memory_equal(&a.value, &b.value, 6 * sizeof(double));
    }
    /* strata in another order: to 1e-12 */
    static const uint32_t turn[] = {2, 0, 3, 1};
    const struct lt_stratum kept[] = {f.strata[0], f.strata[1], f.strata[2], f.strata[3]};
    for (size_t h = 0; h < 4; h++) {
        f.strata[turn[h]] = kept[h];
    }
    for (size_t i = 0; i < f.sample.point_count; i++) {
        f.points[i].stratum = turn[f.points[i].stratum];
    }
    assert_ok(lt_area_of(&f.sample, set, f.arena, &b, &err));
    assert_near(b.value, a.value, 1e-12 * a.value);
    assert_near(b.se, a.se, 1e-12 * a.se);
    assert_near(b.low, a.low, 1e-12 * a.value);
    assert_near(b.high, a.high, 1e-12 * a.value);
    fixture_finish(&f);
}

/* --- degenerate matrices --- */

static void test_perfect_map_still_has_an_interval(void **state)
{
    (void)state;
    static const int counts[] = {50, 0, 0, 50};
    static const double area[] = {6000, 4000};
    struct fixture f;
    struct lt_confusion c;
    struct lt_estimate a;
    const bool set[] = {true, false};
    fixture_matrix(&f, 2, counts, area);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_near(a.value, 6000.0, 0.0);
    assert_near(a.se, 0.0, 0.0);
    /* 50 of 50: Wilson's other bound lies z²/(n + z²) away, in each stratum */
    const double away = 1.96 * 1.96 / (50 + 1.96 * 1.96);
    assert_int_equal(a.method, LT_BY_WILSON);
    assert_near(a.low, 6000 - 6000 * away, 1e-9);
    assert_near(a.high, 6000 + 4000 * away, 1e-9);
    /* exact: 1 − 0.025^(1/50) */
    assert_int_equal(c.users[0].method, LT_BY_CLOPPER_PEARSON);
    assert_near(c.users[0].high, 1.0, 0.0);
    assert_near(c.users[0].low, pow(lt_normal_cdf(-1.96), 1.0 / 50), 1e-12);
    assert_true(c.overall.low < 0.96 && c.overall.high <= 1.0);
    fixture_finish(&f);
}

static void test_class_that_nobody_mapped_or_found(void **state)
{
    (void)state;
    /* class 1 is mapped and never found; class 2 neither */
    static const double area[] = {5000, 5000};
    struct fixture f;
    struct lt_confusion c;
    struct lt_estimate a;
    const bool second[] = {false, true, false};
    fixture_start(&f, 2, area, 3);
    for (int i = 0; i < 20; i++) {
        fixture_add(&f, 0, 0, 0);
        fixture_add(&f, 1, 1, 0);
    }
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    assert_int_equal(c.users[2].method, LT_BY_NOTHING);
    assert_int_equal(c.producers[1].method, LT_BY_NOTHING);
    assert_true(isnan(c.users[2].value) && isnan(c.producers[2].low));
    assert_near(c.users[1].value, 0.0, 0.0);
    assert_near(c.producers[0].value, 0.5, 1e-15);
    assert_ok(lt_area_of(&f.sample, second, f.arena, &a, &err));
    assert_near(a.value, 0.0, 0.0);
    assert_true(a.high > 500.0 && a.low == 0.0);
    fixture_finish(&f);
}

static void test_one_class(void **state)
{
    (void)state;
    static const int counts[] = {30};
    static const double area[] = {1000};
    struct fixture f;
    struct lt_confusion c;
    struct lt_estimate a;
    const bool set[] = {true};
    fixture_matrix(&f, 1, counts, area);
    assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
    assert_near(c.overall.value, 1.0, 0.0);
    assert_near(c.proportions[0], 1.0, 0.0);
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_near(a.value, 1000.0, 0.0);
    assert_near(a.high, 1000.0, 0.0);
    fixture_finish(&f);
}

/* A large stratum in which nothing was found: the standard error does not see it, the interval does. */
static void test_zero_cell_of_a_large_stratum(void **state)
{
    (void)state;
    static const int counts[] = {90, 10, 0, 100};
    static const double area[] = {1000, 99000};
    struct fixture f;
    struct lt_estimate a;
    const bool set[] = {true, false};
    fixture_matrix(&f, 2, counts, area);
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    assert_near(a.value, 900.0, 1e-9);
    assert_true(a.se < 31.0);
    assert_int_equal(a.method, LT_BY_WILSON);
    assert_true(a.high > 900.0 + 99000 * 0.036 && a.high < 900.0 + 99000 * 0.04);
    fixture_finish(&f);
}

/* --- two seasons, change --- */

/* Of ten points four bear grain twice, three once, three never: mean 1.1. Marginals added as if independent would give
 * another variance. */
static void test_two_seasons_are_one_quantity(void **state)
{
    (void)state;
    static const double area[] = {1000};
    struct fixture f;
    struct lt_estimate both, h1, h2;
    const bool set[] = {true, false};
    fixture_start(&f, 1, area, 2);
    f.sample.seasons = 2;
    for (int i = 0; i < 100; i++) {
        struct lt_sample_point *p = fixture_add(&f, 0, 0, i % 10 < 7 ? 0 : 1);
        p->map[1] = 0;
        p->reference[1] = i % 10 < 4 ? 0 : 1;
    }
    assert_ok(lt_area_of(&f.sample, set, f.arena, &both, &err));
    assert_ok(lt_area_of_season(&f.sample, set, 0, f.arena, &h1, &err));
    assert_ok(lt_area_of_season(&f.sample, set, 1, f.arena, &h2, &err));
    assert_near(both.value, 1100.0, 1e-9);
    assert_near(both.value, h1.value + h2.value, 1e-9);
    const double mean = 1.1, squares = 0.4 * 4 + 0.3;
    assert_near(both.se, 1000 * sqrt((squares - mean * mean) / 99), 1e-9);
    assert_true(both.se > 1.2 * hypot(h1.se, h2.se)); /* the seasons go together here */
    assert_near((both.high - both.low) / 2, 1.96 * both.se, 0.05 * both.se);
    fixture_finish(&f);
}

/* MOVER tends to the normal interval: at a million points they agree, levels and their correlation included. */
static void test_wilson_tends_to_normal(void **state)
{
    (void)state;
    static const double area[] = {1000};
    struct fixture f;
    struct lt_estimate a;
    const bool set[] = {true, false};
    fixture_start(&f, 1, area, 2);
    f.sample.seasons = 2;
    for (int i = 0; i < 4000; i++) {
        struct lt_sample_point *p = fixture_add(&f, 0, 0, i % 10 < 7 ? 0 : 1);
        p->map[1] = 0;
        p->reference[1] = i % 10 < 4 ? 0 : 1;
        p->before[0] = i % 7 < 3 ? 0 : 1;
        p->before[1] = i % 3 < 1 ? 0 : 1;
    }
    assert_ok(lt_area_of(&f.sample, set, f.arena, &a, &err));
    const double normal = 1.96 * a.se;
    double low, high;
    a.method = LT_BY_WILSON;
    lt_estimate_bounds(&a, 1.96, &low, &high);
    assert_near((high - low) / 2, normal, 0.002 * normal);
    assert_ok(lt_area_change(&f.sample, set, f.arena, &a, &err));
    const double change = 1.96 * a.se;
    a.method = LT_BY_WILSON;
    lt_estimate_bounds(&a, 1.96, &low, &high);
    assert_near((high - low) / 2, change, 0.002 * change);
    fixture_finish(&f);
}

/* 10 of 100 points lose grain, 4 gain it: the difference of paired points, not of two intervals. */
static void test_change_by_paired_points(void **state)
{
    (void)state;
    static const double area[] = {1000};
    struct fixture f;
    struct lt_estimate change, after;
    const bool set[] = {true, false};
    fixture_start(&f, 1, area, 2);
    for (int i = 0; i < 100; i++) {
        struct lt_sample_point *p = fixture_add(&f, 0, 0, i < 60 || i >= 96 ? 0 : 1);
        p->before[0] = i < 70 ? 0 : 1;
    }
    assert_ok(lt_area_change(&f.sample, set, f.arena, &change, &err));
    assert_ok(lt_area_of(&f.sample, set, f.arena, &after, &err));
    assert_near(change.value, -60.0, 1e-9);
    assert_near(change.se, 1000 * sqrt((0.14 - 0.06 * 0.06) / 99), 1e-9);
    assert_true(change.se < after.se);
    fixture_finish(&f);
    /* nothing changed at any point: that is no proof that nothing changed anywhere */
    fixture_start(&f, 1, area, 2);
    for (int i = 0; i < 50; i++) {
        fixture_add(&f, 0, 0, 0)->before[0] = 0;
    }
    assert_ok(lt_area_change(&f.sample, set, f.arena, &change, &err));
    assert_near(change.value, 0.0, 0.0);
    assert_true(change.low < -70.0 && change.high > 70.0 && change.high < 75.0);
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_olofsson_2014),
        cmocka_unit_test(test_collapsed_classes),
        cmocka_unit_test(test_stehman_2014),
        cmocka_unit_test(test_card_1982),
        cmocka_unit_test(test_finite_population),
        cmocka_unit_test(test_order_of_points_is_nothing),
        cmocka_unit_test(test_perfect_map_still_has_an_interval),
        cmocka_unit_test(test_class_that_nobody_mapped_or_found),
        cmocka_unit_test(test_one_class),
        cmocka_unit_test(test_zero_cell_of_a_large_stratum),
        cmocka_unit_test(test_two_seasons_are_one_quantity),
        cmocka_unit_test(test_wilson_tends_to_normal),
        cmocka_unit_test(test_change_by_paired_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
