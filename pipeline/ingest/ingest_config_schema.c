/* The JSON Schema of the config (draft-07), for editors: generated from the config's one description. */
#include <string.h>

#include "ingest_config_table.h"
#include "liangtian/ingest.h"
#include "support/json.h"
#include "support/text.h"

enum { INDENT = 2 };

/* `"name": ` on a line of its own, after a comma where something stood before. */
static void add_name(struct lt_text *out, int depth, bool *first, const char *name)
{
    lt_text_printf(out, "%s%*s", *first ? "\n" : ",\n", depth * INDENT, "");
    *first = false;
    lt_json_add_string(out, name);
    lt_text_add(out, ": ");
}

static void add_text_entry(struct lt_text *out, int depth, bool *first, const char *name,
                           const char *value)
{
    add_name(out, depth, first, name);
    lt_json_add_string(out, value);
}

static void add_number_entry(struct lt_text *out, int depth, bool *first, const char *name,
                             double value)
{
    add_name(out, depth, first, name);
    lt_text_add_double(out, value);
}

static void close_object(struct lt_text *out, int depth)
{
    lt_text_printf(out, "\n%*s}", depth * INDENT, "");
}

/* --- scalars ----------------------------------------------------------------------------------- */

static const char *pattern_of(enum lt_key_kind kind)
{
    switch (kind) {
    case LT_KEY_PERIOD:
        return "^(19(49|[5-9][0-9])|2[0-9]{3})H[12]$";
    case LT_KEY_DATE:
        return "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
    case LT_KEY_PATH:
    case LT_KEY_PATH_LATER:
    case LT_KEY_FOLDER:
        return "^(?!/[vV][sS][iI])[^:<]+$";
    case LT_KEY_CRS:
        return "^EPSG:[1-9][0-9]{3,5}$";
    case LT_KEY_SHA256:
        return "^[0-9a-f]{64}$";
    default:
        return NULL;
    }
}

static void add_choices(struct lt_text *out, int depth, bool *first, const char *choices)
{
    add_name(out, depth, first, "enum");
    lt_text_add(out, "[");
    for (const char *c = choices; *c != '\0'; c += *c == ' ') {
        const size_t end = strcspn(c, " ");
        lt_text_printf(out, "%s\"%.*s\"", c == choices ? "" : ", ", (int)end, c);
        c += end;
    }
    lt_text_add(out, "]");
}

static void add_text_kind(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    const char *pattern = pattern_of(key->kind);
    add_text_entry(out, depth, first, "type", "string");
    if (lt_key_needs_text(key)) {
        add_number_entry(out, depth, first, "minLength", 1);
    }
    add_number_entry(out, depth, first, "maxLength", LT_YAML_TEXT);
    if (pattern != NULL && lt_key_needs_text(key)) {
        add_text_entry(out, depth, first, "pattern", pattern);
    } else if (pattern != NULL) {
        add_name(out, depth, first, "anyOf");
        lt_text_add(out, "[{\"maxLength\": 0}, {\"pattern\": ");
        lt_json_add_string(out, pattern);
        lt_text_add(out, "}]");
    }
}

static void add_scalar(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    switch (key->kind) {
    case LT_KEY_CHOICE:
    case LT_KEY_ENUM:
        add_choices(out, depth, first, key->choices);
        break;
    case LT_KEY_BOOL:
        add_text_entry(out, depth, first, "type", "boolean");
        break;
    case LT_KEY_DOUBLE:
    case LT_KEY_U32:
    case LT_KEY_U64:
    case LT_KEY_CODE:
        add_text_entry(out, depth, first, "type",
                       key->kind == LT_KEY_DOUBLE ? "number" : "integer");
        add_number_entry(out, depth, first, "minimum", key->min);
        add_number_entry(out, depth, first, "maximum", key->max);
        break;
    default:
        add_text_kind(out, depth, first, key);
    }
    if (key->fallback != NULL) {
        const bool bare =
            key->kind == LT_KEY_BOOL || (key->kind >= LT_KEY_DOUBLE && key->kind <= LT_KEY_CODE);
        add_name(out, depth, first, "default");
        if (bare) {
            lt_text_add(out, key->fallback);
        } else {
            lt_json_add_string(out, key->fallback);
        }
    }
}

/* --- groups ------------------------------------------------------------------------------------ */

static void add_key(struct lt_text *out, int depth, const struct lt_key *key);

static void add_required(struct lt_text *out, int depth, bool *first, const struct lt_key *section)
{
    bool none = true;
    for (size_t i = 0; i < section->key_count; i++) {
        if (!section->keys[i].required) {
            continue;
        }
        if (none) {
            add_name(out, depth, first, "required");
        }
        lt_text_add(out, none ? "[" : ", ");
        lt_json_add_string(out, section->keys[i].name);
        none = false;
    }
    lt_text_add(out, none ? "" : "]");
}

/* The members of an object schema for a section, without what is said of one use of it. */
static void add_section(struct lt_text *out, int depth, bool *first, const struct lt_key *section)
{
    add_text_entry(out, depth, first, "type", "object");
    add_name(out, depth, first, "additionalProperties");
    lt_text_add(out, "false");
    add_name(out, depth, first, "properties");
    lt_text_add(out, "{");
    bool none = true;
    for (size_t i = 0; i < section->key_count; i++) {
        add_name(out, depth + 1, &none, section->keys[i].name);
        add_key(out, depth + 1, &section->keys[i]);
    }
    close_object(out, depth);
}

