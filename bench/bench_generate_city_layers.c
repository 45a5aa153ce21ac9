#include "bench_generate_city.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"

static void place_code(const struct bench_city_plan *city, const struct bench_city_parcel *parcel,
                       char code[24])
{
    snprintf(code, 24, "%u1%02u2010000000", city->counties[parcel->county].code,
             (parcel->c / 12 + 7 * (parcel->r / 12)) % 90);
}

static bool is_grain(uint8_t value)
{
    return value >= BENCH_WHEAT && value <= BENCH_SWEET_POTATO;
}

static const char *planting(const struct bench_city_parcel *parcel)
{
    if (strncmp(parcel->land_class, "01", 2) != 0) {
        return "";
    }
    const bool h1 = is_grain(parcel->classes[1]), h2 = is_grain(parcel->classes[2]);
    return h1 && h2 ? "LS" : h1 || h2 ? "LYFL" : "FLS";
}

static const char *class_name(const char *land_class)
{
    static const char *const names[][2] = {
        {"0101", "水田"},     {"0102", "水浇地"},   {"0103", "旱地"},       {"0301", "乔木林地"},
        {"0307", "其他林地"}, {"0601", "工业用地"}, {"0702", "农村宅基地"}, {"1104", "坑塘水面"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], land_class) == 0) {
            return names[i][1];
        }
    }
    return "";
}

static void shape_of(struct bench_city_plan *city, const struct bench_city_parcel *parcel)
{
    bench_polygon_clear(&city->work);
    bench_lattice_region(&city->lattice, parcel->c, parcel->r, parcel->c + 1, parcel->r + 1,
                         &city->work);
}

enum {
    T_BSM,
    T_TBBH,
    T_DLBM,
    T_DLMC,
    T_QSXZ,
    T_ZLDWDM,
    T_ZLDWMC,
    T_TBMJ,
    T_KCXS,
    T_TBDLMJ,
    T_GDPDJB,
    T_ZZSXDM,
    T_SJNF,
    T_COUNT
};
static const struct bench_field DLTB[T_COUNT] = {
    {"BSM", BENCH_TEXT, 18, 0},     {"TBBH", BENCH_TEXT, 8, 0},   {"DLBM", BENCH_TEXT, 5, 0},
    {"DLMC", BENCH_TEXT, 60, 0},    {"QSXZ", BENCH_TEXT, 2, 0},   {"ZLDWDM", BENCH_TEXT, 19, 0},
    {"ZLDWMC", BENCH_TEXT, 60, 0},  {"TBMJ", BENCH_DOUBLE, 0, 0}, {"KCXS", BENCH_DOUBLE, 0, 0},
    {"TBDLMJ", BENCH_DOUBLE, 0, 0}, {"GDPDJB", BENCH_TEXT, 2, 0}, {"ZZSXDM", BENCH_TEXT, 6, 0},
    {"SJNF", BENCH_INT, 0, 0},
};

