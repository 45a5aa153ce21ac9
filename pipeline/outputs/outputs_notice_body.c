/* The notice: title and body, conclusions first. */
#include <string.h>

#include "liangtian/area.h"
#include "outputs_evidence_links.h"
#include "outputs_notice.h"
#include "support/arena.h"

static void said(struct lt_notice *notice, const char *zh, const char *en)
{
    lt_notice_say(notice, zh, en);
    lt_notice_end(notice);
}

static void count_of(struct lt_notice *notice, uint64_t count, double m2)
{
    lt_add_count(&notice->text, count);
    lt_notice_say(notice, " 个、", " (");
    lt_add_measure(&notice->text, m2, LT_MEASURE_MU);
    lt_notice_say(notice, " 亩", " mu)");
}

static const char *city_name(const struct lt_notice *notice)
{
    return lt_say(notice->model, notice->model->config->city_name_zh,
                  notice->model->config->city_name_en);
}

/* --- head --- */

/* Broken between its parts, never inside a word, as long as a part fits a line. */
static void title(struct lt_notice *notice, const char *period)
{
    const struct lt_report_model *const model = notice->model;
    const char *const city = lt_arena_printf(notice->arena, "关于%s", city_name(notice));
    const char *const parts[] = {lt_type_kept(notice->type, city), period, "防止耕地“非粮化”",
                                 "监测评价情况的通报"};
    struct lt_text text = {0};
    double at = 0;
    for (size_t i = 0; model->config->chinese && i < sizeof parts / sizeof *parts; i++) {
        const double width = lt_type_width(notice->type, parts[i], LT_FACE_SONG_BOLD, 22);
        const bool next = at > 0 && at + width > LT_NOTICE_SHORT_SIDE;
        lt_text_add(&text, next ? "\u2028" : "");
        lt_text_add(&text, parts[i]);
        at = next ? width : at + width;
    }
    if (!model->config->chinese) {
        lt_text_printf(&text, "Notice on farmland and grain in %s, %s", city_name(notice), period);
    }
    lt_notice_paragraph(notice, LT_ROLE_TITLE, lt_type_take(notice->type, notice->arena, &text));
}

static void opening(struct lt_notice *notice)
{
    const struct lt_report_model *const model = notice->model;
    const bool zh = model->config->chinese;
    char period[96];
    lt_period_title(model->key, zh, period, sizeof period);
    title(notice, period);
    lt_notice_paragraph(notice, LT_ROLE_ADDRESSEE,
                        lt_say(model, "各县（区）人民政府，市直有关单位：",
                               "To the county governments and the city's offices:"));
    lt_notice_say(notice, "按照每半年对耕地种粮情况开展一次监测评价并予通报的要求，对",
                  "As every half-year, the farmland of ");
    lt_text_add(&notice->text, city_name(notice));
    lt_text_add(&notice->text, zh ? period : " was looked at for ");
    lt_text_add(&notice->text,
                zh ? "耕地种粮情况进行了遥感监测评价。现将有关情况通报如下。" : period);
    lt_notice_say(notice, "", ". The findings are as follows.");
    lt_notice_end(notice);
}

/* --- images and definitions --- */

static void image(struct lt_notice *notice, const char *zh, const char *en,
                  const struct lt_raster_config *raster)
{
    const struct lt_report_model *const model = notice->model;
    if (raster == NULL || raster->path == NULL || raster->path[0] == '\0') {
        return;
    }
    lt_notice_say(notice, zh, en);
    if (raster->image_from == NULL || raster->image_from[0] == '\0') {
        said(notice, "影像日期未提供。", "image dates were not given.");
        return;
    }
    lt_text_printf(&notice->text, "%s %s %s", raster->image_from, lt_say(model, "至", "to"),
                   raster->image_to);
    lt_notice_say(notice, raster->flood ? "（洪涝期成像）。" : "。",
                  raster->flood ? " (flood)." : ".");
    lt_notice_end(notice);
}

