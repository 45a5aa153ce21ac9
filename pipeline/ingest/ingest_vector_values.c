/* What the columns of one feature say, brought to the schema's types. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_vector.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/digest.h"
#include "support/text.h"

enum { OPERATOR_DIGITS = 32, SHOWN = 60 };

enum lt_status ingest_tell(const struct ingest_told *told, enum lt_severity severity,
                           enum lt_quality quality, const char *code, const char *field,
                           const char *found, const char *expected, const char *action,
                           struct lt_error *err)
{
    struct ingest_notes *notes = told->notes;
    const enum lt_status status = lt_array_reserve(&notes->items, &notes->capacity,
                                                   notes->count + 1, sizeof *notes->items, err);
    if (status != LT_OK) {
        return status;
    }
    const struct lt_diagnostic item = {.severity = severity,
                                       .quality = quality,
                                       .code = code,
                                       .layer = told->layer,
                                       .field = field,
                                       .found = lt_arena_text(notes->texts, found),
                                       .expected = lt_arena_text(notes->texts, expected),
                                       .action = lt_arena_text(notes->texts, action),
                                       .area_m2 = told->area_m2};
    if (item.found == NULL || item.expected == NULL || item.action == NULL) {
        return lt_fail_memory(err, "a diagnostic");
    }
    notes->items[notes->count++] = (struct ingest_note){told->feature, item};
    return LT_OK;
}

const char *ingest_cell_text(enum ingest_encoding encoding, const struct ingest_cell *cell,
                             struct lt_arena *arena, size_t *undecodable)
{
    char number[LT_DOUBLE_TEXT];
    switch (cell->kind) {
    case INGEST_CELL_WHOLE:
        return lt_arena_printf(arena, "%lld", (long long)cell->whole);
    case INGEST_CELL_REAL:
        if (fabs(cell->number) < 1e15 && cell->number == floor(cell->number)) { // NOLINT: whole
            return lt_arena_printf(arena, "%.0f", cell->number);
        }
        return lt_arena_text(arena, lt_format_double(cell->number, number));
    case INGEST_CELL_DAY:
        return lt_arena_text_n(arena, cell->text, cell->length);
    case INGEST_CELL_TEXT:
    case INGEST_CELL_OTHER:
        return ingest_decode(arena, encoding, cell->text, cell->length, undecodable);
    case INGEST_CELL_NULL:
        break;
    }
    return "";
}

bool ingest_cell_too_long(const struct ingest_cell *cell)
{
    const bool text = cell->kind == INGEST_CELL_TEXT || cell->kind == INGEST_CELL_OTHER;
    return text && cell->length > INGEST_MOST_TEXT;
}

static enum lt_status check_length(const struct ingest_cell *cell, struct lt_error *err)
{
    return ingest_cell_too_long(cell)
               ? lt_fail(err, LT_E_LIMIT, "a text of %zu bytes, more than the limit of %d",
                         cell->length, INGEST_MOST_TEXT)
               : LT_OK;
}

const char *ingest_shown(const char *text, struct lt_arena *arena)
{
    return lt_arena_text_n(arena, text, lt_utf8_cut(text, strlen(text), SHOWN));
}

enum lt_status ingest_fields_id(const struct ingest_fields *fields, enum ingest_encoding encoding,
                                const struct ingest_cell *cells, struct lt_arena *arena,
                                const char **ret_id, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *id = "";
    for (size_t i = 0; id != NULL && *id == '\0' && i < fields->schema->field_count; i++) {
        const struct lt_schema_field *field = &fields->schema->fields[i];
        if ((field->meanings & 1u << LT_ATTR_ID) != 0 && !field->personal) {
            LT_TRY(check_length(&cells[i], err));
            id = ingest_cell_text(encoding, &cells[i], arena, NULL);
        }
    }
    *ret_id = id;
    status = id != NULL ? LT_OK : lt_fail_memory(err, "an id");
out:
    return status;
}

static const double EXACT =
    9007199254740992.0; /* 2^53: from here on a double skips whole numbers */

