#define _DEFAULT_SOURCE /* madvise */
#include "ingest_pages.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/array.h"

enum { FILE_HEAD = 100, INTERIOR = 5, LEAF = 13, INTERIOR_HEAD = 12, LEAF_HEAD = 8 };
enum { MOST_ON_ONE_ROW = 1 << 30 };

static uint32_t big16(const unsigned char *b)
{
    return (uint32_t)b[0] << 8 | b[1];
}

static uint32_t big32(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* --- a file ---- */

/* A database in one piece: no write-ahead log, UTF-8, and as many pages as it says. */
static bool plain_head(const unsigned char *head, uint64_t bytes, struct ingest_pages *pages)
{
    static const char magic[16] = "SQLite format 3";
    const uint32_t page = big16(head + 16) == 1 ? 65536 : big16(head + 16);
    const bool fits = memcmp(head, magic, sizeof magic) == 0 && page >= 512 &&
                      (page & (page - 1)) == 0 && head[18] == 1 && head[19] == 1 &&
                      head[21] == 64 && head[22] == 32 && head[23] == 32 && big32(head + 56) == 1 &&
                      big32(head + 24) == big32(head + 92) && page - head[20] >= 480;
    pages->page = page;
    pages->usable = page - head[20];
    pages->count = big32(head + 28);
    return fits && pages->count > 0 && (uint64_t)pages->count * page == bytes;
}

bool ingest_pages_open(const char *path, struct ingest_pages *ret_pages)
{
    struct stat info;
    struct ingest_pages pages = {0};
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    if (fstat(file, &info) == 0 && info.st_size >= 512) {
        pages.bytes = (uint64_t)info.st_size;
        pages.map = mmap(NULL, (size_t)pages.bytes, PROT_READ, MAP_SHARED, file, 0);
        if (pages.map == MAP_FAILED) { // NOLINT: the interface's failure value
            pages.map = NULL;
        }
    }
    close(file);
    if (pages.map != NULL && !plain_head(pages.map, pages.bytes, &pages)) {
        ingest_pages_close(&pages);
    }
    *ret_pages = pages;
    return pages.map != NULL;
}

void ingest_pages_close(struct ingest_pages *pages)
{
    if (pages->map != NULL) {
        munmap((void *)pages->map, (size_t)pages->bytes);
    }
    *pages = (struct ingest_pages){0};
}

/* --- numbers of any length ---- */

/* Up to nine bytes, seven bits each, the ninth whole. NULL behind the end. */
static const unsigned char *take_varint(const unsigned char *at, const unsigned char *end,
                                        uint64_t *ret_value)
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

/* --- the tree ---- */

static const unsigned char *page_start(const struct ingest_pages *pages, uint32_t number)
{
    return pages->map + (uint64_t)(number - 1) * pages->page;
}

static uint32_t cells_on(const unsigned char *head)
{
    return big16(head + 3);
}

/* The cell's bytes; NULL where it does not lie behind the list of cells. */
static const unsigned char *cell_at(const struct ingest_pages *pages, const unsigned char *head,
                                    uint32_t number, uint32_t cell)
{
    const unsigned char *start = page_start(pages, number);
    const unsigned char *list = head + (*head == LEAF ? LEAF_HEAD : INTERIOR_HEAD);
    const uint32_t offset = big16(list + 2 * (size_t)cell);
    const size_t least = (size_t)(list - start) + 2 * (size_t)cells_on(head);
    return offset < least || offset >= pages->usable ? NULL : start + offset;
}

/* Puts the page on the path. False where it is no page of a table. */
static bool enter(const struct ingest_pages *pages, uint32_t number,
                  struct ingest_pages_cursor *cursor)
{
    if (number == 0 || number > pages->count || cursor->depth >= INGEST_PAGES_DEPTH) {
        return false;
    }
    const unsigned char *start = page_start(pages, number);
    const unsigned char *head = start + (number == 1 ? FILE_HEAD : 0);
    const size_t width = *head == LEAF ? LEAF_HEAD : INTERIOR_HEAD;
    const uint64_t place = (uint64_t)(number - 1) * pages->page;
    const bool empty_table = *head == LEAF && cursor->depth == 0;
    if ((*head != LEAF && *head != INTERIOR) || (cells_on(head) == 0 && !empty_table) ||
        (size_t)(head - start) + width + 2 * (size_t)cells_on(head) > pages->usable) {
        return false;
    }
    cursor->low = place < cursor->low ? place : cursor->low;
    cursor->high = place + pages->page > cursor->high ? place + pages->page : cursor->high;
    cursor->path[cursor->depth].page = head;
    cursor->path[cursor->depth].number = number;
    cursor->path[cursor->depth].cell = 0;
    cursor->depth++;
    return true;
}

/* The row id of a cell, and where it ends; an interior cell begins with a page number, a leaf's with a size. */
static bool key_of(const struct ingest_pages *pages, const struct ingest_pages_cursor *cursor,
                   uint32_t cell, int64_t *ret_key)
{
    const unsigned char *head = cursor->path[cursor->depth - 1].page;
    const uint32_t number = cursor->path[cursor->depth - 1].number;
    const unsigned char *at = cell_at(pages, head, number, cell);
    const unsigned char *end = page_start(pages, number) + pages->usable;
    uint64_t size, key;
    if (at == NULL) {
        return false;
    }
    at = *head == LEAF ? take_varint(at, end, &size) : end - at > 4 ? at + 4 : NULL;
    at = at == NULL ? NULL : take_varint(at, end, &key);
    if (at == NULL) {
        return false;
    }
    *ret_key = (int64_t)key;
    return true;
}

/* The first cell of the last page of the path with that key or a larger one. */
static bool find_cell(const struct ingest_pages *pages, int64_t row,
                      struct ingest_pages_cursor *cursor)
{
    uint32_t low = 0, high = cells_on(cursor->path[cursor->depth - 1].page);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        int64_t key;
        if (!key_of(pages, cursor, middle, &key)) {
            return false;
        }
        if (key < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    cursor->path[cursor->depth - 1].cell = low;
    return true;
}

/* Goes to the child of the interior page's cell, or behind its last one. */
static bool descend(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor)
{
    const unsigned char *head = cursor->path[cursor->depth - 1].page;
    const uint32_t number = cursor->path[cursor->depth - 1].number;
    const uint32_t cell = cursor->path[cursor->depth - 1].cell;
    if (cell == cells_on(head)) {
        return enter(pages, big32(head + 8), cursor);
    }
    const unsigned char *at = cell_at(pages, head, number, cell);
    return at != NULL && page_start(pages, number) + pages->usable - at > 4 &&
           enter(pages, big32(at), cursor);
}

bool ingest_pages_seek(const struct ingest_pages *pages, uint32_t root, int64_t row,
                       struct ingest_pages_cursor *cursor)
{
    if (cursor->high == 0) {
        cursor->low = UINT64_MAX;
    }
    cursor->depth = 0;
    cursor->begun = row > INT64_MIN;
    cursor->last = cursor->begun ? row - 1 : 0;
    bool good = enter(pages, root, cursor) && find_cell(pages, row, cursor);
    while (good && *cursor->path[cursor->depth - 1].page == INTERIOR) {
        good = descend(pages, cursor) && find_cell(pages, row, cursor);
    }
    return good;
}

/* From the end of a leaf to the first cell of the next one. *ret_end: there is none. */
static bool next_leaf(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor,
                      bool *ret_end)
{
    do {
        cursor->depth--;
        *ret_end = cursor->depth == 0;
    } while (!*ret_end && cursor->path[cursor->depth - 1].cell ==
                              cells_on(cursor->path[cursor->depth - 1].page));
    if (*ret_end) {
        return true;
    }
    cursor->path[cursor->depth - 1].cell++;
    bool good = true;
    do {
        good = descend(pages, cursor);
    } while (good && *cursor->path[cursor->depth - 1].page == INTERIOR);
    return good;
}

/* --- rows ---- */

/* How much of a row stands in its cell: the format's own rule. */
static uint64_t on_page(const struct ingest_pages *pages, uint64_t size)
{
    const uint64_t usable = pages->usable;
    const uint64_t least = (usable - 12) * 32 / 255 - 23;
    const uint64_t some = least + (size - least) % (usable - 4);
    return size <= usable - 35 ? size : some <= usable - 35 ? some : least;
}

/* Brings the parts of a long row together. */
static bool gather(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor,
                   const unsigned char *first, uint64_t here, uint64_t size)
{
    if (size > MOST_ON_ONE_ROW || size > pages->bytes ||
        lt_array_reserve(&cursor->whole, &cursor->whole_capacity, (size_t)size, 1, NULL) != LT_OK) {
        return false;
    }
    memcpy(cursor->whole, first, (size_t)here);
    uint32_t number = big32(first + here);
    for (uint64_t done = here; done < size;) {
        if (number == 0 || number > pages->count) {
            return false;
        }
        const unsigned char *start = page_start(pages, number);
        const uint64_t room = pages->usable - 4, left = size - done;
        const uint64_t part = left < room ? left : room;
        memcpy(cursor->whole + done, start + 4, (size_t)part);
        number = big32(start);
        done += part;
    }
    return true;
}

static bool take_row(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor,
                     struct ingest_pages_row *ret_row)
{
    const unsigned depth = cursor->depth - 1;
    const uint32_t number = cursor->path[depth].number;
    const unsigned char *at =
        cell_at(pages, cursor->path[depth].page, number, cursor->path[depth].cell);
    const unsigned char *end = page_start(pages, number) + pages->usable;
    uint64_t size, id;
    at = at == NULL ? NULL : take_varint(at, end, &size);
    at = at == NULL ? NULL : take_varint(at, end, &id);
    if (at == NULL || (cursor->begun && (int64_t)id <= cursor->last)) {
        return false;
    }
    const uint64_t here = on_page(pages, size);
    const uint64_t need = here < size ? here + 4 : here;
    if (need > (uint64_t)(end - at) || (here < size && !gather(pages, cursor, at, here, size))) {
        return false;
    }
    *ret_row =
        (struct ingest_pages_row){(int64_t)id, here < size ? cursor->whole : at, (size_t)size};
    return true;
}

enum ingest_pages_step ingest_pages_next(const struct ingest_pages *pages,
                                         struct ingest_pages_cursor *cursor,
                                         struct ingest_pages_row *ret_row)
{
    while (cursor->depth > 0 &&
           cursor->path[cursor->depth - 1].cell == cells_on(cursor->path[cursor->depth - 1].page)) {
        bool end;
        if (!next_leaf(pages, cursor, &end)) {
            return INGEST_PAGES_ODD;
        }
        if (end) {
            return INGEST_PAGES_END;
        }
    }
    if (cursor->depth == 0 || !take_row(pages, cursor, ret_row)) {
        return cursor->depth == 0 ? INGEST_PAGES_END : INGEST_PAGES_ODD;
    }
    cursor->path[cursor->depth - 1].cell++;
    cursor->begun = true;
    cursor->last = ret_row->id;
    return INGEST_PAGES_ROW;
}

void ingest_pages_let_go(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor)
{
    const uint64_t unit = (uint64_t)sysconf(_SC_PAGESIZE), low = cursor->low / unit * unit;
    if (cursor->low < cursor->high) { /* a hint: what is needed again comes from the file again */
        (void)madvise((void *)(pages->map + low), (size_t)(cursor->high - low), MADV_DONTNEED);
    }
    cursor->low = UINT64_MAX;
    cursor->high = 0;
}

void ingest_pages_finish(struct ingest_pages_cursor *cursor)
{
    free(cursor->whole);
    *cursor = (struct ingest_pages_cursor){0};
}

/* --- a record ---- */

static int64_t whole_number(const unsigned char *at, size_t size)
{
    uint64_t value = (at[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | at[i];
    }
    return (int64_t)value;
}

/* Bytes of a value by its type; the reserved types 10 and 11 are no values. */
static uint64_t size_of(uint64_t type)
{
    static const uint8_t sizes[12] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return type < 12 ? sizes[type] : (type - 12) / 2;
}

static bool value_of(uint64_t type, const unsigned char *at, struct ingest_pages_value *value)
{
    *value = (struct ingest_pages_value){.kind = INGEST_PAGES_NULL};
    if (type >= 12) {
        value->kind = type % 2 == 0 ? INGEST_PAGES_BLOB : INGEST_PAGES_TEXT;
        value->bytes = at;
        value->size = (size_t)size_of(type);
    } else if (type == 7) {
        const int64_t bits = whole_number(at, 8);
        value->kind = INGEST_PAGES_REAL;
        memcpy(&value->real, &bits, sizeof bits);
        return !isnan(value->real);
    } else if (type >= 1 && type <= 6) {
        value->kind = INGEST_PAGES_WHOLE;
        value->whole = whole_number(at, (size_t)size_of(type));
    } else if (type == 8 || type == 9) {
        value->kind = INGEST_PAGES_WHOLE;
        value->whole = (int64_t)type - 8;
    }
    return type != 10 && type != 11;
}

bool ingest_pages_values(const struct ingest_pages_row *row, const int *place, size_t columns,
                         struct ingest_pages_value *values)
{
    const unsigned char *const end = row->record + row->size;
    uint64_t head_size, type;
    const unsigned char *head = take_varint(row->record, end, &head_size);
    if (head == NULL || head_size > row->size || head_size < (uint64_t)(head - row->record)) {
        return false;
    }
    const unsigned char *const head_end = row->record + head_size;
    const unsigned char *body = head_end;
    for (size_t c = 0; c < columns; c++) {
        head = take_varint(head, head_end, &type);
        if (head == NULL || size_of(type) > (uint64_t)(end - body) ||
            (place[c] >= 0 && !value_of(type, body, &values[place[c]]))) {
            return false;
        }
        body += size_of(type);
    }
    return true;
}
