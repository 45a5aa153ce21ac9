/* Field records: what somebody found on the ground, by the point or the coordinates it was found at. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_sample.h"
#include "support/arena.h"
#include "support/text.h"

/* A receiver in the hand errs by some metres; a cell of the rasters is ten wide. */
#define SAME_PLACE_M 10.0
#define METRES_PER_DEGREE 111195.0 /* of a sphere with the Earth's mean radius */

enum column {
    RECORD_ID,
    RECORD_POINT,
    RECORD_LON,
    RECORD_LAT,
    RECORD_DOMAIN,
    RECORD_DAY,
    RECORD_FOUND,
    RECORD_FOUND_2,
    RECORD_COLUMNS
};
static const char *const names_of[RECORD_COLUMNS] = {
    [RECORD_ID] = "id|record|记录号|编号",
    [RECORD_POINT] = "point|point_id|点号|样点号|YDBH",
    [RECORD_LON] = "lon|经度",
    [RECORD_LAT] = "lat|纬度",
    [RECORD_DOMAIN] = "domain|county|县区|县区代码|区县|XZQDM",
    [RECORD_DAY] = "date|day|日期|调查日期",
    [RECORD_FOUND] = "reference|reference_1|实地类|实地类1|SDL1",
    [RECORD_FOUND_2] = "reference_2|实地类2|SDL2",
};

struct reading {
    struct lt_sample_table table;
    int columns[RECORD_COLUMNS];
    const struct lt_labelled *labelled;
    const uint32_t *by_id; /* points in the order of their ids */
    size_t *line_of;       /* points × seasons: the record's line; 0 = none yet */
    struct lt_field_record *records;
};

static bool has(const struct reading *r, enum column column)
{
    return r->columns[column] != LT_NO_COLUMN;
}

static const char *cell_of(const struct reading *r, const struct lt_csv_row *row,
                           enum column column)
{
    return has(r, column) ? row->cells[r->columns[column]] : "";
}

static enum lt_status fault(const struct reading *r, const struct lt_csv_row *row,
                            enum column column, const char *code, const char *expected,
                            const char *action, struct lt_error *err)
{
    const char *found = cell_of(r, row, column);
    return lt_sample_fault(&r->table, LT_REJECT, code, row->line,
                           has(r, column) ? r->table.csv.header[r->columns[column]] : "",
                           found[0] == '\0' ? "nothing" : found, expected, action, err);
}

/* --- columns --- */

static enum lt_status missing(const struct reading *r, const char *field, const char *expected,
                              struct lt_error *err)
{
    return lt_sample_fault(&r->table, LT_REJECT, "sample.column", 0, field, "no such column",
                           expected, "add the column", err);
}

static enum lt_status find_columns(struct reading *r, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (unsigned c = 0; c < RECORD_COLUMNS; c++) {
        r->columns[c] = lt_sample_column(&r->table, names_of[c]);
    }
    if (r->labelled->sample.seasons < 2) {
        r->columns[RECORD_FOUND_2] = LT_NO_COLUMN; /* nothing to hold it against */
    }
    if (!has(r, RECORD_ID)) {
        LT_TRY(missing(r, "id", "column id or 记录号", err));
    }
    if (!has(r, RECORD_DAY)) {
        LT_TRY(missing(r, "date", "column date or 日期", err));
    }
    if (!has(r, RECORD_FOUND) && !has(r, RECORD_FOUND_2)) {
        LT_TRY(missing(r, "reference", "column reference or 实地类", err));
    }
    if (!has(r, RECORD_POINT) && !(has(r, RECORD_LON) && has(r, RECORD_LAT))) {
        LT_TRY(missing(r, "point", "column point, or columns lon and lat", err));
    }
    if (r->table.csv.row_count == 0) {
        LT_TRY(lt_sample_fault(&r->table, LT_REJECT, "sample.empty", 0, "", "no rows",
                               "at least one row", "fill the table", err));
    }
out:
    return status;
}

/* --- places --- */

struct keyed {
    const char *id;
    uint32_t point;
};

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct keyed *)left)->id, ((const struct keyed *)right)->id);
}

static enum lt_status sort_points(struct reading *r, struct lt_arena *arena, struct lt_error *err)
{
    const size_t count = r->labelled->sample.point_count;
    struct keyed *keys = lt_arena_array(arena, count + 1, sizeof *keys);
    uint32_t *order = lt_arena_array(arena, count + 1, sizeof *order);
    if (keys == NULL || order == NULL) {
        return lt_fail_memory(err, r->table.layer);
    }
    for (uint32_t p = 0; p < count; p++) {
        keys[p] = (struct keyed){r->labelled->places[p].id, p};
    }
    qsort(keys, count, sizeof *keys, by_id);
    for (size_t i = 0; i < count; i++) {
        order[i] = keys[i].point;
    }
    r->by_id = order;
    return LT_OK;
}

