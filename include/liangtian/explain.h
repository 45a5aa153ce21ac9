/* Why one parcel, plot, case or county stands as it stands: from pixels to verdict, and what would flip it.
 *
 * in: what the half-year kept of it (kept.h), the ledger's lines on it. out: a text for people, or JSON for programs.
 * The numbers are those that the report used: joint tables and findings as they were judged, and the crop year computed
 * from the same tables by the same stage. Pure; the same explanation stands on a terminal and on a sheet of paper.
 */
#ifndef LIANGTIAN_EXPLAIN_H
#define LIANGTIAN_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/county_report.h"
#include "liangtian/kept.h"
#include "liangtian/language.h"
#include "liangtian/ledger.h"
#include "liangtian/seasons.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;
struct lt_text;

/* What one class, or unseen ground, has of a place in one season. Over all lines of a season the shares sum to 1 and
 * the areas to the net area. */
struct lt_explain_class {
    const struct lt_class *class; /* NULL: unseen, or outside the raster */
    bool outside;
    double cells, share, net_m2;
};

struct lt_explain_season {
    const struct lt_kept_season *source; /* not present: there was no raster */
    bool of_crop_year; /* else the autumn of the year before, seen beside a summer harvest */
    const struct lt_parcel_season *state; /* NULL without a raster */
    struct lt_explain_class *classes;     /* by code, then unseen, then outside */
    size_t class_count;
};

/* Ground with one class in the previous season and one in the current. */
struct lt_explain_pair {
    struct lt_explain_class previous, current; /* cells, share and area of the pair in `current` */
};

/* How the same id stood in one half-year. */
struct lt_explain_past {
    lt_period period;
    bool there; /* no such id was kept then: cut anew, or a layer of another year */
    double net_m2;
    enum lt_season_state state; /* of that half-year's own season */
    struct lt_interval grain_m2;
    bool complete; /* the crop year was: then the two below are known */
    struct lt_interval footprint_m2, zero_grain_m2;
    enum lt_planting proposed;
    bool excluded;
    enum lt_verdict_value verdict;
    enum lt_reason reason;
    const char *rule; /* id; "" when none */
};

/* One feature of one layer. */
struct lt_explain_place {
    const struct lt_kept_head *head;
    const struct lt_kept_subject *subject;
    struct lt_explain_season season[2]; /* [0] previous half-year, [1] current */
    struct lt_explain_pair *pairs;      /* where both lie on one grid */
    size_t pair_count;
    const struct lt_parcel_year *year,
        *last_autumn; /* in the arena; the latter in H1 runs with a previous raster */
    const struct lt_kept_patch **patches; /* on it, or of it */
    size_t patch_count;
    struct lt_explain_past *past; /* ascending, this half-year last */
    size_t past_count;
    uint32_t of; /* told for a case that lies on so many of its layer; 0: asked for itself */
    bool
        brief; /* as text without crops, sources, patches and half-years: a plot beside the one by which the case is judged */
};

/* A case with all its events up to the ledger's last half-year. */
struct lt_explain_case {
    const struct lt_case *item;
    const struct lt_event *events;
    size_t event_count;
    const struct lt_review_record *reviews;
    size_t review_count;
    const struct lt_photo *photos;
    size_t photo_count;
    const struct lt_kept_recheck
        *recheck; /* how the ground looked this half-year; NULL when it was not open before */
    const char *rule_title_zh, *rule_title_en; /* of its gravest rule; "" when unknown */
};

struct lt_explain_county {
    const struct lt_kept_head *head;
    const struct lt_balance *balances; /* ascending periods */
    const lt_period *periods;
    size_t balance_count;
    const struct lt_county_form *form;      /* names the answers below */
    const struct lt_county_answer *answers; /* of every report taken, in the order of taking */
    size_t answer_count;
};

struct lt_explanation {
    const char *id; /* as asked for */
    lt_period period;
    const char *city_zh, *city_en, *mark;
    struct lt_explain_place *
        places; /* in the order of layers: an id may stand in several; of a case, as lt_kept_case */
    size_t place_count;
    struct lt_explain_case *cases; /* ascending id */
    size_t case_count;
    struct lt_explain_county *counties; /* none or one */
    size_t county_count;
    const struct lt_kept_floors *floors; /* of the half-year; NULL: not asked for */
    uint32_t floors_of;                  /* the county or the city asked for */
    const struct lt_rule *rules;         /* the half-year's catalogue, where floors are told */
    size_t rule_count;
};

/* Computes seasons, pairs and the crop year of a kept subject; patches and past are the caller's. `head` and `subject`
 * are borrowed. Example: half a parcel wheat, half orchard, twice: two classes of share 0.5 in each season, pairs of 0.5,
 * footprint 0.5 (tests/unit/explain). Errors: as lt_seasons_compute. */
enum lt_status lt_explain_place(const struct lt_kept_head *head,
                                const struct lt_kept_subject *subject, struct lt_arena *arena,
                                struct lt_explain_place *ret_place, struct lt_error *err);
/* The line of one half-year of the past. */
enum lt_status lt_explain_past(const struct lt_kept_head *head,
                               const struct lt_kept_subject *subject, struct lt_arena *arena,
                               struct lt_explain_past *ret_past, struct lt_error *err);

/* m² with two decimals and 亩 with two, shares in % with two. Ends with a line feed. */
void lt_explain_write_text(const struct lt_explanation *explanation, bool chinese,
                           struct lt_text *out);
/* The same lines in the order of a sheet: the cases, then the places; without the first line and the mark, which a sheet
 * has in its head. */
void lt_explain_write_sheet(const struct lt_explanation *explanation, bool chinese,
                            struct lt_text *out);
/* One object; numbers in m², cells and shares, as they are (they read back as the same double). */
void lt_explain_write_json(const struct lt_explanation *explanation, struct lt_text *out);

/* --- the command, of run/ ---------------------------------------------------------------------------------------- */

struct lt_explain_options {
    const char *config_path, *schemas_dir;
    const char *id;   /* of a parcel, a plot, a case, or a county's code */
    lt_period period; /* 0 = the last one published */
    enum lt_language language;
    bool json;
};
/* Prints why an id stands as it stands , from what was published; no input is read again. Every layer that
 * has the id is told. LT_E_INPUT when nothing has it: the failure says what was looked through and what is similar. */
enum lt_status lt_explain(const struct lt_explain_options *options, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
