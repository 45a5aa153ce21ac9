/* A row per zone: which columns there are is known only after the last zone, so the rows wait, packed, in a file without a
 * name in the folder for temporary files. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/zones.h"
#include "run/run_tabulate.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"
#include "support/ordered.h"

enum { STEP = 1 << 20, SLOTS_PER_THREAD = 3, VALUES = 3 };

struct cell {
    double value[VALUES]; /* area, fraction, cells */
    uint32_t season, class_;
};
/* In the store: this, the id with its NUL, the cells, the shape. */
struct record {
    uint32_t size, id_size, cells, little_seen;
};
struct shape_head {
    uint32_t n_rings, n_points;
    struct lt_box box;
};

struct tabulate_wide {
    struct tabulating *tab;
    bool shapes; /* the output holds polygons */
    int fd;
    struct lt_text waiting;  /* not yet in the file */
    uint64_t written, taken; /* bytes */
    /* once all is known */
    size_t *column; /* by season and class: its first column + 1; 0 = none */
    char **names;
    unsigned value_of[VALUES]; /* which values a class has, in order */
    size_t values, columns;
    struct block *blocks; /* per slot */
    struct lt_zones *zones;
};

/* Whole records, and what they become. */
struct block {
    char *data;
    size_t size, capacity;
    struct lt_text text;
    double *row;
};

static const struct {
    unsigned flag;
    const char *suffix;
    int decimals;
} values_known[VALUES] = {{LT_TABULATE_AREA, "m2", 6},
                          {LT_TABULATE_FRACTION, "fraction", 12},
                          {LT_TABULATE_CELLS, "cells", 9}};

enum lt_status tabulate_wide_create(struct tabulating *tab, struct lt_error *err)
{
    struct tabulate_wide *wide = lt_arena_alloc(tab->arena, sizeof *wide);
    const char *folder = tab->options->temporary;
    char *path = lt_arena_printf(tab->arena, "%s/liangtian-XXXXXX", folder);
    if (wide == NULL || path == NULL) {
        return lt_fail_memory(err, "the table");
    }
    for (unsigned i = 0; i < tab->threads; i++) {
        tab->own[i].met = calloc((size_t)TABULATE_CLASSES * LT_SEASONS_MAX, sizeof(bool));
        if (tab->own[i].met == NULL) {
            return lt_fail_memory(err, "the table");
        }
    }
    wide->tab = tab;
    wide->shapes = tab->options->format != LT_TABULATE_CSV;
    wide->fd = mkstemp(path);
    if (wide->fd < 0) {
        return lt_fail(err, LT_E_IO, "cannot create a temporary file in '%s'", folder);
    }
    tab->wide = wide;
    return unlink(path) == 0
               ? LT_OK
               : lt_fail(err, LT_E_IO, "cannot create a temporary file in '%s'", folder);
}

void tabulate_wide_destroy(struct tabulate_wide *wide)
{
    if (wide == NULL) {
        return;
    }
    close(wide->fd);
    lt_text_finish(&wide->waiting);
    lt_zones_destroy(wide->zones);
    free(wide->column);
}

/* --- packing --- */

void tabulate_wide_pack(const struct tabulating *tab, struct tabulate_own *own,
                        const struct lt_shape *shape, struct lt_text *bytes)
{
    const uint32_t count = (uint32_t)own->count;
    lt_text_add_n(bytes, (const char *)&count, sizeof count);
    for (size_t i = 0; i < own->count; i++) {
        const struct tabulate_row *row = &own->rows[i];
        const struct cell cell = {.value = {row->m2, row->fraction, row->cells},
                                  .season = row->season,
                                  .class_ = row->classes[0]};
        lt_text_add_n(bytes, (const char *)&cell, sizeof cell);
        own->met[row->season * TABULATE_CLASSES + row->classes[0]] = true;
    }
    if (tab->wide->shapes) {
        const struct shape_head head = {shape->n_rings, shape->n_points, shape->box};
        lt_text_add_n(bytes, (const char *)&head, sizeof head);
        lt_text_add_n(bytes, (const char *)shape->ring_end,
                      shape->n_rings * sizeof *shape->ring_end);
        lt_text_add_n(bytes, (const char *)shape->points, shape->n_points * sizeof *shape->points);
    }
}

