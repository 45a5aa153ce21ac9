/* What people call the results of a comparison with feedback, and the changes it tells of. */
#include "liangtian/feedback.h"

static const char *const matches[LT_FEEDBACK_COUNT][3] = {
    [LT_FEEDBACK_CONFIRMED] = {"CONFIRMED", "两源印证", "found by both"},
    [LT_FEEDBACK_APPROVED] = {"APPROVED", "已审批备案", "covered by an approval"},
    [LT_FEEDBACK_THEIRS] = {"THEIRS", "仅上级发现", "found from above only"},
    [LT_FEEDBACK_CONTRADICTED] = {"CONTRADICTED", "两源不符", "contradicted"},
    [LT_FEEDBACK_AGREED] = {"AGREED", "均为耕地", "cropland, say both"},
    [LT_FEEDBACK_LATER] = {"LATER", "影像晚于本期", "their image is later"},
    [LT_FEEDBACK_UNJUDGED] = {"UNJUDGED", "图形不可用", "no usable polygon"},
};

const char *lt_feedback_match_name(enum lt_feedback_match match)
{
    return matches[match][0];
}

const char *lt_feedback_match_title(enum lt_feedback_match match, bool chinese)
{
    return matches[match][chinese ? 1 : 2];
}

static const char *const changes[LT_CHANGE_COUNT][3] = {
    [LT_CHANGE_CROPLAND] = {"cropland", "耕地", "cropland"},
    [LT_CHANGE_STRUCTURE] = {"structure", "农业结构调整", "agricultural structure"},
    [LT_CHANGE_BUILT] = {"built", "非农化", "built or dug"},
    [LT_CHANGE_OTHER] = {"other", "其他", "other"},
    [LT_CHANGE_UNKNOWN] = {"unknown", "代码未登记", "code not listed"},
};

const char *lt_feedback_change_name(enum lt_feedback_change change)
{
    return changes[change][0];
}

const char *lt_feedback_change_title(enum lt_feedback_change change, bool chinese)
{
    return changes[change][chinese ? 1 : 2];
}
