/* The ledger file: everything comes back, equal ledgers are equal bytes, other programs read it. */
#include "store_test.h"

#include <sqlite3.h>

#include "liangtian/store.h"
#include "store/store_growth.h"
#include "store/store_srs.h"
#include "store_ledger_sample.h"

static const char *const published = "2026-01-01T00:00:00Z";

static void assert_same_case(const struct lt_case *a, const struct lt_case *b)
{
    assert_string_equal(a->id, b->id);
    assert_true(a->unit == b->unit && a->first_period == b->first_period);
    assert_true(a->last_period == b->last_period && a->clean_before == b->clean_before);
    assert_true(a->finding == b->finding && a->time == b->time && a->handling == b->handling);
    assert_true(a->open == b->open && a->severity == b->severity && a->grave == b->grave);
    for (size_t r = 0; r < LT_CASE_RULES; r++) {
        assert_true((a->rules[r] == NULL) == (b->rules[r] == NULL));
        assert_true(a->rules[r] == NULL || strcmp(a->rules[r], b->rules[r]) == 0);
    }
    const char *const left[] = {a->reason,       a->parcel_id,      a->land_class, a->planting,
                                a->town,         a->class_zh,       a->class_en,   a->approval,
                                a->feedback_id,  a->successor_of,   a->deadline,   a->reviewed_on,
                                a->rectified_on, a->approval_until, a->evidence,   a->actual_use,
                                a->confirmed_on};
    const char *const right[] = {b->reason,       b->parcel_id,      b->land_class, b->planting,
                                 b->town,         b->class_zh,       b->class_en,   b->approval,
                                 b->feedback_id,  b->successor_of,   b->deadline,   b->reviewed_on,
                                 b->rectified_on, b->approval_until, b->evidence,   b->actual_use,
                                 b->confirmed_on};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        assert_string_equal(left[i], right[i]);
    }
    assert_true(a->seen == b->seen && a->remedy == b->remedy);
    assert_true(a->closed_state == b->closed_state && a->closed_m2 == b->closed_m2);
    assert_true(a->area_m2 == b->area_m2 && a->pbf_m2 == b->pbf_m2 && a->zone_m2 == b->zone_m2);
    assert_true(a->exempt_m2 == b->exempt_m2 && a->share_low == b->share_low);
    assert_true(a->share_high == b->share_high);
    const struct lt_shape *p = &a->shape, *q = &b->shape;
    assert_true(p->n_rings == q->n_rings && p->n_points == q->n_points);
    if (q->n_rings > 0) {
        assert_memory_equal(p->points, q->points, q->n_points * sizeof *q->points);
        assert_memory_equal(p->ring_end, q->ring_end, q->n_rings * sizeof *q->ring_end);
        assert_memory_equal(&p->box, &q->box, sizeof q->box);
    }
}

static void assert_same_review(const struct lt_review_record *a, const struct lt_review_record *b)
{
    const char *const left[] = {a->case_id,        a->result,   a->reviewed_on, a->rectified_on,
                                a->deadline,       a->approval, a->evidence,    a->actual_use,
                                a->approval_until, a->digest};
    const char *const right[] = {b->case_id,        b->result,   b->reviewed_on, b->rectified_on,
                                 b->deadline,       b->approval, b->evidence,    b->actual_use,
                                 b->approval_until, b->digest};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        assert_string_equal(left[i], right[i]);
    }
    assert_true(a->period == b->period && a->sequence == b->sequence && a->actor == b->actor);
    assert_true(a->from == b->from && a->to == b->to && a->remedy == b->remedy);
}

