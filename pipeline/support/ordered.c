#include "support/ordered.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { SLOTS_PER_THREAD = 4, NAP_NS = 500000 };

struct line {
    const struct lt_ordered *ordered;
    size_t slots;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t taken, delivered; /* chunks; those between are under way, chunk i in slot i % slots */
    bool *finished;            /* per slot: `work` is done */
    bool taking, delivering, ended;
    uint64_t failed_at; /* UINT64_MAX while all is well */
    enum lt_status status;
    struct lt_error failure;
};

struct member {
    struct line *line;
    unsigned thread;
    pthread_t id;
};

/* The functions below run with the mutex held and hold it again when they return. */

static void note_failure(struct line *line, uint64_t chunk, enum lt_status status,
                         const struct lt_error *err)
{
    if (chunk < line->failed_at) {
        line->failed_at = chunk;
        line->status = status;
        line->failure = *err;
    }
}

static bool can_deliver(const struct line *line)
{
    return !line->delivering && line->delivered < line->taken &&
           line->delivered < line->failed_at && line->finished[line->delivered % line->slots];
}

static void deliver(struct line *line, unsigned thread)
{
    const struct lt_ordered *ordered = line->ordered;
    const uint64_t chunk = line->delivered;
    const size_t slot = (size_t)(chunk % line->slots);
    struct lt_error err = {0};
    enum lt_status status = LT_OK;
    line->delivering = true;
    pthread_mutex_unlock(&line->mutex);
    if (ordered->deliver != NULL) {
        status = ordered->deliver(ordered->context, thread, slot, &err);
    }
    pthread_mutex_lock(&line->mutex);
    line->delivering = false;
    line->finished[slot] = false;
    if (status != LT_OK) {
        note_failure(line, chunk, status, &err);
    } else {
        line->delivered++;
    }
    pthread_cond_broadcast(&line->changed);
}

static bool can_take(const struct line *line)
{
    return !line->taking && !line->ended && line->failed_at == UINT64_MAX &&
           line->taken - line->delivered < line->slots;
}

static void take_and_work(struct line *line, unsigned thread)
{
    const struct lt_ordered *ordered = line->ordered;
    const uint64_t chunk = line->taken;
    const size_t slot = (size_t)(chunk % line->slots);
    struct lt_error err = {0};
    bool end = false;
    line->taking = true;
    pthread_mutex_unlock(&line->mutex);
    enum lt_status status = ordered->take(ordered->context, thread, slot, &end, &err);
    pthread_mutex_lock(&line->mutex);
    line->taking = false;
    if (status == LT_OK && end) {
        line->ended = true;
        pthread_cond_broadcast(&line->changed);
        return;
    }
    line->taken++;
    pthread_cond_broadcast(&line->changed);
    if (status == LT_OK) {
        pthread_mutex_unlock(&line->mutex);
        status = ordered->work(ordered->context, thread, slot, &err);
        pthread_mutex_lock(&line->mutex);
    }
    if (status != LT_OK) {
        note_failure(line, chunk, status, &err);
    }
    line->finished[slot] = status == LT_OK;
    pthread_cond_broadcast(&line->changed);
}

/* After a failure the chunks before it still come to their end. */
static bool all_done(const struct line *line)
{
    const uint64_t last = line->failed_at < line->taken ? line->failed_at : line->taken;
    const bool no_more = line->ended || line->failed_at != UINT64_MAX;
    return no_more && !line->taking && !line->delivering && line->delivered == last;
}

static void rest(struct line *line, unsigned thread)
{
    const struct lt_ordered *ordered = line->ordered;
    if (ordered->help == NULL) {
        pthread_cond_wait(&line->changed, &line->mutex);
        return;
    }
    pthread_mutex_unlock(&line->mutex);
    const bool helped = ordered->help(ordered->context, thread);
    pthread_mutex_lock(&line->mutex);
    if (!helped) { /* work to help with is not announced, so look again soon */
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += NAP_NS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&line->changed, &line->mutex, &until);
    }
}

static void *serve(void *argument)
{
    const struct member *member = argument;
    struct line *line = member->line;
    pthread_mutex_lock(&line->mutex);
    while (!all_done(line)) {
        if (can_deliver(line)) {
            deliver(line, member->thread);
        } else if (can_take(line)) {
            take_and_work(line, member->thread);
        } else {
            rest(line, member->thread);
        }
    }
    pthread_cond_broadcast(&line->changed);
    pthread_mutex_unlock(&line->mutex);
    return NULL;
}

enum lt_status lt_ordered_run(const struct lt_ordered *ordered, struct lt_error *err)
{
    const unsigned threads = ordered->threads < 1 ? 1 : ordered->threads;
    struct line line = {.ordered = ordered,
                        .slots = ordered->slots == 0 ? (size_t)threads * SLOTS_PER_THREAD
                                                     : ordered->slots,
                        .mutex = PTHREAD_MUTEX_INITIALIZER,
                        .changed = PTHREAD_COND_INITIALIZER,
                        .failed_at = UINT64_MAX};
    struct member *members = calloc(threads, sizeof *members);
    line.finished = calloc(line.slots, sizeof *line.finished);
    if (members == NULL || line.finished == NULL) {
        free(members);
        free(line.finished);
        return lt_fail_memory(err, "threads");
    }
    unsigned started = 1;
    for (unsigned i = 0; i < threads; i++) {
        members[i] = (struct member){.line = &line, .thread = i};
    }
    for (; started < threads; started++) {
        if (pthread_create(&members[started].id, NULL, serve, &members[started]) != 0) {
            break; /* fewer threads do the same work */
        }
    }
    serve(&members[0]);
    for (unsigned i = 1; i < started; i++) {
        pthread_join(members[i].id, NULL);
    }
    free(members);
    free(line.finished);
    pthread_mutex_destroy(&line.mutex);
    pthread_cond_destroy(&line.changed);
    if (line.status != LT_OK && err != NULL) {
        *err = line.failure;
    }
    return line.status;
}
