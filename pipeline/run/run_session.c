#include "run/run_session.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "liangtian/area.h"
#include "run/run_stop.h"
#include "run/run_tell.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/parallel.h"
#include "support/text.h"

enum { TELL_LIMIT = 40 };

#define CONFIG_ROLE "config"

const char *lt_session_path(struct lt_session *session, const char *name)
{
    return lt_path_join(session->arena, session->work, name);
}

const char *lt_session_unit_path(struct lt_session *session, uint32_t unit, const char *suffix)
{
    return lt_session_unit_path_in(session, session->arena, unit, suffix);
}

const char *lt_session_unit_path_in(const struct lt_session *session, struct lt_arena *arena,
                                    uint32_t unit, const char *suffix)
{
    return lt_arena_printf(arena, "%s/units/%u%s", session->work, unit, suffix);
}

/* --- identity --- */

static enum lt_status add_input(struct lt_session *session, const char *role, const char *path,
                                struct lt_error *err)
{
    struct lt_report_input *input = &session->inputs[session->input_count];
    input->role = lt_arena_text(session->arena, role);
    input->name = lt_path_name(path);
    if (input->role == NULL) {
        return lt_fail_memory(err, "the list of inputs");
    }
    session->input_paths[session->input_count++] = path;
    return LT_OK;
}

/* The files that are read, and who asks for them. */
static enum lt_status list_inputs(struct lt_session *session, struct lt_error *err)
{
    enum { MOST = LT_LAYER_COUNT + 3 * LT_RASTER_COUNT + 2 * LT_FRAME_COUNT + 5 };
    static const char *const slots[LT_RASTER_COUNT] = {"previous raster", "raster",
                                                       "baseline raster", "earlier raster"};
    static const char *const pictures[LT_RASTER_COUNT] = {
        [LT_RASTER_PREVIOUS] = "previous true colour",
        [LT_RASTER_CURRENT] = "true colour",
        [LT_RASTER_EARLIER] = "earlier true colour"};
    enum lt_status status;
    const struct lt_config *config = session->config;
    session->inputs = lt_arena_array(session->arena, MOST, sizeof *session->inputs);
    session->input_paths = lt_arena_array(session->arena, MOST, sizeof *session->input_paths);
    if (session->inputs == NULL || session->input_paths == NULL) {
        return lt_fail_memory(err, "the list of inputs");
    }
    LT_TRY(add_input(session, CONFIG_ROLE, config->path, err));
    LT_TRY(add_input(session, "legend", config->legend_path, err));
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        const struct lt_raster_config *raster = session->rasters[slot];
        if (raster != NULL) {
            LT_TRY(add_input(session, slots[slot], raster->path, err));
            if (raster->legend[0] != '\0') {
                LT_TRY(add_input(session, "legend", raster->legend, err));
            }
        }
    }
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        if (session->pictures[slot] != NULL) {
            LT_TRY(add_input(session, pictures[slot], session->pictures[slot]->path, err));
        }
    }
    for (size_t i = 0; i < session->period->sample_count; i++) {
        const struct lt_sample_config *sample = &session->period->samples[i];
        char role[64];
        snprintf(role, sizeof role, "sample %s", sample->frame);
        LT_TRY(add_input(session, role, sample->points, err));
        snprintf(role, sizeof role, "strata %s", sample->frame);
        LT_TRY(add_input(session, role, sample->strata, err));
    }
    if (session->period->yields_path[0] != '\0') {
        LT_TRY(add_input(session, "yields", session->period->yields_path, err));
    }
    if (session->period->parcels_seen[0] != '\0') {
        LT_TRY(add_input(session, "parcels seen", session->period->parcels_seen, err));
        LT_TRY(add_input(session, "strata of parcels", session->period->parcel_strata, err));
    }
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        const struct lt_layer_config *one = &session->period->layers[layer];
        if (one->present) {
            LT_TRY(add_input(session, lt_layer_name((enum lt_layer)layer), one->path, err));
        }
    }
out:
    return status;
}

