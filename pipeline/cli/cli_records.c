/* Field records held against the map and against the interpreter, where they stand at a labelled point. Nobody drew the
 * places: they are counted, and no area follows from them. */
#include "cli/cli_records.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli_assess.h"
#include "cli/cli_grid.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char *const against_names[LT_RECORD_AGAINST] = {"map", "interpreter"};

/* The label that the record is held against; LT_NO_LABEL without one. */
static uint32_t label_of(const struct lt_labelled *data, const struct lt_field_record *record,
                         enum lt_record_against against, unsigned season)
{
    if (record->point == LT_NO_LABEL) {
        return LT_NO_LABEL;
    }
    const struct lt_sample_point *point = &data->sample.points[record->point];
    return against == LT_AGAINST_MAP ? point->map[season] : point->reference[season];
}

static void count_record(struct lt_record_assessment *a, const struct lt_field_record *record,
                         unsigned season)
{
    const size_t classes = a->data->classes.count;
    for (unsigned against = 0; against < LT_RECORD_AGAINST; against++) {
        struct lt_record_table *table = &a->tables[against][season];
        const uint32_t label = label_of(a->data, record, against, season);
        if (label != LT_NO_LABEL && record->found[season] != LT_NO_LABEL) {
            table->counts[label * classes + record->found[season]]++;
            table->records++;
            table->agree += label == record->found[season];
        }
    }
}

enum lt_status lt_records_assess(const struct lt_labelled *data,
                                 const struct lt_field_records *records, struct lt_arena *arena,
                                 struct lt_record_assessment *ret_assessment, struct lt_error *err)
{
    const size_t classes = data->classes.count;
    struct lt_record_assessment a = {.data = data, .records = records};
    for (unsigned against = 0; against < LT_RECORD_AGAINST; against++) {
        for (unsigned s = 0; s < LT_SAMPLE_SEASONS; s++) {
            uint64_t *counts = lt_arena_array(arena, classes * classes + 1, sizeof *counts);
            if (counts == NULL) {
                return lt_fail_memory(err, "field records");
            }
            a.tables[against][s].counts = counts;
        }
    }
    for (size_t i = 0; i < records->count; i++) {
        a.placed += records->items[i].point != LT_NO_LABEL;
        for (unsigned s = 0; s < data->sample.seasons; s++) {
            count_record(&a, &records->items[i], s);
        }
    }
    for (unsigned against = 0; against < LT_RECORD_AGAINST; against++) {
        for (unsigned s = 0; s < data->sample.seasons; s++) {
            struct lt_record_table *table = &a.tables[against][s];
            if (table->records > 0) {
                lt_clopper_pearson((double)table->agree, (double)table->records, LT_Z_TWO_SIDED,
                                   &table->low, &table->high);
            }
        }
    }
    *ret_assessment = a;
    return LT_OK;
}

static bool contradicts(const struct lt_labelled *data, const struct lt_field_record *record,
                        unsigned season)
{
    const uint32_t label = label_of(data, record, LT_AGAINST_INTERPRETER, season);
    return label != LT_NO_LABEL && record->found[season] != LT_NO_LABEL &&
           label != record->found[season];
}

/* --- print --- */

static void add_count(struct lt_grid_text *grid, uint64_t count)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, count);
    lt_grid_add(grid, text);
}

static void add_percent(struct lt_grid_text *grid, double share)
{
    char text[LT_FIXED_TEXT];
    lt_grid_add(grid, lt_format_fixed(100.0 * share, 2, text, sizeof text));
}

static void print_agreement(const struct lt_record_assessment *a, bool english)
{
    static const char *const heads[][2] = {
        {"对照", "against"}, {"季", "season"},          {"记录", "records"}, {"一致", "agree"},
        {"%", "%"},          {"95 % 下限", "95 % low"}, {"上限", "high"}};
    static const char *const names[][2] = {{"图上类", "map"}, {"判读", "interpreter"}};
    struct lt_grid_text grid = {.columns = sizeof heads / sizeof *heads};
    for (size_t i = 0; i < grid.columns; i++) {
        lt_grid_add(&grid, heads[i][english]);
    }
    for (unsigned against = 0; against < LT_RECORD_AGAINST; against++) {
        for (unsigned s = 0; s < a->data->sample.seasons; s++) {
            const struct lt_record_table *table = &a->tables[against][s];
            if (table->records > 0) {
                lt_grid_add(&grid, names[against][english]);
                add_count(&grid, s + 1);
                add_count(&grid, table->records);
                add_count(&grid, table->agree);
                add_percent(&grid, (double)table->agree / (double)table->records);
                add_percent(&grid, table->low);
                add_percent(&grid, table->high);
            }
        }
    }
    lt_grid_print(&grid, 2);
}

