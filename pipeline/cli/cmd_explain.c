#include "cli/cli_commands.h"
#include "liangtian/explain.h"

static const struct lt_option options[] = {
    {"period", 0, "2026H1", "半年期，默认为最近发布的一期",
     "half-year (default: the last one published)"},
    {"json", 0, NULL, "输出 JSON，供程序读取", "print JSON, for programs"},
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    struct lt_explain_options one = {
        .config_path = arguments->positional[0],
        .id = arguments->positional[1],
        .schemas_dir = arguments->schemas,
        .language = arguments->language,
        .json = lt_argument_given(arguments, "json"),
    };
    const char *period = lt_argument(arguments, "period", NULL);
    if (period != NULL && !lt_period_parse(period, &one.period)) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no half-year; write it as 2026H1 or 2026H2",
                       period);
    }
    return lt_explain(&one, err);
}

const struct lt_command lt_command_explain = {
    .name = "explain",
    .synopsis = "CONFIG ID [--period 2026H1] [--json]",
    .zh = "说明一个图斑、地块、台账编号或县区代码：从像元到结论，以及什么会改变结论。",
    .en =
        "Explains a parcel, plot, case or county: from pixels to verdict, and what would turn it.",
    .example = "liangtian explain build/demo/township/liangtian.yaml 411702",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
