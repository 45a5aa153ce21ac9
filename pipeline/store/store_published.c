/* A published half-year's own files, for whoever hands them on. */
#include <string.h>

#include "liangtian/store.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/files.h"

enum lt_status lt_published_find(const char *output_dir, lt_period period, struct lt_arena *arena,
                                 struct lt_published *ret_published, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_place place;
    struct manifest manifest;
    struct lt_published found = {.period = period, .folder = ""};
    LT_TRY(lt_generation_locate(output_dir, period, arena, &place, err));
    if (place.closing.id[0] != '\0') {
        memcpy(found.generation, place.closing.id, sizeof found.generation);
        found.folder = place.closing.folder;
        found.stale = place.stale;
        LT_TRY(manifest_read(found.folder, arena, &manifest, err));
        found.published_at = manifest.published_at;
        found.program_version = manifest.program_version;
        const char *path = lt_path_join(arena, found.folder, MANIFEST_NAME);
        LT_TRY(path == NULL ? lt_fail_memory(err, "a path")
                            : lt_digest_file(path, NULL, found.manifest_sha256, err));
    }
    *ret_published = found;
out:
    return status;
}

enum lt_status lt_published_file(const struct lt_published *published, const char *name,
                                 struct lt_arena *arena, const char **ret_path,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    char text[LT_PERIOD_TEXT], hex[LT_DIGEST_TEXT];
    LT_TRY(manifest_read(published->folder, arena, &manifest, err));
    const char *const inner =
        lt_arena_printf(arena, "%s/%s", lt_period_format(published->period, text), name);
    if (inner == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (manifest_find(&manifest, inner) == NULL) {
        *ret_path = "";
        goto out;
    }
    *ret_path = lt_path_join(arena, published->folder, inner);
    LT_TRY(manifest_check_file(&manifest, inner, *ret_path, hex, err));
out:
    return status;
}
