/* The rule catalogue, schemas/rules/, as data. */
#ifndef LT_INGEST_RULES_H
#define LT_INGEST_RULES_H

#include "liangtian/diagnostics.h"
#include "liangtian/rules.h"

struct lt_arena;

/* Loads every schemas_dir/rules/ID.yaml in ascending id. Faults are diagnostics with file, line and
 * key, and LT_E_INPUT; all files are read before it fails. */
enum lt_status lt_rules_load(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                             struct lt_arena *arena, struct lt_rule_set *ret_rules,
                             struct lt_error *err);
/* The key of the config under which this rule's threshold is set; NULL: its own, under `rules`. */
const char *lt_rule_threshold_key(const struct lt_rule *rule);

#endif
