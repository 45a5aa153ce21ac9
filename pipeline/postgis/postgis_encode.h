/* Values as PostgreSQL's binary COPY takes them: big-endian, each with its length before it.
 *
 * A `struct lt_text` serves as a buffer of bytes; check it once with lt_text_check. Pure. */
#ifndef LT_POSTGIS_ENCODE_H
#define LT_POSTGIS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"

void postgis_put_head(struct lt_text *out);               /* of the stream */
void postgis_put_row(struct lt_text *out, size_t fields); /* of a row */
void postgis_put_end(struct lt_text *out);                /* of the stream */

void postgis_put_null(struct lt_text *out);
void postgis_put_int4(struct lt_text *out, int32_t value);
void postgis_put_int8(struct lt_text *out, int64_t value);
void postgis_put_float8(struct lt_text *out, double value);
void postgis_put_bytes(struct lt_text *out, const void *data, size_t size); /* a text, in UTF-8 */
/* "2026-03-05". False, and nothing added, where that is no day. */
bool postgis_put_date(struct lt_text *out, const char *text);
/* A GeoPackage's geometry as EWKB with `srid`; the coordinates stay byte for byte. False, and nothing added, where it is
 * no geometry of two dimensions. */
bool postgis_put_geometry(struct lt_text *out, const void *blob, size_t size, int32_t srid);

#endif
