/* lt-faults runs a command and stands between it and the kernel: it counts the calls of the command, its children and
 * their threads that touch files below one folder, and at the n-th one kills, fails it, cuts it short or cuts the power.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FAULTS_PATH = 4096 };

/* --- faults_calls.c: what is watched --- */

enum faults_kind {
    FAULTS_NAME = 1,   /* makes, moves or removes a name */
    FAULTS_SYNC = 2,   /* fsync and its kin */
    FAULTS_DATA = 4,   /* changes a file's bytes or length */
    FAULTS_READ = 8,   /* reads bytes or a folder */
    FAULTS_OPEN = 16,  /* opens */
    FAULTS_MAP = 32,   /* maps a file */
    FAULTS_MODE = 64,  /* permissions */
    FAULTS_STAT = 128, /* looks at a name or a file */
};

struct faults_call {
    const char *name;
    int number;
    unsigned kind;
    int fd, folder, path;         /* which argument; -1 = none */
    int other_folder, other_path; /* the second name of a rename or link */
};

size_t faults_call_count(void);
const struct faults_call *faults_call_at(size_t index);
const struct faults_call *faults_call_of(int number);
/* Names of calls and kinds, with commas: marks them in `ret_chosen`, one per call; false for an unknown name. */
bool faults_choose(const char *list, bool *ret_chosen);
/* The file that a call is about; the second name of a rename. "" when it has none. */
void faults_path(const struct faults_call *call, const struct seccomp_notif *request,
                 char ret_path[FAULTS_PATH]);
/* Does half of what a read or write asks for; the bytes done, or a negative errno. */
int64_t faults_half(const struct faults_call *call, const struct seccomp_notif *request);

/* --- faults_disk.c: what would be left after a power cut --- */

enum faults_loss {
    FAULTS_KEEP,  /* no power cut */
    FAULTS_DROP,  /* nothing is left that was not fsynced, neither names nor bytes */
    FAULTS_BYTES, /* names are there, bytes that were not fsynced are not */
    FAULTS_MIXED, /* of each folder and file either, by lot */
};

struct faults_disk;
/* Takes everything below `root` as durable. */
struct faults_disk *faults_disk_open(const char *root);
/* A call that is about to be made. */
void faults_disk_see(struct faults_disk *disk, const struct faults_call *call,
                     const struct seccomp_notif *request);
/* Puts what was durable in the place of the folder. */
void faults_disk_cut(struct faults_disk *disk, enum faults_loss loss, unsigned seed);
void faults_disk_close(struct faults_disk *disk);

/* Says what went wrong with the test itself, and ends it with exit code 125. */
_Noreturn void faults_die(const char *what);

#endif
