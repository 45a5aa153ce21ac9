/* province.html, province.xlsx, province.json. */
#include <string.h>

#include "liangtian/province.h"
#include "outputs_common.h"
#include "outputs_html.h"
#include "outputs_sheets.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/json.h"

/* The writers of the half-year's tables want a model; a province has of one only what they look at. */
struct document {
    const struct lt_province *province;
    struct lt_config config;
    struct lt_report_model model;
    struct lt_arena *arena;
};

static void open_document(struct document *document, const struct lt_province *province,
                          const char *published_at, const char *program_version)
{
    const struct lt_province_config *const from = province->config;
    document->province = province;
    document->config = (struct lt_config){.city_name_zh = from->name_zh,
                                          .city_name_en = from->name_en,
                                          .city_code = from->code,
                                          .chinese = from->chinese,
                                          .mark = from->mark,
                                          .profile = from->profile};
    document->model = (struct lt_report_model){.config = &document->config,
                                               .key = province->period,
                                               .published_at = published_at,
                                               .program_version = program_version,
                                               .tables = province->tables,
                                               .table_count = province->table_count};
}

/* --- page --- */

static void conclusion(struct lt_page *page, int tone, const char *word, const char *text,
                       const char *why)
{
    lt_text_printf(&page->text, "<li><span class=\"tag t%d\">", tone);
    lt_html_escape(page, word);
    lt_text_add(&page->text, "</span><span>");
    lt_html_escape(page, text);
    if (why[0] != '\0') {
        lt_html_say(page, "（", " (");
        lt_html_escape(page, why);
        lt_html_say(page, "）", ")");
    }
    lt_text_add(&page->text, "</span></li>\n");
}

static enum lt_status conclusions(struct lt_page *page, const struct lt_province *province,
                                  struct lt_error *err)
{
    static const int tones[] = {[LT_MEETS] = 0, [LT_BELOW] = 1, [LT_UNDECIDED] = 2};
    enum { PLAIN = 3 };
    const bool chinese = province->config->chinese;
    const char *const told = lt_arena_printf(
        page->arena, chinese ? "%zu 个市，%zu 个已发布本期" : "%zu cities, %zu have published",
        province->city_count, province->published);
    if (told == NULL) {
        return lt_fail_memory(err, "the conclusions");
    }
    lt_html_section(page, "conclusions", "结论", "Conclusions");
    lt_text_add(&page->text, "<ul class=\"said\">\n");
    for (size_t i = 0; i < province->floor_count; i++) {
        const struct lt_province_floor *const floor = &province->floors[i];
        conclusion(page, tones[floor->verdict], lt_verdict_title(floor->verdict, chinese),
                   floor->title, floor->why);
    }
    conclusion(page, PLAIN, lt_say(page->model, "范围", "cover"), told, "");
    lt_text_add(&page->text, "</ul>\n");
    lt_html_section_end(page);
    return LT_OK;
}

static enum lt_status write_page(const struct document *document, const char *folder,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_page page = {.model = &document->model, .arena = document->arena};
    const char *const path = lt_path_join(document->arena, folder, "province.html");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_html_head(&page, err));
    LT_TRY(conclusions(&page, document->province, err));
    lt_html_tables(&page);
    lt_html_foot(&page);
    LT_TRY(lt_write_whole(path, &page.text, err));
out:
    lt_text_finish(&page.text);
    return status;
}

/* --- JSON --- */

static void floor_json(struct lt_json *json, const struct lt_province_floor *floor)
{
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "rule", floor->rule_id);
    lt_json_number(json, "floor", floor->floor);
    lt_json_whole(json, "cities", floor->cities);
    lt_interval_json(json, "mapped", floor->mapped);
    lt_interval_json(json, "most", floor->most);
    if (floor->sampled) {
        lt_json_number(json, "value", floor->value);
        lt_json_range(json, "two_sided_95", floor->low, floor->high);
        lt_json_number(json, "lower", floor->lower);
    }
    if (floor->bounded) {
        lt_json_number(json, "upper", floor->upper);
    }
    lt_json_text(json, "verdict", lt_verdict_name(floor->verdict));
    lt_json_end(json, '}');
}

static void city_json(struct lt_json *json, const struct lt_city_figures *city)
{
    lt_json_begin(json, NULL, '{');
    lt_json_whole(json, "code", city->code);
    lt_json_text(json, "name", city->name);
    lt_json_text(json, "published_at", city->published_at);
    lt_json_truth(json, "stale", city->stale);
    lt_json_text(json, "figures_sha256", city->sha256);
    lt_json_end(json, '}');
}

static enum lt_status write_json(const struct document *document, const char *folder,
                                 struct lt_error *err)
{
    enum lt_status status;
    const struct lt_province *const province = document->province;
    struct lt_text text = {0};
    struct lt_json json = {.text = &text, .first = true};
    char period[LT_PERIOD_TEXT];
    const char *const path = lt_path_join(document->arena, folder, "province.json");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    lt_json_begin(&json, NULL, '{');
    lt_json_whole(&json, "code", province->config->code);
    lt_json_text(&json, "name",
                 lt_say(&document->model, province->config->name_zh, province->config->name_en));
    lt_json_text(&json, "period", lt_period_format(province->period, period));
    lt_json_text(&json, "published_at", document->model.published_at);
    lt_json_begin(&json, "floors", '[');
    for (size_t i = 0; i < province->floor_count; i++) {
        floor_json(&json, &province->floors[i]);
    }
    lt_json_end(&json, ']');
    lt_json_begin(&json, "cities", '[');
    for (size_t i = 0; i < province->city_count; i++) {
        city_json(&json, &province->cities[i]);
    }
    lt_json_end(&json, ']');
    lt_json_end(&json, '}');
    lt_text_add(&text, "\n");
    LT_TRY(lt_write_whole(path, &text, err));
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status lt_write_province(const struct lt_province *province, const char *published_at,
                                 const char *program_version, const char *folder,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct document document;
    open_document(&document, province, published_at, program_version);
    LT_TRY(lt_arena_create(&document.arena, err));
    LT_TRY(write_page(&document, folder, err));
    LT_TRY(lt_write_table_book(&document.model, folder, "province.xlsx", err));
    LT_TRY(write_json(&document, folder, err));
out:
    lt_arena_destroy(document.arena);
    return status;
}
