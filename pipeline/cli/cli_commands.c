#include "cli/cli_commands.h"

const struct lt_command *const lt_commands[] = {
    &lt_command_init,
    &lt_command_check,
    &lt_command_run,
    &lt_command_status,
    &lt_command_review,
    &lt_command_explain,
    &lt_command_tabulate,
    &lt_command_accuracy,
    &lt_command_verify,
    &lt_command_ledger,
    &lt_command_describe,
    &lt_command_plan,
    &lt_command_unit,
    &lt_command_merge,
    &lt_command_province,
    &lt_command_load,
    NULL,
};
