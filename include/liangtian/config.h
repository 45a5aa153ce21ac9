/* The configuration of a city, read, checked and completed with defaults.
 *
 * Filled by ingest (config_load); read by everyone, changed by no one. Paths are absolute after loading.
 * Text is never NULL; an absent path is "". Ownership: everything lives in the config's arena.
 */
#ifndef LIANGTIAN_CONFIG_H
#define LIANGTIAN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/edges.h"
#include "liangtian/legend.h"
#include "liangtian/parcel.h"
#include "liangtian/period.h"
#include "liangtian/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A field of the city's file that stands for a field of the layer schema. */
struct lt_field_alias {
    const char *schema_field;
    const char *city_field;
};

struct lt_layer_config {
    bool present;
    const char *path;     /* file, or folder for .gdb */
    const char *sublayer; /* name inside a GeoPackage or geodatabase; "" = the only one */
    const char *schema;   /* name of a file in schemas/layers: "DLTB" */
    const char *encoding; /* "auto", "GBK", "GB18030", "UTF-8" */
    const char *crs;      /* "EPSG:4526" when the file has none; "" = must be in the file */
    const char *sha256;   /* expected digest of the main file, or "" */
    bool classified;      /* declared 涉密 by the office */
    struct lt_field_alias *aliases;
    size_t alias_count;
};

struct lt_raster_config {
    lt_period period; /* 0 for the baseline */
    const char *path;
    const char *crs; /* "" = must be in the file */
    const char *sha256;
    const char *image_from; /* YYYY-MM-DD: first and last image behind the classification */
    const char *image_to;
    bool flood;         /* images taken during a flood: water proves no pond */
    const char *legend; /* path of this raster's own legend, "" = the config's */
    /* NULL = found in the file; else its coordinate system as a plan found it there. Not part of the settings. */
    const struct lt_grid_crs *planned;
};

/* A true-colour image of a half-year, for evidence sheets. */
struct lt_picture_config {
    const char *path; /* "" = none */
    const char *crs;  /* "" = must be in the file */
    const char *sha256;
};

/* What the county's offices know of one season, beside the raster. */
struct lt_county_figures {
    uint32_t unit;
    double statistics_wanmu; /* sown grain as the statistics bureau has it; 0 = not given */
    /* maize cut green, sweet maize and green soybeans: in the raster grain, in the statistics not */
    double not_grain_low_wanmu, not_grain_high_wanmu;
};

/* A labelled sample of one frame: ground of which each place counts once. */
struct lt_sample_config {
    const char *frame;           /* a word of LT_FRAMES */
    const char *points, *strata; /* paths */
};
enum lt_frame { LT_FRAME_CROPLAND, LT_FRAME_OUTSIDE, LT_FRAME_ZONES, LT_FRAME_COUNT };
#define LT_FRAMES "cropland outside zones" /* in the order of enum lt_frame */

/* Everything of one half-year: its raster, and its layers where they differ from the general ones. */
struct lt_period_config {
    lt_period period;
    struct lt_raster_config raster;
    struct lt_picture_config true_colour;
    struct lt_layer_config layers[LT_LAYER_COUNT]; /* already merged with the general ones */
    struct lt_county_figures *figures;
    size_t figure_count;
    struct lt_sample_config *samples; /* at most one of each frame */
    size_t sample_count;
    const char *yields_path; /* yields of the crops of this crop year so far; "" = none */
    const char *parcels_seen, *parcel_strata; /* of accuracy draw --parcels; "" = none */
    const char
        *report_due; /* day by which counties report of their work, YYYY-MM-DD; "" = none is set */
};

struct lt_county_target {
    uint32_t unit;
    double zone_wanmu; /* 0 = none */
    double sown_wanmu;
    double cropland_wanmu, pbf_wanmu;
    double output_yijin;
};

struct lt_town_target {
    uint32_t town; /* nine digits */
    double sown_wanmu;
};

/* A managing unit that lies inside counties: shown apart, never added. */
struct lt_district {
    const char *name;
    double *towns; /* codes of nine digits */
    size_t town_count;
};

/* One indicator of the assessment of counties. */
struct lt_indicator {
    const char *id; /* a word of LT_INDICATORS */
    double weight;
};
/* How the batch is watched. Nothing of it changes a result. */
struct lt_operations_config {
    const char *due[2];  /* "07-01", "11-01": day on which first and second half-years are due */
    const char *metrics; /* path; "" = none */
    const char **on_failure; /* absolute path of a program, and its words; empty = none */
    size_t on_failure_count;
    uint32_t on_failure_seconds;
};

