/* Temporary names beside a file that is being written, each held by one writer by a lock, which dies with him. */
#ifndef LT_SUPPORT_HELD_H
#define LT_SUPPORT_HELD_H

#include "liangtian/status.h"

struct lt_arena;

/* NAME.tmp; of two writers at once the second one has NAME.1.tmp, and so on. What a killed writer left under such a name is
 * removed by the next, and so is a link in the way, which is not followed. A file system without locks has one writer of a
 * file at a time. */

/* Makes an empty file, open for writing, in `ret_fd`; it is held until that is closed. The name lies in the arena. */
enum lt_status lt_held_create(const char *path, struct lt_arena *arena, char **ret_name,
                              int *ret_fd, struct lt_error *err);
/* Gives the open file `fd`, which has no name yet, one of those; it is held until `fd` is closed. */
enum lt_status lt_held_link(int fd, const char *path, struct lt_arena *arena, char **ret_name,
                            struct lt_error *err);

#endif
