/* CROPLAND-BALANCE of one unit: the parcels of two surveys laid over each other, once from either side. */
#include "run/run_conversion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_relations.h"
#include "run/run_sums.h"
#include "support/arena.h"
#include "support/array.h"

struct survey {
    enum lt_layer layer;
    struct lt_spool_layer view;
    struct lt_shapes shapes;
    struct lt_box_index *index;
    size_t count;
};

struct converting {
    struct lt_unit_work *work;
    const struct lt_rule *rule;
    struct lt_overlay *overlay;
    struct survey base, current, approvals;
    double width, least; /* snapping noise, in CRS units */
    struct lt_conversion *found;
    size_t capacity;
};

static enum lt_status open_survey(struct converting *c, enum lt_layer layer, struct survey *survey,
                                  struct lt_error *err)
{
    survey->layer = layer;
    survey->view = (struct lt_spool_layer){.spool = c->work->spool, .layer = layer};
    survey->shapes = lt_spool_shapes(&survey->view);
    survey->count = lt_spool_count(c->work->spool, layer);
    return lt_box_index_create(&survey->shapes, &survey->index, err);
}

/* --- one parcel of cropland against the other survey --- */

struct against {
    struct converting *c;
    const struct survey *other;
    const struct lt_feature *parcel;
    struct lt_shape *cropland; /* of the other survey, on or beside the parcel */
    size_t *others;            /* no cropland there */
    size_t cropland_count, cropland_capacity, other_count, other_capacity;
    bool within; /* one parcel of cropland holds all of it */
    struct lt_error *err;
    enum lt_status status;
};

static bool meet(void *context, size_t index)
{
    struct against *a = context;
    struct lt_feature other;
    lt_unit_feature(a->c->work, a->other->layer, index, &other);
    const enum lt_overlay_told told =
        other.shape.n_rings == 0 ? LT_TOLD_APART : lt_overlay_tell(&a->parcel->shape, &other.shape);
    if (told == LT_TOLD_APART) {
        return true;
    }
    if (!lt_is_farmland(&other)) {
        a->status = lt_array_reserve(&a->others, &a->other_capacity, a->other_count + 1,
                                     sizeof *a->others, a->err);
        if (a->status == LT_OK) {
            a->others[a->other_count++] = index;
        }
        return a->status == LT_OK;
    }
    a->within = told == LT_TOLD_WITHIN;
    a->status = lt_array_reserve(&a->cropland, &a->cropland_capacity, a->cropland_count + 1,
                                 sizeof *a->cropland, a->err);
    if (a->status == LT_OK) {
        a->cropland[a->cropland_count++] = other.shape;
    }
    return a->status == LT_OK && !a->within;
}

/* --- approvals that take ground out of the balance --- */

struct papers {
    const struct converting *c;
    struct lt_shape *shapes;
    size_t count, capacity;
    struct lt_error *err;
    enum lt_status status;
};

static bool take_paper(void *context, size_t index)
{
    struct papers *papers = context;
    const struct lt_rule *rule = papers->c->rule;
    struct lt_feature paper;
    bool accepted = false;
    lt_unit_feature(papers->c->work, LT_LAYER_APPROVAL, index, &paper);
    for (size_t i = 0; i < rule->exempted_count; i++) {
        accepted = accepted || strcmp(rule->exempted_by[i].kind, paper.attr[LT_ATTR_KIND]) == 0;
    }
    if (!accepted || paper.shape.n_rings == 0 || !lt_unit_runs_at_images(papers->c->work, &paper)) {
        return true;
    }
    papers->status = lt_array_reserve(&papers->shapes, &papers->capacity, papers->count + 1,
                                      sizeof *papers->shapes, papers->err);
    if (papers->status == LT_OK) {
        papers->shapes[papers->count++] = paper.shape;
    }
    return papers->status == LT_OK;
}

/* Planar ground of the piece that is under such papers. */
static enum lt_status covered(const struct converting *c, const struct lt_shape *piece,
                              struct lt_arena *scratch, double *ret_planar, struct lt_error *err)
{
    enum lt_status status;
    struct papers papers = {.c = c, .status = LT_OK, .err = err};
    struct lt_shape ground;
    *ret_planar = 0.0;
    LT_TRY(lt_box_index_query(c->approvals.index, piece->box, take_paper, &papers, err));
    LT_TRY(papers.status);
    if (papers.count > 0) {
        LT_TRY(lt_overlay_union(c->overlay, papers.shapes, papers.count, scratch, &ground, err));
        LT_TRY(lt_overlay_area(c->overlay, piece, &ground, ret_planar, err));
    }
out:
    free(papers.shapes);
    return status;
}

