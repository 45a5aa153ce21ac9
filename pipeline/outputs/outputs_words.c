#include "outputs_words.h"

#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "support/arena.h"

const char *const lt_rules_head[LT_RULES_COLUMNS][2] = {{"规则", "rule"},
                                                        {"条款", "clause"},
                                                        {"依据", "legal basis"},
                                                        {"适用（个）", "subjects"},
                                                        {"未见问题（个）", "nothing found"},
                                                        {"疑似或提示（个）", "suspect or noted"},
                                                        {"待定（个）", "undecided"},
                                                        {"在册（个）", "cases"},
                                                        {"在册（亩）", "cases, mu"}};

/* Collects sentences; the first failure is kept and answered at the end. */
struct speech {
    const struct lt_report_model *model;
    struct lt_arena *arena;
    struct lt_sentences *sentences;
    struct lt_text text;
    bool failed;
};

static void add(struct speech *speech, const char *zh, const char *en)
{
    lt_text_add(&speech->text, lt_say(speech->model, zh, en));
}

static void end(struct speech *speech, enum lt_tone tone)
{
    struct lt_sentences *const list = speech->sentences;
    char *text = NULL;
    if (!speech->text.failed && speech->text.length > 0 && list->count < LT_SENTENCES_MAX) {
        text = lt_arena_text(speech->arena, speech->text.data);
    }
    lt_text_finish(&speech->text);
    if (text == NULL) {
        speech->failed = true;
        return;
    }
    list->items[list->count++] = (struct lt_sentence){tone, text};
}

static enum lt_status finish(struct speech *speech, struct lt_error *err)
{
    lt_text_finish(&speech->text);
    return speech->failed ? lt_fail_memory(err, "the report's sentences") : LT_OK;
}

struct lt_interval lt_floor_interval(const struct lt_floor *floor)
{
    const struct lt_estimate *const area = &floor->sample.area;
    const bool decides = floor->sample.given && area->method != LT_BY_NOTHING &&
                         strcmp(floor->rule_id, "SOWN-AREA") == 0;
    return decides ? (struct lt_interval){area->low, area->high} : floor->area_m2;
}

const char *lt_rule_title(const struct lt_report_model *model, const char *rule_id)
{
    const struct lt_rule *const rule = lt_rule_by_id(model, rule_id);
    return rule == NULL ? rule_id : lt_say(model, rule->title_zh, rule->title_en);
}

const char *lt_image_dates(const struct lt_report_model *model, struct lt_arena *arena)
{
    if (model->period == NULL || model->period->raster.image_from == NULL ||
        model->period->raster.image_from[0] == '\0') {
        return "";
    }
    const char *const text =
        lt_arena_printf(arena, "%s %s %s", model->period->raster.image_from,
                        lt_say(model, "至", "to"), model->period->raster.image_to);
    return text == NULL ? "" : text;
}

const char *lt_published_time(const struct lt_report_model *model, struct lt_arena *arena)
{
    const char *const stamp = model->published_at;
    if (strlen(stamp) != 20 || stamp[10] != 'T' || stamp[19] != 'Z') {
        return stamp;
    }
    const char *const text = lt_arena_printf(arena, "%.10s %.8s UTC", stamp, stamp + 11);
    return text == NULL ? "" : text;
}

const char *lt_report_title(const struct lt_report_model *model, struct lt_arena *arena)
{
    const char *const text =
        model->config->chinese
            ? lt_arena_printf(arena, "%s防止耕地“非粮化”监测评价报告", model->config->city_name_zh)
            : lt_arena_printf(arena, "Farmland and grain monitoring report: %s",
                              model->config->city_name_en);
    return text == NULL ? "" : text;
}

struct lt_balance lt_city_balance(const struct lt_report_model *model)
{
    return model->city.balance;
}

/* --- conclusions --- */

static enum lt_tone tone_of(enum lt_verdict_value verdict)
{
    return verdict == LT_MEETS ? LT_TONE_GOOD : verdict == LT_BELOW ? LT_TONE_BAD : LT_TONE_OPEN;
}

