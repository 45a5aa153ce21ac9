/* The options that `run` and `check` share. */
#ifndef LT_CLI_RUN_H
#define LT_CLI_RUN_H

#include "cli/cli_options.h"
#include "liangtian/run.h"

/* Options every run-like command reads: config, period, threads, language, progress. */
enum lt_status lt_run_options_from(const struct lt_arguments *arguments,
                                   struct lt_run_options *ret_options, struct lt_error *err);
/* Is a moving progress line wanted and possible? */
enum lt_status lt_progress_wanted(const struct lt_arguments *arguments, bool *ret_wanted,
                                  struct lt_error *err);

#endif
