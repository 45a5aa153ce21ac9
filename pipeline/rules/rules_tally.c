#include "liangtian/rules.h"

/* The same slack as in judging: a sum of a half is a half. */
static void count_near(struct lt_rule_tally *tally, const struct lt_finding *finding)
{
    const double points = 100.0, slack = 1e-9;
    for (int bin = 0; bin < LT_NEAR_BINS; bin++) {
        const double low = finding->threshold + (bin - LT_NEAR_BINS / 2) / points;
        const double high = finding->threshold + (bin + 1 - LT_NEAR_BINS / 2) / points;
        const bool found = bin >= LT_NEAR_BINS / 2; /* what no patch bears out is found no more */
        if (low >= 0.0 && found == (finding->verdict == LT_BELOW) &&
            finding->share_low > low + slack && finding->share_low <= high + slack) {
            tally->near[bin]++;
            tally->near_m2[bin] += finding->low_m2;
        }
    }
}

static void count(struct lt_rule_tally *tally, const struct lt_finding *finding)
{
    if (finding->reason == LT_REASON_NOT_SUBJECT || finding->reason == LT_REASON_DISABLED) {
        tally->not_subject++;
        return;
    }
    tally->subjects++;
    count_near(tally, finding);
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
