/* Layer schemas: what the fields of a layer are called, what they mean, and what they may hold.
 *
 * One file schemas/layers/NAME.yaml per layer. It drives reading (names, aliases, types, code lists), the
 * violation layer's columns in every output, and the documentation table, so no field list stands twice.
 * Ownership: everything lives in the arena given. Threads: read-only after loading.
 */
#ifndef LIANGTIAN_SCHEMA_H
#define LIANGTIAN_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/parcel.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

enum lt_field_type {
    LT_FIELD_TEXT,
    LT_FIELD_DOUBLE,
    LT_FIELD_INT,
    LT_FIELD_DATE, /* a date column, or text as YYYYMMDD, YYYY-MM-DD, YYYY/MM/DD or YYYYMM */
};

/* What a field means to the pipeline: bits 1u << enum lt_attribute, and the areas and factors below. 0 =
 * "ignored": known to the standard, at most carried to layers that are handed back. A field may have several ("id unit" for LQDKDM). Where several
 * fields share a meaning, the first in schema order that holds a value wins. */
enum lt_meaning {
    LT_MEANING_GROSS = 1 << (LT_ATTR_COUNT + 0), /* stored gross area */
    LT_MEANING_KCXS = 1 << (LT_ATTR_COUNT + 1),  /* share of ridges to deduct, 0 ≤ x < 1 */
    LT_MEANING_NET = 1 << (LT_ATTR_COUNT + 2),   /* stored net area (TBDLMJ, YJJBNTMJ) */
    LT_MEANING_FILED = 1 << (LT_ATTR_COUNT + 3), /* area as filed (TBMJ, LQDKMJM) */
};

struct lt_schema_code {
    const char *code;     /* "0101" */
    const char *title_zh; /* "水田", or "" */
};

struct lt_schema_field {
    const char *name;   /* the standard's spelling, ≤ 10 bytes: also the shapefile's */
    const char *column; /* GeoPackage and workbook column ("case_id"); = name where not given */
    const char *const
        *aliases; /* other names found in files; compared without regard to ASCII case */
    size_t alias_count;
    uint32_t meanings; /* set of 1u << enum lt_attribute and enum lt_meaning; 0 = ignored */
    enum lt_field_type type;
    uint32_t length;   /* text: characters by the standard, bytes where we write; 0 = not stated */
    uint32_t decimals; /* double */
    double to_m2;      /* areas: factor to m² (1, or 2000/3 for 亩) */
    bool mandatory;    /* the program cannot do without it: a missing column rejects the layer */
    bool standard;     /* mandatory by the standard: a missing column is a warning */
    bool personal;     /* never leaves ingest; with the meaning "operator" it is hashed there */
    bool codes_open;   /* the list is known to be incomplete: another code is no fault */
    const struct lt_schema_code *codes; /* in file order; none = any value */
    size_t code_count;
    const char *title_zh, *title_en;
};

struct lt_layer_schema {
    const char *name; /* "DLTB" */
    const char *title_zh, *title_en;
    const char *source; /* where the field list comes from */
    bool own_lengths;   /* no lengths are published: files are not held against those here */
    enum lt_layer
        role; /* LT_LAYER_CASE for WFTB, the violation layer; LT_LAYER_COUNT: only written */
    const struct lt_schema_field *fields; /* in the standard's order */
    size_t field_count;
};

/* Loads schemas_dir/layers/NAME.yaml. Faults in the file are diagnostics with line and key, and LT_E_INPUT; a
 * name without a file is LT_E_INPUT too. */
enum lt_status lt_layer_schema_load(const char *schemas_dir, const char *name,
                                    struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                    struct lt_layer_schema *ret_schema, struct lt_error *err);

/* The field called `name` (standard name or alias, ASCII case ignored), or NULL. */
const struct lt_schema_field *lt_layer_schema_field(const struct lt_layer_schema *schema,
                                                    const char *name);
/* Does lt_feature.carried hold it: not personal, and no text of its own in lt_feature.attr? */
static inline bool lt_schema_field_carried(const struct lt_schema_field *field)
{
    return !field->personal && (field->meanings & ((1u << LT_ATTR_COUNT) - 1u)) == 0;
}
/* Is `code` in the field's list? True when the field has no list. */
bool lt_schema_field_allows(const struct lt_schema_field *field, const char *code);

#ifdef __cplusplus
}
#endif
#endif
