#include "postgis/postgis_rows.h"

#include <stdio.h>
#include <string.h>

#include "postgis/postgis_encode.h"
#include "support/geopackage.h"

static const char taking[] = "taking rows";
enum { OWN = 2, FLUSH = 1 << 18 }; /* city, period; bytes */

struct copying {
    struct lt_postgis *postgis;
    const struct postgis_package *package;
    const struct postgis_layer *layer;
    uint32_t city;
    const char *period;
    sqlite3_stmt *rows;
    struct lt_text buffer;
};

static enum lt_status fail_value(const struct copying *c, const struct postgis_column *column,
                                 struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "'%s', layer %s, row %lld, column %s: not a %s", c->package->path,
                   c->layer->source, (long long)sqlite3_column_int64(c->rows, 0), column->source,
                   column->kind == POSTGIS_DATE ? "day" : "geometry");
}

static enum lt_status put_value(struct copying *c, size_t at, struct lt_error *err)
{
    const struct postgis_column *const column = &c->layer->columns[at];
    struct lt_text *const out = &c->buffer;
    const int i = (int)at;
    if (sqlite3_column_type(c->rows, i) == SQLITE_NULL) {
        postgis_put_null(out);
        return LT_OK;
    }
    bool good = true;
    const void *data;
    switch (column->kind) {
    case POSTGIS_INTEGER:
        postgis_put_int8(out, sqlite3_column_int64(c->rows, i));
        break;
    case POSTGIS_DOUBLE:
        postgis_put_float8(out, sqlite3_column_double(c->rows, i));
        break;
    case POSTGIS_TEXT:
        data = sqlite3_column_text(c->rows, i);
        postgis_put_bytes(out, data, (size_t)sqlite3_column_bytes(c->rows, i));
        break;
    case POSTGIS_DATE:
        data = sqlite3_column_text(c->rows, i);
        good = data != NULL && postgis_put_date(out, data);
        break;
    case POSTGIS_GEOMETRY:
        data = sqlite3_column_blob(c->rows, i);
        good = data != NULL &&
               postgis_put_geometry(out, data, (size_t)sqlite3_column_bytes(c->rows, i),
                                    c->layer->srid);
        break;
    }
    return good ? LT_OK : fail_value(c, column, err);
}

static enum lt_status put_row(struct copying *c, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    postgis_put_row(&c->buffer, OWN + c->layer->count);
    postgis_put_int4(&c->buffer, (int32_t)c->city);
    postgis_put_bytes(&c->buffer, c->period, strlen(c->period));
    for (size_t i = 0; i < c->layer->count; i++) {
        LT_TRY(put_value(c, i, err));
    }
out:
    return status;
}

static enum lt_status flush(struct copying *c, struct lt_error *err)
{
    enum lt_status status = lt_text_check(&c->buffer, err);
    if (status == LT_OK &&
        PQputCopyData(c->postgis->connection, c->buffer.data, (int)c->buffer.length) != 1) {
        status = postgis_fail(c->postgis, NULL, taking, err);
    }
    c->buffer.length = 0;
    return status == LT_OK ? postgis_flush(c->postgis, taking, err) : status;
}

static enum lt_status send_rows(struct copying *c, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int step;
    postgis_put_head(&c->buffer);
    while ((step = sqlite3_step(c->rows)) == SQLITE_ROW) {
        LT_TRY(put_row(c, err));
        if (c->buffer.length >= FLUSH || c->buffer.failed) {
            LT_TRY(flush(c, err));
        }
    }
    if (step != SQLITE_DONE) {
        status = postgis_package_fail(c->package, err);
        goto out;
    }
    postgis_put_end(&c->buffer);
    LT_TRY(flush(c, err));
out:
    return status;
}

/* The server's answer to the whole. A stream that is not ended ends with the connection, and everything with it. */
static enum lt_status end_copy(struct copying *c, struct lt_error *err)
{
    enum lt_status status;
    PGresult *answer = NULL;
    char expected[32];
    LT_TRY(PQputCopyEnd(c->postgis->connection, NULL) == 1
               ? postgis_await(c->postgis, taking, &answer, err)
               : postgis_fail(c->postgis, NULL, taking, err));
    snprintf(expected, sizeof expected, "%llu", (unsigned long long)c->layer->rows);
    if (PQresultStatus(answer) != PGRES_COMMAND_OK) {
        status = postgis_fail(c->postgis, answer, taking, err);
    } else if (strcmp(PQcmdTuples(answer), expected) != 0) {
        status = lt_fail(err, LT_E_IO, "the database took %s of the %s rows of layer '%s'",
                         PQcmdTuples(answer), expected, c->layer->source);
    }
out:
    PQclear(answer);
    return status;
}

/* COPY schema.layer (…) and SELECT … FROM the layer: the same columns in the same order. */
static enum lt_status write_statements(struct copying *c, struct lt_text *copy,
                                       struct lt_text *select, struct lt_error *err)
{
    lt_text_add(copy, "COPY ");
    postgis_add_name(c->postgis, copy, c->layer->name, "");
    lt_text_add(copy, " (city, period");
    lt_text_add(select, "SELECT ");
    for (size_t i = 0; i < c->layer->count; i++) {
        lt_text_add(copy, ", ");
        lt_sql_add_name(copy, c->layer->columns[i].name);
        lt_text_add(select, i == 0 ? "" : ", ");
        lt_sql_add_name(select, c->layer->columns[i].source);
    }
    lt_text_add(copy, ") FROM STDIN (FORMAT binary)");
    lt_text_add(select, " FROM ");
    lt_sql_add_name(select, c->layer->source);
    lt_text_add(select, " ORDER BY 1");
    const enum lt_status status = lt_text_check(copy, err);
    return status != LT_OK ? status : lt_text_check(select, err);
}

enum lt_status postgis_copy_layer(struct lt_postgis *postgis, const struct postgis_package *package,
                                  const struct postgis_layer *layer, uint32_t city,
                                  const char *period, struct lt_error *err)
{
    enum lt_status status;
    struct copying c = {
        .postgis = postgis, .package = package, .layer = layer, .city = city, .period = period};
    struct lt_text copy = {0}, select = {0};
    PGresult *started = NULL;
    LT_TRY(write_statements(&c, &copy, &select, err));
    LT_TRY(postgis_package_prepare(package, select.data, &c.rows, err));
    LT_TRY(PQsendQuery(postgis->connection, copy.data) == 1
               ? postgis_await(postgis, taking, &started, err)
               : postgis_fail(postgis, NULL, taking, err));
    if (PQresultStatus(started) != PGRES_COPY_IN) {
        status = postgis_fail(postgis, started, taking, err);
        goto out;
    }
    LT_TRY(send_rows(&c, err));
    LT_TRY(end_copy(&c, err));
out:
    PQclear(started);
    sqlite3_finalize(c.rows);
    lt_text_finish(&c.buffer);
    lt_text_finish(&copy);
    lt_text_finish(&select);
    return status;
}
