/* What a sample of points leaves behind: lists to be filled in, and the table of strata. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/lists.h"
#include "liangtian/schema.h"
#include "run/run_draw.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

struct listing {
    const struct drawing *d;
    const struct lt_point *degrees;
    const char *const *parcels; /* id per point */
};

static const struct lt_plan_unit *unit_of(const struct drawing *d, const struct draw_point *point)
{
    return &d->session->plan.units[d->pieces[point->piece].unit];
}

static double chance_of_cell(const struct drawing *d, const struct draw_point *point)
{
    const struct draw_stratum *stratum = &d->strata[point->stratum];
    const double share = fmin(1.0, point->cell_m2 / stratum->to_draw.area_m2);
    return -expm1((double)stratum->points * log1p(-share));
}

static void set_text(struct lt_list_value *value, const char *text)
{
    *value = (struct lt_list_value){.kind = LT_LIST_IS_TEXT, .text = text};
}

static void set_number(struct lt_list_value *value, double number)
{
    *value = (struct lt_list_value){.kind = LT_LIST_IS_NUMBER, .number = number};
}

static void value_of(const void *context, size_t row, const struct lt_schema_field *field,
                     char buffer[LT_LIST_TEXT], struct lt_list_value *ret_value)
{
    const struct listing *l = context;
    const struct drawing *d = l->d;
    const struct draw_point *point = &d->points[row];
    const struct draw_stratum *stratum = &d->strata[point->stratum];
    const char *c = field->column;
    char period[LT_PERIOD_TEXT];
    if (strcmp(c, "id") == 0) {
        snprintf(buffer, LT_LIST_TEXT, "%s-%llu-%05zu",
                 lt_period_format(d->options->run.period, period),
                 (unsigned long long)d->options->seed, row + 1);
        set_text(ret_value, buffer);
    } else if (strcmp(c, "domain") == 0) {
        snprintf(buffer, LT_LIST_TEXT, "%06u", unit_of(d, point)->unit);
        set_text(ret_value, buffer);
    } else if (strcmp(c, "domain_name") == 0) {
        set_text(ret_value, unit_of(d, point)->name);
    } else if (strcmp(c, "parcel") == 0) {
        set_text(ret_value, l->parcels[row]);
    } else if (strcmp(c, "stratum") == 0) {
        set_text(ret_value, stratum->to_draw.name);
    } else if (strcmp(c, "map") == 0) {
        set_text(ret_value, draw_class_name(d, point->key, 0));
    } else if (strcmp(c, "map_2") == 0) {
        set_text(ret_value, draw_class_name(d, point->key, 1));
    } else if (strcmp(c, "lon") == 0) {
        set_number(ret_value, floor(l->degrees[row].x * 1e8 + 0.5) / 1e8);
    } else if (strcmp(c, "lat") == 0) {
        set_number(ret_value, floor(l->degrees[row].y * 1e8 + 0.5) / 1e8);
    } else if (strcmp(c, "probability") == 0) {
        set_number(ret_value, (double)stratum->points / stratum->to_draw.area_m2);
    } else if (strcmp(c, "weight_m2") == 0) {
        set_number(ret_value, stratum->to_draw.area_m2 / (double)stratum->points);
    } else if (strcmp(c, "cell_probability") == 0) {
        set_number(ret_value, chance_of_cell(d, point));
    } /* the rest is for the interpreters */
}

/* --- strata --- */

static bool all_pure(const struct drawing *d)
{
    bool pure = true;
    for (size_t h = 0; h < d->stratum_count; h++) {
        pure = pure && d->strata[h].pure;
    }
    return pure;
}

static uint64_t points_in(const struct drawing *d, size_t stratum, size_t unit)
{
    uint64_t count = 0;
    for (size_t i = 0; i < d->point_count; i++) {
        count += d->points[i].stratum == stratum && d->pieces[d->points[i].piece].unit == unit;
    }
    return count;
}