static void assert_same_ledger(const struct lt_ledger *a, const struct lt_ledger *b)
{
    assert_string_equal(a->crs, b->crs);
    assert_int_equal(a->case_count, b->case_count);
    for (size_t i = 0; i < b->case_count; i++) {
        assert_same_case(&a->cases[i], &b->cases[i]);
    }
    assert_int_equal(a->event_count, b->event_count);
    for (size_t i = 0; i < b->event_count; i++) {
        const struct lt_event *p = &a->events[i], *q = &b->events[i];
        assert_string_equal(p->case_id, q->case_id);
        assert_string_equal(p->kind, q->kind);
        assert_string_equal(p->note, q->note);
        assert_true(p->period == q->period && p->sequence == q->sequence);
        assert_true(p->area_before_m2 == q->area_before_m2);
        assert_true(p->area_after_m2 == q->area_after_m2);
    }
    assert_int_equal(a->balance_count, b->balance_count);
    for (size_t i = 0; i < b->balance_count; i++) {
        const size_t first = offsetof(struct lt_balance, opening_n);
        assert_int_equal(a->balance_periods[i], b->balance_periods[i]);
        assert_int_equal(a->balances[i].unit, b->balances[i].unit);
        assert_memory_equal((const char *)&a->balances[i] + first,
                            (const char *)&b->balances[i] + first,
                            sizeof(struct lt_balance) - first);
    }
    assert_int_equal(a->photo_count, b->photo_count);
    for (size_t i = 0; i < b->photo_count; i++) {
        const struct lt_photo *left = &a->photos[i], *right = &b->photos[i];
        assert_string_equal(left->case_id, right->case_id);
        assert_int_equal(left->period, right->period);
        assert_int_equal(left->sequence, right->sequence);
        assert_int_equal(left->place, right->place);
        assert_int_equal(left->day, right->day);
        assert_near(left->distance_m, right->distance_m, 0);
        assert_string_equal(left->taken_on, right->taken_on);
        assert_string_equal(left->sha256, right->sha256);
    }
    assert_int_equal(a->answer_count, b->answer_count);
    for (size_t i = 0; i < b->answer_count; i++) {
        const struct lt_county_answer *p = &a->answers[i], *q = &b->answers[i];
        assert_true(p->period == q->period && p->sequence == q->sequence);
        assert_true(p->unit == q->unit && p->about == q->about);
        assert_string_equal(p->item, q->item);
        assert_string_equal(p->answer, q->answer);
        assert_string_equal(p->digest, q->digest);
    }
    assert_int_equal(a->review_count, b->review_count);
    for (size_t i = 0; i < b->review_count; i++) {
        assert_same_review(&a->reviews[i], &b->reviews[i]);
    }
    assert_int_equal(a->transition_count, b->transition_count);
    for (size_t i = 0; i < b->transition_count; i++) {
        const struct lt_transition *p = &a->transitions[i], *q = &b->transitions[i];
        assert_true(p->period == q->period && p->unit == q->unit && p->n == q->n);
        assert_true(p->from == q->from && p->to == q->to);
        assert_true(p->before_m2 == q->before_m2 && p->after_m2 == q->after_m2);
    }
    assert_int_equal(a->period_count, b->period_count);
    for (size_t i = 0; i < b->period_count; i++) {
        assert_int_equal(a->periods[i].period, b->periods[i].period);
        assert_string_equal(a->periods[i].generation, b->periods[i].generation);
        assert_string_equal(a->periods[i].published_at, b->periods[i].published_at);
        assert_string_equal(a->periods[i].crs, b->periods[i].crs);
    }
}

static void round_trip(const struct store_test *test, const struct lt_ledger *ledger)
{
    struct lt_error err = {0};
    struct lt_ledger back = {0};
    const char *path = store_path(test, "ledger.gpkg"), *again = store_path(test, "again.gpkg");
    char **names;
    size_t count;
    assert_ok(lt_ledger_write(path, ledger, published, false, &err));
    assert_ok(lt_ledger_read(path, &back, &err));
    assert_same_ledger(&back, ledger);
    assert_ok(lt_ledger_write(again, &back, published, false, &err));
    assert_same_file(test, path, again); /* the same ledger gives the same bytes */
    lt_arena_destroy(back.arena);
    assert_ok(lt_folder_list(test->folder, test->arena, &names, &count, &err));
    assert_int_equal(count, 2); /* no journal, no WAL, no temporary file */
}

static void test_round_trips(void **state)
{
    const struct store_test *test = *state;
    const struct lt_ledger empty = {.crs = ""};
    round_trip(test, &empty);
    const uint32_t counts[] = {0, 1, 60, 100000};
    for (size_t i = 0; i < 4; i++) {
        const struct lt_ledger ledger = sample_ledger(test->arena, counts[i], 2 * 2025 + 1);
        round_trip(test, &ledger);
    }
}

static void refuse(const struct store_test *test, const struct lt_ledger *ledger, const char *why)
{
    struct lt_error err = {0};
    const char *path = store_path(test, "refused.gpkg");
    char **names;
    size_t count;
    assert_int_equal(lt_ledger_write(path, ledger, published, false, &err), LT_E_BUG);
    assert_non_null(strstr(err.text, why));
    assert_ok(lt_folder_list(test->folder, test->arena, &names, &count, &err));
    assert_int_equal(count, 0);
}

