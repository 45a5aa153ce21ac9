#include "run/run_load.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/postgis.h"
#include "liangtian/store.h"
#include "run/run_city.h"
#include "run/run_stop.h"
#include "support/arena.h"
#include "support/files.h"

enum lt_status lt_load_allowed(const struct lt_config *config,
                               const struct lt_postgis_target *target, struct lt_error *err)
{
    return target == NULL || strcmp(config->profile, "public") != 0
               ? LT_OK
               : lt_fail(err, LT_E_INPUT,
                         "the profile public gives out no layers: there is nothing that --postgis "
                         "could load");
}

/* What is published is looked up when no other load is under way, so that the last one to load has seen the newest. */
static enum lt_status find_half_year(const struct lt_config *config, lt_period period,
                                     struct lt_arena *arena,
                                     struct lt_postgis_half_year *ret_half_year,
                                     struct lt_error *err)
{
    enum { FIGURES_MOST = 64 << 20 };
    enum lt_status status;
    struct lt_published *const found = lt_arena_array(arena, 1, sizeof *found);
    const char *package, *figures;
    char text[LT_PERIOD_TEXT], *content = NULL;
    size_t size;
    if (found == NULL) {
        return lt_fail_memory(err, "the half-year");
    }
    LT_TRY(lt_published_find(config->output_dir, period, arena, found, err));
    if (found->generation[0] == '\0') {
        status = lt_fail(err, LT_E_INPUT, "%s is not published in '%s'",
                         lt_period_format(period, text), config->output_dir);
        goto out;
    }
    LT_TRY(lt_published_file(found, "liangtian.gpkg", arena, &package, err));
    LT_TRY(lt_published_file(found, "figures.json", arena, &figures, err));
    if (package[0] == '\0' || figures[0] == '\0') {
        status = lt_fail(err, LT_E_INPUT,
                         "%s was published without layers: in the profile public, as an imported "
                         "ledger, or by an earlier version",
                         lt_period_format(period, text));
        goto out;
    }
    LT_TRY(lt_file_read(figures, FIGURES_MOST, arena, &content, &size, err));
    *ret_half_year = (struct lt_postgis_half_year){
        .city = config->city_code,
        .city_name = config->city_name_zh,
        .period = period,
        .generation = found->generation,
        .manifest_sha256 = found->manifest_sha256,
        .published_at = found->published_at,
        .program_version = found->program_version,
        .profile = config->profile,
        .stale = found->stale,
        .package = package,
        .figures = content,
    };
out:
    return status;
}

/* A half-year that is run again makes later ones stale, whose rows stay; so do those that nobody has loaded since. */
static enum lt_status mark_all(struct lt_postgis *postgis, const struct lt_config *config,
                               struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *periods;
    size_t count;
    LT_TRY(lt_generation_periods(config->output_dir, arena, &periods, &count, err));
    struct lt_postgis_published *const published = lt_arena_array(arena, count, sizeof *published);
    if (published == NULL) {
        return lt_fail_memory(err, "the half-years");
    }
    for (size_t i = 0; i < count; i++) {
        published[i] = (struct lt_postgis_published){periods[i].period, periods[i].generation,
                                                     periods[i].stale};
    }
    LT_TRY(lt_postgis_mark(postgis, config->city_code, published, count, err));
out:
    return status;
}

static enum lt_status load(const struct lt_config *config, lt_period period,
                           const struct lt_postgis_target *target, struct lt_arena *arena,
                           struct lt_postgis_tally *ret_tally, struct lt_error *err)
{
    enum lt_status status;
    struct lt_postgis *postgis = NULL;
    struct lt_postgis_half_year half_year;
    LT_TRY(lt_postgis_begin(target, lt_stop_check, &postgis, err));
    LT_TRY(find_half_year(config, period, arena, &half_year, err));
    LT_TRY(lt_postgis_load(postgis, &half_year, ret_tally, err));
    LT_TRY(mark_all(postgis, config, arena, err));
    LT_TRY(lt_postgis_commit(postgis, err));
out:
    lt_postgis_close(postgis);
    return status;
}

static enum lt_status tell(const struct lt_config *config, lt_period period,
                           const struct lt_postgis_target *target,
                           const struct lt_postgis_tally *tally, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    (void)lt_period_format(period, text);
    if (tally->same) {
        printf(config->chinese ? "%s 已在数据库中（模式 %s），未作改动\n"
                               : "%s is in the database already, schema %s: nothing changed\n",
               text, target->schema);
    } else {
        printf(config->chinese ? "%s 已装入数据库（模式 %s）：图层 %zu 个，%llu 行\n"
                               : "%s loaded into the database, schema %s: %zu layers, %llu rows\n",
               text, target->schema, tally->layers, (unsigned long long)tally->rows);
    }
    return fflush(stdout) == 0 ? LT_OK : lt_fail(err, LT_E_IO, "cannot write the summary");
}

enum lt_status lt_load_published(struct lt_session *session, enum lt_status ended,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_error unsaid = {0};
    const struct lt_postgis_target *const target = session->options->postgis;
    const lt_period period = session->options->period;
    struct lt_postgis_tally tally = {0};
    char text[LT_PERIOD_TEXT];
    if (target == NULL) {
        return ended;
    }
    session->stage = "load";
    status = load(session->config, period, target, session->arena, &tally, err);
    if (status != LT_OK) {
        (void)lt_fail_in(err,
                         "%s is published, but not in the database (repeat with liangtian load)",
                         lt_period_format(period, text));
        goto out;
    }
    session->stage = "done";
    status = tell(session->config, period, target, &tally, &unsaid);
    if (status == LT_OK || (ended != LT_OK && ended != LT_FAIL_ON)) {
        status = ended; /* what the summary ended with is told already */
    } else {
        *err = unsaid;
    }
out:
    return status;
}

enum lt_status lt_load(const struct lt_load_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_city city;
    struct lt_postgis_tally tally = {0};
    LT_TRY(lt_city_open(options->config_path, options->schemas_dir, options->language, &city, err));
    LT_TRY(lt_load_allowed(city.config, &options->postgis, err));
    LT_TRY(load(city.config, options->period, &options->postgis, city.arena, &tally, err));
    LT_TRY(tell(city.config, options->period, &options->postgis, &tally, err));
out:
    lt_city_close(&city);
    return status;
}
