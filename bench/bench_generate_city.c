/* A city of ten counties at the true scale of the floors, with coarse parcels and 50 m rasters. */
#include "bench_generate_city.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/files.h"

const uint64_t bench_city_seed = 20210526;

enum {
    SALT_ORDER = 1,
    SALT_LAND,
    SALT_CLASS,
    SALT_CASE,
    SALT_KCXS,
    SALT_KIND,
    SALT_WINTER = 11,
    SALT_SUMMER
};
enum { SEASON_2025H1 = 1, SEASON_2025H2, SEASON_2026H1, SEASON_2026H2 };

static const double WEST = 38434000.0, SOUTH = 3595000.0, WIDTH = 150000.0;
static const double CROPLAND_WANMU = 1330.0, ZONE_WANMU = 973.4;
/* Grain per season. By exact coverage some 0.5 % less is seen on cropland, as field edges share cells with roads and
 * villages, and up to 14 万亩 beyond it, on mixed cells: about 1,875 to 1,889 万亩 in crop year 2025 and 1,914 or more in
 * 2026, on both sides of the floor of 1,900. */
static const double GRAIN_WANMU[BENCH_RASTERS] = {1130.0, 1126.0, 760.0, 1138.5, 788.5};

/* Counties in three bands, south to north, west to east; km² as measured from public polygons. The
 * boundaries are a scheme: only the areas and which county lies roughly where are true. */
static const struct {
    uint32_t code;
    const char *name;
    int band;
    double km2;
} COUNTIES[BENCH_COUNTIES] = {
    {411726, "泌阳县", 0, 2386.8}, {411725, "确山县", 0, 1652.4}, {411724, "正阳县", 0, 1906.1},
    {411729, "新蔡县", 0, 1445.8}, {411702, "驿城区", 1, 1255.8}, {411727, "汝南县", 1, 1485.8},
    {411723, "平舆县", 1, 1277.2}, {411728, "遂平县", 2, 1066.6}, {411721, "西平县", 2, 1098.8},
    {411722, "上蔡县", 2, 1511.1},
};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Lines through all `breaks`, about 860 m apart. */
static uint32_t subdivide(const double *breaks, size_t count, double origin, double *lines)
{
    uint32_t n = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        const double length = breaks[i + 1] - breaks[i];
        const int pieces = length < 860.0 ? 1 : (int)(length / 860.0 + 0.5);
        for (int k = 0; k < pieces; k++) {
            lines[n++] = origin + breaks[i] + length * k / pieces;
        }
    }
    lines[n] = origin + breaks[count - 1];
    return n;
}

static uint32_t line_at(const double *lines, uint32_t count, double position)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i <= count; i++) {
        const double d = lines[i] - position, e = lines[best] - position;
        if (d * d < e * e) {
            best = i;
        }
    }
    return best;
}

static void lay_out(struct bench_city_plan *city)
{
    double across[BENCH_COUNTIES + 1] = {0.0, WIDTH}, up[4] = {0.0}, from[BENCH_COUNTIES];
    double band_km2[3] = {0.0}, x[3] = {0.0};
    size_t breaks = 2;
    for (size_t i = 0; i < BENCH_COUNTIES; i++) {
        band_km2[COUNTIES[i].band] += COUNTIES[i].km2;
    }
    for (int band = 0; band < 3; band++) {
        up[band + 1] = up[band] + band_km2[band] * 1e6 / WIDTH;
    }
    for (size_t i = 0; i < BENCH_COUNTIES; i++) {
        const int band = COUNTIES[i].band;
        from[i] = x[band];
        x[band] += COUNTIES[i].km2 / band_km2[band] * WIDTH;
        if (from[i] > 0.0) {
            across[breaks++] = from[i];
        }
    }
    qsort(across, breaks, sizeof *across, ascending);
    struct bench_lattice *lattice = &city->lattice;
    *lattice = (struct bench_lattice){
        .x = city->x,
        .y = city->y,
        .seed = bench_city_seed,
        .jitter = 110.0,
        .bend = 0.06,
        .min_points = 1,
        .max_points = 1,
    };
    lattice->cols = subdivide(across, breaks, WEST, city->x);
    lattice->rows = subdivide(up, 4, SOUTH, city->y);
    for (size_t i = 0; i < BENCH_COUNTIES; i++) {
        const int band = COUNTIES[i].band;
        const double to = from[i] + COUNTIES[i].km2 / band_km2[band] * WIDTH;
        city->counties[i] = (struct bench_county){
            .code = COUNTIES[i].code,
            .name = COUNTIES[i].name,
            .c0 = line_at(city->x, lattice->cols, WEST + from[i]),
            .c1 = line_at(city->x, lattice->cols, WEST + to),
            .r0 = line_at(city->y, lattice->rows, SOUTH + up[band]),
            .r1 = line_at(city->y, lattice->rows, SOUTH + up[band + 1]),
        };
    }
    city->grid = (struct bench_grid){WEST - 500.0, SOUTH + 101500.0, 50.0, 3020, 2040};
}

