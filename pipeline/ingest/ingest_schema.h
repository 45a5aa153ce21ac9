/* Private helpers of the schema and rule loaders. */
#ifndef LT_INGEST_SCHEMA_H
#define LT_INGEST_SCHEMA_H

#include "ingest_yaml_table.h"
#include "liangtian/schema.h"

/* The layer called `word` in YAML files; adds a fault at `path` when there is none. */
bool lt_schema_parse_layer(struct lt_yaml *yaml, const char *path, const char *word,
                           enum lt_layer *ret_layer);

/* May a schema be called so? Names come from a config: no way out of the folder. */
bool lt_schema_is_name(const char *name);

#endif
