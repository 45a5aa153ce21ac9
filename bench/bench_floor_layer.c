#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench_floor.h"
#include "support/parallel.h"
#include "support/text.h"

/* Tasks per thread: enough that a thread with the heavier half does not make the others wait. */
enum { TASKS_PER_THREAD = 32 };

/* ---- coordinates ---- */

/* Box and sum of some points. */
struct touched {
    double min_x, min_y, max_x, max_y, sum_x, sum_y;
};

static inline void touch_point(struct touched *touched, const uint8_t *at)
{
    double p[2];
    memcpy(p, at, sizeof p);
    touched->min_x = p[0] < touched->min_x ? p[0] : touched->min_x;
    touched->max_x = p[0] > touched->max_x ? p[0] : touched->max_x;
    touched->min_y = p[1] < touched->min_y ? p[1] : touched->min_y;
    touched->max_y = p[1] > touched->max_y ? p[1] : touched->max_y;
    touched->sum_x += p[0];
    touched->sum_y += p[1];
}

static void join(struct lt_box *box, double *sum, const struct touched *touched)
{
    box->min_x = touched->min_x < box->min_x ? touched->min_x : box->min_x;
    box->max_x = touched->max_x > box->max_x ? touched->max_x : box->max_x;
    box->min_y = touched->min_y < box->min_y ? touched->min_y : box->min_y;
    box->max_y = touched->max_y > box->max_y ? touched->max_y : box->max_y;
    *sum += touched->sum_x + touched->sum_y;
}

/* Touches `count` points of `stride` doubles at `at` (any alignment): adds them to the sum and the box. Even and odd
 * points apart: one chain of additions would be slower than the memory. */
static const uint8_t *touch(const uint8_t *at, size_t count, size_t stride, struct lt_box *box,
                            double *sum)
{
    const size_t step = stride * sizeof(double);
    struct touched even = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL, 0.0, 0.0}, odd = even;
    size_t i = 0;
    for (; i + 1 < count; i += 2) {
        touch_point(&even, at + i * step);
        touch_point(&odd, at + (i + 1) * step);
    }
    if (i < count) {
        touch_point(&even, at + i * step);
    }
    join(box, sum, &even);
    join(box, sum, &odd);
    return at + count * step;
}

static struct lt_box no_box(void)
{
    return (struct lt_box){HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
}

static void mark_box(struct bench_floor_layer *layer, unsigned thread, const struct lt_box *box)
{
    for (size_t i = 0; i < layer->sets; i++) {
        bench_tiles_mark(&layer->tiles[thread * layer->sets + i], box);
    }
}

static uint32_t u32_at(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* The sums of one thread, on cache lines of their own. */
struct tally {
    struct bench_layer_counts counts;
    char apart[128 - sizeof(struct bench_layer_counts)];
};

static void add_tallies(const struct tally *tallies, unsigned threads,
                        struct bench_layer_counts *ret_counts)
{
    *ret_counts = (struct bench_layer_counts){0};
    for (unsigned i = 0; i < threads; i++) {
        ret_counts->features += tallies[i].counts.features;
        ret_counts->nulls += tallies[i].counts.nulls;
        ret_counts->rings += tallies[i].counts.rings;
        ret_counts->vertices += tallies[i].counts.vertices;
        ret_counts->sum += tallies[i].counts.sum;
    }
}

/* ---- GeoPackage: SQLite, a connection per thread, ranges of rowid ---- */

struct package {
    const char *path;
    struct bench_floor_layer *layer;
    char sql[512];
    sqlite3_int64 first, last, step;
    sqlite3 **connections;     /* per thread */
    sqlite3_stmt **statements; /* per thread */
    struct tally *tallies;
};

static enum lt_status fail_sqlite(const struct package *package, sqlite3 *connection,
                                  struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "cannot read '%s': %s", package->path,
                   connection != NULL ? sqlite3_errmsg(connection) : "no memory");
}

/* A path as SQLite's URI: what would end or escape it is written as %XX. */
static void path_uri(const char *path, struct lt_text *uri)
{
    lt_text_add(uri, "file:");
    for (const char *at = path; *at != '\0'; at++) {
        if (strchr("%?#", *at) != NULL) {
            lt_text_printf(uri, "%%%02X", (unsigned)(unsigned char)*at);
        } else {
            lt_text_add_n(uri, at, 1);
        }
    }
    /* immutable: no locks, no looking for a journal. */
    lt_text_add(uri, "?immutable=1");
}

static enum lt_status connect(const struct package *package, sqlite3 **ret_connection,
                              struct lt_error *err)
{
    struct lt_text uri = {0};
    enum lt_status status = LT_OK;
    path_uri(package->path, &uri);
    LT_TRY(lt_text_check(&uri, err));
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(uri.data, ret_connection, flags, NULL) != SQLITE_OK ||
        sqlite3_exec(*ret_connection, "PRAGMA mmap_size=68719476736", NULL, NULL, NULL) !=
            SQLITE_OK) {
        status = fail_sqlite(package, *ret_connection, err);
    }
out:
    lt_text_finish(&uri);
    return status;
}

