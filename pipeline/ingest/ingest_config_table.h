/* The one description of the config: read by the loader, the JSON Schema, the template and the
 * reference. */
#ifndef LT_INGEST_CONFIG_TABLE_H
#define LT_INGEST_CONFIG_TABLE_H

#include "ingest_yaml_table.h"
#include "liangtian/config.h"

/* In the order of enum lt_rule_severity. A rule whose findings are cases stays one: "notice" is not among them. */
#define LT_SEVERITIES "grave ordinary"

/* A city's change to one rule of the catalogue. */
struct lt_rule_override {
    const char *id;
    bool enabled, has_enabled;
    double threshold;
    bool has_threshold;
    const char *severity; /* one of LT_SEVERITIES; NULL: as in the catalogue */
};

/* What the file says, before it is completed: the table's offsets point into this. */
struct lt_config_draft {
    struct lt_config config; /* first: a draft's address is its config's */
    struct lt_layer_config layers[LT_LAYER_COUNT];
    const char *language;
    struct lt_rule_override *overrides;
    size_t override_count;
};

/* The whole file as one section. */
const struct lt_key *lt_config_table(void);
/* The layer schema that a role has when the config names none: "DLTB" for parcels. */
const char *lt_config_default_schema(enum lt_layer role);
/* May the config do without the layer? Then its file may also hold no feature: there are none. */
bool lt_config_layer_optional(enum lt_layer role);
/* The role that a layer's schema must state: an earlier version of a layer is laid out like the layer. */
enum lt_layer lt_config_schema_role(enum lt_layer role);

#endif
