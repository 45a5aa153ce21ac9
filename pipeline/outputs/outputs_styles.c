#include "outputs_styles.h"

#include <stdio.h>
#include <string.h>

#include "outputs_common.h"
#include "outputs_features.h"
#include "outputs_feedback.h"
#include "outputs_update.h"

struct class
{
    const char *value, *label;
    const char *fill, *line; /* "r,g,b,a" */
    const char *pattern;     /* Qt brush: solid, b_diagonal, no … */
};

const char *lt_delivered_name(enum lt_delivered layer)
{
    static const char *const names[LT_DELIVERED_COUNT] = {
        "counties", "zones",  "pbf",      "parcels", "violations",
        "unproven", "exempt", "feedback", "DLTBGX",  "LQDKZT",
    };
    return names[layer];
}

const char *lt_delivered_title(enum lt_delivered layer, bool chinese)
{
    static const char *const titles[LT_DELIVERED_COUNT][2] = {
        {"县区", "counties"},
        {"粮食生产功能区地块", "grain function zones"},
        {"永久基本农田图斑", "permanent basic farmland"},
        {"地类图斑", "parcels"},
        {"疑似“非粮化”图斑", "suspected non-grain use"},
        {"证据不足图斑", "unproven, no case"},
        {"已审批备案图斑", "exempt by approval"},
        {"上级下发图斑比对", "feedback"},
        {"地类图斑更新（种植属性）", "parcels to update (planting attribute)"},
        {"两区地块状态", "state of zone plots"},
    };
    return titles[layer][chinese ? 0 : 1];
}

static void add_option(struct lt_text *qml, const char *name, const char *value)
{
    lt_text_printf(qml, "<Option type=\"QString\" name=\"%s\" value=\"", name);
    lt_text_add_escaped(qml, value);
    lt_text_add(qml, "\"/>");
}

static void add_symbol(struct lt_text *qml, size_t number, const struct class *class)
{
    lt_text_printf(
        qml,
        "<symbol type=\"fill\" name=\"%zu\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">"
        "<layer class=\"SimpleFill\" pass=\"0\" locked=\"0\" enabled=\"1\"><Option type=\"Map\">",
        number);
    add_option(qml, "color", class->fill);
    add_option(qml, "outline_color", class->line);
    add_option(qml, "outline_style", "solid");
    add_option(qml, "outline_width", "0.26");
    add_option(qml, "outline_width_unit", "MM");
    add_option(qml, "style", class->pattern);
    lt_text_add(qml, "</Option></layer></symbol>");
}

static void add_categories(struct lt_text *qml, const char *column, const struct class *classes,
                           size_t count)
{
    lt_text_printf(qml,
                   "<renderer-v2 type=\"categorizedSymbol\" attr=\"%s\" symbollevels=\"0\""
                   " enableorderby=\"0\" forceraster=\"0\"><categories>",
                   column);
    for (size_t i = 0; i < count; i++) {
        lt_text_add(qml, "<category render=\"true\" type=\"string\" value=\"");
        lt_text_add_escaped(qml, classes[i].value);
        lt_text_printf(qml, "\" symbol=\"%zu\" label=\"", i);
        lt_text_add_escaped(qml, classes[i].label);
        lt_text_add(qml, "\"/>");
    }
    lt_text_add(qml, "</categories><symbols>");
    for (size_t i = 0; i < count; i++) {
        add_symbol(qml, i, &classes[i]);
    }
    lt_text_add(qml, "</symbols></renderer-v2>");
}

static void add_single(struct lt_text *qml, const struct class *class)
{
    lt_text_add(qml, "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\""
                     " forceraster=\"0\"><symbols>");
    add_symbol(qml, 0, class);
    lt_text_add(qml, "</symbols></renderer-v2>");
}

static void add_labels(struct lt_text *qml, const char *column)
{
    lt_text_printf(
        qml,
        "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"%s\""
        " isExpression=\"0\" fontFamily=\"Noto Sans CJK SC\" fontSize=\"10\" fontSizeUnit=\"Point\""
        " textColor=\"40,40,40,255\"><text-buffer bufferDraw=\"1\" bufferSize=\"0.8\""
        " bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,220\"/></text-style>"
        "<placement placement=\"1\"/></settings></labeling>",
        column);
}

static void add_verdicts(struct lt_text *qml, const struct lt_report_model *model)
{
    const struct class classes[] = {
        {"MEETS", lt_subject_verdict(model, LT_MEETS), "0,158,115,110", "0,110,80,255", "solid"},
        {"BELOW", lt_subject_verdict(model, LT_BELOW), "213,94,0,180", "150,60,0,255", "solid"},
        {"UNDECIDED", lt_subject_verdict(model, LT_UNDECIDED), "240,228,66,160", "150,140,20,255",
         "b_diagonal"},
        {"", lt_say(model, "不适用", "not judged"), "190,190,190,60", "150,150,150,255", "solid"},
    };
    add_categories(qml, "verdict", classes, sizeof classes / sizeof *classes);
}

