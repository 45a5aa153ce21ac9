/* The report model: every number that any output prints, computed once.
 *
 * Built by the merge from unit results, floors and ledger; writers only format. A writer that needs features
 * streams them through the accessors, so a city of three million parcels is never in memory whole.
 */
#ifndef LIANGTIAN_REPORT_H
#define LIANGTIAN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/config.h"
#include "liangtian/county_report.h"
#include "liangtian/diagnostics.h"
#include "liangtian/feedback.h"
#include "liangtian/ledger.h"
#include "liangtian/reliability.h"
#include "liangtian/schema.h"
#include "liangtian/table.h"
#include "liangtian/unit.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far the offices have come with what was issued, all half-years so far. */
struct lt_progress_sum {
    double n, m2;
};
struct lt_progress {
    struct lt_progress_sum issued, reviewed, founded, cleared, overdue, returned, closed;
    struct lt_progress_sum rectified; /* as the county says, and every step after */
    struct lt_progress_sum
        proven; /* of those, with evidence named or a photograph at the case on a day that fits */
    double new_grave; /* confirmed, grave, new or relapsed, and not yet rectified */
};

struct lt_report_unit {
    uint32_t unit;
    const char *name;
    struct lt_unit_sums sums;
    struct lt_balance balance;
    struct lt_interval
        grain_share; /* footprint / farmland in a complete crop year, else this season's grain / farmland */
    uint64_t cases_open,
        cases_grave;          /* open cases of the ledger, and those of them that are grave */
    uint64_t cases_grave_two; /* of the grave ones: by two sources, and not by their rule */
    double cases_open_m2, cases_grave_m2;
    uint64_t reviewed,
        reviewed_closed; /* cases that reviews told of since the half-year was closed; closed by them */
    double reviewed_closed_m2; /* open + these = the closing of the balance */
    struct lt_progress progress;
    double edge_m2, small_m2;
    uint64_t edge_count, small_count;
    struct lt_shape shape; /* county boundary, working CRS */
    const struct lt_unit_result *result;
    /* features of the unit's spool, for the GeoPackage and the maps */
    const void *spool;
    void (*feature)(const void *spool, enum lt_layer layer, size_t index,
                    struct lt_feature *ret_feature);
};

struct lt_report_rule {
    const struct lt_rule *rule;
    /* subjects = meets + below + undecided; of a floor rule the subjects are its floor statements that have a target */
    uint64_t subjects, meets, below, undecided, not_subject;
    double below_m2, undecided_m2; /* offending area proven; area of undecided subjects */
    uint64_t cases; /* open, under their gravest rule, so that the column sums to the open cases */
    double cases_m2;
};

struct lt_report_input {     /* an input file as the manifest lists it */
    const char *role, *name; /* "raster 2025H1", file name without folders */
    uint64_t bytes;
    char sha256[65];
};

struct lt_report_quality { /* one row per layer */
    enum lt_layer layer;
    const char *name;
    uint64_t features, judged, not_judged, repaired, overlaps, slivers, off_raster;
    double gross_m2, not_judged_m2, overlap_m2;
};

/* Was the layer read, and did it hold anything? What is held against a base asks this. */
bool lt_quality_has_features(const struct lt_report_quality *rows, size_t count,
                             enum lt_layer layer);

struct lt_report_model {
    const struct lt_config *config;
    const struct lt_period_config *period;
    lt_period key;
    bool first_run; /* no prior ledger */
    bool crop_year_complete;
    const char *published_at; /* ISO 8601 UTC: the run's one clock reading */
    const char *program_version;
    const struct lt_legend *legend;
    const struct lt_grid *grid;
    const struct lt_layer_schema *violation_schema; /* WFTB: the columns of the violation layer */
    const struct lt_layer_schema *parcel_schema,
        *zone_schema;             /* DLTB, LQDK: of layers handed back */
    struct lt_report_unit *units; /* ascending code */
    size_t unit_count;
    struct lt_report_unit city; /* sums; shape empty */
    struct lt_floor *floors;
    size_t floor_count;
    struct lt_output output;                  /* OUTPUT (M19) */
    const struct lt_reliability *reliability; /* of parcels; NULL or without bins: not known */
    struct lt_report_rule *rules;
    size_t rule_count;
    struct lt_report_table
        *tables; /* what is judged per county, operator and plot, in the order of print */
    size_t table_count;
    const struct lt_ledger *ledger;            /* after this period */
    const struct lt_feedback_report *feedback; /* NULL or not given: no such layer */
    const struct lt_county_form *county_form;  /* of the reports that counties make */
    const struct lt_diagnostics *diagnostics;
    struct lt_report_quality *quality;
    size_t quality_count;
    struct lt_report_input *inputs;
    size_t input_count;
    struct lt_report_input *catalogues; /* rules, layers and words beside the program */
    size_t catalogue_count;
    const struct lt_evidence_source
        *evidence; /* sheets of cases (evidence.h); NULL: none are made */
    const struct lt_case_teller
        *teller; /* NULL: what is said of cases, and the ground, are not at hand */
    struct lt_arena *arena;
};

struct lt_report_parts {
    const struct lt_config *config;
    lt_period period;
    bool first_run;
    bool season_missing; /* the half-year before is configured, but its raster never came */
    const char *published_at, *program_version;
    const struct lt_legend *legend;
    const struct lt_grid *grid;
    const struct lt_layer_schema *violation_schema, *parcel_schema, *zone_schema;
    const struct lt_unit_result *units;
    const char *const *unit_names;
    const struct lt_shape *unit_shapes;
    const void *const *spools;
    size_t unit_count;
    void (*feature)(const void *spool, enum lt_layer layer, size_t index,
                    struct lt_feature *ret_feature);
    const struct lt_floor *floors;
    size_t floor_count;
    struct lt_output output;
    const struct lt_reliability *reliability;
    const struct lt_ledger *ledger;
    const struct lt_feedback_report *feedback;
    const struct lt_county_form *county_form;
    const struct lt_diagnostics *diagnostics;
    const struct lt_report_quality *quality;
    size_t quality_count;
    const struct lt_report_input *inputs;
    size_t input_count;
    const struct lt_report_input *catalogues; /* rules, layers and words beside the program */
    size_t catalogue_count;
};
/* Where every parcel goes, in one row of the waterfall: total = excluded + meets + Σ undecided + below. */
struct lt_waterfall {
    uint64_t total, excluded, meets, below, undecided;
    double total_m2, excluded_m2, meets_m2, below_m2, undecided_m2;
};
struct lt_waterfall lt_report_waterfall(const struct lt_unit_sums *sums);

/* The model borrows what `parts` points to; its own arrays live in its arena.
 * Errors: LT_E_BUG when the waterfall of a county does not add up or is not that of its records, when floors were
 * judged on other sums, or when the cases counted are not those of the ledger's balance. */
enum lt_status lt_report_build(const struct lt_report_parts *parts,
                               struct lt_report_model *ret_model, struct lt_error *err);
void lt_report_finish(struct lt_report_model *model);

#ifdef __cplusplus
}
#endif
#endif
