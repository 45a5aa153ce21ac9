#include <string.h>

#include "liangtian/rules.h"

const struct lt_rule *lt_rule_find(const struct lt_rule *rules, size_t count, const char *id)
{
    for (size_t i = 0; id != NULL && i < count; i++) {
        if (strcmp(rules[i].id, id) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}
