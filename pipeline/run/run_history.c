/* Half-years that are run again, late, or not at all. */
#include "run/run_history.h"

#include <stdio.h>
#include <string.h>

#include "run/run_lost.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static bool is_stale(const struct lt_generation_period *list, size_t count, lt_period period)
{
    size_t i = 0;
    while (i < count && list[i].period != period) {
        i++;
    }
    return i < count && list[i].stale;
}

static enum lt_status enter_later(struct lt_session *session, const struct lt_ledger *replaced,
                                  const struct lt_generation_period *list, size_t count,
                                  struct lt_ledger *ledger, struct lt_error *err)
{
    struct lt_period_row *later = lt_arena_array(session->arena, count, sizeof *later);
    size_t rows = 0;
    if (later == NULL) {
        return lt_fail_memory(err, "the half-years");
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i].period <= session->options->period) {
            continue;
        }
        struct lt_period_row *row = &later[rows++];
        *row = (struct lt_period_row){
            .period = list[i].period, .stale = list[i].stale, .published_at = "", .crs = ""};
        for (size_t k = 0; k < replaced->period_count + replaced->later_count; k++) {
            const struct lt_period_row *known = k < replaced->period_count
                                                    ? &replaced->periods[k]
                                                    : &replaced->later[k - replaced->period_count];
            if (known->period == row->period) {
                memcpy(row->generation, known->generation, sizeof row->generation);
                row->published_at = lt_arena_text(session->arena, known->published_at);
                row->crs = lt_arena_text(session->arena, known->crs);
            }
        }
        if (row->published_at == NULL || row->crs == NULL) {
            return lt_fail_memory(err, "the half-years");
        }
    }
    ledger->later = later;
    ledger->later_count = rows;
    return LT_OK;
}

/* The ledger that is current until now knows when later half-years were published. */
static enum lt_status read_current(struct lt_session *session, struct lt_ledger *ret_ledger,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    LT_TRY(lt_generation_current(session->config->output_dir, session->arena, &current, err));
    const char *path = lt_generation_ledger_path(&current, session->arena);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_ledger_read(path, ret_ledger, err));
out:
    return status;
}

enum lt_status lt_history_enter(struct lt_session *session,
                                const struct lt_publication *publication, struct lt_ledger *ledger,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *list;
    struct lt_ledger replaced = {0};
    size_t count;
    LT_TRY(lt_publication_periods(publication, session->generation, session->arena, &list, &count,
                                  err));
    LT_TRY(LT_CHECK(ledger->period_count > 0, err));
    struct lt_period_row *last = &ledger->periods[ledger->period_count - 1];
    memcpy(last->generation, session->generation, sizeof last->generation);
    last->published_at = session->published_at;
    for (size_t i = 0; i < ledger->period_count; i++) {
        ledger->periods[i].stale = is_stale(list, count, ledger->periods[i].period);
    }
    if (session->place.later != 0) {
        LT_TRY(read_current(session, &replaced, err));
        LT_TRY(enter_later(session, &replaced, list, count, ledger, err));
    }
out:
    lt_ledger_finish(&replaced);
    return status;
}

enum lt_status lt_history_tell(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *list;
    struct lt_text text = {0};
    size_t count;
    LT_TRY(lt_generation_periods(session->config->output_dir, session->arena, &list, &count, err));
    for (size_t i = 0; i < count; i++) {
        char period[LT_PERIOD_TEXT];
        if (list[i].stale) {
            lt_text_printf(&text, "%s%s", text.length == 0 ? "" : " ",
                           lt_period_format(list[i].period, period));
        }
    }
    LT_TRY(text.length == 0 ? LT_OK : lt_text_check(&text, err));
    if (text.length > 0) {
        printf(session->config->chinese ? "已过期，须按先后次序重新运行：%s\n"
                                        : "stale, to be run again in this order: %s\n",
               text.data);
    }
    LT_TRY(lt_lost_tell(session, err));
out:
    lt_text_finish(&text);
    return status;
}
