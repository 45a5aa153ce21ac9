/* What the ledger has on a case, and how a county stands. */
#include <string.h>

#include "explain/explain_parts.h"

/* --- a case --- */

static const char *event_title(const struct explain_out *out, const char *kind)
{
    static const char *const titles[][2] = {
        {"opened", "立案"},          {"continued", "延续"},
        {"carried", "本期未判结转"}, {"grown", "扩大"},
        {"shrunk", "缩小"},          {"split", "拆分"},
        {"merged", "并入"},          {"rectified-proposed", "影像显示已整改"},
        {"overdue", "逾期"},         {"returned", "退回"},
        {"proven", "证实"},          {"relapsed", "反弹"},
        {"exempted", "转入已审批"},  {"reviewed", "核查"},
        {"closed", "销号"},          {"unproven", "列入证据不足"},
        {"dropped", "移出另册"},
    };
    for (size_t i = 0; out->chinese && i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i][0], kind) == 0) {
            return titles[i][1];
        }
    }
    return kind;
}

static void add_word(const struct explain_out *out, const char *zh, const char *en,
                     const char *value)
{
    if (value != NULL && value[0] != '\0') {
        lt_text_printf(out->text, "  %s %s", explain_say(out, zh, en), value);
    }
}

static void add_state(const struct explain_out *out, const struct lt_case *one)
{
    const bool chinese = out->chinese;
    lt_text_printf(
        out->text, "  %s · %s · %s · %s", lt_case_finding_title(one->finding, chinese),
        lt_case_time_title(one->time, chinese), lt_case_handling_title(one->handling, chinese),
        one->open ? explain_say(out, "在册", "open") : explain_say(out, "不在册", "not open"));
    if (one->open) {
        lt_text_printf(out->text, "  %s%s", explain_say(out, "末期：", "last image: "),
                       lt_case_seen_title(one->seen, chinese));
    }
    if (one->remedy != LT_REMEDY_NONE) {
        lt_text_printf(out->text, "  %s", lt_case_remedy_title(one->remedy, chinese));
    }
    add_word(out, "原因", "reason", explain_word(out, one->reason));
    lt_text_add(out->text, "\n  ");
    lt_text_add(out->text, explain_say(out, "首见 ", "first seen "));
    explain_add_period(out, one->first_period);
    lt_text_add(out->text, explain_say(out, "，末见 ", ", last seen "));
    explain_add_period(out, one->last_period);
    lt_text_add(out->text, "\n");
}

static void add_ground(const struct explain_out *out, const struct lt_case *one)
{
    struct lt_text *text = out->text;
    const struct {
        double m2;
        const char *zh, *en;
    } parts[] = {{one->pbf_m2, "永久基本农田内", "on permanent basic farmland"},
                 {one->zone_m2, "功能区内", "in function zones"},
                 {one->exempt_m2, "审批备案覆盖", "covered by approvals"}};
    lt_text_printf(text, "  %s ", explain_say(out, "面积", "area"));
    explain_add_m2(out, one->area_m2);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].m2 > 0.0) {
            lt_text_printf(text, "%s%s ", explain_say(out, "；", "; "),
                           explain_say(out, parts[i].zh, parts[i].en));
            explain_add_m2(out, parts[i].m2);
        }
    }
    lt_text_add(text, "\n");
    add_word(out, "图斑", "parcel", one->parcel_id);
    add_word(out, "地类", "land class", one->land_class);
    add_word(out, "影像类别", "class seen", explain_say(out, one->class_zh, one->class_en));
    add_word(out, "审批备案", "approval", one->approval);
    add_word(out, "下发图斑", "feedback", one->feedback_id);
    add_word(out, "上级影像印证", "confirmed by the image of", one->confirmed_on);
    add_word(out, "承接", "continues", one->successor_of);
    if (one->clean_before != 0) {
        lt_text_add(text, explain_say(out, "  此前未见问题：", "  clean in: "));
        explain_add_period(out, one->clean_before);
    }
    lt_text_add(text, "\n");
}