static struct class time_class(enum lt_case_time time, bool words, bool zh, const char *fill,
                               const char *line, const char *pattern)
{
    const char *const title = lt_case_time_title(time, zh);
    return (struct class){words ? lt_case_time_name(time) : title, title, fill, line, pattern};
}

/* `words`: the column holds the fixed words, else what people read. */
static void add_times(struct lt_text *qml, const char *column, bool words, bool zh)
{
    const struct class classes[] = {
        time_class(LT_TIME_NEW, words, zh, "213,94,0,170", "130,50,0,255", "solid"),
        time_class(LT_TIME_RELAPSED, words, zh, "204,121,167,170", "120,50,90,255", "solid"),
        time_class(LT_TIME_STOCK, words, zh, "230,159,0,150", "140,95,0,255", "solid"),
        time_class(LT_TIME_UNDATED, words, zh, "86,180,233,150", "0,90,140,255", "b_diagonal"),
    };
    add_categories(qml, column, classes, sizeof classes / sizeof *classes);
}

void lt_style_add_alias(struct lt_text *qml, const char *column, size_t index, const char *title)
{
    lt_text_printf(qml, "<alias field=\"%s\" index=\"%zu\" name=\"", column, index);
    lt_text_add_escaped(qml, title);
    lt_text_add(qml, "\"/>");
}

/* Aliases, and a list to choose from where the schema has codes. */
static void add_case_columns(struct lt_text *qml, const struct lt_report_model *model,
                             bool shapefile)
{
    const struct lt_layer_schema *const schema = model->violation_schema;
    lt_text_add(qml, "<fieldConfiguration>");
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        if (field->code_count == 0) {
            continue;
        }
        lt_text_printf(
            qml,
            "<field name=\"%s\"><editWidget type=\"ValueMap\"><config><Option type=\"Map\">"
            "<Option type=\"List\" name=\"map\">",
            shapefile ? field->name : field->column);
        for (size_t k = 0; k < field->code_count; k++) {
            lt_text_add(qml, "<Option type=\"Map\"><Option type=\"QString\" name=\"");
            lt_text_add_escaped(qml, field->codes[k].title_zh[0] == '\0'
                                         ? field->codes[k].code
                                         : field->codes[k].title_zh);
            lt_text_add(qml, "\" value=\"");
            lt_text_add_escaped(qml, field->codes[k].code);
            lt_text_add(qml, "\"/></Option>");
        }
        lt_text_add(qml, "</Option></Option></config></editWidget></field>");
    }
    lt_text_add(qml, "</fieldConfiguration>");
    lt_text_add(qml, "<aliases>");
    size_t index = 0;
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        const char *const title = lt_say(model, field->title_zh, field->title_en);
        char text[256];
        if (shapefile) {
            lt_style_add_alias(qml, field->name, index++, title);
        } else if (lt_case_column_has_word(field)) {
            snprintf(text, sizeof text, "%s%s", title, lt_say(model, "（代码）", " (word)"));
            lt_style_add_alias(qml, field->column, ++index, text);
            snprintf(text, sizeof text, "%s_title", field->column);
            lt_style_add_alias(qml, text, ++index, title);
        } else {
            lt_style_add_alias(qml, field->column, ++index, title);
        }
    }
    lt_text_add(qml, "</aliases>");
}

static const char head[] =
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    "<qgis version=\"3.22.0\" styleCategories=\"Symbology|Labeling|Fields|Forms\""
    " labelsEnabled=\"";

void lt_style_add_shapefile(struct lt_text *qml, const struct lt_report_model *model)
{
    const struct lt_layer_schema *const schema = model->violation_schema;
    const char *column = "";
    for (size_t i = 0; i < schema->field_count; i++) {
        column = strcmp(schema->fields[i].column, "time") == 0 ? schema->fields[i].name : column;
    }
    lt_text_add(qml, head);
    lt_text_add(qml, "0\">");
    add_times(qml, column, false, model->config->chinese);
    add_case_columns(qml, model, true);
    lt_text_add(qml, "</qgis>\n");
}

bool lt_delivered_there(const struct lt_report_model *model, enum lt_delivered layer)
{
    return layer != LT_DELIVERED_FEEDBACK || (model->feedback != NULL && model->feedback->given);
}

bool lt_style_has_labels(enum lt_delivered layer)
{
    return layer == LT_DELIVERED_COUNTIES;
}

