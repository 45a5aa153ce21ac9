/* Which case a row tells of. */
#include <math.h>
#include <string.h>

#include "review/review_work.h"
#include "support/arena.h"

/* Two drawings of one polygon, after a round through other coordinates. */
static const double same_ground = 0.99;

static void shape_of_case(const void *context, size_t index, struct lt_shape *ret_shape)
{
    *ret_shape = ((const struct lt_ledger *)context)->cases[index].shape;
}

struct search {
    const struct review_work *work;
    const struct lt_shape *shape;
    double planar;
    size_t found, count;
    enum lt_status status;
    struct lt_error *err;
};

static bool visit(void *context, size_t index)
{
    struct search *search = context;
    const struct lt_case *one = &search->work->input->ledger->cases[index];
    double common = 0.0;
    if (!one->open || one->shape.n_rings == 0) {
        return true;
    }
    search->status =
        lt_overlay_area(search->work->overlay, search->shape, &one->shape, &common, search->err);
    const double larger = fmax(search->planar, lt_shape_planar_area(&one->shape));
    if (search->status == LT_OK && common >= same_ground * larger) {
        search->found = index;
        search->count++;
    }
    return search->status == LT_OK;
}

static enum lt_status match_by_ground(struct review_work *work, struct review_item *item,
                                      struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_ledger *ledger = work->input->ledger;
    struct search search = {.work = work, .shape = &item->row->shape, .err = err};
    if (item->row->shape.n_rings > 0) {
        if (work->boxes == NULL) {
            const struct lt_shapes shapes = {ledger->case_count, ledger, shape_of_case};
            LT_TRY(lt_box_index_create(&shapes, &work->boxes, err));
        }
        search.planar = lt_shape_planar_area(&item->row->shape);
        LT_TRY(lt_box_index_query(work->boxes, item->row->shape.box, visit, &search, err));
        LT_TRY(search.status);
    }
    if (search.count == 1) {
        item->index = search.found;
    } else {
        LT_TRY(review_reject(work, item, "review.no_case", "AJBH",
                             item->row->shape.n_rings == 0 ? "no id, and no polygon"
                             : search.count == 0 ? "no id, and no open case with this polygon"
                                                 : "no id, and several cases with this polygon",
                             "the id of a case", "enter the id as it was issued", err));
    }
out:
    return status;
}

/* An id on another case's polygon: rows or ids were shuffled. */
static enum lt_status check_ground(const struct review_work *work, struct review_item *item,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    double common = 0.0;
    const struct lt_case *one = &work->input->ledger->cases[item->index];
    if (item->row->shape.n_rings == 0 || one->shape.n_rings == 0) {
        return LT_OK;
    }
    LT_TRY(lt_overlay_area(work->overlay, &item->row->shape, &one->shape, &common, err));
    if (!(common > 0.0)) {
        LT_TRY(review_reject(work, item, "review.elsewhere", "geometry",
                             "a polygon that shares no ground with the case",
                             "the case's polygon, or a part of it",
                             "check that id and polygon belong together", err));
    }
out:
    return status;
}

enum lt_status review_match(struct review_work *work, struct review_item *item,
                            struct lt_error *err)
{
    enum lt_status status;
    const struct lt_ledger *ledger = work->input->ledger;
    const char *id = item->row->case_id;
    if (*id == '\0') {
        LT_TRY(match_by_ground(work, item, err));
        goto out;
    }
    const struct lt_case *one = lt_ledger_case(ledger, id);
    if (one == NULL) {
        LT_TRY(review_reject(work, item, "review.unknown_case", "AJBH", id, "a case of the ledger",
                             "enter the id as it was issued", err));
        goto out;
    }
    item->index = (size_t)(one - ledger->cases);
    LT_TRY(check_ground(work, item, err));
out:
    return status;
}
