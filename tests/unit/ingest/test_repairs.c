/* The repairs of a layer are bounded together, and which features are repaired does not hang on the threads. */
#include <time.h>

#include <ogr_srs_api.h>

#include "ingest/ingest_stream.h"
#include "ingest_fixture.h"
#include "support/arena.h"
#include "support/ordered.h"

/* --- turns ---- */

enum { CHUNKS = 60, OF_A_CHUNK = 3, LEFT = 1000 };

/* Chunk i asks for so much, one after the other. */
static uint64_t asked(size_t chunk, size_t i)
{
    return (chunk * 37 + i * 11) % 50 + 1;
}

struct turns {
    struct ingest_repairs repairs;
    struct ingest_turn of_slot[CHUNKS];
    size_t next;
    bool afforded[CHUNKS][OF_A_CHUNK];
    size_t chunk_of_slot[CHUNKS];
};

static enum lt_status take_turn(void *context, unsigned thread, size_t slot, bool *ret_end,
                                struct lt_error *err)
{
    struct turns *turns = context;
    (void)thread;
    (void)err;
    *ret_end = turns->next == CHUNKS;
    if (!*ret_end) {
        turns->chunk_of_slot[slot] = turns->next++;
        ingest_repairs_taken(&turns->repairs, &turns->of_slot[slot]);
    }
    return LT_OK;
}

/* The earlier ones of four take the longest before they ask. */
static enum lt_status work_turn(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    struct turns *turns = context;
    const size_t chunk = turns->chunk_of_slot[slot];
    (void)thread;
    (void)err;
    nanosleep(&(struct timespec){0, (3 - (long)(chunk % 4)) * 500000}, NULL);
    for (size_t i = 0; chunk % 7 != 5 && i < OF_A_CHUNK; i++) { /* some ask for nothing */
        turns->afforded[chunk][i] =
            ingest_repairs_afford(&turns->repairs, &turns->of_slot[slot], asked(chunk, i));
    }
    ingest_repairs_loaded(&turns->repairs, &turns->of_slot[slot]);
    return LT_OK;
}

static void it_is_spent_in_order(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 8; threads *= 2) {
        struct turns turns = {.next = 0};
        uint64_t left = LEFT;
        const struct lt_ordered ordered = {
            .threads = threads, .take = take_turn, .work = work_turn, .context = &turns};
        ingest_repairs_begin(&turns.repairs);
        turns.repairs.left = LEFT;
        assert_int_equal(lt_ordered_run(&ordered, NULL), LT_OK);
        for (size_t chunk = 0; chunk < CHUNKS; chunk++) {
            for (size_t i = 0; chunk % 7 != 5 && i < OF_A_CHUNK; i++) {
                const bool expected = asked(chunk, i) <= left;
                left -= expected ? asked(chunk, i) : 0;
                assert_true(turns.afforded[chunk][i] == expected);
            }
        }
        assert_true(left < 50 && turns.repairs.left == left);
        ingest_repairs_end(&turns.repairs);
    }
}

/* --- a layer ---- */

/* 10 strokes over 10: 100 crossings, a thousand touches' worth for 41 vertices. */
static void hatch(double x, double y, char *text, size_t size)
{
    enum { N = 10 };
    size_t used = (size_t)snprintf(text, size, "POLYGON ((");
    for (int i = 0; i < 2 * N; i++) {
        for (int k = 0; k < 2; k++) {
            const double along = (i + k) % 2 == 0 ? -1 : N, across = i % N + 0.25;
            used += (size_t)snprintf(text + used, size - used, "%.3f %.3f,",
                                     x + (i < N ? along : across), y + (i < N ? across : along));
        }
    }
    snprintf(text + used, size - used, "%.3f %.3f))", x - 1, y + 0.25);
}

enum { FEATURES = 2500, HATCHED = 250 }; /* every 250th, over three chunks */