/* What a writer must not let through (a NaN would become NULL, broken text would reach every
 * reader). */
static void test_nonsense_is_not_written(void **state)
{
    const struct store_test *test = *state;
    struct lt_ledger ledger = sample_ledger(test->arena, 3, 2 * 2025 + 1);
    ledger.cases[1].area_m2 = NAN;
    refuse(test, &ledger, "area_m2");
    ledger = sample_ledger(test->arena, 3, 2 * 2025 + 1);
    ledger.cases[1].class_zh = "\xc1\xb8\xcc\xef";
    refuse(test, &ledger, "class_zh");
    ledger = sample_ledger(test->arena, 3, 2 * 2025 + 1);
    ledger.cases[2] = ledger.cases[0];
    refuse(test, &ledger, "cases");
    ledger = sample_ledger(test->arena, 3, 2 * 2025 + 1);
    ledger.events[2].sequence = 0;
    refuse(test, &ledger, "sequence");
    ledger = sample_ledger(test->arena, 3, 2 * 2025 + 1);
    ledger.balance_periods[1]--;
    refuse(test, &ledger, "unit");
    ledger = sample_ledger(test->arena, 3, 2 * 2025 + 1);
    ledger.crs = "GCJ-02";
    refuse(test, &ledger, "GCJ-02");
}

/* The output of a command; NULL (and a printed reason) when the program is not installed. */
static char *output_of(const struct store_test *test, const char *program, const char *arguments)
{
    const size_t limit = 1 << 16;
    char *text = lt_arena_alloc(test->arena, limit);
    FILE *pipe = popen(lt_arena_printf(test->arena, "%s %s 2>&1", program, arguments), "r");
    assert_non_null(pipe);
    const size_t got = fread(text, 1, limit - 1, pipe);
    text[got] = '\0';
    if (WEXITSTATUS(pclose(pipe)) == 127) {
        print_message("skipped: %s is not installed\n", program);
        return NULL;
    }
    return text;
}

static void test_ogr_reads_it(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const struct lt_ledger ledger = sample_ledger(test->arena, 9, 2 * 2025 + 1);
    const char *path = store_path(test, "ledger.gpkg");
    assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
    const char *text =
        output_of(test, "ogrinfo", lt_arena_printf(test->arena, "-so -ro %s cases", path));
    if (text == NULL) {
        skip();
    }
    assert_non_null(strstr(text, "Geometry: Multi Polygon"));
    assert_non_null(strstr(text, "Feature Count: 9"));
    assert_non_null(strstr(text, "Extent: (38500000.000000, 3600000.000000) - "
                                 "(38500500.000000, 3600100.000000)"));
    assert_non_null(strstr(text, "CGCS2000 / 3-degree Gauss-Kruger zone 38"));
    assert_non_null(strstr(text, "ID[\"EPSG\",4526]"));
    assert_non_null(strstr(text, "area_m2: Real (0.0)"));
    assert_null(strstr(text, "ERROR"));
    assert_null(strstr(text, "Warning"));
    /* area of square − hole + two triangles, by an independent reader: 9964.95… + 5000 + 5000 */
    text = output_of(test, "ogrinfo",
                     lt_arena_printf(test->arena,
                                     "-ro %s -dialect SQLITE -sql \"SELECT count(*) AS n, "
                                     "max(st_area(geom)) AS a, min(st_isvalid(geom)) AS v FROM "
                                     "cases WHERE geom IS NOT NULL\"",
                                     path));
    assert_non_null(strstr(text, "n (Integer) = 8"));
    assert_non_null(strstr(text, "v (Integer) = 1"));
    assert_non_null(strstr(text, "a (Real) = 19"));
    text = output_of(test, "ogrinfo", lt_arena_printf(test->arena, "-ro -so -al %s", path));
    assert_non_null(strstr(text, "Layer name: balances"));
    assert_non_null(strstr(text, "Layer name: events"));
    assert_non_null(strstr(text, "Layer name: periods"));
}

