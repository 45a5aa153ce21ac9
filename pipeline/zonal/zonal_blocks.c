#include "zonal/zonal_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "support/lock.h"

enum slot_state { SLOT_EMPTY, SLOT_LOADING, SLOT_READY };

struct slot {
    int64_t place;
    uint8_t *codes; /* allocated on first use */
    enum slot_state state;
    bool recent;   /* asked for since the hand last came by */
    uint32_t pins; /* holds on it */
    int32_t next;  /* slot of the same bucket, or −1 */
};

struct zonal_blocks {
    const struct lt_raster_source *source;
    struct lt_lock *lock; /* guards all below, but not what `codes` points to */
    struct slot *slots;
    int32_t *buckets; /* first slot, or −1 */
    uint32_t count, mask, hand, holds;
    /* Slots in use, the first ones. A layer in spatial order comes back to no block; more are used when one is read again,
     * which `was_read` tells: a bit for each, or for some that share it. */
    uint32_t used, few;
    uint8_t *was_read;
};

enum { FEW_BYTES = 32 << 20, READ_BITS = 1 << 20 };

static size_t block_bytes(const struct lt_raster_source *source)
{
    return (size_t)source->block_cols * source->block_rows;
}

static int64_t blocks_across(const struct lt_raster_source *source)
{
    return (source->grid.cols + source->block_cols - 1) / source->block_cols;
}

enum lt_status zonal_blocks_create(const struct lt_raster_source *source, unsigned threads,
                                   size_t bytes, struct zonal_blocks **ret_blocks,
                                   struct lt_error *err)
{
    enum { COUNT_MAX = 1 << 24 };
    enum lt_status status;
    const int64_t down = (source->grid.rows + source->block_rows - 1) / source->block_rows;
    const uint64_t useful = (uint64_t)blocks_across(source) * (uint64_t)down;
    uint64_t count = bytes / block_bytes(source);
    count = count > useful ? useful : count;
    count = count > COUNT_MAX ? COUNT_MAX : count < threads ? threads : count;
    struct zonal_blocks *blocks = calloc(1, sizeof *blocks);
    if (blocks == NULL) {
        return lt_fail_memory(err, "the block cache");
    }
    blocks->source = source;
    blocks->count = (uint32_t)count;
    blocks->holds = (uint32_t)count / threads;
    blocks->holds = blocks->holds > ZONAL_BLOCKS_HELD ? ZONAL_BLOCKS_HELD : blocks->holds;
    for (blocks->mask = 1; blocks->mask < 2 * count; blocks->mask *= 2) {
    }
    LT_TRY(lt_lock_create(&blocks->lock, err));
    const uint64_t few = FEW_BYTES / block_bytes(source), least = threads * ZONAL_BLOCKS_HELD;
    blocks->few = (uint32_t)(few > least ? few : least);
    blocks->was_read = calloc(READ_BITS / 8, 1);
    blocks->slots = calloc(blocks->count, sizeof *blocks->slots);
    blocks->buckets = malloc(blocks->mask * sizeof *blocks->buckets);
    if (blocks->slots == NULL || blocks->buckets == NULL || blocks->was_read == NULL) {
        status = lt_fail_memory(err, "the block cache");
        goto out;
    }
    memset(blocks->buckets, 0xff, blocks->mask * sizeof *blocks->buckets);
    blocks->mask--;
    *ret_blocks = blocks;
    blocks = NULL;
out:
    zonal_blocks_destroy(blocks);
    return status;
}

void zonal_blocks_destroy(struct zonal_blocks *blocks)
{
    if (blocks == NULL) {
        return;
    }
    for (uint32_t i = 0; blocks->slots != NULL && i < blocks->count; i++) {
        free(blocks->slots[i].codes);
    }
    free(blocks->slots);
    free(blocks->buckets);
    free(blocks->was_read);
    lt_lock_destroy(blocks->lock);
    free(blocks);
}

/* --- with the lock held --- */

static int32_t *bucket_of(const struct zonal_blocks *blocks, int64_t place)
{
    const uint64_t hash = (uint64_t)place * UINT64_C(0x9E3779B97F4A7C15);
    return &blocks->buckets[(hash >> 32) & blocks->mask];
}

static struct slot *find(const struct zonal_blocks *blocks, int64_t place)
{
    int32_t i = *bucket_of(blocks, place);
    while (i >= 0 && blocks->slots[i].place != place) {
        i = blocks->slots[i].next;
    }
    return i < 0 ? NULL : &blocks->slots[i];
}

static void forget(struct zonal_blocks *blocks, struct slot *slot)
{
    int32_t *link = bucket_of(blocks, slot->place);
    while (&blocks->slots[*link] != slot) {
        link = &blocks->slots[*link].next;
    }
    *link = slot->next;
    slot->state = SLOT_EMPTY;
}

/* Whether the block was read before, or one that shares its bit; it is from now on. */
static bool note_read(const struct zonal_blocks *blocks, int64_t place)
{
    const uint32_t at = (uint32_t)((uint64_t)place % READ_BITS), bit = 1u << at % 8;
    const bool before = (blocks->was_read[at / 8] & bit) != 0;
    blocks->was_read[at / 8] |= (uint8_t)bit;
    return before;
}

