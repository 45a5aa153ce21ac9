#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"
#include "zonal/zonal_sweep.h"

enum { BATCHES = 1024, BATCH_MAX = 1024 };

#define DEFAULT_CACHE ((size_t)256 << 20)

/* What one thread keeps from batch to batch. Its tuples lie one batch after the other, in the order
 * in which it took them. */
struct worker {
    struct zonal_sweep sweep;
    bool begun;
    struct lt_joint *joint;
    size_t count, capacity;
};

/* Where a batch's tuples lie. */
struct batch {
    unsigned thread;
    size_t offset, count;
};

struct job {
    const struct lt_zonal_input *input;
    struct lt_tabulation *table;
    size_t batch_size, cache_bytes;
    struct batch *batches;
    struct worker *workers;
    atomic_size_t done;
};

static enum lt_status check_input(const struct lt_zonal_input *input, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(LT_CHECK(input->seasons >= 1 && input->seasons <= LT_SEASONS_MAX, err));
    for (unsigned s = 0; s < input->seasons; s++) {
        const struct lt_raster_source *source = input->sources[s];
        LT_TRY(LT_CHECK(source->block_cols > 0 && source->block_rows > 0, err));
        LT_TRY(LT_CHECK(source->grid.cols > 0 && source->grid.rows > 0, err));
        LT_TRY(LT_CHECK(source->grid.dx > 0.0 && source->grid.dy > 0.0, err));
        LT_TRY(LT_CHECK(lt_grid_same(&source->grid, &input->sources[0]->grid), err));
    }
out:
    return status;
}

/* The sums must reach the polygon's own area, which the shoelace formula gives from the vertices.
 */
static enum lt_status check_closure(const struct zonal_sweep *sweep, double planar,
                                    struct lt_error *err)
{
    const double tolerance = 1e-9 * planar + 1e-9 + sweep->cover.frame.rounding;
    if (planar < -tolerance) {
        return lt_fail(err, LT_E_BUG, "it is wound clockwise: %.17g cells", planar);
    }
    if (!(fabs(sweep->cells - planar) <= tolerance)) {
        return lt_fail(err, LT_E_BUG, "coverage sums to %.17g cells, its area is %.17g",
                       sweep->cells, planar);
    }
    if (!(sweep->left_over <= 1e-9)) {
        return lt_fail(err, LT_E_BUG, "coverage of %.3g is left over beyond its edges",
                       sweep->left_over);
    }
    return LT_OK;
}

static enum lt_status tabulate_one(struct job *job, struct worker *worker, size_t index,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct zonal_sweep *sweep = &worker->sweep;
    struct lt_tabulation *table = job->table;
    struct lt_shape shape;
    job->input->shapes.get(job->input->shapes.context, index, &shape);
    LT_TRY(zonal_sweep_shape(sweep, &shape, err));
    if (shape.n_points > 0) {
        const double cell = sweep->grid.dx * sweep->grid.dy;
        table->planar_cells[index] = lt_shape_planar_area(&shape) / cell;
    }
    LT_TRY(check_closure(sweep, table->planar_cells[index], err));
    const size_t n = sweep->counter.count;
    LT_TRY(lt_array_reserve(&worker->joint, &worker->capacity, worker->count + n,
                            sizeof *worker->joint, err));
    struct lt_joint *joint = worker->joint + worker->count;
    zonal_counter_take(&sweep->counter, joint);
    for (size_t e = 0; e < n && !sweep->weigh; e++) {
        joint[e].m2 = joint[e].cells * sweep->grid.areas.values[0];
    }
    worker->count += n;
    table->first[index + 1] = n; /* summed up when all are done */
    table->full_cells[index] = sweep->full > UINT32_MAX ? UINT32_MAX : (uint32_t)sweep->full;
    table->touched_cells[index] =
        sweep->touched > UINT32_MAX ? UINT32_MAX : (uint32_t)sweep->touched;
out:
    return status == LT_OK ? LT_OK : lt_fail_in(err, "polygon %zu", index);
}

static enum lt_status tabulate_batch(void *context, unsigned thread, size_t index,
                                     struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct job *job = context;
    struct worker *worker = &job->workers[thread];
    if (!worker->begun) {
        worker->begun = true;
        LT_TRY(zonal_sweep_begin(&worker->sweep, job->input, thread, job->cache_bytes, err));
    }
    const size_t total = job->table->count, from = index * job->batch_size;
    const size_t to = total - from < job->batch_size ? total : from + job->batch_size;
    struct batch *batch = &job->batches[index];
    *batch = (struct batch){.thread = thread, .offset = worker->count};
    for (size_t i = from; i < to; i++) {
        LT_TRY(tabulate_one(job, worker, i, err));
    }
    batch->count = worker->count - batch->offset;
    atomic_fetch_add(&job->done, to - from);
    if (thread == 0 && job->input->progress != NULL) {
        job->input->progress(job->input->progress_context, atomic_load(&job->done), total);
    }
out:
    return status;
}

