#include "run/run_due.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "support/arena.h"

void lt_due_day(const struct lt_operations_config *operations, lt_period period,
                char ret_day[LT_DAY_TEXT])
{
    snprintf(ret_day, LT_DAY_TEXT, "%04d-%.5s", lt_period_year(period),
             operations->due[lt_period_half(period) - 1]);
}

lt_period lt_due_next(const struct lt_config *config, const struct lt_generation_period *published,
                      size_t count)
{
    return count > 0 ? published[count - 1].period + 1 : config->periods[0].period;
}

static enum lt_status find(const struct lt_config *config, const char *today,
                           struct lt_arena *arena, lt_period *ret_period, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *published;
    size_t count;
    char day[LT_DAY_TEXT];
    LT_TRY(lt_generation_periods(config->output_dir, arena, &published, &count, err));
    *ret_period = lt_due_next(config, published, count);
    lt_due_day(&config->operations, *ret_period, day);
    if (strcmp(day, today) > 0 && count > 0) {
        *ret_period = published[count - 1].period;
    }
out:
    return status;
}

/* By days that are compared as texts; the second half of this year is the last that can have come. */
static lt_period usual(const char *today)
{
    static const struct lt_operations_config days = {.due = {"07-01", "11-01"}};
    char day[LT_DAY_TEXT];
    lt_period period = 2 * (lt_period)strtol(today, NULL, 10) + 1;
    for (lt_due_day(&days, period, day); strcmp(day, today) > 0;) {
        lt_due_day(&days, --period, day);
    }
    return period;
}

enum lt_status lt_due_find(const struct lt_run_options *options, lt_period *ret_period,
                           struct lt_error *err)
{
    enum lt_status status;
    struct lt_diagnostics list = {0};
    struct lt_config *config = NULL;
    struct lt_arena *arena = NULL;
    char today[LT_DAY_TEXT];
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_diagnostics_init(&list, err));
    LT_TRY(lt_clock_today(today) ? LT_OK : lt_fail_memory(err, "the time"));
    if (lt_config_load(options->config_path, options->schemas_dir, &list, &config, err) == LT_OK) {
        LT_TRY(find(config, today, arena, ret_period, err));
    } else {
        *ret_period = usual(today);
    }
out:
    lt_config_destroy(config);
    lt_diagnostics_finish(&list);
    lt_arena_destroy(arena);
    return status;
}
