/* Stage 7: every case followed from half-year to half-year.
 *
 * in: prior ledger + candidates + rechecks (+ reviews). out: the next ledger; nothing is edited, rows are added.
 * A case is a place that carries a set of rules, the gravest being primary; its area counts once. Identity follows
 * exact area overlap through split, merge and renumbering.
 * Must hold, per county and in total, in number and area: the balance identity (lt_ledger_balance).
 */
#ifndef LIANGTIAN_LEDGER_H
#define LIANGTIAN_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/overlay.h"
#include "liangtian/period.h"
#include "liangtian/unit.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_case_finding {
    LT_FINDING_SUSPECT,
    LT_FINDING_CONFIRMED,
    LT_FINDING_NOT_FOUNDED,
    LT_FINDING_EXEMPT,
    LT_FINDING_UNPROVEN,
};
enum lt_case_time { LT_TIME_UNDATED, LT_TIME_STOCK, LT_TIME_NEW, LT_TIME_RELAPSED };
/* What this period's raster shows of a case; it says nothing of what the offices do. */
enum lt_case_seen {
    LT_SEEN_SHOWN,      /* offends */
    LT_SEEN_NOT_JUDGED, /* cloud, pending, too few cells …: carried, with the reason */
    LT_SEEN_CLEAN,      /* too little is left to pass the gate, and half at least was seen clean */
};
/* What the offices do about a case. Who may go from where to where: lt_case_may. */
enum lt_case_handling {
    LT_HANDLING_ISSUED,       /* 下发 */
    LT_HANDLING_CHECKING,     /* 核查举证 */
    LT_HANDLING_FOUNDED,      /* 属实 */
    LT_HANDLING_NOT_FOUNDED,  /* 不属实, says the county; open until the city has reviewed it */
    LT_HANDLING_LEGAL,        /* 合法, says the county; the same */
    LT_HANDLING_RECTIFYING,   /* 整改中, with a deadline */
    LT_HANDLING_OVERDUE,      /* the deadline is past */
    LT_HANDLING_EXIT_PLANNED, /* 逐步退出, by a date */
    LT_HANDLING_RECTIFIED_PROPOSED, /* the raster shows it, nobody has checked */
    LT_HANDLING_RECTIFIED,          /* 已整改, says the county */
    LT_HANDLING_RECTIFIED_LATE,     /* the same, after the deadline */
    LT_HANDLING_COUNTY_ACCEPTED,    /* 县级验收 */
    LT_HANDLING_CITY_REVIEWED,      /* 市级复核 */
    LT_HANDLING_RETURNED,           /* 退回, by the city or by a later image */
    LT_HANDLING_CLOSED,             /* 销号: the city's alone, with evidence */
    LT_HANDLING_ENDED,              /* merged into another case, or gone from a book */
    LT_HANDLING_NONE,               /* in a book: UNPROVEN, EXEMPT */
    LT_HANDLING_COUNT,
};
/* How a case is to be put right. */
enum lt_case_remedy {
    LT_REMEDY_NONE,    /* not decided */
    LT_REMEDY_AT_ONCE, /* 即可恢复 */
    LT_REMEDY_WORKS,   /* 工程恢复 */
    LT_REMEDY_GRADUAL, /* 逐步退出 */
    LT_REMEDY_KEEP,    /* 保留 */
};
/* Where a photograph of a case was taken, as it says itself, and when. One that does not fit is kept, and marked. */
enum lt_photo_place { LT_PHOTO_AT_CASE, LT_PHOTO_ELSEWHERE, LT_PHOTO_NO_POSITION };
enum lt_photo_day {
    LT_PHOTO_DAY_FITS,
    LT_PHOTO_DAY_EARLY, /* before the half-year in which the case was first seen */
    LT_PHOTO_DAY_LATE,  /* after the day on which it was taken in */
    LT_PHOTO_NO_DAY,
};
/* Why a case is grave: its gravest rule is, or a second source says the same as our image. */
enum lt_case_grave {
    LT_GRAVE_NO,
    LT_GRAVE_BY_RULE,     /* the rule is listed as grave, in its data or by the city's config */
    LT_GRAVE_BY_FEEDBACK, /* a polygon sent down from above found the same thing */
    LT_GRAVE_BY_REVIEW,   /* a review says that it is founded */
};
/* Who makes a transition: a set. */
enum lt_actor { LT_ACTOR_RUN = 1, LT_ACTOR_COUNTY = 2, LT_ACTOR_CITY = 4 };
/* Who may take a case from one handling to another; 0: nobody. The one table of it: ledger/ledger_states.c. */
unsigned lt_case_may(enum lt_case_handling from, enum lt_case_handling to);
/* Is a case with this handling open? */
bool lt_case_handling_is_open(enum lt_case_handling handling);
const char *lt_case_finding_name(enum lt_case_finding finding);                /* "SUSPECT" */
const char *lt_case_time_name(enum lt_case_time time);                         /* "NEW" */
const char *lt_case_handling_name(enum lt_case_handling handling);             /* "ISSUED" */
const char *lt_case_seen_name(enum lt_case_seen seen);                         /* "SHOWN" */
const char *lt_case_remedy_name(enum lt_case_remedy remedy);                   /* "GRADUAL" */
const char *lt_case_grave_name(enum lt_case_grave grave);                      /* "FEEDBACK" */
const char *lt_actor_name(enum lt_actor actor);                                /* "county" */
const char *lt_photo_place_name(enum lt_photo_place place);                    /* "AT-CASE" */
const char *lt_photo_day_name(enum lt_photo_day day);                          /* "FITS" */
const char *lt_case_finding_title(enum lt_case_finding finding, bool chinese); /* 疑似 … */
const char *lt_case_time_title(enum lt_case_time time, bool chinese);
const char *lt_case_handling_title(enum lt_case_handling handling, bool chinese);
const char *lt_case_seen_title(enum lt_case_seen seen, bool chinese);
const char *lt_case_remedy_title(enum lt_case_remedy remedy, bool chinese);
const char *lt_case_grave_title(enum lt_case_grave grave, bool chinese);
const char *lt_actor_title(enum lt_actor actor, bool chinese);
const char *lt_photo_place_title(enum lt_photo_place place, bool chinese);
const char *lt_photo_day_title(enum lt_photo_day day, bool chinese);

