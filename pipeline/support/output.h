/* A file that appears whole or not at all, written piece by piece. */
#ifndef LT_SUPPORT_OUTPUT_H
#define LT_SUPPORT_OUTPUT_H

#include <stddef.h>

#include "liangtian/status.h"

/* Until it is committed nothing stands at its path, and an older file there stays as it is. Where the file system can,
 * the pieces go to a file without a name, so that even a killed program leaves nothing behind; what it does leave, for an
 * instant or elsewhere, is removed by the next writer (support/held.h). A symlink is followed; a
 * device or a pipe is written straight to. */
struct lt_output;

/* `path` NULL = standard output. LT_E_IO when the folder is missing or cannot be written to. */
enum lt_status lt_output_open(const char *path, struct lt_output **ret_output,
                              struct lt_error *err);
/* What was opened is for its owner alone, whatever the umask says. Nothing where it is a device, a pipe or stdout. */
enum lt_status lt_output_keep_private(struct lt_output *output, struct lt_error *err);
/* For a library that wants to open the file by itself: see lt_output_temporary. */
enum lt_status lt_output_reserve(const char *path, struct lt_output **ret_output,
                                 struct lt_error *err);
/* Where the library writes: a temporary name in the same folder with the same extension; nothing is there yet. */
const char *lt_output_temporary(const struct lt_output *output);
/* A full disk is LT_E_LIMIT. */
enum lt_status lt_output_put(struct lt_output *output, const void *data, size_t size,
                             struct lt_error *err);
/* fsync, rename, fsync of the folder. */
enum lt_status lt_output_commit(struct lt_output *output, struct lt_error *err);
/* Removes what was not committed; NULL-safe. */
void lt_output_close(struct lt_output *output);

#endif
