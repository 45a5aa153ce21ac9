/* What the columns of one feature say, brought to the schema's types. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_vector.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/text.h"

enum { OPERATOR_DIGITS = 32, SHOWN = 60 };

enum lt_status ingest_tell(const struct ingest_told *told, enum lt_severity severity,
                           enum lt_quality quality, const char *code, const char *field,
                           const char *found, const char *expected, const char *action,
                           struct lt_error *err)
{
    const struct lt_diagnostic item = {.severity = severity,
                                       .quality = quality,
                                       .code = code,
                                       .layer = told->layer,
                                       .feature = told->feature,
                                       .field = field,
                                       .found = found,
                                       .expected = expected,
                                       .action = action,
                                       .area_m2 = told->area_m2};
    return lt_diagnostics_add(told->diagnostics, &item, err);
}

/* The column as trimmed UTF-8 text whatever its type in the file; "" for NULL. NULL when memory is out. */
static const char *as_text(const struct ingest_vector *vector, OGRFeatureH feature, int column,
                           struct lt_arena *arena, size_t *undecodable)
{
    if (!OGR_F_IsFieldSetAndNotNull(feature, column)) {
        return "";
    }
    const OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, column));
    if (type == OFTInteger || type == OFTInteger64) {
        return lt_arena_printf(arena, "%lld",
                               (long long)OGR_F_GetFieldAsInteger64(feature, column));
    }
    if (type == OFTReal) {
        const double value = OGR_F_GetFieldAsDouble(feature, column);
        char text[LT_DOUBLE_TEXT];
        if (fabs(value) < 1e15 && value == floor(value)) { // NOLINT: whole by intent
            return lt_arena_printf(arena, "%.0f", value);
        }
        return lt_arena_text(arena, lt_format_double(value, text));
    }
    if (type == OFTDate || type == OFTDateTime) {
        int year = 0, month = 0, day = 0, other = 0;
        OGR_F_GetFieldAsDateTime(feature, column, &year, &month, &day, &other, &other, &other,
                                 &other);
        return lt_arena_printf(arena, "%04d-%02d-%02d", year, month, day);
    }
    const char *raw = OGR_F_GetFieldAsString(feature, column);
    return ingest_decode(arena, vector->encoding, raw, strlen(raw), undecodable);
}

static const char *shown(const char *text, struct lt_arena *arena)
{
    return lt_arena_text_n(arena, text, lt_utf8_cut(text, strlen(text), SHOWN));
}

enum lt_status ingest_fields_id(const struct ingest_vector *vector,
                                const struct ingest_fields *fields, OGRFeatureH feature,
                                uint64_t position, struct lt_arena *arena, const char **ret_id,
                                bool *ret_given, struct lt_error *err)
{
    const char *id = "";
    for (size_t i = 0; id != NULL && *id == '\0' && i < fields->schema->field_count; i++) {
        const struct lt_schema_field *field = &fields->schema->fields[i];
        if ((field->meanings & 1u << LT_ATTR_ID) != 0 && fields->column[i] >= 0 &&
            !field->personal) {
            id = as_text(vector, feature, fields->column[i], arena, NULL);
        }
    }
    *ret_given = id != NULL && *id != '\0';
    if (id != NULL && *id == '\0') {
        id = lt_arena_printf(arena, "#%llu", (unsigned long long)position);
    }
    *ret_id = id;
    return id != NULL ? LT_OK : lt_fail_memory(err, "an id");
}

static const double EXACT =
    9007199254740992.0; /* 2^53: from here on a double skips whole numbers */

enum lt_status ingest_fields_check_digits(const struct ingest_vector *vector,
                                          const struct ingest_fields *fields, OGRFeatureH feature,
                                          struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    const uint32_t codes = 1u << LT_ATTR_ID | 1u << LT_ATTR_UNIT;
    for (size_t i = 0; i < fields->schema->field_count; i++) {
        const struct lt_schema_field *field = &fields->schema->fields[i];
        const int column = fields->column[i];
        if ((field->meanings & codes) == 0 || column < 0 ||
            OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, column)) != OFTReal ||
            !(fabs(OGR_F_GetFieldAsDouble(feature, column)) >= EXACT)) {
            continue;
        }
        char found[LT_DOUBLE_TEXT];
        return ingest_reject(diagnostics, LT_ACCURACY, "id.digits", vector->label, field->name,
                             lt_format_double(OGR_F_GetFieldAsDouble(feature, column), found),
                             "all digits of the code, in a column of text",
                             "keep the column as text and export the layer again", err);
    }
    return LT_OK;
}

