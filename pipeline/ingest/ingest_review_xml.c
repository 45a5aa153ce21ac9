/* The XML of a workbook: its sheets, its texts, the cells of a sheet. No entities, no document types. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "ingest_review.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/csv.h"
#include "support/text.h"

/* Sheets and relations: of each sheet the relation is looked for. A mark of the XML (a tag, a comment) is read again
 * with every piece until it ends. Of a tag that is open the parser keeps fifty times what it takes in the file; a text of
 * a cell lies eight deep. */
enum {
    CELL_TEXT = 32768,
    MOST_SHEETS = 256,
    MOST_RELATIONS = 4096,
    MOST_MARK = 1 << 18,
    MOST_DEPTH = 64,
};
static const size_t most_text = 128u << 20; /* of all cells that are kept */

struct parser {
    XML_Parser xml;
    XML_StartElementHandler start;
    XML_EndElementHandler end; /* NULL: nothing to do */
    const char *part;
    uint64_t given; /* bytes of the part so far */
    unsigned depth; /* tags that are open */
    struct lt_arena *arena;
    struct lt_text text; /* of the cell, or the shared string, that is being read */
    bool reading;        /* inside an element whose text counts */
    size_t kept;
    enum lt_status status; /* of a handler */
    struct lt_error *err;
    bool enough;
    /* workbook.xml and its relations */
    struct relation {
        const char *id, *target;
    } * relations;
    size_t relation_count, relation_capacity;
    const char **ids; /* of the sheets, in order */
    size_t id_count, id_capacity;
    bool from_1904; /* days are counted from 1904-01-01 */
    /* texts */
    struct ingest_texts *texts;
    bool phonetic; /* how to read it aloud: no part of the text */
    /* a sheet */
    struct ingest_sheet *sheet;
    const char *cells[LT_TABLE_COLUMNS];
    size_t cell_count,
        column; /* cells up to the last that holds a text; where the cell stands that is being read */
    size_t next_column; /* where a cell stands that does not say where */
    uint64_t row;
    char kind; /* of the cell: 's'hared, 'b'oolean, or itself */
};

/* Prefixes are a matter of taste of the program that wrote it. */
static bool is(const char *name, const char *local)
{
    const char *colon = strrchr(name, ':');
    return strcmp(colon == NULL ? name : colon + 1, local) == 0;
}

static const char *attribute(const char **attributes, const char *local)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (is(attributes[i], local)) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

static void fail(struct parser *p, enum lt_status status)
{
    p->status = status;
    XML_StopParser(p->xml, XML_FALSE);
}

static const char *keep(struct parser *p, const char *text, size_t length)
{
    p->kept += length + 1;
    if (p->kept > most_text) {
        fail(p, lt_fail(p->err, LT_E_LIMIT, "the workbook holds more text than %zu MB",
                        most_text >> 20));
        return "";
    }
    const char *copy = length == 0 ? "" : lt_arena_text_n(p->arena, text, length);
    if (copy == NULL) {
        fail(p, lt_fail_memory(p->err, "a workbook"));
        return "";
    }
    return copy;
}

static const char *keep_text(struct parser *p, const char *text)
{
    return keep(p, text, strlen(text));
}

/* --- the machine around expat --- */

static void on_start(void *context, const char *name, const char **attributes)
{
    struct parser *p = context;
    if (++p->depth > MOST_DEPTH) {
        fail(p, lt_fail(p->err, LT_E_LIMIT,
                        "the workbook is refused: '%s' holds tags within tags, more than %d deep",
                        p->part, MOST_DEPTH));
        return;
    }
    p->start(p, name, attributes);
}

static void on_end(void *context, const char *name)
{
    struct parser *p = context;
    p->depth--;
    if (p->status == LT_OK &&
        p->end != NULL) { /* a tag that ends at once ends after its fault too */
        p->end(p, name);
    }
}

static void on_doctype(void *context, const char *name, const char *system, const char *public_id,
                       int internal)
{
    struct parser *p = context;
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    fail(p, lt_fail(p->err, LT_E_INPUT, "the workbook is refused: '%s' declares a document type",
                    p->part));
}

