/* What GBK can hold. */
#ifndef LT_OUTPUTS_GBK_H
#define LT_OUTPUTS_GBK_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

enum { LT_DBF_TEXT_MAX = 254 };

/* A converter from UTF-8 to CP936, what OGR uses too; (iconv_t)-1 without one. */
iconv_t lt_gbk_open(void);
/* Encodes into at most `limit` bytes and answers how many bytes of `text` fit; SIZE_MAX when GBK lacks a character. */
size_t lt_gbk_fit(iconv_t gbk, const char *text, size_t limit);
/* Does GBK hold the whole text? Lengths do not matter here. */
bool lt_gbk_holds(iconv_t gbk, const char *text);

#endif
