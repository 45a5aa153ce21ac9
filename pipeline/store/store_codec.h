/* One list of fields for both directions: the functions that name a struct's fields write them or
 * read them back.
 *
 * Bytes are the machine's own; the envelope refuses a stranger. While reading, texts and vertices
 * are views into the data. A failed step poisons the codec, so a long list is checked once at its
 * end.
 */
#ifndef LT_STORE_CODEC_H
#define LT_STORE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/seasons.h"
#include "liangtian/status.h"
#include "support/text.h"

struct lt_arena;

struct codec {
    bool reading;
    bool damaged; /* reading: the data make no sense */
    bool no_memory;
    struct lt_text out;
    const char *data; /* aligned to 16 */
    size_t size, at;
    struct lt_arena *arena;
};

void codec_raw(struct codec *codec, void *value, size_t size);
void codec_u8(struct codec *codec, uint8_t *value);
void codec_u32(struct codec *codec, uint32_t *value);
void codec_u64(struct codec *codec, uint64_t *value);
void codec_i64(struct codec *codec, int64_t *value);
void codec_f64(struct codec *codec, double *value);
void codec_bool(struct codec *codec, bool *value);
void codec_text(struct codec *codec, const char **value); /* NULL is written as "" */
void codec_interval(struct codec *codec, struct lt_interval *value);
void codec_shape(struct codec *codec, struct lt_shape *value);
/* A number of items; while reading, a count that the rest of the data cannot hold is damage and 0.
 */
void codec_count(struct codec *codec, size_t *count);
/* While reading: room for the items, zeroed; `items` itself while writing. NULL only after a
 * failure or for none. */
void *codec_items(struct codec *codec, void *items, size_t count, size_t size);
uint32_t codec_below(struct codec *codec, uint32_t value, uint32_t limit);
bool codec_good(const struct codec *codec);
enum lt_status codec_check(const struct codec *codec, const char *path, struct lt_error *err);

/* An enumeration with values 0 … limit − 1. */
#define CODEC_ENUM(codec, field, type, limit) \
    ((field) = (enum type)codec_below((codec), (uint32_t)(field), (uint32_t)(limit)))

/* --- envelope: what stands around the data in a file --- */

/* Writes kind, byte order, program version, key, size, digest, then the data; durable, under a
 * temporary name first. */
enum lt_status envelope_write(const char *path, const char kind[8], const char key[65],
                              const struct codec *codec, struct lt_error *err);
/* Reads and checks all that, and makes `codec` ready to read. `arena` keeps the bytes. LT_E_IO
 * names the file. */
enum lt_status envelope_read(const char *path, const char kind[8], const char key[65],
                             struct lt_arena *arena, struct codec *ret_codec, struct lt_error *err);
/* The same for data whose kind says its format: any version of the program may have written it. `ret_is` false, and
 * nothing to read, where the file is of another kind. */
enum lt_status envelope_read_kind(const char *path, const char kind[8], const char key[65],
                                  struct lt_arena *arena, bool *ret_is, struct codec *ret_codec,
                                  struct lt_error *err);

#endif
