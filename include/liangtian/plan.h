/* The plan of a half-year: which units there are and what each is made of.
 *
 * Written once by the plan stage as JSON in work/<period>/plan.json, read by units and merge. The plan's key is a
 * digest of every input, the configuration and the program version, so a plan of other inputs is never used. It says
 * all that a unit on another machine needs, but for the files themselves.
 */
#ifndef LIANGTIAN_PLAN_H
#define LIANGTIAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/grid.h"
#include "liangtian/period.h"
#include "liangtian/report.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_plan_unit {
    uint32_t unit;
    const char *name;
    char
        key[65]; /* digest of spools, rasters, settings, program version: names the unit's result */
    char spool[65];  /* digest of its spool */
    char border[65]; /* of what lies near it in other counties; "" where nothing does */
    uint64_t features, vertices;
    uint64_t pixels; /* cells of this half-year's raster under what is judged, per layer */
    uint64_t weight; /* of the work that is expected, in vertices: see lt_plan_weigh() */
};

/* What a unit is expected to cost: vertices, and the pixels as many vertices as cost the same (bench/pieces.py measures
 * it). Says which unit is the heavier; seconds depend on the machine. */
uint64_t lt_plan_weigh(const struct lt_plan_unit *unit);

/* An input as the plan read it. */
struct lt_plan_input {
    struct lt_report_input input;
    char stamp
        [65]; /* digest of names, sizes and times of change: while it holds, so does the SHA-256 */
    const struct lt_grid_crs *crs; /* of a raster of classes; NULL for what is none */
};

struct lt_plan {
    lt_period period;
    char key[65];
    const char *config_path; /* absolute */
    bool chinese, redo, allow_stale;
    struct lt_plan_input *inputs; /* in the order of the run's list */
    size_t input_count;
    struct lt_plan_unit *units; /* ascending code */
    size_t unit_count;
    /* Places in `units`, the heaviest first, the lower code where two weigh the same: unit number n is by_weight[n - 1].
     * Whoever starts units in the order of their numbers, as schedulers do, is not left with a large one at the end. */
    size_t *by_weight;
    struct lt_report_quality *quality;
    size_t quality_count;
};

enum lt_status lt_plan_write(const char *path, const struct lt_plan *plan, struct lt_error *err);
/* Sets by_weight, too. LT_E_IO when it is missing or damaged: then the plan is made again. */
enum lt_status lt_plan_read(const char *path, struct lt_arena *arena, struct lt_plan *ret_plan,
                            struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
