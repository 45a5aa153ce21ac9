/* The legend file: raster value → crop and group. */
#include "ingest_yaml_table.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "support/digest.h"
#include "support/text.h"

struct class_draft {
    struct lt_class class;
    uint32_t value;
    const char *group, *color;
    double *weights;
    size_t weight_count;
    size_t line_order; /* position in the file, for messages */
};

struct legend_draft {
    const char *id;
    struct class_draft *classes;
    size_t class_count;
    double *unseen;
    size_t unseen_count;
};

static const struct lt_key class_keys[] = {
    {.name = "value",
     .kind = LT_KEY_U32,
     .offset = offsetof(struct class_draft, value),
     .required = true,
     .min = 0,
     .max = 65535,
     .zh = "栅格值",
     .en = "raster value"},
    {.name = "crop",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct class_draft, class.crop),
     .required = true,
     .zh = "作物代号",
     .en = "stable key of the crop, e.g. winter_wheat"},
    {.name = "group",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct class_draft, group),
     .required = true,
     .zh = "类别",
     .en = "group that the rules speak of"},
    {.name = "zh",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct class_draft, class.name_zh),
     .required = true,
     .zh = "中文名",
     .en = "Chinese name"},
    {.name = "en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct class_draft, class.name_en),
     .required = true,
     .zh = "英文名",
     .en = "English name"},
    {.name = "color",
     .kind = LT_KEY_COLOR,
     .offset = offsetof(struct class_draft, color),
     .required = true,
     .zh = "颜色",
     .en = "colour on maps, \"#rrggbb\""},
    {.name = "grain_weight",
     .kind = LT_KEY_NUMBERS,
     .offset = offsetof(struct class_draft, weights),
     .count_offset = offsetof(struct class_draft, weight_count),
     .min = 2,
     .max = 2,
     .zh = "粮食占比的下限和上限",
     .en = "lowest and highest share that is grain"},
};

static const struct lt_key legend_keys[] = {
    {.name = "id",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct legend_draft, id),
     .required = true,
     .zh = "图例名",
     .en = "name of the legend"},
    {.name = "classes",
     .kind = LT_KEY_LIST,
     LT_KEYS(class_keys),
     .offset = offsetof(struct legend_draft, classes),
     .count_offset = offsetof(struct legend_draft, class_count),
     .item_size = sizeof(struct class_draft),
     .required = true,
     .min = 1,
     .max = LT_CLASS_MAX,
     .zh = "各类",
     .en = "the classes"},
    {.name = "unseen",
     .kind = LT_KEY_NUMBERS,
     .offset = offsetof(struct legend_draft, unseen),
     .count_offset = offsetof(struct legend_draft, unseen_count),
     .zh = "未观测值（无数据、云）",
     .en = "values that mean nothing was seen: nodata, cloud"},
};

static const struct lt_key legend_root = {.name = "", .kind = LT_KEY_SECTION, LT_KEYS(legend_keys)};

static const char *group_words(struct lt_yaml *yaml)
{
    const char *words = "one of:";
    for (unsigned g = 0; g < LT_GROUP_COUNT; g++) {
        words = lt_yaml_format(yaml, "%s %s", words, lt_group_name((enum lt_group)g));
    }
    return words;
}

static void complete_weight(struct lt_yaml *yaml, struct class_draft *draft, size_t index)
{
    const double whole = draft->class.group == LT_GROUP_GRAIN ? 1.0 : 0.0;
    draft->class.grain_weight_low = whole;
    draft->class.grain_weight_high = whole;
    if (draft->weight_count != 2) {
        return;
    }
    const double low = draft->weights[0], high = draft->weights[1];
    if (!(low >= 0.0 && low <= high && high <= 1.0)) {
        lt_yaml_reject_at(
            yaml, lt_yaml_format(yaml, "classes[%zu].grain_weight", index), "legend.weight",
            lt_yaml_format(yaml, "%s to %s", lt_yaml_number(yaml, low), lt_yaml_number(yaml, high)),
            "0 ≤ low ≤ high ≤ 1", "write [low, high], for example [0.4, 0.6]");
        return;
    }
    draft->class.grain_weight_low = low;
    draft->class.grain_weight_high = high;
}

static unsigned hex_pair(const char *digits)
{
    const char pair[3] = {digits[0], digits[1], '\0'};
    return (unsigned)strtoul(pair, NULL, 16);
}

static void complete_class(struct lt_yaml *yaml, struct class_draft *draft, size_t index)
{
    draft->class.value = (int32_t)draft->value;
    draft->line_order = index;
    if (*draft->group != '\0' && !lt_group_parse(draft->group, &draft->class.group)) {
        lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "classes[%zu].group", index), "legend.group",
                          draft->group, group_words(yaml), "write one of these words");
    }
    complete_weight(yaml, draft, index);
    for (unsigned i = 0; *draft->color != '\0' && i < 3; i++) {
        draft->class.rgb[i] = (uint8_t)hex_pair(draft->color + 1 + 2 * i);
    }
}

static int by_value(const void *a, const void *b)
{
    const struct class_draft *left = a, *right = b;
    if (left->value != right->value) {
        return left->value < right->value ? -1 : 1;
    }
    return (left->line_order > right->line_order) - (left->line_order < right->line_order);
}

