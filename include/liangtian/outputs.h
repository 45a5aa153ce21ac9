/* Stage 8: files that people open.
 *
 * in: the report model. out: files in a folder that is not yet published. Every file's totals equal the model's.
 * Every writer checks each call, closes, re-opens and counts; a short file is LT_E_IO (LT_E_LIMIT where a library
 * says that disk or memory is out), and what a failure left behind is removed. LT_E_BUG when the ledger's open cases
 * are not those of model.city, or a layer's rows are not the model's.
 * Same model, same bytes. Dates inside files come from published_at. Threads: the GeoPackage may be written beside the
 * others, notice and maps too, the rest one at a time (GDAL's drivers must be registered before, ESRI Shapefile among them).
 * Profile "public": no shapefile, no GeoPackage, no map and no reviewers' page is written (LT_OK), the workbook has no cases and diagnostics,
 * the page no map and no list of cases; the run leaves diagnostics.csv in the work folder. What may be handed out is
 * out/<period>/, copied; out/.store/ and out/current/ledger.gpkg are the city's memory in either profile, with ids and
 * polygons of every case.
 */
#ifndef LIANGTIAN_OUTPUTS_H
#define LIANGTIAN_OUTPUTS_H

#include "liangtian/report.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* violations.shp .shx .dbf .prj .cpg .xml (ISO 19115); violations.txt: what the ten-byte names mean, which encoding was
 * used and why; violations-cut.csv: each text that the columns cannot hold, whole (no file when there is none). Cases that
 * are SUSPECT or CONFIRMED, and open or touched in this period. GBK unless the config says UTF-8 or a character does not
 * fit. Where a .shp or .dbf would pass 2 GiB − 1 byte, there is one a county instead (violations-411702.shp …), or several
 * (violations-411702-1.shp …). */
enum lt_status lt_write_shapefile(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err);
/* packages/<county>.zip for each county: its own violations.shp with companions and style (.qml), violations.csv (UTF-8
 * with byte order mark, formulas guarded), to be filled in and taken back by `review`, its reviewers' page, and the
 * evidence sheets of its cases, which must be written before. Not in the public profile. */
struct lt_review_pages;
enum lt_status lt_write_packages(const struct lt_report_model *model,
                                 const struct lt_review_pages *pages, const char *folder,
                                 struct lt_error *err);
/* liangtian.gpkg: counties, zones, pbf, parcels, violations, unproven, exempt, feedback where there is such a
 * layer, DLTBGX and LQDKZT for databases; a style of each in layer_styles, and a QGIS project over all of them in qgis_projects. Features stream from the
 * spools, one row per lt_record. */
enum lt_status lt_write_geopackage(const struct lt_report_model *model, const char *folder,
                                   struct lt_error *err);
/* summary.xlsx */
enum lt_status lt_write_workbook(const struct lt_report_model *model, const char *folder,
                                 struct lt_error *err);
/* report.xlsx: the form in which the county that is the model's city reports of its work. */
enum lt_status lt_write_county_form(const struct lt_report_model *model, const char *folder,
                                    struct lt_error *err);
/* violations.xlsx: the sheet of cases alone, for a county to fill in. */
enum lt_status lt_write_case_book(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err);
/* figures.json: the model's figures for programs, areas in m²; tables of details not in the public profile. */
enum lt_status lt_write_figures(const struct lt_report_model *model, const char *folder,
                                struct lt_error *err);
/* catalogue.json and catalogue.xml (ISO 19115): the half-year's record for a data-sharing platform. Without coordinates in
 * the public profile. */
enum lt_status lt_write_catalogue(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err);
/* report.html, one file, nothing loaded from elsewhere */
enum lt_status lt_write_html(const struct lt_report_model *model, const char *folder,
                             struct lt_error *err);
/* review.html: the reviewers' page, one file that loads nothing: cases on a map and in a list, the ground of the seasons
 * around them, what `explain` says, and a form whose answers are saved as a file for `review`. At most 24 MiB of ground,
 * grave cases first; the page says for how many there is none.
 *
 * The pages of a half-year: the city's is made here and kept in memory (20 MB of 20,000 cases), and a county's takes from
 * it what is said and shown of its cases. NULL in the public profile, which has none, and then nothing is written. Borrows
 * the model. Cost: an explanation per case, and every raster cell near one in each season shown. */
enum lt_status lt_review_pages_create(const struct lt_report_model *model,
                                      struct lt_review_pages **ret_pages, struct lt_error *err);
void lt_review_pages_destroy(struct lt_review_pages *pages); /* NULL-safe */
/* The city's page, or that of the county with this code. Threads: one at a time. */
enum lt_status lt_review_pages_write(const struct lt_review_pages *pages, uint32_t county,
                                     const char *folder, struct lt_error *err);
/* Where fontconfig may keep what it has read of the fonts, if neither the system's place nor the user's is open to it: it
 * would read them anew each time, and complain on stderr, where each line may have to be JSON. Made when needed. Said before
 * the first paper is drawn; the process has one. */
void lt_fonts_keep(const char *folder);
/* notice.pdf: the 通报 as a draft after GB/T 9704, without head, number and seal; annexes with tables and maps. A font that
 * is not installed is LT_E_IO. */
enum lt_status lt_write_notice(const struct lt_report_model *model, const char *folder,
                               struct lt_error *err);
/* notice.docx: the same, for offices to go on writing; asks for the fonts of GB/T 9704 and embeds none. Holds the pictures
 * of lt_write_maps, which must be written before. */
enum lt_status lt_write_notice_text(const struct lt_report_model *model, const char *folder,
                                    struct lt_error *err);
/* maps/city and maps/<county>, each as .pdf (lines) and .png. Not in the public profile: a map that is handed out needs a
 * reviewed base. */
enum lt_status lt_write_maps(const struct lt_report_model *model, const char *folder,
                             struct lt_error *err);
/* sheets/<county>/<case>.pdf for the cases of model->evidence: one page each, to be signed. Not in the public profile; no
 * folder when there is none. One case's ground is in memory at a time. Errors: also those of loading. */
enum lt_status lt_write_evidence(const struct lt_report_model *model, const char *folder,
                                 struct lt_error *err);
/* Plain-text summary for the terminal, into `write`. */
enum lt_status lt_write_summary(const struct lt_report_model *model,
                                enum lt_status (*write)(void *ctx, const char *text,
                                                        struct lt_error *err),
                                void *ctx, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
