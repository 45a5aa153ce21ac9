#include "ingest_yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"

/* --- memory and faults --------------------------------------------------------------------- */

const char *lt_yaml_format(struct lt_yaml *yaml, const char *format, ...)
{
    char most[128]; /* hardly a path or a name is longer */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(most, sizeof most, format, args);
    va_end(args);
    char *made = length < 0 ? NULL : lt_arena_alloc(yaml->arena, (size_t)length + 1);
    if (made != NULL && (size_t)length < sizeof most) {
        memcpy(made, most, (size_t)length + 1);
    } else if (made != NULL) {
        vsnprintf(made, (size_t)length + 1, format, again);
    }
    va_end(again);
    if (made == NULL) {
        yaml->status = LT_E_LIMIT;
        return "";
    }
    return made;
}

const char *lt_yaml_number(struct lt_yaml *yaml, double value)
{
    char buffer[LT_DOUBLE_TEXT];
    return lt_yaml_format(yaml, "%s", lt_format_double(value, buffer));
}

void *lt_yaml_array(struct lt_yaml *yaml, size_t count, size_t size)
{
    void *made = lt_arena_array(yaml->arena, count, size);
    if (made == NULL) {
        yaml->status = LT_E_LIMIT;
    }
    return made;
}

static void add(struct lt_yaml *yaml, const struct lt_diagnostic *item)
{
    yaml->rejects += item->severity == LT_REJECT;
    if (lt_diagnostics_add(yaml->diagnostics, item, NULL) != LT_OK) {
        yaml->status = LT_E_LIMIT;
    }
}

static const char *place(struct lt_yaml *yaml, size_t line, size_t column)
{
    return lt_yaml_format(yaml, "line %zu, column %zu", line + 1, column + 1);
}

void lt_yaml_reject_line(struct lt_yaml *yaml, size_t line, size_t column, const char *path,
                         const char *code, const char *found, const char *expected,
                         const char *action)
{
    add(yaml, &(struct lt_diagnostic){LT_REJECT, LT_USABILITY, code, yaml->label,
                                      place(yaml, line, column), path, found, expected, action, 0});
}

void lt_yaml_reject(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                    const char *code, const char *found, const char *expected, const char *action)
{
    lt_yaml_reject_line(yaml, node->start_mark.line, node->start_mark.column, path, code, found,
                        expected, action);
}

void lt_yaml_reject_at(struct lt_yaml *yaml, const char *path, const char *code, const char *found,
                       const char *expected, const char *action)
{
    lt_yaml_reject(yaml, lt_yaml_at(yaml, path), path, code, found, expected, action);
}

void lt_yaml_warn_at(struct lt_yaml *yaml, const char *path, enum lt_quality quality,
                     const char *code, const char *found, const char *expected, const char *action)
{
    const yaml_mark_t mark = lt_yaml_at(yaml, path)->start_mark;
    add(yaml, &(struct lt_diagnostic){LT_WARNING, quality, code, yaml->label,
                                      place(yaml, mark.line, mark.column), path, found, expected,
                                      action, 0});
}

enum lt_status lt_yaml_result(const struct lt_yaml *yaml, struct lt_error *err)
{
    if (yaml->status != LT_OK) {
        return lt_fail_memory(err, yaml->label);
    }
    if (yaml->rejects > 0) {
        return lt_fail(err, LT_E_INPUT, "faults in %s: %zu", yaml->label, yaml->rejects);
    }
    return LT_OK;
}

/* --- nodes --------------------------------------------------------------------------------- */

yaml_node_t *lt_yaml_root(struct lt_yaml *yaml)
{
    return yaml_document_get_root_node(&yaml->document);
}

size_t lt_yaml_size(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_SEQUENCE_NODE:
        return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    case YAML_MAPPING_NODE:
        return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
    default:
        return 0;
    }
}

yaml_node_t *lt_yaml_item(struct lt_yaml *yaml, const yaml_node_t *sequence, size_t index)
{
    return yaml_document_get_node(&yaml->document, sequence->data.sequence.items.start[index]);
}

