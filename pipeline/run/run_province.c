/* province: the half-years of its cities, and the report over them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "liangtian/province.h"
#include "liangtian/run.h"
#include "liangtian/store.h"
#include "run/run_access.h"
#include "run/run_stop.h"
#include "run/run_tell.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/log.h"
#include "support/text.h"

struct work {
    const struct lt_province_options *options;
    struct lt_arena *arena;
    struct lt_diagnostics diagnostics;
    struct lt_province_config config;
    struct lt_city_figures *cities;
    struct lt_province province;
};

/* --- cities --- */

/* Each on its own: one whose half-year fails keeps the others from nothing, and counts as not published. A
 * configuration that cannot be read ends the command once the others have run (read_city): whose city it is, and where
 * it publishes, is not known. */
static enum lt_status run_cities(const struct work *work, struct lt_error *err)
{
    enum lt_status worst = LT_OK;
    for (size_t i = 0; i < work->config.city_count; i++) {
        const struct lt_run_options one = {
            .config_path = work->config.cities[i].config_path,
            .schemas_dir = work->options->schemas_dir,
            .period = work->options->period,
            .threads = work->options->threads,
            .language = work->options->language,
            .quiet = work->options->quiet,
            .progress = work->options->progress,
            .published_at = work->options->published_at,
        };
        struct lt_error local = {0};
        const enum lt_status status = lt_run(&one, &local);
        if (status != LT_OK) {
            struct lt_text line = {0};
            lt_text_printf(&line, "%s: ", one.config_path);
            lt_error_say(&local, work->config.chinese, &line);
            lt_log_entry(LT_LOG_ERROR, "province.city_failed", line.failed ? local.text : line.data,
                         NULL, 0);
            lt_text_finish(&line);
            if (worst == LT_OK || status == LT_E_STOPPED) {
                worst = status;
                *err = local;
                (void)lt_fail_in(err, "%s", one.config_path);
            }
        }
        if (status == LT_E_STOPPED) {
            break; /* all of it was asked to stop */
        }
    }
    return worst;
}

static enum lt_status read_city(struct work *work, size_t i, struct lt_error *err)
{
    enum lt_status status;
    struct lt_config *config = NULL;
    struct lt_city_figures *figures = &work->cities[i];
    LT_TRY(lt_config_load(work->config.cities[i].config_path, work->options->schemas_dir,
                          &work->diagnostics, &config, err));
    LT_TRY(
        lt_city_figures_read(config->output_dir, work->options->period, work->arena, figures, err));
    if (figures->published_at[0] != '\0' && figures->code != config->city_code) {
        status = lt_fail(err, LT_E_INPUT, "what '%s' has published is of another city, %06u",
                         work->config.cities[i].config_path, figures->code);
        goto out;
    }
    figures->code = config->city_code;
    figures->name = lt_arena_text(work->arena, work->config.chinese ? config->city_name_zh
                                                                    : config->city_name_en);
    if (figures->name == NULL) {
        status = lt_fail_memory(err, "a city");
    }
out:
    lt_config_destroy(config);
    return status;
}

static int by_code(const void *left, const void *right)
{
    const struct lt_city_figures *a = left, *b = right;
    return (a->code > b->code) - (a->code < b->code);
}

static enum lt_status read_cities(struct work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t count = work->config.city_count;
    work->cities = lt_arena_array(work->arena, count, sizeof *work->cities);
    if (work->cities == NULL) {
        return lt_fail_memory(err, "the cities");
    }
    for (size_t i = 0; i < count; i++) {
        LT_TRY(read_city(work, i, err));
    }
    qsort(work->cities, count, sizeof *work->cities, by_code);
    for (size_t i = 1; i < count; i++) {
        if (work->cities[i].code == work->cities[i - 1].code) {
            status =
                lt_fail(err, LT_E_INPUT, "two cities have the code %06u", work->cities[i].code);
            goto out;
        }
    }
out:
    return status;
}

/* --- report --- */

/* The day of the last city: the same cities give the same bytes. */
static const char *last_published(const struct work *work)
{
    const char *last = "";
    for (size_t i = 0; i < work->config.city_count; i++) {
        if (strcmp(work->cities[i].published_at, last) > 0) {
            last = work->cities[i].published_at;
        }
    }
    return last;
}

