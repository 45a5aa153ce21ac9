/* Generations: what is published, upon what it builds, what is kept, and what verification finds.
 */
#include "store_publish.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <jansson.h>

static const char *path_in(const struct store_test *test, const char *inside)
{
    return lt_path_join(test->arena, store_path(test, "out"), inside);
}

static struct lt_generation current_of(const struct store_test *test)
{
    struct lt_error err = {0};
    struct lt_generation generation;
    assert_ok(lt_generation_current(store_path(test, "out"), test->arena, &generation, &err));
    return generation;
}

static void assert_link(const struct store_test *test, const char *inside, const char *target)
{
    char text[256] = "";
    assert_true(readlink(path_in(test, inside), text, sizeof text - 1) > 0);
    assert_string_equal(text, target);
}

static void test_nothing_published(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_generation parent;
    assert_string_equal(current_of(test).id, "");
    assert_ok(
        lt_generation_parent_for(store_path(test, "out"), H1_2025, test->arena, &parent, &err));
    assert_string_equal(parent.id, "");
    assert_string_equal(lt_generation_ledger_path(&parent, test->arena), "");
    assert_ok(lt_folder_make(store_path(test, "out"), &err));
    assert_int_equal(publish_faults(store_path(test, "out")), 1); /* store.nothing_published */
    struct lt_diagnostics list;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_int_equal(lt_store_verify(store_path(test, "nowhere"), NULL, &list, &err), LT_E_IO);
    assert_int_equal(list.count, 0);
    lt_diagnostics_finish(&list);
}

static void test_two_half_years(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    struct stat first, second;
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    const struct lt_generation one = current_of(test);
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    const struct lt_generation two = current_of(test);
    char id[65];
    publish_id(one.id, "autumn", id);
    assert_string_equal(two.id, id);
    assert_link(test, "current", lt_arena_printf(test->arena, ".store/%s", id));
    assert_link(test, "2025H1", "current/2025H1");
    assert_link(test, "2025H2", "current/2025H2");
    assert_string_equal(publish_shown(test, output, "2025H1"), "summer");
    assert_string_equal(publish_shown(test, output, "2025H2"), "autumn");
    /* the earlier half-year costs no disk, and no editor can change it */
    const char *earlier = "2025H1/county/驿城区.csv";
    assert_int_equal(stat(lt_path_join(test->arena, one.folder, earlier), &first), 0);
    assert_int_equal(stat(lt_path_join(test->arena, two.folder, earlier), &second), 0);
    assert_int_equal(first.st_ino, second.st_ino);
    assert_int_equal(second.st_mode & 0222, 0);
    assert_int_equal(publish_faults(output), 0);
    assert_int_equal(publish_count(test, output, "tmp-"), 0);
    assert_string_equal(lt_generation_ledger_path(&two, test->arena),
                        lt_path_join(test->arena, two.folder, "ledger.gpkg"));
}

/* SHA-256 of the empty text, FIPS 180-2: what the manifest must say of the empty file. */
static void test_manifest_lists_everything(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    size_t size;
    assert_ok(publish(store_path(test, "out"), H1_2025, "summer", NULL, NULL, &err));
    const struct lt_generation one = current_of(test);
    const char *text = read_bytes(test, path_in(test, "current/manifest.json"), &size);
    json_t *root = json_loads(text, 0, NULL), *files = json_object_get(root, "files");
    assert_string_equal(json_string_value(json_object_get(root, "generation")), one.id);
    assert_string_equal(json_string_value(json_object_get(root, "period")), "2025H1");
    assert_string_equal(json_string_value(json_object_get(root, "parent")), "");
    assert_string_equal(json_string_value(json_object_get(root, "program_version")), "0.1.0");
    assert_string_equal(json_string_value(json_object_get(root, "published_at")),
                        "2026-01-01T00:00:00Z");
    assert_int_equal(json_string_value(json_object_get(root, "config_sha256"))[0], '1');
    assert_int_equal(json_array_size(json_object_get(root, "inputs")), 2);
    static const char *const paths[] = {"2025H1/county/empty", "2025H1/county/驿城区.csv",
                                        "2025H1/summary.txt", "ledger.gpkg"};
    assert_int_equal(json_array_size(files), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *file = json_array_get(files, i);
        assert_string_equal(json_string_value(json_object_get(file, "path")), paths[i]);
    }
    assert_string_equal(json_string_value(json_object_get(json_array_get(files, 0), "sha256")),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_true(strstr(text, "\"config_sha256\"") < strstr(text, "\"files\""));
    json_decref(root);
}

static void test_equal_runs_are_equal_bytes(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    static const char *const places[] = {"out", "other"};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(publish(store_path(test, places[i]), H1_2025, "summer", NULL, NULL, &err));
        assert_ok(publish(store_path(test, places[i]), H2_2025, "autumn", NULL, NULL, &err));
    }
    /* the manifest holds the digest of every file, and of its parent's manifest */
    assert_same_file(test, store_path(test, "out/current/manifest.json"),
                     store_path(test, "other/current/manifest.json"));
}

