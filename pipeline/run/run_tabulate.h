/* What the parts of the tabulate tool share. */
#ifndef LT_RUN_TABULATE_H
#define LT_RUN_TABULATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/ingest.h"
#include "liangtian/run.h"
#include "support/log.h"
#include "support/output.h"
#include "support/text.h"

/* Classes as they are told: raster values, then these two. */
enum { TABULATE_UNSEEN = LT_VALUE_COUNT, TABULATE_OUTSIDE, TABULATE_CLASSES };
/* Short texts of a row are copied as so many bytes, whatever their length. */
enum { TABULATE_AT_ONCE = 32 };

/* One row of one zone. A marginal row has a season and one class; a joint row a class per season. */
struct tabulate_row {
    double m2, cells, fraction;
    uint32_t season;
    uint32_t classes[LT_SEASONS_MAX];
};

enum tabulate_fate {
    TABULATE_COUNTED,
    TABULATE_NO_GEOMETRY,
    TABULATE_INVALID,
    TABULATE_OFF_RASTER,
    TABULATE_NO_AREA,   /* a shape that covers nothing */
    TABULATE_TOO_LARGE, /* more cells across than the kernel's window */
    TABULATE_LITTLE_SEEN,
    TABULATE_FATES
};

/* What there is to say of a zone besides its rows; kept small, a window holds a million. */
struct tabulate_zone {
    uint8_t fate; /* enum tabulate_fate */
    bool repaired, partly_outside;
    uint8_t little_seen; /* bit per season left out for --min-coverage; joint: bit 0 for all */
};

/* Rasters that share a grid are counted together. */
struct tabulate_grid {
    struct lt_zonal *zonal;
    unsigned seasons;
    unsigned season[LT_SEASONS_MAX]; /* which rasters */
};

/* Per thread: the rows of one zone, and what they are made from. */
struct tabulate_tuple {
    uint32_t classes[LT_SEASONS_MAX];
    double m2, cells;
};
struct tabulate_own {
    struct tabulate_row *rows;
    size_t count, capacity;
    struct tabulate_tuple *tuples;
    size_t tuple_capacity;
    double seen[LT_SEASONS_MAX]; /* shares, of the seasons in little_seen */
    bool *met;                   /* wide form: TABULATE_CLASSES per season */
};

struct tabulate_told;

struct tabulating {
    const struct lt_tabulate_options *options;
    struct lt_arena *arena;
    struct lt_log log;
    unsigned threads;
    struct lt_diagnostics diagnostics; /* emptied as it fills */
    struct lt_raster *rasters[LT_SEASONS_MAX];
    size_t raster_count;
    struct tabulate_grid grids[LT_SEASONS_MAX];
    size_t grid_count;
    struct lt_grid extent; /* around all rasters, for the reading of zones */
    struct tabulate_own *own;
    struct lt_stream *stream;
    bool stream_ended;
    atomic_bool disorder; /* neighbours in the file lie far apart on the ground */
    bool worth_gathering; /* the rasters do not fit into the cache */
    struct lt_layer_summary summary;
    struct tabulate_told *told;
    struct lt_output *output;
    struct tabulate_wide *wide; /* NULL for rows as they come */
    char *season_text
        [LT_SEASONS_MAX]; /* ",2026H1," ready for a row; at least TABULATE_AT_ONCE bytes */
    size_t season_length[LT_SEASONS_MAX];
    size_t row_room; /* most bytes that a row takes without its id */
};

/* --- counting: run_tabulate_count.c --- */
/* Counts a judged shape; the thread's rows are the zone's until its next call. */
enum lt_status tabulate_count(struct tabulating *tab, unsigned thread, const struct lt_shape *shape,
                              struct tabulate_zone *zone, struct lt_error *err);
/* What a feature is worth before counting. */
enum tabulate_fate tabulate_fate_of(const struct lt_feature *feature);
bool tabulate_help(struct tabulating *tab, unsigned thread);

