#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "faults.h"

#define ON_FD(call, kind)                          \
    {                                              \
#call, SYS_##call, kind, 0, -1, -1, -1, -1 \
    }
#define ON_PATH(call, kind)                        \
    {                                              \
#call, SYS_##call, kind, -1, -1, 0, -1, -1 \
    }
#define AT_PATH(call, kind)                       \
    {                                             \
#call, SYS_##call, kind, -1, 0, 1, -1, -1 \
    }

static const struct faults_call calls[] = {
    {"renameat2", SYS_renameat2, FAULTS_NAME, -1, 0, 1, 2, 3},
    {"linkat", SYS_linkat, FAULTS_NAME, -1, 0, 1, 2, 3},
    {"symlinkat", SYS_symlinkat, FAULTS_NAME, -1, 1, 2, -1, -1},
    AT_PATH(unlinkat, FAULTS_NAME),
    AT_PATH(mkdirat, FAULTS_NAME),
    AT_PATH(openat, FAULTS_OPEN),
    AT_PATH(fchmodat, FAULTS_MODE),
    ON_FD(fchmod, FAULTS_MODE),
    ON_FD(fsync, FAULTS_SYNC),
    ON_FD(fdatasync, FAULTS_SYNC),
    ON_FD(write, FAULTS_DATA),
    ON_FD(pwrite64, FAULTS_DATA),
    ON_FD(writev, FAULTS_DATA),
    ON_FD(pwritev, FAULTS_DATA),
    ON_FD(ftruncate, FAULTS_DATA),
    ON_FD(fallocate, FAULTS_DATA),
    {"copy_file_range", SYS_copy_file_range, FAULTS_DATA, 2, -1, -1, -1, -1},
    ON_FD(sendfile, FAULTS_DATA),
    ON_FD(read, FAULTS_READ),
    ON_FD(pread64, FAULTS_READ),
    ON_FD(readv, FAULTS_READ),
    ON_FD(getdents64, FAULTS_READ),
    {"mmap", SYS_mmap, FAULTS_MAP, 4, -1, -1, -1, -1},
    AT_PATH(newfstatat, FAULTS_STAT),
    AT_PATH(statx, FAULTS_STAT),
    AT_PATH(faccessat, FAULTS_STAT),
    AT_PATH(faccessat2, FAULTS_STAT),
    AT_PATH(readlinkat, FAULTS_STAT),
    ON_FD(fstat, FAULTS_STAT),
#ifdef SYS_open /* newer processors have only the forms above */
    ON_PATH(open, FAULTS_OPEN),
    {"rename", SYS_rename, FAULTS_NAME, -1, -1, 0, -1, 1},
    {"renameat", SYS_renameat, FAULTS_NAME, -1, 0, 1, 2, 3},
    {"link", SYS_link, FAULTS_NAME, -1, -1, 0, -1, 1},
    {"symlink", SYS_symlink, FAULTS_NAME, -1, -1, 1, -1, -1},
    ON_PATH(unlink, FAULTS_NAME),
    ON_PATH(mkdir, FAULTS_NAME),
    ON_PATH(rmdir, FAULTS_NAME),
    ON_PATH(chmod, FAULTS_MODE),
    ON_PATH(stat, FAULTS_STAT),
    ON_PATH(lstat, FAULTS_STAT),
    ON_PATH(access, FAULTS_STAT),
    ON_PATH(readlink, FAULTS_STAT),
#endif
};
enum { CALLS = sizeof calls / sizeof *calls };

static const struct {
    const char *name;
    unsigned kinds;
} kinds[] = {
    {"name", FAULTS_NAME},
    {"sync", FAULTS_SYNC},
    {"data", FAULTS_DATA},
    {"reads", FAULTS_READ},
    {"open", FAULTS_OPEN},
    {"map", FAULTS_MAP},
    {"mode", FAULTS_MODE},
    {"stat", FAULTS_STAT},
    {"durable", FAULTS_NAME | FAULTS_SYNC | FAULTS_DATA | FAULTS_MODE},
};

size_t faults_call_count(void)
{
    return CALLS;
}

const struct faults_call *faults_call_at(size_t index)
{
    return &calls[index];
}

const struct faults_call *faults_call_of(int number)
{
    for (size_t i = 0; i < CALLS; i++) {
        if (calls[i].number == number) {
            return &calls[i];
        }
    }
    return NULL;
}

static bool choose_one(const char *name, bool *chosen)
{
    bool known = false;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (size_t i = 0; strcmp(kinds[k].name, name) == 0 && i < CALLS; i++) {
            chosen[i] = chosen[i] || (calls[i].kind & kinds[k].kinds) != 0;
            known = true;
        }
    }
    for (size_t i = 0; i < CALLS; i++) {
        if (strcmp(calls[i].name, name) == 0) {
            chosen[i] = known = true;
        }
    }
    return known;
}

bool faults_choose(const char *list, bool *ret_chosen)
{
    bool known = true;
    char copy[512];
    snprintf(copy, sizeof copy, "%s", list);
    for (char *rest = copy, *name; known && (name = strtok_r(rest, ",", &rest)) != NULL;) {
        known = choose_one(name, ret_chosen);
    }
    return known;
}