/* Would the ground be a case alone, by the gate of the rule: as many cells as it asks, and wider on the average than one?
 * A rim that a classifier or a line drawn anew has moved is neither. Where the rule (NULL: none) does not count cells,
 * or there is no grid: more than digitising noise beside `whole`. Areas planar. Pure. */
bool lt_ground_is_more_than_a_rim(const struct lt_shape *ground, const struct lt_rule *rule,
                                  const struct lt_grid *grid, double whole);
/* Ground of less than this is never more than a rim, whatever its shape. */
double lt_ground_least(const struct lt_rule *rule, const struct lt_grid *grid, double whole);

/* Where a case stands, in one word, as the matrix of a half-year counts it: absent (not in the ledger yet), one of the
 * two books, or its handling. */
enum lt_case_state {
    LT_STATE_ABSENT,
    LT_STATE_UNPROVEN,
    LT_STATE_EXEMPT,
    LT_STATE_HANDLING, /* + enum lt_case_handling up to LT_HANDLING_ENDED */
    LT_STATE_COUNT = LT_STATE_HANDLING + LT_HANDLING_NONE,
};
const char *lt_case_state_name(enum lt_case_state state); /* "ABSENT", "UNPROVEN", "ISSUED" */
const char *lt_case_state_title(enum lt_case_state state, bool chinese);

enum { LT_CASE_ID = 32, LT_CASE_RULES = 8 };