static void add_recheck(const struct explain_out *out, const struct lt_kept_recheck *recheck)
{
    lt_text_printf(out->text, "  %s", explain_say(out, "本期复看：", "looked at again: "));
    if (!recheck->judged) {
        lt_text_printf(out->text, out->chinese ? "不能判定（%s）\n" : "not judged (%s)\n",
                       lt_reason_title(recheck->reason, out->chinese));
        return;
    }
    lt_text_add(out->text, explain_say(out, "仍属此类 ", "still so "));
    explain_add_interval(out, (struct lt_interval){recheck->low_m2, recheck->high_m2});
    lt_text_add(out->text, explain_say(out, "，原 ", ", of "));
    explain_add_m2(out, recheck->net_m2);
    lt_text_add(out->text, "\n");
}

/* "ISSUED > FOUNDED by the county" word by word; any other note is one word. */
static void add_note(const struct explain_out *out, const char *note)
{
    const char *const by = strstr(note, " by the ");
    if (!out->chinese || by == NULL) {
        lt_text_add(out->text, explain_word(out, note));
        return;
    }
    for (const char *word = note; word < by; word += word[strcspn(word, " ")] == ' ') {
        const size_t length = strcspn(word, " ");
        const char *said = *word == '>' ? " → " : NULL;
        for (int i = 0; said == NULL && i < LT_HANDLING_COUNT; i++) {
            const char *const name = lt_case_handling_name((enum lt_case_handling)i);
            const bool same = strlen(name) == length && strncmp(name, word, length) == 0;
            said = same ? lt_case_handling_title((enum lt_case_handling)i, true) : NULL;
        }
        if (said != NULL) {
            lt_text_add(out->text, said);
        } else {
            lt_text_add_n(out->text, word, length);
        }
        word += length;
    }
    const bool city = strcmp(by, " by the city") == 0;
    lt_text_printf(out->text, "（%s）",
                   lt_actor_title(city ? LT_ACTOR_CITY : LT_ACTOR_COUNTY, true));
}

static void add_event(const struct explain_out *out, const struct lt_event *event)
{
    lt_text_add(out->text, "    ");
    explain_add_period(out, event->period);
    lt_text_printf(out->text, "  %s  ", event_title(out, event->kind));
    if (event->area_before_m2 > 0.0) {
        explain_add_m2(out, event->area_before_m2);
        lt_text_add(out->text, " → ");
    }
    explain_add_m2(out, event->area_after_m2);
    lt_text_add(out->text, event->note[0] == '\0' ? "" : "  ");
    add_note(out, event->note);
    lt_text_add(out->text, "\n");
}

static void add_review(const struct explain_out *out, const struct lt_review_record *review)
{
    lt_text_add(out->text, "    ");
    explain_add_period(out, review->period);
    lt_text_printf(out->text, "  %s  %s → %s", lt_actor_title(review->actor, out->chinese),
                   lt_case_handling_title(review->from, out->chinese),
                   lt_case_handling_title(review->to, out->chinese));
    add_word(out, "核查日期", "reviewed on", review->reviewed_on);
    add_word(out, "整改日期", "rectified on", review->rectified_on);
    add_word(out, "期限", "deadline", review->deadline);
    add_word(out, "批准文号", "approval", review->approval);
    add_word(out, "有效期至", "until", review->approval_until);
    add_word(out, "实际用途", "actual use", review->actual_use);
    add_word(out, "举证", "evidence", review->evidence);
    lt_text_add(out->text, "\n");
}

static void add_photo(const struct explain_out *out, const struct lt_photo *photo)
{
    lt_text_add(out->text, "    ");
    explain_add_period(out, photo->period);
    lt_text_printf(out->text, "  %s", lt_photo_place_title(photo->place, out->chinese));
    if (photo->place == LT_PHOTO_ELSEWHERE) {
        lt_text_add(out->text, explain_say(out, "，相距 ", ", at a distance of "));
        lt_text_add_fixed(out->text, photo->distance_m, 0);
        lt_text_add(out->text, explain_say(out, " 米", " m"));
    }
    lt_text_printf(out->text, "  %s %s  %.12s…\n", lt_photo_day_title(photo->day, out->chinese),
                   photo->taken_on, photo->sha256);
}

