/* The catalogue of what polygons from above say. */
#include "ingest_yaml_table.h"

#include "liangtian/feedback.h"
#include "support/arena.h"
#include "support/files.h"

struct kind_draft {
    const char **codes;
    size_t code_count;
    enum lt_feedback_change change;
    const char *title_zh, *title_en;
};

struct kinds_draft {
    const char *id;
    struct kind_draft *kinds;
    size_t kind_count;
};

static const struct lt_key kind_keys[] = {
    {.name = "codes",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct kind_draft, codes),
     .count_offset = offsetof(struct kind_draft, code_count),
     .required = true,
     .min = 1,
     .zh = "图斑类型代码，“?”代表一个大写字母",
     .en = "codes of this kind; ? is one capital letter"},
    {.name = "change",
     .kind = LT_KEY_ENUM,
     .offset = offsetof(struct kind_draft, change),
     .required = true,
     .choices = "cropland structure built other",
     .zh = "属于哪种变化",
     .en = "what kind of change it says"},
    {.name = "zh",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct kind_draft, title_zh),
     .required = true,
     .zh = "中文名",
     .en = "Chinese name"},
    {.name = "en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct kind_draft, title_en),
     .required = true,
     .zh = "英文名",
     .en = "English name"},
};

static const struct lt_key kinds_keys[] = {
    {.name = "id",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct kinds_draft, id),
     .required = true,
     .zh = "名称",
     .en = "name of the catalogue"},
    {.name = "kinds",
     .kind = LT_KEY_LIST,
     LT_KEYS(kind_keys),
     .offset = offsetof(struct kinds_draft, kinds),
     .count_offset = offsetof(struct kinds_draft, kind_count),
     .item_size = sizeof(struct kind_draft),
     .required = true,
     .min = 1,
     .zh = "各种类型",
     .en = "the kinds"},
};

static const struct lt_key kinds_root = {.name = "", .kind = LT_KEY_SECTION, LT_KEYS(kinds_keys)};

enum lt_status lt_feedback_kinds_load(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                                      struct lt_arena *arena, struct lt_feedback_kinds *ret_kinds,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct lt_yaml yaml = {0};
    struct kinds_draft draft = {0};
    const char *path = lt_path_join(arena, schemas_dir, "feedback/kinds.yaml");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_yaml_open(&yaml, "catalogue", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &kinds_root, &draft);
    LT_TRY(lt_yaml_result(&yaml, err));
    ret_kinds->items = lt_arena_array(arena, draft.kind_count, sizeof *ret_kinds->items);
    if (ret_kinds->items == NULL) {
        status = lt_fail_memory(err, "a catalogue");
        goto out;
    }
    for (size_t i = 0; i < draft.kind_count; i++) {
        const struct kind_draft *one = &draft.kinds[i];
        ret_kinds->items[i] =
            (struct lt_feedback_kind){(const char *const *)one->codes, one->code_count, one->change,
                                      one->title_zh, one->title_en};
    }
    ret_kinds->count = draft.kind_count;
out:
    lt_yaml_close(&yaml);
    return status;
}
