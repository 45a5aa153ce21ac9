/* Which generation is published, and which one a period builds upon. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "liangtian/store.h"
#include "store/store_layout.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/text.h"

bool layout_is_generation(const char *name)
{
    return strlen(name) == 64 && strspn(name, "0123456789abcdef") == 64;
}

char *layout_store(struct lt_arena *arena, const char *output_dir, const char *name)
{
    char *store = lt_path_join(arena, output_dir, LAYOUT_STORE);
    return store == NULL || *name == '\0' ? store : lt_path_join(arena, store, name);
}

char *layout_mark(struct lt_arena *arena, const char *output_dir, const char *generation)
{
    char *folder = layout_store(arena, output_dir, LAYOUT_PUBLISHED);
    return folder == NULL ? NULL : lt_path_join(arena, folder, generation);
}

enum lt_status layout_read_link(const char *path, struct lt_arena *arena, const char **ret_target,
                                struct lt_error *err)
{
    char target[256];
    const ssize_t length = readlink(path, target, sizeof target);
    if (length < 0 && errno == ENOENT) {
        *ret_target = "";
        return LT_OK;
    }
    if (length < 0 && errno == EINVAL) {
        return lt_fail(err, LT_E_IO, "'%s' is in the way: it is not a symlink", path);
    }
    if (length < 0 || (size_t)length == sizeof target) {
        return lt_fail(err, LT_E_IO, "cannot read the symlink '%s': %s", path,
                       length < 0 ? strerror(errno) : "its target is too long");
    }
    *ret_target = lt_arena_text_n(arena, target, (size_t)length);
    return *ret_target == NULL ? lt_fail_memory(err, "a path") : LT_OK;
}

enum lt_status layout_tell_periods(const struct manifest_period *periods, size_t count,
                                   struct lt_arena *arena,
                                   struct lt_generation_period **ret_periods, struct lt_error *err)
{
    struct lt_generation_period *list = lt_arena_array(arena, count, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "the half-years");
    }
    for (size_t i = 0; i < count; i++) {
        list[i].period = periods[i].period;
        list[i].stale = periods[i].stale;
        memcpy(list[i].generation, periods[i].generation, sizeof list[i].generation);
        memcpy(list[i].closing, periods[i].closing, sizeof list[i].closing);
        memcpy(list[i].base, periods[i].base, sizeof list[i].base);
    }
    *ret_periods = list;
    return LT_OK;
}

static enum lt_status locate(const char *output_dir, const char *id, struct lt_arena *arena,
                             struct lt_generation *ret_generation, struct lt_error *err)
{
    memcpy(ret_generation->id, id, strlen(id) + 1);
    ret_generation->folder = *id == '\0' ? "" : layout_store(arena, output_dir, id);
    return ret_generation->folder == NULL ? lt_fail_memory(err, "a path") : LT_OK;
}

enum lt_status lt_generation_current(const char *output_dir, struct lt_arena *arena,
                                     struct lt_generation *ret_generation, struct lt_error *err)
{
    enum lt_status status;
    const char *target;
    bool there = true;
    const char *path = lt_path_join(arena, output_dir, LAYOUT_CURRENT);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(layout_read_link(path, arena, &target, err));
    const char *id = lt_path_name(target);
    if (*target != '\0' &&
        (!lt_starts_with(target, LAYOUT_STORE "/") || !layout_is_generation(id) ||
         strlen(target) != strlen(LAYOUT_STORE "/") + strlen(id))) {
        status =
            lt_fail(err, LT_E_IO, "'%s' points to '%s', which is not a generation", path, target);
        goto out;
    }
    LT_TRY(locate(output_dir, id, arena, ret_generation, err));
    LT_TRY(*id == '\0' ? LT_OK : lt_folder_look(ret_generation->folder, &there, err));
    if (!there) {
        status = lt_fail(err, LT_E_IO, "'%s' points to '%s', which is missing", path, target);
    }
out:
    return status;
}

/* The next half-year rests on this file. */
enum lt_status generation_check_ledger(const struct lt_generation *generation,
                                       const struct manifest *manifest, struct lt_arena *arena,
                                       char ret_hex[LT_DIGEST_TEXT], struct lt_error *err)
{
    return manifest_check_file(manifest, LAYOUT_LEDGER,
                               lt_generation_ledger_path(generation, arena), ret_hex, err);
}

