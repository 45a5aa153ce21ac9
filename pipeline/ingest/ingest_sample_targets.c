/* The table of targets: one line per domain and class, or set of classes. */
#include "ingest_sample.h"
#include "support/arena.h"
#include "support/text.h"

struct wanted {
    const struct lt_labelled *data;
    struct lt_target *targets;
    size_t count;
};

static enum lt_status take_target(const struct lt_sample_table *table, const struct lt_csv_row *row,
                                  const int columns[3], double factor, struct wanted *wanted,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *domain = row->cells[columns[0]], *area = row->cells[columns[2]];
    struct lt_target target = {.domain = lt_names_find(&wanted->data->domains, domain),
                               .name = row->cells[columns[1]]};
    if (target.domain == LT_NO_LABEL) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.domain_unknown", row->line,
                               table->csv.header[columns[0]], domain,
                               "a domain of the strata table", "correct it here or there", err));
    }
    if (!lt_parse_double(area, &target.area_m2) ||
        !(target.area_m2 > 0.0 && target.area_m2 <= 1e15)) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.number", row->line,
                               table->csv.header[columns[2]], area[0] == '\0' ? "nothing" : area,
                               "a number from 0 to 10^15, above 0",
                               "write digits with a point, without separators and units", err));
    }
    target.area_m2 *= factor;
    wanted->targets[wanted->count++] = target;
out:
    return status;
}

enum lt_status lt_targets_read(const char *path, const struct lt_labelled *labelled,
                               struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                               struct lt_target **targets, size_t *count, struct lt_error *err)
{
    enum lt_status status;
    struct lt_sample_table table;
    double factor = 1.0;
    LT_TRY(lt_sample_table_open("targets", path, diagnostics, labelled->request.english, arena,
                                &table, err));
    const int columns[] = {
        lt_sample_column(&table, "domain|county|县区|县区代码|区县"),
        lt_sample_column(&table, "group|class|类别"),
        lt_sample_area_column(&table, &factor),
    };
    struct wanted wanted = {.data = labelled, .count = *count};
    wanted.targets = lt_arena_array(arena, *count + table.csv.row_count + 1, sizeof **targets);
    if (wanted.targets == NULL) {
        return lt_fail_memory(err, path);
    }
    for (size_t t = 0; t < *count; t++) {
        wanted.targets[t] = (*targets)[t];
    }
    if (columns[0] == LT_NO_COLUMN || columns[1] == LT_NO_COLUMN || columns[2] == LT_NO_COLUMN) {
        LT_TRY(lt_sample_fault(&table, LT_REJECT, "sample.column", 0, "domain, group, area_m2",
                               "no such column", "columns domain, group and area_m2 (_ha, _mu)",
                               "add the column; its name says the unit", err));
        goto out;
    }
    for (size_t r = 0; r < table.csv.row_count; r++) {
        LT_TRY(take_target(&table, &table.csv.rows[r], columns, factor, &wanted, err));
    }
    *targets = wanted.targets;
    *count = wanted.count;
out:
    return status;
}
