/* Results between half-years: one county, beside what is published. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/store.h"
#include "store/store_layout.h"
#include "store/store_links.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

#define LATEST "latest"
#define LATEST_NEXT ".latest-next"

struct lt_interim {
    struct lt_arena *arena;
    const char *place; /* <output>/interim/<county>-<half-year> */
    char *folder;      /* being built; NULL once it has its name */
    lt_period period;
};

static const char *place_of(const char *output_dir, uint32_t unit, lt_period period,
                            struct lt_arena *arena)
{
    char text[LT_PERIOD_TEXT];
    return lt_arena_printf(arena, "%s/" LAYOUT_INTERIM "/%06u-%s", output_dir, unit,
                           lt_period_format(period, text));
}

const char *lt_interim_folder(const char *output_dir, uint32_t unit, lt_period period,
                              const char id[65], struct lt_arena *arena)
{
    const char *place = place_of(output_dir, unit, period, arena);
    return place == NULL ? NULL : lt_path_join(arena, place, id);
}

enum lt_status lt_interim_begin(const char *output_dir, uint32_t unit, lt_period period,
                                struct lt_interim **ret_interim, struct lt_error *err)
{
    enum lt_status status;
    struct lt_interim *interim = calloc(1, sizeof *interim);
    if (interim == NULL) {
        return lt_fail_memory(err, "an interim result");
    }
    interim->period = period;
    LT_TRY(lt_arena_create(&interim->arena, err));
    interim->place = place_of(output_dir, unit, period, interim->arena);
    if (interim->place == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_folder_make(interim->place, err));
    LT_TRY(layout_collect_garbage(interim->place, interim->arena, err));
    LT_TRY(layout_make_temporary(interim->place, interim->arena, &interim->folder, err));
    *ret_interim = interim;
    interim = NULL;
out:
    lt_interim_abandon(interim);
    return status;
}

const char *lt_interim_building(const struct lt_interim *interim)
{
    return interim->folder;
}

/* The one half-year that it looks at. */
static void describe(const struct lt_interim *interim, const struct lt_generation *base,
                     const char *id, struct manifest_period *period, struct manifest *manifest)
{
    *period = (struct manifest_period){.period = interim->period};
    *manifest = (struct manifest){.period = interim->period, .periods = period, .period_count = 1};
    char *const names[] = {period->generation, period->content, period->closing,
                           manifest->generation, manifest->content};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        memcpy(names[i], id, LT_DIGEST_TEXT);
    }
    memcpy(manifest->base, base->id, sizeof manifest->base);
}

/* A result that stands under its name; false, too, where it is damaged. */
static enum lt_status look_for_whole(const char *folder, const char *id, unsigned threads,
                                     struct lt_arena *arena, bool *ret_there, bool *ret_whole,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    struct lt_error damage;
    *ret_whole = false;
    LT_TRY(lt_folder_look(folder, ret_there, err));
    if (*ret_there) {
        enum lt_status found = manifest_read(folder, arena, &manifest, &damage);
        found = found == LT_OK ? manifest_compare(folder, &manifest, threads, NULL, manifest_refuse,
                                                  (void *)(uintptr_t)folder, &damage)
                               : found;
        *ret_whole = found == LT_OK && strcmp(manifest.generation, id) == 0;
        if (found != LT_OK && found != LT_E_IO) {
            *err = damage;
            status = found;
        }
    }
out:
    return status;
}

static enum lt_status point_latest(const char *place, const char *id, struct lt_arena *arena,
                                   struct lt_error *err)
{
    enum lt_status status;
    const char *target;
    const char *latest = lt_path_join(arena, place, LATEST);
    const char *next = lt_path_join(arena, place, LATEST_NEXT);
    LT_TRY(latest == NULL || next == NULL ? lt_fail_memory(err, "a path")
                                          : layout_read_link(latest, arena, &target, err));
    if (strcmp(target, id) != 0) {
        LT_TRY(links_point(latest, next, id, err));
    }
    LT_TRY(lt_file_sync(place, err));
out:
    return status;
}

enum lt_status lt_interim_take(const char *output_dir, uint32_t unit, lt_period period,
                               const char id[65], unsigned threads, bool *ret_there,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    bool stands;
    *ret_there = false;
    LT_TRY(lt_arena_create(&arena, err));
    const char *place = place_of(output_dir, unit, period, arena);
    const char *folder = place == NULL ? NULL : lt_path_join(arena, place, id);
    LT_TRY(folder == NULL ? lt_fail_memory(err, "a path")
                          : look_for_whole(folder, id, threads, arena, &stands, ret_there, err));
    LT_TRY(*ret_there ? point_latest(place, id, arena, err) : LT_OK);
out:
    lt_arena_destroy(arena);
    return status;
}

