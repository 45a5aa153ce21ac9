#include "cli/cli_commands.h"
#include "cli/cli_run.h"

static const struct lt_option options[] = {
    LT_OPTION_PERIOD,
    {"run", 0, NULL, "先逐市运行本期，再汇总", "first run the half-year of every city"},
    LT_OPTION_PUBLISHED_AT,
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_options one;
    LT_TRY(lt_run_options_from(arguments, &one, err));
    LT_TRY(lt_published_at_from(arguments, &one, err));
    LT_TRY(lt_publish_options_from(arguments, &one, err));
    const struct lt_province_options province = {
        .config_path = one.config_path,
        .schemas_dir = one.schemas_dir,
        .period = one.period,
        .threads = one.threads,
        .language = one.language,
        .quiet = one.quiet,
        .progress = one.progress,
        .run_cities = lt_argument_given(arguments, "run"),
        .published_at = one.published_at,
    };
    LT_TRY(lt_run_province(&province, err));
out:
    return status;
}

const struct lt_command lt_command_province = {
    .name = "province",
    .synopsis = "CONFIG --period 2026H1 [options]",
    .zh = "全省汇总：各市已发布的成果、全省底线、城市名次。",
    .en = "The report over a province: what its cities have published, floors, ranks.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
