/* A half-year's rows in the place of those that are there, within the transaction that is open. */
#include <stdio.h>
#include <string.h>

#include "postgis/postgis_package.h"
#include "postgis/postgis_rows.h"
#include "postgis/postgis_sql.h"
#include "postgis/postgis_tables.h"
#include "support/geopackage.h"

struct loading {
    struct lt_postgis *postgis;
    const struct lt_postgis_half_year *half_year;
    struct postgis_package package;
    struct lt_text sql;
    char city[16], period[LT_PERIOD_TEXT];
};

/* --- whose half-year it is --- */

/* The rows of another city would stand under this one's code. */
static enum lt_status check_city(struct loading *l, struct lt_error *err)
{
    enum lt_status status;
    PGresult *found = NULL;
    const char *const values[] = {l->half_year->figures};
    lt_text_add(&l->sql, "SELECT $1::jsonb #>> '{city,code}'");
    LT_TRY(postgis_ask(l->postgis, &l->sql, values, 1, "looking for the city", &found, err));
    if (strcmp(PQgetvalue(found, 0, 0), l->city) != 0) {
        status = lt_fail(err, LT_E_INPUT,
                         "%s was published by another city: its figures.json is of city '%s', the "
                         "configuration of %s; mend city.code or folders.output",
                         l->period, PQgetvalue(found, 0, 0), l->city);
    }
out:
    PQclear(found);
    return status;
}

/* --- coordinate systems --- */

static enum lt_status check_srid(struct loading *l, int32_t srid, struct lt_error *err)
{
    enum lt_status status;
    PGresult *found = NULL;
    char number[16];
    const char *const values[] = {number};
    snprintf(number, sizeof number, "%d", srid);
    lt_text_add(&l->sql, "SELECT 1 FROM spatial_ref_sys WHERE srid = $1::integer");
    LT_TRY(postgis_ask(l->postgis, &l->sql, values, 1, "looking for a coordinate system", &found,
                       err));
    if (PQntuples(found) == 0) {
        status = lt_fail(err, LT_E_INPUT,
                         "the database knows no coordinate system %d: enter it in spatial_ref_sys, "
                         "with the definition that gpkg_spatial_ref_sys of '%s' has",
                         srid, l->half_year->package);
    }
out:
    PQclear(found);
    return status;
}

static enum lt_status check_srids(struct loading *l, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < l->package.count; i++) {
        const int32_t srid = l->package.layers[i].srid;
        if (i == 0 || srid != l->package.layers[i - 1].srid) {
            LT_TRY(check_srid(l, srid, err));
        }
    }
out:
    return status;
}

/* --- what is there --- */

/* Rows of this city and half-year that the table holds. */
static enum lt_status count_there(struct loading *l, const char *layer, char ret_count[32],
                                  struct lt_error *err)
{
    enum lt_status status;
    PGresult *found = NULL;
    const char *const values[] = {l->city, l->period};
    lt_text_add(&l->sql, "SELECT count(*) FROM ");
    postgis_add_name(l->postgis, &l->sql, layer, "");
    lt_text_add(&l->sql, " WHERE city = $1::integer AND period = $2");
    LT_TRY(postgis_ask(l->postgis, &l->sql, values, 2, "counting rows", &found, err));
    snprintf(ret_count, 32, "%s", PQgetvalue(found, 0, 0));
out:
    PQclear(found);
    return status;
}

/* Also the tables are asked: rows that somebody took away come back with the next load. */
static enum lt_status is_same(struct loading *l, bool *ret_same, struct lt_error *err)
{
    enum lt_status status;
    PGresult *found = NULL;
    char there[32], here[32];
    const char *const values[] = {l->city, l->period, l->half_year->generation,
                                  l->half_year->manifest_sha256};
    lt_text_add(&l->sql, "SELECT 1 FROM ");
    postgis_add_name(l->postgis, &l->sql, "generation", "");
    lt_text_add(&l->sql, " WHERE city = $1::integer AND period = $2 AND generation = $3"
                         " AND manifest_sha256 = $4");
    LT_TRY(postgis_ask(l->postgis, &l->sql, values, 4, "looking for the half-year", &found, err));
    *ret_same = PQntuples(found) > 0;
    for (size_t i = 0; *ret_same && i < l->package.count; i++) {
        snprintf(here, sizeof here, "%llu", (unsigned long long)l->package.layers[i].rows);
        LT_TRY(count_there(l, l->package.layers[i].name, there, err));
        *ret_same = strcmp(there, here) == 0;
    }
out:
    PQclear(found);
    return status;
}

/* --- replacing --- */

static enum lt_status delete_rows(struct loading *l, const char *table, struct lt_error *err)
{
    const char *const values[] = {l->city, l->period};
    lt_text_add(&l->sql, "DELETE FROM ");
    postgis_add_name(l->postgis, &l->sql, table, "");
    lt_text_add(&l->sql, " WHERE city = $1::integer AND period = $2");
    return postgis_ask(l->postgis, &l->sql, values, 2, "replacing rows", NULL, err);
}

/* Those of every layer that was loaded before: one of them may be in the file no more. */
static enum lt_status delete_before(struct loading *l, struct lt_error *err)
{
    enum lt_status status;
    PGresult *found = NULL;
    const char *const values[] = {l->city, l->period, l->postgis->schema_raw};
    lt_text_add(&l->sql, "SELECT k FROM ");
    postgis_add_name(l->postgis, &l->sql, "generation", "");
    lt_text_add(&l->sql, ", jsonb_object_keys(layers) k JOIN pg_class c ON c.relname = k JOIN"
                         " pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $3 AND"
                         " c.relkind = 'p' AND city = $1::integer AND period = $2");
    LT_TRY(postgis_ask(l->postgis, &l->sql, values, 3, "looking for the half-year", &found, err));
    for (int i = 0; i < PQntuples(found); i++) {
        LT_TRY(delete_rows(l, PQgetvalue(found, i, 0), err));
    }
    LT_TRY(delete_rows(l, "generation", err));
out:
    PQclear(found);
    return status;
}

