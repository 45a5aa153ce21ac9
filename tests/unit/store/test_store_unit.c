/* Unit results: every field comes back, for every kind of content; nothing damaged or foreign
 * passes. */
#include "store_test.h"

#include "liangtian/store.h"

static const char key[65] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char other_key[65] =
    "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static const struct lt_point points[4] = {
    {38500000.1, 3600000}, {38500010.3, 3600000}, {38500010.3, 3600007.7}, {38500000.1, 3600000}};
static const uint32_t ring_end[1] = {4};

/* A different number for every field, so that two that change places are noticed. */
static double next_number(void)
{
    static double number = 0.1;
    number += 1.0 / 3;
    return number;
}

/* Every number behind the first is eight bytes wide and gets its own. */
static struct lt_unit_sums make_sums(void)
{
    struct lt_unit_sums sums = {.unit = 411702};
    for (size_t at = offsetof(struct lt_unit_sums, parcels); at < sizeof sums; at += 8) {
        const double number = next_number();
        memcpy((char *)&sums + at, &number, sizeof number);
    }
    return sums;
}

static struct lt_record make_record(uint32_t i)
{
    return (struct lt_record){
        .layer = i % 2 ? LT_LAYER_ZONE : LT_LAYER_PARCEL,
        .index = i,
        .sequence = (uint64_t)i << 33,
        .net_m2 = next_number(),
        .state = {LT_SEASON_MIXED, LT_SEASON_BARE},
        .grain_m2 = {{next_number(), next_number()}, {next_number(), next_number()}},
        .zero_grain_m2 = {next_number(), next_number()},
        .idle_m2 = {next_number(), next_number()},
        .unseen_m2 = {next_number(), next_number()},
        .proposed = LT_PLANTING_WG,
        .full_cells = i + 1,
        .touched_cells = i + 2,
        .excluded = i % 3 == 0,
        .verdict = LT_UNDECIDED,
        .reason = LT_REASON_ONE_CROP,
        .rule = UINT32_MAX,
        .share_low = next_number(),
        .share_high = next_number(),
        .flip_m2 = next_number(),
    };
}

static struct lt_rule_tally make_tally(uint32_t i)
{
    return (struct lt_rule_tally){.subjects = i + 10,
                                  .meets = i + 1,
                                  .below = i + 2,
                                  .undecided = i + 3,
                                  .not_subject = i + 4,
                                  .below_m2 = next_number(),
                                  .undecided_m2 = next_number()};
}

static struct lt_candidate make_candidate(uint32_t i)
{
    return (struct lt_candidate){
        .unit = 411702,
        .rule = i,
        .layer = LT_LAYER_PBF,
        .subject_id = "411702000000000001",
        .parcel_id = "粮田\n\"，'",
        .parcel_index = UINT32_MAX - i,
        .land_class = "0103",
        .planting = "",
        .town = NULL, /* written as "" */
        .patch = {.rule = i,
                  .subject = i + 9,
                  .kind = LT_PATCH_CASE,
                  .full_cells = 11,
                  .touched_cells = 12,
                  .low_row = -5,
                  .low_col = INT64_C(1) << 40,
                  .net_m2 = next_number(),
                  .twice_m2 = next_number(),
                  .clean_before_m2 = next_number(),
                  .main_class = 249,
                  .shape = {.n_rings = i % 2,
                            .n_points = i % 2 ? 4 : 0,
                            .points = i % 2 ? points : NULL,
                            .ring_end = i % 2 ? ring_end : NULL,
                            .box = {1, 2, 3, 4}}},
        .share_low = next_number(),
        .share_high = next_number(),
        .pbf_m2 = next_number(),
        .zone_m2 = next_number(),
        .exempt_m2 = next_number(),
        .approval = "设施农用地备案 驻自然资备〔2024〕12号",
        .feedback_id = "JC-1",
        .feedback_m2 = next_number(),
        .baseline_m2 = next_number(),
        .baseline_seen_m2 = next_number(),
        .earlier_clean_m2 = next_number(),
        .earlier = 4050,
        .base_year_structure = true,
    };
}

static struct lt_recheck make_recheck(uint32_t i)
{
    return (struct lt_recheck){.case_id = i == 0 ? "411702-2025H1-00001" : "411702-2025H1-00002",
                               .net_m2 = next_number(),
                               .offending_low_m2 = next_number(),
                               .offending_high_m2 = next_number(),
                               .judged = i % 2 == 0,
                               .reason = LT_REASON_FLOOD};
}

