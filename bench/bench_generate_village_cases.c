#include "bench_generate_cases.h"

enum {
    xx = BENCH_NODATA,
    WH = BENCH_WHEAT,
    MA = BENCH_MAIZE,
    RI = BENCH_RICE,
    FO = BENCH_FOREST,
    WA = BENCH_WATER,
};

#define WHEAT_MAIZE        \
    {                      \
        WH, WH, MA, WH, MA \
    }
#define RICE_AND_FISH      \
    {                      \
        WA, WA, RI, WA, RI \
    }
/* Ditches around a field: four boxes that do not meet. 3 m wide they are 1,224 of its some 14,700 m², 6 m wide 2,376. */
#define DITCHES_OF_3_M(...)                                                  \
    {                                                                        \
        {-54, -51, 3, 102, __VA_ARGS__}, {51, -51, 3, 102, __VA_ARGS__},     \
            {-51, -51, 102, 3, __VA_ARGS__}, {-51, 48, 102, 3, __VA_ARGS__}, \
    }
#define DITCHES_OF_6_M(...)                                                \
    {                                                                      \
        {-54, -51, 6, 102, __VA_ARGS__}, {48, -51, 6, 102, __VA_ARGS__},   \
            {-48, -51, 96, 6, __VA_ARGS__}, {-48, 45, 96, 6, __VA_ARGS__}, \
    }

const struct bench_case bench_village_cases[] = {
    {.key = "rice-fish-within",
     .title_en =
         "rice-fish field, ditches of 3 m around it: 8 % of its ground, one tenth is allowed",
     .title_zh = "稻渔田环沟宽3米，沟坑占比约8%（合规）",
     .land_class = "0101",
     .pbf = true,
     .classes = RICE_AND_FISH,
     .blocks = DITCHES_OF_3_M({WA, WA, WA, WA, WA}),
     .expect = {"undecided(one_date):PBF-POND", "none", "none", "none"}},
    {.key = "rice-fish-over",
     .title_en = "rice-fish field, ditches of 6 m around it: 16 %",
     .title_zh = "稻渔田环沟宽6米，沟坑占比约16%（超过10%）",
     .land_class = "0101",
     .pbf = true,
     .classes = RICE_AND_FISH,
     .blocks = DITCHES_OF_6_M({WA, WA, WA, WA, WA}),
     .expect = {"undecided(one_date):PBF-POND", "STOCK:PBF-RICEFISH", "CARRIED:PBF-RICEFISH",
                "continues:PBF-RICEFISH"}},
    {.key = "rice-fish-new",
     .title_en = "paddy after wheat in 2025, in 2026 a rice-fish field with ditches of 6 m",
     .title_zh = "2026年由稻麦轮作改为稻渔，环沟宽6米（超过10%）",
     .land_class = "0101",
     .pbf = true,
     .classes = {WH, WH, RI, WA, RI},
     .blocks = DITCHES_OF_6_M({xx, xx, xx, WA, WA}),
     .expect = {"none", "none", "pending:PBF-RICEFISH", "NEW:PBF-RICEFISH"}},
    {.key = "pond",
     .title_en = "fish pond of 40 by 40 m, older than the baseline",
     .title_zh = "基期以前的鱼塘（40米见方）",
     .land_class = "0102",
     .pbf = true,
     .classes = WHEAT_MAIZE,
     .blocks = {{-20, -20, 40, 40, {WA, WA, WA, WA, WA}}},
     .expect = {"undecided(one_date):PBF-POND", "STOCK:PBF-POND", "continues:PBF-POND",
                "continues:PBF-POND"}},
    {.key = "belt-within",
     .title_en = "shelterbelt of 4 m along a zone plot: 3 % of it, the city allows 5 %",
     .title_zh = "功能区地块一侧林带宽4米，占比约3%（本市标准5%）",
     .land_class = "0102",
     .zone = true,
     .classes = WHEAT_MAIZE,
     .blocks = {{-54, 49, 108, 4, {FO, FO, FO, FO, FO}}},
     .expect = {"none", "small:FZ-FOREST", "small:FZ-FOREST", "small:FZ-FOREST"}},
    {.key = "belt-over",
     .title_en = "shelterbelt of 9 m along a zone plot: 7 %, and no forest",
     .title_zh = "功能区地块一侧林带宽9米，占比约7%（超过本市标准，不是造林）",
     .land_class = "0102",
     .zone = true,
     .classes = WHEAT_MAIZE,
     .blocks = {{-54, 44, 108, 9, {FO, FO, FO, FO, FO}}},
     .expect = {"notice:FZ-SHELTERBELT", "notice:FZ-SHELTERBELT", "notice:FZ-SHELTERBELT",
                "notice:FZ-SHELTERBELT"}},
    {.key = "belt-new",
     .title_en = "shelterbelt of 9 m planted in the winter of 2025",
     .title_zh = "2025年冬新栽的林带宽9米（超过本市标准）",
     .land_class = "0102",
     .zone = true,
     .classes = WHEAT_MAIZE,
     .blocks = {{-54, 44, 108, 9, {xx, xx, xx, FO, FO}}},
     .expect = {"none", "none", "notice:FZ-SHELTERBELT", "notice:FZ-SHELTERBELT"}},
    {.key = "wood",
     .title_en = "wood of 60 by 60 m in a zone plot, older than the baseline: forest, and no belt",
     .title_zh = "功能区内基期以前的片林（60米见方）",
     .land_class = "0102",
     .zone = true,
     .classes = WHEAT_MAIZE,
     .blocks = {{-30, -30, 60, 60, {FO, FO, FO, FO, FO}}},
     .expect = {"notice:FZ-SHELTERBELT", "STOCK:FZ-FOREST", "continues:FZ-FOREST",
                "continues:FZ-FOREST"}},
    {.key = "bow-tie",
     .title_en =
         "corners in the wrong order, also of its basic farmland: only the filed area is known, "
         "and the tasks lie between with and without it",
     .title_zh = "自相交图斑（基本农田亦然）：只知台账面积，保护任务落在计与不计之间",
     .shape = BENCH_BOW_TIE,
     .land_class = "0102",
     .pbf = true,
     .classes = WHEAT_MAIZE,
     .expect = {"unjudged(invalid)", "unjudged(invalid)", "unjudged(invalid)",
                "unjudged(invalid)"}},
};
const size_t bench_village_case_count = sizeof bench_village_cases / sizeof bench_village_cases[0];
