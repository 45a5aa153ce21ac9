#include "outputs_fixture.h"

#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/arena.h"

static const double mu = 2000.0 / 3;
static struct lt_rule rules[] = {
    {.id = "CROPLAND-CONVERT",
     .title_zh = "耕地转为其他农用地",
     .title_en = "cropland converted",
     .clause = "M8",
     .citation_zh = "二（一）一般耕地",
     .citation_en = "clause 2(1)",
     .note_zh = "先与审批备案套合。",
     .note_en = "approvals come first",
     .severity = LT_RULE_ORDINARY,
     .formula = LT_FORMULA_PATCH,
     .layer = LT_LAYER_PARCEL,
     .needs_approvals = true,
     .earliest_half = 1,
     .threshold = 8,
     .threshold_unit = "cells",
     .enabled = true,
     .land_classes = "01"},
    {.id = "FZ-AREA",
     .title_zh = "粮食生产功能区面积底线",
     .title_en = "floor of zone area",
     .clause = "M9",
     .citation_zh = "二（二）970万亩",
     .citation_en = "clause 2(2)",
     .note_zh = "",
     .note_en = "",
     .severity = LT_RULE_GRAVE,
     .formula = LT_FORMULA_FLOOR_ZONE,
     .layer = LT_LAYER_ZONE,
     .earliest_half = 1,
     .threshold = 970,
     .threshold_unit = "wanmu",
     .threshold_from_mandate = true,
     .enabled = true,
     .land_classes = ""},
    {.id = "PBF-IDLE",
     .title_zh = "永久基本农田闲置荒芜",
     .title_en = "idle permanent basic farmland",
     .clause = "M5",
     .citation_zh = "二（一）禁止闲置、荒芜",
     .citation_en = "clause 2(1)",
     .note_zh = "两季均裸地。",
     .note_en = "bare in both seasons",
     .severity = LT_RULE_ORDINARY,
     .formula = LT_FORMULA_PATCH,
     .layer = LT_LAYER_PBF,
     .earliest_half = 2,
     .threshold = 8,
     .threshold_unit = "cells",
     .enabled = true,
     .land_classes = ""},
    {.id = "PBF-ORCHARD",
     .title_zh = "永久基本农田种植林果",
     .title_en = "orchard on permanent basic farmland",
     .clause = "M2",
     .citation_zh = "二（一）禁止占用永久基本农田发展林果业",
     .citation_en = "clause 2(1)",
     .note_zh = "",
     .note_en = "",
     .severity = LT_RULE_GRAVE,
     .formula = LT_FORMULA_PATCH,
     .layer = LT_LAYER_PBF,
     .earliest_half = 1,
     .threshold = 12,
     .threshold_unit = "cells",
     .threshold_overridden = true,
     .enabled = true,
     .land_classes = ""},
    {.id = "SOWN-AREA",
     .title_zh = "粮食播种面积底线",
     .title_en = "floor of sown grain area",
     .clause = "M18",
     .citation_zh = "二（四）1900万亩",
     .citation_en = "clause 2(4)",
     .note_zh = "",
     .note_en = "",
     .severity = LT_RULE_GRAVE,
     .formula = LT_FORMULA_FLOOR_SOWN,
     .layer = LT_LAYER_PARCEL,
     .earliest_half = 1,
     .threshold = 1900,
     .threshold_unit = "wanmu",
     .threshold_from_mandate = true,
     .enabled = true,
     .land_classes = ""},
};
static struct lt_report_rule rule_lines[] = {
    {&rules[0], 4, 2, 1, 1, 2, 20 * 2000.0 / 3, 900, 1, 20 * 2000.0 / 3},
    {&rules[1], 2, 0, 0, 0, 0, 0, 0, 0, 0},
    {&rules[2], 3, 0, 0, 3, 0, 0, 3000, 0, 0},
    {&rules[3], 3, 1, 2, 0, 0, 45 * 2000.0 / 3, 0, 2, 45 * 2000.0 / 3},
    {&rules[4], 2, 0, 0, 0, 0, 0, 0, 0, 0},
};

