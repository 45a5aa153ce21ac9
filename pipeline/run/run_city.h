/* A city's configuration, for commands that look at what is published and read no input. */
#ifndef LT_RUN_CITY_H
#define LT_RUN_CITY_H

#include "liangtian/config.h"
#include "liangtian/diagnostics.h"
#include "liangtian/language.h"

struct lt_city {
    struct lt_arena *arena;
    struct lt_config *config;
    struct lt_diagnostics diagnostics;
};
/* Tells what is wrong with the configuration. The caller closes in any case. */
enum lt_status lt_city_open(const char *config_path, const char *schemas_dir,
                            enum lt_language language, struct lt_city *ret_city,
                            struct lt_error *err);
void lt_city_close(struct lt_city *city);

#endif
