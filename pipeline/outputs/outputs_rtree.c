#include "outputs_rtree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/array.h"

/* A node: two bytes for the depth (in the root), two for the number of cells, then the cells: the number of a row or
 * node in eight bytes, and the bounds in four bytes each. All big-endian. */
enum { HEAD_BYTES = 4, CELL_BYTES = 24, ROOT = 1, ROWS_AT_ONCE = 100 };

struct lt_rtree_entry {
    int64_t id;      /* of a row; above the leaves, of a node */
    float bounds[4]; /* min x, max x, min y, max y: never inside the box */
};

struct packing {
    sqlite3 *db;
    const char *table;
    struct lt_rtree_entry *entries; /* of the level being packed */
    size_t count;
    size_t fan, node_bytes;
    int64_t next; /* number of the next node */
    unsigned char *node;
    sqlite3_stmt *put_node;
};

/* --- boxes --- */

static float below(double value)
{
    const float nearest = (float)value;
    return (double)nearest > value ? nextafterf(nearest, -INFINITY) : nearest;
}

static float above(double value)
{
    const float nearest = (float)value;
    return (double)nearest < value ? nextafterf(nearest, INFINITY) : nearest;
}

enum lt_status lt_rtree_add(struct lt_rtree *tree, int64_t id, const struct lt_box *box,
                            struct lt_error *err)
{
    const enum lt_status status = lt_array_reserve(&tree->entries, &tree->capacity, tree->count + 1,
                                                   sizeof *tree->entries, err);
    if (status == LT_OK) {
        tree->entries[tree->count++] = (struct lt_rtree_entry){
            id, {below(box->min_x), above(box->max_x), below(box->min_y), above(box->max_y)}};
    }
    return status;
}

void lt_rtree_finish(struct lt_rtree *tree)
{
    free(tree->entries);
    *tree = (struct lt_rtree){0};
}

/* --- order --- */

static int by_middle(const struct lt_rtree_entry *a, const struct lt_rtree_entry *b, int axis)
{
    const float p = a->bounds[axis] + a->bounds[axis + 1];
    const float q = b->bounds[axis] + b->bounds[axis + 1];
    if (p != q) { // NOLINT: an order
        return p < q ? -1 : 1;
    }
    return (a->id > b->id) - (a->id < b->id);
}

static int by_x(const void *a, const void *b)
{
    return by_middle(a, b, 0);
}

static int by_y(const void *a, const void *b)
{
    return by_middle(a, b, 2);
}

/* Vertical slices of whole nodes, each from south to north. */
static void sort_tiles(struct lt_rtree_entry *entries, size_t count, size_t fan)
{
    qsort(entries, count, sizeof *entries, by_x);
    const size_t slice = (size_t)ceil(sqrt(ceil((double)count / (double)fan))) * fan;
    for (size_t i = 0; i < count; i += slice) {
        qsort(entries + i, count - i < slice ? count - i : slice, sizeof *entries, by_y);
    }
}

/* --- nodes --- */

static void put_bytes(unsigned char *at, uint64_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        at[i] = (unsigned char)(value >> (8 * (count - 1 - i)));
    }
}

static void fill_node(struct packing *pack, const struct lt_rtree_entry *cells, size_t count,
                      unsigned depth)
{
    memset(pack->node, 0, pack->node_bytes);
    put_bytes(pack->node, depth, 2);
    put_bytes(pack->node + 2, count, 2);
    unsigned char *at = pack->node + HEAD_BYTES;
    for (size_t i = 0; i < count; i++, at += CELL_BYTES) {
        put_bytes(at, (uint64_t)cells[i].id, 8);
        for (unsigned k = 0; k < 4; k++) {
            uint32_t bits;
            memcpy(&bits, &cells[i].bounds[k], sizeof bits);
            put_bytes(at + 8 + 4 * k, bits, 4);
        }
    }
}

