/* What the writers share: which cases go where, what a column of the violation layer holds,
 * wording, numbers. */
#ifndef LT_OUTPUTS_COMMON_H
#define LT_OUTPUTS_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/report.h"
#include "liangtian/status.h"
#include "support/text.h"

struct lt_arena;

/* The text in the language of the outputs. */
const char *lt_say(const struct lt_report_model *model, const char *zh, const char *en);
/* Verdict on one parcel or plot in words: a raster makes suspects, not offenders. */
const char *lt_subject_verdict(const struct lt_report_model *model, enum lt_verdict_value verdict);
/* Is this code of the national land survey (DLBM) one of cropland? NULL is none. */
bool lt_is_farmland_class(const char *land_class);
bool lt_is_public(const struct lt_report_model *model);
const char *lt_unit_title(const struct lt_report_model *model, const struct lt_report_unit *unit);
/* Name of the county with this code; "全市" for any other code. */
const char *lt_place_name(const struct lt_report_model *model, uint32_t code);
/* "YYYY-MM-DD" of published_at, for file headers that carry a date; a constant when it is
 * malformed. */
void lt_published_date(const struct lt_report_model *model, char ret_date[11]);

/* --- cases --- */

/* The three books. Violations: SUSPECT and CONFIRMED, open or touched in this period. */
enum lt_book { LT_BOOK_VIOLATIONS, LT_BOOK_UNPROVEN, LT_BOOK_EXEMPT, LT_BOOK_COUNT };

struct lt_book_cases {
    const struct lt_case **items; /* ascending id */
    size_t count;
    size_t open;
    double open_m2, area_m2; /* unrounded */
};
/* LT_E_BUG when the open cases are not those of the model's balance. */
enum lt_status lt_book_select(const struct lt_report_model *model, enum lt_book book,
                              struct lt_arena *arena, struct lt_book_cases *ret_cases,
                              struct lt_error *err);

/* Open grave cases, largest first; area_m2 is theirs. */
enum lt_status lt_grave_cases(const struct lt_report_model *model, struct lt_arena *arena,
                              struct lt_book_cases *ret_cases, struct lt_error *err);
/* For qsort over pointers to cases: the larger first, then by id. */
int lt_case_by_area(const void *a, const void *b);

/* What a column of the violation schema holds for a case. Numbers are rounded to the column's
 * decimals. */
struct lt_case_value {
    enum { LT_VALUE_EMPTY, LT_VALUE_TEXT, LT_VALUE_NUMBER } kind;
    const char *text; /* in the buffer, the case or a constant */
    double number;
};
enum { LT_CASE_TEXT = 512 };
void lt_case_value(const struct lt_report_model *model, const struct lt_case *item,
                   const struct lt_schema_field *field, char buffer[LT_CASE_TEXT],
                   struct lt_case_value *ret_value);
/* Some columns hold one of a few fixed words ("SUSPECT", "one_date"). lt_case_value answers them as people read them;
 * here is the word itself, the same in every language. NULL for every other column. In the case's memory. */
const char *lt_case_word(const struct lt_case *item, const struct lt_schema_field *field);
bool lt_case_column_has_word(const struct lt_schema_field *field);
/* Every column of the schema is known to lt_case_value or left to the reviewers; LT_E_BUG names a
 * stranger. */
/* The county's form as CSV, with a byte order mark. */
void lt_county_form_add_csv(struct lt_text *text, const struct lt_report_model *model);
enum lt_status lt_case_columns_check(const struct lt_report_model *model, struct lt_error *err);
bool lt_case_column_is_review(const struct lt_schema_field *field);
const struct lt_rule *lt_rule_by_id(const struct lt_report_model *model, const char *id);

/* --- numbers for people --- */

enum lt_measure {
    LT_MEASURE_MU,
    LT_MEASURE_WANMU,
    LT_MEASURE_HECTARE,
    LT_MEASURE_PERCENT,
    LT_MEASURE_YIJIN /* of kg */
};
/* Two decimals, thousands separated by commas. */
void lt_add_number(struct lt_text *text, double value, int decimals);
void lt_add_count(struct lt_text *text, uint64_t count);
void lt_add_measure(struct lt_text *text, double m2_or_share, enum lt_measure measure);
/* "12.30–14.00", or one number when both print the same. */
void lt_add_interval(struct lt_text *text, struct lt_interval interval, enum lt_measure measure);

/* "（亩）" for a column of areas, "" for others. */
const char *lt_column_unit(const struct lt_report_model *model,
                           const struct lt_report_column *column);
/* What a cell prints; a dash where it is not given. */
void lt_add_cell(struct lt_text *text, const struct lt_report_column *column,
                 const struct lt_report_cell *cell);

/* --- files --- */

/* Writes, and reads back what lies on the disk. */
enum lt_status lt_write_bytes(const char *path, const char *data, size_t size,
                              struct lt_error *err);
/* The same of a text that is whole. */
enum lt_status lt_write_whole(const char *path, const struct lt_text *text, struct lt_error *err);

/* Closes and unlinks what a failed writer left behind; keeps the failure. */
void lt_discard(const char *folder, const char *const *names, size_t count);

#endif
