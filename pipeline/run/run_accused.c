#include "run/run_accused.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"

static const double half = 0.5;

/* Ground that a parcel has of a case. */
struct hit {
    size_t item;    /* number of the case */
    uint32_t unit;  /* number in the plan */
    size_t feature; /* in the unit's spool */
    double planar;
    bool stands; /* it accuses, however the case lies elsewhere */
};

struct unit_hits {
    struct hit *hits;
    size_t count, capacity;
};

struct searching {
    const struct lt_accusing *of;
    struct unit_hits *units;
};

/* For the parcels of one unit below one case. */
struct looking {
    const struct lt_accusing *of;
    struct lt_overlay *overlay;
    struct unit_hits *into;
    uint32_t unit;
    size_t item;
    enum lt_status status;
    struct lt_error *err;
};

static bool is_live(const struct lt_case *one)
{
    return (one->open || one->handling == LT_HANDLING_NONE) && one->shape.n_rings > 0;
}

/* Would the ground that the two share accuse alone? */
static enum lt_status is_a_case_alone(const struct looking *look, const struct lt_case *one,
                                      const struct lt_shape *parcel, bool *ret_alone,
                                      struct lt_error *err)
{
    enum lt_status status;
    const struct lt_rule_set *rules = &look->of->session->config->rules;
    const struct lt_rule *rule = lt_rule_find(rules->rules, rules->count, one->rules[0]);
    struct lt_arena *scratch = NULL;
    struct lt_shape ground;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(lt_overlay_apply(look->overlay, LT_INTERSECTION, &one->shape, parcel, scratch, &ground,
                            err));
    *ret_alone =
        ground.n_rings > 0 && lt_ground_is_more_than_a_rim(&ground, rule, look->of->grid,
                                                           lt_shape_planar_area(&one->shape));
out:
    lt_arena_destroy(scratch);
    return status;
}

static enum lt_status take_parcel(struct looking *look, size_t index, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_case *one = &look->of->ledger->cases[look->item];
    struct lt_feature parcel;
    double planar = 0.0;
    lt_spool_feature(look->of->parcels->spools[look->unit], LT_LAYER_PARCEL, index, &parcel);
    if (parcel.shape.n_rings == 0) {
        return LT_OK;
    }
    LT_TRY(lt_overlay_area(look->overlay, &one->shape, &parcel.shape, &planar, err));
    if (!(planar > 0.0)) {
        goto out;
    }
    bool stands = planar >= half * lt_shape_planar_area(&parcel.shape);
    if (!stands) {
        LT_TRY(is_a_case_alone(look, one, &parcel.shape, &stands, err));
    }
    LT_TRY(lt_array_reserve(&look->into->hits, &look->into->capacity, look->into->count + 1,
                            sizeof *look->into->hits, err));
    look->into->hits[look->into->count++] =
        (struct hit){look->item, look->unit, index, planar, stands};
out:
    return status;
}

static bool visit(void *context, size_t index)
{
    struct looking *look = context;
    look->status = take_parcel(look, index, look->err);
    return look->status == LT_OK;
}

static enum lt_status search_unit(void *context, unsigned thread, size_t index,
                                  struct lt_error *err)
{
    enum lt_status status;
    const struct searching *search = context;
    const struct lt_ledger *ledger = search->of->ledger;
    const struct lt_box_index *parcels = search->of->parcels->indexes[index];
    struct looking look = {
        .of = search->of, .into = &search->units[index], .unit = (uint32_t)index, .err = err};
    (void)thread;
    LT_TRY(lt_overlay_create(&look.overlay, err));
    for (size_t i = 0; i < ledger->case_count; i++) {
        if (!is_live(&ledger->cases[i])) {
            continue;
        }
        look.item = i;
        LT_TRY(lt_box_index_query(parcels, ledger->cases[i].shape.box, visit, &look, err));
        LT_TRY(look.status);
    }
out:
    lt_overlay_destroy(look.overlay);
    return status;
}

/* --- all units together --- */

static int by_case(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    if (a->item != b->item) {
        return a->item < b->item ? -1 : 1;
    }
    if (a->unit != b->unit) {
        return a->unit < b->unit ? -1 : 1;
    }
    return (a->feature > b->feature) - (a->feature < b->feature);
}

