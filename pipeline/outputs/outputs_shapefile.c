/* violations.shp: what the reviewers open in ArcGIS or QGIS and send back with the review columns
 * filled. */
#include "outputs_shapefile.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/outputs.h"
#include "outputs_catalogue.h"
#include "support/arena.h"
#include "support/files.h"

static const char key_name[] = "violations.txt", list_name[] = "violations-cut.csv";

/* What all parts together are. */
struct layer {
    const struct lt_report_model *model;
    struct lt_arena *arena;
    const char *folder;
    struct lt_book_cases cases;
    struct lt_dbf_text text;
    struct lt_shapefile_parts parts;
    struct lt_dbf_faults faults;
};

static void add_field_line(struct lt_text *text, const struct lt_schema_field *field)
{
    lt_text_printf(text, "%-10s  %-16s  %s / %s", field->name, field->column, field->title_zh,
                   field->title_en);
    for (size_t i = 0; i < field->code_count; i++) {
        lt_text_printf(text, "%s%s", i == 0 ? " [" : " | ", field->codes[i].code);
    }
    lt_text_add(text, field->code_count > 0 ? "]\r\n" : "\r\n");
}

/* Which county, and which of its parts. */
static void add_place(struct lt_text *text, const struct lt_report_model *model,
                      const struct lt_shapefile_part *part)
{
    lt_text_add(text, lt_place_name(model, part->unit));
    if (part->number > 0) {
        lt_text_printf(text, "%s%u%s", lt_say(model, "（第 ", " (part "), part->number,
                       lt_say(model, " 部分）", ")"));
    }
}

static void add_parts(struct lt_text *text, const struct layer *layer)
{
    lt_text_add(
        text, lt_say(layer->model,
                     "注意：合为一个文件将超过多数软件能读的大小（2 GB），故分县区为多个文件：\r\n",
                     "note: one file would be larger than most programs read (2 GB); there is "
                     "one for each county:\r\n"));
    for (size_t i = 0; i < layer->parts.count; i++) {
        const struct lt_shapefile_part *const part = &layer->parts.items[i];
        lt_text_printf(text, "  %s.shp  ", part->stem);
        add_place(text, layer->model, part);
        lt_text_printf(text, "  %zu\r\n", part->cases.count);
    }
}

static void add_faults(struct lt_text *text, const struct layer *layer)
{
    const struct lt_report_model *const model = layer->model;
    if (layer->text.fell_back) {
        lt_text_add(
            text,
            lt_say(
                model, "注意：有文字无法用 GBK 表示，全部属性改用 UTF-8（见 .cpg）。\r\n",
                "note: GBK lacks a character that occurs here; all text is UTF-8 (see .cpg).\r\n"));
        lt_text_printf(text, "%s%zu\r\n",
                       lt_say(model, "无法用 GBK 表示的属性值：", "values that GBK cannot hold: "),
                       layer->faults.beyond_gbk);
    }
    if (layer->faults.cut > 0) {
        lt_text_printf(text, "%s%zu\r\n",
                       lt_say(model, "注意：因超过字段长度而截短的属性值：",
                              "note: values cut to their column: "),
                       layer->faults.cut);
    }
    if (layer->faults.cut + layer->faults.beyond_gbk > 0) {
        lt_text_printf(text, "%s%s\r\n",
                       lt_say(model, "逐条列出，附全文：", "each of them, whole: "), list_name);
    }
}

/* violations.txt: the files, the encoding, what was shortened, and what the ten-byte names mean. */
static enum lt_status write_key(const struct layer *layer, struct lt_error *err)
{
    const struct lt_report_model *const model = layer->model;
    const struct lt_layer_schema *const schema = layer->text.schema;
    const char *const path = lt_path_join(layer->arena, layer->folder, key_name);
    struct lt_text text = {0};
    lt_text_add(&text, "\xEF\xBB\xBF");
    lt_text_printf(
        &text, "%s\r\n%s: %s\r\n%s: %zu\r\n", lt_say(model, schema->title_zh, schema->title_en),
        lt_say(model, "字符编码", "encoding"), layer->text.use_gbk ? "GBK (CP936)" : "UTF-8",
        lt_say(model, "记录数", "records"), layer->cases.count);
    if (layer->parts.items[0].unit != 0) {
        add_parts(&text, layer);
    }
    add_faults(&text, layer);
    lt_text_add(&text, lt_say(model, "遥感图斑均为疑似，须实地核查。空白列由核查人员填写。\r\n\r\n",
                              "Every record is a suspect until checked on the ground. Empty "
                              "columns are for the reviewers.\r\n\r\n"));
    for (size_t i = 0; i < schema->field_count; i++) {
        add_field_line(&text, &schema->fields[i]);
    }
    enum lt_status status =
        path == NULL ? lt_fail_memory(err, "a path") : lt_text_check(&text, err);
    if (status == LT_OK) {
        status = lt_file_write(path, text.data, text.length, err);
    }
    lt_text_finish(&text);
    return status;
}

