/* What explain/ writes as JSON. Private to it. */
#ifndef LT_EXPLAIN_JSON_H
#define LT_EXPLAIN_JSON_H

#include "explain/explain_parts.h"
#include "support/json.h"

static inline void period(struct lt_json *json, const char *name, lt_period value)
{
    char buffer[LT_PERIOD_TEXT] = "";
    lt_json_text(json, name, value == 0 ? "" : lt_period_format(value, buffer));
}

/* The floors of the county or city asked for, as the member `floors`; nothing where none was. */
void explain_json_floors(struct lt_json *json, const struct lt_explanation *explanation);
/* Boundary sensitivity as the member `edges`; nothing where it was not looked at. */
void explain_json_edges(struct lt_json *json, const struct lt_edges *edges);

#endif
