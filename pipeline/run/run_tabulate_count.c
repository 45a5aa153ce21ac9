/* One zone against all rasters: the kernel's tuples become rows, in an order that does not depend on codes. */
#include <stdlib.h>
#include <string.h>

#include "run/run_tabulate.h"
#include "support/array.h"

enum { WINDOW_MAX = 1 << 22, FEW = 24 };
static const double ROUNDING = 1e-9; /* of a share */

enum tabulate_fate tabulate_fate_of(const struct lt_feature *feature)
{
    switch (feature->unjudged) {
    case LT_UNJUDGED_NO_GEOMETRY:
        return TABULATE_NO_GEOMETRY;
    case LT_UNJUDGED_INVALID:
        return TABULATE_INVALID;
    case LT_UNJUDGED_OFF_RASTER:
        return TABULATE_OFF_RASTER;
    case LT_JUDGED:
    case LT_UNJUDGED_COUNT:
        break;
    }
    return TABULATE_COUNTED;
}

bool tabulate_help(struct tabulating *tab, unsigned thread)
{
    for (size_t g = 0; g < tab->grid_count; g++) {
        if (lt_zonal_help(tab->grids[g].zonal, thread)) {
            return true;
        }
    }
    return false;
}

static uint32_t class_of(const struct lt_raster *raster, uint8_t code)
{
    return code == LT_CLASS_UNSEEN    ? TABULATE_UNSEEN
           : code == LT_CLASS_OUTSIDE ? TABULATE_OUTSIDE
                                      : lt_raster_value(raster, code);
}

static int by_classes(const void *left, const void *right)
{
    const struct tabulate_tuple *a = left, *b = right;
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        if (a->classes[s] != b->classes[s]) {
            return a->classes[s] < b->classes[s] ? -1 : 1;
        }
    }
    return 0;
}

/* Codes are given as values are met, so their order may differ from run to run; that of the values does not. */
static void sort_tuples(struct tabulate_tuple *tuples, size_t count)
{
    if (count > FEW) {
        qsort(tuples, count, sizeof *tuples, by_classes);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct tabulate_tuple one = tuples[i];
        size_t k = i;
        for (; k > 0 && by_classes(&tuples[k - 1], &one) > 0; k--) {
            tuples[k] = tuples[k - 1];
        }
        tuples[k] = one;
    }
}

/* The kernel's answer for one grid as tuples of classes; the total is taken in their order. */
static enum lt_status take_tuples(const struct tabulating *tab, const struct tabulate_grid *grid,
                                  const struct lt_zonal_count *count, struct tabulate_own *own,
                                  double *ret_total, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&own->tuples, &own->tuple_capacity, count->count, sizeof *own->tuples,
                            err));
    for (size_t i = 0; i < count->count; i++) {
        struct tabulate_tuple *tuple = &own->tuples[i];
        *tuple = (struct tabulate_tuple){.m2 = count->joint[i].m2, .cells = count->joint[i].cells};
        for (unsigned s = 0; s < grid->seasons; s++) {
            tuple->classes[s] =
                class_of(tab->rasters[grid->season[s]], lt_joint_code(count->joint[i].key, s));
        }
    }
    sort_tuples(own->tuples, count->count);
    *ret_total = 0.0;
    for (size_t i = 0; i < count->count; i++) {
        *ret_total += own->tuples[i].m2;
    }
out:
    return status;
}

static enum lt_status add_row(struct tabulate_own *own, const struct tabulate_tuple *tuple,
                              double total, struct lt_error *err)
{
    const enum lt_status status =
        lt_array_reserve(&own->rows, &own->capacity, own->count + 1, sizeof *own->rows, err);
    if (status == LT_OK) {
        struct tabulate_row *row = &own->rows[own->count++];
        *row = (struct tabulate_row){
            .m2 = tuple->m2, .cells = tuple->cells, .fraction = tuple->m2 / total};
        for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
            row->classes[s] = tuple->classes[s];
        }
    }
    return status;
}

