/* A county's report as it comes back: the form as a workbook, or the same table as CSV. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ingest_gdal.h"
#include "ingest_review.h"
#include "liangtian/area.h"
#include "liangtian/county_report.h"
#include "liangtian/period.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { MOST_BYTES = 8192, COLUMNS_LOOKED_AT = 64 };

struct reading {
    const struct lt_county_form *form;
    struct lt_diagnostics *diagnostics;
    struct lt_listing listing; /* of faults */
    struct lt_arena *arena;
    const char *file;
    const struct ingest_table_row *from;
    const struct lt_form_item *item;
    int64_t day_zero;
    struct lt_county_report *report;
    uint64_t *line_of;  /* per item of the form: the row that told it; 0: none yet */
    const char **texts; /* per item: its answer */
    double *values;
    bool *unreadable;
};

static bool names(const char *cell, const char *zh, const char *en)
{
    return strcmp(cell, zh) == 0 || strcasecmp(cell, en) == 0;
}

/* The columns of the form, by their heads in either language; −1 without. */
static void find_columns(const char *const *cells, size_t count, int *ret_key, int *ret_answer)
{
    *ret_key = *ret_answer = -1;
    for (size_t c = count < COLUMNS_LOOKED_AT ? count : COLUMNS_LOOKED_AT; c > 0; c--) {
        *ret_key = names(cells[c - 1], "项目代码", "item key") ? (int)c - 1 : *ret_key;
        *ret_answer = names(cells[c - 1], "填报内容", "answer") ? (int)c - 1 : *ret_answer;
    }
}

static bool is_header(const void *context, const char *const *cells, size_t count)
{
    int key, answer;
    (void)context;
    find_columns(cells, count, &key, &answer);
    return key >= 0 && answer >= 0;
}

static enum lt_status tell(struct reading *r, enum lt_severity severity, const char *code,
                           const char *found, const char *expected, const char *action,
                           struct lt_error *err)
{
    char layer[320], shown[128];
    snprintf(layer, sizeof layer, "reviews %.*s:%llu",
             (int)lt_utf8_cut(r->file, strlen(r->file), 255), r->file,
             (unsigned long long)r->from->number);
    snprintf(shown, sizeof shown, "%.*s", (int)lt_utf8_cut(found, strlen(found), 100), found);
    const struct lt_diagnostic told = {
        .severity = severity,
        .quality = LT_USABILITY,
        .code = code,
        .layer = layer,
        .feature = "",
        .field = r->item == NULL ? "" : r->item->key,
        .found = shown,
        .expected = expected,
        .action = action,
    };
    r->report->faults += severity == LT_REJECT;
    return lt_diagnostics_list(r->diagnostics, &r->listing, &told, err);
}

/* --- answers by their kind --- */

/* "1,234.50" as a spreadsheet exports it. */
static bool without_thousands(const char *text, char *ret_text, size_t size)
{
    const size_t whole = strcspn(text, ".");
    size_t length = 0;
    for (size_t i = 0; text[i] != '\0' && length + 1 < size; i++) {
        if (text[i] == ',' && (i == 0 || i >= whole || (whole - i) % 4 != 0)) {
            return false;
        }
        if (text[i] != ',') {
            ret_text[length++] = text[i];
        }
    }
    ret_text[length] = '\0';
    return length + 1 < size;
}

static const char *keep_number(struct reading *r, double value, int decimals)
{
    struct lt_text text = {0};
    lt_text_add_fixed(&text, value, decimals);
    const char *kept = text.failed || text.data == NULL ? NULL : lt_arena_text(r->arena, text.data);
    lt_text_finish(&text);
    return kept;
}

/* NULL in *ret_kept where it is no such number, which is told. */
static enum lt_status read_number(struct reading *r, const char *text, const char **ret_kept,
                                  double *ret_value, struct lt_error *err)
{
    char digits[64], expected[96];
    const bool count = r->item->kind == LT_ANSWER_COUNT;
    const double most = r->item->limit > 0.0 ? r->item->limit : 1e12;
    *ret_kept = NULL;
    if (!without_thousands(text, digits, sizeof digits) || !lt_parse_double(digits, ret_value) ||
        *ret_value < 0.0 || *ret_value > most || (count && *ret_value != floor(*ret_value))) {
        snprintf(expected, sizeof expected,
                 count ? "a whole number from 0 to %.0f" : "a number from 0 to %.0f", most);
        return tell(r, LT_REJECT, "county_report.number", text, expected, "correct the number",
                    err);
    }
    *ret_value = lt_round(*ret_value, 2); /* what is compared is what is kept */
    *ret_kept = keep_number(r, *ret_value, count ? 0 : 2);
    return *ret_kept == NULL ? lt_fail_memory(err, "a report") : LT_OK;
}

