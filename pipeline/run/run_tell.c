#include "run/run_tell.h"

#include <stdio.h>

#include "liangtian/run.h"
#include "support/log.h"

void lt_diagnostic_log(const struct lt_diagnostic *d, bool chinese)
{
    static const enum lt_log_level levels[] = {LT_LOG_INFO, LT_LOG_WARNING, LT_LOG_ERROR};
    const struct lt_log_field fields[] = {{"quality", lt_quality_name(d->quality)},
                                          {"layer", d->layer},
                                          {"feature", d->feature},
                                          {"field", d->field},
                                          {"found", d->found},
                                          {"expected", d->expected},
                                          {"action", d->action}};
    lt_log_entry(levels[d->severity], d->code, lt_diagnostic_title(d->code, chinese), fields,
                 sizeof fields / sizeof *fields);
}

void lt_run_tell(const struct lt_diagnostic *d, bool chinese, struct lt_text *buffer)
{
    static const struct {
        enum lt_diagnostic_part part;
        const char *zh, *en;
    } parts[] = {{LT_PART_FIELD, "字段", "field"},
                 {LT_PART_FOUND, "实际", "found"},
                 {LT_PART_EXPECTED, "应为", "expected"},
                 {LT_PART_ACTION, "处理", "do"}};
    if (lt_log_is_json()) {
        lt_diagnostic_log(d, chinese);
        return;
    }
    fprintf(stderr, "%s: %s: %s", lt_severity_title(d->severity, chinese), d->code,
            lt_diagnostic_title(d->code, chinese));
    if (d->layer[0] != '\0') {
        fprintf(stderr, "; %s: %s", chinese ? "图层" : "layer",
                lt_diagnostic_say(d, LT_PART_LAYER, chinese, buffer));
    }
    if (d->feature[0] != '\0') {
        fprintf(stderr, "; %s: %s", chinese ? "要素" : "feature",
                lt_diagnostic_say(d, LT_PART_FEATURE, chinese, buffer));
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *const text = lt_diagnostic_say(d, parts[i].part, chinese, buffer);
        if (text[0] != '\0') {
            fprintf(stderr, "; %s: %s", chinese ? parts[i].zh : parts[i].en, text);
        }
    }
    fputc('\n', stderr);
}

void lt_run_tell_list(const struct lt_diagnostics *list, enum lt_severity least, bool chinese)
{
    struct lt_text buffer = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].severity >= least) {
            lt_run_tell(&list->items[i], chinese, &buffer);
        }
    }
    lt_text_finish(&buffer);
}
