/* What an evidence sheet of a case shows: the ground around it in each season, and what is known of it.
 *
 * in: the ledger, what the half-years kept (kept.h), the rasters and the layers. out: one struct per case, asked for one
 * by one by the writers, so that no more than one case's ground is in memory. Codes and fractions are those of the
 * kernel (lt_zonal_window): a sheet draws the very cells that were counted. Internal: it shows ground and parcels.
 */
#ifndef LIANGTIAN_EVIDENCE_H
#define LIANGTIAN_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/explain.h"
#include "liangtian/geometry.h"
#include "liangtian/legend.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;
struct lt_config;

/* A rectangle of cells on the ground: its north-west corner and cell size in the working CRS. */
struct lt_cells {
    double x, y, dx, dy;
    uint32_t cols, rows;
};

/* One season as a panel. */
struct lt_panel {
    lt_period period; /* 0: the baseline */
    const char *raster;
    const char *image_from, *image_to;
    bool gone;    /* the file is not there any more, or has not come: nothing below is set */
    bool changed; /* it is not the file that its half-year was run with */
    const struct lt_legend *legend;
    struct lt_cells cells;
    uint32_t
        step; /* 1: every cell is shown; n: every n-th of a very large frame, without fractions */
    uint8_t *codes;   /* class codes, row by row */
    double *fraction; /* of each cell, how much lies in the parcel; NULL where step > 1 */
    /* true colour of the same half-year, at its own resolution; rgb NULL: none shown */
    bool picture_asked, picture_gone;
    struct lt_cells picture;
    uint8_t *rgb; /* three bytes a pixel */
};

/* A feature whose edges are drawn; `shares`: it shares ground with the case. */
struct lt_neighbour {
    enum lt_layer layer;
    const char *id, *name;
    struct lt_shape shape;
    bool shares;
};

enum { LT_PANELS_MOST = 4 }; /* baseline, half-year before those two, the one before, this one */

struct lt_evidence {
    const struct lt_case *item;
    const struct lt_explanation
        *explanation; /* of the case, with the plots on which it lies; the parcel is among them */
    const char *text; /* lt_explain_write_sheet of it, in the language of the outputs */
    struct lt_shape parcel; /* empty when the case lies on none */
    struct lt_box frame;    /* the ground shown; at least LT_FRAME_CELLS cells across */
    struct lt_panel panels[LT_PANELS_MOST]; /* in time; the last is this half-year's */
    size_t panel_count;
    struct lt_neighbour *neighbours; /* ascending layer, then the order of the spool */
    size_t neighbour_count;
};
enum { LT_FRAME_CELLS = 20 };

/* The cases that get a sheet, grave first, then new ones, each by area. */
struct lt_evidence_source {
    const struct lt_case **cases;
    size_t count, wanted; /* wanted: before `sheets.at_most` cut the list */
    const char **ids;     /* the same cases, ascending */
    /* Everything answered lives in `arena`. From any thread, one at a time. */
    enum lt_status (*load)(void *context, size_t index, struct lt_arena *arena,
                           struct lt_evidence *ret_evidence, struct lt_error *err);
    void *context;
};

/* The same of any case, and of any place, without drawing: for the reviewers' page. From any thread, one at a time; what
 * is answered lives in `arena`. */
struct lt_case_teller {
    /* What a sheet of the ledger's case with this id would say (lt_explain_write_sheet). LT_E_BUG for an unknown id. */
    enum lt_status (*tell)(void *context, const char *id, struct lt_arena *arena,
                           const char **ret_text, struct lt_error *err);
    /* The ground in a box of the working CRS, season by season as in lt_evidence, without fractions and images. */
    enum lt_status (*look)(void *context, struct lt_box box, struct lt_arena *arena,
                           struct lt_panel ret_panels[LT_PANELS_MOST], size_t *ret_count,
                           struct lt_error *err);
    /* The parcel on which this case of the ledger lies, by ground as a sheet has it, and its place in the layer; without
     * rings where it lies on none. The view lives as long as the teller. */
    void (*parcel)(void *context, const char *id, struct lt_shape *ret_shape,
                   uint64_t *ret_sequence);
    void *context;
};

/* Fills cases, ids and counts: open cases that the config's `sheets` ask for. Nothing in the public profile. Pure.
 * Errors: LT_E_LIMIT. */
enum lt_status lt_evidence_choose(const struct lt_config *config, const struct lt_ledger *ledger,
                                  lt_period period, struct lt_arena *arena,
                                  struct lt_evidence_source *ret_source, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
