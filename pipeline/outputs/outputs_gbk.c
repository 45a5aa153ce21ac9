#include "outputs_gbk.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "support/text.h"

iconv_t lt_gbk_open(void)
{
    return iconv_open("CP936", "UTF-8");
}

/* Encodes into at most `limit` bytes: how many bytes of `text` fit (SIZE_MAX when GBK lacks a character), and how many
 * they become. */
static size_t encode(iconv_t gbk, const char *text, size_t limit, size_t *ret_bytes)
{
    char out[LT_DBF_TEXT_MAX];
    iconv(gbk, NULL, NULL, NULL, NULL);
    char *in = (char *)(uintptr_t)text; /* iconv does not write there */
    size_t left = strlen(text);
    char *to = out;
    size_t room = limit < sizeof out ? limit : sizeof out;
    if (iconv(gbk, &in, &left, &to, &room) == (size_t)-1 && errno != E2BIG) {
        return SIZE_MAX;
    }
    *ret_bytes = (size_t)(to - out);
    return strlen(text) - left;
}

size_t lt_gbk_fit(iconv_t gbk, const char *text, size_t limit)
{
    size_t bytes;
    return encode(gbk, text, limit, &bytes);
}

size_t lt_gbk_length(iconv_t gbk, const char *text)
{
    size_t length = 0;
    while (*text != '\0') {
        size_t bytes;
        const size_t fit = encode(gbk, text, LT_DBF_TEXT_MAX, &bytes);
        if (fit == SIZE_MAX) {
            return SIZE_MAX;
        }
        text += fit;
        length += bytes;
    }
    return length;
}

bool lt_gbk_holds(iconv_t gbk, const char *text)
{
    return lt_gbk_length(gbk, text) != SIZE_MAX;
}

void lt_gbk_add_missing(iconv_t gbk, const char *text, struct lt_text *list)
{
    const char *before = "";
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        char one[8] = "";
        memcpy(one, at, (size_t)(g_utf8_next_char(at) - at));
        if (!lt_gbk_holds(gbk, one)) {
            lt_text_printf(list, "%s%s U+%04X", before, one, (unsigned)g_utf8_get_char(at));
            before = " ";
        }
    }
}