/* A rectangle with a square hole when it is wide enough, in metres from the city's corner. */
static struct lt_shape rectangle(struct lt_arena *arena, double x, double y, double w, double h,
                                 int parts)
{
    const uint32_t rings = parts == 2 ? 3 : 1;
    uint32_t *const ends = lt_arena_array(arena, rings, sizeof *ends);
    struct lt_point *const points = lt_arena_array(arena, rings * 5, sizeof *points);
    const double ox = 38500000 + x, oy = 3650000 + y;
    const struct lt_point all[15] = {
        {ox, oy},
        {ox + w, oy},
        {ox + w, oy + h},
        {ox, oy + h},
        {ox, oy},
        {ox + 10, oy + 10},
        {ox + 10, oy + 20},
        {ox + 20, oy + 20},
        {ox + 20, oy + 10},
        {ox + 10, oy + 10},
        {ox + w + 50, oy},
        {ox + w + 80, oy},
        {ox + w + 80, oy + 30},
        {ox + w + 50, oy + 30},
        {ox + w + 50, oy},
    };
    memcpy(points, all, rings * 5 * sizeof *points);
    for (uint32_t i = 0; i < rings; i++) {
        ends[i] = 5 * (i + 1);
    }
    return (struct lt_shape){rings, rings * 5, ends, points,
                             lt_shape_compute_box(points, rings * 5)};
}

/* A wavy county outline, so that the map shows something. */
static struct lt_shape county_shape(struct lt_arena *arena, double x, double w)
{
    enum { N = 41 };
    uint32_t *const ends = lt_arena_array(arena, 1, sizeof *ends);
    struct lt_point *const points = lt_arena_array(arena, N + 4, sizeof *points);
    const double ox = 38500000 + x, oy = 3650000;
    uint32_t n = 0;
    points[n++] = (struct lt_point){ox, oy};
    points[n++] = (struct lt_point){ox + w, oy};
    for (int i = 0; i < N; i++) {
        const double t = (double)i / (N - 1);
        points[n++] = (struct lt_point){ox + w - t * w, oy + 30000 + 3000 * sin(t * 12 + x)};
    }
    points[n++] = points[0];
    ends[0] = n;
    return (struct lt_shape){1, n, ends, points, lt_shape_compute_box(points, n)};
}

static void spool_feature(const void *spool, enum lt_layer layer, size_t index,
                          struct lt_feature *ret_feature)
{
    const struct lt_feature *const features = spool;
    size_t base = 0;
    while (features[base].layer != layer) {
        base++;
    }
    *ret_feature = features[base + index];
}

static struct lt_feature feature(struct fixture *f, enum lt_layer layer, uint32_t unit,
                                 uint64_t sequence, double area)
{
    const double x = (double)(sequence % 1000) * 200 + (unit == 411702 ? 1000 : 41000);
    const double y = 1000 + (double)(sequence / 1000) * 150 + (double)layer * 20000 / 4;
    struct lt_feature out = {.sequence = sequence,
                             .layer = layer,
                             .unit = unit,
                             .shape =
                                 rectangle(f->arena, x, y, 100, 100, sequence % 2 == 0 ? 2 : 1),
                             .gross_m2 = area * 1.05,
                             .net_m2 = area,
                             .filed_m2 = area};
    for (int i = 0; i < LT_ATTR_COUNT; i++) {
        out.attr[i] = "";
    }
    out.attr[LT_ATTR_ID] =
        lt_arena_printf(f->arena, "%u%012llu", unit, (unsigned long long)sequence);
    out.attr[LT_ATTR_LAND_CLASS] = "0102";
    out.attr[LT_ATTR_PLANTING] = "LS";
    return out;
}

