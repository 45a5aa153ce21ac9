/* CROPLAND-BALANCE: what counts, and when it balances. By hand. */
#include "support/lt_test.h"

#include "liangtian/conversion.h"

static void test_kinds(void **state)
{
    (void)state;
    const struct lt_rule rule = {.land_classes = "02 03 1006 1202"};
    assert_int_equal(lt_conversion_kind_of(&rule, "0201K"), LT_CONVERSION_COUNTS);
    assert_int_equal(lt_conversion_kind_of(&rule, "1006"), LT_CONVERSION_COUNTS);
    assert_int_equal(lt_conversion_kind_of(&rule, "1003"), LT_CONVERSION_OTHER);
    assert_int_equal(lt_conversion_kind_of(&rule, "1202"), LT_CONVERSION_COUNTS);
    assert_int_equal(lt_conversion_kind_of(&rule, "0701"), LT_CONVERSION_OTHER);
    assert_int_equal(lt_conversion_kind_of(&rule, ""), LT_CONVERSION_UNKNOWN);
    assert_int_equal(lt_conversion_kind_of(&rule, "1"), LT_CONVERSION_OTHER);
}

static void test_balance(void **state)
{
    (void)state;
    struct lt_conversion one = {.out_m2 = {[LT_CONVERSION_COUNTS] = 100,
                                           [LT_CONVERSION_EXEMPT] = 50,
                                           [LT_CONVERSION_OTHER] = 900},
                                .in_m2 = {[LT_CONVERSION_COUNTS] = 99.6}};
    assert_int_equal(lt_conversion_verdict(&one), LT_MEETS); /* 0.4 m² is rounding */
    one.in_m2[LT_CONVERSION_COUNTS] = 99;
    assert_int_equal(lt_conversion_verdict(&one), LT_BELOW);
    one.in_m2[LT_CONVERSION_UNKNOWN] = 2; /* perhaps it came from an orchard */
    assert_int_equal(lt_conversion_verdict(&one), LT_UNDECIDED);
    one.in_m2[LT_CONVERSION_COUNTS] = 200;
    one.out_m2[LT_CONVERSION_UNKNOWN] = 100;
    assert_int_equal(lt_conversion_verdict(&one), LT_MEETS);
    one.out_m2[LT_CONVERSION_UNKNOWN] = 101;
    assert_int_equal(lt_conversion_verdict(&one), LT_UNDECIDED);
    assert_near(lt_conversion_balance(&one).low, -1, 0);
    assert_near(lt_conversion_balance(&one).high, 102, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds),
                                       cmocka_unit_test(test_balance)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
