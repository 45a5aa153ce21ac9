/* manifest.json: what a generation is made from and what it is made of.
 *
 * Two orders run through it. `parent` is the order of publication: every generation that was ever current names the one
 * before it by the hash of its manifest, so nothing can be taken out. `base` is the order of the half-years: whose
 * ledger was gone on from. They differ when a half-year is run again. */
#ifndef LT_STORE_MANIFEST_H
#define LT_STORE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "liangtian/report.h"
#include "liangtian/status.h"
#include "support/digest.h"

#define MANIFEST_NAME "manifest.json"

struct manifest_file {
    const char *path; /* inside the generation: "2025H1/summary.xlsx" */
    uint64_t bytes;
    char sha256[LT_DIGEST_TEXT];
};

/* A half-year that a generation shows. `content` names what was computed, `generation` the folder that holds it:
 * mostly one and the same (publication_name). */
struct manifest_period {
    lt_period period;
    char generation[LT_DIGEST_TEXT]; /* whose folder its files come from */
    char content[LT_DIGEST_TEXT];
    char closing[LT_DIGEST_TEXT]; /* content of the run that closed it, before any review */
    char base[LT_DIGEST_TEXT]; /* content of the half-year before it, as built upon; "" for none */
    bool built_on_stale;       /* that one was stale then: only a new run mends it */
    bool stale; /* so, or the half-year before has another content now, or is stale */
};

struct manifest_input {
    const char *role; /* "raster", "parcels" */
    const char *name;
    char sha256[LT_DIGEST_TEXT];
};

struct manifest {
    char generation[LT_DIGEST_TEXT];
    char content[LT_DIGEST_TEXT];
    char parent[LT_DIGEST_TEXT];        /* current when this was published; "" for the first */
    char parent_sha256[LT_DIGEST_TEXT]; /* of the parent's manifest.json: a chain of hashes */
    char base[LT_DIGEST_TEXT];          /* generation whose ledger was gone on from; "" for none */
    lt_period period;
    const char *published_at, *program_version;
    struct manifest_period *periods; /* ascending; all that this generation shows */
    size_t period_count;
    struct manifest_file *files; /* ascending path */
    size_t count;
    struct manifest_input *inputs; /* set by manifest_read; the model's are written */
    size_t input_count;
    struct manifest_input *catalogues; /* the same; none in manifests of before they were listed */
    size_t catalogue_count;
};

/* Files seen before need not be read again: hard links share an inode. */
struct manifest_memo_entry {
    dev_t device;
    ino_t inode;
    char sha256[LT_DIGEST_TEXT];
};
struct manifest_memo {
    struct manifest_memo_entry *items;
    size_t count, capacity;
};
void manifest_memo_finish(struct manifest_memo *memo);

enum manifest_fault {
    MANIFEST_MISSING, /* listed, not there */
    MANIFEST_EXTRA,   /* there, not listed */
    MANIFEST_CHANGED, /* other bytes */
};

/* Every plain file below `folder` but the manifest itself, digested, a file a thread. Anything else there is
 * LT_E_IO. */
enum lt_status manifest_scan(const char *folder, unsigned threads, struct manifest_memo *memo,
                             struct lt_arena *arena, struct manifest_file **ret_files,
                             size_t *ret_count, struct lt_error *err);
/* Writes folder/manifest.json. */
enum lt_status manifest_write(const char *folder, const struct manifest *manifest,
                              const struct lt_report_model *model, struct lt_error *err);
enum lt_status manifest_read(const char *folder, struct lt_arena *arena,
                             struct manifest *ret_manifest, struct lt_error *err);
/* Compares the folder with its manifest and calls `fault` for each difference. `memo` may be NULL.
 */
enum lt_status manifest_compare(const char *folder, const struct manifest *manifest,
                                unsigned threads, struct manifest_memo *memo,
                                enum lt_status (*fault)(void *context, enum manifest_fault kind,
                                                        const char *path, struct lt_error *err),
                                void *context, struct lt_error *err);
/* A manifest_compare callback that fails at the first difference; `context` is the folder's name.
 */
enum lt_status manifest_refuse(void *context, enum manifest_fault kind, const char *path,
                               struct lt_error *err);
/* The last entry before `period`, NULL when there is none. */
const struct manifest_period *manifest_period_before(const struct manifest *manifest,
                                                     lt_period period);
const struct manifest_period *manifest_period_at(const struct manifest *manifest, lt_period period);
/* Which of the entries rest on figures that were replaced: sets `stale` in all of them. */
void manifest_mark_stale(struct manifest_period *periods, size_t count);
/* The entry before the first stale one: what was run again. 0 when none is stale. */
lt_period manifest_stale_since(const struct manifest_period *periods, size_t count);
/* Both directions of the entries; `periods` is an array of a manifest. */
struct json_t;
struct json_t *manifest_periods_json(const struct manifest *manifest);
bool manifest_periods_read(const struct json_t *periods, struct lt_arena *arena,
                           struct manifest *ret_manifest);
/* 64 hexadecimal digits, or nothing where that is allowed. */
bool manifest_read_digest(const char *text, bool may_be_empty, char ret_hex[LT_DIGEST_TEXT]);
/* LT_E_IO when the generation's ledger does not have the bytes that its manifest says. */
struct lt_generation;
enum lt_status generation_check_ledger(const struct lt_generation *generation,
                                       const struct manifest *manifest, struct lt_arena *arena,
                                       char ret_hex[LT_DIGEST_TEXT], struct lt_error *err);
const struct manifest_file *manifest_find(const struct manifest *manifest, const char *path);
/* Digests the file at `path` (NULL: memory is out), which the manifest lists as `name`; LT_E_IO when it is not that one. */
enum lt_status manifest_check_file(const struct manifest *manifest, const char *name,
                                   const char *path, char ret_hex[LT_DIGEST_TEXT],
                                   struct lt_error *err);

#endif
