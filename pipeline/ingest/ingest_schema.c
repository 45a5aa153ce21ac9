/* Layer schemas: schemas/layers/NAME.yaml. */
#include "ingest_schema.h"

#include <string.h>

#include "liangtian/area.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { SHAPEFILE_NAME = 10, TEXT_BYTES = 254 };

struct field_draft {
    struct lt_schema_field field;
    const char *meaning, *unit;
    const char **aliases;
    struct lt_key_pair *codes;
};

struct schema_draft {
    struct lt_layer_schema schema;
    const char *role;
    struct field_draft *fields;
    size_t field_count;
};

static const struct lt_key title_keys[] = {
    {.name = "zh",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct schema_draft, schema.title_zh),
     .required = true,
     .en = "Chinese title"},
    {.name = "en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct schema_draft, schema.title_en),
     .required = true,
     .en = "English title"},
};

static const struct lt_key field_keys[] = {
    {.name = "name",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct field_draft, field.name),
     .required = true,
     .en = "field name, at most 10 bytes"},
    {.name = "column",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct field_draft, field.column),
     .en = "name where there is no limit of 10 bytes"},
    {.name = "aliases",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct field_draft, aliases),
     .count_offset = offsetof(struct field_draft, field.alias_count),
     .en = "other names in files"},
    {.name = "meaning",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct field_draft, meaning),
     .fallback = "ignored",
     .en = "what it means to the program"},
    {.name = "type",
     .kind = LT_KEY_ENUM,
     .offset = offsetof(struct field_draft, field.type),
     .choices = "text double int date",
     .required = true,
     .en = "type"},
    {.name = "length",
     .kind = LT_KEY_U32,
     .offset = offsetof(struct field_draft, field.length),
     .max = 65535,
     .en = "length"},
    {.name = "decimals",
     .kind = LT_KEY_U32,
     .offset = offsetof(struct field_draft, field.decimals),
     .max = 15,
     .en = "decimals"},
    {.name = "unit",
     .kind = LT_KEY_CHOICE,
     .offset = offsetof(struct field_draft, unit),
     .choices = "m2 mu",
     .fallback = "m2",
     .en = "unit of an area"},
    {.name = "mandatory",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct field_draft, field.mandatory),
     .en = "the program cannot do without it"},
    {.name = "standard",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct field_draft, field.standard),
     .en = "mandatory by the standard"},
    {.name = "personal",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct field_draft, field.personal),
     .en = "personal data"},
    {.name = "codes",
     .kind = LT_KEY_PAIRS,
     .offset = offsetof(struct field_draft, codes),
     .count_offset = offsetof(struct field_draft, field.code_count),
     .en = "code list"},
    {.name = "codes_open",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct field_draft, field.codes_open),
     .en = "the code list is not complete"},
    {.name = "zh",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct field_draft, field.title_zh),
     .required = true,
     .en = "Chinese title"},
    {.name = "en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct field_draft, field.title_en),
     .required = true,
     .en = "English title"},
};

static const struct lt_key schema_keys[] = {
    {.name = "name",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct schema_draft, schema.name),
     .required = true,
     .en = "name of the schema"},
    {.name = "title", .kind = LT_KEY_SECTION, LT_KEYS(title_keys), .required = true, .en = "title"},
    {.name = "layer",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct schema_draft, role),
     .en = "role of the layer; none for a list that is only written"},
    {.name = "source",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct schema_draft, schema.source),
     .en = "where the list comes from"},
    {.name = "own_lengths",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct schema_draft, schema.own_lengths),
     .en = "the standard publishes no lengths: those here are ours"},
    {.name = "fields",
     .kind = LT_KEY_LIST,
     LT_KEYS(field_keys),
     .offset = offsetof(struct schema_draft, fields),
     .count_offset = offsetof(struct schema_draft, field_count),
     .item_size = sizeof(struct field_draft),
     .required = true,
     .min = 1,
     .max = 250,
     .en = "fields"},
};

static const struct lt_key schema_root = {.name = "", .kind = LT_KEY_SECTION, LT_KEYS(schema_keys)};

