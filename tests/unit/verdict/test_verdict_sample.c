/* Floors by labelled samples. Estimates worked by hand, in 万亩. */
#include "support/lt_test.h"

#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/verdict.h"
#include "support/arena.h"

enum { GRAIN, NONE, CLASSES, POINTS = 2000, UNITS = 2 };

static const double w = LT_M2_PER_WANMU;
static const bool grain[CLASSES] = {true, false}, lost[CLASSES] = {false, true};
static struct lt_error err;

/* Two counties of 100 and 60 万亩, one stratum a frame. */
struct bed {
    struct lt_arena *arena;
    struct lt_unit_sums sums[UNITS];
    double sown[UNITS], zone[UNITS];
    struct lt_interval off[UNITS];
    struct lt_floors_input input;
    struct lt_stratum strata[LT_FRAME_COUNT];
    double areas[LT_FRAME_COUNT][UNITS];
    struct lt_sample_point points[LT_FRAME_COUNT][POINTS];
    struct lt_sample samples[LT_FRAME_COUNT];
    struct lt_floors_sample sample;
    struct lt_floor *floors;
    size_t count;
};

static struct bed *set_up(int half)
{
    static struct bed bed;
    memset(&bed, 0, sizeof bed);
    assert_ok(lt_arena_create(&bed.arena, &err));
    for (int u = 0; u < UNITS; u++) {
        bed.sums[u] = (struct lt_unit_sums){.unit = 411702 + (uint32_t)u,
                                            .farmland_m2 = (u == 0 ? 100 : 60) * w,
                                            .zone_filed_m2 = 50 * w};
        bed.sums[u].zone_effective_m2 = (struct lt_interval){45 * w, 50 * w};
        bed.sums[u].grain_m2[0] = (struct lt_interval){40 * w, 40 * w};
    }
    bed.input = (struct lt_floors_input){.sums = bed.sums,
                                         .count = UNITS,
                                         .half = half,
                                         .city_code = 411700,
                                         .target_zone_m2 = bed.zone,
                                         .target_sown_m2 = bed.sown};
    bed.input.not_grain_m2[0] = bed.off;
    bed.sample = (struct lt_floors_sample){.grain = grain, .lost = lost, .class_count = CLASSES};
    return &bed;
}

/* `found` of `n` points of the county bear grain in each of `seasons`, the rest in none. */
static void add(struct bed *bed, enum lt_frame frame, uint32_t domain, int n, int found,
                unsigned seasons)
{
    struct lt_sample *sample = &bed->samples[frame];
    for (int i = 0; i < n; i++) {
        const uint32_t c = i < found ? GRAIN : NONE;
        assert_true(sample->point_count < POINTS);
        bed->points[frame][sample->point_count++] =
            (struct lt_sample_point){.domain = domain, .reference = {c, c}};
    }
    sample->seasons = seasons;
}

static void judge(struct bed *bed)
{
    for (int f = 0; f < LT_FRAME_COUNT; f++) {
        if (bed->samples[f].point_count > 0) {
            for (int u = 0; u < UNITS; u++) {
                bed->areas[f][u] = f == LT_FRAME_OUTSIDE ? 5 * w
                                   : f == LT_FRAME_ZONES ? 50 * w
                                                         : bed->sums[u].farmland_m2;
                bed->strata[f].area_m2 += bed->areas[f][u];
            }
            bed->samples[f].strata = &bed->strata[f];
            bed->samples[f].stratum_count = 1;
            bed->samples[f].points = bed->points[f];
            bed->samples[f].class_count = CLASSES;
            bed->samples[f].domain_count = UNITS;
            bed->samples[f].domain_area_m2 = bed->areas[f];
            bed->sample.frames[f] = &bed->samples[f];
        }
    }
    assert_ok(lt_floors_judge(&bed->input, bed->arena, &bed->floors, &bed->count, &err));
    assert_ok(
        lt_floors_adjust(&bed->input, &bed->sample, bed->arena, bed->floors, bed->count, &err));
}

static const struct lt_floor *sown(const struct bed *bed, int place)
{
    return &bed->floors[2 * place + 1];
}

/* 360 of 400 and 180 of 200 points bear grain: 0.9 · 160 = 144; SE = 160 · √(0.9 · 0.1/599) = 1.961. The map says 80 and
 * would call 120 broken in a full year. */
