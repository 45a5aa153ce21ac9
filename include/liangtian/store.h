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
enum lt_status lt_diagnostics_write(const char *path, const struct lt_diagnostics *list, struct lt_error *err);
enum lt_status lt_diagnostics_read(const char *path, struct lt_diagnostics *into, struct lt_error *err);
/* The clerk's form: UTF-8 with BOM, guarded against spreadsheet formulas. */
enum lt_status lt_diagnostics_write_csv(const char *path, const struct lt_diagnostics *list,
                                        bool chinese, struct lt_error *err);

/* --- lock ------------------------------------------------------------------------------------------------------ */

struct lt_lock;
/* flock on <output>/.lock, not waiting. LT_E_LOCKED names the holder's process. */
enum lt_status lt_lock_take(const char *output_dir, struct lt_lock **ret_lock, struct lt_error *err);
void lt_lock_release(struct lt_lock *lock);

/* --- generations ----------------------------------------------------------------------------------------------- */

/* The published generation, resolved once. `id` is "" when nothing was published. */
struct lt_generation {
    char id[65];
    const char *folder; /* in the arena given */
};
enum lt_status lt_generation_current(const char *output_dir, struct lt_arena *arena,
                                     struct lt_generation *ret_generation, struct lt_error *err);

/* A generation being built in .store/tmp-…; earlier periods are hard-linked from the parent. Garbage of killed runs is
 * removed here, under the lock. */
struct lt_publication;
enum lt_status lt_publication_begin(const char *output_dir, const struct lt_generation *parent,
                                    lt_period period, struct lt_publication **ret_publication,
                                    struct lt_error *err);
const char *lt_publication_folder(const struct lt_publication *publication);        /* tmp root: ledger.gpkg */
const char *lt_publication_period_folder(const struct lt_publication *publication); /* …/<period> */
/* Writes the manifest (SHA-256 of every file), re-opens and verifies, fsyncs all, renames to the generation id, renames
 * the symlink `current`, fsyncs. After it returns LT_OK the half-year is published. */
enum lt_status lt_publication_commit(struct lt_publication *publication,
                                     const struct lt_report_model *model, const char generation[65],
                                     struct lt_error *err);
void lt_publication_abandon(struct lt_publication *publication); /* NULL-safe; removes the temporary folder */

/* generation = digest(parent, inputs, config, program version). */
void lt_generation_id(const char parent[65], const char *const *digests, size_t count,
                      const char *program_version, char ret_id[65]);

/* --- ledger file ------------------------------------------------------------------------------------------------ */

/* GeoPackage with tables cases (polygons), events, balances, periods; rows in sorted order, VACUUM INTO, no WAL. The
 * same ledger gives the same bytes. */
enum lt_status lt_ledger_write(const char *path, const struct lt_ledger *ledger, const char *published_at,
                               struct lt_error *err);
enum lt_status lt_ledger_read(const char *path, struct lt_ledger *ret_ledger, struct lt_error *err);

/* --- verify ----------------------------------------------------------------------------------------------------- */

/* Re-checks hashes of every file, the chain of parents, the ledger's identities. Findings are diagnostics. */
enum lt_status lt_store_verify(const char *output_dir, struct lt_diagnostics *diagnostics, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
