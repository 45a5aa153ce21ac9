/* Which cases go into which shapefile. Sizes follow from the formats (ESRI Shapefile Technical Description, July 1998;
 * dBASE III), so that they are known before a byte is written. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outputs_shapefile.h"
#include "support/arena.h"

enum {
    SHP_HEAD = 100,
    RECORD_HEAD = 8,
    POLYGON_HEAD = 44, /* kind, box, numbers of rings and of points */
    RING = 4,
    POINT = 16,
    DBF_END = 1
};

static uint64_t record_bytes(const struct lt_shape *shape)
{
    return RECORD_HEAD + POLYGON_HEAD + (uint64_t)RING * shape->n_rings +
           (uint64_t)POINT * shape->n_points;
}

static struct lt_shapefile_part nothing(const struct lt_dbf_shape *table)
{
    return (struct lt_shapefile_part){.shp = SHP_HEAD, .dbf = table->head + DBF_END};
}

static void add(struct lt_shapefile_part *part, const struct lt_case *item,
                const struct lt_dbf_shape *table)
{
    part->cases.count++;
    part->cases.area_m2 += item->area_m2;
    part->cases.open += item->open ? 1 : 0;
    part->cases.open_m2 += item->open ? item->area_m2 : 0;
    part->shp += record_bytes(&item->shape);
    part->dbf += table->row;
}

static bool within(const struct lt_shapefile_part *part, uint64_t limit)
{
    return part->shp <= limit && part->dbf <= limit;
}

static bool fits(const struct lt_shapefile_part *part, const struct lt_case *item,
                 const struct lt_dbf_shape *table, uint64_t limit)
{
    struct lt_shapefile_part with = *part;
    add(&with, item, table);
    return within(&with, limit);
}

static int by_county(const void *a, const void *b)
{
    const struct lt_case *const one = *(const struct lt_case *const *)a;
    const struct lt_case *const other = *(const struct lt_case *const *)b;
    return one->unit != other->unit ? (one->unit < other->unit ? -1 : 1)
                                    : strcmp(one->id, other->id);
}

/* Lays the cases, sorted by county, into parts, each county's from a new one. `parts` NULL: counts them. */
static size_t lay(const struct lt_case **items, size_t count, const struct lt_dbf_shape *table,
                  uint64_t limit, struct lt_shapefile_part *parts)
{
    struct lt_shapefile_part part = nothing(table);
    size_t laid = 0;
    for (size_t i = 0; i < count; i++) {
        if (part.cases.count > 0 &&
            (items[i]->unit != part.unit || !fits(&part, items[i], table, limit))) {
            if (parts != NULL) {
                parts[laid] = part;
            }
            laid++;
            part = nothing(table);
        }
        if (part.cases.count == 0) {
            part.unit = items[i]->unit;
            part.cases.items = items + i;
        }
        add(&part, items[i], table);
    }
    if (parts != NULL) {
        parts[laid] = part;
    }
    return laid + 1;
}

static void name(struct lt_shapefile_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        struct lt_shapefile_part *const part = &parts->items[i];
        const bool follows = i > 0 && part[-1].unit == part->unit;
        const bool goes_on = i + 1 < parts->count && part[1].unit == part->unit;
        part->number = follows ? part[-1].number + 1 : goes_on ? 1 : 0;
        if (part->number == 0) {
            snprintf(part->stem, sizeof part->stem, "violations-%06" PRIu32, part->unit);
        } else {
            snprintf(part->stem, sizeof part->stem, "violations-%06" PRIu32 "-%u", part->unit,
                     part->number);
        }
    }
}

static enum lt_status divide(const struct lt_book_cases *cases, const struct lt_dbf_shape *table,
                             uint64_t limit, struct lt_arena *arena,
                             struct lt_shapefile_parts *ret_parts, struct lt_error *err)
{
    const struct lt_case **const items = lt_arena_array(arena, cases->count, sizeof *items);
    if (items == NULL) {
        return lt_fail_memory(err, "the list of cases");
    }
    memcpy(items, cases->items, cases->count * sizeof *items);
    qsort(items, cases->count, sizeof *items, by_county);
    struct lt_shapefile_parts parts = {.count = lay(items, cases->count, table, limit, NULL)};
    parts.items = lt_arena_array(arena, parts.count, sizeof *parts.items);
    if (parts.items == NULL) {
        return lt_fail_memory(err, "the list of shapefiles");
    }
    lay(items, cases->count, table, limit, parts.items);
    for (size_t i = 0; i < parts.count; i++) {
        if (!within(&parts.items[i], limit)) { /* then it is one case */
            return lt_fail(err, LT_E_LIMIT,
                           "case %s alone makes a shapefile larger than programs read",
                           parts.items[i].cases.items[0]->id);
        }
    }
    name(&parts);
    *ret_parts = parts;
    return LT_OK;
}

enum lt_status lt_shapefile_plan(const struct lt_book_cases *cases,
                                 const struct lt_dbf_shape *table, uint64_t limit,
                                 struct lt_arena *arena, struct lt_shapefile_parts *ret_parts,
                                 struct lt_error *err)
{
    struct lt_shapefile_part whole = nothing(table);
    for (size_t i = 0; i < cases->count; i++) {
        add(&whole, cases->items[i], table);
    }
    if (!within(&whole, limit) && cases->count > 0) {
        return divide(cases, table, limit, arena, ret_parts, err);
    }
    whole.cases = *cases;
    snprintf(whole.stem, sizeof whole.stem, "violations");
    ret_parts->items = lt_arena_array(arena, 1, sizeof *ret_parts->items);
    if (ret_parts->items == NULL) {
        return lt_fail_memory(err, "the list of shapefiles");
    }
    ret_parts->items[0] = whole;
    ret_parts->count = 1;
    return LT_OK;
}
