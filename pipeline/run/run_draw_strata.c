/* Strata of a sample of points: classes of the map, their edges beside grain, small ones taken together. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_draw.h"
#include "support/arena.h"
#include "support/csv.h"
#include "support/files.h"
#include "support/text.h"

/* What share of a stratum is thought to bear grain, where nothing better is known. A wrong guess makes the sample less
 * efficient, not biased. */
#define SHARE_GRAIN 0.9
#define SHARE_NEAR 0.3
#define SHARE_OTHER 0.05
#define SHARE_UNSEEN 0.5

/* All keys of one name. */
struct kind {
    const char *name;
    double area_m2;
    double grain_m2[2]; /* thought, by season */
    bool bears_grain;   /* by the map, in a season */
    bool pure;
    const char *classes[2];
};

struct making {
    struct drawing *d;
    struct lt_arena *arena;
    double *key_m2;    /* DRAW_KEYS × units */
    uint32_t *kind_of; /* DRAW_KEYS */
    draw_key *keys;    /* that occur, ascending */
    size_t key_count;
    struct kind *kinds;
    size_t kind_count;
};

static bool chinese(const struct drawing *d)
{
    return d->session->config->chinese;
}

/* --- kinds of ground --- */

const char *draw_class_name(const struct drawing *d, draw_key key, unsigned season)
{
    const uint8_t code = draw_key_code(key, season);
    const struct lt_legend *legend =
        &d->work
             .legends[d->work.seasons == 2 && season == 0 ? LT_RASTER_PREVIOUS : LT_RASTER_CURRENT];
    if (!d->seen[season][code]) {
        return chinese(d) ? "未观测" : "unseen";
    }
    return chinese(d) ? legend->classes[code].name_zh : legend->classes[code].crop;
}

static const char *kind_name(const struct making *m, draw_key key)
{
    const struct drawing *d = m->d;
    const char *edge = (key & DRAW_NEAR) == 0 ? "" : chinese(d) ? "（近粮）" : " (near grain)";
    const char *first = draw_class_name(d, key, 0);
    return d->work.seasons == 1
               ? lt_arena_printf(m->arena, "%s%s", first, edge)
               : lt_arena_printf(m->arena, "%s-%s%s", first, draw_class_name(d, key, 1), edge);
}

static double thought_share(const struct drawing *d, draw_key key, unsigned season)
{
    const uint8_t code = draw_key_code(key, season);
    return !d->seen[season][code]   ? SHARE_UNSEEN
           : d->grain[season][code] ? SHARE_GRAIN
           : (key & DRAW_NEAR) != 0 ? SHARE_NEAR
                                    : SHARE_OTHER;
}

static size_t find_kind(const struct making *m, const char *name)
{
    size_t i = 0;
    while (i < m->kind_count && strcmp(m->kinds[i].name, name) != 0) {
        i++;
    }
    return i;
}

static void add_to_kind(struct making *m, draw_key key, double area, const char *name, bool pure,
                        uint32_t *ret_kind)
{
    const struct drawing *d = m->d;
    const size_t at = find_kind(m, name);
    struct kind *kind = &m->kinds[at];
    if (at == m->kind_count) {
        m->kind_count++;
        *kind = (struct kind){.name = name, .pure = pure};
    }
    kind->area_m2 += area;
    for (unsigned s = 0; s < d->work.seasons; s++) {
        kind->grain_m2[s] += area * thought_share(d, key, s);
        kind->bears_grain = kind->bears_grain || d->grain[s][draw_key_code(key, s)];
        kind->classes[s] = draw_class_name(d, key, s);
    }
    *ret_kind = (uint32_t)at;
}

static double area_of_key(const struct making *m, draw_key key)
{
    double sum = 0.0;
    for (size_t u = 0; u < m->d->session->plan.unit_count; u++) {
        sum += m->key_m2[u * DRAW_KEYS + key];
    }
    return sum;
}

/* Every key by its own name; then those of kinds that are too small by the name of the rest. */
static enum lt_status name_kinds(struct making *m, struct lt_error *err)
{
    struct drawing *d = m->d;
    const char *rest[] = {chinese(d) ? "其余（含粮）" : "rest with grain",
                          chinese(d) ? "其余（无粮）" : "rest without grain"};
    const double least = d->options->least_share * d->total_m2;
    size_t small = 0;
    for (size_t i = 0; i < m->key_count; i++) {
        const draw_key key = m->keys[i];
        const char *name = kind_name(m, key);
        if (name == NULL) {
            return lt_fail_memory(err, "strata");
        }
        add_to_kind(m, key, area_of_key(m, key), name, true, &m->kind_of[key]);
    }
    for (size_t i = 0; i < m->kind_count; i++) {
        small += m->kinds[i].area_m2 < least;
    }
    if (small < 2) {
        return LT_OK;
    }
    const struct kind *own = m->kinds;
    m->kinds = lt_arena_array(m->arena, m->kind_count + 2, sizeof *m->kinds);
    m->kind_count = 0;
    if (m->kinds == NULL) {
        return lt_fail_memory(err, "strata");
    }
    for (size_t i = 0; i < m->key_count; i++) {
        const draw_key key = m->keys[i];
        const struct kind *kind = &own[m->kind_of[key]];
        const bool is_small = kind->area_m2 < least;
        add_to_kind(m, key, area_of_key(m, key), is_small ? rest[!kind->bears_grain] : kind->name,
                    !is_small, &m->kind_of[key]);
    }
    return LT_OK;
}

