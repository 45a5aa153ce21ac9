/* Text, numbers, memory by the region, digest, parallel loop. */
#include "support/lt_test.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/digest.h"
#include "support/parallel.h"
#include "support/text.h"

static void test_strict_numbers(void **state)
{
    (void)state;
    double value;
    int64_t whole;
    assert_true(lt_parse_double("970.5", &value));
    assert_near(value, 970.5, 0);
    assert_true(lt_parse_double("-1e-3", &value));
    const char *bad[] = {"",    "970万", "9,7",  "3x",   "1e400", "nan", "inf",
                         "0x1", "0411",  " 970", "970 ", "+1",    ".5",  "5."};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(lt_parse_double(bad[i], &value));
    }
    assert_true(lt_parse_int("411702", &whole));
    assert_int_equal(whole, 411702);
    assert_false(lt_parse_int("4.0", &whole));
}

static void test_doubles_read_back(void **state)
{
    (void)state;
    const double values[] = {0.1, 1.0 / 3, 12666666666.666666, 5e-324, 1.7976931348623157e308};
    char text[LT_DOUBLE_TEXT];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        double back;
        assert_true(lt_parse_double(lt_format_double(values[i], text), &back));
        assert_near(back, values[i], 0);
    }
    assert_string_equal(lt_format_double(0.1, text), "0.1");
}

/* RFC 4648, section 10. */
static void test_base64_of_the_standard(void **state)
{
    (void)state;
    static const char *const wanted[] = {"Zg==",     "Zm8=",     "Zm9v",
                                         "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct lt_text text = {0};
        lt_text_add_base64(&text, "foobar", i + 1);
        assert_string_equal(text.data, wanted[i]);
        lt_text_finish(&text);
    }
    struct lt_text text = {0};
    lt_text_add_base64(&text, "\xfb\xff\xfe", 3);
    assert_string_equal(text.data, "+//+");
    lt_text_finish(&text);
}

static void test_csv_guards_formulas(void **state)
{
    (void)state;
    struct lt_text text = {0};
    lt_text_add_csv(&text, "=cmd|x");
    lt_text_add(&text, ",");
    lt_text_add_csv(&text, "-3.5");
    lt_text_add(&text, ",");
    lt_text_add_csv(&text, "a\"b,c");
    assert_string_equal(text.data, "\"'=cmd|x\",-3.5,\"a\"\"b,c\"");
    lt_text_finish(&text);
}

static void test_utf8(void **state)
{
    (void)state;
    assert_true(lt_utf8_valid("粮田", 6));
    assert_false(lt_utf8_valid("\xc1\xb8\xcc\xef", 4)); /* the same in GBK */
    assert_false(lt_utf8_valid("\xe7\xb2", 2));
    assert_int_equal(lt_utf8_cut("粮田", 6, 5), 3);
    assert_int_equal(lt_utf8_cut("粮田", 6, 6), 6);
}

static void test_dates(void **state)
{
    (void)state;
    assert_true(lt_date_valid("2024-02-29"));
    assert_false(lt_date_valid("2025-02-29"));
    assert_false(lt_date_valid("2025-13-01"));
    assert_false(lt_date_valid("2025/01/01"));
    assert_false(lt_date_valid("0000-01-01"));
    static const char *const times[] = {"2024-02-29T00:00:00Z", "2026-12-31T23:59:59Z"};
    static const char *const none[] = {
        "",
        "2026-02-31T00:00:00Z",
        "2026-07-01T24:00:00Z",
        "2026-07-01T03:60:00Z",
        "2026-07-01T03:00:60Z",
        "2026-07-01 03:00:00Z",
        "2026-07-01T03:00:00+",
        "2026-07-01T03-00:00Z",
        "2026-07-01T 3:00:00Z",
        "2026-07-01T03:00:0:Z",
        "2026-07-01T03:00:00ZZ",
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_true(lt_time_valid(times[i]));
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(lt_time_valid(none[i]));
    }
    static const char *const written[] = {"2026-3-5",     "2026/03/05", "2026.3.5",
                                          "2026年3月5日", "20260305",   "2026-03-05T09:30"};
    char day[11];
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        assert_true(lt_date_read(written[i], day));
        assert_string_equal(day, "2026-03-05");
    }
    assert_false(lt_date_read("2026-13-05", day));
    assert_false(lt_date_read("202603051", day));
    assert_false(lt_date_read("", day));
}

static void test_sha256_of_abc(void **state)
{
    (void)state;
    struct lt_error err = {0};
    char hex[LT_DIGEST_TEXT];
    assert_ok(lt_digest_bytes("abc", 3, hex, &err)); /* FIPS 180-2, appendix B.1 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static enum lt_status fail_on_odd(void *context, unsigned thread, size_t index,
                                  struct lt_error *err)
{
    (void)thread;
    ((int *)context)[index] = 1;
    return index % 2 == 1 ? lt_fail(err, LT_E_IO, "index %zu", index) : LT_OK;
}

static void test_parallel_reports_the_lowest_failure(void **state)
{
    (void)state;
    for (int round = 0; round < 50; round++) {
        int seen[64] = {0};
        struct lt_error err = {0};
        assert_int_equal(lt_parallel_for(4, 64, fail_on_odd, seen, &err), LT_E_IO);
        assert_string_equal(err.text, "index 1");
        assert_int_equal(seen[0], 1);
    }
}

static void test_same_word(void **state)
{
    (void)state;
    assert_true(lt_same_word("ZZSXDM", "zzsxdm"));
    assert_true(lt_same_word("面积A", "面积a"));
    assert_false(lt_same_word("DLBM", "DLB"));
    assert_false(lt_same_word("DLB", "DLBM"));
    assert_false(lt_same_word("[", "{")); /* 0x5B and 0x7B differ by the case bit only */
}

