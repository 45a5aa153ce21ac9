/* The notice: annexes. Tables lie across the page, maps stand. */
#include <string.h>

#include "liangtian/evidence.h"
#include "outputs_notice.h"
#include "support/arena.h"

bool lt_notice_in_body(const struct lt_report_table *table)
{
    static const char *const body[] = {"progress", "tiers", "remedies"};
    for (size_t i = 0; i < sizeof body / sizeof *body; i++) {
        if (strcmp(table->id, body[i]) == 0) {
            return true;
        }
    }
    return strcmp(table->id, "deadlines") == 0 && table->row_count <= LT_NOTICE_SHORT;
}

/* The next one's. */
static const char *annex_name(struct lt_notice *notice)
{
    return lt_arena_printf(notice->arena, "%s%u", lt_say(notice->model, "附件", "Annex "),
                           ++notice->annexes);
}

/* --- tables --- */

static enum lt_status rules(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_notice_table table;
    LT_TRY(lt_notice_table_make(notice, &table, lt_rules_head, LT_RULES_COLUMNS, 0x1f8u,
                                model->rule_count, err));
    table.title = lt_say(model, "各规则结果", "Rules");
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct lt_report_rule *const line = &model->rules[i];
        const struct lt_rule *const rule = line->rule;
        lt_notice_cell(&table,
                       lt_arena_printf(notice->arena, "%s %s%s",
                                       lt_say(model, rule->title_zh, rule->title_en), rule->id,
                                       rule->enabled ? "" : lt_say(model, "（未启用）", " (off)")));
        lt_notice_cell(&table, rule->clause);
        lt_notice_cell(&table, lt_say(model, rule->citation_zh, rule->citation_en));
        if (lt_formula_is_floor(rule->formula)) {
            lt_notice_cell(&table, lt_say(model, "见底线", "see floors"));
            for (int c = 4; c < LT_RULES_COLUMNS; c++) {
                lt_notice_cell(&table, "—");
            }
            continue;
        }
        const uint64_t counts[] = {line->subjects, line->meets, line->below, line->undecided,
                                   line->cases};
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            lt_notice_cell_count(notice, &table, counts[c]);
        }
        lt_notice_cell_measure(notice, &table, line->cases_m2, LT_MEASURE_MU);
    }
    lt_notice_table_print(notice, &table);
out:
    return status;
}

static enum lt_status thresholds(struct lt_notice *notice, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"门槛", "threshold"}, {"数值", "value"}, {"单位", "unit"}, {"来源", "source"}};
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_notice_table table;
    struct lt_threshold *items = NULL;
    size_t count = 0;
    LT_TRY(lt_thresholds(model, notice->arena, &items, &count, err));
    LT_TRY(lt_notice_table_make(notice, &table, head, 4, 0x2u, count, err));
    table.title = lt_say(model, "门槛及其来源", "Thresholds");
    for (size_t i = 0; i < count; i++) {
        char value[LT_DOUBLE_TEXT];
        lt_notice_cell(&table, items[i].title);
        lt_notice_cell(&table,
                       lt_arena_text(notice->arena, lt_format_double(items[i].value, value)));
        lt_notice_cell(&table, items[i].unit);
        lt_notice_cell(&table, items[i].overridden ? lt_say(model, "市级配置，非文件规定",
                                                            "city's config, not from the mandate")
                               : items[i].from_mandate ? lt_say(model, "文件规定", "mandate")
                                                       : lt_say(model, "程序默认，非文件规定",
                                                                "default, not from the mandate"));
    }
    lt_notice_table_print(notice, &table);
out:
    return status;
}

