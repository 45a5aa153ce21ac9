/* What all stages of one run share: the configuration, where things lie, and the names of what is
 * being computed. */
#ifndef LT_RUN_SESSION_H
#define LT_RUN_SESSION_H

#include <stdbool.h>

#include "liangtian/config.h"
#include "liangtian/diagnostics.h"
#include "liangtian/ingest.h"
#include "liangtian/picture.h"
#include "liangtian/plan.h"
#include "liangtian/report.h"
#include "liangtian/run.h"
#include "liangtian/spool.h"
#include "liangtian/store.h"
#include "run/run_clock.h"
#include "support/log.h"

/* EARLIER: the last half-year before those two, where its raster is still at hand: it may have seen
 * ground clean that offends in both. */
/* Two features of one layer that share ground: told by units, counted in the quality table. */
#define LT_CODE_OVERLAP "topology.overlap"

enum lt_raster_slot {
    LT_RASTER_PREVIOUS,
    LT_RASTER_CURRENT,
    LT_RASTER_BASELINE,
    LT_RASTER_EARLIER,
    LT_RASTER_COUNT
};

/* What a run leaves for whoever was not there (run_watch.h). */
struct lt_watch {
    struct lt_run_record record;
    const char *path; /* of the record; NULL: the config could not be read, so nobody knows where */
    double began;
    char started[LT_CLOCK_TEXT], ended[LT_CLOCK_TEXT];
};

/* Reviews that the ledger lacks after new runs (run_lost.h). */
struct lt_lost {
    uint64_t waiting; /* can be taken again from their files */
    uint64_t other;   /* their places have other numbers now: to be looked at */
    const char *path; /* of the list, where it holds anything; NULL: not counted yet */
};

struct lt_review_tally;
struct lt_session {
    const struct lt_run_options *options;
    struct lt_arena *arena;
    struct lt_config *config;
    const struct lt_period_config *period;
    const struct lt_raster_config *rasters[LT_RASTER_COUNT]; /* NULL where there is none */
    lt_period earlier;                                       /* of that raster; 0 without */
    const struct lt_picture_config
        *pictures[LT_RASTER_COUNT]; /* for evidence sheets; NULL where there is none */
    struct lt_diagnostics diagnostics;
    struct lt_log log;
    struct lt_watch watch;
    bool watched; /* it changes what stands */
    unsigned threads;
    const char *work; /* work/<period> */
    const char *published_at;
    const char *stage; /* that the run has come to, for its record */
    struct lt_report_input *inputs;
    const char **input_paths; /* beside them */
    char (*input_stamps)
        [65]; /* beside them, as they were before they were hashed (lt_ingest_stamp) */
    size_t input_count;
    struct lt_report_input *catalogues; /* files beside the program, as they entered the key */
    size_t catalogue_count;
    char key[65];                     /* inputs + settings + program version: names the plan */
    char generation[65];              /* key + what is built upon: the content that is published */
    struct lt_generation_place place; /* of the half-year in what is current */
    struct lt_generation parent;      /* whose ledger is gone on from */
    bool checking; /* a check: nothing is published, so no later half-year stands in the way */
    const char *results;      /* folder of the published result: its summary is read from there */
    bool published;           /* this very generation is published already: nothing is to be done */
    const char *prior_ledger; /* path, "" on the first run */
    const struct lt_review_options *review; /* NULL: a run; else reviews go into what it closed */
    const struct lt_review_tally *looked;   /* of them, as it was told; NULL before that */
    struct lt_lost lost;                    /* reviews, as the end has told them */
    uint64_t lost_settled; /* of them, whose cases have come to be past by what is published */
    struct lt_plan plan;
};

/* Loads the configuration. Its faults are printed by the caller from diagnostics. LT_E_IO, without a record, where root
 * would write into another user's folders (lt_access_refuse). A session that is watched changes
 * what stands: it leaves a record, figures and a call for help however it ends, signals too (run_stop.h, run_watch.h). */
enum lt_status lt_session_begin(const struct lt_run_options *options, bool watched,
                                struct lt_session *ret_session, struct lt_error *err);
/* Finds the half-year of the options in it. `purpose` keeps the working files of a check, a draw or an interim run
 * apart from those of a run: "" or "check-". LT_E_INPUT when the configuration has no such half-year. */
enum lt_status lt_session_find_period(struct lt_session *session, const char *purpose,
                                      struct lt_error *err);
/* Both, of one that nobody watches: a check, a draw. It has the lock of its own working files, as two of a kind would
 * write over each other's: LT_E_LOCKED. The caller releases it, also after a failure. */
enum lt_status lt_session_open(const struct lt_run_options *options, const char *purpose,
                               struct lt_session *ret_session, struct lt_lock **ret_lock,
                               struct lt_error *err);
void lt_session_close(struct lt_session *session);

