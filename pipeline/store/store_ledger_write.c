/* The ledger as a GeoPackage (OGC 12-128r15), written through SQLite itself: OGR would put today's
 * date into it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/store.h"
#include "store/store_ledger_tables.h"
#include "store/store_srs.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char *const skeleton =
    "PRAGMA page_size=4096; PRAGMA encoding='UTF-8'; PRAGMA journal_mode=OFF;"
    "PRAGMA synchronous=OFF;"
    "PRAGMA application_id=1196444487; PRAGMA user_version=10300;" /* "GPKG", 1.3 */
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY "
    "KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
    " definition TEXT NOT NULL, description TEXT);"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,"
    " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
    " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,"
    " m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    " CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"
    "INSERT INTO gpkg_spatial_ref_sys VALUES"
    " ('Undefined cartesian SRS',-1,'NONE',-1,'undefined','undefined cartesian coordinate"
    " reference system'),"
    " ('Undefined geographic SRS',0,'NONE',0,'undefined','undefined geographic coordinate"
    " reference system'),"
    " ('WGS 84 geodetic',4326,'EPSG',4326,'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS"
    " 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],"
    "PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,"
    "AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]','longitude/latitude coordinates "
    "in"
    " decimal degrees on the WGS 84 spheroid');";

struct writer {
    struct columns_context context;
    const struct lt_ledger *ledger;
    const char *published_at;
    struct lt_arena *arena;
};

/* Rows must come in the order that the ledger promises: the file's order is the arrays' order. */
static enum lt_status check_order(const struct lt_ledger *l, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 1; i < l->case_count; i++) {
        LT_TRY(LT_CHECK(strcmp(l->cases[i - 1].id, l->cases[i].id) < 0, err));
    }
    for (size_t i = 1; i < l->event_count; i++) {
        const struct lt_event *a = &l->events[i - 1], *b = &l->events[i];
        LT_TRY(LT_CHECK(
            a->period < b->period || (a->period == b->period && a->sequence < b->sequence), err));
    }
    for (size_t i = 1; i < l->balance_count; i++) {
        const lt_period a = l->balance_periods[i - 1], b = l->balance_periods[i];
        LT_TRY(LT_CHECK(a < b || (a == b && l->balances[i - 1].unit < l->balances[i].unit), err));
    }
    for (size_t i = 1; i < l->period_count; i++) {
        LT_TRY(LT_CHECK(l->periods[i - 1].period < l->periods[i].period, err));
    }
    for (size_t i = 1; i < l->review_count; i++) {
        const struct lt_review_record *a = &l->reviews[i - 1], *b = &l->reviews[i];
        LT_TRY(LT_CHECK(
            a->period < b->period || (a->period == b->period && a->sequence < b->sequence), err));
    }
    for (size_t i = 1; i < l->photo_count; i++) {
        const struct lt_photo *a = &l->photos[i - 1], *b = &l->photos[i];
        LT_TRY(LT_CHECK(
            a->period < b->period || (a->period == b->period && a->sequence < b->sequence), err));
    }
    for (size_t i = 1; i < l->answer_count; i++) {
        const struct lt_county_answer *a = &l->answers[i - 1], *b = &l->answers[i];
        LT_TRY(LT_CHECK(
            a->period < b->period || (a->period == b->period && a->sequence < b->sequence), err));
    }
    for (size_t i = 0; i < l->later_count; i++) {
        const lt_period before = i > 0                 ? l->later[i - 1].period
                                 : l->period_count > 0 ? l->periods[l->period_count - 1].period
                                                       : 0;
        LT_TRY(LT_CHECK(before < l->later[i].period, err));
    }
out:
    return status;
}

static struct lt_box extent(const struct lt_ledger *ledger, bool *ret_any)
{
    struct lt_box all = {0};
    *ret_any = false;
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_shape *shape = &ledger->cases[i].shape;
        if (shape->n_points == 0) {
            continue;
        }
        const struct lt_box box = lt_shape_compute_box(shape->points, shape->n_points);
        if (!*ret_any) {
            all = box;
        }
        all.min_x = box.min_x < all.min_x ? box.min_x : all.min_x;
        all.min_y = box.min_y < all.min_y ? box.min_y : all.min_y;
        all.max_x = box.max_x > all.max_x ? box.max_x : all.max_x;
        all.max_y = box.max_y > all.max_y ? box.max_y : all.max_y;
        *ret_any = true;
    }
    return all;
}

