/* What is drawn of the city, year by year: parcels cut, joined, redrawn and renumbered, basic farmland along with them.
 */
#include <stdio.h>
#include <string.h>

#include "bench_generate_bulk.h"
#include "bench_generate_history.h"
#include "liangtian/area.h"
#include "support/files.h"

enum { SALT_CUT = 2400, SALT_REDRAWN, SALT_RENUMBERED, SALT_MIDDLE };
enum { CENTRE = 2, SERIALS = 20000000 };

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

/* ---- lines ---- */

static double unit(const struct bench_history *history, uint64_t salt, uint64_t a, uint64_t b)
{
    return bench_unit(history->options.seed, salt, a, b);
}

unsigned bench_history_cuts(const struct bench_history *history, const struct bench_pair *pair,
                            int year)
{
    unsigned cuts = CENTRE;
    for (int y = 1; y <= year; y++) {
        if (unit(history, SALT_CUT, pair->index, (uint64_t)y) < history->options.recut_rate) {
            cuts = (unsigned)(bench_hash(history->options.seed, SALT_CUT, pair->index,
                                         100 + (uint64_t)y) %
                              8);
        }
    }
    return pair->one_county && pair->one_land ? cuts : cuts | CENTRE;
}

/* The last year in which the pair was cut anew. */
static int year_of_cuts(const struct bench_history *history, const struct bench_pair *pair,
                        int year)
{
    const unsigned cuts = bench_history_cuts(history, pair, year);
    int since = year;
    while (since > 0 && bench_history_cuts(history, pair, since - 1) == cuts) {
        since--;
    }
    return since;
}

/* Borders of counties stay; other lines are drawn anew now and then. */
static uint64_t times_redrawn(const struct bench_history *history, bool vertical, uint32_t i,
                              uint32_t j, int year)
{
    const struct bench_lattice *lattice = &history->city.lattice;
    const uint32_t across = vertical ? i : j, most = vertical ? lattice->cols : lattice->rows;
    if (across == 0 || across == most) {
        return 0;
    }
    const uint64_t here = (uint64_t)j * lattice->cols + i;
    const uint64_t there = vertical ? here - 1 : here - lattice->cols;
    if (bench_scale_county(&history->city, here) != bench_scale_county(&history->city, there)) {
        return 0;
    }
    uint64_t times = 0;
    for (int y = 1; y <= year; y++) {
        times +=
            unit(history, SALT_REDRAWN, 2 * here + (vertical ? 1 : 0), (uint64_t)y) < 0.03 ? 1 : 0;
    }
    return times;
}

static size_t edge(const struct bench_history *history, int year, bool vertical, uint32_t i,
                   uint32_t j, struct lt_point points[BENCH_EDGE_POINTS])
{
    struct bench_lattice lattice = history->city.lattice;
    lattice.redrawn = times_redrawn(history, vertical, i, j, year);
    return bench_lattice_edge(&lattice, vertical, i, j, points);
}

/* ---- pieces: from one quarter line of a pair to another ---- */

struct piece {
    uint32_t r;
    uint32_t from,
        to; /* in halves of fields: even is a line between fields, odd the middle of one */
};

static void add(struct bench_polygon *polygon, struct lt_point p)
{
    bench_polygon_add(polygon, p.x, p.y);
}

/* The northern or southern side from `from` to `to` or back, without its last point. */
static void add_side(const struct bench_history *history, int year, const struct piece *piece,
                     bool north, struct bench_polygon *polygon)
{
    struct lt_point points[BENCH_EDGE_POINTS];
    const uint32_t first = piece->from / 2, last = (piece->to - 1) / 2;
    for (uint32_t k = 0; k <= last - first; k++) {
        const uint32_t c = north ? last - k : first + k;
        const size_t n = edge(history, year, false, c, piece->r + (north ? 1 : 0), points);
        const size_t begin = c == first && piece->from % 2 == 1 ? n / 2 : 0;
        const size_t end = c == last && piece->to % 2 == 1 ? n / 2 : n - 1;
        for (size_t i = 0; i < end - begin; i++) {
            add(polygon, points[north ? end - i : begin + i]);
        }
    }
}

