/* Files of reviews, cell by cell: what stands in which column, what a text may hold, and where a file ends the reading. */
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <expat.h>
#include <minizip/zip.h>
#include <sqlite3.h>

#include "ingest_fixture.h"
#include "liangtian/review.h"
#include "liangtian/schema.h"
#include "support/arena.h"
#include "support/text.h"

#define CASE "411702-2025H1-00002"

struct reading {
    struct lt_arena *arena;
    struct lt_review_row *rows;
    size_t count;
};

static enum lt_status read_within(struct fixture *f, const char *name, uint64_t limit_vertices,
                                  struct reading *r)
{
    char path[FIXTURE_PATH];
    struct lt_layer_schema schema;
    *r = (struct reading){0};
    assert_int_equal(lt_arena_create(&r->arena, &f->err), LT_OK);
    assert_int_equal(lt_layer_schema_load(LT_SOURCE_DIR "/schemas", "WFTB", &f->diagnostics,
                                          r->arena, &schema, &f->err),
                     LT_OK);
    const struct lt_review_reader reader = {.path = fixture_path(f, name, path),
                                            .sublayer = "",
                                            .schema = &schema,
                                            .grid = &f->grid,
                                            .limit_vertices = limit_vertices,
                                            .arena = r->arena};
    return lt_review_read(&reader, &f->diagnostics, &r->rows, &r->count, &f->err);
}

static enum lt_status read_file(struct fixture *f, const char *name, struct reading *r)
{
    return read_within(f, name, 1000000, r);
}

/* --- workbooks by hand --- */

static void add_part(zipFile zip, const char *name, const struct lt_text *text)
{
    const zip_fileinfo info = {0};
    assert_false(text->failed);
    assert_int_equal(zipOpenNewFileInZip(zip, name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 1),
                     ZIP_OK);
    assert_int_equal(zipWriteInFileInZip(zip, text->data, (unsigned)text->length), ZIP_OK);
    assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
}

struct book {
    struct lt_text workbook, relations, texts, sheet;
};

static void begin_book(struct book *book)
{
    *book = (struct book){0};
    lt_text_add(&book->workbook, "<workbook><sheets>");
    lt_text_add(&book->relations, "<Relationships>");
    lt_text_add(&book->texts, "<sst>");
    lt_text_add(&book->sheet, "<worksheet><sheetData>");
}

