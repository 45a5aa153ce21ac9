#include "ingest_pages.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/array.h"
#include "support/files.h"

enum { FILE_HEAD = 100, INTERIOR = 5, LEAF = 13, INTERIOR_HEAD = 12, LEAF_HEAD = 8 };
enum { MOST_ON_ONE_ROW = 1 << 30, FEW_BYTES = 16 << 10, MANY_BYTES = 128 << 10 };

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
    unsigned char head[FILE_HEAD];
    struct ingest_pages pages = {.file = open(path, O_RDONLY | O_CLOEXEC)};
    if (pages.file >= 0 && fstat(pages.file, &info) == 0 && info.st_size > 0 &&
        lt_file_get(pages.file, head, sizeof head, 0)) {
        pages.bytes = (uint64_t)info.st_size;
        pages.open = plain_head(head, pages.bytes, &pages);
    }
    if (pages.file >= 0 && !pages.open) {
        close(pages.file);
    }
    *ret_pages = pages.open ? pages : (struct ingest_pages){0};
    return pages.open;
}

void ingest_pages_close(struct ingest_pages *pages)
{
    if (pages->open) {
        close(pages->file);
    }
    *pages = (struct ingest_pages){0};
}

/* --- pages ---- */

/* Brings the page into a window, along with what lies behind it: the more, the longer one page follows the other. `keep`:
 * a window that must stay; 2 none. NULL where it cannot be read. */
static const unsigned char *bring(const struct ingest_pages *pages,
                                  struct ingest_pages_cursor *cursor, uint32_t number,
                                  unsigned keep, unsigned *ret_window)
{
    uint32_t count = pages->page < FEW_BYTES ? FEW_BYTES / pages->page : 1;
    const uint32_t most = pages->page < MANY_BYTES ? MANY_BYTES / pages->page : 1;
    for (unsigned i = 0; i < 2; i++) {
        const struct ingest_pages_window *window = &cursor->windows[i];
        if (number - window->first < window->count) {
            *ret_window = i;
            return window->data + (size_t)(number - window->first) * pages->page;
        }
        if (window->count > 0 && number == window->first + window->count) {
            count = 2 * window->count > count ? 2 * window->count : count;
        }
    }
    *ret_window = keep < 2 ? 1 - keep : cursor->of_leaf;
    struct ingest_pages_window *window = &cursor->windows[*ret_window];
    const uint32_t left = pages->count - (number - 1);
    count = count > most ? most : count;
    count = count > left ? left : count;
    window->count = 0;
    if (window->data == NULL) {
        window->data = malloc((size_t)most * pages->page);
    }
    if (window->data == NULL || !lt_file_get(pages->file, window->data, (size_t)count * pages->page,
                                             (uint64_t)(number - 1) * pages->page)) {
        return NULL;
    }
    window->first = number;
    window->count = count;
    return window->data;
}

/* A copy of an interior page stays as long as the path leads over it. */
static bool keep_inner(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor,
                       const unsigned char *start, uint32_t number)
{
    unsigned char **inner = &cursor->path[cursor->depth].inner;
    if (*inner == NULL) {
        *inner = malloc(pages->page);
    }
    if (*inner == NULL) {
        return false;
    }
    memcpy(*inner, start, pages->page);
    cursor->path[cursor->depth].held = number;
    return true;
}

/* --- the tree ---- */

static uint32_t cells_on(const unsigned char *head)
{
    return big16(head + 3);
}

/* The bytes of a cell of the last page of the path; NULL where it does not lie behind the list of cells. */
static const unsigned char *cell_at(const struct ingest_pages *pages,
                                    const struct ingest_pages_cursor *cursor, uint32_t cell)
{
    const unsigned char *start = cursor->path[cursor->depth - 1].start;
    const unsigned char *head = cursor->path[cursor->depth - 1].head;
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
    const bool held = cursor->path[cursor->depth].held == number;
    unsigned window = cursor->of_leaf;
    const unsigned char *start =
        held ? cursor->path[cursor->depth].inner : bring(pages, cursor, number, 2, &window);
    if (start == NULL) {
        return false;
    }
    const unsigned char *head = start + (number == 1 ? FILE_HEAD : 0);
    const size_t width = *head == LEAF ? LEAF_HEAD : INTERIOR_HEAD;
    const bool empty_table = *head == LEAF && cursor->depth == 0;
    if ((*head != LEAF && *head != INTERIOR) || (cells_on(head) == 0 && !empty_table) ||
        (size_t)(head - start) + width + 2 * (size_t)cells_on(head) > pages->usable ||
        (*head == INTERIOR && !held && !keep_inner(pages, cursor, start, number))) {
        return false;
    }
    if (*head == LEAF) {
        cursor->of_leaf = window;
    } else {
        head = cursor->path[cursor->depth].inner + (head - start);
        start = cursor->path[cursor->depth].inner;
    }
    cursor->path[cursor->depth].start = start;
    cursor->path[cursor->depth].head = head;
    cursor->path[cursor->depth].number = number;
    cursor->path[cursor->depth].cell = 0;
    cursor->depth++;
    return true;
}