static enum lt_status images(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    const struct lt_period_config *const before = lt_config_period(model->config, model->key - 1);
    struct lt_sentences definitions;
    lt_notice_heading(notice, "影像日期、口径与分母", "Images, definitions and denominators");
    lt_notice_subheading(notice, "（一）影像日期", "Image dates");
    image(notice, "本期：",
          "This half-year: ", model->period == NULL ? NULL : &model->period->raster);
    image(notice, "上一季：", "The season before: ", before == NULL ? NULL : &before->raster);
    image(notice, "基准年：", "Baseline: ", &model->config->baseline);
    lt_notice_subheading(notice, "（二）口径与分母", "Definitions");
    LT_TRY(lt_definitions(model, notice->arena, &definitions, err));
    lt_notice_list(notice, &definitions);
out:
    return status;
}

/* --- counties --- */

static enum lt_status report_table(struct lt_notice *notice, const char *id, size_t most,
                                   bool *ret_there, struct lt_error *err)
{
    const struct lt_report_table *const table = lt_notice_find(notice, id);
    *ret_there = table != NULL;
    return table == NULL ? LT_OK : lt_notice_report_table(notice, table, most, err);
}

static enum lt_status counties(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    bool there;
    lt_notice_heading(notice, "分县区情况", "Counties");
    said(notice,
         "“在册图斑”为影像疑似与已核实属实、尚未销号的合计；疑似与属实、核查与整改进度分列于后表。",
         "Open cases are suspects and confirmed ones that are not closed; the second table tells "
         "them apart.");
    LT_TRY(lt_notice_counties(notice, err));
    LT_TRY(report_table(notice, "progress", LT_NOTICE_ROWS, &there, err));
    lt_notice_heading(notice, "表扬与约谈建议", "Praise and summons");
    LT_TRY(report_table(notice, "tiers", LT_NOTICE_ROWS, &there, err));
    if (!there) {
        said(notice,
             "截至目前没有经核实属实的图斑，不列表扬和约谈名单。疑似图斑不作为表扬或约谈的依据。",
             "No case has been confirmed yet, so nobody is praised or summoned: suspects are no "
             "ground for either.");
    }
out:
    return status;
}

/* --- increment, grave, stock --- */

static enum lt_status increment(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    const struct lt_balance b = lt_city_balance(model);
    lt_notice_heading(notice, "增量情况", "Increment");
    if (model->first_run) {
        said(notice,
             "本期为首期监测，没有可比的往期观测，不作增量判断；无据可查何时形成的图斑列为存量待定"
             "。",
             "This is the first half-year: without an earlier observation no increment is stated, "
             "and cases "
             "whose beginning nothing proves are undated.");
    } else {
        lt_notice_say(notice, "本期新增 ", "New: ");
        count_of(notice, b.new_n, b.new_m2);
        lt_notice_say(notice, "，反弹 ", "; relapsed: ");
        count_of(notice, b.relapsed_n, b.relapsed_m2);
        said(notice,
             "。新增须同一地块此前观测为未占用，且两期影像或两种来源均见，仅一期可见的不立案。",
             ". Ground counts as new only where it was seen clean before and the offence at two "
             "dates or by two "
             "sources.");
    }
    LT_TRY(lt_notice_balance(notice, err));
out:
    return status;
}

/* How many sheets are annexed, and where the others are. */
static void evidence(struct lt_notice *notice)
{
    const size_t annexed = lt_notice_evidence(notice->model);
    if (annexed > 0) {
        lt_notice_say(notice, "本通报附严重图斑举证表 ",
                      "Annexed evidence sheets of grave cases: ");
        lt_add_count(&notice->text, annexed);
        lt_notice_say(notice, " 张（按面积由大到小）。", ", largest first. ");
    }
    lt_evidence_add_note(&notice->text, notice->model);
    lt_notice_end(notice);
}

static enum lt_status grave(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_report_unit *const city = &notice->model->city;
    lt_notice_heading(notice, "严重图斑", "Grave cases");
    lt_notice_say(notice, "在册严重图斑 ", "Open grave cases: ");
    count_of(notice, city->cases_grave, city->cases_grave_m2);
    if (city->cases_grave_two > 0) {
        lt_notice_say(notice, "，其中规则所列之外、经两源印证列为严重的 ",
                      ", of them by two sources and not by their rule: ");
        lt_add_count(&notice->text, city->cases_grave_two);
        lt_notice_say(notice, " 处", "");
    }
    said(notice, "。未标明属实的均为疑似，须实地核查举证后方可认定。",
         ". What is not marked confirmed is a suspect until it was checked on the ground.");
    if (lt_is_public(notice->model)) {
        said(notice, "公开版不列逐宗清单。", "The public edition lists no single case.");
    } else {
        LT_TRY(lt_notice_grave(notice, err));
        evidence(notice);
    }
out:
    return status;
}