static void end_book(struct fixture *f, struct book *book, const char *name)
{
    char path[FIXTURE_PATH];
    lt_text_add(&book->workbook, "<sheet name=\"s\" sheetId=\"1\" id=\"r1\"/></sheets></workbook>");
    lt_text_add(&book->relations,
                "<Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
    lt_text_add(&book->texts, "</sst>");
    lt_text_add(&book->sheet, "</sheetData></worksheet>");
    unlink(fixture_path(f, name, path));
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    assert_non_null(zip);
    add_part(zip, "xl/workbook.xml", &book->workbook);
    add_part(zip, "xl/_rels/workbook.xml.rels", &book->relations);
    add_part(zip, "xl/sharedStrings.xml", &book->texts);
    add_part(zip, "xl/worksheets/sheet1.xml", &book->sheet);
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    lt_text_finish(&book->workbook);
    lt_text_finish(&book->relations);
    lt_text_finish(&book->texts);
    lt_text_finish(&book->sheet);
}

/* One row; a cell "" is an empty one. `r`: with or without the reference that a cell may have. */
static void add_row(struct book *book, int row, bool r, const char *const *cells)
{
    lt_text_add(&book->sheet, "<row>");
    for (int c = 0; cells[c] != NULL; c++) {
        lt_text_add(&book->sheet, "<c");
        if (r) {
            lt_text_printf(&book->sheet, " r=\"%c%d\"", 'A' + c, row);
        }
        if (cells[c][0] == '\0') {
            lt_text_add(&book->sheet, "/>");
        } else {
            lt_text_printf(&book->sheet, " t=\"inlineStr\"><is><t>%s</t></is></c>", cells[c]);
        }
    }
    lt_text_add(&book->sheet, "</row>");
}

static const char *const header[] = {"图斑编号", "核查结果", "核查日期",
                                     "举证材料", "实地用途", NULL};

/* What the office wrote under the use of the ground is no evidence. */
static void a_cell_without_reference_follows_the_one_before(void **state)
{
    struct fixture *f = *state;
    static const char *const cells[] = {CASE, "不属实", "2025-09-10", "", "鱼塘", NULL};
    for (int r = 0; r < 2; r++) {
        struct book book;
        struct reading reading;
        begin_book(&book);
        add_row(&book, 1, r == 1, header);
        add_row(&book, 2, r == 1, cells);
        end_book(f, &book, "表.xlsx");
        assert_int_equal(read_file(f, "表.xlsx", &reading), LT_OK);
        assert_int_equal(reading.count, 1);
        assert_string_equal(reading.rows[0].case_id, CASE);
        assert_string_equal(reading.rows[0].evidence, "");
        assert_string_equal(reading.rows[0].actual_use, "鱼塘");
        lt_arena_destroy(reading.arena);
    }
}

/* Some cells with a reference, some without: one goes on from the other. */
static void references_may_be_left_out_here_and_there(void **state)
{
    struct fixture *f = *state;
    struct book book;
    struct reading reading;
    begin_book(&book);
    add_row(&book, 1, true, header);
    lt_text_add(&book.sheet, "<row><c t=\"inlineStr\"><is><t>" CASE "</t></is></c>"
                             "<c r=\"C2\" t=\"inlineStr\"><is><t>2025-09-10</t></is></c><c/>"
                             "<c t=\"inlineStr\"><is><t>鱼塘</t></is></c></row>");
    end_book(f, &book, "表.xlsx");
    assert_int_equal(read_file(f, "表.xlsx", &reading), LT_OK);
    assert_string_equal(reading.rows[0].reviewed_on, "2025-09-10");
    assert_string_equal(reading.rows[0].evidence, "");
    assert_string_equal(reading.rows[0].actual_use, "鱼塘");
    lt_arena_destroy(reading.arena);
}

static void a_reference_that_is_none_is_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {"", "7", "ABCD7", "a7", "举"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct book book;
        struct reading reading;
        begin_book(&book);
        add_row(&book, 1, true, header);
        lt_text_printf(&book.sheet, "<row><c r=\"%s\"><v>1</v></c></row>", bad[i]);
        end_book(f, &book, "表.xlsx");
        assert_int_equal(read_file(f, "表.xlsx", &reading), LT_E_INPUT);
        assert_non_null(strstr(f->err.text, "has a cell"));
        lt_arena_destroy(reading.arena);
    }
}

/* --- what a text may hold --- */

/* Marks that turn the writing, controls of two bytes, separators of lines, and blanks that look like something. */
static const char *const marked[][2] = {
    {"照片\xE2\x80\xAE 3", "照片  3"},
    {"\xC2\x9B"
     "2J照片",
     "2J照片"},
    {"照\xE2\x80\xA8片", "照 片"},
    {"照片\xE2\x81\xA6", "照片"},
    {"\xE3\x80\x80\xC2\xA0", ""},
    {"\xE2\x80\xAE", ""}, /* no evidence */
    {"\xE3\x80\x80照片\xC2\xA0", "照片"},
    {"照片", "照片"},
};

static void expect_clean(struct fixture *f, const char *name)
{
    struct reading reading;
    assert_int_equal(read_file(f, name, &reading), LT_OK);
    assert_int_equal(reading.count, sizeof marked / sizeof *marked);
    for (size_t i = 0; i < reading.count; i++) {
        assert_string_equal(reading.rows[i].evidence, marked[i][1]);
        assert_string_equal(reading.rows[i].actual_use, marked[i][1]);
    }
    lt_arena_destroy(reading.arena);
}

