/* The layers of a city of any size. Parcels, protected plots and zones come out of one pass, since the area of a
 * polygon costs more than all the rest. */
#include "bench_generate_scale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate_bulk.h"
#include "liangtian/area.h"
#include "support/ordered.h"

enum { SALT_PBF = 1004, SALT_ZONE, SALT_OUTLINE = 1007 };
enum { LAYER_PARCELS, LAYER_PBF, LAYER_ZONES, BULK_LAYERS };
enum { CHUNK = 1024, SLOTS_PER_THREAD = 4, MAX_FIELDS = 8 };

static const struct bench_field DLTB[] = {
    {"BSM", BENCH_TEXT, 18, 0},    {"DLBM", BENCH_TEXT, 5, 0},   {"ZLDWDM", BENCH_TEXT, 19, 0},
    {"TBMJ", BENCH_DOUBLE, 15, 2}, {"KCXS", BENCH_DOUBLE, 6, 4}, {"TBDLMJ", BENCH_DOUBLE, 15, 2},
    {"GDPDJB", BENCH_TEXT, 2, 0},  {"ZZSXDM", BENCH_TEXT, 6, 0},
};
static const struct bench_field YJJBNT[] = {
    {"BSM", BENCH_TEXT, 18, 0},        {"XZQDM", BENCH_TEXT, 12, 0},
    {"DLBM", BENCH_TEXT, 5, 0},        {"YJJBNTTBMJ", BENCH_DOUBLE, 15, 2},
    {"YJJBNTMJ", BENCH_DOUBLE, 15, 2},
};
static const struct bench_field LQDK[] = {
    {"LQDKDM", BENCH_TEXT, 14, 0},
    {"LQLX", BENCH_TEXT, 2, 0},
    {"LQDKMJM", BENCH_DOUBLE, 15, 2},
};

static const struct {
    const char *name;
    unsigned bit;
    const struct bench_field *fields;
    size_t count;
} LAYERS[BULK_LAYERS] = {
    {"DLTB", BENCH_LAYER_PARCELS, DLTB, sizeof DLTB / sizeof DLTB[0]},
    {"YJJBNTTB", BENCH_LAYER_PBF, YJJBNT, sizeof YJJBNT / sizeof YJJBNT[0]},
    {"LQDK", BENCH_LAYER_ZONES, LQDK, sizeof LQDK / sizeof LQDK[0]},
};

struct slot {
    uint64_t from, end;
    struct lt_text rows[BULK_LAYERS];
    double crop_m2, zone_m2;
};
struct pass {
    struct bench_scale *city;
    struct bench_bulk *bulks[BULK_LAYERS]; /* NULL: not wanted */
    struct slot *slots;
    size_t n_slots;
    struct bench_polygon *polygons; /* one per thread */
    uint64_t next;
};

static enum lt_status layer_path(const struct bench_scale *city, const char *folder,
                                 const char *name, char path[BENCH_PATH], struct lt_error *err)
{
    char file[64];
    snprintf(file, sizeof file, "layers/%s.%s", name, city->options.shapefile ? "shp" : "gpkg");
    return bench_path(folder, file, path, err);
}

/* ---- rows ---- */

static bool belongs(const struct bench_scale *city, int layer, uint64_t index, const char *land)
{
    if (layer == LAYER_PARCELS) {
        return true;
    }
    const uint64_t salt = layer == LAYER_PBF ? SALT_PBF : SALT_ZONE;
    const double share = layer == LAYER_PBF ? city->options.pbf_share : city->options.zone_share;
    return bench_scale_cropland(land) && bench_unit(city->options.seed, salt, index, 0) < share;
}

static struct bench_value text(const char *value)
{
    return (struct bench_value){value, 0.0};
}

static struct bench_value number(double value)
{
    return (struct bench_value){NULL, value};
}

struct parcel {
    uint64_t index;
    uint32_t county;
    const char *land;
    double area;
};

static void add_row(const struct pass *pass, int layer, const struct parcel *parcel,
                    const struct bench_polygon *polygon, struct lt_text *rows)
{
    char id[64], place[64];
    const uint32_t serial = (uint32_t)parcel->index + 1;
    struct bench_value values[MAX_FIELDS];
    if (layer == LAYER_PARCELS) {
        const bool cropland = bench_scale_cropland(parcel->land);
        snprintf(id, sizeof id, "%u2101%08u", parcel->county, serial);
        snprintf(place, sizeof place, "%u1012010000000", parcel->county);
        values[0] = text(id);
        values[1] = text(parcel->land);
        values[2] = text(place);
        values[3] = number(parcel->area);
        values[4] = number(0.0);
        values[5] = number(parcel->area);
        values[6] = text(cropland ? "1" : "");
        values[7] = text(cropland ? "LS" : "");
    } else if (layer == LAYER_PBF) {
        snprintf(id, sizeof id, "%u2501%08u", parcel->county, serial);
        snprintf(place, sizeof place, "%u", parcel->county);
        values[0] = text(id);
        values[1] = text(place);
        values[2] = text(parcel->land);
        values[3] = number(parcel->area);
        values[4] = number(parcel->area);
    } else {
        snprintf(id, sizeof id, "%u%08u", parcel->county, serial);
        values[0] = text(id);
        values[1] = text("15");
        values[2] = number(lt_round(lt_mu(parcel->area), 2));
    }
    bench_bulk_encode(pass->bulks[layer], polygon, values, rows);
}

