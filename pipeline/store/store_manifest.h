/* manifest.json: what a generation is made from and what it is made of. */
#ifndef LT_STORE_MANIFEST_H
#define LT_STORE_MANIFEST_H

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

struct manifest {
    char generation[LT_DIGEST_TEXT];
    char parent[LT_DIGEST_TEXT];        /* "" for the first */
    char parent_sha256[LT_DIGEST_TEXT]; /* of the parent's manifest.json: a chain of hashes */
    lt_period period;
    struct manifest_file *files; /* ascending path */
    size_t count;
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
const struct manifest_file *manifest_find(const struct manifest *manifest, const char *path);

#endif
