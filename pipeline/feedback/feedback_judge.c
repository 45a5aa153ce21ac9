/* What a polygon from above and our own cases say of each other. */
#include "liangtian/feedback.h"

#include <string.h>

/* "1?" stands for "1A" … "1Z". */
static bool fits(const char *pattern, const char *code)
{
    for (; *pattern != '\0'; pattern++, code++) {
        const bool letter = *code >= 'A' && *code <= 'Z';
        if (*pattern == '?' ? !letter : *pattern != *code) {
            return false;
        }
    }
    return *code == '\0';
}

const struct lt_feedback_kind *lt_feedback_kind_of(const struct lt_feedback_kinds *kinds,
                                                   const char *code)
{
    const struct lt_feedback_kind *loose = NULL;
    for (size_t i = 0; i < kinds->count; i++) {
        const struct lt_feedback_kind *kind = &kinds->items[i];
        for (size_t c = 0; c < kind->code_count; c++) {
            if (strcmp(kind->codes[c], code) == 0) {
                return kind;
            }
            if (loose == NULL && fits(kind->codes[c], code)) {
                loose = kind;
            }
        }
    }
    return loose;
}

bool lt_feedback_is_same(const struct lt_feedback_pair *pair,
                         const struct lt_feedback_enough *enough)
{
    const double smaller = pair->polygon < pair->item ? pair->polygon : pair->item;
    const double least = smaller > enough->gate ? smaller : enough->gate;
    return pair->shared > 0.0 && pair->shared >= enough->share * least * (1.0 - 1e-9) &&
           pair->width > enough->cell * (1.0 + 1e-9);
}

enum lt_feedback_match lt_feedback_judge(const struct lt_feedback_evidence *e)
{
    if (!e->usable || !(e->net_m2 > 0.0)) {
        return LT_FEEDBACK_UNJUDGED;
    }
    if (e->met_open) {
        return e->change == LT_CHANGE_CROPLAND ? LT_FEEDBACK_CONTRADICTED : LT_FEEDBACK_CONFIRMED;
    }
    if (e->met_exempt) {
        return LT_FEEDBACK_APPROVED;
    }
    if (e->to[0] != '\0' && e->image_to[0] != '\0' && strcmp(e->to, e->image_to) > 0) {
        return LT_FEEDBACK_LATER;
    }
    if (e->change == LT_CHANGE_CROPLAND) {
        return LT_FEEDBACK_AGREED;
    }
    const bool says_other = e->change == LT_CHANGE_STRUCTURE || e->change == LT_CHANGE_BUILT;
    return says_other && e->grain_low_m2 >= e->grain_share * e->net_m2 * (1.0 - 1e-9)
               ? LT_FEEDBACK_CONTRADICTED
               : LT_FEEDBACK_THEIRS;
}

/* --- sums --- */

void lt_feedback_count(struct lt_feedback_county *county, const struct lt_feedback_item *item)
{
    county->count[item->match]++;
    county->built[item->match] += item->change == LT_CHANGE_BUILT;
    county->m2[item->match] += item->net_m2;
}

void lt_feedback_add(struct lt_feedback_county *into, const struct lt_feedback_county *from)
{
    for (int m = 0; m < LT_FEEDBACK_COUNT; m++) {
        into->count[m] += from->count[m];
        into->built[m] += from->built[m];
        into->m2[m] += from->m2[m];
    }
    into->cases += from->cases;
    into->ours += from->ours;
    into->ours_m2 += from->ours_m2;
    into->two_sources_grave += from->two_sources_grave;
}

static enum lt_feedback_change change_of(enum lt_group group)
{
    switch (group) {
    case LT_GROUP_ORCHARD:
    case LT_GROUP_FOREST:
    case LT_GROUP_NURSERY:
    case LT_GROUP_WATER:
        return LT_CHANGE_STRUCTURE;
    case LT_GROUP_HARD:
    case LT_GROUP_FACILITY:
    case LT_GROUP_SOIL:
        return LT_CHANGE_BUILT;
    default:
        return LT_CHANGE_UNKNOWN;
    }
}

bool lt_feedback_says_same(enum lt_feedback_change change, enum lt_group group)
{
    const enum lt_feedback_change shown = change_of(group);
    return shown != LT_CHANGE_UNKNOWN && change == shown;
}

bool lt_feedback_says_other(enum lt_feedback_change change, enum lt_group group)
{
    const enum lt_feedback_change shown = change_of(group);
    const bool speaks =
        change == LT_CHANGE_CROPLAND || change == LT_CHANGE_STRUCTURE || change == LT_CHANGE_BUILT;
    return shown != LT_CHANGE_UNKNOWN && speaks && change != shown;
}
