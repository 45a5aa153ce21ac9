/* Diagnostics between processes and as the clerk's list. */
#include "store_test.h"

#include "liangtian/store.h"

static const char key[65] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char other_key[65] =
    "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static const struct lt_diagnostic nasty = {
    .severity = LT_REJECT,
    .quality = LT_USABILITY,
    .code = "geometry.missing",
    .layer = "parcels DLTB.shp",
    .feature = "#12",
    .field = "TBMJ",
    .found = "=cmd|' /C calc'!A0",
    .expected = "a,b \"c\"d",
    .action = "draw it",
    .area_m2 = 1234.5,
};

static void test_round_trip(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_diagnostics list, back;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_ok(lt_diagnostics_init(&back, &err));
    const struct lt_diagnostic empty = {.code = "x"};
    for (size_t i = 0; i < 100000; i++) {
        assert_ok(lt_diagnostics_add(&list, i % 2 ? &nasty : &empty, &err));
    }
    const char *path = store_path(test, "d");
    assert_ok(lt_diagnostics_write(path, key, &list, &err));
    assert_ok(lt_diagnostics_add(&back, &empty, &err)); /* reading adds to what is there */
    assert_ok(lt_diagnostics_read(path, key, &back, &err));
    assert_int_equal(back.count, 100001);
    assert_int_equal(back.count_of[LT_REJECT], 50000);
    const struct lt_diagnostic *got = &back.items[2];
    assert_int_equal(got->severity, nasty.severity);
    assert_int_equal(got->quality, nasty.quality);
    assert_string_equal(got->code, nasty.code);
    assert_string_equal(got->layer, nasty.layer);
    assert_string_equal(got->feature, nasty.feature);
    assert_string_equal(got->field, nasty.field);
    assert_string_equal(got->found, nasty.found);
    assert_string_equal(got->expected, nasty.expected);
    assert_string_equal(got->action, nasty.action);
    assert_near(got->area_m2, nasty.area_m2, 0);
    lt_diagnostics_finish(&list);
    lt_diagnostics_finish(&back);
}

static void test_damage_is_found(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_diagnostics list, back;
    size_t size;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_ok(lt_diagnostics_init(&back, &err));
    assert_ok(lt_diagnostics_add(&list, &nasty, &err));
    const char *path = store_path(test, "d");
    assert_ok(lt_diagnostics_write(path, key, &list, &err));
    const char *bytes = read_bytes(test, path, &size);
    for (size_t i = 0; i < size; i++) {
        put_byte(path, i, (unsigned char)(bytes[i] ^ 0x80));
        assert_int_equal(lt_diagnostics_read(path, key, &back, &err), LT_E_IO);
        put_byte(path, i, (unsigned char)bytes[i]);
    }
    /* those of other inputs, and of what failed, are others' */
    assert_int_equal(lt_diagnostics_read(path, other_key, &back, &err), LT_E_IO);
    assert_int_equal(lt_diagnostics_read(path, lt_no_key, &back, &err), LT_E_IO);
    assert_ok(lt_diagnostics_write(path, lt_no_key, &list, &err));
    assert_int_equal(lt_diagnostics_read(path, key, &back, &err), LT_E_IO);
    assert_int_equal(back.count, 0);
    lt_diagnostics_finish(&list);
    lt_diagnostics_finish(&back);
}

static void test_csv_for_the_clerk(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_diagnostics list;
    size_t size;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_ok(lt_diagnostics_add(&list, &nasty, &err));
    const char *path = store_path(test, "d.csv");
    assert_ok(lt_diagnostics_write_csv(path, &list, true, &err));
    assert_string_equal(read_bytes(test, path, &size),
                        "\xEF\xBB\xBF级别,质量维度,代码,问题,图层,要素标识,字段,实际值,应为,"
                        "处理建议,面积（平方米）\r\n"
                        "拒绝,可用性,geometry.missing,图形缺失,地类图斑 DLTB.shp,#12,TBMJ,"
                        "\"'=cmd|' /C calc'!A0\",\"a,b "
                        "\"\"c\"\"d\",补绘图形；该图斑不作判定，但计入各项总数,1234.5\r\n");
    assert_ok(lt_diagnostics_write_csv(path, &list, false, &err));
    const char *english = read_bytes(test, path, &size);
    assert_non_null(strstr(english, "severity,quality,code,title,layer,feature,field,found,"
                                    "expected,action,area_m2\r\nreject,usability,"));
    lt_diagnostics_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_round_trip),
        STORE_TEST(test_damage_is_found),
        STORE_TEST(test_csv_for_the_clerk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
