/* The violation layer as shapefiles: one, or, where that would be larger than programs read, one a county.
 *
 * What the writer of the layer shares with the packages and with its parts: which cases go into which file, what a
 * column's text becomes, and the writing of one file. */
#ifndef LT_OUTPUTS_SHAPEFILE_H
#define LT_OUTPUTS_SHAPEFILE_H

#include <iconv.h>

#include "outputs_common.h"

struct lt_arena;

/* Bytes that a .shp or .dbf may have: ArcGIS, and many a program, reads no more than 2 GiB − 1. */
#define LT_SHAPEFILE_LIMIT ((uint64_t)INT32_MAX)

/* --- which cases go into which file --- */

/* The table of such a file: bytes before the first row, and of each row. */
struct lt_dbf_shape {
    uint64_t head, row;
};
struct lt_shapefile_part {
    char stem[40];   /* "violations", "violations-411702", "violations-411702-1" */
    uint32_t unit;   /* 0: of all counties */
    unsigned number; /* from 1, where a county takes several; else 0 */
    struct lt_book_cases cases;
    uint64_t shp, dbf; /* bytes, exact */
};
struct lt_shapefile_parts {
    struct lt_shapefile_part *items;
    size_t count;
};
/* All cases in one part if .shp and .dbf stay within `limit` bytes; else a part a county (by code), and several where one
 * county's are too large. Cases keep their order. LT_E_LIMIT for a case that is too large by itself. Pure, but for the
 * arena. */
enum lt_status lt_shapefile_plan(const struct lt_book_cases *cases,
                                 const struct lt_dbf_shape *table, uint64_t limit,
                                 struct lt_arena *arena, struct lt_shapefile_parts *ret_parts,
                                 struct lt_error *err);

/* --- its text --- */

struct lt_dbf_text {
    const struct lt_report_model *model;
    const struct lt_layer_schema *schema;
    iconv_t gbk;    /* UTF-8 → CP936, what OGR uses too */
    bool use_gbk;   /* else UTF-8 */
    bool fell_back; /* to UTF-8, since GBK lacks a character that occurs */
};
/* Chooses the encoding for all cases. LT_E_BUG for a text that is not UTF-8. */
enum lt_status lt_dbf_text_open(const struct lt_report_model *model,
                                const struct lt_book_cases *cases, struct lt_dbf_text *ret_text,
                                struct lt_error *err);
void lt_dbf_text_close(struct lt_dbf_text *text);
/* Bytes of the column. */
uint32_t lt_dbf_width(const struct lt_dbf_text *text, const struct lt_schema_field *field);
struct lt_dbf_shape lt_dbf_shape_of(const struct lt_dbf_text *text);
/* The value as the column holds it: whole, or cut between two characters, then in `buffer` (where it may lie already). */
const char *lt_dbf_fit(const struct lt_dbf_text *text, const struct lt_schema_field *field,
                       const char *value, char buffer[LT_CASE_TEXT]);

/* Values that a reader of the shapefile would not get as they are. */
struct lt_dbf_faults {
    size_t cut, beyond_gbk;
};
/* Lists each of them, with the case and the whole text, in the CSV file `path`; no file when there is none. One case at a
 * time is in memory. */
enum lt_status lt_dbf_list_faults(const struct lt_dbf_text *text, const struct lt_book_cases *cases,
                                  const char *path, struct lt_dbf_faults *ret_faults,
                                  struct lt_error *err);

/* --- the files --- */

/* Writes the .shp, .shx, .dbf, .prj and .cpg of one part into `folder`, and holds what lies there against it. */
enum lt_status lt_shapefile_part_write(const struct lt_dbf_text *text,
                                       const struct lt_shapefile_part *part, const char *folder,
                                       struct lt_arena *arena, struct lt_error *err);

/* What was written. In the arena given. */
struct lt_shapefile_set {
    const char **names; /* of all files */
    size_t name_count;
    const char **stems; /* of the layers: "violations" */
    size_t stem_count;
};
/* lt_write_shapefile with the limit as it is tested. Not for the public profile. */
enum lt_status lt_shapefile_write(const struct lt_report_model *model, const char *folder,
                                  uint64_t limit, struct lt_arena *arena,
                                  struct lt_shapefile_set *ret_set, struct lt_error *err);
/* lt_write_packages with it. */
struct lt_review_pages;
enum lt_status lt_packages_write(const struct lt_report_model *model,
                                 const struct lt_review_pages *pages, const char *folder,
                                 uint64_t limit, struct lt_error *err);

#endif
