/* Writing what a unit keeps: sorted by id, block by block, then the head. */
#include <stdlib.h>
#include <string.h>

#include "store/store_kept.h"
#include "support/array.h"
#include "support/digest.h"
#include "support/output.h"

struct place {
    const char *id;
    uint32_t index;
};

struct writing {
    const struct lt_kept_source *source;
    struct lt_output *output;
    struct kept_contents contents;
    size_t block_capacity;
    struct lt_text block;
    uint64_t at;
};

static int by_id(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    const int order = strcmp(a->id, b->id);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static enum lt_status put(struct writing *w, const void *data, size_t size, struct lt_error *err)
{
    w->at += size;
    return lt_output_put(w->output, data, size, err);
}

static enum lt_status begin_block(struct writing *w, enum lt_layer layer, const char *id,
                                  struct lt_error *err)
{
    const enum lt_status status =
        lt_array_reserve(&w->contents.blocks, &w->block_capacity, w->contents.block_count + 1,
                         sizeof *w->contents.blocks, err);
    if (status == LT_OK) {
        w->contents.blocks[w->contents.block_count++] =
            (struct kept_block){.layer = layer, .first_id = id, .at = w->at};
    }
    return status;
}

static enum lt_status end_block(struct writing *w, struct lt_error *err)
{
    enum lt_status status;
    if (w->block.length == 0) {
        return LT_OK;
    }
    struct kept_block *block = &w->contents.blocks[w->contents.block_count - 1];
    block->size = w->block.length;
    LT_TRY(lt_digest_bytes(w->block.data, w->block.length, block->digest, err));
    LT_TRY(put(w, w->block.data, w->block.length, err));
    w->block.length = 0;
out:
    return status;
}

static enum lt_status put_subjects(struct writing *w, enum lt_layer layer,
                                   const struct place *places, size_t count, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_kept_head *head = w->source->head;
    for (size_t i = 0; i < count; i++) {
        struct lt_kept_subject subject;
        if (w->block.length >= KEPT_BLOCK && strcmp(places[i].id, places[i - 1].id) != 0) {
            LT_TRY(end_block(w, err));
        }
        if (w->block.length == 0) {
            LT_TRY(begin_block(w, layer, places[i].id, err));
        }
        w->source->subject(w->source->context, layer, places[i].index, &subject);
        LT_TRY(kept_pack(&w->block, &w->contents.words, head->rules, head->rule_count,
                         head->seasons, &subject, err));
    }
    LT_TRY(end_block(w, err));
out:
    return status;
}

static enum lt_status put_layer(struct writing *w, enum lt_layer layer, struct lt_error *err)
{
    enum lt_status status;
    const size_t count = w->source->count[layer];
    struct place *places = count == 0 ? NULL : malloc(count * sizeof *places);
    if (count == 0) {
        return LT_OK;
    }
    if (places == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    for (size_t i = 0; i < count; i++) {
        places[i] = (struct place){w->source->id(w->source->context, layer, i), (uint32_t)i};
    }
    qsort(places, count, sizeof *places, by_id);
    LT_TRY(put_subjects(w, layer, places, count, err));
out:
    free(places);
    return status;
}

static enum lt_status put_head(struct writing *w, const char *path, const char *key,
                               struct lt_error *err)
{
    enum lt_status status;
    struct codec codec = {0};
    struct kept_tail tail = {.endian = KEPT_ENDIAN, .format = KEPT_FORMAT, .head_at = w->at};
    char hex[LT_DIGEST_TEXT];
    kept_code_head(&codec, &w->contents);
    LT_TRY(codec_check(&codec, path, err));
    memcpy(tail.key, key, strnlen(key, sizeof tail.key));
    tail.head_size = codec.out.length;
    LT_TRY(kept_digest(&tail, codec.out.data, hex, err));
    memcpy(tail.digest, hex, sizeof tail.digest);
    LT_TRY(put(w, codec.out.data, codec.out.length, err));
    LT_TRY(put(w, &tail, sizeof tail, err));
out:
    lt_text_finish(&codec.out);
    return status;
}

enum lt_status lt_kept_write(const char *path, const char key[65],
                             const struct lt_kept_source *source, struct lt_error *err)
{
    enum lt_status status;
    struct writing w = {.source = source, .contents = {.head = *source->head}};
    LT_TRY(lt_output_open(path, &w.output, err));
    LT_TRY(put(&w, kept_kind, sizeof kept_kind, err));
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        w.contents.head.count[layer] = source->count[layer];
        LT_TRY(put_layer(&w, (enum lt_layer)layer, err));
    }
    LT_TRY(put_head(&w, path, key, err));
    LT_TRY(lt_output_commit(w.output, err));
out:
    lt_output_close(w.output);
    lt_text_finish(&w.block);
    kept_words_finish(&w.contents.words);
    free(w.contents.blocks);
    return status;
}