/* How a polygon from above stands to our cases. */
static void add_results(struct lt_text *qml, bool zh)
{
    static const char *const colours[LT_FEEDBACK_COUNT][3] = {
        [LT_FEEDBACK_CONFIRMED] = {"213,94,0,150", "130,50,0,255", "solid"},
        [LT_FEEDBACK_APPROVED] = {"0,114,178,90", "0,70,120,255", "f_diagonal"},
        [LT_FEEDBACK_THEIRS] = {"230,159,0,150", "140,95,0,255", "solid"},
        [LT_FEEDBACK_CONTRADICTED] = {"204,121,167,150", "120,50,90,255", "cross"},
        [LT_FEEDBACK_AGREED] = {"0,158,115,90", "0,110,80,255", "solid"},
        [LT_FEEDBACK_LATER] = {"86,180,233,120", "0,90,140,255", "b_diagonal"},
        [LT_FEEDBACK_UNJUDGED] = {"153,153,153,120", "90,90,90,255", "dense6"},
    };
    struct class classes[LT_FEEDBACK_COUNT];
    for (int i = 0; i < LT_FEEDBACK_COUNT; i++) {
        classes[i] = (struct class){lt_feedback_match_name((enum lt_feedback_match)i),
                                    lt_feedback_match_title((enum lt_feedback_match)i, zh),
                                    colours[i][0], colours[i][1], colours[i][2]};
    }
    add_categories(qml, "result", classes, LT_FEEDBACK_COUNT);
}

/* What the planting attribute is proposed to be; nothing where the evidence does not decide. */
static void add_proposals(struct lt_text *qml, const struct lt_report_model *model)
{
    const struct class classes[] = {
        {lt_planting_code(LT_PLANTING_LS), lt_say(model, "粮食作物 LS", "grain, LS"),
         "0,158,115,110", "0,110,80,255", "solid"},
        {lt_planting_code(LT_PLANTING_LYFL), lt_say(model, "粮与非粮轮作 LYFL", "rotation, LYFL"),
         "86,180,233,110", "0,90,140,255", "solid"},
        {lt_planting_code(LT_PLANTING_FLS), lt_say(model, "非粮作物 FLS", "no grain, FLS"),
         "230,159,0,150", "140,95,0,255", "solid"},
        {lt_planting_code(LT_PLANTING_WG), lt_say(model, "未耕种 WG", "not planted, WG"),
         "213,94,0,150", "130,50,0,255", "solid"},
        {"", lt_say(model, "未定", "open"), "240,228,66,120", "150,140,20,255", "b_diagonal"},
    };
    add_categories(qml, "JYZZSXDM", classes, sizeof classes / sizeof *classes);
}

static void add_symbols(struct lt_text *qml, const struct lt_report_model *model,
                        enum lt_delivered layer)
{
    static const struct class outline = {"", "", "255,255,255,0", "60,60,60,255", "no"};
    static const struct class unproven = {"", "", "153,153,153,120", "90,90,90,255", "dense6"};
    static const struct class exempt = {"", "", "0,114,178,90", "0,70,120,255", "f_diagonal"};
    switch (layer) {
    case LT_DELIVERED_COUNTIES:
        add_single(qml, &outline);
        break;
    case LT_DELIVERED_ZONES:
    case LT_DELIVERED_PBF:
    case LT_DELIVERED_PARCELS:
        add_verdicts(qml, model);
        break;
    case LT_DELIVERED_VIOLATIONS:
        add_times(qml, "time", true, model->config->chinese);
        break;
    case LT_DELIVERED_FEEDBACK:
        add_results(qml, model->config->chinese);
        break;
    case LT_DELIVERED_DLTBGX:
        add_proposals(qml, model);
        break;
    case LT_DELIVERED_LQDKZT:
        add_single(qml, &outline);
        break;
    case LT_DELIVERED_UNPROVEN:
        add_single(qml, &unproven);
        break;
    case LT_DELIVERED_EXEMPT:
    case LT_DELIVERED_COUNT:
        add_single(qml, &exempt);
        break;
    }
}

void lt_style_add_contents(struct lt_text *qml, const struct lt_report_model *model,
                           enum lt_delivered layer)
{
    add_symbols(qml, model, layer);
    if (lt_style_has_labels(layer)) {
        add_labels(qml, "name");
    }
    if (layer >= LT_DELIVERED_VIOLATIONS && layer <= LT_DELIVERED_EXEMPT) {
        add_case_columns(qml, model, false);
        return;
    }
    lt_text_add(qml, "<aliases>");
    if (layer == LT_DELIVERED_FEEDBACK) {
        lt_feedback_aliases(qml, model);
    } else if (layer > LT_DELIVERED_FEEDBACK) {
        lt_update_aliases(qml, model, layer);
    } else {
        lt_feature_aliases(qml, model, layer);
    }
    lt_text_add(qml, "</aliases>");
}

void lt_style_add(struct lt_text *qml, const struct lt_report_model *model, enum lt_delivered layer)
{
    lt_text_add(qml, head);
    lt_text_add(qml, lt_style_has_labels(layer) ? "1\">" : "0\">");
    lt_style_add_contents(qml, model, layer);
    lt_text_add(qml, "</qgis>\n");
}
