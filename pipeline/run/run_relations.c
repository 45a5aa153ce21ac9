#include "run/run_relations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_feedback.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

enum { PAIRWISE_MAX = 64 }; /* of more, the union is quicker than the pairs */

enum slot { PARCELS, PBF, ZONES, APPROVALS, FEEDBACK };
static const enum lt_layer related[LT_RELATED] = {
    [PARCELS] = LT_LAYER_PARCEL,     [PBF] = LT_LAYER_PBF,           [ZONES] = LT_LAYER_ZONE,
    [APPROVALS] = LT_LAYER_APPROVAL, [FEEDBACK] = LT_LAYER_FEEDBACK,
};

/* Features of one layer that share ground with a patch. */
struct relation {
    const struct lt_relations *relations;
    struct lt_overlay *overlay;
    enum slot slot;
    const struct lt_patch *patch;
    double patch_planar;
    struct lt_shape *shapes; /* of the features that count */
    size_t count, capacity;
    double total_m2, largest_m2; /* net share of the patch */
    size_t largest;              /* SIZE_MAX when none */
    const struct lt_spool *spool,
        *largest_spool; /* where features are looked up; where the largest lies */
    enum lt_status status;
    struct lt_error *err;
};

/* The raster that saw the ground clean is the one before, or the baseline. */
static bool later_than_clean(const struct lt_unit_work *work, const struct lt_feature *feature)
{
    const struct lt_raster_config *clean = work->session->rasters[LT_RASTER_PREVIOUS];
    if (clean == NULL) {
        clean = work->session->rasters[LT_RASTER_BASELINE];
    }
    return lt_feedback_is_later(feature->attr[LT_ATTR_TO], clean);
}

/* Feedback is a second source where it says what the image shows of the patch, and not of days when the ground was
 * still clean. */
static bool confirms(const struct relation *relation, const struct lt_feature *feature)
{
    const struct lt_relations *relations = relation->relations;
    const struct lt_unit_work *work = relations->work;
    const struct lt_feedback_kind *kind =
        lt_feedback_kind_of(&relations->kinds, feature->attr[LT_ATTR_KIND]);
    const enum lt_group group =
        lt_legend_group(&work->legends[LT_RASTER_CURRENT], relation->patch->main_class);
    return kind != NULL && lt_feedback_says_same(kind->change, group) &&
           later_than_clean(work, feature);
}

static bool counts(const struct relation *relation, const struct lt_feature *feature)
{
    const struct lt_unit_work *work = relation->relations->work;
    switch (relation->slot) {
    case APPROVALS:
        return lt_unit_runs_at_images(work, feature);
    case FEEDBACK:
        return confirms(relation, feature);
    default:
        return true;
    }
}

static bool relate_one(void *context, size_t index)
{
    struct relation *relation = context;
    struct lt_feature feature;
    double planar = 0.0;
    lt_spool_feature(relation->spool, related[relation->slot], index, &feature);
    if (feature.shape.n_rings == 0 || !counts(relation, &feature)) {
        return true;
    }
    relation->status = lt_overlay_area(relation->overlay, &relation->patch->shape, &feature.shape,
                                       &planar, relation->err);
    if (relation->status == LT_OK && planar > 0.0) {
        relation->status =
            lt_array_reserve(&relation->shapes, &relation->capacity, relation->count + 1,
                             sizeof *relation->shapes, relation->err);
    }
    if (relation->status != LT_OK || !(planar > 0.0)) {
        return relation->status == LT_OK;
    }
    relation->shapes[relation->count++] = feature.shape;
    const double m2 = planar / relation->patch_planar * relation->patch->net_m2;
    relation->total_m2 += m2;
    if (m2 > relation->largest_m2) {
        relation->largest_m2 = m2;
        relation->largest = index;
        relation->largest_spool = relation->spool;
    }
    return true;
}

/* Do some of them lie on each other, or might? */
static bool share_ground(const struct relation *relation)
{
    if (relation->count > PAIRWISE_MAX) {
        return true;
    }
    for (size_t i = 1; i < relation->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (lt_overlay_tell(&relation->shapes[i], &relation->shapes[k]) != LT_TOLD_APART) {
                return true;
            }
        }
    }
    return false;
}

/* Ground under two of them counts once: an approval that was prolonged covers no more than before. */
static enum lt_status count_once(struct relation *relation, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct lt_shape all;
    double planar;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(
        lt_overlay_union(relation->overlay, relation->shapes, relation->count, scratch, &all, err));
    LT_TRY(lt_overlay_area(relation->overlay, &relation->patch->shape, &all, &planar, err));
    relation->total_m2 = planar / relation->patch_planar * relation->patch->net_m2;
out:
    lt_arena_destroy(scratch);
    return status;
}

