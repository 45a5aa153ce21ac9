#include "support/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum lt_status lt_array_grow(void *array, size_t *capacity, size_t need, size_t item_size,
                             struct lt_error *err)
{
    size_t wanted = *capacity < 16 ? 16 : *capacity;
    while (wanted < need) {
        if (wanted > SIZE_MAX / 2) {
            return lt_fail_memory(err, "an array");
        }
        wanted *= 2;
    }
    if (item_size != 0 && wanted > SIZE_MAX / item_size) {
        return lt_fail_memory(err, "an array");
    }
    void *old;
    memcpy(&old, array, sizeof old);
    void *grown = realloc(old, wanted * item_size);
    if (grown == NULL) {
        return lt_fail_memory(err, "an array");
    }
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return LT_OK;
}
