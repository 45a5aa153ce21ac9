/* The words of a case: in files, and as people read them. */
#include "liangtian/ledger.h"

struct name {
    const char *word, *zh, *en;
};

static const struct name findings[] = {
    [LT_FINDING_SUSPECT] = {"SUSPECT", "疑似", "suspect"},
    [LT_FINDING_CONFIRMED] = {"CONFIRMED", "已核查属实", "confirmed"},
    [LT_FINDING_NOT_FOUNDED] = {"NOT-FOUNDED", "不属实", "not founded"},
    [LT_FINDING_EXEMPT] = {"EXEMPT", "已审批备案", "exempt"},
    [LT_FINDING_UNPROVEN] = {"UNPROVEN", "证据不足", "unproven"},
};
static const struct name times[] = {
    [LT_TIME_UNDATED] = {"UNDATED", "存量待定", "undated"},
    [LT_TIME_STOCK] = {"STOCK", "存量", "stock"},
    [LT_TIME_NEW] = {"NEW", "新增", "new"},
    [LT_TIME_RELAPSED] = {"RELAPSED", "反弹", "relapsed"},
};
static const struct name handlings[] = {
    [LT_HANDLING_ISSUED] = {"ISSUED", "待核查", "to be checked"},
    [LT_HANDLING_CHECKING] = {"CHECKING", "核查举证", "being checked"},
    [LT_HANDLING_FOUNDED] = {"FOUNDED", "属实待整改", "founded, to be rectified"},
    [LT_HANDLING_NOT_FOUNDED] = {"NOT-FOUNDED", "不属实待复核", "not founded, to be reviewed"},
    [LT_HANDLING_LEGAL] = {"LEGAL", "合法待复核", "legal, to be reviewed"},
    [LT_HANDLING_RECTIFYING] = {"RECTIFYING", "整改中", "being rectified"},
    [LT_HANDLING_OVERDUE] = {"OVERDUE", "逾期未整改", "overdue"},
    [LT_HANDLING_EXIT_PLANNED] = {"EXIT-PLANNED", "计划退出", "exit planned"},
    [LT_HANDLING_RECTIFIED_PROPOSED] = {"RECTIFIED-PROPOSED", "影像显示已整改待核实",
                                        "rectified by the raster, to be checked"},
    [LT_HANDLING_RECTIFIED] = {"RECTIFIED", "已整改待验收", "rectified, to be accepted"},
    [LT_HANDLING_RECTIFIED_LATE] = {"RECTIFIED-LATE", "逾期整改待验收",
                                    "rectified late, to be accepted"},
    [LT_HANDLING_COUNTY_ACCEPTED] = {"COUNTY-ACCEPTED", "县级验收", "accepted by the county"},
    [LT_HANDLING_CITY_REVIEWED] = {"CITY-REVIEWED", "市级复核", "reviewed by the city"},
    [LT_HANDLING_RETURNED] = {"RETURNED", "退回", "returned"},
    [LT_HANDLING_CLOSED] = {"CLOSED", "销号", "closed"},
    [LT_HANDLING_ENDED] = {"ENDED", "并入其他图斑或不再出现", "merged or gone"},
    [LT_HANDLING_NONE] = {"", "", ""},
};
static const struct name sights[] = {
    [LT_SEEN_SHOWN] = {"SHOWN", "影像显示", "shown"},
    [LT_SEEN_NOT_JUDGED] = {"CARRIED", "本期未判结转", "not judged, carried over"},
    [LT_SEEN_CLEAN] = {"CLEAN", "影像未见", "seen clean"},
};
static const struct name remedies[] = {
    [LT_REMEDY_NONE] = {"", "", ""},
    [LT_REMEDY_AT_ONCE] = {"AT-ONCE", "即可恢复", "restored at once"},
    [LT_REMEDY_WORKS] = {"WORKS", "工程恢复", "restored by works"},
    [LT_REMEDY_GRADUAL] = {"GRADUAL", "逐步退出", "left step by step"},
    [LT_REMEDY_KEEP] = {"KEEP", "保留", "kept"},
};
static const struct name photo_places[] = {
    [LT_PHOTO_AT_CASE] = {"AT-CASE", "拍摄于图斑处", "taken at the case"},
    [LT_PHOTO_ELSEWHERE] = {"ELSEWHERE", "拍摄位置不在图斑处", "taken elsewhere"},
    [LT_PHOTO_NO_POSITION] = {"NO-POSITION", "无拍摄位置", "without a position"},
};
static const struct name photo_days[] = {
    [LT_PHOTO_DAY_FITS] = {"FITS", "拍摄日期相符", "day fits"},
    [LT_PHOTO_DAY_EARLY] = {"EARLY", "早于首次发现期", "before the case was seen"},
    [LT_PHOTO_DAY_LATE] = {"LATE", "晚于收取之日", "after the day it was taken in"},
    [LT_PHOTO_NO_DAY] = {"NO-DAY", "无拍摄日期", "without a day"},
};
static const struct name states[] = {
    [LT_STATE_ABSENT] = {"ABSENT", "未入账", "not in the ledger"},
    [LT_STATE_UNPROVEN] = {"UNPROVEN", "证据不足", "unproven"},
    [LT_STATE_EXEMPT] = {"EXEMPT", "已审批备案", "exempt"},
};

