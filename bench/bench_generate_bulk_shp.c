#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_generate_bulk.h"

enum { SHAPE_POLYGON = 5, HEADER = 100, DBF_HEADER = 32, DBF_END = 0x1a };
enum { FILE_SHP, FILE_SHX, FILE_DBF, FILES };

struct bench_bulk_shapefile {
    FILE *files[FILES];
    uint64_t words; /* length of the .shp in 16-bit words */
    uint32_t records;
    char path[BENCH_PATH];
};

/* ---- rows ---- */

static void add_u32(struct lt_text *rows, uint32_t value)
{
    lt_text_add_n(rows, (const char *)&value, sizeof value);
}

/* Outer rings run clockwise here, so every ring is turned round; the first point comes again at the end. */
void bench_bulk_shapefile_shape(const struct bench_polygon *polygon, const struct lt_box *box,
                                struct lt_text *rows)
{
    add_u32(rows, SHAPE_POLYGON);
    lt_text_add_n(rows, (const char *)box, sizeof *box);
    add_u32(rows, (uint32_t)polygon->n_rings);
    add_u32(rows, (uint32_t)(polygon->n_points + polygon->n_rings));
    for (size_t r = 0; r < polygon->n_rings; r++) {
        add_u32(rows, (uint32_t)(r == 0 ? 0 : polygon->rings[r - 1].end + r));
    }
    size_t start = 0;
    for (size_t r = 0; r < polygon->n_rings; r++) {
        const size_t end = polygon->rings[r].end;
        lt_text_add_n(rows, (const char *)&polygon->points[start], sizeof(struct lt_point));
        for (size_t i = end; i > start; i--) {
            lt_text_add_n(rows, (const char *)&polygon->points[i - 1], sizeof(struct lt_point));
        }
        start = end;
    }
}

/* Text from the left, numbers from the right, as in every .dbf. */
void bench_bulk_shapefile_record(const struct bench_fields *fields,
                                 const struct bench_value *values, struct lt_text *rows)
{
    lt_text_add_n(rows, " ", 1); /* not deleted */
    for (size_t i = 0; i < fields->count; i++) {
        const struct bench_field *field = &fields->items[i];
        char text[LT_DOUBLE_TEXT * 4] = {0};
        if (field->type == BENCH_TEXT) {
            lt_text_printf(rows, "%-*.*s", field->width, field->width, values[i].text);
        } else {
            lt_format_fixed(values[i].number, field->decimals, text, sizeof text);
            lt_text_printf(rows, "%*.*s", field->width, field->width, text);
        }
    }
}

static void put_u32_big(char *at, uint32_t value)
{
    at[0] = (char)(value >> 24);
    at[1] = (char)(value >> 16);
    at[2] = (char)(value >> 8);
    at[3] = (char)value;
}

static enum lt_status append(struct bench_bulk_shapefile *shapefile, int file, const char *data,
                             size_t size, struct lt_error *err)
{
    return fwrite(data, 1, size, shapefile->files[file]) == size
               ? LT_OK
               : lt_fail(err, LT_E_IO, "cannot write '%s'", shapefile->path);
}

enum lt_status bench_bulk_shapefile_put(struct bench_bulk_shapefile *shapefile,
                                        const struct bench_row_head *head, const char *row,
                                        struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char number[8], place[8];
    put_u32_big(number, ++shapefile->records);
    put_u32_big(number + 4, head->shape_bytes / 2);
    put_u32_big(place, (uint32_t)shapefile->words);
    put_u32_big(place + 4, head->shape_bytes / 2);
    shapefile->words += (sizeof number + head->shape_bytes) / 2;
    if (shapefile->words > INT32_MAX) {
        return lt_fail(err, LT_E_LIMIT, "'%s' would be larger than a shapefile can be",
                       shapefile->path);
    }
    LT_TRY(append(shapefile, FILE_SHX, place, sizeof place, err));
    LT_TRY(append(shapefile, FILE_SHP, number, sizeof number, err));
    LT_TRY(append(shapefile, FILE_SHP, row, head->shape_bytes, err));
    LT_TRY(append(shapefile, FILE_DBF, row + head->shape_bytes, head->record_bytes, err));
out:
    return status;
}

