#include "support/parallel.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

struct loop {
    pthread_mutex_t mutex;
    size_t next, count;
    size_t failed_at; /* SIZE_MAX while all is well */
    struct lt_error failure;
    enum lt_status status;
    enum lt_status (*body)(void *context, unsigned thread, size_t index, struct lt_error *err);
    void *context;
};

struct worker {
    struct loop *loop;
    unsigned thread;
    pthread_t id;
};

static void *work(void *argument)
{
    const struct worker *worker = argument;
    struct loop *loop = worker->loop;
    for (;;) {
        pthread_mutex_lock(&loop->mutex);
        /* Lower indices than a failure were all handed out before it, so they still finish and may
         * take its place. */
        const size_t index = loop->failed_at == SIZE_MAX ? loop->next : loop->count;
        if (index < loop->count) {
            loop->next++;
        }
        pthread_mutex_unlock(&loop->mutex);
        if (index >= loop->count) {
            return NULL;
        }
        struct lt_error err = {0};
        const enum lt_status status = loop->body(loop->context, worker->thread, index, &err);
        if (status != LT_OK) {
            pthread_mutex_lock(&loop->mutex);
            if (index < loop->failed_at) {
                loop->failed_at = index;
                loop->failure = err;
                loop->status = status;
            }
            pthread_mutex_unlock(&loop->mutex);
        }
    }
}

enum lt_status lt_parallel_for(unsigned threads, size_t count,
                               enum lt_status (*body)(void *context, unsigned thread, size_t index,
                                                      struct lt_error *err),
                               void *context, struct lt_error *err)
{
    struct loop loop = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                        .count = count,
                        .failed_at = SIZE_MAX,
                        .body = body,
                        .context = context};
    if (threads < 1) {
        threads = 1;
    }
    struct worker *workers = calloc(threads, sizeof *workers);
    if (workers == NULL) {
        return lt_fail_memory(err, "threads");
    }
    unsigned started = 1; /* the caller is thread 0 */
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (struct worker){.loop = &loop, .thread = i};
    }
    for (; started < threads && started < count; started++) {
        if (pthread_create(&workers[started].id, NULL, work, &workers[started]) != 0) {
            break; /* fewer threads do the same work */
        }
    }
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) {
        pthread_join(workers[i].id, NULL);
    }
    free(workers);
    pthread_mutex_destroy(&loop.mutex);
    if (loop.status != LT_OK && err != NULL) {
        *err = loop.failure;
    }
    return loop.status;
}

unsigned lt_processors(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 256 ? 256 : (unsigned)n;
}
