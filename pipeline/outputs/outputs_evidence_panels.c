/* The ground of a case, season beside season, and below them the true-colour images. */
#include <math.h>
#include <string.h>

#include "outputs_evidence.h"
#include "outputs_map.h"
#include "outputs_words.h"
#include "support/arena.h"

/* A cell outside the parcel keeps so much of its colour, one inside all of it. */
static const double pale = 0.28;
static const double gap = 5, largest = 128, caption = 19;
static const uint32_t unseen_rgb = 0xd0d0d0;

/* Lines, told apart by their strokes as well as by colour. */
enum edge { CASE, PARCEL, PBF, ZONE, LEASE, APPROVAL, FEEDBACK, OTHERS, EDGES };
static const struct {
    uint32_t rgb;
    double width;
    int dashes;
    double dash[4];
    const char *zh, *en;
} edges[EDGES] = {
    [CASE] = {0xd7191c, 1.5, 0, {0}, "本图斑", "this case"},
    [PARCEL] = {0x000000, 1.0, 0, {0}, "所在地类图斑", "its parcel"},
    [PBF] = {0x00693e, 0.9, 2, {4, 2}, "永久基本农田", "permanent basic farmland"},
    [ZONE] = {0x2041a8, 0.9, 4, {6, 2, 1, 2}, "粮食生产功能区", "grain function zone"},
    [LEASE] = {0x7b3294, 0.7, 2, {1, 1.5}, "流转地块", "leased parcel"},
    [APPROVAL] = {0xc51b7d, 0.8, 2, {2.5, 1}, "审批备案", "approval"},
    [FEEDBACK] = {0xb35806, 0.8, 2, {5, 1}, "下发图斑", "sent down from above"},
    [OTHERS] = {0x777777, 0.25, 0, {0}, "其他地类图斑", "other parcels"},
};

static enum edge edge_of(enum lt_layer layer)
{
    switch (layer) {
    case LT_LAYER_PBF:
        return PBF;
    case LT_LAYER_ZONE:
        return ZONE;
    case LT_LAYER_LEASE:
        return LEASE;
    case LT_LAYER_APPROVAL:
        return APPROVAL;
    case LT_LAYER_FEEDBACK:
        return FEEDBACK;
    default:
        return OTHERS;
    }
}

static void stroke(const struct lt_map *map, enum edge edge)
{
    cairo_t *const cr = map->cr;
    cairo_save(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    if (edge == CASE) { /* apart from any ground */
        lt_ink(cr, 0xffffff);
        cairo_set_line_width(cr, edges[edge].width + 1.4);
        cairo_stroke_preserve(cr);
    }
    cairo_set_dash(cr, edges[edge].dash, edges[edge].dashes, 0);
    cairo_set_line_width(cr, edges[edge].width);
    lt_ink(cr, edges[edge].rgb);
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* --- ground --- */

static uint32_t class_rgb(const struct lt_panel *panel, uint8_t code)
{
    if (code >= panel->legend->count) {
        return code == LT_CLASS_OUTSIDE ? 0xffffff : unseen_rgb;
    }
    const uint8_t *const rgb = panel->legend->classes[code].rgb;
    return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

/* White shines through by what of the cell is not in the parcel. */
static uint32_t mixed(uint32_t rgb, double fraction)
{
    const double part = pale + (1 - pale) * fraction;
    uint32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double level = 255 - part * (255 - (double)(rgb >> shift & 0xff));
        out |= (uint32_t)lround(level) << shift;
    }
    return out;
}

static cairo_surface_t *surface_of(const struct lt_cells *cells)
{
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)cells->cols, (int)cells->rows);
}