static enum lt_status digest_input(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    const struct lt_session *session = context;
    struct lt_report_input *input = &session->inputs[index];
    (void)thread;
    const enum lt_status status = lt_stop_check(err);
    return status != LT_OK
               ? status
               : lt_ingest_digest(session->input_paths[index], &input->bytes, input->sha256, err);
}

/* The settings: what the config says, the catalogues beside the program, and the switches that
 * change bytes. */
static enum lt_status digest_settings(struct lt_session *session, char ret_hex[65],
                                      struct lt_error *err)
{
    static const char *const catalogues[] = {"rules", "layers", "feedback", "forms"};
    enum lt_status status;
    struct lt_digest *digest = NULL;
    char hex[LT_DIGEST_TEXT];
    LT_TRY(lt_digest_create(&digest, err));
    LT_TRY(lt_config_digest(session->config, session->options->period, hex, err));
    lt_digest_add_text(digest, hex);
    for (size_t c = 0; c < sizeof catalogues / sizeof *catalogues; c++) {
        char **names;
        size_t count;
        const char *folder =
            lt_path_join(session->arena, session->config->schemas_dir, catalogues[c]);
        if (folder == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(lt_folder_list(folder, session->arena, &names, &count, err));
        for (size_t i = 0; i < count; i++) {
            const char *path = lt_path_join(session->arena, folder, names[i]);
            if (path == NULL) {
                status = lt_fail_memory(err, "a path");
                goto out;
            }
            LT_TRY(lt_digest_file(path, NULL, hex, err));
            lt_digest_add_text(digest, names[i]);
            lt_digest_add_text(digest, hex);
        }
    }
    lt_digest_add_text(digest, session->config->chinese ? "zh" : "en");
    if (session->earlier != 0) { /* its half-year is not in the digest of the config */
        char period[LT_PERIOD_TEXT];
        lt_digest_add_text(digest, lt_period_format(session->earlier, period));
        lt_digest_add_text(digest, session->rasters[LT_RASTER_EARLIER]->flood ? "flood" : "");
    }
    lt_digest_hex(digest, ret_hex);
out:
    lt_digest_destroy(digest);
    return status;
}

static enum lt_status derive_key(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_digest *digest = NULL;
    char settings[LT_DIGEST_TEXT], period[LT_PERIOD_TEXT];
    LT_TRY(digest_settings(session, settings, err));
    LT_TRY(lt_digest_create(&digest, err));
    lt_digest_add_text(digest, LT_VERSION);
    lt_digest_add_text(digest, lt_period_format(session->options->period, period));
    lt_digest_add_text(digest, settings);
    /* open cases of the prior ledger are tabulated too */
    lt_digest_add_text(digest, session->place.parent_content);
    for (size_t i = 0; i < session->input_count; i++) {
        if (strcmp(session->inputs[i].role, CONFIG_ROLE) !=
            0) { /* its values count, not its text */
            lt_digest_add_text(digest, session->inputs[i].role);
            lt_digest_add_text(digest, session->inputs[i].sha256);
        }
    }
    lt_digest_hex(digest, session->key);
    const char *const parts[] = {session->key};
    lt_generation_id(session->place.parent_content, parts, 1, LT_VERSION, session->generation);
out:
    lt_digest_destroy(digest);
    return status;
}

/* What rests on replaced figures is not gone on from unless that is asked for. */
static enum lt_status refuse_stale_parent(const struct lt_session *session, struct lt_error *err)
{
    char own[LT_PERIOD_TEXT], before[LT_PERIOD_TEXT];
    if (!session->place.parent_stale || session->options->allow_stale) {
        return LT_OK;
    }
    return lt_fail(err, LT_E_INPUT,
                   "%s would build upon %s, which is stale: run %s again first, or say "
                   "--allow-stale",
                   lt_period_format(session->options->period, own),
                   lt_period_format(session->place.parent_period, before), before);
}

/* Without the ledgers before it, it would begin as if nothing had ever been. */
static enum lt_status refuse_imported(const struct lt_session *session, struct lt_error *err)
{
    char own[LT_PERIOD_TEXT], imported[LT_PERIOD_TEXT];
    return session->place.imported == 0
               ? LT_OK
               : lt_fail(err, LT_E_INPUT,
                         "%s cannot be done here: the ledger was imported as %s left it, and what "
                         "it was built upon is not here; go on with the half-year after it",
                         lt_period_format(session->options->period, own),
                         lt_period_format(session->place.imported, imported));
}

/* A half-year that was overtaken is waited for; any other one before the last must be meant. */
static enum lt_status refuse_older(struct lt_session *session, struct lt_error *err)
{
    struct lt_generation parent;
    if (session->place.later == 0 || session->place.stale || session->options->redo) {
        return LT_OK;
    }
    return lt_generation_parent_for(session->config->output_dir, session->options->period,
                                    session->arena, &parent, err); /* in the store's words */
}

/* Repeating a half-year with the same inputs is nothing to do, however many came after it. */
static enum lt_status find_place(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_place *place = &session->place;
    LT_TRY(lt_generation_locate(session->config->output_dir, session->options->period,
                                session->arena, place, err));
    session->parent = place->parent;
    LT_TRY(derive_key(session, err));
    session->published = strcmp(place->closing_content, session->generation) == 0;
    session->prior_ledger = lt_generation_ledger_path(&session->parent, session->arena);
    if (session->prior_ledger == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (!session->checking) {
        LT_TRY(refuse_imported(session, err));
    }
    if (!session->published && !session->checking) {
        LT_TRY(refuse_stale_parent(session, err));
        LT_TRY(refuse_older(session, err));
    }
out:
    return status;
}

static enum lt_status tell_missing_season(struct lt_session *session, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_COMPLETENESS,
        .code = "raster.season_missing",
        .layer = lt_path_name(session->rasters[LT_RASTER_PREVIOUS]->path),
        .feature = lt_period_format(session->options->period - 1, text),
        .found = "no file",
        .expected = "the raster of the half-year before",
        .action = "what needs the whole crop year stays undecided; when the raster comes, run its "
                  "half-year with --redo, then this one again",
    };
    lt_log_line(
        &session->log, "raster.season_missing",
        session->config->chinese
            ? "上一半年期 %s 的影像未到：需要全年判断的事项保持未定；影像到后请以 --redo 补运行"
            : "the raster of %s did not come: what needs the whole crop year stays "
              "undecided; when it comes, run that half-year with --redo",
        text);
    return lt_diagnostics_add(&session->diagnostics, &item, err);
}

static enum lt_status refuse_missing(struct lt_session *session, const char *path,
                                     struct lt_error *err)
{
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_COMPLETENESS,
        .code = "file.missing",
        .layer = lt_path_name(path),
        .field = "path",
        .found = path,
        .expected = "a file",
        .action = "correct the path in the config, or put the file there",
    };
    const enum lt_status status = lt_diagnostics_add(&session->diagnostics, &item, err);
    return status != LT_OK ? status
                           : lt_fail(err, LT_E_INPUT, "the input is rejected; see the diagnostics");
}

