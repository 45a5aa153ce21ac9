#include "support/digest.h"
#include "support/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

struct lt_digest {
    EVP_MD_CTX *context;
};

enum lt_status lt_digest_create(struct lt_digest **ret_digest, struct lt_error *err)
{
    struct lt_digest *digest = calloc(1, sizeof *digest);
    if (digest == NULL) {
        return lt_fail_memory(err, "a digest");
    }
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
        lt_digest_destroy(digest);
        return lt_fail_memory(err, "a digest");
    }
    *ret_digest = digest;
    return LT_OK;
}

void lt_digest_add(struct lt_digest *digest, const void *data, size_t size)
{
    EVP_DigestUpdate(digest->context, data, size);
}

void lt_digest_add_text(struct lt_digest *digest, const char *text)
{
    const uint64_t length = strlen(text);
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(length >> (8 * i));
    }
    lt_digest_add(digest, bytes, sizeof bytes);
    lt_digest_add(digest, text, length);
}

void lt_digest_hex(struct lt_digest *digest, char ret_hex[LT_DIGEST_TEXT])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(digest->context, hash, &length);
    for (unsigned i = 0; i < 32; i++) {
        ret_hex[2 * i] = "0123456789abcdef"[hash[i] >> 4];
        ret_hex[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
    }
    ret_hex[64] = '\0';
}

void lt_digest_destroy(struct lt_digest *digest)
{
    if (digest != NULL) {
        EVP_MD_CTX_free(digest->context);
        free(digest);
    }
}

enum lt_status lt_digest_bytes(const void *data, size_t size, char ret_hex[LT_DIGEST_TEXT],
                               struct lt_error *err)
{
    struct lt_digest *digest = NULL;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status == LT_OK) {
        lt_digest_add(digest, data, size);
        lt_digest_hex(digest, ret_hex);
        lt_digest_destroy(digest);
    }
    return status;
}

enum lt_status lt_digest_file(const char *path, uint64_t *ret_bytes, char ret_hex[LT_DIGEST_TEXT],
                              struct lt_error *err)
{
    return lt_digest_long_file(path, NULL, ret_bytes, ret_hex, err);
}

enum lt_status lt_digest_long_file(const char *path, lt_stop_ask stop, uint64_t *ret_bytes,
                                   char ret_hex[LT_DIGEST_TEXT], struct lt_error *err)
{
    enum { CHUNK = 1 << 20 };
    enum lt_status status = LT_OK;
    struct lt_digest *digest = NULL;
    uint64_t total = 0;
    char *buffer = malloc(CHUNK);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path, strerror(errno));
        goto out;
    }
    if (buffer == NULL) {
        status = lt_fail_memory(err, "a read buffer");
        goto out;
    }
    LT_TRY(lt_digest_create(&digest, err));
    for (;;) {
        LT_TRY(stop == NULL ? LT_OK : stop(err));
        const ssize_t got = read(fd, buffer, CHUNK);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            status =
                lt_fail(err, lt_io_status(errno), "cannot read '%s': %s", path, strerror(errno));
            goto out;
        }
        if (got == 0) {
            break;
        }
        lt_digest_add(digest, buffer, (size_t)got);
        total += (uint64_t)got;
    }
    lt_digest_hex(digest, ret_hex);
    if (ret_bytes != NULL) {
        *ret_bytes = total;
    }
out:
    lt_digest_destroy(digest);
    free(buffer);
    if (fd >= 0) {
        close(fd);
    }
    return status;
}
