/* Labelled points and the strata they were drawn from, as tables: read by `accuracy assess` and by the half-yearly run.
 *
 * in: CSV files (docs/FORMATS.md#accuracy-assess). out: the sample as accuracy.h wants it, and the names behind its
 * numbers. Every fault of the tables is a diagnostic with line and column, all in one pass; a reader whose diagnostics
 * reject has left nothing to use. Everything lies in the arena.
 */
#ifndef LIANGTIAN_SAMPLE_H
#define LIANGTIAN_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/accuracy.h"
#include "liangtian/diagnostics.h"
#include "liangtian/reliability.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_names {
    const char **names; /* ascending: numbers by value, texts by bytes */
    size_t count;
};
/* LT_NO_LABEL when it is not there. */
uint32_t lt_names_find(const struct lt_names *names, const char *name);
/* Ascending, without doubles. */
enum lt_status lt_names_make(const char *const *texts, size_t count, struct lt_arena *arena,
                             struct lt_names *ret_names, struct lt_error *err);

/* A set of classes under one name: "grain=wheat,maize". */
struct lt_class_set {
    const char *name;
    const char **classes;
    size_t count;
};

/* Words that a table may use, and what each stands for: 小麦 and wheat for winter_wheat. */
struct lt_word {
    const char *word, *means;
};
struct lt_words {
    const struct lt_word *items;
    size_t count; /* 0: a word stands for itself */
};

struct lt_sample_request {
    const char *const *points; /* paths of the lists, whose order says nothing */
    size_t point_lists;        /* at least one */
    const char *strata;        /* path */
    const struct lt_class_set *sets;
    size_t set_count; /* their classes may stand in the table besides those of map and strata */
    /* The only classes and domains there are; what map and strata say of classes is then passed over. */
    struct lt_words classes, domains;
    bool with_places; /* the points' coordinates are read too */
    bool english;     /* "line 3" or 第 3 行 */
};

struct lt_strata_table {
    struct lt_names strata, domains;
    struct lt_stratum *of; /* per stratum */
    double *drawn;         /* points that were drawn in it; 0 = not said */
    const char **class_of; /* per stratum; NULL without a class column */
    double *domain_area;   /* domains × strata; NULL without a domain column */
};

struct lt_sample_place {
    const char *id;
    double lon, lat; /* degrees; NAN where they are not given */
};

struct lt_labelled {
    struct lt_sample_request request;
    struct lt_strata_table strata;
    struct lt_names classes, domains;
    struct lt_sample sample;
    struct lt_sample_place *places; /* per point of the sample */
    double *mapped_m2;              /* per class, from the strata's classes; NULL when unknown */
    bool has_map, has_before;
};
enum lt_status lt_labelled_read(const struct lt_sample_request *request,
                                struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                struct lt_labelled *ret_labelled, struct lt_error *err);

/* What somebody found on the ground, at a place that nobody drew. */
struct lt_field_record {
    const char *id, *day;              /* YYYY-MM-DD */
    uint32_t point;                    /* labelled, at the same place; LT_NO_LABEL = none */
    uint32_t found[LT_SAMPLE_SEASONS]; /* class; LT_NO_LABEL = the season was not seen */
};
struct lt_field_records {
    struct lt_field_record *items; /* by id */
    size_t count;
};
/* Records stand at the point that they name, else at the nearest within 10 m of their coordinates (then the sample is to
 * be read with_places). */
enum lt_status lt_records_read(const char *path, const struct lt_labelled *labelled,
                               struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                               struct lt_field_records *ret_records, struct lt_error *err);

/* Yields by class, and maybe domain: kg per 亩 and its standard error. */
enum lt_status lt_yields_read(const char *path, const struct lt_labelled *labelled,
                              struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                              struct lt_yield **ret_yields, size_t *ret_count,
                              struct lt_error *err);

/* An area that is to be reached. */
struct lt_target {
    uint32_t domain;  /* LT_NO_LABEL = the whole */
    const char *name; /* of a class or a set of classes */
    double area_m2;
};
/* Targets by domain, after the `count` that are there already. */
enum lt_status lt_targets_read(const char *path, const struct lt_labelled *labelled,
                               struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                               struct lt_target **targets, size_t *count, struct lt_error *err);

/* Parcels that were looked at (one list or several) and the strata they were drawn from, as accuracy draw --parcels writes
 * them: how many were seen and offended, by stratum in the order of the table. Parcels without an answer count as not
 * looked at, and are told. */
enum lt_status lt_parcel_sample_read(const char *const *lists, size_t list_count,
                                     const char *strata, struct lt_diagnostics *diagnostics,
                                     bool english, struct lt_arena *arena,
                                     struct lt_parcel_stratum **ret_strata, size_t *ret_count,
                                     struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
