/* Layers of millions of polygons: rows are encoded on any thread and appended in order.
 *
 * GDAL makes the empty file, with its fields and coordinate system; the rows are then written as GDAL would lay them
 * down, but without its feature objects: ten times as fast.
 */
#ifndef LT_BENCH_GENERATE_BULK_H
#define LT_BENCH_GENERATE_BULK_H

#include "bench_generate.h"

struct bench_bulk;
/* One value for a field: `text` for BENCH_TEXT ("" is NULL), else `number`. BENCH_DATE is not served. */
struct bench_value {
    const char *text;
    double number;
};

enum { BENCH_BULK_FIELDS = 16 };
enum lt_status bench_bulk_create(const char *path, bool shapefile, const char *name,
                                 const struct bench_field *fields, size_t n_fields,
                                 struct bench_bulk **ret_bulk, struct lt_error *err);
/* Appends one encoded row to `rows`. Any thread. A failure poisons `rows`. */
void bench_bulk_encode(const struct bench_bulk *bulk, const struct bench_polygon *polygon,
                       const struct bench_value *values, struct lt_text *rows);
/* Writes encoded rows. One call at a time. */
enum lt_status bench_bulk_write(struct bench_bulk *bulk, const struct lt_text *rows,
                                struct lt_error *err);
/* Closes; on success the file is complete. NULL-safe. */
enum lt_status bench_bulk_close(struct bench_bulk *bulk, struct lt_error *err);

/* ---- the two formats, for bench_generate_bulk.c only ---- */

struct bench_fields {
    const struct bench_field *items;
    size_t count;
};
/* What heads each encoded row. */
struct bench_row_head {
    uint32_t shape_bytes, record_bytes;
    struct lt_box box;
};

struct bench_bulk_package;
enum lt_status bench_bulk_package_open(const char *path, const char *name,
                                       const struct bench_fields *fields,
                                       struct bench_bulk_package **ret_package,
                                       struct lt_error *err);
void bench_bulk_package_shape(const struct bench_polygon *polygon, const struct lt_box *box,
                              struct lt_text *rows);
void bench_bulk_package_record(const struct bench_fields *fields, const struct bench_value *values,
                               struct lt_text *rows);
enum lt_status bench_bulk_package_put(struct bench_bulk_package *package,
                                      const struct bench_row_head *head, const char *row,
                                      struct lt_error *err);
enum lt_status bench_bulk_package_close(struct bench_bulk_package *package,
                                        const struct lt_box *box, uint64_t count,
                                        struct lt_error *err); /* NULL-safe */

struct bench_bulk_shapefile;
enum lt_status bench_bulk_shapefile_open(const char *path,
                                         struct bench_bulk_shapefile **ret_shapefile,
                                         struct lt_error *err);
void bench_bulk_shapefile_shape(const struct bench_polygon *polygon, const struct lt_box *box,
                                struct lt_text *rows);
void bench_bulk_shapefile_record(const struct bench_fields *fields,
                                 const struct bench_value *values, struct lt_text *rows);
enum lt_status bench_bulk_shapefile_put(struct bench_bulk_shapefile *shapefile,
                                        const struct bench_row_head *head, const char *row,
                                        struct lt_error *err);
enum lt_status bench_bulk_shapefile_close(struct bench_bulk_shapefile *shapefile,
                                          const struct lt_box *box, uint64_t count,
                                          struct lt_error *err); /* NULL-safe */

#endif