static void make_unit(struct fixture *f, size_t u, uint32_t code, const char *name,
                      unsigned options)
{
    const size_t parcels = options & FIXTURE_BIG ? 100000 : 3;
    const size_t zones = 1, pbf = u == 0 ? 2 : 1, count = parcels + zones + pbf;
    struct lt_feature *const features = lt_arena_array(f->arena, count, sizeof *features);
    struct lt_record *const records = lt_arena_array(f->arena, count, sizeof *records);
    for (size_t i = 0; i < count; i++) {
        const enum lt_layer layer = i < parcels         ? LT_LAYER_PARCEL
                                    : i < parcels + pbf ? LT_LAYER_PBF
                                                        : LT_LAYER_ZONE;
        const size_t index = layer == LT_LAYER_PARCEL ? i
                             : layer == LT_LAYER_PBF  ? i - parcels
                                                      : i - parcels - pbf;
        features[i] = feature(f, layer, code, index, 10000);
        records[i] = (struct lt_record){.layer = layer,
                                        .index = (uint32_t)index,
                                        .sequence = index,
                                        .net_m2 = 10000,
                                        .state = {LT_SEASON_GRAIN, LT_SEASON_BARE},
                                        .grain_m2 = {{7000, 8000}, {0, 0}},
                                        .verdict = index == 0   ? LT_BELOW
                                                   : index == 1 ? LT_MEETS
                                                                : LT_UNDECIDED,
                                        .reason = index == 2 ? LT_REASON_UNSEEN : LT_REASON_NONE,
                                        .rule = index == 0 ? 3 : UINT32_MAX,
                                        .share_low = 0.1,
                                        .share_high = 0.2,
                                        .flip_m2 = 123.456};
    }
    f->features[u] = features;
    f->results[u] =
        (struct lt_unit_result){.unit = code, .records = records, .record_count = count};
    struct lt_report_unit *const unit = &f->units[u];
    *unit = (struct lt_report_unit){.unit = code,
                                    .name = name,
                                    .shape = county_shape(f->arena, u == 0 ? 0 : 40000, 40000),
                                    .result = &f->results[u],
                                    .spool = features,
                                    .feature = spool_feature,
                                    .grain_share = u == 0 ? (struct lt_interval){0.62, 0.66}
                                                          : (struct lt_interval){0.78, 0.83},
                                    .edge_m2 = 5 * mu,
                                    .small_m2 = 2 * mu,
                                    .edge_count = 12,
                                    .small_count = 7};
    struct lt_unit_sums *const sums = &unit->sums;
    *sums = (struct lt_unit_sums){.unit = code,
                                  .parcels = parcels,
                                  .farmland_parcels = parcels,
                                  .zones = zones,
                                  .pbf_parcels = pbf,
                                  .farmland_m2 = 640e4 * mu,
                                  .pbf_m2 = 500e4 * mu,
                                  .unjudged = 1,
                                  .unjudged_m2 = 800 * mu,
                                  .grain_m2 = {{400e4 * mu, 430e4 * mu}, {0, 0}},
                                  .zone_filed_m2 = 488e4 * mu,
                                  .zone_gross_m2 = 487e4 * mu,
                                  .zone_effective_m2 = {480e4 * mu, 486e4 * mu},
                                  .meets = 820000,
                                  .below = 5200,
                                  .excluded = 30000,
                                  .meets_m2 = 600e4 * mu,
                                  .below_m2 = 6e4 * mu,
                                  .excluded_m2 = 22e4 * mu};
    sums->undecided[LT_REASON_UNSEEN] = 3100;
    sums->undecided_m2[LT_REASON_UNSEEN] = 4e4 * mu;
    sums->undecided[LT_REASON_TOO_SMALL] = 45000;
    sums->undecided_m2[LT_REASON_TOO_SMALL] = 8e4 * mu;
}

static void make_case(struct fixture *f, size_t index, uint32_t unit, enum lt_case_finding finding,
                      enum lt_case_time time, double area, bool grave)
{
    struct lt_case *const item = &f->ledger.cases[index];
    const bool open = finding == LT_FINDING_SUSPECT || finding == LT_FINDING_CONFIRMED;
    *item = (struct lt_case){
        .unit = unit,
        .first_period = f->model.key,
        .last_period = f->model.key,
        .finding = finding,
        .time = time,
        .handling = open ? LT_HANDLING_ISSUED : LT_HANDLING_NONE,
        .open = open,
        .rules = {grave ? "PBF-ORCHARD" : "CROPLAND-CONVERT"},
        .severity = grave ? LT_RULE_GRAVE : LT_RULE_ORDINARY,
        .grave = grave ? LT_GRAVE_BY_RULE : LT_GRAVE_NO,
        .reason = finding == LT_FINDING_UNPROVEN ? "one_date" : "",
        .parcel_id = "411702001001000123",
        .land_class = "0102",
        .planting = "LS",
        .town = "411702001",
        .class_zh = "果园",
        .class_en = "orchard",
        .area_m2 = area,
        .pbf_m2 = grave ? area : 0,
        .share_low = 0.31,
        .share_high = 0.36,
        .approval = finding == LT_FINDING_EXEMPT ? "设施农用地备案〔2024〕17号" : "",
        .feedback_id = "",
        .successor_of = "",
        .shape = rectangle(f->arena, (unit == 411702 ? 5000 : 45000) + 300 * (double)(index % 120),
                           9000 + 250 * (double)(index / 120), 120, 120, index % 2 == 0 ? 2 : 1)};
    if (finding == LT_FINDING_EXEMPT) {
        item->exempt_m2 = area;
    }
    snprintf(item->id, sizeof item->id, "%u-2026H1-%05zu", unit, index + 1);
}

