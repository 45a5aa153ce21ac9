/* notice.docx: taken apart by a program of its own and held against notice.pdf. */
#include "support/lt_test.h"

#include <stdio.h>
#include <stdlib.h>

#include "outputs_fixture.h"
#include "outputs_folder.h"

static void write_notice(struct fixture *f, const char *folder)
{
    struct lt_error err = {0};
    assert_ok(lt_write_notice(&f->model, folder, &err));
    assert_ok(lt_write_maps(&f->model, folder, &err));
    assert_ok(lt_write_notice_text(&f->model, folder, &err));
}

static void assert_runs(const char *command)
{
    const int code = system(command);
    if (code != 0) {
        print_error("%s\n", command);
    }
    assert_int_equal(code, 0);
}

static void test_parts_hang_together_and_say_what_the_pdf_says(void **state)
{
    (void)state;
    static const unsigned options[] = {0,
                                       FIXTURE_ENGLISH | FIXTURE_MANY_GRAVE,
                                       FIXTURE_PUBLIC,
                                       FIXTURE_EMPTY | FIXTURE_FIRST_RUN,
                                       FIXTURE_ODD_TEXT,
                                       FIXTURE_CROWD};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct fixture f;
        char folder[64], command[512];
        fixture_create(&f, options[i]);
        folder_make(folder);
        write_notice(&f, folder);
        snprintf(command, sizeof command,
                 "pdftotext -raw %s/notice.pdf %s/notice.txt && python3 "
                 "%s/tests/cases/check_docx.py %s/notice.docx %s/notice.txt%s",
                 folder, folder, LT_SOURCE_DIR, folder, folder,
                 options[i] == FIXTURE_PUBLIC ? " --public" : "");
        assert_runs(command);
        folder_remove(folder);
        fixture_destroy(&f);
    }
}

/* What a run says is in its text, not in the words of this test: three open cases of 65 mu, two of them grave. */
static void test_figures_and_chinese_text(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64], command[512];
    fixture_create(&f, 0);
    folder_make(folder);
    write_notice(&f, folder);
    snprintf(command, sizeof command,
             "python3 -c \"import sys, zipfile, re; t = re.sub('<[^>]*>', '', "
             "zipfile.ZipFile('%s/notice.docx').read('word/document.xml').decode('utf-8')); "
             "sys.exit(0 if '在册疑似图斑 3 个、65.00 亩，其中严重 2 个、45.00 亩' in t and "
             "'附件3' in t and t.index('主要结论') < t.index('影像日期、口径与分母') else 1)\"",
             folder);
    assert_runs(command);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_same_bytes_in_any_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"notice.docx"};
    assert_same_in_any_locale(write_notice, names, sizeof names / sizeof *names);
}

/* Without the maps that it holds there is no notice, and no half of one. */
static void test_maps_that_are_missing(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    struct lt_error err = {0};
    fixture_create(&f, 0);
    folder_make(folder);
    assert_int_equal(lt_write_notice_text(&f.model, folder, &err), LT_E_IO);
    folder_is_empty(&f, folder);
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_hang_together_and_say_what_the_pdf_says),
        cmocka_unit_test(test_figures_and_chinese_text),
        cmocka_unit_test(test_same_bytes_in_any_locale),
        cmocka_unit_test(test_maps_that_are_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
