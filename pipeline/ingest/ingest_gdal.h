/* GDAL held at arm's length: the drivers and paths it may touch, and a handler that counts its failures.
 *
 * GDAL often reports a failure and answers success, so the count decides, not the return code. A watch is per
 * thread (GDAL keeps a stack of handlers per thread) and must be ended in the function that began it.
 */
#ifndef LT_INGEST_GDAL_H
#define LT_INGEST_GDAL_H

#include <stdbool.h>
#include <stddef.h>

#include <gdal.h>

#include "liangtian/diagnostics.h"
#include "liangtian/status.h"

struct lt_arena;

enum { INGEST_WATCH_TEXT = 512 };

struct ingest_watch {
    unsigned failures;
    char first[INGEST_WATCH_TEXT]; /* text of the first failure, one line of valid UTF-8 */
};
void ingest_watch_begin(struct ingest_watch *watch);
void ingest_watch_end(void);

/* A path that GDAL would not read as a plain file: /vsi…, http…, <xml>, DRIVER:… . */
bool ingest_path_refused(const char *path);
bool ingest_has_extension(const char *path, const char *extension);
/* `path` with its extension replaced, in the letter case that exists on disk; NULL when there is none. LT_E_IO where the
 * system cannot say: what is read would differ by it. */
enum lt_status ingest_companion(struct lt_arena *arena, const char *path, const char *extension,
                                char **ret_path, struct lt_error *err);

/* Opens read-only with exactly one driver; NULL on failure, the watch then tells why. */
GDALDatasetH ingest_open(const char *path, unsigned flags, const char *driver,
                         const char *const *options, const char *const *siblings);

/* One layer-level fault: adds the diagnostic and answers LT_E_INPUT with a line naming the file. */
enum lt_status ingest_reject(struct lt_diagnostics *diagnostics, enum lt_quality quality,
                             const char *code, const char *layer, const char *field,
                             const char *found, const char *expected, const char *action,
                             struct lt_error *err);

/* The failure alone, for a diagnostic that is added later. */
enum lt_status ingest_reject_text(const char *layer, const char *field, const char *found,
                                  struct lt_error *err);

/* What readers open beside the file, or within the folder, are files too: LT_E_INPUT where a pipe or a device stands
 * there, which would be waited for without end. Cost: some forty looks, or one for each entry of the folder. */
enum lt_status ingest_check_beside(const char *path, const char *layer,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err);
/* Faults that every input shares: refused path, missing, empty file, no file (it or what belongs to it), digest other
 * than the expected one. */
enum lt_status ingest_check_file(const char *path, const char *sha256, const char *layer,
                                 struct lt_diagnostics *diagnostics, struct lt_error *err);

#endif