/* Adds up the tuples of each class of one season, and puts the classes in order. */
static enum lt_status add_marginal(struct tabulate_own *own, size_t tuples, unsigned column,
                                   unsigned season, double total, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t first = own->count;
    for (size_t i = 0; i < tuples; i++) {
        const struct tabulate_tuple *tuple = &own->tuples[i];
        const uint32_t class_ = tuple->classes[column];
        size_t at = own->count;
        while (at > first && own->rows[at - 1].classes[0] > class_) {
            at--;
        }
        if (at > first && own->rows[at - 1].classes[0] == class_) {
            own->rows[at - 1].m2 += tuple->m2;
            own->rows[at - 1].cells += tuple->cells;
            continue;
        }
        LT_TRY(
            lt_array_reserve(&own->rows, &own->capacity, own->count + 1, sizeof *own->rows, err));
        for (size_t k = own->count++; k > at; k--) {
            own->rows[k] = own->rows[k - 1];
        }
        own->rows[at] = (struct tabulate_row){
            .m2 = tuple->m2, .cells = tuple->cells, .season = season, .classes = {class_}};
    }
    for (size_t i = first; i < own->count; i++) {
        own->rows[i].fraction = own->rows[i].m2 / total;
    }
out:
    return status;
}

/* One season needs no tuples: the kernel's classes are rows, each class once. The total is taken in the order of the
 * classes, as with tuples. */
static enum lt_status take_one_season(const struct tabulating *tab, unsigned season,
                                      const struct lt_zonal_count *count, struct tabulate_own *own,
                                      double *ret_total, struct lt_error *err)
{
    enum lt_status status;
    const size_t first = own->count;
    LT_TRY(lt_array_reserve(&own->rows, &own->capacity, first + count->count + 1, sizeof *own->rows,
                            err));
    struct tabulate_row *rows = own->rows + first;
    for (size_t i = 0; i < count->count; i++) {
        const struct lt_joint *joint = &count->joint[i];
        const uint32_t class_ = class_of(tab->rasters[season], lt_joint_code(joint->key, 0));
        size_t at = i;
        for (; at > 0 && rows[at - 1].classes[0] > class_; at--) {
            rows[at] = rows[at - 1];
        }
        rows[at] = (struct tabulate_row){
            .m2 = joint->m2, .cells = joint->cells, .season = season, .classes = {class_}};
    }
    *ret_total = 0.0;
    for (size_t i = 0; i < count->count; i++) {
        *ret_total += rows[i].m2;
    }
    for (size_t i = 0; i < count->count; i++) {
        rows[i].fraction = rows[i].m2 / *ret_total;
    }
    own->count = first + count->count;
out:
    return status;
}

/* Drops the rows of a season of which too little was seen. */
static void judge_season(const struct tabulating *tab, struct tabulate_own *own, size_t first,
                         unsigned season, struct tabulate_zone *zone)
{
    double seen = 1.0;
    for (size_t i = first; i < own->count; i++) {
        const struct tabulate_row *row = &own->rows[i];
        seen -= row->classes[0] < TABULATE_UNSEEN ? 0.0 : row->fraction;
        zone->partly_outside |= row->classes[0] == TABULATE_OUTSIDE;
    }
    if (seen < tab->options->min_coverage - ROUNDING) {
        zone->little_seen |= (uint8_t)(1u << season);
        own->seen[season] = seen;
        own->count = first;
    }
}

/* All seasons are one tuple here: seen is what was seen in each of them. */
static enum lt_status take_joint(const struct tabulating *tab, struct tabulate_own *own,
                                 size_t tuples, double total, struct tabulate_zone *zone,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    double seen = 1.0;
    for (size_t i = 0; i < tuples; i++) {
        const struct tabulate_tuple *tuple = &own->tuples[i];
        bool all = true;
        for (size_t s = 0; s < tab->raster_count; s++) {
            all = all && tuple->classes[s] < TABULATE_UNSEEN;
            zone->partly_outside |= tuple->classes[s] == TABULATE_OUTSIDE;
        }
        LT_TRY(add_row(own, tuple, total, err));
        seen -= all ? 0.0 : tuple->m2 / total;
    }
    if (seen < tab->options->min_coverage - ROUNDING) {
        zone->little_seen = 1u;
        own->seen[0] = seen;
        own->count = 0;
    }
out:
    return status;
}

