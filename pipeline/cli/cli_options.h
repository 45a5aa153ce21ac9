/* One option table per command: parsing, --help and the man page come from it. */
#ifndef LT_CLI_OPTIONS_H
#define LT_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/language.h"
#include "liangtian/status.h"

struct lt_option {
    const char *name;  /* long name without "--" */
    char letter;       /* 0 = none */
    const char *value; /* placeholder of its value; NULL = a switch */
    const char *zh, *en;
};

enum { LT_ARGUMENTS_MAX = 64 };

/* What was given. Borrowed from argv. */
struct lt_arguments {
    const struct lt_option *options;
    size_t option_count;
    struct {
        const struct lt_option *option;
        const char *value; /* "" for a switch */
    } given[LT_ARGUMENTS_MAX];
    size_t given_count;
    const char *positional[LT_ARGUMENTS_MAX];
    size_t positional_count;
    enum lt_language language; /* that was asked for */
    bool english;              /* was it English? For what reads no configuration */
    const char *schemas;       /* folder of schemas, found beside the program or by --schemas */
};

struct lt_command {
    const char *name;
    const char *synopsis; /* "CONFIG --period 2026H1 [options]" */
    const char *zh, *en;  /* one line */
    const char *example;  /* a line that a test runs, or NULL */
    const struct lt_option *options;
    size_t option_count;
    size_t positional_min, positional_max;
    bool needs_no_schemas; /* runs where the catalogues are not installed */
    enum lt_status (*run)(const struct lt_arguments *arguments, struct lt_error *err);
};

/* Options that every command takes: help, quiet, lang, threads, log-format, progress, schemas. */
extern const struct lt_option lt_common_options[];
extern const size_t lt_common_option_count;

/* LT_E_USAGE names the word that is wrong. `argv` starts behind the command's name. */
enum lt_status lt_arguments_parse(const struct lt_command *command, int argc, char **argv,
                                  struct lt_arguments *ret_arguments, struct lt_error *err);
bool lt_argument_given(const struct lt_arguments *arguments, const char *name);
/* LT_E_IO where no catalogues were found. */
enum lt_status lt_arguments_need_schemas(const struct lt_arguments *arguments,
                                         struct lt_error *err);
/* The last value given, or `fallback`. */
const char *lt_argument(const struct lt_arguments *arguments, const char *name,
                        const char *fallback);
/* The n-th value of an option that may repeat; NULL behind the last. */
const char *lt_argument_nth(const struct lt_arguments *arguments, const char *name, size_t n);
/* A whole number in [least, most]. */
enum lt_status lt_argument_number(const struct lt_arguments *arguments, const char *name,
                                  long least, long most, long fallback, long *ret_number,
                                  struct lt_error *err);
/* One of the words in `choices` (NULL-ended); answers its index. */
enum lt_status lt_argument_choice(const struct lt_arguments *arguments, const char *name,
                                  const char *const *choices, int fallback, int *ret_choice,
                                  struct lt_error *err);

void lt_command_help(const struct lt_command *command, bool english);

#endif
