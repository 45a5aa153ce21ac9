/* What the writers of explanations share. Private to explain/. */
#ifndef LT_EXPLAIN_PARTS_H
#define LT_EXPLAIN_PARTS_H

#include "liangtian/explain.h"
#include "support/text.h"

struct explain_out {
    struct lt_text *text;
    bool chinese;
};

const char *explain_say(const struct explain_out *out, const char *zh, const char *en);
/* "1,234.50 m²（1.85 亩）" */
void explain_add_m2(const struct explain_out *out, double m2);
/* The same of an interval, one number where both ends print the same. */
void explain_add_interval(const struct explain_out *out, struct lt_interval m2);
void explain_add_percent(const struct explain_out *out, double share);
void explain_add_percents(const struct explain_out *out, double low, double high);
/* Adds a text and spaces up to a width in columns of a terminal, where a Chinese character takes two; `right` puts the
 * spaces first. */
void explain_add_padded(const struct explain_out *out, const char *text, int width, bool right);
void explain_add_period(const struct explain_out *out, lt_period period);
/* A verdict on a parcel or plot in words: a raster makes suspects, not offenders. */
const char *explain_verdict(const struct explain_out *out, enum lt_verdict_value verdict);
const char *explain_severity(const struct explain_out *out, enum lt_rule_severity severity);
const char *explain_rule_title(const struct explain_out *out, const struct lt_rule *rule);
/* "冬小麦", "未观测", "影像之外" */
const char *explain_class_title(const struct explain_out *out, const struct lt_explain_class *one);
const char *explain_unjudged(const struct explain_out *out, enum lt_unjudged reason);
/* A fixed word of the ledger ("one_date", "NEW") as people read it; the word itself when it is none. */
const char *explain_word(const struct explain_out *out, const char *word);

/* The rules of a place: those that were tried, then those that were not, and why. */
void explain_add_rules(const struct explain_out *out, const struct lt_explain_place *place);
void explain_add_outcome(const struct explain_out *out, const struct lt_explain_place *place);
void explain_add_threshold(const struct explain_out *out, const struct lt_rule *rule);
/* What half a pixel makes of a finding or a patch; nothing where it was not looked at. */
void explain_add_edges(const struct explain_out *out, const struct lt_edges *edges);
void explain_add_edge_grain(const struct explain_out *out, const struct lt_kept_subject *subject);
/* The floors and targets of the county or city asked for; nothing where none was. */
void explain_add_floors(const struct explain_out *out, const struct lt_explanation *explanation);
/* The output of the place whose floors are told; false where no yields were named. */
bool explain_output_of(const struct lt_explanation *explanation, struct lt_output_unit *ret_unit);
void explain_add_patches(const struct explain_out *out, const struct lt_explain_place *place);
void explain_add_case(const struct explain_out *out, const struct lt_explain_case *one);
void explain_add_county(const struct explain_out *out, const struct lt_explain_county *county);

#endif
