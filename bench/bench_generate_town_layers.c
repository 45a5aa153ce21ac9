#include "bench_generate_township.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"

static const char *const VILLAGES[13] = {"",       "柳沟村",   "东岗村", "石桥村", "杨楼村",
                                         "大塘村", "小李庄村", "王寨村", "北湖村", "桃园村",
                                         "沙河村", "高台村",   "新集村"};

void bench_town_bsm(const struct bench_parcel *parcel, char bsm[24])
{
    snprintf(bsm, 24, "%u2101%08u", parcel->county, parcel->serial);
}

void bench_town_pbf_bsm(const struct bench_parcel *parcel, char bsm[24])
{
    snprintf(bsm, 24, "%u2501%08u", parcel->county, parcel->pbf_serial);
}

void bench_town_zone_code(const struct bench_zone *zone, char code[24])
{
    snprintf(code, 24, "%u101001%04u", zone->county, zone->serial);
}

/* Code of the place: county 6, town 3, village 3, seven zeros. */
static void place_code(const struct bench_parcel *parcel, char code[24])
{
    if (parcel->no_code) {
        code[0] = '\0';
    } else {
        snprintf(code, 24, "%u101%03u0000000", parcel->county, 200 + parcel->village);
    }
}

static const char *class_name(const char *land_class)
{
    static const char *const names[][2] = {
        {"0101", "水田"},         {"0102", "水浇地"},     {"0103", "旱地"},
        {"0201K", "可调整果园"},  {"0301", "乔木林地"},   {"0307", "其他林地"},
        {"0701", "城镇住宅用地"}, {"0702", "农村宅基地"}, {"1006", "农村道路"},
        {"1101", "河流水面"},     {"1103", "水库水面"},   {"1104", "坑塘水面"},
        {"1202", "设施农用地"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], land_class) == 0) {
            return names[i][1];
        }
    }
    return "";
}

const struct bench_case *bench_town_case(const struct bench_town *town,
                                         const struct bench_parcel *parcel)
{
    return parcel->is_case ? &town->cases[parcel->case_index] : NULL;
}

static bool is_grain(uint8_t value)
{
    return value >= BENCH_WHEAT && value <= BENCH_SWEET_POTATO;
}

/* The attribute as the survey of the year before recorded it. */
static const char *planting(const struct bench_town *town, const struct bench_parcel *parcel)
{
    const struct bench_case *of_case = bench_town_case(town, parcel);
    if (strncmp(parcel->land_class, "01", 2) != 0) {
        return strcmp(parcel->land_class, "0201K") == 0 ? "JKHF" : "";
    }
    if (of_case != NULL && of_case->planting != NULL) {
        return of_case->planting;
    }
    const bool h1 = is_grain(parcel->classes[1]), h2 = is_grain(parcel->classes[2]);
    if (parcel->classes[1] == BENCH_BARE && parcel->classes[2] == BENCH_BARE) {
        return "WG";
    }
    return h1 && h2 ? "LS" : h1 || h2 ? "LYFL" : "FLS";
}

static const char *planting_name(const char *code)
{
    static const char *const names[][2] = {{"LS", "种植粮食作物"},   {"FLS", "种植非粮食作物"},
                                           {"LYFL", "粮与非粮轮作"}, {"WG", "未耕种"},
                                           {"LLJZ", "林粮间作"},     {"JKHF", "即可恢复"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], code) == 0) {
            return names[i][1];
        }
    }
    return "";
}

static const char *county_name(uint32_t county)
{
    return county == BENCH_COUNTY_WEST ? "驿城区（示意）" : "遂平县（示意）";
}

/* Area as the survey's tables hold it: gross, ridges, net. */
struct areas {
    double gross, ridges, net;
};
static struct areas survey_areas(double area_m2, double kcxs)
{
    const double gross = lt_round(area_m2, 2), ridges = lt_round(gross * kcxs, 2);
    return (struct areas){gross, ridges, lt_round(gross - ridges, 2)};
}

