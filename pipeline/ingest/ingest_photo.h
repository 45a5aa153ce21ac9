/* Photographs that came with reviews. */
#ifndef LT_INGEST_PHOTO_H
#define LT_INGEST_PHOTO_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/geometry.h"

/* What a picture says of itself. Longitude and latitude in degrees; the day YYYY-MM-DD, "" unknown. */
struct ingest_exif {
    bool has_position;
    struct lt_point lonlat;
    char taken_on[11];
};
/* `data`: the file's first bytes, where the EXIF stands. What cannot be true is left out. */
void ingest_exif_read(const unsigned char *data, size_t size, struct ingest_exif *ret_exif);

#endif
