/* docs/LEDGER.md against the tables that the program writes: every column, in order, with its type and its words. */
#include "store_test.h"

#include "store/store_ledger_tables.h"
#include "support/text.h"

static const char *type_of(enum column_kind kind)
{
    static const char *const names[] = {
        [COLUMN_U32] = "integer",   [COLUMN_U64] = "integer",      [COLUMN_F64] = "number",
        [COLUMN_BOOL] = "0 or 1",   [COLUMN_PERIOD] = "half-year", [COLUMN_TEXT] = "text",
        [COLUMN_CHARS] = "text",    [COLUMN_WORD] = "word",        [COLUMN_RULES] = "words",
        [COLUMN_SHAPE] = "polygon",
    };
    return names[kind];
}

/* The words stand in the row, unless it refers to another one. */
static void expect_words(const struct table *table, const struct column *column, const char *row)
{
    if (strstr(row, "a word of `handling`") != NULL || strstr(row, "the same") != NULL ||
        strstr(row, "as in `cases`") != NULL) {
        return;
    }
    for (uint32_t value = 0; value < column->words; value++) {
        char word[64];
        const char *name = column->word(value);
        snprintf(word, sizeof word, "`%s`", name);
        if (*name != '\0' && strcmp(name, "-") != 0 && strstr(row, word) == NULL) {
            print_error("docs/LEDGER.md: %s.%s does not list %s\n", table->name, column->name,
                        word);
            fail();
        }
    }
}

/* The next row of a markdown table at or after `at`; NULL when another heading comes first. */
static char *next_row(char **at, struct lt_arena *arena)
{
    while (**at != '\0') {
        const size_t length = strcspn(*at, "\n");
        char *line = lt_arena_text_n(arena, *at, length);
        *at += length + ((*at)[length] == '\n');
        if (line[0] == '#') {
            return NULL;
        }
        if (lt_starts_with(line, "| `")) {
            return line;
        }
    }
    return NULL;
}

static void expect_table(const struct store_test *test, char *text, const struct table *table)
{
    char *at = strstr(text, lt_arena_printf(test->arena, "\n### %s\n", table->name));
    if (at == NULL) {
        print_error("docs/LEDGER.md has no section on '%s'\n", table->name);
        fail();
        return;
    }
    at += strlen("\n### \n") + strlen(table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const char *row = next_row(&at, test->arena);
        const char *begin =
            lt_arena_printf(test->arena, "| `%s` | %s | ", column->name, type_of(column->kind));
        if (row == NULL || !lt_starts_with(row, begin)) {
            print_error(
                "docs/LEDGER.md, %s: expected a row that begins with \"%s\", found \"%s\"\n",
                table->name, begin, row == NULL ? "" : row);
            fail();
            return;
        }
        if (column->kind == COLUMN_WORD) {
            expect_words(table, column, row);
        }
    }
    const char *more = next_row(&at, test->arena);
    if (more != NULL) {
        print_error("docs/LEDGER.md, %s: no such column: %s\n", table->name, more);
        fail();
    }
}

static void test_the_page_is_that_of_the_tables(void **state)
{
    static const struct table *const tables[] = {
        &ledger_cases,  &ledger_events,  &ledger_balances, &ledger_transitions, &ledger_reviews,
        &ledger_photos, &ledger_answers, &ledger_periods,  &ledger_meta};
    const struct store_test *test = *state;
    struct lt_error err = {0};
    char *text;
    size_t size;
    assert_ok(
        lt_file_read(LT_SOURCE_DIR "/docs/LEDGER.md", 1 << 20, test->arena, &text, &size, &err));
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        expect_table(test, text, tables[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {STORE_TEST(test_the_page_is_that_of_the_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