/* --- what is known of the shares --- */

static bool read_share(const char *cell, double *ret_share)
{
    return lt_parse_double(cell, ret_share) && *ret_share >= 0.0 && *ret_share <= 1.0;
}

static int column_of(const struct lt_csv *csv, const char *a, const char *b)
{
    for (size_t c = 0; c < csv->columns; c++) {
        if (lt_same_word(csv->header[c], a) || lt_same_word(csv->header[c], b)) {
            return (int)c;
        }
    }
    return -1;
}

/* stratum,share[,share_2]: from a pilot or last year's sample. Rows of other strata are not needed. */
static enum lt_status read_shares(struct drawing *d, struct lt_arena *arena, struct lt_error *err)
{
    enum { MOST_BYTES = 16 << 20 };
    enum lt_status status;
    const char *path = d->options->shares;
    char *data;
    size_t size;
    struct lt_csv csv;
    if (path == NULL) {
        return LT_OK;
    }
    LT_TRY(lt_file_read(path, MOST_BYTES, arena, &data, &size, err));
    LT_TRY(lt_csv_parse(path, data, size, arena, &csv, err));
    const int name = column_of(&csv, "stratum", "分层");
    const int share[] = {column_of(&csv, "share", "含粮比例"),
                         column_of(&csv, "share_2", "含粮比例2")};
    if (name < 0 || share[0] < 0 || (d->work.seasons == 2 && share[1] < 0)) {
        status = lt_fail(err, LT_E_INPUT, "'%s' lacks one of the columns stratum, share%s", path,
                         d->work.seasons == 2 ? ", share_2" : "");
        goto out;
    }
    for (size_t r = 0; r < csv.row_count; r++) {
        for (size_t h = 0; h < d->stratum_count; h++) {
            struct draw_stratum *stratum = &d->strata[h];
            if (strcmp(stratum->to_draw.name, csv.rows[r].cells[name]) != 0) {
                continue;
            }
            for (unsigned s = 0; s < d->work.seasons; s++) {
                const char *cell = csv.rows[r].cells[share[s]];
                if (!read_share(cell, &stratum->share[s])) {
                    status =
                        lt_fail(err, LT_E_INPUT, "'%s', line %zu: '%s' is no share from 0 to 1",
                                path, csv.rows[r].line, cell);
                    goto out;
                }
            }
        }
    }
out:
    return status;
}

/* --- strata --- */

static int by_name(const void *left, const void *right)
{
    const struct draw_stratum *a = left, *b = right;
    return strcmp(a->to_draw.name, b->to_draw.name);
}

static enum lt_status add_stratum(struct making *m, const struct kind *kind, uint32_t unit,
                                  struct lt_error *err)
{
    struct drawing *d = m->d;
    struct draw_stratum *stratum = &d->strata[d->stratum_count++];
    *stratum = (struct draw_stratum){.unit = unit, .pure = kind->pure};
    stratum->to_draw.name =
        unit == UINT32_MAX
            ? kind->name
            : lt_arena_printf(m->arena, "%06u %s", d->session->plan.units[unit].unit, kind->name);
    if (stratum->to_draw.name == NULL) {
        return lt_fail_memory(err, "strata");
    }
    for (unsigned s = 0; s < d->work.seasons; s++) {
        stratum->share[s] = kind->grain_m2[s] / kind->area_m2;
        stratum->classes[s] = kind->classes[s];
    }
    return LT_OK;
}

static double area_in_unit(const struct making *m, size_t kind, size_t unit)
{
    double sum = 0.0;
    for (size_t i = 0; i < m->key_count; i++) {
        const draw_key key = m->keys[i];
        sum += m->kind_of[key] == kind ? m->key_m2[unit * DRAW_KEYS + key] : 0.0;
    }
    return sum;
}

static enum lt_status list_strata(struct making *m, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct drawing *d = m->d;
    const size_t units = d->session->plan.unit_count;
    d->strata =
        lt_arena_array(m->arena, m->kind_count * units + m->kind_count + 1, sizeof *d->strata);
    if (d->strata == NULL) {
        return lt_fail_memory(err, "strata");
    }
    for (size_t k = 0; k < m->kind_count; k++) {
        for (size_t u = 0; u < units && d->options->by_county; u++) {
            if (area_in_unit(m, k, u) > 0.0) {
                LT_TRY(add_stratum(m, &m->kinds[k], (uint32_t)u, err));
            }
        }
        if (!d->options->by_county) {
            LT_TRY(add_stratum(m, &m->kinds[k], UINT32_MAX, err));
        }
    }
    qsort(d->strata, d->stratum_count, sizeof *d->strata, by_name);
out:
    return status;
}

