/* The text and the lengths of a shapefile, judged from its raw bytes before GDAL sees it. */
#ifndef LT_INGEST_DBF_H
#define LT_INGEST_DBF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/status.h"

struct lt_arena;

enum ingest_encoding {
    INGEST_UTF8,
    INGEST_GB18030, /* superset of GBK, CP936 and GB2312 */
};
/* "GBK", "CP936", "936", "GB2312", "GB18030", "UTF-8", "65001" …; false for anything else. */
bool ingest_encoding_parse(const char *name, enum ingest_encoding *ret_encoding);
const char *ingest_encoding_name(enum ingest_encoding encoding);

/* All bytes from 1 to 0x7F. */
bool ingest_ascii(const char *bytes, size_t length);
/* UTF-8 in the arena, trimmed. A character cut at the end is dropped; other bytes that are no text become U+FFFD and
 * are counted in *undecodable (which may be NULL). NULL when memory is out. */
char *ingest_decode(struct lt_arena *arena, enum ingest_encoding encoding, const char *bytes,
                    size_t length, size_t *undecodable);

enum { INGEST_DBF_NAME = 10 }; /* bytes */
/* The other way; NULL for what is no text, and when memory is out. */
char *ingest_encode(struct lt_arena *arena, enum ingest_encoding encoding, const char *text);
/* What is left to read of a column's name in a .dbf, which keeps ten bytes and cuts within a character; NULL for a name
 * that it keeps whole, and when memory is out. */
const char *ingest_dbf_cut(struct lt_arena *arena, enum ingest_encoding encoding, const char *name);
/* Whether the bytes in the file are what is left of the name: ten, or fewer where the writer cuts before a character. ASCII case ignored. */
bool ingest_dbf_is_cut(struct lt_arena *arena, enum ingest_encoding encoding, const char *in_file,
                       const char *name);

/* Decides how the .dbf's text is encoded: config, valid .cpg, LDID 0x4D, strict UTF-8 over the records, GB18030. A .cpg
 * that the bytes disprove is passed over with a warning. */
enum lt_status ingest_dbf_encoding(const char *dbf, const char *cpg, const char *configured,
                                   const char *layer, struct lt_diagnostics *diagnostics,
                                   enum ingest_encoding *ret_encoding, struct lt_error *err);

/* Lengths of .shp, .shx and .dbf against each other; rejects what is cut, missing or inconsistent. */
enum lt_status ingest_shapefile_check(const char *shp, const char *layer,
                                      struct lt_diagnostics *diagnostics, struct lt_error *err);
/* Every entry of the .shx against its record: GDAL does not look, so before it reads. */
enum lt_status ingest_shapefile_check_records(const char *shp, const char *layer,
                                              struct lt_diagnostics *diagnostics,
                                              struct lt_error *err);
/* Rows that the table does not mark as deleted; OGR counts these too, and leaves them out as it reads. After
 * ingest_shapefile_check. One look per row. */
enum lt_status ingest_shapefile_count(const char *shp, const char *layer, uint64_t *ret_count,
                                      struct lt_error *err);
/* Rejects a .shx; `found` names the record. */
enum lt_status ingest_shapefile_reject(const char *found, const char *layer,
                                       struct lt_diagnostics *diagnostics, struct lt_error *err);

#endif
