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

struct ground {
    struct lt_review_page *page;
    const struct lt_case **order; /* grave ones first, then as in the page */
    struct lt_page_tile *asked;   /* of the cases at hand */
    size_t asked_count, asked_room;
    struct lt_panel panels[LT_PANELS_MOST]; /* of a tile: what the seasons are */
    size_t panel_count;
    size_t start; /* length of the page before */
    bool any;
};

static int by_key(const void *left, const void *right)
{
    const uint64_t a = ((const struct lt_page_tile *)left)->key,
                   b = ((const struct lt_page_tile *)right)->key;
    return (a > b) - (a < b);
}

/* The page's tile with this key; NULL: it has none. */
static const struct lt_page_tile *tile_at(const struct lt_review_page *page, uint64_t key)
{
    const struct lt_page_tile wanted = {.key = key};
    return page == NULL || page->tile_count == 0
               ? NULL
               : bsearch(&wanted, page->tiles, page->tile_count, sizeof *page->tiles, by_key);
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
            ground->asked[ground->asked_count++] =
                (struct lt_page_tile){.key = (uint64_t)row << 32 | (uint64_t)col};
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
        const uint64_t key = ground->asked[i].key;
        if ((kept == 0 || ground->asked[kept - 1].key != key) &&
            tile_at(ground->page, key) == NULL) {
            ground->asked[kept++] = ground->asked[i];
        }
    }
    ground->asked_count = kept;
}

static enum lt_status keep_asked(const struct ground *ground, struct lt_error *err)
{
    struct lt_review_page *const page = ground->page;
    const enum lt_status status =
        lt_array_reserve(&page->tiles, &page->tile_room, page->tile_count + ground->asked_count,
                         sizeof *page->tiles, err);
    if (status == LT_OK && ground->asked_count > 0) {
        memcpy(page->tiles + page->tile_count, ground->asked,
               ground->asked_count * sizeof *page->tiles);
        page->tile_count += ground->asked_count;
        qsort(page->tiles, page->tile_count, sizeof *page->tiles, by_key);
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
static struct lt_box box_of(const struct lt_grid *grid, uint64_t key)
{
    static const double inside = 0.25;
    const double col = (double)(key & 0xffffffff) * TILE, row = (double)(key >> 32) * TILE;
    return (struct lt_box){grid->origin_x + (col + inside) * grid->dx,
                           grid->origin_y - (row + TILE - inside) * grid->dy,
                           grid->origin_x + (col + TILE - inside) * grid->dx,
                           grid->origin_y - (row + inside) * grid->dy};
}

/* West and south edge, width and height in whole metres, for the page to find it by; then what is in it. */
static void add_place(const struct ground *ground, const struct lt_box *box)
{
    const struct lt_page_frame *const frame = &ground->page->frame;
    lt_text_printf(&ground->page->html, "[%lld,%lld,%lld,%lld,\"",
                   llround((box->min_x - frame->x) * frame->unit_x_m),
                   llround((box->min_y - frame->y) * frame->unit_y_m),
                   llround((box->max_x - box->min_x) * frame->unit_x_m),
                   llround((box->max_y - box->min_y) * frame->unit_y_m));
}

static enum lt_status look(struct ground *ground, uint64_t key, struct lt_error *err)
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

/* As the city's page has it, where that does. */
static enum lt_status add_tile(struct ground *ground, struct lt_page_tile *tile,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_review_page *const page = ground->page;
    const struct lt_page_tile *const known = tile_at(page->from, tile->key);
    lt_text_add(&page->html, ground->any ? ",\n" : "");
    ground->any = true;
    tile->at.from = page->html.length;
    if (known != NULL) {
        lt_page_add_again(page, known->at);
    } else {
        LT_TRY(look(ground, tile->key, err));
    }
    tile->at.length = page->html.length - tile->at.from;
out:
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
            LT_TRY(add_tile(ground, &ground->asked[i], err));
        }
        LT_TRY(keep_asked(ground, err));
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

/* Where the city's page has any tile, it has the seasons. */
static enum lt_status add_or_take_seasons(struct ground *ground, struct lt_error *err)
{
    struct lt_review_page *const page = ground->page;
    const size_t from = page->html.length;
    if (page->from != NULL && ground->any) {
        lt_page_add_again(page, page->from->seasons);
        return LT_OK;
    }
    const enum lt_status status = add_seasons(ground, err);
    page->seasons = (struct lt_page_span){from, page->html.length - from};
    return status;
}

enum lt_status lt_page_add_ground(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct ground ground = {.page = page};
    lt_page_begin_part(page, "ground", "application/json");
    ground.start = page->html.length;
    lt_text_add(&page->html, "{\"tiles\":[");
    if (page->model->teller != NULL && page->model->grid != NULL) {
        LT_TRY(set_order(&ground, err));
        LT_TRY(add_tiles(&ground, err));
    }
    lt_text_add(&page->html, "],\"seasons\":");
    LT_TRY(add_or_take_seasons(&ground, err));
    lt_text_add(&page->html, "}");
    lt_page_end_part(page);
out:
    free(ground.asked);
    return status;
}
