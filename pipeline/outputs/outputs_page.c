/* review.html: frame and packing. One file that works by double click and loads nothing. */
#include "outputs_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "liangtian/outputs.h"
#include "outputs_map.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

/* --- packing --- */

enum lt_status lt_page_pack(struct lt_text *into, const void *data, size_t size,
                            struct lt_error *err)
{
    uLongf length = compressBound((uLong)size);
    unsigned char *const packed = malloc(length);
    if (packed == NULL ||
        compress2(packed, &length, data, (uLong)size, Z_DEFAULT_COMPRESSION) != Z_OK) {
        free(packed);
        return lt_fail_memory(err, "the reviewers' page");
    }
    lt_text_add_base64(into, packed, length);
    free(packed);
    return lt_text_check(into, err);
}

void lt_page_add_safe(struct lt_text *html, const char *json)
{
    for (const char *at = json; *at != '\0';) {
        const size_t plain = strcspn(at, "<");
        lt_text_add_n(html, at, plain);
        at += plain;
        if (*at == '<') {
            lt_text_add(html, "\\u003c");
            at++;
        }
    }
}

/* --- which ground --- */

static void widen(struct lt_box *box, bool *any, const struct lt_shape *shape)
{
    if (shape->n_rings == 0) {
        return;
    }
    *box = *any ? (struct lt_box){fmin(box->min_x, shape->box.min_x),
                                  fmin(box->min_y, shape->box.min_y),
                                  fmax(box->max_x, shape->box.max_x),
                                  fmax(box->max_y, shape->box.max_y)}
                : shape->box;
    *any = true;
}

/* All counties shown, and the cases, which may lie beyond their borders. */
static struct lt_box ground_of(const struct lt_review_page *page)
{
    const struct lt_report_model *const model = page->model;
    struct lt_box box = {0, 0, 0, 0};
    bool any = false;
    for (size_t i = 0; i < model->unit_count; i++) {
        if (page->county == 0 || model->units[i].unit == page->county) {
            widen(&box, &any, &model->units[i].shape);
        }
    }
    for (size_t i = 0; i < page->cases.count; i++) {
        widen(&box, &any, &page->cases.items[i]->shape);
    }
    return box;
}

static void set_frame(struct lt_review_page *page)
{
    static const double degree_m = 111320;
    const struct lt_box box = ground_of(page);
    const double stretch = lt_map_stretch(&box);
    const double unit = stretch > 1 ? degree_m : 1;
    page->frame = (struct lt_page_frame){
        .x = box.min_x, .y = box.min_y, .unit_x_m = unit / stretch, .unit_y_m = unit};
}

struct lt_box lt_page_view(const struct lt_review_page *page)
{
    const struct lt_page_frame *const frame = &page->frame;
    const struct lt_box box = ground_of(page);
    return (struct lt_box){
        (box.min_x - frame->x) * frame->unit_x_m, (box.min_y - frame->y) * frame->unit_y_m,
        (box.max_x - frame->x) * frame->unit_x_m, (box.max_y - frame->y) * frame->unit_y_m};
}

/* --- the page --- */

static void add_bytes(struct lt_text *html, const unsigned char *bytes, size_t size)
{
    lt_text_add_n(html, (const char *)bytes, size);
}