/* YYYYMMDD, YYYY-MM-DD, YYYY/MM/DD, or YYYYMM (its first or last day) → YYYY-MM-DD; false for anything else. */
static bool to_date(const char *text, bool last_day, char ret_date[11])
{
    char digits[9];
    size_t n = 0;
    const size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        const bool separator = (text[i] == '-' || text[i] == '/') && (i == 4 || i == 7);
        if (!separator) {
            if (text[i] < '0' || text[i] > '9' || n == 8) {
                return false;
            }
            digits[n++] = text[i];
        }
    }
    digits[n] = '\0';
    if (n == 8) {
        snprintf(ret_date, 11, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
        return lt_date_valid(ret_date);
    }
    if (n != 6) {
        return false;
    }
    for (unsigned day = last_day ? 31 : 1; day > 0; day--) {
        snprintf(ret_date, 11, "%.4s-%.2s-%u%u", digits, digits + 4, day / 10 % 10, day % 10);
        if (lt_date_valid(ret_date)) {
            return true;
        }
    }
    return false;
}

struct reading {
    const struct ingest_vector *vector;
    const struct ingest_told *told;
    struct lt_arena *arena;
    const char *operator_key;
    struct lt_error *err;
};

static enum lt_status hash_operator(const struct reading *reading, const char *code,
                                    const char **ret_hash)
{
    char hex[LT_DIGEST_TEXT];
    struct lt_digest *digest = NULL;
    const enum lt_status status = lt_digest_create(&digest, reading->err);
    if (status != LT_OK) {
        return status;
    }
    lt_digest_add_text(digest, reading->operator_key);
    lt_digest_add_text(digest, code);
    lt_digest_hex(digest, hex);
    lt_digest_destroy(digest);
    *ret_hash = lt_arena_text_n(reading->arena, hex, OPERATOR_DIGITS);
    return *ret_hash != NULL ? LT_OK : lt_fail_memory(reading->err, "an operator");
}

static enum lt_status bad_value(const struct reading *reading, const struct lt_schema_field *field,
                                const char *code, const char *text, const char *expected,
                                const char *action)
{
    const char *found = field->personal ? "(withheld)" : shown(text, reading->arena);
    if (found == NULL) {
        return lt_fail_memory(reading->err, "a diagnostic");
    }
    return ingest_tell(reading->told, LT_WARNING, LT_ACCURACY, code, field->name, found, expected,
                       action, reading->err);
}

/* A text with a meaning: dates brought to one form, operators hashed, codes held against the list. */
static enum lt_status take_text(const struct reading *reading, const struct lt_schema_field *field,
                                const char *text, struct ingest_values *values)
{
    enum lt_status status = LT_OK;
    const char *value = text;
    char date[11];
    if (field->codes_open == false && !lt_schema_field_allows(field, text)) {
        LT_TRY(bad_value(reading, field, "field.code", text, "a code of the standard's list",
                         "correct the code"));
    }
    if (field->type == LT_FIELD_DATE) {
        if (to_date(text, (field->meanings & 1u << LT_ATTR_TO) != 0, date)) {
            value = lt_arena_text(reading->arena, date);
        } else {
            LT_TRY(bad_value(reading, field, "field.date", text, "a day such as 20250630",
                             "correct the date"));
            value = "";
        }
    }
    for (unsigned a = 0; a < LT_ATTR_COUNT; a++) {
        if ((field->meanings & 1u << a) == 0 || a == LT_ATTR_ID ||
            (values->attr[a] != NULL && *values->attr[a] != '\0')) {
            continue;
        }
        if (a == LT_ATTR_OPERATOR) {
            LT_TRY(hash_operator(reading, value, &values->attr[a]));
        } else {
            values->attr[a] = value;
        }
    }
    if (value == NULL) {
        status = lt_fail_memory(reading->err, "a date");
    }
out:
    return status;
}

