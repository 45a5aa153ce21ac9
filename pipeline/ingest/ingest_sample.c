/* The tables of labelled points, one list or several: every fault is found in one pass. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_sample_points.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { MOST_CLASSES = 256 }; /* the matrix is as large as its square */

static const char *const names_of[LT_POINT_COLUMNS] = {
    [LT_POINT_ID] = "id|point|point_id|点号|样点号|编号|YDBH",
    [LT_POINT_STRATUM] = "stratum|层|分层|层号|FC",
    [LT_POINT_DOMAIN] = "domain|county|县区|县区代码|区县|XZQDM",
    [LT_POINT_PROBABILITY] = "probability|入样概率|包含概率|RYGL",
    [LT_POINT_MAP] = "map|map_1|图上类|图上类1|TSL1",
    [LT_POINT_MAP_2] = "map_2|图上类2|TSL2",
    [LT_POINT_REFERENCE] = "reference|reference_1|实地类|实地类1|SDL1",
    [LT_POINT_REFERENCE_2] = "reference_2|实地类2|SDL2",
    [LT_POINT_BEFORE] = "before|before_1|前期类|前期类1",
    [LT_POINT_BEFORE_2] = "before_2|前期类2",
    [LT_POINT_LON] = "lon|经度",
    [LT_POINT_LAT] = "lat|纬度",
};

static bool has(const struct lt_point_list *list, enum lt_point_column column)
{
    return list->columns[column] != LT_NO_COLUMN;
}

static enum lt_status missing(const struct lt_point_list *list, enum lt_point_column column,
                              const char *expected, struct lt_error *err)
{
    char field[32];
    snprintf(field, sizeof field, "%.*s", (int)strcspn(names_of[column], "|"), names_of[column]);
    return lt_sample_fault(&list->table, LT_REJECT, "sample.column", 0, field, "no such column",
                           expected, "add the column", err);
}

static enum lt_status check_columns(const struct lt_point_reading *reading,
                                    const struct lt_point_list *list, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (!has(list, LT_POINT_ID)) {
        LT_TRY(missing(list, LT_POINT_ID, "column id or 点号", err));
    }
    if (!has(list, LT_POINT_STRATUM)) {
        LT_TRY(missing(list, LT_POINT_STRATUM, "column stratum or 分层", err));
    }
    if (!has(list, LT_POINT_REFERENCE)) {
        LT_TRY(missing(list, LT_POINT_REFERENCE, "column reference or 实地类", err));
    }
    if (!has(list, LT_POINT_MAP) && reading->to->strata.class_of == NULL) {
        LT_TRY(missing(list, LT_POINT_MAP, "column map here, or column class in the strata", err));
    }
    if (has(list, LT_POINT_REFERENCE_2) &&
        has(list, LT_POINT_BEFORE) != has(list, LT_POINT_BEFORE_2)) {
        LT_TRY(missing(list, has(list, LT_POINT_BEFORE) ? LT_POINT_BEFORE_2 : LT_POINT_BEFORE,
                       "columns before and before_2, or neither", err));
    }
    if (list->table.csv.row_count == 0) {
        LT_TRY(lt_sample_fault(&list->table, LT_REJECT, "sample.empty", 0, "", "no rows",
                               "at least one row", "fill the table", err));
    }
out:
    return status;
}

/* What one list says of its points, all must: a season, a county or a map of some points alone is none. */
static enum lt_status check_same_columns(const struct lt_point_reading *reading,
                                         struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_point_list *first = &reading->lists[0];
    for (size_t i = 1; i < reading->list_count; i++) {
        for (unsigned c = 0; c < LT_POINT_COLUMNS; c++) {
            const struct lt_point_list *list = &reading->lists[i];
            if (has(list, c) != has(first, c)) {
                LT_TRY(
                    missing(has(list, c) ? first : list, c, "the same columns in every list", err));
            }
        }
    }
out:
    return status;
}

static enum lt_status find_columns(struct lt_point_reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_point_list *first = &reading->lists[0];
    for (size_t i = 0; i < reading->list_count; i++) {
        struct lt_point_list *list = &reading->lists[i];
        for (unsigned c = 0; c < LT_POINT_COLUMNS; c++) {
            list->columns[c] = lt_sample_column(&list->table, names_of[c]);
        }
        LT_TRY(check_columns(reading, list, err));
    }
    LT_TRY(check_same_columns(reading, err));
    reading->to->sample.seasons = has(first, LT_POINT_REFERENCE_2) ? 2 : 1;
    reading->to->has_before = has(first, LT_POINT_BEFORE);
    reading->to->has_map = has(first, LT_POINT_MAP_2);
out:
    return status;
}

