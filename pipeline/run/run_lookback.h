#ifndef LT_RUN_LOOKBACK_H
#define LT_RUN_LOOKBACK_H

#include "run/run_unit.h"

/* Ground to add to the zones and plots to strike (M11). After the records. */
enum lt_status lt_unit_lookback(struct lt_unit_work *work, struct lt_error *err);

#endif