/* A season whose raster never came is a gap, not a fault; one that was read before must be there. */
static enum lt_status settle_rasters(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_generation_place place;
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        const struct lt_raster_config *raster = session->rasters[slot];
        if (raster == NULL || lt_file_exists(raster->path)) {
            continue;
        }
        LT_TRY(lt_generation_locate(session->config->output_dir, session->options->period - 1,
                                    session->arena, &place, err));
        if (slot != LT_RASTER_PREVIOUS || place.closing.id[0] != '\0') {
            LT_TRY(refuse_missing(session, raster->path, err));
        }
        LT_TRY(tell_missing_season(session, err));
        session->rasters[slot] = NULL;
    }
out:
    return status;
}

/* Paths of samples may lie ahead of their files, but not in the half-year that is run. */
static enum lt_status settle_samples(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_period_config *period = session->period;
    for (size_t i = 0; i < period->sample_count; i++) {
        const char *const paths[] = {period->samples[i].points, period->samples[i].strata};
        for (size_t p = 0; p < 2; p++) {
            if (!lt_file_exists(paths[p])) {
                LT_TRY(refuse_missing(session, paths[p], err));
            }
        }
    }
    const char *const others[] = {period->yields_path, period->parcels_seen, period->parcel_strata};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i][0] != '\0' && !lt_file_exists(others[i])) {
            LT_TRY(refuse_missing(session, others[i], err));
        }
    }
