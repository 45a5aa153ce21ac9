/* Spool writer: features of all units in any order, in memory bounded by the largest unit's index.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "liangtian/spool.h"
#include "store/store_spool.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/parallel.h"
#include "support/text.h"

/* A unit's bytes are kept back until they are worth opening its file for: a province has more units
 * than a process may have files open. */
enum { FLUSH_BYTES = 64 * 1024 };
#define TEMPORARY_PREFIX ".spool-"

struct entry {
    uint32_t layer, zero;
    uint64_t tile_key, sequence;
    uint64_t offset; /* of the record in the temporary file, its payload behind it */
    uint64_t size;   /* of the payload */
};

struct unit_files {
    uint32_t unit;
    bool started; /* the temporary files exist */
    uint64_t data_size, count;
    struct lt_text data, index;  /* bytes not yet written */
    char digest[LT_DIGEST_TEXT]; /* of the final file, once it is there */
};

struct lt_spool_writer {
    struct lt_arena *arena;
    const char *folder;
    struct unit_files *units; /* ascending code */
    size_t count, capacity;
    size_t last;
    struct lt_text payload; /* of the feature being added */
};

static char *temporary_path(const struct lt_spool_writer *writer, struct lt_arena *arena,
                            uint32_t unit, const char *kind)
{
    return lt_arena_printf(arena, "%s/" TEMPORARY_PREFIX "%06u-%s", writer->folder, unit, kind);
}

/* Removes what a killed or finished writer left in the folder. */
static enum lt_status remove_temporaries(const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    char **names;
    size_t count;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_folder_list(folder, arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (!lt_starts_with(names[i], TEMPORARY_PREFIX)) {
            continue;
        }
        const char *path = lt_path_join(arena, folder, names[i]);
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(lt_folder_remove(path, err));
    }
out:
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_spool_writer_create(const char *folder, struct lt_spool_writer **ret_writer,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct lt_spool_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return lt_fail_memory(err, "a spool writer");
    }
    LT_TRY(lt_arena_create(&writer->arena, err));
    writer->folder = lt_arena_text(writer->arena, folder);
    if (writer->folder == NULL) {
        status = lt_fail_memory(err, "a spool writer");
        goto out;
    }
    LT_TRY(lt_folder_make(folder, err));
    LT_TRY(remove_temporaries(folder, err));
    *ret_writer = writer;
    writer = NULL;
out:
    lt_spool_writer_destroy(writer);
    return status;
}

void lt_spool_writer_destroy(struct lt_spool_writer *writer)
{
    if (writer == NULL) {
        return;
    }
    if (writer->folder != NULL) {
        (void)remove_temporaries(writer->folder, NULL); /* or the next one does */
    }
    for (size_t i = 0; i < writer->count; i++) {
        lt_text_finish(&writer->units[i].data);
        lt_text_finish(&writer->units[i].index);
    }
    free(writer->units);
    lt_text_finish(&writer->payload);
    lt_arena_destroy(writer->arena);
    free(writer);
}

/* The unit's files, in ascending order of code; most features follow one of the same unit. */
static enum lt_status find_unit(struct lt_spool_writer *writer, uint32_t unit,
                                struct unit_files **ret_unit, struct lt_error *err)
{
    if (writer->last < writer->count && writer->units[writer->last].unit == unit) {
        *ret_unit = &writer->units[writer->last];
        return LT_OK;
    }
    size_t low = 0, high = writer->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (writer->units[middle].unit < unit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == writer->count || writer->units[low].unit != unit) {
        const enum lt_status status = lt_array_reserve(
            &writer->units, &writer->capacity, writer->count + 1, sizeof *writer->units, err);
        if (status != LT_OK) {
            return status;
        }
        memmove(writer->units + low + 1, writer->units + low,
                (writer->count - low) * sizeof *writer->units);
        writer->units[low] = (struct unit_files){.unit = unit};
        writer->count++;
    }
    writer->last = low;
    *ret_unit = &writer->units[low];
    return LT_OK;
}

