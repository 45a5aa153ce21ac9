/* Which column of the file stands for which field of the schema. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ingest_vector.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

enum { FOUND_TEXT = 256 };

static const char *file_name(const struct ingest_vector *vector, int column)
{
    return OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(vector->layer), column));
}

/* ASCII case ignored. *ret_cut: there may be more of the name than the file has room for. */
static bool same_name(const struct ingest_vector *vector, struct lt_arena *arena,
                      const char *in_file, const char *wanted, bool *ret_cut)
{
    const char *const decoded =
        ingest_decode(arena, vector->encoding, in_file, strlen(in_file), NULL);
    *ret_cut = vector->shapefile && strlen(in_file) >= INGEST_DBF_NAME - 1;
    return decoded != NULL &&
           (strcasecmp(decoded, wanted) == 0 ||
            (vector->shapefile && ingest_dbf_is_cut(arena, vector->encoding, in_file, wanted)));
}

int ingest_field_find(const struct ingest_vector *vector, const char *name, int *ret_other)
{
    const int count = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(vector->layer));
    struct lt_arena *arena = NULL;
    int first = -1;
    *ret_other = -1;
    for (int i = 0; i < count; i++) {
        if (strcasecmp(file_name(vector, i), name) == 0) {
            return i;
        }
    }
    if (lt_arena_create(&arena, NULL) != LT_OK) {
        return -1;
    }
    for (int i = 0; i < count && *ret_other < 0; i++) {
        bool cut = false;
        if (!same_name(vector, arena, file_name(vector, i), name, &cut)) {
            continue;
        }
        *ret_other = first >= 0 && cut ? i : -1;
        first = first < 0 ? i : first;
    }
    lt_arena_destroy(arena);
    return first;
}

const char *ingest_field_name(const struct ingest_vector *vector, int column,
                              struct lt_arena *arena)
{
    const char *const name = file_name(vector, column);
    return ingest_decode(arena, vector->encoding, name, strlen(name), NULL);
}

/* The config's name first, then the standard's, then its aliases. */
static int find_column(const struct ingest_vector *vector, const struct lt_layer_config *config,
                       const struct lt_schema_field *field, const char **ret_configured,
                       int *ret_other)
{
    *ret_configured = NULL;
    for (size_t i = 0; i < config->alias_count; i++) {
        if (strcasecmp(config->aliases[i].schema_field, field->name) == 0) {
            *ret_configured = config->aliases[i].city_field;
            return ingest_field_find(vector, config->aliases[i].city_field, ret_other);
        }
    }
    int column = ingest_field_find(vector, field->name, ret_other);
    for (size_t i = 0; column < 0 && i < field->alias_count; i++) {
        column = ingest_field_find(vector, field->aliases[i], ret_other);
    }
    return column;
}

/* Which of two columns is meant is not to be guessed. */
static enum lt_status ambiguous_field(const struct ingest_vector *vector,
                                      const struct lt_schema_field *field, int column, int other,
                                      struct lt_arena *arena, struct lt_diagnostics *diagnostics,
                                      struct lt_error *err)
{
    char found[FOUND_TEXT];
    const char *const name = ingest_field_name(vector, column, arena);
    if (name == NULL) {
        return lt_fail_memory(err, "a column's name");
    }
    snprintf(found, sizeof found, "columns %d and %d are both %.60s, cut at ten bytes", column + 1,
             other + 1, name);
    return ingest_reject(diagnostics, LT_USABILITY, "field.ambiguous", vector->label, field->name,
                         found, "one column of that name",
                         "rename one of them, or give the layer as a GeoPackage, which cuts no "
                         "names",
                         err);
}

static enum lt_status missing_field(const struct ingest_vector *vector,
                                    const struct lt_schema_field *field, const char *configured,
                                    struct lt_diagnostics *diagnostics, bool *ret_rejects,
                                    struct lt_error *err)
{
    const bool rejects = field->mandatory || configured != NULL;
    if (!rejects && !field->standard) {
        return LT_OK;
    }
    struct lt_text expected = {0};
    if (configured != NULL) {
        lt_text_printf(&expected, "column %s, as the config says", configured);
    } else {
        lt_text_printf(&expected, "column %s", field->name);
    }
    for (size_t i = 0; configured == NULL && i < field->alias_count; i++) {
        lt_text_printf(&expected, " or %s", field->aliases[i]);
    }
    enum lt_status status = lt_text_check(&expected, err);
    if (status == LT_OK) {
        const struct lt_diagnostic item = {
            .severity = rejects ? LT_REJECT : LT_WARNING,
            .quality = LT_COMPLETENESS,
            .code = "field.missing",
            .layer = vector->label,
            .field = field->name,
            .found = "no such column",
            .expected = expected.data,
            .action = "add the column, or name the file's own column under fields in the config"};
        status = lt_diagnostics_add(diagnostics, &item, err);
    }
    *ret_rejects = *ret_rejects || rejects;
    lt_text_finish(&expected);
    return status;
}

