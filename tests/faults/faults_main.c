/* lt-faults: see --help. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

enum { TROUBLE = 125, NOT_HERE = 77, MOST_CALLS = 64 };

enum action { COUNT, KILL, KILL_ONE, FAIL, SHORT, CUT, RUN };

struct options {
    const char *below, *report;
    const char *beside; /* what RUN runs */
    enum action action;
    int error;
    enum faults_loss loss;
    unsigned seed;
    unsigned long at; /* 0 = never */
    bool from;        /* every one from there on */
    bool chosen[MOST_CALLS];
};

struct watch {
    struct options options;
    struct faults_disk *disk;
    pid_t command;
    int listener;
    unsigned long count;
    bool done;
    char hit[FAULTS_PATH + 64]; /* the call that it happened to */
};

_Noreturn void faults_die(const char *what)
{
    fprintf(stderr, "lt-faults: %s: %s\n", what, strerror(errno));
    exit(TROUBLE);
}

/* --- the command --- */

static int install_filter(const struct options *options)
{
    struct sock_filter program[2 * MOST_CALLS];
    unsigned short length = 0;
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                     (uint32_t)offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < faults_call_count(); i++) {
        if (faults_call_at(i)->kind == FAULTS_STAT && !options->chosen[i]) {
            continue; /* they are many, and change nothing on the disk */
        }
        program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                         (uint32_t)faults_call_at(i)->number, 0, 1);
        program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    }
    program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {length, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return -1;
    }
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                        &filter);
}

union control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

static void send_listener(int socket, int fd)
{
    char one = fd < 0 ? '-' : '+';
    struct iovec data = {&one, 1};
    union control control = {0};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(head), &fd, sizeof fd);
    }
    (void)sendmsg(socket, &message, 0);
}

static int receive_listener(int socket)
{
    char one = '-';
    int fd = -1;
    struct iovec data = {&one, 1};
    union control control = {0};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) > 0 && one == '+' &&
        CMSG_FIRSTHDR(&message) != NULL) {
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    }
    return fd;
}

static void start(struct watch *watch, char **argv)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        faults_die("socketpair");
    }
    watch->command = fork();
    if (watch->command < 0) {
        faults_die("fork");
    }
    if (watch->command == 0) {
        setpgid(0, 0);
        send_listener(pair[1], install_filter(&watch->options));
        execvp(argv[0], argv);
        _exit(127);
    }
    setpgid(watch->command, watch->command);
    watch->listener = receive_listener(pair[0]);
    close(pair[0]);
    close(pair[1]);
    if (watch->listener < 0) {
        kill(watch->command, SIGKILL);
        fputs("lt-faults: SKIPPED: this system lets no process watch another's calls\n", stderr);
        exit(NOT_HERE);
    }
}

/* --- its calls --- */

static bool is_below(const struct watch *watch, const char *path)
{
    const size_t length = strlen(watch->options.below);
    return strncmp(path, watch->options.below, length) == 0 &&
           (path[length] == '/' || path[length] == '\0' || path[length] == ' ');
}

static bool is_hit(const struct watch *watch)
{
    return watch->options.at != 0 && (watch->count == watch->options.at ||
                                      (watch->options.from && watch->count > watch->options.at));
}

/* What the call becomes; true = it goes to the kernel as it is. */
static bool act(struct watch *watch, const struct faults_call *call,
                const struct seccomp_notif *request, struct seccomp_notif_resp *response)
{
    int64_t done;
    switch (watch->options.action) {
    case KILL:
    case CUT:
        kill(-watch->command, SIGKILL);
        return false;
    case KILL_ONE:
        kill((pid_t)request->pid, SIGKILL);
        return false;
    case FAIL:
        response->error = -watch->options.error;
        return false;
    case SHORT:
        done = faults_half(call, request);
        response->error = done < 0 ? (int)done : 0;
        response->val = done < 0 ? 0 : done;
        return false;
    case RUN: /* the caller waits, as if it had lost the processor for that long */
        if (system(watch->options.beside) != 0) {
            faults_die(watch->options.beside);
        }
        return true;
    default:
        return true;
    }
}

static void answer(struct watch *watch, const struct seccomp_notif *request)
{
    struct seccomp_notif_resp response = {.id = request->id};
    const struct faults_call *call = faults_call_of(request->data.nr);
    char path[FAULTS_PATH];
    bool go_on = true;
    faults_path(call, request, path);
    if (is_below(watch, path)) {
        if (watch->options.chosen[call - faults_call_at(0)]) {
            watch->count++;
            if (is_hit(watch)) {
                if (!watch->done) {
                    snprintf(watch->hit, sizeof watch->hit, "%s %s", call->name, path);
                }
                watch->done = true;
                go_on = act(watch, call, request, &response);
            }
        }
        if (watch->disk != NULL && !watch->done) {
            faults_disk_see(watch->disk, call, request);
        }
    }
    response.flags = go_on ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
    if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_SEND, &response) != 0 && errno != ENOENT) {
        faults_die("cannot answer a call");
    }
}

