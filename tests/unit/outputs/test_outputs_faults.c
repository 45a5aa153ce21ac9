/* Writers under a file-size limit, the nearest thing to a full disk that needs no rights; and the
 * same bytes twice. */
#include "support/lt_test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <gdal.h>

#include "outputs_fixture.h"
#include "outputs_folder.h"
#include "support/digest.h"

typedef enum lt_status (*writer)(const struct lt_report_model *model, const char *folder,
                                 struct lt_error *err);
static const struct {
    const char *name;
    writer write;
} writers[] = {
    {"shapefile", lt_write_shapefile},
    {"geopackage", lt_write_geopackage},
    {"workbook", lt_write_workbook},
    {"html", lt_write_html},
};
enum { WRITERS = sizeof writers / sizeof *writers };

/* In a child: no file may grow beyond `limit` bytes; answers the writer's status. */
static int status_under(size_t w, const struct fixture *f, const char *folder, rlim_t limit)
{
    fflush(stdout);
    fflush(stderr);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct lt_error err = {0};
        const struct rlimit bound = {limit, limit};
        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &bound) != 0) {
            _exit(99);
        }
        _exit((int)writers[w].write(&f->model, folder, &err));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Whatever size the writing stops at, the writer does not answer success and leaves no file behind.
 */
static void test_no_short_file_passes(void **state)
{
    (void)state;
    struct fixture f;
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    for (size_t w = 0; w < WRITERS; w++) {
        char folder[64];
        folder_make(folder);
        int failures = 0;
        rlim_t limit = 1;
        for (; limit < 8u << 20; limit = limit + limit / 2 + 100) {
            const int status = status_under(w, &f, folder, limit);
            if (status == LT_OK) {
                break; /* the whole output fits */
            }
            if (status != LT_E_IO && status != LT_E_LIMIT) {
                print_error("%s, limit %llu: status %d\n", writers[w].name,
                            (unsigned long long)limit, status);
                fail();
            }
            folder_is_empty(&f, folder);
            failures++;
        }
        assert_true(failures > 5);
        assert_true(limit < 8u << 20); /* it does succeed at last */
        folder_remove(folder);
    }
    fixture_destroy(&f);
}

static void test_missing_folder(void **state)
{
    (void)state;
    struct fixture f;
    fixture_create(&f, 0);
    for (size_t w = 0; w < WRITERS; w++) {
        struct lt_error err = {0};
        assert_int_equal(writers[w].write(&f.model, "/nonexistent/folder", &err), LT_E_IO);
        assert_true(strlen(err.text) > 10);
    }
    fixture_destroy(&f);
}

static void digest_folder(struct fixture *f, const char *folder, char ret_hex[LT_DIGEST_TEXT])
{
    struct lt_error err = {0};
    char **names;
    size_t count;
    struct lt_digest *digest;
    assert_ok(lt_digest_create(&digest, &err));
    assert_ok(lt_folder_list(folder, f->arena, &names, &count, &err));
    assert_int_equal(count, 11); /* shp shx dbf prj cpg txt xml csv, gpkg, xlsx, html */
    for (size_t i = 0; i < count; i++) {
        char hex[LT_DIGEST_TEXT];
        assert_ok(lt_digest_file(lt_path_join(f->arena, folder, names[i]), NULL, hex, &err));
        lt_digest_add_text(digest, names[i]);
        lt_digest_add_text(digest, hex);
    }
    lt_digest_hex(digest, ret_hex);
    lt_digest_destroy(digest);
}

static void test_same_bytes_twice(void **state)
{
    (void)state;
    struct fixture f;
    struct lt_error err = {0};
    char hex[2][LT_DIGEST_TEXT];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    for (int round = 0; round < 2; round++) {
        char folder[64];
        folder_make(folder);
        if (round == 1) { /* another time, another zone; no part of the program calls setlocale() */
            sleep(2);     /* ZIP keeps time in steps of two seconds */
            setenv("TZ", "Asia/Shanghai", 1);
            tzset();
        }
        for (size_t w = 0; w < WRITERS; w++) {
            assert_ok(writers[w].write(&f.model, folder, &err));
        }
        digest_folder(&f, folder, hex[round]);
        folder_remove(folder);
    }
    assert_string_equal(hex[0], hex[1]);
    fixture_destroy(&f);
}

int main(void)
{
    GDALAllRegister();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_short_file_passes),
        cmocka_unit_test(test_missing_folder),
        cmocka_unit_test(test_same_bytes_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
