/* The order of the stages: plan → units → merge, on one machine in child processes.
 */
#ifndef LIANGTIAN_RUN_H
#define LIANGTIAN_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/period.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_fail_on { LT_FAIL_ON_NEVER, LT_FAIL_ON_FLOOR, LT_FAIL_ON_VIOLATION };

struct lt_run_options {
    const char *config_path;
    const char *schemas_dir;
    lt_period period;
    unsigned threads; /* 0 = as many as the machine has */
    bool english;
    bool quiet;
    bool progress;
    enum lt_fail_on fail_on;
    const char *published_at; /* ISO 8601 UTC; NULL = the clock, read once */
};

/* The half-yearly batch. Everything up to the last rename leaves what was published untouched. */
enum lt_status lt_run(const struct lt_run_options *options, struct lt_error *err);
/* Stage 1 alone: the quality report, nothing written but work/<period>/diagnostics.csv. */
enum lt_status lt_check(const struct lt_run_options *options, struct lt_error *err);

struct lt_tabulate_options {
    const char *const *rasters; /* 1 … LT_SEASONS_MAX */
    const char *const *names;   /* what the season column says */
    size_t raster_count;
    const char *zones, *sublayer; /* "" = the only layer */
    const char *id_field;         /* NULL = position from 0 */
    const char *output;           /* NULL = stdout */
    const char *temporary;        /* folder for scratch files */
    unsigned threads;
    bool quiet, progress;
};
/* Exact area per zone, season and class as CSV; zones in input order. */
enum lt_status lt_tabulate(const struct lt_tabulate_options *options, struct lt_error *err);

/* Re-checks everything published below a folder: hashes, the chain of generations, the ledger's
 * identities. Findings go to stdout; LT_E_INPUT when there are any. */
enum lt_status lt_verify(const char *output_dir, bool chinese, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
