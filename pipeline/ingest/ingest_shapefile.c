/* Lengths of a shapefile's parts against each other: GDAL reads cut files without a word. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest_dbf.h"
#include "ingest_gdal.h"
#include "support/arena.h"
#include "support/files.h"

enum { SHP_HEADER = 100, SHX_RECORD = 8, FOUND_TEXT = 160 };
enum { WINDOW = 64 << 20, WINDOW_STEP = 1 << 16 }; /* a multiple of any page */

struct part {
    FILE *file;
    uint64_t size;
};

struct check {
    const char *layer;
    struct lt_diagnostics *diagnostics;
    struct lt_error *err;
};

static uint32_t big(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static enum lt_status open_part(const char *path, struct part *part, struct lt_error *err)
{
    part->file = fopen(path, "rb");
    if (part->file == NULL || fseeko(part->file, 0, SEEK_END) != 0) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': %s", path, strerror(errno));
    }
    const off_t size = ftello(part->file);
    if (size < 0 || fseeko(part->file, 0, SEEK_SET) != 0) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': %s", path, strerror(errno));
    }
    part->size = (uint64_t)size;
    return LT_OK;
}

static void close_part(struct part *part)
{
    if (part->file != NULL) {
        fclose(part->file);
    }
}

static enum lt_status cut(const struct check *check, const char *code, const char *field,
                          const char *found, const char *expected)
{
    return ingest_reject(check->diagnostics, LT_COMPLETENESS, code, check->layer, field, found,
                         expected, "copy all parts of the shapefile again from their source",
                         check->err);
}

/* The header's length field against the file's own size; both parts have the same header. */
static enum lt_status check_header(const struct check *check, const struct part *part,
                                   const char *code, const char *field)
{
    unsigned char head[SHP_HEADER];
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    if (fread(head, 1, sizeof head, part->file) != sizeof head || big(head) != 9994) {
        snprintf(found, sizeof found, "%s is no %s file (%llu bytes)", field, field,
                 (unsigned long long)part->size);
        return cut(check, code, field, found, "a shapefile header of 100 bytes");
    }
    const uint64_t stated = 2 * (uint64_t)big(head + 24);
    if (part->size < stated) {
        snprintf(found, sizeof found, "%s has %llu bytes: truncated", field,
                 (unsigned long long)part->size);
        snprintf(expected, sizeof expected, "%llu bytes", (unsigned long long)stated);
        return cut(check, code, field, found, expected);
    }
    return LT_OK;
}

/* A part of the .shp that moves along with the records: their heads are all that is looked at. */
struct window {
    int file;
    uint64_t file_size;
    unsigned char *data; /* NULL none */
    uint64_t at, size;
};

static void close_window(struct window *window)
{
    if (window->data != NULL) {
        (void)munmap(window->data, (size_t)window->size);
    }
    window->data = NULL;
}

static void move_window(struct window *window, uint64_t offset)
{
    close_window(window);
    window->at = offset / WINDOW_STEP * WINDOW_STEP;
    window->size =
        window->file_size - window->at < WINDOW ? window->file_size - window->at : WINDOW;
    window->data =
        mmap(NULL, (size_t)window->size, PROT_READ, MAP_PRIVATE, window->file, (off_t)window->at);
    if (window->data == MAP_FAILED) { // NOLINT: the interface's failure value
        window->data = NULL;
    }
}

static bool read_head(struct window *window, uint64_t offset, unsigned char head[SHX_RECORD])
{
    const uint64_t end = offset + SHX_RECORD;
    if (window->data == NULL || end > window->at + window->size) {
        move_window(window, offset);
    }
    if (window->data != NULL && offset >= window->at && end <= window->at + window->size) {
        memcpy(head, window->data + (offset - window->at), SHX_RECORD);
        return true;
    }
    return pread(window->file, head, SHX_RECORD, (off_t)offset) == SHX_RECORD; /* back again */
}