static void test_repeating_a_run_changes_nothing(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    struct stat before, after;
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    assert_int_equal(stat(path_in(test, "current/manifest.json"), &before), 0);
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    assert_int_equal(stat(path_in(test, "current/manifest.json"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(publish_count(test, output, "tmp-"), 0);
    assert_int_equal(publish_faults(output), 0);
}

/* The last half-year can be done anew upon its own predecessor, back and forth; an older one
 * cannot. */
static void test_the_last_half_year_is_done_anew(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    struct lt_generation parent;
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    const struct lt_generation one = current_of(test);
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    const struct lt_generation two = current_of(test);
    assert_ok(lt_generation_parent_for(output, H2_2025, test->arena, &parent, &err));
    assert_string_equal(parent.id, one.id);
    assert_ok(lt_generation_parent_for(output, H1_2026, test->arena, &parent, &err));
    assert_string_equal(parent.id, two.id);
    assert_int_equal(lt_generation_parent_for(output, H1_2025, test->arena, &parent, &err),
                     LT_E_INPUT);
    assert_non_null(strstr(err.text, "2025H1 is not the last half-year: 2025H2 is published"));
    assert_ok(publish(output, H2_2025, "autumn, mended", NULL, NULL, &err));
    assert_string_equal(publish_shown(test, output, "2025H2"), "autumn, mended");
    assert_string_equal(publish_shown(test, output, "2025H1"), "summer");
    assert_int_equal(publish_faults(output), 0);
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    assert_string_equal(publish_shown(test, output, "2025H2"), "autumn");
    assert_string_not_equal(current_of(test).id, two.id); /* it tells that it replaces another */
    assert_int_equal(publish_faults(output), 0);
    assert_ok(publish(output, H1_2026, "next", NULL, NULL, &err));
    assert_int_equal(publish_faults(output), 0);
    /* all that was once published is still there: one, autumn three times, and the next */
    assert_true(lt_folder_exists(two.folder));
    assert_int_equal(publish_count(test, output, "") - 1, 5);
}

/* A replacement of what was published before, but has been damaged since, is written anew; the damage stays told. */
static void test_a_damaged_earlier_publication_is_not_taken(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    assert_ok(publish(output, H1_2025, "a", NULL, NULL, &err));
    const struct lt_generation a = current_of(test);
    assert_ok(publish(output, H1_2025, "b", NULL, NULL, &err));
    assert_int_equal(chmod(lt_path_join(test->arena, a.folder, "2025H1/summary.txt"), 0644), 0);
    put_byte(lt_path_join(test->arena, a.folder, "2025H1/summary.txt"), 0, 'x');
    assert_ok(publish(output, H1_2025, "a", NULL, NULL, &err));
    assert_string_equal(publish_shown(test, output, "2025H1"), "a");
    assert_int_equal(publish_faults(output), 1);
}

static void test_garbage_is_collected(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    char orphan[65];
    memset(orphan, 'f', 64);
    orphan[64] = '\0';
    const char *left[] = {".store/tmp-1-abcdef/2025H1",
                          lt_arena_printf(test->arena, ".store/%s/2025H1", orphan)};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(lt_folder_make(path_in(test, left[i]), &err));
        assert_ok(
            lt_file_write(lt_path_join(test->arena, path_in(test, left[i]), "f"), "x", 1, &err));
    }
    assert_ok(lt_folder_make(path_in(test, ".store/notes of the office"), &err));
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    assert_false(lt_file_exists(path_in(test, left[0])));
    assert_false(lt_file_exists(path_in(test, left[1])));
    assert_true(lt_file_exists(path_in(test, ".store/notes of the office")));
    /* even when the mark of its publication was lost, the current generation is no garbage */
    assert_ok(lt_folder_remove(path_in(test, ".store/published"), &err));
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    assert_string_equal(publish_shown(test, output, "2025H1"), "summer");
    assert_int_equal(publish_faults(output), 0);
}

/* A store restored without its marks, a mark that cannot be read: nothing that was ever published is taken for garbage,
 * and what killed runs left still is. */
static void test_what_was_published_is_no_garbage(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    static const char *const seeds[] = {"a", "b", "c"};
    struct lt_generation made[3];
    char orphan[65];
    memset(orphan, 'f', 64);
    orphan[64] = '\0';
    const char *left = path_in(test, lt_arena_printf(test->arena, ".store/%s", orphan));
    for (size_t i = 0; i < 3; i++) {
        assert_ok(publish(output, H1_2025, seeds[i], NULL, NULL, &err));
        made[i] = current_of(test);
    }
    const char *mark =
        path_in(test, lt_arena_printf(test->arena, ".store/published/%s", made[0].id));
    assert_ok(lt_folder_remove(mark, &err));
    assert_int_equal(symlink(made[0].id, mark), 0); /* to itself: ELOOP for who follows it */
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));
    assert_true(lt_folder_exists(made[0].folder));
    assert_ok(lt_folder_remove(path_in(test, ".store/published"), &err));
    assert_ok(lt_folder_make(left, &err));
    assert_ok(publish(output, H1_2026, "next", NULL, NULL, &err));
    for (size_t i = 0; i < 3; i++) {
        assert_true(lt_folder_exists(made[i].folder));
    }
    assert_false(lt_folder_exists(left));
    assert_int_equal(publish_faults(output), 0);
    /* where the chain cannot be followed, what is garbage cannot be told */
    assert_ok(lt_folder_remove(path_in(test, ".store/published"), &err));
    assert_ok(lt_folder_remove(lt_path_join(test->arena, made[1].folder, "manifest.json"), &err));
    assert_ok(publish(output, H1_2026, "again", NULL, NULL, &err));
    for (size_t i = 0; i < 3; i++) {
        assert_true(lt_folder_exists(made[i].folder));
    }
}

