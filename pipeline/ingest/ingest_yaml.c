#define _XOPEN_SOURCE 700 /* realpath */
#include "ingest_yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

/* --- memory and faults --------------------------------------------------------------------- */

const char *lt_yaml_format(struct lt_yaml *yaml, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *made = length < 0 ? NULL : lt_arena_alloc(yaml->arena, (size_t)length + 1);
    if (made != NULL) {
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

static void reject_here(struct lt_yaml *yaml, size_t line, size_t column, const char *path,
                        const char *code, const char *found, const char *expected,
                        const char *action)
{
    add(yaml, &(struct lt_diagnostic){LT_REJECT, LT_USABILITY, code, yaml->label,
                                      place(yaml, line, column), path, found, expected, action, 0});
}

void lt_yaml_reject(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                    const char *code, const char *found, const char *expected, const char *action)
{
    reject_here(yaml, node->start_mark.line, node->start_mark.column, path, code, found, expected,
                action);
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
        return lt_fail(err, LT_E_INPUT, "%s has %zu fault%s", yaml->label, yaml->rejects,
                       yaml->rejects == 1 ? "" : "s");
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
        const size_t length = 1 + strcspn(path + 1, ".[");
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

/* --- opening ------------------------------------------------------------------------------- */

static void where(const char *data, size_t offset, size_t *ret_line, size_t *ret_column)
{
    *ret_line = 0;
    *ret_column = 0;
    for (size_t i = 0; i < offset; i++) {
        *ret_column = data[i] == '\n' ? 0 : *ret_column + 1;
        *ret_line += data[i] == '\n';
    }
}

static bool check_encoding(struct lt_yaml *yaml, const char *data, size_t size)
{
    if (lt_utf8_valid(data, size)) {
        return true;
    }
    size_t low = 0; /* the longest valid prefix ends inside the first bad character */
    for (size_t end = 0; end < size; end++) {
        if (data[end] == '\n' || end + 1 == size) {
            if (!lt_utf8_valid(data + low, end + 1 - low)) {
                break;
            }
            low = end + 1;
        }
    }
    size_t line, column;
    where(data, low, &line, &column);
    reject_here(yaml, line, column, "", "yaml.encoding", "bytes that are not UTF-8", "UTF-8 text",
                "save the file as UTF-8 (in the editor: Save as, encoding UTF-8)");
    return false;
}

static void add_syntax_fault(struct lt_yaml *yaml, const yaml_parser_t *parser, const char *data,
                             size_t size)
{
    size_t begin = 0;
    for (size_t line = 0; line < parser->problem_mark.line && begin < size; begin++) {
        line += data[begin] == '\n';
    }
    const size_t length = strcspn(data + begin, "\r\n");
    const bool tab = memchr(data + begin, '\t', length) != NULL;
    const char *context = parser->context == NULL ? "" : parser->context;
    reject_here(
        yaml, parser->problem_mark.line, parser->problem_mark.column, "", "yaml.syntax",
        lt_yaml_format(yaml, "%s%s%s", parser->problem == NULL ? "?" : parser->problem,
                       *context == '\0' ? "" : " ", context),
        "YAML",
        tab ? "indent with spaces, not with tabs"
            : "look at this line and the one before: a space is due after every ':', brackets "
              "and quotes come in pairs, items of one list start in the same column");
}

struct scan {
    size_t depth, documents;
    bool stop;
};

static const yaml_char_t *anchor_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor;
    case YAML_ALIAS_EVENT:
        return event->data.alias.anchor;
    default:
        return NULL;
    }
}

static const yaml_char_t *tag_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.tag;
    default:
        return NULL;
    }
}

static void check_event(struct lt_yaml *yaml, const yaml_event_t *event, struct scan *scan)
{
    const yaml_char_t *anchor = anchor_of(event), *tag = tag_of(event);
    const size_t line = event->start_mark.line, column = event->start_mark.column;
    if (anchor != NULL) {
        reject_here(yaml, line, column, "", "yaml.alias",
                    lt_yaml_format(yaml, "%c%s", event->type == YAML_ALIAS_EVENT ? '*' : '&',
                                   (const char *)anchor),
                    "no anchors (&) and no aliases (*)",
                    "write the value out; a text that begins with & or * needs quotes");
    }
    if (tag != NULL) {
        reject_here(yaml, line, column, "", "yaml.tag", (const char *)tag, "no tags (!)",
                    "remove the tag; a text that begins with ! needs quotes");
    }
    scan->documents += event->type == YAML_DOCUMENT_START_EVENT;
    if (event->type == YAML_DOCUMENT_START_EVENT && scan->documents == 2) {
        reject_here(yaml, line, column, "", "yaml.syntax", "a second document", "one document",
                    "remove the line '---' and what follows it");
    }
    if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT) {
        if (++scan->depth > LT_YAML_DEPTH) {
            reject_here(yaml, line, column, "", "yaml.limit",
                        lt_yaml_format(yaml, "%zu levels of nesting", scan->depth),
                        lt_yaml_format(yaml, "at most %d levels", LT_YAML_DEPTH),
                        "close brackets earlier, or check the indentation");
            scan->stop = true;
        }
    } else if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT) {
        scan->depth--;
    }
}