/* Until no process is left that is watched. */
static void serve(struct watch *watch)
{
    for (;;) {
        struct pollfd wait = {.fd = watch->listener, .events = POLLIN};
        if (poll(&wait, 1, -1) < 0 && errno != EINTR) {
            faults_die("poll");
        }
        if ((wait.revents & POLLIN) != 0) {
            struct seccomp_notif request;
            memset(&request, 0, sizeof request);
            if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_RECV, &request) == 0) {
                answer(watch, &request);
            } else if (errno != ENOENT && errno != EINTR) {
                faults_die("cannot receive a call");
            }
        } else if ((wait.revents & (POLLHUP | POLLERR)) != 0) {
            return;
        }
    }
}

/* --- options --- */

static const char help[] =
    "lt-faults [options] -- COMMAND …\n"
    "  --below DIR      count calls on files below it\n"
    "  --calls LIST     names of calls, or name sync data reads open map mode stat durable\n"
    "  --at N           the N-th of them (all processes and threads together)\n"
    "  --from           that one and every later one\n"
    "  --do WHAT        count | kill (all processes) | kill-one | short | EIO | ENOSPC | EINTR | "
    "EACCES |\n"
    "                   run (what --beside says, while the call waits) |\n"
    "                   cut-drop | cut-bytes | cut-mixed: the power goes, at N or at the end\n"
    "  --beside COMMAND of sh\n"
    "  --seed N         the lots of cut-mixed\n"
    "  --report FILE    how many there were, and which one was hit\n"
    "Exit code: the command's; 137 when killed; 77 when calls cannot be watched here.\n";

static bool choose_action(struct options *options, const char *name)
{
    static const struct {
        const char *name;
        enum action action;
        int error;
        enum faults_loss loss;
    } table[] = {
        {"count", COUNT, 0, FAULTS_KEEP},       {"kill", KILL, 0, FAULTS_KEEP},
        {"kill-one", KILL_ONE, 0, FAULTS_KEEP}, {"short", SHORT, 0, FAULTS_KEEP},
        {"EIO", FAIL, EIO, FAULTS_KEEP},        {"ENOSPC", FAIL, ENOSPC, FAULTS_KEEP},
        {"EINTR", FAIL, EINTR, FAULTS_KEEP},    {"EACCES", FAIL, EACCES, FAULTS_KEEP},
        {"ENOMEM", FAIL, ENOMEM, FAULTS_KEEP},  {"cut-drop", CUT, 0, FAULTS_DROP},
        {"cut-bytes", CUT, 0, FAULTS_BYTES},    {"cut-mixed", CUT, 0, FAULTS_MIXED},
        {"run", RUN, 0, FAULTS_KEEP},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(table[i].name, name) == 0) {
            options->action = table[i].action;
            options->error = table[i].error;
            options->loss = table[i].loss;
            return true;
        }
    }
    return false;
}

/* The index of the command; 0 when the options are wrong. */
static int read_options(int argc, char **argv, struct options *options)
{
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        bool good = true;
        if (strcmp(argv[i], "--from") == 0) {
            options->from = true;
            continue;
        }
        if (strcmp(argv[i], "--below") == 0) {
            options->below = value;
        } else if (strcmp(argv[i], "--calls") == 0) {
            good = faults_choose(value, options->chosen);
        } else if (strcmp(argv[i], "--at") == 0) {
            options->at = strtoul(value, NULL, 10);
        } else if (strcmp(argv[i], "--do") == 0) {
            good = choose_action(options, value);
        } else if (strcmp(argv[i], "--seed") == 0) {
            options->seed = (unsigned)strtoul(value, NULL, 10);
        } else if (strcmp(argv[i], "--beside") == 0) {
            options->beside = value;
        } else if (strcmp(argv[i], "--report") == 0) {
            options->report = value;
        } else {
            good = false;
        }
        if (!good) {
            return 0;
        }
        i++;
    }
    return i + 1 < argc && options->below != NULL &&
                   (options->action != RUN || options->beside != NULL)
               ? i + 1
               : 0;
}

static void write_report(const struct watch *watch)
{
    FILE *file = watch->options.report == NULL ? NULL : fopen(watch->options.report, "w");
    if (file != NULL) {
        fprintf(file, "%lu\n%s\n", watch->count, watch->hit);
        fclose(file);
    }
}

int main(int argc, char **argv)
{
    struct watch watch = {0};
    int status = 0;
    const int command = read_options(argc, argv, &watch.options);
    if (command == 0) {
        fputs(help, stderr);
        return TROUBLE;
    }
    if (watch.options.loss != FAULTS_KEEP) {
        watch.disk = faults_disk_open(watch.options.below);
    }
    start(&watch, argv + command);
    serve(&watch);
    if (waitpid(watch.command, &status, 0) < 0) {
        faults_die("waitpid");
    }
    if (watch.disk != NULL) {
        faults_disk_cut(watch.disk, watch.options.loss, watch.options.seed);
        faults_disk_close(watch.disk);
    }
    write_report(&watch);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
