/* GDAL's failures, counted: its return codes alone do not tell (a failed close answers nothing). */
#ifndef LT_OUTPUTS_GDAL_H
#define LT_OUTPUTS_GDAL_H

#include <stdbool.h>

#include "liangtian/status.h"

struct lt_arena;

struct lt_gdal_watch {
    unsigned failures;
    bool memory;
    int cause;      /* what the system said to the first, as far as is known */
    char text[512]; /* of the first failure */
};
void lt_gdal_watch_begin(struct lt_gdal_watch *watch); /* this thread's handler until _end */
void lt_gdal_watch_end(struct lt_gdal_watch *watch);
/* LT_OK while nothing failed; else LT_E_IO (LT_E_LIMIT when memory or the disk was out) with GDAL's first
 * words. */
enum lt_status lt_gdal_check(const struct lt_gdal_watch *watch, const char *path,
                             struct lt_error *err);
/* The name under which GDAL is to write `path`: no write that fails passes unseen. In the arena; NULL when memory is
 * out. */
char *lt_gdal_checked(struct lt_arena *arena, const char *path);

#endif