static enum lt_status relate(const struct lt_relations *relations, struct lt_overlay *overlay,
                             enum slot slot, const struct lt_patch *patch, bool abroad,
                             struct relation *ret_relation, struct lt_error *err)
{
    enum lt_status status;
    struct relation relation = {
        .relations = relations,
        .overlay = overlay,
        .slot = slot,
        .patch = patch,
        .patch_planar = lt_shape_planar_area(&patch->shape),
        .largest = SIZE_MAX,
        .spool = relations->work->spool,
        .err = err,
    };
    LT_TRY(
        lt_box_index_query(relations->indexes[slot], patch->shape.box, relate_one, &relation, err));
    LT_TRY(relation.status);
    if (abroad && relations->abroad.indexes[slot] != NULL) {
        relation.spool = relations->abroad.spool;
        LT_TRY(lt_box_index_query(relations->abroad.indexes[slot], patch->shape.box, relate_one,
                                  &relation, err));
        LT_TRY(relation.status);
    }
    if (share_ground(&relation)) {
        LT_TRY(count_once(&relation, err));
    }
    relation.total_m2 = fmin(relation.total_m2, patch->net_m2);
out:
    free(relation.shapes);
    relation.shapes = NULL;
    *ret_relation = relation;
    return status;
}

/* Adjustable land (可调整地类) is a class of the base-year survey: such ground was no longer cropland then. A plain 02xx
 * or 03xx may be of this year's survey and proves no age. */
static bool structure_on_record(const char *land_class)
{
    const size_t length = strlen(land_class);
    return length > 0 && land_class[length - 1] == 'K';
}

/* The parcel below most of the patch; open where ground that none covers outweighs it. */
static enum lt_status name_parcel(const struct lt_relations *relations,
                                  const struct relation *relation, struct lt_candidate *one,
                                  struct lt_error *err)
{
    struct lt_unit_work *work = relations->work;
    struct lt_feature found;
    if (relation->largest == SIZE_MAX ||
        relation->largest_m2 < one->patch.net_m2 - relation->total_m2) {
        return LT_OK;
    }
    const bool own = relation->largest_spool == work->spool;
    lt_spool_feature(relation->largest_spool, LT_LAYER_PARCEL, relation->largest, &found);
    one->parcel_id = lt_arena_text(work->arena, found.attr[LT_ATTR_ID]);
    one->land_class = lt_arena_text(work->arena, found.attr[LT_ATTR_LAND_CLASS]);
    one->planting = lt_arena_text(work->arena, found.attr[LT_ATTR_PLANTING]);
    one->parcel_index = own ? (uint32_t)relation->largest : UINT32_MAX;
    if (own && strlen(found.attr[LT_ATTR_UNIT]) >= 9) {
        one->town = lt_arena_text_n(work->arena, found.attr[LT_ATTR_UNIT], 9);
    }
    return one->parcel_id == NULL || one->land_class == NULL || one->planting == NULL
               ? lt_fail_memory(err, "a candidate")
               : LT_OK;
}

/* What a unit holds of other counties; the plan left it there (run_borders.h). */
static enum lt_status open_abroad(struct lt_relations *relations, struct lt_error *err)
{
    static const enum slot bounded[] = {PARCELS, PBF, ZONES};
    enum lt_status status = LT_OK;
    struct lt_abroad *abroad = &relations->abroad;
    if (abroad->opened) {
        return LT_OK;
    }
    abroad->opened = true;
    LT_TRY(lt_session_open_border(relations->work->session, relations->work->unit, &abroad->spool,
                                  err));
    for (size_t i = 0; abroad->spool != NULL && i < sizeof bounded / sizeof *bounded; i++) {
        struct lt_spool_layer *view = &abroad->views[bounded[i]];
        *view = (struct lt_spool_layer){abroad->spool, related[bounded[i]]};
        const struct lt_shapes shapes = lt_spool_shapes(view);
        LT_TRY(lt_box_index_create(&shapes, &abroad->indexes[bounded[i]], err));
    }
out:
    return status;
}

/* Parcels cover a county: where they leave ground of a patch free, it may lie in another one. */
static enum lt_status describe_parcel(struct lt_relations *relations, struct lt_overlay *overlay,
                                      struct lt_candidate *one, bool *ret_abroad,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct relation relation;
    const double least = relations->work->session->config->overlap_min_m2;
    LT_TRY(relate(relations, overlay, PARCELS, &one->patch, false, &relation, err));
    *ret_abroad = one->patch.net_m2 - relation.total_m2 > fmax(least, 0.01 * one->patch.net_m2);
    if (*ret_abroad) {
        LT_TRY(open_abroad(relations, err));
        LT_TRY(relate(relations, overlay, PARCELS, &one->patch, true, &relation, err));
    }
    LT_TRY(name_parcel(relations, &relation, one, err));
out:
    return status;
}

