/* What the files of this folder share. */
#ifndef LT_REPORT_PARTS_H
#define LT_REPORT_PARTS_H

#include "liangtian/report.h"

enum lt_status lt_report_count_rules(const struct lt_report_parts *parts,
                                     struct lt_report_model *model, struct lt_error *err);
/* All tables. */
enum lt_status lt_report_tables(struct lt_report_model *model, struct lt_error *err);
/* The next table, empty; the model's array has room for a fixed number. */
enum lt_status lt_report_add_table(struct lt_report_model *model, const char *id,
                                   const char *clause, struct lt_report_table **ret_table,
                                   struct lt_error *err);
/* Idle ground by seasons; nothing before the crop year is complete. */
enum lt_status lt_report_idle(struct lt_report_model *model, struct lt_error *err);
/* How far reviews and rectification have come; the matrix of states. */
enum lt_status lt_report_states(struct lt_report_model *model, struct lt_error *err);
/* How far the offices have come with the cases of a county, or of the city. `shown`: per case, a photograph taken at it
 * on a day that fits. */
struct lt_progress lt_report_progress(const struct lt_ledger *ledger, const bool *shown,
                                      bool whole_city, uint32_t unit);
/* What the counties report of their work (M30), beside what the ledger holds. */
enum lt_status lt_report_county_reports(struct lt_report_model *model, struct lt_error *err);
/* How stock is to be put right, until when, and which counties are to be praised or summoned. */
enum lt_status lt_report_handling(struct lt_report_model *model, struct lt_error *err);
/* What the city did not give. */
enum lt_status lt_report_mandate(struct lt_report_model *model, struct lt_error *err);
/* A county's name; "" where the city has none of that code. */
const char *lt_report_county_name(const struct lt_report_model *model, uint32_t code);
/* The city's name or a county's. */
const char *lt_report_place_name(const struct lt_report_model *model, uint32_t code);
/* Areas and output adjusted by labelled samples; nothing without. */
enum lt_status lt_report_sample(struct lt_report_model *model, struct lt_error *err);
/* How often parcels are accused wrongly and missed; nothing without a sample of parcels. */
enum lt_status lt_report_reliability(struct lt_report_model *model, struct lt_error *err);
/* How the suspects change with thresholds that no clause gives. */
enum lt_status lt_report_sensitivity(struct lt_report_model *model, struct lt_error *err);
/* What half a pixel does to the findings; nothing unless the config asks for it. */
enum lt_status lt_report_edges(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_targets(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_crops(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_leases(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_assessment(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_boundary(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_conversion(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_lookback(struct lt_report_model *model, struct lt_error *err);
enum lt_status lt_report_feedback(struct lt_report_model *model, struct lt_error *err);
/* Every identity of the model. */
enum lt_status lt_report_check(const struct lt_report_model *model, struct lt_error *err);

#endif