static void write_layer(const struct fixture *f)
{
    static const struct fixture_field field = {"BSM", OFTString, 18};
    static char texts[FEATURES][1200], ids[FEATURES][20];
    static struct fixture_row rows[FEATURES];
    for (size_t i = 0; i < FEATURES; i++) {
        const double x = WEST + 100 + 20.0 * (double)(i % 40);
        const double y = NORTH - 100 - 10.0 * (double)(i / 40);
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        if (i % HATCHED == 0) {
            hatch(x, y, texts[i], sizeof texts[i]);
        } else {
            snprintf(texts[i], sizeof texts[i],
                     "POLYGON ((%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f))", x, y, x + 9, y, x,
                     y + 9, x, y);
        }
        rows[i].wkt = texts[i];
        rows[i].values[0] = ids[i];
    }
    const struct fixture_layer layer = {.name = "crooked.gpkg",
                                        .driver = "GPKG",
                                        .layer = "DLTB",
                                        .epsg = 4526,
                                        .type = wkbPolygon,
                                        .fields = &field,
                                        .field_count = 1,
                                        .rows = rows,
                                        .row_count = FEATURES};
    fixture_write_layer(f, &layer);
}

struct layer {
    struct lt_stream *stream;
    struct lt_chunk *chunks[64];
    struct lt_diagnostics diagnostics;
};

static enum lt_status take(void *context, unsigned thread, size_t slot, bool *ret_end,
                           struct lt_error *err)
{
    struct layer *layer = context;
    (void)thread;
    return lt_stream_take(layer->stream, layer->chunks[slot], ret_end, err);
}

static enum lt_status load(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    struct layer *layer = context;
    return lt_stream_load(layer->stream, thread, layer->chunks[slot], err);
}

static enum lt_status settle(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    struct layer *layer = context;
    (void)thread;
    return lt_stream_settle(layer->stream, layer->chunks[slot], &layer->diagnostics, err);
}

/* How many hatched features there are that GEOS was asked to repair, and those that it was not: they are the last. */
static void read_layer(const struct fixture *f, unsigned threads, uint64_t left, size_t *ret_tried,
                       size_t *ret_refused)
{
    char path[FIXTURE_PATH];
    struct lt_error err = {0};
    struct layer layer = {0};
    const struct lt_stream_options options = {.path = fixture_path(f, "crooked.gpkg", path),
                                              .sublayer = "",
                                              .id_field = "BSM",
                                              .where = "",
                                              .crs = "",
                                              .grid = &f->grid,
                                              .threads = threads};
    const struct lt_ordered ordered = {.threads = threads,
                                       .slots = (size_t)threads * 4,
                                       .take = take,
                                       .work = load,
                                       .deliver = settle,
                                       .context = &layer};
    assert_int_equal(lt_diagnostics_init(&layer.diagnostics, NULL), LT_OK);
    assert_int_equal(lt_stream_open(&options, &layer.diagnostics, &layer.stream, &err), LT_OK);
    if (left > 0) {
        layer.stream->repairs.left = left;
    }
    for (size_t i = 0; i < ordered.slots; i++) {
        assert_int_equal(lt_chunk_create(&layer.chunks[i], NULL), LT_OK);
    }
    assert_int_equal(lt_ordered_run(&ordered, &err), LT_OK);
    *ret_tried = *ret_refused = 0;
    for (size_t i = 0; i < layer.diagnostics.count; i++) {
        const struct lt_diagnostic *item = &layer.diagnostics.items[i];
        assert_string_equal(item->code, "geometry.invalid");
        const bool refused = strstr(item->found, "left too little") != NULL;
        *ret_refused += refused;
        *ret_tried += !refused;
        assert_true(refused || *ret_refused == 0);
    }
    for (size_t i = 0; i < ordered.slots; i++) {
        lt_chunk_destroy(layer.chunks[i]);
    }
    lt_stream_close(layer.stream);
    lt_diagnostics_finish(&layer.diagnostics);
}

static void a_layer_is_bounded(void **state)
{
    struct fixture *f = *state;
    size_t tried, refused;
    write_layer(f);
    read_layer(f, 4, 0, &tried, &refused);
    assert_int_equal(tried, FEATURES / HATCHED); /* a city's few hatched features */
    assert_int_equal(refused, 0);
    for (unsigned threads = 1; threads <= 4; threads *= 4) {
        /* 100 crossings weigh 1,000, and some meet the ways back; 200 and 1.5 a vertex are free */
        read_layer(f, threads, 4000, &tried, &refused);
        assert_in_range(tried, 4, 5);
        assert_int_equal(tried + refused, FEATURES / HATCHED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_spent_in_order),
        cmocka_unit_test_setup_teardown(a_layer_is_bounded, fixture_setup, fixture_teardown)};
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
