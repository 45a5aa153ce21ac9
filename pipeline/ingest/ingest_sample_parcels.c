/* Parcels that were drawn and looked at: the list, or several of it, and the table of strata. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_sample.h"
#include "liangtian/reliability.h"
#include "support/arena.h"
#include "support/text.h"

struct reading {
    struct lt_diagnostics *diagnostics;
    bool english;
    struct lt_arena *arena;
    struct lt_parcel_stratum *strata;
    uint64_t *drawn; /* per stratum; 0 = not said */
    size_t count;
    const char **ids; /* of the parcels looked at */
    size_t id_count, id_capacity;
};

/* 1 yes, 0 no, -1 nothing said, -2 neither. */
static int answer_of(const char *cell)
{
    static const char *const yes[] = {"是", "属实", "yes", "y", "1"};
    static const char *const no[] = {"否", "不属实", "no", "n", "0"};
    if (cell[0] == '\0') {
        return -1;
    }
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (lt_same_word(cell, yes[i])) {
            return 1;
        }
        if (lt_same_word(cell, no[i])) {
            return 0;
        }
    }
    return -2;
}

/* --- strata --- */

static enum lt_status refuse_columns(const struct lt_sample_table *table, const char *names,
                                     struct lt_error *err)
{
    return lt_sample_fault(table, LT_REJECT, "sample.column", 0, names, "no such column",
                           "the columns that accuracy draw --parcels writes", "add the column",
                           err);
}

static enum lt_status take_stratum(struct reading *r, const struct lt_sample_table *table,
                                   const struct lt_csv_row *row, const int c[5],
                                   struct lt_error *err)
{
    enum lt_status status;
    double parcels, drawn;
    const int accused = answer_of(row->cells[c[2]]);
    struct lt_parcel_stratum *stratum = &r->strata[r->count];
    *stratum = (struct lt_parcel_stratum){
        .name = row->cells[c[0]], .bin = row->cells[c[1]], .accused = accused == 1};
    if (stratum->name[0] == '\0' || accused < 0) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.label_missing", row->line,
                               table->csv.header[stratum->name[0] == '\0' ? c[0] : c[2]],
                               accused < 0 ? row->cells[c[2]] : "nothing", "a name; yes or no",
                               "fill the cell", err));
    }
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->strata[i].name, stratum->name) == 0) {
            LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.stratum_twice", row->line,
                                   table->csv.header[c[0]], stratum->name, "each stratum once",
                                   "put the two lines together", err));
        }
    }
    LT_TRY(lt_sample_number(table, row, c[3], &parcels, err));
    LT_TRY(lt_sample_number(table, row, c[4], &drawn, err));
    if (!(parcels >= 1.0)) {
        LT_TRY(lt_sample_fault(
            table, LT_REJECT, "sample.stratum_area", row->line, table->csv.header[c[3]],
            stratum->name, "a stratum with parcels in it", "leave out strata that have none", err));
        parcels = 1.0;
    }
    stratum->parcels = (uint64_t)parcels;
    r->drawn[r->count++] = (uint64_t)drawn;
out:
    return status;
}

static enum lt_status read_strata(struct reading *r, const char *path, struct lt_error *err)
{
    enum lt_status status;
    struct lt_sample_table table;
    LT_TRY(lt_sample_table_open("strata", path, r->diagnostics, r->english, r->arena, &table, err));
    const int c[] = {
        lt_sample_column(&table, "stratum|分层"),     lt_sample_column(&table, "size|面积档"),
        lt_sample_column(&table, "accused|在册疑似"), lt_sample_column(&table, "parcels|图斑数"),
        lt_sample_column(&table, "drawn|样本数"),
    };
    const size_t rows = table.csv.row_count;
    r->strata = lt_arena_array(r->arena, rows + 1, sizeof *r->strata);
    r->drawn = lt_arena_array(r->arena, rows + 1, sizeof *r->drawn);
    if (r->strata == NULL || r->drawn == NULL) {
        return lt_fail_memory(err, path);
    }
    if (c[0] == LT_NO_COLUMN || c[1] == LT_NO_COLUMN || c[2] == LT_NO_COLUMN ||
        c[3] == LT_NO_COLUMN) {
        return refuse_columns(&table, "stratum, size, accused, parcels", err);
    }
    for (size_t i = 0; i < rows; i++) {
        LT_TRY(take_stratum(r, &table, &table.csv.rows[i], c, err));
    }
    if (rows == 0) {
        LT_TRY(lt_sample_fault(&table, LT_REJECT, "sample.empty", 0, "", "no rows",
                               "at least one row", "fill the table", err));
    }
out:
    return status;
}

