/* The table of labelled points: every fault is found in one pass. */
#include "ingest_sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"

enum { MOST_CLASSES = 256 }; /* the matrix is as large as its square */

struct columns {
    int id, stratum, domain, probability;
    int map[LT_SAMPLE_SEASONS], reference[LT_SAMPLE_SEASONS], before[LT_SAMPLE_SEASONS];
};

struct reading {
    struct lt_sample_table table;
    struct columns columns;
    struct lt_labelled *to;
    struct lt_sample_point *points;
    double *probability; /* per point; NAN where there is none */
    struct lt_arena *arena;
};

static enum lt_status missing(const struct reading *reading, const char *field,
                              const char *expected, struct lt_error *err)
{
    return lt_sample_fault(&reading->table, LT_REJECT, "sample.column", 0, field, "no such column",
                           expected, "add the column", err);
}

static enum lt_status find_columns(struct reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_sample_table *table = &reading->table;
    const struct columns c = {
        .id = lt_sample_column(table, "id|point|point_id|点号|样点号|编号|YDBH"),
        .stratum = lt_sample_column(table, "stratum|层|分层|层号|FC"),
        .domain = lt_sample_column(table, "domain|county|县区|县区代码|区县|XZQDM"),
        .probability = lt_sample_column(table, "probability|入样概率|包含概率|RYGL"),
        .map = {lt_sample_column(table, "map|map_1|图上类|图上类1|TSL1"),
                lt_sample_column(table, "map_2|图上类2|TSL2")},
        .reference = {lt_sample_column(table, "reference|reference_1|实地类|实地类1|SDL1"),
                      lt_sample_column(table, "reference_2|实地类2|SDL2")},
        .before = {lt_sample_column(table, "before|before_1|前期类|前期类1"),
                   lt_sample_column(table, "before_2|前期类2")},
    };
    reading->columns = c;
    const bool two = c.reference[1] != LT_NO_COLUMN;
    if (c.id == LT_NO_COLUMN) {
        LT_TRY(missing(reading, "id", "column id or 点号", err));
    }
    if (c.stratum == LT_NO_COLUMN) {
        LT_TRY(missing(reading, "stratum", "column stratum or 分层", err));
    }
    if (c.reference[0] == LT_NO_COLUMN) {
        LT_TRY(missing(reading, "reference", "column reference or 实地类", err));
    }
    if (c.map[0] == LT_NO_COLUMN && reading->to->strata.class_of == NULL) {
        LT_TRY(missing(reading, "map", "column map here, or column class in the strata", err));
    }
    if (two && (c.before[0] == LT_NO_COLUMN) != (c.before[1] == LT_NO_COLUMN)) {
        LT_TRY(missing(reading, c.before[0] == LT_NO_COLUMN ? "before" : "before_2",
                       "columns before and before_2, or neither", err));
    }
    if (table->csv.row_count == 0) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.empty", 0, "", "no rows",
                               "at least one row", "fill the table", err));
    }
    reading->to->sample.seasons = two ? 2 : 1;
    reading->to->has_before = c.before[0] != LT_NO_COLUMN;
    reading->to->has_map = c.map[1] != LT_NO_COLUMN;
out:
    return status;
}

