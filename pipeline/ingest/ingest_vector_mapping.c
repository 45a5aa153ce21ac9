/* A city's names for the standard's fields, held against what every schema calls personal. Names are cut in shapefiles, and
 * stay so in what is made of these: whatever the layer, what is left of a name counts as the name. */
#include <string.h>

#include "ingest_schema.h"
#include "ingest_stream.h"
#include "ingest_vector.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char YAML[] = ".yaml";

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

/* What is called personal, and what is left of that where names are cut. */
struct names {
    const char **items;
    size_t count;
};

static void add_name(struct names *names, struct lt_arena *arena, const char *name)
{
    static const enum ingest_encoding encodings[] = {INGEST_UTF8, INGEST_GB18030};
    names->items[names->count++] = name;
    for (size_t e = 0; e < sizeof encodings / sizeof *encodings; e++) {
        const char *const cut = ingest_dbf_cut(arena, encodings[e], name);
        if (cut != NULL && *cut != '\0') {
            names->items[names->count++] = cut;
        }
    }
}

/* By any name that a field has: in files, in our own tables, or as people say it. */
static enum lt_status gather(const struct lt_layer_schema *schemas, size_t count,
                             struct lt_arena *arena, struct names *ret_names, struct lt_error *err)
{
    enum { OWN = 3, FORMS = 3 };
    size_t most = 0;
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < schemas[s].field_count; i++) {
            most += FORMS * (OWN + schemas[s].fields[i].alias_count);
        }
    }
    *ret_names = (struct names){.items = lt_arena_array(arena, most, sizeof(char *))};
    if (ret_names->items == NULL) {
        return lt_fail_memory(err, "the layer schemas");
    }
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < schemas[s].field_count; i++) {
            const struct lt_schema_field *const field = &schemas[s].fields[i];
            if (!field->personal) {
                continue;
            }
            add_name(ret_names, arena, field->name);
            add_name(ret_names, arena, field->column);
            add_name(ret_names, arena, field->title_zh);
            for (size_t k = 0; k < field->alias_count; k++) {
                add_name(ret_names, arena, field->aliases[k]);
            }
        }
    }
    return LT_OK;
}

static bool is_among(const struct names *names, const char *name)
{
    bool is = false;
    for (size_t i = 0; !is && i < names->count; i++) {
        is = *name != '\0' && lt_same_word(names->items[i], name);
    }
    return is;
}

/* A field that is itself personal is not read, or hashed at once, whatever its column is called. */
static bool opens(const struct lt_layer_schema *schema, const struct lt_field_alias *mapping)
{
    const struct lt_schema_field *const field =
        lt_layer_schema_field(schema, mapping->schema_field);
    return field == NULL || !field->personal;
}

static enum lt_status check_mapping(const struct ingest_vector *vector, const struct names *names,
                                    const struct lt_field_alias *mapping,
                                    struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    int other = -1;
    const int column = ingest_field_find(vector, mapping->city_field, &other);
    const char *const in_file = column < 0 ? "" : ingest_field_name(vector, column, vector->arena);
    if (in_file == NULL) {
        return lt_fail_memory(err, "a column's name");
    }
    const bool called = is_among(names, mapping->city_field);
    if (!called && !is_among(names, in_file)) {
        return LT_OK;
    }
    return ingest_reject(diagnostics, LT_USABILITY, "field.mapped_personal", vector->label,
                         mapping->schema_field, called ? mapping->city_field : in_file,
                         "a column that no layer's schema calls personal",
                         "name another column under fields in the config", err);
}

enum lt_status ingest_mapping_check(const struct ingest_vector *vector,
                                    const struct ingest_task *task,
                                    struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_layer_config *const config = task->layer;
    struct lt_layer_schema *schemas = NULL;
    size_t count = 0;
    struct names names;
    if (config->alias_count == 0) {
        return LT_OK;
    }
    LT_TRY(load_all(task->schemas_dir, diagnostics, vector->arena, &schemas, &count, err));
    LT_TRY(gather(schemas, count, vector->arena, &names, err));
    for (size_t i = 0; i < config->alias_count && (status == LT_OK || status == LT_E_INPUT); i++) {
        if (opens(task->schema, &config->aliases[i])) {
            const enum lt_status one =
                check_mapping(vector, &names, &config->aliases[i], diagnostics, err);
            status = one == LT_OK ? status : one;
        }
    }
out:
    return status;
}
