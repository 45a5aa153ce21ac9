/* Layers in disorder: a window of features is kept in memory, counted in the order of the ground, so that a raster block
 * is decoded once for all that lie on it, and handed on in the order of the file. */
#include <stdlib.h>
#include <string.h>

#include "run/run_tabulate.h"
#include "run/run_tiles.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/ordered.h"

enum { SLOTS_PER_THREAD = 4, COUNT_BATCH = 256, WRITE_BATCH = 4096, DIGIT = 11 };
static const size_t GATHER_BYTES = (size_t)256 << 20;

struct item {
    uint64_t position;
    const char *id, *detail;
    struct lt_shape shape;
    struct tabulate_zone zone;
    uint32_t batch, begin, size; /* where its bytes are */
};
struct place {
    uint64_t key;
    struct item *item;
};

struct window {
    struct tabulating *tab;
    struct lt_arena *arena;
    struct lt_chunk **chunks; /* per slot */
    struct lt_text *texts;    /* per slot */
    size_t slots;
    struct place *places; /* in the order of the file, then of the ground */
    struct item **items;  /* in the order of the file */
    size_t count, place_capacity, item_capacity, judged;
    atomic_size_t bytes;
    size_t limit;
    struct lt_text *batches; /* bytes of COUNT_BATCH items each */
    size_t batch_count;
    size_t next, batch_end; /* of the batches under way */
    size_t *batch_of_slot;
};

/* --- gathering --- */

static enum lt_status take_chunk(void *context, unsigned thread, size_t slot, bool *ret_end,
                                 struct lt_error *err)
{
    (void)thread;
    struct window *window = context;
    struct tabulating *tab = window->tab;
    if (atomic_load(&window->bytes) >= window->limit) {
        *ret_end = true;
        return LT_OK;
    }
    const enum lt_status status = lt_stream_take(tab->stream, window->chunks[slot], ret_end, err);
    tab->stream_ended = status == LT_OK && *ret_end;
    return status;
}

static enum lt_status load_chunk(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    const struct window *window = context;
    return lt_stream_load(window->tab->stream, thread, window->chunks[slot], err);
}

static enum lt_status keep(struct window *window, const struct lt_feature *feature,
                           struct lt_error *err)
{
    enum lt_status status;
    struct tabulating *tab = window->tab;
    const char *id = feature->attr[LT_ATTR_ID];
    struct item *item = lt_arena_alloc(window->arena, sizeof *item);
    if (item == NULL) {
        return lt_fail_memory(err, "zones in disorder");
    }
    item->position = feature->sequence;
    item->zone.fate = (uint8_t)tabulate_fate_of(feature);
    item->zone.repaired = feature->flags & LT_FEATURE_REPAIRED;
    item->id = lt_arena_text(window->arena, id == NULL ? "" : id);
    item->detail = "";
    LT_TRY(lt_array_reserve(&window->items, &window->item_capacity, window->count + 1,
                            sizeof *window->items, err));
    LT_TRY(lt_array_reserve(&window->places, &window->place_capacity, window->judged + 1,
                            sizeof *window->places, err));
    if (item->zone.fate == TABULATE_COUNTED) {
        LT_TRY(lt_shape_copy(window->arena, &feature->shape, &item->shape, err));
        window->places[window->judged++] = (struct place){
            lt_tile_key(&lt_raster_source(tab->rasters[0])->grid, &feature->shape.box), item};
    } else {
        item->detail = lt_arena_text(window->arena, tabulate_told_detail(tab, item->id));
    }
    if (item->id == NULL || item->detail == NULL) {
        status = lt_fail_memory(err, "zones in disorder");
        goto out;
    }
    window->items[window->count++] = item;
    atomic_fetch_add(&window->bytes, sizeof *item + sizeof(struct place) + sizeof(struct item *) +
                                         feature->shape.n_points * sizeof(struct lt_point) +
                                         feature->shape.n_rings * sizeof(uint32_t) +
                                         strlen(item->id));
out:
    return status;
}

