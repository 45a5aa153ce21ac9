#include <string.h>

#include "cli/cli_commands.h"
#include "liangtian/run.h"

static const struct lt_option options[] = {
    {"replace", 0, NULL, "导入：已有台账时以此代替（原有版本仍在链上）",
     "import: in the place of a ledger that stands there (which stays on the chain)"},
};

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    const char *const what = arguments->positional[0];
    const struct lt_ledger_options one = {
        .config_path = arguments->positional[1],
        .schemas_dir = arguments->schemas,
        .file = arguments->positional_count > 2 ? arguments->positional[2] : NULL,
        .replace = lt_argument_given(arguments, "replace"),
        .english = arguments->english,
    };
    if (strcmp(what, "export") == 0) {
        return lt_export_ledger(&one, err);
    }
    if (strcmp(what, "import") != 0) {
        return lt_fail(err, LT_E_USAGE, "ledger export or import, not '%s'", what);
    }
    return one.file == NULL ? lt_fail(err, LT_E_USAGE, "ledger import needs a FILE")
                            : lt_import_ledger(&one, err);
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