static void marks_of_direction_become_blanks(void **state)
{
    struct fixture *f = *state;
    struct book book;
    struct lt_text csv = {0};
    begin_book(&book);
    add_row(&book, 1, true, header);
    lt_text_add(&csv, "图斑编号,核查结果,核查日期,举证材料,实地用途\n");
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        const char *const cells[] = {CASE,         "不属实",     "2025-09-10",
                                     marked[i][0], marked[i][0], NULL};
        add_row(&book, (int)i + 2, true, cells);
        lt_text_printf(&csv, CASE ",不属实,2025-09-10,%s,%s\n", marked[i][0], marked[i][0]);
    }
    end_book(f, &book, "表.xlsx");
    fixture_write_bytes(f, "表.csv", csv.data, csv.length);
    lt_text_finish(&csv);
    expect_clean(f, "表.xlsx");
    expect_clean(f, "表.csv");
}

/* --- limits --- */

static void refused(struct fixture *f, const char *name, enum lt_status wanted, const char *says)
{
    struct reading reading;
    const enum lt_status status = read_file(f, name, &reading);
    if (status != wanted || strstr(f->err.text, says) == NULL) {
        fail_msg("%s: status %d, %s", name, (int)status, f->err.text);
    }
    lt_arena_destroy(reading.arena);
}

static void sheets_and_relations_have_a_limit(void **state)
{
    struct fixture *f = *state;
    struct book book;
    begin_book(&book);
    for (int i = 0; i < 300; i++) {
        lt_text_add(&book.workbook, "<sheet id=\"x\"/>");
    }
    end_book(f, &book, "表.xlsx");
    refused(f, "表.xlsx", LT_E_LIMIT, "more than 256 sheets");
    begin_book(&book);
    for (int i = 0; i < 5000; i++) {
        lt_text_add(&book.relations, "<Relationship Id=\"y\" Target=\"z\"/>");
    }
    end_book(f, &book, "表.xlsx");
    refused(f, "表.xlsx", LT_E_LIMIT, "more than 4096 relations");
}

static void files_of_a_workbook_have_a_limit(void **state)
{
    struct fixture *f = *state;
    char path[FIXTURE_PATH], name[16];
    struct lt_text empty = {0};
    lt_text_add(&empty, "x");
    zipFile zip = zipOpen64(fixture_path(f, "表.xlsx", path), APPEND_STATUS_CREATE);
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "%d", i);
        add_part(zip, name, &empty);
    }
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    lt_text_finish(&empty);
    refused(f, "表.xlsx", LT_E_LIMIT, "more than 4096 files");
    /* a number of 0 is taken for "all that there are" by who looks for one */
    enum { MOST = 1 << 20, END = 22, NUMBERS = 8 };
    unsigned char *data = malloc(MOST);
    assert_non_null(data);
    const size_t size = fixture_read_bytes(f, "表.xlsx", data, MOST);
    assert_true(size > END && size < MOST && memcmp(data + size - END, "PK\5\6", 4) == 0);
    memset(data + size - END + NUMBERS, 0, 4);
    fixture_write_bytes(f, "表.xlsx", data, size);
    free(data);
    refused(f, "表.xlsx", LT_E_INPUT, "it states that it has no files");
}

/* Of each tag that is open the parser keeps fifty times what it takes here: 250 KB of a file made gigabytes. */
static void tags_within_tags_have_a_limit(void **state)
{
    struct fixture *f = *state;
    enum { MOST = 64 };
    for (int more = 0; more < 3; more++) {
        struct book book;
        struct reading reading;
        begin_book(&book);
        add_row(&book, 1, true, header);
        /* within <worksheet><sheetData> */
        const int deep = more == 2 ? 1 << 20 : MOST - 2 + more;
        for (int i = 0; i < deep; i++) {
            lt_text_add(&book.sheet, "<x>");
        }
        for (int i = 0; more < 2 && i < deep; i++) {
            lt_text_add(&book.sheet, "</x>");
        }
        end_book(f, &book, "表.xlsx");
        if (more > 0) {
            refused(f, "表.xlsx", LT_E_LIMIT, "tags within tags, more than 64 deep");
        } else {
            assert_int_equal(read_file(f, "表.xlsx", &reading), LT_OK);
            lt_arena_destroy(reading.arena);
        }
    }
}

/* --- a parser that gets no memory --- */

static long allowed = -1; /* requests of the parser that are met; negative: all */