static size_t find_stratum(const struct making *m, size_t kind, uint32_t unit)
{
    const struct drawing *d = m->d;
    size_t h = 0;
    for (; h < d->stratum_count; h++) {
        const struct draw_stratum *stratum = &d->strata[h];
        const char *name = stratum->to_draw.name + (stratum->unit == UINT32_MAX ? 0 : 7);
        if ((stratum->unit == UINT32_MAX || stratum->unit == unit) &&
            strcmp(name, m->kinds[kind].name) == 0) {
            break;
        }
    }
    return h;
}

/* Which stratum ground belongs to, and its areas: summed in the order in which places are looked for later. */
static enum lt_status measure(struct making *m, struct lt_error *err)
{
    struct drawing *d = m->d;
    const size_t units = d->session->plan.unit_count;
    d->stratum_of = lt_arena_array(m->arena, units * DRAW_KEYS, sizeof *d->stratum_of);
    d->unit_m2 = lt_arena_array(m->arena, units * d->stratum_count + 1, sizeof *d->unit_m2);
    if (d->stratum_of == NULL || d->unit_m2 == NULL) {
        return lt_fail_memory(err, "strata");
    }
    for (uint32_t u = 0; u < units; u++) {
        for (size_t i = 0; i < m->key_count; i++) {
            const draw_key key = m->keys[i];
            d->stratum_of[(size_t)u * DRAW_KEYS + key] =
                (uint32_t)find_stratum(m, m->kind_of[key], u);
        }
    }
    for (size_t i = 0; i < d->part_count; i++) {
        const struct draw_part *part = &d->parts[i];
        const uint32_t unit = d->pieces[part->piece].unit;
        const uint32_t h = draw_stratum_of(d, part->key, unit);
        d->strata[h].to_draw.area_m2 += part->m2;
        d->unit_m2[h * units + unit] += part->m2;
    }
    return LT_OK;
}

static enum lt_status allocate(struct drawing *d, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_draw_options *o = d->options;
    const struct lt_grid *grid = &d->work.sources[0]->grid;
    const double cell = lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows);
    struct lt_draw_stratum *to_draw = lt_arena_array(arena, d->stratum_count + 1, sizeof *to_draw);
    uint64_t *points = lt_arena_array(arena, d->stratum_count + 1, sizeof *points);
    if (to_draw == NULL || points == NULL) {
        return lt_fail_memory(err, "strata");
    }
    for (size_t h = 0; h < d->stratum_count; h++) {
        struct draw_stratum *stratum = &d->strata[h];
        stratum->to_draw.spread = 0.0;
        for (unsigned s = 0; s < d->work.seasons; s++) {
            stratum->to_draw.spread += sqrt(stratum->share[s] * (1.0 - stratum->share[s]));
        }
        stratum->to_draw.most = (uint64_t)fmax(2.0, floor(stratum->to_draw.area_m2 / cell));
        to_draw[h] = stratum->to_draw;
    }
    LT_TRY(lt_draw_allocate(to_draw, d->stratum_count, o->minimum, o->points, o->target_se_m2,
                            points, &d->expected_se_m2, err));
    for (size_t h = 0; h < d->stratum_count; h++) {
        d->strata[h].points = points[h];
        d->point_count += points[h];
    }
out:
    return status;
}

/* Sums by key and county; which keys there are. */
static enum lt_status sum_keys(struct making *m, struct lt_error *err)
{
    struct drawing *d = m->d;
    const size_t units = d->session->plan.unit_count;
    m->key_m2 = lt_arena_array(m->arena, units * DRAW_KEYS, sizeof *m->key_m2);
    m->kind_of = lt_arena_array(m->arena, DRAW_KEYS, sizeof *m->kind_of);
    m->keys = lt_arena_array(m->arena, DRAW_KEYS, sizeof *m->keys);
    if (m->key_m2 == NULL || m->kind_of == NULL || m->keys == NULL) {
        return lt_fail_memory(err, "strata");
    }
    for (size_t i = 0; i < d->part_count; i++) {
        const struct draw_part *part = &d->parts[i];
        m->key_m2[(size_t)d->pieces[part->piece].unit * DRAW_KEYS + part->key] += part->m2;
        d->total_m2 += part->m2;
    }
    for (draw_key key = 0; key < DRAW_KEYS; key++) {
        if (area_of_key(m, key) > 0.0) {
            m->keys[m->key_count++] = key;
        }
    }
    m->kinds = lt_arena_array(m->arena, m->key_count + 1, sizeof *m->kinds);
    return m->kinds == NULL ? lt_fail_memory(err, "strata")
           : m->key_count == 0
               ? lt_fail(err, LT_E_INPUT, "there is no farmland that the raster covers")
               : LT_OK;
}

enum lt_status draw_make_strata(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    struct making m = {.d = d, .arena = d->work.arena};
    LT_TRY(sum_keys(&m, err));
    LT_TRY(name_kinds(&m, err));
    LT_TRY(list_strata(&m, err));
    LT_TRY(measure(&m, err));
    LT_TRY(read_shares(d, m.arena, err));
    LT_TRY(allocate(d, m.arena, err));
out:
    return status;
}