static void test_sample_decides_instead_of_the_map(void **state)
{
    (void)state;
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
    add(bed, LT_FRAME_CROPLAND, 1, 200, 180, 1);
    bed->input.floor_sown_m2 = 140 * w;
    bed->sown[0] = 95 * w;
    bed->sown[1] = 50 * w;
    judge(bed);
    const struct lt_floor *city = sown(bed, 0);
    assert_near(lt_wanmu(city->sample.area.value), 144.0, 1e-9);
    assert_near(lt_wanmu(city->sample.area.se), 160 * sqrt(0.9 * 0.1 / 599), 1e-9);
    assert_int_equal(city->map_verdict, LT_BELOW);
    assert_int_equal(city->verdict, LT_MEETS);
    assert_int_equal(city->sample.decision, LT_FLOOR_COMPLIANCE_PROVEN);
    assert_false(city->map_only);
    assert_near(city->margin_m2, city->sample.area.lower - 140 * w, 1e-3);
    /* county 0: 90 of 95, upper bound 92.3: broken; county 1: 54 of 50, lower bound 51.6: kept */
    assert_int_equal(sown(bed, 1)->sample.decision, LT_FLOOR_BREACH_PROVEN);
    assert_int_equal(sown(bed, 1)->verdict, LT_BELOW);
    assert_int_equal(sown(bed, 2)->sample.decision, LT_FLOOR_COMPLIANCE_PROVEN);
    assert_int_equal(sown(bed, 1)->sample.tier, 1);
    assert_int_equal(sown(bed, 2)->sample.tier, 1);
    lt_arena_destroy(bed->arena);
}

/* What may be no grain is taken off in the direction that proves less: 144 − 6 misses 140, 144 − 1 does not fall short. */
static void test_not_grain_leaves_it_open(void **state)
{
    (void)state;
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
    add(bed, LT_FRAME_CROPLAND, 1, 200, 180, 1);
    bed->input.floor_sown_m2 = 140 * w;
    bed->off[0] = (struct lt_interval){1 * w, 6 * w};
    judge(bed);
    const struct lt_floor *city = sown(bed, 0);
    assert_int_equal(city->sample.decision, LT_FLOOR_UNDECIDED);
    assert_int_equal(city->verdict, LT_UNDECIDED);
    assert_int_equal(city->reason, LT_REASON_SAMPLE);
    assert_true(city->sample.more_points == LT_NO_SAMPLE_DECIDES);
    lt_arena_destroy(bed->arena);
}

/* 96 of 160 against 120: short on cropland. Outside land that bears grain on the map must be sampled first; 10 万亩 of
 * it with a tenth of grain add 1. */
static void test_breach_needs_outside_land(void **state)
{
    (void)state;
    for (int sampled = 0; sampled < 2; sampled++) {
        struct bed *bed = set_up(2);
        bed->sums[0].outside_grain_m2[0] = (struct lt_interval){1 * w, 3 * w};
        add(bed, LT_FRAME_CROPLAND, 0, 400, 240, 1);
        add(bed, LT_FRAME_CROPLAND, 1, 200, 120, 1);
        if (sampled != 0) {
            add(bed, LT_FRAME_OUTSIDE, 0, 50, 5, 1);
            add(bed, LT_FRAME_OUTSIDE, 1, 50, 5, 1);
        }
        bed->input.floor_sown_m2 = 120 * w;
        judge(bed);
        const struct lt_floor *city = sown(bed, 0);
        assert_near(lt_wanmu(city->sample.area.value), 96.0, 1e-9);
        assert_int_equal(city->sample.decision,
                         sampled != 0 ? LT_FLOOR_BREACH_PROVEN : LT_FLOOR_UNDECIDED);
        if (sampled != 0) {
            assert_near(lt_wanmu(city->sample.with_outside.value), 97.0, 1e-9);
            assert_near(lt_wanmu(city->sample.with_outside.se),
                        sqrt(160 * 160 * 0.6 * 0.4 / 599 + 10 * 10 * 0.1 * 0.9 / 99), 1e-9);
        }
        lt_arena_destroy(bed->arena);
    }
}

/* H1: 96 in summer, and 160 on cropland and 10 outside it to come: 250 can be reached, 285 cannot. What land that is not
 * sampled may bring in autumn nobody knows: then nothing is proven. */
