/* Tables as spreadsheets leave them. */
#include "support/lt_test.h"

#include <string.h>

#include "support/arena.h"
#include "support/csv.h"
#include "support/text.h"

static struct lt_arena *arena;
static struct lt_error err;

static struct lt_csv parse_n(const char *data, size_t size)
{
    struct lt_csv csv = {0};
    assert_ok(lt_csv_parse("a.csv", data, size, arena, &csv, &err));
    return csv;
}

static struct lt_csv parse(const char *text)
{
    return parse_n(text, strlen(text));
}

static void assert_row(const struct lt_csv *csv, size_t row, size_t line, const char *joined)
{
    char have[256] = "";
    for (size_t c = 0; c < csv->columns; c++) {
        snprintf(have + strlen(have), sizeof have - strlen(have), "%s[%s]", "",
                 csv->rows[row].cells[c]);
    }
    assert_string_equal(have, joined);
    assert_int_equal(csv->rows[row].line, line);
}

static void test_quotes_and_line_ends(void **state)
{
    (void)state;
    struct lt_csv csv = parse("id,note\r\n1,\"a,\"\"b\"\"\nc\"\r\n2,\r\n\r\n,,,\r\n3,x");
    assert_int_equal(csv.row_count, 3);
    assert_row(&csv, 0, 2, "[1][a,\"b\"\nc]");
    assert_row(&csv, 1, 4, "[2][]");
    assert_row(&csv, 2, 7, "[3][x]");
    csv = parse("id\rA\rB");
    assert_int_equal(csv.row_count, 2);
    assert_row(&csv, 1, 3, "[B]");
    csv = parse("");
    assert_null(csv.header);
    assert_int_equal(csv.row_count, 0);
}

static void test_habits_of_spreadsheets(void **state)
{
    (void)state;
    struct lt_csv csv = parse("\xEF\xBB\xBFid;class\n =\"007\" ;'-1\n\"=\"\"08\"\"\";　小麦　\n");
    assert_string_equal(csv.header[0], "id");
    assert_row(&csv, 0, 2, "[007][-1]");
    assert_row(&csv, 1, 3, "[08][小麦]");
    csv = parse("sep=;\nid;n\n1;2,5\n");
    assert_row(&csv, 0, 3, "[1][2,5]");
    csv = parse("id\tn\t\t\n1\t\t\t\n");
    assert_int_equal(csv.columns, 2);
    assert_row(&csv, 0, 2, "[1][]");
    assert_int_equal(csv.rows[0].count, 1);
    csv = parse("id,n\n1,2,3\n");
    assert_int_equal(csv.rows[0].count, 3);
}

static void test_encodings(void **state)
{
    (void)state;
    struct lt_csv csv = parse("\xB5\xE3\xBA\xC5,\xB2\xE3\n1,\xD0\xA1\xC2\xF3\n"); /* GBK */
    assert_string_equal(csv.header[0], "点号");
    assert_row(&csv, 0, 2, "[1][小麦]");
    static const char wide[] = "\xFF\xFEi\0d\0\t\0n\0\n\0\x31\0\t\0\x0F\x5C\n\0";
    csv = parse_n(wide, sizeof wide - 1);
    assert_row(&csv, 0, 2, "[1][小]");
}

static void test_faults_name_the_line(void **state)
{
    (void)state;
    struct lt_csv csv;
    static const char open_quote[] = "id,n\n1,2\n2,\"x\n3,4\n";
    assert_int_equal(lt_csv_parse("a.csv", open_quote, sizeof open_quote - 1, arena, &csv, &err),
                     LT_E_INPUT);
    assert_non_null(strstr(err.text, "line 3"));
    static const char bytes[] = "id,n\n1,\xFF\xFF\n";
    assert_int_equal(lt_csv_parse("a.csv", bytes, sizeof bytes - 1, arena, &csv, &err), LT_E_INPUT);
    assert_non_null(strstr(err.text, "line 2"));
}

/* What a table takes is as wide as its header, however short its lines are. */
static void test_a_small_file_makes_no_large_table(void **state)
{
    (void)state;
    enum { WIDE = LT_TABLE_COLUMNS };
    struct lt_csv csv;
    struct lt_text text = {0};
    for (int c = 0; c < WIDE; c++) {
        lt_text_printf(&text, "%sc%d", c == 0 ? "" : ",", c);
    }
    const size_t header = text.length;
    lt_text_add(&text, ",,,\n"); /* empty ones at the end are none */
    csv = parse(text.data);
    assert_int_equal(csv.columns, WIDE);
    for (size_t row = 1; row < LT_TABLE_CELLS / WIDE; row++) {
        lt_text_add(&text, "x\n");
    }
    assert_int_equal(parse(text.data).row_count, LT_TABLE_CELLS / WIDE - 1);
    lt_text_add(&text, "x\n");
    assert_int_equal(lt_csv_parse("a.csv", text.data, text.length, arena, &csv, &err), LT_E_LIMIT);
    assert_string_equal(err.text,
                        "'a.csv', line 32769: more than 32 million cells; give the list alone");
    text.length = header;
    lt_text_add(&text, ",x\n");
    assert_int_equal(lt_csv_parse("a.csv", text.data, text.length, arena, &csv, &err), LT_E_LIMIT);
    assert_string_equal(err.text, "'a.csv', line 1: more than 1024 columns");
    lt_text_finish(&text);
}

static int start(void **state)
{
    (void)state;
    return lt_arena_create(&arena, &err) == LT_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    lt_arena_destroy(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_and_line_ends),
        cmocka_unit_test(test_habits_of_spreadsheets),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_faults_name_the_line),
        cmocka_unit_test(test_a_small_file_makes_no_large_table),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
