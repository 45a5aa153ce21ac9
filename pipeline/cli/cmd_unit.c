#include <stdlib.h>
#include <string.h>

#include "cli/cli_commands.h"
#include "cli/cli_run.h"

enum { CODE_DIGITS = 6 };

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_options one;
    const char *unit = arguments->positional[1];
    const size_t digits = strspn(unit, "0123456789");
    LT_TRY(lt_talk_options_from(arguments, &one, err));
    if (digits == 0 || digits > CODE_DIGITS || unit[digits] != '\0') {
        return lt_fail(err, LT_E_USAGE, "'%s' is no unit: give its number or its county's code",
                       unit);
    }
    LT_TRY(lt_unit(arguments->positional[0], strtoul(unit, NULL, 10), &one, err));
out:
    return status;
}

const struct lt_command lt_command_unit = {
    .name = "unit",
    .synopsis = "PLAN NUMBER|CODE [options]",
    .zh = "集群运行第二步：完成计划中的一个单元；已完成的不重做，可重复提交。",
    .en = "On a cluster, second: does one unit of a plan; a finished one is left as it is.",
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