static void add_parcel(const struct pass *pass, uint64_t index, struct bench_polygon *polygon,
                       struct slot *slot)
{
    const struct bench_scale *city = pass->city;
    struct parcel parcel = {.index = index, .land = bench_scale_land(city, index)};
    for (int layer = 0; layer < BULK_LAYERS; layer++) {
        if (pass->bulks[layer] == NULL || !belongs(city, layer, index, parcel.land)) {
            continue;
        }
        if (parcel.county == 0) { /* the first layer that wants it */
            parcel.county = bench_scale_county(city, index);
            bench_scale_shape(city, index, polygon);
            parcel.area = lt_round(bench_polygon_area(polygon), 2);
        }
        add_row(pass, layer, &parcel, polygon, &slot->rows[layer]);
        slot->zone_m2 += layer == LAYER_ZONES ? parcel.area : 0.0;
        slot->crop_m2 +=
            layer == LAYER_PARCELS && bench_scale_cropland(parcel.land) ? parcel.area : 0.0;
    }
}

/* ---- take, work, deliver ---- */

static enum lt_status take_chunk(void *context, unsigned thread, size_t slot_index, bool *ret_end,
                                 struct lt_error *err)
{
    (void)thread, (void)err;
    struct pass *pass = context;
    struct slot *slot = &pass->slots[slot_index];
    const uint64_t parcels = pass->city->options.parcels;
    slot->from = pass->next;
    slot->end = slot->from + CHUNK < parcels ? slot->from + CHUNK : parcels;
    pass->next = slot->end;
    *ret_end = slot->from == slot->end;
    return LT_OK;
}

static enum lt_status encode_chunk(void *context, unsigned thread, size_t slot_index,
                                   struct lt_error *err)
{
    struct pass *pass = context;
    struct slot *slot = &pass->slots[slot_index];
    const struct bench_scale_options *options = &pass->city->options;
    struct bench_polygon *polygon = &pass->polygons[thread];
    slot->crop_m2 = slot->zone_m2 = 0.0;
    for (int layer = 0; layer < BULK_LAYERS; layer++) {
        slot->rows[layer].length = 0;
    }
    for (uint64_t k = slot->from; k < slot->end; k++) {
        const uint64_t index =
            options->shuffle ? bench_permute(options->seed, k, options->parcels) : k;
        add_parcel(pass, index, polygon, slot);
    }
    return bench_polygon_check(polygon, err);
}

static enum lt_status write_chunk(void *context, unsigned thread, size_t slot_index,
                                  struct lt_error *err)
{
    (void)thread;
    struct pass *pass = context;
    const struct slot *slot = &pass->slots[slot_index];
    pass->city->crop_m2 += slot->crop_m2;
    pass->city->zone_m2 += slot->zone_m2;
    for (int layer = 0; layer < BULK_LAYERS; layer++) {
        if (pass->bulks[layer] != NULL) {
            const enum lt_status status =
                bench_bulk_write(pass->bulks[layer], &slot->rows[layer], err);
            if (status != LT_OK) {
                return status;
            }
        }
    }
    return LT_OK;
}

static void finish_pass(struct pass *pass)
{
    for (int layer = 0; layer < BULK_LAYERS; layer++) {
        bench_bulk_close(pass->bulks[layer], NULL);
        for (size_t i = 0; pass->slots != NULL && i < pass->n_slots; i++) {
            lt_text_finish(&pass->slots[i].rows[layer]);
        }
    }
    for (unsigned i = 0; pass->polygons != NULL && i < pass->city->options.threads; i++) {
        bench_polygon_finish(&pass->polygons[i]);
    }
    free(pass->slots);
    free(pass->polygons);
}

static enum lt_status write_bulk(struct bench_scale *city, const char *folder, struct lt_error *err)
{
    const unsigned threads = city->options.threads;
    struct pass pass = {.city = city, .n_slots = (size_t)threads * SLOTS_PER_THREAD};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    bool any = false;
    pass.slots = calloc(pass.n_slots, sizeof *pass.slots);
    pass.polygons = calloc(threads, sizeof *pass.polygons);
    if (pass.slots == NULL || pass.polygons == NULL) {
        status = lt_fail_memory(err, "layers");
        goto out;
    }
    for (int i = 0; i < BULK_LAYERS; i++) {
        if ((city->options.layers & LAYERS[i].bit) != 0) {
            any = true;
            LT_TRY(layer_path(city, folder, LAYERS[i].name, path, err));
            LT_TRY(bench_bulk_create(path, city->options.shapefile, LAYERS[i].name,
                                     LAYERS[i].fields, LAYERS[i].count, &pass.bulks[i], err));
        }
    }
    const struct lt_ordered line = {.threads = threads,
                                    .slots = pass.n_slots,
                                    .take = take_chunk,
                                    .work = encode_chunk,
                                    .deliver = write_chunk,
                                    .context = &pass};
    if (any) {
        LT_TRY(lt_ordered_run(&line, err));
    }
    for (int i = 0; i < BULK_LAYERS; i++) {
        struct bench_bulk *closing = pass.bulks[i];
        pass.bulks[i] = NULL;
        LT_TRY(bench_bulk_close(closing, err));
    }
out:
    finish_pass(&pass);
    return status;
}

