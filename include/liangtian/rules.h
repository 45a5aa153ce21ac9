/* Stage 4: the rule catalogue and its findings.
 *
 * A rule is data (schemas/rules/ID.yaml): texts, clause, layer, predicate, threshold. What a rule
 * measures is one of a few formulas in C; most rules are a predicate over the joint (previous,
 * current) season of a cell, so adding one touches one data file.
 *
 * in: rule set × crop year × tabulations × approvals. out: one finding per (rule, subject) — a
 * result or a stated reason for none.
 */
#ifndef LIANGTIAN_RULES_H
#define LIANGTIAN_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "liangtian/legend.h"
#include "liangtian/parcel.h"
#include "liangtian/status.h"
#include "liangtian/zonal.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_rule_severity {
    LT_RULE_GRAVE,
    LT_RULE_ORDINARY,
    LT_RULE_NOTICE, /* 引导/关注: counted, never a case */
};

enum lt_formula {
    LT_FORMULA_PATCH, /* ground under a structure: judged by the patch */
    LT_FORMULA_SHARE, /* share of the subject where the predicate holds, against the threshold */
    LT_FORMULA_FLOOR_ZONE, /* Σ filed area of zones against the floor */
    LT_FORMULA_FLOOR_SOWN, /* Σ grain area over the seasons of the crop year against the floor */
    LT_FORMULA_DITCH,      /* share of ditches and pits in a rice-fish field */
    LT_FORMULA_TARGET,     /* share of a zone plot that does not bear its target crops */
    LT_FORMULA_BOUNDARY,   /* the zone layer against the filed one */
    LT_FORMULA_FLOOR_CROPLAND, /* surveyed cropland against the task */
    LT_FORMULA_FLOOR_PBF,      /* basic farmland against the task */
    LT_FORMULA_LEASE,          /* an operator's leased land, city-wide */
    LT_FORMULA_ADD,            /* contiguous grain land outside the zones */
    LT_FORMULA_FLOOR_OUTPUT,   /* areas by crop times yields against the floor */
    LT_FORMULA_BALANCE,        /* cropland that came against cropland that left, two surveys */
    LT_FORMULA_STRIKE, /* as share: a zone plot that is no farmland any more, to be struck and replaced */
};

/* A total against a figure of the city's config; such a rule's own threshold is not asked. */
static inline bool lt_formula_is_floor(enum lt_formula formula)
{
    return formula == LT_FORMULA_FLOOR_ZONE || formula == LT_FORMULA_FLOOR_SOWN ||
           formula == LT_FORMULA_FLOOR_CROPLAND || formula == LT_FORMULA_FLOOR_PBF ||
           formula == LT_FORMULA_FLOOR_OUTPUT;
}

/* Which seasons must show the rule's groups in a cell. */
enum lt_rule_seasons {
    LT_SEASONS_CURRENT,   /* this half-year's raster; the one before is the second date */
    LT_SEASONS_TWO,       /* this half-year and the one before (a pond) */
    LT_SEASONS_CROP_YEAR, /* H1 and H2 of one crop year: PENDING in H1 */
};

/* A kind of approval that permits what the rule forbids, on the ground that it covers. */
struct lt_rule_exemption {
    const char *kind; /* as in the approvals layer: "设施农用地" */
    uint32_t groups;  /* what it permits; 0 = all that the rule asks for */
};

/* The crops that a zone plot of one kind (LQLX) is to bear; keys of the legend, space-separated; "" = that season is
 * free. */
struct lt_rule_target {
    const char *code, *summer, *autumn;
};

