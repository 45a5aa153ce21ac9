#include "ingest_dbf.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ingest_gdal.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum {
    DBF_HEADER = 32,
    DBF_MAX_FIELDS = 1024,
    LDID_CP936 = 0x4D,
    SNIFF_BYTES = 1 << 16,
    ENOUGH_CHARACTERS = 200000, /* of valid UTF-8 and no other: no GBK table does that by chance */
};

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

bool ingest_encoding_parse(const char *name, enum ingest_encoding *ret_encoding)
{
    static const char *const utf8[] = {"UTF-8", "UTF8", "65001", "CP65001", NULL};
    static const char *const gb[] = {"GBK",         "GB18030", "GB2312",   "CP936",      "936",
                                     "GB-2312",     "EUC-CN",  "EUCCN",    "MS936",      "X-GBK",
                                     "54936",       "CP54936", "ANSI 936", "GB_2312-80", "LDID/77",
                                     "WINDOWS-936", NULL};
    for (size_t i = 0; utf8[i] != NULL; i++) {
        if (strcasecmp(name, utf8[i]) == 0) {
            *ret_encoding = INGEST_UTF8;
            return true;
        }
    }
    for (size_t i = 0; gb[i] != NULL; i++) {
        if (strcasecmp(name, gb[i]) == 0) {
            *ret_encoding = INGEST_GB18030;
            return true;
        }
    }
    return false;
}

const char *ingest_encoding_name(enum ingest_encoding encoding)
{
    return encoding == INGEST_UTF8 ? "UTF-8" : "GB18030";
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

/* Length of an unfinished UTF-8 character at the end; 0 when the text ends on a boundary. */
static size_t cut_tail(const char *text, size_t length)
{
    for (size_t back = 1; back <= 3 && back <= length; back++) {
        const unsigned char c = (unsigned char)text[length - back];
        if ((c & 0xC0) != 0x80) {
            const size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
            return need > back ? back : 0;
        }
    }
    return 0;
}

/* Copies valid UTF-8 and replaces the rest. */
static void add_utf8(struct lt_text *out, const char *bytes, size_t length, size_t *bad)
{
    length -= cut_tail(bytes, length);
    if (lt_utf8_valid(bytes, length)) {
        lt_text_add_n(out, bytes, length);
        return;
    }
    for (size_t i = 0; i < length;) {
        size_t n = 1;
        while (n <= 4 && i + n <= length && !lt_utf8_valid(bytes + i, n)) {
            n++;
        }
        if (n > 4 || i + n > length) {
            lt_text_add(out, REPLACEMENT);
            (*bad)++;
            n = 1;
        } else {
            lt_text_add_n(out, bytes + i, n);
        }
        i += n;
    }
}

static void add_gb18030(struct lt_text *out, const char *bytes, size_t length, size_t *bad)
{
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) { // NOLINT: the interface's own failure value
        out->failed = true;
        return;
    }
    char *in = (char *)bytes; /* iconv's interface; it does not write there */
    size_t left = length;
    while (left > 0 && !out->failed) {
        char buffer[1024];
        char *to = buffer;
        size_t room = sizeof buffer;
        const size_t done = iconv(converter, &in, &left, &to, &room);
        lt_text_add_n(out, buffer, (size_t)(to - buffer));
        if (done != (size_t)-1 || errno == E2BIG) {
            continue;
        }
        if (errno == EINVAL) { /* the field ended within a character */
            break;
        }
        lt_text_add(out, REPLACEMENT);
        (*bad)++;
        in++;
        left--;
    }
    iconv_close(converter);
}

/* A line break in an id would forge a line of every list that names it. */
static char *without_controls(char *text)
{
    if (text != NULL) {
        lt_utf8_clean(text);
    }
    return text;
}

/* Bytes of a word that are above 0x7F, or below `least` where none is above. */
static uint64_t odd_bytes(const char *bytes, uint64_t least)
{
    const uint64_t each = UINT64_C(0x0101010101010101), high = 0x80 * each;
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return (word | (word - least * each)) & high;
}

/* Are all bytes from `least` to 0x7F? Eight at a time; the last eight may have been looked at already. */
static bool all_from(const char *bytes, size_t length, uint64_t least)
{
    uint64_t odd = 0;
    if (length < 8) {
        for (size_t i = 0; i < length; i++) {
            odd |= (unsigned char)bytes[i] < least || (unsigned char)bytes[i] > 0x7F;
        }
        return odd == 0;
    }
    for (size_t i = 0; i + 8 < length; i += 8) {
        odd |= odd_bytes(bytes + i, least);
    }
    return (odd | odd_bytes(bytes + length - 8, least)) == 0;
}

