#include "run/run_crops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"

enum { TOWN_DIGITS = 9 };

/* The season of the crop year that a column of a table shows: the previous raster is H1 in an H2 run, and belongs to
 * another crop year in an H1 run. */
static int season_of(const struct lt_unit_work *work, bool current)
{
    const int half = work->context.half;
    return current ? half - 1 : half == 2 ? 0 : -1;
}

static void add_column(double *m2, const struct lt_tabulation *table, size_t polygon,
                       unsigned column, double net_m2)
{
    const double scale = lt_tabulation_scale(table, polygon, net_m2);
    if (table->first[polygon] == table->first[polygon + 1]) {
        m2[LT_CLASS_UNSEEN] += net_m2;
    }
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        m2[lt_joint_code(table->joint[e].key, column)] += scale * table->joint[e].m2;
    }
}

void lt_crops_add(struct lt_unit_work *work, enum lt_class_book book,
                  const struct lt_tabulation *table, const struct lt_tabulation *apart,
                  size_t polygon, double net_m2, double times)
{
    struct lt_class_sums *sums = &work->classes[book];
    const int now = season_of(work, true), before = season_of(work, false);
    add_column(sums->m2[now], table, polygon, work->seasons - 1, times * net_m2);
    if (before >= 0 && work->seasons == 2) {
        add_column(sums->m2[before], table, polygon, 0, times * net_m2);
    } else if (before >= 0 && apart->count > 0) {
        add_column(sums->m2[before], apart, polygon, 0, times * net_m2);
    }
}

/* --- main grain --- */

static enum lt_truth is_main(const struct lt_unit_work *work, const struct lt_legend *legend,
                             uint8_t code)
{
    const struct lt_config *config = work->session->config;
    if (code >= legend->count) {
        return LT_UNKNOWN;
    }
    for (size_t i = 0; i < config->main_grain_count; i++) {
        if (strcmp(legend->classes[code].crop, config->main_grain[i]) == 0) {
            return LT_TRUE;
        }
    }
    return LT_FALSE;
}

/* Ground of a plot with a main grain in this raster, or in either where the table has both seasons of the crop year. */
static struct lt_interval main_of(const struct lt_unit_work *work,
                                  const struct lt_tabulation *table, size_t plot, bool both,
                                  const struct lt_legend *legend, unsigned column, double net_m2)
{
    struct lt_interval area = {0.0, 0.0};
    const double scale = lt_tabulation_scale(table, plot, net_m2);
    if (table->first[plot] == table->first[plot + 1]) {
        area.high = net_m2;
    }
    for (uint64_t e = table->first[plot]; e < table->first[plot + 1]; e++) {
        const uint64_t key = table->joint[e].key;
        enum lt_truth truth = is_main(work, legend, lt_joint_code(key, column));
        if (both && truth != LT_TRUE) {
            const enum lt_truth other =
                is_main(work, &work->legends[LT_RASTER_PREVIOUS], lt_joint_code(key, 0));
            truth = other == LT_FALSE ? truth : other;
        }
        area.low += truth == LT_TRUE ? scale * table->joint[e].m2 : 0.0;
        area.high += truth != LT_FALSE ? scale * table->joint[e].m2 : 0.0;
    }
    return area;
}

static struct lt_interval main_of_plot(const struct lt_unit_work *work, size_t plot)
{
    const struct lt_unit_layer *layer = &work->layers[LT_LAYER_PBF];
    const double net_m2 = layer->net_m2[plot];
    const bool both = work->context.half == 2 && work->seasons == 2;
    struct lt_interval area = main_of(work, &layer->table, plot, both,
                                      &work->legends[LT_RASTER_CURRENT], work->seasons - 1, net_m2);
    if (work->context.half == 2 && layer->apart.count > 0) { /* two grids: the joint is bounded */
        const struct lt_interval other = main_of(work, &layer->apart, plot, false,
                                                 &work->legends[LT_RASTER_PREVIOUS], 0, net_m2);
        area.low = fmax(area.low, other.low);
        area.high = fmin(net_m2, area.high + other.high);
    }
    return area;
}

void lt_pbf_add(struct lt_unit_work *work, size_t plot, double times)
{
    struct lt_unit_sums *sums = &work->result.sums;
    const struct lt_unit_layer *layer = &work->layers[LT_LAYER_PBF];
    const struct lt_parcel_year *year = &layer->year.parcels[plot];
    const struct lt_interval main = main_of_plot(work, plot);
    const struct lt_interval grain =
        year->complete ? year->grain_footprint_m2 : year->season[work->context.half - 1].grain_m2;
    struct lt_feature feature;
    lt_unit_feature(work, LT_LAYER_PBF, plot, &feature);
    sums->pbf_m2 += times * layer->net_m2[plot];
    sums->pbf_grain_m2.low += times * grain.low;
    sums->pbf_grain_m2.high += times * grain.high;
    sums->pbf_main_m2.low += times * main.low;
    sums->pbf_main_m2.high += times * main.high;
    const char *land_class = feature.attr[LT_ATTR_LAND_CLASS];
    if (land_class[0] == '\0' || lt_starts_with(land_class, "01")) {
        lt_crops_add(work, LT_BOOK_PBF, &layer->table, &layer->apart, plot, layer->net_m2[plot],
                     times);
    }
}

/* --- townships --- */