/* A slot for another block: a new one, or else the hand goes round, and passes by what was asked for since it last came. There is one: a
 * thread holds less than its share when it asks. */
static struct slot *vacate(struct zonal_blocks *blocks, int64_t place)
{
    const bool again = note_read(blocks, place);
    if (blocks->used < blocks->count && (again || blocks->used < blocks->few)) {
        return &blocks->slots[blocks->used++];
    }
    for (;;) {
        struct slot *slot = &blocks->slots[blocks->hand];
        blocks->hand = blocks->hand + 1 == blocks->used ? 0 : blocks->hand + 1;
        if (slot->pins > 0 || slot->state == SLOT_LOADING) {
            continue;
        }
        if (slot->state == SLOT_READY && slot->recent) {
            slot->recent = false;
            continue;
        }
        if (slot->state == SLOT_READY) {
            forget(blocks, slot);
        }
        return slot;
    }
}

/* Reads the block into the slot while others go on. */
static enum lt_status fill(struct zonal_blocks *blocks, const struct zonal_view *view,
                           struct slot *slot, int64_t place, struct lt_error *err)
{
    const struct lt_raster_source *source = blocks->source;
    const size_t bytes = block_bytes(source);
    enum lt_status status = LT_OK;
    int32_t *bucket = bucket_of(blocks, place);
    slot->place = place;
    slot->state = SLOT_LOADING;
    slot->next = *bucket;
    *bucket = (int32_t)(slot - blocks->slots);
    lt_lock_leave(blocks->lock);
    if (slot->codes == NULL) {
        slot->codes = malloc(bytes + ZONAL_BLOCKS_SLACK);
        if (slot->codes == NULL) {
            status = lt_fail_memory(err, "the block cache");
        } else {
            memset(slot->codes + bytes, 0, ZONAL_BLOCKS_SLACK);
        }
    }
    if (status == LT_OK) {
        status = source->read(source->context, view->thread, place % view->across,
                              place / view->across, slot->codes, err);
    }
    lt_lock_enter(blocks->lock);
    if (status == LT_OK) {
        slot->state = SLOT_READY;
    } else {
        forget(blocks, slot); /* others that want it try for themselves */
    }
    lt_lock_wake(blocks->lock);
    return status;
}

static enum lt_status acquire(struct zonal_view *view, struct zonal_hold *hold, int64_t place,
                              struct lt_error *err)
{
    struct zonal_blocks *blocks = view->blocks;
    struct slot *slot = find(blocks, place);
    while (slot != NULL && slot->state == SLOT_LOADING) {
        lt_lock_wait(blocks->lock);
        slot = find(blocks, place);
    }
    if (slot == NULL) {
        slot = vacate(blocks, place);
        const enum lt_status status = fill(blocks, view, slot, place, err);
        if (status != LT_OK) {
            return status;
        }
    }
    slot->recent = true;
    slot->pins++;
    *hold = (struct zonal_hold){place, (uint32_t)(slot - blocks->slots), slot->codes};
    return LT_OK;
}

/* --- views --- */

void zonal_view_begin(struct zonal_view *view, struct zonal_blocks *blocks, uint32_t thread)
{
    *view = (struct zonal_view){.source = blocks->source,
                                .blocks = blocks,
                                .thread = thread,
                                .holds = blocks->holds,
                                .across = blocks_across(blocks->source)};
    for (uint32_t i = 0; i < ZONAL_BLOCKS_HELD; i++) {
        view->held[i].place = -1;
    }
}

static void let_go(struct zonal_view *view, struct zonal_hold *hold)
{
    if (hold->place >= 0) {
        view->blocks->slots[hold->slot].pins--;
        hold->place = -1;
    }
}

enum lt_status zonal_view_get(struct zonal_view *view, int64_t block_col, int64_t block_row,
                              const uint8_t **ret_codes, struct lt_error *err)
{
    const int64_t place = block_row * view->across + block_col;
    for (uint32_t i = 0; i < view->holds; i++) {
        if (view->held[i].place == place) {
            *ret_codes = view->held[i].codes;
            return LT_OK;
        }
    }
    struct zonal_hold *hold = &view->held[view->next];
    view->next = view->next + 1 == view->holds ? 0 : view->next + 1;
    lt_lock_enter(view->blocks->lock);
    let_go(view, hold);
    const enum lt_status status = acquire(view, hold, place, err);
    lt_lock_leave(view->blocks->lock);
    *ret_codes = hold->codes;
    return status;
}

void zonal_view_finish(struct zonal_view *view)
{
    if (view->blocks != NULL) {
        lt_lock_enter(view->blocks->lock);
        for (uint32_t i = 0; i < ZONAL_BLOCKS_HELD; i++) {
            let_go(view, &view->held[i]);
        }
        lt_lock_leave(view->blocks->lock);
    }
    *view = (struct zonal_view){0};
}
