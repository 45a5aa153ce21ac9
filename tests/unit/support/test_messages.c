/* Failures in Chinese: every text of the sources is known, and reads as it should. */
#include "support/lt_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/status.h"
#include "support/text.h"

static const char *say(enum lt_status status, const char *text, struct lt_text *buffer)
{
    struct lt_error err = {.status = status};
    snprintf(err.text, sizeof err.text, "%s", text);
    buffer->length = 0;
    lt_error_say(&err, true, buffer);
    return buffer->data;
}

static void test_wording(void **state)
{
    (void)state;
    static const struct {
        enum lt_status status;
        const char *en, *zh;
    } texts[] = {
        {LT_E_IO, "cannot write '/数据/a.csv': No space left on device",
         "读写失败：无法写入“/数据/a.csv”：磁盘空间不足"},
        {LT_E_IO, "'/数据/a.gpkg': unable to open database: /数据/a.gpkg.tmp",
         "读写失败：“/数据/a.gpkg”：无法打开数据库文件"},
        {LT_E_IO, "cannot rename 'a: b' to 'c': strange",
         "读写失败：无法将“a: b”改名为“c”：strange"},
        {LT_E_USAGE, "option '--threads' takes a whole number from 1 to 256, not '三'",
         "用法错误：选项“--threads”应为 1 至 256 的整数，而不是“三”"},
        {LT_E_LOCKED, "process 12 holds the lock 'out/.lock'",
         "已有运行：进程 12 持有锁“out/.lock”"},
        {LT_E_INPUT, "unit 411702 驿城区: polygon 7: no such thing at all",
         "输入被拒绝：unit 411702 驿城区: polygon 7: no such thing at all"},
        {LT_E_LIMIT, "parcels DLTB.shp feature #7: 9 vertices, more than the limit of 5",
         "达到限制：parcels DLTB.shp feature #7: 9 个顶点，超过限制 5"},
        {LT_E_INPUT, "raster a.tif: path: 0 bytes", "输入被拒绝：raster a.tif: path: 0 字节"},
        {LT_FAIL_ON, "a floor is not met (--fail-on floor)", "有底线未达到（--fail-on floor）"},
    };
    struct lt_text buffer = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_string_equal(say(texts[i].status, texts[i].en, &buffer), texts[i].zh);
    }
    const struct lt_error err = {.status = LT_E_IO, .text = "cannot write the table"};
    buffer.length = 0;
    assert_true(lt_error_say(&err, false, &buffer));
    assert_string_equal(buffer.data, "cannot write the table");
    lt_text_finish(&buffer);
}

/* Joins the string literals at `at` to a text as a user might see it, every %… filled with a 7. */
static const char *sample(const char *at, char *to, size_t size)
{
    size_t n = 0;
    while (*at == '"') {
        for (at++; *at != '"'; at++) {
            if (*at == '%' && at[1] == '%') {
                at++;
            } else if (*at == '%') {
                at += strcspn(at, "sdufcgpx");
                at -= *at == '\0';
                to[n++] = '7';
                continue;
            }
            at += *at == '\\';
            assert_true(n + 2 < size);
            to[n++] = *at;
        }
        at += 1 + strspn(at + 1, " \n");
    }
    to[n] = '\0';
    return at;
}

static void test_every_failure_of_the_sources_is_known(void **state)
{
    (void)state;
    FILE *sources = popen("cd '" LT_SOURCE_DIR "/pipeline' && find . -name '*.c' | sort | "
                          "xargs cat",
                          "r");
    assert_non_null(sources);
    enum { MOST = 8 << 20 };
    char *all = calloc(1, MOST);
    assert_non_null(all);
    assert_true(fread(all, 1, MOST - 1, sources) < MOST - 1);
    assert_int_equal(pclose(sources), 0);
    struct lt_text buffer = {0};
    size_t count = 0, unknown = 0;
    for (const char *at = all; (at = strstr(at, "lt_fail(")) != NULL; at++) {
        const char *quote = strchr(at, '"'), *end = strchr(at, ';');
        if (quote == NULL || (end != NULL && end < quote)) {
            continue; /* the declaration */
        }
        char text[1024];
        sample(quote, text, sizeof text);
        char before[256];
        snprintf(before, sizeof before, "%.*s", (int)(quote - at < 255 ? quote - at : 255), at);
        if (strstr(before, "LT_E_BUG") != NULL || strspn(text, "7: '") == strlen(text)) {
            continue; /* for those who mend the program; or another failure's text */
        }
        struct lt_error err = {.status = LT_E_IO};
        snprintf(err.text, sizeof err.text, "%s", text);
        buffer.length = 0;
        count++;
        if (!lt_error_say(&err, true, &buffer)) {
            print_message("no Chinese for: %s\n", text);
            unknown++;
        }
    }
    assert_int_equal(unknown, 0);
    assert_true(count > 150);
    lt_text_finish(&buffer);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wording),
        cmocka_unit_test(test_every_failure_of_the_sources_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
