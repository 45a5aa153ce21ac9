#include "cli/cli_commands.h"
#include "cli/cli_postgis.h"
#include "cli/cli_run.h"

static const struct lt_option options[] = {
    LT_OPTION_FAIL_ON, LT_OPTION_METRICS,        LT_OPTION_PUBLISHED_AT,
    LT_OPTION_POSTGIS, LT_OPTION_POSTGIS_SCHEMA,
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    bool given;
    struct lt_run_options one;
    struct lt_postgis_target postgis;
    LT_TRY(lt_talk_options_from(arguments, &one, err));
    LT_TRY(lt_publish_options_from(arguments, &one, err));
    LT_TRY(lt_postgis_from(arguments, &postgis, &given, err));
    one.postgis = given ? &postgis : NULL;
    LT_TRY(lt_merge(arguments->positional[0], &one, err));
out:
    return status;
}

const struct lt_command lt_command_merge = {
    .name = "merge",
    .synopsis = "PLAN [options]",
    .zh = "集群运行第三步：各单元齐备后入账、出图表、发布；缺一则拒绝。",
    .en = "On a cluster, last: ledger, outputs and publication, once every unit is there.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
