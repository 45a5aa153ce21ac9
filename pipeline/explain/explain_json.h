/* Members and brackets of a JSON object in the making. Private to explain/. */
#ifndef LT_EXPLAIN_JSON_H
#define LT_EXPLAIN_JSON_H

#include "explain/explain_parts.h"

/* Commas come before every member but the first. */
struct json {
    struct lt_text *text;
    bool first;
};

static inline void comma(struct json *json)
{
    lt_text_add(json->text, json->first ? "" : ",");
    json->first = false;
}

static inline void add_string(struct json *json, const char *value)
{
    lt_text_add(json->text, "\"");
    for (const char *at = value; *at != '\0'; at++) {
        const unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            lt_text_printf(json->text, "\\%c", c);
        } else if (c < 0x20) {
            lt_text_printf(json->text, "\\u%04x", c);
        } else {
            lt_text_add_n(json->text, at, 1);
        }
    }
    lt_text_add(json->text, "\"");
}

static inline void key(struct json *json, const char *name)
{
    comma(json);
    lt_text_printf(json->text, "\"%s\":", name);
}

static inline void text(struct json *json, const char *name, const char *value)
{
    key(json, name);
    add_string(json, value == NULL ? "" : value);
}

static inline void number(struct json *json, const char *name, double value)
{
    key(json, name);
    lt_text_add_double(json->text, value);
}

static inline void whole(struct json *json, const char *name, uint64_t value)
{
    key(json, name);
    lt_text_printf(json->text, "%llu", (unsigned long long)value);
}

static inline void truth(struct json *json, const char *name, bool value)
{
    key(json, name);
    lt_text_add(json->text, value ? "true" : "false");
}

static inline void period(struct json *json, const char *name, lt_period value)
{
    char buffer[LT_PERIOD_TEXT] = "";
    text(json, name, value == 0 ? "" : lt_period_format(value, buffer));
}

static inline void interval(struct json *json, const char *name, struct lt_interval value)
{
    key(json, name);
    lt_text_add(json->text, "[");
    lt_text_add_double(json->text, value.low);
    lt_text_add(json->text, ",");
    lt_text_add_double(json->text, value.high);
    lt_text_add(json->text, "]");
}

/* Opens an object or list as a member (`name`) or item (NULL). */
static inline void open_with(struct json *json, const char *name, const char *bracket)
{
    if (name != NULL) {
        key(json, name);
    } else {
        comma(json);
    }
    lt_text_add(json->text, bracket);
    json->first = true;
}

static inline void close_with(struct json *json, const char *bracket)
{
    lt_text_add(json->text, bracket);
    json->first = false;
}

/* The floors of the county or city asked for, as the member `floors`; nothing where none was. */
void explain_json_floors(struct json *json, const struct lt_explanation *explanation);
/* Boundary sensitivity as the member `edges`; nothing where it was not looked at. */
void explain_json_edges(struct json *json, const struct lt_edges *edges);

#endif
