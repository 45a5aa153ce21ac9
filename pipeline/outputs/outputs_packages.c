/* What each county gets: its cases alone, as a layer with a style, a sheet and a list, and the form in which it reports
 * of its work; to be filled in and sent back. */
#include <stdio.h>
#include <string.h>

#include "liangtian/outputs.h"
#include "outputs_common.h"
#include "outputs_evidence_links.h"
#include "outputs_shapefile.h"
#include "outputs_styles.h"
#include "outputs_zip.h"
#include "support/arena.h"
#include "support/files.h"

struct package {
    const struct lt_report_model *model; /* the city's */
    const struct lt_review_pages *pages;
    struct lt_report_model own; /* the county's part of it */
    struct lt_ledger ledger;
    struct lt_arena *arena;
    const char *outputs; /* the half-year's folder */
    uint64_t limit;      /* bytes of a shapefile */
    const char *folder;  /* where its own files are made */
    struct lt_shapefile_set layer;
};

/* The ledger's cases of one county, under a model whose city is that county. */
static enum lt_status narrow(struct package *package, const struct lt_report_unit *unit,
                             struct lt_error *err)
{
    const struct lt_ledger *ledger = package->model->ledger;
    package->own = *package->model;
    package->ledger = *ledger;
    package->ledger.cases =
        lt_arena_array(package->arena, ledger->case_count, sizeof *ledger->cases);
    if (package->ledger.cases == NULL) {
        return lt_fail_memory(err, "a package");
    }
    package->ledger.case_count = 0;
    for (size_t i = 0; i < ledger->case_count; i++) {
        if (ledger->cases[i].unit == unit->unit) {
            package->ledger.cases[package->ledger.case_count++] = ledger->cases[i];
        }
    }
    package->own.ledger = &package->ledger;
    package->own.city = *unit;
    return LT_OK;
}

static void add_head(struct lt_text *text, const struct lt_report_model *model)
{
    const struct lt_layer_schema *schema = model->violation_schema;
    lt_text_add(text, "\xEF\xBB\xBF"); /* without it a Chinese spreadsheet reads GBK */
    for (size_t f = 0; f < schema->field_count; f++) {
        lt_text_add(text, f == 0 ? "" : ",");
        lt_text_add_csv(text,
                        lt_say(model, schema->fields[f].title_zh, schema->fields[f].title_en));
    }
    lt_text_add(text, "\r\n");
}

static void add_case(struct lt_text *text, const struct lt_report_model *model,
                     const struct lt_case *item)
{
    const struct lt_layer_schema *schema = model->violation_schema;
    for (size_t f = 0; f < schema->field_count; f++) {
        const struct lt_schema_field *field = &schema->fields[f];
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        lt_case_value(model, item, field, buffer, &value);
        lt_text_add(text, f == 0 ? "" : ",");
        if (value.kind == LT_VALUE_NUMBER) {
            lt_text_add_fixed(text, value.number, (int)field->decimals);
        } else if (value.kind == LT_VALUE_TEXT) {
            lt_text_add_csv(text, value.text);
        }
    }
    lt_text_add(text, "\r\n");
}

static enum lt_status write_text(const struct package *package, const char *name,
                                 struct lt_text *text, struct lt_error *err)
{
    enum lt_status status = lt_text_check(text, err);
    const char *path = lt_path_join(package->arena, package->folder, name);
    if (status == LT_OK) {
        status = path == NULL ? lt_fail_memory(err, "a path")
                              : lt_file_write(path, text->data, text->length, err);
    }
    lt_text_finish(text);
    return status;
}

static enum lt_status write_list(const struct package *package, const struct lt_book_cases *cases,
                                 struct lt_error *err)
{
    struct lt_text list = {0};
    add_head(&list, &package->own);
    for (size_t i = 0; i < cases->count; i++) {
        add_case(&list, &package->own, cases->items[i]);
    }
    return write_text(package, "violations.csv", &list, err);
}

static enum lt_status write_form_list(const struct package *package, struct lt_error *err)
{
    struct lt_text list = {0};
    lt_county_form_add_csv(&list, &package->own);
    return write_text(package, "report.csv", &list, err);
}

static const char *style_name(const struct package *package, size_t layer)
{
    return lt_arena_printf(package->arena, "%s.qml", package->layer.stems[layer]);
}

/* QGIS looks for a style beside each shapefile, under its name. */
static enum lt_status write_styles(const struct package *package, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < package->layer.stem_count; i++) {
        struct lt_text style = {0};
        const char *name = style_name(package, i);
        if (name == NULL) {
            return lt_fail_memory(err, "a path");
        }
        lt_style_add_shapefile(&style, &package->own);
        LT_TRY(write_text(package, name, &style, err));
    }
out:
    return status;
}

