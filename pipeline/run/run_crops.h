/* Classes, main grain and townships of a unit, as parts of its sums. Private to run/. */
#ifndef LT_RUN_CROPS_H
#define LT_RUN_CROPS_H

#include "run/run_unit.h"

enum lt_class_book { LT_BOOK_FARMLAND, LT_BOOK_PBF };

/* Adds `times` one polygon's classes to a book. `apart` is empty unless the previous raster has a grid of its own. */
void lt_crops_add(struct lt_unit_work *work, enum lt_class_book book,
                  const struct lt_tabulation *table, const struct lt_tabulation *apart,
                  size_t polygon, double net_m2, double times);
/* Adds `times` what a plot of basic farmland bears: grain, main grain, classes. */
void lt_pbf_add(struct lt_unit_work *work, size_t plot, double times);
/* Adds `times` a piece of farmland to the township that `code` (ZLDWDM) names. */
enum lt_status lt_town_add(struct lt_unit_work *work, const char *code,
                           const struct lt_parcel_year *year, double times, struct lt_error *err);
/* Puts both into the unit's result. LT_E_BUG when they do not sum to the county's farmland. */
enum lt_status lt_crops_finish(struct lt_unit_work *work, struct lt_error *err);

#endif
