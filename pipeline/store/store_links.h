/* Folder trees that share their files with another generation. */
#ifndef LT_STORE_LINKS_H
#define LT_STORE_LINKS_H

#include "liangtian/status.h"

/* Makes `to` a copy of the folder `from` whose files are hard links, or copies where the file
 * system has none. */
enum lt_status links_tree(const char *from, const char *to, struct lt_error *err);
/* `to` becomes the file `from` by another name, or a copy of it where that cannot be. */
enum lt_status links_file(const char *from, const char *to, struct lt_error *err);
/* Takes the write permission from every file below, and gives `folder` itself the permissions of
 * `like`. */
enum lt_status links_make_read_only(const char *folder, const char *like, struct lt_error *err);
/* Replaces or makes the symlink `path` by one rename, through the name `next` in the same folder.
 */
enum lt_status links_point(const char *path, const char *next, const char *target,
                           struct lt_error *err);

#endif
