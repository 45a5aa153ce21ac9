/* REVIEWS-LOST.csv as a file. Private to run_lost*.
 *
 * Columns: half-year, case (or county), what was said, its day, how its case stands, the case that lies on its ground now
 * where that is another one or has to be looked at, digest, and the ground as it was reviewed: the box around it, metres
 * of the ledger's coordinate system, each number as it reads back. */
#ifndef LT_RUN_LOST_LIST_H
#define LT_RUN_LOST_LIST_H

#include "liangtian/geometry.h"
#include "liangtian/ledger.h"
#include "run/run_session.h"

#define LOST_LIST "REVIEWS-LOST.csv"

enum { LOST_PHOTO = -1, LOST_REPORT = -2 };

/* How the case stands in the ledger that lacks the review. */
enum lost_standing {
    LOST_WAITING,
    LOST_OTHER_PLACE,
    LOST_RENUMBERED,
    LOST_CLOSED,
    LOST_GONE,
    LOST_STANDING_COUNT
};

/* There is nothing to be done: the row is a record. */
static inline bool lost_is_past(enum lost_standing standing)
{
    return standing == LOST_CLOSED || standing == LOST_GONE;
}

struct lost_row {
    lt_period period;    /* into which it was taken */
    const char *subject; /* case, or county */
    int kind;            /* the handling that it led to, or LOST_… */
    const char *day, *digest;
    struct lt_box place; /* all 0 of a report */
    enum lost_standing standing;
    const char *now; /* the case that lies there; "" none, or not to be told */
};

struct lost_rows {
    struct lost_row *items; /* grown by lt_array_reserve; their texts are somebody else's */
    size_t count, capacity;
};
void lost_rows_finish(struct lost_rows *rows);

/* Adds the rows of the generation that is current; none where it has no list. Their texts are in the arena. LT_E_IO where
 * the system cannot say whether there is one, and where it is damaged. */
enum lt_status lost_list_read(const char *output_dir, struct lt_arena *arena,
                              struct lost_rows *into, struct lt_error *err);
/* Where `secret`, for its owner alone. */
enum lt_status lost_list_write(const char *path, const struct lost_rows *rows, bool chinese,
                               bool secret, struct lt_error *err);

#endif
