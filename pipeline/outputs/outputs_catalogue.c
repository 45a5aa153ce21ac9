/* catalogue.json and catalogue.xml: the facts, and the JSON. */
#include "outputs_catalogue.h"

#include <math.h>
#include <string.h>

#include <ogr_srs_api.h>

#include "liangtian/outputs.h"
#include "outputs_map.h"
#include "outputs_styles.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/json.h"

enum { FORMAT_VERSION = 1, ALONG = 21 /* points on each side of a box that is transformed */ };

/* --- extent --- */

static OGRSpatialReferenceH reference(const char *crs)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    if (srs != NULL && OSRSetFromUserInput(srs, crs) != OGRERR_NONE) {
        OSRDestroySpatialReference(srs);
        return NULL;
    }
    if (srs != NULL) {
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER); /* longitude first */
    }
    return srs;
}

/* Outwards to six decimals, a tenth of a metre: nothing of the data lies outside. */
static void set_extent(struct lt_catalogue *record, const struct lt_box *box)
{
    OGRSpatialReferenceH from = reference(record->model->grid->crs), to = reference("EPSG:4326");
    OGRCoordinateTransformationH change =
        from == NULL || to == NULL ? NULL : OCTNewCoordinateTransformation(from, to);
    double w, s, e, n;
    if (change != NULL && OCTTransformBounds(change, box->min_x, box->min_y, box->max_x, box->max_y,
                                             &w, &s, &e, &n, ALONG)) {
        record->west = floor(w * 1e6) / 1e6;
        record->south = floor(s * 1e6) / 1e6;
        record->east = ceil(e * 1e6) / 1e6;
        record->north = ceil(n * 1e6) / 1e6;
        record->has_extent = isfinite(w) && isfinite(s) && isfinite(e) && isfinite(n);
    }
    OCTDestroyCoordinateTransformation(change);
    OSRDestroySpatialReference(from);
    OSRDestroySpatialReference(to);
}

static void widen(struct lt_box *box, bool *some, const struct lt_shape *shape)
{
    if (shape->n_rings > 0) {
        box->min_x = *some ? fmin(box->min_x, shape->box.min_x) : shape->box.min_x;
        box->min_y = *some ? fmin(box->min_y, shape->box.min_y) : shape->box.min_y;
        box->max_x = *some ? fmax(box->max_x, shape->box.max_x) : shape->box.max_x;
        box->max_y = *some ? fmax(box->max_y, shape->box.max_y) : shape->box.max_y;
        *some = true;
    }
}

/* --- texts --- */

static const char *taken(struct lt_arena *arena, struct lt_text *text)
{
    const char *const kept =
        text->failed || text->data == NULL ? NULL : lt_arena_text(arena, text->data);
    lt_text_finish(text);
    return kept;
}

/* What was done with what: the same words as in the notice, and every input by its digest. */
static const char *lineage(const struct lt_report_model *model, struct lt_arena *arena)
{
    struct lt_text text = {0};
    lt_text_add(
        &text,
        lt_say(model,
               "由分类栅格和图斑图层计算：面积按像元被地块覆盖的真实比例计，单位为 2000 "
               "国家大地坐标系椭球面积；未观测部分以区间表示，留在分母中。程序：粮田 ",
               "Computed from classified rasters and parcel layers: areas count the true share of "
               "every cell on the ellipsoid of CGCS2000; what was not seen stays in the "
               "denominators as an interval. Program: Liangtian "));
    lt_text_add(&text, model->program_version);
    lt_text_add(&text, lt_say(model, "。输入：", ". Inputs: "));
    for (size_t i = 0; i < model->input_count; i++) {
        lt_text_printf(&text, "%s%s %s (SHA-256 %s)", i == 0 ? "" : lt_say(model, "；", "; "),
                       lt_input_title(model->inputs[i].role, model->config->chinese),
                       model->inputs[i].name, model->inputs[i].sha256);
    }
    lt_text_add(&text, lt_say(model, "。", "."));
    return taken(arena, &text);
}

