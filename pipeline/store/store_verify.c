/* The auditor's look at everything that was published. */
#include <stdlib.h>
#include <string.h>

#include "liangtian/store.h"
#include "store/store_growth.h"
#include "store/store_layout.h"
#include "store/store_publication_work.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"
#include "support/parallel.h"
#include "support/text.h"

struct verifying {
    const char *output_dir;
    enum lt_status (*check)(const struct lt_ledger *ledger, struct lt_error *err);
    struct lt_diagnostics *diagnostics;
    struct manifest_memo memo;
    struct lt_arena *arena;
    const char *generation; /* being looked at, for the diagnostics */
    char **marks;           /* names in published/ before `current` was looked up */
    size_t mark_count;
    const char **seen; /* generations of the chain so far, newest first */
    size_t seen_count, seen_capacity;
    const char **wanted; /* generations that a newer one builds upon or shows */
    size_t wanted_count, wanted_capacity;
};

static enum lt_status report(struct verifying *v, const char *code, const char *file,
                             const char *found, const char *expected, struct lt_error *err)
{
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_USABILITY,
        .code = code,
        .layer = v->generation,
        .feature = file,
        .found = found,
        .expected = expected,
        .action = "restore the generation's folder from a backup, or publish the half-year anew",
    };
    return lt_diagnostics_add(v->diagnostics, &item, err);
}

static enum lt_status report_file(void *context, enum manifest_fault kind, const char *path,
                                  struct lt_error *err)
{
    static const char *const codes[] = {"store.file_missing", "store.file_extra",
                                        "store.file_changed"};
    static const char *const found[] = {"no file", "a file", "other bytes"};
    static const char *const expected[] = {"the file of the manifest", "no file",
                                           "the digest of the manifest"};
    return report(context, codes[kind], path, found[kind], expected[kind], err);
}

/* The manifest has the digest that its child, or the mark of its publication, says. `wanted` is ""
 * when none does. */
static enum lt_status verify_manifest_digest(struct verifying *v, const char *folder,
                                             const char *wanted, struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    char *mark_text;
    size_t size;
    bool there;
    const char *path = lt_path_join(v->arena, folder, MANIFEST_NAME);
    const char *mark = layout_mark(v->arena, v->output_dir, v->generation);
    if (path == NULL || mark == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_digest_file(path, NULL, hex, err));
    if (*wanted != '\0' && strcmp(hex, wanted) != 0) {
        LT_TRY(report(v, "store.chain_broken", MANIFEST_NAME, hex, wanted, err));
    }
    LT_TRY(lt_path_look(mark, &there, err));
    if (there) {
        LT_TRY(lt_file_read(mark, 4096, v->arena, &mark_text, &size, err));
        if (strcmp(hex, mark_text) != 0) {
            LT_TRY(report(v, "store.manifest_changed", MANIFEST_NAME, hex, mark_text, err));
        }
    }
out:
    return status;
}

/* Rows are only ever added: what the ledger gone on from says, this one says too. */
static enum lt_status verify_growth(struct verifying *v, const struct manifest *manifest,
                                    const struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    bool there;
    struct lt_ledger base = {0};
    struct lt_error cause = {0};
    const char *what;
    const char *folder = layout_store(v->arena, v->output_dir, manifest->base);
    const char *path = folder == NULL ? NULL : lt_path_join(v->arena, folder, LAYOUT_LEDGER);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_path_look(path, &there, err));
    if (manifest->base[0] == '\0' || !there || lt_ledger_read(path, &base, &cause) != LT_OK) {
        goto out; /* what is wrong with that one is told where it is looked at */
    }
    if (!growth_holds(&base, ledger, &what)) {
        LT_TRY(report(v, "store.ledger_wrong", LAYOUT_LEDGER, what,
                      "every row of the ledger it was built upon", err));
    }
out:
    lt_arena_destroy(base.arena);
    return status;
}

static enum lt_status verify_ledger(struct verifying *v, const char *folder,
                                    const struct manifest *manifest, struct lt_error *err)
{
    enum lt_status status;
    struct lt_ledger ledger = {0};
    struct lt_error cause = {0};
    const char *what;
    bool there;
    const char *path = lt_path_join(v->arena, folder, LAYOUT_LEDGER);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_path_look(path, &there, err));
    if (!there) { /* a missing file is reported as such where the manifest lists it */
        return report(v, "store.ledger_missing", LAYOUT_LEDGER, "no file", "a ledger", err);
    }
    if (lt_ledger_read(path, &ledger, &cause) != LT_OK ||
        (v->check != NULL && v->check(&ledger, &cause) != LT_OK)) {
        LT_TRY(report(v, "store.ledger_wrong", LAYOUT_LEDGER, cause.text, "", err));
    } else if (ledger.period_count > 0 &&
               ledger.periods[ledger.period_count - 1].period != manifest->period) {
        LT_TRY(report(v, "store.ledger_wrong", LAYOUT_LEDGER, "another last period",
                      "the manifest's period", err));
    } else if (v->check != NULL && !growth_is_whole(&ledger, &what)) {
        LT_TRY(report(v, "store.ledger_wrong", LAYOUT_LEDGER, what,
                      "the events of a half-year, numbered from 1", err));
    } else if (v->check != NULL) {
        LT_TRY(verify_growth(v, manifest, &ledger, err));
    }
    status = LT_OK;
