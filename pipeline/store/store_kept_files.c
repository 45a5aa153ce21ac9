/* Where kept files stand in a generation, and how they come from one to the next. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "liangtian/kept.h"
#include "liangtian/store.h"
#include "store/store_kept.h"
#include "store/store_layout.h"
#include "store/store_links.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char *folder_below(const char *generation, lt_period period, struct lt_arena *arena)
{
    char text[LT_PERIOD_TEXT];
    return lt_arena_printf(arena, "%s/" LAYOUT_KEPT "%s%s", generation, period == 0 ? "" : "/",
                           period == 0 ? "" : lt_period_format(period, text));
}

const char *lt_kept_folder(const struct lt_generation *generation, lt_period period,
                           struct lt_arena *arena)
{
    return folder_below(generation->folder, period, arena);
}

/* Not a unit's, but of the half-year as a whole. */
static bool is_beside(const char *name)
{
    static const char *const beside[] = {LT_KEPT_FLOORS, LT_KEPT_ACCUSED, LT_KEPT_CASES};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        if (strcmp(beside[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* kept/<half-year>/<name>, and not beside the units' */
static bool is_units(const char *path, lt_period *ret_period)
{
    static const char top[] = LAYOUT_KEPT "/";
    char text[LT_PERIOD_TEXT];
    if (!lt_starts_with(path, top) || is_beside(lt_path_name(path))) {
        return false;
    }
    const char *half_year = path + sizeof top - 1;
    const char *slash = strchr(half_year, '/');
    if (slash == NULL || (size_t)(slash - half_year) >= sizeof text) {
        return false;
    }
    memcpy(text, half_year, (size_t)(slash - half_year));
    text[slash - half_year] = '\0';
    return lt_period_parse(text, ret_period);
}

enum lt_status lt_kept_list(const struct lt_generation *generation, struct lt_arena *arena,
                            struct lt_kept_file **ret_files, size_t *ret_count,
                            struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct manifest manifest = {0};
    size_t count = 0;
    LT_TRY(generation->id[0] == '\0' ? LT_OK
                                     : manifest_read(generation->folder, arena, &manifest, err));
    struct lt_kept_file *files = lt_arena_array(arena, manifest.count, sizeof *files);
    if (files == NULL) {
        status = lt_fail_memory(err, "half-years");
        goto out;
    }
    for (size_t i = 0; i < manifest.count; i++) {
        struct lt_kept_file *file = &files[count];
        if (is_units(manifest.files[i].path, &file->period)) {
            file->path = lt_path_join(arena, generation->folder, manifest.files[i].path);
            LT_TRY(file->path == NULL ? lt_fail_memory(err, "a path") : LT_OK);
            file->name = lt_path_name(file->path);
            count++;
        }
    }
    *ret_files = files;
    *ret_count = count;
out:
    return status;
}

/* They have no key: they lie in the generation that they speak of. */
enum lt_status kept_beside_write(const struct lt_publication *publication, lt_period period,
                                 const char *name, const char kind[8], kept_code code, void *value,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct codec codec = {0};
    code(&codec, value);
    LT_TRY(lt_arena_create(&arena, err));
    const char *folder = folder_below(lt_publication_folder(publication), period, arena);
    const char *path = folder == NULL ? NULL : lt_path_join(arena, folder, name);
    LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : LT_OK);
    LT_TRY(envelope_write(path, kind, lt_no_key, &codec, err));
out:
    lt_text_finish(&codec.out);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status kept_beside_read(const char *path, const char kind[8], kept_code code, void *value,
                                struct lt_arena *arena, bool *ret_kept, struct lt_error *err)
{
    enum lt_status status;
    struct codec codec;
    bool there;
    *ret_kept = false;
    LT_TRY(lt_path_look(path, &there, err));
    if (!there) {
        goto out;
    }
    LT_TRY(envelope_read_kind(path, kind, lt_no_key, arena, ret_kept, &codec, err));
    if (*ret_kept) {
        codec.arena = arena;
        code(&codec, value);
        LT_TRY(codec_check(&codec, path, err));
    }
out:
    return status;
}

/* An office that did its first half-years with an earlier version has none of them. */
static enum lt_status link_earlier(const char *folder, const struct lt_generation *parent,
                                   lt_period period, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count = 0;
    bool there = false;
    const char *theirs = lt_kept_folder(parent, 0, arena);
    if (theirs == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(parent->id[0] == '\0' ? LT_OK : lt_folder_look(theirs, &there, err));
    LT_TRY(there ? lt_folder_list(theirs, arena, &names, &count, err) : LT_OK);
    for (size_t i = 0; i < count; i++) {
        lt_period earlier;
        if (!lt_period_parse(names[i], &earlier) || earlier >= period) {
            continue;
        }
        const char *from = lt_kept_folder(parent, earlier, arena);
        const char *to = folder_below(folder, earlier, arena);
        LT_TRY(from == NULL || to == NULL ? lt_fail_memory(err, "a path")
                                          : links_tree(from, to, err));
    }
out:
    return status;
}

enum lt_status lt_kept_publish(const struct lt_publication *publication,
                               const struct lt_generation *parent, lt_period period,
                               const char *const *paths, size_t count, bool secret,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    const char *generation = lt_publication_folder(publication);
    LT_TRY(lt_arena_create(&arena, err));
    const char *folder = folder_below(generation, period, arena);
    const char *whole = folder_below(generation, 0, arena);
    LT_TRY(folder == NULL || whole == NULL ? lt_fail_memory(err, "a path")
                                           : lt_folder_make(folder, err));
    if (secret && chmod(whole, S_IRWXU) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot set the permissions of '%s': %s", whole,
                         strerror(errno));
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const char *to = lt_path_join(arena, folder, lt_path_name(paths[i]));
        LT_TRY(to == NULL ? lt_fail_memory(err, "a path") : links_file(paths[i], to, err));
    }
    LT_TRY(link_earlier(generation, parent, period, arena, err));
out:
    lt_arena_destroy(arena);
    return status;
}