static void make_ledger(struct fixture *f, unsigned options)
{
    const size_t extra = options & FIXTURE_CROWD ? 10000 : options & FIXTURE_MANY_GRAVE ? 250 : 0;
    f->ledger.cases = lt_arena_array(f->arena, 8 + extra, sizeof *f->ledger.cases);
    if (!(options & FIXTURE_EMPTY)) {
        make_case(f, 0, 411702, LT_FINDING_SUSPECT, LT_TIME_NEW, 30 * mu, true);
        make_case(f, 1, 411702, LT_FINDING_UNPROVEN, LT_TIME_UNDATED, 4 * mu, true);
        make_case(f, 2, 411702, LT_FINDING_EXEMPT, LT_TIME_UNDATED, 6 * mu, false);
        for (size_t i = 0; i < extra; i++) {
            make_case(f, 3 + i, 411702, LT_FINDING_SUSPECT, LT_TIME_STOCK, 2 * mu, true);
        }
        make_case(f, 3 + extra, 411724, LT_FINDING_CONFIRMED, LT_TIME_STOCK, 15 * mu, true);
        make_case(f, 4 + extra, 411724, LT_FINDING_SUSPECT, LT_TIME_UNDATED, 20 * mu, false);
        f->ledger.case_count = 5 + extra;
        f->ledger.cases[4 + extra].rules[1] = "PBF-IDLE";
        f->ledger.cases[4 + extra].handling = LT_HANDLING_RECTIFIED_PROPOSED;
    }
    if (options & FIXTURE_ODD_TEXT) {
        f->ledger.cases[0].parcel_id = "㐂𠮷村";
        f->ledger.cases[3].parcel_id = "=cmd|' /C calc'!A0";
        f->ledger.cases[4].parcel_id = "<script>alert('粮')</script>";
        char *const longer = lt_arena_alloc(f->arena, 601);
        for (int i = 0; i < 200; i++) {
            memcpy(longer + 3 * i, "批", 3);
        }
        f->ledger.cases[3].approval = longer;
    }
}

static void count_cases(struct fixture *f)
{
    struct lt_report_unit *const city = &f->model.city;
    for (size_t i = 0; i < f->ledger.case_count; i++) {
        const struct lt_case *const item = &f->ledger.cases[i];
        struct lt_report_unit *const both[] = {&f->units[item->unit == 411702 ? 0 : 1], city};
        for (int k = 0; k < 2; k++) {
            struct lt_balance *const b = &both[k]->balance;
            if (!item->open) {
                b->unproven_n += item->finding == LT_FINDING_UNPROVEN;
                b->unproven_m2 += item->finding == LT_FINDING_UNPROVEN ? item->area_m2 : 0;
                b->exempt_n += item->finding == LT_FINDING_EXEMPT;
                b->exempt_m2 += item->finding == LT_FINDING_EXEMPT ? item->area_m2 : 0;
                continue;
            }
            both[k]->cases_open++;
            both[k]->cases_open_m2 += item->area_m2;
            both[k]->cases_grave += item->severity == LT_RULE_GRAVE;
            both[k]->cases_grave_m2 += item->severity == LT_RULE_GRAVE ? item->area_m2 : 0;
            b->closing_n++;
            b->closing_m2 += item->area_m2;
            uint64_t *const n[] = {&b->undated_n, &b->stock_n, &b->new_n, &b->relapsed_n};
            double *const m2[] = {&b->undated_m2, &b->stock_m2, &b->new_m2, &b->relapsed_m2};
            ++*n[item->time];
            *m2[item->time] += item->area_m2;
            if (item->handling == LT_HANDLING_RECTIFIED_PROPOSED) {
                b->rectified_proposed_n++;
                b->rectified_proposed_m2 += item->area_m2;
            }
        }
    }
}

