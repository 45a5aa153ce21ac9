/* A feature of any layer as the pipeline carries it: shape, areas, and the attributes that have a meaning.
 *
 * Layer schemas (schemas/layers/) map a field name of a city's file to an lt_attribute; fields without a
 * meaning are read only where the layer is handed back (`carried`), and personal data never is. All text is UTF-8, trimmed, never NULL.
 */
#ifndef LIANGTIAN_PARCEL_H
#define LIANGTIAN_PARCEL_H

#include <stdbool.h>
#include <stdint.h>

#include "liangtian/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_layer {
    LT_LAYER_PARCEL,   /* DLTB 地类图斑: all farmland is judged from here */
    LT_LAYER_PBF,      /* 永久基本农田 */
    LT_LAYER_ZONE,     /* LQDK 两区地块, function-zone plots */
    LT_LAYER_COUNTY,   /* XZQ at county level: the units */
    LT_LAYER_LEASE,    /* leased (流转) parcels */
    LT_LAYER_APPROVAL, /* approvals, filings, exit plans, disaster areas */
    LT_LAYER_FEEDBACK, /* findings sent down by province and ministry */
    LT_LAYER_ZONE_FILED, /* the zone plots as they were filed: what FZ-BOUNDARY holds the zones against */
    LT_LAYER_PARCEL_BASE, /* the parcels of an earlier year: what left cropland since, and what came */
    LT_LAYER_CROPLAND_TASK, /* GDBHMB: the cropland that is to be kept */
    LT_LAYER_CASE,          /* open cases of the prior ledger; made by the run, not configured */
    LT_LAYER_PHOTO,         /* photographs that reviewers bring back; not configured */
    LT_LAYER_COUNT,
};
const char *lt_layer_name(enum lt_layer layer); /* the key in the config: "parcels", "pbf", … */
const char *lt_layer_title(enum lt_layer layer, int chinese);
/* What an input of a run is, by its role in the manifest ("parcels", "baseline raster"); an unknown role answers itself.
 */
const char *lt_input_title(const char *role, bool chinese);
/* Others are held against it (zones_filed, parcels_base, cropland_task): without features it says nothing, where a list
 * without features says that there are none. */
bool lt_layer_is_base(enum lt_layer layer);

enum lt_attribute {
    LT_ATTR_ID,         /* BSM, LQDKDM, JCBH … unique in the layer */
    LT_ATTR_UNIT,       /* code whose first six digits name the county (ZLDWDM, XZQDM, LQDKDM) */
    LT_ATTR_NAME,       /* name of place or plot */
    LT_ATTR_LAND_CLASS, /* DLBM */
    LT_ATTR_PLANTING,   /* ZZSXDM */
    LT_ATTR_TARGET,     /* LQLX */
    LT_ATTR_SLOPE,      /* GDPDJB */
    LT_ATTR_KIND,       /* approvals: kind; feedback: TBLX; leases: operator kind */
    LT_ATTR_NUMBER,     /* approval number */
    LT_ATTR_AUTHORITY,  /* approving authority */
    LT_ATTR_FROM,       /* valid from, YYYY-MM-DD or "" */
    LT_ATTR_TO,         /* valid to, YYYY-MM-DD or "" */
    LT_ATTR_PURPOSE,    /* leases: the use that the contract permits (1 planting …) */
    LT_ATTR_STANDARD,   /* zones: high-standard farmland or not (SFGBZNT) */
    LT_ATTR_OPERATOR,   /* keyed hash of the operator's code, never the code */
    LT_ATTR_CROPPING,   /* zones: crops a year (熟制); "1" = one */
    LT_ATTR_COUNT,
};
const char *lt_attribute_name(enum lt_attribute attribute); /* the word in schemas: "land_class" */

/* Why a feature is not judged; it stays in every denominator. */
enum lt_unjudged {
    LT_JUDGED = 0,
    LT_UNJUDGED_NO_GEOMETRY,
    LT_UNJUDGED_INVALID, /* invalid and not repairable within the bound */
    LT_UNJUDGED_OFF_RASTER,
    LT_UNJUDGED_COUNT,
};
const char *lt_unjudged_name(enum lt_unjudged reason);

enum lt_feature_flag {
    LT_FEATURE_REPAIRED = 1u << 0,
    LT_FEATURE_OVERLAPS = 1u << 1, /* shares ground with another feature of its layer */
    LT_FEATURE_SLIVER = 1u << 2,
    LT_FEATURE_BORDER = 1u << 3,    /* touches the strip along its unit's border */
    LT_FEATURE_NET_FILED = 1u << 4, /* the net area is the stored one (TBDLMJ) */
    LT_FEATURE_NET_KCXS =
        1u << 5, /* the net area is gross × (1 − KCXS); without both it is gross */
    LT_FEATURE_NO_ID = 1u << 6, /* the file gives no id: LT_ATTR_ID is "#" and the position */
};

struct lt_feature {
    uint64_t sequence; /* position in the input layer, from 0: the order of every output */
    enum lt_layer layer;
    uint32_t unit;  /* county code, e.g. 411702 */
    uint32_t flags; /* enum lt_feature_flag */
    enum lt_unjudged unjudged;
    struct lt_shape shape; /* working CRS; empty when there is no geometry */
    double gross_m2;       /* ellipsoidal area from the layer's own coordinates */
    double net_m2;   /* net of ridges: stored TBDLMJ, else gross × (1 − KCXS); = gross without */
    double filed_m2; /* area as filed (TBMJ, LQDKMJM …); 0 where none */
    const char *attr[LT_ATTR_COUNT];
    /* Fields that no rule asks for, for layers that are handed back: a value per lt_schema_field_carried field of the
     * schema in turn, LT_CARRIED_END behind each; those behind the last that is not empty are left out. "" = none. */
    const char *carried;
};
enum { LT_CARRIED_END = '\x1F' }; /* ASCII's unit separator */

#ifdef __cplusplus
}
#endif
#endif
