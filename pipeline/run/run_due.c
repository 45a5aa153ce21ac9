#include "run/run_due.h"

#include <stdio.h>
#include <string.h>

#include "support/arena.h"
#include "support/files.h"

void lt_due_day(const struct lt_operations_config *operations, lt_period period,
                char ret_day[LT_DAY_TEXT])
{
    snprintf(ret_day, LT_DAY_TEXT, "%04d-%.5s", lt_period_year(period),
             operations->due[lt_period_half(period) - 1]);
}

lt_period lt_due_next(const struct lt_config *config, const struct lt_generation_period *published,
                      size_t count)
{
    const lt_period last = count > 0 ? published[count - 1].period : 0;
    for (size_t i = 0; i < config->period_count; i++) {
        if (config->periods[i].period > last) {
            return config->periods[i].period;
        }
    }
    return last + 1;
}

enum lt_status lt_due_find(const struct lt_config *config, const char *today,
                           struct lt_arena *arena, struct lt_due *ret_due, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *published;
    size_t count;
    struct lt_due *due = ret_due;
    *due = (struct lt_due){0};
    LT_TRY(lt_generation_periods(config->output_dir, arena, &published, &count, err));
    due->next = lt_due_next(config, published, count);
    lt_due_day(&config->operations, due->next, due->day);
    due->come = strcmp(due->day, today) <= 0;
    if (count > 0) {
        due->last = published[count - 1];
    }
out:
    return status;
}

enum lt_status lt_due_stand(struct lt_session *session, const struct lt_due *due,
                            struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    if (due->last.period == 0) {
        return LT_OK;
    }
    session->results = lt_path_join(session->arena, session->config->output_dir,
                                    lt_period_format(due->last.period, text));
    if (session->results == NULL) {
        return lt_fail_memory(err, "a path");
    }
    memcpy(session->generation, due->last.closing, sizeof session->generation);
    session->published = true;
    return LT_OK;
}

static void tell_nothing_due(struct lt_session *session, const struct lt_due *due)
{
    const bool chinese = session->config->chinese;
    char next[LT_PERIOD_TEXT], last[LT_PERIOD_TEXT];
    lt_period_format(due->next, next);
    if (due->last.period == 0) {
        lt_log_line(&session->log, "run.nothing_due",
                    chinese ? "尚未发布任何半年期，也没有到期的：%s 于 %s 到期"
                            : "nothing is published, and nothing is due before %s, on %s",
                    next, due->day);
        return;
    }
    lt_log_line(&session->log, "run.nothing_due",
                chinese ? "没有到期的半年期：%s 于 %s 到期；已发布的 %s 不作改动"
                        : "nothing is due before %s, on %s; %s stays as it is published",
                next, due->day, lt_period_format(due->last.period, last));
}

/* What another version would say of it now is not known, and not asked: who wants to know runs it by name. */
static enum lt_status tell_version(struct lt_session *session, const struct lt_due *due,
                                   struct lt_error *err)
{
    enum lt_status status;
    const char *published_at, *version;
    char last[LT_PERIOD_TEXT];
    LT_TRY(lt_generation_told(session->config->output_dir, due->last.generation, session->arena,
                              &published_at, &version, err));
    if (strcmp(version, LT_VERSION) != 0) {
        lt_period_format(due->last.period, last);
        lt_log_line(&session->log, "run.other_version",
                    session->config->chinese ? "%s 由 %s 版程序发布，本程序为 %s 版"
                                             : "%s was published by version %s; this is %s",
                    last, version, LT_VERSION);
    }
out:
    return status;
}

enum lt_status lt_due_tell(struct lt_session *session, const struct lt_due *due, bool *ret_files,
                           struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_place place;
    char last[LT_PERIOD_TEXT];
    *ret_files = false;
    tell_nothing_due(session, due);
    if (due->last.period == 0) {
        return LT_OK;
    }
    LT_TRY(lt_generation_locate(session->config->output_dir, due->last.period, session->arena,
                                &place, err));
    *ret_files = place.imported == 0;
    if (place.imported != 0) {
        lt_log_line(&session->log, "run.imported",
                    session->config->chinese
                        ? "%s 的台账由文本导入，成果文件不在此处"
                        : "the ledger of %s was imported: its files are not here",
                    lt_period_format(due->last.period, last));
    }
    LT_TRY(tell_version(session, due, err));
out:
    return status;
}