static enum lt_status join(const struct searching *search, struct lt_arena *arena,
                           struct hit **ret_hits, size_t *ret_count, struct lt_error *err)
{
    size_t count = 0, at = 0;
    for (size_t u = 0; u < search->of->parcels->count; u++) {
        count += search->units[u].count;
    }
    struct hit *hits = lt_arena_array(arena, count + 1, sizeof *hits);
    if (hits == NULL) {
        return lt_fail_memory(err, "accused parcels");
    }
    for (size_t u = 0; u < search->of->parcels->count; u++) {
        for (size_t i = 0; i < search->units[u].count; i++) {
            hits[at++] = search->units[u].hits[i];
        }
    }
    qsort(hits, count, sizeof *hits, by_case);
    *ret_hits = hits;
    *ret_count = count;
    return LT_OK;
}

static enum lt_status name_place(const struct lt_accusing *of, const struct hit *hit,
                                 struct lt_case *one, struct lt_error *err)
{
    struct lt_feature parcel;
    lt_spool_feature(of->parcels->spools[hit->unit], LT_LAYER_PARCEL, hit->feature, &parcel);
    const char *code = parcel.attr[LT_ATTR_UNIT];
    const char *id = lt_arena_text(of->ledger->arena, parcel.attr[LT_ATTR_ID]);
    const char *town = strlen(code) >= 9 ? lt_arena_text_n(of->ledger->arena, code, 9) : one->town;
    if (id == NULL || town == NULL) {
        return lt_fail_memory(err, "a case");
    }
    one->parcel_id = id;
    one->town = town;
    return LT_OK;
}

static int by_number(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* A parcel under several cases stands in the list once. */
static void sort_out(struct lt_kept_accused *accused)
{
    size_t kept = 0;
    qsort(accused->sequences, accused->count, sizeof *accused->sequences, by_number);
    for (size_t i = 0; i < accused->count; i++) {
        if (i == 0 || accused->sequences[i] != accused->sequences[i - 1]) {
            accused->sequences[kept++] = accused->sequences[i];
        }
    }
    accused->count = kept;
}

static enum lt_status accuse(const struct lt_accusing *of, const struct hit *hits, size_t count,
                             struct lt_kept_accused *accused, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0, end; i < count; i = end) {
        struct lt_case *one = &of->ledger->cases[hits[i].item];
        size_t most = i;
        for (end = i; end < count && hits[end].item == hits[i].item; end++) {
            most = hits[end].planar > hits[most].planar ? end : most;
        }
        for (size_t k = i; one->open && k < end; k++) {
            struct lt_feature parcel;
            if (k == most || hits[k].stands) {
                lt_spool_feature(of->parcels->spools[hits[k].unit], LT_LAYER_PARCEL,
                                 hits[k].feature, &parcel);
                accused->sequences[accused->count++] = parcel.sequence;
            }
        }
        if (of->closing && !one->described) {
            LT_TRY(name_place(of, &hits[most], one, err));
        }
    }
    sort_out(accused);
out:
    return status;
}

enum lt_status lt_stage_accused(const struct lt_accusing *accusing, struct lt_arena *arena,
                                struct lt_kept_accused *ret_accused, struct lt_error *err)
{
    enum lt_status status;
    struct hit *hits = NULL;
    size_t count = 0;
    struct searching search = {accusing,
                               calloc(accusing->parcels->count + 1, sizeof *search.units)};
    if (search.units == NULL) {
        return lt_fail_memory(err, "accused parcels");
    }
    LT_TRY(lt_parallel_for(accusing->session->threads, accusing->parcels->count, search_unit,
                           &search, err));
    LT_TRY(join(&search, arena, &hits, &count, err));
    *ret_accused = (struct lt_kept_accused){
        .sequences = lt_arena_array(arena, count + 1, sizeof *ret_accused->sequences)};
    LT_TRY(ret_accused->sequences == NULL ? lt_fail_memory(err, "accused parcels") : LT_OK);
    LT_TRY(accuse(accusing, hits, count, ret_accused, err));
out:
    for (size_t u = 0; u < accusing->parcels->count; u++) {
        free(search.units[u].hits);
    }
    free(search.units);
    return status;
}
