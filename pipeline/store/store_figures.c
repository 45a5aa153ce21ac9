/* What a city has published, read for the province above it. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "liangtian/province.h"
#include "liangtian/store.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/files.h"

enum { FIGURES_VERSION = 1, FIGURES_LIMIT = 256 << 20 };

#define FIGURES "figures.json"

/* The first thing that is not as it should be is enough. */
struct reader {
    bool failed;
};

static const json_t *member(struct reader *reader, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    reader->failed = reader->failed || value == NULL;
    return value;
}

static double number(struct reader *reader, const json_t *value)
{
    reader->failed = reader->failed || !json_is_number(value);
    return json_number_value(value);
}

static struct lt_interval range(struct reader *reader, const json_t *value)
{
    reader->failed = reader->failed || json_array_size(value) != 2;
    return (struct lt_interval){number(reader, json_array_get(value, 0)),
                                number(reader, json_array_get(value, 1))};
}

static uint64_t whole(struct reader *reader, const json_t *value)
{
    reader->failed = reader->failed || !json_is_integer(value) || json_integer_value(value) < 0;
    return (uint64_t)json_integer_value(value);
}

static bool truth(struct reader *reader, const json_t *value)
{
    reader->failed = reader->failed || !json_is_boolean(value);
    return json_is_true(value);
}

static enum lt_verdict_value verdict(struct reader *reader, const json_t *value)
{
    static const enum lt_verdict_value all[] = {LT_MEETS, LT_BELOW, LT_UNDECIDED};
    const char *text = json_string_value(value);
    for (size_t i = 0; text != NULL && i < sizeof all / sizeof *all; i++) {
        if (strcmp(text, lt_verdict_name(all[i])) == 0) {
            return all[i];
        }
    }
    reader->failed = true;
    return LT_UNDECIDED;
}

/* null, or an object of the writer's estimate(). */
static struct lt_estimate estimate(struct reader *reader, const json_t *value)
{
    struct lt_estimate result = {.method = LT_BY_NOTHING};
    if (!json_is_object(value)) {
        reader->failed = reader->failed || (value != NULL && !json_is_null(value));
        return result;
    }
    const struct lt_interval two = range(reader, member(reader, value, "two_sided_95"));
    const struct lt_interval one = range(reader, member(reader, value, "one_sided_95"));
    result.method = LT_BY_WILSON;
    result.value = number(reader, member(reader, value, "value"));
    result.se = number(reader, member(reader, value, "se"));
    result.low = two.low;
    result.high = two.high;
    result.lower = one.low;
    result.upper = one.high;
    result.points = whole(reader, member(reader, value, "points"));
    result.synthetic = truth(reader, member(reader, value, "synthetic"));
    return result;
}

static struct lt_stated floor_of(struct reader *reader, const json_t *root, const char *rule,
                                 uint64_t code)
{
    struct lt_stated result = {.verdict = LT_UNDECIDED};
    const json_t *floors = member(reader, root, "floors");
    for (size_t i = 0; i < json_array_size(floors); i++) {
        const json_t *one = json_array_get(floors, i);
        const char *id = json_string_value(json_object_get(one, "rule"));
        if (id == NULL || strcmp(id, rule) != 0 ||
            whole(reader, json_object_get(one, "code")) != code) {
            continue;
        }
        const json_t *sample = json_object_get(one, "sample");
        result.given = true;
        result.floor = number(reader, member(reader, one, "floor_m2"));
        result.mapped = range(reader, member(reader, one, "area_m2"));
        result.most = range(reader, member(reader, one, "with_outside_m2"));
        result.off = range(reader, member(reader, one, "not_grain_m2"));
        result.verdict = verdict(reader, member(reader, one, "verdict"));
        result.sample = estimate(reader, json_object_get(sample, "area_m2"));
        result.most_sampled = estimate(reader, json_object_get(sample, "with_outside_m2"));
    }
    return result;
}

static struct lt_stated output_of(struct reader *reader, const json_t *root)
{
    struct lt_stated result = {.verdict = LT_UNDECIDED};
    const json_t *output = member(reader, root, "output");
    const json_t *mapped = json_object_get(output, "mapped_kg");
    if (!json_is_object(output) || json_is_null(mapped)) { /* null: a crop has no yield */
        return result;
    }
    const double kg = number(reader, mapped);
    result.given = true;
    result.floor = number(reader, member(reader, output, "floor_kg"));
    result.mapped = result.most = (struct lt_interval){kg, kg};
    result.verdict = verdict(reader, member(reader, output, "verdict"));
    result.sample = estimate(reader, json_object_get(output, "kg"));
    result.most_sampled = estimate(reader, json_object_get(output, "with_outside_kg"));
    return result;
}

