/* Where the report over a province lies: one folder a half-year and content, one symlink. */
#include <stdlib.h>
#include <unistd.h>

#include "liangtian/province.h"
#include "store/store_layout.h"
#include "store/store_links.h"
#include "support/arena.h"
#include "support/files.h"

enum lt_status lt_province_begin(const char *output_dir, struct lt_arena *arena,
                                 const char **ret_folder, struct lt_error *err)
{
    enum lt_status status;
    const char *store = layout_store(arena, output_dir, "");
    char *folder;
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_make(store, err));
    LT_TRY(layout_collect_garbage(store, arena, err));
    LT_TRY(layout_make_temporary(store, arena, &folder, err));
    *ret_folder = folder;
out:
    return status;
}

enum lt_status lt_province_commit(const char *output_dir, lt_period period, const char id[65],
                                  const char *folder, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    lt_period_format(period, text);
    const char *name = lt_arena_printf(arena, "%s-%s", text, id);
    const char *store = layout_store(arena, output_dir, "");
    const char *final = name == NULL ? NULL : layout_store(arena, output_dir, name);
    const char *target = name == NULL ? NULL : lt_arena_printf(arena, LAYOUT_STORE "/%s", name);
    const char *link = lt_path_join(arena, output_dir, text);
    const char *next = lt_arena_printf(arena, "%s/.%s-next", output_dir, text);
    if (store == NULL || final == NULL || target == NULL || link == NULL || next == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(links_make_read_only(folder, store, err));
    LT_TRY(lt_tree_sync(folder, err));
    if (lt_folder_exists(final)) { /* the same content, published before */
        LT_TRY(lt_folder_remove(folder, err));
    } else {
        LT_TRY(lt_path_move(folder, final, err));
    }
    LT_TRY(lt_file_sync(store, err));
    LT_TRY(links_point(link, next, target, err));
    LT_TRY(lt_file_sync(output_dir, err));
out:
    return status;
}
