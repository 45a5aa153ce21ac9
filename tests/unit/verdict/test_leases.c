/* LEASE-NONGRAIN (M17): four conditions, each true, false or open; large from 500 mu (333333.3 m²). */
#include "support/lt_test.h"

#include "liangtian/area.h"
#include "liangtian/leases.h"

static const char *const capital[] = {"企业", "公司", "工商", "集团"};
static const char *const no_capital[] = {"合作社", "家庭农场",     "农户",
                                         "工商户", "集体经济组织", "非企业"};
static const struct lt_lease_gate gate = {.capital_kinds = {capital, 4},
                                          .other_kinds = {no_capital, 6},
                                          .large_m2 = 500 * LT_M2_PER_MU,
                                          .grain_season_share = 0.5,
                                          .crop_year_complete = true};

/* 600 mu, all planting, 100 mu of it with a grain season: everything holds. */
static struct lt_operator offender(void)
{
    const double mu = LT_M2_PER_MU;
    return (struct lt_operator){.key = "k",
                                .kind = "企业法人",
                                .leases = 3,
                                .leased_m2 = {600 * mu, 600 * mu},
                                .footprint_m2 = {100 * mu, 120 * mu},
                                .zero_grain_m2 = {480 * mu, 500 * mu},
                                .purpose_m2 = {600 * mu, 0, 0}};
}

static void expect(struct lt_operator one, enum lt_lease_condition condition, enum lt_truth truth,
                   enum lt_verdict_value verdict)
{
    const struct lt_lease_judged judged = lt_lease_judge(&one, &gate);
    assert_int_equal(judged.condition[condition], truth);
    assert_int_equal(judged.verdict, verdict);
}

static void test_lease_nongrain_needs_all_four(void **state)
{
    (void)state;
    const double mu = LT_M2_PER_MU;
    struct lt_operator one = offender();
    expect(one, LT_LEASE_CAPITAL, LT_TRUE, LT_BELOW);
    one.kind = "家庭农场";
    expect(one, LT_LEASE_CAPITAL, LT_FALSE, LT_MEETS);
    one = offender();
    one.leased_m2 = (struct lt_interval){499 * mu, 499 * mu};
    expect(one, LT_LEASE_LARGE, LT_FALSE, LT_MEETS);
    one = offender();
    one.footprint_m2 = (struct lt_interval){300 * mu, 320 * mu}; /* half of it: a grain season */
    expect(one, LT_LEASE_NO_GRAIN, LT_FALSE, LT_MEETS);
    one = offender();
    one.purpose_m2[0] = 0;
    one.purpose_m2[1] = 600 * mu; /* contracts for fish or trees */
    expect(one, LT_LEASE_USE, LT_FALSE, LT_MEETS);
}

static void test_kinds_by_their_words(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        enum lt_truth capital;
    } kinds[] = {
        {"企业", LT_TRUE},
        {"工商企业", LT_TRUE},
        {"有限责任公司", LT_TRUE},
        {"某某农业发展有限公司", LT_TRUE},
        {"农业产业化龙头企业", LT_TRUE},
        {"非公司企业法人", LT_TRUE},
        {"农业集团", LT_TRUE},
        {"工商资本", LT_TRUE},
        {"04 企业", LT_TRUE},
        {"合作社", LT_FALSE},
        {"农民专业合作社", LT_FALSE},
        {"土地股份合作社", LT_FALSE},
        {"家庭农场", LT_FALSE},
        {"家庭农场（个体工商户）", LT_FALSE},
        {"农户", LT_FALSE},
        {"个体工商户", LT_FALSE},
        {"民办非企业单位", LT_FALSE},
        {"农村集体经济组织", LT_FALSE},
        {"其他", LT_FALSE},
        {"公司+农户", LT_UNKNOWN},
        {"公司领办合作社", LT_UNKNOWN},
        {"个体工商户（工商企业）", LT_UNKNOWN},
        {"4", LT_UNKNOWN}, /* a code that nobody explained */
        {"", LT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (lt_lease_is_capital(kinds[i].kind, &gate) != kinds[i].capital) {
            fail_msg("%s: %d", kinds[i].kind, (int)lt_lease_is_capital(kinds[i].kind, &gate));
        }
    }
}

