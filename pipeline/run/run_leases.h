#ifndef LT_RUN_LEASES_H
#define LT_RUN_LEASES_H

#include "run/run_unit.h"

/* Sums the unit's leases that run at the image date by operator; nothing without a layer of leases. */
enum lt_status lt_unit_leases(struct lt_unit_work *work, struct lt_error *err);

#endif