static struct lt_unit_result make_result(struct lt_arena *arena, uint32_t records, uint32_t tallies,
                                         uint32_t candidates, uint32_t rechecks)
{
    struct lt_unit_result result = {
        .unit = 411702,
        .sums = make_sums(),
        .records = lt_arena_array(arena, records, sizeof *result.records),
        .record_count = records,
        .tallies = lt_arena_array(arena, tallies, sizeof *result.tallies),
        .tally_count = tallies,
        .candidates = lt_arena_array(arena, candidates, sizeof *result.candidates),
        .candidate_count = candidates,
        .edge_m2 = next_number(),
        .small_m2 = next_number(),
        .edge_count = 77,
        .small_count = 78,
        .rechecks = lt_arena_array(arena, rechecks, sizeof *result.rechecks),
        .recheck_count = rechecks,
    };
    for (uint32_t i = 0; i < records; i++) {
        result.records[i] = make_record(i);
    }
    for (uint32_t i = 0; i < tallies; i++) {
        result.tallies[i] = make_tally(i);
    }
    for (uint32_t i = 0; i < candidates; i++) {
        result.candidates[i] = make_candidate(i);
    }
    for (uint32_t i = 0; i < rechecks; i++) {
        result.rechecks[i] = make_recheck(i);
    }
    return result;
}

static void assert_same_candidate(const struct lt_candidate *a, const struct lt_candidate *b)
{
    const char *const left[] = {a->subject_id, a->parcel_id, a->land_class, a->planting,
                                a->town,       a->approval,  a->feedback_id};
    const char *const right[] = {b->subject_id, b->parcel_id, b->land_class, b->planting,
                                 b->town,       b->approval,  b->feedback_id};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        assert_string_equal(left[i], right[i] == NULL ? "" : right[i]);
    }
    const struct lt_patch *p = &a->patch, *q = &b->patch;
    assert_true(a->unit == b->unit && a->rule == b->rule && a->layer == b->layer);
    assert_true(a->parcel_index == b->parcel_index);
    assert_true(p->rule == q->rule && p->subject == q->subject && p->kind == q->kind);
    assert_true(p->full_cells == q->full_cells && p->touched_cells == q->touched_cells);
    assert_true(p->low_row == q->low_row && p->low_col == q->low_col);
    assert_true(p->net_m2 == q->net_m2 && p->twice_m2 == q->twice_m2);
    assert_true(p->clean_before_m2 == q->clean_before_m2 && p->main_class == q->main_class);
    assert_true(p->shape.n_rings == q->shape.n_rings && p->shape.n_points == q->shape.n_points);
    assert_memory_equal(&p->shape.box, &q->shape.box, sizeof p->shape.box);
    if (q->shape.n_points > 0) {
        assert_memory_equal(p->shape.points, q->shape.points, q->shape.n_points * sizeof *points);
        assert_memory_equal(p->shape.ring_end, q->shape.ring_end, q->shape.n_rings * 4);
    }
    assert_true(a->share_low == b->share_low && a->share_high == b->share_high);
    assert_true(a->pbf_m2 == b->pbf_m2 && a->zone_m2 == b->zone_m2);
    assert_true(a->exempt_m2 == b->exempt_m2 && a->feedback_m2 == b->feedback_m2);
    assert_true(a->baseline_m2 == b->baseline_m2);
    assert_true(a->baseline_seen_m2 == b->baseline_seen_m2);
    assert_true(a->earlier_clean_m2 == b->earlier_clean_m2);
    assert_int_equal(a->earlier, b->earlier);
    assert_true(a->base_year_structure == b->base_year_structure);
}

static void assert_same_tally(const struct lt_rule_tally *a, const struct lt_rule_tally *b)
{
    assert_true(a->subjects == b->subjects && a->meets == b->meets && a->below == b->below);
    assert_true(a->undecided == b->undecided && a->not_subject == b->not_subject);
    assert_true(a->below_m2 == b->below_m2 && a->undecided_m2 == b->undecided_m2);
}

static void assert_same_record(const struct lt_record *a, const struct lt_record *b)
{
    assert_true(a->layer == b->layer && a->index == b->index && a->sequence == b->sequence);
    assert_memory_equal(a->state, b->state, sizeof a->state);
    assert_memory_equal(a->grain_m2, b->grain_m2, sizeof a->grain_m2);
    assert_memory_equal(&a->zero_grain_m2, &b->zero_grain_m2, sizeof a->zero_grain_m2);
    assert_memory_equal(&a->idle_m2, &b->idle_m2, sizeof a->idle_m2);
    assert_memory_equal(a->unseen_m2, b->unseen_m2, sizeof a->unseen_m2);
    assert_true(a->net_m2 == b->net_m2 && a->proposed == b->proposed);
    assert_true(a->full_cells == b->full_cells && a->touched_cells == b->touched_cells);
    assert_true(a->excluded == b->excluded && a->verdict == b->verdict && a->reason == b->reason);
    assert_true(a->rule == b->rule && a->share_low == b->share_low);
    assert_true(a->share_high == b->share_high && a->flip_m2 == b->flip_m2);
}

