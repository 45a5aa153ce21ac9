/* review.html: what the page knows of the cases, of the form to be filled in, and of itself. */
#include "outputs_page.h"

#include <stdlib.h>
#include <string.h>

#include "outputs_evidence_links.h"
#include "outputs_words.h"
#include "support/arena.h"

/* An element that holds data: the browser neither runs nor shows it. */
static void begin_part(struct lt_review_page *page, const char *id, const char *type)
{
    lt_text_printf(&page->html, "<script id=\"data-%s\" type=\"%s\">", id, type);
}

static void end_part(struct lt_review_page *page)
{
    lt_text_add(&page->html, "</script>\n");
}

static enum lt_status add_packed(struct lt_review_page *page, const char *id,
                                 const struct lt_text *part, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_text_check(part, err));
    begin_part(page, id, "application/octet-stream");
    LT_TRY(lt_page_pack(&page->html, part->data, part->length, err));
    end_part(page);
out:
    return status;
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
    const enum lt_status status = add_packed(page, "rows", &rows, err);
    lt_text_finish(&rows);
    return status;
}

/* --- shapes --- */

struct wanted {
    const struct lt_case *item;
    size_t number; /* in the page */
};

static int by_parcel(const void *left, const void *right)
{
    const struct wanted *const a = left, *const b = right;
    const int order = strcmp(a->item->parcel_id, b->item->parcel_id);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static size_t first_of(const struct wanted *list, size_t count, const char *id)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(list[middle].item->parcel_id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct parcels {
    struct wanted *wanted;
    size_t wanted_count;
    struct lt_text text; /* their shapes */
    size_t count;
    long *of; /* per case: number of its parcel, −1 none */
};

/* Two parcels may bear one id: the one that meets the case is meant. */
static void take_parcel(struct lt_review_page *page, struct parcels *parcels,
                        const struct lt_feature *feature)
{
    const char *const id = feature->attr[LT_ATTR_ID];
    bool taken = false;
    for (size_t w = first_of(parcels->wanted, parcels->wanted_count, id);
         w < parcels->wanted_count && strcmp(parcels->wanted[w].item->parcel_id, id) == 0; w++) {
        if (!lt_boxes_meet(&parcels->wanted[w].item->shape.box, &feature->shape.box)) {
            continue;
        }
        if (!taken) {
            lt_text_add(&parcels->text, parcels->count++ == 0 ? "" : ",");
            lt_page_add_shape(&parcels->text, &page->frame, &feature->shape, 0);
            taken = true;
        }
        parcels->of[parcels->wanted[w].number] = (long)parcels->count - 1;
    }
}

static void look_through(struct lt_review_page *page, struct parcels *parcels,
                         const struct lt_report_unit *unit)
{
    for (size_t r = 0; r < unit->result->record_count; r++) {
        struct lt_feature feature;
        if (unit->result->records[r].layer == LT_LAYER_PARCEL) {
            unit->feature(unit->spool, LT_LAYER_PARCEL, unit->result->records[r].index, &feature);
            take_parcel(page, parcels, &feature);
        }
    }
}

static bool is_any_missing(const struct parcels *parcels)
{
    for (size_t w = 0; w < parcels->wanted_count; w++) {
        if (parcels->of[parcels->wanted[w].number] < 0) {
            return true;
        }
    }
    return false;
}

/* A county's cases lie on its own parcels, but for a few at its border. */
static void find_parcels(struct lt_review_page *page, struct parcels *parcels)
{
    const struct lt_report_model *const model = page->model;
    for (int own = 1; own >= 0 && is_any_missing(parcels); own--) {
        for (size_t u = 0; u < model->unit_count; u++) {
            if ((page->county == 0 || model->units[u].unit == page->county) == (own == 1)) {
                look_through(page, parcels, &model->units[u]);
            }
        }
    }
}

static enum lt_status list_wanted(struct lt_review_page *page, struct parcels *parcels,
                                  struct lt_error *err)
{
    parcels->wanted = lt_arena_array(page->arena, page->cases.count, sizeof *parcels->wanted);
    parcels->of = lt_arena_array(page->arena, page->cases.count, sizeof *parcels->of);
    if (parcels->wanted == NULL || parcels->of == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    for (size_t i = 0; i < page->cases.count; i++) {
        parcels->of[i] = -1;
        if (page->cases.items[i]->parcel_id[0] != '\0') {
            parcels->wanted[parcels->wanted_count++] = (struct wanted){page->cases.items[i], i};
        }
    }
    if (parcels->wanted_count > 0) {
        qsort(parcels->wanted, parcels->wanted_count, sizeof *parcels->wanted, by_parcel);
    }
    return LT_OK;
}

enum lt_status lt_page_add_shapes(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text shapes = {0};
    struct parcels parcels = {0};
    LT_TRY(list_wanted(page, &parcels, err));
    find_parcels(page, &parcels);
    lt_text_add(&shapes, "{\"cases\":[");
    for (size_t i = 0; i < page->cases.count; i++) {
        lt_text_add(&shapes, i == 0 ? "" : ",");
        lt_page_add_shape(&shapes, &page->frame, &page->cases.items[i]->shape, 0);
    }
    lt_text_add(&shapes, "],\"parcels\":[");
    LT_TRY(lt_text_check(&parcels.text, err));
    lt_text_add(&shapes, parcels.text.data == NULL ? "" : parcels.text.data);
    lt_text_add(&shapes, "],\"parcel\":[");
    for (size_t i = 0; i < page->cases.count; i++) {
        lt_text_printf(&shapes, "%s%ld", i == 0 ? "" : ",", parcels.of[i]);
    }
    lt_text_add(&shapes, "]}");
    LT_TRY(add_packed(page, "shapes", &shapes, err));
out:
    lt_text_finish(&shapes);
    lt_text_finish(&parcels.text);
    return status;
}

/* --- what is said of each --- */

/* So many texts are unpacked when one of them is read. */
enum { TEXTS_TOGETHER = 32 };

static enum lt_status add_texts_from(struct lt_review_page *page, size_t from, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_text together = {0};
    const struct lt_case_teller *const teller = page->model->teller;
    LT_TRY(lt_arena_create(&arena, err));
    for (size_t i = from; i < page->cases.count && i < from + TEXTS_TOGETHER; i++) {
        const char *text;
        LT_TRY(teller->tell(teller->context, page->cases.items[i]->id, arena, &text, err));
        lt_text_add_n(&together, text, strlen(text) + 1);
    }
    LT_TRY(lt_text_check(&together, err));
    lt_text_add(&page->html, from == 0 ? "\"" : ",\"");
    LT_TRY(lt_page_pack(&page->html, together.data, together.length, err));
    lt_text_add(&page->html, "\"");
out:
    lt_text_finish(&together);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_page_add_texts(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    begin_part(page, "texts", "application/json");
    lt_text_add(&page->html, "[");
    for (size_t i = 0; page->model->teller != NULL && i < page->cases.count; i += TEXTS_TOGETHER) {
        LT_TRY(add_texts_from(page, i, err));
    }
    lt_text_add(&page->html, "]");
    end_part(page);
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

static enum lt_status add_counties(const struct lt_review_page *page, struct lt_json *json,
                                   struct lt_error *err)
{
    const struct lt_report_model *const model = page->model;
    static const double parts = 2000; /* of the page's longer side: finer is not seen */
    const double longer =
        page->frame.width_m > page->frame.height_m ? page->frame.width_m : page->frame.height_m;
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
    const struct lt_report_unit *const city = &page->model->city;
    lt_json_whole(json, "cases", page->cases.count);
    lt_json_whole(json, "open", city->cases_open);
    lt_json_number(json, "open_m2", city->cases_open_m2);
    lt_json_whole(json, "grave", city->cases_grave);
    lt_json_number(json, "grave_m2", city->cases_grave_m2);
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
    lt_json_number(&json, "width", page->frame.width_m);
    lt_json_number(&json, "height", page->frame.height_m);
    add_sums(page, &json);
    add_columns(page, &json);
    add_form(page, &json);
    LT_TRY(add_counties(page, &json, err));
    lt_json_end(&json, '}');
    LT_TRY(lt_text_check(&head, err));
    begin_part(page, "head", "application/json");
    lt_page_add_safe(&page->html, head.data);
    end_part(page);
out:
    lt_text_finish(&head);
    return status;
}
