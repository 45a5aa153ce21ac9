/* The fixed words that columns of the GeoPackage hold, as its lists of permitted values. */
#ifndef LT_OUTPUTS_DOMAINS_H
#define LT_OUTPUTS_DOMAINS_H

#include "outputs_sqlite.h"

/* The list behind a column of one of our layers; NULL: it holds no fixed words. */
const char *lt_domain_of(const char *column);
/* Every list, those of the violation schema's codes among them. */
enum lt_status lt_domains_write(struct lt_package *package, struct lt_error *err);

#endif
