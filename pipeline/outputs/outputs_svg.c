/* Inline drawings of report.html. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_html.h"
#include "outputs_map.h"
#include "outputs_words.h"

static void add(struct lt_page *page, const char *text)
{
    lt_text_add(&page->text, text);
}

static void number(struct lt_page *page, double value)
{
    lt_text_add_fixed(&page->text, value, 1);
}

static void attribute(struct lt_page *page, const char *name, double value)
{
    lt_text_printf(&page->text, " %s=\"", name);
    number(page, value);
    add(page, "\"");
}

void lt_svg_bar(struct lt_page *page, double from, double to, const char *class)
{
    from = isfinite(from) ? fmin(fmax(from, 0), 1) : 0;
    to = isfinite(to) ? fmin(fmax(to, from), 1) : from;
    const double width = fmax((to - from) * 300, to > from ? 1 : 0);
    add(page, "<svg class=\"bar\" viewBox=\"0 0 300 14\" preserveAspectRatio=\"none\" "
              "aria-hidden=\"true\">"
              "<rect class=\"rail\" x=\"0\" y=\"0\" width=\"300\" height=\"14\"/><rect");
    attribute(page, "x", fmin(from * 300, 299));
    attribute(page, "width", width);
    lt_text_printf(&page->text, " y=\"0\" height=\"14\" class=\"%s\"/></svg>", class);
}

static void label(struct lt_page *page, double x, double y, const char *anchor, const char *class,
                  double m2)
{
    add(page, "<text");
    attribute(page, "x", x);
    attribute(page, "y", y);
    lt_text_printf(&page->text, " text-anchor=\"%s\" class=\"%s\">", anchor, class);
    lt_add_measure(&page->text, m2, LT_MEASURE_WANMU);
    add(page, "</text>");
}

/* The axis need not start at zero: an interval is drawn, not a quantity of ink. Its ends are
 * labelled. */
void lt_svg_floor(struct lt_page *page, const struct lt_floor *floor)
{
    const struct lt_interval area = lt_floor_interval(floor);
    const double low = fmin(area.low, floor->floor_m2);
    const double high = fmax(area.high, floor->floor_m2);
    const double pad = fmax((high - low) * 0.2, 0.01 * floor->floor_m2);
    const double from = fmax(low - pad, 0), span = high + pad - from;
    const double left = 14, width = 452;
    const double x_low = left + width * (area.low - from) / span;
    const double x_high = left + width * (area.high - from) / span;
    const double x_floor = left + width * (floor->floor_m2 - from) / span;
    static const char *const classes[] = {
        [LT_MEETS] = "good", [LT_BELOW] = "bad", [LT_UNDECIDED] = "open"};
    add(page, "<svg class=\"floor\" viewBox=\"0 0 480 92\" role=\"img\"><title>");
    lt_html_say(page, "面积区间与底线", "interval against the floor");
    add(page, "</title><line x1=\"14\" y1=\"50\" x2=\"466\" y2=\"50\" class=\"axis\"/><rect");
    attribute(page, "x", x_high - x_low < 6 ? (x_low + x_high) / 2 - 3 : x_low);
    attribute(page, "width", fmax(x_high - x_low, 6));
    lt_text_printf(&page->text, " y=\"41\" height=\"18\" rx=\"3\" class=\"%s\"/><line",
                   classes[floor->verdict]);
    attribute(page, "x1", x_floor);
    attribute(page, "x2", x_floor);
    add(page, " y1=\"28\" y2=\"72\" class=\"limit\"/>");
    const bool right = x_floor > left + width / 2;
    add(page, "<text");
    attribute(page, "x", x_floor);
    lt_text_printf(&page->text, " y=\"20\" text-anchor=\"%s\" class=\"strong\">",
                   x_floor > 600   ? "end"
                   : x_floor < 120 ? "start"
                                   : "middle");
    lt_html_say(page, "底线 ", "floor ");
    lt_add_measure(&page->text, floor->floor_m2, LT_MEASURE_WANMU);
    add(page, "</text>");
    if (x_high - x_low > 120) {
        label(page, x_low, 84, "middle", "small", area.low);
        label(page, x_high, 84, "middle", "small", area.high);
    } else {
        add(page, "<text");
        attribute(page, "x", right ? fmax(x_low, 60) : fmin(x_high, 420));
        lt_text_printf(&page->text, " y=\"84\" text-anchor=\"%s\" class=\"small\">",
                       x_low > 380 ? "end" : "middle");
        lt_add_interval(&page->text, area, LT_MEASURE_WANMU);
        add(page, "</text>");
    }
    add(page, "</svg>\n");
}

/* --- the county map --- */

enum { MAP_WIDTH = 1000 };

struct frame {
    double min_x, max_y, scale_x, scale_y, height;
};

static bool make_frame(const struct lt_report_model *model, struct frame *ret_frame)
{
    struct lt_box box;
    if (!lt_map_box(model, &box)) {
        return false;
    }
    ret_frame->min_x = box.min_x;
    ret_frame->max_y = box.max_y;
    ret_frame->scale_x = (MAP_WIDTH - 20) / (box.max_x - box.min_x);
    ret_frame->scale_y = ret_frame->scale_x * lt_map_stretch(&box);
    ret_frame->height = (box.max_y - box.min_y) * ret_frame->scale_y + 20;
    return ret_frame->height < 20000;
}

