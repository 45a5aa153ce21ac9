#include "cli/cli_grid.h"

#include <stdio.h>
#include <string.h>

void lt_grid_add(struct lt_grid_text *grid, const char *cell)
{
    for (const char *c = cell; *c != '\0'; c++) { /* names come from strangers' tables */
        lt_text_add_n(&grid->cells, (unsigned char)*c < ' ' || *c == '\x7f' ? " " : c, 1);
    }
    lt_text_add_n(&grid->cells, "", 1);
    grid->count++;
}

/* Characters from U+1100 on, as good as all of them Chinese here, take two places. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if ((*c & 0xC0) != 0x80) {
            const bool wide = *c >= 0xE3 || (*c == 0xE1 && c[1] >= 0x84);
            width += wide ? 2 : 1;
        }
    }
    return width;
}

static void pad(size_t width)
{
    printf("%*s", (int)width, "");
}

void lt_grid_print(struct lt_grid_text *grid, size_t left)
{
    size_t widths[LT_GRID_COLUMNS] = {0};
    const size_t columns = grid->columns;
    const char *cell = grid->cells.data;
    for (size_t i = 0; !grid->cells.failed && i < grid->count; i++, cell += strlen(cell) + 1) {
        const size_t width = width_of(cell);
        widths[i % columns] = width > widths[i % columns] ? width : widths[i % columns];
    }
    cell = grid->cells.data;
    for (size_t i = 0; !grid->cells.failed && i < grid->count; i++, cell += strlen(cell) + 1) {
        const size_t c = i % columns, space = widths[c] - width_of(cell);
        const bool last = c + 1 == columns;
        pad(2);
        pad(c < left ? 0 : space);
        fputs(cell, stdout);
        pad(c < left && !last ? space : 0);
        if (last) {
            putchar('\n');
        }
    }
    lt_text_finish(&grid->cells);
    grid->cells = (struct lt_text){0};
    grid->count = 0;
}
