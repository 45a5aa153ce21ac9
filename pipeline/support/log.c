#include "support/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/json.h"

enum { LINE = 4096 };

static bool as_json;

void lt_log_as_json(void)
{
    as_json = true;
}

bool lt_log_is_json(void)
{
    return as_json;
}

static void add_time(struct lt_json *json)
{
    struct timespec now;
    struct tm utc;
    char second[32], text[48];
    if (clock_gettime(CLOCK_REALTIME, &now) == 0 && gmtime_r(&now.tv_sec, &utc) != NULL &&
        strftime(second, sizeof second, "%Y-%m-%dT%H:%M:%S", &utc) > 0) {
        snprintf(text, sizeof text, "%s.%03ldZ", second, now.tv_nsec / 1000000);
        lt_json_text(json, "time", text);
    }
}

static void put_object(const char *level, const char *code, const char *message,
                       const struct lt_log_field *fields, size_t count)
{
    struct lt_text line = {0};
    struct lt_json json = {&line, true};
    lt_json_begin(&json, NULL, '{');
    add_time(&json);
    lt_json_text(&json, "level", level);
    lt_json_text(&json, "code", code);
    lt_json_text(&json, "message", message);
    lt_json_begin(&json, "fields", '{');
    for (size_t i = 0; i < count; i++) {
        if (fields[i].text != NULL && fields[i].text[0] != '\0') {
            lt_json_text(&json, fields[i].name, fields[i].text);
        }
    }
    lt_json_end(&json, '}');
    lt_json_end(&json, '}');
    lt_text_add(json.text, "\n");
    if (line.failed) { /* memory is what is missing */
        fprintf(stderr, "{\"level\":\"%s\",\"code\":\"%s\",\"message\":\"\",\"fields\":{}}\n",
                level, code);
    } else {
        fwrite(line.data, 1, line.length, stderr);
    }
    lt_text_finish(&line);
}

void lt_log_entry(enum lt_log_level level, const char *code, const char *message,
                  const struct lt_log_field *fields, size_t count)
{
    static const char *const levels[] = {"info", "warning", "error"};
    if (as_json) {
        put_object(levels[level], code, message, fields, count);
    } else {
        fprintf(stderr, "%s\n", message);
    }
}

void lt_log_end(struct lt_log *log)
{
    if (log->open) {
        fputs("\r\033[K", stderr);
        log->open = false;
    }
}

static void LT_PRINTF(4, 0) put_line(struct lt_log *log, enum lt_log_level level, const char *code,
                                     const char *format, va_list args)
{
    char message[LINE];
    lt_log_end(log);
    vsnprintf(message, sizeof message, format, args);
    message[lt_utf8_cut(message, strlen(message), sizeof message - 2)] = '\0';
    lt_log_entry(level, code, message, NULL, 0);
}

void lt_log_line(struct lt_log *log, const char *code, const char *format, ...)
{
    va_list args;
    if (log->quiet) {
        return;
    }
    va_start(args, format);
    put_line(log, LT_LOG_INFO, code, format, args);
    va_end(args);
}

void lt_log_warning(struct lt_log *log, const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_line(log, LT_LOG_WARNING, code, format, args);
    va_end(args);
}

void lt_log_progress(struct lt_log *log, const char *what, size_t done, size_t total)
{
    enum { WIDTH = 30 };
    if (log->quiet || !log->progress || as_json || total == 0) {
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
