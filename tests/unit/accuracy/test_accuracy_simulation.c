/* Known truth, drawn from 2,000 times: the 95 % intervals hold it in 93 to 97 %, and counting pixels does not. */
#include "accuracy_fixture.h"

enum { REPLICATES = 2000, CLASSES = 3, STRATA = 4, QUANTITIES = 9 };

/* A city of four strata: wheat, other crops, no crop, and a buffer along the fields. truth[h][c] is the share of the
 * stratum's ground that is class c; the map calls stratum 3 "other". */
static const double areas[STRATA] = {5e9, 2e9, 2.5e9, 0.5e9};
static const int sizes[STRATA] = {150, 100, 120, 80};
static const uint32_t mapped[STRATA] = {0, 1, 2, 1};
static const double truth[STRATA][CLASSES] = {
    {0.80, 0.14, 0.06}, {0.08, 0.80, 0.12}, {0.06, 0.07, 0.87}, {0.35, 0.40, 0.25}};
static const double again = 0.8; /* grain after grain; else 0.3 */
static const bool grain[CLASSES] = {true, false, false};

static uint32_t draw_class(const double *shares, uint64_t *seed)
{
    const double u = fixture_uniform(seed);
    return u < shares[0] ? 0 : u < shares[0] + shares[1] ? 1 : 2;
}

static void draw(struct fixture *f, uint64_t *seed)
{
    fixture_start(f, STRATA, areas, CLASSES);
    f->sample.seasons = 2;
    f->sample.domain_count = 2;
    for (uint32_t h = 0; h < STRATA; h++) {
        for (int i = 0; i < sizes[h]; i++) {
            struct lt_sample_point *p = fixture_add(f, h, mapped[h], draw_class(truth[h], seed));
            p->map[1] = mapped[h];
            p->before[0] = fixture_uniform(seed) < 0.9 ? p->reference[0] : 2;
            p->before[1] = 2;
            p->reference[1] = fixture_uniform(seed) < (p->reference[0] == 0 ? again : 0.3) ? 0 : 1;
            p->domain = fixture_uniform(seed) < 0.4 ? 0 : 1;
        }
    }
}

static double true_area(uint32_t c)
{
    double sum = 0.0;
    for (size_t h = 0; h < STRATA; h++) {
        sum += areas[h] * truth[h][c];
    }
    return sum;
}

struct score {
    const char *name;
    double truth;
    int covered, lower, upper;
};

static void note(struct score *score, const struct lt_estimate *e)
{
    score->covered += e->low <= score->truth && score->truth <= e->high;
    score->lower += e->lower <= score->truth;
    score->upper += score->truth <= e->upper;
}

static void set_truths(struct score *scores)
{
    const double all = 1e10, first = true_area(0), second = again * first + 0.3 * (all - first);
    double right = 0.0, mapped_other = 0.0;
    for (size_t h = 0; h < STRATA; h++) {
        right += areas[h] * truth[h][mapped[h]];
        mapped_other += mapped[h] == 1 ? areas[h] : 0.0;
    }
    scores[0] = (struct score){.name = "area of grain", .truth = first};
    scores[1] = (struct score){.name = "area of other crops", .truth = true_area(1)};
    scores[2] = (struct score){.name = "overall accuracy", .truth = right / all};
    scores[3] =
        (struct score){.name = "user's accuracy",
                       .truth = (areas[1] * truth[1][1] + areas[3] * truth[3][1]) / mapped_other};
    scores[4] =
        (struct score){.name = "producer's accuracy", .truth = areas[0] * truth[0][0] / first};
    scores[5] = (struct score){.name = "sown area, two seasons", .truth = first + second};
    scores[6] = (struct score){.name = "share in a domain", .truth = (first + second) / all};
    scores[8] = (struct score){.name = "share in a known domain", .truth = scores[6].truth};
    scores[7] = (struct score){.name = "change", .truth = first - 0.9 * first + second};
}

/* Two fifths and three fifths of every stratum. */
static const double inside[2 * STRATA] = {2e9, 8e8, 1e9, 2e8, 3e9, 1.2e9, 1.5e9, 3e8};

