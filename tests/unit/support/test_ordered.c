/* Chunks through all threads, delivered in order. */
#include "support/lt_test.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "support/ordered.h"

enum { CHUNKS = 500, SLOTS = 5 };

struct trial {
    size_t next, delivered, end;
    size_t chunk[SLOTS];
    uint64_t value[SLOTS], sum;
    size_t fail_take, fail_work, fail_deliver; /* chunk; SIZE_MAX for none */
    atomic_size_t helped, to_help;
    bool wants_help;
    bool in_order;
};

static struct trial fresh(void)
{
    return (struct trial){.end = CHUNKS,
                          .fail_take = SIZE_MAX,
                          .fail_work = SIZE_MAX,
                          .fail_deliver = SIZE_MAX,
                          .in_order = true};
}

static enum lt_status take(void *context, unsigned thread, size_t slot, bool *ret_end,
                           struct lt_error *err)
{
    (void)thread;
    struct trial *trial = context;
    if (trial->next == trial->end) {
        *ret_end = true;
        return LT_OK;
    }
    const size_t chunk = trial->next++;
    trial->chunk[slot] = chunk;
    return chunk == trial->fail_take ? lt_fail(err, LT_E_IO, "take %zu", chunk) : LT_OK;
}

static enum lt_status work(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    (void)thread;
    struct trial *trial = context;
    const size_t chunk = trial->chunk[slot];
    uint64_t h = chunk;
    for (size_t i = 0; i < 1 + chunk * 7919 % 3000; i++) { /* uneven, so that threads overtake */
        h = h * UINT64_C(6364136223846793005) + 1442695040888963407u;
    }
    trial->value[slot] = h | 1u;
    if (chunk == 100 && trial->wants_help) { /* only another thread can end this */
        atomic_store(&trial->to_help, 3);
        while (atomic_load(&trial->helped) < 3) {
        }
    }
    return chunk == trial->fail_work ? lt_fail(err, LT_E_IO, "work %zu", chunk) : LT_OK;
}

static enum lt_status deliver(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    (void)thread;
    struct trial *trial = context;
    const size_t chunk = trial->chunk[slot];
    trial->in_order = trial->in_order && chunk == trial->delivered && trial->value[slot] != 0;
    trial->value[slot] = 0;
    if (chunk == trial->fail_deliver) {
        return lt_fail(err, LT_E_IO, "deliver %zu", chunk);
    }
    trial->delivered++;
    return LT_OK;
}

static bool help(void *context, unsigned thread)
{
    (void)thread;
    struct trial *trial = context;
    size_t left = atomic_load(&trial->to_help);
    if (left == 0 || !atomic_compare_exchange_strong(&trial->to_help, &left, left - 1)) {
        return false;
    }
    atomic_fetch_add(&trial->helped, 1);
    return true;
}

static enum lt_status go(struct trial *trial, unsigned threads, struct lt_error *err)
{
    const struct lt_ordered ordered = {.threads = threads,
                                       .slots = SLOTS,
                                       .take = take,
                                       .work = work,
                                       .deliver = deliver,
                                       .help = trial->wants_help ? help : NULL,
                                       .context = trial};
    return lt_ordered_run(&ordered, err);
}

static void test_every_chunk_leaves_in_order(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 8; threads++) {
        struct trial trial = fresh();
        assert_int_equal(go(&trial, threads, NULL), LT_OK);
        assert_true(trial.in_order);
        assert_int_equal(trial.delivered, CHUNKS);
    }
    struct trial none = fresh();
    none.end = 0;
    assert_int_equal(go(&none, 3, NULL), LT_OK);
    assert_int_equal(none.delivered, 0);
}

static void test_the_earliest_failure_is_answered(void **state)
{
    (void)state;
    for (int round = 0; round < 30; round++) {
        struct lt_error err = {0};
        struct trial trial = fresh();
        trial.fail_work = 60;
        trial.fail_take = 62;
        assert_int_equal(go(&trial, 4, &err), LT_E_IO);
        assert_string_equal(err.text, "work 60");
        assert_int_equal(trial.delivered, 60);
        assert_true(trial.in_order);
        trial = fresh();
        trial.fail_deliver = 7;
        trial.fail_work = 9;
        assert_int_equal(go(&trial, 4, &err), LT_E_IO);
        assert_string_equal(err.text, "deliver 7");
        assert_int_equal(trial.delivered, 7);
    }
}

static void test_idle_threads_help(void **state)
{
    (void)state;
    struct trial trial = fresh();
    trial.wants_help = true;
    assert_int_equal(go(&trial, 2, NULL), LT_OK);
    assert_int_equal(atomic_load(&trial.helped), 3);
    assert_int_equal(trial.delivered, CHUNKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_chunk_leaves_in_order),
        cmocka_unit_test(test_the_earliest_failure_is_answered),
        cmocka_unit_test(test_idle_threads_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
