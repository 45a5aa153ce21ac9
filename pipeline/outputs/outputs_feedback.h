/* The feedback layer of the GeoPackage. */
#ifndef LT_OUTPUTS_FEEDBACK_H
#define LT_OUTPUTS_FEEDBACK_H

#include "outputs_sqlite.h"

/* Writes nothing where the half-year has no such layer. */
enum lt_status lt_feedback_layer_write(struct lt_package *package, struct lt_error *err);

#endif