out:
    lt_arena_destroy(ledger.arena);
    return status;
}

static enum lt_status note(struct verifying *v, const char ***list, size_t *count, size_t *capacity,
                           const char *id, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *copy = lt_arena_text(v->arena, id);
    if (copy == NULL) {
        return lt_fail_memory(err, "a generation");
    }
    if (*id != '\0') {
        LT_TRY(lt_array_reserve(list, capacity, *count + 1, sizeof **list, err));
        (*list)[(*count)++] = copy;
    }
out:
    return status;
}

static bool listed(const char *const *list, size_t count, const char *id)
{
    size_t i = 0;
    while (i < count && strcmp(list[i], id) != 0) {
        i++;
    }
    return i < count;
}

/* A generation is named by what it holds, and by what it replaced where it did. */
static enum lt_status verify_name(struct verifying *v, const struct manifest *manifest,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char name[65];
    publication_name(manifest->parent, manifest->base, manifest->content, name);
    if (strcmp(manifest->generation, v->generation) != 0 || strcmp(name, v->generation) != 0) {
        LT_TRY(report(v, "store.chain_broken", MANIFEST_NAME, manifest->generation, v->generation,
                      err));
    }
    LT_TRY(note(v, &v->wanted, &v->wanted_count, &v->wanted_capacity, manifest->base, err));
    for (size_t i = 0; i < manifest->period_count; i++) {
        if (manifest->periods[i].period != manifest->period) {
            LT_TRY(note(v, &v->wanted, &v->wanted_count, &v->wanted_capacity,
                        manifest->periods[i].generation, err));
        }
    }
out:
    return status;
}

static enum lt_status verify_generation(struct verifying *v, const char *wanted_digest,
                                        struct manifest *ret_manifest, bool *ret_readable,
                                        struct lt_error *err)
{
    enum lt_status status;
    struct lt_error cause = {0};
    const char *folder = layout_store(v->arena, v->output_dir, v->generation);
    bool there;
    *ret_readable = false;
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_look(folder, &there, err));
    if (!there) {
        return report(v, "store.generation_missing", "", "no folder", folder, err);
    }
    if (manifest_read(folder, v->arena, ret_manifest, &cause) != LT_OK) {
        return report(v, "store.manifest_changed", MANIFEST_NAME, cause.text, "", err);
    }
    *ret_readable = true;
    LT_TRY(verify_manifest_digest(v, folder, wanted_digest, err));
    LT_TRY(verify_name(v, ret_manifest, err));
    LT_TRY(manifest_compare(folder, ret_manifest, lt_processors(), &v->memo, report_file, v, err));
    LT_TRY(verify_ledger(v, folder, ret_manifest, err));
out:
    return status;
}

/* What was once published, and what a newer generation rests on, is on the chain. */
static enum lt_status verify_all_seen(struct verifying *v, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < v->mark_count; i++) {
        if (layout_is_generation(v->marks[i]) && !listed(v->seen, v->seen_count, v->marks[i])) {
            v->generation = v->marks[i];
            LT_TRY(report(v, "store.chain_broken", "", "published once, not on the chain",
                          "every generation that was ever published", err));
        }
    }
    for (size_t i = 0; i < v->wanted_count; i++) {
        if (!listed(v->seen, v->seen_count, v->wanted[i])) {
            v->generation = v->wanted[i];
            LT_TRY(report(v, "store.generation_missing", "", "not on the chain",
                          "a generation that a later one rests on", err));
        }
    }
out:
    return status;
}

/* Not a fault of what was published, but whoever reads it must know. */
static enum lt_status tell_stale(struct verifying *v, const struct manifest *manifest,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < manifest->period_count; i++) {
        char period[LT_PERIOD_TEXT];
        const struct lt_diagnostic item = {
            .severity = LT_WARNING,
            .quality = LT_TIMELINESS,
            .code = "store.stale_period",
            .layer = v->generation,
            .feature = lt_period_format(manifest->periods[i].period, period),
            .found = "an earlier half-year was run again since",
            .expected = "half-years that rest on each other",
            .action = "run the stale half-years again, in order",
        };
        if (manifest->periods[i].stale) {
            LT_TRY(lt_diagnostics_add(v->diagnostics, &item, err));
        }
    }