/* --- rows: run_tabulate_rows.c --- */
enum lt_status tabulate_rows_begin(struct tabulating *tab, struct lt_error *err);
void tabulate_add_header(const struct tabulating *tab, struct lt_text *text);
/* The rows of a zone as lines of CSV; `id` NULL leaves the ids out, for tabulate_add_ids. */
void tabulate_add_rows(const struct tabulating *tab, const struct tabulate_own *own, const char *id,
                       struct lt_text *text);
/* Puts an id before each of the lines. */
void tabulate_add_ids(const char *lines, size_t size, const char *id, struct lt_text *text);

/* --- the way through: run_tabulate_direct.c, run_tabulate_gather.c --- */
/* Counts in the order of the file, until its end or until it turns out to lie in disorder. */
enum lt_status tabulate_direct(struct tabulating *tab, struct lt_error *err);
/* Counts a window of features in the order of the ground, and hands them on in the order of the file. */
enum lt_status tabulate_gather(struct tabulating *tab, struct lt_error *err);

/* A measure of disorder: do the chunk's features lie far from the one before? */
bool tabulate_disorder(const struct tabulating *tab, const struct lt_feature *features,
                       size_t count);
/* Counts a feature and appends its bytes: rows (lines of CSV, or packed for the wide form), then the shares seen of the
 * seasons left out. `id` NULL: the lines get it later. */
enum lt_status tabulate_zone_bytes(struct tabulating *tab, unsigned thread,
                                   const struct lt_shape *shape, const char *id,
                                   struct tabulate_zone *zone, struct lt_text *bytes,
                                   struct lt_error *err);
/* A zone that is done, for whoever hands on; in the order of the file, one at a time. */
struct tabulate_done {
    uint64_t position;
    const char *id, *detail;
    struct tabulate_zone zone;
    const char *bytes;
    size_t size;
};
/* Tells of the zone, and answers how many of its bytes are rows. */
enum lt_status tabulate_hand_on(struct tabulating *tab, const struct tabulate_done *done,
                                size_t *ret_rows, struct lt_error *err);

/* --- wide rows: run_tabulate_wide.c --- */
struct tabulate_wide;
enum lt_status tabulate_wide_create(struct tabulating *tab, struct lt_error *err);
void tabulate_wide_destroy(struct tabulate_wide *wide);
/* The zone's rows, and its shape where the output wants it, as bytes. */
void tabulate_wide_pack(const struct tabulating *tab, struct tabulate_own *own,
                        const struct lt_shape *shape, struct lt_text *bytes);
/* Puts one packed zone into the store. */
enum lt_status tabulate_wide_put(struct tabulating *tab, const struct tabulate_done *done,
                                 size_t size, struct lt_error *err);
/* All classes are known: writes the table. */
enum lt_status tabulate_wide_write(struct tabulating *tab, struct lt_error *err);

/* --- what is told: run_tabulate_told.c --- */
enum lt_status tabulate_told_create(struct tabulating *tab, struct lt_error *err);
void tabulate_told_destroy(struct tabulate_told *told);
/* Takes the diagnostics collected so far and empties the list. */
enum lt_status tabulate_told_drain(struct tabulating *tab, struct lt_error *err);
/* What the diagnostics of the chunk say of a feature; good until the next call or drain. */
const char *tabulate_told_detail(struct tabulating *tab, const char *id);
/* Counts the zone in the summary; lists it where it gave no rows. `seen`: of the seasons left out, one after another. */
enum lt_status tabulate_told_zone(struct tabulating *tab, const struct tabulate_done *done,
                                  const double *seen, struct lt_error *err);
/* After the last zone, whatever will be said of them: the listing is whole. */
enum lt_status tabulate_told_commit(struct tabulating *tab, struct lt_error *err);
/* LT_E_INPUT when the input is rejected or nothing was counted. */
enum lt_status tabulate_told_conclude(struct tabulating *tab, struct lt_error *err);
/* The summary on stderr, whatever the end. */
void tabulate_told_print(struct tabulating *tab);

#endif
