#include "support/lock.h"

#include <pthread.h>
#include <stdlib.h>

struct lt_lock {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

enum lt_status lt_lock_create(struct lt_lock **ret_lock, struct lt_error *err)
{
    struct lt_lock *lock = malloc(sizeof *lock);
    if (lock == NULL) {
        return lt_fail_memory(err, "a lock");
    }
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_cond_init(&lock->changed, NULL);
    *ret_lock = lock;
    return LT_OK;
}

void lt_lock_destroy(struct lt_lock *lock)
{
    if (lock != NULL) {
        pthread_cond_destroy(&lock->changed);
        pthread_mutex_destroy(&lock->mutex);
        free(lock);
    }
}

void lt_lock_enter(struct lt_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void lt_lock_leave(struct lt_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

void lt_lock_wait(struct lt_lock *lock)
{
    pthread_cond_wait(&lock->changed, &lock->mutex);
}

void lt_lock_wake(struct lt_lock *lock)
{
    pthread_cond_broadcast(&lock->changed);
}
