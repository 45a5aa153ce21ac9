/* The ledger back from its GeoPackage. */
#include <string.h>

#include "liangtian/store.h"
#include "store/store_ledger_tables.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

/* Ours, and with nothing in it that runs. */
static enum lt_status check_kind(const struct columns_context *c, struct lt_error *err)
{
    enum lt_status status;
    sqlite3_int64 application, foreign;
    LT_TRY(sql_number(c->db, c->path, "PRAGMA application_id", &application, err));
    LT_TRY(sql_number(c->db, c->path,
                      "SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"
                      " OR sql LIKE 'CREATE VIRTUAL%'",
                      &foreign, err));
    if (application != GPKG_APPLICATION || foreign != 0) {
        status = lt_fail(err, LT_E_IO, "'%s' is not a ledger of this program", c->path);
    }
out:
    return status;
}

enum lt_status ledger_open_version(struct columns_context *c, const char **ret_crs,
                                   struct lt_error *err)
{
    enum lt_status status;
    void *rows;
    size_t count;
    int64_t version = 0;
    c->version = LEDGER_SCHEMA_FIRST; /* the table that says it is as old as any */
    LT_TRY(columns_select(c, &ledger_meta, &rows, &count, err));
    *ret_crs = "";
    for (size_t i = 0; i < count; i++) {
        const struct meta_row *row = (const struct meta_row *)rows + i;
        if (strcmp(row->key, "crs") == 0) {
            *ret_crs = row->value;
        } else if (strcmp(row->key, "schema_version") == 0 && !lt_parse_int(row->value, &version)) {
            version = 0;
        }
    }
    if (version < LEDGER_SCHEMA_FIRST || version > LEDGER_SCHEMA) {
        status = lt_fail(err, LT_E_IO, "'%s' has tables of version %lld; %d to %d are read",
                         c->path, (long long)version, LEDGER_SCHEMA_FIRST, LEDGER_SCHEMA);
        goto out;
    }
    c->version = (int)version;
out:
    return status;
}

static enum lt_status read_balances(const struct columns_context *c, struct lt_ledger *ledger,
                                    struct lt_error *err)
{
    enum lt_status status;
    void *rows;
    LT_TRY(columns_select(c, &ledger_balances, &rows, &ledger->balance_count, err));
    ledger->balances = lt_arena_array(c->arena, ledger->balance_count, sizeof *ledger->balances);
    ledger->balance_periods =
        lt_arena_array(c->arena, ledger->balance_count, sizeof *ledger->balance_periods);
    if (ledger->balances == NULL || ledger->balance_periods == NULL) {
        status = lt_fail_memory(err, "the ledger's balances");
        goto out;
    }
    for (size_t i = 0; i < ledger->balance_count; i++) {
        const struct balance_row *row = (const struct balance_row *)rows + i;
        ledger->balances[i] = row->balance;
        ledger->balance_periods[i] = row->period;
    }
out:
    return status;
}

/* Half-years behind the last balance were published on a ledger that has been replaced since. */
static void set_later_apart(struct lt_ledger *ledger)
{
    const size_t n = ledger->balance_count;
    size_t own = ledger->period_count;
    while (n > 0 && own > 0 && ledger->periods[own - 1].period > ledger->balance_periods[n - 1]) {
        own--;
    }
    ledger->later = ledger->periods + own;
    ledger->later_count = ledger->period_count - own;
    ledger->period_count = own;
}

enum lt_status ledger_grade_older(const struct columns_context *c, struct lt_ledger *ledger,
                                  struct lt_error *err)
{
    for (size_t i = 0; i < ledger->case_count && c->version < 5; i++) {
        struct lt_case *one = &ledger->cases[i];
        char day[11] = "";
        if (c->version < 4) {
            one->grave = one->severity == LT_RULE_GRAVE ? LT_GRAVE_BY_RULE : LT_GRAVE_NO;
        } else if (one->grave == LT_GRAVE_BY_FEEDBACK) {
            lt_period_first_day(one->last_period, day);
        }
        one->confirmed_on = lt_arena_text(c->arena, day);
        if (one->confirmed_on == NULL) {
            return lt_fail_memory(err, "the ledger's cases");
        }
    }
    return LT_OK;
}

static enum lt_status read_all(struct columns_context *c, struct lt_ledger *ledger,
                               struct lt_error *err)
{
    enum lt_status status;
    void *rows;
    LT_TRY(check_kind(c, err));
    LT_TRY(ledger_open_version(c, &ledger->crs, err));
    LT_TRY(columns_select(c, &ledger_cases, &rows, &ledger->case_count, err));
    ledger->cases = rows;
    LT_TRY(ledger_grade_older(c, ledger, err));
    LT_TRY(columns_select(c, &ledger_events, &rows, &ledger->event_count, err));
    ledger->events = rows;
    LT_TRY(columns_select(c, &ledger_periods, &rows, &ledger->period_count, err));
    ledger->periods = rows;
    LT_TRY(columns_select(c, &ledger_transitions, &rows, &ledger->transition_count, err));
    ledger->transitions = rows;
    LT_TRY(columns_select(c, &ledger_reviews, &rows, &ledger->review_count, err));
    ledger->reviews = rows;
    LT_TRY(columns_select(c, &ledger_photos, &rows, &ledger->photo_count, err));
    ledger->photos = rows;
    LT_TRY(columns_select(c, &ledger_answers, &rows, &ledger->answer_count, err));
    ledger->answers = rows;
    LT_TRY(read_balances(c, ledger, err));
    set_later_apart(ledger);
out:
    return status;
}

enum lt_status lt_ledger_read(const char *path, struct lt_ledger *ret_ledger, struct lt_error *err)
{
    enum lt_status status;
    struct columns_context context = {.path = path};
    struct lt_ledger ledger = {0};
    LT_TRY(lt_arena_create(&ledger.arena, err));
    context.arena = ledger.arena;
    LT_TRY(sql_open(path, false, &context.db, err));
    LT_TRY(read_all(&context, &ledger, err));
    *ret_ledger = ledger;
    ledger.arena = NULL;
out:
    sqlite3_close(context.db);
    lt_arena_destroy(ledger.arena);
    return status;
}