/* Every cell a pixel; `whole`: in full colour, wherever it lies. */
static cairo_surface_t *picture_of_cells(const struct lt_panel *panel, bool whole)
{
    cairo_surface_t *const surface = surface_of(&panel->cells);
    unsigned char *const data = cairo_image_surface_get_data(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    cairo_surface_flush(surface);
    for (size_t row = 0; data != NULL && row < panel->cells.rows; row++) {
        for (size_t col = 0; col < panel->cells.cols; col++) {
            const size_t cell = row * panel->cells.cols + col;
            const double fraction = whole ? 1 : panel->fraction != NULL ? panel->fraction[cell] : 0;
            const uint32_t pixel = mixed(class_rgb(panel, panel->codes[cell]), fraction);
            memcpy(data + row * stride + col * sizeof pixel, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static cairo_surface_t *picture_of_image(const struct lt_panel *panel)
{
    cairo_surface_t *const surface = surface_of(&panel->picture);
    unsigned char *const data = cairo_image_surface_get_data(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    cairo_surface_flush(surface);
    for (size_t row = 0; data != NULL && row < panel->picture.rows; row++) {
        for (size_t col = 0; col < panel->picture.cols; col++) {
            const uint8_t *const rgb = panel->rgb + 3 * (row * panel->picture.cols + col);
            const uint32_t pixel = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
            memcpy(data + row * stride + col * sizeof pixel, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

/* Takes the surface. */
static void lay(const struct lt_map *map, const struct lt_cells *cells, cairo_surface_t *surface)
{
    cairo_t *const cr = map->cr;
    const struct lt_point corner = lt_map_at(map, (struct lt_point){cells->x, cells->y});
    cairo_save(cr);
    cairo_translate(cr, corner.x, corner.y);
    cairo_scale(cr, cells->dx * map->scale_x, cells->dy * map->scale_y);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_restore(cr);
    cairo_surface_destroy(surface);
}

static void draw_cells(const struct lt_map *map, const struct lt_evidence *evidence,
                       const struct lt_panel *panel)
{
    lay(map, &panel->cells, picture_of_cells(panel, false));
    if (panel->fraction == NULL) { /* finer than print: the outline is as exact as the fractions */
        cairo_save(map->cr);
        lt_map_path(map, evidence->parcel.n_rings > 0 ? &evidence->parcel : &evidence->item->shape);
        cairo_clip(map->cr);
        lay(map, &panel->cells, picture_of_cells(panel, true));
        cairo_restore(map->cr);
    }
}

/* --- edges --- */

static void draw_edges(const struct lt_map *map, const struct lt_evidence *evidence)
{
    static const enum edge order[] = {OTHERS, LEASE, FEEDBACK, APPROVAL, PBF, ZONE};
    for (size_t o = 0; o < sizeof order / sizeof *order; o++) {
        for (size_t i = 0; i < evidence->neighbour_count; i++) {
            if (edge_of(evidence->neighbours[i].layer) == order[o]) {
                lt_map_path(map, &evidence->neighbours[i].shape);
            }
        }
        stroke(map, order[o]);
    }
    if (evidence->parcel.n_rings > 0) {
        lt_map_path(map, &evidence->parcel);
        stroke(map, PARCEL);
    }
}

/* A case that is a speck in its frame gets a ring around it. */
static void draw_case(const struct lt_map *map, const struct lt_shape *shape)
{
    static const double speck = 8;
    if (shape->n_rings == 0) {
        return;
    }
    const struct lt_point low =
        lt_map_at(map, (struct lt_point){shape->box.min_x, shape->box.min_y});
    const struct lt_point high =
        lt_map_at(map, (struct lt_point){shape->box.max_x, shape->box.max_y});
    if (high.x - low.x < speck && low.y - high.y < speck) {
        lt_map_path(map, shape);
        lt_ink(map->cr, edges[CASE].rgb);
        cairo_fill(map->cr);
        cairo_new_sub_path(map->cr);
        cairo_arc(map->cr, (low.x + high.x) / 2, (low.y + high.y) / 2, speck, 0, 6.283185307179586);
        cairo_set_line_width(map->cr, 0.8);
        cairo_stroke(map->cr);
        return;
    }
    lt_map_path(map, shape);
    stroke(map, CASE);
}

/* --- panels --- */

struct panels {
    struct lt_evidence_page *page;
    double side, left; /* of a panel; of the first */
};

static void write_in(const struct lt_map *map, const char *text)
{
    const struct lt_style style = {
        .face = LT_FACE_FORM, .size = 8, .align = LT_ALIGN_CENTRE, .lines = 4};
    PangoLayout *const layout = lt_type_lay(map->type, text, &style, map->width - 16);
    lt_ink(map->cr, 0x555555);
    lt_draw_lines(map->cr, layout, map->left + 8, map->top + map->height / 2, 11);
    g_object_unref(layout);
}

static struct lt_map map_at(const struct panels *panels, size_t column, double top)
{
    struct lt_evidence_page *const page = panels->page;
    struct lt_map map = {
        .model = page->model,
        .type = page->type,
        .arena = page->arena,
        .cr = page->cr,
        .face = LT_FACE_FORM,
        .left = panels->left + (double)column * (panels->side + gap),
        .top = top,
        .width = panels->side,
        .height = panels->side,
    };
    lt_map_fill(&map, page->evidence->frame);
    return map;
}

static void begin_panel(const struct lt_map *map)
{
    cairo_save(map->cr);
    cairo_rectangle(map->cr, map->left, map->top, map->width, map->height);
    cairo_clip(map->cr);
}

static void end_panel(const struct lt_map *map)
{
    cairo_restore(map->cr);
    lt_ink(map->cr, 0x000000);
    cairo_set_line_width(map->cr, 0.6);
    cairo_rectangle(map->cr, map->left, map->top, map->width, map->height);
    cairo_stroke(map->cr);
}

static const char *caption_of(const struct lt_map *map, const struct lt_panel *panel)
{
    const struct lt_report_model *const model = map->model;
    char title[96];
    if (panel->period == 0) {
        return lt_say(model, "基期", "base date");
    }
    return lt_arena_text(
        map->arena, lt_period_title(panel->period, model->config->chinese, title, sizeof title));
}

static const char *dates_of(const struct lt_map *map, const struct lt_panel *panel)
{
    const struct lt_report_model *const model = map->model;
    if (panel->gone || (!panel->changed && panel->image_from[0] == '\0')) {
        return "";
    }
    return panel->changed
               ? lt_say(model, "文件已不同于当期运行时所用", "not the file of that half-year's run")
               : lt_arena_printf(map->arena,
                                 model->config->chinese ? "影像 %s 至 %s" : "images %s to %s",
                                 panel->image_from, panel->image_to);
}

static void write_caption(const struct lt_map *map, const struct lt_panel *panel)
{
    const struct {
        const char *text;
        double size, above;
    } lines[] = {{caption_of(map, panel), 8, 11}, {dates_of(map, panel), 7, 3}};
    lt_ink(map->cr, panel->changed ? 0xa50f15 : 0x000000);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct lt_style style = {
            .face = LT_FACE_FORM, .size = lines[i].size, .align = LT_ALIGN_CENTRE, .lines = 1};
        PangoLayout *const layout = lt_type_lay(map->type, lines[i].text, &style, map->width);
        lt_draw_lines(map->cr, layout, map->left, map->top - lines[i].above, 8);
        g_object_unref(layout);
    }
}

static void draw_season(const struct lt_map *map, const struct lt_evidence *evidence,
                        const struct lt_panel *panel)
{
    write_caption(map, panel);
    begin_panel(map);
    if (panel->gone) {
        write_in(map, lt_say(map->model, "影像未提供或已不在原处", "image not available"));
    } else {
        draw_cells(map, evidence, panel);
        draw_edges(map, evidence);
        draw_case(map, &evidence->item->shape);
    }
    end_panel(map);
}

static void draw_picture(const struct lt_map *map, const struct lt_evidence *evidence,
                         const struct lt_panel *panel)
{
    begin_panel(map);
    if (panel->rgb == NULL) {
        write_in(map, !panel->picture_asked ? lt_say(map->model, "未配置真彩影像", "no image given")
                      : panel->gone || panel->picture_gone
                          ? lt_say(map->model, "真彩影像未提供或已不在原处",
                                   "true-colour image not available")
                          : lt_say(map->model, "真彩影像未覆盖此处",
                                   "the true-colour image does not reach here"));
    } else {
        lay(map, &panel->picture, picture_of_image(panel));
        if (evidence->parcel.n_rings > 0) {
            lt_map_path(map, &evidence->parcel);
            stroke(map, PARCEL);
        }
        draw_case(map, &evidence->item->shape);
    }
    end_panel(map);
}

/* --- legend --- */

struct legend {
    struct lt_evidence_page *page;
    double left, x, y;
};

static void legend_place(struct legend *legend, double width)
{
    if (legend->x > legend->left && legend->x + width > LT_EVIDENCE_WIDTH) {
        legend->x = legend->left;
        legend->y += 11;
    }
}

static void legend_text(struct legend *legend, const char *text, double from)
{
    struct lt_evidence_page *const page = legend->page;
    lt_ink(page->cr, 0x000000);
    lt_draw_text(page->type, page->cr, text, LT_FACE_FORM, 7, legend->x + from, legend->y + 7,
                 LT_ALIGN_LEFT);
    legend->x += from + lt_type_width(page->type, text, LT_FACE_FORM, 7) + 8;
}

static void legend_edge(struct legend *legend, const struct lt_map *map, enum edge edge)
{
    const char *const text = lt_say(map->model, edges[edge].zh, edges[edge].en);
    legend_place(legend, 22 + lt_type_width(map->type, text, LT_FACE_FORM, 7));
    cairo_move_to(map->cr, legend->x, legend->y + 4.5);
    cairo_line_to(map->cr, legend->x + 18, legend->y + 4.5);
    stroke(map, edge);
    legend_text(legend, text, 21);
}

static void legend_box(struct legend *legend, const struct lt_map *map, uint32_t rgb,
                       const char *text)
{
    legend_place(legend, 13 + lt_type_width(map->type, text, LT_FACE_FORM, 7));
    cairo_rectangle(map->cr, legend->x, legend->y + 1, 10, 7);
    lt_ink(map->cr, rgb);
    cairo_fill_preserve(map->cr);
    lt_ink(map->cr, 0x555555);
    cairo_set_line_width(map->cr, 0.4);
    cairo_stroke(map->cr);
    legend_text(legend, text, 13);
}

static bool occurs(const struct lt_evidence *evidence, enum edge edge)
{
    for (size_t i = 0; i < evidence->neighbour_count; i++) {
        if (edge_of(evidence->neighbours[i].layer) == edge) {
            return true;
        }
    }
    return edge == CASE || (edge == PARCEL && evidence->parcel.n_rings > 0);
}

/* Classes by name, once each: legends of several half-years may number them apart. */
static void legend_classes(struct legend *legend, const struct lt_map *map)
{
    enum { MOST = 40 };
    const struct lt_evidence *const evidence = legend->page->evidence;
    const char *told[MOST];
    size_t count = 0;
    bool unseen = false;
    for (size_t p = 0; p < evidence->panel_count; p++) {
        const struct lt_panel *const panel = &evidence->panels[p];
        bool there[256] = {0};
        for (size_t i = 0; !panel->gone && i < (size_t)panel->cells.cols * panel->cells.rows; i++) {
            there[panel->codes[i]] = true;
        }
        unseen = unseen || there[LT_CLASS_UNSEEN];
        for (uint32_t code = 0; !panel->gone && code < panel->legend->count; code++) {
            const struct lt_class *const class = &panel->legend->classes[code];
            const char *const name = lt_say(map->model, class->name_zh, class->name_en);
            bool known = !there[code] || count == MOST;
            for (size_t i = 0; i < count && !known; i++) {
                known = strcmp(told[i], name) == 0;
            }
            if (!known) {
                told[count++] = name;
                legend_box(legend, map, class_rgb(panel, (uint8_t)code), name);
            }
        }
    }
    if (unseen) {
        legend_box(legend, map, unseen_rgb, lt_say(map->model, "未观测", "not seen"));
    }
}

/* North, scale, lines and classes: all panels are of one frame. */
static void draw_legend(struct lt_evidence_page *page, const struct lt_map *map)
{
    struct legend legend = {.page = page, .left = 118, .x = 118, .y = page->y};
    lt_map_north(map, 8, page->y + 4);
    lt_map_scale_bar(map, 26, page->y + 24, 70);
    for (int edge = 0; edge < EDGES; edge++) {
        if (occurs(page->evidence, (enum edge)edge)) {
            legend_edge(&legend, map, (enum edge)edge);
        }
    }
    legend.x = legend.left;
    legend.y += 11;
    legend_classes(&legend, map);
    const char *const note = lt_say(
        map->model, "颜色越深，像元落在图斑内的比例越大；影像为遥感分类结果。",
        "The deeper the colour, the more of the cell lies in the parcel; cells are classified.");
    legend_place(&legend, lt_type_width(map->type, note, LT_FACE_FORM, 7));
    legend_text(&legend, note, 0);
    page->y = fmax(legend.y + 11, page->y + 42) + 3;
}

void lt_evidence_panels(struct lt_evidence_page *page)
{
    const struct lt_evidence *const evidence = page->evidence;
    const size_t count = evidence->panel_count;
    const double room = (LT_EVIDENCE_WIDTH - gap * ((double)count - 1)) / (double)count;
    bool pictures = false;
    for (size_t i = 0; i < count; i++) {
        pictures = pictures || evidence->panels[i].picture_asked;
    }
    struct panels panels = {.page = page, .side = fmin(room, pictures ? 126 : largest)};
    panels.left = (LT_EVIDENCE_WIDTH - panels.side * (double)count - gap * ((double)count - 1)) / 2;
    for (size_t i = 0; i < count; i++) {
        struct lt_map map = map_at(&panels, i, page->y + caption);
        draw_season(&map, evidence, &evidence->panels[i]);
        if (pictures) {
            map = map_at(&panels, i, page->y + caption + panels.side + gap);
            draw_picture(&map, evidence, &evidence->panels[i]);
        }
    }
    const struct lt_map map = map_at(&panels, 0, page->y + caption);
    page->y += caption + panels.side + (pictures ? gap + panels.side : 0) + 6;
    draw_legend(page, &map);
}
