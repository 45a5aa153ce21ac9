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
#include "support/log.h"
#include "support/text.h"

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

/* --- its talk --- */

/* A pipe holds 64 KiB; as much is read of it at a time, so that who talks without end does not outlast his time. */
enum { LINE = 4096, PIPE_LINES = 16 };

/* Goes where ours goes; where each line there is an object, by way of us. */
struct talk {
    int ends[2]; /* of a pipe; -1: it goes there by itself */
    char line[LINE];
    size_t length;
};

static void say(struct talk *talk)
{
    talk->line[lt_utf8_cut(talk->line, talk->length, LINE - 1)] = '\0';
    if (talk->length > 0) {
        lt_log_entry(LT_LOG_WARNING, "hook.said", talk->line, NULL, 0);
    }
    talk->length = 0;
}

/* What has come by now. */
static void pass_on(struct talk *talk)
{
    char bytes[LINE];
    ssize_t got = 1;
    for (int part = 0; talk->ends[0] >= 0 && got > 0 && part < PIPE_LINES; part++) {
        got = read(talk->ends[0], bytes, sizeof bytes);
        for (ssize_t i = 0; i < got; i++) {
            if (bytes[i] == '\n' || talk->length == LINE - 1) {
                say(talk);
            }
            if (bytes[i] != '\n' && bytes[i] != '\0') {
                talk->line[talk->length++] = bytes[i];
            }
        }
    }
}

static enum lt_status open_talk(struct talk *talk, struct lt_error *err)
{
    *talk = (struct talk){.ends = {-1, -1}};
    if (lt_log_is_json() &&
        (pipe(talk->ends) != 0 || fcntl(talk->ends[0], F_SETFL, O_NONBLOCK) != 0)) {
        return lt_fail(err, LT_E_LIMIT, "cannot start a process: %s", strerror(errno));
    }
    return LT_OK;
}

static void close_talk(struct talk *talk)
{
    pass_on(talk);
    say(talk);
    for (int i = 0; i < 2; i++) {
        if (talk->ends[i] >= 0) {
            close(talk->ends[i]);
        }
    }
}

/* --- the command --- */

/* Of our other files it gets none. */
static void become(const struct talk *talk, char *const *words, char *const *environment)
{
    const int nothing = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    dup2(nothing, STDIN_FILENO);
    if (talk->ends[1] >= 0) {
        dup2(talk->ends[1], STDERR_FILENO);
    }
    dup2(STDERR_FILENO, STDOUT_FILENO);
    closefrom(STDERR_FILENO + 1);
    lt_stop_forget();
    execve(words[0], words, environment);
    _exit(127);
}

static bool ended(pid_t pid, double until, struct talk *talk, int *ret_wait_status)
{
    for (;;) {
        pass_on(talk);
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

static enum lt_status wait_for(pid_t pid, unsigned seconds, const char *program, struct talk *talk,
                               struct lt_error *err)
{
    int wait_status = 0;
    if (!ended(pid, lt_clock_running() + seconds, talk, &wait_status)) {
        kill(-pid, SIGTERM);
        const bool gone = ended(pid, lt_clock_running() + GRACE, talk, &wait_status);
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
    struct talk talk = {.ends = {-1, -1}};
    if (session->config == NULL || session->config->operations.on_failure_count == 0 ||
        watch->path == NULL) {
        return LT_OK;
    }
    LT_TRY(refuse_open_config(session->config->path, err));
    LT_TRY(make_words(session, watch->path, &words, err));
    LT_TRY(make_environment(session, &watch->record, &environment, err));
    LT_TRY(open_talk(&talk, err));
    fflush(NULL);
    const pid_t pid = fork();
    if (pid < 0) {
        status = lt_fail(err, LT_E_LIMIT, "cannot start a process: %s", strerror(errno));
        goto out;
    }
    if (pid == 0) {
        become(&talk, words, environment);
    }
    setpgid(pid, pid); /* whichever of the two comes first */
    LT_TRY(wait_for(pid, session->config->operations.on_failure_seconds, words[0], &talk, err));
out:
    close_talk(&talk);
    return status;
}
