/* Child processes: order, failures, crashes, the second try. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "support/lt_test.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run/run_child.h"

struct shared {
    int runs[8]; /* how often each task was started; shared with the children */
    size_t crash_at;
    int crashes;
    enum lt_status fail_with;
    size_t fail_at;
};

static enum lt_status body(void *context, size_t task, struct lt_error *err)
{
    struct shared *shared = context;
    const int run = ++shared->runs[task];
    if (task == shared->crash_at && run <= shared->crashes) {
        raise(SIGKILL);
    }
    if (task == shared->fail_at && shared->fail_with != LT_OK) {
        return lt_fail(err, shared->fail_with, "task %zu says no", task);
    }
    return LT_OK;
}

static struct shared *new_shared(void)
{
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    shared->crash_at = shared->fail_at = 99;
    return shared;
}

static void test_every_task_runs_once(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct shared *shared = new_shared();
    assert_ok(lt_child_run_all(body, shared, 8, 3, NULL, &err));
    for (int i = 0; i < 8; i++) {
        assert_int_equal(shared->runs[i], 1);
    }
    munmap(shared, sizeof *shared);
}

static void test_a_crash_is_tried_once_more(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct shared *shared = new_shared();
    shared->crash_at = 2;
    shared->crashes = 1;
    assert_ok(lt_child_run_all(body, shared, 4, 2, NULL, &err));
    assert_int_equal(shared->runs[2], 2);
    munmap(shared, sizeof *shared);
}

static void test_two_crashes_are_a_limit_and_the_rest_is_kept(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct shared *shared = new_shared();
    shared->crash_at = 1;
    shared->crashes = 9;
    assert_int_equal(lt_child_run_all(body, shared, 5, 2, NULL, &err), LT_E_LIMIT);
    assert_int_equal(shared->runs[1], 2);
    assert_int_equal(shared->runs[4], 1);
    assert_non_null(strstr(err.text, "signal 9"));
    munmap(shared, sizeof *shared);
}

static void test_bad_input_is_final(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct shared *shared = new_shared();
    shared->fail_at = 0;
    shared->fail_with = LT_E_INPUT;
    assert_int_equal(lt_child_run_all(body, shared, 3, 1, NULL, &err), LT_E_INPUT);
    assert_string_equal(err.text, "task 0 says no");
    assert_int_equal(shared->runs[0], 1);
    munmap(shared, sizeof *shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_task_runs_once),
        cmocka_unit_test(test_a_crash_is_tried_once_more),
        cmocka_unit_test(test_two_crashes_are_a_limit_and_the_rest_is_kept),
        cmocka_unit_test(test_bad_input_is_final),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
