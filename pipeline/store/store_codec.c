#include "store/store_codec.h"

#include <string.h>

#include "support/arena.h"

void codec_raw(struct codec *codec, void *value, size_t size)
{
    if (!codec->reading) {
        lt_text_add_n(&codec->out, value, size);
        return;
    }
    if (codec->damaged || size > codec->size - codec->at) {
        codec->damaged = true;
        memset(value, 0, size);
        return;
    }
    memcpy(value, codec->data + codec->at, size);
    codec->at += size;
}

void codec_u8(struct codec *codec, uint8_t *value)
{
    codec_raw(codec, value, sizeof *value);
}

void codec_u32(struct codec *codec, uint32_t *value)
{
    codec_raw(codec, value, sizeof *value);
}

void codec_u64(struct codec *codec, uint64_t *value)
{
    codec_raw(codec, value, sizeof *value);
}

void codec_i64(struct codec *codec, int64_t *value)
{
    codec_raw(codec, value, sizeof *value);
}

void codec_f64(struct codec *codec, double *value)
{
    codec_raw(codec, value, sizeof *value);
}

void codec_bool(struct codec *codec, bool *value)
{
    uint8_t byte = *value;
    codec_u8(codec, &byte);
    codec->damaged = codec->damaged || byte > 1;
    *value = byte == 1;
}

uint32_t codec_below(struct codec *codec, uint32_t value, uint32_t limit)
{
    codec_u32(codec, &value);
    if (codec->reading && value >= limit) {
        codec->damaged = true;
        return 0;
    }
    return value;
}

void codec_interval(struct codec *codec, struct lt_interval *value)
{
    codec_f64(codec, &value->low);
    codec_f64(codec, &value->high);
}

/* Steps to a multiple of `step` from the start of the data. */
static void align(struct codec *codec, size_t step)
{
    static const char zeros[16] = {0};
    const size_t at = codec->reading ? codec->at : codec->out.length;
    const size_t pad = (step - at % step) % step;
    if (!codec->reading) {
        lt_text_add_n(&codec->out, zeros, pad);
    } else if (codec->damaged || pad > codec->size - codec->at) {
        codec->damaged = true;
    } else {
        codec->at += pad;
    }
}

/* Bytes in place: written as they are, or viewed. NULL after a failure. */
static const void *view(struct codec *codec, const void *bytes, size_t size)
{
    if (!codec->reading) {
        lt_text_add_n(&codec->out, size > 0 ? bytes : "", size);
        return bytes;
    }
    if (codec->damaged || size > codec->size - codec->at) {
        codec->damaged = true;
        return NULL;
    }
    const void *found = codec->data + codec->at;
    codec->at += size;
    return found;
}

void codec_text(struct codec *codec, const char **value)
{
    const char *text = *value == NULL ? "" : *value;
    uint32_t length = codec->reading ? 0 : (uint32_t)strlen(text);
    codec_u32(codec, &length);
    const char *found = view(codec, text, (size_t)length + 1);
    if (codec->reading) {
        if (found == NULL || found[length] != '\0') {
            codec->damaged = true;
            found = "";
        }
        *value = found;
    }
}

void codec_shape(struct codec *codec, struct lt_shape *value)
{
    codec_u32(codec, &value->n_rings);
    codec_u32(codec, &value->n_points);
    codec_raw(codec, &value->box, sizeof value->box);
    align(codec, _Alignof(struct lt_point));
    value->points = view(codec, value->points, value->n_points * sizeof *value->points);
    value->ring_end = view(codec, value->ring_end, value->n_rings * sizeof *value->ring_end);
    uint32_t last = 0;
    for (uint32_t i = 0; !codec->damaged && codec->reading && i < value->n_rings; i++) {
        codec->damaged = value->ring_end[i] < last || value->ring_end[i] > value->n_points;
        last = value->ring_end[i];
    }
    codec->damaged = codec->damaged || (codec->reading && last != value->n_points);
    if (codec->damaged) {
        *value = (struct lt_shape){0};
    }
}

void codec_count(struct codec *codec, size_t *count)
{
    uint64_t number = *count;
    codec_u64(codec, &number);
    if (codec->reading && number > codec->size - codec->at) {
        codec->damaged = true;
        number = 0;
    }
    *count = (size_t)number;
}

void *codec_items(struct codec *codec, void *items, size_t count, size_t size)
{
    if (!codec->reading) {
        return items;
    }
    if (codec->damaged) {
        return NULL;
    }
    void *room = lt_arena_array(codec->arena, count, size);
    codec->no_memory = codec->no_memory || room == NULL;
    return room;
}

bool codec_good(const struct codec *codec)
{
    return !codec->damaged && !codec->no_memory && !codec->out.failed;
}

enum lt_status codec_check(const struct codec *codec, const char *path, struct lt_error *err)
{
    if (codec->no_memory || codec->out.failed) {
        return lt_fail_memory(err, path);
    }
    if (codec->damaged || (codec->reading && codec->at != codec->size)) {
        return lt_fail(err, LT_E_IO, "'%s' is damaged: its contents do not add up", path);
    }
    return LT_OK;
}