static enum lt_status append(const char *path, bool first, struct lt_text *bytes,
                             struct lt_error *err)
{
    const int fd = open(
        path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (first ? O_TRUNC : O_APPEND), 0666);
    if (fd < 0) {
        return lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", path, strerror(errno));
    }
    enum lt_status status = lt_file_put(fd, path, bytes->data, bytes->length, err);
    if (close(fd) != 0 && status == LT_OK) {
        status = lt_fail(err, lt_io_status(errno), "cannot close '%s': %s", path, strerror(errno));
    }
    bytes->length = 0;
    return status;
}

static enum lt_status flush_unit(const struct lt_spool_writer *writer, struct unit_files *unit,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    const char *data = temporary_path(writer, arena, unit->unit, "data");
    const char *index = temporary_path(writer, arena, unit->unit, "index");
    if (data == NULL || index == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(append(data, !unit->started, &unit->data, err));
    LT_TRY(append(index, !unit->started, &unit->index, err));
    unit->started = true;
out:
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status add_payload(struct lt_text *payload, const struct lt_feature *feature,
                                  struct spool_record *record, struct lt_error *err)
{
    static const char zeros[SPOOL_ALIGN] = {0};
    const struct lt_shape *shape = &feature->shape;
    payload->length = 0;
    if (shape->n_points > 0) {
        lt_text_add_n(payload, (const char *)shape->points,
                      shape->n_points * sizeof *shape->points);
    }
    if (shape->n_rings > 0) {
        lt_text_add_n(payload, (const char *)shape->ring_end,
                      shape->n_rings * sizeof *shape->ring_end);
    }
    for (size_t i = 0; i < SPOOL_TEXTS; i++) {
        const char *text = spool_text(feature, i);
        const size_t length = strlen(text);
        if (payload->length + length >= UINT32_MAX) {
            return lt_fail(err, LT_E_LIMIT, "a feature of layer %s is larger than 4 GiB",
                           lt_layer_name(feature->layer));
        }
        record->text[i] = (uint32_t)payload->length;
        lt_text_add_n(payload, text, length + 1);
    }
    record->size = spool_align(payload->length);
    lt_text_add_n(payload, zeros, (size_t)(record->size - payload->length));
    return lt_text_check(payload, err);
}

enum lt_status lt_spool_writer_add(struct lt_spool_writer *writer, const struct lt_feature *feature,
                                   uint64_t tile_key, struct lt_error *err)
{
    struct unit_files *unit;
    enum lt_status status;
    LT_TRY(LT_CHECK((unsigned)feature->layer < LT_LAYER_COUNT, err));
    LT_TRY(LT_CHECK((feature->shape.n_rings == 0) == (feature->shape.n_points == 0), err));
    LT_TRY(find_unit(writer, feature->unit, &unit, err));
    struct spool_record record = {
        .sequence = feature->sequence,
        .box = feature->shape.box,
        .gross_m2 = feature->gross_m2,
        .net_m2 = feature->net_m2,
        .filed_m2 = feature->filed_m2,
        .layer = (uint32_t)feature->layer,
        .unit = feature->unit,
        .flags = feature->flags,
        .unjudged = (uint32_t)feature->unjudged,
        .n_rings = feature->shape.n_rings,
        .n_points = feature->shape.n_points,
    };
    LT_TRY(add_payload(&writer->payload, feature, &record, err));
    const struct entry entry = {
        .layer = record.layer,
        .tile_key = tile_key,
        .sequence = feature->sequence,
        .offset = unit->data_size,
        .size = record.size,
    };
    lt_text_add_n(&unit->data, (const char *)&record, sizeof record);
    lt_text_add_n(&unit->data, writer->payload.data, writer->payload.length);
    lt_text_add_n(&unit->index, (const char *)&entry, sizeof entry);
    LT_TRY(lt_text_check(&unit->data, err));
    LT_TRY(lt_text_check(&unit->index, err));
    unit->data_size += sizeof record + record.size;
    unit->count++;
    if (unit->data.length >= FLUSH_BYTES || unit->index.length >= FLUSH_BYTES) {
        LT_TRY(flush_unit(writer, unit, err));
    }
out:
    return status;
}

/* --- gathering --- */

static int by_place(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->layer != b->layer) {
        return a->layer < b->layer ? -1 : 1;
    }
    if (a->tile_key != b->tile_key) {
        return a->tile_key < b->tile_key ? -1 : 1;
    }
    if (a->sequence != b->sequence) {
        return a->sequence < b->sequence ? -1 : 1;
    }
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* A file being written front to back and digested on the way. */
struct sink {
    FILE *file;
    const char *path;
    struct lt_digest *digest;
};

static enum lt_status sink_add(struct sink *sink, const void *data, size_t size,
                               struct lt_error *err)
{
    if (size > 0 && fwrite(data, 1, size, sink->file) != size) {
        return lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", sink->path,
                       strerror(errno));
    }
    lt_digest_add(sink->digest, data, size);
    return LT_OK;
}

static struct spool_header make_header(uint32_t unit, const struct entry *entries, size_t count)
{
    struct spool_header header = {.magic = SPOOL_MAGIC,
                                  .endian = SPOOL_ENDIAN,
                                  .format = SPOOL_FORMAT,
                                  .program = LT_VERSION,
                                  .unit = unit,
                                  .record_size = sizeof(struct spool_record)};
    header.payload_offset = spool_align(sizeof header + count * sizeof(struct spool_record));
    header.file_size = header.payload_offset;
    for (size_t i = 0; i < count; i++) {
        header.layer_first[entries[i].layer + 1]++;
        header.file_size += entries[i].size;
    }
    for (size_t layer = 0; layer < LT_LAYER_COUNT; layer++) {
        header.layer_first[layer + 1] += header.layer_first[layer];
    }
    return header;
}

static enum lt_status write_sorted(struct sink *sink, const struct spool_header *header,
                                   const struct entry *entries, size_t count, const char *data,
                                   struct lt_error *err)
{
    static const char zeros[SPOOL_ALIGN] = {0};
    enum lt_status status;
    LT_TRY(sink_add(sink, header, sizeof *header, err));
    uint64_t payload = header->payload_offset;
    for (size_t i = 0; i < count; i++) {
        struct spool_record record;
        memcpy(&record, data + entries[i].offset, sizeof record);
        record.payload = payload;
        payload += record.size;
        LT_TRY(sink_add(sink, &record, sizeof record, err));
    }
    LT_TRY(sink_add(
        sink, zeros,
        (size_t)(header->payload_offset - sizeof *header - count * sizeof(struct spool_record)),
        err));
    for (size_t i = 0; i < count; i++) {
        LT_TRY(sink_add(sink, data + entries[i].offset + sizeof(struct spool_record),
                        (size_t)entries[i].size, err));
    }
out:
    return status;
}

static enum lt_status write_file(const char *temporary, const char *path, uint32_t unit,
                                 const struct entry *entries, size_t count, const char *data,
                                 char ret_hex[LT_DIGEST_TEXT], struct lt_error *err)
{
    enum lt_status status;
    struct sink sink = {.path = temporary};
    const struct spool_header header = make_header(unit, entries, count);
    LT_TRY(lt_digest_create(&sink.digest, err));
    sink.file = fopen(temporary, "wbx");
    if (sink.file == NULL) {
        status =
            lt_fail(err, lt_io_status(errno), "cannot create '%s': %s", temporary, strerror(errno));
        goto out;
    }
    LT_TRY(write_sorted(&sink, &header, entries, count, data, err));
    lt_digest_hex(sink.digest, ret_hex);
    if (fseek(sink.file, (long)offsetof(struct spool_header, digest), SEEK_SET) != 0 ||
        fwrite(ret_hex, 1, SPOOL_DIGEST, sink.file) != SPOOL_DIGEST || fflush(sink.file) != 0) {
        status =
            lt_fail(err, lt_io_status(errno), "cannot write '%s': %s", temporary, strerror(errno));
        goto out;
    }
    const int closed = fclose(sink.file);
    sink.file = NULL;
    if (closed != 0 || rename(temporary, path) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot put '%s' in place: %s", path,
                         strerror(errno));
    }
out:
    if (sink.file != NULL) {
        fclose(sink.file);
    }
    lt_digest_destroy(sink.digest);
    return status;
}