static void say_autumn(struct speech *speech, const struct lt_floor *floor)
{
    if (floor->autumn_must_bring_m2.high <= 0) {
        return;
    }
    struct lt_interval need = floor->autumn_must_bring_m2;
    need.low = need.low < 0 ? 0 : need.low;
    add(speech, "秋季尚须完成 ", " Autumn must still bring ");
    lt_add_interval(&speech->text, need, LT_MEASURE_WANMU);
    if (floor->has_last_autumn) {
        add(speech, " 万亩（上年秋季监测为 ", " wanmu (last autumn: ");
        lt_add_interval(&speech->text, floor->last_autumn_m2, LT_MEASURE_WANMU);
        add(speech, " 万亩）。", " wanmu).");
    } else {
        add(speech, " 万亩。", " wanmu.");
    }
}

static void add_wanmu(struct speech *speech, double m2)
{
    lt_add_measure(&speech->text, m2, LT_MEASURE_WANMU);
}

/* "about 168 more points would decide". */
static void say_more(struct speech *speech, enum lt_floor_decision decision, uint64_t points)
{
    if (decision == LT_FLOOR_UNDECIDED && points != LT_NO_SAMPLE_DECIDES) {
        add(speech, "，约再判读 ", "; about ");
        lt_add_count(&speech->text, points);
        add(speech, " 个样点可定", " more points would decide");
    }
}

/* What the labelled sample says of the floor. */
static void say_sample(struct speech *speech, const struct lt_floor *floor, bool zones)
{
    const struct lt_estimate *const area = &floor->sample.area;
    if (!floor->sample.given || area->method == LT_BY_NOTHING) {
        return;
    }
    add(speech, zones ? "按样本订正，有效面积 " : "按样本订正为 ",
        zones ? " Effective area by the sample: " : " Adjusted by the sample: ");
    add_wanmu(speech, area->value);
    add(speech, " 万亩（95%区间 ", " wanmu (95 % interval ");
    lt_add_interval(&speech->text, (struct lt_interval){area->low, area->high}, LT_MEASURE_WANMU);
    add(speech, "，单侧下限 ", ", one-sided bounds ");
    add_wanmu(speech, area->lower);
    add(speech, "、上限 ", " and ");
    add_wanmu(speech, area->upper);
    add(speech, "）：", "): ");
    lt_text_add(&speech->text,
                lt_floor_decision_title(floor->sample.decision, speech->model->config->chinese));
    say_more(speech, floor->sample.decision, floor->sample.more_points);
    add(speech, "。", ".");
}

static void say_output(struct speech *speech)
{
    const struct lt_output *const output = &speech->model->output;
    if (!output->given || output->floor_kg <= 0) {
        return;
    }
    add(speech, "粮食产量 ", "Grain output ");
    if (!isnan(output->mapped_kg)) {
        lt_add_measure(&speech->text, output->mapped_kg, LT_MEASURE_YIJIN);
        add(speech, " 亿斤（图上面积乘单产，未订正）",
            " yijin (mapped area times yield, unadjusted)");
    }
    if (output->sampled) {
        add(speech, "，按样本订正为 ", ", adjusted by the sample ");
        lt_add_measure(&speech->text, output->kg.value, LT_MEASURE_YIJIN);
        add(speech, " 亿斤（95%区间 ", " yijin (95 % interval ");
        lt_add_interval(&speech->text, (struct lt_interval){output->kg.low, output->kg.high},
                        LT_MEASURE_YIJIN);
        add(speech, "）", ")");
    }
    add(speech, "，底线 ", ", floor ");
    lt_add_measure(&speech->text, output->floor_kg, LT_MEASURE_YIJIN);
    add(speech, " 亿斤：", " yijin: ");
    const bool zh = speech->model->config->chinese;
    lt_text_add(&speech->text, output->sampled ? lt_floor_decision_title(output->decision, zh)
                                               : lt_reason_title(output->reason, zh));
    if (output->sampled) {
        say_more(speech, output->decision, output->more_points);
    }
    add(speech, "。", ".");
    end(speech, tone_of(output->verdict));
}

