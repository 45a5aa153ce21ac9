/* The form of what counties report. */
#include "ingest_yaml_table.h"

#include "liangtian/county_report.h"
#include "support/arena.h"
#include "support/files.h"

struct item_draft {
    const char *key;
    enum lt_answer_kind kind;
    const char *zh, *en, *unit_zh, *unit_en, *note_zh, *note_en, *clause;
    bool required;
    double limit;
    enum lt_held held;
    const char *at_most, *with, *after;
    bool ahead;
};
struct part_draft {
    const char *zh, *en;
    struct item_draft *items;
    size_t item_count;
};
struct form_draft {
    const char *id;
    struct part_draft *parts;
    size_t part_count;
};

#define AT(word, of_kind, field, chinese, english)                                   \
    .name = (word), .kind = (of_kind), .offset = offsetof(struct item_draft, field), \
    .zh = (chinese), .en = (english)

static const struct lt_key item_keys[] = {
    {AT("key", LT_KEY_TEXT, key, "项目代码，不再更改", "key of the item, never changed"),
     .required = true},
    {AT("kind", LT_KEY_ENUM, kind, "填什么", "what is filled in"), .required = true,
     .choices = LT_ANSWER_KINDS},
    {AT("zh", LT_KEY_TEXT, zh, "中文名", "Chinese name"), .required = true},
    {AT("en", LT_KEY_TEXT, en, "英文名", "English name"), .required = true},
    {AT("unit_zh", LT_KEY_TEXT, unit_zh, "个数的单位", "what a count counts, Chinese")},
    {AT("unit_en", LT_KEY_TEXT, unit_en, "个数的单位（英文）", "the same, English")},
    {AT("note_zh", LT_KEY_TEXT, note_zh, "填写说明", "how to fill it in, Chinese")},
    {AT("note_en", LT_KEY_TEXT, note_en, "填写说明（英文）", "the same, English")},
    {AT("clause", LT_KEY_TEXT, clause, "条款", "clause of the mandate"), .required = true},
    {AT("required", LT_KEY_BOOL, required, "必填", "must be filled in")},
    {AT("limit", LT_KEY_DOUBLE, limit, "上限；文字为字数，0 为不限",
        "most; of a text in characters; 0 = none"),
     .max = 1e9},
    {AT("held", LT_KEY_ENUM, held, "并列的台账数", "the ledger's figure beside it"),
     .choices = LT_HELD_WORDS, .fallback = "none"},
    {AT("at_most", LT_KEY_TEXT, at_most, "不得大于该项", "item that it may not exceed")},
    {AT("with", LT_KEY_TEXT, with, "与该项相加后再比较", "item that is added to it first")},
    {AT("after", LT_KEY_TEXT, after, "不得早于该项", "day that it may not precede")},
    {AT("ahead", LT_KEY_BOOL, ahead, "可为今后的日期", "a day that may lie ahead")},
};

static const struct lt_key part_keys[] = {
    {.name = "zh",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct part_draft, zh),
     .required = true,
     .zh = "中文名",
     .en = "Chinese name"},
    {.name = "en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct part_draft, en),
     .required = true,
     .zh = "英文名",
     .en = "English name"},
    {.name = "items",
     .kind = LT_KEY_LIST,
     LT_KEYS(item_keys),
     .offset = offsetof(struct part_draft, items),
     .count_offset = offsetof(struct part_draft, item_count),
     .item_size = sizeof(struct item_draft),
     .required = true,
     .min = 1,
     .zh = "各项",
     .en = "its items"},
};

static const struct lt_key form_keys[] = {
    {.name = "id",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct form_draft, id),
     .required = true,
     .zh = "名称",
     .en = "name of the form"},
    {.name = "parts",
     .kind = LT_KEY_LIST,
     LT_KEYS(part_keys),
     .offset = offsetof(struct form_draft, parts),
     .count_offset = offsetof(struct form_draft, part_count),
     .item_size = sizeof(struct part_draft),
     .required = true,
     .min = 1,
     .zh = "各部分",
     .en = "its parts"},
};

static const struct lt_key form_root = {.name = "", .kind = LT_KEY_SECTION, LT_KEYS(form_keys)};

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static struct lt_form_item make_item(const struct part_draft *part, const struct item_draft *d)
{
    return (struct lt_form_item){
        .key = d->key,
        .kind = d->kind,
        .part_zh = part->zh,
        .part_en = part->en,
        .zh = d->zh,
        .en = d->en,
        .unit_zh = or_empty(d->unit_zh),
        .unit_en = or_empty(d->unit_en),
        .note_zh = or_empty(d->note_zh),
        .note_en = or_empty(d->note_en),
        .clause = d->clause,
        .required = d->required,
        .limit = d->limit,
        .held = d->held,
        .at_most = or_empty(d->at_most),
        .with = or_empty(d->with),
        .after = or_empty(d->after),
        .ahead = d->ahead,
    };
}

/* Items are known by their keys, and may point to each other. */
static enum lt_status check_keys(const struct lt_county_form *form, const char *path,
                                 struct lt_error *err)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct lt_form_item *item = &form->items[i];
        if (lt_form_item_of(form, item->key) != item) {
            return lt_fail(err, LT_E_INPUT, "'%s' names the item '%s' twice", path, item->key);
        }
        const char *const others[] = {item->at_most, item->with, item->after};
        for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
            if (others[k][0] != '\0' && lt_form_item_of(form, others[k]) == NULL) {
                return lt_fail(err, LT_E_INPUT, "'%s' has no item '%s'", path, others[k]);
            }
        }
    }
    static const char *const needed[] = {"county", "half_year", "reported_on", "rectified",
                                         "rectified_area"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (lt_form_item_of(form, needed[i]) == NULL) {
            return lt_fail(err, LT_E_INPUT, "'%s' has no item '%s'", path, needed[i]);
        }
    }
    return LT_OK;
}

enum lt_status lt_county_form_load(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                                   struct lt_arena *arena, struct lt_county_form *ret_form,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_yaml yaml = {0};
    struct form_draft draft = {0};
    size_t count = 0;
    const char *path = lt_path_join(arena, schemas_dir, "forms/county-report.yaml");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_yaml_open(&yaml, "catalogue", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &form_root, &draft);
    LT_TRY(lt_yaml_result(&yaml, err));
    for (size_t p = 0; p < draft.part_count; p++) {
        count += draft.parts[p].item_count;
    }
    *ret_form =
        (struct lt_county_form){.items = lt_arena_array(arena, count, sizeof *ret_form->items)};
    if (ret_form->items == NULL) {
        status = lt_fail_memory(err, "a catalogue");
        goto out;
    }
    for (size_t p = 0; p < draft.part_count; p++) {
        for (size_t i = 0; i < draft.parts[p].item_count; i++) {
            ret_form->items[ret_form->count++] =
                make_item(&draft.parts[p], &draft.parts[p].items[i]);
        }
    }
    LT_TRY(check_keys(ret_form, path, err));
out:
    lt_yaml_close(&yaml);
    return status;
}
