/* How a city stands, gathered before it is said. */
#ifndef LT_RUN_STATE_H
#define LT_RUN_STATE_H

#include "run/run_due.h"
#include "run/run_session.h"

struct state_period {
    lt_period period;
    bool configured, published, stale;
    char generation[65];                /* whose files are shown */
    const char *published_at, *version; /* of it; "" where not published */
    char due[LT_DAY_TEXT];
    bool come;          /* its day has come */
    size_t units, done; /* of a plan that no published half-year was made by; units 0: none */
};

/* A run: its record, and who has the lock that it holds. */
struct state_run {
    bool has_record;
    struct lt_run_record record;
    struct lt_lock_state lock;
    bool running; /* the lock is held by the run of the record */
    bool killed;  /* the record's run was ended in the middle */
};

/* A county that was looked at between half-years. */
struct state_interim {
    struct lt_interim_result result; /* folder "" where there is none yet */
    uint64_t grave;
    bool grave_known;     /* of the profile public the list lies in the work folder, which may go */
    bool superseded;      /* its half-year was published since */
    struct state_run run; /* its last one */
};

struct state {
    const struct lt_state_options *options;
    struct lt_arena *arena;
    struct lt_config *config;
    struct lt_diagnostics diagnostics;
    char today[LT_DAY_TEXT];
    struct state_period
        *periods; /* ascending: those of the config, those published, and the next */
    size_t period_count;
    const struct state_period *next; /* the one after the last published */
    struct state_interim *interim;
    size_t interim_count;
    struct state_run run; /* the last one */
    bool has_refused;
    struct lt_run_record refused; /* the last that ended before it could begin */
    struct lt_lost lost;          /* reviews that wait to be taken again */
    bool due, stale, broken;      /* what there is to do */
};

/* Results between half-years, and the last runs that made them, or did not. */
enum lt_status lt_state_interim(struct state *s, struct lt_error *err);
/* NULL where the half-year is not in the list. */
const struct state_period *lt_state_period(const struct state *s, lt_period period);
bool lt_state_read_record(struct state *s, const char *path, struct lt_run_record *ret_record);

/* The run whose record is at `path`, and who has the lock in `lock_folder`; it may begin or end meanwhile. */
enum lt_status lt_state_look_at_run(struct state *s, const char *lock_folder, const char *path,
                                    struct state_run *ret_run, struct lt_error *err);
/* Sets due, stale and broken. */
void lt_state_judge(struct state *s);
void lt_state_say_text(const struct state *s, struct lt_text *out);
void lt_state_say_json(const struct state *s, struct lt_text *out);

#endif
