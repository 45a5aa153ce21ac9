/* What the program keeps: unit results, generations, the ledger file, the manifest.
 *
 * There is no mutable ledger. <output>/.store/<generation>/ is immutable and complete; <output>/current is a symlink
 * replaced by one rename(2): the single commit point. <output>/<period> is a fixed symlink to current/<period>.
 */
#ifndef LIANGTIAN_STORE_H
#define LIANGTIAN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/ledger.h"
#include "liangtian/report.h"
#include "liangtian/unit.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- unit results and diagnostics between processes ----------------------------------------------------------- */

/* Written to a temporary name, fsynced, renamed; `key` names the inputs and is checked on reading. */
enum lt_status lt_unit_result_write(const char *path, const char key[65],
                                    const struct lt_unit_result *result, struct lt_error *err);
/* LT_E_IO when it is missing, of another key, or damaged: then the unit runs again. */
enum lt_status lt_unit_result_read(const char *path, const char key[65],
                                   struct lt_unit_result *ret_result, struct lt_error *err);
/* The key of what failed, and vouches for nothing. */
extern const char lt_no_key[65];
enum lt_status lt_diagnostics_write(const char *path, const char key[65],
                                    const struct lt_diagnostics *list, struct lt_error *err);
enum lt_status lt_diagnostics_read(const char *path, const char key[65],
                                   struct lt_diagnostics *into, struct lt_error *err);
/* The clerk's form: UTF-8 with BOM, guarded against spreadsheet formulas. */
enum lt_status lt_diagnostics_write_csv(const char *path, const struct lt_diagnostics *list,
                                        bool chinese, struct lt_error *err);

/* --- lock ------------------------------------------------------------------------------------------------------ */

struct lt_lock;
/* flock on <output>/.lock, hardly waiting; the folder is made. LT_E_LOCKED names the holder's process. The lock dies with
 * its process and with children that it forked and that did not exec. */
enum lt_status lt_lock_take(const char *output_dir, struct lt_lock **ret_lock,
                            struct lt_error *err);
/* Lets go, and takes this process' name out of the file. NULL-safe. */
void lt_lock_release(struct lt_lock *lock);
/* The process that had the lock before and ended without letting go: it was killed, or power went. 0 for none. */
long lt_lock_left_by(const struct lt_lock *lock);

/* Who has the lock now. The look takes a shared lock for an instant; lt_lock_take waits that long. */
struct lt_lock_state {
    bool held;
    long
        process; /* whose name stands in the file: the holder, or, where not held, whoever was killed with it; 0: none */
    bool alive;  /* there is a process of this number */
};
enum lt_status lt_lock_look(const char *output_dir, struct lt_lock_state *ret_state,
                            struct lt_error *err);

/* --- record of a run -------------------------------------------------------------------------------------------- */

/* What the last run was, for whoever slept: JSON beside what is computed, never among what is published, since times
 * stand in it. Written when a run begins and when it ends; one that was killed stays "running", with a process that is
 * no more. Texts are "" where unknown. */
enum lt_run_state { LT_RUN_RUNNING, LT_RUN_DONE, LT_RUN_FAILED };
struct lt_run_record {
    enum lt_run_state state;
    const char *command; /* "run", "plan", "merge", "review" or "ledger import" */
    lt_period period;
    uint32_t unit; /* county of an interim run; else 0 */
    long process;
    const char *version;         /* of the program */
    const char *started, *ended; /* ISO 8601 UTC */
    double seconds;              /* it took, by a clock that nobody sets */
    const char *succeeded;       /* when a run of this kind last ended well: 0, or 1 (--fail-on) */
    const char *stage;           /* how far it came: "inputs", "plan", "units", "merge", "done" */
    int exit_code;               /* of a run that ended */
    const char *message;         /* of a failure, in English */
    const char *generation;      /* that it computed, or would have */
    uint64_t diagnostics[3];     /* per severity */
    uint64_t reviews_lost;       /* reviews that the ledger lacks after new runs */
};
/* As lt_file_write. */
enum lt_status lt_run_record_write(const char *path, const struct lt_run_record *record,
                                   struct lt_error *err);
/* Texts in the arena. LT_E_IO when there is none, or when it is no record. */
enum lt_status lt_run_record_read(const char *path, struct lt_arena *arena,
                                  struct lt_run_record *ret_record, struct lt_error *err);

