#include "ingest_yaml_table.h"

#include <stdint.h>
#include <string.h>

#include "ingest_yaml_scalar.h"
#include "support/text.h"

const char *lt_table_path(struct lt_yaml *yaml, const char *path, const char *name)
{
    return *path == '\0' ? name : lt_yaml_format(yaml, "%s.%s", path, name);
}

static const struct lt_key *find_key(const struct lt_key *section, const char *name)
{
    for (size_t i = 0; i < section->key_count; i++) {
        if (strcmp(section->keys[i].name, name) == 0) {
            return &section->keys[i];
        }
    }
    return NULL;
}

/* --- faults -------------------------------------------------------------------------------- */

static const char *key_names(struct lt_yaml *yaml, const struct lt_key *section)
{
    const char *names = "";
    for (size_t i = 0; i < section->key_count; i++) {
        names = lt_yaml_format(yaml, "%s%s%s", names, i == 0 ? "" : ", ", section->keys[i].name);
    }
    return names;
}

static void fault_unknown(struct lt_yaml *yaml, const yaml_node_t *key, const char *path,
                          const struct lt_key *section)
{
    const char *name = lt_yaml_text(key);
    const char *action = "remove the line or correct the key";
    for (size_t i = 0; i < section->key_count; i++) {
        if (lt_same_word(section->keys[i].name, name)) {
            action = lt_yaml_format(yaml, "write it in lower case: %s", section->keys[i].name);
        }
    }
    if (strstr(name, "：") != NULL) {
        action = "use the ASCII colon ':' and a space after it, not the full-width '：'";
    }
    lt_yaml_reject(yaml, key, lt_table_path(yaml, path, name), "yaml.unknown_key", name,
                   lt_yaml_format(yaml, "one of: %s", key_names(yaml, section)), action);
}

static void fault_missing(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                          const struct lt_key *key)
{
    lt_yaml_reject(yaml, node, lt_table_path(yaml, path, key->name), "yaml.missing_key", "nothing",
                   lt_yaml_format(yaml, "%s (%s)", key->name, key->en), "add the key");
}

static void fault_kind(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                       const char *expected)
{
    const char *text = lt_yaml_text(node);
    const bool wide = text != NULL && strstr(text, "：") != NULL;
    lt_yaml_reject(
        yaml, node, path, "yaml.kind", lt_yaml_describe(yaml, node), expected,
        wide ? "use the ASCII colon ':' and a space after it, not the full-width '：'"
             : "look at the commented file that 'liangtian init' writes for the form of this key");
}

/* --- groups -------------------------------------------------------------------------------- */

static void *field_at(void *base, size_t offset)
{
    return (char *)base + offset;
}

static void set_array(const struct lt_key *key, void *base, void *items, size_t count)
{
    memcpy(field_at(base, key->offset), &items, sizeof items);
    memcpy(field_at(base, key->count_offset), &count, sizeof count);
}

static void check_count(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                        const struct lt_key *key, size_t count)
{
    if ((double)count < key->min || (key->max > 0 && (double)count > key->max)) {
        lt_yaml_reject(yaml, node, path, "yaml.range", lt_yaml_format(yaml, "%zu items", count),
                       key->max > 0 ? lt_yaml_format(yaml, "%.0f to %.0f items", key->min, key->max)
                                    : lt_yaml_format(yaml, "at least %.0f item%s", key->min,
                                                     key->min > 1 ? "s" : ""),
                       "add or remove items");
    }
}

static void read_list(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                      const struct lt_key *key, void *base)
{
    const size_t count = lt_yaml_size(node);
    char *items = lt_yaml_array(yaml, count, key->item_size);
    if (items == NULL) {
        return;
    }
    check_count(yaml, node, path, key, count);
    for (size_t i = 0; i < count; i++) {
        lt_table_read(yaml, lt_yaml_item(yaml, node, i), lt_yaml_format(yaml, "%s[%zu]", path, i),
                      key, items + i * key->item_size);
    }
    set_array(key, base, items, count);
}

static void read_map(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                     const struct lt_key *key, void *base)
{
    const size_t count = lt_yaml_size(node);
    char *items = lt_yaml_array(yaml, count, key->item_size);
    if (items == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        yaml_node_t *value;
        char *item = items + i * key->item_size;
        const char *word = lt_yaml_pair(yaml, node, i, NULL, &value);
        lt_table_read(yaml, value, lt_table_path(yaml, path, word), key, item);
        word = lt_yaml_format(yaml, "%s", word); /* outlives the document */
        memcpy(item, &word, sizeof word);
    }
    set_array(key, base, items, count);
}

