/* Looking back at the zones of one unit: contiguous grain land outside them, and plots whose nature changed. */
#include "run/run_lookback.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/explain.h"
#include "liangtian/kept.h"
#include "run/run_sums.h"
#include "support/arena.h"

/* Cropland outside the zones that may be worth adding. */
struct piece {
    size_t index; /* in the parcel layer */
    struct lt_shape shape;
    const char *id;
    double area_m2; /* net, outside the zones */
    bool hilly;
    enum lt_truth slope, now,
        before;  /* up to 15 degrees; grain this crop year and the one before */
    bool in;     /* of the pieces that are being joined */
    size_t root; /* of the contiguous set, while joined */
};

struct looking {
    struct lt_unit_work *work;
    const struct lt_rule *rule; /* FZ-ADD */
    struct lt_overlay *overlay;
    struct lt_shapes zones;
    struct lt_box_index *zone_index, *piece_index;
    double gap; /* in CRS units */
    struct piece *pieces;
    size_t count;
    double *sum_m2, *hilly_m2; /* by root */
};

/* --- what lies outside the zones --- */

struct covering {
    const struct looking *looking;
    const struct lt_shape *shape;
    double planar; /* of zones on the shape; plots that overlap each other count twice */
    enum lt_status status;
    struct lt_error *err;
};

static bool cover(void *context, size_t index)
{
    struct covering *covering = context;
    struct lt_shape zone;
    double planar = 0.0;
    covering->looking->zones.get(covering->looking->zones.context, index, &zone);
    if (zone.n_rings == 0) {
        return true;
    }
    covering->status =
        lt_overlay_area(covering->looking->overlay, covering->shape, &zone, &planar, covering->err);
    covering->planar += planar;
    return covering->status == LT_OK;
}

/* Half of the parcel or more must lie outside; what counts is that part. */
static enum lt_status measure_outside(const struct looking *looking, struct piece *piece,
                                      double net_m2, struct lt_error *err)
{
    enum lt_status status;
    struct covering covering = {
        .looking = looking, .shape = &piece->shape, .status = LT_OK, .err = err};
    const double planar = lt_shape_planar_area(&piece->shape);
    LT_TRY(lt_box_index_query(looking->zone_index, piece->shape.box, cover, &covering, err));
    LT_TRY(covering.status);
    const double outside = planar > 0.0 ? 1.0 - fmin(1.0, covering.planar / planar) : 0.0;
    piece->area_m2 = outside >= 0.5 ? outside * net_m2 : 0.0;
out:
    return status;
}

static enum lt_status gather(struct looking *looking, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_unit_work *work = looking->work;
    const struct lt_unit_layer *layer = &work->layers[LT_LAYER_PARCEL];
    const double share = work->session->config->grain_season_share;
    looking->pieces = lt_arena_array(work->arena, layer->count, sizeof *looking->pieces);
    if (looking->pieces == NULL) {
        return lt_fail_memory(err, "land to add to the zones");
    }
    for (size_t i = 0; i < layer->count; i++) {
        struct lt_feature parcel;
        const struct lt_parcel_year *year = &layer->year.parcels[i];
        struct piece *piece = &looking->pieces[looking->count];
        lt_unit_feature(work, LT_LAYER_PARCEL, i, &parcel);
        if (parcel.unjudged != LT_JUDGED || !lt_is_farmland(&parcel)) {
            continue;
        }
        *piece = (struct piece){
            .index = i,
            .shape = parcel.shape,
            .id = parcel.attr[LT_ATTR_ID],
            .now = lt_lookback_grain(year->complete, year->grain_footprint_m2, year->net_m2, share),
            .before = LT_UNKNOWN,
        };
        piece->slope = lt_lookback_slope(parcel.attr[LT_ATTR_SLOPE], &piece->hilly);
        if (piece->slope == LT_FALSE || piece->now == LT_FALSE) {
            continue;
        }
        LT_TRY(measure_outside(looking, piece, parcel.net_m2, err));
        looking->count += piece->area_m2 > 0.0;
    }
out:
    return status;
}

/* --- contiguous sets --- */

static size_t root_of(struct piece *pieces, size_t i)
{
    while (pieces[i].root != i) {
        pieces[i].root = pieces[pieces[i].root].root;
        i = pieces[i].root;
    }
    return i;
}

struct joining {
    struct looking *looking;
    size_t at;
};

/* The lower index is the root: the result does not hang on the order of visits. */
static bool join_one(void *context, size_t index)
{
    const struct joining *joining = context;
    struct piece *pieces = joining->looking->pieces;
    if (index <= joining->at || !pieces[index].in) {
        return true;
    }
    const size_t a = root_of(pieces, joining->at), b = root_of(pieces, index);
    if (a != b &&
        lt_shape_near(&pieces[joining->at].shape, &pieces[index].shape, joining->looking->gap)) {
        pieces[a > b ? a : b].root = a > b ? b : a;
    }
    return true;
}