/* The row id of a cell, and where it ends; an interior cell begins with a page number, a leaf's with a size. */
static bool key_of(const struct ingest_pages *pages, const struct ingest_pages_cursor *cursor,
                   uint32_t cell, int64_t *ret_key)
{
    const unsigned char *at = cell_at(pages, cursor, cell);
    const unsigned char *end = cursor->path[cursor->depth - 1].start + pages->usable;
    uint64_t size, key;
    if (at == NULL) {
        return false;
    }
    at = *cursor->path[cursor->depth - 1].head == LEAF ? ingest_pages_varint(at, end, &size)
         : end - at > 4                                ? at + 4
                                                       : NULL;
    at = at == NULL ? NULL : ingest_pages_varint(at, end, &key);
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
    uint32_t low = 0, high = cells_on(cursor->path[cursor->depth - 1].head);
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

static bool at_interior(const struct ingest_pages_cursor *cursor)
{
    return *cursor->path[cursor->depth - 1].head == INTERIOR;
}

/* Goes to the child of the interior page's cell, or behind its last one. */
static bool descend(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor)
{
    const unsigned char *start = cursor->path[cursor->depth - 1].start;
    const unsigned char *head = cursor->path[cursor->depth - 1].head;
    const uint32_t cell = cursor->path[cursor->depth - 1].cell;
    if (cell == cells_on(head)) {
        return enter(pages, big32(head + 8), cursor);
    }
    const unsigned char *at = cell_at(pages, cursor, cell);
    return at != NULL && start + pages->usable - at > 4 && enter(pages, big32(at), cursor);
}

bool ingest_pages_seek(const struct ingest_pages *pages, uint32_t root, int64_t row,
                       struct ingest_pages_cursor *cursor)
{
    cursor->depth = 0;
    cursor->begun = row > INT64_MIN;
    cursor->last = cursor->begun ? row - 1 : 0;
    bool good = enter(pages, root, cursor) && find_cell(pages, row, cursor);
    while (good && at_interior(cursor)) {
        good = descend(pages, cursor) && find_cell(pages, row, cursor);
    }
    return good;
}

static bool at_end_of_page(const struct ingest_pages_cursor *cursor)
{
    const unsigned last = cursor->depth - 1;
    return cursor->path[last].cell == cells_on(cursor->path[last].head);
}

/* From the end of a leaf to the first cell of the next one. *ret_end: there is none. */
static bool next_leaf(const struct ingest_pages *pages, struct ingest_pages_cursor *cursor,
                      bool *ret_end)
{
    do {
        cursor->depth--;
        *ret_end = cursor->depth == 0;
    } while (!*ret_end && at_end_of_page(cursor));
    if (*ret_end) {
        return true;
    }
    cursor->path[cursor->depth - 1].cell++;
    bool good = true;
    do {
        good = descend(pages, cursor);
    } while (good && at_interior(cursor));
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
    unsigned window;
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
        const unsigned char *start = bring(pages, cursor, number, cursor->of_leaf, &window);
        if (start == NULL) {
            return false;
        }
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
    const unsigned last = cursor->depth - 1;
    const unsigned char *at = cell_at(pages, cursor, cursor->path[last].cell);
    const unsigned char *end = cursor->path[last].start + pages->usable;
    uint64_t size, id;
    at = at == NULL ? NULL : ingest_pages_varint(at, end, &size);
    at = at == NULL ? NULL : ingest_pages_varint(at, end, &id);
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
    while (cursor->depth > 0 && at_end_of_page(cursor)) {
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

void ingest_pages_finish(struct ingest_pages_cursor *cursor)
{
    for (unsigned i = 0; i < INGEST_PAGES_DEPTH; i++) {
        free(cursor->path[i].inner);
    }
    free(cursor->windows[0].data);
    free(cursor->windows[1].data);
    free(cursor->whole);
    *cursor = (struct ingest_pages_cursor){0};
}
