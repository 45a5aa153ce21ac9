/* JSON as jansson reads it: what is written comes back. */
#include "support/lt_test.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "support/json.h"

static void test_reads_back(void **state)
{
    (void)state;
    struct lt_text text = {0};
    struct lt_json json = {.text = &text, .first = true};
    const char *name = getenv("LT_OTHER_LOCALE");
    (void)setlocale(LC_ALL, name == NULL ? "C" : name);
    lt_json_begin(&json, NULL, '{');
    lt_json_text(&json, "县\"区\\", "a\n\x01\"\\驻马店");
    lt_json_text(&json, "nothing", NULL);
    lt_json_number(&json, "third", 1.0 / 3);
    lt_json_number(&json, "nan", NAN);
    lt_json_number(&json, "inf", -INFINITY);
    lt_json_whole(&json, "whole", 1ull << 40);
    lt_json_begin(&json, "empty", '[');
    lt_json_end(&json, ']');
    lt_json_begin(&json, "list", '[');
    lt_json_truth(&json, NULL, true);
    lt_json_null(&json, NULL);
    lt_json_range(&json, NULL, -0.5, 2e300);
    lt_json_begin(&json, NULL, '{');
    lt_json_end(&json, '}');
    lt_json_end(&json, ']');
    lt_json_truth(&json, "last", false);
    lt_json_end(&json, '}');
    assert_false(text.failed);
    (void)setlocale(LC_ALL, "C");
    json_t *root = json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_int_equal(json_object_size(root), 9);
    assert_string_equal(json_string_value(json_object_get(root, "县\"区\\")), "a\n\x01\"\\驻马店");
    assert_string_equal(json_string_value(json_object_get(root, "nothing")), "");
    assert_true(json_real_value(json_object_get(root, "third")) == 1.0 / 3);
    assert_true(json_is_null(json_object_get(root, "nan")));
    assert_true(json_is_null(json_object_get(root, "inf")));
    assert_true(json_integer_value(json_object_get(root, "whole")) == 1ll << 40);
    assert_int_equal(json_array_size(json_object_get(root, "empty")), 0);
    const json_t *list = json_object_get(root, "list");
    assert_int_equal(json_array_size(list), 4);
    assert_true(json_is_true(json_array_get(list, 0)));
    assert_true(json_is_null(json_array_get(list, 1)));
    assert_true(json_number_value(json_array_get(json_array_get(list, 2), 0)) == -0.5);
    assert_true(json_number_value(json_array_get(json_array_get(list, 2), 1)) == 2e300);
    assert_true(json_is_false(json_object_get(root, "last")));
    json_decref(root);
    lt_text_finish(&text);
}

/* Bytes of GBK, and a sequence that is cut short: each byte that is no text becomes U+FFFD. */
static void test_no_text(void **state)
{
    (void)state;
    struct lt_text text = {0};
    struct lt_json json = {&text, true};
    lt_json_text(&json, NULL, "\xC1\xB8 a\xE7\xB2");
    assert_string_equal(text.data, "\"\\ufffd\\ufffd a\\ufffd\\ufffd\"");
    lt_text_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reads_back),
                                       cmocka_unit_test(test_no_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