/* The layer's table and column, and its range of rowids. */
static enum lt_status find_layer(struct package *package, sqlite3 *connection, struct lt_error *err)
{
    sqlite3_stmt *statement = NULL;
    char *range = NULL;
    enum lt_status status = LT_OK;
    if (sqlite3_prepare_v2(connection,
                           "SELECT table_name, column_name FROM gpkg_geometry_columns "
                           "ORDER BY rowid LIMIT 1",
                           -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        status = fail_sqlite(package, connection, err);
        goto out;
    }
    const char *table = (const char *)sqlite3_column_text(statement, 0);
    const char *column = (const char *)sqlite3_column_text(statement, 1);
    sqlite3_snprintf(sizeof package->sql, package->sql,
                     "SELECT \"%w\" FROM \"%w\" WHERE rowid BETWEEN ? AND ?", column, table);
    range = sqlite3_mprintf(
        "SELECT (SELECT min(rowid) FROM \"%w\"), (SELECT max(rowid) FROM \"%w\")", table, table);
    sqlite3_finalize(statement);
    statement = NULL;
    if (range == NULL || sqlite3_prepare_v2(connection, range, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        status = fail_sqlite(package, connection, err);
        goto out;
    }
    const bool empty = sqlite3_column_type(statement, 0) == SQLITE_NULL;
    package->first = sqlite3_column_int64(statement, 0);
    package->last = empty ? package->first - 1 : sqlite3_column_int64(statement, 1);
out:
    sqlite3_finalize(statement);
    sqlite3_free(range);
    return status;
}

/* WKB of a polygon, little-endian; answers what follows it, NULL when it does not hold. */
static const uint8_t *touch_polygon(const uint8_t *at, const uint8_t *end, size_t stride,
                                    struct lt_box *box, struct bench_layer_counts *counts)
{
    if (end - at < 9) {
        return NULL;
    }
    const uint32_t rings = u32_at(at + 5);
    at += 9;
    for (uint32_t i = 0; i < rings; i++) {
        if (end - at < 4) {
            return NULL;
        }
        const size_t count = u32_at(at);
        at += 4;
        if ((size_t)(end - at) / (stride * sizeof(double)) < count) {
            return NULL;
        }
        at = touch(at, count, stride, box, &counts->sum);
        counts->vertices += count;
        counts->rings++;
    }
    return at;
}

static bool touch_wkb(const uint8_t *at, const uint8_t *end, struct lt_box *box,
                      struct bench_layer_counts *counts)
{
    if (end - at < 9 || at[0] != 1) {
        return false;
    }
    const uint32_t type = u32_at(at + 1);
    static const size_t strides[] = {2, 3, 3, 4}; /* XY, Z, M, ZM in ISO WKB */
    if (type / 1000 > 3) {
        return false;
    }
    const size_t stride = strides[type / 1000];
    if (type % 1000 == 3) {
        return touch_polygon(at, end, stride, box, counts) != NULL;
    }
    const uint32_t parts = u32_at(at + 5);
    at += 9;
    for (uint32_t i = 0; i < parts && at != NULL; i++) {
        at = touch_polygon(at, end, stride, box, counts);
    }
    return type % 1000 == 6 && at != NULL;
}

/* Bytes before the WKB in a geometry of a GeoPackage; 0 when it is none. */
static size_t head_size(const uint8_t *blob, size_t size)
{
    static const size_t envelopes[8] = {0, 32, 48, 48, 64, 0, 0, 0};
    if (size < 8 || blob[0] != 'G' || blob[1] != 'P') {
        return 0;
    }
    const size_t head = 8 + envelopes[blob[3] >> 1 & 7];
    return head < size ? head : 0;
}

static enum lt_status read_blob(const struct package *package, unsigned thread, const uint8_t *blob,
                                size_t size, struct lt_error *err)
{
    struct bench_floor_layer *layer = package->layer;
    struct lt_box box = no_box();
    const size_t head = head_size(blob, size);
    if (head == 0 || !touch_wkb(blob + head, blob + size, &box, &package->tallies[thread].counts)) {
        return lt_fail(err, LT_E_INPUT, "'%s' holds a geometry that is no polygon", package->path);
    }
    mark_box(layer, thread, &box);
    return layer->look != NULL ? layer->look(layer->context, thread, blob + head, size - head, err)
                               : LT_OK;
}

static enum lt_status read_rows(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    struct package *package = context;
    struct bench_layer_counts *counts = &package->tallies[thread].counts;
    enum lt_status status = LT_OK;
    if (package->connections[thread] == NULL) {
        LT_TRY(connect(package, &package->connections[thread], err));
        if (sqlite3_prepare_v2(package->connections[thread], package->sql, -1,
                               &package->statements[thread], NULL) != SQLITE_OK) {
            status = fail_sqlite(package, package->connections[thread], err);
            goto out;
        }
    }
    sqlite3_stmt *statement = package->statements[thread];
    const sqlite3_int64 from = package->first + (sqlite3_int64)index * package->step;
    sqlite3_bind_int64(statement, 1, from);
    sqlite3_bind_int64(statement, 2, from + package->step - 1);
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        counts->features++;
        const uint8_t *blob = sqlite3_column_blob(statement, 0);
        if (blob == NULL) {
            counts->nulls++;
            continue;
        }
        LT_TRY(read_blob(package, thread, blob, (size_t)sqlite3_column_bytes(statement, 0), err));
    }
    sqlite3_reset(statement);
    if (result != SQLITE_DONE) {
        status = fail_sqlite(package, package->connections[thread], err);
    }
out:
    return status;
}

static void close_package(struct package *package)
{
    for (unsigned i = 0; i < package->layer->threads; i++) {
        if (package->statements != NULL) {
            sqlite3_finalize(package->statements[i]);
        }
        if (package->connections != NULL) {
            sqlite3_close(package->connections[i]);
        }
    }
    free(package->statements);
    free(package->connections);
    free(package->tallies);
}

static enum lt_status read_package(const char *path, struct bench_floor_layer *layer,
                                   struct bench_layer_counts *ret_counts, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct package package = {.path = path,
                              .layer = layer,
                              .connections = calloc(layer->threads, sizeof(sqlite3 *)),
                              .statements = calloc(layer->threads, sizeof(sqlite3_stmt *)),
                              .tallies = calloc(layer->threads, sizeof(struct tally))};
    sqlite3 *connection = NULL;
    if (package.connections == NULL || package.statements == NULL || package.tallies == NULL) {
        status = lt_fail_memory(err, "a layer");
        goto out;
    }
    LT_TRY(connect(&package, &connection, err));
    LT_TRY(find_layer(&package, connection, err));
    const sqlite3_int64 rows = package.last - package.first + 1;
    const sqlite3_int64 tasks = (sqlite3_int64)layer->threads * TASKS_PER_THREAD;
    package.step = rows / tasks + 1;
    if (rows > 0) {
        LT_TRY(lt_parallel_for(layer->threads, (size_t)((rows + package.step - 1) / package.step),
                               read_rows, &package, err));
    }
    add_tallies(package.tallies, layer->threads, ret_counts);
out:
    sqlite3_close(connection);
    close_package(&package);
    return status;
}

/* ---- shapefile: mapped, ranges of the index ---- */

struct mapping {
    const uint8_t *data;
    size_t size;
};

struct shapefile {
    const char *path;
    struct bench_floor_layer *layer;
    struct mapping shp, shx;
    size_t records, step;
    struct tally *tallies;
};

static enum lt_status map_file(const char *path, struct mapping *ret_mapping, struct lt_error *err)
{
    struct stat info = {0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *data = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &info) == 0 && info.st_size >= 100) {
        data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, fd, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (data == MAP_FAILED) {
        return lt_fail(err, LT_E_IO, "cannot map '%s'", path);
    }
    *ret_mapping = (struct mapping){data, (size_t)info.st_size};
    return LT_OK;
}

static uint32_t u32_big(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* One record's content: type, box, parts, points (then Z and M, which nobody needs). */
static bool touch_record(const uint8_t *at, size_t size, struct lt_box *box,
                         struct bench_layer_counts *counts)
{
    if (size < 4) {
        return false;
    }
    const uint32_t type = u32_at(at);
    if (type == 0) {
        counts->nulls++;
        return true;
    }
    if ((type != 5 && type != 15 && type != 25) || size < 44) {
        return false;
    }
    const size_t parts = u32_at(at + 36), points = u32_at(at + 40);
    if ((size - 44) / 4 < parts || (size - 44 - 4 * parts) / 16 < points) {
        return false;
    }
    touch(at + 44 + 4 * parts, points, 2, box, &counts->sum);
    counts->rings += parts;
    counts->vertices += points;
    return true;
}

static enum lt_status read_records(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    const struct shapefile *file = context;
    struct bench_layer_counts *counts = &file->tallies[thread].counts;
    const size_t from = index * file->step;
    const size_t end = from + file->step < file->records ? from + file->step : file->records;
    for (size_t i = from; i < end; i++) {
        const size_t offset = (size_t)u32_big(file->shx.data + 100 + 8 * i) * 2;
        const size_t size = (size_t)u32_big(file->shx.data + 104 + 8 * i) * 2;
        struct lt_box box = no_box();
        if (offset + 8 > file->shp.size || file->shp.size - offset - 8 < size ||
            !touch_record(file->shp.data + offset + 8, size, &box, counts)) {
            return lt_fail(err, LT_E_INPUT, "record %zu of '%s' does not hold", i, file->path);
        }
        counts->features++;
        if (box.min_x <= box.max_x) {
            mark_box(file->layer, thread, &box);
        }
    }
    return LT_OK;
}

static enum lt_status read_shapefile(const char *path, struct bench_floor_layer *layer,
                                     struct bench_layer_counts *ret_counts, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct shapefile file = {
        .path = path, .layer = layer, .tallies = calloc(layer->threads, sizeof(struct tally))};
    struct lt_text index = {0};
    lt_text_add_n(&index, path, strlen(path) - 1);
    lt_text_add(&index, "x");
    LT_TRY(lt_text_check(&index, err));
    if (file.tallies == NULL) {
        status = lt_fail_memory(err, "a layer");
        goto out;
    }
    LT_TRY(map_file(path, &file.shp, err));
    LT_TRY(map_file(index.data, &file.shx, err));
    file.records = (file.shx.size - 100) / 8;
    file.step = file.records / ((size_t)layer->threads * TASKS_PER_THREAD) + 1;
    LT_TRY(lt_parallel_for(layer->threads, (file.records + file.step - 1) / file.step, read_records,
                           &file, err));
    add_tallies(file.tallies, layer->threads, ret_counts);
out:
    if (file.shp.data != NULL) {
        munmap((void *)(uintptr_t)file.shp.data, file.shp.size);
    }
    if (file.shx.data != NULL) {
        munmap((void *)(uintptr_t)file.shx.data, file.shx.size);
    }
    free(file.tallies);
    lt_text_finish(&index);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

enum lt_status bench_floor_layer_read(const char *path, struct bench_floor_layer *layer,
                                      struct bench_layer_counts *ret_counts, struct lt_error *err)
{
    if (ends_with(path, ".gpkg")) {
        return read_package(path, layer, ret_counts, err);
    }
    if (ends_with(path, ".shp")) {
        return read_shapefile(path, layer, ret_counts, err);
    }
    return lt_fail(err, LT_E_USAGE, "'%s' is neither .gpkg nor .shp", path);
}
