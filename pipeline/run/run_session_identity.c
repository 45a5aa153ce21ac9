/* What is computed, by name: the digests of all that it depends on, its place among the half-years, and whether there it
 * may be computed. A plan's word is taken for inputs that have not been touched. */
#include <string.h>

#include "run/run_session.h"
#include "run/run_session_inputs.h"
#include "run/run_stop.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/parallel.h"

enum lt_status lt_session_digest_input(const struct lt_session *session, size_t index,
                                       struct lt_error *err)
{
    enum lt_status status;
    const char *path = session->input_paths[index];
    struct lt_report_input *input = &session->inputs[index];
    LT_TRY(lt_ingest_stamp(path, session->input_stamps[index], err));
    LT_TRY(lt_ingest_digest(path, lt_stop_check, &input->bytes, input->sha256, err));
out:
    return status;
}

static enum lt_status digest_input(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    (void)thread;
    return lt_session_digest_input(context, index, err);
}

/* The settings: what the config says, the catalogues beside the program, and the switches that
 * change bytes. */
static enum lt_status digest_settings(struct lt_session *session, char ret_hex[65],
                                      struct lt_error *err)
{
    static const char *const catalogues[] = {"rules", "layers", "feedback", "forms"};
    enum { MOST = 1024 };
    enum lt_status status;
    struct lt_digest *digest = NULL;
    char hex[LT_DIGEST_TEXT];
    session->catalogue_count = 0;
    session->catalogues = lt_arena_array(session->arena, MOST, sizeof *session->catalogues);
    if (session->catalogues == NULL) {
        return lt_fail_memory(err, "the catalogues");
    }
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
            LT_TRY(LT_CHECK(session->catalogue_count < MOST, err));
            struct lt_report_input *one = &session->catalogues[session->catalogue_count++];
            *one = (struct lt_report_input){
                .role = catalogues[c],
                .name = lt_arena_printf(session->arena, "%s/%s", catalogues[c], names[i])};
            if (one->name == NULL) {
                status = lt_fail_memory(err, "a path");
                goto out;
            }
            LT_TRY(lt_digest_file(path, &one->bytes, one->sha256, err));
            lt_digest_add_text(digest, names[i]);
            lt_digest_add_text(digest, one->sha256);
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
        if (strcmp(session->inputs[i].role, LT_ROLE_CONFIG) !=
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

/* Every file is digested once; the plan, the units' keys and the manifest all have it from here. */
enum lt_status lt_session_identify(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_session_settle_inputs(session, err));
    LT_TRY(lt_parallel_for(session->threads, session->input_count, digest_input, session, err));
    LT_TRY(find_place(session, err));
    LT_TRY(lt_session_prove_ledger(session, err));
out:
    return status;
}

enum lt_status lt_session_try_language(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (int turn = 0; turn < 2 && !session->published; turn++) { /* there, and back */
        session->config->chinese = !session->config->chinese;
        LT_TRY(derive_key(session, err));
        session->published = strcmp(session->place.closing_content, session->generation) == 0;
    }
out:
    return status;
}

/* Of the config the values count, which are read by then: its text may be edited. */
enum lt_status lt_session_inputs_unchanged(const struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < session->input_count; i++) {
        char stamp[65];
        if (strcmp(session->inputs[i].role, LT_ROLE_CONFIG) == 0) {
            continue;
        }
        LT_TRY(lt_ingest_stamp(session->input_paths[i], stamp, err));
        if (strcmp(stamp, session->input_stamps[i]) != 0) {
            status = lt_fail(err, LT_E_INPUT,
                             "'%s' changed while it was read: let whatever writes it end, and do "
                             "this again",
                             session->inputs[i].name);
            goto out;
        }
    }
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
    char *stamp = session->input_stamps[index];
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
    LT_TRY(lt_ingest_digest(session->input_paths[index], lt_stop_check, &input->bytes,
                            input->sha256, err));
    /* the config's values are compared with the settings: its text may change */
    if (strcmp(input->role, LT_ROLE_CONFIG) != 0 &&
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
    LT_TRY(lt_session_settle_inputs(session, err));
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
