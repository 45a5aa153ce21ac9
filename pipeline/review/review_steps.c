/* From what a row says to transitions of the state machine. */
#include <stdio.h>
#include <string.h>

#include "review/review_work.h"
#include "support/text.h"

static bool is_late(const struct lt_case *one, const struct lt_review_row *row)
{
    const char *deadline = row->deadline[0] != '\0' ? row->deadline : one->deadline;
    return deadline[0] != '\0' && strcmp(row->rectified_on, deadline) > 0;
}

/* Has somebody found before that the case is founded? */
static bool is_founded(const struct lt_case *one)
{
    switch (one->handling) {
    case LT_HANDLING_ISSUED:
    case LT_HANDLING_CHECKING:
    case LT_HANDLING_NOT_FOUNDED:
    case LT_HANDLING_LEGAL:
    case LT_HANDLING_RECTIFIED_PROPOSED:
        return false;
    case LT_HANDLING_RETURNED:
        return one->finding == LT_FINDING_CONFIRMED;
    default:
        return true;
    }
}

static bool is_rectified(enum lt_case_handling handling)
{
    return handling >= LT_HANDLING_RECTIFIED && handling <= LT_HANDLING_CITY_REVIEWED;
}

struct derivation {
    const struct lt_case *one;
    const struct lt_review_row *row;
    struct review_steps *steps;
    enum lt_case_handling at; /* after the steps so far */
};

static void go(struct derivation *d, enum lt_case_handling to)
{
    if (d->steps->count < REVIEW_STEPS) {
        d->steps->to[d->steps->count++] = to;
        d->at = to;
    }
}

static void derive_result(struct derivation *d)
{
    switch (d->row->result) {
    case LT_RESULT_FOUNDED:
        if (!is_founded(d->one)) {
            go(d, LT_HANDLING_FOUNDED);
        }
        break;
    case LT_RESULT_NOT_FOUNDED:
        if (d->at != LT_HANDLING_NOT_FOUNDED) {
            go(d, LT_HANDLING_NOT_FOUNDED);
        }
        break;
    case LT_RESULT_LEGAL:
        if (d->at != LT_HANDLING_LEGAL) {
            go(d, LT_HANDLING_LEGAL);
        }
        break;
    case LT_RESULT_NONE:
    case LT_RESULT_OTHER:
        break;
    }
}

/* A founded case with a day of rectification is rectified, one with a deadline is being rectified, whether or not the
 * stage was entered. */
static enum lt_review_stage stage_of(const struct derivation *d)
{
    const struct lt_review_row *row = d->row;
    const bool acquits = row->result == LT_RESULT_NOT_FOUNDED || row->result == LT_RESULT_LEGAL;
    if (row->stage != LT_STAGE_NONE || acquits || is_rectified(d->at)) {
        return row->stage;
    }
    if (row->rectified_on[0] != '\0') {
        return LT_STAGE_RECTIFIED;
    }
    if (row->deadline[0] != '\0') {
        return row->remedy == LT_REMEDY_GRADUAL ? LT_STAGE_EXIT_PLANNED : LT_STAGE_RECTIFYING;
    }
    return LT_STAGE_NONE;
}

/* A deadline that stays as it is is no step. */
static void go_until(struct derivation *d, enum lt_case_handling to)
{
    const bool same = d->at == to && (d->row->deadline[0] == '\0' ||
                                      strcmp(d->row->deadline, d->one->deadline) == 0);
    if (!same) {
        go(d, to);
    }
}

static void derive_stage(struct derivation *d)
{
    const enum lt_case_handling rectified =
        is_late(d->one, d->row) ? LT_HANDLING_RECTIFIED_LATE : LT_HANDLING_RECTIFIED;
    const enum lt_review_stage stage = stage_of(d);
    switch (stage) {
    case LT_STAGE_NONE:
        break;
    case LT_STAGE_CHECKING:
        if (d->at != LT_HANDLING_CHECKING) {
            go(d, LT_HANDLING_CHECKING);
        }
        break;
    case LT_STAGE_RECTIFYING:
        go_until(d, LT_HANDLING_RECTIFYING);
        break;
    case LT_STAGE_EXIT_PLANNED:
        go_until(d, LT_HANDLING_EXIT_PLANNED);
        break;
    case LT_STAGE_RECTIFIED:
    case LT_STAGE_COUNTY_ACCEPTED:
        if (!is_rectified(d->at)) {
            go(d, rectified);
        }
        if (stage == LT_STAGE_COUNTY_ACCEPTED && d->at != LT_HANDLING_COUNTY_ACCEPTED) {
            go(d, LT_HANDLING_COUNTY_ACCEPTED);
        }
        break;
    }
}