static void say_floor(struct speech *speech, const struct lt_floor *floor)
{
    const bool zone = strcmp(floor->rule_id, "SOWN-AREA") != 0; /* an area as filed or surveyed */
    if (zone && strcmp(floor->rule_id, "FZ-AREA") != 0) {
        lt_text_add(&speech->text, lt_rule_title(speech->model, floor->rule_id));
        add(speech, "：", ": ");
    } else if (zone) {
        add(speech, "粮食生产功能区划定面积 ", "Grain function zones as filed: ");
    } else {
        add(speech, "遥感监测粮食播种面积 ", "Sown grain area seen by satellite: ");
    }
    lt_add_interval(&speech->text, floor->area_m2, LT_MEASURE_WANMU);
    if (!zone) { /* the official figure includes land that is no cropland: a miss must hold with it */
        add(speech, " 万亩（含耕地以外 ", " wanmu (with land that is no cropland ");
        lt_add_interval(&speech->text, floor->with_outside_m2, LT_MEASURE_WANMU);
        add(speech, " 万亩），底线 ", " wanmu), floor ");
    } else {
        add(speech, " 万亩，底线 ", " wanmu, floor ");
    }
    lt_add_measure(&speech->text, floor->floor_m2, LT_MEASURE_WANMU);
    add(speech, " 万亩：", " wanmu: ");
    lt_text_add(&speech->text, lt_verdict_title(floor->verdict, speech->model->config->chinese));
    if (floor->verdict == LT_UNDECIDED && floor->reason != LT_REASON_NONE) {
        add(speech, "（", " (");
        lt_text_add(&speech->text, lt_reason_title(floor->reason, speech->model->config->chinese));
        add(speech, "）", ")");
    }
    if (floor->map_only) {
        add(speech, "（仅图上面积，未订正）", " (map area only, unadjusted)");
    }
    if (floor->claimed_m2 > 0.0) {
        add(speech, zone ? "（两县重复列入的 " : "（两县重复列入地块上的播种面积 ",
            zone ? " (" : " (sown on ground that two counties claim: ");
        lt_add_measure(&speech->text, floor->claimed_m2, LT_MEASURE_MU);
        add(speech, zone ? " 亩已从下限扣除）" : " 亩以内已从下限扣除）",
            zone ? " mu that two counties claim are off the low bound)"
                 : " mu at most, off the low bound)");
    }
    add(speech, "。", ".");
    say_sample(speech, floor, zone);
    say_autumn(speech, floor);
    if (zone && floor->effective_warning) {
        add(speech, "预警：扣除性质改变部分后，有效面积为 ",
            " Warning: without the parts whose nature changed, ");
        lt_add_interval(&speech->text, floor->effective_m2, LT_MEASURE_WANMU);
        add(speech, " 万亩。", " wanmu remain.");
    }
    end(speech, tone_of(floor->verdict));
}

static void say_count(struct speech *speech, uint64_t count, double m2)
{
    lt_add_count(&speech->text, count);
    add(speech, " 个、", " (");
    lt_add_measure(&speech->text, m2, LT_MEASURE_MU);
    add(speech, " 亩", " mu)");
}

static void say_cases(struct speech *speech)
{
    const struct lt_report_model *const model = speech->model;
    const struct lt_balance balance = lt_city_balance(model);
    add(speech, "在册疑似图斑 ", "Open suspects: ");
    say_count(speech, model->city.cases_open, model->city.cases_open_m2);
    add(speech, "，其中严重 ", ", of them grave ");
    say_count(speech, model->city.cases_grave, model->city.cases_grave_m2);
    add(speech, "。均须实地核查后方可认定。",
        ". Each must be checked on the ground before it is a finding.");
    end(speech, model->city.cases_open > 0 ? LT_TONE_BAD : LT_TONE_GOOD);
    if (model->first_run) {
        add(speech, "本期为首期，无往期台账，不判增量：存量待定 ",
            "This is the first period, so no increment is stated: undated ");
        say_count(speech, balance.undated_n, balance.undated_m2);
        add(speech, "，有据可查的存量 ", ", proven stock ");
        say_count(speech, balance.stock_n, balance.stock_m2);
        add(speech, "。", ".");
    } else {
        add(speech, "本期新增 ", "New in this period: ");
        say_count(speech, balance.new_n, balance.new_m2);
        add(speech, "，反弹 ", "; relapsed ");
        say_count(speech, balance.relapsed_n, balance.relapsed_m2);
        add(speech, "，销号 ", "; closed ");
        say_count(speech, balance.closed_n, balance.closed_m2);
        add(speech, "；影像显示已整改、待核查 ", "; rectified by the image, to be checked ");
        say_count(speech, balance.rectified_proposed_n, balance.rectified_proposed_m2);
        add(speech, "。", ".");
    }
    end(speech,
        !model->first_run && balance.new_n + balance.relapsed_n > 0 ? LT_TONE_BAD : LT_TONE_PLAIN);
    add(speech, "不计入在册：证据不足 ", "Outside the count: unproven ");
    say_count(speech, balance.unproven_n, balance.unproven_m2);
    add(speech, "，已审批备案 ", "; covered by approvals ");
    say_count(speech, balance.exempt_n, balance.exempt_m2);
    add(speech, "。", ".");
    end(speech, LT_TONE_PLAIN);
}

