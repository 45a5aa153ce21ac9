#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli_sample.h"
#include "liangtian/area.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { MOST_BYTES = 256 << 20 };
#define MOST_NUMBER 1e15 /* no area, count or yield on Earth is larger; sums stay finite */

enum lt_status lt_sample_table_open(const char *role, const char *path,
                                    struct lt_diagnostics *diagnostics, bool english,
                                    struct lt_arena *arena, struct lt_sample_table *ret_table,
                                    struct lt_error *err)
{
    enum lt_status status;
    char *data;
    size_t size;
    struct lt_sample_table table = {.diagnostics = diagnostics, .english = english};
    table.layer = lt_arena_printf(arena, "%s %s", role, lt_path_name(path));
    if (table.layer == NULL) {
        return lt_fail_memory(err, path);
    }
    LT_TRY(lt_file_read(path, MOST_BYTES, arena, &data, &size, err));
    LT_TRY(lt_csv_parse(path, data, size, arena, &table.csv, err));
    for (size_t r = 0; r < table.csv.row_count; r++) {
        const struct lt_csv_row *row = &table.csv.rows[r];
        if (row->count > table.csv.columns) {
            char found[64], expected[64];
            snprintf(found, sizeof found, "%zu cells", row->count);
            snprintf(expected, sizeof expected, "at most %zu cells, as the header",
                     table.csv.columns);
            LT_TRY(lt_sample_fault(&table, LT_REJECT, "sample.cells", row->line, "", found,
                                   expected, "put cells that hold a separator in quotes", err));
        }
    }
    *ret_table = table;
out:
    return status;
}

int lt_sample_column(const struct lt_sample_table *table, const char *names)
{
    for (const char *name = names; *name != '\0';) {
        const size_t length = strcspn(name, "|");
        char one[64];
        snprintf(one, sizeof one, "%.*s", (int)length, name);
        for (size_t c = 0; c < table->csv.columns; c++) {
            if (lt_same_word(table->csv.header[c], one)) {
                return (int)c;
            }
        }
        name += length + (name[length] == '|');
    }
    return LT_NO_COLUMN;
}

enum lt_status lt_sample_fault(const struct lt_sample_table *table, enum lt_severity severity,
                               const char *code, size_t line, const char *field, const char *found,
                               const char *expected, const char *action, struct lt_error *err)
{
    char feature[64] = "";
    if (line > 0) {
        snprintf(feature, sizeof feature, table->english ? "line %zu" : "第 %zu 行", line);
    }
    const struct lt_diagnostic item = {.severity = severity,
                                       .quality = LT_ACCURACY,
                                       .code = code,
                                       .layer = table->layer,
                                       .feature = feature,
                                       .field = field,
                                       .found = found,
                                       .expected = expected,
                                       .action = action};
    return lt_diagnostics_add(table->diagnostics, &item, err);
}

enum lt_status lt_sample_number(const struct lt_sample_table *table, const struct lt_csv_row *row,
                                int column, double *ret_value, struct lt_error *err)
{
    *ret_value = 0.0;
    if (column == LT_NO_COLUMN) {
        return LT_OK;
    }
    double value;
    if (lt_parse_double(row->cells[column], &value) && value >= 0.0 && value <= MOST_NUMBER) {
        *ret_value = value;
        return LT_OK;
    }
    return lt_sample_fault(table, LT_REJECT, "sample.number", row->line, table->csv.header[column],
                           row->cells[column][0] == '\0' ? "nothing" : row->cells[column],
                           "a number from 0 to 10^15",
                           "write digits with a point, without separators and units", err);
}

static void tell(const struct lt_diagnostic *d, bool english, struct lt_text *buffer)
{
    static const enum lt_diagnostic_part parts[] = {LT_PART_FOUND, LT_PART_EXPECTED,
                                                    LT_PART_ACTION};
    static const char *const words[][2] = {{"实际", "found"}, {"应为", "expected"}, {"处理", "do"}};
    const bool chinese = !english;
    fprintf(stderr, "%s: %s", lt_severity_title(d->severity, chinese),
            lt_diagnostic_say(d, LT_PART_LAYER, chinese, buffer));
    fprintf(stderr, "%s%s", d->feature[0] != '\0' ? (chinese ? "，" : ", ") : "", d->feature);
    if (d->field[0] != '\0') {
        fprintf(stderr, chinese ? "，%s 列" : ", column %s", d->field);
    }
    fprintf(stderr, ": %s (%s)", lt_diagnostic_title(d->code, chinese), d->code);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *const text = lt_diagnostic_say(d, parts[i], chinese, buffer);
        if (text[0] != '\0') {
            fprintf(stderr, "; %s: %s", words[i][english], text);
        }
    }
    fputc('\n', stderr);
}

enum lt_status lt_sample_verdict(const struct lt_diagnostics *diagnostics, bool english, bool quiet,
                                 struct lt_error *err)
{
    struct lt_text buffer = {0};
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (!quiet || diagnostics->items[i].severity != LT_NOTE) {
            tell(&diagnostics->items[i], english, &buffer);
        }
    }
    lt_text_finish(&buffer);
    return lt_diagnostics_rejects(diagnostics)
               ? lt_fail(err, LT_E_INPUT, "the input is rejected; the diagnostics above say why")
               : LT_OK;
}

/* --- names --- */

static int by_name(const void *left, const void *right)
{
    const char *const a = *(const char *const *)left, *const b = *(const char *const *)right;
    int64_t x, y;
    if (lt_parse_int(a, &x) && lt_parse_int(b, &y) && x != y) {
        return x < y ? -1 : 1;
    }
    return strcmp(a, b);
}

enum lt_status lt_names_make(const char *const *texts, size_t count, struct lt_arena *arena,
                             struct lt_names *ret_names, struct lt_error *err)
{
    const char **names = lt_arena_array(arena, count + 1, sizeof *names);
    if (names == NULL) {
        return lt_fail_memory(err, "names");
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        names[i] = texts[i];
    }
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0) {
            names[kept++] = names[i];
        }
    }
    *ret_names = (struct lt_names){.names = names, .count = kept};
    return LT_OK;
}

uint32_t lt_names_find(const struct lt_names *names, const char *name)
{
    if (names->count == 0) {
        return LT_NO_LABEL;
    }
    const char **found = bsearch(&name, names->names, names->count, sizeof *names->names, by_name);
    return found == NULL ? LT_NO_LABEL : (uint32_t)(found - names->names);
}

int lt_sample_area_column(const struct lt_sample_table *table, double *ret_factor)
{
    static const struct {
        const char *names;
        double factor;
    } units[] = {
        {"area_m2|面积_平方米|面积(平方米)|面积（平方米）|面积平方米", 1.0},
        {"area_ha|面积_公顷|面积(公顷)|面积（公顷）|面积公顷", LT_M2_PER_HECTARE},
        {"area_mu|面积_亩|面积(亩)|面积（亩）|面积亩", LT_M2_PER_MU},
        {"area_wanmu|面积_万亩|面积(万亩)|面积（万亩）|面积万亩", LT_M2_PER_WANMU},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const int column = lt_sample_column(table, units[i].names);
        if (column != LT_NO_COLUMN) {
            *ret_factor = units[i].factor;
            return column;
        }
    }
    return LT_NO_COLUMN;
}