static uint32_t county_of(const struct bench_city_plan *city, uint32_t c, uint32_t r)
{
    for (uint32_t i = 0; i < BENCH_COUNTIES; i++) {
        const struct bench_county *county = &city->counties[i];
        if (c >= county->c0 && c < county->c1 && r >= county->r0 && r < county->r1) {
            return i;
        }
    }
    return 0;
}

static enum lt_status measure(struct bench_city_plan *city, struct lt_error *err)
{
    const struct bench_lattice *lattice = &city->lattice;
    city->n_parcels = (size_t)lattice->cols * lattice->rows;
    city->parcels = calloc(city->n_parcels, sizeof *city->parcels);
    if (city->parcels == NULL) {
        return lt_fail_memory(err, "the city");
    }
    for (size_t i = 0; i < city->n_parcels; i++) {
        struct bench_city_parcel *parcel = &city->parcels[i];
        parcel->c = (uint32_t)(i % lattice->cols);
        parcel->r = (uint32_t)(i / lattice->cols);
        parcel->county = county_of(city, parcel->c, parcel->r);
        bench_polygon_clear(&city->work);
        bench_lattice_region(lattice, parcel->c, parcel->r, parcel->c + 1, parcel->r + 1,
                             &city->work);
        parcel->area_m2 = lt_round(bench_polygon_area(&city->work), 2);
        parcel->kcxs = bench_unit(bench_city_seed, SALT_KCXS, i, 0) < 0.4 ? 0.035 : 0.012;
        parcel->net_m2 = lt_round(parcel->area_m2 - lt_round(parcel->area_m2 * parcel->kcxs, 2), 2);
    }
    return bench_polygon_check(&city->work, err);
}

static bool is_cropland(const struct bench_city_parcel *parcel)
{
    return parcel->land_class != NULL && strncmp(parcel->land_class, "01", 2) == 0;
}

/* Noise that is smooth over some nine parcels, in [0, 1): bilinear between hashed values. */
static double smooth(uint64_t salt, uint32_t c, uint32_t r)
{
    const uint64_t i = c / 9, j = r / 9;
    const double u = (c % 9) / 9.0, v = (r % 9) / 9.0;
    const double south = (1.0 - u) * bench_unit(bench_city_seed, salt, i, j) +
                         u * bench_unit(bench_city_seed, salt, i + 1, j);
    const double north = (1.0 - u) * bench_unit(bench_city_seed, salt, i, j + 1) +
                         u * bench_unit(bench_city_seed, salt, i + 1, j + 1);
    return (1.0 - v) * south + v * north;
}

