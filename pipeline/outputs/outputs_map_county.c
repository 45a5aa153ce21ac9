/* A county: its farmland by what grew on it, and its open cases. */
#include <math.h>
#include <stdlib.h>

#include "outputs_map.h"
#include "outputs_words.h"
#include "support/arena.h"

enum { OTHER, GRAIN, ROTATION, NONGRAIN, STRUCTURE, IDLE, OPEN, CLASSES };
enum { LABELS_MOST = 80, OUTLINED_MOST = 3000, COARSE_FROM = 20000 };
enum { LEGEND_HEIGHT = 64, SOURCES_HEIGHT = 52 };
static const double cell_size = 1.6, small_size = 1.2; /* points */

/* Apart in lightness as well as in hue; what is open is hatched. */
static const struct {
    uint32_t rgb;
    const char *zh, *en;
} looks[CLASSES] = {
    [OTHER] = {0xffffff, "非耕地等", "not farmland"},
    [GRAIN] = {0xdcedc8, "种粮", "grain"},
    [ROTATION] = {0x8cc084, "粮与非粮轮作", "grain in rotation"},
    [NONGRAIN] = {0xd9822b, "非粮作物", "other crops"},
    [STRUCTURE] = {0x1f3b63, "园林、水面、设施等", "trees, water, facilities"},
    [IDLE] = {0x7a5c8e, "未耕种或休耕", "not planted"},
    [OPEN] = {0xffffff, "未观测或未定", "not seen, undecided"},
};

static int class_of(const struct lt_report_model *model, const struct lt_record *record)
{
    if (!model->crop_year_complete) {
        static const int of_state[] = {
            [LT_SEASON_UNSEEN] = OPEN,       [LT_SEASON_GRAIN] = GRAIN,
            [LT_SEASON_NONGRAIN] = NONGRAIN, [LT_SEASON_STRUCTURE] = STRUCTURE,
            [LT_SEASON_BARE] = IDLE,         [LT_SEASON_MIXED] = OPEN};
        return of_state[record->state[lt_period_half(model->key) - 1]];
    }
    switch (record->proposed) {
    case LT_PLANTING_LS:
    case LT_PLANTING_LLJZ:
        return GRAIN;
    case LT_PLANTING_LYFL:
        return ROTATION;
    case LT_PLANTING_FLS:
        return record->state[1] == LT_SEASON_STRUCTURE ? STRUCTURE : NONGRAIN;
    case LT_PLANTING_XG:
    case LT_PLANTING_WG:
        return IDLE;
    case LT_PLANTING_NONE:
        break;
    }
    return OPEN;
}

/* Parcels too small to be drawn one by one, gathered by the cell of the page in which their middle lies. */
struct mosaic {
    size_t columns, rows;
    bool any;
    float *m2; /* cell × class */
};

struct ground {
    struct lt_map *map;
    const struct lt_report_unit *unit;
    unsigned char *classes; /* per record; CLASSES: not drawn by itself */
    struct mosaic mosaic;
};

static void gather(struct ground *ground, const struct lt_feature *parcel, int class, double m2)
{
    const struct lt_map *const map = ground->map;
    const struct lt_point middle = {(parcel->shape.box.min_x + parcel->shape.box.max_x) / 2,
                                    (parcel->shape.box.min_y + parcel->shape.box.max_y) / 2};
    const struct lt_point at = lt_map_at(map, middle);
    const double column = (at.x - map->left) / cell_size, row = (at.y - map->top) / cell_size;
    if (column >= 0 && row >= 0 && column < (double)ground->mosaic.columns &&
        row < (double)ground->mosaic.rows) {
        const size_t cell = (size_t)row * ground->mosaic.columns + (size_t)column;
        ground->mosaic.m2[cell * CLASSES + (size_t) class] += (float)m2;
        ground->mosaic.any = true;
    }
}