out:
    return status;
}

/* From the current generation to the first: each names the one before it by its manifest's hash. */
static enum lt_status verify_chain(struct verifying *v, const char *current, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    bool readable = true;
    const char *wanted = "";
    v->generation = current;
    while (readable && *v->generation != '\0') {
        struct manifest manifest = {0};
        if (listed(v->seen, v->seen_count, v->generation)) {
            LT_TRY(report(v, "store.chain_broken", MANIFEST_NAME, "a circle", "a first", err));
            break;
        }
        LT_TRY(note(v, &v->seen, &v->seen_count, &v->seen_capacity, v->generation, err));
        LT_TRY(verify_generation(v, wanted, &manifest, &readable, err));
        if (readable && v->seen_count == 1) {
            LT_TRY(tell_stale(v, &manifest, err));
        }
        wanted = lt_arena_text(v->arena, manifest.parent_sha256);
        v->generation = lt_arena_text(v->arena, manifest.parent);
        if (wanted == NULL || v->generation == NULL) {
            status = lt_fail_memory(err, "a generation");
            goto out;
        }
    }
    LT_TRY(verify_all_seen(v, err));
out:
    return status;
}

/* Results between half-years are on no chain; each is what its own manifest says. */
static enum lt_status verify_interim(struct verifying *v, const char *name, const char *folder,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest;
    struct lt_error cause = {0};
    v->generation = name;
    if (manifest_read(folder, v->arena, &manifest, &cause) != LT_OK) {
        return report(v, "store.manifest_changed", MANIFEST_NAME, cause.text, "", err);
    }
    if (strcmp(manifest.generation, name) != 0) {
        LT_TRY(report(v, "store.manifest_changed", MANIFEST_NAME, manifest.generation, name, err));
    }
    LT_TRY(manifest_compare(folder, &manifest, lt_processors(), &v->memo, report_file, v, err));
out:
    return status;
}

static enum lt_status list_folder(struct verifying *v, const char *folder, char ***ret_names,
                                  size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    bool there;
    *ret_count = 0;
    LT_TRY(folder == NULL ? lt_fail_memory(err, "a path") : lt_folder_look(folder, &there, err));
    LT_TRY(there ? lt_folder_list(folder, v->arena, ret_names, ret_count, err) : LT_OK);
out:
    return status;
}

static enum lt_status verify_interims(struct verifying *v, struct lt_error *err)
{
    enum lt_status status;
    char **places, **names;
    size_t place_count, count;
    const char *top = lt_path_join(v->arena, v->output_dir, LAYOUT_INTERIM);
    LT_TRY(list_folder(v, top, &places, &place_count, err));
    for (size_t i = 0; i < place_count; i++) {
        const char *place = lt_path_join(v->arena, top, places[i]);
        LT_TRY(list_folder(v, place, &names, &count, err));
        for (size_t k = 0; k < count; k++) {
            const char *folder = lt_path_join(v->arena, place, names[k]);
            if (folder == NULL) {
                status = lt_fail_memory(err, "a path");
                goto out;
            }
            if (layout_is_generation(names[k])) {
                LT_TRY(verify_interim(v, names[k], folder, err));
            }
        }
    }
out:
    return status;
}

enum lt_status lt_store_verify(const char *output_dir,
                               enum lt_status (*check)(const struct lt_ledger *ledger,
                                                       struct lt_error *err),
                               struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    struct verifying v = {.output_dir = output_dir, .check = check, .diagnostics = diagnostics};
    bool there;
    LT_TRY(lt_folder_look(output_dir, &there, err));
    if (!there) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': no such folder", output_dir);
    }
    LT_TRY(lt_arena_create(&v.arena, err));
    /* in this order: a mark is made after its generation became current, so one that is made meanwhile is of no concern */
    LT_TRY(list_folder(&v, layout_store(v.arena, output_dir, LAYOUT_PUBLISHED), &v.marks,
                       &v.mark_count, err));
    LT_TRY(lt_generation_current(output_dir, v.arena, &current, err));
    if (current.id[0] == '\0') {
        v.generation = "";
        LT_TRY(
            report(&v, "store.nothing_published", LAYOUT_CURRENT, "nothing", "a generation", err));
        goto out;
    }
    LT_TRY(verify_chain(&v, current.id, err));
    LT_TRY(verify_interims(&v, err));
out:
    manifest_memo_finish(&v.memo);
    free(v.seen);
    free(v.wanted);
    lt_arena_destroy(v.arena);
    return status;
}
