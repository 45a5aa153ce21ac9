#include "postgis/postgis_encode.h"

#include <string.h>

static void add_u32(struct lt_text *out, uint32_t value)
{
    const char bytes[4] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8),
                           (char)value};
    lt_text_add_n(out, bytes, sizeof bytes);
}

static void add_u64(struct lt_text *out, uint64_t value)
{
    add_u32(out, (uint32_t)(value >> 32));
    add_u32(out, (uint32_t)value);
}

void postgis_put_head(struct lt_text *out)
{
    static const char signature[] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', '\377', '\r', '\n', '\0'};
    lt_text_add_n(out, signature, sizeof signature);
    add_u32(out, 0); /* no flags */
    add_u32(out, 0); /* no extension */
}

void postgis_put_row(struct lt_text *out, size_t fields)
{
    const char bytes[2] = {(char)(fields >> 8), (char)fields};
    lt_text_add_n(out, bytes, sizeof bytes);
}

void postgis_put_end(struct lt_text *out)
{
    lt_text_add_n(out, "\377\377", 2);
}

void postgis_put_null(struct lt_text *out)
{
    add_u32(out, UINT32_MAX);
}

void postgis_put_int4(struct lt_text *out, int32_t value)
{
    add_u32(out, 4);
    add_u32(out, (uint32_t)value);
}

void postgis_put_int8(struct lt_text *out, int64_t value)
{
    add_u32(out, 8);
    add_u64(out, (uint64_t)value);
}

void postgis_put_float8(struct lt_text *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    add_u32(out, 8);
    add_u64(out, bits);
}

void postgis_put_bytes(struct lt_text *out, const void *data, size_t size)
{
    add_u32(out, (uint32_t)size);
    lt_text_add_n(out, data, size);
}

/* Days from 1970-01-01 in the calendar that ISO 8601 extends backwards: eras of 400 years that begin in March. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    const int64_t from_march = (month + 9) % 12;
    const int64_t y = year - (month <= 2 ? 1 : 0);
    const int64_t era = y / 400, of_era = y % 400;
    const int64_t of_year = (153 * from_march + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool postgis_put_date(struct lt_text *out, const char *text)
{
    enum { YEAR_2000 = 10957 }; /* PostgreSQL counts from there */
    if (!lt_date_valid(text)) {
        return false;
    }
    int64_t part[3] = {0};
    for (size_t i = 0, which = 0; text[i] != '\0'; i++) {
        if (text[i] == '-') {
            which++;
        } else {
            part[which] = part[which] * 10 + (text[i] - '0');
        }
    }
    postgis_put_int4(out, (int32_t)(days_of(part[0], part[1], part[2]) - YEAR_2000));
    return true;
}

/* Bytes before the WKB, by the flags of the head; 0 where they are none of the standard's. */
static size_t head_size(const unsigned char *blob, size_t size)
{
    static const size_t envelopes[] = {0, 32, 48, 48, 64};
    enum { FIXED = 8, WKB_LEAST = 5 };
    if (size < FIXED || blob[0] != 'G' || blob[1] != 'P' || blob[2] != 0) {
        return 0;
    }
    const size_t kind = (blob[3] >> 1) & 7u;
    const size_t head = FIXED + (kind < sizeof envelopes / sizeof *envelopes ? envelopes[kind] : 0);
    return kind < sizeof envelopes / sizeof *envelopes && size >= head + WKB_LEAST ? head : 0;
}

bool postgis_put_geometry(struct lt_text *out, const void *blob, size_t size, int32_t srid)
{
    enum { ORDER = 1, TYPE = 4, HEAD = ORDER + TYPE, MOST_TYPE = 7 };
    static const uint32_t with_srid = 0x20000000u;
    const size_t before = head_size(blob, size);
    if (before == 0) {
        return false;
    }
    const unsigned char *const wkb = (const unsigned char *)blob + before;
    const bool little = wkb[0] == 1;
    uint32_t type = 0;
    for (int i = 0; i < TYPE; i++) {
        type = type << 8 | wkb[ORDER + (little ? TYPE - 1 - i : i)];
    }
    if (wkb[0] > 1 || type == 0 || type > MOST_TYPE) {
        return false;
    }
    const uint32_t words[] = {type | with_srid, (uint32_t)srid};
    char head[ORDER + sizeof words];
    head[0] = (char)wkb[0];
    for (size_t w = 0; w < 2; w++) {
        for (size_t i = 0; i < TYPE; i++) {
            head[ORDER + w * TYPE + (little ? i : TYPE - 1 - i)] = (char)(words[w] >> (8 * i));
        }
    }
    const size_t rest = size - before - HEAD;
    add_u32(out, (uint32_t)(sizeof head + rest));
    lt_text_add_n(out, head, sizeof head);
    lt_text_add_n(out, (const char *)wkb + HEAD, rest);
    return true;
}