struct lt_case {
    char id[LT_CASE_ID]; /* "411702-2025H1-00001"; books share the sequence */
    uint32_t unit;
    lt_period first_period; /* first seen */
    lt_period last_period;  /* last period whose raster showed the offence */
    enum lt_case_finding finding;
    enum lt_case_time time;
    enum lt_case_handling handling;
    enum lt_case_seen seen; /* in the last half-year that was closed */
    enum lt_case_remedy remedy;
    bool open;                        /* counts in the balance (SUSPECT or CONFIRMED, not closed) */
    const char *rules[LT_CASE_RULES]; /* ids; [0] is the gravest; unused NULL */
    enum lt_rule_severity severity;   /* of the gravest rule */
    enum lt_case_grave grave;         /* set by lt_ledger_grade */
    const char *
        confirmed_on; /* the same: image of the polygon from above by which it is confirmed, "" none */
    const char *reason; /* why UNPROVEN, CARRIED …: a stable word, "" when none */
    const char *parcel_id, *land_class, *planting, *town;
    const char *class_zh, *class_en; /* crop class with most area */
    double area_m2;                  /* net, each place once */
    double pbf_m2, zone_m2, exempt_m2;
    double share_low, share_high;
    struct lt_edges edges; /* of the half-year at hand; a ledger that was read has none */
    bool
        described; /* the half-year at hand showed it: parcel and town are those of its image; the same */
    const char *approval, *feedback_id;
    lt_period
        clean_before; /* period in which this ground was observed as non-offending; 0 unknown */
    const char
        *successor_of; /* ids this case continues besides its own (merge, split), "" when none */
    /* From reviews; dates are YYYY-MM-DD, "" when none was given. */
    const char *deadline;       /* of rectification, or of a planned exit */
    const char *reviewed_on;    /* the last review */
    const char *rectified_on;   /* as reported */
    const char *approval_until; /* a case cleared as legal: the approval ends */
    const char *evidence;       /* "" when none was named */
    const char *actual_use;
    /* As the last half-year was closed, before any review: what the next matrix starts from. */
    enum lt_case_state closed_state;
    double closed_m2;
    /* Idle by seasons: crop years in a row, up to the one of `idle_last` (its H2), that a rule on ground bare in both
     * seasons has spoken of it. 0 never; 1 年度撂荒; 2 or more 常年撂荒. */
    lt_period idle_last;
    uint32_t idle_years;
    struct lt_shape shape;
};

struct lt_event {
    char case_id[LT_CASE_ID];
    lt_period period;
    uint32_t sequence; /* within the period, in id order */
    const char *kind;  /* "opened", "continued", "carried", "grown", "shrunk", "split", "merged",
                         "rectified-proposed", "overdue", "returned", "proven", "relapsed", "exempted",
                         "reviewed", "closed" (these two a review's alone),
                         "unproven" (entered that book), "dropped" (left it: not seen again) */
    double area_before_m2, area_after_m2;
    const char *note;
};

/* One line of the balance: opening + undated + stock + new + relapsed + split − merged − closed = closing, in number;
 * the same in area with + grown − shrunk. An UNPROVEN entry that is proven counts as new (or stock); an open case that
 * an approval covers counts as closed. `closed` holds what reviews closed since the period before. UNPROVEN and EXEMPT
 * are separate books, outside; carried and rectified-proposed are part of closing. */
struct lt_balance {
    uint32_t unit; /* city code for the total */
    uint64_t opening_n, undated_n, stock_n, new_n, relapsed_n, split_n, merged_n, closed_n,
        closing_n;
    double opening_m2, undated_m2, stock_m2, new_m2, relapsed_m2, split_m2, merged_m2, closed_m2,
        grown_m2, shrunk_m2, closing_m2;
    uint64_t carried_n, rectified_proposed_n, unproven_n, exempt_n;
    double carried_m2, rectified_proposed_m2, unproven_m2, exempt_m2;
};

/* One cell of a half-year's matrix that is not empty: cases of a county that stood in `from` when the half-year before
 * was closed and stand in `to` now. Counties alone; a city's cell is their sum. */