struct lt_rule {
    const char *id; /* "PBF-ORCHARD" */
    const char *title_zh, *title_en;
    const char *clause; /* "M2" */
    const char *citation_zh, *citation_en;
    const char *note_zh, *note_en;
    enum lt_rule_severity severity;
    uint32_t rank; /* among rules of one severity the lower is the graver, see lt_rule_gravity() */
    enum lt_formula formula;
    enum lt_layer layer; /* subjects */
    enum lt_rule_seasons seasons;
    uint32_t groups; /* set of lt_group the predicate asks for in each season */
    const char
        *land_classes; /* prefixes of DLBM that are subjects, "01" or "0101 0103"; "" = all */
    uint32_t exempt_groups_0102; /* groups that are legal on 0102 (greenhouses) */
    bool outside_pbf;            /* only ground outside permanent basic farmland */
    bool refuse_flood;           /* a season with the flood flag proves nothing */
    bool needs_approvals; /* without an approvals layer the finding carries no_approval_data */
    struct lt_rule_exemption *exempted_by; /* no other approval exempts */
    size_t exempted_count;
    const char *
        spared_crops; /* keys of crops, space-separated, that are no offence whatever their group */
    struct lt_rule_target *targets; /* formula target */
    size_t target_count;
    const char *yields_to; /* id of the rule that judges rice-fish fields before this one, or "" */
    double max_cell_m;     /* coarser cells cannot judge it: UNDECIDED, resolution; 0 = any */
    bool spares_one_crop;  /* not judged where one crop a year grows */
    bool spares_intercropped;   /* trees on LLJZ ground prove nothing: grain may grow below them */
    uint32_t doubtful;          /* groups that prove nothing on this subject, see lt_rule_on() */
    int earliest_half;          /* 1 or 2: the half-year that can conclude it */
    double threshold;           /* share or area, see unit */
    const char *threshold_unit; /* "share", "wanmu", "cells" */
    bool threshold_from_mandate;
    bool threshold_overridden; /* by the city's config */
    bool
        threshold_unset; /* no clause gives one and the city has set none: UNDECIDED, no_threshold */
    bool enabled;
};

struct lt_rule_set {
    struct lt_rule
        *rules; /* ascending id: the order of every list; the index is the rule's number */
    size_t count;
};

enum lt_verdict_value {
    LT_MEETS,     /* holds even in the worst case */
    LT_BELOW,     /* fails even in the best case */
    LT_UNDECIDED, /* the interval straddles the threshold, or a reason stands against judging */
};

/* Machine-readable reason; names are stable words ("too_small"). */
enum lt_reason {
    LT_REASON_NONE,
    LT_REASON_UNSEEN,    /* cloud or nodata leaves both answers possible */
    LT_REASON_TOO_SMALL, /* observability gate */
    LT_REASON_PENDING,   /* needs the other half-year */
    LT_REASON_ONE_DATE,  /* seen once only */
    LT_REASON_FLOOD,
    LT_REASON_OFF_RASTER,
    LT_REASON_INVALID_GEOMETRY,
    LT_REASON_NO_APPROVAL_DATA,
    LT_REASON_NOT_SUBJECT, /* land class or layer does not fall under the rule */
    LT_REASON_DISABLED,
    LT_REASON_EDGE,       /* every patch is a strip */
    LT_REASON_SMALL,      /* every patch is below the gate */
    LT_REASON_EXEMPT,     /* covered by an approval */
    LT_REASON_ONE_CROP,   /* plot where one crop a year grows */
    LT_REASON_OTHER_GRID, /* the earlier raster lies on another grid: no joint table */
    LT_REASON_RESOLUTION, /* cells coarser than the rule allows */
    LT_REASON_NO_THRESHOLD,
    LT_REASON_INTERCROPPED, /* trees over grain (LLJZ) */
    LT_REASON_RICE_FISH,    /* rice and fish: another rule judges the ditches */
    LT_REASON_FILED,        /* filed area missing, or plots that overlap */
    LT_REASON_NO_RECORD,    /* slope, or the crop year before, is not on record */
    LT_REASON_SAMPLE,       /* the labelled sample leaves both answers possible */
    LT_REASON_UNSAMPLED,    /* a figure from the map alone proves nothing */
    LT_REASON_CLAIMED,      /* ground that two counties claim decides */
    LT_REASON_COUNT,
};
const char *lt_verdict_name(enum lt_verdict_value verdict); /* "MEETS", "BELOW", "UNDECIDED" */
const char *lt_verdict_title(enum lt_verdict_value verdict, bool chinese);
const char *lt_reason_name(enum lt_reason reason);
const char *lt_reason_title(enum lt_reason reason, bool chinese);

