/* A county's report of its work: one statement, taken whole or not at all. */
#include <stdio.h>
#include <string.h>

#include "review/review_work.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/text.h"

struct checking {
    struct review_work *work;
    const struct lt_county_report *report;
    uint64_t faults;
    uint32_t unit;
    lt_period about;
};

static const struct lt_report_row *row_of(const struct lt_county_report *report, const char *key)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->rows[i].item->key, key) == 0 && report->rows[i].answer[0] != '\0') {
            return &report->rows[i];
        }
    }
    return NULL;
}

static enum lt_status tell(struct checking *c, enum lt_severity severity,
                           const struct lt_report_row *row, const char *code, const char *expected,
                           const char *action, struct lt_error *err)
{
    char layer[320], found[128];
    const char *file = c->report->file;
    snprintf(layer, sizeof layer, "reviews %.*s:%llu", (int)lt_utf8_cut(file, strlen(file), 255),
             file, (unsigned long long)row->number);
    snprintf(found, sizeof found, "%.*s", (int)lt_utf8_cut(row->answer, strlen(row->answer), 100),
             row->answer);
    const struct lt_diagnostic told = {
        .severity = severity,
        .quality = LT_USABILITY,
        .code = code,
        .layer = layer,
        .feature = "",
        .field = row->item->key,
        .found = row->answer[0] == '\0' ? "nothing" : found,
        .expected = expected,
        .action = action,
    };
    c->faults += severity == LT_REJECT;
    return lt_diagnostics_add(c->work->diagnostics, &told, err);
}

static enum lt_status reject(struct checking *c, const struct lt_report_row *row, const char *code,
                             const char *expected, const char *action, struct lt_error *err)
{
    return tell(c, LT_REJECT, row, code, expected, action, err);
}

/* --- who, and of when --- */

static bool has_county(const struct lt_ledger *ledger, uint32_t unit)
{
    for (size_t i = 0; i < ledger->balance_count; i++) {
        if (ledger->balances[i].unit == unit && unit % 100 != 0) {
            return true;
        }
    }
    return false;
}

static bool has_period(const struct lt_ledger *ledger, lt_period period)
{
    for (size_t i = 0; i < ledger->period_count; i++) {
        if (ledger->periods[i].period == period) {
            return true;
        }
    }
    return false;
}

static enum lt_status check_head(struct checking *c, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_review_input *input = c->work->input;
    const struct lt_report_row *county = row_of(c->report, "county");
    const struct lt_report_row *period = row_of(c->report, "half_year");
    int64_t code = 0;
    if (county != NULL && lt_parse_int(county->answer, &code)) {
        c->unit = (uint32_t)code;
        if (!has_county(input->ledger, c->unit)) {
            LT_TRY(reject(c, county, "county_report.county", "a county of the ledger",
                          "leave what the form has", err));
        } else if (input->county != 0 && input->county != c->unit) {
            LT_TRY(reject(c, county, "county_report.county", "the county named with --county",
                          "hand it in for its own county", err));
        }
    }
    if (period != NULL && lt_period_parse(period->answer, &c->about) &&
        !has_period(input->ledger, c->about)) {
        LT_TRY(reject(c, period, "county_report.period", "a half-year that was published",
                      "leave what the form has", err));
    }
out:
    return status;
}

/* --- what cannot be true --- */

static enum lt_status check_day(struct checking *c, const struct lt_report_row *row,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char expected[64];
    const char *today = c->work->input->today;
    const struct lt_report_row *after = row_of(c->report, row->item->after);
    /* what is reported on begins with the half-year */
    char first[REVIEW_DAY] = "";
    if (c->about != 0) {
        lt_period_first_day(c->about, first);
    }
    if (!row->item->ahead && strcmp(row->answer, today) > 0) {
        snprintf(expected, sizeof expected, "a day up to %s", today);
        LT_TRY(reject(c, row, "review.date", expected, "correct the day", err));
    } else if (strcmp(row->answer, first) < 0) {
        snprintf(expected, sizeof expected, "a day from %s", first);
        LT_TRY(reject(c, row, "review.date", expected, "correct the day", err));
    } else if (after != NULL && strcmp(row->answer, after->answer) < 0) {
        snprintf(expected, sizeof expected, "a day from %s", after->answer);
        LT_TRY(reject(c, row, "review.date", expected, "correct the day", err));
    }
out:
    return status;
}