/* A line per stratum and county, as `accuracy assess` reads it. */
static enum lt_status write_strata(const struct drawing *d, const char *path, struct lt_error *err)
{
    enum lt_status status;
    const bool chinese = d->session->config->chinese, pure = all_pure(d);
    const size_t units = d->session->plan.unit_count;
    struct lt_text text = {0};
    lt_text_add(&text, "\xEF\xBB\xBF");
    lt_text_add(&text, chinese ? "分层,县区,面积_平方米,样点数" : "stratum,domain,area_m2,points");
    lt_text_add(&text, !pure ? "\n" : chinese ? ",类别\n" : ",class\n");
    for (size_t h = 0; h < d->stratum_count; h++) {
        for (size_t u = 0; u < units; u++) {
            const double area = d->unit_m2[h * units + u];
            if (!(area > 0.0)) {
                continue;
            }
            lt_text_add_csv(&text, d->strata[h].to_draw.name);
            lt_text_printf(&text, ",%06u,", d->session->plan.units[u].unit);
            lt_text_add_double(&text, area);
            lt_text_printf(&text, ",%llu", (unsigned long long)points_in(d, h, u));
            if (pure) {
                lt_text_add(&text, ",");
                lt_text_add_csv(&text, d->strata[h].classes[0]);
            }
            lt_text_add(&text, "\n");
        }
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
out:
    lt_text_finish(&text);
    return status;
}

/* --- points --- */

static enum lt_status gather(const struct drawing *d, struct lt_arena *arena,
                             struct listing *listing, struct lt_list *list, struct lt_error *err)
{
    const size_t count = d->point_count;
    struct lt_point *places = lt_arena_array(arena, count + 1, sizeof *places);
    struct lt_point *degrees = lt_arena_array(arena, count + 1, sizeof *degrees);
    uint32_t *units = lt_arena_array(arena, count + 1, sizeof *units);
    const char **parcels = lt_arena_array(arena, count + 1, sizeof *parcels);
    bool *used = lt_arena_array(arena, list->schema->field_count + 1, sizeof *used);
    if (places == NULL || degrees == NULL || units == NULL || parcels == NULL || used == NULL) {
        return lt_fail_memory(err, "the lists");
    }
    for (size_t i = 0; i < count; i++) {
        const struct draw_piece *piece = &d->pieces[d->points[i].piece];
        struct lt_feature feature;
        lt_spool_feature(d->spools[piece->unit], LT_LAYER_PARCEL, piece->feature, &feature);
        places[i] = (struct lt_point){d->points[i].x, d->points[i].y};
        units[i] = unit_of(d, &d->points[i])->unit;
        parcels[i] = feature.attr[LT_ATTR_ID];
    }
    for (size_t f = 0; f < list->schema->field_count; f++) {
        const char *column = list->schema->fields[f].column;
        used[f] = d->work.seasons == 2 ||
                  (strcmp(column, "map_2") != 0 && strcmp(column, "reference_2") != 0);
    }
    *listing = (struct listing){d, degrees, parcels};
    list->used = used;
    list->count = count;
    list->units = units;
    list->places = places;
    list->value = value_of;
    list->context = listing;
    return lt_list_degrees(list->crs, places, count, degrees, err);
}

static enum lt_status write_lists(const struct drawing *d, const struct lt_list *list,
                                  const char *folder, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    const bool gbk = strcmp(d->session->config->shapefile_encoding, "GBK") == 0;
    const char *all = lt_path_join(arena, folder, "points.csv");
    const char *package = lt_path_join(arena, folder, "points.gpkg");
    const char *shapefile = lt_path_join(arena, folder, "points.shp");
    if (all == NULL || package == NULL || shapefile == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_list_write_csv(list, 0, all, err));
    LT_TRY(lt_list_write_layer(list, false, package, err));
    LT_TRY(lt_list_write_layer(list, gbk, shapefile, err));
    for (size_t u = 0; u < d->session->plan.unit_count; u++) {
        const struct lt_plan_unit *unit = &d->session->plan.units[u];
        const char *path = lt_arena_printf(arena, "%s/points-%06u.csv", folder, unit->unit);
        LT_TRY(path == NULL ? lt_fail_memory(err, "a path")
                            : lt_list_write_csv(list, unit->unit, path, err));
    }
out:
    return status;
}

enum lt_status draw_write(void *drawing, const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct drawing *d = drawing;
    struct lt_arena *arena = d->work.arena;
    struct lt_layer_schema schema;
    struct listing listing;
    struct lt_list list = {.schema = &schema,
                           .crs = d->work.sources[0]->grid.crs,
                           .layer = "points",
                           .chinese = d->session->config->chinese};
    const char *strata = lt_path_join(arena, folder, "strata.csv");
    if (strata == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_layer_schema_load(d->session->config->schemas_dir, "JDYD", &d->work.diagnostics,
                                arena, &schema, err));
    LT_TRY(gather(d, arena, &listing, &list, err));
    LT_TRY(write_lists(d, &list, folder, arena, err));
    LT_TRY(write_strata(d, strata, err));
out:
    return status;
}

/* --- what is said --- */

void draw_tell(const struct drawing *d)
{
    const bool chinese = d->session->config->chinese;
    printf(chinese ? "分层\t面积（万亩）\t占比（%%）\t样点\n"
                   : "stratum\tarea (10^4 mu)\t%%\tpoints\n");
    for (size_t h = 0; h < d->stratum_count; h++) {
        const struct draw_stratum *stratum = &d->strata[h];
        printf("%s\t%.4f\t%.2f\t%llu\n", stratum->to_draw.name,
               stratum->to_draw.area_m2 / LT_M2_PER_WANMU,
               100.0 * stratum->to_draw.area_m2 / d->total_m2, (unsigned long long)stratum->points);
    }
    printf(chinese ? "合计\t%.4f\t100.00\t%zu\n" : "all\t%.4f\t100.00\t%zu\n",
           d->total_m2 / LT_M2_PER_WANMU, d->point_count);
    printf(chinese ? "预计粮食面积标准误 %.4f 万亩（按各层含粮比例的假定）；种子 %llu\n"
                   : "standard error to expect of the grain area: %.4f (10^4 mu), by the shares "
                     "supposed; seed %llu\n",
           d->expected_se_m2 / LT_M2_PER_WANMU, (unsigned long long)d->options->seed);
    if (d->missing_m2 > 0.0) {
        printf(chinese ? "不在抽样范围内：没有可用图形的耕地 %.4f 万亩\n"
                       : "not in the frame: farmland without a usable shape, %.4f (10^4 mu)\n",
               d->missing_m2 / LT_M2_PER_WANMU);
    }
    if (d->claimed_m2 > 0.0) {
        printf(chinese ? "两县都列入耕地的地块只抽一次，归代码在前的县：%.4f 万亩\n"
                       : "farmland that two counties claim, drawn once, in the one with the lower "
                         "code: %.4f (10^4 mu)\n",
               d->claimed_m2 / LT_M2_PER_WANMU);
    }
    printf("%s\n", d->options->folder);
}
