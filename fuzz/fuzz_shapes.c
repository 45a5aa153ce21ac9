#include "fuzz_shapes.h"

#include <stdio.h>
#include <string.h>

#include "fuzz.h"

enum {
    HEAD = 100,
    RECORD_HEAD = 8,
    SQUARE = 48 + 5 * 16,
    INDEX = 8,
    MOST_INDEXED = 4096,
    CODE = 9994,
    VERSION = 1000,
    POLYGON = 5,
    NAME_ROOM = 64,
};

static void put_big(uint8_t *to, uint32_t value)
{
    to[0] = (uint8_t)(value >> 24);
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
}

static uint32_t get_big(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static void put_little(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (uint8_t)(value >> (8 * i));
    }
}

static void put_double(uint8_t *to, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_little(to, (uint32_t)bits);
    put_little(to + 4, (uint32_t)(bits >> 32));
}

static void put_box(uint8_t *to, double west, double south, double east, double north)
{
    put_double(to, west);
    put_double(to + 8, south);
    put_double(to + 16, east);
    put_double(to + 24, north);
}

static void put_head(uint8_t *to, size_t bytes)
{
    put_big(to, CODE);
    put_big(to + 24, (uint32_t)(bytes / 2));
    put_little(to + 28, VERSION);
    put_little(to + 32, POLYGON);
    put_box(to + 36, fuzz_grid.origin_x, fuzz_grid.origin_y - 800, fuzz_grid.origin_x + 1000,
            fuzz_grid.origin_y);
}

static void put_square(uint8_t *to, uint32_t number)
{
    const double west = fuzz_grid.origin_x + 12.5 * number + 3, side = 11;
    const double north = fuzz_grid.origin_y - 17, south = north - side;
    const double corners[5][2] = {
        {west, south}, {west, north}, {west + side, north}, {west + side, south}, {west, south}};
    put_big(to, number + 1);
    put_big(to + 4, SQUARE / 2);
    uint8_t *at = to + RECORD_HEAD;
    put_little(at, POLYGON);
    put_box(at + 4, west, south, west + side, north);
    put_little(at + 36, 1);
    put_little(at + 40, 5);
    for (int i = 0; i < 5; i++) {
        put_double(at + 48 + 16 * i, corners[i][0]);
        put_double(at + 56 + 16 * i, corners[i][1]);
    }
}

static const char *named(const char *name, const char *extension)
{
    static char text[NAME_ROOM];
    snprintf(text, sizeof text, "%s.%s", name, extension);
    return text;
}

uint32_t fuzz_dbf_records(const uint8_t *data, size_t size)
{
    const uint32_t count = size < 8 ? 0 : (uint32_t)data[4] | (uint32_t)data[5] << 8;
    return count < FUZZ_MOST_RECORDS ? count : FUZZ_MOST_RECORDS;
}

void fuzz_squares(const char *name, uint32_t count)
{
    static uint8_t shp[HEAD + FUZZ_MOST_RECORDS * (RECORD_HEAD + SQUARE)];
    const size_t bytes = HEAD + count * (size_t)(RECORD_HEAD + SQUARE);
    memset(shp, 0, sizeof shp);
    put_head(shp, bytes);
    for (uint32_t i = 0; i < count; i++) {
        put_square(shp + HEAD + i * (size_t)(RECORD_HEAD + SQUARE), i);
    }
    fuzz_file(named(name, "shp"), shp, bytes);
    fuzz_index(name, shp, bytes);
}

uint32_t fuzz_index(const char *name, const uint8_t *shp, size_t size)
{
    static uint8_t shx[HEAD + MOST_INDEXED * INDEX];
    uint32_t count = 0;
    size_t at = HEAD;
    memset(shx, 0, sizeof shx);
    while (at + RECORD_HEAD <= size && count < MOST_INDEXED) {
        const uint32_t words = get_big(shp + at + 4);
        put_big(shx + HEAD + count * (size_t)INDEX, (uint32_t)(at / 2));
        put_big(shx + HEAD + count * (size_t)INDEX + 4, words);
        count++;
        if (words > size) {
            break;
        }
        at += RECORD_HEAD + (size_t)words * 2;
    }
    put_head(shx, HEAD + count * (size_t)INDEX);
    if (size >= HEAD) {
        memcpy(shx + 32, shp + 32, 4); /* of one type with its shapes */
    }
    fuzz_file(named(name, "shx"), shx, HEAD + count * (size_t)INDEX);
    return count;
}

void fuzz_table(const char *name, uint32_t count)
{
    enum { FIELDS = 3, WIDTH = 6, TABLE_HEAD = 32 + 32 * FIELDS + 1, RECORD = 1 + FIELDS * WIDTH };
    static const char *const fields[FIELDS] = {"BSM", "DLBM", "ZLDWDM"};
    static uint8_t dbf[TABLE_HEAD + MOST_INDEXED * RECORD + 1];
    const size_t bytes = TABLE_HEAD + count * (size_t)RECORD;
    memset(dbf, 0, sizeof dbf);
    dbf[0] = 3;
    dbf[1] = 126;
    dbf[2] = dbf[3] = 1;
    put_little(dbf + 4, count);
    dbf[8] = TABLE_HEAD;
    dbf[10] = RECORD;
    for (int f = 0; f < FIELDS; f++) {
        memcpy(dbf + 32 + 32 * f, fields[f], strlen(fields[f]));
        dbf[32 + 32 * f + 11] = 'C';
        dbf[32 + 32 * f + 16] = WIDTH;
    }
    dbf[TABLE_HEAD - 1] = 0x0d;
    for (uint32_t i = 0; i < count; i++) {
        char text[RECORD + 16];
        snprintf(text, sizeof text, " %-6u0101  411702", i + 1);
        memcpy(dbf + TABLE_HEAD + i * (size_t)RECORD, text, RECORD);
    }
    dbf[bytes] = 0x1a;
    fuzz_file(named(name, "dbf"), dbf, bytes + 1);
}