static enum lt_status keep_chunk(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    (void)thread;
    enum lt_status status;
    struct window *window = context;
    struct tabulating *tab = window->tab;
    struct lt_chunk *chunk = window->chunks[slot];
    LT_TRY(lt_stream_settle(tab->stream, chunk, &tab->diagnostics, err));
    const struct lt_feature *features = lt_chunk_features(chunk);
    const size_t count = lt_chunk_count(chunk);
    for (size_t i = 0; i < count; i++) {
        LT_TRY(keep(window, &features[i], err));
    }
    /* the last word decides how the features behind the window are taken */
    atomic_store(&tab->disorder, tabulate_disorder(tab, features, count));
    LT_TRY(tabulate_told_drain(tab, err));
out:
    return status;
}

/* --- the order of the ground --- */

/* By digits of the key, as many as the keys differ in; features of one key stay in the order of the file. */
static enum lt_status sort_places(struct window *window, struct lt_error *err)
{
    enum { BINS = 1 << DIGIT };
    const size_t count = window->judged;
    uint64_t least = UINT64_MAX, most = 0;
    size_t *start = calloc(BINS + 1, sizeof *start);
    struct place *other = malloc((count + 1) * sizeof *other);
    if (start == NULL || other == NULL) {
        free(start);
        free(other);
        return lt_fail_memory(err, "zones in disorder");
    }
    for (size_t i = 0; i < count; i++) {
        least = window->places[i].key < least ? window->places[i].key : least;
        most = window->places[i].key > most ? window->places[i].key : most;
    }
    for (unsigned shift = 0; shift < 64 && count > 0 && (most - least) >> shift > 0;
         shift += DIGIT) {
        memset(start, 0, (BINS + 1) * sizeof *start);
        for (size_t i = 0; i < count; i++) {
            start[((window->places[i].key - least) >> shift) % BINS + 1]++;
        }
        for (size_t bin = 0; bin < BINS; bin++) {
            start[bin + 1] += start[bin];
        }
        for (size_t i = 0; i < count; i++) {
            other[start[((window->places[i].key - least) >> shift) % BINS]++] = window->places[i];
        }
        struct place *sorted = other;
        other = window->places;
        window->places = sorted;
        window->place_capacity = count + 1;
    }
    free(start);
    free(other);
    return LT_OK;
}

/* Batches of items, counted and later handed on: the slot is told which it has. */
static enum lt_status take_batch(void *context, unsigned thread, size_t slot, bool *ret_end,
                                 struct lt_error *err)
{
    (void)thread;
    (void)err;
    struct window *window = context;
    *ret_end = window->next == window->batch_end;
    window->batch_of_slot[slot] = window->next;
    window->next += !*ret_end;
    return LT_OK;
}

/* --- counting --- */

static enum lt_status count_batch(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    const struct window *window = context;
    const size_t batch = window->batch_of_slot[slot];
    struct lt_text *bytes = &window->batches[batch];
    const size_t end = (batch + 1) * COUNT_BATCH;
    enum lt_status status = LT_OK;
    for (size_t i = batch * COUNT_BATCH; i < end && i < window->judged; i++) {
        struct item *item = window->places[i].item;
        const size_t begin = bytes->length;
        LT_TRY(tabulate_zone_bytes(window->tab, thread, &item->shape, item->id, &item->zone, bytes,
                                   err));
        if (bytes->length > UINT32_MAX) {
            status = lt_fail_memory(err, "zones in disorder");
            goto out;
        }
        item->batch = (uint32_t)batch;
        item->begin = (uint32_t)begin;
        item->size = (uint32_t)(bytes->length - begin);
    }
out:
    return status;
}

static bool help(void *context, unsigned thread)
{
    const struct window *window = context;
    return tabulate_help(window->tab, thread);
}

static enum lt_status count_all(struct window *window, struct lt_error *err)
{
    window->next = 0;
    window->batch_end = (window->judged + COUNT_BATCH - 1) / COUNT_BATCH;
    window->batches = calloc(window->batch_end + 1, sizeof *window->batches);
    if (window->batches == NULL) {
        return lt_fail_memory(err, "zones in disorder");
    }
    window->batch_count = window->batch_end;
    const struct lt_ordered line = {.threads = window->tab->threads,
                                    .slots = window->slots,
                                    .take = take_batch,
                                    .work = count_batch,
                                    .help = help,
                                    .context = window};
    return lt_ordered_run(&line, err);
}

