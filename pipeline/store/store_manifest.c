/* manifest.json in both directions. Keys are sorted, so that equal contents are equal bytes. */
#include "store/store_manifest.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "support/arena.h"
#include "support/files.h"

enum { MANIFEST_FORMAT = 2, MANIFEST_LIMIT = 64 << 20 };

static json_t *files_json(const struct manifest *manifest)
{
    json_t *files = json_array();
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_file *file = &manifest->files[i];
        if (json_array_append_new(files, json_pack("{s:s, s:I, s:s}", "path", file->path, "bytes",
                                                   (json_int_t)file->bytes, "sha256",
                                                   file->sha256)) != 0) {
            json_decref(files);
            return NULL;
        }
    }
    return files;
}

static json_t *inputs_json(const struct lt_report_input *list, size_t count)
{
    json_t *inputs = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct lt_report_input *input = &list[i];
        if (json_array_append_new(inputs,
                                  json_pack("{s:s, s:s, s:I, s:s}", "role", input->role, "name",
                                            input->name, "bytes", (json_int_t)input->bytes,
                                            "sha256", input->sha256)) != 0) {
            json_decref(inputs);
            return NULL;
        }
    }
    return inputs;
}

/* The configuration stands among the inputs; its digest is also named by itself. */
static const char *config_digest(const struct lt_report_model *model)
{
    for (size_t i = 0; i < model->input_count; i++) {
        if (strcmp(model->inputs[i].role, "config") == 0) {
            return model->inputs[i].sha256;
        }
    }
    return "";
}

enum lt_status manifest_write(const char *folder, const struct manifest *manifest,
                              const struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char period[LT_PERIOD_TEXT];
    char *text = NULL;
    struct lt_arena *arena = NULL;
    /* "o" takes the arrays over even when packing fails, and a missing one makes it fail */
    json_t *root = json_pack(
        "{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "format",
        MANIFEST_FORMAT, "generation", manifest->generation, "content", manifest->content, "parent",
        manifest->parent, "parent_manifest_sha256", manifest->parent_sha256, "base", manifest->base,
        "period", lt_period_format(manifest->period, period), "published_at",
        model->published_at == NULL ? "" : model->published_at, "program_version",
        model->program_version == NULL ? "" : model->program_version, "config_sha256",
        config_digest(model), "inputs", inputs_json(model->inputs, model->input_count), "files",
        files_json(manifest), "periods", manifest_periods_json(manifest));
    if (root != NULL && model->catalogue_count > 0 &&
        json_object_set_new(root, "catalogues",
                            inputs_json(model->catalogues, model->catalogue_count)) != 0) {
        json_decref(root);
        root = NULL;
    }
    text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS);
    if (text == NULL) {
        status = lt_fail(err, LT_E_BUG,
                         "cannot write the manifest: memory is out or a name is not UTF-8");
        goto out;
    }
    LT_TRY(lt_arena_create(&arena, err));
    const char *path = lt_path_join(arena, folder, MANIFEST_NAME);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_file_write(path, text, strlen(text), err));
out:
    free(text);
    json_decref(root);
    lt_arena_destroy(arena);
    return status;
}

/* A path that stays inside the generation. */
static bool path_ok(const char *path)
{
    bool good = *path != '/';
    for (const char *part = path; good && part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        const size_t length = strcspn(part, "/");
        good = length > 0 && !(length <= 2 && strncmp(part, "..", length) == 0);
    }
    return good;
}

static bool read_file(const json_t *item, struct lt_arena *arena, struct manifest_file *ret_file)
{
    const char *path, *sha256;
    json_int_t bytes;
    if (json_unpack((json_t *)(uintptr_t)item, "{s:s, s:I, s:s}", "path", &path, "bytes", &bytes,
                    "sha256", &sha256) != 0 ||
        !path_ok(path) || bytes < 0 || !manifest_read_digest(sha256, false, ret_file->sha256)) {
        return false;
    }
    ret_file->path = lt_arena_text(arena, path);
    ret_file->bytes = (uint64_t)bytes;
    return ret_file->path != NULL;
}

