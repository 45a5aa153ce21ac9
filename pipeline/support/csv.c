#include "support/csv.h"

#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

/* --- to UTF-8 --- */

static size_t line_of(const char *data, size_t position)
{
    size_t line = 1;
    for (size_t i = 0; i < position; i++) {
        line += data[i] == '\n' || (data[i] == '\r' && data[i + 1] != '\n');
    }
    return line;
}

static enum lt_status convert(const char *name, const char *from, const char *data, size_t size,
                              struct lt_arena *arena, char **ret_text, size_t *ret_size,
                              struct lt_error *err)
{
    if (size > SIZE_MAX / 4) {
        return lt_fail_memory(err, name);
    }
    char *text = lt_arena_alloc(arena, 3 * size + 4); /* no character grows by more */
    const iconv_t converter = iconv_open("UTF-8", from);
    if (text == NULL || converter == (iconv_t)-1) {
        return lt_fail_memory(err, name);
    }
    char *in = (char *)(uintptr_t)data; /* iconv does not write there */
    char *out = text;
    size_t left = size, room = 3 * size + 3;
    const size_t result = iconv(converter, &in, &left, &out, &room);
    iconv_close(converter);
    if (result == (size_t)-1 || left > 0) {
        return lt_fail(err, LT_E_INPUT, "'%s', line %zu: the text is neither UTF-8 nor GBK", name,
                       line_of(data, size - left));
    }
    *out = '\0';
    *ret_text = text;
    *ret_size = (size_t)(out - text);
    return LT_OK;
}

static enum lt_status to_utf8(const char *name, const char *data, size_t size,
                              struct lt_arena *arena, const char **ret_text, size_t *ret_size,
                              struct lt_error *err)
{
    char *text = NULL;
    enum lt_status status = LT_OK;
    *ret_text = data;
    *ret_size = size;
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        *ret_text = data + 3;
        *ret_size = size - 3;
    } else if (size >= 2 && memcmp(data, "\xFF\xFE", 2) == 0) {
        status = convert(name, "UTF-16LE", data + 2, size - 2, arena, &text, ret_size, err);
    } else if (!lt_utf8_valid(data, size)) {
        status = convert(name, "GB18030", data, size, arena, &text, ret_size, err);
    }
    *ret_text = text != NULL ? text : *ret_text;
    if (status == LT_OK && !lt_utf8_valid(*ret_text, *ret_size)) {
        status = lt_fail(err, LT_E_INPUT, "'%s', line %zu: the text is neither UTF-8 nor GBK", name,
                         (size_t)1);
    }
    return status;
}

/* --- cells --- */

struct reader {
    const char *name;
    const char *at, *end;
    size_t line;
    char separator;
    struct lt_arena *arena;
    const char **cells; /* of the current line */
    size_t count, capacity;
    size_t kept; /* cells of all lines */
};

static char *trim(char *text)
{
    for (size_t n; (n = lt_blank_at(text)) > 0;) {
        text += n;
    }
    text[lt_length_trimmed(text)] = '\0';
    return text;
}

/* ="001" and '001 stand for the text 001. */
static char *unguard(char *text)
{
    const size_t length = strlen(text);
    if (length >= 3 && text[0] == '=' && text[1] == '"' && text[length - 1] == '"') {
        text[length - 1] = '\0';
        return text + 2;
    }
    return text[0] == '\'' && text[1] != '\0' ? text + 1 : text;
}

