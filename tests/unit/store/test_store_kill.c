/* A run killed anywhere leaves what was published whole, and nothing that the next run does not
 * clear away.
 *
 * Three ways to be killed: at each step of the commit, at seeded random times, and (where strace
 * may be used) at every system call that changes the file system; then each such call failing
 * instead of killing.
 */
#include "store_publish.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static const char *program; /* this file, to be run under strace */

/* Half-year H1 of 2025 is published; H2 was being published when the run died. */
static void assert_whole(const struct store_test *test, const char *output, bool may_be_old,
                         bool may_be_new)
{
    const char *summer = publish_shown(test, output, "2025H1");
    const char *autumn = publish_shown(test, output, "2025H2");
    assert_string_equal(summer, "summer");
    assert_true((may_be_old && *autumn == '\0') || (may_be_new && strcmp(autumn, "autumn") == 0));
    assert_int_equal(publish_faults(output), 0);
}

/* The next run publishes, and only published generations are left. */
static void assert_recovers(const struct store_test *test, const char *output)
{
    struct lt_error err = {0};
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    assert_whole(test, output, false, true);
    assert_int_equal(publish_count(test, output, "tmp-"), 0);
    assert_int_equal(publish_count(test, output, ""), 3); /* H1, H2 and the marks */
    assert_false(lt_file_exists(lt_path_join(test->arena, output, ".current-next")));
}

static const char *fresh_output(const struct store_test *test, const char *name)
{
    struct lt_error err = {0};
    const char *output = store_path(test, name);
    assert_ok(lt_folder_remove(output, &err));
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    return output;
}

/* --- steps --- */

static void die_at(void *context, const char *step)
{
    if (strcmp(context, step) == 0) {
        raise(SIGKILL);
    }
}

static void test_killed_at_each_step(void **state)
{
    const struct store_test *test = *state;
    static const char *const steps[] = {"begun",   "filled",      "manifest", "verified",
                                        "renamed", "period link", "current",  "marked"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const char *output = fresh_output(test, "out");
        const bool committed = i >= 6;
        fflush(NULL);
        const pid_t child = fork();
        if (child == 0) {
            char step[32];
            snprintf(step, sizeof step, "%s", steps[i]);
            _exit((int)publish(output, H2_2025, "autumn", die_at, step, NULL));
        }
        int how = 0;
        assert_true(child > 0 && waitpid(child, &how, 0) == child);
        assert_true(WIFSIGNALED(how)); /* the step was reached */
        assert_whole(test, output, !committed, committed);
        assert_recovers(test, output);
    }
}

/* The first publication of all: nothing before it, so nothing may be shown. */
static void test_killed_before_anything_was_published(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        char step[] = "period link";
        _exit((int)publish(output, H1_2025, "summer", die_at, step, NULL));
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_string_equal(publish_shown(test, output, "2025H1"), "");
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    assert_string_equal(publish_shown(test, output, "2025H1"), "summer");
    assert_int_equal(publish_faults(output), 0);
    assert_int_equal(publish_count(test, output, ""), 2);
}

/* --- random times --- */

static long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static void test_killed_at_random_times(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    uint32_t random = 20260101;
    const char *output = fresh_output(test, "out");
    const long start = now_us();
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    const long usual = now_us() - start;
    int killed = 0;
    for (int round = 0; round < 40; round++) {
        output = fresh_output(test, "out");
        random = random * 1664525u + 1013904223u;
        fflush(NULL);
        const pid_t child = fork();
        if (child == 0) {
            _exit((int)publish(output, H2_2025, "autumn", NULL, NULL, NULL));
        }
        const long wait = (long)((double)usual * 1.2 * (double)(random >> 8) / (double)(1 << 24));
        nanosleep(&(struct timespec){wait / 1000000, wait % 1000000 * 1000}, NULL);
        kill(child, SIGKILL);
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        killed += WIFSIGNALED(how);
        assert_whole(test, output, true, true);
        assert_recovers(test, output);
    }
    print_message("%d of 40 were killed before they were done\n", killed);
    assert_true(killed > 0);
}

/* --- system calls --- */

static bool may_trace(const struct store_test *test)
{
    const char *command = lt_arena_printf(
        test->arena, "strace -o /dev/null -e inject=symlink:error=EPERM:when=1 true 2>/dev/null");
    return system(command) == 0;
}

/* Runs `publish` of H2 in a process of its own under strace. Answers as waitpid does. */
static int run_traced(const struct store_test *test, const char *output, const char *inject)
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        const char *quiet = store_path(test, "stderr");
        setenv("ASAN_OPTIONS", "detect_leaks=0",
               1); /* the leak checker cannot work under a tracer */
        execlp("strace", "strace", "-o", "/dev/null", "-e", inject, program, "publish", output,
               quiet, (char *)NULL);
        _exit(127);
    }
    int how = 0;
    assert_true(child > 0 && waitpid(child, &how, 0) == child);
    return how;
}

