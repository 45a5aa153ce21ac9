/* The order of the stages: plan → units → merge, on one machine in child processes.
 */
#ifndef LIANGTIAN_RUN_H
#define LIANGTIAN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/language.h"
#include "liangtian/period.h"
#include "liangtian/postgis.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_fail_on { LT_FAIL_ON_NEVER, LT_FAIL_ON_FLOOR, LT_FAIL_ON_VIOLATION };

struct lt_run_options {
    const char *command; /* for the record: "run" where NULL; the functions below set their own */
    const char *config_path;
    const char *schemas_dir;
    lt_period period; /* of lt_run: 0 = the one that is due */
    unsigned threads; /* 0 = as many as the machine has */
    enum lt_language language;
    bool quiet;
    bool progress;
    enum lt_fail_on fail_on;
    uint32_t unit;      /* not 0: an interim run of this county alone, which closes no ledger */
    const char *raster; /* interim: in the place of the half-year's raster; NULL = that one */
    bool redo;          /* run a half-year though later ones are published: they become stale */
    bool allow_stale;   /* build upon a half-year that is stale; the new one is stale too */
    const char *published_at; /* ISO 8601 UTC; NULL = the clock, read once */
    const char *metrics;      /* file for the figures of the run; NULL = as the config says */
    const struct lt_postgis_target *postgis; /* where the layers go, too, once published; or NULL */
};

/* The half-yearly batch. Everything up to the last rename leaves what was published untouched. */
enum lt_status lt_run(const struct lt_run_options *options, struct lt_error *err);
/* --- the same run in pieces, for a cluster ---------------------------------------------------------------------- */

/* Stage 1: writes work/<period>/plan.json and a spool per unit. stdout: the plan's path, then a line per unit: number
 * from 1, county, name, features, vertices, "done" or "open". Says so, and lists nothing, when these inputs are published. */
enum lt_status lt_plan(const struct lt_run_options *options, struct lt_error *err);
/* Stages 2 to 5 of one unit: its number, or its county's code. A finished one is left as it is, so that a task may be
 * queued again. LT_E_INPUT where inputs, settings or ledger are not those of the plan. `options` gives threads and how to
 * talk; the plan gives the rest. stdout: a line of costs. */
enum lt_status lt_unit(const char *plan_path, unsigned long unit,
                       const struct lt_run_options *options, struct lt_error *err);
/* Stages 6 to 8 and the publication: the bytes that lt_run would have published. LT_E_INPUT names every unit that is
 * missing, damaged or of other inputs; then nothing is published. */
enum lt_status lt_merge(const char *plan_path, const struct lt_run_options *options,
                        struct lt_error *err);

struct lt_province_options {
    const char *config_path, *schemas_dir;
    lt_period period;
    unsigned threads;
    enum lt_language language;
    bool quiet, progress;
    bool run_cities;          /* run the half-year of every city before */
    const char *published_at; /* of those; NULL = the clock */
};
/* What the cities of a province have published, rolled up: <output>/<half-year>/province.html, .xlsx and .json. A city
 * that has not published is named and counts nothing. With run_cities the failure of the first city that failed is
 * answered in the end, after the others and the report. */
enum lt_status lt_run_province(const struct lt_province_options *options, struct lt_error *err);

/* Stage 1 alone: the quality report, nothing written but work/<period>/diagnostics.csv. */
enum lt_status lt_check(const struct lt_run_options *options, struct lt_error *err);

/* What a look at a city may fail on: LT_FAIL_ON when it is so. */
enum lt_state_fail {
    LT_STATE_FAIL_NEVER,
    LT_STATE_FAIL_DUE,    /* a half-year is due, not published, and nobody is at it */
    LT_STATE_FAIL_STALE,  /* a half-year rests on figures that were replaced */
    LT_STATE_FAIL_BROKEN, /* the last run failed, or was ended in the middle */
    LT_STATE_FAIL_ANY,
};
struct lt_state_options {
    const char *config_path, *schemas_dir;
    const char *today; /* YYYY-MM-DD; NULL = the clock, where the machine stands */
    enum lt_state_fail fail_on;
    enum lt_language language;
    bool json;
};
/* How a city stands: half-years published, stale, interrupted; who runs; how the last run ended; what is due next. Goes
 * to stdout. Reads only, and sees one generation, whoever publishes meanwhile. No input is read: whether what a run left
 * half done still fits is for the next run to see. */
enum lt_status lt_state(const struct lt_state_options *options, struct lt_error *err);

enum lt_tabulate_form {
    LT_TABULATE_LONG,  /* a row per zone, season and class */
    LT_TABULATE_JOINT, /* a row per zone and tuple of classes, one class per season */
    LT_TABULATE_WIDE,  /* a row per zone, a column per season and class */
};
enum lt_tabulate_format { LT_TABULATE_CSV, LT_TABULATE_GPKG, LT_TABULATE_FGB };
/* What a row says, as a set; columns stand in this order. */
enum { LT_TABULATE_AREA = 1u << 0, LT_TABULATE_FRACTION = 1u << 1, LT_TABULATE_CELLS = 1u << 2 };
/* The order of counting. The bytes are the same for each; the last two are for tests. */
enum lt_tabulate_order { LT_TABULATE_AUTO, LT_TABULATE_AS_FILED, LT_TABULATE_GATHERED };