/* --- what is found --- */

static enum lt_status enter(struct converting *c, const struct lt_conversion_piece *piece,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = c->work->arena;
    struct lt_conversion *found = c->found;
    if (!(piece->m2 > 0.0)) {
        return LT_OK;
    }
    (piece->came ? found->in_m2 : found->out_m2)[piece->kind] += piece->m2;
    if (piece->kind == LT_CONVERSION_COUNTS && strcmp(piece->cropland_class, "0101") == 0) {
        *(piece->came ? &found->paddy_in_m2 : &found->paddy_out_m2) += piece->m2;
    }
    LT_TRY(lt_array_reserve(&found->pieces, &c->capacity, found->piece_count + 1,
                            sizeof *found->pieces, err));
    struct lt_conversion_piece *own = &found->pieces[found->piece_count++];
    *own = *piece;
    const char **const texts[] = {&own->cropland_id, &own->cropland_class, &own->other_id,
                                  &own->other_class};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = lt_arena_text(arena, *texts[i]);
        LT_TRY(*texts[i] == NULL ? lt_fail_memory(err, "converted cropland") : LT_OK);
    }
out:
    return status;
}

static enum lt_status enter_other(struct converting *c, struct lt_conversion_piece piece,
                                  const struct lt_shape *ground, double m2_per_planar,
                                  struct lt_arena *scratch, struct lt_error *err)
{
    enum lt_status status;
    double planar = 0.0;
    piece.m2 = lt_solid_area(ground, c->width, c->least) * m2_per_planar;
    if (piece.m2 > 0.0 && piece.kind == LT_CONVERSION_COUNTS && !piece.came) {
        struct lt_conversion_piece exempt = piece;
        LT_TRY(covered(c, ground, scratch, &planar, err));
        exempt.kind = LT_CONVERSION_EXEMPT;
        exempt.m2 = fmin(piece.m2, planar * m2_per_planar);
        piece.m2 -= exempt.m2;
        LT_TRY(enter(c, &exempt, err));
    }
    LT_TRY(enter(c, &piece, err));
out:
    return status;
}

/* Ground of the parcel that is no cropland in the other survey, by the parcels that it is there. Each place once: where
 * two of them share ground the first has it. */
static enum lt_status divide(struct against *a, struct lt_arena *scratch, struct lt_error *err)
{
    enum lt_status status;
    struct converting *c = a->c;
    const double planar = lt_shape_planar_area(&a->parcel->shape);
    const double m2_per_planar = planar > 0.0 ? a->parcel->net_m2 / planar : 0.0;
    struct lt_shape left = a->parcel->shape, ground;
    struct lt_conversion_piece piece = {
        .came = a->other->layer == LT_LAYER_PARCEL_BASE,
        .cropland_id = a->parcel->attr[LT_ATTR_ID],
        .cropland_class = a->parcel->attr[LT_ATTR_LAND_CLASS],
    };
    if (a->cropland_count > 0) {
        LT_TRY(lt_overlay_union(c->overlay, a->cropland, a->cropland_count, scratch, &ground, err));
        LT_TRY(lt_overlay_apply(c->overlay, LT_DIFFERENCE, &a->parcel->shape, &ground, scratch,
                                &left, err));
    }
    for (size_t i = 0; i < a->other_count && lt_solid_area(&left, c->width, c->least) > 0.0; i++) {
        struct lt_feature other;
        lt_unit_feature(c->work, a->other->layer, a->others[i], &other);
        LT_TRY(lt_overlay_apply(c->overlay, LT_INTERSECTION, &left, &other.shape, scratch, &ground,
                                err));
        if (ground.n_rings == 0) {
            continue;
        }
        piece.other_id = other.attr[LT_ATTR_ID];
        piece.other_class = other.attr[LT_ATTR_LAND_CLASS];
        piece.kind = lt_conversion_kind_of(c->rule, piece.other_class);
        LT_TRY(enter_other(c, piece, &ground, m2_per_planar, scratch, err));
        LT_TRY(lt_overlay_apply(c->overlay, LT_DIFFERENCE, &left, &other.shape, scratch, &ground,
                                err));
        left = ground;
    }
    piece.other_id = piece.other_class = "";
    piece.kind = LT_CONVERSION_UNKNOWN;
    piece.m2 = lt_solid_area(&left, c->width, c->least) * m2_per_planar;
    LT_TRY(enter(c, &piece, err));
out:
    return status;
}

