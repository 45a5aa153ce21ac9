/* The ids of a layer. Registers number in turn, so ids mostly differ in their last digits alone: those that do are kept a
 * hundred to a group, in which an id's place is known by its last two digits, and neighbours in the file mostly meet in one
 * group. Ids of any other form, and all for which no group is made because groups stay almost empty, go to a table: a byte
 * string of [position][id NUL] for each, and offsets into it that carry a part of the hash, so that almost every look ends
 * without touching the string; equality is of texts. Groups are never made again once they are given up, so that an id is
 * always looked for where it would be. */
#include <stdlib.h>
#include <string.h>

#include "ingest_vector.h"
#include "support/arena.h"
#include "support/array.h"

enum { BLOCK_BITS = 20, BLOCK = 1 << BLOCK_BITS, TAG_SHIFT = 40, POSITION = 8 };
enum { FEWEST = 1024, MOST_AT_ONCE = 1 << 23 }; /* the file may say more than it holds */
enum { DIGITS = 2, GROUP = 100, FEWEST_GROUPS = 256, WELL_FILLED = 12 };
#define OFFSET_MASK ((UINT64_C(1) << TAG_SHIFT) - 1)

struct group {
    uint64_t hash;
    uint64_t after[GROUP]; /* the first position of each id, and 1; 0 there is none */
    size_t length;
    char text[]; /* what the ids have in common; not NUL-terminated */
};

struct ingest_ids {
    uint64_t expected;
    struct lt_arena *arena; /* of the groups */
    struct group **groups;  /* by hash; NULL free */
    struct group *last;     /* the one that was met last */
    size_t group_size, group_count, grouped;
    bool sparse;   /* no more groups are made */
    char **blocks; /* an id lies wholly in one block, or in a run of blocks of its own */
    size_t block_count, block_capacity;
    size_t used;     /* of the last block */
    uint64_t *slots; /* tag << 40 | offset + 1; 0 = free. NULL until there is one */
    size_t size, count;
};

static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = 0x9E3779B97F4A7C15ULL ^ length;
    for (; length > 0; length -= length < 8 ? length : 8) {
        uint64_t word = 0;
        memcpy(&word, text, length < 8 ? length : 8);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93ULL;
        hash ^= hash >> 32;
        text += 8;
    }
    hash *= 0xD6E8FEB86659FD93ULL;
    return hash ^ hash >> 29;
}

/* --- the table ---- */

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

static size_t first_size(uint64_t expected)
{
    size_t size = FEWEST;
    while (size < MOST_AT_ONCE && size * 3 < expected * 4) {
        size *= 2;
    }
    return size;
}

