/* What all maps share: projection to the page, frame, north arrow, scale bar, sources, places for names. */
#include "outputs_map.h"

#include <math.h>
#include <string.h>

#include "outputs_words.h"
#include "support/arena.h"

const double lt_map_breaks[LT_MAP_CLASSES - 1] = {0.7, 0.8, 0.9, 0.95};

int lt_map_class(double share)
{
    int class = 0;
    while (class < LT_MAP_CLASSES - 1 && share >= lt_map_breaks[class]) {
        class ++;
    }
    return class;
}

bool lt_map_box(const struct lt_report_model *model, struct lt_box *ret_box)
{
    bool any = false;
    struct lt_box box = {0, 0, 0, 0};
    for (size_t i = 0; i < model->unit_count; i++) {
        const struct lt_shape *const shape = &model->units[i].shape;
        if (shape->n_rings == 0) {
            continue;
        }
        box.min_x = any ? fmin(box.min_x, shape->box.min_x) : shape->box.min_x;
        box.min_y = any ? fmin(box.min_y, shape->box.min_y) : shape->box.min_y;
        box.max_x = any ? fmax(box.max_x, shape->box.max_x) : shape->box.max_x;
        box.max_y = any ? fmax(box.max_y, shape->box.max_y) : shape->box.max_y;
        any = true;
    }
    *ret_box = box;
    return any && box.max_x > box.min_x && box.max_y > box.min_y;
}

static bool in_degrees(const struct lt_box *box)
{
    return fabs(box->max_x) <= 360 && fabs(box->max_y) <= 90;
}

double lt_map_stretch(const struct lt_box *box)
{
    return in_degrees(box) ? 1 / cos((box->min_y + box->max_y) / 2 * 3.14159265358979323846 / 180)
                           : 1;
}

struct lt_point lt_map_label_place(const struct lt_shape *shape)
{
    struct lt_point best = {(shape->box.min_x + shape->box.max_x) / 2,
                            (shape->box.min_y + shape->box.max_y) / 2};
    double largest = 0;
    uint32_t from = 0;
    for (uint32_t ring = 0; ring < shape->n_rings; ring++) {
        const struct lt_point base = shape->points[from];
        double twice = 0, sum_x = 0, sum_y = 0;
        for (uint32_t i = from; i + 1 < shape->ring_end[ring]; i++) {
            const double ax = shape->points[i].x - base.x, ay = shape->points[i].y - base.y;
            const double bx = shape->points[i + 1].x - base.x, by = shape->points[i + 1].y - base.y;
            const double cross = ax * by - bx * ay;
            twice += cross;
            sum_x += (ax + bx) * cross;
            sum_y += (ay + by) * cross;
        }
        if (twice > largest) {
            largest = twice;
            best = (struct lt_point){base.x + sum_x / (3 * twice), base.y + sum_y / (3 * twice)};
        }
        from = shape->ring_end[ring];
    }
    return best;
}

/* --- projection --- */

enum { STRIP = 44 }; /* at the foot of the frame: scale bar and north arrow hide nothing */

static void set_metre(struct lt_map *map, const struct lt_box *box)
{
    static const double metres_per_degree = 111195; /* of a great circle on the mean sphere */
    map->metre = in_degrees(box) ? map->scale_y / metres_per_degree : map->scale_x;
    map->tolerance = 0.1;
}

void lt_map_fit(struct lt_map *map, struct lt_box box)
{
    static const double pad = 10;
    const double room = map->height - STRIP;
    const double stretch = lt_map_stretch(&box);
    const double width = box.max_x - box.min_x, height = (box.max_y - box.min_y) * stretch;
    const double scale = fmin((map->width - 2 * pad) / width, (room - 2 * pad) / height);
    map->scale_x = scale;
    map->scale_y = scale * stretch;
    map->min_x = box.min_x - (map->width / scale - width) / 2;
    map->max_y = box.max_y + (room / scale - height) / 2 / stretch;
    set_metre(map, &box);
}

void lt_map_fill(struct lt_map *map, struct lt_box box)
{
    map->scale_x = map->width / (box.max_x - box.min_x);
    map->scale_y = map->height / (box.max_y - box.min_y);
    map->min_x = box.min_x;
    map->max_y = box.max_y;
    set_metre(map, &box);
}

struct lt_point lt_map_at(const struct lt_map *map, struct lt_point point)
{
    return (struct lt_point){map->left + (point.x - map->min_x) * map->scale_x,
                             map->top + (map->max_y - point.y) * map->scale_y};
}

/* To a twentieth of a point, finer than ink: the file stays small. */
static double snap(double value)
{
    return round(value * 20) / 20;
}

