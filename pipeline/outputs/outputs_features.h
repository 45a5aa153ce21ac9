/* The layers of the GeoPackage that come from counties and spools. */
#ifndef LT_OUTPUTS_FEATURES_H
#define LT_OUTPUTS_FEATURES_H

#include "outputs_sqlite.h"
#include "outputs_styles.h"

/* What went into a layer, to be compared with what is read back. */
struct lt_delivered_sum {
    int64_t rows, shapes;
    double area_m2;
};
enum lt_status lt_counties_write(struct lt_package *package, struct lt_delivered_sum *ret_sum,
                                 struct lt_error *err);
/* Streams a layer of all units, one row per record. LT_E_BUG when the rows are not the model's. */
enum lt_status lt_features_write(struct lt_package *package, enum lt_layer layer,
                                 enum lt_delivered delivered, struct lt_delivered_sum *ret_sum,
                                 struct lt_error *err);
/* A record of the layer, with its feature; `mask` tells the layers of a table of columns apart. */
struct lt_source {
    const struct lt_report_model *model;
    const struct lt_report_unit *unit;
    const struct lt_record *record;
    const struct lt_feature *feature;
};
typedef enum lt_status (*lt_put_record)(struct lt_package *package, struct lt_table *table,
                                        unsigned mask, const struct lt_source *source,
                                        struct lt_error *err);
/* Gives `put` each record of `layer` in turn, sums what it has put, and closes the table. */
enum lt_status lt_record_layer_write(struct lt_package *package, struct lt_table *table,
                                     enum lt_layer layer, unsigned mask, lt_put_record put,
                                     struct lt_delivered_sum *ret_sum, struct lt_error *err);
/* The titles of such a layer's columns, for its style. */
void lt_feature_aliases(struct lt_text *qml, const struct lt_report_model *model,
                        enum lt_delivered layer);

#endif
