/* The feedback layer of the GeoPackage. */
#ifndef LT_OUTPUTS_FEEDBACK_H
#define LT_OUTPUTS_FEEDBACK_H

#include "outputs_features.h"
#include "outputs_sqlite.h"

/* Writes nothing where the half-year has no such layer. */
enum lt_status lt_feedback_layer_write(struct lt_package *package, struct lt_delivered_sum *ret_sum,
                                       struct lt_error *err);
/* The titles of its columns, for its style. */
void lt_feedback_aliases(struct lt_text *qml, const struct lt_report_model *model);

#endif
