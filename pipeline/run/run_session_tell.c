/* What the stages have to say to people: their diagnostics, gathered, shown and written; the table of quality. */
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "run/run_session.h"
#include "run/run_tell.h"
#include "support/arena.h"
#include "support/text.h"

enum { TELL_LIMIT = 40 };

enum lt_status lt_session_read_plan_diagnostics(struct lt_session *session, const char key[65],
                                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_diagnostics list;
    const char *path = lt_session_path(session, "plan.diag");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_diagnostics_init(&list, err));
    status = lt_diagnostics_read(path, key, &list, err);
    if (status == LT_OK) {
        lt_diagnostics_finish(&session->diagnostics);
        session->diagnostics = list;
    } else {
        lt_diagnostics_finish(&list);
    }
out:
    return status;
}

static void enter_overlaps(struct lt_session *session)
{
    for (size_t row = 0; row < session->plan.quality_count; row++) {
        struct lt_report_quality *quality = &session->plan.quality[row];
        quality->overlaps = 0;
        quality->overlap_m2 = 0.0;
        for (size_t i = 0; i < session->diagnostics.count; i++) {
            const struct lt_diagnostic *item = &session->diagnostics.items[i];
            if (strcmp(item->code, LT_CODE_OVERLAP) == 0 &&
                strcmp(item->layer, lt_layer_name(quality->layer)) == 0) {
                quality->overlaps++;
                quality->overlap_m2 += item->area_m2;
            }
        }
    }
}

enum lt_status lt_session_read_diagnostics(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_session_read_plan_diagnostics(session, session->plan.key, err));
    for (size_t i = 0; i < session->plan.unit_count; i++) {
        const struct lt_plan_unit *unit = &session->plan.units[i];
        const char *path = lt_session_unit_path(session, unit->unit, ".diag");
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(lt_diagnostics_read(path, unit->key, &session->diagnostics, err));
    }
    enter_overlaps(session);
out:
    return status;
}

enum lt_status lt_session_tell(struct lt_session *session, bool own, struct lt_error *err)
{
    struct lt_diagnostics *list = &session->diagnostics;
    const bool chinese = lt_language_chinese(session->options->language,
                                             session->config == NULL || session->config->chinese);
    lt_diagnostics_sort(list);
    lt_log_end(&session->log);
    struct lt_text buffer = {0};
    size_t told = 0;
    for (size_t i = 0; i < list->count && told < TELL_LIMIT; i++) {
        if (list->items[i].severity == LT_REJECT ||
            (list->items[i].severity == LT_WARNING && !session->options->quiet &&
             list->count_of[LT_REJECT] == 0)) {
            lt_run_tell(&list->items[i], chinese, &buffer);
            told++;
        }
    }
    lt_text_finish(&buffer);
    if (session->work[0] == '\0') {
        return LT_OK;
    }
    const size_t rest = list->count - told;
    if (!own) {
        if (rest > 0) {
            lt_log_line(&session->log, "diagnostics.more",
                        chinese ? "另有 %zu 条诊断未列出" : "%zu more diagnostics are not listed",
                        rest);
        }
        return LT_OK;
    }
    const char *path = lt_session_path(session, "diagnostics.csv");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (rest > 0) {
        lt_log_line(&session->log, "diagnostics.more",
                    chinese ? "另有 %zu 条诊断见 %s" : "%zu more diagnostics are in %s", rest,
                    path);
    }
    return lt_diagnostics_write_csv(path, list, chinese, err);
}

enum lt_status lt_session_report_quality(struct lt_session *session, struct lt_error *err)
{
    const bool chinese = session->config->chinese;
    printf("%s\n", chinese ? "图层\t要素\t可判\t不可判\t已修复\t碎面\t超出影像\t重叠\t面积(亩)"
                             "\t不可判(亩)\t重叠(亩)"
                           : "layer\tfeatures\tjudged\tnot judged\trepaired\tslivers\t"
                             "off raster\toverlaps\tarea (mu)\tnot judged (mu)\toverlaps (mu)");
    for (size_t i = 0; i < session->plan.quality_count; i++) {
        const struct lt_report_quality *row = &session->plan.quality[i];
        struct lt_text text = {0};
        lt_text_printf(&text, "%s %s\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t",
                       lt_layer_title(row->layer, chinese), row->name,
                       (unsigned long long)row->features, (unsigned long long)row->judged,
                       (unsigned long long)row->not_judged, (unsigned long long)row->repaired,
                       (unsigned long long)row->slivers, (unsigned long long)row->off_raster,
                       (unsigned long long)row->overlaps);
        lt_text_add_fixed(&text, lt_mu(row->gross_m2), 2);
        lt_text_add(&text, "\t");
        lt_text_add_fixed(&text, lt_mu(row->not_judged_m2), 2);
        lt_text_add(&text, "\t");
        lt_text_add_fixed(&text, lt_mu(row->overlap_m2), 2);
        if (text.failed) {
            lt_text_finish(&text);
            return lt_fail_memory(err, "the quality table");
        }
        puts(text.data);
        lt_text_finish(&text);
    }
    return LT_OK;
}
