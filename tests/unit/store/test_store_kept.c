/* What a half-year keeps: every number comes back, one id costs its block, damage and strangers are refused. */
#include "store_test.h"

#include <sys/resource.h>

#include "liangtian/kept.h"

static const char key[65] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char other_key[65] =
    "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

enum { PARCELS = 5000 };

static struct lt_class classes[2] = {
    {.value = 1,
     .group = LT_GROUP_GRAIN,
     .grain_weight_low = 1,
     .grain_weight_high = 1,
     .crop = "winter_wheat",
     .name_zh = "冬小麦",
     .name_en = "winter wheat"},
    {.value = 9,
     .group = LT_GROUP_ORCHARD,
     .crop = "orchard",
     .name_zh = "果园",
     .name_en = "orchard"},
};
static struct lt_rule rules[2] = {
    {.id = "PBF-IDLE",
     .title_zh = "闲置",
     .title_en = "idle",
     .clause = "M5",
     .formula = LT_FORMULA_SHARE,
     .threshold = 0.5,
     .threshold_unit = "share",
     .enabled = true},
    {.id = "PBF-ORCHARD",
     .title_zh = "林果",
     .title_en = "orchard",
     .clause = "M2",
     .formula = LT_FORMULA_PATCH,
     .threshold = 8,
     .threshold_unit = "cells",
     .enabled = true},
};
static struct lt_rule_tally tallies[2] = {{.subjects = 7, .meets = 7}, {.below_m2 = 0.1}};

/* The joint table, findings and outcome of one parcel; a number for each, none of them round. */
struct made {
    char id[24];
    struct lt_joint joint[3];
    struct lt_finding findings[2];
};

static void make_findings(struct lt_finding *findings, uint32_t i, double net)
{
    /* a share whose numbers follow from each other, as most do */
    findings[0] =
        (struct lt_finding){.rule = 0, .verdict = LT_MEETS, .area_m2 = net, .threshold = 0.5};
    findings[0].low_m2 = 0.1 * net;
    findings[0].high_m2 = 0.2 * net;
    findings[0].share_low = findings[0].low_m2 / net;
    findings[0].share_high = findings[0].high_m2 / net;
    findings[0].margin = 0.5 - findings[0].share_high;
    findings[0].flip_m2 = findings[0].margin * net;
    /* and numbers that do not */
    findings[1] = (struct lt_finding){.rule = 1,
                                      .verdict = LT_BELOW,
                                      .reason = LT_REASON_NO_APPROVAL_DATA,
                                      .area_m2 = net + 1.25,
                                      .low_m2 = 3.7 + i,
                                      .high_m2 = 4.1 + i,
                                      .twice_m2 = 1.3,
                                      .share_low = 0.77,
                                      .share_high = 0.78,
                                      .threshold = 9.5,
                                      .margin = -0.3,
                                      .flip_m2 = 77.7,
                                      .wants_patches = true};
}

static void make(struct made *made, uint32_t i, struct lt_kept_subject *s)
{
    const double net = 1000.0 / 3 + i;
    /* as the layer names them: the order of ids is not that of the layer */
    snprintf(made->id, sizeof made->id, "4117020000%05u", (i * 7919) % PARCELS);
    for (uint32_t k = 0; k < 3; k++) {
        made->joint[k] = (struct lt_joint){.key = k == 2 ? 0xfe00u | k : k * 256 + 1,
                                           .cells = 1.0 / 3 + k + i,
                                           .m2 = 100.0 / 7 * (k + 1) + i};
    }
    make_findings(made->findings, i, net);
    *s = (struct lt_kept_subject){.layer = LT_LAYER_PARCEL,
                                  .id = made->id,
                                  .unit_code = "411702001001",
                                  .name = "某村",
                                  .land_class = i % 3 == 0 ? "0101" : "0102",
                                  .planting = "LS",
                                  .target = "",
                                  .slope = "1",
                                  .sequence = i,
                                  .flags = LT_FEATURE_SLIVER,
                                  .unjudged = LT_JUDGED,
                                  .gross_m2 = net * 1.07,
                                  .net_m2 = net,
                                  .filed_m2 = 0.0,
                                  .joint = made->joint,
                                  .joint_count = 1 + i % 3,
                                  .full_cells = i,
                                  .touched_cells = 2 * i,
                                  .findings = made->findings,
                                  .finding_count = i % 3,
                                  .excluded = i % 3 == 0,
                                  .verdict = i % 3 == 2 ? LT_BELOW : LT_MEETS,
                                  .rule = i % 3 == 0 ? UINT32_MAX : i % 3 - 1};
    if (i % 3 == 1) {
        s->share_low = made->findings[0].share_low;
        s->share_high = made->findings[0].share_high;
        s->flip_m2 = made->findings[0].flip_m2;
    } else if (i % 3 == 2) {
        s->share_low = 0.31;
        s->share_high = 0.32;
        s->flip_m2 = 0.0;
    }
}

