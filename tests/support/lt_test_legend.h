/* A small legend and joint tables written by hand, for the stages behind the kernel. */
#ifndef LT_TEST_LEGEND_H
#define LT_TEST_LEGEND_H

#include <string.h>

#include "liangtian/legend.h"
#include "liangtian/zonal.h"

/* Class codes of the test legend, in the order of its classes. */
enum {
    WHEAT,
    MAIZE,
    RICE,
    PEANUT,
    VEGETABLE,
    SILAGE,
    TOBACCO,
    MULCH,
    BARE,
    ORCHARD,
    FOREST,
    NURSERY,
    WATER,
    GREENHOUSE,
    BUILT,
    RIDGE,
    STRIPS, /* maize and soybean mixed with something else: 60 to 100 % grain */
    MIXED,  /* 20 to 40 % grain */
    TEST_CLASSES,
    UNSEEN = LT_CLASS_UNSEEN,
    OUTSIDE = LT_CLASS_OUTSIDE,
};

static struct lt_class test_classes[TEST_CLASSES] = {
    [WHEAT] = {1, LT_GROUP_GRAIN, 1, 1, "winter_wheat", "冬小麦", "winter wheat", {0}},
    [MAIZE] = {2, LT_GROUP_GRAIN, 1, 1, "maize", "玉米", "maize", {0}},
    [RICE] = {3, LT_GROUP_GRAIN, 1, 1, "rice", "水稻", "rice", {0}},
    [PEANUT] = {6, LT_GROUP_OIL, 0, 0, "peanut", "花生", "peanut", {0}},
    [VEGETABLE] = {9, LT_GROUP_VEGETABLE, 0, 0, "vegetables", "蔬菜", "vegetables", {0}},
    [SILAGE] = {10, LT_GROUP_FORAGE, 0, 0, "silage", "青贮", "silage", {0}},
    [TOBACCO] = {11, LT_GROUP_OTHER, 0, 0, "other_crop", "其他作物", "other crop", {0}},
    [MULCH] = {12, LT_GROUP_MULCH, 0, 0, "film_mulch", "地膜", "film mulch", {0}},
    [BARE] = {13, LT_GROUP_BARE, 0, 0, "bare", "裸地", "bare", {0}},
    [ORCHARD] = {14, LT_GROUP_ORCHARD, 0, 0, "orchard", "果园", "orchard", {0}},
    [FOREST] = {15, LT_GROUP_FOREST, 0, 0, "forest", "林地", "forest", {0}},
    [NURSERY] = {16, LT_GROUP_NURSERY, 0, 0, "nursery", "苗木", "nursery", {0}},
    [WATER] = {17, LT_GROUP_WATER, 0, 0, "water", "水面", "water", {0}},
    [GREENHOUSE] = {18, LT_GROUP_FACILITY, 0, 0, "greenhouse", "大棚", "greenhouse", {0}},
    [BUILT] = {19, LT_GROUP_HARD, 0, 0, "built", "建筑", "built", {0}},
    [RIDGE] = {20, LT_GROUP_RIDGE, 0, 0, "ridge", "田坎", "ridge", {0}},
    [STRIPS] = {21, LT_GROUP_GRAIN, 0.6, 1, "strips", "带状复合", "strips", {0}},
    [MIXED] = {22, LT_GROUP_OTHER, 0.2, 0.4, "mixed", "混种", "mixed", {0}},
};

static const struct lt_legend test_legend = {
    .count = TEST_CLASSES, .classes = test_classes, .id = "test"};

/* One tuple: (H1, H2), or (previous, current), and its cells of 100 m². */
struct test_pair {
    uint8_t first, second;
    double cells;
};

enum { TEST_PAIRS = 32 };

struct test_table {
    struct lt_tabulation table;
    uint64_t first[2];
    struct lt_joint joint[TEST_PAIRS];
    double planar[1];
    uint32_t full[1], touched[1];
};

/* A tabulation of one polygon, `seasons` 1 or 2 (with 1 only `first` counts). Keys must be
 * ascending where the code under test needs them to be. */
static inline const struct lt_tabulation *test_table_of(struct test_table *made, unsigned seasons,
                                                        const struct test_pair *pairs, size_t count)
{
    memset(made, 0, sizeof *made);
    for (size_t i = 0; i < count; i++) {
        made->joint[i].key = seasons == 1
                                 ? pairs[i].first
                                 : (uint64_t)pairs[i].first | (uint64_t)pairs[i].second << 8;
        made->joint[i].cells = pairs[i].cells;
        made->joint[i].m2 = pairs[i].cells * 100.0;
        made->planar[0] += pairs[i].cells;
    }
    made->first[1] = count;
    made->full[0] = made->touched[0] = (uint32_t)made->planar[0];
    made->table = (struct lt_tabulation){.count = 1,
                                         .seasons = seasons,
                                         .first = made->first,
                                         .joint = made->joint,
                                         .planar_cells = made->planar,
                                         .full_cells = made->full,
                                         .touched_cells = made->touched};
    return &made->table;
}

#endif