enum lt_status lt_relations_describe(struct lt_relations *relations, struct lt_overlay *overlay,
                                     const struct lt_feature *subject, size_t approval,
                                     struct lt_candidate *one, struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_work *work = relations->work;
    struct lt_feature found;
    struct relation relation;
    bool abroad;
    one->land_class = subject->attr[LT_ATTR_LAND_CLASS];
    one->planting = subject->attr[LT_ATTR_PLANTING];
    one->parcel_index = UINT32_MAX;
    one->parcel_id = one->town = one->approval = one->feedback_id = "";
    LT_TRY(describe_parcel(relations, overlay, one, &abroad, err));
    one->base_year_structure = structure_on_record(one->land_class);
    LT_TRY(relate(relations, overlay, PBF, &one->patch, abroad, &relation, err));
    one->pbf_m2 = relation.total_m2;
    LT_TRY(relate(relations, overlay, ZONES, &one->patch, abroad, &relation, err));
    one->zone_m2 = relation.total_m2;
    if (approval != SIZE_MAX) {
        lt_unit_feature(work, LT_LAYER_APPROVAL, approval, &found);
        one->exempt_m2 = one->patch.net_m2;
        one->approval = lt_arena_printf(work->arena, "%s %s", found.attr[LT_ATTR_KIND],
                                        found.attr[LT_ATTR_NUMBER]);
    }
    LT_TRY(relate(relations, overlay, FEEDBACK, &one->patch, false, &relation, err));
    if (relation.largest != SIZE_MAX) {
        lt_unit_feature(work, LT_LAYER_FEEDBACK, relation.largest, &found);
        one->feedback_id = found.attr[LT_ATTR_ID];
        one->feedback_m2 = relation.largest_m2;
    }
    if (one->town == NULL || one->approval == NULL) {
        status = lt_fail_memory(err, "a candidate");
    }
out:
    return status;
}

enum lt_status lt_relations_each_approval(const struct lt_relations *relations, struct lt_box box,
                                          bool (*visit)(void *context, size_t index), void *context,
                                          struct lt_error *err)
{
    return lt_box_index_query(relations->indexes[APPROVALS], box, visit, context, err);
}

/* --- ground outside permanent basic farmland --- */

struct clipping {
    const struct lt_relations *relations;
    const struct lt_shape *whole;
    bool nothing_left;
    struct lt_shape *shapes;
    size_t count, capacity;
    enum lt_status status;
    struct lt_error *err;
};

static bool gather_pbf(void *context, size_t index)
{
    struct clipping *clip = context;
    struct lt_feature feature;
    lt_unit_feature(clip->relations->work, LT_LAYER_PBF, index, &feature);
    const enum lt_overlay_told told =
        feature.shape.n_rings == 0 ? LT_TOLD_APART : lt_overlay_tell(clip->whole, &feature.shape);
    if (told == LT_TOLD_WITHIN) {
        clip->nothing_left = true;
        return false;
    }
    if (told == LT_TOLD_NOTHING) {
        clip->status = lt_array_reserve(&clip->shapes, &clip->capacity, clip->count + 1,
                                        sizeof *clip->shapes, clip->err);
        if (clip->status == LT_OK) {
            clip->shapes[clip->count++] = feature.shape;
        }
    }
    return clip->status == LT_OK;
}

enum lt_status lt_relations_keep_ordinary(const struct lt_relations *relations,
                                          struct lt_overlay *overlay, struct lt_arena *arena,
                                          struct lt_feature *feature, struct lt_error *err)
{
    enum lt_status status;
    struct clipping clip = {.relations = relations, .whole = &feature->shape, .err = err};
    struct lt_shape pbf, rest;
    LT_TRY(lt_box_index_query(relations->indexes[PBF], feature->shape.box, gather_pbf, &clip, err));
    LT_TRY(clip.status);
    if (clip.nothing_left) {
        feature->shape = (struct lt_shape){0};
        feature->net_m2 = 0.0;
        goto out;
    }
    if (clip.count == 0) {
        goto out;
    }
    LT_TRY(lt_overlay_union(overlay, clip.shapes, clip.count, arena, &pbf, err));
    LT_TRY(lt_overlay_apply(overlay, LT_DIFFERENCE, &feature->shape, &pbf, arena, &rest, err));
    const double before = lt_shape_planar_area(&feature->shape);
    const double left = rest.n_rings == 0 ? 0.0 : lt_shape_planar_area(&rest);
    feature->net_m2 *= before > 0.0 ? left / before : 0.0;
    feature->shape = rest;
out:
    free(clip.shapes);
    return status;
}

/* --- set-up --- */

enum lt_status lt_relations_open(struct lt_unit_work *work, struct lt_relations *ret_relations,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *ret_relations = (struct lt_relations){.work = work};
    if (work->session->period->layers[LT_LAYER_FEEDBACK].present) {
        LT_TRY(lt_feedback_kinds_load(work->session->config->schemas_dir, &work->diagnostics,
                                      work->arena, &ret_relations->kinds, err));
    }
    for (int slot = 0; slot < LT_RELATED; slot++) {
        ret_relations->views[slot] = (struct lt_spool_layer){work->spool, related[slot]};
        const struct lt_shapes shapes = lt_spool_shapes(&ret_relations->views[slot]);
        LT_TRY(lt_box_index_create(&shapes, &ret_relations->indexes[slot], err));
    }
out:
    return status;
}

void lt_relations_close(struct lt_relations *relations)
{
    for (int slot = 0; slot < LT_RELATED; slot++) {
        lt_box_index_destroy(relations->abroad.indexes[slot]);
        lt_box_index_destroy(relations->indexes[slot]);
    }
    lt_spool_close(relations->abroad.spool);
}
