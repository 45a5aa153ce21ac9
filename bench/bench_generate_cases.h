/* The named cases of the township and of the village: what is painted where, and what a correct run must say. */
#ifndef LT_BENCH_GENERATE_CASES_H
#define LT_BENCH_GENERATE_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench_generate.h"

enum bench_shape {
    BENCH_PLAIN,
    BENCH_HOLE_IN_HOLE, /* a ring; in its hole a second parcel, also a ring; in that hole an island
                           of the first */
    BENCH_MULTIPART,    /* two parts with another parcel between them */
    BENCH_SLIVER,       /* a parcel of 15 mm by 150 m along the east edge */
    BENCH_BOW_TIE,      /* an enclave whose corners come in the wrong order */
    BENCH_SPIKE,        /* an enclave with a spike of no width: repairable without change of area */
    BENCH_OVERLAP,      /* reaches 25 m into its east neighbour */
    BENCH_TINY,         /* an enclave of 3 pixels */
    BENCH_RENUMBERED,   /* another BSM from 2026 on */
    BENCH_SPLIT,        /* two parcels from 2026 on */
    BENCH_OFF_RASTER,   /* at the east edge, half beyond the rasters */
    BENCH_BORDER,       /* lies in both counties */
    BENCH_NO_CODE,      /* no county code in any layer */
    BENCH_WRONG_AREA,   /* TBMJ is 12 % too large */
};

/* Cells painted over the parcel: (dx, dy) of the south-west cell from the centre cell of the
 * footprint. A class of BENCH_NODATA leaves the season as it is. Clipped to the case's own ground.
 */
struct bench_block {
    int dx, dy, w, h;
    uint8_t classes[BENCH_RASTERS];
};

enum { BENCH_BLOCKS = 4, BENCH_BIG = 400 };

struct bench_approval {
    const char *kind, *number, *authority, *from, *to;
    double share; /* of the first block's width that is covered; 0 = no approval */
};

struct bench_case {
    const char *key, *title_en, *title_zh;
    enum bench_shape shape;
    uint32_t w, h; /* fields it takes up, 0 = 1 */
    const char *land_class;
    const char *later_class; /* of the survey of 2025; NULL = the same */
    bool pbf, zone, leased;
    double kcxs;
    const char *planting;           /* ZZSXDM; NULL = by what it bears */
    const char *cropping;           /* SZ of its zone plot; NULL = not filled in */
    uint8_t classes[BENCH_RASTERS]; /* the whole ground; baseline, 2025H1, 2025H2, 2026H1, 2026H2 */
    struct bench_block
        blocks[BENCH_BLOCKS]; /* the first is the suspect ground, where there is one */
    struct bench_approval approval;
    const char *feedback;  /* kind of change of a feedback polygon over the first block, or NULL */
    const char *expect[4]; /* one per half-year; words of sample-data/README.md */
};

extern const struct bench_case bench_cases[];
extern const size_t bench_case_count;
extern const struct bench_case bench_village_cases[];
extern const size_t bench_village_case_count;

#endif