static bool read_inputs(const json_t *inputs, struct lt_arena *arena,
                        struct manifest_input **ret_inputs, size_t *ret_count)
{
    const size_t count = json_array_size(inputs);
    struct manifest_input *const list = lt_arena_array(arena, count, sizeof *list);
    for (size_t i = 0; list != NULL && i < count; i++) {
        const char *role, *name, *sha256;
        struct manifest_input *input = &list[i];
        if (json_unpack(json_array_get(inputs, i), "{s:s, s:s, s:s}", "role", &role, "name", &name,
                        "sha256", &sha256) != 0 ||
            !manifest_read_digest(sha256, false, input->sha256)) {
            return false;
        }
        input->role = lt_arena_text(arena, role);
        input->name = lt_arena_text(arena, name);
        if (input->role == NULL || input->name == NULL) {
            return false;
        }
    }
    *ret_inputs = list;
    *ret_count = count;
    return list != NULL;
}

static bool read_root(json_t *root, struct lt_arena *arena, struct manifest *ret_manifest)
{
    const char *generation, *content, *parent, *parent_sha256, *base, *period, *published_at,
        *version;
    int format;
    const json_t *files, *periods, *inputs;
    if (json_unpack(root, "{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "format",
                    &format, "generation", &generation, "content", &content, "parent", &parent,
                    "parent_manifest_sha256", &parent_sha256, "base", &base, "period", &period,
                    "published_at", &published_at, "program_version", &version, "files", &files,
                    "periods", &periods, "inputs", &inputs) != 0 ||
        format != MANIFEST_FORMAT || !json_is_array(files) ||
        !manifest_read_digest(content, false, ret_manifest->content) ||
        !manifest_read_digest(base, true, ret_manifest->base) ||
        !manifest_periods_read(periods, arena, ret_manifest) ||
        !read_inputs(inputs, arena, &ret_manifest->inputs, &ret_manifest->input_count) ||
        !read_inputs(json_object_get(root, "catalogues"), arena, &ret_manifest->catalogues,
                     &ret_manifest->catalogue_count) ||
        !manifest_read_digest(generation, false, ret_manifest->generation) ||
        !manifest_read_digest(parent, true, ret_manifest->parent) ||
        !manifest_read_digest(parent_sha256, true, ret_manifest->parent_sha256) ||
        !lt_period_parse(period, &ret_manifest->period)) {
        return false;
    }
    ret_manifest->published_at = lt_arena_text(arena, published_at);
    ret_manifest->program_version = lt_arena_text(arena, version);
    ret_manifest->count = json_array_size(files);
    ret_manifest->files = lt_arena_array(arena, ret_manifest->count, sizeof *ret_manifest->files);
    if (ret_manifest->files == NULL || ret_manifest->published_at == NULL ||
        ret_manifest->program_version == NULL) {
        return false;
    }
    for (size_t i = 0; i < ret_manifest->count; i++) {
        if (!read_file(json_array_get(files, i), arena, &ret_manifest->files[i]) ||
            (i > 0 && strcmp(ret_manifest->files[i - 1].path, ret_manifest->files[i].path) >= 0)) {
            return false;
        }
    }
    return true;
}

enum lt_status manifest_read(const char *folder, struct lt_arena *arena,
                             struct manifest *ret_manifest, struct lt_error *err)
{
    enum lt_status status;
    json_t *root = NULL;
    json_error_t cause;
    char *text;
    size_t size;
    const char *path = lt_path_join(arena, folder, MANIFEST_NAME);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    *ret_manifest = (struct manifest){0};
    LT_TRY(lt_file_read(path, MANIFEST_LIMIT, arena, &text, &size, err));
    root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &cause);
    if (root == NULL) {
        status =
            lt_fail(err, LT_E_IO, "'%s' is damaged: line %d: %s", path, cause.line, cause.text);
        goto out;
    }
    if (!read_root(root, arena, ret_manifest)) {
        status = lt_fail(err, LT_E_IO, "'%s' is damaged: it is not a manifest of format %d", path,
                         MANIFEST_FORMAT);
    }
out:
    json_decref(root);
    return status;
}