void explain_add_case(const struct explain_out *out, const struct lt_explain_case *one)
{
    const struct lt_case *item = one->item;
    struct lt_text *text = out->text;
    lt_text_printf(text, "%s %s", explain_say(out, "台账", "Case"), item->id);
    for (size_t i = 0; i < LT_CASE_RULES && item->rules[i] != NULL; i++) {
        lt_text_printf(text, "  %s%s%s", item->rules[i],
                       i == 0 && one->rule_title_zh[0] != '\0' ? " " : "",
                       i == 0 ? explain_say(out, one->rule_title_zh, one->rule_title_en) : "");
    }
    lt_text_printf(text, out->chinese ? "（%s" : " (%s",
                   explain_severity(out, lt_case_severity(item)));
    if (item->grave != LT_GRAVE_NO) {
        lt_text_printf(text, out->chinese ? "：%s" : ": %s",
                       lt_case_grave_title(item->grave, out->chinese));
    }
    lt_text_add(text, out->chinese ? "）\n" : ")\n");
    add_state(out, item);
    add_ground(out, item);
    if (one->recheck != NULL) {
        add_recheck(out, one->recheck);
    }
    lt_text_printf(text, "  %s\n", explain_say(out, "经过", "Events"));
    for (size_t i = 0; i < one->event_count; i++) {
        add_event(out, &one->events[i]);
    }
    lt_text_printf(text, "  %s%s\n", explain_say(out, "核查", "Reviews"),
                   one->review_count == 0 ? explain_say(out, "：尚无", ": none yet") : "");
    for (size_t i = 0; i < one->review_count; i++) {
        add_review(out, &one->reviews[i]);
    }
    if (one->photo_count > 0) {
        lt_text_printf(text, "  %s\n", explain_say(out, "照片", "Photographs"));
    }
    for (size_t i = 0; i < one->photo_count; i++) {
        add_photo(out, &one->photos[i]);
    }
}

/* --- a county --- */

static void add_sum(const struct explain_out *out, const char *title, struct lt_interval m2,
                    double whole)
{
    lt_text_printf(out->text, "  %s ", title);
    explain_add_interval(out, m2);
    if (whole > 0.0) {
        lt_text_add(out->text, explain_say(out, "，占耕地 ", ", of farmland "));
        explain_add_percents(out, m2.low / whole, m2.high / whole);
    }
    lt_text_add(out->text, "\n");
}

static void add_groups(const struct explain_out *out, const struct lt_kept_head *head, int season)
{
    const struct lt_unit_sums *sums = &head->sums;
    const double whole = sums->farmland_m2;
    add_sum(out,
            explain_say(out, season == 0 ? "夏粮" : "秋粮",
                        season == 0 ? "summer grain" : "autumn grain"),
            sums->grain_m2[season], whole);
    for (int g = 0; g < LT_GROUP_COUNT; g++) {
        const double m2 = sums->group_m2[season][g];
        if (m2 > 0.005) {
            lt_text_add(out->text, "  ");
            add_sum(out, lt_group_title((enum lt_group)g, out->chinese),
                    (struct lt_interval){m2, m2}, whole);
        }
    }
    if (sums->unseen_m2[season] > 0.005) {
        lt_text_add(out->text, "  ");
        add_sum(out, explain_say(out, "未观测", "not seen"),
                (struct lt_interval){sums->unseen_m2[season], sums->unseen_m2[season]}, whole);
    }
}