static void assert_same_result(const struct lt_unit_result *a, const struct lt_unit_result *b)
{
    assert_int_equal(a->unit, b->unit);
    /* behind the first word all fields have eight bytes: no padding */
    const size_t first = offsetof(struct lt_unit_sums, parcels);
    assert_int_equal(a->sums.unit, b->sums.unit);
    assert_memory_equal((const char *)&a->sums + first, (const char *)&b->sums + first,
                        sizeof a->sums - first);
    assert_int_equal(a->record_count, b->record_count);
    for (size_t i = 0; i < b->record_count; i++) {
        assert_same_record(&a->records[i], &b->records[i]);
    }
    assert_int_equal(a->tally_count, b->tally_count);
    for (size_t i = 0; i < b->tally_count; i++) {
        assert_same_tally(&a->tallies[i], &b->tallies[i]);
    }
    assert_int_equal(a->candidate_count, b->candidate_count);
    for (size_t i = 0; i < b->candidate_count; i++) {
        assert_same_candidate(&a->candidates[i], &b->candidates[i]);
    }
    assert_near(a->edge_m2, b->edge_m2, 0);
    assert_near(a->small_m2, b->small_m2, 0);
    assert_int_equal(a->edge_count, b->edge_count);
    assert_int_equal(a->small_count, b->small_count);
    assert_int_equal(a->recheck_count, b->recheck_count);
    for (size_t i = 0; i < b->recheck_count; i++) {
        const struct lt_recheck *p = &a->rechecks[i], *q = &b->rechecks[i];
        assert_string_equal(p->case_id, q->case_id);
        assert_true(p->net_m2 == q->net_m2 && p->offending_low_m2 == q->offending_low_m2);
        assert_true(p->offending_high_m2 == q->offending_high_m2);
        assert_true(p->judged == q->judged && p->reason == q->reason);
    }
}

static void round_trip(const struct store_test *test, uint32_t records, uint32_t findings,
                       uint32_t candidates, uint32_t rechecks)
{
    struct lt_error err = {0};
    struct lt_unit_result back;
    const struct lt_unit_result result =
        make_result(test->arena, records, findings, candidates, rechecks);
    const char *path = store_path(test, "411702.unit"), *again = store_path(test, "again.unit");
    assert_ok(lt_unit_result_write(path, key, &result, &err));
    assert_ok(lt_unit_result_read(path, key, &back, &err));
    assert_same_result(&back, &result);
    assert_ok(lt_unit_result_write(again, key, &back, &err));
    assert_same_file(test, path, again);
    lt_unit_result_finish(&back);
}

static void test_round_trips(void **state)
{
    round_trip(*state, 0, 0, 0, 0);
    round_trip(*state, 1, 2, 3, 2);
    round_trip(*state, 5, 0, 1, 1);
    round_trip(*state, 100000, 20000, 20000, 10000);
}

static void test_an_empty_result_is_finished_safely(void **state)
{
    (void)state;
    struct lt_unit_result result = {0};
    lt_unit_result_finish(&result);
    lt_unit_result_finish(NULL);
}

static void test_another_key_is_refused(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_unit_result back;
    const struct lt_unit_result result = make_result(test->arena, 1, 1, 1, 1);
    const char *path = store_path(test, "u");
    assert_ok(lt_unit_result_write(path, key, &result, &err));
    assert_int_equal(lt_unit_result_read(path, other_key, &back, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "other inputs"));
    assert_int_equal(lt_unit_result_read(store_path(test, "none"), key, &back, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "none"));
}

static void test_damage_anywhere_is_found(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_unit_result back;
    size_t size;
    const struct lt_unit_result result = make_result(test->arena, 2, 2, 2, 2);
    const char *path = store_path(test, "u");
    assert_ok(lt_unit_result_write(path, key, &result, &err));
    const char *bytes = read_bytes(test, path, &size);
    for (size_t i = 0; i < size; i++) {
        put_byte(path, i, (unsigned char)(bytes[i] ^ 1));
        assert_int_equal(lt_unit_result_read(path, key, &back, &err), LT_E_IO);
        assert_non_null(strstr(err.text, path));
        put_byte(path, i, (unsigned char)bytes[i]);
    }
    for (size_t cut = 0; cut < size; cut += 41) {
        assert_ok(lt_file_write(path, bytes, cut, &err));
        assert_int_equal(lt_unit_result_read(path, key, &back, &err), LT_E_IO);
    }
}

static void test_a_full_or_closed_folder_is_reported(void **state)
{
    (void)state;
    struct lt_error err = {0};
    const struct lt_unit_result result = {0};
    assert_int_equal(lt_unit_result_write("/nonexistent/u", key, &result, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "/nonexistent/u"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_round_trips),
        STORE_TEST(test_an_empty_result_is_finished_safely),
        STORE_TEST(test_another_key_is_refused),
        STORE_TEST(test_damage_anywhere_is_found),
        STORE_TEST(test_a_full_or_closed_folder_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