const char *lt_case_finding_name(enum lt_case_finding finding)
{
    return findings[finding].word;
}
const char *lt_case_time_name(enum lt_case_time time)
{
    return times[time].word;
}
const char *lt_case_handling_name(enum lt_case_handling handling)
{
    return handlings[handling].word;
}
const char *lt_case_seen_name(enum lt_case_seen seen)
{
    return sights[seen].word;
}
const char *lt_case_remedy_name(enum lt_case_remedy remedy)
{
    return remedies[remedy].word;
}
const char *lt_actor_name(enum lt_actor actor)
{
    return actor == LT_ACTOR_RUN ? "run" : actor == LT_ACTOR_COUNTY ? "county" : "city";
}
const char *lt_photo_place_name(enum lt_photo_place place)
{
    return photo_places[place].word;
}
const char *lt_photo_day_name(enum lt_photo_day day)
{
    return photo_days[day].word;
}
const char *lt_photo_place_title(enum lt_photo_place place, bool chinese)
{
    return chinese ? photo_places[place].zh : photo_places[place].en;
}
const char *lt_photo_day_title(enum lt_photo_day day, bool chinese)
{
    return chinese ? photo_days[day].zh : photo_days[day].en;
}
const char *lt_case_finding_title(enum lt_case_finding finding, bool chinese)
{
    return chinese ? findings[finding].zh : findings[finding].en;
}
const char *lt_case_time_title(enum lt_case_time time, bool chinese)
{
    return chinese ? times[time].zh : times[time].en;
}
const char *lt_case_handling_title(enum lt_case_handling handling, bool chinese)
{
    return chinese ? handlings[handling].zh : handlings[handling].en;
}
const char *lt_case_seen_title(enum lt_case_seen seen, bool chinese)
{
    return chinese ? sights[seen].zh : sights[seen].en;
}
const char *lt_case_remedy_title(enum lt_case_remedy remedy, bool chinese)
{
    return chinese ? remedies[remedy].zh : remedies[remedy].en;
}
const char *lt_actor_title(enum lt_actor actor, bool chinese)
{
    const char *const zh = actor == LT_ACTOR_RUN      ? "影像"
                           : actor == LT_ACTOR_COUNTY ? "县级"
                                                      : "市级";
    return chinese ? zh : lt_actor_name(actor);
}

static const struct name *state_name(enum lt_case_state state)
{
    return state < LT_STATE_HANDLING ? &states[state] : &handlings[state - LT_STATE_HANDLING];
}
const char *lt_case_state_name(enum lt_case_state state)
{
    return state_name(state)->word;
}
const char *lt_case_state_title(enum lt_case_state state, bool chinese)
{
    return chinese ? state_name(state)->zh : state_name(state)->en;
}

static const char *const graves[][3] = {
    [LT_GRAVE_NO] = {"", "", ""},
    [LT_GRAVE_BY_RULE] = {"RULE", "规则所列", "by its rule"},
    [LT_GRAVE_BY_FEEDBACK] = {"FEEDBACK", "影像与上级下发印证", "image and feedback from above"},
    [LT_GRAVE_BY_REVIEW] = {"REVIEW", "影像与核查印证", "image and review"},
};

const char *lt_case_grave_name(enum lt_case_grave grave)
{
    return graves[grave][0];
}

const char *lt_case_grave_title(enum lt_case_grave grave, bool chinese)
{
    return graves[grave][chinese ? 1 : 2];
}

enum lt_rule_severity lt_case_severity(const struct lt_case *one)
{
    return one->grave != LT_GRAVE_NO ? LT_RULE_GRAVE : one->severity;
}