/* The classes that may stand in the table: those of the strata, of the map and of the groups. */
static enum lt_status list_classes(struct reading *reading, struct lt_error *err)
{
    const struct lt_sample_request *request = &reading->to->request;
    const struct lt_strata_table *strata = &reading->to->strata;
    const size_t rows = reading->table.csv.row_count;
    const bool any = request->classes.count == 0;
    size_t count = 0, most = strata->strata.count + LT_SAMPLE_SEASONS * rows;
    for (size_t g = 0; g < request->set_count; g++) {
        most += request->sets[g].count;
    }
    most += request->classes.count;
    const char **texts = lt_arena_array(reading->arena, most + 1, sizeof *texts);
    if (texts == NULL) {
        return lt_fail_memory(err, reading->table.layer);
    }
    for (size_t i = 0; i < request->classes.count; i++) {
        texts[count++] = request->classes.items[i].means;
    }
    for (size_t h = 0; any && strata->class_of != NULL && h < strata->strata.count; h++) {
        texts[count++] = strata->class_of[h];
    }
    for (size_t s = 0; s < LT_SAMPLE_SEASONS; s++) {
        const int column = reading->columns.map[s];
        for (size_t r = 0; any && column != LT_NO_COLUMN && r < rows; r++) {
            const char *cell = reading->table.csv.rows[r].cells[column];
            if (cell[0] != '\0') {
                texts[count++] = cell;
            }
        }
    }
    for (size_t g = 0; g < request->set_count; g++) {
        for (size_t c = 0; c < request->sets[g].count; c++) {
            texts[count++] = request->sets[g].classes[c];
        }
    }
    const enum lt_status status =
        lt_names_make(texts, count, reading->arena, &reading->to->classes, err);
    if (status == LT_OK && reading->to->classes.count > MOST_CLASSES) {
        char found[64];
        snprintf(found, sizeof found, "%zu classes", reading->to->classes.count);
        return lt_sample_fault(&reading->table, LT_REJECT, "sample.classes", 0, "", found,
                               "at most 256 classes", "check the columns map and reference", err);
    }
    return status;
}

static enum lt_status list_domains(struct reading *reading, struct lt_error *err)
{
    const int column = reading->columns.domain;
    const size_t rows = reading->table.csv.row_count;
    if (reading->to->strata.domain_area != NULL || column == LT_NO_COLUMN) {
        reading->to->domains = reading->to->strata.domains;
        return LT_OK;
    }
    const char **texts = lt_arena_array(reading->arena, rows + 1, sizeof *texts);
    if (texts == NULL) {
        return lt_fail_memory(err, reading->table.layer);
    }
    size_t count = 0;
    for (size_t r = 0; r < rows; r++) {
        const char *cell = reading->table.csv.rows[r].cells[column];
        if (cell[0] != '\0') {
            texts[count++] = lt_word_meaning(&reading->to->request.domains, cell);
        }
    }
    return lt_names_make(texts, count, reading->arena, &reading->to->domains, err);
}

/* A name from a list; told when it is empty or not there. */
static enum lt_status read_name(const struct reading *reading, const struct lt_csv_row *row,
                                int column, const struct lt_names *names,
                                const struct lt_words *words, const char *code,
                                const char *expected, const char *action, uint32_t *ret_index,
                                struct lt_error *err)
{
    *ret_index = LT_NO_LABEL;
    if (column == LT_NO_COLUMN) {
        return LT_OK;
    }
    const char *cell = row->cells[column];
    *ret_index = lt_names_find(names, lt_word_meaning(words, cell));
    if (cell[0] == '\0') {
        *ret_index = LT_NO_LABEL;
        return lt_sample_fault(&reading->table, LT_REJECT, "sample.label_missing", row->line,
                               reading->table.csv.header[column], "nothing", "a name",
                               "fill the cell", err);
    }
    return *ret_index != LT_NO_LABEL
               ? LT_OK
               : lt_sample_fault(&reading->table, LT_REJECT, code, row->line,
                                 reading->table.csv.header[column], cell, expected, action, err);
}

static enum lt_status read_class(const struct reading *reading, const struct lt_csv_row *row,
                                 int column, uint32_t *ret_index, struct lt_error *err)
{
    const struct lt_words *words = &reading->to->request.classes;
    return words->count > 0
               ? read_name(reading, row, column, &reading->to->classes, words,
                           "sample.label_unknown", "a class of the legend", "correct the label",
                           ret_index, err)
               : read_name(reading, row, column, &reading->to->classes, words,
                           "sample.label_unknown", "a class of the map, the strata or a --group",
                           "correct the label, or name the class in a --group", ret_index, err);
}

