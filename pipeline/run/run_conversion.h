#ifndef LT_RUN_CONVERSION_H
#define LT_RUN_CONVERSION_H

#include "run/run_unit.h"

/* Cropland that left and came since the survey of the year before; nothing without that layer. After the records. */
enum lt_status lt_unit_conversion(struct lt_unit_work *work, struct lt_error *err);

#endif
