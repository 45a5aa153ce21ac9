#include "outputs_zip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <minizip/zip.h>

#include "support/arena.h"
#include "support/files.h"

enum { STORED = 0, DEFLATED = 8, LEVEL = 6, PIECE = 1 << 20, MADE_ON_UNIX = 3 << 8 };

/* The library tells no cause, but leaves that of the call that failed. */
static enum lt_status fail(const char *path, struct lt_error *err)
{
    return lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", path,
                   errno == 0 ? "the zip is not whole" : strerror(errno));
}

/* What deflate has been over already gains nothing by a second time. */
static bool is_packed(const char *name)
{
    const size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".png") == 0;
}

static enum lt_status put_data(zipFile zip, const char *path, const char *data, size_t size,
                               struct lt_error *err)
{
    for (size_t at = 0; at < size; at += PIECE) {
        const size_t piece = size - at < PIECE ? size - at : PIECE;
        if (zipWriteInFileInZip(zip, data + at, (unsigned)piece) != ZIP_OK) {
            return fail(path, err);
        }
    }
    return LT_OK;
}

/* Piece by piece, through `piece`: a layer of 2 GB is not to lie in memory. */
static enum lt_status put_file(zipFile zip, const char *path, const char *from, char *piece,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    FILE *file = fopen(from, "rb");
    size_t got = 0;
    if (file == NULL) {
        return lt_fail(err, lt_io_status(errno), "cannot read '%s': %s", from, strerror(errno));
    }
    do {
        got = fread(piece, 1, PIECE, file);
        LT_TRY(put_data(zip, path, piece, got, err));
    } while (got == PIECE);
    if (ferror(file)) {
        status = lt_fail(err, LT_E_IO, "cannot read '%s': %s", from, strerror(errno));
    }
out:
    fclose(file);
    return status;
}

static enum lt_status put(zipFile zip, const char *path, const struct lt_zip_entry *entry,
                          char *piece, struct lt_error *err)
{
    enum lt_status status;
    /* the first day that a zip can tell, as plain files that everybody may read */
    const zip_fileinfo info = {.tmz_date = {.tm_mday = 1, .tm_mon = 0, .tm_year = 1980},
                               .external_fa = 0100644UL << 16};
    if (zipOpenNewFileInZip4(zip, entry->name, &info, NULL, 0, NULL, 0, NULL,
                             is_packed(entry->name) ? STORED : DEFLATED, LEVEL, 0, -15, 8, 0, NULL,
                             0, MADE_ON_UNIX, 0) != ZIP_OK) {
        return fail(path, err);
    }
    LT_TRY(entry->path == NULL ? put_data(zip, path, entry->data, entry->size, err)
                               : put_file(zip, path, entry->path, piece, err));
    if (zipCloseFileInZip(zip) != ZIP_OK) {
        status = fail(path, err);
    }
out:
    return status;
}

enum lt_status lt_zip_write(const char *path, const struct lt_zip_entry *entries, size_t count,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    zipFile zip = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    char *const piece = lt_arena_alloc(arena, PIECE);
    if (piece == NULL) {
        status = lt_fail_memory(err, "a zip");
        goto out;
    }
    errno = 0;
    zip = zipOpen64(path, APPEND_STATUS_CREATE);
    if (zip == NULL) {
        status = fail(path, err);
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        LT_TRY(put(zip, path, &entries[i], piece, err));
    }
out:
    if (zip != NULL && zipClose(zip, NULL) != ZIP_OK && status == LT_OK) {
        status = fail(path, err);
    }
    if (status != LT_OK) {
        (void)unlink(path);
    }
    lt_arena_destroy(arena);
    return status;
}
