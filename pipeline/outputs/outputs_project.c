/* The QGIS project inside liangtian.gpkg: which layers it opens, in which order, with which filters and styles. */
#include "outputs_project.h"

#include <stdio.h>

#include "outputs_common.h"
#include "outputs_map.h"
#include "outputs_styles.h"
#include "outputs_words.h"
#include "outputs_xml.h"
#include "outputs_zip.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/geopackage.h"

/* Cases by state: together the first four are all of the layer. QGIS gives a layer another id where it has ten
 * characters or fewer. */
static const struct layer {
    const char *id;
    enum lt_delivered layer;
    const char *filter; /* SQL; "" = all rows */
    const char *zh, *en;
    bool shown;
} layers[] = {
    {"liangtian_cases_confirmed", LT_DELIVERED_VIOLATIONS, "\"finding\" = 'CONFIRMED'",
     "已核实属实", "confirmed", true},
    {"liangtian_cases_grave", LT_DELIVERED_VIOLATIONS,
     "\"finding\" <> 'CONFIRMED' AND \"severity\" = 'grave'", "疑似（严重）", "suspects, grave",
     true},
    {"liangtian_cases_new", LT_DELIVERED_VIOLATIONS,
     "\"finding\" <> 'CONFIRMED' AND \"severity\" <> 'grave' AND \"time\" IN ('NEW','RELAPSED')",
     "疑似（新增、反弹）", "suspects, new or relapsed", true},
    {"liangtian_cases_stock", LT_DELIVERED_VIOLATIONS,
     "\"finding\" <> 'CONFIRMED' AND \"severity\" <> 'grave' AND \"time\" NOT IN "
     "('NEW','RELAPSED')",
     "疑似（存量）", "suspects, stock", true},
    {"liangtian_unproven", LT_DELIVERED_UNPROVEN, "", NULL, NULL, false},
    {"liangtian_exempt", LT_DELIVERED_EXEMPT, "", NULL, NULL, false},
    {"liangtian_feedback", LT_DELIVERED_FEEDBACK, "", NULL, NULL, false},
    {"liangtian_counties", LT_DELIVERED_COUNTIES, "", NULL, NULL, true},
    {"liangtian_zones", LT_DELIVERED_ZONES, "", NULL, NULL, false},
    {"liangtian_pbf", LT_DELIVERED_PBF, "", NULL, NULL, false},
    {"liangtian_LQDKZT", LT_DELIVERED_LQDKZT, "", NULL, NULL, false},
    {"liangtian_DLTBGX", LT_DELIVERED_DLTBGX, "", NULL, NULL, false},
    {"liangtian_parcels", LT_DELIVERED_PARCELS, "", NULL, NULL, true},
};
enum { LAYERS = sizeof layers / sizeof *layers, CASES = 6 };

static const char *layer_title(const struct lt_report_model *model, const struct layer *layer)
{
    return layer->zh == NULL ? lt_delivered_title(layer->layer, model->config->chinese)
                             : lt_say(model, layer->zh, layer->en);
}

/* Where the file lies is where the project lies. */
static const char *source_of(const struct layer *layer, struct lt_arena *arena)
{
    return *layer->filter == '\0'
               ? lt_arena_printf(arena, "./liangtian.gpkg|layername=%s",
                                 lt_delivered_name(layer->layer))
               : lt_arena_printf(arena, "./liangtian.gpkg|layername=%s|subset=%s",
                                 lt_delivered_name(layer->layer), layer->filter);
}

static void add_crs(struct lt_xml *xml, const char *element, const char *crs)
{
    lt_xml_open(xml, element);
    lt_xml_open(xml, "spatialrefsys");
    if (lt_starts_with(crs, "EPSG:")) {
        lt_xml_leaf(xml, "srsid",
                    "1"); /* some number of its own list, else it does not look at authid */
        lt_xml_leaf(xml, "authid", crs);
    } else {
        lt_xml_leaf(xml, "wkt", crs);
    }
    lt_xml_close(xml);
    lt_xml_close(xml);
}

static void add_tree_layer(struct lt_xml *xml, const struct lt_report_model *model,
                           const struct layer *layer, struct lt_arena *arena)
{
    lt_xml_open(xml, "layer-tree-layer");
    lt_xml_attribute(xml, "id", layer->id);
    lt_xml_attribute(xml, "name", layer_title(model, layer));
    lt_xml_attribute(xml, "source", source_of(layer, arena));
    lt_xml_attribute(xml, "providerKey", "ogr");
    lt_xml_attribute(xml, "checked", layer->shown ? "Qt::Checked" : "Qt::Unchecked");
    lt_xml_attribute(xml, "expanded", "0");
    lt_xml_close(xml);
}

static void add_group(struct lt_xml *xml, const struct lt_report_model *model, const char *title,
                      size_t from, size_t to, struct lt_arena *arena)
{
    lt_xml_open(xml, "layer-tree-group");
    lt_xml_attribute(xml, "name", title);
    lt_xml_attribute(xml, "checked", "Qt::Checked");
    lt_xml_attribute(xml, "expanded", "1");
    for (size_t i = from; i < to; i++) {
        if (lt_delivered_there(model, layers[i].layer)) {
            add_tree_layer(xml, model, &layers[i], arena);
        }
    }
    lt_xml_close(xml);
}