static enum lt_status take_number(const struct reading *reading,
                                  const struct lt_schema_field *field, OGRFeatureH feature,
                                  int column, const char *text, struct ingest_values *values)
{
    const OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, column));
    double value = 0.0;
    if (type == OFTString) {
        if (!lt_parse_double(text, &value)) {
            return bad_value(reading, field, "field.number", text, "a number",
                             "correct the number");
        }
    } else {
        value = OGR_F_GetFieldAsDouble(feature, column);
    }
    const bool is_share = (field->meanings & (uint32_t)LT_MEANING_KCXS) != 0;
    if (!isfinite(value) || value < 0.0 || (is_share && value >= 1.0)) {
        return bad_value(reading, field, is_share ? "field.kcxs" : "field.number", text,
                         is_share ? "a share from 0 to below 1" : "a number that is not negative",
                         is_share ? "correct KCXS; the feature counts without deduction"
                                  : "correct the number");
    }
    const double m2 = value * (field->to_m2 > 0.0 ? field->to_m2 : 1.0);
    struct {
        uint32_t meaning;
        double *to;
        double value;
    } targets[] = {
        {(uint32_t)LT_MEANING_GROSS, &values->gross_m2, m2},
        {(uint32_t)LT_MEANING_NET, &values->net_m2, m2},
        {(uint32_t)LT_MEANING_FILED, &values->filed_m2, m2},
        {(uint32_t)LT_MEANING_KCXS, &values->kcxs, value},
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        /* 0 is how these tables say "missing", so a later field may still answer */
        if ((field->meanings & targets[i].meaning) != 0 && !(*targets[i].to > 0.0)) {
            *targets[i].to = targets[i].value;
        }
    }
    return LT_OK;
}

static const uint32_t NUMBERS = (uint32_t)LT_MEANING_GROSS | (uint32_t)LT_MEANING_NET |
                                (uint32_t)LT_MEANING_FILED | (uint32_t)LT_MEANING_KCXS;

static enum lt_status take_field(const struct reading *reading, const struct lt_schema_field *field,
                                 OGRFeatureH feature, int column, struct ingest_values *values)
{
    enum lt_status status = LT_OK;
    size_t undecodable = 0;
    const char *text = as_text(reading->vector, feature, column, reading->arena, &undecodable);
    if (text == NULL) {
        return lt_fail_memory(reading->err, "a field");
    }
    if (undecodable > 0) {
        LT_TRY(bad_value(reading, field, "text.undecodable", text,
                         ingest_encoding_name(reading->vector->encoding),
                         "set encoding in the config, or correct the text"));
    }
    if (*text == '\0') {
        goto out;
    }
    if ((field->meanings & NUMBERS) != 0) {
        LT_TRY(take_number(reading, field, feature, column, text, values));
    }
    if ((field->meanings & ~NUMBERS) != 0) {
        LT_TRY(take_text(reading, field, text, values));
    }
out:
    return status;
}

enum lt_status ingest_fields_read(const struct ingest_vector *vector,
                                  const struct ingest_fields *fields, OGRFeatureH feature,
                                  const char *operator_key, const struct ingest_told *told,
                                  struct lt_arena *arena, struct ingest_values *ret_values,
                                  struct lt_error *err)
{
    const struct reading reading = {vector, told, arena, operator_key, err};
    enum lt_status status = LT_OK;
    *ret_values = (struct ingest_values){0};
    for (size_t i = 0; i < fields->schema->field_count; i++) {
        const struct lt_schema_field *field = &fields->schema->fields[i];
        const bool hashed = (field->meanings & 1u << LT_ATTR_OPERATOR) != 0;
        if (fields->column[i] >= 0 && field->meanings != 0 && (!field->personal || hashed)) {
            LT_TRY(take_field(&reading, field, feature, fields->column[i], ret_values));
        }
    }
    for (unsigned a = 0; a < LT_ATTR_COUNT; a++) {
        ret_values->attr[a] = ret_values->attr[a] == NULL ? "" : ret_values->attr[a];
    }
out:
    return status;
}
