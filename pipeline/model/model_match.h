/* English texts with gaps, and their Chinese. */
#ifndef LT_MODEL_MATCH_H
#define LT_MODEL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

struct lt_text;

/* '*' stands for what varies; {1} … {8} put it into the Chinese, in another order where the grammar asks for it. What
 * varies is copied as it is, unless the same table knows it as a whole ("Permission denied"). */
struct model_pair {
    const char *en, *zh;
};
/* Adds the Chinese of the first pair that fits the whole text: those without gaps before those with. False, and nothing
 * added, when none does. */
bool model_match_add(struct lt_text *out, const struct model_pair *pairs, size_t count,
                     const char *english);

#endif
