/* The parts of the command accuracy. */
#ifndef LT_CLI_ACCURACY_H
#define LT_CLI_ACCURACY_H

#include <stdbool.h>

#include "cli/cli_options.h"

/* An area above 0 with its unit: 1900wanmu, 500亩. */
bool lt_accuracy_area(const char *text, double *ret_m2);

/* Tells all on stderr; LT_E_INPUT when anything rejects. */
struct lt_diagnostics;
struct lt_arena;
enum lt_status lt_accuracy_tell(const struct lt_diagnostics *diagnostics, bool english, bool quiet,
                                struct lt_error *err);

/* accuracy draw --parcels, and assess --parcels LIST... */
enum lt_status lt_accuracy_draw_parcels(const struct lt_arguments *arguments, struct lt_error *err);
enum lt_status lt_accuracy_assess_parcels(const struct lt_arguments *arguments,
                                          struct lt_arena *arena,
                                          struct lt_diagnostics *diagnostics, struct lt_error *err);
/* accuracy draw CONFIG --period P */
enum lt_status lt_accuracy_draw(const struct lt_arguments *arguments, struct lt_error *err);
#define LT_ACCURACY_DRAW_OPTIONS                                                                 \
    {"period", 0, "2026H1", "抽样：半年期", "draw: half-year"},                                  \
        {"map", 0, "2025H1", "抽样：以该期的影像分层（图层仍用 --period 的）",                   \
         "draw: strata from the rasters of this half-year, layers of --period"},                 \
        {"raster", 'r', "FILE", "抽样：以此影像（初步成果或上年）代替该期影像",                  \
         "draw: this raster, preliminary or last year's, in the place of the half-year's"},      \
        {"target-se", 0, "AREA", "抽样：粮食面积的目标标准误，如 10万亩",                        \
         "draw: standard error of the grain area to reach, 10wanmu"},                            \
        {"points", 0, "N", "抽样：样点总数上限", "draw: points at most"},                        \
        {"minimum", 0, "N", "抽样：每层最少样点，缺省 50", "draw: fewest points a stratum; 50"}, \
        {"seed", 0, "N", "抽样：随机种子，缺省 1", "draw: seed of the random numbers; 1"},       \
        {"by", 0, "auto|season|year", "抽样：按一季的类别分层，或按全年两季的组合",              \
         "draw: strata by classes of one season, or by pairs of the crop year"},                 \
        {"by-county", 0, NULL, "抽样：各县区分别分层", "draw: strata within each county"},       \
        {"buffer", 0, "CELLS", "抽样：距粮食几个像元以内的非粮地单独成层，缺省 1，0 为不设",     \
         "draw: ground without grain this near to grain is a stratum; 1, 0 = none"},             \
        {"least", 0, "PERCENT", "抽样：面积占比小于此的层合并，缺省 0.5",                        \
         "draw: strata smaller than this share are taken together; 0.5"},                        \
    {                                                                                            \
        "shares", 0, "FILE", "抽样：各层含粮比例 CSV（上年或试点）：分层、含粮比例",             \
            "draw: shares of grain by stratum from a pilot, CSV: stratum, share"                 \
    }

#endif
