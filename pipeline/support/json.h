/* JSON, written piece by piece into a text. Numbers read back as the same doubles, in any locale; what is no number (NAN,
 * an infinity) is null. Commas are put by the writer. Failures are the text's own: lt_text_check at the end. */
#ifndef LT_SUPPORT_JSON_H
#define LT_SUPPORT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "support/text.h"

/* A string with its quotation marks. */
void lt_json_add_string(struct lt_text *into, const char *value);

struct lt_json {
    struct lt_text *text;
    bool first; /* nothing stands yet in the object or array that is open */
};

/* `name` NULL: an element of an array, or the root. */
void lt_json_begin(struct lt_json *json, const char *name, char bracket);     /* '{' or '[' */
void lt_json_end(struct lt_json *json, char bracket);                         /* '}' or ']' */
void lt_json_text(struct lt_json *json, const char *name, const char *value); /* NULL: "" */
void lt_json_number(struct lt_json *json, const char *name, double value);
void lt_json_whole(struct lt_json *json, const char *name, uint64_t value);
void lt_json_truth(struct lt_json *json, const char *name, bool value);
/* What is JSON already. */
void lt_json_written(struct lt_json *json, const char *name, const char *value);
void lt_json_null(struct lt_json *json, const char *name);
void lt_json_range(struct lt_json *json, const char *name, double low,
                   double high); /* [low, high] */

#endif