static uint64_t count_of(struct reader *reader, const json_t *cases, const char *state)
{
    return whole(reader, member(reader, member(reader, cases, state), "count"));
}

static double area_of(struct reader *reader, const json_t *cases, const char *state)
{
    return number(reader, member(reader, member(reader, cases, state), "m2"));
}

static void read_city(struct reader *reader, const json_t *root, struct lt_city_figures *figures)
{
    const json_t *city = member(reader, root, "city");
    const json_t *cases = member(reader, city, "cases");
    figures->code = (uint32_t)whole(reader, member(reader, city, "code"));
    figures->crop_year_complete = truth(reader, member(reader, root, "crop_year_complete"));
    figures->counties = json_array_size(member(reader, root, "counties"));
    figures->farmland_m2 = number(reader, member(reader, city, "farmland_m2"));
    figures->grain_share = range(reader, member(reader, city, "grain_share"));
    figures->sown = floor_of(reader, root, "SOWN-AREA", figures->code);
    figures->zones = floor_of(reader, root, "FZ-AREA", figures->code);
    figures->zones.most = figures->zones.mapped;
    figures->zones.sample = (struct lt_estimate){.method = LT_BY_NOTHING}; /* of another quantity */
    figures->output = output_of(reader, root);
    figures->open = count_of(reader, cases, "open");
    figures->grave = count_of(reader, cases, "grave");
    figures->came = count_of(reader, cases, "new") + count_of(reader, cases, "relapsed");
    figures->closed = count_of(reader, cases, "closed");
    figures->open_m2 = area_of(reader, cases, "open");
    figures->grave_m2 = area_of(reader, cases, "grave");
}

static enum lt_status read_file(const char *path, struct lt_arena *arena,
                                struct lt_city_figures *figures, struct lt_error *err)
{
    enum lt_status status;
    struct reader reader = {0};
    json_t *root = NULL;
    char *text;
    size_t size;
    LT_TRY(lt_file_read(path, FIGURES_LIMIT, arena, &text, &size, err));
    root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL || json_integer_value(json_object_get(root, "version")) != FIGURES_VERSION) {
        status = lt_fail(err, LT_E_IO, "'%s' holds no figures of this program version", path);
        goto out;
    }
    read_city(&reader, root, figures);
    const char *published = json_string_value(member(&reader, root, "published_at"));
    const char *name = json_string_value(json_object_get(json_object_get(root, "city"), "name"));
    if (reader.failed || published == NULL || name == NULL) {
        status = lt_fail(err, LT_E_IO, "'%s' holds no figures of this program version", path);
        goto out;
    }
    figures->published_at = lt_arena_text(arena, published);
    figures->name = lt_arena_text(arena, name);
    if (figures->published_at == NULL || figures->name == NULL) {
        status = lt_fail_memory(err, "the figures of a city");
    }
out:
    json_decref(root);
    return status;
}

enum lt_status lt_city_figures_read(const char *output_dir, lt_period period,
                                    struct lt_arena *arena, struct lt_city_figures *ret_figures,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    struct manifest manifest;
    char text[LT_PERIOD_TEXT];
    *ret_figures = (struct lt_city_figures){.published_at = "", .name = ""};
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    if (current.id[0] == '\0') {
        goto out;
    }
    LT_TRY(manifest_read(current.folder, arena, &manifest, err));
    const struct manifest_period *place = manifest_period_at(&manifest, period);
    if (place == NULL) {
        goto out;
    }
    const char *name = lt_arena_printf(arena, "%s/" FIGURES, lt_period_format(period, text));
    const char *path = name == NULL ? NULL : lt_path_join(arena, current.folder, name);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (manifest_find(&manifest, name) == NULL) {
        status =
            lt_fail(err, LT_E_IO, "'%s' has no figures: run the half-year again with this version",
                    current.folder);
        goto out;
    }
    LT_TRY(manifest_check_file(&manifest, name, path, ret_figures->sha256, err));
    ret_figures->stale = place->stale;
    LT_TRY(read_file(path, arena, ret_figures, err));
out:
    return status;
}
