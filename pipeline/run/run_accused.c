#include "run/run_accused.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/arena.h"

static const double half = 0.5;

static bool is_live(const struct lt_case *one)
{
    return (one->open || one->handling == LT_HANDLING_NONE) && one->shape.n_rings > 0;
}

static void parcel_of(const struct lt_accusing *of, const struct lt_share *share,
                      struct lt_feature *ret_parcel)
{
    lt_spool_feature(of->spools[share->unit], LT_LAYER_PARCEL, share->index, ret_parcel);
}

/* Would the ground that the two share accuse alone? */
static enum lt_status is_a_case_alone(const struct lt_accusing *of, struct lt_overlay *overlay,
                                      const struct lt_share *share, const struct lt_shape *parcel,
                                      bool *ret_alone, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_case *one = &of->ledger->cases[share->item];
    const struct lt_rule_set *rules = &of->session->config->rules;
    const struct lt_rule *rule = lt_rule_find(rules->rules, rules->count, one->rules[0]);
    const double whole = lt_shape_planar_area(&one->shape);
    struct lt_arena *scratch = NULL;
    struct lt_shape ground;
    *ret_alone = false;
    if (share->planar < half * lt_ground_least(rule, of->grid, whole)) {
        return LT_OK; /* most are neighbours along a line; the shape itself is dear */
    }
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(lt_overlay_apply(overlay, LT_INTERSECTION, &one->shape, parcel, scratch, &ground, err));
    *ret_alone = ground.n_rings > 0 && lt_ground_is_more_than_a_rim(&ground, rule, of->grid, whole);
out:
    lt_arena_destroy(scratch);
    return status;
}

static enum lt_status name_place(const struct lt_accusing *of, const struct lt_share *share,
                                 struct lt_case *one, struct lt_error *err)
{
    struct lt_feature parcel;
    parcel_of(of, share, &parcel);
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

/* Parcels that the case accuses; `most`: the one with most of its ground. */
static enum lt_status accuse_parcels(const struct lt_accusing *of, struct lt_overlay *overlay,
                                     const struct lt_share *shares, size_t count,
                                     const struct lt_share *most, struct lt_kept_accused *accused,
                                     struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t k = 0; k < count; k++) {
        struct lt_feature parcel;
        parcel_of(of, &shares[k], &parcel);
        bool stands =
            &shares[k] == most || shares[k].planar >= half * lt_shape_planar_area(&parcel.shape);
        if (!stands) {
            LT_TRY(is_a_case_alone(of, overlay, &shares[k], &parcel.shape, &stands, err));
        }
        if (stands) {
            accused->sequences[accused->count++] = parcel.sequence;
        }
    }
out:
    return status;
}

static enum lt_status accuse(const struct lt_accusing *of, struct lt_overlay *overlay,
                             struct lt_kept_accused *accused, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_share *const shares = of->shares->items;
    for (size_t i = 0, end; i < of->shares->count; i = end) {
        struct lt_case *one = &of->ledger->cases[shares[i].item];
        const struct lt_share *most = &shares[i];
        size_t parcels = 0; /* they stand first */
        for (end = i; end < of->shares->count && shares[end].item == shares[i].item; end++) {
            if (lt_judged_layers[shares[end].judged] == LT_LAYER_PARCEL) {
                most = shares[end].planar > most->planar ? &shares[end] : most;
                parcels++;
            }
        }
        if (parcels == 0 || !is_live(one)) {
            continue;
        }
        if (one->open) {
            LT_TRY(accuse_parcels(of, overlay, &shares[i], parcels, most, accused, err));
        }
        if (of->closing && !one->described) {
            LT_TRY(name_place(of, most, one, err));
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
    struct lt_overlay *overlay = NULL;
    *ret_accused =
        (struct lt_kept_accused){.sequences = lt_arena_array(arena, accusing->shares->count + 1,
                                                             sizeof *ret_accused->sequences)};
    if (ret_accused->sequences == NULL) {
        return lt_fail_memory(err, "accused parcels");
    }
    LT_TRY(lt_overlay_create(&overlay, err));
    LT_TRY(accuse(accusing, overlay, ret_accused, err));
out:
    lt_overlay_destroy(overlay);
    return status;
}