struct layer {
    struct made now, ids[PARCELS];
};

static const char *id_of(void *context, enum lt_layer layer, size_t index)
{
    struct layer *all = context;
    struct lt_kept_subject subject;
    if (layer == LT_LAYER_ZONE) {
        return "TWICE";
    }
    make(&all->ids[index], (uint32_t)index, &subject);
    return subject.id;
}

static void subject_of(void *context, enum lt_layer layer, size_t index,
                       struct lt_kept_subject *ret)
{
    struct layer *all = context;
    make(&all->now, (uint32_t)index, ret);
    ret->layer = layer;
    ret->id = layer == LT_LAYER_ZONE ? "TWICE" : ret->id;
}

static struct lt_kept_head make_head(void)
{
    static struct lt_kept_patch patch = {.rule = 1,
                                         .layer = LT_LAYER_PBF,
                                         .subject_id = "P1",
                                         .parcel_id = "411702000000001",
                                         .approval = "XG 1号",
                                         .feedback_id = "",
                                         .full_cells = 9,
                                         .touched_cells = 12,
                                         .net_m2 = 812.5,
                                         .twice_m2 = 1,
                                         .clean_before_m2 = 2,
                                         .pbf_m2 = 3,
                                         .zone_m2 = 4,
                                         .exempt_m2 = 5,
                                         .feedback_m2 = 6,
                                         .baseline_m2 = 7,
                                         .baseline_seen_m2 = 8,
                                         .base_year_structure = true};
    static struct lt_kept_recheck recheck = {.case_id = "411702-2025H1-00001",
                                             .net_m2 = 10,
                                             .low_m2 = 1,
                                             .high_m2 = 2,
                                             .judged = true,
                                             .reason = LT_REASON_UNSEEN};
    struct lt_kept_head head = {
        .period = 4050,
        .unit = 411702,
        .name = "驿城区",
        .program = "9.9",
        .seasons = 2,
        .has_approvals = true,
        .season = {{.raster = "", .image_from = "", .image_to = "", .legend = {.id = ""}},
                   {.present = true,
                    .period = 4050,
                    .raster = "2025H1.tif",
                    .image_from = "2025-04-12",
                    .image_to = "2025-05-08",
                    .flood = true,
                    .legend = {.count = 2, .classes = classes, .id = "default"}}},
        .rules = rules,
        .rule_count = 2,
        .grain_season_share = 0.5,
        .small_lost_share = 0.6,
        .gate_full_cells = 8,
        .sums = {.unit = 411702, .parcels = PARCELS, .farmland_m2 = 0.1},
        .tallies = tallies,
        .tally_count = 2,
        .edge_m2 = 1.5,
        .small_m2 = 2.5,
        .edge_count = 3,
        .small_count = 4,
        .patches = &patch,
        .patch_count = 1,
        .rechecks = &recheck,
        .recheck_count = 1};
    return head;
}

