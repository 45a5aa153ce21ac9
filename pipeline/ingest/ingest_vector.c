#include "ingest_vector.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_geometry.h"
#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/text.h"

enum { FOUND_TEXT = 256, FEATURES_PER_ARENA = 256 };
static const double SLIVER = 200.0;    /* 2 · perimeter / area, 1/m: the land survey's own test */
static const double NEARLY_ALL = 0.99; /* of a layer inside the raster */
static const double FILED_M2 = 1.0, FILED_SHARE = 0.001;

/* One layer on its way through. */
struct pass {
    const struct lt_layer_reader *reader; /* NULL config for the plain reading */
    enum lt_status (*take)(void *context, const struct lt_feature *feature, struct lt_error *err);
    void *context;
    const struct lt_grid *grid;
    struct lt_box extent; /* of the grid */
    double repair_bound;
    uint64_t limit_vertices;
    struct ingest_watch watch;
    struct ingest_vector vector;
    struct ingest_fields fields;
    struct ingest_geometry geometry;
    struct ingest_units *units;
    struct ingest_ids *ids;
    struct lt_arena *arena; /* of the layer */
    struct lt_arena *texts; /* of a few features */
    char operator_key[LT_DIGEST_TEXT];
    struct lt_layer_summary summary;
    double placed_m2, inside_m2; /* of features that have a shape; of their parts on the raster */
    struct lt_diagnostics *diagnostics;
    struct lt_error *err;
};

static enum lt_status tell_area(const struct pass *pass, const char *feature, double area,
                                enum lt_severity severity, enum lt_quality quality,
                                const char *code, const char *field, const char *found,
                                const char *expected, const char *action)
{
    const struct ingest_told told = {pass->diagnostics, pass->vector.label, feature, area};
    return ingest_tell(&told, severity, quality, code, field, found, expected, action, pass->err);
}

/* --- ids ---- */

static enum lt_status check_id(struct pass *pass, const char *id, bool given, uint64_t position)
{
    uint64_t first = position;
    if (!given && pass->fields.schema->field_count == 0) {
        return LT_OK; /* plain reading by position */
    }
    if (!given) {
        return tell_area(pass, id, 0, LT_WARNING, LT_COMPLETENESS, "id.missing", "", "no id",
                         "an id that is unique in the layer",
                         "fill the id; until then the position stands for it");
    }
    const enum lt_status status = ingest_ids_add(pass->ids, id, position, &first, pass->err);
    if (status != LT_OK || first == position) {
        return status;
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "positions #%llu and #%llu have the same id",
             (unsigned long long)first, (unsigned long long)position);
    return tell_area(pass, id, 0, LT_WARNING, LT_ACCURACY, "id.duplicate", "", found,
                     "an id that is unique in the layer",
                     "give one of them another id; both are kept and judged");
}

/* --- geometry ---- */

static enum lt_status tell_unusable(const struct pass *pass, const struct lt_feature *feature,
                                    enum ingest_geometry_fault fault)
{
    static const struct {
        const char *code, *found;
    } faults[] = {
        [INGEST_GEOMETRY_MISSING] = {"geometry.missing", "no geometry"},
        [INGEST_GEOMETRY_NOT_POLYGON] = {"geometry.not_polygon", "points or lines"},
        [INGEST_GEOMETRY_NOT_FINITE] = {"geometry.not_finite",
                                        "coordinates that are not finite or not on Earth"},
        [INGEST_GEOMETRY_INVALID] = {"geometry.invalid", ""},
    };
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%s", faults[fault].found);
    if (fault == INGEST_GEOMETRY_INVALID) {
        snprintf(found, sizeof found, "%s; area %.2f before and %.2f after a repair",
                 pass->geometry.reason, pass->geometry.area_before, pass->geometry.area_after);
    }
    return tell_area(pass, feature->attr[LT_ATTR_ID], feature->gross_m2, LT_WARNING,
                     fault == INGEST_GEOMETRY_MISSING ? LT_COMPLETENESS : LT_ACCURACY,
                     faults[fault].code, "geometry", found, "a valid polygon",
                     "draw the feature again; it is not judged but stays in every total");
}

static enum lt_status tell_repaired(const struct pass *pass, const struct lt_feature *feature)
{
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%s; area %.4f before and %.4f after the repair",
             pass->geometry.reason, pass->geometry.area_before, pass->geometry.area_after);
    return tell_area(pass, feature->attr[LT_ATTR_ID], feature->gross_m2, LT_NOTE, LT_ACCURACY,
                     "geometry.repaired", "geometry", found, "a valid polygon",
                     "was repaired within the bound; mend the source when convenient");
}