static void test_what_stands_in_the_way_is_named(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    assert_ok(lt_folder_make(path_in(test, "2025H1"), &err));
    assert_int_equal(publish(output, H1_2025, "s", NULL, NULL, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "2025H1' is in the way"));
    assert_ok(lt_folder_remove(path_in(test, "2025H1"), &err));
    assert_int_equal(symlink("elsewhere", path_in(test, "2025H1")), 0);
    assert_int_equal(publish(output, H1_2025, "s", NULL, NULL, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "points to 'elsewhere'"));
    assert_ok(lt_folder_remove(path_in(test, "2025H1"), &err));
    assert_ok(lt_folder_make(path_in(test, "current"), &err));
    assert_int_equal(publish(output, H1_2025, "s", NULL, NULL, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "current' is in the way"));
    assert_ok(lt_folder_remove(path_in(test, "current"), &err));
    assert_int_equal(symlink(".store/../../etc", path_in(test, "current")), 0);
    assert_int_equal(publish(output, H1_2025, "s", NULL, NULL, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "not a generation"));
    assert_ok(lt_folder_remove(path_in(test, "current"), &err));
    assert_ok(publish(output, H1_2025, "s", NULL, NULL, &err));
}

static void test_a_changed_earlier_period_stops_the_next(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    const struct lt_generation one = current_of(test);
    const char *file = path_in(test, "current/2025H1/summary.txt");
    assert_int_equal(chmod(file, 0644), 0);
    put_byte(file, 0, 'S');
    assert_int_equal(publish(output, H2_2025, "autumn", NULL, NULL, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "2025H1/summary.txt' has changed since it was published"));
    assert_string_equal(current_of(test).id, one.id);
    assert_int_equal(publish_count(test, output, "tmp-"), 0);
}

