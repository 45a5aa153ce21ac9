#include <string.h>
#include <unistd.h>

#include "cli/cli_commands.h"
#include "cli/cli_postgis.h"
#include "cli/cli_run.h"
#include "support/text.h"

static const struct lt_option options[] = {
    LT_OPTION_PERIOD_DUE,
    LT_OPTION_FAIL_ON,
    {"interim", 0, NULL, "两期之间的期中监测：只做一个县区，不结账，不产生新的半年期",
     "between half-years: one county, closes no ledger and makes no half-year"},
    {"unit", 0, "CODE", "期中监测的县区代码", "county of an interim run"},
    {"raster", 'r', "FILE", "期中监测用的栅格，代替配置中本期的栅格",
     "raster of an interim run, in the place of the half-year's"},
    LT_OPTION_REDO,
    LT_OPTION_ALLOW_STALE,
    LT_OPTION_METRICS,
    LT_OPTION_PUBLISHED_AT,
    LT_OPTION_POSTGIS,
    LT_OPTION_POSTGIS_SCHEMA,
};

enum lt_status lt_progress_wanted(const struct lt_arguments *arguments, bool *ret_wanted,
                                  struct lt_error *err)
{
    static const char *const choices[] = {"auto", "never", NULL};
    int choice;
    const enum lt_status status =
        lt_argument_choice(arguments, "progress", choices, 0, &choice, err);
    *ret_wanted = choice == 0 && isatty(STDERR_FILENO) == 1;
    return status;
}

enum lt_status lt_talk_options_from(const struct lt_arguments *arguments,
                                    struct lt_run_options *ret_options, struct lt_error *err)
{
    enum lt_status status;
    long threads;
    struct lt_run_options *result = ret_options;
    *result = (struct lt_run_options){
        .schemas_dir = arguments->schemas,
        .language = arguments->language,
        .quiet = lt_argument_given(arguments, "quiet"),
    };
    LT_TRY(lt_arguments_need_schemas(arguments, err));
    LT_TRY(lt_argument_number(arguments, "threads", 1, 256, 0, &threads, err));
    result->threads = (unsigned)threads;
    LT_TRY(lt_progress_wanted(arguments, &result->progress, err));
out:
    return status;
}

enum lt_status lt_run_options_from(const struct lt_arguments *arguments,
                                   struct lt_run_options *ret_options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_options *result = ret_options;
    LT_TRY(lt_talk_options_from(arguments, result, err));
    result->config_path = arguments->positional[0];
    const char *period = lt_argument(arguments, "period", NULL);
    if (period == NULL) {
        return lt_fail(err, LT_E_USAGE, "say which half-year: --period 2026H1");
    }
    const bool due = strcmp(period, "due") == 0 && arguments->options == options;
    if (!due && !lt_period_parse(period, &result->period)) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no half-year; write it as 2026H1 or 2026H2",
                       period);
    }
out:
    return status;
}

static enum lt_status take_interim(const struct lt_arguments *arguments, struct lt_run_options *one,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    long unit = 0;
    const bool interim = lt_argument_given(arguments, "interim");
    one->raster = lt_argument(arguments, "raster", NULL);
    if (interim != lt_argument_given(arguments, "unit")) {
        return lt_fail(err, LT_E_USAGE, "--interim and --unit CODE go together");
    }
    if (!interim && one->raster != NULL) {
        return lt_fail(err, LT_E_USAGE, "--raster goes with --interim");
    }
    if (one->period == 0 && (interim || lt_argument_given(arguments, "redo"))) {
        return lt_fail(err, LT_E_USAGE,
                       "--interim and --redo are meant for one half-year: name it instead of "
                       "--period due");
    }
    if (interim && lt_argument_given(arguments, "redo")) {
        return lt_fail(err, LT_E_USAGE, "--interim closes nothing: there is nothing to redo");
    }
    LT_TRY(lt_argument_number(arguments, "unit", 100000, 999999, 0, &unit, err));
    one->unit = (uint32_t)unit;
out:
    return status;
}

enum lt_status lt_published_at_from(const struct lt_arguments *arguments,
                                    struct lt_run_options *into, struct lt_error *err)
{
    into->published_at = lt_argument(arguments, "published-at", NULL);
    return into->published_at == NULL || lt_time_valid(into->published_at)
               ? LT_OK
               : lt_fail(err, LT_E_USAGE, "'%s' is no time; write it as 2026-07-01T03:00:00Z",
                         into->published_at);
}

enum lt_status lt_publish_options_from(const struct lt_arguments *arguments,
                                       struct lt_run_options *into, struct lt_error *err)
{
    static const char *const choices[] = {"never", "floor", "violation", NULL};
    enum lt_status status;
    int fail_on;
    LT_TRY(lt_argument_choice(arguments, "fail-on", choices, 0, &fail_on, err));
    into->fail_on = (enum lt_fail_on)fail_on;
    into->metrics = lt_argument(arguments, "metrics", NULL);
    LT_TRY(lt_published_at_from(arguments, into, err));
out:
    return status;
}

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    bool given;
    struct lt_run_options one;
    struct lt_postgis_target postgis;
    LT_TRY(lt_run_options_from(arguments, &one, err));
    LT_TRY(lt_publish_options_from(arguments, &one, err));
    LT_TRY(take_interim(arguments, &one, err));
    LT_TRY(lt_postgis_from(arguments, &postgis, &given, err));
    if (given && one.unit != 0) {
        return lt_fail(err, LT_E_USAGE,
                       "--interim publishes no half-year that --postgis could load");
    }
    one.postgis = given ? &postgis : NULL;
    one.redo = lt_argument_given(arguments, "redo");
    one.allow_stale = lt_argument_given(arguments, "allow-stale");
    LT_TRY(lt_run(&one, err));
out:
    return status;
}

const struct lt_command lt_command_run = {
    .name = "run",
    .synopsis = "CONFIG --period 2026H1 [options]",
    .zh = "半年批处理：读取影像分类与图层，判定、入账、出图表，整体发布一次。",
    .en = "The half-yearly batch: reads rasters and layers, judges, keeps the ledger, publishes "
          "once.",
    .example = "liangtian run build/demo/township/liangtian.yaml --period 2026H2",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