static void reject(struct lt_yaml *yaml, const char *path, const char *found, const char *expected,
                   const char *action)
{
    lt_yaml_reject_at(yaml, path, "schema.field", found, expected, action);
}

bool lt_schema_parse_layer(struct lt_yaml *yaml, const char *path, const char *word,
                           enum lt_layer *ret_layer)
{
    const char *words = "one of:";
    for (unsigned i = 0; i < LT_LAYER_COUNT; i++) {
        if (strcmp(lt_layer_name((enum lt_layer)i), word) == 0) {
            *ret_layer = (enum lt_layer)i;
            return true;
        }
        words = lt_yaml_format(yaml, "%s %s", words, lt_layer_name((enum lt_layer)i));
    }
    if (*word != '\0') {
        lt_yaml_reject_at(yaml, path, "yaml.choice", word, words, "write one of these words");
    }
    return false;
}

/* --- meanings ------------------------------------------------------------------------------ */

static bool meaning_bit(const char *word, size_t length, uint32_t *ret_bit)
{
    static const struct {
        const char *word;
        uint32_t bit;
    } extra[] = {{"gross", LT_MEANING_GROSS},
                 {"kcxs", LT_MEANING_KCXS},
                 {"net", LT_MEANING_NET},
                 {"filed", LT_MEANING_FILED},
                 {"ignored", 0}};
    for (unsigned i = 0; i < LT_ATTR_COUNT; i++) {
        const char *name = lt_attribute_name((enum lt_attribute)i);
        if (strlen(name) == length && memcmp(name, word, length) == 0) {
            *ret_bit = 1u << i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof extra / sizeof *extra; i++) {
        if (strlen(extra[i].word) == length && memcmp(extra[i].word, word, length) == 0) {
            *ret_bit = extra[i].bit;
            return true;
        }
    }
    return false;
}

static void parse_meaning(struct lt_yaml *yaml, struct field_draft *draft, const char *path)
{
    for (const char *word = draft->meaning; *word != '\0'; word += *word == ' ') {
        const size_t length = strcspn(word, " ");
        uint32_t bit;
        if (meaning_bit(word, length, &bit)) {
            draft->field.meanings |= bit;
        } else {
            reject(yaml, lt_yaml_format(yaml, "%s.meaning", path), draft->meaning,
                   "words such as id, unit, land_class, planting, kcxs, net, filed, ignored",
                   "write one or more of these words with a space between");
        }
        word += length;
    }
    const uint32_t numeric = LT_MEANING_GROSS | LT_MEANING_KCXS | LT_MEANING_NET | LT_MEANING_FILED;
    if ((draft->field.meanings & numeric) != 0 && draft->field.type != LT_FIELD_DOUBLE) {
        reject(yaml, lt_yaml_format(yaml, "%s.type", path), "an area or factor that is no double",
               "double", "write type: double");
    }
}

/* --- completion and checks ----------------------------------------------------------------- */

static void copy_codes(struct lt_yaml *yaml, struct field_draft *draft)
{
    struct lt_schema_code *codes = lt_yaml_array(yaml, draft->field.code_count, sizeof *codes);
    if (codes == NULL) {
        return;
    }
    for (size_t i = 0; i < draft->field.code_count; i++) {
        codes[i] = (struct lt_schema_code){draft->codes[i].word, draft->codes[i].text};
    }
    draft->field.codes = codes;
}

static void complete_field(struct lt_yaml *yaml, struct field_draft *draft, size_t index)
{
    struct lt_schema_field *field = &draft->field;
    const char *path = lt_yaml_format(yaml, "fields[%zu]", index);
    if (strlen(field->name) > SHAPEFILE_NAME) {
        reject(yaml, lt_yaml_format(yaml, "%s.name", path), field->name, "at most 10 bytes",
               "shorten it: shapefiles hold no longer names");
    }
    if (field->type == LT_FIELD_TEXT && field->length > TEXT_BYTES + 1) {
        reject(yaml, lt_yaml_format(yaml, "%s.length", path),
               lt_yaml_format(yaml, "%u", (unsigned)field->length), "at most 255", "shorten it");
    }
    field->column = *field->column == '\0' ? field->name : field->column;
    field->to_m2 = strcmp(draft->unit, "mu") == 0 ? LT_M2_PER_MU : 1.0;
    field->aliases = draft->aliases;
    parse_meaning(yaml, draft, path);
    copy_codes(yaml, draft);
}

static bool field_has_name(const struct lt_schema_field *field, const char *name)
{
    bool found = lt_same_word(field->name, name);
    for (size_t i = 0; !found && i < field->alias_count; i++) {
        found = lt_same_word(field->aliases[i], name);
    }
    return found;
}

static void check_names(struct lt_yaml *yaml, const struct lt_layer_schema *schema)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *field = &schema->fields[i];
        for (size_t j = 0; j < i; j++) {
            bool twice = field_has_name(&schema->fields[j], field->name);
            for (size_t a = 0; !twice && a < field->alias_count; a++) {
                twice = field_has_name(&schema->fields[j], field->aliases[a]);
            }
            if (twice) {
                reject(yaml, lt_yaml_format(yaml, "fields[%zu]", i), field->name,
                       "names and aliases that no other field has",
                       lt_yaml_format(yaml, "compare it with field %s", schema->fields[j].name));
            }
        }
    }
}

