/* Is the half-year that reviews go into still made of what it was made of? */
#include <string.h>

#include "run/run_review.h"
#include "run/run_session_inputs.h"
#include "support/arena.h"
#include "support/text.h"

/* What stands in one list alone, or with another digest: names, each once. */
static void add_missing(const struct lt_report_input *list, size_t count,
                        const struct lt_report_input *other, size_t other_count, bool is_first,
                        struct lt_text *names)
{
    for (size_t i = 0; i < count; i++) {
        bool named = false, same = false;
        for (size_t k = 0; k < other_count; k++) {
            const bool both = strcmp(list[i].role, other[k].role) == 0 &&
                              strcmp(list[i].name, other[k].name) == 0;
            named = named || both;
            same = same || (both && strcmp(list[i].sha256, other[k].sha256) == 0);
        }
        if (!same && (is_first || !named) && strcmp(list[i].role, LT_ROLE_CONFIG) != 0 &&
            strcmp(list[i].role, "reviews") != 0) {
            lt_text_printf(names, "%s%s", names->length == 0 ? "" : ", ", list[i].name);
        }
    }
}

static enum lt_status refuse_files(const struct lt_session *session,
                                   const struct lt_generation_made *made, const char *period,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text inputs = {0}, catalogues = {0};
    add_missing(session->inputs, session->input_count, made->inputs, made->input_count, true,
                &inputs);
    add_missing(made->inputs, made->input_count, session->inputs, session->input_count, false,
                &inputs);
    if (made->catalogue_count > 0) {
        add_missing(session->catalogues, session->catalogue_count, made->catalogues,
                    made->catalogue_count, true, &catalogues);
        add_missing(made->catalogues, made->catalogue_count, session->catalogues,
                    session->catalogue_count, false, &catalogues);
    }
    if (inputs.failed || catalogues.failed) {
        status = lt_fail_memory(err, "the names");
    } else if (inputs.length > 0) {
        status = lt_fail(err, LT_E_INPUT,
                         "inputs of %s are not those it was published with: %s; restore them, or "
                         "run it again and then take the files of REVIEWS-LOST.csv again",
                         period, inputs.data);
    } else if (catalogues.length > 0) {
        status = lt_fail(err, LT_E_INPUT,
                         "catalogues of the program are not those %s was published with: %s; "
                         "restore them, or run it again and then take the files of "
                         "REVIEWS-LOST.csv again",
                         period, catalogues.data);
    }
    lt_text_finish(&inputs);
    lt_text_finish(&catalogues);
    return status;
}

enum lt_status lt_review_refuse_other(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_made made;
    char period[LT_PERIOD_TEXT];
    const bool chinese = session->config->chinese;
    lt_period_format(session->options->period, period);
    if (session->place.stale) {
        return lt_fail(err, LT_E_INPUT, "%s is stale: run it again before reviews go into it",
                       period);
    }
    LT_TRY(lt_session_try_language(session, err));
    if (session->published) {
        if (session->config->chinese != chinese) {
            lt_log_line(&session->log, "review.language",
                        chinese ? "%s 是以英文发布的，核查结果仍以英文发布"
                                : "%s is published in Chinese, and stays so with its reviews",
                        period);
        }
        goto out;
    }
    LT_TRY(lt_generation_read_made(&session->place.closing, session->arena, &made, err));
    if (strcmp(made.program_version, LT_VERSION) != 0) {
        status = lt_fail(err, LT_E_INPUT,
                         "%s was published by version %s of the program, and this is %s: take its "
                         "reviews with that version, or run it again and then take the files of "
                         "REVIEWS-LOST.csv again",
                         period, made.program_version, LT_VERSION);
        goto out;
    }
    LT_TRY(refuse_files(session, &made, period, err));
    status = lt_fail(err, LT_E_INPUT,
                     "settings of %s in '%s' are not those it was published with: restore them, or "
                     "run it again and then take the files of REVIEWS-LOST.csv again",
                     period, session->config->path);
out:
    return status;
}
