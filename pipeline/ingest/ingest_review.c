/* Files of reviews: which columns there are, and what their cells say. */
#include "ingest_review.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ingest_gdal.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { TEXT_BYTES = 600, SAME = 3, NAME_BYTES = 60, LIST_BYTES = 300 };

/* What is read. Columns that name people, and free text, are not among them: they stay in the office's file. */
enum column {
    COLUMN_CASE,
    COLUMN_RESULT,
    COLUMN_REVIEWED_ON,
    COLUMN_ACTUAL_USE,
    COLUMN_EVIDENCE,
    COLUMN_APPROVAL,
    COLUMN_APPROVAL_UNTIL,
    COLUMN_REMEDY,
    COLUMN_STAGE,
    COLUMN_DEADLINE,
    COLUMN_RECTIFIED_ON,
    COLUMN_CITY,
    COLUMN_CITY_ON,
    COLUMNS
};
static const char *const column_names[COLUMNS] = {
    "case_id",         "review_result",  "review_date", "actual_use",   "evidence",
    "review_approval", "approval_until", "remedy",      "review_stage", "deadline",
    "rectified_on",    "city_result",    "city_date"};

struct mapping {
    int at[COLUMNS][SAME]; /* in the file, where several say the same; −1 none */
    const struct lt_schema_field *fields[COLUMNS];
};

static const struct lt_schema_field *field_of(const struct lt_layer_schema *schema,
                                              const char *column)
{
    for (size_t f = 0; f < schema->field_count; f++) {
        if (strcmp(schema->fields[f].column, column) == 0) {
            return &schema->fields[f];
        }
    }
    return NULL;
}

bool ingest_review_names(const char *header, const struct lt_schema_field *field)
{
    bool found = strcasecmp(header, field->name) == 0 || strcasecmp(header, field->column) == 0 ||
                 strcmp(header, field->title_zh) == 0 || strcasecmp(header, field->title_en) == 0;
    for (size_t a = 0; a < field->alias_count && !found; a++) {
        found = strcasecmp(header, field->aliases[a]) == 0;
    }
    return found;
}

static size_t map_columns(const struct lt_layer_schema *schema, const char *const *header,
                          size_t count, struct mapping *ret_mapping)
{
    size_t found = 0;
    for (int column = 0; column < COLUMNS; column++) {
        const struct lt_schema_field *field = field_of(schema, column_names[column]);
        size_t same = 0;
        ret_mapping->fields[column] = field;
        for (size_t c = 0; field != NULL && c < count && same < SAME; c++) {
            if (ingest_review_names(header[c], field)) {
                ret_mapping->at[column][same++] = (int)c;
            }
        }
        found += column != COLUMN_CASE && same > 0;
        for (; same < SAME; same++) {
            ret_mapping->at[column][same] = -1;
        }
    }
    return found;
}

/* A header that names a column of reviews, and the case. */
static bool is_header(const void *context, const char *const *cells, size_t count)
{
    struct mapping mapping;
    return map_columns(context, cells, count, &mapping) > 0 && mapping.at[COLUMN_CASE][0] >= 0;
}

/* --- one cell --- */

struct cell_reading {
    const struct lt_review_reader *reader;
    const struct mapping *mapping;
    struct ingest_cleaning cleaning;
    struct lt_diagnostics *diagnostics;
    struct lt_listing listing; /* of faults */
    const char *label;
    const struct ingest_table_row *from;
    struct lt_review_row *row;
    int64_t day_zero; /* days up to the one that a workbook counts from; 0: dates are no numbers */
    enum lt_status status;
    struct lt_error *err;
};

static void tell(struct cell_reading *r, const char *code, enum column column, const char *found,
                 const char *expected, const char *action)
{
    char layer[320], shown[128];
    snprintf(layer, sizeof layer, "%.*s:%llu", (int)lt_utf8_cut(r->label, strlen(r->label), 280),
             r->label, (unsigned long long)r->from->number);
    snprintf(shown, sizeof shown, "%.*s", (int)lt_utf8_cut(found, strlen(found), 100), found);
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_USABILITY,
        .code = code,
        .layer = layer,
        .feature = r->row->case_id,
        .field = r->mapping->fields[column]->name,
        .found = shown,
        .expected = expected,
        .action = action,
    };
    r->row->unreadable = true;
    if (r->status == LT_OK) {
        r->status = lt_diagnostics_list(r->diagnostics, &r->listing, &item, r->err);
    }
}

