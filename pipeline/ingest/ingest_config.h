/* Private parts of the config loader. */
#ifndef LT_INGEST_CONFIG_H
#define LT_INGEST_CONFIG_H

#include "ingest_config_table.h"

/* What no single key can tell: order of the half-years, dates against seasons, counties of this
 * city, schemas, rules. Adds faults and warnings to the file's diagnostics. Needs the rules loaded
 * and overrides not yet applied. */
void lt_config_check(struct lt_yaml *yaml, const struct lt_config_draft *draft);
/* Each layer's schema exists, is of that role, and has the fields that the mapping names. */
void lt_config_check_layers(struct lt_yaml *yaml, const struct lt_config_draft *draft);

#endif