static enum lt_status make_table(struct lt_tabulation *table, const struct lt_zonal_input *input,
                                 struct lt_error *err)
{
    const size_t n = input->shapes.count;
    table->count = n;
    table->seasons = input->seasons;
    const enum lt_status status = lt_arena_create(&table->arena, err);
    if (status != LT_OK) {
        return status;
    }
    table->first = lt_arena_array(table->arena, n + 1, sizeof *table->first);
    table->planar_cells = lt_arena_array(table->arena, n, sizeof *table->planar_cells);
    table->full_cells = lt_arena_array(table->arena, n, sizeof *table->full_cells);
    table->touched_cells = lt_arena_array(table->arena, n, sizeof *table->touched_cells);
    return table->first != NULL && table->planar_cells != NULL && table->full_cells != NULL &&
                   table->touched_cells != NULL
               ? LT_OK
               : lt_fail_memory(err, "a tabulation");
}

/* Batch after batch, so that the order does not depend on who did what when. */
static enum lt_status gather(struct job *job, size_t n_batches, struct lt_error *err)
{
    struct lt_tabulation *table = job->table;
    for (size_t i = 0; i < table->count; i++) {
        table->first[i + 1] += table->first[i];
    }
    table->joint = lt_arena_array(table->arena, table->first[table->count], sizeof *table->joint);
    if (table->joint == NULL) {
        return lt_fail_memory(err, "a tabulation");
    }
    struct lt_joint *to = table->joint;
    for (size_t b = 0; b < n_batches; b++) {
        const struct batch *batch = &job->batches[b];
        if (batch->count > 0) {
            memcpy(to, job->workers[batch->thread].joint + batch->offset,
                   batch->count * sizeof *to);
            to += batch->count;
        }
    }
    return LT_OK;
}

static unsigned thread_count(const struct lt_zonal_input *input)
{
    unsigned threads = input->threads < 1 ? 1 : input->threads;
    for (unsigned s = 0; s < input->seasons; s++) {
        const unsigned opened = input->sources[s]->threads;
        threads = opened < threads ? opened : threads;
    }
    return threads < 1 ? 1 : threads;
}

enum lt_status lt_zonal_tabulate(const struct lt_zonal_input *input,
                                 struct lt_tabulation *ret_table, struct lt_error *err)
{
    enum lt_status status;
    const size_t n = input->shapes.count;
    struct job job = {.input = input, .table = ret_table};
    unsigned threads = 0;
    *ret_table = (struct lt_tabulation){0};
    LT_TRY(check_input(input, err));
    threads = thread_count(input);
    job.cache_bytes = (input->cache_bytes == 0 ? DEFAULT_CACHE : input->cache_bytes) / threads;
    /* Small batches share few giants fairly; large ones keep neighbours on one thread. */
    job.batch_size = n / BATCHES < 1 ? 1 : n / BATCHES > BATCH_MAX ? BATCH_MAX : n / BATCHES;
    const size_t n_batches = (n + job.batch_size - 1) / job.batch_size;
    LT_TRY(make_table(ret_table, input, err));
    job.batches = calloc(n_batches + 1, sizeof *job.batches);
    job.workers = calloc(threads, sizeof *job.workers);
    if (job.batches == NULL || job.workers == NULL) {
        status = lt_fail_memory(err, "a tabulation");
        goto out;
    }
    LT_TRY(lt_parallel_for(threads, n_batches, tabulate_batch, &job, err));
    LT_TRY(gather(&job, n_batches, err));
    if (input->progress != NULL) {
        input->progress(input->progress_context, n, n);
    }
out:
    for (unsigned t = 0; job.workers != NULL && t < threads; t++) {
        zonal_sweep_finish(&job.workers[t].sweep);
        free(job.workers[t].joint);
    }
    free(job.workers);
    free(job.batches);
    if (status != LT_OK) {
        lt_tabulation_finish(ret_table);
    }
    return status;
}

void lt_tabulation_finish(struct lt_tabulation *table)
{
    if (table != NULL) {
        lt_arena_destroy(table->arena);
        *table = (struct lt_tabulation){0};
    }
}

double lt_tabulation_net(const struct lt_tabulation *table, size_t polygon, size_t entry,
                         double net_m2)
{
    double sum = 0.0;
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        sum += table->joint[e].m2;
    }
    return sum > 0.0 ? net_m2 * (table->joint[entry].m2 / sum) : 0.0;
}
