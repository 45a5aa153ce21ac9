/* YAML read strictly: libyaml's document nodes, with everything refused that could mean two things.
 *
 * Refused while opening: text that is not UTF-8, more than one document, anchors and aliases,
 * explicit tags, keys that repeat or are no plain word, nesting deeper than LT_YAML_DEPTH. Every
 * fault is a diagnostic with line, column and key; a reader goes on after a fault so that all are
 * seen at once. Threads: one file belongs to one thread.
 */
#ifndef LT_INGEST_YAML_H
#define LT_INGEST_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "liangtian/diagnostics.h"
#include "liangtian/status.h"

struct lt_arena;

enum { LT_YAML_DEPTH = 16, LT_YAML_BYTES = 8 << 20, LT_YAML_TEXT = 1000 };

struct lt_yaml {
    yaml_document_t document;
    bool loaded;
    const char *label;  /* "config city.yaml": the `layer` of its diagnostics */
    const char *folder; /* absolute folder of the file: paths inside are relative to it */
    struct lt_diagnostics *diagnostics;
    struct lt_arena *arena;
    size_t rejects;        /* faults of this file that reject it */
    enum lt_status status; /* memory ran out on the way: checked once, by lt_yaml_result */
};

/* Opens, parses and checks `path`. LT_E_IO when it cannot be read; LT_E_INPUT when it is no YAML
 * that may be read further (the diagnostics say why). `role` is the word before the file's name in
 * diagnostics. */
enum lt_status lt_yaml_open(struct lt_yaml *yaml, const char *role, const char *path,
                            struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                            struct lt_error *err);
void lt_yaml_close(struct lt_yaml *yaml);
/* LT_OK, LT_E_INPUT when a fault rejected the file, or the failure met on the way. */
enum lt_status lt_yaml_result(const struct lt_yaml *yaml, struct lt_error *err);

yaml_node_t *lt_yaml_root(struct lt_yaml *yaml);
/* Value under `key` of a mapping, or NULL. */
yaml_node_t *lt_yaml_get(struct lt_yaml *yaml, const yaml_node_t *map, const char *key);
/* Items of a sequence, pairs of a mapping, 0 for a scalar. */
size_t lt_yaml_size(const yaml_node_t *node);
yaml_node_t *lt_yaml_item(struct lt_yaml *yaml, const yaml_node_t *sequence, size_t index);
/* The index-th pair; the key's text is answered (keys are scalars once a file is open). */
const char *lt_yaml_pair(struct lt_yaml *yaml, const yaml_node_t *map, size_t index,
                         yaml_node_t **ret_key, yaml_node_t **ret_value);
/* The node at "periods[2].raster.path", or its nearest parent that exists. */
yaml_node_t *lt_yaml_at(struct lt_yaml *yaml, const char *path);

/* The text of a scalar, or NULL for a mapping or sequence. */
const char *lt_yaml_text(const yaml_node_t *node);
/* A plain scalar that YAML takes for no text: a number, true or false, or nothing. */
bool lt_yaml_is_bare(const yaml_node_t *node);
/* "a list", "a group of keys", "nothing", or the text itself, for messages. In the arena. */
const char *lt_yaml_describe(struct lt_yaml *yaml, const yaml_node_t *node);

/* Adds what is wrong at a node, in a clerk's words; the file is rejected in the end. */
void lt_yaml_reject(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                    const char *code, const char *found, const char *expected, const char *action);
/* The same at a place in the text, both counted from 0. */
void lt_yaml_reject_line(struct lt_yaml *yaml, size_t line, size_t column, const char *path,
                         const char *code, const char *found, const char *expected,
                         const char *action);
/* The same at the node that `path` leads to. */
void lt_yaml_reject_at(struct lt_yaml *yaml, const char *path, const char *code, const char *found,
                       const char *expected, const char *action);
/* A warning: the file is still taken. */
void lt_yaml_warn_at(struct lt_yaml *yaml, const char *path, enum lt_quality quality,
                     const char *code, const char *found, const char *expected, const char *action);
/* A text in the file's arena; "" and a recorded failure when memory is out. */
const char *lt_yaml_format(struct lt_yaml *yaml, const char *format, ...) LT_PRINTF(2, 3);
/* The shortest decimal form, with a point in any locale; in the arena. */
const char *lt_yaml_number(struct lt_yaml *yaml, double value);
/* Zeroed memory of the file's arena; NULL and a recorded failure when memory is out. */
void *lt_yaml_array(struct lt_yaml *yaml, size_t count, size_t size);

#endif