static void test_kinds_by_code(void **state)
{
    (void)state;
    static const char *const codes[] = {"4", "QY", "企业"};
    static const char *const others[] = {"41"};
    struct lt_lease_gate coded = {.capital_kinds = {codes, 3}};
    assert_int_equal(lt_lease_is_capital("4", &coded), LT_TRUE);
    assert_int_equal(lt_lease_is_capital("QY", &coded), LT_TRUE);
    assert_int_equal(lt_lease_is_capital("41", &coded), LT_FALSE); /* no beginning of a code */
    assert_int_equal(lt_lease_is_capital("24", &coded), LT_FALSE);
    assert_int_equal(lt_lease_is_capital("QYB", &coded), LT_FALSE);
    assert_int_equal(lt_lease_is_capital("龙头企业", &coded), LT_TRUE);
    coded.capital_kinds.items += 2;
    coded.capital_kinds.count = 1;
    coded.other_kinds = (struct lt_kind_words){others, 1};
    assert_int_equal(lt_lease_is_capital("41", &coded), LT_FALSE);
    assert_int_equal(lt_lease_is_capital("4", &coded), LT_UNKNOWN);
}

static void test_a_condition_without_data_is_open(void **state)
{
    (void)state;
    const double mu = LT_M2_PER_MU;
    struct lt_operator one = offender();
    one.kind = "";
    expect(one, LT_LEASE_CAPITAL, LT_UNKNOWN, LT_UNDECIDED);
    one = offender();
    one.kinds_differ = 1;
    expect(one, LT_LEASE_CAPITAL, LT_UNKNOWN, LT_UNDECIDED);
    one = offender();
    one.purpose_m2[0] = 500 * mu;
    one.purpose_m2[2] = 100 * mu;
    expect(one, LT_LEASE_USE, LT_UNKNOWN, LT_UNDECIDED);
    one = offender();
    one.leased_m2.low = 450 * mu; /* 150 mu under two leases */
    expect(one, LT_LEASE_LARGE, LT_UNKNOWN, LT_UNDECIDED);
    one = offender();
    one.footprint_m2.high = 310 * mu;
    expect(one, LT_LEASE_NO_GRAIN, LT_UNKNOWN, LT_UNDECIDED);
    one.kind = "家庭农场"; /* one condition that fails settles it */
    expect(one, LT_LEASE_NO_GRAIN, LT_UNKNOWN, LT_MEETS);
}

static void test_summer_leaves_grain_open(void **state)
{
    (void)state;
    struct lt_lease_gate summer = gate;
    const struct lt_operator one = offender();
    summer.crop_year_complete = false;
    assert_int_equal(lt_lease_judge(&one, &summer).verdict, LT_UNDECIDED);
}

static void test_operators_add_up_over_counties(void **state)
{
    (void)state;
    struct lt_operator sum = {.key = "k", .kind = ""};
    struct lt_operator one = offender(), other = offender();
    other.kind = "公司";
    lt_operator_add(&sum, &one);
    lt_operator_add(&sum, &other);
    assert_int_equal(sum.leases, 6);
    assert_near(lt_mu(sum.leased_m2.low), 1200, 1e-9);
    assert_int_equal(sum.kinds_differ, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lease_nongrain_needs_all_four),
        cmocka_unit_test(test_kinds_by_their_words),
        cmocka_unit_test(test_kinds_by_code),
        cmocka_unit_test(test_a_condition_without_data_is_open),
        cmocka_unit_test(test_summer_leaves_grain_open),
        cmocka_unit_test(test_operators_add_up_over_counties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
