/* The man page and the bash completion, from the same option tables as --help. */
#ifndef LT_CLI_PAGES_H
#define LT_CLI_PAGES_H

#include <stdbool.h>

#include "support/text.h"

/* liangtian(1): every command with its options, files, exit codes. */
void lt_page_man(bool english, struct lt_text *out);
/* Commands, options, and the words of those that take one of a few; else files. */
void lt_page_completion(struct lt_text *out);

#endif
