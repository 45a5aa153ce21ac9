#include "support/log.h"

#include <stdarg.h>
#include <stdio.h>

void lt_log_end(struct lt_log *log)
{
    if (log->open) {
        fputs("\r\033[K", stderr);
        log->open = false;
    }
}

void lt_log_line(struct lt_log *log, const char *format, ...)
{
    if (log->quiet) {
        return;
    }
    lt_log_end(log);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void lt_log_progress(struct lt_log *log, const char *what, size_t done, size_t total)
{
    enum { WIDTH = 30 };
    if (log->quiet || !log->progress || total == 0) {
        return;
    }
    char bar[WIDTH + 1];
    const size_t filled = (size_t)((double)done / (double)total * WIDTH);
    for (size_t i = 0; i < WIDTH; i++) {
        bar[i] = i < filled ? '#' : '.';
    }
    bar[WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%s [%s] %zu/%zu", what, bar, done, total);
    fflush(stderr);
    log->open = true;
}