/* Whole units of the drawing are fine enough: vertices that fall on one another are left out. */
static void add_path(struct lt_page *page, const struct frame *frame, const struct lt_shape *shape)
{
    uint32_t at = 0;
    for (uint32_t ring = 0; ring < shape->n_rings; ring++) {
        long last_x = -1, last_y = -1;
        bool first = true;
        for (; at < shape->ring_end[ring]; at++) {
            const long x = lround((shape->points[at].x - frame->min_x) * frame->scale_x + 10);
            const long y = lround((frame->max_y - shape->points[at].y) * frame->scale_y + 10);
            if (!first && x == last_x && y == last_y) {
                continue;
            }
            lt_text_printf(&page->text, "%s%ld %ld", first ? "M" : "L", x, y);
            last_x = x;
            last_y = y;
            first = false;
        }
        add(page, "Z");
    }
}

static void add_county(struct lt_page *page, const struct frame *frame,
                       const struct lt_report_unit *unit)
{
    const int low = lt_map_class(unit->grain_share.low);
    add(page, "<g><title>");
    lt_html_escape(page, unit->name);
    add(page, " ");
    lt_add_interval(&page->text, unit->grain_share, LT_MEASURE_PERCENT);
    lt_text_printf(&page->text, "%%</title><path class=\"county g%d\" d=\"", low);
    add_path(page, frame, &unit->shape);
    add(page, "\"/>");
    if (lt_map_class(unit->grain_share.high) != low) {
        add(page, "<path fill=\"url(#hatch)\" d=\"");
        add_path(page, frame, &unit->shape);
        add(page, "\"/>");
    }
    add(page, "</g>\n");
}

static void add_name(struct lt_page *page, const struct frame *frame,
                     const struct lt_report_unit *unit)
{
    const struct lt_point place = lt_map_label_place(&unit->shape);
    const double x = (place.x - frame->min_x) * frame->scale_x + 10;
    const double y = (frame->max_y - place.y) * frame->scale_y + 10;
    add(page, "<text class=\"name\" text-anchor=\"middle\"");
    attribute(page, "x", x);
    attribute(page, "y", y);
    add(page, ">");
    lt_html_escape(page, unit->name);
    add(page, "</text><text class=\"share\" text-anchor=\"middle\"");
    attribute(page, "x", x);
    attribute(page, "y", y + 28);
    add(page, ">");
    lt_add_interval(&page->text, unit->grain_share, LT_MEASURE_PERCENT);
    add(page, "%</text>\n");
}

static void add_legend(struct lt_page *page)
{
    add(page, "<figcaption><span>");
    lt_html_say(page, "种粮占比下限：", "grain share, low bound: ");
    add(page, "</span>");
    for (int i = 0; i < LT_MAP_CLASSES; i++) {
        lt_text_printf(&page->text, "<span class=\"key\"><i class=\"g%d\"></i>", i);
        if (i == 0) {
            lt_text_printf(&page->text, "&lt; %.0f%%", lt_map_breaks[0] * 100);
        } else if (i == LT_MAP_CLASSES - 1) {
            lt_text_printf(&page->text, "≥ %.0f%%", lt_map_breaks[i - 1] * 100);
        } else {
            lt_text_printf(&page->text, "%.0f–%.0f%%", lt_map_breaks[i - 1] * 100,
                           lt_map_breaks[i] * 100);
        }
        add(page, "</span>");
    }
    add(page, "<span class=\"key\"><i class=\"hatched\"></i>");
    lt_html_say(page, "区间跨越分级", "interval spans classes");
    add(page, "</span></figcaption>");
}

void lt_svg_map(struct lt_page *page)
{
    const struct lt_report_model *const model = page->model;
    struct frame frame;
    if (!make_frame(model, &frame)) {
        return;
    }
    add(page, "<figure class=\"map\"><svg viewBox=\"0 0 1000 ");
    number(page, frame.height);
    add(page, "\" role=\"img\"><title>");
    lt_html_say(page, "县区种粮占比图", "counties by grain share");
    add(page, "</title><defs><pattern id=\"hatch\" width=\"12\" height=\"12\" "
              "patternUnits=\"userSpaceOnUse\""
              " patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"12\" "
              "stroke=\"#1d2421\""
              " stroke-opacity=\"0.35\" stroke-width=\"3\"/></pattern></defs>\n");
    for (size_t i = 0; i < model->unit_count; i++) {
        if (model->units[i].shape.n_rings > 0) {
            add_county(page, &frame, &model->units[i]);
        }
    }
    for (size_t i = 0; i < model->unit_count; i++) {
        if (model->units[i].shape.n_rings > 0) {
            add_name(page, &frame, &model->units[i]);
        }
    }
    add(page, "</svg>");
    add_legend(page);
    add(page, "</figure>\n");
}
