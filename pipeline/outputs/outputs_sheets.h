/* The workbook's cells: every value is checked before it is written, every failure kept until it is
 * asked for. */
#ifndef LT_OUTPUTS_SHEETS_H
#define LT_OUTPUTS_SHEETS_H

#include <xlsxwriter.h>

#include "liangtian/report.h"
#include "liangtian/status.h"

struct lt_arena;

enum lt_format {
    LT_FORMAT_TEXT,
    LT_FORMAT_WRAP,
    LT_FORMAT_TITLE,
    LT_FORMAT_HEAD,
    LT_FORMAT_COUNT_N, /* #,##0 */
    LT_FORMAT_AREA,    /* #,##0.00 */
    LT_FORMAT_SHARE,   /* 0.00% */
    LT_FORMAT_PLAIN,   /* general number */
    LT_FORMAT_MARK,    /* not from the mandate */
    LT_FORMAT_REVIEW,  /* for the reviewers to fill */
    LT_FORMAT_DATE,
    LT_FORMAT_FILL_COUNT, /* a number for others to fill in */
    LT_FORMAT_FILL_AREA,
    LT_FORMATS,
};

enum { LT_SHEETS = 40 }; /* most */

struct lt_book_file {
    const struct lt_report_model *model;
    struct lt_arena *arena;
    const char *path;
    lxw_workbook *book;
    lxw_format *formats[LT_FORMATS];
    char *temporary;       /* folder of the library's own files */
    int cause;             /* what the system said last, when the library failed */
    lxw_error failed;      /* the first failure of the library */
    const char *bad_value; /* what was no UTF-8 or no number: a bug */
    size_t sheet_count;
    uint32_t rows[LT_SHEETS]; /* rows with cells, per sheet, to be counted when read back */
    double case_area;         /* m² as written in the sheet of cases */
    uint32_t case_rows;
    bool
        packed; /* a county's package: its evidence sheets lie in sheets/ without a folder per county */
};

struct lt_sheet {
    struct lt_book_file *file;
    lxw_worksheet *sheet;
    size_t number;
    lxw_row_t row; /* the row being filled */
    bool used;     /* a cell stands in it */
};

/* A workbook of the model's tables alone. */
enum lt_status lt_write_table_book(const struct lt_report_model *model, const char *folder,
                                   const char *name, struct lt_error *err);

struct lt_sheet lt_sheet_add(struct lt_book_file *file, const char *zh, const char *en);
void lt_sheet_text(struct lt_sheet *sheet, lxw_col_t column, const char *text,
                   enum lt_format format);
void lt_sheet_number(struct lt_sheet *sheet, lxw_col_t column, double value, enum lt_format format);
/* A cell that leads to a file beside the workbook. */
void lt_sheet_link(struct lt_sheet *sheet, lxw_col_t column, const char *path, const char *text);
void lt_sheet_next(struct lt_sheet *sheet);
/* A row of header cells, bold on grey; texts in pairs (zh, en). */
void lt_sheet_head(struct lt_sheet *sheet, const char *const titles[][2], size_t count);
void lt_sheet_keep(struct lt_sheet *sheet, lxw_error code); /* remembers a failure of the library */

/* What a county reports of its work: the form and how to fill it in. The model's city is the county. */
enum lt_status lt_sheet_county_form(struct lt_book_file *file, struct lt_error *err);

/* Beside the summary: floors, open cases and grain shares, from the cells of the other sheets. */
void lt_sheet_charts(struct lt_sheet *summary);

/* One function per sheet, in the order of the workbook. */
enum lt_status lt_sheet_summary(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_counties(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_floors(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_tables(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_rules(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_cases(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_ledger(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_quality(struct lt_book_file *file, struct lt_error *err);
enum lt_status lt_sheet_diagnostics(struct lt_book_file *file, struct lt_error *err);

#endif
