/* The city: counties by grain share, and its floors as gauges. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outputs_map.h"
#include "outputs_words.h"
#include "support/arena.h"

/* Light to dark, so that a grey print keeps the order. */
static const uint32_t shades[LT_MAP_CLASSES] = {0xfff7cf, 0xd6e9a3, 0x9ccb86, 0x4e9b62, 0x14583c};
enum { GAUGES_MOST = 4, GAUGE_HEIGHT = 34, LEGEND_HEIGHT = 34, SOURCES_HEIGHT = 50 };

static void shade(const struct lt_map *map, const struct lt_report_unit *unit)
{
    const int low = lt_map_class(unit->grain_share.low);
    lt_map_path(map, &unit->shape);
    lt_ink(map->cr, shades[low]);
    cairo_fill(map->cr);
    if (lt_map_class(unit->grain_share.high) != low) {
        lt_map_path(map, &unit->shape);
        lt_map_hatch(map, 0x555555, 6);
    }
    lt_map_path(map, &unit->shape);
    lt_ink(map->cr, 0x333333);
    cairo_set_line_width(map->cr, 0.6);
    cairo_stroke(map->cr);
}

static int by_size(const void *a, const void *b)
{
    const struct lt_report_unit *const left = *(const struct lt_report_unit *const *)a;
    const struct lt_report_unit *const right = *(const struct lt_report_unit *const *)b;
    const double l = left->sums.farmland_m2, r = right->sums.farmland_m2;
    return l > r ? -1 : l < r ? 1 : (left->unit > right->unit) - (left->unit < right->unit);
}

static bool name_county(struct lt_map *map, struct lt_labels *labels,
                        const struct lt_report_unit *unit, const struct lt_box *bounds)
{
    cairo_t *const cr = map->cr;
    struct lt_text text = {0};
    lt_add_interval(&text, unit->grain_share, LT_MEASURE_PERCENT);
    lt_text_add(&text, "%");
    const char *const share = lt_type_take(map->type, map->arena, &text);
    const struct lt_style style = {
        .face = LT_FACE_HEI_BOLD, .size = 9, .align = LT_ALIGN_CENTRE, .lines = 2};
    PangoLayout *const name = lt_type_lay(map->type, lt_unit_title(map->model, unit), &style, 96);
    PangoRectangle size;
    pango_layout_get_extents(name, NULL, &size);
    const int lines = pango_layout_get_line_count(name);
    const double share_width = lt_type_width(map->type, share, LT_FACE_HEI, 8);
    const double width = fmax((double)size.width / PANGO_SCALE, share_width) + 6;
    const double height = 11.0 * lines + 13;
    const struct lt_point at = lt_map_at(map, lt_map_label_place(&unit->shape));
    struct lt_point centre;
    const bool placed = lt_labels_place(labels, at, width, height, 90, bounds, &centre);
    if (placed) {
        if (hypot(centre.x - at.x, centre.y - at.y) > height) {
            lt_ink(cr, 0x000000);
            lt_draw_line(cr, at.x, at.y, centre.x, centre.y, 0.5);
        }
        cairo_set_source_rgba(cr, 1, 1, 1, 0.85);
        cairo_rectangle(cr, centre.x - width / 2, centre.y - height / 2, width, height);
        cairo_fill(cr);
        lt_ink(cr, 0x000000);
        lt_draw_lines(cr, name, centre.x - 48, centre.y - height / 2 + 10, 11);
        lt_draw_text(map->type, cr, share, LT_FACE_HEI, 8, centre.x, centre.y + height / 2 - 4,
                     LT_ALIGN_CENTRE);
    }
    g_object_unref(name);
    return placed;
}

/* How many found no room. */
static size_t name_counties(struct lt_map *map)
{
    const struct lt_report_model *const model = map->model;
    struct lt_labels labels = lt_labels_open(map->arena, model->unit_count);
    const struct lt_report_unit **const order =
        lt_arena_array(map->arena, model->unit_count, sizeof *order);
    size_t count = 0, left_out = 0;
    if (order == NULL) {
        return model->unit_count;
    }
    const struct lt_box bounds = lt_map_inside(map);
    for (size_t i = 0; i < model->unit_count; i++) {
        if (model->units[i].shape.n_rings > 0) {
            order[count++] = &model->units[i];
        }
    }
    qsort(order, count, sizeof *order, by_size);
    for (size_t i = 0; i < count; i++) {
        left_out += !name_county(map, &labels, order[i], &bounds);
    }
    return left_out;
}

