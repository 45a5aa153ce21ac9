/* What stands in `found`, `expected` and `action` of a diagnostic, in Chinese. */
#ifndef LT_MODEL_PHRASES_H
#define LT_MODEL_PHRASES_H

#include <stdbool.h>

struct lt_text;

/* Adds the Chinese for an English text that the table knows as a whole; what varies in it (numbers, ids, names) is
 * copied as it is. False, and nothing added, when it does not. */
bool model_phrase_add(struct lt_text *out, const char *english);
/* The same for "parcels DLTB.shp", "raster 2025H1.tif": the role in front is ours, the file's name is not. */
bool model_layer_add(struct lt_text *out, const char *layer);

#endif
