/* The option table: what is taken, what is refused, and in what words. */
#include "support/lt_test.h"

#include <string.h>

#include "cli/cli_commands.h"

static enum lt_status parse(const struct lt_command *command, const char *const *words,
                            struct lt_arguments *ret_arguments, struct lt_error *err)
{
    static char copies[16][64];
    char *argv[16];
    int argc = 0;
    for (; words[argc] != NULL; argc++) {
        strcpy(copies[argc], words[argc]); // NOLINT: literals of this file
        argv[argc] = copies[argc];
    }
    return lt_arguments_parse(command, argc, argv, ret_arguments, err);
}

static void test_long_short_and_equals(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arguments a;
    const char *const words[] = {"-r",        "H1=a.tif", "--raster=b.tif", "-z", "zones.shp",
                                 "-oout.csv", "-q",       "--threads",      "2",  NULL};
    long threads;
    assert_ok(parse(&lt_command_tabulate, words, &a, &err));
    assert_string_equal(lt_argument_nth(&a, "raster", 0), "H1=a.tif");
    assert_string_equal(lt_argument_nth(&a, "raster", 1), "b.tif");
    assert_null(lt_argument_nth(&a, "raster", 2));
    assert_string_equal(lt_argument(&a, "output", ""), "out.csv");
    assert_true(lt_argument_given(&a, "quiet"));
    assert_ok(lt_argument_number(&a, "threads", 1, 256, 0, &threads, &err));
    assert_int_equal(threads, 2);
}

static void test_a_path_that_begins_with_a_dash(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arguments a;
    const char *const words[] = {"--period", "2026H1", "--", "-odd.yaml", NULL};
    assert_ok(parse(&lt_command_run, words, &a, &err));
    assert_string_equal(a.positional[0], "-odd.yaml");
}

static void test_refusals_name_the_word(void **state)
{
    (void)state;
    struct lt_arguments a;
    const struct {
        const char *words[4], *says;
    } cases[] = {
        {{"c.yaml", "--perod", "2026H1", NULL}, "'--perod'"},
        {{"c.yaml", "--period", NULL}, "needs a value"},
        {{"--period", "--quiet", "c.yaml", NULL}, "needs a value"},
        {{"c.yaml", "--quiet=yes", NULL}, "takes no value"},
        {{"c.yaml", "d.yaml", NULL}, "'d.yaml'"},
        {{"c.yaml", "--lang", "fr", NULL}, "zh, en"},
        {{NULL}, "needs more words"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lt_error err = {0};
        assert_int_equal(parse(&lt_command_run, cases[i].words, &a, &err), LT_E_USAGE);
        if (strstr(err.text, cases[i].says) == NULL) {
            fail_msg("'%s' does not say %s", err.text, cases[i].says);
        }
    }
}

static void test_numbers_are_strict(void **state)
{
    (void)state;
    const char *const bad[] = {"0", "-1", "2x", "1e3", "010", "999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lt_error err = {0};
        struct lt_arguments a;
        long number;
        const char *const words[] = {"c.yaml", "--threads", bad[i], NULL};
        assert_ok(parse(&lt_command_run, words, &a, &err));
        assert_int_equal(lt_argument_number(&a, "threads", 1, 256, 0, &number, &err), LT_E_USAGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_short_and_equals),
        cmocka_unit_test(test_a_path_that_begins_with_a_dash),
        cmocka_unit_test(test_refusals_name_the_word),
        cmocka_unit_test(test_numbers_are_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