/* ---- few and large ---- */

static enum lt_status create_layer(const struct bench_scale *city, const char *folder,
                                   const char *name, const struct bench_field *fields, size_t count,
                                   struct bench_layer **ret_layer, struct lt_error *err)
{
    char path[BENCH_PATH];
    const enum lt_status status = layer_path(city, folder, name, path, err);
    return status != LT_OK
               ? status
               : bench_layer_create(path, city->options.shapefile ? "ESRI Shapefile" : "GPKG", name,
                                    "UTF-8", false, fields, count, ret_layer, err);
}

enum lt_status bench_scale_write_counties(const struct bench_scale *city, const char *folder,
                                          struct lt_error *err)
{
    static const struct bench_field fields[] = {{"XZQDM", BENCH_TEXT, 12, 0},
                                                {"XZQMC", BENCH_TEXT, 100, 0}};
    struct bench_layer *layer = NULL;
    struct bench_polygon polygon = {0};
    enum lt_status status = LT_OK;
    char word[64];
    LT_TRY(create_layer(city, folder, "XZQ", fields, 2, &layer, err));
    for (uint32_t i = 0; i < BENCH_COUNTIES_ACROSS * BENCH_COUNTIES_UP; i++) {
        uint32_t c0, r0, c1, r1;
        const uint32_t code = bench_scale_county_cells(city, i, &c0, &r0, &c1, &r1);
        bench_polygon_clear(&polygon);
        bench_lattice_region(&city->lattice, c0, r0, c1, r1, &polygon);
        snprintf(word, sizeof word, "%u", code);
        bench_layer_text(layer, 0, word);
        snprintf(word, sizeof word, "虚构县%u", i + 1);
        bench_layer_text(layer, 1, word);
        LT_TRY(bench_layer_add(layer, &polygon, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_polygon_finish(&polygon);
    bench_layer_close(layer, NULL);
    return status;
}

/* Puts `more` points into each edge, off the straight line by less than a third of their distance: no edge crosses
 * another. */
static void roughen(const struct bench_polygon *from, uint32_t more, uint64_t seed,
                    struct bench_polygon *to)
{
    for (size_t i = 0; i < from->n_points; i++) {
        const struct lt_point a = from->points[i];
        const struct lt_point b = from->points[i + 1 < from->n_points ? i + 1 : 0];
        const double dx = (b.x - a.x) / (more + 1), dy = (b.y - a.y) / (more + 1);
        bench_polygon_add(to, a.x, a.y);
        for (uint32_t k = 1; k <= more; k++) {
            const double off = 0.3 * bench_signed(seed, SALT_OUTLINE, i, k);
            bench_polygon_add(to, a.x + k * dx - off * dy, a.y + k * dy + off * dx);
        }
    }
    bench_polygon_end_ring(to, true);
}

/* The whole city as one polygon. */
static enum lt_status write_outline(const struct bench_scale *city, const char *folder,
                                    struct lt_error *err)
{
    static const struct bench_field fields[] = {{"NAME", BENCH_TEXT, 20, 0}};
    const struct bench_lattice *lattice = &city->lattice;
    struct bench_polygon plain = {0}, rough = {0};
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    bench_lattice_region(lattice, 0, 0, lattice->cols, lattice->rows, &plain);
    LT_TRY(bench_polygon_check(&plain, err));
    roughen(&plain, (uint32_t)(city->options.outline_points / plain.n_points), city->options.seed,
            &rough);
    LT_TRY(create_layer(city, folder, "CITY", fields, 1, &layer, err));
    bench_layer_text(layer, 0, "city");
    LT_TRY(bench_layer_add(layer, &rough, err));
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    bench_polygon_finish(&plain);
    bench_polygon_finish(&rough);
    return status;
}

enum lt_status bench_scale_write_layers(struct bench_scale *city, const char *folder,
                                        struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if ((city->options.layers & BENCH_LAYER_COUNTIES) != 0) {
        LT_TRY(bench_scale_write_counties(city, folder, err));
    }
    if ((city->options.layers & BENCH_LAYER_CITY) != 0) {
        LT_TRY(write_outline(city, folder, err));
    }
    LT_TRY(write_bulk(city, folder, err));
out:
    return status;
}
