/* The catalogue of the brief as data, as schemas/rules/ holds it, for tests of the core. Ascending
 * id. */
#ifndef LT_TEST_RULES_H
#define LT_TEST_RULES_H

#include "liangtian/rules.h"

#define LT_TEST_BIT(group) (1u << LT_GROUP_##group)

enum {
    CROPLAND_CONVERT,
    FZ_AREA,
    FZ_NO_GRAIN,
    PBF_IDLE,
    PBF_ORCHARD,
    PBF_POND,
    SOWN_AREA,
    TEST_RULES
};

static struct lt_rule test_rules[TEST_RULES] = {
    [CROPLAND_CONVERT] = {.id = "CROPLAND-CONVERT",
                          .clause = "M8",
                          .severity = LT_RULE_ORDINARY,
                          .formula = LT_FORMULA_PATCH,
                          .layer = LT_LAYER_PARCEL,
                          .seasons = LT_SEASONS_TWO,
                          .groups = LT_TEST_BIT(ORCHARD) | LT_TEST_BIT(FOREST) |
                                    LT_TEST_BIT(NURSERY) | LT_TEST_BIT(WATER) | LT_TEST_BIT(HARD) |
                                    LT_TEST_BIT(FACILITY),
                          .land_classes = "01",
                          .exempt_groups_0102 = LT_TEST_BIT(FACILITY),
                          .outside_pbf = true,
                          .needs_approvals = true,
                          .earliest_half = 1,
                          .threshold = 8,
                          .threshold_unit = "cells",
                          .enabled = true},
    [FZ_AREA] = {.id = "FZ-AREA",
                 .clause = "M9",
                 .severity = LT_RULE_GRAVE,
                 .formula = LT_FORMULA_FLOOR_ZONE,
                 .layer = LT_LAYER_ZONE,
                 .threshold = 970,
                 .threshold_unit = "wanmu",
                 .threshold_from_mandate = true,
                 .enabled = true},
    [FZ_NO_GRAIN] = {.id = "FZ-NO-GRAIN",
                     .clause = "M12",
                     .severity = LT_RULE_NOTICE,
                     .formula = LT_FORMULA_SHARE,
                     .layer = LT_LAYER_ZONE,
                     .seasons = LT_SEASONS_CROP_YEAR,
                     .groups = LT_TEST_BIT(OIL) | LT_TEST_BIT(VEGETABLE) | LT_TEST_BIT(FORAGE) |
                               LT_TEST_BIT(OTHER) | LT_TEST_BIT(MULCH) | LT_TEST_BIT(BARE),
                     .earliest_half = 2,
                     .threshold = 0.5,
                     .threshold_unit = "share",
                     .enabled = true},
    [PBF_IDLE] = {.id = "PBF-IDLE",
                  .clause = "M5",
                  .severity = LT_RULE_ORDINARY,
                  .formula = LT_FORMULA_PATCH,
                  .layer = LT_LAYER_PBF,
                  .seasons = LT_SEASONS_CROP_YEAR,
                  .groups = LT_TEST_BIT(BARE),
                  .earliest_half = 2,
                  .threshold = 8,
                  .threshold_unit = "cells",
                  .enabled = true},
    [PBF_ORCHARD] = {.id = "PBF-ORCHARD",
                     .clause = "M2",
                     .severity = LT_RULE_GRAVE,
                     .formula = LT_FORMULA_PATCH,
                     .layer = LT_LAYER_PBF,
                     .seasons = LT_SEASONS_CURRENT,
                     .groups = LT_TEST_BIT(ORCHARD) | LT_TEST_BIT(FOREST) | LT_TEST_BIT(NURSERY),
                     .earliest_half = 1,
                     .threshold = 8,
                     .threshold_unit = "cells",
                     .enabled = true},
    [PBF_POND] = {.id = "PBF-POND",
                  .clause = "M3",
                  .severity = LT_RULE_GRAVE,
                  .formula = LT_FORMULA_PATCH,
                  .layer = LT_LAYER_PBF,
                  .seasons = LT_SEASONS_TWO,
                  .groups = LT_TEST_BIT(WATER),
                  .refuse_flood = true,
                  .earliest_half = 1,
                  .threshold = 8,
                  .threshold_unit = "cells",
                  .enabled = true},
    [SOWN_AREA] = {.id = "SOWN-AREA",
                   .clause = "M18",
                   .severity = LT_RULE_GRAVE,
                   .formula = LT_FORMULA_FLOOR_SOWN,
                   .layer = LT_LAYER_PARCEL,
                   .threshold = 1900,
                   .threshold_unit = "wanmu",
                   .threshold_from_mandate = true,
                   .enabled = true},
};

static const struct lt_rule_set test_rule_set = {test_rules, TEST_RULES};

#endif
