/* Feedback from above (M22): change polygons of province and ministry, held against our own cases.
 *
 * Matched by exact overlap and by time. What a code of a polygon says is data (schemas/feedback/kinds.yaml), in the
 * three generations of the form. Areas: net m². Built by run/ (it has the overlay), judged and named here, printed from
 * the report model.
 */
#ifndef LIANGTIAN_FEEDBACK_H
#define LIANGTIAN_FEEDBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/geometry.h"
#include "liangtian/legend.h"
#include "liangtian/seasons.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

enum lt_feedback_change {
    LT_CHANGE_CROPLAND,  /* they say: cropland */
    LT_CHANGE_STRUCTURE, /* 农业结构调整: orchard, forest, grass, pond … */
    LT_CHANGE_BUILT,     /* 非农化: another line of enforcement */
    LT_CHANGE_OTHER,
    LT_CHANGE_UNKNOWN, /* a code that the catalogue does not list */
    LT_CHANGE_COUNT,
};

struct lt_feedback_kind {
    const char *const *codes; /* "02", "KT", "1?": "?" is one capital letter */
    size_t code_count;
    enum lt_feedback_change change;
    const char *title_zh, *title_en;
};
struct lt_feedback_kinds {
    struct lt_feedback_kind *items;
    size_t count;
};
/* Of ingest/: reads <schemas>/feedback/kinds.yaml. Faults are diagnostics; LT_E_INPUT when there are any. */
enum lt_status lt_feedback_kinds_load(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                                      struct lt_arena *arena, struct lt_feedback_kinds *ret_kinds,
                                      struct lt_error *err);
/* The kind of a code, a code as it stands before one with "?"; NULL when none lists it. Pure. */
const struct lt_feedback_kind *lt_feedback_kind_of(const struct lt_feedback_kinds *kinds,
                                                   const char *code);

enum lt_feedback_match {
    LT_FEEDBACK_CONFIRMED, /* both found it: an open case of ours lies there */
    LT_FEEDBACK_APPROVED,  /* ours is covered by an approval */
    LT_FEEDBACK_THEIRS,    /* theirs alone */
    LT_FEEDBACK_CONTRADICTED, /* they say structure or built, our raster grain; or they say cropland, we have a case */
    LT_FEEDBACK_AGREED,   /* both say cropland */
    LT_FEEDBACK_LATER,    /* their later image is younger than ours: not comparable yet */
    LT_FEEDBACK_UNJUDGED, /* no usable polygon */
    LT_FEEDBACK_COUNT,
};
const char *lt_feedback_match_name(enum lt_feedback_match match); /* "CONFIRMED" */
const char *lt_feedback_match_title(enum lt_feedback_match match, bool chinese);
const char *lt_feedback_change_name(enum lt_feedback_change change); /* "structure" */
const char *lt_feedback_change_title(enum lt_feedback_change change, bool chinese);

/* A polygon and a case of ours that share ground. Planar areas and lengths, in CRS units. */
struct lt_feedback_pair {
    double polygon, item, shared; /* areas of the polygon, of the case, and of what they share */
    double width;                 /* of what they share, on the average (lt_shape_mean_width) */
};
/* What is enough. */
struct lt_feedback_enough {
    double
        share; /* of the smaller of two from which they are the same thing, of a case from which feedback speaks of it */
    double gate; /* area of the fewest cells that make a case */
    double cell; /* side of a cell */
};
/* Are the two the same thing? From the share of the smaller one on, and of the gate; a strip no wider than a cell is how
 * two hands draw one border. A polygon may be the same thing as several cases, as an orchard is in which grain stands
 * between. Pure. */
bool lt_feedback_is_same(const struct lt_feedback_pair *pair,
                         const struct lt_feedback_enough *enough);

/* What the judgement asks. Dates are YYYY-MM-DD, "" when not known: then time stands in no way. */
struct lt_feedback_evidence {
    enum lt_feedback_change change;
    bool usable;          /* has a polygon */
    const char *to;       /* their later image */
    const char *image_to; /* our last image */
    double net_m2;        /* of the polygon */
    bool met_open,
        met_exempt; /* it is the same thing as a case that is open, or that an approval covers */
    double grain_low_m2; /* proven grain on the polygon, this half-year */
    double grain_share;  /* from which ground bears grain */
};
/* First hit first: unusable; the same thing as open cases (CONFIRMED, or CONTRADICTED where they say cropland); the
 * same as approved ones; their image is later; they say cropland: AGREED; grain is proven on `grain_share` of the
 * polygon and they say structure or built: CONTRADICTED; else THEIRS. Pure. */
enum lt_feedback_match lt_feedback_judge(const struct lt_feedback_evidence *evidence);

/* Does a polygon of this kind say what our image shows of a case? Structure is orchard, forest, nursery and water; built
 * is hard ground, facilities and excavation. What neither tells of (idle ground), and kinds of another sort or none, no
 * polygon confirms. Pure. */
bool lt_feedback_says_same(enum lt_feedback_change change, enum lt_group group);
/* Does it say something else of ground of which it could have said the same? Cropland; built where the image shows
 * structure, and the other way round. Pure. */
bool lt_feedback_says_other(enum lt_feedback_change change, enum lt_group group);

struct lt_feedback_item {
    const char *id, *code, *from, *to;
    const struct lt_feedback_kind *kind; /* NULL when the code is not listed */
    enum lt_feedback_change change;
    uint32_t unit;
    double net_m2, shared_m2;    /* shared with the cases below; no ground is in two of them */
    struct lt_interval grain_m2; /* on it, this half-year */
    enum lt_feedback_match match;
    const char *case_ids,
        *rules; /* of every case that it is the same thing as: ids ascending, and the rules that lead
                                     them, each once, with a space between; "" without */
    size_t case_count;
    struct lt_shape shape; /* borrowed; empty without a usable polygon */
};
struct lt_feedback_county {
    uint64_t count[LT_FEEDBACK_COUNT],
        built[LT_FEEDBACK_COUNT]; /* of the count, those of change BUILT */
    double m2[LT_FEEDBACK_COUNT];
    uint64_t cases, ours,
        two_sources_grave; /* open cases; those without feedback; grave ones with it */
    double ours_m2;
};
/* All of a half-year. Items ascending (unit, id, sequence). */
struct lt_feedback_report {
    bool given; /* there is such a layer */
    struct lt_feedback_item *items;
    size_t count;
    struct lt_feedback_county *counties; /* one per unit of the report */
};
void lt_feedback_count(struct lt_feedback_county *county, const struct lt_feedback_item *item);
void lt_feedback_add(struct lt_feedback_county *into, const struct lt_feedback_county *from);

#ifdef __cplusplus
}
#endif
#endif