/* --- generations -----------------------------------------------------------------------------------------------
 *
 *   <output>/.lock                            flock: one writer at a time; readers need none
 *   <output>/.store/<generation>/             immutable: manifest.json, ledger.gpkg, one folder per half-year so far
 *   <output>/.store/published/<generation>    mark: it has been current once; holds its manifest's SHA-256
 *   <output>/.store/tmp-*                     being built; garbage after a kill
 *   <output>/current → .store/<generation>    the one commit point
 *   <output>/<period> → current/<period>      fixed
 *
 * Kept: every generation that was ever current, so what an office once issued can be looked up, and every earlier
 * period costs nothing more (hard links; files are made read-only, so no editor changes a shared one). Removed at the
 * next begin: temporary folders, and finished generations of runs killed before they became current. */

/* The published generation, resolved once. `id` is "" and `folder` "" when nothing was published. */
struct lt_generation {
    char id[65];
    const char *folder; /* in the arena given */
};
enum lt_status lt_generation_current(const char *output_dir, struct lt_arena *arena,
                                     struct lt_generation *ret_generation, struct lt_error *err);
/* When, and by which version, a generation was published. Texts in the arena. */
enum lt_status lt_generation_told(const char *output_dir, const char id[65], struct lt_arena *arena,
                                  const char **ret_published_at, const char **ret_version,
                                  struct lt_error *err);
/* Where a half-year stands in what is current. A half-year may be run again, or late, after later ones: these then rest
 * on figures that were replaced, and are stale until they are run again, in order. */
struct lt_generation_place {
    struct lt_generation
        closing; /* whose files `current` shows of this half-year; id "" for none */
    char
        closing_content[65]; /* names the run that closed it, as given to the commit; "" for none */
    bool stale;              /* it is */
    struct lt_generation parent; /* the newest of the half-year before it; id "" for none */
    char parent_content[65];     /* names what that one holds, whatever was published in between */
    lt_period parent_period;     /* 0 for none */
    bool parent_stale;
    lt_period later; /* the last half-year published after it; 0 for none */
    lt_period
        imported; /* it is not after this one, whose ledger was imported: what it was built upon is not here; or 0 */
};
enum lt_status lt_generation_locate(const char *output_dir, lt_period period,
                                    struct lt_arena *arena, struct lt_generation_place *ret_place,
                                    struct lt_error *err);
/* LT_E_IO when the ledger does not have the bytes its manifest says: one flipped bit in it would be carried on for ever.
 * Reads the whole of it; where there is no generation there is nothing to prove. */
enum lt_status lt_generation_prove_ledger(const struct lt_generation *generation,
                                          struct lt_arena *arena, struct lt_error *err);
/* SHA-256 of an input ("raster", "true colour") as the manifest has it of the half-year that `current` shows; "" when the
 * half-year is not there, or had none of that role. */
enum lt_status lt_generation_input(const char *output_dir, lt_period period, const char *role,
                                   struct lt_arena *arena, char ret_sha256[65],
                                   struct lt_error *err);
/* What a half-year that is published was made from, in the arena: its inputs, with those of its last review, and the
 * catalogues beside the program; of generations of before these were listed, none. */
struct lt_generation_made {
    const char *program_version;
    struct lt_report_input *inputs, *catalogues; /* `bytes` is not set */
    size_t input_count, catalogue_count;
};
enum lt_status lt_generation_read_made(const struct lt_generation *generation,
                                       struct lt_arena *arena, struct lt_generation_made *ret_made,
                                       struct lt_error *err);
/* A half-year as `current` shows it. */
struct lt_published {
    lt_period period;
    char generation[65]; /* "" where it is not published */
    char manifest_sha256[65];
    const char *folder; /* of the generation; in the arena, as the texts below */
    const char *published_at, *program_version;
    bool stale;
};
enum lt_status lt_published_find(const char *output_dir, lt_period period, struct lt_arena *arena,
                                 struct lt_published *ret_published, struct lt_error *err);
/* Path of one of its files ("liangtian.gpkg"), "" where it has none of this name; LT_E_IO when it does not have the bytes
 * its manifest says. Reads the whole of it. */
enum lt_status lt_published_file(const struct lt_published *published, const char *name,
                                 struct lt_arena *arena, const char **ret_path,
                                 struct lt_error *err);
/* The generation to build `period` upon: the newest of an earlier half-year; none when nothing was published before.
 * LT_E_INPUT when a later half-year is published already: whoever means it asks lt_generation_locate. */
enum lt_status lt_generation_parent_for(const char *output_dir, lt_period period,
                                        struct lt_arena *arena, struct lt_generation *ret_parent,
                                        struct lt_error *err);
