/* Rows read from a database's pages are the rows that SQLite reads, whatever the size of a page, of a row and of a value,
 * after deletions and new columns; what is not plain is refused, and bytes at random neither crash nor go round in rings. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest/ingest_pages.h"
#include "support/lt_test.h"

enum { COLUMNS = 5, ROWS = 1500, BROKEN = 400 };

static uint64_t seed = 11;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

static char path[64];

static int set_up(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/lt-pages-XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

static void run(sqlite3 *base, const char *sql)
{
    if (sqlite3_exec(base, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(base));
    }
}

/* Integers of every width, doubles, texts and blobs of none to some pages, NULL. */
static void bind_any(sqlite3_stmt *statement, int column, uint32_t longest)
{
    static char bytes[100000];
    const uint64_t wide = (uint64_t)pick(1u << 30) << 34 | pick(1u << 30);
    const int size = (int)pick(pick(8) == 0 ? longest : 40);
    for (int i = 0; i < size; i += 97) {
        bytes[i] = (char)pick(256);
    }
    switch (pick(6)) {
    case 0:
        sqlite3_bind_int64(statement, column, (int64_t)wide >> pick(64));
        break;
    case 1:
        sqlite3_bind_double(statement, column, ldexp((double)(int64_t)wide, (int)pick(200) - 100));
        break;
    case 2:
        sqlite3_bind_text(statement, column, bytes, size, SQLITE_TRANSIENT);
        break;
    case 3:
        sqlite3_bind_null(statement, column);
        break;
    default:
        sqlite3_bind_blob(statement, column, bytes, size, SQLITE_TRANSIENT);
        break;
    }
}

struct making {
    int page, reserved;
    uint32_t longest; /* value */
    bool gaps;        /* row ids far apart, below 0 too, rows deleted */
};