static void make_city(struct fixture *f)
{
    struct lt_report_unit *const city = &f->model.city;
    city->unit = 411700;
    city->name = "驻马店市（示意）";
    city->grain_share = (struct lt_interval){0.70, 0.745};
    city->sums = f->units[0].sums;
    struct lt_unit_sums *const a = &city->sums;
    const struct lt_unit_sums *const b = &f->units[1].sums;
    a->parcels += b->parcels;
    a->farmland_parcels += b->farmland_parcels;
    a->zones += b->zones;
    a->pbf_parcels += b->pbf_parcels;
    a->unjudged += b->unjudged;
    double *const doubles[] = {&a->farmland_m2,
                               &a->unjudged_m2,
                               &a->pbf_m2,
                               &a->grain_m2[0].low,
                               &a->grain_m2[0].high,
                               &a->zone_filed_m2,
                               &a->zone_gross_m2,
                               &a->meets_m2,
                               &a->below_m2,
                               &a->excluded_m2,
                               &a->undecided_m2[LT_REASON_UNSEEN],
                               &a->undecided_m2[LT_REASON_TOO_SMALL]};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        *doubles[i] *= 2; /* the counties are alike */
    }
    a->meets *= 2;
    a->below *= 2;
    a->excluded *= 2;
    a->undecided[LT_REASON_UNSEEN] *= 2;
    a->undecided[LT_REASON_TOO_SMALL] *= 2;
    city->edge_m2 = 10 * mu;
    city->small_m2 = 4 * mu;
    city->edge_count = 24;
    city->small_count = 14;
}

static void make_floors(struct fixture *f)
{
    f->model.floors = lt_arena_array(f->arena, 6, sizeof *f->model.floors);
    f->model.floor_count = 6;
    const uint32_t units[] = {411700, 411702, 411724};
    for (size_t i = 0; i < 3; i++) {
        const double share = i == 0 ? 1 : 0.5;
        f->model.floors[2 * i] =
            (struct lt_floor){.rule_id = "FZ-AREA",
                              .unit = units[i],
                              .floor_m2 = i == 2 ? 0 : 970e4 * mu * share,
                              .area_m2 = {976e4 * mu * share, 976e4 * mu * share},
                              .estimate_m2 = 976e4 * mu * share,
                              .verdict = LT_MEETS,
                              .margin_m2 = 6e4 * mu * share,
                              .flip_m2 = 6e4 * mu * share,
                              .filed_m2 = 976e4 * mu * share,
                              .geometric_m2 = 974e4 * mu * share,
                              .effective_m2 = {960e4 * mu * share, 972e4 * mu * share},
                              .effective_warning = i == 0};
        f->model.floors[2 * i + 1] =
            (struct lt_floor){.rule_id = "SOWN-AREA",
                              .unit = units[i],
                              .floor_m2 = i == 2 ? 0 : 1900e4 * mu * share,
                              .area_m2 = {800e4 * mu * share, 860e4 * mu * share},
                              .estimate_m2 = 830e4 * mu * share,
                              .verdict = LT_UNDECIDED,
                              .reason = LT_REASON_PENDING,
                              .margin_m2 = -1040e4 * mu * share,
                              .flip_m2 = 1040e4 * mu * share,
                              .autumn_must_bring_m2 = {1040e4 * mu * share, 1100e4 * mu * share},
                              .last_autumn_m2 = {1050e4 * mu, 1090e4 * mu},
                              .has_last_autumn = i == 0,
                              .map_only = true};
    }
}

static void make_lists(struct fixture *f)
{
    struct lt_error err = {0};
    static struct lt_report_quality quality[] = {
        {LT_LAYER_PARCEL, "DLTB.shp", 6, 5, 1, 1, 2, 1, 0, 60000, 800 * 2000.0 / 3, 120},
        {LT_LAYER_ZONE, "LQDK.shp", 2, 2, 0, 0, 0, 0, 0, 20000, 0, 0}};
    static struct lt_report_input inputs[] = {
        {"raster 2026H1", "2026H1.tif", 123456789,
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}};
    f->model.quality = quality;
    f->model.quality_count = 2;
    f->model.inputs = inputs;
    f->model.input_count = 1;
    assert_ok(lt_diagnostics_add(&f->diagnostics,
                                 &(struct lt_diagnostic){.severity = LT_WARNING,
                                                         .code = "geometry.missing",
                                                         .layer = "parcels DLTB.shp",
                                                         .feature = "411702001001000099",
                                                         .field = "",
                                                         .found = "=1+1",
                                                         .expected = "polygon",
                                                         .action = "draw it",
                                                         .area_m2 = 0},
                                 &err));
}

