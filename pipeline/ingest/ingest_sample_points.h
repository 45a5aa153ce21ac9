/* Labelled points being read: one list or several, as one. */
#ifndef LT_INGEST_SAMPLE_POINTS_H
#define LT_INGEST_SAMPLE_POINTS_H

#include "ingest_sample.h"

/* Those of a second season come after the first's. */
enum lt_point_column {
    LT_POINT_ID,
    LT_POINT_STRATUM,
    LT_POINT_DOMAIN,
    LT_POINT_PROBABILITY,
    LT_POINT_MAP,
    LT_POINT_MAP_2,
    LT_POINT_REFERENCE,
    LT_POINT_REFERENCE_2,
    LT_POINT_BEFORE,
    LT_POINT_BEFORE_2,
    LT_POINT_LON,
    LT_POINT_LAT,
    LT_POINT_COLUMNS
};

struct lt_point_list {
    const char *name; /* of the file */
    struct lt_sample_table table;
    int columns[LT_POINT_COLUMNS];
};

struct lt_point_row {
    const struct lt_point_list *list;
    const struct lt_csv_row *row;
};

struct lt_point_reading {
    struct lt_point_list *lists; /* by name of the file */
    size_t list_count;
    struct lt_sample_table whole; /* for faults that only all points together show */
    struct lt_point_row *rows;    /* of all lists */
    size_t row_count;
    struct lt_labelled *to;
    struct lt_sample_point *points; /* per row */
    struct lt_sample_place *places; /* per row */
    double *probability;            /* per row; NAN where there is none */
    struct lt_arena *arena;
};

enum lt_status lt_points_check(const struct lt_point_reading *reading, struct lt_error *err);

#endif