static int put_node(struct packing *pack, int64_t number)
{
    sqlite3_bind_int64(pack->put_node, 1, number);
    sqlite3_bind_blob64(pack->put_node, 2, pack->node, pack->node_bytes, SQLITE_STATIC);
    const int code = sqlite3_step(pack->put_node);
    return code == SQLITE_DONE ? sqlite3_reset(pack->put_node) : code;
}

static struct lt_rtree_entry around(const struct lt_rtree_entry *cells, size_t count, int64_t id)
{
    struct lt_rtree_entry all = cells[0];
    all.id = id;
    for (size_t i = 1; i < count; i++) {
        all.bounds[0] = fminf(all.bounds[0], cells[i].bounds[0]);
        all.bounds[1] = fmaxf(all.bounds[1], cells[i].bounds[1]);
        all.bounds[2] = fminf(all.bounds[2], cells[i].bounds[2]);
        all.bounds[3] = fmaxf(all.bounds[3], cells[i].bounds[3]);
    }
    return all;
}

static sqlite3_stmt *prepare(const struct packing *pack, const char *form)
{
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf(form, pack->table);
    if (sql != NULL) {
        (void)sqlite3_prepare_v2(pack->db, sql, -1, &statement, NULL); /* NULL says it failed */
    }
    sqlite3_free(sql);
    return statement;
}

/* One insertion of so many pairs: a step costs as much as several rows. */
static sqlite3_stmt *prepare_rows(const struct packing *pack, const char *form, size_t rows)
{
    sqlite3_stmt *statement = NULL;
    char *head = sqlite3_mprintf(form, pack->table);
    sqlite3_str *sql = sqlite3_str_new(pack->db);
    sqlite3_str_appendall(sql, head == NULL ? "" : head);
    for (size_t i = 0; i < rows; i++) {
        sqlite3_str_appendall(sql, i == 0 ? " VALUES(?,?)" : ",(?,?)");
    }
    char *text = sqlite3_str_finish(sql);
    if (head != NULL && text != NULL) {
        (void)sqlite3_prepare_v2(pack->db, text, -1, &statement, NULL);
    }
    sqlite3_free(text);
    sqlite3_free(head);
    return statement;
}

static int put_rows(const struct packing *pack, const char *form, size_t rows, const int64_t *of,
                    size_t *at, size_t end, size_t *left)
{
    sqlite3_stmt *statement = prepare_rows(pack, form, rows);
    int code = statement == NULL ? sqlite3_errcode(pack->db) : SQLITE_OK;
    while (*left >= rows && code == SQLITE_OK) {
        for (int k = 0; k < 2 * (int)rows && *at < end; ++*at) {
            if (of[*at] != 0) {
                sqlite3_bind_int64(statement, ++k, (int64_t)*at);
                sqlite3_bind_int64(statement, ++k, of[*at]);
            }
        }
        *left -= rows;
        code = sqlite3_step(statement);
        code = code == SQLITE_DONE ? sqlite3_reset(statement) : code;
    }
    sqlite3_finalize(statement);
    return code;
}

/* Who holds what: a table of its own, in ascending order. `of[i]` = 0: there is no such number. */
static int put_links(const struct packing *pack, const char *form, const int64_t *of, size_t end)
{
    size_t at = 1, left = 0;
    for (size_t i = 1; i < end; i++) {
        left += of[i] != 0;
    }
    int code = put_rows(pack, form, ROWS_AT_ONCE, of, &at, end, &left);
    if (code == SQLITE_OK && left > 0) {
        code = put_rows(pack, form, 1, of, &at, end, &left);
    }
    return code;
}

