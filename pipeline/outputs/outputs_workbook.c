/* summary.xlsx: opens, closes and checks the workbook. What stands in it: outputs_sheets.c and
 * outputs_sheet_*.c. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cpl_string.h>
#include <cpl_vsi.h>

#include "liangtian/outputs.h"
#include "outputs_common.h"
#include "outputs_sheets.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

/* Seconds since 1970 of a civil date (Howard Hinnant, "chrono-compatible low-level date
 * algorithms"). */
static time_t seconds_of(const char date[11])
{
    long year = strtol(date, NULL, 10);
    const long month = strtol(date + 5, NULL, 10), day = strtol(date + 8, NULL, 10);
    year -= month <= 2 ? 1 : 0;
    const long era = year / 400;
    const long in_era = year - era * 400;
    const long in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const long days = era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
    return (time_t)days * 86400;
}

static void make_formats(struct lt_book_file *file)
{
    for (int i = 0; i < LT_FORMATS; i++) {
        lxw_format *const format = workbook_add_format(file->book);
        file->formats[i] = format;
        if (format == NULL) {
            file->failed = LXW_ERROR_MEMORY_MALLOC_FAILED;
            return;
        }
        format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
        format_set_font_name(format, "Microsoft YaHei");
        format_set_font_size(format, 10);
    }
    format_set_text_wrap(file->formats[LT_FORMAT_WRAP]);
    format_set_bold(file->formats[LT_FORMAT_TITLE]);
    format_set_font_size(file->formats[LT_FORMAT_TITLE], 14);
    format_set_bold(file->formats[LT_FORMAT_HEAD]);
    format_set_text_wrap(file->formats[LT_FORMAT_HEAD]);
    format_set_bg_color(file->formats[LT_FORMAT_HEAD], 0xE3EBE0);
    format_set_bottom(file->formats[LT_FORMAT_HEAD], LXW_BORDER_THIN);
    format_set_num_format(file->formats[LT_FORMAT_COUNT_N], "#,##0");
    format_set_num_format(file->formats[LT_FORMAT_AREA], "#,##0.00");
    format_set_num_format(file->formats[LT_FORMAT_SHARE], "0.00%");
    format_set_bg_color(file->formats[LT_FORMAT_MARK], 0xFFF2CC);
    format_set_text_wrap(file->formats[LT_FORMAT_MARK]);
    format_set_num_format(file->formats[LT_FORMAT_REVIEW], "@");
    format_set_num_format(file->formats[LT_FORMAT_DATE], "yyyy-mm-dd");
    format_set_num_format(file->formats[LT_FORMAT_FILL_COUNT], "0");
    format_set_num_format(file->formats[LT_FORMAT_FILL_AREA], "0.00");
    static const enum lt_format filled[] = {LT_FORMAT_REVIEW, LT_FORMAT_DATE, LT_FORMAT_FILL_COUNT,
                                            LT_FORMAT_FILL_AREA};
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        format_set_bg_color(file->formats[filled[i]], 0xFFFBE6);
        format_set_border(file->formats[filled[i]], LXW_BORDER_HAIR);
        format_set_unlocked(file->formats[filled[i]]); /* where the sheet is protected */
    }
    format_set_text_wrap(file->formats[LT_FORMAT_REVIEW]);
}

/* The library's temporary files have a folder of their own, beside the workbook so that one disk decides. */
static enum lt_status open_folder(struct lt_book_file *file, const char *folder,
                                  struct lt_error *err)
{
    file->temporary = lt_path_join(file->arena, folder, "summary.xlsx.parts");
    if (file->temporary == NULL) {
        return lt_fail_memory(err, "a path");
    }
    return mkdir(file->temporary, 0777) == 0
               ? LT_OK
               : lt_fail(err, lt_io_status(errno), "cannot create folder '%s': %s", file->temporary,
                         strerror(errno));
}

/* It removes them without looking whether they are gone; one that stays would be published. */
static enum lt_status close_folder(const struct lt_book_file *file, struct lt_error *err)
{
    return rmdir(file->temporary) == 0 ? LT_OK
                                       : lt_fail(err, lt_io_status(errno), "cannot remove '%s': %s",
                                                 file->temporary, strerror(errno));
}

static enum lt_status open_book(struct lt_book_file *file, const char *folder, struct lt_error *err)
{
    const struct lt_report_model *const model = file->model;
    const enum lt_status status = open_folder(file, folder, err);
    if (status != LT_OK) {
        return status;
    }
    lxw_workbook_options options = {
        .constant_memory = 0, .tmpdir = file->temporary, .use_zip64 = 1};
    file->book = workbook_new_opt(file->path, &options);
    if (file->book == NULL) {
        return lt_fail_memory(err, "the workbook");
    }
    make_formats(file);
    char date[11];
    lt_published_date(model, date);
    lxw_doc_properties properties = {
        .title = lt_arena_text(file->arena, lt_report_title(model, file->arena)),
        .author = lt_arena_printf(file->arena, "liangtian %s", model->program_version),
        .created = seconds_of(date),
    };
    if (properties.title == NULL || properties.author == NULL) {
        return lt_fail_memory(err, "the workbook");
    }
    const lxw_error failed = workbook_set_properties(file->book, &properties);
    file->failed = file->failed == LXW_NO_ERROR ? failed : file->failed;
    return LT_OK;
}