static bool read_link(const char *link, char ret_path[FAULTS_PATH])
{
    const ssize_t length = readlink(link, ret_path, FAULTS_PATH - 1);
    ret_path[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

/* Text of the command's memory. */
static void read_text(const struct seccomp_notif *request, uint64_t address,
                      char ret_text[FAULTS_PATH])
{
    size_t have = 0;
    while (have < FAULTS_PATH - 1) {
        /* not beyond a page: the next may not be there */
        const size_t step = 256 - ((size_t)address + have) % 256;
        const size_t ask = step < FAULTS_PATH - 1 - have ? step : FAULTS_PATH - 1 - have;
        struct iovec to = {ret_text + have, ask};
        struct iovec from = {(void *)(uintptr_t)(address + have), ask};
        const ssize_t got = process_vm_readv((pid_t)request->pid, &to, 1, &from, 1, 0);
        if (got <= 0) {
            break;
        }
        if (memchr(ret_text + have, '\0', (size_t)got) != NULL) {
            return;
        }
        have += (size_t)got;
    }
    ret_text[have] = '\0';
}

static void name_path(const struct seccomp_notif *request, int folder, int path,
                      char ret_path[FAULTS_PATH])
{
    char name[FAULTS_PATH], link[64], base[FAULTS_PATH];
    read_text(request, request->data.args[path], name);
    const int at = folder < 0 ? AT_FDCWD : (int)request->data.args[folder];
    if (name[0] == '/') {
        memcpy(ret_path, name, sizeof name);
        return;
    }
    if (name[0] == '\0' && at >= 0) { /* the descriptor's own file */
        snprintf(link, sizeof link, "/proc/%u/fd/%d", request->pid, at);
        (void)read_link(link, ret_path);
        return;
    }
    if (at == AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/%u/cwd", request->pid);
    } else {
        snprintf(link, sizeof link, "/proc/%u/fd/%d", request->pid, at);
    }
    if (!read_link(link, base) ||
        snprintf(ret_path, FAULTS_PATH, "%.2000s/%.2000s", base, name) < 0) {
        ret_path[0] = '\0';
    }
}

void faults_path(const struct faults_call *call, const struct seccomp_notif *request,
                 char ret_path[FAULTS_PATH])
{
    char link[64];
    ret_path[0] = '\0';
    if (call->other_path >= 0) {
        name_path(request, call->other_folder, call->other_path, ret_path);
    } else if (call->path >= 0) {
        name_path(request, call->folder, call->path, ret_path);
    } else if ((int)request->data.args[call->fd] >= 0) {
        snprintf(link, sizeof link, "/proc/%u/fd/%d", request->pid,
                 (int)request->data.args[call->fd]);
        (void)read_link(link, ret_path);
    }
}

/* --- half a read, half a write --- */

/* The process that a thread belongs to. */
static pid_t process_of(pid_t thread)
{
    char path[64], line[256];
    int process = (int)thread;
    snprintf(path, sizeof path, "/proc/%d/status", (int)thread);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Tgid:", 5) == 0) {
            process = (int)strtol(line + 5, NULL, 10);
            break;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return process;
}

/* Their descriptor, with its position, as one of ours. */
static int borrow(const struct seccomp_notif *request)
{
    const long process = syscall(SYS_pidfd_open, process_of((pid_t)request->pid), 0);
    if (process < 0) {
        return -1;
    }
    const long fd = syscall(SYS_pidfd_getfd, process, (int)request->data.args[0], 0);
    close((int)process);
    return (int)fd;
}

static ssize_t half_on(const struct faults_call *call, const struct seccomp_notif *request, int fd,
                       char *buffer, size_t size)
{
    struct iovec mine = {buffer, size};
    struct iovec theirs = {(void *)(uintptr_t)request->data.args[1], size};
    const off_t at = (off_t)request->data.args[3];
    ssize_t done;
    switch (call->number) {
    case SYS_write:
    case SYS_pwrite64:
        if (process_vm_readv((pid_t)request->pid, &mine, 1, &theirs, 1, 0) != (ssize_t)size) {
            return -EFAULT;
        }
        done = call->number == SYS_write ? write(fd, buffer, size) : pwrite(fd, buffer, size, at);
        return done < 0 ? -errno : done;
    default:
        done = call->number == SYS_read ? read(fd, buffer, size) : pread(fd, buffer, size, at);
        mine.iov_len = theirs.iov_len = done < 0 ? 0 : (size_t)done;
        if (done > 0 && process_vm_writev((pid_t)request->pid, &mine, 1, &theirs, 1, 0) != done) {
            return -EFAULT;
        }
        return done < 0 ? -errno : done;
    }
}

int64_t faults_half(const struct faults_call *call, const struct seccomp_notif *request)
{
    if (call->number != SYS_write && call->number != SYS_pwrite64 && call->number != SYS_read &&
        call->number != SYS_pread64) {
        faults_die("only read, pread64, write and pwrite64 can be cut short");
    }
    const size_t size = (size_t)(request->data.args[2] + 1) / 2;
    const int fd = borrow(request);
    char *buffer = malloc(size + 1);
    if (fd < 0 || buffer == NULL) {
        faults_die("cannot share a descriptor with the command");
    }
    const ssize_t done = half_on(call, request, fd, buffer, size);
    free(buffer);
    close(fd);
    return done;
}
