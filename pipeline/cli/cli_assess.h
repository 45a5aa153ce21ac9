/* Everything that `accuracy assess` says, computed once; one file writes it as tables, one prints it. */
#ifndef LT_CLI_ASSESS_H
#define LT_CLI_ASSESS_H

#include "liangtian/sample.h"

enum lt_assess_season { LT_ASSESS_FIRST, LT_ASSESS_SECOND, LT_ASSESS_SUM, LT_ASSESS_CHANGE };

struct lt_area_row {
    bool is_group;
    const char *name;
    enum lt_assess_season season;
    double mapped_m2; /* NAN = unknown */
    struct lt_estimate area;
};

struct lt_domain_row {
    uint32_t domain;
    const char *group;
    double mapped_m2;
    struct lt_estimate area, share, synthetic; /* synthetic: LT_BY_NOTHING without known areas */
    struct lt_rank rank;
};

struct lt_floor_row {
    uint32_t domain; /* LT_NO_LABEL = the whole */
    const char *group;
    double mapped_m2;
    struct lt_estimate area; /* synthetic where there is no other */
    struct lt_floor_test test;
};

struct lt_assessment {
    const struct lt_labelled *data;
    double area_m2; /* of the frame */
    bool has_matrix[LT_SAMPLE_SEASONS];
    struct lt_confusion matrix[LT_SAMPLE_SEASONS];
    struct lt_area_row *areas;
    size_t area_count;
    struct lt_domain_row *domains;
    size_t domain_count;
    struct lt_floor_row *floors;
    size_t floor_count;
    bool has_output;
    struct lt_estimate output;        /* kg */
    struct lt_floor_test output_test; /* against the floor of output; floor ≤ 0 = none */
};

/* Output from yields, against a floor in kg (0 = none). */
enum lt_status lt_assess_output(const struct lt_yield *yields, size_t yield_count, double floor_kg,
                                struct lt_arena *arena, struct lt_assessment *assessment,
                                struct lt_error *err);
/* LT_E_USAGE when a target names no group or class. */
enum lt_status lt_assess(const struct lt_labelled *data, const struct lt_class_set *groups,
                         size_t group_count, const struct lt_target *targets, size_t target_count,
                         struct lt_arena *arena, struct lt_assessment *ret_assessment,
                         struct lt_error *err);
/* matrix.csv, accuracy.csv, areas.csv, domains.csv, floors.csv, output.csv; those that say nothing hold their heads alone. */
enum lt_status lt_assess_write(const struct lt_assessment *assessment, const char *folder,
                               struct lt_arena *arena, struct lt_error *err);
/* One such table, which is emptied; with a byte order mark, or spreadsheets take it for GBK. */
struct lt_text;
enum lt_status lt_assess_write_table(struct lt_text *text, const char *folder, const char *name,
                                     struct lt_arena *arena, struct lt_error *err);
void lt_assess_print(const struct lt_assessment *assessment, bool english);

#endif
