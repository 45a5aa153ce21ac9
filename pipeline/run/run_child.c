#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "run/run_child.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/run_stop.h"

struct task {
    pid_t pid;
    unsigned tries;
    bool finished;
    enum lt_status status;
};

/* Who was first: the child that publishes, or the parent that was asked to stop. */
enum { UNDECIDED, PUBLISHES, STOPS };

/* With the children. */
struct shared {
    atomic_int outcome;
    struct lt_error errors[]; /* one each */
};

struct pool {
    lt_child_body *body;
    void *context;
    size_t count;
    struct task *tasks;
    struct shared *shared;
    size_t shared_size;
    sigset_t before; /* the signals that waited when the pool was opened */
};

static enum lt_status pool_open(struct pool *pool, struct lt_error *err)
{
    lt_stop_hold(&pool->before);
    pool->tasks = calloc(pool->count + 1, sizeof *pool->tasks);
    pool->shared_size = sizeof *pool->shared + (pool->count + 1) * sizeof *pool->shared->errors;
    pool->shared =
        mmap(NULL, pool->shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pool->shared == MAP_FAILED) {
        pool->shared = NULL;
    }
    return pool->tasks == NULL || pool->shared == NULL ? lt_fail_memory(err, "child processes")
                                                       : LT_OK;
}

static void pool_close(struct pool *pool)
{
    free(pool->tasks);
    if (pool->shared != NULL) {
        munmap(pool->shared, pool->shared_size);
    }
    lt_stop_let(&pool->before);
}

/* A run whose parent is killed is over: a child that went on would hold the lock, and could still publish. */
static void die_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) {
        _exit(LT_E_LIMIT);
    }
}

/* A child's own pool's; NULL in a process that is none. */
static atomic_int *outcome_of_pool;

static bool decide(atomic_int *outcome, int wanted)
{
    int found = UNDECIDED;
    return atomic_compare_exchange_strong(outcome, &found, wanted) || found == wanted;
}

void lt_child_publishes(void)
{
    if (outcome_of_pool == NULL) {
        return;
    }
    while (!decide(outcome_of_pool, PUBLISHES)) {
        pause(); /* the parent is about to end this process */
    }
    lt_stop_ignore();
}

static enum lt_status start(struct pool *pool, size_t index, struct lt_error *err)
{
    fflush(NULL); /* or the child would print what the parent has buffered */
    struct lt_error *const error = &pool->shared->errors[index];
    memset(error, 0, sizeof *error);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) {
        return lt_fail(err, LT_E_LIMIT, "cannot start a process: %s", strerror(errno));
    }
    if (pid == 0) {
        die_with(parent);
        lt_stop_child(&pool->before);
        outcome_of_pool = &pool->shared->outcome;
        const enum lt_status status = pool->body(pool->context, index, error);
        fflush(NULL);
        _exit((int)status);
    }
    pool->tasks[index].pid = pid;
    pool->tasks[index].tries++;
    return LT_OK;
}

/* What an ended child means; true when the task is to be tried once more. */
static bool settle(struct pool *pool, size_t index, int wait_status)
{
    struct task *task = &pool->tasks[index];
    struct lt_error *error = &pool->shared->errors[index];
    task->pid = 0;
    if (WIFEXITED(wait_status)) {
        task->status = (enum lt_status)WEXITSTATUS(wait_status);
        if (task->status != LT_OK && error->text[0] == '\0') {
            lt_fail(error, task->status, "a child process ended with status %d", (int)task->status);
        }
    } else {
        const int signal_number = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
        task->status = lt_fail(error, LT_E_LIMIT, "a child process was ended by signal %d (%s)",
                               signal_number, strsignal(signal_number));
    }
    if (task->status == LT_E_LIMIT && task->tries < 2) {
        return true;
    }
    task->finished = true;
    return false;
}

static size_t find(const struct pool *pool, pid_t pid)
{
    size_t i = 0;
    while (i < pool->count && pool->tasks[i].pid != pid) {
        i++;
    }
    return i;
}

/* The next child that has ended, unless the run is asked to stop while nothing is being published. */
static enum lt_status wait_for_any(struct pool *pool, pid_t *ret_pid, int *ret_wait_status,
                                   struct lt_error *err)
{
    enum lt_status status;
    for (;;) {
        status = lt_stop_check(err);
        if (status != LT_OK && decide(&pool->shared->outcome, STOPS)) {
            break;
        }
        status = LT_OK;
        *ret_pid = waitpid(-1, ret_wait_status, WNOHANG);
        if (*ret_pid > 0) {
            break;
        }
        if (*ret_pid < 0) {
            status = lt_fail(err, LT_E_LIMIT, "cannot wait for a process: %s", strerror(errno));
            break;
        }
        lt_stop_pause();
    }
    return status;
}

/* No child may outlive its parent's decision to stop. */
static void end_all(struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->tasks[i].pid > 0) {
            kill(pool->tasks[i].pid, SIGKILL);
            waitpid(pool->tasks[i].pid, NULL, 0);
        }
    }
}

enum lt_status lt_child_run_all(lt_child_body *body, void *context, size_t count, unsigned at_once,
                                void (*done)(void *context, size_t finished, size_t count),
                                struct lt_error *err)
{
    enum lt_status status;
    struct pool pool = {.body = body, .context = context, .count = count};
    size_t next = 0, running = 0, finished = 0;
    LT_TRY(pool_open(&pool, err));
    while (finished < count) {
        while (next < count && running < (at_once < 1 ? 1 : at_once)) {
            LT_TRY(start(&pool, next++, err));
            running++;
        }
        int wait_status;
        pid_t pid;
        LT_TRY(wait_for_any(&pool, &pid, &wait_status, err));
        const size_t index = find(&pool, pid);
        if (index == count) {
            continue; /* not ours */
        }
        if (settle(&pool, index, wait_status)) {
            LT_TRY(start(&pool, index, err));
            continue;
        }
        running--;
        finished++;
        if (done != NULL) {
            done(context, finished, count);
        }
    }
    for (size_t i = 0; i < count && status == LT_OK; i++) {
        status = pool.tasks[i].status;
        if (status != LT_OK && err != NULL) {
            *err = pool.shared->errors[i];
        }
    }
out:
    if (pool.tasks != NULL) {
        end_all(&pool);
    }
    pool_close(&pool);
    return status;
}
