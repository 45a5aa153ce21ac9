/* Growth of plain malloc'ed arrays, with the overflow check in one place. */
#ifndef LT_SUPPORT_ARRAY_H
#define LT_SUPPORT_ARRAY_H

#include <stddef.h>

#include "liangtian/status.h"

/* What lt_array_reserve does where there is not room enough. */
enum lt_status lt_array_grow(void *array, size_t *capacity, size_t need, size_t item_size,
                             struct lt_error *err);

/* Makes room for `need` items in *(void **)array. Doubles; keeps the old array on failure. The
 * caller frees it. */
static inline enum lt_status lt_array_reserve(void *array, size_t *capacity, size_t need,
                                              size_t item_size, struct lt_error *err)
{
    return need <= *capacity ? LT_OK : lt_array_grow(array, capacity, need, item_size, err);
}

#endif