static const char *conclusions(const struct lt_report_model *model, struct lt_arena *arena,
                               struct lt_error *err)
{
    struct lt_sentences said;
    struct lt_text text = {0};
    if (lt_conclusions(model, arena, &said, err) != LT_OK) {
        return NULL;
    }
    for (size_t i = 0; i < said.count; i++) {
        lt_text_printf(&text, "%s%s", i == 0 || model->config->chinese ? "" : " ",
                       said.items[i].text);
    }
    lt_text_add(&text,
                lt_say(model, "遥感所得均为疑似，须经实地核查方可认定。",
                       " What a raster shows is a suspect until it was checked on the ground."));
    return taken(arena, &text);
}

/* --- the record --- */

/* A word that follows the profile unless the city has chosen one. */
static const char *chosen(const struct lt_report_model *model, const char *word,
                          const char *internal, const char *handed_out)
{
    return strcmp(word, "profile") != 0 ? word : lt_is_public(model) ? handed_out : internal;
}

static void set_common(const struct lt_report_model *model, struct lt_catalogue *record)
{
    const struct lt_config *const config = model->config;
    const struct lt_raster_config *const raster =
        model->period == NULL ? NULL : &model->period->raster;
    *record = (struct lt_catalogue){.model = model, .from = "", .to = ""};
    lt_published_date(model, record->date);
    if (raster != NULL && raster->image_from != NULL && raster->image_to != NULL) {
        record->from = raster->image_from;
        record->to = raster->image_to;
    }
    record->office = config->catalogue_office;
    record->sharing = chosen(model, config->catalogue_sharing, "conditional", "unconditional");
    record->security = chosen(model, config->catalogue_security, "restricted", "unclassified");
}

enum lt_status lt_catalogue_make(const struct lt_report_model *model, struct lt_arena *arena,
                                 struct lt_catalogue *ret_record, struct lt_error *err)
{
    struct lt_catalogue record;
    struct lt_box box;
    char period[LT_PERIOD_TEXT], title[96];
    set_common(model, &record);
    lt_period_title(model->key, model->config->chinese, title, sizeof title);
    record.identifier = lt_arena_printf(arena, "liangtian-%06u-%s", model->config->city_code,
                                        lt_period_format(model->key, period));
    record.title = lt_arena_printf(arena, "%s（%s）", lt_report_title(model, arena), title);
    record.abstract = conclusions(model, arena, err);
    record.lineage = lineage(model, arena);
    if (record.identifier == NULL || record.title == NULL || record.abstract == NULL ||
        record.lineage == NULL) {
        return lt_fail_memory(err, "the catalogue record");
    }
    if (!lt_is_public(model) && lt_map_box(model, &box)) { /* no coordinates are handed out */
        set_extent(&record, &box);
    }
    *ret_record = record;
    return LT_OK;
}

enum lt_status lt_catalogue_make_layer(const struct lt_report_model *model, const char *stem,
                                       const char *place, const struct lt_book_cases *cases,
                                       struct lt_arena *arena, struct lt_catalogue *ret_record,
                                       struct lt_error *err)
{
    struct lt_catalogue record;
    struct lt_box box = {0};
    bool some = false;
    char period[LT_PERIOD_TEXT];
    struct lt_text text = {0};
    set_common(model, &record);
    lt_period_format(model->key, period);
    record.identifier =
        lt_arena_printf(arena, "liangtian-%06u-%s-%s", model->city.unit, period, stem);
    record.title = lt_arena_printf(
        arena, "%s %s %s", place,
        lt_delivered_title(LT_DELIVERED_VIOLATIONS, model->config->chinese), period);
    lt_add_count(&text, cases->count);
    lt_text_add(&text, lt_say(model, " 个图斑，", " cases, "));
    lt_add_measure(&text, cases->area_m2, LT_MEASURE_MU);
    lt_text_add(&text, lt_say(model, " 亩。未标明属实的均为疑似，须经实地核查方可认定。",
                              " mu. What is not marked confirmed is a suspect until it was checked "
                              "on the ground."));
    record.abstract = taken(arena, &text);
    record.lineage = lineage(model, arena);
    if (record.identifier == NULL || record.title == NULL || record.abstract == NULL ||
        record.lineage == NULL) {
        return lt_fail_memory(err, "the catalogue record");
    }
    for (size_t i = 0; i < cases->count; i++) {
        widen(&box, &some, &cases->items[i]->shape);
    }
    if (some) {
        set_extent(&record, &box);
    }
    *ret_record = record;
    return LT_OK;
}

