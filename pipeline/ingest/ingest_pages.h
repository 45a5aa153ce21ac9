/* The rows of a table as they lie in an SQLite file: pages that are mapped, without SQLite between.
 *
 * Two years of a city's parcels are a gigabyte of rows of which only the polygon and an id are wanted; SQLite spends as
 * much on handing over a row as everything else on using it. Only what is in the plainest form is read here: a file of
 * whole pages, without a journal, texts in UTF-8. Anything else, and any row or page that is not as the file format says
 * (https://sqlite.org/fileformat2.html), is SQLite's to read, or to refuse.
 */
#ifndef LT_INGEST_PAGES_H
#define LT_INGEST_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ingest_pages {
    const unsigned char *map; /* NULL: not open */
    uint64_t bytes;
    uint32_t page, usable; /* bytes of a page, and of it without the reserved end */
    uint32_t count;        /* pages */
};
/* False where the file is not one to be read so. */
bool ingest_pages_open(const char *path, struct ingest_pages *ret_pages);
void ingest_pages_close(struct ingest_pages *pages);

/* Where a reader stands in a table; zeroed at first. One per thread. */
enum { INGEST_PAGES_DEPTH = 20 };
struct ingest_pages_cursor {
    struct {
        const unsigned char *page; /* its header */
        uint32_t number, cell;
    } path[INGEST_PAGES_DEPTH];
    unsigned depth;       /* of the leaf; 0 before the root */
    bool begun;           /* `last` is a row id */
    int64_t last;         /* row id */
    unsigned char *whole; /* a row that goes on beyond its page */
    size_t whole_capacity;
    uint64_t low, high; /* bytes of the file looked at since ingest_pages_let_go */
};
/* To the first row with that id or a larger one. False: SQLite is to read. */
bool ingest_pages_seek(const struct ingest_pages *pages, uint32_t root, int64_t row,
                       struct ingest_pages_cursor *cursor);

struct ingest_pages_row {
    int64_t id;
    const unsigned char *record; /* good until the next row */
    size_t size;
};
enum ingest_pages_step {
    INGEST_PAGES_ROW,
    INGEST_PAGES_END,
    INGEST_PAGES_ODD, /* from here on SQLite is to read */
};
enum ingest_pages_step ingest_pages_next(const struct ingest_pages *pages,
                                         struct ingest_pages_cursor *cursor,
                                         struct ingest_pages_row *ret_row);
/* The system may take back the pages looked at. */
void ingest_pages_let_go(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor);
void ingest_pages_finish(struct ingest_pages_cursor *cursor);

/* --- a record ---- */

enum ingest_pages_kind {
    INGEST_PAGES_NULL,
    INGEST_PAGES_WHOLE,
    INGEST_PAGES_REAL,
    INGEST_PAGES_BLOB,
    INGEST_PAGES_TEXT,
};
struct ingest_pages_value {
    enum ingest_pages_kind kind;
    int64_t whole;
    double real;
    const unsigned char *bytes; /* of blob and text; not NUL-terminated */
    size_t size;
};
/* The first `columns` columns; those with place[column] ≥ 0 go to values[place[column]]. False where the record has fewer,
 * or is not as a record should be. */
bool ingest_pages_values(const struct ingest_pages_row *row, const int *place, size_t columns,
                         struct ingest_pages_value *values);

#endif
