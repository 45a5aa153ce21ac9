/* Spool reader: one mapping, checked once, read in place. */
#define _DEFAULT_SOURCE /* madvise */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "liangtian/spool.h"
#include "store/store_spool.h"
#include "support/digest.h"
#include "support/files.h"

/* A look brings in what lies around it, up to as much. */
enum { SHARED_BYTES = 256 << 20, AROUND = 64 << 10, LOOKS_LEAST = 16 };

struct looks {
    atomic_uint count;
    unsigned most;
};

struct lt_spool {
    struct looks *looks; /* since pages were given back; NULL: they are kept */
    const char *data;
    size_t size;
    struct spool_header header;
    const struct spool_record *records;
    char digest[LT_DIGEST_TEXT];
};

static enum lt_status map_file(const char *path, struct lt_spool *spool, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct stat info;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        const int cause = errno;
        status =
            lt_fail(err, lt_io_status(cause), "cannot open spool '%s': %s", path, strerror(cause));
        lt_fail_cause(err, cause);
        goto out;
    }
    if (!S_ISREG(info.st_mode) || (size_t)info.st_size < sizeof spool->header) {
        status = lt_fail(err, LT_E_IO, "spool '%s' is too short to be one", path);
        goto out;
    }
    void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
        const int cause = errno;
        status =
            lt_fail(err, lt_io_status(cause), "cannot map spool '%s': %s", path, strerror(cause));
        lt_fail_cause(err, cause);
        goto out;
    }
    spool->data = data;
    spool->size = (size_t)info.st_size;
    memcpy(&spool->header, data, sizeof spool->header);
out:
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

static enum lt_status check_header(const char *path, const struct lt_spool *spool,
                                   struct lt_error *err)
{
    const struct spool_header *header = &spool->header;
    if (memcmp(header->magic, SPOOL_MAGIC, sizeof header->magic) != 0) {
        return lt_fail(err, LT_E_IO, "'%s' is not a spool", path);
    }
    if (header->endian != SPOOL_ENDIAN) {
        return lt_fail(err, LT_E_IO, "spool '%s' comes from a machine of another byte order", path);
    }
    if (header->format != SPOOL_FORMAT || header->record_size != sizeof(struct spool_record) ||
        strncmp(header->program, LT_VERSION, sizeof header->program) != 0) {
        return lt_fail(err, LT_E_IO,
                       "spool '%s' was written by version %.*s of the program, not " LT_VERSION,
                       path, (int)sizeof header->program, header->program);
    }
    if (header->file_size != spool->size) {
        return lt_fail(err, LT_E_IO, "spool '%s' has %zu bytes where its header says %llu", path,
                       spool->size, (unsigned long long)header->file_size);
    }
    return LT_OK;
}

static enum lt_status check_digest(const char *path, struct lt_spool *spool, struct lt_error *err)
{
    struct lt_digest *digest = NULL;
    struct spool_header blank = spool->header;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status != LT_OK) {
        return status;
    }
    memset(blank.digest, 0, sizeof blank.digest);
    lt_digest_add(digest, &blank, sizeof blank);
    lt_digest_add(digest, spool->data + sizeof blank, spool->size - sizeof blank);
    lt_digest_hex(digest, spool->digest);
    lt_digest_destroy(digest);
    if (memcmp(spool->digest, spool->header.digest, sizeof spool->header.digest) != 0) {
        return lt_fail(err, LT_E_IO, "spool '%s' is damaged: its digest does not match", path);
    }
    return LT_OK;
}

/* Everything that a view follows lies inside the record's own payload. */
static bool record_sound(const struct lt_spool *spool, const struct spool_record *record)
{
    const uint64_t points = (uint64_t)record->n_points * sizeof(struct lt_point);
    const uint64_t rings = (uint64_t)record->n_rings * sizeof(uint32_t);
    if (record->payload < spool->header.payload_offset || record->payload > spool->size ||
        record->payload % SPOOL_ALIGN != 0 || record->size > spool->size - record->payload ||
        points + rings >= record->size || record->unjudged >= LT_UNJUDGED_COUNT) {
        return false;
    }
    const char *payload = spool->data + record->payload;
    const uint32_t *ring_end = (const uint32_t *)(const void *)(payload + points);
    uint32_t last = 0;
    for (uint32_t i = 0; i < record->n_rings; i++) {
        if (ring_end[i] < last || ring_end[i] > record->n_points) {
            return false;
        }
        last = ring_end[i];
    }
    for (size_t i = 0; i < SPOOL_TEXTS; i++) {
        const uint64_t at = record->text[i];
        if (at < points + rings || at >= record->size ||
            memchr(payload + at, '\0', (size_t)(record->size - at)) == NULL) {
            return false;
        }
    }
    return last == record->n_points;
}