static const char *written(struct store_test *test, struct layer *all)
{
    struct lt_error err = {0};
    const struct lt_kept_head head = make_head();
    const struct lt_kept_source source = {
        .head = &head,
        .id = id_of,
        .subject = subject_of,
        .context = all,
        .count = {[LT_LAYER_PARCEL] = PARCELS, [LT_LAYER_ZONE] = 2}};
    const char *path = store_path(test, "411702.kept");
    assert_ok(lt_kept_write(path, key, &source, &err));
    return path;
}

static void same_finding(const struct lt_finding *a, const struct lt_finding *b)
{
    assert_int_equal(a->rule, b->rule);
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->reason, b->reason);
    assert_int_equal(a->wants_patches, b->wants_patches);
    const double left[] = {a->area_m2,    a->low_m2,    a->high_m2, a->twice_m2, a->share_low,
                           a->share_high, a->threshold, a->margin,  a->flip_m2};
    const double right[] = {b->area_m2,    b->low_m2,    b->high_m2, b->twice_m2, b->share_low,
                            b->share_high, b->threshold, b->margin,  b->flip_m2};
    assert_memory_equal(left, right, sizeof left);
}

static void same_subject(const struct lt_kept_subject *a, const struct lt_kept_subject *b)
{
    const char *const left[] = {a->id,       a->unit_code, a->name, a->land_class,
                                a->planting, a->target,    a->slope};
    const char *const right[] = {b->id,       b->unit_code, b->name, b->land_class,
                                 b->planting, b->target,    b->slope};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        assert_string_equal(left[i], right[i]);
    }
    const uint64_t whole_left[] = {a->sequence,    a->flags,         a->unjudged,
                                   a->full_cells,  a->touched_cells, a->joint_count,
                                   a->apart_count, a->finding_count, a->excluded,
                                   a->verdict,     a->reason,        a->rule};
    const uint64_t whole_right[] = {b->sequence,    b->flags,         b->unjudged,
                                    b->full_cells,  b->touched_cells, b->joint_count,
                                    b->apart_count, b->finding_count, b->excluded,
                                    b->verdict,     b->reason,        b->rule};
    assert_memory_equal(whole_left, whole_right, sizeof whole_left);
    const double left_m2[] = {a->gross_m2,  a->net_m2,     a->filed_m2,
                              a->share_low, a->share_high, a->flip_m2};
    const double right_m2[] = {b->gross_m2,  b->net_m2,     b->filed_m2,
                               b->share_low, b->share_high, b->flip_m2};
    assert_memory_equal(left_m2, right_m2, sizeof left_m2);
    for (size_t i = 0; i < a->joint_count; i++) {
        assert_int_equal(a->joint[i].key, b->joint[i].key);
        assert_near(a->joint[i].cells, b->joint[i].cells, 0.51e-6);
        assert_memory_equal(&a->joint[i].m2, &b->joint[i].m2, sizeof(double));
    }
    for (size_t i = 0; i < a->finding_count; i++) {
        same_finding(&a->findings[i], &b->findings[i]);
    }
}

static void every_subject_comes_back(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct layer *all = calloc(1, sizeof *all);
    struct lt_kept *kept = NULL;
    assert_ok(lt_kept_open(written(test, all), &kept, &err));
    for (uint32_t i = 0; i < PARCELS; i++) {
        struct lt_kept_subject wanted, *found;
        size_t count;
        make(&all->now, i, &wanted);
        assert_ok(
            lt_kept_find(kept, LT_LAYER_PARCEL, wanted.id, test->arena, &found, &count, &err));
        assert_int_equal(count, 1);
        same_subject(found, &wanted);
    }
    lt_kept_close(kept);
    free(all);
}