/* The part's record for whoever gets it. */
static enum lt_status write_about(const struct layer *layer, const struct lt_shapefile_part *part,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_catalogue record;
    struct lt_text place = {0};
    const char *const path =
        lt_arena_printf(layer->arena, "%s/%s.shp.xml", layer->folder, part->stem);
    if (part->unit == 0) {
        lt_text_add(&place, lt_unit_title(layer->model, &layer->model->city));
    } else {
        add_place(&place, layer->model, part);
    }
    LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : lt_text_check(&place, err));
    LT_TRY(lt_catalogue_make_layer(layer->model, part->stem, place.data, &part->cases, layer->arena,
                                   &record, err));
    LT_TRY(lt_catalogue_write_xml(&record, path, err));
out:
    lt_text_finish(&place);
    return status;
}

/* Every file that there may be; the list of faults stands last. */
static enum lt_status name_files(const struct layer *layer, struct lt_shapefile_set *ret_set,
                                 struct lt_error *err)
{
    static const char *const endings[] = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".shp.xml"};
    enum { ENDINGS = sizeof endings / sizeof *endings };
    const size_t count = layer->parts.count;
    struct lt_shapefile_set set = {.stem_count = count};
    set.names = lt_arena_array(layer->arena, count * ENDINGS + 2, sizeof *set.names);
    set.stems = lt_arena_array(layer->arena, count, sizeof *set.stems);
    if (set.names == NULL || set.stems == NULL) {
        return lt_fail_memory(err, "a list of files");
    }
    for (size_t i = 0; i < count; i++) {
        set.stems[i] = layer->parts.items[i].stem;
        for (size_t e = 0; e < ENDINGS; e++) {
            const char *const name =
                lt_arena_printf(layer->arena, "%s%s", set.stems[i], endings[e]);
            if (name == NULL) {
                return lt_fail_memory(err, "a path");
            }
            set.names[set.name_count++] = name;
        }
    }
    set.names[set.name_count++] = key_name;
    set.names[set.name_count++] = list_name;
    *ret_set = set;
    return LT_OK;
}

static enum lt_status write_files(struct layer *layer, struct lt_shapefile_set *set,
                                  struct lt_error *err)
{
    enum lt_status status;
    const char *const list = lt_path_join(layer->arena, layer->folder, list_name);
    LT_TRY(list == NULL ? lt_fail_memory(err, "a path") : LT_OK);
    for (size_t i = 0; i < layer->parts.count; i++) {
        LT_TRY(lt_shapefile_part_write(&layer->text, &layer->parts.items[i], layer->folder,
                                       layer->arena, err));
        LT_TRY(write_about(layer, &layer->parts.items[i], err));
    }
    LT_TRY(lt_dbf_list_faults(&layer->text, &layer->cases, list, &layer->faults, err));
    if (layer->faults.cut + layer->faults.beyond_gbk == 0) {
        set->name_count--;
    }
    LT_TRY(write_key(layer, err));
out:
    if (status != LT_OK) {
        lt_discard(layer->folder, set->names, set->name_count);
    }
    return status;
}

enum lt_status lt_shapefile_write(const struct lt_report_model *model, const char *folder,
                                  uint64_t limit, struct lt_arena *arena,
                                  struct lt_shapefile_set *ret_set, struct lt_error *err)
{
    enum lt_status status;
    struct layer layer = {
        .model = model, .arena = arena, .folder = folder, .text.gbk = (iconv_t)-1};
    LT_TRY(lt_case_columns_check(model, err));
    LT_TRY(lt_book_select(model, LT_BOOK_VIOLATIONS, arena, &layer.cases, err));
    LT_TRY(lt_dbf_text_open(model, &layer.cases, &layer.text, err));
    const struct lt_dbf_shape table = lt_dbf_shape_of(&layer.text);
    LT_TRY(lt_shapefile_plan(&layer.cases, &table, limit, arena, &layer.parts, err));
    LT_TRY(name_files(&layer, ret_set, err));
    LT_TRY(write_files(&layer, ret_set, err));
out:
    lt_dbf_text_close(&layer.text);
    return status;
}

enum lt_status lt_write_shapefile(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_shapefile_set set;
    if (lt_is_public(model)) {
        return LT_OK;
    }
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_shapefile_write(model, folder, LT_SHAPEFILE_LIMIT, arena, &set, err));
out:
    lt_arena_destroy(arena);
    return status;
}