static enum lt_status write_srs(struct writer *w, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    sqlite3_stmt *statement = NULL;
    struct srs srs;
    w->context.srs_id = -1;
    if (w->ledger->crs == NULL || *w->ledger->crs == '\0') {
        return LT_OK;
    }
    LT_TRY(srs_describe(w->ledger->crs, &srs, err));
    w->context.srs_id = (int32_t)srs.id;
    LT_TRY(sql_prepare(w->context.db, w->context.path,
                       "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,NULL)",
                       &statement, err));
    sqlite3_bind_text(statement, 1, srs.name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, srs.id);
    sqlite3_bind_text(statement, 3, srs.organization, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 4, srs.code);
    sqlite3_bind_text(statement, 5, srs.definition, -1, SQLITE_TRANSIENT);
    LT_TRY(sql_done(statement, w->context.path, err));
out:
    sqlite3_finalize(statement);
    return status;
}

static enum lt_status write_contents(struct writer *w, struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *statement = NULL;
    bool any;
    const struct lt_box box = extent(w->ledger, &any);
    LT_TRY(sql_prepare(w->context.db, w->context.path,
                       "INSERT INTO gpkg_contents VALUES (?1,?2,?1,?3,?4,?5,?6,?7,?8,?9)",
                       &statement, err));
    for (size_t i = 0; i < ledger_content_count; i++) {
        const bool features = strcmp(ledger_contents[i].type, "features") == 0;
        sqlite3_bind_text(statement, 1, ledger_contents[i].table->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, ledger_contents[i].type, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 3, ledger_contents[i].description, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 4, w->published_at, -1, SQLITE_STATIC);
        if (features && any) {
            sqlite3_bind_double(statement, 5, box.min_x);
            sqlite3_bind_double(statement, 6, box.min_y);
            sqlite3_bind_double(statement, 7, box.max_x);
            sqlite3_bind_double(statement, 8, box.max_y);
        }
        if (features) {
            sqlite3_bind_int64(statement, 9, w->context.srs_id);
        }
        LT_TRY(sql_done(statement, w->context.path, err));
    }
    sqlite3_finalize(statement);
    statement = NULL;
    LT_TRY(sql_prepare(w->context.db, w->context.path,
                       "INSERT INTO gpkg_geometry_columns VALUES ('cases','geom','MULTIPOLYGON',?,"
                       "0,0)",
                       &statement, err));
    sqlite3_bind_int64(statement, 1, w->context.srs_id);
    LT_TRY(sql_done(statement, w->context.path, err));
out:
    sqlite3_finalize(statement);
    return status;
}

static enum lt_status write_rows(struct writer *w, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_ledger *l = w->ledger;
    char version[16];
    snprintf(version, sizeof version, "%d", LEDGER_SCHEMA);
    const struct meta_row meta[] = {{"crs", l->crs == NULL ? "" : l->crs},
                                    {"schema_version", version}};
    const size_t period_count = l->period_count + l->later_count;
    struct balance_row *balances = lt_arena_array(w->arena, l->balance_count, sizeof *balances);
    struct lt_period_row *periods = lt_arena_array(w->arena, period_count, sizeof *periods);
    if (balances == NULL || periods == NULL) {
        return lt_fail_memory(err, "the ledger's balances");
    }
    for (size_t i = 0; i < period_count; i++) {
        periods[i] = i < l->period_count ? l->periods[i] : l->later[i - l->period_count];
    }
    for (size_t i = 0; i < l->balance_count; i++) {
        balances[i] = (struct balance_row){l->balance_periods[i], l->balances[i]};
    }
    for (size_t i = 0; i < ledger_content_count; i++) {
        LT_TRY(columns_create(&w->context, ledger_contents[i].table, err));
    }
    LT_TRY(columns_insert(&w->context, &ledger_cases, l->cases, l->case_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_events, l->events, l->event_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_balances, balances, l->balance_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_periods, periods, period_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_answers, l->answers, l->answer_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_photos, l->photos, l->photo_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_reviews, l->reviews, l->review_count, err));
    LT_TRY(
        columns_insert(&w->context, &ledger_transitions, l->transitions, l->transition_count, err));
    LT_TRY(columns_insert(&w->context, &ledger_meta, meta, sizeof meta / sizeof *meta, err));
out:
    return status;
}

