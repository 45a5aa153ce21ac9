/* The values of one row. */
#include <math.h>
#include <string.h>

#include "ingest_pages.h"

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
    const unsigned char *head = ingest_pages_varint(row->record, end, &head_size);
    if (head == NULL || head_size > row->size || head_size < (uint64_t)(head - row->record)) {
        return false;
    }
    const unsigned char *const head_end = row->record + head_size;
    const unsigned char *body = head_end;
    for (size_t c = 0; c < columns; c++) {
        head = ingest_pages_varint(head, head_end, &type);
        if (head == NULL || size_of(type) > (uint64_t)(end - body) ||
            (place[c] >= 0 && !value_of(type, body, &values[place[c]]))) {
            return false;
        }
        body += size_of(type);
    }
    return true;
}
