/* Fields that no rule asks for, of layers that are handed back: their texts, and what is wrong with them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ingest_stream.h"
#include "support/arena.h"
#include "support/text.h"

enum { MOST_DECIMALS = 12, FOUND_TEXT = 256, EXPECTED_TEXT = 64 };
static const double EXACT =
    9007199254740992.0; /* 2^53: from here on a double skips whole numbers */

_Static_assert(INGEST_MOST_TEXT == 65536, "two messages name it");

struct carrying {
    const struct ingest_fields *fields;
    enum ingest_encoding encoding;
    const struct ingest_told *told;
    struct lt_arena *arena;
    struct lt_error *err;
};

/* --- what is wrong --- */

enum lt_status ingest_tallies_make(const struct ingest_fields *fields, struct lt_arena *arena,
                                   struct ingest_tally **ret_tallies, struct lt_error *err)
{
    const size_t count = fields->schema->field_count * INGEST_CARRIED_FAULTS;
    *ret_tallies = lt_arena_array(arena, count, sizeof **ret_tallies);
    if (*ret_tallies == NULL) {
        return lt_fail_memory(err, "a layer's faults");
    }
    memset(*ret_tallies, 0, count * sizeof **ret_tallies);
    return LT_OK;
}

static enum lt_status count_fault(const struct carrying *c, size_t field,
                                  enum ingest_carried_fault fault, const char *text)
{
    struct ingest_tally *const tally =
        &c->told->notes->tallies[field * INGEST_CARRIED_FAULTS + fault];
    if (tally->features++ == 0) {
        tally->first = c->told->feature;
        tally->found = ingest_shown(text, c->arena);
    }
    return tally->found != NULL ? LT_OK : lt_fail_memory(c->err, "a diagnostic");
}

enum lt_status ingest_tallies_add(const struct ingest_fields *fields, const struct lt_chunk *chunk,
                                  struct lt_arena *arena, struct ingest_tally *tallies,
                                  struct lt_error *err)
{
    const struct ingest_tally *const more = chunk->notes.tallies;
    for (size_t i = 0; i < fields->schema->field_count * INGEST_CARRIED_FAULTS; i++) {
        if (more[i].features > 0 && tallies[i].features == 0) {
            /* a feature that failed stands behind the last one, and has no id */
            const char *const id =
                more[i].first < chunk->count ? chunk->features[more[i].first].attr[LT_ATTR_ID] : "";
            tallies[i].id = lt_arena_text(arena, id);
            tallies[i].found = lt_arena_text(arena, more[i].found);
            if (tallies[i].id == NULL || tallies[i].found == NULL) {
                return lt_fail_memory(err, "a diagnostic");
            }
        }
        tallies[i].features += more[i].features;
    }
    return LT_OK;
}

static bool limits_length(const struct ingest_fields *fields, const struct lt_schema_field *field)
{
    return field->type == LT_FIELD_TEXT && field->length > 0 && !fields->schema->own_lengths;
}

static enum lt_status tell(const struct ingest_fields *fields, const struct lt_schema_field *field,
                           enum ingest_carried_fault fault, const struct ingest_tally *tally,
                           const char *layer, enum ingest_encoding encoding,
                           struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    char found[FOUND_TEXT], most[EXPECTED_TEXT];
    snprintf(found, sizeof found, "features: %llu; the first has '%s'",
             (unsigned long long)tally->features, tally->found);
    if (limits_length(fields, field)) {
        snprintf(most, sizeof most, "at most %u characters", (unsigned)field->length);
    } else {
        snprintf(most, sizeof most, "at most %d bytes", INGEST_MOST_TEXT);
    }
    const struct {
        const char *code, *expected, *action;
    } words[INGEST_CARRIED_FAULTS] = {
        [INGEST_CARRIED_UNDECODABLE] = {"text.undecodable", ingest_encoding_name(encoding),
                                        "set encoding in the config, or correct the text"},
        [INGEST_CARRIED_NUMBER] = {"field.number",
                                   field->type == LT_FIELD_INT ? "a whole number up to 2147483647"
                                                               : "a number",
                                   "correct the number; until then it is left out"},
        [INGEST_CARRIED_LENGTH] = {"field.length", most,
                                   "shorten the text; one of more than 65536 bytes is left out"},
    };
    const struct lt_diagnostic item = {.severity = LT_WARNING,
                                       .quality = LT_ACCURACY,
                                       .code = words[fault].code,
                                       .layer = layer,
                                       .feature = tally->id,
                                       .field = field->name,
                                       .found = found,
                                       .expected = words[fault].expected,
                                       .action = words[fault].action};
    return lt_diagnostics_add(diagnostics, &item, err);
}

enum lt_status ingest_tallies_tell(const struct ingest_fields *fields,
                                   const struct ingest_tally *tallies, const char *layer,
                                   enum ingest_encoding encoding,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < fields->schema->field_count; i++) {
        for (unsigned fault = 0; fault < INGEST_CARRIED_FAULTS; fault++) {
            const struct ingest_tally *const tally = &tallies[i * INGEST_CARRIED_FAULTS + fault];
            if (tally->features > 0) {
                LT_TRY(tell(fields, &fields->schema->fields[i], (enum ingest_carried_fault)fault,
                            tally, layer, encoding, diagnostics, err));
            }
        }
    }
