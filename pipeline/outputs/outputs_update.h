/* Layers for the databases that the half-year has something to say to: DLTBGX and LQDKZT of the GeoPackage. */
#ifndef LT_OUTPUTS_UPDATE_H
#define LT_OUTPUTS_UPDATE_H

#include "outputs_features.h"

/* DLTBGX, after the second season of a crop year (empty after the first): farmland whose planting attribute the crop
 * year shows to be another than filed (with the proposal), or leaves open (without one, with the reason). LQDKZT: every
 * plot of the zones with its state. First all fields of the layer's schema, in its order, types and lengths, with what the
 * input says (nothing where it lacks the field; none that name people); then ours. */
enum lt_status lt_update_layer_write(struct lt_package *package, enum lt_delivered delivered,
                                     struct lt_delivered_sum *ret_sum, struct lt_error *err);
/* The titles of its columns, for its style. */
void lt_update_aliases(struct lt_text *qml, const struct lt_report_model *model,
                       enum lt_delivered delivered);

#endif