static bool refuse(void)
{
    if (allowed <= 0) {
        return allowed == 0;
    }
    allowed--;
    return false;
}

static void *parser_malloc(size_t size)
{
    return refuse() ? NULL : malloc(size);
}

static void *parser_realloc(void *memory, size_t size)
{
    return refuse() ? NULL : realloc(memory, size);
}

XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding);
XML_Parser __wrap_XML_ParserCreate(const XML_Char *encoding)
{
    static const XML_Memory_Handling_Suite memory = {parser_malloc, parser_realloc, free};
    return XML_ParserCreate_MM(encoding, &memory, NULL);
}

/* The workbook is not damaged where the memory is out. */
static void a_parser_without_memory(void **state)
{
    struct fixture *f = *state;
    struct book book;
    enum lt_status status = LT_E_LIMIT;
    static const char *const cells[] = {CASE, "不属实", "2025-09-10", "", "鱼塘", NULL};
    begin_book(&book);
    add_row(&book, 1, true, header);
    add_row(&book, 2, true, cells);
    end_book(f, &book, "表.xlsx");
    long requests = 0;
    for (; status != LT_OK; requests++) {
        struct reading reading;
        allowed = requests;
        status = read_file(f, "表.xlsx", &reading);
        lt_arena_destroy(reading.arena);
        if (status != LT_OK && (status != LT_E_LIMIT || strstr(f->err.text, "memory") == NULL)) {
            allowed = -1;
            fail_msg("request %ld: status %d, %s", requests + 1, (int)status, f->err.text);
        }
    }
    allowed = -1;
    assert_true(requests > 20);
}

/* It would be read from its beginning with every piece. */
static void a_mark_has_a_limit(void **state)
{
    struct fixture *f = *state;
    struct book book;
    begin_book(&book);
    lt_text_add(&book.sheet, "<!--");
    for (int i = 0; i < 1 << 19; i++) {
        lt_text_add(&book.sheet, "x");
    }
    lt_text_add(&book.sheet, "-->");
    end_book(f, &book, "表.xlsx");
    refused(f, "表.xlsx", LT_E_LIMIT, "a mark of more than 256 KB");
}

static void a_sheet_has_a_limit_of_rows(void **state)
{
    struct fixture *f = *state;
    struct book book;
    begin_book(&book);
    add_row(&book, 1, true, header);
    for (int i = 0; i < (1 << 20) - 1; i++) {
        lt_text_add(&book.sheet, "<row><c><v>1</v></c></row>");
    }
    struct book more = book; /* a copy of the texts so far */
    more.sheet = more.workbook = more.relations = more.texts = (struct lt_text){0};
    lt_text_add_n(&more.sheet, book.sheet.data, book.sheet.length);
    lt_text_add_n(&more.workbook, book.workbook.data, book.workbook.length);
    lt_text_add_n(&more.relations, book.relations.data, book.relations.length);
    lt_text_add_n(&more.texts, book.texts.data, book.texts.length);
    lt_text_add(&more.sheet, "<row><c><v>1</v></c></row>");
    end_book(f, &book, "满.xlsx");
    end_book(f, &more, "多.xlsx");
    struct reading reading;
    assert_int_equal(read_file(f, "满.xlsx", &reading), LT_OK);
    assert_int_equal(reading.count, (1 << 20) - 1);
    lt_arena_destroy(reading.arena);
    refused(f, "多.xlsx", LT_E_LIMIT, "more rows than any list of cases");
    struct lt_text csv = {0};
    lt_text_add(&csv, "图斑编号,核查结果\n");
    for (int i = 0; i <= 1 << 20; i++) {
        lt_text_add(&csv, "1\n");
    }
    fixture_write_bytes(f, "多.csv", csv.data, csv.length);
    lt_text_finish(&csv);
    refused(f, "多.csv", LT_E_LIMIT, "more rows than any list of cases");
}

