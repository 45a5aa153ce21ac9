#include "cli/cli_commands.h"
#include "cli/cli_run.h"

static const struct lt_option options[] = {
    LT_OPTION_PERIOD,
    LT_OPTION_REDO,
    LT_OPTION_ALLOW_STALE,
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_options one;
    LT_TRY(lt_run_options_from(arguments, &one, err));
    one.redo = lt_argument_given(arguments, "redo");
    one.allow_stale = lt_argument_given(arguments, "allow-stale");
    LT_TRY(lt_plan(&one, err));
out:
    return status;
}

const struct lt_command lt_command_plan = {
    .name = "plan",
    .synopsis = "CONFIG --period 2026H1 [options]",
    .zh = "集群运行第一步：通读输入，写出计划和各县区的作业数据，列出作业单元。",
    .en = "On a cluster, first: reads every input, writes the plan and each county's data, lists "
          "the units.",
    .example = "liangtian plan build/demo/township/liangtian.yaml --period 2026H2",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
