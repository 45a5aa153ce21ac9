#include <stdio.h>

#include "cli/cli_commands.h"
#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static enum lt_status append(void *context, const char *text, struct lt_error *err)
{
    lt_text_add(context, text);
    return lt_text_check(context, err);
}

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_text text = {0};
    char *legend;
    size_t size;
    const char *folder = arguments->positional[0];
    LT_TRY(lt_arena_create(&arena, err));
    const char *path = lt_path_join(arena, folder, "liangtian.yaml");
    const char *legend_to = lt_path_join(arena, folder, "legend.yaml");
    const char *legend_from = lt_path_join(arena, arguments->schemas, "legend/default.yaml");
    if (path == NULL || legend_to == NULL || legend_from == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (lt_file_exists(path) || lt_file_exists(legend_to)) {
        status = lt_fail(err, LT_E_IO, "'%s' already holds a configuration; it is not overwritten",
                         folder);
        goto out;
    }
    LT_TRY(lt_config_template(!arguments->english, append, &text, err));
    LT_TRY(lt_config_template_rules(arguments->schemas, !arguments->english, append, &text, err));
    LT_TRY(lt_file_read(legend_from, 1 << 20, arena, &legend, &size, err));
    LT_TRY(lt_folder_make(folder, err));
    LT_TRY(lt_file_write(legend_to, legend, size, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
    printf("%s\n", path);
out:
    lt_text_finish(&text);
    lt_arena_destroy(arena);
    return status;
}

const struct lt_command lt_command_init = {
    .name = "init",
    .synopsis = "DIR",
    .zh = "为新城市写出带注释的配置与图例，法定数值已填好。",
    .en = "Writes a commented configuration and a legend for a new city, legal defaults filled in.",
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
