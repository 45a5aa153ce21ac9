/* Every command of the program; one file each. */
#ifndef LT_CLI_COMMANDS_H
#define LT_CLI_COMMANDS_H

#include "cli/cli_options.h"

extern const struct lt_command lt_command_init;
extern const struct lt_command lt_command_check;
extern const struct lt_command lt_command_run;
extern const struct lt_command lt_command_plan;
extern const struct lt_command lt_command_unit;
extern const struct lt_command lt_command_merge;
extern const struct lt_command lt_command_load;
extern const struct lt_command lt_command_province;
extern const struct lt_command lt_command_review;
extern const struct lt_command lt_command_tabulate;
extern const struct lt_command lt_command_accuracy;
extern const struct lt_command lt_command_verify;
extern const struct lt_command lt_command_describe;
extern const struct lt_command lt_command_explain;
extern const struct lt_command lt_command_status;
extern const struct lt_command lt_command_ledger;

/* All of them, in the order in which they are listed; NULL at the end. */
extern const struct lt_command *const lt_commands[];

#endif
