/* The configuration of a province. */
#include <string.h>

#include "ingest_yaml_table.h"
#include "liangtian/area.h"
#include "liangtian/province.h"
#include "support/arena.h"

struct draft {
    struct lt_province_config config;
    double sown_wanmu, zone_wanmu, output_yijin;
    const char *language;
};

static const struct lt_key province_keys[] = {
    {.name = "name",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct draft, config.name_zh),
     .required = true,
     .en = "name"},
    {.name = "name_en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct draft, config.name_en),
     .en = "name in English"},
    {.name = "code",
     .kind = LT_KEY_U32, /* LT_KEY_CODE is of cities and counties */
     .offset = offsetof(struct draft, config.code),
     .required = true,
     .min = 110000,
     .max = 829999,
     .en = "administrative code, six digits"},
};
static const struct lt_key folder_keys[] = {
    {.name = "output",
     .kind = LT_KEY_FOLDER,
     .offset = offsetof(struct draft, config.output_dir),
     .fallback = "out",
     .en = "where the province's report goes"},
};
static const struct lt_key floor_keys[] = {
    {.name = "sown_area",
     .kind = LT_KEY_DOUBLE,
     .offset = offsetof(struct draft, sown_wanmu),
     .fallback = "0",
     .max = 1e6,
     .en = "sown grain area, 万亩; 0 = none"},
    {.name = "zone_area",
     .kind = LT_KEY_DOUBLE,
     .offset = offsetof(struct draft, zone_wanmu),
     .fallback = "0",
     .max = 1e6,
     .en = "grain function zones, 万亩; 0 = none"},
    {.name = "output",
     .kind = LT_KEY_DOUBLE,
     .offset = offsetof(struct draft, output_yijin),
     .fallback = "0",
     .max = 1e6,
     .en = "grain output, 亿斤; 0 = none"},
};
static const struct lt_key output_keys[] = {
    {.name = "profile",
     .kind = LT_KEY_CHOICE,
     .offset = offsetof(struct draft, config.profile),
     .choices = "internal public",
     .fallback = "internal",
     .en = "who may see it"},
    {.name = "mark",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct draft, config.mark),
     .en = "mark on every page"},
    {.name = "language",
     .kind = LT_KEY_CHOICE,
     .offset = offsetof(struct draft, language),
     .choices = "zh en",
     .fallback = "zh",
     .en = "language of the report"},
};
static const struct lt_key city_keys[] = {
    {.name = "config",
     .kind = LT_KEY_PATH,
     .offset = offsetof(struct lt_province_city, config_path),
     .required = true,
     .en = "the city's own configuration"},
};
static const struct lt_key root_keys[] = {
    {.name = "province",
     .kind = LT_KEY_SECTION,
     LT_KEYS(province_keys),
     .required = true,
     .en = "which province"},
    {.name = "folders", .kind = LT_KEY_SECTION, LT_KEYS(folder_keys), .en = "folders"},
    {.name = "floors", .kind = LT_KEY_SECTION, LT_KEYS(floor_keys), .en = "floors of the province"},
    {.name = "output", .kind = LT_KEY_SECTION, LT_KEYS(output_keys), .en = "the report"},
    {.name = "cities",
     .kind = LT_KEY_LIST,
     LT_KEYS(city_keys),
     .offset = offsetof(struct draft, config.cities),
     .count_offset = offsetof(struct draft, config.city_count),
     .item_size = sizeof(struct lt_province_city),
     .required = true,
     .min = 1,
     .max = 1000,
     .en = "its cities"},
};
static const struct lt_key root = {.name = "", .kind = LT_KEY_SECTION, LT_KEYS(root_keys)};

static void refuse_twice(struct lt_yaml *yaml, const struct lt_province_config *config)
{
    for (size_t i = 0; i < config->city_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(config->cities[i].config_path, config->cities[j].config_path) == 0) {
                lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "cities[%zu].config", i),
                                  "province.city_twice", config->cities[i].config_path,
                                  "a city once", "take one of the two out");
            }
        }
    }
}

enum lt_status lt_province_load(const char *path, struct lt_diagnostics *diagnostics,
                                struct lt_arena *arena, struct lt_province_config *ret_config,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_yaml yaml = {0};
    struct draft draft = {0};
    struct lt_province_config *config = &draft.config;
    LT_TRY(lt_yaml_open(&yaml, "config", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &root, &draft);
    refuse_twice(&yaml, config);
    LT_TRY(lt_yaml_result(&yaml, err));
    config->path = lt_arena_text(arena, path);
    config->chinese = strcmp(draft.language, "en") != 0;
    config->name_en = *config->name_en == '\0' ? config->name_zh : config->name_en;
    config->floor_sown_m2 = draft.sown_wanmu * LT_M2_PER_WANMU;
    config->floor_zone_m2 = draft.zone_wanmu * LT_M2_PER_WANMU;
    config->floor_output_kg = draft.output_yijin * LT_KG_PER_YIJIN;
    if (config->path == NULL) {
        status = lt_fail_memory(err, "the configuration");
        goto out;
    }
    *ret_config = *config;
out:
    lt_yaml_close(&yaml);
    return status;
}
