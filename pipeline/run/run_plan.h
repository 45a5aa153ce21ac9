/* What the parts of the plan stage share. Private to run/. */
#ifndef LT_RUN_PLAN_H
#define LT_RUN_PLAN_H

#include "liangtian/grid.h"
#include "liangtian/spool.h"
#include "run/run_session.h"

struct planning {
    struct lt_session *session;
    struct lt_grid grid;                            /* of the current raster: the working CRS */
    struct lt_grid_crs raster_crs[LT_RASTER_COUNT]; /* once they are surveyed */
    struct lt_spool_writer *writer;
    struct lt_feature *counties; /* copies; `shape` arrays live in the session's arena */
    size_t county_count, county_capacity;
};

/* Gathers the spools, writes what lies along the borders (run_borders.h), and says of each unit what it is made of and
 * what it will cost. */
enum lt_status lt_plan_write_units(struct planning *plan, struct lt_plan *result,
                                   struct lt_error *err);

/* Decodes every tile of the half-year's rasters, holds values and coordinate systems against what is expected of them,
 * and looks whether the true-colour images beside them can be opened. Sets grid and raster_crs. */
enum lt_status lt_plan_survey_rasters(struct planning *plan, struct lt_error *err);
/* The coordinate system of the raster of that path; NULL where it is none of the half-year's. */
const struct lt_grid_crs *lt_plan_raster_crs(const struct planning *plan, const char *path);

#endif