/* Gives the folder its final name, where a killed merge may have left the same result. */
static enum lt_status settle(struct lt_interim *interim, const char *final, const char *id,
                             unsigned threads, struct lt_error *err)
{
    enum lt_status status;
    bool there, whole;
    const char *aside = lt_path_join(interim->arena, interim->place, LAYOUT_TEMPORARY "damaged");
    LT_TRY(aside == NULL ? lt_fail_memory(err, "a path")
                         : look_for_whole(final, id, threads, interim->arena, &there, &whole, err));
    if (whole) {
        goto out; /* what was built is removed when the interim result is closed */
    }
    LT_TRY(there ? lt_path_move(final, aside, err) : LT_OK);
    LT_TRY(lt_path_move(interim->folder, final, err));
    interim->folder = NULL;
    LT_TRY(there ? lt_folder_remove(aside, err) : LT_OK);
out:
    return status;
}

enum lt_status lt_interim_commit(struct lt_interim *interim, const struct lt_report_model *model,
                                 const struct lt_generation *base, const char id[65],
                                 unsigned threads, struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    struct manifest_period period;
    describe(interim, base, id, &period, &manifest);
    const char *final = lt_path_join(interim->arena, interim->place, id);
    if (final == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(manifest_scan(interim->folder, threads, NULL, interim->arena, &manifest.files,
                         &manifest.count, err));
    LT_TRY(manifest_write(interim->folder, &manifest, model, err));
    LT_TRY(links_make_read_only(interim->folder, interim->place, err));
    LT_TRY(lt_tree_sync(interim->folder, err));
    LT_TRY(manifest_compare(interim->folder, &manifest, threads, NULL, manifest_refuse,
                            interim->folder, err));
    LT_TRY(settle(interim, final, id, threads, err));
    LT_TRY(lt_file_sync(interim->place, err)); /* before `latest` points there */
    LT_TRY(point_latest(interim->place, id, interim->arena, err));
    lt_interim_abandon(interim);
out:
    return status;
}

bool lt_interim_read_name(const char *name, uint32_t *ret_unit, lt_period *ret_period)
{
    enum { CODE = 6 };
    char code[CODE + 1];
    int64_t unit;
    if (strlen(name) <= CODE || name[CODE] != '-') {
        return false;
    }
    memcpy(code, name, CODE);
    code[CODE] = '\0';
    if (!lt_parse_int(code, &unit) || unit < 0 || !lt_period_parse(name + CODE + 1, ret_period)) {
        return false;
    }
    *ret_unit = (uint32_t)unit;
    return true;
}

static enum lt_status read_latest(const char *place, struct lt_arena *arena,
                                  struct lt_interim_result *into, bool *ret_there,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    const char *target;
    const char *link = lt_path_join(arena, place, LATEST);
    LT_TRY(link == NULL ? lt_fail_memory(err, "a path")
                        : layout_read_link(link, arena, &target, err));
    *ret_there = layout_is_generation(target);
    if (*ret_there) { /* one that was killed before its first result has none */
        into->folder = lt_path_join(arena, place, target);
        LT_TRY(into->folder == NULL ? lt_fail_memory(err, "a path")
                                    : manifest_read(into->folder, arena, &manifest, err));
        into->published_at = manifest.published_at;
    }
out:
    return status;
}

enum lt_status lt_interim_list(const char *output_dir, struct lt_arena *arena,
                               struct lt_interim_result **ret_results, size_t *ret_count,
                               struct lt_error *err)
{
    enum lt_status status;
    char **names = NULL;
    size_t count = 0, found = 0;
    bool there;
    const char *folder = lt_path_join(arena, output_dir, LAYOUT_INTERIM);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_look(folder, &there, err));
    LT_TRY(there ? lt_folder_list(folder, arena, &names, &count, err) : LT_OK);
    struct lt_interim_result *results = lt_arena_array(arena, count, sizeof *results);
    if (results == NULL) {
        status = lt_fail_memory(err, "the interim results");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const char *place = lt_path_join(arena, folder, names[i]);
        if (place == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        if (lt_interim_read_name(names[i], &results[found].unit, &results[found].period)) {
            LT_TRY(read_latest(place, arena, &results[found], &there, err));
            found += there;
        }
    }
    *ret_results = results;
    *ret_count = found;
out:
    return status;
}

void lt_interim_abandon(struct lt_interim *interim)
{
    if (interim == NULL) {
        return;
    }
    if (interim->folder != NULL) {
        (void)lt_folder_remove(interim->folder, NULL); /* or the next begin does */
    }
    lt_arena_destroy(interim->arena);
    free(interim);
}
