/* What the files of this folder share. */
#ifndef LT_REPORT_PARTS_H
#define LT_REPORT_PARTS_H

#include "liangtian/report.h"

enum lt_status lt_report_count_rules(const struct lt_report_parts *parts,
                                     struct lt_report_model *model, struct lt_error *err);
/* Every identity of the model. */
enum lt_status lt_report_check(const struct lt_report_model *model, struct lt_error *err);

#endif