static enum lt_status look_at(struct converting *c, const struct survey *other,
                              const struct lt_feature *parcel, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct against a = {.c = c, .other = other, .parcel = parcel, .status = LT_OK, .err = err};
    if (parcel->shape.n_rings == 0) { /* nobody can say where it lies */
        const struct lt_conversion_piece piece = {
            .came = other->layer == LT_LAYER_PARCEL_BASE,
            .kind = LT_CONVERSION_UNKNOWN,
            .cropland_id = parcel->attr[LT_ATTR_ID],
            .cropland_class = parcel->attr[LT_ATTR_LAND_CLASS],
            .other_id = "",
            .other_class = "",
            .m2 = parcel->net_m2,
        };
        return enter(c, &piece, err);
    }
    LT_TRY(lt_box_index_query(other->index, parcel->shape.box, meet, &a, err));
    LT_TRY(a.status);
    if (!a.within) {
        LT_TRY(lt_arena_create(&scratch, err));
        LT_TRY(divide(&a, scratch, err));
    }
out:
    lt_arena_destroy(scratch);
    free(a.cropland);
    free(a.others);
    return status;
}

static enum lt_status walk(struct converting *c, const struct survey *from,
                           const struct survey *other, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < from->count; i++) {
        struct lt_feature parcel;
        lt_unit_feature(c->work, from->layer, i, &parcel);
        if (lt_is_farmland(&parcel)) {
            LT_TRY(look_at(c, other, &parcel, err));
        }
    }
out:
    return status;
}

static enum lt_status keep_pieces(struct converting *c, struct lt_error *err)
{
    struct lt_conversion *found = c->found;
    struct lt_conversion_piece *kept =
        lt_arena_array(c->work->arena, found->piece_count, sizeof *kept);
    if (kept == NULL) {
        return lt_fail_memory(err, "converted cropland");
    }
    if (found->piece_count > 0) {
        memcpy(kept, found->pieces, found->piece_count * sizeof *kept);
    }
    free(found->pieces);
    found->pieces = kept;
    return LT_OK;
}

static enum lt_status convert(struct lt_unit_work *work, const struct lt_rule *rule,
                              struct lt_error *err)
{
    enum lt_status status;
    const double planar_per_m2 = lt_unit_planar_per_m2(work);
    struct lt_conversion found = {.given = true};
    struct converting c = {
        .work = work,
        .rule = rule,
        .width = work->session->config->boundary_shift_m * sqrt(planar_per_m2),
        .least = work->session->config->overlap_min_m2 * planar_per_m2,
        .found = &found,
    };
    LT_TRY(lt_overlay_create(&c.overlay, err));
    LT_TRY(open_survey(&c, LT_LAYER_PARCEL_BASE, &c.base, err));
    LT_TRY(open_survey(&c, LT_LAYER_PARCEL, &c.current, err));
    LT_TRY(open_survey(&c, LT_LAYER_APPROVAL, &c.approvals, err));
    LT_TRY(walk(&c, &c.base, &c.current, err));
    LT_TRY(walk(&c, &c.current, &c.base, err));
    LT_TRY(keep_pieces(&c, err));
    work->result.conversion = found;
    found.pieces = NULL;
out:
    if (status != LT_OK) {
        free(found.pieces);
    }
    lt_box_index_destroy(c.base.index);
    lt_box_index_destroy(c.current.index);
    lt_box_index_destroy(c.approvals.index);
    lt_overlay_destroy(c.overlay);
    return status;
}

enum lt_status lt_unit_conversion(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_rule_set *rules = &work->session->config->rules;
    for (size_t r = 0; r < rules->count; r++) {
        if (rules->rules[r].formula == LT_FORMULA_BALANCE && rules->rules[r].enabled &&
            lt_unit_has_base(work, LT_LAYER_PARCEL_BASE)) {
            LT_TRY(convert(work, &rules->rules[r], err));
        }
    }
out:
    return status;
}