/* What `current` shows, ascending; none when nothing was published. */
struct lt_generation_period {
    lt_period period;
    char generation[65]; /* whose files it shows */
    char closing[65];    /* content of the run that closed it */
    char base[65];       /* content of the half-year before it, as built upon; "" for none */
    bool stale;
};
enum lt_status lt_generation_periods(const char *output_dir, struct lt_arena *arena,
                                     struct lt_generation_period **ret_periods, size_t *ret_count,
                                     struct lt_error *err);
/* Path of its ledger; "" when there is no generation; NULL when memory is out. */
const char *lt_generation_ledger_path(const struct lt_generation *generation,
                                      struct lt_arena *arena);

/* A generation being built in .store/tmp-… The caller holds the lock: garbage of killed runs is removed here. `parent` is
 * whose ledger is gone on from, NULL or id "" for a first ledger: a generation of an earlier half-year, or for a review
 * the current one of the same half-year. LT_E_IO when the file system has no symlinks, or when something else
 * stands at <output>/current or <output>/<period>. */
struct lt_publication;
enum lt_status lt_publication_begin(const char *output_dir, const struct lt_generation *parent,
                                    lt_period period, struct lt_publication **ret_publication,
                                    struct lt_error *err);
const char *
lt_publication_folder(const struct lt_publication *publication); /* tmp root: ledger.gpkg */
const char *lt_publication_period_folder(const struct lt_publication *publication); /* …/<period> */
/* The half-years that the generation will show once it holds `content`, and which of them will be stale. */
enum lt_status lt_publication_periods(const struct lt_publication *publication,
                                      const char content[65], struct lt_arena *arena,
                                      struct lt_generation_period **ret_periods, size_t *ret_count,
                                      struct lt_error *err);
/* Hard-links the other half-years from the generations that closed them (a stale one gets a notice: STALE.txt, and a
 * line in its summary, outcome and report), writes the manifest (SHA-256 of every file), re-opens and verifies, fsyncs
 * all, renames to the generation id, renames the symlink `current`, fsyncs. After it returns LT_OK the half-year is published and `publication` is freed; after a
 * failure the caller abandons it (when only the last fsync fails, `current` shows the new generation already). Its name is
 * `content`, or, where a half-year is run again, a digest of that and of what was current: each publication has a name of
 * its own. Nothing is done when the current generation closed this half-year with this very content. Files are digested
 * on `threads` threads. */
enum lt_status lt_publication_commit(struct lt_publication *publication,
                                     const struct lt_report_model *model, const char content[65],
                                     unsigned threads, struct lt_error *err);
void lt_publication_abandon(
    struct lt_publication *publication); /* NULL-safe; removes the temporary folder */

/* --- interim results --------------------------------------------------------------------------------------------
 *
 *   <output>/interim/.lock                          flock: one interim run at a time, beside a half-yearly one
 *   <output>/interim/<county>-<half-year>/<id>/     immutable: manifest.json and the files
 *   <output>/interim/<county>-<half-year>/latest    → <id>, replaced by one rename
 *
 * They close no ledger and are no generation: nothing of the half-years looks at them. All are kept. */
struct lt_interim;
/* Folder of the result `id`; NULL when memory is out. */
const char *lt_interim_folder(const char *output_dir, uint32_t unit, lt_period period,
                              const char id[65], struct lt_arena *arena);
/* Is that result there, and whole? Then `latest` points to it, durably, whatever was asked for since, and however the run
 * that made it ended. The caller holds the lock of <output>/interim. Cost: its bytes are read. */
enum lt_status lt_interim_take(const char *output_dir, uint32_t unit, lt_period period,
                               const char id[65], unsigned threads, bool *ret_there,
                               struct lt_error *err);
/* A folder to write in. The caller holds the lock of <output>/interim: garbage of killed runs is removed. */
enum lt_status lt_interim_begin(const char *output_dir, uint32_t unit, lt_period period,
                                struct lt_interim **ret_interim, struct lt_error *err);
const char *lt_interim_building(const struct lt_interim *interim);
/* Manifest, fsync, rename to `id`, `latest`. A result that stands there and is whole stays; a damaged one is replaced.
 * `base` is the generation whose ledger was looked at. */
enum lt_status lt_interim_commit(struct lt_interim *interim, const struct lt_report_model *model,
                                 const struct lt_generation *base, const char id[65],
                                 unsigned threads, struct lt_error *err);
void lt_interim_abandon(struct lt_interim *interim); /* NULL-safe */
/* "411702-2026H1"; false where the name is another one. */
bool lt_interim_read_name(const char *name, uint32_t *ret_unit, lt_period *ret_period);
/* What `latest` shows of each county and half-year, ascending. None where there was no interim run. LT_E_IO when a link
 * or a manifest is damaged. Reads every manifest. */