static void the_head_comes_back(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct layer *all = calloc(1, sizeof *all);
    struct lt_kept *kept = NULL;
    const struct lt_kept_head wanted = make_head();
    assert_ok(lt_kept_open(written(test, all), &kept, &err));
    const struct lt_kept_head *head = lt_kept_head(kept);
    assert_int_equal(head->period, wanted.period);
    assert_int_equal(head->count[LT_LAYER_PARCEL], PARCELS);
    assert_int_equal(head->count[LT_LAYER_ZONE], 2);
    assert_string_equal(head->name, "驿城区");
    assert_string_equal(head->season[1].image_to, "2025-05-08");
    assert_int_equal(head->season[1].legend.count, 2);
    assert_string_equal(head->season[1].legend.classes[1].name_zh, "果园");
    assert_int_equal(head->season[1].legend.classes[1].group, LT_GROUP_ORCHARD);
    assert_int_equal(head->rule_count, 2);
    assert_string_equal(head->rules[1].title_zh, "林果");
    assert_near(head->rules[1].threshold, 8, 0);
    assert_memory_equal(&head->sums, &wanted.sums, sizeof wanted.sums);
    assert_memory_equal(head->tallies, tallies, sizeof tallies);
    assert_string_equal(head->patches[0].approval, "XG 1号");
    assert_near(head->patches[0].baseline_seen_m2, 8, 0);
    assert_string_equal(head->rechecks[0].case_id, "411702-2025H1-00001");
    assert_ok(lt_kept_check(store_path(test, "411702.kept"), key, &err));
    assert_int_equal(lt_kept_check(store_path(test, "411702.kept"), other_key, &err), LT_E_IO);
    lt_kept_close(kept);
    free(all);
}

