/* What all fuzz targets share: a scratch folder, and what every reader must keep to whatever it is given. */
#ifndef LT_FUZZ_H
#define LT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/grid.h"
#include "liangtian/status.h"
#include "support/arena.h"

/* One input of the program. `start` (may be NULL) runs once, `one` for every input; neither keeps anything. */
struct fuzz_target {
    const char *name;
    void (*start)(void);
    void (*one)(const uint8_t *data, size_t size);
};
extern const struct fuzz_target fuzz_config, fuzz_legend, fuzz_rules, fuzz_review_csv,
    fuzz_review_xlsx, fuzz_review_dbf, fuzz_rings, fuzz_tiff, fuzz_dbf, fuzz_shp, fuzz_gpkg,
    fuzz_ledger;

/* Libraries and scratch folder; then the target's own start. */
void fuzz_start(const struct fuzz_target *target);
/* Ends the process, loudly, where `condition` does not hold. */
#define FUZZ_REQUIRE(condition) fuzz_require((condition), #condition, __FILE__, __LINE__)
void fuzz_require(bool condition, const char *text, const char *file, int line);

/* Path of a file of the scratch folder; good until the process ends. */
const char *fuzz_path(const char *name);
/* The same with these bytes in it. */
const char *fuzz_file(const char *name, const void *data, size_t size);

/* What a reader is given beside the input. */
struct fuzz_run {
    struct lt_arena *arena;
    struct lt_diagnostics diagnostics;
    struct lt_error err;
};
void fuzz_begin(struct fuzz_run *run);
/* No input is a bug of the program (exit code 70); a failure says why in one line of UTF-8; diagnostics are UTF-8
 * without control characters; LT_E_INPUT and a diagnostic that rejects come together or not at all. */
extern bool fuzz_say; /* tell what the readers answered */
void fuzz_check(const struct fuzz_run *run, enum lt_status status);
void fuzz_end(struct fuzz_run *run);

/* Working CRS of layers and reviews: 100 × 80 cells of 10 m in zone 38. */
extern const struct lt_grid fuzz_grid;
/* The same as a PRJ file, for shapefiles. */
extern const char fuzz_prj[];

#endif