static void add_canvas(struct lt_xml *xml, const struct lt_report_model *model)
{
    static const char *const names[] = {"xmin", "ymin", "xmax", "ymax"};
    struct lt_box box = {0};
    lt_xml_open(xml, "mapcanvas");
    lt_xml_attribute(xml, "name", "theMapCanvas");
    if (lt_map_box(model, &box)) {
        const double sides[] = {box.min_x, box.min_y, box.max_x, box.max_y};
        lt_xml_open(xml, "extent");
        for (size_t i = 0; i < 4; i++) {
            char number[LT_DOUBLE_TEXT];
            lt_xml_leaf(xml, names[i], lt_format_double(sides[i], number));
        }
        lt_xml_close(xml);
    }
    add_crs(xml, "destinationsrs", model->grid->crs);
    lt_xml_close(xml);
}

static void add_layer(struct lt_xml *xml, const struct lt_report_model *model,
                      const struct layer *layer, struct lt_arena *arena)
{
    struct lt_text style = {0};
    lt_style_add_contents(&style, model, layer->layer);
    lt_xml_open(xml, "maplayer");
    lt_xml_attribute(xml, "type", "vector");
    lt_xml_attribute(xml, "geometry", "Polygon");
    lt_xml_attribute(xml, "wkbType", "MultiPolygon");
    lt_xml_attribute(xml, "labelsEnabled", lt_style_has_labels(layer->layer) ? "1" : "0");
    lt_xml_leaf(xml, "id", layer->id);
    lt_xml_leaf(xml, "datasource", source_of(layer, arena));
    lt_xml_leaf(xml, "layername", layer_title(model, layer));
    add_crs(xml, "srs", model->grid->crs);
    lt_xml_open(xml, "provider");
    lt_xml_attribute(xml, "encoding", "UTF-8");
    lt_xml_text(xml, "ogr");
    lt_xml_close(xml);
    lt_xml_markup(xml, &style);
    lt_xml_close(xml);
    lt_text_finish(&style);
}

static void add_project(struct lt_xml *xml, const struct lt_report_model *model,
                        struct lt_arena *arena)
{
    const char *const title = lt_report_title(model, arena);
    lt_xml_open(xml, "qgis");
    lt_xml_attribute(xml, "projectname", title);
    lt_xml_attribute(xml, "version", "3.22.0");
    lt_xml_leaf(xml, "title", title);
    add_crs(xml, "projectCrs", model->grid->crs);
    lt_xml_open(xml, "layer-tree-group");
    add_group(xml, model, lt_say(model, "图斑", "cases"), 0, CASES, arena);
    add_group(xml, model, lt_say(model, "底数", "base"), CASES, LAYERS, arena);
    lt_xml_close(xml);
    add_canvas(xml, model);
    lt_xml_open(xml, "projectlayers");
    for (size_t i = 0; i < LAYERS; i++) {
        if (lt_delivered_there(model, layers[i].layer)) {
            add_layer(xml, model, &layers[i], arena);
        }
    }
    lt_xml_close(xml);
    lt_xml_open(xml, "properties");
    lt_xml_open(xml, "Paths");
    lt_xml_open(xml, "Absolute");
    lt_xml_attribute(xml, "type", "bool");
    lt_xml_text(xml, "false");
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_xml_open(xml, "SpatialRefSys");
    lt_xml_open(xml, "ProjectionsEnabled"); /* else the project has no reference system */
    lt_xml_attribute(xml, "type", "int");
    lt_xml_text(xml, "1");
}

/* QGIS keeps the zip as text of hexadecimal digits. */
static enum lt_status put_row(struct lt_package *package, const char *zip, size_t size,
                              struct lt_error *err)
{
    static const char digits[] = "0123456789abcdef";
    struct lt_text sql = {0};
    lt_text_add(&sql, "INSERT INTO qgis_projects VALUES(");
    lt_sql_add_value(&sql, lt_say(package->model, "粮田", "liangtian"));
    lt_text_printf(
        &sql, ",'{\"last_modified_time\": \"%.19s\", \"last_modified_user\": \"liangtian\" }','",
        package->stamp);
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)zip[i];
        const char pair[2] = {digits[byte >> 4], digits[byte & 15]};
        lt_text_add_n(&sql, pair, 2);
    }
    lt_text_add(&sql, "');\n");
    return lt_package_run_text(package, &sql, err);
}

enum lt_status lt_project_write(struct lt_package *package, struct lt_arena *arena,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_xml xml = {0};
    char *zip;
    size_t size;
    const char *const path = lt_arena_printf(arena, "%s.qgz", package->path);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_xml_begin(&xml, err));
    add_project(&xml, package->model, arena);
    LT_TRY(lt_xml_end(&xml, err));
    const struct lt_zip_entry entry = {
        .name = "liangtian.qgs", .data = xml.text.data, .size = xml.text.length};
    LT_TRY(lt_zip_write(path, &entry, 1, err));
    LT_TRY(lt_file_read(path, (size_t)1 << 30, arena, &zip, &size, err));
    LT_TRY(put_row(package, zip, size, err));
    LT_TRY(lt_folder_remove(path,
                            err)); /* it is in the package now; beside that it would be published */
out:
    lt_xml_finish(&xml);
    return status;
}