static void say_share(struct speech *speech)
{
    const struct lt_report_model *const model = speech->model;
    add(speech, "耕地净面积 ", "Farmland, net: ");
    lt_add_measure(&speech->text, model->city.sums.farmland_m2, LT_MEASURE_WANMU);
    if (model->crop_year_complete) {
        add(speech, " 万亩，全年至少种一季粮的占 ", " wanmu; with at least one grain season: ");
    } else if (lt_period_half(model->key) == 1) {
        add(speech, " 万亩，夏季种粮的占 ", " wanmu; under summer grain: ");
    } else {
        add(speech, " 万亩，秋季种粮的占 ", " wanmu; under autumn grain: ");
    }
    lt_add_interval(&speech->text, model->city.grain_share, LT_MEASURE_PERCENT);
    add(speech, "%。", "%.");
    end(speech, LT_TONE_PLAIN);
}

enum lt_status lt_conclusions(const struct lt_report_model *model, struct lt_arena *arena,
                              struct lt_sentences *ret_sentences, struct lt_error *err)
{
    struct speech speech = {.model = model, .arena = arena, .sentences = ret_sentences};
    ret_sentences->count = 0;
    for (size_t i = 0; i < model->floor_count; i++) {
        if (model->floors[i].unit == model->config->city_code && model->floors[i].floor_m2 > 0) {
            say_floor(&speech, &model->floors[i]);
        }
    }
    say_output(&speech);
    say_cases(&speech);
    say_share(&speech);
    return finish(&speech, err);
}

/* --- open questions --- */

static void ask_rules(struct speech *speech)
{
    const struct lt_report_model *const model = speech->model;
    const bool approvals =
        model->period != NULL && model->period->layers[LT_LAYER_APPROVAL].present;
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct lt_rule *const rule = model->rules[i].rule;
        if (rule->enabled && rule->earliest_half > lt_period_half(model->key)) {
            lt_text_add(&speech->text, lt_say(model, rule->title_zh, rule->title_en));
            add(speech, "（", " (");
            lt_text_add(&speech->text, rule->id);
            add(speech, "）：须待秋季影像，本期不作结论。", "): needs the autumn image.");
            end(speech, LT_TONE_OPEN);
        } else if (rule->enabled && rule->needs_approvals && !approvals) {
            lt_text_add(&speech->text, lt_say(model, rule->title_zh, rule->title_en));
            add(speech, "（", " (");
            lt_text_add(&speech->text, rule->id);
            add(speech, "）：未提供审批备案图层，无法排除已批准的情形。",
                "): no layer of approvals was given, so what is approved cannot be told apart.");
            end(speech, LT_TONE_OPEN);
        }
    }
}

static void ask_floors(struct speech *speech)
{
    const struct lt_report_model *const model = speech->model;
    bool map_only = false;
    for (size_t i = 0; i < model->floor_count; i++) {
        const struct lt_floor *const floor = &model->floors[i];
        map_only = map_only || floor->map_only;
        if (floor->unit != model->config->city_code || floor->floor_m2 <= 0 ||
            floor->verdict != LT_UNDECIDED) {
            continue;
        }
        lt_text_add(&speech->text, lt_rule_title(model, floor->rule_id));
        if (floor->reason == LT_REASON_PENDING) {
            add(speech, "：须待秋季影像。", ": needs the autumn image.");
            say_autumn(speech, floor);
            end(speech, LT_TONE_OPEN);
            continue;
        }
        if (floor->sample.given && strcmp(floor->rule_id, "SOWN-AREA") == 0) {
            add(speech, "：待定，样本区间跨越底线",
                ": undecided; the sample's interval spans the floor");
            say_more(speech, floor->sample.decision, floor->sample.more_points);
            add(speech, "。", ".");
            end(speech, LT_TONE_OPEN);
            continue;
        }
        add(speech, "：待定，区间跨越底线，须再有 ", ": undecided; the interval spans the floor, ");
        lt_add_measure(&speech->text, floor->flip_m2, LT_MEASURE_WANMU);
        add(speech, " 万亩的变化才能改变结论。", " wanmu would have to change to settle it.");
        end(speech, LT_TONE_OPEN);
    }
    if (map_only) {
        add(speech, "面积为图上面积，尚未用精度样本校正分类误差；区间只反映未观测部分。",
            "Areas are mapped areas, not yet adjusted for class error; intervals cover only what "
            "was not seen.");
        end(speech, LT_TONE_OPEN);
    }
}