/* Maps a whole file read-only; an empty one answers NULL. */
static enum lt_status map_whole(const char *path, size_t expected, char **ret_data,
                                struct lt_error *err)
{
    struct stat info;
    enum lt_status status = LT_OK;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    *ret_data = NULL;
    if (fd < 0 || fstat(fd, &info) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path, strerror(errno));
        goto out;
    }
    if ((size_t)info.st_size != expected) {
        status = lt_fail(err, LT_E_IO, "'%s' has changed while it was being written", path);
        goto out;
    }
    void *data = mmap(NULL, expected, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
        status = lt_fail(err, lt_io_status(errno), "cannot map '%s': %s", path, strerror(errno));
        goto out;
    }
    *ret_data = data;
out:
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

static enum lt_status gather(const struct lt_spool_writer *writer, struct unit_files *unit,
                             struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    char *data = NULL, *index = NULL;
    const size_t index_size = (size_t)unit->count * sizeof(struct entry);
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(flush_unit(writer, unit, err));
    const char *data_path = temporary_path(writer, arena, unit->unit, "data");
    const char *index_path = temporary_path(writer, arena, unit->unit, "index");
    const char *final_temporary = temporary_path(writer, arena, unit->unit, "final");
    const char *path = lt_arena_printf(arena, "%s/%06u.spool", writer->folder, unit->unit);
    struct entry *entries = lt_arena_array(arena, (size_t)unit->count, sizeof *entries);
    if (data_path == NULL || index_path == NULL || final_temporary == NULL || path == NULL ||
        entries == NULL) {
        status = lt_fail_memory(err, "a spool's index");
        goto out;
    }
    LT_TRY(map_whole(data_path, (size_t)unit->data_size, &data, err));
    LT_TRY(map_whole(index_path, index_size, &index, err));
    memcpy(entries, index, index_size);
    qsort(entries, (size_t)unit->count, sizeof *entries, by_place);
    LT_TRY(write_file(final_temporary, path, unit->unit, entries, (size_t)unit->count, data,
                      unit->digest, err));
    unlink(data_path);
    unlink(index_path);
out:
    if (data != NULL) {
        munmap(data, (size_t)unit->data_size);
    }
    if (index != NULL) {
        munmap(index, index_size);
    }
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status gather_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    struct lt_spool_writer *writer = context;
    (void)thread;
    return gather(writer, &writer->units[index], err);
}

enum lt_status lt_spool_writer_close(struct lt_spool_writer *writer, unsigned threads,
                                     struct lt_arena *arena, struct lt_spool_written **ret_written,
                                     size_t *ret_count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_spool_written *written = lt_arena_array(arena, writer->count, sizeof *written);
    if (written == NULL) {
        return lt_fail_memory(err, "the list of units");
    }
    LT_TRY(lt_parallel_for(threads, writer->count, gather_one, writer, err));
    for (size_t i = 0; i < writer->count; i++) {
        written[i].unit = writer->units[i].unit;
        memcpy(written[i].digest, writer->units[i].digest, sizeof written[i].digest);
    }
    *ret_written = written;
    *ret_count = writer->count;
out:
    return status;
}
