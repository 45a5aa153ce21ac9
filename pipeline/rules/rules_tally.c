#include "liangtian/rules.h"

static void count(struct lt_rule_tally *tally, const struct lt_finding *finding)
{
    if (finding->reason == LT_REASON_NOT_SUBJECT || finding->reason == LT_REASON_DISABLED) {
        tally->not_subject++;
        return;
    }
    tally->subjects++;
    switch (finding->verdict) {
    case LT_MEETS:
        tally->meets++;
        break;
    case LT_BELOW:
        tally->below++;
        tally->below_m2 += finding->low_m2;
        break;
    default:
        tally->undecided++;
        tally->undecided_m2 += finding->area_m2;
        break;
    }
}

void lt_rules_tally(const struct lt_findings *findings, struct lt_rule_tally *tallies)
{
    for (size_t i = 0; i < findings->count; i++) {
        count(&tallies[findings->items[i].rule], &findings->items[i]);
    }
}