static enum lt_status read_day(struct reading *r, const char *text, const char **ret_kept,
                               struct lt_error *err)
{
    char day[11];
    *ret_kept = NULL;
    if (!ingest_cell_day(text, r->day_zero, day)) {
        return tell(r, LT_REJECT, "review.day", text, "a day such as 2026-03-31", "correct the day",
                    err);
    }
    *ret_kept = lt_arena_text(r->arena, day);
    return *ret_kept == NULL ? lt_fail_memory(err, "a report") : LT_OK;
}

static enum lt_status read_place(struct reading *r, const char *text, const char **ret_kept,
                                 struct lt_error *err)
{
    int64_t code;
    *ret_kept = NULL;
    if (strlen(text) != 6 || !lt_parse_int(text, &code)) {
        return tell(r, LT_REJECT, "county_report.county", text, "a code of six digits",
                    "leave what the form has", err);
    }
    *ret_kept = text;
    return LT_OK;
}

static enum lt_status read_period(struct reading *r, const char *text, const char **ret_kept,
                                  struct lt_error *err)
{
    lt_period period;
    *ret_kept = NULL;
    if (!lt_period_parse(text, &period)) {
        return tell(r, LT_REJECT, "county_report.period", text, "a half-year such as 2026H1",
                    "leave what the form has", err);
    }
    *ret_kept = text;
    return LT_OK;
}

static enum lt_status read_text(struct reading *r, const char *text, const char **ret_kept,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text kept = {0};
    size_t characters = 0;
    bool dropped;
    char expected[64];
    for (const char *c = text; *c != '\0'; c++) {
        characters += ((unsigned char)*c & 0xC0) != 0x80;
    }
    *ret_kept = NULL;
    if (r->item->limit > 0.0 && (double)characters > r->item->limit) {
        snprintf(expected, sizeof expected, "at most %.0f characters", r->item->limit);
        return tell(r, LT_REJECT, "county_report.long", text, expected, "shorten the text", err);
    }
    dropped = ingest_without_personal(text, &kept);
    LT_TRY(lt_text_check(&kept, err));
    *ret_kept = lt_arena_text(r->arena, kept.data == NULL ? "" : kept.data);
    LT_TRY(*ret_kept == NULL ? lt_fail_memory(err, "a report") : LT_OK);
    if (dropped) {
        LT_TRY(tell(r, LT_WARNING, "county_report.personal", "a telephone or identity number",
                    "no personal data", "it was left out", err));
    }
out:
    lt_text_finish(&kept);
    return status;
}

static enum lt_status read_answer(struct reading *r, const char *text, const char **ret_kept,
                                  double *ret_value, struct lt_error *err)
{
    switch (r->item->kind) {
    case LT_ANSWER_COUNTY:
        return read_place(r, text, ret_kept, err);
    case LT_ANSWER_PERIOD:
        return read_period(r, text, ret_kept, err);
    case LT_ANSWER_DATE:
        return read_day(r, text, ret_kept, err);
    case LT_ANSWER_COUNT:
    case LT_ANSWER_AREA:
    case LT_ANSWER_MONEY:
        return read_number(r, text, ret_kept, ret_value, err);
    case LT_ANSWER_TEXT:
        break;
    }
    return read_text(r, text, ret_kept, err);
}

/* --- rows --- */

