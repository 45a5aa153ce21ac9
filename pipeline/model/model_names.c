/* The stable words and the titles of every enumeration, each list in one place. */
#include <stddef.h>
#include <string.h>

#include "liangtian/accuracy.h"
#include "liangtian/diagnostics.h"
#include "liangtian/ledger.h"
#include "liangtian/legend.h"
#include "liangtian/parcel.h"
#include "liangtian/rules.h"
#include "liangtian/seasons.h"

struct name {
    const char *word, *zh, *en;
};

static const char *const groups[LT_GROUP_COUNT] = {
    [LT_GROUP_GRAIN] = "grain",         [LT_GROUP_OIL] = "oil",
    [LT_GROUP_VEGETABLE] = "vegetable", [LT_GROUP_FORAGE] = "forage",
    [LT_GROUP_OTHER] = "other",         [LT_GROUP_MULCH] = "mulch",
    [LT_GROUP_BARE] = "bare",           [LT_GROUP_ORCHARD] = "orchard",
    [LT_GROUP_FOREST] = "forest",       [LT_GROUP_NURSERY] = "nursery",
    [LT_GROUP_WATER] = "water",         [LT_GROUP_FACILITY] = "facility",
    [LT_GROUP_HARD] = "hard",           [LT_GROUP_RIDGE] = "ridge",
    [LT_GROUP_SOIL] = "soil",
};

enum lt_group lt_legend_group(const struct lt_legend *legend, uint8_t code)
{
    return legend->classes[code].group;
}

const char *lt_group_name(enum lt_group group)
{
    return groups[group];
}

bool lt_group_parse(const char *name, enum lt_group *ret_group)
{
    for (size_t i = 0; i < LT_GROUP_COUNT; i++) {
        if (strcmp(groups[i], name) == 0) {
            *ret_group = (enum lt_group)i;
            return true;
        }
    }
    return false;
}

static const struct name layers[LT_LAYER_COUNT] = {
    [LT_LAYER_PARCEL] = {"parcels", "地类图斑", "parcels"},
    [LT_LAYER_PBF] = {"pbf", "永久基本农田", "permanent basic farmland"},
    [LT_LAYER_ZONE] = {"zones", "粮食生产功能区", "grain function zones"},
    [LT_LAYER_COUNTY] = {"counties", "行政区", "counties"},
    [LT_LAYER_LEASE] = {"leases", "流转地块", "leased parcels"},
    [LT_LAYER_APPROVAL] = {"approvals", "审批备案", "approvals"},
    [LT_LAYER_FEEDBACK] = {"feedback", "上级下发图斑", "feedback"},
    [LT_LAYER_ZONE_FILED] = {"zones_filed", "备案功能区", "function zones as filed"},
    [LT_LAYER_PARCEL_BASE] = {"parcels_base", "基年地类图斑", "parcels of the base year"},
    [LT_LAYER_CROPLAND_TASK] = {"cropland_task", "耕地保护目标", "cropland to be kept"},
    [LT_LAYER_CASE] = {"cases", "台账在册图斑", "ledger cases"},
    [LT_LAYER_PHOTO] = {"photos", "核查照片", "photographs of reviews"},
};

const char *lt_layer_name(enum lt_layer layer)
{
    return layers[layer].word;
}

const char *lt_layer_title(enum lt_layer layer, int chinese)
{
    return chinese ? layers[layer].zh : layers[layer].en;
}

bool lt_layer_is_base(enum lt_layer layer)
{
    return layer == LT_LAYER_ZONE_FILED || layer == LT_LAYER_PARCEL_BASE ||
           layer == LT_LAYER_CROPLAND_TASK;
}

