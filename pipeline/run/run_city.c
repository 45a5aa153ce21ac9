#include "run/run_city.h"

#include "liangtian/ingest.h"
#include "run/run_tell.h"
#include "support/arena.h"

enum lt_status lt_city_open(const char *config_path, const char *schemas_dir,
                            enum lt_language language, struct lt_city *ret_city,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_city *const city = ret_city;
    *city = (struct lt_city){0};
    LT_TRY(lt_arena_create(&city->arena, err));
    LT_TRY(lt_diagnostics_init(&city->diagnostics, err));
    status = lt_config_load(config_path, schemas_dir, &city->diagnostics, &city->config, err);
    if (status != LT_OK) {
        lt_run_tell_list(&city->diagnostics, LT_NOTE, lt_language_chinese(language, true));
    } else {
        city->config->chinese = lt_language_chinese(language, city->config->chinese);
    }
out:
    return status;
}

void lt_city_close(struct lt_city *city)
{
    lt_config_destroy(city->config);
    lt_diagnostics_finish(&city->diagnostics);
    lt_arena_destroy(city->arena);
}