/* ---- the files ---- */

static FILE *open_sibling(const char *shp, const char *ending)
{
    char path[BENCH_PATH];
    memcpy(path, shp, strlen(shp) + 1);
    memcpy(path + strlen(path) - 3, ending, 3);
    return fopen(path, "r+b");
}

enum lt_status bench_bulk_shapefile_open(const char *path,
                                         struct bench_bulk_shapefile **ret_shapefile,
                                         struct lt_error *err)
{
    static const char *const endings[FILES] = {"shp", "shx", "dbf"};
    struct bench_bulk_shapefile *shapefile = calloc(1, sizeof *shapefile);
    unsigned char dbf[DBF_HEADER];
    if (shapefile == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    snprintf(shapefile->path, sizeof shapefile->path, "%s", path);
    shapefile->words = HEADER / 2;
    bool good = true;
    for (int i = 0; i < FILES; i++) {
        shapefile->files[i] = open_sibling(path, endings[i]);
        good = good && shapefile->files[i] != NULL;
    }
    good = good && fread(dbf, 1, sizeof dbf, shapefile->files[FILE_DBF]) == sizeof dbf;
    const long fields_end = good ? dbf[8] | dbf[9] << 8 : 0;
    good = good && fseek(shapefile->files[FILE_SHP], HEADER, SEEK_SET) == 0 &&
           fseek(shapefile->files[FILE_SHX], HEADER, SEEK_SET) == 0 &&
           fseek(shapefile->files[FILE_DBF], fields_end, SEEK_SET) == 0;
    if (!good) {
        bench_bulk_shapefile_close(shapefile, NULL, 0, NULL);
        return lt_fail(err, LT_E_IO, "cannot open '%s' for writing", path);
    }
    *ret_shapefile = shapefile;
    return LT_OK;
}

/* Length and box in the head of a .shp or .shx. */
static bool finish_head(FILE *file, uint64_t words, const struct lt_box *box)
{
    char length[4];
    put_u32_big(length, (uint32_t)words);
    return fseek(file, 24, SEEK_SET) == 0 && fwrite(length, 1, 4, file) == 4 &&
           fseek(file, 36, SEEK_SET) == 0 && fwrite(box, 1, sizeof *box, file) == sizeof *box;
}

static bool conclude(struct bench_bulk_shapefile *shapefile, const struct lt_box *box,
                     uint64_t count)
{
    static const struct lt_box nowhere = {0};
    const struct lt_box *where = count > 0 ? box : &nowhere;
    const uint32_t records = (uint32_t)count;
    FILE *dbf = shapefile->files[FILE_DBF];
    return finish_head(shapefile->files[FILE_SHP], shapefile->words, where) &&
           finish_head(shapefile->files[FILE_SHX], HEADER / 2 + 4 * count, where) &&
           fputc(DBF_END, dbf) != EOF && fseek(dbf, 4, SEEK_SET) == 0 &&
           fwrite(&records, 1, sizeof records, dbf) == sizeof records;
}

enum lt_status bench_bulk_shapefile_close(struct bench_bulk_shapefile *shapefile,
                                          const struct lt_box *box, uint64_t count,
                                          struct lt_error *err)
{
    if (shapefile == NULL) {
        return LT_OK;
    }
    bool good = box == NULL || conclude(shapefile, box, count);
    for (int i = 0; i < FILES; i++) {
        good = (shapefile->files[i] == NULL || fclose(shapefile->files[i]) == 0) && good;
    }
    const enum lt_status status =
        good ? LT_OK : lt_fail(err, LT_E_IO, "cannot finish '%s'", shapefile->path);
    free(shapefile);
    return status;
}
