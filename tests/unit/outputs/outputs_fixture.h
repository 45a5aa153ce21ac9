/* A city made by hand: two counties, six parcels, two zone plots, three PBF parcels, a few cases.
 */
#ifndef OUTPUTS_FIXTURE_H
#define OUTPUTS_FIXTURE_H

#include "liangtian/outputs.h"
#include "liangtian/report.h"

struct lt_arena;

enum fixture_option {
    FIXTURE_ENGLISH = 1u << 0,
    FIXTURE_PUBLIC = 1u << 1,
    FIXTURE_EMPTY = 1u << 2, /* no cases at all */
    FIXTURE_ODD_TEXT =
        1u << 3, /* characters that GBK lacks, a formula, markup, an over-long value */
    FIXTURE_FIRST_RUN = 1u << 4,
    FIXTURE_MANY_GRAVE = 1u << 5, /* 250 grave cases */
    FIXTURE_BIG = 1u << 6,        /* 200,000 parcels, for timing */
    FIXTURE_CROWD = 1u << 7,      /* 10,000 grave cases and county names of 60 characters */
};

struct fixture {
    struct lt_arena *arena;
    struct lt_report_model model;
    struct lt_config config;
    struct lt_period_config period;
    struct lt_ledger ledger;
    struct lt_diagnostics diagnostics;
    struct lt_layer_schema schema, parcel_schema, zone_schema;
    struct lt_grid grid;
    struct lt_unit_result results[2];
    struct lt_report_unit units[2];
    struct lt_feature *features[2];
};
void fixture_create(struct fixture *fixture, unsigned options);
void fixture_destroy(struct fixture *fixture);

#endif