const char *lt_catalogue_sharing_title(const struct lt_catalogue *record)
{
    return strcmp(record->sharing, "unconditional") == 0
               ? lt_say(record->model, "无条件共享", "shared without conditions")
           : strcmp(record->sharing, "conditional") == 0
               ? lt_say(record->model, "有条件共享", "shared under conditions")
               : lt_say(record->model, "不予共享", "not shared");
}

/* --- JSON --- */

static void add_quality(struct lt_json *json, const struct lt_report_model *model)
{
    const struct lt_unit_sums *const sums = &model->city.sums;
    lt_json_begin(json, "quality", '{');
    lt_json_number(json, "farmland_m2", sums->farmland_m2);
    lt_json_number(json, "unjudged_m2", sums->unjudged_m2);
    lt_json_range(json, "grain_share", model->city.grain_share.low, model->city.grain_share.high);
    lt_json_begin(json, "layers", '[');
    for (size_t i = 0; i < model->quality_count; i++) {
        const struct lt_report_quality *const line = &model->quality[i];
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "layer", lt_layer_name(line->layer));
        lt_json_whole(json, "features", line->features);
        lt_json_whole(json, "judged", line->judged);
        lt_json_whole(json, "not_judged", line->not_judged);
        lt_json_whole(json, "repaired", line->repaired);
        lt_json_whole(json, "overlaps", line->overlaps);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
    lt_json_end(json, '}');
}

static void add_record(struct lt_json *json, const struct lt_catalogue *record)
{
    const struct lt_report_model *const model = record->model;
    char period[LT_PERIOD_TEXT];
    lt_json_begin(json, NULL, '{');
    lt_json_whole(json, "version", FORMAT_VERSION);
    lt_json_text(json, "identifier", record->identifier);
    lt_json_text(json, "title", record->title);
    lt_json_text(json, "abstract", record->abstract);
    lt_json_text(json, "language", model->config->chinese ? "zh" : "en");
    lt_json_text(json, "period", lt_period_format(model->key, period));
    lt_json_text(json, "date", record->date);
    lt_json_text(json, "images_from", record->from);
    lt_json_text(json, "images_to", record->to);
    lt_json_whole(json, "place", model->config->city_code);
    if (record->has_extent) {
        lt_json_begin(json, "extent", '{');
        lt_json_number(json, "west", record->west);
        lt_json_number(json, "south", record->south);
        lt_json_number(json, "east", record->east);
        lt_json_number(json, "north", record->north);
        lt_json_end(json, '}');
        lt_json_text(json, "crs", model->grid->crs);
    } else {
        lt_json_null(json, "extent");
    }
    lt_json_text(json, "office", record->office);
    lt_json_text(json, "sharing", record->sharing);
    lt_json_text(json, "security", record->security);
    lt_json_text(json, "mark", model->config->mark);
    lt_json_text(json, "lineage", record->lineage);
    add_quality(json, model);
    lt_json_end(json, '}');
    lt_text_add(json->text, "\n");
}

enum lt_status lt_write_catalogue(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err)
{
    static const char *const names[] = {"catalogue.json", "catalogue.xml"};
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_catalogue record;
    struct lt_text text = {0};
    struct lt_json json = {.text = &text, .first = true};
    LT_TRY(lt_arena_create(&arena, err));
    const char *const plain = lt_path_join(arena, folder, names[0]);
    const char *const xml = lt_path_join(arena, folder, names[1]);
    if (plain == NULL || xml == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_catalogue_make(model, arena, &record, err));
    add_record(&json, &record);
    LT_TRY(lt_write_whole(plain, &text, err));
    LT_TRY(lt_catalogue_write_xml(&record, xml, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 2);
    }
    lt_text_finish(&text);
    lt_arena_destroy(arena);
    return status;
}