/* Where the shape lies on the raster: wholly, partly, or not at all. */
static enum lt_status place_on_raster(struct pass *pass, struct lt_feature *feature)
{
    const struct lt_box *box = &feature->shape.box, *extent = &pass->extent;
    pass->placed_m2 += feature->gross_m2;
    if (box->min_x >= extent->min_x && box->max_x <= extent->max_x && box->min_y >= extent->min_y &&
        box->max_y <= extent->max_y) {
        pass->inside_m2 += feature->gross_m2;
        return LT_OK;
    }
    const bool apart = box->min_x >= extent->max_x || box->max_x <= extent->min_x ||
                       box->min_y >= extent->max_y || box->max_y <= extent->min_y;
    const double share =
        apart ? 0.0 : ingest_share_in_box(pass->geometry.geos, &feature->shape, extent);
    const double outside = (1.0 - share) * feature->gross_m2;
    pass->inside_m2 += share * feature->gross_m2;
    if (share <= 0.0) {
        feature->unjudged = LT_UNJUDGED_OFF_RASTER;
        return tell_area(pass, feature->attr[LT_ATTR_ID], feature->gross_m2, LT_WARNING,
                         LT_COMPLETENESS, "geometry.off_raster", "geometry",
                         "wholly beyond the raster", "ground that the raster covers",
                         "give a raster that covers it; it is not judged but stays in every total");
    }
    if (outside <= 1e-9 * feature->gross_m2) {
        return LT_OK;
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%.2f m² beyond the raster", outside);
    return tell_area(pass, feature->attr[LT_ATTR_ID], outside, LT_WARNING, LT_COMPLETENESS,
                     "geometry.partly_off_raster", "geometry", found,
                     "ground that the raster covers",
                     "give a raster that covers it; what lies beyond counts as unseen");
}

static enum lt_status take_geometry(struct pass *pass, OGRFeatureH from, struct lt_feature *feature,
                                    const struct ingest_values *values)
{
    enum ingest_geometry_fault fault;
    struct ingest_geometry *geometry = &pass->geometry;
    enum lt_status status;
    LT_TRY(ingest_geometry_take(geometry, OGR_F_GetGeometryRef(from), &pass->vector.transform,
                                pass->repair_bound, pass->limit_vertices, &fault, &feature->shape,
                                pass->err));
    /* transforming what is not finite makes GDAL complain: that is this feature's fault, not the file's */
    pass->watch.failures = 0;
    feature->gross_m2 = geometry->gross_m2;
    if (fault != INGEST_GEOMETRY_GOOD) {
        /* the area of a bow-tie lies, and no geometry has none: the filed figure keeps the totals whole */
        const double filed = values->filed_m2 > 0.0 ? values->filed_m2 : values->gross_m2;
        feature->gross_m2 = filed > 0.0 ? filed : geometry->gross_m2;
        feature->unjudged =
            fault == INGEST_GEOMETRY_MISSING ? LT_UNJUDGED_NO_GEOMETRY : LT_UNJUDGED_INVALID;
        status = tell_unusable(pass, feature, fault);
        goto out;
    }
    if (geometry->repaired) {
        feature->flags |= LT_FEATURE_REPAIRED;
        pass->summary.repaired++;
        LT_TRY(tell_repaired(pass, feature));
    }
    if (2.0 * geometry->perimeter_m > SLIVER * feature->gross_m2) {
        feature->flags |= LT_FEATURE_SLIVER;
        pass->summary.slivers++;
        LT_TRY(tell_area(pass, feature->attr[LT_ATTR_ID], feature->gross_m2, LT_NOTE, LT_ACCURACY,
                         "geometry.sliver", "geometry", "2 × perimeter / area is above 200",
                         "a plot, not a sliver", "join it to its neighbour in the source"));
    }
    LT_TRY(place_on_raster(pass, feature));
out:
    return status;
}

/* --- areas and unit ---- */

static enum lt_status take_areas(const struct pass *pass, struct lt_feature *feature,
                                 const struct ingest_values *values)
{
    const bool farmland = feature->layer == LT_LAYER_PARCEL || feature->layer == LT_LAYER_PBF;
    feature->filed_m2 = values->filed_m2;
    feature->net_m2 = !farmland              ? feature->gross_m2
                      : values->net_m2 > 0.0 ? values->net_m2
                                             : feature->gross_m2 * (1.0 - values->kcxs);
    const double filed = values->filed_m2 > 0.0 ? values->filed_m2 : values->gross_m2;
    const double bound = fmax(FILED_M2, FILED_SHARE * feature->gross_m2);
    const bool measured =
        feature->unjudged == LT_JUDGED || feature->unjudged == LT_UNJUDGED_OFF_RASTER;
    if (!measured || !(filed > 0.0) || fabs(filed - feature->gross_m2) <= bound) {
        return LT_OK;
    }
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    snprintf(found, sizeof found, "%.2f m² filed", filed);
    snprintf(expected, sizeof expected, "%.2f m² on the ellipsoid, within %.2f m²",
             feature->gross_m2, bound);
    return tell_area(pass, feature->attr[LT_ATTR_ID], fabs(filed - feature->gross_m2), LT_WARNING,
                     LT_ACCURACY, "area.filed", "", found, expected,
                     "compute the filed area again from the boundary");
}

static enum lt_status take_unit(const struct pass *pass, struct lt_feature *feature)
{
    const char *code = feature->attr[LT_ATTR_UNIT];
    const uint32_t named = ingest_unit_of_code(code);
    if (feature->layer == LT_LAYER_COUNTY) {
        feature->unit = named;
        return named != 0 ? LT_OK
                          : tell_area(pass, feature->attr[LT_ATTR_ID], 0, LT_REJECT,
                                      LT_COMPLETENESS, "unit.missing", "XZQDM", code,
                                      "a code that begins with the county's six digits",
                                      "fill the county's code");
    }
    if (named != 0 && ingest_units_know(pass->units, named)) {
        feature->unit = named;
        return LT_OK;
    }
    bool overlaps = false;
    const enum lt_status status =
        ingest_units_place(pass->units, &feature->shape, &feature->unit, &overlaps, pass->err);
    if (status != LT_OK) {
        return status;
    }
    char found[FOUND_TEXT], chosen[FOUND_TEXT];
    if (overlaps) {
        snprintf(found, sizeof found, "code '%.40s'", code);
        snprintf(chosen, sizeof chosen, "was put to the county below it, %lu; fill the code",
                 (unsigned long)feature->unit);
        return tell_area(pass, feature->attr[LT_ATTR_ID], feature->gross_m2, LT_NOTE, LT_ACCURACY,
                         "unit.by_overlap", "", found, "a county of the counties layer", chosen);
    }
    if (feature->unit == 0) { /* no counties given at all */
        feature->unit = named != 0 ? named : pass->reader->config->city_code;
        return LT_OK;
    }
    snprintf(found, sizeof found, "code '%.40s', and no county below it", code);
    found[lt_utf8_cut(found, strlen(found), strlen(found))] = '\0';
    snprintf(chosen, sizeof chosen, "was put to the nearest, %lu; correct the code or the boundary",
             (unsigned long)feature->unit);
    return tell_area(pass, feature->attr[LT_ATTR_ID], feature->gross_m2, LT_WARNING, LT_ACCURACY,
                     "unit.nearest", "", found, "a county of the counties layer", chosen);
}

/* --- one feature, then all ---- */

static enum lt_status read_texts(struct pass *pass, OGRFeatureH from, struct lt_feature *feature,
                                 struct ingest_values *values)
{
    enum lt_status status;
    const char *id = "";
    bool given = false;
    *values = (struct ingest_values){0};
    for (unsigned a = 0; a < LT_ATTR_COUNT; a++) {
        feature->attr[a] = "";
    }
    LT_TRY(ingest_fields_check_digits(&pass->vector, &pass->fields, from, pass->diagnostics,
                                      pass->err));
    LT_TRY(ingest_fields_id(&pass->vector, &pass->fields, from, feature->sequence, pass->texts, &id,
                            &given, pass->err));
    LT_TRY(check_id(pass, id, given, feature->sequence));
    const struct ingest_told told = {pass->diagnostics, pass->vector.label, id, 0.0};
    LT_TRY(ingest_fields_read(&pass->vector, &pass->fields, from, pass->operator_key, &told,
                              pass->texts, values, pass->err));
    memcpy(feature->attr, values->attr, sizeof feature->attr);
    feature->attr[LT_ATTR_ID] = id;
out:
    return status;
}

static enum lt_status read_feature(struct pass *pass, OGRFeatureH from, uint64_t position)
{
    enum lt_status status;
    struct ingest_values values;
    struct lt_feature feature = {.sequence = position, .layer = pass->reader->role};
    LT_TRY(read_texts(pass, from, &feature, &values));
    LT_TRY(take_geometry(pass, from, &feature, &values));
    LT_TRY(take_areas(pass, &feature, &values));
    LT_TRY(take_unit(pass, &feature));
    struct lt_layer_summary *summary = &pass->summary;
    const bool judged = feature.unjudged == LT_JUDGED;
    summary->features++;
    summary->judged += judged;
    summary->not_judged += !judged;
    summary->off_raster += feature.unjudged == LT_UNJUDGED_OFF_RASTER;
    summary->gross_m2 += feature.gross_m2;
    summary->not_judged_m2 += judged ? 0.0 : feature.gross_m2;
    LT_TRY(pass->take(pass->context, &feature, pass->err));
out:
    return status;
}

static enum lt_status fail_reading(struct pass *pass, uint64_t position)
{
    char found[INGEST_WATCH_TEXT + 64];
    snprintf(found, sizeof found, "feature #%llu: %s", (unsigned long long)position,
             pass->watch.first);
    return ingest_reject(pass->diagnostics, LT_COMPLETENESS, "file.unreadable", pass->vector.label,
                         "path", found, "a whole file", "copy the file again from its source",
                         pass->err);
}

static enum lt_status read_all(struct pass *pass)
{
    enum lt_status status = LT_OK;
    OGR_L_ResetReading(pass->vector.layer);
    for (uint64_t position = 0; status == LT_OK; position++) {
        OGRFeatureH from = OGR_L_GetNextFeature(pass->vector.layer);
        if (pass->watch.failures > 0) {
            status = fail_reading(pass, position);
        } else if (from == NULL) {
            break;
        }
        if (status == LT_OK && position % FEATURES_PER_ARENA == 0) {
            lt_arena_destroy(pass->texts);
            pass->texts = NULL;
            status = lt_arena_create(&pass->texts, pass->err);
        }
        if (status == LT_OK) {
            status = read_feature(pass, from, position);
            if (status != LT_OK && status != LT_E_INPUT && pass->err != NULL) {
                lt_fail_in(pass->err, "%s feature #%llu", pass->vector.label,
                           (unsigned long long)position);
            }
        }
        OGR_F_Destroy(from);
    }
    return status;
}

/* How much of the layer's area the raster covers. */
static enum lt_status conclude(struct pass *pass)
{
    const struct lt_layer_summary *summary = &pass->summary;
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    if (summary->features == 0 ||
        (pass->vector.counted && summary->features < pass->vector.count)) {
        snprintf(found, sizeof found, "%llu features", (unsigned long long)summary->features);
        snprintf(expected, sizeof expected, "%llu, as the file states",
                 (unsigned long long)pass->vector.count);
        return ingest_reject(pass->diagnostics, LT_COMPLETENESS, "file.unreadable",
                             pass->vector.label, "features", found, expected,
                             "copy the file again from its source", pass->err);
    }
    if (summary->off_raster > 0 && !(pass->inside_m2 > 0.0)) {
        return ingest_reject(pass->diagnostics, LT_ACCURACY, "layer.off_raster", pass->vector.label,
                             "extent", "no feature lies on the raster", "overlap with the raster",
                             "check the crs of the layer and of the raster, and that both are of "
                             "this city",
                             pass->err);
    }
    const double share = pass->placed_m2 > 0.0 ? pass->inside_m2 / pass->placed_m2 : 1.0;
    if (share >= NEARLY_ALL) {
        return LT_OK;
    }
    snprintf(found, sizeof found, "%.2f %% of the layer's area lies on the raster", 100.0 * share);
    return tell_area(pass, "", pass->placed_m2 - pass->inside_m2, LT_WARNING, LT_ACCURACY,
                     "layer.partly_off_raster", "extent", found, "at least 99 %",
                     "check the crs of both, or give a raster of the whole area");
}

static void set_extent(struct pass *pass, const struct lt_grid *grid)
{
    pass->grid = grid;
    pass->extent = (struct lt_box){.min_x = grid->origin_x,
                                   .max_y = grid->origin_y,
                                   .max_x = grid->origin_x + grid->dx * (double)grid->cols,
                                   .min_y = grid->origin_y - grid->dy * (double)grid->rows};
}

/* A key that no one set is still not an empty one: the city's code tells two cities apart. */
static enum lt_status set_operator_key(struct pass *pass)
{
    const struct lt_config *config = pass->reader->config;
    char code[16];
    snprintf(code, sizeof code, "%lu", (unsigned long)config->city_code);
    const char *key = *config->operator_key != '\0' ? config->operator_key : code;
    return lt_digest_bytes(key, strlen(key), pass->operator_key, pass->err);
}

static void finish(struct pass *pass)
{
    ingest_ids_destroy(pass->ids);
    ingest_units_destroy(pass->units);
    ingest_geometry_finish(&pass->geometry);
    ingest_vector_close(&pass->vector);
    lt_arena_destroy(pass->texts);
    lt_arena_destroy(pass->arena);
}

static enum lt_status run(struct pass *pass, const struct lt_layer_schema *schema)
{
    const struct lt_layer_reader *reader = pass->reader;
    const struct lt_config *config = reader->config;
    const size_t rejects = pass->diagnostics->count_of[LT_REJECT];
    enum lt_status status;
    LT_TRY(ingest_geometry_init(&pass->geometry, pass->err));
    LT_TRY(ingest_ids_create(&pass->ids, pass->err));
    LT_TRY(ingest_units_create(reader->counties, reader->county_count, pass->geometry.geos,
                               &pass->units, pass->err));
    LT_TRY(ingest_vector_open(reader->layer, lt_layer_name(reader->role), reader->grid,
                              config->limit_features, &pass->watch, pass->diagnostics, pass->arena,
                              &pass->vector, pass->err));
    LT_TRY(ingest_fields_map(&pass->vector, reader->layer, schema, pass->arena, pass->diagnostics,
                             &pass->fields, pass->err));
    pass->summary.personal_columns = pass->fields.personal;
    LT_TRY(read_all(pass));
    LT_TRY(conclude(pass));
    if (pass->diagnostics->count_of[LT_REJECT] > rejects) {
        status = lt_fail(pass->err, LT_E_INPUT, "%s: features that reject the layer",
                         pass->vector.label);
    }
out:
    return status;
}

enum lt_status lt_layer_read(const struct lt_layer_reader *reader,
                             struct lt_diagnostics *diagnostics,
                             struct lt_layer_summary *ret_summary, struct lt_error *err)
{
    enum lt_status status;
    struct lt_layer_schema schema;
    struct pass pass = {.reader = reader,
                        .take = reader->take,
                        .context = reader->context,
                        .repair_bound = reader->config->repair_bound,
                        .limit_vertices = reader->config->limit_vertices,
                        .diagnostics = diagnostics,
                        .err = err};
    set_extent(&pass, reader->grid);
    LT_TRY(lt_arena_create(&pass.arena, err));
    LT_TRY(set_operator_key(&pass));
    LT_TRY(lt_layer_schema_load(reader->config->schemas_dir, reader->layer->schema, diagnostics,
                                pass.arena, &schema, err));
    ingest_watch_begin(&pass.watch);
    status = run(&pass, &schema);
    ingest_watch_end();
    *ret_summary = pass.summary;
out:
    finish(&pass);
    return status;
}

/* --- any polygon layer, for tabulate: a schema of one field stands in for the real one ---- */

enum lt_status lt_layer_read_plain(const char *path, const char *sublayer, const char *id_field,
                                   const char *crs, const struct lt_grid *grid,
                                   enum lt_status (*take)(void *context,
                                                          const struct lt_feature *feature,
                                                          struct lt_error *err),
                                   void *context, struct lt_diagnostics *diagnostics,
                                   struct lt_layer_summary *ret_summary, struct lt_error *err)
{
    const struct lt_schema_field id = {.name = id_field == NULL ? "" : id_field,
                                       .column = "",
                                       .meanings = 1u << LT_ATTR_ID,
                                       .type = LT_FIELD_TEXT,
                                       .mandatory = true,
                                       .title_zh = "",
                                       .title_en = ""};
    const struct lt_layer_schema schema = {.name = "",
                                           .title_zh = "",
                                           .title_en = "",
                                           .source = "",
                                           .fields = &id,
                                           .field_count = id_field == NULL ? 0 : 1};
    const struct lt_config config = {.repair_bound = 0.001,
                                     .limit_features = 20000000,
                                     .limit_vertices = 20000000,
                                     .operator_key = ""};
    const struct lt_layer_config layer = {.present = true,
                                          .path = path,
                                          .sublayer = sublayer == NULL ? "" : sublayer,
                                          .schema = "",
                                          .encoding = "auto",
                                          .crs = crs == NULL ? "" : crs,
                                          .sha256 = ""};
    const struct lt_layer_reader reader = {
        .config = &config, .layer = &layer, .role = LT_LAYER_ZONE, .grid = grid};
    enum lt_status status;
    struct pass pass = {.reader = &reader,
                        .take = take,
                        .context = context,
                        .repair_bound = config.repair_bound,
                        .limit_vertices = config.limit_vertices,
                        .diagnostics = diagnostics,
                        .err = err};
    set_extent(&pass, grid);
    LT_TRY(lt_arena_create(&pass.arena, err));
    ingest_watch_begin(&pass.watch);
    status = run(&pass, &schema);
    ingest_watch_end();
    *ret_summary = pass.summary;
out:
    finish(&pass);
    return status;
}