static void a_workbook_has_a_limit_of_text(void **state)
{
    struct fixture *f = *state;
    struct book book;
    struct lt_text cell = {0};
    lt_text_add(&cell, "<row><c t=\"inlineStr\"><is><t>");
    for (int i = 0; i < 32000; i++) {
        lt_text_add(&cell, "x");
    }
    lt_text_add(&cell, "</t></is></c></row>");
    begin_book(&book);
    add_row(&book, 1, true, header);
    for (int i = 0; i < (128 << 20) / 32000 + 1; i++) {
        lt_text_add_n(&book.sheet, cell.data, cell.length);
    }
    end_book(f, &book, "表.xlsx");
    refused(f, "表.xlsx", LT_E_LIMIT, "more text than 128 MB");
    begin_book(&book);
    for (int i = 0; i < 15 << 20; i++) { /* empty ones take room too */
        lt_text_add(&book.texts, "<si/>");
    }
    end_book(f, &book, "表.xlsx");
    refused(f, "表.xlsx", LT_E_LIMIT, "more text than 128 MB");
    lt_text_finish(&cell);
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* A text of 600 bytes that ten thousand rows point to, in every column, with a fault in each: rows of a million would
 * take a hundred times as much. Clean, it is taken as it stands; else its copies have a limit. */
static void one_text_in_many_cells(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {"", "\xE2\x80\xA8x"};
    static const char *const columns[] = {"图斑编号", "核查结果",         "核查日期", "举证材料",
                                          "实地用途", "整改（退出）期限", NULL};
    enum { ROWS = 100000 };
    for (size_t dirty = 0; dirty < 2; dirty++) {
        struct book book;
        struct reading reading;
        begin_book(&book);
        lt_text_add(&book.texts, "<si><t>");
        for (int i = 0; i < 590; i++) {
            lt_text_add(&book.texts, "x");
        }
        lt_text_printf(&book.texts, "%s</t></si>", ends[dirty]);
        add_row(&book, 1, true, columns);
        for (int i = 0; i < ROWS; i++) {
            lt_text_add(&book.sheet, "<row>");
            for (int c = 0; columns[c] != NULL; c++) {
                lt_text_add(&book.sheet, "<c t=\"s\"><v>0</v></c>");
            }
            lt_text_add(&book.sheet, "</row>");
        }
        end_book(f, &book, "表.xlsx");
        const long before = peak_kb();
        const enum lt_status status = read_file(f, "表.xlsx", &reading);
        if (dirty == 1) { /* 100,000 rows × 6 × 593 bytes */
            assert_int_equal(status, LT_E_LIMIT);
            assert_non_null(strstr(f->err.text, "more text than 128 MB"));
        } else {
            assert_int_equal(status, LT_OK);
            assert_int_equal(reading.count, ROWS);
            assert_true(reading.rows[ROWS - 1].unreadable);
            /* three faults a row; the first thousand are listed, the others counted */
            assert_int_equal(f->diagnostics.count_of[LT_REJECT], LT_LISTED + 1);
            fixture_expect(f, LT_REJECT, "file.more", "reviews 表.xlsx", "", "299000 more faults",
                           "mend those that are listed");
            assert_true(peak_kb() - before < 200 << 10);
        }
        lt_arena_destroy(reading.arena);
    }
}

/* --- layers --- */

#define SQUARE "POLYGON ((38520100 3654900,38520200 3654900,38520200 3654800,38520100 3654900))"

static const struct fixture_field layer_fields[] = {{"AJBH", OFTString, 30},
                                                    {"HCJG", OFTString, 20}};
static const struct fixture_row layer_rows[] = {{SQUARE, {"411702-2025H1-00001", ""}},
                                                {SQUARE, {CASE, ""}},
                                                {SQUARE, {"411702-2025H1-00003", ""}}};

static struct fixture_layer layer_of(const char *name, const char *driver)
{
    return (struct fixture_layer){.name = name,
                                  .driver = driver,
                                  .layer = "WFTB",
                                  .epsg = 4526,
                                  .type = wkbPolygon,
                                  .fields = layer_fields,
                                  .field_count = 2,
                                  .rows = layer_rows,
                                  .row_count = 3};
}

/* What a table that is not packed yet calls deleted, with '*' before the row, is no row, as in layers of parcels. */
static void rows_marked_as_deleted_are_left_out(void **state)
{
    struct fixture *f = *state;
    const struct fixture_layer layer = layer_of("表.shp", "ESRI Shapefile");
    unsigned char table[1024];
    struct reading reading;
    fixture_write_layer(f, &layer);
    const size_t size = fixture_read_bytes(f, "表.dbf", table, sizeof table);
    const size_t head = table[8] | (size_t)table[9] << 8, row = table[10] | (size_t)table[11] << 8;
    assert_true(size < sizeof table && size >= head + 3 * row);
    table[head + row] = '*';
    fixture_write_bytes(f, "表.dbf", table, size);
    if (read_file(f, "表.shp", &reading) != LT_OK) {
        fail_msg("%s", f->err.text);
    }
    assert_int_equal(reading.count, 2);
    assert_string_equal(reading.rows[0].case_id, "411702-2025H1-00001");
    assert_string_equal(reading.rows[1].case_id, "411702-2025H1-00003");
    lt_arena_destroy(reading.arena);
    table[head] = table[head + 2 * row] = '*';
    fixture_write_bytes(f, "表.dbf", table, size);
    assert_int_equal(read_file(f, "表.shp", &reading), LT_E_INPUT);
    fixture_expect(f, LT_REJECT, "layer.no_features", "reviews 表.shp", "features", "0 features",
                   "check that the export was complete");
    lt_arena_destroy(reading.arena);
}

/* A mebibyte in every row. */
static void a_layer_has_a_limit_of_text(void **state)
{
    struct fixture *f = *state;
    enum { ROWS = 128, LENGTH = (1 << 20) - 32 }; /* and the case's id */
    static const struct fixture_field fields[] = {{"AJBH", OFTString, 0}, {"JZCL", OFTString, 0}};
    struct fixture_row rows[ROWS + 1];
    struct reading reading;
    char *text = calloc(LENGTH + 1, 1);
    assert_non_null(text);
    memset(text, 'x', LENGTH);
    for (size_t i = 0; i <= ROWS; i++) {
        rows[i] = (struct fixture_row){SQUARE, {CASE, text}};
    }
    struct fixture_layer layer = layer_of("表.gpkg", "GPKG");
    layer.fields = fields;
    layer.rows = rows;
    for (size_t count = ROWS; count <= ROWS + 1; count++) {
        layer.row_count = count;
        fixture_write_layer(f, &layer);
        if (count > ROWS) {
            refused(f, "表.gpkg", LT_E_LIMIT,
                    "reviews 表.gpkg: the cells hold more text than 128 MB");
        } else {
            assert_int_equal(read_file(f, "表.gpkg", &reading), LT_OK);
            assert_int_equal(reading.count, count);
            lt_arena_destroy(reading.arena);
        }
    }
    free(text);
}

static void run_sql(const struct fixture *f, const char *name, const char *sql)
{
    char path[FIXTURE_PATH];
    sqlite3 *base = NULL;
    assert_int_equal(sqlite3_open(fixture_path(f, name, path), &base), SQLITE_OK);
    if (sqlite3_exec(base, "BEGIN", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(base, sql, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(base, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s", sqlite3_errmsg(base));
    }
    sqlite3_close(base);
}

static void add_empty_rows(const struct fixture *f, const char *name, int count)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
             "INSERT INTO WFTB (AJBH) SELECT NULL FROM n",
             count);
    run_sql(f, name, sql);
}

/* Empty cells take no room in the file: 1,024 columns, 32,768 rows. */
static void a_layer_has_a_limit_of_cells(void **state)
{
    struct fixture *f = *state;
    enum { COLUMNS = 1024, ROWS = (32 << 20) / COLUMNS };
    static const char *const options[] = {"SPATIAL_INDEX=NO", NULL};
    struct reading reading;
    struct lt_text columns = {0};
    struct fixture_layer layer = layer_of("表.gpkg", "GPKG");
    layer.row_count = 1;
    layer.options = options;
    fixture_write_layer(f, &layer);
    for (int c = 2; c < COLUMNS; c++) {
        lt_text_printf(&columns, "ALTER TABLE WFTB ADD COLUMN c%d TEXT;", c);
    }
    assert_false(columns.failed);
    run_sql(f, "表.gpkg", columns.data);
    lt_text_finish(&columns);
    add_empty_rows(f, "表.gpkg", ROWS - 1);
    assert_int_equal(read_file(f, "表.gpkg", &reading), LT_OK);
    assert_int_equal(reading.count, ROWS);
    lt_arena_destroy(reading.arena);
    add_empty_rows(f, "表.gpkg", 1);
    refused(f, "表.gpkg", LT_E_LIMIT, "reviews 表.gpkg: more than 32 million cells");
}

/* Two edges along a parallel, 8° long, bulge by 7.1 km: below 1 mm at 7,100 m / 4^12, so 2^12 pieces each. Those of every
 * polygon count against one limit. */
static void a_layer_has_a_limit_of_vertices(void **state)
{
    struct fixture *f = *state;
    static const struct fixture_row rows[] = {
        {"POLYGON ((110 33,118 33,118 33.001,110 33.001,110 33))", {CASE, ""}},
        {"POLYGON ((110 34,118 34,118 34.001,110 34.001,110 34))", {CASE, ""}}};
    struct fixture_layer layer = layer_of("表.gpkg", "GPKG");
    struct reading reading;
    layer.epsg = 4490;
    layer.rows = rows;
    layer.row_count = 2;
    fixture_write_layer(f, &layer);
    f->grid.origin_x = 38000000;
    f->grid.origin_y = 4000000;
    f->grid.cols = f->grid.rows = 100000;
    assert_int_equal(read_within(f, "表.gpkg", 20000, &reading), LT_OK);
    const uint64_t first = reading.rows[0].shape.n_points,
                   both = first + reading.rows[1].shape.n_points;
    assert_int_equal(first, 2 * 4097 + 1);
    lt_arena_destroy(reading.arena);
    assert_int_equal(read_within(f, "表.gpkg", both, &reading), LT_OK);
    lt_arena_destroy(reading.arena);
    assert_int_equal(read_within(f, "表.gpkg", both - 1, &reading), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "reviews 表.gpkg feature #2, after 8195 vertices: edges so "
                                        "long that they take more vertices"));
    lt_arena_destroy(reading.arena);
    assert_int_equal(read_within(f, "表.gpkg", first + 4, &reading), LT_E_LIMIT);
    assert_non_null(strstr(f->err.text, "5 vertices, more than the limit of 4"));
    lt_arena_destroy(reading.arena);
}

/* --- parts that are no files --- */

static void pipes_beside_a_review(void **state)
{
    struct fixture *f = *state;
    static const char *const parts[] = {"表.dbf", "表.prj", "表.cpg", "表.shx"};
    const struct fixture_layer layer = layer_of("表.shp", "ESRI Shapefile");
    alarm(60);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[FIXTURE_PATH];
        struct reading reading;
        fixture_write_layer(f, &layer);
        assert_int_equal(read_file(f, "表.shp", &reading), LT_OK);
        lt_arena_destroy(reading.arena);
        unlink(fixture_path(f, parts[i], path));
        assert_int_equal(mkfifo(path, 0600), 0);
        refused(f, "表.shp", LT_E_INPUT, "is neither a file nor a folder");
        unlink(path);
    }
    alarm(0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_cell_without_reference_follows_the_one_before),
        TEST(references_may_be_left_out_here_and_there),
        TEST(a_reference_that_is_none_is_refused),
        TEST(marks_of_direction_become_blanks),
        TEST(sheets_and_relations_have_a_limit),
        TEST(files_of_a_workbook_have_a_limit),
        TEST(tags_within_tags_have_a_limit),
        TEST(a_parser_without_memory),
        TEST(a_mark_has_a_limit),
        TEST(a_sheet_has_a_limit_of_rows),
        TEST(a_workbook_has_a_limit_of_text),
        TEST(one_text_in_many_cells),
        TEST(rows_marked_as_deleted_are_left_out),
        TEST(a_layer_has_a_limit_of_text),
        TEST(a_layer_has_a_limit_of_cells),
        TEST(a_layer_has_a_limit_of_vertices),
        TEST(pipes_beside_a_review),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
