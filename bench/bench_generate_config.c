#include "bench_generate.h"

#include <stdio.h>
#include <string.h>

#include "support/files.h"

static const struct {
    int value;
    const char *crop, *group, *zh, *en, *color;
} CLASSES[] = {
    {BENCH_WHEAT, "winter_wheat", "grain", "冬小麦", "winter wheat", "#d9b44a"},
    {BENCH_MAIZE, "maize", "grain", "玉米", "maize", "#f0d060"},
    {BENCH_RICE, "rice", "grain", "水稻", "rice", "#9fcf6a"},
    {BENCH_SOYBEAN, "soybean", "grain", "大豆", "soybean", "#b8c24a"},
    {BENCH_SWEET_POTATO, "sweet_potato", "grain", "甘薯", "sweet potato", "#c98f5a"},
    {BENCH_PEANUT, "peanut", "oil", "花生", "peanut", "#c7a17a"},
    {BENCH_RAPESEED, "rapeseed", "oil", "油菜", "rapeseed", "#e8e337"},
    {BENCH_SESAME, "sesame", "oil", "芝麻", "sesame", "#ddd0a8"},
    {BENCH_VEGETABLES, "vegetables", "vegetable", "蔬菜", "vegetables", "#5aa84f"},
    {BENCH_SILAGE, "silage", "forage", "青贮饲料", "silage", "#8db255"},
    {BENCH_OTHER_CROP, "other_crop", "other", "其他作物", "other crop", "#a59ac4"},
    {BENCH_MULCH, "film_mulch", "mulch", "地膜覆盖", "film mulch", "#dfe6ea"},
    {BENCH_BARE, "bare", "bare", "未种植", "bare", "#cbb8a3"},
    {BENCH_ORCHARD, "orchard", "orchard", "果园", "orchard", "#2f7d4f"},
    {BENCH_FOREST, "forest", "forest", "林地", "forest", "#1f5c38"},
    {BENCH_NURSERY, "nursery", "nursery", "苗圃", "nursery", "#4f9a7a"},
    {BENCH_WATER, "water", "water", "水面", "water", "#4a90c2"},
    {BENCH_GREENHOUSE, "greenhouse", "facility", "大棚设施", "greenhouse", "#c47fb0"},
    {BENCH_BUILT, "built", "hard", "硬化建筑", "built", "#b5504a"},
    {BENCH_RIDGE, "ridge", "ridge", "田坎沟渠", "ridge", "#8c7b6b"},
    {BENCH_EXCAVATION, "excavation", "soil", "取土挖损", "excavation", "#7a4b2a"},
};

void bench_legend_text(struct lt_text *text)
{
    lt_text_add(text, "# What each raster value means. Invented data.\n"
                      "id: sample-2025\nclasses:\n");
    for (size_t i = 0; i < sizeof CLASSES / sizeof CLASSES[0]; i++) {
        lt_text_printf(text,
                       "  - {value: %d, crop: %s, group: %s, zh: %s, en: %s, color: \"%s\"}\n",
                       CLASSES[i].value, CLASSES[i].crop, CLASSES[i].group, CLASSES[i].zh,
                       CLASSES[i].en, CLASSES[i].color);
    }
    lt_text_add(text, "unseen: [0, 200]   # no data, cloud\n");
}

enum lt_status bench_path(const char *folder, const char *name, char path[BENCH_PATH],
                          struct lt_error *err)
{
    const int n = snprintf(path, BENCH_PATH, "%s/%s", folder, name);
    return n > 0 && n < BENCH_PATH
               ? LT_OK
               : lt_fail(err, LT_E_USAGE, "the path '%s/%s' is too long", folder, name);
}

enum lt_status bench_write_text(const char *folder, const char *name, struct lt_text *text,
                                struct lt_error *err)
{
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    LT_TRY(lt_text_check(text, err));
    LT_TRY(bench_path(folder, name, path, err));
    LT_TRY(lt_file_write(path, text->data, text->length, err));
out:
    lt_text_finish(text);
    return status;
}
