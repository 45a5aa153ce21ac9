/* A scratch folder with the files that the example configs name, all empty. */
#ifndef LT_TEST_INGEST_SCRATCH_H
#define LT_TEST_INGEST_SCRATCH_H

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/files.h"
#include "support/lt_test.h"

struct scratch {
    struct lt_arena *arena;
    char folder[256];
};

static inline const char *scratch_path(struct scratch *s, const char *name)
{
    const char *path = lt_path_join(s->arena, s->folder, name);
    assert_non_null(path);
    return path;
}

static inline void scratch_write(struct scratch *s, const char *name, const char *data, size_t size)
{
    struct lt_error err;
    assert_ok(lt_file_write(scratch_path(s, name), data, size, &err));
}

static inline void scratch_open(struct scratch *s)
{
    static const char *const files[] = {
        "layers/DLTB.shp",    "layers/YJJBNTTB.gpkg",   "layers/LQDK.shp",
        "layers/XZQ.gpkg",    "layers/LQDK2017.gpkg",   "layers/DLTB2024.gpkg",
        "layers/GDBHMB.gpkg", "layers/LZDK.gpkg",       "layers/SPBA.gpkg",
        "layers/JCTB.gpkg",   "layers/2025H2/DLTB.shp", "rasters/2020H1.tif",
        "rasters/2025H1.tif", "rasters/2025H2.tif",     "rasters/2026H1.tif",
        "legend.yaml",
    };
    struct lt_error err;
    const char *base = getenv("TMPDIR");
    snprintf(s->folder, sizeof s->folder, "%s/liangtian-ingest-XXXXXX",
             base == NULL || *base == '\0' ? "/tmp" : base);
    assert_non_null(mkdtemp(s->folder));
    assert_ok(lt_arena_create(&s->arena, &err));
    assert_ok(lt_folder_make(scratch_path(s, "layers/2025H2"), &err));
    assert_ok(lt_folder_make(scratch_path(s, "rasters"), &err));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        scratch_write(s, files[i], "", 0);
    }
}

static inline void scratch_close(struct scratch *s)
{
    struct lt_error err;
    assert_ok(lt_folder_remove(s->folder, &err));
    lt_arena_destroy(s->arena);
}

#endif
