/* The plan of a half-year: which units there are and what each is made of.
 *
 * Written once by the plan stage as JSON in work/<period>/plan.json, read by units and merge. The plan's key is a
 * digest of every input, the configuration and the program version, so a plan of other inputs is never used.
 */
#ifndef LIANGTIAN_PLAN_H
#define LIANGTIAN_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/period.h"
#include "liangtian/report.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_plan_unit {
    uint32_t unit;
    const char *name;
    char key[65]; /* digest of spool, rasters, settings, program version: names the unit's result */
    uint64_t features;
};

struct lt_plan {
    lt_period period;
    char key[65];
    struct lt_plan_unit *units; /* ascending code */
    size_t unit_count;
    struct lt_report_quality *quality;
    size_t quality_count;
};

enum lt_status lt_plan_write(const char *path, const struct lt_plan *plan, struct lt_error *err);
/* LT_E_IO when it is missing or damaged: then the plan is made again. */
enum lt_status lt_plan_read(const char *path, struct lt_arena *arena, struct lt_plan *ret_plan,
                            struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
