#include "bench_generate_bulk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bench_bulk {
    struct bench_fields fields;
    struct bench_bulk_package *package;     /* either … */
    struct bench_bulk_shapefile *shapefile; /* … or */
    struct lt_box box;
    uint64_t count;
};

enum lt_status bench_bulk_create(const char *path, bool shapefile, const char *name,
                                 const struct bench_field *fields, size_t n_fields,
                                 struct bench_bulk **ret_bulk, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_layer *empty = NULL;
    struct bench_bulk *bulk = calloc(1, sizeof *bulk);
    if (bulk == NULL || n_fields > BENCH_BULK_FIELDS) {
        status = lt_fail_memory(err, "a layer");
        goto out;
    }
    bulk->fields = (struct bench_fields){fields, n_fields};
    bulk->box = (struct lt_box){HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    LT_TRY(bench_layer_create(path, shapefile ? "ESRI Shapefile" : "GPKG", name, "UTF-8", false,
                              fields, n_fields, &empty, err));
    status = bench_layer_close(empty, err);
    empty = NULL;
    LT_TRY(status);
    if (shapefile) {
        LT_TRY(bench_bulk_shapefile_open(path, &bulk->shapefile, err));
    } else {
        LT_TRY(bench_bulk_package_open(path, name, &bulk->fields, &bulk->package, err));
    }
    *ret_bulk = bulk;
    bulk = NULL;
out:
    free(bulk);
    return status;
}

void bench_bulk_encode(const struct bench_bulk *bulk, const struct bench_polygon *polygon,
                       const struct bench_value *values, struct lt_text *rows)
{
    struct bench_row_head head = {.box = bench_polygon_box(polygon)};
    const size_t start = rows->length;
    lt_text_add_n(rows, (const char *)&head, sizeof head); /* its sizes follow below */
    const size_t shape = rows->length;
    if (bulk->package != NULL) {
        bench_bulk_package_shape(polygon, &head.box, rows);
    } else {
        bench_bulk_shapefile_shape(polygon, &head.box, rows);
    }
    const size_t record = rows->length;
    if (bulk->package != NULL) {
        bench_bulk_package_record(&bulk->fields, values, rows);
    } else {
        bench_bulk_shapefile_record(&bulk->fields, values, rows);
    }
    rows->failed = rows->failed || polygon->failed;
    if (!rows->failed) {
        head.shape_bytes = (uint32_t)(record - shape);
        head.record_bytes = (uint32_t)(rows->length - record);
        memcpy(rows->data + start, &head, sizeof head);
    }
}

enum lt_status bench_bulk_write(struct bench_bulk *bulk, const struct lt_text *rows,
                                struct lt_error *err)
{
    enum lt_status status = lt_text_check(rows, err);
    for (size_t at = 0; status == LT_OK && at < rows->length;) {
        struct bench_row_head head;
        memcpy(&head, rows->data + at, sizeof head);
        at += sizeof head;
        status = bulk->package != NULL
                     ? bench_bulk_package_put(bulk->package, &head, rows->data + at, err)
                     : bench_bulk_shapefile_put(bulk->shapefile, &head, rows->data + at, err);
        at += head.shape_bytes + head.record_bytes;
        bulk->box.min_x = fmin(bulk->box.min_x, head.box.min_x);
        bulk->box.min_y = fmin(bulk->box.min_y, head.box.min_y);
        bulk->box.max_x = fmax(bulk->box.max_x, head.box.max_x);
        bulk->box.max_y = fmax(bulk->box.max_y, head.box.max_y);
        bulk->count++;
    }
    return status;
}

enum lt_status bench_bulk_close(struct bench_bulk *bulk, struct lt_error *err)
{
    if (bulk == NULL) {
        return LT_OK;
    }
    const enum lt_status status =
        bulk->package != NULL
            ? bench_bulk_package_close(bulk->package, &bulk->box, bulk->count, err)
            : bench_bulk_shapefile_close(bulk->shapefile, &bulk->box, bulk->count, err);
    free(bulk);
    return status;
}