static enum lt_status sort_out(struct ground *ground, struct lt_error *err)
{
    const struct lt_map *const map = ground->map;
    const struct lt_unit_result *const result = ground->unit->result;
    ground->mosaic.columns = (size_t)(map->width / cell_size) + 1;
    ground->mosaic.rows = (size_t)(map->height / cell_size) + 1;
    ground->mosaic.m2 = lt_arena_array(
        map->arena, ground->mosaic.columns * ground->mosaic.rows * CLASSES, sizeof(float));
    ground->classes = lt_arena_alloc(map->arena, result->record_count);
    if (ground->mosaic.m2 == NULL || ground->classes == NULL) {
        return lt_fail_memory(err, "a map");
    }
    for (size_t i = 0; i < result->record_count; i++) {
        const struct lt_record *const record = &result->records[i];
        ground->classes[i] = CLASSES;
        if (record->layer != LT_LAYER_PARCEL) {
            continue;
        }
        struct lt_feature parcel;
        ground->unit->feature(ground->unit->spool, LT_LAYER_PARCEL, record->index, &parcel);
        if (parcel.shape.n_rings == 0) {
            continue;
        }
        const int class = lt_is_farmland_class(parcel.attr[LT_ATTR_LAND_CLASS])
                              ? class_of(map->model, record)
                              : OTHER;
        const struct lt_box *const box = &parcel.shape.box;
        if ((box->max_x - box->min_x) * map->scale_x < small_size &&
            (box->max_y - box->min_y) * map->scale_y < small_size) {
            gather(ground, &parcel, class, record->net_m2);
        } else {
            ground->classes[i] = (unsigned char)class;
        }
    }
    return LT_OK;
}

/* The class with most ground in a cell; CLASSES where hardly any lies in it. */
static int class_of_cell(const struct ground *ground, size_t cell)
{
    const float *const m2 = ground->mosaic.m2 + cell * CLASSES;
    const double side = cell_size / ground->map->metre;
    double sum = 0;
    int best = 0;
    for (int class = 0; class < CLASSES; class ++) {
        sum += (double)m2[class];
        best = m2[class] > m2[best] ? class : best;
    }
    return sum < 0.2 * side * side ? CLASSES : best;
}

static void add_cells(const struct ground *ground, int class)
{
    const struct lt_map *const map = ground->map;
    for (size_t row = 0; ground->mosaic.any && row < ground->mosaic.rows; row++) {
        size_t from = 0;
        for (size_t column = 0; column <= ground->mosaic.columns; column++) {
            const bool same = column < ground->mosaic.columns &&
                              class_of_cell(ground, row * ground->mosaic.columns + column) == class;
            if (!same && column > from) {
                cairo_rectangle(map->cr, map->left + (double)from * cell_size,
                                map->top + (double)row * cell_size,
                                (double)(column - from) * cell_size, cell_size);
            }
            from = same ? from : column + 1;
        }
    }
}

static void draw_class(const struct ground *ground, int class)
{
    const struct lt_map *const map = ground->map;
    const struct lt_unit_result *const result = ground->unit->result;
    add_cells(ground, class);
    for (size_t i = 0; i < result->record_count; i++) {
        if (ground->classes[i] == class) {
            struct lt_feature parcel;
            ground->unit->feature(ground->unit->spool, LT_LAYER_PARCEL, result->records[i].index,
                                  &parcel);
            lt_map_path(map, &parcel.shape);
        }
    }
    if (class == OPEN) {
        lt_map_hatch(map, 0x777777, 3);
        return;
    }
    lt_ink(map->cr, looks[class].rgb);
    if (class != OTHER && result->record_count <= OUTLINED_MOST) {
        cairo_fill_preserve(map->cr);
        lt_ink(map->cr, 0x888888);
        cairo_set_line_width(map->cr, 0.2);
        cairo_stroke(map->cr);
    } else {
        cairo_fill(map->cr);
    }
}

/* --- cases --- */

static void symbol(cairo_t *cr, double x, double y, double size, bool grave, bool confirmed)
{
    if (grave) {
        cairo_move_to(cr, x, y - size * 1.2);
        cairo_line_to(cr, x + size * 1.1, y + size * 0.8);
        cairo_line_to(cr, x - size * 1.1, y + size * 0.8);
        cairo_close_path(cr);
    } else {
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, size, 0, 6.283185307179586);
    }
    lt_ink(cr, confirmed ? 0xa50f15 : 0xffffff);
    cairo_fill_preserve(cr);
    lt_ink(cr, confirmed ? 0x000000 : 0xa50f15);
    cairo_set_line_width(cr, fmin(1.1, size * 0.4));
    cairo_stroke(cr);
}

struct shown {
    const struct lt_case **items; /* grave first, then by area */
    size_t count, labelled;
};

static int graver(const void *a, const void *b)
{
    const struct lt_case *const left = *(const struct lt_case *const *)a;
    const struct lt_case *const right = *(const struct lt_case *const *)b;
    const bool l = lt_case_severity(left) == LT_RULE_GRAVE;
    const bool r = lt_case_severity(right) == LT_RULE_GRAVE;
    return l != r ? (l ? -1 : 1) : lt_case_by_area(a, b);
}