static enum lt_status check_records(const char *path, struct lt_spool *spool, struct lt_error *err)
{
    const struct spool_header *header = &spool->header;
    const uint64_t count = header->layer_first[LT_LAYER_COUNT];
    bool sound = header->layer_first[0] == 0 && header->payload_offset <= spool->size &&
                 header->payload_offset >= sizeof *header &&
                 count <= (header->payload_offset - sizeof *header) / sizeof(struct spool_record);
    spool->records = (const struct spool_record *)(const void *)(spool->data + sizeof *header);
    for (size_t layer = 0; sound && layer < LT_LAYER_COUNT; layer++) {
        sound = header->layer_first[layer] <= header->layer_first[layer + 1];
        for (uint64_t i = header->layer_first[layer]; sound && i < header->layer_first[layer + 1];
             i++) {
            sound = i < count && spool->records[i].layer == layer &&
                    spool->records[i].unit == header->unit &&
                    record_sound(spool, &spool->records[i]);
        }
    }
    return sound ? LT_OK
                 : lt_fail(err, LT_E_IO,
                           "spool '%s' is damaged: a record points outside its bounds", path);
}

enum lt_status lt_spool_open(const char *path, struct lt_spool **ret_spool, struct lt_error *err)
{
    enum lt_status status;
    struct lt_spool *spool = calloc(1, sizeof *spool);
    if (spool == NULL) {
        return lt_fail_memory(err, "a spool");
    }
    LT_TRY(map_file(path, spool, err));
    LT_TRY(check_header(path, spool, err));
    LT_TRY(check_digest(path, spool, err));
    LT_TRY(check_records(path, spool, err));
    *ret_spool = spool;
    spool = NULL;
out:
    lt_spool_close(spool);
    return status;
}

/* Pages are those of a file that nobody writes: whoever looks again finds the same bytes. */
static void give_back(const struct lt_spool *spool)
{
    (void)madvise((void *)(uintptr_t)spool->data, spool->size, MADV_DONTNEED);
}

enum lt_status lt_spool_share(struct lt_spool *spool, size_t count, struct lt_error *err)
{
    const size_t most = SHARED_BYTES / AROUND / (count > 0 ? count : 1);
    spool->looks = calloc(1, sizeof *spool->looks);
    if (spool->looks == NULL) {
        return lt_fail_memory(err, "a spool");
    }
    spool->looks->most = most < LOOKS_LEAST ? LOOKS_LEAST : (unsigned)most;
    give_back(spool); /* all of it was looked at when its digest was checked */
    return LT_OK;
}

static void count_look(const struct lt_spool *spool)
{
    struct looks *looks = spool->looks;
    if (atomic_fetch_add_explicit(&looks->count, 1, memory_order_relaxed) >= looks->most) {
        atomic_store_explicit(&looks->count, 0, memory_order_relaxed);
        give_back(spool);
    }
}

void lt_spool_close(struct lt_spool *spool)
{
    if (spool != NULL) {
        free(spool->looks);
        if (spool->data != NULL) {
            munmap((void *)(uintptr_t)spool->data, spool->size);
        }
        free(spool);
    }
}

const char *lt_spool_digest(const struct lt_spool *spool)
{
    return spool->digest;
}

uint32_t lt_spool_unit(const struct lt_spool *spool)
{
    return spool->header.unit;
}

size_t lt_spool_count(const struct lt_spool *spool, enum lt_layer layer)
{
    return (size_t)(spool->header.layer_first[layer + 1] - spool->header.layer_first[layer]);
}

void lt_spool_feature(const struct lt_spool *spool, enum lt_layer layer, size_t index,
                      struct lt_feature *ret_feature)
{
    const struct spool_record *record = &spool->records[spool->header.layer_first[layer] + index];
    const char *payload = spool->data + record->payload;
    const size_t points = record->n_points * sizeof(struct lt_point);
    if (spool->looks != NULL) {
        count_look(spool);
    }
    *ret_feature = (struct lt_feature){
        .sequence = record->sequence,
        .layer = layer,
        .unit = record->unit,
        .flags = record->flags,
        .unjudged = (enum lt_unjudged)record->unjudged,
        .shape = {.n_rings = record->n_rings,
                  .n_points = record->n_points,
                  .points = (const struct lt_point *)(const void *)payload,
                  .ring_end = (const uint32_t *)(const void *)(payload + points),
                  .box = record->box},
        .gross_m2 = record->gross_m2,
        .net_m2 = record->net_m2,
        .filed_m2 = record->filed_m2,
    };
    for (size_t i = 0; i < LT_ATTR_COUNT; i++) {
        ret_feature->attr[i] = payload + record->text[i];
    }
    ret_feature->carried = payload + record->text[LT_ATTR_COUNT];
}

static void get_shape(const void *context, size_t index, struct lt_shape *ret_shape)
{
    const struct lt_spool_layer *view = context;
    struct lt_feature feature;
    lt_spool_feature(view->spool, view->layer, index, &feature);
    *ret_shape = feature.unjudged == LT_JUDGED ? feature.shape : (struct lt_shape){0};
}

struct lt_shapes lt_spool_shapes(const struct lt_spool_layer *view)
{
    return (struct lt_shapes){
        .count = lt_spool_count(view->spool, view->layer), .context = view, .get = get_shape};
}
