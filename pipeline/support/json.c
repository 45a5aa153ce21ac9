#include "support/json.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Bytes of the character at `at`; 0 where it is none: names of files may hold anything. */
static size_t character(const char *at)
{
    const unsigned char c = (unsigned char)*at;
    const size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    return strnlen(at, length) == length && lt_utf8_valid(at, length) ? length : 0;
}

void lt_json_add_string(struct lt_text *into, const char *value)
{
    size_t length;
    lt_text_add(into, "\"");
    for (const char *at = value; *at != '\0'; at += length > 0 ? length : 1) {
        const unsigned char c = (unsigned char)*at;
        length = character(at);
        if (c == '"' || c == '\\') {
            lt_text_printf(into, "\\%c", c);
        } else if (c == '\n') {
            lt_text_add(into, "\\n");
        } else if (c < 0x20) {
            lt_text_printf(into, "\\u%04x", c);
        } else if (length > 0) {
            lt_text_add_n(into, at, length);
        } else {
            lt_text_add(into, "\\ufffd");
        }
    }
    lt_text_add(into, "\"");
}

static void add_number(struct lt_text *into, double value)
{
    if (isfinite(value)) {
        lt_text_add_double(into, value);
    } else {
        lt_text_add(into, "null");
    }
}

static void start(struct lt_json *json, const char *name)
{
    lt_text_add(json->text, json->first ? "" : ",");
    json->first = false;
    if (name != NULL) {
        lt_json_add_string(json->text, name);
        lt_text_add(json->text, ":");
    }
}

void lt_json_begin(struct lt_json *json, const char *name, char bracket)
{
    start(json, name);
    lt_text_add_n(json->text, &bracket, 1);
    json->first = true;
}

void lt_json_end(struct lt_json *json, char bracket)
{
    lt_text_add_n(json->text, &bracket, 1);
    json->first = false;
}

void lt_json_text(struct lt_json *json, const char *name, const char *value)
{
    start(json, name);
    lt_json_add_string(json->text, value == NULL ? "" : value);
}

void lt_json_number(struct lt_json *json, const char *name, double value)
{
    start(json, name);
    add_number(json->text, value);
}

void lt_json_whole(struct lt_json *json, const char *name, uint64_t value)
{
    start(json, name);
    lt_text_printf(json->text, "%llu", (unsigned long long)value);
}

void lt_json_truth(struct lt_json *json, const char *name, bool value)
{
    start(json, name);
    lt_text_add(json->text, value ? "true" : "false");
}

void lt_json_written(struct lt_json *json, const char *name, const char *value)
{
    start(json, name);
    lt_text_add(json->text, value);
}

void lt_json_null(struct lt_json *json, const char *name)
{
    start(json, name);
    lt_text_add(json->text, "null");
}

void lt_json_range(struct lt_json *json, const char *name, double low, double high)
{
    lt_json_begin(json, name, '[');
    lt_json_number(json, NULL, low);
    lt_json_number(json, NULL, high);
    lt_json_end(json, ']');
}
