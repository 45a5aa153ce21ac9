/* A table for a terminal: columns as wide as their widest cell, Chinese characters two places wide. */
#ifndef LT_CLI_GRID_H
#define LT_CLI_GRID_H

#include <stddef.h>

#include "support/text.h"

enum { LT_GRID_COLUMNS = 16 };
struct lt_grid_text {
    struct lt_text cells; /* NUL after each */
    size_t columns, count;
};
/* Cells are added row by row, the heads first. */
void lt_grid_add(struct lt_grid_text *grid, const char *cell);
/* Prints to stdout and empties the grid. The first `left` columns stand left, the others right. */
void lt_grid_print(struct lt_grid_text *grid, size_t left);

#endif