void lt_map_path(const struct lt_map *map, const struct lt_shape *shape)
{
    uint32_t at = 0;
    for (uint32_t ring = 0; ring < shape->n_rings; ring++) {
        double last_x = 0, last_y = 0;
        bool first = true;
        for (; at < shape->ring_end[ring]; at++) {
            const struct lt_point to = lt_map_at(map, shape->points[at]);
            const double x = snap(to.x), y = snap(to.y);
            if (first) {
                cairo_move_to(map->cr, x, y);
            } else if (fabs(x - last_x) < map->tolerance && fabs(y - last_y) < map->tolerance) {
                continue;
            } else {
                cairo_line_to(map->cr, x, y);
            }
            last_x = x;
            last_y = y;
            first = false;
        }
        cairo_close_path(map->cr);
    }
}

struct lt_box lt_map_inside(const struct lt_map *map)
{
    return (struct lt_box){map->left + 2, map->top + 2, map->left + map->width - 2,
                           map->top + map->height - STRIP};
}

/* --- furniture --- */

/* What the map shows stands last: a long name makes the title smaller before it would cut that off. */
static PangoLayout *lay_title(const struct lt_map *map, const char *title)
{
    static const double largest = 15, smallest = 8;
    struct lt_style style = {
        .face = LT_FACE_HEI_BOLD, .size = largest, .align = LT_ALIGN_CENTRE, .lines = 2};
    PangoLayout *layout = lt_type_lay(map->type, title, &style, LT_MAP_WIDTH - 20);
    while (pango_layout_is_ellipsized(layout) && style.size > smallest) {
        g_object_unref(layout);
        style.size--;
        layout = lt_type_lay(map->type, title, &style, LT_MAP_WIDTH - 20);
    }
    return layout;
}

void lt_map_title(const struct lt_map *map, const char *title)
{
    const struct lt_report_model *const model = map->model;
    char period[96];
    lt_period_title(model->key, model->config->chinese, period, sizeof period);
    lt_ink(map->cr, 0x000000);
    PangoLayout *const layout = lay_title(map, title);
    const bool two = pango_layout_get_line_count(layout) > 1;
    lt_draw_lines(map->cr, layout, 10, two ? 14 : 22, 18);
    g_object_unref(layout);
    lt_draw_text(map->type, map->cr, period, LT_FACE_HEI, 10, LT_MAP_WIDTH / 2.0, 46,
                 LT_ALIGN_CENTRE);
    if (map->alone && model->config->mark[0] != '\0') {
        lt_draw_text(map->type, map->cr, model->config->mark, LT_FACE_HEI, 8, 0, 46, LT_ALIGN_LEFT);
    }
}

void lt_map_north(const struct lt_map *map, double x, double y)
{
    cairo_t *const cr = map->cr;
    lt_ink(cr, 0x000000);
    cairo_set_line_width(cr, 0.7);
    for (int side = -1; side <= 1; side += 2) { /* dark to the west */
        cairo_move_to(cr, x, y + 9);
        cairo_line_to(cr, x + side * 6, y + 34);
        cairo_line_to(cr, x, y + 28);
        cairo_close_path(cr);
        if (side < 0) {
            cairo_fill_preserve(cr);
        }
        cairo_stroke(cr);
    }
    lt_draw_text(map->type, cr, lt_say(map->model, "北", "N"),
                 map->face == LT_FACE_HEI ? LT_FACE_HEI_BOLD : map->face, 9, x, y + 6,
                 LT_ALIGN_CENTRE);
}

/* 1, 2 or 5 times a power of ten. */
static double round_length(double most)
{
    const double ten = pow(10, floor(log10(most)));
    return most >= 5 * ten ? 5 * ten : most >= 2 * ten ? 2 * ten : ten;
}

void lt_map_scale_bar(const struct lt_map *map, double x, double y, double most)
{
    cairo_t *const cr = map->cr;
    const double metres = round_length(most / map->metre);
    const double length = metres * map->metre;
    for (int part = 0; part < 4; part++) {
        lt_ink(cr, part % 2 == 0 ? 0x000000 : 0xffffff);
        cairo_rectangle(cr, x + length / 4 * part, y - 2, length / 4, 4);
        cairo_fill(cr);
    }
    lt_ink(cr, 0x000000);
    cairo_set_line_width(cr, 0.5);
    cairo_rectangle(cr, x, y - 2, length, 4);
    cairo_stroke(cr);
    lt_draw_text(map->type, cr, "0", map->face, 7.5, x, y - 5, LT_ALIGN_CENTRE);
    const bool km = metres >= 1000;
    const char *const text =
        lt_arena_printf(map->arena, "%.0f %s", km ? metres / 1000 : metres,
                        km ? lt_say(map->model, "千米", "km") : lt_say(map->model, "米", "m"));
    lt_draw_text(map->type, cr, text, map->face, 7.5, x + length, y - 5, LT_ALIGN_CENTRE);
}

