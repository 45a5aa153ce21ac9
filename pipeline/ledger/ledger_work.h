/* What the files of this folder share while one half-year is closed. */
#ifndef LT_LEDGER_WORK_H
#define LT_LEDGER_WORK_H

#include "liangtian/ledger.h"
#include "liangtian/overlay.h"
#include "support/arena.h"

enum { LT_NONE_INDEX = -1 };

/* Overlaps below this share of the smaller polygon are digitising noise, not common ground. */
#define LT_LEDGER_NOISE 0.01
/* Dust of floating point: no common ground at all. */
#define LT_LEDGER_DUST 1e-9
/* "Most of it": cover by an approval, proof by a second date, a second source or the baseline. */
#define LT_LEDGER_HALF 0.5

/* Offending ground of this period: one candidate, or several on the same ground. */
struct lt_place {
    struct lt_shape shape;
    double planar;
    double net_m2;
    double twice_m2, clean_before_m2, pbf_m2, zone_m2, exempt_m2, feedback_m2;
    double baseline_m2, baseline_clean_m2, earlier_clean_m2, structure_m2;
    const struct lt_candidate *primary;
    uint32_t rules[LT_CASE_RULES]; /* indexes, gravest first */
    size_t rule_count;
    int64_t low_row, low_col;
    struct lt_edges edges; /* shares of the primary one; found where any of them is */
    const char *approval, *feedback_id;
    ptrdiff_t ancestor; /* index of the prior case whose ground it lies on, or LT_NONE_INDEX */
    bool takes_number;  /* and goes on under its number */
    bool dead;          /* nothing of it is left, or it is known to be not founded */
    ptrdiff_t result;   /* index of its case */
};

enum lt_prior_class {
    LT_PRIOR_OPEN,
    LT_PRIOR_CLOSED, /* by a review */
    LT_PRIOR_EXEMPT,
    LT_PRIOR_UNPROVEN,
    LT_PRIOR_CLEARED, /* by a review: not founded, or legal */
    LT_PRIOR_ENDED,   /* merged or dropped: its ground lives on elsewhere, or nowhere */
};

/* What happens to a case of the prior ledger. */
struct lt_entry {
    enum lt_prior_class class;
    const struct lt_recheck *recheck; /* NULL when none was made */
    double planar, area_before_m2;
    size_t first_link, end_link;
    bool other_offence; /* its ground shows another offence, at one date: no proof of either */
    ptrdiff_t place;    /* the place that goes on under its number */
    ptrdiff_t first_merged, next_merged; /* open cases that end in it; a chain of entries */
    struct lt_shape kept; /* of its ground, taken back from places that overlap it a little */
};

/* Common ground of a prior case and a place. */
struct lt_link {
    size_t entry, place;
    double planar; /* rounded to ten digits, so that equal halves tie */
    bool strong;   /* at least keep_share of the smaller */
};

struct lt_ledger_work {
    const struct lt_ledger_input *input;
    struct lt_overlay *overlay;
    struct lt_arena *arena; /* the next ledger's */
    struct lt_arena *scratch;
    bool first_run;
    bool failed; /* memory ran out while copying */
    struct lt_place *places;
    size_t place_count;
    struct lt_case *cases; /* prior ones first, in their order; then new ones */
    size_t case_count, case_capacity;
    struct lt_entry *entries; /* parallel to the prior cases */
    size_t entry_count;
    struct lt_link *links; /* ascending (entry, place) */
    size_t link_count, link_capacity;
    struct lt_event *events; /* of this period, as they come */
    size_t event_count, event_capacity;
    struct lt_balance *lines; /* counties of this period, ascending */
    size_t line_count;
    struct lt_transition *transitions; /* of this period, ascending */
    size_t transition_count;
    char image_day[11]; /* no image of the period is older */
};

/* ledger_copy.c */
const char *lt_ledger_text(struct lt_ledger_work *work, const char *text);
struct lt_shape lt_ledger_shape(struct lt_ledger_work *work, const struct lt_shape *shape);
void lt_ledger_copy_case(struct lt_ledger_work *work, const struct lt_case *from,
                         struct lt_case *to);
/* Adds an id that the case continues besides its own. */
void lt_ledger_add_ancestor(struct lt_ledger_work *work, struct lt_case *one, const char *id);
enum lt_status lt_ledger_add_case(struct lt_ledger_work *work, struct lt_case **ret_case,
                                  struct lt_error *err);
enum lt_status lt_ledger_add_event(struct lt_ledger_work *work, const struct lt_case *about,
                                   const char *kind, double before_m2, double after_m2,
                                   const char *note, struct lt_error *err);
/* Everything of the prior ledger but its cases, this period's rows behind it, all in order. */
enum lt_status lt_ledger_gather(struct lt_ledger_work *work, struct lt_ledger *ret_ledger,
                                struct lt_error *err);