/* Every index entry points at the record that bears its number, wholly inside the file. */
static enum lt_status check_entries(const struct check *check, const struct part *shp,
                                    const struct part *shx, struct window *window,
                                    uint32_t *ret_records)
{
    const uint64_t records = (shx->size - SHP_HEADER) / SHX_RECORD;
    uint64_t highest = 0;
    for (uint64_t i = 0; i < records; i++) {
        unsigned char entry[SHX_RECORD], head[SHX_RECORD];
        char found[FOUND_TEXT];
        if (fread(entry, 1, sizeof entry, shx->file) != sizeof entry) {
            return lt_fail(check->err, LT_E_IO, "%s: cannot read the .shx", check->layer);
        }
        const uint64_t offset = 2 * (uint64_t)big(entry), length = 2 * (uint64_t)big(entry + 4);
        if (offset == 0 && length == 0) {
            continue; /* a deleted shape: NULL geometry */
        }
        if (offset < SHP_HEADER || offset + 8 + length > shp->size) {
            snprintf(found, sizeof found, ".shx record %llu points beyond the .shp",
                     (unsigned long long)i);
            return cut(check, "shapefile.shx", ".shx", found, "an index that fits the .shp");
        }
        if (!read_head(window, offset, head)) {
            return lt_fail(check->err, LT_E_IO, "%s: cannot read the .shp", check->layer);
        }
        /* some writers number from 0 or not at all: then the order in the file must be the index's */
        const bool ordered = big(head) == i + 1 || offset > highest;
        if (!ordered || 2 * (uint64_t)big(head + 4) < length) {
            snprintf(found, sizeof found, ".shx record %llu does not match the .shp",
                     (unsigned long long)i);
            return cut(check, "shapefile.shx", ".shx", found, "an index that fits the .shp");
        }
        highest = offset > highest ? offset : highest;
    }
    *ret_records = (uint32_t)records;
    return LT_OK;
}

static enum lt_status check_index(const struct check *check, const struct part *shp,
                                  const struct part *shx, uint32_t *ret_records)
{
    struct window window = {.file = fileno(shp->file), .file_size = shp->size};
    const enum lt_status status = check_entries(check, shp, shx, &window, ret_records);
    close_window(&window);
    return status;
}

static enum lt_status check_table(const struct check *check, const struct part *dbf,
                                  uint32_t shapes)
{
    unsigned char head[32];
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    if (fread(head, 1, sizeof head, dbf->file) != sizeof head) {
        snprintf(found, sizeof found, ".dbf has %llu bytes: truncated",
                 (unsigned long long)dbf->size);
        return cut(check, "shapefile.dbf", ".dbf", found, "a dBASE header of 32 bytes");
    }
    const uint64_t records = (uint64_t)head[4] | (uint64_t)head[5] << 8 | (uint64_t)head[6] << 16 |
                             (uint64_t)head[7] << 24;
    const uint64_t header = (uint64_t)head[8] | (uint64_t)head[9] << 8;
    const uint64_t width = (uint64_t)head[10] | (uint64_t)head[11] << 8;
    if (dbf->size < header + records * width) {
        snprintf(found, sizeof found, ".dbf has %llu bytes: truncated",
                 (unsigned long long)dbf->size);
        snprintf(expected, sizeof expected, "%llu bytes for %llu records",
                 (unsigned long long)(header + records * width), (unsigned long long)records);
        return cut(check, "shapefile.dbf", ".dbf", found, expected);
    }
    if (records != shapes) {
        snprintf(found, sizeof found, "%llu records in the .dbf", (unsigned long long)records);
        snprintf(expected, sizeof expected, "%lu, as many as shapes in the .shx",
                 (unsigned long)shapes);
        return cut(check, "shapefile.dbf", ".dbf", found, expected);
    }
    return LT_OK;
}

enum lt_status ingest_shapefile_check(const char *shp_path, const char *layer,
                                      struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    const struct check check = {layer, diagnostics, err};
    struct part shp = {0}, shx = {0}, dbf = {0};
    struct lt_arena *arena = NULL;
    uint32_t shapes = 0;
    LT_TRY(lt_arena_create(&arena, err));
    const char *shx_path = ingest_companion(arena, shp_path, "shx");
    const char *dbf_path = ingest_companion(arena, shp_path, "dbf");
    if (shx_path == NULL) {
        status = cut(&check, "shapefile.shx", ".shx", "no .shx beside the .shp", "the index file");
        goto out;
    }
    if (dbf_path == NULL) {
        status =
            cut(&check, "shapefile.dbf", ".dbf", "no .dbf beside the .shp", "the attribute table");
        goto out;
    }
    LT_TRY(open_part(shp_path, &shp, err));
    LT_TRY(open_part(shx_path, &shx, err));
    LT_TRY(open_part(dbf_path, &dbf, err));
    LT_TRY(check_header(&check, &shp, "shapefile.shp", ".shp"));
    LT_TRY(check_header(&check, &shx, "shapefile.shx", ".shx"));
    LT_TRY(check_index(&check, &shp, &shx, &shapes));
    LT_TRY(check_table(&check, &dbf, shapes));
out:
    close_part(&shp);
    close_part(&shx);
    close_part(&dbf);
    lt_arena_destroy(arena);
    return status;
}