static enum lt_status flush(struct tabulate_wide *wide, struct lt_error *err)
{
    enum lt_status status = lt_text_check(&wide->waiting, err);
    if (status == LT_OK && wide->waiting.length > 0) {
        status =
            lt_file_put(wide->fd, "temporary file", wide->waiting.data, wide->waiting.length, err);
        wide->written += wide->waiting.length;
        wide->waiting.length = 0;
    }
    return status;
}

enum lt_status tabulate_wide_put(struct tabulating *tab, const struct tabulate_done *done,
                                 size_t size, struct lt_error *err)
{
    struct tabulate_wide *wide = tab->wide;
    struct record record = {.id_size = (uint32_t)strlen(done->id) + 1,
                            .little_seen = done->zone.little_seen};
    memcpy(&record.cells, done->bytes, sizeof record.cells);
    if (size > UINT32_MAX - record.id_size) {
        return lt_fail_memory(err, "a zone");
    }
    record.size = (uint32_t)(size - sizeof record.cells) + record.id_size;
    lt_text_add_n(&wide->waiting, (const char *)&record, sizeof record);
    lt_text_add_n(&wide->waiting, done->id, record.id_size);
    lt_text_add_n(&wide->waiting, done->bytes + sizeof record.cells, size - sizeof record.cells);
    return wide->waiting.length < STEP ? lt_text_check(&wide->waiting, err) : flush(wide, err);
}

/* --- columns --- */

static enum lt_status name_columns(struct tabulate_wide *wide, unsigned season, uint32_t class_,
                                   struct lt_error *err)
{
    const struct tabulating *tab = wide->tab;
    char word[LT_WHOLE_TEXT];
    *lt_put_whole(word, class_) = '\0';
    const char *shown = class_ == TABULATE_UNSEEN    ? "unseen"
                        : class_ == TABULATE_OUTSIDE ? "outside"
                                                     : word;
    wide->column[season * TABULATE_CLASSES + class_] = wide->columns + 1;
    for (size_t v = 0; v < wide->values; v++) {
        char *name = lt_arena_printf(tab->arena, "%s_%s_%s", tab->options->names[season], shown,
                                     values_known[wide->value_of[v]].suffix);
        if (name == NULL) {
            return lt_fail_memory(err, "columns");
        }
        wide->names[wide->columns++] = name;
    }
    return LT_OK;
}

static enum lt_status find_columns(struct tabulate_wide *wide, struct lt_error *err)
{
    const struct tabulating *tab = wide->tab;
    enum lt_status status = LT_OK;
    const size_t all = (size_t)TABULATE_CLASSES * tab->raster_count;
    size_t met = 0;
    wide->column = calloc(all, sizeof *wide->column);
    if (wide->column == NULL) {
        return lt_fail_memory(err, "columns");
    }
    for (unsigned v = 0; v < VALUES; v++) {
        if (tab->options->values & values_known[v].flag) {
            wide->value_of[wide->values++] = v;
        }
    }
    for (size_t i = 0; i < all; i++) {
        for (unsigned t = 0; t < tab->threads; t++) {
            wide->column[i] |= tab->own[t].met[i];
        }
        met += wide->column[i];
    }
    wide->names = lt_arena_array(tab->arena, met * wide->values + 1, sizeof *wide->names);
    if (wide->names == NULL) {
        return lt_fail_memory(err, "columns");
    }
    for (size_t i = 0; i < all; i++) {
        if (wide->column[i] != 0) {
            LT_TRY(name_columns(wide, (unsigned)(i / TABULATE_CLASSES),
                                (uint32_t)(i % TABULATE_CLASSES), err));
        }
    }
out:
    return status;
}

/* --- reading back --- */

static enum lt_status read_at(const struct tabulate_wide *wide, void *to, size_t size,
                              uint64_t offset, struct lt_error *err)
{
    char *at = to;
    while (size > 0) {
        const ssize_t got = pread(wide->fd, at, size, (off_t)offset);
        if (got <= 0) {
            return lt_fail(err, LT_E_IO, "cannot read the temporary file again");
        }
        at += got;
        size -= (size_t)got;
        offset += (uint64_t)got;
    }
    return LT_OK;
}