static enum lt_status check_row(struct checking *c, const struct lt_report_row *row,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char expected[160];
    if (row->answer[0] == '\0') {
        return row->item->required && !row->unreadable
                   ? reject(c, row, "review.missing", "an answer", "fill it in", err)
                   : LT_OK;
    }
    if (row->item->kind == LT_ANSWER_DATE) {
        return check_day(c, row, err);
    }
    const struct lt_report_row *most = row_of(c->report, row->item->at_most);
    const struct lt_report_row *with = row_of(c->report, row->item->with);
    const double sum = row->value + (with == NULL ? 0.0 : with->value);
    /* answers have two decimals: 0.1 + 0.2 is no more than 0.3 */
    if (lt_answer_is_number(row->item->kind) && most != NULL && sum > most->value + 0.005) {
        if (with == NULL) {
            snprintf(expected, sizeof expected, "at most %s, the answer to %s", most->answer,
                     most->item->key);
        } else {
            snprintf(expected, sizeof expected, "with %s at most %s, the answer to %s",
                     with->item->key, most->answer, most->item->key);
        }
        LT_TRY(reject(c, row, "county_report.contradicts", expected, "let the two answers agree",
                      err));
    }
out:
    return status;
}

/* An item that must be answered, and whose row was taken out of the form. */
static enum lt_status check_whole(struct checking *c, const struct lt_county_form *form,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < form->count; i++) {
        const struct lt_form_item *item = &form->items[i];
        bool there = false;
        for (size_t r = 0; r < c->report->count; r++) {
            there = there || c->report->rows[r].item == item;
        }
        if (item->required && !there) {
            const struct lt_report_row row = {.item = item, .answer = ""};
            LT_TRY(reject(c, &row, "review.missing", "a row of the form", "fill it in", err));
        }
    }
out:
    return status;
}

/* Which place a report has among those taken before. */
enum standing {
    IS_NEW,
    STANDS,    /* the very one that stands: nothing is to be done */
    HISTORY,   /* taken once, and replaced by one of a later day: nothing is turned back */
    SAID_AGAIN /* taken once, and replaced by another of the same day: the last word stands */
};

static bool is_known(const struct checking *c, const char *digest)
{
    const struct lt_ledger *ledger = c->work->input->ledger;
    for (size_t i = 0; i < ledger->answer_count; i++) {
        if (strcmp(ledger->answers[i].digest, digest) == 0) {
            return true;
        }
    }
    return false;
}

/* How its day stands to that of the report that stands: below 0 it is older. 0 where either has none. */
static int order_of(const struct checking *c, const struct lt_standing_report *stands)
{
    const struct lt_report_row *day = row_of(c->report, "reported_on");
    const char *before = lt_standing_answer(stands, "reported_on");
    return day == NULL || before[0] == '\0' ? 0 : strcmp(day->answer, before);
}

static enum standing standing_of(const struct checking *c, const char *digest)
{
    const struct lt_standing_report stands =
        lt_standing_report_of(c->work->input->ledger, c->unit, c->about);
    if (stands.answers != NULL && strcmp(stands.answers[0].digest, digest) == 0) {
        return STANDS;
    }
    if (!is_known(c, digest)) {
        return IS_NEW;
    }
    return order_of(c, &stands) < 0 ? HISTORY : SAID_AGAIN;
}