static const char *const calls[] = {"mkdir", "symlink", "unlink", "link",     "rename", "fsync",
                                    "chmod", "rmdir",   "openat", "pwrite64", "write"};

/* Kills at the 1st, 2nd … such call until the run gets through. */
static void test_killed_at_every_system_call(void **state)
{
    const struct store_test *test = *state;
    size_t kills = 0;
    if (!may_trace(test)) {
        print_message("skipped: strace is not installed or may not trace here\n");
        skip();
    }
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
        int step = strcmp(calls[c], "openat") == 0 || strcmp(calls[c], "pwrite64") == 0 ? 9 : 1;
        for (int when = 1;; when += step) {
            const char *output = fresh_output(test, "out");
            const int how = run_traced(
                test, output,
                lt_arena_printf(test->arena, "inject=%s:signal=SIGKILL:when=%d", calls[c], when));
            assert_whole(test, output, true, true);
            if (WIFEXITED(how)) {
                assert_int_equal(WEXITSTATUS(how), 0);
                break;
            }
            kills++;
            /* recovery does the same whatever the call was: a sample will do */
            if (kills % 4 == 0) {
                assert_recovers(test, output);
            }
        }
    }
    print_message("killed at %zu system calls\n", kills);
    assert_true(kills > 30);
}

/* The same calls fail: the run says so and exits as 4 or 5, or it gets through because the call did
 * not matter. */
static void test_every_system_call_failing(void **state)
{
    const struct store_test *test = *state;
    size_t failures = 0;
    if (!may_trace(test)) {
        print_message("skipped: strace is not installed or may not trace here\n");
        skip();
    }
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
        int step = strcmp(calls[c], "openat") == 0 || strcmp(calls[c], "pwrite64") == 0 ? 9 : 1;
        int through = 0;
        for (int when = 1; through < 2; when += step) {
            const char *output = fresh_output(test, "out");
            const int how = run_traced(
                test, output,
                lt_arena_printf(test->arena, "inject=%s:error=ENOSPC:when=%d", calls[c], when));
            assert_true(WIFEXITED(how));
            const int code = WEXITSTATUS(how);
            if (code != LT_OK && code != LT_E_IO && code != LT_E_LIMIT && code != 127) {
                print_error("%s failing at %d: exit %d\n", calls[c], when, code);
            }
            assert_true(code == LT_OK || code == LT_E_IO || code == LT_E_LIMIT || code == 127);
            assert_whole(test, output, code != LT_OK, true);
            through = code == LT_OK ? through + 1 : 0; /* a harmless call may come before others */
            failures += code != LT_OK;
        }
    }
    print_message("failed at %zu system calls\n", failures);
    assert_true(failures > 30);
}

/* What a file system without symlinks answers (vfat: EPERM) is known before any work is done. */
static void test_no_symlinks_is_refused_at_the_start(void **state)
{
    const struct store_test *test = *state;
    size_t size;
    if (!may_trace(test)) {
        print_message("skipped: strace is not installed or may not trace here\n");
        skip();
    }
    const char *output = fresh_output(test, "out");
    const int how = run_traced(test, output, "inject=symlink:error=EPERM:when=1");
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), LT_E_IO);
    assert_non_null(strstr(read_bytes(test, store_path(test, "stderr"), &size), "has no symlinks"));
    assert_whole(test, output, true, false);
    assert_int_equal(publish_count(test, output, "tmp-"), 0);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_killed_at_each_step),
        STORE_TEST(test_killed_before_anything_was_published),
        STORE_TEST(test_killed_at_random_times),
        STORE_TEST(test_killed_at_every_system_call),
        STORE_TEST(test_every_system_call_failing),
        STORE_TEST(test_no_symlinks_is_refused_at_the_start),
    };
    program = arguments[0];
    if (access("/dev/shm", W_OK) == 0) {
        setenv("TMPDIR", "/dev/shm",
               1); /* SIGKILL loses no page cache: memory serves, and hundreds of runs are quick */
    }
    if (count == 4 && strcmp(arguments[1], "publish") == 0) {
        struct lt_error err = {0};
        const enum lt_status status = publish(arguments[2], H2_2025, "autumn", NULL, NULL, &err);
        FILE *file = fopen(arguments[3], "w");
        if (file != NULL) {
            fprintf(file, "%s\n", err.text);
            fclose(file);
        }
        return (int)status;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
