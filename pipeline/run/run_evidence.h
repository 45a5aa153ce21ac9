/* What evidence sheets show, case by case. Private to run/. */
#ifndef LT_RUN_EVIDENCE_H
#define LT_RUN_EVIDENCE_H

#include "liangtian/evidence.h"
#include "liangtian/spool.h"
#include "run/run_plots.h"
#include "run/run_session.h"

struct lt_evidence_input {
    struct lt_session *session;
    struct lt_spool *const *spools; /* one per unit of the plan */
    const struct lt_ledger *ledger; /* as it will be published */
    const struct lt_grid *grid;     /* of this half-year's raster */
    const struct lt_plots *plots;   /* of the ledger's cases */
};
struct lt_plots_input lt_evidence_plots(const struct lt_evidence_input *input);
/* Chooses the cases, opens what they need, and answers the source that loads them. Borrows the input until destroyed.
 * Cost: one look at the boxes of the layers drawn. Memory: 24 bytes per feature near a case. Errors: those of opening
 * rasters, images and kept tables. */
struct lt_evidence_maker;
enum lt_status lt_evidence_create(const struct lt_evidence_input *input,
                                  struct lt_evidence_maker **ret_maker, struct lt_error *err);
void lt_evidence_destroy(struct lt_evidence_maker *maker); /* NULL-safe */
const struct lt_evidence_source *lt_evidence_source(const struct lt_evidence_maker *maker);
/* NULL where the ledger is empty, or nothing may be told (lt_session_tells_cases). */
const struct lt_case_teller *lt_evidence_teller(const struct lt_evidence_maker *maker);

/* --- the ground of a case: run_evidence_ground.c ------------------------------------------------------------------- */

/* Rasters and images of the half-years shown, one reader each. */
struct lt_ground;
enum lt_status lt_ground_open(struct lt_session *session, struct lt_ground **ret_ground,
                              struct lt_error *err);
void lt_ground_close(struct lt_ground *ground); /* NULL-safe */
/* A square around the boxes with some room, at least LT_FRAME_CELLS cells wide. */
struct lt_box lt_ground_frame(const struct lt_grid *grid, const struct lt_shape *item,
                              const struct lt_shape *parcel);
/* Reads the frame from each of them. `outline`: what the fractions are of; NULL: neither fractions nor images. */
enum lt_status lt_ground_read(struct lt_ground *ground, const struct lt_box *frame,
                              const struct lt_shape *outline, struct lt_arena *arena,
                              struct lt_panel ret_panels[LT_PANELS_MOST], size_t *ret_count,
                              struct lt_error *err);

/* --- what lies near: run_evidence_near.c --------------------------------------------------------------------------- */

/* The parcel of each chosen case, and the features within its frame. */
struct lt_near;
enum lt_status lt_near_find(const struct lt_evidence_input *input,
                            const struct lt_evidence_source *source, struct lt_near **ret_near,
                            struct lt_error *err);
void lt_near_destroy(struct lt_near *near); /* NULL-safe */
/* Sets parcel, frame and neighbours of the case with this number in the source. */
enum lt_status lt_near_set(struct lt_near *near, size_t index, struct lt_arena *arena,
                           struct lt_evidence *evidence, struct lt_error *err);

#endif