static enum lt_status write_parcels(struct bench_city_plan *city, const char *path,
                                    struct lt_error *err)
{
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    LT_TRY(bench_layer_create(path, "GPKG", "DLTB", "UTF-8", false, DLTB, T_COUNT, &layer, err));
    for (size_t i = 0; i < city->n_parcels; i++) {
        const struct bench_city_parcel *parcel = &city->parcels[i];
        const bool cropland = strncmp(parcel->land_class, "01", 2) == 0;
        shape_of(city, parcel);
        snprintf(text, sizeof text, "%u2101%08zu", city->counties[parcel->county].code, i + 1);
        bench_layer_text(layer, T_BSM, text);
        snprintf(text, sizeof text, "%zu", i + 1);
        bench_layer_text(layer, T_TBBH, text);
        bench_layer_text(layer, T_DLBM, parcel->land_class);
        bench_layer_text(layer, T_DLMC, class_name(parcel->land_class));
        bench_layer_text(layer, T_QSXZ, "30");
        place_code(city, parcel, text);
        bench_layer_text(layer, T_ZLDWDM, text);
        bench_layer_text(layer, T_ZLDWMC, city->counties[parcel->county].name);
        bench_layer_number(layer, T_TBMJ, parcel->area_m2);
        bench_layer_number(layer, T_KCXS, cropland ? parcel->kcxs : 0.0);
        bench_layer_number(layer, T_TBDLMJ, cropland ? parcel->net_m2 : parcel->area_m2);
        bench_layer_text(layer, T_GDPDJB, cropland ? "1" : "");
        bench_layer_text(layer, T_ZZSXDM, planting(parcel));
        bench_layer_integer(layer, T_SJNF, 2024);
        LT_TRY(bench_layer_add(layer, &city->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_pbf(struct bench_city_plan *city, const char *path,
                                struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"BSM", BENCH_TEXT, 18, 0},         {"XZQDM", BENCH_TEXT, 12, 0},
        {"YJJBNTTBBH", BENCH_TEXT, 20, 0},  {"DLBM", BENCH_TEXT, 5, 0},
        {"YJJBNTTBMJ", BENCH_DOUBLE, 0, 0}, {"KCXS", BENCH_DOUBLE, 0, 0},
        {"YJJBNTMJ", BENCH_DOUBLE, 0, 0},
    };
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    LT_TRY(bench_layer_create(path, "FlatGeobuf", "YJJBNTTB", "UTF-8", false, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < city->n_parcels; i++) {
        const struct bench_city_parcel *parcel = &city->parcels[i];
        if (!parcel->pbf) {
            continue;
        }
        const uint32_t county = city->counties[parcel->county].code;
        shape_of(city, parcel);
        snprintf(text, sizeof text, "%u2501%08zu", county, i + 1);
        bench_layer_text(layer, 0, text);
        snprintf(text, sizeof text, "%u", county);
        bench_layer_text(layer, 1, text);
        snprintf(text, sizeof text, "%u%zu", county, i + 1);
        bench_layer_text(layer, 2, text);
        bench_layer_text(layer, 3, parcel->land_class);
        bench_layer_number(layer, 4, parcel->area_m2);
        bench_layer_number(layer, 5, parcel->kcxs);
        bench_layer_number(layer, 6, parcel->net_m2);
        LT_TRY(bench_layer_add(layer, &city->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_zones(struct bench_city_plan *city, const char *path,
                                  struct lt_error *err)
{
    static const struct bench_field fields[] = {{"LQDKDM", BENCH_TEXT, 14, 0},
                                                {"LQLX", BENCH_TEXT, 2, 0},
                                                {"LQDKMJM", BENCH_DOUBLE, 12, 2}};
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    LT_TRY(bench_layer_create(path, "ESRI Shapefile", "LQDK", "UTF-8", false, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < city->n_parcels; i++) {
        const struct bench_city_parcel *parcel = &city->parcels[i];
        if (!parcel->zone) {
            continue;
        }
        shape_of(city, parcel);
        snprintf(text, sizeof text, "%u%08zu", city->counties[parcel->county].code, i + 1);
        bench_layer_text(layer, 0, text);
        bench_layer_text(layer, 1, strcmp(parcel->land_class, "0101") == 0 ? "13" : "15");
        bench_layer_number(layer, 2, lt_round(lt_mu(parcel->area_m2), 2));
        LT_TRY(bench_layer_add(layer, &city->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_counties(struct bench_city_plan *city, const char *path,
                                     struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"XZQDM", BENCH_TEXT, 12, 0}, {"XZQMC", BENCH_TEXT, 100, 0}, {"DCMJ", BENCH_DOUBLE, 0, 0}};
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    LT_TRY(bench_layer_create(path, "GPKG", "XZQ", "UTF-8", true, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < BENCH_COUNTIES; i++) {
        const struct bench_county *county = &city->counties[i];
        bench_polygon_clear(&city->work);
        bench_lattice_region(&city->lattice, county->c0, county->r0, county->c1, county->r1,
                             &city->work);
        snprintf(text, sizeof text, "%u", county->code);
        bench_layer_text(layer, 0, text);
        snprintf(text, sizeof text, "%s（示意边界）", county->name);
        bench_layer_text(layer, 1, text);
        bench_layer_number(layer, 2, lt_round(bench_polygon_area(&city->work), 2));
        LT_TRY(bench_layer_add(layer, &city->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

enum lt_status bench_city_layers(struct bench_city_plan *city, const char *folder,
                                 struct lt_error *err)
{
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    LT_TRY(bench_path(folder, "layers/DLTB.gpkg", path, err));
    LT_TRY(write_parcels(city, path, err));
    LT_TRY(bench_path(folder, "layers/YJJBNTTB.fgb", path, err));
    LT_TRY(write_pbf(city, path, err));
    LT_TRY(bench_path(folder, "layers/LQDK.shp", path, err));
    LT_TRY(write_zones(city, path, err));
    LT_TRY(bench_path(folder, "layers/XZQ.gpkg", path, err));
    LT_TRY(write_counties(city, path, err));
out:
    return status;
}