/* Three-valued truth of a predicate in a cell. */
enum lt_truth { LT_FALSE, LT_TRUE, LT_UNKNOWN };

/* One season's place in the joint key, for predicates. */
struct lt_rule_context {
    const struct lt_legend *legends[2]; /* [0] previous half-year (NULL when absent), [1] current */
    bool flood[2];
    int half; /* of the current period */
    bool has_previous;
    bool has_approvals;
    bool other_grid; /* there is a previous raster, on a grid that is not the current one's */
    double cell_m;   /* side of a cell, m; 0 = not known, fine enough for every rule */
};

/* The rule with this id, NULL when none has it, or for NULL. In model/. Pure. Cost: a look at each. */
const struct lt_rule *lt_rule_find(const struct lt_rule *rules, size_t count, const char *id);

/* Of two rules that one place breaks, which leads? Negative: a. By severity, then rank, then id. Pure. */
static inline int lt_rule_gravity(const struct lt_rule *a, const struct lt_rule *b)
{
    if (a->severity != b->severity) {
        return a->severity < b->severity ? -1 : 1;
    }
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return strcmp(a->id, b->id);
}

/* Fewest full cells of a patch under the rule: its threshold where that is in cells, which is the city's gate unless the
 * rule has one of its own; else the gate. Pure. */
static inline uint32_t lt_rule_gate(const struct lt_rule *rule, uint32_t gate)
{
    if (rule->threshold_unit == NULL || strcmp(rule->threshold_unit, "cells") != 0) {
        return gate;
    }
    const uint32_t whole = (uint32_t)rule->threshold;
    return whole + ((double)whole < rule->threshold);
}

/* Rules judged for every feature of their layer; the others are judged for county and city. Pure. */
static inline bool lt_rule_per_subject(const struct lt_rule *rule)
{
    return rule->formula == LT_FORMULA_PATCH || rule->formula == LT_FORMULA_SHARE ||
           rule->formula == LT_FORMULA_DITCH || rule->formula == LT_FORMULA_TARGET ||
           rule->formula == LT_FORMULA_STRIKE;
}

/* Measured by the share of the subject's ground. Pure. */
static inline bool lt_formula_is_share(enum lt_formula formula)
{
    return formula == LT_FORMULA_SHARE || formula == LT_FORMULA_STRIKE;
}

/* The rule as it stands for one feature: on ground recorded as trees over grain (LLJZ) trees prove nothing. Pure. */
struct lt_rule lt_rule_on(const struct lt_rule *rule, const struct lt_feature *feature);

/* Does one season alone show the rule's groups in a cell? `season` is 0 (previous) or 1 (current).
 *   UNKNOWN  unseen, outside, no such raster; or water under the flood flag where the rule refuses floods
 *   TRUE     the class's group is in the rule's set; film mulch counts as an annual crop: it is in a set that names
 *            `mulch` or `other`, never in one for facilities or bare ground
 *   FALSE    any other class; and a group that is legal on 0102 where the land class is 0102
 * A flood never hides an acquittal, nor an orchard: dry ground seen during a flood is FALSE, trees are TRUE. Pure. */
enum lt_truth lt_rule_season(const struct lt_rule *rule, const struct lt_rule_context *context,
                             const char *land_class, unsigned season, uint8_t code);

/* Does the cell with classes (previous, current) satisfy the rule's predicate? `previous` is
 * LT_CLASS_UNSEEN where there is no previous raster. Pure.
 *   current    what the current season shows
 *   two        TRUE when both dates show it, FALSE when either observed date does not, else UNKNOWN
 *   crop_year  as two, on (H1, H2); in H1 the previous raster belongs to another crop year, so only the current season
 *              counts: FALSE when it does not show it, else UNKNOWN
 * Examples: water in H1 and rice in H2 is no pond (two, FALSE). Wheat then peanut is not without grain (crop_year,
 * FALSE). Bare then cloud may be idle (crop_year, UNKNOWN). */
