/* The kept file: its parts, and how one subject is packed. */
#ifndef LT_STORE_KEPT_H
#define LT_STORE_KEPT_H

#include "liangtian/kept.h"
#include "store/store_codec.h"
#include "support/text.h"

enum {
    KEPT_FORMAT = 5,
    KEPT_ENDIAN = 0x01020304,
    KEPT_BLOCK = 65536 /* bytes, about */
};

/* Sixteen bytes of kind, the blocks, the head, and this. */
static const char kept_kind[16] = "liangtian kept\n";
struct kept_tail {
    uint32_t endian, format;
    char key[64];
    uint64_t head_at, head_size;
    char digest[64]; /* SHA-256 of the head, behind this with the digest zero */
};
enum lt_status kept_digest(const struct kept_tail *tail, const char *head, char ret_hex[65],
                           struct lt_error *err);

/* A run of subjects of one layer; equal ids never part. */
struct kept_block {
    enum lt_layer layer;
    const char *first_id;
    uint64_t at, size;
    char digest[65];
};

/* Files of a half-year beside those of its units, see kept.h. `code` writes the value, or reads it from zeroes. */
typedef void (*kept_code)(struct codec *codec, void *value);
enum lt_status kept_beside_write(const struct lt_publication *publication, lt_period period,
                                 const char *name, const char kind[8], kept_code code, void *value,
                                 struct lt_error *err);
/* `ret_kept` false: there is none of this kind, and the value stays as it is; so it does where the file is damaged, but
 * for what was read until then. */
enum lt_status kept_beside_read(const char *path, const char kind[8], kept_code code, void *value,
                                struct lt_arena *arena, bool *ret_kept, struct lt_error *err);

/* Texts that many subjects share stand once, in the head; a subject names them by number. */
struct kept_words {
    const char **items;
    size_t count, capacity;
    uint32_t *slots; /* writing: open addressing, number + 1 */
    size_t slot_count;
};
enum lt_status kept_words_number(struct kept_words *words, const char *text, uint32_t *ret_number,
                                 struct lt_error *err);
void kept_words_finish(struct kept_words *words);

struct kept_contents {
    struct lt_kept_head head;
    struct kept_words words;
    struct kept_block *blocks; /* ascending layer, then id */
    size_t block_count;
};
void kept_code_head(struct codec *codec, struct kept_contents *contents);

/* Packs a subject behind `into`, with its size before it; areas come back bit by bit, cells to half a millionth. */
enum lt_status kept_pack(struct lt_text *into, struct kept_words *words,
                         const struct lt_rule *rules, size_t rule_count, unsigned seasons,
                         const struct lt_kept_subject *subject, struct lt_error *err);

/* A view into a block. */
struct kept_view {
    const unsigned char *data;
    size_t size, at;
    bool damaged;
};
/* The next packed subject and its id; false at the end or when damaged. */
bool kept_next(struct kept_view *block, struct kept_view *ret_subject, const char **ret_id,
               size_t *ret_length);
enum lt_status kept_unpack(struct kept_view *subject, const char *path,
                           const struct kept_contents *contents, enum lt_layer layer,
                           struct lt_arena *arena, struct lt_kept_subject *ret_subject,
                           struct lt_error *err);

#endif