static void add_waterfall(const struct explain_out *out, const struct lt_unit_sums *sums)
{
    struct lt_text *text = out->text;
    const struct {
        uint64_t n;
        double m2;
        const char *zh, *en;
    } parts[] = {{sums->excluded, sums->excluded_m2, "没有规则适用", "no rule applies"},
                 {sums->meets, sums->meets_m2, "未见问题", "nothing found"},
                 {sums->below, sums->below_m2, "疑似问题", "suspect"}};
    lt_text_printf(text, out->chinese ? "  图斑去向，共 %llu 个\n" : "  Where %llu parcels go\n",
                   (unsigned long long)sums->parcels);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        lt_text_printf(text, "    %s %llu  ", explain_say(out, parts[i].zh, parts[i].en),
                       (unsigned long long)parts[i].n);
        explain_add_m2(out, parts[i].m2);
        lt_text_add(text, "\n");
    }
    for (int r = 0; r < LT_REASON_COUNT; r++) {
        if (sums->undecided[r] > 0) {
            lt_text_printf(text,
                           out->chinese ? "    待定（%s） %llu  " : "    undecided (%s) %llu  ",
                           lt_reason_title((enum lt_reason)r, out->chinese),
                           (unsigned long long)sums->undecided[r]);
            explain_add_m2(out, sums->undecided_m2[r]);
            lt_text_add(text, "\n");
        }
    }
}

static void add_tallies(const struct explain_out *out, const struct lt_kept_head *head)
{
    lt_text_printf(out->text, "  %s\n", explain_say(out, "规则", "Rules"));
    for (size_t r = 0; r < head->rule_count && r < head->tally_count; r++) {
        const struct lt_rule *rule = &head->rules[r];
        const struct lt_rule_tally *tally = &head->tallies[r];
        if (tally->subjects == 0) {
            continue;
        }
        lt_text_printf(out->text,
                       out->chinese
                           ? "    %s %s：对象 %llu，未见问题 %llu，疑似 %llu，待定 %llu；疑似面积 "
                           : "    %s %s: subjects %llu, nothing found %llu, suspect %llu, "
                             "undecided %llu; suspect ",
                       rule->id, explain_rule_title(out, rule), (unsigned long long)tally->subjects,
                       (unsigned long long)tally->meets, (unsigned long long)tally->below,
                       (unsigned long long)tally->undecided);
        explain_add_m2(out, tally->below_m2);
        lt_text_add(out->text, explain_say(out, "；阈值 ", "; threshold "));
        explain_add_threshold(out, rule);
        lt_text_add(out->text, "\n");
    }
}

static void add_balance(const struct explain_out *out, lt_period period, const struct lt_balance *b)
{
    lt_text_add(out->text, "    ");
    explain_add_period(out, period);
    lt_text_printf(
        out->text,
        out->chinese
            ? "  期初 %llu，存量待定 %llu，存量 %llu，新增 %llu，反弹 %llu，拆分 %llu，并入 %llu，"
              "销号 %llu，期末 %llu，"
            : "  opening %llu, undated %llu, stock %llu, new %llu, relapsed %llu, split "
              "%llu, merged %llu, closed %llu, closing %llu, ",
        (unsigned long long)b->opening_n, (unsigned long long)b->undated_n,
        (unsigned long long)b->stock_n, (unsigned long long)b->new_n,
        (unsigned long long)b->relapsed_n, (unsigned long long)b->split_n,
        (unsigned long long)b->merged_n, (unsigned long long)b->closed_n,
        (unsigned long long)b->closing_n);
    explain_add_m2(out, b->closing_m2);
    lt_text_add(out->text, "\n");
}

