/* What a unit found beyond its parcels, between processes. Private to store/. */
#ifndef LT_STORE_UNIT_CITY_H
#define LT_STORE_UNIT_CITY_H

#include "liangtian/unit.h"
#include "store/store_codec.h"

void code_boundary(struct codec *c, struct lt_boundary *v);

#endif
