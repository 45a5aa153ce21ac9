/* The county's report: its form, and which report stands. */
#include <string.h>

#include "liangtian/county_report.h"
#include "liangtian/report.h"

const struct lt_form_item *lt_form_item_of(const struct lt_county_form *form, const char *key)
{
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->items[i].key, key) == 0) {
            return &form->items[i];
        }
    }
    return NULL;
}

bool lt_answer_is_number(enum lt_answer_kind kind)
{
    return kind == LT_ANSWER_COUNT || kind == LT_ANSWER_AREA || kind == LT_ANSWER_MONEY;
}

const char *lt_form_unit(const struct lt_form_item *item, bool chinese)
{
    switch (item->kind) {
    case LT_ANSWER_AREA:
        return chinese ? "亩" : "mu";
    case LT_ANSWER_MONEY:
        return chinese ? "万元" : "10,000 yuan";
    case LT_ANSWER_COUNT:
        return chinese ? item->unit_zh : item->unit_en;
    case LT_ANSWER_COUNTY:
    case LT_ANSWER_PERIOD:
    case LT_ANSWER_DATE:
    case LT_ANSWER_TEXT:
        break;
    }
    return "";
}

bool lt_form_held(const struct lt_form_item *item, const struct lt_progress *progress,
                  double *ret_value)
{
    const struct lt_progress_sum *const sums[] = {[LT_HELD_NONE] = NULL,
                                                  [LT_HELD_ISSUED] = &progress->issued,
                                                  [LT_HELD_CHECKED] = &progress->reviewed,
                                                  [LT_HELD_FOUNDED] = &progress->founded,
                                                  [LT_HELD_CLEARED] = &progress->cleared,
                                                  [LT_HELD_RECTIFIED] = &progress->rectified,
                                                  [LT_HELD_CLOSED] = &progress->closed,
                                                  [LT_HELD_OVERDUE] = &progress->overdue};
    const struct lt_progress_sum *sum = sums[item->held];
    *ret_value = sum == NULL ? 0.0 : item->kind == LT_ANSWER_AREA ? sum->m2 : sum->n;
    return sum != NULL;
}

struct lt_standing_report lt_standing_report_of(const struct lt_ledger *ledger, uint32_t unit,
                                                lt_period about)
{
    size_t end = ledger->answer_count;
    while (end > 0 &&
           (ledger->answers[end - 1].unit != unit || ledger->answers[end - 1].about != about)) {
        end--;
    }
    if (end == 0) {
        return (struct lt_standing_report){0};
    }
    const char *digest = ledger->answers[end - 1].digest;
    size_t begin = end - 1;
    while (begin > 0 && strcmp(ledger->answers[begin - 1].digest, digest) == 0) {
        begin--;
    }
    return (struct lt_standing_report){ledger->answers + begin, end - begin};
}

const char *lt_standing_answer(const struct lt_standing_report *report, const char *key)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->answers[i].item, key) == 0) {
            return report->answers[i].answer;
        }
    }
    return "";
}