/* Personal columns are not even read; an operator's code is, to be hashed at once. */
static bool is_read(const struct ingest_fields *fields, const struct lt_schema_field *field)
{
    const bool hashed = (field->meanings & (1u << LT_ATTR_OPERATOR)) != 0;
    return (field->meanings != 0 && (!field->personal || hashed)) ||
           (fields->carry && lt_schema_field_carried(field));
}

static enum lt_status ignore_others(const struct ingest_vector *vector,
                                    const struct ingest_fields *fields, struct lt_arena *arena,
                                    struct lt_error *err)
{
    const int count = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(vector->layer));
    const char **names = lt_arena_array(arena, (size_t)count + 1, sizeof *names);
    if (names == NULL) {
        return lt_fail_memory(err, "field names");
    }
    size_t ignored = 0;
    for (int column = 0; column < count; column++) {
        bool used = false;
        for (size_t i = 0; i < fields->schema->field_count; i++) {
            /* by name, as OGR leaves columns out: a table may have the name twice */
            used = used ||
                   (fields->column[i] >= 0 && is_read(fields, &fields->schema->fields[i]) &&
                    strcmp(file_name(vector, fields->column[i]), file_name(vector, column)) == 0);
        }
        if (!used) {
            names[ignored++] = lt_arena_text(arena, file_name(vector, column));
        }
    }
    if (OGR_L_TestCapability(vector->layer, OLCIgnoreFields) &&
        OGR_L_SetIgnoredFields(vector->layer, names) != OGRERR_NONE) {
        return lt_fail(err, LT_E_IO, "%s: cannot leave out columns", vector->label);
    }
    return LT_OK;
}

static enum lt_status note_personal(const struct ingest_vector *vector,
                                    const struct ingest_fields *fields,
                                    struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    struct lt_text names = {0};
    for (size_t i = 0; i < fields->schema->field_count; i++) {
        const struct lt_schema_field *field = &fields->schema->fields[i];
        if (fields->column[i] >= 0 && field->personal && !is_read(fields, field)) {
            lt_text_printf(&names, "%s%s", names.length == 0 ? "" : ", ", field->name);
        }
    }
    enum lt_status status = lt_text_check(&names, err);
    if (status == LT_OK && fields->personal > 0) {
        const struct lt_diagnostic item = {
            .severity = LT_NOTE,
            .quality = LT_USABILITY,
            .code = "field.personal",
            .layer = vector->label,
            .field = names.data,
            .found = "personal data",
            .expected = "none in a layer handed over for monitoring",
            .action = "the columns were not read; leave them out of the next export"};
        status = lt_diagnostics_add(diagnostics, &item, err);
    }
    lt_text_finish(&names);
    return status;
}

enum lt_status ingest_fields_map(const struct ingest_vector *vector,
                                 const struct lt_layer_config *config,
                                 const struct lt_layer_schema *schema, bool filtered, bool carry,
                                 struct lt_arena *arena, struct lt_diagnostics *diagnostics,
                                 struct ingest_fields *ret_fields, struct lt_error *err)
{
    enum lt_status status;
    bool rejects = false;
    /* GeoJSON names its columns feature by feature: without features it has none */
    const bool bare =
        vector->count == 0 && OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(vector->layer)) == 0;
    *ret_fields = (struct ingest_fields){.schema = schema, .carry = carry};
    for (unsigned a = 0; a < LT_ATTR_COUNT; a++) {
        ret_fields->nothing.attr[a] = "";
    }
    ret_fields->column = lt_arena_array(arena, schema->field_count + 1, sizeof(int));
    if (ret_fields->column == NULL) {
        return lt_fail_memory(err, "a layer's fields");
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *field = &schema->fields[i];
        const char *configured;
        int other;
        ret_fields->column[i] = find_column(vector, config, field, &configured, &other);
        if (other >= 0) {
            status = ambiguous_field(vector, field, ret_fields->column[i], other, arena,
                                     diagnostics, err);
            goto out;
        }
        if (ret_fields->column[i] < 0 && !bare) {
            LT_TRY(missing_field(vector, field, configured, diagnostics, &rejects, err));
        } else if (ret_fields->column[i] >= 0 && field->personal && !is_read(ret_fields, field)) {
            ret_fields->personal++;
        }
    }
    if (rejects) {
        status = lt_fail(err, LT_E_INPUT, "%s: a field that the program needs is missing",
                         vector->label);
        goto out;
    }
    LT_TRY(note_personal(vector, ret_fields, diagnostics, err));
    if (!filtered) { /* a condition may speak of any column */
        LT_TRY(ignore_others(vector, ret_fields, arena, err));
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        if (!is_read(ret_fields, &schema->fields[i])) {
            ret_fields->column[i] = -1;
        }
    }
out:
    return status;
}
