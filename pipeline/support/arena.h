/* Memory by the region: everything of a run or a unit is freed at once.
 *
 * Blocks double up to 1 MiB; larger requests get a block of their own. Memory is zeroed. Threads:
 * one arena belongs to one thread.
 */
#ifndef LT_SUPPORT_ARENA_H
#define LT_SUPPORT_ARENA_H

#include <stddef.h>

#include "liangtian/status.h"

struct lt_arena;

enum lt_status lt_arena_create(struct lt_arena **ret_arena, struct lt_error *err);
void lt_arena_destroy(struct lt_arena *arena); /* NULL-safe */
/* NULL when memory is out; callers answer lt_fail_memory(). `size` 0 gives a valid pointer. */
void *lt_arena_alloc(struct lt_arena *arena, size_t size);
/* count × size with an overflow check. */
void *lt_arena_array(struct lt_arena *arena, size_t count, size_t size);
/* An array of `room` ≥ `count` elements that begins with the `count` of `from`, which may be NULL when there are none. */
void *lt_arena_copy(struct lt_arena *arena, const void *from, size_t count, size_t room,
                    size_t size);
char *lt_arena_text(struct lt_arena *arena, const char *text);
char *lt_arena_text_n(struct lt_arena *arena, const char *text, size_t length);
char *lt_arena_printf(struct lt_arena *arena, const char *format, ...) LT_PRINTF(2, 3);

#endif