#define LT_INDICATORS "sown grain_share main_grain high_standard zone_effective"

/* Whose evidence sheets are drawn: of grave cases, of these and new ones, of all open ones. */
#define LT_SHEETS_WHICH "grave new all"
/* Of the catalogue record; "profile" = as output.profile says. */
#define LT_SHARING "profile unconditional conditional none"
#define LT_SECURITY "profile unclassified restricted confidential secret topSecret"

struct lt_config {
    struct lt_arena *arena;
    const char *path; /* of the config file */
    const char *city_name_zh, *city_name_en;
    uint32_t city_code; /* 411700 */
    const char *output_dir, *work_dir;
    const char *legend_path;
    const char *schemas_dir; /* given by main, not in the file */

    struct lt_period_config *periods; /* ascending, each once */
    size_t period_count;
    struct lt_raster_config baseline; /* path "" = none */

    double floor_zone_wanmu;                      /* 970 */
    double floor_sown_wanmu;                      /* 1900 */
    double floor_cropland_wanmu, floor_pbf_wanmu; /* 0 = none */
    double floor_output_yijin;                    /* 160 */
    struct lt_town_target *town_targets;
    size_t town_target_count;
    struct lt_district *districts;
    size_t district_count;
    struct lt_indicator *indicators; /* empty = no assessment */
    size_t indicator_count;
    const char **main_grain; /* keys of the legend: wheat, maize, rice */
    size_t main_grain_count;
    const char **capital_kinds; /* words and codes of operator kinds that are business capital */
    size_t capital_kind_count;
    const char **other_kinds; /* of kinds that are none */
    size_t other_kind_count;
    double lease_large_mu; /* from this leased area on an operator is large */
    struct lt_county_target *targets;
    size_t target_count;

    /* gates and thresholds that no clause gives: configurable, marked so in the report */
    double grain_season_share;   /* share at which ground bears a grain season, default 0.5 */
    uint32_t gate_full_cells;    /* 8 */
    uint32_t gate_erosion_cells; /* 1 */
    double small_lost_share;     /* 0.60: share of pixels lost by the half-pixel inner buffer */
    double case_keep_share;      /* 0.50: overlap at which a successor keeps the case's number */
    bool grave_by_feedback;      /* an ordinary case that feedback from above confirms is grave */
    bool grave_by_review;        /* so is one that a review found true */
    double photo_distance_m;     /* 100: a photograph taken no farther from a case is at it */
    double repair_bound;         /* 0.001: relative change of area that a repair may make */
    double overlap_min_m2;       /* 1.0: overlaps and gaps below are snapping noise */
    double max_unjudged;         /* 0.001 of all area */
    double max_false_accusation; /* gate on its upper bound; 0 = none */
    double boundary_shift_m;     /* 1.0: differences of zone boundaries nowhere wider are noise */
    double lookback_gap_m;       /* 10: parcels that lie no further apart are contiguous */
    const char *boundary_sensitivity; /* a word of LT_EDGE_MODES */
    double lookback_hills_mu; /* 50: contiguous area that is enough in hills (6 to 15 degrees) */

    const char
        *sheets_which;    /* a word of LT_SHEETS_WHICH: which open cases get an evidence sheet */
    uint32_t sheets_most; /* 200 */

    uint64_t limit_features; /* per layer, 20 million */
    uint64_t limit_vertices; /* per feature, of a layer of reviews in all; 20 million */
    uint64_t limit_pixels;   /* per raster, 1e12 */

    struct lt_rule_set rules; /* catalogue with this city's overrides */

    const char *profile;            /* "internal" | "public" */
    const char *mark;               /* secrecy mark printed on every output */
    const char *shapefile_encoding; /* "GBK" | "UTF-8" */
    const char *ledger_access;      /* "umask" | "owner" */
    const char *catalogue_office;   /* that answers for the data; "" = not named */
    const char *catalogue_sharing;  /* a word of LT_SHARING */
    const char *catalogue_security; /* a word of LT_SECURITY */
    bool chinese;                   /* --lang */
    struct lt_operations_config operations;
    const char *operator_key; /* key of the operator hashes; "" = digest of city code */
};

/* Are the ledger, and what is made on the way to it, for their owner alone? */
bool lt_config_secret(const struct lt_config *config);
const struct lt_period_config *lt_config_period(const struct lt_config *config, lt_period period);

#ifdef __cplusplus
}
#endif
#endif
