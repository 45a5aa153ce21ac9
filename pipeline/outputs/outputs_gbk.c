#include "outputs_gbk.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

iconv_t lt_gbk_open(void)
{
    return iconv_open("CP936", "UTF-8");
}

size_t lt_gbk_fit(iconv_t gbk, const char *text, size_t limit)
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
    return strlen(text) - left;
}

bool lt_gbk_holds(iconv_t gbk, const char *text)
{
    while (*text != '\0') {
        const size_t fit = lt_gbk_fit(gbk, text, LT_DBF_TEXT_MAX);
        if (fit == SIZE_MAX) {
            return false;
        }
        text += fit;
    }
    return true;
}
