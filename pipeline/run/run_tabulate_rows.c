/* Rows of CSV, millions of them: written straight into the chunk's buffer, with room made once per zone. */
#include <stdint.h>
#include <string.h>

#include "run/run_tabulate.h"
#include "support/arena.h"
#include "support/array.h"

enum { AREA_DECIMALS = 6, FRACTION_DECIMALS = 12, CELLS_DECIMALS = 9 };
/* Sums of finite areas lie far below 1e18, where numbers are longer. */
enum { NUMBER_ROOM = 48, CLASS_ROOM = 8 };

static void add_value_names(const struct tabulating *tab, struct lt_text *text)
{
    const unsigned values = tab->options->values;
    lt_text_add(text, values & LT_TABULATE_AREA ? ",area_m2" : "");
    lt_text_add(text, values & LT_TABULATE_FRACTION ? ",fraction" : "");
    lt_text_add(text, values & LT_TABULATE_CELLS ? ",cells" : "");
    lt_text_add(text, "\n");
}

void tabulate_add_header(const struct tabulating *tab, struct lt_text *text)
{
    const struct lt_tabulate_options *options = tab->options;
    lt_text_add(text, "zone_id");
    if (options->form == LT_TABULATE_LONG) {
        lt_text_add(text, ",season,class");
    }
    for (size_t s = 0; options->form == LT_TABULATE_JOINT && s < options->raster_count; s++) {
        struct lt_text name = {0};
        lt_text_printf(&name, "class_%s", options->names[s]);
        lt_text_add(text, ",");
        lt_text_add_csv(text, name.data == NULL ? "" : name.data);
        lt_text_finish(&name);
    }
    add_value_names(tab, text);
}

enum lt_status tabulate_rows_begin(struct tabulating *tab, struct lt_error *err)
{
    struct lt_text text = {0};
    size_t longest = 0;
    enum lt_status status = LT_OK;
    for (size_t s = 0; s < tab->raster_count; s++) {
        text.length = 0;
        lt_text_add(&text, ",");
        lt_text_add_csv(&text, tab->options->names[s]);
        lt_text_add(&text, ",");
        LT_TRY(lt_text_check(&text, err));
        tab->season_text[s] = lt_arena_alloc(tab->arena, text.length + TABULATE_AT_ONCE);
        if (tab->season_text[s] == NULL) {
            status = lt_fail_memory(err, "a season's name");
            goto out;
        }
        memcpy(tab->season_text[s], text.data, text.length);
        tab->season_length[s] = text.length;
        longest = text.length > longest ? text.length : longest;
    }
    tab->row_room =
        longest + (CLASS_ROOM + 1) * LT_SEASONS_MAX + 3 * NUMBER_ROOM + TABULATE_AT_ONCE + 1;
out:
    lt_text_finish(&text);
    return status;
}

static char *put(char *to, const char *text, size_t length)
{
    memcpy(to, text, length);
    return to + length;
}

/* `text` has at least TABULATE_AT_ONCE bytes, and `to` room for them. */
static char *put_short(char *to, const char *text, size_t length)
{
    memcpy(to, text, TABULATE_AT_ONCE);
    return length <= TABULATE_AT_ONCE ? to + length : put(to, text, length);
}

static char *put_class(char *to, uint32_t class_)
{
    return class_ == TABULATE_UNSEEN    ? put(to, "unseen", 6)
           : class_ == TABULATE_OUTSIDE ? put(to, "outside", 7)
                                        : lt_put_whole(to, class_);
}

static char *put_number(char *to, double value, int decimals)
{
    *to++ = ',';
    return lt_put_fixed(to, value < 1e17 ? value : 1e17, decimals);
}

static char *put_row(const struct tabulating *tab, const struct tabulate_row *row, char *to)
{
    const unsigned values = tab->options->values;
    if (tab->options->form == LT_TABULATE_JOINT) {
        for (size_t s = 0; s < tab->raster_count; s++) {
            *to++ = ',';
            to = put_class(to, row->classes[s]);
        }
    } else {
        to = put_short(to, tab->season_text[row->season], tab->season_length[row->season]);
        to = put_class(to, row->classes[0]);
    }
    if (values & LT_TABULATE_AREA) {
        to = put_number(to, row->m2, AREA_DECIMALS);
    }
    if (values & LT_TABULATE_FRACTION) {
        to = put_number(to, row->fraction, FRACTION_DECIMALS);
    }
    if (values & LT_TABULATE_CELLS) {
        to = put_number(to, row->cells, CELLS_DECIMALS);
    }
    *to++ = '\n';
    return to;
}

/* Room for `more` bytes behind the text; NULL when memory is out. */
static char *make_room(struct lt_text *text, size_t more)
{
    if (text->failed ||
        lt_array_reserve(&text->data, &text->capacity, text->length + more + 1, 1, NULL) != LT_OK) {
        text->failed = true;
        return NULL;
    }
    return text->data + text->length;
}

/* Is the id a field as it stands? *ret_length: its bytes. */
static bool plain_field(const char *id, size_t *ret_length)
{
    static const uint8_t special[256] = {[','] = 1, ['"'] = 1, ['\r'] = 1, ['\n'] = 1};
    const char first = *id;
    unsigned found = first == '\0' || first == '=' || first == '+' || first == '-' ||
                     first == '@' || first == '\t';
    const char *c = id;
    for (; *c != '\0'; c++) {
        found |= special[(unsigned char)*c];
    }
    *ret_length = (size_t)(c - id);
    return found == 0;
}

/* The id as a field; the answer lies in `buffer`, or is the id itself where it needs no care. */
static const char *as_field(const char *id, struct lt_text *buffer, size_t *ret_length)
{
    if (plain_field(id, ret_length)) {
        return id;
    }
    lt_text_add_csv(buffer, id);
    *ret_length = buffer->length;
    return buffer->data == NULL ? "" : buffer->data;
}

void tabulate_add_rows(const struct tabulating *tab, const struct tabulate_own *own, const char *id,
                       struct lt_text *text)
{
    struct lt_text buffer = {0};
    char start[TABULATE_AT_ONCE] = {0};
    size_t length = 0;
    const char *field = id == NULL ? "" : as_field(id, &buffer, &length);
    if (length <= sizeof start) {
        memcpy(start, field, length);
        field = start;
    }
    char *to = make_room(text, own->count * (length + tab->row_room));
    if (to != NULL && !buffer.failed) {
        for (size_t i = 0; i < own->count; i++) {
            to = put_row(tab, &own->rows[i], put_short(to, field, length));
        }
        text->length = (size_t)(to - text->data);
        *to = '\0';
    }
    text->failed = text->failed || buffer.failed;
    lt_text_finish(&buffer);
}

void tabulate_add_ids(const char *lines, size_t size, const char *id, struct lt_text *text)
{
    struct lt_text buffer = {0};
    size_t length;
    const char *field = as_field(id, &buffer, &length);
    while (size > 0) {
        const char *end = memchr(lines, '\n', size);
        const size_t line = end == NULL ? size : (size_t)(end - lines) + 1;
        char *to = make_room(text, length + line);
        if (to == NULL) {
            break;
        }
        to = put(put(to, field, length), lines, line);
        text->length = (size_t)(to - text->data);
        lines += line;
        size -= line;
    }
    text->failed = text->failed || buffer.failed;
    lt_text_finish(&buffer);
}
