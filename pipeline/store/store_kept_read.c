/* Reading one id of a kept file: its head, and the block where the id stands. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_kept.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/digest.h"
#include "support/files.h"

/* The file is open while something is read of it and not longer: a city has one per county and half-year, more than a
 * process may have open at once. That it is still the same is told by the digests of its blocks, which are in the head. */
struct lt_kept {
    struct lt_arena *arena;
    const char *path;
    char key[65];
    struct kept_contents contents;
    bool
        foreign; /* found to be whole, as far as that can be told, but of another version's format */
};

static enum lt_status damaged(const char *path, const char *what, struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "'%s' is damaged: %s", path, what);
}

static enum lt_status open_file(const struct lt_kept *kept, int *ret_fd, uint64_t *ret_size,
                                struct lt_error *err)
{
    struct stat info;
    const int fd = open(kept->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        const int cause = errno;
        const enum lt_status status =
            lt_fail(err, lt_io_status(cause), "cannot open '%s': %s", kept->path, strerror(cause));
        lt_fail_cause(err, cause);
        if (fd >= 0) {
            close(fd);
        }
        return status;
    }
    *ret_fd = fd;
    *ret_size = (uint64_t)info.st_size;
    return LT_OK;
}

static enum lt_status read_at(const struct lt_kept *kept, int fd, uint64_t at, void *into,
                              size_t size, struct lt_error *err)
{
    if (lt_file_get(fd, into, size, at)) {
        return LT_OK;
    }
    const int cause = errno;
    const enum lt_status status = damaged(kept->path, "it is too short, or cannot be read", err);
    lt_fail_cause(err, cause);
    return status;
}

static enum lt_status foreign(struct lt_kept *kept, struct lt_error *err)
{
    kept->foreign = true;
    return lt_fail(err, LT_E_IO, "'%s' was written by another version of the program", kept->path);
}

static enum lt_status check_tail(struct lt_kept *kept, const struct kept_tail *tail, uint64_t size,
                                 struct lt_error *err)
{
    if (tail->endian != KEPT_ENDIAN || tail->format != KEPT_FORMAT) {
        return foreign(kept, err);
    }
    return tail->head_size <= size && tail->head_at <= size &&
                   tail->head_at + tail->head_size + sizeof *tail == size
               ? LT_OK
               : damaged(kept->path, "its contents do not add up", err);
}

