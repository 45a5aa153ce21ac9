/* The ids of a layer, packed: a byte string of [position][id NUL] for each, and a table of offsets into it. The table's
 * entries carry a part of the hash, so that almost every look ends without touching the string; equality is of texts. */
#include <stdlib.h>
#include <string.h>

#include "ingest_vector.h"

enum { BLOCK_BITS = 20, BLOCK = 1 << BLOCK_BITS, TAG_SHIFT = 40, POSITION = 8 };
enum { FEWEST = 1024, MOST_AT_ONCE = 1 << 23 }; /* the file may say more than it holds */
#define OFFSET_MASK ((UINT64_C(1) << TAG_SHIFT) - 1)

struct ingest_ids {
    char **blocks; /* an id lies wholly in one block, or in a run of blocks of its own */
    size_t block_count, block_capacity;
    size_t used;     /* of the last block */
    uint64_t *slots; /* tag << 40 | offset + 1; 0 = free */
    size_t size, count;
};

uint64_t ingest_ids_hash(const char *id)
{
    size_t length = strlen(id);
    uint64_t hash = 0x9E3779B97F4A7C15ULL ^ length;
    for (; length > 0; length -= length < 8 ? length : 8) {
        uint64_t word = 0;
        memcpy(&word, id, length < 8 ? length : 8);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93ULL;
        hash ^= hash >> 32;
        id += 8;
    }
    hash *= 0xD6E8FEB86659FD93ULL;
    return hash ^ hash >> 29;
}

static const char *entry_at(const struct ingest_ids *ids, uint64_t offset)
{
    return ids->blocks[offset >> BLOCK_BITS] + (offset & (BLOCK - 1));
}

static uint64_t position_at(const char *entry)
{
    uint64_t position;
    memcpy(&position, entry, sizeof position);
    return position;
}

static uint64_t tag_of(uint64_t hash)
{
    return hash >> TAG_SHIFT << TAG_SHIFT;
}

/* The slot of the id, or the free one where it belongs. */
static uint64_t *slot_of(const struct ingest_ids *ids, const char *id, uint64_t hash)
{
    size_t i = (size_t)hash & (ids->size - 1);
    while (ids->slots[i] != 0 &&
           ((ids->slots[i] ^ hash) >> TAG_SHIFT != 0 ||
            strcmp(entry_at(ids, (ids->slots[i] & OFFSET_MASK) - 1) + POSITION, id) != 0)) {
        i = (i + 1) & (ids->size - 1);
    }
    return &ids->slots[i];
}

static enum lt_status grow(struct ingest_ids *ids, struct lt_error *err)
{
    const size_t old_size = ids->slots == NULL ? 0 : ids->size, size = ids->size * 2;
    uint64_t *const old = ids->slots, *const slots = calloc(size, sizeof *slots);
    if (slots == NULL) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    for (size_t k = 0; k < old_size; k++) {
        if (old[k] != 0) {
            const uint64_t hash =
                ingest_ids_hash(entry_at(ids, (old[k] & OFFSET_MASK) - 1) + POSITION);
            size_t i = (size_t)hash & (size - 1);
            while (slots[i] != 0) {
                i = (i + 1) & (size - 1);
            }
            slots[i] = old[k];
        }
    }
    free(old);
    ids->slots = slots;
    ids->size = size;
    return LT_OK;
}

/* Room for an entry; texts of the files are short, but nothing says how short. */
static char *room(struct ingest_ids *ids, size_t need, uint64_t *ret_offset)
{
    if (ids->block_count == 0 || ids->used + need > BLOCK) {
        const size_t blocks = (need + BLOCK - 1) / BLOCK;
        if (ids->block_count + blocks > ids->block_capacity) {
            const size_t capacity = 2 * ids->block_capacity + blocks + 16;
            char **grown = realloc(ids->blocks, capacity * sizeof *grown);
            if (grown == NULL) {
                return NULL;
            }
            ids->blocks = grown;
            ids->block_capacity = capacity;
        }
        char *made = malloc(blocks * BLOCK);
        if (made == NULL) {
            return NULL;
        }
        memset(&ids->blocks[ids->block_count], 0, blocks * sizeof *ids->blocks);
        ids->blocks[ids->block_count] = made;
        *ret_offset = (uint64_t)ids->block_count << BLOCK_BITS;
        ids->block_count += blocks;
        ids->used = blocks > 1 ? BLOCK : need; /* a run of its own is not shared */
        return made;
    }
    *ret_offset = (uint64_t)(ids->block_count - 1) << BLOCK_BITS | ids->used;
    char *const place = ids->blocks[ids->block_count - 1] + ids->used;
    ids->used += need;
    return place;
}

enum lt_status ingest_ids_create(uint64_t expected, struct ingest_ids **ret_ids,
                                 struct lt_error *err)
{
    struct ingest_ids *ids = calloc(1, sizeof *ids);
    if (ids == NULL) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    ids->size = FEWEST;
    while (ids->size < MOST_AT_ONCE && ids->size * 3 < expected * 4) {
        ids->size *= 2;
    }
    ids->size /= 2;
    const enum lt_status status = grow(ids, err);
    if (status != LT_OK) {
        ingest_ids_destroy(ids);
        return status;
    }
    *ret_ids = ids;
    return LT_OK;
}

void ingest_ids_destroy(struct ingest_ids *ids)
{
    if (ids != NULL) {
        for (size_t i = 0; i < ids->block_count; i++) {
            free(ids->blocks[i]);
        }
        free(ids->blocks);
        free(ids->slots);
        free(ids);
    }
}

void ingest_ids_expect(const struct ingest_ids *ids, uint64_t hash)
{
    __builtin_prefetch(&ids->slots[hash & (ids->size - 1)]);
}

enum lt_status ingest_ids_add(struct ingest_ids *ids, const char *id, uint64_t hash,
                              uint64_t position, uint64_t *ret_first, struct lt_error *err)
{
    if (ids->count * 4 >= ids->size * 3) {
        const enum lt_status status = grow(ids, err);
        if (status != LT_OK) {
            return status;
        }
    }
    uint64_t *const slot = slot_of(ids, id, hash);
    if (*slot != 0) {
        *ret_first = position_at(entry_at(ids, (*slot & OFFSET_MASK) - 1));
        return LT_OK;
    }
    uint64_t offset = 0;
    const size_t length = strlen(id) + 1;
    char *const place = room(ids, POSITION + length, &offset);
    if (place == NULL || offset >= OFFSET_MASK) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    memcpy(place, &position, POSITION);
    memcpy(place + POSITION, id, length);
    *slot = tag_of(hash) | (offset + 1);
    ids->count++;
    *ret_first = position;
    return LT_OK;
}