static void print_contradictions(const struct lt_record_assessment *a, bool english)
{
    static const char *const heads[][2] = {{"记录号", "record"},    {"日期", "date"},
                                           {"样点号", "point"},     {"季", "season"},
                                           {"判读", "interpreter"}, {"实地记录", "record says"}};
    const char *const *names = a->data->classes.names;
    struct lt_grid_text grid = {.columns = sizeof heads / sizeof *heads};
    size_t count = 0;
    for (size_t i = 0; i < grid.columns; i++) {
        lt_grid_add(&grid, heads[i][english]);
    }
    for (size_t i = 0; i < a->records->count; i++) {
        const struct lt_field_record *record = &a->records->items[i];
        for (unsigned s = 0; s < a->data->sample.seasons; s++) {
            if (contradicts(a->data, record, s)) {
                lt_grid_add(&grid, record->id);
                lt_grid_add(&grid, record->day);
                lt_grid_add(&grid, a->data->places[record->point].id);
                add_count(&grid, s + 1);
                lt_grid_add(&grid, names[a->data->sample.points[record->point].reference[s]]);
                lt_grid_add(&grid, names[record->found[s]]);
                count++;
            }
        }
    }
    if (count == 0) {
        lt_text_finish(&grid.cells);
        return;
    }
    puts(english ? "\nRecords that contradict the interpreter at the same place: look again"
                 : "\n与同一处判读不一致的记录，请复看");
    lt_grid_print(&grid, 3);
}

void lt_records_print(const struct lt_record_assessment *a, bool english)
{
    printf(english ? "\nField records: not a probability sample: no areas are estimated from them\n"
                     "  %zu records, %zu of them at a labelled point\n"
                   : "\n实地记录（非概率抽样，不据此估算面积）\n"
                     "  记录 %zu 条，其中 %zu 条在已判读的样点上\n",
           a->records->count, a->placed);
    if (a->placed > 0) {
        print_agreement(a, english);
        print_contradictions(a, english);
    }
}

/* --- write --- */

static void write_agreement(const struct lt_record_assessment *a, struct lt_text *text)
{
    lt_text_add(text, "against,season,records,agree,share,low,high\n");
    for (unsigned against = 0; against < LT_RECORD_AGAINST; against++) {
        for (unsigned s = 0; s < a->data->sample.seasons; s++) {
            const struct lt_record_table *table = &a->tables[against][s];
            lt_text_printf(text, "%s,%u,%" PRIu64 ",%" PRIu64 ",", against_names[against], s + 1,
                           table->records, table->agree);
            if (table->records > 0) {
                lt_text_add_double(text, (double)table->agree / (double)table->records);
                lt_text_add(text, ",");
                lt_text_add_double(text, table->low);
                lt_text_add(text, ",");
                lt_text_add_double(text, table->high);
            } else {
                lt_text_add(text, ",,");
            }
            lt_text_add(text, "\n");
        }
    }
}

static void write_counts(const struct lt_record_assessment *a, struct lt_text *text)
{
    const size_t classes = a->data->classes.count;
    lt_text_add(text, "against,season,label,found,records\n");
    for (unsigned against = 0; against < LT_RECORD_AGAINST; against++) {
        for (unsigned s = 0; s < a->data->sample.seasons; s++) {
            const uint64_t *counts = a->tables[against][s].counts;
            for (size_t c = 0; c < classes * classes; c++) {
                if (counts[c] > 0) {
                    lt_text_printf(text, "%s,%u,", against_names[against], s + 1);
                    lt_text_add_csv(text, a->data->classes.names[c / classes]);
                    lt_text_add(text, ",");
                    lt_text_add_csv(text, a->data->classes.names[c % classes]);
                    lt_text_printf(text, ",%" PRIu64 "\n", counts[c]);
                }
            }
        }
    }
}

static void write_contradictions(const struct lt_record_assessment *a, struct lt_text *text)
{
    const char *const *names = a->data->classes.names;
    lt_text_add(text, "record,date,point,season,interpreter,found\n");
    for (size_t i = 0; i < a->records->count; i++) {
        const struct lt_field_record *record = &a->records->items[i];
        for (unsigned s = 0; s < a->data->sample.seasons; s++) {
            if (contradicts(a->data, record, s)) {
                lt_text_add_csv(text, record->id);
                lt_text_printf(text, ",%s,", record->day);
                lt_text_add_csv(text, a->data->places[record->point].id);
                lt_text_printf(text, ",%u,", s + 1);
                lt_text_add_csv(text, names[a->data->sample.points[record->point].reference[s]]);
                lt_text_add(text, ",");
                lt_text_add_csv(text, names[record->found[s]]);
                lt_text_add(text, "\n");
            }
        }
    }
}

enum lt_status lt_records_write(const struct lt_record_assessment *a, const char *folder,
                                struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct {
        const char *name;
        void (*write)(const struct lt_record_assessment *a, struct lt_text *text);
    } files[] = {{"records_agreement.csv", write_agreement},
                 {"records_matrix.csv", write_counts},
                 {"records_second_look.csv", write_contradictions}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct lt_text text = {0};
        files[i].write(a, &text);
        LT_TRY(lt_assess_write_table(&text, folder, files[i].name, arena, err));
    }
out:
    return status;
}