/* What stands was said on a later day: this is an older report, perhaps sent again with a change. */
static enum lt_status check_order(struct checking *c, enum standing standing, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char expected[64];
    const struct lt_standing_report stands =
        lt_standing_report_of(c->work->input->ledger, c->unit, c->about);
    if (order_of(c, &stands) < 0) {
        snprintf(expected, sizeof expected, "a day from %s",
                 lt_standing_answer(&stands, "reported_on"));
        LT_TRY(reject(c, row_of(c->report, "reported_on"), "county_report.older", expected,
                      "a later report stands; a correction carries a later day", err));
    } else if (standing == SAID_AGAIN) {
        LT_TRY(tell(c, LT_WARNING, row_of(c->report, "reported_on"), "county_report.again",
                    "another report of that day, which stood until now",
                    "this one stands again; is the other right, hand that in again", err));
    }
out:
    return status;
}

/* --- into the ledger --- */

static enum lt_status digest_of(const struct lt_county_report *report, char ret_digest[65],
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_digest *digest = NULL;
    LT_TRY(lt_digest_create(&digest, err));
    lt_digest_add_text(digest, "county report 1");
    for (size_t i = 0; i < report->count; i++) {
        if (report->rows[i].answer[0] != '\0') {
            lt_digest_add_text(digest, report->rows[i].item->key);
            lt_digest_add_text(digest, report->rows[i].answer);
        }
    }
    lt_digest_hex(digest, ret_digest);
out:
    lt_digest_destroy(digest);
    return status;
}

static enum lt_status add_answers(const struct checking *c, const char *digest,
                                  struct lt_ledger *next, struct lt_error *err)
{
    const lt_period last = next->periods[next->period_count - 1].period;
    const struct lt_county_answer *before =
        next->answer_count > 0 ? &next->answers[next->answer_count - 1] : NULL;
    uint32_t sequence = before != NULL && before->period == last ? before->sequence : 0;
    const char *kept = lt_arena_text(c->work->arena, digest);
    if (kept == NULL) {
        return lt_fail_memory(err, "a report");
    }
    for (size_t i = 0; i < c->report->count; i++) {
        const struct lt_report_row *row = &c->report->rows[i];
        if (row->answer[0] == '\0') {
            continue;
        }
        sequence++;
        next->answers[next->answer_count++] = (struct lt_county_answer){.period = last,
                                                                        .sequence = sequence,
                                                                        .unit = c->unit,
                                                                        .about = c->about,
                                                                        .item = row->item->key,
                                                                        .answer = row->answer,
                                                                        .digest = kept};
    }
    return LT_OK;
}

/* A form that nobody filled in says only what was printed into it. */
static bool is_untouched(const struct lt_county_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const enum lt_answer_kind kind = report->rows[i].item->kind;
        if (report->rows[i].answer[0] != '\0' && kind != LT_ANSWER_COUNTY &&
            kind != LT_ANSWER_PERIOD) {
            return false;
        }
    }
    return report->faults == 0;
}

enum lt_status review_take_county_report(struct review_work *work, struct lt_ledger *next,
                                         struct lt_review_tally *tally, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_county_report *report = work->input->report;
    struct checking c = {.work = work, .report = report};
    char digest[REVIEW_DIGEST];
    if (report == NULL || !report->given || is_untouched(report)) {
        return LT_OK;
    }
    tally->reports = 1;
    c.faults = report->faults;
    LT_TRY(digest_of(report, digest, err));
    LT_TRY(check_head(&c, err));
    const enum standing standing = standing_of(&c, digest);
    if (c.faults == 0 && (standing == STANDS || standing == HISTORY)) {
        tally->reports_already = 1;
        goto out;
    }
    for (size_t i = 0; i < report->count; i++) {
        LT_TRY(check_row(&c, &report->rows[i], err));
    }
    LT_TRY(check_whole(&c, report->form, err));
    LT_TRY(check_order(&c, standing, err));
    tally->report_faults += c.faults;
    if (c.faults == 0) {
        LT_TRY(add_answers(&c, digest, next, err));
        tally->reports_taken = 1;
    }
out:
    return status;
}