/* One level: its entries go into nodes, which are the entries of the next. */
static int pack_level(struct packing *pack, int64_t *of)
{
    size_t nodes = 0;
    int code = SQLITE_OK;
    sort_tiles(pack->entries, pack->count, pack->fan);
    for (size_t i = 0; i < pack->count && code == SQLITE_OK; i += pack->fan) {
        const size_t n = pack->count - i < pack->fan ? pack->count - i : pack->fan;
        for (size_t k = 0; k < n; k++) {
            of[pack->entries[i + k].id] = pack->next;
        }
        fill_node(pack, pack->entries + i, n, 0);
        code = put_node(pack, pack->next);
        pack->entries[nodes++] = around(pack->entries + i, n, pack->next++);
    }
    pack->count = nodes;
    return code;
}

static int pack_root(struct packing *pack, int64_t *of, unsigned depth)
{
    sort_tiles(pack->entries, pack->count, pack->fan);
    for (size_t k = 0; k < pack->count; k++) {
        of[pack->entries[k].id] = ROOT;
    }
    fill_node(pack, pack->entries, pack->count, depth);
    return put_node(pack, ROOT);
}

static int pack_all(struct packing *pack, int64_t *rows, size_t rows_end, int64_t *nodes)
{
    unsigned depth = 0;
    int code = SQLITE_OK;
    while (pack->count > pack->fan && code == SQLITE_OK) {
        code = pack_level(pack, depth++ == 0 ? rows : nodes);
    }
    if (code == SQLITE_OK) {
        code = pack_root(pack, depth == 0 ? rows : nodes, depth);
    }
    if (code == SQLITE_OK) {
        code = put_links(pack, "INSERT INTO \"%w_rowid\"(rowid, nodeno)", rows, rows_end);
    }
    if (code == SQLITE_OK) {
        code = put_links(pack, "INSERT INTO \"%w_parent\"(nodeno, parentnode)", nodes,
                         (size_t)pack->next);
    }
    return code;
}

/* The module decides the size of a node by the page; the empty root shows it. */
static int find_node_size(struct packing *pack)
{
    sqlite3_stmt *ask = prepare(pack, "SELECT length(data) FROM \"%w_node\" WHERE nodeno=1");
    if (ask == NULL) {
        return sqlite3_errcode(pack->db);
    }
    const int code = sqlite3_step(ask);
    pack->node_bytes = code == SQLITE_ROW ? (size_t)sqlite3_column_int64(ask, 0) : 0;
    sqlite3_finalize(ask);
    pack->fan = pack->node_bytes < HEAD_BYTES + 4 * CELL_BYTES
                    ? 0
                    : (pack->node_bytes - HEAD_BYTES) / CELL_BYTES;
    return code != SQLITE_ROW ? code : pack->fan == 0 ? SQLITE_CORRUPT : SQLITE_OK;
}

int lt_rtree_write(struct lt_rtree *tree, sqlite3 *db, const char *table)
{
    struct packing pack = {
        .db = db, .table = table, .entries = tree->entries, .count = tree->count, .next = ROOT + 1};
    int64_t *rows = NULL, *nodes = NULL;
    if (tree->count == 0) {
        return SQLITE_OK;
    }
    int code = find_node_size(&pack);
    if (code != SQLITE_OK) {
        return code;
    }
    int64_t last = 0;
    for (size_t i = 0; i < tree->count; i++) {
        last = tree->entries[i].id > last ? tree->entries[i].id : last;
    }
    rows = calloc((size_t)last + 1, sizeof *rows);
    nodes = calloc(tree->count + 2, sizeof *nodes); /* there are fewer nodes than rows, or one */
    pack.node = malloc(pack.node_bytes);
    pack.put_node = prepare(&pack, "INSERT OR REPLACE INTO \"%w_node\"(nodeno, data) VALUES(?,?)");
    if (rows == NULL || nodes == NULL || pack.node == NULL) {
        code = SQLITE_NOMEM;
    } else {
        code = pack.put_node == NULL ? sqlite3_errcode(db)
                                     : pack_all(&pack, rows, (size_t)last + 1, nodes);
    }
    sqlite3_finalize(pack.put_node);
    free(pack.node);
    free(nodes);
    free(rows);
    return code;
}
