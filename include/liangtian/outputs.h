/* Stage 8: files that people open.
 *
 * in: the report model. out: files in a folder that is not yet published. Every file's totals equal the model's.
 * Every writer checks each call, closes, re-opens and counts; a short file is LT_E_IO.
 */
#ifndef LIANGTIAN_OUTPUTS_H
#define LIANGTIAN_OUTPUTS_H

#include "liangtian/report.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* violations.shp .shx .dbf .prj .cpg */
enum lt_status lt_write_shapefile(const struct lt_report_model *model, const char *folder, struct lt_error *err);
/* liangtian.gpkg: counties, zones, pbf, parcels, violations, layer_styles */
enum lt_status lt_write_geopackage(const struct lt_report_model *model, const char *folder, struct lt_error *err);
/* summary.xlsx */
enum lt_status lt_write_workbook(const struct lt_report_model *model, const char *folder, struct lt_error *err);
/* report.html, one file, nothing loaded from elsewhere */
enum lt_status lt_write_html(const struct lt_report_model *model, const char *folder, struct lt_error *err);
/* Plain-text summary for the terminal, into `write`. */
enum lt_status lt_write_summary(const struct lt_report_model *model,
                                enum lt_status (*write)(void *ctx, const char *text, struct lt_error *err),
                                void *ctx, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