/* "" where it fails, which the status tells. */
static const char *clean_cell(struct cell_reading *r, int at)
{
    const char *text = "";
    if (at >= 0 && r->status == LT_OK) {
        r->status = ingest_cell_clean(&r->cleaning, r->from->cells[at], TEXT_BYTES, &text, r->err);
    }
    return r->status == LT_OK ? text : "";
}

/* What the column says; two of the same name may not say two things. */
static const char *clean(struct cell_reading *r, enum column column)
{
    const int *at = r->mapping->at[column];
    const char *text = clean_cell(r, at[0]);
    for (size_t i = 1; i < SAME && at[i] >= 0; i++) {
        const char *other = clean_cell(r, at[i]);
        if (*text != '\0' && *other != '\0' && strcmp(text, other) != 0) {
            tell(r, "review.column_twice", column, other, text, "leave one column of this name");
        }
        text = *text != '\0' ? text : other;
    }
    return text;
}

static const char *day(struct cell_reading *r, enum column column)
{
    const char *text = clean(r, column);
    char parsed[11];
    if (*text == '\0') {
        return "";
    }
    if (!ingest_cell_day(text, r->day_zero, parsed)) {
        tell(r, "review.day", column, text, "a day such as 2026-03-31", "correct the day");
        return "";
    }
    const char *copy = lt_arena_text(r->reader->arena, parsed);
    if (copy == NULL) {
        r->status = lt_fail_memory(r->err, "reviews");
        return "";
    }
    return copy;
}

/* Which word of the column's list, from 1; 0 for an empty cell. */
static size_t word(struct cell_reading *r, enum column column)
{
    const char *text = clean(r, column);
    const struct lt_schema_field *field = r->mapping->fields[column];
    struct lt_text list = {0};
    if (*text == '\0') {
        return 0;
    }
    for (size_t i = 0; i < field->code_count; i++) {
        if (strcmp(text, field->codes[i].code) == 0) {
            lt_text_finish(&list);
            return i + 1;
        }
        lt_text_printf(&list, "%s%s", i == 0 ? "one of " : ", ", field->codes[i].code);
    }
    tell(r, "review.word", column, text, list.failed || list.data == NULL ? "" : list.data,
         "choose from the list");
    lt_text_finish(&list);
    return 0;
}

/* --- one row --- */

static void read_words(struct cell_reading *r)
{
    /* in the order of the lists in the schema; the fourth result says that it is rectified already */
    static const enum lt_review_result results[] = {LT_RESULT_NONE,        LT_RESULT_FOUNDED,
                                                    LT_RESULT_NOT_FOUNDED, LT_RESULT_LEGAL,
                                                    LT_RESULT_FOUNDED,     LT_RESULT_OTHER};
    enum { RECTIFIED_ALREADY = 4 };
    const size_t result = word(r, COLUMN_RESULT);
    r->row->result = results[result < sizeof results / sizeof *results ? result : 0];
    r->row->stage = (enum lt_review_stage)word(r, COLUMN_STAGE);
    if (result == RECTIFIED_ALREADY && r->row->stage == LT_STAGE_NONE) {
        r->row->stage = LT_STAGE_RECTIFIED;
    }
    r->row->city = (enum lt_review_city)word(r, COLUMN_CITY);
    r->row->remedy = (enum lt_case_remedy)word(r, COLUMN_REMEDY);
}

static enum lt_status read_row(struct cell_reading *r)
{
    struct lt_review_row *row = r->row;
    *row = (struct lt_review_row){.number = r->from->number, .shape = r->from->shape};
    row->case_id = clean(r, COLUMN_CASE);
    read_words(r);
    row->actual_use = clean(r, COLUMN_ACTUAL_USE);
    row->evidence = clean(r, COLUMN_EVIDENCE);
    row->approval = clean(r, COLUMN_APPROVAL);
    row->reviewed_on = day(r, COLUMN_REVIEWED_ON);
    row->rectified_on = day(r, COLUMN_RECTIFIED_ON);
    row->deadline = day(r, COLUMN_DEADLINE);
    row->approval_until = day(r, COLUMN_APPROVAL_UNTIL);
    row->city_on = day(r, COLUMN_CITY_ON);
    return r->status;
}

/* --- the file --- */

