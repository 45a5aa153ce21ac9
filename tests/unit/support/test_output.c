/* Files that appear whole or not at all. */
#include "support/lt_test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"
#include "support/output.h"

struct folder {
    struct lt_arena *arena;
    char path[64];
    struct lt_error err;
};

static int setup(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    snprintf(f->path, sizeof f->path, "/tmp/lt-output-XXXXXX");
    *state = f;
    return mkdtemp(f->path) != NULL && lt_arena_create(&f->arena, &f->err) == LT_OK ? 0 : -1;
}

static int teardown(void **state)
{
    struct folder *f = *state;
    lt_arena_destroy(f->arena);
    (void)lt_folder_remove(f->path, NULL);
    free(f);
    return 0;
}

static const char *in(const struct folder *f, const char *name)
{
    return lt_path_join(f->arena, f->path, name);
}

static const char *content(const struct folder *f, const char *name)
{
    char *text = NULL;
    size_t size;
    return lt_file_read(in(f, name), 1000, f->arena, &text, &size, NULL) == LT_OK ? text : "none";
}

static size_t count(const struct folder *f)
{
    char **names;
    size_t n = 0;
    assert_int_equal(lt_folder_list(f->path, f->arena, &names, &n, NULL), LT_OK);
    return n;
}

static void write_one(struct folder *f, const char *name, const char *text, bool commit)
{
    struct lt_output *output = NULL;
    struct lt_error err = {0};
    assert_ok(lt_output_open(in(f, name), &output, &err));
    assert_ok(lt_output_put(output, text, strlen(text), &err));
    if (commit) {
        assert_ok(lt_output_commit(output, &err));
    }
    lt_output_close(output);
}