void lt_map_frame(const struct lt_map *map)
{
    lt_map_north(map, map->left + map->width - 22, map->top + map->height - STRIP + 5);
    lt_map_scale_bar(map, map->left + 14, map->top + map->height - 14, map->width / 4);
    lt_ink(map->cr, 0x000000);
    cairo_set_line_width(map->cr, 0.8);
    cairo_rectangle(map->cr, map->left, map->top, map->width, map->height);
    cairo_stroke(map->cr);
}

void lt_map_sources(const struct lt_map *map, const char *note)
{
    const struct lt_report_model *const model = map->model;
    const struct lt_style style = {.face = LT_FACE_HEI, .size = 7, .lines = 5};
    const char *const dates = lt_image_dates(model, map->arena);
    const char *crs = model->grid == NULL || model->grid->crs == NULL ? "" : model->grid->crs;
    if (strlen(crs) > 24) { /* a definition, not a name */
        crs = lt_say(model, "同输入影像", "as the raster");
    }
    char date[11];
    lt_published_date(model, date);
    const char *const when =
        *dates == '\0' ? lt_say(model, "日期未提供", "dates not given") : dates;
    const char *const text =
        model->config->chinese
            ? lt_arena_printf(map->arena,
                              "%s资料来源：遥感作物分类影像（%s）、地类图斑等输入图层，清单见通报附"
                              "表。坐标系：%s。制图日期：%s；粮田 Liangtian "
                              "%s。行政界线为示意，不作划界依据。",
                              note, when, crs, date, model->program_version)
            : lt_arena_printf(map->arena,
                              "%sSources: classified satellite images (%s), parcels and the other "
                              "layers listed in the notice. Coordinates: %s. Drawn %s by Liangtian "
                              "%s. Boundaries are indicative.",
                              note, when, crs, date, model->program_version);
    lt_ink(map->cr, 0x333333);
    PangoLayout *const layout = lt_type_lay(map->type, text, &style, LT_MAP_WIDTH);
    const int lines = pango_layout_get_line_count(layout);
    lt_draw_lines(map->cr, layout, 0, LT_MAP_HEIGHT - 3 - 9.5 * (lines - 1), 9.5);
    g_object_unref(layout);
}

void lt_map_hatch(const struct lt_map *map, uint32_t rgb, double step)
{
    cairo_t *const cr = map->cr;
    double x1, y1, x2, y2;
    cairo_save(cr);
    cairo_path_extents(cr, &x1, &y1, &x2, &y2);
    cairo_clip(cr);
    lt_ink(cr, rgb);
    cairo_set_line_width(cr, 0.6);
    for (double at = floor((x1 - y2) / step) * step; at < x2 - y1; at += step) {
        cairo_move_to(cr, at + y1, y1);
        cairo_line_to(cr, at + y2, y2);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* --- names --- */

static bool apart(const struct lt_box *a, const struct lt_box *b)
{
    return a->max_x <= b->min_x || b->max_x <= a->min_x || a->max_y <= b->min_y ||
           b->max_y <= a->min_y;
}

struct lt_labels lt_labels_open(struct lt_arena *arena, size_t most)
{
    struct lt_labels labels = {.boxes = lt_arena_array(arena, most, sizeof *labels.boxes)};
    labels.room = labels.boxes == NULL ? 0 : most;
    return labels;
}

void lt_labels_block(struct lt_labels *labels, struct lt_box box)
{
    if (labels->count < labels->room) {
        labels->boxes[labels->count++] = box;
    }
}

static bool is_free(const struct lt_labels *labels, const struct lt_box *box,
                    const struct lt_box *bounds)
{
    if (box->min_x < bounds->min_x || box->max_x > bounds->max_x || box->min_y < bounds->min_y ||
        box->max_y > bounds->max_y) {
        return false;
    }
    for (size_t i = 0; i < labels->count; i++) {
        if (!apart(box, &labels->boxes[i])) {
            return false;
        }
    }
    return true;
}

bool lt_labels_place(struct lt_labels *labels, struct lt_point at, double width, double height,
                     double reach, const struct lt_box *bounds, struct lt_point *ret_centre)
{
    static const double around[8][2] = {{1, 0},      {-1, 0},    {0, -1},      {0, 1},
                                        {0.7, -0.7}, {0.7, 0.7}, {-0.7, -0.7}, {-0.7, 0.7}};
    if (labels->count == labels->room) {
        return false;
    }
    for (double far = 0; far <= reach; far += 4) {
        for (int side = 0; side < (far > 0 ? 8 : 1); side++) {
            const double x = at.x + (far > 0 ? around[side][0] * (far + width / 2) : 0);
            const double y = at.y + (far > 0 ? around[side][1] * (far + height / 2) : 0);
            const struct lt_box box = {x - width / 2, y - height / 2, x + width / 2,
                                       y + height / 2};
            if (is_free(labels, &box, bounds)) {
                labels->boxes[labels->count++] = box;
                *ret_centre = (struct lt_point){x, y};
                return true;
            }
        }
    }
    return false;
}
