/* Numbers and words of an explanation. */
#include "explain/explain_parts.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"

const char *explain_say(const struct explain_out *out, const char *zh, const char *en)
{
    return out->chinese ? zh : en;
}

/* Two decimals, thousands apart. */
static void add_number(struct lt_text *text, double value)
{
    char digits[64];
    lt_format_fixed(value, 2, digits, sizeof digits);
    const char *at = digits;
    if (*at == '-') {
        lt_text_add(text, "-");
        at++;
    }
    const size_t whole = strcspn(at, ".");
    for (size_t i = 0; i < whole; i++) {
        lt_text_printf(text, "%s%c", i > 0 && (whole - i) % 3 == 0 ? "," : "", at[i]);
    }
    lt_text_add(text, at + whole);
}

void explain_add_m2(const struct explain_out *out, double m2)
{
    add_number(out->text, m2);
    lt_text_add(out->text, explain_say(out, " m²（", " m² ("));
    add_number(out->text, lt_mu(m2));
    lt_text_add(out->text, explain_say(out, " 亩）", " mu)"));
}

void explain_add_interval(const struct explain_out *out, struct lt_interval m2)
{
    if (lt_round(m2.low, 2) == lt_round(m2.high, 2)) {
        explain_add_m2(out, m2.low);
        return;
    }
    add_number(out->text, m2.low);
    lt_text_add(out->text, "–");
    add_number(out->text, m2.high);
    lt_text_add(out->text, explain_say(out, " m²（", " m² ("));
    add_number(out->text, lt_mu(m2.low));
    lt_text_add(out->text, "–");
    add_number(out->text, lt_mu(m2.high));
    lt_text_add(out->text, explain_say(out, " 亩）", " mu)"));
}

void explain_add_percent(const struct explain_out *out, double share)
{
    add_number(out->text, 100.0 * share);
    lt_text_add(out->text, "%");
}

void explain_add_percents(const struct explain_out *out, double low, double high)
{
    if (lt_round(100.0 * low, 2) != lt_round(100.0 * high, 2)) {
        add_number(out->text, 100.0 * low);
        lt_text_add(out->text, "–");
    }
    explain_add_percent(out, high);
}

/* Characters from U+1100 up are wide in this program's texts, all others narrow. */
static int columns_of(const char *text)
{
    int columns = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        columns += (*at & 0xc0u) == 0x80 ? 0 : *at >= 0xe3 ? 2 : 1;
    }
    return columns;
}

void explain_add_padded(const struct explain_out *out, const char *text, int width, bool right)
{
    const int room = width - columns_of(text);
    lt_text_printf(out->text, "%*s%s%*s", right && room > 0 ? room : 0, "", text,
                   !right && room > 0 ? room : 0, "");
}

void explain_add_period(const struct explain_out *out, lt_period period)
{
    char title[96];
    lt_text_add(out->text, lt_period_title(period, out->chinese, title, sizeof title));
}

const char *explain_verdict(const struct explain_out *out, enum lt_verdict_value verdict)
{
    switch (verdict) {
    case LT_MEETS:
        return explain_say(out, "未见问题", "nothing found");
    case LT_BELOW:
        return explain_say(out, "疑似问题", "suspect");
    default:
        return lt_verdict_title(verdict, out->chinese);
    }
}

const char *explain_severity(const struct explain_out *out, enum lt_rule_severity severity)
{
    static const char *const titles[][2] = {[LT_RULE_GRAVE] = {"严重", "grave"},
                                            [LT_RULE_ORDINARY] = {"一般", "ordinary"},
                                            [LT_RULE_NOTICE] = {"关注", "notice"}};
    return titles[severity][out->chinese ? 0 : 1];
}

const char *explain_rule_title(const struct explain_out *out, const struct lt_rule *rule)
{
    return explain_say(out, rule->title_zh, rule->title_en);
}

const char *explain_class_title(const struct explain_out *out, const struct lt_explain_class *one)
{
    if (one->class != NULL) {
        return explain_say(out, one->class->name_zh, one->class->name_en);
    }
    return one->outside ? explain_say(out, "影像之外", "outside the raster")
                        : explain_say(out, "未观测", "not seen");
}

const char *explain_unjudged(const struct explain_out *out, enum lt_unjudged reason)
{
    switch (reason) {
    case LT_UNJUDGED_NO_GEOMETRY:
        return explain_say(out, "没有图形", "no geometry");
    case LT_UNJUDGED_INVALID:
        return lt_reason_title(LT_REASON_INVALID_GEOMETRY, out->chinese);
    default:
        return lt_reason_title(LT_REASON_OFF_RASTER, out->chinese);
    }
}

const char *explain_word(const struct explain_out *out, const char *word)
{
    for (int i = 1; i < LT_REASON_COUNT; i++) {
        if (strcmp(lt_reason_name((enum lt_reason)i), word) == 0) {
            return lt_reason_title((enum lt_reason)i, out->chinese);
        }
    }
    for (int i = 0; i <= LT_TIME_RELAPSED; i++) {
        if (strcmp(lt_case_time_name((enum lt_case_time)i), word) == 0) {
            return lt_case_time_title((enum lt_case_time)i, out->chinese);
        }
    }
    for (int i = 0; i <= LT_FINDING_UNPROVEN; i++) {
        if (strcmp(lt_case_finding_name((enum lt_case_finding)i), word) == 0) {
            return lt_case_finding_title((enum lt_case_finding)i, out->chinese);
        }
    }
    if (strcmp(word, "no_clean_date") == 0) {
        return explain_say(out, "此前是否干净无从证明", "never shown to have been clean");
    }
    return word;
}