static bool too_large(const struct lt_grid *grid, const struct lt_box *box)
{
    return !((box->max_x - box->min_x) / grid->dx < WINDOW_MAX - 2) ||
           !((box->max_y - box->min_y) / grid->dy < WINDOW_MAX - 2);
}

static int by_season(const void *left, const void *right)
{
    const struct tabulate_row *a = left, *b = right;
    return a->season != b->season           ? (a->season < b->season ? -1 : 1)
           : a->classes[0] != b->classes[0] ? (a->classes[0] < b->classes[0] ? -1 : 1)
                                            : 0;
}

enum lt_status tabulate_count(struct tabulating *tab, unsigned thread, const struct lt_shape *shape,
                              struct tabulate_zone *zone, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct tabulate_own *own = &tab->own[thread];
    own->count = 0;
    for (size_t g = 0; g < tab->grid_count; g++) {
        const struct tabulate_grid *grid = &tab->grids[g];
        struct lt_zonal_count count;
        double total;
        if (too_large(&lt_raster_source(tab->rasters[grid->season[0]])->grid, &shape->box)) {
            zone->fate = TABULATE_TOO_LARGE;
            own->count = 0;
            goto out;
        }
        LT_TRY(lt_zonal_polygon(grid->zonal, thread, shape, &count, err));
        const size_t before = own->count;
        const bool one = grid->seasons == 1 && tab->options->form != LT_TABULATE_JOINT;
        LT_TRY(one ? take_one_season(tab, grid->season[0], &count, own, &total, err)
                   : take_tuples(tab, grid, &count, own, &total, err));
        if (!(total > 0.0)) {
            zone->fate = TABULATE_NO_AREA;
            own->count = 0;
            goto out;
        }
        if (one) {
            judge_season(tab, own, before, grid->season[0], zone);
            continue;
        }
        if (tab->options->form == LT_TABULATE_JOINT) {
            LT_TRY(take_joint(tab, own, count.count, total, zone, err));
            continue;
        }
        for (unsigned s = 0; s < grid->seasons; s++) {
            const size_t first = own->count;
            LT_TRY(add_marginal(own, count.count, s, grid->season[s], total, err));
            judge_season(tab, own, first, grid->season[s], zone);
        }
    }
    if (tab->grid_count > 1) {
        qsort(own->rows, own->count, sizeof *own->rows, by_season);
    }
    if (own->count == 0 && zone->little_seen != 0) {
        zone->fate = TABULATE_LITTLE_SEEN;
    }
out:
    return status;
}

enum lt_status tabulate_zone_bytes(struct tabulating *tab, unsigned thread,
                                   const struct lt_shape *shape, const char *id,
                                   struct tabulate_zone *zone, struct lt_text *bytes,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct tabulate_own *own = &tab->own[thread];
    LT_TRY(tabulate_count(tab, thread, shape, zone, err));
    if (own->count > 0 && tab->wide != NULL) {
        tabulate_wide_pack(tab, own, shape, bytes);
    } else if (own->count > 0) {
        tabulate_add_rows(tab, own, id, bytes);
    }
    for (unsigned s = 0; zone->little_seen >> s != 0; s++) {
        if (zone->little_seen & (1u << s)) {
            lt_text_add_n(bytes, (const char *)&own->seen[s], sizeof own->seen[s]);
        }
    }
    status = lt_text_check(bytes, err);
out:
    return status;
}

enum lt_status tabulate_hand_on(struct tabulating *tab, const struct tabulate_done *done,
                                size_t *ret_rows, struct lt_error *err)
{
    double seen[LT_SEASONS_MAX];
    size_t count = 0;
    for (unsigned s = 0; done->zone.little_seen >> s != 0; s++) {
        count += (done->zone.little_seen >> s) & 1u;
    }
    *ret_rows = done->size - count * sizeof *seen;
    if (count > 0) {
        memcpy(seen, done->bytes + *ret_rows, count * sizeof *seen);
    }
    return tabulate_told_zone(tab, done, seen, err);
}