static void complete_schema(struct lt_yaml *yaml, struct schema_draft *draft, const char *name)
{
    struct lt_layer_schema *schema = &draft->schema;
    if (strcmp(schema->name, name) != 0) {
        reject(yaml, "name", schema->name, name, "name and file name must be the same");
    }
    schema->role = LT_LAYER_COUNT;
    lt_schema_parse_layer(yaml, "layer", draft->role, &schema->role);
    struct lt_schema_field *fields = lt_yaml_array(yaml, draft->field_count, sizeof *fields);
    if (fields == NULL) {
        return;
    }
    uint32_t meanings = 0;
    for (size_t i = 0; i < draft->field_count; i++) {
        complete_field(yaml, &draft->fields[i], i);
        fields[i] = draft->fields[i].field;
        meanings |= fields[i].meanings;
    }
    schema->fields = fields;
    schema->field_count = draft->field_count;
    if ((meanings & 1u << LT_ATTR_ID) == 0) {
        reject(yaml, "fields", "no field with the meaning id", "one", "mark the identifying field");
    }
    check_names(yaml, schema);
}

bool lt_schema_is_name(const char *name)
{
    return *name != '\0' && strlen(name) < 40 &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
               strlen(name);
}

enum lt_status lt_layer_schema_load(const char *schemas_dir, const char *name,
                                    struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                    struct lt_layer_schema *ret_schema, struct lt_error *err)
{
    struct lt_yaml yaml = {0};
    struct schema_draft draft = {0};
    enum lt_status status;
    const char *path = lt_arena_printf(arena, "%s/layers/%s.yaml", schemas_dir, name);
    if (path == NULL) {
        return lt_fail_memory(err, name);
    }
    if (!lt_schema_is_name(name) || !lt_file_exists(path)) {
        return lt_fail(err, LT_E_INPUT, "there is no layer schema '%s' in %s/layers", name,
                       schemas_dir);
    }
    LT_TRY(lt_yaml_open(&yaml, "schema", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &schema_root, &draft);
    complete_schema(&yaml, &draft, name);
    LT_TRY(lt_yaml_result(&yaml, err));
    *ret_schema = draft.schema;
out:
    lt_yaml_close(&yaml);
    return status;
}

const struct lt_schema_field *lt_layer_schema_field(const struct lt_layer_schema *schema,
                                                    const char *name)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        if (field_has_name(&schema->fields[i], name)) {
            return &schema->fields[i];
        }
    }
    return NULL;
}

bool lt_schema_field_allows(const struct lt_schema_field *field, const char *code)
{
    bool allowed = field->code_count == 0;
    for (size_t i = 0; !allowed && i < field->code_count; i++) {
        allowed = strcmp(field->codes[i].code, code) == 0;
    }
    return allowed;
}
