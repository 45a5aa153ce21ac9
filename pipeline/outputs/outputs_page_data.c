/* review.html: what the page says of the cases, of the form to be filled in, and of itself. */
#include "outputs_page.h"

#include <math.h>
#include <string.h>

#include "outputs_evidence_links.h"
#include "outputs_words.h"
#include "support/arena.h"

void lt_page_begin_part(struct lt_review_page *page, const char *id, const char *type)
{
    lt_text_printf(&page->html, "<script id=\"data-%s\" type=\"%s\">", id, type);
}

void lt_page_end_part(struct lt_review_page *page)
{
    lt_text_add(&page->html, "</script>\n");
}

enum lt_status lt_page_add_packed(struct lt_review_page *page, const char *id,
                                  const struct lt_text *part, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_text_check(part, err));
    lt_page_begin_part(page, id, "application/octet-stream");
    LT_TRY(lt_page_pack(&page->html, part->data, part->length, err));
    lt_page_end_part(page);
out:
    return status;
}

void lt_page_add_again(struct lt_review_page *page, struct lt_page_span span)
{
    lt_text_add_n(&page->html, page->from->html.data + span.from, span.length);
}

/* --- rows --- */

enum { GRAVE = 1, CONFIRMED = 2, OPEN = 4 };

static unsigned flags_of(const struct lt_case *item)
{
    return (lt_case_severity(item) == LT_RULE_GRAVE ? GRAVE : 0u) |
           (item->finding == LT_FINDING_CONFIRMED ? CONFIRMED : 0u) | (item->open ? OPEN : 0u);
}

static const char *sheet_of(const struct lt_review_page *page, const struct lt_case *item)
{
    if (!lt_evidence_has(page->model, item)) {
        return "";
    }
    return page->county == 0 ? lt_evidence_path(item, page->arena)
                             : lt_evidence_packed_path(item, page->arena);
}

/* [flags, first day that a review may bear, sheet, a value per column that is not for the reviewers …] */
static void add_row(struct lt_review_page *page, struct lt_json *json, const struct lt_case *item)
{
    const struct lt_layer_schema *const schema = page->model->violation_schema;
    lt_json_begin(json, NULL, '[');
    lt_json_whole(json, NULL, flags_of(item));
    lt_json_text(json, NULL,
                 lt_arena_printf(page->arena, "%04d-%s", lt_period_year(item->first_period) % 10000,
                                 lt_period_half(item->first_period) == 1 ? "01-01" : "07-01"));
    lt_json_text(json, NULL, sheet_of(page, item));
    for (size_t f = 0; f < schema->field_count; f++) {
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        if (lt_case_column_is_review(&schema->fields[f])) {
            continue;
        }
        lt_case_value(page->model, item, &schema->fields[f], buffer, &value);
        if (value.kind == LT_VALUE_NUMBER) {
            lt_json_number(json, NULL, value.number);
        } else {
            lt_json_text(json, NULL, value.text);
        }
    }
    lt_json_end(json, ']');
}

enum lt_status lt_page_add_rows(struct lt_review_page *page, struct lt_error *err)
{
    struct lt_text rows = {0};
    struct lt_json json = {&rows, true};
    lt_json_begin(&json, NULL, '[');
    for (size_t i = 0; i < page->cases.count; i++) {
        add_row(page, &json, page->cases.items[i]);
    }
    lt_json_end(&json, ']');
    const enum lt_status status = lt_page_add_packed(page, "rows", &rows, err);
    lt_text_finish(&rows);
    return status;
}

/* --- what is said of each --- */

/* So many texts are unpacked when one of them is read. */
enum { TEXTS_TOGETHER = 32 };

/* Cases from here on that are packed together: none of another county, which has a page of its own. */
static size_t together_from(const struct lt_review_page *page, size_t from)
{
    size_t count = 1;
    while (count < TEXTS_TOGETHER && from + count < page->cases.count &&
           page->cases.items[from + count]->unit == page->cases.items[from]->unit) {
        count++;
    }
    return count;
}

