/* Gives kept inputs to a target, without libFuzzer: under any compiler, as an ordinary test.
 *   fuzz_replay [-v] TARGET FOLDER-OR-FILE…      -v: what the readers answered
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "support/files.h"

enum { MOST_BYTES = 64 << 20 };

static const struct fuzz_target *const targets[] = {
    &fuzz_config, &fuzz_legend, &fuzz_rules, &fuzz_review_csv, &fuzz_review_xlsx, &fuzz_review_dbf,
    &fuzz_rings,  &fuzz_tiff,   &fuzz_dbf,   &fuzz_shp,        &fuzz_gpkg,        &fuzz_ledger};

/* In memory of just its size, so that a sanitizer sees a byte too far. */
static size_t replay_file(const struct fuzz_target *target, struct lt_arena *arena,
                          const char *path)
{
    struct lt_error err = {0};
    char *data;
    size_t size;
    FUZZ_REQUIRE(lt_file_read(path, MOST_BYTES, arena, &data, &size, &err) == LT_OK);
    uint8_t *exact = malloc(size == 0 ? 1 : size);
    FUZZ_REQUIRE(exact != NULL);
    memcpy(exact, data, size);
    fprintf(stderr, "%s\n", path);
    target->one(exact, size);
    free(exact);
    return 1;
}

static size_t replay(const struct fuzz_target *target, const char *path)
{
    struct lt_arena *arena = NULL;
    struct lt_error err = {0};
    char **names;
    size_t count, done = 0;
    FUZZ_REQUIRE(lt_arena_create(&arena, &err) == LT_OK);
    if (!lt_folder_exists(path)) {
        done = replay_file(target, arena, path);
    } else {
        FUZZ_REQUIRE(lt_folder_list(path, arena, &names, &count, &err) == LT_OK);
        for (size_t i = 0; i < count; i++) {
            done += replay_file(target, arena, lt_path_join(arena, path, names[i]));
        }
    }
    lt_arena_destroy(arena);
    return done;
}

int main(int argc, char **argv)
{
    const struct fuzz_target *target = NULL;
    size_t done = 0;
    fuzz_say = argc > 1 && strcmp(argv[1], "-v") == 0;
    argc -= fuzz_say;
    argv += fuzz_say;
    for (size_t i = 0; argc > 1 && i < sizeof targets / sizeof *targets; i++) {
        if (strcmp(argv[1], targets[i]->name) == 0) {
            target = targets[i];
        }
    }
    if (target == NULL || argc < 3) {
        fprintf(stderr, "usage: fuzz_replay [-v] TARGET FOLDER-OR-FILE…\n");
        return 2;
    }
    fuzz_start(target);
    for (int i = 2; i < argc; i++) {
        done += replay(target, argv[i]);
    }
    printf("%s: %zu inputs\n", target->name, done);
    return done == 0; /* a folder that is empty tests nothing */
}