enum {
    T_BSM,
    T_YSDM,
    T_TBYBH,
    T_TBBH,
    T_DLBM,
    T_DLMC,
    T_QSXZ,
    T_QSDWDM,
    T_QSDWMC,
    T_ZLDWDM,
    T_ZLDWMC,
    T_TBMJ,
    T_KCDLBM,
    T_KCXS,
    T_KCMJ,
    T_TBDLMJ,
    T_GDLX,
    T_GDPDJB,
    T_XZDWKD,
    T_TBXHDM,
    T_TBXHMC,
    T_ZZSXDM,
    T_ZZSXMC,
    T_GDDB,
    T_FRDBS,
    T_CZCSXM,
    T_SJNF,
    T_MSSM,
    T_HDMC,
    T_BZ,
    T_COUNT
};
static const struct bench_field DLTB[T_COUNT] = {
    {"BSM", BENCH_TEXT, 18, 0},      {"YSDM", BENCH_TEXT, 10, 0},   {"TBYBH", BENCH_TEXT, 18, 0},
    {"TBBH", BENCH_TEXT, 8, 0},      {"DLBM", BENCH_TEXT, 5, 0},    {"DLMC", BENCH_TEXT, 60, 0},
    {"QSXZ", BENCH_TEXT, 2, 0},      {"QSDWDM", BENCH_TEXT, 19, 0}, {"QSDWMC", BENCH_TEXT, 60, 0},
    {"ZLDWDM", BENCH_TEXT, 19, 0},   {"ZLDWMC", BENCH_TEXT, 60, 0}, {"TBMJ", BENCH_DOUBLE, 15, 2},
    {"KCDLBM", BENCH_TEXT, 5, 0},    {"KCXS", BENCH_DOUBLE, 6, 4},  {"KCMJ", BENCH_DOUBLE, 15, 2},
    {"TBDLMJ", BENCH_DOUBLE, 15, 2}, {"GDLX", BENCH_TEXT, 2, 0},    {"GDPDJB", BENCH_TEXT, 2, 0},
    {"XZDWKD", BENCH_DOUBLE, 5, 1},  {"TBXHDM", BENCH_TEXT, 6, 0},  {"TBXHMC", BENCH_TEXT, 20, 0},
    {"ZZSXDM", BENCH_TEXT, 6, 0},    {"ZZSXMC", BENCH_TEXT, 20, 0}, {"GDDB", BENCH_INT, 2, 0},
    {"FRDBS", BENCH_TEXT, 1, 0},     {"CZCSXM", BENCH_TEXT, 4, 0},  {"SJNF", BENCH_INT, 4, 0},
    {"MSSM", BENCH_TEXT, 2, 0},      {"HDMC", BENCH_TEXT, 100, 0},  {"BZ", BENCH_TEXT, 100, 0},
};

static void set_parcel(struct bench_layer *layer, const struct bench_town *town,
                       const struct bench_parcel *parcel, int year)
{
    char text[64], code[24];
    const struct bench_case *of_case = bench_town_case(town, parcel);
    const char *later = of_case != NULL ? of_case->later_class : NULL;
    const char *land_class = year > 2024 && later != NULL ? later : parcel->land_class;
    const bool cropland = strncmp(land_class, "01", 2) == 0;
    const char *attribute = cropland ? planting(town, parcel) : "";
    struct areas areas = survey_areas(parcel->area_m2, cropland ? parcel->kcxs : 0.0);
    if (of_case != NULL && of_case->shape == BENCH_WRONG_AREA) {
        areas = survey_areas(parcel->area_m2 * 1.12, parcel->kcxs);
    }
    bench_town_bsm(parcel, text);
    bench_layer_text(layer, T_BSM, text);
    bench_layer_text(layer, T_YSDM, "2001010100");
    snprintf(text, sizeof text, "%u%03u%05u", parcel->county, parcel->village, parcel->serial);
    bench_layer_text(layer, T_TBYBH, text);
    snprintf(text, sizeof text, "%04u", parcel->serial);
    bench_layer_text(layer, T_TBBH, text);
    bench_layer_text(layer, T_DLBM, land_class);
    bench_layer_text(layer, T_DLMC, class_name(land_class));
    bench_layer_text(layer, T_QSXZ, land_class[1] == '1' && !cropland ? "20" : "30");
    place_code(parcel, code);
    snprintf(text, sizeof text, "%s（虚构）", VILLAGES[parcel->village]);
    bench_layer_text(layer, T_QSDWDM, code);
    bench_layer_text(layer, T_QSDWMC, text);
    bench_layer_text(layer, T_ZLDWDM, code);
    bench_layer_text(layer, T_ZLDWMC, text);
    bench_layer_number(layer, T_TBMJ, areas.gross);
    bench_layer_number(layer, T_KCXS, cropland ? parcel->kcxs : 0.0);
    bench_layer_number(layer, T_KCMJ, areas.ridges);
    bench_layer_number(layer, T_TBDLMJ, areas.net);
    if (areas.ridges > 0.0) {
        bench_layer_text(layer, T_KCDLBM, "1203");
    }
    if (cropland) {
        bench_layer_text(layer, T_GDPDJB, "1");
        bench_layer_integer(layer, T_GDDB, 6);
    }
    bench_layer_text(layer, T_ZZSXDM, attribute);
    bench_layer_text(layer, T_ZZSXMC, planting_name(attribute));
    bench_layer_text(layer, T_FRDBS, "0");
    bench_layer_integer(layer, T_SJNF, year);
    bench_layer_text(layer, T_MSSM, "00");
}

