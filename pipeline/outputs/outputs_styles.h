/* QGIS styles of the delivered layers, as QML text. Colours are those of Okabe and Ito (2008): told
 * apart by everyone. */
#ifndef LT_OUTPUTS_STYLES_H
#define LT_OUTPUTS_STYLES_H

#include "liangtian/report.h"
#include "support/text.h"

enum lt_delivered {
    LT_DELIVERED_COUNTIES,
    LT_DELIVERED_ZONES,
    LT_DELIVERED_PBF,
    LT_DELIVERED_PARCELS,
    LT_DELIVERED_VIOLATIONS,
    LT_DELIVERED_UNPROVEN,
    LT_DELIVERED_EXEMPT,
    LT_DELIVERED_FEEDBACK,
    LT_DELIVERED_DLTBGX, /* for databases: outputs_update.h */
    LT_DELIVERED_LQDKZT,
    LT_DELIVERED_COUNT,
};
const char *lt_delivered_name(enum lt_delivered layer); /* the table's name */
const char *lt_delivered_title(enum lt_delivered layer, bool chinese);
/* Is it in this half-year's file? Feedback is where there was such a layer. */
bool lt_delivered_there(const struct lt_report_model *model, enum lt_delivered layer);
/* Symbols, labels, aliases and lists to choose from, without the document round them: for a project's layer. */
void lt_style_add_contents(struct lt_text *qml, const struct lt_report_model *model,
                           enum lt_delivered layer);
bool lt_style_has_labels(enum lt_delivered layer);
void lt_style_add(struct lt_text *qml, const struct lt_report_model *model,
                  enum lt_delivered layer);
/* Of violations.shp: its column names and what it holds in them. */
void lt_style_add_shapefile(struct lt_text *qml, const struct lt_report_model *model);
void lt_style_add_alias(struct lt_text *qml, const char *column, size_t index, const char *title);

#endif
