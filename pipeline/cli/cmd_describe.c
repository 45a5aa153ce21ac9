/* describe: the program's own descriptions, from which files in schemas/ and docs/ are generated.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli_commands.h"
#include "liangtian/ingest.h"

static enum lt_status print(void *context, const char *text, struct lt_error *err)
{
    (void)context;
    return fputs(text, stdout) < 0 ? lt_fail(err, LT_E_IO, "cannot write") : LT_OK;
}

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    const char *what = arguments->positional[0];
    if (strcmp(what, "config-schema") == 0) {
        return lt_config_json_schema(print, NULL, err);
    }
    if (strcmp(what, "config-reference") == 0) {
        return lt_config_reference(print, NULL, err);
    }
    if (strcmp(what, "rules") == 0) {
        return lt_rules_reference(arguments->schemas, print, NULL, err);
    }
    return lt_fail(err, LT_E_USAGE, "describe config-schema, config-reference or rules, not '%s'",
                   what);
}

const struct lt_command lt_command_describe = {
    .name = "describe",
    .synopsis = "config-schema|config-reference|rules",
    .zh = "输出配置的 JSON Schema（供编辑器）、配置参考页或规则目录。",
    .en =
        "Prints the configuration's JSON Schema (for editors) or its reference page, or the rules.",
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