/* The cell of a point; "" without the column. */
static const char *cell_of(const struct lt_point_row *at, enum lt_point_column column)
{
    return has(at->list, column) ? at->row->cells[at->list->columns[column]] : "";
}

/* The classes that may stand in the table: those of the strata, of the map and of the groups. */
static enum lt_status list_classes(struct lt_point_reading *reading, struct lt_error *err)
{
    const struct lt_sample_request *request = &reading->to->request;
    const struct lt_strata_table *strata = &reading->to->strata;
    const size_t rows = reading->row_count;
    const bool any = request->classes.count == 0;
    size_t count = 0, most = strata->strata.count + LT_SAMPLE_SEASONS * rows;
    for (size_t g = 0; g < request->set_count; g++) {
        most += request->sets[g].count;
    }
    most += request->classes.count;
    const char **texts = lt_arena_array(reading->arena, most + 1, sizeof *texts);
    if (texts == NULL) {
        return lt_fail_memory(err, reading->whole.layer);
    }
    for (size_t i = 0; i < request->classes.count; i++) {
        texts[count++] = request->classes.items[i].means;
    }
    for (size_t h = 0; any && strata->class_of != NULL && h < strata->strata.count; h++) {
        texts[count++] = strata->class_of[h];
    }
    for (unsigned s = 0; s < LT_SAMPLE_SEASONS; s++) {
        for (size_t r = 0; any && r < rows; r++) {
            const char *cell = cell_of(&reading->rows[r], LT_POINT_MAP + s);
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
        return lt_sample_fault(&reading->whole, LT_REJECT, "sample.classes", 0, "", found,
                               "at most 256 classes", "check the columns map and reference", err);
    }
    return status;
}

static enum lt_status list_domains(struct lt_point_reading *reading, struct lt_error *err)
{
    const size_t rows = reading->row_count;
    if (reading->to->strata.domain_area != NULL || !has(&reading->lists[0], LT_POINT_DOMAIN) ||
        reading->to->request.domains.count > 0) {
        reading->to->domains = reading->to->strata.domains;
        return LT_OK;
    }
    const char **texts = lt_arena_array(reading->arena, rows + 1, sizeof *texts);
    if (texts == NULL) {
        return lt_fail_memory(err, reading->whole.layer);
    }
    size_t count = 0;
    for (size_t r = 0; r < rows; r++) {
        const char *cell = cell_of(&reading->rows[r], LT_POINT_DOMAIN);
        if (cell[0] != '\0') {
            texts[count++] = lt_word_meaning(&reading->to->request.domains, cell);
        }
    }
    return lt_names_make(texts, count, reading->arena, &reading->to->domains, err);
}

static enum lt_status fault(const struct lt_point_row *at, const char *code,
                            enum lt_point_column column, const char *found, const char *expected,
                            const char *action, struct lt_error *err)
{
    return lt_sample_fault(&at->list->table, LT_REJECT, code, at->row->line,
                           at->list->table.csv.header[at->list->columns[column]],
                           found[0] == '\0' ? "nothing" : found, expected, action, err);
}

/* A name from a list; told when it is empty or not there. */
static enum lt_status read_name(const struct lt_point_row *at, enum lt_point_column column,
                                const struct lt_names *names, const struct lt_words *words,
                                const char *code, const char *expected, const char *action,
                                uint32_t *ret_index, struct lt_error *err)
{
    *ret_index = LT_NO_LABEL;
    if (!has(at->list, column)) {
        return LT_OK;
    }
    const char *cell = cell_of(at, column);
    if (cell[0] == '\0') {
        return fault(at, "sample.label_missing", column, cell, "a name", "fill the cell", err);
    }
    *ret_index = lt_names_find(names, lt_word_meaning(words, cell));
    return *ret_index != LT_NO_LABEL ? LT_OK : fault(at, code, column, cell, expected, action, err);
}

static enum lt_status read_class(const struct lt_point_reading *reading,
                                 const struct lt_point_row *at, enum lt_point_column column,
                                 uint32_t *ret_index, struct lt_error *err)
{
    const struct lt_words *words = &reading->to->request.classes;
    return words->count > 0
               ? read_name(at, column, &reading->to->classes, words, "sample.label_unknown",
                           "a class of the legend", "correct the label", ret_index, err)
               : read_name(at, column, &reading->to->classes, words, "sample.label_unknown",
                           "a class of the map, the strata or a --group",
                           "correct the label, or name the class in a --group", ret_index, err);
}

/* Of a cell it is 1 at most; without cells it is points per m², and more than 1 in a sliver. */
static enum lt_status read_probability(const struct lt_point_reading *reading,
                                       const struct lt_point_row *at, uint32_t stratum,
                                       double *ret_probability, struct lt_error *err)
{
    const struct lt_strata_table *strata = &reading->to->strata;
    const bool of_cells = stratum < strata->strata.count && strata->of[stratum].cells > 0.0;
    *ret_probability = NAN;
    if (!has(at->list, LT_POINT_PROBABILITY)) {
        return LT_OK;
    }
    const char *cell = cell_of(at, LT_POINT_PROBABILITY);
    double value;
    if (lt_parse_double(cell, &value) && value > 0.0 && (value <= 1.0 || !of_cells)) {
        *ret_probability = value;
        return LT_OK;
    }
    return fault(at, "sample.probability", LT_POINT_PROBABILITY, cell,
                 "a probability above 0, at most 1", "take it from the list that was drawn", err);
}

/* Empty cells are nowhere. */
static enum lt_status read_degrees(const struct lt_point_row *at, enum lt_point_column column,
                                   double most, double *ret_degrees, struct lt_error *err)
{
    const char *cell = cell_of(at, column);
    *ret_degrees = NAN;
    return cell[0] == '\0' || lt_sample_degrees(cell, most, ret_degrees)
               ? LT_OK
               : fault(at, "sample.number", column, cell, "degrees, such as 114.0213",
                       "write degrees with a point", err);
}

static enum lt_status read_place(const struct lt_labelled *to, const struct lt_point_row *at,
                                 struct lt_sample_place *place, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *place = (struct lt_sample_place){cell_of(at, LT_POINT_ID), NAN, NAN};
    if (to->request.with_places) {
        LT_TRY(read_degrees(at, LT_POINT_LON, 180.0, &place->lon, err));
        LT_TRY(read_degrees(at, LT_POINT_LAT, 90.0, &place->lat, err));
    }
out:
    return status;
}

static enum lt_status read_point(struct lt_point_reading *reading, size_t r, struct lt_error *err)
{
    enum lt_status status;
    static const struct lt_words itself = {0};
    const struct lt_point_row *at = &reading->rows[r];
    const struct lt_labelled *to = reading->to;
    const bool any = to->request.classes.count == 0;
    struct lt_sample_point *point = &reading->points[r];
    *point = (struct lt_sample_point){.map = {LT_NO_LABEL, LT_NO_LABEL}};
    LT_TRY(read_name(at, LT_POINT_STRATUM, &to->strata.strata, &itself, "sample.stratum_unknown",
                     "a stratum of the strata table", "correct it here or there", &point->stratum,
                     err));
    LT_TRY(read_name(at, LT_POINT_DOMAIN, &to->domains, &to->request.domains,
                     "sample.domain_unknown", "a domain of the strata table",
                     "correct it here or there", &point->domain, err));
    for (unsigned s = 0; s < LT_SAMPLE_SEASONS; s++) {
        if (any) {
            LT_TRY(read_class(reading, at, LT_POINT_MAP + s, &point->map[s], err));
        }
        LT_TRY(read_class(reading, at, LT_POINT_REFERENCE + s, &point->reference[s], err));
        LT_TRY(read_class(reading, at, LT_POINT_BEFORE + s, &point->before[s], err));
    }
    if (any && !has(at->list, LT_POINT_MAP) && point->stratum != LT_NO_LABEL &&
        to->strata.class_of != NULL) {
        point->map[0] = lt_names_find(&to->classes, to->strata.class_of[point->stratum]);
    }
    LT_TRY(read_probability(reading, at, point->stratum, &reading->probability[r], err));
    LT_TRY(read_place(to, at, &reading->places[r], err));
out:
    return status;
}

/* Known where the strata are the classes of the map that the points were labelled against. */
static enum lt_status sum_mapped(struct lt_point_reading *reading, struct lt_error *err)
{
    struct lt_labelled *to = reading->to;
    bool same = to->strata.class_of != NULL && to->request.classes.count == 0;
    for (size_t r = 0; same && r < reading->row_count; r++) {
        const struct lt_sample_point *p = &reading->points[r];
        same = p->map[0] == lt_names_find(&to->classes, to->strata.class_of[p->stratum]);
    }
    if (!same) {
        return LT_OK;
    }
    to->mapped_m2 = lt_arena_array(reading->arena, to->classes.count + 1, sizeof(double));
    if (to->mapped_m2 == NULL) {
        return lt_fail_memory(err, reading->whole.layer);
    }
    for (size_t h = 0; h < to->strata.strata.count; h++) {
        const uint32_t c = lt_names_find(&to->classes, to->strata.class_of[h]);
        to->mapped_m2[c] += to->strata.of[h].area_m2;
    }
    return LT_OK;
}

/* --- the lists --- */

static int by_path(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* "sample a.csv, b.csv": of what only the points together show. */
static enum lt_status name_whole(struct lt_point_reading *reading, struct lt_error *err)
{
    reading->whole = reading->lists[0].table;
    for (size_t i = 1; i < reading->list_count; i++) {
        reading->whole.layer =
            lt_arena_printf(reading->arena, "%s, %s", reading->whole.layer, reading->lists[i].name);
        if (reading->whole.layer == NULL) {
            return lt_fail_memory(err, reading->lists[i].name);
        }
    }
    return LT_OK;
}

/* In the order of their names, whatever order they were given in. */
static enum lt_status open_lists(struct lt_point_reading *reading,
                                 struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_sample_request *request = &reading->to->request;
    struct lt_arena *arena = reading->arena;
    const char **paths = lt_arena_array(arena, request->point_lists, sizeof *paths);
    reading->lists = lt_arena_array(arena, request->point_lists, sizeof *reading->lists);
    if (paths == NULL || reading->lists == NULL) {
        return lt_fail_memory(err, request->points[0]);
    }
    memcpy(paths, request->points, request->point_lists * sizeof *paths);
    qsort(paths, request->point_lists, sizeof *paths, by_path);
    for (size_t i = 0; i < request->point_lists; i++) {
        struct lt_point_list *list = &reading->lists[reading->list_count++];
        list->name = lt_path_name(paths[i]);
        LT_TRY(lt_sample_table_open("sample", paths[i], diagnostics, request->english, arena,
                                    &list->table, err));
        reading->row_count += list->table.csv.row_count;
    }
    LT_TRY(name_whole(reading, err));
    reading->rows = lt_arena_array(arena, reading->row_count + 1, sizeof *reading->rows);
    reading->points = lt_arena_array(arena, reading->row_count + 1, sizeof *reading->points);
    reading->places = lt_arena_array(arena, reading->row_count + 1, sizeof *reading->places);
    reading->probability =
        lt_arena_array(arena, reading->row_count + 1, sizeof *reading->probability);
    if (reading->rows == NULL || reading->points == NULL || reading->places == NULL ||
        reading->probability == NULL) {
        return lt_fail_memory(err, request->points[0]);
    }
    size_t row = 0;
    for (size_t i = 0; i < reading->list_count; i++) {
        const struct lt_csv *csv = &reading->lists[i].table.csv;
        for (size_t r = 0; r < csv->row_count; r++) {
            reading->rows[row++] = (struct lt_point_row){&reading->lists[i], &csv->rows[r]};
        }
    }
out:
    return status;
}

enum lt_status lt_labelled_read(const struct lt_sample_request *request,
                                struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                struct lt_labelled *ret_labelled, struct lt_error *err)
{
    enum lt_status status;
    struct lt_labelled labelled = {.request = *request};
    struct lt_point_reading reading = {.to = &labelled, .arena = arena};
    LT_TRY(lt_strata_read(request, diagnostics, arena, &labelled.strata, err));
    LT_TRY(open_lists(&reading, diagnostics, err));
    LT_TRY(find_columns(&reading, err));
    LT_TRY(list_classes(&reading, err));
    LT_TRY(list_domains(&reading, err));
    for (size_t r = 0; r < reading.row_count; r++) {
        LT_TRY(read_point(&reading, r, err));
    }
    LT_TRY(lt_points_check(&reading, err));
    if (!lt_diagnostics_rejects(diagnostics)) {
        LT_TRY(sum_mapped(&reading, err));
    }
    labelled.sample.strata = labelled.strata.of;
    labelled.sample.stratum_count = labelled.strata.strata.count;
    labelled.sample.points = reading.points;
    labelled.places = reading.places;
    labelled.sample.point_count = reading.row_count;
    labelled.sample.class_count = labelled.classes.count;
    labelled.sample.domain_count = labelled.domains.count;
    labelled.sample.domain_area_m2 = labelled.strata.domain_area;
    *ret_labelled = labelled;
out:
    return status;
}