static void on_text(void *context, const char *text, int length)
{
    struct parser *p = context;
    if (p->reading && p->text.length < CELL_TEXT) {
        lt_text_add_n(&p->text, text, (size_t)length);
    }
}

static enum lt_status take(void *context, const char *bytes, size_t size, bool last,
                           bool *ret_enough, struct lt_error *err)
{
    struct parser *p = context;
    const enum XML_Status parsed = XML_Parse(p->xml, bytes, (int)size, last);
    *ret_enough = p->enough;
    if (p->status != LT_OK || p->enough) {
        return p->status;
    }
    p->given += size;
    const XML_Index read = XML_GetCurrentByteIndex(p->xml);
    if (read >= 0 && p->given - (uint64_t)read > MOST_MARK) {
        return lt_fail(err, LT_E_LIMIT,
                       "the workbook is refused: '%s' holds a mark of more than %d KB", p->part,
                       MOST_MARK >> 10);
    }
    if (p->text.failed || XML_GetErrorCode(p->xml) == XML_ERROR_NO_MEMORY) {
        return lt_fail_memory(err, "a workbook");
    }
    return parsed == XML_STATUS_OK
               ? LT_OK
               : lt_fail(err, LT_E_INPUT, "the workbook is damaged: '%s' is no XML at line %llu",
                         p->part, (unsigned long long)XML_GetCurrentLineNumber(p->xml));
}

static enum lt_status parse(struct parser *p, struct ingest_parts *parts, const char *part,
                            bool may_miss, XML_StartElementHandler start, XML_EndElementHandler end,
                            struct lt_error *err)
{
    enum lt_status status;
    p->part = part;
    p->start = start;
    p->end = end;
    p->given = 0;
    p->depth = 0;
    p->err = err;
    p->xml = XML_ParserCreate(NULL);
    if (p->xml == NULL) {
        return lt_fail_memory(err, "a workbook");
    }
    XML_SetUserData(p->xml, p);
    XML_SetElementHandler(p->xml, on_start, on_end);
    XML_SetCharacterDataHandler(p->xml, on_text);
    XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
    status = ingest_parts_read(parts, part, may_miss, take, p, err);
    XML_ParserFree(p->xml);
    p->xml = NULL;
    return status;
}

/* --- which sheets there are --- */

static void start_workbook(void *context, const char *name, const char **attributes)
{
    struct parser *p = context;
    const char *id = is(name, "sheet") ? attribute(attributes, "id") : NULL;
    if (is(name, "workbookPr")) {
        const char *told = attribute(attributes, "date1904");
        p->from_1904 = told != NULL && (strcmp(told, "1") == 0 || strcmp(told, "true") == 0);
    }
    if (id == NULL) {
        return;
    }
    if (p->id_count >= MOST_SHEETS) {
        fail(p, lt_fail(p->err, LT_E_LIMIT,
                        "the workbook holds more than %d sheets; give the list of cases alone",
                        MOST_SHEETS));
        return;
    }
    const enum lt_status status =
        lt_array_reserve(&p->ids, &p->id_capacity, p->id_count + 1, sizeof *p->ids, p->err);
    if (status != LT_OK) {
        fail(p, status);
        return;
    }
    p->ids[p->id_count++] = keep_text(p, id);
}

static void start_relations(void *context, const char *name, const char **attributes)
{
    struct parser *p = context;
    const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
    if (!is(name, "Relationship") || id == NULL || target == NULL) {
        return;
    }
    if (p->relation_count >= MOST_RELATIONS) {
        fail(p, lt_fail(p->err, LT_E_LIMIT,
                        "the workbook holds more than %d relations; give the list of cases alone",
                        MOST_RELATIONS));
        return;
    }
    const enum lt_status status = lt_array_reserve(
        &p->relations, &p->relation_capacity, p->relation_count + 1, sizeof *p->relations, p->err);
    if (status != LT_OK) {
        fail(p, status);
        return;
    }
    p->relations[p->relation_count++] = (struct relation){keep_text(p, id), keep_text(p, target)};
}

