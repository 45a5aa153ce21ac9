/* A published half-year's layers in a PostGIS database: what liangtian.gpkg holds, row by row, in one transaction.
 *
 * in: the GeoPackage of a generation, as its manifest has it. out: per layer a table <schema>.<layer> partitioned by
 * half-year, keyed (city, period, fid), and a view <layer>_current of each city's newest half-year; <schema>.generation
 * says which generation the rows of a city and half-year are. Rows are replaced, tables never emptied: whoever reads sees
 * the old half-year or the new one, whatever ends the loader.
 *
 * No other part of the program opens a connection. Values go as binary COPY or as parameters, names are quoted; none of
 * them is part of a statement's text otherwise. The password of a DSN stands in no message. One thread.
 */
#ifndef LIANGTIAN_POSTGIS_H
#define LIANGTIAN_POSTGIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/period.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_postgis_target {
    const char *dsn; /* libpq's key=value words or postgresql://…; "" = all from its environment */
    const char *schema; /* made where it is missing and may be made */
};
#define LT_POSTGIS_SCHEMA "liangtian"

/* Is it a DSN and a name? Opens no connection. LT_E_USAGE does not repeat the DSN. `ret_password` tells whether a password
 * stands in it, which the list of processes shows. */
enum lt_status lt_postgis_check(const struct lt_postgis_target *target, bool *ret_password,
                                struct lt_error *err);

struct lt_postgis;
/* Connects, begins the transaction, and waits for whoever else loads into this schema. LT_E_IO without server, rights or
 * PostGIS, LT_E_LOCKED when the wait grew too long. What is looked up after this is what the transaction shows. `stop` is
 * asked at least once a second of every wait for the server, but those to connect and to commit: what is not LT_OK ends the
 * wait and the transaction with it. */
enum lt_status lt_postgis_begin(const struct lt_postgis_target *target, lt_stop_ask stop,
                                struct lt_postgis **ret_postgis, struct lt_error *err);
/* Rolls back what was not committed. NULL-safe. */
void lt_postgis_close(struct lt_postgis *postgis);

struct lt_postgis_half_year {
    uint32_t city;
    const char *city_name;
    lt_period period;
    const char *generation, *manifest_sha256, *published_at, *program_version;
    const char *profile;
    bool stale;
    const char *package; /* path of its GeoPackage */
    const char *figures; /* text of figures.json */
};
struct lt_postgis_tally {
    bool same; /* this generation was there, whole: nothing was done */
    size_t layers;
    uint64_t rows;
};
/* Puts the half-year's rows in the place of those that are there. Tables that are missing are made, columns that are
 * missing are added; LT_E_INPUT where the figures are of another city, a table has a column of another type (also another
 * CRS), or something else stands where a table, a partition or a view would. Memory: one row and a buffer. Cost: a pass
 * over the file, and over the rows that are replaced. */
enum lt_status lt_postgis_load(struct lt_postgis *postgis,
                               const struct lt_postgis_half_year *half_year,
                               struct lt_postgis_tally *ret_tally, struct lt_error *err);
struct lt_postgis_published {
    lt_period period;
    const char *generation; /* a digest in hex, as the half-year's own */
    bool stale;
};
/* Says of each of the city's half-years in the database whether it is stale: as `published` says of the very generation
 * that is loaded; a generation that is not among them is. */
enum lt_status lt_postgis_mark(struct lt_postgis *postgis, uint32_t city,
                               const struct lt_postgis_published *published, size_t count,
                               struct lt_error *err);
/* The one commit. When the connection breaks here, the rows may be there: a second load finds out. */
enum lt_status lt_postgis_commit(struct lt_postgis *postgis, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