struct lt_tabulate_options {
    const char *const *rasters; /* 1 … LT_SEASONS_MAX */
    const char *const
        *names; /* what the season column says; all different, no control characters */
    size_t raster_count;
    const char *zones, *sublayer;   /* "" = the only layer */
    const char *id_field;           /* NULL = position from 0 */
    const char *where;              /* an OGR SQL condition on the zones; "" = all */
    const char *output;             /* NULL = stdout, CSV only */
    const char *skipped;            /* CSV of zones that gave no rows; NULL = none */
    enum lt_tabulate_format format; /* GPKG and FGB are wide */
    enum lt_tabulate_form form;
    unsigned values;
    double min_coverage; /* 0 … 1; a season of which less was seen gives no rows for that zone */
    const char *temporary; /* folder for scratch files */
    size_t cache_bytes;    /* for decoded raster blocks; 0 = 256 MiB */
    unsigned threads;
    bool english, quiet, progress;
    enum lt_tabulate_order order;
    size_t gather_bytes; /* of zones kept in memory where the layer lies in disorder; 0 = 256 MiB */
};
/* Exact area per zone, season and class; zones in input order. Streaming: memory is independent of the number of zones,
 * but for their ids, and for the index of a FlatGeobuf. The output appears whole or not at all. LT_E_INPUT when the
 * input is rejected or nothing could be counted. */
enum lt_status lt_tabulate(const struct lt_tabulate_options *options, struct lt_error *err);

struct lt_review_options {
    struct lt_run_options run;   /* its period 0: the last one that was published */
    const char *file, *sublayer; /* of a GeoPackage; "" = the only layer with shapes */
    const char *photos; /* folder of photographs; "" = that of the file, for its own table */
    bool by_city;       /* else by a county, which may neither confirm, nor return, nor close */
    uint32_t county;    /* only its cases; 0: all */
    bool skip_rejected; /* take the other rows; else a row that cannot be taken leaves all out */
    bool dry_run;
};
/* Takes a file of reviews into the ledger of the last half-year, and publishes that half-year's files anew. Inputs are
 * those of its run, or LT_E_INPUT: files that were replaced since need a run. A file that says nothing new changes
 * nothing. LT_E_INPUT when a row cannot be taken. What was done goes to stdout. */
enum lt_status lt_review(const struct lt_review_options *options, struct lt_error *err);

enum lt_draw_by { LT_DRAW_BY_AUTO, LT_DRAW_BY_SEASON, LT_DRAW_BY_YEAR };

struct lt_draw_options {
    struct lt_run_options run; /* its raster stands in the place of the map half-year's */
    lt_period
        map; /* whose rasters make the strata, the layers being those of run.period; 0 = that one */
    enum lt_draw_by
        by;         /* classes of one season, or pairs of the crop year's two (second half-years) */
    bool by_county; /* each county's classes are strata of their own */
    uint64_t seed;
    uint64_t points;     /* to give out; 0 = as many as the target asks for */
    double target_se_m2; /* of the grain area; 0 = none */
    uint64_t minimum;    /* points a stratum */
    uint32_t buffer; /* cells: ground without grain so near to grain is a stratum apart; 0 = none */
    double least_share; /* of the frame; smaller strata are taken together */
    const char *shares; /* table: what share of each stratum bears grain; NULL = as supposed */
    const char *folder; /* that gets the lists; must not be there yet, or be empty */
};
/* Draws a stratified sample of points on the farmland of a half-year, each place once, and writes points.csv, points.gpkg,
 * points.shp, strata.csv and a list per county. What was drawn goes to stdout. The same inputs, options and seed give the
 * same bytes, whatever the threads. LT_E_USAGE when the folder holds something: labels may be in it. */
enum lt_status lt_draw(const struct lt_draw_options *options, struct lt_error *err);

enum { LT_SIZE_BINS_MAX = 16 };
struct lt_draw_parcels_options {
    struct lt_run_options run; /* its config and half-year, which is published */
    uint64_t seed;
    uint64_t minimum;                   /* parcels a stratum, where it has as many */
    uint64_t points;                    /* parcels in all; 0 = the minimum of every stratum */
    double bounds_mu[LT_SIZE_BINS_MAX]; /* between the size bins, ascending */
    size_t bound_count;
    const char *folder;
};
/* Draws farmland parcels, accused (an open case lies on them, see run_accused.h) and unaccused, by size: parcels.csv, a
 * list per county, strata.csv. The lists do not say who is accused. Inputs are not read: what the half-year kept is. */
enum lt_status lt_draw_parcels(const struct lt_draw_parcels_options *options, struct lt_error *err);

struct lt_load_options {
    const char *config_path, *schemas_dir;
    lt_period period;
    struct lt_postgis_target postgis;
    enum lt_language language;
};
/* Puts the layers of a published half-year into a PostGIS database (postgis.h): what a run with a target does at its end.
 * LT_E_INPUT where it is not published, or has no layers. What was done goes to stdout. */
enum lt_status lt_load(const struct lt_load_options *options, struct lt_error *err);

struct lt_ledger_options {
    struct lt_run_options run; /* config and how to talk; import: metrics */
    const char *file;          /* export: NULL = stdout */
    bool replace;              /* import: over a ledger that stands there */
};
/* The current ledger as text, and back: see store.h. An import is checked like any ledger before it is published, and
 * leaves a record as a run does. */
enum lt_status lt_export_ledger(const struct lt_ledger_options *options, struct lt_error *err);
enum lt_status lt_import_ledger(const struct lt_ledger_options *options, struct lt_error *err);

/* A diagnostic as a line of the log, where that is JSON: title, and its parts in the words that never change. */
struct lt_diagnostic;
void lt_diagnostic_log(const struct lt_diagnostic *item, bool chinese);

/* Re-checks everything published below a folder: hashes, the chain of generations, the ledger's
 * identities. Findings go to stdout; LT_E_INPUT when there are any. */
enum lt_status lt_verify(const char *output_dir, bool chinese, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
