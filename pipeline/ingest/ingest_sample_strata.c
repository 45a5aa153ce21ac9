/* The table of strata: one line per stratum, or per stratum and domain. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_sample.h"
#include "support/arena.h"
#include "support/text.h"

struct columns {
    const struct lt_words *words; /* for domains */
    int stratum, area, domain, cells, drawn, class_name;
    double factor; /* m² per unit of the area column */
};

static enum lt_status find_columns(const struct lt_sample_table *table,
                                   const struct lt_words *words, struct columns *ret_columns,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct columns c = {
        .words = words,
        .stratum = lt_sample_column(table, "stratum|层|分层|层号"),
        .domain = lt_sample_column(table, "domain|county|县区|县区代码|区县"),
        .cells = lt_sample_column(table, "cells|像元数"),
        .drawn = lt_sample_column(table, "points|样点数"),
        .class_name = lt_sample_column(table, "class|类别|图上类"),
        .factor = 1.0,
    };
    c.area = lt_sample_area_column(table, &c.factor);
    if (c.stratum == LT_NO_COLUMN) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.column", 0, "stratum", "no such column",
                               "column stratum or 分层", "add the column", err));
    }
    if (c.area == LT_NO_COLUMN) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.column", 0, "area_m2", "no such column",
                               "column area_m2 or area_ha or area_mu or area_wanmu",
                               "add the column; its name says the unit", err));
    }
    if (table->csv.row_count == 0) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.empty", 0, "", "no rows",
                               "at least one row", "fill the table", err));
    }
    *ret_columns = c;
out:
    return status;
}

static enum lt_status allocate(const struct lt_sample_table *table, const struct columns *columns,
                               struct lt_arena *arena, struct lt_strata_table *strata,
                               struct lt_error *err)
{
    enum lt_status status;
    const size_t rows = table->csv.row_count;
    size_t named = 0;
    const char **texts = lt_arena_array(arena, rows + columns->words->count + 1, sizeof *texts);
    if (texts == NULL) {
        return lt_fail_memory(err, table->layer);
    }
    for (size_t r = 0; r < rows; r++) {
        texts[r] = table->csv.rows[r].cells[columns->stratum];
    }
    LT_TRY(lt_names_make(texts, rows, arena, &strata->strata, err));
    for (size_t i = 0; i < columns->words->count; i++) { /* also those that the table leaves out */
        texts[named++] = columns->words->items[i].means;
    }
    for (size_t r = 0; columns->domain != LT_NO_COLUMN && r < rows; r++) {
        texts[named++] = lt_word_meaning(columns->words, table->csv.rows[r].cells[columns->domain]);
    }
    LT_TRY(lt_names_make(texts, named, arena, &strata->domains, err));
    const size_t count = strata->strata.count, domains = strata->domains.count;
    strata->of = lt_arena_array(arena, count + 1, sizeof *strata->of);
    strata->class_of = lt_arena_array(arena, count + 1, sizeof *strata->class_of);
    strata->drawn = lt_arena_array(arena, count + 1, sizeof *strata->drawn);
    strata->domain_area = lt_arena_array(arena, count * domains + 1, sizeof *strata->domain_area);
    if (strata->drawn == NULL || strata->of == NULL || strata->class_of == NULL ||
        strata->domain_area == NULL) {
        status = lt_fail_memory(err, table->layer);
    }
out:
    return status;
}

static bool may_stand(const struct lt_words *words, const char *name)
{
    bool found = words->count == 0;
    for (size_t i = 0; !found && i < words->count; i++) {
        found = strcmp(words->items[i].means, name) == 0;
    }
    return found;
}