static const char *target_of(const struct parser *p, const char *id)
{
    for (size_t i = 0; i < p->relation_count; i++) {
        if (strcmp(p->relations[i].id, id) == 0) {
            return p->relations[i].target;
        }
    }
    return NULL;
}

enum lt_status ingest_sheet_names(struct ingest_parts *parts, struct lt_arena *arena,
                                  struct ingest_sheet_name **ret_names, size_t *ret_count,
                                  int64_t *ret_day_zero, struct lt_error *err)
{
    enum { SINCE_1899 = 693899, SINCE_1904 = SINCE_1899 + 1462 };
    enum lt_status status;
    struct parser p = {.arena = arena};
    LT_TRY(parse(&p, parts, "xl/workbook.xml", false, start_workbook, NULL, err));
    LT_TRY(parse(&p, parts, "xl/_rels/workbook.xml.rels", false, start_relations, NULL, err));
    *ret_names = lt_arena_array(arena, p.id_count, sizeof **ret_names);
    *ret_count = 0;
    *ret_day_zero = p.from_1904 ? SINCE_1904 : SINCE_1899;
    if (*ret_names == NULL) {
        status = lt_fail_memory(err, "a workbook");
        goto out;
    }
    for (size_t i = 0; i < p.id_count; i++) {
        const char *target = target_of(&p, p.ids[i]);
        const char *part = target == NULL     ? NULL
                           : target[0] == '/' ? lt_arena_text(arena, target + 1)
                                              : lt_arena_printf(arena, "xl/%s", target);
        if (part != NULL) {
            (*ret_names)[(*ret_count)++].part = part;
        }
    }
out:
    free(p.ids);
    free(p.relations);
    return status;
}

/* --- shared texts --- */

static void start_texts(void *context, const char *name, const char **attributes)
{
    struct parser *p = context;
    (void)attributes;
    if (is(name, "si")) {
        p->text.length = 0;
    } else if (is(name, "rPh")) {
        p->phonetic = true;
    } else if (is(name, "t")) {
        p->reading = !p->phonetic;
    }
}

static void end_texts(void *context, const char *name)
{
    struct parser *p = context;
    if (is(name, "t")) {
        p->reading = false;
    } else if (is(name, "rPh")) {
        p->phonetic = false;
    } else if (is(name, "si")) {
        struct ingest_texts *texts = p->texts;
        const enum lt_status status = lt_array_reserve(
            &texts->items, &texts->capacity, texts->count + 1, sizeof *texts->items, p->err);
        if (status != LT_OK) {
            fail(p, status);
            return;
        }
        texts->items[texts->count++] = keep(p, p->text.data, p->text.length);
        p->kept += sizeof *texts->items; /* empty ones take their place too */
    }
}

enum lt_status ingest_sheet_texts(struct ingest_parts *parts, struct lt_arena *arena,
                                  struct ingest_texts *ret_texts, struct lt_error *err)
{
    struct parser p = {.arena = arena, .texts = ret_texts};
    const enum lt_status status =
        parse(&p, parts, "xl/sharedStrings.xml", true, start_texts, end_texts, err);
    lt_text_finish(&p.text);
    return status;
}

/* --- the cells of a sheet --- */

/* "AB12" → 27; SIZE_MAX for anything else. */
static size_t column_of(const char *reference)
{
    size_t column = 0, letters = 0;
    for (; reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 3; letters++) {
        column = column * 26 + (size_t)(reference[letters] - 'A' + 1);
    }
    const bool whole = reference[letters] >= '0' && reference[letters] <= '9';
    return letters == 0 || !whole ? SIZE_MAX : column - 1;
}

static void start_cell(struct parser *p, const char **attributes)
{
    const char *reference = attribute(attributes, "r"), *type = attribute(attributes, "t");
    p->column = reference == NULL ? p->next_column : column_of(reference);
    if (p->column == SIZE_MAX) { /* what it says would be taken for another column's, or lost */
        fail(p, lt_fail(p->err, LT_E_INPUT, "the workbook is damaged: '%s' has a cell '%s'",
                        p->part, reference));
        return;
    }
    p->next_column = p->column + 1;
    p->kind = type == NULL                     ? 'n'
              : strcmp(type, "s") == 0         ? 's'
              : strcmp(type, "inlineStr") == 0 ? 'i'
                                               : 't';
    p->text.length = 0;
}

