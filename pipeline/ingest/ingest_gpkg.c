/* A GeoPackage may carry tables that read other files; its table of contents is looked at before GDAL opens it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "ingest_gdal.h"
#include "ingest_vector.h"
#include "support/files.h"
#include "support/text.h"

enum lt_status ingest_gpkg_open(const char *path, sqlite3 **ret_base, struct lt_error *err)
{
    struct lt_text uri = {0};
    lt_text_add(&uri, "file:");
    for (const char *c = path; *c != '\0'; c++) {
        if (strchr("%?#", *c) != NULL) {
            lt_text_printf(&uri, "%%%02X", (unsigned)(unsigned char)*c);
        } else {
            lt_text_add_n(&uri, c, 1);
        }
    }
    lt_text_add(&uri, "?immutable=1");
    enum lt_status status = lt_text_check(&uri, err);
    if (status == LT_OK &&
        sqlite3_open_v2(uri.data, ret_base,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        status = lt_fail(err, LT_E_INPUT, "%s",
                         *ret_base == NULL ? "out of memory" : sqlite3_errmsg(*ret_base));
    }
    lt_text_finish(&uri);
    return status;
}

/* --- just enough of SQL; comments are not among it, so that nothing hides behind one ---- */

static const char *skip_space(const char *sql)
{
    return sql + strspn(sql, " \t\r\n\f");
}

static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

/* Behind the word, or NULL when another one stands there. */
static const char *skip_word(const char *sql, const char *word)
{
    const size_t length = strlen(word);
    if (sql == NULL) {
        return NULL;
    }
    sql = skip_space(sql);
    return strncasecmp(sql, word, length) == 0 && !in_word(sql[length]) ? sql + length : NULL;
}

/* Behind a plain or "quoted" name. */
static const char *skip_name(const char *sql)
{
    if (sql == NULL) {
        return NULL;
    }
    sql = skip_space(sql);
    if (*sql != '"') {
        const char *const start = sql;
        while (in_word(*sql)) {
            sql++;
        }
        return sql > start ? sql : NULL;
    }
    for (sql++; *sql != '\0'; sql++) {
        if (*sql == '"' && *++sql != '"') {
            return sql;
        }
    }
    return NULL;
}

/* A table of its own pages, or an rtree. Any other virtual table may read other files. */
static bool plain_table(const char *sql)
{
    const char *const created = skip_word(sql, "CREATE");
    if (skip_word(created, "TABLE") != NULL) {
        return true;
    }
    const char *at = skip_name(skip_word(skip_word(created, "VIRTUAL"), "TABLE"));
    at = skip_word(skip_word(at, "USING"), "rtree");
    return at != NULL && *skip_space(at) == '(';
}

/* The standard's own names: triggers of the rtree and of feature counts, and nothing else. */
static bool foreign(const char *type, const char *name, const char *sql)
{
    if (strcmp(type, "trigger") == 0) {
        return strncasecmp(name, "rtree_", 6) != 0 &&
               strncasecmp(name, "trigger_insert_", 15) != 0 &&
               strncasecmp(name, "trigger_delete_", 15) != 0 &&
               strncasecmp(name, "gpkg_", 5) != 0 && strncasecmp(name, "fid_", 4) != 0;
    }
    return strcmp(type, "index") != 0 && !(strcmp(type, "table") == 0 && plain_table(sql));
}

/* What an editor has not yet put into the file: in a log beside it that it left, or still has open. */
static enum lt_status check_saved(const char *path, const char *label,
                                  struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    static const char *const logs[] = {"-wal", "-journal"};
    enum lt_status status = LT_OK;
    struct lt_text log = {0};
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        struct stat info;
        bool there;
        log.length = 0;
        lt_text_printf(&log, "%s%s", path, logs[i]);
        LT_TRY(lt_text_check(&log, err));
        LT_TRY(lt_path_look(log.data, &there, err));
        if (there && (stat(log.data, &info) != 0 || info.st_size > 0)) {
            LT_TRY(ingest_reject(diagnostics, LT_COMPLETENESS, "gpkg.unsaved", label, "path",
                                 lt_path_name(log.data), "a GeoPackage that no program has open",
                                 "close it in QGIS or QField, or save the layer as a new file",
                                 err));
        }
    }
out:
    lt_text_finish(&log);
    return status;
}

enum lt_status ingest_gpkg_check(const char *path, const char *label,
                                 struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    const enum lt_status saved = check_saved(path, label, diagnostics, err);
    if (saved != LT_OK) {
        return saved;
    }
    sqlite3 *base = NULL;
    sqlite3_stmt *statement = NULL;
    struct lt_error local = {0};
    enum lt_status status = ingest_gpkg_open(path, &base, &local);
    int step = SQLITE_ERROR;
    if (status == LT_OK) {
        sqlite3_db_config(base, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(base, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        if (sqlite3_prepare_v2(base, "SELECT type, name, coalesce(sql, '') FROM sqlite_master", -1,
                               &statement, NULL) == SQLITE_OK) {
            step = sqlite3_step(statement);
        }
    }
    while (status == LT_OK && step == SQLITE_ROW) {
        const char *type = (const char *)sqlite3_column_text(statement, 0);
        const char *name = (const char *)sqlite3_column_text(statement, 1);
        const char *sql = (const char *)sqlite3_column_text(statement, 2);
        if (type != NULL && name != NULL && sql != NULL && foreign(type, name, sql)) {
            char found[160];
            snprintf(found, sizeof found, "%s '%.100s'", type, name);
            found[lt_utf8_cut(found, strlen(found), strlen(found))] = '\0';
            status = ingest_reject(diagnostics, LT_USABILITY, "gpkg.foreign", label, "path", found,
                                   "tables of a plain GeoPackage, without views and foreign "
                                   "triggers",
                                   "export the layer to a new GeoPackage", err);
        }
        step = sqlite3_step(statement);
    }
    if (step != SQLITE_DONE && (status == LT_OK || (status == LT_E_INPUT && statement == NULL))) {
        status = ingest_reject(diagnostics, LT_COMPLETENESS, "file.unreadable", label, "path",
                               base == NULL ? local.text : sqlite3_errmsg(base),
                               "a whole GeoPackage", "copy the file again from its source", err);
    }
    sqlite3_finalize(statement);
    sqlite3_close(base);
    return status;
}
