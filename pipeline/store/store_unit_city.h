/* What a unit found beyond its parcels, between processes. Private to store/. */
#ifndef LT_STORE_UNIT_CITY_H
#define LT_STORE_UNIT_CITY_H

#include "liangtian/unit.h"
#include "store/store_codec.h"

/* Townships, crops, operators, boundary. */
void code_city(struct codec *c, struct lt_unit_result *v);

#endif