/* Makes the table twice as large, or makes it. */
static enum lt_status grow(struct ingest_ids *ids, struct lt_error *err)
{
    const size_t old_size = ids->size;
    const size_t size = old_size == 0 ? first_size(ids->expected) : old_size * 2;
    uint64_t *const old = ids->slots, *const slots = calloc(size, sizeof *slots);
    if (slots == NULL) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    for (size_t k = 0; k < old_size; k++) {
        if (old[k] != 0) {
            const char *id = entry_at(ids, (old[k] & OFFSET_MASK) - 1) + POSITION;
            const uint64_t hash = hash_of(id, strlen(id));
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

static enum lt_status put(struct ingest_ids *ids, const char *id, size_t length, uint64_t hash,
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
    char *const place = room(ids, POSITION + length + 1, &offset);
    if (place == NULL || offset >= OFFSET_MASK) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    memcpy(place, &position, POSITION);
    memcpy(place + POSITION, id, length + 1);
    *slot = tag_of(hash) | (offset + 1);
    ids->count++;
    *ret_first = position;
    return LT_OK;
}

/* --- groups ---- */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_digits(const char *id, size_t length)
{
    return length >= DIGITS && digit(id[length - 1]) && digit(id[length - 2]);
}

static bool is_group(const struct group *group, const char *text, size_t length)
{
    return group->length == length && memcmp(group->text, text, length) == 0;
}

/* Where the group is, or the free place where it belongs. */
static struct group **place_of(const struct ingest_ids *ids, const char *text, size_t length,
                               uint64_t hash)
{
    size_t i = (size_t)hash & (ids->group_size - 1);
    while (ids->groups[i] != NULL &&
           (ids->groups[i]->hash != hash || !is_group(ids->groups[i], text, length))) {
        i = (i + 1) & (ids->group_size - 1);
    }
    return &ids->groups[i];
}

static enum lt_status more_places(struct ingest_ids *ids, struct lt_error *err)
{
    const size_t size = ids->group_size == 0 ? FEWEST_GROUPS : 2 * ids->group_size;
    struct group **const places = calloc(size, sizeof(*places));
    if (places == NULL) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    for (size_t k = 0; k < ids->group_size; k++) {
        if (ids->groups[k] != NULL) {
            size_t i = (size_t)ids->groups[k]->hash & (size - 1);
            while (places[i] != NULL) {
                i = (i + 1) & (size - 1);
            }
            places[i] = ids->groups[k];
        }
    }
    free(ids->groups);
    ids->groups = places;
    ids->group_size = size;
    return LT_OK;
}

/* The group of ids that begin with the text; NULL where there is none and none is made. */
static enum lt_status find_group(struct ingest_ids *ids, const char *text, size_t length,
                                 struct group **ret_group, struct lt_error *err)
{
    if (ids->last != NULL && is_group(ids->last, text, length)) {
        *ret_group = ids->last;
        return LT_OK;
    }
    if (ids->group_count * 4 >= ids->group_size * 3) {
        const enum lt_status status = more_places(ids, err);
        if (status != LT_OK) {
            return status;
        }
    }
    const uint64_t hash = hash_of(text, length);
    struct group **const place = place_of(ids, text, length, hash);
    ids->sparse = ids->sparse || (ids->group_count >= FEWEST_GROUPS &&
                                  ids->grouped < ids->group_count * WELL_FILLED);
    if (*place == NULL && !ids->sparse) {
        struct group *group = lt_arena_alloc(ids->arena, sizeof *group + length);
        if (group == NULL) {
            return lt_fail_memory(err, "the ids of a layer");
        }
        group->hash = hash;
        group->length = length;
        memcpy(group->text, text, length);
        *place = group;
        ids->group_count++;
    }
    *ret_group = *place;
    ids->last = *place == NULL ? ids->last : *place;
    return LT_OK;
}

/* --- all together ---- */

enum lt_status ingest_ids_create(uint64_t expected, struct ingest_ids **ret_ids,
                                 struct lt_error *err)
{
    struct ingest_ids *ids = calloc(1, sizeof *ids);
    if (ids == NULL) {
        return lt_fail_memory(err, "the ids of a layer");
    }
    ids->expected = expected;
    const enum lt_status status = lt_arena_create(&ids->arena, err);
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
        free(ids->groups);
        lt_arena_destroy(ids->arena);
        free(ids);
    }
}

uint64_t ingest_ids_expect(const struct ingest_ids *ids, const char *id)
{
    const size_t length = ids->slots == NULL ? 0 : strlen(id);
    if (length == 0 || (!ids->sparse && has_digits(id, length))) {
        return 0;
    }
    const uint64_t hash = hash_of(id, length);
    __builtin_prefetch(&ids->slots[hash & (ids->size - 1)]);
    return hash;
}

enum lt_status ingest_ids_add(struct ingest_ids *ids, const char *id, uint64_t hash,
                              uint64_t position, uint64_t *ret_first, struct lt_error *err)
{
    enum lt_status status;
    struct group *group = NULL;
    const size_t length = strlen(id);
    if (has_digits(id, length)) {
        LT_TRY(find_group(ids, id, length - DIGITS, &group, err));
    }
    if (group == NULL) {
        return put(ids, id, length, hash == 0 ? hash_of(id, length) : hash, position, ret_first,
                   err);
    }
    uint64_t *const after = &group->after[10 * (id[length - 2] - '0') + (id[length - 1] - '0')];
    ids->grouped += *after == 0;
    *after = *after == 0 ? position + 1 : *after;
    *ret_first = *after - 1;
    status = LT_OK;
out:
    return status;
}
