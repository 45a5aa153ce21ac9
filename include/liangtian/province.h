/* A province: many cities, each with a run, a ledger and floors of its own, and one report over them.
 *
 * Nothing is computed anew: a city's figures are those that it has published (figures.json), held against its manifest.
 * Sums of areas are sums of bounds; sums of estimates by samples add up as independent samples do, for no point of one
 * city says anything of another.
 */
#ifndef LIANGTIAN_PROVINCE_H
#define LIANGTIAN_PROVINCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/accuracy.h"
#include "liangtian/diagnostics.h"
#include "liangtian/period.h"
#include "liangtian/rules.h"
#include "liangtian/seasons.h"
#include "liangtian/status.h"
#include "liangtian/table.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

/* --- configuration ------------------------------------------------------------------------------------------- */

struct lt_province_city {
    const char *config_path; /* of the city's own configuration, absolute */
};

struct lt_province_config {
    const char *path, *output_dir; /* absolute */
    const char *name_zh, *name_en, *mark, *profile;
    uint32_t code;
    bool chinese;
    double floor_sown_m2, floor_zone_m2, floor_output_kg; /* 0 = none */
    struct lt_province_city *cities;                      /* in the order of the file */
    size_t city_count;
};
/* LT_E_INPUT when it is rejected: the diagnostics say why. Everything lies in the arena. */
enum lt_status lt_province_load(const char *path, struct lt_diagnostics *diagnostics,
                                struct lt_arena *arena, struct lt_province_config *ret_config,
                                struct lt_error *err);

/* --- what a city has published ------------------------------------------------------------------------------- */

/* A quantity as the city states it: between bounds on the map, and by a sample where there is one. */
struct lt_stated {
    bool given;
    double floor;              /* 0 = none */
    struct lt_interval mapped; /* m², or kg */
    struct lt_interval most;   /* sown: cropland and outside land; else as mapped */
    enum lt_verdict_value verdict;
    struct lt_interval
        off; /* maize cut green and the like: in the estimates, not in `mapped`; sown area alone */
    struct lt_estimate sample;       /* LT_BY_NOTHING where there is none */
    struct lt_estimate most_sampled; /* the same of `most` */
};

struct lt_city_figures {
    uint32_t code;
    const char *name;         /* as its configuration says */
    const char *published_at; /* "" when it has not published the half-year: nothing below holds */
    bool stale, crop_year_complete;
    char sha256[65]; /* of its figures.json */
    size_t counties;
    double farmland_m2;
    struct lt_interval grain_share;
    struct lt_stated sown, zones, output;
    uint64_t open, grave, came, closed; /* cases; came: new and relapsed */
    double open_m2, grave_m2;
};
/* The figures of `period` in what `output_dir` shows. A half-year that is not there: published_at "". LT_E_IO when the
 * file is not the one of the manifest, or cannot be understood. Texts lie in the arena; `name` and `code` are taken from
 * the file. */
enum lt_status lt_city_figures_read(const char *output_dir, lt_period period,
                                    struct lt_arena *arena, struct lt_city_figures *ret_figures,
                                    struct lt_error *err);

/* --- the roll-up --------------------------------------------------------------------------------------------- */

struct lt_province_floor {
    const char *rule_id;             /* "SOWN-AREA", "FZ-AREA", "OUTPUT" */
    const char *title;               /* in the configuration's language */
    double floor;                    /* m², or kg; > 0 */
    size_t cities;                   /* that state it */
    struct lt_interval mapped, most; /* sums */
    bool sampled;                    /* every city has an estimate of its own points */
    double value, low, high;         /* then: estimate and its two-sided 95 % bounds */
    double lower, upper;             /* one-sided 95 %, net of what is no grain; upper: of `most` */
    bool bounded;                    /* `upper` is known: `most` is sampled everywhere */
    enum lt_verdict_value verdict;
    const char *why; /* in the configuration's language; "" when decided by a sample */
};

struct lt_province {
    const struct lt_province_config *config;
    lt_period period;
    const struct lt_city_figures *cities; /* ascending code */
    size_t city_count, published;
    struct lt_province_floor floors[3];
    size_t floor_count;
    struct lt_rank *ranks; /* by what part of its target of sown area a city has reached */
    uint32_t *tiers;
    struct lt_report_table *tables;
    size_t table_count;
    struct lt_arena *arena;
};
/* Floors: MEETS when the lower bound of the cities that have published reaches it, whatever the others have; BELOW only
 * when all have, the year is complete, and the upper bound stays under it. With estimates of independent samples θ and
 * one-sided bounds l, u the bounds of the sum are Σθ − √Σ(θ − l)² and Σθ + √Σ(u − θ)² (MOVER: Zou and Donner 2008,
 * Statistics in Medicine 27, 1693–1702); else they are the sums of the map's bounds. Cities are ranked by estimates of
 * their own samples alone. Everything lies in the arena. */
enum lt_status lt_province_build(const struct lt_province_config *config, lt_period period,
                                 const struct lt_city_figures *cities, size_t count,
                                 struct lt_arena *arena, struct lt_province *ret_province,
                                 struct lt_error *err);

/* --- files --------------------------------------------------------------------------------------------------- */

/* province.html, province.xlsx and province.json in `folder`. */
enum lt_status lt_write_province(const struct lt_province *province, const char *published_at,
                                 const char *program_version, const char *folder,
                                 struct lt_error *err);

/* A folder to write in, below <output>/.store; the caller holds the lock of <output>: garbage of killed runs is removed. */
enum lt_status lt_province_begin(const char *output_dir, struct lt_arena *arena,
                                 const char **ret_folder, struct lt_error *err);
/* Gives it the name <output>/.store/<half-year>-<id>, and lets <output>/<half-year> point to it by one rename. What was
 * published before stays. */
enum lt_status lt_province_commit(const char *output_dir, lt_period period, const char id[65],
                                  const char *folder, struct lt_arena *arena, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