/* The rewritten file has no free pages and no traces of the order of work. */
static enum lt_status vacuum_into(const struct writer *w, const char *path, struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *statement = NULL;
    LT_TRY(sql_prepare(w->context.db, w->context.path, "VACUUM INTO ?", &statement, err));
    sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
    LT_TRY(sql_done(statement, path, err));
out:
    sqlite3_finalize(statement);
    return status;
}

static enum lt_status build(struct writer *w, const char *build_path, const char *vacuumed,
                            struct lt_error *err)
{
    enum lt_status status;
    w->context.path = build_path;
    LT_TRY(sql_open(build_path, true, &w->context.db, err));
    LT_TRY(sql_run(w->context.db, build_path, skeleton, err));
    LT_TRY(sql_run(w->context.db, build_path, "BEGIN", err));
    LT_TRY(write_srs(w, err));
    LT_TRY(write_contents(w, err));
    LT_TRY(write_rows(w, err));
    LT_TRY(sql_run(w->context.db, build_path, "COMMIT", err));
    LT_TRY(vacuum_into(w, vacuumed, err));
out:
    if (sqlite3_close(w->context.db) != SQLITE_OK && status == LT_OK) {
        status = sql_fail(w->context.db, build_path, err);
    }
    return status;
}

/* What was written is opened again and counted before it gets its name. */
static enum lt_status recount(const char *path, const struct lt_ledger *ledger,
                              struct lt_error *err)
{
    struct lt_ledger back = {0};
    enum lt_status status;
    LT_TRY(lt_ledger_read(path, &back, err));
    if (back.case_count != ledger->case_count || back.event_count != ledger->event_count ||
        back.balance_count != ledger->balance_count || back.period_count != ledger->period_count ||
        back.review_count != ledger->review_count || back.photo_count != ledger->photo_count ||
        back.answer_count != ledger->answer_count ||
        back.transition_count != ledger->transition_count) {
        status = lt_fail(err, LT_E_IO, "'%s' does not hold what was written to it", path);
    }
out:
    lt_arena_destroy(back.arena);
    return status;
}

enum lt_status lt_ledger_write(const char *path, const struct lt_ledger *ledger,
                               const char *published_at, bool secret, struct lt_error *err)
{
    enum lt_status status;
    struct writer writer = {
        .context = {.version = LEDGER_SCHEMA}, .ledger = ledger, .published_at = published_at};
    const char *build_path = NULL, *vacuumed = NULL;
    LT_TRY(lt_arena_create(&writer.arena, err));
    LT_TRY(check_order(ledger, err));
    build_path = lt_arena_printf(writer.arena, "%s.build", path);
    vacuumed = lt_arena_printf(writer.arena, "%s.tmp", path);
    const char *folder = lt_path_folder(writer.arena, path);
    if (build_path == NULL || vacuumed == NULL || folder == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY((secret ? lt_file_make_private : lt_folder_remove)(build_path, err));
    LT_TRY((secret ? lt_file_make_private : lt_folder_remove)(vacuumed, err));
    LT_TRY(build(&writer, build_path, vacuumed, err));
    LT_TRY(recount(vacuumed, ledger, err));
    LT_TRY(lt_file_sync(vacuumed, err));
    if (rename(vacuumed, path) != 0) {
        status = lt_fail(err, lt_io_status(errno), "cannot put '%s' in place: %s", path,
                         strerror(errno));
        goto out;
    }
    LT_TRY(lt_folder_remove(build_path, err)); /* beside the ledger it would be published */
    LT_TRY(lt_file_sync(folder, err));
out:
    if (status != LT_OK && build_path != NULL && vacuumed != NULL) {
        (void)lt_folder_remove(build_path, NULL);
        (void)lt_folder_remove(vacuumed, NULL);
    }
    lt_arena_destroy(writer.arena);
    return status;
}
