/* Cells of tables that people fill in, and tables of them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ingest_review.h"
#include "support/arena.h"
#include "support/csv.h"
#include "support/files.h"
#include "support/text.h"

enum { MOST_BYTES = 256 << 20, MOST_COPIED = 128 << 20 };

enum lt_status ingest_cell_clean(struct ingest_cleaning *cleaning, const char *text, size_t most,
                                 const char **ret_text, struct lt_error *err)
{
    for (size_t blank; (blank = lt_blank_at(text)) > 0;) {
        text += blank;
    }
    const size_t length = strlen(text);
    *ret_text = text;
    if (length <= most && lt_length_trimmed(text) == length && lt_utf8_is_clean(text)) {
        return LT_OK;
    }
    const size_t kept = lt_utf8_cut(text, length, most);
    cleaning->copied += kept;
    if (cleaning->copied > MOST_COPIED) { /* few texts may stand in many cells */
        return lt_fail(err, LT_E_LIMIT, "the cells hold more text than %d MB", MOST_COPIED >> 20);
    }
    char *copy = lt_arena_text_n(cleaning->arena, text, kept);
    if (copy == NULL) {
        return lt_fail_memory(err, "a table");
    }
    lt_utf8_clean(copy);
    for (size_t blank; (blank = lt_blank_at(copy)) > 0;) { /* controls are blanks now */
        copy += blank;
    }
    copy[lt_length_trimmed(copy)] = '\0';
    *ret_text = copy;
    return LT_OK;
}

/* Days since 0000-03-01 to YYYY-MM-DD (civil calendar, Hinnant's method). */
static void day_of_serial(int64_t z, char ret_day[11])
{
    const int64_t era = z / 146097, doe = z - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    const int64_t day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
    char text[64];
    snprintf(text, sizeof text, "%04lld-%02lld-%02lld", (long long)(yoe + era * 400 + (month <= 2)),
             (long long)month, (long long)day);
    memcpy(ret_day, text, 10);
    ret_day[10] = '\0';
}

bool ingest_cell_day(const char *text, int64_t day_zero, char ret_day[11])
{
    double serial;
    if (lt_date_read(text, ret_day)) {
        return true;
    }
    if (!lt_parse_double(text, &serial)) {
        return false;
    }
    if (serial >= 19000000 && serial < 22000000) {
        char digits[16]; /* 20260331 as a number: "2.0260331E7" */
        snprintf(digits, sizeof digits, "%.0f", floor(serial));
        return lt_date_read(digits, ret_day);
    }
    if (day_zero == 0 || serial < 15000 || serial >= 80000) {
        return false;
    }
    day_of_serial((int64_t)floor(serial) + day_zero, ret_day);
    return true;
}

enum lt_status ingest_table_csv(const char *path, const char *label, struct lt_arena *arena,
                                struct ingest_table *ret_table, struct lt_error *err)
{
    enum lt_status status;
    char *data;
    size_t size;
    struct lt_csv csv;
    LT_TRY(lt_file_read(path, MOST_BYTES, arena, &data, &size, err));
    LT_TRY(lt_csv_parse(label, data, size, arena, &csv, err));
    if (csv.row_count > INGEST_TABLE_ROWS) {
        return lt_fail(err, LT_E_LIMIT, "the sheet holds more rows than any list of cases");
    }
    struct ingest_table_row *rows = lt_arena_array(arena, csv.row_count, sizeof *rows);
    if (rows == NULL) {
        status = lt_fail_memory(err, "reviews");
        goto out;
    }
    for (size_t i = 0; i < csv.row_count; i++) {
        rows[i] = (struct ingest_table_row){.cells = csv.rows[i].cells, .number = csv.rows[i].line};
    }
    *ret_table = (struct ingest_table){
        .header = csv.header, .columns = csv.columns, .rows = rows, .row_count = csv.row_count};
out:
    return status;
}