static void test_autumn_is_left_to_a_place(void **state)
{
    (void)state;
    static const struct {
        double floor;
        bool outside, broken;
    } cases[] = {{250, true, false}, {285, true, true}, {285, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bed *bed = set_up(1);
        add(bed, LT_FRAME_CROPLAND, 0, 400, 240, 1);
        add(bed, LT_FRAME_CROPLAND, 1, 200, 120, 1);
        if (cases[i].outside) {
            add(bed, LT_FRAME_OUTSIDE, 0, 100, 0, 1);
            add(bed, LT_FRAME_OUTSIDE, 1, 100, 0, 1);
        }
        bed->input.floor_sown_m2 = cases[i].floor * w;
        judge(bed);
        assert_int_equal(sown(bed, 0)->verdict, cases[i].broken ? LT_BELOW : LT_UNDECIDED);
        assert_int_equal(sown(bed, 0)->reason,
                         cases[i].broken ? LT_REASON_NONE : LT_REASON_PENDING);
        lt_arena_destroy(bed->arena);
    }
}

/* A county without points borrows: nothing is proven, it has no rank. */
static void test_borrowed_proves_nothing(void **state)
{
    (void)state;
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
    bed->sown[1] = 90 * w;
    judge(bed);
    const struct lt_floor *county = sown(bed, 2);
    assert_true(county->sample.area.synthetic);
    assert_near(lt_wanmu(county->sample.area.value), 54.0, 1e-9);
    assert_int_equal(county->sample.decision, LT_FLOOR_UNDECIDED);
    assert_int_equal(county->verdict, LT_UNDECIDED);
    assert_int_equal(county->sample.rank.rank, 0);
    assert_int_equal(county->sample.tier, 0);
    lt_arena_destroy(bed->arena);
}

/* Sixty points outside that bear nothing say nothing of the cropland of a county that has no point on it. */
static void test_points_outside_do_not_accuse(void **state)
{
    (void)state;
    for (int on_cropland = -1; on_cropland < 2; on_cropland++) {
        const bool known = on_cropland >= 0; /* to the strata */
        struct bed *bed = set_up(2);
        bed->sums[1].farmland_m2 *= known;
        bed->sums[1].outside_grain_m2[0] = (struct lt_interval){0, 1 * w};
        add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
        add(bed, LT_FRAME_CROPLAND, 1, known ? on_cropland : 0, 0, 1);
        add(bed, LT_FRAME_OUTSIDE, 0, 60, 0, 1);
        add(bed, LT_FRAME_OUTSIDE, 1, 60, 0, 1);
        bed->sown[1] = 50 * w;
        judge(bed);
        const struct lt_floor *county = sown(bed, 2);
        assert_int_equal(county->sample.area.synthetic, known);
        assert_int_equal(county->sample.with_outside.synthetic, known);
        assert_int_equal(county->sample.with_outside.method == LT_BY_NOTHING, !known);
        assert_int_equal(county->sample.decision, LT_FLOOR_UNDECIDED);
        assert_int_equal(county->verdict, LT_UNDECIDED);
        lt_arena_destroy(bed->arena);
    }
}

/* A county that borrows keeps the warning that the map gives: 50 of 55 at most. */
static void test_borrowed_zones_warn_as_the_map(void **state)
{
    (void)state;
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_ZONES, 0, 300, 300, 1);
    bed->zone[0] = bed->zone[1] = 55 * w;
    judge(bed);
    assert_true(bed->floors[4].sample.area.synthetic);
    assert_true(bed->floors[4].effective_warning);
    lt_arena_destroy(bed->arena);
}

/* Ground of zones is lost when every season shows it so: 30 of 300 points in both seasons, of 100 万亩. The filed figure
 * still decides the floor. */
static void test_effective_area_of_zones(void **state)
{
    (void)state;
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_ZONES, 0, 150, 135, 2);
    add(bed, LT_FRAME_ZONES, 1, 150, 135, 2);
    for (size_t i = 0; i < 20; i++) {
        bed->points[LT_FRAME_ZONES][i].reference[1] = NONE; /* one season alone: not lost */
    }
    bed->input.floor_zone_m2 = 95 * w;
    judge(bed);
    const struct lt_floor *city = &bed->floors[0];
    assert_near(lt_wanmu(city->sample.area.value), 90.0, 1e-9);
    assert_int_equal(city->sample.decision, LT_FLOOR_BREACH_PROVEN);
    assert_int_equal(city->verdict, LT_MEETS);
    assert_true(city->effective_warning);
    lt_arena_destroy(bed->arena);
}