/* Reads about a step of bytes and keeps the records that are whole; a record may be larger than a step. */
static enum lt_status take(void *context, unsigned thread, size_t slot, bool *ret_end,
                           struct lt_error *err)
{
    (void)thread;
    struct tabulate_wide *wide = context;
    struct block *block = &wide->blocks[slot];
    enum lt_status status = LT_OK;
    const uint64_t left = wide->written - wide->taken;
    size_t want = left < STEP ? (size_t)left : STEP;
    *ret_end = left == 0;
    block->size = 0;
    while (block->size == 0 && left > 0) {
        LT_TRY(lt_array_reserve(&block->data, &block->capacity, want, 1, err));
        LT_TRY(read_at(wide, block->data, want, wide->taken, err));
        struct record record = {0};
        while (block->size + sizeof record <= want) {
            memcpy(&record, block->data + block->size, sizeof record);
            if (sizeof record + record.size > want - block->size) {
                break;
            }
            block->size += sizeof record + record.size;
        }
        want = sizeof record + record.size; /* when not one was whole */
    }
    wide->taken += block->size;
out:
    return status;
}

/* What one record says, in columns: answers its length. */
static size_t unpack(const struct tabulate_wide *wide, const char *at, double *row,
                     const char **ret_id, const char **ret_shape)
{
    struct record record;
    memcpy(&record, at, sizeof record);
    const size_t per_class = wide->values;
    const char *from = at + sizeof record + record.id_size;
    *ret_id = at + sizeof record;
    for (size_t i = 0; i < wide->columns; i++) {
        row[i] = 0.0;
    }
    for (size_t s = 0; record.little_seen != 0 && s < wide->tab->raster_count; s++) {
        for (size_t c = 0; (record.little_seen >> s) & 1u && c < TABULATE_CLASSES; c++) {
            const size_t column = wide->column[s * TABULATE_CLASSES + c];
            for (size_t v = 0; column > 0 && v < per_class; v++) {
                row[column - 1 + v] = NAN;
            }
        }
    }
    for (uint32_t i = 0; i < record.cells; i++, from += sizeof(struct cell)) {
        struct cell cell;
        memcpy(&cell, from, sizeof cell);
        const size_t column = wide->column[cell.season * TABULATE_CLASSES + cell.class_];
        for (size_t v = 0; v < per_class; v++) {
            row[column - 1 + v] = cell.value[wide->value_of[v]];
        }
    }
    *ret_shape = from;
    return sizeof record + record.size;
}

/* --- CSV --- */

static void add_line(const struct tabulate_wide *wide, const char *id, const double *row,
                     struct lt_text *text)
{
    char number[LT_FIXED_TEXT];
    lt_text_add_csv(text, id);
    for (size_t i = 0; i < wide->columns; i++) {
        number[0] = ',';
        char *end = number + 1;
        if (row[i] > 0.0) {
            end =
                lt_put_fixed(end, row[i], values_known[wide->value_of[i % wide->values]].decimals);
        } else if (!isnan(row[i])) {
            *end++ = '0';
        }
        lt_text_add_n(text, number, (size_t)(end - number));
    }
    lt_text_add(text, "\n");
}

static enum lt_status make_lines(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    (void)thread;
    const struct tabulate_wide *wide = context;
    struct block *block = &wide->blocks[slot];
    block->text.length = 0;
    for (size_t at = 0; at < block->size;) {
        const char *id, *shape;
        at += unpack(wide, block->data + at, block->row, &id, &shape);
        add_line(wide, id, block->row, &block->text);
    }
    return lt_text_check(&block->text, err);
}

static enum lt_status put_lines(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    (void)thread;
    const struct tabulate_wide *wide = context;
    const struct block *block = &wide->blocks[slot];
    return lt_output_put(wide->tab->output, block->text.data, block->text.length, err);
}

static enum lt_status put_header(const struct tabulate_wide *wide, struct lt_error *err)
{
    struct lt_text text = {0};
    lt_text_add(&text, "zone_id");
    for (size_t i = 0; i < wide->columns; i++) {
        lt_text_add(&text, ",");
        lt_text_add_csv(&text, wide->names[i]);
    }
    lt_text_add(&text, "\n");
    enum lt_status status = lt_text_check(&text, err);
    if (status == LT_OK) {
        status = lt_output_put(wide->tab->output, text.data, text.length, err);
    }
    lt_text_finish(&text);
    return status;
}