const char *lt_input_title(const char *role, bool chinese)
{
    static const struct name others[] = {
        {"config", "配置", "config"},
        {"legend", "图例", "legend"},
        {"raster", "本期影像", "raster"},
        {"previous raster", "上一半年影像", "previous raster"},
        {"earlier raster", "再前一期影像", "earlier raster"},
        {"baseline raster", "基期影像", "baseline raster"},
        {"true colour", "本期真彩影像", "true colour"},
        {"previous true colour", "上一半年真彩影像", "previous true colour"},
        {"earlier true colour", "再前一期真彩影像", "earlier true colour"},
        {"sample cropland", "耕地样点", "sample of cropland"},
        {"strata cropland", "耕地分层", "strata of cropland"},
        {"sample outside", "耕地以外样点", "sample outside cropland"},
        {"strata outside", "耕地以外分层", "strata outside cropland"},
        {"sample zones", "功能区样点", "sample of zones"},
        {"strata zones", "功能区分层", "strata of zones"},
        {"yields", "单产", "yields"},
        {"parcels seen", "图斑样本", "parcels seen"},
        {"strata of parcels", "图斑样本分层", "strata of parcels"},
        {"reviews", "核查结果", "reviews"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].word, role) == 0) {
            return chinese ? others[i].zh : others[i].en;
        }
    }
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        if (strcmp(layers[layer].word, role) == 0) {
            return chinese ? layers[layer].zh : layers[layer].en;
        }
    }
    return role;
}

const char *lt_attribute_name(enum lt_attribute attribute)
{
    static const char *const names[LT_ATTR_COUNT] = {
        [LT_ATTR_ID] = "id",
        [LT_ATTR_UNIT] = "unit",
        [LT_ATTR_NAME] = "name",
        [LT_ATTR_LAND_CLASS] = "land_class",
        [LT_ATTR_PLANTING] = "planting",
        [LT_ATTR_TARGET] = "target",
        [LT_ATTR_SLOPE] = "slope",
        [LT_ATTR_KIND] = "kind",
        [LT_ATTR_NUMBER] = "number",
        [LT_ATTR_AUTHORITY] = "authority",
        [LT_ATTR_FROM] = "from",
        [LT_ATTR_TO] = "to",
        [LT_ATTR_PURPOSE] = "purpose",
        [LT_ATTR_STANDARD] = "standard",
        [LT_ATTR_OPERATOR] = "operator",
        [LT_ATTR_CROPPING] = "cropping",
    };
    return names[attribute];
}

const char *lt_unjudged_name(enum lt_unjudged reason)
{
    static const char *const names[LT_UNJUDGED_COUNT] = {
        [LT_JUDGED] = "",
        [LT_UNJUDGED_NO_GEOMETRY] = "no_geometry",
        [LT_UNJUDGED_INVALID] = "invalid_geometry",
        [LT_UNJUDGED_OFF_RASTER] = "off_raster",
    };
    return names[reason];
}

static const struct name verdicts[] = {
    [LT_MEETS] = {"MEETS", "达标", "meets"},
    [LT_BELOW] = {"BELOW", "未达标", "below"},
    [LT_UNDECIDED] = {"UNDECIDED", "待定", "undecided"},
};

const char *lt_verdict_name(enum lt_verdict_value verdict)
{
    return verdicts[verdict].word;
}

const char *lt_verdict_title(enum lt_verdict_value verdict, bool chinese)
{
    return chinese ? verdicts[verdict].zh : verdicts[verdict].en;
}

