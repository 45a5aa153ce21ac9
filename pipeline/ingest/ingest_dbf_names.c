/* Names of columns as a .dbf keeps them: ten bytes, however many characters these are. */
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "ingest_dbf.h"
#include "support/arena.h"

char *ingest_encode(struct lt_arena *arena, enum ingest_encoding encoding, const char *text)
{
    const size_t length = strlen(text);
    char *const to = lt_arena_alloc(arena, 2 * length + 1);
    if (to == NULL) {
        return NULL;
    }
    memcpy(to, text, length + 1);
    if (encoding != INGEST_GB18030 || ingest_ascii(text, length)) {
        return to;
    }
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    char *in = (char *)text, *out = to; /* iconv's interface; it does not write there */
    size_t left = length, room = 2 * length;
    const bool whole = converter != (iconv_t)-1 && // NOLINT: the interface's failure value
                       iconv(converter, &in, &left, &out, &room) != (size_t)-1;
    if (converter != (iconv_t)-1) { // NOLINT: see above
        iconv_close(converter);
    }
    *out = '\0';
    return whole ? to : NULL;
}

const char *ingest_dbf_cut(struct lt_arena *arena, enum ingest_encoding encoding, const char *name)
{
    const char *const bytes = ingest_encode(arena, encoding, name);
    return bytes == NULL || strlen(bytes) <= INGEST_DBF_NAME
               ? NULL
               : ingest_decode(arena, encoding, bytes, INGEST_DBF_NAME, NULL);
}

bool ingest_dbf_is_cut(struct lt_arena *arena, enum ingest_encoding encoding, const char *in_file,
                       const char *name)
{
    const char *const cut = ingest_dbf_cut(arena, encoding, name);
    const char *const whole = cut == NULL ? NULL : ingest_encode(arena, encoding, cut);
    const char *const bytes = whole == NULL ? NULL : ingest_encode(arena, encoding, name);
    const size_t length = strlen(in_file);
    return bytes != NULL &&
           ((length == INGEST_DBF_NAME && strncasecmp(in_file, bytes, INGEST_DBF_NAME) == 0) ||
            strcasecmp(in_file, whole) == 0);
}