/* Hashes every input (compared with the digests the office expects) and derives key, parent and
 * generation. */
enum lt_status lt_session_identify(struct lt_session *session, struct lt_error *err);

/* After that: does the half-year stand published in the other language, and else as it is here? Then it is gone on in
 * that one (config->chinese, key, published). */
enum lt_status lt_session_try_language(struct lt_session *session, struct lt_error *err);

/* The same from what a plan found: a file is hashed again only where its size or time of change is another. LT_E_INPUT
 * names what is not as the plan found it: an input, the settings, or the ledger. */
enum lt_status lt_session_adopt(struct lt_session *session, const struct lt_plan *plan,
                                struct lt_error *err);

/* One more, of those that there is room for: the inputs of a half-year, and reviews. `path` is borrowed. */
enum lt_status lt_session_add_input(struct lt_session *session, const char *role, const char *path,
                                    struct lt_error *err);
/* Its digest, and its stamp before that. */
enum lt_status lt_session_digest_input(const struct lt_session *session, size_t index,
                                       struct lt_error *err);
/* Are the inputs the files that were hashed, or adopted? Asked before what was computed of them is kept under their
 * digests. LT_E_INPUT names the one that is not. Cost: a look at each file's inode. */
enum lt_status lt_session_inputs_unchanged(const struct lt_session *session, struct lt_error *err);

/* A plan names the bytes that units build upon, but not those of the ledger, which plan and merge alone go on from: is
 * that ledger as its manifest has it? */
enum lt_status lt_session_prove_ledger(struct lt_session *session, struct lt_error *err);

/* Opens a raster of the half-year. What its digest was expected to be, the plan has looked at: a unit does not read the
 * whole of it for that. Its diagnostics go to `diagnostics`. */
enum lt_status lt_session_open_raster(struct lt_session *session, enum lt_raster_slot slot,
                                      const struct lt_legend *legend, unsigned threads,
                                      struct lt_diagnostics *diagnostics,
                                      struct lt_raster **ret_raster, struct lt_error *err);

/* The same for the true-colour image beside it, which must lie in `crs`. */
enum lt_status lt_session_open_picture(struct lt_session *session, enum lt_raster_slot slot,
                                       const char *crs, struct lt_diagnostics *diagnostics,
                                       struct lt_picture **ret_picture, struct lt_error *err);

/* The spool of a unit of the plan, and that of what lies near it in other counties (NULL for nothing). LT_E_IO, too, when
 * they are not those that the plan has written. Any thread. */
enum lt_status lt_session_open_spool(const struct lt_session *session,
                                     const struct lt_plan_unit *unit, struct lt_spool **ret_spool,
                                     struct lt_error *err);
enum lt_status lt_session_open_border(const struct lt_session *session,
                                      const struct lt_plan_unit *unit, struct lt_spool **ret_spool,
                                      struct lt_error *err);

/* Paths below work/<period>, in the session's arena or in one given; NULL when memory is out. */
const char *lt_session_path(struct lt_session *session, const char *name);
const char *lt_session_unit_path(struct lt_session *session, uint32_t unit, const char *suffix);
const char *lt_session_unit_path_in(const struct lt_session *session, struct lt_arena *arena,
                                    uint32_t unit, const char *suffix);

/* Legend of a raster slot: its own, or the city's. */
enum lt_status lt_session_legend(struct lt_session *session, enum lt_raster_slot slot,
                                 struct lt_legend *ret_legend, struct lt_error *err);

/* What the plan with this key found takes the place of what the parent knew: the plan's child began with that. lt_no_key is what
 * one found that failed. LT_E_IO, and nothing is changed, where there is none of that key. */
enum lt_status lt_session_read_plan_diagnostics(struct lt_session *session, const char key[65],
                                                struct lt_error *err);

/* The plan's, then every unit's; overlaps, which only units see, are entered in the quality table. */
enum lt_status lt_session_read_diagnostics(struct lt_session *session, struct lt_error *err);

/* Are evidence sheets drawn? Not in the public profile, not between half-years, and not where none is asked for. */
bool lt_session_draws_sheets(const struct lt_session *session);
/* May the outputs say of each case what `explain` says, and show its ground? A half-year that is closed, and is internal. */
bool lt_session_tells_cases(const struct lt_session *session);

/* The quality table of the plan, on stdout: what `check` answers. */
enum lt_status lt_session_report_quality(struct lt_session *session, struct lt_error *err);

/* Where the ledger is secret, all that this process writes from now on is for its owner alone: said by children that
 * write working files and nothing else. */
void lt_session_keep_private(const struct lt_session *session);

/* Prints the diagnostics on stderr (capped) and, where the working files are its own, under the lock or for its purpose,
 * writes work/<period>/diagnostics.csv. */
enum lt_status lt_session_tell(struct lt_session *session, bool own, struct lt_error *err);

#endif