static enum lt_status read_head(struct lt_kept *kept, int fd, uint64_t size, struct lt_error *err)
{
    enum lt_status status;
    struct kept_tail tail;
    char kind[sizeof kept_kind], hex[LT_DIGEST_TEXT];
    if (size < sizeof kind + sizeof tail) {
        return damaged(kept->path, "it is too short, or cannot be read", err);
    }
    LT_TRY(read_at(kept, fd, 0, kind, sizeof kind, err));
    LT_TRY(read_at(kept, fd, size - sizeof tail, &tail, sizeof tail, err));
    if (memcmp(kind, kept_kind, sizeof kind) != 0) {
        return damaged(kept->path, "its contents do not add up", err);
    }
    LT_TRY(check_tail(kept, &tail, size, err));
    char *head = lt_arena_alloc(kept->arena, (size_t)tail.head_size);
    if (head == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    LT_TRY(read_at(kept, fd, tail.head_at, head, (size_t)tail.head_size, err));
    LT_TRY(kept_digest(&tail, head, hex, err));
    if (memcmp(hex, tail.digest, sizeof tail.digest) != 0) {
        status = damaged(kept->path, "its digest does not match", err);
        goto out;
    }
    memcpy(kept->key, tail.key, sizeof tail.key);
    struct codec codec = {
        .reading = true, .data = head, .size = (size_t)tail.head_size, .arena = kept->arena};
    kept_code_head(&codec, &kept->contents);
    /* its digest is right, so it is what somebody wrote */
    status = codec_check(&codec, kept->path, err);
    status = status == LT_E_IO ? foreign(kept, err) : status;
out:
    return status;
}

static enum lt_status open_kept(const char *path, bool foreign_too, struct lt_kept **ret_kept,
                                struct lt_error *err)
{
    enum lt_status status;
    uint64_t size;
    int fd = -1;
    struct lt_kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    LT_TRY(lt_arena_create(&kept->arena, err));
    kept->path = lt_arena_text(kept->arena, path);
    if (kept->path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(open_file(kept, &fd, &size, err));
    LT_TRY(read_head(kept, fd, size, err));
    *ret_kept = kept;
    kept = NULL;
out:
    if (fd >= 0) {
        close(fd);
    }
    if (foreign_too && kept != NULL && kept->foreign) {
        status = LT_OK;
    }
    lt_kept_close(kept);
    return status;
}

enum lt_status lt_kept_open(const char *path, struct lt_kept **ret_kept, struct lt_error *err)
{
    return open_kept(path, false, ret_kept, err);
}

enum lt_status lt_kept_open_earlier(const char *path, struct lt_kept **ret_kept,
                                    struct lt_error *err)
{
    *ret_kept = NULL;
    return open_kept(path, true, ret_kept, err);
}

void lt_kept_close(struct lt_kept *kept)
{
    if (kept == NULL) {
        return;
    }
    lt_arena_destroy(kept->arena);
    free(kept);
}

const struct lt_kept_head *lt_kept_head(const struct lt_kept *kept)
{
    return &kept->contents.head;
}

enum lt_status lt_kept_check(const char *path, const char key[65], struct lt_error *err)
{
    struct lt_kept *kept = NULL;
    enum lt_status status = lt_kept_open(path, &kept, err);
    if (status == LT_OK && strncmp(kept->key, key, 64) != 0) {
        status = lt_fail(err, LT_E_IO, "'%s' is missing, damaged or of another plan", path);
    }
    lt_kept_close(kept);
    return status;
}

/* --- one id --- */

/* The last block of the layer that begins at or before the id; else the layer's first. NULL for an empty layer. */
static const struct kept_block *block_of(const struct lt_kept *kept, enum lt_layer layer,
                                         const char *id)
{
    const struct kept_block *blocks = kept->contents.blocks;
    size_t low = 0, high = kept->contents.block_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const bool before =
            blocks[middle].layer < layer ||
            (blocks[middle].layer == layer && strcmp(blocks[middle].first_id, id) <= 0);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    if (low > 0 && blocks[low - 1].layer == layer) {
        return &blocks[low - 1];
    }
    return low < kept->contents.block_count && blocks[low].layer == layer ? &blocks[low] : NULL;
}

static enum lt_status read_block(const struct lt_kept *kept, const struct kept_block *block,
                                 struct lt_arena *arena, struct kept_view *ret_view,
                                 struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    uint64_t size;
    int fd = -1;
    unsigned char *data = lt_arena_alloc(arena, (size_t)block->size);
    if (data == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    LT_TRY(open_file(kept, &fd, &size, err));
    LT_TRY(read_at(kept, fd, block->at, data, (size_t)block->size, err));
    LT_TRY(lt_digest_bytes(data, (size_t)block->size, hex, err));
    if (strcmp(hex, block->digest) != 0) {
        status = damaged(kept->path, "its digest does not match", err);
        goto out;
    }
    *ret_view = (struct kept_view){.data = data, .size = (size_t)block->size};
out:
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

static enum lt_status take(const struct lt_kept *kept, struct kept_view *view, enum lt_layer layer,
                           const char *id, struct lt_arena *arena, struct lt_kept_subject *into,
                           struct lt_error *err)
{
    const enum lt_status status =
        kept_unpack(view, kept->path, &kept->contents, layer, arena, into, err);
    into->id = status == LT_OK ? lt_arena_text(arena, id) : "";
    return into->id == NULL ? lt_fail_memory(err, "a kept parcel") : status;
}

enum lt_status lt_kept_find(const struct lt_kept *kept, enum lt_layer layer, const char *id,
                            struct lt_arena *arena, struct lt_kept_subject **ret_subjects,
                            size_t *ret_count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_kept_subject *list = NULL;
    size_t count = 0, capacity = 0, length;
    struct kept_view block, subject;
    const char *found;
    const struct kept_block *place = block_of(kept, layer, id);
    if (place != NULL) {
        LT_TRY(read_block(kept, place, arena, &block, err));
        while (kept_next(&block, &subject, &found, &length)) {
            if (length == strlen(id) && memcmp(found, id, length) == 0) {
                LT_TRY(lt_array_reserve(&list, &capacity, count + 1, sizeof *list, err));
                LT_TRY(take(kept, &subject, layer, id, arena, &list[count], err));
                count++;
            }
        }
        LT_TRY(block.damaged ? damaged(kept->path, "its contents do not add up", err) : LT_OK);
    }
    *ret_subjects = lt_arena_copy(arena, list, count, count, sizeof *list);
    *ret_count = count;
    status = *ret_subjects == NULL ? lt_fail_memory(err, "a kept parcel") : LT_OK;
out:
    free(list);
    return status;
}

/* --- many ids --- */

struct passing {
    const struct kept_block *place;
    struct lt_arena *bytes, *scratch; /* of the block; of one subject */
    struct kept_view block;
};

static enum lt_status pass_to(struct passing *pass, const struct lt_kept *kept,
                              const struct kept_block *place, struct lt_error *err)
{
    enum lt_status status;
    lt_arena_destroy(pass->bytes);
    pass->bytes = NULL;
    pass->place = place;
    LT_TRY(lt_arena_create(&pass->bytes, err));
    LT_TRY(read_block(kept, place, pass->bytes, &pass->block, err));
out:
    return status;
}

/* Below, at or above the id, as strcmp. */
static int order_of(const char *found, size_t length, const char *id)
{
    const size_t wanted = strlen(id);
    const int order = memcmp(found, id, length < wanted ? length : wanted);
    return order != 0 ? order : (length > wanted) - (length < wanted);
}

enum lt_status lt_kept_each(const struct lt_kept *kept, enum lt_layer layer, const char *const *ids,
                            size_t count, lt_kept_visit *visit, void *context, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct passing pass = {0};
    for (size_t i = 0; i < count; i++) {
        struct kept_view subject;
        const char *found;
        size_t length;
        int order = -1;
        const struct kept_block *place = block_of(kept, layer, ids[i]);
        if (place == NULL) {
            continue;
        }
        if (place != pass.place) {
            LT_TRY(pass_to(&pass, kept, place, err));
        }
        struct kept_view ahead = pass.block;
        while (order < 0 && kept_next(&ahead, &subject, &found, &length)) {
            order = order_of(found, length, ids[i]);
            if (order < 0) {
                pass.block = ahead;
            }
        }
        LT_TRY(ahead.damaged ? damaged(kept->path, "its contents do not add up", err) : LT_OK);
        if (order == 0) {
            struct lt_kept_subject one;
            LT_TRY(lt_arena_create(&pass.scratch, err));
            LT_TRY(take(kept, &subject, layer, ids[i], pass.scratch, &one, err));
            LT_TRY(visit(context, i, &one, err));
            lt_arena_destroy(pass.scratch);
            pass.scratch = NULL;
        }
    }
out:
    lt_arena_destroy(pass.scratch);
    lt_arena_destroy(pass.bytes);
    return status;
}

/* --- all of a layer --- */

static enum lt_status visit_block(const struct lt_kept *kept, const struct kept_block *place,
                                  lt_kept_visit *visit, void *context, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *bytes = NULL, *scratch = NULL;
    struct kept_view block, subject;
    const char *found;
    size_t length;
    LT_TRY(lt_arena_create(&bytes, err));
    LT_TRY(read_block(kept, place, bytes, &block, err));
    while (kept_next(&block, &subject, &found, &length)) {
        struct lt_kept_subject one;
        LT_TRY(lt_arena_create(&scratch, err));
        const char *id = lt_arena_text_n(scratch, found, length);
        LT_TRY(id == NULL ? lt_fail_memory(err, "a kept parcel") : LT_OK);
        LT_TRY(take(kept, &subject, place->layer, id, scratch, &one, err));
        LT_TRY(visit(context, 0, &one, err));
        lt_arena_destroy(scratch);
        scratch = NULL;
    }
    LT_TRY(block.damaged ? damaged(kept->path, "its contents do not add up", err) : LT_OK);
out:
    lt_arena_destroy(scratch);
    lt_arena_destroy(bytes);
    return status;
}

enum lt_status lt_kept_all(const struct lt_kept *kept, enum lt_layer layer, lt_kept_visit *visit,
                           void *context, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t b = 0; b < kept->contents.block_count; b++) {
        if (kept->contents.blocks[b].layer == layer) {
            LT_TRY(visit_block(kept, &kept->contents.blocks[b], visit, context, err));
        }
    }
out:
    return status;
}

/* --- ids that look alike --- */

enum { LONGEST = 64 };

/* Edits from one to the other: letters changed, added or left out. */
static size_t edits(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[LONGEST + 1];
    for (size_t k = 0; k <= b_length; k++) {
        row[k] = k;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b_length; k++) {
            const size_t changed = corner + (a[i - 1] != b[k - 1]);
            corner = row[k];
            row[k] = row[k] < row[k - 1] ? row[k] + 1 : row[k - 1] + 1;
            row[k] = changed < row[k] ? changed : row[k];
        }
    }
    return row[b_length];
}

struct likeness {
    const char *id;
    size_t length, edits;
};

/* Keeps the likest, the first of equals first. */
static void enter(struct likeness *list, size_t *count, size_t most, struct likeness one)
{
    size_t at = *count;
    while (at > 0 && list[at - 1].edits > one.edits) {
        at--;
    }
    if (at >= most || (at > 0 && list[at - 1].length == one.length &&
                       memcmp(list[at - 1].id, one.id, one.length) == 0)) {
        return;
    }
    const size_t kept = *count < most ? *count : most - 1;
    memmove(list + at + 1, list + at, (kept - at) * sizeof *list);
    list[at] = one;
    *count = kept + 1;
}

enum lt_status lt_kept_near(const struct lt_kept *kept, enum lt_layer layer, const char *id,
                            struct lt_arena *arena, size_t most, const char **ret_ids,
                            size_t *ret_count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct kept_view block, subject;
    struct likeness one;
    size_t count = 0;
    const size_t length = strlen(id);
    const struct kept_block *place = block_of(kept, layer, id);
    struct likeness *list = lt_arena_array(arena, most + 1, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "ids");
    }
    if (place != NULL && length <= LONGEST && most > 0) {
        LT_TRY(read_block(kept, place, arena, &block, err));
        while (kept_next(&block, &subject, &one.id, &one.length)) {
            if (one.length <= LONGEST) {
                one.edits = edits(id, length, one.id, one.length);
                if (one.edits <= 1 + length / 6) {
                    enter(list, &count, most, one);
                }
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        ret_ids[i] = lt_arena_text_n(arena, list[i].id, list[i].length);
        LT_TRY(ret_ids[i] == NULL ? lt_fail_memory(err, "ids") : LT_OK);
    }
    *ret_count = count;
out:
    return status;
}