enum lt_status lt_open_questions(const struct lt_report_model *model, struct lt_arena *arena,
                                 struct lt_sentences *ret_sentences, struct lt_error *err)
{
    struct speech speech = {.model = model, .arena = arena, .sentences = ret_sentences};
    ret_sentences->count = 0;
    if (model->first_run) {
        add(&speech, "增量：首期无可比的往期观测，不能区分新增与存量。",
            "Increment: without an earlier observation new and old cannot be told apart.");
        end(&speech, LT_TONE_OPEN);
    }
    if (model->period != NULL && model->period->raster.flood) {
        add(&speech, "水面：影像成像于洪涝期，不据此认定坑塘。",
            "Water: the image was taken during a flood and proves no pond.");
        end(&speech, LT_TONE_OPEN);
    }
    ask_floors(&speech);
    ask_rules(&speech);
    return finish(&speech, err);
}

/* --- definitions --- */

enum lt_status lt_definitions(const struct lt_report_model *model, struct lt_arena *arena,
                              struct lt_sentences *ret_sentences, struct lt_error *err)
{
    static const char *const lines[][2] = {
        {"疑似图斑：遥感判读所得线索。未经实地核查，不作为处罚依据。",
         "Suspect: a clue from the image. Nothing is penalised before a check on the ground."},
        {"面积：2000 国家大地坐标系椭球面积；净面积已扣除田坎（图斑地类面积）。1 亩 = 2000/3 "
         "平方米。",
         "Area: on the CGCS2000 ellipsoid; net areas are without field ridges. 1 mu = 2000/3 m², "
         "1 wanmu = 10,000 mu."},
        {"区间：下限为已看到的面积，上限再加上因云、无影像或图斑过小而未能判定的部分。未观测部分始"
         "终留在分母中。",
         "Intervals: the low bound was seen; the high bound adds what cloud, missing image or "
         "small size hid. What was not seen stays in every denominator."},
        {"种粮占比：分母为耕地净面积；全年口径为至少种一季粮的面积（小麦—花生轮作计为种粮）。",
         "Grain share: of net farmland; over a crop year, ground with at least one grain season "
         "(wheat and peanut in turn counts)."},
        {"粮食播种面积：各季相加，一年两季计两次；功能区面积为地块面积，二者不可相加或比较。",
         "Sown area adds the seasons, so two crops count twice; zone area is a footprint. The two "
         "never mix."},
        {"功能区底线以划定（备案）面积判定，图形面积仅作核对，有效面积仅作预警。",
         "The zone floor is judged by the filed area; geometric area is a check, effective area a "
         "warning."},
        {"达标：最不利情形仍不低于底线；未达标：最有利情形仍低于底线；其余为待定。",
         "Meets: even the worst case reaches the floor. Below: even the best case fails. Else "
         "undecided."},
        {"一处地块触及多条规则时为一个图斑，面积只计一次；县区合计等于全市。",
         "A place that breaks several rules is one case and its area counts once; counties add up "
         "to the city."},
        {"销号须经核查；影像显示已整改的仍在册，直至核实。",
         "Only a review closes a case; what the image shows as rectified stays open until then."},
    };
    struct speech speech = {.model = model, .arena = arena, .sentences = ret_sentences};
    ret_sentences->count = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        add(&speech, lines[i][0], lines[i][1]);
        end(&speech, LT_TONE_PLAIN);
    }
    return finish(&speech, err);
}