/* --- handing on --- */

static size_t rows_of(const struct item *item)
{
    size_t shares = 0;
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        shares += (item->zone.little_seen >> s) & 1u;
    }
    return item->size - shares * sizeof(double);
}

/* Brings the lines of a stretch together. */
static enum lt_status join_stretch(void *context, unsigned thread, size_t slot,
                                   struct lt_error *err)
{
    (void)thread;
    const struct window *window = context;
    const size_t first = window->batch_of_slot[slot] * WRITE_BATCH;
    struct lt_text *text = &window->texts[slot];
    text->length = 0;
    for (size_t i = first; i < first + WRITE_BATCH && i < window->count; i++) {
        const struct item *item = window->items[i];
        if (item->size > 0 && window->tab->wide == NULL) {
            lt_text_add_n(text, window->batches[item->batch].data + item->begin, rows_of(item));
        }
    }
    return lt_text_check(text, err);
}

static enum lt_status write_stretch(void *context, unsigned thread, size_t slot,
                                    struct lt_error *err)
{
    (void)thread;
    enum lt_status status = LT_OK;
    const struct window *window = context;
    struct tabulating *tab = window->tab;
    const size_t first = window->batch_of_slot[slot] * WRITE_BATCH;
    for (size_t i = first; i < first + WRITE_BATCH && i < window->count; i++) {
        const struct item *item = window->items[i];
        const struct tabulate_done done = {
            .position = item->position,
            .id = item->id,
            .detail = item->detail,
            .zone = item->zone,
            .bytes = item->size == 0 ? "" : window->batches[item->batch].data + item->begin,
            .size = item->size};
        size_t rows;
        LT_TRY(tabulate_hand_on(tab, &done, &rows, err));
        if (rows > 0 && tab->wide != NULL) {
            LT_TRY(tabulate_wide_put(tab, &done, rows, err));
        }
    }
    if (window->texts[slot].length > 0) {
        LT_TRY(
            lt_output_put(tab->output, window->texts[slot].data, window->texts[slot].length, err));
    }
out:
    return status;
}

static void finish(struct window *window)
{
    for (size_t i = 0; i < window->slots; i++) {
        if (window->chunks != NULL) {
            lt_chunk_destroy(window->chunks[i]);
        }
        if (window->texts != NULL) {
            lt_text_finish(&window->texts[i]);
        }
    }
    for (size_t i = 0; i < window->batch_count; i++) {
        lt_text_finish(&window->batches[i]);
    }
    free(window->chunks);
    free(window->texts);
    free(window->batch_of_slot);
    free(window->batches);
    free(window->places);
    free(window->items);
    lt_arena_destroy(window->arena);
}

enum lt_status tabulate_gather(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status;
    const size_t limit = tab->options->gather_bytes;
    struct window window = {.tab = tab,
                            .slots = (size_t)tab->threads * SLOTS_PER_THREAD,
                            .limit = limit == 0 ? GATHER_BYTES : limit};
    window.chunks = calloc(window.slots, sizeof(*window.chunks));
    window.texts = calloc(window.slots, sizeof *window.texts);
    window.batch_of_slot = calloc(window.slots, sizeof *window.batch_of_slot);
    if (window.chunks == NULL || window.texts == NULL || window.batch_of_slot == NULL) {
        status = lt_fail_memory(err, "zones in disorder");
        goto out;
    }
    LT_TRY(lt_arena_create(&window.arena, err));
    for (size_t i = 0; i < window.slots; i++) {
        LT_TRY(lt_chunk_create(&window.chunks[i], err));
    }
    struct lt_ordered line = {.threads = tab->threads,
                              .slots = window.slots,
                              .take = take_chunk,
                              .work = load_chunk,
                              .deliver = keep_chunk,
                              .context = &window};
    LT_TRY(lt_ordered_run(&line, err));
    LT_TRY(sort_places(&window, err));
    LT_TRY(count_all(&window, err));
    window.next = 0;
    window.batch_end = (window.count + WRITE_BATCH - 1) / WRITE_BATCH;
    line.take = take_batch;
    line.work = join_stretch;
    line.deliver = write_stretch;
    LT_TRY(lt_ordered_run(&line, err));
out:
    finish(&window);
    return status;
}