static void read_pairs(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                       const struct lt_key *key, void *base)
{
    const size_t count = lt_yaml_size(node);
    struct lt_key_pair *pairs = lt_yaml_array(yaml, count, sizeof *pairs);
    if (pairs == NULL) {
        return;
    }
    const struct lt_key entry = {.kind = LT_KEY_TEXT, .required = true, .en = key->en};
    for (size_t i = 0; i < count; i++) {
        yaml_node_t *word, *value;
        const char *text = lt_yaml_pair(yaml, node, i, &word, &value);
        const char *inner = lt_table_path(yaml, path, text);
        pairs[i] = (struct lt_key_pair){"", ""};
        if (*text != '\0') { /* no word: told when the file was opened */
            lt_scalar_read(yaml, word, inner, &entry, &pairs[i].word);
        }
        lt_scalar_read(yaml, value, inner, &entry, &pairs[i].text);
    }
    set_array(key, base, pairs, count);
}

static void read_scalars(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                         const struct lt_key *key, void *base)
{
    const bool texts = key->kind == LT_KEY_TEXTS;
    const size_t count = lt_yaml_size(node), size = texts ? sizeof(char *) : sizeof(double);
    char *items = lt_yaml_array(yaml, count, size);
    if (items == NULL) {
        return;
    }
    const struct lt_key entry = {.kind = texts ? LT_KEY_TEXT : LT_KEY_DOUBLE,
                                 .min = -1e15,
                                 .max = 1e15,
                                 .required = true,
                                 .en = key->en};
    check_count(yaml, node, path, key, count);
    for (size_t i = 0; i < count; i++) {
        lt_scalar_default(yaml, &entry, items + i * size); /* never NULL, whatever stands there */
        lt_scalar_read(yaml, lt_yaml_item(yaml, node, i), lt_yaml_format(yaml, "%s[%zu]", path, i),
                       &entry, items + i * size);
    }
    set_array(key, base, items, count);
}

/* --- one key, one section ------------------------------------------------------------------ */

static bool wants_sequence(enum lt_key_kind kind)
{
    return kind == LT_KEY_LIST || kind == LT_KEY_TEXTS || kind == LT_KEY_NUMBERS;
}

static void read_key(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                     const struct lt_key *key, void *base)
{
    const bool sequence = wants_sequence(key->kind);
    if (key->kind >= LT_KEY_SECTION && key->kind != LT_KEY_SECTION &&
        node->type != (sequence ? YAML_SEQUENCE_NODE : YAML_MAPPING_NODE)) {
        fault_kind(yaml, node, path,
                   sequence ? "a list: [a, b], or lines that begin with '- '" : "a group of keys");
        return;
    }
    switch (key->kind) {
    case LT_KEY_SECTION:
        lt_table_read(yaml, node, path, key, field_at(base, key->offset));
        break;
    case LT_KEY_LIST:
        read_list(yaml, node, path, key, base);
        break;
    case LT_KEY_MAP:
        read_map(yaml, node, path, key, base);
        break;
    case LT_KEY_PAIRS:
        read_pairs(yaml, node, path, key, base);
        break;
    case LT_KEY_TEXTS:
    case LT_KEY_NUMBERS:
        read_scalars(yaml, node, path, key, base);
        break;
    default:
        lt_scalar_read(yaml, node, path, key, field_at(base, key->offset));
    }
}

static void default_key(struct lt_yaml *yaml, const struct lt_key *key, void *base)
{
    if (key->kind == LT_KEY_SECTION) {
        lt_table_defaults(yaml, key, field_at(base, key->offset));
    } else if (key->kind < LT_KEY_SECTION) {
        lt_scalar_default(yaml, key, field_at(base, key->offset));
    }
}

void lt_table_defaults(struct lt_yaml *yaml, const struct lt_key *section, void *base)
{
    for (size_t i = 0; i < section->key_count; i++) {
        default_key(yaml, &section->keys[i], base);
    }
}

void lt_table_read(struct lt_yaml *yaml, const yaml_node_t *node, const char *path,
                   const struct lt_key *section, void *base)
{
    lt_table_defaults(yaml, section, base);
    if (node->type != YAML_MAPPING_NODE) {
        fault_kind(yaml, node, path, "a group of keys");
        return;
    }
    for (size_t i = 0; i < lt_yaml_size(node); i++) {
        yaml_node_t *name, *value;
        const char *word = lt_yaml_pair(yaml, node, i, &name, &value);
        const struct lt_key *key = find_key(section, word);
        if (key == NULL) {
            if (*word != '\0') {
                fault_unknown(yaml, name, path, section);
            }
            continue;
        }
        read_key(yaml, value, lt_table_path(yaml, path, word), key, base);
        if (key->mark != 0) {
            *(bool *)field_at(base, key->mark - 1) = true;
        }
    }
    for (size_t i = 0; !section->partial && i < section->key_count; i++) {
        if (section->keys[i].required && lt_yaml_get(yaml, node, section->keys[i].name) == NULL) {
            fault_missing(yaml, node, path, &section->keys[i]);
        }
    }
}