static void add_reference(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    add_name(out, depth, first, "allOf");
    lt_text_printf(out, "[{\"$ref\": \"#/definitions/%s\"}]", key->definition);
}

static void add_list(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    static const enum lt_key_kind kinds[] = {[LT_KEY_LIST] = LT_KEY_SECTION,
                                             [LT_KEY_TEXTS] = LT_KEY_TEXT,
                                             [LT_KEY_NUMBERS] = LT_KEY_DOUBLE};
    const struct lt_key item = {.kind = kinds[key->kind],
                                .keys = key->keys,
                                .key_count = key->key_count,
                                .required = true,
                                .min = -1e15,
                                .max = 1e15};
    add_text_entry(out, depth, first, "type", "array");
    if (key->min > 0) {
        add_number_entry(out, depth, first, "minItems", key->min);
    }
    if (key->max > 0) {
        add_number_entry(out, depth, first, "maxItems", key->max);
    }
    add_name(out, depth, first, "items");
    add_key(out, depth, &item);
}

static void add_map(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    const struct lt_key item = {.kind = key->kind == LT_KEY_MAP ? LT_KEY_SECTION : LT_KEY_TEXT,
                                .keys = key->keys,
                                .key_count = key->key_count,
                                .required = key->kind != LT_KEY_MAP};
    add_text_entry(out, depth, first, "type", "object");
    add_name(out, depth, first, "additionalProperties");
    add_key(out, depth, &item);
}

static void add_members(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    switch (key->kind) {
    case LT_KEY_SECTION:
        if (key->definition != NULL) {
            add_reference(out, depth, first, key);
        } else {
            add_section(out, depth, first, key);
        }
        if (!key->partial && (key->definition == NULL || strcmp(key->definition, "layers") == 0)) {
            add_required(out, depth, first, key);
        }
        break;
    case LT_KEY_LIST:
    case LT_KEY_TEXTS:
    case LT_KEY_NUMBERS:
        add_list(out, depth, first, key);
        break;
    case LT_KEY_MAP:
    case LT_KEY_PAIRS:
        add_map(out, depth, first, key);
        break;
    default:
        add_scalar(out, depth, first, key);
    }
}

static void add_description(struct lt_text *out, int depth, bool *first, const struct lt_key *key)
{
    if (key->en == NULL) {
        return;
    }
    struct lt_text text = {0};
    lt_text_printf(&text, "%s\n%s%s%s%s", key->zh, key->en, key->unit == NULL ? "" : " [",
                   key->unit == NULL ? "" : key->unit, key->unit == NULL ? "" : "]");
    out->failed = out->failed || text.failed;
    if (!text.failed) {
        add_text_entry(out, depth, first, "description", text.data);
    }
    lt_text_finish(&text);
}

static void add_key(struct lt_text *out, int depth, const struct lt_key *key)
{
    bool first = true;
    lt_text_add(out, "{");
    add_description(out, depth + 1, &first, key);
    add_members(out, depth + 1, &first, key);
    close_object(out, depth);
}

/* --- definitions ------------------------------------------------------------------------------- */

/* Writes each shared section once: `done` lists the names already written. */
static void add_definitions(struct lt_text *out, int depth, bool *first,
                            const struct lt_key *section, const char **done, size_t *count)
{
    for (size_t i = 0; i < section->key_count; i++) {
        const struct lt_key *key = &section->keys[i];
        bool known = key->definition == NULL;
        for (size_t d = 0; d < *count; d++) {
            known = known || strcmp(done[d], key->definition) == 0;
        }
        if (!known) {
            bool none = true;
            struct lt_key shared = *key;
            shared.definition = NULL;
            done[(*count)++] = key->definition;
            add_name(out, depth, first, key->definition);
            lt_text_add(out, "{");
            add_section(out, depth + 1, &none, &shared);
            if (strcmp(key->definition, "layers") != 0) {
                add_required(out, depth + 1, &none, &shared);
            }
            close_object(out, depth);
        }
        add_definitions(out, depth, first, key, done, count);
    }
}

enum lt_status lt_config_json_schema(enum lt_status (*write)(void *ctx, const char *text,
                                                             struct lt_error *err),
                                     void *ctx, struct lt_error *err)
{
    struct lt_text out = {0};
    const struct lt_key *root = lt_config_table();
    const char *done[8];
    size_t count = 0;
    bool first = true, none = true;
    enum lt_status status;
    lt_text_add(&out, "{");
    add_text_entry(&out, 1, &first, "$schema", "http://json-schema.org/draft-07/schema#");
    add_text_entry(&out, 1, &first, "title", root->en);
    add_text_entry(&out, 1, &first, "$comment",
                   "Generated from the config's description; do not edit.");
    add_members(&out, 1, &first, root);
    add_name(&out, 1, &first, "definitions");
    lt_text_add(&out, "{");
    add_definitions(&out, 2, &none, root, done, &count);
    close_object(&out, 1);
    close_object(&out, 0);
    lt_text_add(&out, "\n");
    LT_TRY(lt_text_check(&out, err));
    LT_TRY(write(ctx, out.data, err));
out:
    lt_text_finish(&out);
    return status;
}
