/* What cannot be true, or is said without what it must be said with. */
#include <stdio.h>
#include <string.h>

#include "review/review_work.h"

static bool leads_to(const struct review_steps *steps, enum lt_case_handling handling)
{
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->to[i] == handling) {
            return true;
        }
    }
    return false;
}

struct demand {
    bool wanted;
    const char *given, *field, *why;
};

static enum lt_status check_demands(const struct review_work *work, struct review_item *item,
                                    const struct review_steps *steps, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_review_row *row = item->row;
    const struct lt_case *one = &work->cases[item->index];
    const bool founded_on = row->result != LT_RESULT_NONE || row->stage != LT_STAGE_NONE;
    const bool rectified =
        leads_to(steps, LT_HANDLING_RECTIFIED) || leads_to(steps, LT_HANDLING_RECTIFIED_LATE);
    const char *named = row->evidence[0] != '\0' ? row->evidence : one->evidence;
    const char *evidence = named[0] == '\0' && work->shown[item->index] ? "photographs" : named;
    const bool legal = one->handling == LT_HANDLING_LEGAL || leads_to(steps, LT_HANDLING_LEGAL);
    const char *approval = row->approval[0] != '\0' ? row->approval : one->approval;
    const char *proof = legal && evidence[0] == '\0' ? approval : evidence;
    const struct demand demands[] = {
        {founded_on, row->reviewed_on, "HCRQ", "the day of the review"},
        {row->city != LT_CITY_NONE, row->city_on, "FHRQ", "the day of the city's review"},
        {leads_to(steps, LT_HANDLING_LEGAL), row->approval, "HCPZWH", "the number of the approval"},
        {leads_to(steps, LT_HANDLING_NOT_FOUNDED), evidence, "JZCL",
         "the evidence that it is not founded"},
        {leads_to(steps, LT_HANDLING_RECTIFYING), row->deadline, "ZGQX", "a deadline"},
        {leads_to(steps, LT_HANDLING_EXIT_PLANNED), row->deadline, "ZGQX", "the day of the exit"},
        {rectified, row->rectified_on, "ZGRQ", "the day of the rectification"},
        {leads_to(steps, LT_HANDLING_CLOSED), proof, "JZCL", "evidence, before it is closed"},
    };
    for (size_t i = 0; i < sizeof demands / sizeof *demands; i++) {
        if (demands[i].wanted && demands[i].given[0] == '\0') {
            LT_TRY(review_reject(work, item, "review.missing", demands[i].field, "nothing",
                                 demands[i].why, "fill it in", err));
        }
    }
out:
    return status;
}

static enum lt_status reject_day(const struct review_work *work, struct review_item *item,
                                 const char *field, const char *day, const char *how,
                                 const char *bound, struct lt_error *err)
{
    char expected[64];
    snprintf(expected, sizeof expected, "a day %s %s", how, bound);
    return review_reject(work, item, "review.date", field, day, expected, "correct the day", err);
}

void review_first_day(const struct lt_case *one, char ret_day[REVIEW_DAY])
{
    lt_period_first_day(one->first_period, ret_day);
}

static enum lt_status check_days(const struct review_work *work, struct review_item *item,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_review_row *row = item->row;
    const struct lt_case *one = &work->cases[item->index];
    const char *today = work->input->today;
    const struct {
        const char *day, *field;
    } past[] = {{row->reviewed_on, "HCRQ"}, {row->rectified_on, "ZGRQ"}, {row->city_on, "FHRQ"}};
    char first[REVIEW_DAY];
    review_first_day(one, first);
    for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
        if (past[i].day[0] != '\0' && strcmp(past[i].day, today) > 0) {
            LT_TRY(reject_day(work, item, past[i].field, past[i].day, "up to", today, err));
        } else if (past[i].day[0] != '\0' && strcmp(past[i].day, first) < 0) {
            LT_TRY(reject_day(work, item, past[i].field, past[i].day, "from", first, err));
        }
    }
    const char *reviewed = row->reviewed_on[0] != '\0' ? row->reviewed_on : one->reviewed_on;
    if (row->city_on[0] != '\0' && strcmp(row->city_on, reviewed) < 0) {
        LT_TRY(reject_day(work, item, "FHRQ", row->city_on, "from", reviewed, err));
    }
    if (row->deadline[0] != '\0' && strcmp(row->deadline, row->reviewed_on) < 0) {
        LT_TRY(reject_day(work, item, "ZGQX", row->deadline, "from", row->reviewed_on, err));
    }
    if (row->approval_until[0] != '\0' && strcmp(row->approval_until, row->reviewed_on) < 0) {
        LT_TRY(reject_day(work, item, "PZYXQ", row->approval_until, "from", row->reviewed_on, err));
    }
out:
    return status;
}

static const char *result_word(enum lt_review_result result)
{
    static const char *const words[] = {"", "属实 (FOUNDED)", "不属实 (NOT-FOUNDED)",
                                        "合法 (LEGAL)", ""};
    return words[result];
}

/* What the case was found to be before; LT_RESULT_NONE where nobody has said. */
static enum lt_review_result known_result(const struct lt_case *one)
{
    if (one->handling == LT_HANDLING_NOT_FOUNDED) {
        return LT_RESULT_NOT_FOUNDED;
    }
    if (one->handling == LT_HANDLING_LEGAL) {
        return LT_RESULT_LEGAL;
    }
    return one->finding == LT_FINDING_CONFIRMED ? LT_RESULT_FOUNDED : LT_RESULT_NONE;
}

/* A later review corrects an earlier one; of the same day, or earlier, it contradicts it. */
static enum lt_status check_correction(const struct review_work *work, struct review_item *item,
                                       struct lt_error *err)
{
    const struct lt_review_row *row = item->row;
    const struct lt_case *one = &work->cases[item->index];
    const enum lt_review_result known = known_result(one);
    char found[96], expected[96];
    if (row->result == LT_RESULT_NONE || row->result == LT_RESULT_OTHER ||
        known == LT_RESULT_NONE || known == row->result ||
        strcmp(row->reviewed_on, one->reviewed_on) > 0) {
        return LT_OK;
    }
    snprintf(found, sizeof found, "%s, %s", result_word(row->result), row->reviewed_on);
    snprintf(expected, sizeof expected, "%s, %s", result_word(known), one->reviewed_on);
    return review_reject(work, item, "review.contradicts", "HCJG", found, expected,
                         "let both reviewers agree; a correction carries a later day", err);
}

enum lt_status review_check_facts(const struct review_work *work, struct review_item *item,
                                  const struct review_steps *steps, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(check_demands(work, item, steps, err));
    LT_TRY(check_days(work, item, err));
    LT_TRY(check_correction(work, item, err));
out:
    return status;
}