static bool at_line_end(const struct reader *reader)
{
    return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

static enum lt_status keep_cell(struct reader *reader, const char *text, size_t line,
                                struct lt_error *err)
{
    if (reader->count >= LT_TABLE_COLUMNS) { /* empty ones at the end are none */
        return *text == '\0' ? LT_OK
                             : lt_fail(err, LT_E_LIMIT, "'%s', line %zu: more than %d columns",
                                       reader->name, line, LT_TABLE_COLUMNS);
    }
    const enum lt_status status =
        lt_array_reserve(&reader->cells, &reader->capacity, reader->count + 1, sizeof(char *), err);
    if (status == LT_OK) {
        reader->cells[reader->count++] = text;
    }
    return status;
}

static enum lt_status read_cell(struct reader *reader, struct lt_error *err)
{
    struct lt_text cell = {0};
    const size_t first_line = reader->line;
    while (lt_blank_at(reader->at) > 0 && *reader->at != reader->separator) {
        reader->at += lt_blank_at(reader->at);
    }
    bool quoted = reader->at < reader->end && *reader->at == '"';
    reader->at += quoted;
    while (quoted || !(at_line_end(reader) || *reader->at == reader->separator)) {
        if (reader->at == reader->end) {
            lt_text_finish(&cell);
            return lt_fail(err, LT_E_INPUT, "'%s', line %zu: a quote does not end", reader->name,
                           first_line);
        }
        if (quoted && *reader->at == '"') {
            reader->at++;
            quoted = reader->at < reader->end && *reader->at == '"';
            if (!quoted) {
                continue;
            }
        }
        reader->line += *reader->at == '\n';
        lt_text_add_n(&cell, reader->at++, 1);
    }
    const char *text = "";
    if (cell.length > 0 && !cell.failed) {
        char *copy = lt_arena_text_n(reader->arena, cell.data, cell.length);
        text = copy == NULL ? NULL : trim(unguard(trim(copy)));
    }
    const bool whole = !cell.failed && text != NULL;
    lt_text_finish(&cell);
    return whole ? keep_cell(reader, text, first_line, err) : lt_fail_memory(err, reader->name);
}

/* Reads one line; trailing empty cells are left out. */
static enum lt_status read_line(struct reader *reader, struct lt_error *err)
{
    enum lt_status status;
    reader->count = 0;
    do {
        LT_TRY(read_cell(reader, err));
    } while (!at_line_end(reader) && reader->at++ < reader->end);
    if (reader->at < reader->end) {
        const bool pair =
            *reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n';
        reader->at += pair ? 2 : 1;
    }
    while (reader->count > 0 && reader->cells[reader->count - 1][0] == '\0') {
        reader->count--;
    }
out:
    return status;
}

/* What the first line is cut by: the candidate that it holds most of. */
static char find_separator(const char *text, const char *end)
{
    static const char candidates[] = {',', '\t', ';'};
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t count = 0;
        for (const char *c = text; c < end && *c != '\n' && *c != '\r'; c++) {
            count += *c == candidates[i];
        }
        best = count > most ? candidates[i] : best;
        most = count > most ? count : most;
    }
    return best;
}

static enum lt_status keep_cells(struct reader *reader, size_t at_least, size_t line,
                                 const char *const **ret_cells, struct lt_error *err)
{
    const size_t room = reader->count > at_least ? reader->count : at_least;
    reader->kept += room;
    if (reader->kept > LT_TABLE_CELLS) {
        return lt_fail(err, LT_E_LIMIT,
                       "'%s', line %zu: more than %d million cells; give the list alone",
                       reader->name, line, LT_TABLE_CELLS >> 20);
    }
    const char **kept = lt_arena_array(reader->arena, room, sizeof *kept);
    if (kept == NULL) {
        return lt_fail_memory(err, reader->name);
    }
    for (size_t i = 0; i < room; i++) {
        kept[i] = i < reader->count ? reader->cells[i] : "";
    }
    *ret_cells = kept;
    return LT_OK;
}

static enum lt_status read_rows(struct reader *reader, struct lt_csv *csv, struct lt_csv_row **rows,
                                size_t *capacity, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    while (reader->at < reader->end) {
        const size_t line = reader->line;
        LT_TRY(read_line(reader, err));
        reader->line++;
        if (reader->count == 0) {
            continue;
        }
        if (csv->header == NULL && reader->count == 1 && lt_starts_with(reader->cells[0], "sep=")) {
            continue;
        }
        const char *const *cells = NULL;
        LT_TRY(keep_cells(reader, csv->columns, line, &cells, err));
        if (csv->header == NULL) {
            csv->header = cells;
            csv->columns = reader->count;
            continue;
        }
        LT_TRY(lt_array_reserve(rows, capacity, csv->row_count + 1, sizeof **rows, err));
        (*rows)[csv->row_count++] =
            (struct lt_csv_row){.cells = cells, .count = reader->count, .line = line};
    }
out:
    return status;
}

enum lt_status lt_csv_parse(const char *name, const char *data, size_t size, struct lt_arena *arena,
                            struct lt_csv *ret_csv, struct lt_error *err)
{
    enum lt_status status;
    struct reader reader = {.name = name, .line = 1, .arena = arena};
    struct lt_csv csv = {0};
    struct lt_csv_row *rows = NULL, *kept;
    size_t capacity = 0;
    LT_TRY(to_utf8(name, data, size, arena, &reader.at, &size, err));
    char *text = lt_arena_text_n(arena, reader.at, size); /* ends with a NUL */
    if (text == NULL) {
        return lt_fail_memory(err, name);
    }
    reader.at = text;
    reader.end = text + size;
    const bool stated = lt_starts_with(text, "sep=") && size > 4;
    reader.separator = stated ? text[4] : find_separator(reader.at, reader.end);
    LT_TRY(read_rows(&reader, &csv, &rows, &capacity, err));
    kept = lt_arena_copy(arena, rows, csv.row_count, csv.row_count + 1, sizeof *kept);
    if (kept == NULL) {
        status = lt_fail_memory(err, name);
        goto out;
    }
    csv.rows = kept;
    *ret_csv = csv;
out:
    free(rows);
    free(reader.cells);
    return status;
}
