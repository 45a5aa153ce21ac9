/* Opening of a YAML file: everything is checked that can be refused before its meaning is known. */
#include "ingest_yaml.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

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
    lt_yaml_reject_line(yaml, line, column, "", "yaml.encoding", "bytes that are not UTF-8",
                        "UTF-8 text",
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
    lt_yaml_reject_line(
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
        lt_yaml_reject_line(yaml, line, column, "", "yaml.alias",
                            lt_yaml_format(yaml, "%c%s",
                                           event->type == YAML_ALIAS_EVENT ? '*' : '&',
                                           (const char *)anchor),
                            "no anchors (&) and no aliases (*)",
                            "write the value out; a text that begins with & or * needs quotes");
    }
    if (tag != NULL) {
        lt_yaml_reject_line(yaml, line, column, "", "yaml.tag", (const char *)tag, "no tags (!)",
                            "remove the tag; a text that begins with ! needs quotes");
    }
    scan->documents += event->type == YAML_DOCUMENT_START_EVENT;
    if (event->type == YAML_DOCUMENT_START_EVENT && scan->documents == 2) {
        lt_yaml_reject_line(yaml, line, column, "", "yaml.syntax", "a second document",
                            "one document", "remove the line '---' and what follows it");
    }
    if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT) {
        if (++scan->depth > LT_YAML_DEPTH) {
            lt_yaml_reject_line(yaml, line, column, "", "yaml.limit",
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
        lt_yaml_reject_line(yaml, 0, 0, "", "yaml.kind", "an empty file", "keys and values",
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

enum lt_status lt_yaml_open(struct lt_yaml *yaml, const char *role, const char *path,
                            struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                            struct lt_error *err)
{
    *yaml = (struct lt_yaml){.diagnostics = diagnostics, .arena = arena};
    enum lt_status status;
    char *data;
    size_t size;
    yaml->label = lt_yaml_format(yaml, "%s %s", role, lt_path_name(path));
    LT_TRY(lt_path_real_folder(arena, path, &yaml->folder, err));
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