static enum lt_status read_probability(const struct reading *reading, const struct lt_csv_row *row,
                                       double *ret_probability, struct lt_error *err)
{
    const int column = reading->columns.probability;
    *ret_probability = NAN;
    if (column == LT_NO_COLUMN) {
        return LT_OK;
    }
    const char *cell = row->cells[column];
    double value;
    if (lt_parse_double(cell, &value) && value > 0.0 && value <= 1.0) {
        *ret_probability = value;
        return LT_OK;
    }
    return lt_sample_fault(&reading->table, LT_REJECT, "sample.probability", row->line,
                           reading->table.csv.header[column], cell[0] == '\0' ? "nothing" : cell,
                           "a probability above 0, at most 1",
                           "take it from the list that was drawn", err);
}

static enum lt_status read_point(struct reading *reading, size_t r, struct lt_error *err)
{
    enum lt_status status;
    static const struct lt_words itself = {0};
    const struct lt_csv_row *row = &reading->table.csv.rows[r];
    const struct columns *c = &reading->columns;
    const struct lt_labelled *to = reading->to;
    const bool any = to->request.classes.count == 0;
    struct lt_sample_point *point = &reading->points[r];
    LT_TRY(read_name(reading, row, c->stratum, &to->strata.strata, &itself,
                     "sample.stratum_unknown", "a stratum of the strata table",
                     "correct it here or there", &point->stratum, err));
    LT_TRY(read_name(reading, row, c->domain, &to->domains, &to->request.domains,
                     "sample.domain_unknown", "a domain of the strata table",
                     "correct it here or there", &point->domain, err));
    for (size_t s = 0; s < LT_SAMPLE_SEASONS; s++) {
        LT_TRY(read_class(reading, row, any ? c->map[s] : LT_NO_COLUMN, &point->map[s], err));
        LT_TRY(read_class(reading, row, c->reference[s], &point->reference[s], err));
        LT_TRY(read_class(reading, row, c->before[s], &point->before[s], err));
    }
    if (any && c->map[0] == LT_NO_COLUMN && point->stratum != LT_NO_LABEL &&
        to->strata.class_of != NULL) {
        point->map[0] = lt_names_find(&to->classes, to->strata.class_of[point->stratum]);
    }
    LT_TRY(read_probability(reading, row, &reading->probability[r], err));
out:
    return status;
}

/* --- what only the whole table shows --- */

struct id {
    const char *text;
    size_t line;
};