static enum lt_status pick(const struct lt_map *map, const struct lt_report_unit *unit,
                           struct shown *shown, struct lt_error *err)
{
    const struct lt_ledger *const ledger = map->model->ledger;
    shown->count = shown->labelled = 0;
    shown->items = lt_arena_array(map->arena, unit->cases_open, sizeof *shown->items);
    if (shown->items == NULL) {
        return lt_fail_memory(err, "a map");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *const one = &ledger->cases[i];
        if (one->open && one->unit == unit->unit && shown->count < unit->cases_open) {
            shown->items[shown->count++] = one;
        }
    }
    qsort(shown->items, shown->count, sizeof *shown->items, graver);
    return shown->count == unit->cases_open
               ? LT_OK
               : lt_fail(err, LT_E_BUG, "internal check failed: a map shows %zu of %llu cases",
                         shown->count, (unsigned long long)unit->cases_open);
}

static struct lt_point place_of(const struct lt_map *map, const struct lt_case *one)
{
    return lt_map_at(map, lt_map_label_place(&one->shape));
}

static double symbol_size(size_t count)
{
    return count <= 200 ? 3.2 : count <= 2000 ? 2.0 : 1.2;
}

/* Ids are long and their county is known: "2025H1-00012" is enough. */
static const char *short_id(const struct lt_case *one)
{
    const char *const dash = strchr(one->id, '-');
    return dash == NULL ? one->id : dash + 1;
}

static void label_cases(struct lt_map *map, struct shown *shown)
{
    const double size = symbol_size(shown->count);
    const struct lt_box bounds = lt_map_inside(map);
    const size_t most = shown->count < LABELS_MOST ? shown->count : LABELS_MOST;
    struct lt_labels labels = lt_labels_open(map->arena, shown->count + most);
    for (size_t i = 0; i < shown->count; i++) {
        const struct lt_point at = place_of(map, shown->items[i]);
        lt_labels_block(&labels,
                        (struct lt_box){at.x - size, at.y - size, at.x + size, at.y + size});
    }
    for (size_t i = 0; i < most; i++) {
        const struct lt_point at = place_of(map, shown->items[i]);
        const char *const text = short_id(shown->items[i]);
        const double width = lt_type_width(map->type, text, LT_FACE_HEI, 6.5) + 2;
        struct lt_point centre;
        if (!lt_labels_place(&labels, at, width, 8.5, 20, &bounds, &centre)) {
            continue;
        }
        lt_ink(map->cr, 0x000000);
        if (hypot(centre.x - at.x, centre.y - at.y) > width / 2 + 10) {
            lt_draw_line(map->cr, at.x, at.y, centre.x, centre.y, 0.3);
        }
        cairo_set_source_rgba(map->cr, 1, 1, 1, 0.8);
        cairo_rectangle(map->cr, centre.x - width / 2, centre.y - 4.2, width, 8.4);
        cairo_fill(map->cr);
        lt_ink(map->cr, 0x000000);
        lt_draw_text(map->type, map->cr, text, LT_FACE_HEI, 6.5, centre.x, centre.y + 2.4,
                     LT_ALIGN_CENTRE);
        shown->labelled++;
    }
}

static void draw_cases(struct lt_map *map, struct shown *shown)
{
    const double size = symbol_size(shown->count);
    for (size_t i = 0; i < shown->count; i++) {
        lt_map_path(map, &shown->items[i]->shape);
    }
    cairo_set_source_rgba(map->cr, 0.65, 0.06, 0.08, 0.55);
    cairo_fill(map->cr);
    label_cases(map, shown);
    for (size_t i = shown->count; i-- > 0;) { /* the gravest on top */
        const struct lt_case *const one = shown->items[i];
        const struct lt_point at = place_of(map, one);
        symbol(map->cr, at.x, at.y, size, lt_case_severity(one) == LT_RULE_GRAVE,
               one->finding == LT_FINDING_CONFIRMED);
    }
}

/* --- legend --- */

static double item_text(const struct lt_map *map, const char *text, double x, double y)
{
    lt_ink(map->cr, 0x000000);
    lt_draw_text(map->type, map->cr, text, LT_FACE_HEI, 8.5, x, y + 10, LT_ALIGN_LEFT);
    return x + lt_type_width(map->type, text, LT_FACE_HEI, 8.5) + 12;
}