static void test_intervals_hold_the_truth(void **state)
{
    (void)state;
    static struct fixture f;
    struct score scores[QUANTITIES];
    uint64_t seed = 20260701;
    int plain_share = 0;
    int pixels = 0;
    set_truths(scores);
    for (int r = 0; r < REPLICATES; r++) {
        struct lt_confusion c;
        struct lt_estimate e[3];
        const bool other[] = {false, true, false};
        draw(&f, &seed);
        assert_ok(lt_confusion_of(&f.sample, 0, f.arena, &c, &err));
        assert_ok(lt_area_of_season(&f.sample, grain, 0, f.arena, &e[0], &err));
        assert_ok(lt_area_of_season(&f.sample, other, 0, f.arena, &e[1], &err));
        note(&scores[0], &e[0]);
        note(&scores[1], &e[1]);
        note(&scores[2], &c.overall);
        note(&scores[3], &c.users[1]);
        note(&scores[4], &c.producers[0]);
        /* the share among all points, unweighted, with its binomial interval */
        double found = 0.0;
        for (size_t i = 0; i < f.sample.point_count; i++) {
            found += f.points[i].reference[0] == 0;
        }
        const double n = (double)f.sample.point_count, p = found / n;
        const double half = 1.96 * sqrt(p * (1.0 - p) / n);
        plain_share += fabs(p - scores[0].truth / 1e10) <= half;
        pixels += fabs(areas[0] - scores[0].truth) <= 0.5 * (e[0].high - e[0].low);
        assert_ok(lt_area_of(&f.sample, grain, f.arena, &e[0], &err));
        assert_ok(lt_share_in_domain(&f.sample, grain, 0, f.arena, &e[1], &err));
        assert_ok(lt_area_change(&f.sample, grain, f.arena, &e[2], &err));
        note(&scores[5], &e[0]);
        note(&scores[6], &e[1]);
        note(&scores[7], &e[2]);
        f.sample.domain_area_m2 = inside;
        assert_ok(lt_share_in_domain(&f.sample, grain, 0, f.arena, &e[1], &err));
        note(&scores[8], &e[1]);
        fixture_finish(&f);
    }
    for (size_t q = 0; q < QUANTITIES; q++) {
        const double covered = 100.0 * scores[q].covered / REPLICATES;
        print_message("%-24s %.2f %%, one-sided %.2f and %.2f %%\n", scores[q].name, covered,
                      100.0 * scores[q].lower / REPLICATES, 100.0 * scores[q].upper / REPLICATES);
        assert_in_range(scores[q].covered, 93 * REPLICATES / 100, 97 * REPLICATES / 100);
        assert_in_range(scores[q].lower, 93 * REPLICATES / 100, 97 * REPLICATES / 100);
        assert_in_range(scores[q].upper, 93 * REPLICATES / 100, 97 * REPLICATES / 100);
    }
    /* Counting pixels says 5e9 m², always. Even with an interval as wide as the sample's it would miss the truth. */
    print_message(
        "pixels counted: off by %.1f %%, %.1f %% hold the truth; unweighted share: %.1f %%\n",
        100.0 * (areas[0] - scores[0].truth) / scores[0].truth, 100.0 * pixels / REPLICATES,
        100.0 * plain_share / REPLICATES);
    assert_true(pixels < 5 * REPLICATES / 100);
    assert_true(plain_share < 50 * REPLICATES / 100);
}

/* A rare class of which a large stratum holds 0.2 %, found there 0.2 times on average: the plain normal interval misses
 * the truth far too often, the one that the rule picks does not. */
static void test_rare_class(void **state)
{
    (void)state;
    static struct fixture f;
    static const double rare_areas[] = {1e8, 9.9e9};
    const double expected = 1e8 * 0.9 + 9.9e9 * 0.002;
    int normal = 0, chosen = 0;
    uint64_t seed = 7;
    for (int r = 0; r < REPLICATES; r++) {
        struct lt_estimate e;
        const bool set[] = {true, false};
        fixture_start(&f, 2, rare_areas, 2);
        for (int i = 0; i < 100; i++) {
            fixture_add(&f, 0, 0, fixture_uniform(&seed) < 0.9 ? 0 : 1);
            fixture_add(&f, 1, 1, fixture_uniform(&seed) < 0.002 ? 0 : 1);
        }
        assert_ok(lt_area_of(&f.sample, set, f.arena, &e, &err));
        chosen += e.low <= expected && expected <= e.high;
        normal += fabs(e.value - expected) <= 1.96 * e.se;
        fixture_finish(&f);
    }
    print_message("rare class: normal %.1f %%, chosen %.1f %%\n", 100.0 * normal / REPLICATES,
                  100.0 * chosen / REPLICATES);
    assert_true(normal < 30 * REPLICATES / 100);
    assert_true(chosen > 93 * REPLICATES / 100);
}

/* Strata of few points, where the plain interval fails: the bounds err on the safe side, two-sided and one-sided. */
static void test_small_strata(void **state)
{
    (void)state;
    static struct fixture f;
    static const double shares[][STRATA] = {
        {0.9, 0.1, 0.05, 0.4}, {0.98, 0.02, 0.01, 0.3}, {0.5, 0.5, 0.5, 0.5}};
    static const int counts[] = {3, 5, 10, 25};
    uint64_t seed = 99;
    int worst_normal = REPLICATES;
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            struct score score = {.name = "small"};
            int normal = 0;
            for (size_t h = 0; h < STRATA; h++) {
                score.truth += areas[h] * shares[k][h];
            }
            for (int r = 0; r < REPLICATES; r++) {
                struct lt_estimate e;
                const bool set[] = {true, false};
                fixture_start(&f, STRATA, areas, 2);
                for (int i = 0; i < STRATA * counts[c]; i++) {
                    const uint32_t h = (uint32_t)(i % STRATA);
                    fixture_add(&f, h, 0, fixture_uniform(&seed) < shares[k][h] ? 0 : 1);
                }
                assert_ok(lt_area_of(&f.sample, set, f.arena, &e, &err));
                note(&score, &e);
                normal += fabs(e.value - score.truth) <= 1.96 * e.se;
                fixture_finish(&f);
            }
            worst_normal = normal < worst_normal ? normal : worst_normal;
            print_message("%2d a stratum, share %.2f …: %.1f %%, one-sided %.1f and %.1f %%; "
                          "normal %.1f %%\n",
                          counts[c], shares[k][0], 100.0 * score.covered / REPLICATES,
                          100.0 * score.lower / REPLICATES, 100.0 * score.upper / REPLICATES,
                          100.0 * normal / REPLICATES);
            const int least = (counts[c] < 10 ? 91 : 93) * REPLICATES / 100;
            assert_true(score.covered >= least && score.lower >= least && score.upper >= least);
        }
    }
    assert_true(worst_normal < 75 * REPLICATES / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_hold_the_truth),
        cmocka_unit_test(test_rare_class),
        cmocka_unit_test(test_small_strata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
