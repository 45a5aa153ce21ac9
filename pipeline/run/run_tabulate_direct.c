/* In the order of the file: features are read, counted and written down chunk by chunk on all threads. */
#include <math.h>
#include <stdlib.h>

#include "run/run_tabulate.h"
#include "support/array.h"
#include "support/ordered.h"

enum { SLOTS_PER_THREAD = 4, FEW_FEATURES = 32 };

struct slot {
    struct lt_chunk *chunk;
    struct lt_text bytes;
    size_t *end; /* of each feature's bytes */
    struct tabulate_zone *zones;
    size_t end_capacity, zone_capacity;
    bool ids_later; /* the lines have no ids yet: they are known when the chunk is settled */
};

struct line {
    struct tabulating *tab;
    struct slot *slots;
    struct lt_text text; /* of the chunk being delivered */
};

bool tabulate_disorder(const struct tabulating *tab, const struct lt_feature *features,
                       size_t count)
{
    const struct lt_raster_source *source = lt_raster_source(tab->rasters[0]);
    const double width = source->grid.dx * source->block_cols;
    const double height = source->grid.dy * source->block_rows;
    const struct lt_box *last = NULL;
    size_t far = 0, steps = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lt_box *box = &features[i].shape.box;
        if (features[i].unjudged != LT_JUDGED) {
            continue;
        }
        if (last != NULL) {
            const double x = fabs(box->min_x + box->max_x - last->min_x - last->max_x) / 2.0;
            const double y = fabs(box->min_y + box->max_y - last->min_y - last->max_y) / 2.0;
            far += x > 1.5 * width || y > 1.5 * height;
            steps++;
        }
        last = box;
    }
    return steps >= FEW_FEATURES && far > steps / 4;
}

static enum lt_status take(void *context, unsigned thread, size_t slot, bool *ret_end,
                           struct lt_error *err)
{
    (void)thread;
    const struct line *line = context;
    struct tabulating *tab = line->tab;
    if (atomic_load(&tab->disorder)) {
        *ret_end = true;
        return LT_OK;
    }
    const enum lt_status status =
        lt_stream_take(tab->stream, line->slots[slot].chunk, ret_end, err);
    tab->stream_ended = status == LT_OK && *ret_end;
    return status;
}

static enum lt_status work(void *context, unsigned thread, size_t number, struct lt_error *err)
{
    enum lt_status status;
    struct line *line = context;
    struct tabulating *tab = line->tab;
    struct slot *slot = &line->slots[number];
    LT_TRY(lt_stream_load(tab->stream, thread, slot->chunk, err));
    const struct lt_feature *features = lt_chunk_features(slot->chunk);
    const size_t count = lt_chunk_count(slot->chunk);
    LT_TRY(lt_array_reserve(&slot->end, &slot->end_capacity, count, sizeof *slot->end, err));
    LT_TRY(lt_array_reserve(&slot->zones, &slot->zone_capacity, count, sizeof *slot->zones, err));
    slot->bytes.length = 0;
    slot->ids_later = false;
    for (size_t i = 0; i < count; i++) {
        slot->ids_later |=
            features[i].attr[LT_ATTR_ID] == NULL || features[i].attr[LT_ATTR_ID][0] == '\0';
    }
    for (size_t i = 0; i < count; i++) {
        struct tabulate_zone *zone = &slot->zones[i];
        *zone = (struct tabulate_zone){.fate = (uint8_t)tabulate_fate_of(&features[i]),
                                       .repaired = features[i].flags & LT_FEATURE_REPAIRED};
        if (zone->fate == TABULATE_COUNTED) {
            const char *id = slot->ids_later ? NULL : features[i].attr[LT_ATTR_ID];
            status =
                tabulate_zone_bytes(tab, thread, &features[i].shape, id, zone, &slot->bytes, err);
            if (status != LT_OK) {
                goto out;
            }
        }
        slot->end[i] = slot->bytes.length;
    }
    if (tab->worth_gathering && tabulate_disorder(tab, features, count)) {
        atomic_store(&tab->disorder, true);
    }
out:
    return status;
}