static enum lt_status take_row(const struct lt_sample_table *table, const struct columns *columns,
                               const struct lt_csv_row *row, bool *seen,
                               struct lt_strata_table *strata, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    double area, cells, drawn;
    const char *name = row->cells[columns->stratum];
    const char *domain = columns->domain == LT_NO_COLUMN
                             ? ""
                             : lt_word_meaning(columns->words, row->cells[columns->domain]);
    const uint32_t h = lt_names_find(&strata->strata, name);
    const uint32_t d =
        columns->domain == LT_NO_COLUMN ? 0 : lt_names_find(&strata->domains, domain);
    if (name[0] == '\0' || (columns->domain != LT_NO_COLUMN && domain[0] == '\0')) {
        LT_TRY(
            lt_sample_fault(table, LT_REJECT, "sample.label_missing", row->line,
                            table->csv.header[name[0] == '\0' ? columns->stratum : columns->domain],
                            "nothing", "a name", "fill the cell", err));
    }
    if (domain[0] != '\0' && !may_stand(columns->words, domain)) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.domain_unknown", row->line,
                               table->csv.header[columns->domain], domain,
                               "code or name of a county", "correct it", err));
    }
    if (seen[d * strata->strata.count + h]) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.stratum_twice", row->line,
                               table->csv.header[columns->stratum], name,
                               columns->domain == LT_NO_COLUMN ? "each stratum once"
                                                               : "each stratum once per domain",
                               "put the two lines together", err));
    }
    seen[d * strata->strata.count + h] = true;
    LT_TRY(lt_sample_number(table, row, columns->area, &area, err));
    LT_TRY(lt_sample_number(table, row, columns->cells, &cells, err));
    LT_TRY(lt_sample_number(table, row, columns->drawn, &drawn, err));
    strata->of[h].area_m2 += area * columns->factor;
    strata->of[h].cells += cells;
    strata->drawn[h] += drawn;
    if (columns->domain != LT_NO_COLUMN) {
        strata->domain_area[d * strata->strata.count + h] += area * columns->factor;
    }
    if (columns->class_name != LT_NO_COLUMN) {
        const char *class_name = row->cells[columns->class_name];
        const char *before = strata->class_of[h];
        if (class_name[0] == '\0' || (before != NULL && strcmp(before, class_name) != 0)) {
            LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.stratum_class", row->line,
                                   table->csv.header[columns->class_name],
                                   class_name[0] == '\0' ? "nothing" : class_name,
                                   "one class per stratum",
                                   "give the class of the map, or leave the column out", err));
        }
        strata->class_of[h] = class_name;
    }
out:
    return status;
}

static enum lt_status check_areas(const struct lt_sample_table *table,
                                  const struct columns *columns,
                                  const struct lt_strata_table *strata, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t h = 0; h < strata->strata.count; h++) {
        if (!(strata->of[h].area_m2 > 0.0)) {
            LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.stratum_area", 0,
                                   table->csv.header[columns->area], strata->strata.names[h],
                                   "a stratum with an area above 0",
                                   "leave out strata that have no area", err));
        }
    }
out:
    return status;
}

enum lt_status lt_strata_read(const struct lt_sample_request *request,
                              struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                              struct lt_strata_table *ret_strata, struct lt_error *err)
{
    enum lt_status status;
    struct lt_sample_table table;
    struct columns columns;
    struct lt_strata_table strata = {0};
    LT_TRY(lt_sample_table_open("strata", request->strata, diagnostics, request->english, arena,
                                &table, err));
    LT_TRY(find_columns(&table, &request->domains, &columns, err));
    *ret_strata = strata;
    if (columns.stratum == LT_NO_COLUMN || columns.area == LT_NO_COLUMN) {
        goto out; /* told */
    }
    LT_TRY(allocate(&table, &columns, arena, &strata, err));
    bool *seen = lt_arena_array(arena, strata.strata.count * (strata.domains.count + 1) + 1, 1);
    if (seen == NULL) {
        return lt_fail_memory(err, request->strata);
    }
    for (size_t r = 0; r < table.csv.row_count; r++) {
        LT_TRY(take_row(&table, &columns, &table.csv.rows[r], seen, &strata, err));
    }
    LT_TRY(check_areas(&table, &columns, &strata, err));
    strata.class_of = columns.class_name == LT_NO_COLUMN ? NULL : strata.class_of;
    strata.domain_area = columns.domain == LT_NO_COLUMN ? NULL : strata.domain_area;
    *ret_strata = strata;
out:
    return status;
}