static enum lt_status fill_summary(struct lt_book_file *file, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    LT_TRY(lt_sheet_summary(file, err));
    LT_TRY(lt_sheet_counties(file, err));
    LT_TRY(lt_sheet_floors(file, err));
    LT_TRY(lt_sheet_rules(file, err));
    if (!lt_is_public(file->model)) {
        LT_TRY(lt_sheet_cases(file, err));
    }
    LT_TRY(lt_sheet_ledger(file, err));
    LT_TRY(lt_sheet_tables(file, err));
    LT_TRY(lt_sheet_quality(file, err));
    if (!lt_is_public(file->model)) {
        LT_TRY(lt_sheet_diagnostics(file, err));
    }
out:
    return status;
}

static enum lt_status library_status(const struct lt_book_file *file, struct lt_error *err)
{
    if (file->failed == LXW_NO_ERROR) {
        return LT_OK;
    }
    const bool memory = file->failed == LXW_ERROR_MEMORY_MALLOC_FAILED;
    return lt_fail(err, memory ? LT_E_LIMIT : lt_io_status(file->cause), "cannot write '%s': %s",
                   file->path, lxw_strerror(file->failed));
}

/* --- reading back --- */

/* Counts rows in a part of the zip and sees that it ends as it should. */
static enum lt_status read_part(const struct lt_book_file *file, const char *part,
                                const char *ending, uint32_t *ret_rows, struct lt_error *err)
{
    char *const path = lt_arena_printf(file->arena, "/vsizip/{%s}/%s", file->path, part);
    VSILFILE *const stream = path == NULL ? NULL : VSIFOpenL(path, "rb");
    if (stream == NULL) {
        return lt_fail(err, LT_E_IO, "'%s' was cut short: no %s in it", file->path, part);
    }
    enum { CHUNK = 65536, KEEP = 16 };
    static const char mark[] = "<row ";
    char buffer[KEEP + CHUNK + 1];
    size_t kept = 0, got;
    uint32_t rows = 0;
    bool ends = false;
    while ((got = VSIFReadL(buffer + kept, 1, CHUNK, stream)) > 0) {
        const size_t size = kept + got;
        buffer[size] = '\0';
        const char *at = buffer;
        const char *last = buffer;
        while ((at = strstr(at, mark)) != NULL) {
            rows++;
            at += sizeof mark - 1;
            last = at;
        }
        const size_t tail = strlen(ending);
        size_t end = size;
        while (end > 0 && (buffer[end - 1] == '\n' || buffer[end - 1] == '\r')) {
            end--; /* some parts end their last line */
        }
        ends = end >= tail && strncmp(buffer + end - tail, ending, tail) == 0;
        /* keep what could be the start of a mark, and enough for the ending */
        const size_t left = (size_t)(buffer + size - last);
        kept = left < KEEP ? left : KEEP;
        memmove(buffer, buffer + size - kept, kept);
    }
    if (VSIFCloseL(stream) != 0 || !ends) {
        return lt_fail(err, LT_E_IO, "'%s' was cut short in %s", file->path, part);
    }
    *ret_rows = rows;
    return LT_OK;
}

/* The library does not look whether its temporary files were written: each part must be there to its end. */
static enum lt_status read_all_parts(const struct lt_book_file *file, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *zip = lt_arena_printf(file->arena, "/vsizip/%s", file->path);
    char **names = zip == NULL ? NULL : VSIReadDirRecursive(zip);
    if (names == NULL) {
        return lt_fail(err, LT_E_IO, "'%s' was cut short in %s", file->path, "[Content_Types].xml");
    }
    for (size_t i = 0; names[i] != NULL; i++) {
        uint32_t rows;
        const size_t length = strlen(names[i]);
        if (length > 0 && names[i][length - 1] != '/') {
            LT_TRY(read_part(file, names[i], ">", &rows, err));
        }
    }
out:
    CSLDestroy(names);
    return status;
}

