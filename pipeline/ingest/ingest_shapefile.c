/* Lengths of a shapefile's parts against each other: GDAL reads cut files without a word. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_dbf.h"
#include "ingest_gdal.h"
#include "ingest_source_shp.h"
#include "support/arena.h"
#include "support/files.h"

enum { FOUND_TEXT = 160 };

struct part {
    FILE *file;
    uint64_t size;
};

struct check {
    const char *layer;
    struct lt_diagnostics *diagnostics;
    struct lt_error *err;
};

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
    if (fread(head, 1, sizeof head, part->file) != sizeof head || shp_big(head) != 9994) {
        snprintf(found, sizeof found, "%s is no %s file (%llu bytes)", field, field,
                 (unsigned long long)part->size);
        return cut(check, code, field, found, "a shapefile header of 100 bytes");
    }
    const uint64_t stated = 2 * (uint64_t)shp_big(head + 24);
    if (part->size < stated) {
        snprintf(found, sizeof found, "%s has %llu bytes: truncated", field,
                 (unsigned long long)part->size);
        snprintf(expected, sizeof expected, "%llu bytes", (unsigned long long)stated);
        return cut(check, code, field, found, expected);
    }
    return LT_OK;
}

static enum lt_status bad_record(const struct check *check, uint64_t record, const char *what)
{
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, ".shx record %llu %s", (unsigned long long)record, what);
    return ingest_shapefile_reject(found, check->layer, check->diagnostics, check->err);
}

/* Every index entry points at the record that bears its number, wholly inside the file. Of the records only the heads
 * are read, each by itself: a mapping would end the program where the file is cut short meanwhile. */
static enum lt_status check_entries(const struct check *check, const struct part *shx,
                                    const struct part *shp)
{
    const uint64_t records = (shx->size - SHP_HEADER) / SHX_RECORD;
    uint64_t highest = 0;
    for (uint64_t i = 0; i < records; i++) {
        unsigned char index[SHX_RECORD], head[SHP_RECORD_HEAD];
        if (fread(index, 1, sizeof index, shx->file) != sizeof index) {
            return lt_fail(check->err, LT_E_IO, "%s: cannot read the .shx", check->layer);
        }
        const struct shp_entry entry = shp_entry(index, 0);
        if (shp_deleted(entry)) {
            continue;
        }
        if (shp_beyond(entry, shp->size)) {
            return bad_record(check, i, SHP_BEYOND);
        }
        if (!lt_file_get(fileno(shp->file), head, sizeof head, entry.at)) {
            return lt_fail(check->err, LT_E_IO, "%s: cannot read the .shp", check->layer);
        }
        if (shp_differs(entry, head, i, highest)) {
            return bad_record(check, i, SHP_DIFFERS);
        }
        highest = entry.at > highest ? entry.at : highest;
    }
    return LT_OK;
}

/* What a .dbf says of its rows. */
struct table {
    uint64_t records, header, width; /* rows; bytes before the first, and of each */
};

/* False where it is too short to say. */
static bool read_table_head(const struct part *dbf, struct table *ret_table)
{
    unsigned char head[32];
    if (fread(head, 1, sizeof head, dbf->file) != sizeof head) {
        return false;
    }
    *ret_table = (struct table){.records = shp_little(head + 4),
                                .header = (uint64_t)head[8] | (uint64_t)head[9] << 8,
                                .width = (uint64_t)head[10] | (uint64_t)head[11] << 8};
    return true;
}

static enum lt_status check_table(const struct check *check, const struct part *dbf,
                                  uint64_t shapes)
{
    struct table table;
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    if (!read_table_head(dbf, &table)) {
        snprintf(found, sizeof found, ".dbf has %llu bytes: truncated",
                 (unsigned long long)dbf->size);
        return cut(check, "shapefile.dbf", ".dbf", found, "a dBASE header of 32 bytes");
    }
    const uint64_t whole = table.header + table.records * table.width;
    if (dbf->size < whole) {
        snprintf(found, sizeof found, ".dbf has %llu bytes: truncated",
                 (unsigned long long)dbf->size);
        snprintf(expected, sizeof expected, "%llu bytes for %llu records",
                 (unsigned long long)whole, (unsigned long long)table.records);
        return cut(check, "shapefile.dbf", ".dbf", found, expected);
    }
    if (table.records != shapes) {
        snprintf(found, sizeof found, "%llu records in the .dbf",
                 (unsigned long long)table.records);
        snprintf(expected, sizeof expected, "%llu, as many as shapes in the .shx",
                 (unsigned long long)shapes);
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
    char *shx_path, *dbf_path;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(ingest_companion(arena, shp_path, "shx", &shx_path, err));
    LT_TRY(ingest_companion(arena, shp_path, "dbf", &dbf_path, err));
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
    LT_TRY(check_table(&check, &dbf, (shx.size - SHP_HEADER) / SHX_RECORD));
out:
    close_part(&shp);
    close_part(&shx);
    close_part(&dbf);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status ingest_shapefile_reject(const char *found, const char *layer,
                                       struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    const struct check check = {layer, diagnostics, err};
    return cut(&check, "shapefile.shx", ".shx", found, "an index that fits the .shp");
}

enum lt_status ingest_shapefile_check_records(const char *shp_path, const char *layer,
                                              struct lt_diagnostics *diagnostics,
                                              struct lt_error *err)
{
    enum lt_status status;
    const struct check check = {layer, diagnostics, err};
    struct part shp = {0}, shx = {0};
    struct lt_arena *arena = NULL;
    char *shx_path;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(open_part(shp_path, &shp, err));
    LT_TRY(ingest_companion(arena, shp_path, "shx", &shx_path, err));
    LT_TRY(open_part(shx_path, &shx, err));
    LT_TRY(check_header(&check, &shx, "shapefile.shx", ".shx"));
    status = check_entries(&check, &shx, &shp);
out:
    close_part(&shp);
    close_part(&shx);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status ingest_shapefile_count(const char *shp_path, const char *layer, uint64_t *ret_count,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct part dbf = {0};
    struct table table;
    struct lt_arena *arena = NULL;
    char *dbf_path;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(ingest_companion(arena, shp_path, "dbf", &dbf_path, err));
    if (dbf_path != NULL) { /* it was there when it was looked at */
        LT_TRY(open_part(dbf_path, &dbf, err));
    }
    bool read = dbf_path != NULL && read_table_head(&dbf, &table);
    *ret_count = 0;
    for (uint64_t i = 0; read && i < table.records; i++) {
        char mark = '*';
        read = lt_file_get(fileno(dbf.file), &mark, 1, table.header + i * table.width);
        *ret_count += mark != '*';
    }
    if (!read) {
        status = lt_fail(err, LT_E_IO, "%s: cannot read the .dbf", layer);
    }
out:
    close_part(&dbf);
    lt_arena_destroy(arena);
    return status;
}