static const char *fixed(double value, int decimals)
{
    static char buffer[LT_FIXED_TEXT + 1];
    *lt_put_fixed(buffer, value, decimals) = '\0';
    return buffer;
}

static void numbers_by_the_million(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *text;
    } cases[] = {
        {0.0, 6, "0.000000"},
        {-0.0, 6, "0.000000"},
        {1.0, 0, "1"},
        {0.5, 0, "1"},
        {0.9999995, 6, "1.000000"},
        {0.9999994, 6, "0.999999"},
        {12489.738467000532, 6, "12489.738467"},
        {1.0 / 3.0, 12, "0.333333333333"},
        {1.0 - 1e-13, 12, "1.000000000000"},
        {5e-324, 12, "0.000000000000"},
        {9007199254740993.0, 6, "9007199254740992.000000"},
        {123456789012.0625, 3, "123456789012.063"},
        {1e18, 2, "1000000000000000000.00"},
        {1e22, 0, "10000000000000000000000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(fixed(cases[i].value, cases[i].decimals), cases[i].text);
    }
    assert_string_equal(fixed(NAN, 1), "0.0");
    assert_int_equal(strlen(fixed(1.7976931348623157e308, 12)), 309 + 13);
    /* printf rounds the exact binary value: never more than half a last digit apart, and the same text but near ties */
    uint64_t seed = 42, same = 0, count = 200000;
    for (uint64_t i = 0; i < count; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const double value = ldexp((double)(seed >> 11), -53 + (int)(seed % 24));
        const int decimals = (int)((seed >> 32) % 13);
        char expected[64];
        snprintf(expected, sizeof expected, "%.*f", decimals, value);
        same += strcmp(fixed(value, decimals), expected) == 0;
        const long double off = strtold(fixed(value, decimals), NULL) - (long double)value;
        assert_true(fabsl(off) <= 0.501L * powl(10.0L, -decimals) + 1e-18L * (long double)value);
    }
    assert_true(same > count - count / 1000);
    char whole[LT_WHOLE_TEXT];
    *lt_put_whole(whole, UINT64_MAX) = '\0';
    assert_string_equal(whole, "18446744073709551615");
    *lt_put_whole(whole, 0) = '\0';
    assert_string_equal(whole, "0");
    for (uint64_t power = 1; power < UINT64_MAX / 100;
         power *= 10) { /* every length, every place */
        for (uint64_t i = 0; i < 300; i++) {
            const uint64_t value = power * (i / 3) + i % 3 - (i >= 3 ? 1 : 0);
            char expected[24];
            snprintf(expected, sizeof expected, "%llu", (unsigned long long)value);
            *lt_put_whole(whole, value) = '\0';
            assert_string_equal(whole, expected);
        }
    }
}

/* A name from a file that would clear the screen, forge a line, or turn "exe.txt" into "txt.exe". */
static void texts_for_terminals(void **state)
{
    static const struct {
        const char *text, *clean;
    } cases[] = {
        {"plain 粮田 \xF0\xA0\xAE\xB7", "plain 粮田 \xF0\xA0\xAE\xB7"},
        {"a\x1b[2Jb\r\nc\x7f", "a [2Jb  c "},
        {"a\xC2\x9B"
         "2Jb\xC2\xA0z",
         "a 2Jb\xC2\xA0z"},
        {"gpj.\xE2\x80\xAE"
         "exe\xE2\x81\xA6\xE2\x80\xA8!",
         "gpj. exe  !"},
        {"\xff\xe7\xb2 \xe7\xb2", "??? ??"},
        {"\xED\xA0\x80\xC0\x80\xF5", "??????"}, /* half a pair, NUL made long, beyond Unicode */
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        struct lt_error err = {0};
        snprintf(text, sizeof text, "%s", cases[i].text);
        lt_utf8_clean(text);
        assert_string_equal(text, cases[i].clean);
        lt_fail(&err, LT_E_IO, "%s", cases[i].text);
        assert_string_equal(err.text, cases[i].clean);
        lt_fail_in(&err, "%s", cases[i].text);
        snprintf(text, sizeof text, "%s: %s", cases[i].clean, cases[i].clean);
        assert_string_equal(err.text, text);
    }
}

static void copies_have_room(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    const int from[] = {3, 1, 4};
    assert_ok(lt_arena_create(&arena, &err));
    const int *copy = lt_arena_copy(arena, from, 3, 5, sizeof *from);
    assert_memory_equal(copy, ((const int[]){3, 1, 4, 0, 0}), 5 * sizeof *from);
    assert_non_null(lt_arena_copy(arena, NULL, 0, 0, sizeof *from));
    assert_null(lt_arena_copy(arena, from, 3, SIZE_MAX / 2, sizeof *from));
    lt_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_word),
        cmocka_unit_test(test_strict_numbers),
        cmocka_unit_test(test_doubles_read_back),
        cmocka_unit_test(test_base64_of_the_standard),
        cmocka_unit_test(test_csv_guards_formulas),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(texts_for_terminals),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_sha256_of_abc),
        cmocka_unit_test(test_parallel_reports_the_lowest_failure),
        cmocka_unit_test(copies_have_room),
        cmocka_unit_test(numbers_by_the_million),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