bool ingest_ascii(const char *bytes, size_t length)
{
    return all_from(bytes, length, 1);
}

char *ingest_decode(struct lt_arena *arena, enum ingest_encoding encoding, const char *bytes,
                    size_t length, size_t *undecodable)
{
    while (length > 0 && (is_space(bytes[length - 1]) || bytes[length - 1] == '\0')) {
        length--;
    }
    while (length > 0 && is_space(*bytes)) {
        bytes++;
        length--;
    }
    if (all_from(bytes, length, ' ') && memchr(bytes, 0x7F, length) == NULL) {
        return lt_arena_text_n(arena, bytes, length);
    }
    if (ingest_ascii(bytes, length)) {
        return without_controls(lt_arena_text_n(arena, bytes, length));
    }
    struct lt_text out = {0};
    size_t bad = 0;
    if (encoding == INGEST_UTF8) {
        add_utf8(&out, bytes, length, &bad);
    } else {
        add_gb18030(&out, bytes, length, &bad);
    }
    char *text =
        out.failed ? NULL : lt_arena_text_n(arena, out.length == 0 ? "" : out.data, out.length);
    lt_text_finish(&out);
    if (undecodable != NULL) {
        *undecodable += bad;
    }
    return without_controls(text);
}

static uint32_t little(const unsigned char *b, int n)
{
    uint32_t value = 0;
    for (int i = n - 1; i >= 0; i--) {
        value = value << 8 | b[i];
    }
    return value;
}

struct sniff {
    size_t valid, broken; /* fields beyond ASCII that are UTF-8, and that are not */
    size_t characters;    /* bytes of text beyond ASCII */
};

/* Of GBK names hardly one in twenty is UTF-8 by chance, so a few broken values in UTF-8 are told as such. */
static bool is_utf8(const struct sniff *sniff)
{
    return sniff->broken * 20 <= sniff->valid;
}

/* One field, but its last character may be cut where the field is full. */
static void sniff_field(struct sniff *sniff, const char *bytes, size_t width)
{
    size_t length = width;
    while (length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == '\0')) {
        length--;
    }
    size_t high = 0;
    for (size_t i = 0; i < length; i++) {
        high += (unsigned char)bytes[i] >= 0x80;
    }
    if (high == 0) {
        return;
    }
    sniff->characters += high;
    const size_t tail = length == width ? cut_tail(bytes, length) : 0;
    if (lt_utf8_valid(bytes, length - tail)) {
        sniff->valid++;
    } else {
        sniff->broken++;
    }
}

struct dbf {
    FILE *file;
    uint32_t records, header, record;
    unsigned ldid;
    uint32_t text_at[DBF_MAX_FIELDS];
    uint32_t text_width[DBF_MAX_FIELDS];
    size_t text_count;
};

static enum lt_status read_header(const char *path, struct dbf *dbf, struct lt_error *err)
{
    unsigned char head[DBF_HEADER], field[DBF_HEADER];
    dbf->file = fopen(path, "rb");
    if (dbf->file == NULL || fread(head, 1, sizeof head, dbf->file) != sizeof head) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': %s", path,
                       dbf->file == NULL ? strerror(errno) : "its header is cut");
    }
    dbf->records = little(head + 4, 4);
    dbf->header = little(head + 8, 2);
    dbf->record = little(head + 10, 2);
    dbf->ldid = head[29];
    uint32_t at = 1; /* the deletion mark comes first */
    for (uint32_t i = 1; i * DBF_HEADER + 1 < dbf->header && i < DBF_MAX_FIELDS; i++) {
        if (fread(field, 1, sizeof field, dbf->file) != sizeof field || field[0] == 0x0D) {
            break;
        }
        const uint32_t width = field[11] == 'C' ? little(field + 16, 2) : field[16];
        if (at + width > dbf->record) {
            break;
        }
        if (field[11] == 'C') {
            dbf->text_at[dbf->text_count] = at;
            dbf->text_width[dbf->text_count++] = width;
        }
        at += width;
    }
    return LT_OK;
}

/* Most tables are digits and codes for the most part: rows without a byte above 0x7F are passed over together. */
static void sniff_rows(const struct dbf *dbf, const char *records, size_t count,
                       struct sniff *sniff)
{
    if (all_from(records, count * dbf->record, 0)) {
        return;
    }
    for (size_t r = 0; r < count && sniff->characters < ENOUGH_CHARACTERS; r++) {
        const char *record = records + r * dbf->record;
        for (size_t i = 0; i < dbf->text_count; i++) {
            sniff_field(sniff, record + dbf->text_at[i], dbf->text_width[i]);
        }
    }
}

