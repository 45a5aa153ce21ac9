/* Where things stand below the output folder, and the small checks that all of the store needs. */
#ifndef LT_STORE_LAYOUT_H
#define LT_STORE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/status.h"

struct lt_arena;
struct lt_generation_period;
struct manifest_period;

#define LAYOUT_STORE ".store"
#define LAYOUT_PUBLISHED "published"
#define LAYOUT_TEMPORARY "tmp-"
#define LAYOUT_INTERIM "interim"
#define LAYOUT_CURRENT "current"
#define LAYOUT_CURRENT_NEXT ".current-next"
#define LAYOUT_LEDGER "ledger.gpkg"
#define LAYOUT_KEPT "kept"
#define LAYOUT_IMPORTED "IMPORTED.txt"

bool layout_is_generation(const char *name); /* 64 lower-case hex digits */
/* <output>/.store/<name>, or <output>/.store for "". NULL when memory is out. */
char *layout_store(struct lt_arena *arena, const char *output_dir, const char *name);
char *layout_mark(struct lt_arena *arena, const char *output_dir, const char *generation);
/* The symlink's target in the arena; "" when there is nothing at `path`; LT_E_IO when something
 * else is. */
enum lt_status layout_read_link(const char *path, struct lt_arena *arena, const char **ret_target,
                                struct lt_error *err);

/* Makes a folder tmp-… in `folder`, to be written in and renamed. */
enum lt_status layout_make_temporary(const char *folder, struct lt_arena *arena, char **ret_path,
                                     struct lt_error *err);
/* Removes the folders tmp-… in `folder`: what killed runs have left. The caller holds the lock. */
enum lt_status layout_collect_garbage(const char *folder, struct lt_arena *arena,
                                      struct lt_error *err);

/* A manifest's half-years for the store's callers. */
enum lt_status layout_tell_periods(const struct manifest_period *periods, size_t count,
                                   struct lt_arena *arena,
                                   struct lt_generation_period **ret_periods, struct lt_error *err);

#endif
