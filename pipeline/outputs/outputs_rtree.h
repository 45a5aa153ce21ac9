/* The spatial index of a layer, packed once when all rows are in.
 *
 * SQLite's own way is one insertion per row, which costs more than the row. Here the boxes are sorted tile by tile
 * (Leutenegger, Lopez & Edgington 1997) and the nodes written in order into the three tables that SQLite's R*Tree
 * module keeps them in, in its documented form. Leaves are full, and any reader, also a later editor, finds an R*Tree.
 */
#ifndef LT_OUTPUTS_RTREE_H
#define LT_OUTPUTS_RTREE_H

#include <sqlite3.h>

#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"

/* Zero-initialised is empty. */
struct lt_rtree {
    struct lt_rtree_entry *entries;
    size_t count, capacity;
};

/* Adds a box; ids are 1 … count of rows, each at most once. Errors: LT_E_LIMIT. */
enum lt_status lt_rtree_add(struct lt_rtree *tree, int64_t id, const struct lt_box *box,
                            struct lt_error *err);
/* Fills the empty R*Tree table of that name. Answers SQLite's code; SQLITE_NOMEM too when memory is out. */
int lt_rtree_write(struct lt_rtree *tree, sqlite3 *db, const char *table);
void lt_rtree_finish(struct lt_rtree *tree);

#endif