/* Sheets of this county's cases; `list` has room for all of the city's. */
static enum lt_status add_sheets(const struct package *package, struct lt_zip_entry *list,
                                 size_t *count, struct lt_error *err)
{
    const struct lt_evidence_source *source = package->model->evidence;
    for (size_t i = 0; source != NULL && i < source->count; i++) {
        const struct lt_case *item = source->cases[i];
        if (item->unit != package->own.city.unit) {
            continue;
        }
        const char *own = lt_evidence_path(item, package->arena);
        struct lt_zip_entry *entry = &list[(*count)++];
        entry->name = lt_evidence_packed_path(item, package->arena);
        entry->path = own == NULL ? NULL : lt_path_join(package->arena, package->outputs, own);
        if (entry->name == NULL || entry->path == NULL) {
            return lt_fail_memory(err, "a path");
        }
    }
    return LT_OK;
}

static enum lt_status add_file(const struct package *package, const char *name,
                               struct lt_zip_entry *list, size_t *count, struct lt_error *err)
{
    struct lt_zip_entry *entry = &list[(*count)++];
    entry->name = name;
    entry->path = name == NULL ? NULL : lt_path_join(package->arena, package->folder, name);
    return entry->path == NULL ? lt_fail_memory(err, "a path") : LT_OK;
}

static enum lt_status pack(const struct package *package, const char *path, struct lt_error *err)
{
    enum lt_status status;
    static const char *const others[] = {"violations.xlsx", "violations.csv", "report.xlsx",
                                         "report.csv", "review.html"};
    enum { OTHERS = sizeof others / sizeof *others };
    const struct lt_shapefile_set *layer = &package->layer;
    const struct lt_evidence_source *source = package->model->evidence;
    struct lt_zip_entry *entries = lt_arena_array(package->arena,
                                                  layer->name_count + layer->stem_count + OTHERS +
                                                      (source == NULL ? 0 : source->count),
                                                  sizeof *entries);
    size_t count = 0;
    if (entries == NULL) {
        return lt_fail_memory(err, "a package");
    }
    for (size_t i = 0; i < layer->name_count; i++) {
        LT_TRY(add_file(package, layer->names[i], entries, &count, err));
    }
    for (size_t i = 0; i < layer->stem_count; i++) {
        LT_TRY(add_file(package, style_name(package, i), entries, &count, err));
    }
    for (size_t i = 0; i < OTHERS; i++) {
        LT_TRY(add_file(package, others[i], entries, &count, err));
    }
    LT_TRY(add_sheets(package, entries, &count, err));
    LT_TRY(lt_zip_write(path, entries, count, err));
out:
    return status;
}

/* `all`: what the packages of all counties are made of. */
static enum lt_status write_package(const struct package *all, const struct lt_report_unit *unit,
                                    const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct package package = *all;
    struct lt_book_cases cases;
    LT_TRY(lt_arena_create(&package.arena, err));
    LT_TRY(narrow(&package, unit, err));
    LT_TRY(lt_book_select(&package.own, LT_BOOK_VIOLATIONS, package.arena, &cases, err));
    const char *path = lt_arena_printf(package.arena, "%s/%06u.zip", folder, unit->unit);
    package.folder = lt_arena_printf(package.arena, "%s/%06u", folder, unit->unit);
    if (path == NULL || package.folder == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_folder_make(package.folder, err));
    LT_TRY(lt_shapefile_write(&package.own, package.folder, package.limit, package.arena,
                              &package.layer, err));
    LT_TRY(lt_write_case_book(&package.own, package.folder, err));
    LT_TRY(write_list(&package, &cases, err));
    LT_TRY(write_styles(&package, err));
    LT_TRY(lt_write_county_form(&package.own, package.folder, err));
    LT_TRY(write_form_list(&package, err));
    LT_TRY(lt_review_pages_write(package.pages, unit->unit, package.folder, err));
    LT_TRY(pack(&package, path, err));
out:
    if (package.folder != NULL) {
        const enum lt_status removed =
            lt_folder_remove(package.folder, status == LT_OK ? err : NULL);
        status = status == LT_OK ? removed : status;
    }
    lt_arena_destroy(package.arena);
    return status;
}

enum lt_status lt_packages_write(const struct lt_report_model *model,
                                 const struct lt_review_pages *pages, const char *folder,
                                 uint64_t limit, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct package all = {.model = model, .pages = pages, .outputs = folder, .limit = limit};
    char path[4096];
    if (lt_is_public(model)) {
        return LT_OK;
    }
    const int length = snprintf(path, sizeof path, "%s/packages", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        return lt_fail(err, LT_E_IO, "the path '%s' is too long", folder);
    }
    LT_TRY(lt_folder_make(path, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        LT_TRY(write_package(&all, &model->units[u], path, err));
    }
out:
    return status;
}

enum lt_status lt_write_packages(const struct lt_report_model *model,
                                 const struct lt_review_pages *pages, const char *folder,
                                 struct lt_error *err)
{
    return lt_packages_write(model, pages, folder, LT_SHAPEFILE_LIMIT, err);
}
