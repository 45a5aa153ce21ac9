/* The auditor's look at everything that was published. */
#include <string.h>

#include "liangtian/store.h"
#include "store/store_layout.h"
#include "store/store_manifest.h"
#include "support/arena.h"
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
    const char *path = lt_path_join(v->arena, folder, MANIFEST_NAME);
    const char *mark = layout_mark(v->arena, v->output_dir, v->generation);
    if (path == NULL || mark == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_digest_file(path, NULL, hex, err));
    if (*wanted != '\0' && strcmp(hex, wanted) != 0) {
        LT_TRY(report(v, "store.chain_broken", MANIFEST_NAME, hex, wanted, err));
    }
    if (lt_file_exists(mark)) {
        LT_TRY(lt_file_read(mark, 4096, v->arena, &mark_text, &size, err));
        if (strcmp(hex, mark_text) != 0) {
            LT_TRY(report(v, "store.manifest_changed", MANIFEST_NAME, hex, mark_text, err));
        }
    }
out:
    return status;
}

static enum lt_status verify_ledger(struct verifying *v, const char *folder, lt_period period,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_ledger ledger = {0};
    struct lt_error cause = {0};
    const char *path = lt_path_join(v->arena, folder, LAYOUT_LEDGER);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (!lt_file_exists(
            path)) { /* a missing file is reported as such where the manifest lists it */
        return report(v, "store.ledger_missing", LAYOUT_LEDGER, "no file", "a ledger", err);
    }
    if (lt_ledger_read(path, &ledger, &cause) != LT_OK ||
        (v->check != NULL && v->check(&ledger, &cause) != LT_OK)) {
        LT_TRY(report(v, "store.ledger_wrong", LAYOUT_LEDGER, cause.text, "", err));
    } else if (ledger.period_count > 0 &&
               ledger.periods[ledger.period_count - 1].period != period) {
        LT_TRY(report(v, "store.ledger_wrong", LAYOUT_LEDGER, "another last period",
                      "the manifest's period", err));
    }
    status = LT_OK;
out:
    lt_arena_destroy(ledger.arena);
    return status;
}

static enum lt_status verify_generation(struct verifying *v, const char *wanted_digest,
                                        lt_period before, struct manifest *ret_manifest,
                                        bool *ret_readable, struct lt_error *err)
{
    enum lt_status status;
    struct lt_error cause = {0};
    const char *folder = layout_store(v->arena, v->output_dir, v->generation);
    *ret_readable = false;
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (!lt_folder_exists(folder)) {
        return report(v, "store.generation_missing", "", "no folder", folder, err);
    }
    if (manifest_read(folder, v->arena, ret_manifest, &cause) != LT_OK) {
        return report(v, "store.manifest_changed", MANIFEST_NAME, cause.text, "", err);
    }
    *ret_readable = true;
    LT_TRY(verify_manifest_digest(v, folder, wanted_digest, err));
    if (strcmp(ret_manifest->generation, v->generation) != 0 ||
        (before != 0 && ret_manifest->period > before)) {
        LT_TRY(report(v, "store.chain_broken", MANIFEST_NAME, ret_manifest->generation,
                      v->generation, err));
    }
    LT_TRY(manifest_compare(folder, ret_manifest, lt_processors(), &v->memo, report_file, v, err));
    LT_TRY(verify_ledger(v, folder, ret_manifest->period, err));
out:
    return status;
}

/* From the current generation to the first. A chain is at most as long as there are folders. */
static enum lt_status verify_chain(struct verifying *v, const char *current, struct lt_error *err)
{
    enum lt_status status;
    struct manifest manifest = {0};
    char **names;
    size_t count;
    bool readable = true;
    const char *store = layout_store(v->arena, v->output_dir, "");
    if (store == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_list(store, v->arena, &names, &count, err));
    v->generation = current;
    lt_period before = 0;
    const char *wanted = "";
    for (size_t i = 0; readable && *v->generation != '\0'; i++) {
        if (i > count) {
            LT_TRY(report(v, "store.chain_broken", MANIFEST_NAME, "a circle", "a first", err));
            break;
        }
        LT_TRY(verify_generation(v, wanted, before, &manifest, &readable, err));
        before = manifest.period;
        wanted = lt_arena_text(v->arena, manifest.parent_sha256);
        v->generation = lt_arena_text(v->arena, manifest.parent);
        if (wanted == NULL || v->generation == NULL) {
            status = lt_fail_memory(err, "a generation");
            goto out;
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
    if (!lt_folder_exists(output_dir)) {
        return lt_fail(err, LT_E_IO, "cannot read '%s': no such folder", output_dir);
    }
    LT_TRY(lt_arena_create(&v.arena, err));
    LT_TRY(lt_generation_current(output_dir, v.arena, &current, err));
    if (current.id[0] == '\0') {
        v.generation = "";
        LT_TRY(
            report(&v, "store.nothing_published", LAYOUT_CURRENT, "nothing", "a generation", err));
        goto out;
    }
    LT_TRY(verify_chain(&v, current.id, err));
out:
    manifest_memo_finish(&v.memo);
    lt_arena_destroy(v.arena);
    return status;
}