static void legend(const struct lt_map *map, double y, size_t left_out)
{
    const struct lt_report_model *const model = map->model;
    cairo_t *const cr = map->cr;
    double x = 0;
    lt_ink(cr, 0x000000);
    const char *const head =
        model->crop_year_complete
            ? lt_say(model, "全年至少种一季粮的占比（下限）：", "with a grain season, low bound: ")
            : lt_say(model, "本季种粮占比（下限）：", "grain share of the season, low bound: ");
    lt_draw_text(map->type, cr, head, LT_FACE_HEI, 8.5, x, y + 10, LT_ALIGN_LEFT);
    x += lt_type_width(map->type, head, LT_FACE_HEI, 8.5) + 2;
    for (int i = 0; i < LT_MAP_CLASSES; i++) {
        const char *const text =
            i == 0 ? lt_arena_printf(map->arena, "<%.0f%%", lt_map_breaks[0] * 100)
            : i == LT_MAP_CLASSES - 1
                ? lt_arena_printf(map->arena, "≥%.0f%%", lt_map_breaks[i - 1] * 100)
                : lt_arena_printf(map->arena, "%.0f–%.0f%%", lt_map_breaks[i - 1] * 100,
                                  lt_map_breaks[i] * 100);
        lt_ink(cr, shades[i]);
        cairo_rectangle(cr, x, y + 2, 14, 9);
        cairo_fill_preserve(cr);
        lt_ink(cr, 0x333333);
        cairo_set_line_width(cr, 0.5);
        cairo_stroke(cr);
        lt_ink(cr, 0x000000);
        lt_draw_text(map->type, cr, text, LT_FACE_HEI, 8.5, x + 17, y + 10, LT_ALIGN_LEFT);
        x += 24 + lt_type_width(map->type, text, LT_FACE_HEI, 8.5);
    }
    cairo_rectangle(cr, 0, y + 18, 14, 9);
    lt_map_hatch(map, 0x555555, 4);
    lt_ink(cr, 0x333333);
    cairo_rectangle(cr, 0, y + 18, 14, 9);
    cairo_stroke(cr);
    lt_ink(cr, 0x000000);
    const char *const hatch = lt_say(model, "区间跨越分级", "the interval spans classes");
    const char *const text =
        left_out == 0
            ? hatch
            : lt_arena_printf(map->arena, "%s%s%zu%s", hatch, lt_say(model, "；另有 ", "; "),
                              left_out,
                              lt_say(model, " 个县区无处标注，见附表",
                                     " counties without room for a name, see the tables"));
    lt_draw_text(map->type, cr, text, LT_FACE_HEI, 8.5, 17, y + 26, LT_ALIGN_LEFT);
}

/* --- gauges --- */

static bool is_gauge(const struct lt_report_model *model, const struct lt_floor *floor)
{
    return floor->unit == model->config->city_code && floor->floor_m2 > 0;
}

static size_t count_gauges(const struct lt_report_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->floor_count; i++) {
        count += is_gauge(model, &model->floors[i]);
    }
    return count < GAUGES_MOST ? count : GAUGES_MOST;
}

static const char *gauge_text(const struct lt_map *map, const struct lt_floor *floor)
{
    const struct lt_report_model *const model = map->model;
    struct lt_text text = {0};
    lt_text_add(&text, lt_rule_title(model, floor->rule_id));
    lt_text_add(&text, lt_say(model, "：", ": "));
    lt_add_interval(&text, lt_floor_interval(floor), LT_MEASURE_WANMU);
    lt_text_add(&text, lt_say(model, " 万亩，底线 ", " wanmu, floor "));
    lt_add_measure(&text, floor->floor_m2, LT_MEASURE_WANMU);
    lt_text_add(&text, lt_say(model, " 万亩，", " wanmu, "));
    lt_text_add(&text, lt_verdict_title(floor->verdict, model->config->chinese));
    return lt_type_take(map->type, map->arena, &text);
}

/* From zero, as a quantity: the rail reaches a tenth beyond the larger of floor and high bound. */
static void gauge(const struct lt_map *map, const struct lt_floor *floor, double y)
{
    cairo_t *const cr = map->cr;
    const struct lt_interval area = lt_floor_interval(floor);
    const double whole = fmax(floor->floor_m2, area.high) * 1.1;
    const double low = area.low / whole * LT_MAP_WIDTH;
    const double high = area.high / whole * LT_MAP_WIDTH;
    const double limit = floor->floor_m2 / whole * LT_MAP_WIDTH;
    static const uint32_t colours[] = {
        [LT_MEETS] = 0x1b7a4b, [LT_BELOW] = 0xc1440e, [LT_UNDECIDED] = 0x8a8a8a};
    lt_ink(cr, 0x000000);
    lt_draw_text(map->type, cr, gauge_text(map, floor), LT_FACE_HEI, 8.5, 0, y + 9, LT_ALIGN_LEFT);
    lt_ink(cr, 0xececec);
    cairo_rectangle(cr, 0, y + 15, LT_MAP_WIDTH, 9);
    cairo_fill(cr);
    lt_ink(cr, colours[floor->verdict]);
    cairo_rectangle(cr, 0, y + 15, low, 9);
    cairo_fill(cr);
    cairo_rectangle(cr, low, y + 15, fmax(high - low, 0), 9);
    lt_map_hatch(map, colours[floor->verdict], 3);
    lt_ink(cr, 0x000000);
    lt_draw_line(cr, limit, y + 12, limit, y + 27, 1.4);
}

void lt_map_city(struct lt_map *map)
{
    const struct lt_report_model *const model = map->model;
    struct lt_box box;
    const size_t gauges = count_gauges(model);
    map->left = 0;
    map->top = 54;
    map->width = LT_MAP_WIDTH;
    map->height =
        LT_MAP_HEIGHT - 54 - LEGEND_HEIGHT - SOURCES_HEIGHT - (double)gauges * GAUGE_HEIGHT;
    const char *const city =
        lt_say(model, model->config->city_name_zh, model->config->city_name_en);
    lt_map_title(map,
                 lt_arena_printf(map->arena, "%s%s", city,
                                 lt_say(model, "种粮占比分县区图", ": grain share by county")));
    size_t left_out = 0;
    if (lt_map_box(model, &box)) {
        lt_map_fit(map, box);
        for (size_t i = 0; i < model->unit_count; i++) {
            shade(map, &model->units[i]);
        }
        left_out = name_counties(map);
        lt_map_frame(map);
    }
    double y = map->top + map->height + 6;
    legend(map, y, left_out);
    y += LEGEND_HEIGHT;
    size_t drawn = 0;
    for (size_t i = 0; i < model->floor_count && drawn < gauges; i++) {
        if (is_gauge(model, &model->floors[i])) {
            gauge(map, &model->floors[i], y + (double)drawn++ * GAUGE_HEIGHT);
        }
    }
    lt_map_sources(map, "");
}
