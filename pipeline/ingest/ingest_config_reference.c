/* The reference page of the config in Markdown, from the config's one description. */
#include <string.h>

#include "ingest_config_table.h"
#include "liangtian/ingest.h"
#include "support/text.h"

static const char *kind_word(const struct lt_key *key)
{
    switch (key->kind) {
    case LT_KEY_BOOL:
        return "true / false";
    case LT_KEY_DOUBLE:
        return "number";
    case LT_KEY_U32:
    case LT_KEY_U64:
        return "whole number";
    case LT_KEY_CODE:
        return "code of six digits";
    case LT_KEY_PERIOD:
        return "half-year, `2026H1`";
    case LT_KEY_DATE:
        return "date, `YYYY-MM-DD`";
    case LT_KEY_PATH:
    case LT_KEY_PATH_LATER:
        return "path of an input";
    case LT_KEY_FOLDER:
        return "folder";
    case LT_KEY_CRS:
        return "`EPSG:4526`";
    case LT_KEY_SHA256:
        return "64 hex digits";
    case LT_KEY_SECTION:
        return "group";
    case LT_KEY_LIST:
        return "list of groups";
    case LT_KEY_MAP:
        return "groups by name";
    case LT_KEY_TEXTS:
        return "list of texts";
    case LT_KEY_NUMBERS:
        return "list of numbers";
    case LT_KEY_PAIRS:
        return "name: name";
    default:
        return "text";
    }
}

static void add_kind(struct lt_text *out, const struct lt_key *key)
{
    if (key->kind == LT_KEY_CHOICE || key->kind == LT_KEY_ENUM) {
        for (const char *c = key->choices; *c != '\0'; c += *c == ' ') {
            const size_t end = strcspn(c, " ");
            lt_text_printf(out, "%s`%.*s`", c == key->choices ? "" : " / ", (int)end, c);
            c += end;
        }
        return;
    }
    lt_text_add(out, kind_word(key));
    if (key->kind == LT_KEY_DOUBLE || key->kind == LT_KEY_U32 || key->kind == LT_KEY_U64) {
        lt_text_add(out, ", ");
        lt_text_add_double(out, key->min);
        lt_text_add(out, " … ");
        lt_text_add_double(out, key->max);
    }
    if (key->unit != NULL) {
        lt_text_printf(out, ", %s", key->unit);
    }
}

static void add_row(struct lt_text *out, const struct lt_key *key)
{
    lt_text_printf(out, "| `%s` | ", key->name);
    add_kind(out, key);
    if (key->required) {
        lt_text_add(out, " | **required**");
    } else if (key->fallback != NULL) {
        lt_text_printf(out, " | `%s`", key->fallback);
    } else {
        lt_text_add(out, " | –");
    }
    lt_text_printf(out, " | %s | %s |\n", key->zh, key->en);
}

static void add_table(struct lt_text *out, const struct lt_key *section)
{
    lt_text_add(out, "| key | value | default | 说明 | meaning |\n|--|--|--|--|--|\n");
    for (size_t i = 0; i < section->key_count; i++) {
        add_row(out, &section->keys[i]);
    }
    lt_text_add(out, "\n");
}

static bool is_group(const struct lt_key *key)
{
    return key->kind == LT_KEY_SECTION || key->kind == LT_KEY_LIST || key->kind == LT_KEY_MAP;
}

/* Every layer, and every raster, has the same keys: such tables stand once, under "each layer". */
static void add_section(struct lt_text *out, const struct lt_key *key, const char *path,
                        const char **done, size_t *count)
{
    for (size_t i = 0; i < key->key_count; i++) {
        const struct lt_key *inner = &key->keys[i];
        bool known = !is_group(inner);
        for (size_t d = 0; d < *count && inner->definition != NULL; d++) {
            known = known || strcmp(done[d], inner->definition) == 0;
        }
        if (known) {
            continue;
        }
        struct lt_text name = {0};
        if (inner->definition != NULL && strcmp(inner->definition, inner->name) != 0) {
            lt_text_printf(&name, "each %s", inner->definition);
        } else {
            lt_text_printf(&name, "%s%s%s%s", path, *path == '\0' ? "" : ".", inner->name,
                           inner->kind == LT_KEY_LIST  ? "[]"
                           : inner->kind == LT_KEY_MAP ? ".ID"
                                                       : "");
        }
        if (inner->definition != NULL) {
            done[(*count)++] = inner->definition;
        }
        if (name.failed) {
            out->failed = true;
            return;
        }
        lt_text_printf(out, "## %s\n\n", name.data);
        if (inner->definition == NULL || strcmp(inner->definition, inner->name) == 0) {
            lt_text_printf(out, "%s。 %c%s.\n\n", inner->zh,
                           inner->en[0] >= 'a' && inner->en[0] <= 'z' ? inner->en[0] - 'a' + 'A'
                                                                      : inner->en[0],
                           inner->en + 1);
        }
        add_table(out, inner);
        add_section(out, inner, name.data, done, count);
        lt_text_finish(&name);
    }
}

enum lt_status lt_config_reference(enum lt_status (*write)(void *ctx, const char *text,
                                                           struct lt_error *err),
                                   void *ctx, struct lt_error *err)
{
    struct lt_text out = {0};
    const struct lt_key *root = lt_config_table();
    const char *done[8];
    size_t count = 0;
    enum lt_status status;
    lt_text_add(
        &out,
        "# The configuration file 配置文件\n\n"
        "Generated from the program's own description of the config; do not edit.\n\n"
        "One YAML file in UTF-8 per city; `liangtian init DIR` writes a commented one. Paths are "
        "relative to the file. Read strictly: unknown or repeated keys, anchors, loose numbers "
        "(`970万`, `9,7`, `0411771`) and paths with `:` or `<` are refused, each with line and "
        "key, all at once. Text that looks like a number goes in quotes, a number does not. The "
        "same description as JSON Schema, for editors: `schemas/config/config.schema.json`.\n\n"
        "## the file\n\n");
    add_table(&out, root);
    add_section(&out, root, "", done, &count);
    LT_TRY(lt_text_check(&out, err));
    LT_TRY(write(ctx, out.data, err));
out:
    lt_text_finish(&out);
    return status;
}
