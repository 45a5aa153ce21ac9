/* Diagnostics: what is wrong with the data, collected whole, decided on once.
 *
 * Bad data is not an error. A reader adds a diagnostic and goes on, so that a clerk mends forty parcels
 * in one pass. Whether the run may go on is decided afterwards from the worst severity.
 * Threads: a list belongs to one thread.
 */
#ifndef LIANGTIAN_DIAGNOSTICS_H
#define LIANGTIAN_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_severity {
    LT_NOTE,    /* worth knowing: a repair, a skipped column */
    LT_WARNING, /* a feature that is judged with a reservation or not judged; listed and counted */
    LT_REJECT,  /* a layer-level fault: the input is rejected, exit 3, nothing is published */
};

/* The four dimensions of data quality that the quality report is grouped by. */
enum lt_quality {
    LT_COMPLETENESS,
    LT_ACCURACY,
    LT_TIMELINESS,
    LT_USABILITY,
};

/* One diagnostic. Any text may be "" where it does not apply; none is NULL. UTF-8. */
struct lt_diagnostic {
    enum lt_severity severity;
    enum lt_quality quality;
    const char *code;    /* stable, machine-readable: "geometry.bow_tie" */
    const char *layer;   /* layer role and file: "parcels DLTB.shp" */
    const char *feature; /* id, or "#12" (position from 0) where there is none */
    const char *field;
    const char *found;    /* what was found */
    const char *expected; /* what was expected */
    const char *action;   /* what to do */
    double area_m2;       /* ellipsoidal area concerned; 0 where none */
};

struct lt_diagnostics {
    struct lt_diagnostic *items;
    size_t count;
    size_t capacity;
    size_t count_of[3]; /* per severity */
    struct lt_arena *arena;
};

/* Strings are copied into an arena that the list owns. They come from strangers' files and go to terminals, workbooks
 * and pages: control characters become spaces, bytes that are not UTF-8 a '?'. */
enum lt_status lt_diagnostics_init(struct lt_diagnostics *list, struct lt_error *err);
void lt_diagnostics_finish(struct lt_diagnostics *list);
enum lt_status lt_diagnostics_add(struct lt_diagnostics *list, const struct lt_diagnostic *item,
                                  struct lt_error *err);
/* Faults of the rows of one file, of which there may be millions: the first thousand of each severity are listed, the
 * others counted, and told in one line at the end. A listing begins with zeros. */
enum { LT_LISTED = 1000 };
struct lt_listing {
    uint64_t count_of[3]; /* per severity */
};
enum lt_status lt_diagnostics_list(struct lt_diagnostics *list, struct lt_listing *listing,
                                   const struct lt_diagnostic *item, struct lt_error *err);
enum lt_status lt_diagnostics_list_end(struct lt_diagnostics *list,
                                       const struct lt_listing *listing, const char *layer,
                                       struct lt_error *err);
/* Order: severity (worst first), code, layer, feature (byte order), field. Stable, so that equal keys
 * keep their input order: the same inputs list the same way. */
void lt_diagnostics_sort(struct lt_diagnostics *list);
bool lt_diagnostics_rejects(const struct lt_diagnostics *list);

const char *lt_severity_name(enum lt_severity severity); /* "note", "warning", "reject" */
const char *lt_quality_name(enum lt_quality quality);    /* "completeness", … */

const char *lt_severity_title(enum lt_severity severity, bool chinese);
const char *lt_quality_title(enum lt_quality quality, bool chinese);

/* The message catalogue: code → title in both languages; an unknown code answers itself. */
const char *lt_diagnostic_title(const char *code, bool chinese);
/* One part as people read it. English: the diagnostic's own text. Chinese: `found`, `expected` and `action` where their
 * wording is known, with numbers and ids as they are; else the action of the code; else the English. The answer lies in
 * the diagnostic or in `buffer`, which the caller finishes; it holds until the next call with that buffer. */
enum lt_diagnostic_part {
    LT_PART_LAYER,
    LT_PART_FIELD,
    LT_PART_FOUND,
    LT_PART_EXPECTED,
    LT_PART_ACTION,
    LT_PART_FEATURE,
};
struct lt_text;
const char *lt_diagnostic_say(const struct lt_diagnostic *item, enum lt_diagnostic_part part,
                              bool chinese, struct lt_text *buffer);

#ifdef __cplusplus
}
#endif
#endif
