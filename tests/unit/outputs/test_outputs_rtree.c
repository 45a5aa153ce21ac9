/* The packed index against SQLite's own check of it, and its answers against a look at every box. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "outputs/outputs_rtree.h"

static struct lt_error err;

static double next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static void run(sqlite3 *db, const char *sql)
{
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static sqlite3_stmt *ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static void assert_sound(sqlite3 *db)
{
    sqlite3_stmt *check = ask(db, "SELECT rtreecheck('r')");
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
}

static bool meet(const struct lt_box *a, const struct lt_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

/* Nothing that meets the window is missed; what comes in excess is nearer than float can tell. */
static void compare(sqlite3 *db, const struct lt_box *boxes, size_t count, struct lt_box window)
{
    sqlite3_stmt *find =
        ask(db, "SELECT id FROM r WHERE maxx>=? AND minx<=? AND maxy>=? AND miny<=?");
    bool *found = calloc(count + 1, sizeof *found);
    sqlite3_bind_double(find, 1, window.min_x);
    sqlite3_bind_double(find, 2, window.max_x);
    sqlite3_bind_double(find, 3, window.min_y);
    sqlite3_bind_double(find, 4, window.max_y);
    while (sqlite3_step(find) == SQLITE_ROW) {
        found[sqlite3_column_int64(find, 0)] = true;
    }
    sqlite3_finalize(find);
    const struct lt_box wide = {window.min_x - 4.0, window.min_y - 0.5, window.max_x + 4.0,
                                window.max_y + 0.5};
    for (size_t i = 0; i < count; i++) {
        const bool has = boxes[i].min_x <= boxes[i].max_x; /* the others were left out */
        assert_true(!(has && meet(&boxes[i], &window)) || found[i + 1]);
        assert_true(!found[i + 1] || (has && meet(&boxes[i], &wide)));
    }
    free(found);
}

static void try_count(size_t count, const char *page_size)
{
    sqlite3 *db = NULL;
    struct lt_rtree tree = {0};
    struct lt_box *boxes = calloc(count + 1, sizeof *boxes);
    uint64_t seed = 7 + count;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    run(db, page_size);
    run(db, "CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)");
    for (size_t i = 0; i < count; i++) {
        const double x = 38500000.0 + 9000.0 * next_random(&seed),
                     y = 3.6e6 + 9e3 * next_random(&seed);
        boxes[i] =
            (struct lt_box){x, y, x + 90.0 * next_random(&seed), y + 90.0 * next_random(&seed)};
        if (i % 7 == 3) {
            boxes[i] = (struct lt_box){1.0, 1.0, 0.0, 0.0}; /* a row without a shape */
            continue;
        }
        assert_ok(lt_rtree_add(&tree, (int64_t)i + 1, &boxes[i], &err));
    }
    assert_int_equal(lt_rtree_write(&tree, db, "r"), SQLITE_OK);
    assert_sound(db);
    for (int i = 0; i < 40; i++) {
        const double x = 38500000.0 + 9000.0 * next_random(&seed),
                     y = 3.6e6 + 9e3 * next_random(&seed);
        compare(db, boxes, count, (struct lt_box){x, y, x + 50.0 * i, y + 30.0 * i});
    }
    /* a later editor finds an R*Tree like any other */
    run(db, "DELETE FROM r WHERE id % 3 = 0");
    run(db, "INSERT OR REPLACE INTO r VALUES(1, 1, 2, 3, 4), (99999999, 5, 6, 7, 8)");
    assert_sound(db);
    lt_rtree_finish(&tree);
    free(boxes);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* No row, one node, two levels, three. */
static void test_sizes(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 50, 51, 59, 60, 61, 300, 3034, 3035, 3100, 20000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        try_count(counts[i], "PRAGMA page_size=4096");
    }
    try_count(5000, "PRAGMA page_size=512");
    try_count(5000, "PRAGMA page_size=65536");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