static void check_doubles(struct lt_yaml *yaml, const struct legend_draft *draft)
{
    for (size_t i = 1; i < draft->class_count; i++) {
        const struct class_draft *one = &draft->classes[i - 1], *two = &draft->classes[i];
        if (one->value == two->value) {
            lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "classes[%zu].value", two->line_order),
                              "legend.duplicate", lt_yaml_format(yaml, "%u", (unsigned)two->value),
                              "each raster value once",
                              lt_yaml_format(yaml, "it already means %s; correct one of the two",
                                             one->class.crop));
        }
    }
    for (size_t i = 0; i < draft->class_count; i++) {
        for (size_t j = i + 1; j < draft->class_count; j++) {
            const struct class_draft *one = &draft->classes[i], *two = &draft->classes[j];
            if (*one->class.crop != '\0' && strcmp(one->class.crop, two->class.crop) == 0) {
                const size_t late =
                    one->line_order > two->line_order ? one->line_order : two->line_order;
                lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "classes[%zu].crop", late),
                                  "legend.duplicate", two->class.crop, "each crop key once",
                                  "give the class a key of its own");
            }
        }
    }
}

static void fill_codes(struct lt_yaml *yaml, const struct legend_draft *draft,
                       struct lt_legend *legend)
{
    memset(legend->code_of_value, LT_CLASS_UNKNOWN, LT_VALUE_COUNT);
    for (size_t i = 0; i < draft->class_count; i++) {
        legend->classes[i] = draft->classes[i].class;
        legend->code_of_value[draft->classes[i].value] = (uint8_t)i;
    }
    for (size_t i = 0; i < draft->unseen_count; i++) {
        const char *path = lt_yaml_format(yaml, "unseen[%zu]", i);
        const double value = draft->unseen[i];
        const bool fits = value >= 0 && value < LT_VALUE_COUNT && value == (double)(uint32_t)value;
        if (!fits) {
            lt_yaml_reject_at(yaml, path, "yaml.range", lt_yaml_number(yaml, value),
                              "a whole number from 0 to 65535", "write a raster value");
        } else if (legend->code_of_value[(uint32_t)value] != LT_CLASS_UNKNOWN) {
            lt_yaml_reject_at(yaml, path, "legend.duplicate", lt_yaml_number(yaml, value),
                              "each raster value once",
                              "it is a class or stands in this list already; remove one");
        } else {
            legend->code_of_value[(uint32_t)value] = LT_CLASS_UNSEEN;
        }
    }
}

/* Over what the legend says, not how it is written: comments and order do not count. */
static enum lt_status compute_digest(struct lt_legend *legend, struct lt_error *err)
{
    struct lt_digest *digest;
    const enum lt_status status = lt_digest_create(&digest, err);
    if (status != LT_OK) {
        return status;
    }
    lt_digest_add_text(digest, legend->id);
    for (uint32_t i = 0; i < legend->count; i++) {
        const struct lt_class *class = &legend->classes[i];
        char low[LT_DOUBLE_TEXT], high[LT_DOUBLE_TEXT];
        lt_digest_add_text(digest, class->crop);
        lt_digest_add_text(digest, lt_group_name(class->group));
        lt_digest_add_text(digest, lt_format_double(class->grain_weight_low, low));
        lt_digest_add_text(digest, lt_format_double(class->grain_weight_high, high));
        lt_digest_add_text(digest, class->name_zh);
        lt_digest_add_text(digest, class->name_en);
        lt_digest_add(digest, class->rgb, sizeof class->rgb);
    }
    lt_digest_add(digest, legend->code_of_value, LT_VALUE_COUNT);
    lt_digest_hex(digest, legend->digest);
    lt_digest_destroy(digest);
    return LT_OK;
}

enum lt_status lt_legend_load(const char *path, struct lt_diagnostics *diagnostics,
                              struct lt_arena *arena, struct lt_legend *ret_legend,
                              struct lt_error *err)
{
    struct lt_yaml yaml = {0};
    struct legend_draft draft = {0};
    struct lt_legend legend = {0};
    enum lt_status status;
    LT_TRY(lt_yaml_open(&yaml, "legend", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &legend_root, &draft);
    for (size_t i = 0; i < draft.class_count && draft.class_count <= LT_CLASS_MAX; i++) {
        complete_class(&yaml, &draft.classes[i], i);
    }
    if (draft.class_count > 0) {
        qsort(draft.classes, draft.class_count, sizeof *draft.classes, by_value);
    }
    check_doubles(&yaml, &draft);
    legend.classes = lt_yaml_array(&yaml, draft.class_count, sizeof *legend.classes);
    legend.code_of_value = lt_yaml_array(&yaml, LT_VALUE_COUNT, 1);
    if (legend.classes != NULL && legend.code_of_value != NULL &&
        draft.class_count <= LT_CLASS_MAX) {
        fill_codes(&yaml, &draft, &legend);
    }
    LT_TRY(lt_yaml_result(&yaml, err));
    legend.count = (uint32_t)draft.class_count;
    legend.id = draft.id;
    LT_TRY(compute_digest(&legend, err));
    *ret_legend = legend;
out:
    lt_yaml_close(&yaml);
    return status;
}
