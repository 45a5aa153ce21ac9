#include "run/run_due.h"

#include <stdio.h>
#include <string.h>

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

enum lt_status lt_due_find(const struct lt_config *config, struct lt_arena *arena,
                           lt_period *ret_period, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *published;
    size_t count;
    char today[LT_DAY_TEXT], day[LT_DAY_TEXT];
    LT_TRY(lt_clock_today(today) ? LT_OK : lt_fail_memory(err, "the time"));
    LT_TRY(lt_generation_periods(config->output_dir, arena, &published, &count, err));
    *ret_period = lt_due_next(config, published, count);
    lt_due_day(&config->operations, *ret_period, day);
    if (strcmp(day, today) > 0 && count > 0) {
        *ret_period = published[count - 1].period;
    }
out:
    return status;
}