static void test_a_changed_ledger_is_not_built_upon(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    const char *file = path_in(test, "current/ledger.gpkg");
    assert_int_equal(chmod(file, 0644), 0);
    put_byte(file, 200, 'S');
    assert_int_equal(publish(output, H2_2025, "autumn", NULL, NULL, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "ledger.gpkg"));
}

/* --- between half-years --- */

static enum lt_status publish_interim(const char *output, const char id[65], const char *text,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct lt_interim *interim = NULL;
    struct lt_report_input inputs[2];
    struct lt_report_model model = publish_model(inputs);
    const struct lt_generation none = {.folder = ""};
    char path[4096];
    model.key = H1_2025;
    LT_TRY(lt_interim_begin(output, 411702, H1_2025, &interim, err));
    snprintf(path, sizeof path, "%s/summary.txt", lt_interim_building(interim));
    LT_TRY(lt_file_write(path, text, strlen(text), err));
    LT_TRY(lt_interim_commit(interim, &model, &none, id, 2, err));
    interim = NULL;
out:
    lt_interim_abandon(interim);
    return status;
}

/* A merge that was killed between the names of its folder and of `latest` is tried again, and finds the folder. */
static void test_an_interim_result_that_stands_is_taken(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    char one[65], two[65];
    struct stat before, after;
    bool there;
    publish_id(lt_no_key, "one", one);
    publish_id(lt_no_key, "two", two);
    const char *file = lt_path_join(
        test->arena, lt_interim_folder(output, 411702, H1_2025, one, test->arena), "summary.txt");
    const char *latest = path_in(test, "interim/411702-2025H1/latest");
    assert_ok(lt_interim_take(output, 411702, H1_2025, one, 2, &there, &err));
    assert_false(there);
    assert_ok(publish_interim(output, one, "one", &err));
    assert_int_equal(stat(file, &before), 0);
    assert_int_equal(unlink(latest), 0);
    assert_ok(publish_interim(output, one, "one", &err));
    assert_link(test, "interim/411702-2025H1/latest", one);
    assert_int_equal(stat(file, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    /* the one that is asked for again is the latest again */
    assert_ok(publish_interim(output, two, "two", &err));
    assert_link(test, "interim/411702-2025H1/latest", two);
    assert_ok(lt_interim_take(output, 411702, H1_2025, one, 2, &there, &err));
    assert_true(there);
    assert_link(test, "interim/411702-2025H1/latest", one);
    /* a damaged one is not there, and is made anew */
    assert_int_equal(chmod(file, 0644), 0);
    put_byte(file, 0, 'x');
    assert_ok(lt_interim_take(output, 411702, H1_2025, two, 2, &there, &err));
    assert_ok(lt_interim_take(output, 411702, H1_2025, one, 2, &there, &err));
    assert_false(there);
    assert_link(test, "interim/411702-2025H1/latest", two);
    assert_ok(publish_interim(output, one, "one", &err));
    assert_link(test, "interim/411702-2025H1/latest", one);
    size_t size;
    assert_string_equal(read_bytes(test, file, &size), "one");
    char **names;
    size_t count;
    assert_ok(
        lt_folder_list(path_in(test, "interim/411702-2025H1"), test->arena, &names, &count, &err));
    assert_int_equal(count, 3);
}

/* --- verification --- */

static enum lt_status refuse_ledger(const struct lt_ledger *ledger, struct lt_error *err)
{
    return lt_fail(err, LT_E_BUG, "closing of %u is wrong", ledger->balances[0].unit);
}

static void assert_found(const char *output, const char *code, const char *file)
{
    struct lt_error err = {0};
    struct lt_diagnostics list;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_ok(lt_store_verify(output, NULL, &list, &err));
    bool found = false;
    for (size_t i = 0; i < list.count; i++) {
        found = found ||
                (strcmp(list.items[i].code, code) == 0 && strcmp(list.items[i].feature, file) == 0);
        assert_string_not_equal(lt_diagnostic_title(list.items[i].code, true), list.items[i].code);
    }
    if (!found) {
        print_error("%s of '%s' was not found\n", code, file);
    }
    assert_true(found);
    lt_diagnostics_finish(&list);
}

static void test_verification_finds(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    size_t size;
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    const struct lt_generation one = current_of(test);
    assert_ok(publish(output, H2_2025, "autumn", NULL, NULL, &err));

    const char *extra = path_in(test, "current/2025H2/extra");
    assert_ok(lt_file_write(extra, "x", 1, &err));
    assert_found(output, "store.file_extra", "2025H2/extra");
    assert_int_equal(unlink(extra), 0);

    const char *summary = path_in(test, "current/2025H2/summary.txt");
    assert_ok(lt_file_write(summary, "Autumn", 6, &err));
    assert_found(output, "store.file_changed", "2025H2/summary.txt");
    assert_int_equal(unlink(summary), 0);
    assert_found(output, "store.file_missing", "2025H2/summary.txt");
    assert_ok(lt_file_write(summary, "autumn", 6, &err));
    assert_int_equal(publish_faults(output), 0);

    /* somebody rewrites history, manifest included */
    const char *manifest = lt_path_join(test->arena, one.folder, "manifest.json");
    const char *text = read_bytes(test, manifest, &size);
    char *forged = lt_arena_text(test->arena, text);
    memcpy(strstr(forged, "2026-01-01"), "2026-01-02", 10);
    assert_ok(lt_file_write(manifest, forged, size, &err));
    assert_found(output, "store.chain_broken", "manifest.json");
    assert_found(output, "store.manifest_changed", "manifest.json");
    assert_ok(lt_file_write(manifest, "{", 1, &err));
    assert_found(output, "store.manifest_changed", "manifest.json");
    assert_ok(lt_file_write(manifest, text, size, &err));
    assert_int_equal(publish_faults(output), 0);

    struct lt_diagnostics list;
    assert_ok(lt_diagnostics_init(&list, &err));
    assert_ok(lt_store_verify(output, refuse_ledger, &list, &err));
    assert_int_equal(list.count, 2); /* one per generation of the chain */
    assert_string_equal(list.items[0].code, "store.ledger_wrong");
    assert_string_equal(list.items[0].found, "closing of 411700 is wrong");
    lt_diagnostics_finish(&list);

    assert_ok(lt_folder_remove(one.folder, &err));
    assert_found(output, "store.generation_missing", "");
}

/* Somebody publishes while the auditor is at the ledgers: what was there when he came is what he speaks of. */
static const char *publishing_in;

static enum lt_status publish_meanwhile(const struct lt_ledger *ledger, struct lt_error *err)
{
    (void)ledger;
    const char *output = publishing_in;
    publishing_in = NULL;
    return output == NULL ? LT_OK : publish(output, H2_2025, "autumn", NULL, NULL, err);
}

static void test_verification_beside_a_publication(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_diagnostics list;
    const char *output = store_path(test, "out");
    assert_ok(publish(output, H1_2025, "spring", NULL, NULL, &err));
    assert_ok(lt_diagnostics_init(&list, &err));
    publishing_in = output;
    assert_ok(lt_store_verify(output, publish_meanwhile, &list, &err));
    assert_null(publishing_in);
    for (size_t i = 0; i < list.count; i++) { /* the sample's ledger is no ledger of the core's */
        assert_string_not_equal(list.items[i].code, "store.chain_broken");
        assert_string_not_equal(list.items[i].code, "store.generation_missing");
    }
    lt_diagnostics_finish(&list);
    assert_int_equal(publish_faults(output), 0);
}

/* --- lock and refusals of the system --- */

/* Runs `body` in a child and answers its exit code; 128 + signal when it was killed. */
static int in_child(int (*body)(const char *output), const char *output)
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        _exit(body(output));
    }
    int how = 0;
    assert_true(child > 0 && waitpid(child, &how, 0) == child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

static int try_lock(const char *output)
{
    struct lt_error err = {0};
    struct lt_lock *lock = NULL;
    char expected[32];
    const enum lt_status status = lt_lock_take(output, &lock, &err);
    snprintf(expected, sizeof expected, "process %ld ", (long)getppid());
    if (status == LT_E_LOCKED && strstr(err.text, expected) == NULL) {
        return 99;
    }
    lt_lock_release(lock);
    return (int)status;
}

static int take_and_die(const char *output)
{
    struct lt_error err = {0};
    struct lt_lock *lock = NULL;
    if (lt_lock_take(output, &lock, &err) != LT_OK) {
        return 99;
    }
    raise(SIGKILL);
    return 98;
}

static void test_lock_keeps_others_out(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    struct lt_lock *lock = NULL;
    const char *output = store_path(test, "out");
    assert_ok(lt_lock_take(output, &lock, &err));
    assert_int_equal(in_child(try_lock, output), LT_E_LOCKED); /* and it names this process */
    lt_lock_release(lock);
    assert_int_equal(in_child(try_lock, output), LT_OK);
    assert_int_equal(in_child(take_and_die, output), 128 + SIGKILL);
    assert_int_equal(in_child(try_lock, output), LT_OK); /* the lock died with its holder */
}

/* 65534: nobody. Root would pass every permission. */
static int publish_as_nobody(const char *output)
{
    struct lt_error err = {0};
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
        return 99;
    }
    const enum lt_status status = publish(output, H2_2025, "autumn", NULL, NULL, &err);
    return strstr(err.text, strerror(EACCES)) != NULL ? (int)status : 98;
}

static void test_a_closed_folder_is_reported(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    assert_int_equal(chmod(test->folder, 0755), 0);
    assert_int_equal(chmod(path_in(test, ".lock"), 0666), 0);
    assert_int_equal(chmod(path_in(test, ".store"), 0555), 0);
    assert_int_equal(in_child(publish_as_nobody, output), LT_E_IO);
    assert_int_equal(chmod(path_in(test, ".store"), 0755), 0);
    assert_string_equal(publish_shown(test, output, "2025H1"), "summer");
    assert_int_equal(publish_faults(output), 0);
}

/* Files may not grow beyond 20 kB here: every write fails that would on a full disk. */
static int publish_on_a_small_disk(const char *output)
{
    struct lt_error err = {0};
    const struct rlimit small = {20000, 20000};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &small) != 0) {
        return 99;
    }
    return (int)publish(output, H2_2025, "autumn", NULL, NULL, &err);
}