/* Ranks 1–2, 1–3 and 3–3 overlap by way of the second; 4 and 5–6, 5–6 stand apart. */
static void test_tiers(void **state)
{
    (void)state;
    const struct lt_rank ranks[] = {{3, 3, 3}, {1, 1, 2}, {2, 1, 3}, {0, 0, 0},
                                    {4, 4, 4}, {5, 5, 6}, {6, 5, 6}};
    static const uint32_t expected[] = {1, 1, 1, 0, 2, 3, 3};
    uint32_t tiers[7];
    lt_tiers(ranks, 7, tiers);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(tiers[i], expected[i]);
    }
}

/* --- output --- */

/* 0.9 of 160 万亩 at 400 kg/亩, SE 10: 144 · 400 = 57600 万kg = 11.52 亿斤. Points: 160 · 400 · √(0.09/599); yields:
 * 144 · 10; both in 万kg, 5000 of which are 1 亿斤. As mapped: 80 · 400 = 6.4 亿斤. */
static void test_output(void **state)
{
    (void)state;
    static const char *names[] = {"grain", "none"};
    const struct lt_names classes = {names, 2};
    const struct lt_yield yields[] = {{.domain = LT_NO_LABEL,
                                       .of_class = GRAIN,
                                       .kg_per_m2 = 400 / LT_M2_PER_MU,
                                       .se = 10 / LT_M2_PER_MU}};
    const struct lt_crop_area crops[] = {
        {.crop = "grain", .group = LT_GROUP_GRAIN, .season = 0, .farmland_m2 = 40 * w}};
    const struct lt_crop_area *const of[] = {crops, crops};
    const size_t counts[] = {1, 1};
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
    add(bed, LT_FRAME_CROPLAND, 1, 200, 180, 1);
    const struct lt_output_place places[] = {{.unit = 411702}, {.unit = 411728}};
    struct lt_output_input input = {.sample = &bed->sample,
                                    .places = places,
                                    .classes = &classes,
                                    .yields = yields,
                                    .yield_count = 1,
                                    .crops = of,
                                    .crop_counts = counts,
                                    .unit_count = UNITS,
                                    .half = 2,
                                    .floor_kg = 11 * LT_KG_PER_YIJIN};
    struct lt_output output;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_false(output.sampled);
    assert_near(lt_yijin(output.mapped_kg), 6.4, 1e-9);
    assert_near(lt_yijin(output.mapped_se_kg), 80 * 10 / 5000.0, 1e-9);
    assert_near(lt_yijin(output.units[1].mapped_kg), 3.2, 1e-9);
    assert_int_equal(output.verdict, LT_UNDECIDED); /* the map proves nothing */
    assert_int_equal(output.reason, LT_REASON_UNSAMPLED);
    judge(bed);
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    const double points = 160 * 400 * sqrt(0.09 / 599), by_yield = 144 * 10;
    assert_near(lt_yijin(output.kg.value), 11.52, 1e-9);
    assert_near(lt_yijin(output.kg.se), sqrt(points * points + by_yield * by_yield) / 5000, 1e-9);
    assert_int_equal(output.decision, LT_FLOOR_UNDECIDED); /* 11.52 − 1.645 · 0.328 = 10.98 */
    input.floor_kg = 10.9 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.verdict, LT_MEETS);
    input.not_grain_m2 = 1 * w; /* 0.08 that may be cut green: 10.98 misses 10.98 */
    input.floor_kg = 10.91 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.verdict, LT_UNDECIDED);
    input.not_grain_m2 = 0;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.verdict, LT_MEETS);
    input.floor_kg = 13 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.verdict, LT_BELOW);
    input.half = 1; /* autumn is still to come */
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.verdict, LT_UNDECIDED);
    input.half = 2;
    input.outside_unseen = true;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.verdict, LT_UNDECIDED);
    lt_arena_destroy(bed->arena);
}

/* County 0: 0.9 of 100 万亩 at 400 kg/亩 are 7.2 亿斤; SE: points 100 · 400 · √(0.09/399) = 600.75, yields 90 · 10 = 900,
 * both in 万kg, together 0.21642 亿斤. County 1: 4.32 of 60 万亩, SE 0.14861. Against 6.8 the first has p = 0.0323:
 * proven alone, and beside 4.0 (p = 0.0157, times two 0.0313), not beside 4.3 (p = 0.446), for 2 · 0.0323 > 0.05. */
