/* The zip around a workbook, read in bounded pieces. */
#include <stdlib.h>
#include <string.h>

#include <minizip/unzip.h>

#include "ingest_review.h"

enum { PIECE = 1 << 16, MOST_FILES = 4096 };   /* each part is looked for among the files */
static const uint64_t most_bytes = 256u << 20; /* of one part, as it comes out */

struct ingest_parts {
    unzFile zip;
    uint64_t total; /* of all parts read */
};

void ingest_parts_close(struct ingest_parts *parts)
{
    if (parts != NULL) {
        unzClose(parts->zip);
        free(parts);
    }
}

enum lt_status ingest_parts_open(const char *path, struct ingest_parts **ret_parts,
                                 struct lt_error *err)
{
    struct ingest_parts *parts = calloc(1, sizeof *parts);
    if (parts == NULL) {
        return lt_fail_memory(err, "a workbook");
    }
    parts->zip = unzOpen64(path);
    if (parts->zip == NULL) {
        free(parts);
        return lt_fail(err, LT_E_INPUT, "'%s' is no workbook: it cannot be unpacked", path);
    }
    unz_global_info64 info;
    if (unzGetGlobalInfo64(parts->zip, &info) != UNZ_OK ||
        info.number_entry == 0) { /* they would be looked through without end */
        ingest_parts_close(parts);
        return lt_fail(err, LT_E_INPUT, "the workbook is damaged: it states that it has no files");
    }
    if (info.number_entry > MOST_FILES) {
        ingest_parts_close(parts);
        return lt_fail(err, LT_E_LIMIT,
                       "the workbook holds more than %d files; give the list of cases alone",
                       MOST_FILES);
    }
    *ret_parts = parts;
    return LT_OK;
}

static enum lt_status read_pieces(struct ingest_parts *parts, const char *name,
                                  enum lt_status (*take)(void *context, const char *bytes,
                                                         size_t size, bool last, bool *ret_enough,
                                                         struct lt_error *err),
                                  void *context, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char *piece = malloc(PIECE);
    bool enough = false;
    if (piece == NULL) {
        return lt_fail_memory(err, "a workbook");
    }
    while (!enough) {
        const int got = unzReadCurrentFile(parts->zip, piece, PIECE);
        if (got < 0) {
            status =
                lt_fail(err, LT_E_INPUT, "the workbook is damaged: '%s' cannot be unpacked", name);
            goto out;
        }
        parts->total += (uint64_t)got;
        if (parts->total > most_bytes) {
            status = lt_fail(err, LT_E_LIMIT,
                             "the workbook unpacks to more than %llu MB; give the list of cases "
                             "alone",
                             (unsigned long long)(most_bytes >> 20));
            goto out;
        }
        LT_TRY(take(context, piece, (size_t)got, got == 0, &enough, err));
        enough = enough || got == 0;
    }
out:
    free(piece);
    return status;
}

enum lt_status ingest_parts_read(struct ingest_parts *parts, const char *name, bool may_miss,
                                 enum lt_status (*take)(void *context, const char *bytes,
                                                        size_t size, bool last, bool *ret_enough,
                                                        struct lt_error *err),
                                 void *context, struct lt_error *err)
{
    if (unzLocateFile(parts->zip, name, 1) != UNZ_OK) {
        return may_miss ? LT_OK
                        : lt_fail(err, LT_E_INPUT, "the workbook is damaged: it has no '%s'", name);
    }
    if (unzOpenCurrentFile(parts->zip) != UNZ_OK) {
        return lt_fail(err, LT_E_INPUT, "the workbook is damaged: '%s' cannot be unpacked", name);
    }
    const enum lt_status status = read_pieces(parts, name, take, context, err);
    unzCloseCurrentFile(parts->zip);
    return status;
}