static void test_a_failed_write_leaves_the_old_one(void **state)
{
    const struct store_test *test = *state;
    struct lt_error err = {0};
    const char *output = store_path(test, "out");
    assert_ok(publish(output, H1_2025, "summer", NULL, NULL, &err));
    const struct lt_generation one = current_of(test);
    const int code = in_child(publish_on_a_small_disk, output);
    assert_true(code == LT_E_IO || code == LT_E_LIMIT);
    assert_string_equal(current_of(test).id, one.id);
    assert_int_equal(publish_count(test, output, "tmp-"), 0);
    assert_int_equal(publish_faults(output), 0);
}

static void test_id_depends_on_every_part(void **state)
{
    (void)state;
    char ids[6][65], parent[65] = "";
    const char *const ab[] = {"ab", "c"}, *const a[] = {"a", "bc"};
    lt_generation_id(parent, ab, 2, "1", ids[0]);
    lt_generation_id(parent, a, 2, "1", ids[1]);
    lt_generation_id(parent, ab, 1, "1", ids[2]);
    lt_generation_id(parent, ab, 2, "2", ids[3]);
    lt_generation_id(ids[0], ab, 2, "1", ids[4]);
    lt_generation_id(parent, ab, 2, "1", ids[5]);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(ids[i], ids[j]);
        }
    }
    assert_string_equal(ids[0], ids[5]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_nothing_published),
        STORE_TEST(test_two_half_years),
        STORE_TEST(test_manifest_lists_everything),
        STORE_TEST(test_equal_runs_are_equal_bytes),
        STORE_TEST(test_repeating_a_run_changes_nothing),
        STORE_TEST(test_the_last_half_year_is_done_anew),
        STORE_TEST(test_a_damaged_earlier_publication_is_not_taken),
        STORE_TEST(test_garbage_is_collected),
        STORE_TEST(test_what_was_published_is_no_garbage),
        STORE_TEST(test_what_stands_in_the_way_is_named),
        STORE_TEST(test_a_changed_earlier_period_stops_the_next),
        STORE_TEST(test_a_changed_ledger_is_not_built_upon),
        STORE_TEST(test_an_interim_result_that_stands_is_taken),
        STORE_TEST(test_verification_finds),
        STORE_TEST(test_verification_beside_a_publication),
        STORE_TEST(test_lock_keeps_others_out),
        STORE_TEST(test_a_closed_folder_is_reported),
        STORE_TEST(test_a_failed_write_leaves_the_old_one),
        STORE_TEST(test_id_depends_on_every_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
