/* Small JSON files of the store. */
#ifndef LT_STORE_JSON_H
#define LT_STORE_JSON_H

#include <stddef.h>

#include <jansson.h>

#include "liangtian/status.h"

/* Writes `root`, which it takes over and which may be NULL: then, or where there is no room for the text, LT_E_LIMIT
 * names `what`. `flags` are those of json_dumps. */
enum lt_status store_json_write(const char *path, json_t *root, size_t flags, const char *what,
                                struct lt_error *err);

#endif
