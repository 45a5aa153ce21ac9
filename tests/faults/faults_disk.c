/* A disk that keeps what was fsynced. A file's bytes are durable as they were at its last fsync, a folder's names as
 * they were at the folder's. A number that the file system gives out again is another file: it has another age.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"

enum { NAME_SIZE = 256 };

struct inode {
    ino_t number;
    unsigned age;
};

struct entry {
    char name[NAME_SIZE], target[NAME_SIZE]; /* target: of a symlink */
    struct inode inode;
    mode_t mode;
};

struct folder {
    struct inode inode;
    struct entry *entries;
    size_t count;
};

/* What a number stands for at the moment of the cut. */
struct place {
    ino_t number;
    char *path;
};

struct faults_disk {
    char root[FAULTS_PATH / 2], store[64];
    struct inode *ages; /* of numbers that were given up */
    struct folder *folders;
    struct place *places;
    size_t age_count, folder_count, place_count;
    enum faults_loss loss;
    unsigned lot;
};

static void *grow(void *array, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0) { /* room up to the next power of two */
        return array;
    }
    void *grown = realloc(array, (count == 0 ? 1 : 2 * count) * size);
    if (grown == NULL) {
        faults_die("memory");
    }
    return grown;
}

static char *joined(const char *folder, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        faults_die("memory");
    }
    return path;
}

/* --- numbers and their ages --- */

static struct inode now(const struct faults_disk *disk, ino_t number)
{
    struct inode inode = {number, 0};
    for (size_t i = 0; i < disk->age_count; i++) {
        if (disk->ages[i].number == number) {
            inode.age = disk->ages[i].age;
        }
    }
    return inode;
}

static bool same(struct inode a, struct inode b)
{
    return a.number == b.number && a.age == b.age;
}

/* The last name of a file goes: what comes under its number is another one. */
static void give_up(struct faults_disk *disk, const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0 || (!S_ISDIR(info.st_mode) && info.st_nlink > 1)) {
        return;
    }
    for (size_t i = 0; i < disk->age_count; i++) {
        if (disk->ages[i].number == info.st_ino) {
            disk->ages[i].age++;
            return;
        }
    }
    disk->ages = grow(disk->ages, disk->age_count, sizeof *disk->ages);
    disk->ages[disk->age_count++] = (struct inode){info.st_ino, 1};
}

/* --- bytes --- */

static void kept_path(const struct faults_disk *disk, struct inode inode, char ret_path[128])
{
    snprintf(ret_path, 128, "%s/%lu-%u", disk->store, (unsigned long)inode.number, inode.age);
}

static void copy(const char *from, const char *to, mode_t mode)
{
    char buffer[65536];
    ssize_t got;
    const int in = open(from, O_RDONLY | O_CLOEXEC);
    const int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (in < 0 || out < 0) {
        faults_die(from);
    }
    while ((got = read(in, buffer, sizeof buffer)) > 0) {
        if (write(out, buffer, (size_t)got) != got) {
            faults_die(to);
        }
    }
    if (got < 0 || fchmod(out, mode & 07777) != 0 || close(out) != 0) {
        faults_die(to);
    }
    close(in);
}

static void keep_file(struct faults_disk *disk, const char *path, struct inode inode)
{
    char to[128];
    kept_path(disk, inode, to);
    (void)unlink(to);
    copy(path, to, 0600);
}

/* --- names --- */

static struct folder read_folder(const struct faults_disk *disk, const char *path,
                                 struct inode inode)
{
    struct folder folder = {.inode = inode};
    const struct dirent *one;
    DIR *dir = opendir(path);
    if (dir == NULL) {
        faults_die(path);
    }
    while ((one = readdir(dir)) != NULL) {
        struct stat info;
        if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0 ||
            fstatat(dirfd(dir), one->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        folder.entries = grow(folder.entries, folder.count, sizeof *folder.entries);
        struct entry *entry = &folder.entries[folder.count++];
        *entry = (struct entry){.inode = now(disk, info.st_ino), .mode = info.st_mode};
        memcpy(entry->name, one->d_name, strlen(one->d_name) + 1);
        if (S_ISLNK(info.st_mode) &&
            readlinkat(dirfd(dir), one->d_name, entry->target, NAME_SIZE - 1) < 0) {
            faults_die(path);
        }
    }
    closedir(dir);
    return folder;
}

static struct folder *find_folder(const struct faults_disk *disk, struct inode inode)
{
    for (size_t i = 0; i < disk->folder_count; i++) {
        if (same(disk->folders[i].inode, inode)) {
            return &disk->folders[i];
        }
    }
    return NULL;
}

static void keep_folder(struct faults_disk *disk, const char *path, struct inode inode)
{
    struct folder *known = find_folder(disk, inode);
    if (known == NULL) {
        disk->folders = grow(disk->folders, disk->folder_count, sizeof *disk->folders);
        known = &disk->folders[disk->folder_count++];
        *known = (struct folder){0};
    }
    free(known->entries);
    *known = read_folder(disk, path, inode);
}

static struct inode inode_at(const struct faults_disk *disk, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        faults_die(path);
    }
    return now(disk, info.st_ino);
}

static void keep_tree(struct faults_disk *disk, const char *path)
{
    const struct inode inode = inode_at(disk, path);
    keep_folder(disk, path, inode);
    const size_t count = find_folder(disk, inode)->count;
    for (size_t i = 0; i < count; i++) { /* the list of folders moves as it grows */
        const struct entry entry = find_folder(disk, inode)->entries[i];
        char *inner = joined(path, entry.name);
        if (S_ISDIR(entry.mode)) {
            keep_tree(disk, inner);
        } else if (S_ISREG(entry.mode)) {
            keep_file(disk, inner, entry.inode);
        }
        free(inner);
    }
}