struct lt_transition {
    lt_period period;
    uint32_t unit;
    enum lt_case_state from, to;
    uint64_t n;
    double before_m2, after_m2; /* before: 0 from ABSENT */
};

/* A review that was taken. What names people (reviewer, opinions, notes) is not kept. */
struct lt_review_record {
    char case_id[LT_CASE_ID];
    lt_period period;  /* the last half-year when it was taken */
    uint32_t sequence; /* within the period, 1 … in the order of taking */
    enum lt_actor actor;
    enum lt_case_handling from, to;
    enum lt_case_remedy remedy;
    const char *result; /* "FOUNDED", "NOT-FOUNDED", "LEGAL", "OTHER", "" when it says none */
    const char *reviewed_on, *rectified_on, *deadline, *approval_until;
    const char *approval, *evidence, *actual_use;
    const char *digest; /* SHA-256 of what the row says: the same row taken twice changes nothing */
};

/* A photograph that came with reviews. Its position and its name, which may name people, are not kept. */
struct lt_photo {
    char case_id[LT_CASE_ID];
    lt_period period;  /* the last half-year when it was taken in */
    uint32_t sequence; /* within the period, 1 … */
    enum lt_photo_place place;
    enum lt_photo_day day;
    double distance_m;    /* from the case's polygon; 0 inside, −1 without a position */
    const char *taken_on; /* YYYY-MM-DD, "" unknown */
    const char *sha256;   /* of the file: the same photograph of the same case is taken once */
};

/* One answer of a report that a county made of its work (county_report.h). Rows of one report stand together and have
 * its digest; of a county and a half-year the last report stands. */
struct lt_county_answer {
    lt_period period;  /* the last half-year when it was taken */
    uint32_t sequence; /* within the period, 1 … */
    uint32_t unit;
    lt_period about;    /* the half-year reported on */
    const char *item;   /* key of the form */
    const char *answer; /* dates YYYY-MM-DD; counts whole, 亩 and 万元 with two decimals */
    const char *digest; /* SHA-256 of the whole report: the same one taken twice changes nothing */
};

struct lt_period_row {
    lt_period period;
    char generation
        [65]; /* names the run that closed it (the manifest's `content`); "" while being built */
    bool
        stale; /* an earlier half-year was run again since: this one rests on figures that were replaced */
    const char *published_at; /* ISO 8601, UTC: when it was closed */
    const char *crs;
};

struct lt_ledger {
    struct lt_case *cases; /* ascending id; state as of the last period */
    size_t case_count;
    struct lt_event *events; /* ascending (period, sequence); only ever added to */
    size_t event_count;
    struct lt_balance *balances; /* every period's, ascending (period, unit) */
    lt_period *balance_periods;  /* parallel to balances */
    size_t balance_count;
    struct lt_transition *transitions; /* ascending (period, unit, from, to) */
    size_t transition_count;
    struct lt_review_record *reviews; /* ascending (period, sequence); only ever added to */
    size_t review_count;
    struct lt_photo *photos; /* ascending (period, sequence); only ever added to */
    size_t photo_count;
    struct lt_county_answer *answers; /* ascending (period, sequence); only ever added to */
    size_t answer_count;
    struct lt_period_row *periods;
    size_t period_count;
    struct lt_period_row
        *later; /* published, but later than what this ledger tells of: for readers of the file */
    size_t later_count;
    const char *crs; /* of the shapes */
    struct lt_arena *arena;
};
void lt_ledger_finish(struct lt_ledger *ledger);
/* The case of this id; NULL when there is none. */
const struct lt_case *lt_ledger_case(const struct lt_ledger *ledger, const char *id);
/* What a case is treated as: grave where anything makes it so, else as its gravest rule says. */
enum lt_rule_severity lt_case_severity(const struct lt_case *one);

/* What polygons from above say of a case this half-year: the last day whose image says the same as ours, or something
 * else; YYYY-MM-DD, "" when none does. */
