/* What a published half-year keeps so that any parcel, plot or county can be explained without a new run.
 *
 * One file per unit, <generation>/kept/<period>/<unit>.kept: every judged feature with its joint table of classes and
 * its findings, in the order of (layer, id), in blocks that are digested one by one; and a head (rules, legends, sums,
 * patches, an index of the blocks) with a digest of its own. Reading an id costs the head and one block per layer. The
 * file holds ids, codes and areas: no coordinates, no persons. Internal, like the ledger: it lies outside the folder
 * that is handed out.
 */
#ifndef LIANGTIAN_KEPT_H
#define LIANGTIAN_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/edges.h"
#include "liangtian/legend.h"
#include "liangtian/parcel.h"
#include "liangtian/period.h"
#include "liangtian/rules.h"
#include "liangtian/seasons.h"
#include "liangtian/status.h"
#include "liangtian/verdict.h"
#include "liangtian/zonal.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

/* One judged feature. Texts and arrays are borrowed. */
struct lt_kept_subject {
    enum lt_layer layer;
    const char *id, *unit_code, *name, *land_class, *planting, *target, *slope;
    uint64_t sequence;
    uint32_t flags; /* enum lt_feature_flag */
    enum lt_unjudged unjudged;
    double gross_m2, net_m2, filed_m2;
    const struct lt_joint *joint; /* (previous, current), or current alone; ascending key */
    size_t joint_count;
    const struct lt_joint *apart; /* previous alone, where it lies on a grid of its own */
    size_t apart_count;
    uint32_t full_cells, touched_cells;
    const struct lt_finding *findings; /* of the rules that apply, ascending rule */
    size_t finding_count;
    const struct lt_edges *edges; /* boundary sensitivity, per finding; NULL: not looked at */
    /* the outcome over all rules, as in lt_record */
    bool excluded;
    enum lt_verdict_value verdict;
    enum lt_reason reason;
    uint32_t rule; /* UINT32_MAX when none */
    double share_low, share_high, flip_m2;
};

/* Where the classes of one season come from. */
struct lt_kept_season {
    bool present;
    lt_period period;
    const char *raster; /* file name */
    const char *image_from, *image_to;
    bool flood;
    struct lt_legend legend; /* classes only: code_of_value is NULL */
};

/* A patch that passed the gate: what became a case, or an entry of another book. */
struct lt_kept_patch {
    uint32_t rule;
    enum lt_layer layer; /* of the subject */
    const char *subject_id, *parcel_id, *approval, *feedback_id;
    uint32_t full_cells, touched_cells;
    double net_m2, twice_m2, clean_before_m2, pbf_m2, zone_m2, exempt_m2, feedback_m2;
    double baseline_m2, baseline_seen_m2;
    bool base_year_structure;
    struct lt_edges edges;
};

/* An open case of the half-year before, looked at again; as lt_recheck. */
struct lt_kept_recheck {
    const char *case_id;
    double net_m2, low_m2, high_m2;
    bool judged;
    enum lt_reason reason;
};

struct lt_kept_head {
    lt_period period;
    uint32_t unit;
    const char *name, *program;
    unsigned seasons; /* of the joint table: 1 or 2 */
    bool apart, has_approvals;
    struct lt_kept_season season[2]; /* [0] previous half-year, [1] current */
    struct lt_rule *rules;           /* the catalogue as it was used */
    size_t rule_count;
    double grain_season_share, small_lost_share;
    uint32_t gate_full_cells;
    struct lt_unit_sums sums;
    struct lt_rule_tally *tallies; /* one per rule */
    size_t tally_count;
    double edge_m2, small_m2;
    uint64_t edge_count, small_count;
    struct lt_kept_patch *patches; /* order of the candidates */
    size_t patch_count;
    struct lt_kept_recheck *rechecks; /* ascending case id */
    size_t recheck_count;
    size_t count[LT_LAYER_COUNT]; /* subjects per layer; written by the store */
};

/* --- writing ---------------------------------------------------------------------------------------------------- */

struct lt_kept_source {
    const struct lt_kept_head *head;
    size_t count[LT_LAYER_COUNT];
    /* The id of a feature, without the rest: it sorts by this. */
    const char *(*id)(void *context, enum lt_layer layer, size_t index);
    /* What it points to need only live until the next call. */
    void (*subject)(void *context, enum lt_layer layer, size_t index,
                    struct lt_kept_subject *ret_subject);
    void *context;
};
/* Appears whole or not at all; durable. Cost: one sort of the ids, one pass; memory 16 bytes per feature. */
enum lt_status lt_kept_write(const char *path, const char key[65],
                             const struct lt_kept_source *source, struct lt_error *err);
/* Does it stand there, with a whole head, and of this key? LT_E_IO when not. */
enum lt_status lt_kept_check(const char *path, const char key[65], struct lt_error *err);

/* Puts what the units kept into a generation being built, as kept/<period>/<unit>.kept, and links what its parent keeps
 * of earlier half-years. `paths` are linked where the file system can: they must not be written to any more. Where
 * `secret`, the folder kept/ is its owner's alone. */
struct lt_publication;
struct lt_generation;
enum lt_status lt_kept_publish(const struct lt_publication *publication,
                               const struct lt_generation *parent, lt_period period,
                               const char *const *paths, size_t count, bool secret,
                               struct lt_error *err);