static void test_other_crs(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_ledger ledger = sample_ledger(test->arena, 2, 2 * 2025 + 1), back = {0};
    const char *path = store_path(test, "ledger.gpkg");
    ledger.crs = "EPSG:32650"; /* without a definition of ours: the reader looks the code up */
    assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
    const char *arguments = lt_arena_printf(test->arena, "-so -ro %s cases", path);
    const char *text = output_of(test, "ogrinfo", arguments);
    assert_true(text == NULL || strstr(text, "WGS 84 / UTM zone 50N") != NULL);
    struct srs local;
    assert_ok(srs_describe("EPSG:4547", &local, &err));
    ledger.crs = local.definition; /* a CRS given as WKT */
    assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
    text = output_of(test, "ogrinfo", arguments);
    assert_true(text == NULL || strstr(text, "Gauss-Kruger CM 114E") != NULL);
    assert_ok(lt_ledger_read(path, &back, &err));
    assert_string_equal(back.crs, ledger.crs);
    lt_arena_destroy(back.arena);
}

/* Oracle: the EPSG registry in PROJ, by way of gdalsrsinfo. First and last of each family, and the
 * city's. */
static void test_definitions_are_those_of_the_registry(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const int codes[] = {4490, 4491, 4501, 4502, 4512, 4513, 4526, 4533, 4534, 4547, 4554};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct srs srs;
        assert_ok(srs_describe(lt_arena_printf(test->arena, "EPSG:%d", codes[i]), &srs, &err));
        char *text = output_of(
            test, "gdalsrsinfo",
            lt_arena_printf(test->arena, "-o wkt1 --single-line EPSG:%d | tr -d '\\n'", codes[i]));
        if (text == NULL || strncmp(text, "PROJCS", 6) * strncmp(text, "GEOGCS", 6) != 0) {
            print_message("skipped: gdalsrsinfo gives no WKT\n");
            skip();
        }
        assert_string_equal(srs.definition, text);
    }
}

