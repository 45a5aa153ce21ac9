/* The language of messages and outputs. */
#ifndef LIANGTIAN_LANGUAGE_H
#define LIANGTIAN_LANGUAGE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What was asked for; without that the configuration decides. */
enum lt_language { LT_LANGUAGE_CONFIGURED, LT_LANGUAGE_ZH, LT_LANGUAGE_EN };

/* `configured`: does the configuration say Chinese? True where it could not be read. */
static inline bool lt_language_chinese(enum lt_language language, bool configured)
{
    return language == LT_LANGUAGE_CONFIGURED ? configured : language == LT_LANGUAGE_ZH;
}

#ifdef __cplusplus
}
#endif
#endif
