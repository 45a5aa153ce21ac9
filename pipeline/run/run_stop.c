#include "run/run_stop.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

static const int requests[] = {SIGTERM, SIGINT, SIGHUP};
enum { REQUESTS = sizeof requests / sizeof *requests };

/* Signals come to a process and not to a session: these two are its own. */
static atomic_int asked; /* free of locks: a handler sets it, threads read it */
static bool heard[REQUESTS];

static void ask(int signal_number)
{
    asked = signal_number;
}

static void set(int signal_number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, NULL);
}

void lt_stop_listen(void)
{
    set(SIGPIPE, SIG_IGN, 0);
    for (size_t i = 0; i < REQUESTS; i++) {
        struct sigaction before;
        if (!heard[i] && sigaction(requests[i], NULL, &before) == 0 &&
            before.sa_handler != SIG_IGN) {
            heard[i] = true;
            set(requests[i], ask, (int)(SA_RESTART | SA_RESETHAND));
        }
    }
}

static sigset_t requests_heard(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < REQUESTS; i++) {
        if (heard[i]) {
            sigaddset(&signals, requests[i]);
        }
    }
    return signals;
}

static void set_heard(void (*handler)(int))
{
    for (size_t i = 0; i < REQUESTS; i++) {
        if (heard[i]) {
            set(requests[i], handler, 0);
        }
    }
}

void lt_stop_ignore(void)
{
    for (size_t i = 0; i < REQUESTS; i++) {
        set(requests[i], SIG_IGN, 0);
    }
}

/* What ends in order is left to it. */
static void take(int signal_number)
{
    asked = signal_number;
    set_heard(SIG_IGN);
}

enum lt_status lt_stop_check(struct lt_error *err)
{
    const sigset_t signals = requests_heard();
    const int waiting = sigtimedwait(&signals, NULL, &(struct timespec){0});
    if (waiting > 0) {
        take(waiting);
    }
    const int by = asked;
    return by == 0
               ? LT_OK
               : lt_fail(err, LT_E_STOPPED, "asked to stop by signal %d (%s)", by, strsignal(by));
}

static sigset_t awaited(void)
{
    sigset_t signals = requests_heard();
    sigaddset(&signals, SIGCHLD);
    return signals;
}

void lt_stop_hold(sigset_t *ret_before)
{
    const sigset_t signals = awaited();
    sigprocmask(SIG_BLOCK, &signals, ret_before);
}

void lt_stop_pause(void)
{
    const sigset_t signals = awaited();
    const int come = sigwaitinfo(&signals, NULL);
    if (come > 0 && come != SIGCHLD) {
        take(come);
    }
}

void lt_stop_let(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

void lt_stop_child(const sigset_t *before)
{
    set_heard(SIG_DFL);
    memset(heard, 0, sizeof heard);
    lt_stop_let(before);
}

void lt_stop_forget(void)
{
    set_heard(SIG_DFL);
    set(SIGPIPE, SIG_DFL, 0);
    set(SIGXFSZ, SIG_DFL, 0);
}