out:
    return status;
}

static enum lt_status settle_inputs(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(settle_rasters(session, err));
    LT_TRY(settle_samples(session, err));
    LT_TRY(list_inputs(session, err));
out:
    return status;
}

/* Every file is digested once; the plan, the units' keys and the manifest all have it from here. */
enum lt_status lt_session_identify(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(settle_inputs(session, err));
    LT_TRY(lt_parallel_for(session->threads, session->input_count, digest_input, session, err));
    LT_TRY(find_place(session, err));
    LT_TRY(lt_session_prove_ledger(session, err));
out:
    return status;
}

enum lt_status lt_session_prove_ledger(struct lt_session *session, struct lt_error *err)
{
    return lt_generation_prove_ledger(&session->parent, session->arena, err);
}

/* --- identity of a plan --- */

static enum lt_status refuse_plan(struct lt_error *err, const char *what)
{
    return lt_fail(err, LT_E_INPUT, "%s changed since the plan was made: make the plan again",
                   what);
}

static enum lt_status adopt_input(struct lt_session *session, const struct lt_plan_input *planned,
                                  size_t index, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_input *input = &session->inputs[index];
    char stamp[LT_DIGEST_TEXT];
    if (strcmp(input->role, planned->input.role) != 0 ||
        strcmp(input->name, planned->input.name) != 0) {
        return refuse_plan(err, "the list of inputs");
    }
    LT_TRY(lt_ingest_stamp(session->input_paths[index], stamp, err));
    if (strcmp(stamp, planned->stamp) == 0) {
        input->bytes = planned->input.bytes;
        memcpy(input->sha256, planned->input.sha256, sizeof input->sha256);
        return LT_OK;
    }
    LT_TRY(lt_ingest_digest(session->input_paths[index], &input->bytes, input->sha256, err));
    /* the config's values are compared with the settings: its text may change */
    if (strcmp(input->role, CONFIG_ROLE) != 0 &&
        strcmp(input->sha256, planned->input.sha256) != 0) {
        status = refuse_plan(err, input->name);
    }
out:
    return status;
}

enum lt_status lt_session_adopt(struct lt_session *session, const struct lt_plan *plan,
                                struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(settle_inputs(session, err));
    if (session->input_count != plan->input_count) {
        status = refuse_plan(err, "the list of inputs");
        goto out;
    }
    for (size_t i = 0; i < plan->input_count; i++) {
        LT_TRY(adopt_input(session, &plan->inputs[i], i, err));
    }
    LT_TRY(find_place(session, err));
    if (strcmp(session->key, plan->key) != 0) {
        status = refuse_plan(err, "settings, rules, program version or ledger");
    }
out:
    return status;
}

enum lt_status lt_session_legend(struct lt_session *session, enum lt_raster_slot slot,
                                 struct lt_legend *ret_legend, struct lt_error *err)
{
    const struct lt_raster_config *raster = session->rasters[slot];
    const char *path =
        raster != NULL && raster->legend[0] != '\0' ? raster->legend : session->config->legend_path;
    return lt_legend_load(path, &session->diagnostics, session->arena, ret_legend, err);
}

enum lt_status lt_session_read_plan_diagnostics(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    const char *path = lt_session_path(session, "plan.diag");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    lt_diagnostics_finish(&session->diagnostics);
    LT_TRY(lt_diagnostics_init(&session->diagnostics, err));
    LT_TRY(lt_diagnostics_read(path, &session->diagnostics, err));
out:
    return status;
}

static void enter_overlaps(struct lt_session *session)
{
    for (size_t row = 0; row < session->plan.quality_count; row++) {
        struct lt_report_quality *quality = &session->plan.quality[row];
        quality->overlaps = 0;
        quality->overlap_m2 = 0.0;
        for (size_t i = 0; i < session->diagnostics.count; i++) {
            const struct lt_diagnostic *item = &session->diagnostics.items[i];
            if (strcmp(item->code, LT_CODE_OVERLAP) == 0 &&
                strcmp(item->layer, lt_layer_name(quality->layer)) == 0) {
                quality->overlaps++;
                quality->overlap_m2 += item->area_m2;
            }
        }
    }
}

