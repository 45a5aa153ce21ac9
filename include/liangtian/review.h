/* Reviews: what the offices found on the ground goes back into the ledger.
 *
 * in: a ledger, rows of a file as they were read, who reports, today. out: the ledger with these reviews in it; what is
 * already there is left as it is, rows are added. A row that cannot be true is a diagnostic that rejects, with its row
 * and column. What a review may change stands in one table (lt_case_may).
 * Must hold: the same file taken twice changes nothing; of rows that contradict each other none is taken.
 */
#ifndef LIANGTIAN_REVIEW_H
#define LIANGTIAN_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/county_report.h"
#include "liangtian/diagnostics.h"
#include "liangtian/geometry.h"
#include "liangtian/ledger.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_review_result { /* 核查结果 */
                        LT_RESULT_NONE,
                        LT_RESULT_FOUNDED,     /* 属实 */
                        LT_RESULT_NOT_FOUNDED, /* 不属实 */
                        LT_RESULT_LEGAL,       /* 合法 */
                        LT_RESULT_OTHER,       /* 其他: noted, decides nothing */
};
enum lt_review_stage { /* 处理阶段 */
                       LT_STAGE_NONE,
                       LT_STAGE_CHECKING,
                       LT_STAGE_RECTIFYING,
                       LT_STAGE_EXIT_PLANNED,
                       LT_STAGE_RECTIFIED,
                       LT_STAGE_COUNTY_ACCEPTED,
};
enum lt_review_city { /* 市级复核结论 */
                      LT_CITY_NONE,
                      LT_CITY_PASSED,
                      LT_CITY_CLOSED,
                      LT_CITY_RETURNED,
};

/* One row of a file. Texts are UTF-8, trimmed, never NULL; dates YYYY-MM-DD or "". Ownership: the reader's arena. */
struct lt_review_row {
    uint64_t number;       /* in the file: the line of a table, the record of a layer, from 1 */
    const char *case_id;   /* "" where it was lost */
    struct lt_shape shape; /* in the ledger's CRS; no rings where the file has none */
    enum lt_review_result result;
    enum lt_review_stage stage;
    enum lt_review_city city;
    enum lt_case_remedy remedy;
    const char *actual_use, *evidence, *approval;
    const char *reviewed_on, *rectified_on, *deadline, *approval_until, *city_on;
    bool
        unreadable; /* a cell of it was no date, or no word of its list: told by the reader, not taken */
};
/* Does the row say anything? Rows that the office did not touch are passed over. */
bool lt_review_row_is_empty(const struct lt_review_row *row);

/* A photograph as it says itself. Ownership: the reader's arena. */
struct lt_review_photo {
    const char *case_id; /* as the table, or the name of file or folder, says */
    const char *name;    /* for diagnostics; not kept */
    char sha256[65];
    char taken_on[11]; /* YYYY-MM-DD, "" unknown */
    bool has_position;
    struct lt_point at;        /* in the ledger's CRS */
    double unit_x_m, unit_y_m; /* metres of one unit of that CRS there */
};

struct lt_review_input {
    const struct lt_ledger *ledger; /* outlives the result, which borrows from it */
    const struct lt_review_row *rows;
    size_t row_count;
    enum lt_actor actor; /* LT_ACTOR_COUNTY or LT_ACTOR_CITY */
    uint32_t county;     /* only cases of this county may be told of; 0: any */
    const char *today;   /* YYYY-MM-DD: nothing may lie behind it */
    const char *file;    /* its name, for diagnostics */
    const struct lt_review_photo *photos;
    size_t photo_count;
    double photo_distance_m;               /* farther from its case a photograph is elsewhere */
    const struct lt_county_report *report; /* NULL or not given: the file is none */
};

struct lt_review_tally {
    uint64_t rows, empty, taken, already, rejected;
    uint64_t photos, photos_taken, photos_already, photos_marked; /* marked: of those taken */
    uint64_t reports, reports_taken, reports_already;             /* of counties; 0 or 1 */
    uint64_t report_faults; /* answers that cannot be read or be true: then it is not taken */
    uint64_t closed;        /* of those taken */
    double closed_m2;
    char digest[65]; /* of the rows taken, in order; names what they change */
};

/* Takes every row that can be taken; the others become diagnostics (LT_REJECT). LT_OK even then: the caller decides.
 * Photographs are taken first; one that does not fit is taken with a mark and a warning, and a photograph at the case
 * is evidence. A county's report is taken whole, or not at all: whether all of its answers can be true does not
 * depend on what is wished of other rows. The one that stands, handed in again, and an older one change nothing; of two of
 * one day the last handed in stands, with a warning where it was taken before.
 * `taken`, `photos_taken` and `reports_taken` 0: *ret_ledger is the input's ledger, row for row. Rows are taken in the order of case ids, so the order in
 * the file does not matter. Errors: LT_E_LIMIT, LT_E_BUG. Cost: a search per row; overlays only where an id was lost. */
enum lt_status lt_review_apply(const struct lt_review_input *input,
                               struct lt_diagnostics *diagnostics, struct lt_ledger *ret_ledger,
                               struct lt_review_tally *ret_tally, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
