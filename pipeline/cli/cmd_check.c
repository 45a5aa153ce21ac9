#include "cli/cli_commands.h"
#include "cli/cli_run.h"

static const struct lt_option options[] = {
    LT_OPTION_PERIOD,
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_options one;
    LT_TRY(lt_run_options_from(arguments, &one, err));
    LT_TRY(lt_check(&one, err));
out:
    return status;
}

const struct lt_command lt_command_check = {
    .name = "check",
    .synopsis = "CONFIG --period 2026H1 [options]",
    .zh = "只检查数据质量：通读全部输入，列出每一处问题，不发布任何成果。",
    .en = "Data quality only: reads every input, lists every fault, publishes nothing.",
    .example = "liangtian check build/demo/township/liangtian.yaml --period 2026H2",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