static enum lt_status stock(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    bool there;
    lt_notice_heading(notice, "存量分类处置", "Stock");
    said(notice, "存量问题分类处置，不搞“一刀切”。处置类别由县区核查时提出，市级审定。",
         "Stock is put right by class and not all alike; the counties propose the class, the city "
         "decides.");
    LT_TRY(report_table(notice, "remedies", LT_NOTICE_ROWS, &there, err));
    lt_notice_heading(notice, "整改期限与责任单位", "Deadlines and offices");
    LT_TRY(report_table(notice, "deadlines", LT_NOTICE_SHORT, &there, err));
    if (!there) {
        said(notice, "尚未收到回填的整改（退出）期限。", "No deadline has been reported yet.");
    }
    said(notice,
         "各县（区）人民政府为核查整改责任主体。建议分工：永久基本农田、耕地转用由自然资源和规划部"
         "门牵头；粮食生产功能区、"
         "撂荒、流转耕地由农业农村部门牵头；林果、苗木退出由林业部门配合；整改验收由县级组织，销号"
         "由市级复核。",
         "The county governments answer for reviews and rectification. Proposed: natural resources "
         "lead for "
         "permanent basic farmland and converted cropland; agriculture for function zones, idle "
         "and leased "
         "land; forestry helps with orchards and nurseries; counties accept, the city reviews and "
         "closes.");
out:
    return status;
}

static void requirements(struct lt_notice *notice)
{
    static const char *const lines[][2] = {
        {"逐宗实地核查。疑似图斑是线索，未经核查不得认定，不得作为处罚依据；核查须附举证材料。",
         "Check each case on the ground. A suspect is a clue: nothing is founded and nobody "
         "penalised before."},
        {"先查审批备案。已批准的建设、设施农用地备案、临时用地、休耕和退耕等，凭文号和有效期认定为"
         "合法。",
         "Look at approvals first; what is approved is legal by its number and term."},
        {"坚决遏制增量。新增问题立行立改，严重问题随时报告，不等半年通报。",
         "Stop what is new at once, and report grave cases without waiting for the half-year."},
        {"稳妥处置存量。按即可恢复、工程恢复、逐步退出、保留分类推进，防止简单化和次生损失。",
         "Put stock right by class, without doing new damage."},
        {"按时回填结果。在本县区图斑包中填写核查结果、处置类别、期限和整改日期，由市级汇入台账；同"
         "时"
         "填报包内《落实情况报告》。",
         "Fill in results, classes, deadlines and dates in the county's package, and its form of "
         "report, and send them back."},
    };
    lt_notice_heading(notice, "工作要求", "What is to be done");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        lt_text_printf(&notice->text, "%zu. ", i + 1);
        said(notice, lines[i][0], lines[i][1]);
    }
}

/* --- limits --- */

static void missing_characters(struct lt_notice *notice)
{
    uint32_t codes[16];
    const size_t count = notice->medium->draws ? lt_type_missing(notice->type, codes, 16) : 0;
    if (count == 0) {
        return;
    }
    lt_notice_say(notice, "字库缺字，以编码代替：",
                  "Characters that the fonts lack, written as codes: ");
    for (size_t i = 0; i < count; i++) {
        lt_text_printf(&notice->text, "%sU+%04X", i == 0 ? "" : lt_say(notice->model, "、", ", "),
                       codes[i]);
    }
    said(notice, "。", ".");
}

