/* SHA-256 of bytes, texts and files. */
#ifndef LT_SUPPORT_DIGEST_H
#define LT_SUPPORT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

enum { LT_DIGEST_TEXT = 65 };

struct lt_digest; /* an incremental SHA-256 */
enum lt_status lt_digest_create(struct lt_digest **ret_digest, struct lt_error *err);
void lt_digest_add(struct lt_digest *digest, const void *data, size_t size);
/* A text with its length before it, so that ("ab","c") and ("a","bc") differ. */
void lt_digest_add_text(struct lt_digest *digest, const char *text);
/* 64 lower-case hex digits. The digest is spent. */
void lt_digest_hex(struct lt_digest *digest, char ret_hex[LT_DIGEST_TEXT]);
void lt_digest_destroy(struct lt_digest *digest);

enum lt_status lt_digest_bytes(const void *data, size_t size, char ret_hex[LT_DIGEST_TEXT],
                               struct lt_error *err);
/* Streams the file; `ret_bytes` may be NULL. */
enum lt_status lt_digest_file(const char *path, uint64_t *ret_bytes, char ret_hex[LT_DIGEST_TEXT],
                              struct lt_error *err);
/* The same for a file that may take minutes: `stop` (may be NULL) is asked before every mebibyte. */
enum lt_status lt_digest_long_file(const char *path, lt_stop_ask stop, uint64_t *ret_bytes,
                                   char ret_hex[LT_DIGEST_TEXT], struct lt_error *err);

#endif
