#include <string.h>

#include "cli/cli_commands.h"
#include "cli/cli_run.h"

static const struct lt_option options[] = {
    {"replace", 0, NULL, "导入：已有台账时以此代替（原有版本仍在链上）",
     "import: in the place of a ledger that stands there (which stays on the chain)"},
    LT_OPTION_METRICS,
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    const char *const what = arguments->positional[0];
    struct lt_ledger_options one = {
        .file = arguments->positional_count > 2 ? arguments->positional[2] : NULL,
        .replace = lt_argument_given(arguments, "replace"),
    };
    LT_TRY(lt_talk_options_from(arguments, &one.run, err));
    one.run.config_path = arguments->positional[1];
    one.run.metrics = lt_argument(arguments, "metrics", NULL);
    if (strcmp(what, "export") == 0) {
        status = lt_export_ledger(&one, err);
    } else if (strcmp(what, "import") != 0) {
        status = lt_fail(err, LT_E_USAGE, "ledger export or import, not '%s'", what);
    } else {
        status = one.file == NULL ? lt_fail(err, LT_E_USAGE, "ledger import needs a FILE")
                                  : lt_import_ledger(&one, err);
    }
out:
    return status;
}

const struct lt_command lt_command_ledger = {
    .name = "ledger",
    .synopsis = "export|import CONFIG [FILE]",
    .zh = "台账备份与迁移：导出为可逐行比较的文本，或由文本恢复。",
    .en = "The ledger as text that can be compared line by line, for backups and moves, and back.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 2,
    .positional_max = 3,
    .run = run,
};
