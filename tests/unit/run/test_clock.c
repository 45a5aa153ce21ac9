/* Times and due days. Seconds are those of `date -u -d TIME +%s`. */
#include "support/lt_test.h"

#include "run/run_clock.h"
#include "run/run_due.h"
#include "support/arena.h"

static void test_epoch(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
    } times[] = {{"1970-01-01T00:00:00Z", 0},
                 {"2000-02-29T23:59:59Z", 951868799},
                 {"2026-07-01T03:00:00Z", 1782874800},
                 {"2100-03-01T00:00:00Z", 4107542400}};
    int64_t seconds;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_true(lt_clock_epoch(times[i].text, &seconds));
        assert_int_equal(seconds, times[i].seconds);
    }
    static const char *const none[] = {"",
                                       "2026-07-01",
                                       "2026-13-01T00:00:00Z",
                                       "2026-02-31T27:00:00Z",
                                       "2026-07-01T03:00:00+",
                                       "2026-07-01 03:00:0"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(lt_clock_epoch(none[i], &seconds));
    }
}

static void test_due(void **state)
{
    (void)state;
    const struct lt_operations_config days = {.due = {"07-01", "12-15"}};
    struct lt_period_config configured[2] = {0};
    lt_period first, second;
    char day[LT_DAY_TEXT];
    assert_true(lt_period_parse("2026H1", &first));
    assert_true(lt_period_parse("2026H2", &second));
    lt_due_day(&days, first, day);
    assert_string_equal(day, "2026-07-01");
    lt_due_day(&days, second, day);
    assert_string_equal(day, "2026-12-15");
    configured[0].period = first;
    configured[1].period = second + 2; /* 2027H2: the summer between is left out */
    const struct lt_config config = {.periods = configured, .period_count = 1};
    const struct lt_config gap = {.periods = configured, .period_count = 2};
    const struct lt_generation_period published = {.period = first};
    assert_int_equal(lt_due_next(&config, NULL, 0), first);
    assert_int_equal(lt_due_next(&config, &published, 1), second);
    assert_int_equal(lt_due_next(&gap, &published, 1), second + 2);
}

/* Where nothing is published, the day before the first half-year's, and that day. */
static void test_due_day(void **state)
{
    (void)state;
    struct lt_period_config configured = {0};
    const struct lt_config config = {.output_dir = "/nowhere/at/all",
                                     .operations = {.due = {"07-01", "11-01"}},
                                     .periods = &configured,
                                     .period_count = 1};
    struct lt_arena *arena = NULL;
    struct lt_error err;
    struct lt_due due;
    assert_true(lt_period_parse("2026H1", &configured.period));
    assert_int_equal(lt_arena_create(&arena, &err), LT_OK);
    assert_int_equal(lt_due_find(&config, "2026-06-30", arena, &due, &err), LT_OK);
    assert_false(due.come);
    assert_int_equal(due.next, configured.period);
    assert_string_equal(due.day, "2026-07-01");
    assert_int_equal(due.last.period, 0);
    assert_int_equal(lt_due_find(&config, "2026-07-01", arena, &due, &err), LT_OK);
    assert_true(due.come);
    lt_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_epoch),
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_due_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