/* `plain`: the chunk's bytes go out as they are. */
static enum lt_status hand_on(struct line *line, const struct slot *slot, size_t index, bool plain,
                              struct lt_error *err)
{
    enum lt_status status;
    struct tabulating *tab = line->tab;
    const struct lt_feature *feature = &lt_chunk_features(slot->chunk)[index];
    const size_t begin = index == 0 ? 0 : slot->end[index - 1];
    struct tabulate_done done = {.position = feature->sequence,
                                 .id = feature->attr[LT_ATTR_ID],
                                 .detail = "",
                                 .zone = slot->zones[index],
                                 .bytes = slot->bytes.data == NULL ? "" : slot->bytes.data + begin,
                                 .size = slot->end[index] - begin};
    size_t rows;
    if (done.zone.fate != TABULATE_COUNTED) {
        done.detail = tabulate_told_detail(tab, done.id);
    }
    LT_TRY(tabulate_hand_on(tab, &done, &rows, err));
    if (rows == 0) {
        goto out;
    }
    if (tab->wide != NULL) {
        status = tabulate_wide_put(tab, &done, rows, err);
    } else if (slot->ids_later) {
        tabulate_add_ids(done.bytes, rows, done.id, &line->text);
    } else if (!plain) { /* shares lie between the rows */
        lt_text_add_n(&line->text, done.bytes, rows);
    }
out:
    return status;
}

/* Are the bytes nothing but rows with their ids, so that they can go out as they are? */
static bool ready(const struct line *line, const struct slot *slot, size_t count)
{
    bool plain = line->tab->wide == NULL && !slot->ids_later;
    for (size_t i = 0; plain && i < count; i++) {
        plain = slot->zones[i].little_seen == 0;
    }
    return plain;
}

static enum lt_status deliver(void *context, unsigned thread, size_t number, struct lt_error *err)
{
    (void)thread;
    enum lt_status status;
    struct line *line = context;
    struct tabulating *tab = line->tab;
    struct slot *slot = &line->slots[number];
    const size_t count = lt_chunk_count(slot->chunk);
    LT_TRY(lt_stream_settle(tab->stream, slot->chunk, &tab->diagnostics, err));
    const bool plain = ready(line, slot, count);
    line->text.length = 0;
    for (size_t i = 0; i < count; i++) {
        LT_TRY(hand_on(line, slot, i, plain, err));
    }
    LT_TRY(tabulate_told_drain(tab, err));
    LT_TRY(lt_text_check(&line->text, err));
    const struct lt_text *text = plain ? &slot->bytes : &line->text;
    if (text->length > 0) {
        LT_TRY(lt_output_put(tab->output, text->data, text->length, err));
    }
out:
    return status;
}

static bool help(void *context, unsigned thread)
{
    const struct line *line = context;
    return tabulate_help(line->tab, thread);
}

enum lt_status tabulate_direct(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t slots = (size_t)tab->threads * SLOTS_PER_THREAD;
    struct line line = {.tab = tab, .slots = calloc(slots, sizeof *line.slots)};
    if (line.slots == NULL) {
        return lt_fail_memory(err, "the table");
    }
    for (size_t i = 0; i < slots; i++) {
        LT_TRY(lt_chunk_create(&line.slots[i].chunk, err));
    }
    const struct lt_ordered ordered = {.threads = tab->threads,
                                       .slots = slots,
                                       .take = take,
                                       .work = work,
                                       .deliver = deliver,
                                       .help = help,
                                       .context = &line};
    LT_TRY(lt_ordered_run(&ordered, err));
out:
    for (size_t i = 0; i < slots; i++) {
        lt_chunk_destroy(line.slots[i].chunk);
        lt_text_finish(&line.slots[i].bytes);
        free(line.slots[i].end);
        free(line.slots[i].zones);
    }
    free(line.slots);
    lt_text_finish(&line.text);
    return status;
}