struct ranked {
    double score;
    size_t index;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

/* All parcels in an order that mixes chance with neighbourhood, so that land and crops lie in tracts. */
static void rank(const struct bench_city_plan *city, uint64_t salt, struct ranked *order)
{
    for (size_t i = 0; i < city->n_parcels; i++) {
        const struct bench_city_parcel *parcel = &city->parcels[i];
        order[i].index = i;
        order[i].score = 0.75 * smooth(salt, parcel->c, parcel->r) +
                         0.25 * bench_unit(bench_city_seed, salt, i, UINT64_C(1) << 40);
    }
    qsort(order, city->n_parcels, sizeof *order, by_score);
}

/* Parcels in a ranked order become cropland until the city has its area of it; zones and basic farmland are taken
 * from cropland in the same way. */
static void plan_land(struct bench_city_plan *city, struct ranked *order)
{
    static const struct {
        const char *land_class;
        uint8_t value;
    } others[] = {{"0702", BENCH_BUILT}, {"0301", BENCH_FOREST}, {"0702", BENCH_BUILT},
                  {"0601", BENCH_BUILT}, {"1104", BENCH_WATER},  {"0307", BENCH_FOREST}};
    double cropland = 0.0, zones = 0.0;
    rank(city, SALT_ORDER, order);
    for (size_t k = 0; k < city->n_parcels; k++) {
        const size_t i = order[k].index;
        struct bench_city_parcel *parcel = &city->parcels[i];
        const double u = bench_unit(bench_city_seed, SALT_LAND, i, 0);
        if (lt_wanmu(cropland) >= CROPLAND_WANMU) {
            const double mixed = 0.6 * smooth(SALT_KIND, parcel->c, parcel->r) + 0.4 * u;
            const size_t kind = (size_t)(mixed * 6.0);
            parcel->land_class = others[kind].land_class;
            memset(parcel->classes, others[kind].value, sizeof parcel->classes);
            continue;
        }
        parcel->land_class = u < 0.09 ? "0101" : u < 0.3 ? "0103" : "0102";
        cropland += parcel->net_m2;
        city->counties[parcel->county].crop_mu += lt_mu(parcel->net_m2);
        parcel->pbf = bench_unit(bench_city_seed, SALT_LAND, i, 1) < 0.7;
    }
    for (size_t k = 0; k < city->n_parcels; k++) { /* zones lie anywhere on cropland */
        const uint64_t i = bench_permute(bench_city_seed + SALT_ORDER, k, city->n_parcels);
        struct bench_city_parcel *parcel = &city->parcels[i];
        if (is_cropland(parcel) && lt_wanmu(zones + parcel->area_m2 / 2) < ZONE_WANMU) {
            parcel->zone = true;
            zones += parcel->area_m2;
            city->counties[parcel->county].zone_mu += lt_mu(parcel->area_m2);
        }
    }
}

static uint8_t grain_of(int season, double u, bool paddy)
{
    if (season % 2 == 1 || season == 0) {
        return BENCH_WHEAT;
    }
    return paddy      ? BENCH_RICE
           : u < 0.72 ? BENCH_MAIZE
           : u < 0.88 ? BENCH_SOYBEAN
                      : BENCH_SWEET_POTATO;
}

static uint8_t other_of(int season, double u)
{
    if (season % 2 == 1 || season == 0) {
        return u < 0.4 ? BENCH_RAPESEED : u < 0.75 ? BENCH_VEGETABLES : BENCH_BARE;
    }
    return u < 0.86 ? BENCH_PEANUT : u < 0.94 ? BENCH_SESAME : BENCH_VEGETABLES;
}

/* Winter and summer have an order each, the same in all years: most parcels keep their rotation. */
static void plan_crops(struct bench_city_plan *city, struct ranked *ranks)
{
    for (int season = 0; season < BENCH_RASTERS; season++) {
        const uint64_t order = season == 0 || season % 2 == 1 ? SALT_WINTER : SALT_SUMMER;
        double grain = 0.0;
        rank(city, order, ranks);
        for (size_t k = 0; k < city->n_parcels; k++) {
            const size_t i = ranks[k].index;
            struct bench_city_parcel *parcel = &city->parcels[i];
            if (!is_cropland(parcel)) {
                continue;
            }
            const double u = bench_unit(bench_city_seed, SALT_CLASS, i, order);
            if (lt_wanmu(grain + parcel->net_m2 / 2) < GRAIN_WANMU[season]) {
                grain += parcel->net_m2;
                parcel->classes[season] =
                    grain_of(season, u, strcmp(parcel->land_class, "0101") == 0);
            } else {
                parcel->classes[season] = other_of(season, u);
            }
        }
    }
}

static void plan_cases(struct bench_city_plan *city)
{
    static const struct {
        double below;
        enum bench_city_case the_case;
    } shares[] = {
        {0.0025, BENCH_CITY_ORCHARD_STOCK}, {0.0040, BENCH_CITY_ORCHARD},
        {0.0055, BENCH_CITY_ORCHARD_NEW},   {0.0070, BENCH_CITY_POND},
        {0.0085, BENCH_CITY_CLEARED},       {0.0100, BENCH_CITY_IDLE},
    };
    for (size_t i = 0; i < city->n_parcels; i++) {
        const double u = bench_unit(bench_city_seed, SALT_CASE, i, 0);
        for (size_t k = 0; is_cropland(&city->parcels[i]) && k < sizeof shares / sizeof shares[0];
             k++) {
            if (u < shares[k].below) {
                city->parcels[i].the_case = shares[k].the_case;
                break;
            }
        }
    }
}

static enum lt_status write_config(const struct bench_city_plan *city, const char *folder,
                                   struct lt_error *err)
{
    static const char *const images[][3] = {{"2025H1", "2025-04-10", "2025-05-09"},
                                            {"2025H2", "2025-08-03", "2025-09-05"},
                                            {"2026H1", "2026-04-12", "2026-05-08"},
                                            {"2026H2", "2026-08-06", "2026-09-03"}};
    struct lt_text text = {0};
    lt_text_add(
        &text,
        "# The sample city: invented data at the true scale of the floors. The county\n"
        "# boundaries are a scheme with about the true areas; nothing here is a real place.\n"
        "city: {name: 驻马店市（示意）, name_en: Zhumadian (invented data), code: 411700}\n"
        "folders: {output: out, work: work}\n"
        "legend: legend.yaml\n"
        "layers:\n"
        "  parcels: {path: layers/DLTB.gpkg, schema: DLTB}\n"
        "  pbf: {path: layers/YJJBNTTB.fgb, schema: YJJBNTBHTB}\n"
        "  zones: {path: layers/LQDK.shp, schema: LQDK}\n"
        "  counties: {path: layers/XZQ.gpkg, schema: XZQ}\n"
        "baseline:\n"
        "  raster: {path: rasters/2020.tif, image_from: 2020-04-20, image_to: 2020-05-10}\n"
        "periods:\n");
    for (size_t i = 0; i < 4; i++) {
        lt_text_printf(&text,
                       "  - period: %s\n    raster: {path: rasters/%s.tif, image_from: %s, "
                       "image_to: %s}\n",
                       images[i][0], images[i][0], images[i][1], images[i][2]);
    }
    lt_text_add(&text, "floors: {zone_area: 970, sown_area: 1900}\n"
                       "# 驿城区 is set to miss its target of zones\ntargets:\n");
    double crop = 0.0;
    for (size_t i = 0; i < BENCH_COUNTIES; i++) {
        crop += city->counties[i].crop_mu;
    }
    for (size_t i = 0; i < BENCH_COUNTIES; i++) {
        const struct bench_county *county = &city->counties[i];
        const double zone = county->zone_mu / 1e4 * (county->code == 411702 ? 1.02 : 0.995);
        lt_text_printf(&text, "  - {county: %u, zone_area: ", county->code);
        lt_text_add_fixed(&text, zone, 1);
        lt_text_add(&text, ", sown_area: ");
        lt_text_add_fixed(&text, 1900.0 * county->crop_mu / crop, 1);
        lt_text_add(&text, "}\n");
    }
    lt_text_add(&text, "output: {profile: internal, mark: 内部资料（虚构数据）, "
                       "shapefile_encoding: GBK, language: zh}\n");
    return bench_write_text(folder, "liangtian.yaml", &text, err);
}

enum lt_status bench_city(const char *folder, struct lt_error *err)
{
    static const char *const folders[] = {"layers", "rasters"};
    struct bench_city_plan *city = calloc(1, sizeof *city);
    struct ranked *ranks = NULL;
    struct lt_text text = {0};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    if (city == NULL) {
        return lt_fail_memory(err, "the city");
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        LT_TRY(bench_path(folder, folders[i], path, err));
        LT_TRY(lt_folder_make(path, err));
    }
    lay_out(city);
    LT_TRY(measure(city, err));
    ranks = calloc(city->n_parcels, sizeof *ranks);
    if (ranks == NULL) {
        status = lt_fail_memory(err, "the city");
        goto out;
    }
    plan_land(city, ranks);
    plan_crops(city, ranks);
    plan_cases(city);
    LT_TRY(bench_city_layers(city, folder, err));
    LT_TRY(bench_city_rasters(city, folder, err));
    bench_legend_text(&text);
    LT_TRY(bench_write_text(folder, "legend.yaml", &text, err));
    LT_TRY(write_config(city, folder, err));
out:
    bench_polygon_finish(&city->work);
    free(ranks);
    free(city->parcels);
    free(city);
    return status;
}