/* --- thresholds --- */

const char *lt_threshold_unit(const struct lt_report_model *model, const char *unit)
{
    if (strcmp(unit, "wanmu") == 0) {
        return lt_say(model, "万亩", "wanmu");
    }
    if (strcmp(unit, "yijin") == 0) {
        return lt_say(model, "亿斤", "100 million jin");
    }
    if (strcmp(unit, "mu") == 0) {
        return lt_say(model, "亩", "mu");
    }
    if (strcmp(unit, "cells") == 0) {
        return lt_say(model, "个完整像元", "full cells");
    }
    return strcmp(unit, "share") == 0 ? lt_say(model, "（比例）", "(share)") : unit;
}

/* Not one that nobody has set, nor that of rules which hold against figures given elsewhere. */
static bool has_threshold(const struct lt_rule *rule)
{
    return !rule->threshold_unset && (rule->threshold > 0.0 || lt_rule_per_subject(rule) ||
                                      lt_formula_is_floor(rule->formula));
}

enum lt_status lt_thresholds(const struct lt_report_model *model, struct lt_arena *arena,
                             struct lt_threshold **ret_items, size_t *ret_count,
                             struct lt_error *err)
{
    const struct lt_config *const config = model->config;
    const char *const share = lt_say(model, "（比例）", "(share)");
    const struct lt_threshold own[] = {
        {lt_say(model, "一季视为种粮的面积占比", "share at which ground bears a grain season"),
         share, config->grain_season_share, false, false},
        {lt_say(model, "图斑最少完整像元", "least full cells of a patch"),
         lt_say(model, "个", "cells"), (double)config->gate_full_cells, false, false},
        {lt_say(model, "图斑腐蚀检验", "erosion that a patch must survive"),
         lt_say(model, "像元", "cells"), (double)config->gate_erosion_cells, false, false},
        {lt_say(model, "判为过小的像元损失占比",
                "share of cells lost at which a parcel is too small"),
         share, config->small_lost_share, false, false},
        {lt_say(model, "图斑沿用编号的重叠占比", "overlap at which a case keeps its number"), share,
         config->case_keep_share, false, false},
        {lt_say(model, "图形修复允许的面积变化", "change of area that a repair may make"), share,
         config->repair_bound, false, false},
        {lt_say(model, "重叠与缝隙的最小面积", "least overlap or gap"),
         lt_say(model, "平方米", "m²"), config->overlap_min_m2, false, false},
        {lt_say(model, "功能区边界的捕捉误差宽度", "width of snapping noise along zones"),
         lt_say(model, "米", "m"), config->boundary_shift_m, false, false},
        {lt_say(model, "补划图斑视为连片的最大间距", "gap across which parcels are contiguous"),
         lt_say(model, "米", "m"), config->lookback_gap_m, false, false},
        {lt_say(model, "丘陵补划的最小连片面积", "contiguous area to add in hills"),
         lt_say(model, "亩", "mu"), config->lookback_hills_mu, false, false},
        {lt_say(model, "大规模流转的面积门槛", "leased area that is large"),
         lt_say(model, "亩", "mu"), config->lease_large_mu, false, false},
        {lt_say(model, "核查照片距图斑的最大距离", "farthest that a photograph is from its case"),
         lt_say(model, "米", "m"), config->photo_distance_m, false, false},
        {lt_say(model, "允许的未判面积占比", "share of area that may stay unjudged"), share,
         config->max_unjudged, false, false},
    };
    const size_t own_count = sizeof own / sizeof *own;
    struct lt_threshold *const items =
        lt_arena_array(arena, model->rule_count + own_count, sizeof *items);
    if (items == NULL) {
        return lt_fail_memory(err, "the thresholds");
    }
    size_t count = 0;
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct lt_rule *const rule = model->rules[i].rule;
        if (rule->enabled && has_threshold(rule)) {
            items[count++] = (struct lt_threshold){lt_say(model, rule->title_zh, rule->title_en),
                                                   lt_threshold_unit(model, rule->threshold_unit),
                                                   rule->threshold, rule->threshold_from_mandate,
                                                   rule->threshold_overridden};
        }
    }
    memcpy(items + count, own, sizeof own);
    *ret_items = items;
    *ret_count = count + own_count;
    return LT_OK;
}