static uint32_t town_of(const char *code)
{
    uint32_t town = 0;
    for (int i = 0; i < TOWN_DIGITS; i++) {
        if (code[i] < '0' || code[i] > '9') {
            return 0;
        }
        town = 10 * town + (uint32_t)(code[i] - '0');
    }
    return town;
}

static struct lt_town_sums *find_town(struct lt_unit_work *work, uint32_t town)
{
    enum { FIRST = 64 };
    struct lt_unit_result *result = &work->result;
    for (size_t i = result->town_count; i > 0; i--) { /* parcels come by place: the last first */
        if (result->towns[i - 1].town == town) {
            return &result->towns[i - 1];
        }
    }
    if (result->town_count == work->town_capacity) {
        const size_t capacity = work->town_capacity == 0 ? FIRST : 2 * work->town_capacity;
        struct lt_town_sums *grown = lt_arena_array(work->arena, capacity, sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        if (result->town_count > 0) {
            memcpy(grown, result->towns, result->town_count * sizeof *grown);
        }
        result->towns = grown;
        work->town_capacity = capacity;
    }
    struct lt_town_sums *added = &result->towns[result->town_count++];
    *added = (struct lt_town_sums){.town = town};
    return added;
}

enum lt_status lt_town_add(struct lt_unit_work *work, const char *code,
                           const struct lt_parcel_year *year, double times, struct lt_error *err)
{
    struct lt_town_sums *town = find_town(work, town_of(code));
    if (town == NULL) {
        return lt_fail_memory(err, "townships");
    }
    town->farmland_m2 += times * year->net_m2;
    for (int s = 0; s < 2; s++) {
        town->grain_m2[s].low += times * year->season[s].grain_m2.low;
        town->grain_m2[s].high += times * year->season[s].grain_m2.high;
        town->unseen_m2[s] += times * (year->season[s].unseen_m2 + year->season[s].outside_m2);
    }
    return LT_OK;
}

static int by_town(const void *left, const void *right)
{
    const struct lt_town_sums *a = left, *b = right;
    return (a->town > b->town) - (a->town < b->town);
}

/* --- result --- */

static void list_class(struct lt_unit_work *work, const struct lt_legend *legend, int season,
                       int code)
{
    const double farmland = work->classes[LT_BOOK_FARMLAND].m2[season][code];
    const double pbf = work->classes[LT_BOOK_PBF].m2[season][code];
    const bool known = code < (int)legend->count;
    if (fabs(farmland) < 0.005 && fabs(pbf) < 0.005) {
        return;
    }
    work->result.crops[work->result.crop_count++] = (struct lt_crop_area){
        .crop = known ? legend->classes[code].crop : "",
        .name_zh = known ? legend->classes[code].name_zh : "",
        .name_en = known ? legend->classes[code].name_en : "",
        .group = known ? legend->classes[code].group : LT_GROUP_COUNT,
        .season = (uint32_t)season,
        .farmland_m2 = farmland,
        .pbf_m2 = pbf,
    };
}

static enum lt_status check_sums(const struct lt_unit_work *work, const double sums_m2[2],
                                 const bool shown[2], struct lt_error *err)
{
    const struct lt_unit_sums *county = &work->result.sums;
    const double slack = 1e-9 * county->farmland_m2 + 0.005 + 1e-6 * (double)county->parcels;
    double towns_m2 = 0.0;
    for (size_t i = 0; i < work->result.town_count; i++) {
        towns_m2 += work->result.towns[i].farmland_m2;
    }
    if (fabs(towns_m2 - county->farmland_m2) > slack) {
        return lt_fail(err, LT_E_BUG,
                       "internal check failed: townships of %u hold %.2f m2 of %.2f m2 farmland",
                       county->unit, towns_m2, county->farmland_m2);
    }
    for (int s = 0; s < 2; s++) {
        if (shown[s] && fabs(sums_m2[s] - county->farmland_m2) > slack) {
            return lt_fail(err, LT_E_BUG,
                           "internal check failed: classes of %u hold %.2f m2 of %.2f m2 farmland",
                           county->unit, sums_m2[s], county->farmland_m2);
        }
    }
    return LT_OK;
}

enum lt_status lt_crops_finish(struct lt_unit_work *work, struct lt_error *err)
{
    enum { CODES = LT_CLASS_OUTSIDE + 1 };
    const int now = season_of(work, true), before = season_of(work, false);
    double sums[2] = {0.0, 0.0};
    bool shown[2] = {false, false};
    work->result.crops = lt_arena_array(work->arena, 2 * CODES, sizeof *work->result.crops);
    if (work->result.crops == NULL) {
        return lt_fail_memory(err, "the areas by crop");
    }
    shown[now] = true;
    if (before >= 0) {
        shown[before] = work->rasters[LT_RASTER_PREVIOUS] != NULL;
    }
    for (int s = 0; s < 2; s++) {
        for (int code = 0; shown[s] && code < CODES; code++) {
            sums[s] += work->classes[LT_BOOK_FARMLAND].m2[s][code];
            list_class(work, &work->legends[s == now ? LT_RASTER_CURRENT : LT_RASTER_PREVIOUS], s,
                       code);
        }
    }
    if (work->result.town_count > 0) {
        qsort(work->result.towns, work->result.town_count, sizeof *work->result.towns, by_town);
    }
    return check_sums(work, sums, shown, err);
}