static void derive_city(struct derivation *d)
{
    /* an acquittal that the city confirms leaves nothing to be rectified: it is closed at once */
    const bool acquitted = d->at == LT_HANDLING_NOT_FOUNDED || d->at == LT_HANDLING_LEGAL;
    if (d->row->city == LT_CITY_RETURNED) {
        go(d, LT_HANDLING_RETURNED);
    } else if (d->row->city != LT_CITY_NONE) {
        if (d->at != LT_HANDLING_CITY_REVIEWED) {
            go(d, LT_HANDLING_CITY_REVIEWED);
        }
        if (acquitted || d->row->city == LT_CITY_CLOSED) {
            go(d, LT_HANDLING_CLOSED);
        }
    }
}

void review_derive_steps(const struct lt_case *one, const struct lt_review_row *row,
                         struct review_steps *ret_steps)
{
    struct derivation d = {.one = one, .row = row, .steps = ret_steps, .at = one->handling};
    *ret_steps = (struct review_steps){0};
    derive_result(&d);
    derive_stage(&d);
    derive_city(&d);
}

/* "待核查 (ISSUED)": both, so that a line reads in either language. */
static void add_handling(struct lt_text *text, enum lt_case_handling handling)
{
    lt_text_printf(text, "%s (%s)", lt_case_handling_title(handling, true),
                   lt_case_handling_name(handling));
}

static enum lt_status reject_step(const struct review_work *work, struct review_item *item,
                                  enum lt_case_handling from, enum lt_case_handling to,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct lt_text found = {0}, expected = {0};
    const unsigned may = lt_case_may(from, to);
    add_handling(&found, from);
    lt_text_add(&found, " > ");
    add_handling(&found, to);
    for (int other = 0; other < LT_HANDLING_NONE; other++) {
        if (lt_case_may(from, (enum lt_case_handling)other) & work->input->actor) {
            lt_text_add(&expected, expected.length == 0 ? "" : ", ");
            add_handling(&expected, (enum lt_case_handling)other);
        }
    }
    LT_TRY(lt_text_check(&found, err));
    const bool citys = (may & LT_ACTOR_CITY) != 0; /* and not the county's, or we were not here */
    LT_TRY(review_reject(
        work, item, "review.transition", to == LT_HANDLING_RETURNED ? "FHJL" : "CLJD", found.data,
        expected.length == 0 ? "nothing: the case waits for the other office" : expected.data,
        citys ? "this is the city's to say: take the city's file with --by city"
              : "say the steps between, or correct the row",
        err));
out:
    lt_text_finish(&found);
    lt_text_finish(&expected);
    return status;
}

enum lt_status review_check_steps(const struct review_work *work, struct review_item *item,
                                  const struct review_steps *steps, struct lt_error *err)
{
    enum lt_case_handling at = work->cases[item->index].handling;
    for (size_t i = 0; i < steps->count; i++) {
        if ((lt_case_may(at, steps->to[i]) & work->input->actor) == 0) {
            return reject_step(work, item, at, steps->to[i], err);
        }
        at = steps->to[i];
    }
    return LT_OK;
}

static void set_text(const char **text, const char *given)
{
    if (given[0] != '\0') {
        *text = given;
    }
}

static void take_step(struct lt_case *one, enum lt_case_handling from, enum lt_case_handling to)
{
    static const enum lt_case_finding acquitted[] = {LT_FINDING_NOT_FOUNDED, LT_FINDING_EXEMPT};
    one->handling = to;
    switch (to) {
    case LT_HANDLING_FOUNDED:
        one->finding = LT_FINDING_CONFIRMED;
        break;
    case LT_HANDLING_NOT_FOUNDED: /* until the city has confirmed it, it is a suspect */
    case LT_HANDLING_LEGAL:
        one->finding = LT_FINDING_SUSPECT;
        break;
    case LT_HANDLING_CITY_REVIEWED:
        if (from == LT_HANDLING_NOT_FOUNDED || from == LT_HANDLING_LEGAL) {
            one->finding = acquitted[from == LT_HANDLING_LEGAL];
        }
        break;
    case LT_HANDLING_CLOSED:
        one->open = false;
        one->reason = "";
        break;
    default:
        break;
    }
}

void review_take_steps(struct lt_case *one, const struct lt_review_row *row,
                       const struct review_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        take_step(one, one->handling, steps->to[i]);
    }
    set_text(&one->deadline, row->deadline);
    set_text(&one->reviewed_on, row->reviewed_on);
    set_text(&one->rectified_on, row->rectified_on);
    set_text(&one->approval_until, row->approval_until);
    set_text(&one->approval, row->approval);
    set_text(&one->evidence, row->evidence);
    set_text(&one->actual_use, row->actual_use);
    if (row->remedy != LT_REMEDY_NONE) {
        one->remedy = row->remedy;
    }
}
