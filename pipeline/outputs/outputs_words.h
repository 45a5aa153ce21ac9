/* Sentences and lists that more than one output prints: conclusions, open questions, thresholds. */
#ifndef LT_OUTPUTS_WORDS_H
#define LT_OUTPUTS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/report.h"
#include "liangtian/status.h"

struct lt_arena;

enum lt_tone { LT_TONE_GOOD, LT_TONE_BAD, LT_TONE_OPEN, LT_TONE_PLAIN };
struct lt_sentence {
    enum lt_tone tone;
    const char *text; /* in the arena */
};
enum { LT_SENTENCES_MAX = 64 };
struct lt_sentences {
    struct lt_sentence items[LT_SENTENCES_MAX];
    size_t count;
};
/* What the half-year says, gravest questions first. */
enum lt_status lt_conclusions(const struct lt_report_model *model, struct lt_arena *arena,
                              struct lt_sentences *ret_sentences, struct lt_error *err);
/* What it cannot say, and why. */
enum lt_status lt_open_questions(const struct lt_report_model *model, struct lt_arena *arena,
                                 struct lt_sentences *ret_sentences, struct lt_error *err);
/* What the words and figures mean. */
enum lt_status lt_definitions(const struct lt_report_model *model, struct lt_arena *arena,
                              struct lt_sentences *ret_sentences, struct lt_error *err);

/* Every threshold that enters a verdict. */
struct lt_threshold {
    const char *title, *unit;
    double value;
    bool from_mandate, overridden;
};
const char *lt_threshold_unit(const struct lt_report_model *model, const char *unit);
enum lt_status lt_thresholds(const struct lt_report_model *model, struct lt_arena *arena,
                             struct lt_threshold **ret_items, size_t *ret_count,
                             struct lt_error *err);

/* "2025-04-12 to 2025-05-08", or "" when not given. In the arena. */
const char *lt_image_dates(const struct lt_report_model *model, struct lt_arena *arena);
/* "2026-07-01 08:30:00 UTC": published_at for people. */
const char *lt_published_time(const struct lt_report_model *model, struct lt_arena *arena);
/* The interval that a floor is judged by: of the sample where one decides, else of the map. */
struct lt_interval lt_floor_interval(const struct lt_floor *floor);
/* Heads of the table of rules. What a rule finds is not always a suspect: some only note or propose. */
enum { LT_RULES_COLUMNS = 9 };
extern const char *const lt_rules_head[LT_RULES_COLUMNS][2];
const char *lt_rule_title(const struct lt_report_model *model, const char *rule_id);
/* The city's line of this period, all zero when the ledger has none. */
struct lt_balance lt_city_balance(const struct lt_report_model *model);
const char *lt_report_title(const struct lt_report_model *model, struct lt_arena *arena);

#endif