/* --- the lists --- */

static enum lt_status take_parcel(struct reading *r, const struct lt_sample_table *table,
                                  const struct lt_csv_row *row, const int c[3],
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *id = row->cells[c[0]], *name = row->cells[c[1]];
    const int answer = answer_of(row->cells[c[2]]);
    size_t h = 0;
    while (h < r->count && strcmp(r->strata[h].name, name) != 0) {
        h++;
    }
    if (h == r->count) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.stratum_unknown", row->line,
                               table->csv.header[c[1]], name, "a stratum of the strata table",
                               "correct it here or there", err));
    }
    if (answer == -2) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.answer", row->line,
                               table->csv.header[c[2]], row->cells[c[2]], "yes or no",
                               "write yes where the parcel offends, no where it does not", err));
    }
    if (id[0] == '\0') {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.label_missing", row->line,
                               table->csv.header[c[0]], "nothing", "a name", "fill the cell", err));
    } else if (answer >= 0 && h < r->count) {
        r->ids[r->id_count++] = id;
        r->strata[h].seen++;
        r->strata[h].offended += answer == 1;
    } /* not looked at: told with its stratum */
out:
    return status;
}

static enum lt_status read_list(struct reading *r, const char *path, struct lt_error *err)
{
    enum lt_status status;
    struct lt_sample_table table;
    LT_TRY(lt_sample_table_open("sample", path, r->diagnostics, r->english, r->arena, &table, err));
    const int c[] = {
        lt_sample_column(&table, "id|标识码|BSM"),
        lt_sample_column(&table, "stratum|分层|FC"),
        lt_sample_column(&table, "offends|实地违规|SDJG"),
    };
    const char **ids = lt_arena_copy(r->arena, r->ids, r->id_count,
                                     r->id_count + table.csv.row_count + 1, sizeof *ids);
    if (ids == NULL) {
        return lt_fail_memory(err, path);
    }
    r->ids = ids;
    if (c[0] == LT_NO_COLUMN || c[1] == LT_NO_COLUMN || c[2] == LT_NO_COLUMN) {
        return refuse_columns(&table, "id, stratum, offends", err);
    }
    for (size_t i = 0; i < table.csv.row_count; i++) {
        LT_TRY(take_parcel(r, &table, &table.csv.rows[i], c, err));
    }
out:
    return status;
}

/* --- what only the whole shows --- */

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static enum lt_status check_whole(struct reading *r, const char *path, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_sample_table table = {
        .layer = path, .diagnostics = r->diagnostics, .english = r->english};
    if (r->id_count > 0) {
        qsort(r->ids, r->id_count, sizeof *r->ids, by_text);
    }
    for (size_t i = 1; i < r->id_count; i++) {
        if (strcmp(r->ids[i], r->ids[i - 1]) == 0) {
            LT_TRY(lt_sample_fault(&table, LT_REJECT, "sample.id_twice", 0, "id", r->ids[i],
                                   "an id that no other line has",
                                   "keep one of the two, or correct the id", err));
        }
    }
    for (size_t h = 0; h < r->count; h++) {
        char found[128], expected[64];
        snprintf(found, sizeof found, "stratum %.60s: %llu parcels", r->strata[h].name,
                 (unsigned long long)r->strata[h].seen);
        if (r->strata[h].seen > r->strata[h].parcels) {
            LT_TRY(lt_sample_fault(&table, LT_REJECT, "sample.few_cells", 0, "", found,
                                   "no more parcels than there are", "correct the table of strata",
                                   err));
        } else if (r->strata[h].seen < r->drawn[h]) {
            snprintf(expected, sizeof expected, "%llu that were drawn",
                     (unsigned long long)r->drawn[h]);
            LT_TRY(lt_sample_fault(&table, LT_WARNING, "sample.points_missing", 0, "", found,
                                   expected,
                                   "look at the parcels that are missing; leaving them out may "
                                   "bias every figure",
                                   err));
        }
    }
out:
    return status;
}

enum lt_status lt_parcel_sample_read(const char *const *lists, size_t list_count,
                                     const char *strata, struct lt_diagnostics *diagnostics,
                                     bool english, struct lt_arena *arena,
                                     struct lt_parcel_stratum **ret_strata, size_t *ret_count,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct reading r = {.diagnostics = diagnostics, .english = english, .arena = arena};
    LT_TRY(read_strata(&r, strata, err));
    for (size_t i = 0; i < list_count; i++) {
        LT_TRY(read_list(&r, lists[i], err));
    }
    LT_TRY(check_whole(&r, lists[0], err));
    *ret_strata = r.strata;
    *ret_count = r.count;
out:
    return status;
}
