/* Which ground stays on a case, wherever lines between parcels are drawn: only proof takes ground off it. */
#include <math.h>

#include "ledger/ledger_work.h"

/* Adds ground of the prior case `index`, `share` of it, to the case `one`. */
static enum lt_status add_ground(struct lt_ledger_work *work, size_t index,
                                 const struct lt_shape *ground, double share, struct lt_case *one,
                                 struct lt_error *err)
{
    enum lt_status status;
    const struct lt_case *before = &work->input->prior->cases[index];
    struct lt_shape whole;
    LT_TRY(
        lt_overlay_apply(work->overlay, LT_UNION, &one->shape, ground, work->scratch, &whole, err));
    one->area_m2 += share * before->area_m2;
    one->pbf_m2 += share * before->pbf_m2;
    one->zone_m2 += share * before->zone_m2;
    one->exempt_m2 += share * before->exempt_m2;
    one->shape = lt_ledger_shape(work, &whole);
out:
    return status;
}

static enum lt_status take_off(struct lt_ledger_work *work, const struct lt_shape *ground,
                               struct lt_shape *shape, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_shape less;
    if (shape->n_rings == 0 || ground->n_rings == 0) {
        goto out;
    }
    LT_TRY(
        lt_overlay_apply(work->overlay, LT_DIFFERENCE, shape, ground, work->scratch, &less, err));
    *shape = less;
out:
    return status;
}

/* --- ground that another place shows ------------------------------------------------------------------- */

static enum lt_status take_back_from(struct lt_ledger_work *work, size_t index,
                                     struct lt_place *place, struct lt_error *err)
{
    enum lt_status status;
    struct lt_entry *entry = &work->entries[index];
    const struct lt_shape *before = &work->input->prior->cases[index].shape;
    struct lt_shape shared, kept;
    LT_TRY(lt_overlay_apply(work->overlay, LT_INTERSECTION, before, &place->shape, work->scratch,
                            &shared, err));
    if (shared.n_rings == 0) {
        goto out;
    }
    LT_TRY(lt_ledger_cut_place(work, place, before, err));
    if (entry->kept.n_rings == 0) {
        entry->kept = shared;
        goto out;
    }
    LT_TRY(lt_overlay_apply(work->overlay, LT_UNION, &entry->kept, &shared, work->scratch, &kept,
                            err));
    entry->kept = kept;
out:
    return status;
}

enum lt_status lt_ledger_take_back(struct lt_ledger_work *work, size_t index, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_entry *entry = &work->entries[index];
    for (size_t i = entry->first_link; i < entry->end_link; i++) {
        const struct lt_link *link = &work->links[i];
        struct lt_place *place = &work->places[link->place];
        if (!link->strong && !place->dead && place->ancestor != (ptrdiff_t)index &&
            lt_ledger_shares_a_rule(work, place, &work->input->prior->cases[index])) {
            LT_TRY(take_back_from(work, index, place, err));
        }
    }
out:
    return status;
}

/* --- ground that no place shows ------------------------------------------------------------------------ */

/* Does a part of the case's ground that no place has, `share` of the case, stay on it? Where something was hidden, all
 * of it may be that part. Where most of the part itself was not seen clean, a line that was drawn anew has left it below
 * the gate. */
static bool stays(const struct lt_entry *entry, double share)
{
    const struct lt_recheck *recheck = entry->recheck;
    if (recheck == NULL || !recheck->judged) {
        return recheck != NULL;
    }
    const double hidden = recheck->offending_high_m2 - recheck->offending_low_m2;
    const double clean = entry->area_before_m2 - recheck->offending_high_m2;
    return hidden > LT_LEDGER_NOISE * entry->area_before_m2 ||
           clean <= LT_LEDGER_HALF * share * entry->area_before_m2;
}

static enum lt_status keep_rest(struct lt_ledger_work *work, size_t index, struct lt_case *one,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_entry *entry = &work->entries[index];
    struct lt_shape rest = work->input->prior->cases[index].shape;
    if (!stays(entry, 1.0)) {
        goto out;
    }
    for (size_t i = entry->first_link; i < entry->end_link; i++) {
        LT_TRY(take_off(work, &work->places[work->links[i].place].shape, &rest, err));
    }
    LT_TRY(take_off(work, &entry->kept, &rest, err));
    const double share = rest.n_rings == 0 ? 0.0 : lt_shape_planar_area(&rest) / entry->planar;
    if (share > LT_LEDGER_DUST && stays(entry, share)) {
        LT_TRY(add_ground(work, index, &rest, share, one, err));
    }
out:
    return status;
}

static enum lt_status keep_all(struct lt_ledger_work *work, size_t index, struct lt_case *one,
                               struct lt_error *err)
{
    enum lt_status status;
    const struct lt_entry *entry = &work->entries[index];
    LT_TRY(keep_rest(work, index, one, err));
    if (entry->kept.n_rings > 0) {
        LT_TRY(add_ground(work, index, &entry->kept,
                          lt_shape_planar_area(&entry->kept) / entry->planar, one, err));
    }
out:
    return status;
}

enum lt_status lt_ledger_keep_ground(struct lt_ledger_work *work, size_t index, struct lt_case *one,
                                     struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(keep_all(work, index, one, err));
    for (ptrdiff_t e = work->entries[index].first_merged; e != LT_NONE_INDEX;
         e = work->entries[e].next_merged) {
        LT_TRY(keep_all(work, (size_t)e, one, err));
    }
out:
    return status;
}
