/* Zip files with the same bytes for the same contents: entries in the order given, one fixed date. */
#ifndef LT_OUTPUTS_ZIP_H
#define LT_OUTPUTS_ZIP_H

#include <stddef.h>

#include "liangtian/status.h"

/* A plain file that goes into the zip, or bytes that become one there. */
struct lt_zip_entry {
    const char *name; /* ASCII, in the zip */
    const char *path; /* NULL: data */
    const char *data;
    size_t size;
};
/* Files of at most 4 GB each, read piece by piece. What a failure leaves behind is removed. */
enum lt_status lt_zip_write(const char *path, const struct lt_zip_entry *entries, size_t count,
                            struct lt_error *err);

#endif
