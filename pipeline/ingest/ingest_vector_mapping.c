/* A city's names for the standard's fields, held against what every schema calls personal. */
#include <string.h>

#include "ingest_schema.h"
#include "ingest_vector.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char YAML[] = ".yaml";

/* By any name that the field has: in files, in our own tables, or as people say it. */
static bool is_called(const struct lt_schema_field *field, const char *name)
{
    bool called = lt_same_word(field->name, name) || lt_same_word(field->column, name) ||
                  lt_same_word(field->title_zh, name);
    for (size_t i = 0; !called && i < field->alias_count; i++) {
        called = lt_same_word(field->aliases[i], name);
    }
    return called;
}

static bool calls_personal(const struct lt_layer_schema *schema, const char *column)
{
    for (size_t i = 0; i < schema->field_count; i++) {
        if (schema->fields[i].personal && is_called(&schema->fields[i], column)) {
            return true;
        }
    }
    return false;
}

static enum lt_status load_all(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                               struct lt_arena *arena, struct lt_layer_schema **ret_schemas,
                               size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    char **names = NULL;
    size_t count = 0, kept = 0;
    const char *const folder = lt_arena_printf(arena, "%s/layers", schemas_dir);
    if (folder == NULL) {
        return lt_fail_memory(err, "the layer schemas");
    }
    LT_TRY(lt_folder_list(folder, arena, &names, &count, err));
    struct lt_layer_schema *const schemas = lt_arena_array(arena, count + 1, sizeof *schemas);
    if (schemas == NULL) {
        status = lt_fail_memory(err, "the layer schemas");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(names[i]), ending = sizeof YAML - 1;
        if (length <= ending || strcmp(names[i] + length - ending, YAML) != 0) {
            continue;
        }
        names[i][length - ending] = '\0';
        if (lt_schema_is_name(names[i])) { /* others cannot be named in a config */
            LT_TRY(lt_layer_schema_load(schemas_dir, names[i], diagnostics, arena, &schemas[kept],
                                        err));
            kept++;
        }
    }
    *ret_schemas = schemas;
    *ret_count = kept;
out:
    return status;
}

static bool is_personal(const struct lt_layer_schema *schemas, size_t count, const char *column)
{
    bool personal = false;
    for (size_t i = 0; !personal && i < count; i++) {
        personal = calls_personal(&schemas[i], column);
    }
    return personal;
}

/* A field that is itself personal is not read, or hashed at once, whatever its column is called. */
static bool opens(const struct lt_layer_schema *schema, const struct lt_field_alias *mapping)
{
    const struct lt_schema_field *const field =
        lt_layer_schema_field(schema, mapping->schema_field);
    return field == NULL || !field->personal;
}

enum lt_status ingest_mapping_check(const char *schemas_dir, const struct lt_layer_config *config,
                                    const char *role, const struct lt_layer_schema *schema,
                                    struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_layer_schema *schemas = NULL;
    size_t count = 0;
    const char *const label = ingest_vector_label(arena, role, config->path);
    if (label == NULL) {
        return lt_fail_memory(err, config->path);
    }
    if (config->alias_count > 0) {
        LT_TRY(load_all(schemas_dir, diagnostics, arena, &schemas, &count, err));
    }
    for (size_t i = 0; i < config->alias_count && (status == LT_OK || status == LT_E_INPUT); i++) {
        const struct lt_field_alias *const mapping = &config->aliases[i];
        if (opens(schema, mapping) && is_personal(schemas, count, mapping->city_field)) {
            status = ingest_reject(diagnostics, LT_USABILITY, "field.mapped_personal", label,
                                   mapping->schema_field, mapping->city_field,
                                   "a column that no layer's schema calls personal",
                                   "name another column under fields in the config", err);
        }
    }
out:
    return status;
}
