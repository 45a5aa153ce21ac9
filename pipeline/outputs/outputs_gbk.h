/* What GBK can hold. */
#ifndef LT_OUTPUTS_GBK_H
#define LT_OUTPUTS_GBK_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

struct lt_text;

enum { LT_DBF_TEXT_MAX = 254 };

/* A converter from UTF-8 to CP936, what OGR uses too; (iconv_t)-1 without one. */
iconv_t lt_gbk_open(void);
/* Encodes into at most `limit` bytes and answers how many bytes of `text` fit; SIZE_MAX when GBK lacks a character. */
size_t lt_gbk_fit(iconv_t gbk, const char *text, size_t limit);
/* Bytes of the whole text in GBK, of any length; SIZE_MAX when GBK lacks a character. */
size_t lt_gbk_length(iconv_t gbk, const char *text);
/* Does GBK hold the whole text? Lengths do not matter here. */
bool lt_gbk_holds(iconv_t gbk, const char *text);
/* Adds each character that GBK lacks, with its number: "㐂 U+3402". `text` is valid UTF-8. */
void lt_gbk_add_missing(iconv_t gbk, const char *text, struct lt_text *list);

#endif
