/* report.html: well-formed, escaped, alone, and with the model's figures. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "outputs_fixture.h"
#include "outputs_folder.h"

static const char *write_and_read(struct fixture *f, const char *folder)
{
    struct lt_error err = {0};
    size_t size;
    assert_ok(lt_write_html(&f->model, folder, &err));
    return (const char *)folder_read(f, folder, "report.html", &size);
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        count++;
    }
    return count;
}

/* Every opened tag is closed in order; XML rules, which the page keeps on purpose. */
static void assert_well_formed(const char *html)
{
    char stack[64][16];
    int depth = 0;
    const char *at = strstr(html, "<html");
    const char *const style = strstr(html, "<style>"), *const style_end = strstr(html, "</style>");
    while ((at = strchr(at, '<')) != NULL) {
        if (at > style && at < style_end) {
            at = style_end;
        }
        const char *const close = strchr(at, '>');
        assert_non_null(close);
        const bool ends = at[1] == '/';
        const char *const name = at + (ends ? 2 : 1);
        const size_t length = strcspn(name, " />");
        assert_true(length > 0 && length < sizeof stack[0]);
        if (ends) {
            assert_true(depth > 0);
            depth--;
            if (strncmp(stack[depth], name, length) != 0 || stack[depth][length] != '\0') {
                print_error("</%.*s> closes <%s> near %.60s\n", (int)length, name, stack[depth],
                            at);
                fail();
            }
        } else if (close[-1] != '/') {
            assert_true(depth < 64);
            memcpy(stack[depth], name, length);
            stack[depth++][length] = '\0';
        }
        at = close;
    }
    assert_int_equal(depth, 0);
}

static void test_figures_of_the_model(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64], command[256];
    fixture_create(&f, 0);
    folder_make(folder);
    const char *const html = write_and_read(&f, folder);
    assert_well_formed(html);
    assert_non_null(strstr(html, "2026年上半年"));
    assert_non_null(strstr(html, "2026-04-12 至 2026-05-08"));
    assert_non_null(strstr(html, "在册疑似图斑 3 个、65.00 亩，其中严重 2 个、45.00 亩"));
    assert_int_equal(occurrences(html, "<tr class=\"case\">"), 2);
    /* conclusions stand before everything else */
    assert_true(strstr(html, "id=\"conclusions\"") < strstr(html, "id=\"floors\""));
    assert_non_null(strstr(html, "市级配置，非文件规定")); /* PBF-ORCHARD's 12 cells */
    assert_non_null(strstr(html, "须待秋季影像"));         /* PBF-IDLE in H1 */
    assert_non_null(strstr(html, "未提供审批备案图层"));   /* CROPLAND-CONVERT */
    assert_non_null(strstr(html, "内部资料"));
    snprintf(command, sizeof command,
             "command -v xmllint >/dev/null || exit 0; sed 1d %s/report.html | xmllint --noout "
             "--nonet -",
             folder);
    assert_int_equal(system(command), 0);
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_nothing_from_elsewhere_and_nothing_runs(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(folder);
    const char *const html = write_and_read(&f, folder);
    assert_well_formed(html);
    const char *const banned[] = {
        "<script", "http://", "https://", "src=", "@import", "<link", "onload"};
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
        assert_null(strstr(html, banned[i]));
    }
    assert_non_null(strstr(html, "驿城&lt;区&gt;&amp;"));
    assert_non_null(strstr(html, "㐂𠮷村"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_public_profile_has_no_places(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_PUBLIC);
    folder_make(folder);
    const char *const html = write_and_read(&f, folder);
    assert_well_formed(html);
    assert_null(strstr(html, "411702-2026H1-"));
    assert_null(strstr(html, "<path"));
    assert_int_equal(occurrences(html, "<tr class=\"case\">"), 0);
    assert_non_null(strstr(html, "正阳县")); /* county totals stay */
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_first_run_prints_no_increment(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_FIRST_RUN);
    folder_make(folder);
    const char *const html = write_and_read(&f, folder);
    assert_non_null(strstr(html, "不判增量"));
    assert_null(strstr(html, "＋ 新增"));
    assert_null(strstr(html, "本期新增 1"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_long_lists_are_capped(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_MANY_GRAVE);
    folder_make(folder);
    const char *const html = write_and_read(&f, folder);
    assert_int_equal(occurrences(html, "<tr class=\"case\">"), 200);
    assert_non_null(strstr(html, "此处列前 200 个，共 252 个，全部见 summary.xlsx"));
    folder_remove(folder);
    fixture_destroy(&f);
}

static void test_empty_and_english(void **state)
{
    (void)state;
    struct fixture f;
    char folder[64];
    fixture_create(&f, FIXTURE_EMPTY | FIXTURE_ENGLISH);
    folder_make(folder);
    const char *const html = write_and_read(&f, folder);
    assert_well_formed(html);
    assert_non_null(strstr(html, "<html lang=\"en\">"));
    assert_non_null(strstr(html, "Open suspects: 0 (0.00 mu)"));
    assert_null(strstr(html, "nan"));
    assert_null(strstr(html, "亩"));
    assert_non_null(strstr(html, "wanmu"));
    folder_remove(folder);
    fixture_destroy(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_of_the_model),
        cmocka_unit_test(test_nothing_from_elsewhere_and_nothing_runs),
        cmocka_unit_test(test_public_profile_has_no_places),
        cmocka_unit_test(test_first_run_prints_no_increment),
        cmocka_unit_test(test_long_lists_are_capped),
        cmocka_unit_test(test_empty_and_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
