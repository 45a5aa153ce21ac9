/* What the files of this folder share while one file of reviews is taken. */
#ifndef LT_REVIEW_WORK_H
#define LT_REVIEW_WORK_H

#include "liangtian/overlay.h"
#include "liangtian/review.h"

struct lt_arena;

enum { REVIEW_STEPS = 8, REVIEW_DIGEST = 65, REVIEW_DAY = 16 };

enum review_fate { REVIEW_EMPTY, REVIEW_TAKEN, REVIEW_ALREADY, REVIEW_REJECTED };

struct review_item {
    const struct lt_review_row *row;
    size_t index; /* of its case; SIZE_MAX while unknown */
    char digest[REVIEW_DIGEST];
    enum review_fate fate;
};

struct review_work {
    const struct lt_review_input *input;
    struct lt_diagnostics *diagnostics;
    struct lt_listing *listing; /* of the faults of rows and photographs */
    struct lt_arena *arena;     /* the next ledger's */
    struct lt_overlay *overlay;
    struct lt_box_index *boxes;   /* of the cases; made when the first id is missing */
    const struct review_picture { /* by digest, then case; what is in the ledger already, first */
        const char *sha256, *case_id;
        bool known;
    } * pictures;
    size_t picture_count;
    bool *shown; /* per case: a photograph was taken at it, on a day that fits */
    const struct lt_ledger *next;
    struct lt_case *cases;     /* the next ledger's */
    struct review_item *items; /* one per row, later in the order of cases */
};

/* Tells a fault of a row, and rejects it. `case_id` may be "". */
enum lt_status review_reject(const struct review_work *work, struct review_item *item,
                             const char *code, const char *field, const char *found,
                             const char *expected, const char *action, struct lt_error *err);

/* review_match.c: finds the row's case, by id, or by its ground where the id was lost. */
enum lt_status review_match(struct review_work *work, struct review_item *item,
                            struct lt_error *err);

/* review_photos.c: photographs into the next ledger, which has room for all. */
enum lt_status review_take_photos(struct review_work *work, struct lt_ledger *next,
                                  struct lt_review_tally *tally, struct lt_error *err);

/* review_county.c: the county's report into the next ledger, which has room for its answers. */
enum lt_status review_take_county_report(struct review_work *work, struct lt_ledger *next,
                                         struct lt_review_tally *tally, struct lt_error *err);

/* review_steps.c: the handlings that the row leads its case through, in order; what it has already is no step. */
struct review_steps {
    enum lt_case_handling to[REVIEW_STEPS];
    size_t count;
};
void review_derive_steps(const struct lt_case *one, const struct lt_review_row *row,
                         struct review_steps *ret_steps);
/* Is each step one that the actor may make? Else rejected, with what would be allowed. */
enum lt_status review_check_steps(const struct review_work *work, struct review_item *item,
                                  const struct review_steps *steps, struct lt_error *err);
/* Leads the case through the steps and enters what the row says. */
void review_take_steps(struct lt_case *one, const struct lt_review_row *row,
                       const struct review_steps *steps);

/* review_check.c: the first day of the half-year in which the case was first seen. */
void review_first_day(const struct lt_case *one, char ret_day[REVIEW_DAY]);
/* Dates, and what a result or a step must be given with. */
enum lt_status review_check_facts(const struct review_work *work, struct review_item *item,
                                  const struct review_steps *steps, struct lt_error *err);

#endif