static int by_id(const void *left, const void *right)
{
    const struct id *a = left, *b = right;
    const int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* 4.11702E+17: a long number that a spreadsheet has rounded. */
static bool is_rounded(const char *id)
{
    const char *e = strpbrk(id, "eE");
    double value;
    return e != NULL && e[1] == '+' && lt_parse_double(id, &value) && value > 1e9;
}

static enum lt_status check_ids(const struct reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_csv *csv = &reading->table.csv;
    const int column = reading->columns.id;
    struct id *ids = lt_arena_array(reading->arena, csv->row_count + 1, sizeof *ids);
    if (ids == NULL || column == LT_NO_COLUMN) {
        return ids == NULL ? lt_fail_memory(err, reading->table.layer) : LT_OK;
    }
    for (size_t r = 0; r < csv->row_count; r++) {
        ids[r] = (struct id){csv->rows[r].cells[column], csv->rows[r].line};
        if (ids[r].text[0] == '\0') {
            LT_TRY(lt_sample_fault(&reading->table, LT_REJECT, "sample.label_missing", ids[r].line,
                                   csv->header[column], "nothing", "a name", "fill the cell", err));
        } else if (is_rounded(ids[r].text)) {
            LT_TRY(lt_sample_fault(&reading->table, LT_REJECT, "sample.id_rounded", ids[r].line,
                                   csv->header[column], ids[r].text,
                                   "all digits of the id, in a column of text",
                                   "export again with the column set to text", err));
        }
    }
    qsort(ids, csv->row_count, sizeof *ids, by_id);
    for (size_t r = 1; r < csv->row_count; r++) {
        if (ids[r].text[0] != '\0' && strcmp(ids[r - 1].text, ids[r].text) == 0) {
            char expected[64];
            snprintf(expected, sizeof expected, "an id that line %zu does not have",
                     ids[r - 1].line);
            LT_TRY(lt_sample_fault(&reading->table, LT_REJECT, "sample.id_twice", ids[r].line,
                                   csv->header[column], ids[r].text, expected,
                                   "keep one of the two, or correct the id", err));
        }
    }
out:
    return status;
}

static enum lt_status check_sizes(const struct reading *reading, const size_t *sizes,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_strata_table *strata = &reading->to->strata;
    for (size_t h = 0; h < strata->strata.count; h++) {
        const double cells = strata->of[h].cells;
        char found[320];
        snprintf(found, sizeof found, "stratum %.200s: %zu points", strata->strata.names[h],
                 sizes[h]);
        if (cells > 0.0 && (double)sizes[h] > cells) {
            LT_TRY(lt_sample_fault(&reading->table, LT_REJECT, "sample.few_cells", 0, "", found,
                                   "no more points than cells", "correct the number of cells",
                                   err));
        } else if (sizes[h] < 2 && !(sizes[h] > 0 && cells > 0.0 && (double)sizes[h] >= cells)) {
            LT_TRY(lt_sample_fault(&reading->table, LT_REJECT, "sample.few_points", 0, "", found,
                                   "two or more points in each stratum",
                                   "label more points, or put similar strata together", err));
        } else if ((double)sizes[h] < strata->drawn[h]) {
            char expected[64];
            snprintf(expected, sizeof expected, "%.0f that were drawn", strata->drawn[h]);
            LT_TRY(lt_sample_fault(&reading->table, LT_WARNING, "sample.points_missing", 0, "",
                                   found, expected,
                                   "label the points that are missing; leaving them out may bias "
                                   "every figure",
                                   err));
        }
    }
out:
    return status;
}

/* Points of a stratum have one chance. With the number of cells it also says how many were drawn. */
static enum lt_status check_probabilities(const struct reading *reading, const size_t *sizes,
                                          struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_strata_table *strata = &reading->to->strata;
    const char *field = reading->columns.probability == LT_NO_COLUMN
                            ? ""
                            : reading->table.csv.header[reading->columns.probability];
    for (size_t h = 0; h < strata->strata.count; h++) {
        double low = INFINITY, high = 0.0;
        char found[320];
        for (size_t r = 0; r < reading->table.csv.row_count; r++) {
            if (reading->points[r].stratum == h && !isnan(reading->probability[r])) {
                low = fmin(low, reading->probability[r]);
                high = fmax(high, reading->probability[r]);
            }
        }
        if (!(high > 0.0)) {
            continue;
        }
        snprintf(found, sizeof found, "stratum %.200s: from %g to %g", strata->strata.names[h], low,
                 high);
        if (high - low > 1e-4 * high) {
            LT_TRY(lt_sample_fault(&reading->table, LT_REJECT, "sample.probability_unequal", 0,
                                   field, found, "one probability per stratum",
                                   "make points of other chances strata of their own", err));
        }
        const double drawn = high * strata->of[h].cells;
        snprintf(found, sizeof found, "stratum %.200s: %zu points", strata->strata.names[h],
                 sizes[h]);
        if (drawn > 0.0 && fabs(drawn - (double)sizes[h]) > 0.5 + 0.001 * drawn) {
            char expected[96];
            snprintf(expected, sizeof expected, "%.0f, by probability and cells", drawn);
            LT_TRY(lt_sample_fault(&reading->table, LT_WARNING, "sample.points_missing", 0, field,
                                   found, expected,
                                   "label the points that are missing; leaving them out may bias "
                                   "every figure",
                                   err));
        }
    }
out:
    return status;
}

static enum lt_status check_places(const struct reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_labelled *to = reading->to;
    for (size_t r = 0; to->strata.domain_area != NULL && r < reading->table.csv.row_count; r++) {
        const struct lt_sample_point *p = &reading->points[r];
        if (p->stratum != LT_NO_LABEL && p->domain != LT_NO_LABEL &&
            !(to->strata.domain_area[p->domain * to->strata.strata.count + p->stratum] > 0.0)) {
            LT_TRY(lt_sample_fault(
                &reading->table, LT_WARNING, "sample.domain_area", reading->table.csv.rows[r].line,
                reading->table.csv.header[reading->columns.domain], to->domains.names[p->domain],
                "a domain where the stratum has an area",
                "correct the domain, the stratum or the area", err));
        }
    }
out:
    return status;
}

static enum lt_status check_whole(const struct reading *reading, struct lt_error *err)
{
    enum lt_status status;
    const size_t strata = reading->to->strata.strata.count;
    size_t *sizes = lt_arena_array(reading->arena, strata + 1, sizeof *sizes);
    if (sizes == NULL) {
        return lt_fail_memory(err, reading->table.layer);
    }
    for (size_t r = 0; r < reading->table.csv.row_count; r++) {
        if (reading->points[r].stratum < strata) {
            sizes[reading->points[r].stratum]++;
        }
    }
    LT_TRY(check_ids(reading, err));
    if (reading->columns.stratum != LT_NO_COLUMN && reading->table.csv.row_count > 0) {
        LT_TRY(check_sizes(reading, sizes, err));
        LT_TRY(check_probabilities(reading, sizes, err));
        LT_TRY(check_places(reading, err));
    }
out:
    return status;
}

/* Known where the strata are the classes of the map that the points were labelled against. */
static enum lt_status sum_mapped(struct reading *reading, struct lt_error *err)
{
    struct lt_labelled *to = reading->to;
    bool same = to->strata.class_of != NULL && to->request.classes.count == 0;
    for (size_t r = 0; same && r < reading->table.csv.row_count; r++) {
        const struct lt_sample_point *p = &reading->points[r];
        same = p->map[0] == lt_names_find(&to->classes, to->strata.class_of[p->stratum]);
    }
    if (!same) {
        return LT_OK;
    }
    to->mapped_m2 = lt_arena_array(reading->arena, to->classes.count + 1, sizeof(double));
    if (to->mapped_m2 == NULL) {
        return lt_fail_memory(err, reading->table.layer);
    }
    for (size_t h = 0; h < to->strata.strata.count; h++) {
        const uint32_t c = lt_names_find(&to->classes, to->strata.class_of[h]);
        to->mapped_m2[c] += to->strata.of[h].area_m2;
    }
    return LT_OK;
}

enum lt_status lt_labelled_read(const struct lt_sample_request *request,
                                struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                struct lt_labelled *ret_labelled, struct lt_error *err)
{
    enum lt_status status;
    struct lt_labelled labelled = {.request = *request};
    struct reading reading = {.to = &labelled, .arena = arena};
    LT_TRY(lt_strata_read(request, diagnostics, arena, &labelled.strata, err));
    LT_TRY(lt_sample_table_open("sample", request->points, diagnostics, request->english, arena,
                                &reading.table, err));
    const size_t rows = reading.table.csv.row_count;
    LT_TRY(find_columns(&reading, err));
    LT_TRY(list_classes(&reading, err));
    LT_TRY(list_domains(&reading, err));
    reading.points = lt_arena_array(arena, rows + 1, sizeof *reading.points);
    reading.probability = lt_arena_array(arena, rows + 1, sizeof *reading.probability);
    if (reading.points == NULL || reading.probability == NULL) {
        return lt_fail_memory(err, request->points);
    }
    for (size_t r = 0; r < rows; r++) {
        LT_TRY(read_point(&reading, r, err));
    }
    LT_TRY(check_whole(&reading, err));
    if (!lt_diagnostics_rejects(diagnostics)) {
        LT_TRY(sum_mapped(&reading, err));
    }
    labelled.sample.strata = labelled.strata.of;
    labelled.sample.stratum_count = labelled.strata.strata.count;
    labelled.sample.points = reading.points;
    labelled.sample.point_count = rows;
    labelled.sample.class_count = labelled.classes.count;
    labelled.sample.domain_count = labelled.domains.count;
    labelled.sample.domain_area_m2 = labelled.strata.domain_area;
    *ret_labelled = labelled;
out:
    return status;
}
