/* Linked into the program in place of malloc and its kin (the linker's --wrap, so that the program's own requests are
 * met and no library's): the n-th request of all its processes together is refused. With a sanitizer, what a child
 * leaks is found too, though a child leaves by _exit.
 *   LT_FAULTS_MEMORY=N     the n-th;  N+ = it and all that follow
 *   LT_FAULTS_REPORT=FILE  how many there were, and whether one crashed
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
_Noreturn void __real__exit(int code);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
_Noreturn void __wrap__exit(int code);
int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

enum { LEAKED = 99 };

static struct shared { /* with the children */
    unsigned long count;
    bool crashed;
} * shared;
static unsigned long wanted;
static bool from;

/* A child that crashes is tried again, and the run may well end in peace: it must be told. */
static void on_crash(int number)
{
    shared->crashed = true;
    signal(number, SIG_DFL);
    raise(number);
}

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("LT_FAULTS_MEMORY");
    char *rest = NULL;
    wanted = text == NULL ? 0 : strtoul(text, &rest, 10);
    from = text != NULL && *rest == '+';
    void *both =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    shared = both == MAP_FAILED ? NULL : both;
    if (shared != NULL && __lsan_do_recoverable_leak_check == NULL) { /* else the sanitizer tells */
        signal(SIGSEGV, on_crash);
        signal(SIGBUS, on_crash);
        signal(SIGFPE, on_crash);
        signal(SIGABRT, on_crash);
    }
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("LT_FAULTS_REPORT");
    FILE *file = path == NULL || shared == NULL ? NULL : fopen(path, "w");
    if (file != NULL) {
        fprintf(file, "%lu %s\n", shared->count, shared->crashed ? "crashed" : "whole");
        fclose(file);
    }
}

static bool refused(void)
{
    if (shared == NULL) {
        return false;
    }
    const unsigned long mine = __atomic_add_fetch(&shared->count, 1, __ATOMIC_RELAXED);
    const bool refuse = wanted != 0 && (mine == wanted || (from && mine > wanted));
    if (refuse) {
        errno = ENOMEM;
    }
    return refuse;
}

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t items, size_t size)
{
    return refused() ? NULL : __real_calloc(items, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return refused() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    return refused() ? NULL : __real_strdup(text);
}

void __wrap__exit(int code)
{
    if (__lsan_do_recoverable_leak_check != NULL && __lsan_do_recoverable_leak_check() != 0) {
        code = LEAKED;
    }
    __real__exit(code);
}
