#include "model_match.h"

#include <string.h>

#include "support/text.h"

enum { CAPTURES = 8 };

struct capture {
    const char *text;
    size_t length;
};

/* Each '*' takes as little as it can, but the last one all that is left before the pattern's end. */
static bool match(const char *pattern, const char *text, struct capture captures[CAPTURES])
{
    size_t count = 0;
    size_t literal = strcspn(pattern, "*");
    if (strncmp(pattern, text, literal) != 0) {
        return false;
    }
    pattern += literal;
    text += literal;
    while (*pattern == '*' && count < CAPTURES) {
        pattern++;
        literal = strcspn(pattern, "*");
        const size_t left = strlen(text);
        const char *at = NULL;
        if (pattern[literal] == '\0') {
            at = left >= literal && strcmp(text + left - literal, pattern) == 0
                     ? text + left - literal
                     : NULL;
        } else {
            for (const char *c = text; at == NULL && *c != '\0'; c++) {
                at = strncmp(c, pattern, literal) == 0 ? c : NULL;
            }
        }
        if (at == NULL) {
            return false;
        }
        captures[count++] = (struct capture){text, (size_t)(at - text)};
        text = at + literal;
        pattern += literal;
    }
    return *pattern == '\0' && *text == '\0';
}

/* The Chinese of a text that stands in the table without gaps. */
static const char *find_whole(const struct model_pair *pairs, size_t count, const char *text,
                              size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(pairs[i].en, text, length) == 0 && pairs[i].en[length] == '\0') {
            return pairs[i].zh;
        }
    }
    return NULL;
}

static void fill(struct lt_text *out, const struct model_pair *pairs, size_t count, const char *zh,
                 const struct capture captures[CAPTURES])
{
    const char *brace;
    while ((brace = strchr(zh, '{')) != NULL) {
        const struct capture *const part = &captures[(brace[1] - '1') % CAPTURES];
        lt_text_add_n(out, zh, (size_t)(brace - zh));
        const char *const known = find_whole(pairs, count, part->text, part->length);
        if (known != NULL) {
            lt_text_add(out, known);
        } else {
            lt_text_add_n(out, part->text, part->length);
        }
        zh = brace + 3;
    }
    lt_text_add(out, zh);
}

bool model_match_add(struct lt_text *out, const struct model_pair *pairs, size_t count,
                     const char *english)
{
    const char *const whole = find_whole(pairs, count, english, strlen(english));
    if (whole != NULL) {
        lt_text_add(out, whole);
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        struct capture captures[CAPTURES] = {{"", 0}};
        if (strchr(pairs[i].en, '*') != NULL && match(pairs[i].en, english, captures)) {
            fill(out, pairs, count, pairs[i].zh, captures);
            return true;
        }
    }
    return false;
}