static bool grew_both_years(const struct piece *piece)
{
    return piece->slope == LT_TRUE && piece->now == LT_TRUE && piece->before == LT_TRUE;
}

static bool may_have(const struct piece *piece)
{
    return piece->before != LT_FALSE;
}

/* Joins the pieces that `wanted` says, and sums each set by its root. */
static enum lt_status join(struct looking *looking, bool (*wanted)(const struct piece *piece),
                           struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < looking->count; i++) {
        struct piece *piece = &looking->pieces[i];
        piece->in = wanted(piece);
        piece->root = i;
        looking->sum_m2[i] = looking->hilly_m2[i] = 0.0;
    }
    for (size_t i = 0; i < looking->count; i++) {
        struct joining joining = {looking, i};
        struct lt_box box = looking->pieces[i].shape.box;
        if (looking->pieces[i].in) {
            box = (struct lt_box){box.min_x - looking->gap, box.min_y - looking->gap,
                                  box.max_x + looking->gap, box.max_y + looking->gap};
            LT_TRY(lt_box_index_query(looking->piece_index, box, join_one, &joining, err));
        }
    }
    for (size_t i = 0; i < looking->count; i++) {
        const struct piece *piece = &looking->pieces[i];
        if (piece->in) {
            const size_t root = root_of(looking->pieces, i);
            looking->sum_m2[root] += piece->area_m2;
            looking->hilly_m2[root] += piece->hilly ? piece->area_m2 : 0.0;
        }
    }
out:
    return status;
}

static bool is_hilly(const struct looking *looking, size_t root)
{
    return looking->hilly_m2[root] > 0.5 * looking->sum_m2[root];
}

static bool is_large(const struct looking *looking, size_t root)
{
    const struct lt_config *config = looking->work->session->config;
    const double mu =
        is_hilly(looking, root) ? config->lookback_hills_mu : looking->rule->threshold;
    return looking->sum_m2[root] >= mu * LT_M2_PER_MU * (1.0 - 1e-9);
}

/* --- the crop year before --- */

struct recalling {
    struct looking *looking;
    const struct lt_kept_head *head;
    struct piece **asked; /* ascending id */
};

static enum lt_status recall(void *context, size_t index, const struct lt_kept_subject *subject,
                             struct lt_error *err)
{
    enum lt_status status;
    const struct recalling *recalling = context;
    struct piece *piece = recalling->asked[index];
    const struct lt_unit_work *work = recalling->looking->work;
    struct lt_explain_past past;
    struct lt_arena *scratch = NULL;
    struct lt_feature parcel;
    lt_unit_feature(work, LT_LAYER_PARCEL, piece->index, &parcel);
    if (fabs(subject->gross_m2 - parcel.gross_m2) > 1e-3 * parcel.gross_m2) {
        return LT_OK; /* the number is another parcel's, or the parcel was drawn anew */
    }
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(lt_explain_past(recalling->head, subject, scratch, &past, err));
    piece->before = lt_lookback_grain(past.complete, past.footprint_m2, past.net_m2,
                                      work->session->config->grain_season_share);
out:
    lt_arena_destroy(scratch);
    return status;
}

static int by_id(const void *left, const void *right)
{
    const struct piece *const *a = left, *const *b = right;
    const int order = strcmp((*a)->id, (*b)->id);
    return order != 0 ? order : ((*a)->index > (*b)->index) - ((*a)->index < (*b)->index);
}

/* The county's record of the crop year before; NULL where it was not kept, or another version kept it in a format of its
 * own: then nothing is known of that year. */
