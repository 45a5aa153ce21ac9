/* The city's own command after a run that failed. */
#define _DEFAULT_SOURCE /* closefrom */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/run_stop.h"
#include "run/run_watch.h"
#include "support/arena.h"
#include "support/files.h"

enum { PAUSE_NS = 20 * 1000 * 1000, GRACE = 2, VARIABLES = 8 };

static enum lt_status refuse_open_config(const char *path, struct lt_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return lt_fail(err, lt_io_status(errno), "cannot open '%s': %s", path, strerror(errno));
    }
    return (info.st_mode & S_IWOTH) == 0
               ? LT_OK
               : lt_fail(err, LT_E_IO,
                         "the failure command is not run: all may write '%s', so anybody could "
                         "have put it there",
                         path);
}

static enum lt_status make_words(const struct lt_session *session, const char *record,
                                 char ***ret_words, struct lt_error *err)
{
    const struct lt_operations_config *operations = &session->config->operations;
    const size_t count = operations->on_failure_count;
    char **words = lt_arena_array(session->arena, count + 2, sizeof *words);
    bool whole = words != NULL;
    for (size_t i = 0; whole && i < count; i++) {
        words[i] = lt_arena_text(session->arena, operations->on_failure[i]);
        whole = words[i] != NULL;
    }
    if (whole) {
        words[count] = lt_arena_text(session->arena, record);
        whole = words[count] != NULL;
    }
    *ret_words = words;
    return whole ? LT_OK : lt_fail_memory(err, "the failure command");
}

static enum lt_status make_environment(const struct lt_session *session,
                                       const struct lt_run_record *record, char ***ret_environment,
                                       struct lt_error *err)
{
    char period[LT_PERIOD_TEXT];
    struct lt_arena *arena = session->arena;
    char **list = lt_arena_array(arena, VARIABLES, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "the failure command");
    }
    list[0] = lt_arena_text(arena, "PATH=/usr/local/bin:/usr/bin:/bin");
    list[1] = lt_arena_text(arena, "LANG=C.UTF-8");
    list[2] = lt_arena_printf(arena, "LIANGTIAN_CONFIG=%s", session->config->path);
    list[3] =
        lt_arena_printf(arena, "LIANGTIAN_PERIOD=%s", lt_period_format(record->period, period));
    list[4] = lt_arena_printf(arena, "LIANGTIAN_EXIT_CODE=%d", record->exit_code);
    for (size_t i = 0; i < 5; i++) {
        if (list[i] == NULL) {
            return lt_fail_memory(err, "the failure command");
        }
    }
    *ret_environment = list;
    return LT_OK;
}

/* Its talk goes where ours goes; of our other files it gets none. */
static void become(char *const *words, char *const *environment)
{
    const int nothing = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    dup2(nothing, STDIN_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    closefrom(STDERR_FILENO + 1);
    lt_stop_forget();
    execve(words[0], words, environment);
    _exit(127);
}

static bool ended(pid_t pid, double until, int *ret_wait_status)
{
    for (;;) {
        const pid_t got = waitpid(pid, ret_wait_status, WNOHANG);
        if (got == pid || (got < 0 && errno != EINTR)) {
            return true;
        }
        if (lt_clock_running() >= until) {
            return false;
        }
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
}

static enum lt_status wait_for(pid_t pid, unsigned seconds, const char *program,
                               struct lt_error *err)
{
    int wait_status = 0;
    if (!ended(pid, lt_clock_running() + seconds, &wait_status)) {
        kill(-pid, SIGTERM);
        const bool gone = ended(pid, lt_clock_running() + GRACE, &wait_status);
        kill(-pid, SIGKILL); /* what it started may not have listened */
        if (!gone) {
            waitpid(pid, &wait_status, 0);
        }
        return lt_fail(err, LT_E_IO, "the failure command '%s' took longer than %u s and was ended",
                       program, seconds);
    }
    if (!WIFEXITED(wait_status)) {
        return lt_fail(err, LT_E_IO, "the failure command '%s' was ended by signal %d", program,
                       WTERMSIG(wait_status));
    }
    return WEXITSTATUS(wait_status) == 0
               ? LT_OK
               : lt_fail(err, LT_E_IO, "the failure command '%s' ended with %d", program,
                         WEXITSTATUS(wait_status));
}

enum lt_status lt_hook_run(const struct lt_session *session, struct lt_error *err)
{
    const struct lt_watch *watch = &session->watch;
    enum lt_status status;
    char **words = NULL, **environment = NULL;
    if (session->config == NULL || session->config->operations.on_failure_count == 0 ||
        watch->path == NULL) {
        return LT_OK;
    }
    LT_TRY(refuse_open_config(session->config->path, err));
    LT_TRY(make_words(session, watch->path, &words, err));
    LT_TRY(make_environment(session, &watch->record, &environment, err));
    fflush(NULL);
    const pid_t pid = fork();
    if (pid < 0) {
        return lt_fail(err, LT_E_LIMIT, "cannot start a process: %s", strerror(errno));
    }
    if (pid == 0) {
        become(words, environment);
    }
    setpgid(pid, pid); /* whichever of the two comes first */
    LT_TRY(wait_for(pid, session->config->operations.on_failure_seconds, words[0], err));
out:
    return status;
}