/* The line at `half`, northwards or southwards, without its last point. */
static void add_line(const struct bench_history *history, int year, uint32_t half, uint32_t r,
                     bool south, struct bench_polygon *polygon)
{
    struct lt_point points[BENCH_EDGE_POINTS], high[BENCH_EDGE_POINTS];
    if (half % 2 == 0) {
        const size_t n = edge(history, year, true, half / 2, r, points);
        for (size_t i = 0; i + 1 < n; i++) {
            add(polygon, points[south ? n - 1 - i : i]);
        }
        return;
    }
    const uint32_t c = half / 2;
    const size_t low_n = edge(history, year, false, c, r, points);
    const size_t high_n = edge(history, year, false, c, r + 1, high);
    const struct lt_point a = points[low_n / 2], b = high[high_n / 2];
    const double bend = 6.0 * bench_signed(history->options.seed, SALT_MIDDLE, c, r);
    add(polygon, south ? b : a);
    bench_polygon_add(polygon, (a.x + b.x) / 2 + bend, (a.y + b.y) / 2);
}

static void draw_piece(const struct bench_history *history, int year, const struct piece *piece,
                       struct bench_polygon *polygon)
{
    bench_polygon_clear(polygon);
    add_side(history, year, piece, false, polygon);
    add_line(history, year, piece->to, piece->r, false, polygon);
    add_side(history, year, piece, true, polygon);
    add_line(history, year, piece->from, piece->r, true, polygon);
    bench_polygon_end_ring(polygon, true);
}

/* ---- numbers ---- */

/* Some counties number all their parcels anew, from the other end: the same number then names other ground. */
static uint32_t serial_of(const struct bench_history *history, const struct bench_pair *pair,
                          const struct piece *piece, uint32_t county, int year)
{
    const uint64_t halves = 4 * history->pairs;
    const uint64_t half = (uint64_t)piece->r * 2 * history->city.lattice.cols + piece->from;
    bool backwards = false;
    for (int y = 1; y <= year; y++) {
        backwards ^= unit(history, SALT_RENUMBERED, county, (uint64_t)y) < 0.3;
    }
    return (uint32_t)((uint64_t)SERIALS * (uint64_t)year_of_cuts(history, pair, year) +
                      (backwards ? halves - half : half + 1));
}

/* ---- rows ---- */

struct sheets {
    struct bench_history *history;
    int year;
    struct bench_bulk *parcels, *pbf, *zones; /* zones: only in the first year */
    struct bench_polygon polygon;
    struct lt_text rows[3];
    double crop_m2, zone_m2;
};

static struct bench_value text(const char *value)
{
    return (struct bench_value){value, 0.0};
}

static struct bench_value number(double value)
{
    return (struct bench_value){NULL, value};
}

static void add_piece(struct sheets *sheets, const struct bench_pair *pair, struct piece piece)
{
    const struct bench_history *history = sheets->history;
    const uint64_t field = (uint64_t)piece.r * history->city.lattice.cols + piece.from / 2;
    const uint32_t county = bench_scale_county(&history->city, field);
    const char *land = field == pair->west ? pair->land_west : pair->land_east;
    const bool cropland = bench_scale_cropland(land);
    const uint32_t serial = serial_of(history, pair, &piece, county, sheets->year);
    char id[64], code[16], place[64];
    draw_piece(history, sheets->year, &piece, &sheets->polygon);
    const double area = lt_round(bench_polygon_area(&sheets->polygon), 2);
    snprintf(code, sizeof code, "%u", county);
    snprintf(place, sizeof place, "%u1012010000000", county);
    snprintf(id, sizeof id, "%u2101%08u", county, serial);
    const struct bench_value parcel[] = {text(id),
                                         text(land),
                                         text(place),
                                         number(area),
                                         number(0.0),
                                         number(area),
                                         text(cropland ? "1" : ""),
                                         text(cropland ? "LS" : "")};
    bench_bulk_encode(sheets->parcels, &sheets->polygon, parcel, &sheets->rows[0]);
    sheets->crop_m2 += cropland ? area : 0.0;
    if (pair->pbf) {
        snprintf(id, sizeof id, "%u2501%08u", county, serial);
        const struct bench_value pbf[] = {text(id), text(code), text(land), number(area),
                                          number(area)};
        bench_bulk_encode(sheets->pbf, &sheets->polygon, pbf, &sheets->rows[1]);
    }
    if (pair->zone && sheets->zones != NULL) { /* the first year: a piece is a field */
        snprintf(id, sizeof id, "%u%08u", county, serial);
        const struct bench_value zone[] = {text(id), text("15"), number(lt_round(lt_mu(area), 2))};
        bench_bulk_encode(sheets->zones, &sheets->polygon, zone, &sheets->rows[2]);
        sheets->zone_m2 += area;
    }
}

