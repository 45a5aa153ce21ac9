/* What a county reports to the city of its work (M30): the form that goes out with its package, and what comes back.
 *
 * Which items the form has is data (schemas/forms/county-report.yaml). A report is one statement of one county on one
 * half-year: taken whole or not at all. Taken reports stand in the ledger (struct lt_county_answer), every answer a
 * row; of a county and a half-year the last one stands, the others are history. Claims are printed beside what the
 * ledger holds; nobody judges the difference. Free text is never in the public profile.
 */
#ifndef LIANGTIAN_COUNTY_REPORT_H
#define LIANGTIAN_COUNTY_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/ledger.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;
struct lt_progress;

enum lt_answer_kind {
    LT_ANSWER_COUNTY, /* a code of six digits */
    LT_ANSWER_PERIOD, /* 2026H1 */
    LT_ANSWER_DATE,   /* YYYY-MM-DD */
    LT_ANSWER_COUNT,
    LT_ANSWER_AREA,  /* 亩, two decimals */
    LT_ANSWER_MONEY, /* 万元, two decimals */
    LT_ANSWER_TEXT,
};
#define LT_ANSWER_KINDS "county period date count area money text"

/* Which of the ledger's figures stands beside an item: in number for a count, in area for an area. */
enum lt_held {
    LT_HELD_NONE,
    LT_HELD_ISSUED,
    LT_HELD_CHECKED,
    LT_HELD_FOUNDED,
    LT_HELD_CLEARED,
    LT_HELD_RECTIFIED,
    LT_HELD_CLOSED,
    LT_HELD_OVERDUE,
};
#define LT_HELD_WORDS "none issued checked founded cleared rectified closed overdue"

struct lt_form_item {
    const char *key;
    enum lt_answer_kind kind;
    const char *part_zh, *part_en;
    const char *zh, *en, *unit_zh, *unit_en, *note_zh, *note_en, *clause;
    bool required;
    double limit; /* most; of a text in characters; 0: none is set */
    enum lt_held held;
    const char *at_most; /* key of the item that it may not exceed; "" none */
    const char *with;    /* key of the item that is added to it first; "" none */
    const char *after;   /* key of the day that it may not precede; "" none */
    bool ahead;          /* a day that may lie ahead of today */
};
struct lt_county_form {
    struct lt_form_item *items;
    size_t count;
};
/* Of ingest/: reads <schemas>/forms/county-report.yaml. Faults are diagnostics; LT_E_INPUT when there are any. */
enum lt_status lt_county_form_load(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                                   struct lt_arena *arena, struct lt_county_form *ret_form,
                                   struct lt_error *err);
/* NULL when the form has none of that key. */
const struct lt_form_item *lt_form_item_of(const struct lt_county_form *form, const char *key);
bool lt_answer_is_number(enum lt_answer_kind kind);
/* 亩, 万元 or the item's own word for what it counts; "" for the rest. */
const char *lt_form_unit(const struct lt_form_item *item, bool chinese);
/* The ledger's figure beside the item: cases, or m². Answers whether it has one. */
bool lt_form_held(const struct lt_form_item *item, const struct lt_progress *progress,
                  double *ret_value);

/* A row of a file as it was read. */
struct lt_report_row {
    uint64_t number; /* in the file, from 1 */
    const struct lt_form_item *item;
    const char *
        answer; /* as the ledger keeps it: trimmed, dates YYYY-MM-DD, numbers by their kind; "" empty */
    double value; /* of a number */
    bool
        unreadable; /* something stands in the cell that is no such answer, which is told: `answer` is "" */
};
struct lt_county_report {
    const struct lt_county_form *form;
    bool given;                 /* the file has the columns of the form */
    const char *file;           /* its name, for diagnostics */
    struct lt_report_row *rows; /* in the order of the form, an item at most once */
    size_t count;
    uint64_t faults; /* cells and rows that could not be read, each told */
};
/* Of ingest/: a workbook (.xlsx, the first sheet that has the columns) or a table (.csv) of the form; any other file is
 * none. Cells that are no number, day, county or half-year, numbers out of range, unknown or repeated items are
 * diagnostics that reject. Runs of ten digits or more in a text are people's numbers: they are left out, and told. */
enum lt_status lt_county_report_read(const char *path, const struct lt_county_form *form,
                                     struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                     struct lt_county_report *ret_report, struct lt_error *err);

/* The standing report of a county on a half-year: the answers of the last one taken. */
struct lt_standing_report {
    const struct lt_county_answer *answers; /* NULL: none */
    size_t count;
};
struct lt_standing_report lt_standing_report_of(const struct lt_ledger *ledger, uint32_t unit,
                                                lt_period about);
/* Its answer to an item; "" without. */
const char *lt_standing_answer(const struct lt_standing_report *report, const char *key);

#ifdef __cplusplus
}
#endif
#endif