/* --- polygons --- */

static enum lt_status put_polygon(const struct tabulate_wide *wide, const char *id,
                                  const char *from, const double *row, struct lt_text *aligned,
                                  struct lt_error *err)
{
    struct shape_head head;
    memcpy(&head, from, sizeof head);
    const size_t rings = head.n_rings * sizeof(uint32_t);
    const size_t points = head.n_points * sizeof(struct lt_point);
    aligned->length = 0;
    lt_text_add_n(aligned, from + sizeof head + rings, points);
    lt_text_add_n(aligned, from + sizeof head, rings);
    const enum lt_status status = lt_text_check(aligned, err);
    if (status != LT_OK) {
        return status;
    }
    const struct lt_shape shape = {.n_rings = head.n_rings,
                                   .n_points = head.n_points,
                                   .points = (const void *)aligned->data,
                                   .ring_end = (const void *)(aligned->data + points),
                                   .box = head.box};
    return lt_zones_put(wide->zones, id, &shape, row, err);
}

static enum lt_status put_polygons(void *context, unsigned thread, size_t slot,
                                   struct lt_error *err)
{
    (void)thread;
    enum lt_status status = LT_OK;
    struct tabulate_wide *wide = context;
    struct block *block = &wide->blocks[slot];
    for (size_t at = 0; at < block->size;) {
        const char *id, *shape;
        at += unpack(wide, block->data + at, block->row, &id, &shape);
        LT_TRY(put_polygon(wide, id, shape, block->row, &block->text, err));
    }
out:
    return status;
}

static enum lt_status nothing(void *context, unsigned thread, size_t slot, struct lt_error *err)
{
    (void)context;
    (void)thread;
    (void)slot;
    (void)err;
    return LT_OK;
}

static enum lt_status open_zones(struct tabulate_wide *wide, struct lt_zones_plan *plan,
                                 struct lt_error *err)
{
    const struct tabulating *tab = wide->tab;
    *plan = (struct lt_zones_plan){.path = lt_output_temporary(tab->output),
                                   .layer = "tabulate",
                                   .crs = lt_raster_source(tab->rasters[0])->grid.crs,
                                   .columns = (const char *const *)wide->names,
                                   .column_count = wide->columns};
    return lt_zones_create(plan, &wide->zones, err);
}

enum lt_status tabulate_wide_write(struct tabulating *tab, struct lt_error *err)
{
    struct tabulate_wide *wide = tab->wide;
    const size_t slots = (size_t)tab->threads * SLOTS_PER_THREAD;
    struct lt_zones_plan plan;
    enum lt_status status;
    LT_TRY(flush(wide, err));
    LT_TRY(find_columns(wide, err));
    wide->blocks = calloc(slots, sizeof *wide->blocks);
    bool room = wide->blocks != NULL;
    for (size_t i = 0; room && i < slots; i++) {
        wide->blocks[i].row = lt_arena_array(tab->arena, wide->columns + 1, sizeof(double));
        room = wide->blocks[i].row != NULL;
    }
    if (!room) {
        status = lt_fail_memory(err, "the table");
        goto out;
    }
    if (wide->shapes) {
        LT_TRY(open_zones(wide, &plan, err));
    } else {
        LT_TRY(put_header(wide, err));
    }
    const struct lt_ordered line = {.threads = wide->shapes ? 1 : tab->threads,
                                    .slots = slots,
                                    .take = take,
                                    .work = wide->shapes ? nothing : make_lines,
                                    .deliver = wide->shapes ? put_polygons : put_lines,
                                    .context = wide};
    LT_TRY(lt_ordered_run(&line, err));
    if (wide->shapes) {
        LT_TRY(lt_zones_close(wide->zones, err));
    }
out:
    for (size_t i = 0; wide->blocks != NULL && i < slots; i++) {
        free(wide->blocks[i].data);
        lt_text_finish(&wide->blocks[i].text);
    }
    free(wide->blocks);
    wide->blocks = NULL;
    return status;
}
