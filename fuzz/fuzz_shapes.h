/* Parts of shapefiles that are well, around the one that is not. */
#ifndef LT_FUZZ_SHAPES_H
#define LT_FUZZ_SHAPES_H

#include <stddef.h>
#include <stdint.h>

enum { FUZZ_MOST_RECORDS = 64 };
/* What a .dbf says of its records, as far as FUZZ_MOST_RECORDS. */
uint32_t fuzz_dbf_records(const uint8_t *data, size_t size);
/* NAME.shp and NAME.shx: `count` squares in the grid. */
void fuzz_squares(const char *name, uint32_t count);
/* NAME.shx for the records that a .shp seems to hold; answers how many. */
uint32_t fuzz_index(const char *name, const uint8_t *shp, size_t size);
/* NAME.dbf: that many parcels of paddy, "1", "2" … */
void fuzz_table(const char *name, uint32_t count);

#endif
