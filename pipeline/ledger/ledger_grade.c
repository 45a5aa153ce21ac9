/* Which cases feedback confirms, which are grave, and why. */
#include "liangtian/ledger.h"

#include <string.h>

/* What the polygons of a half-year say of a case, all together. */
enum saying { SILENT, SAME, OTHER, SAYINGS };

/* Is the case confirmed (rows: before; columns: what is said now)? */
static const bool confirmed[2][SAYINGS] = {
    [false] = {[SILENT] = false, [SAME] = true, [OTHER] = false},
    [true] = {[SILENT] = true, [SAME] = true, [OTHER] = false},
};

/* Of two that say different things the later image is right; of one day, doubt speaks for the accused. */
static enum saying saying_of(const char *since, const struct lt_case_told *told)
{
    const char *same = strcmp(told->same_on, since) > 0 ? told->same_on : since;
    if (told->other_on[0] != '\0' && strcmp(told->other_on, same) >= 0) {
        return OTHER;
    }
    return told->same_on[0] != '\0' ? SAME : SILENT;
}

static const char *confirm(const char *since, const struct lt_case_told *told)
{
    if (!confirmed[since[0] != '\0'][saying_of(since, told)]) {
        return "";
    }
    return strcmp(told->same_on, since) > 0 ? told->same_on : since;
}

static enum lt_case_grave grade_of(const struct lt_case *one, const struct lt_grading *grading)
{
    if (one->severity == LT_RULE_GRAVE) {
        return LT_GRAVE_BY_RULE;
    }
    if (one->severity == LT_RULE_NOTICE) {
        return LT_GRAVE_NO;
    }
    if (grading->by_feedback && one->confirmed_on[0] != '\0') {
        return LT_GRAVE_BY_FEEDBACK;
    }
    return grading->by_review && one->finding == LT_FINDING_CONFIRMED ? LT_GRAVE_BY_REVIEW
                                                                      : LT_GRAVE_NO;
}

void lt_ledger_grade(struct lt_ledger *ledger, const struct lt_grading *grading)
{
    for (size_t i = 0; i < ledger->case_count; i++) {
        struct lt_case *one = &ledger->cases[i];
        if (grading->told != NULL && one->open) {
            one->confirmed_on = confirm(one->confirmed_on, &grading->told[i]);
        }
        one->grave = grade_of(one, grading);
    }
}
