/* Which cases are grave, and why. */
#include "liangtian/ledger.h"

static enum lt_case_grave grade_of(const struct lt_case *one, bool confirmed,
                                   const struct lt_grading *grading)
{
    const bool before = one->grave == LT_GRAVE_BY_FEEDBACK;
    if (one->severity == LT_RULE_GRAVE) {
        return LT_GRAVE_BY_RULE;
    }
    if (one->severity == LT_RULE_NOTICE) {
        return LT_GRAVE_NO;
    }
    if (grading->by_feedback && (confirmed || before)) {
        return LT_GRAVE_BY_FEEDBACK;
    }
    return grading->by_review && one->finding == LT_FINDING_CONFIRMED ? LT_GRAVE_BY_REVIEW
                                                                      : LT_GRAVE_NO;
}

void lt_ledger_grade(struct lt_ledger *ledger, const struct lt_grading *grading)
{
    for (size_t i = 0; i < ledger->case_count; i++) {
        const bool confirmed = grading->confirmed != NULL && grading->confirmed[i];
        ledger->cases[i].grave = grade_of(&ledger->cases[i], confirmed, grading);
    }
}