static void test_output_of_counties(void **state)
{
    (void)state;
    static const char *names[] = {"grain", "none"};
    const struct lt_names classes = {names, 2};
    const struct lt_yield yields[] = {
        {.domain = LT_NO_LABEL,
         .of_class = GRAIN,
         .kg_per_m2 = 400 / LT_M2_PER_MU,
         .se = 10 / LT_M2_PER_MU},
        {.domain = 1, .of_class = GRAIN, .kg_per_m2 = 300 / LT_M2_PER_MU}};
    const size_t counts[] = {0, 0};
    const struct lt_crop_area *const of[] = {NULL, NULL};
    struct lt_output_place places[] = {{.unit = 411702, .target_kg = 6.8 * LT_KG_PER_YIJIN},
                                       {.unit = 411703}};
    struct lt_output output;
    struct bed *bed = set_up(2);
    add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
    add(bed, LT_FRAME_CROPLAND, 1, 200, 180, 1);
    judge(bed);
    struct lt_output_input input = {.sample = &bed->sample,
                                    .places = places,
                                    .classes = &classes,
                                    .yields = yields,
                                    .yield_count = 1,
                                    .crops = of,
                                    .crop_counts = counts,
                                    .unit_count = UNITS,
                                    .half = 2};
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_near(lt_yijin(output.units[0].kg.value), 7.2, 1e-9);
    assert_near(lt_yijin(output.units[0].kg.se), 0.21642, 1e-5);
    assert_near(lt_yijin(output.units[0].kg.lower), 7.2 - 1.645 * 0.21642, 1e-4);
    assert_near(lt_yijin(output.units[1].kg.value), 4.32, 1e-9);
    assert_near(lt_yijin(output.units[1].kg.se), 0.14861, 1e-5);
    assert_int_equal(output.units[0].kg.points, 400);
    assert_false(output.units[0].kg.synthetic);
    assert_int_equal(output.units[0].verdict, LT_MEETS);
    assert_int_equal(output.units[1].reason, LT_REASON_NOT_SUBJECT);
    places[1].target_kg = 4.0 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.units[0].verdict, LT_MEETS);
    assert_int_equal(output.units[1].verdict, LT_MEETS);
    places[1].target_kg = 4.3 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.units[0].verdict, LT_UNDECIDED);
    assert_int_equal(output.units[0].reason, LT_REASON_SAMPLE);
    assert_true(output.units[0].more_points > 0);
    places[0].not_grain_m2 = 1 * w; /* 0.08 that may be cut green */
    places[1].target_kg = 4.7 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.units[0].verdict, LT_UNDECIDED);
    assert_int_equal(output.units[1].verdict, LT_BELOW);
    places[1].outside_unseen = true;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.units[1].verdict, LT_UNDECIDED);
    places[1].outside_unseen = false;
    input.half = 1;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_int_equal(output.units[1].reason, LT_REASON_PENDING);
    lt_arena_destroy(bed->arena);
    /* one point of the second county: it borrows the first one's 0.9, at its own 300 kg: 54 · 300 are 3.24 亿斤 */
    bed = set_up(2);
    add(bed, LT_FRAME_CROPLAND, 0, 400, 360, 1);
    add(bed, LT_FRAME_CROPLAND, 1, 1, 0, 1);
    judge(bed);
    input.half = 2;
    input.yield_count = 2;
    places[1].target_kg = 0.1 * LT_KG_PER_YIJIN;
    assert_ok(lt_output_judge(&input, bed->arena, &output, &err));
    assert_true(output.units[1].kg.synthetic);
    assert_near(lt_yijin(output.units[1].kg.value), 60 * 360.0 / 401 * 300 / 5000, 1e-9);
    assert_int_equal(output.units[1].verdict, LT_UNDECIDED);
    assert_false(output.units[0].kg.synthetic);
    lt_arena_destroy(bed->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample_decides_instead_of_the_map),
        cmocka_unit_test(test_not_grain_leaves_it_open),
        cmocka_unit_test(test_breach_needs_outside_land),
        cmocka_unit_test(test_autumn_is_left_to_a_place),
        cmocka_unit_test(test_borrowed_proves_nothing),
        cmocka_unit_test(test_points_outside_do_not_accuse),
        cmocka_unit_test(test_borrowed_zones_warn_as_the_map),
        cmocka_unit_test(test_effective_area_of_zones),
        cmocka_unit_test(test_tiers),
        cmocka_unit_test(test_output),
        cmocka_unit_test(test_output_of_counties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