enum lt_truth lt_rule_predicate(const struct lt_rule *rule, const struct lt_rule_context *context,
                                const char *land_class, uint8_t previous, uint8_t current);
/* Is this feature a subject of the rule at all? */
bool lt_rule_applies(const struct lt_rule *rule, const struct lt_feature *feature);

/* What the evidence says about one rule and one subject. Areas are net m² of the subject. */
struct lt_finding {
    uint32_t rule;    /* index in the rule set */
    uint32_t subject; /* index of the feature in its layer of the unit */
    enum lt_verdict_value
        verdict; /* MEETS = no offence, BELOW = offence proven by the raster (suspect) */
    enum lt_reason reason;
    double area_m2;         /* subject's net area */
    double low_m2, high_m2; /* offending area: proven … possible */
    double twice_m2;        /* offending area seen at both dates (≤ low_m2) */
    double share_low, share_high;
    double threshold;
    double margin; /* distance of the nearer bound from the threshold, share; signed, + = meets */
    double
        flip_m2; /* area that would have to change class to change the verdict; 0 when undecided */
    bool wants_patches; /* stage 5 draws the offending ground */
};

struct lt_findings {
    struct lt_finding *items; /* order: rule, subject */
    size_t count;
};

/* Reads as follows, first hit first:
 *   disabled, not_subject  stated, nothing measured; verdict UNDECIDED
 *   observability          its reason; UNDECIDED, no patches
 *   pending                the rule needs the other half-year (crop_year, or earliest_half 2 in H1); UNDECIDED
 *   patch                  BELOW when offending ground is proven (above 0.005 m²) and could pass the gate of
 *                          `threshold` cells; MEETS when not even the possible ground could (reason SMALL when some
 *                          is proven); else UNDECIDED with what hides it
 *   share                  BELOW when share_low > threshold, MEETS when share_high ≤ threshold, else UNDECIDED
 * What hides it: one_date (no previous raster), flood, off_raster, unseen: the one with most ground, first on a tie.
 * A BELOW of a rule that needs approvals carries no_approval_data where there is no such layer. Share rules of severity
 * notice want no patches: they never open a case.
 *
 * Evaluates every per-subject rule of `layer`. Arrays run over the tabulation's features; `observability` answers for
 * each whether it can be judged at all (LT_REASON_NONE, TOO_SMALL …).
 * Errors: LT_E_LIMIT (memory), LT_E_BUG (an identity failed). Threads: pure. Cost: linear in joint entries. */
struct lt_rules_input {
    const struct lt_rule_set *rules;
    const struct lt_rule_context *context;
    enum lt_layer layer;
    size_t count;
    const struct lt_tabulation *tabulation; /* joint (previous, current), or (current) alone */
    void (*feature)(const void *ctx, size_t index, struct lt_feature *ret_feature);
    const void *feature_context;
    const enum lt_reason *observability; /* one per feature */
    double grain_season_share;
};
enum lt_status lt_rules_evaluate(const struct lt_rules_input *input, struct lt_arena *arena,
                                 struct lt_findings *ret_findings, struct lt_error *err);

/* Subjects whose proven share lies near the threshold, by percentage points: bin b holds those above threshold + (b − 5)
 * points and not above one point more. A threshold moved by whole points inside finds what it would have found. */
enum { LT_NEAR_BINS = 10 };

/* What the findings of one rule add up to. subjects = meets + below + undecided. */
struct lt_rule_tally {
    uint64_t subjects, meets, below, undecided, not_subject;
    double below_m2, undecided_m2; /* offending area proven; area of undecided subjects */
    uint64_t near[LT_NEAR_BINS];   /* means something where the threshold is a share */
    double near_m2[LT_NEAR_BINS];  /* their offending area proven */
};
/* Adds findings to the tallies of their rules; `tallies` has one per rule of the set. Pure. */
void lt_rules_tally(const struct lt_findings *findings, struct lt_rule_tally *tallies);

#ifdef __cplusplus
}
#endif
#endif