static void make_config(struct fixture *f, unsigned options)
{
    f->config = (struct lt_config){.path = "city.yaml",
                                   .city_name_zh = "驻马店市（示意）",
                                   .city_name_en = "Zhumadian (invented data)",
                                   .city_code = 411700,
                                   .floor_zone_wanmu = 970,
                                   .floor_sown_wanmu = 1900,
                                   .grain_season_share = 0.5,
                                   .gate_full_cells = 8,
                                   .gate_erosion_cells = 1,
                                   .small_lost_share = 0.6,
                                   .case_keep_share = 0.5,
                                   .repair_bound = 0.001,
                                   .overlap_min_m2 = 1,
                                   .max_unjudged = 0.001,
                                   .rules = {rules, sizeof rules / sizeof *rules},
                                   .profile = options & FIXTURE_PUBLIC ? "public" : "internal",
                                   .mark = "内部资料",
                                   .catalogue_office = "",
                                   .catalogue_sharing = "profile",
                                   .catalogue_security = "profile",
                                   .shapefile_encoding = "GBK",
                                   .chinese = !(options & FIXTURE_ENGLISH)};
    f->period = (struct lt_period_config){.period = f->model.key,
                                          .raster = {.period = f->model.key,
                                                     .path = "2026H1.tif",
                                                     .image_from = "2026-04-12",
                                                     .image_to = "2026-05-08"}};
    f->grid = (struct lt_grid){.dx = 10, .dy = 10, .cols = 1, .rows = 1, .crs = "EPSG:4526"};
}

void fixture_create(struct fixture *f, unsigned options)
{
    struct lt_error err = {0};
    *f = (struct fixture){0};
    assert_ok(lt_arena_create(&f->arena, &err));
    assert_ok(lt_diagnostics_init(&f->diagnostics, &err));
    assert_true(lt_period_parse("2026H1", &f->model.key));
    make_config(f, options);
    struct lt_diagnostics faults;
    assert_ok(lt_diagnostics_init(&faults, &err));
    static const char *const names[] = {"WFTB", "DLTB", "LQDK"};
    struct lt_layer_schema *const schemas[] = {&f->schema, &f->parcel_schema, &f->zone_schema};
    for (size_t i = 0; i < 3; i++) {
        assert_ok(lt_layer_schema_load(LT_SOURCE_DIR "/schemas", names[i], &faults, f->arena,
                                       schemas[i], &err));
    }
    lt_diagnostics_finish(&faults);
    static const char *const long_name = "河南省驻马店市国家级现代农业产业融合发展先行示范区暨高标"
                                         "准粮食生产功能区（含原经济技术开发区"
                                         "与城乡一体化托管街道办事处）";
    make_unit(f, 0, 411702,
              options & FIXTURE_CROWD      ? long_name
              : options & FIXTURE_ODD_TEXT ? "驿城<区>&"
                                           : "驿城区",
              options);
    make_unit(f, 1, 411724, "正阳县", options);
    make_ledger(f, options);
    make_city(f);
    count_cases(f);
    make_floors(f);
    make_lists(f);
    f->ledger.balances = lt_arena_array(f->arena, 3, sizeof *f->ledger.balances);
    f->ledger.balance_periods = lt_arena_array(f->arena, 3, sizeof *f->ledger.balance_periods);
    const struct lt_balance *const lines[] = {&f->model.city.balance, &f->units[0].balance,
                                              &f->units[1].balance};
    const uint32_t codes[] = {411700, 411702, 411724};
    for (size_t i = 0; i < 3; i++) {
        f->ledger.balances[i] = *lines[i];
        f->ledger.balances[i].unit = codes[i];
        f->ledger.balance_periods[i] = f->model.key;
    }
    f->ledger.balance_count = 3;
    f->model.config = &f->config;
    f->model.period = &f->period;
    f->model.first_run = (options & FIXTURE_FIRST_RUN) != 0;
    f->model.published_at = "2026-07-01T08:30:00Z";
    f->model.program_version = "0.1.0";
    f->model.grid = &f->grid;
    f->model.violation_schema = &f->schema;
    f->model.parcel_schema = &f->parcel_schema;
    f->model.zone_schema = &f->zone_schema;
    f->model.units = f->units;
    f->model.unit_count = 2;
    f->model.rules = rule_lines;
    f->model.rule_count = sizeof rule_lines / sizeof *rule_lines;
    f->model.ledger = &f->ledger;
    f->model.diagnostics = &f->diagnostics;
}

void fixture_destroy(struct fixture *f)
{
    lt_diagnostics_finish(&f->diagnostics);
    lt_arena_destroy(f->arena);
}
