/* Where a case's evidence sheet lies, for the outputs that point to it. */
#ifndef LT_OUTPUTS_EVIDENCE_LINKS_H
#define LT_OUTPUTS_EVIDENCE_LINKS_H

#include <stdbool.h>

#include "liangtian/evidence.h"
#include "liangtian/report.h"

struct lt_arena;
struct lt_text;

/* Has this case a sheet? Then "sheets/411702/411702-2025H1-00001.pdf" is where it lies in the half-year's folder. */
bool lt_evidence_has(const struct lt_report_model *model, const struct lt_case *item);
const char *lt_evidence_path(const struct lt_case *item, struct lt_arena *arena);
/* In a county's package: "sheets/411702-2025H1-00001.pdf". */
const char *lt_evidence_packed_path(const struct lt_case *item, struct lt_arena *arena);
/* How many were drawn, and what was not: for the report. Nothing where none is made; plain text without < and &. */
void lt_evidence_add_note(struct lt_text *text, const struct lt_report_model *model);

#endif