static void legend(const struct lt_map *map, const struct lt_report_unit *unit,
                   const struct shown *shown, double y)
{
    static const struct {
        bool grave, confirmed;
        const char *zh, *en;
    } marks[] = {{true, false, "疑似（严重）", "suspect, grave"},
                 {false, false, "疑似（一般）", "suspect"},
                 {true, true, "属实（严重）", "confirmed, grave"},
                 {false, true, "属实（一般）", "confirmed"}};
    const struct lt_report_model *const model = map->model;
    cairo_t *const cr = map->cr;
    double x = 0;
    for (int class = 0; class < CLASSES; class ++) {
        const char *const text = lt_say(model, looks[class].zh, looks[class].en);
        const double width = 17 + lt_type_width(map->type, text, LT_FACE_HEI, 8.5);
        if (class == ROTATION && !model->crop_year_complete) {
            continue;
        }
        if (x + width > LT_MAP_WIDTH) {
            x = 0;
            y += 15;
        }
        lt_ink(cr, looks[class].rgb);
        cairo_rectangle(cr, x, y + 2, 14, 9);
        cairo_fill(cr);
        cairo_rectangle(cr, x, y + 2, 14, 9);
        if (class == OPEN) {
            lt_map_hatch(map, 0x777777, 3);
            cairo_rectangle(cr, x, y + 2, 14, 9);
        }
        lt_ink(cr, 0x555555);
        cairo_set_line_width(cr, 0.5);
        cairo_stroke(cr);
        x = item_text(map, text, x + 17, y);
    }
    x = 0;
    y += 16;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        symbol(cr, x + 6, y + 7, 3.6, marks[i].grave, marks[i].confirmed);
        x = item_text(map, lt_say(model, marks[i].zh, marks[i].en), x + 15, y);
    }
    struct lt_text text = {0};
    lt_text_add(&text, lt_say(model, "在册 ", "open: "));
    lt_add_count(&text, unit->cases_open);
    lt_text_add(&text, lt_say(model, " 个、", " ("));
    lt_add_measure(&text, unit->cases_open_m2, LT_MEASURE_MU);
    lt_text_add(&text, lt_say(model, " 亩，其中严重 ", " mu), of them grave "));
    lt_add_count(&text, unit->cases_grave);
    lt_text_add(&text, lt_say(model, " 个", ""));
    if (shown->labelled < shown->count) {
        lt_text_add(&text, lt_say(model, "；另有 ", "; without room for a number: "));
        lt_add_count(&text, shown->count - shown->labelled);
        lt_text_add(&text, lt_say(model, " 个未标注编号，见 summary.xlsx", ", see summary.xlsx"));
    }
    item_text(map, lt_type_take(map->type, map->arena, &text), 0, y + 15);
}

enum lt_status lt_map_county(struct lt_map *map, const struct lt_report_unit *unit,
                             struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_report_model *const model = map->model;
    struct ground ground = {.map = map, .unit = unit};
    struct shown shown = {0};
    map->left = 0;
    map->top = 54;
    map->width = LT_MAP_WIDTH;
    map->height = LT_MAP_HEIGHT - 54 - LEGEND_HEIGHT - SOURCES_HEIGHT;
    lt_map_title(map, lt_arena_printf(map->arena, "%s%s", lt_unit_title(model, unit),
                                      lt_say(model, "耕地种植状况与疑似图斑分布图",
                                             ": farmland and open cases")));
    LT_TRY(pick(map, unit, &shown, err));
    if (unit->shape.n_rings > 0) {
        lt_map_fit(map, unit->shape.box);
        const bool parcels = unit->feature != NULL && unit->result != NULL;
        if (parcels) {
            map->tolerance = unit->result->record_count > COARSE_FROM ? 0.3 : 0.1;
            LT_TRY(sort_out(&ground, err));
        }
        cairo_save(map->cr);
        cairo_rectangle(map->cr, map->left, map->top, map->width, map->height);
        cairo_clip(map->cr);
        for (int class = 0; parcels && class < CLASSES; class ++) {
            draw_class(&ground, class);
        }
        map->tolerance = 0.1;
        lt_map_path(map, &unit->shape);
        lt_ink(map->cr, 0x000000);
        cairo_set_line_width(map->cr, 1.2);
        cairo_stroke(map->cr);
        draw_cases(map, &shown);
        cairo_restore(map->cr);
        lt_map_frame(map);
    }
    legend(map, unit, &shown, map->top + map->height + 6);
    lt_map_sources(map, lt_say(model, "疑似图斑未经实地核查，不作为处罚依据。",
                               "Suspects are clues, no ground for a penalty before a check. "));
out:
    return status;
}