/* A unit's file of a half-year, that the manifest of a generation names: there, or lost. */
struct lt_kept_file {
    lt_period period;
    const char *path, *name; /* the name is the path's last part */
};
/* Those of a generation (id "": none), ascending half-year, then name. LT_E_IO when its manifest cannot be read. */
enum lt_status lt_kept_list(const struct lt_generation *generation, struct lt_arena *arena,
                            struct lt_kept_file **ret_files, size_t *ret_count,
                            struct lt_error *err);
/* <generation>/kept/<period>, or <generation>/kept for 0. NULL when memory is out. */
const char *lt_kept_folder(const struct lt_generation *generation, lt_period period,
                           struct lt_arena *arena);

/* --- what no unit knows, beside what the units kept: the names of its files ------------------------------------------ */

#define LT_KEPT_FLOORS "floors.kept"
#define LT_KEPT_ACCUSED "accused.kept"

/* The parcels that open cases accuse by their place (run_accused.h), by their position in the layer, ascending. */
struct lt_kept_accused {
    uint64_t *sequences;
    size_t count;
};
/* Both pairs: put into the half-year after lt_kept_publish; read into the arena. `ret_kept` false, and nothing read,
 * where the file is missing or of another format, as after an earlier version of the program. LT_E_IO when it is
 * damaged. */
enum lt_status lt_kept_accused_publish(const struct lt_publication *publication, lt_period period,
                                       const struct lt_kept_accused *accused, struct lt_error *err);
enum lt_status lt_kept_accused_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                    struct lt_kept_accused *ret_accused, struct lt_error *err);

/* The floors of a half-year. */

struct lt_kept_floors {
    struct lt_floor *floors; /* estimates without `means` */
    size_t count;
    struct lt_output output; /* the same; not given where no yields were named */
};
enum lt_status lt_kept_floors_publish(const struct lt_publication *publication, lt_period period,
                                      const struct lt_kept_floors *floors, struct lt_error *err);
enum lt_status lt_kept_floors_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                   struct lt_kept_floors *ret_floors, struct lt_error *err);

/* --- on which plots the cases of a half-year lie, which no unit knows either --------------------------------------- */

/* A plot on whose ground a case lies. */
struct lt_kept_plot {
    enum lt_layer layer;
    uint32_t unit;     /* whose file keeps it */
    const char *id;    /* may stand twice in a layer */
    uint64_t sequence; /* does not */
    uint32_t of;       /* such plots of the layer in all, of which only the first are kept */
};
struct lt_kept_case {
    const char *id;
    struct lt_kept_plot *
        plots; /* those by which its leading rule judges first; of a layer, the one with most ground */
    size_t plot_count;
};
struct lt_kept_cases {
    struct lt_kept_case *items; /* ascending id */
    size_t count;
};
#define LT_KEPT_CASES "cases.kept" /* its name, beside the units' files */
enum { LT_PLOTS_TOLD = 3 };        /* of one layer */
/* As lt_kept_floors_publish and lt_kept_floors_read. */
enum lt_status lt_kept_cases_publish(const struct lt_publication *publication, lt_period period,
                                     const struct lt_kept_cases *cases, struct lt_error *err);
enum lt_status lt_kept_cases_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                  struct lt_kept_cases *ret_cases, struct lt_error *err);
/* NULL when there is none of that id. Pure. */
const struct lt_kept_case *lt_kept_case_of(const struct lt_kept_cases *cases, const char *id);

/* --- reading ---------------------------------------------------------------------------------------------------- */

struct lt_kept;
/* Reads and checks the head, and holds it; the file is opened again for every block that is read, so that any number of
 * them takes no descriptor. LT_E_IO when it is missing, damaged, or of a format that this program does not read. */
enum lt_status lt_kept_open(const char *path, struct lt_kept **ret_kept, struct lt_error *err);
/* The same of an earlier half-year, with which a run does without what another version of the program kept in a format
 * of its own: LT_OK then, and NULL. */
enum lt_status lt_kept_open_earlier(const char *path, struct lt_kept **ret_kept,
                                    struct lt_error *err);
void lt_kept_close(struct lt_kept *kept); /* NULL-safe */
const struct lt_kept_head *lt_kept_head(const struct lt_kept *kept);
/* Every subject of a layer with this id (one, unless a layer names two alike); none is LT_OK with count 0. What is
 * answered lives in `arena`. LT_E_IO when the block does not have its digest. */
enum lt_status lt_kept_find(const struct lt_kept *kept, enum lt_layer layer, const char *id,
                            struct lt_arena *arena, struct lt_kept_subject **ret_subjects,
                            size_t *ret_count, struct lt_error *err);
typedef enum lt_status lt_kept_visit(void *context, size_t index,
                                     const struct lt_kept_subject *subject, struct lt_error *err);
/* Every subject of a layer, ascending id, each with index 0; it lives until `visit` returns. */
enum lt_status lt_kept_all(const struct lt_kept *kept, enum lt_layer layer, lt_kept_visit *visit,
                           void *context, struct lt_error *err);
/* Answers ids that ascend, reading every block once: `visit` gets the first subject of each id that is kept, which
 * lives until it returns. Errors: as lt_kept_find, and those of `visit`. */
enum lt_status lt_kept_each(const struct lt_kept *kept, enum lt_layer layer, const char *const *ids,
                            size_t count, lt_kept_visit *visit, void *context,
                            struct lt_error *err);
/* Ids of the layer that look like this one: at most `most`, the likest first, all from the block where it would stand. */
enum lt_status lt_kept_near(const struct lt_kept *kept, enum lt_layer layer, const char *id,
                            struct lt_arena *arena, size_t most, const char **ret_ids,
                            size_t *ret_count, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
