/* One value of a YAML file, read strictly and without regard to the locale. */
#ifndef LT_INGEST_YAML_SCALAR_H
#define LT_INGEST_YAML_SCALAR_H

#include "ingest_yaml_table.h"

/* Reads a scalar of `key`'s kind to `target`; adds a fault and leaves the target when it is no such
 * value. */
void lt_scalar_read(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                    const struct lt_key *key, void *target);
/* Puts the key's default, "" or 0 where there is none. */
void lt_scalar_default(struct lt_yaml *yaml, const struct lt_key *key, void *target);
/* Why a path is not taken ("a path of GDAL's virtual file systems", …), or NULL when it is. */
const char *lt_path_refusal(const char *path);
/* What a value of this key must be, as one phrase: "a number from 0 to 1". In the arena. */
const char *lt_scalar_expected(struct lt_yaml *yaml, const struct lt_key *key);

#endif
