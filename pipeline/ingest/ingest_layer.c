/* A city's layer: read on all threads, handed on in the order of the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_config_table.h"
#include "ingest_stream.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/ordered.h"

enum { SLOTS_PER_THREAD = 4 };

struct handing {
    struct lt_stream *stream;
    struct lt_chunk **chunks; /* one per slot */
    enum lt_status (*take)(void *context, const struct lt_feature *feature, struct lt_error *err);
    void *context;
    struct lt_diagnostics *diagnostics;
};

static enum lt_status take_chunk(void *context, unsigned thread, size_t slot, bool *ret_end,
                                 struct lt_error *err)
{
    const struct handing *handing = context;
    (void)thread;
    return lt_stream_take(handing->stream, handing->chunks[slot], ret_end, err);
}

static enum lt_status load_chunk(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    const struct handing *handing = context;
    return lt_stream_load(handing->stream, thread, handing->chunks[slot], err);
}

static enum lt_status hand_chunk(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    const struct handing *handing = context;
    const struct lt_chunk *chunk = handing->chunks[slot];
    (void)thread;
    enum lt_status status =
        lt_stream_settle(handing->stream, handing->chunks[slot], handing->diagnostics, err);
    const enum lt_status settled = status;
    /* those before a failure are handed on all the same: a layer's faults are told whole */
    const size_t count = chunk->count;
    status = LT_OK;
    for (size_t i = 0; status == LT_OK && i < count; i++) {
        status = handing->take(handing->context, &chunk->features[i], err);
    }
    return settled != LT_OK ? settled : status;
}

static enum lt_status hand_on(struct handing *handing, struct lt_error *err)
{
    const unsigned threads = handing->stream->task.threads;
    const size_t slots = (size_t)threads * SLOTS_PER_THREAD;
    const struct lt_ordered ordered = {.threads = threads,
                                       .slots = slots,
                                       .take = take_chunk,
                                       .work = load_chunk,
                                       .deliver = hand_chunk,
                                       .context = handing};
    enum lt_status status = LT_OK;
    handing->chunks = calloc(slots, sizeof *handing->chunks);
    if (handing->chunks == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    for (size_t i = 0; i < slots; i++) {
        LT_TRY(lt_chunk_create(&handing->chunks[i], err));
    }
    LT_TRY(lt_ordered_run(&ordered, err));
out:
    for (size_t i = 0; i < slots; i++) {
        lt_chunk_destroy(handing->chunks[i]);
    }
    free(handing->chunks);
    return status;
}

/* A key that no one set is still not an empty one: the city's code tells two cities apart. */
static enum lt_status make_operator_key(const struct lt_config *config, char ret_key[],
                                        struct lt_error *err)
{
    char code[16];
    snprintf(code, sizeof code, "%lu", (unsigned long)config->city_code);
    const char *key = *config->operator_key != '\0' ? config->operator_key : code;
    return lt_digest_bytes(key, strlen(key), ret_key, err);
}

static enum lt_status run(const struct ingest_task *task, struct handing *handing,
                          struct lt_layer_summary *ret_summary, struct lt_error *err)
{
    struct lt_stream *stream = handing->stream;
    const size_t rejects = handing->diagnostics->count_of[LT_REJECT];
    enum lt_status status;
    LT_TRY(ingest_stream_open(task, handing->diagnostics, stream, err));
    LT_TRY(hand_on(handing, err));
    LT_TRY(lt_stream_conclude(stream, handing->diagnostics, ret_summary, err));
    if (handing->diagnostics->count_of[LT_REJECT] > rejects) {
        status =
            lt_fail(err, LT_E_INPUT, "%s: features that reject the layer", stream->vector.label);
    }
out:
    *ret_summary = stream->summary;
    return status;
}

enum lt_status lt_layer_read(const struct lt_layer_reader *reader,
                             struct lt_diagnostics *diagnostics,
                             struct lt_layer_summary *ret_summary, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_config *config = reader->config;
    struct lt_stream stream = {0};
    char operator_key[LT_DIGEST_TEXT];
    struct handing handing = {.stream = &stream,
                              .take = reader->take,
                              .context = reader->context,
                              .diagnostics = diagnostics};
    LT_TRY(lt_arena_create(&stream.arena, err));
    LT_TRY(make_operator_key(config, operator_key, err));
    LT_TRY(lt_layer_schema_load(config->schemas_dir, reader->layer->schema, diagnostics,
                                stream.arena, &stream.schema, err));
    const struct ingest_task task = {.layer = reader->layer,
                                     .schema = &stream.schema,
                                     .schemas_dir = config->schemas_dir,
                                     .label = lt_layer_name(reader->role),
                                     .operator_key = operator_key,
                                     .where = "",
                                     .role = reader->role,
                                     .grid = reader->grid,
                                     .counties = reader->counties,
                                     .county_count = reader->county_count,
                                     .city_code = config->city_code,
                                     .repair_bound = config->repair_bound,
                                     .limit_features = config->limit_features,
                                     .limit_vertices = config->limit_vertices,
                                     .measured = true,
                                     .carried = reader->carried,
                                     .may_be_empty = lt_config_layer_optional(reader->role),
                                     .threads = reader->threads};
    status = run(&task, &handing, ret_summary, err);
out:
    ingest_stream_finish(&stream);
    return status;
}
