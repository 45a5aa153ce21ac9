/* Files and folders: the durable steps, each checked. */
#ifndef LT_SUPPORT_FILES_H
#define LT_SUPPORT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "liangtian/status.h"

struct lt_arena;

/* What a failed call of the system means: LT_E_LIMIT for a full disk, a quota or memory, else LT_E_IO. */
enum lt_status lt_io_status(int cause);

/* Hints: false also where the system cannot say. Follow symlinks. */
bool lt_file_exists(const char *path);
bool lt_folder_exists(const char *path);
/* Does something stand at `path`? For whoever would remove, leave out or compute anew because nothing does: only ENOENT
 * says so, and what the system cannot say is LT_E_IO. A link is something, wherever it points. */
enum lt_status lt_path_look(const char *path, bool *ret_there, struct lt_error *err);
/* The same of what may be read there: a link that leads nowhere is nothing. */
enum lt_status lt_file_look(const char *path, bool *ret_there, struct lt_error *err);
/* The same of a folder, or a link to one. */
enum lt_status lt_folder_look(const char *path, bool *ret_there, struct lt_error *err);
/* mkdir -p */
enum lt_status lt_folder_make(const char *path, struct lt_error *err);
/* rm -r; symlinks are removed, not followed; a missing path is fine. */
enum lt_status lt_folder_remove(const char *path, struct lt_error *err);
/* rename(2) of a file or folder; durable once the folders around are. */
enum lt_status lt_path_move(const char *from, const char *to, struct lt_error *err);
/* Names in a folder without "." and "..", byte order, in the arena. */
enum lt_status lt_folder_list(const char *path, struct lt_arena *arena, char ***ret_names,
                              size_t *ret_count, struct lt_error *err);
enum lt_status lt_file_sync(const char *path,
                            struct lt_error *err); /* fsync of a file or a folder */
/* fsync of every file and folder below, then of `path` itself. */
enum lt_status lt_tree_sync(const char *path, struct lt_error *err);
/* write(2) until all is written; a full disk is LT_E_LIMIT. `path` is for the message. */
enum lt_status lt_file_put(int fd, const char *path, const void *data, size_t size,
                           struct lt_error *err);
/* pread(2) until all is read; false where the file ends before that (errno 0), or cannot be read (errno). */
bool lt_file_get(int fd, void *ret_data, size_t size, uint64_t at);
/* Writes a temporary sibling (support/held.h), fsyncs, renames over `path`, fsyncs the folder. Of two that write at once
 * the last to end stays. */
enum lt_status lt_file_write(const char *path, const void *data, size_t size, struct lt_error *err);
/* The same with permissions of its own, whatever the umask; 0: as the umask says. */
enum lt_status lt_file_write_as(const char *path, const void *data, size_t size, unsigned mode,
                                struct lt_error *err);
/* A new empty file that only its owner may read and write, for a library that fills it; what stood there is removed. */
enum lt_status lt_file_make_private(const char *path, struct lt_error *err);
/* A stream to read a file by, to be closed by the caller. What is no file (a pipe would be waited for) is LT_E_IO. */
enum lt_status lt_file_open(const char *path, FILE **ret_file, struct lt_error *err);
/* Whole file, NUL-terminated, into the arena; LT_E_LIMIT above `limit` bytes. The same of what is no file. */
enum lt_status lt_file_read(const char *path, size_t limit, struct lt_arena *arena, char **ret_data,
                            size_t *ret_size, struct lt_error *err);
/* "a/b" from ("a", "b"); `name` alone when it is absolute. In the arena; NULL when memory is out.
 */
char *lt_path_join(struct lt_arena *arena, const char *folder, const char *name);
char *lt_path_folder(struct lt_arena *arena, const char *path); /* "." when there is none */
/* The same as an absolute path without links, in the arena; LT_E_IO where there is no such folder. */
enum lt_status lt_path_real_folder(struct lt_arena *arena, const char *path,
                                   const char **ret_folder, struct lt_error *err);
const char *lt_path_name(const char *path); /* after the last "/" */
/* SQLite opens no path of more than 512 bytes, and needs a few for the names beside it; below a folder that is written to
 * lie generations, whose names have 64. */
enum { LT_PATH_BYTES = 500, LT_FOLDER_BYTES = 400 };
/* LT_E_INPUT for a path that is not UTF-8: records, manifests and plans, which name it, could not be written; and for one
 * of more than LT_PATH_BYTES. */
enum lt_status lt_path_check(const char *path, struct lt_error *err);

#endif