out:
    return status;
}

/* --- one field --- */

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* With the standard's decimals, which is a tenth of the work of finding the shortest text. */
static const char *number_text(const struct carrying *c, const struct lt_schema_field *field,
                               const struct ingest_cell *cell, size_t *undecodable)
{
    char number[LT_FIXED_TEXT];
    if (field->type != LT_FIELD_DOUBLE || cell->kind != INGEST_CELL_REAL ||
        !(cell->number >= 0.0 && cell->number < EXACT) || field->decimals > MOST_DECIMALS) {
        return ingest_cell_text(c->encoding, cell, c->arena, undecodable);
    }
    const char *const end = lt_put_fixed(number, cell->number, (int)field->decimals);
    return lt_arena_text_n(c->arena, number, (size_t)(end - number));
}

static bool is_number(const struct lt_schema_field *field, const char *text, double *ret_value)
{
    return lt_parse_double(text, ret_value) &&
           (field->type != LT_FIELD_INT ||
            (fabs(*ret_value) <= INT32_MAX && *ret_value == floor(*ret_value))); // NOLINT: whole
}

/* A field that some total needs (meanings) is told of where it is read, feature by feature. */
static enum lt_status carry_number(const struct carrying *c, size_t at, const char *text,
                                   const char **ret_text)
{
    const struct lt_schema_field *const field = &c->fields->schema->fields[at];
    double value;
    char number[LT_DOUBLE_TEXT];
    *ret_text = text;
    if (*text != '\0' && !is_number(field, text, &value)) {
        *ret_text = "";
        return field->meanings == 0 ? count_fault(c, at, INGEST_CARRIED_NUMBER, text) : LT_OK;
    }
    if (strlen(text) >= LT_DOUBLE_TEXT) { /* zeros, or more digits than count */
        *ret_text = lt_arena_text(c->arena, lt_format_double(value, number));
    }
    return *ret_text != NULL ? LT_OK : lt_fail_memory(c->err, "a field");
}

static enum lt_status carry_field(const struct carrying *c, size_t at,
                                  const struct ingest_cell *cell, const char **ret_text)
{
    enum lt_status status = LT_OK;
    const struct lt_schema_field *const field = &c->fields->schema->fields[at];
    size_t undecodable = 0;
    *ret_text = "";
    if (ingest_cell_too_long(cell)) {
        return count_fault(c, at, INGEST_CARRIED_LENGTH, "a text of more than 65536 bytes");
    }
    const char *const text = number_text(c, field, cell, &undecodable);
    if (text == NULL) {
        return lt_fail_memory(c->err, "a field");
    }
    if (undecodable > 0 && field->meanings == 0) {
        LT_TRY(count_fault(c, at, INGEST_CARRIED_UNDECODABLE, text));
    }
    if (field->type == LT_FIELD_DOUBLE || field->type == LT_FIELD_INT) {
        LT_TRY(carry_number(c, at, text, ret_text));
    } else {
        *ret_text = text;
        if (limits_length(c->fields, field) && characters(text) > field->length) {
            LT_TRY(count_fault(c, at, INGEST_CARRIED_LENGTH, text));
        }
    }
out:
    return status;
}

/* --- all of a feature --- */

/* The texts of the fields, one behind the other, as lt_feature says. */
static const char *join(const char *const *texts, size_t count, struct lt_arena *arena)
{
    size_t last = 0, size = 1;
    for (size_t i = 0; i < count; i++) {
        if (*texts[i] != '\0') {
            last = i + 1;
        }
        size += strlen(texts[i]) + 1;
    }
    char *const joined = last == 0 ? NULL : lt_arena_alloc(arena, size);
    char *to = joined;
    for (size_t i = 0; joined != NULL && i < last; i++) {
        const size_t length = strlen(texts[i]); /* without controls: what was decoded has none */
        memcpy(to, texts[i], length);
        to += length;
        *to++ = LT_CARRIED_END;
    }
    if (joined != NULL) {
        *to = '\0';
    }
    return last == 0 ? "" : joined;
}

enum lt_status ingest_fields_carry(const struct ingest_fields *fields,
                                   enum ingest_encoding encoding, const struct ingest_cell *cells,
                                   const struct ingest_told *told, const char **ret_carried,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct carrying c = {fields, encoding, told, told->notes->texts, err};
    const size_t most = fields->schema->field_count;
    const char **texts = lt_arena_array(c.arena, most, sizeof *texts);
    size_t count = 0;
    if (texts == NULL) {
        return lt_fail_memory(err, "a field");
    }
    for (size_t i = 0; i < most; i++) {
        if (lt_schema_field_carried(&fields->schema->fields[i])) {
            LT_TRY(carry_field(&c, i, &cells[i], &texts[count]));
            count++;
        }
    }
    *ret_carried = join(texts, count, c.arena);
    if (*ret_carried == NULL) {
        status = lt_fail_memory(err, "a field");
    }
out:
    return status;
}