static unsigned nibble(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* "'sha256-…'": only the element with just these bytes is obeyed, whatever came into the page by data. */
static enum lt_status add_hash(struct lt_text *html, const unsigned char *bytes, size_t size,
                               struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    unsigned char raw[(LT_DIGEST_TEXT - 1) / 2];
    LT_TRY(lt_digest_bytes(bytes, size, hex, err));
    for (size_t i = 0; i < sizeof raw; i++) {
        raw[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    lt_text_add(html, "'sha256-");
    lt_text_add_base64(html, raw, sizeof raw);
    lt_text_add(html, "'");
out:
    return status;
}

static enum lt_status add_top(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text *const html = &page->html;
    lt_text_printf(html, "<!DOCTYPE html>\n<!--\n");
    add_bytes(html, lt_page_licence, lt_page_licence_size);
    lt_text_printf(html, "-->\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/>\n",
                   lt_say(page->model, "zh-CN", "en"));
    lt_text_add(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "script-src ");
    LT_TRY(add_hash(html, lt_page_code, lt_page_code_size, err));
    lt_text_add(html, "; style-src ");
    LT_TRY(add_hash(html, lt_page_style, lt_page_style_size, err));
    lt_text_add(html, "; img-src data:; base-uri 'none'; form-action 'none'\"/>\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                      "<meta name=\"referrer\" content=\"no-referrer\"/><title>");
    lt_text_add(html, lt_say(page->model, "图斑核查", "Review of cases"));
    lt_text_add(html, "</title>\n<style>");
    add_bytes(html, lt_page_style, lt_page_style_size);
    lt_text_add(html, "</style></head>\n");
out:
    return status;
}

static enum lt_status build(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(add_top(page, err));
    add_bytes(&page->html, lt_page_body, lt_page_body_size);
    LT_TRY(lt_page_add_rows(page, err));
    LT_TRY(lt_page_add_shapes(page, err));
    LT_TRY(lt_page_add_texts(page, err));
    LT_TRY(lt_page_add_ground(page, err));
    LT_TRY(lt_page_add_head(page, err)); /* says how much of the others there is */
    lt_text_add(&page->html, "<script>");
    add_bytes(&page->html, lt_page_code, lt_page_code_size);
    lt_text_add(&page->html, "</script>\n</body></html>\n");
    LT_TRY(lt_text_check(&page->html, err));
    if (!lt_utf8_valid(page->html.data, page->html.length)) {
        status = lt_fail(err, LT_E_BUG, "the reviewers' page holds text that is not UTF-8");
    }
out:
    return status;
}

static void finish(struct lt_review_page *page)
{
    lt_text_finish(&page->html);
    free(page->tiles);
    lt_arena_destroy(page->arena);
}

static enum lt_status write_page(const struct lt_review_page *page, const char *folder,
                                 struct lt_error *err)
{
    static const char *const names[] = {"review.html"};
    enum lt_status status;
    const char *const path = lt_path_join(page->arena, folder, names[0]);
    LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : LT_OK);
    LT_TRY(lt_write_whole(path, &page->html, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
    }
    return status;
}

/* --- the city's --- */

struct lt_review_pages {
    struct lt_review_page city;
};

enum lt_status lt_review_pages_create(const struct lt_report_model *model,
                                      struct lt_review_pages **ret_pages, struct lt_error *err)
{
    enum lt_status status;
    *ret_pages = NULL;
    if (lt_is_public(model)) {
        return LT_OK;
    }
    struct lt_review_pages *pages = calloc(1, sizeof *pages);
    if (pages == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    struct lt_review_page *const page = &pages->city;
    page->model = model;
    page->unit = &model->city;
    LT_TRY(lt_case_columns_check(model, err));
    LT_TRY(lt_arena_create(&page->arena, err));
    LT_TRY(lt_book_select(model, LT_BOOK_VIOLATIONS, page->arena, &page->cases, err));
    set_frame(page);
    LT_TRY(build(page, err));
    *ret_pages = pages;
    pages = NULL;
out:
    lt_review_pages_destroy(pages);
    return status;
}

void lt_review_pages_destroy(struct lt_review_pages *pages)
{
    if (pages != NULL) {
        finish(&pages->city);
        free(pages);
    }
}

/* --- a county's --- */

static enum lt_status take_cases(struct lt_review_page *page, struct lt_error *err)
{
    const struct lt_book_cases *const all = &page->from->cases;
    page->cases.items = lt_arena_array(page->arena, all->count, sizeof(struct lt_case *));
    if (page->cases.items == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i]->unit == page->county) {
            page->cases.items[page->cases.count++] = all->items[i];
        }
    }
    return LT_OK;
}

static enum lt_status write_county(const struct lt_review_page *city,
                                   const struct lt_report_unit *unit, const char *folder,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_review_page page = {.model = city->model,
                                  .unit = unit,
                                  .county = unit->unit,
                                  .from = city,
                                  .frame = city->frame};
    LT_TRY(lt_arena_create(&page.arena, err));
    LT_TRY(take_cases(&page, err));
    LT_TRY(build(&page, err));
    LT_TRY(write_page(&page, folder, err));
out:
    finish(&page);
    return status;
}

enum lt_status lt_review_pages_write(const struct lt_review_pages *pages, uint32_t county,
                                     const char *folder, struct lt_error *err)
{
    if (pages == NULL) {
        return LT_OK;
    }
    const struct lt_report_model *const model = pages->city.model;
    for (size_t i = 0; i < model->unit_count && county != 0; i++) {
        if (model->units[i].unit == county) {
            return write_county(&pages->city, &model->units[i], folder, err);
        }
    }
    return county == 0 ? write_page(&pages->city, folder, err)
                       : lt_fail(err, LT_E_BUG, "the model has no county %06u", county);
}