enum lt_status lt_generation_prove_ledger(const struct lt_generation *generation,
                                          struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct manifest manifest;
    char hex[LT_DIGEST_TEXT];
    if (generation->id[0] != '\0') {
        LT_TRY(manifest_read(generation->folder, arena, &manifest, err));
        LT_TRY(generation_check_ledger(generation, &manifest, arena, hex, err));
    }
out:
    return status;
}

static enum lt_status locate_parent(const char *output_dir, const struct manifest_period *before,
                                    struct lt_arena *arena, struct lt_generation_place *place,
                                    struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(locate(output_dir, before->generation, arena, &place->parent, err));
    memcpy(place->parent_content, before->content, sizeof place->parent_content);
    place->parent_period = before->period;
    place->parent_stale = before->stale;
out:
    return status;
}

/* The half-year has no files of its own, only a ledger that came as text. */
static bool is_imported(const struct manifest *manifest, lt_period period)
{
    char path[LT_PERIOD_TEXT + sizeof LAYOUT_IMPORTED + 1], text[LT_PERIOD_TEXT];
    snprintf(path, sizeof path, "%s/" LAYOUT_IMPORTED, lt_period_format(period, text));
    return manifest_find(manifest, path) != NULL;
}

/* A half-year that was imported, or that is older than all that stands here, the first of which was. */
static lt_period imported_from(const struct manifest *manifest, lt_period period)
{
    const lt_period first = manifest->periods[0].period;
    const lt_period at = period < first ? first : period;
    return is_imported(manifest, at) ? at : 0;
}

enum lt_status lt_generation_locate(const char *output_dir, lt_period period,
                                    struct lt_arena *arena, struct lt_generation_place *ret_place,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    struct lt_generation current;
    struct lt_generation_place place = {.closing = {.folder = ""}, .parent = {.folder = ""}};
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    if (current.id[0] != '\0') {
        LT_TRY(manifest_read(current.folder, arena, &manifest, err));
        const struct manifest_period *own = manifest_period_at(&manifest, period);
        const struct manifest_period *before = manifest_period_before(&manifest, period);
        const lt_period last = manifest.periods[manifest.period_count - 1].period;
        if (own != NULL) {
            LT_TRY(locate(output_dir, own->generation, arena, &place.closing, err));
            memcpy(place.closing_content, own->closing, sizeof place.closing_content);
            place.stale = own->stale;
        }
        if (before != NULL) {
            LT_TRY(locate_parent(output_dir, before, arena, &place, err));
        }
        place.later = last > period ? last : 0;
        place.imported = imported_from(&manifest, period);
    }
    *ret_place = place;
out:
    return status;
}

enum lt_status lt_generation_input(const char *output_dir, lt_period period, const char *role,
                                   struct lt_arena *arena, char ret_sha256[65],
                                   struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    struct lt_generation current, own;
    *ret_sha256 = '\0';
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    if (current.id[0] == '\0') {
        goto out;
    }
    LT_TRY(manifest_read(current.folder, arena, &manifest, err));
    const struct manifest_period *shown = manifest_period_at(&manifest, period);
    if (shown == NULL) {
        goto out;
    }
    LT_TRY(locate(output_dir, shown->generation, arena, &own, err));
    LT_TRY(manifest_read(own.folder, arena, &manifest, err));
    for (size_t i = 0; i < manifest.input_count; i++) {
        if (strcmp(manifest.inputs[i].role, role) == 0) {
            memcpy(ret_sha256, manifest.inputs[i].sha256, LT_DIGEST_TEXT);
        }
    }
out:
    return status;
}

static struct lt_report_input *tell_inputs(const struct manifest_input *list, size_t count,
                                           struct lt_arena *arena)
{
    struct lt_report_input *told = lt_arena_array(arena, count, sizeof *told);
    for (size_t i = 0; told != NULL && i < count; i++) {
        told[i] = (struct lt_report_input){.role = list[i].role, .name = list[i].name};
        memcpy(told[i].sha256, list[i].sha256, LT_DIGEST_TEXT);
    }
    return told;
}

