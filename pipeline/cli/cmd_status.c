#include "cli/cli_commands.h"
#include "liangtian/run.h"
#include "support/text.h"

static const struct lt_option options[] = {
    {"json", 0, NULL, "输出 JSON，供程序读取", "print JSON, for programs"},
    {"fail-on", 0, "due|stale|broken|any|never",
     "到期未发布（due）、有过期（stale）、上次运行失败或中断（broken）时退出码为 1",
     "exit 1 when a half-year is due, is stale, or the last run failed or was ended in the middle"},
    {"today", 0, "DATE", "以该日为今天（YYYY-MM-DD），默认取系统时钟",
     "take this day for today, YYYY-MM-DD (default: the clock)"},
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    static const char *const choices[] = {"never", "due", "stale", "broken", "any", NULL};
    enum lt_status status;
    int fail_on;
    struct lt_state_options one = {
        .config_path = arguments->positional[0],
        .schemas_dir = arguments->schemas,
        .language = arguments->language,
        .json = lt_argument_given(arguments, "json"),
        .today = lt_argument(arguments, "today", NULL),
    };
    LT_TRY(lt_argument_choice(arguments, "fail-on", choices, 0, &fail_on, err));
    one.fail_on = (enum lt_state_fail)fail_on;
    if (one.today != NULL && !lt_date_valid(one.today)) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no day; write it as 2026-07-01", one.today);
    }
    LT_TRY(lt_state(&one, err));
out:
    return status;
}

const struct lt_command lt_command_status = {
    .name = "status",
    .synopsis = "CONFIG [--json] [--fail-on any]",
    .zh = "运行状况：各半年期是否发布、过期、中断，谁在运行，上次结果，下一期何时到期。只读。",
    .en = "How things stand: half-years published, stale or unfinished, who runs, how the last run "
          "ended, what is due next. Reads only.",
    .example = "liangtian status build/demo/township/liangtian.yaml",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