struct faults_disk *faults_disk_open(const char *root)
{
    struct faults_disk *disk = calloc(1, sizeof *disk);
    if (disk == NULL) {
        faults_die("memory");
    }
    snprintf(disk->root, sizeof disk->root, "%s", root);
    snprintf(disk->store, sizeof disk->store, "/tmp/lt-faults-XXXXXX");
    if (mkdtemp(disk->store) == NULL) {
        faults_die(disk->store);
    }
    keep_tree(disk, root);
    return disk;
}

void faults_disk_see(struct faults_disk *disk, const struct faults_call *call,
                     const struct seccomp_notif *request)
{
    char path[FAULTS_PATH];
    struct stat info;
    if (strncmp(call->name, "unlink", 6) == 0 || strcmp(call->name, "rmdir") == 0 ||
        strncmp(call->name, "rename", 6) == 0) {
        faults_path(call, request, path); /* of a rename: what it replaces */
        give_up(disk, path);
    } else if (call->kind == FAULTS_SYNC) {
        snprintf(path, sizeof path, "/proc/%u/fd/%d", request->pid, (int)request->data.args[0]);
        if (stat(path, &info) != 0) {
            faults_die(path);
        }
        if (S_ISDIR(info.st_mode)) {
            keep_folder(disk, path, now(disk, info.st_ino));
        } else {
            keep_file(disk, path, now(disk, info.st_ino));
        }
    }
}

/* --- the cut --- */

static bool by_lot(struct faults_disk *disk)
{
    disk->lot = disk->lot * 1103515245u + 12345u;
    return (disk->lot >> 16 & 1) != 0;
}

static void find_places(struct faults_disk *disk, const char *path)
{
    struct folder folder = read_folder(disk, path, inode_at(disk, path));
    disk->places = grow(disk->places, disk->place_count, sizeof *disk->places);
    disk->places[disk->place_count++] = (struct place){folder.inode.number, joined(path, "")};
    for (size_t i = 0; i < folder.count; i++) {
        char *inner = joined(path, folder.entries[i].name);
        if (S_ISDIR(folder.entries[i].mode)) {
            find_places(disk, inner);
            free(inner);
        } else {
            disk->places = grow(disk->places, disk->place_count, sizeof *disk->places);
            disk->places[disk->place_count++] =
                (struct place){folder.entries[i].inode.number, inner};
        }
    }
    free(folder.entries);
}

/* Where a file or folder stands at the moment of the cut; NULL = nowhere. */
static const char *place_of(const struct faults_disk *disk, struct inode inode)
{
    for (size_t i = 0; same(now(disk, inode.number), inode) && i < disk->place_count; i++) {
        if (disk->places[i].number == inode.number) {
            return disk->places[i].path;
        }
    }
    return NULL;
}

static void rebuild_file(struct faults_disk *disk, const struct entry *entry, const char *to)
{
    char kept[128];
    const char *present = place_of(disk, entry->inode);
    const bool written = disk->loss == FAULTS_MIXED && by_lot(disk);
    kept_path(disk, entry->inode, kept);
    if (written && present != NULL) {
        copy(present, to, entry->mode);
    } else if (access(kept, F_OK) == 0) {
        copy(kept, to, entry->mode);
    } else {
        copy("/dev/null", to, entry->mode);
    }
}

static void rebuild(struct faults_disk *disk, struct inode inode, const char *to)
{
    struct folder folder = {.inode = inode};
    const struct folder *durable = find_folder(disk, inode);
    const char *present = place_of(disk, inode);
    const bool written = disk->loss == FAULTS_BYTES || (disk->loss == FAULTS_MIXED && by_lot(disk));
    if (written && present != NULL) {
        folder = read_folder(disk, present, inode);
    } else if (durable != NULL) {
        folder = *durable;
    }
    if (mkdir(to, 0777) != 0) {
        faults_die(to);
    }
    for (size_t i = 0; i < folder.count; i++) {
        const struct entry *entry = &folder.entries[i];
        char *inner = joined(to, entry->name);
        if (S_ISDIR(entry->mode)) {
            rebuild(disk, entry->inode, inner);
        } else if (S_ISREG(entry->mode)) {
            rebuild_file(disk, entry, inner);
        } else if (S_ISLNK(entry->mode) && symlink(entry->target, inner) != 0) {
            faults_die(inner);
        }
        free(inner);
    }
    if (written && present != NULL) {
        free(folder.entries);
    }
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void remove_tree(const char *path)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0) {
        faults_die(path);
    }
}

void faults_disk_cut(struct faults_disk *disk, enum faults_loss loss, unsigned seed)
{
    char after[FAULTS_PATH];
    disk->loss = loss;
    disk->lot = seed;
    snprintf(after, sizeof after, "%s.after", disk->root);
    find_places(disk, disk->root);
    rebuild(disk, inode_at(disk, disk->root), after);
    remove_tree(disk->root);
    if (rename(after, disk->root) != 0) {
        faults_die(disk->root);
    }
}

void faults_disk_close(struct faults_disk *disk)
{
    for (size_t i = 0; i < disk->folder_count; i++) {
        free(disk->folders[i].entries);
    }
    for (size_t i = 0; i < disk->place_count; i++) {
        free(disk->places[i].path);
    }
    remove_tree(disk->store);
    free(disk->folders);
    free(disk->places);
    free(disk->ages);
    free(disk);
}