static enum lt_status verify(const struct lt_book_file *file, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    uint32_t rows;
    LT_TRY(read_all_parts(file, err));
    LT_TRY(read_part(file, "xl/workbook.xml", "</workbook>", &rows, err));
    LT_TRY(read_part(file, "xl/sharedStrings.xml", "</sst>", &rows, err));
    for (size_t i = 0; i < file->sheet_count; i++) {
        char part[64];
        snprintf(part, sizeof part, "xl/worksheets/sheet%zu.xml", i + 1);
        LT_TRY(read_part(file, part, "</worksheet>", &rows, err));
        if (rows != file->rows[i]) {
            status = lt_fail(err, LT_E_IO, "'%s' was cut short: %u of %u rows in %s", file->path,
                             rows, file->rows[i], part);
            goto out;
        }
    }
out:
    return status;
}

typedef enum lt_status (*fill_function)(struct lt_book_file *file, struct lt_error *err);

static enum lt_status write_once(const struct lt_report_model *model, const char *folder,
                                 const char *name, fill_function fill, struct lt_error *err)
{
    const char *const names[] = {name};
    enum lt_status status = LT_OK;
    struct lt_book_file file = {.model = model};
    LT_TRY(model->violation_schema == NULL ? LT_OK : lt_case_columns_check(model, err));
    LT_TRY(lt_arena_create(&file.arena, err));
    file.path = lt_path_join(file.arena, folder, names[0]);
    if (file.path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(open_book(&file, folder, err));
    LT_TRY(fill(&file, err));
    if (file.bad_value != NULL) {
        status = lt_fail(err, LT_E_BUG, "a cell of the workbook is no text or number: %s",
                         file.bad_value);
        goto out;
    }
    errno = 0;
    const lxw_error closed = workbook_close(file.book); /* frees it whatever it answers */
    file.book = NULL;
    file.cause = errno;
    file.failed = file.failed == LXW_NO_ERROR ? closed : file.failed;
    LT_TRY(library_status(&file, err));
    LT_TRY(close_folder(&file, err));
    LT_TRY(verify(&file, err));
out:
    if (file.book != NULL) {
        (void)workbook_close(file.book); /* the only way to free it; the file is removed below */
    }
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
        (void)(file.temporary == NULL ? LT_OK : lt_folder_remove(file.temporary, NULL));
    }
    lt_arena_destroy(file.arena);
    return status;
}

/* One that stays would be published. */
static enum lt_status remove_file(struct lt_arena *arena, const char *folder, const char *name,
                                  struct lt_error *err)
{
    const char *path = lt_path_join(arena, folder, name);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    return unlink(path) == 0
               ? LT_OK
               : lt_fail(err, lt_io_status(errno), "cannot remove '%s': %s", path, strerror(errno));
}

static enum lt_status compare(struct lt_arena *arena, const char *folder, const char *const *names,
                              struct lt_error *err)
{
    enum lt_status status;
    char digests[2][LT_DIGEST_TEXT];
    for (size_t i = 0; i < 2; i++) {
        const char *path = lt_path_join(arena, folder, names[i]);
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(lt_digest_file(path, NULL, digests[i], err));
    }
    status = strcmp(digests[0], digests[1]) == 0
                 ? LT_OK
                 : lt_fail(err, LT_E_IO, "'%s' was not written as it should: a write has failed",
                           names[0]);
out:
    return status;
}

/* The library lets failed writes of its temporary files pass, and what is missing in the middle of one shows
 * nowhere. Written twice, the same book has the same bytes, unless a write failed. */
static enum lt_status write_book(const struct lt_report_model *model, const char *folder,
                                 const char *name, fill_function fill, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    const char *names[2] = {name, NULL};
    LT_TRY(lt_arena_create(&arena, err));
    names[1] = lt_arena_printf(arena, "again-%s", name);
    if (names[1] == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(write_once(model, folder, names[0], fill, err));
    LT_TRY(write_once(model, folder, names[1], fill, err));
    LT_TRY(compare(arena, folder, names, err));
    LT_TRY(remove_file(arena, folder, names[1], err));
out:
    if (status != LT_OK && names[1] != NULL) {
        lt_discard(folder, names, 2);
    }
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_write_workbook(const struct lt_report_model *model, const char *folder,
                                 struct lt_error *err)
{
    return write_book(model, folder, "summary.xlsx", fill_summary, err);
}

enum lt_status lt_write_county_form(const struct lt_report_model *model, const char *folder,
                                    struct lt_error *err)
{
    return write_book(model, folder, "report.xlsx", lt_sheet_county_form, err);
}

enum lt_status lt_write_table_book(const struct lt_report_model *model, const char *folder,
                                   const char *name, struct lt_error *err)
{
    return write_book(model, folder, name, lt_sheet_tables, err);
}

static enum lt_status fill_packed(struct lt_book_file *file, struct lt_error *err)
{
    file->packed = true;
    return lt_sheet_cases(file, err);
}

enum lt_status lt_write_case_book(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err)
{
    return write_book(model, folder, "violations.xlsx", fill_packed, err);
}