struct lt_case_told {
    const char *same_on, *other_on;
};
/* Says of every open case whether feedback confirms it, then of every case why it is grave.
 *
 * Confirmed: from the first polygon that says the same until one says something else whose image is no older than any that
 * said the same; what is silent changes nothing, for feedback need not come again. The one table of it:
 * ledger/ledger_grade.c. A case that relapses begins unconfirmed, a part that is split off as the whole stood.
 * Grave: by its rule first; then, where the city counts them, by feedback and by a review, of ordinary cases: rules that
 * only guide accuse nobody. Borrows the days. Pure but for `grave` and `confirmed_on` of the cases. */
struct lt_grading {
    const struct lt_case_told *told; /* per case; NULL: no polygons came */
    bool by_feedback, by_review;
};
void lt_ledger_grade(struct lt_ledger *ledger, const struct lt_grading *grading);
enum lt_case_state lt_case_state_of(const struct lt_case *one);

struct lt_ledger_input {
    const struct lt_ledger *prior; /* NULL or empty on the first run */
    lt_period period;
    const struct lt_unit_result *units; /* ascending unit code */
    size_t unit_count;
    const struct lt_rule_set *rules;
    const struct lt_legend *legend;
    const struct lt_grid *grid; /* for planar share → m² */
    uint32_t city_code;
    double keep_share;      /* 0.50 */
    const char *image_from; /* first day of the period's images, YYYY-MM-DD; "" or NULL: unknown */
    const char *crs;
};
/* How a half-year is closed:
 *
 * Places. Candidates that share more than 1 % of the smaller one are one place; a smaller overlap is digitising noise
 * and goes to the earlier place. Net m² of a place = Σ net shares × planar union ÷ Σ planar areas. Numbers are given in
 * the order (county, parcel id, lowest row, lowest column).
 * Identity. A place continues the open case that it shares most ground with, if that is at least `keep_share` of the
 * smaller of the two, and it shows an offence of the case, or another one at two dates (seen once, another offence
 * neither joins the case nor rectifies it); ties go to the lowest id, then to the first place. Each number goes on in one place: other
 * places on the case's ground are split off, other cases on the place's ground are merged. A place that overlaps an
 * open case less than that leaves the case its ground. What no place has of a case's ground stays on the case where
 * more than 1 % of the case was not observed, or where most of that part was not seen clean (a parcel cut anew leaves it
 * below the gate).
 * Open cases without a place: CARRIED when not judged, RECTIFIED-PROPOSED when no patch that passes the gate can be
 * left and half of it at least was seen clean; only a review closes. Ground of a closed case: RELAPSED. Ground found not founded stays quiet.
 * Covered by approvals by half or more: EXEMPT. Time: STOCK where the baseline raster or the
 * base-year survey shows half of the place; in the first run all else is UNDATED. Later NEW where
 * half of it was clean before (previous season, the half-year before it, an UNPROVEN entry's date, the baseline raster) and it
 * is seen at two dates (both seasons, entries of an earlier period that saw one of its rules on half of
 * its ground, or feedback over half of it that says the same); else UNDATED in the first period that could conclude the rule, and UNPROVEN, with the
 * reason one_date or no_clean_date, from then on.
 * A review closes a case by setting its finding and handling and adding an event "closed" of the last period.
 *
 * Errors: LT_E_BUG when the balance does not add up; LT_E_INPUT when the prior ledger is in another CRS, its last
 * period is not before this one, or its open cases are not those of its last balance. */
enum lt_status lt_ledger_advance(const struct lt_ledger_input *input, struct lt_ledger *ret_ledger,
                                 struct lt_error *err);
/* Checks the identity of every balance line, that county lines sum to the city's (the line whose code ends in 00), that
 * each period opens with what the one before closed, that the last closing is what is open, and the order of rows. */
enum lt_status lt_ledger_verify(const struct lt_ledger *ledger, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