/* Anchors, tags, depth and syntax show in the events only, before any node is built. */
static void scan_events(struct lt_yaml *yaml, const char *data, size_t size)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        yaml->status = LT_E_LIMIT;
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)data, size);
    struct scan scan = {0};
    bool end = false;
    while (!end && !scan.stop) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            if (parser.error == YAML_MEMORY_ERROR) {
                yaml->status = LT_E_LIMIT;
            } else {
                add_syntax_fault(yaml, &parser, data, size);
            }
            break;
        }
        check_event(yaml, &event, &scan);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static void load_document(struct lt_yaml *yaml, const char *data, size_t size)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        yaml->status = LT_E_LIMIT;
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)data, size);
    yaml->loaded = yaml_parser_load(&parser, &yaml->document) != 0;
    if (!yaml->loaded) {
        yaml->status = LT_E_LIMIT; /* the syntax was found good before */
    }
    yaml_parser_delete(&parser);
}

struct seen_key {
    const char *text;
    const yaml_node_t *node;
};

static int by_text(const void *a, const void *b)
{
    const struct seen_key *left = a, *right = b;
    const int by = strcmp(left->text, right->text);
    return by != 0 ? by : (left->node > right->node) - (left->node < right->node);
}

static void check_keys(struct lt_yaml *yaml, const yaml_node_t *map)
{
    const size_t count = lt_yaml_size(map);
    struct seen_key *keys = lt_yaml_array(yaml, count, sizeof *keys);
    if (keys == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        yaml_node_t *key;
        keys[i].text = lt_yaml_pair(yaml, map, i, &key, NULL);
        keys[i].node = key;
        if (key->type != YAML_SCALAR_NODE || *keys[i].text == '\0') {
            lt_yaml_reject(yaml, key, "", "yaml.kind", lt_yaml_describe(yaml, key),
                           "a word as the key", "write 'key: value'");
        }
    }
    qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 1; i < count; i++) {
        if (*keys[i].text != '\0' && strcmp(keys[i].text, keys[i - 1].text) == 0) {
            lt_yaml_reject(yaml, keys[i].node, keys[i].text, "yaml.duplicate_key", keys[i].text,
                           "each key once",
                           lt_yaml_format(yaml, "remove one of the two; the other is in line %zu",
                                          keys[i - 1].node->start_mark.line + 1));
        }
    }
}

static void check_nodes(struct lt_yaml *yaml)
{
    if (lt_yaml_root(yaml) == NULL) {
        reject_here(yaml, 0, 0, "", "yaml.kind", "an empty file", "keys and values",
                    "start from the commented file that 'liangtian init' writes");
        return;
    }
    for (yaml_node_t *node = yaml->document.nodes.start; node < yaml->document.nodes.top; node++) {
        if (node->type == YAML_MAPPING_NODE) {
            check_keys(yaml, node);
        } else if (node->type == YAML_SCALAR_NODE &&
                   strlen((const char *)node->data.scalar.value) != node->data.scalar.length) {
            lt_yaml_reject(yaml, node, "", "yaml.text", "a NUL character", "text",
                           "remove \\0 from the text");
        }
    }
}

static enum lt_status find_folder(struct lt_yaml *yaml, const char *path, struct lt_error *err)
{
    const char *folder = lt_path_folder(yaml->arena, path);
    if (folder == NULL) {
        return lt_fail_memory(err, path);
    }
    char *real = realpath(folder, NULL);
    if (real == NULL) {
        return lt_fail(err, LT_E_IO, "cannot open '%s': %s", path, strerror(errno));
    }
    yaml->folder = lt_arena_text(yaml->arena, real);
    free(real);
    return yaml->folder == NULL ? lt_fail_memory(err, path) : LT_OK;
}

enum lt_status lt_yaml_open(struct lt_yaml *yaml, const char *role, const char *path,
                            struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                            struct lt_error *err)
{
    *yaml = (struct lt_yaml){.diagnostics = diagnostics, .arena = arena};
    enum lt_status status;
    char *data;
    size_t size;
    yaml->label = lt_yaml_format(yaml, "%s %s", role, lt_path_name(path));
    LT_TRY(find_folder(yaml, path, err));
    LT_TRY(lt_file_read(path, LT_YAML_BYTES, arena, &data, &size, err));
    const size_t mark = lt_starts_with(data, "\xEF\xBB\xBF") ? 3 : 0; /* Windows editors */
    data += mark;
    size -= mark;
    if (check_encoding(yaml, data, size)) {
        scan_events(yaml, data, size);
    }
    LT_TRY(lt_yaml_result(yaml, err));
    load_document(yaml, data, size);
    LT_TRY(lt_yaml_result(yaml, err));
    check_nodes(yaml);
    if (yaml->status != LT_OK || lt_yaml_root(yaml) == NULL) {
        LT_TRY(lt_yaml_result(yaml, err));
    }
out:
    return status;
}

void lt_yaml_close(struct lt_yaml *yaml)
{
    if (yaml != NULL && yaml->loaded) {
        yaml_document_delete(&yaml->document);
        yaml->loaded = false;
    }
}