static void edit(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* What a version brought is taken out again: such a file reads as one in which nothing of it was said. */
static const char *const to_version_4 = "ALTER TABLE cases DROP COLUMN confirmed_on;"
                                        "UPDATE meta SET value='4' WHERE key='schema_version'";
static const char *const to_version_3 =
    "DROP TABLE county_reports; DELETE FROM gpkg_contents WHERE table_name='county_reports';"
    "ALTER TABLE cases DROP COLUMN grave_by;"
    "UPDATE meta SET value='3' WHERE key='schema_version'";

static void test_an_older_ledger_opens(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_ledger ledger = sample_ledger(test->arena, 5, 2 * 2025 + 1), back = {0};
    const char *path = store_path(test, "ledger.gpkg");
    assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
    edit(path, to_version_4);
    assert_ok(lt_ledger_read(path, &back, &err));
    for (size_t i = 0; i < ledger.case_count;
         i++) { /* by feedback: since the half-year that last showed it */
        struct lt_case *one = &ledger.cases[i];
        one->confirmed_on = one->grave == LT_GRAVE_BY_FEEDBACK ? "2025-07-01" : "";
    }
    assert_same_ledger(&back, &ledger);
    lt_arena_destroy(back.arena);
    edit(path, to_version_3);
    assert_ok(lt_ledger_read(path, &back, &err));
    ledger.answer_count = 0;
    for (size_t i = 0; i < ledger.case_count; i++) {
        struct lt_case *one = &ledger.cases[i];
        one->grave = one->severity == LT_RULE_GRAVE ? LT_GRAVE_BY_RULE : LT_GRAVE_NO;
        one->confirmed_on = "";
    }
    assert_same_ledger(&back, &ledger);
    assert_ok(
        lt_ledger_write(path, &back, published, false, &err)); /* and goes on as one of today */
    lt_arena_destroy(back.arena);
    assert_ok(lt_ledger_read(path, &back, &err));
    assert_same_ledger(&back, &ledger);
    lt_arena_destroy(back.arena);
    const struct lt_ledger_wanted wanted = {.unit = 411702};
    edit(path, to_version_4);
    edit(path, to_version_3);
    assert_ok(lt_ledger_find(path, &wanted, &back, &err));
    assert_int_equal(back.answer_count, 0);
    lt_arena_destroy(back.arena);
    edit(path, "UPDATE meta SET value='2' WHERE key='schema_version'");
    assert_int_equal(lt_ledger_read(path, &back, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "tables of version 2; 3 to 5 are read"));
    assert_int_equal(lt_ledger_find(path, &wanted, &back, &err), LT_E_IO);
}

static void test_answers_only_grow(void **state)
{
    const struct store_test *test = *state;
    const struct lt_ledger base = sample_ledger(test->arena, 5, 2 * 2025 + 1);
    struct lt_ledger next = sample_ledger(test->arena, 5, 2 * 2025 + 1);
    const char *what;
    assert_true(growth_holds(&base, &next, &what));
    next.answers[2].answer = "13";
    assert_false(growth_holds(&base, &next, &what));
    assert_string_equal(what, "county reports removed or changed");
    next.answers[2].answer = base.answers[2].answer;
    next.answer_count--;
    assert_false(growth_holds(&base, &next, &what));
    assert_true(growth_holds(&next, &base, &what)); /* one was added */
}

static void test_strange_files_are_refused(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_ledger back = {0};
    const struct lt_ledger ledger = sample_ledger(test->arena, 5, 2 * 2025 + 1);
    const char *path = store_path(test, "ledger.gpkg");
    static const char *const edits[] = {
        "UPDATE meta SET value='999' WHERE key='schema_version'",
        "PRAGMA application_id=1",
        "CREATE TRIGGER t AFTER INSERT ON cases BEGIN DELETE FROM cases; END",
        "CREATE VIEW v AS SELECT * FROM cases",
        "DROP TABLE events",
        "UPDATE cases SET finding='GUILTY'",
        "UPDATE cases SET area_m2='many'",
        "UPDATE cases SET unit=-1",
        "UPDATE cases SET first_period='2025H3'",
        "UPDATE cases SET geom=x'47500003'",
        "UPDATE cases SET geom=substr(geom,1,length(geom)-8)",
        "UPDATE cases SET id='0123456789012345678901234567890123456789'",
        "UPDATE cases SET open=7",
        "UPDATE cases SET rules='A B C D E F G H I'",
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
        edit(path, edits[i]);
        assert_int_equal(lt_ledger_read(path, &back, &err), LT_E_IO);
    }
    assert_ok(lt_file_write(path, "no database", 11, &err));
    assert_int_equal(lt_ledger_read(path, &back, &err), LT_E_IO);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(lt_ledger_read("/nonexistent.gpkg", &back, &err), LT_E_IO);
    assert_int_equal(lt_ledger_write("/nonexistent/l.gpkg", &ledger, published, false, &err),
                     LT_E_IO);
}

/* Damaged bytes may give an error or other contents (the manifest's digest finds those), never a
 * crash. */
static void test_damage_does_not_crash(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    size_t size;
    const struct lt_ledger ledger = sample_ledger(test->arena, 5, 2 * 2025 + 1);
    const char *path = store_path(test, "ledger.gpkg");
    assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
    const char *bytes = read_bytes(test, path, &size);
    size_t refused = 0;
    for (size_t i = 0; i < size; i += 31) {
        struct lt_ledger back = {0};
        put_byte(path, i, (unsigned char)(bytes[i] ^ 0xA5));
        refused += lt_ledger_read(path, &back, &err) != LT_OK;
        lt_arena_destroy(back.arena);
        put_byte(path, i, (unsigned char)bytes[i]);
    }
    assert_true(refused > 10);
}

static void test_file_is_delivered_without_wal(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    size_t size;
    const struct lt_ledger ledger = sample_ledger(test->arena, 5, 2 * 2025 + 1);
    const char *path = store_path(test, "ledger.gpkg");
    assert_ok(lt_ledger_write(path, &ledger, published, false, &err));
    const char *bytes = read_bytes(test, path, &size);
    assert_memory_equal(bytes, "SQLite format 3", 16);
    assert_int_equal(bytes[18], 1); /* file format write and read version: 1 legacy, 2 WAL */
    assert_int_equal(bytes[19], 1);
    assert_memory_equal(bytes + 68, "GPKG", 4);
    assert_memory_equal(bytes + 60, "\0\0\x28\x3c", 4); /* 10300 */
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), 0);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &statement, NULL), 0);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_round_trips),
        STORE_TEST(test_nonsense_is_not_written),
        STORE_TEST(test_ogr_reads_it),
        STORE_TEST(test_other_crs),
        STORE_TEST(test_definitions_are_those_of_the_registry),
        STORE_TEST(test_an_older_ledger_opens),
        STORE_TEST(test_answers_only_grow),
        STORE_TEST(test_strange_files_are_refused),
        STORE_TEST(test_damage_does_not_crash),
        STORE_TEST(test_file_is_delivered_without_wal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