static void whole_or_not_at_all(void **state)
{
    struct folder *f = *state;
    write_one(f, "面积.csv", "old", true);
    assert_string_equal(content(f, "面积.csv"), "old");
    write_one(f, "面积.csv", "half", false);
    assert_string_equal(content(f, "面积.csv"), "old");
    write_one(f, "面积.csv", "new", true);
    assert_string_equal(content(f, "面积.csv"), "new");
    write_one(f, "other.csv", "half", false);
    assert_int_equal(count(f), 1);
    struct stat info;
    const mode_t mask = umask(0);
    (void)umask(mask);
    assert_int_equal(stat(in(f, "面积.csv"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0666 & ~mask);
}

static void a_library_writes_beside(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    for (int commit = 0; commit < 2; commit++) {
        struct lt_output *output = NULL;
        assert_ok(lt_output_reserve(in(f, "a.gpkg"), &output, &err));
        const char *temporary = lt_output_temporary(output);
        assert_string_equal(strrchr(temporary, '.'), ".gpkg");
        assert_ok(lt_file_write(temporary, "x", 1, &err));
        if (commit) {
            assert_ok(lt_output_commit(output, &err));
        }
        lt_output_close(output);
        assert_int_equal(count(f), commit);
    }
    assert_string_equal(content(f, "a.gpkg"), "x");
}

static void links_are_followed_and_devices_stay(void **state)
{
    struct folder *f = *state;
    write_one(f, "target", "old", true);
    assert_int_equal(symlink("target", in(f, "link")), 0);
    write_one(f, "link", "new", true);
    assert_string_equal(content(f, "target"), "new");
    struct stat info;
    assert_int_equal(lstat(in(f, "link"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(symlink("/dev/null", in(f, "null")), 0);
    write_one(f, "null", "gone", true);
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    struct lt_output *output = NULL;
    assert_int_equal(lt_output_open("/dev/full", &output, &f->err), LT_OK);
    assert_int_equal(lt_output_put(output, "x", 1, &f->err), LT_E_LIMIT);
    lt_output_close(output);
}

static void what_cannot_be_written_is_told_at_once(void **state)
{
    struct folder *f = *state;
    struct lt_output *output = NULL;
    assert_int_equal(lt_output_open(in(f, "no/such/a.csv"), &output, &f->err), LT_E_IO);
    assert_non_null(strstr(f->err.text, "no/such/a.csv"));
    assert_int_equal(lt_output_reserve(in(f, "no/such/a.gpkg"), &output, &f->err), LT_E_IO);
    assert_int_equal(lt_output_open(f->path, &output, &f->err), LT_E_IO);
    assert_null(output);
    char name[252];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    write_one(f, name, "long", true);
    assert_string_equal(content(f, name), "long");
}

/* --- replaced at one stroke --- */

static void put_file(const struct folder *f, const char *name, const char *text)
{
    FILE *file = fopen(in(f, name), "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void what_a_killed_writer_left_is_removed(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    put_file(f, "a.json.tmp", "half of it");
    assert_ok(lt_file_write(in(f, "a.json"), "new", 3, &err));
    assert_string_equal(content(f, "a.json"), "new");
    assert_int_equal(count(f), 1);
    /* a link in the way is removed, not followed */
    put_file(f, "victim", "precious");
    assert_int_equal(symlink("victim", in(f, "a.json.tmp")), 0);
    assert_ok(lt_file_write(in(f, "a.json"), "newer", 5, &err));
    assert_string_equal(content(f, "a.json"), "newer");
    assert_string_equal(content(f, "victim"), "precious");
    assert_int_equal(count(f), 2);
}

/* Only what is seen not to be there is not there; a failed read is told from a file that is missing. */
static void what_cannot_be_told_is_an_error(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    bool there = true;
    char *data;
    size_t size;
    put_file(f, "a", "x");
    assert_int_equal(symlink("loop", in(f, "loop")), 0);
    assert_ok(lt_path_look(in(f, "none"), &there, &err));
    assert_false(there);
    assert_ok(lt_path_look(in(f, "a"), &there, &err));
    assert_true(there);
    assert_ok(lt_path_look(in(f, "loop"), &there, &err));
    assert_true(there);
    assert_int_equal(lt_path_look(in(f, "a/b"), &there, &err), LT_E_IO);
    assert_ok(lt_folder_look(in(f, "none"), &there, &err));
    assert_false(there);
    assert_ok(lt_folder_look(in(f, "a"), &there, &err));
    assert_false(there);
    assert_ok(lt_folder_look(f->path, &there, &err));
    assert_true(there);
    assert_int_equal(lt_folder_look(in(f, "loop"), &there, &err), LT_E_IO);
    assert_int_equal(lt_file_read(in(f, "none"), 10, f->arena, &data, &size, &err), LT_E_IO);
    assert_false(lt_error_unreadable(&err));
    assert_int_equal(lt_file_read(in(f, "loop"), 10, f->arena, &data, &size, &err), LT_E_IO);
    assert_true(lt_error_unreadable(&err));
    assert_int_equal(lt_file_read(f->path, 10, f->arena, &data, &size, &err), LT_E_IO);
    assert_false(lt_error_unreadable(&err));
}

/* Nor is what a killed writer left piece by piece, himself or by a library; his process may have had our number. */
static void what_a_killed_output_left_is_no_hindrance(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    struct lt_output *output = NULL;
    put_file(f, "a.csv.tmp", "half of it");
    put_file(f, lt_arena_printf(f->arena, ".%ld-a.csv", (long)getpid()),
             "as it was called earlier");
    write_one(f, "a.csv", "new", true);
    assert_string_equal(content(f, "a.csv"), "new");
    assert_int_equal(count(f), 2);
    put_file(f, "a.gpkg.tmp", "");
    put_file(f, "a.gpkg.tmp.gpkg", "half of it");
    put_file(f, "a.gpkg.tmp.gpkg-journal", "and what to undo");
    assert_ok(lt_output_reserve(in(f, "a.gpkg"), &output, &err));
    assert_false(lt_file_exists(lt_output_temporary(output)));
    assert_int_equal(count(f), 3);
    put_file(f, lt_path_name(lt_output_temporary(output)), "x");
    assert_ok(lt_output_commit(output, &err));
    lt_output_close(output);
    assert_int_equal(count(f), 3);
    /* of two at once each has a name of his own */
    struct lt_output *both[2];
    for (int i = 0; i < 2; i++) {
        assert_ok(lt_output_reserve(in(f, "a.gpkg"), &both[i], &err));
        assert_ok(lt_file_write(lt_output_temporary(both[i]), i == 0 ? "one" : "two", 3, &err));
    }
    for (int i = 0; i < 2; i++) {
        assert_ok(lt_output_commit(both[i], &err));
        lt_output_close(both[i]);
        assert_string_equal(content(f, "a.gpkg"), i == 0 ? "one" : "two");
    }
    assert_int_equal(count(f), 3);
}

/* Another writer holds the lock of his half: it is left to him. */
static void another_writer_is_left_in_peace(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    put_file(f, "a.json.tmp", "half of his");
    const int fd = open(in(f, "a.json.tmp"), O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0);
    assert_ok(lt_file_write(in(f, "a.json"), "mine", 4, &err));
    assert_string_equal(content(f, "a.json"), "mine");
    assert_string_equal(content(f, "a.json.tmp"), "half of his");
    assert_int_equal(count(f), 2);
    close(fd);
}

enum { WRITERS = 4, TIMES = 200, LONG = 100000 };

/* Writers of one file at once: nobody fails, and what stands there is always one of theirs, whole. */
static void writers_at_once(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    static char text[LONG];
    pid_t children[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        children[w] = fork();
        assert_true(children[w] >= 0);
        if (children[w] == 0) {
            enum lt_status status = LT_OK;
            memset(text, 'a' + w, sizeof text);
            for (int i = 0; i < TIMES && status == LT_OK; i++) {
                status = lt_file_write(in(f, "a.json"), text, sizeof text, NULL);
            }
            _exit((int)status);
        }
    }
    size_t looks = 0;
    for (int left = WRITERS; left > 0;) {
        int ended;
        const pid_t one = waitpid(-1, &ended, WNOHANG);
        if (one > 0) {
            assert_true(WIFEXITED(ended));
            assert_int_equal(WEXITSTATUS(ended), 0);
            left--;
        }
        if (lt_file_exists(in(f, "a.json"))) {
            struct lt_arena *arena = NULL;
            char *found;
            size_t size;
            assert_ok(lt_arena_create(&arena, &err));
            assert_ok(lt_file_read(in(f, "a.json"), LONG, arena, &found, &size, &err));
            assert_int_equal(size, LONG);
            assert_int_equal(strspn(found, (char[]){found[0], '\0'}), LONG);
            lt_arena_destroy(arena);
            looks++;
        }
    }
    assert_true(looks > 0);
    assert_int_equal(count(f), 1);
}

static void for_its_owner_alone(void **state)
{
    struct folder *f = *state;
    struct lt_error err = {0};
    struct stat info;
    struct lt_output *output = NULL;
    const mode_t before = umask(0);
    assert_ok(lt_output_open(in(f, "a"), &output, &err));
    assert_ok(lt_output_keep_private(output, &err));
    assert_ok(lt_output_commit(output, &err));
    lt_output_close(output);
    assert_ok(lt_file_make_private(in(f, "b"), &err));
    umask(before);
    for (const char *name = "a"; *name <= 'b'; name = *name == 'a' ? "b" : "c") {
        assert_int_equal(stat(in(f, name), &info), 0);
        assert_int_equal(info.st_mode & 07777, 0600);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whole_or_not_at_all, setup, teardown),
        cmocka_unit_test_setup_teardown(a_library_writes_beside, setup, teardown),
        cmocka_unit_test_setup_teardown(links_are_followed_and_devices_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_is_told_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_killed_writer_left_is_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_killed_output_left_is_no_hindrance, setup, teardown),
        cmocka_unit_test_setup_teardown(another_writer_is_left_in_peace, setup, teardown),
        cmocka_unit_test_setup_teardown(writers_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(for_its_owner_alone, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
