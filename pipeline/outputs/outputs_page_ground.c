/* review.html: the classified rasters around the cases, in tiles of the half-year's grid that neighbours share. */
#include "outputs_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/evidence.h"
#include "support/arena.h"
#include "support/array.h"

/* TILE: cells across; MARGIN: cells shown around a case; TOGETHER: cases whose tiles are read in one sweep; a case that
 * would take more than MOST_OF_ONE is left out, as are all once the page holds MOST_BYTES of ground. */
enum { TILE = 64, MARGIN = 10, TOGETHER = 256, MOST_OF_ONE = 600, MOST_BYTES = 24 << 20 };

/* A tile by row, then column, both from the grid's north-west corner. */
typedef uint64_t tile_key;

struct ground {
    struct lt_review_page *page;
    const struct lt_case **order; /* grave ones first, then as in the page */
    tile_key *known;              /* ascending: what the page holds already */
    size_t known_count, known_room;
    tile_key *asked; /* of the cases at hand */
    size_t asked_count, asked_room;
    struct lt_panel panels[LT_PANELS_MOST]; /* of the first tile: what the seasons are */
    size_t panel_count;
    size_t start; /* length of the page before */
    bool any;
};

static int by_key(const void *left, const void *right)
{
    const tile_key a = *(const tile_key *)left, b = *(const tile_key *)right;
    return (a > b) - (a < b);
}

/* --- which tiles --- */

static int64_t tile_of(double cells)
{
    return (int64_t)floor(cells / TILE);
}

static enum lt_status ask(struct ground *ground, const struct lt_case *item, bool *ret_fits,
                          struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_grid *const grid = ground->page->model->grid;
    const struct lt_box *const box = &item->shape.box;
    const int64_t left = tile_of((box->min_x - grid->origin_x) / grid->dx - MARGIN),
                  right = tile_of((box->max_x - grid->origin_x) / grid->dx + MARGIN),
                  top = tile_of((grid->origin_y - box->max_y) / grid->dy - MARGIN),
                  bottom = tile_of((grid->origin_y - box->min_y) / grid->dy + MARGIN);
    *ret_fits = item->shape.n_rings > 0 && right >= 0 && bottom >= 0 &&
                (right - left + 1) * (bottom - top + 1) <= MOST_OF_ONE;
    for (int64_t row = top < 0 ? 0 : top; *ret_fits && row <= bottom; row++) {
        for (int64_t col = left < 0 ? 0 : left; col <= right; col++) {
            LT_TRY(lt_array_reserve(&ground->asked, &ground->asked_room, ground->asked_count + 1,
                                    sizeof *ground->asked, err));
            ground->asked[ground->asked_count++] = (tile_key)row << 32 | (tile_key)col;
        }
    }
out:
    return status;
}

/* What is left of the asked ones is new, ascending, each once. */
static void drop_known(struct ground *ground)
{
    size_t kept = 0;
    if (ground->asked_count > 0) {
        qsort(ground->asked, ground->asked_count, sizeof *ground->asked, by_key);
    }
    for (size_t i = 0; i < ground->asked_count; i++) {
        const tile_key key = ground->asked[i];
        if ((kept == 0 || ground->asked[kept - 1] != key) &&
            (ground->known_count == 0 ||
             bsearch(&key, ground->known, ground->known_count, sizeof key, by_key) == NULL)) {
            ground->asked[kept++] = key;
        }
    }
    ground->asked_count = kept;
}

static enum lt_status keep_known(struct ground *ground, struct lt_error *err)
{
    const enum lt_status status =
        lt_array_reserve(&ground->known, &ground->known_room,
                         ground->known_count + ground->asked_count, sizeof *ground->known, err);
    if (status == LT_OK && ground->asked_count > 0) {
        memcpy(ground->known + ground->known_count, ground->asked,
               ground->asked_count * sizeof *ground->known);
        ground->known_count += ground->asked_count;
        qsort(ground->known, ground->known_count, sizeof *ground->known, by_key);
    }
    return status;
}

/* --- one tile --- */

static void put_whole(struct lt_text *into, int64_t value, unsigned bytes)
{
    char raw[8];
    for (unsigned i = 0; i < bytes; i++) {
        raw[i] = (char)((uint64_t)value >> 8 * i & 0xff);
    }
    lt_text_add_n(into, raw, bytes);
}

/* Low byte first: west and north edge in centimetres, size of a cell in millimetres (four bytes each), columns and rows
 * (two each; 0: nothing there), then the codes row by row. */
static void put_panel(const struct ground *ground, const struct lt_panel *panel,
                      struct lt_text *into)
{
    const struct lt_page_frame *const frame = &ground->page->frame;
    const struct lt_cells *const cells = &panel->cells;
    const bool there = !panel->gone && cells->cols > 0 && cells->rows > 0;
    put_whole(into, there ? llround((cells->x - frame->x) * frame->unit_x_m * 100) : 0, 4);
    put_whole(into, there ? llround((cells->y - frame->y) * frame->unit_y_m * 100) : 0, 4);
    put_whole(into, there ? llround(cells->dx * frame->unit_x_m * 1000) : 0, 4);
    put_whole(into, there ? llround(cells->dy * frame->unit_y_m * 1000) : 0, 4);
    put_whole(into, there ? cells->cols : 0, 2);
    put_whole(into, there ? cells->rows : 0, 2);
    if (there) {
        lt_text_add_n(into, (const char *)panel->codes, (size_t)cells->cols * cells->rows);
    }
}

