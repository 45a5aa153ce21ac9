/* The file system that GDAL writes through. Its drivers let a failed write or close pass here and there; below this
 * prefix each one is a failure of GDAL's own, which the watch counts. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cpl_error.h>
#include <cpl_vsi.h>

#include "outputs_gdal.h"
#include "support/arena.h"

#define PREFIX "/vsichecked/"

struct checked {
    FILE *stream;
    bool writing; /* the last step: stdio wants a seek between a read and a write */
};

static void tell(const char *what)
{
    const int cause = errno;
    CPLError(CE_Failure, CPLE_FileIO, "%s: %s", what, strerror(cause));
    errno = cause;
}

static void *open_file(void *context, const char *path, const char *access_mode)
{
    (void)context;
    struct checked *file = calloc(1, sizeof *file);
    FILE *stream = file == NULL ? NULL : fopen(path, access_mode);
    if (stream == NULL) {
        if (file == NULL || strchr(access_mode, 'w') != NULL) {
            tell("cannot create a file"); /* to find none is no failure */
        }
        free(file);
        return NULL;
    }
    file->stream = stream;
    return file;
}

static void turn(struct checked *file, bool writing)
{
    if (file->writing != writing && fseeko(file->stream, 0, SEEK_CUR) != 0) {
        tell("cannot write");
    }
    file->writing = writing;
}

static size_t read_file(void *handle, void *buffer, size_t size, size_t count)
{
    struct checked *file = handle;
    turn(file, false);
    const size_t got = fread(buffer, size, count, file->stream);
    if (got < count && ferror(file->stream)) {
        tell("cannot read");
    }
    return got;
}

static size_t write_file(void *handle, const void *buffer, size_t size, size_t count)
{
    struct checked *file = handle;
    turn(file, true);
    const size_t done = fwrite(buffer, size, count, file->stream);
    if (done < count) {
        tell("cannot write");
    }
    return done;
}

static int seek_file(void *handle, vsi_l_offset offset, int whence)
{
    struct checked *file = handle;
    const int answer = fseeko(file->stream, (off_t)offset, whence);
    if (answer != 0) {
        tell("cannot write");
    }
    return answer;
}

static vsi_l_offset tell_file(void *handle)
{
    const struct checked *file = handle;
    return (vsi_l_offset)ftello(file->stream);
}

static int end_of_file(void *handle)
{
    const struct checked *file = handle;
    return feof(file->stream);
}

static int flush_file(void *handle)
{
    const struct checked *file = handle;
    const int answer = fflush(file->stream);
    if (answer != 0) {
        tell("cannot write");
    }
    return answer;
}

static int truncate_file(void *handle, vsi_l_offset size)
{
    const struct checked *file = handle;
    const int answer =
        fflush(file->stream) == 0 ? ftruncate(fileno(file->stream), (off_t)size) : -1;
    if (answer != 0) {
        tell("cannot write");
    }
    return answer;
}

static int close_file(void *handle)
{
    struct checked *file = handle;
    const int answer = fclose(file->stream);
    if (answer != 0) {
        tell("cannot write");
    }
    free(file);
    return answer;
}

static int stat_file(void *context, const char *path, VSIStatBufL *ret_info, int flags)
{
    (void)context;
    return VSIStatExL(path, ret_info, flags);
}

static int unlink_file(void *context, const char *path)
{
    (void)context;
    return unlink(path);
}

static void install(void)
{
    VSIFilesystemPluginCallbacksStruct *calls = VSIAllocFilesystemPluginCallbacksStruct();
    calls->open = open_file;
    calls->read = read_file;
    calls->write = write_file;
    calls->seek = seek_file;
    calls->tell = tell_file;
    calls->eof = end_of_file;
    calls->flush = flush_file;
    calls->truncate = truncate_file;
    calls->close = close_file;
    calls->stat = stat_file;
    calls->unlink = unlink_file;
    (void)VSIInstallPluginHandler(PREFIX, calls); /* else nothing below the prefix opens */
    VSIFreeFilesystemPluginCallbacksStruct(calls);
}

char *lt_gdal_checked(struct lt_arena *arena, const char *path)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, install);
    return lt_arena_printf(arena, PREFIX "%s", path);
}