static enum lt_status quality(struct lt_notice *notice, struct lt_error *err)
{
    static const char *const head[][2] = {{"图层", "layer"},
                                          {"文件", "file"},
                                          {"要素", "features"},
                                          {"已判", "judged"},
                                          {"未判", "not judged"},
                                          {"修复", "repaired"},
                                          {"重叠", "overlaps"},
                                          {"超出影像", "off the raster"},
                                          {"面积（公顷）", "area, ha"},
                                          {"未判（公顷）", "not judged, ha"}};
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_notice_table table;
    LT_TRY(lt_notice_table_make(notice, &table, head, 10, 0x3fcu, model->quality_count, err));
    table.title = lt_say(model, "数据质量", "Data quality");
    for (size_t i = 0; i < model->quality_count; i++) {
        const struct lt_report_quality *const line = &model->quality[i];
        const uint64_t counts[] = {line->features, line->judged,   line->not_judged,
                                   line->repaired, line->overlaps, line->off_raster};
        lt_notice_cell(&table, lt_layer_title(line->layer, model->config->chinese));
        lt_notice_cell(&table, line->name);
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            lt_notice_cell_count(notice, &table, counts[c]);
        }
        lt_notice_cell_measure(notice, &table, line->gross_m2, LT_MEASURE_HECTARE);
        lt_notice_cell_measure(notice, &table, line->not_judged_m2, LT_MEASURE_HECTARE);
    }
    lt_notice_table_print(notice, &table);
out:
    return status;
}

static enum lt_status inputs(struct lt_notice *notice, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"输入", "input"}, {"文件", "file"}, {"字节", "bytes"}, {"SHA-256", "SHA-256"}};
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_notice_table table;
    LT_TRY(lt_notice_table_make(notice, &table, head, 4, 0x4u, model->input_count, err));
    table.title = lt_say(model, "输入文件", "Inputs");
    for (size_t i = 0; i < model->input_count; i++) {
        lt_notice_cell(&table, lt_input_title(model->inputs[i].role, model->config->chinese));
        lt_notice_cell(&table, model->inputs[i].name);
        lt_notice_cell_count(notice, &table, model->inputs[i].bytes);
        lt_notice_cell(&table, model->inputs[i].sha256);
    }
    lt_notice_table_print(notice, &table);
out:
    return status;
}

static enum lt_status tables(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    notice->medium->turn(notice, true);
    lt_notice_paragraph(notice, LT_ROLE_ANNEX, annex_name(notice));
    LT_TRY(lt_notice_floors(notice, true, err));
    for (size_t i = 0; i < model->table_count; i++) {
        const struct lt_report_table *const table = &model->tables[i];
        if (lt_notice_in_body(table) || (table->detail && lt_is_public(model))) {
            continue;
        }
        LT_TRY(lt_notice_report_table(notice, table, LT_NOTICE_ROWS, err));
    }
    LT_TRY(rules(notice, err));
    LT_TRY(thresholds(notice, err));
    LT_TRY(quality(notice, err));
    LT_TRY(inputs(notice, err));
out:
    return status;
}

/* --- maps and evidence --- */

/* `count` pages, the annex named above the first. */
static enum lt_status pictures(struct lt_notice *notice, enum lt_notice_picture picture,
                               size_t count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < count; i++) {
        const char *const annex = i == 0 ? lt_type_kept(notice->type, annex_name(notice)) : "";
        LT_TRY(notice->medium->picture(notice, picture, i, annex, err));
    }
out:
    return status;
}

size_t lt_notice_evidence(const struct lt_report_model *model)
{
    const struct lt_evidence_source *const source = model->evidence;
    size_t count = 0;
    while (source != NULL && count < source->count && count < LT_NOTICE_SHEETS &&
           lt_case_severity(source->cases[count]) == LT_RULE_GRAVE) { /* these come first */
        count++;
    }
    return count;
}

enum lt_status lt_notice_annexes(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    LT_TRY(tables(notice, err));
    if (lt_is_public(model)) {
        goto out;
    }
    LT_TRY(pictures(notice, LT_PICTURE_CITY, 1, err));
    LT_TRY(pictures(notice, LT_PICTURE_COUNTY, model->unit_count, err));
    LT_TRY(pictures(notice, LT_PICTURE_EVIDENCE, lt_notice_evidence(model), err));
out:
    return status;
}