enum lt_status lt_generation_read_made(const struct lt_generation *generation,
                                       struct lt_arena *arena, struct lt_generation_made *ret_made,
                                       struct lt_error *err)
{
    struct manifest manifest;
    const enum lt_status status = manifest_read(generation->folder, arena, &manifest, err);
    if (status != LT_OK) {
        return status;
    }
    *ret_made = (struct lt_generation_made){
        .program_version = manifest.program_version,
        .inputs = tell_inputs(manifest.inputs, manifest.input_count, arena),
        .catalogues = tell_inputs(manifest.catalogues, manifest.catalogue_count, arena),
        .input_count = manifest.input_count,
        .catalogue_count = manifest.catalogue_count};
    return ret_made->inputs == NULL || ret_made->catalogues == NULL
               ? lt_fail_memory(err, "the manifest")
               : LT_OK;
}

enum lt_status lt_generation_parent_for(const char *output_dir, lt_period period,
                                        struct lt_arena *arena, struct lt_generation *ret_parent,
                                        struct lt_error *err)
{
    struct lt_generation_place place;
    char text[LT_PERIOD_TEXT], last[LT_PERIOD_TEXT];
    const enum lt_status status = lt_generation_locate(output_dir, period, arena, &place, err);
    if (status != LT_OK) {
        return status;
    }
    if (place.later != 0) {
        return lt_fail(err, LT_E_INPUT,
                       "%s is not the last half-year: %s is published already, and would be stale "
                       "if %s were run now; --redo runs it nevertheless",
                       lt_period_format(period, text), lt_period_format(place.later, last), text);
    }
    *ret_parent = place.parent;
    return lt_generation_prove_ledger(&place.parent, arena, err);
}

enum lt_status lt_generation_periods(const char *output_dir, struct lt_arena *arena,
                                     struct lt_generation_period **ret_periods, size_t *ret_count,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest = {0};
    struct lt_generation current;
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    if (current.id[0] != '\0') {
        LT_TRY(manifest_read(current.folder, arena, &manifest, err));
    }
    LT_TRY(layout_tell_periods(manifest.periods, manifest.period_count, arena, ret_periods, err));
    *ret_count = manifest.period_count;
out:
    return status;
}

enum lt_status lt_generation_told(const char *output_dir, const char id[65], struct lt_arena *arena,
                                  const char **ret_published_at, const char **ret_version,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    struct lt_generation generation;
    LT_TRY(locate(output_dir, id, arena, &generation, err));
    LT_TRY(manifest_read(generation.folder, arena, &manifest, err));
    *ret_published_at = manifest.published_at;
    *ret_version = manifest.program_version;
out:
    return status;
}

const char *lt_generation_ledger_path(const struct lt_generation *generation,
                                      struct lt_arena *arena)
{
    return generation->id[0] == '\0' ? "" : lt_path_join(arena, generation->folder, LAYOUT_LEDGER);
}

void lt_generation_id(const char parent[65], const char *const *digests, size_t count,
                      const char *program_version, char ret_id[65])
{
    struct lt_digest *digest = NULL;
    ret_id[0] = '\0';
    if (lt_digest_create(&digest, NULL) != LT_OK) {
        return;
    }
    lt_digest_add_text(digest, "liangtian generation 1");
    lt_digest_add_text(digest, parent);
    lt_digest_add_text(digest, program_version);
    for (size_t i = 0; i < count; i++) {
        lt_digest_add_text(digest, digests[i]);
    }
    lt_digest_hex(digest, ret_id);
    lt_digest_destroy(digest);
}

enum lt_status layout_collect_garbage(const char *folder, struct lt_arena *arena,
                                      struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count;
    LT_TRY(lt_folder_list(folder, arena, &names, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (lt_starts_with(names[i], LAYOUT_TEMPORARY)) {
            const char *path = lt_path_join(arena, folder, names[i]);
            LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : lt_folder_remove(path, err));
        }
    }
out:
    return status;
}

enum lt_status layout_make_temporary(const char *folder, struct lt_arena *arena, char **ret_path,
                                     struct lt_error *err)
{
    char *path =
        lt_arena_printf(arena, "%s/" LAYOUT_TEMPORARY "%ld-XXXXXX", folder, (long)getpid());
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (mkdtemp(path) == NULL) {
        return lt_fail(err, lt_io_status(errno), "cannot create folder '%s': %s", path,
                       strerror(errno));
    }
    *ret_path = path;
    return LT_OK;
}