static const struct name reasons[LT_REASON_COUNT] = {
    [LT_REASON_NONE] = {"", "", ""},
    [LT_REASON_UNSEEN] = {"unseen", "云或无影像覆盖", "cloud or no image"},
    [LT_REASON_TOO_SMALL] = {"too_small", "图斑过小不可判", "too small for the pixels"},
    [LT_REASON_PENDING] = {"pending", "须待秋季判定", "needs the autumn season"},
    [LT_REASON_ONE_DATE] = {"one_date", "仅一个时相", "seen at one date only"},
    [LT_REASON_FLOOD] = {"flood", "洪涝期影像", "image taken during a flood"},
    [LT_REASON_OFF_RASTER] = {"off_raster", "超出影像范围", "off the raster"},
    [LT_REASON_INVALID_GEOMETRY] = {"invalid_geometry", "图形无效", "invalid geometry"},
    [LT_REASON_NO_APPROVAL_DATA] = {"no_approval_data", "未提供审批数据", "no approval data given"},
    [LT_REASON_NOT_SUBJECT] = {"not_subject", "不适用", "not a subject of the rule"},
    [LT_REASON_DISABLED] = {"disabled", "规则未启用", "rule disabled"},
    [LT_REASON_EDGE] = {"edge", "边缘条带", "strip along an edge"},
    [LT_REASON_SMALL] = {"small", "小于上图规模", "below the minimum size"},
    [LT_REASON_EXEMPT] = {"exempt", "已审批备案", "covered by an approval"},
    [LT_REASON_SAMPLE] = {"sample", "样本区间跨越底线", "the sample's interval spans the floor"},
    [LT_REASON_UNSAMPLED] = {"no_sample", "没有样本，不作结论", "no sample, nothing is proven"},
    [LT_REASON_CLAIMED] = {"county_claim", "两县重复列入的地块待厘清",
                           "ground that two counties claim"},
    [LT_REASON_FILED] = {"filed_area", "备案面积缺失或重叠", "filed area missing or counted twice"},
    [LT_REASON_NO_RECORD] = {"no_record", "缺所需记录", "what is needed is not on record"},
    [LT_REASON_ONE_CROP] = {"one_crop", "一年一熟区", "one crop a year grows here"},
    [LT_REASON_OTHER_GRID] = {"other_grid", "两期影像格网不一致", "two dates on different grids"},
    [LT_REASON_RESOLUTION] = {"resolution", "影像分辨率不足", "pixels too coarse for the rule"},
    [LT_REASON_NO_THRESHOLD] = {"no_threshold", "未设定阈值", "no threshold is set"},
    [LT_REASON_INTERCROPPED] = {"intercropped", "林粮间作，须实地核查", "trees and grain together"},
    [LT_REASON_RICE_FISH] = {"rice_fish", "稻渔综合种养，按沟坑占比判定",
                             "rice and fish: judged by its share of ditches"},
};

const char *lt_reason_name(enum lt_reason reason)
{
    return reasons[reason].word;
}

const char *lt_reason_title(enum lt_reason reason, bool chinese)
{
    return chinese ? reasons[reason].zh : reasons[reason].en;
}

const char *lt_planting_code(enum lt_planting planting)
{
    static const char *const codes[] = {"", "LS", "FLS", "LYFL", "LLJZ", "XG", "WG"};
    return codes[planting];
}

const char *lt_severity_name(enum lt_severity severity)
{
    static const char *const names[] = {"note", "warning", "reject"};
    return names[severity];
}

const char *lt_quality_name(enum lt_quality quality)
{
    static const char *const names[] = {"completeness", "accuracy", "timeliness", "usability"};
    return names[quality];
}

const char *lt_severity_title(enum lt_severity severity, bool chinese)
{
    static const char *const titles[] = {"提示", "警告", "拒绝"};
    return chinese ? titles[severity] : lt_severity_name(severity);
}

const char *lt_quality_title(enum lt_quality quality, bool chinese)
{
    static const char *const titles[] = {"完整性", "准确性", "时效性", "可用性"};
    return chinese ? titles[quality] : lt_quality_name(quality);
}

const char *lt_floor_decision_name(enum lt_floor_decision decision)
{
    static const char *const names[] = {"undecided", "compliance_proven", "breach_proven"};
    return names[decision];
}

const char *lt_floor_decision_title(enum lt_floor_decision decision, bool chinese)
{
    static const char *const titles[][2] = {
        [LT_FLOOR_UNDECIDED] = {"待定", "undecided"},
        [LT_FLOOR_COMPLIANCE_PROVEN] = {"已证明达标", "compliance proven"},
        [LT_FLOOR_BREACH_PROVEN] = {"已证明不达标", "breach proven"}};
    return titles[decision][chinese ? 0 : 1];
}