static void start_sheet(void *context, const char *name, const char **attributes)
{
    struct parser *p = context;
    if (is(name, "row")) {
        int64_t number;
        const char *given = attribute(attributes, "r");
        p->row = given != NULL && lt_parse_int(given, &number) && number > 0 ? (uint64_t)number
                                                                             : p->row + 1;
        p->cell_count = p->next_column = 0;
    } else if (is(name, "c")) {
        start_cell(p, attributes);
    } else if (is(name, "v") || (is(name, "t") && p->kind == 'i')) {
        p->reading = true;
    }
}

static void end_cell(struct parser *p)
{
    const char *text = "";
    int64_t index;
    if (p->kind == 's') {
        const bool good = p->text.length > 0 && lt_parse_int(p->text.data, &index) && index >= 0 &&
                          (uint64_t)index < p->sheet->texts->count;
        text = good ? p->sheet->texts->items[index] : "";
    } else if (p->text.length > 0) {
        text = keep(p, p->text.data, p->text.length);
    }
    if (p->column < LT_TABLE_COLUMNS && *text != '\0') {
        for (; p->cell_count <= p->column; p->cell_count++) {
            p->cells[p->cell_count] = "";
        }
        p->cells[p->column] = text;
    }
}

static enum lt_status add_row(struct parser *p)
{
    enum lt_status status;
    struct ingest_sheet *sheet = p->sheet;
    const char **cells = lt_arena_array(p->arena, p->cell_count, sizeof *cells);
    if (cells == NULL) {
        return lt_fail_memory(p->err, "a workbook");
    }
    p->kept += p->cell_count * sizeof *cells;
    if (sheet->row_count >= INGEST_TABLE_ROWS || p->kept > most_text) {
        return lt_fail(p->err, LT_E_LIMIT, "the sheet holds more rows than any list of cases");
    }
    memcpy(cells, p->cells, p->cell_count * sizeof *cells);
    LT_TRY(lt_array_reserve(&sheet->rows, &sheet->row_capacity, sheet->row_count + 1,
                            sizeof *sheet->rows, p->err));
    LT_TRY(lt_array_reserve(&sheet->widths, &sheet->width_capacity, sheet->row_count + 1,
                            sizeof *sheet->widths, p->err));
    sheet->widths[sheet->row_count] = p->cell_count;
    sheet->rows[sheet->row_count++] = (struct ingest_table_row){.cells = cells, .number = p->row};
    sheet->columns = p->cell_count > sheet->columns ? p->cell_count : sheet->columns;
    if (sheet->head == SIZE_MAX &&
        sheet->wanted->is(sheet->wanted->context, cells, p->cell_count)) {
        sheet->head = sheet->row_count - 1;
    } else if (sheet->head == SIZE_MAX && sheet->row_count >= INGEST_TABLE_HEAD) {
        p->enough = true; /* some other sheet */
        XML_StopParser(p->xml, XML_FALSE);
    }
out:
    return status;
}

static void end_sheet(void *context, const char *name)
{
    struct parser *p = context;
    if (is(name, "v") || is(name, "t")) {
        p->reading = false;
    } else if (is(name, "c")) {
        end_cell(p);
    } else if (is(name, "row") && p->cell_count > 0 && p->status == LT_OK) {
        const enum lt_status status = add_row(p);
        if (status != LT_OK) {
            fail(p, status);
        }
    }
}

enum lt_status ingest_sheet_rows(struct ingest_parts *parts, const char *part,
                                 struct ingest_sheet *sheet, struct lt_error *err)
{
    struct parser p = {.arena = sheet->arena, .sheet = sheet};
    const enum lt_status status = parse(&p, parts, part, false, start_sheet, end_sheet, err);
    lt_text_finish(&p.text);
    return status;
}
