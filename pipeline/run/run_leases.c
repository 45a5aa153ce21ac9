/* What operators lease in one county, and what grew there (LEASE-NONGRAIN, M17). */
#include "run/run_leases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/arena.h"
#include "support/text.h"

struct lease {
    const char *key;
    size_t index;
};

static int by_key(const void *left, const void *right)
{
    const struct lease *a = left, *b = right;
    const int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* Running at the image date, and on cropland where the lease says what it is on. */
static bool counts(const struct lt_unit_work *work, const struct lt_feature *lease)
{
    const char *use = lease->attr[LT_ATTR_LAND_CLASS];
    return lt_unit_runs_at_images(work, lease) && (use[0] == '\0' || lt_starts_with(use, "01"));
}

static void add_lease(const struct lt_unit_work *work, const struct lt_feature *lease, size_t index,
                      struct lt_operator *into)
{
    const struct lt_parcel_year *year = &work->layers[LT_LAYER_LEASE].year.parcels[index];
    const char *kind = lease->attr[LT_ATTR_KIND], *purpose = lease->attr[LT_ATTR_PURPOSE];
    into->leases++;
    if (into->kind[0] == '\0') {
        into->kind = kind;
    }
    into->kinds_differ += kind[0] != '\0' && strcmp(kind, into->kind) != 0;
    into->leased_m2.low += lease->net_m2;
    into->leased_m2.high += lease->net_m2;
    into->zero_grain_m2.low += year->zero_grain_m2.low;
    into->zero_grain_m2.high += year->zero_grain_m2.high;
    into->footprint_m2.low += year->grain_footprint_m2.low;
    into->footprint_m2.high += year->grain_footprint_m2.high;
    into->purpose_m2[purpose[0] == '\0' ? 2 : strcmp(purpose, "1") == 0 ? 0 : 1] += lease->net_m2;
}

static struct lt_operator *find(struct lt_unit_result *result, const char *key)
{
    size_t low = 0, high = result->operator_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(result->operators[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < result->operator_count && strcmp(result->operators[low].key, key) == 0
               ? &result->operators[low]
               : NULL;
}

/* Pairs for each lease: of ten years in one file, each with its neighbours' slivers, seventy. */
enum { MOST_EACH = 200 };

/* Ground of two leases of one operator may count once. */
static enum lt_status widen(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_overlay *overlay = NULL;
    struct lt_overlap *pairs;
    size_t count;
    const struct lt_shapes shapes = lt_spool_shapes(&work->layers[LT_LAYER_LEASE].view);
    LT_TRY(lt_overlay_create(&overlay, err));
    LT_TRY(lt_overlay_self_overlaps(overlay, &shapes, 0.0, MOST_EACH, work->arena, &pairs, &count,
                                    err));
    for (size_t i = 0; i < count; i++) {
        struct lt_feature a, b;
        lt_unit_feature(work, LT_LAYER_LEASE, pairs[i].a, &a);
        lt_unit_feature(work, LT_LAYER_LEASE, pairs[i].b, &b);
        const double planar = lt_shape_planar_area(&b.shape);
        struct lt_operator *one = find(&work->result, b.attr[LT_ATTR_OPERATOR]);
        if (one == NULL || !counts(work, &a) || !counts(work, &b) || !(planar > 0.0) ||
            strcmp(a.attr[LT_ATTR_OPERATOR], b.attr[LT_ATTR_OPERATOR]) != 0) {
            continue;
        }
        const double shared = pairs[i].area / planar * b.net_m2;
        one->leased_m2.low = fmax(0.0, one->leased_m2.low - shared);
        one->zero_grain_m2.low = fmax(0.0, one->zero_grain_m2.low - shared);
        one->footprint_m2.low = fmax(0.0, one->footprint_m2.low - shared);
    }
out:
    lt_overlay_destroy(overlay);
    return status;
}

static enum lt_status own_texts(struct lt_unit_work *work, struct lt_error *err)
{
    for (size_t i = 0; i < work->result.operator_count; i++) {
        struct lt_operator *one = &work->result.operators[i];
        one->key = lt_arena_text(work->arena, one->key);
        one->kind = lt_arena_text(work->arena, one->kind);
        if (one->key == NULL || one->kind == NULL) {
            return lt_fail_memory(err, "operators");
        }
    }
    return LT_OK;
}

enum lt_status lt_unit_leases(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lease *leases = NULL;
    size_t count = 0;
    if (!work->session->period->layers[LT_LAYER_LEASE].present) {
        return LT_OK;
    }
    LT_TRY(lt_unit_tabulate(work, LT_LAYER_LEASE, err));
    const size_t most = work->layers[LT_LAYER_LEASE].count;
    leases = lt_arena_array(work->arena, most, sizeof *leases);
    work->result.operators = lt_arena_array(work->arena, most, sizeof *work->result.operators);
    if (leases == NULL || work->result.operators == NULL) {
        return lt_fail_memory(err, "operators");
    }
    for (size_t i = 0; i < most; i++) {
        struct lt_feature lease;
        lt_unit_feature(work, LT_LAYER_LEASE, i, &lease);
        if (counts(work, &lease)) {
            leases[count++] = (struct lease){lease.attr[LT_ATTR_OPERATOR], i};
        }
    }
    if (count > 0) {
        qsort(leases, count, sizeof *leases, by_key);
    }
    for (size_t i = 0; i < count; i++) {
        struct lt_feature lease;
        lt_unit_feature(work, LT_LAYER_LEASE, leases[i].index, &lease);
        if (i == 0 || strcmp(leases[i].key, leases[i - 1].key) != 0) {
            work->result.operators[work->result.operator_count++] =
                (struct lt_operator){.key = leases[i].key, .kind = ""};
        }
        add_lease(work, &lease, leases[i].index,
                  &work->result.operators[work->result.operator_count - 1]);
    }
    LT_TRY(widen(work, err));
    LT_TRY(own_texts(work, err));
out:
    return status;
}
