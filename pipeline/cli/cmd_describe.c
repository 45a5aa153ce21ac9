/* describe: the program's own descriptions, from which files in schemas/ and docs/ are generated.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli_commands.h"
#include "cli/cli_pages.h"
#include "liangtian/ingest.h"

static enum lt_status print(void *context, const char *text, struct lt_error *err)
{
    (void)context;
    return fputs(text, stdout) < 0 ? lt_fail(err, LT_E_IO, "cannot write") : LT_OK;
}

static enum lt_status print_page(bool man, bool english, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    if (man) {
        lt_page_man(english, &text);
    } else {
        lt_page_completion(&text);
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(print(NULL, text.data, err));
out:
    lt_text_finish(&text);
    return status;
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
        const enum lt_status status = lt_arguments_need_schemas(arguments, err);
        return status != LT_OK ? status : lt_rules_reference(arguments->schemas, print, NULL, err);
    }
    if (strcmp(what, "man") == 0 || strcmp(what, "completion") == 0) {
        return print_page(what[0] == 'm', arguments->english, err);
    }
    return lt_fail(err, LT_E_USAGE,
                   "describe config-schema, config-reference, rules, man or completion, not '%s'",
                   what);
}

const struct lt_command lt_command_describe = {
    .name = "describe",
    .synopsis = "config-schema|config-reference|rules|man|completion",
    .zh = "输出配置的 JSON Schema（供编辑器）、配置参考页、规则目录、手册页或 bash 补全。",
    .en = "Prints the configuration's JSON Schema (for editors) or its reference page, the rules, "
          "the man page or the completion for bash.",
    .positional_min = 1,
    .positional_max = 1,
    .needs_no_schemas = true,
    .run = run,
};