static void unknown_and_twice(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct layer *all = calloc(1, sizeof *all);
    struct lt_kept *kept = NULL;
    struct lt_kept_subject *found;
    const char *near[3];
    size_t count;
    assert_ok(lt_kept_open(written(test, all), &kept, &err));
    static const char *const strangers[] = {"",      "0", "41170200000", "411702000005000",
                                            "TWICE", "~"};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        assert_ok(
            lt_kept_find(kept, LT_LAYER_PARCEL, strangers[i], test->arena, &found, &count, &err));
        assert_int_equal(count, 0);
    }
    assert_ok(lt_kept_find(kept, LT_LAYER_PBF, "TWICE", test->arena, &found, &count, &err));
    assert_int_equal(count, 0); /* an empty layer */
    assert_ok(lt_kept_find(kept, LT_LAYER_ZONE, "TWICE", test->arena, &found, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(found[0].sequence, 0);
    assert_int_equal(found[1].sequence, 1);
    /* a digit too much: the id without it is one edit away, and so are its neighbours by the last digit */
    assert_ok(lt_kept_near(kept, LT_LAYER_PARCEL, "4117020000031234", test->arena, 3, near, &count,
                           &err));
    assert_int_equal(count, 3);
    assert_string_equal(near[0], "411702000003123");
    assert_ok(lt_kept_near(kept, LT_LAYER_PARCEL, "ZZZ", test->arena, 3, near, &count, &err));
    assert_int_equal(count, 0);
    lt_kept_close(kept);
    free(all);
}

struct visits {
    size_t count, last;
};

static enum lt_status visit(void *context, size_t index, const struct lt_kept_subject *subject,
                            struct lt_error *err)
{
    struct visits *visits = context;
    (void)err;
    assert_true(visits->count == 0 || index > visits->last);
    assert_non_null(strstr(subject->id, "41170200000"));
    assert_near(subject->net_m2 * 1.07, subject->gross_m2, 1e-9);
    visits->count++;
    visits->last = index;
    return LT_OK;
}

/* Every second id, with strangers before, between and behind, and one id asked for twice. */
static void many_ids_in_one_pass(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct layer *all = calloc(1, sizeof *all);
    struct lt_kept *kept = NULL;
    enum { ASKED = PARCELS / 2 + 4 };
    static char texts[ASKED][24];
    const char *ids[ASKED];
    struct visits visits = {0};
    assert_ok(lt_kept_open(written(test, all), &kept, &err));
    size_t count = 0;
    snprintf(texts[count++], sizeof *texts, "0");
    for (int i = 0; i < PARCELS; i += 2) {
        snprintf(texts[count++], sizeof *texts, "4117020000%05d", i);
        if (i == 1000) {
            snprintf(texts[count++], sizeof *texts, "4117020000%05d", i);
            snprintf(texts[count++], sizeof *texts, "4117020000%05dx", i);
        }
    }
    snprintf(texts[count++], sizeof *texts, "~");
    assert_int_equal(count, ASKED);
    for (size_t i = 0; i < count; i++) {
        ids[i] = texts[i];
    }
    assert_ok(lt_kept_each(kept, LT_LAYER_PARCEL, ids, count, visit, &visits, &err));
    assert_int_equal(visits.count, PARCELS / 2 + 1);
    visits = (struct visits){0};
    assert_ok(lt_kept_each(kept, LT_LAYER_PBF, ids, count, visit, &visits, &err));
    assert_int_equal(visits.count, 0);
    lt_kept_close(kept);
    free(all);
}

/* A city has one per county and half-year: 10 counties and 24 half-years are 240, a process may open 64. */
static void many_take_no_descriptors(void **state)
{
    enum { FILES = 240, MAY_OPEN = 64 };
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct layer *all = calloc(1, sizeof *all);
    struct lt_kept *kept[FILES] = {0};
    struct rlimit before;
    const char *path = written(test, all);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit few = {MAY_OPEN, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (size_t i = 0; i < FILES; i++) {
        assert_ok(lt_kept_open(path, &kept[i], &err));
    }
    for (size_t i = 0; i < FILES; i++) {
        struct lt_kept_subject wanted, *found;
        size_t count;
        make(&all->now, (uint32_t)(20 * i), &wanted);
        assert_ok(
            lt_kept_find(kept[i], LT_LAYER_PARCEL, wanted.id, test->arena, &found, &count, &err));
        assert_int_equal(count, 1);
        lt_kept_close(kept[i]);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    free(all);
}

/* The middle byte lies in some block: exactly the ids of that block are refused. */
static void damage_is_noticed(void **state)
{
    struct store_test *test = *state;
    struct lt_error err = {0};
    struct layer *all = calloc(1, sizeof *all);
    struct lt_kept *kept = NULL;
    size_t size, refused = 0, count;
    const char *path = written(test, all);
    const char *bytes = read_bytes(test, path, &size);
    put_byte(path, size / 2, (unsigned char)(bytes[size / 2] ^ 0x10));
    assert_ok(lt_kept_open(path, &kept, &err));
    for (uint32_t i = 0; i < PARCELS; i++) {
        struct lt_kept_subject wanted, *found;
        make(&all->now, i, &wanted);
        const enum lt_status status =
            lt_kept_find(kept, LT_LAYER_PARCEL, wanted.id, test->arena, &found, &count, &err);
        assert_true(status == LT_OK || status == LT_E_IO);
        refused += status != LT_OK;
    }
    assert_true(refused > 0 && refused < PARCELS / 2);
    lt_kept_close(kept);
    put_byte(path, size - 100, (unsigned char)(bytes[size - 100] ^ 1)); /* the tail */
    assert_int_equal(lt_kept_open(path, &kept, &err), LT_E_IO);
    assert_int_equal(truncate(path, (off_t)size / 2), 0);
    assert_int_equal(lt_kept_open(path, &kept, &err), LT_E_IO);
    assert_int_equal(truncate(path, 3), 0);
    assert_int_equal(lt_kept_open(path, &kept, &err), LT_E_IO);
    assert_int_equal(lt_kept_open(store_path(test, "none.kept"), &kept, &err), LT_E_IO);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(every_subject_comes_back), STORE_TEST(the_head_comes_back),
        STORE_TEST(unknown_and_twice),        STORE_TEST(many_ids_in_one_pass),
        STORE_TEST(damage_is_noticed),        STORE_TEST(many_take_no_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