enum lt_status ingest_fields_check_digits(const struct ingest_fields *fields,
                                          const struct ingest_cell *cells,
                                          const struct ingest_told *told, struct lt_error *err)
{
    const uint32_t codes = 1u << LT_ATTR_ID | 1u << LT_ATTR_UNIT;
    for (size_t i = 0; i < fields->schema->field_count; i++) {
        const struct lt_schema_field *field = &fields->schema->fields[i];
        if ((field->meanings & codes) == 0 || cells[i].kind != INGEST_CELL_REAL ||
            !(fabs(cells[i].number) >= EXACT)) {
            continue;
        }
        char found[LT_DOUBLE_TEXT];
        lt_format_double(cells[i].number, found);
        const enum lt_status status =
            ingest_tell(told, LT_REJECT, LT_ACCURACY, "id.digits", field->name, found,
                        "all digits of the code, in a column of text",
                        "keep the column as text and export the layer again", err);
        if (status != LT_OK) {
            return status;
        }
        told->notes->items[told->notes->count - 1].item.feature = "";
        return ingest_reject_text(told->layer, field->name, found, err);
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
    enum ingest_encoding encoding;
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
    const char *found = field->personal ? "(withheld)" : ingest_shown(text, reading->arena);
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
        if ((field->meanings & 1u << a) == 0 || a == LT_ATTR_ID || *values->attr[a] != '\0') {
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

/* `text` NULL: written only where there is a fault to tell. */
static enum lt_status take_number(const struct reading *reading,
                                  const struct lt_schema_field *field,
                                  const struct ingest_cell *cell, const char *text,
                                  struct ingest_values *values)
{
    double value = 0.0;
    if (cell->kind == INGEST_CELL_TEXT) {
        if (!lt_parse_double(text, &value)) {
            return bad_value(reading, field, "field.number", text, "a number",
                             "correct the number");
        }
    } else {
        value = cell->number;
    }
    const bool is_share = (field->meanings & (uint32_t)LT_MEANING_KCXS) != 0;
    if (!isfinite(value) || value < 0.0 || (is_share && value >= 1.0)) {
        if (text == NULL) {
            text = ingest_cell_text(reading->encoding, cell, reading->arena, NULL);
        }
        if (text == NULL) {
            return lt_fail_memory(reading->err, "a field");
        }
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
                                 const struct ingest_cell *cell, struct ingest_values *values)
{
    enum lt_status status = LT_OK;
    size_t undecodable = 0;
    LT_TRY(check_length(cell, reading->err));
    if (field->meanings == 1u << LT_ATTR_ID && field->type == LT_FIELD_TEXT &&
        field->code_count == 0 && cell->kind == INGEST_CELL_TEXT &&
        ingest_ascii(cell->text, cell->length)) {
        return LT_OK; /* was read as the id, and there is nothing to say of it */
    }
    const bool number = cell->kind == INGEST_CELL_REAL || cell->kind == INGEST_CELL_WHOLE;
    if (number && (field->meanings & ~NUMBERS) == 0) {
        return take_number(reading, field, cell, NULL, values);
    }
    const char *text = ingest_cell_text(reading->encoding, cell, reading->arena, &undecodable);
    if (text == NULL) {
        return lt_fail_memory(reading->err, "a field");
    }
    if (undecodable > 0) {
        LT_TRY(bad_value(reading, field, "text.undecodable", text,
                         ingest_encoding_name(reading->encoding),
                         "set encoding in the config, or correct the text"));
    }
    if (*text == '\0') {
        goto out;
    }
    if ((field->meanings & NUMBERS) != 0) {
        LT_TRY(take_number(reading, field, cell, text, values));
    }
    if ((field->meanings & ~NUMBERS) != 0) {
        LT_TRY(take_text(reading, field, text, values));
    }
out:
    return status;
}

enum lt_status ingest_fields_read(const struct ingest_fields *fields, enum ingest_encoding encoding,
                                  const struct ingest_cell *cells, const char *operator_key,
                                  const struct ingest_told *told, struct ingest_values *ret_values,
                                  struct lt_error *err)
{
    const struct reading reading = {encoding, told, told->notes->texts, operator_key, err};
    enum lt_status status = LT_OK;
    *ret_values = fields->nothing;
    for (size_t i = 0; i < fields->schema->field_count; i++) {
        if (cells[i].kind != INGEST_CELL_NULL && /* personal columns are not even asked for */
            fields->schema->fields[i].meanings != 0) {
            LT_TRY(take_field(&reading, &fields->schema->fields[i], &cells[i], ret_values));
        }
    }
out:
    return status;
}
