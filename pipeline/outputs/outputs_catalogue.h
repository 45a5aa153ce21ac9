/* The catalogue record: what a data-sharing platform, or whoever gets a layer, is told about the data. */
#ifndef LT_OUTPUTS_CATALOGUE_H
#define LT_OUTPUTS_CATALOGUE_H

#include <stdbool.h>

#include "outputs_common.h"

struct lt_arena;

/* Texts lie in the arena, the model or are constants. */
struct lt_catalogue {
    const struct lt_report_model *model;
    const char *identifier; /* "liangtian-411700-2025H2" */
    const char *title, *abstract, *lineage;
    char date[11];
    const char *from, *to; /* images of the half-year, YYYY-MM-DD; "" = not given */
    bool has_extent;
    double west, south, east, north; /* degrees of WGS 84, which is CGCS2000 to less than a metre */
    const char *office;
    const char *sharing;  /* a word: "unconditional", "conditional", "none" */
    const char *security; /* a word of ISO 19115: "unclassified", "restricted" … */
};
/* Of the half-year. LT_E_LIMIT. */
enum lt_status lt_catalogue_make(const struct lt_report_model *model, struct lt_arena *arena,
                                 struct lt_catalogue *ret_record, struct lt_error *err);
/* Of a file of its violation layer, called `stem`, with the cases of `place`. */
enum lt_status lt_catalogue_make_layer(const struct lt_report_model *model, const char *stem,
                                       const char *place, const struct lt_book_cases *cases,
                                       struct lt_arena *arena, struct lt_catalogue *ret_record,
                                       struct lt_error *err);
/* 有条件共享 …, in the language of the outputs. */
const char *lt_catalogue_sharing_title(const struct lt_catalogue *record);
/* ISO 19115 as ISO/TS 19139 XML. */
enum lt_status lt_catalogue_write_xml(const struct lt_catalogue *record, const char *path,
                                      struct lt_error *err);

#endif
