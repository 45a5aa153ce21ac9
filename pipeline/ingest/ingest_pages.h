/* The rows of a table as they lie in an SQLite file, read page by page, without SQLite between.
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
    bool open;
    int file;
    uint64_t bytes;
    uint32_t page, usable; /* bytes of a page, and of it without the reserved end */
    uint32_t count;        /* pages */
};
/* False where the file is not one to be read so. */
bool ingest_pages_open(const char *path, struct ingest_pages *ret_pages);
void ingest_pages_close(struct ingest_pages *pages);

/* Neighbouring pages that were read at one go: what follows is mostly what is wanted next, and a copy that is small and
 * fresh lies in the cache, where pages that are mapped would come from memory one by one. Nobody can change it, either. */
struct ingest_pages_window {
    unsigned char *data;
    uint32_t first, count; /* pages */
};

/* Where a reader stands in a table; zeroed at first. One per thread. */
enum { INGEST_PAGES_DEPTH = 20 };
struct ingest_pages_cursor {
    struct {
        const unsigned char *start, *head; /* of the page */
        uint32_t number, cell;
        unsigned char *inner; /* the page, where it is an interior one */
        uint32_t held;        /* which one that is; 0 none */
    } path[INGEST_PAGES_DEPTH];
    unsigned depth;                        /* of the leaf; 0 before the root */
    bool begun;                            /* `last` is a row id */
    int64_t last;                          /* row id */
    struct ingest_pages_window windows[2]; /* one is of the leaf, the other of rows that go on */
    unsigned of_leaf;
    unsigned char *whole; /* a row that goes on beyond its page */
    size_t whole_capacity;
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
void ingest_pages_finish(struct ingest_pages_cursor *cursor);

/* --- a record ---- */

/* A number of any length: up to nine bytes, seven bits each, the ninth whole. NULL behind the end. */
static inline const unsigned char *
ingest_pages_varint(const unsigned char *at, const unsigned char *end, uint64_t *ret_value)
{
    if (at < end && *at < 0x80) {
        *ret_value = *at;
        return at + 1;
    }
    uint64_t value = 0;
    for (int i = 0; i < 8 && at < end; i++) {
        const unsigned char byte = *at++;
        value = value << 7 | (byte & 0x7F);
        if (byte < 0x80) {
            *ret_value = value;
            return at;
        }
    }
    if (at >= end) {
        return NULL;
    }
    *ret_value = value << 8 | *at;
    return at + 1;
}

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
