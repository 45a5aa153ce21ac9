/* Polygons too large for one thread: slices of rows, which any thread may count, added up from north to south. */
#include <stdlib.h>
#include <string.h>

#include "support/array.h"
#include "support/lock.h"
#include "zonal/zonal_kernel.h"

enum {
    SLICE_CELLS = 1 << 22,
    SLICE_VERTICES = 1 << 17,
    SLICES_MAX = 64, /* each looks at all vertices */
};

struct slice {
    enum lt_status status;
    struct lt_error err;
    struct lt_joint *joint;
    size_t count;
    uint64_t full, touched;
    double left_over;
};

/* Guarded by the kernel's lock, except a slice while it is counted. */
struct zonal_giant {
    const struct lt_shape *shape;
    struct slice *slices;
    int64_t block_rows; /* of the first season */
    uint32_t count, next, running;
    struct zonal_giant *link;
};

uint32_t zonal_giant_slices(const struct zonal_frame *frame, const struct lt_shape *shape)
{
    const uint64_t cells = (uint64_t)frame->cols * frame->rows / SLICE_CELLS;
    const uint64_t vertices = shape->n_points / SLICE_VERTICES;
    const uint64_t rows = frame->rows < SLICES_MAX ? frame->rows : SLICES_MAX;
    const uint64_t wanted = 1 + (cells > vertices ? cells : vertices);
    return rows < 1 ? 1 : (uint32_t)(wanted < rows ? wanted : rows);
}

/* Slice `index` begins with row index · rows / count, without a remainder to heap up at the end; then at the last row of
 * blocks that begins above it, unless blocks are much higher than slices: two threads that go through the same blocks side
 * by side would wait for each other's at every step. */
static uint32_t slice_row(const struct zonal_giant *giant, const struct zonal_frame *frame,
                          uint32_t index)
{
    const int64_t row = (int64_t)((uint64_t)frame->rows * index / giant->count);
    if (index == giant->count || giant->block_rows > 4 * (int64_t)(frame->rows / giant->count)) {
        return (uint32_t)row;
    }
    const int64_t in_block = (frame->row + row) % giant->block_rows;
    const int64_t first = row - (in_block < 0 ? in_block + giant->block_rows : in_block);
    return first > 0 ? (uint32_t)first : 0;
}

static enum lt_status count_slice(struct zonal_own *own, const struct zonal_giant *giant,
                                  uint32_t index, struct slice *slice, struct lt_error *err)
{
    enum lt_status status;
    struct zonal_sweep *sweep = &own->sweep;
    struct lt_joint *joint;
    LT_TRY(zonal_sweep_shape(sweep, giant->shape, err));
    const struct zonal_frame *frame = &sweep->cover.frame;
    LT_TRY(zonal_sweep_rows(sweep, slice_row(giant, frame, index),
                            slice_row(giant, frame, index + 1), err));
    LT_TRY(zonal_sweep_take(sweep, &joint, &slice->count, err));
    slice->joint = malloc((slice->count + 1) * sizeof *slice->joint);
    if (slice->joint == NULL) {
        return lt_fail_memory(err, "the tuples of a polygon");
    }
    if (slice->count > 0) {
        memcpy(slice->joint, joint, slice->count * sizeof *joint);
    }
    slice->full = sweep->full;
    slice->touched = sweep->touched;
    slice->left_over = sweep->left_over;
out:
    return status;
}

/* With the lock held, which is let go meanwhile: counts the giant's next slice. */
static void work_on(struct lt_zonal *zonal, unsigned thread, struct zonal_giant *giant)
{
    struct zonal_own *own = &zonal->own[thread];
    const uint32_t index = giant->next++;
    struct slice *slice = &giant->slices[index];
    giant->running++;
    lt_lock_leave(zonal->lock);
    slice->status = zonal_own_begin(zonal, thread, &slice->err);
    if (slice->status == LT_OK) {
        slice->status = count_slice(own, giant, index, slice, &slice->err);
    }
    if (slice->status != LT_OK) {
        zonal_own_reset(own);
    }
    lt_lock_enter(zonal->lock);
    giant->running--;
    if (slice->status != LT_OK) {
        giant->next = giant->count; /* those before it are under way or done */
    }
    lt_lock_wake(zonal->lock);
}

/* From north to south, whoever counted what when. */
static enum lt_status add_up(const struct zonal_giant *giant, struct zonal_own *own,
                             struct lt_zonal_count *ret_count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_joint *sum = NULL;
    size_t capacity = 0;
    for (uint32_t i = 0; i < giant->count; i++) {
        const struct slice *slice = &giant->slices[i];
        const size_t most = ret_count->count + slice->count;
        if (slice->status != LT_OK) {
            status = slice->status;
            if (err != NULL) {
                *err = slice->err;
            }
            goto out;
        }
        LT_TRY(lt_array_reserve(&sum, &capacity, most, sizeof *sum, err));
        LT_TRY(lt_array_reserve(&own->joint, &own->capacity, most, sizeof *sum, err));
        ret_count->count =
            zonal_joint_merge(own->joint, ret_count->count, slice->joint, slice->count, sum);
        if (ret_count->count > 0) {
            memcpy(own->joint, sum, ret_count->count * sizeof *sum);
        }
        ret_count->full_cells += slice->full;
        ret_count->touched_cells += slice->touched;
        own->sweep.left_over =
            slice->left_over > own->sweep.left_over ? slice->left_over : own->sweep.left_over;
    }
    ret_count->joint = own->joint;
out:
    free(sum);
    return status;
}

static void leave_list(struct lt_zonal *zonal, const struct zonal_giant *giant)
{
    struct zonal_giant **link = &zonal->giants;
    while (*link != giant) {
        link = &(*link)->link;
    }
    *link = giant->link;
}

enum lt_status zonal_giant_count(struct lt_zonal *zonal, unsigned thread,
                                 const struct lt_shape *shape, uint32_t slices,
                                 struct lt_zonal_count *ret_count, struct lt_error *err)
{
    struct zonal_giant giant = {
        .shape = shape, .count = slices, .block_rows = zonal->setup.sources[0]->block_rows};
    giant.slices = calloc(slices, sizeof *giant.slices);
    if (giant.slices == NULL) {
        return lt_fail_memory(err, "the slices of a polygon");
    }
    lt_lock_enter(zonal->lock);
    giant.link = zonal->giants;
    /* cppcheck-suppress autoVariables ; leaves the list before this returns */
    zonal->giants = &giant;
    while (giant.next < giant.count) {
        work_on(zonal, thread, &giant);
    }
    while (giant.running > 0) {
        lt_lock_wait(zonal->lock);
    }
    leave_list(zonal, &giant);
    lt_lock_leave(zonal->lock);
    const enum lt_status status = add_up(&giant, &zonal->own[thread], ret_count, err);
    for (uint32_t i = 0; i < slices; i++) {
        free(giant.slices[i].joint);
    }
    free(giant.slices);
    return status;
}

bool lt_zonal_help(struct lt_zonal *zonal, unsigned thread)
{
    lt_lock_enter(zonal->lock);
    struct zonal_giant *giant = zonal->giants;
    while (giant != NULL && giant->next == giant->count) {
        giant = giant->link;
    }
    const bool found = giant != NULL;
    if (found) {
        work_on(zonal, thread, giant);
    }
    lt_lock_leave(zonal->lock);
    return found;
}