static void method(struct lt_notice *notice)
{
    lt_notice_heading(notice, "方法与局限", "Method and limits");
    said(notice,
         "面积按像元被地块覆盖的真实比例计算，不取像元中心；单位为 2000 "
         "国家大地坐标系椭球面积。全年问题按同一像元两季的组合判断，"
         "不用两季各自的合计。构筑类问题按图块判断，边缘条带和小于规模的不立案。",
         "Areas count the true share of every cell that a parcel covers, on the ellipsoid. "
         "Questions of the crop "
         "year rest on both seasons of the same cell. Structures are judged by the patch; strips "
         "along edges and "
         "what is too small make no case.");
    said(notice,
         "遥感分类有误差，区间只反映未观测部分，除注明经样本校正者外不含分类误差；同一地块内误差相"
         "关，单宗图斑须以实地为准。门槛中非文件规定者在附表注明。",
         "Classification errs. Intervals cover what was not seen, not class error, unless adjusted "
         "by a sample and "
         "said so; for a single case the ground decides. Thresholds that no clause gives are "
         "marked.");
    if (lt_edge_mode_of(notice->model->config->boundary_sensitivity) != LT_EDGES_NONE) {
        said(
            notice,
            "影像与图斑边界有半个像元上下的相对误差。图斑向八个方向移动、内缩、外扩各半个像元后"
            "再次判断的结果列入报告“边界敏感性”表：各处均判出的较可靠，只在部分位置判出的取决于"
            "边界，核查时宜先看边界。此项只供参考，不改变判定和台账。",
            "Images and parcel lines are off by about half a pixel against each other. What is "
            "found "
            "when parcels are moved to eight sides, shrunk and grown by half a pixel stands in the "
            "table on boundary sensitivity: what is found everywhere is the surer; what is found "
            "at "
            "some positions only depends on the edge, which the check should look at first. It is "
            "information, and changes neither verdicts nor ledger.");
    }
    missing_characters(notice);
    lt_notice_say(notice, "数据生成时间：", "Figures as of ");
    lt_text_add(&notice->text, lt_published_time(notice->model, notice->arena));
    lt_notice_say(notice, "；程序：粮田 Liangtian ", "; Liangtian ");
    lt_text_add(&notice->text, notice->model->program_version);
    said(notice, "。输入文件及其校验值见附表。", ". Inputs and their digests are in the annex.");
}

/* --- annexes named, signature --- */

static void annex_line(struct lt_notice *notice, const char *zh, const char *en)
{
    lt_notice_paragraph(notice, LT_ROLE_ANNEX_LINE, lt_say(notice->model, zh, en));
}

static void close_body(struct lt_notice *notice)
{
    const struct lt_report_model *const model = notice->model;
    annex_line(notice, "附件：1. 附表", "Annexes: 1. Tables");
    if (!lt_is_public(model)) {
        annex_line(notice, "　　　2. 全市种粮占比图", "2. Map of the city");
        annex_line(notice, "　　　3. 分县区分布图", "3. Maps of the counties");
        if (lt_notice_evidence(model) > 0) {
            annex_line(notice, "　　　4. 严重图斑举证表", "4. Evidence sheets of grave cases");
        }
    } else {
        lt_notice_paragraph(notice, LT_ROLE_ANNEX_REMARK,
                            lt_say(model, "（未提供经审核、带审图号的底图，公开版不附地图。）",
                                   "(No reviewed base map with its approval number was supplied, "
                                   "so this public edition has no maps.)"));
    }
    lt_notice_paragraph(notice, LT_ROLE_SIGNATURE,
                        lt_say(model, "（发文机关署名）　　", "(issuing office)"));
    lt_notice_paragraph(notice, LT_ROLE_SIGNATURE,
                        lt_say(model, "（成文日期）　　　　", "(date of issue)"));
}

enum lt_status lt_notice_body(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_sentences sentences;
    notice->medium->turn(notice, false);
    opening(notice);
    lt_notice_heading(notice, "主要结论", "Conclusions");
    LT_TRY(lt_conclusions(model, notice->arena, &sentences, err));
    lt_notice_list(notice, &sentences);
    LT_TRY(images(notice, err));
    lt_notice_heading(notice, "底线情况", "Floors");
    LT_TRY(lt_notice_floors(notice, false, err));
    LT_TRY(counties(notice, err));
    LT_TRY(increment(notice, err));
    LT_TRY(grave(notice, err));
    LT_TRY(stock(notice, err));
    requirements(notice);
    lt_notice_heading(notice, "本期不能下结论的事项", "What this half-year cannot conclude");
    LT_TRY(lt_open_questions(model, notice->arena, &sentences, err));
    lt_notice_list(notice, &sentences);
    method(notice);
    close_body(notice);
out:
    return status;
}