enum lt_status lt_session_read_diagnostics(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_session_read_plan_diagnostics(session, err));
    for (size_t i = 0; i < session->plan.unit_count; i++) {
        const char *path = lt_session_unit_path(session, session->plan.units[i].unit, ".diag");
        if (path == NULL) {
            status = lt_fail_memory(err, "a path");
            goto out;
        }
        LT_TRY(lt_diagnostics_read(path, &session->diagnostics, err));
    }
    enter_overlaps(session);
out:
    return status;
}

/* --- telling --- */

void lt_session_keep_private(const struct lt_session *session)
{
    if (lt_config_secret(session->config)) {
        umask(S_IRWXG | S_IRWXO);
    }
}

enum lt_status lt_session_tell(struct lt_session *session, bool own, struct lt_error *err)
{
    struct lt_diagnostics *list = &session->diagnostics;
    const bool chinese =
        session->config == NULL ? !session->options->english : session->config->chinese;
    lt_diagnostics_sort(list);
    lt_log_end(&session->log);
    struct lt_text buffer = {0};
    size_t told = 0;
    for (size_t i = 0; i < list->count && told < TELL_LIMIT; i++) {
        if (list->items[i].severity == LT_REJECT ||
            (list->items[i].severity == LT_WARNING && !session->options->quiet &&
             list->count_of[LT_REJECT] == 0)) {
            lt_run_tell(&list->items[i], chinese, &buffer);
            told++;
        }
    }
    lt_text_finish(&buffer);
    if (session->work[0] == '\0') {
        return LT_OK;
    }
    const size_t rest = list->count - told;
    if (!own) {
        if (rest > 0) {
            lt_log_line(&session->log, "diagnostics.more",
                        chinese ? "另有 %zu 条诊断未列出" : "%zu more diagnostics are not listed",
                        rest);
        }
        return LT_OK;
    }
    const char *path = lt_session_path(session, "diagnostics.csv");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (rest > 0) {
        lt_log_line(&session->log, "diagnostics.more",
                    chinese ? "另有 %zu 条诊断见 %s" : "%zu more diagnostics are in %s", rest,
                    path);
    }
    return lt_diagnostics_write_csv(path, list, chinese, err);
}

enum lt_status lt_session_report_quality(struct lt_session *session, struct lt_error *err)
{
    const bool chinese = session->config->chinese;
    printf("%s\n", chinese ? "图层\t要素\t可判\t不可判\t已修复\t碎面\t超出影像\t重叠\t面积(亩)"
                             "\t不可判(亩)\t重叠(亩)"
                           : "layer\tfeatures\tjudged\tnot judged\trepaired\tslivers\t"
                             "off raster\toverlaps\tarea (mu)\tnot judged (mu)\toverlaps (mu)");
    for (size_t i = 0; i < session->plan.quality_count; i++) {
        const struct lt_report_quality *row = &session->plan.quality[i];
        struct lt_text text = {0};
        lt_text_printf(&text, "%s %s\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t",
                       lt_layer_title(row->layer, chinese), row->name,
                       (unsigned long long)row->features, (unsigned long long)row->judged,
                       (unsigned long long)row->not_judged, (unsigned long long)row->repaired,
                       (unsigned long long)row->slivers, (unsigned long long)row->off_raster,
                       (unsigned long long)row->overlaps);
        lt_text_add_fixed(&text, lt_mu(row->gross_m2), 2);
        lt_text_add(&text, "\t");
        lt_text_add_fixed(&text, lt_mu(row->not_judged_m2), 2);
        lt_text_add(&text, "\t");
        lt_text_add_fixed(&text, lt_mu(row->overlap_m2), 2);
        if (text.failed) {
            lt_text_finish(&text);
            return lt_fail_memory(err, "the quality table");
        }
        puts(text.data);
        lt_text_finish(&text);
    }
    return LT_OK;
}
