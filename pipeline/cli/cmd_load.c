#include "cli/cli_commands.h"
#include "cli/cli_postgis.h"
#include "cli/cli_run.h"

static const struct lt_option options[] = {
    LT_OPTION_PERIOD,
    LT_OPTION_POSTGIS,
    LT_OPTION_POSTGIS_SCHEMA,
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    bool given;
    struct lt_run_options talk;
    struct lt_load_options one = {.config_path = arguments->positional[0],
                                  .schemas_dir = arguments->schemas,
                                  .language = arguments->language};
    LT_TRY(lt_run_options_from(arguments, &talk, err));
    one.period = talk.period;
    LT_TRY(lt_postgis_from(arguments, &one.postgis, &given, err));
    if (!given) {
        return lt_fail(err, LT_E_USAGE, "say which database: --postgis DSN");
    }
    LT_TRY(lt_load(&one, err));
out:
    return status;
}

const struct lt_command lt_command_load = {
    .name = "load",
    .synopsis = "CONFIG --period 2026H1 --postgis DSN",
    .zh = "把已发布半年期的各图层装入 PostGIS 数据库；一次事务，相同成果重复装入不作改动。",
    .en = "Loads the layers of a published half-year into a PostGIS database: one transaction; the "
          "same generation twice changes nothing.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