static enum lt_status add_block(struct lt_review_page *page, size_t from, size_t count,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_text together = {0};
    const struct lt_case_teller *const teller = page->model->teller;
    LT_TRY(lt_arena_create(&arena, err));
    for (size_t i = from; i < from + count; i++) {
        const char *text;
        LT_TRY(teller->tell(teller->context, page->cases.items[i]->id, arena, &text, err));
        lt_text_add_n(&together, text, strlen(text) + 1);
    }
    LT_TRY(lt_text_check(&together, err));
    lt_text_printf(&page->html, "[%zu,\"", count);
    LT_TRY(lt_page_pack(&page->html, together.data, together.length, err));
    lt_text_add(&page->html, "\"]");
out:
    lt_text_finish(&together);
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status tell_all(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    page->blocks = lt_arena_array(page->arena, page->cases.count, sizeof *page->blocks);
    if (page->blocks == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    for (size_t i = 0, count; i < page->cases.count; i += count) {
        lt_text_add(&page->html, i == 0 ? "" : ",");
        const size_t from = page->html.length;
        count = together_from(page, i);
        LT_TRY(add_block(page, i, count, err));
        page->blocks[page->block_count++] =
            (struct lt_page_block){page->cases.items[i]->unit, {from, page->html.length - from}};
    }
out:
    return status;
}

static void take_again(struct lt_review_page *page)
{
    bool any = false;
    for (size_t i = 0; i < page->from->block_count; i++) {
        if (page->from->blocks[i].county == page->county) {
            lt_text_add(&page->html, any ? "," : "");
            lt_page_add_again(page, page->from->blocks[i].at);
            any = true;
        }
    }
}

enum lt_status lt_page_add_texts(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    lt_page_begin_part(page, "texts", "application/json");
    lt_text_add(&page->html, "[");
    if (page->from != NULL) {
        take_again(page);
    } else if (page->model->teller != NULL) {
        LT_TRY(tell_all(page, err));
    }
    lt_text_add(&page->html, "]");
    lt_page_end_part(page);
out:
    return status;
}

/* --- the head --- */

static void add_columns(const struct lt_review_page *page, struct lt_json *json)
{
    const struct lt_layer_schema *const schema = page->model->violation_schema;
    lt_json_begin(json, "columns", '[');
    for (size_t f = 0; f < schema->field_count; f++) {
        const struct lt_schema_field *const field = &schema->fields[f];
        if (!lt_case_column_is_review(field)) {
            lt_json_begin(json, NULL, '{');
            lt_json_text(json, "key", field->column);
            lt_json_text(json, "title", lt_say(page->model, field->title_zh, field->title_en));
            lt_json_whole(json, "decimals", field->decimals);
            lt_json_truth(json, "number", field->type == LT_FIELD_DOUBLE);
            lt_json_end(json, '}');
        }
    }
    lt_json_end(json, ']');
}

static void add_words(struct lt_json *json, const struct lt_schema_field *field)
{
    lt_json_begin(json, "words", '[');
    for (size_t c = 0; c < field->code_count; c++) {
        lt_json_begin(json, NULL, '[');
        lt_json_text(json, NULL, field->codes[c].code);
        lt_json_text(json, NULL, field->codes[c].title_zh);
        lt_json_end(json, ']');
    }
    lt_json_end(json, ']');
}

/* The city's own columns are not for a county. */
static bool is_citys(const struct lt_schema_field *field)
{
    return strncmp(field->column, "city_", 5) == 0;
}

static void add_form(const struct lt_review_page *page, struct lt_json *json)
{
    const struct lt_layer_schema *const schema = page->model->violation_schema;
    lt_json_begin(json, "form", '[');
    for (size_t f = 0; f < schema->field_count; f++) {
        const struct lt_schema_field *const field = &schema->fields[f];
        if (!lt_case_column_is_review(field) || (page->county != 0 && is_citys(field))) {
            continue;
        }
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "key", field->column);
        lt_json_text(json, "title", lt_say(page->model, field->title_zh, field->title_en));
        lt_json_text(json, "type",
                     field->code_count > 0          ? "word"
                     : field->type == LT_FIELD_DATE ? "date"
                                                    : "text");
        lt_json_whole(json, "bytes", field->length);
        lt_json_truth(json, "city", is_citys(field));
        lt_json_truth(json, "kept", !field->personal);
        add_words(json, field);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
}

static void add_view(const struct lt_review_page *page, struct lt_json *json)
{
    const struct lt_box view = lt_page_view(page);
    lt_json_begin(json, "view", '{');
    lt_json_number(json, "left", view.min_x);
    lt_json_number(json, "bottom", view.min_y);
    lt_json_number(json, "right", view.max_x);
    lt_json_number(json, "top", view.max_y);
    lt_json_end(json, '}');
}

static enum lt_status add_counties(const struct lt_review_page *page, struct lt_json *json,
                                   struct lt_error *err)
{
    const struct lt_report_model *const model = page->model;
    static const double parts = 2000; /* of the page's longer side: finer is not seen */
    const struct lt_box view = lt_page_view(page);
    const double longer = fmax(view.max_x - view.min_x, view.max_y - view.min_y);
    lt_json_begin(json, "counties", '[');
    for (size_t i = 0; i < model->unit_count; i++) {
        const struct lt_report_unit *const unit = &model->units[i];
        if (page->county != 0 && unit->unit != page->county) {
            continue;
        }
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "name", unit->name);
        lt_json_whole(json, "code", unit->unit);
        struct lt_text rings = {0};
        lt_page_add_shape(&rings, &page->frame, &unit->shape, longer / parts);
        const enum lt_status status = lt_text_check(&rings, err);
        if (status == LT_OK) {
            lt_json_written(json, "rings", rings.data);
        }
        lt_text_finish(&rings);
        lt_json_end(json, '}');
        if (status != LT_OK) {
            return status;
        }
    }
    lt_json_end(json, ']');
    return LT_OK;
}

static void add_sums(const struct lt_review_page *page, struct lt_json *json)
{
    const struct lt_report_unit *const unit = page->unit;
    lt_json_whole(json, "cases", page->cases.count);
    lt_json_whole(json, "open", unit->cases_open);
    lt_json_number(json, "open_m2", unit->cases_open_m2);
    lt_json_whole(json, "grave", unit->cases_grave);
    lt_json_number(json, "grave_m2", unit->cases_grave_m2);
    lt_json_whole(json, "with_ground", page->with_ground);
    lt_json_truth(json, "texts", page->model->teller != NULL);
}

enum lt_status lt_page_add_head(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = page->model;
    const struct lt_config *const config = model->config;
    char period[LT_PERIOD_TEXT], title[96];
    struct lt_text head = {0};
    struct lt_json json = {&head, true};
    lt_json_begin(&json, NULL, '{');
    lt_json_text(&json, "language", config->chinese ? "zh" : "en");
    lt_json_text(&json, "city", lt_say(model, config->city_name_zh, config->city_name_en));
    lt_json_whole(&json, "code", page->county == 0 ? config->city_code : page->county);
    lt_json_truth(&json, "whole", page->county == 0);
    lt_json_text(&json, "place", page->county == 0 ? "" : lt_place_name(model, page->county));
    lt_json_text(&json, "period", lt_period_format(model->key, period));
    lt_json_text(&json, "period_title",
                 lt_period_title(model->key, config->chinese, title, sizeof title));
    lt_json_text(&json, "published", lt_published_time(model, page->arena));
    lt_json_text(&json, "images", lt_image_dates(model, page->arena));
    lt_json_text(&json, "mark", config->mark);
    lt_json_text(&json, "version", model->program_version);
    add_view(page, &json);
    add_sums(page, &json);
    add_columns(page, &json);
    add_form(page, &json);
    LT_TRY(add_counties(page, &json, err));
    lt_json_end(&json, '}');
    LT_TRY(lt_text_check(&head, err));
    lt_page_begin_part(page, "head", "application/json");
    lt_page_add_safe(&page->html, head.data);
    lt_page_end_part(page);
out:
    lt_text_finish(&head);
    return status;
}
