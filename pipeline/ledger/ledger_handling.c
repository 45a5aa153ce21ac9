/* What a new image does to the handling of an open case. What the offices do, no raster undoes: a case that is being
 * rectified and lies under a cloud is still being rectified. */
#include <string.h>

#include "ledger/ledger_work.h"

const char *lt_ledger_image_day(const struct lt_ledger_work *work)
{
    return work->image_day;
}

void lt_ledger_set_image_day(struct lt_ledger_work *work)
{
    const char *given = work->input->image_from;
    if (given != NULL && strlen(given) == sizeof work->image_day - 1) {
        memcpy(work->image_day, given, sizeof work->image_day);
        return;
    }
    /* unknown: no image of the half-year is older than its first day */
    lt_period_first_day(work->input->period, work->image_day);
}

void lt_ledger_forget_handling(struct lt_case *one)
{
    one->deadline = one->reviewed_on = one->rectified_on = one->approval_until = "";
    one->evidence = one->actual_use = one->confirmed_on = "";
    one->remedy = LT_REMEDY_NONE;
}

void lt_ledger_inherit(struct lt_ledger_work *work, const struct lt_case *from, struct lt_case *to)
{
    to->handling = from->handling;
    to->remedy = from->remedy;
    to->deadline = lt_ledger_text(work, from->deadline);
    to->reviewed_on = lt_ledger_text(work, from->reviewed_on);
    to->rectified_on = lt_ledger_text(work, from->rectified_on);
    to->approval_until = lt_ledger_text(work, from->approval_until);
    to->evidence = lt_ledger_text(work, from->evidence);
    to->actual_use = lt_ledger_text(work, from->actual_use);
    to->confirmed_on = lt_ledger_text(work, from->confirmed_on);
}

/* An image older than what was reported says nothing about it. */
static bool contradicted(const struct lt_ledger_work *work, const struct lt_case *one)
{
    return one->rectified_on[0] != '\0' && strcmp(one->rectified_on, work->image_day) < 0;
}

static bool is_past(const struct lt_ledger_work *work, const char *deadline)
{
    char last[11];
    lt_period_last_day(work->input->period, last);
    return *deadline != '\0' && strcmp(deadline, last) <= 0;
}

static enum lt_case_handling next_handling(const struct lt_ledger_work *work,
                                           const struct lt_case *one)
{
    switch (one->handling) {
    case LT_HANDLING_ISSUED:
        return one->seen == LT_SEEN_CLEAN ? LT_HANDLING_RECTIFIED_PROPOSED : one->handling;
    case LT_HANDLING_RECTIFIED_PROPOSED: /* a proposal stands until it is checked, or shown again */
        return one->seen == LT_SEEN_SHOWN ? LT_HANDLING_ISSUED : one->handling;
    case LT_HANDLING_RECTIFYING:
    case LT_HANDLING_EXIT_PLANNED:
        return one->seen != LT_SEEN_CLEAN && is_past(work, one->deadline) ? LT_HANDLING_OVERDUE
                                                                          : one->handling;
    case LT_HANDLING_RECTIFIED:
    case LT_HANDLING_RECTIFIED_LATE:
    case LT_HANDLING_COUNTY_ACCEPTED:
    case LT_HANDLING_CITY_REVIEWED:
        return one->seen == LT_SEEN_SHOWN && contradicted(work, one) ? LT_HANDLING_RETURNED
                                                                     : one->handling;
    default:
        return one->handling;
    }
}

enum lt_status lt_ledger_handle(struct lt_ledger_work *work, struct lt_case *one,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const enum lt_case_handling from = one->handling, to = next_handling(work, one);
    LT_TRY(LT_CHECK((lt_case_may(from, to) & LT_ACTOR_RUN) != 0, err));
    one->handling = to;
    if (to != from && (to == LT_HANDLING_OVERDUE || to == LT_HANDLING_RETURNED)) {
        const bool late = to == LT_HANDLING_OVERDUE;
        LT_TRY(lt_ledger_add_event(work, one, late ? "overdue" : "returned", one->area_m2,
                                   one->area_m2, late ? one->deadline : one->rectified_on, err));
    }
out:
    return status;
}
