/* Publishing a made-up half-year, for the tests of generations. */
#ifndef LT_STORE_PUBLISH_H
#define LT_STORE_PUBLISH_H

#include "store_test.h"

#include <sys/stat.h>

#include "liangtian/store.h"
#include "store/store_publication.h"
#include "store_ledger_sample.h"
#include "support/digest.h"

enum { H1_2025 = 2 * 2025, H2_2025, H1_2026 };

static inline struct lt_report_model publish_model(struct lt_report_input inputs[2])
{
    inputs[0] = (struct lt_report_input){.role = "config", .name = "city.yaml", .bytes = 12};
    inputs[1] = (struct lt_report_input){.role = "parcels", .name = "地类图斑.shp", .bytes = 34};
    memset(inputs[0].sha256, '1', 64);
    memset(inputs[1].sha256, '2', 64);
    return (struct lt_report_model){.published_at = "2026-01-01T00:00:00Z",
                                    .program_version = "0.1.0",
                                    .inputs = inputs,
                                    .input_count = 2};
}

/* Digest of (parent, seed): what stands for the inputs. */
static inline void publish_id(const char parent[65], const char *seed, char ret_id[65])
{
    const char *const digests[] = {seed};
    lt_generation_id(parent, digests, 1, "0.1.0", ret_id);
}

/* Files of a half-year: their contents follow from `seed` alone. */
static inline enum lt_status publish_files(struct lt_publication *publication, lt_period period,
                                           const char *seed, struct lt_arena *arena,
                                           struct lt_error *err)
{
    enum lt_status status;
    const struct lt_ledger ledger = sample_ledger(arena, 3, period);
    const char *folder = lt_publication_period_folder(publication);
    const char *inner = lt_path_join(arena, folder, "county");
    LT_TRY(lt_ledger_write(lt_path_join(arena, lt_publication_folder(publication), "ledger.gpkg"),
                           &ledger, "2026-01-01T00:00:00Z", false, err));
    LT_TRY(lt_file_write(lt_path_join(arena, folder, "summary.txt"), seed, strlen(seed), err));
    LT_TRY(lt_folder_make(inner, err));
    LT_TRY(lt_file_write(lt_path_join(arena, inner, "驿城区.csv"), "a,b\n", 4, err));
    LT_TRY(lt_file_write(lt_path_join(arena, inner, "empty"), "", 0, err));
out:
    return status;
}

/* One whole run under the lock, as run/ does it. `watch` may be NULL. */
static inline enum lt_status publish(const char *output, lt_period period, const char *seed,
                                     void (*watch)(void *context, const char *step), void *context,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct lt_lock *lock = NULL;
    struct lt_arena *arena = NULL;
    struct lt_generation parent;
    struct lt_publication *publication = NULL;
    struct lt_report_input inputs[2];
    struct lt_report_model model = publish_model(inputs);
    char id[65];
    model.key = period;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_lock_take(output, &lock, err));
    LT_TRY(lt_generation_parent_for(output, period, arena, &parent, err));
    publish_id(parent.id, seed, id);
    LT_TRY(lt_publication_begin(output, &parent, period, &publication, err));
    if (watch != NULL) {
        publication_watch(publication, watch, context);
        watch(context, "begun");
    }
    LT_TRY(publish_files(publication, period, seed, arena, err));
    if (watch != NULL) {
        watch(context, "filled");
    }
    LT_TRY(lt_publication_commit(publication, &model, id, 2, err));
    publication = NULL;
out:
    lt_publication_abandon(publication);
    lt_lock_release(lock);
    lt_arena_destroy(arena);
    return status;
}

/* How many things are wrong with what is published. */
static inline size_t publish_faults(const char *output)
{
    struct lt_error err = {0};
    struct lt_diagnostics list;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_ok(lt_store_verify(output, NULL, &list, &err));
    const size_t count = list.count;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list.items[i].severity, LT_REJECT);
    }
    lt_diagnostics_finish(&list);
    return count;
}

/* The text that the published generation shows under a period's fixed name; "" when nothing is
 * there. */
static inline const char *publish_shown(const struct store_test *test, const char *output,
                                        const char *period)
{
    size_t size;
    const char *path = lt_arena_printf(test->arena, "%s/%s/summary.txt", output, period);
    return lt_file_exists(path) ? read_bytes(test, path, &size) : "";
}

static inline size_t publish_count(const struct store_test *test, const char *output,
                                   const char *prefix)
{
    struct lt_error err = {0};
    char **names;
    size_t count, found = 0;
    assert_ok(lt_folder_list(lt_path_join(test->arena, output, ".store"), test->arena, &names,
                             &count, &err));
    for (size_t i = 0; i < count; i++) {
        found += strncmp(names[i], prefix, strlen(prefix)) == 0;
    }
    return found;
}

#endif
