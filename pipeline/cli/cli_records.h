/* accuracy assess --records: what was found on the ground, held against the map and the interpreter. */
#ifndef LT_CLI_RECORDS_H
#define LT_CLI_RECORDS_H

#include "liangtian/sample.h"

enum lt_record_against { LT_AGAINST_MAP, LT_AGAINST_INTERPRETER, LT_RECORD_AGAINST };

/* Of the records at a point with a label. */
struct lt_record_table {
    uint64_t *counts; /* [label × classes + found] */
    uint64_t records, agree;
    double low, high; /* of the share that agrees: Clopper and Pearson, two-sided 95 % */
};

struct lt_record_assessment {
    const struct lt_labelled *data;
    const struct lt_field_records *records;
    size_t placed; /* records at a labelled point */
    struct lt_record_table tables[LT_RECORD_AGAINST][LT_SAMPLE_SEASONS];
};

enum lt_status lt_records_assess(const struct lt_labelled *data,
                                 const struct lt_field_records *records, struct lt_arena *arena,
                                 struct lt_record_assessment *ret_assessment, struct lt_error *err);
/* records_agreement.csv, records_matrix.csv, records_second_look.csv, in a folder that is there. */
enum lt_status lt_records_write(const struct lt_record_assessment *assessment, const char *folder,
                                struct lt_arena *arena, struct lt_error *err);
void lt_records_print(const struct lt_record_assessment *assessment, bool english);

#endif
