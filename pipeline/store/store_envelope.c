/* The header around machine-private data: who wrote it, for which inputs, and a digest over all. */
#include <string.h>

#include "store/store_codec.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

enum { ENDIAN = 0x01020304, PROGRAM = 32, KEY = 64, DIGEST = 64 };

struct envelope {
    char kind[8];
    uint32_t endian, zero;
    char program[PROGRAM];
    char key[KEY];
    uint64_t size; /* of the data behind the envelope */
    uint64_t zeros;
    char digest[DIGEST]; /* SHA-256 of envelope (these bytes zero) and data */
};
_Static_assert(sizeof(struct envelope) % 16 == 0, "data behind the envelope must stay aligned");

static enum lt_status digest_all(const struct envelope *envelope, const char *data,
                                 char ret_hex[LT_DIGEST_TEXT], struct lt_error *err)
{
    struct lt_digest *digest = NULL;
    struct envelope blank = *envelope;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status == LT_OK) {
        memset(blank.digest, 0, sizeof blank.digest);
        lt_digest_add(digest, &blank, sizeof blank);
        lt_digest_add(digest, data, (size_t)envelope->size);
        lt_digest_hex(digest, ret_hex);
        lt_digest_destroy(digest);
    }
    return status;
}

enum lt_status envelope_write(const char *path, const char kind[8], const char key[65],
                              const struct codec *codec, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text file = {0};
    char hex[LT_DIGEST_TEXT];
    struct envelope envelope = {.endian = ENDIAN, .program = LT_VERSION, .size = codec->out.length};
    const char *data = codec->out.length > 0 ? codec->out.data : "";
    memcpy(envelope.kind, kind, sizeof envelope.kind);
    memcpy(envelope.key, key, strnlen(key, KEY));
    LT_TRY(codec_check(codec, path, err));
    LT_TRY(digest_all(&envelope, data, hex, err));
    memcpy(envelope.digest, hex, sizeof envelope.digest);
    lt_text_add_n(&file, (const char *)&envelope, sizeof envelope);
    lt_text_add_n(&file, data, codec->out.length);
    LT_TRY(lt_text_check(&file, err));
    LT_TRY(lt_file_write(path, file.data, file.length, err));
out:
    lt_text_finish(&file);
    return status;
}

static enum lt_status check(const char *path, const struct envelope *envelope, const char *key,
                            size_t size, struct lt_error *err)
{
    if (envelope->endian != ENDIAN) {
        return lt_fail(err, LT_E_IO, "'%s' comes from a machine of another byte order", path);
    }
    if (envelope->size != size - sizeof *envelope) {
        return lt_fail(err, LT_E_IO, "'%s' has %zu bytes where its header says %llu", path, size,
                       (unsigned long long)(envelope->size + sizeof *envelope));
    }
    if (strncmp(envelope->key, key, KEY) != 0) {
        return lt_fail(err, LT_E_IO, "'%s' was made from other inputs (key %.12s, not %.12s)", path,
                       envelope->key, key);
    }
    return LT_OK;
}

static enum lt_status read_header(const char *path, struct lt_arena *arena, char **ret_data,
                                  size_t *ret_size, struct envelope *ret_envelope,
                                  struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_file_read(path, SIZE_MAX / 2, arena, ret_data, ret_size, err));
    if (*ret_size < sizeof *ret_envelope) {
        status = lt_fail(err, LT_E_IO, "'%s' is too short to be whole", path);
        goto out;
    }
    memcpy(ret_envelope, *ret_data, sizeof *ret_envelope);
out:
    return status;
}

static bool is_of(const struct envelope *envelope, const char kind[8])
{
    return memcmp(envelope->kind, kind, sizeof envelope->kind) == 0;
}

static enum lt_status check_all(const char *path, const struct envelope *envelope, const char *key,
                                char *data, size_t size, struct codec *ret_codec,
                                struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    LT_TRY(check(path, envelope, key, size, err));
    LT_TRY(digest_all(envelope, data + sizeof *envelope, hex, err));
    if (memcmp(hex, envelope->digest, sizeof envelope->digest) != 0) {
        status = lt_fail(err, LT_E_IO, "'%s' is damaged: its digest does not match", path);
        goto out;
    }
    *ret_codec = (struct codec){
        .reading = true, .data = data + sizeof *envelope, .size = size - sizeof *envelope};
out:
    return status;
}

enum lt_status envelope_read(const char *path, const char kind[8], const char key[65],
                             struct lt_arena *arena, struct codec *ret_codec, struct lt_error *err)
{
    enum lt_status status;
    struct envelope envelope;
    char *data;
    size_t size;
    LT_TRY(read_header(path, arena, &data, &size, &envelope, err));
    if (!is_of(&envelope, kind)) {
        status = lt_fail(err, LT_E_IO, "'%s' is not a file of kind %s", path, kind);
        goto out;
    }
    if (strncmp(envelope.program, LT_VERSION, PROGRAM) != 0) {
        status = lt_fail(err, LT_E_IO, "'%s' was written by another version of the program", path);
        goto out;
    }
    LT_TRY(check_all(path, &envelope, key, data, size, ret_codec, err));
    ret_codec->arena = arena;
out:
    return status;
}

enum lt_status envelope_read_kind(const char *path, const char kind[8], const char key[65],
                                  struct lt_arena *arena, bool *ret_is, struct codec *ret_codec,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct envelope envelope;
    char *data;
    size_t size;
    LT_TRY(read_header(path, arena, &data, &size, &envelope, err));
    *ret_is = is_of(&envelope, kind);
    if (*ret_is) {
        LT_TRY(check_all(path, &envelope, key, data, size, ret_codec, err));
        ret_codec->arena = arena;
    }
out:
    return status;
}