const char *lt_yaml_text(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

const char *lt_yaml_pair(struct lt_yaml *yaml, const yaml_node_t *map, size_t index,
                         yaml_node_t **ret_key, yaml_node_t **ret_value)
{
    const yaml_node_pair_t *pair = &map->data.mapping.pairs.start[index];
    yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
    if (ret_key != NULL) {
        *ret_key = key;
    }
    if (ret_value != NULL) {
        *ret_value = yaml_document_get_node(&yaml->document, pair->value);
    }
    const char *text = lt_yaml_text(key);
    return text == NULL ? "" : text;
}

yaml_node_t *lt_yaml_get(struct lt_yaml *yaml, const yaml_node_t *map, const char *key)
{
    if (map == NULL || map->type != YAML_MAPPING_NODE) {
        return NULL;
    }
    for (size_t i = 0; i < lt_yaml_size(map); i++) {
        yaml_node_t *value;
        if (strcmp(lt_yaml_pair(yaml, map, i, NULL, &value), key) == 0) {
            return value;
        }
    }
    return NULL;
}

/* One step along a path: "[2]" or a key up to the next "." or "[". */
static yaml_node_t *step(struct lt_yaml *yaml, yaml_node_t *node, const char *part, size_t length)
{
    char key[128];
    if (length >= sizeof key) {
        return NULL;
    }
    memcpy(key, part, length);
    key[length] = '\0';
    if (*key != '[') {
        return lt_yaml_get(yaml, node, key);
    }
    const size_t index = strtoul(key + 1, NULL, 10);
    return node->type == YAML_SEQUENCE_NODE && index < lt_yaml_size(node)
               ? lt_yaml_item(yaml, node, index)
               : NULL;
}

yaml_node_t *lt_yaml_at(struct lt_yaml *yaml, const char *path)
{
    yaml_node_t *node = lt_yaml_root(yaml);
    while (*path != '\0') {
        path += *path == '.';
        const size_t length = (*path == '[') + strcspn(path + (*path == '['), ".[");
        yaml_node_t *next = step(yaml, node, path, length);
        if (next == NULL) {
            break;
        }
        node = next;
        path += length;
    }
    return node;
}

/* --- what a plain scalar is ---------------------------------------------------------------- */

/* As YAML 1.2 reads it, leading zeros included, hex and octal too. */
static bool looks_numeric(const char *s)
{
    s += *s == '-' || *s == '+';
    if (lt_starts_with(s, "0x") || lt_starts_with(s, "0o")) {
        return strspn(s + 2, "0123456789abcdefABCDEF") == strlen(s + 2);
    }
    if (strcmp(s, ".inf") == 0 || strcmp(s, ".nan") == 0) {
        return true;
    }
    const size_t whole = strspn(s, "0123456789");
    s += whole;
    size_t part = 0;
    if (*s == '.') {
        part = strspn(++s, "0123456789");
        s += part;
    }
    if (whole + part > 0 && (*s == 'e' || *s == 'E')) {
        s++;
        s += *s == '-' || *s == '+';
        const size_t exponent = strspn(s, "0123456789");
        return exponent > 0 && s[exponent] == '\0';
    }
    return whole + part > 0 && *s == '\0';
}

static bool is_nothing(const char *s)
{
    return *s == '\0' || strcmp(s, "~") == 0 || strcmp(s, "null") == 0;
}

bool lt_yaml_is_bare(const yaml_node_t *node)
{
    const char *text = lt_yaml_text(node);
    if (text == NULL || node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) {
        return false;
    }
    return is_nothing(text) || strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ||
           looks_numeric(text);
}

const char *lt_yaml_describe(struct lt_yaml *yaml, const yaml_node_t *node)
{
    const char *text = lt_yaml_text(node);
    if (text == NULL) {
        return node->type == YAML_SEQUENCE_NODE ? "a list" : "a group of keys";
    }
    if (lt_yaml_is_bare(node) && is_nothing(text)) {
        return "nothing";
    }
    const size_t length = strlen(text);
    const size_t cut = lt_utf8_cut(text, length, 80);
    const bool quoted = node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return lt_yaml_format(yaml, "%s%.*s%s%s", quoted ? "\"" : "", (int)cut, text,
                          cut < length ? "…" : "", quoted ? "\"" : "");
}