static enum lt_status name_content(const struct work *work, char ret_id[65], struct lt_error *err)
{
    enum lt_status status;
    struct lt_digest *digest = NULL;
    char hex[LT_DIGEST_TEXT];
    LT_TRY(lt_digest_create(&digest, err));
    LT_TRY(lt_digest_file(work->config.path, NULL, hex, err));
    lt_digest_add_text(digest, LT_VERSION);
    lt_digest_add_text(digest, hex);
    lt_digest_add_text(digest, work->config.chinese ? "zh" : "en");
    for (size_t i = 0; i < work->config.city_count; i++) {
        const struct lt_city_figures *one = &work->cities[i];
        snprintf(hex, sizeof hex, "%06u", one->code);
        lt_digest_add_text(digest, hex);
        lt_digest_add_text(digest, one->name);
        lt_digest_add_text(digest, one->published_at[0] == '\0' ? "" : one->sha256);
        lt_digest_add_text(digest, one->stale ? "stale" : "");
    }
    lt_digest_hex(digest, ret_id);
out:
    lt_digest_destroy(digest);
    return status;
}

static enum lt_status publish(struct work *work, struct lt_error *err)
{
    enum lt_status status;
    const char *folder = NULL;
    char id[65];
    LT_TRY(name_content(work, id, err));
    LT_TRY(lt_province_begin(work->config.output_dir, work->arena, &folder, err));
    LT_TRY(lt_write_province(&work->province, last_published(work), LT_VERSION, folder, err));
    LT_TRY(lt_province_commit(work->config.output_dir, work->options->period, id, folder,
                              work->arena, err));
    folder = NULL;
out:
    if (folder != NULL) {
        (void)lt_folder_remove(folder, NULL);
    }
    return status;
}

/* What is read is what is published: of two at once the one that began later says what stands. */
static enum lt_status report(struct work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_lock *lock = NULL;
    LT_TRY(lt_access_refuse(work->config.output_dir, work->arena, err));
    LT_TRY(lt_lock_take(work->config.output_dir, &lock, err));
    LT_TRY(read_cities(work, err));
    LT_TRY(lt_province_build(&work->config, work->options->period, work->cities,
                             work->config.city_count, work->arena, &work->province, err));
    LT_TRY(lt_stop_check(err));
    LT_TRY(publish(work, err));
out:
    lt_lock_release(lock);
    return status;
}

static enum lt_status tell(const struct work *work, struct lt_error *err)
{
    const struct lt_province *province = &work->province;
    const bool chinese = work->config.chinese;
    char period[LT_PERIOD_TEXT];
    for (size_t i = 0; i < province->floor_count; i++) {
        const struct lt_province_floor *floor = &province->floors[i];
        printf("%s\t%s\t%s\n", floor->title, lt_verdict_title(floor->verdict, chinese), floor->why);
    }
    for (size_t i = 0; i < province->city_count; i++) {
        const struct lt_city_figures *city = &work->cities[i];
        printf("%06u\t%s\t%s\n", city->code, city->name,
               city->published_at[0] == '\0' ? (chinese ? "未发布" : "not published")
                                             : city->published_at);
    }
    printf("%s/%s\n", work->config.output_dir, lt_period_format(work->options->period, period));
    return fflush(stdout) == 0 ? LT_OK : lt_fail(err, LT_E_IO, "cannot write the summary");
}

enum lt_status lt_run_province(const struct lt_province_options *options, struct lt_error *err)
{
    enum lt_status status, cities = LT_OK;
    bool chinese = lt_language_chinese(options->language, true);
    struct work work = {.options = options};
    LT_TRY(lt_arena_create(&work.arena, err));
    LT_TRY(lt_diagnostics_init(&work.diagnostics, err));
    LT_TRY(
        lt_province_load(options->config_path, &work.diagnostics, work.arena, &work.config, err));
    chinese = lt_language_chinese(options->language, work.config.chinese);
    work.config.chinese = chinese;
    if (options->run_cities) {
        cities = run_cities(&work, err);
        if (cities == LT_E_STOPPED) {
            status = cities;
            goto out;
        }
    }
    LT_TRY(report(&work, err));
    LT_TRY(tell(&work, err));
    status = cities;
out:
    lt_diagnostics_sort(&work.diagnostics);
    lt_run_tell_list(&work.diagnostics, LT_REJECT, chinese);
    lt_diagnostics_finish(&work.diagnostics);
    lt_arena_destroy(work.arena);
    return status;
}
