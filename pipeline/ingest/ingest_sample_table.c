#include <stdio.h>
#include <string.h>

#include "ingest_sample.h"
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

bool lt_sample_degrees(const char *cell, double most, double *ret_degrees)
{
    return lt_parse_double(cell, ret_degrees) && *ret_degrees >= 0.0 && *ret_degrees <= most;
}

const char *lt_word_meaning(const struct lt_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->items[i].word, word) == 0) {
            return words->items[i].means;
        }
    }
    return word;
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
