/* Every id that was there before is found with its first position, and no other, in whatever order ids come: held against
 * a sorted list. */
#include <stdlib.h>
#include <string.h>

#include "ingest/ingest_vector.h"
#include "support/lt_test.h"

enum { MOST = 60000, LENGTH = 48, ROUNDS = 300 };

static uint64_t seed = 5;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

struct id {
    char text[LENGTH];
    uint64_t position, first; /* of the feature; of the first one with that id */
};

static int by_text(const void *a, const void *b)
{
    const struct id *left = *(const struct id *const *)a, *right = *(const struct id *const *)b;
    const int order = strcmp(left->text, right->text);
    return order != 0 ? order
                      : (left->position > right->position) - (left->position < right->position);
}

/* What the set should answer. */
static size_t find_firsts(struct id *ids, size_t count)
{
    static struct id *sorted[MOST];
    size_t repeats = 0;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &ids[i];
    }
    qsort(sorted, count, sizeof *sorted, by_text);
    for (size_t i = 0; i < count; i++) {
        const bool again = i > 0 && strcmp(sorted[i]->text, sorted[i - 1]->text) == 0;
        sorted[i]->first = again ? sorted[i - 1]->first : sorted[i]->position;
        repeats += again;
    }
    return repeats;
}

static void hold(struct id *ids, size_t count)
{
    struct ingest_ids *set = NULL;
    find_firsts(ids, count);
    assert_int_equal(ingest_ids_create(pick(2) == 0 ? 0 : count, &set, NULL), LT_OK);
    for (size_t i = 0; i < count; i++) {
        uint64_t first = UINT64_MAX;
        const uint64_t hash = pick(4) == 0 ? 0 : ingest_ids_expect(set, ids[i].text);
        assert_int_equal(ingest_ids_add(set, ids[i].text, hash, ids[i].position, &first, NULL),
                         LT_OK);
        assert_true(first == ids[i].first);
    }
    ingest_ids_destroy(set);
}

/* Ids as registers hand them out: runs that ascend by one or by some, village after village. */
static size_t runs(struct id *ids, size_t count, uint32_t villages, uint32_t step)
{
    uint64_t next[64] = {0};
    uint64_t position = pick(3);
    uint32_t village = 0;
    for (size_t i = 0; i < count; i++) {
        village = pick(200) == 0 ? pick(villages) : village;
        next[village] += 1 + pick(step);
        snprintf(ids[i].text, LENGTH, "4117%02u2101%010llu", village,
                 (unsigned long long)next[village]);
        ids[i].position = position;
        position += 1 + (pick(50) == 0 ? pick(300) : 0); /* features without an id between */
    }
    return count;
}

static void in_runs(void **state)
{
    (void)state;
    static struct id ids[MOST];
    for (int round = 0; round < ROUNDS; round++) {
        const size_t count = runs(ids, 1 + pick(400), 1 + pick(20), 1 + pick(5));
        for (uint32_t n = pick(3); n > 0; n--) { /* some come again, near or far */
            const size_t from = pick((uint32_t)count), to = pick((uint32_t)count);
            memcpy(ids[to].text, ids[from].text, LENGTH);
        }
        hold(ids, count);
    }
    hold(ids, runs(ids, MOST, 60, 3));
}

/* Short texts of few letters: of any length, parts of one another, repeated all the time. */
static void any_text(void **state)
{
    (void)state;
    static struct id ids[MOST];
    for (int round = 0; round < ROUNDS; round++) {
        const size_t count = 1 + pick(200);
        const uint32_t longest = 1 + pick(12), letters = 1 + pick(4);
        for (size_t i = 0; i < count; i++) {
            const uint32_t length = 1 + pick(longest);
            for (uint32_t k = 0; k < length; k++) {
                ids[i].text[k] = (char)("a0\xE7\x7F"[pick(letters)]);
            }
            ids[i].text[length] = '\0';
            ids[i].position = i;
        }
        hold(ids, count);
    }
}

/* Down, up, and a set that falls from one order into another. */
static void in_disorder(void **state)
{
    (void)state;
    static struct id ids[MOST];
    for (size_t i = 0; i < MOST; i++) {
        snprintf(ids[i].text, LENGTH, "%08u", (unsigned)(MOST - i));
        ids[i].position = i;
    }
    hold(ids, MOST);
    for (size_t i = MOST / 2; i < MOST; i++) {
        snprintf(ids[i].text, LENGTH, "%08u", pick(1u << 20));
    }
    assert_true(find_firsts(ids, MOST) > 0);
    hold(ids, MOST);
    for (size_t i = 0; i < MOST; i++) {
        snprintf(ids[i].text, LENGTH, "%u", (unsigned)i); /* 9, 10: down in the order of texts */
    }
    hold(ids, MOST);
}

/* So far apart that groups are given up: what is in one already is still found there, and what is not, is not. */
static void far_apart(void **state)
{
    (void)state;
    static struct id ids[MOST];
    for (size_t i = 0; i < MOST; i++) {
        const uint32_t number = pick(4) == 0 ? pick(3000) : pick(1u << 30);
        snprintf(ids[i].text, LENGTH, pick(5) == 0 ? "%09ux" : "%09u", number);
        ids[i].position = i;
    }
    assert_true(find_firsts(ids, MOST) > MOST / 8);
    hold(ids, MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_runs),
        cmocka_unit_test(any_text),
        cmocka_unit_test(in_disorder),
        cmocka_unit_test(far_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
