/* The labelled samples and the yields of a half-year, in the run's own classes and counties. Private to run/. */
#ifndef LT_RUN_SAMPLE_H
#define LT_RUN_SAMPLE_H

#include "liangtian/sample.h"
#include "run/run_session.h"

struct lt_run_sample {
    struct lt_labelled frames[LT_FRAME_COUNT];
    struct lt_floors_sample floors; /* what the floors ask of it; frames point into the above */
    struct lt_names classes;        /* keys of the legends */
    bool has_yields;
    struct lt_yield *yields; /* of grain */
    size_t yield_count;
};
/* Reads what the config names for this half-year; a county that looks between half-years has none. `units`: ascending
 * code. Faults go to `diagnostics`; those that reject leave nothing to use, and the caller looks. The plan reads it to
 * tell the faults, the merge to use it. */
enum lt_status lt_sample_load(struct lt_session *session, const struct lt_plan_unit *units,
                              size_t unit_count, struct lt_diagnostics *diagnostics,
                              struct lt_arena *arena, struct lt_run_sample *ret_sample,
                              struct lt_error *err);
/* The rates of the parcels that were looked at, where the config names them (`ret_reliability` has no bins otherwise). */
enum lt_status lt_sample_reliability(struct lt_session *session, struct lt_diagnostics *diagnostics,
                                     struct lt_arena *arena, struct lt_reliability *ret_reliability,
                                     struct lt_error *err);
/* A warning where the frame of the cropland is not the cropland of the layer. */
enum lt_status lt_sample_compare(struct lt_session *session, const struct lt_run_sample *sample,
                                 double farmland_m2, struct lt_error *err);

#endif
