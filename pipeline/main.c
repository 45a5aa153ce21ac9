/* liangtian: a table of commands. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli_commands.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/log.h"
#include "support/text.h"

static void print_overview(FILE *to, bool english)
{
    fputs(english ? "liangtian COMMAND …: does a city's farmland grow grain?\n\n"
                  : "liangtian 命令 …：一座城市的耕地种粮了吗？\n\n",
          to);
    for (size_t i = 0; lt_commands[i] != NULL; i++) {
        fprintf(to, "  %-10s %s\n", lt_commands[i]->name,
                english ? lt_commands[i]->en : lt_commands[i]->zh);
    }
    fputs(english ? "\nliangtian COMMAND --help says more. Exit codes: 0 done, 1 --fail-on met, 2 "
                    "usage,\n"
                    "3 input rejected, 4 cannot read or write, 5 limit reached, 6 locked, "
                    "7 asked to stop, 70 a bug.\n"
                  : "\n“liangtian 命令 --help”查看用法。退出码：0 完成，1 触发 --fail-on，2 "
                    "用法错误，\n"
                    "3 输入被拒绝，4 读写失败，5 达到限制，6 已有运行，7 收到信号而停止，70 "
                    "程序自检失败。\n",
          to);
}

static const struct lt_command *find_command(const char *name)
{
    for (size_t i = 0; lt_commands[i] != NULL; i++) {
        if (strcmp(lt_commands[i]->name, name) == 0) {
            return lt_commands[i];
        }
    }
    return NULL;
}

/* Beside the program (installed), or in the source tree above build/<preset>/bin. */
static const char *find_schemas(struct lt_arena *arena)
{
    static const char *const places[] = {"../share/liangtian/schemas", "../../../schemas",
                                         "../../schemas", "../schemas"};
    char program[4096];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) {
        return NULL;
    }
    program[length] = '\0';
    const char *folder = lt_path_folder(arena, program);
    for (size_t i = 0; folder != NULL && i < sizeof places / sizeof *places; i++) {
        const char *path = lt_path_join(arena, folder, places[i]);
        const char *rules = path == NULL ? NULL : lt_path_join(arena, path, "rules");
        if (rules != NULL && lt_folder_exists(rules)) {
            return path;
        }
    }
    return NULL;
}

static enum lt_status run_command(const struct lt_command *command, int argc, char **argv,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_arguments arguments;
    LT_TRY(lt_arguments_parse(command, argc, argv, &arguments, err));
    if (lt_argument_given(&arguments, "help")) {
        lt_command_help(command, arguments.english);
        goto out;
    }
    LT_TRY(lt_arena_create(&arena, err));
    arguments.schemas = lt_argument(&arguments, "schemas", NULL);
    if (arguments.schemas == NULL) {
        arguments.schemas = find_schemas(arena);
    }
    LT_TRY(command->needs_no_schemas ? LT_OK : lt_arguments_need_schemas(&arguments, err));
    LT_TRY(command->run(&arguments, err));
out:
    lt_arena_destroy(arena);
    return status;
}

/* No command, only a wish for help, in either language. */
static bool wants_overview(int argc, char **argv)
{
    bool help = argc < 2;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) {
            i++;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            help = true;
        } else if (!lt_starts_with(argv[i], "--lang=")) {
            return false;
        }
    }
    return help;
}

/* Is the last value of this option that word? Read apart, so that it holds where the command line is wrong elsewhere. */
static bool wants(int argc, char **argv, const char *option, const char *word)
{
    bool wanted = false;
    const size_t length = strlen(option);
    for (int i = 1; i < argc; i++) {
        const bool named = lt_starts_with(argv[i], option);
        const char *const value = named && argv[i][length] == '=' ? argv[i] + length + 1
                                  : named && argv[i][length] == '\0' && i + 1 < argc ? argv[i + 1]
                                                                                     : NULL;
        wanted = value != NULL ? strcmp(value, word) == 0 : wanted;
    }
    return wanted;
}

static void print_failure(const struct lt_error *err, bool english)
{
    char room[8 * LT_ERROR_TEXT]; /* memory may be what is missing */
    struct lt_text line = {.data = room, .capacity = sizeof room};
    lt_text_add(&line, lt_log_is_json() ? "" : "liangtian: ");
    lt_error_say(err, !english, &line);
    const struct lt_log_field cause = {"cause", err->text}; /* words that never change */
    lt_log_entry(LT_LOG_ERROR, lt_status_name(err->status), line.data, &cause, 1);
}

/* Where one of the three is closed, a file of ours must not take its place and get the messages: what is opened instead
 * fails as the closed one would. */
static void hold_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0) {
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

static void leave(int signal_number)
{
    (void)signal_number;
    _exit(LT_E_STOPPED);
}

/* As they usually are, whatever started the program: a child's end is heard of, and a file that grows beyond what is
 * allowed is a failed write. The first process of a container is not ended by what would end any other: commands that
 * do not listen themselves are left here. */
static void settle_signals(void)
{
    static const int requests[] = {SIGTERM, SIGINT, SIGHUP};
    signal(SIGCHLD, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; getpid() == 1 && i < sizeof requests / sizeof *requests; i++) {
        if (signal(requests[i], leave) == SIG_IGN) {
            signal(requests[i], SIG_IGN);
        }
    }
}

int main(int argc, char **argv)
{
    hold_standard_files();
    settle_signals();
    struct lt_error err = {0};
    const bool english = wants(argc, argv, "--lang", "en");
    if (wants(argc, argv, "--log-format", "json")) {
        lt_log_as_json();
    }
    if (wants_overview(argc, argv)) {
        print_overview(argc < 2 ? stderr : stdout, english);
        return argc < 2 ? LT_E_USAGE : LT_OK;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("liangtian " LT_VERSION);
        return LT_OK;
    }
    const struct lt_command *command = find_command(argv[1]);
    enum lt_status status;
    if (command == NULL) {
        status = lt_fail(&err, LT_E_USAGE, "no command '%s'; liangtian --help lists them", argv[1]);
    } else {
        status = run_command(command, argc - 2, argv + 2, &err);
    }
    if (status != LT_OK) {
        print_failure(&err, english);
    }
    return (int)status;
}
