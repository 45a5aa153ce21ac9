#include "support/geopackage.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "support/arena.h"

enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6, OTHER_SRS = 100000 };

static bool host_is_little(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

int32_t lt_geopackage_srs_id(const char *crs)
{
    int64_t code;
    if (lt_starts_with(crs, "EPSG:") && lt_parse_int(crs + 5, &code) && code > 0 &&
        code < OTHER_SRS) {
        return (int32_t)code;
    }
    return OTHER_SRS;
}

/* --- blobs --- */

static void add_u32(struct lt_text *blob, uint32_t value)
{
    lt_text_add_n(blob, (const char *)&value, sizeof value);
}

static void add_double(struct lt_text *blob, double value)
{
    lt_text_add_n(blob, (const char *)&value, sizeof value);
}

static void add_wkb_head(struct lt_text *blob, uint32_t type)
{
    const char order = host_is_little() ? 1 : 0;
    lt_text_add_n(blob, &order, 1);
    add_u32(blob, type);
}

/* Twice the signed area, relative to the first vertex so that large coordinates lose nothing. */
static bool ring_is_outer(const struct lt_point *points, uint32_t count)
{
    double twice = 0;
    for (uint32_t i = 0; i + 1 < count; i++) {
        const double ax = points[i].x - points[0].x, ay = points[i].y - points[0].y;
        const double bx = points[i + 1].x - points[0].x, by = points[i + 1].y - points[0].y;
        twice += ax * by - bx * ay;
    }
    return twice > 0;
}

static bool starts_polygon(const struct lt_shape *shape, uint32_t ring)
{
    const uint32_t from = ring == 0 ? 0 : shape->ring_end[ring - 1];
    return ring == 0 || ring_is_outer(shape->points + from, shape->ring_end[ring] - from);
}

static void add_polygon(struct lt_text *blob, const struct lt_shape *shape, uint32_t first,
                        uint32_t end)
{
    _Static_assert(sizeof(struct lt_point) == 16, "points are copied as they lie");
    add_wkb_head(blob, WKB_POLYGON);
    add_u32(blob, end - first);
    for (uint32_t ring = first; ring < end; ring++) {
        const uint32_t from = ring == 0 ? 0 : shape->ring_end[ring - 1];
        const uint32_t count = shape->ring_end[ring] - from;
        add_u32(blob, count);
        lt_text_add_n(blob, (const char *)(shape->points + from),
                      (size_t)count * sizeof(struct lt_point));
    }
}

void lt_geopackage_add_shape(struct lt_text *blob, const struct lt_shape *shape, int32_t srs_id)
{
    const bool empty = shape->n_rings == 0;
    const unsigned order = host_is_little() ? 1u : 0u;
    const unsigned envelope = empty ? 0u : 1u; /* 1: minx, maxx, miny, maxy */
    const char head[4] = {'G', 'P', 0, (char)(order | envelope << 1 | (empty ? 1u << 4 : 0u))};
    lt_text_add_n(blob, head, sizeof head);
    add_u32(blob, (uint32_t)srs_id);
    if (!empty) {
        add_double(blob, shape->box.min_x);
        add_double(blob, shape->box.max_x);
        add_double(blob, shape->box.min_y);
        add_double(blob, shape->box.max_y);
    }
    uint32_t polygons = 0;
    for (uint32_t ring = 0; ring < shape->n_rings; ring++) {
        polygons += starts_polygon(shape, ring) ? 1 : 0;
    }
    add_wkb_head(blob, WKB_MULTIPOLYGON);
    add_u32(blob, polygons);
    for (uint32_t first = 0; first < shape->n_rings;) {
        uint32_t end = first + 1;
        while (end < shape->n_rings && !starts_polygon(shape, end)) {
            end++;
        }
        add_polygon(blob, shape, first, end);
        first = end;
    }
}

struct reader {
    const unsigned char *at;
    size_t left;
    bool swap, bad;
};

static void take(struct reader *reader, void *into, size_t size)
{
    if (reader->bad || reader->left < size) {
        reader->bad = true;
        memset(into, 0, size);
        return;
    }
    if (reader->swap) {
        for (size_t i = 0; i < size; i++) {
            ((unsigned char *)into)[i] = reader->at[size - 1 - i];
        }
    } else {
        memcpy(into, reader->at, size);
    }
    reader->at += size;
    reader->left -= size;
}

static uint32_t take_u32(struct reader *reader)
{
    uint32_t value;
    take(reader, &value, sizeof value);
    return value;
}

static uint32_t take_wkb_head(struct reader *reader)
{
    unsigned char order = 0;
    take(reader, &order, 1);
    reader->bad = reader->bad || order > 1;
    reader->swap = (order == 1) != host_is_little();
    return take_u32(reader);
}

/* One pass counts (arrays NULL), the second fills. */
static void take_rings(struct reader *reader, struct lt_shape *shape, uint32_t *ends,
                       struct lt_point *points)
{
    const uint32_t rings = take_u32(reader);
    for (uint32_t i = 0; i < rings && !reader->bad; i++) {
        const uint32_t count = take_u32(reader);
        if (count < 4 || count > reader->left / 16 || count > UINT32_MAX - shape->n_points) {
            reader->bad = true;
            return;
        }
        for (uint32_t k = 0; k < count; k++) {
            struct lt_point point;
            take(reader, &point.x, sizeof point.x);
            take(reader, &point.y, sizeof point.y);
            reader->bad = reader->bad || !isfinite(point.x) || !isfinite(point.y);
            if (points != NULL) {
                points[shape->n_points + k] = point;
            }
        }
        shape->n_points += count;
        if (ends != NULL) {
            ends[shape->n_rings] = shape->n_points;
        }
        shape->n_rings++;
    }
}

static void take_geometry(struct reader *reader, struct lt_shape *shape, uint32_t *ends,
                          struct lt_point *points)
{
    const uint32_t type = take_wkb_head(reader);
    if (type == WKB_POLYGON) {
        take_rings(reader, shape, ends, points);
        return;
    }
    reader->bad = reader->bad || type != WKB_MULTIPOLYGON;
    const uint32_t polygons = reader->bad ? 0 : take_u32(reader);
    for (uint32_t i = 0; i < polygons && !reader->bad; i++) {
        reader->bad = take_wkb_head(reader) != WKB_POLYGON || reader->bad;
        take_rings(reader, shape, ends, points);
    }
}

enum lt_status lt_geopackage_read_shape(const void *data, size_t size, struct lt_arena *arena,
                                        struct lt_shape *ret_shape, struct lt_error *err)
{
    static const size_t envelope_sizes[8] = {0, 32, 48, 48, 64, 0, 0, 0};
    const unsigned char *bytes = data;
    const unsigned kind = size < 8 ? 7u : (unsigned)(bytes[3] >> 1 & 7);
    const size_t head = 8 + envelope_sizes[kind];
    if (size < head || kind > 4 || memcmp(bytes, "GP", 2) != 0) {
        return lt_fail(err, LT_E_IO, "not a GeoPackage geometry");
    }
    struct lt_shape shape = {0};
    struct reader reader = {.at = bytes + head, .left = size - head};
    take_geometry(&reader, &shape, NULL, NULL);
    if (reader.bad || reader.left != 0) {
        return lt_fail(err, LT_E_IO, "a GeoPackage geometry is damaged or no polygon");
    }
    uint32_t *ends = lt_arena_array(arena, shape.n_rings, sizeof *ends);
    struct lt_point *points = lt_arena_array(arena, shape.n_points, sizeof *points);
    if (ends == NULL || points == NULL) {
        return lt_fail_memory(err, "a geometry");
    }
    shape = (struct lt_shape){0};
    reader = (struct reader){.at = bytes + head, .left = size - head};
    take_geometry(&reader, &shape, ends, points);
    shape.ring_end = ends;
    shape.points = points;
    if (shape.n_points > 0) {
        shape.box = lt_shape_compute_box(points, shape.n_points);
    }
    *ret_shape = shape;
    return LT_OK;
}

/* --- SQL --- */

static void add_quoted(struct lt_text *sql, const char *text, char quote)
{
    lt_text_add_n(sql, &quote, 1);
    for (const char *c = text; *c != '\0'; c++) {
        lt_text_add_n(sql, c, 1);
        if (*c == quote) {
            lt_text_add_n(sql, c, 1);
        }
    }
    lt_text_add_n(sql, &quote, 1);
}

void lt_sql_add_value(struct lt_text *sql, const char *value)
{
    add_quoted(sql, value, '\'');
}

void lt_sql_add_name(struct lt_text *sql, const char *name)
{
    add_quoted(sql, name, '"');
}

void lt_geopackage_add_core(struct lt_text *sql)
{
    lt_text_add(
        sql,
        "PRAGMA application_id=1196444487;\n" /* "GPKG" */
        "PRAGMA user_version=10300;\n"
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL "
        "PRIMARY KEY,"
        " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
        " definition TEXT NOT NULL, description TEXT);\n"
        "INSERT INTO gpkg_spatial_ref_sys VALUES"
        "('Undefined Cartesian SRS',-1,'NONE',-1,'undefined','undefined Cartesian coordinate "
        "reference system'),"
        "('Undefined geographic SRS',0,'NONE',0,'undefined','undefined geographic coordinate "
        "reference system'),"
        "('WGS 84 geodetic',4326,'EPSG',4326,"
        "'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
        "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,"
        "AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,"
        "AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],"
        "AUTHORITY[\"EPSG\",\"4326\"]]','longitude and latitude on WGS 84');\n"
        "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
        " identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL "
        "DEFAULT"
        " (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y "
        "DOUBLE,"
        " srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES"
        " gpkg_spatial_ref_sys(srs_id));\n"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
        " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT "
        "NOT NULL,"
        " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT "
        "uk_gc_table_name UNIQUE"
        " (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES "
        "gpkg_contents(table_name),"
        " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));\n"
        "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT "
        "NULL,"
        " definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, "
        "column_name,"
        " extension_name));\n");
}

void lt_geopackage_add_srs(struct lt_text *sql, const char *crs, const char *wkt)
{
    const int32_t id = lt_geopackage_srs_id(crs);
    const char *const organization = id == OTHER_SRS ? "NONE" : "EPSG";
    lt_text_add(sql, "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES(");
    lt_sql_add_value(sql, id == OTHER_SRS ? "working CRS" : crs);
    lt_text_printf(sql, ",%d,'%s',%d,", id, organization, id);
    lt_sql_add_value(sql, wkt);
    lt_text_add(sql, ",NULL);\n");
}

static void add_contents(struct lt_text *sql, const struct lt_geopackage_table *table,
                         const char *type, bool with_box, bool with_srs)
{
    lt_text_add(sql, "INSERT INTO gpkg_contents VALUES(");
    lt_sql_add_value(sql, table->name);
    lt_text_printf(sql, ",'%s',", type);
    lt_sql_add_value(sql, table->title);
    lt_text_add(sql, ",");
    lt_sql_add_value(sql, table->description);
    lt_text_add(sql, ",");
    lt_sql_add_value(sql, table->last_change);
    const double box[4] = {table->box.min_x, table->box.min_y, table->box.max_x, table->box.max_y};
    for (int i = 0; i < 4; i++) {
        lt_text_add(sql, ",");
        if (with_box) {
            lt_text_add_double(sql, box[i]);
        } else {
            lt_text_add(sql, "NULL");
        }
    }
    if (with_srs) {
        lt_text_printf(sql, ",%d);\n", lt_geopackage_srs_id(table->crs));
    } else {
        lt_text_add(sql, ",NULL);\n");
    }
}

void lt_geopackage_add_table(struct lt_text *sql, const struct lt_geopackage_table *table)
{
    add_contents(sql, table, "features", !table->empty, true);
    lt_text_add(sql, "INSERT INTO gpkg_geometry_columns VALUES(");
    lt_sql_add_value(sql, table->name);
    lt_text_printf(sql, ",'geom','MULTIPOLYGON',%d,0,0);\n", lt_geopackage_srs_id(table->crs));
}

void lt_geopackage_add_attributes(struct lt_text *sql, const struct lt_geopackage_table *table)
{
    add_contents(sql, table, "attributes", false, false);
}

/* Replaces {t} by the table's name inside a quoted identifier; our names hold no quotes. */
static void add_template(struct lt_text *sql, const char *template, const char *name)
{
    for (const char *mark; (mark = strstr(template, "{t}")) != NULL; template = mark + 3) {
        lt_text_add_n(sql, template, (size_t)(mark - template));
        lt_text_add(sql, name);
    }
    lt_text_add(sql, template);
}

void lt_geopackage_add_rtree(struct lt_text *sql, const char *name)
{
    add_template(
        sql,
        "CREATE VIRTUAL TABLE \"rtree_{t}_geom\" USING rtree(id, minx, maxx, miny, maxy);\n"
        "INSERT INTO gpkg_extensions VALUES('{t}','geom','gpkg_rtree_index',"
        "'http://www.geopackage.org/spec120/#extension_rtree','write-only');\n",
        name);
}

#define RTREE_PUT                                                                            \
    "INSERT OR REPLACE INTO \"rtree_{t}_geom\" VALUES (NEW.\"fid\", ST_MinX(NEW.\"geom\"), " \
    "ST_MaxX(NEW.\"geom\"), ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\"));"

void lt_geopackage_add_rtree_triggers(struct lt_text *sql, const char *name)
{
    add_template(
        sql,
        "CREATE TRIGGER \"rtree_{t}_geom_insert\" AFTER INSERT ON \"{t}\" WHEN (NEW.\"geom\" NOT "
        "NULL AND"
        " NOT ST_IsEmpty(NEW.\"geom\")) BEGIN " RTREE_PUT " END;\n"
        "CREATE TRIGGER \"rtree_{t}_geom_update1\" AFTER UPDATE OF \"geom\" ON \"{t}\" WHEN "
        "OLD.\"fid\" ="
        " NEW.\"fid\" AND (NEW.\"geom\" NOTNULL AND NOT ST_IsEmpty(NEW.\"geom\")) BEGIN " RTREE_PUT
        " END;\n"
        "CREATE TRIGGER \"rtree_{t}_geom_update2\" AFTER UPDATE OF \"geom\" ON \"{t}\" WHEN "
        "OLD.\"fid\" ="
        " NEW.\"fid\" AND (NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM"
        " \"rtree_{t}_geom\" WHERE id = OLD.\"fid\"; END;\n"
        "CREATE TRIGGER \"rtree_{t}_geom_update3\" AFTER UPDATE ON \"{t}\" WHEN OLD.\"fid\" != "
        "NEW.\"fid\" AND"
        " (NEW.\"geom\" NOTNULL AND NOT ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM "
        "\"rtree_{t}_geom\" WHERE"
        " id = OLD.\"fid\"; " RTREE_PUT " END;\n"
        "CREATE TRIGGER \"rtree_{t}_geom_update4\" AFTER UPDATE ON \"{t}\" WHEN OLD.\"fid\" != "
        "NEW.\"fid\" AND"
        " (NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\")) BEGIN DELETE FROM \"rtree_{t}_geom\" "
        "WHERE id IN"
        " (OLD.\"fid\", NEW.\"fid\"); END;\n"
        "CREATE TRIGGER \"rtree_{t}_geom_delete\" AFTER DELETE ON \"{t}\" WHEN OLD.\"geom\" NOT "
        "NULL BEGIN"
        " DELETE FROM \"rtree_{t}_geom\" WHERE id = OLD.\"fid\"; END;\n",
        name);
}