static sqlite3 *make(const struct making *making)
{
    sqlite3 *base = NULL;
    sqlite3_stmt *statement = NULL;
    char sql[64];
    int reserved = making->reserved;
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(sqlite3_open(path, &base), SQLITE_OK);
    snprintf(sql, sizeof sql, "PRAGMA page_size = %d", making->page);
    run(base, sql);
    assert_int_equal(sqlite3_file_control(base, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved),
                     SQLITE_OK);
    run(base, "CREATE TABLE before (a)");
    run(base, "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b REAL, c TEXT, d)");
    run(base, "BEGIN");
    assert_int_equal(sqlite3_prepare_v2(base, "INSERT OR IGNORE INTO t VALUES (?1, ?2, ?3, ?4, ?5)",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    for (int i = 0; i < ROWS; i++) {
        const int64_t far = (int64_t)pick(1u << 30) * (1 + pick(1u << 20)) - (1 << 29);
        sqlite3_bind_int64(statement, 1, making->gaps ? far : i + 1);
        for (int c = 2; c <= COLUMNS; c++) {
            bind_any(statement, c, making->longest);
        }
        assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    run(base, making->gaps ? "DELETE FROM t WHERE id % 3 = 0" : "ANALYZE");
    run(base, "COMMIT");
    return base;
}

static uint32_t root_of(sqlite3 *base)
{
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(base, "SELECT rootpage FROM sqlite_master WHERE name = 't'", -1, &statement,
                       NULL);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const uint32_t root = (uint32_t)sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return root;
}

/* A column as SQLite gives it; a REAL column keeps whole numbers as such in the file. */
static void same_value(sqlite3_stmt *statement, int column, const struct ingest_pages_value *value)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        assert_int_equal(value->kind, INGEST_PAGES_WHOLE);
        assert_true(value->whole == sqlite3_column_int64(statement, column));
        break;
    case SQLITE_FLOAT: {
        const double number =
            value->kind == INGEST_PAGES_WHOLE ? (double)value->whole : value->real;
        const double expected = sqlite3_column_double(statement, column);
        assert_true(value->kind == INGEST_PAGES_REAL || value->kind == INGEST_PAGES_WHOLE);
        assert_memory_equal(&number, &expected, sizeof number);
        break;
    }
    case SQLITE_NULL:
        assert_int_equal(value->kind, INGEST_PAGES_NULL);
        break;
    default: {
        const bool text = sqlite3_column_type(statement, column) == SQLITE_TEXT;
        const int size = sqlite3_column_bytes(statement, column);
        assert_int_equal(value->kind, text ? INGEST_PAGES_TEXT : INGEST_PAGES_BLOB);
        assert_int_equal(value->size, size);
        if (size > 0) {
            assert_memory_equal(value->bytes,
                                text ? (const void *)sqlite3_column_text(statement, column)
                                     : sqlite3_column_blob(statement, column),
                                (size_t)size);
        }
        break;
    }
    }
}

/* Rows from an id on, to the end. */
static uint64_t same_rows(sqlite3 *base, const struct ingest_pages *pages, int64_t from)
{
    static const int place[COLUMNS] = {-1, 0, 1, 2, 3};
    struct ingest_pages_value values[COLUMNS - 1];
    struct ingest_pages_cursor cursor = {0};
    struct ingest_pages_row row;
    sqlite3_stmt *statement = NULL;
    uint64_t count = 0;
    assert_int_equal(sqlite3_prepare_v2(base, "SELECT * FROM t WHERE id >= ?1 ORDER BY id", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    sqlite3_bind_int64(statement, 1, from);
    assert_true(ingest_pages_seek(pages, root_of(base), from, &cursor));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        assert_int_equal(ingest_pages_next(pages, &cursor, &row), INGEST_PAGES_ROW);
        assert_true(row.id == sqlite3_column_int64(statement, 0));
        assert_true(ingest_pages_values(&row, place, COLUMNS, values));
        for (int c = 1; c < COLUMNS; c++) {
            same_value(statement, c, &values[c - 1]);
        }
        count++;
    }
    assert_int_equal(ingest_pages_next(pages, &cursor, &row), INGEST_PAGES_END);
    sqlite3_finalize(statement);
    ingest_pages_finish(&cursor);
    return count;
}

static void rows_are_those_of_sqlite(void **state)
{
    (void)state;
    static const struct making makings[] = {
        {512, 0, 600, false},   {512, 32, 3000, true},  {1024, 0, 20000, true},
        {4096, 0, 5000, false}, {4096, 8, 50000, true}, {65536, 0, 90000, true},
    };
    for (size_t i = 0; i < sizeof makings / sizeof *makings; i++) {
        sqlite3 *base = make(&makings[i]);
        struct ingest_pages pages;
        assert_true(ingest_pages_open(path, &pages));
        const uint64_t all = same_rows(base, &pages, INT64_MIN);
        assert_true(all > ROWS / 2);
        for (int k = 0; k < 20; k++) {
            same_rows(base, &pages, (int64_t)pick(1u << 30) * (1 + pick(1u << 20)) - (1 << 29));
        }
        assert_int_equal(same_rows(base, &pages, INT64_MAX), 0);
        ingest_pages_close(&pages);
        run(base, "DELETE FROM t");
        assert_true(ingest_pages_open(path, &pages));
        assert_int_equal(same_rows(base, &pages, INT64_MIN), 0);
        ingest_pages_close(&pages);
        sqlite3_close(base);
    }
}

/* A column that came later stands in no older row: that row is SQLite's. */
static void short_rows_are_told(void **state)
{
    (void)state;
    static const int place[COLUMNS + 1] = {-1, 0, 1, 2, 3, 4};
    const struct making making = {4096, 0, 100, false};
    struct ingest_pages_value values[COLUMNS];
    struct ingest_pages_cursor cursor = {0};
    struct ingest_pages_row row;
    struct ingest_pages pages;
    sqlite3 *base = make(&making);
    run(base, "ALTER TABLE t ADD COLUMN e DEFAULT 7");
    run(base, "INSERT INTO t VALUES (1000000, 1, 2, 3, 4, 5)");
    assert_true(ingest_pages_open(path, &pages));
    assert_true(ingest_pages_seek(&pages, root_of(base), ROWS, &cursor));
    assert_int_equal(ingest_pages_next(&pages, &cursor, &row), INGEST_PAGES_ROW);
    assert_false(ingest_pages_values(&row, place, COLUMNS + 1, values));
    assert_true(ingest_pages_values(&row, place, COLUMNS, values));
    assert_int_equal(ingest_pages_next(&pages, &cursor, &row), INGEST_PAGES_ROW);
    assert_true(ingest_pages_values(&row, place, COLUMNS + 1, values));
    assert_int_equal(values[4].whole, 5);
    ingest_pages_finish(&cursor);
    ingest_pages_close(&pages);
    sqlite3_close(base);
}

static void refused_after(const char *sql)
{
    const struct making making = {4096, 0, 100, false};
    struct ingest_pages pages;
    sqlite3 *base = NULL;
    if (sql == NULL) {
        sqlite3_close(make(&making));
        assert_int_equal(truncate(path, 20 * 4096), 0); /* cut between pages */
    } else {
        assert_int_equal(truncate(path, 0), 0);
        assert_int_equal(sqlite3_open(path, &base), SQLITE_OK);
        run(base, sql);
        run(base, "CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
        sqlite3_close(base);
    }
    assert_false(ingest_pages_open(path, &pages));
    assert_false(pages.open);
}

static void what_is_not_plain_is_refused(void **state)
{
    (void)state;
    refused_after(NULL);
    refused_after("PRAGMA journal_mode = WAL");
    refused_after("PRAGMA encoding = 'UTF-16'");
    struct ingest_pages pages;
    assert_int_equal(truncate(path, 0), 0);
    assert_false(ingest_pages_open(path, &pages));
    assert_false(ingest_pages_open("/nowhere/at.all", &pages));
}

static void damage(const unsigned char *whole, size_t size)
{
    FILE *file = fopen(path, "wb");
    unsigned char *copy = malloc(size);
    assert_true(file != NULL && copy != NULL);
    memcpy(copy, whole, size);
    for (uint32_t n = 1 + pick(60); n > 0; n--) {
        /* mostly where pages are described */
        const size_t at = pick(3) == 0 ? 100 + pick((uint32_t)size - 100)
                                       : 512 * (1 + pick((uint32_t)size / 512 - 1)) + pick(40);
        copy[at] = (unsigned char)(pick(2) == 0 ? pick(256) : pick(14));
    }
    assert_int_equal(fwrite(copy, 1, size, file), size);
    fclose(file);
    free(copy);
}

static void damage_ends(void **state)
{
    (void)state;
    static const int place[COLUMNS] = {-1, 0, 1, 2, 3};
    const struct making making = {512, 0, 3000, true};
    static unsigned char whole[8 << 20];
    sqlite3 *base = make(&making);
    const uint32_t root = root_of(base);
    sqlite3_close(base);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    assert_true(size > 100000 && size < sizeof whole);
    uint64_t rows = 0, odd = 0, checked = 0;
    for (int i = 0; i < BROKEN; i++) {
        struct ingest_pages pages;
        struct ingest_pages_cursor cursor = {0};
        struct ingest_pages_row row;
        struct ingest_pages_value values[COLUMNS - 1];
        damage(whole, size);
        assert_true(ingest_pages_open(path, &pages));
        enum ingest_pages_step step =
            ingest_pages_seek(&pages, root, (int64_t)pick(1u << 30) - (1 << 29), &cursor)
                ? INGEST_PAGES_ROW
                : INGEST_PAGES_ODD;
        while (step == INGEST_PAGES_ROW &&
               (step = ingest_pages_next(&pages, &cursor, &row)) == INGEST_PAGES_ROW) {
            rows++;
            if (ingest_pages_values(&row, place, COLUMNS, values)) {
                for (int c = 0; c + 1 < COLUMNS; c++) { /* every byte is there */
                    for (size_t k = 0; values[c].bytes != NULL && k < values[c].size; k++) {
                        checked += values[c].bytes[k];
                    }
                }
            }
        }
        odd += step == INGEST_PAGES_ODD;
        ingest_pages_finish(&cursor);
        ingest_pages_close(&pages);
    }
    print_message("%llu rows, %llu of %d files told as odd, %llu\n", (unsigned long long)rows,
                  (unsigned long long)odd, BROKEN, (unsigned long long)checked);
    assert_true(rows > BROKEN && odd > BROKEN / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_those_of_sqlite),
        cmocka_unit_test(short_rows_are_told),
        cmocka_unit_test(what_is_not_plain_is_refused),
        cmocka_unit_test(damage_ends),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
