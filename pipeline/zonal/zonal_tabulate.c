#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"
#include "support/ordered.h"

#include "liangtian/zonal.h"

enum { BATCHES = 1024, BATCH_MAX = 1024, SLOTS_PER_THREAD = 4 };

/* Neighbouring polygons, counted by one thread: first … end − 1. */
struct batch {
    size_t first, end;
    struct lt_joint *joint; /* of all its polygons, one after the other */
    size_t count, capacity;
};

struct job {
    const struct lt_zonal_input *input;
    struct lt_tabulation *table;
    struct lt_zonal *zonal;
    size_t batch_size, next;
    struct batch *batches; /* by slot */
    struct lt_joint *joint;
    size_t count, capacity;
};

static enum lt_status take_batch(void *context, unsigned thread, size_t slot, bool *ret_end,
                                 struct lt_error *err)
{
    (void)thread;
    (void)err;
    struct job *job = context;
    struct batch *batch = &job->batches[slot];
    const size_t left = job->table->count - job->next;
    *ret_end = left == 0;
    batch->first = job->next;
    job->next += left < job->batch_size ? left : job->batch_size;
    batch->end = job->next;
    batch->count = 0;
    return LT_OK;
}

static inline uint32_t capped(uint64_t cells)
{
    return cells > UINT32_MAX ? UINT32_MAX : (uint32_t)cells;
}

static enum lt_status count_one(const struct job *job, unsigned thread, struct batch *batch,
                                size_t index, struct lt_error *err)
{
    enum lt_status status;
    struct lt_tabulation *table = job->table;
    struct lt_shape shape;
    struct lt_zonal_count found;
    job->input->shapes.get(job->input->shapes.context, index, &shape);
    LT_TRY(lt_zonal_polygon(job->zonal, thread, &shape, &found, err));
    LT_TRY(lt_array_reserve(&batch->joint, &batch->capacity, batch->count + found.count,
                            sizeof *batch->joint, err));
    if (found.count > 0) {
        memcpy(batch->joint + batch->count, found.joint, found.count * sizeof *batch->joint);
    }
    batch->count += found.count;
    table->first[index + 1] = found.count; /* summed up in deliver */
    table->planar_cells[index] = found.planar_cells;
    table->full_cells[index] = capped(found.full_cells);
    table->touched_cells[index] = capped(found.touched_cells);
out:
    return status == LT_OK ? LT_OK : lt_fail_in(err, "polygon %zu", index);
}

static enum lt_status count_batch(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct job *job = context;
    struct batch *batch = &job->batches[slot];
    for (size_t i = batch->first; i < batch->end; i++) {
        LT_TRY(count_one(job, thread, batch, i, err));
    }
out:
    return status;
}

static enum lt_status append_batch(void *context, unsigned thread, size_t slot,
                                   struct lt_error *err)
{
    enum lt_status status;
    (void)thread;
    struct job *job = context;
    const struct lt_zonal_input *input = job->input;
    const struct batch *batch = &job->batches[slot];
    LT_TRY(lt_array_reserve(&job->joint, &job->capacity, job->count + batch->count,
                            sizeof *job->joint, err));
    if (batch->count > 0) {
        memcpy(job->joint + job->count, batch->joint, batch->count * sizeof *job->joint);
    }
    job->count += batch->count;
    for (size_t i = batch->first; i < batch->end; i++) {
        job->table->first[i + 1] += job->table->first[i];
    }
    if (input->progress != NULL) {
        input->progress(input->progress_context, batch->end, job->table->count);
    }
out:
    return status;
}

static bool help(void *context, unsigned thread)
{
    const struct job *job = context;
    return lt_zonal_help(job->zonal, thread);
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

static enum lt_status open_kernel(struct job *job, unsigned *ret_threads, struct lt_error *err)
{
    const struct lt_zonal_input *input = job->input;
    struct lt_zonal_setup setup = {.seasons = input->seasons,
                                   .threads = input->threads < 1 ? 1 : input->threads,
                                   .cache_bytes = input->cache_bytes};
    for (unsigned s = 0; s < LT_SEASONS_MAX && s < input->seasons; s++) {
        setup.sources[s] = input->sources[s];
        const unsigned opened = setup.sources[s]->threads;
        setup.threads = opened < setup.threads ? opened : setup.threads;
    }
    *ret_threads = setup.threads;
    return lt_zonal_create(&setup, &job->zonal, err);
}

enum lt_status lt_zonal_tabulate(const struct lt_zonal_input *input,
                                 struct lt_tabulation *ret_table, struct lt_error *err)
{
    enum lt_status status;
    const size_t n = input->shapes.count;
    struct job job = {.input = input, .table = ret_table};
    unsigned threads = 0;
    *ret_table = (struct lt_tabulation){0};
    LT_TRY(open_kernel(&job, &threads, err));
    /* Small batches share few giants fairly; large ones keep neighbours on one thread. */
    job.batch_size = n / BATCHES < 1 ? 1 : n / BATCHES > BATCH_MAX ? BATCH_MAX : n / BATCHES;
    LT_TRY(make_table(ret_table, input, err));
    job.batches = calloc((size_t)threads * SLOTS_PER_THREAD, sizeof *job.batches);
    if (job.batches == NULL) {
        status = lt_fail_memory(err, "a tabulation");
        goto out;
    }
    const struct lt_ordered line = {.threads = threads,
                                    .slots = (size_t)threads * SLOTS_PER_THREAD,
                                    .take = take_batch,
                                    .work = count_batch,
                                    .deliver = append_batch,
                                    .help = help,
                                    .context = &job};
    LT_TRY(lt_ordered_run(&line, err));
    ret_table->joint = lt_arena_array(ret_table->arena, job.count, sizeof *job.joint);
    if (ret_table->joint == NULL) {
        status = lt_fail_memory(err, "a tabulation");
        goto out;
    }
    if (job.count > 0) {
        memcpy(ret_table->joint, job.joint, job.count * sizeof *job.joint);
    }
out:
    for (size_t i = 0; job.batches != NULL && i < (size_t)threads * SLOTS_PER_THREAD; i++) {
        free(job.batches[i].joint);
    }
    free(job.batches);
    free(job.joint);
    lt_zonal_destroy(job.zonal);
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