struct lt_interim_result {
    uint32_t unit;
    lt_period period;
    const char *folder, *published_at;
};
enum lt_status lt_interim_list(const char *output_dir, struct lt_arena *arena,
                               struct lt_interim_result **ret_results, size_t *ret_count,
                               struct lt_error *err);
/* Sets a notice before the text of summary.txt, and behind <body> of report.html, where they are in the folder. */
enum lt_status lt_folder_notice(const char *folder, const char *notice, struct lt_error *err);

/* generation = digest(parent, inputs, config, program version). "" when memory is out, which no commit takes. */
void lt_generation_id(const char parent[65], const char *const *digests, size_t count,
                      const char *program_version, char ret_id[65]);

/* --- ledger file ------------------------------------------------------------------------------------------------ */

/* GeoPackage with tables cases (polygons), events, balances, periods; rows in sorted order, VACUUM INTO, no WAL. The
 * same ledger gives the same bytes. Where `secret`, the file and those on the way to it are its owner's alone. */
enum lt_status lt_ledger_write(const char *path, const struct lt_ledger *ledger,
                               const char *published_at, bool secret, struct lt_error *err);
enum lt_status lt_ledger_read(const char *path, struct lt_ledger *ret_ledger, struct lt_error *err);

/* --- the ledger as text ---
 *
 * One JSON object per line, each with the SHA-256 of what stands before it in its line: a head, the rows of every table
 * in its order, and an end with the digest of all lines before. What two exports differ in is what their lines differ in. */
struct lt_ledger_text {
    lt_period period; /* that the ledger closes */
    const char *published_at;
    char content[65], base[65]; /* as the manifest of its generation says them */
    char ledger_sha256[65];     /* of the GeoPackage it was made from */
    uint64_t rows;
};
/* Writes the ledger that is current; `path` NULL is stdout. Where `secret`, the file is its owner's alone. The file appears whole or not at all. LT_E_INPUT when nothing
 * is published, LT_E_IO when the ledger does not have the bytes its manifest says. */
enum lt_status lt_ledger_export(const char *output_dir, const char *path, bool secret,
                                struct lt_ledger_text *ret_text, struct lt_arena *arena,
                                struct lt_error *err);
/* Reads such a text, through a GeoPackage at `temporary`, which is removed; texts of older tables become the ledger of
 * these. LT_E_INPUT names the line and what is wrong with it. The ledger's identities are not looked at. */
enum lt_status lt_ledger_import(const char *path, const char *temporary, struct lt_arena *arena,
                                struct lt_ledger_text *ret_text, struct lt_ledger *ret_ledger,
                                struct lt_error *err);
/* A ledger that came as text, to be published. Where `replace`, what is current stays on the chain; else there may be
 * nothing. Where `secret`, the ledger is for its owner alone. */
struct lt_ledger_arrival {
    const char *path; /* of the text: listed as the input */
    const struct lt_ledger_text *text;
    const struct lt_ledger *ledger;
    bool replace, secret;
    /* Writes into the publication's folder what lies beside a ledger, and is no part of the text. */
    enum lt_status (*write_beside)(void *context, const struct lt_publication *publication,
                                   const struct lt_ledger *ledger, struct lt_error *err);
    void *context;
};
/* Publishes it without the half-years' files. LT_E_INPUT where anything is published and it does not replace that. The
 * caller holds the lock. */
enum lt_status lt_ledger_publish(const char *output_dir, const struct lt_ledger_arrival *arrival,
                                 bool *ret_same_bytes, struct lt_error *err);

/* The lines on one case, else on one parcel, and the balances of one county; NULL and 0 ask for nothing. What is not
 * asked for is empty. Events and reviews stand case by case, in order. */
struct lt_ledger_wanted {
    const char *case_id, *parcel_id;
    uint32_t unit;
};
enum lt_status lt_ledger_find(const char *path, const struct lt_ledger_wanted *wanted,
                              struct lt_ledger *ret_ledger, struct lt_error *err);

/* --- verify ----------------------------------------------------------------------------------------------------- */

/* Re-checks hashes of every file, the chain of parents, and each ledger of the chain with `check` (lt_ledger_verify;
 * the store does not know the core). What is wrong becomes a diagnostic that rejects; LT_OK means that everything could
 * be looked at. Cost: every byte is read once. */
enum lt_status lt_store_verify(const char *output_dir,
                               enum lt_status (*check)(const struct lt_ledger *ledger,
                                                       struct lt_error *err),
                               struct lt_diagnostics *diagnostics, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