static enum lt_status read_table(const struct lt_review_reader *reader, const char *label,
                                 struct lt_diagnostics *diagnostics, struct ingest_table *ret_table,
                                 struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(ingest_check_file(reader->path, "", label, diagnostics, err));
    if (ingest_has_extension(reader->path, "xls") || ingest_has_extension(reader->path, "et")) {
        status = ingest_reject(diagnostics, LT_USABILITY, "review.format", label, "path",
                               lt_path_name(reader->path), "a .shp, .gpkg, .xlsx or .csv",
                               "save the table as .xlsx", err);
        goto out;
    }
    if (ingest_has_extension(reader->path, "csv") || ingest_has_extension(reader->path, "txt")) {
        LT_TRY(ingest_table_csv(reader->path, label, reader->arena, ret_table, err));
    } else if (ingest_has_extension(reader->path, "xlsx")) {
        const struct ingest_head head = {is_header, reader->schema};
        LT_TRY(ingest_table_workbook(reader->path, &head, reader->arena, ret_table, err));
    } else {
        LT_TRY(ingest_review_layer(reader, label, diagnostics, ret_table, err));
    }
out:
    return status;
}

static enum lt_status check_columns(const struct ingest_table *table, const struct mapping *mapping,
                                    size_t found, const char *label,
                                    struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    if (found > 0 && (mapping->at[COLUMN_CASE][0] >= 0 || table->has_shapes)) {
        return LT_OK;
    }
    return ingest_reject(diagnostics, LT_COMPLETENESS, "review.no_columns", label, "AJBH, HCJG",
                         "no such column", "columns of the violation layer",
                         "fill in the layer or the workbook that was issued", err);
}

/* A column that was renamed is lost in silence otherwise. */
static enum lt_status tell_unknown(const struct ingest_table *table,
                                   const struct lt_layer_schema *schema, const char *label,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text list = {0};
    for (size_t c = 0; c < table->columns; c++) {
        bool known = table->header[c][0] == '\0';
        for (size_t f = 0; f < schema->field_count && !known; f++) {
            known = ingest_review_names(table->header[c], &schema->fields[f]);
        }
        if (!known && list.length < LIST_BYTES) {
            const char *name = table->header[c];
            lt_text_printf(&list, "%s%.*s", list.length == 0 ? "" : ", ",
                           (int)lt_utf8_cut(name, strlen(name), NAME_BYTES), name);
        }
    }
    LT_TRY(lt_text_check(&list, err));
    if (list.length > 0) {
        const struct lt_diagnostic item = {
            .severity = LT_WARNING,
            .quality = LT_USABILITY,
            .code = "review.unknown_column",
            .layer = label,
            .feature = "",
            .field = "",
            .found = list.data,
            .expected = "columns of the violation layer",
            .action = "if one of them holds reviews, give it the name that was issued",
        };
        LT_TRY(lt_diagnostics_add(diagnostics, &item, err));
    }
out:
    lt_text_finish(&list);
    return status;
}

enum lt_status lt_review_read(const struct lt_review_reader *reader,
                              struct lt_diagnostics *diagnostics, struct lt_review_row **ret_rows,
                              size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    struct ingest_table table = {0};
    struct mapping mapping;
    const char *label = lt_arena_printf(reader->arena, "reviews %s", lt_path_name(reader->path));
    if (label == NULL) {
        return lt_fail_memory(err, "reviews");
    }
    LT_TRY(read_table(reader, label, diagnostics, &table, err));
    const size_t found = map_columns(reader->schema, table.header, table.columns, &mapping);
    if (reader->may_lack && found == 0) {
        *ret_rows = NULL;
        *ret_count = 0;
        goto out;
    }
    LT_TRY(check_columns(&table, &mapping, found, label, diagnostics, err));
    LT_TRY(tell_unknown(&table, reader->schema, label, diagnostics, err));
    struct lt_review_row *rows = lt_arena_array(reader->arena, table.row_count, sizeof *rows);
    if (rows == NULL) {
        status = lt_fail_memory(err, "reviews");
        goto out;
    }
    struct cell_reading reading = {.reader = reader,
                                   .mapping = &mapping,
                                   .cleaning = {.arena = reader->arena},
                                   .diagnostics = diagnostics,
                                   .label = label,
                                   .day_zero = table.day_zero,
                                   .err = err};
    for (size_t i = 0; i < table.row_count; i++) {
        reading.from = &table.rows[i];
        reading.row = &rows[i];
        LT_TRY(read_row(&reading));
    }
    LT_TRY(lt_diagnostics_list_end(diagnostics, &reading.listing, label, err));
    *ret_rows = rows;
    *ret_count = table.row_count;
out:
    return status;
}
