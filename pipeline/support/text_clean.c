/* Texts of strangers made fit to be shown: no blanks around them, nothing in them that moves a cursor. */
#include <string.h>

#include "support/text.h"

/* Bytes of the character at `at`; 0 where there is none. */
static size_t character(const char *at)
{
    const unsigned char lead = (unsigned char)*at;
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < length; i++) {
        if (at[i] == '\0') {
            return 0;
        }
    }
    return length == 1 || lt_utf8_valid(at, length) ? length : 0;
}

/* Moves the cursor, or turns round what is written beside it: controls of ASCII and of Latin-1, line and paragraph
 * separators, marks of direction. */
static bool is_control(const char *at, size_t length)
{
    const unsigned char *c = (const unsigned char *)at;
    return (length == 1 && (c[0] < 0x20 || c[0] == 0x7F)) ||
           (length == 2 && c[0] == 0xC2 && c[1] < 0xA0) ||
           (length == 3 && c[0] == 0xE2 &&
            ((c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) ||
             (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9)));
}

bool lt_utf8_is_clean(const char *text)
{
    while (*text != '\0') {
        const size_t length = character(text);
        if (length == 0 || is_control(text, length)) {
            return false;
        }
        text += length;
    }
    return true;
}

void lt_utf8_clean(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        const size_t length = character(from);
        if (length == 0 || is_control(from, length)) {
            *to++ = length == 0 ? '?' : ' ';
        } else {
            memmove(to, from, length);
            to += length;
        }
        from += length == 0 ? 1 : length;
    }
    *to = '\0';
}

size_t lt_blank_at(const char *text)
{
    return *text == ' ' || *text == '\t'           ? 1
           : strncmp(text, "\xC2\xA0", 2) == 0     ? 2
           : strncmp(text, "\xE3\x80\x80", 3) == 0 ? 3
           : strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3
                                                   : 0;
}

size_t lt_length_trimmed(const char *text)
{
    size_t length = 0;
    for (size_t i = 0; text[i] != '\0';) {
        const size_t blank = lt_blank_at(text + i);
        i += blank > 0 ? blank : 1;
        length = blank > 0 ? length : i;
    }
    return length;
}
