/* What was kept of an id in every half-year, and the ledger's lines on it, as an explanation. Private to run/. */
#ifndef LT_RUN_GATHER_H
#define LT_RUN_GATHER_H

#include "liangtian/explain.h"
#include "liangtian/kept.h"
#include "liangtian/store.h"

/* The kept files of one half-year, ascending unit. */
struct lt_half_year {
    lt_period period;
    struct lt_kept **units;
    size_t count;
};

/* Begun as {.arena = …}; the explanation's heads are the caller's. */
struct lt_gathering {
    struct lt_arena *arena;          /* what is gathered next lives here */
    struct lt_half_year *half_years; /* ascending; the one that is explained last */
    size_t half_year_count;
    lt_period *
        unread; /* half-years that are kept but cannot be read, ascending: nothing is told of them */
    size_t unread_count;
    bool lenient; /* nor of what is damaged, or cannot be read, of earlier ones */
    struct lt_explanation explanation;
    size_t place_capacity, case_capacity;
};
/* Every half-year that a generation keeps, up to `last` (0: all); none of a generation with id "". What another version
 * kept in a format of its own is left out and noted as unread; what is missing, damaged or cannot be read is LT_E_IO, as
 * results would differ by it. With `explained` nothing is published: what is damaged is left out too, but for the last of
 * them, which is the one that is explained, and fails. */
enum lt_status lt_gathering_open(struct lt_gathering *g, const struct lt_generation *generation,
                                 lt_period last, bool explained, struct lt_error *err);
/* One more half-year after those, once. */
enum lt_status lt_gathering_add(struct lt_gathering *g, lt_period period, const char *const *paths,
                                size_t count, struct lt_error *err);
void lt_gathering_finish(struct lt_gathering *g);
/* Empties the explanation: what is gathered next lives in `arena`. */
void lt_gathering_again(struct lt_gathering *g, struct lt_arena *arena);
static inline const struct lt_half_year *lt_gathering_last(const struct lt_gathering *g)
{
    return &g->half_years[g->half_year_count - 1];
}

/* Adds the features with this id, of all layers. */
enum lt_status lt_gather_places(struct lt_gathering *g, const char *id, struct lt_error *err);
/* Adds the plots on which a case lies: the one by which its leading rule judges whole, the others in brief. */
enum lt_status lt_gather_plots(struct lt_gathering *g, const struct lt_kept_case *one,
                               struct lt_error *err);
/* Adds a ledger's cases that are not told yet, which is borrowed; its events, reviews and photographs stand case by case
 * (lt_ledger_find). */
enum lt_status lt_gather_cases(struct lt_gathering *g, const struct lt_ledger *ledger,
                               struct lt_error *err);

#endif