static enum lt_status read_row(struct reading *r, const char *key, const char *answer,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char expected[48];
    r->item = NULL;
    if (*key == '\0') { /* the head of a part, or a remark below the table */
        return *answer == '\0' ? LT_OK
                               : tell(r, LT_REJECT, "county_report.item", answer,
                                      "the key of an item", "leave what the form has", err);
    }
    r->item = lt_form_item_of(r->form, key);
    if (r->item == NULL) {
        return tell(r, LT_REJECT, "county_report.item", key, "an item of the form",
                    "leave what the form has", err);
    }
    const size_t index = (size_t)(r->item - r->form->items);
    if (r->line_of[index] != 0) {
        snprintf(expected, sizeof expected, "once, in row %llu",
                 (unsigned long long)r->line_of[index]);
        return tell(r, LT_REJECT, "county_report.twice", key, expected, "leave one row of it", err);
    }
    r->line_of[index] = r->from->number;
    if (*answer != '\0') {
        LT_TRY(read_answer(r, answer, &r->texts[index], &r->values[index], err));
        r->unreadable[index] = r->texts[index] == NULL;
    }
out:
    return status;
}

static enum lt_status read_rows(struct reading *r, const struct ingest_table *table,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int key, answer;
    struct ingest_cleaning cleaning = {.arena = r->arena};
    find_columns(table->header, table->columns, &key, &answer);
    for (size_t i = 0; i < table->row_count; i++) {
        r->from = &table->rows[i];
        const char *name, *text;
        LT_TRY(ingest_cell_clean(&cleaning, r->from->cells[key], MOST_BYTES, &name, err));
        LT_TRY(ingest_cell_clean(&cleaning, r->from->cells[answer], MOST_BYTES, &text, err));
        LT_TRY(read_row(r, name, text, err));
    }
out:
    return status;
}

/* In the order of the form, whatever the order of the rows was. */
static void gather(const struct reading *r, struct lt_county_report *report)
{
    for (size_t i = 0; i < r->form->count; i++) {
        if (r->line_of[i] != 0) {
            report->rows[report->count++] =
                (struct lt_report_row){.number = r->line_of[i],
                                       .item = &r->form->items[i],
                                       .answer = r->texts[i] == NULL ? "" : r->texts[i],
                                       .value = r->values[i],
                                       .unreadable = r->unreadable[i]};
        }
    }
}

static enum lt_status read_table(const char *path, struct lt_arena *arena,
                                 struct ingest_table *ret_table, struct lt_error *err)
{
    static const struct ingest_head head = {.is = is_header};
    *ret_table = (struct ingest_table){0};
    if (ingest_has_extension(path, "xlsx")) {
        return ingest_table_workbook(path, &head, arena, ret_table, err);
    }
    if (ingest_has_extension(path, "csv") || ingest_has_extension(path, "txt")) {
        return ingest_table_csv(path, lt_path_name(path), arena, ret_table, err);
    }
    return LT_OK;
}

enum lt_status lt_county_report_read(const char *path, const struct lt_county_form *form,
                                     struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                     struct lt_county_report *ret_report, struct lt_error *err)
{
    enum lt_status status;
    struct ingest_table table;
    struct lt_county_report report = {.form = form, .file = lt_path_name(path)};
    struct reading r = {.form = form,
                        .diagnostics = diagnostics,
                        .arena = arena,
                        .file = report.file,
                        .report = &report};
    const char *label = lt_arena_printf(arena, "reviews %s", report.file);
    LT_TRY(label == NULL ? lt_fail_memory(err, "a report")
                         : ingest_check_file(path, "", label, diagnostics, err));
    LT_TRY(read_table(path, arena, &table, err));
    report.given = is_header(NULL, table.header, table.columns);
    r.day_zero = table.day_zero;
    r.line_of = lt_arena_array(arena, form->count, sizeof *r.line_of);
    r.texts = lt_arena_array(arena, form->count, sizeof *r.texts);
    r.values = lt_arena_array(arena, form->count, sizeof *r.values);
    r.unreadable = lt_arena_array(arena, form->count, sizeof *r.unreadable);
    report.rows = lt_arena_array(arena, form->count, sizeof *report.rows);
    if (r.line_of == NULL || r.texts == NULL || r.values == NULL || r.unreadable == NULL ||
        report.rows == NULL) {
        status = lt_fail_memory(err, "a report");
        goto out;
    }
    if (report.given) {
        LT_TRY(read_rows(&r, &table, err));
        LT_TRY(lt_diagnostics_list_end(diagnostics, &r.listing, label, err));
        gather(&r, &report);
    }
    *ret_report = report;
out:
    return status;
}