static void add_report(const struct explain_out *out, const struct lt_county_form *form,
                       const struct lt_standing_report *report)
{
    struct lt_text *text = out->text;
    lt_text_add(text, "    ");
    explain_add_period(out, report->answers[0].about);
    lt_text_printf(text,
                   out->chinese ? "，填报日期 %s，县区自报，未经核实\n"
                                : ", dated %s, the county's own claims\n",
                   lt_standing_answer(report, "reported_on"));
    for (size_t i = 0; i < report->count; i++) {
        const struct lt_form_item *item = lt_form_item_of(form, report->answers[i].item);
        if (item != NULL && item->kind != LT_ANSWER_COUNTY && item->kind != LT_ANSWER_PERIOD &&
            strcmp(item->key, "reported_on") != 0) {
            const char *unit = lt_form_unit(item, out->chinese);
            lt_text_printf(text, "      %s%s%s%s%s\n", explain_say(out, item->zh, item->en),
                           explain_say(out, "：", ": "), report->answers[i].answer,
                           *unit == '\0' ? "" : " ", unit);
        }
    }
}

/* The standing reports, the latest half-year last; what was replaced is counted alone. */
static void add_reports(const struct explain_out *out, const struct lt_explain_county *county)
{
    struct lt_text *text = out->text;
    const struct lt_ledger ledger = {.answers = (struct lt_county_answer *)county->answers,
                                     .answer_count = county->answer_count};
    lt_text_printf(text, "  %s%s\n", explain_say(out, "落实情况报告", "Reports of its work"),
                   county->answer_count == 0 ? explain_say(out, "：未报", ": none") : "");
    for (size_t i = 0; i < county->answer_count; i++) {
        const struct lt_county_answer *one = &county->answers[i];
        const struct lt_standing_report stands =
            lt_standing_report_of(&ledger, one->unit, one->about);
        if (stands.answers + stands.count - 1 == one) { /* the last answer of the one that stands */
            add_report(out, county->form, &stands);
        }
    }
}

void explain_add_county(const struct explain_out *out, const struct lt_explain_county *county)
{
    const struct lt_kept_head *head = county->head;
    const struct lt_unit_sums *sums = &head->sums;
    const bool second = lt_period_half(head->period) == 2;
    struct lt_text *text = out->text;
    lt_text_printf(text, "%s %06u %s\n", explain_say(out, "县区", "County"), head->unit,
                   head->name);
    lt_text_printf(text,
                   out->chinese ? "  耕地图斑 %llu 个，净面积 " : "  %llu farmland parcels, net ",
                   (unsigned long long)sums->farmland_parcels);
    explain_add_m2(out, sums->farmland_m2);
    lt_text_printf(text,
                   out->chinese ? "；永久基本农田 %llu 个 " : "; %llu of permanent basic farmland ",
                   (unsigned long long)sums->pbf_parcels);
    explain_add_m2(out, sums->pbf_m2);
    lt_text_printf(text, out->chinese ? "；功能区地块 %llu 个，登记 " : "; %llu zone plots, filed ",
                   (unsigned long long)sums->zones);
    explain_add_m2(out, sums->zone_filed_m2);
    lt_text_add(text, "\n");
    if (!second || head->season[0].present) {
        add_groups(out, head, 0);
    }
    if (second) {
        add_groups(out, head, 1);
        add_sum(out, explain_say(out, "至少一季种粮", "grain in at least one season"),
                sums->footprint_m2, sums->farmland_m2);
        add_sum(out, explain_say(out, "全年无粮", "no grain in either season"), sums->zero_grain_m2,
                sums->farmland_m2);
        add_sum(out, explain_say(out, "两季均未种", "bare in both seasons"), sums->idle_m2,
                sums->farmland_m2);
    }
    add_waterfall(out, sums);
    add_tallies(out, head);
    lt_text_printf(text, out->chinese ? "  不成案：边缘条带 %llu 处 " : "  No case: %llu strips ",
                   (unsigned long long)head->edge_count);
    explain_add_m2(out, head->edge_m2);
    lt_text_printf(text, out->chinese ? "，零星 %llu 处 " : ", %llu crumbs ",
                   (unsigned long long)head->small_count);
    explain_add_m2(out, head->small_m2);
    lt_text_printf(text, "\n  %s\n", explain_say(out, "台账收支", "Balance"));
    for (size_t i = 0; i < county->balance_count; i++) {
        add_balance(out, county->periods[i], &county->balances[i]);
    }
    add_reports(out, county);
}
