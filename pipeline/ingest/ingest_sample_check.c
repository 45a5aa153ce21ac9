/* What only the labelled points together show: ids, sizes of strata, chances, counties. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_sample_points.h"
#include "support/arena.h"
#include "support/text.h"

struct id {
    const char *text;
    const struct lt_point_row *at;
};

static int by_id(const void *left, const void *right)
{
    const struct id *a = left, *b = right;
    const int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

/* 4.11702E+17: a long number that a spreadsheet has rounded. */
static bool is_rounded(const char *id)
{
    const char *e = strpbrk(id, "eE");
    double value;
    return e != NULL && e[1] == '+' && lt_parse_double(id, &value) && value > 1e9;
}

static enum lt_status id_fault(const struct id *id, const char *code, const char *expected,
                               const char *action, struct lt_error *err)
{
    const struct lt_sample_table *table = &id->at->list->table;
    return lt_sample_fault(table, LT_REJECT, code, id->at->row->line,
                           table->csv.header[id->at->list->columns[LT_POINT_ID]],
                           id->text[0] == '\0' ? "nothing" : id->text, expected, action, err);
}

static enum lt_status twice(const struct id *first, const struct id *second, struct lt_error *err)
{
    char expected[320];
    if (first->at->list == second->at->list) {
        snprintf(expected, sizeof expected, "an id that line %zu does not have",
                 first->at->row->line);
    } else {
        snprintf(expected, sizeof expected, "an id that line %zu of %.200s does not have",
                 first->at->row->line, first->at->list->name);
    }
    return id_fault(second, "sample.id_twice", expected, "keep one of the two, or correct the id",
                    err);
}

static enum lt_status check_ids(const struct lt_point_reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct id *ids = lt_arena_array(reading->arena, reading->row_count + 1, sizeof *ids);
    size_t count = 0;
    if (ids == NULL) {
        return lt_fail_memory(err, reading->whole.layer);
    }
    for (size_t r = 0; r < reading->row_count; r++) {
        const struct lt_point_row *at = &reading->rows[r];
        const int column = at->list->columns[LT_POINT_ID];
        if (column == LT_NO_COLUMN) {
            continue; /* told */
        }
        const struct id id = {at->row->cells[column], at};
        if (id.text[0] == '\0') {
            LT_TRY(id_fault(&id, "sample.label_missing", "a name", "fill the cell", err));
            continue;
        }
        if (is_rounded(id.text)) {
            LT_TRY(id_fault(&id, "sample.id_rounded", "all digits of the id, in a column of text",
                            "export again with the column set to text", err));
        }
        ids[count++] = id;
    }
    qsort(ids, count, sizeof *ids, by_id);
    for (size_t r = 1; r < count; r++) {
        if (strcmp(ids[r - 1].text, ids[r].text) == 0) {
            LT_TRY(twice(&ids[r - 1], &ids[r], err));
        }
    }
out:
    return status;
}

static enum lt_status points_missing(const struct lt_point_reading *reading, const char *field,
                                     const char *found, const char *expected, struct lt_error *err)
{
    return lt_sample_fault(
        &reading->whole, LT_WARNING, "sample.points_missing", 0, field, found, expected,
        "label the points that are missing; leaving them out may bias every figure", err);
}

static enum lt_status check_sizes(const struct lt_point_reading *reading, const size_t *sizes,
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
            LT_TRY(lt_sample_fault(&reading->whole, LT_REJECT, "sample.few_cells", 0, "", found,
                                   "no more points than cells", "correct the number of cells",
                                   err));
        } else if (sizes[h] < 2 && !(sizes[h] > 0 && cells > 0.0 && (double)sizes[h] >= cells)) {
            LT_TRY(lt_sample_fault(&reading->whole, LT_REJECT, "sample.few_points", 0, "", found,
                                   "two or more points in each stratum",
                                   "label more points, or put similar strata together", err));
        } else if ((double)sizes[h] < strata->drawn[h]) {
            char expected[64];
            snprintf(expected, sizeof expected, "%.0f that were drawn", strata->drawn[h]);
            LT_TRY(points_missing(reading, "", found, expected, err));
        }
    }
out:
    return status;
}

/* Points of a stratum have one chance. With the number of cells it also says how many were drawn. */
static enum lt_status check_probabilities(const struct lt_point_reading *reading,
                                          const size_t *sizes, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_strata_table *strata = &reading->to->strata;
    const struct lt_point_list *first = &reading->lists[0];
    const int column = first->columns[LT_POINT_PROBABILITY];
    const char *field = column == LT_NO_COLUMN ? "" : first->table.csv.header[column];
    for (size_t h = 0; h < strata->strata.count; h++) {
        double low = INFINITY, high = 0.0;
        char found[320];
        for (size_t r = 0; r < reading->row_count; r++) {
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
            LT_TRY(lt_sample_fault(&reading->whole, LT_REJECT, "sample.probability_unequal", 0,
                                   field, found, "one probability per stratum",
                                   "make points of other chances strata of their own", err));
        }
        const double drawn = high * strata->of[h].cells;
        snprintf(found, sizeof found, "stratum %.200s: %zu points", strata->strata.names[h],
                 sizes[h]);
        if (drawn > 0.0 && fabs(drawn - (double)sizes[h]) > 0.5 + 0.001 * drawn) {
            char expected[96];
            snprintf(expected, sizeof expected, "%.0f, by probability and cells", drawn);
            LT_TRY(points_missing(reading, field, found, expected, err));
        }
    }
out:
    return status;
}

static enum lt_status check_places(const struct lt_point_reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_labelled *to = reading->to;
    for (size_t r = 0; to->strata.domain_area != NULL && r < reading->row_count; r++) {
        const struct lt_sample_point *p = &reading->points[r];
        if (p->stratum != LT_NO_LABEL && p->domain != LT_NO_LABEL &&
            !(to->strata.domain_area[p->domain * to->strata.strata.count + p->stratum] > 0.0)) {
            const struct lt_point_row *at = &reading->rows[r];
            LT_TRY(lt_sample_fault(
                &at->list->table, LT_WARNING, "sample.domain_area", at->row->line,
                at->list->table.csv.header[at->list->columns[LT_POINT_DOMAIN]],
                to->domains.names[p->domain], "a domain where the stratum has an area",
                "correct the domain, the stratum or the area", err));
        }
    }
out:
    return status;
}

enum lt_status lt_points_check(const struct lt_point_reading *reading, struct lt_error *err)
{
    enum lt_status status;
    const size_t strata = reading->to->strata.strata.count;
    size_t *sizes = lt_arena_array(reading->arena, strata + 1, sizeof *sizes);
    if (sizes == NULL) {
        return lt_fail_memory(err, reading->whole.layer);
    }
    for (size_t r = 0; r < reading->row_count; r++) {
        if (reading->points[r].stratum < strata) {
            sizes[reading->points[r].stratum]++;
        }
    }
    LT_TRY(check_ids(reading, err));
    if (reading->lists[0].columns[LT_POINT_STRATUM] != LT_NO_COLUMN && reading->row_count > 0) {
        LT_TRY(check_sizes(reading, sizes, err));
        LT_TRY(check_probabilities(reading, sizes, err));
        LT_TRY(check_places(reading, err));
    }
out:
    return status;
}
