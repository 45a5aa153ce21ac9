/* Where lists go that people fill in. */
#include <string.h>

#include "run/run_draw.h"
#include "support/arena.h"
#include "support/files.h"

enum lt_status draw_refuse_full_folder(const char *folder, struct lt_arena *arena,
                                       struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count = 0;
    bool something, there;
    LT_TRY(lt_path_look(folder, &something, err));
    LT_TRY(lt_folder_look(folder, &there, err));
    if (something && !there) {
        return lt_fail(err, LT_E_USAGE, "'%s' is a file; the lists need a folder", folder);
    }
    if (there) {
        LT_TRY(lt_folder_list(folder, arena, &names, &count, err));
    }
    if (count > 0) {
        status =
            lt_fail(err, LT_E_USAGE,
                    "'%s' holds something already, labels perhaps: name another folder", folder);
    }
out:
    return status;
}

/* They are written beside, and take their name at the end. */
enum lt_status draw_publish(const char *folder, struct lt_arena *arena,
                            enum lt_status (*write)(void *context, const char *folder,
                                                    struct lt_error *err),
                            void *context, struct lt_error *err)
{
    enum lt_status status;
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') { /* "lists/" is "lists" */
        length--;
    }
    folder = lt_arena_text_n(arena, folder, length);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    const char *beside = lt_arena_printf(arena, "%s.part", folder);
    const char *parent = lt_path_folder(arena, folder);
    if (beside == NULL || parent == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_remove(beside, err));
    LT_TRY(lt_folder_make(beside, err));
    LT_TRY(write(context, beside, err));
    LT_TRY(lt_tree_sync(beside, err));
    LT_TRY(draw_refuse_full_folder(folder, arena, err));
    LT_TRY(lt_path_move(beside, folder, err));
    LT_TRY(lt_file_sync(parent, err));
out:
    if (status != LT_OK) {
        (void)lt_folder_remove(beside, NULL);
    }
    return status;
}
