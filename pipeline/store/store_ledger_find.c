/* The ledger's lines on one case, parcel or county, without the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/store.h"
#include "store/store_ledger_tables.h"
#include "support/arena.h"
#include "support/array.h"

static enum lt_status find_cases(const struct columns_context *c, const struct lt_ledger_wanted *w,
                                 struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *const columns[] = {"id", "parcel_id"};
    const char *const values[] = {w->case_id, w->parcel_id};
    for (size_t i = 0; i < 2 && ledger->case_count == 0; i++) {
        void *rows;
        if (values[i] != NULL && values[i][0] != '\0') {
            LT_TRY(columns_select_where(c, &ledger_cases, columns[i], values[i], &rows,
                                        &ledger->case_count, err));
            ledger->cases = rows;
        }
    }
out:
    return status;
}

/* Of every case found, in the order of cases. */
static enum lt_status find_lines(const struct columns_context *c, const struct table *table,
                                 const struct lt_ledger *ledger, void **ret_rows, size_t *ret_count,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char *all = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < ledger->case_count; i++) {
        void *rows;
        size_t more;
        LT_TRY(columns_select_where(c, table, "case_id", ledger->cases[i].id, &rows, &more, err));
        LT_TRY(lt_array_reserve(&all, &capacity, (count + more + 1) * table->row_size, 1, err));
        memcpy(all + count * table->row_size, rows, more * table->row_size);
        count += more;
    }
    *ret_rows = lt_arena_copy(c->arena, all, count, count, table->row_size);
    *ret_count = count;
    status = *ret_rows == NULL ? lt_fail_memory(err, "a ledger") : LT_OK;
out:
    free(all);
    return status;
}

static enum lt_status find_balances(const struct columns_context *c, uint32_t unit,
                                    struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    void *rows;
    size_t count;
    char text[16];
    snprintf(text, sizeof text, "%u", unit);
    LT_TRY(columns_select_where(c, &ledger_balances, "unit", text, &rows, &count, err));
    ledger->balances = lt_arena_array(c->arena, count, sizeof *ledger->balances);
    ledger->balance_periods = lt_arena_array(c->arena, count, sizeof *ledger->balance_periods);
    if (ledger->balances == NULL || ledger->balance_periods == NULL) {
        status = lt_fail_memory(err, "a ledger");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const struct balance_row *row = (const struct balance_row *)rows + i;
        ledger->balances[i] = row->balance;
        ledger->balance_periods[i] = row->period;
    }
    ledger->balance_count = count;
out:
    return status;
}

static enum lt_status find_answers(const struct columns_context *c, uint32_t unit,
                                   struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    void *rows;
    char text[16];
    snprintf(text, sizeof text, "%u", unit);
    LT_TRY(
        columns_select_where(c, &ledger_answers, "unit", text, &rows, &ledger->answer_count, err));
    ledger->answers = rows;
out:
    return status;
}

enum lt_status lt_ledger_find(const char *path, const struct lt_ledger_wanted *wanted,
                              struct lt_ledger *ret_ledger, struct lt_error *err)
{
    enum lt_status status;
    struct columns_context c = {.path = path};
    struct lt_ledger ledger = {.crs = ""};
    const char *crs;
    void *rows;
    LT_TRY(lt_arena_create(&ledger.arena, err));
    c.arena = ledger.arena;
    LT_TRY(sql_open(path, false, &c.db, err));
    LT_TRY(ledger_open_version(&c, &crs, err));
    LT_TRY(find_cases(&c, wanted, &ledger, err));
    LT_TRY(ledger_grade_older(&c, &ledger, err));
    LT_TRY(find_lines(&c, &ledger_events, &ledger, &rows, &ledger.event_count, err));
    ledger.events = rows;
    LT_TRY(find_lines(&c, &ledger_reviews, &ledger, &rows, &ledger.review_count, err));
    ledger.reviews = rows;
    LT_TRY(find_lines(&c, &ledger_photos, &ledger, &rows, &ledger.photo_count, err));
    ledger.photos = rows;
    if (wanted->unit != 0) {
        LT_TRY(find_balances(&c, wanted->unit, &ledger, err));
        LT_TRY(find_answers(&c, wanted->unit, &ledger, err));
    }
    *ret_ledger = ledger;
    ledger.arena = NULL;
out:
    sqlite3_close(c.db);
    lt_arena_destroy(ledger.arena);
    return status;
}
