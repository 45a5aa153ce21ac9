/* What the formulas of this folder share. Private to rules/. */
#ifndef LT_RULES_INTERNAL_H
#define LT_RULES_INTERNAL_H

#include "liangtian/rules.h"

/* Below it "proven" ground is the rounding of a cell corner. */
#define RULES_PROVEN_M2 0.005

/* One subject under one rule. */
struct rules_subject {
    const struct lt_rules_input *input;
    const struct lt_rule *rule;
    struct lt_feature feature;
    size_t index;
};

/* One subject measured under one rule. */
struct rules_measure {
    double low_m2, high_m2, twice_m2;
    double high_cells;
    double cell_m2;                    /* net m² of one cell of this subject */
    double hidden_m2[LT_REASON_COUNT]; /* undecided ground by what hides it */
};

/* The classes of a joint entry; the previous one UNSEEN where there is no such raster. */
struct rules_cell {
    uint8_t previous, current;
    double m2, cells; /* net */
};
/* Calls `visit` for every entry of the subject's joint table; the return is what all its cells are. */
double rules_visit_cells(const struct rules_subject *subject,
                         void (*visit)(void *context, const struct rules_cell *cell),
                         void *context);

/* Why a cell stays undecided. */
enum lt_reason rules_hidden_by(const struct rules_subject *subject, uint8_t previous,
                               uint8_t current);
/* What hides most ground, the first on a tie; UNSEEN when nothing does. */
enum lt_reason rules_most_hidden(const struct rules_measure *measure);
/* Why there is no joint table of two dates. */
enum lt_reason rules_one_date(const struct lt_rule_context *context);

/* Are the raster's cells coarser than the rule allows? */
bool rules_too_coarse(const struct lt_rule *rule, const struct lt_rule_context *context);

/* Is the key one of the space-separated words? */
bool rules_lists(const char *words, const char *key);

/* Share of the finding's area against its threshold. */
void rules_judge_share(const struct rules_measure *measure, struct lt_finding *finding);

/* --- formula ditch: rules_ditch.c --- */

/* Rice-fish ground of a subject: water in one season and rice in the other; ditches: water in both. */
struct rules_rice_fish {
    double rice_low_m2, rice_high_m2, ditch_low_m2, ditch_high_m2;
    double rice_cells, possible_cells;
};
struct rules_rice_fish rules_rice_fish_of(const struct rules_subject *subject);
/* A field of at least so many cells where rice outweighs the water beyond doubt. */
bool rules_is_rice_fish(const struct rules_rice_fish *ground, double gate_cells);
void rules_judge_ditch(const struct rules_subject *subject, struct lt_finding *finding);

/* --- formula target: rules_target.c --- */

/* The subject's target crops, or NULL where its kind has none. */
const struct lt_rule_target *rules_target_of(const struct rules_subject *subject);
/* Does the target need a season that is still to come? */
bool rules_target_waits(const struct rules_subject *subject);
void rules_judge_target(const struct rules_subject *subject, struct lt_finding *finding);

#endif