static enum lt_status sniff_records(const char *path, struct sniff *ret_sniff, unsigned *ret_ldid,
                                    struct lt_error *err)
{
    struct dbf *dbf = calloc(1, sizeof *dbf);
    char *records = NULL;
    if (dbf == NULL) {
        return lt_fail_memory(err, path);
    }
    enum lt_status status;
    *ret_sniff = (struct sniff){0};
    LT_TRY(read_header(path, dbf, err));
    *ret_ldid = dbf->ldid;
    const uint32_t at_a_time = SNIFF_BYTES / (dbf->record + 1) + 1;
    records = malloc((size_t)at_a_time * dbf->record + 1);
    if (records == NULL || fseek(dbf->file, (long)dbf->header, SEEK_SET) != 0) {
        status = records == NULL ? lt_fail_memory(err, path)
                                 : lt_fail(err, LT_E_IO, "cannot read '%s'", path);
        goto out;
    }
    for (uint32_t r = 0; r < dbf->records && ret_sniff->characters < ENOUGH_CHARACTERS;) {
        const uint32_t left = dbf->records - r;
        const size_t got =
            fread(records, dbf->record, left < at_a_time ? left : at_a_time, dbf->file);
        if (got == 0) {
            break;
        }
        sniff_rows(dbf, records, got, ret_sniff);
        r += (uint32_t)got;
    }
out:
    if (dbf->file != NULL) {
        fclose(dbf->file);
    }
    free(records);
    free(dbf);
    return status;
}

/* First line of the .cpg, trimmed, into a small buffer. */
static enum lt_status read_cpg(const char *path, char *text, size_t size, struct lt_error *err)
{
    text[0] = '\0';
    if (path == NULL) {
        return LT_OK;
    }
    FILE *file = fopen(path, "rb");
    const size_t got = file == NULL ? 0 : fread(text, 1, size - 1, file);
    const int cause = file == NULL || ferror(file) != 0 ? errno : 0;
    if (file != NULL) {
        fclose(file);
    }
    if (cause != 0) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': %s", path, strerror(cause));
    }
    text[got] = '\0';
    const size_t bom = lt_starts_with(text, "\xEF\xBB\xBF") ? 3 : 0;
    memmove(text, text + bom, got - bom + 1);
    text[strcspn(text, "\r\n")] = '\0';
    for (size_t n = strlen(text); n > 0 && is_space(text[n - 1]); n--) {
        text[n - 1] = '\0';
    }
    if (!lt_utf8_valid(text, strlen(text))) {
        snprintf(text, size, "(not text)");
    }
    return LT_OK;
}

enum lt_status ingest_dbf_encoding(const char *dbf, const char *cpg, const char *configured,
                                   const char *layer, struct lt_diagnostics *diagnostics,
                                   enum ingest_encoding *ret_encoding, struct lt_error *err)
{
    if (*configured != '\0' && strcasecmp(configured, "auto") != 0) {
        return ingest_encoding_parse(configured, ret_encoding)
                   ? LT_OK
                   : ingest_reject(diagnostics, LT_USABILITY, "text.encoding", layer, "encoding",
                                   configured, "auto, GBK, GB18030 or UTF-8",
                                   "correct encoding in the config", err);
    }
    struct sniff sniff = {0};
    unsigned ldid = 0;
    enum lt_status status = sniff_records(dbf, &sniff, &ldid, err);
    if (status != LT_OK) {
        return status;
    }
    char declared[64];
    status = read_cpg(cpg, declared, sizeof declared, err);
    if (status != LT_OK) {
        return status;
    }
    enum ingest_encoding said;
    const bool known = ingest_encoding_parse(declared, &said);
    if (known && !(said == INGEST_UTF8 && !is_utf8(&sniff))) {
        *ret_encoding = said;
        return LT_OK;
    }
    *ret_encoding = ldid != LDID_CP936 && is_utf8(&sniff) ? INGEST_UTF8 : INGEST_GB18030;
    if (*declared == '\0' || sniff.characters == 0) {
        return LT_OK;
    }
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_USABILITY,
        .code = "text.cpg",
        .layer = layer,
        .field = "encoding",
        .found = declared,
        .expected = ingest_encoding_name(*ret_encoding),
        .action = "the text was read in the encoding its bytes show; correct the .cpg file"};
    return lt_diagnostics_add(diagnostics, &item, err);
}