/* A little less than its cells, so that rounding takes in none beside it. */
static struct lt_box box_of(const struct lt_grid *grid, tile_key key)
{
    static const double inside = 0.25;
    const double col = (double)(key & 0xffffffff) * TILE, row = (double)(key >> 32) * TILE;
    return (struct lt_box){grid->origin_x + (col + inside) * grid->dx,
                           grid->origin_y - (row + TILE - inside) * grid->dy,
                           grid->origin_x + (col + TILE - inside) * grid->dx,
                           grid->origin_y - (row + inside) * grid->dy};
}

/* West and south edge, width and height in whole metres, for the page to find it by; then what is in it. */
static void add_place(struct ground *ground, const struct lt_box *box)
{
    const struct lt_page_frame *const frame = &ground->page->frame;
    lt_text_printf(&ground->page->html, "%s[%lld,%lld,%lld,%lld,\"", ground->any ? ",\n" : "",
                   llround((box->min_x - frame->x) * frame->unit_x_m),
                   llround((box->min_y - frame->y) * frame->unit_y_m),
                   llround((box->max_x - box->min_x) * frame->unit_x_m),
                   llround((box->max_y - box->min_y) * frame->unit_y_m));
    ground->any = true;
}

static enum lt_status add_tile(struct ground *ground, tile_key key, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_text raw = {0};
    struct lt_panel panels[LT_PANELS_MOST];
    size_t count;
    const struct lt_report_model *const model = ground->page->model;
    const struct lt_box box = box_of(model->grid, key);
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(model->teller->look(model->teller->context, box, arena, panels, &count, err));
    for (size_t i = 0; i < count; i++) {
        put_panel(ground, &panels[i], &raw);
    }
    LT_TRY(lt_text_check(&raw, err));
    add_place(ground, &box);
    LT_TRY(lt_page_pack(&ground->page->html, raw.data, raw.length, err));
    lt_text_add(&ground->page->html, "\"]");
    memcpy(ground->panels, panels, sizeof panels);
    ground->panel_count = count;
out:
    lt_text_finish(&raw);
    lt_arena_destroy(arena);
    return status;
}

/* --- all --- */

static enum lt_status set_order(struct ground *ground, struct lt_error *err)
{
    const struct lt_book_cases *const cases = &ground->page->cases;
    size_t count = 0;
    ground->order = lt_arena_array(ground->page->arena, cases->count, sizeof(struct lt_case *));
    if (ground->order == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    for (int grave = 1; grave >= 0; grave--) {
        for (size_t i = 0; i < cases->count; i++) {
            if ((lt_case_severity(cases->items[i]) == LT_RULE_GRAVE) == (grave == 1)) {
                ground->order[count++] = cases->items[i];
            }
        }
    }
    return LT_OK;
}

static enum lt_status add_tiles(struct ground *ground, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t count = ground->page->cases.count;
    for (size_t from = 0; from < count; from += TOGETHER) {
        size_t fit = 0;
        if (ground->page->html.length - ground->start > MOST_BYTES) {
            break;
        }
        ground->asked_count = 0;
        for (size_t i = from; i < count && i < from + TOGETHER; i++) {
            bool fits;
            LT_TRY(ask(ground, ground->order[i], &fits, err));
            fit += fits ? 1 : 0;
        }
        drop_known(ground);
        for (size_t i = 0; i < ground->asked_count; i++) {
            LT_TRY(add_tile(ground, ground->asked[i], err));
        }
        LT_TRY(keep_known(ground, err));
        ground->page->with_ground += fit;
    }
out:
    return status;
}

static void add_class(struct lt_json *json, const struct lt_report_model *model,
                      const struct lt_class *class)
{
    lt_json_begin(json, NULL, '[');
    lt_json_text(json, NULL, lt_say(model, class->name_zh, class->name_en));
    for (int i = 0; i < 3; i++) {
        lt_json_whole(json, NULL, class->rgb[i]);
    }
    lt_json_end(json, ']');
}

static enum lt_status add_seasons(struct ground *ground, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = ground->page->model;
    struct lt_text text = {0};
    struct lt_json json = {&text, true};
    lt_json_begin(&json, NULL, '[');
    for (size_t i = 0; i < ground->panel_count; i++) {
        const struct lt_panel *const panel = &ground->panels[i];
        char title[96];
        lt_json_begin(&json, NULL, '{');
        lt_json_text(&json, "title",
                     panel->period == 0 ? lt_say(model, "基期", "base date")
                                        : lt_period_title(panel->period, model->config->chinese,
                                                          title, sizeof title));
        lt_json_text(&json, "from", panel->image_from);
        lt_json_text(&json, "to", panel->image_to);
        lt_json_truth(&json, "gone", panel->gone);
        lt_json_truth(&json, "changed", panel->changed);
        lt_json_begin(&json, "classes", '[');
        for (uint32_t c = 0; !panel->gone && c < panel->legend->count; c++) {
            add_class(&json, model, &panel->legend->classes[c]);
        }
        lt_json_end(&json, ']');
        lt_json_end(&json, '}');
    }
    lt_json_end(&json, ']');
    LT_TRY(lt_text_check(&text, err));
    lt_page_add_safe(&ground->page->html, text.data);
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status lt_page_add_ground(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct ground ground = {.page = page, .start = page->html.length};
    lt_text_add(&page->html, "<script id=\"data-ground\" type=\"application/json\">{\"tiles\":[");
    if (page->model->teller != NULL && page->model->grid != NULL) {
        LT_TRY(set_order(&ground, err));
        LT_TRY(add_tiles(&ground, err));
    }
    lt_text_add(&page->html, "],\"seasons\":");
    LT_TRY(add_seasons(&ground, err));
    lt_text_add(&page->html, "}</script>\n");
out:
    free(ground.known);
    free(ground.asked);
    return status;
}
