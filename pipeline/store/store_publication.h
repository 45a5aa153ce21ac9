/* For tests: what a publication has done so far, so that it can be killed between any two steps. */
#ifndef LT_STORE_PUBLICATION_H
#define LT_STORE_PUBLICATION_H

#include "liangtian/store.h"

/* Calls `step` with the name of each step of the commit that has just been done. */
void publication_watch(struct lt_publication *publication,
                       void (*step)(void *context, const char *name), void *context);

#endif