static void add_pair(struct sheets *sheets, const struct bench_pair *pair)
{
    const unsigned cuts = bench_history_cuts(sheets->history, pair, sheets->year);
    uint32_t from = 2 * pair->c;
    for (uint32_t k = 1; k <= 4; k++) {
        if (k == 4 || (cuts >> (k - 1) & 1U) != 0) {
            add_piece(sheets, pair, (struct piece){pair->r, from, 2 * pair->c + k});
            from = 2 * pair->c + k;
        }
    }
}

static enum lt_status flush(struct sheets *sheets, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_bulk *const bulks[] = {sheets->parcels, sheets->pbf, sheets->zones};
    for (size_t i = 0; i < 3; i++) {
        if (bulks[i] != NULL) {
            LT_TRY(bench_bulk_write(bulks[i], &sheets->rows[i], err));
        }
        sheets->rows[i].length = 0;
    }
out:
    return status;
}

static enum lt_status open_one(const char *folder, const char *name,
                               const struct bench_field *fields, size_t count,
                               struct bench_bulk **ret_bulk, struct lt_error *err)
{
    char file[64], path[BENCH_PATH];
    snprintf(file, sizeof file, "%s.gpkg", name);
    const enum lt_status status = bench_path(folder, file, path, err);
    return status != LT_OK ? status
                           : bench_bulk_create(path, false, name, fields, count, ret_bulk, err);
}

static enum lt_status open_sheets(struct sheets *sheets, const char *folder, struct lt_error *err)
{
    char name[32], path[BENCH_PATH];
    enum lt_status status = LT_OK;
    snprintf(name, sizeof name, "layers/%d", BENCH_HISTORY_FIRST_YEAR + sheets->year);
    LT_TRY(bench_path(folder, name, path, err));
    LT_TRY(lt_folder_make(path, err));
    LT_TRY(open_one(path, "DLTB", DLTB, sizeof DLTB / sizeof DLTB[0], &sheets->parcels, err));
    LT_TRY(open_one(path, "YJJBNTTB", YJJBNT, sizeof YJJBNT / sizeof YJJBNT[0], &sheets->pbf, err));
    if (sheets->year == 0) {
        LT_TRY(bench_path(folder, "layers", path, err));
        LT_TRY(open_one(path, "LQDK", LQDK, sizeof LQDK / sizeof LQDK[0], &sheets->zones, err));
    }
out:
    return status;
}

static enum lt_status close_sheets(struct sheets *sheets, struct lt_error *err)
{
    struct bench_bulk *bulks[] = {sheets->parcels, sheets->pbf, sheets->zones};
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < 3; i++) {
        const enum lt_status closed = bench_bulk_close(bulks[i], status == LT_OK ? err : NULL);
        status = status == LT_OK ? closed : status;
        lt_text_finish(&sheets->rows[i]);
    }
    bench_polygon_finish(&sheets->polygon);
    return status;
}

static enum lt_status write_year(struct bench_history *history, int year, const char *folder,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct sheets sheets = {.history = history, .year = year};
    LT_TRY(open_sheets(&sheets, folder, err));
    for (uint64_t i = 0; i < history->pairs; i++) {
        struct bench_pair pair;
        bench_history_pair(history, i, &pair);
        add_pair(&sheets, &pair);
        if (i % 1024 == 1023 || i + 1 == history->pairs) {
            LT_TRY(bench_polygon_check(&sheets.polygon, err));
            LT_TRY(flush(&sheets, err));
        }
    }
    if (year == 0) {
        history->city.crop_m2 = sheets.crop_m2;
        history->city.zone_m2 = sheets.zone_m2;
    }
out:
    if (status == LT_OK) {
        return close_sheets(&sheets, err);
    }
    close_sheets(&sheets, NULL);
    return status;
}

enum lt_status bench_history_layers(struct bench_history *history, const char *folder,
                                    struct lt_error *err)
{
    const int years = history->options.steady ? 1 : (history->options.periods + 1) / 2;
    enum lt_status status = LT_OK;
    LT_TRY(bench_scale_write_counties(&history->city, folder, err));
    for (int year = 0; year < years; year++) {
        LT_TRY(write_year(history, year, folder, err));
    }
out:
    return status;
}