/* ledger_places.c */
enum lt_status lt_ledger_make_places(struct lt_ledger_work *work, struct lt_error *err);
/* Takes `ground` off the place; its areas shrink in proportion. */
enum lt_status lt_ledger_cut_place(struct lt_ledger_work *work, struct lt_place *place,
                                   const struct lt_shape *ground, struct lt_error *err);

/* ledger_links.c */
enum lt_status lt_ledger_link(struct lt_ledger_work *work, struct lt_error *err);
/* Gives numbers of one class to places that have no ancestor yet. */
enum lt_status lt_ledger_assign(struct lt_ledger_work *work, enum lt_prior_class class,
                                struct lt_error *err);
/* The place with most ground on the entry's, LT_NONE_INDEX when there is no strong link. */
ptrdiff_t lt_ledger_strongest_place(const struct lt_ledger_work *work, size_t entry);

/* ledger_ground.c */
/* An open case that goes on takes its ground back from other places that show the same offence and overlap it a little.
 */
enum lt_status lt_ledger_take_back(struct lt_ledger_work *work, size_t entry, struct lt_error *err);
/* Adds to `one` the ground of the prior case `entry`, and of those that end in it, that was not seen clean and that no
 * place has. */
enum lt_status lt_ledger_keep_ground(struct lt_ledger_work *work, size_t entry, struct lt_case *one,
                                     struct lt_error *err);

/* ledger_prior.c */
enum lt_status lt_ledger_take_prior(struct lt_ledger_work *work, struct lt_error *err);
/* Entries without a place: carried, proposed as rectified, merged, dropped. */
enum lt_status lt_ledger_settle_open(struct lt_ledger_work *work, struct lt_error *err);
enum lt_status lt_ledger_settle_books(struct lt_ledger_work *work, struct lt_error *err);
const struct lt_rule *lt_ledger_rule(const struct lt_ledger_work *work, const char *id);

/* ledger_time.c: when did it begin, and is that proven? */
struct lt_proof {
    bool proven; /* false: UNPROVEN */
    enum lt_case_time time;
    bool seen_before;   /* an entry of an earlier half-year saw the same offence on most of it */
    const char *reason; /* why it is not */
    lt_period clean_before;
};
static inline bool lt_ledger_is_exempt(const struct lt_place *place)
{
    return place->exempt_m2 > 0.0 &&
           place->exempt_m2 >= LT_LEDGER_HALF * place->net_m2 * (1.0 - LT_LEDGER_DUST);
}
bool lt_ledger_shares_a_rule(const struct lt_ledger_work *work, const struct lt_place *place,
                             const struct lt_case *one);
/* Does the place go on the case's own offence, show another at two dates, or have an approval? */
bool lt_ledger_tells_of(const struct lt_ledger_work *work, const struct lt_place *place,
                        const struct lt_case *one);
struct lt_proof lt_ledger_prove(const struct lt_ledger_work *work, const struct lt_place *place);

/* ledger_handling.c */
void lt_ledger_set_image_day(struct lt_ledger_work *work);
/* YYYY-MM-DD: no image of the period is older. */
const char *lt_ledger_image_day(const struct lt_ledger_work *work);
/* A case that begins, or begins anew: no review has been there. */
void lt_ledger_forget_handling(struct lt_case *one);
/* A part that is split off is handled as the whole was. */
void lt_ledger_inherit(struct lt_ledger_work *work, const struct lt_case *from, struct lt_case *to);
/* What the image, by `seen`, and the calendar do to the handling of an open case. */
enum lt_status lt_ledger_handle(struct lt_ledger_work *work, struct lt_case *one,
                                struct lt_error *err);
/* ledger_cleared.c: takes cleared ground off the places that nothing open goes on in. */
enum lt_status lt_ledger_silence_cleared(struct lt_ledger_work *work, struct lt_error *err);
/* ledger_matrix.c: the lines of this period, and every case's state as it is closed. */
enum lt_status lt_ledger_close_states(struct lt_ledger_work *work, struct lt_error *err);
enum lt_status lt_matrix_verify(const struct lt_ledger *ledger, struct lt_error *err);

/* ledger_balance.c */
enum lt_status lt_ledger_open_lines(struct lt_ledger_work *work, struct lt_error *err);
struct lt_balance *lt_ledger_line(struct lt_ledger_work *work, uint32_t unit);
enum lt_status lt_ledger_close_lines(struct lt_ledger_work *work, struct lt_error *err);
void lt_balance_add(struct lt_balance *into, const struct lt_balance *from);
/* ledger_verify.c */
enum lt_status lt_balance_check(const struct lt_balance *line, lt_period period,
                                struct lt_error *err);
double lt_balance_slack(const struct lt_balance *line);

#endif