/* {"parcels": 754, …}: names of layers are plain words. */
static void write_counts(const struct loading *l, struct lt_text *json)
{
    for (size_t i = 0; i < l->package.count; i++) {
        lt_text_printf(json, "%s\"%s\": %llu", i == 0 ? "{" : ", ", l->package.layers[i].name,
                       (unsigned long long)l->package.layers[i].rows);
    }
    lt_text_add(json, l->package.count == 0 ? "{}" : "}");
}

static enum lt_status enter_generation(struct loading *l, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_postgis_half_year *const h = l->half_year;
    struct lt_text counts = {0};
    write_counts(l, &counts);
    LT_TRY(lt_text_check(&counts, err));
    const char *const values[] = {l->city,
                                  l->period,
                                  h->city_name,
                                  h->generation,
                                  h->manifest_sha256,
                                  h->profile,
                                  h->program_version,
                                  h->published_at,
                                  h->stale ? "true" : "false",
                                  counts.data,
                                  h->figures};
    lt_text_add(&l->sql, "INSERT INTO ");
    postgis_add_name(l->postgis, &l->sql, "generation", "");
    lt_text_add(&l->sql, " (city, period, city_name, generation, manifest_sha256, profile,"
                         " program_version, published_at, stale, layers, figures) VALUES ($1, $2,"
                         " $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    LT_TRY(postgis_ask(l->postgis, &l->sql, values, sizeof values / sizeof *values,
                       "entering the half-year", NULL, err));
out:
    lt_text_finish(&counts);
    return status;
}

static enum lt_status replace(struct loading *l, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(delete_before(l, err));
    for (size_t i = 0; i < l->package.count; i++) {
        LT_TRY(postgis_copy_layer(l->postgis, &l->package, &l->package.layers[i],
                                  l->half_year->city, l->period, err));
    }
    LT_TRY(enter_generation(l, err));
out:
    return status;
}

static enum lt_status make_tables(struct loading *l, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(check_srids(l, err));
    LT_TRY(postgis_make_schema(l->postgis, err));
    for (size_t i = 0; i < l->package.count; i++) {
        LT_TRY(postgis_make_table(l->postgis, &l->package.layers[i], l->period, err));
    }
out:
    return status;
}

enum lt_status lt_postgis_load(struct lt_postgis *postgis,
                               const struct lt_postgis_half_year *half_year,
                               struct lt_postgis_tally *ret_tally, struct lt_error *err)
{
    enum lt_status status;
    struct loading l = {.postgis = postgis, .half_year = half_year};
    snprintf(l.city, sizeof l.city, "%u", half_year->city);
    (void)lt_period_format(half_year->period, l.period);
    LT_TRY(postgis_package_open(half_year->package, postgis->arena, &l.package, err));
    LT_TRY(check_city(&l, err));
    LT_TRY(make_tables(&l, err));
    LT_TRY(is_same(&l, &ret_tally->same, err));
    LT_TRY(ret_tally->same ? LT_OK : replace(&l, err));
    ret_tally->layers = l.package.count;
    ret_tally->rows = 0;
    for (size_t i = 0; i < l.package.count; i++) {
        ret_tally->rows += l.package.layers[i].rows;
    }
out:
    postgis_package_close(&l.package);
    lt_text_finish(&l.sql);
    return status;
}

/* --- what is stale --- */

/* {a,b,…}, as arrays are written: digests and half-years hold nothing that would have to be quoted. */
struct published_arrays {
    struct lt_text periods, generations, stale;
};

static enum lt_status write_arrays(const struct lt_postgis_published *published, size_t count,
                                   struct published_arrays *arrays, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char text[LT_PERIOD_TEXT];
    struct lt_text *const all[] = {&arrays->periods, &arrays->generations, &arrays->stale};
    for (size_t i = 0; i < count; i++) {
        const char *const members[] = {lt_period_format(published[i].period, text),
                                       published[i].generation, published[i].stale ? "t" : "f"};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
            lt_text_printf(all[k], "%s%s", i == 0 ? "{" : ",", members[k]);
        }
    }
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        lt_text_add(all[k], count == 0 ? "{}" : "}");
        LT_TRY(lt_text_check(all[k], err));
    }
out:
    return status;
}

enum lt_status lt_postgis_mark(struct lt_postgis *postgis, uint32_t city,
                               const struct lt_postgis_published *published, size_t count,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    struct published_arrays arrays = {0};
    char number[16];
    snprintf(number, sizeof number, "%u", city);
    LT_TRY(write_arrays(published, count, &arrays, err));
    const char *const values[] = {number, arrays.periods.data, arrays.generations.data,
                                  arrays.stale.data};
    lt_text_add(&sql, "UPDATE ");
    postgis_add_name(postgis, &sql, "generation", "");
    /* those that are not as they should be: stale and fresh, or neither */
    lt_text_add(&sql, " g SET stale = NOT g.stale WHERE g.city = $1::integer AND g.stale = EXISTS"
                      " (SELECT 1 FROM unnest($2::text[], $3::text[], $4::boolean[])"
                      " p(period, generation, stale) WHERE p.period = g.period AND p.generation ="
                      " g.generation AND NOT p.stale)");
    LT_TRY(postgis_ask(postgis, &sql, values, 4, "marking half-years", NULL, err));
out:
    lt_text_finish(&sql);
    lt_text_finish(&arrays.periods);
    lt_text_finish(&arrays.generations);
    lt_text_finish(&arrays.stale);
    return status;
}