static enum lt_status open_before(const struct lt_unit_work *work, struct lt_kept **ret_kept,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct lt_kept_file *files;
    size_t count;
    char name[32];
    snprintf(name, sizeof name, "%u.kept", work->result.unit);
    LT_TRY(lt_kept_list(&work->session->parent, work->arena, &files, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (files[i].period == work->session->options->period - 2 &&
            strcmp(files[i].name, name) == 0) {
            LT_TRY(lt_kept_open_earlier(files[i].path, ret_kept, err));
        }
    }
out:
    return status;
}

/* Only pieces of sets that are large enough are looked up. */
static enum lt_status look_up(struct looking *looking, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_kept *kept = NULL;
    struct lt_unit_work *work = looking->work;
    struct recalling recalling = {.looking = looking};
    size_t count = 0;
    const char **ids = lt_arena_array(work->arena, looking->count, sizeof *ids);
    recalling.asked = lt_arena_array(work->arena, looking->count, sizeof(struct piece *));
    if (ids == NULL || recalling.asked == NULL) {
        return lt_fail_memory(err, "land to add to the zones");
    }
    for (size_t i = 0; i < looking->count; i++) {
        if (is_large(looking, root_of(looking->pieces, i))) {
            recalling.asked[count++] = &looking->pieces[i];
        }
    }
    if (count > 0) {
        qsort(recalling.asked, count, sizeof *recalling.asked, by_id);
    }
    for (size_t i = 0; i < count; i++) {
        ids[i] = recalling.asked[i]->id;
    }
    LT_TRY(count > 0 ? open_before(work, &kept, err) : LT_OK);
    if (kept != NULL) {
        recalling.head = lt_kept_head(kept);
        LT_TRY(lt_kept_each(kept, LT_LAYER_PARCEL, ids, count, recall, &recalling, err));
    }
out:
    lt_kept_close(kept);
    return status;
}

/* --- the list --- */

static enum lt_status enter(struct looking *looking, size_t root, bool proven, struct lt_error *err)
{
    struct lt_unit_work *work = looking->work;
    struct lt_lookback *found = &work->result.lookback;
    struct lt_lookback_group *group = &found->groups[found->group_count];
    const struct piece *largest = NULL;
    struct lt_feature parcel;
    *group = (struct lt_lookback_group){
        .area_m2 = looking->sum_m2[root], .hilly = is_hilly(looking, root), .proven = proven};
    for (size_t i = 0; i < looking->count; i++) {
        struct piece *piece = &looking->pieces[i];
        if (!piece->in || root_of(looking->pieces, i) != root) {
            continue;
        }
        group->parcels++;
        const bool larger =
            largest == NULL || piece->area_m2 > largest->area_m2 ||
            (piece->area_m2 >= largest->area_m2 && strcmp(piece->id, largest->id) < 0);
        largest = larger ? piece : largest;
    }
    if (largest == NULL) {
        return lt_fail(err, LT_E_BUG, "internal check failed: ground to add without parcels");
    }
    lt_unit_feature(work, LT_LAYER_PARCEL, largest->index, &parcel);
    const char *unit = parcel.attr[LT_ATTR_UNIT];
    group->parcel_id = lt_arena_text(work->arena, largest->id);
    group->town = lt_arena_text_n(work->arena, unit, strlen(unit) >= 9 ? 9 : 0);
    if (group->parcel_id == NULL || group->town == NULL) {
        return lt_fail_memory(err, "land to add to the zones");
    }
    found->group_count++;
    return LT_OK;
}

/* Sets of proven pieces are candidates. A set that is large only with what may have grown grain is undecided, unless a
 * part of it is a candidate already; `listed` says so by the root of the possible set. */
static enum lt_status list_sets(struct looking *looking, struct lt_error *err)
{
    enum lt_status status;
    struct lt_lookback *found = &looking->work->result.lookback;
    struct lt_arena *arena = looking->work->arena;
    size_t *possible = lt_arena_array(arena, looking->count, sizeof *possible);
    bool *listed = lt_arena_array(arena, looking->count, sizeof *listed);
    found->groups = lt_arena_array(arena, looking->count, sizeof *found->groups);
    if (possible == NULL || listed == NULL || found->groups == NULL) {
        return lt_fail_memory(err, "land to add to the zones");
    }
    LT_TRY(join(looking, may_have, err));
    for (size_t i = 0; i < looking->count; i++) {
        possible[i] = root_of(looking->pieces, i);
        if (looking->pieces[i].in && possible[i] == i && !is_large(looking, i)) {
            found->small++;
            found->small_m2 += looking->sum_m2[i];
        }
    }
    LT_TRY(join(looking, grew_both_years, err));
    for (size_t i = 0; i < looking->count; i++) {
        if (looking->pieces[i].in && root_of(looking->pieces, i) == i && is_large(looking, i)) {
            LT_TRY(enter(looking, i, true, err));
            listed[possible[i]] = true;
        }
    }
    LT_TRY(join(looking, may_have, err));
    for (size_t i = 0; i < looking->count; i++) {
        if (looking->pieces[i].in && root_of(looking->pieces, i) == i && is_large(looking, i) &&
            !listed[i]) {
            LT_TRY(enter(looking, i, false, err));
        }
    }
out:
    return status;
}

static void tally(const struct looking *looking)
{
    const struct lt_unit_work *work = looking->work;
    const struct lt_lookback *found = &work->result.lookback;
    struct lt_rule_tally *line =
        &work->result.tallies[looking->rule - work->session->config->rules.rules];
    for (size_t i = 0; i < found->group_count; i++) {
        const struct lt_lookback_group *group = &found->groups[i];
        *(group->proven ? &line->below : &line->undecided) += 1;
        *(group->proven ? &line->below_m2 : &line->undecided_m2) += group->area_m2;
    }
    line->meets = found->small;
    line->subjects = found->group_count + found->small;
}

static enum lt_status look_for_land(struct looking *looking, struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_work *work = looking->work;
    const struct lt_spool_layer zones = {work->spool, LT_LAYER_ZONE};
    looking->gap = work->session->config->lookback_gap_m * sqrt(lt_unit_planar_per_m2(work));
    looking->zones = lt_spool_shapes(&zones);
    LT_TRY(lt_overlay_create(&looking->overlay, err));
    LT_TRY(lt_box_index_create(&looking->zones, &looking->zone_index, err));
    LT_TRY(gather(looking, err));
    struct lt_shape *shapes = lt_arena_array(work->arena, looking->count, sizeof *shapes);
    looking->sum_m2 = lt_arena_array(work->arena, looking->count, sizeof *looking->sum_m2);
    looking->hilly_m2 = lt_arena_array(work->arena, looking->count, sizeof *looking->hilly_m2);
    if (shapes == NULL || looking->sum_m2 == NULL || looking->hilly_m2 == NULL) {
        status = lt_fail_memory(err, "land to add to the zones");
        goto out;
    }
    for (size_t i = 0; i < looking->count; i++) {
        shapes[i] = looking->pieces[i].shape;
    }
    const struct lt_shapes all = lt_shapes_of_array(shapes, looking->count);
    LT_TRY(lt_box_index_create(&all, &looking->piece_index, err));
    LT_TRY(join(looking, may_have, err));
    LT_TRY(look_up(looking, err));
    LT_TRY(list_sets(looking, err));
    work->result.lookback.given = true;
    tally(looking);
out:
    lt_box_index_destroy(looking->zone_index);
    lt_box_index_destroy(looking->piece_index);
    lt_overlay_destroy(looking->overlay);
    return status;
}

/* --- plots to strike --- */

static enum lt_group most_of(const struct lt_unit_work *work, const struct lt_rule *rule,
                             size_t plot)
{
    const double *m2 =
        work->layers[LT_LAYER_ZONE].year.parcels[plot].season[work->context.half - 1].group_m2;
    enum lt_group most = LT_GROUP_COUNT;
    for (int g = 0; g < LT_GROUP_COUNT; g++) {
        if ((rule->groups & 1u << g) != 0 && (most == LT_GROUP_COUNT || m2[g] > m2[most])) {
            most = (enum lt_group)g;
        }
    }
    return most;
}

static enum lt_status list_strikes(struct lt_unit_work *work, uint32_t rule, struct lt_error *err)
{
    const struct lt_findings *findings = &work->layers[LT_LAYER_ZONE].findings;
    const struct lt_rule *strike = &work->session->config->rules.rules[rule];
    struct lt_lookback *found = &work->result.lookback;
    found->strikes =
        lt_arena_array(work->arena, work->layers[LT_LAYER_ZONE].count, sizeof *found->strikes);
    if (found->strikes == NULL) {
        return lt_fail_memory(err, "zone plots to strike");
    }
    for (size_t i = 0; i < findings->count; i++) {
        const struct lt_finding *finding = &findings->items[i];
        struct lt_feature plot;
        if (finding->rule != rule || finding->verdict != LT_BELOW) {
            continue;
        }
        lt_unit_feature(work, LT_LAYER_ZONE, finding->subject, &plot);
        struct lt_lookback_strike *one = &found->strikes[found->strike_count++];
        *one = (struct lt_lookback_strike){
            .code = lt_arena_text(work->arena, plot.attr[LT_ATTR_ID]),
            .filed_m2 = plot.filed_m2 > 0.0 ? plot.filed_m2 : plot.gross_m2,
            .share = {finding->share_low, finding->share_high},
            .group = most_of(work, strike, finding->subject),
        };
        if (one->code == NULL) {
            return lt_fail_memory(err, "zone plots to strike");
        }
    }
    return LT_OK;
}

/* Both seasons on one grid or two: a crop year that is whole. */
static bool crop_year_complete(const struct lt_unit_work *work)
{
    return work->context.half == 2 && (work->seasons == 2 || work->apart != NULL);
}

enum lt_status lt_unit_lookback(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_rule_set *rules = &work->session->config->rules;
    for (size_t r = 0; r < rules->count; r++) {
        const struct lt_rule *rule = &rules->rules[r];
        if (rule->enabled && rule->formula == LT_FORMULA_ADD && crop_year_complete(work)) {
            struct looking looking = {.work = work, .rule = rule};
            LT_TRY(look_for_land(&looking, err));
        }
        if (rule->enabled && rule->formula == LT_FORMULA_STRIKE) {
            LT_TRY(list_strikes(work, (uint32_t)r, err));
        }
    }
out:
    return status;
}