static enum lt_status write_parcels(struct bench_town *town, const char *path, int year,
                                    struct lt_error *err)
{
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(bench_layer_create(path, "ESRI Shapefile", "DLTB", "CP936", false, DLTB, T_COUNT, &layer,
                              err));
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        if (year == 2024 ? parcel->in_2025 : parcel->in_2026) {
            set_parcel(layer, town, parcel, year);
            LT_TRY(bench_layer_add(layer, &parcel->shape, err));
        }
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

enum {
    P_BSM,
    P_YSDM,
    P_XZQDM,
    P_XZQMC,
    P_NUMBER,
    P_TBBH,
    P_DLBM,
    P_DLMC,
    P_QSXZ,
    P_QSDWDM,
    P_ZLDWDM,
    P_GROSS,
    P_KCDLBM,
    P_KCXS,
    P_KCMJ,
    P_NET,
    P_GDPDJB,
    P_ZZSXDM,
    P_SJNF,
    P_ZRRMC,
    P_ZRRZJHM,
    P_LXDH,
    P_BHKSSJ,
    P_WDGD,
    P_COUNT
};
static const struct bench_field YJJBNT[P_COUNT] = {
    {"BSM", BENCH_TEXT, 18, 0},        {"YSDM", BENCH_TEXT, 10, 0},
    {"XZQDM", BENCH_TEXT, 12, 0},      {"XZQMC", BENCH_TEXT, 100, 0},
    {"YJJBNTTBBH", BENCH_TEXT, 20, 0}, {"TBBH", BENCH_TEXT, 8, 0},
    {"DLBM", BENCH_TEXT, 5, 0},        {"DLMC", BENCH_TEXT, 60, 0},
    {"QSXZ", BENCH_TEXT, 2, 0},        {"QSDWDM", BENCH_TEXT, 19, 0},
    {"ZLDWDM", BENCH_TEXT, 19, 0},     {"YJJBNTTBMJ", BENCH_DOUBLE, 0, 0},
    {"KCDLBM", BENCH_TEXT, 5, 0},      {"KCXS", BENCH_DOUBLE, 0, 0},
    {"KCMJ", BENCH_DOUBLE, 0, 0},      {"YJJBNTMJ", BENCH_DOUBLE, 0, 0},
    {"GDPDJB", BENCH_TEXT, 2, 0},      {"ZZSXDM", BENCH_TEXT, 6, 0},
    {"SJNF", BENCH_INT, 0, 0},         {"ZRRMC", BENCH_TEXT, 20, 0},
    {"ZRRZJHM", BENCH_TEXT, 18, 0},    {"LXDH", BENCH_TEXT, 20, 0},
    {"BHKSSJ", BENCH_DATE, 0, 0},      {"WDGD", BENCH_TEXT, 10, 0},
};

static void set_pbf(struct bench_layer *layer, const struct bench_town *town,
                    const struct bench_parcel *parcel, double area_m2)
{
    char text[64], code[24];
    const struct areas areas = survey_areas(area_m2, parcel->kcxs);
    bench_town_pbf_bsm(parcel, text);
    bench_layer_text(layer, P_BSM, text);
    bench_layer_text(layer, P_YSDM, "2005010300");
    if (!parcel->no_code) {
        snprintf(text, sizeof text, "%u", parcel->county);
        bench_layer_text(layer, P_XZQDM, text);
    }
    bench_layer_text(layer, P_XZQMC, county_name(parcel->county));
    snprintf(text, sizeof text, "%u101%05u", parcel->county, parcel->pbf_serial);
    bench_layer_text(layer, P_NUMBER, text);
    snprintf(text, sizeof text, "%04u", parcel->serial);
    bench_layer_text(layer, P_TBBH, text);
    bench_layer_text(layer, P_DLBM, parcel->land_class);
    bench_layer_text(layer, P_DLMC, class_name(parcel->land_class));
    bench_layer_text(layer, P_QSXZ, "30");
    place_code(parcel, code);
    bench_layer_text(layer, P_QSDWDM, code);
    bench_layer_text(layer, P_ZLDWDM, code);
    bench_layer_number(layer, P_GROSS, areas.gross);
    bench_layer_number(layer, P_KCXS, parcel->kcxs);
    bench_layer_number(layer, P_KCMJ, areas.ridges);
    bench_layer_number(layer, P_NET, areas.net);
    if (areas.ridges > 0.0) {
        bench_layer_text(layer, P_KCDLBM, "1203");
    }
    bench_layer_text(layer, P_GDPDJB, "1");
    bench_layer_text(layer, P_ZZSXDM, planting(town, parcel));
    bench_layer_integer(layer, P_SJNF, 2024);
    /* personal data in the shape of the real thing, and plainly invented */
    snprintf(text, sizeof text, "虚构%04u", parcel->pbf_serial);
    bench_layer_text(layer, P_ZRRMC, text);
    snprintf(text, sizeof text, "00000019000101%04u", parcel->pbf_serial);
    bench_layer_text(layer, P_ZRRZJHM, text);
    snprintf(text, sizeof text, "0000000%04u", parcel->pbf_serial);
    bench_layer_text(layer, P_LXDH, text);
    bench_layer_date(layer, P_BHKSSJ, "2022-10-01");
    bench_layer_text(layer, P_WDGD, "是");
}

static enum lt_status write_pbf(struct bench_town *town, const char *path, struct lt_error *err)
{
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(
        bench_layer_create(path, "GPKG", "YJJBNTTB", "UTF-8", true, YJJBNT, P_COUNT, &layer, err));
    for (size_t i = 0; i < town->n_parcels; i++) {
        struct bench_parcel *parcel = &town->parcels[i];
        if (parcel->pbf == BENCH_PBF_NONE || !parcel->in_2025) {
            continue;
        }
        double area_m2 = parcel->area_m2;
        bench_polygon_copy(&town->work, &parcel->shape);
        if (parcel->pbf == BENCH_PBF_WEST) {
            bench_polygon_clear(&town->work);
            bench_lattice_half(&town->lattice, parcel->c0, parcel->r0, 0, &town->work);
            area_m2 = bench_polygon_area(&town->work);
        }
        set_pbf(layer, town, parcel, area_m2);
        LT_TRY(bench_layer_add(layer, &town->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static const char *cropping(const struct bench_town *town, const struct bench_zone *zone)
{
    const char *of_case = zone->case_index < 0 ? NULL : town->cases[zone->case_index].cropping;
    return of_case == NULL ? "" : of_case;
}

/* As filed: the first plot is not there yet, the second reached one field further east, and the corners of the third stand
 * in the wrong order. */
static void filed_shape(const struct bench_town *town, size_t plot, const struct bench_zone *zone,
                        struct bench_polygon *shape)
{
    bench_polygon_clear(shape);
    bench_lattice_region(&town->lattice, zone->c0, zone->r0, zone->c1 + (plot == 1), zone->r1,
                         shape);
    if (plot == 2) {
        const struct lt_box box = bench_polygon_box(shape);
        bench_polygon_clear(shape);
        bench_polygon_add(shape, box.min_x, box.min_y);
        bench_polygon_add(shape, box.max_x, box.max_y);
        bench_polygon_add(shape, box.max_x, box.min_y);
        bench_polygon_add(shape, box.min_x, box.max_y);
        bench_polygon_add(shape, box.min_x, box.min_y);
        bench_polygon_end_ring(shape, true);
    }
}

enum { UNFILED = 4 }; /* the plot whose filed area is not filled in */

static enum lt_status write_zones(struct bench_town *town, const char *path, bool as_filed,
                                  struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"LQDKDM", BENCH_TEXT, 20, 0}, {"LQDKMC", BENCH_TEXT, 60, 0},
        {"LQLX", BENCH_TEXT, 4, 0},    {"LQDKMJM", BENCH_DOUBLE, 15, 2},
        {"SFGBZNT", BENCH_TEXT, 6, 0}, {"JYZTLX", BENCH_TEXT, 20, 0},
        {"SZ", BENCH_TEXT, 10, 0},
    };
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    LT_TRY(bench_layer_create(path, "ESRI Shapefile", "LQDK", "UTF-8", false, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < town->n_zones; i++) {
        const struct bench_zone *zone = &town->zones[i];
        if (as_filed && i == 0) {
            continue;
        }
        bench_polygon_clear(&town->work);
        bench_lattice_region(&town->lattice, zone->c0, zone->r0, zone->c1, zone->r1, &town->work);
        if (as_filed) {
            filed_shape(town, i, zone, &town->work);
        }
        bench_town_zone_code(zone, text);
        bench_layer_text(layer, 0, text);
        snprintf(text, sizeof text, "柳沟镇第%u地块（虚构）", zone->serial);
        bench_layer_text(layer, 1, text);
        bench_layer_text(layer, 2, i % 7 == 0 ? "12" : i % 11 == 0 ? "14" : "15");
        if (i != UNFILED) {
            bench_layer_number(layer, 3, lt_round(lt_mu(bench_polygon_area(&town->work)), 2));
        }
        bench_layer_text(layer, 4, i % 3 == 0 ? "是" : "否");
        bench_layer_text(layer, 5, i % 5 == 0 ? "农民合作社" : "农户");
        bench_layer_text(layer, 6, cropping(town, zone));
        LT_TRY(bench_layer_add(layer, &town->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_counties(struct bench_town *town, const char *path,
                                     struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"BSM", BENCH_TEXT, 18, 0},    {"YSDM", BENCH_TEXT, 10, 0},  {"XZQDM", BENCH_TEXT, 12, 0},
        {"XZQMC", BENCH_TEXT, 100, 0}, {"DCMJ", BENCH_DOUBLE, 0, 0}, {"JSMJ", BENCH_DOUBLE, 0, 0},
        {"MSSM", BENCH_TEXT, 2, 0},
    };
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    LT_TRY(bench_layer_create(path, "GPKG", "XZQ", "UTF-8", true, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    const int counties = town->border_col < town->lattice.cols ? 2 : 1;
    for (int east = 0; east < counties; east++) {
        const uint32_t county = east ? BENCH_COUNTY_EAST : BENCH_COUNTY_WEST;
        bench_polygon_clear(&town->work);
        bench_lattice_region(&town->lattice, east ? town->border_col : 0, 0,
                             east ? town->lattice.cols : town->border_col, town->lattice.rows,
                             &town->work);
        const double area = lt_round(bench_polygon_area(&town->work), 2);
        snprintf(text, sizeof text, "%u100100000001", county);
        bench_layer_text(layer, 0, text);
        bench_layer_text(layer, 1, "1000600100");
        snprintf(text, sizeof text, "%u", county);
        bench_layer_text(layer, 2, text);
        bench_layer_text(layer, 3, county_name(county));
        bench_layer_number(layer, 4, area);
        bench_layer_number(layer, 5, area);
        bench_layer_text(layer, 6, "00");
        LT_TRY(bench_layer_add(layer, &town->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_leases(struct bench_town *town, const char *path, struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"DKBM", BENCH_TEXT, 0, 0},     {"DKMC", BENCH_TEXT, 0, 0},
        {"TDYT", BENCH_TEXT, 0, 0},     {"SCMJM", BENCH_DOUBLE, 0, 0},
        {"LZHTBM", BENCH_TEXT, 0, 0},   {"SRFBM", BENCH_TEXT, 0, 0},
        {"SRFLX", BENCH_TEXT, 0, 0},    {"LZQXKSRQ", BENCH_DATE, 0, 0},
        {"LZQXJSRQ", BENCH_DATE, 0, 0}, {"LZMJM", BENCH_DOUBLE, 0, 0},
        {"LZHTDYT", BENCH_TEXT, 0, 0},
    };
    static const char *const kinds[] = {"工商企业", "农民合作社", "家庭农场"};
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    unsigned serial = 0;
    LT_TRY(bench_layer_create(path, "GeoJSON", "LZDK", "UTF-8", false, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        if (!parcel->leased || !parcel->in_2025) {
            continue;
        }
        serial++;
        const double mu = lt_round(lt_mu(parcel->area_m2), 2);
        snprintf(text, sizeof text, "%u101%03u%07u", parcel->county, 200 + parcel->village, serial);
        bench_layer_text(layer, 0, text);
        snprintf(text, sizeof text, "流转地块%u（虚构）", serial);
        bench_layer_text(layer, 1, text);
        bench_layer_text(layer, 2, "1");
        bench_layer_number(layer, 3, mu);
        snprintf(text, sizeof text, "%uLZ%08u", parcel->county, serial);
        bench_layer_text(layer, 4, text);
        /* the field without grain has an operator of its own, a company */
        snprintf(text, sizeof text, "00000000000000%04u", parcel->is_case ? 9 : serial % 5);
        bench_layer_text(layer, 5, text);
        bench_layer_text(layer, 6, kinds[parcel->is_case ? 0 : serial % 5 % 3]);
        bench_layer_date(layer, 7, "2023-10-01");
        bench_layer_date(layer, 8, "2028-09-30");
        bench_layer_number(layer, 9, mu);
        bench_layer_text(layer, 10, "1");
        LT_TRY(bench_layer_add(layer, &parcel->shape, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_approvals(struct bench_town *town, const char *path,
                                      struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"SPBH", BENCH_TEXT, 40, 0},  {"SPLX", BENCH_TEXT, 40, 0},  {"PZWH", BENCH_TEXT, 100, 0},
        {"PZJG", BENCH_TEXT, 100, 0}, {"KSRQ", BENCH_DATE, 0, 0},   {"JSRQ", BENCH_DATE, 0, 0},
        {"PZMJ", BENCH_DOUBLE, 0, 0}, {"XZQDM", BENCH_TEXT, 12, 0},
    };
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    unsigned serial = 0;
    LT_TRY(bench_layer_create(path, "GPKG", "SPBA", "UTF-8", true, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        const struct bench_case *the_case = bench_town_case(town, parcel);
        if (the_case == NULL || the_case->approval.kind == NULL) {
            continue;
        }
        const struct bench_approval *approval = &the_case->approval;
        struct lt_box box = bench_town_block(town, parcel, &the_case->blocks[0]);
        box.max_x = box.min_x + (box.max_x - box.min_x) * approval->share;
        if (approval->share >= 1.0) {
            box = (struct lt_box){box.min_x - 5, box.min_y - 5, box.max_x + 5, box.max_y + 5};
        }
        bench_polygon_clear(&town->work);
        bench_polygon_add_box(&town->work, box, true);
        snprintf(text, sizeof text, "SP%u%04u", parcel->county, ++serial);
        bench_layer_text(layer, 0, text);
        bench_layer_text(layer, 1, approval->kind);
        bench_layer_text(layer, 2, approval->number);
        bench_layer_text(layer, 3, approval->authority);
        bench_layer_date(layer, 4, approval->from);
        bench_layer_date(layer, 5, approval->to);
        bench_layer_number(layer, 6, lt_round(bench_polygon_area(&town->work), 2));
        snprintf(text, sizeof text, "%u", parcel->county);
        bench_layer_text(layer, 7, text);
        LT_TRY(bench_layer_add(layer, &town->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_feedback(struct bench_town *town, const char *path,
                                     struct lt_error *err)
{
    static const struct bench_field fields[] = {
        {"JCBH", BENCH_TEXT, 20, 0},   {"XZQDM", BENCH_TEXT, 6, 0}, {"XMC", BENCH_TEXT, 40, 0},
        {"TBLX", BENCH_TEXT, 10, 0},   {"QSX", BENCH_TEXT, 8, 0},   {"HSX", BENCH_TEXT, 8, 0},
        {"JCMJ", BENCH_DOUBLE, 15, 2},
    };
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    unsigned serial = 0;
    LT_TRY(bench_layer_create(path, "ESRI Shapefile", "JCTB", "UTF-8", false, fields,
                              sizeof fields / sizeof fields[0], &layer, err));
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        const struct bench_case *the_case = bench_town_case(town, parcel);
        if (the_case == NULL || the_case->feedback == NULL) {
            continue;
        }
        /* drawn by another office from another image: 3 m beside our own */
        struct lt_box box = bench_town_block(town, parcel, &the_case->blocks[0]);
        box = (struct lt_box){box.min_x + 3, box.min_y + 3, box.max_x + 3, box.max_y + 3};
        bench_polygon_clear(&town->work);
        bench_polygon_add_box(&town->work, box, true);
        snprintf(text, sizeof text, "%u2026%04u", parcel->county, ++serial);
        bench_layer_text(layer, 0, text);
        snprintf(text, sizeof text, "%u", parcel->county);
        bench_layer_text(layer, 1, text);
        bench_layer_text(layer, 2, county_name(parcel->county));
        bench_layer_text(layer, 3, the_case->feedback);
        bench_layer_text(layer, 4, "20250901");
        bench_layer_text(layer, 5, "20260820");
        bench_layer_number(layer, 6, lt_round(bench_polygon_area(&town->work), 2));
        LT_TRY(bench_layer_add(layer, &town->work, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

enum lt_status bench_town_layers(struct bench_town *town, const char *folder, struct lt_error *err)
{
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    LT_TRY(bench_path(folder, "layers/2024/DLTB.shp", path, err));
    LT_TRY(write_parcels(town, path, 2024, err));
    LT_TRY(bench_path(folder, "layers/2025/DLTB.shp", path, err));
    LT_TRY(write_parcels(town, path, 2025, err));
    LT_TRY(bench_path(folder, "layers/YJJBNTTB.gpkg", path, err));
    LT_TRY(write_pbf(town, path, err));
    LT_TRY(bench_path(folder, "layers/LQDK.shp", path, err));
    LT_TRY(write_zones(town, path, false, err));
    LT_TRY(bench_path(folder, "layers/2017/LQDK.shp", path, err));
    LT_TRY(write_zones(town, path, true, err));
    LT_TRY(bench_path(folder, "layers/XZQ.gpkg", path, err));
    LT_TRY(write_counties(town, path, err));
    LT_TRY(bench_path(folder, "layers/LZDK.geojson", path, err));
    LT_TRY(write_leases(town, path, err));
    LT_TRY(bench_path(folder, "layers/SPBA.gpkg", path, err));
    LT_TRY(write_approvals(town, path, err));
    LT_TRY(bench_path(folder, "layers/JCTB.shp", path, err));
    LT_TRY(write_feedback(town, path, err));
out:
    return status;
}

enum lt_status bench_village_layers(struct bench_town *town, const char *folder,
                                    struct lt_error *err)
{
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    LT_TRY(bench_path(folder, "layers/DLTB.shp", path, err));
    LT_TRY(write_parcels(town, path, 2025, err));
    LT_TRY(bench_path(folder, "layers/YJJBNTTB.gpkg", path, err));
    LT_TRY(write_pbf(town, path, err));
    LT_TRY(bench_path(folder, "layers/LQDK.shp", path, err));
    LT_TRY(write_zones(town, path, false, err));
    LT_TRY(bench_path(folder, "layers/XZQ.gpkg", path, err));
    LT_TRY(write_counties(town, path, err));
out:
    return status;
}