static uint32_t point_of_id(const struct reading *r, const char *id)
{
    size_t low = 0, high = r->labelled->sample.point_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(r->labelled->places[r->by_id[middle]].id, id);
        if (order == 0) {
            return r->by_id[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return LT_NO_LABEL;
}

/* The nearest point at the place; of two as near, the one whose id comes first. */
static uint32_t point_at(const struct reading *r, double lon, double lat)
{
    const double across = METRES_PER_DEGREE * cos(lat * 3.14159265358979323846 / 180.0);
    double nearest = SAME_PLACE_M;
    uint32_t found = LT_NO_LABEL;
    for (size_t i = 0; i < r->labelled->sample.point_count; i++) {
        const struct lt_sample_place *place = &r->labelled->places[r->by_id[i]];
        const double metres =
            hypot((place->lon - lon) * across, (place->lat - lat) * METRES_PER_DEGREE);
        if (metres < nearest || (found == LT_NO_LABEL && metres <= nearest)) {
            nearest = metres;
            found = r->by_id[i];
        } /* NAN, a point without coordinates, is nowhere */
    }
    return found;
}

static enum lt_status read_place(const struct reading *r, const struct lt_csv_row *row,
                                 struct lt_field_record *record, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *id = cell_of(r, row, RECORD_POINT);
    double lon = NAN, lat = NAN;
    record->point = LT_NO_LABEL;
    if (id[0] != '\0') {
        record->point = point_of_id(r, id);
        return record->point != LT_NO_LABEL
                   ? LT_OK
                   : fault(r, row, RECORD_POINT, "sample.point_unknown",
                           "the id of a point of the lists",
                           "correct it, or give the list that holds the point", err);
    }
    const char *const cells[] = {cell_of(r, row, RECORD_LON), cell_of(r, row, RECORD_LAT)};
    if (cells[0][0] == '\0' && cells[1][0] == '\0') {
        return fault(r, row, has(r, RECORD_POINT) ? RECORD_POINT : RECORD_LON,
                     "sample.label_missing", "the id of a point, or lon and lat", "fill the cell",
                     err);
    }
    if (!lt_sample_degrees(cells[0], 180.0, &lon)) {
        LT_TRY(fault(r, row, RECORD_LON, "sample.number", "degrees, such as 114.0213",
                     "write degrees with a point", err));
    } else if (!lt_sample_degrees(cells[1], 90.0, &lat)) {
        LT_TRY(fault(r, row, RECORD_LAT, "sample.number", "degrees, such as 33.0112",
                     "write degrees with a point", err));
    } else {
        record->point = point_at(r, lon, lat);
    }
out:
    return status;
}

/* A record that names another county than its point's names the wrong point. */
static enum lt_status check_domain(const struct reading *r, const struct lt_csv_row *row,
                                   const struct lt_field_record *record, struct lt_error *err)
{
    const char *domain = cell_of(r, row, RECORD_DOMAIN);
    const struct lt_names *domains = &r->labelled->domains;
    if (domain[0] == '\0' || domains->count == 0) {
        return LT_OK;
    }
    const uint32_t at =
        lt_names_find(domains, lt_word_meaning(&r->labelled->request.domains, domain));
    if (at == LT_NO_LABEL) {
        return fault(r, row, RECORD_DOMAIN, "sample.domain_unknown",
                     "a domain of the points or the strata table", "correct it here or there", err);
    }
    const uint32_t known = record->point == LT_NO_LABEL
                               ? LT_NO_LABEL
                               : r->labelled->sample.points[record->point].domain;
    return known == LT_NO_LABEL || known == at
               ? LT_OK
               : fault(r, row, RECORD_DOMAIN, "sample.record_place", domains->names[known],
                       "correct the domain, or the point the record is of", err);
}

/* --- what was found --- */

static enum lt_status read_class(struct reading *r, const struct lt_csv_row *row, unsigned season,
                                 struct lt_field_record *record, struct lt_error *err)
{
    const enum column column = season == 0 ? RECORD_FOUND : RECORD_FOUND_2;
    const char *word = cell_of(r, row, column);
    record->found[season] = LT_NO_LABEL;
    if (word[0] == '\0') {
        return LT_OK; /* the season was not seen */
    }
    record->found[season] =
        lt_names_find(&r->labelled->classes, lt_word_meaning(&r->labelled->request.classes, word));
    if (record->found[season] == LT_NO_LABEL) {
        return fault(r, row, column, "sample.label_unknown",
                     "a class of the map, the strata or a --group",
                     "correct the label, or name the class in a --group", err);
    }
    if (record->point == LT_NO_LABEL) {
        return LT_OK;
    }
    size_t *line = &r->line_of[LT_SAMPLE_SEASONS * (size_t)record->point + season];
    if (*line == 0) {
        *line = row->line;
        return LT_OK;
    }
    char expected[96];
    snprintf(expected, sizeof expected, "a place and season that line %zu does not have", *line);
    return fault(r, row, column, "sample.record_twice", expected,
                 "keep one record of a place and season", err);
}

static enum lt_status take_record(struct reading *r, const struct lt_csv_row *row,
                                  struct lt_field_record *record, struct lt_arena *arena,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char day[11];
    *record = (struct lt_field_record){.id = cell_of(r, row, RECORD_ID), .day = ""};
    if (record->id[0] == '\0') {
        LT_TRY(fault(r, row, RECORD_ID, "sample.label_missing", "a name", "fill the cell", err));
    }
    if (lt_date_read(cell_of(r, row, RECORD_DAY), day)) {
        record->day = lt_arena_text(arena, day);
        if (record->day == NULL) {
            return lt_fail_memory(err, r->table.layer);
        }
    } else {
        LT_TRY(fault(r, row, RECORD_DAY, "sample.day", "a day such as 2026-03-31",
                     "correct the day", err));
    }
    LT_TRY(read_place(r, row, record, err));
    LT_TRY(check_domain(r, row, record, err));
    for (unsigned s = 0; s < LT_SAMPLE_SEASONS; s++) {
        LT_TRY(read_class(r, row, s, record, err));
    }
    if (cell_of(r, row, RECORD_FOUND)[0] == '\0' && cell_of(r, row, RECORD_FOUND_2)[0] == '\0') {
        LT_TRY(fault(r, row, has(r, RECORD_FOUND) ? RECORD_FOUND : RECORD_FOUND_2,
                     "sample.label_missing", "the class found, in one season at least",
                     "fill the cell", err));
    }
out:
    return status;
}

static int by_record(const void *left, const void *right)
{
    return strcmp(((const struct lt_field_record *)left)->id,
                  ((const struct lt_field_record *)right)->id);
}

static enum lt_status check_ids(const struct reading *r, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 1; i < r->table.csv.row_count; i++) {
        const char *id = r->records[i].id;
        if (id[0] != '\0' && strcmp(id, r->records[i - 1].id) == 0) {
            size_t last = 0; /* line of the later one */
            for (size_t row = 0; row < r->table.csv.row_count; row++) {
                if (strcmp(cell_of(r, &r->table.csv.rows[row], RECORD_ID), id) == 0) {
                    last = row;
                }
            }
            LT_TRY(fault(r, &r->table.csv.rows[last], RECORD_ID, "sample.id_twice",
                         "an id that no other line has", "keep one of the two, or correct the id",
                         err));
        }
    }
out:
    return status;
}

enum lt_status lt_records_read(const char *path, const struct lt_labelled *labelled,
                               struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                               struct lt_field_records *ret_records, struct lt_error *err)
{
    enum lt_status status;
    struct reading r = {.labelled = labelled};
    const uint64_t before = diagnostics->count;
    *ret_records = (struct lt_field_records){0};
    LT_TRY(lt_sample_table_open("records", path, diagnostics, labelled->request.english, arena,
                                &r.table, err));
    LT_TRY(find_columns(&r, err));
    if (diagnostics->count > before) {
        goto out; /* told */
    }
    const size_t count = r.table.csv.row_count;
    r.records = lt_arena_array(arena, count + 1, sizeof *r.records);
    r.line_of = lt_arena_array(arena, LT_SAMPLE_SEASONS * labelled->sample.point_count + 1,
                               sizeof *r.line_of);
    if (r.records == NULL || r.line_of == NULL) {
        return lt_fail_memory(err, path);
    }
    LT_TRY(sort_points(&r, arena, err));
    for (size_t i = 0; i < count; i++) {
        LT_TRY(take_record(&r, &r.table.csv.rows[i], &r.records[i], arena, err));
    }
    qsort(r.records, count, sizeof *r.records, by_record);
    LT_TRY(check_ids(&r, err));
    *ret_records = (struct lt_field_records){r.records, count};
out:
    return status;
}
